//! A dataset on a file system: its marker, its lock, its runs and the pointer to the current one.
//!
//! ```text
//! DATASET/gongkai.json      what kind of dataset this is; written once
//! DATASET/current.json      the number of the current version; replaced by one rename
//! DATASET/runs/N/           what run N knew and did: sources.parquet, run.json
//! DATASET/v=N/TABLE/…       the tables of version N, never changed once they are there (kind parquet)
//! DATASET/TABLE/…           one Delta table for each table (kind delta)
//! DATASET/.lock             held while a run writes
//! ```

use std::fs::{self, File, TryLockError};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// How a dataset keeps its tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Immutable folders `v=N` of Parquet files and a pointer.
    Parquet,
    /// A Delta table for each table.
    Delta,
}

/// Version of the layout that is written.
const LAYOUT: u32 = 1;

/// What a dataset says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Marker {
    /// Version of the layout.
    layout: u32,
    /// How tables are kept.
    kind: Kind,
}

/// The current version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Current {
    /// Number of the run that made it, counted from 1.
    pub version: u64,
    /// When it was published, RFC 3339, UTC.
    pub published: String,
}

/// A dataset that exists.
#[derive(Debug, Clone)]
pub struct Dataset {
    root: PathBuf,
    kind: Kind,
}

/// Held while a run writes; let go when dropped.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Dataset {
    /// Opens the dataset at `root`.
    ///
    /// # Errors
    /// [`Error::Dataset`] if there is none, or one of a later gongkai.
    pub fn open(root: &Path) -> Result<Self> {
        let path = root.join("gongkai.json");
        let Some(marker) = read::<Marker>(&path)? else {
            return Err(Error::Dataset {
                path: root.to_owned(),
                why: "no dataset of gongkai stands there; `gongkai ingest … --to` makes one".into(),
            });
        };
        if marker.layout > LAYOUT {
            return Err(Error::Dataset {
                path: root.to_owned(),
                why: format!(
                    "it has layout {}, this gongkai knows up to {LAYOUT}; update gongkai",
                    marker.layout
                ),
            });
        }
        Ok(Self {
            root: root.to_owned(),
            kind: marker.kind,
        })
    }

    /// Opens the dataset at `root`, or makes one there if nothing stands there. `kind` must be that of
    /// the dataset, if given; a new one is `parquet` without it.
    ///
    /// # Errors
    /// [`Error::Dataset`] if something else stands there or the kind is another; [`Error::Write`].
    pub fn open_or_create(root: &Path, kind: Option<Kind>) -> Result<Self> {
        if root.join("gongkai.json").exists() {
            let dataset = Self::open(root)?;
            return match kind {
                Some(kind) if kind != dataset.kind => Err(Error::Dataset {
                    path: root.to_owned(),
                    why: format!(
                        "it is of kind {:?}, not {kind:?}; name another folder",
                        dataset.kind
                    ),
                }),
                _ => Ok(dataset),
            };
        }
        let write = |source| Error::Write {
            path: root.to_owned(),
            source,
        };
        fs::create_dir_all(root).map_err(write)?;
        let strange = |name: &std::ffi::OsStr| name != ".lock";
        let mut entries = fs::read_dir(root).map_err(write)?;
        if entries.any(|entry| entry.is_ok_and(|entry| strange(&entry.file_name()))) {
            return Err(Error::Dataset {
                path: root.to_owned(),
                why: "something else stands there; name an empty or new folder".into(),
            });
        }
        let kind = kind.unwrap_or(Kind::Parquet);
        fs::create_dir_all(root.join("runs")).map_err(write)?;
        replace(
            &root.join("gongkai.json"),
            &Marker {
                layout: LAYOUT,
                kind,
            },
        )?;
        Ok(Self {
            root: root.to_owned(),
            kind,
        })
    }

    /// Its folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// How it keeps its tables.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The current version; `None` before the first run is done.
    ///
    /// # Errors
    /// [`Error::Read`] or [`Error::Dataset`] if the pointer cannot be read.
    pub fn current(&self) -> Result<Option<Current>> {
        read(&self.root.join("current.json"))
    }

    /// Folder of the tables of a version (kind parquet).
    #[must_use]
    pub fn version(&self, version: u64) -> PathBuf {
        self.root.join(format!("v={version}"))
    }

    /// Folder of what a run knew and did.
    #[must_use]
    pub fn run(&self, version: u64) -> PathBuf {
        self.root.join("runs").join(version.to_string())
    }

    /// Makes `version` the current one.
    ///
    /// # Errors
    /// [`Error::Write`]; the old pointer then still stands.
    pub fn publish(&self, current: &Current) -> Result<()> {
        replace(&self.root.join("current.json"), current)
    }

    /// Takes the dataset for writing, waiting for at most `patience`.
    ///
    /// # Errors
    /// [`Error::Busy`] if another run holds it; [`Error::Write`].
    pub fn lock(&self, patience: Duration) -> Result<Lock> {
        lock(&self.root, patience)
    }
}

/// Takes the folder of a dataset for writing.
pub(crate) fn lock(root: &Path, patience: Duration) -> Result<Lock> {
    let path = root.join(".lock");
    let write = |source| Error::Write {
        path: path.clone(),
        source,
    };
    fs::create_dir_all(root).map_err(write)?;
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(write)?;
    let end = Instant::now() + patience;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Lock { _file: file }),
            Err(TryLockError::WouldBlock) if Instant::now() < end => {
                std::thread::sleep(Duration::from_millis(100));
            }
            Err(TryLockError::WouldBlock) => {
                return Err(Error::Busy {
                    path: root.to_owned(),
                });
            }
            Err(TryLockError::Error(source)) => return Err(write(source)),
        }
    }
}

/// Reads a JSON file; `None` if there is none.
pub(crate) fn read<T: for<'de> Deserialize<'de>>(path: &Path) -> Result<Option<T>> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(source) => {
            return Err(Error::Read {
                path: path.to_owned(),
                source,
            });
        }
    };
    let read = serde_json::from_slice(&bytes).map_err(|error| Error::Dataset {
        path: path.to_owned(),
        why: format!("it cannot be read: {error}"),
    });
    read.map(Some)
}

/// Writes a JSON file by replacing the old one whole: written beside it, synced, renamed, named durably.
pub(crate) fn replace<T: Serialize>(path: &Path, value: &T) -> Result<()> {
    let write = |source| Error::Write {
        path: path.to_owned(),
        source,
    };
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut bytes = serde_json::to_vec_pretty(value).map_err(|error| write(error.into()))?;
    bytes.push(b'\n');
    let mut staged = tempfile::Builder::new()
        .prefix(".new-")
        .tempfile_in(folder)
        .map_err(write)?;
    staged.write_all(&bytes).map_err(write)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let open = fs::Permissions::from_mode(0o644);
        staged.as_file().set_permissions(open).map_err(write)?;
    }
    staged.as_file().sync_all().map_err(write)?;
    staged.persist(path).map_err(|error| write(error.error))?;
    crate::sink::sync_folder(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dataset_is_made_once_and_found_again() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("data");
        assert!(Dataset::open(&root).is_err());
        Dataset::open_or_create(&root, Some(Kind::Delta)).unwrap();
        assert_eq!(Dataset::open(&root).unwrap().kind(), Kind::Delta);
        assert!(Dataset::open_or_create(&root, Some(Kind::Parquet)).is_err());
        assert_eq!(Dataset::open(&root).unwrap().current().unwrap(), None);
    }

    #[test]
    fn a_folder_of_something_else_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("notes.txt"), "1").unwrap();
        assert!(Dataset::open_or_create(folder.path(), None).is_err());
    }

    #[test]
    fn one_run_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let held = lock(folder.path(), Duration::ZERO).unwrap();
        let second = lock(folder.path(), Duration::ZERO);
        assert!(matches!(second, Err(Error::Busy { .. })));
        drop(held);
        assert!(lock(folder.path(), Duration::ZERO).is_ok());
    }
}
