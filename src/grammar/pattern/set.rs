//! Many patterns over one text: one pass over the text tells which of them may fit, and where each
//! that begins with known texts may begin.
//!
//! What is told is never less than the truth: a pattern that is not possible fits nowhere.

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use super::Pattern;

/// The texts of many patterns, found together.
#[derive(Debug, Clone, Default)]
pub struct Set {
    /// `None` if the texts are too many for an automaton: then everything is possible.
    automaton: Option<AhoCorasick>,
    /// For each text of the automaton, what it says of which patterns.
    signs: Vec<Vec<Sign>>,
    /// For each pattern what is known before any text is looked at.
    known: Vec<Known>,
}

/// What a text that was found says of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sign {
    /// A match must hold this or another such text.
    Held(usize),
    /// A match may begin here.
    Begins(usize),
}

/// What is known of a pattern.
#[derive(Debug, Clone, Copy)]
struct Known {
    /// Some text must be held.
    needs: bool,
    /// All beginnings are known.
    begins: bool,
}

/// What a text says of the patterns of a [`Set`].
#[derive(Debug, Clone)]
pub struct Signs<'s> {
    set: &'s Set,
    possible: Vec<bool>,
    /// Pattern and position, in order.
    begins: Vec<(usize, usize)>,
}

/// Where a pattern may begin.
#[derive(Debug, Clone, Copy)]
pub enum Starts<'a> {
    /// Nowhere.
    Nowhere,
    /// At these positions, each with the number of the pattern; in order.
    At(&'a [(usize, usize)]),
    /// Anywhere.
    Anywhere,
}

impl Set {
    /// The set of `patterns`, numbered in their order.
    #[must_use]
    pub fn new<'a>(patterns: impl Iterator<Item = &'a Pattern>) -> Self {
        let mut texts: std::collections::BTreeMap<&[u8], Vec<Sign>> =
            std::collections::BTreeMap::new();
        let mut known = Vec::new();
        for (number, pattern) in patterns.enumerate() {
            for needle in &pattern.needles {
                texts
                    .entry(needle.needle())
                    .or_default()
                    .push(Sign::Held(number));
            }
            for begin in pattern.begins.iter().flatten() {
                texts
                    .entry(begin.as_bytes())
                    .or_default()
                    .push(Sign::Begins(number));
            }
            known.push(Known {
                needs: !pattern.needles.is_empty(),
                begins: pattern.begins.is_some(),
            });
        }
        let automaton = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(texts.keys());
        Self {
            automaton: automaton.ok(),
            signs: texts.into_values().collect(),
            known,
        }
    }

    /// What `text` says of each pattern.
    #[must_use]
    pub fn signs(&self, text: &str) -> Signs<'_> {
        let Some(automaton) = self.automaton.as_ref().filter(|_| !self.known.is_empty()) else {
            return Signs {
                set: self,
                possible: vec![true; self.known.len()],
                begins: Vec::new(),
            };
        };
        let mut possible: Vec<bool> = self.known.iter().map(|known| !known.needs).collect();
        let mut begins = Vec::new();
        for found in automaton.find_overlapping_iter(text) {
            for sign in &self.signs[found.pattern().as_usize()] {
                match *sign {
                    Sign::Held(pattern) => possible[pattern] = true,
                    Sign::Begins(pattern) => begins.push((pattern, found.start())),
                }
            }
        }
        begins.sort_unstable();
        begins.dedup();
        Signs {
            set: self,
            possible,
            begins,
        }
    }
}

impl Signs<'_> {
    /// Whether the pattern of that number may fit.
    #[must_use]
    pub fn may_fit(&self, pattern: usize) -> bool {
        self.possible.get(pattern).copied().unwrap_or(true)
    }

    /// Where the pattern of that number may begin.
    #[must_use]
    pub fn starts(&self, pattern: usize) -> Starts<'_> {
        if !self.may_fit(pattern) {
            return Starts::Nowhere;
        }
        let known = self.set.known.get(pattern);
        if self.set.automaton.is_none() || !known.is_some_and(|known| known.begins) {
            return Starts::Anywhere;
        }
        let from = self.begins.partition_point(|(number, _)| *number < pattern);
        let length = self.begins[from..].partition_point(|(number, _)| *number == pattern);
        Starts::At(&self.begins[from..from + length])
    }
}

/// Patterns that few texts have anything of.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rare {
    /// The texts that matches hold; `None` if a pattern needs none.
    automaton: Option<AhoCorasick>,
    /// There are no patterns.
    none: bool,
}

impl Rare {
    /// The `patterns`, in any order.
    #[must_use]
    pub(crate) fn new<'a>(patterns: impl Iterator<Item = &'a Pattern>) -> Self {
        let mut needles = Vec::new();
        let (mut none, mut certain) = (true, true);
        for pattern in patterns {
            none = false;
            // What begins every match is held by every match.
            let begins = pattern.begins.iter().flatten().map(String::as_bytes);
            let held = pattern.needles.iter().map(|needle| needle.needle());
            let before = needles.len();
            if pattern.needles.is_empty() {
                needles.extend(begins);
            } else {
                needles.extend(held);
            }
            certain &= needles.len() > before;
        }
        let automaton = certain.then(|| AhoCorasick::new(needles).ok()).flatten();
        Self { automaton, none }
    }

    /// Whether one of the patterns may fit in `text`.
    #[must_use]
    pub(crate) fn found_in(&self, text: &str) -> bool {
        !self.none
            && self
                .automaton
                .as_ref()
                .is_none_or(|automaton| automaton.is_match(text))
    }
}
