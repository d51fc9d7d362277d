//! Among several ways to read the values of a document, the one that the whole form's arithmetic
//! allows.

use crate::check;
use crate::grammar::Form;
use crate::record::{Check, CheckKind, Evidence, Fact, FactSource, Outcome};
use crate::table::Grid;
use crate::text::Place;

use super::Reported;
use super::align::Alignment;
use super::fold::{Choice, fold, runs};
use super::mend::{Reading, agreement};
use super::row::Row;
use super::run::Run;
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
    let mut chosen: Vec<Choice> = runs
        .iter()
        .map(|run| match run.orders.len() == 1 && run.mended.is_empty() {
            true => Choice::Order(0),
            false => Choice::Lost,
        })
        .collect();
    let read = |chosen: &[Choice]| {
        let folded = fold(form, alignment, &runs, chosen);
        slot::report(form, grids, rows, alignment, &folded)
    };
    for (number, run) in runs.iter().enumerate() {
        if chosen[number] != Choice::Lost {
            continue;
        }
        chosen[number] = choice(run, |one| {
            let mut trial = chosen.clone();
            trial[number] = one;
            proofs(form, &read(&trial), &codes(form, alignment, run))
        });
    }
    disown(form, alignment, &runs, &mut chosen, read);
    let ambiguous = runs.iter().any(|run| run.orders.len() > 1);
    let mut reported = read(&chosen);
    reported
        .iter_mut()
        .filter(|one| ambiguous && one.value.is_some())
        .for_each(|one| one.solved = true);
    reported
}

/// The codes of a run's rows.
fn codes<'f>(form: &'f Form, alignment: &Alignment, run: &Run) -> Vec<&'f str> {
    let pairs = run.pairs.iter().map(|pair| &alignment.pairs[*pair]);
    let slots = pairs.flat_map(|pair| &form.tables[pair.table].rows[pair.row].slots);
    slots.map(|slot| slot.code.as_str()).collect()
}

/// The only order of a run that leaves every equation whole, or what all the readings that do so
/// have in common. Readings that undo an accident must be proved by equations between rows: those
/// within a row hold wherever the row belongs.
fn choice(run: &Run, proofs: impl Fn(Choice) -> Option<usize>) -> Choice {
    if run.mended.is_empty() {
        let mut whole =
            (0..run.orders.len()).filter(|order| proofs(Choice::Order(*order)).is_some());
        return match (whole.next(), whole.next()) {
            (Some(only), None) => Choice::Order(only),
            _ => Choice::Lost,
        };
    }
    let whole: Vec<&Reading> = run
        .mended
        .iter()
        .filter(|reading| {
            proofs(Choice::Mended((*reading).clone())).is_some_and(|proofs| proofs >= PROOFS)
        })
        .collect();
    agreement(&whole).map_or(Choice::Lost, Choice::Mended)
}

/// Equations between rows that must hold by more than zeros before an accident counts as undone.
const PROOFS: usize = 2;
/// Equations between rows that fail before a run counts as slipped.
const REFUTATIONS: usize = 2;

/// Gives up the runs in which more equations fail than hold: labels and values come out even, but one
/// of each is lost, and all between are out of place. A wrong figure breaks an equation or two.
fn disown(
    form: &Form,
    alignment: &Alignment,
    runs: &[Run],
    chosen: &mut [Choice],
    read: impl Fn(&[Choice]) -> Vec<Reported>,
) {
    let mut known: Option<Vec<Equation>> = None;
    for (number, run) in runs
        .iter()
        .enumerate()
        .filter(|(_, run)| run.pairs.len() > 1)
    {
        if chosen[number] == Choice::Lost {
            continue;
        }
        let equations = known.get_or_insert_with(|| equations(form, &read(chosen)));
        let tally = tally(equations, &codes(form, alignment, run));
        if tally.fail >= REFUTATIONS && tally.fail > tally.hold {
            chosen[number] = Choice::Lost;
            known = None;
        }
    }
}

/// What an equation of the form says of a reading.
struct Equation {
    fails: bool,
    /// Holds by more than zeros.
    holds: bool,
    /// The rows that it is between; none if it is within a row.
    rows: Vec<String>,
}

/// What the equations say of a reading.
struct Tally {
    /// Equations that fail anywhere.
    anywhere: usize,
    /// Of those between some rows and others, the ones that fail.
    fail: usize,
    /// Of these, the ones that hold by more than zeros.
    hold: usize,
}

/// How many equations between the rows of `codes` and others hold by more than zeros; `None` if an
/// equation fails anywhere.
fn proofs(form: &Form, reported: &[Reported], codes: &[&str]) -> Option<usize> {
    let tally = tally(&equations(form, reported), codes);
    (tally.anywhere == 0).then_some(tally.hold)
}

fn tally(equations: &[Equation], codes: &[&str]) -> Tally {
    let mut tally = Tally {
        anywhere: 0,
        fail: 0,
        hold: 0,
    };
    for one in equations {
        let concerned = (one.rows.iter()).any(|row| codes.contains(&row.as_str()));
        tally.anywhere += usize::from(one.fails);
        tally.fail += usize::from(one.fails && concerned);
        tally.hold += usize::from(one.holds && concerned);
    }
    tally
}

/// What the equations of the form say of a reading, those left out that say nothing.
fn equations(form: &Form, reported: &[Reported]) -> Vec<Equation> {
    let mut facts: Vec<Fact> = reported
        .iter()
        .enumerate()
        .map(|(at, one)| bare_fact(at, one))
        .collect();
    let checks = check::check(form, &mut facts);
    let equation = |check: &&Check| matches!(check.kind, CheckKind::Sum | CheckKind::Identity);
    let found = checks.iter().filter(equation).map(|check| {
        let left = check.left.is_some_and(|left| left != 0.0);
        Equation {
            fails: check.outcome == Outcome::Fails,
            holds: check.outcome == Outcome::Holds && left,
            rows: between(check, &facts),
        }
    });
    found.filter(|one| one.fails || one.holds).collect()
}

/// The rows that a check is between; none if it is within a row.
fn between(check: &Check, facts: &[Fact]) -> Vec<String> {
    let fact = |id: &i32| facts.get(usize::try_from(*id).ok()?);
    let rows = check.fact_ids.iter().filter_map(fact);
    let rows: Vec<&str> = rows.map(|fact| fact.indicator.as_str()).collect();
    match rows.iter().any(|row| *row != rows[0]) {
        true => rows.into_iter().map(str::to_owned).collect(),
        false => Vec::new(),
    }
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
