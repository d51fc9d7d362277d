//! Tables, batches and schemas that speak the Arrow PyCapsule interface: other libraries take them
//! without copies.

use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, StructArray};
use arrow::compute::concat_batches;
use arrow::datatypes::{Field, SchemaRef};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict, PyTuple};
use pyo3_arrow::error::PyArrowResult;
use pyo3_arrow::ffi::{
    ArrayIterator, to_array_pycapsules, to_schema_pycapsule, to_stream_pycapsule,
};

use super::failure::GongkaiError;
use super::value;
use crate::pipeline::Batches;
use crate::sink::TableHead;

/// A table in memory. `pyarrow.table(t)`, `polars.DataFrame(t)` and `duckdb.sql("from t")` take it as it is.
///
/// >>> import gongkai
/// >>> table = gongkai.read("共收到申请12件。".encode())["quantities"]
/// >>> table
/// <gongkai.Table quantities: 1 row, 15 columns>
/// >>> table.to_pylist()[0]["unit"]
/// '件'
#[pyclass(module = "gongkai", frozen)]
pub(super) struct Table {
    head: TableHead,
    batches: Vec<RecordBatch>,
}

/// Rows of a table in one piece. `pyarrow.record_batch(b)` takes it as it is.
#[pyclass(module = "gongkai", frozen)]
pub(super) struct Batch {
    head: TableHead,
    batch: RecordBatch,
}

/// Names, types and meanings of a table's columns. `pyarrow.schema(s)` takes it as it is.
///
/// >>> import gongkai
/// >>> gongkai.schema("texts")
/// <gongkai.Schema texts: doc_id, text>
#[pyclass(module = "gongkai", frozen)]
pub(super) struct Schema {
    head: TableHead,
}

impl Table {
    pub(super) fn of(found: Batches) -> Self {
        Self {
            head: found.head,
            batches: found.batches,
        }
    }

    pub(super) fn name(&self) -> &'static str {
        self.head.name
    }

    pub(super) fn batches(&self) -> &[RecordBatch] {
        &self.batches
    }
}

#[pymethods]
impl Table {
    /// Name of the table.
    #[getter(name)]
    fn py_name(&self) -> &'static str {
        self.head.name
    }

    /// Number of rows.
    #[getter]
    fn num_rows(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    /// Names of the columns.
    #[getter]
    fn column_names(&self) -> Vec<String> {
        names(&self.head)
    }

    /// What the columns mean.
    #[getter]
    fn schema(&self) -> Schema {
        Schema::of(self.head.clone())
    }

    /// A list with a dict for each row.
    fn to_pylist<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyDict>>> {
        let mut rows = Vec::with_capacity(self.num_rows());
        for batch in &self.batches {
            rows.extend(value::rows(py, batch)?);
        }
        Ok(rows)
    }

    /// A `pyarrow.Table`.
    fn to_pyarrow<'py>(slf: Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("pyarrow")?.call_method1("table", (slf,))
    }

    /// A `polars.DataFrame`.
    fn to_polars<'py>(slf: Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("polars")?.call_method1("DataFrame", (slf,))
    }

    /// A `pandas.DataFrame`, through pyarrow.
    fn to_pandas<'py>(slf: Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        Self::to_pyarrow(slf)?.call_method0("to_pandas")
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyArrowResult<Bound<'py, PyCapsule>> {
        let field = Arc::new(structure(&self.head.schema));
        let arrays = self.batches.clone().into_iter().map(|batch| {
            let array: ArrayRef = Arc::new(StructArray::from(batch));
            Ok(array)
        });
        to_stream_pycapsule(
            py,
            Box::new(ArrayIterator::new(arrays, field)),
            requested_schema,
        )
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyArrowResult<Bound<'py, PyCapsule>> {
        to_schema_pycapsule(py, self.head.schema.as_ref())
    }

    fn __len__(&self) -> usize {
        self.num_rows()
    }

    fn __repr__(&self) -> String {
        shown("Table", &self.head, self.num_rows())
    }
}

impl Batch {
    pub(super) fn of(found: Batches) -> PyResult<Self> {
        let batch = concat_batches(&found.head.schema, &found.batches);
        let batch = batch.map_err(|error| GongkaiError::new_err(error.to_string()))?;
        Ok(Self {
            head: found.head,
            batch,
        })
    }
}

#[pymethods]
impl Batch {
    /// Name of the table.
    #[getter]
    fn name(&self) -> &'static str {
        self.head.name
    }

    /// Number of rows.
    #[getter]
    fn num_rows(&self) -> usize {
        self.batch.num_rows()
    }

    /// Names of the columns.
    #[getter]
    fn column_names(&self) -> Vec<String> {
        names(&self.head)
    }

    /// What the columns mean.
    #[getter]
    fn schema(&self) -> Schema {
        Schema::of(self.head.clone())
    }

    /// A list with a dict for each row.
    fn to_pylist<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyDict>>> {
        value::rows(py, &self.batch)
    }

    /// A `pyarrow.RecordBatch`.
    fn to_pyarrow<'py>(slf: Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py()
            .import("pyarrow")?
            .call_method1("record_batch", (slf,))
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_array__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyArrowResult<Bound<'py, PyTuple>> {
        let field = Arc::new(structure(&self.head.schema));
        let array: ArrayRef = Arc::new(StructArray::from(self.batch.clone()));
        to_array_pycapsules(py, field, &array, requested_schema)
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyArrowResult<Bound<'py, PyCapsule>> {
        to_schema_pycapsule(py, self.head.schema.as_ref())
    }

    fn __len__(&self) -> usize {
        self.num_rows()
    }

    fn __repr__(&self) -> String {
        shown("Batch", &self.head, self.num_rows())
    }
}

impl Schema {
    pub(super) fn of(head: TableHead) -> Self {
        Self { head }
    }
}

#[pymethods]
impl Schema {
    /// Name of the table.
    #[getter]
    fn name(&self) -> &'static str {
        self.head.name
    }

    /// What a row is.
    #[getter]
    fn description(&self) -> &'static str {
        self.head.description
    }

    /// Names of the columns.
    #[getter]
    fn names(&self) -> Vec<String> {
        names(&self.head)
    }

    /// A dict for each column: name, Arrow type, whether it may be missing, what it means, its unit.
    fn describe<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyDict>>> {
        let fields = self.head.schema.fields().iter();
        let column = |field: &Arc<Field>| {
            let column = PyDict::new(py);
            column.set_item("name", field.name())?;
            column.set_item("type", field.data_type().to_string())?;
            column.set_item("nullable", field.is_nullable())?;
            column.set_item("description", field.metadata().get("description"))?;
            column.set_item("unit", field.metadata().get("unit"))?;
            Ok(column)
        };
        fields.map(column).collect()
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyArrowResult<Bound<'py, PyCapsule>> {
        to_schema_pycapsule(py, self.head.schema.as_ref())
    }

    fn __repr__(&self) -> String {
        let names = names(&self.head).join(", ");
        format!("<gongkai.Schema {}: {names}>", self.head.name)
    }
}

fn names(head: &TableHead) -> Vec<String> {
    let fields = head.schema.fields().iter();
    fields.map(|field| field.name().clone()).collect()
}

/// The columns as one field, as the interface passes tables.
fn structure(schema: &SchemaRef) -> Field {
    Field::new_struct("", schema.fields().clone(), false).with_metadata(schema.metadata().clone())
}

fn shown(kind: &str, head: &TableHead, rows: usize) -> String {
    let columns = head.schema.fields().len();
    let plural = if rows == 1 { "" } else { "s" };
    format!(
        "<gongkai.{kind} {}: {rows} row{plural}, {columns} columns>",
        head.name
    )
}
