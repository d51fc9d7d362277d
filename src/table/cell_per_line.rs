//! One cell a line, each behind a tab; an empty line ends the row.
//!
//! A line without a tab right below a cell is that cell's second paragraph. After an empty line it
//! is a first cell whose tab was lost.

use super::{GridCell, GridRow, cell, squeeze};
use crate::layout::{LineKind, TableLine, is_value};
use crate::text::Span;

/// Rows as runs of cells between empty lines.
pub(super) fn rows(text: &str, lines: &[TableLine]) -> Vec<GridRow> {
    let mut rows = Vec::new();
    let mut row = GridRow {
        explicit: true,
        ..GridRow::default()
    };
    for (at, line) in lines.iter().enumerate() {
        let raw = line.span.text(text);
        if line.kind == LineKind::Blank && !raw.contains('\t') {
            // Blanks without a tab may be an empty cell: it is one if cells stand around it.
            let padded = !raw.is_empty() && !row.cells.is_empty();
            let within = padded
                && lines
                    .get(at + 1)
                    .is_some_and(|next| next.span.text(text).starts_with('\t'));
            if within {
                continue;
            }
            rows.push(std::mem::replace(
                &mut row,
                GridRow {
                    explicit: true,
                    ..GridRow::default()
                },
            ));
            continue;
        }
        match row.cells.last_mut() {
            Some(last) if !begins_cell(last, raw) => extend(text, last, line.span),
            _ => {
                let col = row.cells.len();
                row.cells.push(cell(text, line.span, col));
            }
        }
    }
    rows.push(row);
    merge_valueless(rows)
}

/// Whether a line is a cell of its own: behind a tab, or behind the blanks that a tab became, or a
/// value below a value. Full-width blanks indent a paragraph, and a note belongs to its cell.
fn begins_cell(last: &GridCell, raw: &str) -> bool {
    let content = raw.trim();
    let blanks = raw.starts_with(' ') && !content.starts_with(['（', '(']);
    raw.starts_with('\t') || blanks || is_value(content) && is_value(&last.text)
}

/// Adds a second paragraph to a cell.
fn extend(text: &str, last: &mut GridCell, line: Span) {
    let more = cell(text, line, last.col);
    if more.span.is_empty() {
        return;
    }
    last.span = if last.span.is_empty() {
        more.span
    } else {
        last.span.cover(more.span)
    };
    last.text = squeeze(last.span.text(text));
}

/// Joins a row that broke at an empty line: a first part of one cell and a second part that has the
/// number of cells that rows of the table lack.
fn merge_valueless(rows: Vec<GridRow>) -> Vec<GridRow> {
    let width = usual_width(&rows);
    let mut merged: Vec<GridRow> = Vec::with_capacity(rows.len());
    for row in rows.into_iter().filter(|row| !row.cells.is_empty()) {
        match merged.last_mut() {
            Some(last) if last.cells.len() + row.cells.len() == width && breaks_off(last, &row) => {
                for mut cell in row.cells {
                    cell.col = last.cells.len();
                    last.cells.push(cell);
                }
            }
            _ => merged.push(row),
        }
    }
    merged
}

/// Whether a row without values goes on in one that has nothing before its values.
fn breaks_off(first: &GridRow, second: &GridRow) -> bool {
    let valued = |cell: &GridCell| is_value(&cell.text);
    let short = |cell: &GridCell| cell.text.chars().count() <= 2;
    !first.cells.iter().any(valued) && second.cells.iter().all(|cell| valued(cell) || short(cell))
}

/// The number of cells that most rows have.
fn usual_width(rows: &[GridRow]) -> usize {
    let mut counts: Vec<(usize, usize)> = Vec::new();
    for row in rows.iter().filter(|row| row.cells.len() > 1) {
        let width = row.cells.len();
        match counts.iter_mut().find(|(known, _)| *known == width) {
            Some((_, count)) => *count += 1,
            None => counts.push((width, 1)),
        }
    }
    counts
        .into_iter()
        .max_by_key(|(width, count)| (*count, *width))
        .map_or(0, |(width, _)| width)
}
