//! Values that stand apart from their labels: all labels first, then all values, as extraction by
//! column prints them.
//!
//! A run of values belongs to the labels since the run before it. How it is folded, by row, by column,
//! or by column with one column out of its place, is decided by equations: those of the rows first,
//! then those of the columns. A run without equations is read as the others of its document are.

use crate::grammar::Form;

use super::align::{Alignment, Pair};
use super::hypothesis::{Token, satisfies};
use super::mend::{Reading, Uneven};
use super::reading::trailing_number;
use super::row::Row;
use super::run::{Order, Run, find, is_torn, is_whole, slots};
use super::slot::row_sums;

/// What stands for the values of a pair.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) enum Values {
    /// Those printed in its own rows.
    #[default]
    Own,
    /// Those of a run, one for each cell.
    Folded(Vec<Token>),
    /// The same, after an accident was undone: arithmetic says which row they are.
    Mended(Vec<Token>),
    /// Some run, but nobody can tell which part of it.
    Lost,
}

/// How a run is read in the end.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) enum Choice {
    /// Not at all.
    #[default]
    Lost,
    /// In one of its orders.
    Order(usize),
    /// After an accident was undone.
    Mended(Reading),
}

/// Finds the runs of a document and the orders that each allows.
pub(crate) fn runs(form: &Form, rows: &[Row], alignment: &Alignment) -> Vec<Run> {
    let mut runs = find(form, rows, alignment);
    let mut before: Option<(usize, bool)> = None;
    for run in &mut runs {
        let table = alignment.pairs[run.pairs[0]].table;
        // A cut that tore a label from its value before this run may have torn another behind it.
        let doubtful = before == Some((table, true));
        run.torn = doubtful || is_torn(form, rows, alignment, run);
        let whole =
            is_whole(form, &alignment.pairs, run) || lacks_first(form, rows, alignment, run);
        before = Some((table, run.torn || !whole));
        if !run.torn {
            run.orders = orders(form, &alignment.pairs, run);
        }
    }
    let hint = by_document(form, alignment, &mut runs);
    for run in &mut runs {
        run.mended = mended(form, &alignment.pairs, run, hint);
    }
    runs
}

/// Whether a run lacks just the first value of its only row, which the label swallowed.
fn lacks_first(form: &Form, rows: &[Row], alignment: &Alignment, run: &Run) -> bool {
    let [pair] = run.pairs.as_slice() else {
        return false;
    };
    let pair = &alignment.pairs[*pair];
    run.tokens.len() + 1 == slots(form, pair) && trailing_number(&rows[pair.rows.clone()]).is_some()
}

/// Gives runs of which nothing is known the order of all others, and tells whether the document is
/// read by column, if it is read in one order.
fn by_document(form: &Form, alignment: &Alignment, runs: &mut [Run]) -> Option<bool> {
    let width = |run: &Run| slots(form, &alignment.pairs[run.pairs[0]]);
    let telling = |run: &&Run| run.pairs.len() > 1 && width(run) > 1;
    let all: Vec<&Order> = runs
        .iter()
        .filter(telling)
        .flat_map(|run| &run.orders)
        .collect();
    let known = !all.is_empty();
    let by_column = all.iter().all(|order| matches!(order, Order::ByColumn(_)));
    let by_row = all.iter().all(|order| **order == Order::ByRow);
    let open = |run: &&mut Run| run.orders.is_empty() && !run.torn;
    for run in runs.iter_mut().filter(open) {
        if known && by_column {
            run.orders.push(Order::ByColumn((0..width(run)).collect()));
        } else if known && by_row {
            run.orders.push(Order::ByRow);
        }
    }
    (known && by_column != by_row).then_some(by_column)
}

/// The readings of a run that does not come out even.
fn mended(form: &Form, pairs: &[Pair], run: &Run, by_column: Option<bool>) -> Vec<Reading> {
    let width = slots(form, &pairs[run.pairs[0]]);
    let even = |pair: &usize| slots(form, &pairs[*pair]) == width;
    let whole = is_whole(form, pairs, run);
    if run.pairs.len() == 1 || run.torn || whole || !run.pairs.iter().all(even) {
        return Vec::new();
    }
    let row = |pair: &usize| &form.tables[pairs[*pair].table].rows[pairs[*pair].row];
    let sums: Vec<_> = run
        .pairs
        .iter()
        .map(|pair| row_sums(form, row(pair)))
        .collect();
    Uneven {
        tokens: &run.tokens,
        sums: &sums,
        slots: width,
        strangers: &run.strangers,
    }
    .readings(by_column)
}

/// Decides, for each pair of the alignment, where its values are; each run has its choice.
pub(crate) fn fold(
    form: &Form,
    alignment: &Alignment,
    runs: &[Run],
    choices: &[Choice],
) -> Vec<Values> {
    let mut values = vec![Values::Own; alignment.pairs.len()];
    for (number, run) in runs.iter().enumerate() {
        let slots = slots(form, &alignment.pairs[run.pairs[0]]);
        let order = match &choices[number] {
            Choice::Order(chosen) => run.orders.get(*chosen),
            _ => None,
        };
        for (at, pair) in run.pairs.iter().enumerate() {
            values[*pair] = match (&choices[number], order) {
                _ if run.torn => Values::Lost,
                _ if run.pairs.len() == 1 => Values::Folded(run.tokens.clone()),
                (_, Some(order)) if is_whole(form, &alignment.pairs, run) => {
                    Values::Folded(part(run, at, slots, order))
                }
                (Choice::Mended(reading), _) => Values::Mended(reading[at].clone()),
                _ => Values::Lost,
            };
        }
    }
    values
}

/// The orders in which a run satisfies the equations of its rows.
fn orders(form: &Form, pairs: &[Pair], run: &Run) -> Vec<Order> {
    let width = slots(form, &pairs[run.pairs[0]]);
    if run.pairs.len() == 1 || width == 1 {
        return vec![Order::ByRow];
    }
    if !is_whole(form, pairs, run) || width > 16 {
        return Vec::new();
    }
    let fits = |order: &Order| fits(form, pairs, run, width, order);
    let plain = [Order::ByColumn((0..width).collect()), Order::ByRow];
    let found: Vec<Order> = plain
        .into_iter()
        .filter(|order| fits(order) == Some(true))
        .collect();
    if !found.is_empty() || fits(&Order::ByRow).is_some() {
        return found;
    }
    // A report with a wrong sum is still read in one order only.
    let mostly = [Order::ByColumn((0..width).collect()), Order::ByRow];
    let mostly: Vec<Order> = mostly
        .into_iter()
        .filter(|order| fits_mostly(form, pairs, run, width, order))
        .collect();
    if mostly.len() == 1 {
        return mostly;
    }
    let mut found: Vec<Order> = Vec::new();
    for order in with_one_moved(width) {
        let known = found.iter().any(|other| same(run, width, other, &order));
        if !known && fits(&order) == Some(true) {
            found.push(order);
        }
    }
    found
}

/// Orders by column with one column out of its place.
fn with_one_moved(width: usize) -> impl Iterator<Item = Order> {
    let places = (0..width).flat_map(move |from| (0..width).map(move |to| (from, to)));
    places
        .filter(|(from, to)| from != to)
        .map(move |(from, to)| {
            let mut columns: Vec<usize> = (0..width).collect();
            let moved = columns.remove(from);
            columns.insert(to, moved);
            Order::ByColumn(columns)
        })
}

/// Whether every row satisfies its equations: `Some(true)` if not only by zeros, `Some(false)` if
/// nothing speaks for or against it, `None` if one fails.
fn fits(form: &Form, pairs: &[Pair], run: &Run, width: usize, order: &Order) -> Option<bool> {
    let mut proved = false;
    for (at, pair) in run.pairs.iter().enumerate() {
        let sums = row_sums(
            form,
            &form.tables[pairs[*pair].table].rows[pairs[*pair].row],
        );
        let part: Vec<Option<Token>> = part(run, at, width, order).into_iter().map(Some).collect();
        if !satisfies(&part, &sums) {
            return None;
        }
        let speaks = part
            .iter()
            .flatten()
            .any(|(_, value)| value.value.is_some_and(|one| one != 0.0));
        proved |= !sums.is_empty() && speaks;
    }
    Some(proved)
}

/// Whether at least three rows satisfy their equations by more than zeros, and at most one in five
/// does not.
fn fits_mostly(form: &Form, pairs: &[Pair], run: &Run, width: usize, order: &Order) -> bool {
    let (mut holds, mut fails) = (0, 0);
    for (at, pair) in run.pairs.iter().enumerate() {
        let sums = row_sums(
            form,
            &form.tables[pairs[*pair].table].rows[pairs[*pair].row],
        );
        let part: Vec<Option<Token>> = part(run, at, width, order).into_iter().map(Some).collect();
        let speaks = part
            .iter()
            .flatten()
            .any(|(_, value)| value.value.is_some_and(|one| one != 0.0));
        match satisfies(&part, &sums) {
            true => holds += usize::from(speaks && !sums.is_empty()),
            false => fails += 1,
        }
    }
    holds >= 3 && fails * 5 <= run.pairs.len()
}

/// Whether two orders read the same values.
fn same(run: &Run, width: usize, left: &Order, right: &Order) -> bool {
    let values = |at: usize, order: &Order| -> Vec<Option<f64>> {
        part(run, at, width, order)
            .iter()
            .map(|(_, value)| value.value)
            .collect()
    };
    (0..run.pairs.len()).all(|at| values(at, left) == values(at, right))
}

/// The values of pair `at` of a run.
fn part(run: &Run, at: usize, slots: usize, order: &Order) -> Vec<Token> {
    let row = run.places[at];
    let index = |slot: usize| match order {
        Order::ByColumn(columns) => columns.get(slot).map(|column| column * run.labels + row),
        Order::ByRow => Some(row * slots + slot),
    };
    (0..slots)
        .filter_map(|slot| run.tokens.get(index(slot)?).cloned())
        .collect()
}
