//! A form's relations over numbered cells: made to hold, and tested, without the checking stage.
//!
//! Tests of the checking stage rest on this module, so it shares no code with it.

use crate::grammar::{Axis, Comparison, Form, Operand, Relation};
use crate::record::{Applicant, CheckKind, Severity, Word};

/// A value cell of a form: indexes of its table, row and slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FormCell {
    /// Index into `Form::tables`.
    pub table: usize,
    /// Index into the table's rows.
    pub row: usize,
    /// Index into the row's slots.
    pub slot: usize,
}

/// One relation in one column: which cells are added up on either side.
#[derive(Debug, Clone, PartialEq)]
pub struct Equation {
    /// Id of the relation.
    pub rule: String,
    /// Applicant or indicator that the relation is tested for, as `checks.scope` prints it.
    pub scope: Option<String>,
    /// Weight of a failure.
    pub severity: Severity,
    kind: CheckKind,
    equal: bool,
    /// Cells of the left side, operand by operand.
    left: Vec<Vec<usize>>,
    right: Vec<Vec<usize>>,
}

impl Equation {
    fn sum(side: &[Vec<usize>], values: &[f64]) -> f64 {
        side.iter().flatten().map(|at| values[*at]).sum()
    }

    /// The one cell that this equation defines.
    fn total(&self) -> Option<usize> {
        match self.left.as_slice() {
            [only] if self.kind == CheckKind::Sum && only.len() == 1 => Some(only[0]),
            _ => None,
        }
    }

    /// Cells of both sides.
    pub fn cells(&self) -> impl Iterator<Item = usize> {
        self.left.iter().chain(&self.right).flatten().copied()
    }

    /// Whether it is certain to fail; a cell without value may be what the poorer side lacks.
    #[must_use]
    pub fn fails(&self, values: &[Option<f64>]) -> bool {
        let side = |operands: &[Vec<usize>]| {
            let cells = || operands.iter().flatten().map(|at| values[*at]);
            (
                cells().flatten().sum::<f64>(),
                cells().any(|value| value.is_none()),
                cells().all(|value| value.is_none()),
            )
        };
        let (left, left_open, left_empty) = side(&self.left);
        let (right, right_open, right_empty) = side(&self.right);
        if left_empty || right_empty {
            return false;
        }
        let difference = left - right;
        if !self.equal {
            return difference > 1e-6 && !left_open && !right_open;
        }
        difference > 1e-6 && !right_open || difference < -1e-6 && !left_open
    }
}

/// Two places behind the point.
fn tidy(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

/// A form as numbered cells and equations between them.
#[derive(Debug, Clone)]
pub struct Shape {
    /// All cells that carry values, in the form's order.
    pub cells: Vec<FormCell>,
    /// All relations in all columns.
    pub equations: Vec<Equation>,
    /// Which cells some sum defines.
    pub defined: Vec<bool>,
}

impl Shape {
    /// Numbers the cells of `form` and compiles its relations.
    #[must_use]
    pub fn new(form: &Form) -> Self {
        let mut cells = Vec::new();
        for (table, form_table) in form.tables.iter().enumerate() {
            for (row, form_row) in form_table.rows.iter().enumerate() {
                if !form_row.heading {
                    cells.extend((0..form_row.slots.len()).map(|slot| FormCell {
                        table,
                        row,
                        slot,
                    }));
                }
            }
        }
        let mut shape = Self {
            defined: vec![false; cells.len()],
            cells,
            equations: Vec::new(),
        };
        for relation in &form.relations {
            shape.compile(form, relation);
        }
        for equation in &shape.equations {
            if let Some(total) = equation.total() {
                shape.defined[total] = true;
            }
        }
        shape
    }

    /// Number of the cell at `cell`.
    #[must_use]
    pub fn number(&self, cell: FormCell) -> Option<usize> {
        self.cells.binary_search(&cell).ok()
    }

    fn compile(&mut self, form: &Form, relation: &Relation) {
        let columns: Vec<Column> = match relation.axis {
            Axis::Columns => rows_of(form).filter(|column| column.applicants).collect(),
            Axis::Rows => applicants(form, relation),
        };
        for column in columns {
            let side = |operands: &[Operand]| -> Option<Vec<Vec<usize>>> {
                let found: Vec<Vec<usize>> = operands
                    .iter()
                    .map(|operand| self.operand(form, operand, &column))
                    .collect();
                found.iter().all(|cells| !cells.is_empty()).then_some(found)
            };
            let Some((left, right)) = side(&relation.left).zip(side(&relation.right)) else {
                continue;
            };
            self.equations.push(Equation {
                rule: relation.id.clone(),
                scope: column.scope.clone(),
                severity: relation.severity,
                kind: relation.kind,
                equal: relation.comparison == Comparison::Equal,
                left,
                right,
            });
        }
    }

    fn operand(&self, form: &Form, operand: &Operand, column: &Column) -> Vec<usize> {
        let mut found = Vec::new();
        match operand {
            Operand::Applicant(applicant) => {
                let Some((table, row)) = column.row else {
                    return found;
                };
                let slots = &form.tables[table].rows[row].slots;
                let slot = slots
                    .iter()
                    .position(|slot| slot.applicant == Some(*applicant));
                found.extend(slot.and_then(|slot| self.number(FormCell { table, row, slot })));
            }
            Operand::Code(code) => self.code(form, code, column.applicant, &mut found),
        }
        found
    }

    /// The cells that `code` stands for: its own, or those of the rows below a heading.
    fn code(&self, form: &Form, code: &str, applicant: Option<Applicant>, found: &mut Vec<usize>) {
        for (table, form_table) in form.tables.iter().enumerate() {
            for (row, form_row) in form_table.rows.iter().enumerate() {
                if form_row.heading && form_row.code == code {
                    let below = form_table
                        .rows
                        .iter()
                        .filter(|below| below.parent == Some(row));
                    below.for_each(|below| self.code(form, &below.code, applicant, found));
                    continue;
                }
                let slot = form_row
                    .slots
                    .iter()
                    .position(|slot| slot.code == code && slot.applicant == applicant);
                if !form_row.heading {
                    found.extend(slot.and_then(|slot| self.number(FormCell { table, row, slot })));
                }
            }
        }
    }

    /// Changes `values` until every relation holds.
    pub fn settle(&self, values: &mut [f64]) {
        for _ in 0..24 {
            let mut changed = false;
            for equation in &self.equations {
                changed |= self.mend(equation, values);
            }
            if !changed {
                return;
            }
        }
    }

    /// Changes a cell so that `equation` holds; whether anything changed.
    fn mend(&self, equation: &Equation, values: &mut [f64]) -> bool {
        let left = Equation::sum(&equation.left, values);
        let right = Equation::sum(&equation.right, values);
        let difference = left - right;
        if difference.abs() < 1e-6 || !equation.equal && difference < 0.0 {
            return false;
        }
        let first = |side: &[Vec<usize>]| side.iter().flatten().next().copied();
        let (Some(larger), Some(smaller)) = (first(&equation.left), first(&equation.right)) else {
            return false;
        };
        if let Some(total) = equation.total() {
            values[total] = tidy(right);
        } else if self.defined[larger] {
            // The side that is too small grows; the sums follow in the next round.
            self.grow(
                if difference > 0.0 { smaller } else { larger },
                difference.abs(),
                values,
            );
        } else {
            let others = left - values[larger];
            if right < others {
                equation
                    .left
                    .iter()
                    .flatten()
                    .for_each(|at| values[*at] = 0.0);
            }
            values[larger] = tidy(right - if right < others { 0.0 } else { others });
        }
        true
    }

    /// Adds `by` to a cell, or to the first part of the sum that defines it.
    fn grow(&self, at: usize, by: f64, values: &mut [f64]) {
        let sum = self
            .equations
            .iter()
            .find(|equation| equation.total() == Some(at));
        let part = sum.and_then(|sum| sum.right.iter().flatten().next().copied());
        values[part.unwrap_or(at)] += by;
    }

    /// The relations that fail for `values`; `None` is a cell that prints no value.
    #[must_use]
    pub fn failing(&self, values: &[Option<f64>]) -> Vec<&Equation> {
        self.equations
            .iter()
            .filter(|equation| equation.fails(values))
            .collect()
    }
}

/// What a relation is tested in.
struct Column {
    applicant: Option<Applicant>,
    row: Option<(usize, usize)>,
    applicants: bool,
    scope: Option<String>,
}

/// All rows that carry values, as columns of a relation between applicants.
fn rows_of(form: &Form) -> impl Iterator<Item = Column> {
    form.tables
        .iter()
        .enumerate()
        .flat_map(|(table, form_table)| {
            form_table
                .rows
                .iter()
                .enumerate()
                .map(move |(row, form_row)| Column {
                    applicant: None,
                    row: Some((table, row)),
                    applicants: !form_row.heading
                        && form_row.slots.iter().any(|slot| slot.applicant.is_some()),
                    scope: Some(form_row.code.clone()),
                })
        })
}

/// The applicant columns of the rows that a relation names, or the one column of rows without them.
fn applicants(form: &Form, relation: &Relation) -> Vec<Column> {
    let named = |code: &str| {
        relation
            .left
            .iter()
            .any(|operand| matches!(operand, Operand::Code(known) if known == code))
    };
    let slots = form
        .tables
        .iter()
        .flat_map(|table| &table.rows)
        .flat_map(|row| &row.slots);
    let mut columns: Vec<Column> = Vec::new();
    for slot in slots.filter(|slot| named(&slot.code)) {
        if columns
            .iter()
            .all(|column| column.applicant != slot.applicant)
        {
            columns.push(Column {
                applicant: slot.applicant,
                row: None,
                applicants: false,
                scope: slot.applicant.map(|applicant| applicant.word().to_owned()),
            });
        }
    }
    columns
}
