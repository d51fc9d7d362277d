//! Which of several sources of the same bytes carries the rows.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use super::plan::{Task, Work};
use super::state::{Known, StateReader, by_file};
use crate::error::Result;
use crate::pipeline::Files;

/// Looks at what is kept: a kept source may have the bytes of a new one, which then adds no rows; and a
/// kept repetition may have to carry the rows of a source that goes.
///
/// # Errors
/// What reading the state and the files returns.
pub(super) fn carry(files: &Files, state: Option<&Path>, work: &mut Work) -> Result<()> {
    if work.tasks.is_empty() && work.gone.is_empty() {
        return Ok(());
    }
    let mut new: HashMap<&str, Vec<&str>> = HashMap::new();
    let mut read: HashSet<&str> = HashSet::new();
    for Task { known, .. } in &work.tasks {
        read.insert(&known.source);
        let same = new.entry(&known.content_hash).or_default();
        same.push(&known.source);
    }
    let mut heirs: BTreeMap<String, Vec<Known>> = BTreeMap::new();
    let mut kept: Vec<String> = Vec::new();
    let mut repeats = BTreeMap::new();
    for known in StateReader::open(state)? {
        let known = known?;
        if read.contains(known.source.as_str()) || work.dropped.contains(&known.source) {
            continue;
        }
        let same = new.get(known.content_hash.as_str());
        let goes = work.gone.contains(known.doc_id());
        if known.outcome != "duplicate" {
            // Its rows stay whatever other sources of the same bytes do.
            kept.extend(goes.then(|| known.doc_id().to_owned()));
            for repeat in same.into_iter().flatten() {
                repeats.insert((*repeat).to_owned(), known.source.clone());
            }
        } else if goes && same.is_none() {
            let doc_id = known.doc_id().to_owned();
            heirs.entry(doc_id).or_default().push(known);
        }
    }
    work.repeats = repeats;
    for doc_id in kept {
        work.gone.remove(&doc_id);
        heirs.remove(&doc_id);
    }
    inherit(files, heirs, work)
}

/// Reads, of each document whose rows go, the first repetition that is still there.
fn inherit(files: &Files, heirs: BTreeMap<String, Vec<Known>>, work: &mut Work) -> Result<()> {
    if heirs.is_empty() {
        return Ok(());
    }
    let mut wanted: HashMap<String, HashMap<String, Known>> = HashMap::new();
    for known in heirs.into_values().flatten() {
        let of_file = wanted.entry(known.file().to_owned()).or_default();
        of_file.insert(known.source.clone(), known);
    }
    let mut carried: HashSet<String> = HashSet::new();
    for file in files.inputs()? {
        let file = file?;
        let Some(mut of_file) = wanted.remove(&file.source) else {
            continue;
        };
        for input in file.members() {
            let known = of_file.remove(&input.source);
            if let Some(known) = known.filter(|known| carried.insert(known.doc_id().to_owned())) {
                work.report.unchanged = work.report.unchanged.saturating_sub(1);
                work.report.changed += 1;
                work.tasks.push(Task { input, known });
            }
        }
    }
    work.tasks
        .sort_by(|left, right| by_file(&left.known, &right.known));
    Ok(())
}
