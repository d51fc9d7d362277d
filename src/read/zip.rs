//! The directory of a ZIP file and the bytes of its entries, from anything that can be sought.
//!
//! Names stay bytes: what they mean is for others to say. Two entries of one name are two entries. Only
//! stored and deflated entries are read, since nothing that writes documents packs them in other ways.

use std::io::{self, BufReader, Read, Seek, SeekFrom};

use flate2::Crc;
use flate2::read::DeflateDecoder;

use super::Rejection;

/// An entry of the directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Its name as it stands in the file, at most [`MAX_NAME`] bytes.
    pub name: Vec<u8>,
    /// The name is declared to be UTF-8.
    pub utf8: bool,
    /// A symbolic link.
    pub link: bool,
    /// Where its bytes are.
    pub packed: Packed,
}

/// Where an entry's bytes are and what they must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Packed {
    offset: u64,
    /// Bytes in the file.
    pub packed: u64,
    /// Bytes unpacked.
    pub size: u64,
    crc: u32,
    method: u16,
    encrypted: bool,
}

/// The directory of a ZIP file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Directory {
    /// Entries in its order.
    pub entries: Vec<Entry>,
    /// There are more than were asked for.
    pub more: bool,
}

/// Bytes of a name that are kept; no file system has longer paths.
pub(crate) const MAX_NAME: usize = 4096;

const LOCAL: [u8; 4] = *b"PK\x03\x04";
const CENTRAL: [u8; 4] = *b"PK\x01\x02";
const END: [u8; 4] = *b"PK\x05\x06";
const END_64: [u8; 4] = *b"PK\x06\x06";
const LOCATOR_64: [u8; 4] = *b"PK\x06\x07";

/// Reads the directory, of `most` entries at most; `format` is the file's format in messages.
///
/// # Errors
/// [`Rejection::Broken`] if there is none or it is damaged.
pub(crate) fn directory<R: Read + Seek>(
    reader: &mut R,
    most: usize,
    format: &'static str,
) -> Result<Directory, Rejection> {
    let broken = |why: String| Rejection::Broken { format, why };
    let end = end(reader).map_err(|error| broken(error.to_string()))?;
    let Some(end) = end else {
        return Err(broken("找不到压缩包的目录".into()));
    };
    entries(reader, &end, most).map_err(|error| broken(error.to_string()))
}

/// The bytes of an entry, whole and as the directory says they are.
///
/// # Errors
/// [`Rejection`] if it is encrypted, packed in a way that is not read, or damaged.
pub(crate) fn unpack<R: Read + Seek>(
    reader: &mut R,
    packed: &Packed,
    format: &'static str,
) -> Result<Vec<u8>, Rejection> {
    let broken = |why: String| Rejection::Broken { format, why };
    let mut bytes = Vec::new();
    content(reader, packed, format)?
        .take(packed.size.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|error| broken(error.to_string()))?;
    let mut crc = Crc::new();
    crc.update(&bytes);
    if bytes.len() as u64 != packed.size || crc.sum() != packed.crc {
        return Err(broken("条目的长度或校验和与目录不符".into()));
    }
    Ok(bytes)
}

/// Whether an entry unpacks to what the directory says, without keeping it.
///
/// # Errors
/// As [`unpack`].
#[cfg(feature = "sheet")]
pub(crate) fn verify<R: Read + Seek>(
    reader: &mut R,
    packed: &Packed,
    format: &'static str,
) -> Result<(), Rejection> {
    let content = content(reader, packed, format)?;
    let copied = io::copy(
        &mut content.take(packed.size.saturating_add(1)),
        &mut io::sink(),
    );
    match copied {
        Ok(size) if size == packed.size => Ok(()),
        Ok(_) => Err(Rejection::Broken {
            format,
            why: "条目的长度与目录不符".into(),
        }),
        Err(error) => Err(Rejection::Broken {
            format,
            why: error.to_string(),
        }),
    }
}

/// Up to `most` bytes that an entry begins with, unchecked.
///
/// # Errors
/// As [`unpack`].
pub(crate) fn head<R: Read + Seek>(
    reader: &mut R,
    packed: &Packed,
    most: u64,
    format: &'static str,
) -> Result<Vec<u8>, Rejection> {
    let mut bytes = Vec::new();
    let read = content(reader, packed, format)?
        .take(most)
        .read_to_end(&mut bytes);
    read.map_err(|error| Rejection::Broken {
        format,
        why: error.to_string(),
    })?;
    Ok(bytes)
}

/// A reader of an entry's unpacked bytes.
fn content<'a, R: Read + Seek>(
    reader: &'a mut R,
    packed: &Packed,
    format: &'static str,
) -> Result<Box<dyn Read + 'a>, Rejection> {
    let broken = |why: String| Rejection::Broken { format, why };
    if packed.encrypted {
        return Err(Rejection::Encrypted(format));
    }
    let start = data_start(reader, packed.offset).map_err(|error| broken(error.to_string()))?;
    let sought = reader.seek(SeekFrom::Start(start));
    sought.map_err(|error| broken(error.to_string()))?;
    let data = reader.take(packed.packed);
    match packed.method {
        0 => Ok(Box::new(data)),
        8 => Ok(Box::new(DeflateDecoder::new(data))),
        other => Err(broken(format!("压缩方法 {other} 不支持"))),
    }
}

/// Where the bytes behind a local header begin.
fn data_start<R: Read + Seek>(reader: &mut R, offset: u64) -> io::Result<u64> {
    let mut header = [0; 30];
    reader.seek(SeekFrom::Start(offset))?;
    reader.read_exact(&mut header)?;
    if header[..4] != LOCAL {
        return Err(damaged());
    }
    let (name, extra) = (u16_at(&header, 26), u16_at(&header, 28));
    offset
        .checked_add(30 + u64::from(name) + u64::from(extra))
        .ok_or_else(damaged)
}

/// Where the directory is.
struct End {
    start: u64,
    bytes: u64,
    /// Added to every offset: something stands before the ZIP file.
    shift: u64,
}

/// Finds the record at the end of the file that says where the directory is.
fn end<R: Read + Seek>(reader: &mut R) -> io::Result<Option<End>> {
    let len = reader.seek(SeekFrom::End(0))?;
    // The record of 22 bytes has a comment of 65535 bytes at most behind it.
    let from = len.saturating_sub(22 + 65_535);
    let mut tail = Vec::new();
    reader.seek(SeekFrom::Start(from))?;
    reader.take(22 + 65_535).read_to_end(&mut tail)?;
    for at in memchr::memmem::rfind_iter(&tail, &END) {
        let Some(record) = tail[at..].first_chunk::<22>() else {
            continue;
        };
        let position = from + at as u64;
        let mut bytes = u64::from(u32_at(record, 12));
        let mut offset = u64::from(u32_at(record, 16));
        let mut behind = position;
        let small = u16_at(record, 10) < u16::MAX && offset < u64::from(u32::MAX);
        if let Some(found) = end_64(reader, position)?.filter(|_| !small) {
            (behind, bytes, offset) = found;
        }
        for start in [offset, behind.saturating_sub(bytes)] {
            let known = bytes == 0 || starts_with(reader, start, CENTRAL)?;
            if known && start >= offset && start.saturating_add(bytes) <= behind {
                let shift = start - offset;
                return Ok(Some(End {
                    start,
                    bytes,
                    shift,
                }));
            }
        }
    }
    Ok(None)
}

/// Position of the record of a large file, bytes and offset of the directory it tells.
fn end_64<R: Read + Seek>(reader: &mut R, end: u64) -> io::Result<Option<(u64, u64, u64)>> {
    let Some(locator) = end.checked_sub(20) else {
        return Ok(None);
    };
    if !starts_with(reader, locator, LOCATOR_64)? {
        return Ok(None);
    }
    let mut found = [0; 16];
    reader.read_exact(&mut found)?;
    let at = u64_at(&found, 4);
    if !starts_with(reader, at, END_64)? {
        return Ok(None);
    }
    let mut record = [0; 52];
    reader.read_exact(&mut record)?;
    Ok(Some((at, u64_at(&record, 36), u64_at(&record, 44))))
}

/// Whether these four bytes stand at a place; the reader is behind them then.
fn starts_with<R: Read + Seek>(reader: &mut R, at: u64, wanted: [u8; 4]) -> io::Result<bool> {
    let mut found = [0; 4];
    reader.seek(SeekFrom::Start(at))?;
    match reader.read_exact(&mut found) {
        Ok(()) => Ok(found == wanted),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}

fn entries<R: Read + Seek>(reader: &mut R, end: &End, most: usize) -> io::Result<Directory> {
    reader.seek(SeekFrom::Start(end.start))?;
    let mut reader = BufReader::new(reader.take(end.bytes));
    let mut entries = Vec::new();
    let mut left = end.bytes;
    while left > 0 {
        if entries.len() == most {
            return Ok(Directory {
                entries,
                more: true,
            });
        }
        let mut header = [0; 46];
        reader.read_exact(&mut header)?;
        if header[..4] != CENTRAL {
            return Err(damaged());
        }
        let mut name = vec![0; usize::from(u16_at(&header, 28))];
        let mut extra = vec![0; usize::from(u16_at(&header, 30))];
        let comment = u64::from(u16_at(&header, 32));
        reader.read_exact(&mut name)?;
        reader.read_exact(&mut extra)?;
        io::copy(&mut (&mut reader).take(comment), &mut io::sink())?;
        left = left.saturating_sub(46 + (name.len() + extra.len()) as u64 + comment);
        entries.push(entry(&header, name, &extra, end.shift).ok_or_else(damaged)?);
    }
    Ok(Directory {
        entries,
        more: false,
    })
}

fn entry(header: &[u8; 46], mut name: Vec<u8>, extra: &[u8], shift: u64) -> Option<Entry> {
    let flags = u16_at(header, 8);
    let mut utf8 = flags & 1 << 11 != 0;
    // Sizes and offset that do not fit stand in a field of their own, in this order.
    let mut wide = field(extra, 1).unwrap_or_default();
    let mut large = |at: usize| -> Option<u64> {
        let small = u32_at(header, at);
        if small < u32::MAX {
            return Some(u64::from(small));
        }
        let (first, rest) = wide.split_first_chunk::<8>()?;
        wide = rest;
        Some(u64::from_le_bytes(*first))
    };
    let (size, packed, offset) = (large(24)?, large(20)?, large(42)?);
    // The name in UTF-8 beside one in an old code page: version, checksum of the other, name.
    if let Some(field) = field(extra, 0x7075).filter(|field| field.len() > 5) {
        let mut crc = Crc::new();
        crc.update(&name);
        if field[0] == 1 && crc.sum() == u32_at(field, 1) {
            (name, utf8) = (field[5..].to_vec(), true);
        }
    }
    name.truncate(MAX_NAME);
    let unix = matches!(header[5], 3 | 19);
    Some(Entry {
        name,
        utf8,
        link: unix && u32_at(header, 38) >> 28 == 0o12,
        packed: Packed {
            offset: offset.checked_add(shift)?,
            packed,
            size,
            crc: u32_at(header, 16),
            method: u16_at(header, 10),
            encrypted: flags & 1 != 0,
        },
    })
}

/// The extra field of this number.
fn field(mut extra: &[u8], number: u16) -> Option<&[u8]> {
    while let Some((head, rest)) = extra.split_first_chunk::<4>() {
        let len = usize::from(u16_at(head, 2));
        let content = rest.get(..len)?;
        if u16_at(head, 0) == number {
            return Some(content);
        }
        extra = &rest[len..];
    }
    None
}

fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "压缩包的目录已损坏")
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from(u16_at(bytes, at)) | u32::from(u16_at(bytes, at + 2)) << 16
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from(u32_at(bytes, at)) | u64::from(u32_at(bytes, at + 4)) << 32
}
