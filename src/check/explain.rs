//! Why an equation may fail: single cells whose change would make it whole.
//!
//! A proposal is never written into a value. Proposals that break no other equation come first, then
//! those that mend more, then those that a slip of the pen or of the scanner explains.

use crate::record::{Fact, Outcome};

use super::relation::{Side, Tested, number};

/// A change of one cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// Index of the fact.
    pub fact: usize,
    /// The value that the equation wants.
    pub value: f64,
    /// Equations that would be mended.
    pub mended: usize,
    /// Equations that would break.
    pub broken: usize,
    /// What may have happened.
    pub slip: Slip,
}

/// What may have happened to a number, likeliest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slip {
    /// Two neighbouring digits changed places.
    Swapped,
    /// A digit was lost or added.
    Digit,
    /// One digit is another.
    Changed,
    /// Nothing that a single slip explains.
    None,
}

/// An equation that fails and what may explain it.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// Index of the check.
    pub check: usize,
    /// Best first.
    pub proposals: Vec<Proposal>,
}

/// Proposals kept for each equation.
const KEPT: usize = 3;

/// Explains every failing equation.
pub(super) fn explain(tested: &[Tested], facts: &[Fact]) -> Vec<Explanation> {
    let failing = tested
        .iter()
        .enumerate()
        .filter(|(_, one)| one.counts && one.check.outcome == Outcome::Fails);
    failing
        .map(|(check, one)| Explanation {
            check,
            proposals: proposals(one, tested, facts),
        })
        .collect()
}

fn proposals(one: &Tested, tested: &[Tested], facts: &[Fact]) -> Vec<Proposal> {
    let difference = one.left.sum - one.right.sum;
    let wanted = |side: &Side, sign: f64| -> Vec<(usize, f64)> {
        side.facts
            .iter()
            .filter_map(|at| Some((*at, facts[*at].value? - sign * difference)))
            .collect()
    };
    let mut found: Vec<Proposal> = wanted(&one.left, 1.0)
        .into_iter()
        .chain(wanted(&one.right, -1.0))
        .filter(|(_, value)| *value >= 0.0)
        .map(|(fact, value)| {
            let before = facts[fact].value.unwrap_or_default();
            let (mended, broken) = effect(fact, value - before, tested);
            Proposal {
                fact,
                value,
                mended,
                broken,
                slip: slip(before, value),
            }
        })
        .collect();
    found.sort_by_key(|one| {
        (
            one.broken,
            std::cmp::Reverse(one.mended),
            one.slip,
            one.fact,
        )
    });
    found.truncate(KEPT);
    found
}

/// Equations that a change of `by` in one fact mends and breaks.
fn effect(fact: usize, by: f64, tested: &[Tested]) -> (usize, usize) {
    let (mut mended, mut broken) = (0, 0);
    for one in tested.iter().filter(|one| one.counts) {
        let count = |side: &Side| side.facts.iter().filter(|at| **at == fact).count() as f64;
        let moved = by * (count(&one.left) - count(&one.right));
        if moved == 0.0 {
            continue;
        }
        let holds = (one.left.sum - one.right.sum + moved).abs() < 1e-6;
        mended += usize::from(holds && one.check.outcome == Outcome::Fails);
        broken += usize::from(!holds && one.check.outcome == Outcome::Holds);
    }
    (mended, broken)
}

/// What turns the digits of one number into those of the other.
fn slip(before: f64, after: f64) -> Slip {
    let (before, after) = (number(before).into_bytes(), number(after).into_bytes());
    let shorter = |long: &[u8], short: &[u8]| {
        long.len() == short.len() + 1
            && (0..long.len()).any(|at| [&long[..at], &long[at + 1..]].concat() == short)
    };
    if shorter(&before, &after) || shorter(&after, &before) {
        return Slip::Digit;
    }
    if before.len() != after.len() {
        return Slip::None;
    }
    let apart: Vec<usize> = (0..before.len())
        .filter(|at| before[*at] != after[*at])
        .collect();
    match apart.as_slice() {
        [_] => Slip::Changed,
        [first, second]
            if second - first == 1
                && before[*first] == after[*second]
                && before[*second] == after[*first] =>
        {
            Slip::Swapped
        }
        _ => Slip::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_told_apart() {
        assert_eq!(slip(968.0, 967.0), Slip::Changed);
        assert_eq!(slip(69.0, 96.0), Slip::Swapped);
        assert_eq!(slip(12.0, 112.0), Slip::Digit);
        assert_eq!(slip(12.0, 1023.0), Slip::None);
    }
}
