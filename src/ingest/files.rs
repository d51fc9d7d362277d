//! The files that hold a table of a dataset now, for readers.

use std::path::{Path, PathBuf};

use super::dataset::{Dataset, Kind};
use super::delta::Table;
use super::tables::decoded;
use crate::error::{Error, Result};

/// The Parquet files of `table` in the current version of the dataset at `root`, in order of their paths;
/// none before its first run is done.
///
/// # Errors
/// [`Error::Dataset`] if there is no dataset or its log cannot be read; [`Error::Read`].
pub fn table_files(root: &Path, table: &str) -> Result<Vec<PathBuf>> {
    let dataset = Dataset::open(root)?;
    let mut files = match dataset.kind() {
        Kind::Delta => {
            let table = Table::at(root.join(table));
            let snapshot = table.snapshot()?.unwrap_or_default();
            let paths = snapshot.files.keys();
            paths.map(|path| table.root().join(decoded(path))).collect()
        }
        Kind::Parquet => match dataset.current()? {
            Some(current) => listed(&dataset.version(current.version).join(table))?,
            None => Vec::new(),
        },
    };
    files.sort();
    Ok(files)
}

/// The Parquet files of a folder.
fn listed(folder: &Path) -> Result<Vec<PathBuf>> {
    let read = |source| Error::Read {
        path: folder.to_owned(),
        source,
    };
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(read)? {
        let path = entry.map_err(read)?.path();
        if path.extension().is_some_and(|ending| ending == "parquet") {
            found.push(path);
        }
    }
    Ok(found)
}
