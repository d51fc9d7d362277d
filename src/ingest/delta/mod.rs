//! Delta tables on a file system: the log read and written, without a second Parquet writer.
//!
//! One table of the contract is one Delta table. The protocol is small at its first versions, and its
//! crate does not sync what it commits to a local disk; here a commit is acknowledged when files, log
//! entry and folders are synced.

mod action;
mod checkpoint;
mod log;
mod schema;

pub(crate) use action::{Action, Add, Encoding, MetaData, Protocol, Remove, Txn};
pub(crate) use log::{Commit, Snapshot, Table};
pub(crate) use schema::{schema_of_string, schema_string};
