//! What an archive holds, and the bytes of its members: ZIP, TAR, both packed by gzip, one packed file.
//!
//! Listing comes first and decides about limits, in the archive's own order, so that the same members are
//! read whatever the order of reading. Nothing is written to disk; an archive within an archive is held in
//! memory as one document is. Names of members are labels and lead nowhere.

mod list;
mod name;
mod tar;
#[cfg(test)]
mod tests;

use std::io::{self, Read, Seek, SeekFrom};

use flate2::read::MultiGzDecoder;

use super::format::{Format, by_directory, ending};
use super::zip::{self, Packed};
use super::{MAX_BYTES, Rejection};
use tar::{Stop, Stream};

pub(crate) use list::list;
pub(crate) use name::Label;

/// A way of packing documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Members in any order, packed each by itself.
    Zip,
    /// Members in any order, not packed.
    Tar,
    /// Members one behind the other, packed as a whole.
    TarGz,
    /// One document.
    Gzip,
}

/// What was found in an archive, in its order.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    /// Members to read.
    pub members: Vec<Member>,
    /// Members that are not read; without a label the archive itself from some place on.
    pub refused: Vec<(Option<Label>, Rejection)>,
}

/// A member to read.
#[derive(Debug)]
pub(crate) struct Member {
    /// What it is called.
    pub label: Label,
    /// Where its bytes are.
    pub at: At,
    /// What it holds, if it is an archive itself.
    pub inner: Option<(Kind, Listing)>,
}

/// Where a member's bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum At {
    /// In a ZIP file.
    Packed(Packed),
    /// In the stream that an archive unpacks to.
    Stretch {
        /// Where they begin.
        offset: u64,
        /// How many they are.
        size: u64,
    },
}

impl At {
    /// Bytes unpacked.
    pub(crate) fn size(&self) -> u64 {
        match self {
            Self::Packed(packed) => packed.size,
            Self::Stretch { size, .. } => *size,
        }
    }

    fn offset(&self) -> u64 {
        match self {
            Self::Packed(_) => 0,
            Self::Stretch { offset, .. } => *offset,
        }
    }
}

impl Kind {
    /// Whether a member can be read without all that stand before it.
    pub(crate) fn is_seekable(self) -> bool {
        matches!(self, Self::Zip | Self::Tar)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Zip => "ZIP",
            Self::Tar => "TAR",
            Self::TarGz | Self::Gzip => "GZIP",
        }
    }
}

/// Bytes that tell what a file is.
const HEAD: u64 = 512;

/// Which archive `reader` holds, by its content; `None` for everything else. A name that ends as documents
/// packed by ZIP do saves looking into it.
pub(crate) fn kind<R: Read + Seek>(reader: &mut R, name: &str) -> io::Result<Option<Kind>> {
    let mut head = Vec::new();
    reader.seek(SeekFrom::Start(0))?;
    reader.take(HEAD).read_to_end(&mut head)?;
    if !may_be_archive(&head, name) {
        return Ok(None);
    }
    if head.starts_with(b"PK") {
        let ending = ending(name).unwrap_or_default();
        let zip = matches!(by_directory(reader, &ending), Ok(Format::Zip));
        return Ok(zip.then_some(Kind::Zip));
    }
    if tar::is_header(&head) {
        return Ok(Some(Kind::Tar));
    }
    reader.seek(SeekFrom::Start(0))?;
    let mut unpacked = Vec::new();
    // What is damaged is found out when it is listed.
    let _ = MultiGzDecoder::new(reader)
        .take(HEAD)
        .read_to_end(&mut unpacked);
    Ok(Some(match tar::is_header(&unpacked) {
        true => Kind::TarGz,
        false => Kind::Gzip,
    }))
}

/// Whether the first bytes may begin an archive.
fn may_be_archive(head: &[u8], name: &str) -> bool {
    const DOCUMENTS: [&str; 7] = ["docx", "docm", "xlsx", "xlsm", "pptx", "ods", "ofd"];
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return ending(name).is_none_or(|ending| !DOCUMENTS.contains(&ending.as_str()));
    }
    head.starts_with(b"\x1f\x8b") || tar::is_header(head)
}

/// Reads members; `give` gets the place of each in `wanted` with its bytes, in any order.
pub(crate) fn read<R: Read + Seek>(
    reader: &mut R,
    kind: Kind,
    wanted: &[At],
    mut give: impl FnMut(usize, Result<Vec<u8>, Rejection>),
) {
    let broken = |why: io::Error| Rejection::Broken {
        format: kind.name(),
        why: why.to_string(),
    };
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.retain(|at| {
        let size = wanted[*at].size();
        let fits = size <= MAX_BYTES;
        if !fits {
            give(*at, Err(Rejection::TooLarge(size)));
        }
        fits
    });
    order.sort_by_key(|at| wanted[*at].offset());
    if kind.is_seekable() {
        for at in order {
            give(at, one(reader, &wanted[at]).map_err(broken).flatten());
        }
        return;
    }
    if let Err(error) = reader.seek(SeekFrom::Start(0)) {
        let why = broken(error);
        order.into_iter().for_each(|at| give(at, Err(why.clone())));
        return;
    }
    let mut stream = Stream::new(MultiGzDecoder::new(reader), u64::MAX);
    for at in order {
        let bytes = stretch(&mut stream, &wanted[at]);
        give(at, bytes.map_err(broken));
    }
}

/// A member of an archive that can be sought.
fn one<R: Read + Seek>(reader: &mut R, at: &At) -> io::Result<Result<Vec<u8>, Rejection>> {
    match at {
        At::Packed(packed) => Ok(zip::unpack(reader, packed, Kind::Zip.name())),
        At::Stretch { offset, size } => {
            reader.seek(SeekFrom::Start(*offset))?;
            let mut bytes = Vec::new();
            reader.take(*size).read_to_end(&mut bytes)?;
            whole(bytes, *size).map(Ok)
        }
    }
}

fn stretch<R: Read>(stream: &mut Stream<R>, at: &At) -> io::Result<Vec<u8>> {
    let stopped = |stop: Stop| match stop {
        Stop::Broken(error) => error,
        Stop::End | Stop::Limit => io::ErrorKind::UnexpectedEof.into(),
    };
    stream.skip_to(at.offset()).map_err(stopped)?;
    whole(stream.take(at.size()).map_err(stopped)?, at.size())
}

fn whole(bytes: Vec<u8>, size: u64) -> io::Result<Vec<u8>> {
    match bytes.len() as u64 == size {
        true => Ok(bytes),
        false => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}
