//! Patterns written as the report writes: text with `{holes}`, `[optional]` parts, `(甲|乙)` choices.

/// A compiled pattern.
#[derive(Debug, Clone)]
pub struct Pattern {}
