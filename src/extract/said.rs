//! What sentences report of indicators, joined to what the tables report.

use std::collections::{HashMap, HashSet};

use crate::check;
use crate::grammar::{Form, Grammar, Operand, Relation};
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

/// Tests the relations of `form` on what sentences alone report: a document without its tables.
///
/// An indicator of which two values are told takes no part. New checks are numbered on from `checks`.
pub(super) fn judge(form: &Form, facts: &mut [Fact], checks: &mut Vec<Check>) {
    let mut known: HashMap<&str, Option<f64>> = HashMap::new();
    let mut disputed: HashSet<String> = HashSet::new();
    for fact in facts.iter() {
        let first = known.entry(&fact.indicator).or_insert(fact.value);
        if *first != fact.value {
            disputed.insert(fact.indicator.clone());
        }
    }
    let certain = facts
        .iter()
        .filter(|fact| !disputed.contains(&fact.indicator));
    let mut told: Vec<Fact> = certain.cloned().collect();
    let form = Form {
        relations: assessable(form, &told),
        ..form.clone()
    };
    for mut check in check::check(&form, &mut told) {
        check.check_id = id(checks.len());
        if check.kind == CheckKind::Sum {
            check.kind = CheckKind::ProseSum;
        }
        checks.push(check);
    }
    for fact in facts.iter_mut() {
        // What is told twice is judged once, and holds for both.
        let same = |one: &&Fact| one.indicator == fact.indicator && one.value == fact.value;
        for one in told.iter().filter(same) {
            fact.evidence = match (fact.evidence, one.evidence) {
                (Evidence::Contradicted, _) | (_, Evidence::Contradicted) => Evidence::Contradicted,
                (Evidence::Confirmed, _) | (_, Evidence::Confirmed) => Evidence::Confirmed,
                (evidence, Evidence::Unchecked) => evidence,
            };
            fact.value_implied = fact.value_implied.or(one.value_implied);
        }
    }
}

/// The relations of which every term is told: prose leaves out what it likes, and a group is not the sum
/// of those of its rows that happen to be mentioned.
fn assessable(form: &Form, told: &[Fact]) -> Vec<Relation> {
    let is_told = |operand: &Operand| match operand {
        Operand::Code(code) => told.iter().any(|fact| fact.indicator == *code),
        Operand::Applicant(_) => false,
    };
    let whole = |relation: &&Relation| relation.left.iter().chain(&relation.right).all(is_told);
    form.relations.iter().filter(whole).cloned().collect()
}
