//! A Parquet file of ours without the rows of some documents.

use std::collections::HashSet;
use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{AsArray, BooleanArray, RecordBatch};
use arrow::compute::{cast, filter_record_batch};
use arrow::datatypes::DataType;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
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
        let values = values.as_ref().and_then(|values| values.as_string_opt::<i32>());
        let values = values.into_iter().flat_map(|values| values.iter().flatten());
        texts.extend(values.map(str::to_owned));
    }
    Ok(texts)
}

/// Copies the rows of `from` that belong to no document of `gone` to a new file `to`, in order, and
/// syncs it. Returns how many they are.
///
/// # Errors
/// [`Error::Read`], [`Error::Write`] or [`Error::Encode`].
pub fn without(from: &Path, to: &Path, gone: &HashSet<String>) -> Result<u64> {
    let write = |source| Error::Write {
        path: to.to_owned(),
        source,
    };
    let encode = encode(to);
    let builder = builder(from)?;
    let metadata = builder.metadata().file_metadata().key_value_metadata();
    // The schema is written again by the writer.
    let metadata = metadata.into_iter().flatten().cloned();
    let metadata: Vec<KeyValue> = metadata.filter(|pair| pair.key != "ARROW:schema").collect();
    let table = metadata.iter().find(|pair| pair.key == "gongkai.table");
    let table = table
        .and_then(|pair| pair.value.clone())
        .unwrap_or_default();
    let schema = Arc::clone(builder.schema());
    let file = BufWriter::new(File::create(to).map_err(write)?);
    let properties = properties(&table, &schema, metadata).map_err(&encode)?;
    let mut writer = ArrowWriter::try_new(file, schema, Some(properties)).map_err(&encode)?;
    let reader: ParquetRecordBatchReader = builder.build().map_err(&encode)?;
    let mut rows = 0;
    for batch in reader {
        let batch = batch.and_then(|batch| filter_record_batch(&batch, &kept(&batch, gone)));
        let batch = batch.map_err(|error| encode(error.into()))?;
        rows += batch.num_rows() as u64;
        writer.write(&batch).map_err(&encode)?;
    }
    let file = writer.into_inner().map_err(&encode)?;
    let file = file
        .into_inner()
        .map_err(|error| write(error.into_error()))?;
    file.sync_all().map_err(write)?;
    to.parent().map_or(Ok(()), sync_folder)?;
    Ok(rows)
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
