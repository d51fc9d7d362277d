//! Batches of one table put aside on disk, for what is known only when all documents are read.

use std::fs::File;
use std::io::{BufReader, BufWriter, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use arrow::array::RecordBatch;
use arrow::error::ArrowError;
use arrow::ipc::reader::StreamReader;
use arrow::ipc::writer::StreamWriter;

use super::TableHead;
use crate::error::{Error, Result};

/// Batches in a file without a name, which goes when it is closed.
pub(super) struct Held {
    table: &'static str,
    /// The folder whose disk it is on.
    folder: PathBuf,
    writer: StreamWriter<BufWriter<File>>,
}

impl Held {
    /// An empty store for batches of `head`, on the disk of `folder`.
    pub(super) fn create(folder: &Path, head: &TableHead) -> Result<Self> {
        let file = tempfile::tempfile_in(folder).map_err(|source| Error::Write {
            path: folder.to_owned(),
            source,
        })?;
        let writer = StreamWriter::try_new(BufWriter::new(file), &head.schema);
        Ok(Self {
            table: head.name,
            folder: folder.to_owned(),
            writer: writer.map_err(|source| failed(head.name, folder, source))?,
        })
    }

    /// Puts a batch aside.
    pub(super) fn push(&mut self, batch: &RecordBatch) -> Result<()> {
        let written = self.writer.write(batch);
        written.map_err(|source| failed(self.table, &self.folder, source))
    }

    /// The batches in the order in which they were put aside.
    pub(super) fn batches(mut self) -> Result<impl Iterator<Item = Result<RecordBatch>>> {
        let reader = self.rewound();
        let (table, folder) = (self.table, self.folder);
        let reader = reader.map_err(|source| failed(table, &folder, source))?;
        Ok(reader.map(move |batch| batch.map_err(|source| failed(table, &folder, source))))
    }

    fn rewound(&mut self) -> std::result::Result<StreamReader<BufReader<File>>, ArrowError> {
        self.writer.finish()?;
        self.writer.flush()?;
        let mut file = self.writer.get_ref().get_ref().try_clone()?;
        file.seek(SeekFrom::Start(0))?;
        StreamReader::try_new(BufReader::new(file), None)
    }
}

/// A full or broken disk is not the batch's fault.
fn failed(table: &'static str, folder: &Path, source: ArrowError) -> Error {
    match source {
        ArrowError::IoError(_, source) => Error::Write {
            path: folder.to_owned(),
            source,
        },
        source => Error::Batch { table, source },
    }
}
