//! A ZIP file in memory, read under limits: the container of DOCX and spreadsheets, and archives.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::Rejection;
use super::limits::{Budget, MAX_ENTRIES};

/// An opened ZIP file.
pub(crate) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    format: &'static str,
    budget: Budget,
}

impl<'a> Package<'a> {
    /// Reads the directory of a ZIP file; `format` is its name in messages.
    ///
    /// # Errors
    /// [`Rejection::Broken`] if it is none, [`Rejection::Limit`] if it has too many entries.
    pub(crate) fn open(bytes: &'a [u8], format: &'static str) -> Result<Self, Rejection> {
        let archive =
            ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(format, &error))?;
        if archive.len() > MAX_ENTRIES {
            return Err(Rejection::Limit(format!(
                "{format} 内有 {} 个条目，上限 {MAX_ENTRIES}",
                archive.len()
            )));
        }
        Ok(Self {
            archive,
            format,
            budget: Budget::default(),
        })
    }

    /// Names of all entries as their bytes stand in the file, in its order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &[u8]> {
        self.archive.file_names_raw()
    }

    /// The bytes of the entry with this name; `None` if there is none.
    ///
    /// # Errors
    /// [`Rejection`] if the entry is damaged, encrypted or past a limit.
    pub(crate) fn entry(&mut self, name: &str) -> Result<Option<Vec<u8>>, Rejection> {
        match self.archive.index_for_name(name) {
            Some(at) => self.entry_at(at).map(Some),
            None => Ok(None),
        }
    }

    /// The bytes of the entry at a place of the directory.
    ///
    /// # Errors
    /// [`Rejection`] if the entry is damaged, encrypted or past a limit.
    pub(crate) fn entry_at(&mut self, at: usize) -> Result<Vec<u8>, Rejection> {
        let entry = self
            .archive
            .by_index(at)
            .map_err(|error| broken(self.format, &error))?;
        let packed = entry.compressed_size();
        let mut bytes = Vec::new();
        entry
            .take(self.budget.allowed(packed) + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| Rejection::Broken {
                format: self.format,
                why: error.to_string(),
            })?;
        self.budget.spend(packed, bytes.len() as u64)?;
        Ok(bytes)
    }
}

fn broken(format: &'static str, error: &ZipError) -> Rejection {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => Rejection::Encrypted(format),
        other => Rejection::Broken {
            format,
            why: other.to_string(),
        },
    }
}
