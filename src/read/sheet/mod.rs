//! Spreadsheets: XLSX and XLSB, XLS, ODS. Each visible sheet becomes paragraphs and tables.
//!
//! Values are printed as they are stored; of the format of a number only dates and percents are looked
//! at. Formulas stand by their last result. The files are tested against the limits before they are parsed.

mod budget;
mod lay;
mod value;

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Seek};

use calamine::{
    Data, Dimensions, Ods, OdsError, Range, Reader, SheetType, SheetVisible, Xls, XlsError, Xlsb,
    Xlsx, XlsxError,
};

use super::linear::Linear;
use super::{Rejection, Source};
use crate::diagnostic::{Code, Diagnostic};
use crate::record::Severity;
use crate::text::Place;
use value::{of_data, of_xlsx};

/// Rows of a sheet that are read.
const MAX_ROWS: u32 = 100_000;
/// Columns of a sheet that are read.
const MAX_COLUMNS: u32 = 1024;
/// Cells with something in them that are read of one file.
const MAX_CELLS: usize = 4_000_000;

/// What is printed on a sheet: texts by row and column, none of them blank.
#[derive(Debug, Default)]
struct Sheet {
    cells: BTreeMap<(u32, u32), String>,
    merged: Vec<Dimensions>,
    /// The last column of each row that has an empty cell with a frame.
    framed: BTreeMap<u32, u32>,
    /// Cells past the limits were left out.
    cut: bool,
}

impl Sheet {
    /// Notes a cell with a frame.
    fn frame(&mut self, (row, col): (u32, u32)) {
        if row < MAX_ROWS && col < MAX_COLUMNS {
            let last = self.framed.entry(row).or_default();
            *last = col.max(*last);
        }
    }

    /// Adds a cell, if it is within the limits.
    fn add(&mut self, (row, col): (u32, u32), text: String) {
        if text.trim().is_empty() {
            return;
        }
        if row < MAX_ROWS && col < MAX_COLUMNS && self.cells.len() < MAX_CELLS {
            self.cells.insert((row, col), text);
        } else {
            self.cut = true;
        }
    }
}

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const XLSB: &str = "application/vnd.ms-excel.sheet.binary.macroenabled.12";
const XLS: &str = "application/vnd.ms-excel";
const ODS: &str = "application/vnd.oasis.opendocument.spreadsheet";

/// Reads a workbook.
pub(super) fn read(bytes: &[u8]) -> Result<Source, Rejection> {
    let reader = Cursor::new(bytes);
    if !bytes.starts_with(b"PK") {
        budget::xls(bytes)?;
        let book = Xls::new(reader).map_err(|error| match error {
            XlsError::Password => Rejection::Encrypted("XLS"),
            other => broken("XLS", other),
        })?;
        return book_of(book, XLS, "XLS", |book, name| {
            book.merge_cells_by_sheet_name(name).unwrap_or_default()
        });
    }
    match budget::packed(bytes)? {
        budget::Packed::Xlsx => xlsx(Xlsx::new(reader).map_err(|error| match error {
            XlsxError::Password => Rejection::Encrypted("XLSX"),
            other => broken("XLSX", other),
        })?),
        budget::Packed::Xlsb => {
            let book = Xlsb::new(reader).map_err(|error| broken("XLSB", error))?;
            book_of(book, XLSB, "XLSB", |_, _| Vec::new())
        }
        budget::Packed::Ods => {
            let book = Ods::new(reader).map_err(|error| match error {
                OdsError::Password => Rejection::Encrypted("ODS"),
                other => broken("ODS", other),
            })?;
            book_of(book, ODS, "ODS", |_, _| Vec::new())
        }
    }
}

fn broken(format: &'static str, why: impl std::fmt::Display) -> Rejection {
    Rejection::Broken {
        format,
        why: why.to_string(),
    }
}

/// The sheets of XLSX, cell by cell: where a sheet says that it is huge, only what it holds counts.
fn xlsx<R: Read + Seek>(mut book: Xlsx<R>) -> Result<Source, Rejection> {
    let mut page = Book::new(book.sheets_metadata());
    for name in page.visible.clone() {
        let mut sheet = Sheet::default();
        let mut reader = match book.worksheet_cells_reader(&name) {
            Ok(reader) => reader,
            Err(XlsxError::NotAWorksheet(_)) => continue,
            Err(error) => return Err(broken("XLSX", error)),
        };
        let percents: Vec<bool> = reader.styles().iter().map(value::is_percent).collect();
        let frames: Vec<bool> = reader.styles().iter().map(value::is_framed).collect();
        let years: Vec<bool> = reader.styles().iter().map(value::is_chinese_date).collect();
        while let Some((cell, style)) = reader
            .next_cell_with_style_id()
            .map_err(|error| broken("XLSX", error))?
        {
            let flag = |flags: &[bool]| flags.get(style).copied().unwrap_or(false);
            let text = of_xlsx(cell.get_value(), flag(&percents), flag(&years));
            if flag(&frames) {
                sheet.frame(cell.get_position());
            }
            sheet.add(cell.get_position(), text);
        }
        drop(reader);
        sheet.merged = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
        page.sheets.push((name, sheet));
    }
    page.finish(XLSX)
}

/// The sheets of the other formats.
fn book_of<R: Read + Seek, B: Reader<R>>(
    mut book: B,
    media_type: &'static str,
    format: &'static str,
    merged: impl Fn(&B, &str) -> Vec<Dimensions>,
) -> Result<Source, Rejection> {
    let mut page = Book::new(book.sheets_metadata());
    for name in page.visible.clone() {
        let range: Range<Data> = book
            .worksheet_range(&name)
            .map_err(|error| broken(format, format!("{error:?}")))?;
        let (top, left) = range.start().unwrap_or_default();
        let mut sheet = Sheet::default();
        for (row, col, data) in range.used_cells() {
            let at = |start: u32, more: usize| {
                start.saturating_add(u32::try_from(more).unwrap_or(u32::MAX))
            };
            sheet.add((at(top, row), at(left, col)), of_data(data));
        }
        sheet.merged = merged(&book, &name);
        page.sheets.push((name, sheet));
    }
    page.finish(media_type)
}

/// The sheets of a workbook.
struct Book {
    visible: Vec<String>,
    hidden: Vec<String>,
    sheets: Vec<(String, Sheet)>,
}

impl Book {
    fn new(known: &[calamine::Sheet]) -> Self {
        let names = |wanted: bool| {
            let of = known.iter().filter(move |sheet| {
                sheet.typ == SheetType::WorkSheet
                    && (sheet.visible == SheetVisible::Visible) == wanted
            });
            of.map(|sheet| sheet.name.clone()).collect()
        };
        Self {
            visible: names(true),
            hidden: names(false),
            sheets: Vec::new(),
        }
    }

    fn finish(self, media_type: &'static str) -> Result<Source, Rejection> {
        let mut linear = Linear::default();
        let filled = self
            .sheets
            .iter()
            .filter(|(_, sheet)| !sheet.cells.is_empty());
        let several = filled.clone().count() > 1;
        let mut notes = Vec::new();
        for (name, sheet) in filled {
            if several && !is_default(name) {
                linear.heading(1, name);
            }
            lay::lay(sheet, &mut linear);
            if sheet.cut {
                let message = format!(
                    "工作表“{name}”超过 {MAX_ROWS} 行、{MAX_COLUMNS} 列或 {MAX_CELLS} 个单元格，其余未读取"
                );
                notes.push(note(Code::LimitReached, Severity::Warning, message));
            }
        }
        for name in self.hidden {
            let message = format!("隐藏的工作表“{name}”未读取");
            notes.push(note(Code::NoiseSetAside, Severity::Note, message));
        }
        let mut source = linear.finish(media_type, None)?;
        source.notes = notes;
        Ok(source)
    }
}

fn note(code: Code, severity: Severity, message: String) -> Diagnostic {
    let place = Place {
        line: 1,
        ..Place::default()
    };
    Diagnostic::new(code, severity, place, message)
}

/// Whether a sheet has the name that programs give.
fn is_default(name: &str) -> bool {
    let stem = name.trim_end_matches(|one: char| one.is_ascii_digit());
    stem.len() < name.len() && ["Sheet", "工作表"].contains(&stem)
}
