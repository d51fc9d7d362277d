//! Rows that the alignment in order had to leave out: neighbours in each other's place, and labels
//! too damaged to speak for themselves.
//!
//! A row of the form without a printed row and a printed row without one of the form belong together
//! if the label is exact and stands near, or if both stand alone between the same neighbours, agree
//! in number or in a third of their characters, and carry as many values as the form has.

use super::align::{Alignment, Pair};
use super::forms::Target;
use super::row::Row;
use crate::label::{Key, shared};

/// How far, in rows, a row may stand from its place.
const REACH: usize = 3;
/// Similarity that is put down for labels that only their place completes.
const DAMAGED: f32 = 0.5;
/// Share of common characters below which a label says nothing at all.
const LEAST: f32 = 0.34;

/// Adds pairs for `rows` that can be placed after all. `exact` names, for each row, the targets of
/// which it prints the official name.
pub(super) fn rescue(
    targets: &[Target],
    rows: &[Row],
    exact: &[Option<Vec<usize>>],
    alignment: &mut Alignment,
) {
    let mut open = Open::new(targets, rows, alignment);
    let before = alignment.pairs.len();
    displaced(targets, rows, exact, &mut open, alignment);
    damaged(targets, rows, &mut open, alignment);
    if alignment.pairs.len() > before {
        alignment.pairs.sort_by_key(|pair| pair.rows.start);
    }
}

/// What is not yet paired.
struct Open {
    /// For each target, the printed row that it begins with.
    at: Vec<Option<usize>>,
    /// For each printed row, its target.
    target: Vec<Option<usize>>,
}

impl Open {
    fn new(targets: &[Target], rows: &[Row], alignment: &Alignment) -> Self {
        let mut open = Self {
            at: vec![None; targets.len()],
            target: vec![None; rows.len()],
        };
        for pair in &alignment.pairs {
            let found = targets
                .iter()
                .position(|target| (target.table, target.row) == (pair.table, pair.row));
            if let Some(number) = found {
                open.at[number] = Some(pair.rows.start);
                open.target[pair.rows.clone()].fill(Some(number));
            }
        }
        open
    }

    fn pair(&mut self, target: &Target, number: usize, at: usize, label: f32) -> Pair {
        self.at[number] = Some(at);
        self.target[at] = Some(number);
        Pair {
            table: target.table,
            row: target.row,
            rows: at..at + 1,
            label,
        }
    }
}

/// Whether a printed row has the values of the form's row.
fn is_full(target: &Target, row: &Row) -> bool {
    let slots = target.slots;
    row.filled() == slots || row.explicit && row.values.len() >= slots && row.filled() > 0
}

/// Rows with an exact label a few rows from their place.
fn displaced(
    targets: &[Target],
    rows: &[Row],
    exact: &[Option<Vec<usize>>],
    open: &mut Open,
    alignment: &mut Alignment,
) {
    for at in 0..rows.len() {
        let Some(known) = exact[at].as_ref().filter(|_| open.target[at].is_none()) else {
            continue;
        };
        let mut fitting = known.iter().copied().filter(|number| {
            let target = &targets[*number];
            open.at[*number].is_none()
                && !target.heading
                && (is_full(target, &rows[at]) || rows[at].values.is_empty())
                && numbers_agree(target, &rows[at])
                && is_near(open, *number, at)
        });
        let (Some(number), None) = (fitting.next(), fitting.next()) else {
            continue;
        };
        let pair = open.pair(&targets[number], number, at, 1.0);
        alignment.filled += rows[at].filled();
        alignment.valued += 1;
        alignment.pairs.push(pair);
    }
}

fn numbers_agree(target: &Target, row: &Row) -> bool {
    let expected = target.names.first().and_then(|name| name.ordinal);
    let printed = row.keys.iter().find_map(|key| key.ordinal);
    expected.is_none() || printed.is_none() || expected == printed
}

/// Whether neighbours of the target stand near the row.
fn is_near(open: &Open, number: usize, at: usize) -> bool {
    let around = number.saturating_sub(REACH)..(number + REACH + 1).min(open.at.len());
    around
        .filter_map(|other| open.at[other])
        .any(|other| other.abs_diff(at) <= REACH)
}

/// As many illegible labels between two neighbours as the form has rows there.
fn damaged(targets: &[Target], rows: &[Row], open: &mut Open, alignment: &mut Alignment) {
    let mut number = 0;
    while number < targets.len() {
        if open.at[number].is_some() {
            number += 1;
            continue;
        }
        let end = (number..targets.len())
            .find(|other| open.at[*other].is_some())
            .unwrap_or(targets.len());
        if let Some(found) = sandwiched(targets, rows, open, number..end) {
            for (number, at) in found {
                let pair = open.pair(&targets[number], number, at, DAMAGED);
                alignment.filled += rows[at].filled();
                alignment.valued += 1;
                alignment.pairs.push(pair);
            }
        }
        number = end;
    }
}

/// The printed rows for a gap of the form, one each, if that is certain.
fn sandwiched(
    targets: &[Target],
    rows: &[Row],
    open: &Open,
    gap: std::ops::Range<usize>,
) -> Option<Vec<(usize, usize)>> {
    let table = targets[gap.start].table;
    let before = open.at[gap.start.checked_sub(1)?]?;
    let after = match gap.end < targets.len() && targets[gap.end].table == table {
        true => open.at[gap.end]?,
        false => last_of_grid(rows, before) + 1,
    };
    if targets[gap.start - 1].table != table {
        return None;
    }
    let free: Vec<usize> = (before + 1..after)
        .filter(|at| {
            open.target[*at].is_none()
                && rows[*at].grid == rows[before].grid
                && rows[*at].filled() > 0
        })
        .collect();
    let missing: Vec<usize> = gap
        .filter(|number| targets[*number].table == table && !targets[*number].heading)
        .collect();
    let fits = |(number, at): (&usize, &usize)| {
        let (target, row) = (&targets[*number], &rows[*at]);
        is_full(target, row) && resembles(target, row)
    };
    (free.len() == missing.len() && missing.iter().zip(&free).all(fits))
        .then(|| missing.into_iter().zip(free).collect())
}

/// The last row of the grid that row `at` is in.
fn last_of_grid(rows: &[Row], at: usize) -> usize {
    let same = rows[at..]
        .iter()
        .take_while(|row| row.grid == rows[at].grid);
    at + same.count() - 1
}

/// Whether what is left of a label speaks for the target: its number, or a third of its characters.
fn resembles(target: &Target, row: &Row) -> bool {
    let numbered = |key: &Key| {
        key.ordinal.is_some() && target.names.iter().any(|name| name.ordinal == key.ordinal)
    };
    let alike = |key: &Key| target.names.iter().any(|name| shared(name, key) >= LEAST);
    !row.keys.is_empty()
        && numbers_agree(target, row)
        && row.keys.iter().any(|key| numbered(key) || alike(key))
}
