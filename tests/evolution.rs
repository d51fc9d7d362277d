//! Datasets of earlier releases: columns may have been added since, and nothing else.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, Field, Schema};
use gongkai::ingest::heads;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::Value;

use crate::ingest::{FIRST, Nights, SECOND, counts, report, rows};
use crate::support::{files, gongkai, project};

/// Columns that an earlier release is made not to have had.
const LATER: [(&str, &str); 3] = [
    ("facts", "value_reviewed"),
    ("facts", "reviewed_by"),
    ("citations", "title_full"),
];

/// Rewrites a file without columns.
fn narrow(path: &Path, columns: &[&str]) {
    let builder = ParquetRecordBatchReaderBuilder::try_new(File::open(path).expect("opened"))
        .expect("Parquet");
    let kept: Vec<usize> = (0..builder.schema().fields().len())
        .filter(|at| !columns.contains(&builder.schema().field(*at).name().as_str()))
        .collect();
    let schema: Arc<Schema> = Arc::new(builder.schema().project(&kept).expect("a schema"));
    let batches: Vec<RecordBatch> = builder
        .build()
        .expect("readable")
        .map(|batch| batch.expect("a batch").project(&kept).expect("columns"))
        .collect();
    let narrowed = path.with_extension("new");
    let mut writer = ArrowWriter::try_new(File::create(&narrowed).expect("made"), schema, None)
        .expect("a writer");
    batches
        .iter()
        .for_each(|batch| writer.write(batch).expect("written"));
    writer.close().expect("closed");
    fs::rename(narrowed, path).expect("renamed");
}

/// Makes of a dataset one that a release with fewer columns wrote.
fn age(nights: &Nights) {
    for table in ["facts", "citations"] {
        let columns: Vec<&str> = LATER
            .iter()
            .filter(|one| one.0 == table)
            .map(|one| one.1)
            .collect();
        nights
            .parts(table)
            .iter()
            .for_each(|path| narrow(path, &columns));
        let commit = nights
            .dataset()
            .join(table)
            .join("_delta_log")
            .join(format!("{:020}.json", 0));
        if commit.exists() {
            fs::write(
                &commit,
                without_columns(&fs::read_to_string(&commit).expect("text"), &columns),
            )
            .expect("written");
        }
    }
    let record = nights.dataset().join("runs/1/run.json");
    let mut run: Value =
        serde_json::from_slice(&fs::read(&record).expect("a record")).expect("JSON");
    run["schema"] = "1.9".into();
    fs::write(&record, run.to_string()).expect("written");
}

/// A commit whose schema lacks columns and whose files have the size they have.
fn without_columns(commit: &str, columns: &[&str]) -> String {
    let lines = commit.lines().map(|line| {
        let mut action: Value = serde_json::from_str(line).expect("JSON");
        if let Some(text) = action["metaData"]["schemaString"].as_str() {
            let mut schema: Value = serde_json::from_str(text).expect("JSON");
            let fields = schema["fields"].as_array_mut().expect("fields");
            fields.retain(|field| !columns.contains(&field["name"].as_str().expect("a name")));
            action["metaData"]["schemaString"] = schema.to_string().into();
        }
        action.to_string() + "\n"
    });
    lines.collect()
}

fn added_columns(kind: &'static str) {
    let nights = Nights::new(kind);
    nights.put("first.txt", &report(FIRST));
    nights.run(&[]);
    let before = nights.held();
    age(&nights);
    nights.put("second.txt", &report(SECOND));
    counts(
        &nights.run(&[]),
        &[("version", 2), ("new", 1), ("unchanged", 1)],
    );
    let after = nights.held();
    assert_eq!(after["first.txt"], before["first.txt"]);
    if kind == "parquet" {
        // One version, one schema: a reader takes the first file's for all.
        for head in heads() {
            for path in nights.parts(head.name) {
                let file = File::open(&path).expect("opened");
                let builder = ParquetRecordBatchReaderBuilder::try_new(file).expect("Parquet");
                let names = |schema: &Schema| {
                    schema
                        .fields()
                        .iter()
                        .map(|field| field.name().clone())
                        .collect::<Vec<_>>()
                };
                assert_eq!(
                    names(builder.schema()),
                    names(&head.schema),
                    "{}",
                    path.display()
                );
            }
        }
        let reviewed = rows(&nights.parts("facts"), &["reviewed_by"]);
        assert!(reviewed.iter().all(|row| row[0].is_empty()));
    } else {
        let log = files(&nights.dataset().join("facts/_delta_log"));
        let last = fs::read_to_string(log.last().expect("a commit")).expect("text");
        let metadata = last
            .lines()
            .find(|line| line.contains("metaData"))
            .expect("a new schema");
        assert!(metadata.contains("reviewed_by") && metadata.contains("value_reviewed"));
    }
}

#[test]
fn columns_are_added_to_parquet_versions() {
    added_columns("parquet");
}

#[test]
fn columns_are_added_to_delta_tables() {
    added_columns("delta");
}

#[test]
fn a_dataset_with_columns_of_a_later_release_is_refused_and_left_alone() {
    for kind in ["parquet", "delta"] {
        let nights = Nights::new(kind);
        nights.put("first.txt", &report(FIRST));
        nights.run(&[]);
        let record = nights.dataset().join("runs/1/run.json");
        let text = fs::read_to_string(&record).expect("a record");
        let run: Value = serde_json::from_str(&text).expect("JSON");
        let schema = run["schema"].as_str().expect("a schema");
        assert!(schema.starts_with("1."), "{schema}");
        fs::write(&record, text.replace(&format!("\"{schema}\""), "\"2.1\"")).expect("written");
        nights.put("second.txt", &report(SECOND));
        let ran = nights.command(&[]);
        assert_eq!(ran.code, 2, "{}", ran.err);
        assert!(ran.err.contains("用 --to 另建数据集"), "{}", ran.err);
        assert_eq!(nights.held().len(), 1);
    }
}

/// A type without what describes the fields within it.
fn bare(data_type: &DataType) -> DataType {
    let field = |field: &Arc<Field>| {
        Arc::new(Field::new(
            field.name(),
            bare(field.data_type()),
            field.is_nullable(),
        ))
    };
    match data_type {
        DataType::List(item) => DataType::List(field(item)),
        DataType::Struct(fields) => DataType::Struct(fields.iter().map(field).collect()),
        plain => plain.clone(),
    }
}

fn copied(from: &Path, to: &Path) {
    for path in files(from) {
        let target = to.join(path.strip_prefix(from).expect("below"));
        fs::create_dir_all(target.parent().expect("a parent")).expect("made");
        fs::copy(path, target).expect("copied");
    }
}

/// Datasets that releases wrote, as `tests/fixtures/RELEASE/KIND`.
fn fixtures() -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(project("tests/fixtures"))
        .expect("fixtures")
        .map(|entry| entry.expect("readable").path())
        .flat_map(|release| ["parquet", "delta"].map(|kind| release.join(kind)))
        .collect();
    found.sort();
    assert!(found.len() >= 2);
    found
}

#[test]
fn datasets_of_every_release_are_read_and_carried_on() {
    for fixture in fixtures() {
        let kind = if fixture.ends_with("delta") {
            "delta"
        } else {
            "parquet"
        };
        let nights = Nights::new(kind);
        copied(&fixture, &nights.dataset());
        let before = nights.held();
        assert_eq!(before.len(), 1, "{}", fixture.display());
        nights.put("second.txt", &report(SECOND));
        let summary = nights.run(&[]);
        counts(&summary, &[("version", 2), ("new", 1), ("missing", 1)]);
        let after = nights.held();
        assert!(
            before.iter().all(|(source, facts)| after[source] == *facts),
            "{}",
            fixture.display()
        );
        assert_eq!(after.len(), 2);
    }
}

#[test]
fn columns_of_every_release_keep_their_names_and_types() {
    for fixture in fixtures()
        .iter()
        .filter(|fixture| fixture.ends_with("parquet"))
    {
        for head in heads() {
            let path = &files(&fixture.join("v=1").join(head.name))[0];
            let file = File::open(path).expect("opened");
            let builder = ParquetRecordBatchReaderBuilder::try_new(file).expect("Parquet");
            for field in builder.schema().fields() {
                let now = head.schema.field_with_name(field.name());
                let now = now.unwrap_or_else(|_| panic!("{}.{} went", head.name, field.name()));
                assert_eq!(
                    bare(now.data_type()),
                    bare(field.data_type()),
                    "{}.{}",
                    head.name,
                    field.name()
                );
            }
        }
    }
}

#[test]
fn a_conversion_states_its_schema() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out").display().to_string();
    let sample = project("samples/annual-report")
        .join(FIRST)
        .display()
        .to_string();
    assert_eq!(gongkai(&["convert", &sample, "--out", &out]).code, 0);
    let manifest: Value = serde_json::from_slice(
        &fs::read(Path::new(&out).join("manifest.json")).expect("a manifest"),
    )
    .expect("JSON");
    let columns: usize = gongkai::batch::Tables::default()
        .heads()
        .iter()
        .map(|head| head.schema.fields().len())
        .sum();
    assert_eq!(manifest["schema"], format!("1.{columns}"));
}
