//! Bytes a second, stage by stage and end to end, over the samples repeated with changed numbers.
//!
//! `cargo bench --bench stages`; each figure counts the bytes of the documents as they stand on disk.

use std::hint::black_box;
use std::path::{Path, PathBuf};

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

use gongkai::batch::Tables;
use gongkai::check::check;
use gongkai::extract::{Extraction, Reader};
use gongkai::form::{self, Forms};
use gongkai::grammar::Registry;
use gongkai::label::LabelIndex;
use gongkai::layout::{Layout, layout};
use gongkai::pipeline::{Options, collect, convert};
use gongkai::read::{Source, read};
use gongkai::sink::Format;
use gongkai::table::{Grid, grids};
use gongkai::tidy::Document;

/// How often each sample is repeated.
const COPIES: usize = 8;

/// All samples, `COPIES` times, each copy with other numbers.
fn documents() -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let samples: Vec<Vec<u8>> = files(&root)
        .iter()
        .map(|path| std::fs::read(path).expect("a sample"))
        .collect();
    (1..=COPIES)
        .flat_map(|copy| samples.iter().map(move |bytes| varied(bytes, copy)))
        .collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path))
        } else {
            found.push(path)
        }
    }
    found.sort();
    found
}

/// The document with the numbers of its tables multiplied by `factor`: sums that held go on holding.
/// A document that is not UTF-8 only gets another last line.
fn varied(bytes: &[u8], factor: usize) -> Vec<u8> {
    let mut copy = match std::str::from_utf8(bytes) {
        Ok(text) => text
            .split_inclusive('\n')
            .map(|line| multiplied(line, factor))
            .collect::<String>()
            .into_bytes(),
        Err(_) => bytes.to_vec(),
    };
    copy.extend(format!("\n{factor}\n").bytes());
    copy
}

/// A line with every word that is a whole number multiplied, unless it tells a date.
fn multiplied(line: &str, factor: usize) -> String {
    if line.contains('年') {
        return line.to_owned();
    }
    let words = line.split_inclusive([' ', '\t', '|', '\n']);
    words
        .map(|word| {
            let bare = word.trim_end_matches([' ', '\t', '|', '\n']);
            match bare.parse::<usize>() {
                Ok(number) => format!("{}{}", number * factor, &word[bare.len()..]),
                Err(_) => word.to_owned(),
            }
        })
        .collect()
}

/// What every stage is given, made once.
struct Stages {
    bytes: Vec<Vec<u8>>,
    sources: Vec<Source>,
    documents: Vec<Document>,
    layouts: Vec<Layout>,
    grids: Vec<Vec<Grid>>,
    extractions: Vec<Extraction>,
    reader: Reader,
    labels: LabelIndex,
    forms: Forms,
}

impl Stages {
    fn new() -> Self {
        let reader = Reader::new(Registry::embedded().expect("sound grammars"));
        let labels = LabelIndex::new(reader.grammars());
        let forms = Forms::new(reader.grammars());
        let bytes = documents();
        let sources: Vec<Source> = bytes
            .iter()
            .map(|bytes| read(bytes).expect("text"))
            .collect();
        let documents: Vec<Document> = sources.iter().cloned().map(Document::tidy).collect();
        let layouts: Vec<Layout> = documents
            .iter()
            .map(|document| layout(document, reader.grammars(), &labels))
            .collect();
        let grids = documents
            .iter()
            .zip(&layouts)
            .map(|(document, layout)| grids(document, &layout.tables, &labels))
            .collect();
        let extractions = sources
            .iter()
            .cloned()
            .map(|source| reader.extract(source))
            .collect();
        Self {
            bytes,
            sources,
            documents,
            layouts,
            grids,
            extractions,
            reader,
            labels,
            forms,
        }
    }
}

fn stages(criterion: &mut Criterion) {
    let all = Stages::new();
    let grammars = all.reader.grammars();
    let mut group = criterion.benchmark_group("stage");
    group.throughput(Throughput::Bytes(
        all.bytes.iter().map(|bytes| bytes.len() as u64).sum(),
    ));
    group.sample_size(20);
    group.bench_function("decode", |bencher| {
        bencher.iter(|| {
            all.bytes
                .iter()
                .filter(|bytes| black_box(read(bytes)).is_ok())
                .count()
        });
    });
    group.bench_function("tidy", |bencher| {
        bencher.iter(|| {
            let tidied = all.sources.iter().cloned().map(Document::tidy);
            tidied.map(|document| document.text.len()).sum::<usize>()
        });
    });
    group.bench_function("layout", |bencher| {
        bencher.iter(|| {
            let layouts = all
                .documents
                .iter()
                .map(|document| layout(document, grammars, &all.labels));
            layouts.map(|layout| layout.blocks.len()).sum::<usize>()
        });
    });
    group.bench_function("table", |bencher| {
        bencher.iter(|| {
            let pairs = all.documents.iter().zip(&all.layouts);
            pairs
                .map(|(document, layout)| grids(document, &layout.tables, &all.labels).len())
                .sum::<usize>()
        });
    });
    group.bench_function("form", |bencher| {
        bencher.iter(|| {
            let readings = all
                .grids
                .iter()
                .map(|grids| form::read(grids, grammars, &all.forms, None));
            readings
                .map(|reading| reading.reported.len())
                .sum::<usize>()
        });
    });
    group.bench_function("check", |bencher| bencher.iter(|| checked(&all)));
    group.bench_function("write", |bencher| bencher.iter(|| batches(&all)));
    group.bench_function("extract", |bencher| {
        bencher.iter(|| {
            let read = all
                .sources
                .iter()
                .cloned()
                .map(|source| all.reader.extract(source));
            read.map(|extraction| extraction.facts.len()).sum::<usize>()
        });
    });
    group.finish();
}

/// The whole reading of a document beside the part that its tables need: sentences, sections and
/// identity may cost as much again, and no more.
fn paths(criterion: &mut Criterion) {
    let all = Stages::new();
    let mut group = criterion.benchmark_group("path");
    group.throughput(Throughput::Bytes(
        all.bytes.iter().map(|bytes| bytes.len() as u64).sum(),
    ));
    group.sample_size(20);
    group.bench_function("tables-only", |bencher| bencher.iter(|| tables_only(&all)));
    group.bench_function("whole", |bencher| {
        bencher.iter(|| {
            let read = all.bytes.iter().filter_map(|bytes| read(bytes).ok());
            read.map(|source| all.reader.extract(source).facts.len())
                .sum::<usize>()
        });
    });
    group.finish();
}

/// Reads the official tables of all documents and nothing else.
fn tables_only(all: &Stages) -> usize {
    let grammars = all.reader.grammars();
    let of_document = |bytes: &Vec<u8>| {
        let document = Document::tidy(read(bytes).ok()?);
        let layout = layout(&document, grammars, &all.labels);
        let grids = grids(&document, &layout.tables, &all.labels);
        Some(
            form::read(&grids, grammars, &all.forms, None)
                .reported
                .len(),
        )
    };
    let reported: usize = all.bytes.iter().filter_map(of_document).sum();
    reported + checked(all)
}

/// Tests all relations of all documents.
fn checked(all: &Stages) -> usize {
    let forms = || {
        all.reader
            .grammars()
            .grammars
            .iter()
            .flat_map(|grammar| &grammar.forms)
    };
    let tested = all.extractions.iter().filter_map(|extraction| {
        let name = extraction.identity.form.as_ref()?;
        let form = forms().find(|form| form.name == *name)?;
        Some(check(form, &mut extraction.facts.clone()).len())
    });
    tested.sum()
}

/// Builds the batches of the largest tables and encodes them as a run does, to memory.
fn batches(all: &Stages) -> usize {
    let tables = Tables::default();
    let facts: Vec<_> = all
        .extractions
        .iter()
        .flat_map(|one| &one.facts)
        .map(|fact| ("0123456789abcdef", fact))
        .collect();
    let cells: Vec<_> = all
        .extractions
        .iter()
        .flat_map(|one| &one.cells)
        .map(|cell| ("0123456789abcdef", cell))
        .collect();
    let texts: Vec<_> = all
        .extractions
        .iter()
        .map(|one| ("0123456789abcdef", &one.text))
        .collect();
    let batches = [
        tables.facts.batch(&facts).expect("a batch"),
        tables.cells.batch(&cells).expect("a batch"),
        tables.texts.batch(&texts).expect("a batch"),
    ];
    batches
        .iter()
        .map(|batch| {
            let mut out = Vec::new();
            let writer = parquet::arrow::ArrowWriter::try_new(&mut out, batch.schema(), None);
            let mut writer = writer.expect("a writer");
            writer.write(batch).expect("written");
            writer.close().expect("closed");
            out.len()
        })
        .sum()
}

fn end_to_end(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder");
    let inputs = folder.path().join("in");
    std::fs::create_dir(&inputs).expect("made");
    let documents = documents();
    for (number, bytes) in documents.iter().enumerate() {
        std::fs::write(inputs.join(format!("{number:04}.txt")), bytes).expect("written");
    }
    let inputs = collect(&[inputs.display().to_string()]).expect("inputs");
    let reader = Reader::new(Registry::embedded().expect("sound grammars"));
    let mut group = criterion.benchmark_group("convert");
    group.throughput(Throughput::Bytes(
        documents.iter().map(|bytes| bytes.len() as u64).sum(),
    ));
    group.sample_size(10);
    for threads in [1, 2] {
        let options = Options {
            out: folder.path().join("out"),
            overwrite: true,
            format: Format::Parquet,
            tables: Vec::new(),
            threads,
        };
        group.bench_with_input(
            BenchmarkId::new("threads", threads),
            &options,
            |bencher, options| {
                bencher.iter(|| {
                    convert(&inputs, &reader, options, |_| {})
                        .expect("a run")
                        .facts
                });
            },
        );
    }
    group.finish();
}

criterion_group!(benches, stages, paths, end_to_end);
criterion_main!(benches);
