//! Rows on one line each, cells apart by tabs or bars.

use crate::generate::random::Random;
use crate::generate::sheet::Sheet;

use super::{Writer, expand};

/// Tabs; every row has all columns.
pub(super) fn expanded(sheet: &Sheet, writer: &mut Writer) {
    for line in expand(sheet) {
        for (col, cell) in line.into_iter().enumerate() {
            if col > 0 {
                writer.text("\t");
            }
            if let Some(cell) = cell {
                writer.cell(cell);
            }
        }
        writer.text("\n");
    }
}

/// Tabs; a cell merged across columns is printed once and nothing stands for the rest of it.
pub(super) fn collapsed(sheet: &Sheet, writer: &mut Writer, random: &mut Random) {
    let padded = random.chance(0.5);
    // For each column, how many more rows a cell from above fills.
    let mut filled = vec![0usize; sheet.width];
    for row in &sheet.rows {
        let mut printed = 0;
        let mut col = 0;
        let mut cells = row.cells.iter().peekable();
        while col < sheet.width {
            let own = cells.next_if(|cell| cell.col <= col);
            if own.is_none() && filled[col] == 0 {
                // Nothing begins or continues here: the drawing has no such cell.
                col += 1;
                continue;
            }
            if printed > 0 {
                writer.text("\t");
            }
            printed += 1;
            match own {
                Some(cell) => {
                    writer.cell(cell);
                    for place in filled.iter_mut().skip(cell.col).take(cell.col_span) {
                        *place = cell.row_span;
                    }
                    col = cell.col + cell.col_span;
                }
                None => col += 1,
            }
        }
        if padded && !row.head {
            (printed..sheet.width).for_each(|_| writer.text("\t"));
        }
        filled
            .iter_mut()
            .for_each(|left| *left = left.saturating_sub(1));
        writer.text("\n");
    }
}

/// Bars, with or without outer ones, with the rule that Markdown wants below the first row.
pub(super) fn piped(sheet: &Sheet, writer: &mut Writer, random: &mut Random) {
    let outer = random.chance(0.7);
    let rule = random.chance(0.7);
    for (number, line) in expand(sheet).into_iter().enumerate() {
        writer.text(if outer { "| " } else { "" });
        for (col, cell) in line.into_iter().enumerate() {
            writer.text(if col > 0 { " | " } else { "" });
            if let Some(cell) = cell {
                writer.cell(cell);
            }
        }
        writer.text(if outer { " |\n" } else { "\n" });
        if number == 0 && rule {
            let cells: Vec<&str> = vec!["---"; sheet.width];
            writer.text(&format!("|{}|\n", cells.join("|")));
        }
    }
}
