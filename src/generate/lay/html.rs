//! Table markup, with merged cells.

use crate::generate::random::Random;
use crate::generate::sheet::{Sheet, SheetCell};

use super::Writer;

/// A `table` element, on one line or a line for each row.
pub(super) fn markup(sheet: &Sheet, writer: &mut Writer, random: &mut Random) {
    let rows_apart = random.chance(0.6);
    let line = if rows_apart { "\n" } else { "" };
    let quote = random.pick(&["\"", ""]);
    writer.text("<table>");
    writer.text(line);
    for row in &sheet.rows {
        writer.text("<tr>");
        for cell in &row.cells {
            writer.text(&open(cell, quote));
            writer.cell(cell);
            writer.text("</td>");
        }
        writer.text("</tr>");
        writer.text(line);
    }
    writer.text("</table>\n");
}

fn open(cell: &SheetCell, quote: &str) -> String {
    let span = |name: &str, count: usize| match count {
        1 => String::new(),
        _ => format!(" {name}={quote}{count}{quote}"),
    };
    format!(
        "<td{}{}>",
        span("rowspan", cell.row_span),
        span("colspan", cell.col_span)
    )
}
