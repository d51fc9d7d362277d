//! Members of archives as inputs.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Bytes, Input, Place, unreadable};
#[cfg(feature = "s3")]
use crate::error::Error;
use crate::error::Result;
use crate::read::Rejection;
use crate::read::archive::{self, At, Kind, Label, Listing};
use crate::read::limits::{Budget, Limits};
#[cfg(feature = "s3")]
use crate::store;

/// An archive that members are read from.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Archive {
    outer: Outer,
    kind: Kind,
    /// Its own source and path, which those of its members begin with.
    source: String,
    path: PathBuf,
}

/// Where an archive's own bytes are.
#[derive(Debug, PartialEq, Eq)]
enum Outer {
    /// A file of this size.
    File(u64),
    /// A copy of an object, which lives as long as the object's bucket.
    #[cfg(feature = "s3")]
    Copy(PathBuf, Box<store::Object>),
    /// A member of another archive.
    Member(Arc<Archive>, At),
}

/// An archive's bytes.
enum Opened {
    File(File),
    Memory(Cursor<Vec<u8>>),
}

impl Read for Opened {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::File(file) => file.read(into),
            Self::Memory(bytes) => bytes.read(into),
        }
    }
}

impl Seek for Opened {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match self {
            Self::File(file) => file.seek(to),
            Self::Memory(bytes) => bytes.seek(to),
        }
    }
}

impl Archive {
    /// The path that a member of this source can be opened by.
    pub(super) fn path_of(&self, source: &str) -> String {
        let below = source.strip_prefix(&self.source).unwrap_or(source);
        format!("{}{below}", self.path.display())
    }

    /// The bytes of one member.
    pub(super) fn bytes(&self, at: &At) -> Bytes {
        let mut found = Err(Rejection::Unreadable("压缩包内没有此条目".into()));
        self.read(&[*at], |_, bytes| found = bytes);
        found
    }

    fn read(&self, wanted: &[At], mut give: impl FnMut(usize, Bytes)) {
        match self.open() {
            Ok(mut opened) => archive::read(&mut opened, self.kind, wanted, give),
            Err(why) => (0..wanted.len()).for_each(|at| give(at, Err(why.clone()))),
        }
    }

    fn open(&self) -> std::result::Result<Opened, Rejection> {
        match &self.outer {
            Outer::File(size) => {
                let file = File::open(&self.path).map_err(unreadable)?;
                let metadata = file.metadata().map_err(unreadable)?;
                if metadata.len() != *size {
                    let why = "压缩包在读取期间被改动；请重新运行";
                    return Err(Rejection::Unreadable(why.into()));
                }
                Ok(Opened::File(file))
            }
            #[cfg(feature = "s3")]
            Outer::Copy(copy, _) => Ok(Opened::File(File::open(copy).map_err(unreadable)?)),
            Outer::Member(outer, at) => Ok(Opened::Memory(Cursor::new(outer.bytes(at)?))),
        }
    }

    /// Whether members can be read each by itself without reading more than that.
    pub(super) fn is_direct(&self) -> bool {
        !matches!(self.outer, Outer::Member(..)) && self.kind.is_seekable()
    }
}

/// The members of a file that is an archive, else the file itself.
///
/// # Errors
/// [`Error::Unavailable`](crate::error::Error::Unavailable) if a store does not answer.
pub(super) fn members(input: Input) -> Result<Vec<Input>> {
    #[cfg(feature = "s3")]
    if let Place::Object(object) = &input.place
        && is_packed(&input.source)
    {
        let object = object.clone();
        return members_of(input, object);
    }
    let Place::File(path, Some(stamp)) = &input.place else {
        return Ok(vec![input]);
    };
    let Some((kind, listing)) = listed(path, &input.source) else {
        return Ok(vec![input]);
    };
    let (outer, path) = (Outer::File(stamp.size), path.clone());
    Ok(unfolded(outer, kind, path, input.source, listing))
}

/// Whether an object is looked into: others are fetched when it is their turn.
#[cfg(feature = "s3")]
fn is_packed(name: &str) -> bool {
    let name = name.to_lowercase();
    [".zip", ".tar", ".gz", ".tgz"]
        .iter()
        .any(|end| name.ends_with(end))
}

/// The members of an object, which is copied once.
#[cfg(feature = "s3")]
fn members_of(input: Input, object: Box<store::Object>) -> Result<Vec<Input>> {
    let address = PathBuf::from(object.address());
    let refused = |why: Rejection| {
        let place = Place::Refused(address.clone(), why);
        Ok(vec![Input::new(input.source.clone(), place)])
    };
    let copy = match object.copied() {
        Ok(Some(copy)) => copy,
        Ok(None) => return refused(Rejection::TooLarge(object.size)),
        Err(error @ (Error::Unavailable { .. } | Error::Write { .. })) => return Err(error),
        Err(error) => return refused(Rejection::Unreadable(error.to_string())),
    };
    let Some((kind, listing)) = listed(&copy, &input.source) else {
        return Ok(vec![input]);
    };
    let outer = Outer::Copy(copy, object);
    Ok(unfolded(outer, kind, address, input.source, listing))
}

fn unfolded(
    outer: Outer,
    kind: Kind,
    path: PathBuf,
    source: String,
    listing: Listing,
) -> Vec<Input> {
    let archive = Archive {
        outer,
        kind,
        source,
        path,
    };
    let mut found = Vec::new();
    add(Arc::new(archive), listing, &mut found);
    found
}

/// What an archive on disk holds; `None` for everything else.
fn listed(path: &Path, source: &str) -> Option<(Kind, Listing)> {
    let mut file = File::open(path).ok()?;
    let kind = archive::kind(&mut file, source).ok()??;
    let mut budget = Budget::new(Limits::default());
    let listing = archive::list(&mut file, kind, source, &mut budget, 0);
    Some((kind, listing))
}

fn add(archive: Arc<Archive>, listing: Listing, found: &mut Vec<Input>) {
    let before = found.len();
    let input = |label: Option<Label>, place: Place| {
        let below = label
            .as_ref()
            .map_or(String::new(), |label| format!("!/{}", label.text));
        Input {
            source: archive.source.clone() + &below,
            place,
            original: label
                .and_then(|label| label.original)
                .map(String::into_boxed_str),
        }
    };
    for (label, why) in listing.refused {
        let path = archive.path_of(&input(label.clone(), Place::Stdin).source);
        found.push(input(label, Place::Refused(path.into(), why)));
    }
    for member in listing.members {
        let Some((kind, inner)) = member.inner else {
            let place = Place::Member(Arc::clone(&archive), member.at);
            found.push(input(Some(member.label), place));
            continue;
        };
        let source = format!("{}!/{}", archive.source, member.label.text);
        let nested = Archive {
            path: archive.path_of(&source).into(),
            outer: Outer::Member(Arc::clone(&archive), member.at),
            kind,
            source,
        };
        add(Arc::new(nested), inner, found);
    }
    if found.len() == before {
        found.push(input(
            None,
            Place::Refused(archive.path.clone(), Rejection::Empty),
        ));
    }
}

/// The bytes of those inputs that archives only give in their own order.
pub(super) fn fetch(inputs: &[&Input]) -> Vec<Option<Bytes>> {
    let mut fetched: Vec<Option<Bytes>> = vec![None; inputs.len()];
    let mut groups: Vec<(&Archive, Vec<usize>, Vec<At>)> = Vec::new();
    for (number, input) in inputs.iter().enumerate() {
        let Place::Member(archive, at) = &input.place else {
            continue;
        };
        if !input.is_fetched() {
            continue;
        }
        let known = groups
            .iter_mut()
            .rev()
            .find(|group| std::ptr::eq(group.0, &**archive));
        match known {
            Some((_, numbers, wanted)) => {
                numbers.push(number);
                wanted.push(*at);
            }
            None => groups.push((archive, vec![number], vec![*at])),
        }
    }
    for (archive, numbers, wanted) in groups {
        archive.read(&wanted, |at, bytes| fetched[numbers[at]] = Some(bytes));
    }
    fetched
}
