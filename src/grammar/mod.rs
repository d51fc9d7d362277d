//! Report families as data: TOML files, checked as a whole, compiled to [`Grammar`].

mod model;
mod pattern;

pub use model::*;
pub use pattern::Pattern;

/// All grammars of a run.
#[derive(Debug, Clone, Default)]
pub struct Registry {
    /// In order of name.
    pub grammars: Vec<Grammar>,
}

/// Every mistake found in the grammars of a run.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.join("\n"))]
pub struct GrammarErrors(pub Vec<String>);
