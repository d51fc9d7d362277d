//! Rows that seem empty in tables where values are left over: nothing says that these are not theirs.

use crate::grammar::Form;
use crate::layout::is_value;
use crate::record::ValueState;
use crate::table::Grid;
use crate::text::Span;

use super::Reported;
use super::align::{Alignment, Pair};
use super::columns::has_glued_zeros;
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

/// Rows that a row without values and values without a row may be apart.
const APART: usize = 8;

/// Makes unreadable the rows between one that prints no values and values that are no row's: each may have
/// been printed a line higher or lower than its label.
pub(super) fn give_up_shifted(
    (form, grids): (&Form, &[Grid]),
    rows: &[Row],
    alignment: &Alignment,
    reported: &mut [Reported],
) {
    let mut pair_of = vec![None; rows.len()];
    for (number, pair) in alignment.pairs.iter().enumerate() {
        pair_of[pair.rows.clone()].fill(Some(number));
    }
    let read: Vec<Span> = reported
        .iter()
        .filter_map(|one| Some(one.cell?.span))
        .collect();
    let valued = |pair: &Pair| rows[pair.rows.clone()].iter().any(|row| row.filled() > 0);
    let is_open = |pair: &Pair| {
        let explicit = rows[pair.rows.clone()].iter().any(|row| row.explicit);
        !form.tables[pair.table].rows[pair.row].heading && !explicit && !valued(pair)
    };
    let stray = |at: &usize| {
        let row = &rows[*at];
        let cells = row
            .values
            .iter()
            .filter(|(_, value)| value.state != ValueState::Blank);
        let unread = cells.filter(|(cell, _)| !read.contains(&cell.span)).count();
        pair_of[*at].is_none() && unread >= WITHIN && !row.explicit
    };
    let mut shifted = taken_from_others(rows, alignment, reported, stray);
    // Where empty lines part rows, no value goes astray over them.
    let gap = |at: usize| {
        let row = &rows[at];
        grids[row.grid]
            .rows
            .get(row.at)
            .is_some_and(|row| row.after_gap)
    };
    for at in (0..rows.len()).filter(stray) {
        let above = (at.saturating_sub(APART)..at).rev();
        let above: Vec<usize> = above.take_while(|above| !gap(above + 1)).collect();
        let below = at + 1..rows.len().min(at + 1 + APART);
        let below: Vec<usize> = below.take_while(|below| !gap(*below)).collect();
        for way in [above, below] {
            let mut between = Vec::new();
            for number in way
                .into_iter()
                .take_while(|at| !stray(at))
                .filter_map(|at| pair_of[at])
            {
                let pair = &alignment.pairs[number];
                if is_open(pair) {
                    between.push(number);
                    shifted.append(&mut between);
                    break;
                }
                between.extend(valued(pair).then_some(number));
            }
        }
    }
    for pair in shifted.into_iter().map(|number| &alignment.pairs[number]) {
        let of_pair = |one: &&mut Reported| (one.table, one.row) == (pair.table, pair.row);
        reported
            .iter_mut()
            .filter(of_pair)
            .for_each(Reported::give_up);
    }
}

/// Pairs whose values stand on other lines than their label, where such lines have values left over.
fn taken_from_others(
    rows: &[Row],
    alignment: &Alignment,
    reported: &[Reported],
    stray: impl Fn(&usize) -> bool,
) -> Vec<usize> {
    let taken = |pair: &Pair| {
        let own = &rows[pair.rows.clone()];
        let cells = reported
            .iter()
            .filter(|one| (one.table, one.row) == (pair.table, pair.row) && one.value.is_some());
        let cells = cells
            .filter_map(|one| one.cell)
            .filter(|cell| cell.grid == own[0].grid);
        let places: Vec<usize> = cells.map(|cell| cell.row).collect();
        let is_own = |place: &usize| own.iter().any(|row| row.at == *place);
        let (Some(first), Some(last)) = (places.iter().min(), places.iter().max()) else {
            return false;
        };
        let near = |at: &usize| {
            let row = &rows[*at];
            row.grid == own[0].grid && (*first..=last + 1).contains(&row.at)
        };
        let around = pair.rows.start.saturating_sub(APART)..rows.len().min(pair.rows.end + APART);
        !own[0].explicit && !places.iter().all(is_own) && around.filter(near).any(|at| stray(&at))
    };
    let numbers = 0..alignment.pairs.len();
    numbers
        .filter(|number| taken(&alignment.pairs[*number]))
        .collect()
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
        let over = unread || hides_values(grids, row) || has_glued_zeros(grids, &rows[at..=at], 0);
        over.then_some(row.grid)
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
