//! A dataset: its marker, its locks, its runs and the pointer to the current one.
//!
//! ```text
//! DATASET/gongkai.json      what kind of dataset this is; written once
//! DATASET/current.json      the number of the current version; replaced whole
//! DATASET/runs/N/           what run N knew and did: sources.parquet, run.json
//! DATASET/v=N/TABLE/…       the tables of version N, never changed once they are there (kind parquet)
//! DATASET/TABLE/…           one Delta table for each table (kind delta)
//! DATASET/tables.json       versions of the Delta tables that belong together (kind delta)
//! DATASET/feeds/NAME/…      pointer, runs and lock of a feed (kind delta)
//! DATASET/.lock             held while a run writes
//! DATASET/.commit.lock      held while a run commits to Delta tables
//! ```

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::options::{Options, RunRecord};
use crate::error::{Error, Result};
use crate::store::{Lock, Store};

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
/// The marker.
const MARKER: &str = "gongkai.json";
/// The pointer.
const CURRENT: &str = "current.json";
/// The folder of feeds.
const FEEDS: &str = "feeds";
/// Longest name of a feed.
const FEED_BYTES: usize = 64;

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

/// A dataset that exists, as one of its feeds sees it.
#[derive(Debug, Clone)]
pub struct Dataset {
    store: Store,
    kind: Kind,
    /// The feed; `None` for the dataset's own.
    feed: Option<String>,
}

/// Whether a dataset stands there already; nothing is made.
///
/// # Errors
/// [`Error::Dataset`] if something else stands there.
pub(super) fn exists(options: &Options) -> Result<bool> {
    let store = Store::at(&options.dataset)?;
    let found = marker(&store)?.is_some();
    if !found {
        vacant(&store)?;
    }
    Ok(found)
}

/// Takes the dataset of a run for writing and opens it, or makes it.
///
/// # Errors
/// [`Error::Busy`] if another run holds it; as [`Dataset::open_or_create`].
pub(super) fn take(options: &Options) -> Result<(Dataset, Lock)> {
    let store = Store::at(&options.dataset)?;
    let feed = options.feed.clone().map(checked).transpose()?;
    let lock = store.lock(&join(&home(feed.as_deref()), ".lock"), options.wait)?;
    let dataset = Dataset::create_in(store, options.kind, feed)?;
    Ok((dataset, lock))
}

impl Dataset {
    /// Opens the dataset at `root`, a folder or `s3://bucket/prefix`.
    ///
    /// # Errors
    /// [`Error::Dataset`] if there is none, or one of a later gongkai.
    pub fn open(root: &Path) -> Result<Self> {
        let store = Store::at(root)?;
        let Some(marker) = marker(&store)? else {
            return Err(Error::Dataset {
                path: root.to_owned(),
                why: "no dataset of gongkai stands there; `gongkai ingest … --to` makes one".into(),
            });
        };
        Ok(Self {
            store,
            kind: marker.kind,
            feed: None,
        })
    }

    /// Opens the dataset at `root`, or makes one there if nothing stands there. `kind` must be that of
    /// the dataset, if given; a new one is `parquet` without it.
    ///
    /// # Errors
    /// [`Error::Dataset`] if something else stands there or the kind is another; [`Error::Write`].
    pub fn open_or_create(root: &Path, kind: Option<Kind>) -> Result<Self> {
        let store = Store::at(root)?;
        store.make("")?;
        Self::create_in(store, kind, None)
    }

    fn create_in(store: Store, kind: Option<Kind>, feed: Option<String>) -> Result<Self> {
        let refused = |why: String| Error::Dataset {
            path: store.path(""),
            why,
        };
        let found = marker(&store)?;
        // Before anything is made: a dataset keeps its kind for good.
        let becomes = found.as_ref().map(|found| found.kind).or(kind);
        if feed.is_some() && becomes != Some(Kind::Delta) {
            return Err(refused(
                "only datasets of kind delta take feeds; make one with --kind delta".into(),
            ));
        }
        let marker = match found {
            Some(marker) => marker,
            None => create(&store, kind)?,
        };
        if let Some(kind) = kind.filter(|kind| *kind != marker.kind) {
            return Err(refused(format!(
                "it is of kind {:?}, not {kind:?}; name another folder",
                marker.kind
            )));
        }
        let dataset = Self {
            store,
            kind: marker.kind,
            feed,
        };
        dataset.store.make(&dataset.at("runs"))?;
        Ok(dataset)
    }

    /// The same dataset as another of its feeds sees it.
    ///
    /// # Errors
    /// [`Error::Usage`] if that is no name of a feed.
    pub fn of_feed(&self, feed: Option<&str>) -> Result<Self> {
        Ok(Self {
            feed: feed.map(str::to_owned).map(checked).transpose()?,
            ..self.clone()
        })
    }

    /// The dataset as each of its feeds sees it, its own first.
    ///
    /// # Errors
    /// [`Error::Read`].
    pub fn feeds(&self) -> Result<Vec<Self>> {
        let mut feeds = vec![None];
        let names = self.store.names(FEEDS)?.into_iter();
        feeds.extend(names.filter_map(|(name, folder)| folder.then_some(Some(name))));
        let dataset = |feed| Self {
            feed,
            ..self.clone()
        };
        Ok(feeds.into_iter().map(dataset).collect())
    }

    /// Where it lies.
    pub(crate) fn store(&self) -> &Store {
        &self.store
    }

    /// What it is called in messages.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        self.store.path("")
    }

    /// Its feed; `None` for its own.
    #[must_use]
    pub fn feed(&self) -> Option<&str> {
        self.feed.as_deref()
    }

    /// How it keeps its tables.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The name in the store of what the feed calls `name`.
    pub(super) fn at(&self, name: &str) -> String {
        join(&home(self.feed.as_deref()), name)
    }

    /// The current version; `None` before the first run is done.
    ///
    /// # Errors
    /// [`Error::Read`] or [`Error::Dataset`] if the pointer cannot be read.
    pub fn current(&self) -> Result<Option<Current>> {
        load(&self.store, &self.at(CURRENT))
    }

    /// Name of the folder of the tables of a version (kind parquet).
    pub(super) fn version(&self, version: u64) -> String {
        self.at(&format!("v={version}"))
    }

    /// Name of a file of what a run knew and did.
    pub(super) fn run(&self, version: u64, file: &str) -> String {
        join(&self.at(&format!("runs/{version}")), file)
    }

    /// A local file of what a run knew and did; `None` for run 0, which is none.
    pub(super) fn known(&self, version: u64, file: &str) -> Result<Option<PathBuf>> {
        match version {
            0 => Ok(None),
            version => self.store.fetch(&self.run(version, file)).map(Some),
        }
    }

    /// What is kept of a run; `None` if there was none of that number.
    ///
    /// # Errors
    /// [`Error::Read`] or [`Error::Dataset`] if it cannot be read.
    pub fn record(&self, version: u64) -> Result<Option<RunRecord>> {
        load(&self.store, &self.run(version, "run.json"))
    }

    /// Numbers of the runs that left something, ascending.
    pub(super) fn runs(&self) -> Result<Vec<u64>> {
        let names = self.store.names(&self.at("runs"))?;
        let mut runs: Vec<u64> = names
            .iter()
            .filter_map(|(name, _)| name.parse().ok())
            .collect();
        runs.sort_unstable();
        Ok(runs)
    }

    /// A local folder for what a run stages, removed when dropped.
    pub(super) fn scratch(&self) -> Result<tempfile::TempDir> {
        self.store.scratch(&self.at(""))
    }

    /// Makes `version` the current one, if the one before it or itself is.
    ///
    /// # Errors
    /// [`Error::Busy`] if another run was faster, [`Error::Write`]; the old pointer then still stands.
    pub fn publish(&self, version: u64) -> Result<()> {
        let name = self.at(CURRENT);
        let old = self.store.read_tagged(&name)?;
        let before = match &old {
            Some((bytes, _)) => parsed::<Current>(&self.store, &name, bytes)?.version,
            None => 0,
        };
        if before == version {
            return Ok(());
        }
        let current = Current {
            version,
            published: chrono::Utc::now().to_rfc3339(),
        };
        let tag = old.as_ref().map(|(_, tag)| tag);
        let bytes = json(&self.store, &name, &current)?;
        if before + 1 != version || !self.store.swap(&name, tag, &bytes)? {
            return Err(Error::Busy { path: self.path() });
        }
        Ok(())
    }

    /// Takes the lock of the feed, or of the commits to Delta tables, waiting for at most `patience`.
    pub(super) fn lock(&self, name: &str, patience: Duration) -> Result<Lock> {
        self.store.lock(&self.at(name), patience)
    }
}

/// A feed's folder.
fn home(feed: Option<&str>) -> String {
    feed.map_or_else(String::new, |feed| format!("{FEEDS}/{feed}"))
}

fn join(folder: &str, name: &str) -> String {
    match (folder, name) {
        ("", name) => name.to_owned(),
        (folder, "") => folder.to_owned(),
        (folder, name) => format!("{folder}/{name}"),
    }
}

/// A feed's name, which names a folder on every system and an application in Delta logs.
fn checked(feed: String) -> Result<String> {
    let plain = |one: char| one.is_ascii_alphanumeric() || matches!(one, '-' | '_');
    if feed.is_empty() || feed.len() > FEED_BYTES || !feed.chars().all(plain) {
        return Err(Error::Usage(format!(
            "`{feed}` cannot name a feed; use 1 to {FEED_BYTES} ASCII letters, digits, `-` and `_`"
        )));
    }
    Ok(feed)
}

fn marker(store: &Store) -> Result<Option<Marker>> {
    let marker: Option<Marker> = load(store, MARKER)?;
    match marker {
        Some(marker) if marker.layout > LAYOUT => Err(Error::Dataset {
            path: store.path(""),
            why: format!(
                "it has layout {}, this gongkai knows up to {LAYOUT}; update gongkai",
                marker.layout
            ),
        }),
        marker => Ok(marker),
    }
}

/// That nothing stands there but what other first runs are making.
fn vacant(store: &Store) -> Result<()> {
    let ours = |name: &str| name.starts_with('.') || matches!(name, FEEDS | MARKER | "runs");
    let names = store.names("")?;
    if names.iter().any(|(name, _)| !ours(name)) {
        return Err(Error::Dataset {
            path: store.path(""),
            why: "something else stands there; name an empty or new folder".into(),
        });
    }
    Ok(())
}

/// Makes a dataset where none stands.
fn create(store: &Store, kind: Option<Kind>) -> Result<Marker> {
    vacant(store)?;
    let made = Marker {
        layout: LAYOUT,
        kind: kind.unwrap_or(Kind::Parquet),
    };
    let scratch = store.scratch("")?;
    if store.create(MARKER, &json(store, MARKER, &made)?, scratch.path())? {
        return Ok(made);
    }
    Ok(marker(store)?.unwrap_or(made))
}

/// Reads a JSON file of a store; `None` if there is none.
pub(super) fn load<T: for<'de> Deserialize<'de>>(store: &Store, name: &str) -> Result<Option<T>> {
    let bytes = store.read(name)?;
    bytes.map(|bytes| parsed(store, name, &bytes)).transpose()
}

fn parsed<T: for<'de> Deserialize<'de>>(store: &Store, name: &str, bytes: &[u8]) -> Result<T> {
    serde_json::from_slice(bytes).map_err(|error| Error::Dataset {
        path: store.path(name),
        why: format!("it cannot be read: {error}"),
    })
}

/// Writes a JSON file of a store in place of whatever is there.
pub(super) fn save<T: Serialize>(store: &Store, name: &str, value: &T) -> Result<()> {
    let old = store.read_tagged(name)?.map(|(_, tag)| tag);
    match store.swap(name, old.as_ref(), &json(store, name, value)?)? {
        true => Ok(()),
        false => Err(Error::Busy {
            path: store.path(""),
        }),
    }
}

fn json<T: Serialize>(store: &Store, name: &str, value: &T) -> Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec_pretty(value).map_err(|error| Error::Write {
        path: store.path(name),
        source: error.into(),
    })?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Writes a local JSON file by replacing the old one whole.
pub(super) fn replace<T: Serialize>(path: &Path, value: &T) -> Result<()> {
    let (store, name) = beside(path)?;
    save(&store, &name, value)
}

/// The folder of a local file, and its name in it.
fn beside(path: &Path) -> Result<(Store, String)> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let store = Store::at(path.parent().unwrap_or(Path::new(".")))?;
    Ok((store, name.into_owned()))
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
        std::fs::write(folder.path().join("notes.txt"), "1").unwrap();
        assert!(Dataset::open_or_create(folder.path(), None).is_err());
    }

    #[test]
    fn one_run_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let dataset = Dataset::open_or_create(folder.path(), None).unwrap();
        let held = dataset.lock(".lock", Duration::ZERO).unwrap();
        let second = dataset.lock(".lock", Duration::ZERO);
        assert!(matches!(second, Err(Error::Busy { .. })));
        drop(held);
        assert!(dataset.lock(".lock", Duration::ZERO).is_ok());
    }

    #[test]
    fn versions_are_published_one_after_the_other() {
        let folder = tempfile::tempdir().unwrap();
        let dataset = Dataset::open_or_create(folder.path(), None).unwrap();
        assert!(dataset.publish(2).is_err());
        dataset.publish(1).unwrap();
        dataset.publish(1).unwrap();
        dataset.publish(2).unwrap();
        assert!(dataset.publish(1).is_err());
        assert_eq!(dataset.current().unwrap().unwrap().version, 2);
    }

    #[test]
    fn feeds_have_plain_names() {
        for name in ["", "a/b", "..", "松坪", &"x".repeat(65)] {
            assert!(checked(name.to_owned()).is_err(), "{name}");
        }
        assert!(checked("west-2".into()).is_ok());
    }
}
