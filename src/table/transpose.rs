//! Pages that were turned: labels across the top, values below; or column heads down the side.

use super::{Grid, GridCell, GridRow};
use crate::label::{Key, LabelIndex};
use crate::layout::is_value;
use crate::record::TableLayout;
use crate::text::Span;

/// Official labels, or column heads, in a row or column from which on it is the form's.
const SURE: usize = 6;

/// Official labels in a row that are enough where the row holds hardly anything else.
const MANY: usize = 4;
/// Other texts that such a row may hold: 序号, 单位名称, 备注.
const OTHERS: usize = 3;
/// Shortest text that is no unit and no mark, in characters.
const WORDS: usize = 4;

/// Turns a grid back if official labels stand along a row and not along a column.
pub(super) fn upright(grid: Grid, labels: &LabelIndex) -> Grid {
    let grid = heads_across(grid, labels);
    let known = |cell: &GridCell| cell.text.chars().count() >= 4 && labels.is_row(&cell.text);
    let count = |row: &GridRow| row.cells.iter().filter(|cell| known(cell)).count();
    let across = grid.rows.iter().map(count).max().unwrap_or(0);
    let sure =
        across >= SURE || across >= MANY && grid.rows.iter().any(|row| is_labels(row, labels));
    if !sure || grid.layout == TableLayout::CellPerLine {
        return grid;
    }
    let width = grid.n_cols();
    // Rows that have lost cells would stand under other labels when turned.
    if grid.rows.len() > width || !is_even(&grid, width) || is_shifted(&grid, known) {
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

/// Whether nearly all texts of a row are labels of rows of one form or another.
fn is_labels(row: &GridRow, labels: &LabelIndex) -> bool {
    let texts = || row.cells.iter().filter(|cell| !cell.text.is_empty());
    let strange = texts().filter(|cell| !labels.is_row(&cell.text)).count();
    let values = texts().any(|cell| is_value(&cell.text));
    !values && strange <= OTHERS && texts().count() >= strange + MANY
}

/// Whether a row of values stands out of place below the labels: words under a label, or a value beside
/// all of them. A header whose merged cells left no trace looks so.
fn is_shifted(grid: &Grid, known: impl Fn(&GridCell) -> bool) -> bool {
    let named = |row: &GridRow| row.cells.iter().filter(|cell| known(cell)).count();
    let Some(at) = (0..grid.rows.len()).max_by_key(|at| (named(&grid.rows[*at]), usize::MAX - at))
    else {
        return false;
    };
    let head: Vec<&GridCell> = grid.rows[at]
        .cells
        .iter()
        .filter(|cell| known(cell))
        .collect();
    let covers = |head: &GridCell, col: usize| (head.col..head.col + head.col_span).contains(&col);
    let valued = |row: &&GridRow| row.cells.iter().any(|cell| is_value(&cell.text));
    let words = |cell: &GridCell| !is_value(&cell.text) && cell.text.chars().count() >= WORDS;
    grid.rows[at + 1..].iter().filter(valued).any(|row| {
        let under = |cell: &&GridCell| head.iter().any(|head| covers(head, cell.col));
        row.cells.iter().filter(under).any(words)
    })
}

/// Whether every place of the grid is covered by one cell.
fn is_even(grid: &Grid, width: usize) -> bool {
    let mut covered = vec![vec![false; width]; grid.rows.len()];
    for (at, row) in grid.rows.iter().enumerate() {
        for cell in &row.cells {
            for below in covered.iter_mut().skip(at).take(cell.row_span) {
                for place in &mut below[cell.col..(cell.col + cell.col_span).min(width)] {
                    if std::mem::replace(place, true) {
                        return false;
                    }
                }
            }
        }
    }
    covered.iter().flatten().all(|place| *place)
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
    if is_backwards(&rows) {
        rows.reverse();
    }
    Grid {
        rows,
        transposed: true,
        ..grid
    }
}

/// Whether the numbers of labels run down and not up, as on pages turned the other way.
fn is_backwards(rows: &[GridRow]) -> bool {
    let numbers = rows.iter().filter_map(|row| {
        let numbered = row
            .cells
            .iter()
            .rev()
            .map(|cell| Key::new(&cell.text).ordinal);
        numbered.flatten().next()
    });
    let numbers: Vec<(u8, u32)> = numbers.collect();
    let steps = |up: bool| {
        let same_level = numbers.windows(2).filter(|pair| pair[0].0 == pair[1].0);
        same_level
            .filter(|pair| (pair[0].1 < pair[1].1) == up)
            .count()
    };
    steps(false) > steps(true)
}

/// Turns runs of rows that each print a column head of a form and one value: the heads make a row,
/// and so do the values.
fn heads_across(grid: Grid, labels: &LabelIndex) -> Grid {
    let heads: Vec<bool> = grid.rows.iter().map(|row| is_head(row, labels)).collect();
    if heads.iter().filter(|head| **head).count() < SURE {
        return grid;
    }
    let mut rows = Vec::with_capacity(grid.rows.len());
    let mut transposed = grid.transposed;
    let mut at = 0;
    while at < grid.rows.len() {
        let run = heads[at..].iter().take_while(|head| **head).count();
        let only_heads = |row: &&GridRow| {
            row.cells
                .iter()
                .any(|cell| !labels.is_row(&cell.text) && labels.best(&cell.text) >= 1.0)
        };
        if grid.rows[at..at + run].iter().filter(only_heads).count() >= SURE {
            rows.extend(laid_across(&grid.rows[at..at + run]));
            transposed = true;
        } else {
            rows.extend_from_slice(&grid.rows[at..at + run.max(1)]);
        }
        at += run.max(1);
    }
    Grid {
        rows,
        transposed,
        ..grid
    }
}

/// Whether a row is a column head, after the heads above it or not, and one value.
fn is_head(row: &GridRow, labels: &LabelIndex) -> bool {
    let filled: Vec<&GridCell> = row
        .cells
        .iter()
        .filter(|cell| !cell.text.is_empty())
        .collect();
    let [heads @ .., head, value] = filled.as_slice() else {
        return false;
    };
    is_value(&value.text)
        && !is_value(&head.text)
        && labels.best(&head.text) >= 1.0
        && heads.iter().all(|cell| !is_value(&cell.text))
}

/// Three rows of a run of heads: the groups, the heads, the values.
fn laid_across(run: &[GridRow]) -> [GridRow; 3] {
    let row = || GridRow {
        explicit: true,
        ..GridRow::default()
    };
    let (mut groups, mut heads, mut values) = (row(), row(), row());
    for (col, row) in run.iter().enumerate() {
        let mut filled: Vec<&GridCell> = row
            .cells
            .iter()
            .filter(|cell| !cell.text.is_empty())
            .collect();
        let at = |cell: &GridCell| GridCell {
            col,
            col_span: 1,
            row_span: 1,
            ..cell.clone()
        };
        values.cells.extend(filled.pop().map(at));
        let head = filled.pop().map(at);
        let empty = head.as_ref().map(|head| GridCell {
            text: String::new(),
            span: Span::new(head.span.start, head.span.start),
            ..head.clone()
        });
        groups.cells.extend(filled.pop().map(at).or(empty));
        heads.cells.extend(head);
    }
    [groups, heads, values]
}
