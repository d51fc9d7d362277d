//! Archives and workbooks built for tests.

use std::io::{Cursor, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A name and what is in it.
pub(crate) type File<'a> = (&'a str, &'a [u8]);

/// A ZIP archive.
pub(crate) fn zip_of(files: &[File]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        let options = SimpleFileOptions::default();
        writer.start_file(*name, options).expect("in memory");
        writer.write_all(bytes).expect("in memory");
    }
    writer.finish().expect("in memory").into_inner()
}

/// A TAR archive.
pub(crate) fn tar_of(files: &[File]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, bytes) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_cksum();
        let added = builder.append_data(&mut header, name, *bytes);
        added.expect("in memory");
    }
    builder.into_inner().expect("in memory")
}

/// Bytes packed by gzip.
pub(crate) fn gz_of(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("in memory");
    encoder.finish().expect("in memory")
}

/// A worksheet under construction.
#[derive(Debug, Clone, Default)]
pub(crate) struct Worksheet {
    cells: std::collections::BTreeMap<(usize, usize), String>,
    merged: Vec<String>,
}

impl Worksheet {
    /// Puts `content`, the inside of a `c` element with its attributes before `|`, into a cell.
    pub(crate) fn raw(&mut self, row: usize, col: usize, attributes: &str, content: &str) {
        let at = name(row, col);
        let cell = format!("<c r=\"{at}\"{attributes}>{content}</c>");
        self.cells.insert((row, col), cell);
    }

    /// A number where the text is one, else a text; blank text leaves a framed empty cell.
    pub(crate) fn put(&mut self, row: usize, col: usize, text: &str) {
        if text.parse::<f64>().is_ok() {
            self.raw(row, col, " s=\"1\"", &format!("<v>{text}</v>"));
        } else if text.trim().is_empty() {
            self.raw(row, col, " s=\"1\"", "");
        } else {
            let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
            let content = format!("<is><t xml:space=\"preserve\">{escaped}</t></is>");
            self.raw(row, col, " s=\"1\" t=\"inlineStr\"", &content);
        }
    }

    pub(crate) fn merge(&mut self, row: usize, col: usize, rows: usize, cols: usize) {
        if rows > 1 || cols > 1 {
            let (from, to) = (name(row, col), name(row + rows - 1, col + cols - 1));
            self.merged
                .push(format!("<mergeCell ref=\"{from}:{to}\"/>"));
        }
    }

    fn xml(&self) -> String {
        let mut rows = String::new();
        let mut last = None;
        for ((row, _), cell) in &self.cells {
            if last != Some(*row) {
                if last.is_some() {
                    rows += "</row>";
                }
                rows += &format!("<row r=\"{}\">", row + 1);
                last = Some(*row);
            }
            rows += cell;
        }
        if last.is_some() {
            rows += "</row>";
        }
        let merged = match self.merged.as_slice() {
            [] => String::new(),
            some => format!("<mergeCells>{}</mergeCells>", some.concat()),
        };
        format!(
            "<worksheet xmlns=\"{MAIN}\"><dimension ref=\"A1:XFD1048576\"/>\
             <sheetData>{rows}</sheetData>{merged}</worksheet>"
        )
    }
}

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// `A1` for the first row and column.
fn name(row: usize, col: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = col + 1;
    while rest > 0 {
        letters.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    let letters: String = letters.into_iter().rev().collect();
    format!("{letters}{}", row + 1)
}

/// An XLSX file of sheets with their names; one whose name begins with `!` is hidden. Style 1 draws a
/// frame, 2 is percents, 3 a date with 年, 4 a plain date.
pub(crate) fn xlsx(sheets: &[(&str, Worksheet)]) -> Vec<u8> {
    let relations = "http://schemas.openxmlformats.org/package/2006/relationships";
    let (mut list, mut links, mut files) = (String::new(), String::new(), Vec::new());
    for (at, (name, sheet)) in sheets.iter().enumerate() {
        let number = at + 1;
        let (name, state) = match name.strip_prefix('!') {
            Some(name) => (name, " state=\"hidden\""),
            None => (*name, ""),
        };
        list +=
            &format!("<sheet name=\"{name}\" sheetId=\"{number}\"{state} r:id=\"rId{number}\"/>");
        links += &format!(
            "<Relationship Id=\"rId{number}\" Type=\"{OFFICE}/worksheet\" Target=\"worksheets/sheet{number}.xml\"/>"
        );
        files.push((format!("xl/worksheets/sheet{number}.xml"), sheet.xml()));
    }
    links +=
        &format!("<Relationship Id=\"rId999\" Type=\"{OFFICE}/styles\" Target=\"styles.xml\"/>");
    let add = |files: &mut Vec<(String, String)>, name: &str, xml: String| {
        files.push((name.to_owned(), xml));
    };
    add(&mut files, "[Content_Types].xml", "<Types/>".into());
    add(
        &mut files,
        "_rels/.rels",
        format!(
            "<Relationships xmlns=\"{relations}\"><Relationship Id=\"rId1\" Type=\"{OFFICE}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
        ),
    );
    add(
        &mut files,
        "xl/workbook.xml",
        format!(
            "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets>{list}</sheets></workbook>"
        ),
    );
    add(
        &mut files,
        "xl/_rels/workbook.xml.rels",
        format!("<Relationships xmlns=\"{relations}\">{links}</Relationships>"),
    );
    let thin = ["left", "right", "top", "bottom"].map(|side| format!("<{side} style=\"thin\"/>"));
    add(
        &mut files,
        "xl/styles.xml",
        format!(
            "<styleSheet xmlns=\"{MAIN}\"><numFmts count=\"1\"><numFmt numFmtId=\"176\" formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;\"/></numFmts>\
         <fonts count=\"1\"><font/></fonts><fills count=\"1\"><fill/></fills>\
         <borders count=\"2\"><border/><border>{}</border></borders><cellXfs count=\"5\">\
         <xf numFmtId=\"0\" borderId=\"0\"/><xf numFmtId=\"0\" borderId=\"1\" applyBorder=\"1\"/><xf numFmtId=\"10\" borderId=\"0\" applyNumberFormat=\"1\"/>\
         <xf numFmtId=\"176\" borderId=\"0\" applyNumberFormat=\"1\"/><xf numFmtId=\"14\" borderId=\"0\" applyNumberFormat=\"1\"/></cellXfs></styleSheet>",
            thin.concat()
        ),
    );
    let files: Vec<File> = files
        .iter()
        .map(|(name, xml)| (name.as_str(), xml.as_bytes()))
        .collect();
    zip_of(&files)
}

/// An XLS file of one sheet: numbers and texts at their rows and columns, merged ranges of first row, last
/// row, first column, last column.
pub(crate) fn xls(cells: &[(u16, u16, &str)], merged: &[[u16; 4]]) -> Vec<u8> {
    let record = |kind: u16, data: &[u8]| {
        let mut bytes = kind.to_le_bytes().to_vec();
        bytes.extend((data.len() as u16).to_le_bytes());
        bytes.extend(data);
        bytes
    };
    let begin = |kind: u16| {
        let mut data = vec![0; 16];
        data[..2].copy_from_slice(&0x0600_u16.to_le_bytes());
        data[2..4].copy_from_slice(&kind.to_le_bytes());
        record(0x0809, &data)
    };
    let end = record(0x000a, &[]);
    let wide = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let mut sheet = begin(0x0010);
    for (row, col, text) in cells {
        let mut data: Vec<u8> = [*row, *col, 0]
            .iter()
            .flat_map(|one| one.to_le_bytes())
            .collect();
        if let Ok(number) = text.parse::<f64>() {
            data.extend(number.to_le_bytes());
            sheet.extend(record(0x0203, &data));
        } else {
            data.extend((text.encode_utf16().count() as u16).to_le_bytes());
            data.push(1);
            data.extend(wide(text));
            sheet.extend(record(0x0204, &data));
        }
    }
    let mut ranges = (merged.len() as u16).to_le_bytes().to_vec();
    ranges.extend(merged.iter().flatten().flat_map(|one| one.to_le_bytes()));
    sheet.extend(record(0x00e5, &ranges));
    sheet.extend(&end);
    let mut bound = vec![0; 6];
    bound.extend([2, 1]);
    bound.extend(wide("表1"));
    let before = begin(0x0005).len() + 4 + bound.len() + end.len();
    bound[..4].copy_from_slice(&(before as u32).to_le_bytes());
    let mut stream = [begin(0x0005), record(0x0085, &bound), end, sheet].concat();
    // Streams of fewer bytes stand elsewhere.
    stream.resize(stream.len().max(4096).next_multiple_of(512), 0);
    compound("Workbook", &stream)
}

/// An OLE compound file of one stream, whose length is a multiple of 512 and at least 4096.
fn compound(name: &str, stream: &[u8]) -> Vec<u8> {
    let sectors = stream.len() / 512;
    assert!(sectors < 120);
    let put = |into: &mut [u8], at: usize, value: u32| {
        into[at..at + 4].copy_from_slice(&value.to_le_bytes());
    };
    let mut header = vec![0; 512];
    header[..8].copy_from_slice(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    for (at, value) in [(24, 0x3e_u16), (26, 3), (28, 0xfffe), (30, 9), (32, 6)] {
        header[at..at + 2].copy_from_slice(&value.to_le_bytes());
    }
    header[76..].fill(0xff);
    for (at, value) in [
        (44, 1),
        (48, 1),
        (56, 4096),
        (60, u32::MAX - 1),
        (68, u32::MAX - 1),
        (76, 0),
    ] {
        put(&mut header, at, value);
    }
    // The table of links, the directory, the stream.
    let mut links = vec![0xff; 512];
    put(&mut links, 0, u32::MAX - 2);
    put(&mut links, 4, u32::MAX - 1);
    for sector in 0..sectors {
        let next = if sector + 1 == sectors {
            u32::MAX - 1
        } else {
            sector as u32 + 3
        };
        put(&mut links, 8 + sector * 4, next);
    }
    let mut directory = vec![0; 512];
    for (at, (name, kind, start, size)) in [
        ("Root Entry", 5, u32::MAX - 1, 0),
        (name, 2, 2, stream.len()),
    ]
    .into_iter()
    .enumerate()
    {
        let entry = &mut directory[at * 128..(at + 1) * 128];
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        entry[..wide.len()].copy_from_slice(&wide);
        entry[64] = wide.len() as u8 + 2;
        entry[66] = kind;
        entry[67] = 1;
        for link in [68, 72, 76] {
            put(entry, link, u32::MAX);
        }
        put(entry, 116, start);
        put(entry, 120, size as u32);
    }
    put(&mut directory[..128], 76, 1);
    [header, links, directory, stream.to_vec()].concat()
}
