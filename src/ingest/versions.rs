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
use crate::sink::{rows_of, schema_of, sync_folder, without};

/// Clears away what a run left that did not end: whatever is later than the current version.
pub(super) fn recover(dataset: &Dataset) -> Result<()> {
    let current = dataset.current()?.map_or(0, |current| current.version);
    for path in entries(dataset.root())? {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let later = name
            .strip_prefix("v=")
            .and_then(|number| number.parse().ok())
            .is_some_and(|number: u64| number > current);
        if later || name.starts_with(".staging-") || name.starts_with(".new-") {
            remove(&path)?;
        }
    }
    for path in entries(&dataset.root().join("runs"))? {
        let number = path
            .file_name()
            .and_then(|name| name.to_str()?.parse().ok());
        if number.is_some_and(|number: u64| number > current) && dataset.kind() == Kind::Parquet {
            remove(&path)?;
        }
    }
    Ok(())
}

/// Puts version `version` into place: what stands in `fresh` beside what the version before holds
/// without the rows that leave.
pub(super) fn commit(
    dataset: &Dataset,
    version: u64,
    fresh: Option<&Path>,
    change: &Change,
    staging: &Path,
) -> Result<()> {
    let folder = staging.join("version");
    make(&folder)?;
    for table in TABLES {
        let to = folder.join(table);
        make(&to)?;
        let before = dataset.version(version - 1).join(table);
        let before = if version > 1 {
            entries(&before)?
        } else {
            Vec::new()
        };
        let mut kept = 0;
        for path in before {
            let schema = match change.widen {
                true => widened(dataset.root(), table, &path)?,
                false => None,
            };
            kept += u64::from(carry(&path, &to, version, change.gone(table), schema)?);
        }
        if let Some(fresh) = fresh {
            adopt(&fresh.join(table), &to, version, kept == 0)?;
        }
        sync_folder(&to)?;
    }
    sync_folder(&folder)?;
    sync_folder(&staging.join("run"))?;
    rename(&folder, &dataset.version(version))?;
    rename(&staging.join("run"), &dataset.run(version))?;
    sync_folder(&dataset.root().join("runs"))
}

/// Brings a file of the version before into the next one; whether anything of it is left.
/// A file is written anew with the columns of `schema`, if that is given.
fn carry(
    path: &Path,
    to: &Path,
    version: u64,
    gone: &HashSet<String>,
    schema: Option<SchemaRef>,
) -> Result<bool> {
    let name = path.file_name().unwrap_or_default();
    let (found, rows) = if gone.is_empty() {
        (0, 1)
    } else {
        rows_of(path, gone)?
    };
    if found == 0 && schema.is_none() {
        link(path, &to.join(name))?;
        return Ok(true);
    }
    if found == rows && found > 0 {
        return Ok(false);
    }
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let stem = stem.split('.').next().unwrap_or_default();
    let part = to.join(format!("{stem}.{version:05}.parquet"));
    let schema = schema.map_or_else(|| schema_of(path), Ok)?;
    without(path, &part, &schema, gone)?;
    Ok(true)
}

/// Moves what was read into the version, unless it has no rows and others are there.
fn adopt(from: &Path, to: &Path, version: u64, only: bool) -> Result<()> {
    for path in entries(from)? {
        let (_, rows) = rows_of(&path, &HashSet::new())?;
        if rows > 0 || only {
            rename(&path, &to.join(format!("part-{version:05}.parquet")))?;
        }
    }
    Ok(())
}

/// A second name for a file, or a copy where the file system knows no links.
fn link(from: &Path, to: &Path) -> Result<()> {
    let linked = fs::hard_link(from, to).or_else(|_| {
        fs::copy(from, to)?;
        fs::File::open(to)?.sync_all()
    });
    linked.map_err(|source| Error::Write {
        path: to.to_owned(),
        source,
    })
}

/// Entries of a folder in order; none if there is no such folder.
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

/// Removes a file or a folder with all in it.
pub(super) fn remove(path: &Path) -> Result<()> {
    let removed = match path.is_dir() {
        true => fs::remove_dir_all(path),
        false => fs::remove_file(path),
    };
    removed.map_err(|source| Error::Write {
        path: path.to_owned(),
        source,
    })
}

pub(super) fn make(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).map_err(|source| Error::Write {
        path: folder.to_owned(),
        source,
    })
}

pub(super) fn rename(from: &Path, to: &Path) -> Result<()> {
    fs::rename(from, to).map_err(|source| Error::Write {
        path: to.to_owned(),
        source,
    })
}
