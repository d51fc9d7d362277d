//! The data dictionary and the Data Package descriptor, held against what the tables really hold.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::Value;

use crate::support::{Csv, gongkai, project};

fn run(arguments: &[&str]) -> String {
    let ran = gongkai(arguments);
    assert_eq!(ran.code, 0, "{arguments:?}: {}", ran.err);
    ran.out
}

/// The names that a list of objects gives.
fn names(list: &Value) -> Vec<&str> {
    let list = list.as_array().expect("a list");
    list.iter()
        .map(|one| one["name"].as_str().expect("a name"))
        .collect()
}

#[test]
fn the_dictionary_is_complete_and_true_of_what_is_written() {
    let all: Value = serde_json::from_str(&run(&["schema", "--format", "json"])).expect("JSON");
    let tables = all.as_array().expect("a list");
    assert_eq!(tables.len(), 16);
    let place = tempfile::tempdir().expect("a folder");
    let path = |name: &str| place.path().join(name).display().to_string();
    let samples = project("samples").display().to_string();
    run(&[
        "convert",
        &samples,
        "--out",
        &path("out"),
        "--format",
        "csv",
    ]);
    run(&[
        "panel",
        &samples,
        "--out",
        &path("panel"),
        "--format",
        "csv",
    ]);
    for table in tables {
        let name = table["name"].as_str().expect("a name");
        let folder = if name.starts_with("panel") {
            "panel"
        } else {
            "out"
        };
        let csv = fs::read_to_string(path(&format!("{folder}/{name}/part-00000.csv")));
        let csv = csv.expect("a file");
        let head: Vec<&str> = csv.lines().next().expect("a head").split(',').collect();
        assert_eq!(names(&table["fields"]), head, "{name}");
        for field in table["fields"].as_array().expect("fields") {
            let told = |key: &str| field[key].as_str().is_some_and(|text| !text.is_empty());
            assert!(
                told("type") && told("description"),
                "{name}.{}",
                field["name"]
            );
            assert_eq!(
                field["nullable"].as_bool(),
                Some(
                    field["type"]
                        .as_str()
                        .is_some_and(|name| name.ends_with('?'))
                )
            );
        }
        words_and_keys(
            table,
            &place.path().join(format!("{folder}/{name}/part-00000.csv")),
        );
    }
    let markdown = run(&["schema", "--format", "markdown"]);
    assert_eq!(
        markdown
            .matches("\n| column | type | meaning | unit | values |")
            .count(),
        16
    );
    assert!(
        markdown.contains("| `units[].role` | utf8 | Role |  | `lead`, `support`, `responsible` |")
    );
}

/// What a column holds is among the words it may hold, and no two rows have one key.
fn words_and_keys(table: &Value, path: &std::path::Path) {
    let csv = Csv::read(path);
    let name = &table["name"];
    for field in table["fields"].as_array().expect("fields") {
        let Some(words) = field["values"].as_array() else {
            continue;
        };
        let column = field["name"].as_str().expect("a name");
        for [value] in csv.columns([column]) {
            let empty = value.is_empty() && field["nullable"] == true;
            assert!(
                empty || words.iter().any(|word| word == value),
                "{name}.{column}: {value}"
            );
        }
    }
    let key: Vec<&str> = table["key"]
        .as_array()
        .expect("a key")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    let columns: Vec<Vec<[&str; 1]>> = key.iter().map(|column| csv.columns([*column])).collect();
    let mut seen = BTreeSet::new();
    for row in 0..columns[0].len() {
        let values: Vec<&str> = columns.iter().map(|column| column[row][0]).collect();
        assert!(
            seen.insert(values.clone()),
            "{name}: {values:?} is there twice"
        );
    }
}

#[test]
fn a_data_package_describes_every_file() {
    let place = tempfile::tempdir().expect("a folder");
    let samples = project("samples/annual-report").display().to_string();
    let types: BTreeMap<&str, &[&str]> = BTreeMap::from([
        ("utf8", &["string"][..]),
        ("i32", &["integer"]),
        ("i64", &["integer"]),
        ("f64", &["number"]),
        ("f32", &["number"]),
        ("bool", &["boolean"]),
        ("date32", &["date"]),
    ]);
    let all: Value = serde_json::from_str(&run(&["schema", "--format", "json"])).expect("JSON");
    for format in ["csv", "parquet", "xlsx"] {
        let out = place.path().join(format);
        let named = out.display().to_string();
        run(&["convert", &samples, "--out", &named, "--format", format]);
        let text = fs::read_to_string(out.join("datapackage.json")).expect("beside the tables");
        let package: Value = serde_json::from_str(&text).expect("JSON");
        assert!(
            package["name"]
                .as_str()
                .is_some_and(|name| name.starts_with("gongkai"))
        );
        let resources = package["resources"].as_array().expect("resources");
        assert_eq!(resources.len(), 12);
        let known: Vec<&str> = names(&package["resources"]);
        assert_eq!(known.iter().collect::<BTreeSet<_>>().len(), 12);
        for resource in resources {
            let path = resource["path"].as_str().expect("a path");
            assert!(out.join(path).is_file() && !path.starts_with('/'), "{path}");
            let table = all.as_array().expect("a list").iter();
            let table = table
                .clone()
                .find(|one| one["name"] == resource["name"])
                .expect("a table");
            let schema = &resource["schema"];
            assert_eq!(names(&schema["fields"]), names(&table["fields"]));
            assert_eq!(schema["primaryKey"], table["key"]);
            for (field, told) in schema["fields"]
                .as_array()
                .expect("fields")
                .iter()
                .zip(table["fields"].as_array().expect("fields"))
            {
                let kind = told["type"].as_str().expect("a type").trim_end_matches('?');
                let wanted = types.get(kind).copied().unwrap_or(&["array"]);
                assert_eq!(field["type"].as_str(), Some(wanted[0]), "{path} {kind}");
                assert_eq!(field["constraints"]["enum"], told["values"]);
            }
            for foreign in schema["foreignKeys"].as_array().into_iter().flatten() {
                assert!(
                    known.contains(&foreign["reference"]["resource"].as_str().expect("a name"))
                );
            }
        }
    }
}
