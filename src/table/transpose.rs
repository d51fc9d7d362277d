//! Pages that were turned: labels across the top, values below.

use super::{Grid, GridCell, GridRow};
use crate::label::LabelIndex;
use crate::record::TableLayout;

/// Turns a grid back if official labels stand along a row and not along a column.
pub(super) fn upright(grid: Grid, labels: &LabelIndex) -> Grid {
    let known = |cell: &GridCell| cell.text.chars().count() >= 4 && labels.is_row(&cell.text);
    let across = grid
        .rows
        .iter()
        .map(|row| row.cells.iter().filter(|cell| known(cell)).count())
        .max()
        .unwrap_or(0);
    let width = grid.n_cols();
    // Rows of different lengths have lost cells, and what is turned would stand under other labels.
    let even = grid
        .rows
        .iter()
        .all(|row| row.cells.len() == grid.rows[0].cells.len());
    if across < 6 || grid.rows.len() > width || !even || grid.layout == TableLayout::CellPerLine {
        return grid;
    }
    let mut down = vec![0usize; width];
    for cell in grid
        .rows
        .iter()
        .flat_map(|row| &row.cells)
        .filter(|cell| known(cell))
    {
        down[cell.col] += 1;
    }
    if down.iter().any(|count| *count * 2 >= across) {
        return grid;
    }
    turned(grid, width)
}

fn turned(grid: Grid, width: usize) -> Grid {
    let mut rows: Vec<GridRow> = (0..width)
        .map(|_| GridRow {
            explicit: true,
            ..GridRow::default()
        })
        .collect();
    for (at, row) in grid.rows.iter().enumerate() {
        for cell in &row.cells {
            let turned = GridCell {
                col: at,
                col_span: cell.row_span,
                row_span: cell.col_span,
                ..cell.clone()
            };
            rows[cell.col].cells.push(turned);
        }
    }
    Grid {
        rows,
        transposed: true,
        ..grid
    }
}
