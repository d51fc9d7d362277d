//! From tested relations to what they say of each fact.

use crate::record::{Evidence, Fact, Outcome, ValueState};

use super::relation::{Side, Tested};

/// Fills `evidence` and `value_implied` of `facts`; `unplaced` says of a fact that its row is not
/// certain but for arithmetic, so that an equation within the row does not confirm it.
pub(super) fn fill(tested: &[Tested], facts: &mut [Fact], unplaced: impl Fn(usize) -> bool) {
    let mut confirmed = vec![false; facts.len()];
    let mut contradicted = vec![false; facts.len()];
    let mut implied: Vec<Vec<f64>> = vec![Vec::new(); facts.len()];
    for one in tested.iter().filter(|one| one.counts) {
        let speaks = one.left.speaks || one.right.speaks;
        for at in one.left.facts.iter().chain(&one.right.facts) {
            match one.check.outcome {
                Outcome::Holds => confirmed[*at] |= speaks && !(one.within_row && unplaced(*at)),
                Outcome::Fails => contradicted[*at] = true,
                Outcome::NotAssessable => {}
            }
        }
        for (at, value) in implications(one) {
            implied[at].push(value);
        }
    }
    for (at, fact) in facts.iter_mut().enumerate() {
        fact.evidence = if contradicted[at] {
            Evidence::Contradicted
        } else if confirmed[at] && fact.state == ValueState::Value {
            Evidence::Confirmed
        } else {
            Evidence::Unchecked
        };
        let Some(first) = implied[at].first().copied() else {
            continue;
        };
        let single = implied[at].iter().all(|value| (value - first).abs() < 1e-6);
        let differs = fact.value.is_none_or(|value| (value - first).abs() >= 1e-6);
        if single && first >= 0.0 && differs {
            fact.value_implied = Some(first);
        }
    }
}

/// The values that an equation allows: for the total, the sum of its parts; for a single missing
/// value, what is lacking; for blanks of an equation that holds without them, zero.
fn implications(one: &Tested) -> Vec<(usize, f64)> {
    let (left, right) = (&one.left, &one.right);
    let missing: Vec<usize> = left.missing.iter().chain(&right.missing).copied().collect();
    let blank: Vec<usize> = left.blank.iter().chain(&right.blank).copied().collect();
    let lacking = |at: usize| match left.facts.contains(&at) {
        true => (at, right.sum - left.sum),
        false => (at, left.sum - right.sum),
    };
    match (missing.as_slice(), blank.as_slice()) {
        ([], []) => defined(left, right),
        ([at], []) | ([], [at]) => vec![lacking(*at)],
        ([], blank) if one.check.outcome == Outcome::Holds => {
            blank.iter().map(|at| (*at, 0.0)).collect()
        }
        _ => Vec::new(),
    }
}

/// A total that stands alone on its side is defined by the other side.
fn defined(left: &Side, right: &Side) -> Vec<(usize, f64)> {
    match left.facts.as_slice() {
        [total] if right.facts.len() > 1 => vec![(*total, right.sum)],
        _ => Vec::new(),
    }
}
