//! Tables of a form that are blocks: all rows have the same cells, and one cell is the sum of all others.

use crate::grammar::{Axis, Comparison, Form, Operand, Relation};
use crate::record::CheckKind;

use super::hypothesis::RowSum;
use super::slot::row_sums;

/// Rows from which on a table is a block.
const ROWS: usize = 4;
/// Cells of a row from which on its sum tells anything.
const SLOTS: usize = 3;

/// A table of equal rows; rows are counted without headings, from 0.
pub(super) struct Block {
    /// Index of the form's table.
    pub table: usize,
    /// For each row, its index in the table.
    pub rows: Vec<usize>,
    /// Cells of a row.
    pub slots: usize,
    /// The equation within each row, between all its cells.
    pub sum: RowSum,
    /// Equations between rows that hold in each column.
    pub between: Vec<Between>,
}

/// Rows whose sum equals that of others.
pub(super) struct Between {
    pub left: Vec<usize>,
    pub right: Vec<usize>,
}

impl Block {
    /// The table of this index as a block; `None` if its arithmetic does not tie all its cells.
    pub(super) fn of(form: &Form, table: usize) -> Option<Self> {
        let form_table = &form.tables[table];
        let rows: Vec<usize> = (0..form_table.rows.len())
            .filter(|row| !form_table.rows[*row].heading)
            .collect();
        let first = &form_table.rows[*rows.first()?];
        let slots = first.slots.len();
        let sums: Vec<Vec<RowSum>> = (rows.iter())
            .map(|row| row_sums(form, &form_table.rows[*row]))
            .collect();
        let sum = sums[0].first()?.clone();
        let same = rows.iter().zip(&sums).all(|(row, sums)| {
            form_table.rows[*row].slots.len() == slots && sums.as_slice() == [sum.clone()]
        });
        if form_table.repeats || rows.len() < ROWS || slots < SLOTS || !same {
            return None;
        }
        let relations = form.relations.iter();
        let between: Vec<Between> = relations
            .filter_map(|relation| Between::of(form, table, &rows, relation))
            .collect();
        (sum.parts.len() + 1 == slots && !between.is_empty()).then_some(Self {
            table,
            rows,
            slots,
            sum,
            between,
        })
    }

    /// Number of cells.
    pub(super) fn cells(&self) -> usize {
        self.rows.len() * self.slots
    }
}

impl Between {
    fn of(form: &Form, table: usize, rows: &[usize], relation: &Relation) -> Option<Self> {
        let sum = matches!(relation.kind, CheckKind::Sum | CheckKind::Identity);
        if !sum || relation.axis != Axis::Rows || relation.comparison != Comparison::Equal {
            return None;
        }
        let side = |operands: &[Operand]| -> Option<Vec<usize>> {
            let found: Option<Vec<Vec<usize>>> = (operands.iter())
                .map(|operand| named(form, table, rows, operand))
                .collect();
            Some(found?.concat())
        };
        let (left, right) = (side(&relation.left)?, side(&relation.right)?);
        // A heading that stands for its rows proves nothing of them.
        (left != right).then_some(Self { left, right })
    }
}

/// The row that an operand names, or those below the heading that it names.
fn named(form: &Form, table: usize, rows: &[usize], operand: &Operand) -> Option<Vec<usize>> {
    let Operand::Code(code) = operand else {
        return None;
    };
    let all = &form.tables[table].rows;
    let at = all.iter().position(|row| row.code == *code)?;
    let above = |row: &usize| all[*row].parent.filter(|above| above < row);
    let within = |row: usize| std::iter::successors(Some(row), above).any(|one| one == at);
    let found: Vec<usize> = (0..rows.len()).filter(|row| within(rows[*row])).collect();
    (!found.is_empty()).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::Registry;

    #[track_caller]
    fn check(form: &str, number: i32, expected: Option<(usize, usize, usize)>) {
        let grammars = Registry::embedded().unwrap_or_else(|errors| panic!("{errors}"));
        let mut forms = grammars.grammars.iter().flat_map(|grammar| &grammar.forms);
        let form = forms.find(|known| known.name == form).unwrap();
        let tables = form.tables.iter();
        let table = tables
            .map(|table| table.number)
            .position(|one| one == number);
        let block = Block::of(form, table.unwrap());
        let size = block.map(|block| (block.rows.len(), block.slots, block.between.len()));
        assert_eq!(size, expected, "{} {number}", form.name);
    }

    #[test]
    fn tables_whose_cells_all_add_up_are_blocks() {
        check("form-2021", 3, Some((25, 7, 2)));
        check("form-2019", 3, Some((23, 7, 2)));
        check("form-2021", 2, None);
        check("form-2021", 4, None);
    }
}
