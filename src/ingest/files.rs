//! The files that hold a table of a dataset now, for readers.

use std::path::{Path, PathBuf};

use super::dataset::{Dataset, Kind};
use super::delta::Table;
use super::tables::{decoded, pins};
use crate::error::Result;

/// The Parquet files of `table` in the current version of the dataset in the folder `root`, in order of
/// their paths; none before its first run is done. Delta tables are read at the versions that belong
/// together, where they are known.
///
/// # Errors
/// [`crate::error::Error::Dataset`] if there is no dataset or its log cannot be read;
/// [`crate::error::Error::Read`].
pub fn table_files(root: &Path, table: &str) -> Result<Vec<PathBuf>> {
    files_of(&Dataset::open(root)?, table)
}

/// As [`table_files`], of a dataset that is open: the files may be copies that live as long as it does.
pub(super) fn files_of(dataset: &Dataset, table: &str) -> Result<Vec<PathBuf>> {
    let store = dataset.store();
    let mut names: Vec<String> = match dataset.kind() {
        Kind::Delta => {
            let delta = Table::at(store.clone(), table);
            let snapshot = match pins(dataset)?.tables.get(table) {
                Some(version) => delta.snapshot_at(*version)?,
                None => delta.snapshot()?.unwrap_or_default(),
            };
            let paths = snapshot.files.keys();
            paths
                .map(|path| format!("{table}/{}", decoded(path)))
                .collect()
        }
        Kind::Parquet => match dataset.current()? {
            Some(current) => {
                let folder = format!("{}/{table}", dataset.version(current.version));
                let entries = store.list(&folder)?.into_iter();
                entries.map(|entry| entry.name).collect()
            }
            None => Vec::new(),
        },
    };
    names.retain(|name| name.ends_with(".parquet"));
    names.sort();
    names.iter().map(|name| store.fetch(name)).collect()
}
