//! The files that arguments name as a stream in the order of their sources: archives stay closed, and
//! memory does not grow with their number.

use std::cmp::Ordering;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};
use serde::{Deserialize, Serialize};

use super::find::Finder;
use super::spool::Spool;
use super::stamp::Stamp;
use super::{Input, Place, slashed};
use crate::error::{Error, Result};
use crate::read::Rejection;
use crate::store;

/// Files in the order of their sources.
pub struct Files {
    spool: Spool<Entry>,
    /// Buckets that objects lie in.
    buckets: Buckets,
    /// Folders among them that gongkai wrote itself.
    outputs: Vec<String>,
    scopes: Vec<Scope>,
    blind: bool,
}

/// Buckets, each once.
#[derive(Default)]
struct Buckets {
    #[cfg(feature = "s3")]
    all: Vec<store::Bucket>,
}

/// What an argument may name.
enum Scope {
    /// A file, or a folder and all below it.
    At(String),
    /// What fits a pattern.
    Like(GlobMatcher),
}

/// A file as it is kept on disk.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Entry {
    source: String,
    path: Path8,
    stamp: Option<Stamp>,
    /// Why it is not to be read.
    refused: Option<String>,
    /// Of an object, which of the buckets it lies in, and its name there.
    object: Option<(usize, String)>,
}

/// A path; most are UTF-8.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
enum Path8 {
    Text(String),
    Raw(OsString),
}

/// Finds the files that `arguments` name, as [`collect`](super::collect) does, without opening archives.
/// `outs` are the folders that the run writes to, the disk of `scratch` takes what is too much for memory.
///
/// # Errors
/// [`Error::NoInput`] if an argument names nothing, [`Error::Usage`] for standard input, a part of an
/// archive and a glob that cannot be read; [`Error::Write`] and [`Error::Read`] for `scratch`.
pub fn files(arguments: &[String], outs: &[&Path], scratch: &Path) -> Result<Files> {
    let single = arguments.len() == 1;
    let mut first = Spool::new(scratch, if single { by_order } else { by_path });
    let mut failed = None;
    let mut blind = false;
    let mut buckets = Buckets::default();
    let mut finder = Finder::new(outs, |input: Input| {
        let entry = Entry::of(&input, &mut buckets);
        // What an argument itself names and cannot be looked into hides what stands in it.
        let named = |argument: &String| slashed(Path::new(argument)) == slashed(&entry.path());
        blind |= entry.refused.is_some() && arguments.iter().any(named);
        failed = failed.take().or(first.push(entry).err());
    });
    for argument in arguments {
        if argument == "-" {
            let why = "standard input is no source of a dataset: it is gone on the next run";
            return Err(Error::Usage(why.into()));
        }
        if !finder.find(argument)? {
            return Err(missing(argument));
        }
    }
    let outputs = finder.outputs();
    if let Some(error) = failed {
        return Err(error);
    }
    let spool = match single {
        true => first.sorted(),
        false => named(&first.sorted(), scratch)?.sorted(),
    };
    Ok(Files {
        spool,
        buckets,
        outputs,
        scopes: arguments
            .iter()
            .map(|argument| Scope::of(argument))
            .collect(),
        blind,
    })
}

fn missing(argument: &str) -> Error {
    match argument.split_once("!/") {
        Some((archive, _)) if Path::new(archive).is_file() => Error::Usage(format!(
            "`{argument}` is a part of an archive; name the archive: {archive}"
        )),
        _ => Error::NoInput {
            pattern: argument.into(),
        },
    }
}

/// The order of sources: folder by folder, as a walk meets them.
#[must_use]
pub fn order(left: &str, right: &str) -> Ordering {
    left.split('/').cmp(right.split('/'))
}

fn by_order(left: &Entry, right: &Entry) -> Ordering {
    order(&left.source, &right.source)
}

/// Of two names for one path the longer says more, and comes first.
fn by_path(left: &Entry, right: &Entry) -> Ordering {
    let lengths = right.source.len().cmp(&left.source.len());
    let names = lengths.then_with(|| left.source.cmp(&right.source));
    left.path.cmp(&right.path).then(names)
}

/// One entry for each path, under its short name where that is its own.
fn named(by_paths: &Spool<Entry>, scratch: &Path) -> Result<Spool<Entry>> {
    let mut by_sources = Spool::new(scratch, by_order);
    let mut last: Option<Path8> = None;
    for entry in by_paths.items()? {
        let entry = entry?;
        if last.as_ref() != Some(&entry.path) {
            last = Some(entry.path.clone());
            by_sources.push(entry)?;
        }
    }
    let mut renamed = Spool::new(scratch, by_order);
    let mut same: Vec<Entry> = Vec::new();
    let mut give = |same: &mut Vec<Entry>| {
        let alone = same.len() == 1;
        same.drain(..).try_for_each(|mut entry| {
            if !alone {
                entry.source = slashed(&entry.path());
            }
            renamed.push(entry)
        })
    };
    for entry in by_sources.sorted().items()? {
        let entry = entry?;
        if same
            .first()
            .is_some_and(|first| first.source != entry.source)
        {
            give(&mut same)?;
        }
        same.push(entry);
    }
    give(&mut same)?;
    Ok(renamed)
}

impl Files {
    /// Whether an argument could not be looked into: what is not found then may still be there.
    #[must_use]
    pub fn is_blind(&self) -> bool {
        self.blind
    }

    /// Folders among them that gongkai wrote itself, in order: they are not looked into.
    #[must_use]
    pub fn outputs(&self) -> &[String] {
        &self.outputs
    }

    /// Whether all arguments name single files.
    #[must_use]
    pub fn is_alone(&self) -> bool {
        let file = |scope: &Scope| matches!(scope, Scope::At(at) if Path::new(at).is_file());
        self.scopes.iter().all(file)
    }

    /// Whether an argument names the file at this full path, or would if it were there.
    #[must_use]
    pub fn covers(&self, path: &str) -> bool {
        self.scopes.iter().any(|scope| match scope {
            Scope::At(at) => is_below(path, at),
            Scope::Like(pattern) => pattern.is_match(path),
        })
    }

    /// The files in [`order`] of their sources, no source twice; each call begins anew.
    ///
    /// # Errors
    /// [`Error::Read`] if what was put on disk cannot be read again; so for each item.
    pub fn inputs(&self) -> Result<impl Iterator<Item = Result<Input>>> {
        let mut last = (String::new(), 1);
        let shown = |entry: &Result<Entry>| match entry {
            Ok(entry) if entry.object.is_some() => !self.is_output(&entry.path()),
            _ => true,
        };
        Ok(self.spool.items()?.filter(shown).map(move |entry| {
            let mut entry = entry?;
            if entry.source == last.0 {
                // Names that differ only in what cannot be printed.
                last.1 += 1;
                entry.source += &format!(" ({})", last.1);
            } else {
                last = (entry.source.clone(), 1);
            }
            Ok(entry.input(&self.buckets))
        }))
    }

    /// Whether an object lies in a folder that gongkai wrote.
    fn is_output(&self, path: &Path) -> bool {
        let path = path.to_string_lossy();
        self.outputs.iter().any(|folder| is_below(&path, folder))
    }
}

impl Scope {
    fn of(argument: &str) -> Self {
        if store::is_bucket(argument) {
            return Self::At(argument.trim_end_matches('/').to_owned());
        }
        let path = Path::new(argument);
        let full = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let full = slashed(&full);
        if path.exists() || path.is_symlink() {
            return Self::At(full);
        }
        let glob = GlobBuilder::new(&full).literal_separator(true).build();
        glob.map_or(Self::At(full), |glob| Self::Like(glob.compile_matcher()))
    }
}

/// Whether a path is `folder` or lies in it.
fn is_below(path: &str, folder: &str) -> bool {
    let rest = path.strip_prefix(folder);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || folder.ends_with('/'))
}

#[cfg(feature = "s3")]
impl Buckets {
    /// Of an object, which of the buckets it lies in, and its name there.
    fn place(&mut self, input: &Input) -> Option<(usize, String)> {
        let Place::Object(object) = &input.place else {
            return None;
        };
        let known = self.all.iter().position(|one| one.is(object.bucket()));
        let at = known.unwrap_or_else(|| {
            self.all.push(object.bucket().clone());
            self.all.len() - 1
        });
        Some((at, object.name.clone()))
    }

    /// The object that an entry is.
    fn object(&self, entry: &Entry) -> Option<Place> {
        let (at, name) = entry.object.as_ref()?;
        let stamp = entry.stamp.unwrap_or_default();
        let object = self
            .all
            .get(*at)?
            .object(name.clone(), stamp.size, stamp.modified);
        Some(Place::Object(Box::new(object)))
    }
}

#[cfg(not(feature = "s3"))]
impl Buckets {
    #[allow(clippy::unused_self)]
    fn place(&mut self, _: &Input) -> Option<(usize, String)> {
        None
    }

    #[allow(clippy::unused_self)]
    fn object(&self, _: &Entry) -> Option<Place> {
        None
    }
}

impl Entry {
    /// `buckets` are those that objects were found in.
    fn of(input: &Input, buckets: &mut Buckets) -> Self {
        let (path, stamp, refused) = match &input.place {
            Place::File(path, stamp) => (path.clone(), *stamp, None),
            Place::Refused(path, Rejection::Unreadable(why)) => {
                (path.clone(), None, Some(why.clone()))
            }
            Place::Refused(path, why) => (path.clone(), None, Some(why.message())),
            _ => (PathBuf::from(input.path()), input.stamp(), None),
        };
        let path = path.into_os_string().into_string();
        Self {
            source: input.source.clone(),
            object: buckets.place(input),
            path: path.map_or_else(Path8::Raw, Path8::Text),
            stamp,
            refused,
        }
    }

    fn path(&self) -> PathBuf {
        match &self.path {
            Path8::Text(path) => path.into(),
            Path8::Raw(path) => path.into(),
        }
    }

    fn input(self, buckets: &Buckets) -> Input {
        if let Some(place) = buckets.object(&self) {
            return Input::new(self.source, place);
        }
        let path = self.path();
        let place = match self.refused {
            Some(why) => Place::Refused(path, Rejection::Unreadable(why)),
            None => Place::File(path, self.stamp),
        };
        Input::new(self.source, place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::collect;

    #[test]
    fn the_stream_finds_what_collect_finds() {
        let folder = tempfile::tempdir().unwrap();
        let made = |name: &str| {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, name).unwrap();
        };
        let names = ["a/b/1.txt", "a/2.txt", "a-b/3.txt", "c/1.txt", "c/b/1.txt"];
        names.iter().for_each(|name| made(name));
        let path = |name: &str| folder.path().join(name).display().to_string();
        for arguments in [vec![path("")], vec![path("a"), path("c"), path("a/b")]] {
            let mut all: Vec<String> = collect(&arguments)
                .unwrap()
                .into_iter()
                .map(|one| one.source)
                .collect();
            all.sort_by(|left, right| order(left, right));
            let files = files(&arguments, &[], folder.path()).unwrap();
            let streamed = files.inputs().unwrap().map(|input| input.unwrap().source);
            assert_eq!(streamed.collect::<Vec<_>>(), all);
        }
    }

    #[test]
    fn standard_input_and_parts_of_archives_are_no_sources() {
        let folder = tempfile::tempdir().unwrap();
        let archive = folder.path().join("a.zip");
        std::fs::write(&archive, "PK").unwrap();
        let part = format!("{}!/b.txt", archive.display());
        for argument in ["-".to_owned(), part] {
            let found = files(&[argument], &[], folder.path());
            assert!(matches!(found, Err(Error::Usage(_))));
        }
    }
}
