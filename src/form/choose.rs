//! Among several ways to read the values of a document, the one that the whole form's arithmetic
//! allows.

use crate::check;
use crate::grammar::Form;
use crate::record::{CheckKind, Evidence, Fact, FactSource, Outcome};
use crate::table::Grid;
use crate::text::Place;

use super::Reported;
use super::align::Alignment;
use super::fold::{Run, fold, runs};
use super::row::Row;
use super::slot;

/// Reports the form's cells; runs that may be read in several ways are read in the one that no
/// equation contradicts, if there is just one, and are unreadable otherwise.
pub(crate) fn report(
    form: &Form,
    grids: &[Grid],
    rows: &[Row],
    alignment: &Alignment,
) -> Vec<Reported> {
    let runs = runs(form, rows, alignment);
    let mut chosen: Vec<Option<usize>> = runs
        .iter()
        .map(|run| (run.orders.len() == 1).then_some(0))
        .collect();
    let read = |chosen: &[Option<usize>]| {
        let folded = fold(form, alignment, &runs, |run| chosen[run]);
        slot::report(form, grids, rows, alignment, &folded)
    };
    for number in 0..runs.len() {
        if chosen[number].is_none() {
            chosen[number] = only(form, &runs[number], |order| {
                let mut trial = chosen.clone();
                trial[number] = Some(order);
                read(&trial)
            });
        }
    }
    let mut reported = read(&chosen);
    let ambiguous = runs.iter().any(|run| run.orders.len() > 1);
    reported
        .iter_mut()
        .filter(|one| ambiguous && one.value.is_some())
        .for_each(|one| one.solved = true);
    reported
}

/// The only order of a run that leaves every equation whole.
fn only(form: &Form, run: &Run, read: impl Fn(usize) -> Vec<Reported>) -> Option<usize> {
    let mut whole = (0..run.orders.len()).filter(|order| failures(form, &read(*order)) == 0);
    let first = whole.next()?;
    whole.next().is_none().then_some(first)
}

/// Number of sums and identities that fail.
fn failures(form: &Form, reported: &[Reported]) -> usize {
    let mut facts: Vec<Fact> = reported
        .iter()
        .enumerate()
        .map(|(at, one)| bare_fact(at, one))
        .collect();
    let checks = check::check(form, &mut facts);
    let equation = |kind| matches!(kind, CheckKind::Sum | CheckKind::Identity);
    checks
        .iter()
        .filter(|check| check.outcome == Outcome::Fails && equation(check.kind))
        .count()
}

/// A fact with what arithmetic needs and nothing else.
fn bare_fact(at: usize, one: &Reported) -> Fact {
    Fact {
        fact_id: i32::try_from(at).unwrap_or(i32::MAX),
        year: None,
        form: None,
        indicator: one.slot.code.clone(),
        scope: one.scope.clone(),
        applicant: one.slot.applicant,
        value: one.value,
        value_printed: None,
        state: one.state,
        unit: None,
        label_printed: None,
        label_score: one.score,
        source: FactSource::Table,
        table_id: None,
        row: None,
        col: None,
        section_id: None,
        evidence: Evidence::Unchecked,
        value_implied: None,
        place: Place::default(),
    }
}
