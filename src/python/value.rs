//! Values of Arrow columns and of JSON as Python's own.

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::datatypes::{DataType, Date32Type, Float32Type, Float64Type, Int32Type, Int64Type};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};
use serde_json::Value;

/// Days from the first of January of year 1, which Python counts as day 1, to that of 1970.
const EPOCH: i32 = 719_163;

/// A dict for each row.
pub(super) fn rows<'py>(py: Python<'py>, batch: &RecordBatch) -> PyResult<Vec<Bound<'py, PyDict>>> {
    let schema = batch.schema();
    let mut rows = Vec::with_capacity(batch.num_rows());
    for row in 0..batch.num_rows() {
        let values = PyDict::new(py);
        for (field, column) in schema.fields().iter().zip(batch.columns()) {
            values.set_item(field.name(), of_cell(py, column, row)?)?;
        }
        rows.push(values);
    }
    Ok(rows)
}

/// One cell: text, number, truth, date, list or dict; `None` if it is missing.
pub(super) fn of_cell<'py>(
    py: Python<'py>,
    column: &ArrayRef,
    row: usize,
) -> PyResult<Bound<'py, PyAny>> {
    if column.is_null(row) {
        return Ok(py.None().into_bound(py));
    }
    match column.data_type() {
        DataType::Utf8 => Ok(column
            .as_string::<i32>()
            .value(row)
            .into_pyobject(py)?
            .into_any()),
        DataType::Int32 => {
            let value = column.as_primitive::<Int32Type>().value(row);
            Ok(value.into_pyobject(py)?.into_any())
        }
        DataType::Int64 => {
            let value = column.as_primitive::<Int64Type>().value(row);
            Ok(value.into_pyobject(py)?.into_any())
        }
        DataType::Float32 => {
            let value = column.as_primitive::<Float32Type>().value(row);
            Ok(value.into_pyobject(py)?.into_any())
        }
        DataType::Float64 => {
            let value = column.as_primitive::<Float64Type>().value(row);
            Ok(value.into_pyobject(py)?.into_any())
        }
        DataType::Boolean => {
            let value = column.as_boolean().value(row).into_pyobject(py)?;
            Ok(value.to_owned().into_any())
        }
        DataType::Date32 => {
            let day = column.as_primitive::<Date32Type>().value(row) + EPOCH;
            let date = py.import("datetime")?.getattr("date")?;
            date.call_method1("fromordinal", (day,))
        }
        DataType::List(_) => {
            let items = column.as_list::<i32>().value(row);
            let all: PyResult<Vec<_>> =
                (0..items.len()).map(|at| of_cell(py, &items, at)).collect();
            Ok(PyList::new(py, all?)?.into_any())
        }
        DataType::Struct(fields) => {
            let values = PyDict::new(py);
            for (field, column) in fields.iter().zip(column.as_struct().columns()) {
                values.set_item(field.name(), of_cell(py, column, row)?)?;
            }
            Ok(values.into_any())
        }
        other => Err(PyTypeError::new_err(format!("no value for {other}"))),
    }
}

/// JSON as dicts, lists, text and numbers.
pub(super) fn of_json<'py>(py: Python<'py>, value: &Value) -> PyResult<Bound<'py, PyAny>> {
    py.import("json")?
        .call_method1("loads", (value.to_string(),))
}
