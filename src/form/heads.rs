//! Column heads that the form does not have.

use super::Reported;
use super::align::Alignment;
use super::row::Row;
use crate::grammar::Form;
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
    form: &Form,
    grids: &[Grid],
    rows: &[Row],
    alignment: &Alignment,
    reported: &[Reported],
) -> Vec<Span> {
    let known = known(form, reported);
    let mut found = Vec::new();
    for (number, grid) in grids.iter().enumerate().filter(|(_, grid)| grid.genuine) {
        let of_grid = |pair: &&super::align::Pair| rows[pair.rows.start].grid == number;
        let mut pairs = alignment.pairs.iter().filter(of_grid);
        let valued = pairs.find(|pair| rows[pair.rows.clone()].iter().any(|row| row.filled() > 0));
        let Some(first) = valued.map(|pair| rows[pair.rows.start].at) else {
            continue;
        };
        let head = grid.rows[..first.min(grid.rows.len())].last();
        let Some(head) = head.filter(|row| is_head(row, &known)) else {
            continue;
        };
        let strange = head.cells.iter().filter(|cell| is_strange(cell, &known));
        found.extend(strange.map(|cell| cell.span));
    }
    found
}

/// Keys of all heads, labels and scopes of the form.
fn known(form: &Form, reported: &[Reported]) -> Vec<Key> {
    let tables = form.tables.iter();
    let heads = tables.clone().flat_map(|table| &table.header_words);
    let rows = tables.flat_map(|table| &table.rows);
    let labels = rows
        .clone()
        .flat_map(|row| std::iter::once(&row.label).chain(&row.aliases));
    let slots = rows.flat_map(|row| &row.slots).map(|slot| &slot.head);
    let scopes = reported.iter().filter_map(|one| one.scope.as_ref());
    let mut keys: Vec<Key> = heads
        .chain(labels)
        .chain(slots)
        .chain(scopes)
        .map(|text| Key::new(text))
        .filter(|key| !key.is_empty())
        .collect();
    keys.sort_by(|one, two| one.full.cmp(&two.full));
    keys.dedup();
    keys
}

/// Whether most texts of a row are heads of the form.
fn is_head(row: &GridRow, known: &[Key]) -> bool {
    let texts = || row.cells.iter().filter(|cell| !cell.text.is_empty());
    let strange = texts().filter(|cell| is_strange(cell, known)).count();
    row.explicit
        && texts().count() >= 3
        && !texts().any(|cell| is_value(&cell.text))
        && strange * 2 < texts().count()
}

/// Whether a cell is no head of the form, nor part of one.
fn is_strange(cell: &GridCell, known: &[Key]) -> bool {
    let key = Key::new(&cell.text);
    let part = |head: &Key| head.full.windows(key.len()).any(|part| part == key.full);
    !key.is_empty()
        && key.len() <= LONGEST
        && !known
            .iter()
            .any(|head| shared(head, &key) >= 0.6 || part(head))
}
