//! The alignment of printed rows to the rows of a form: dynamic programming over both.
//!
//! A printed row may be the form's row, two or three printed rows may be one (labels split by a page
//! or a line), a form's row may be missing, a printed row may be none of the form's. Gains are
//! additive, so that one good label among doubtful ones keeps its neighbours in place.

use std::ops::Range;

use super::forms::{Forms, Labels};
use super::gain::{Gain, MERGE, exact, gains, heads, most};
use super::merge::{Compared, compare};
use super::rescue::rescue;
use super::row::Row;
use super::telling::{HEAD, Printed};
use crate::label::Key;

/// A row of the form and the printed rows that are it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Pair {
    /// Index of the form's table.
    pub table: usize,
    /// Index of the row in that table.
    pub row: usize,
    /// Printed rows.
    pub rows: Range<usize>,
    /// Similarity of the labels, 0 to 1.
    pub label: f32,
}

/// An alignment and what it is worth.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Alignment {
    /// In order of position.
    pub pairs: Vec<Pair>,
    /// Sum of gains.
    pub score: f32,
    /// Pairs whose form row carries values.
    pub valued: usize,
    /// Printed values in these pairs.
    pub filled: usize,
    /// What column heads that no other form of the family has say for the form.
    pub heads: f32,
    /// For each printed row, whether its label is the official name of some row of the form.
    pub named: Vec<bool>,
}

impl Alignment {
    /// Whether this is the form at all and not a few words that resemble it.
    pub(crate) fn is_convincing(&self) -> bool {
        let values_apart = self.valued >= 6 && self.score >= 5.0;
        let headed = self.valued >= 3 && self.heads >= 3.0 * HEAD;
        values_apart
            || headed
            || self.valued >= 3 && self.filled >= 3 && self.score >= 2.0
            || self.filled >= 15 && self.valued >= 1
    }
}

/// The form that `rows` fit best, by its number, and their alignment to it. `bonus` says what else
/// speaks for a form.
pub(crate) fn align(
    forms: &Forms,
    rows: &[Row],
    bonus: impl Fn(usize) -> f32,
) -> Option<(usize, Alignment)> {
    let printed = Printed::new(rows);
    let bonus = |number: usize| {
        let telling = &forms.telling[number];
        let mixed = if telling.mixed { MIXED } else { 0.0 };
        bonus(number) + telling.worth(&printed) - mixed
    };
    let trials = Trials {
        forms,
        rows,
        compared: compare(forms, rows),
        heads: heads(rows),
    };
    let pure = (0..forms.forms.len()).filter(|number| !forms.telling[*number].mixed);
    let mut best = trials.best(pure, bonus, None)?;
    let first = &forms.telling[best.number];
    let likely =
        (0..forms.forms.len()).filter(|number| forms.telling[*number].is_likely(first, &printed));
    best = trials.best(likely, bonus, Some(best))?;
    let form = &forms.forms[best.number];
    let mut alignment = best.table.trace(form, rows, &best.gains);
    rescue(&form.targets, rows, &best.exact, &mut alignment);
    let named = |known: &Option<Vec<usize>>| known.as_ref().is_some_and(|known| !known.is_empty());
    alignment.heads = forms.telling[best.number].worth(&printed);
    alignment.named = best.exact.iter().map(named).collect();
    Some((best.number, alignment))
}

/// What a table of another form costs: it must explain more than a row.
const MIXED: f32 = 1.0;

/// Rows that are tried as rows of forms.
struct Trials<'a> {
    forms: &'a Forms,
    rows: &'a [Row],
    compared: Vec<[Vec<Compared>; MERGE]>,
    heads: Vec<Vec<Key>>,
}

/// For each printed row, the rows of a form that it names, see [`exact`].
type Exact = Vec<Option<Vec<usize>>>;

/// A form that rows are aligned to.
struct Trial {
    number: usize,
    score: f32,
    exact: Exact,
    gains: Vec<Gain>,
    table: Table,
}

impl Trials<'_> {
    /// The best of `best` and of the forms of these numbers.
    fn best(
        &self,
        numbers: impl Iterator<Item = usize>,
        bonus: impl Fn(usize) -> f32,
        mut best: Option<Trial>,
    ) -> Option<Trial> {
        let mut open: Vec<(f32, usize, Exact)> = numbers
            .map(|number| {
                let form = &self.forms.forms[number];
                let exact = exact(form, self.rows, &self.heads);
                (
                    most(form, &self.compared, &exact) + bonus(number),
                    number,
                    exact,
                )
            })
            .collect();
        open.sort_by(|one, two| two.0.total_cmp(&one.0));
        for (most, number, exact) in open {
            // Forms that come later cannot have more than this.
            if best.as_ref().is_some_and(|best| most < best.score) {
                break;
            }
            let form = &self.forms.forms[number];
            let gains = gains(&self.forms.names, form, self.rows, &self.compared, &exact);
            let table = Table::new(&gains, form.targets.len(), self.rows);
            let score = table.score + bonus(number);
            let better = best.as_ref().is_none_or(|best| {
                score > best.score || score == best.score && number < best.number
            });
            if better {
                best = Some(Trial {
                    number,
                    score,
                    exact,
                    gains,
                    table,
                });
            }
        }
        best
    }
}

/// The step that leaves a printed row out; 0 leaves a row of the form out.
const SKIP_PRINTED: u8 = u8::MAX;

/// The best ways to align the first rows of both.
struct Table {
    score: f32,
    /// For each row of the form, the last step to each number of printed rows; empty where all leave
    /// the form's row out.
    steps: Vec<Vec<u8>>,
}

impl Table {
    /// Tries all ways; `gains` are in order of target, end and count.
    fn new(gains: &[Gain], targets: usize, rows: &[Row]) -> Self {
        let mut best = vec![0f32; rows.len() + 1];
        let mut before = Vec::new();
        let mut steps = vec![Vec::new(); targets];
        for of_target in gains.chunk_by(|one, two| one.target == two.target) {
            let Some(first) = of_target.first() else {
                continue;
            };
            before.clone_from(&best);
            let step = &mut steps[first.target];
            step.resize(rows.len() + 1, 0);
            let mut open = of_target.iter().peekable();
            for at in first.end..=rows.len() {
                if best[at - 1] > best[at] {
                    best[at] = best[at - 1];
                    step[at] = SKIP_PRINTED;
                }
                while let Some(gain) = open.next_if(|gain| gain.end == at) {
                    let total = before[at - gain.count] + gain.gain;
                    if total > best[at] {
                        best[at] = total;
                        step[at] = gain.count as u8;
                    }
                }
            }
        }
        Self {
            score: best[rows.len()],
            steps,
        }
    }

    /// The pairs of the best way.
    fn trace(&self, form: &Labels, rows: &[Row], gains: &[Gain]) -> Alignment {
        let (mut number, mut at) = (form.targets.len(), rows.len());
        let mut alignment = Alignment {
            score: self.score,
            ..Alignment::default()
        };
        while number > 0 {
            match self.steps[number - 1].get(at).copied().unwrap_or(0) {
                SKIP_PRINTED => at -= 1,
                0 => number -= 1,
                count => {
                    let count = usize::from(count);
                    number -= 1;
                    let step = (number, at, count);
                    let gain = gains.binary_search_by_key(&step, Gain::order);
                    let target = &form.targets[number];
                    let rows_of = at - count..at;
                    alignment.filled +=
                        rows[rows_of.clone()].iter().map(Row::filled).sum::<usize>();
                    alignment.valued += usize::from(!target.heading);
                    alignment.pairs.push(Pair {
                        table: target.table,
                        row: target.row,
                        rows: rows_of,
                        label: gain.map_or(0.0, |found| gains[found].label),
                    });
                    at -= count;
                }
            }
        }
        alignment.pairs.reverse();
        alignment
    }
}
