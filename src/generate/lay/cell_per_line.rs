//! One cell a line.

use crate::generate::random::Random;
use crate::generate::sheet::{Part, Sheet};

use super::{Writer, expand};

/// A tab before each cell, an empty line between rows, labels indented by wide blanks: what text
/// extraction makes of word processors' files. Continuations of merged cells are not printed.
pub(super) fn tabbed(sheet: &Sheet, writer: &mut Writer, random: &mut Random) {
    let padded = random.chance(0.5);
    for row in &sheet.rows {
        for cell in &row.cells {
            writer.text("\t");
            match cell.part {
                Part::Label => writer.text(&"　".repeat(cell.indent * 2)),
                Part::Value if padded && random.chance(0.7) => writer.text("　"),
                _ => {}
            }
            writer.cell(cell);
            if padded && cell.part == Part::Value && random.chance(0.1) {
                writer.text("　　　");
            }
            writer.text("\n");
        }
        writer.text("\n");
    }
}

/// No tabs, an empty line behind each cell; an empty cell leaves no trace.
pub(super) fn bare(sheet: &Sheet, writer: &mut Writer) {
    for cell in expand(sheet).into_iter().flatten().flatten() {
        if cell.text.is_empty() {
            continue;
        }
        writer.cell(cell);
        writer.text("\n\n");
    }
}
