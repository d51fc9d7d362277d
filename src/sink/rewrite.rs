//! Parquet files of ours written again: without the rows of some documents, with more columns.

use std::collections::HashSet;
use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, BooleanArray, RecordBatch, new_null_array};
use arrow::compute::{cast, filter_record_batch};
use arrow::datatypes::{DataType, Field, SchemaRef};
use arrow::error::ArrowError;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::arrow::{ArrowWriter, ProjectionMask};
use parquet::file::metadata::KeyValue;

use super::writer::properties;
use crate::error::{Error, Result};
use crate::store::sync_folder;

/// Column that says which document a row belongs to.
const DOC_ID: &str = "doc_id";

/// How many of the rows of the file at `path` belong to documents of `gone`, and how many it has.
///
/// # Errors
/// [`Error::Read`] or [`Error::Encode`] if it cannot be read.
pub fn rows_of(path: &Path, gone: &HashSet<String>) -> Result<(u64, u64)> {
    let encode = encode(path);
    let builder = builder(path)?;
    let columns = builder.parquet_schema().columns();
    let id = columns.iter().position(|column| column.name() == DOC_ID);
    let mask = ProjectionMask::leaves(builder.parquet_schema(), id);
    let reader = builder.with_projection(mask).build().map_err(&encode)?;
    let (mut found, mut rows) = (0, 0);
    for batch in reader {
        let batch = batch.map_err(|error| encode(error.into()))?;
        rows += batch.num_rows() as u64;
        let kept = kept(&batch, gone);
        found += (kept.len() - kept.true_count()) as u64;
    }
    Ok((found, rows))
}

/// The texts of a column of the file at `path`, in order of the rows; nulls are left out.
///
/// # Errors
/// [`Error::Read`] or [`Error::Encode`] if it cannot be read.
pub fn texts_of(path: &Path, column: &str) -> Result<Vec<String>> {
    let encode = encode(path);
    let builder = builder(path)?;
    let columns = builder.parquet_schema().columns();
    let at = columns.iter().position(|one| one.name() == column);
    let mask = ProjectionMask::leaves(builder.parquet_schema(), at);
    let mut texts = Vec::new();
    for batch in builder.with_projection(mask).build().map_err(&encode)? {
        let batch = batch.map_err(|error| encode(error.into()))?;
        let values = batch.column_by_name(column);
        let values = values.and_then(|values| cast(values, &DataType::Utf8).ok());
        let values = values
            .as_ref()
            .and_then(|values| values.as_string_opt::<i32>());
        let values = values
            .into_iter()
            .flat_map(|values| values.iter().flatten());
        texts.extend(values.map(str::to_owned));
    }
    Ok(texts)
}

/// Copies the rows of `from` that belong to no document of `gone` to a new file `to`, in order, and
/// syncs it. Columns of `schema` that `from` has not are empty. Returns how many rows they are.
///
/// # Errors
/// [`Error::Read`], [`Error::Write`] or [`Error::Encode`].
pub fn without(from: &Path, to: &Path, schema: &SchemaRef, gone: &HashSet<String>) -> Result<u64> {
    compose(&[from], to, schema, |_, batch| {
        filter_record_batch(&batch, &kept(&batch, gone))
    })
}

/// Writes to a new file `to` what `edit` makes of each batch of the files `from`, which are of one table
/// of ours, and syncs it. `edit` is told the number of the file; columns of `schema` that its batches
/// lack are empty. Returns the number of rows.
///
/// # Errors
/// [`Error::Read`], [`Error::Write`] or [`Error::Encode`].
pub fn compose(
    from: &[&Path],
    to: &Path,
    schema: &SchemaRef,
    mut edit: impl FnMut(usize, RecordBatch) -> std::result::Result<RecordBatch, ArrowError>,
) -> Result<u64> {
    let write = |source| Error::Write {
        path: to.to_owned(),
        source,
    };
    let encode = encode(to);
    let metadata = from.first().map_or(Ok(Vec::new()), |first| notes(first))?;
    let table = metadata.iter().find(|pair| pair.key == "gongkai.table");
    let table = table
        .and_then(|pair| pair.value.clone())
        .unwrap_or_default();
    let properties = properties(&table, schema, metadata).map_err(&encode)?;
    let file = BufWriter::new(File::create(to).map_err(write)?);
    let writer = ArrowWriter::try_new(file, Arc::clone(schema), Some(properties));
    let mut writer = writer.map_err(&encode)?;
    let mut rows = 0;
    for (number, path) in from.iter().enumerate() {
        for batch in builder(path)?.build().map_err(&encode)? {
            let edited = batch.and_then(|batch| edit(number, batch));
            let batch = edited.and_then(|batch| widened(&batch, schema));
            let batch = batch.map_err(|error| encode(error.into()))?;
            rows += batch.num_rows() as u64;
            writer.write(&batch).map_err(&encode)?;
        }
    }
    let file = writer.into_inner().map_err(&encode)?;
    let file = file
        .into_inner()
        .map_err(|error| write(error.into_error()))?;
    file.sync_all().map_err(write)?;
    to.parent().map_or(Ok(()), sync_folder)?;
    Ok(rows)
}

/// Hands the rows of the file at `path` that belong to documents of `wanted` to `visit`.
///
/// # Errors
/// [`Error::Read`] or [`Error::Encode`] if it cannot be read.
pub fn scan(
    path: &Path,
    wanted: &HashSet<String>,
    mut visit: impl FnMut(RecordBatch),
) -> Result<()> {
    let encode = encode(path);
    for batch in builder(path)?.build().map_err(&encode)? {
        let chosen = batch.and_then(|batch| {
            let left = arrow::compute::not(&kept(&batch, wanted))?;
            filter_record_batch(&batch, &left)
        });
        let chosen = chosen.map_err(|error| encode(error.into()))?;
        if chosen.num_rows() > 0 {
            visit(chosen);
        }
    }
    Ok(())
}

/// The schema of the file at `path`.
///
/// # Errors
/// [`Error::Read`] or [`Error::Encode`] if it cannot be read.
pub fn schema_of(path: &Path) -> Result<SchemaRef> {
    Ok(Arc::clone(builder(path)?.schema()))
}

/// What a file of ours says of itself. The schema is written again by the writer.
fn notes(path: &Path) -> Result<Vec<KeyValue>> {
    let builder = builder(path)?;
    let metadata = builder.metadata().file_metadata().key_value_metadata();
    let metadata = metadata.into_iter().flatten().cloned();
    Ok(metadata.filter(|pair| pair.key != "ARROW:schema").collect())
}

/// The batch in the columns of `schema`; what it lacks is empty.
fn widened(
    batch: &RecordBatch,
    schema: &SchemaRef,
) -> std::result::Result<RecordBatch, ArrowError> {
    let column = |field: &Arc<Field>| {
        let found = batch.column_by_name(field.name()).cloned();
        found.unwrap_or_else(|| new_null_array(field.data_type(), batch.num_rows()))
    };
    let columns: Vec<ArrayRef> = schema.fields().iter().map(column).collect();
    RecordBatch::try_new(Arc::clone(schema), columns)
}

fn builder(path: &Path) -> Result<ParquetRecordBatchReaderBuilder<File>> {
    let file = File::open(path).map_err(|source| Error::Read {
        path: path.to_owned(),
        source,
    })?;
    ParquetRecordBatchReaderBuilder::try_new(file).map_err(encode(path))
}

/// Which rows belong to no document of `gone`.
fn kept(batch: &RecordBatch, gone: &HashSet<String>) -> BooleanArray {
    // Other writers of a Delta table have other types for text.
    let ids = batch.column_by_name(DOC_ID);
    let ids = ids.and_then(|ids| cast(ids, &DataType::Utf8).ok());
    match ids.as_ref().and_then(|ids| ids.as_string_opt::<i32>()) {
        Some(ids) => ids
            .iter()
            .map(|id| Some(id.is_none_or(|id| !gone.contains(id))))
            .collect(),
        None => BooleanArray::from(vec![true; batch.num_rows()]),
    }
}

fn encode(path: &Path) -> impl Fn(parquet::errors::ParquetError) -> Error {
    let path = path.to_owned();
    move |source| Error::Encode {
        path: path.clone(),
        source,
    }
}
