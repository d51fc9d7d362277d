//! Where datasets and sources lie: a folder of a file system, or a prefix of a bucket on S3.
//!
//! Names are relative, `/` between parts, and name whole files. What is said to be written is durable:
//! files and folders are synced, objects acknowledged. A file is there whole or not at all.

#[cfg(feature = "s3")]
mod bucket;
mod folder;
#[cfg(feature = "s3")]
mod lease;
mod lock;

use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

#[cfg(feature = "s3")]
pub(crate) use bucket::{Bucket, Object};
pub(crate) use folder::{Folder, sync_folder};
pub(crate) use lock::Lock;

/// A place that holds files.
#[derive(Debug, Clone)]
pub(crate) enum Store {
    /// A folder.
    Folder(Folder),
    /// A prefix of a bucket.
    #[cfg(feature = "s3")]
    Bucket(Bucket),
}

/// A file of a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Its name below the store's root.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// Time of the last change, milliseconds since 1970, UTC.
    pub modified: i64,
}

/// What a file was when it was read, for replacing that and nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tag(Option<String>);

impl Tag {
    /// What a server knows a state of an object by.
    #[cfg(feature = "s3")]
    fn text(&self) -> Option<&str> {
        self.0.as_deref()
    }
}

/// How addresses of buckets begin.
const SCHEME: &str = "s3://";

/// Whether `place` is the address of a bucket.
pub(crate) fn is_bucket(place: &str) -> bool {
    place.starts_with(SCHEME)
}

impl Store {
    /// The store at `place`: `s3://bucket/prefix` or a folder, which need not exist yet.
    ///
    /// # Errors
    /// [`Error::Usage`] if it is an address that cannot be used.
    pub(crate) fn at(place: &Path) -> Result<Self> {
        match place.to_str().filter(|place| is_bucket(place)) {
            Some(address) => Self::bucket(address),
            None => Ok(Self::Folder(Folder::at(place))),
        }
    }

    #[cfg(feature = "s3")]
    fn bucket(address: &str) -> Result<Self> {
        Ok(Self::Bucket(Bucket::at(address)?))
    }

    #[cfg(not(feature = "s3"))]
    fn bucket(address: &str) -> Result<Self> {
        Err(Error::Usage(format!(
            "{address}: this gongkai was built without S3; install it with --features s3"
        )))
    }

    /// What a name is called in messages.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        match self {
            Self::Folder(folder) => folder.path(name),
            #[cfg(feature = "s3")]
            Self::Bucket(bucket) => bucket.path(name),
        }
    }

    /// The bytes of a file; `None` if there is none.
    ///
    /// # Errors
    /// [`Error::Read`] or [`Error::Unavailable`].
    pub(crate) fn read(&self, name: &str) -> Result<Option<Vec<u8>>> {
        Ok(self.read_tagged(name)?.map(|(bytes, _)| bytes))
    }

    /// As [`read`](Self::read), with what [`swap`](Self::swap) wants.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub(crate) fn read_tagged(&self, name: &str) -> Result<Option<(Vec<u8>, Tag)>> {
        match self {
            Self::Folder(folder) => Ok(folder.read(name)?.map(|bytes| (bytes, Tag(None)))),
            #[cfg(feature = "s3")]
            Self::Bucket(bucket) => bucket.read(name),
        }
    }

    /// Writes a file that must not be there yet; false if it is. `scratch` is a folder of
    /// [`scratch`](Self::scratch).
    ///
    /// # Errors
    /// [`Error::Write`] or [`Error::Unavailable`].
    pub(crate) fn create(&self, name: &str, bytes: &[u8], scratch: &Path) -> Result<bool> {
        match self {
            Self::Folder(folder) => folder.create(name, bytes, scratch),
            #[cfg(feature = "s3")]
            Self::Bucket(bucket) => bucket.create(name, bytes),
        }
    }

    /// Writes a file in place of the one that `old` is the tag of, or where none was; false if that is
    /// not what stands there. In a folder, whoever holds its lock may replace what is there.
    ///
    /// # Errors
    /// [`Error::Write`] or [`Error::Unavailable`]; what stood there still does, or `bytes` do.
    #[cfg_attr(not(feature = "s3"), allow(unused_variables))]
    pub(crate) fn swap(&self, name: &str, old: Option<&Tag>, bytes: &[u8]) -> Result<bool> {
        match self {
            // Its lock is what keeps others away.
            Self::Folder(folder) => folder.replace(name, bytes).map(|()| true),
            #[cfg(feature = "s3")]
            Self::Bucket(bucket) => bucket.swap(name, old.and_then(Tag::text), bytes),
        }
    }

    /// Brings a synced local file of [`scratch`](Self::scratch) into the store; it may be gone after.
    ///
    /// # Errors
    /// [`Error::Write`] or [`Error::Unavailable`].
    pub(crate) fn place(&self, staged: &Path, name: &str) -> Result<()> {
        match self {
            Self::Folder(folder) => folder.place(staged, name),
            #[cfg(feature = "s3")]
            Self::Bucket(bucket) => bucket.place(staged, name),
        }
    }

    /// A second file with the bytes of the first, without room for them where that can be had.
    ///
    /// # Errors
    /// [`Error::Write`] or [`Error::Unavailable`].
    pub(crate) fn share(&self, from: &str, to: &str) -> Result<()> {
        match self {
            Self::Folder(folder) => folder.share(from, to),
            #[cfg(feature = "s3")]
            Self::Bucket(bucket) => bucket.share(from, to),
        }
    }

    /// All files below `folder`, in order of their names; none if there is no such folder.
    ///
    /// # Errors
    /// [`Error::Read`] or [`Error::Unavailable`].
    pub(crate) fn list(&self, folder: &str) -> Result<Vec<Entry>> {
        match self {
            Self::Folder(local) => local.list(folder),
            #[cfg(feature = "s3")]
            Self::Bucket(bucket) => bucket.list(folder),
        }
    }

    /// Names right below `folder`, in order, and which of them are folders.
    ///
    /// # Errors
    /// [`Error::Read`] or [`Error::Unavailable`].
    pub(crate) fn names(&self, folder: &str) -> Result<Vec<(String, bool)>> {
        match self {
            Self::Folder(local) => local.names(folder),
            #[cfg(feature = "s3")]
            Self::Bucket(bucket) => bucket.names(folder),
        }
    }

    /// Removes a file, or a folder with all in it; nothing if there is none.
    ///
    /// # Errors
    /// [`Error::Write`] or [`Error::Unavailable`].
    pub(crate) fn remove(&self, name: &str) -> Result<()> {
        match self {
            Self::Folder(folder) => folder.remove(name),
            #[cfg(feature = "s3")]
            Self::Bucket(bucket) => bucket.remove(name),
        }
    }

    /// A local file with the bytes of `name`, which never change: the file itself, or a copy that lives
    /// as long as the store.
    ///
    /// # Errors
    /// [`Error::Read`], [`Error::Write`] or [`Error::Unavailable`].
    pub(crate) fn fetch(&self, name: &str) -> Result<PathBuf> {
        match self {
            Self::Folder(folder) => Ok(folder.path(name)),
            #[cfg(feature = "s3")]
            Self::Bucket(bucket) => bucket.fetch(name),
        }
    }

    /// Bytes of a file.
    ///
    /// # Errors
    /// [`Error::Read`] or [`Error::Unavailable`].
    pub(crate) fn size(&self, name: &str) -> Result<u64> {
        match self {
            Self::Folder(folder) => folder.size(name),
            #[cfg(feature = "s3")]
            Self::Bucket(bucket) => bucket.size(name),
        }
    }

    /// Makes a folder, where stores have folders.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub(crate) fn make(&self, folder: &str) -> Result<()> {
        match self {
            Self::Folder(local) => local.make(folder),
            #[cfg(feature = "s3")]
            Self::Bucket(_) => Ok(()),
        }
    }

    /// Makes the names in `folder` durable, where that is not done already.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub(crate) fn sync(&self, folder: &str) -> Result<()> {
        match self {
            Self::Folder(local) => folder::sync_folder(&local.path(folder)),
            #[cfg(feature = "s3")]
            Self::Bucket(_) => Ok(()),
        }
    }

    /// A local folder for what is to be placed in `home`; removed when dropped.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub(crate) fn scratch(&self, home: &str) -> Result<tempfile::TempDir> {
        let mut builder = tempfile::Builder::new();
        let builder = builder.prefix(".staging-");
        let (folder, made) = match self {
            Self::Folder(local) => {
                let folder = local.path(home);
                (folder.clone(), builder.tempdir_in(&folder))
            }
            #[cfg(feature = "s3")]
            Self::Bucket(_) => (std::env::temp_dir(), builder.tempdir()),
        };
        made.map_err(|source| Error::Write {
            path: folder,
            source,
        })
    }
}
