//! Invented reports on paper: a PDF as a word processor writes it, without any font file.
//!
//! Text is in a font whose characters are numbered as in Unicode and which says so; cells are framed
//! where asked for. Pages are A4 and numbered below.

use std::fmt::Write;

use gongkai::generate::{Sheet, SheetCell};

const WIDTH: f64 = 595.0;
const HEIGHT: f64 = 842.0;
const MARGIN: f64 = 70.0;
/// Size of the characters of paragraphs, and of cells.
const BODY: f64 = 12.0;
const CELL: f64 = 9.0;

/// A document that is being set.
pub(crate) struct Paper {
    /// Contents of the pages that are full, and of the one being filled.
    pages: Vec<String>,
    y: f64,
    /// Whether cells are framed.
    framed: bool,
    /// Whether pages are numbered.
    numbered: bool,
}

impl Paper {
    pub(crate) fn new(framed: bool, numbered: bool) -> Self {
        Self {
            pages: vec![String::new()],
            y: HEIGHT - MARGIN,
            framed,
            numbered,
        }
    }

    /// A paragraph, its first line set in by two characters, broken where the page ends.
    pub(crate) fn paragraph(&mut self, text: &str) {
        let mut line = String::new();
        let mut x = MARGIN + 2.0 * BODY;
        let mut start = x;
        for one in text.chars() {
            if x + advance(one, BODY) > WIDTH - MARGIN {
                self.line(start, &std::mem::take(&mut line));
                (x, start) = (MARGIN, MARGIN);
            }
            x += advance(one, BODY);
            line.push(one);
        }
        self.line(start, &line);
    }

    fn line(&mut self, x: f64, text: &str) {
        self.room(BODY * 1.6);
        self.y -= BODY * 1.6;
        let y = self.y;
        self.show(x, y, BODY, text);
    }

    /// A table; a row that the page has no room for begins the next one.
    pub(crate) fn table(&mut self, sheet: &Sheet) {
        self.y -= 8.0;
        let edges = edges(sheet);
        let heights = heights(sheet, &edges);
        let mut row = 0;
        while row < sheet.rows.len() {
            let mut until = row;
            let mut left = self.y - MARGIN;
            while until < sheet.rows.len() && heights[until] <= left {
                left -= heights[until];
                until += 1;
            }
            if until > row {
                self.rows(sheet, &edges, &heights, row..until);
            }
            row = until;
            if row < sheet.rows.len() {
                self.turn();
            }
        }
        self.y -= 8.0;
    }

    /// The rows that stand on one page; cells that begin above go on without text.
    fn rows(
        &mut self,
        sheet: &Sheet,
        edges: &[f64],
        heights: &[f64],
        rows: std::ops::Range<usize>,
    ) {
        let top = self.y;
        let place = |row: usize| top - heights[rows.start..row].iter().sum::<f64>();
        for (number, row) in sheet.rows.iter().enumerate() {
            for cell in &row.cells {
                let (from, to) = (
                    number.max(rows.start),
                    (number + cell.row_span).min(rows.end),
                );
                if from >= to {
                    continue;
                }
                let (left, right) = (edges[cell.col], edges[cell.col + cell.col_span]);
                let (above, below) = (place(from), place(to));
                if self.framed {
                    let (width, height) = (right - left, above - below);
                    let _ = writeln!(
                        self.page(),
                        "{left:.2} {below:.2} {width:.2} {height:.2} re S"
                    );
                }
                if from == number {
                    let lines = wrapped(cell, right - left);
                    let tall = CELL * 1.3;
                    let mut y = f64::midpoint(above, below) + tall * lines.len() as f64 / 2.0;
                    for line in lines {
                        y -= tall;
                        self.show(left + 3.0, y + 2.5, CELL, &line);
                    }
                }
            }
        }
        self.y = place(rows.end);
    }

    fn room(&mut self, height: f64) {
        if self.y - height < MARGIN {
            self.turn();
        }
    }

    fn turn(&mut self) {
        self.pages.push(String::new());
        self.y = HEIGHT - MARGIN;
    }

    fn page(&mut self) -> &mut String {
        self.pages.last_mut().expect("never empty")
    }

    fn show(&mut self, x: f64, y: f64, size: f64, text: &str) {
        let codes: String = text
            .encode_utf16()
            .map(|unit| format!("{unit:04X}"))
            .collect();
        if !codes.is_empty() {
            let _ = writeln!(
                self.page(),
                "BT /F1 {size} Tf {x:.2} {y:.2} Td <{codes}> Tj ET"
            );
        }
    }

    /// The file.
    pub(crate) fn pdf(mut self) -> Vec<u8> {
        let full = std::mem::take(&mut self.pages);
        for (number, page) in full.into_iter().enumerate() {
            self.pages.push(page);
            if self.numbered {
                self.show(
                    WIDTH / 2.0 - 12.0,
                    40.0,
                    CELL,
                    &format!("- {} -", number + 1),
                );
            }
        }
        file(&self.pages, &meanings(0))
    }

    /// The file with a font that gives its characters no meaning.
    pub(crate) fn meaningless(self) -> Vec<u8> {
        // Every character means one for private use.
        file(&self.pages, &meanings(0xe0))
    }
}

fn advance(one: char, size: f64) -> f64 {
    if one.is_ascii() { size / 2.0 } else { size }
}

fn wrapped(cell: &SheetCell, width: f64) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut x = 6.0;
    for one in cell.text.chars() {
        // A number stays whole.
        if x + advance(one, CELL) > width && !one.is_ascii() {
            lines.push(String::new());
            x = 6.0;
        }
        x += advance(one, CELL);
        lines.last_mut().expect("never empty").push(one);
    }
    lines
}

/// Edges of the columns: each as wide as its longest undivided cell asks for, within the page.
fn edges(sheet: &Sheet) -> Vec<f64> {
    let mut asked = vec![3.0_f64; sheet.width];
    for cell in sheet.rows.iter().flat_map(|row| &row.cells) {
        let length: f64 = cell.text.chars().map(|one| advance(one, 1.0)).sum();
        if cell.col_span == 1 {
            asked[cell.col] = asked[cell.col].max(length.min(12.0));
        }
    }
    let unit = (WIDTH - 2.0 * MARGIN) / asked.iter().sum::<f64>();
    let mut edges = vec![MARGIN];
    for width in asked {
        edges.push(edges[edges.len() - 1] + width * unit);
    }
    edges
}

fn heights(sheet: &Sheet, edges: &[f64]) -> Vec<f64> {
    let tall = |cell: &SheetCell| {
        let width = edges[cell.col + cell.col_span] - edges[cell.col];
        wrapped(cell, width).len() as f64 * CELL * 1.3 + 8.0
    };
    let heights = sheet.rows.iter().map(|row| {
        let cells = row.cells.iter().filter(|cell| cell.row_span == 1);
        cells.map(tall).fold(24.0, f64::max)
    });
    heights.collect()
}

/// The table from characters to Unicode; with `shift` their upper byte is moved.
fn meanings(shift: u8) -> String {
    let mut table = String::from(
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def\n\
         1 begincodespacerange <0000> <FFFF> endcodespacerange\n",
    );
    for block in 0..3 {
        let _ = writeln!(table, "{} beginbfrange", if block == 2 { 56 } else { 100 });
        for high in block * 100..(block * 100 + 100).min(256) {
            let to = if shift == 0 {
                high
            } else {
                usize::from(shift) + high % 24
            };
            let _ = writeln!(table, "<{high:02X}00> <{high:02X}FF> <{to:02X}00>");
        }
        table += "endbfrange\n";
    }
    table + "endcmap end end"
}

/// A PDF of these pages, set in one font.
fn file(pages: &[String], meanings: &str) -> Vec<u8> {
    let stream = |text: &str| format!("<</Length {}>>\nstream\n{text}\nendstream", text.len());
    let kids: String = (0..pages.len())
        .map(|page| format!("{} 0 R ", 7 + 2 * page))
        .collect();
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        format!("<</Type/Pages/Count {}/Kids[{kids}]>>", pages.len()),
        "<</Type/Font/Subtype/Type0/BaseFont/Song/Encoding/Identity-H/DescendantFonts[4 0 R]/ToUnicode 6 0 R>>".to_owned(),
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/Song/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>\
         /FontDescriptor 5 0 R/DW 1000/W[32 126 500]/CIDToGIDMap/Identity>>".to_owned(),
        "<</Type/FontDescriptor/FontName/Song/Flags 4/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 880/Descent -120\
         /CapHeight 700/StemV 80>>".to_owned(),
        stream(meanings),
    ];
    for (number, page) in pages.iter().enumerate() {
        objects.push(format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 {WIDTH} {HEIGHT}]/Resources<</Font<</F1 3 0 R>>>>/Contents {} 0 R>>",
            8 + 2 * number
        ));
        objects.push(stream(page));
    }
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut places = String::new();
    for (number, object) in objects.iter().enumerate() {
        let _ = writeln!(places, "{:010} 00000 n ", out.len());
        out.extend(format!("{} 0 obj\n{object}\nendobj\n", number + 1).bytes());
    }
    let (count, at) = (objects.len() + 1, out.len());
    out.extend(format!("xref\n0 {count}\n0000000000 65535 f \n{places}").bytes());
    out.extend(format!("trailer\n<</Size {count}/Root 1 0 R>>\nstartxref\n{at}\n%%EOF\n").bytes());
    out
}
