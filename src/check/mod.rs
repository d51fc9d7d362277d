//! The form's own arithmetic against what was read: checks, evidence and implied values.
//!
//! Counts are compared exactly. A blank counts as nothing, but a sum that lacks something is only
//! said to fail if no value of the blank could mend it. Nothing here changes a value.

mod evidence;
mod explain;
mod relation;

use std::collections::{HashMap, HashSet};

use crate::grammar::{Axis, Comparison, Form, Operand, Relation};
use crate::record::{Applicant, Check, Fact, ValueState, Word};

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
                let scope = index.scope(&column);
                tested.extend(relation::test(
                    relation,
                    scope,
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
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Column<'a> {
    applicant: Option<Applicant>,
    scope: Option<&'a str>,
    /// The row, for relations between columns.
    code: Option<usize>,
}

/// Facts by what they report; codes are numbered.
struct Index<'a> {
    codes: HashMap<&'a str, usize>,
    names: Vec<&'a str>,
    /// The code of each fact.
    of_fact: Vec<usize>,
    by_cell: HashMap<(usize, Option<Applicant>, Option<&'a str>), usize>,
    /// For each code, those of the rows below it.
    children: Vec<Vec<usize>>,
    headings: HashSet<usize>,
}

impl<'a> Index<'a> {
    fn new(form: &'a Form, facts: &'a [Fact]) -> Self {
        let mut index = Self {
            codes: HashMap::new(),
            names: Vec::new(),
            of_fact: Vec::with_capacity(facts.len()),
            by_cell: HashMap::with_capacity(facts.len()),
            children: Vec::new(),
            headings: HashSet::new(),
        };
        for (at, fact) in facts.iter().enumerate() {
            let code = index.number(&fact.indicator);
            index.of_fact.push(code);
            index
                .by_cell
                .entry((code, fact.applicant, fact.scope.as_deref()))
                .or_insert(at);
        }
        for table in &form.tables {
            for row in &table.rows {
                let code = index.number(&row.code);
                if let Some(parent) = row.parent {
                    let parent = index.number(&table.rows[parent].code);
                    index.children[parent].push(code);
                }
                if row.heading {
                    index.headings.insert(code);
                }
            }
        }
        index
    }

    fn number(&mut self, code: &'a str) -> usize {
        let next = self.children.len();
        let number = *self.codes.entry(code).or_insert(next);
        if number == next {
            self.names.push(code);
            self.children.push(Vec::new());
        }
        number
    }

    /// What a check says of its column.
    fn scope(&self, column: &Column) -> Option<String> {
        let applicant = column.applicant.map(|applicant| applicant.word());
        let code = || column.code.map(|code| self.names[code]);
        applicant.or(column.scope).or_else(code).map(str::to_owned)
    }

    /// The columns in which a relation can be tested, in order of the facts.
    fn columns(&self, relation: &Relation, facts: &'a [Fact]) -> Vec<Column<'a>> {
        let concerned = self.concerned(relation);
        let mut columns: Vec<Column> = Vec::new();
        for (fact, code) in facts.iter().zip(&self.of_fact) {
            let column = match relation.axis {
                Axis::Columns if fact.applicant.is_some() => Column {
                    code: Some(*code),
                    scope: fact.scope.as_deref(),
                    applicant: None,
                },
                Axis::Rows if concerned[*code] => Column {
                    applicant: fact.applicant,
                    scope: fact.scope.as_deref(),
                    code: None,
                },
                _ => continue,
            };
            // Facts of a column often follow one another.
            if columns.last() != Some(&column) && !columns.contains(&column) {
                columns.push(column);
            }
        }
        columns
    }

    /// For each code, whether it is an operand of the relation or a row below one.
    fn concerned(&self, relation: &Relation) -> Vec<bool> {
        let mut concerned = vec![false; self.children.len()];
        for operand in relation.left.iter().chain(&relation.right) {
            let Operand::Code(code) = operand else {
                continue;
            };
            if let Some(code) = self.codes.get(code.as_str()) {
                concerned[*code] = true;
                for child in &self.children[*code] {
                    concerned[*child] = true;
                }
            }
        }
        concerned
    }

    /// The facts of one side; `None` if an operand is unknown to the form.
    fn side(&self, operands: &[Operand], column: &Column, facts: &[Fact]) -> Option<Side> {
        let mut side = Side::default();
        for operand in operands {
            match operand {
                Operand::Applicant(applicant) => {
                    let cell = (column.code?, Some(*applicant), column.scope);
                    side.add(*self.by_cell.get(&cell)?, facts);
                }
                Operand::Code(code) => {
                    let code = *self.codes.get(code.as_str())?;
                    self.add_code(code, column, facts, &mut side)?;
                }
            }
        }
        Some(side)
    }

    /// Adds a row, or the rows below a heading that prints no value of its own.
    fn add_code(
        &self,
        code: usize,
        column: &Column,
        facts: &[Fact],
        side: &mut Side,
    ) -> Option<()> {
        let own = self.by_cell.get(&(code, column.applicant, column.scope));
        let prints =
            |at: usize| !self.headings.contains(&code) || facts[at].state == ValueState::Value;
        if let Some(at) = own.copied().filter(|at| prints(*at)) {
            side.add(at, facts);
            return Some(());
        }
        if self.children[code].is_empty() {
            return None;
        }
        for child in &self.children[code] {
            self.add_code(*child, column, facts, side)?;
        }
        Some(())
    }
}

/// Whether a relation is an equation.
fn is_equation(relation: &Relation) -> bool {
    relation.comparison == Comparison::Equal
}
