//! Datasets of kind parquet: each version is a folder of its own that is complete and never changes.
//!
//! Files that a run does not touch are linked into the next version, so that versions share them.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use arrow::datatypes::SchemaRef;

use super::change::Change;
use super::dataset::{Dataset, Kind};
use super::schema::widened;
use crate::batch::TABLES;
use crate::error::{Error, Result};
use crate::sink::{rows_of, schema_of, without};

/// Clears away what a run of the feed left that did not end: whatever is later than the current version.
pub(super) fn recover(dataset: &Dataset) -> Result<()> {
    // Feeds write beside each other in the dataset's own folder, while they commit.
    let _held = match dataset.kind() {
        Kind::Delta => Some(super::tables::commit_lock(dataset)?),
        Kind::Parquet => None,
    };
    let current = dataset.current()?.map_or(0, |current| current.version);
    for (name, _) in dataset.store().names(&dataset.at(""))? {
        let number = name.strip_prefix("v=");
        let later = number.and_then(|number| number.parse().ok());
        let later = later.is_some_and(|number: u64| number > current);
        if later || name.starts_with(".staging-") || name.starts_with(".new-") {
            dataset.store().remove(&dataset.at(&name))?;
        }
    }
    for (name, _) in dataset.store().names(&dataset.at("runs"))? {
        let later = name.parse().is_ok_and(|number: u64| number > current);
        let died = later && dataset.kind() == Kind::Parquet;
        if died || name.starts_with('.') {
            dataset
                .store()
                .remove(&dataset.at(&format!("runs/{name}")))?;
        }
    }
    Ok(())
}

/// Puts version `version` into place: what stands in `fresh` beside what the version before holds
/// without the rows that leave. What is in `staging/run` becomes the record of the run.
pub(super) fn commit(
    dataset: &Dataset,
    version: u64,
    fresh: Option<&Path>,
    change: &Change,
    staging: &Path,
) -> Result<()> {
    let store = dataset.store();
    let folder = dataset.version(version);
    for table in TABLES {
        let to = format!("{folder}/{table}");
        store.make(&to)?;
        let before = match version {
            1 => Vec::new(),
            _ => store.list(&format!("{}/{table}", dataset.version(version - 1)))?,
        };
        let last = before.len().saturating_sub(1);
        let fresh = fresh.map_or(Ok(Vec::new()), |fresh| entries(&fresh.join(table)))?;
        let filled = filled(&fresh)?;
        let mut kept = filled.len();
        for (at, entry) in before.iter().enumerate() {
            // Some file must stay, so that readers find the columns.
            let only = at == last && kept == 0 && fresh.is_empty();
            let schema = match change.widen {
                true => widened(&dataset.path(), table, &store.fetch(&entry.name)?)?,
                false => None,
            };
            let how = (change.gone(table), only, schema);
            let part = (entry.name.as_str(), to.as_str(), version);
            kept += usize::from(carry(dataset, part, how, staging)?);
        }
        let placed = if kept == 0 { &fresh } else { &filled };
        for path in placed {
            store.place(path, &format!("{to}/part-{version:05}.parquet"))?;
        }
        store.sync(&to)?;
    }
    store.sync(&folder)?;
    keep_run(dataset, version, staging)
}

/// Puts the record of a run into place.
pub(super) fn keep_run(dataset: &Dataset, version: u64, staging: &Path) -> Result<()> {
    let store = dataset.store();
    let folder = dataset.run(version, "");
    store.make(&folder)?;
    for path in entries(&staging.join("run"))? {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        store.place(&path, &format!("{folder}/{name}"))?;
    }
    store.sync(&folder)
}

/// Brings a file of the version before into the next one; whether anything of it is there. It is written
/// anew with the columns of `schema`, if that is given.
fn carry(
    dataset: &Dataset,
    (name, to, version): (&str, &str, u64),
    (gone, only, schema): (&HashSet<String>, bool, Option<SchemaRef>),
    staging: &Path,
) -> Result<bool> {
    let store = dataset.store();
    let file = name.rsplit('/').next().unwrap_or(name);
    let (found, rows) = match gone.is_empty() {
        true => (0, 1),
        false => rows_of(&store.fetch(name)?, gone)?,
    };
    if found == 0 && schema.is_none() {
        store.share(name, &format!("{to}/{file}"))?;
        return Ok(true);
    }
    if found == rows && found > 0 && !only {
        return Ok(false);
    }
    let stem = file.split('.').next().unwrap_or_default();
    let part = staging.join("carried.parquet");
    let from = store.fetch(name)?;
    let schema = schema.map_or_else(|| schema_of(&from), Ok)?;
    without(&from, &part, &schema, gone)?;
    store.place(&part, &format!("{to}/{stem}.{version:05}.parquet"))?;
    Ok(true)
}

/// The files that hold rows.
fn filled(files: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut filled = Vec::new();
    for path in files {
        let (_, rows) = rows_of(path, &HashSet::new())?;
        if rows > 0 {
            filled.push(path.clone());
        }
    }
    Ok(filled)
}

/// Entries of a local folder in order; none if there is no such folder.
pub(super) fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let read = |source| Error::Read {
        path: folder.to_owned(),
        source,
    };
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(read(source)),
    };
    let mut found = Vec::new();
    for entry in entries {
        found.push(entry.map_err(read)?.path());
    }
    found.sort();
    Ok(found)
}
