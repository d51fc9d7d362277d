//! Parts of a run: together they are the whole, whatever the number of parts.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::tempdir;

use crate::support::{gongkai, project};

/// The rows of every table, sorted, without what links documents.
fn rows(out: &Path) -> BTreeMap<String, Vec<String>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(out).expect("written").flatten() {
        if !entry.path().is_dir() {
            continue;
        }
        let mut rows = Vec::new();
        for file in fs::read_dir(entry.path()).expect("a table").flatten() {
            let text = fs::read_to_string(file.path()).expect("UTF-8");
            rows.extend(text.lines().map(unlinked));
        }
        rows.sort();
        found.insert(entry.file_name().display().to_string(), rows);
    }
    found
}

fn unlinked(row: &str) -> String {
    let mut row: Value = serde_json::from_str(row).expect("JSON");
    for column in ["target_doc_id", "n_targets", "mentioned_in"] {
        row.as_object_mut().expect("an object").remove(column);
    }
    row.to_string()
}

/// The samples and one of them again under another name, converted.
fn converted(inputs: &Path, out: &Path, shard: &[&str]) -> BTreeMap<String, Vec<String>> {
    let (inputs, target) = (inputs.display().to_string(), out.display().to_string());
    let arguments = ["convert", &inputs, "--out", &target, "--format", "jsonl"];
    let ran = gongkai(&[&arguments[..], shard].concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
    rows(out)
}

#[test]
fn parts_together_are_the_whole_and_a_duplicate_stays_one() {
    let folder = tempdir().expect("a folder");
    let inputs = folder.path().join("inputs");
    fs::create_dir(&inputs).expect("made");
    for (at, path) in crate::support::files(&project("samples"))
        .iter()
        .enumerate()
    {
        let name = path.file_name().expect("a file").display().to_string();
        fs::copy(path, inputs.join(format!("{at:02}-{name}"))).expect("copied");
        if at % 5 == 0 {
            fs::copy(path, inputs.join(format!("again-{name}"))).expect("copied");
        }
    }
    let whole = converted(&inputs, &folder.path().join("whole"), &[]);
    for of in [2, 5] {
        let mut united: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut filled = 0;
        for number in 1..=of {
            let shard = format!("{number}/{of}");
            let out = folder.path().join(shard.replace('/', "-"));
            let part = converted(&inputs, &out, &["--shard", &shard]);
            filled += usize::from(!part["documents"].is_empty());
            for (table, rows) in part {
                united.entry(table).or_default().extend(rows);
            }
        }
        united.values_mut().for_each(|rows| rows.sort());
        assert!(filled > 1);
        assert_eq!(united, whole);
    }
}

#[test]
fn a_part_without_inputs_has_all_tables_without_rows() {
    let folder = tempdir().expect("a folder");
    let input = folder.path().join("a.txt");
    fs::write(&input, "收到申请3件。").expect("written");
    let parts = ["1/2", "2/2"].map(|shard| {
        let out = folder.path().join(shard.replace('/', "-"));
        converted(&input, &out, &["--shard", shard])
    });
    assert_eq!(
        parts[0].keys().collect::<Vec<_>>(),
        parts[1].keys().collect::<Vec<_>>()
    );
    let documents = parts.each_ref().map(|part| part["documents"].len());
    assert!(documents == [0, 1] || documents == [1, 0]);
}

#[test]
fn a_part_that_is_none_is_a_mistake_of_usage() {
    for wrong in ["0/2", "3/2", "2", "a/b"] {
        let ran = gongkai(&["convert", "samples", "--out", "none", "--shard", wrong]);
        assert_eq!(ran.code, 2);
        assert!(ran.err.contains("八片写作 1/8 至 8/8"), "{}", ran.err);
    }
}
