//! A dataset's annual reports with their values: an output of `convert` or a dataset of `ingest`.
//!
//! Of the tables `documents` and `facts` only the columns that the panel needs are read, and of the facts
//! only those that a measure or a relation names.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::File;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Float64Array, Int32Array, RecordBatch, StringArray};
use arrow::datatypes::{Float64Type, Int32Type};
use arrow::error::ArrowError;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::build::Report;
use super::figure::Figure;
use crate::batch::{REVIEWED_BY, VALUE_REVIEWED};
use crate::error::{Error, Result};
use crate::grammar::Measures;
use crate::ingest::table_files;
use crate::record::{Family, Status, Word};
use crate::sink::{MANIFEST, Manifest};
use crate::text::{Place, SourceSpan};

const DOCUMENTS: [&str; 10] = [
    "doc_id", "source", "family", "form", "title", "issuer", "region", "coverage", "year", "status",
];
/// The last two stand only in datasets that were reviewed.
const FACTS: [&str; 16] = [
    "doc_id",
    "fact_id",
    "year",
    "indicator",
    "scope",
    "applicant",
    "value",
    "state",
    "source",
    "evidence",
    "value_implied",
    "span_start",
    "span_end",
    "line",
    VALUE_REVIEWED,
    REVIEWED_BY,
];

/// Whether something at `path` is an output of ours whose tables can be read.
#[must_use]
pub fn is_dataset(path: &Path) -> bool {
    path.join("gongkai.json").is_file() || path.join(MANIFEST).is_file()
}

/// Which values speak for a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Values {
    /// Those that were read.
    #[default]
    Read,
    /// What reviewers set, where they did.
    Reviewed,
}

/// The annual reports of the dataset at `root`, in the order of its rows.
///
/// # Errors
/// [`Error::Dataset`] if it has not the tables `documents` and `facts` as Parquet or Arrow;
/// [`Error::Read`] and [`Error::Encode`] if a file cannot be read.
pub fn load(root: &Path, measures: &Measures, values: Values) -> Result<Vec<Report>> {
    let mut reports = Vec::new();
    for path in files(root, "documents")? {
        each(&path, &DOCUMENTS, |batch| documents(batch, &mut reports))?;
    }
    let mut by_id: HashMap<String, usize> = HashMap::new();
    for (at, report) in reports.iter().enumerate() {
        by_id.insert(report.doc_id.clone(), at);
    }
    let mut words = Words {
        wanted: codes(measures),
        known: HashSet::new(),
    };
    for path in files(root, "facts")? {
        each(&path, &FACTS, |batch| {
            facts(batch, &by_id, &mut reports, &mut words, values)
        })?;
    }
    Ok(reports)
}

/// The files that hold a table.
fn files(root: &Path, table: &str) -> Result<Vec<PathBuf>> {
    if root.join("gongkai.json").is_file() {
        return table_files(root, table);
    }
    let path = root.join(MANIFEST);
    let text = std::fs::read(&path).map_err(|source| Error::Read {
        path: path.clone(),
        source,
    })?;
    let wrong = |why: String| Error::Dataset {
        path: root.to_owned(),
        why,
    };
    let manifest: Manifest = serde_json::from_slice(&text)
        .map_err(|error| wrong(format!("{MANIFEST} cannot be read: {error}")))?;
    if !matches!(manifest.format.as_str(), "parquet" | "arrow") {
        let format = manifest.format;
        return Err(wrong(format!(
            "its tables are {format}; convert with --format parquet or arrow"
        )));
    }
    let of_table = manifest.files.iter().filter(|file| file.table == table);
    let below = |path: &&str| {
        let mut parts = Path::new(path).components();
        parts.all(|part| matches!(part, Component::Normal(_)))
    };
    let paths = of_table.map(|file| file.path.as_str()).filter(below);
    let found: Vec<PathBuf> = paths.map(|path| root.join(path)).collect();
    if found.is_empty() {
        return Err(wrong(format!(
            "it has no table `{table}`; convert with documents and facts among --tables"
        )));
    }
    Ok(found)
}

/// Hands every batch of the file to `visit`, with these columns.
fn each(
    path: &Path,
    columns: &[&str],
    mut visit: impl FnMut(&RecordBatch) -> std::result::Result<(), ArrowError>,
) -> Result<()> {
    let encode = |source| Error::Encode {
        path: path.to_owned(),
        source,
    };
    let arrow = |error: ArrowError| encode(error.into());
    let file = File::open(path).map_err(|source| Error::Read {
        path: path.to_owned(),
        source,
    })?;
    if path.extension().is_some_and(|ending| ending == "arrow") {
        let reader = arrow::ipc::reader::FileReader::try_new(file, None).map_err(arrow)?;
        for batch in reader {
            visit(&batch.map_err(arrow)?).map_err(arrow)?;
        }
        return Ok(());
    }
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(encode)?;
    let mask = ProjectionMask::columns(builder.parquet_schema(), columns.iter().copied());
    let reader = builder.with_projection(mask).build().map_err(encode)?;
    for batch in reader {
        visit(&batch.map_err(arrow)?).map_err(arrow)?;
    }
    Ok(())
}

/// A batch with its columns by name.
struct Rows<'a>(&'a RecordBatch);

impl Rows<'_> {
    fn column(&self, name: &str) -> std::result::Result<&ArrayRef, ArrowError> {
        Ok(self.0.column(self.0.schema_ref().index_of(name)?))
    }

    fn text(&self, name: &str) -> std::result::Result<&StringArray, ArrowError> {
        let column = self.column(name)?.as_string_opt();
        column.ok_or_else(|| other_type(name))
    }

    fn int(&self, name: &str) -> std::result::Result<&Int32Array, ArrowError> {
        let column = self.column(name)?.as_primitive_opt::<Int32Type>();
        column.ok_or_else(|| other_type(name))
    }

    fn float(&self, name: &str) -> std::result::Result<&Float64Array, ArrowError> {
        let column = self.column(name)?.as_primitive_opt::<Float64Type>();
        column.ok_or_else(|| other_type(name))
    }
}

impl Rows<'_> {
    /// What reviewers set and who did, where the dataset was reviewed.
    fn reviewed(&self) -> std::result::Result<Option<(&Float64Array, &StringArray)>, ArrowError> {
        if self.0.column_by_name(REVIEWED_BY).is_none() {
            return Ok(None);
        }
        Ok(Some((self.float(VALUE_REVIEWED)?, self.text(REVIEWED_BY)?)))
    }
}

fn other_type(name: &str) -> ArrowError {
    ArrowError::SchemaError(format!("column `{name}` is of another type"))
}

fn text(column: &StringArray, row: usize) -> Option<&str> {
    column.is_valid(row).then(|| column.value(row))
}

/// The value of a closed set that has this word.
fn word<W: Word>(column: &StringArray, row: usize) -> Option<W> {
    let text = text(column, row)?;
    W::ALL.iter().copied().find(|one| one.word() == text)
}

/// Adds the annual reports of a batch.
fn documents(
    batch: &RecordBatch,
    reports: &mut Vec<Report>,
) -> std::result::Result<(), ArrowError> {
    let rows = Rows(batch);
    let (id, source, form) = (
        rows.text("doc_id")?,
        rows.text("source")?,
        rows.text("form")?,
    );
    let (issuer, region) = (rows.text("issuer")?, rows.text("region")?);
    let title = rows.text("title")?;
    let (coverage, year) = (rows.text("coverage")?, rows.int("year")?);
    let (family, status) = (rows.text("family")?, rows.text("status")?);
    for row in 0..batch.num_rows() {
        let annual = family.value(row) == Family::AnnualReport.word();
        if !annual || status.value(row) == Status::Rejected.word() {
            continue;
        }
        let owned = |column: &StringArray| text(column, row).map(str::to_owned);
        reports.push(Report {
            doc_id: id.value(row).to_owned(),
            source: source.value(row).to_owned(),
            title: owned(title),
            issuer: owned(issuer),
            region: owned(region),
            coverage: word(coverage, row),
            year: year.is_valid(row).then(|| year.value(row)),
            form: owned(form),
            figures: Vec::new(),
        });
    }
    Ok(())
}

/// Words that many facts share, held once.
struct Words {
    wanted: BTreeMap<String, Arc<str>>,
    known: HashSet<Arc<str>>,
}

impl Words {
    fn shared(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.known.get(text) {
            return Arc::clone(known);
        }
        let new: Arc<str> = text.into();
        self.known.insert(Arc::clone(&new));
        new
    }
}

/// Every code that a measure or a relation names.
fn codes(measures: &Measures) -> BTreeMap<String, Arc<str>> {
    let readings = measures.measures.iter().flat_map(|measure| {
        let forms = measure.readings.iter().map(|one| &one.expressions);
        forms.chain([&measure.prose]).flatten()
    });
    let terms = readings.flat_map(|expression| expression.terms.iter().map(|term| &term.code));
    let relations = measures.relations.iter();
    let operands = relations.flat_map(|one| one.left.iter().chain(&one.right).map(|one| &one.code));
    terms
        .chain(operands)
        .map(|code| (code.clone(), code.as_str().into()))
        .collect()
}

/// Adds the facts of a batch to their reports.
fn facts(
    batch: &RecordBatch,
    by_id: &HashMap<String, usize>,
    reports: &mut [Report],
    words: &mut Words,
    values: Values,
) -> std::result::Result<(), ArrowError> {
    let rows = Rows(batch);
    let set = match values {
        Values::Reviewed => rows.reviewed()?,
        Values::Read => None,
    };
    let (id, fact_id, year) = (
        rows.text("doc_id")?,
        rows.int("fact_id")?,
        rows.int("year")?,
    );
    let (indicator, scope) = (rows.text("indicator")?, rows.text("scope")?);
    let (applicant, state) = (rows.text("applicant")?, rows.text("state")?);
    let (source, evidence) = (rows.text("source")?, rows.text("evidence")?);
    let (value, implied) = (rows.float("value")?, rows.float("value_implied")?);
    let (start, end) = (rows.int("span_start")?, rows.int("span_end")?);
    let line = rows.int("line")?;
    for row in 0..batch.num_rows() {
        let report = by_id.get(id.value(row));
        let code = words.wanted.get(indicator.value(row)).map(Arc::clone);
        let known = word(state, row)
            .zip(word(source, row))
            .zip(word(evidence, row));
        let (Some(report), Some(code), Some(((state, source), evidence))) = (report, code, known)
        else {
            continue;
        };
        let float = |column: &Float64Array| column.is_valid(row).then(|| column.value(row));
        let at = |column: &Int32Array| usize::try_from(column.value(row)).unwrap_or(0);
        let span = SourceSpan {
            start: at(start),
            end: at(end),
        };
        let figure = Figure {
            fact_id: fact_id.value(row),
            year: year.is_valid(row).then(|| year.value(row)),
            indicator: code,
            scope: text(scope, row).map(|head| words.shared(head)),
            applicant: word(applicant, row),
            value: float(value),
            state,
            source,
            evidence,
            value_implied: float(implied),
            reviewed: false,
            place: Place {
                span,
                line: line.value(row),
            },
        };
        let set = set.filter(|(_, by)| by.is_valid(row));
        reports[*report].figures.push(match set {
            Some((value, _)) => figure.set(float(value)),
            None => figure,
        });
    }
    Ok(())
}
