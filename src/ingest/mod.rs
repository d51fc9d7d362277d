//! Incremental runs for schedulers: only what is new or changed is read, and a reader of the dataset
//! sees the old version or the new one.
//!
//! A run takes the dataset's lock, compares a walk of the sources with what earlier runs have seen,
//! reads the difference through [`crate::pipeline`] into a staging folder and publishes the next version
//! by one rename (kind parquet) or by commits under a transaction number (kind delta). A run that dies
//! leaves the old version; the next one clears up or carries on.

mod dataset;
mod delta;
mod files;
mod options;
mod plan;
mod run;
mod state;
mod tables;
mod versions;

pub use dataset::{Current, Dataset, Kind, Lock};
pub use files::table_files;
pub use options::{MaxRejects, Options, Report, RunRecord};
pub use run::ingest;
