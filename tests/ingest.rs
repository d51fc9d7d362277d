//! Scheduled runs: only what changed is read, nothing is lost, doubled or half there.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use arrow::array::AsArray;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::Value;
use tempfile::TempDir;

use crate::support::{Ran, files, gongkai, project};

/// An archive that changes from night to night, and its dataset.
struct Nights {
    folder: TempDir,
    kind: &'static str,
}

impl Nights {
    fn new(kind: &'static str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("in")).expect("made");
        Self { folder, kind }
    }

    fn put(&self, name: &str, text: &str) {
        let path = self.folder.path().join("in").join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        fs::write(path, text).expect("written");
    }

    fn drop(&self, name: &str) {
        fs::remove_file(self.folder.path().join("in").join(name)).expect("removed");
    }

    fn dataset(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn command(&self, more: &[&str]) -> Ran {
        let (input, data) = (self.folder.path().join("in"), self.dataset());
        let mut arguments = vec!["ingest", input.to_str().expect("UTF-8"), "--to"];
        arguments.push(data.to_str().expect("UTF-8"));
        arguments.extend(["--kind", self.kind, "--summary", "json"]);
        arguments.extend(more);
        gongkai(&arguments)
    }

    /// Runs and returns the summary.
    #[track_caller]
    fn run(&self, more: &[&str]) -> Value {
        let ran = self.command(more);
        assert_eq!(ran.code, 0, "{}", ran.err);
        serde_json::from_str(ran.out.lines().last().expect("a summary")).expect("JSON")
    }

    /// Sources of the documents that the dataset holds, with how many facts stand in its facts table.
    fn held(&self) -> BTreeMap<String, usize> {
        let parts = |table: &str| match self.kind {
            "delta" => delta_files(&self.dataset().join(table)),
            _ => {
                let text =
                    fs::read_to_string(self.dataset().join("current.json")).expect("a pointer");
                let current: Value = serde_json::from_str(&text).expect("JSON");
                files(
                    &self
                        .dataset()
                        .join(format!("v={}", current["version"]))
                        .join(table),
                )
            }
        };
        let mut sources: BTreeMap<String, String> = BTreeMap::new();
        let mut held = BTreeMap::new();
        for row in rows(&parts("documents"), &["doc_id", "source"]) {
            held.insert(row[1].clone(), 0);
            assert_eq!(
                sources.insert(row[0].clone(), row[1].clone()),
                None,
                "no document twice"
            );
        }
        for row in rows(&parts("facts"), &["doc_id"]) {
            let source = sources
                .get(&row[0])
                .expect("no facts without their document");
            *held.entry(source.clone()).or_default() += 1;
        }
        held
    }
}

/// Files that a Delta log of ours leaves in the table.
fn delta_files(table: &Path) -> Vec<PathBuf> {
    let mut live = std::collections::BTreeSet::new();
    for commit in files(&table.join("_delta_log")) {
        for line in fs::read_to_string(&commit).expect("text").lines() {
            let action: Value = serde_json::from_str(line).expect("JSON");
            if let Some(path) = action["add"]["path"].as_str() {
                live.insert(table.join(path));
            }
            if let Some(path) = action["remove"]["path"].as_str() {
                live.remove(&table.join(path));
            }
        }
    }
    live.into_iter().collect()
}

/// Some text columns of Parquet files.
fn rows(paths: &[PathBuf], columns: &[&str]) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for path in paths {
        let file = File::open(path).expect("opened");
        let reader = ParquetRecordBatchReaderBuilder::try_new(file).expect("Parquet");
        for batch in reader.build().expect("readable") {
            let batch = batch.expect("a batch");
            let of = |name: &&str| {
                batch
                    .column_by_name(name)
                    .expect("a column")
                    .as_string::<i32>()
            };
            let columns: Vec<_> = columns.iter().map(of).collect();
            found.extend((0..batch.num_rows()).map(|row| {
                let value = |column: &&arrow::array::StringArray| column.value(row).to_owned();
                columns.iter().map(value).collect::<Vec<String>>()
            }));
        }
    }
    found
}

fn report(name: &str) -> String {
    fs::read_to_string(project("samples/annual-report").join(name)).expect("a sample")
}

const FIRST: &str = "stat-2014-wrong-total.txt";
const SECOND: &str = "prose-disagrees.txt";

#[track_caller]
fn counts(summary: &Value, expected: &[(&str, u64)]) {
    for (name, count) in expected {
        assert_eq!(summary[name].as_u64(), Some(*count), "{name} of {summary}");
    }
}

/// Three nights: new, then corrected and added, then deleted.
fn three_nights(kind: &'static str) {
    let nights = Nights::new(kind);
    nights.put("a/first.txt", &report(FIRST));
    nights.put("second.txt", &report(SECOND));
    let summary = nights.run(&[]);
    counts(&summary, &[("version", 1), ("new", 2), ("unchanged", 0)]);
    let one = nights.held();
    assert_eq!(
        one.keys().collect::<Vec<_>>(),
        ["a/first.txt", "second.txt"]
    );
    assert!(one.values().all(|facts| *facts > 20));

    let summary = nights.run(&[]);
    counts(
        &summary,
        &[("version", 1), ("new", 0), ("changed", 0), ("unchanged", 2)],
    );
    assert_eq!(summary["committed"], false);

    nights.put("a/first.txt", &report(FIRST).replace("126", "125"));
    nights.put("copy.txt", &report(SECOND));
    let summary = nights.run(&[]);
    counts(
        &summary,
        &[
            ("version", 2),
            ("new", 1),
            ("changed", 1),
            ("unchanged", 1),
            ("duplicates", 1),
        ],
    );
    assert_eq!(nights.held(), one, "a repetition adds no rows");

    nights.drop("second.txt");
    let summary = nights.run(&["--prune"]);
    counts(&summary, &[("version", 3), ("retracted", 1)]);
    let three = nights.held();
    assert_eq!(
        three.keys().collect::<Vec<_>>(),
        ["a/first.txt", "copy.txt"]
    );
    assert_eq!(
        three["copy.txt"], one["second.txt"],
        "the copy carries the rows now"
    );

    nights.drop("copy.txt");
    nights.run(&["--prune"]);
    assert_eq!(nights.held().keys().collect::<Vec<_>>(), ["a/first.txt"]);
}

#[test]
fn three_nights_of_parquet_versions() {
    three_nights("parquet");
}

#[test]
fn three_nights_of_delta_tables() {
    three_nights("delta");
}

#[test]
fn what_vanished_stays_without_prune() {
    let nights = Nights::new("parquet");
    nights.put("first.txt", &report(FIRST));
    nights.put("second.txt", &report(SECOND));
    nights.run(&[]);
    nights.drop("second.txt");
    let summary = nights.run(&[]);
    counts(
        &summary,
        &[("version", 1), ("missing", 1), ("retracted", 0)],
    );
    assert_eq!(nights.held().len(), 2);
}

#[test]
fn too_many_rejected_documents_commit_nothing() {
    let nights = Nights::new("parquet");
    nights.put("first.txt", &report(FIRST));
    nights.put("picture.txt", "\u{89}PNG\0\0\0\0");
    let ran = nights.command(&["--max-rejects", "0"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(ran.err.contains("--max-rejects"), "{}", ran.err);
    assert!(!nights.dataset().join("current.json").exists());
    let summary = nights.run(&["--max-rejects", "50%"]);
    counts(&summary, &[("ok", 1), ("rejected", 1)]);
    let again = nights.run(&["--retry"]);
    counts(&again, &[("changed", 1), ("rejected", 1), ("unchanged", 1)]);
}

#[test]
fn a_dataset_in_use_is_left_for_later() {
    let nights = Nights::new("parquet");
    nights.put("first.txt", &report(FIRST));
    nights.run(&[]);
    let lock = File::options()
        .write(true)
        .open(nights.dataset().join(".lock"))
        .expect("a lock");
    lock.lock().expect("taken");
    let ran = nights.command(&[]);
    assert_eq!(ran.code, 75, "{}", ran.err);
}

#[test]
fn what_a_dead_run_left_is_cleared_away() {
    let nights = Nights::new("parquet");
    nights.put("first.txt", &report(FIRST));
    nights.run(&[]);
    fs::create_dir_all(nights.dataset().join("v=2/facts")).expect("made");
    fs::create_dir_all(nights.dataset().join("runs/2")).expect("made");
    fs::create_dir_all(nights.dataset().join(".staging-x")).expect("made");
    nights.put("second.txt", &report(SECOND));
    counts(&nights.run(&[]), &[("version", 2), ("new", 1)]);
    assert_eq!(nights.held().len(), 2);
    let left: Vec<String> = fs::read_dir(nights.dataset())
        .expect("a folder")
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .filter(|name| name.starts_with(".staging"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_delta_run_that_died_while_committing_is_carried_on() {
    let nights = Nights::new("delta");
    nights.put("first.txt", &report(FIRST));
    nights.run(&[]);
    nights.put("second.txt", &report(SECOND));
    nights.run(&[]);
    let whole = nights.held();
    // As if it had died before its last tables and the pointer.
    for table in ["facts", "checks"] {
        let commit = nights.dataset().join(table).join("_delta_log");
        fs::remove_file(commit.join(format!("{:020}.json", 1))).expect("removed");
    }
    let pointer = nights.dataset().join("current.json");
    let text = fs::read_to_string(&pointer).expect("a pointer");
    fs::write(&pointer, text.replace("\"version\": 2", "\"version\": 1")).expect("written");
    counts(
        &nights.run(&[]),
        &[("version", 2), ("new", 0), ("unchanged", 2)],
    );
    assert_eq!(nights.held(), whole);
}
