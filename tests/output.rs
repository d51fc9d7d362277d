//! The files of a run: contract, formats, determinism, and what happens to what stood there before.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Int32Array, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Float64Type, Schema};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::Value;
use tempfile::TempDir;

use gongkai::pipeline::{Options, collect, convert};
use gongkai::sink::{Format, Manifest, Sink, TableHead};

use crate::support::{Csv, files, gongkai, gongkai_with, project, reader};

/// The output contract: every table with its columns, `?` where a value may be missing.
const CONTRACT: [(&str, &str); 12] = [
    (
        "documents",
        "doc_id:utf8 source:utf8 media_type:utf8 encoding:utf8? n_bytes:i64 content_hash:utf8 family:utf8 \
         form:utf8? grammar:utf8? title:utf8? issuer:utf8? region:utf8? coverage:utf8? year:i32? \
         period_start:date32? period_end:date32? doc_number:utf8? signed_date:date32? printed_date:date32? \
         index_number:utf8? published_date:date32? \
         contact_address:utf8? contact_postcode:utf8? contact_person:utf8? contact_phone:utf8? \
         contact_fax:utf8? contact_email:utf8? website:utf8? status:utf8 reason:utf8? n_facts:i32 \
         n_checks:i32 n_checks_failed:i32 n_diagnostics:i32",
    ),
    ("texts", "doc_id:utf8 text:utf8"),
    (
        "sections",
        "doc_id:utf8 section_id:i32 parent_id:i32? level:i32 ordinal:i32? ordinal_printed:utf8? \
         ordinal_inferred:bool title:utf8 role:utf8? span_start:i32 span_end:i32 line:i32 body_start:i32 \
         body_end:i32",
    ),
    (
        "blocks",
        "doc_id:utf8 block_id:i32 section_id:i32? kind:utf8 reason:utf8? continues:i32? span_start:i32 \
         span_end:i32 line:i32",
    ),
    (
        "tables",
        "doc_id:utf8 table_id:i32 section_id:i32? caption:utf8? form:utf8? form_table:i32? layout:utf8 \
         transposed:bool n_rows:i32 n_cols:i32 genuine:bool span_start:i32 span_end:i32 line:i32",
    ),
    (
        "cells",
        "doc_id:utf8 table_id:i32 row:i32 col:i32 row_span:i32 col_span:i32 text:utf8 text_printed:utf8 \
         header:bool span_start:i32 span_end:i32 line:i32",
    ),
    (
        "facts",
        "doc_id:utf8 fact_id:i32 year:i32? form:utf8? indicator:utf8 scope:utf8? applicant:utf8? value:f64? \
         value_printed:utf8? state:utf8 unit:utf8? label_printed:utf8? label_score:f32 source:utf8 \
         table_id:i32? row:i32? col:i32? section_id:i32? evidence:utf8 value_implied:f64? span_start:i32 \
         span_end:i32 line:i32",
    ),
    (
        "quantities",
        "doc_id:utf8 quantity_id:i32 section_id:i32? subject:utf8? value:f64 value_to:f64? value_printed:utf8 \
         unit:utf8 approx:utf8 kind:utf8 share_of:utf8? indicator:utf8? span_start:i32 span_end:i32 line:i32",
    ),
    (
        "citations",
        "doc_id:utf8 citation_id:i32 title:utf8? title_full:utf8? doc_number:utf8? doc_number_printed:utf8? \
         issuer_code:utf8? number_year:i32? number_serial:i32? relation:utf8? target_doc_id:utf8? n_targets:i32 \
         genuine:bool span_start:i32 span_end:i32 line:i32",
    ),
    (
        "tasks",
        "doc_id:utf8 task_id:i32 section_id:i32? category:utf8? title:utf8? text:utf8 \
         units:list<struct<name,name_printed,role,collective>> deadlines:list<struct<printed,date,frequency>> \
         mentioned_in:list<struct<doc_id,section_id>> source:utf8 legibility:utf8 span_start:i32 span_end:i32 line:i32",
    ),
    (
        "checks",
        "doc_id:utf8 check_id:i32 rule:utf8 kind:utf8 scope:utf8? left:f64? right:f64? difference:f64? \
         tolerance:f64 outcome:utf8 severity:utf8 message:utf8 fact_ids:list<i32> quantity_ids:list<i32> \
         span_start:i32 span_end:i32 line:i32",
    ),
    (
        "diagnostics",
        "doc_id:utf8 diagnostic_id:i32 code:utf8 severity:utf8 message:utf8 span_start:i32 span_end:i32 \
         line:i32",
    ),
];

/// Converts `inputs` in a folder of its own.
fn run(inputs: &[String], format: Format, threads: usize) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let options = Options {
        out: folder.path().join("out"),
        overwrite: false,
        format,
        tables: Vec::new(),
        threads,
    };
    let inputs = collect(inputs).expect("inputs");
    convert(&inputs, reader(), &options, |_| {}).expect("a run");
    folder
}

fn samples() -> String {
    project("samples").display().to_string()
}

fn part(folder: &TempDir, table: &str, extension: &str) -> PathBuf {
    folder
        .path()
        .join(format!("out/{table}/part-00000.{extension}"))
}

/// A column's type as CONTRACT writes it.
fn type_name(field: &Field) -> String {
    fn plain(data_type: &DataType) -> String {
        match data_type {
            DataType::Utf8 => "utf8".into(),
            DataType::Boolean => "bool".into(),
            DataType::Int32 => "i32".into(),
            DataType::Int64 => "i64".into(),
            DataType::Float32 => "f32".into(),
            DataType::Float64 => "f64".into(),
            DataType::Date32 => "date32".into(),
            DataType::List(item) => format!("list<{}>", plain(item.data_type())),
            DataType::Struct(fields) => {
                let names: Vec<&str> = fields.iter().map(|field| field.name().as_str()).collect();
                format!("struct<{}>", names.join(","))
            }
            other => format!("{other}"),
        }
    }
    let missing = if field.is_nullable() { "?" } else { "" };
    format!("{}{missing}", plain(field.data_type()))
}

fn batches(path: &Path) -> (Arc<Schema>, Vec<RecordBatch>) {
    let file = File::open(path).expect("the file is there");
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).expect("Parquet");
    let schema = builder.schema().clone();
    let reader = builder.build().expect("readable");
    (schema, reader.collect::<Result<_, _>>().expect("readable"))
}

#[test]
fn parquet_holds_the_contract() {
    let folder = run(&[samples()], Format::Parquet, 0);
    for (table, columns) in CONTRACT {
        let path = part(&folder, table, "parquet");
        let (schema, batches) = batches(&path);
        for column in columns.split_whitespace() {
            let (name, wanted) = column.split_once(':').expect("name and type");
            let field = schema
                .field_with_name(name)
                .unwrap_or_else(|_| panic!("{table} lacks {name}"));
            assert_eq!(type_name(field), wanted, "{table}.{name}");
            let described = field
                .metadata()
                .get("description")
                .is_some_and(|text| !text.is_empty());
            assert!(described, "{table}.{name} says what it holds");
        }
        let rows: usize = batches.iter().map(RecordBatch::num_rows).sum();
        assert!(rows > 0, "{table} has rows");
        metadata(&path, table, rows);
    }
}

/// Key-value metadata, compression and statistics of a file.
#[track_caller]
fn metadata(path: &Path, table: &str, rows: usize) {
    let file = File::open(path).expect("the file is there");
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).expect("Parquet");
    let metadata = builder.metadata();
    let pairs = metadata
        .file_metadata()
        .key_value_metadata()
        .expect("metadata");
    let value = |key: &str| {
        let pair = pairs.iter().find(|pair| pair.key == key);
        pair.and_then(|pair| pair.value.clone())
            .unwrap_or_else(|| panic!("{table}: {key}"))
    };
    assert_eq!(value("gongkai.table"), table);
    assert_eq!(value("gongkai.version"), env!("CARGO_PKG_VERSION"));
    assert!(value("gongkai.grammars").contains("annual-report@"));
    assert!(!value("gongkai.description").is_empty());
    assert_eq!(
        metadata.file_metadata().num_rows(),
        i64::try_from(rows).expect("small")
    );
    let column = metadata.row_group(0).column(0);
    assert!(
        matches!(column.compression(), parquet::basic::Compression::ZSTD(_)),
        "{table}"
    );
    assert!(column.statistics().is_some(), "{table}: statistics");
}

/// Rows of each row group of a table of one column, whose batches are written one by one.
fn row_groups(columns: impl Iterator<Item = ArrayRef>, data_type: DataType) -> Vec<i64> {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    let schema = Arc::new(Schema::new(vec![Field::new("one", data_type, false)]));
    let head = TableHead {
        name: "facts",
        description: "values",
        schema: Arc::clone(&schema),
    };
    let mut sink = Sink::create(&out, false, Format::Parquet, vec![head], &[]).expect("a sink");
    for column in columns {
        let batch = RecordBatch::try_new(Arc::clone(&schema), vec![column]).expect("a batch");
        sink.write(|_| Ok(batch.clone())).expect("written");
    }
    let manifest = |files| Manifest {
        files,
        ..Manifest::default()
    };
    sink.finish(manifest).expect("finished");
    let file = File::open(out.join("facts/part-00000.parquet")).expect("the file is there");
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).expect("Parquet");
    let groups = builder.metadata().row_groups();
    groups.iter().map(|group| group.num_rows()).collect()
}

#[test]
fn row_groups_hold_a_hundred_thousand_rows() {
    let numbers = [0, 60_000, 120_000]
        .into_iter()
        .map(|start| Arc::new(Int32Array::from_iter_values(start..start + 60_000)) as ArrayRef);
    assert_eq!(row_groups(numbers, DataType::Int32), [100_000, 80_000]);
    let numbers = Int32Array::from_iter_values(0..250_000);
    let numbers = std::iter::once(Arc::new(numbers) as ArrayRef);
    assert_eq!(
        row_groups(numbers, DataType::Int32),
        [100_000, 100_000, 50_000]
    );
}

#[test]
fn rows_that_wait_for_their_row_group_are_few_bytes() {
    // Two batches of 4 MiB, and what says where each text begins, are more than 8 MiB.
    let text = "松".repeat(4096 / 3);
    let texts = StringArray::from_iter_values(std::iter::repeat_n(format!("{text}x"), 1024));
    let texts = std::iter::repeat_n(Arc::new(texts) as ArrayRef, 10);
    assert_eq!(
        row_groups(texts, DataType::Utf8),
        [2048, 2048, 2048, 2048, 2048]
    );
}

/// Indicator, value and evidence of every fact.
type Row = (String, Option<f64>, String);

#[test]
fn four_formats_hold_the_same_facts() {
    let input = [project("samples/annual-report").display().to_string()];
    let parquet = run(&input, Format::Parquet, 0);
    let rows = rows_of(&batches(&part(&parquet, "facts", "parquet")).1);
    assert!(
        rows.iter()
            .any(|row| row.1 == Some(126.0) && row.2 == "contradicted")
    );

    let arrow = run(&input, Format::Arrow, 0);
    let file = File::open(part(&arrow, "facts", "arrow")).expect("the file is there");
    let reader = arrow::ipc::reader::FileReader::try_new(file, None).expect("Arrow IPC");
    assert_eq!(
        rows_of(&reader.collect::<Result<Vec<_>, _>>().expect("readable")),
        rows
    );

    let csv = run(&input, Format::Csv, 0);
    let read = Csv::read(&part(&csv, "facts", "csv"));
    let read = read.columns(["indicator", "value", "evidence"]);
    let read: Vec<Row> = read
        .iter()
        .map(|row| (row[0].into(), row[1].parse().ok(), row[2].into()))
        .collect();
    assert_eq!(read, rows);
    let checks = Csv::read(&part(&csv, "checks", "csv"));
    let lists = checks.columns(["fact_ids"]);
    assert!(
        lists
            .iter()
            .all(|[ids]| serde_json::from_str::<Vec<i32>>(ids).is_ok()),
        "lists are JSON"
    );

    let lines = run(&input, Format::JsonLines, 0);
    let text = fs::read_to_string(part(&lines, "facts", "jsonl")).expect("UTF-8");
    let read: Vec<Row> = text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON"))
        .map(|row| {
            let word = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
            (word("indicator"), row["value"].as_f64(), word("evidence"))
        })
        .collect();
    assert_eq!(read, rows);
}

fn rows_of(batches: &[RecordBatch]) -> Vec<Row> {
    let mut rows = Vec::new();
    for batch in batches {
        let text = |name: &str| {
            batch
                .column_by_name(name)
                .expect("a column")
                .as_string::<i32>()
                .clone()
        };
        let (indicator, evidence) = (text("indicator"), text("evidence"));
        let value = batch
            .column_by_name("value")
            .expect("a column")
            .as_primitive::<Float64Type>()
            .clone();
        rows.extend((0..batch.num_rows()).map(|at| {
            let number = value.is_valid(at).then(|| value.value(at));
            (
                indicator.value(at).to_owned(),
                number,
                evidence.value(at).to_owned(),
            )
        }));
    }
    rows
}

/// All files of a run but the manifest, which tells the time.
fn bytes(folder: &TempDir) -> BTreeMap<String, Vec<u8>> {
    let root = folder.path().join("out");
    files(&root)
        .into_iter()
        .filter(|path| !path.ends_with("manifest.json"))
        .map(|path| {
            let name = path
                .strip_prefix(&root)
                .expect("below")
                .display()
                .to_string();
            (name, fs::read(&path).expect("readable"))
        })
        .collect()
}

#[test]
fn bytes_do_not_depend_on_threads_or_order() {
    let tiny = tempfile::tempdir().expect("a folder");
    // More documents than one chunk holds.
    for number in 0..700 {
        let text = format!("云川市第{number}号通告\n\n一、共有{number}件。\n");
        fs::write(tiny.path().join(format!("{number}.txt")), text).expect("written");
    }
    let folders = ["annual-report", "work-plan", "official-document"];
    let mut inputs = folders
        .map(|family| project("samples").join(family).display().to_string())
        .to_vec();
    inputs.push(tiny.path().display().to_string());
    let one = bytes(&run(&inputs, Format::Parquet, 1));
    assert_eq!(
        one.len(),
        CONTRACT.len() + 1,
        "the tables and datapackage.json"
    );
    assert!(
        bytes(&run(&inputs, Format::Parquet, 4)) == one,
        "4 threads write what 1 writes"
    );
    inputs.reverse();
    assert!(
        bytes(&run(&inputs, Format::Parquet, 3)) == one,
        "the order of inputs does not matter"
    );
}

/// Arguments of a conversion of one small sample to `out`.
fn arguments<'a>(sample: &'a str, out: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let mut all = vec!["convert", sample, "--out", out, "--format", "jsonl"];
    all.extend(more);
    all
}

#[test]
fn what_stands_at_out_is_kept_or_replaced_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    let (path, sample) = (out.display().to_string(), small());
    assert_eq!(gongkai(&arguments(&sample, &path, &[])).code, 0);
    let manifest = fs::read(out.join("manifest.json")).expect("a manifest");

    let refused = gongkai(&arguments(&sample, &path, &[]));
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("--overwrite"), "{}", refused.err);
    assert_eq!(
        fs::read(out.join("manifest.json")).expect("a manifest"),
        manifest,
        "untouched"
    );

    fs::write(out.join("facts/part-00001.jsonl"), "stale").expect("written");
    assert_eq!(
        gongkai(&arguments(
            &sample,
            &path,
            &["--overwrite", "--tables", "facts"]
        ))
        .code,
        0
    );
    assert!(
        !out.join("facts/part-00001.jsonl").exists(),
        "nothing of the old output is left"
    );
    assert!(
        !out.join("texts").exists(),
        "only the wanted tables are there"
    );
    let beside: Vec<_> = fs::read_dir(folder.path()).expect("readable").collect();
    assert_eq!(beside.len(), 1, "no temporary folder is left");
}

#[test]
fn a_folder_that_is_not_an_output_is_never_deleted() {
    let folder = tempfile::tempdir().expect("a folder");
    let letter = folder.path().join("letter.txt");
    fs::write(&letter, "mine").expect("written");
    let path = folder.path().display().to_string();
    assert_eq!(
        gongkai(&arguments(&small(), &path, &["--overwrite"])).code,
        2
    );
    assert_eq!(fs::read_to_string(&letter).expect("still there"), "mine");
}

fn small() -> String {
    project("samples/official-document/reply.txt")
        .display()
        .to_string()
}

/// Rows of a table written as JSON Lines.
fn lines(out: &Path, table: &str) -> Vec<Value> {
    let text = fs::read_to_string(out.join(table).join("part-00000.jsonl")).expect("UTF-8");
    text.lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect()
}

#[test]
fn duplicates_and_garbage_do_not_stop_the_rest() {
    let folder = tempfile::tempdir().expect("a folder");
    let inputs = folder.path().join("in");
    fs::create_dir_all(inputs.join("below")).expect("made");
    let reply = fs::read(small()).expect("readable");
    fs::write(inputs.join("a.txt"), &reply).expect("written");
    fs::write(inputs.join("below/b.txt"), &reply).expect("written");
    fs::write(
        inputs.join("c.png"),
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x02",
    )
    .expect("written");
    fs::write(inputs.join("d.txt"), b"").expect("written");
    let out = folder.path().join("out");
    let (input, path) = (inputs.display().to_string(), out.display().to_string());

    let ran = gongkai(&arguments(&input, &path, &["--summary", "json"]));
    assert_eq!(ran.code, 0, "{}", ran.err);
    let summary: Value =
        serde_json::from_str(ran.out.lines().last().expect("a line")).expect("JSON");
    assert_eq!(
        [
            &summary["inputs"],
            &summary["rejected"],
            &summary["duplicates"]
        ],
        [4, 2, 1]
    );

    let documents = lines(&out, "documents");
    let outcome = |source: &str| {
        let row = documents.iter().find(|row| row["source"] == source);
        row.map(|row| {
            (
                row["status"].as_str().unwrap_or_default(),
                row["reason"].as_str().is_some(),
            )
        })
    };
    assert_eq!(documents.len(), 3);
    assert_eq!(outcome("c.png"), Some(("rejected", true)));
    assert_eq!(outcome("d.txt"), Some(("rejected", true)));
    assert!(outcome("a.txt").is_some_and(|(status, _)| status != "rejected"));
    let repeated = lines(&out, "diagnostics");
    assert!(repeated.iter().any(|row| row["code"] == "duplicate-source"));
    let manifest: Value =
        serde_json::from_slice(&fs::read(out.join("manifest.json")).expect("a manifest"))
            .expect("JSON");
    let duplicate = manifest["inputs"]
        .as_array()
        .and_then(|all| all.iter().find(|one| one["outcome"] == "duplicate"));
    assert_eq!(
        duplicate.map(|one| (&one["source"], &one["reason"])),
        Some((&"below/b.txt".into(), &"a.txt".into()))
    );

    let strict = gongkai(&arguments(
        &input,
        &path,
        &["--overwrite", "--strict", "--quiet"],
    ));
    assert_eq!(
        (strict.code, strict.out.as_str(), strict.err.as_str()),
        (1, "", "")
    );
}

#[test]
fn inputs_are_files_folders_globs_and_standard_input() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    let path = out.display().to_string();
    let glob = project("samples/*/re*.txt").display().to_string();
    let bytes = fs::read(small()).expect("readable");
    let ran = gongkai_with(&arguments("-", &path, &[&glob]), &bytes);
    // The same bytes as a file: standard input is read as it comes and is no duplicate.
    assert_eq!(ran.code, 0, "{}", ran.err);
    let sources: Vec<String> = lines(&out, "documents")
        .iter()
        .map(|row| row["source"].as_str().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(sources.len(), 3, "{sources:?}");
    assert_eq!(sources[0], "-");
    assert!(
        sources[1].ends_with("reply.txt") && sources[2].ends_with("responsibility-paragraphs.txt")
    );

    for nothing in ["no-such-folder", "samples/*/nothing*.txt"] {
        let ran = gongkai(&arguments(
            nothing,
            &folder.path().join("other").display().to_string(),
            &[],
        ));
        assert_eq!(ran.code, 2, "{nothing}");
        assert!(ran.err.contains(nothing), "{}", ran.err);
    }
}
