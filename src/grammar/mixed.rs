//! Forms of which one table is another form's.
//!
//! Offices fill in the sheet of another year: the old table of what was published in a report whose
//! requests stand in the new one.

use super::model::{Form, FormTable, Operand, Relation};

/// For each form and each other one, the form with one table of the other's in place of its own, for
/// each table of which the indicators differ.
pub(super) fn mixed(forms: &[Form]) -> Vec<Form> {
    let mut found = Vec::new();
    for base in forms {
        for other in forms.iter().filter(|other| other.name != base.name) {
            for (at, own) in base.tables.iter().enumerate() {
                let same = |table: &&FormTable| table.number == own.number;
                let table = other.tables.iter().find(same);
                let differs = |table: &&FormTable| codes(table).ne(codes(own));
                found.extend(
                    table
                        .filter(differs)
                        .map(|table| with(base, other, at, table)),
                );
            }
        }
    }
    found
}

/// `base` with the table of `other` at place `at`.
fn with(base: &Form, other: &Form, at: usize, table: &FormTable) -> Form {
    let mut tables = base.tables.clone();
    table.clone_into(&mut tables[at]);
    let names = |tables: &[FormTable], relation: &Relation| {
        let operands = relation.left.iter().chain(&relation.right);
        operands.into_iter().all(|operand| match operand {
            Operand::Code(code) => tables.iter().flat_map(codes).any(|known| known == code),
            Operand::Applicant(_) => true,
        })
    };
    let of_rows = |relation: &&Relation| {
        let operands = relation.left.iter().chain(&relation.right);
        operands
            .into_iter()
            .any(|one| matches!(one, Operand::Code(_)))
    };
    // What the base says of the table that it does not print stands in that table's own words.
    let kept = base.relations.iter().filter(|relation| {
        let of_table = of_rows(relation) && names(std::slice::from_ref(table), relation);
        names(&tables, relation) && !of_table
    });
    let own = other.relations.iter();
    let own =
        own.filter(|relation| of_rows(relation) && names(std::slice::from_ref(table), relation));
    Form {
        relations: kept.chain(own).cloned().collect(),
        tables,
        ..base.clone()
    }
}

/// The codes of a table: of its rows, and of their cells.
fn codes(table: &FormTable) -> impl Iterator<Item = &str> {
    table.rows.iter().flat_map(|row| {
        let cells = row.slots.iter().map(|slot| slot.code.as_str());
        std::iter::once(row.code.as_str()).chain(cells)
    })
}

#[cfg(test)]
mod tests {
    use crate::grammar::Registry;

    #[test]
    fn a_table_of_another_form_brings_its_cells_and_relations() {
        let grammars = Registry::embedded().unwrap_or_else(|errors| panic!("{errors}"));
        let report = grammars.named("annual-report").unwrap();
        let shown = |number: i32| -> Vec<String> {
            let forms = report.mixed.iter().filter(|form| {
                let mut tables = form.tables.iter();
                tables.any(|table| table.number == number && table.form != form.name)
            });
            let shown = forms.map(|form| {
                let of_table = |table: i32| {
                    let prefix = format!("t{table}.");
                    let ids = form
                        .relations
                        .iter()
                        .filter_map(|one| one.id.split_once('/'));
                    ids.filter(|(_, id)| id.starts_with(&prefix)).count()
                };
                format!("{} {} {}", form.name, of_table(3), of_table(4))
            });
            shown.collect()
        };
        assert_eq!(shown(2), ["form-2019 6 3", "form-2021 7 3"]);
        assert_eq!(shown(3), ["form-2019 7 3", "form-2021 6 3"]);
        assert_eq!(shown(4).len(), 0);
    }
}
