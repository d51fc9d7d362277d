//! Records to Arrow record batches: the output contract's schemas, in one place.
//!
//! A table is a list of columns; a column knows its name, its type, what it means and how to read
//! itself off a record. Schema and batch are both made from that list, so they cannot disagree.

mod column;
mod document;
pub mod linked;
mod nested;
mod reviewed;
mod spec;
mod tables;

pub use column::{Column, VALUES};
pub use document::DocumentRow;
pub use reviewed::{REVIEWED_BY, VALUE_REVIEWED, reviewed_fields};
pub use spec::{DocId, TableSpec};
pub use tables::{PANEL_TABLES, PanelTables, TABLES, Tables, key};
