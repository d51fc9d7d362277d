//! Rows whose cells are separated by tabs or bars, one row a line.

use super::flattened::line_row;
use super::{GridCell, GridRow, MAX_COLUMNS, cell};
use crate::layout::{LineKind, TableLine, WIDEST, is_bar, is_value};
use crate::text::Span;

/// One row for each line; lines without separators keep their place as rows of their own.
pub(super) fn rows(text: &str, lines: &[TableLine]) -> Vec<GridRow> {
    let mut rows: Vec<GridRow> = Vec::new();
    let mut gap = false;
    let outer = outer_bars(text, lines);
    for line in lines {
        let row = match line.kind {
            LineKind::Blank => {
                gap = true;
                continue;
            }
            LineKind::Tabs | LineKind::TabCell => split(text, line.span, |one| one == '\t'),
            LineKind::Pipes => split(text, inner(text, line.span, outer), is_bar),
            _ => line_row(text, line.span),
        };
        if is_rule(&row) {
            continue;
        }
        rows.extend(parts(row).into_iter().map(|row| GridRow {
            after_gap: std::mem::take(&mut gap),
            ..row
        }));
    }
    rows
}

/// The rows of a table that stands in one line: each begins with the words behind values. Which of
/// its cells are empty is not known.
fn parts(row: GridRow) -> Vec<GridRow> {
    let value = |cell: &GridCell| cell.text.is_empty() || is_value(&cell.text);
    let begins = |pair: &[GridCell]| is_value(&pair[0].text) && !value(&pair[1]);
    if row.cells.len() <= WIDEST || row.cells.windows(2).filter(|pair| begins(pair)).count() < ROWS
    {
        return vec![row];
    }
    let cells = row
        .cells
        .chunk_by(|one, next| !is_value(&one.text) || value(next));
    let part = |cells: &[GridCell]| GridRow {
        cells: cells
            .iter()
            .filter(|cell| !cell.text.is_empty())
            .enumerate()
            .map(|(col, cell)| GridCell {
                col,
                ..cell.clone()
            })
            .collect(),
        ..GridRow::default()
    };
    cells.map(part).collect()
}

/// Rows in one line from which on it is a table.
const ROWS: usize = 4;

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
    // One column more than is kept tells that there are more.
    for (at, width) in ends.chain([(raw.len(), 0)]).take(MAX_COLUMNS + 1) {
        let end = span.start + at;
        row.cells
            .push(cell(text, Span::new(start, end), row.cells.len()));
        start = end + width;
    }
    row
}

/// Whether every row begins, and whether every row ends, with a bar. In other tables such a bar
/// stands behind an empty first cell, or before an empty last one.
fn outer_bars(text: &str, lines: &[TableLine]) -> (bool, bool) {
    let rows = || {
        let bars = lines.iter().filter(|line| line.kind == LineKind::Pipes);
        bars.map(|line| line.span.text(text).trim())
            .filter(|line| !line.chars().all(is_ruling))
    };
    (
        rows().all(|line| line.starts_with(is_bar)),
        rows().all(|line| line.ends_with(is_bar)),
    )
}

/// What the rule below a header is made of.
fn is_ruling(one: char) -> bool {
    is_bar(one) || one.is_whitespace() || matches!(one, '-' | ':' | '=')
}

/// The line without its outer bars, of which `(left, right)` says whether there are any.
fn inner(text: &str, span: Span, (left, right): (bool, bool)) -> Span {
    let raw = span.text(text);
    let trimmed = raw.trim();
    let start = span.start + (raw.len() - raw.trim_start().len());
    let body = trimmed.strip_prefix(is_bar).filter(|_| left);
    let body = body.unwrap_or(trimmed);
    let start = start + (trimmed.len() - body.len());
    let body = body.strip_suffix(is_bar).filter(|_| right).unwrap_or(body);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(printed: &str, expected: &[&str]) {
        let mut start = 0;
        let lines: Vec<TableLine> = printed
            .split('\n')
            .map(|line| {
                let span = Span::new(start, start + line.len());
                start = span.end + 1;
                TableLine {
                    span,
                    kind: LineKind::Pipes,
                }
            })
            .collect();
        let shown: Vec<String> = rows(printed, &lines)
            .iter()
            .map(|row| {
                let texts: Vec<&str> = row.cells.iter().map(|cell| cell.text.as_str()).collect();
                texts.join(",")
            })
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn outer_bars_are_no_cells() {
        check("| 规章 | 0 |\n|---|---|\n| | 3 |", &["规章,0", ",3"]);
    }

    #[test]
    fn a_bar_before_an_empty_cell_is_no_outer_bar() {
        check(
            "不予公开 | 规章 | 0\n | 处罚 | 3\n许可 | | ",
            &["不予公开,规章,0", ",处罚,3", "许可,,"],
        );
    }
}
