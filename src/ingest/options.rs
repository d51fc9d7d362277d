//! What a run is told and what it tells.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::corrections::{Correction, Judged, Verdict};
use super::dataset::Kind;
use super::quarantine::Rejected;
use super::state::Known;
use crate::error::{Error, Result};
use crate::sink::FileEntry;

/// What a run is to do.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Folder of the dataset, or `s3://bucket/prefix`.
    pub dataset: PathBuf,
    /// Kind of a new dataset; of one that exists, what it must be.
    pub kind: Option<Kind>,
    /// Name of the feed that the sources are, where several feed one dataset of kind delta.
    pub feed: Option<String>,
    /// Whether rows of sources that vanished leave the tables.
    pub prune: bool,
    /// Whether rejected documents are tried again though nothing changed.
    pub retry: bool,
    /// Whether all bytes are hashed, though size, time and number of their files are as they were.
    pub verify: bool,
    /// Whether the sources are those of earlier runs in another place.
    pub moved: bool,
    /// Threads; 0 for one per core.
    pub threads: usize,
    /// How long to wait for another run.
    pub wait: Duration,
    /// More rejected documents than this stop the run before it commits.
    pub max_rejects: Option<MaxRejects>,
    /// Where the bytes of what is rejected are copied to.
    pub keep_rejected: Option<PathBuf>,
    /// What reviewers set, in place of what earlier runs were told; `None` for the same.
    pub corrections: Option<Vec<Correction>>,
}

/// How many documents of a run may be rejected.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum MaxRejects {
    /// So many.
    Count(usize),
    /// So many of a hundred that were read.
    Percent(f64),
}

/// What a run did. Sources found are `written + rejected + skipped`; each is counted where it happens, and
/// a run whose counts do not add up commits nothing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Report {
    /// Current version after the run; 0 if there is none.
    pub version: u64,
    /// Whether the run made it.
    pub committed: bool,
    /// Sources found: files, members of archives, and folders that are not looked into.
    pub found: usize,
    /// Documents read: `ok + partial`.
    pub written: usize,
    /// Documents not read.
    pub rejected: usize,
    /// Sources that needed no reading: `unchanged + duplicates + outputs`.
    pub skipped: usize,
    /// Sources never seen before.
    pub new: usize,
    /// Sources read again: they or what reads them changed.
    pub changed: usize,
    /// Sources that stand as they stood.
    pub unchanged: usize,
    /// Sources with the bytes of another.
    pub duplicates: usize,
    /// Folders that gongkai wrote itself, which are not looked into.
    pub outputs: usize,
    /// Of those that stand, rejected ones that were tried again and are rejected as before.
    pub retried: usize,
    /// Documents read without doubt.
    pub ok: usize,
    /// Documents read with something missing.
    pub partial: usize,
    /// Sources that are no longer there and whose rows stay.
    pub missing: usize,
    /// Sources of earlier runs that this one does not name; their rows stay.
    pub unnamed: usize,
    /// Sources that are no longer there and whose rows left.
    pub retracted: usize,
    /// Rejected documents of the dataset after the run.
    pub rejected_standing: usize,
    /// What became of what reviewers set.
    pub corrections: CorrectionCounts,
    /// Rows written to each table.
    pub rows: BTreeMap<String, u64>,
    /// Seconds from start to end.
    pub seconds: f64,
}

/// How many corrections apply.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectionCounts {
    /// Corrections given.
    pub given: usize,
    /// Those that stand in the facts.
    pub applied: usize,
    /// Those that are not applied.
    pub conflicts: usize,
}

/// What a run leaves to be told.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Done {
    /// Its counts.
    pub report: Report,
    /// Corrections that are not applied, and why.
    pub conflicts: Vec<Judged>,
    /// Documents that this run rejected.
    pub rejected: Vec<Rejected>,
    /// Folders among the sources that gongkai wrote itself.
    pub outputs: Vec<String>,
}

/// What is kept of a run.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RunRecord {
    /// The version it made.
    pub version: u64,
    /// Version of the tables' schema, see [`crate::sink::schema_version`].
    #[serde(default)]
    pub schema: String,
    /// Sources that were named up to this run, folders by their full path, in order.
    #[serde(default)]
    pub roots: Vec<String>,
    /// Start, RFC 3339, UTC.
    pub started: String,
    /// Tool and its version.
    pub tool: String,
    /// Fingerprint of the tool and its grammars.
    pub reader: String,
    /// Grammars, `name@version`.
    pub grammars: Vec<String>,
    /// What it did.
    pub report: Report,
}

impl Report {
    /// Counts what became of the sources that were to be read, and the rows that were written, and proves
    /// that nothing was lost.
    pub(super) fn add(&mut self, read: &[Known], files: &[FileEntry]) -> Result<()> {
        let count = |word: &str| read.iter().filter(|known| &*known.outcome == word).count();
        self.ok = count("ok");
        self.partial = count("partial");
        self.rejected = count("rejected");
        self.written = self.ok + self.partial;
        self.rejected_standing += self.rejected;
        self.duplicates = count("duplicate");
        self.skipped = self.unchanged + self.duplicates + self.outputs;
        // What describes the tables is none.
        for file in files.iter().filter(|file| !file.table.is_empty()) {
            *self.rows.entry(file.table.clone()).or_default() += file.rows;
        }
        self.balance()
    }

    /// Counts what was read as standing: `retried` documents were all that was read, and are rejected as
    /// they were.
    pub(super) fn stand(&mut self, retried: usize) {
        self.changed = self.changed.saturating_sub(retried);
        self.unchanged += retried;
        self.retried = retried;
        self.rows.clear();
    }

    /// That every source found is written, rejected or skipped, and every document has its row.
    fn balance(&self) -> Result<()> {
        let ends = self.written + self.rejected + self.skipped;
        let begins = self.new + self.changed + self.unchanged + self.outputs;
        let documents = self.rows.get("documents").copied().unwrap_or(0);
        if self.found != ends || self.found != begins {
            return Err(Error::Miscount(format!(
                "{} found, {begins} new, changed, unchanged or not to be read, {ends} written, rejected or skipped",
                self.found
            )));
        }
        if documents != (self.written + self.rejected) as u64 {
            return Err(Error::Miscount(format!(
                "{documents} rows of documents for {} read",
                self.written + self.rejected
            )));
        }
        Ok(())
    }

    /// Counts what became of corrections.
    pub(super) fn judge(&mut self, judged: &[Judged]) {
        let applied = judged.iter().filter(|one| one.verdict == Verdict::Applied);
        let applied = applied.count();
        self.corrections = CorrectionCounts {
            given: judged.len(),
            applied,
            conflicts: judged.len() - applied,
        };
    }

    /// Stops the run if too much of what was read was rejected.
    pub(super) fn refuse(&self, most: Option<MaxRejects>) -> Result<()> {
        let read = self.written + self.rejected;
        #[allow(clippy::cast_precision_loss)]
        let too_many = match most {
            None => false,
            Some(MaxRejects::Count(most)) => self.rejected > most,
            Some(MaxRejects::Percent(most)) => {
                self.rejected as f64 * 100.0 > most * read.max(1) as f64
            }
        };
        if too_many {
            return Err(Error::TooManyRejects {
                rejected: self.rejected,
                read,
            });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_add_up_is_an_error() {
        let known = |outcome: &str| Known {
            outcome: outcome.into(),
            ..Known::default()
        };
        let read = ["ok", "partial", "rejected", "duplicate", "duplicate"].map(known);
        let files = |rows| {
            let documents = FileEntry {
                table: "documents".into(),
                rows,
                ..FileEntry::default()
            };
            [documents, FileEntry::default()]
        };
        let report = |found| Report {
            found,
            new: 5,
            unchanged: 2,
            outputs: 1,
            ..Report::default()
        };
        let mut whole = report(8);
        whole.add(&read, &files(3)).unwrap();
        assert_eq!((whole.written, whole.rejected, whole.skipped), (2, 1, 5));
        assert_eq!(whole.rows, BTreeMap::from([("documents".to_owned(), 3)]));
        let refused = |found, read: &[Known], rows| {
            let added = report(found).add(read, &files(rows));
            assert!(matches!(added, Err(Error::Miscount(_))));
        };
        refused(8, &read[..4], 3);
        refused(8, &read, 2);
        refused(7, &read, 3);
        refused(8, &[&read[..4], &[known("")]].concat(), 3);
    }
}
