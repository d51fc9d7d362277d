//! Rows whose cells are separated by tabs or bars, one row a line.

use super::flattened::line_row;
use super::{GridRow, cell};
use crate::layout::{LineKind, TableLine};
use crate::text::Span;

/// One row for each line; lines without separators keep their place as rows of their own.
pub(super) fn rows(text: &str, lines: &[TableLine]) -> Vec<GridRow> {
    let mut rows: Vec<GridRow> = Vec::new();
    let mut gap = false;
    for line in lines {
        let row = match line.kind {
            LineKind::Blank => {
                gap = true;
                continue;
            }
            LineKind::Tabs | LineKind::TabCell => split(text, line.span, |one| one == '\t'),
            LineKind::Pipes => split(text, inner(text, line.span), is_bar),
            _ => line_row(text, line.span),
        };
        if is_rule(&row) {
            continue;
        }
        rows.push(GridRow {
            after_gap: gap,
            ..row
        });
        gap = false;
    }
    rows
}

fn split(text: &str, span: Span, separator: impl Fn(char) -> bool) -> GridRow {
    let mut row = GridRow {
        explicit: true,
        ..GridRow::default()
    };
    let mut start = span.start;
    let raw = span.text(text);
    let ends = raw
        .char_indices()
        .filter(|(_, one)| separator(*one))
        .map(|(at, one)| (at, one.len_utf8()));
    for (at, width) in ends.chain([(raw.len(), 0)]) {
        let end = span.start + at;
        row.cells
            .push(cell(text, Span::new(start, end), row.cells.len()));
        start = end + width;
    }
    row
}

fn is_bar(one: char) -> bool {
    matches!(one, '|' | '｜' | '│' | '┃')
}

/// The line without its outer bars.
fn inner(text: &str, span: Span) -> Span {
    let raw = span.text(text);
    let trimmed = raw.trim();
    let start = span.start + (raw.len() - raw.trim_start().len());
    let body = trimmed.strip_prefix(is_bar).unwrap_or(trimmed);
    let start = start + (trimmed.len() - body.len());
    let body = body.strip_suffix(is_bar).unwrap_or(body);
    Span::new(start, start + body.len())
}

/// The rule below a header: `|---|:--:|`.
fn is_rule(row: &GridRow) -> bool {
    let dashes =
        |text: &str| text.len() >= 2 && text.chars().all(|one| matches!(one, '-' | ':' | '='));
    let filled: Vec<&str> = row
        .cells
        .iter()
        .map(|cell| cell.text.as_str())
        .filter(|text| !text.is_empty())
        .collect();
    !filled.is_empty() && filled.iter().all(|text| dashes(text))
}
