//! Tables whose cells the format knows: Word files, web pages, spreadsheets.

use super::{GridCell, GridRow, cell};
use crate::layout::LineKind;
use crate::read::{Element, ElementKind, MarkedTable};
use crate::text::Span;

/// The table that a line of this kind belongs to.
pub(super) fn table<'a>(
    elements: &'a [Element<Span>],
    kind: &LineKind,
) -> Option<&'a MarkedTable<Span>> {
    let LineKind::Cells(number) = kind else {
        return None;
    };
    match &elements.get(*number)?.kind {
        ElementKind::Table(table) => Some(table),
        _ => None,
    }
}

/// Its rows, top to bottom; a row that cells from above fill whole has no cells.
pub(super) fn rows(text: &str, table: &MarkedTable<Span>) -> Vec<GridRow> {
    let mut rows: Vec<GridRow> = Vec::new();
    for known in &table.cells {
        while rows.len() <= known.row {
            rows.push(GridRow {
                explicit: true,
                ..GridRow::default()
            });
        }
        rows[known.row].cells.push(GridCell {
            row_span: known.row_span,
            col_span: known.col_span,
            ..cell(text, known.span, known.col)
        });
    }
    rows
}
