//! Labels of official forms as noisy text prints them: what is compared, and how alike two are.
//!
//! A [`Key`] is a label without what extraction adds or loses: blanks, punctuation, its number.
//! Nothing here knows rows, tables or documents.

mod index;
mod key;
mod memory;
mod mix;
mod names;
mod similarity;
mod variants;

pub use index::LabelIndex;
pub use key::Key;
pub(crate) use mix::Mixed;
pub use names::{Alike, Names, Near};
pub use similarity::{shared, similarity, similarity_above};
