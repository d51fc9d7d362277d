//! A folder of files that is written beside its place and moved there when it is whole.

use std::fs;
use std::path::{Path, PathBuf};

use super::{MANIFEST, Manifest, durable, refuse};
use crate::error::{Error, Result};
use crate::store::sync_folder;

/// An output folder under construction that holds other files than tables.
pub struct Folder {
    out: PathBuf,
    staging: tempfile::TempDir,
}

impl Folder {
    /// Begins a folder at `out`, which must be empty or absent, or ours and `overwrite` given.
    ///
    /// # Errors
    /// [`Error::OutputNotEmpty`] if something stands there; [`Error::Write`] if no folder can be made.
    pub fn create(out: &Path, overwrite: bool) -> Result<Self> {
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
            .tempdir_in(parent);
        Ok(Self {
            out: out.to_owned(),
            staging: staging.map_err(write)?,
        })
    }

    /// Writes a file; `path` is one of our own names below the folder, `/` between parts.
    ///
    /// # Errors
    /// [`Error::Write`] if it cannot be written.
    pub fn write(&self, path: &str, bytes: &[u8]) -> Result<()> {
        let write = |source| Error::Write {
            path: self.out.join(path),
            source,
        };
        let file = self.staging.path().join(path);
        if let Some(parent) = file.parent() {
            fs::create_dir_all(parent).map_err(write)?;
        }
        fs::write(&file, bytes).map_err(write)
    }

    /// Writes the manifest and moves the folder into place.
    ///
    /// # Errors
    /// [`Error::Write`]; the old output is then untouched.
    pub fn finish(self, manifest: &Manifest) -> Result<()> {
        let path = self.staging.path().join(MANIFEST);
        durable::write(&path, &manifest.to_json())?;
        sync_folder(self.staging.path())?;
        durable::publish(self.staging.keep(), &self.out)
    }
}
