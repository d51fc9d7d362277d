//! Incremental runs for schedulers: only what is new or changed is read, and a reader of the dataset
//! sees the old version or the new one.
//!
//! A run takes the dataset's lock, compares a walk of the sources with what earlier runs have seen,
//! reads the difference through [`crate::pipeline`] into a staging folder and publishes the next version
//! by one rename (kind parquet) or by commits under a transaction number (kind delta). A run that dies
//! leaves the old version; the next one clears up or carries on.

mod carry;
mod change;
mod corrections;
mod dataset;
mod delta;
mod diff;
mod files;
mod gc;
mod history;
mod options;
mod plan;
mod quarantine;
mod review;
mod run;
mod schema;
mod state;
mod tables;
mod versions;

pub use corrections::{Correction, Judged, Verdict, read_corrections};
pub use dataset::{Current, Dataset, Kind};
pub use diff::{Change, Diff, DocumentChange, FactChange, FactKey, Said, diff};
pub use files::table_files;
pub use gc::{Collected, Keep, gc};
pub use history::{Event, history};
pub use options::{CorrectionCounts, Done, MaxRejects, Options, Report, RunRecord};
pub use quarantine::{Rejected, Retry, Stage};
pub use run::{ingest, rejected};
pub use schema::heads;
