//! One run: what is new or changed is read, what vanished is taken back, and the dataset moves from one
//! version to the next or stays as it was.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{DateTime, Utc};

use super::carry::{carry, elsewhere};
use super::change::Change;
use super::corrections::{Judged, Verdict};
use super::dataset::{self, Dataset, Kind};
use super::options::{Done, Options, RunRecord};
use super::plan::{Rules, Task, Work, plan};
use super::quarantine::{REJECTED, Rejected, keep};
use super::review::Review;
use super::state::{Known, StateReader, by_file, rewrite};
use super::{schema, tables, versions};
use crate::error::{Error, Result};
use crate::extract::Reader;
use crate::pipeline::{self, Files, Input, Progress};
use crate::read::Tools;
use crate::sink::{Format, InputEntry, MANIFEST, Manifest, schema_version};

/// Name of the list of known sources in a run's folder.
pub(super) const SOURCES: &str = "sources.parquet";
/// Name of the list of corrections in a run's folder.
const CORRECTIONS: &str = "corrections.json";
/// Name of a run's record in its folder.
const RECORD: &str = "run.json";
/// Files that changed so shortly before a run may change once more without a later time.
const SETTLES: i64 = 2_000_000_000;

/// A run and what it works with.
struct Run<'a> {
    dataset: Dataset,
    /// Version before the run; 0 if there is none.
    current: u64,
    started: DateTime<Utc>,
    /// Fingerprint of the tool and its grammars.
    fingerprint: String,
    /// Programs that it may start.
    tools: String,
    reader: &'a Reader,
    options: &'a Options,
    stop: &'a AtomicBool,
}

/// Runs over what `sources` name and brings the dataset up to date, until `stop` is set.
///
/// # Errors
/// [`Error::Busy`] if another run holds the dataset, [`Error::TooManyRejects`], [`Error::Interrupted`], or
/// what stops any run; the dataset then is as it was.
pub fn ingest(
    sources: &[String],
    reader: &Reader,
    options: &Options,
    stop: &AtomicBool,
    progress: impl Fn(Progress) + Sync + Send,
) -> Result<Done> {
    if !dataset::exists(options)? {
        // Who misspells a source is not left with an empty dataset.
        let scratch = tempfile::tempdir().map_err(|source| Error::Write {
            path: std::env::temp_dir(),
            source,
        })?;
        walk(sources, options, scratch.path())?;
    }
    let (dataset, _lock) = dataset::take(options)?;
    tables::recover(&dataset)?;
    versions::recover(&dataset)?;
    let run = Run {
        current: dataset.current()?.map_or(0, |current| current.version),
        dataset,
        started: Utc::now(),
        fingerprint: reader.grammars().fingerprint(),
        tools: names(reader.tools()),
        reader,
        options,
        stop,
    };
    run.run(sources, progress)
}

/// The documents that a dataset, or a feed of it, rejected, in the order of their sources, handed to `take`.
///
/// # Errors
/// [`Error::Dataset`] or [`Error::Read`] if it cannot be read.
pub fn rejected(dataset: &Dataset, mut take: impl FnMut(Rejected)) -> Result<()> {
    let current = dataset.current()?.map_or(0, |current| current.version);
    for known in StateReader::open(dataset.known(current, SOURCES)?.as_deref())? {
        let known = known?;
        if known.is_rejected() {
            take(Rejected::of(&known));
        }
    }
    Ok(())
}

/// The files of the sources, without what the run writes to.
fn walk(sources: &[String], options: &Options, scratch: &Path) -> Result<Files> {
    let mut outs = vec![options.dataset.as_path()];
    outs.extend(options.keep_rejected.as_deref());
    pipeline::files(sources, &outs, scratch)
}

/// What was named, folders and patterns by their full path, in order.
fn roots(sources: &[String]) -> Vec<String> {
    let full = |source: &String| match source.contains("://") {
        true => source.clone(),
        false => std::path::absolute(source)
            .map_or_else(|_| source.clone(), |path| path.display().to_string()),
    };
    let mut roots: Vec<String> = sources.iter().map(full).collect();
    roots.sort_unstable();
    roots.dedup();
    roots
}

/// Which programs there are.
fn names(tools: &Tools) -> String {
    let tools = [
        ("pdftotext", &tools.pdftotext),
        ("pdftocairo", &tools.pdftocairo),
        ("soffice", &tools.soffice),
        ("antiword", &tools.antiword),
        ("catdoc", &tools.catdoc),
    ];
    let found = tools.iter().filter(|(_, path)| path.is_some());
    found.map(|(name, _)| *name).collect::<Vec<_>>().join("+")
}

impl Run<'_> {
    fn run(self, sources: &[String], progress: impl Fn(Progress) + Sync + Send) -> Result<Done> {
        let before = self.record()?;
        schema::known(&self.dataset.path(), &before.schema)?;
        let scratch = self.dataset.scratch()?;
        let files = walk(sources, self.options, scratch.path())?;
        let mut work = self.plan(&files)?;
        let mut roots = roots(sources);
        self.same_archive(&before.roots, &roots, &work)?;
        if !self.options.moved {
            roots.extend(before.roots);
            roots.sort_unstable();
            roots.dedup();
        }
        let told = self.told()?;
        let review = Review::new(told, self.options.corrections.as_deref());
        if work.is_nothing() && review.is_nothing() {
            return self.nothing(work, review);
        }
        let staging = self.dataset.scratch()?;
        let (inputs, mut tasks) = apart(std::mem::take(&mut work.tasks), &work);
        let manifest = self.read(&inputs, staging.path(), progress)?;
        work.report.add(&manifest, work.repeats.len())?;
        let outcomes: HashMap<&str, &InputEntry> = manifest
            .inputs
            .iter()
            .map(|entry| (entry.source.as_str(), entry))
            .collect();
        if let Some(folder) = &self.options.keep_rejected {
            keep(folder, &inputs, &outcomes)?;
        }
        drop(inputs);
        work.report.refuse(self.options.max_rejects)?;
        self.halt()?;
        tasks
            .iter_mut()
            .for_each(|known| self.settle(known, &work, &outcomes));
        if review.is_nothing() && work.is_as_before(&tasks) {
            return self.as_before(tasks, work, review);
        }
        let fresh: HashSet<String> = outcomes
            .values()
            .map(|entry| entry.doc_id.clone())
            .collect();
        let output = staging.path().join("tables");
        let verdicts = review.apply(&self.dataset, &output, &fresh, &work.gone)?;
        work.report.judge(&verdicts.judged);
        let rejected = tasks.iter().filter(|known| known.is_rejected());
        let rejected: Vec<Rejected> = rejected.map(Rejected::of).collect();
        let run = staging.path().join("run");
        self.remember((&run, roots), tasks, &mut work, &verdicts.judged)?;
        self.halt()?;
        let widen = before.schema != schema_version(&schema::heads());
        let gone = std::mem::take(&mut work.gone);
        let change = Change::new(gone, verdicts.rewritten, widen);
        self.commit(&output, &change, staging.path())?;
        Ok(Done {
            report: work.report,
            conflicts: conflicts(verdicts.judged),
            rejected,
        })
    }

    /// A file of the same path in another folder may be another document: it takes the place of none unless
    /// the archive is said to have moved.
    fn same_archive(&self, before: &[String], now: &[String], work: &Work) -> Result<()> {
        let taken = work.report.changed + work.report.retracted;
        if self.options.moved || before.is_empty() || before == now || taken == 0 {
            return Ok(());
        }
        Err(Error::Usage(format!(
            "this run reads {}, earlier runs read {}; {taken} documents of theirs would be replaced or taken back. \
             Name all sources on every run, use another dataset or --feed, or say --moved if the archive moved",
            now.join(", "),
            before.join(", ")
        )))
    }

    /// The record of the version before.
    fn record(&self) -> Result<RunRecord> {
        Ok(self.dataset.record(self.current)?.unwrap_or_default())
    }

    /// What the version before was told by reviewers.
    fn told(&self) -> Result<Vec<Judged>> {
        let name = self.dataset.run(self.current, CORRECTIONS);
        Ok(dataset::load(self.dataset.store(), &name)?.unwrap_or_default())
    }

    /// The list of sources that the version before knows.
    fn state(&self) -> Result<Option<PathBuf>> {
        self.dataset.known(self.current, SOURCES)
    }

    fn rules(&self) -> Rules<'_> {
        let now = self.started.timestamp_nanos_opt().unwrap_or(i64::MAX);
        Rules {
            reader: &self.fingerprint,
            tools: &self.tools,
            retry: self.options.retry,
            verify: self.options.verify,
            prune: self.options.prune,
            settled: now.saturating_sub(SETTLES),
        }
    }

    fn plan(&self, files: &Files) -> Result<Work> {
        let threads = self.options.threads;
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let pool =
            pool.map_err(|error| Error::Usage(format!("cannot start {threads} threads: {error}")))?;
        let state = self.state()?;
        let state = state.as_deref();
        let mut work = pool.install(|| plan(files, state, self.rules(), self.stop))?;
        carry(files, state, &mut work)?;
        elsewhere(&self.dataset, files, state, &mut work)?;
        Ok(work)
    }

    /// Ends a run that has nothing to commit.
    fn nothing(&self, mut work: Work, review: Review) -> Result<Done> {
        if !work.touched.is_empty() {
            self.refresh(std::mem::take(&mut work.touched))?;
        }
        let mut report = work.report;
        report.add(&Manifest::default(), 0)?;
        let judged = review.standing();
        report.judge(&judged);
        report.version = self.current;
        report.seconds = self.seconds();
        Ok(Done {
            report,
            conflicts: conflicts(judged),
            rejected: Vec::new(),
        })
    }

    /// Ends a run that read only what was rejected, which it is still.
    fn as_before(&self, tasks: Vec<Known>, mut work: Work, review: Review) -> Result<Done> {
        work.report.stand(tasks.len());
        let other = |known: &Known| work.again.get(&known.source) != Some(known);
        let mut touched: Vec<Known> = tasks.into_iter().filter(other).collect();
        work.touched.append(&mut touched);
        self.nothing(work, review)
    }

    /// Replaces the list of known sources, so that files that only look otherwise are not hashed again.
    /// Readers of the dataset never see it.
    fn refresh(&self, mut touched: Vec<Known>) -> Result<()> {
        let Some(state) = self.state()? else {
            return Ok(());
        };
        touched.sort_by(by_file);
        let staging = self.dataset.scratch()?;
        let staged = staging.path().join(SOURCES);
        rewrite(Some(&state), &staged, touched, |_| false, |_| Ok(()))?;
        let store = self.dataset.store();
        store.place(&staged, &self.dataset.run(self.current, SOURCES))?;
        store.sync(&self.dataset.run(self.current, ""))
    }

    fn seconds(&self) -> f64 {
        Utc::now()
            .signed_duration_since(self.started)
            .as_seconds_f64()
    }

    fn halt(&self) -> Result<()> {
        match self.stop.load(Ordering::Relaxed) {
            true => Err(Error::Interrupted),
            false => Ok(()),
        }
    }

    /// Reads the inputs into `staging/tables`.
    fn read(
        &self,
        inputs: &[Input],
        staging: &Path,
        progress: impl Fn(Progress) + Sync + Send,
    ) -> Result<Manifest> {
        if inputs.is_empty() {
            return Ok(Manifest::default());
        }
        let run = pipeline::Options {
            out: staging.join("tables"),
            overwrite: false,
            format: Format::Parquet,
            tables: Vec::new(),
            threads: self.options.threads,
        };
        pipeline::convert_until(inputs, self.reader, &run, self.stop, progress)?;
        let path = run.out.join(MANIFEST);
        let manifest: Option<Manifest> = dataset::read(&path)?;
        fs::remove_file(&path).map_err(|source| Error::Write { path, source })?;
        Ok(manifest.unwrap_or_default())
    }

    /// Completes what is known of a source by what became of it.
    fn settle(&self, known: &mut Known, work: &Work, outcomes: &HashMap<&str, &InputEntry>) {
        let first = work.repeats.get(&known.source);
        let entry = outcomes.get(known.source.as_str());
        (known.outcome, known.reason) = match (first, entry) {
            (Some(first), _) => ("duplicate".to_owned(), Some(first.clone())),
            (None, Some(entry)) => (entry.outcome.clone(), entry.reason.clone()),
            (None, None) => ("rejected".to_owned(), None),
        };
        known.bytes = entry.map_or(known.bytes, |entry| entry.bytes);
        known.reader = self.rules().reader_of(known.reason.as_deref());
    }

    /// Writes to `run` what this run knew and did.
    fn remember(
        &self,
        (run, roots): (&Path, Vec<String>),
        tasks: Vec<Known>,
        work: &mut Work,
        judged: &Vec<Judged>,
    ) -> Result<()> {
        let path = run.join(REJECTED);
        let write = |source| Error::Write {
            path: path.clone(),
            source,
        };
        fs::create_dir(run).map_err(write)?;
        let mut list = std::io::BufWriter::new(fs::File::create(&path).map_err(write)?);
        let mut changes = tasks;
        changes.append(&mut work.touched);
        changes.sort_by(by_file);
        let dropped = |source: &str| work.dropped.contains(source);
        rewrite(
            self.state()?.as_deref(),
            &run.join(SOURCES),
            changes,
            dropped,
            |known| match known.is_rejected() {
                true => list
                    .write_all(Rejected::of(known).to_line().as_bytes())
                    .map_err(write),
                false => Ok(()),
            },
        )?;
        let list = list
            .into_inner()
            .map_err(|error| write(error.into_error()))?;
        list.sync_all().map_err(write)?;
        if !judged.is_empty() {
            dataset::replace(&run.join(CORRECTIONS), judged)?;
        }
        work.report.version = self.current + 1;
        work.report.committed = true;
        work.report.seconds = self.seconds();
        let record = RunRecord {
            version: self.current + 1,
            schema: schema_version(&schema::heads()),
            roots,
            started: self.started.to_rfc3339(),
            tool: concat!("gongkai ", env!("CARGO_PKG_VERSION")).into(),
            reader: self.fingerprint.clone(),
            grammars: self.reader.grammars().versions(),
            report: work.report.clone(),
        };
        dataset::replace(&run.join(RECORD), &record)
    }

    /// Makes what stands in `output` and in `staging` the current version.
    fn commit(&self, output: &Path, change: &Change, staging: &Path) -> Result<()> {
        let version = self.current + 1;
        let fresh = output.is_dir().then_some(output);
        match self.dataset.kind() {
            Kind::Parquet => versions::commit(&self.dataset, version, fresh, change, staging)?,
            Kind::Delta => tables::commit(&self.dataset, version, fresh, change, staging)?,
        }
        self.dataset.publish(version)
    }
}

/// The inputs of `tasks` that no kept source repeats, and what is known of all.
fn apart(tasks: Vec<Task>, work: &Work) -> (Vec<Input>, Vec<Known>) {
    let mut inputs = Vec::with_capacity(tasks.len());
    let mut all = Vec::with_capacity(tasks.len());
    for Task { input, known } in tasks {
        if !work.repeats.contains_key(&known.source) {
            inputs.push(input);
        }
        all.push(known);
    }
    (inputs, all)
}

fn conflicts(judged: Vec<Judged>) -> Vec<Judged> {
    let conflict = |one: &Judged| one.verdict != Verdict::Applied;
    judged.into_iter().filter(conflict).collect()
}
