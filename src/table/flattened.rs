//! Rows in running lines: cells separated by blanks, or one a line, or labels first and values after.
//!
//! Nothing marks an empty cell here. Lines are cut into a label and the values behind it; lines of
//! values alone that follow one another are one row, and the form decides what they belong to.

use super::{GridCell, GridRow, aligned, cell};
use crate::layout::{LineKind, TableLine, is_garbled, is_value, split_values};
use crate::record::TableLayout;
use crate::text::Span;

/// Rows and the layout that they show.
pub(super) fn rows(text: &str, lines: &[TableLine]) -> (TableLayout, Vec<GridRow>) {
    let mut rows: Vec<GridRow> = Vec::new();
    let mut gap = false;
    let mut single = 0;
    let mut several = 0;
    let mut blanks = 0;
    for line in lines {
        if line.kind == LineKind::Blank {
            gap = true;
            continue;
        }
        let row = line_row(text, line.span);
        let values = row.cells.iter().filter(|cell| is_value(&cell.text)).count();
        single += usize::from(row.cells.len() == 1);
        several += usize::from(values > 1);
        blanks += usize::from(values > 0 && line.span.text(text).trim().contains("   "));
        match rows.last_mut() {
            Some(last) if is_bare(&row) && is_bare(last) => {
                for mut cell in row.cells {
                    cell.col = last.cells.len();
                    last.cells.push(cell);
                }
            }
            _ => rows.push(GridRow {
                after_gap: gap,
                ..row
            }),
        }
        gap = false;
    }
    let layout = if blanks * 2 > several && blanks > 0 {
        aligned::place(text, &mut rows, |cell| is_value(&cell.text));
        TableLayout::AlignedText
    } else if several > 0 || single * 2 < lines.len() {
        TableLayout::Flattened
    } else {
        TableLayout::CellPerLine
    };
    (layout, rows)
}

/// Whether a row has no label: values only, or what bad scanning made of them.
fn is_bare(row: &GridRow) -> bool {
    row.cells
        .iter()
        .all(|cell| is_value(&cell.text) || is_garbled(&cell.text))
}

/// A line as a row: the words of its label, then its values.
pub(super) fn line_row(text: &str, span: Span) -> GridRow {
    let raw = span.text(text);
    let (label, _) = split_values(raw);
    let bare = label.split_whitespace().all(is_value);
    let cut = if bare { 0 } else { label.len() };
    let mut cells: Vec<GridCell> = Vec::new();
    for (part, offset) in [(&raw[..cut], 0), (&raw[cut..], cut)] {
        for word in part.split_whitespace() {
            let start = span.start + offset + (word.as_ptr() as usize - part.as_ptr() as usize);
            cells.push(cell(
                text,
                Span::new(start, start + word.len()),
                cells.len(),
            ));
        }
    }
    GridRow {
        cells,
        ..GridRow::default()
    }
}
