//! What a spreadsheet would take in memory, told before it is parsed: the parser trusts its files.

use std::io::Cursor;

use crate::read::Rejection;
use crate::read::limits::{Budget, MAX_ENTRIES};
use crate::read::zip::{self, Entry};

/// Spreadsheets that are packed by ZIP.
pub(super) enum Packed {
    Xlsx,
    Xlsb,
    Ods,
}

/// Cells of all tables that the parser may lay out, empty ones included.
const MOST_CELLS: u64 = 8_000_000;

/// Which spreadsheet it is, if every part of it unpacks to what is declared and within the limits.
pub(super) fn packed(bytes: &[u8]) -> Result<Packed, Rejection> {
    let format = "XLSX";
    let mut reader = Cursor::new(bytes);
    let directory = zip::directory(&mut reader, MAX_ENTRIES, format)?;
    if directory.more {
        let limit = format!("{format} 内超过 {MAX_ENTRIES} 个条目");
        return Err(Rejection::Limit(limit));
    }
    let mut budget = Budget::default();
    let find = |name: &[u8]| directory.entries.iter().find(|entry| entry.name == name);
    for entry in directory.entries.iter().filter(|entry| is_parsed(entry)) {
        budget.spend(entry.packed.packed, entry.packed.size)?;
        zip::verify(&mut reader, &entry.packed, format)?;
    }
    if find(b"xl/workbook.bin").is_some() {
        return Ok(Packed::Xlsb);
    }
    let Some(content) = find(b"content.xml").filter(|_| find(b"mimetype").is_some()) else {
        return Ok(Packed::Xlsx);
    };
    fits(ods(&zip::unpack(&mut reader, &content.packed, format)?))?;
    Ok(Packed::Ods)
}

/// Pictures and the like are not looked at.
fn is_parsed(entry: &Entry) -> bool {
    let ends = |ending: &[u8]| entry.name.ends_with(ending);
    ends(b".xml") || ends(b".rels") || ends(b".bin") || ends(b"mimetype")
}

fn fits(cells: u64) -> Result<(), Rejection> {
    match cells > MOST_CELLS {
        true => Err(Rejection::Limit(format!(
            "工作表展开后超过 {MOST_CELLS} 个单元格"
        ))),
        false => Ok(()),
    }
}

/// Cells of the smallest rectangles that hold all filled cells of the tables of an ODS file.
fn ods(content: &[u8]) -> u64 {
    let (mut total, mut rows, mut filled_rows, mut widest) = (0_u64, 0_u64, 0, 0);
    let (mut repeated, mut cols, mut filled_cols) = (1, 0_u64, 0);
    for at in memchr::memchr_iter(b'<', content) {
        let end = memchr::memchr(b'>', &content[at..]).map_or(content.len(), |end| at + end);
        let tag = &content[at + 1..end];
        let name = tag
            .split(|byte| byte.is_ascii_whitespace() || *byte == b'/')
            .next();
        match name.unwrap_or_default() {
            b"table:table" => (rows, filled_rows, widest) = (0, 0, 0),
            b"table:table-row" => {
                repeated = times(tag, b"table:number-rows-repeated=\"");
                (cols, filled_cols) = (0, 0);
            }
            b"table:table-cell" | b"table:covered-table-cell" => {
                cols = cols.saturating_add(times(tag, b"table:number-columns-repeated=\""));
                if !tag.ends_with(b"/") || holds(tag, b"office:value") {
                    filled_cols = cols;
                }
            }
            _ if tag.starts_with(b"/table:table-row") => {
                rows = rows.saturating_add(repeated);
                if filled_cols > 0 {
                    (filled_rows, widest) = (rows, filled_cols.max(widest));
                }
            }
            _ if tag == b"/table:table" => {
                total = total.saturating_add(filled_rows.saturating_mul(widest));
            }
            _ => {}
        }
    }
    total
}

/// The number behind an attribute's name, 1 without it.
fn times(tag: &[u8], attribute: &[u8]) -> u64 {
    let Some(at) = memchr::memmem::find(tag, attribute) else {
        return 1;
    };
    let digits = tag[at + attribute.len()..]
        .iter()
        .take_while(|byte| byte.is_ascii_digit());
    digits.fold(0, |number: u64, digit| {
        number
            .saturating_mul(10)
            .saturating_add(u64::from(digit - b'0'))
    })
}

fn holds(tag: &[u8], word: &[u8]) -> bool {
    memchr::memmem::find(tag, word).is_some()
}

/// Tests how far the cells of an XLS file are apart: its parser lays out all that lies between them.
pub(super) fn xls(bytes: &[u8]) -> Result<(), Rejection> {
    let streams = [stream(bytes, "Workbook"), stream(bytes, "Book")];
    let cells = streams.iter().flatten().map(|stream| biff(stream)).sum();
    fits(cells)
}

/// Cells of the smallest rectangles that hold all cells of the sheets in a stream of BIFF records.
fn biff(stream: &[u8]) -> u64 {
    const SHEET: [u16; 4] = [0x0809, 0x0409, 0x0209, 0x0009];
    // Cells of every version: all begin with row and column.
    const CELLS: [u16; 21] = [
        0x0006, 0x0206, 0x0406, 0x0001, 0x0201, 0x0002, 0x0202, 0x0003, 0x0203, 0x0004, 0x0204,
        0x0005, 0x0205, 0x0007, 0x0207, 0x00bd, 0x00be, 0x00d6, 0x00fd, 0x027e, 0x007e,
    ];
    let mut total = 0;
    // First row and column, last row and column.
    let mut span: Option<[u64; 4]> = None;
    let area = |span: Option<[u64; 4]>| {
        span.map_or(0, |[top, left, bottom, right]| {
            (bottom - top + 1) * (right - left + 1)
        })
    };
    let mut rest = stream;
    while let Some((head, behind)) = rest.split_first_chunk::<4>() {
        let (kind, len) = (u16_at(head, 0), usize::from(u16_at(head, 2)));
        let data = &behind[..len.min(behind.len())];
        rest = &behind[data.len()..];
        if SHEET.contains(&kind) {
            total += area(span.take());
        } else if CELLS.contains(&kind) && data.len() >= 4 {
            let (row, col) = (u64::from(u16_at(data, 0)), u64::from(u16_at(data, 2)));
            // A row of numbers ends with its last column.
            let last = match kind {
                0x00bd | 0x00be if data.len() >= 6 => u64::from(u16_at(data, data.len() - 2)),
                _ => col,
            };
            let [top, left, bottom, right] = span.unwrap_or([row, col, row, col]);
            let right = right.max(col).max(last);
            span = Some([top.min(row), left.min(col), bottom.max(row), right]);
        }
    }
    total + area(span)
}

/// The stream of this name in an OLE compound file; what is damaged is left out.
fn stream(bytes: &[u8], name: &str) -> Option<Vec<u8>> {
    let file = Compound::new(bytes)?;
    let directory = file.chain(u32_at(bytes, 48), usize::MAX);
    let entries = || directory.chunks_exact(128);
    let named = |entry: &&[u8]| {
        let len = usize::from(u16_at(entry, 64)).saturating_sub(2).min(62);
        let wide = name.encode_utf16().flat_map(u16::to_le_bytes);
        entry[..len].iter().copied().eq(wide)
    };
    let entry = entries().find(named)?;
    let (start, size) = (u32_at(entry, 116), u32_at(entry, 120) as usize);
    if size >= u32_at(bytes, 56) as usize {
        return Some(file.chain(start, size));
    }
    // Small streams stand in blocks of 64 bytes within the stream of the root.
    let root = entries().next()?;
    let small = file.chain(u32_at(root, 116), usize::MAX);
    let table = file.chain(u32_at(bytes, 60), usize::MAX);
    let links: Vec<u32> = table.chunks_exact(4).map(|link| u32_at(link, 0)).collect();
    Some(follow(&small, &links, 64, 0, start, size))
}

/// An OLE compound file.
struct Compound<'a> {
    bytes: &'a [u8],
    sector: usize,
    links: Vec<u32>,
}

impl<'a> Compound<'a> {
    fn new(bytes: &'a [u8]) -> Option<Self> {
        let header = bytes.first_chunk::<512>()?;
        let sector = match u16_at(header, 30) {
            shift @ 7..=12 => 1 << shift,
            _ => return None,
        };
        let mut tables: Vec<u32> = (76..512).step_by(4).map(|at| u32_at(header, at)).collect();
        let mut next = u32_at(header, 68);
        for _ in 0..bytes.len() / sector {
            let Some(block) = block(bytes, sector, sector, next) else {
                break;
            };
            tables.extend(
                block[..sector - 4]
                    .chunks_exact(4)
                    .map(|link| u32_at(link, 0)),
            );
            next = u32_at(block, sector - 4);
        }
        let tables = tables
            .iter()
            .filter_map(|at| block(bytes, sector, sector, *at));
        let most = bytes.len() / sector + 1;
        let links = tables.flat_map(|table| table.chunks_exact(4).map(|link| u32_at(link, 0)));
        Some(Self {
            bytes,
            sector,
            links: links.take(most).collect(),
        })
    }

    /// The bytes of the sectors that follow each other from `start` on.
    fn chain(&self, start: u32, most: usize) -> Vec<u8> {
        follow(
            self.bytes,
            &self.links,
            self.sector,
            self.sector,
            start,
            most,
        )
    }
}

/// Blocks linked to each other, `before` bytes into `bytes`, up to `most` bytes.
fn follow(
    bytes: &[u8],
    links: &[u32],
    size: usize,
    before: usize,
    start: u32,
    most: usize,
) -> Vec<u8> {
    let mut found = Vec::new();
    let mut next = start;
    // A chain that comes back to itself ends with the file's size.
    while found.len() < most.min(bytes.len() + size) {
        let Some(block) = block(bytes, size, before, next) else {
            break;
        };
        found.extend_from_slice(block);
        next = links.get(next as usize).copied().unwrap_or(u32::MAX);
    }
    found.truncate(most);
    found
}

fn block(bytes: &[u8], size: usize, before: usize, number: u32) -> Option<&[u8]> {
    let start = before + (number as usize).checked_mul(size)?;
    bytes.get(start..start.checked_add(size)?)
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from(u16_at(bytes, at)) | u32::from(u16_at(bytes, at + 2)) << 16
}
