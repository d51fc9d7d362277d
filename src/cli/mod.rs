//! The command line.

pub mod grammar;
pub mod inspect;
pub mod language;
