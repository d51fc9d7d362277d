//! Among several ways to read the values of a document, the one that the whole form's arithmetic
//! allows.

use crate::check;
use crate::grammar::Form;
use crate::record::{CheckKind, Evidence, Fact, FactSource, Outcome};
use crate::table::Grid;
use crate::text::Place;

use super::Reported;
use super::align::Alignment;
use super::fold::{Choice, Run, fold, runs};
use super::mend::{Reading, agreement};
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
    if std::env::var("GKD").is_ok() {
        for (i, r) in rows.iter().enumerate() {
            eprintln!(
                "ROW {i} g{} {:?} u{:?} vals {:?} {}",
                r.grid,
                r.words,
                r.unit,
                r.values
                    .iter()
                    .map(|v| v
                        .1
                        .value
                        .map_or(format!("{:?}", v.1.state), |x| x.to_string()))
                    .collect::<Vec<_>>(),
                alignment.pairs.iter().find(|p| p.rows.contains(&i)).map_or(
                    "--".into(),
                    |p| format!(
                        "T{} {} {:.2}",
                        p.table, form.tables[p.table].rows[p.row].label, p.label
                    )
                )
            );
        }
        for r in &runs {
            eprintln!(
                "RUN pairs {} tokens {} orders {:?} mended {}",
                r.pairs.len(),
                r.tokens.len(),
                r.orders,
                r.mended.len()
            );
        }
    }
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
    let mut solved = false;
    for (number, run) in runs.iter().enumerate() {
        if chosen[number] != Choice::Lost {
            continue;
        }
        chosen[number] = choice(run, |one| {
            let mut trial = chosen.clone();
            trial[number] = one;
            failures(form, &read(&trial)) == 0
        });
        solved |= chosen[number] != Choice::Lost;
    }
    let mut reported = read(&chosen);
    reported
        .iter_mut()
        .filter(|one| solved && one.value.is_some())
        .for_each(|one| one.solved = true);
    reported
}

/// The only order of a run that leaves every equation whole, or what all the readings that do so
/// have in common.
fn choice(run: &Run, is_whole: impl Fn(Choice) -> bool) -> Choice {
    if run.mended.is_empty() {
        let mut whole = (0..run.orders.len()).filter(|order| is_whole(Choice::Order(*order)));
        return match (whole.next(), whole.next()) {
            (Some(only), None) => Choice::Order(only),
            _ => Choice::Lost,
        };
    }
    let whole: Vec<&Reading> = run
        .mended
        .iter()
        .filter(|reading| is_whole(Choice::Mended((*reading).clone())))
        .collect();
    agreement(&whole).map_or(Choice::Lost, Choice::Mended)
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
