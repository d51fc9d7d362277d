//! Numbers such as organs report: many zeros, few large counts, and arithmetic that holds.

use crate::grammar::{Form, Slot};
use crate::record::{Applicant, Severity};

use super::equations::{Equation, FormCell, Shape};
use super::organ::Organ;
use super::random::Random;

/// A known kind of mistake in a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mistake {
    /// A total is one too large or too small.
    OffByOne,
    /// A total is ten too large or too small.
    OffByTen,
    /// Two neighbouring digits of a number changed places.
    DigitsSwapped,
    /// The values of two neighbouring rows changed places.
    RowsSwapped,
    /// The values of a row stand one column too far to the right.
    ColumnShifted,
}

/// All kinds.
pub const MISTAKES: [Mistake; 5] = [
    Mistake::OffByOne,
    Mistake::OffByTen,
    Mistake::DigitsSwapped,
    Mistake::RowsSwapped,
    Mistake::ColumnShifted,
];

impl Mistake {
    /// Its name in gold tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::OffByOne => "off-by-one",
            Self::OffByTen => "off-by-ten",
            Self::DigitsSwapped => "digits-swapped",
            Self::RowsSwapped => "rows-swapped",
            Self::ColumnShifted => "column-shifted",
        }
    }
}

/// Numbers for every cell of a form, which satisfy its relations.
pub(super) fn fill(form: &Form, shape: &Shape, organ: &Organ, random: &mut Random) -> Vec<f64> {
    let busy = 0.15 + 0.75 * random.fraction();
    let mut values: Vec<f64> = shape
        .cells
        .iter()
        .map(|cell| leaf(slot(form, *cell), organ, busy, random))
        .collect();
    shape.settle(&mut values);
    values
}

/// The slot at `cell`.
pub(super) fn slot(form: &Form, cell: FormCell) -> &Slot {
    &form.tables[cell.table].rows[cell.row].slots[cell.slot]
}

/// A number for one cell, with no regard to others. `busy` is the share of cells that are not zero.
fn leaf(slot: &Slot, organ: &Organ, busy: f64, random: &mut Random) -> f64 {
    let (share, most) = match (slot.applicant, slot.unit.as_deref()) {
        (Some(applicant), _) => weight(applicant),
        (None, Some("条")) => (0.8, 20_000.0),
        (None, Some("次")) => (0.6, 400.0),
        (None, Some("万元") | None) => (0.7, 9_000.0),
        (None, Some("项" | "篇" | "人" | "人次")) => (0.7, 600.0),
        (None, Some("件")) if slot.code.contains("decisions") => (0.9, 30_000.0),
        (None, _) => (0.5, 60.0),
    };
    if !random.chance(share * busy + 0.05) {
        return 0.0;
    }
    let most = (most * organ.scale()).max(3.0);
    let number = most.powf(random.fraction() * random.fraction().sqrt());
    match slot.unit.as_deref() {
        Some("万元") | None => (number * 100.0).round() / 100.0,
        _ if slot.signed && random.chance(0.4) => -number.round(),
        _ => number.round(),
    }
}

/// How often a kind of applicant asks, and how much at most.
fn weight(applicant: Applicant) -> (f64, f64) {
    match applicant {
        Applicant::NaturalPerson => (0.7, 900.0),
        Applicant::Business => (0.35, 90.0),
        Applicant::LegalServices => (0.2, 50.0),
        Applicant::Other => (0.15, 12.0),
        Applicant::Research | Applicant::Nonprofit => (0.1, 9.0),
        Applicant::Total => (0.0, 0.0),
    }
}

/// Makes a mistake of kind `mistake` that a relation of weight can find; the cells that it changed,
/// or `None` if there is no place for one.
pub(super) fn plant(
    form: &Form,
    shape: &Shape,
    values: &mut [f64],
    mistake: Mistake,
    random: &mut Random,
) -> Option<Vec<usize>> {
    for _ in 0..60 {
        let mut trial = values.to_vec();
        if !spoil(form, shape, &mut trial, mistake, random) {
            continue;
        }
        let read: Vec<Option<f64>> = trial.iter().copied().map(Some).collect();
        let heavy = |equation: &&Equation| equation.severity == Severity::Error;
        if shape.failing(&read).iter().any(heavy) {
            let changed = (0..values.len())
                .filter(|at| values[*at] != trial[*at])
                .collect();
            values.copy_from_slice(&trial);
            return Some(changed);
        }
    }
    None
}

/// One attempt at a mistake; whether a number changed.
fn spoil(
    form: &Form,
    shape: &Shape,
    values: &mut [f64],
    mistake: Mistake,
    random: &mut Random,
) -> bool {
    let at = random.below(values.len());
    match mistake {
        Mistake::OffByOne | Mistake::OffByTen => {
            let by = if mistake == Mistake::OffByOne {
                1.0
            } else {
                10.0
            };
            let changed = values[at] + if random.chance(0.5) { by } else { -by };
            if !shape.defined[at] || changed < 0.0 {
                return false;
            }
            values[at] = changed;
            true
        }
        Mistake::DigitsSwapped => {
            let swapped = swap_digits(values[at], random);
            swapped.is_some_and(|swapped| {
                values[at] = swapped;
                true
            })
        }
        Mistake::RowsSwapped => {
            let FormCell { table, row, .. } = shape.cells[at];
            let row_of = |row| {
                (0..values.len()).filter(move |at| {
                    (shape.cells[*at].table, shape.cells[*at].row) == (table, row)
                })
            };
            let (first, second): (Vec<usize>, Vec<usize>) =
                (row_of(row).collect(), row_of(row + 1).collect());
            if first.len() != second.len()
                || first
                    .iter()
                    .zip(&second)
                    .all(|(a, b)| values[*a] == values[*b])
            {
                return false;
            }
            first
                .iter()
                .zip(&second)
                .for_each(|(first, second)| values.swap(*first, *second));
            true
        }
        Mistake::ColumnShifted => {
            let FormCell { table, row, .. } = shape.cells[at];
            let slots = form.tables[table].rows[row].slots.len();
            let Some(start) = shape.number(FormCell {
                table,
                row,
                slot: 0,
            }) else {
                return false;
            };
            let cells = &mut values[start..start + slots];
            let same = cells.windows(2).all(|pair| pair[0] == pair[1]);
            cells.rotate_right(1);
            slots > 2 && !same
        }
    }
}

/// The number with two different neighbouring digits in each other's place.
fn swap_digits(value: f64, random: &mut Random) -> Option<f64> {
    if value.fract() != 0.0 || value < 12.0 {
        return None;
    }
    let mut digits = format!("{value:.0}").into_bytes();
    let at = random.below(digits.len() - 1);
    if digits[at] == digits[at + 1] || at == 0 && digits[1] == b'0' {
        return None;
    }
    digits.swap(at, at + 1);
    String::from_utf8(digits).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::Registry;

    fn forms() -> Vec<Form> {
        let registry = Registry::embedded().unwrap_or_else(|errors| panic!("{errors}"));
        registry
            .grammars
            .into_iter()
            .filter(|grammar| grammar.name == "annual-report")
            .flat_map(|grammar| grammar.forms)
            .collect()
    }

    #[test]
    fn figures_satisfy_every_relation() {
        for form in forms() {
            let shape = Shape::new(&form);
            for seed in 0..200 {
                let mut random = Random::new(seed);
                let organ = Organ::invent(&mut random);
                let values: Vec<Option<f64>> = fill(&form, &shape, &organ, &mut random)
                    .into_iter()
                    .map(Some)
                    .collect();
                let failing: Vec<String> = shape
                    .failing(&values)
                    .iter()
                    .map(|equation| format!("{} {:?}", equation.rule, equation.scope))
                    .collect();
                assert!(failing.is_empty(), "{} {seed}: {failing:?}", form.name);
                assert!(
                    values
                        .iter()
                        .flatten()
                        .zip(&shape.cells)
                        .all(|(value, cell)| { *value >= 0.0 || slot(&form, *cell).signed })
                );
            }
        }
    }

    #[test]
    fn equations_cover_every_column_of_the_request_table() {
        let forms = forms();
        let form = forms.iter().find(|form| form.name == "form-2021").unwrap();
        let shape = Shape::new(form);
        let count = |rule: &str| {
            shape
                .equations
                .iter()
                .filter(|equation| equation.rule.ends_with(rule))
                .count()
        };
        assert_eq!(count("t3.flow"), 7);
        assert_eq!(count("t3.total"), 7);
        let rows = form.tables[1]
            .rows
            .iter()
            .filter(|row| !row.heading)
            .count();
        assert_eq!(count("t3.row"), rows);
    }

    #[test]
    fn every_kind_of_mistake_breaks_a_relation() {
        for form in forms() {
            let shape = Shape::new(&form);
            for mistake in MISTAKES {
                let found = (0..20).any(|seed| {
                    let mut random = Random::new(seed);
                    let organ = Organ::invent(&mut random);
                    let mut values = fill(&form, &shape, &organ, &mut random);
                    plant(&form, &shape, &mut values, mistake, &mut random).is_some()
                });
                let single = form.name == "stat-2014" && mistake == Mistake::ColumnShifted;
                assert_eq!(found, !single, "{} {}", form.name, mistake.name());
            }
        }
    }
}
