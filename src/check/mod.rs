//! The form's own arithmetic against what was read: checks, evidence and implied values.
//!
//! Counts are compared exactly. A blank counts as nothing, but a sum that lacks something is only
//! said to fail if no value of the blank could mend it. Nothing here changes a value.

mod evidence;
mod explain;
mod relation;

use std::collections::{HashMap, HashSet};

use crate::grammar::{Axis, Comparison, Form, Operand, Relation};
use crate::record::{Applicant, Check, Fact, ValueState};

pub use explain::{Explanation, Proposal, Slip};

use relation::Side;

/// Tests every relation of `form` in every column, and fills evidence and implied values of `facts`.
///
/// `facts` must be those of the form; a check's `fact_ids` are their `fact_id`s.
#[must_use]
pub fn check(form: &Form, facts: &mut [Fact]) -> Vec<Check> {
    judge(form, facts, |_| false).0
}

/// As [`check`], with what may explain each equation that fails. `unplaced` says of a fact, by its
/// place in `facts`, that only arithmetic says which row it is: equations within a row do not confirm
/// such a fact.
#[must_use]
pub fn judge(
    form: &Form,
    facts: &mut [Fact],
    unplaced: impl Fn(usize) -> bool,
) -> (Vec<Check>, Vec<Explanation>) {
    let index = Index::new(form, facts);
    let mut tested = Vec::new();
    for relation in &form.relations {
        for column in index.columns(relation, facts) {
            let left = index.side(&relation.left, &column, facts);
            let right = index.side(&relation.right, &column, facts);
            // A heading that prints nothing stands for its rows: they prove nothing of themselves.
            if let Some((left, right)) = left
                .zip(right)
                .filter(|(left, right)| left.facts != right.facts)
            {
                tested.extend(relation::test(
                    relation,
                    &column,
                    left,
                    right,
                    facts,
                    tested.len(),
                ));
            }
        }
    }
    evidence::fill(&tested, facts, unplaced);
    let explanations = explain::explain(&tested, facts);
    (
        tested.into_iter().map(|tested| tested.check).collect(),
        explanations,
    )
}

/// A column or row in which a relation is tested.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Column {
    applicant: Option<Applicant>,
    scope: Option<String>,
    /// The row, for relations between columns.
    code: Option<String>,
}

/// Facts by what they report.
struct Index {
    by_cell: HashMap<(String, Option<Applicant>, Option<String>), usize>,
    children: HashMap<String, Vec<String>>,
    headings: HashSet<String>,
}

impl Index {
    fn new(form: &Form, facts: &[Fact]) -> Self {
        let mut by_cell = HashMap::new();
        for (at, fact) in facts.iter().enumerate() {
            by_cell
                .entry((fact.indicator.clone(), fact.applicant, fact.scope.clone()))
                .or_insert(at);
        }
        let mut children: HashMap<String, Vec<String>> = HashMap::new();
        for table in &form.tables {
            for row in &table.rows {
                if let Some(parent) = row.parent {
                    children
                        .entry(table.rows[parent].code.clone())
                        .or_default()
                        .push(row.code.clone());
                }
            }
        }
        let rows = form.tables.iter().flat_map(|table| &table.rows);
        let headings = rows
            .filter(|row| row.heading)
            .map(|row| row.code.clone())
            .collect();
        Self {
            by_cell,
            children,
            headings,
        }
    }

    /// The columns in which a relation can be tested, in order of the facts.
    fn columns(&self, relation: &Relation, facts: &[Fact]) -> Vec<Column> {
        let mut columns: Vec<Column> = Vec::new();
        for fact in facts {
            let column = match relation.axis {
                Axis::Columns if fact.applicant.is_some() => Column {
                    code: Some(fact.indicator.clone()),
                    scope: fact.scope.clone(),
                    applicant: None,
                },
                Axis::Rows if self.concerns(relation, &fact.indicator) => Column {
                    applicant: fact.applicant,
                    scope: fact.scope.clone(),
                    code: None,
                },
                _ => continue,
            };
            if !columns.contains(&column) {
                columns.push(column);
            }
        }
        columns
    }

    fn concerns(&self, relation: &Relation, indicator: &str) -> bool {
        relation
            .left
            .iter()
            .chain(&relation.right)
            .any(|operand| match operand {
                Operand::Code(code) => {
                    code == indicator
                        || self
                            .children
                            .get(code)
                            .is_some_and(|children| children.iter().any(|child| child == indicator))
                }
                Operand::Applicant(_) => false,
            })
    }

    /// The facts of one side; `None` if an operand is unknown to the form.
    fn side(&self, operands: &[Operand], column: &Column, facts: &[Fact]) -> Option<Side> {
        let mut side = Side::default();
        for operand in operands {
            match operand {
                Operand::Applicant(applicant) => {
                    let code = column.code.clone()?;
                    side.add(
                        *self
                            .by_cell
                            .get(&(code, Some(*applicant), column.scope.clone()))?,
                        facts,
                    );
                }
                Operand::Code(code) => self.add_code(code, column, facts, &mut side)?,
            }
        }
        Some(side)
    }

    /// Adds a row, or the rows below a heading that prints no value of its own.
    fn add_code(&self, code: &str, column: &Column, facts: &[Fact], side: &mut Side) -> Option<()> {
        let cell = |code: &str| {
            self.by_cell
                .get(&(code.to_owned(), column.applicant, column.scope.clone()))
                .copied()
        };
        let own = cell(code);
        let children = self
            .children
            .get(code)
            .map(Vec::as_slice)
            .unwrap_or_default();
        match own {
            Some(at) if !self.headings.contains(code) || facts[at].state == ValueState::Value => {
                side.add(at, facts)
            }
            _ => {
                if children.is_empty() {
                    return None;
                }
                for child in children {
                    self.add_code(child, column, facts, side)?;
                }
            }
        }
        Some(())
    }
}

/// Whether a relation is an equation.
fn is_equation(relation: &Relation) -> bool {
    relation.comparison == Comparison::Equal
}
