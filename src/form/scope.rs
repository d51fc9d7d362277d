//! Forms whose value column is repeated: one column for each level, kind of organ or period.

use crate::grammar::Form;
use crate::record::ValueState;
use crate::table::Grid;

use super::align::Alignment;
use super::row::Row;

/// The value columns of a table that repeats its column: their heads, `None` where none is printed.
///
/// A table with a single value column has no scopes.
pub(crate) fn scopes(
    form: &Form,
    table: usize,
    grids: &[Grid],
    rows: &[Row],
    alignment: &Alignment,
) -> Vec<Option<String>> {
    if !form.tables[table].repeats {
        return Vec::new();
    }
    let pairs: Vec<_> = alignment
        .pairs
        .iter()
        .filter(|pair| pair.table == table)
        .collect();
    let valued: Vec<&Row> = pairs
        .iter()
        .filter_map(|pair| rows[pair.rows.clone()].iter().find(|row| row.filled() > 0))
        .collect();
    let Some(width) = usual(valued.iter().map(|row| row.values.len())) else {
        return Vec::new();
    };
    let filled = usual(valued.iter().map(|row| row.filled())).unwrap_or(0);
    // Columns that are always empty are no columns.
    let width = width.min(filled.max(always(&valued)));
    if width < 2 {
        return Vec::new();
    }
    heads(grids, &valued, width)
}

/// The most frequent number.
pub(crate) fn usual(numbers: impl Iterator<Item = usize>) -> Option<usize> {
    let mut counts: Vec<(usize, usize)> = Vec::new();
    for number in numbers {
        match counts.iter_mut().find(|(known, _)| *known == number) {
            Some((_, count)) => *count += 1,
            None => counts.push((number, 1)),
        }
    }
    counts
        .into_iter()
        .max_by_key(|(number, count)| (*count, *number))
        .map(|(number, _)| number)
}

/// One past the last position at which any row has a value.
fn always(rows: &[&Row]) -> usize {
    let last = |row: &&Row| {
        row.values
            .iter()
            .rposition(|(_, value)| value.state != ValueState::Blank)
            .map_or(0, |at| at + 1)
    };
    rows.iter().map(last).max().unwrap_or(0)
}

/// The texts above the value columns, from the nearest row that has as many.
fn heads(grids: &[Grid], valued: &[&Row], width: usize) -> Vec<Option<String>> {
    let none = vec![None; width];
    let Some((cell, row)) = valued
        .iter()
        .find_map(|row| Some((row.values.first()?.0, *row)))
    else {
        return none;
    };
    let columns: Vec<usize> = row
        .values
        .iter()
        .take(width)
        .map(|(cell, _)| cell.col)
        .collect();
    let above = grids[cell.grid].rows[..cell.row].iter().rev();
    let head = above.filter_map(|row| {
        let texts: Vec<Option<String>> = columns
            .iter()
            .map(|col| {
                row.cells
                    .iter()
                    .find(|cell| cell.col == *col)
                    .map(|cell| cell.text.clone())
                    .filter(|text| !text.is_empty())
            })
            .collect();
        texts.iter().all(Option::is_some).then_some(texts)
    });
    head.into_iter().next().unwrap_or(none)
}
