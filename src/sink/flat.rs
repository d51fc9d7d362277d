//! Batches without lists and structs, for formats that have only rows of plain values.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Schema};
use arrow::error::ArrowError;
use arrow::json::ArrayWriter;

/// The same batch with lists as JSON text.
pub(super) fn flatten(batch: &RecordBatch) -> Result<RecordBatch, ArrowError> {
    let schema = batch.schema();
    let mut fields = Vec::with_capacity(schema.fields().len());
    let mut columns: Vec<ArrayRef> = Vec::with_capacity(schema.fields().len());
    for (field, column) in schema.fields().iter().zip(batch.columns()) {
        if matches!(field.data_type(), DataType::List(_) | DataType::Struct(_)) {
            fields.push(Field::new(
                field.name(),
                DataType::Utf8,
                field.is_nullable(),
            ));
            columns.push(Arc::new(json_texts(column)?));
        } else {
            fields.push(field.as_ref().clone());
            columns.push(Arc::clone(column));
        }
    }
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)
}

/// Each value of a nested column as JSON.
fn json_texts(column: &ArrayRef) -> Result<StringArray, ArrowError> {
    let schema = Arc::new(Schema::new(vec![Field::new(
        "value",
        column.data_type().clone(),
        true,
    )]));
    let mut texts = Vec::with_capacity(column.len());
    for row in 0..column.len() {
        let batch = RecordBatch::try_new(Arc::clone(&schema), vec![column.slice(row, 1)])?;
        let mut writer = ArrayWriter::new(Vec::new());
        writer.write(&batch)?;
        writer.finish()?;
        let json = String::from_utf8_lossy(&writer.into_inner()).into_owned();
        // `[{"value":…}]`: only the value is wanted.
        let value = json
            .strip_prefix("[{\"value\":")
            .and_then(|rest| rest.strip_suffix("}]"))
            .unwrap_or("null");
        texts.push(value.to_owned());
    }
    Ok(StringArray::from(texts))
}
