//! Which of several sources of the same bytes carries the rows.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use super::dataset::{Dataset, Kind};
use super::plan::{Task, Work};
use super::state::{ELSEWHERE, Known, StateReader, by_file};
use super::tables;
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
        if &*known.outcome != "duplicate" {
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
    let mut carried: HashSet<String> = HashSet::new();
    let mut found = present(files, heirs.into_values().flatten().collect())?;
    found.retain(|task| carried.insert(task.known.doc_id().to_owned()));
    read(found, work);
    Ok(())
}

/// Looks at what other feeds hold: what they have brought adds no rows, and what they no longer hold is
/// read here.
///
/// # Errors
/// What reading the state, the files and the tables returns.
pub(super) fn elsewhere(
    dataset: &Dataset,
    files: &Files,
    state: Option<&Path>,
    work: &mut Work,
) -> Result<()> {
    if dataset.kind() != Kind::Delta || dataset.feeds()?.len() < 2 {
        return Ok(());
    }
    let tasks: HashSet<&str> = work
        .tasks
        .iter()
        .map(|task| task.known.source.as_str())
        .collect();
    let mut waiting = Vec::new();
    for known in StateReader::open(state)? {
        let known = known?;
        let stays = !tasks.contains(known.source.as_str()) && !work.dropped.contains(&known.source);
        waiting.extend((known.is_elsewhere() && stays).then_some(known));
    }
    let all = work.tasks.iter().map(|task| &task.known).chain(&waiting);
    let held = tables::held_elsewhere(
        dataset,
        &all.map(|known| known.doc_id().to_owned()).collect(),
    )?;
    for Task { known, .. } in &work.tasks {
        if held.contains(known.doc_id()) {
            work.repeats
                .insert(known.source.clone(), ELSEWHERE.to_owned());
        }
    }
    waiting.retain(|known| !held.contains(known.doc_id()));
    read(present(files, waiting)?, work);
    Ok(())
}

/// Those of `wanted` that are still there.
fn present(files: &Files, wanted: Vec<Known>) -> Result<Vec<Task>> {
    let mut found = Vec::new();
    if wanted.is_empty() {
        return Ok(found);
    }
    let mut by_file: HashMap<String, HashMap<String, Known>> = HashMap::new();
    for known in wanted {
        let of_file = by_file.entry(known.file().to_owned()).or_default();
        of_file.insert(known.source.clone(), known);
    }
    for file in files.inputs()? {
        let file = file?;
        let Some(mut of_file) = by_file.remove(&file.source) else {
            continue;
        };
        for input in file.members()? {
            let known = of_file.remove(&input.source);
            found.extend(known.map(|known| Task { input, known }));
        }
    }
    Ok(found)
}

/// Has sources read that seemed to stand.
fn read(found: Vec<Task>, work: &mut Work) {
    work.report.unchanged = work.report.unchanged.saturating_sub(found.len());
    work.report.changed += found.len();
    work.tasks.extend(found);
    work.tasks
        .sort_by(|left, right| by_file(&left.known, &right.known));
}
