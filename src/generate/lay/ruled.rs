//! Columns below a rule with gaps, as pandoc writes plain text: merged cells leave empty ones.

use crate::generate::random::Random;
use crate::generate::sheet::{Part, Sheet, SheetCell};

use super::{LABEL_COLUMNS, Writer, display_width, expand, wrap};

/// Writes a table between two rules; where long labels take several lines, blank lines part the rows.
pub(super) fn ruled(sheet: &Sheet, writer: &mut Writer, random: &mut Random) {
    let wrapped = random.chance(0.4);
    let room = if wrapped {
        LABEL_COLUMNS
    } else {
        usize::MAX / 4
    };
    let widths = widths(sheet, room);
    let rule: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
    let rule = format!("  {}\n", rule.join(" "));
    writer.text(&rule);
    for (number, row) in expand(sheet).iter().enumerate() {
        writer.text(if wrapped && number > 0 { "\n" } else { "" });
        write_row(row, &widths, room, writer);
    }
    writer.text(&rule);
}

/// Columns of the page for each column.
fn widths(sheet: &Sheet, room: usize) -> Vec<usize> {
    let mut widths = vec![4usize; sheet.width];
    for cell in sheet.rows.iter().flat_map(|row| &row.cells) {
        let own = display_width(&cell.text).min(room) + 2;
        widths[cell.col] = widths[cell.col].max(own);
    }
    widths
}

/// Writes the lines of a row.
fn write_row(row: &[Option<&SheetCell>], widths: &[usize], room: usize, writer: &mut Writer) {
    let pieces: Vec<Vec<&str>> = row.iter().map(|cell| pieces(*cell, room)).collect();
    let count = pieces.iter().map(Vec::len).max().unwrap_or(1);
    for line in 0..count {
        writer.text("  ");
        let mut pad = 0;
        for (col, (cell, pieces)) in row.iter().zip(&pieces).enumerate() {
            let text = pieces.get(line).copied().unwrap_or_default();
            if !text.is_empty() {
                writer.text(&" ".repeat(pad));
                pad = 0;
            }
            let fact = cell.and_then(|cell| cell.fact).filter(|_| line == 0);
            writer.value(fact, text);
            pad += widths[col] + 1 - display_width(text);
        }
        writer.text("\n");
    }
}

/// The text of a cell in lines; a value stays on one.
fn pieces(cell: Option<&SheetCell>, room: usize) -> Vec<&str> {
    match cell {
        None => vec![""],
        Some(cell) if cell.part == Part::Value => vec![cell.text.as_str()],
        Some(cell) => wrap(&cell.text, room / 2),
    }
}
