//! One run: what is new or changed is read, what vanished is taken back, and the dataset moves from one
//! version to the next or stays as it was.

use std::collections::{BTreeMap, HashSet};
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
use super::state::{Known, StateReader, Words, by_file, rewrite};
use super::{schema, tables, versions};
use crate::error::{Error, Result};
use crate::extract::Reader;
use crate::pipeline::{self, Files, Input, Progress};
use crate::read::Tools;
use crate::sink::{FileEntry, Format, InputEntry, MANIFEST, schema_version};

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
        let mut roots = roots(sources);
        let whole = before.roots.iter().all(|root| roots.contains(root));
        let mut work = self.plan(&files, self.rules(whole))?;
        self.same_archive(&before.roots, &roots, &work)?;
        if !self.options.moved {
            roots.extend(before.roots);
            roots.sort_unstable();
            roots.dedup();
        }
        let told = self.told()?;
        let review = Review::new(told, self.options.corrections.as_deref());
        if work.is_nothing() && review.is_nothing() {
            return self.nothing(work, review, &files);
        }
        let staging = self.dataset.scratch()?;
        let (inputs, places, mut tasks) = apart(std::mem::take(&mut work.tasks), &work);
        let mut settler = Settler::new(self.rules(whole), &mut tasks, &places);
        settler.repeated(&work.repeats);
        let written = self.read(&inputs, staging.path(), progress, |at, entry| {
            settler.settle(at, &entry);
        })?;
        work.report.add(&tasks, &written)?;
        if let Some(folder) = &self.options.keep_rejected {
            keep(
                folder,
                inputs.iter().zip(places.iter().map(|at| &tasks[*at])),
            )?;
        }
        drop(inputs);
        work.report.refuse(self.options.max_rejects)?;
        self.halt()?;
        if review.is_nothing() && work.is_as_before(&tasks) {
            return self.as_before(tasks, work, review, &files);
        }
        let fresh: HashSet<String> = match review.is_empty() {
            true => HashSet::new(),
            false => (places.iter().map(|at| tasks[*at].doc_id().to_owned())).collect(),
        };
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
            outputs: files.outputs().to_vec(),
        })
    }

    /// A file of the same path in another folder may be another document: it takes the place of none unless
    /// the archive is said to have moved.
    fn same_archive(&self, before: &[String], now: &[String], work: &Work) -> Result<()> {
        let taken = work.displaced;
        if self.options.moved || taken == 0 {
            return Ok(());
        }
        Err(Error::Usage(format!(
            "this run reads {}, earlier runs read {}; {taken} documents of theirs would be replaced. \
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

    /// `whole` says whether this run names all that earlier runs named.
    fn rules(&self, whole: bool) -> Rules<'_> {
        let now = self.started.timestamp_nanos_opt().unwrap_or(i64::MAX);
        Rules {
            reader: &self.fingerprint,
            tools: &self.tools,
            retry: self.options.retry,
            verify: self.options.verify,
            prune: self.options.prune,
            whole,
            moved: self.options.moved,
            settled: now.saturating_sub(SETTLES),
        }
    }

    fn plan(&self, files: &Files, rules: Rules<'_>) -> Result<Work> {
        let threads = self.options.threads;
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let pool =
            pool.map_err(|error| Error::Usage(format!("cannot start {threads} threads: {error}")))?;
        let state = self.state()?;
        let state = state.as_deref();
        let mut work = pool.install(|| plan(files, state, rules, self.stop))?;
        carry(files, state, &mut work)?;
        elsewhere(&self.dataset, files, state, &mut work)?;
        Ok(work)
    }

    /// Ends a run that has nothing to commit.
    fn nothing(&self, mut work: Work, review: Review, files: &Files) -> Result<Done> {
        if !work.touched.is_empty() {
            self.refresh(std::mem::take(&mut work.touched))?;
        }
        let mut report = work.report;
        report.add(&[], &[])?;
        let judged = review.standing();
        report.judge(&judged);
        report.version = self.current;
        report.seconds = self.seconds();
        Ok(Done {
            report,
            conflicts: conflicts(judged),
            rejected: Vec::new(),
            outputs: files.outputs().to_vec(),
        })
    }

    /// Ends a run that read only what was rejected, which it is still.
    fn as_before(
        &self,
        tasks: Vec<Known>,
        mut work: Work,
        review: Review,
        files: &Files,
    ) -> Result<Done> {
        work.report.stand(tasks.len());
        let other = |known: &Known| work.again.get(&known.source) != Some(known);
        let mut touched: Vec<Known> = tasks.into_iter().filter(other).collect();
        work.touched.append(&mut touched);
        self.nothing(work, review, files)
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

    /// Reads the inputs into `staging/tables`, tells `settle` what becomes of each, and returns the files.
    fn read(
        &self,
        inputs: &[Input],
        staging: &Path,
        progress: impl Fn(Progress) + Sync + Send,
        settle: impl FnMut(usize, InputEntry) + Send,
    ) -> Result<Vec<FileEntry>> {
        if inputs.is_empty() {
            return Ok(Vec::new());
        }
        let run = pipeline::Options {
            out: staging.join("tables"),
            overwrite: false,
            format: Format::Parquet,
            tables: Vec::new(),
            threads: self.options.threads,
        };
        let summary =
            pipeline::convert_told(inputs, self.reader, &run, self.stop, progress, settle)?;
        let path = run.out.join(MANIFEST);
        fs::remove_file(&path).map_err(|source| Error::Write { path, source })?;
        Ok(summary.files)
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

/// The inputs of `tasks` that no kept source repeats, the place of each among all, and what is known of all.
fn apart(tasks: Vec<Task>, work: &Work) -> (Vec<Input>, Vec<usize>, Vec<Known>) {
    let (mut inputs, mut places) = (Vec::new(), Vec::new());
    let mut all = Vec::with_capacity(tasks.len());
    for Task { input, known } in tasks {
        if !work.repeats.contains_key(&known.source) {
            inputs.push(input);
            places.push(all.len());
        }
        all.push(known);
    }
    (inputs, places, all)
}

/// Completes what is known of sources by what becomes of them.
struct Settler<'a> {
    rules: Rules<'a>,
    tasks: &'a mut [Known],
    /// The place of each input among the tasks.
    places: &'a [usize],
    words: Words,
}

impl<'a> Settler<'a> {
    fn new(rules: Rules<'a>, tasks: &'a mut [Known], places: &'a [usize]) -> Self {
        Self {
            rules,
            tasks,
            places,
            words: Words::default(),
        }
    }

    /// Those that repeat a kept source, with that one.
    fn repeated(&mut self, repeats: &BTreeMap<String, String>) {
        for known in self.tasks.iter_mut().filter(|_| !repeats.is_empty()) {
            if let Some(first) = repeats.get(&known.source) {
                known.outcome = self.words.shared("duplicate");
                known.reason = Some(self.words.shared(first));
                known.reader = self.rules.reader_of(Some(first), &mut self.words);
            }
        }
    }

    /// What became of the input at a place.
    fn settle(&mut self, at: usize, entry: &InputEntry) {
        let Some(known) = self.places.get(at).and_then(|at| self.tasks.get_mut(*at)) else {
            return;
        };
        let reason = entry.reason.as_deref();
        known.outcome = self.words.shared(&entry.outcome);
        known.reason = reason.map(|reason| self.words.shared(reason));
        known.bytes = entry.bytes;
        known.reader = self.rules.reader_of(reason, &mut self.words);
        if !entry.doc_id.is_empty() && entry.doc_id != known.doc_id() {
            // It changed after it was hashed: the rows are those of what was read.
            known.content_hash.clone_from(&entry.content_hash);
            known.stamp.modified = 0;
        }
    }
}

fn conflicts(judged: Vec<Judged>) -> Vec<Judged> {
    let conflict = |one: &Judged| one.verdict != Verdict::Applied;
    judged.into_iter().filter(conflict).collect()
}
