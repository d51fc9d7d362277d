//! Column heads that the form does not have.

use super::Reported;
use super::align::Alignment;
use super::forms::Labels;
use super::row::Row;
use crate::label::{Key, shared};
use crate::layout::is_value;
use crate::table::{Grid, GridCell, GridRow};
use crate::text::Span;

/// Characters of the longest text that is taken for a head.
const LONGEST: usize = 16;

/// Heads above the values of the form's tables that the form does not know.
///
/// Only rows right above the first values of a grid with empty cells printed are asked: elsewhere,
/// which text is a head cannot be told.
pub(super) fn strange(
    form: &Labels,
    grids: &[Grid],
    rows: &[Row],
    alignment: &Alignment,
    reported: &[Reported],
) -> Vec<Span> {
    let scopes = scopes(reported);
    let known = || form.words.iter().chain(&scopes);
    let mut found = Vec::new();
    for (number, grid) in grids.iter().enumerate().filter(|(_, grid)| grid.genuine) {
        let of_grid = |pair: &&super::align::Pair| rows[pair.rows.start].grid == number;
        let mut pairs = alignment.pairs.iter().filter(of_grid);
        let valued = pairs.find(|pair| rows[pair.rows.clone()].iter().any(|row| row.filled() > 0));
        let Some(first) = valued.map(|pair| rows[pair.rows.start].at) else {
            continue;
        };
        let head = grid.rows[..first.min(grid.rows.len())].last();
        let Some(head) = head.filter(|row| is_head(row, known)) else {
            continue;
        };
        let strange = head.cells.iter().filter(|cell| is_strange(cell, known()));
        found.extend(strange.map(|cell| cell.span));
    }
    found
}

/// Printed heads of value columns.
fn scopes(reported: &[Reported]) -> Vec<Key> {
    let mut scopes: Vec<&str> = (reported.iter())
        .filter_map(|one| one.scope.as_deref())
        .collect();
    scopes.sort_unstable();
    scopes.dedup();
    let keys = scopes.into_iter().map(Key::new);
    keys.filter(|key| !key.is_empty()).collect()
}

/// Whether most texts of a row are heads of the form.
fn is_head<'k, K: Iterator<Item = &'k Key>>(row: &GridRow, known: impl Fn() -> K) -> bool {
    let texts = || row.cells.iter().filter(|cell| !cell.text.is_empty());
    let strange = texts().filter(|cell| is_strange(cell, known())).count();
    row.explicit
        && texts().count() >= 3
        && !texts().any(|cell| is_value(&cell.text))
        && strange * 2 < texts().count()
}

/// Whether a cell is no head of the form, nor part of one.
fn is_strange<'k>(cell: &GridCell, mut known: impl Iterator<Item = &'k Key>) -> bool {
    let key = Key::new(&cell.text);
    let part = |head: &Key| head.full.windows(key.len()).any(|part| part == key.full);
    !key.is_empty()
        && key.len() <= LONGEST
        && !known.any(|head| shared(head, &key) >= 0.6 || part(head))
}
