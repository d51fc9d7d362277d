//! A table: its name, what it holds, its columns.

use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use arrow::error::ArrowError;

use super::column::{Column, described, text};

/// Whether a table's rows begin with the document's id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocId {
    /// The id is put before the record's own columns.
    Prefixed,
    /// The record has it among its own columns.
    Own,
}

/// A table whose records are of type `T`.
pub struct TableSpec<T: 'static> {
    /// Name, as the contract prints it.
    pub name: &'static str,
    /// What a row is.
    pub description: &'static str,
    /// Where the document's id comes from.
    pub doc_id: DocId,
    /// Columns in order.
    pub columns: Vec<Column<T>>,
}

impl<T> TableSpec<T> {
    /// The Arrow schema, described.
    #[must_use]
    pub fn schema(&self) -> SchemaRef {
        let id = (self.doc_id == DocId::Prefixed).then(id_field);
        let fields: Vec<Field> = id
            .into_iter()
            .chain(self.columns.iter().map(Column::field))
            .collect();
        Arc::new(Schema::new(fields))
    }

    /// One batch: a row per record, a column per field of [`schema`](Self::schema), in that order.
    ///
    /// # Errors
    /// [`ArrowError`] if a column's values are not of its field's type.
    pub fn batch(&self, rows: &[(&str, &T)]) -> Result<RecordBatch, ArrowError> {
        let records: Vec<&T> = rows.iter().map(|(_, record)| *record).collect();
        let mut columns: Vec<ArrayRef> = Vec::with_capacity(self.columns.len() + 1);
        if self.doc_id == DocId::Prefixed {
            columns.push(Arc::new(text(rows.iter().map(|(id, _)| Some(*id)))));
        }
        columns.extend(self.columns.iter().map(|column| column.array(&records)));
        RecordBatch::try_new(self.schema(), columns)
    }
}

fn id_field() -> Field {
    described(
        "doc_id",
        DataType::Utf8,
        false,
        "First 32 hex digits of BLAKE3 over the source bytes",
        None,
    )
}
