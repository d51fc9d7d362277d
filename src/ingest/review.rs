//! The facts of a run with what reviewers set beside them: those that were read, and those of documents
//! whose corrections are others now.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use arrow::array::{AsArray, BooleanArray};
use arrow::compute::filter_record_batch;

use super::corrections::{Correction, Judged, Readings, Reviewed, altered, decide, fill};
use super::dataset::Dataset;
use super::files::files_of;
use super::schema::schema;
use super::versions::entries;
use crate::error::{Error, Result};
use crate::sink::{compose, scan};

/// What reviewers set, before and now.
#[derive(Debug, Default)]
pub(super) struct Review {
    /// As the version before was told, with what became of it.
    before: Vec<Judged>,
    /// As this run is told.
    now: Vec<Correction>,
    /// Documents whose corrections are others now.
    altered: BTreeSet<String>,
}

/// What became of it.
#[derive(Debug, Default)]
pub(super) struct Verdicts {
    /// All corrections.
    pub judged: Vec<Judged>,
    /// Documents whose facts are written anew, though nothing else of them is.
    pub rewritten: HashSet<String>,
}

impl Review {
    /// What `given` changes; without it the corrections before stay.
    pub(super) fn new(before: Vec<Judged>, given: Option<&[Correction]>) -> Self {
        let standing = || before.iter().map(|judged| judged.correction.clone());
        let now = given.map_or_else(|| standing().collect(), <[Correction]>::to_vec);
        Self {
            altered: altered(&before, &now),
            before,
            now,
        }
    }

    /// Whether no correction is another now.
    pub(super) fn is_nothing(&self) -> bool {
        self.altered.is_empty()
    }

    /// Whether nobody set anything, before or now.
    pub(super) fn is_empty(&self) -> bool {
        self.before.is_empty() && self.now.is_empty()
    }

    /// What became of the corrections before.
    pub(super) fn standing(self) -> Vec<Judged> {
        self.before
    }

    /// Puts the facts below `tables`, the output of this run if there is any, into the schema of `dataset`,
    /// and adds those of the version before whose corrections are others. `fresh` are the documents that
    /// were read, `gone` those that leave.
    pub(super) fn apply(
        &self,
        dataset: &Dataset,
        tables: &Path,
        fresh: &HashSet<String>,
        gone: &HashSet<String>,
    ) -> Result<Verdicts> {
        let kept = |id: &&String| !fresh.contains(*id) && !gone.contains(*id);
        let asked: HashSet<String> = self.altered.iter().filter(kept).cloned().collect();
        let held = existing(&files_of(dataset, "documents")?, &asked)?;
        let facts = tables.join("facts");
        let new = entries(&facts)?;
        let old = match held.is_empty() {
            true => Vec::new(),
            false => files_of(dataset, "facts")?,
        };
        let mut readings = Readings::default();
        let corrected: HashSet<String> = self.now.iter().map(|one| one.doc_id.clone()).collect();
        let wanted: HashSet<String> = corrected.intersection(fresh).cloned().collect();
        for (paths, wanted) in [(&new, &wanted), (&old, &held)] {
            for path in paths.iter().filter(|_| !wanted.is_empty()) {
                scan(path, wanted, |batch| readings.add(&batch))?;
            }
        }
        let exists = |id: &str| fresh.contains(id) || held.contains(id);
        let (judged, reviewed) = self.judge(&readings, exists, |id| {
            self.altered.contains(id) || fresh.contains(id) || gone.contains(id)
        });
        write(&facts, &new, &old, &held, &reviewed)?;
        Ok(Verdicts {
            judged,
            rewritten: held,
        })
    }

    /// Decides on the documents that `anew` says; for all others what was found before is true still.
    fn judge(
        &self,
        readings: &Readings,
        exists: impl Fn(&str) -> bool,
        anew: impl Fn(&str) -> bool,
    ) -> (Vec<Judged>, Reviewed) {
        let (open, settled): (Vec<&Correction>, Vec<&Correction>) =
            self.now.iter().partition(|one| anew(&one.doc_id));
        let open: Vec<Correction> = open.into_iter().cloned().collect();
        let (mut judged, reviewed) = decide(&open, readings, exists);
        let before = |one: &Correction| self.before.iter().find(|judged| judged.correction == *one);
        judged.extend(settled.into_iter().filter_map(before).cloned());
        judged.sort_by(|left, right| {
            let order = left.correction.partial_cmp(&right.correction);
            order.unwrap_or(std::cmp::Ordering::Equal)
        });
        (judged, reviewed)
    }
}

/// Which of the documents the table has.
fn existing(documents: &[PathBuf], asked: &HashSet<String>) -> Result<HashSet<String>> {
    let mut found = HashSet::new();
    for path in documents.iter().filter(|_| !asked.is_empty()) {
        scan(path, asked, |batch| {
            let ids = batch.column_by_name("doc_id");
            let ids = ids.and_then(|ids| ids.as_string_opt::<i32>());
            found.extend(ids.into_iter().flatten().flatten().map(str::to_owned));
        })?;
    }
    Ok(found)
}

/// Writes the facts of a run: what was read, then those of `held` documents as they stand.
fn write(
    folder: &Path,
    new: &[PathBuf],
    old: &[PathBuf],
    held: &HashSet<String>,
    reviewed: &Reviewed,
) -> Result<()> {
    if new.is_empty() && old.is_empty() {
        return Ok(());
    }
    let failed = |source| Error::Write {
        path: folder.to_owned(),
        source,
    };
    std::fs::create_dir_all(folder).map_err(failed)?;
    let all: Vec<&Path> = new.iter().chain(old).map(PathBuf::as_path).collect();
    let to = folder.join("reviewed");
    compose(&all, &to, &schema("facts"), |number, batch| {
        if number < new.len() {
            return fill(&batch, reviewed);
        }
        let ids = batch.column_by_name("doc_id");
        let ids = ids.and_then(|ids| ids.as_string_opt::<i32>());
        let ids = ids.into_iter().flatten();
        let held: BooleanArray = ids
            .map(|id| Some(id.is_some_and(|id| held.contains(id))))
            .collect();
        fill(&filter_record_batch(&batch, &held)?, reviewed)
    })?;
    for path in new {
        std::fs::remove_file(path).map_err(failed)?;
    }
    std::fs::rename(&to, folder.join("part-00000.parquet")).map_err(failed)
}
