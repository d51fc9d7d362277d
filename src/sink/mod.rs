//! Batches to files: Parquet, Arrow IPC, CSV, JSON Lines or a workbook, all or nothing.
//!
//! Everything is written into a hidden folder beside the output, synced, and moved into place by one
//! rename when the last file, the manifest, is there. A run that dies leaves the old output as it was.

mod durable;
mod excel;
mod flat;
mod folder;
mod held;
mod manifest;
mod rewrite;
mod row_group;
mod schema;
mod spill;
#[cfg(feature = "xlsx")]
mod workbook;
mod writer;

use std::fs;
use std::path::{Path, PathBuf};

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::store::sync_folder;

pub use folder::Folder;
pub use manifest::{FileEntry, InputEntry, Manifest};
pub use rewrite::{compose, rows_of, scan, schema_of, texts_of, without};
pub use schema::{SCHEMA, schema_version};
pub use writer::Format;

use writer::TableWriter;

/// Bytes of rows of all tables that may wait for their row groups before the largest is written.
const BUFFERED: usize = 8 << 20;

/// Name of the run's own record, written last.
pub const MANIFEST: &str = "manifest.json";

/// A table to be written: its name, what it holds, its schema.
#[derive(Debug, Clone)]
pub struct TableHead {
    /// Name of its folder.
    pub name: &'static str,
    /// What a row is.
    pub description: &'static str,
    /// Arrow schema.
    pub schema: SchemaRef,
}

/// An output folder under construction.
pub struct Sink {
    out: PathBuf,
    staging: tempfile::TempDir,
    writers: Vec<TableWriter>,
    attached: Vec<FileEntry>,
}

impl Sink {
    /// Begins an output at `out`, which must be empty or absent, or ours and `overwrite` given.
    ///
    /// `metadata` goes into every file.
    ///
    /// # Errors
    /// [`Error::OutputNotEmpty`] if something stands there; [`Error::Write`] if a folder or file cannot
    /// be made; [`Error::Usage`] for a bucket.
    pub fn create(
        out: &Path,
        overwrite: bool,
        format: Format,
        tables: Vec<TableHead>,
        metadata: &[(String, String)],
    ) -> Result<Self> {
        if crate::store::is_bucket(&out.to_string_lossy()) {
            return Err(Error::Usage(format!(
                "{} is in a bucket; name a folder, only `gongkai ingest` writes to buckets",
                out.display()
            )));
        }
        refuse(out, overwrite)?;
        let write = |source| Error::Write {
            path: out.to_owned(),
            source,
        };
        let parent = out
            .parent()
            .filter(|parent| !parent.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        fs::create_dir_all(parent).map_err(write)?;
        let staging = tempfile::Builder::new()
            .prefix(".gongkai-")
            .tempdir_in(parent)
            .map_err(write)?;
        let writers = tables
            .into_iter()
            .map(|table| TableWriter::create(staging.path(), format, table, metadata))
            .collect::<Result<Vec<_>>>()?;
        Ok(Self {
            out: out.to_owned(),
            staging,
            writers,
            attached: Vec::new(),
        })
    }

    /// Names of the tables that are written.
    #[must_use]
    pub fn tables(&self) -> Vec<&'static str> {
        self.writers.iter().map(TableWriter::name).collect()
    }

    /// Puts what is written to `table` from here on aside until [`release`](Self::release).
    ///
    /// # Errors
    /// [`Error::Write`] if no file can be made for it.
    pub fn hold(&mut self, table: &str) -> Result<()> {
        let staging = self.staging.path();
        let mut wanted = self.writers.iter_mut();
        match wanted.find(|writer| writer.name() == table) {
            Some(writer) => writer.hold(staging),
            None => Ok(()),
        }
    }

    /// Writes the batches that were put aside, each as `fill` returns it, in their order.
    ///
    /// # Errors
    /// What `fill` returns, or [`Error::Batch`], [`Error::Write`] and [`Error::Encode`].
    pub fn release(
        &mut self,
        fill: impl Fn(&'static str, &RecordBatch) -> Result<RecordBatch> + Sync,
    ) -> Result<()> {
        let side_by_side = rayon::current_num_threads();
        for at in 0..self.writers.len() {
            let Some(held) = self.writers[at].release() else {
                continue;
            };
            let table = self.writers[at].name();
            let mut batches = held.batches()?;
            loop {
                let some = batches.by_ref().take(side_by_side);
                let some = some.collect::<Result<Vec<_>>>()?;
                if some.is_empty() {
                    break;
                }
                let filled = some.par_iter().map(|batch| fill(table, batch));
                for batch in filled.collect::<Result<Vec<_>>>()? {
                    self.writers[at].write(&batch)?;
                    self.relieve()?;
                }
            }
        }
        Ok(())
    }

    /// Adds a batch to each table; `build` makes the batch of the table of that name.
    ///
    /// # Errors
    /// What `build` returns, or [`Error::Write`] and [`Error::Encode`].
    pub fn write(
        &mut self,
        build: impl Fn(&'static str) -> Result<RecordBatch> + Sync,
    ) -> Result<()> {
        self.writers.par_iter_mut().try_for_each(|writer| {
            let batch = build(writer.name())?;
            if batch.num_rows() == 0 {
                Ok(())
            } else {
                writer.write(&batch)
            }
        })?;
        self.relieve()
    }

    /// Writes the largest row groups until what all hold is little again.
    fn relieve(&mut self) -> Result<()> {
        loop {
            let held: usize = self.writers.iter().map(TableWriter::buffered).sum();
            let largest = self.writers.iter_mut().max_by_key(|one| one.buffered());
            match largest {
                Some(largest) if held > BUFFERED => largest.flush()?,
                _ => return Ok(()),
            }
        }
    }

    /// Puts a file beside the tables, at `path` below the output folder; `/` between parts.
    ///
    /// # Errors
    /// [`Error::Write`] if it cannot be written.
    pub fn attach(&mut self, path: &str, bytes: &[u8]) -> Result<()> {
        let file = self.staging.path().join(path);
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder).map_err(|source| Error::Write {
                path: folder.to_owned(),
                source,
            })?;
        }
        durable::write(&file, bytes)?;
        self.attached.push(FileEntry {
            path: path.to_owned(),
            table: String::new(),
            rows: 0,
            bytes: bytes.len() as u64,
            hash: blake3::hash(bytes).to_hex().to_string(),
        });
        Ok(())
    }

    /// Closes all files, writes the manifest that `describe` makes of them, and moves the output into
    /// place.
    ///
    /// # Errors
    /// [`Error::Write`] or [`Error::Encode`]; the old output is then untouched.
    pub fn finish(self, describe: impl FnOnce(Vec<FileEntry>) -> Manifest) -> Result<Manifest> {
        let mut files = closed(self.writers, self.staging.path())?;
        files.extend(self.attached);
        let manifest = describe(files);
        let path = self.staging.path().join(MANIFEST);
        durable::write(&path, &manifest.to_json())?;
        sync_folder(self.staging.path())?;
        durable::publish(self.staging.keep(), &self.out)?;
        Ok(manifest)
    }
}

/// Closes the tables' files and describes them.
fn closed(writers: Vec<TableWriter>, staging: &Path) -> Result<Vec<FileEntry>> {
    #[cfg(feature = "xlsx")]
    if writers.iter().all(TableWriter::waits) {
        let waiting = writers.into_iter().filter_map(TableWriter::waiting);
        return workbook::write(staging, waiting.collect());
    }
    let _ = staging;
    let files = writers.into_iter().map(TableWriter::finish);
    Ok(files.collect::<Result<Vec<_>>>()?.concat())
}

/// Refuses a folder that holds something, unless it is an output of ours and may be replaced.
fn refuse(out: &Path, overwrite: bool) -> Result<()> {
    let occupied = match fs::read_dir(out) {
        Ok(mut entries) => entries.next().is_some(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => false,
        Err(source) => {
            return Err(Error::Write {
                path: out.to_owned(),
                source,
            });
        }
    };
    let ours = out.join(MANIFEST).is_file();
    if occupied && !(overwrite && ours) {
        return Err(Error::OutputNotEmpty {
            path: out.to_owned(),
        });
    }
    Ok(())
}
