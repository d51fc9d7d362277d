//! One run: what is new or changed is read, what vanished is taken back, and the dataset moves from one
//! version to the next or stays as it was.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::Path;

use rayon::prelude::*;

use super::dataset::{self, Dataset, Kind};
use super::options::{Options, Report, RunRecord};
use super::plan::{Found, Rules, Step, merge, order};
use super::state::{Known, Stamp, StateReader, StateWriter};
use super::{tables, versions};
use crate::error::{Error, Result};
use crate::extract::Reader;
use crate::pipeline::{self, Input, Progress};
use crate::sink::{Format, MANIFEST, Manifest};

/// What a run is to do, found out before anything is written.
#[derive(Debug, Default)]
struct Work {
    /// Indexes of the inputs to read, ascending.
    read: Vec<usize>,
    /// BLAKE3 of the bytes of inputs that are new or may have changed, by index.
    hashes: HashMap<usize, String>,
    /// Inputs whose bytes a kept source has, with that source.
    repeats: HashMap<usize, String>,
    /// Documents whose rows leave the tables.
    gone: HashSet<String>,
    /// Counts so far.
    report: Report,
}

/// Runs over `inputs` and brings the dataset up to date.
///
/// # Errors
/// [`Error::Busy`] if another run holds the dataset, [`Error::TooManyRejects`], or what stops any run;
/// the dataset then is as it was.
pub fn ingest(
    inputs: &[Input],
    reader: &Reader,
    options: &Options,
    progress: impl Fn(Progress) + Sync + Send,
) -> Result<Report> {
    let started = chrono::Utc::now();
    let (dataset, _lock) = dataset::take(options)?;
    tables::recover(&dataset)?;
    versions::recover(&dataset)?;
    let current = dataset.current()?.map_or(0, |current| current.version);
    let fingerprint = reader.grammars().fingerprint();
    let rules = Rules {
        reader: &fingerprint,
        retry: options.retry,
    };
    let mut inputs: Vec<&Input> = inputs.iter().collect();
    inputs.sort_by(|left, right| order(&left.source, &right.source));
    let found: Vec<Found> = inputs.iter().map(|input| found(input)).collect();
    let state = dataset.known(current, SOURCES)?;
    let mut work = plan(&inputs, &found, state.as_deref(), rules, options.prune)?;
    carry(&found, state.as_deref(), &mut work)?;
    elsewhere(&dataset, &found, state.as_deref(), &mut work)?;
    if work.is_nothing() {
        work.report.version = current;
        work.report.seconds = seconds_since(started);
        return Ok(work.report);
    }
    let version = current + 1;
    let staging = dataset.scratch()?;
    let manifest = read(&inputs, &work, reader, options, staging.path(), progress)?;
    work.report.add(&manifest);
    work.report.refuse(options.max_rejects)?;
    let run = staging.path().join("run");
    fs::create_dir(&run).map_err(|source| Error::Write {
        path: run.clone(),
        source,
    })?;
    remember(
        &found,
        state.as_deref(),
        rules,
        options,
        &work,
        &manifest,
        &run.join(SOURCES),
    )?;
    work.report.version = version;
    work.report.committed = true;
    work.report.seconds = seconds_since(started);
    let record = RunRecord {
        version,
        started: started.to_rfc3339(),
        tool: concat!("gongkai ", env!("CARGO_PKG_VERSION")).into(),
        reader: fingerprint.clone(),
        grammars: reader.grammars().versions(),
        report: work.report.clone(),
    };
    dataset::replace(&run.join("run.json"), &record)?;
    let fresh = staging.path().join("tables");
    let fresh = fresh.is_dir().then_some(fresh);
    match dataset.kind() {
        Kind::Parquet => versions::commit(
            &dataset,
            version,
            fresh.as_deref(),
            &work.gone,
            staging.path(),
        )?,
        Kind::Delta => tables::commit(
            &dataset,
            version,
            fresh.as_deref(),
            &work.gone,
            staging.path(),
        )?,
    }
    dataset.publish(version)?;
    Ok(work.report)
}

/// Name of the list of known sources in a run's folder.
pub(super) const SOURCES: &str = "sources.parquet";

fn seconds_since(started: chrono::DateTime<chrono::Utc>) -> f64 {
    chrono::Utc::now()
        .signed_duration_since(started)
        .as_seconds_f64()
}

fn found(input: &Input) -> Found {
    Found {
        source: input.source.clone(),
        stamp: input
            .stamp()
            .map_or(Stamp::default(), |(size, modified)| Stamp {
                size,
                modified,
            }),
    }
}

/// What is new, changed or gone.
fn plan(
    inputs: &[&Input],
    found: &[Found],
    state: Option<&Path>,
    rules: Rules<'_>,
    prune: bool,
) -> Result<Work> {
    let mut work = Work::default();
    let mut again: Vec<(usize, Known)> = Vec::new();
    merge(found, StateReader::open(state)?, rules, |step| {
        match step {
            Step::Keep(_) => work.report.unchanged += 1,
            Step::New(at) => {
                work.report.new += 1;
                work.read.push(at);
            }
            Step::Again(at, known) => again.push((at, known)),
            Step::Vanished(known) if prune => {
                work.report.retracted += 1;
                if !is_elsewhere(&known) {
                    work.gone.insert(known.doc_id().to_owned());
                }
            }
            Step::Vanished(_) => work.report.missing += 1,
        }
        Ok(())
    })?;
    let asked = work.read.iter().chain(again.iter().map(|(at, _)| at));
    let asked: Vec<usize> = asked.copied().collect();
    let hash = |at: &usize| Ok((*at, hash(inputs[*at])?));
    work.hashes = asked.par_iter().map(hash).collect::<Result<_>>()?;
    for (at, known) in again {
        let same = work.hashes[&at] == known.content_hash && known.reader == rules.reader;
        if same && !(rules.retry && known.outcome == "rejected") {
            work.report.unchanged += 1;
            continue;
        }
        work.report.changed += 1;
        if !is_elsewhere(&known) {
            work.gone.insert(known.doc_id().to_owned());
        }
        work.read.push(at);
    }
    work.read.sort_unstable();
    Ok(work)
}

/// The hash that names the document: of its bytes, or of its name where there are none.
fn hash(input: &Input) -> Result<String> {
    let bytes = input.bytes_or_stop()?.unwrap_or_default();
    let of = if bytes.is_empty() {
        input.source.as_bytes()
    } else {
        &bytes
    };
    Ok(blake3::hash(of).to_hex().to_string())
}

/// Looks at what is kept: a kept source may have the bytes of a new one, which then adds no rows; and a
/// kept repetition may have to carry the rows of a source that goes.
fn carry(found: &[Found], state: Option<&Path>, work: &mut Work) -> Result<()> {
    if work.read.is_empty() && work.gone.is_empty() {
        return Ok(());
    }
    let index: HashMap<&str, usize> = found
        .iter()
        .enumerate()
        .map(|(at, found)| (found.source.as_str(), at))
        .collect();
    let mut new: HashMap<String, Vec<usize>> = HashMap::new();
    for at in &work.read {
        new.entry(work.hashes[at].clone()).or_default().push(*at);
    }
    let mut carried: HashSet<String> = new.keys().map(|hash| hash[..32].to_owned()).collect();
    for known in StateReader::open(state)? {
        let known = known?;
        let at = index.get(known.source.as_str()).copied();
        if at.is_some_and(|at| work.read.binary_search(&at).is_ok())
            || at.is_none() && work.gone.contains(known.doc_id())
        {
            continue;
        }
        if known.outcome != "duplicate" {
            // Its rows stay whatever other sources of the same bytes do.
            work.gone.remove(known.doc_id());
            for repeat in new.get(&known.content_hash).into_iter().flatten() {
                work.repeats.insert(*repeat, known.source.clone());
            }
        } else if let Some(at) = at
            && work.gone.contains(known.doc_id())
            && carried.insert(known.doc_id().to_owned())
        {
            work.hashes.insert(at, known.content_hash.clone());
            work.read.push(at);
            work.read.sort_unstable();
            work.report.unchanged = work.report.unchanged.saturating_sub(1);
            work.report.changed += 1;
        }
    }
    Ok(())
}

/// Reason of a source whose document another feed of the dataset has brought.
const ELSEWHERE: &str = "held by another feed";

/// Whether the rows of a source are those of another feed.
fn is_elsewhere(known: &Known) -> bool {
    known.outcome == "duplicate" && known.reason.as_deref() == Some(ELSEWHERE)
}

/// Looks at what other feeds hold: what they have brought adds no rows, and what they no longer hold is
/// read here.
fn elsewhere(
    dataset: &Dataset,
    found: &[Found],
    state: Option<&Path>,
    work: &mut Work,
) -> Result<()> {
    if dataset.kind() != Kind::Delta || dataset.feeds()?.len() < 2 {
        return Ok(());
    }
    let mut waiting = Vec::new();
    for known in StateReader::open(state)? {
        let known = known?;
        let at = found.binary_search_by(|found| order(&found.source, &known.source));
        let at = at.ok().filter(|_| is_elsewhere(&known));
        waiting.extend(at.filter(|at| work.read.binary_search(at).is_err()).map(|at| (at, known)));
    }
    let ids = work.read.iter().map(|at| work.hashes[at][..32].to_owned());
    let ids = ids.chain(waiting.iter().map(|(_, known)| known.doc_id().to_owned()));
    let held = tables::held_elsewhere(dataset, &ids.collect())?;
    for at in &work.read {
        if held.contains(&work.hashes[at][..32]) {
            work.repeats.insert(*at, ELSEWHERE.to_owned());
        }
    }
    for (at, known) in waiting {
        if !held.contains(known.doc_id()) {
            work.hashes.insert(at, known.content_hash);
            work.read.push(at);
            work.report.unchanged = work.report.unchanged.saturating_sub(1);
            work.report.changed += 1;
        }
    }
    work.read.sort_unstable();
    Ok(())
}

impl Work {
    fn is_nothing(&self) -> bool {
        self.read.is_empty() && self.gone.is_empty() && self.report.retracted == 0
    }
}

/// Reads the inputs of `work` that no kept source repeats into `staging/tables`.
fn read(
    inputs: &[&Input],
    work: &Work,
    reader: &Reader,
    options: &Options,
    staging: &Path,
    progress: impl Fn(Progress) + Sync + Send,
) -> Result<Manifest> {
    let wanted = work.read.iter().filter(|at| !work.repeats.contains_key(at));
    let wanted: Vec<Input> = wanted.map(|at| inputs[*at].clone()).collect();
    if wanted.is_empty() {
        return Ok(Manifest::default());
    }
    let run = pipeline::Options {
        out: staging.join("tables"),
        overwrite: false,
        format: Format::Parquet,
        tables: Vec::new(),
        threads: options.threads,
    };
    pipeline::convert(&wanted, reader, &run, progress)?;
    let path = run.out.join(MANIFEST);
    let manifest: Option<Manifest> = dataset::read(&path)?;
    fs::remove_file(&path).map_err(|source| Error::Write { path, source })?;
    Ok(manifest.unwrap_or_default())
}

/// Writes the list of known sources as it is after this run.
fn remember(
    found: &[Found],
    state: Option<&Path>,
    rules: Rules<'_>,
    options: &Options,
    work: &Work,
    manifest: &Manifest,
    to: &Path,
) -> Result<()> {
    let outcomes: HashMap<&str, &crate::sink::InputEntry> = manifest
        .inputs
        .iter()
        .map(|entry| (entry.source.as_str(), entry))
        .collect();
    let fresh = |at: usize| -> Known {
        let source = &found[at].source;
        let (outcome, reason) = match (work.repeats.get(&at), outcomes.get(source.as_str())) {
            (Some(first), _) => ("duplicate".to_owned(), Some(first.clone())),
            (None, Some(entry)) => (entry.outcome.clone(), entry.reason.clone()),
            (None, None) => ("rejected".to_owned(), None),
        };
        Known {
            source: source.clone(),
            stamp: found[at].stamp,
            content_hash: work.hashes[&at].clone(),
            outcome,
            reason,
            reader: rules.reader.to_owned(),
        }
    };
    let mut writer = StateWriter::create(to)?;
    merge(found, StateReader::open(state)?, rules, |step| match step {
        Step::Keep(known) => {
            let at = found.binary_search_by(|found| order(&found.source, &known.source));
            match at.ok().filter(|at| work.read.binary_search(at).is_ok()) {
                Some(at) => writer.push(fresh(at)),
                None => writer.push(known),
            }
        }
        Step::New(at) => writer.push(fresh(at)),
        Step::Again(at, known) if work.read.binary_search(&at).is_err() => writer.push(Known {
            stamp: found[at].stamp,
            ..known
        }),
        Step::Again(at, _) => writer.push(fresh(at)),
        Step::Vanished(_) if options.prune => Ok(()),
        Step::Vanished(known) => writer.push(known),
    })?;
    writer.finish()
}
