//! Rules that look for patterns, with what tells quickly which of them may fit a text.

use std::ops::Deref;

use super::model::Furniture;
use super::pattern::{Pattern, Rare, Set, Signs, Starts};
use super::statement::{Hit, Statement};

/// A rule that looks for patterns.
pub trait Patterned {
    /// Its patterns, in order.
    fn patterns(&self) -> &[Pattern];

    /// Those of them that stand within lines, of which few have any.
    fn parts(&self) -> &[Pattern];
}

impl Patterned for Furniture {
    fn patterns(&self) -> &[Pattern] {
        std::slice::from_ref(&self.pattern)
    }

    fn parts(&self) -> &[Pattern] {
        let parts = usize::from(!self.whole_line);
        &self.patterns()[..parts]
    }
}

impl Patterned for Statement {
    fn patterns(&self) -> &[Pattern] {
        &self.patterns
    }

    fn parts(&self) -> &[Pattern] {
        &[]
    }
}

/// Rules in the order of their grammar.
#[derive(Debug, Clone)]
pub struct Rules<T> {
    rules: Vec<T>,
    /// All patterns of all rules, one rule behind the other.
    set: Set,
    /// For each rule the number of its first pattern.
    firsts: Vec<usize>,
    /// The patterns that most texts have nothing of.
    parts: Rare,
}

impl<T> Default for Rules<T> {
    fn default() -> Self {
        Self {
            rules: Vec::new(),
            set: Set::default(),
            firsts: Vec::new(),
            parts: Rare::default(),
        }
    }
}

impl<T: Patterned> From<Vec<T>> for Rules<T> {
    fn from(rules: Vec<T>) -> Self {
        let mut count = 0;
        let firsts = rules.iter().map(|rule| {
            let first = count;
            count += rule.patterns().len();
            first
        });
        Self {
            firsts: firsts.collect(),
            set: Set::new(rules.iter().flat_map(Patterned::patterns)),
            parts: Rare::new(rules.iter().flat_map(Patterned::parts)),
            rules,
        }
    }
}

impl<T> Deref for Rules<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.rules
    }
}

impl<'a, T> IntoIterator for &'a Rules<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.rules.iter()
    }
}

impl<T: Patterned> Rules<T> {
    /// What `text` says of the patterns of all rules.
    #[must_use]
    pub fn signs(&self, text: &str) -> Signs<'_> {
        self.set.signs(text)
    }
}

impl Rules<Furniture> {
    /// The rules for whole lines that may fit `line`, which has no blanks at its ends; in order.
    pub fn of_line<'a>(&'a self, line: &str) -> impl Iterator<Item = &'a Furniture> {
        let signs = self.signs(line);
        let begins = move |at: usize| match signs.starts(self.firsts[at]) {
            Starts::Nowhere => false,
            Starts::At(starts) => starts.first().is_some_and(|(_, start)| *start == 0),
            Starts::Anywhere => true,
        };
        let rules = self.rules.iter().enumerate();
        rules
            .filter(move |(at, rule)| rule.whole_line && begins(*at))
            .map(|(_, rule)| rule)
    }

    /// The rules for parts of lines that may fit in `line`, in order.
    pub fn in_line<'a>(&'a self, line: &str) -> impl Iterator<Item = &'a Furniture> {
        let signs = self.parts.found_in(line).then(|| self.signs(line));
        let fits = move |at: usize| {
            signs
                .as_ref()
                .is_some_and(|signs| signs.may_fit(self.firsts[at]))
        };
        let rules = self.rules.iter().enumerate();
        rules
            .filter(move |(at, rule)| !rule.whole_line && fits(*at))
            .map(|(_, rule)| rule)
    }
}

impl Rules<Statement> {
    /// Every stretch of `text` that the statement at `index` fits; `signs` are those of `text`.
    ///
    /// See [`Statement::hits`].
    #[must_use]
    pub fn hits<'a>(&self, index: usize, text: &'a str, signs: &Signs<'_>) -> Vec<Hit<'a>> {
        let first = self.firsts[index];
        let starts = |pattern: usize| -> Starts<'_> { signs.starts(first + pattern) };
        self.rules[index].hits(text, starts)
    }
}
