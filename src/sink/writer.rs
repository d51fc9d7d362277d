//! One table as one file of one format.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, Schema};
use arrow::error::ArrowError;
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;

use super::TableHead;
use super::excel::{BOM, harmless};
use super::flat::flatten;
use super::held::Held;
use super::manifest::FileEntry;
use super::row_group::{ROWS, RowGroups};
use super::spill::Spill;
#[cfg(feature = "xlsx")]
use super::workbook;
use crate::error::{Error, Result};

/// File format of the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Parquet, zstd.
    Parquet,
    /// Arrow IPC file.
    Arrow,
    /// CSV with a header; lists and structs as JSON text.
    Csv,
    /// CSV as Excel opens it right: with a byte order mark, no text that it takes for a formula, none
    /// longer than a cell.
    ExcelCsv,
    /// One JSON object a line.
    JsonLines,
    /// One workbook, a sheet a table.
    #[cfg(feature = "xlsx")]
    Xlsx,
}

impl Format {
    /// All formats.
    pub const ALL: &'static [Self] = &[
        Self::Parquet,
        Self::Arrow,
        Self::Csv,
        Self::ExcelCsv,
        Self::JsonLines,
        #[cfg(feature = "xlsx")]
        Self::Xlsx,
    ];

    /// File name extension, and name on the command line.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Parquet => "parquet",
            Self::Arrow => "arrow",
            Self::Csv | Self::ExcelCsv => "csv",
            Self::JsonLines => "jsonl",
            #[cfg(feature = "xlsx")]
            Self::Xlsx => "xlsx",
        }
    }
}

/// Columns of texts that no two rows share: a dictionary of them would be a copy.
const UNIQUE: [(&str, &str); 4] = [
    ("documents", "content_hash"),
    ("documents", "source"),
    ("texts", "text"),
    ("tasks", "text"),
];
/// Bytes of a page, and half of those of a dictionary: each of some two hundred columns has one of
/// either in memory, and a compressor for as much.
const PAGE: usize = 128 << 10;

/// A table's file under construction.
pub(super) struct TableWriter {
    head: TableHead,
    path: PathBuf,
    name: String,
    rows: u64,
    encoder: Encoder,
    /// What is written last.
    held: Option<Held>,
}

/// The encoders; each buffers no more than a row group.
enum Encoder {
    Parquet(Box<RowGroups>),
    Arrow(Box<arrow::ipc::writer::FileWriter<BufWriter<File>>>),
    Csv(Box<arrow::csv::Writer<BufWriter<File>>>),
    ExcelCsv(Box<arrow::csv::Writer<BufWriter<File>>>, Spill),
    JsonLines(Box<arrow::json::LineDelimitedWriter<BufWriter<File>>>),
    /// Rows that wait for the workbook.
    #[cfg(feature = "xlsx")]
    Sheet(Box<Held>),
}

impl TableWriter {
    /// Begins `staging/<table>/part-00000.<format>`.
    pub(super) fn create(
        staging: &Path,
        format: Format,
        head: TableHead,
        metadata: &[(String, String)],
    ) -> Result<Self> {
        let folder = staging.join(head.name);
        let name = format!("{}/part-00000.{}", head.name, format.extension());
        let path = folder.join(format!("part-00000.{}", format.extension()));
        let write = |source| Error::Write {
            path: path.clone(),
            source,
        };
        #[cfg(feature = "xlsx")]
        if format == Format::Xlsx {
            let encoder = Encoder::Sheet(Box::new(Held::create(staging, &head)?));
            return Ok(Self {
                head,
                path,
                name,
                rows: 0,
                encoder,
                held: None,
            });
        }
        fs::create_dir(&folder).map_err(write)?;
        let mut file = BufWriter::with_capacity(1 << 16, File::create(&path).map_err(write)?);
        let mut metadata = metadata.to_vec();
        metadata.push(("gongkai.table".into(), head.name.into()));
        metadata.push(("gongkai.description".into(), head.description.into()));
        let encoder = match format {
            Format::Parquet => parquet(file, &head, metadata, &path)?,
            Format::Arrow => {
                let schema = Schema::new_with_metadata(
                    head.schema.fields().clone(),
                    metadata.into_iter().collect(),
                );
                let writer = arrow::ipc::writer::FileWriter::try_new(file, &schema);
                Encoder::Arrow(Box::new(writer.map_err(|source| Error::Batch {
                    table: head.name,
                    source,
                })?))
            }
            Format::Csv => Encoder::Csv(Box::new(csv(file, &head)?)),
            Format::ExcelCsv => {
                file.write_all(BOM).map_err(write)?;
                Encoder::ExcelCsv(Box::new(csv(file, &head)?), Spill::new(staging))
            }
            // Every line has every column: readers take the columns from the first ones.
            Format::JsonLines => Encoder::JsonLines(Box::new(
                arrow::json::WriterBuilder::new()
                    .with_explicit_nulls(true)
                    .build::<_, arrow::json::writer::LineDelimited>(file),
            )),
            #[cfg(feature = "xlsx")]
            Format::Xlsx => Encoder::Sheet(Box::new(Held::create(staging, &head)?)),
        };
        Ok(Self {
            head,
            path,
            name,
            rows: 0,
            encoder,
            held: None,
        })
    }

    /// Name of the table.
    pub(super) fn name(&self) -> &'static str {
        self.head.name
    }

    /// Puts all further batches aside, on the disk of `folder`.
    pub(super) fn hold(&mut self, folder: &Path) -> Result<()> {
        self.held = Some(Held::create(folder, &self.head)?);
        Ok(())
    }

    /// The batches that were put aside; further ones are written.
    pub(super) fn release(&mut self) -> Option<Held> {
        self.held.take()
    }

    /// Adds a batch.
    pub(super) fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        if let Some(held) = &mut self.held {
            return held.push(batch);
        }
        let table = self.head.name;
        let arrow = |result: std::result::Result<(), ArrowError>| {
            result.map_err(|source| Error::Batch { table, source })
        };
        let before = self.rows;
        self.rows += batch.num_rows() as u64;
        match &mut self.encoder {
            Encoder::Parquet(writer) => writer.push(batch).map_err(|source| Error::Encode {
                path: self.path.clone(),
                source,
            }),
            Encoder::Arrow(writer) => {
                let batch =
                    RecordBatch::try_new(Arc::clone(writer.schema()), batch.columns().to_vec());
                arrow(batch.and_then(|batch| writer.write(&batch)))
            }
            Encoder::Csv(writer) => arrow(flatten(batch).and_then(|batch| writer.write(&batch))),
            Encoder::ExcelCsv(writer, spill) => {
                let flat = flatten(batch).map_err(|source| Error::Batch { table, source })?;
                let flat = harmless(&flat, table, before, spill)?;
                arrow(writer.write(&flat))
            }
            Encoder::JsonLines(writer) => arrow(writer.write(batch)),
            #[cfg(feature = "xlsx")]
            Encoder::Sheet(held) if self.rows <= workbook::ROWS => held.push(batch),
            #[cfg(feature = "xlsx")]
            Encoder::Sheet(_) => Err(Error::Usage(format!(
                "table `{table}` has more than {} rows, the most a sheet holds; leave it out with --tables, or write parquet or csv",
                workbook::ROWS
            ))),
        }
    }

    /// Bytes of the rows that wait for their row group.
    pub(super) fn buffered(&self) -> usize {
        match &self.encoder {
            Encoder::Parquet(writer) => writer.waiting(),
            _ => 0,
        }
    }

    /// Ends its row group.
    pub(super) fn flush(&mut self) -> Result<()> {
        match &mut self.encoder {
            Encoder::Parquet(writer) => writer.flush().map_err(|source| Error::Encode {
                path: self.path.clone(),
                source,
            }),
            _ => Ok(()),
        }
    }

    /// Whether its rows wait for the workbook.
    #[cfg(feature = "xlsx")]
    pub(super) fn waits(&self) -> bool {
        matches!(self.encoder, Encoder::Sheet(_))
    }

    /// The rows that wait for the workbook.
    #[cfg(feature = "xlsx")]
    pub(super) fn waiting(self) -> Option<workbook::Waiting> {
        match self.encoder {
            Encoder::Sheet(held) => Some(workbook::Waiting {
                head: self.head,
                rows: self.rows,
                held: *held,
            }),
            _ => None,
        }
    }

    /// Closes and syncs the file, and describes it and those that stand beside it.
    pub(super) fn finish(self) -> Result<Vec<FileEntry>> {
        let Self {
            head,
            path,
            name,
            rows,
            encoder,
            held: _,
        } = self;
        let batch = |source| Error::Batch {
            table: head.name,
            source,
        };
        let mut beside = Vec::new();
        let file = match encoder {
            Encoder::Parquet(writer) => writer.into_inner().map_err(|source| Error::Encode {
                path: path.clone(),
                source,
            })?,
            Encoder::Arrow(mut writer) => {
                writer.finish().map_err(batch)?;
                writer.into_inner().map_err(batch)?
            }
            Encoder::Csv(writer) => writer.into_inner(),
            Encoder::ExcelCsv(writer, spill) => {
                beside = spill.files();
                writer.into_inner()
            }
            #[cfg(feature = "xlsx")]
            Encoder::Sheet(_) => return Ok(Vec::new()),
            Encoder::JsonLines(mut writer) => {
                writer.finish().map_err(batch)?;
                writer.into_inner()
            }
        };
        let write = |source| Error::Write {
            path: path.clone(),
            source,
        };
        let mut file = file
            .into_inner()
            .map_err(|error| write(error.into_error()))?;
        file.flush().and_then(|()| file.sync_all()).map_err(write)?;
        if let Some(folder) = path.parent() {
            crate::store::sync_folder(folder)?;
        }
        let (bytes, hash) = digest(&path)?;
        let mut files = vec![FileEntry {
            path: name,
            table: head.name.into(),
            rows,
            bytes,
            hash,
        }];
        files.append(&mut beside);
        Ok(files)
    }
}

fn parquet(
    file: BufWriter<File>,
    head: &TableHead,
    metadata: Vec<(String, String)>,
    path: &Path,
) -> Result<Encoder> {
    let encode = |source| Error::Encode {
        path: path.to_owned(),
        source,
    };
    let metadata = metadata
        .into_iter()
        .map(|(key, value)| KeyValue::new(key, value))
        .collect();
    let properties = properties(head.name, &head.schema, metadata).map_err(encode)?;
    let writer = RowGroups::create(file, &head.schema, properties).map_err(encode)?;
    Ok(Encoder::Parquet(Box::new(writer)))
}

/// How a Parquet file of a table of ours is encoded.
pub(super) fn properties(
    table: &str,
    schema: &Schema,
    metadata: Vec<KeyValue>,
) -> std::result::Result<WriterProperties, ParquetError> {
    let mut properties = WriterProperties::builder();
    for field in schema.fields() {
        let column = ColumnPath::from(field.name().as_str());
        properties = match field.data_type() {
            // Positions and numbers rise from row to row: their steps are smaller than any dictionary.
            DataType::Int32 => properties
                .set_column_dictionary_enabled(column.clone(), false)
                .set_column_encoding(column, Encoding::DELTA_BINARY_PACKED),
            DataType::Utf8 if UNIQUE.contains(&(table, field.name().as_str())) => {
                properties.set_column_dictionary_enabled(column, false)
            }
            _ => properties,
        };
    }
    Ok(properties
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(3)?))
        .set_statistics_enabled(EnabledStatistics::Page)
        .set_max_row_group_row_count(Some(ROWS))
        .set_data_page_size_limit(PAGE)
        .set_dictionary_page_size_limit(2 * PAGE)
        .set_created_by(concat!("gongkai ", env!("CARGO_PKG_VERSION")).into())
        .set_key_value_metadata(Some(metadata))
        .build())
}

/// A CSV writer with its header written: a table without rows has one too.
fn csv(file: BufWriter<File>, head: &TableHead) -> Result<arrow::csv::Writer<BufWriter<File>>> {
    let mut writer = arrow::csv::WriterBuilder::new()
        .with_header(true)
        .build(file);
    let empty = flatten(&RecordBatch::new_empty(Arc::clone(&head.schema)));
    let written = empty.and_then(|empty| writer.write(&empty));
    written.map_err(|source| Error::Batch {
        table: head.name,
        source,
    })?;
    Ok(writer)
}

/// Size and hash of a file.
pub(super) fn digest(path: &Path) -> Result<(u64, String)> {
    let read = |source| Error::Read {
        path: path.to_owned(),
        source,
    };
    let mut hasher = blake3::Hasher::new();
    let mut file = File::open(path).map_err(read)?;
    let bytes = std::io::copy(&mut file, &mut hasher).map_err(read)?;
    Ok((bytes, hasher.finalize().to_hex().to_string()))
}
