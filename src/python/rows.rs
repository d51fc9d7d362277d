//! Rows of an engine's batch as inputs: columns `path` and `content`, in any of Arrow's text and binary types.

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::datatypes::DataType;
use pyo3::prelude::*;
use pyo3_arrow::input::AnyRecordBatch;

use super::failure::GongkaiError;
use super::missing;
use crate::pipeline::Input;

/// An input for each row, in order. A row without content is an input that says so.
pub(super) fn inputs(batch: &Bound<'_, PyAny>) -> PyResult<Vec<Input>> {
    let given: AnyRecordBatch = batch.extract()?;
    let (batches, _) = given.into_table()?.into_inner();
    let mut found = Vec::new();
    for batch in &batches {
        let (paths, contents) = (column(batch, "path")?, column(batch, "content")?);
        for row in 0..batch.num_rows() {
            let name = text(paths, row)?.unwrap_or("document");
            found.push(match bytes(contents, row)? {
                Some(bytes) => Input::of_bytes(name, bytes),
                None => missing(name, "content 列为空值"),
            });
        }
    }
    Ok(found)
}

fn column<'a>(batch: &'a RecordBatch, name: &str) -> PyResult<&'a ArrayRef> {
    batch.column_by_name(name).ok_or_else(|| {
        let schema = batch.schema();
        let names: Vec<&str> = schema
            .fields()
            .iter()
            .map(|one| one.name().as_str())
            .collect();
        GongkaiError::new_err(format!(
            "a batch has columns `path` and `content`; this one has {}",
            names.join(", ")
        ))
    })
}

/// The text at `row`, `None` if there is none.
fn text(column: &ArrayRef, row: usize) -> PyResult<Option<&str>> {
    if column.is_null(row) {
        return Ok(None);
    }
    Ok(Some(match column.data_type() {
        DataType::Utf8 => column.as_string::<i32>().value(row),
        DataType::LargeUtf8 => column.as_string::<i64>().value(row),
        DataType::Utf8View => column.as_string_view().value(row),
        other => return Err(wrong("path", "text", other)),
    }))
}

/// The bytes at `row`, `None` if there are none.
fn bytes(column: &ArrayRef, row: usize) -> PyResult<Option<&[u8]>> {
    if column.is_null(row) {
        return Ok(None);
    }
    Ok(Some(match column.data_type() {
        DataType::Binary => column.as_binary::<i32>().value(row),
        DataType::LargeBinary => column.as_binary::<i64>().value(row),
        DataType::BinaryView => column.as_binary_view().value(row),
        DataType::FixedSizeBinary(_) => column.as_fixed_size_binary().value(row),
        other => return Err(wrong("content", "binary", other)),
    }))
}

fn wrong(column: &str, wanted: &str, found: &DataType) -> PyErr {
    GongkaiError::new_err(format!(
        "column `{column}` is {found}; it should be {wanted}"
    ))
}
