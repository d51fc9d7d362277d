//! A pattern as steps for the search: straight lines and splits.

use nom::IResult;

use super::Reads;
use super::syntax::{Begins, Item, fold, shapes};

/// One step of a program.
#[derive(Debug, Clone)]
pub(super) enum Step {
    /// These bytes.
    Text(String),
    /// A mark of any shape.
    Mark(char),
    /// One character that fits.
    One(fn(char) -> bool),
    /// What a leaf parser consumes, and the characters that it may begin with.
    Leaf(fn(&str) -> IResult<&str, &str>, Begins),
    /// Go on at the first; if that leads nowhere, at the second. Splits are numbered.
    Split {
        first: usize,
        second: usize,
        number: usize,
    },
    /// Go on elsewhere.
    Jump(usize),
    /// A capture begins.
    Open(usize),
    /// A capture ends.
    Close(usize),
    /// Done.
    End,
}

/// The steps of a pattern; the last is [`Step::End`].
#[derive(Debug, Clone)]
pub(super) struct Program {
    pub(super) steps: Vec<Step>,
    /// Number of splits.
    pub(super) splits: usize,
    /// Names of the captures.
    pub(super) captures: Vec<String>,
    /// The steps that may read first.
    begins: Vec<usize>,
}

impl Program {
    /// The steps of `items`.
    pub(super) fn of(items: &[Item]) -> Self {
        let mut program = Self {
            steps: Vec::new(),
            splits: 0,
            captures: Vec::new(),
            begins: Vec::new(),
        };
        for (index, item) in items.iter().enumerate() {
            program.item(item, index + 1 == items.len());
        }
        program.steps.push(Step::End);
        program.begins = program.first_steps();
        program
    }

    /// Whether a match may begin with `text`: its first step that reads would succeed.
    pub(super) fn may_begin(&self, text: &str) -> bool {
        let Some(first) = text.chars().next() else {
            return false;
        };
        self.begins.iter().any(|step| match &self.steps[*step] {
            Step::Text(begin) => text.starts_with(begin.as_str()),
            Step::Mark(mark) => fold(first) == *mark,
            Step::One(fits) => fits(first),
            Step::Leaf(_, Some(known)) => known.contains(first),
            _ => true,
        })
    }

    /// The texts that every match begins with one of, if nothing else may begin one.
    pub(super) fn beginnings(&self) -> Option<Vec<String>> {
        let mut texts = Vec::new();
        for step in &self.begins {
            match &self.steps[*step] {
                Step::Text(text) => texts.push(text.clone()),
                Step::Mark(mark) => texts.extend(shapes(*mark).into_iter().map(String::from)),
                Step::Leaf(_, Some(known)) => texts.extend(known.chars().map(String::from)),
                _ => return None,
            }
        }
        Some(texts)
    }

    /// The steps that are reached without reading anything.
    fn first_steps(&self) -> Vec<usize> {
        let mut found = Vec::new();
        let mut seen = vec![false; self.steps.len()];
        let mut open = vec![0];
        while let Some(step) = open.pop() {
            if std::mem::replace(&mut seen[step], true) {
                continue;
            }
            match self.steps[step] {
                Step::Split { first, second, .. } => open.extend([first, second]),
                Step::Jump(to) => open.push(to),
                Step::Open(_) | Step::Close(_) => open.push(step + 1),
                Step::Text(_) | Step::Mark(_) | Step::One(_) | Step::Leaf(..) | Step::End => {
                    found.push(step);
                }
            }
        }
        found
    }

    /// Adds an item; a run that ends the pattern takes all that fits.
    fn item(&mut self, item: &Item, last: bool) {
        match item {
            Item::Text(text) => self.steps.push(Step::Text(text.clone())),
            Item::Mark(mark) => self.steps.push(Step::Mark(*mark)),
            Item::Blanks => {
                let split = self.split();
                self.steps.push(Step::One(is_blank));
                self.steps.push(Step::Jump(split));
                self.set(split, split + 1, self.steps.len());
            }
            Item::Hole(name, reads, begins) => self.hole(name, *reads, *begins, last),
            Item::Optional(items) => {
                let split = self.split();
                items.iter().for_each(|item| self.item(item, false));
                self.set(split, split + 1, self.steps.len());
            }
            Item::Choice(branches) => self.choice(branches),
        }
    }

    fn hole(&mut self, name: &str, reads: Reads, begins: Begins, last: bool) {
        let capture = self.captures.len();
        self.captures.push(name.to_owned());
        self.steps.push(Step::Open(capture));
        match reads {
            Reads::Leaf(leaf) => self.steps.push(Step::Leaf(leaf, begins)),
            Reads::Run(fits) => {
                let one = self.steps.len();
                self.steps.push(Step::One(fits));
                let split = self.split();
                let (first, second) = if last {
                    (one, split + 1)
                } else {
                    (split + 1, one)
                };
                self.set(split, first, second);
            }
        }
        self.steps.push(Step::Close(capture));
    }

    fn choice(&mut self, branches: &[Vec<Item>]) {
        let mut ends = Vec::new();
        for (index, branch) in branches.iter().enumerate() {
            let split = (index + 1 < branches.len()).then(|| self.split());
            branch.iter().for_each(|item| self.item(item, false));
            if let Some(split) = split {
                ends.push(self.steps.len());
                self.steps.push(Step::Jump(0));
                self.set(split, split + 1, self.steps.len());
            }
        }
        for end in ends {
            self.steps[end] = Step::Jump(self.steps.len());
        }
    }

    /// Adds a split whose ways [`Self::set`] fills in, and returns its index.
    fn split(&mut self) -> usize {
        self.steps.push(Step::Split {
            first: 0,
            second: 0,
            number: self.splits,
        });
        self.splits += 1;
        self.steps.len() - 1
    }

    fn set(&mut self, split: usize, to_first: usize, to_second: usize) {
        if let Step::Split { first, second, .. } = &mut self.steps[split] {
            (*first, *second) = (to_first, to_second);
        }
    }
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\u{3000}' | '\u{A0}')
}
