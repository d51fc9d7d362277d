//! What earlier runs have seen: a row a source, on disk, in the order of a walk.
//!
//! Rows stream in and out, so that millions of known sources cost no memory.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Int64Array, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Int64Type, Schema, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;

use crate::error::{Error, Result};

/// A source that a run has seen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Known {
    /// Its path below the root.
    pub source: String,
    /// Size and time of its file, which save reading it again.
    pub stamp: Stamp,
    /// BLAKE3 of its bytes, hex.
    pub content_hash: String,
    /// ok, partial, rejected or duplicate.
    pub outcome: String,
    /// Why it was rejected, or what it repeats.
    pub reason: Option<String>,
    /// Fingerprint of the tool and grammars that read it.
    pub reader: String,
}

/// Size and time of a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Stamp {
    /// Bytes.
    pub size: i64,
    /// Nanoseconds since 1970 of the last change; 0 where the system does not tell.
    pub modified: i64,
}

impl Known {
    /// The document's id.
    pub(crate) fn doc_id(&self) -> &str {
        self.content_hash.get(..32).unwrap_or_default()
    }
}

/// Rows of a batch.
const BATCH: usize = 8192;

fn schema() -> SchemaRef {
    let text = |name| Field::new(name, DataType::Utf8, false);
    Arc::new(Schema::new(vec![
        text("source"),
        Field::new("size", DataType::Int64, false),
        Field::new("modified", DataType::Int64, false),
        text("content_hash"),
        text("outcome"),
        Field::new("reason", DataType::Utf8, true),
        text("reader"),
    ]))
}

/// A state under construction.
pub(crate) struct StateWriter {
    path: std::path::PathBuf,
    writer: ArrowWriter<File>,
    rows: Vec<Known>,
}

impl StateWriter {
    /// Begins the state at `path`.
    ///
    /// # Errors
    /// [`Error::Write`] or [`Error::Encode`].
    pub(crate) fn create(path: &Path) -> Result<Self> {
        let file = File::create(path).map_err(|source| Error::Write {
            path: path.to_owned(),
            source,
        })?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .build();
        let writer = ArrowWriter::try_new(file, schema(), Some(properties));
        Ok(Self {
            writer: writer.map_err(|source| encode(path, source))?,
            path: path.to_owned(),
            rows: Vec::new(),
        })
    }

    /// Adds a row; rows come in the order of [`before`].
    ///
    /// # Errors
    /// [`Error::Encode`].
    pub(crate) fn push(&mut self, known: Known) -> Result<()> {
        self.rows.push(known);
        if self.rows.len() == BATCH {
            self.flush()?;
        }
        Ok(())
    }

    /// Closes and syncs the file.
    ///
    /// # Errors
    /// [`Error::Encode`] or [`Error::Write`].
    pub(crate) fn finish(mut self) -> Result<()> {
        self.flush()?;
        let file = self
            .writer
            .into_inner()
            .map_err(|source| encode(&self.path, source))?;
        file.sync_all().map_err(|source| Error::Write {
            path: self.path,
            source,
        })
    }

    fn flush(&mut self) -> Result<()> {
        let rows = std::mem::take(&mut self.rows);
        let text = |of: fn(&Known) -> &str| -> ArrayRef {
            Arc::new(StringArray::from_iter_values(rows.iter().map(of)))
        };
        let number = |of: fn(&Known) -> i64| -> ArrayRef {
            Arc::new(Int64Array::from_iter_values(rows.iter().map(of)))
        };
        let columns = vec![
            text(|row| &row.source),
            number(|row| row.stamp.size),
            number(|row| row.stamp.modified),
            text(|row| &row.content_hash),
            text(|row| &row.outcome),
            Arc::new(StringArray::from_iter(
                rows.iter().map(|row| row.reason.as_deref()),
            )),
            text(|row| &row.reader),
        ];
        let batch = RecordBatch::try_new(schema(), columns).map_err(ParquetError::from);
        let written = batch.and_then(|batch| self.writer.write(&batch));
        written.map_err(|source| encode(&self.path, source))
    }
}

/// The rows of a state, in order.
pub(crate) struct StateReader {
    path: std::path::PathBuf,
    batches: Option<ParquetRecordBatchReader>,
    rows: std::vec::IntoIter<Known>,
}

impl StateReader {
    /// Opens the state at `path`; without a path there are no rows.
    ///
    /// # Errors
    /// [`Error::Read`] or [`Error::Dataset`] if it cannot be read.
    pub(crate) fn open(path: Option<&Path>) -> Result<Self> {
        let mut reader = Self {
            path: path.map(Path::to_owned).unwrap_or_default(),
            batches: None,
            rows: Vec::new().into_iter(),
        };
        if let Some(path) = path {
            let file = File::open(path).map_err(|source| Error::Read {
                path: path.to_owned(),
                source,
            })?;
            let built = ParquetRecordBatchReaderBuilder::try_new(file)
                .and_then(|builder| builder.with_batch_size(BATCH).build());
            reader.batches = Some(built.map_err(|error| broken(path, &error))?);
        }
        Ok(reader)
    }
}

impl Iterator for StateReader {
    type Item = Result<Known>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(known) = self.rows.next() {
                return Some(Ok(known));
            }
            match self.batches.as_mut()?.next()? {
                Ok(batch) => match rows(&batch) {
                    Some(rows) => self.rows = rows.into_iter(),
                    None => return Some(Err(broken(&self.path, &"columns are missing"))),
                },
                Err(error) => return Some(Err(broken(&self.path, &error))),
            }
        }
    }
}

fn rows(batch: &RecordBatch) -> Option<Vec<Known>> {
    let text = |name| batch.column_by_name(name)?.as_string_opt::<i32>();
    let number = |name| batch.column_by_name(name)?.as_primitive_opt::<Int64Type>();
    let (source, hash, outcome) = (text("source")?, text("content_hash")?, text("outcome")?);
    let (reason, reader) = (text("reason")?, text("reader")?);
    let (size, modified) = (number("size")?, number("modified")?);
    let row = |at: usize| Known {
        source: source.value(at).to_owned(),
        stamp: Stamp {
            size: size.value(at),
            modified: modified.value(at),
        },
        content_hash: hash.value(at).to_owned(),
        outcome: outcome.value(at).to_owned(),
        reason: reason.is_valid(at).then(|| reason.value(at).to_owned()),
        reader: reader.value(at).to_owned(),
    };
    Some((0..batch.num_rows()).map(row).collect())
}

fn encode(path: &Path, source: ParquetError) -> Error {
    Error::Encode {
        path: path.to_owned(),
        source,
    }
}

fn broken(path: &Path, why: &dyn std::fmt::Display) -> Error {
    Error::Dataset {
        path: path.to_owned(),
        why: format!("the list of known sources cannot be read: {why}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again_in_order() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.parquet");
        let known = |number: usize| Known {
            source: format!("{number:06}.txt"),
            stamp: Stamp {
                size: 3,
                modified: 5,
            },
            reason: (number % 2 == 1).then(|| "空".to_owned()),
            ..Known::default()
        };
        let mut writer = StateWriter::create(&path).unwrap();
        (0..BATCH * 2 + 3).for_each(|number| writer.push(known(number)).unwrap());
        writer.finish().unwrap();
        let read: Vec<Known> = StateReader::open(Some(&path))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        let written: Vec<Known> = (0..BATCH * 2 + 3).map(known).collect();
        assert_eq!(read, written);
    }

    #[test]
    fn without_a_state_nothing_is_known() {
        assert_eq!(StateReader::open(None).unwrap().count(), 0);
    }
}
