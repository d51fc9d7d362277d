//! Extractions against gold.

pub mod annotation;
mod blocks;
mod export;
pub mod folder;
pub mod gold;
mod records;
mod rows;
pub mod score;
mod scores;

pub use export::GoldWriter;
pub use rows::{Counts, TableScore};
pub use scores::{Scores, document, text};
