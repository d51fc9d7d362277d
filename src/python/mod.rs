//! The Python module: documents in, Arrow tables out. A skin over the library, as [`crate::cli`] is.
//!
//! Work is done with the interpreter released and can be interrupted; a panic is an exception.
//! The package around it stands in `gongkai/` beside this file.

mod document;
mod failure;
mod html;
mod input;
mod panel;
mod rows;
mod table;
mod value;

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::batch::{TABLES, Tables};
use crate::cli::{check, tools};
use crate::error::{Error, Result};
use crate::extract::Reader;
use crate::grammar::Registry;
use crate::language::Language;
use crate::pipeline::{self, Batches, Input, Options, Shard, collect_beside};
use crate::read::Rejection;
use crate::record::Severity;
use crate::sink::Format;

use document::Document;
use failure::{GongkaiError, detached, exception};
use input::{Given, inputs};
use table::{Batch, Schema, Table};

/// The native part of the package.
#[pymodule]
mod _gongkai {
    #[pymodule_export]
    use crate::python::document::Document;
    #[pymodule_export]
    use crate::python::failure::{GongkaiError, panic};
    #[pymodule_export]
    use crate::python::panel::panel;
    #[pymodule_export]
    use crate::python::table::{Batch, Schema, Table};
    #[pymodule_export]
    use crate::python::{check_inputs, convert, extract_batch, main, read, read_one, schema};

    #[pymodule_export]
    #[allow(non_upper_case_globals)]
    const __version__: &str = env!("CARGO_PKG_VERSION");
}

/// Reads documents into Arrow tables.
///
/// Args:
///     source: a path, folder, glob, archive or `archive.zip!/member`; the bytes of a document; a pair
///         `(name, bytes)`; or a list of these. An archive stands for its members, given as bytes too.
///     grammars: folder of grammars that replace or add to those built in.
///     tables: names of the tables wanted; all if left out.
///     threads: one per core if left out.
///
/// Returns:
///     A dict of `Table`s by name, in the order of `gongkai.schema()`, as `convert` would write them: rows
///     in the order of the documents' sources, of documents with the same bytes only the first. A document
///     that cannot be read is a row of `documents` with status `rejected` and a reason.
///
/// Raises:
///     FileNotFoundError: a path names nothing.
///     GongkaiError: a grammar has mistakes, or a table is unknown.
///
/// >>> import gongkai
/// >>> tables = gongkai.read("松坪区2020年共收到政府信息公开申请12件。".encode())
/// >>> [row["value"] for row in tables["quantities"].to_pylist()]
/// [12.0]
/// >>> tables["documents"].to_pylist()[0]["status"]
/// 'partial'
#[pyfunction]
#[pyo3(signature = (source, *, grammars=None, tables=None, threads=None))]
fn read<'py>(
    py: Python<'py>,
    source: Given,
    grammars: Option<PathBuf>,
    tables: Option<Vec<String>>,
    threads: Option<usize>,
) -> PyResult<Bound<'py, PyDict>> {
    let tables = tables.unwrap_or_default();
    let threads = threads.unwrap_or(0);
    let found = detached(py, move |stop| {
        let reader = reader(grammars)?;
        let inputs = inputs(source)?;
        pipeline::read_tables(&inputs, &reader, &tables, threads, stop)
    })?;
    named(py, found, |batches| Bound::new(py, Table::of(batches)))
}

/// Reads one document.
///
/// Args:
///     source: the path of a document, its bytes, or a pair `(name, bytes)`.
///     grammars: folder of grammars that replace or add to those built in.
///
/// Raises:
///     FileNotFoundError: the path names nothing.
///     GongkaiError: the path names several documents, or a grammar has mistakes.
///
/// >>> import gongkai
/// >>> document = gongkai.read_one("松坪区2020年共收到政府信息公开申请12件。".encode())
/// >>> document.status, document.text[:3], len(document.facts)
/// ('partial', '松坪区', 0)
#[pyfunction]
#[pyo3(signature = (source, *, grammars=None))]
fn read_one(py: Python<'_>, source: Given, grammars: Option<PathBuf>) -> PyResult<Document> {
    let found = detached(py, move |stop| {
        let reader = reader(grammars)?;
        let inputs = inputs(source)?;
        if let [_] = inputs.as_slice() {
            return pipeline::read_tables(&inputs, &reader, &[], 1, stop);
        }
        Err(Error::Usage(format!(
            "{} documents were named; use `read` for more than one",
            inputs.len()
        )))
    })?;
    Document::of(py, found)
}

/// Converts documents to files of tables, all or nothing.
///
/// Args:
///     inputs: a path, folder, glob or archive, or a list of these.
///     out: output folder; must be empty or absent.
///     format: `parquet`, `arrow`, `csv`, `jsonl` or `xlsx`.
///     tables: names of the tables wanted; all if left out.
///     threads: one per core if left out.
///     grammars: folder of grammars that replace or add to those built in.
///     overwrite: replace an earlier output at `out` whole.
///     shard: `"2/8"` for the second of eight parts of the inputs.
///
/// Returns:
///     A dict: how many documents were read, what was written where.
///
/// Raises:
///     FileNotFoundError: a path names nothing.
///     FileExistsError: `out` holds something.
///     OSError: a file cannot be written.
///     KeyboardInterrupt: Ctrl-C; what was begun is gone, and an earlier output stays.
///     GongkaiError: a grammar has mistakes, or an argument cannot be used.
///
/// >>> import gongkai, pathlib, tempfile
/// >>> folder = pathlib.Path(tempfile.mkdtemp())
/// >>> _ = (folder / "report.txt").write_text("松坪区2020年共收到申请12件。", encoding="utf-8")
/// >>> summary = gongkai.convert(folder / "report.txt", folder / "tables", tables=["quantities"])
/// >>> summary["inputs"], summary["files"][0]["path"]
/// (1, 'quantities/part-00000.parquet')
#[pyfunction]
#[pyo3(signature = (inputs, out, *, format="parquet", tables=None, threads=None, grammars=None, overwrite=false, shard=None))]
#[allow(clippy::too_many_arguments)]
fn convert<'py>(
    py: Python<'py>,
    inputs: Given,
    out: PathBuf,
    format: &str,
    tables: Option<Vec<String>>,
    threads: Option<usize>,
    grammars: Option<PathBuf>,
    overwrite: bool,
    shard: Option<&str>,
) -> PyResult<Bound<'py, PyAny>> {
    let format = file_format(format).map_err(exception)?;
    let shard: Option<Shard> = shard
        .map(|given| given.parse().map_err(GongkaiError::new_err::<String>))
        .transpose()?;
    let paths = inputs.paths().map_err(exception)?;
    let options = Options {
        out,
        overwrite,
        format,
        tables: tables.unwrap_or_default(),
        threads: threads.unwrap_or(0),
    };
    let summary = detached(py, move |stop| {
        let reader = reader(grammars)?;
        let mut inputs = collect_beside(&paths, Some(&options.out))?;
        if let Some(shard) = shard {
            inputs = shard.part(inputs);
        }
        pipeline::convert_until(&inputs, &reader, &options, stop, |_| {})
    })?;
    value::of_json(py, &serde_json::to_value(&summary).unwrap_or_default())
}

/// Says what is wrong or doubtful in documents.
///
/// Args:
///     source: as for `read`.
///     severity: least weight of what is said: `error`, `warning` or `note`.
///     lang: language of the messages, `zh` or `en`.
///     grammars: folder of grammars that replace or add to those built in.
///
/// Returns:
///     A list with a dict for each document, as `gongkai check --format json` prints it.
///
/// >>> import gongkai
/// >>> text = "全县公开政府信息100条。其中县级机关公开40条，占40%，乡镇公开60条，占65%。"
/// >>> [finding["message"] for finding in gongkai.check(text.encode())[0]["findings"]]
/// ['各项份额合计40+65=105%', '60占100的60%，印作65%']
#[pyfunction]
#[pyo3(name = "check", signature = (source, *, severity="warning", lang="zh", grammars=None))]
fn check_inputs<'py>(
    py: Python<'py>,
    source: Given,
    severity: &str,
    lang: &str,
    grammars: Option<PathBuf>,
) -> PyResult<Bound<'py, PyAny>> {
    let usage = |what: &str| GongkaiError::new_err(what.to_owned());
    let least = match severity {
        "error" => Severity::Error,
        "warning" => Severity::Warning,
        "note" => Severity::Note,
        _ => return Err(usage("severity is `error`, `warning` or `note`")),
    };
    let language = match lang {
        "zh" => Language::Chinese,
        "en" => Language::English,
        _ => return Err(usage("lang is `zh` or `en`")),
    };
    let found = detached(py, move |stop| {
        let reader = reader(grammars)?;
        let inputs = inputs(source)?;
        check::found(&inputs, &reader, (least, language), stop)
    })?;
    value::of_json(py, &found)
}

/// What the columns of the tables mean.
///
/// Args:
///     table: name of a table; all if left out.
///
/// Returns:
///     A `Schema`, or a dict of `Schema`s by name.
///
/// >>> import gongkai
/// >>> gongkai.schema("texts").names
/// ['doc_id', 'text']
/// >>> gongkai.schema("facts").describe()[6]["description"]
/// 'Applicant column'
#[pyfunction]
#[pyo3(signature = (table=None))]
fn schema<'py>(py: Python<'py>, table: Option<&str>) -> PyResult<Bound<'py, PyAny>> {
    let heads = Tables::default().heads();
    if let Some(name) = table {
        let head = heads.into_iter().find(|head| head.name == name);
        let head = head.ok_or_else(|| {
            GongkaiError::new_err(format!(
                "no table `{name}`; tables are {}",
                TABLES.join(", ")
            ))
        })?;
        return Ok(Bound::new(py, Schema::of(head))?.into_any());
    }
    let all = PyDict::new(py);
    for head in heads {
        all.set_item(head.name, Schema::of(head))?;
    }
    Ok(all.into_any())
}

/// Reads a batch of documents for an engine that cuts its input as it likes.
///
/// Each row depends on its own bytes and path alone: documents with the same bytes all give rows, nothing
/// is linked, and archives are rejected rows.
///
/// Args:
///     batch: an Arrow record batch or table with columns `path` (text) and `content` (binary).
///     tables: names of the tables wanted; all if left out.
///     grammars: folder of grammars that replace or add to those built in.
///     threads: 1 if left out: engines run a process per core.
///
/// Returns:
///     A dict of `Batch`es by name; rows in the order of the documents.
///
/// Raises:
///     GongkaiError: the batch lacks a column, or a table is unknown.
///
/// >>> import gongkai, pyarrow as pa
/// >>> documents = pa.record_batch({"path": ["a.txt"], "content": ["共收到申请12件。".encode()]})
/// >>> batches = gongkai.extract_batch(documents, tables=["quantities"])
/// >>> pa.record_batch(batches["quantities"])["value"].to_pylist()
/// [12.0]
#[pyfunction]
#[pyo3(signature = (batch, *, tables=None, grammars=None, threads=None))]
fn extract_batch<'py>(
    py: Python<'py>,
    batch: &Bound<'py, PyAny>,
    tables: Option<Vec<String>>,
    grammars: Option<PathBuf>,
    threads: Option<usize>,
) -> PyResult<Bound<'py, PyDict>> {
    let inputs = rows::inputs(batch)?;
    let tables = tables.unwrap_or_default();
    let threads = threads.unwrap_or(1);
    let found = detached(py, move |stop| {
        let reader = reader(grammars)?;
        pipeline::extract_tables(&inputs, &reader, &tables, threads, stop)
    })?;
    named(py, found, |batches| Bound::new(py, Batch::of(batches)?))
}

/// Runs the command `gongkai` with `arguments`, its name first; returns its exit code.
#[pyfunction]
#[pyo3(name = "_main")]
fn main(py: Python<'_>, arguments: Vec<std::ffi::OsString>) -> u8 {
    py.detach(|| crate::cli::code(arguments))
}

/// A dict of tables, each as `wrap` makes it.
fn named<'py, T: pyo3::PyTypeInfo>(
    py: Python<'py>,
    found: Vec<Batches>,
    wrap: impl Fn(Batches) -> PyResult<Bound<'py, T>>,
) -> PyResult<Bound<'py, PyDict>> {
    let named = PyDict::new(py);
    for batches in found {
        named.set_item(batches.head.name, wrap(batches)?)?;
    }
    Ok(named)
}

/// The reader of these grammars; the one of those built in is made once for the process.
fn reader(grammars: Option<PathBuf>) -> Result<Arc<Reader>> {
    static EMBEDDED: OnceLock<Arc<Reader>> = OnceLock::new();
    if let Some(folder) = grammars {
        return Ok(Arc::new(
            Reader::new(Registry::load(&folder)?).with_tools(tools()),
        ));
    }
    if let Some(reader) = EMBEDDED.get() {
        return Ok(Arc::clone(reader));
    }
    let reader = Arc::new(Reader::new(Registry::embedded()?).with_tools(tools()));
    Ok(Arc::clone(EMBEDDED.get_or_init(|| reader)))
}

fn file_format(name: &str) -> Result<Format> {
    let found = Format::ALL.iter().find(|one| one.extension() == name);
    found.copied().ok_or_else(|| {
        let mut names: Vec<&str> = Format::ALL.iter().map(|one| one.extension()).collect();
        names.dedup();
        Error::Usage(format!(
            "no format `{name}`; formats are {}",
            names.join(", ")
        ))
    })
}

/// A document whose bytes are missing.
fn missing(name: &str, what: &str) -> Input {
    Input::refused(name, Rejection::Unreadable(what.to_owned()))
}
