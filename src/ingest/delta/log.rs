//! The log of a Delta table: what belongs to it, and how the next commit is made.
//!
//! A commit is a file named by its number that must not exist yet: making it fails if another writer was
//! first, and it is never half there.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::action::{Action, Add, MetaData, Protocol, Txn};
use super::checkpoint;
use crate::error::{Error, Result};
use crate::store::{Entry, Store};

/// A Delta table.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    store: Store,
    name: String,
}

/// What a table holds at a version.
#[derive(Debug, Clone, Default)]
pub(crate) struct Snapshot {
    /// Number of the last commit.
    pub version: u64,
    /// Schema and identity.
    pub metadata: Option<MetaData>,
    /// What readers and writers must be able to do.
    pub protocol: Option<Protocol>,
    /// Files by their path.
    pub files: BTreeMap<String, Add>,
    /// How far each application has come.
    pub txns: BTreeMap<String, Txn>,
}

/// How a commit ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Commit {
    /// It is durable.
    Done,
    /// Another writer took the number: read the log again.
    Taken,
}

/// Least versions of readers and writers for which we know what to do.
const KNOWN: (i32, i32) = (1, 2);

impl Table {
    /// The table in the folder `name` of a store, which may not exist yet.
    pub(crate) fn at(store: Store, name: &str) -> Self {
        let name = name.to_owned();
        Self { store, name }
    }

    /// What it is called in messages.
    pub(crate) fn path(&self) -> PathBuf {
        self.store.path(&self.name)
    }

    /// A local copy of one of its files.
    ///
    /// # Errors
    /// As [`Store::fetch`].
    pub(crate) fn file(&self, name: &str) -> Result<PathBuf> {
        self.store.fetch(&self.below(name))
    }

    /// Brings a synced local file into the table, durably.
    ///
    /// # Errors
    /// As [`Store::place`].
    pub(crate) fn place(&self, staged: &Path, name: &str) -> Result<()> {
        self.store.place(staged, &self.below(name))?;
        self.store.sync(&self.name)
    }

    /// Bytes of one of its files.
    ///
    /// # Errors
    /// As [`Store::fetch`].
    pub(crate) fn size(&self, name: &str) -> Result<u64> {
        self.store.size(&self.below(name))
    }

    /// All that lies in the table's folder but its log, names below the folder.
    ///
    /// # Errors
    /// As [`Store::list`].
    pub(crate) fn lying(&self) -> Result<Vec<Entry>> {
        let start = self.name.len() + 1;
        let below = |entry: Entry| Entry {
            name: entry.name[start..].to_owned(),
            ..entry
        };
        let entries = self.store.list(&self.name)?.into_iter().map(below);
        let log = |entry: &Entry| entry.name.starts_with("_delta_log/");
        Ok(entries.filter(|entry| !log(entry)).collect())
    }

    /// What the table holds now; `None` if there is none.
    ///
    /// # Errors
    /// [`Error::Read`] if the log cannot be read, [`Error::Dataset`] if it is broken, has gaps or asks
    /// for more than we know.
    pub(crate) fn snapshot(&self) -> Result<Option<Snapshot>> {
        self.replay(None)
    }

    /// What the table held at `version`, which must be in its log.
    ///
    /// # Errors
    /// As [`snapshot`](Self::snapshot).
    pub(crate) fn snapshot_at(&self, version: u64) -> Result<Snapshot> {
        match self.replay(Some(version))? {
            Some(snapshot) if snapshot.version == version => Ok(snapshot),
            _ => Err(self.broken(format!("version {version} is no longer in its log"))),
        }
    }

    fn replay(&self, until: Option<u64>) -> Result<Option<Snapshot>> {
        let commits = self.commits()?;
        let mut snapshot = Snapshot::default();
        let mut next = 0;
        let found = checkpoint::load(&self.store, &self.log())?;
        // What is older than the checkpoint is replayed from the start.
        let found = found.filter(|found| until.is_none_or(|until| found.version <= until));
        if let Some(found) = found {
            next = found.version + 1;
            snapshot = found;
        } else if commits.is_empty() {
            return Ok(None);
        }
        let first = next;
        let wanted =
            |version: &u64| *version >= first && until.is_none_or(|until| *version <= until);
        for version in commits.into_iter().filter(wanted) {
            if version != next {
                return Err(self.broken(format!("commit {next} is missing from its log")));
            }
            for action in self.actions(version)? {
                snapshot.apply(action);
            }
            snapshot.version = version;
            next += 1;
        }
        match &snapshot.protocol {
            Some(protocol) if protocol.min_reader_version > KNOWN.0 || protocol.min_writer_version > KNOWN.1 => {
                Err(self.broken(format!(
                    "it asks for reader version {} and writer version {}, gongkai knows {} and {}; write to a new dataset",
                    protocol.min_reader_version, protocol.min_writer_version, KNOWN.0, KNOWN.1
                )))
            }
            Some(_) => Ok(Some(snapshot)),
            None => Err(self.broken("its log states no protocol".into())),
        }
    }

    /// Makes commit `version` of `actions`. `staging` is a folder on the same file system, outside the
    /// table.
    ///
    /// # Errors
    /// [`Error::Write`] if it cannot be made durable; it is then unknown whether it was made.
    pub(crate) fn commit(
        &self,
        version: u64,
        actions: &[Action],
        staging: &Path,
    ) -> Result<Commit> {
        let mut lines = String::new();
        for action in actions {
            let line = action
                .to_line()
                .map_err(|error| self.broken(error.to_string()))?;
            lines.push_str(&line);
            lines.push('\n');
        }
        let name = format!("{}/{version:020}.json", self.log());
        match self.store.create(&name, lines.as_bytes(), staging)? {
            true => Ok(Commit::Done),
            false => Ok(Commit::Taken),
        }
    }

    /// Leaves a checkpoint of `version` for readers, now and then.
    ///
    /// # Errors
    /// What writing returns; the log is as good as before.
    pub(crate) fn checkpoint(&self, version: u64, staging: &Path) -> Result<()> {
        if version == 0 || !version.is_multiple_of(checkpoint::EVERY) {
            return Ok(());
        }
        let snapshot = self.snapshot_at(version)?;
        checkpoint::write(&self.store, &self.log(), &snapshot, staging)
    }

    /// The actions of a commit that are needed.
    pub(crate) fn actions(&self, version: u64) -> Result<Vec<Action>> {
        let name = format!("{}/{version:020}.json", self.log());
        let Some(bytes) = self.store.read(&name)? else {
            return Err(self.broken(format!("commit {version} is missing from its log")));
        };
        let text = String::from_utf8(bytes).map_err(|error| self.broken(error.to_string()))?;
        let mut actions = Vec::new();
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let action = Action::of_line(line).map_err(|error| {
                self.broken(format!("commit {version} cannot be read: {error}"))
            })?;
            actions.extend(action);
        }
        Ok(actions)
    }

    /// Numbers of the commits that lie in the log, ascending.
    pub(crate) fn commits(&self) -> Result<Vec<u64>> {
        let names = self.store.names(&self.log())?;
        let mut found: Vec<u64> = names
            .iter()
            .filter_map(|(name, _)| commit_number(name))
            .collect();
        found.sort_unstable();
        Ok(found)
    }

    fn log(&self) -> String {
        self.below("_delta_log")
    }

    fn below(&self, name: &str) -> String {
        format!("{}/{name}", self.name)
    }

    fn broken(&self, why: String) -> Error {
        Error::Dataset {
            path: self.path(),
            why,
        }
    }
}

impl Snapshot {
    /// What a log would say that holds nothing else.
    pub(super) fn actions(&self) -> Vec<Action> {
        let mut actions = Vec::new();
        actions.extend(self.protocol.clone().map(Action::Protocol));
        actions.extend(self.metadata.clone().map(Action::MetaData));
        actions.extend(self.txns.values().cloned().map(Action::Txn));
        let standing = |add: &Add| Add {
            data_change: false,
            ..add.clone()
        };
        actions.extend(self.files.values().map(standing).map(Action::Add));
        actions
    }

    pub(super) fn apply(&mut self, action: Action) {
        match action {
            Action::CommitInfo(_) => {}
            Action::Protocol(protocol) => self.protocol = Some(protocol),
            Action::MetaData(metadata) => self.metadata = Some(metadata),
            Action::Add(add) => {
                self.files.insert(add.path.clone(), add);
            }
            Action::Remove(remove) => {
                self.files.remove(&remove.path);
            }
            Action::Txn(txn) => {
                self.txns.insert(txn.app_id.clone(), txn);
            }
        }
    }
}

/// The number of a commit's file name.
fn commit_number(name: &str) -> Option<u64> {
    let digits = name.strip_suffix(".json")?;
    let plain = digits.len() == 20 && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}
