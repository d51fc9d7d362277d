//! A Parquet file whose row groups are encoded when they are whole, column by column.
//!
//! Rows wait as Arrow batches. An open row group would hold an encoder, a compressor and a dictionary for each of
//! some two hundred columns of all tables: several times what the rows themselves take.

use std::fs::File;
use std::io::BufWriter;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, RecordBatch, new_empty_array};
use arrow::datatypes::{Field, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::{
    ArrowColumnChunk, ArrowColumnWriter, ArrowRowGroupWriterFactory, compute_leaves,
};
use parquet::errors::Result;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use rayon::prelude::*;

/// Most rows of a row group.
pub(super) const ROWS: usize = 100_000;

/// A Parquet file under construction.
pub(super) struct RowGroups {
    writer: SerializedFileWriter<BufWriter<File>>,
    factory: ArrowRowGroupWriterFactory,
    schema: SchemaRef,
    /// The columns of the batches of the next row group.
    waiting: Vec<Vec<ArrayRef>>,
    /// Rows of these.
    rows: usize,
    /// Bytes of their values.
    bytes: usize,
}

impl RowGroups {
    /// Begins a file of rows of `schema`.
    pub(super) fn create(
        file: BufWriter<File>,
        schema: &SchemaRef,
        properties: WriterProperties,
    ) -> Result<Self> {
        let writer = ArrowWriter::try_new(file, Arc::clone(schema), Some(properties))?;
        let (writer, factory) = writer.into_serialized_writer()?;
        Ok(Self {
            writer,
            factory,
            schema: Arc::clone(schema),
            waiting: Vec::new(),
            rows: 0,
            bytes: 0,
        })
    }

    /// Adds rows, and writes the row groups that they fill.
    pub(super) fn push(&mut self, batch: &RecordBatch) -> Result<()> {
        let mut done = 0;
        while done < batch.num_rows() {
            let len = (ROWS - self.rows).min(batch.num_rows() - done);
            self.wait(&batch.slice(done, len))?;
            done += len;
            if self.rows == ROWS {
                self.flush()?;
            }
        }
        Ok(())
    }

    fn wait(&mut self, batch: &RecordBatch) -> Result<()> {
        for column in batch.columns() {
            // Not what is allocated: a batch read from a file is a part of one allocation.
            self.bytes += column.to_data().get_slice_memory_size()?;
        }
        self.rows += batch.num_rows();
        self.waiting.push(batch.columns().to_vec());
        Ok(())
    }

    /// Bytes of the rows that wait.
    pub(super) fn waiting(&self) -> usize {
        self.bytes
    }

    /// Writes the rows that wait as a row group.
    pub(super) fn flush(&mut self) -> Result<()> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let columns = self.columns()?;
        let chunks = columns.into_par_iter().map(Column::encode);
        let chunks = chunks.collect::<Result<Vec<_>>>()?;
        self.waiting.clear();
        (self.rows, self.bytes) = (0, 0);
        let mut group = self.writer.next_row_group()?;
        for chunk in chunks.into_iter().flatten() {
            chunk.append_to_row_group(&mut group)?;
        }
        group.close()?;
        Ok(())
    }

    /// The columns of the rows that wait, each with the writers of its leaves.
    fn columns(&self) -> Result<Vec<Column<'_>>> {
        let number = self.writer.flushed_row_groups().len();
        let mut writers = self.factory.create_column_writers(number)?.into_iter();
        let mut columns = Vec::with_capacity(self.schema.fields().len());
        for (at, field) in self.schema.fields().iter().enumerate() {
            let arrays: Vec<&ArrayRef> = self.waiting.iter().map(|one| &one[at]).collect();
            let none = new_empty_array(field.data_type());
            let leaves = compute_leaves(field, &none)?.len();
            columns.push(Column {
                field,
                arrays,
                writers: writers.by_ref().take(leaves).collect(),
            });
        }
        Ok(columns)
    }

    /// Writes what waits and closes the file.
    pub(super) fn into_inner(mut self) -> Result<BufWriter<File>> {
        self.flush()?;
        self.writer.into_inner()
    }
}

/// A column of a row group.
struct Column<'a> {
    field: &'a Field,
    /// Its values, batch by batch.
    arrays: Vec<&'a ArrayRef>,
    /// The writers of its leaves: one, or several if it is nested.
    writers: Vec<ArrowColumnWriter>,
}

impl Column<'_> {
    fn encode(mut self) -> Result<Vec<ArrowColumnChunk>> {
        for array in self.arrays {
            let leaves = compute_leaves(self.field, array)?;
            for (writer, leaf) in self.writers.iter_mut().zip(leaves) {
                writer.write(&leaf)?;
            }
        }
        let writers = self.writers.into_iter();
        writers.map(ArrowColumnWriter::close).collect()
    }
}
