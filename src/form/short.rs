//! Tables that print one value fewer than the form in row after row: a column is gone or blank
//! throughout, and a single row whose figures happen to add up otherwise proves nothing.

use std::collections::HashMap;

use crate::grammar::Form;

use super::Reported;
use super::align::{Alignment, Pair};
use super::row::Row;

/// Rows from which on a lack is the table's and not a row's.
const ROWS: usize = 5;

/// Makes unreadable what was read in rows that lack one value where almost all rows of their table do
/// and most of these could not be read.
pub(super) fn give_up(form: &Form, rows: &[Row], alignment: &Alignment, reported: &mut [Reported]) {
    let mut tables: HashMap<usize, Vec<(&Pair, bool)>> = HashMap::new();
    for pair in &alignment.pairs {
        let slots = form.tables[pair.table].rows[pair.row].slots.len();
        let of_pair = &rows[pair.rows.clone()];
        let filled: usize = of_pair.iter().map(Row::filled).sum();
        // Printed empty cells say themselves what is missing.
        if slots < 3 || filled == 0 || of_pair.iter().any(|row| row.explicit) {
            continue;
        }
        tables
            .entry(pair.table)
            .or_default()
            .push((pair, filled + 1 == slots));
    }
    let mut lacking: Vec<(usize, usize)> = Vec::new();
    for table in 0..form.tables.len() {
        let Some(pairs) = tables.get(&table) else {
            continue;
        };
        let short = || pairs.iter().filter(|(_, short)| *short);
        let rows = || short().map(|(pair, _)| (pair.table, pair.row));
        let read = rows().filter(|row| is_read(reported, *row)).count();
        if short().count() >= ROWS && read * 2 < short().count() {
            lacking.extend(rows());
        }
    }
    let lacks = |one: &&mut Reported| lacking.contains(&(one.table, one.row));
    for one in reported.iter_mut().filter(lacks) {
        one.give_up();
    }
}

fn is_read(reported: &[Reported], row: (usize, usize)) -> bool {
    let mut cells = reported.iter().filter(|one| (one.table, one.row) == row);
    cells.any(|one| one.value.is_some())
}
