//! The entries of a TAR archive, read as a stream from front to back.

use std::io::{self, Read};

use tar::{EntryType, Header};

use crate::read::zip::MAX_NAME;

/// An entry; its bytes are next in the stream.
#[derive(Debug)]
pub(super) struct Entry {
    /// Its name as it stands in the archive.
    pub name: Vec<u8>,
    pub kind: Kind,
    /// Where its bytes begin.
    pub offset: u64,
    pub size: u64,
}

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    File,
    Folder,
    Link,
    /// A device, a pipe, a file with holes.
    Other,
}

/// A reader that knows its position and gives no more than `most` bytes.
pub(super) struct Stream<R> {
    reader: R,
    pub position: u64,
    most: u64,
}

/// Why there is no next entry.
#[derive(Debug)]
pub(super) enum Stop {
    /// The archive ends here.
    End,
    /// It is cut off or damaged.
    Broken(io::Error),
    /// More bytes than the stream may give.
    Limit,
}

const BLOCK: usize = 512;

impl<R: Read> Stream<R> {
    pub(super) fn new(reader: R, most: u64) -> Self {
        Self {
            reader,
            position: 0,
            most,
        }
    }

    /// The next `len` bytes, or as many as there are.
    pub(super) fn take(&mut self, len: u64) -> Result<Vec<u8>, Stop> {
        if len > self.most - self.position {
            return Err(Stop::Limit);
        }
        let mut bytes = Vec::new();
        let read = (&mut self.reader).take(len).read_to_end(&mut bytes);
        self.position += bytes.len() as u64;
        read.map_err(Stop::Broken)?;
        Ok(bytes)
    }

    /// All bytes that are left, if they are no more than `most`.
    pub(super) fn rest(&mut self, most: u64) -> Result<Vec<u8>, Stop> {
        let most = most.min(self.most - self.position);
        let mut bytes = Vec::new();
        let read = (&mut self.reader).take(most + 1).read_to_end(&mut bytes);
        self.position += bytes.len() as u64;
        read.map_err(Stop::Broken)?;
        match bytes.len() as u64 > most {
            true => Err(Stop::Limit),
            false => Ok(bytes),
        }
    }

    /// Leaves everything before a position unread.
    pub(super) fn skip_to(&mut self, position: u64) -> Result<(), Stop> {
        if position > self.most {
            return Err(Stop::Limit);
        }
        let len = position.saturating_sub(self.position);
        let copied = io::copy(&mut (&mut self.reader).take(len), &mut io::sink());
        let copied = copied.map_err(Stop::Broken)?;
        self.position += copied;
        if copied < len {
            return Err(Stop::Broken(io::ErrorKind::UnexpectedEof.into()));
        }
        Ok(())
    }

    /// The next entry that is more than the description of another.
    pub(super) fn entry(&mut self) -> Result<Entry, Stop> {
        let mut long: Option<Vec<u8>> = None;
        let mut wide: Option<u64> = None;
        loop {
            let block = self.take(BLOCK as u64)?;
            if block.is_empty() || block.iter().all(|byte| *byte == 0) {
                return Err(Stop::End);
            }
            let Some(block) = block
                .first_chunk::<BLOCK>()
                .filter(|block| is_header(*block))
            else {
                return Err(damaged());
            };
            let header = Header::from_byte_slice(block);
            let size = header.entry_size().map_err(Stop::Broken)?;
            match header.entry_type() {
                EntryType::GNULongName => long = Some(self.described(size)?),
                EntryType::XHeader => {
                    let extensions = self.described(size)?;
                    long = record(&extensions, b"path").map(<[u8]>::to_vec).or(long);
                    wide = number(record(&extensions, b"size"));
                }
                EntryType::GNULongLink | EntryType::XGlobalHeader => {
                    self.described(size)?;
                }
                other => {
                    // A map of holes that goes on behind the header counts in no size.
                    let mut more = other.is_gnu_sparse() && block[482] != 0;
                    while more {
                        more = self
                            .take(BLOCK as u64)?
                            .get(504)
                            .is_some_and(|flag| *flag != 0);
                    }
                    let name = long.unwrap_or_else(|| header.path_bytes().into_owned());
                    return Ok(Entry {
                        kind: kind(other, &name),
                        name,
                        offset: self.position,
                        size: wide.unwrap_or(size),
                    });
                }
            }
        }
    }

    /// The content of a header that describes the next entry.
    fn described(&mut self, size: u64) -> Result<Vec<u8>, Stop> {
        let end = self.position.saturating_add(padded(size));
        // Longer ones hold more than names.
        let mut content = match size <= 16 * MAX_NAME as u64 {
            true => self.take(size)?,
            false => Vec::new(),
        };
        self.skip_to(end)?;
        if content.last() == Some(&0) {
            content.pop();
        }
        Ok(content)
    }
}

/// Bytes that `size` bytes take in an archive.
pub(super) fn padded(size: u64) -> u64 {
    size.saturating_add(BLOCK as u64 - 1) & !(BLOCK as u64 - 1)
}

/// Whether a block begins a TAR archive: its checksum is right.
pub(super) fn is_header(block: &[u8]) -> bool {
    let Some(block) = block.first_chunk::<BLOCK>() else {
        return false;
    };
    let counted =
        |at: usize, byte: u8| u32::from(if (148..156).contains(&at) { b' ' } else { byte });
    let sum: u32 = block
        .iter()
        .enumerate()
        .map(|(at, byte)| counted(at, *byte))
        .sum();
    Header::from_byte_slice(block)
        .cksum()
        .is_ok_and(|known| known == sum)
}

fn kind(entry: EntryType, name: &[u8]) -> Kind {
    match entry {
        // Old archives know a folder by its name alone.
        EntryType::Regular if name.ends_with(b"/") => Kind::Folder,
        EntryType::Regular | EntryType::Continuous => Kind::File,
        EntryType::Directory => Kind::Folder,
        EntryType::Link | EntryType::Symlink => Kind::Link,
        _ => Kind::Other,
    }
}

/// The value of a key in records of the form `LENGTH KEY=VALUE\n`.
fn record<'a>(mut records: &'a [u8], key: &[u8]) -> Option<&'a [u8]> {
    let mut found = None;
    while let Some(blank) = memchr::memchr(b' ', records) {
        let length = usize::try_from(number(records.get(..blank))?).ok()?;
        let record = records.get(blank + 1..length)?;
        let pair = record
            .strip_prefix(key)
            .and_then(|rest| rest.strip_prefix(b"="));
        found = pair.and_then(|value| value.strip_suffix(b"\n")).or(found);
        records = &records[length..];
    }
    found
}

fn number(digits: Option<&[u8]>) -> Option<u64> {
    std::str::from_utf8(digits?).ok()?.parse().ok()
}

fn damaged() -> Stop {
    Stop::Broken(io::Error::new(
        io::ErrorKind::InvalidData,
        "条目的头部已损坏",
    ))
}
