//! Rules that look for patterns, with what tells quickly which of them may fit a text.

use std::ops::Deref;

use super::model::Furniture;
use super::pattern::{Pattern, Set, Signs, Starts};
use super::statement::{Hit, Statement};

/// A rule that looks for patterns.
pub trait Patterned {
    /// Its patterns, in order.
    fn patterns(&self) -> &[Pattern];
}

impl Patterned for Furniture {
    fn patterns(&self) -> &[Pattern] {
        std::slice::from_ref(&self.pattern)
    }
}

impl Patterned for Statement {
    fn patterns(&self) -> &[Pattern] {
        &self.patterns
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
}

impl<T> Default for Rules<T> {
    fn default() -> Self {
        Self {
            rules: Vec::new(),
            set: Set::default(),
            firsts: Vec::new(),
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
    pub fn signs(&self, text: &str) -> Signs {
        self.set.signs(text)
    }

    /// The rules that may fit somewhere in `text`, in order.
    pub fn possible<'a>(&'a self, text: &str) -> impl Iterator<Item = &'a T> {
        let signs = self.signs(text);
        let fits = move |(at, rule): &(usize, &T)| {
            let first = self.firsts[*at];
            (first..first + rule.patterns().len()).any(|pattern| signs.may_fit(pattern))
        };
        self.rules
            .iter()
            .enumerate()
            .filter(fits)
            .map(|(_, rule)| rule)
    }
}

impl Rules<Statement> {
    /// Every stretch of `text` that the statement at `index` fits; `signs` are those of `text`.
    ///
    /// See [`Statement::hits`].
    #[must_use]
    pub fn hits<'a>(&self, index: usize, text: &'a str, signs: &Signs) -> Vec<Hit<'a>> {
        let first = self.firsts[index];
        let starts = |pattern: usize| -> Starts<'_> { signs.starts(first + pattern) };
        self.rules[index].hits(text, starts)
    }
}
