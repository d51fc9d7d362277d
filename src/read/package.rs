//! A ZIP file in memory, read under limits: the container of DOCX and spreadsheets.

use std::io::Cursor;

use super::Rejection;
use super::limits::{Budget, MAX_ENTRIES};
use super::zip::{Directory, Entry, directory, unpack};

/// An opened ZIP file.
pub(crate) struct Package<'a> {
    bytes: Cursor<&'a [u8]>,
    entries: Vec<Entry>,
    format: &'static str,
    budget: Budget,
}

impl<'a> Package<'a> {
    /// Reads the directory of a ZIP file; `format` is its name in messages.
    ///
    /// # Errors
    /// [`Rejection::Broken`] if it is none, [`Rejection::Limit`] if it has too many entries.
    pub(crate) fn open(bytes: &'a [u8], format: &'static str) -> Result<Self, Rejection> {
        let mut bytes = Cursor::new(bytes);
        let Directory { entries, more } = directory(&mut bytes, MAX_ENTRIES, format)?;
        if more {
            let limit = format!("{format} 内超过 {MAX_ENTRIES} 个条目");
            return Err(Rejection::Limit(limit));
        }
        Ok(Self {
            bytes,
            entries,
            format,
            budget: Budget::default(),
        })
    }

    /// The bytes of the entry with this name, the last one if there are several; `None` if there is none.
    ///
    /// # Errors
    /// [`Rejection`] if the entry is damaged, encrypted or past a limit.
    pub(crate) fn entry(&mut self, name: &str) -> Result<Option<Vec<u8>>, Rejection> {
        let at = self
            .entries
            .iter()
            .rposition(|entry| entry.name == name.as_bytes());
        at.map(|at| self.entry_at(at)).transpose()
    }

    /// The bytes of the entry at a place of the directory.
    ///
    /// # Errors
    /// [`Rejection`] if the entry is damaged, encrypted or past a limit.
    pub(crate) fn entry_at(&mut self, at: usize) -> Result<Vec<u8>, Rejection> {
        let Some(entry) = self.entries.get(at) else {
            return Ok(Vec::new());
        };
        let packed = entry.packed;
        self.budget.spend(packed.packed, packed.size)?;
        unpack(&mut self.bytes, &packed, self.format)
    }
}
