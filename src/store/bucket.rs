//! A store that is a prefix of a bucket: puts under conditions, outcomes that are unknown read back.
//!
//! Keys and the server's address come from the environment, as with every tool of S3 (`AWS_…`).

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use object_store::aws::{AmazonS3, AmazonS3Builder, AmazonS3ConfigKey};
use object_store::client::{HttpClient, HttpConnector};
use object_store::list::{PaginatedListOptions, PaginatedListStore};
use object_store::path::Path as Key;
use object_store::{
    BackoffConfig, ClientOptions, GetOptions, GetRange, ObjectMeta, ObjectStore, ObjectStoreExt,
    PutMode, PutPayload, RetryConfig, UpdateVersion,
};
use tokio::runtime::Runtime;

use super::{Entry, SCHEME, Tag};
use crate::error::{Error, Result};

/// A prefix of a bucket.
#[derive(Debug, Clone)]
pub(crate) struct Bucket {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    client: AmazonS3,
    runtime: Runtime,
    /// `s3://bucket`.
    address: String,
    prefix: String,
    /// Copies of objects that never change, and of sources.
    copies: tempfile::TempDir,
    /// Bytes of the copies of sources.
    kept: AtomicU64,
    /// Until when the leases that are held are known to hold, milliseconds since 1970; 0 without any.
    until: AtomicI64,
}

/// An object that is a source.
#[derive(Debug, Clone)]
pub(crate) struct Object {
    bucket: Bucket,
    /// Its name below the bucket's prefix.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// Nanoseconds since 1970 of the last change.
    pub modified: i64,
}

/// Bytes of a part of a large object.
const PART: usize = 16 << 20;
/// Bytes of sources that are kept on disk between hashing and reading them; what is more is fetched again.
const KEPT: u64 = 2 << 30;
/// Bytes of an object that is copied to disk to be unpacked.
const LARGEST: u64 = 4 << 30;
/// So often a request is sent again, a little later each time.
const RETRIES: usize = 8;

/// So often an answer that breaks off is asked for anew.
const TRIES: u32 = 5;

/// Connections with ring as provider of cryptography.
#[derive(Debug)]
struct Connector;

impl HttpConnector for Connector {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        // Another part of the process may have chosen its provider already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .user_agent(concat!("gongkai/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(Duration::from_secs(10))
            .read_timeout(Duration::from_secs(30))
            .build()
            .map_err(|source| object_store::Error::Generic {
                store: "S3",
                source: Box::new(source),
            })?;
        Ok(HttpClient::new(client))
    }
}

impl Bucket {
    /// The prefix that `s3://bucket/prefix` names.
    pub(super) fn at(address: &str) -> Result<Self> {
        let rest = address.strip_prefix(SCHEME).unwrap_or(address);
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        let unusable = |why: String| Error::Usage(format!("{address} cannot be used: {why}"));
        if bucket.is_empty() {
            return Err(unusable(
                "it names no bucket; write s3://bucket/prefix".into(),
            ));
        }
        let mut builder = AmazonS3Builder::from_env()
            .with_bucket_name(bucket)
            .with_http_connector(Connector)
            .with_retry(retries());
        let server = builder.get_config_value(&AmazonS3ConfigKey::Endpoint);
        if server.is_some_and(|server| server.starts_with("http://")) {
            builder = builder.with_allow_http(true);
        }
        let client = builder
            .build()
            .map_err(|error| unusable(error.to_string()))?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        let copies = tempfile::Builder::new().prefix("gongkai-").tempdir();
        let inner = Inner {
            client,
            runtime: runtime.map_err(|error| unusable(error.to_string()))?,
            address: format!("{SCHEME}{bucket}"),
            prefix: prefix.trim_matches('/').to_owned(),
            copies: copies.map_err(|source| Error::Write {
                path: std::env::temp_dir(),
                source,
            })?,
            kept: AtomicU64::new(0),
            until: AtomicI64::new(0),
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        PathBuf::from(format!("{}/{}", self.inner.address, self.full(name)))
    }

    fn full(&self, name: &str) -> String {
        match (self.inner.prefix.as_str(), name) {
            (prefix, "") => prefix.to_owned(),
            ("", name) => name.to_owned(),
            (prefix, name) => format!("{prefix}/{name}"),
        }
    }

    fn key(&self, name: &str) -> Result<Key> {
        Key::parse(self.full(name)).map_err(|error| Error::Dataset {
            path: self.path(name),
            why: format!("it is no key: {error}"),
        })
    }

    fn wait<T>(&self, of: impl Future<Output = T>) -> T {
        self.inner.runtime.block_on(of)
    }

    /// Asks again, a little later each time, where asking twice does no harm: the client does not where
    /// the body of an answer is cut.
    fn patient<T, F>(&self, ask: impl Fn() -> F) -> object_store::Result<T>
    where
        F: Future<Output = object_store::Result<T>>,
    {
        let mut pause = Duration::from_millis(100);
        for _ in 1..TRIES {
            match self.wait(ask()) {
                Err(error) if !refused(&error) => std::thread::sleep(pause),
                answer => return answer,
            }
            pause *= 3;
        }
        self.wait(ask())
    }

    pub(super) fn read(&self, name: &str) -> Result<Option<(Vec<u8>, Tag)>> {
        let key = self.key(name)?;
        let got = self.patient(|| async {
            let got = self.inner.client.get(&key).await?;
            let tag = Tag(got.meta.e_tag.clone());
            Ok((got.bytes().await?.to_vec(), tag))
        });
        match got {
            Ok(got) => Ok(Some(got)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(self.unread(name, error)),
        }
    }

    /// Nothing is written from here on unless the lease is renewed before `until`; 0 if none is held.
    pub(super) fn hold(&self, until: i64) {
        self.inner.until.store(until, Ordering::Release);
    }

    /// Refuses to write once a lease ran out: another may have it.
    fn held(&self) -> Result<()> {
        let until = self.inner.until.load(Ordering::Acquire);
        match until != 0 && chrono::Utc::now().timestamp_millis() > until {
            true => Err(Error::Busy {
                path: self.path(""),
            }),
            false => Ok(()),
        }
    }

    fn put(&self, name: &str, bytes: &[u8], mode: PutMode) -> Result<object_store::Result<()>> {
        let key = self.key(name)?;
        let payload = PutPayload::from(bytes.to_vec());
        let put = self.inner.client.put_opts(&key, payload, mode.into());
        Ok(self.wait(put).map(|_| ()))
    }

    /// Whether `name` holds `bytes` now; decides what a put did whose answer was lost.
    fn holds(&self, name: &str, bytes: &[u8]) -> Result<bool> {
        Ok(self.read(name)?.is_some_and(|(found, _)| found == bytes))
    }

    pub(super) fn create(&self, name: &str, bytes: &[u8]) -> Result<bool> {
        self.held()?;
        self.create_unheld(name, bytes)
    }

    fn create_unheld(&self, name: &str, bytes: &[u8]) -> Result<bool> {
        match self.put(name, bytes, PutMode::Create)? {
            Ok(()) => Ok(true),
            // A put that was sent again meets what it wrote the first time.
            Err(object_store::Error::AlreadyExists { .. }) => self.holds(name, bytes),
            Err(error) if self.holds(name, bytes)? => {
                drop(error);
                Ok(true)
            }
            Err(error) => Err(self.unwritten(name, error)),
        }
    }

    pub(super) fn swap(&self, name: &str, old: Option<&str>, bytes: &[u8]) -> Result<bool> {
        self.held()?;
        self.claim(name, old, bytes)
    }

    /// As [`swap`](Self::swap), for the leases themselves.
    pub(super) fn claim(&self, name: &str, old: Option<&str>, bytes: &[u8]) -> Result<bool> {
        let Some(old) = old else {
            return self.create_unheld(name, bytes);
        };
        let mode = PutMode::Update(UpdateVersion {
            e_tag: Some(old.to_owned()),
            version: None,
        });
        match self.put(name, bytes, mode)? {
            Ok(()) => Ok(true),
            Err(object_store::Error::Precondition { .. }) => self.holds(name, bytes),
            Err(error) if self.holds(name, bytes)? => {
                drop(error);
                Ok(true)
            }
            Err(error) => Err(self.unwritten(name, error)),
        }
    }

    pub(super) fn place(&self, staged: &Path, name: &str) -> Result<()> {
        self.held()?;
        let read = |source| Error::Read {
            path: staged.to_owned(),
            source,
        };
        let mut file = File::open(staged).map_err(read)?;
        let mut first = Vec::new();
        (&mut file)
            .take(PART as u64 + 1)
            .read_to_end(&mut first)
            .map_err(read)?;
        if first.len() <= PART {
            let put = self.put(name, &first, PutMode::Overwrite)?;
            return put.map_err(|error| self.unwritten(name, error));
        }
        self.place_in_parts(first, &mut file, name)
    }

    /// A large file; the object is there when the last part is.
    fn place_in_parts(&self, first: Vec<u8>, file: &mut File, name: &str) -> Result<()> {
        let key = self.key(name)?;
        let failed = |error| self.unwritten(name, error);
        let mut upload = self
            .wait(self.inner.client.put_multipart(&key))
            .map_err(failed)?;
        let mut part = first;
        while !part.is_empty() {
            let sent = self.wait(upload.put_part(part.into()));
            if let Err(error) = sent {
                // What was sent is cleared away, if the server can be reached.
                let _ = self.wait(upload.abort());
                return Err(failed(error));
            }
            part = Vec::new();
            let read = file.take(PART as u64).read_to_end(&mut part);
            read.map_err(|source| Error::Read {
                path: self.path(name),
                source,
            })?;
        }
        self.wait(upload.complete()).map(|_| ()).map_err(failed)
    }

    pub(super) fn share(&self, from: &str, to: &str) -> Result<()> {
        self.held()?;
        let (source, target) = (self.key(from)?, self.key(to)?);
        self.patient(|| self.inner.client.copy(&source, &target))
            .map_err(|error| self.unwritten(to, error))
    }

    /// All objects below a folder, as the server lists them.
    fn objects(&self, folder: &str) -> Result<Vec<ObjectMeta>> {
        let mut found = Vec::new();
        let mut folders = vec![self.key(folder)?];
        while let Some(at) = folders.pop() {
            let listed = self
                .patient(|| self.inner.client.list_with_delimiter(Some(&at)))
                .map_err(|error| self.unread(folder, error))?;
            found.extend(listed.objects);
            folders.extend(listed.common_prefixes);
        }
        found.sort_by(|left, right| left.location.cmp(&right.location));
        Ok(found)
    }

    /// The name of an object below the prefix.
    fn name(&self, object: &ObjectMeta) -> String {
        let full = object.location.to_string();
        let below = full.strip_prefix(&self.inner.prefix);
        let below = below.map(|below| below.trim_start_matches('/').to_owned());
        below.unwrap_or(full)
    }

    pub(super) fn list(&self, folder: &str) -> Result<Vec<Entry>> {
        let objects = self.objects(folder)?;
        let entry = |object: &ObjectMeta| Entry {
            name: self.name(object),
            size: object.size,
            modified: object.last_modified.timestamp_millis(),
        };
        Ok(objects.iter().map(entry).collect())
    }

    pub(super) fn names(&self, folder: &str) -> Result<Vec<(String, bool)>> {
        let key = self.key(folder)?;
        let listed = self
            .patient(|| self.inner.client.list_with_delimiter(Some(&key)))
            .map_err(|error| self.unread(folder, error))?;
        let last = |key: &Key| key.filename().map(str::to_owned);
        let files = listed.objects.iter().filter_map(|one| last(&one.location));
        let folders = listed.common_prefixes.iter().filter_map(last);
        let mut names: Vec<(String, bool)> = files.map(|name| (name, false)).collect();
        names.extend(folders.map(|name| (name, true)));
        names.sort_unstable();
        Ok(names)
    }

    pub(super) fn remove(&self, name: &str) -> Result<()> {
        let mut keys: Vec<Key> = self
            .objects(name)?
            .into_iter()
            .map(|one| one.location)
            .collect();
        keys.push(self.key(name)?);
        for key in keys {
            match self.patient(|| self.inner.client.delete(&key)) {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => return Err(self.unwritten(name, error)),
            }
        }
        Ok(())
    }

    pub(super) fn size(&self, name: &str) -> Result<u64> {
        let key = self.key(name)?;
        let found = self.patient(|| self.inner.client.head(&key));
        let found = found.map_err(|error| self.unread(name, error))?;
        Ok(found.size)
    }

    pub(super) fn fetch(&self, name: &str) -> Result<PathBuf> {
        let hash = blake3::hash(name.as_bytes()).to_hex();
        let path = self.inner.copies.path().join(hash.as_str());
        if !path.exists() {
            self.download(name, &path)?;
        }
        Ok(path)
    }

    fn download(&self, name: &str, to: &Path) -> Result<()> {
        let Some((bytes, _)) = self.read(name)? else {
            return Err(Error::Read {
                path: self.path(name),
                source: std::io::ErrorKind::NotFound.into(),
            });
        };
        let staged = to.with_extension("part");
        std::fs::write(&staged, bytes)
            .and_then(|()| std::fs::rename(&staged, to))
            .map_err(|source| Error::Write {
                path: to.to_owned(),
                source,
            })
    }

    /// The objects below the prefix as sources, or the one that it names, page by page.
    ///
    /// # Errors
    /// [`Error::Read`] or [`Error::Unavailable`].
    pub(crate) fn sources(&self, mut take: impl FnMut(Object)) -> Result<()> {
        let prefix = format!("{}/", self.inner.prefix);
        let prefix = (prefix != "/").then_some(prefix.as_str());
        let mut page = None;
        let mut count = 0;
        loop {
            let options = || PaginatedListOptions {
                page_token: page.clone(),
                ..PaginatedListOptions::default()
            };
            let listed = self
                .patient(|| self.inner.client.list_paginated(prefix, options()))
                .map_err(|error| self.unread("", error))?;
            count += listed.result.objects.len();
            let objects = listed.result.objects.iter();
            objects.for_each(|object| take(self.source(object)));
            page = listed.page_token;
            if page.is_none() {
                break;
            }
        }
        if count > 0 || self.inner.prefix.is_empty() {
            return Ok(());
        }
        let key = self.key("")?;
        match self.patient(|| self.inner.client.head(&key)) {
            Ok(one) => take(self.source(&one)),
            Err(object_store::Error::NotFound { .. }) => {}
            Err(error) => return Err(self.unread("", error)),
        }
        Ok(())
    }

    fn source(&self, object: &ObjectMeta) -> Object {
        let modified = object.last_modified.timestamp_nanos_opt().unwrap_or(0);
        self.object(self.name(object), object.size, modified)
    }

    /// The object of that name, size and time of its last change.
    pub(crate) fn object(&self, name: String, size: u64, modified: i64) -> Object {
        Object {
            bucket: self.clone(),
            name,
            size,
            modified,
        }
    }

    /// Whether both are one: made by one call.
    pub(crate) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.inner, &other.inner)
    }

    /// Copies an object to the file at `to`, in parts.
    fn copy(&self, name: &str, to: &Path) -> Result<()> {
        let key = self.key(name)?;
        let head = self.patient(|| self.inner.client.head(&key));
        let head = head.map_err(|error| self.unread(name, error))?;
        let written = |source| Error::Write {
            path: to.to_owned(),
            source,
        };
        let mut file = File::create(to).map_err(written)?;
        let mut at = 0;
        while at < head.size {
            let end = head.size.min(at + PART as u64);
            let options = || GetOptions {
                range: Some(GetRange::Bounded(at..end)),
                // All parts are of one state of the object.
                if_match: head.e_tag.clone(),
                ..GetOptions::default()
            };
            let part = self.patient(|| async {
                let got = self.inner.client.get_opts(&key, options()).await?;
                got.bytes().await
            });
            let part = part.map_err(|error| self.unread(name, error))?;
            file.write_all(&part).map_err(written)?;
            at = end;
        }
        Ok(())
    }

    fn unread(&self, name: &str, error: object_store::Error) -> Error {
        let path = self.path(name);
        match refused(&error) {
            true => Error::Read {
                path,
                source: std::io::Error::other(error),
            },
            false => Error::Unavailable {
                path,
                source: Box::new(error),
            },
        }
    }

    fn unwritten(&self, name: &str, error: object_store::Error) -> Error {
        let path = self.path(name);
        match refused(&error) {
            true => Error::Write {
                path,
                source: std::io::Error::other(error),
            },
            false => Error::Unavailable {
                path,
                source: Box::new(error),
            },
        }
    }
}

/// Whether the server understood and said no: asking again later does not help.
fn refused(error: &object_store::Error) -> bool {
    matches!(
        error,
        object_store::Error::NotFound { .. }
            | object_store::Error::AlreadyExists { .. }
            | object_store::Error::Precondition { .. }
            | object_store::Error::PermissionDenied { .. }
            | object_store::Error::Unauthenticated { .. }
            | object_store::Error::InvalidPath { .. }
            | object_store::Error::NotImplemented { .. }
            | object_store::Error::NotSupported { .. }
    )
}

fn retries() -> RetryConfig {
    RetryConfig {
        backoff: BackoffConfig {
            init_backoff: Duration::from_millis(100),
            max_backoff: Duration::from_secs(5),
            base: 2.0,
        },
        max_retries: RETRIES,
        retry_timeout: Duration::from_secs(60),
    }
}

impl Object {
    /// Where it lies.
    pub(crate) fn bucket(&self) -> &Bucket {
        &self.bucket
    }

    /// Its address.
    pub(crate) fn address(&self) -> String {
        self.bucket.path(&self.name).display().to_string()
    }

    /// Its bytes, which are kept on disk where there is room: a new document is hashed first and read later.
    ///
    /// # Errors
    /// [`Error::Read`] or [`Error::Unavailable`].
    pub(crate) fn bytes(&self) -> Result<Vec<u8>> {
        let copy = self.place();
        if let Ok(bytes) = std::fs::read(&copy) {
            return Ok(bytes);
        }
        let Some((bytes, _)) = self.bucket.read(&self.name)? else {
            return Err(Error::Read {
                path: self.bucket.path(&self.name),
                source: std::io::ErrorKind::NotFound.into(),
            });
        };
        let size = bytes.len() as u64;
        let kept = self.bucket.inner.kept.fetch_add(size, Ordering::Relaxed);
        if kept + size <= KEPT {
            // Without room it is fetched again.
            let _ = keep(&copy, &bytes);
        }
        Ok(bytes)
    }

    /// A file with its bytes, which lives as long as the bucket; `None` if it is too large to be copied.
    ///
    /// # Errors
    /// [`Error::Read`], [`Error::Write`] or [`Error::Unavailable`].
    pub(crate) fn copied(&self) -> Result<Option<PathBuf>> {
        let copy = self.place();
        if self.size > LARGEST {
            return Ok(None);
        }
        if !copy.exists() {
            let staged = copy.with_extension("part");
            self.bucket.copy(&self.name, &staged)?;
            std::fs::rename(&staged, &copy).map_err(|source| Error::Write {
                path: copy.clone(),
                source,
            })?;
        }
        Ok(Some(copy))
    }

    /// Where a copy of it stands, if there is one.
    fn place(&self) -> PathBuf {
        let what = format!("{} {} {}", self.name, self.size, self.modified);
        let hash = blake3::hash(what.as_bytes()).to_hex();
        self.bucket.inner.copies.path().join(hash.as_str())
    }
}

/// Puts a copy into place whole.
fn keep(copy: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = copy.parent().unwrap_or(Path::new("."));
    let mut staged = tempfile::NamedTempFile::new_in(folder)?;
    staged.write_all(bytes)?;
    staged.persist(copy)?;
    Ok(())
}

impl PartialEq for Object {
    fn eq(&self, other: &Self) -> bool {
        let key = |one: &Self| (one.address(), one.size, one.modified);
        key(self) == key(other)
    }
}

impl Eq for Object {}
