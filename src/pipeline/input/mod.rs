//! Arguments to a sorted list of inputs: files, folders, globs, standard input, members of archives.
//!
//! Everything that is found and not read becomes an input that says why; hidden entries and the run's own
//! output are left out without a word, and folders that other runs wrote are told of by themselves.

mod files;
mod find;
#[cfg(feature = "archive")]
mod member;
mod spool;
mod stamp;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use crate::error::{Error, Result};
use crate::read::{MAX_BYTES, Rejection};
use crate::text::printable;
use find::Finder;

pub use files::{Files, files, order};
pub use stamp::Stamp;

use crate::store;
#[cfg(feature = "archive")]
use {crate::read::archive::At, member::Archive};

/// One input: what it is called and where its bytes are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// Path below the argument's root, `/` between parts; `archive.zip!/path` of a member; `-` for
    /// standard input. What cannot be printed is written out, see [`printable`].
    pub source: String,
    place: Place,
    /// Its name in the archive, where `source` had to differ from it.
    original: Option<Box<str>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    /// A file and what it looked like when it was found.
    File(PathBuf, Option<Stamp>),
    Stdin,
    /// Bytes that the caller has.
    Memory(Arc<[u8]>),
    /// A part of an archive.
    #[cfg(feature = "archive")]
    Member(Arc<Archive>, At),
    /// An object of a bucket.
    #[cfg(feature = "s3")]
    Object(Box<store::Object>),
    /// Found, but not to be read.
    Refused(PathBuf, Rejection),
}

/// Bytes, or why there are none.
pub(crate) type Bytes = std::result::Result<Vec<u8>, Rejection>;

/// Bytes of a chunk: enough to keep all threads busy, little enough to hold in memory.
const CHUNK_BYTES: u64 = 8 << 20;
/// Documents of a chunk.
const CHUNK_DOCUMENTS: usize = 512;

impl Input {
    fn new(source: String, place: Place) -> Self {
        Self {
            source,
            place,
            original: None,
        }
    }

    /// A document that the caller holds; `name` is its source, and its ending decides where the bytes leave
    /// the format open.
    #[must_use]
    pub fn of_bytes(name: &str, bytes: impl Into<Arc<[u8]>>) -> Self {
        Self::new(printable(name.as_bytes()), Place::Memory(bytes.into()))
    }

    /// A document that the caller could not get hold of, and why.
    #[must_use]
    pub fn refused(name: &str, why: Rejection) -> Self {
        Self::new(printable(name.as_bytes()), Place::Refused(name.into(), why))
    }

    /// Where it can be opened: the path as given or found, `-` for standard input.
    #[must_use]
    pub fn path(&self) -> String {
        match &self.place {
            Place::File(path, _) => path.display().to_string(),
            Place::Stdin => "-".to_owned(),
            Place::Memory(_) => self.source.clone(),
            #[cfg(feature = "archive")]
            Place::Member(archive, _) => archive.path_of(&self.source),
            #[cfg(feature = "s3")]
            Place::Object(object) => object.address(),
            Place::Refused(path, _) => path.display().to_string(),
        }
    }

    /// Size in bytes when it was found, if it could be told without reading.
    #[must_use]
    pub fn size(&self) -> Option<u64> {
        match &self.place {
            Place::File(_, stamp) => stamp.map(|stamp| stamp.size),
            Place::Memory(bytes) => u64::try_from(bytes.len()).ok(),
            #[cfg(feature = "archive")]
            Place::Member(_, at) => Some(at.size()),
            #[cfg(feature = "s3")]
            Place::Object(object) => Some(object.size),
            Place::Stdin | Place::Refused(..) => None,
        }
    }

    /// What its file looked like when it was found; `None` for members of archives and what is not read.
    #[must_use]
    pub fn stamp(&self) -> Option<Stamp> {
        match &self.place {
            Place::File(_, stamp) => *stamp,
            #[cfg(feature = "s3")]
            Place::Object(object) => Some(Stamp {
                size: object.size,
                modified: object.modified,
                inode: 0,
            }),
            _ => None,
        }
    }

    /// Whether it was found, but is not to be read.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        matches!(self.place, Place::Refused(..))
    }

    /// Its members if it is an archive, else itself.
    ///
    /// # Errors
    /// [`Error::Unavailable`] if it lies in a store that does not answer.
    pub fn members(self) -> Result<Vec<Self>> {
        unpacked(vec![self])
    }

    /// The full path of the folder that its source begins in; `None` where the source is another name.
    pub(crate) fn home(&self) -> Option<String> {
        let path = self.path();
        let path = match store::is_bucket(&path) {
            true => path,
            false => slashed(&std::path::absolute(&path).ok()?),
        };
        let home = path.strip_suffix(&self.source)?.strip_suffix('/')?;
        Some(home.to_owned())
    }

    /// Its name in the archive, where its source had to differ from it.
    #[must_use]
    pub fn original(&self) -> Option<&str> {
        self.original.as_deref()
    }

    /// Its bytes.
    ///
    /// # Errors
    /// [`Rejection`] if it is no regular file, too large, or cannot be read.
    pub fn bytes(&self) -> std::result::Result<Vec<u8>, Rejection> {
        match &self.place {
            Place::Stdin => limited(std::io::stdin()),
            Place::File(path, _) => file(path),
            Place::Memory(bytes) => Ok(bytes.to_vec()),
            #[cfg(feature = "archive")]
            Place::Member(archive, at) => archive.bytes(at),
            #[cfg(feature = "s3")]
            Place::Object(object) if object.size > MAX_BYTES => {
                Err(Rejection::TooLarge(object.size))
            }
            #[cfg(feature = "s3")]
            Place::Object(object) => object
                .bytes()
                .map_err(|error| Rejection::Unreadable(error.to_string())),
            Place::Refused(_, why) => Err(why.clone()),
        }
    }

    /// As [`bytes`](Self::bytes), where a store that does not answer stops the run instead of rejecting
    /// the document.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub(crate) fn bytes_or_stop(&self) -> Result<Bytes> {
        match &self.place {
            #[cfg(feature = "s3")]
            Place::Object(object) if object.size <= MAX_BYTES => match object.bytes() {
                Err(error @ Error::Unavailable { .. }) => Err(error),
                read => Ok(read.map_err(|error| Rejection::Unreadable(error.to_string()))),
            },
            _ => Ok(self.bytes()),
        }
    }

    /// The path that tells it from all others.
    fn full(&self) -> String {
        match &self.place {
            Place::Stdin => "-".to_owned(),
            Place::File(path, _) | Place::Refused(path, _) => slashed(path),
            Place::Memory(_) => self.source.clone(),
            #[cfg(feature = "archive")]
            Place::Member(..) => self.source.clone(),
            #[cfg(feature = "s3")]
            Place::Object(object) => object.address(),
        }
    }

    /// Whether [`fetch`] gives its bytes.
    fn is_fetched(&self) -> bool {
        match &self.place {
            #[cfg(feature = "archive")]
            Place::Member(archive, at) => !archive.is_direct() && at.size() <= MAX_BYTES,
            _ => false,
        }
    }

    fn file_path(&self) -> Option<&Path> {
        match &self.place {
            Place::File(path, _) | Place::Refused(path, _) => Some(path),
            _ => None,
        }
    }
}

fn unreadable(error: std::io::Error) -> Rejection {
    Rejection::Unreadable(error.to_string())
}

/// The bytes of a regular file.
fn file(path: &Path) -> Bytes {
    // Opening a pipe or a device could wait for ever.
    let metadata = std::fs::metadata(path).map_err(unreadable)?;
    if !metadata.is_file() {
        return Err(no_file());
    }
    if metadata.len() > MAX_BYTES {
        return Err(Rejection::TooLarge(metadata.len()));
    }
    limited(File::open(path).map_err(unreadable)?)
}

/// One byte more than an input may have tells that it has too many.
fn limited(reader: impl Read) -> Bytes {
    let mut bytes = Vec::new();
    let read = reader.take(MAX_BYTES + 1).read_to_end(&mut bytes);
    read.map_err(unreadable)?;
    Ok(bytes)
}

fn no_file() -> Rejection {
    Rejection::Unreadable("不是普通文件（设备、管道、套接字等不读取）".into())
}

/// Finds the inputs that `arguments` name, sorted by source.
///
/// A folder is searched through, hidden entries left out; links that lead out of it are not followed. An
/// archive stands for its members, and `archive.zip!/path` for one of them. An argument that names no
/// file and holds `*`, `?`, `[` or `{` is a glob. Two inputs of one name keep their full paths as sources.
///
/// # Errors
/// [`Error::NoInput`] if an argument names nothing, [`Error::Usage`] for a glob that cannot be read.
pub fn collect(arguments: &[String]) -> Result<Vec<Input>> {
    collect_beside(arguments, None)
}

/// As [`collect`], for a run that writes to `out`: what stands there is no input.
///
/// # Errors
/// As [`collect`], and [`Error::Usage`] if an argument lies in `out`.
pub fn collect_beside(arguments: &[String], out: Option<&Path>) -> Result<Vec<Input>> {
    Ok(find_beside(arguments, out)?.0)
}

/// As [`collect_beside`], with the folders among the arguments' that gongkai wrote itself, in order: they
/// are not looked into.
///
/// # Errors
/// As [`collect_beside`].
pub fn find_beside(arguments: &[String], out: Option<&Path>) -> Result<(Vec<Input>, Vec<String>)> {
    let mut files = Vec::new();
    let mut finder = Finder::new(out.as_slice(), |input| files.push(input));
    let mut inputs = Vec::new();
    for argument in arguments {
        if finder.find(argument)? {
            continue;
        }
        let found = within(argument)?;
        if found.is_empty() {
            return Err(Error::NoInput {
                pattern: argument.clone(),
            });
        }
        inputs.extend(found);
    }
    let outputs = finder.outputs();
    let hidden = |input: &Input| {
        let path = input.path();
        let within = |folder: &String| path.strip_prefix(folder.as_str());
        store::is_bucket(&path)
            && outputs
                .iter()
                .filter_map(within)
                .any(|rest| rest.starts_with('/'))
    };
    files.retain(|input| !hidden(input));
    inputs.extend(unpacked(named(files))?);
    inputs.sort_by(|left, right| left.source.cmp(&right.source));
    inputs.dedup();
    Ok((distinct(inputs), outputs))
}

/// Inputs from several places as one list, sorted by source; equal sources are numbered.
#[must_use]
pub fn together(mut inputs: Vec<Input>) -> Vec<Input> {
    inputs.sort_by(|left, right| left.source.cmp(&right.source));
    distinct(inputs)
}

/// The members that `archive!/path` names: one, or all below it.
#[cfg(feature = "archive")]
fn within(argument: &str) -> Result<Vec<Input>> {
    for (at, _) in argument.match_indices("!/") {
        let (archive, rest) = (&argument[..at], &argument[at + 2..]);
        if !Path::new(archive).is_file() {
            continue;
        }
        let all = collect(&[archive.to_owned()])?;
        let name = Path::new(archive).file_name().unwrap_or_default();
        let wanted = format!("{}!/{rest}", printable(name.as_encoded_bytes()));
        let below = |input: &Input| {
            let behind = input.source.strip_prefix(&wanted);
            behind.is_some_and(|rest| {
                rest.is_empty() || rest.starts_with('/') || rest.starts_with("!/")
            })
        };
        return Ok(all.into_iter().filter(below).collect());
    }
    Ok(Vec::new())
}

#[cfg(not(feature = "archive"))]
fn within(_: &str) -> Result<Vec<Input>> {
    Ok(Vec::new())
}

/// Archives replaced by their members.
#[cfg(feature = "archive")]
fn unpacked(files: Vec<Input>) -> Result<Vec<Input>> {
    let mut found = Vec::with_capacity(files.len());
    for file in files {
        found.append(&mut member::members(file)?);
    }
    Ok(found)
}

#[cfg(not(feature = "archive"))]
fn unpacked(files: Vec<Input>) -> Result<Vec<Input>> {
    Ok(files)
}

/// One input for each path, under its short name where that is its own.
fn named(mut found: Vec<Input>) -> Vec<Input> {
    // Of two names for one path the longer says more; the order of arguments decides nothing.
    let longest_first = |left: &Input, right: &Input| {
        let lengths = right.source.len().cmp(&left.source.len());
        lengths.then_with(|| left.source.cmp(&right.source))
    };
    found.sort_by(|left, right| {
        let paths = left.file_path().cmp(&right.file_path());
        paths.then_with(|| longest_first(left, right))
    });
    found.dedup_by(|left, right| left.file_path() == right.file_path());
    found.sort_by(|left, right| left.source.cmp(&right.source));
    full_where_equal(&mut found);
    found
}

/// Gives inputs of one source their full paths; they stand together.
fn full_where_equal(found: &mut [Input]) {
    let mut start = 0;
    while start < found.len() {
        let same = found[start..]
            .iter()
            .take_while(|one| one.source == found[start].source);
        let end = start + same.count();
        if end - start > 1 {
            for input in &mut found[start..end] {
                input.source = input.full();
            }
        }
        start = end;
    }
}

/// Sorted by source; sources that are still equal are numbered.
fn distinct(mut inputs: Vec<Input>) -> Vec<Input> {
    let mut number = 1;
    for at in 1..inputs.len() {
        let first = at - number;
        if inputs[at].source != inputs[first].source {
            number = 1;
            continue;
        }
        number += 1;
        inputs[at].source += &format!(" ({number})");
    }
    inputs.sort_by(|left, right| left.source.cmp(&right.source));
    inputs
}

/// The stretches of `inputs` that are read together, in order.
pub(super) fn chunks<'a, 'b>(inputs: &'b [&'a Input]) -> impl Iterator<Item = &'b [&'a Input]> {
    let mut rest = inputs;
    std::iter::from_fn(move || {
        let (chunk, left) = rest.split_at(chunk_end(rest));
        rest = left;
        (!chunk.is_empty()).then_some(chunk)
    })
}

/// Inputs of the next chunk.
fn chunk_end(inputs: &[&Input]) -> usize {
    let last = inputs.len().min(CHUNK_DOCUMENTS);
    let mut bytes = 0;
    let full = inputs[..last].iter().position(|input| {
        bytes += input.size().unwrap_or(0).min(MAX_BYTES);
        bytes > CHUNK_BYTES
    });
    full.map_or(last, |at| at + 1)
}

/// The bytes of those inputs that archives only give in their own order, each archive opened once;
/// `None` for all others, which [`Input::bytes`] reads side by side.
#[cfg(feature = "archive")]
pub(super) fn fetch(inputs: &[&Input]) -> Vec<Option<Bytes>> {
    member::fetch(inputs)
}

#[cfg(not(feature = "archive"))]
pub(super) fn fetch(inputs: &[&Input]) -> Vec<Option<Bytes>> {
    vec![None; inputs.len()]
}

/// Members that archives only give in their own order, fetched before their turn comes: each pass over an
/// archive fetches as many as may be held.
pub(super) struct Ahead<'a> {
    inputs: &'a [Input],
    /// Inputs that are still to come.
    waiting: std::vec::IntoIter<usize>,
    held: BTreeMap<usize, Bytes>,
}

/// Bytes that are held ahead.
const AHEAD_BYTES: u64 = 16 << 20;

impl<'a> Ahead<'a> {
    /// For the inputs at places that are `wanted`, in order.
    pub(super) fn new(inputs: &'a [Input], wanted: impl Fn(usize) -> bool) -> Self {
        let waiting = (0..inputs.len()).filter(|at| inputs[*at].is_fetched() && wanted(*at));
        Self {
            inputs,
            waiting: waiting.collect::<Vec<_>>().into_iter(),
            held: BTreeMap::new(),
        }
    }

    /// The inputs at `places`, which come in order, with the bytes of those that have to be fetched.
    pub(super) fn of(&mut self, places: Vec<usize>) -> Vec<(usize, Option<Bytes>)> {
        let with_bytes = |at: usize| {
            while self
                .waiting
                .as_slice()
                .first()
                .is_some_and(|next| *next <= at)
            {
                self.fetch();
            }
            (at, self.held.remove(&at))
        };
        places.into_iter().map(with_bytes).collect()
    }

    /// Fetches the next ones.
    fn fetch(&mut self) {
        let mut bytes = 0;
        let mut places = Vec::new();
        while bytes < AHEAD_BYTES
            && let Some(at) = self.waiting.next()
        {
            bytes += self.inputs[at].size().unwrap_or(0);
            places.push(at);
        }
        let inputs: Vec<&Input> = places.iter().map(|at| &self.inputs[*at]).collect();
        let fetched = places.into_iter().zip(fetch(&inputs));
        self.held
            .extend(fetched.filter_map(|(at, bytes)| Some((at, bytes?))));
    }
}

/// A path with `/` between its parts on every system, and every character printable.
fn slashed(path: &Path) -> String {
    let parts: Vec<String> = path
        .components()
        .filter(|part| !matches!(part, Component::CurDir))
        .map(|part| printable(part.as_os_str().as_encoded_bytes()))
        .collect();
    parts.join("/").replace("//", "/")
}
