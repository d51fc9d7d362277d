//! All labels first, then the values column by column, as `pdfminer` prints a page.

use crate::generate::sheet::{Part, Sheet, SheetCell, SheetRow};

use super::{Writer, wrap};

/// Chinese characters of a label that fit one line.
const LABEL_WIDTH: usize = 24;

/// Heads, labels and values, each in a box of its own; a run of rows between heads is one page.
pub(super) fn column_major(sheet: &Sheet, writer: &mut Writer) {
    let mut at = 0;
    while at < sheet.rows.len() {
        let head = sheet.rows[at].head;
        let end = (at..sheet.rows.len())
            .find(|row| sheet.rows[*row].head != head)
            .unwrap_or(sheet.rows.len());
        if head {
            sheet.rows[at..end]
                .iter()
                .for_each(|row| heads(row, sheet.width > 6, writer));
        } else {
            page(sheet, &sheet.rows[at..end], writer);
        }
        at = end;
    }
}

fn heads(row: &SheetRow, narrow: bool, writer: &mut Writer) {
    for cell in &row.cells {
        let wide = if narrow && cell.col_span == 1 {
            2
        } else {
            LABEL_WIDTH
        };
        boxed(&wrap(&cell.text, wide).join("\n"), writer);
    }
}

fn boxed(text: &str, writer: &mut Writer) {
    if !text.is_empty() {
        writer.text(text);
        writer.text("\n\n");
    }
}

/// Labels, then the other columns one after another.
fn page(sheet: &Sheet, rows: &[SheetRow], writer: &mut Writer) {
    for cell in rows
        .iter()
        .flat_map(|row| &row.cells)
        .filter(|cell| cell.part == Part::Label)
    {
        if cell.col == 0 && cell.row_span > 1 {
            let upright: Vec<String> = cell.text.chars().map(String::from).collect();
            boxed(&upright.join("\n"), writer);
        } else {
            boxed(&wrap(&cell.text, LABEL_WIDTH).join("\n"), writer);
        }
    }
    for part in [Part::Index, Part::Unit, Part::Value] {
        for col in 0..sheet.width {
            let cells = rows.iter().flat_map(|row| &row.cells);
            for cell in cells.filter(|cell| cell.part == part && cell.col == col) {
                value(cell, writer);
            }
        }
    }
}

fn value(cell: &SheetCell, writer: &mut Writer) {
    writer.cell(cell);
    if !cell.text.is_empty() {
        writer.text("\n\n");
    }
}
