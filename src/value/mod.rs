//! Leaf parsers: the smallest things that carry a value, one file each.
//!
//! Every parser is a plain `fn(&str) -> IResult<&str, T>` on tidied text that reads a prefix and
//! returns the rest; what surrounds it is the caller's affair. Nothing here searches, repairs or
//! knows of documents.

pub mod date;
pub mod document_number;
pub mod number;
pub mod numeral;
pub mod ordinal;
pub mod period;
pub mod share;
