//! The floor under any reader: the tables of a run are loaded into memory and written again.
//!
//! `cargo bench --bench floor -- OUT`, where OUT is what `gongkai convert` wrote as Parquet. Prints the
//! seconds of writing and the bytes of text a second that a reader could reach if reading cost nothing.

// A bench prints its figures and stops at the first surprise.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::fs::File;
use std::path::Path;
use std::time::Instant;

use arrow::array::{Array, AsArray, RecordBatch};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use gongkai::batch::Tables;
use gongkai::sink::{Format, Manifest, Sink};

/// How often the tables are written; the fastest counts.
const ROUNDS: usize = 5;

fn main() {
    let argument = std::env::args().skip(1).find(|one| !one.starts_with('-'));
    let Some(folder) = argument else {
        println!("floor: name the output folder of a conversion to measure it");
        return;
    };
    let heads = Tables::default().heads();
    let loaded: Vec<(&'static str, Vec<RecordBatch>)> = heads
        .iter()
        .map(|head| (head.name, load(&Path::new(&folder).join(head.name))))
        .collect();
    let texts = &loaded.iter().find(|(name, _)| *name == "texts").unwrap().1;
    let bytes: usize = texts.iter().map(text_bytes).sum();
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .unwrap();
    let fastest = (0..ROUNDS)
        .map(|_| pool.install(|| written(&loaded)))
        .fold(f64::INFINITY, f64::min);
    println!(
        "{:.1} MB of text: tables written in {fastest:.3} s, {:.0} MB/s",
        bytes as f64 / 1e6,
        bytes as f64 / 1e6 / fastest
    );
}

/// All batches of a table's Parquet files.
fn load(folder: &Path) -> Vec<RecordBatch> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let batches = paths.iter().flat_map(|path| {
        let builder = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap();
        builder.with_batch_size(8192).build().unwrap()
    });
    batches.map(|batch| batch.unwrap()).collect()
}

fn text_bytes(batch: &RecordBatch) -> usize {
    let column = batch.column_by_name("text").unwrap();
    column
        .as_string_opt::<i32>()
        .map_or(column.get_buffer_memory_size(), |texts| {
            texts.iter().flatten().map(str::len).sum()
        })
}

/// Seconds that a run's sink takes for the tables.
fn written(tables: &[(&'static str, Vec<RecordBatch>)]) -> f64 {
    let folder = tempfile::tempdir().unwrap();
    let heads = Tables::default().heads();
    let start = Instant::now();
    let mut sink = Sink::create(
        &folder.path().join("out"),
        false,
        Format::Parquet,
        heads.clone(),
        &[],
    )
    .unwrap();
    let most = tables.iter().map(|(_, batches)| batches.len()).max();
    for at in 0..most.unwrap_or(0) {
        sink.write(|table| {
            let batches = &tables.iter().find(|(name, _)| *name == table).unwrap().1;
            let schema = &heads.iter().find(|head| head.name == table).unwrap().schema;
            let empty = || RecordBatch::new_empty(schema.clone());
            Ok(batches.get(at).cloned().unwrap_or_else(empty))
        })
        .unwrap();
    }
    let manifest = |files| Manifest {
        tool: "floor".into(),
        grammars: Vec::new(),
        started: String::new(),
        finished: String::new(),
        schema: String::new(),
        format: "parquet".into(),
        files,
        inputs: Vec::new(),
    };
    sink.finish(manifest).unwrap();
    start.elapsed().as_secs_f64()
}
