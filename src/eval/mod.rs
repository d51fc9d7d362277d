//! Extractions against gold.

pub mod gold;
pub mod score;
