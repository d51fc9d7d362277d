//! Patterns written as the report writes: text with `{holes}`, `[optional]` parts, `(甲|乙)` choices.
//!
//! ```text
//! pattern  = 1*item
//! item     = text / mark / blank / hole / optional / choice
//! hole     = "{" [ name ":" ] kind "}"        kinds: see HOLES
//! optional = "[" pattern "]"
//! choice   = "(" pattern 1*( "|" pattern ) ")"
//! text     = characters; one of {}[]()|\ is written after a backslash
//! ```
//!
//! Punctuation matches in either width (`：` and `:`), and so do dashes, quotes and number brackets of any
//! shape. A blank in a pattern is any run of blanks, or none. An optional part is taken where it
//! fits; of a choice, the first that leads to a match. A hole that reads a run takes the shortest
//! that leads to a match, and at the very end of a pattern all that fits.
//!
//! Matching costs at most about text × pattern: a point that was tried and failed is not tried again.

mod hole;
mod program;
mod search;
mod set;
mod syntax;

use std::ops::Range;

use memchr::memmem::Finder;

pub use hole::{HOLES, Hole, Reads};
pub(crate) use set::Rare;
pub use set::{Set, Signs, Starts};

use program::Program;
use search::Search;

/// A compiled pattern.
#[derive(Debug, Clone)]
pub struct Pattern {
    source: String,
    program: Program,
    /// One of these stands in every text that matches; empty if nothing is known.
    needles: Vec<Finder<'static>>,
    /// The first needle begins every match.
    anchored: bool,
    /// Texts one of which begins every match; `None` if something else may.
    begins: Option<Vec<String>>,
}

/// More needles than this are only sought together with those of other patterns.
const MOST_NEEDLES: usize = 4;

/// Why a pattern does not compile.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct PatternError {
    /// Bytes of the pattern that it is about.
    pub range: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What would be right.
    pub help: Option<String>,
}

/// A stretch of text that a pattern fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match<'a> {
    /// The stretch, a slice of the text searched.
    pub text: &'a str,
    /// What its holes read, in the order of the pattern; holes of parts not taken are left out.
    pub captures: Vec<Capture<'a>>,
}

/// What one hole read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capture<'a> {
    /// Name of the hole: as given, else its kind.
    pub hole: &'a str,
    /// What it read, a slice of the text searched; never empty.
    pub text: &'a str,
}

impl<'a> Match<'a> {
    /// What the first hole called `hole` read.
    #[must_use]
    pub fn get(&self, hole: &str) -> Option<&'a str> {
        self.captures
            .iter()
            .find(|capture| capture.hole == hole)
            .map(|capture| capture.text)
    }
}

impl Pattern {
    /// Compiles `source` with the holes of [`HOLES`].
    ///
    /// # Errors
    /// The first mistake, with its place in `source`.
    pub fn compile(source: &str) -> Result<Self, PatternError> {
        Self::with_holes(source, HOLES)
    }

    /// Compiles `source` with a table of holes of the caller's.
    ///
    /// # Errors
    /// The first mistake, with its place in `source`.
    pub fn with_holes(source: &str, holes: &[Hole]) -> Result<Self, PatternError> {
        let items = syntax::parse(source, holes)?;
        let (needles, anchored) = syntax::needles(&items);
        let program = Program::of(&items);
        Ok(Self {
            source: source.to_owned(),
            begins: program.beginnings(),
            program,
            needles: needles
                .iter()
                .map(|needle| Finder::new(needle).into_owned())
                .collect(),
            anchored,
        })
    }

    /// The pattern as written.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The leftmost stretch of `text` that fits.
    #[must_use]
    pub fn find<'a>(&'a self, text: &'a str) -> Option<Match<'a>> {
        if !self.possible(text) {
            return None;
        }
        let mut search = Search::new(&self.program, text, false);
        let Some(needle) = self.needles.first().filter(|_| self.anchored) else {
            return text.char_indices().find_map(|(start, _)| search.at(start));
        };
        let mut from = 0;
        while let Some(start) = text
            .get(from..)
            .and_then(|rest| needle.find(rest.as_bytes()))
        {
            if let Some(found) = search.at(from + start) {
                return Some(found);
            }
            from += start
                + text[from + start..]
                    .chars()
                    .next()
                    .map_or(1, char::len_utf8);
        }
        None
    }

    /// The leftmost stretch of `text` from `from` on that fits and begins at one of `starts`.
    #[must_use]
    pub fn find_at<'a>(
        &'a self,
        text: &'a str,
        from: usize,
        starts: Starts<'_>,
    ) -> Option<Match<'a>> {
        let mut search = Search::new(&self.program, text, false);
        match starts {
            Starts::Nowhere => None,
            Starts::At(starts) => {
                let passed = starts.partition_point(|(_, start)| *start < from);
                starts[passed..]
                    .iter()
                    .find_map(|(_, start)| search.at(*start))
            }
            Starts::Anywhere => text
                .get(from..)?
                .char_indices()
                .find_map(|(start, _)| search.at(from + start)),
        }
    }

    /// The beginning of `text`, if it fits.
    #[must_use]
    pub fn prefix<'a>(&'a self, text: &'a str) -> Option<Match<'a>> {
        Search::new(&self.program, text, false).at(0)
    }

    /// The whole of `text`, if it fits from end to end.
    #[must_use]
    pub fn whole<'a>(&'a self, text: &'a str) -> Option<Match<'a>> {
        if !self.program.may_begin(text) || !self.possible(text) {
            return None;
        }
        Search::new(&self.program, text, true).at(0)
    }

    /// Whether `text` fits from end to end.
    #[must_use]
    pub fn matches_whole(&self, text: &str) -> bool {
        self.whole(text).is_some()
    }

    /// Whether `text` holds what every match holds.
    fn possible(&self, text: &str) -> bool {
        self.needles.is_empty()
            || self.needles.len() > MOST_NEEDLES
            || self
                .needles
                .iter()
                .any(|needle| needle.find(text.as_bytes()).is_some())
    }
}

#[cfg(test)]
mod tests;
