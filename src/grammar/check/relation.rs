//! Relations: their equations, the examples that prove them, and the sums that a form's tree implies.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;

use crate::record::{Applicant, CheckKind, Severity, Word};

use super::super::equation::{self, Equation};
use super::super::file::RelationFile;
use super::super::mistake::{Mistake, closest, inside};
use super::super::model::{Axis, Comparison, FormTable, Operand, Relation};
use super::Checker;

const KINDS: [CheckKind; 3] = [CheckKind::Sum, CheckKind::Identity, CheckKind::Order];
const SEVERITIES: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Note];

/// What the operands of a form's relations may name.
struct Names<'a> {
    /// Code to unit.
    units: BTreeMap<&'a str, Option<&'a str>>,
    /// Applicant columns.
    applicants: BTreeMap<&'static str, Applicant>,
}

impl Checker<'_> {
    /// The relations of a form: those written, then those that its headings imply.
    pub(super) fn relations(
        &mut self,
        files: &[RelationFile],
        form: &str,
        tables: &[FormTable],
    ) -> Vec<Relation> {
        self.distinct(files.iter().map(|file| &file.id), "relation");
        let names = names(tables);
        let mut relations: Vec<Relation> = files
            .iter()
            .filter_map(|file| self.relation(file, form, &names))
            .collect();
        let implied: Vec<Relation> = tables
            .iter()
            .flat_map(|table| children(form, table, &relations))
            .collect();
        relations.extend(implied);
        relations
    }

    fn relation(&mut self, file: &RelationFile, form: &str, names: &Names<'_>) -> Option<Relation> {
        let kind = self.word(&file.kind, "kind", &KINDS);
        let severity = self.word(&file.severity, "severity", &SEVERITIES);
        let axis = self.axis(file.axis.as_ref());
        let equation = self.equation(&file.equation)?;
        self.examples(file, &equation);
        let left = self.side(file, &equation, &equation.left, axis?, names);
        let right = self.side(file, &equation, &equation.right, axis?, names);
        self.fits(file, kind?, &equation);
        self.same_unit(file, &[left.as_slice(), right.as_slice()].concat(), names);
        Some(Relation {
            id: format!("{form}/{}", file.id.get_ref()),
            kind: kind?,
            axis: axis?,
            left,
            comparison: equation.comparison,
            right,
            severity: severity?,
            message: file.message.get_ref().clone(),
        })
    }

    fn axis(&mut self, text: Option<&Spanned<String>>) -> Option<Axis> {
        let Some(text) = text else {
            return Some(Axis::Rows);
        };
        match text.get_ref().as_str() {
            "rows" => Some(Axis::Rows),
            "columns" => Some(Axis::Columns),
            _ => {
                self.unknown(text, "axis", &["rows", "columns"]);
                None
            }
        }
    }

    fn equation<'t>(&mut self, text: &'t Spanned<String>) -> Option<Equation<&'t str>> {
        match equation::parse(text.get_ref()) {
            Ok(equation) => Some(equation),
            Err(part) => {
                let mistake = Mistake::new(
                    inside(text, part, self.source),
                    "equation cannot be read",
                    "from here on",
                );
                self.report(mistake.help("write `a = b + c` or `a <= b`"));
                None
            }
        }
    }

    /// What the terms of one side name; a term that begins with a point continues the first term.
    fn side(
        &mut self,
        file: &RelationFile,
        equation: &Equation<&str>,
        terms: &[&str],
        axis: Axis,
        names: &Names<'_>,
    ) -> Vec<Operand> {
        let mut operands = Vec::new();
        for term in terms {
            let name = match term.strip_prefix('.') {
                Some(_) => format!("{}{term}", equation.left[0]),
                None => (*term).to_owned(),
            };
            let operand = names.operand(&name, axis);
            if operand.is_none() {
                let known = names.known(axis);
                let what = if axis == Axis::Rows {
                    "indicator"
                } else {
                    "applicant"
                };
                let span = inside(
                    &file.equation,
                    place(term, file.equation.get_ref()),
                    self.source,
                );
                self.unknown_code(&name, span, what, &known);
            }
            operands.extend(operand);
        }
        operands
    }

    /// Reports an unknown code with the one that was probably meant.
    pub(super) fn unknown_code(
        &mut self,
        code: &str,
        span: Range<usize>,
        what: &str,
        known: &[&str],
    ) {
        let mistake = Mistake::new(span, format!("unknown {what} `{code}`"), "not in this form");
        self.report(match closest(code, known.iter().copied()) {
            Some(near) => mistake.help(format!("did you mean `{near}`?")),
            None => mistake,
        });
    }

    /// Reports a kind that the equation does not have.
    fn fits(&mut self, file: &RelationFile, kind: CheckKind, equation: &Equation<&str>) {
        let (fits, expected) = match kind {
            CheckKind::Sum => (
                equation.comparison == Comparison::Equal
                    && equation.left.len() == 1
                    && equation.right.len() > 1,
                "expected one total, `=` and its parts",
            ),
            CheckKind::Order => (
                equation.comparison == Comparison::AtMost,
                "expected `<=` between its sides",
            ),
            _ => (
                equation.comparison == Comparison::Equal,
                "expected `=` between its sides",
            ),
        };
        if !fits {
            let message = format!(
                "relation `{}` is not of kind `{}`",
                file.id.get_ref(),
                kind.word()
            );
            self.report(Mistake::new(file.equation.span(), message, expected));
        }
    }

    /// Reports terms in different units.
    fn same_unit(&mut self, file: &RelationFile, operands: &[Operand], names: &Names<'_>) {
        let mut units: Vec<&str> = operands
            .iter()
            .filter_map(|operand| names.unit(operand))
            .collect();
        units.sort_unstable();
        units.dedup();
        if units.len() > 1 {
            let message = format!("relation `{}` adds different units", file.id.get_ref());
            self.report(Mistake::new(
                file.equation.span(),
                message,
                units.join(", "),
            ));
        }
    }

    /// Proves the equation by its numbers.
    fn examples(&mut self, file: &RelationFile, equation: &Equation<&str>) {
        if file.example.is_empty() {
            let message = format!("relation `{}` has no example", file.id.get_ref());
            self.report(
                Mistake::new(file.id.span(), message, "")
                    .help("give the numbers of one report: `example = [\"3 = 1 + 2\"]`"),
            );
        }
        for (text, holds) in with(&file.example, true).chain(with(&file.counterexample, false)) {
            let Some(numbers) = self.equation(text) else {
                continue;
            };
            let (title, label) = match numbers.holds() {
                _ if numbers.shape() != equation.shape() => (
                    "numbers do not have the terms of the equation",
                    "another number of terms, or another sign",
                ),
                None => ("numbers cannot be added up", "whole numbers only"),
                Some(found) if found == holds => continue,
                Some(false) => ("example does not hold", "the sides differ"),
                Some(true) => ("counterexample holds", "it should not"),
            };
            self.report(Mistake::new(text.span(), title, label));
        }
    }
}

/// Each text with what is expected of it.
fn with(
    texts: &[Spanned<String>],
    expected: bool,
) -> impl Iterator<Item = (&Spanned<String>, bool)> {
    texts.iter().map(move |text| (text, expected))
}

/// The bytes of `part` in `text`, of which it is a slice.
fn place(part: &str, text: &str) -> Range<usize> {
    crate::text::Span::of(part, text).map_or(0..text.len(), crate::text::Span::range)
}

impl<'a> Names<'a> {
    fn operand(&self, name: &str, axis: Axis) -> Option<Operand> {
        match axis {
            Axis::Rows => self
                .units
                .contains_key(name)
                .then(|| Operand::Code(name.to_owned())),
            Axis::Columns => self.applicants.get(name).copied().map(Operand::Applicant),
        }
    }

    fn known(&self, axis: Axis) -> Vec<&'a str> {
        match axis {
            Axis::Rows => self.units.keys().copied().collect(),
            Axis::Columns => self.applicants.keys().copied().collect(),
        }
    }

    fn unit(&self, operand: &Operand) -> Option<&'a str> {
        match operand {
            Operand::Code(code) => *self.units.get(code.as_str())?,
            Operand::Applicant(_) => None,
        }
    }
}

/// The codes and applicant columns of a form.
fn names(tables: &[FormTable]) -> Names<'_> {
    let mut names = Names {
        units: BTreeMap::new(),
        applicants: BTreeMap::new(),
    };
    for slot in tables
        .iter()
        .flat_map(|table| &table.rows)
        .flat_map(|row| &row.slots)
    {
        names.units.insert(&slot.code, slot.unit.as_deref());
        if let Some(applicant) = slot.applicant {
            names.applicants.insert(applicant.word(), applicant);
        }
    }
    names
}

/// A sum for each heading that may carry a value: it equals its children.
///
/// A heading whose children hold their own total is left out, since they would count twice.
fn children(form: &str, table: &FormTable, written: &[Relation]) -> Vec<Relation> {
    let mut sums = Vec::new();
    for (index, heading) in table.rows.iter().enumerate() {
        let valued = heading.heading && heading.slots.iter().any(|slot| slot.unit.is_some());
        let parts: Vec<Operand> = table
            .rows
            .iter()
            .filter(|row| row.parent == Some(index))
            .map(|row| Operand::Code(row.code.clone()))
            .collect();
        if !valued || parts.len() < 2 || parts.iter().any(|part| is_total(part, &parts, written)) {
            continue;
        }
        sums.push(Relation {
            id: format!("{form}/t{}.children.{}", table.number, heading.code),
            kind: CheckKind::Sum,
            axis: Axis::Rows,
            left: vec![Operand::Code(heading.code.clone())],
            comparison: Comparison::Equal,
            right: parts,
            severity: Severity::Error,
            message: format!("“{}”应等于其下各项之和", heading.label),
        });
    }
    sums
}

/// Whether a written sum makes `part` the total of other `parts`.
fn is_total(part: &Operand, parts: &[Operand], written: &[Relation]) -> bool {
    written.iter().any(|relation| {
        relation.kind == CheckKind::Sum
            && relation.left.contains(part)
            && relation.right.iter().any(|addend| parts.contains(addend))
    })
}
