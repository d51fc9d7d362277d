//! Files that arguments name, and why some of them are not to be read.

use std::ffi::OsStr;
use std::fs::File;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};
use walkdir::{DirEntry, WalkDir};

use super::stamp::Stamp;
use super::{Input, Place, no_file, slashed, unreadable};
use crate::error::{Error, Result};
#[cfg(feature = "s3")]
use crate::read::MAX_BYTES;
use crate::read::Rejection;
use crate::sink::MANIFEST;
use crate::store;
use crate::text::printable;

/// Finds files and hands each to `give`.
pub(super) struct Finder<F> {
    give: F,
    /// How many were found.
    count: usize,
    /// The folders that the run writes to, without links, where they are there.
    outs: Vec<PathBuf>,
    /// Folders that an earlier run wrote, as they were met.
    outputs: Vec<String>,
}

/// A folder to search.
struct Search<'a> {
    root: &'a Path,
    /// The folder without links; only what lies in it is read.
    real: PathBuf,
    matcher: Option<GlobMatcher>,
    /// Folders deep that a file can be.
    depth: usize,
}

impl<F: FnMut(Input)> Finder<F> {
    pub(super) fn new(outs: &[&Path], give: F) -> Self {
        Self {
            give,
            count: 0,
            outs: outs
                .iter()
                .filter_map(|out| out.canonicalize().ok())
                .collect(),
            outputs: Vec::new(),
        }
    }

    /// Folders below arguments that gongkai wrote itself, in order: what stands in them is no source. Objects
    /// in them were handed out before that was known.
    pub(super) fn outputs(mut self) -> Vec<String> {
        self.outputs.sort_unstable();
        self.outputs.dedup();
        self.outputs
    }

    /// Finds what `argument` names; false if it is nothing.
    pub(super) fn find(&mut self, argument: &str) -> Result<bool> {
        let before = self.count;
        let path = Path::new(argument);
        if store::is_bucket(argument) {
            self.bucket(argument)?;
        } else if argument == "-" {
            self.add(Input::new("-".into(), Place::Stdin));
        } else if path.exists() || path.is_symlink() {
            self.outside_out(path)?;
            if path.is_dir() {
                self.walk(path, None, usize::MAX);
            } else {
                self.argument(path);
            }
        } else if argument.contains(WILD) {
            self.glob(argument)?;
        }
        Ok(self.count > before)
    }

    /// An input that the output would replace is a mistake.
    fn outside_out(&self, path: &Path) -> Result<()> {
        let Ok(real) = path.canonicalize() else {
            return Ok(());
        };
        match self.outs.iter().find(|out| real.starts_with(out)) {
            Some(out) => Err(Error::Usage(format!(
                "input {} lies in the output folder {}; name another --out",
                path.display(),
                out.display()
            ))),
            None => Ok(()),
        }
    }

    #[cfg(not(feature = "s3"))]
    fn bucket(&mut self, address: &str) -> Result<()> {
        store::Store::at(Path::new(address)).map(|_| ())
    }

    /// Objects below a prefix, hidden ones left out.
    #[cfg(feature = "s3")]
    fn bucket(&mut self, address: &str) -> Result<()> {
        let store::Store::Bucket(bucket) = store::Store::at(Path::new(address))? else {
            return Ok(());
        };
        let own = address.rsplit('/').next().unwrap_or(address);
        let mut marks = Vec::new();
        bucket.sources(|object| {
            let name = match object.name.as_str() {
                "" => own,
                name => name,
            };
            if name.split('/').any(|part| part.starts_with('.')) {
                return;
            }
            let last = name.rsplit('/').next();
            if name.contains('/') && MARKS.iter().any(|(mark, _)| last == Some(mark)) {
                marks.push(object.clone());
            }
            let source = printable(name.as_bytes());
            self.add(Input::new(source, Place::Object(Box::new(object))));
        })?;
        for mark in marks {
            let name = mark.name.rsplit('/').next().unwrap_or_default();
            if mark.size <= MAX_BYTES && is_mark(name, &mark.bytes()?) {
                let address = mark.address();
                let folder = address.rsplit_once('/').map_or("", |(folder, _)| folder);
                self.outputs.push(folder.to_owned());
            }
        }
        Ok(())
    }

    fn argument(&mut self, path: &Path) {
        let name = path.file_name().unwrap_or(path.as_os_str());
        let metadata = path.metadata().ok().filter(std::fs::Metadata::is_file);
        let stamp = metadata.as_ref().map(Stamp::of);
        let place = Place::File(plain(path), stamp);
        self.add(Input::new(printable(name.as_encoded_bytes()), place));
    }

    fn add(&mut self, input: Input) {
        self.count += 1;
        (self.give)(input);
    }

    fn walk(&mut self, root: &Path, matcher: Option<GlobMatcher>, depth: usize) {
        let real = match root.canonicalize() {
            Ok(real) => real,
            Err(error) => {
                return self.refuse(slashed(root), root, unreadable(error));
            }
        };
        let search = Search {
            root,
            real,
            matcher,
            depth,
        };
        let outs = self.outs.clone();
        let mut outputs = Vec::new();
        let wanted = |entry: &DirEntry| {
            if entry.depth() == 0 {
                return true;
            }
            if is_hidden(entry.file_name()) || is_out(entry, &outs) {
                return false;
            }
            let output = entry.file_type().is_dir() && is_output(entry.path());
            outputs.extend(output.then(|| slashed(entry.path())));
            !output
        };
        // Links are looked at one by one: followed, a few of them could make paths without end.
        let walk = WalkDir::new(root).follow_links(false).max_depth(depth);
        for entry in walk.into_iter().filter_entry(wanted) {
            match entry {
                Ok(entry) => self.entry(&entry, &search),
                Err(error) => {
                    let path = error.path().unwrap_or(root).to_owned();
                    let why = error
                        .io_error()
                        .map_or_else(|| error.to_string(), ToString::to_string);
                    self.refuse(search.source(&path), &path, Rejection::Unreadable(why));
                }
            }
        }
        self.outputs.append(&mut outputs);
    }

    fn entry(&mut self, entry: &DirEntry, search: &Search) {
        let (path, kind) = (entry.path(), entry.file_type());
        if entry.depth() == 0 {
            return;
        }
        if kind.is_symlink() {
            return self.link(entry, search);
        }
        if kind.is_dir() || !search.matches(path) {
            return;
        }
        if !kind.is_file() {
            return self.refuse(search.source(path), path, no_file());
        }
        let stamp = entry.metadata().ok().as_ref().map(Stamp::of);
        self.file(search.source(path), path, stamp);
    }

    /// A link is read if it leads to a file of the same folder.
    fn link(&mut self, entry: &DirEntry, search: &Search) {
        let path = entry.path();
        let target = path.canonicalize();
        let metadata = path.metadata();
        let may_lead_on = search.matcher.is_none() || entry.depth() < search.depth;
        let folder = metadata.as_ref().is_ok_and(std::fs::Metadata::is_dir);
        if !(search.matches(path) || folder && may_lead_on) {
            return;
        }
        let why = match (target, metadata) {
            (Err(error), _) | (_, Err(error)) => {
                Rejection::Unreadable(format!("链接无法解析：{error}"))
            }
            (Ok(target), _) if !target.starts_with(&search.real) => {
                Rejection::Unreadable("链接指向输入文件夹之外，未读取".into())
            }
            // What it leads to is read at its own place, unless it is not.
            (Ok(target), Ok(found)) if found.is_dir() => {
                let below = target.strip_prefix(&search.real).unwrap_or(&target);
                if !below.components().any(|part| is_hidden(part.as_os_str())) {
                    return;
                }
                Rejection::Unreadable("链接指向隐藏的文件夹，未读取".into())
            }
            (Ok(target), _) if self.outs.iter().any(|out| target.starts_with(out)) => {
                return;
            }
            (Ok(_), Ok(found)) if found.is_file() => {
                return self.file(search.source(path), path, Some(Stamp::of(&found)));
            }
            (Ok(_), Ok(_)) => no_file(),
        };
        self.refuse(search.source(path), path, why);
    }

    /// Files below the part of a pattern that holds no wildcard.
    fn glob(&mut self, pattern: &str) -> Result<()> {
        let wild = |part: &Component| part.as_os_str().to_string_lossy().contains(WILD);
        let parts = Path::new(pattern).components();
        let fixed: PathBuf = parts.clone().take_while(|part| !wild(part)).collect();
        let depth = match pattern.contains("**") || pattern.contains('{') {
            true => usize::MAX,
            false => parts.count() - fixed.components().count(),
        };
        let (root, anchored) = match fixed.as_os_str().is_empty() {
            true => (PathBuf::from("."), format!("./{pattern}")),
            false => (fixed, pattern.to_owned()),
        };
        let glob = GlobBuilder::new(&anchored).literal_separator(true).build();
        let glob = glob
            .map_err(|error| Error::Usage(format!("cannot read pattern `{pattern}`: {error}")))?;
        if root.is_dir() {
            self.walk(&root, Some(glob.compile_matcher()), depth);
        }
        Ok(())
    }

    fn file(&mut self, source: String, path: &Path, stamp: Option<Stamp>) {
        let place = Place::File(plain(path), stamp);
        self.add(Input::new(source, place));
    }

    fn refuse(&mut self, source: String, path: &Path, why: Rejection) {
        let place = Place::Refused(plain(path), why);
        self.add(Input::new(source, place));
    }
}

impl Search<'_> {
    fn source(&self, path: &Path) -> String {
        match path.strip_prefix(self.root) {
            Ok(below) if !below.as_os_str().is_empty() => slashed(below),
            _ => slashed(path),
        }
    }

    fn matches(&self, path: &Path) -> bool {
        self.matcher
            .as_ref()
            .is_none_or(|matcher| matcher.is_match(path))
    }
}

/// Characters of a glob.
const WILD: [char; 4] = ['*', '?', '[', '{'];

fn is_hidden(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

/// Whether a folder is one that the run writes to.
fn is_out(entry: &DirEntry, outs: &[PathBuf]) -> bool {
    let like =
        |out: &&PathBuf| entry.file_type().is_dir() && out.file_name() == Some(entry.file_name());
    let real = |out: &PathBuf| entry.path().canonicalize().is_ok_and(|real| real == *out);
    outs.iter().filter(like).any(real)
}

/// Files that stand in folders that gongkai writes, and what they begin with.
const MARKS: [(&str, &str); 2] = [
    ("gongkai.json", "\"layout\":"),
    (MANIFEST, "\"tool\": \"gongkai "),
];
/// Bytes of such a file that tell.
const BEGINNING: usize = 128;

/// Whether a folder holds a dataset or the output of a run.
fn is_output(folder: &Path) -> bool {
    MARKS.iter().any(|(name, _)| {
        let mut head = Vec::new();
        let file = File::open(folder.join(name));
        let read = file.and_then(|file| file.take(BEGINNING as u64).read_to_end(&mut head));
        read.is_ok() && is_mark(name, &head)
    })
}

/// Whether a file of this name and content says that its folder is one that gongkai wrote.
fn is_mark(name: &str, bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(BEGINNING)]);
    MARKS
        .iter()
        .any(|(mark, says)| *mark == name && head.contains(says))
}

/// A path without `.` parts: equal files have equal paths.
fn plain(path: &Path) -> PathBuf {
    let parts = path
        .components()
        .filter(|part| !matches!(part, Component::CurDir));
    let plain: PathBuf = parts.collect();
    match plain.as_os_str().is_empty() {
        true => path.to_owned(),
        false => plain,
    }
}
