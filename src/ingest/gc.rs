//! Old versions and leftovers taken away. What is young stays, whoever may be writing or reading it.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use serde::Serialize;

use super::dataset::{Dataset, Kind};
use super::delta::{Action, Table};
use super::history::{readable, table_version};
use super::tables::{self, decoded};
use crate::batch::{TABLES, Tables};
use crate::error::{Error, Result};
use crate::store::Entry;

/// What is to be kept.
#[derive(Debug, Clone, Copy)]
pub struct Keep {
    /// So many versions, the current one among them; at least 1.
    pub versions: u64,
    /// Whatever was current, or written, since so long.
    pub age: Duration,
    /// How long to wait for runs to end.
    pub wait: Duration,
    /// Whether only to tell what would be taken away.
    pub dry_run: bool,
}

/// What was taken away.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Collected {
    /// Versions that can no longer be read. With several feeds, those of all.
    pub versions: Vec<u64>,
    /// Files of the dataset, in order.
    pub files: Vec<String>,
    /// Bytes that no other version shares.
    pub bytes: u64,
    /// Files that no version to be kept needs and that are too young.
    pub young: usize,
    /// When the last of them is old enough, RFC 3339, UTC; `None` without any.
    pub young_until: Option<String>,
}

/// A collection under way.
struct Collection<'a> {
    dataset: &'a Dataset,
    keep: Keep,
    /// Milliseconds since 1970; what changed later is young.
    before: i64,
    /// The latest of what changed later.
    youngest: Option<i64>,
    done: Collected,
}

/// Takes away what `keep` does not keep.
///
/// # Errors
/// [`Error::Busy`] if a run holds the dataset, [`Error::Usage`] if no version is to be kept, or what
/// reading and writing return.
pub fn gc(dataset: &Dataset, keep: Keep) -> Result<Collected> {
    if keep.versions == 0 {
        return Err(Error::Usage(
            "gc keeps at least one version: --keep 1".into(),
        ));
    }
    let feeds = dataset.feeds()?;
    let _locks = feeds
        .iter()
        .map(|feed| feed.lock(".lock", keep.wait))
        .collect::<Result<Vec<_>>>()?;
    tables::recover(dataset)?;
    let age = i64::try_from(keep.age.as_millis()).unwrap_or(i64::MAX);
    let now = chrono::Utc::now().timestamp_millis();
    let mut collection = Collection {
        dataset,
        keep,
        before: now.saturating_sub(age),
        youngest: None,
        done: Collected::default(),
    };
    for feed in &feeds {
        collection.leftovers(feed)?;
    }
    match dataset.kind() {
        Kind::Parquet => collection.versions()?,
        Kind::Delta => {
            let _held = tables::commit_lock(dataset)?;
            collection.tables(&feeds)?;
        }
    }
    let until = collection.youngest.map(|at| at.saturating_add(age));
    let until = until.and_then(chrono::DateTime::from_timestamp_millis);
    collection.done.young_until =
        until.map(|until| until.to_rfc3339_opts(chrono::SecondsFormat::Secs, true));
    collection.done.files.sort_unstable();
    collection.done.versions.sort_unstable();
    Ok(collection.done)
}

impl Collection<'_> {
    /// What dead runs left. The locks are held: none of it is being written.
    fn leftovers(&mut self, feed: &Dataset) -> Result<()> {
        let current = feed.current()?.map_or(0, |current| current.version);
        for (name, _) in feed.store().names(&feed.at(""))? {
            let number = name
                .strip_prefix("v=")
                .and_then(|number| number.parse().ok());
            let dead = match number {
                Some(version) => version > current || !readable(feed, version)?,
                None => name.starts_with(".staging-") || name.starts_with(".new-"),
            };
            if dead {
                self.all(&feed.at(&name))?;
            }
        }
        for (name, _) in feed.store().names(&feed.at("runs"))? {
            let later = name.parse().is_ok_and(|version: u64| version > current);
            if later || name.starts_with('.') {
                self.all(&feed.at(&format!("runs/{name}")))?;
            }
        }
        Ok(())
    }

    /// Takes a file or a folder away, unless something in it is young.
    fn all(&mut self, name: &str) -> Result<()> {
        let mut entries = self.dataset.store().list(name)?;
        if entries.is_empty() {
            let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
            entries = self.dataset.store().list(folder)?;
            entries.retain(|entry| entry.name == name);
        }
        let last = entries.iter().map(|entry| entry.modified).max();
        if last.is_some_and(|last| last > self.before) {
            self.young(entries.len(), last);
            return Ok(());
        }
        for entry in entries {
            self.done.bytes += entry.size;
            self.done.files.push(entry.name);
        }
        self.remove(name)
    }

    /// Counts files that stay because something happened to them at `at`.
    fn young(&mut self, files: usize, at: Option<i64>) {
        if files > 0 {
            self.done.young += files;
            self.youngest = self.youngest.max(at);
        }
    }

    fn remove(&self, name: &str) -> Result<()> {
        match self.keep.dry_run {
            true => Ok(()),
            false => self.dataset.store().remove(name),
        }
    }

    /// Versions of kind parquet.
    fn versions(&mut self) -> Result<()> {
        let current = self.dataset.current()?.map_or(0, |current| current.version);
        let first = (current + 1).saturating_sub(self.keep.versions).max(1);
        let mut kept = HashSet::new();
        for version in first..=current {
            kept.extend(self.names(version)?.into_iter().map(|(name, _)| name));
        }
        for version in self.dataset.runs()? {
            if version >= first || !readable(self.dataset, version)? {
                continue;
            }
            let superseded = self.superseded(version)?;
            if superseded.is_none_or(|at| at > self.before) {
                let names = self.names(version)?;
                let alone = names.iter().filter(|(name, _)| !kept.contains(name));
                let alone = alone.count();
                self.young(alone, superseded);
                kept.extend(names.into_iter().map(|(name, _)| name));
                continue;
            }
            self.forget(self.dataset, version)?;
            for (name, entry) in self.names(version)? {
                if !kept.contains(&name) {
                    self.done.bytes += entry.size;
                }
                self.done.files.push(entry.name);
            }
            self.remove(&self.dataset.version(version))?;
        }
        Ok(())
    }

    /// Files of a version by their names below it, which versions share.
    fn names(&self, version: u64) -> Result<Vec<(String, Entry)>> {
        let folder = self.dataset.version(version);
        let entries = self.dataset.store().list(&folder)?.into_iter();
        let below = |entry: Entry| (entry.name[folder.len()..].to_owned(), entry);
        Ok(entries.map(below).collect())
    }

    /// When the version after it was made, milliseconds since 1970.
    fn superseded(&self, version: u64) -> Result<Option<i64>> {
        let folder = self.dataset.run(version + 1, "");
        let entries = self.dataset.store().list(&folder)?;
        Ok(entries.iter().map(|entry| entry.modified).max())
    }

    /// Removes what a run knew, and keeps what it did.
    fn forget(&mut self, feed: &Dataset, version: u64) -> Result<()> {
        self.done.versions.push(version);
        for entry in feed.store().list(&feed.run(version, ""))? {
            if !entry.name.ends_with("/run.json") {
                self.done.bytes += entry.size;
                self.remove(&entry.name)?;
                self.done.files.push(entry.name);
            }
        }
        Ok(())
    }

    /// Files of Delta tables that no kept version needs; their logs stay.
    fn tables(&mut self, feeds: &[Dataset]) -> Result<()> {
        let documents = Table::at(self.dataset.store().clone(), TABLES[0]);
        let first = self.first(&documents, self.before)?;
        for feed in feeds {
            let current = feed.current()?.map_or(0, |current| current.version);
            for version in feed.runs()?.into_iter().filter(|run| *run < current) {
                let there = readable(feed, version)?;
                if there && table_version(feed, &documents, version)? < first {
                    self.forget(feed, version)?;
                }
            }
        }
        for head in Tables::default().heads() {
            self.table(
                &Table::at(self.dataset.store().clone(), head.name),
                head.name,
            )?;
        }
        Ok(())
    }

    /// The oldest version of a table that is kept: by number, and because it was current after `before`.
    fn first(&self, table: &Table, before: i64) -> Result<u64> {
        let mut seen = 0;
        let mut first = 0;
        for commit in table.commits()?.into_iter().rev() {
            let actions = table.actions(commit)?;
            let ours = |action: &Action| match action {
                Action::Txn(txn) if tables::is_ours(&txn.app_id) => Some(txn.last_updated),
                _ => None,
            };
            let Some(at) = actions.iter().find_map(ours) else {
                continue;
            };
            first = commit;
            seen += 1;
            if seen >= self.keep.versions && at.is_none_or(|at| at <= before) {
                return Ok(first);
            }
        }
        Ok(if seen >= self.keep.versions { first } else { 0 })
    }

    fn table(&mut self, table: &Table, name: &str) -> Result<()> {
        let commits = table.commits()?;
        let Some(oldest) = commits.first().copied() else {
            return Ok(());
        };
        let first = self.first(table, self.before)?.max(oldest);
        // Without its beginning a log starts from a checkpoint; then only what is there now is known.
        let Some(needed) = files_since(table, &commits, first)? else {
            return Ok(());
        };
        let by_number = self.first(table, i64::MAX)?.max(oldest);
        let by_number = files_since(table, &commits, by_number)?;
        let by_number = by_number.unwrap_or_else(|| needed.clone());
        let removed = removed(table, &commits)?;
        for entry in table.lying()? {
            let data = entry.name.ends_with(".parquet") && !entry.name.starts_with(['_', '.']);
            if !data || by_number.contains(&entry.name) {
                continue;
            }
            let at = removed.get(&entry.name).copied().unwrap_or(0);
            let at = at.max(entry.modified);
            if at > self.before || needed.contains(&entry.name) {
                self.young(1, Some(at));
                continue;
            }
            self.done.bytes += entry.size;
            self.remove(&format!("{name}/{}", entry.name))?;
            self.done.files.push(format!("{name}/{}", entry.name));
        }
        Ok(())
    }
}

/// Files that versions of a table from `first` on need; `None` if its log does not say.
fn files_since(table: &Table, commits: &[u64], first: u64) -> Result<Option<HashSet<String>>> {
    let Ok(start) = table.snapshot_at(first) else {
        return Ok(None);
    };
    let mut needed: HashSet<String> = start.files.keys().map(|path| decoded(path)).collect();
    for commit in commits.iter().filter(|commit| **commit > first) {
        for action in table.actions(*commit)? {
            if let Action::Add(add) = action {
                needed.insert(decoded(&add.path));
            }
        }
    }
    Ok(Some(needed))
}

/// When files left the table, milliseconds since 1970.
fn removed(table: &Table, commits: &[u64]) -> Result<HashMap<String, i64>> {
    let mut removed = HashMap::new();
    for commit in commits {
        for action in table.actions(*commit)? {
            if let Action::Remove(remove) = action {
                let at = remove.deletion_timestamp.unwrap_or(0);
                removed.insert(decoded(&remove.path), at);
            }
        }
    }
    Ok(removed)
}
