//! Columns that can be filled only when all documents of a run are read: read off a batch what they
//! depend on, and put them in.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Int32Array, RecordBatch, StringArray};
use arrow::error::ArrowError;

use super::nested;
use crate::record::TaskMention;

/// What a row of `citations` says of the document it refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reference<'a> {
    /// Title, in full where the document defines a short form.
    pub title: Option<&'a str>,
    /// Document number, normalised.
    pub doc_number: Option<&'a str>,
}

/// What a row of `tasks` says of where it may be taken up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Assignment<'a> {
    /// The plan.
    pub doc_id: &'a str,
    /// Title of the task.
    pub title: Option<&'a str>,
}

/// The references of a batch of `citations`, in order.
///
/// # Errors
/// [`ArrowError`] if the batch is of another table.
pub fn references(batch: &RecordBatch) -> Result<Vec<Reference<'_>>, ArrowError> {
    let (title, full) = (text(batch, "title")?, text(batch, "title_full")?);
    let number = text(batch, "doc_number")?;
    let reference = |row| Reference {
        title: at(full, row).or(at(title, row)),
        doc_number: at(number, row),
    };
    Ok((0..batch.num_rows()).map(reference).collect())
}

/// A batch of `citations` with the documents that its rows refer to and how many they may be.
///
/// # Errors
/// [`ArrowError`] if the batch is of another table or `targets` of another length.
pub fn with_targets(
    batch: &RecordBatch,
    targets: &[(Option<String>, i32)],
) -> Result<RecordBatch, ArrowError> {
    let ids = StringArray::from_iter(targets.iter().map(|(id, _)| id.as_deref()));
    let counts = Int32Array::from_iter_values(targets.iter().map(|(_, count)| *count));
    let batch = with(batch, "target_doc_id", Arc::new(ids))?;
    with(&batch, "n_targets", Arc::new(counts))
}

/// The assignments of a batch of `tasks`, in order.
///
/// # Errors
/// [`ArrowError`] if the batch is of another table.
pub fn assignments(batch: &RecordBatch) -> Result<Vec<Assignment<'_>>, ArrowError> {
    let (doc_id, title) = (text(batch, "doc_id")?, text(batch, "title")?);
    let assignment = |row| Assignment {
        doc_id: doc_id.value(row),
        title: at(title, row),
    };
    Ok((0..batch.num_rows()).map(assignment).collect())
}

/// A batch of `tasks` with the sections that take its rows up.
///
/// # Errors
/// [`ArrowError`] if the batch is of another table or `mentions` of another length.
pub fn with_mentions(
    batch: &RecordBatch,
    mentions: &[Vec<TaskMention>],
) -> Result<RecordBatch, ArrowError> {
    let column = nested::mentions(mentions.iter().map(Vec::as_slice));
    with(batch, "mentioned_in", column)
}

fn text<'a>(batch: &'a RecordBatch, name: &str) -> Result<&'a StringArray, ArrowError> {
    let column = batch.column(batch.schema_ref().index_of(name)?);
    column
        .as_string_opt()
        .ok_or_else(|| ArrowError::SchemaError(format!("column `{name}` holds no text")))
}

fn at(column: &StringArray, row: usize) -> Option<&str> {
    column.is_valid(row).then(|| column.value(row))
}

/// The batch with another column of that name.
fn with(batch: &RecordBatch, name: &str, column: ArrayRef) -> Result<RecordBatch, ArrowError> {
    let mut columns = batch.columns().to_vec();
    columns[batch.schema_ref().index_of(name)?] = column;
    RecordBatch::try_new(batch.schema(), columns)
}
