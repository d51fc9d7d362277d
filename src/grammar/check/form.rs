//! Official forms: rows, their cells, units and parents.

use std::collections::BTreeMap;

use toml::Spanned;

use crate::record::Applicant;

use super::super::file::{ApplicantFile, ColumnFile, FormFile, PrintFile, RowFile, TableFile};
use super::super::mistake::Mistake;
use super::super::model::{Form, FormRow, FormTable, Print, Slot};
use super::{Checker, strings};

/// A unit that means: the document prints it.
const AS_PRINTED: &str = "as printed";

const APPLICANTS: [Applicant; 7] = [
    Applicant::NaturalPerson,
    Applicant::Business,
    Applicant::Research,
    Applicant::Nonprofit,
    Applicant::LegalServices,
    Applicant::Other,
    Applicant::Total,
];

impl Checker<'_> {
    pub(super) fn forms(&mut self, files: &[FormFile]) -> Vec<Form> {
        self.distinct(files.iter().map(|file| &file.name), "form");
        files.iter().map(|file| self.form(file)).collect()
    }

    fn form(&mut self, file: &FormFile) -> Form {
        self.name(&file.name, "form name");
        if let Some(last) = file
            .last_year
            .as_ref()
            .filter(|last| last.get_ref() < file.first_year.get_ref())
        {
            let message = format!("form `{}` ends before it begins", file.name.get_ref());
            self.report(Mistake::new(
                last.span(),
                message,
                "earlier than `first_year`",
            ));
        }
        self.distinct(file.tables.iter().flat_map(codes), "code");
        let name = file.name.get_ref();
        let tables: Vec<FormTable> = file
            .tables
            .iter()
            .map(|table| self.table(table, name))
            .collect();
        let relations = self.relations(&file.relations, name, &tables);
        Form {
            name: name.clone(),
            first_year: *file.first_year.get_ref(),
            last_year: file.last_year.as_ref().map(|year| *year.get_ref()),
            titles: strings(&file.titles),
            tables,
            relations,
        }
    }

    fn table(&mut self, file: &TableFile, form: &str) -> FormTable {
        if file.rows.is_empty() {
            let message = format!("table {} has no rows", file.number.get_ref());
            self.report(Mistake::new(file.number.span(), message, ""));
        }
        let axis = self.applicants(&file.columns);
        let mut rows: Vec<FormRow> = Vec::new();
        for row in &file.rows {
            let parent = self.parent(row.get_ref(), &rows);
            let slots = self.slots(row, file, &axis);
            rows.push(FormRow {
                code: row
                    .get_ref()
                    .code
                    .as_ref()
                    .map(|code| code.get_ref().clone())
                    .unwrap_or_default(),
                label: row.get_ref().label.get_ref().clone(),
                aliases: strings(&row.get_ref().aliases),
                parent,
                heading: row.get_ref().heading,
                slots,
            });
        }
        self.labels(&file.rows, &rows);
        let print = self.print(&file.print, &rows);
        FormTable {
            form: form.to_owned(),
            number: *file.number.get_ref(),
            header_words: strings(&file.header_words),
            repeats: file.repeats,
            rows,
            print,
        }
    }

    /// How the table is printed; what it names must be there.
    fn print(&mut self, file: &PrintFile, rows: &[FormRow]) -> Print {
        let heads = rows.iter().flat_map(|row| &row.slots);
        let heads: Vec<&str> = heads.map(|slot| slot.head.as_str()).collect();
        let labels: Vec<&str> = rows.iter().map(|row| row.label.as_str()).collect();
        for (pairs, known, what) in [
            (&file.above, &heads, "column head"),
            (&file.blocks, &labels, "row"),
        ] {
            for [name, _] in pairs {
                if !known.contains(&name.get_ref().as_str()) {
                    self.unknown(name, what, known);
                }
            }
        }
        let pairs = |pairs: &[[Spanned<String>; 2]]| {
            let pair = |[name, above]: &[Spanned<String>; 2]| {
                (name.get_ref().clone(), above.get_ref().clone())
            };
            pairs.iter().map(pair).collect()
        };
        Print {
            title: file.title.clone(),
            heads: file.heads.clone(),
            above: pairs(&file.above),
            blocks: pairs(&file.blocks),
        }
    }

    /// The applicant columns as heads and axis values.
    fn applicants(&mut self, files: &[ApplicantFile]) -> Vec<(String, Applicant)> {
        self.distinct(files.iter().map(|file| &file.applicant), "applicant");
        let axis = files.iter().filter_map(|file| {
            let applicant = self.word(&file.applicant, "applicant", &APPLICANTS)?;
            Some((file.head.get_ref().clone(), applicant))
        });
        axis.collect()
    }

    /// Index of the row that `row` stands under: the one named, else the longest prefix of its code.
    fn parent(&mut self, row: &RowFile, above: &[FormRow]) -> Option<usize> {
        let find = |code: &str| above.iter().position(|candidate| candidate.code == code);
        if let Some(named) = &row.parent {
            let found = find(named.get_ref());
            if found.is_none() {
                let known: Vec<&str> = above.iter().map(|row| row.code.as_str()).collect();
                self.unknown_code(named.get_ref(), named.span(), "parent", &known);
            }
            return found;
        }
        let mut code = row.code.as_ref()?.get_ref().as_str();
        while let Some((prefix, _)) = code.rsplit_once('.') {
            if let Some(found) = find(prefix) {
                return Some(found);
            }
            code = prefix;
        }
        None
    }

    /// The value cells of a row.
    fn slots(
        &mut self,
        row: &Spanned<RowFile>,
        table: &TableFile,
        axis: &[(String, Applicant)],
    ) -> Vec<Slot> {
        let RowFile { code, columns, .. } = row.get_ref();
        match code {
            Some(code) if !columns.is_empty() => {
                let message = format!("row `{}` has a code and columns of its own", code.get_ref());
                self.report(Mistake::new(
                    code.span(),
                    message,
                    "the columns carry the codes",
                ));
                Vec::new()
            }
            None if columns.is_empty() => {
                let message = format!(
                    "row `{}` has neither code nor columns",
                    row.get_ref().label.get_ref()
                );
                self.report(Mistake::new(
                    row.span(),
                    message,
                    "give it a `code`, or `columns` with codes",
                ));
                Vec::new()
            }
            Some(code) => self.row_slots(row, code, table, axis),
            None => columns
                .iter()
                .map(|column| self.own_slot(column, table))
                .collect(),
        }
    }

    /// The cells of a row that is one indicator: one, or one for each applicant.
    fn row_slots(
        &mut self,
        row: &Spanned<RowFile>,
        code: &Spanned<String>,
        table: &TableFile,
        axis: &[(String, Applicant)],
    ) -> Vec<Slot> {
        self.code(code);
        let unit = row.get_ref().unit.as_ref().or(table.unit.as_ref());
        if unit.is_none() && !row.get_ref().heading {
            let message = format!("row `{}` has no unit", code.get_ref());
            let help = format!(
                "write `unit = \"…\"` here or for the table; \"{AS_PRINTED}\" if the document prints it"
            );
            self.report(Mistake::new(row.span(), message, "unit missing").help(help));
        }
        let slot = |head: &str, applicant| Slot {
            code: code.get_ref().clone(),
            head: head.to_owned(),
            applicant,
            unit: fixed(unit),
            signed: false,
        };
        if axis.is_empty() {
            return vec![slot("", None)];
        }
        axis.iter()
            .map(|(head, applicant)| slot(head, Some(*applicant)))
            .collect()
    }

    /// A cell that is an indicator of its own.
    fn own_slot(&mut self, column: &ColumnFile, table: &TableFile) -> Slot {
        self.code(&column.code);
        let unit = column.unit.as_ref().or(table.unit.as_ref());
        if unit.is_none() {
            let message = format!("column `{}` has no unit", column.code.get_ref());
            let help = format!(
                "write `unit = \"…\"` here or for the table; \"{AS_PRINTED}\" if the document prints it"
            );
            self.report(Mistake::new(column.code.span(), message, "unit missing").help(help));
        }
        Slot {
            code: column.code.get_ref().clone(),
            head: column.head.get_ref().clone(),
            applicant: None,
            unit: fixed(unit),
            signed: column.signed,
        }
    }

    /// Reports a code that is not made of names joined by points.
    fn code(&mut self, code: &Spanned<String>) {
        let name = |part: &str| {
            !part.is_empty()
                && part
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        };
        if !code.get_ref().split('.').all(name) {
            let message = format!("`{}` is not a code", code.get_ref());
            self.report(Mistake::new(
                code.span(),
                message,
                "small letters, digits and `_`, joined by points",
            ));
        }
    }

    /// Reports a label or alias that stands twice under one parent: no text could tell the rows apart.
    fn labels(&mut self, files: &[Spanned<RowFile>], rows: &[FormRow]) {
        let mut seen = BTreeMap::new();
        for (file, row) in files.iter().zip(rows) {
            for text in std::iter::once(&file.get_ref().label).chain(&file.get_ref().aliases) {
                if seen
                    .insert((row.parent, text.get_ref().as_str()), ())
                    .is_some()
                {
                    let message = format!(
                        "label `{}` stands twice under the same heading",
                        text.get_ref()
                    );
                    self.report(Mistake::new(text.span(), message, "used before"));
                }
            }
        }
    }

    /// Reports every name that stands a second time.
    pub(super) fn distinct<'f>(
        &mut self,
        names: impl Iterator<Item = &'f Spanned<String>>,
        what: &str,
    ) {
        let mut seen = BTreeMap::new();
        for name in names {
            if seen.insert(name.get_ref().as_str(), ()).is_some() {
                let message = format!("{what} `{}` is defined twice", name.get_ref());
                self.report(Mistake::new(name.span(), message, "defined before"));
            }
        }
    }
}

/// All codes that a table defines.
fn codes(table: &TableFile) -> impl Iterator<Item = &Spanned<String>> {
    table.rows.iter().flat_map(|row| {
        let RowFile { code, columns, .. } = row.get_ref();
        code.iter().chain(columns.iter().map(|column| &column.code))
    })
}

/// The unit that the form fixes.
fn fixed(unit: Option<&Spanned<String>>) -> Option<String> {
    unit.map(|unit| unit.get_ref().clone())
        .filter(|unit| unit != AS_PRINTED)
}
