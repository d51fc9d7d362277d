//! What runs did to a dataset, and which of its versions can still be read.

use serde::Serialize;

use super::dataset::{Dataset, Kind};
use super::delta::{Action, Table};
use super::options::RunRecord;
use super::run::SOURCES;
use super::tables::application;
use crate::error::{Error, Result};

/// A run that made a version.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Event {
    /// The version.
    pub version: u64,
    /// Whether it is the current one.
    pub current: bool,
    /// Whether its tables can still be read; `gc` takes them away.
    pub readable: bool,
    /// What is kept of the run.
    pub run: Option<RunRecord>,
}

/// The runs of a dataset, the first one first.
///
/// # Errors
/// [`Error::Read`] or [`Error::Dataset`] if what is kept of them cannot be read.
pub fn history(dataset: &Dataset) -> Result<Vec<Event>> {
    let current = dataset.current()?.map_or(0, |current| current.version);
    let versions = dataset.runs()?.into_iter();
    let event = |version| {
        Ok(Event {
            version,
            current: version == current,
            readable: readable(dataset, version)?,
            run: dataset.record(version)?,
        })
    };
    versions
        .filter(|version| *version <= current)
        .map(event)
        .collect()
}

/// Whether the tables of a version are there: what its run knew goes before they do.
pub(super) fn readable(dataset: &Dataset, version: u64) -> Result<bool> {
    let folder = dataset.run(version, "");
    let names = dataset.store().names(&folder)?;
    Ok(names.iter().any(|(name, _)| name == SOURCES))
}

/// The version of a Delta table that run `version` of the feed made.
///
/// # Errors
/// [`Error::Dataset`] if its log does not tell.
pub(super) fn table_version(dataset: &Dataset, table: &Table, version: u64) -> Result<u64> {
    debug_assert_eq!(dataset.kind(), Kind::Delta);
    let app = application(dataset);
    let number = i64::try_from(version).unwrap_or(i64::MAX);
    let made = |action: &Action| matches!(action, Action::Txn(txn) if txn.app_id == app && txn.version == number);
    for commit in table.commits()?.into_iter().rev() {
        if table.actions(commit)?.iter().any(made) {
            return Ok(commit);
        }
    }
    Err(Error::Dataset {
        path: table.path(),
        why: format!("its log no longer says what run {version} committed"),
    })
}
