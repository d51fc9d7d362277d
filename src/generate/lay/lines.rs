//! Running lines in reading order, as `pdftotext` prints them without its layout mode.

use crate::generate::random::Random;
use crate::generate::sheet::{Part, Sheet, SheetCell, SheetRow};

use super::{Writer, wrap};

/// Chinese characters of a label that fit one line.
const LABEL_WIDTH: usize = 24;

/// Labels and values of a row on one line, merged labels on lines before it, narrow heads broken.
pub(super) fn row_major(sheet: &Sheet, writer: &mut Writer, random: &mut Random) {
    let narrow_heads = random.chance(0.6);
    for row in &sheet.rows {
        if row.head {
            heads(row, narrow_heads && sheet.width > 6, writer);
        } else {
            line(row, writer, random);
        }
    }
}

fn heads(row: &SheetRow, narrow: bool, writer: &mut Writer) {
    for (at, cell) in row.cells.iter().enumerate() {
        let wide = if cell.col_span == 1 { 2 } else { LABEL_WIDTH };
        let pieces = if narrow {
            wrap(&cell.text, wide)
        } else {
            vec![cell.text.as_str()]
        };
        for (number, piece) in pieces.iter().enumerate() {
            if at + number > 0 {
                writer.text(if narrow { "\n" } else { " " });
            }
            writer.text(piece);
        }
    }
    writer.text("\n");
}

fn line(row: &SheetRow, writer: &mut Writer, random: &mut Random) {
    let mut begun = false;
    for cell in row
        .cells
        .iter()
        .filter(|cell| !cell.text.is_empty() || cell.fact.is_some())
    {
        if cell.part == Part::Label && cell.row_span > 1 {
            group(cell, writer, random);
            begun = !writer.text.ends_with('\n');
            continue;
        }
        if cell.text.is_empty() {
            writer.cell(cell);
            continue;
        }
        if begun {
            writer.text(" ");
        }
        begun = true;
        if cell.part == Part::Label {
            writer.text(&wrap(&cell.text, LABEL_WIDTH).join("\n"));
        } else {
            writer.cell(cell);
        }
    }
    writer.text("\n");
}

/// The label of several rows: in a narrow column a character a line, else before its first row.
fn group(cell: &SheetCell, writer: &mut Writer, random: &mut Random) {
    writer.end_line();
    if cell.col == 0 {
        let upright: Vec<String> = cell.text.chars().map(String::from).collect();
        writer.text(&upright.join("\n"));
        writer.text("\n");
    } else {
        writer.text(&cell.text);
        writer.text(if random.chance(0.7) { "\n" } else { "" });
    }
}
