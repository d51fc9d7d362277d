//! Values that stand apart from their labels: all labels first, then all values, as extraction by
//! column prints them.
//!
//! A run of values belongs to the labels since the run before it. How it is folded, by row, by column,
//! or by column with one column out of its place, is decided by equations: those of the rows first,
//! then those of the columns. A run without equations is read as the others of its document are.

use crate::grammar::Form;
use crate::label::Key;

use super::align::{Alignment, Pair};
use super::hypothesis::{Token, satisfies};
use super::mend::{Reading, Uneven};
use super::row::Row;
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

/// A run of values, the pairs whose labels stand before it, and the ways it may be read.
pub(crate) struct Run {
    pub pairs: Vec<usize>,
    /// For each pair, its place among the labels: those printed twice have values twice.
    places: Vec<usize>,
    /// Number of labels.
    labels: usize,
    /// Places among the pairs of labels that are nobody's.
    strangers: Vec<usize>,
    /// A label and its value may stand in different runs.
    torn: bool,
    pub tokens: Vec<Token>,
    /// Orders that the rows' equations allow; empty if nothing is known.
    pub orders: Vec<Order>,
    /// Readings that undo one accident, where labels and values do not come out even.
    pub mended: Vec<Reading>,
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

/// How a run is to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Order {
    /// Row after row.
    ByRow,
    /// Column after column; the form's column at each position is the printed one of this number.
    ByColumn(Vec<usize>),
}

/// What stands before a run of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Label {
    /// The label of this pair.
    Pair(usize),
    /// A label that was printed before.
    Again,
    /// A text that is no label of the form, as it stands.
    Stranger,
}

impl Label {
    fn pair(&self) -> Option<usize> {
        match self {
            Self::Pair(pair) => Some(*pair),
            _ => None,
        }
    }
}

impl Run {
    /// A run of values behind labels.
    fn new(form: &Form, alignment: &Alignment, waiting: &[Label], tokens: &[Token]) -> Self {
        let mut strangers = Vec::new();
        let mut labels: Vec<Option<usize>> = Vec::new();
        for label in waiting {
            match label {
                Label::Pair(pair) => labels.push(Some(*pair)),
                Label::Again => labels.push(None),
                Label::Stranger => strangers.push(labels.iter().flatten().count()),
            }
        }
        let pairs: Vec<usize> = labels.iter().flatten().copied().collect();
        let of_all = pairs.first().map_or(0, |first| {
            slots(form, &alignment.pairs[*first]) * labels.len()
        });
        let twice = of_all == tokens.len();
        let places = labels.iter().enumerate().filter(|(_, pair)| pair.is_some());
        Self {
            places: match twice {
                true => places.map(|(place, _)| place).collect(),
                false => (0..pairs.len()).collect(),
            },
            labels: if twice { labels.len() } else { pairs.len() },
            pairs,
            strangers,
            torn: false,
            tokens: tokens.to_vec(),
            orders: Vec::new(),
            mended: Vec::new(),
        }
    }
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
        before = Some((table, run.torn || !is_whole(form, &alignment.pairs, run)));
        if !run.torn {
            run.orders = orders(form, &alignment.pairs, run);
        }
    }
    let telling =
        |run: &&Run| run.pairs.len() > 1 && slots(form, &alignment.pairs[run.pairs[0]]) > 1;
    let all: Vec<&Order> = runs
        .iter()
        .filter(telling)
        .flat_map(|run| &run.orders)
        .collect();
    let known = !all.is_empty();
    let by_column = all.iter().all(|order| matches!(order, Order::ByColumn(_)));
    let by_row = all.iter().all(|order| **order == Order::ByRow);
    for run in runs
        .iter_mut()
        .filter(|run| run.orders.is_empty() && !run.torn)
    {
        if known && by_column {
            run.orders.push(Order::ByColumn(
                (0..slots(form, &alignment.pairs[run.pairs[0]])).collect(),
            ));
        } else if known && by_row {
            run.orders.push(Order::ByRow);
        }
    }
    let hint = (known && by_column != by_row).then_some(by_column);
    for run in &mut runs {
        run.mended = mended(form, &alignment.pairs, run, hint);
    }
    runs
}

/// More labels than this before their values are no run: no form has as many.
const LABELS: usize = 1000;

/// Whether a run comes out even only by chance: one of its labels is the end of one that a page cut,
/// whose value stands before the cut, and a text that is nobody's may have a value here.
fn is_torn(form: &Form, rows: &[Row], alignment: &Alignment, run: &Run) -> bool {
    let is_part = |pair: &usize| {
        let pair = &alignment.pairs[*pair];
        let name = Key::new(&form.tables[pair.table].rows[pair.row].label);
        let printed: String = rows[pair.rows.clone()]
            .iter()
            .map(Row::label_text)
            .collect();
        pair.label < SURE && Key::new(&printed).len() * 20 < name.len() * 17
    };
    run.pairs.len() > 1
        && !run.strangers.is_empty()
        && is_whole(form, &alignment.pairs, run)
        && run.pairs.iter().any(is_part)
}

/// Labels less like the form's than this may be part of one that stands elsewhere.
const SURE: f32 = 0.9;

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

/// Whether a run has as many values as its pairs have cells.
fn is_whole(form: &Form, pairs: &[Pair], run: &Run) -> bool {
    let first = slots(form, &pairs[run.pairs[0]]);
    run.pairs
        .iter()
        .all(|pair| slots(form, &pairs[*pair]) == first)
        && run.tokens.len() == first * run.labels
}

fn slots(form: &Form, pair: &Pair) -> usize {
    form.tables[pair.table].rows[pair.row].slots.len()
}

/// Rows of values alone, each with the pairs since the values before it.
fn find(form: &Form, rows: &[Row], alignment: &Alignment) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut waiting: Vec<Label> = Vec::new();
    let pair_at = |at: usize| {
        alignment
            .pairs
            .iter()
            .position(|pair| pair.rows.contains(&at))
    };
    for (at, row) in rows.iter().enumerate() {
        match pair_at(at) {
            Some(pair) => {
                let form_row =
                    &form.tables[alignment.pairs[pair].table].rows[alignment.pairs[pair].row];
                let empty = rows[alignment.pairs[pair].rows.clone()]
                    .iter()
                    .all(|row| row.values.is_empty());
                if !empty {
                    waiting.clear();
                } else if carries(form, alignment, pair)
                    && !form_row.label.is_empty()
                    && waiting.last() != Some(&Label::Pair(pair))
                {
                    waiting.push(Label::Pair(pair));
                }
            }
            // A unit of its own closes the row before it: what follows is another row's. Several units
            // on end are a column like any other.
            None if is_unit(row) => {
                let column = at
                    .checked_sub(1)
                    .is_some_and(|before| is_unit(&rows[before]))
                    || rows.get(at + 1).is_some_and(is_unit);
                if !column {
                    let keep = waiting.len().saturating_sub(1);
                    waiting.drain(..keep);
                }
            }
            None if row.words.is_empty()
                && row.filled() > 0
                && waiting.iter().any(|label| label.pair().is_some()) =>
            {
                let same = waiting
                    .iter()
                    .filter_map(Label::pair)
                    .all(|pair| rows[alignment.pairs[pair].rows.start].grid == row.grid);
                if same {
                    let labels = std::mem::take(&mut waiting);
                    runs.push(Run::new(form, alignment, &labels, &row.values));
                }
            }
            None if row.filled() == 0 && waiting.len() < LABELS => {
                let known = waiting.iter().filter_map(Label::pair);
                waiting.extend(stranger(form, rows, alignment, known, at));
            }
            None => {}
        }
    }
    runs
}

/// What a row of text is that belongs to no pair: a label over again, or a stranger; `None` if it is
/// the end of the label before it, or a column head.
fn stranger(
    form: &Form,
    rows: &[Row],
    alignment: &Alignment,
    mut known: impl DoubleEndedIterator<Item = usize> + Clone,
    at: usize,
) -> Option<Label> {
    let printed = |pair: usize| &rows[alignment.pairs[pair].rows.start];
    let text = rows[at].label_text();
    if alignment.named[at] && known.clone().any(|pair| printed(pair).label_text() == text) {
        return Some(Label::Again);
    }
    let key = Key::new(&text);
    let last = &alignment.pairs[known.next_back()?];
    let table = &form.tables[last.table];
    let within = |name: &String| {
        let name = Key::new(name);
        key.len() <= name.len()
            && name
                .full
                .windows(key.len().max(1))
                .any(|part| part == key.full)
    };
    let row = &table.rows[last.row];
    let goes_on = std::iter::once(&row.label).chain(&row.aliases).any(within);
    let is_head = table
        .header_words
        .iter()
        .any(|head| Key::new(head).core == key.core);
    (!key.is_empty() && !goes_on && !is_head).then_some(Label::Stranger)
}

/// Whether a row is nothing but a unit.
fn is_unit(row: &Row) -> bool {
    row.words.is_empty() && row.unit.is_some() && row.filled() == 0
}

/// Whether a pair's row has values of its own: any row but a heading whose rows are there too.
fn carries(form: &Form, alignment: &Alignment, pair: usize) -> bool {
    let Pair { table, row, .. } = alignment.pairs[pair];
    let rows = &form.tables[table].rows;
    let below = |other: &Pair| other.table == table && rows[other.row].parent == Some(row);
    !rows[row].heading || !alignment.pairs.iter().any(below)
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
    for from in 0..width {
        for to in (0..width).filter(|to| *to != from) {
            let mut columns: Vec<usize> = (0..width).collect();
            let moved = columns.remove(from);
            columns.insert(to, moved);
            let order = Order::ByColumn(columns);
            let known = found.iter().any(|other| same(run, width, other, &order));
            if !known && fits(&order) == Some(true) {
                found.push(order);
            }
        }
    }
    found
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
