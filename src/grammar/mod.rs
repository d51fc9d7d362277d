//! Report families as data: TOML files, checked as a whole, compiled to [`Grammar`].
//!
//! A grammar that loads cannot be invalid: its codes exist, its patterns parse, and every rule has
//! matched its own examples. One that does not load is shown with all its mistakes.
//! The words that running text is read by, whatever its family, are a [`Vocabulary`].

mod chapter;
mod check;
mod equation;
mod file;
mod measure;
mod mistake;
mod mixed;
mod model;
mod pattern;
mod registry;
mod rules;
mod statement;
mod vocabulary;
mod words;

pub use chapter::Chapter;
pub(crate) use chapter::{Core, core};
pub use check::{Compiled, REASONS};
pub use measure::{
    Break, CrossYear, Expression, FormReading, Measure, Measures, Operand as CrossOperand,
    Renaming, Source, Term,
};
#[cfg(test)]
pub(crate) use model::labels;
pub use model::*;
pub use pattern::{Capture, HOLES, Hole, Match, Pattern, PatternError, Reads, Set, Signs, Starts};
pub use registry::{Registry, check_file, check_folder, check_text};
pub use rules::{Patterned, Rules};
pub use statement::{Hit, Lead, Statement, Telling, Voice, Whose, unlinked};
pub use vocabulary::{
    CitationWords, LinkWords, MetadataWords, OrganWords, PageWords, QuantityWords, SubjectWords,
    TaskWords, TermWords, Vocabulary,
};
pub use words::{Beginnings, Endings, Phrases};

/// Every mistake found in the grammars of a run, rendered with file, line and caret.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.join("\n"))]
pub struct GrammarErrors(pub Vec<String>);

#[cfg(test)]
mod tests;
