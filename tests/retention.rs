//! Versions of a dataset: listed, compared, taken away when they are old.

use std::fs;

use serde_json::Value;

use crate::support::archive::{Archive, content, inventory, live, report};
use crate::support::{Ran, gongkai};

const FIRST: &str = "stat-2014-wrong-total.txt";
const SECOND: &str = "prose-disagrees.txt";

#[track_caller]
fn done(ran: Ran) -> String {
    assert_eq!(ran.code, 0, "{}", ran.err);
    ran.out
}

fn on(archive: &Archive, command: &str, more: &[&str]) -> String {
    let data = archive.data().display().to_string();
    done(gongkai(&[&[command, &data], more].concat()))
}

fn json(archive: &Archive, command: &str, more: &[&str]) -> Value {
    let text = on(archive, command, &[more, &["--format", "json"]].concat());
    serde_json::from_str(&text).expect("JSON")
}

/// New, then one value corrected, then one report deleted.
fn three_versions(kind: &'static str) -> Archive {
    let archive = Archive::new(kind);
    archive.put("first.txt", &report(FIRST));
    archive.put("second.txt", &report(SECOND));
    archive.run(&[]);
    let text = report(FIRST);
    archive.put("first.txt", &text.replace("126", "125"));
    archive.run(&[]);
    archive.take("second.txt");
    archive.run(&["--prune"]);
    archive
}

fn versions_are_listed_compared_and_collected(kind: &'static str) {
    let archive = three_versions(kind);
    let events = json(&archive, "history", &[]);
    let versions: Vec<_> = events.as_array().expect("events").iter().collect();
    assert_eq!(versions.len(), 3);
    assert_eq!(versions[1]["run"]["report"]["changed"], 1);
    assert_eq!(versions[2]["run"]["report"]["retracted"], 1);
    assert!(versions.iter().all(|event| event["readable"] == true));
    assert_eq!(versions[2]["current"], true);

    let diff = json(&archive, "diff", &["1", "2"]);
    let documents = diff["documents"].as_array().expect("documents");
    assert_eq!(documents.len(), 1, "{diff:#}");
    assert_eq!(documents[0]["source"], "first.txt");
    assert_eq!(documents[0]["change"], "changed");
    let facts = diff["facts"].as_array().expect("facts");
    let values = |fact: &Value| {
        (
            fact["before"]["value"].as_f64(),
            fact["after"]["value"].as_f64(),
        )
    };
    assert!(
        facts
            .iter()
            .any(|fact| values(fact) == (Some(126.0), Some(125.0))),
        "{diff:#}"
    );
    assert!(
        facts.iter().all(|fact| fact["change"] == "changed"),
        "{diff:#}"
    );

    let diff = json(&archive, "diff", &["2", "3"]);
    assert_eq!(diff["documents"][0]["change"], "removed");
    let facts = diff["facts"].as_array().expect("facts");
    assert!(facts.len() > 20, "all facts of the report go");
    let gone = |fact: &Value| fact["change"] == "removed" && fact["source"] == "second.txt";
    assert!(facts.iter().all(gone), "{diff:#}");
    let back = on(&archive, "diff", &["3", "1"]);
    assert!(back.contains("+ document second.txt"), "{back}");

    let before = inventory(&archive.data());
    on(&archive, "gc", &["--keep", "1"]);
    assert_eq!(inventory(&archive.data()), before, "what is young stays");
    let young = json(&archive, "gc", &["--keep", "1", "--dry-run"]);
    assert!(young["young"].as_u64() > Some(0), "{young:#}");
    let until = young["young_until"].as_str().expect("a time");
    let until = chrono::DateTime::parse_from_rfc3339(until).expect("RFC 3339");
    let days = until.signed_duration_since(chrono::Utc::now()).num_hours();
    assert!(
        (160..=168).contains(&days),
        "a week, as --min-age says: {until}"
    );
    let data = archive.data().display().to_string();
    let told = gongkai(&["gc", &data, "--keep", "1", "--dry-run", "--lang", "en"]).err;
    let says = format!("{} more are younger than --min-age 7d", young["young"]);
    assert!(told.contains(&says), "{told}");
    let old = ["--keep", "1", "--min-age", "0", "--dry-run"];
    assert_eq!(json(&archive, "gc", &old)["young"], 0);
    on(
        &archive,
        "gc",
        &["--keep", "1", "--min-age", "0", "--dry-run"],
    );
    assert_eq!(
        inventory(&archive.data()),
        before,
        "a dry run takes nothing"
    );
    let seen = content(&archive.data(), kind);
    on(&archive, "gc", &["--keep", "2", "--min-age", "0"]);
    json(&archive, "diff", &["2", "3"]);
    on(&archive, "gc", &["--keep", "1", "--min-age", "0"]);
    assert_eq!(content(&archive.data(), kind), seen);
    let events = json(&archive, "history", &[]);
    let readable: Vec<&Value> = events
        .as_array()
        .expect("events")
        .iter()
        .map(|event| &event["readable"])
        .collect();
    assert_eq!(readable, [false, false, true]);
    let data = archive.data().display().to_string();
    let ran = gongkai(&["diff", &data, "1", "3"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("gongkai history"), "{}", ran.err);
    nothing_but_the_current(&archive);
    archive.put("third.txt", &report(SECOND));
    archive.run(&[]);
}

#[track_caller]
fn nothing_but_the_current(archive: &Archive) {
    let left = inventory(&archive.data());
    if archive.kind == "parquet" {
        assert!(
            left.keys()
                .all(|name| !name.starts_with("v=1") && !name.starts_with("v=2"))
        );
        return;
    }
    for table in ["documents", "facts"] {
        let live = live(&archive.data().join(table), None);
        let lying = left
            .keys()
            .filter(|name| name.starts_with(&format!("{table}/")) && name.ends_with(".parquet"));
        assert_eq!(lying.count(), live.len(), "{table}");
    }
}

#[test]
fn parquet_versions_are_listed_compared_and_collected() {
    versions_are_listed_compared_and_collected("parquet");
}

#[test]
fn delta_versions_are_listed_compared_and_collected() {
    versions_are_listed_compared_and_collected("delta");
}

#[test]
fn a_dataset_that_a_run_holds_is_not_collected() {
    let archive = Archive::new("parquet");
    archive.put("first.txt", &report(FIRST));
    archive.run(&[]);
    let lock = fs::File::options()
        .write(true)
        .open(archive.data().join(".lock"))
        .expect("a lock");
    lock.lock().expect("taken");
    let data = archive.data().display().to_string();
    assert_eq!(gongkai(&["gc", &data, "--keep", "1"]).code, 75);
}

#[test]
fn a_table_that_loses_all_rows_keeps_its_columns() {
    let archive = Archive::new("parquet");
    archive.put("first.txt", &report(FIRST));
    archive.run(&[]);
    archive.take("first.txt");
    archive.put("second.txt", "2021年\n");
    archive.run(&["--prune"]);
    let content = content(&archive.data(), "parquet").expect("a version");
    assert_eq!(content["facts"], Vec::<String>::new());
    let parts = fs::read_dir(archive.data().join("v=2/facts")).expect("a folder");
    assert!(parts.count() > 0, "readers find the columns");
}
