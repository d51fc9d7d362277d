//! Datasets of kind delta: one Delta table for each table of the contract.
//!
//! A run writes its files, then a durable note of what it is going to commit, then commits table by
//! table under a transaction number. A run that died after the note is carried on by the next one; a
//! table that has the number already is left alone.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::dataset::{self, Current, Dataset, Kind};
use super::delta::{
    Action, Add, Commit, Encoding, MetaData, Protocol, Remove, Snapshot, Table, Txn, schema_string,
};
use super::versions::{entries, make, remove, rename};
use crate::batch::Tables;
use crate::error::{Error, Result};
use crate::sink::{TableHead, rows_of, sync_folder, without};

/// What a run is going to commit.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Intent {
    /// Number of the run.
    version: u64,
    /// When it began to commit, milliseconds since 1970, UTC.
    at: i64,
    /// Documents whose rows leave.
    gone: Vec<String>,
    /// New file of each table, where it has one, with its rows.
    files: BTreeMap<String, (String, u64)>,
}

/// The application in transaction numbers.
const APP: &str = "gongkai";
/// Name of the intent in a run's folder.
const INTENT: &str = "intent.json";
/// So often a commit is tried again when another writer was first.
const TRIES: usize = 100;

/// Carries on what a run left that died while it committed, and clears away what died before.
pub(super) fn recover(dataset: &Dataset) -> Result<()> {
    if dataset.kind() != Kind::Delta {
        return Ok(());
    }
    let current = dataset.current()?.map_or(0, |current| current.version);
    for path in entries(&dataset.root().join("runs"))? {
        let number = path
            .file_name()
            .and_then(|name| name.to_str()?.parse().ok());
        let Some(version) = number.filter(|number: &u64| *number > current) else {
            continue;
        };
        match dataset::read::<Intent>(&path.join(INTENT))? {
            Some(intent) => {
                carry_out(dataset, &intent)?;
                let published = chrono::Utc::now().to_rfc3339();
                dataset.publish(&Current { version, published })?;
            }
            None => remove(&path)?,
        }
    }
    Ok(())
}

/// Commits what stands in `fresh` as version `version`, and takes the rows of `gone` back.
pub(super) fn commit(
    dataset: &Dataset,
    version: u64,
    fresh: Option<&Path>,
    gone: &HashSet<String>,
    staging: &Path,
) -> Result<()> {
    let mut files = BTreeMap::new();
    for head in Tables::default().heads() {
        let root = dataset.root().join(head.name);
        make(&root)?;
        let parts = fresh.map_or(Ok(Vec::new()), |fresh| entries(&fresh.join(head.name)))?;
        for part in parts {
            let (_, rows) = rows_of(&part, &HashSet::new())?;
            if rows > 0 {
                let name = named(version, &part)?;
                rename(&part, &root.join(&name))?;
                files.insert(head.name.to_owned(), (name, rows));
            }
        }
        sync_folder(&root)?;
    }
    let mut gone: Vec<String> = gone.iter().cloned().collect();
    gone.sort_unstable();
    let intent = Intent {
        version,
        at: chrono::Utc::now().timestamp_millis(),
        gone,
        files,
    };
    let run = staging.join("run");
    dataset::replace(&run.join(INTENT), &intent)?;
    rename(&run, &dataset.run(version))?;
    sync_folder(&dataset.root().join("runs"))?;
    carry_out(dataset, &intent)
}

/// Commits to each table what the intent says, unless the table has it.
fn carry_out(dataset: &Dataset, intent: &Intent) -> Result<()> {
    let staging = tempfile::Builder::new()
        .prefix(".staging-")
        .tempdir_in(dataset.root())
        .map_err(|source| Error::Write {
            path: dataset.root().to_owned(),
            source,
        })?;
    for head in Tables::default().heads() {
        let table = Table::at(dataset.root().join(head.name));
        make(table.root())?;
        let mut tries = 0;
        while !attempt(&table, &head, intent, staging.path())? {
            tries += 1;
            if tries == TRIES {
                return Err(Error::Busy {
                    path: table.root().to_owned(),
                });
            }
        }
    }
    Ok(())
}

/// Makes the table's commit; whether it is made. Another writer may have been first.
fn attempt(table: &Table, head: &TableHead, intent: &Intent, staging: &Path) -> Result<bool> {
    let snapshot = table.snapshot()?;
    let number = i64::try_from(intent.version).unwrap_or(i64::MAX);
    let mut actions = Vec::new();
    match &snapshot {
        None => actions.extend(created(head, intent)?),
        Some(snapshot) => {
            if snapshot
                .txns
                .get(APP)
                .is_some_and(|txn| txn.version >= number)
            {
                return Ok(true);
            }
            actions.extend(taken_back(table, snapshot, intent, staging)?);
        }
    }
    if let Some((name, rows)) = intent.files.get(head.name) {
        actions.push(added(table, name, *rows, intent.at)?);
    }
    actions.push(Action::Txn(Txn {
        app_id: APP.into(),
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
    Ok(table.commit(version, &actions, staging)? == Commit::Done)
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
    table: &Table,
    snapshot: &Snapshot,
    intent: &Intent,
    staging: &Path,
) -> Result<Vec<Action>> {
    let gone: HashSet<String> = intent.gone.iter().cloned().collect();
    let mut actions = Vec::new();
    if gone.is_empty() {
        return Ok(actions);
    }
    for path in snapshot.files.keys() {
        let file = table.root().join(decoded(path));
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
            let rows = without(&file, &part, &gone)?;
            let name = named(intent.version, &part)?;
            rename(&part, &table.root().join(&name))?;
            sync_folder(table.root())?;
            actions.push(added(table, &name, rows, intent.at)?);
        }
    }
    Ok(actions)
}

fn added(table: &Table, name: &str, rows: u64, at: i64) -> Result<Action> {
    let path = table.root().join(name);
    let size = fs::metadata(&path).map(|metadata| metadata.len());
    let size = size.map_err(|source| Error::Read { path, source })?;
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
fn named(version: u64, part: &Path) -> Result<String> {
    let bytes = fs::read(part).map_err(|source| Error::Read {
        path: part.to_owned(),
        source,
    })?;
    let hash = blake3::hash(&bytes).to_hex();
    Ok(format!(
        "part-{version:05}-{}.parquet",
        &hash.as_str()[..16]
    ))
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
