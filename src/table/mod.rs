//! Table areas to [`Grid`]s: cells in rows, whatever the layout they stood in.
//!
//! A grid says which cells were printed and in what order. Which row of a form a row is, and which
//! column a value belongs to, is decided later and with the form in hand.

mod aligned;
mod barred;
mod cell_per_line;
mod delimited;
mod flattened;
mod html;
mod marked;
mod ruled;
mod transpose;

use crate::label::LabelIndex;
use crate::layout::{LineKind, TableArea};
use crate::record::TableLayout;
use crate::text::Span;
use crate::tidy::Document;

/// A table as rows of printed cells.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    /// How it stood in the text.
    pub layout: TableLayout,
    /// Rows and columns were swapped in the text.
    pub transposed: bool,
    /// False for tables read off pictures of web pages.
    pub genuine: bool,
    /// Rows from top to bottom.
    pub rows: Vec<GridRow>,
    /// Its bytes.
    pub span: Span,
    /// Its title line.
    pub caption: Option<Span>,
    /// Rows or columns past the limits were left out.
    pub cut: bool,
}

/// Rows of a table that are kept.
pub const MAX_ROWS: usize = 100_000;
/// Columns of a table that are kept.
pub const MAX_COLUMNS: usize = 1024;

/// A row of printed cells.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct GridRow {
    /// Cells from left to right.
    pub cells: Vec<GridCell>,
    /// Whether empty cells are printed as such. Where they are not, a missing value leaves no trace
    /// and positions cannot be trusted.
    pub explicit: bool,
    /// Whether blank lines stand between this row and the one before.
    pub after_gap: bool,
}

/// A printed cell.
#[derive(Debug, Clone, PartialEq)]
pub struct GridCell {
    /// Column, counted from 0.
    pub col: usize,
    /// Columns spanned.
    pub col_span: usize,
    /// Rows spanned.
    pub row_span: usize,
    /// Its bytes; empty for an empty cell.
    pub span: Span,
    /// Text without the blanks of extraction.
    pub text: String,
}

impl Grid {
    /// Columns of the widest row.
    #[must_use]
    pub fn n_cols(&self) -> usize {
        let ends = self
            .rows
            .iter()
            .flat_map(|row| row.cells.iter().map(|cell| cell.col + cell.col_span));
        ends.max().unwrap_or(0)
    }
}

/// Builds the grid of each area that holds cells.
#[must_use]
pub fn grids(document: &Document, areas: &[TableArea], labels: &LabelIndex) -> Vec<Grid> {
    areas
        .iter()
        .filter_map(|area| grid(document, area, labels))
        .collect()
}

fn grid(document: &Document, area: &TableArea, labels: &LabelIndex) -> Option<Grid> {
    let text = document.text.as_str();
    let (first, last) = (area.lines.first()?, area.lines.last()?);
    let known = marked::table(&document.elements, &first.kind);
    let drawn = || ruled::rows(document, &area.lines, area.drawing?);
    let count = |kind: LineKind| area.lines.iter().filter(|line| line.kind == kind).count();
    let tabs = count(LineKind::Tabs);
    let bars = count(LineKind::Pipes);
    let (layout, rows) = if let Some(table) = known {
        (table.layout, marked::rows(text, table))
    } else if let Some(rows) = drawn() {
        (TableLayout::Ruled, rows)
    } else if count(LineKind::Html) > 0 {
        (TableLayout::Html, html::rows(text, &area.lines))
    } else if let Some(rows) = barred::barred(text, &area.lines) {
        (TableLayout::Pipe, rows)
    } else if tabs.max(bars) > 0 && tabs.max(bars) * 2 >= count(LineKind::TabCell) {
        let layout = if tabs >= bars {
            TableLayout::Delimited
        } else {
            TableLayout::Pipe
        };
        (layout, delimited::rows(text, &area.lines))
    } else if count(LineKind::TabCell) * 2
        > area
            .lines
            .iter()
            .filter(|line| line.kind != LineKind::Blank)
            .count()
    {
        (
            TableLayout::CellPerLine,
            cell_per_line::rows(text, &area.lines),
        )
    } else {
        flattened::rows(text, &area.lines, labels)
    };
    let mut rows: Vec<GridRow> = rows
        .into_iter()
        .filter(|row| !row.cells.is_empty())
        .collect();
    let cut = cut(&mut rows);
    let span = Span::new(first.span.start, last.span.end);
    let grid = Grid {
        layout,
        transposed: false,
        genuine: area.genuine,
        rows,
        span,
        caption: area.caption,
        cut,
    };
    (!grid.rows.is_empty()).then(|| transpose::upright(grid, labels))
}

/// Leaves out what is past the limits, and tells whether anything was.
fn cut(rows: &mut Vec<GridRow>) -> bool {
    let mut any = rows.len() > MAX_ROWS;
    rows.truncate(MAX_ROWS);
    for row in rows {
        let kept = row.cells.partition_point(|cell| cell.col < MAX_COLUMNS);
        any |= kept < row.cells.len();
        row.cells.truncate(kept);
    }
    any
}

/// A cell of the printed text at `span`, which is trimmed.
fn cell(text: &str, span: Span, col: usize) -> GridCell {
    let raw = span.text(text);
    let printed = unmarked(raw.trim());
    let start = span.start + (printed.as_ptr() as usize - raw.as_ptr() as usize);
    let span = if printed.is_empty() {
        Span::new(span.start, span.start)
    } else {
        Span::new(start, start + printed.len())
    };
    GridCell {
        col,
        col_span: 1,
        row_span: 1,
        span,
        text: squeeze(printed),
    }
}

/// A cell without the marks of bold type around it.
fn unmarked(printed: &str) -> &str {
    let inner = printed
        .strip_prefix("**")
        .and_then(|inner| inner.strip_suffix("**"));
    inner.map_or(printed, str::trim)
}

/// Takes out the blanks that extraction put between Chinese characters.
fn squeeze(printed: &str) -> String {
    let mut out = String::with_capacity(printed.len());
    let mut gap = false;
    for character in printed.chars() {
        if character.is_whitespace() {
            gap = true;
            continue;
        }
        let apart = |one: char| one.is_ascii_alphanumeric();
        if gap && apart(character) && out.chars().next_back().is_some_and(apart) {
            out.push(' ');
        }
        gap = false;
        out.push(character);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(rows: usize, columns: usize, any: bool) {
        let cell = |col| GridCell {
            col,
            col_span: 1,
            row_span: 1,
            span: Span::default(),
            text: String::new(),
        };
        let row = |number| GridRow {
            cells: (0..if number == 0 { columns } else { 1 })
                .map(cell)
                .collect(),
            ..GridRow::default()
        };
        let mut kept: Vec<GridRow> = (0..rows).map(row).collect();
        assert_eq!(cut(&mut kept), any, "{rows} × {columns}");
        assert_eq!(kept.len(), rows.min(MAX_ROWS));
        assert_eq!(kept[0].cells.len(), columns.min(MAX_COLUMNS));
    }

    #[test]
    fn what_is_past_the_limits_is_left_out() {
        for more in [0, 1] {
            check(MAX_ROWS - 1 + more, 1, false);
            check(3, MAX_COLUMNS - 1 + more, false);
        }
        check(MAX_ROWS + 1, 1, true);
        check(3, MAX_COLUMNS + 1, true);
    }
}
