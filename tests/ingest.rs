//! Scheduled runs: only what changed is read, nothing is lost, doubled or half there.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use arrow::array::{Array, AsArray};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::Value;
use tempfile::TempDir;

use crate::support::{Ran, files, gongkai, project};

/// An archive that changes from night to night, and its dataset.
pub(crate) struct Nights {
    pub(crate) folder: TempDir,
    kind: &'static str,
}

impl Nights {
    pub(crate) fn new(kind: &'static str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("in")).expect("made");
        Self { folder, kind }
    }

    pub(crate) fn put(&self, name: &str, text: &str) {
        let path = self.folder.path().join("in").join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        fs::write(path, text).expect("written");
    }

    pub(crate) fn drop(&self, name: &str) {
        fs::remove_file(self.folder.path().join("in").join(name)).expect("removed");
    }

    pub(crate) fn dataset(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub(crate) fn command(&self, more: &[&str]) -> Ran {
        let (input, data) = (self.folder.path().join("in"), self.dataset());
        let mut arguments = vec!["ingest", input.to_str().expect("UTF-8"), "--to"];
        arguments.push(data.to_str().expect("UTF-8"));
        arguments.extend(["--kind", self.kind, "--summary", "json"]);
        arguments.extend(more);
        gongkai(&arguments)
    }

    /// Asks the dataset.
    fn ask(&self, command: &str, more: &[&str]) -> Ran {
        let data = self.dataset();
        let mut arguments = vec![command, data.to_str().expect("UTF-8")];
        arguments.extend(more);
        gongkai(&arguments)
    }

    /// Runs and returns the summary.
    #[track_caller]
    pub(crate) fn run(&self, more: &[&str]) -> Value {
        let ran = self.command(more);
        assert_eq!(ran.code, 0, "{}", ran.err);
        serde_json::from_str(ran.out.lines().last().expect("a summary")).expect("JSON")
    }

    /// Files of a table now.
    pub(crate) fn parts(&self, table: &str) -> Vec<PathBuf> {
        if self.kind == "delta" {
            return delta_files(&self.dataset().join(table));
        }
        let text = fs::read_to_string(self.dataset().join("current.json")).expect("a pointer");
        let current: Value = serde_json::from_str(&text).expect("JSON");
        let version = format!("v={}", current["version"]);
        files(&self.dataset().join(version).join(table))
    }

    /// Sources of the documents that the dataset holds, with how many facts stand in its facts table.
    pub(crate) fn held(&self) -> BTreeMap<String, usize> {
        let mut sources: BTreeMap<String, String> = BTreeMap::new();
        let mut held = BTreeMap::new();
        for row in rows(&self.parts("documents"), &["doc_id", "source"]) {
            held.insert(row[1].clone(), 0);
            assert_eq!(
                sources.insert(row[0].clone(), row[1].clone()),
                None,
                "no document twice"
            );
        }
        for row in rows(&self.parts("facts"), &["doc_id"]) {
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

/// Some columns of Parquet files as text; what is missing is empty.
pub(crate) fn rows(paths: &[PathBuf], columns: &[&str]) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for path in paths {
        let file = File::open(path).expect("opened");
        let reader = ParquetRecordBatchReaderBuilder::try_new(file).expect("Parquet");
        for batch in reader.build().expect("readable") {
            let batch = batch.expect("a batch");
            let of = |name: &&str| {
                let column = batch.column_by_name(name).expect("a column");
                cast(column, &DataType::Utf8).expect("text")
            };
            let columns: Vec<_> = columns.iter().map(of).collect();
            found.extend((0..batch.num_rows()).map(|row| {
                let value = |column: &arrow::array::ArrayRef| {
                    let column = column.as_string::<i32>();
                    if column.is_valid(row) {
                        column.value(row)
                    } else {
                        ""
                    }
                    .to_owned()
                };
                columns.iter().map(value).collect::<Vec<String>>()
            }));
        }
    }
    found
}

pub(crate) fn report(name: &str) -> String {
    fs::read_to_string(project("samples/annual-report").join(name)).expect("a sample")
}

pub(crate) const FIRST: &str = "stat-2014-wrong-total.txt";
pub(crate) const SECOND: &str = "prose-disagrees.txt";

#[track_caller]
pub(crate) fn counts(summary: &Value, expected: &[(&str, u64)]) {
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
    let said = nights.command(&[]).err;
    assert!(said.contains("没有新增或变动，未提交"), "{said}");

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
    counts(&again, &[("retried", 1), ("rejected", 0), ("unchanged", 2)]);
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

/// What went in is written, rejected or skipped.
#[track_caller]
fn balanced(summary: &Value, found: u64) {
    let count = |name: &str| summary[name].as_u64().expect("a count");
    assert_eq!(count("found"), found, "{summary}");
    assert_eq!(
        count("written") + count("rejected") + count("skipped"),
        found,
        "{summary}"
    );
    assert_eq!(
        count("ok") + count("partial"),
        count("written"),
        "{summary}"
    );
    assert_eq!(
        count("unchanged") + count("duplicates") + count("outputs"),
        count("skipped"),
        "{summary}"
    );
}

const PICTURE: &str = "\u{89}PNG\0\0\0\0";

#[test]
fn rejected_documents_are_listed_kept_and_tried_again() {
    let nights = Nights::new("parquet");
    nights.put("a/first.txt", &report(FIRST));
    nights.put("a/copy.txt", &report(FIRST));
    nights.put("picture.txt", PICTURE);
    nights.put("nothing.txt", "");
    let kept = nights.folder.path().join("kept");
    let keep = ["--keep-rejected", kept.to_str().expect("UTF-8")];
    balanced(&nights.run(&keep), 4);

    let data = nights.dataset();
    let list = || -> Vec<Value> {
        let ran = gongkai(&[
            "ingest",
            "--to",
            data.to_str().expect("UTF-8"),
            "--list-rejected",
        ]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        ran.out
            .lines()
            .map(|line| serde_json::from_str(line).expect("JSON"))
            .collect()
    };
    let listed = list();
    let sources: Vec<&str> = listed
        .iter()
        .filter_map(|one| one["source"].as_str())
        .collect();
    assert_eq!(sources, ["nothing.txt", "picture.txt"]);
    let picture = &listed[1];
    assert_eq!(
        (picture["stage"].as_str(), picture["retry"].as_str()),
        (Some("format"), Some("after-update"))
    );
    assert_eq!(
        (picture["span_start"].as_u64(), picture["span_end"].as_u64()),
        (Some(0), Some(PICTURE.len() as u64))
    );
    assert!(!picture["code"].as_str().expect("a code").is_empty());
    let file = fs::read_to_string(data.join("runs/1/rejected.jsonl")).expect("a list");
    assert_eq!(file.lines().count(), 2);

    let named = kept.join(picture["doc_id"].as_str().expect("an id"));
    assert_eq!(fs::read(&named).expect("kept"), PICTURE.as_bytes());
    let why: Value = serde_json::from_slice(&fs::read(named.with_extension("json")).expect("kept"))
        .expect("JSON");
    assert_eq!(why["source"], "picture.txt");
    assert_eq!(
        files(&kept).len(),
        3,
        "an empty document has no bytes to keep"
    );

    let idle = nights.run(&[]);
    balanced(&idle, 4);
    counts(
        &idle,
        &[("version", 1), ("unchanged", 4), ("rejected_standing", 2)],
    );
    let again = nights.run(&["--retry"]);
    balanced(&again, 4);
    counts(
        &again,
        &[("version", 1), ("retried", 2), ("rejected_standing", 2)],
    );
    assert_eq!(again["committed"], false, "the same again is no version");
    nights.put("third.txt", &report(SECOND));
    let both = nights.run(&["--retry"]);
    balanced(&both, 5);
    counts(
        &both,
        &[("version", 2), ("rejected", 2), ("rejected_standing", 2)],
    );
    nights.drop("third.txt");
    nights.run(&["--prune"]);

    nights.put("picture.txt", &report(SECOND));
    let mended = nights.run(&[]);
    balanced(&mended, 4);
    counts(&mended, &[("written", 1), ("rejected_standing", 1)]);
    assert_eq!(list().len(), 1);
}

#[test]
fn files_that_look_as_they_looked_are_not_read_but_under_verify() {
    let nights = Nights::new("parquet");
    nights.put("first.txt", &report(FIRST));
    let path = nights.folder.path().join("in/first.txt");
    let old = std::time::SystemTime::now() - std::time::Duration::from_secs(3600);
    let touch = || {
        File::options()
            .write(true)
            .open(&path)
            .expect("opened")
            .set_modified(old)
            .expect("set")
    };
    touch();
    nights.run(&[]);
    let other = report(FIRST).replace("126", "125");
    let file = File::options()
        .write(true)
        .truncate(true)
        .open(&path)
        .expect("opened");
    std::io::Write::write_all(&mut &file, other.as_bytes()).expect("written");
    touch();
    counts(&nights.run(&[]), &[("version", 1), ("unchanged", 1)]);
    counts(
        &nights.run(&["--verify"]),
        &[("version", 2), ("changed", 1)],
    );
    counts(
        &nights.run(&["--verify"]),
        &[("version", 2), ("unchanged", 1)],
    );
}

/// Corrections from night to night.
fn reviewed_nights(kind: &'static str) {
    let nights = Nights::new(kind);
    nights.put("first.txt", &report(FIRST));
    nights.put("second.txt", &report(SECOND));
    nights.run(&[]);
    let ids: BTreeMap<String, String> = rows(&nights.parts("documents"), &["source", "doc_id"])
        .into_iter()
        .map(|mut row| (row.remove(0), row.remove(0)))
        .collect();
    let first = &ids["first.txt"];
    let file = nights.folder.path().join("reviewed.csv");
    let path = file.to_str().expect("UTF-8").to_owned();
    let given = |lines: &[String]| {
        let head = "doc_id,indicator,applicant,scope,value_seen,value_set,reviewer,reason,date\n";
        fs::write(&file, format!("{head}{}\n", lines.join("\n"))).expect("written");
    };
    let set = || -> Vec<Vec<String>> {
        let columns = [
            "doc_id",
            "indicator",
            "value",
            "value_reviewed",
            "reviewed_by",
        ];
        let mut all = rows(&nights.parts("facts"), &columns);
        all.retain(|row| !row[4].is_empty());
        all
    };
    let facts = nights.held();

    given(&[
        format!("{first},requests.answered,,,126,125,李核,抄录有误,2021-03-01"),
        format!("{first},requests.received,,,126,125,李核,,"),
        format!("{},requests.answered,,,1,2,李核,,", "0".repeat(32)),
    ]);
    let ran = nights.command(&["--corrections", &path]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let told = |what: &str| ran.err.lines().filter(|line| line.contains(what)).count();
    assert_eq!(told("更正未采用"), 2, "{}", ran.err);
    assert!(
        told("现在读出的值与审核时所见不同") == 1 && told("没有这份文件") == 1,
        "{}",
        ran.err
    );
    let expected = [
        first.as_str(),
        "requests.answered",
        "126.0",
        "125.0",
        "李核",
    ];
    assert_eq!(set(), [expected]);
    assert_eq!(nights.held(), facts, "no fact is lost or doubled");
    let asked = nights.ask("diff", &["1", "2", "--format", "json"]);
    let diff: Value = serde_json::from_str(&asked.out).expect("JSON");
    let one = &diff["facts"].as_array().expect("facts")[..];
    assert!(
        one.len() == 1 && one[0]["source"] == "first.txt",
        "{diff:#}"
    );
    assert_eq!(one[0]["after"]["value_reviewed"], 125.0, "{diff:#}");
    assert!(one[0]["before"]["reviewed_by"].is_null(), "{diff:#}");
    let listed = nights.ask("history", &[]);
    assert!(listed.out.contains("更正 3，采用 1"), "{}", listed.out);
    let english = nights.command(&["--corrections", &path, "--lang", "en"]);
    let told = "it reads otherwise than the reviewer saw; review it again";
    assert!(english.err.contains(told), "{}", english.err);

    let idle = nights.run(&["--corrections", &path]);
    assert_eq!(
        (idle["version"].as_u64(), idle["committed"].as_bool()),
        (Some(2), Some(false))
    );
    assert_eq!(idle["corrections"]["conflicts"], 2);
    nights.put("third.txt", "云栖县2020年工作总结。\n");
    nights.run(&[]);
    assert_eq!(set(), [expected], "a dataset remembers what it was told");
    let again = nights.run(&["--retry", "--verify"]);
    assert_eq!(again["corrections"]["applied"], 1);

    nights.put("first.txt", &report(FIRST).replace("126", "125"));
    let gone = nights.run(&["--corrections", &path]);
    assert_eq!(
        gone["corrections"]["conflicts"], 3,
        "the document is another now"
    );
    assert_eq!(set(), Vec::<Vec<String>>::new());
    nights.put("first.txt", &report(FIRST));
    nights.run(&[]);
    assert_eq!(set(), [expected], "and the same again");
    given(&[]);
    nights.run(&["--corrections", &path]);
    assert_eq!(set(), Vec::<Vec<String>>::new(), "withdrawn");
    assert_eq!(nights.held().len(), 3);
}

#[test]
fn what_is_kept_of_rejected_documents_is_no_source() {
    let nights = Nights::new("parquet");
    nights.put("first.txt", &report(FIRST));
    nights.put("picture.txt", PICTURE);
    let kept = nights.folder.path().join("in/kept");
    let keep = ["--keep-rejected", kept.to_str().expect("UTF-8")];
    balanced(&nights.run(&keep), 2);
    assert_eq!(files(&kept).len(), 2);
    let idle = nights.run(&keep);
    counts(&idle, &[("version", 1), ("unchanged", 2)]);
}

#[test]
fn what_gongkai_wrote_is_no_source() {
    let nights = Nights::new("parquet");
    nights.put("first.txt", &report(FIRST));
    nights.put("app/second.txt", &report(SECOND));
    // Of another tool.
    nights.put(
        "app/manifest.json",
        "{\"tool\": \"webpack\", \"layout\": 3}",
    );
    let input = nights.folder.path().join("in");
    let below = |name: &str| input.join(name).display().to_string();
    let source = input.to_str().expect("UTF-8");
    for arguments in [
        ["convert", source, "--out", &below("b/tables")],
        ["ingest", source, "--to", &below("old")],
    ] {
        let ran = gongkai(&arguments);
        assert_eq!(ran.code, 0, "{}", ran.err);
    }
    let again = gongkai(&[
        "convert",
        source,
        "--out",
        &nights.dataset().display().to_string(),
    ]);
    for ran in [again.err, nights_away(&nights).err] {
        for name in ["b/tables", "old"] {
            let line = format!("{}: 这是 gongkai 写出的文件夹", below(name));
            assert_eq!(ran.matches(&line).count(), 1, "{name}: {ran}");
        }
    }
    fs::remove_dir_all(nights.dataset()).expect("removed");
    for committed in [true, false] {
        let summary = nights.run(&["--prune"]);
        balanced(&summary, 5);
        counts(
            &summary,
            &[("outputs", 2), ("version", 1), ("retracted", 0)],
        );
        assert_eq!(summary["committed"], committed);
    }
    assert_eq!(nights.held().len(), 3);
}

/// A run into a dataset of its own.
fn nights_away(nights: &Nights) -> Ran {
    let (input, away) = (
        nights.folder.path().join("in"),
        nights.folder.path().join("away"),
    );
    let [input, away] = [input, away].map(|path| path.display().to_string());
    gongkai(&["ingest", &input, "--to", &away])
}

#[test]
fn prune_reaches_no_further_than_the_sources() {
    let nights = Nights::new("parquet");
    nights.put("a/first.txt", &report(FIRST));
    nights.put("second.txt", &report(SECOND));
    nights.run(&[]);
    let data = nights.dataset().display().to_string();
    let alone = |source: &str| -> Value {
        let source = nights.folder.path().join("in").join(source);
        let source = source.display().to_string();
        let ran = gongkai(&[
            "ingest",
            &source,
            "--to",
            &data,
            "--prune",
            "--summary",
            "json",
        ]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        serde_json::from_str(ran.out.lines().last().expect("a summary")).expect("JSON")
    };
    let still = [
        ("version", 1),
        ("unchanged", 1),
        ("retracted", 0),
        ("unnamed", 1),
    ];
    counts(&alone("second.txt"), &still);
    counts(&alone("sec*.txt"), &still);
    nights.drop("a/first.txt");
    counts(&alone("second.txt"), &still);
    assert_eq!(nights.held().len(), 2);
    nights.put("second.txt", &(report(SECOND) + "\n"));
    counts(
        &alone("second.txt"),
        &[("version", 2), ("changed", 1), ("retracted", 0)],
    );
    assert_eq!(nights.held().len(), 2);
    counts(
        &nights.run(&["--prune"]),
        &[("retracted", 1), ("unnamed", 0)],
    );
    assert_eq!(nights.held().keys().collect::<Vec<_>>(), ["second.txt"]);
}

#[test]
fn nothing_to_read_makes_no_dataset() {
    let nights = Nights::new("parquet");
    let (empty, data) = (nights.folder.path().join("in"), nights.dataset());
    let nowhere = nights.folder.path().join("archve");
    fs::create_dir(nights.folder.path().join("notes")).expect("made");
    fs::write(nights.folder.path().join("notes/1.txt"), "1").expect("written");
    let notes = nights.folder.path().join("notes");
    for (source, to) in [(&nowhere, &data), (&empty, &data), (&notes, &notes)] {
        let [source, to] = [source, to].map(|path| path.to_str().expect("UTF-8"));
        let ran = gongkai(&["ingest", source, "--to", to]);
        assert_eq!(ran.code, 2, "{}", ran.err);
        assert!(ran.err.contains(source), "{}", ran.err);
    }
    assert!(!data.exists());
    assert_eq!(files(&notes).len(), 1, "not even a lock is left");
}

#[test]
fn rejected_documents_are_listed_behind_the_command_of_every_night() {
    let nights = Nights::new("parquet");
    nights.put("picture.txt", PICTURE);
    nights.run(&[]);
    nights.put("new.txt", &report(FIRST));
    let ran = nights.command(&["--list-rejected"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(ran.out.lines().count(), 1, "{}", ran.out);
    assert!(ran.err.contains("未读取来源"), "{}", ran.err);
    counts(&nights.run(&[]), &[("version", 2), ("new", 1)]);
}

#[test]
fn a_feed_that_is_refused_makes_no_dataset() {
    let nights = Nights::new("delta");
    nights.put("first.txt", &report(FIRST));
    let (input, data) = (nights.folder.path().join("in"), nights.dataset());
    let [input, data] = [&input, &data].map(|path| path.to_str().expect("UTF-8"));
    let ran = gongkai(&["ingest", input, "--to", data, "--feed", "west"]);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(ran.err.contains("请用 --kind delta 建立"), "{}", ran.err);
    nights.run(&["--feed", "west"]);
}

#[test]
fn corrections_stand_beside_facts_of_parquet_versions() {
    reviewed_nights("parquet");
}

#[test]
fn corrections_stand_beside_facts_of_delta_tables() {
    reviewed_nights("delta");
}

/// A ZIP file of these texts.
#[cfg(feature = "archive")]
pub(crate) fn packed(members: &[(&str, String)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in members {
        let options = zip::write::SimpleFileOptions::default();
        writer.start_file(*name, options).expect("begun");
        std::io::Write::write_all(&mut writer, text.as_bytes()).expect("written");
    }
    writer.finish().expect("finished").into_inner()
}

#[cfg(feature = "archive")]
#[test]
fn members_of_archives_come_and_go() {
    let nights = Nights::new("parquet");
    let put = |members: &[(&str, String)]| {
        fs::write(nights.folder.path().join("in/a.zip"), packed(members)).expect("written");
    };
    nights.put("a.zip b.txt", "云栖县2020年工作总结。\n");
    let (first, second) = (
        ("first.txt", report(FIRST)),
        ("b/second.txt", report(SECOND)),
    );
    put(&[first.clone(), second.clone()]);
    balanced(&nights.run(&[]), 3);
    let all = ["a.zip b.txt", "a.zip!/b/second.txt", "a.zip!/first.txt"];
    assert_eq!(nights.held().keys().collect::<Vec<_>>(), all);
    let idle = nights.run(&[]);
    balanced(&idle, 3);
    counts(&idle, &[("version", 1), ("unchanged", 3)]);
    put(&[second]);
    let summary = nights.run(&["--prune"]);
    balanced(&summary, 2);
    counts(
        &summary,
        &[("unchanged", 2), ("changed", 0), ("retracted", 1)],
    );
    assert_eq!(nights.held().keys().collect::<Vec<_>>(), &all[..2]);
}

#[cfg(unix)]
#[test]
fn what_cannot_be_looked_into_is_not_taken_back() {
    let nights = Nights::new("parquet");
    nights.put("sub/first.txt", &report(FIRST));
    nights.put("second.txt", &report(SECOND));
    nights.run(&[]);
    let (sub, away) = (
        nights.folder.path().join("in/sub"),
        nights.folder.path().join("away"),
    );
    fs::rename(&sub, &away).expect("moved");
    std::os::unix::fs::symlink(&away, &sub).expect("linked");
    let summary = nights.run(&["--prune"]);
    counts(
        &summary,
        &[("missing", 1), ("retracted", 0), ("rejected", 1)],
    );
    assert!(nights.held()["sub/first.txt"] > 20);
    fs::remove_file(&sub).expect("removed");
    let summary = nights.run(&["--prune"]);
    counts(&summary, &[("missing", 0), ("retracted", 2)]);
}

#[test]
fn an_archive_that_is_not_there_takes_nothing_back() {
    let nights = Nights::new("parquet");
    nights.put("first.txt", &report(FIRST));
    nights.run(&[]);
    nights.drop("first.txt");
    let ran = nights.command(&["--prune"]);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert_eq!(nights.held().len(), 1);
}

#[test]
fn a_document_of_another_archive_takes_the_place_of_none() {
    let nights = Nights::new("parquet");
    nights.put("1.txt", &project_text("stat-2014-delimited.txt"));
    assert_eq!(nights.command(&[]).code, 0);
    let other = nights.folder.path().join("other");
    fs::create_dir(&other).expect("made");
    fs::write(other.join("2.txt"), project_text("form-2021-pipes.txt")).expect("written");
    let data = nights.dataset().display().to_string();
    let from_other = |more: &[&str]| {
        let source = other.display().to_string();
        let mut arguments = vec!["ingest", &source, "--to", &data, "--lang", "en"];
        arguments.extend(more);
        gongkai(&arguments)
    };
    // What is new there is welcome, and replaces nothing.
    assert_eq!(from_other(&[]).code, 0);
    fs::write(other.join("1.txt"), project_text("form-2021-gaps.txt")).expect("written");
    let refused = from_other(&[]);
    assert_eq!(refused.code, 2, "{}", refused.err);
    assert!(
        refused
            .err
            .contains("1 documents of theirs would be replaced"),
        "{}",
        refused.err
    );
    let moved = from_other(&["--moved", "--summary", "json"]);
    assert_eq!(moved.code, 0, "{}", moved.err);
}

fn project_text(name: &str) -> String {
    fs::read_to_string(project("samples/annual-report").join(name)).expect("UTF-8")
}
