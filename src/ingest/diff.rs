//! What changed between two versions: documents and facts that came, went or say something else.
//!
//! Only files that the versions do not share are read. Documents are matched by their source, facts by
//! source, indicator and what else names them.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fs::File;
use std::path::PathBuf;

use arrow::array::{Array, AsArray, RecordBatch, StringArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde::Serialize;

use super::dataset::{Dataset, Kind};
use super::delta::Table;
use super::history::{readable, table_version};
use super::tables::decoded;
use crate::batch::{REVIEWED_BY, VALUE_REVIEWED};
use crate::error::{Error, Result};

/// What became of a document or a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// It is in the later version only.
    Added,
    /// It is in the earlier version only.
    Removed,
    /// It is in both and says something else.
    Changed,
}

/// What changed between two versions.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Diff {
    /// The earlier version.
    pub from: u64,
    /// The later version.
    pub to: u64,
    /// Documents, in order of their sources.
    pub documents: Vec<DocumentChange>,
    /// Facts, in order of their documents.
    pub facts: Vec<FactChange>,
}

/// A document that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DocumentChange {
    /// What became of it.
    pub change: Change,
    /// Its source.
    pub source: String,
    /// Columns that differ, with their values before and after.
    pub columns: BTreeMap<String, (Option<String>, Option<String>)>,
}

/// A fact that changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FactChange {
    /// What became of it.
    pub change: Change,
    /// What it is.
    #[serde(flatten)]
    pub fact: FactKey,
    /// What the earlier version says.
    pub before: Option<Said>,
    /// What the later version says.
    pub after: Option<Said>,
}

/// What a fact is, whatever it says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct FactKey {
    /// Source of its document.
    pub source: String,
    /// The indicator.
    pub indicator: String,
    /// Head of its value column.
    pub scope: Option<String>,
    /// Kind of applicant.
    pub applicant: Option<String>,
    /// The year that it refers to.
    pub year: Option<String>,
    /// `table` or `prose`.
    pub read_in: String,
    /// Which one of several of these, from 0.
    pub number: usize,
}

/// What a fact says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Said {
    /// value, blank, dash, …
    pub state: String,
    /// The value.
    pub value: Option<f64>,
    /// Its unit.
    pub unit: Option<String>,
    /// Who reviewed it.
    pub reviewed_by: Option<String>,
    /// The value that the reviewer set; none if it should have none, or nobody reviewed it.
    pub value_reviewed: Option<f64>,
}

/// Columns of documents that are compared.
const DOCUMENT: [&str; 12] = [
    "source",
    "doc_id",
    "family",
    "form",
    "grammar",
    "title",
    "issuer",
    "year",
    "doc_number",
    "status",
    "reason",
    "n_facts",
];
/// Columns of facts that name one, and those that it says.
const FACT: [&str; 10] = [
    "doc_id",
    "indicator",
    "scope",
    "applicant",
    "year",
    "source",
    "state",
    "unit",
    REVIEWED_BY,
    VALUE_REVIEWED,
];

/// What changed from version `from` to version `to`.
///
/// # Errors
/// [`Error::Usage`] if one of them cannot be read (any more), or what reading returns.
pub fn diff(dataset: &Dataset, from: u64, to: u64) -> Result<Diff> {
    for version in [from, to] {
        if version == 0 || !readable(dataset, version)? {
            return Err(Error::Usage(format!(
                "version {version} of {} cannot be read; `gongkai history` lists those that can",
                dataset.path().display()
            )));
        }
    }
    let (old, new) = apart(dataset, "documents", from, to)?;
    let (old, new) = (documents(&old)?, documents(&new)?);
    let (before, after) = apart(dataset, "facts", from, to)?;
    let changed = unlike(&before, &after)?;
    let (mut earlier, mut later) = (sources(&old), sources(&new));
    let named = |id: &String| earlier.contains_key(id) || later.contains_key(id);
    // Reviewers change facts of documents that both versions share.
    if !changed.iter().all(named) {
        let paths = files(dataset, "documents", to)?.into_values();
        let paths: Result<Vec<PathBuf>> = paths.map(|name| dataset.store().fetch(&name)).collect();
        for (id, source) in sources(&documents(&paths?)?) {
            earlier.entry(id.clone()).or_insert_with(|| source.clone());
            later.entry(id).or_insert(source);
        }
    }
    let before = facts(&before, &changed, &earlier)?;
    let after = facts(&after, &changed, &later)?;
    Ok(Diff {
        from,
        to,
        documents: compare_documents(&old, &new),
        facts: compare_facts(&before, &after),
    })
}

/// Sources of documents, by their `doc_id`.
fn sources(documents: &BTreeMap<String, Row>) -> HashMap<String, String> {
    let pairs = documents.iter();
    pairs
        .filter_map(|(source, row)| Some((row.get(1)?.clone()?, source.clone())))
        .collect()
}

/// Local copies of the files of a table that only one of the versions has.
fn apart(
    dataset: &Dataset,
    table: &str,
    from: u64,
    to: u64,
) -> Result<(Vec<PathBuf>, Vec<PathBuf>)> {
    let (old, new) = (files(dataset, table, from)?, files(dataset, table, to)?);
    let only = |these: &BTreeMap<String, String>, those: &BTreeMap<String, String>| {
        let alone = these.iter().filter(|(key, _)| !those.contains_key(*key));
        alone
            .map(|(_, name)| dataset.store().fetch(name))
            .collect::<Result<Vec<PathBuf>>>()
    };
    Ok((only(&old, &new)?, only(&new, &old)?))
}

/// Files of a table in a version: what versions know them by, and their names.
fn files(dataset: &Dataset, table: &str, version: u64) -> Result<BTreeMap<String, String>> {
    match dataset.kind() {
        Kind::Parquet => {
            let folder = format!("{}/{table}", dataset.version(version));
            let entries = dataset.store().list(&folder)?.into_iter();
            let key = |name: &str| name[folder.len()..].to_owned();
            Ok(entries
                .map(|entry| (key(&entry.name), entry.name))
                .collect())
        }
        Kind::Delta => {
            let delta = Table::at(dataset.store().clone(), table);
            let at = table_version(dataset, &delta, version)?;
            let snapshot = delta.snapshot_at(at)?;
            let paths = snapshot.files.keys().map(|path| decoded(path));
            Ok(paths
                .map(|path| (path.clone(), format!("{table}/{path}")))
                .collect())
        }
    }
}

/// Texts of columns.
type Row = Vec<Option<String>>;

/// Hands each row of the files to `take`: the texts of `columns`, and the number in `value`.
fn rows(paths: &[PathBuf], columns: &[&str], mut take: impl FnMut(Row, Option<f64>)) -> Result<()> {
    for path in paths {
        let broken = |why: String| Error::Dataset {
            path: path.clone(),
            why: format!("it cannot be read: {why}"),
        };
        let file = File::open(path).map_err(|source| Error::Read {
            path: path.clone(),
            source,
        })?;
        let reader = ParquetRecordBatchReaderBuilder::try_new(file)
            .and_then(|builder| builder.build())
            .map_err(|error| broken(error.to_string()))?;
        for batch in reader {
            let batch = batch.map_err(|error| broken(error.to_string()))?;
            let texts: Vec<Option<StringArray>> =
                columns.iter().map(|name| texts(&batch, name)).collect();
            let values = batch.column_by_name("value");
            let values = values.and_then(|values| values.as_primitive_opt::<Float64Type>());
            for at in 0..batch.num_rows() {
                let text = |column: &Option<StringArray>| {
                    let column = column.as_ref().filter(|column| column.is_valid(at));
                    column.map(|column| column.value(at).to_owned())
                };
                let value = values.filter(|values| values.is_valid(at));
                take(
                    texts.iter().map(text).collect(),
                    value.map(|values| values.value(at)),
                );
            }
        }
    }
    Ok(())
}

fn texts(batch: &RecordBatch, column: &str) -> Option<StringArray> {
    let column = cast(batch.column_by_name(column)?, &DataType::Utf8).ok()?;
    column.as_string_opt::<i32>().cloned()
}

/// Documents by their source.
fn documents(paths: &[PathBuf]) -> Result<BTreeMap<String, Row>> {
    let mut found = BTreeMap::new();
    rows(paths, &DOCUMENT, |row, _| {
        found.insert(row[0].clone().unwrap_or_default(), row);
    })?;
    Ok(found)
}

fn compare_documents(
    old: &BTreeMap<String, Row>,
    new: &BTreeMap<String, Row>,
) -> Vec<DocumentChange> {
    let sources: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let mut changes = Vec::new();
    for source in sources {
        let (before, after) = (old.get(source), new.get(source));
        let change = match (before, after) {
            (Some(before), Some(after)) if before == after => continue,
            (Some(_), Some(_)) => Change::Changed,
            (None, _) => Change::Added,
            (_, None) => Change::Removed,
        };
        let of = |row: Option<&Row>, at: usize| row.and_then(|row| row[at].clone());
        let columns = (1..DOCUMENT.len())
            .map(|at| (DOCUMENT[at].to_owned(), (of(before, at), of(after, at))))
            .filter(|(_, (before, after))| before != after)
            .collect();
        changes.push(DocumentChange {
            change,
            source: source.clone(),
            columns,
        });
    }
    changes
}

/// Documents whose facts are not the same on both sides. Of each side a sum for each document is held,
/// not its facts.
fn unlike(before: &[PathBuf], after: &[PathBuf]) -> Result<HashSet<String>> {
    let mut sums: HashMap<String, u128> = HashMap::new();
    let mut add = |paths: &[PathBuf], sign: fn(u128, u128) -> u128| {
        rows(paths, &FACT, |row, value| {
            let id = row[0].clone().unwrap_or_default();
            let hash = blake3::hash(format!("{row:?} {value:?}").as_bytes());
            let mut half = [0; 16];
            half.copy_from_slice(&hash.as_bytes()[..16]);
            let sum = sums.entry(id).or_default();
            *sum = sign(*sum, u128::from_le_bytes(half));
        })
    };
    add(before, u128::wrapping_add)?;
    add(after, u128::wrapping_sub)?;
    let unlike = sums.into_iter().filter(|(_, sum)| *sum != 0);
    Ok(unlike.map(|(id, _)| id).collect())
}

/// The facts of the documents of `wanted`.
fn facts(
    paths: &[PathBuf],
    wanted: &HashSet<String>,
    sources: &HashMap<String, String>,
) -> Result<BTreeMap<FactKey, Said>> {
    let mut found = BTreeMap::new();
    rows(paths, &FACT, |row, value| {
        let mut row = row.into_iter();
        let mut next = || row.next().flatten();
        let id = next().unwrap_or_default();
        if !wanted.contains(&id) {
            return;
        }
        let mut key = FactKey {
            source: sources.get(&id).cloned().unwrap_or(id),
            indicator: next().unwrap_or_default(),
            scope: next(),
            applicant: next(),
            year: next(),
            read_in: next().unwrap_or_default(),
            number: 0,
        };
        let said = Said {
            state: next().unwrap_or_default(),
            value,
            unit: next(),
            reviewed_by: next(),
            value_reviewed: next().and_then(|value| value.parse().ok()),
        };
        while found.contains_key(&key) {
            key.number += 1;
        }
        found.insert(key, said);
    })?;
    Ok(found)
}

fn compare_facts(
    before: &BTreeMap<FactKey, Said>,
    after: &BTreeMap<FactKey, Said>,
) -> Vec<FactChange> {
    let keys: BTreeSet<&FactKey> = before.keys().chain(after.keys()).collect();
    let mut changes = Vec::new();
    for key in keys {
        let (before, after) = (before.get(key), after.get(key));
        let change = match (before, after) {
            (Some(before), Some(after)) if before == after => continue,
            (Some(_), Some(_)) => Change::Changed,
            (None, _) => Change::Added,
            (_, None) => Change::Removed,
        };
        changes.push(FactChange {
            change,
            fact: key.clone(),
            before: before.cloned(),
            after: after.cloned(),
        });
    }
    changes
}
