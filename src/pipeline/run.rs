//! A conversion run: inputs in, tables out.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use chrono::{DateTime, SecondsFormat, Utc};
use rayon::prelude::*;
use serde::Serialize;

use super::duplicates::duplicates;
use super::group::{Digest, Group, groups};
use super::input::{Ahead, Bytes, Input};
use super::links::{LINKED, Links, number_of, text_of};
use crate::batch::{TABLES, TableSpec, Tables};
use crate::dictionary::package;
use crate::error::{Error, Result};
use crate::extract::Reader;
use crate::record::{Status, Word};
use crate::sink::{FileEntry, Format, InputEntry, Manifest, Sink, TableHead, schema_version};

/// What a run is to do.
#[derive(Debug, Clone)]
pub struct Options {
    /// Output folder.
    pub out: PathBuf,
    /// Whether an output of ours that stands there is replaced.
    pub overwrite: bool,
    /// File format.
    pub format: Format,
    /// Tables to write; all if empty.
    pub tables: Vec<String>,
    /// Threads; 0 for one per core.
    pub threads: usize,
}

/// How far a run is.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    /// Inputs done.
    pub done: usize,
    /// Inputs in all.
    pub total: usize,
}

/// What a run did.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Summary {
    /// Inputs named.
    pub inputs: usize,
    /// Documents read without doubt.
    pub ok: usize,
    /// Documents read with something missing.
    pub partial: usize,
    /// Documents not read.
    pub rejected: usize,
    /// Inputs whose bytes another input has.
    pub duplicates: usize,
    /// Bytes read.
    pub bytes: u64,
    /// Facts written.
    pub facts: usize,
    /// Checks that failed at error level.
    pub failed_checks: usize,
    /// Seconds from start to end.
    pub seconds: f64,
    /// Files written.
    pub files: Vec<FileEntry>,
}

/// Groups that are read side by side for each thread, before their rows are written.
pub(super) const GROUPS_A_THREAD: usize = 2;

/// Converts `inputs` with `reader` and writes the tables.
///
/// `progress` is called after each group, from the calling thread.
///
/// # Errors
/// What stops a run: see [`Error`]. Bad documents do not.
pub fn convert(
    inputs: &[Input],
    reader: &Reader,
    options: &Options,
    progress: impl Fn(Progress) + Sync + Send,
) -> Result<Summary> {
    convert_until(inputs, reader, options, &AtomicBool::new(false), progress)
}

/// As [`convert`], until `stop` is set: what was begun then goes, and an earlier output stays.
///
/// # Errors
/// As [`convert`], and [`Error::Interrupted`].
pub fn convert_until(
    inputs: &[Input],
    reader: &Reader,
    options: &Options,
    stop: &AtomicBool,
    progress: impl Fn(Progress) + Sync + Send,
) -> Result<Summary> {
    let told = Told::Manifest(inputs.iter().map(|_| None).collect());
    pool(options.threads)?.install(|| run(inputs, reader, options, stop, (progress, told)))
}

/// As [`convert_until`], for callers that keep themselves what became of the inputs: `tell` is called with
/// the place of each, as soon as that is known, and the manifest lists none.
///
/// # Errors
/// As [`convert_until`].
pub fn convert_told(
    inputs: &[Input],
    reader: &Reader,
    options: &Options,
    stop: &AtomicBool,
    progress: impl Fn(Progress) + Sync + Send,
    mut tell: impl FnMut(usize, InputEntry) + Send,
) -> Result<Summary> {
    let told = Told::Caller(&mut tell);
    pool(options.threads)?.install(|| run(inputs, reader, options, stop, (progress, told)))
}

/// Where it is said what became of each input.
enum Told<'a> {
    /// In the manifest.
    Manifest(Vec<Option<Fate>>),
    /// To the caller.
    Caller(&'a mut (dyn FnMut(usize, InputEntry) + Send)),
}

/// What became of an input, without what the input says itself. It is kept of each until the end.
struct Fate {
    doc_id: u128,
    status: Status,
    reason: Option<Box<str>>,
    bytes: u64,
}

impl Told<'_> {
    fn tell(&mut self, at: usize, document: &Digest) {
        match self {
            Self::Manifest(fates) => fates[at] = Fate::of(document),
            Self::Caller(tell) => tell(at, entry(document)),
        }
    }

    /// Inputs that repeat others, of the documents `ids`; returns what the manifest lists.
    fn finish(
        self,
        inputs: &[Input],
        repeats: &[Option<usize>],
        ids: &BTreeMap<usize, (String, String)>,
    ) -> Vec<InputEntry> {
        let duplicate = |at: usize| repeats[at].map(|first| repeated(inputs, at, first, ids));
        match self {
            Self::Manifest(fates) => {
                let fates = fates.into_iter().enumerate();
                let entry = |(at, fate): (usize, Option<Fate>)| {
                    duplicate(at).or_else(|| fate.map(|fate| fate.entry(&inputs[at].source)))
                };
                fates.filter_map(entry).collect()
            }
            Self::Caller(tell) => {
                let found = (0..inputs.len()).filter_map(|at| Some((at, duplicate(at)?)));
                found.for_each(|(at, entry)| tell(at, entry));
                Vec::new()
            }
        }
    }
}

impl Fate {
    fn of(document: &Digest) -> Option<Self> {
        let row = &document.row;
        Some(Self {
            doc_id: number_of(&row.doc_id)?,
            status: row.status,
            reason: row.reason.as_deref().map(Box::from),
            bytes: u64::try_from(row.n_bytes).unwrap_or(0),
        })
    }

    fn entry(self, source: &str) -> InputEntry {
        InputEntry {
            source: source.to_owned(),
            doc_id: text_of(self.doc_id),
            content_hash: String::new(),
            outcome: self.status.word().into(),
            reason: self.reason.map(String::from),
            bytes: self.bytes,
        }
    }
}

/// The input at `at`, which repeats the one at `first`.
fn repeated(
    inputs: &[Input],
    at: usize,
    first: usize,
    ids: &BTreeMap<usize, (String, String)>,
) -> InputEntry {
    let (doc_id, content_hash) = ids.get(&first).cloned().unwrap_or_default();
    InputEntry {
        source: inputs[at].source.clone(),
        doc_id,
        content_hash,
        outcome: "duplicate".into(),
        reason: Some(inputs[first].source.clone()),
        bytes: inputs[at].size().unwrap_or(0),
    }
}

/// So many threads; one per core if 0.
pub(super) fn pool(threads: usize) -> Result<rayon::ThreadPool> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    pool.map_err(|error| Error::Usage(format!("cannot start {threads} threads: {error}")))
}

fn run(
    inputs: &[Input],
    reader: &Reader,
    options: &Options,
    stop: &AtomicBool,
    (progress, mut told): (impl Fn(Progress), Told<'_>),
) -> Result<Summary> {
    let started = Utc::now();
    let tables = Tables::default();
    let heads = heads(&tables, &options.tables)?;
    let grammars = reader.grammars().versions();
    let metadata = vec![
        (
            "gongkai.version".to_owned(),
            env!("CARGO_PKG_VERSION").to_owned(),
        ),
        ("gongkai.grammars".to_owned(), grammars.join(" ")),
    ];
    let descriptor = package("gongkai-tables", &heads, options.format);
    let mut sink = Sink::create(
        &options.out,
        options.overwrite,
        options.format,
        heads,
        &metadata,
    )?;
    for table in LINKED {
        sink.hold(table)?;
    }
    let mut links = Links::new(&reader.grammars().vocabulary);
    let repeats = duplicates(inputs);
    let repeated_by = repeated_by(inputs, &repeats);
    let mut summary = Summary {
        inputs: inputs.len(),
        ..Summary::default()
    };
    let mut ids = BTreeMap::new();
    let wanted = sink.tables();
    let forms = options.format.extension() == "xlsx";
    let at_once = rayon::current_num_threads() * GROUPS_A_THREAD;
    let mut ahead = Ahead::new(inputs, |at| repeats[at].is_none());
    for flight in groups(inputs).chunks(at_once.max(1)) {
        let chosen: Vec<Vec<(usize, Option<Bytes>)>> = flight
            .iter()
            .map(|group| ahead.of(first_ones(group, &repeats)))
            .collect();
        let read: Vec<Result<Group>> = chosen
            .into_par_iter()
            .map(|chosen| {
                let wanted = (&tables, wanted.as_slice(), forms);
                Group::read(inputs, chosen, &repeated_by, reader, wanted, stop)
            })
            .collect();
        for (range, group) in flight.iter().zip(read) {
            let group = group?;
            sink.write(|table| group.batch(table))?;
            for (path, bytes) in &group.beside {
                sink.attach(path, bytes)?;
            }
            let chosen = first_ones(range, &repeats);
            for (at, document) in chosen.into_iter().zip(&group.documents) {
                summary.add(document);
                links.add(document);
                if !repeated_by[at].is_empty() {
                    let row = &document.row;
                    ids.insert(at, (row.doc_id.clone(), row.content_hash.clone()));
                }
                told.tell(at, document);
            }
            progress(Progress {
                done: range.end,
                total: inputs.len(),
            });
        }
    }
    sink.release(|table, batch| {
        let filled = links.fill(table, batch);
        filled.map_err(|source| Error::Batch { table, source })
    })?;
    summary.duplicates = repeats.iter().flatten().count();
    sink.attach("datapackage.json", &descriptor)?;
    let manifest = sink.finish(|files| Manifest {
        tool: concat!("gongkai ", env!("CARGO_PKG_VERSION")).into(),
        grammars,
        started: stamp(started),
        finished: stamp(Utc::now()),
        schema: schema_version(&Tables::default().heads()),
        format: options.format.extension().into(),
        files,
        inputs: told.finish(inputs, &repeats, &ids),
    })?;
    summary.files = manifest.files;
    summary.seconds = Utc::now().signed_duration_since(started).as_seconds_f64();
    Ok(summary)
}

fn stamp(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// The tables to write, in the contract's order.
pub(super) fn heads(tables: &Tables, wanted: &[String]) -> Result<Vec<TableHead>> {
    if let Some(unknown) = wanted.iter().find(|name| !TABLES.contains(&name.as_str())) {
        return Err(Error::Usage(format!(
            "no table `{unknown}`; tables are {}",
            TABLES.join(", ")
        )));
    }
    let all = tables.heads();
    Ok(all
        .into_iter()
        .filter(|head| wanted.is_empty() || wanted.iter().any(|name| name == head.name))
        .collect())
}

impl Tables {
    /// Name, description and schema of every table.
    #[must_use]
    pub fn heads(&self) -> Vec<TableHead> {
        fn head<T>(spec: &TableSpec<T>) -> TableHead {
            TableHead {
                name: spec.name,
                description: spec.description,
                schema: spec.schema(),
            }
        }
        vec![
            head(&self.documents),
            head(&self.texts),
            head(&self.sections),
            head(&self.blocks),
            head(&self.tables),
            head(&self.cells),
            head(&self.facts),
            head(&self.quantities),
            head(&self.citations),
            head(&self.tasks),
            head(&self.checks),
            head(&self.diagnostics),
        ]
    }
}

/// For each input the sources of those that repeat it.
pub(super) fn repeated_by<'a>(inputs: &'a [Input], repeats: &[Option<usize>]) -> Vec<Vec<&'a str>> {
    let mut by: Vec<Vec<&str>> = vec![Vec::new(); inputs.len()];
    for (at, first) in repeats.iter().enumerate() {
        if let Some(first) = first {
            by[*first].push(inputs[at].source.as_str());
        }
    }
    by
}

/// The inputs of a group that repeat no other.
pub(super) fn first_ones(group: &Range<usize>, repeats: &[Option<usize>]) -> Vec<usize> {
    group.clone().filter(|at| repeats[*at].is_none()).collect()
}

fn entry(document: &Digest) -> InputEntry {
    InputEntry {
        source: document.row.source.clone(),
        doc_id: document.row.doc_id.clone(),
        content_hash: document.row.content_hash.clone(),
        outcome: document.row.status.word().into(),
        reason: document.row.reason.clone(),
        bytes: u64::try_from(document.row.n_bytes).unwrap_or(0),
    }
}

impl Summary {
    fn add(&mut self, document: &Digest) {
        match document.row.status {
            Status::Ok => self.ok += 1,
            Status::Partial => self.partial += 1,
            Status::Rejected => self.rejected += 1,
        }
        self.bytes += u64::try_from(document.row.n_bytes).unwrap_or(0);
        self.facts += document.facts;
        self.failed_checks += document.failed_checks;
    }
}
