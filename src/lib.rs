//! Turns archives of Chinese government disclosure documents into tables one can trust.

pub mod assignment;
pub mod batch;
pub mod check;
pub mod cli;
pub mod damage;
pub mod diagnostic;
pub mod error;
pub mod eval;
pub mod extract;
pub mod form;
pub mod generate;
pub mod grammar;
pub mod identity;
pub mod label;
pub mod layout;
pub mod outline;
pub mod pipeline;
pub mod prose;
pub mod read;
pub mod record;
pub mod robustness;
pub mod sink;
pub mod table;
pub mod text;
pub mod tidy;
pub mod value;
