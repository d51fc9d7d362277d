//! Runs of values and the labels that stand before them.
//!
//! A row of values alone ends a run; the labels since the run before it are the run's. What a run's
//! values mean is not asked here.

use crate::grammar::Form;
use crate::label::Key;

use super::align::{Alignment, Pair};
use super::hypothesis::Token;
use super::mend::Reading;
use super::row::Row;

/// More labels than this before their values are no run: no form has as many.
const LABELS: usize = 1000;

/// Labels less like the form's than this may be part of one that stands elsewhere.
const SURE: f32 = 0.9;

/// A run of values, the pairs whose labels stand before it, and the ways it may be read.
pub(crate) struct Run {
    pub pairs: Vec<usize>,
    /// For each pair, its place among the labels: those printed twice have values twice.
    pub places: Vec<usize>,
    /// Number of labels.
    pub labels: usize,
    /// Places among the pairs of labels that are nobody's.
    pub strangers: Vec<usize>,
    /// A label and its value may stand in different runs.
    pub torn: bool,
    pub tokens: Vec<Token>,
    /// Orders that the rows' equations allow; empty if nothing is known.
    pub orders: Vec<Order>,
    /// Readings that undo one accident, where labels and values do not come out even.
    pub mended: Vec<Reading>,
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

/// Rows of values alone, each with the pairs since the values before it.
pub(super) fn find(form: &Form, rows: &[Row], alignment: &Alignment) -> Vec<Run> {
    let mut finder = Finder {
        form,
        rows,
        alignment,
        waiting: Vec::new(),
        runs: Vec::new(),
    };
    for at in 0..rows.len() {
        finder.take(at);
    }
    finder.runs
}

/// A walk down the rows of a document.
struct Finder<'a> {
    form: &'a Form,
    rows: &'a [Row],
    alignment: &'a Alignment,
    /// What stands before the next values.
    waiting: Vec<Label>,
    runs: Vec<Run>,
}

impl Finder<'_> {
    fn take(&mut self, at: usize) {
        let row = &self.rows[at];
        let pairs = &self.alignment.pairs;
        if let Some(pair) = pairs.iter().position(|pair| pair.rows.contains(&at)) {
            self.label(pair);
        } else if is_unit(row) {
            self.unit(at);
        } else if row.words.is_empty() && row.filled() > 0 && self.known().next().is_some() {
            self.values(row);
        } else if row.filled() == 0 && self.waiting.len() < LABELS {
            let text = stranger(self.form, self.rows, self.alignment, self.known(), at);
            self.waiting.extend(text);
        }
    }

    /// The pairs whose labels wait for values.
    fn known(&self) -> impl DoubleEndedIterator<Item = usize> + Clone {
        self.waiting.iter().filter_map(Label::pair)
    }

    /// A row of the form: with values of its own it is no part of a run.
    fn label(&mut self, pair: usize) {
        let found = &self.alignment.pairs[pair];
        let mut parts = self.rows[found.rows.clone()].iter();
        let named = !self.form.tables[found.table].rows[found.row]
            .label
            .is_empty();
        if !parts.all(|row| row.values.is_empty()) {
            self.waiting.clear();
            return;
        }
        self.leave_behind(pair);
        if carries(self.form, self.alignment, pair)
            && named
            && self.waiting.last() != Some(&Label::Pair(pair))
        {
            self.waiting.push(Label::Pair(pair));
        }
    }

    /// Labels of another table in another grid wait no longer: what follows is not theirs.
    fn leave_behind(&mut self, pair: usize) {
        let of = |pair: usize| &self.alignment.pairs[pair];
        let grid = |pair: usize| self.rows[of(pair).rows.start].grid;
        let left = self
            .known()
            .any(|before| of(before).table != of(pair).table && grid(before) != grid(pair));
        if left {
            self.waiting.clear();
        }
    }

    /// A unit of its own closes the row before it: what follows is another row's. Several units on
    /// end are a column like any other.
    fn unit(&mut self, at: usize) {
        let before = at.checked_sub(1).and_then(|before| self.rows.get(before));
        let column = [before, self.rows.get(at + 1)]
            .into_iter()
            .flatten()
            .any(is_unit);
        if !column {
            let keep = self.waiting.len().saturating_sub(1);
            self.waiting.drain(..keep);
        }
    }

    /// Values alone end a run, if its labels stand in their grid.
    fn values(&mut self, row: &Row) {
        let grid = |pair: usize| self.rows[self.alignment.pairs[pair].rows.start].grid;
        if self.known().all(|pair| grid(pair) == row.grid) {
            let labels = std::mem::take(&mut self.waiting);
            let run = Run::new(self.form, self.alignment, &labels, &row.values);
            self.runs.push(run);
        }
    }
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

/// Whether a run comes out even only by chance: one of its labels is the end of one that a page cut,
/// whose value stands before the cut, and a text that is nobody's may have a value here.
pub(super) fn is_torn(form: &Form, rows: &[Row], alignment: &Alignment, run: &Run) -> bool {
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

/// Whether a run has as many values as its pairs have cells.
pub(super) fn is_whole(form: &Form, pairs: &[Pair], run: &Run) -> bool {
    let first = slots(form, &pairs[run.pairs[0]]);
    run.pairs
        .iter()
        .all(|pair| slots(form, &pairs[*pair]) == first)
        && run.tokens.len() == first * run.labels
}

pub(super) fn slots(form: &Form, pair: &Pair) -> usize {
    form.tables[pair.table].rows[pair.row].slots.len()
}
