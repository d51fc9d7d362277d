//! Several runs, and readers beside them: nothing is lost, nothing is mixed.
//!
//! `GONGKAI_COMMITS=25` and `GONGKAI_READS=500` for the full counts; `GONGKAI_PYTHON` names interpreters that
//! have deltalake, Polars, DuckDB or Daft, `:` between them.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::archive::{Archive, content, json, live, report, short};
use crate::support::{gongkai, project};

/// A number from the environment.
fn asked(name: &str, usual: usize) -> usize {
    let given = std::env::var(name).ok();
    given.and_then(|given| given.parse().ok()).unwrap_or(usual)
}

#[allow(clippy::print_stdout)]
fn say(line: &str) {
    println!("{line}");
}

/// Runs a script of `tests/readers` with each interpreter until one has what it needs.
fn python(script: &str, arguments: &[&str]) -> Option<Output> {
    let given = std::env::var("GONGKAI_PYTHON").unwrap_or_else(|_| "python3".into());
    let mut last = None;
    for interpreter in given.split(':') {
        let ran = Command::new(interpreter)
            .arg(project("tests/readers").join(script))
            .args(arguments)
            .env("DAFT_ANALYTICS_ENABLED", "0")
            .stdin(Stdio::null())
            .output();
        match ran {
            Ok(ran) if ran.status.code() != Some(3) => return Some(ran),
            Ok(ran) => last = Some(ran),
            Err(_) => {}
        }
    }
    let why = last.map(|ran| String::from_utf8_lossy(&ran.stdout).trim().to_owned());
    say(&format!("skipped: {script} {arguments:?}: {why:?}"));
    None
}

#[test]
fn a_second_run_waits_or_says_try_later() {
    let archive = Archive::new("parquet");
    archive.put("first.txt", &short(1));
    archive.run(&[]);
    let lock = File::options()
        .write(true)
        .open(archive.data().join(".lock"))
        .expect("a lock");
    lock.lock().expect("taken");
    let ran = archive.run_into(&archive.data(), &[]);
    assert_eq!(ran.code, 75, "{}", ran.err);
    assert!(ran.err.contains("--wait"), "{}", ran.err);
    let begin = Instant::now();
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| archive.run_into(&archive.data(), &["--wait", "60"]));
        std::thread::sleep(Duration::from_millis(1500));
        drop(lock);
        let ran = waiting.join().expect("it ends");
        assert_eq!(ran.code, 0, "{}", ran.err);
    });
    assert!(begin.elapsed() >= Duration::from_millis(1500));
}

/// Runs of one feed, each with one more document.
fn feed(root: &Path, data: &Path, name: &str, commits: usize) {
    let source = root.join(name);
    fs::create_dir_all(&source).expect("made");
    let (source, data) = (source.display().to_string(), data.display().to_string());
    for commit in 0..commits {
        let text = short(commit).replace("松坪区", &format!("松坪区{name}第{commit}"));
        fs::write(root.join(name).join(format!("{commit}.txt")), text).expect("written");
        let ran = gongkai(&[
            "ingest",
            &source,
            "--to",
            &data,
            "--kind",
            "delta",
            "--feed",
            name,
            "--wait",
            "600",
            "--threads",
            "1",
            "--quiet",
        ]);
        assert_eq!(ran.code, 0, "{name} {commit}: {}", ran.err);
    }
}

#[test]
fn eight_feeds_of_one_delta_dataset_lose_nothing() {
    const WRITERS: usize = 8;
    let commits = asked("GONGKAI_COMMITS", 2);
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("lake");
    let names: Vec<String> = (0..WRITERS).map(|number| format!("w{number}")).collect();
    std::thread::scope(|scope| {
        for name in &names {
            scope.spawn(|| feed(folder.path(), &data, name, commits));
        }
    });
    let seen = content(&data, "delta").expect("versions of tables");
    let documents: Vec<Value> = seen["documents"]
        .iter()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    let ids: BTreeSet<&str> = documents
        .iter()
        .filter_map(|row| row["doc_id"].as_str())
        .collect();
    assert_eq!(documents.len(), WRITERS * commits, "one row a document");
    assert_eq!(ids.len(), WRITERS * commits, "each document once");
    assert_eq!(seen["texts"].len(), WRITERS * commits);
    let log = fs::read_dir(data.join("documents/_delta_log")).expect("a log");
    let made = log.filter(|entry| {
        let name = entry.as_ref().expect("an entry").file_name();
        name.to_string_lossy().ends_with(".json")
    });
    assert_eq!(made.count(), WRITERS * commits, "a commit a run");
    for name in &names {
        let current = json(&data.join("feeds").join(name).join("current.json")).expect("a pointer");
        assert_eq!(current["version"].as_u64(), u64::try_from(commits).ok());
    }
    if let Some(ran) = python("agree.py", &[&data.display().to_string()]) {
        say(String::from_utf8_lossy(&ran.stdout).trim());
        assert!(ran.status.success(), "readers agree");
    }
    say(&format!(
        "{WRITERS} writers × {commits} commits: {} documents, none lost, none twice",
        ids.len()
    ));
}

#[test]
fn a_document_of_two_feeds_stands_in_the_tables_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("lake");
    let run = |feed: &str, more: &[&str]| {
        let source = folder.path().join(feed).display().to_string();
        let data = data.display().to_string();
        let base = [
            "ingest", &source, "--to", &data, "--kind", "delta", "--feed", feed,
        ];
        let ran = gongkai(&[&base[..], more].concat());
        assert_eq!(ran.code, 0, "{}", ran.err);
    };
    let documents = || content(&data, "delta").expect("tables")["documents"].len();
    for feed in ["west", "east"] {
        fs::create_dir_all(folder.path().join(feed)).expect("made");
        fs::write(folder.path().join(feed).join("same.txt"), short(1)).expect("written");
        fs::write(folder.path().join(feed).join("own.txt"), feed).expect("written");
        run(feed, &[]);
    }
    assert_eq!(documents(), 3, "the shared document once");
    run("east", &[]);
    assert_eq!(documents(), 3);
    fs::remove_file(folder.path().join("west/same.txt")).expect("removed");
    run("west", &["--prune"]);
    run("east", &[]);
    assert_eq!(documents(), 3, "the other feed brings it now");
}

/// Writes generation after generation into the dataset until told to stop; how many they were.
fn generations(archive: &Archive, stop: &AtomicBool) -> usize {
    let mut generation = 1;
    while !stop.load(Ordering::Acquire) {
        generation += 1;
        put(archive, generation);
        archive.run(&["--quiet"]);
    }
    generation
}

/// Replaces all documents.
fn put(archive: &Archive, generation: usize) {
    for number in 0..4 {
        let text = short(number).replace("一、", &format!("第{generation}版\n\n一、"));
        let name = format!("{number}.txt");
        let new = archive.folder.path().join(".new");
        fs::write(&new, text).expect("written");
        fs::rename(&new, archive.input().join(name)).expect("renamed");
    }
}

fn read_over_and_over(kind: &'static str, engines: &[&str]) {
    let reads = asked("GONGKAI_READS", 10).to_string();
    for engine in engines {
        let archive = Archive::new(kind);
        put(&archive, 1);
        archive.run(&["--quiet"]);
        let stop = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let writer = scope.spawn(|| generations(&archive, &stop));
            let data = archive.data().display().to_string();
            let ran = python("loop.py", &[&data, kind, engine, &reads]);
            stop.store(true, Ordering::Release);
            let written = writer.join().expect("the writer ends");
            if let Some(ran) = ran {
                let told = String::from_utf8_lossy(&ran.stdout).trim().to_owned();
                assert!(
                    ran.status.success(),
                    "{told}{}",
                    String::from_utf8_lossy(&ran.stderr)
                );
                say(&format!("{told} of {written} generations"));
            }
        });
    }
}

#[test]
fn readers_of_parquet_versions_see_no_mixture() {
    read_over_and_over("parquet", &["duckdb", "polars", "pyarrow"]);
}

#[test]
fn readers_of_delta_tables_see_no_mixture() {
    read_over_and_over("delta", &["deltalake", "polars", "duckdb"]);
}

/// Three nights of a Delta dataset.
fn nights() -> Archive {
    let archive = Archive::new("delta");
    archive.put("first.txt", &report("stat-2014-wrong-total.txt"));
    archive.put("second.txt", &report("prose-disagrees.txt"));
    archive.run(&[]);
    archive.put(
        "first.txt",
        &report("stat-2014-wrong-total.txt").replace("126", "125"),
    );
    archive.run(&[]);
    archive.take("second.txt");
    archive.run(&["--prune"]);
    archive
}

#[test]
fn delta_tables_are_read_alike_by_all_readers() {
    let archive = nights();
    let data = archive.data().display().to_string();
    let facts = content(&archive.data(), "delta").expect("tables")["facts"].len();
    let given = std::env::var("GONGKAI_PYTHON").unwrap_or_else(|_| "python3".into());
    for interpreter in given.split(':') {
        let ran = Command::new(interpreter)
            .arg(project("tests/readers/agree.py"))
            .arg(&data)
            .env("DAFT_ANALYTICS_ENABLED", "0")
            .output();
        let Ok(ran) = ran else {
            say(&format!("skipped: {interpreter} is missing"));
            continue;
        };
        let told: Value = serde_json::from_slice(&ran.stdout).expect("a line of JSON");
        say(&format!("{told}"));
        assert!(ran.status.success(), "{told}");
        if told["readers"]
            .as_array()
            .is_some_and(|readers| !readers.is_empty())
        {
            assert_eq!(told["rows"]["facts"].as_u64(), u64::try_from(facts).ok());
        }
    }
}

#[test]
fn a_table_that_another_writer_appended_to_is_carried_on() {
    let archive = nights();
    let table: PathBuf = archive.data().join("documents");
    let path = table.display().to_string();
    let Some(ran) = python("append.py", &[&path, "ffffffffffffffffffffffffffffffff"]) else {
        return;
    };
    if !ran.status.success() {
        let why = String::from_utf8_lossy(&ran.stderr);
        say(&format!(
            "skipped: append.py: {}",
            why.lines().last().unwrap_or_default()
        ));
        return;
    }
    let before = live(&table, None).len();
    archive.put("third.txt", &short(3));
    archive.run(&["--prune"]);
    assert_eq!(live(&table, None).len(), before + 1);
    let rows = &content(&archive.data(), "delta").expect("tables")["documents"];
    assert_eq!(rows.len(), 3, "ours, the other's, and the new one");
    let agreed = python("agree.py", &[&archive.data().display().to_string()]);
    if let Some(ran) = agreed {
        let told = String::from_utf8_lossy(&ran.stdout).into_owned();
        let why = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert!(ran.status.success(), "{told}{why}");
    }
}
