//! Who may write to a store: a lock of the operating system on a file, or a lease on an object.

use std::fs::{File, TryLockError};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::Store;
use crate::error::{Error, Result};

/// Held while a run writes; let go when dropped or when the process ends.
#[derive(Debug)]
pub(crate) struct Lock {
    _held: Held,
}

#[derive(Debug)]
enum Held {
    File(#[allow(dead_code)] File),
    #[cfg(feature = "s3")]
    Lease(#[allow(dead_code)] super::lease::Lease),
}

/// Between two tries.
const PAUSE: Duration = Duration::from_millis(50);

impl Store {
    /// Takes the lock of that name, waiting for at most `patience`.
    ///
    /// # Errors
    /// [`Error::Busy`] if another holds it; [`Error::Write`] or [`Error::Unavailable`].
    pub(crate) fn lock(&self, name: &str, patience: Duration) -> Result<Lock> {
        let end = Instant::now().checked_add(patience);
        loop {
            if let Some(held) = self.try_lock(name)? {
                return Ok(Lock { _held: held });
            }
            if end.is_some_and(|end| Instant::now() >= end) {
                return Err(Error::Busy {
                    path: self.path(""),
                });
            }
            std::thread::sleep(self.pause());
        }
    }

    fn try_lock(&self, name: &str) -> Result<Option<Held>> {
        match self {
            Self::Folder(folder) => {
                folder.make(name.rsplit_once('/').map_or("", |(folder, _)| folder))?;
                Ok(file(folder.path(name))?.map(Held::File))
            }
            #[cfg(feature = "s3")]
            Self::Bucket(bucket) => Ok(super::lease::take(bucket, name)?.map(Held::Lease)),
        }
    }

    fn pause(&self) -> Duration {
        match self {
            Self::Folder(_) => PAUSE,
            #[cfg(feature = "s3")]
            Self::Bucket(_) => PAUSE * 10,
        }
    }
}

fn file(path: PathBuf) -> Result<Option<File>> {
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(|source| Error::Write {
            path: path.clone(),
            source,
        })?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(source)) => Err(Error::Write { path, source }),
    }
}
