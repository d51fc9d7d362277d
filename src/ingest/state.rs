//! What earlier runs have seen: a row a source, on disk, in the order of a walk.
//!
//! Rows stream in and out, so that millions of known sources cost no memory.

use std::cmp::Ordering;
use std::collections::HashSet;
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
use crate::pipeline::{Stamp, order};

/// A source that a run has seen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Known {
    /// Its path below the root.
    pub source: String,
    /// Source of the archive that holds it.
    pub archive: Option<Arc<str>>,
    /// Full path of the folder that its source begins in; `None` where that was not kept.
    pub root: Option<Arc<str>>,
    /// What its file looked like, which saves reading it again.
    pub stamp: Stamp,
    /// Its own bytes.
    pub bytes: u64,
    /// BLAKE3 of its bytes, hex.
    pub content_hash: String,
    /// ok, partial, rejected or duplicate.
    pub outcome: Arc<str>,
    /// Why it was rejected, or what it repeats.
    pub reason: Option<Arc<str>>,
    /// Fingerprint of the tool and grammars that read it.
    pub reader: Arc<str>,
}

impl Known {
    /// The document's id.
    pub(crate) fn doc_id(&self) -> &str {
        self.content_hash.get(..32).unwrap_or_default()
    }

    /// Source of the file that holds it: its own, or that of an archive.
    pub(crate) fn file(&self) -> &str {
        self.archive.as_deref().unwrap_or(&self.source)
    }

    /// Full path of the file that holds it, if that was kept.
    pub(crate) fn path(&self) -> Option<String> {
        let root = self.root.as_deref()?;
        Some(format!("{root}/{}", self.file()))
    }

    /// Whether its rows are those of another feed.
    pub(crate) fn is_elsewhere(&self) -> bool {
        &*self.outcome == "duplicate" && self.reason.as_deref() == Some(ELSEWHERE)
    }

    /// Whether it is a document that was not read.
    pub(crate) fn is_rejected(&self) -> bool {
        &*self.outcome == "rejected"
    }
}

/// The order of a state: file by file as a walk meets them, members of an archive by their sources.
pub(crate) fn by_file(left: &Known, right: &Known) -> Ordering {
    let files = order(left.file(), right.file());
    files.then_with(|| left.source.cmp(&right.source))
}

/// Texts that many rows share, each held once.
#[derive(Debug, Default)]
pub(crate) struct Words(HashSet<Arc<str>>);

/// Different texts that are remembered.
const WORDS: usize = 1024;

impl Words {
    /// The text, shared with those before it.
    pub(crate) fn shared(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.0.get(text) {
            return Arc::clone(known);
        }
        let new: Arc<str> = text.into();
        if self.0.len() < WORDS {
            self.0.insert(Arc::clone(&new));
        }
        new
    }
}

/// Reason of a source whose document another feed of the dataset has brought.
pub(crate) const ELSEWHERE: &str = "held by another feed";

/// Rows of a batch.
const BATCH: usize = 8192;

fn schema() -> SchemaRef {
    let text = |name| Field::new(name, DataType::Utf8, false);
    Arc::new(Schema::new(vec![
        text("source"),
        Field::new("archive", DataType::Utf8, true),
        Field::new("root", DataType::Utf8, true),
        Field::new("size", DataType::Int64, false),
        Field::new("modified", DataType::Int64, false),
        Field::new("inode", DataType::Int64, false),
        Field::new("bytes", DataType::Int64, false),
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

    /// Adds a row; rows come in the order of [`by_file`].
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
            Arc::new(StringArray::from_iter(
                rows.iter().map(|row| row.archive.as_deref()),
            )),
            Arc::new(StringArray::from_iter(
                rows.iter().map(|row| row.root.as_deref()),
            )),
            number(|row| row.stamp.size.cast_signed()),
            number(|row| row.stamp.modified),
            number(|row| row.stamp.inode.cast_signed()),
            number(|row| row.bytes.cast_signed()),
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
    // Columns that were added later.
    let (archive, root) = (text("archive"), text("root"));
    let (inode, bytes) = (number("inode"), number("bytes"));
    let mut words = Words::default();
    let count = |column: Option<&Int64Array>, at: usize| {
        column.map_or(0, |column| column.value(at).cast_unsigned())
    };
    let maybe = |words: &mut Words, column: Option<&StringArray>, at: usize| {
        let column = column.filter(|column| column.is_valid(at))?;
        Some(words.shared(column.value(at)))
    };
    let row = |at: usize| Known {
        source: source.value(at).to_owned(),
        archive: maybe(&mut words, archive, at),
        root: maybe(&mut words, root, at),
        stamp: Stamp {
            size: size.value(at).cast_unsigned(),
            modified: modified.value(at),
            inode: count(inode, at),
        },
        bytes: count(bytes, at),
        content_hash: hash.value(at).to_owned(),
        outcome: words.shared(outcome.value(at)),
        reason: maybe(&mut words, Some(reason), at),
        reader: words.shared(reader.value(at)),
    };
    Some((0..batch.num_rows()).map(row).collect())
}

/// Writes to `to` what `from` holds without the sources that `dropped` says, and with `changes`, sorted
/// by [`by_file`], in place of rows of the same source or beside them; hands each row to `see`.
///
/// # Errors
/// What reading and writing a state returns, and `see`.
pub(crate) fn rewrite(
    from: Option<&Path>,
    to: &Path,
    changes: Vec<Known>,
    dropped: impl Fn(&str) -> bool,
    mut see: impl FnMut(&Known) -> Result<()>,
) -> Result<()> {
    let mut writer = StateWriter::create(to)?;
    let mut changes = changes.into_iter().peekable();
    let mut write = |known: Known| {
        see(&known)?;
        writer.push(known)
    };
    for known in StateReader::open(from)? {
        let known = known?;
        while let Some(change) = changes.next_if(|change| by_file(change, &known).is_lt()) {
            write(change)?;
        }
        match changes.next_if(|change| by_file(change, &known).is_eq()) {
            Some(change) => write(change)?,
            None if dropped(&known.source) => {}
            None => write(known)?,
        }
    }
    changes.try_for_each(write)?;
    writer.finish()
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
                inode: u64::MAX,
            },
            root: (number % 3 == 1).then(|| "/档案".into()),
            reason: (number % 2 == 1).then(|| "空".into()),
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
    fn changes_replace_and_join_what_was_known() {
        let folder = tempfile::tempdir().unwrap();
        let known = |source: &str, outcome: &str| Known {
            source: source.into(),
            archive: source.split_once("!/").map(|(file, _)| file.into()),
            outcome: outcome.into(),
            ..Known::default()
        };
        let write = |from: Option<&Path>, to: &Path, changes: &[(&str, &str)], gone: &str| {
            let mut changes: Vec<Known> = changes.iter().map(|one| known(one.0, one.1)).collect();
            changes.sort_by(by_file);
            let mut seen = Vec::new();
            let see = |known: &Known| {
                seen.push(format!("{} {}", known.source, known.outcome));
                Ok(())
            };
            rewrite(from, to, changes, |source| source == gone, see).unwrap();
            seen
        };
        let (one, two) = (folder.path().join("1"), folder.path().join("2"));
        write(
            None,
            &one,
            &[("a/b", "1"), ("a.zip!/x", "1"), ("a.zip b", "1")],
            "",
        );
        let changes = [("a.zip!/w", "2"), ("a.zip!/x", "2"), ("c", "2")];
        let seen = write(Some(&one), &two, &changes, "a/b");
        assert_eq!(seen, ["a.zip!/w 2", "a.zip!/x 2", "a.zip b 1", "c 2"]);
    }

    #[test]
    fn without_a_state_nothing_is_known() {
        assert_eq!(StateReader::open(None).unwrap().count(), 0);
    }
}
