//! Datasets of kind delta: one Delta table for each table of the contract.
//!
//! A run writes its files, then a durable note of what it is going to commit, then commits table by
//! table under a transaction number. A run that died after the note is carried on by the next one; a
//! table that has the number already is left alone. Runs of several feeds commit one after the other.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::change::Change;
use super::dataset::{self, Dataset, Kind};
use super::delta::{
    Action, Add, Commit, Encoding, MetaData, Protocol, Remove, Snapshot, Table, Txn,
    schema_of_string, schema_string,
};
use super::schema::{evolved, heads};
use super::versions::{entries, keep_run};
use crate::error::{Error, Result};
use crate::sink::{TableHead, rows_of, schema_of, texts_of, without};
use crate::store::Lock;

/// What a run is going to commit.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Intent {
    /// Number of the run.
    version: u64,
    /// When it began to commit, milliseconds since 1970, UTC.
    at: i64,
    /// Documents whose rows leave.
    gone: Vec<String>,
    /// Documents whose facts are written anew.
    #[serde(default)]
    rewritten: Vec<String>,
    /// New file of each table, where it has one, with its rows.
    files: BTreeMap<String, (String, u64)>,
}

/// Versions of the tables that belong together: those of the last run that committed to all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Pins {
    /// When they were current, RFC 3339, UTC.
    pub published: String,
    /// Version of each table.
    pub tables: BTreeMap<String, u64>,
}

/// The application in transaction numbers; a feed's is `gongkai/NAME`.
const APP: &str = "gongkai";
/// Name of the intent in a run's folder.
const INTENT: &str = "intent.json";
/// Name of the versions that belong together.
const PINS: &str = "tables.json";
/// Name of the lock of commits.
const COMMIT_LOCK: &str = ".commit.lock";
/// How long a run waits for others to commit.
const PATIENCE: Duration = Duration::from_secs(600);
/// So often a commit is tried again when another writer was first.
const TRIES: usize = 100;

/// Carries on what runs of any feed left that died while they committed.
pub(super) fn recover(dataset: &Dataset) -> Result<()> {
    match dataset.kind() {
        Kind::Parquet => Ok(()),
        Kind::Delta => recover_locked(dataset, &commit_lock(dataset)?),
    }
}

/// Held while a run commits to all tables, so that the commits of two runs do not mix.
pub(super) fn commit_lock(dataset: &Dataset) -> Result<Lock> {
    dataset.of_feed(None)?.lock(COMMIT_LOCK, PATIENCE)
}

fn recover_locked(dataset: &Dataset, _held: &Lock) -> Result<()> {
    for feed in dataset.feeds()? {
        let current = feed.current()?.map_or(0, |current| current.version);
        for version in feed.runs()?.into_iter().filter(|run| *run > current) {
            let intent = feed.run(version, INTENT);
            if let Some(intent) = dataset::load::<Intent>(feed.store(), &intent)? {
                carry_out(&feed, &intent)?;
                feed.publish(version)?;
            } else if feed.feed() == dataset.feed() {
                feed.store().remove(&feed.run(version, ""))?;
            }
        }
    }
    Ok(())
}

/// Commits what stands in `fresh` as version `version` and publishes it, and takes the rows of `gone`
/// back.
pub(super) fn commit(
    dataset: &Dataset,
    version: u64,
    fresh: Option<&Path>,
    change: &Change,
    staging: &Path,
) -> Result<()> {
    let store = dataset.store();
    let held = commit_lock(dataset)?;
    recover_locked(dataset, &held)?;
    nothing_twice(dataset, fresh, change.documents())?;
    let mut files = BTreeMap::new();
    for head in heads() {
        store.make(&format!("{}/_delta_log", head.name))?;
        let parts = fresh.map_or(Ok(Vec::new()), |fresh| entries(&fresh.join(head.name)))?;
        for part in parts {
            let (_, rows) = rows_of(&part, &HashSet::new())?;
            if rows > 0 {
                let name = named(dataset, version, &part)?;
                store.place(&part, &format!("{}/{name}", head.name))?;
                files.insert(head.name.to_owned(), (name, rows));
            }
        }
        store.sync(head.name)?;
    }
    let sorted = |ids: Vec<&String>| {
        let mut ids: Vec<String> = ids.into_iter().cloned().collect();
        ids.sort_unstable();
        ids
    };
    let intent = Intent {
        version,
        at: chrono::Utc::now().timestamp_millis(),
        gone: sorted(change.documents().iter().collect()),
        rewritten: sorted(change.rewritten().collect()),
        files,
    };
    keep_run(dataset, version, staging)?;
    dataset::save(store, &dataset.run(version, INTENT), &intent)?;
    carry_out(dataset, &intent)?;
    dataset.publish(version)
}

/// Refuses documents that another feed has brought since this run began: the next run knows of them.
fn nothing_twice(dataset: &Dataset, fresh: Option<&Path>, gone: &HashSet<String>) -> Result<()> {
    let mut asked = HashSet::new();
    for part in fresh.map_or(Ok(Vec::new()), |fresh| entries(&fresh.join("documents")))? {
        asked.extend(texts_of(&part, "doc_id")?);
    }
    asked.retain(|id| !gone.contains(id));
    match held_elsewhere(dataset, &asked)?.is_empty() {
        true => Ok(()),
        false => Err(Error::Busy {
            path: dataset.path(),
        }),
    }
}

/// Which of the documents `asked` for other feeds have brought.
pub(super) fn held_elsewhere(
    dataset: &Dataset,
    asked: &HashSet<String>,
) -> Result<HashSet<String>> {
    let mut held = HashSet::new();
    if asked.is_empty() || dataset.kind() != Kind::Delta || dataset.feeds()?.len() < 2 {
        return Ok(held);
    }
    let table = Table::at(dataset.store().clone(), "documents");
    let ours = prefix(dataset);
    for path in table.snapshot()?.unwrap_or_default().files.keys() {
        let name = decoded(path);
        let number = name.strip_prefix(&ours);
        if number.is_some_and(|rest| rest.starts_with(|one: char| one.is_ascii_digit())) {
            continue;
        }
        let ids = texts_of(&table.file(&name)?, "doc_id")?;
        held.extend(ids.into_iter().filter(|id| asked.contains(id)));
    }
    Ok(held)
}

/// Commits to each table what the intent says, unless the table has it.
fn carry_out(dataset: &Dataset, intent: &Intent) -> Result<()> {
    let staging = dataset.scratch()?;
    let mut pins = Pins::default();
    for head in heads() {
        let table = Table::at(dataset.store().clone(), head.name);
        let mut tries = 0;
        let version = loop {
            if let Some(version) = attempt(dataset, &table, &head, intent, staging.path())? {
                break version;
            }
            tries += 1;
            if tries == TRIES {
                return Err(Error::Busy { path: table.path() });
            }
        };
        table.checkpoint(version, staging.path())?;
        pins.tables.insert(head.name.to_owned(), version);
    }
    pins.published = chrono::Utc::now().to_rfc3339();
    dataset::save(dataset.store(), PINS, &pins)
}

/// The versions of the tables that belong together; none before the first run is done.
pub(super) fn pins(dataset: &Dataset) -> Result<Pins> {
    Ok(dataset::load(dataset.store(), PINS)?.unwrap_or_default())
}

/// The application of a feed.
pub(super) fn application(dataset: &Dataset) -> String {
    dataset
        .feed()
        .map_or_else(|| APP.to_owned(), |feed| format!("{APP}/{feed}"))
}

/// Whether an application is a feed of ours.
pub(super) fn is_ours(app: &str) -> bool {
    app.strip_prefix(APP)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Makes the table's commit and returns the version that the table then has; `None` if another writer
/// was first.
fn attempt(
    dataset: &Dataset,
    table: &Table,
    head: &TableHead,
    intent: &Intent,
    staging: &Path,
) -> Result<Option<u64>> {
    let snapshot = table.snapshot()?;
    let app = application(dataset);
    let number = i64::try_from(intent.version).unwrap_or(i64::MAX);
    let mut actions = Vec::new();
    match &snapshot {
        None => actions.extend(created(head, intent)?),
        Some(snapshot) => {
            let done = snapshot.txns.get(&app);
            if done.is_some_and(|txn| txn.version >= number) {
                return Ok(Some(snapshot.version));
            }
            actions.extend(widened(table, head, snapshot)?);
            actions.extend(taken_back(
                (dataset, head.name),
                table,
                snapshot,
                intent,
                staging,
            )?);
        }
    }
    if let Some((name, rows)) = intent.files.get(head.name) {
        actions.push(added(table, name, *rows, intent.at)?);
    }
    actions.push(Action::Txn(Txn {
        app_id: app,
        version: number,
        last_updated: Some(intent.at),
    }));
    actions.insert(
        0,
        Action::CommitInfo(json!({
            "timestamp": intent.at,
            "operation": "WRITE",
            "operationParameters": {"mode": "Append", "run": intent.version.to_string()},
            "engineInfo": concat!("gongkai/", env!("CARGO_PKG_VERSION")),
        })),
    );
    let version = snapshot.map_or(0, |snapshot| snapshot.version + 1);
    let made = table.commit(version, &actions, staging)? == Commit::Done;
    Ok(made.then_some(version))
}

/// The first actions of a table.
fn created(head: &TableHead, intent: &Intent) -> Result<[Action; 2]> {
    let schema = schema_string(&head.schema).map_err(|data_type| Error::Batch {
        table: head.name,
        source: arrow::error::ArrowError::SchemaError(format!("Delta has no type {data_type}")),
    })?;
    let metadata = MetaData {
        id: identifier(head.name, intent.at),
        name: Some(head.name.into()),
        description: Some(head.description.into()),
        format: Encoding {
            provider: "parquet".into(),
            options: BTreeMap::new(),
        },
        schema_string: schema,
        partition_columns: Vec::new(),
        configuration: BTreeMap::new(),
        created_time: Some(intent.at),
    };
    let protocol = Protocol {
        min_reader_version: 1,
        min_writer_version: 2,
    };
    Ok([Action::Protocol(protocol), Action::MetaData(metadata)])
}

/// The table's description with the columns that it lacks, if it lacks some.
fn widened(table: &Table, head: &TableHead, snapshot: &Snapshot) -> Result<Option<Action>> {
    let Some(metadata) = &snapshot.metadata else {
        return Ok(None);
    };
    let broken = |why: String| Error::Dataset {
        path: table.path(),
        why,
    };
    let before = schema_of_string(&metadata.schema_string).map_err(broken)?;
    let now = evolved(&table.path(), head.name, &before, &head.schema)?;
    if now.fields().len() == before.fields().len() {
        return Ok(None);
    }
    let schema_string = schema_string(&now)
        .map_err(|data_type| broken(format!("Delta has no type {data_type}")))?;
    Ok(Some(Action::MetaData(MetaData {
        schema_string,
        ..metadata.clone()
    })))
}

/// A UUID that a table of this name and time has.
fn identifier(name: &str, at: i64) -> String {
    let hash = blake3::hash(format!("{name} {at} {}", std::process::id()).as_bytes()).to_hex();
    let hex = hash.as_str();
    format!(
        "{}-{}-4{}-8{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[13..16],
        &hex[17..20],
        &hex[20..32]
    )
}

/// Removes of the files that hold rows of documents that go, and adds of what is left of them.
fn taken_back(
    (dataset, name): (&Dataset, &str),
    table: &Table,
    snapshot: &Snapshot,
    intent: &Intent,
    staging: &Path,
) -> Result<Vec<Action>> {
    let mut gone: HashSet<String> = intent.gone.iter().cloned().collect();
    if name == "facts" {
        gone.extend(intent.rewritten.iter().cloned());
    }
    let mut actions = Vec::new();
    if gone.is_empty() {
        return Ok(actions);
    }
    for path in snapshot.files.keys() {
        let file = table.file(&decoded(path))?;
        let (found, rows) = rows_of(&file, &gone)?;
        if found == 0 {
            continue;
        }
        actions.push(Action::Remove(Remove {
            path: path.clone(),
            deletion_timestamp: Some(intent.at),
            data_change: true,
        }));
        if found < rows {
            let part = staging.join("rest.parquet");
            let rows = without(&file, &part, &schema_of(&file)?, &gone)?;
            let name = named(dataset, intent.version, &part)?;
            table.place(&part, &name)?;
            actions.push(added(table, &name, rows, intent.at)?);
        }
    }
    Ok(actions)
}

fn added(table: &Table, name: &str, rows: u64, at: i64) -> Result<Action> {
    let size = table.size(name)?;
    Ok(Action::Add(Add {
        path: name.into(),
        partition_values: BTreeMap::new(),
        size: i64::try_from(size).unwrap_or(i64::MAX),
        modification_time: at,
        data_change: true,
        stats: Some(json!({"numRecords": rows}).to_string()),
    }))
}

/// A name by content: what is written again after a crash gets the same one.
fn named(dataset: &Dataset, version: u64, part: &Path) -> Result<String> {
    let bytes = std::fs::read(part).map_err(|source| Error::Read {
        path: part.to_owned(),
        source,
    })?;
    let hash = blake3::hash(&bytes).to_hex();
    let hash = &hash.as_str()[..16];
    Ok(format!("{}{version:05}-{hash}.parquet", prefix(dataset)))
}

/// How names of a feed's files begin; a number follows.
fn prefix(dataset: &Dataset) -> String {
    dataset
        .feed()
        .map_or_else(|| "part-".to_owned(), |feed| format!("part-{feed}-"))
}

/// A path of a log without its percent signs.
pub(super) fn decoded(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, tail @ ..] = rest {
        let code = (*first == b'%').then(|| tail.get(..2)).flatten();
        let code =
            code.and_then(|code| u8::from_str_radix(std::str::from_utf8(code).ok()?, 16).ok());
        bytes.push(code.unwrap_or(*first));
        rest = if code.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_signs_of_a_log_are_undone() {
        assert_eq!(decoded("part%20a%E6%9C%88.parquet"), "part a月.parquet");
        assert_eq!(decoded("100%.parquet"), "100%.parquet");
    }
}
