//! What sentences report of indicators, joined to what the tables report.

use std::collections::HashMap;

use crate::grammar::{Form, Grammar};
use crate::record::{Check, CheckKind, Evidence, Fact, Outcome, Quantity};
use crate::statement::{self, Compared, Numbers};
use crate::table::Grid;
use crate::text::Place;
use crate::tidy::Document;

use super::id;
use super::prose::Spoken;

/// Compares what was `spoken` with the facts and series of the tables. New rows are numbered on from
/// those of `facts` and `checks`.
pub(super) fn compared(
    document: &Document,
    grids: &[Grid],
    (grammar, form): (&Grammar, Option<&Form>),
    spoken: &Spoken,
    (facts, checks): (&[Fact], &[Check]),
    year: Option<i32>,
) -> Compared {
    let first = Numbers {
        fact: id(facts.len()),
        check: id(checks.len()),
    };
    let mut compared = statement::compare(grammar, form, facts, &spoken.said, year, first);
    if !spoken.claims.is_empty() {
        let series = statement::series(grids);
        let number = id(checks.len() + compared.checks.len());
        let grown = statement::growth(&spoken.claims, &series, year, &document.text, number);
        compared.checks.extend(grown);
    }
    compared
}

/// Adds the new rows; the facts among them take their evidence from every check of their own.
pub(super) fn join(
    compared: Compared,
    facts: &mut Vec<Fact>,
    checks: &mut Vec<Check>,
    quantities: &mut [Quantity],
) {
    let mut standing: HashMap<Place, i32> = HashMap::new();
    for row in quantities.iter() {
        standing.entry(row.place).or_insert(row.quantity_id);
    }
    for (quantity, code) in &compared.indicators {
        // Quantities are numbered by their place in the list.
        let row = usize::try_from(*quantity).map(|at| quantities.get_mut(at));
        if let Ok(Some(row)) = row {
            row.indicator = Some(code.clone());
        }
    }
    let mut sums: HashMap<i32, Vec<Outcome>> = HashMap::new();
    for check in checks
        .iter()
        .filter(|check| check.kind == CheckKind::ProseSum)
    {
        for quantity in &check.quantity_ids {
            sums.entry(*quantity).or_default().push(check.outcome);
        }
    }
    let mut new = compared.facts;
    for fact in &mut new {
        let quantity = standing.get(&fact.place);
        for outcome in quantity.and_then(|at| sums.get(at)).into_iter().flatten() {
            fact.evidence = match (*outcome, fact.evidence) {
                (Outcome::Fails, _) => Evidence::Contradicted,
                (Outcome::Holds, Evidence::Unchecked) if fact.value != Some(0.0) => {
                    Evidence::Confirmed
                }
                (_, evidence) => evidence,
            };
        }
    }
    facts.extend(new);
    checks.extend(compared.checks);
}
