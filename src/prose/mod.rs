//! Running text: what its sentences count, cite, assign, and whether their numbers agree.
//!
//! Given the [`crate::layout::Paragraph`]s of genuine text, returns records. Nothing here knows
//! tables, forms or report families.

mod bracket;
pub mod quantity;
mod skip;

#[cfg(test)]
mod gold;
