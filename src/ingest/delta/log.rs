//! The log of a Delta table: what belongs to it, and how the next commit is made.
//!
//! A commit is a file named by its number that must not exist yet. It is written and synced elsewhere
//! and then linked to its name, which fails if another writer was first; nothing is ever half there.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::action::{Action, Add, MetaData, Protocol, Txn};
use super::checkpoint;
use crate::error::{Error, Result};

/// A Delta table on a file system.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    root: PathBuf,
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
    /// The table at `root`, which may not exist yet.
    pub(crate) fn at(root: PathBuf) -> Self {
        Self { root }
    }

    /// Folder of the table's files.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// What the table holds now; `None` if there is none.
    ///
    /// # Errors
    /// [`Error::Read`] if the log cannot be read, [`Error::Dataset`] if it is broken, has gaps or asks
    /// for more than we know.
    pub(crate) fn snapshot(&self) -> Result<Option<Snapshot>> {
        let commits = self.commits()?;
        let mut snapshot = Snapshot::default();
        let mut next = 0;
        if let Some(found) = checkpoint::load(&self.log())? {
            next = found.version + 1;
            snapshot = found;
        } else if commits.is_empty() {
            return Ok(None);
        }
        let first = next;
        for version in commits.into_iter().filter(|version| *version >= first) {
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
        let log = self.log();
        let target = log.join(format!("{version:020}.json"));
        let write = |path: &Path| {
            let path = path.to_owned();
            move |source| Error::Write { path, source }
        };
        fs::create_dir_all(&log).map_err(write(&log))?;
        let mut lines = String::new();
        for action in actions {
            let line = action
                .to_line()
                .map_err(|error| self.broken(error.to_string()))?;
            lines.push_str(&line);
            lines.push('\n');
        }
        let staged = staging.join(format!("commit-{version:020}.json"));
        let mut file = File::create(&staged).map_err(write(&staged))?;
        file.write_all(lines.as_bytes()).map_err(write(&staged))?;
        file.sync_all().map_err(write(&staged))?;
        let linked = fs::hard_link(&staged, &target);
        fs::remove_file(&staged).map_err(write(&staged))?;
        match linked {
            Ok(()) => {
                sync(&log)?;
                Ok(Commit::Done)
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(Commit::Taken),
            Err(error) => Err(write(&target)(error)),
        }
    }

    /// The actions of a commit that are needed.
    pub(crate) fn actions(&self, version: u64) -> Result<Vec<Action>> {
        let path = self.log().join(format!("{version:020}.json"));
        let text = fs::read_to_string(&path).map_err(|source| Error::Read {
            path: path.clone(),
            source,
        })?;
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
        let log = self.log();
        let entries = match fs::read_dir(&log) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(source) => return Err(Error::Read { path: log, source }),
        };
        let mut found = Vec::new();
        for entry in entries {
            let entry = entry.map_err(|source| Error::Read {
                path: log.clone(),
                source,
            })?;
            found.extend(commit_number(&entry.file_name().to_string_lossy()));
        }
        found.sort_unstable();
        Ok(found)
    }

    fn log(&self) -> PathBuf {
        self.root.join("_delta_log")
    }

    fn broken(&self, why: String) -> Error {
        Error::Dataset {
            path: self.root.clone(),
            why,
        }
    }
}

impl Snapshot {
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

/// Makes the names in a folder durable where folders can be synced.
fn sync(folder: &Path) -> Result<()> {
    #[cfg(unix)]
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(|source| Error::Write {
            path: folder.to_owned(),
            source,
        })?;
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}
