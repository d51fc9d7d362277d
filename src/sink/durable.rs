//! Files that survive a power cut: written, synced, then named.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::store::sync_folder;

/// Writes a file whole and syncs it.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let error = |source| Error::Write {
        path: path.to_owned(),
        source,
    };
    let mut file = File::create(path).map_err(error)?;
    file.write_all(bytes).map_err(error)?;
    file.sync_all().map_err(error)
}

/// Moves a finished folder to its place, the old one out of the way first.
pub(super) fn publish(staging: PathBuf, out: &Path) -> Result<()> {
    let error = |source| Error::Write {
        path: out.to_owned(),
        source,
    };
    let parent = out
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let mut old = staging.clone().into_os_string();
    old.push(".old");
    let old = PathBuf::from(old);
    let replaced = out.exists();
    if replaced {
        fs::rename(out, &old).map_err(error)?;
    }
    if let Err(source) = fs::rename(&staging, out) {
        if replaced {
            // Put back what stood there; the first error is the one to tell.
            let _ = fs::rename(&old, out);
        }
        let _ = fs::remove_dir_all(&staging);
        return Err(error(source));
    }
    sync_folder(parent)?;
    if replaced {
        fs::remove_dir_all(&old).map_err(error)?;
    }
    open_to_readers(out)
}

/// Temporary folders are private; an output is as open as any folder its owner makes.
fn open_to_readers(out: &Path) -> Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let error = |source| Error::Write {
            path: out.to_owned(),
            source,
        };
        let sibling = fs::metadata(out.join(super::MANIFEST))
            .map_err(error)?
            .permissions()
            .mode();
        let mode = (sibling & 0o666) | ((sibling & 0o444) >> 2) | 0o700;
        fs::set_permissions(out, fs::Permissions::from_mode(mode)).map_err(error)?;
    }
    #[cfg(not(unix))]
    let _ = out;
    Ok(())
}
