//! The files that a dataset's tables consist of now.

use std::path::PathBuf;

use super::dataset::{Dataset, Kind};
use super::{tables, versions};
use crate::error::Result;

/// Local files of a table at `version`, in order; none for version 0.
pub(super) fn parts(dataset: &Dataset, version: u64, table: &str) -> Result<Vec<PathBuf>> {
    match (version, dataset.kind()) {
        (0, _) => Ok(Vec::new()),
        (_, Kind::Parquet) => versions::entries(&dataset.version(version).join(table)),
        (_, Kind::Delta) => tables::parts(dataset, table),
    }
}
