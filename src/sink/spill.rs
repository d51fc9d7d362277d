//! Texts that are longer than a spreadsheet's cell may be: put into files of their own, never cut.

use std::fs;
use std::path::{Path, PathBuf};

use super::manifest::FileEntry;
use super::{durable, writer::digest};
use crate::error::{Error, Result};

/// Most UTF-16 units of a cell.
pub(super) const LONGEST: usize = 32_767;
/// Folder of the texts.
const FOLDER: &str = "long";

/// The long texts of one output.
#[derive(Debug)]
pub(super) struct Spill {
    staging: PathBuf,
    files: Vec<FileEntry>,
}

impl Spill {
    pub(super) fn new(staging: &Path) -> Self {
        Self {
            staging: staging.to_owned(),
            files: Vec::new(),
        }
    }

    /// What stands in the cell for `text`: itself, or where it is. `row` counts from 1, without the head.
    pub(super) fn fitted(
        &mut self,
        text: &str,
        (table, column): (&str, &str),
        row: u64,
    ) -> Result<Option<String>> {
        // No text has more units than bytes.
        if text.len() <= LONGEST || text.encode_utf16().count() <= LONGEST {
            return Ok(None);
        }
        let name = format!("{FOLDER}/{table}-{row:06}-{column}.txt");
        let path = self.staging.join(&name);
        fs::create_dir_all(self.staging.join(FOLDER)).map_err(|source| Error::Write {
            path: path.clone(),
            source,
        })?;
        durable::write(&path, text.as_bytes())?;
        let (bytes, hash) = digest(&path)?;
        let told = format!(
            "（{} 字，超过单元格上限 {LONGEST} 字，全文在 {name}）",
            text.chars().count()
        );
        self.files.push(FileEntry {
            path: name,
            table: table.to_owned(),
            rows: 0,
            bytes,
            hash,
        });
        Ok(Some(told))
    }

    /// The files that were written.
    pub(super) fn files(self) -> Vec<FileEntry> {
        self.files
    }
}
