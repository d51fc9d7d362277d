//! One relation in one column: its sides, its outcome, its message.

use crate::grammar::{Axis, Relation};
use crate::record::{Check, Fact, Outcome, Severity, ValueState};

use super::is_equation;

/// One side of a relation: the facts that are added up.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Side {
    /// Sum of the values that are there.
    pub sum: f64,
    /// All facts, by index.
    pub facts: Vec<usize>,
    /// Facts that print nothing.
    pub blank: Vec<usize>,
    /// Facts that are absent or unreadable.
    pub missing: Vec<usize>,
    /// Whether any value is not zero.
    pub speaks: bool,
}

impl Side {
    /// Adds the fact at `at`.
    pub(super) fn add(&mut self, at: usize, facts: &[Fact]) {
        self.facts.push(at);
        match (facts[at].state, facts[at].value) {
            (ValueState::Value, Some(value)) => {
                self.sum += value;
                self.speaks |= value != 0.0;
            }
            (ValueState::Blank | ValueState::Dash | ValueState::NotApplicable, _) => {
                self.blank.push(at)
            }
            _ => self.missing.push(at),
        }
    }

    fn known(&self) -> usize {
        self.facts.len() - self.blank.len() - self.missing.len()
    }
}

/// A relation that was tested.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Tested {
    /// The row of `checks`.
    pub check: Check,
    /// Left side.
    pub left: Side,
    /// Right side.
    pub right: Side,
    /// Whether its outcome is evidence.
    pub counts: bool,
    /// Whether it stands within one row.
    pub within_row: bool,
}

/// Sums of decimals are compared to a millionth.
const EXACT: f64 = 1e-6;

/// Tests a relation in the column `scope`; `None` if nothing is printed on either side.
pub(super) fn test(
    relation: &Relation,
    scope: Option<String>,
    left: Side,
    right: Side,
    facts: &[Fact],
    number: usize,
) -> Option<Tested> {
    if left.known() + right.known() == 0 {
        return None;
    }
    let outcome = outcome(relation, &left, &right);
    let assessable = outcome != Outcome::NotAssessable;
    let place = left
        .facts
        .first()
        .map(|at| facts[*at].place)
        .unwrap_or_default();
    let mut fact_ids: Vec<i32> = left
        .facts
        .iter()
        .chain(&right.facts)
        .map(|at| facts[*at].fact_id)
        .collect();
    fact_ids.dedup();
    let check = Check {
        check_id: i32::try_from(number).unwrap_or(i32::MAX),
        rule: relation.id.clone(),
        kind: relation.kind,
        scope,
        left: (assessable || left.missing.is_empty()).then_some(left.sum),
        right: (assessable || right.missing.is_empty()).then_some(right.sum),
        difference: assessable.then_some(left.sum - right.sum),
        tolerance: 0.0,
        outcome,
        severity: if outcome == Outcome::Fails {
            relation.severity
        } else {
            Severity::Note
        },
        message: message(relation, &left, &right, outcome),
        fact_ids,
        quantity_ids: Vec::new(),
        place,
    };
    let counts = is_equation(relation) && relation.severity != Severity::Note;
    Some(Tested {
        check,
        left,
        right,
        counts,
        within_row: relation.axis == Axis::Columns,
    })
}

fn outcome(relation: &Relation, left: &Side, right: &Side) -> Outcome {
    if !left.missing.is_empty()
        || !right.missing.is_empty()
        || left.known() == 0
        || right.known() == 0
    {
        return Outcome::NotAssessable;
    }
    let difference = left.sum - right.sum;
    if !is_equation(relation) {
        return match difference <= EXACT {
            _ if !left.blank.is_empty() || !right.blank.is_empty() => Outcome::NotAssessable,
            true => Outcome::Holds,
            false => Outcome::Fails,
        };
    }
    if difference.abs() < EXACT {
        return Outcome::Holds;
    }
    // A blank on the poorer side may be what is lacking.
    let poorer = if difference > 0.0 { right } else { left };
    if poorer.blank.is_empty() {
        Outcome::Fails
    } else {
        Outcome::NotAssessable
    }
}

fn message(relation: &Relation, left: &Side, right: &Side, outcome: Outcome) -> String {
    let (first, second) = (number(left.sum), number(right.sum));
    match outcome {
        Outcome::Holds => format!("{}：{first} = {second}", relation.message).replace(
            " = ",
            if is_equation(relation) {
                " = "
            } else {
                " ≤ "
            },
        ),
        Outcome::Fails if is_equation(relation) => {
            format!(
                "{}：左边 {first}，右边 {second}，相差 {}",
                relation.message,
                number((left.sum - right.sum).abs())
            )
        }
        Outcome::Fails => format!("{}：{first} 大于 {second}", relation.message),
        Outcome::NotAssessable => {
            format!("{}：有数据空白、缺失或无法辨认，不能判断", relation.message)
        }
    }
}

/// A number as people write it.
pub(crate) fn number(value: f64) -> String {
    let rounded = (value * 1e6).round() / 1e6;
    format!("{rounded}")
}
