//! Many documents to one output: the only parallelism.
//!
//! Work is cut by input, not by thread: documents are read in groups of the inputs' order, and each
//! group's rows are written in that order. The bytes written do not depend on the number of threads
//! or on the order in which inputs were named. Tables whose rows name other documents of the run are
//! put aside on disk and written last.

mod document;
mod duplicates;
mod forms;
mod group;
mod input;
mod links;
mod memory;
mod run;
mod shard;

pub use document::{Output, map_documents, read_document, read_documents};
pub use duplicates::{duplicates, hashes};
pub use input::{
    Files, Input, Stamp, collect, collect_beside, files, find_beside, order, together,
};
pub use memory::{Batches, extract_tables, read_tables};
pub use run::{Options, Progress, Summary, convert, convert_told, convert_until};
pub use shard::Shard;
