//! All tables of an output as one workbook: a sheet a table, and one that says what the columns mean.
//!
//! Rows wait on disk until the last is there. Texts are texts and never formulas; dates are dates; what is
//! longer than a cell may be stands in a file beside the workbook.

use std::path::Path;

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{
    DataType, Date32Type, Field, Float32Type, Float64Type, Int32Type, Int64Type,
};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::flat::flatten;
use super::held::Held;
use super::manifest::FileEntry;
use super::spill::Spill;
use super::writer::digest;
use super::{TableHead, durable};
use crate::error::{Error, Result};

/// Name of the workbook.
const NAME: &str = "tables.xlsx";
/// Rows of a sheet without its head.
pub(super) const ROWS: u64 = 1_048_575;
/// Sheet that says what the columns mean.
const DICTIONARY: &str = "dictionary";

/// A table's rows, waiting.
pub(super) struct Waiting {
    pub head: TableHead,
    pub rows: u64,
    pub held: Held,
}

/// Writes the workbook into `staging` and describes its files, long texts among them.
pub(super) fn write(staging: &Path, tables: Vec<Waiting>) -> Result<Vec<FileEntry>> {
    let path = staging.join(NAME);
    let mut spill = Spill::new(staging);
    let mut book = Workbook::new();
    let failed = failed(&path);
    let made = ExcelDateTime::from_ymd(2000, 1, 1).map_err(&failed)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let mut counts = Vec::new();
    let mut heads = Vec::new();
    for table in tables {
        counts.push((table.head.name, table.rows));
        heads.push(table.head.clone());
        book.push_worksheet(sheet(table, &mut spill, &path)?);
    }
    book.push_worksheet(dictionary(&heads).map_err(&failed)?);
    let bytes = book.save_to_buffer().map_err(&failed)?;
    durable::write(&path, &bytes)?;
    let (bytes, hash) = digest(&path)?;
    let entry = |(table, rows): (&str, u64)| FileEntry {
        path: NAME.to_owned(),
        table: table.to_owned(),
        rows,
        bytes,
        hash: hash.clone(),
    };
    let mut files: Vec<FileEntry> = counts.into_iter().map(entry).collect();
    files.extend(spill.files());
    Ok(files)
}

fn failed(path: &Path) -> impl Fn(XlsxError) -> Error {
    let path = path.to_owned();
    move |error| Error::Write {
        path: path.clone(),
        source: std::io::Error::other(error),
    }
}

/// One table as a sheet.
fn sheet(table: Waiting, spill: &mut Spill, path: &Path) -> Result<Worksheet> {
    let failed = failed(path);
    let name = table.head.name;
    let mut sheet = Worksheet::new();
    head(&mut sheet, &table.head).map_err(&failed)?;
    let mut next: u32 = 1;
    for batch in table.held.batches()? {
        let flat = flatten(&batch?).map_err(|source| Error::Batch {
            table: name,
            source,
        })?;
        for (column, field) in flat.schema().fields().iter().enumerate() {
            cells(
                &mut sheet,
                &flat,
                (column, field),
                (name, next),
                spill,
                &failed,
            )?;
        }
        next += u32::try_from(flat.num_rows()).unwrap_or(0);
    }
    Ok(sheet)
}

fn head(sheet: &mut Worksheet, head: &TableHead) -> std::result::Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    sheet.set_name(head.name)?;
    for (at, field) in head.schema.fields().iter().enumerate() {
        let column = u16::try_from(at).unwrap_or(u16::MAX);
        sheet.write_string_with_format(0, column, field.name(), &bold)?;
        let width = match field.data_type() {
            DataType::Utf8 => 24,
            _ => field.name().len().clamp(8, 16),
        };
        sheet.set_column_width(column, u32::try_from(width).unwrap_or(16))?;
    }
    let last = u16::try_from(head.schema.fields().len().saturating_sub(1)).unwrap_or(0);
    sheet.autofilter(0, 0, 0, last)?;
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

/// The cells of one column of a batch, from row `first` of the sheet on.
fn cells(
    sheet: &mut Worksheet,
    batch: &RecordBatch,
    (at, field): (usize, &Field),
    (table, first): (&str, u32),
    spill: &mut Spill,
    failed: &impl Fn(XlsxError) -> Error,
) -> Result<()> {
    let column = u16::try_from(at).unwrap_or(u16::MAX);
    let values = batch.column(at);
    for (row, line) in (0..values.len()).zip(first..) {
        if values.is_null(row) {
            continue;
        }
        let number = match field.data_type() {
            DataType::Utf8 => {
                let text = values.as_string::<i32>().value(row);
                let long = spill.fitted(text, (table, field.name()), u64::from(line))?;
                let text = long.as_deref().unwrap_or(text);
                sheet.write_string(line, column, text).map_err(failed)?;
                continue;
            }
            DataType::Boolean => {
                let value = values.as_boolean().value(row);
                sheet.write_boolean(line, column, value).map_err(failed)?;
                continue;
            }
            DataType::Date32 => {
                let days = values.as_primitive::<Date32Type>();
                let printed = days.value_as_date(row).map(|day| day.to_string());
                let printed = printed.unwrap_or_default();
                date(sheet, (line, column), days.value(row), &printed).map_err(failed)?;
                continue;
            }
            DataType::Int32 => f64::from(values.as_primitive::<Int32Type>().value(row)),
            #[allow(clippy::cast_precision_loss)]
            DataType::Int64 => values.as_primitive::<Int64Type>().value(row) as f64,
            // 0.98, not 0.9800000190734863.
            DataType::Float32 => {
                let value = values.as_primitive::<Float32Type>().value(row);
                value.to_string().parse().unwrap_or(f64::NAN)
            }
            _ => match values.as_primitive_opt::<Float64Type>() {
                Some(values) => values.value(row),
                None => continue,
            },
        };
        sheet.write_number(line, column, number).map_err(failed)?;
    }
    Ok(())
}

/// A day as a date, or as text where Excel knows no such day.
fn date(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    days: i32,
    printed: &str,
) -> std::result::Result<(), XlsxError> {
    /// Days from 1899-12-30, from which Excel counts, to 1970-01-01; before March 1900 it counts wrongly.
    const EPOCH: i32 = 25_569;
    const FIRST: i32 = 61;
    let serial = days.saturating_add(EPOCH);
    if serial < FIRST {
        sheet.write_string(row, column, printed)?;
        return Ok(());
    }
    let format = Format::new().set_num_format("yyyy-mm-dd");
    sheet.write_number_with_format(row, column, f64::from(serial), &format)?;
    Ok(())
}

/// What every column means.
fn dictionary(heads: &[TableHead]) -> std::result::Result<Worksheet, XlsxError> {
    let mut sheet = Worksheet::new();
    sheet.set_name(DICTIONARY)?;
    let bold = Format::new().set_bold();
    for (at, (name, width)) in [
        ("table", 14),
        ("column", 20),
        ("description", 70),
        ("unit", 8),
        ("values", 50),
    ]
    .into_iter()
    .enumerate()
    {
        let column = u16::try_from(at).unwrap_or(0);
        sheet.write_string_with_format(0, column, name, &bold)?;
        sheet.set_column_width(column, width)?;
    }
    let mut row = 1;
    for head in heads {
        for field in head.schema.fields() {
            sheet.write_string(row, 0, head.name)?;
            sheet.write_string(row, 1, field.name())?;
            for (column, key) in [(2, "description"), (3, "unit"), (4, "values")] {
                if let Some(text) = field.metadata().get(key) {
                    sheet.write_string(row, column, text)?;
                }
            }
            row += 1;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(sheet)
}
