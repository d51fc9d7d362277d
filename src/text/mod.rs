//! Positions, and the way back from repaired text to the text as it was read.
//!
//! Two coordinate systems exist and two types name them: [`Span`] counts bytes of the tidied
//! text, [`SourceSpan`] counts bytes of the source text that is published as `texts.text`.
//! Only [`OffsetMap`] turns the first into the second. Nothing here knows what a repair is for.

mod edit;
mod excerpt;
mod lines;
mod offset_map;
mod printable;
mod span;
mod squeeze;

pub use edit::{Edit, apply};
pub use excerpt::excerpt;
pub use lines::LineIndex;
pub use offset_map::OffsetMap;
pub use printable::printable;
pub use span::{Place, SourceSpan, Span};
pub use squeeze::squeeze;
