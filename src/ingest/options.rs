//! What a run is told and what it tells.

use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::dataset::Kind;
use crate::error::{Error, Result};
use crate::sink::Manifest;

/// What a run is to do.
#[derive(Debug, Clone)]
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
    /// Threads; 0 for one per core.
    pub threads: usize,
    /// How long to wait for another run.
    pub wait: Duration,
    /// More rejected documents than this stop the run before it commits.
    pub max_rejects: Option<MaxRejects>,
}

/// How many documents of a run may be rejected.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum MaxRejects {
    /// So many.
    Count(usize),
    /// So many of a hundred that were read.
    Percent(f64),
}

/// What a run did. Sources found are `new + changed + unchanged`, and those that were read are
/// `ok + partial + rejected + duplicates`, which is `new + changed`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Current version after the run; 0 if there is none.
    pub version: u64,
    /// Whether the run made it.
    pub committed: bool,
    /// Sources never seen before.
    pub new: usize,
    /// Sources read again: they or what reads them changed.
    pub changed: usize,
    /// Sources that stand as they stood.
    pub unchanged: usize,
    /// Sources that are no longer there and whose rows stay.
    pub missing: usize,
    /// Sources that are no longer there and whose rows left.
    pub retracted: usize,
    /// Documents read without doubt.
    pub ok: usize,
    /// Documents read with something missing.
    pub partial: usize,
    /// Documents not read.
    pub rejected: usize,
    /// Sources with the bytes of another.
    pub duplicates: usize,
    /// Seconds from start to end.
    pub seconds: f64,
}

/// What is kept of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunRecord {
    /// The version it made.
    pub version: u64,
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
    /// Counts what was read.
    pub(super) fn add(&mut self, manifest: &Manifest) {
        let count = |word: &str| {
            let same = manifest.inputs.iter().filter(|entry| entry.outcome == word);
            same.count()
        };
        self.ok = count("ok");
        self.partial = count("partial");
        self.rejected = count("rejected");
        let read = self.ok + self.partial + self.rejected;
        self.duplicates = (self.new + self.changed).saturating_sub(read);
    }

    /// Stops the run if too much of what was read was rejected.
    pub(super) fn refuse(&self, most: Option<MaxRejects>) -> Result<()> {
        let read = self.ok + self.partial + self.rejected;
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
