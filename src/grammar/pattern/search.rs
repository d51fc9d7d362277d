//! Runs a program over a text, backtracking where it splits.
//!
//! Whether a split at a position leads to a match does not depend on how it was reached, so a
//! split that failed once is not tried again, from whatever start. That bounds the work of a whole
//! search by splits × text, times the straight line between two splits.

use super::program::{Program, Step};
use super::syntax::fold;
use super::{Capture, Match};

/// A search of one text.
pub(super) struct Search<'a> {
    program: &'a Program,
    text: &'a str,
    /// Only a match that ends with the text counts.
    whole: bool,
    /// A bit for each position from the first start on, and each split.
    tried: Vec<u64>,
    /// The first start.
    first: Option<usize>,
    /// Start and end of each capture.
    captures: Vec<Option<(usize, usize)>>,
    /// Starts of captures that are still open.
    open: Vec<usize>,
    /// Where to go on when a way leads nowhere, the nearest last.
    pending: Vec<Pending>,
}

/// What is done when a way leads nowhere.
enum Pending {
    /// Try from this step and position.
    Try(usize, usize),
    /// Take back the start of a capture.
    Open(usize, usize),
    /// Take back a capture.
    Close(usize, Option<(usize, usize)>),
}

impl<'a> Search<'a> {
    pub(super) fn new(program: &'a Program, text: &'a str, whole: bool) -> Self {
        Self {
            program,
            text,
            whole,
            tried: Vec::new(),
            first: None,
            captures: vec![None; program.captures.len()],
            open: vec![0; program.captures.len()],
            pending: Vec::new(),
        }
    }

    /// The match that begins at `start`, not before an earlier one.
    pub(super) fn at(&mut self, start: usize) -> Option<Match<'a>> {
        if !self.program.may_begin(&self.text[start..]) {
            return None;
        }
        self.first.get_or_insert(start);
        self.captures.fill(None);
        self.pending.clear();
        self.pending.push(Pending::Try(0, start));
        while let Some(pending) = self.pending.pop() {
            match pending {
                Pending::Open(capture, from) => self.open[capture] = from,
                Pending::Close(capture, was) => self.captures[capture] = was,
                Pending::Try(step, position) => {
                    if let Some(end) = self.follow(step, position) {
                        return Some(self.found(start, end));
                    }
                }
            }
        }
        None
    }

    /// Follows one way to the end of the program; returns where in the text it ends.
    fn follow(&mut self, mut step: usize, mut position: usize) -> Option<usize> {
        loop {
            let rest = self.text.get(position..)?;
            match &self.program.steps[step] {
                Step::Text(text) => {
                    position += rest.starts_with(text.as_str()).then_some(text.len())?
                }
                Step::Mark(mark) => position += first(rest, |c| fold(c) == *mark)?,
                Step::One(fits) => position += first(rest, fits)?,
                Step::Leaf(leaf, _) => {
                    let (after, _) = leaf(rest).ok()?;
                    position += rest
                        .len()
                        .checked_sub(after.len())
                        .filter(|consumed| *consumed > 0)?;
                }
                Step::Jump(to) => {
                    step = *to;
                    continue;
                }
                Step::Split {
                    first,
                    second,
                    number,
                } => {
                    let (to, otherwise) = (*first, *second);
                    self.try_once(*number, position)?;
                    self.pending.push(Pending::Try(otherwise, position));
                    step = to;
                    continue;
                }
                Step::Open(capture) => {
                    self.pending
                        .push(Pending::Open(*capture, self.open[*capture]));
                    self.open[*capture] = position;
                }
                Step::Close(capture) => {
                    self.pending
                        .push(Pending::Close(*capture, self.captures[*capture]));
                    self.captures[*capture] = Some((self.open[*capture], position));
                }
                Step::End => return (!self.whole || rest.is_empty()).then_some(position),
            }
            step += 1;
        }
    }

    /// Marks a split as tried at `position`; `None` if it was before.
    fn try_once(&mut self, split: usize, position: usize) -> Option<()> {
        let bit = (position - self.first?) * self.program.splits + split;
        if self.tried.len() <= bit / 64 {
            // Searches mostly end soon: no memory for positions that they never reach.
            self.tried.resize(bit / 64 + 1, 0);
        }
        let word = self.tried.get_mut(bit / 64)?;
        let mask = 1 << (bit % 64);
        let fresh = *word & mask == 0;
        *word |= mask;
        fresh.then_some(())
    }

    fn found(&self, start: usize, end: usize) -> Match<'a> {
        let captures =
            self.captures
                .iter()
                .zip(&self.program.captures)
                .filter_map(|(range, hole)| {
                    let (from, to) = (*range)?;
                    Some(Capture {
                        hole,
                        text: self.text.get(from..to)?,
                    })
                });
        Match {
            text: &self.text[start..end],
            captures: captures.collect(),
        }
    }
}

/// Length of the first character if it fits.
fn first(rest: &str, fits: impl Fn(char) -> bool) -> Option<usize> {
    rest.chars().next().filter(|c| fits(*c)).map(char::len_utf8)
}
