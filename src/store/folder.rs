//! A store that is a folder: temporary names, syncs, renames and links.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::Entry;
use crate::error::{Error, Result};

/// A folder that need not exist yet.
#[derive(Debug, Clone)]
pub(crate) struct Folder {
    root: PathBuf,
}

/// How names of files begin that are not whole yet.
pub(crate) const UNFINISHED: &str = ".new-";

impl Folder {
    pub(super) fn at(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
        }
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        if name.is_empty() {
            return self.root.clone();
        }
        self.root.join(name)
    }

    pub(super) fn read(&self, name: &str) -> Result<Option<Vec<u8>>> {
        let path = self.path(name);
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(source) => Err(Error::Read { path, source }),
        }
    }

    pub(super) fn size(&self, name: &str) -> Result<u64> {
        let path = self.path(name);
        let metadata = fs::metadata(&path);
        let metadata = metadata.map_err(|source| Error::Read { path, source })?;
        Ok(metadata.len())
    }

    pub(super) fn create(&self, name: &str, bytes: &[u8], scratch: &Path) -> Result<bool> {
        let target = self.path(name);
        let staged = scratch.join("created");
        let mut file = File::create(&staged).map_err(write(&staged))?;
        file.write_all(bytes).map_err(write(&staged))?;
        file.sync_all().map_err(write(&staged))?;
        let linked = match fs::hard_link(&staged, &target) {
            // File systems without links say one or the other.
            Err(error) if no_links(&error) => exclusive(&target, bytes),
            linked => linked,
        };
        fs::remove_file(&staged).map_err(write(&staged))?;
        match linked {
            Ok(()) => sync_folder(parent(&target)).map(|()| true),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
            Err(error) => Err(write(&target)(error)),
        }
    }

    pub(super) fn replace(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let path = self.path(name);
        let folder = parent(&path);
        let mut staged = tempfile::Builder::new()
            .prefix(UNFINISHED)
            .tempfile_in(folder)
            .map_err(write(&path))?;
        staged.write_all(bytes).map_err(write(&path))?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let open = fs::Permissions::from_mode(0o644);
            staged
                .as_file()
                .set_permissions(open)
                .map_err(write(&path))?;
        }
        staged.as_file().sync_all().map_err(write(&path))?;
        staged
            .persist(&path)
            .map_err(|error| write(&path)(error.error))?;
        sync_folder(folder)
    }

    pub(super) fn place(&self, staged: &Path, name: &str) -> Result<()> {
        let path = self.path(name);
        fs::rename(staged, &path).map_err(write(&path))
    }

    /// A second name, or a copy where the file system knows no links.
    pub(super) fn share(&self, from: &str, to: &str) -> Result<()> {
        let (from, to) = (self.path(from), self.path(to));
        let linked = fs::hard_link(&from, &to).or_else(|_| {
            fs::copy(&from, &to)?;
            File::open(&to)?.sync_all()
        });
        linked.map_err(write(&to))
    }

    pub(super) fn list(&self, folder: &str) -> Result<Vec<Entry>> {
        let mut found = Vec::new();
        self.walk(folder, &mut found)?;
        found.sort_by(|left, right| left.name.cmp(&right.name));
        Ok(found)
    }

    fn walk(&self, folder: &str, found: &mut Vec<Entry>) -> Result<()> {
        for (name, metadata) in self.entries(folder)? {
            let name = below(folder, &name);
            if metadata.is_dir() {
                self.walk(&name, found)?;
                continue;
            }
            let modified = metadata.modified().ok();
            let since = modified.and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
            let millis = since.and_then(|since| i64::try_from(since.as_millis()).ok());
            found.push(Entry {
                name,
                size: metadata.len(),
                modified: millis.unwrap_or(0),
            });
        }
        Ok(())
    }

    pub(super) fn names(&self, folder: &str) -> Result<Vec<(String, bool)>> {
        let entries = self.entries(folder)?.into_iter();
        let mut names: Vec<(String, bool)> = entries
            .map(|(name, metadata)| (name, metadata.is_dir()))
            .collect();
        names.sort_unstable();
        Ok(names)
    }

    /// Entries of a folder, links not followed; none if there is no such folder.
    fn entries(&self, folder: &str) -> Result<Vec<(String, fs::Metadata)>> {
        let path = self.path(folder);
        let read = |source| Error::Read {
            path: path.clone(),
            source,
        };
        let entries = match fs::read_dir(&path) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(source) => return Err(read(source)),
        };
        let mut found = Vec::new();
        for entry in entries {
            let entry = entry.map_err(read)?;
            match entry.metadata() {
                Ok(metadata) => {
                    found.push((entry.file_name().to_string_lossy().into_owned(), metadata));
                }
                // Others may remove what was just listed.
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(source) => return Err(read(source)),
            }
        }
        Ok(found)
    }

    pub(super) fn remove(&self, name: &str) -> Result<()> {
        let path = self.path(name);
        let removed = match path.is_dir() {
            true => fs::remove_dir_all(&path),
            false => fs::remove_file(&path),
        };
        match removed {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            removed => removed.map_err(write(&path)),
        }
    }

    /// Makes a folder and those above it, each named durably.
    pub(super) fn make(&self, folder: &str) -> Result<()> {
        let path = self.path(folder);
        let mut missing = Vec::new();
        let mut at = path.as_path();
        while !at.as_os_str().is_empty() && !at.is_dir() {
            missing.push(at);
            at = parent(at);
        }
        for folder in missing.into_iter().rev() {
            match fs::create_dir(folder) {
                Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                    return Err(write(folder)(error));
                }
                _ => sync_folder(parent(folder))?,
            }
        }
        Ok(())
    }
}

/// Makes the names in a folder durable. On Windows a folder cannot be opened for syncing; the file
/// system does it on its own.
pub(crate) fn sync_folder(path: &Path) -> Result<()> {
    #[cfg(unix)]
    File::open(path)
        .and_then(|folder| folder.sync_all())
        .map_err(write(path))?;
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

fn no_links(error: &std::io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::Unsupported | ErrorKind::PermissionDenied
    )
}

/// A file that only its maker can begin, where links cannot be had: a crash may leave half of it.
fn exclusive(target: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = File::options().write(true).create_new(true).open(target)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn below(folder: &str, name: &str) -> String {
    match folder.is_empty() {
        true => name.to_owned(),
        false => format!("{folder}/{name}"),
    }
}

fn parent(path: &Path) -> &Path {
    let parent = path.parent();
    parent
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

fn write(path: &Path) -> impl Fn(std::io::Error) -> Error {
    let path = path.to_owned();
    move |source| Error::Write {
        path: path.clone(),
        source,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_created_once() {
        let scratch = tempfile::tempdir().unwrap();
        let folder = Folder::at(&scratch.path().join("a/b"));
        folder.make("c").unwrap();
        assert!(folder.create("c/1", b"one", scratch.path()).unwrap());
        assert!(!folder.create("c/1", b"two", scratch.path()).unwrap());
        assert_eq!(folder.read("c/1").unwrap().unwrap(), b"one");
    }

    #[test]
    fn files_are_listed_with_their_folders_and_gone_when_removed() {
        let scratch = tempfile::tempdir().unwrap();
        let folder = Folder::at(scratch.path());
        folder.make("a/b").unwrap();
        folder.replace("a/2", b"22").unwrap();
        folder.replace("a/b/1", b"1").unwrap();
        let names: Vec<(String, u64)> = folder
            .list("a")
            .unwrap()
            .into_iter()
            .map(|entry| (entry.name, entry.size))
            .collect();
        assert_eq!(names, [("a/2".into(), 2), ("a/b/1".into(), 1)]);
        assert_eq!(
            folder.names("a").unwrap(),
            [("2".into(), false), ("b".into(), true)]
        );
        folder.remove("a").unwrap();
        folder.remove("a").unwrap();
        assert_eq!(folder.list("a").unwrap(), []);
    }
}
