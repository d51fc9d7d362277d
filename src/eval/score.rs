//! How well records agree with gold: counts that add up over documents, and the rates they give.

use std::collections::HashMap;

use serde::Serialize;

use crate::record::{Check, Evidence, Fact, FactSource, Outcome, Severity, ValueState};
use crate::text::Place;

use super::gold::{FactKey, Fate, GoldCheck, GoldFact, Position};
use super::rows::distance;

/// What a cell holds, in the order of the confusion table: zero apart from other numbers.
pub const CLASSES: [&str; 7] = [
    "zero",
    "number",
    "blank",
    "dash",
    "not_applicable",
    "unreadable",
    "absent",
];

/// The place of a state in [`CLASSES`].
fn class(state: ValueState, value: Option<f64>) -> usize {
    match state {
        ValueState::Value => usize::from(value != Some(0.0)),
        ValueState::Blank => 2,
        ValueState::Dash => 3,
        ValueState::NotApplicable => 4,
        ValueState::Unreadable => 5,
        ValueState::Absent => 6,
    }
}

/// Counts over the cells of official forms.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct FactScore {
    /// Cells with a value that can still be read.
    pub values: u64,
    /// Of these, reported with the right number.
    pub right: u64,
    /// Of these, reported with the right number and unit.
    pub right_unit: u64,
    /// Of these, reported with the right number, unit and place.
    pub strict: u64,
    /// Of these, reported as anything but a value.
    pub abstained: u64,
    /// Values reported that are not what is printed, or where nothing is.
    pub wrong: u64,
    /// Of the wrong ones, those that no gold cell corresponds to.
    pub spurious: u64,
    /// Cells without a value, and those that were destroyed.
    pub others: u64,
    /// Of the cells without a value, reported with the right state.
    pub others_right: u64,
    /// Values that the arithmetic is said to confirm.
    pub confirmed: u64,
    /// Of these, the wrong ones.
    pub confirmed_wrong: u64,
    /// Cells that can still be read: what is printed by what was reported, in the order of
    /// [`CLASSES`].
    pub confusion: [[u64; 7]; 7],
}

impl FactScore {
    /// Adds the counts of another document.
    pub fn add(&mut self, other: &Self) {
        let pairs = [
            (&mut self.values, other.values),
            (&mut self.right, other.right),
            (&mut self.right_unit, other.right_unit),
            (&mut self.strict, other.strict),
            (&mut self.abstained, other.abstained),
            (&mut self.wrong, other.wrong),
            (&mut self.spurious, other.spurious),
            (&mut self.others, other.others),
            (&mut self.others_right, other.others_right),
            (&mut self.confirmed, other.confirmed),
            (&mut self.confirmed_wrong, other.confirmed_wrong),
        ];
        pairs.into_iter().for_each(|(count, more)| *count += more);
        for (row, more) in self.confusion.iter_mut().zip(&other.confusion) {
            row.iter_mut()
                .zip(more)
                .for_each(|(count, more)| *count += more);
        }
    }

    /// Share of readable values that were reported with the right number.
    #[must_use]
    pub fn recall(&self) -> f64 {
        share(self.right, self.values)
    }

    /// Share of reported values that are right.
    #[must_use]
    pub fn precision(&self) -> f64 {
        share(self.right, self.right + self.wrong)
    }

    /// Share of reported values that are wrong.
    #[must_use]
    pub fn wrong_rate(&self) -> f64 {
        1.0 - self.precision()
    }

    /// Share of readable values that were not reported as values.
    #[must_use]
    pub fn abstention(&self) -> f64 {
        1.0 - share(self.values - self.abstained, self.values)
    }

    /// Harmonic mean of precision and recall where `right` counts as right.
    fn f1(&self, right: u64) -> f64 {
        share(2 * right, self.right + self.wrong + self.values)
    }

    /// F1 over numbers and units.
    #[must_use]
    pub fn value_f1(&self) -> f64 {
        self.f1(self.right_unit)
    }

    /// F1 over numbers, units, states and places.
    #[must_use]
    pub fn strict_f1(&self) -> f64 {
        self.f1(self.strict)
    }
}

/// `part` of `whole`; 1 of nothing.
#[must_use]
pub fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 {
        1.0
    } else {
        part as f64 / whole as f64
    }
}

/// What a reported fact is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The printed number.
    Right,
    /// Another number, or one where none is.
    Wrong,
    /// No number where one is printed.
    Abstained,
    /// No number where none can be read.
    Silent,
}

/// Compares a reported fact with the cell it should report; `None` is a fact that was not reported.
#[must_use]
pub fn verdict(gold: &GoldFact, fact: Option<&Fact>) -> Verdict {
    let read = fact
        .filter(|fact| fact.state == ValueState::Value)
        .and_then(|fact| fact.value);
    match (gold.value, read) {
        (Some(printed), Some(read)) if same(printed, read) => Verdict::Right,
        (_, Some(_)) => Verdict::Wrong,
        (Some(_), None) if gold.fate == Fate::Kept => Verdict::Abstained,
        _ => Verdict::Silent,
    }
}

fn same(left: f64, right: f64) -> bool {
    (left - right).abs() <= 1e-9 * left.abs().max(1.0)
}

/// Counts how `facts` agree with `gold`; facts read off sentences are no cells and are left out.
#[must_use]
pub fn facts(gold: &[GoldFact], facts: &[Fact]) -> FactScore {
    let mut score = FactScore::default();
    let mut reported: HashMap<FactKey, &Fact> = HashMap::with_capacity(facts.len());
    let of_tables = || facts.iter().filter(|fact| fact.source == FactSource::Table);
    for fact in of_tables() {
        let key = (
            fact.indicator.as_str(),
            fact.applicant,
            fact.scope.as_deref(),
        );
        if reported.insert(key, fact).is_some() && fact.state == ValueState::Value {
            score.wrong += 1;
            score.spurious += 1;
            score.confirmed_wrong += u64::from(fact.evidence == Evidence::Confirmed);
        }
    }
    for cell in gold {
        let fact = reported.remove(&cell.key());
        cell_score(&mut score, cell, fact);
    }
    for fact in reported
        .values()
        .filter(|fact| fact.state == ValueState::Value)
    {
        score.wrong += 1;
        score.spurious += 1;
        score.confirmed_wrong += u64::from(fact.evidence == Evidence::Confirmed);
    }
    score.confirmed = of_tables()
        .filter(|fact| fact.evidence == Evidence::Confirmed)
        .count() as u64;
    score
}

fn cell_score(score: &mut FactScore, cell: &GoldFact, fact: Option<&Fact>) {
    let verdict = verdict(cell, fact);
    let kept = cell.fate == Fate::Kept;
    let state = fact.map_or(ValueState::Absent, |fact| fact.state);
    if kept && cell.state == ValueState::Value {
        score.values += 1;
        score.right += u64::from(verdict == Verdict::Right);
        score.abstained += u64::from(verdict == Verdict::Abstained);
        let unit = verdict == Verdict::Right && fact.is_some_and(|fact| fact.unit == cell.unit);
        score.right_unit += u64::from(unit);
        let place = fact.is_some_and(|fact| match (cell.span, cell.line) {
            (Some(span), _) => fact.place.span == span,
            (None, line) => line.is_none_or(|line| fact.place.line == line),
        });
        score.strict += u64::from(unit && place);
    } else {
        score.others += 1;
        score.others_right += u64::from(kept && state == cell.state);
    }
    if kept {
        let told = class(state, fact.and_then(|fact| fact.value));
        score.confusion[class(cell.state, cell.value)][told] += 1;
    }
    if verdict == Verdict::Wrong {
        score.wrong += 1;
        let confirmed = fact.is_some_and(|fact| fact.evidence == Evidence::Confirmed);
        score.confirmed_wrong += u64::from(confirmed);
    }
}

/// Counts over documents with and without mistakes in their figures.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct CheckScore {
    /// Documents in which some relation must fail.
    pub planted: u64,
    /// Of these, documents in which one of these relations was said to fail.
    pub found: u64,
    /// Of these, documents in which all of them were.
    pub located: u64,
    /// Documents in which no relation fails.
    pub consistent: u64,
    /// Of these, documents in which one was said to fail.
    pub alarmed: u64,
    /// Relations said to fail that do not.
    pub false_alarms: u64,
}

impl CheckScore {
    /// Adds the counts of another document.
    pub fn add(&mut self, other: &Self) {
        self.planted += other.planted;
        self.found += other.found;
        self.located += other.located;
        self.consistent += other.consistent;
        self.alarmed += other.alarmed;
        self.false_alarms += other.false_alarms;
    }
}

/// Compares the relations said to fail, notes left out, with those that must.
#[must_use]
pub fn checks(gold: &[GoldCheck], checks: &[Check]) -> CheckScore {
    let failing: Vec<&Check> = checks
        .iter()
        .filter(|check| check.outcome == Outcome::Fails && check.severity != Severity::Note)
        .collect();
    let told = |known: &GoldCheck| failing.iter().any(|check| is_meant(known, check));
    let strange = |check: &&&Check| !gold.iter().any(|known| is_meant(known, check));
    let false_alarms = failing.iter().filter(strange).count() as u64;
    let mut score = CheckScore {
        false_alarms,
        ..CheckScore::default()
    };
    if gold.is_empty() {
        score.consistent = 1;
        score.alarmed = u64::from(false_alarms > 0);
    } else {
        score.planted = 1;
        score.found = u64::from(gold.iter().any(told));
        score.located = u64::from(gold.iter().all(told));
    }
    score
}

/// Whether `check` tests the relation that is known to fail.
fn is_meant(known: &GoldCheck, check: &Check) -> bool {
    let Place { span, line } = check.place;
    let at = Position {
        span: Some(span),
        line: Some(line),
    };
    if known.rule.is_empty() {
        return known.kind.is_none_or(|kind| kind == check.kind)
            && distance(&known.at, &at).is_some();
    }
    (known.rule.as_str(), known.scope.as_deref()) == (check.rule.as_str(), check.scope.as_deref())
}
