//! Rows that seem empty in tables where values are left over: nothing says that these are not theirs.

use crate::layout::is_value;
use crate::record::ValueState;
use crate::table::Grid;

use super::Reported;
use super::align::Alignment;
use super::row::Row;

/// Values before the end of a label, from which on they are no number of the row.
const WITHIN: usize = 2;

/// Makes unreadable the rows that print neither values nor empty cells, where their label holds a value
/// or their grid or one beside it has values that are no row's.
pub(super) fn give_up(
    grids: &[Grid],
    rows: &[Row],
    alignment: &Alignment,
    reported: &mut [Reported],
) {
    let stray = stray(grids, rows, alignment, reported);
    for pair in &alignment.pairs {
        let parts = &rows[pair.rows.clone()];
        let grid = rows[pair.rows.start].grid;
        let near = stray.iter().any(|other| other.abs_diff(grid) <= 1);
        let own = parts.iter().any(|row| holds_a_value(grids, row));
        if !near && !own || parts.iter().any(|row| row.explicit || row.filled() > 0) {
            continue;
        }
        let of_pair = |one: &&mut Reported| {
            (one.table, one.row) == (pair.table, pair.row) && one.state == ValueState::Blank
        };
        for one in reported.iter_mut().filter(of_pair) {
            one.state = ValueState::Unreadable;
        }
    }
}

/// The grids that hold values which no row of the form has.
fn stray(grids: &[Grid], rows: &[Row], alignment: &Alignment, reported: &[Reported]) -> Vec<usize> {
    let read: Vec<_> = reported.iter().filter_map(|one| one.cell).collect();
    let placed = |at: usize| alignment.pairs.iter().any(|pair| pair.rows.contains(&at));
    let over = |(at, row): (usize, &Row)| {
        let filled = row
            .values
            .iter()
            .filter(|(_, value)| value.state != ValueState::Blank);
        let known = |span| read.iter().any(|cell| cell.span == span);
        let alone = row.words.is_empty() && !placed(at);
        let unread = alone && filled.map(|(cell, _)| cell.span).any(|span| !known(span));
        (unread || hides_values(grids, row)).then_some(row.grid)
    };
    let mut found: Vec<usize> = rows.iter().enumerate().filter_map(over).collect();
    found.dedup();
    found
}

/// Whether values stand in the label of a row that prints none behind it.
fn hides_values(grids: &[Grid], row: &Row) -> bool {
    let printed = grids.get(row.grid).and_then(|grid| grid.rows.get(row.at));
    let values = printed.map_or(0, |printed| {
        let cells = printed.cells.iter();
        cells.filter(|cell| is_value(&cell.text)).count()
    });
    !row.explicit && row.values.is_empty() && values >= WITHIN
}

/// Whether a label ends with digits, or goes on behind a value.
fn holds_a_value(grids: &[Grid], row: &Row) -> bool {
    let printed = grids.get(row.grid).and_then(|grid| grid.rows.get(row.at));
    let cells = printed.map_or(&[][..], |printed| &printed.cells);
    let behind = cells.iter().skip_while(|cell| is_value(&cell.text));
    let digit = |one: char| one.is_ascii_digit();
    behind.skip(1).any(|cell| is_value(&cell.text))
        || row.words.last().is_some_and(|word| word.ends_with(digit))
}
