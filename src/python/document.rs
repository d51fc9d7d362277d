//! One document: the columns of its row as attributes, its tables, and a page that shows what was read where.

use arrow::array::{Array, AsArray};
use pyo3::exceptions::{PyAttributeError, PyKeyError};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::html;
use super::table::Table;
use super::value;
use crate::pipeline::Batches;

/// A document that was read. Every column of `documents` is an attribute, and so is every other table.
///
/// >>> import gongkai
/// >>> document = gongkai.read_one(("a.txt", "2020年共收到申请12件。".encode()))
/// >>> document.source, document.status, document.reason
/// ('a.txt', 'partial', 'unknown-family: 没有认出文件类别')
/// >>> document.quantities
/// <gongkai.Table quantities: 1 row, 15 columns>
/// >>> document.text
/// '2020年共收到申请12件。'
#[pyclass(module = "gongkai", frozen)]
pub(super) struct Document {
    tables: Vec<Py<Table>>,
    /// The text and what to show of it.
    page: html::Page,
}

impl Document {
    /// Of the tables of a run over one input.
    pub(super) fn of(py: Python<'_>, found: Vec<Batches>) -> PyResult<Self> {
        let page = html::Page::of(&found);
        let tables = found.into_iter().map(|one| Py::new(py, Table::of(one)));
        Ok(Self {
            tables: tables.collect::<PyResult<_>>()?,
            page,
        })
    }

    fn table(&self, name: &str) -> Option<&Py<Table>> {
        self.tables.iter().find(|one| one.get().name() == name)
    }

    /// A column of the row of `documents`; `None` if there is no such column.
    fn field<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Option<Bound<'py, PyAny>>> {
        let row = self
            .table("documents")
            .and_then(|one| one.get().batches().first());
        let column = row.and_then(|row| row.column_by_name(name));
        column
            .map(|column| value::of_cell(py, column, 0))
            .transpose()
    }
}

#[pymethods]
impl Document {
    /// The source text that all spans count in, empty if the document was rejected.
    #[getter]
    fn text(&self) -> &str {
        &self.page.text
    }

    /// All tables by name.
    #[getter]
    fn tables<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let all = PyDict::new(py);
        for table in &self.tables {
            all.set_item(table.get().name(), table)?;
        }
        Ok(all)
    }

    /// The row of `documents` as a dict.
    #[getter]
    fn identity<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let row = self
            .table("documents")
            .and_then(|one| one.get().batches().first());
        let rows = row.map(|row| value::rows(py, row)).transpose()?;
        let first = rows.and_then(|rows| rows.into_iter().next());
        Ok(first.unwrap_or_else(|| PyDict::new(py)))
    }

    /// The text of a record: `document[fact]` for a dict with `span_start` and `span_end`.
    fn __getitem__(&self, record: &Bound<'_, PyDict>) -> PyResult<&str> {
        let at = |name: &str| -> PyResult<usize> {
            let found = record.get_item(name)?;
            let found = found.ok_or_else(|| PyKeyError::new_err(name.to_owned()))?;
            found.extract()
        };
        let (start, end) = (at("span_start")?, at("span_end")?);
        let found = self.page.text.get(start..end);
        found
            .ok_or_else(|| PyKeyError::new_err(format!("no characters from byte {start} to {end}")))
    }

    fn __getattr__<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
        if let Some(table) = self.table(name) {
            return Ok(table.bind(py).clone().into_any());
        }
        self.field(py, name)?.ok_or_else(|| {
            PyAttributeError::new_err(format!("a document has no column and no table `{name}`"))
        })
    }

    fn __dir__(&self) -> Vec<String> {
        let own = ["text", "tables", "identity"].map(str::to_owned);
        let tables = self.tables.iter().map(|one| one.get().name().to_owned());
        let row = self
            .table("documents")
            .and_then(|one| one.get().batches().first());
        let columns = row.map(|row| row.schema()).into_iter().flat_map(|schema| {
            let fields = schema.fields().iter();
            fields.map(|field| field.name().clone()).collect::<Vec<_>>()
        });
        own.into_iter().chain(tables).chain(columns).collect()
    }

    fn __repr__(&self) -> String {
        let row = self
            .table("documents")
            .and_then(|one| one.get().batches().first());
        let text = |name: &str| {
            let column = row
                .and_then(|row| row.column_by_name(name))?
                .as_string_opt::<i32>()?;
            column.is_valid(0).then(|| column.value(0).to_owned())
        };
        let source = text("source").unwrap_or_default();
        let title = text("title")
            .map(|title| format!(" 《{title}》"))
            .unwrap_or_default();
        let status = text("status").unwrap_or_default();
        format!("<gongkai.Document {source}{title} {status}>")
    }

    fn _repr_html_(&self) -> String {
        self.page.html()
    }
}
