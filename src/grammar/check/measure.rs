//! Measures: codes that the forms have, sources that are listed, equations proved by numbers.

use std::collections::BTreeSet;

use toml::Spanned;

use crate::grammar::equation::{self, Equation};
use crate::grammar::measure::file::{
    BreakFile, CrossYearFile, MeasureFile, MeasuresFile, RenamingFile,
};
use crate::grammar::measure::{
    Break, CrossYear, Expression, FormReading, Measure, Measures, Operand, Renaming, Source, Term,
};
use crate::grammar::mistake::{Mistake, closest};
use crate::grammar::model::{Comparison, Form};
use crate::record::{Applicant, Comparability, Severity, Word};

use super::{Checker, strings};

const SEVERITIES: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Note];
const GRADES: [Comparability; 3] = [
    Comparability::Good,
    Comparability::Caveat,
    Comparability::WithinForm,
];
/// Name of the reading that is of no form.
const PROSE: &str = "prose";
/// Before what is read from the report of the year before.
const LAST: &str = "last.";

impl Checker<'_> {
    /// The dictionary; `forms` are those that its codes must stand in.
    pub(super) fn measures(&mut self, file: &MeasuresFile, forms: &[Form]) -> Measures {
        self.name(&file.name, "name");
        let sources: Vec<Source> = file
            .sources
            .iter()
            .map(|source| Source {
                id: source.id.get_ref().clone(),
                title: source.title.get_ref().clone(),
                number: source.number.clone(),
            })
            .collect();
        self.unique(file.sources.iter().map(|one| &one.id), "source");
        self.unique(file.measures.iter().map(|one| &one.code), "measure");
        self.unique(file.relations.iter().map(|one| &one.id), "relation");
        let known: Vec<&str> = sources.iter().map(|source| source.id.as_str()).collect();
        let breaks = file.breaks.iter().map(|one| self.a_break(one, &known));
        let breaks = breaks.collect();
        let measures = file.measures.iter();
        let measures = measures.filter_map(|one| self.measure(one, &known, forms));
        let measures = measures.collect();
        let relations = file.relations.iter();
        let relations = relations.filter_map(|one| self.cross_year(one, &known, forms));
        let relations = relations.collect();
        let renamings = file.renamings.iter().filter_map(|one| self.renaming(one));
        let renamings = renamings.collect();
        Measures {
            name: file.name.get_ref().clone(),
            version: file.version.get_ref().clone(),
            whole_columns: file.whole_columns.clone(),
            sources,
            breaks,
            measures,
            relations,
            renamings,
        }
    }

    /// Reports what is there twice.
    fn unique<'a>(&mut self, names: impl Iterator<Item = &'a Spanned<String>>, what: &str) {
        let mut seen = BTreeSet::new();
        for name in names {
            if !seen.insert(name.get_ref().as_str()) {
                let message = format!("{what} `{}` is defined twice", name.get_ref());
                self.report(Mistake::new(name.span(), message, "here again"));
            }
        }
    }

    /// Reports a text that says nothing.
    fn written(&mut self, texts: &[(&Spanned<String>, &str)]) {
        for (text, what) in texts {
            if text.get_ref().trim().is_empty() {
                self.report(Mistake::new(text.span(), format!("{what} is empty"), ""));
            }
        }
    }

    fn source(&mut self, source: &Spanned<String>, known: &[&str]) {
        if !known.contains(&source.get_ref().as_str()) {
            self.unknown(source, "source", known);
        }
    }

    fn a_break(&mut self, file: &BreakFile, sources: &[&str]) -> Break {
        self.source(&file.source, sources);
        self.written(&[(&file.zh, "zh"), (&file.en, "en")]);
        Break {
            year: file.year,
            zh: file.zh.get_ref().clone(),
            en: file.en.get_ref().clone(),
            source: file.source.get_ref().clone(),
        }
    }

    fn measure(&mut self, file: &MeasureFile, sources: &[&str], forms: &[Form]) -> Option<Measure> {
        let grade = self.word(&file.grade, "grade", &GRADES);
        self.written(&[
            (&file.zh, "zh"),
            (&file.en, "en"),
            (&file.definition_zh, "definition_zh"),
            (&file.definition_en, "definition_en"),
        ]);
        if file.sources.is_empty() {
            let message = format!("measure `{}` cites no source", file.code.get_ref());
            self.report(Mistake::new(file.code.span(), message, ""));
        }
        file.sources
            .iter()
            .for_each(|source| self.source(source, sources));
        let (mut readings, mut prose) = (Vec::new(), Vec::new());
        for (form, written) in &file.readings {
            let of = forms.iter().find(|known| known.name == *form);
            if of.is_none() && form != PROSE {
                let span = written.first().map_or(file.code.span(), Spanned::span);
                let known: Vec<&str> = forms.iter().map(|form| form.name.as_str()).collect();
                let mistake = Mistake::new(span, format!("unknown form `{form}`"), "");
                self.report(mistake.help(format!("known are {}", known.join(", "))));
                continue;
            }
            let expressions = written
                .iter()
                .filter_map(|text| self.expression(text, of, forms))
                .collect();
            if form == PROSE {
                prose = expressions;
            } else {
                readings.push(FormReading {
                    form: form.clone(),
                    expressions,
                });
            }
        }
        Some(Measure {
            code: file.code.get_ref().clone(),
            unit: file.unit.clone(),
            grade: grade?,
            zh: file.zh.get_ref().clone(),
            en: file.en.get_ref().clone(),
            definition_zh: file.definition_zh.get_ref().clone(),
            definition_en: file.definition_en.get_ref().clone(),
            note_zh: file.note_zh.clone(),
            note_en: file.note_en.clone(),
            sources: strings(&file.sources),
            readings,
            prose,
        })
    }

    /// `expression = term *( "+" term )`, `term = code [ "@" applicant ]`
    fn expression(
        &mut self,
        text: &Spanned<String>,
        form: Option<&Form>,
        forms: &[Form],
    ) -> Option<Expression> {
        let mut terms = Vec::new();
        for written in text.get_ref().split('+') {
            let (code, column) = match written.trim().split_once('@') {
                Some((code, column)) => (code, Some(column)),
                None => (written.trim(), None),
            };
            let applicant = column.map(applicant);
            if applicant == Some(None) {
                let message = format!("unknown applicant column in `{}`", written.trim());
                self.report(Mistake::new(text.span(), message, ""));
                return None;
            }
            let of: Vec<&Form> = form.map_or_else(|| forms.iter().collect(), |form| vec![form]);
            if !has(&of, code, applicant.flatten()) {
                self.lacking(text, code, &of);
                return None;
            }
            terms.push(Term {
                code: code.to_owned(),
                applicant: applicant.flatten(),
            });
        }
        Some(Expression { terms })
    }

    /// Reports a code that the forms lack, with the one that was probably meant.
    fn lacking(&mut self, text: &Spanned<String>, code: &str, forms: &[&Form]) {
        let names: Vec<&str> = forms.iter().map(|form| form.name.as_str()).collect();
        let message = format!("unknown indicator `{code}`");
        let mistake = Mistake::new(text.span(), message, format!("not in {}", names.join(", ")));
        self.report(
            match closest(code, forms.iter().flat_map(|form| codes(form))) {
                Some(near) => mistake.help(format!("did you mean `{near}`?")),
                None => mistake,
            },
        );
    }

    fn cross_year(
        &mut self,
        file: &CrossYearFile,
        sources: &[&str],
        forms: &[Form],
    ) -> Option<CrossYear> {
        self.source(&file.source, sources);
        self.written(&[(&file.message, "message")]);
        if let Some(english) = &file.message_en {
            self.written(&[(english, "message_en")]);
        }
        let severity = self.word(&file.severity, "severity", &SEVERITIES);
        let Ok(read) = equation::parse(file.equation.get_ref()) else {
            let message = "equation cannot be read";
            self.report(
                Mistake::new(file.equation.span(), message, "").help("write `a + b = last.a + c`"),
            );
            return None;
        };
        if read.comparison != Comparison::Equal {
            let message = "two years are compared by `=`";
            self.report(Mistake::new(file.equation.span(), message, ""));
        }
        self.proved(file, &read);
        let now = self.in_use(&file.forms, forms);
        let before = self.in_use(&file.last_forms, forms);
        let mut side = |terms: &[&str]| -> Vec<Operand> {
            let operand = |term: &&str| {
                let (last, code) = match term.strip_prefix(LAST) {
                    Some(code) => (true, code),
                    None => (false, *term),
                };
                let of = if last { &before } else { &now };
                if let Some(form) = of.iter().find(|form| !has(&[form], code, None)) {
                    self.lacking(&file.equation, code, &[form]);
                }
                Operand {
                    code: code.to_owned(),
                    last,
                }
            };
            terms.iter().map(operand).collect()
        };
        let (left, right) = (side(&read.left), side(&read.right));
        Some(CrossYear {
            id: format!("cross_year/{}", file.id.get_ref()),
            forms: strings(&file.forms),
            last_forms: strings(&file.last_forms),
            columns: file.columns,
            severity: severity?,
            left,
            right,
            message: file.message.get_ref().clone(),
            message_en: file
                .message_en
                .as_ref()
                .unwrap_or(&file.equation)
                .get_ref()
                .clone(),
            source: file.source.get_ref().clone(),
        })
    }

    /// The forms of these names.
    fn in_use<'f>(&mut self, names: &[Spanned<String>], forms: &'f [Form]) -> Vec<&'f Form> {
        let known: Vec<&str> = forms.iter().map(|form| form.name.as_str()).collect();
        let mut found = Vec::new();
        for name in names {
            match forms.iter().find(|form| form.name == *name.get_ref()) {
                Some(form) => found.push(form),
                None => self.unknown(name, "form", &known),
            }
        }
        found
    }

    /// Proves the equation by its numbers.
    fn proved(&mut self, file: &CrossYearFile, written: &Equation<&str>) {
        if file.example.is_empty() {
            let message = format!("relation `{}` has no example", file.id.get_ref());
            self.report(Mistake::new(file.id.span(), message, ""));
        }
        let expected = file.example.iter().map(|text| (text, true));
        let refuted = file.counterexample.iter().map(|text| (text, false));
        for (text, holds) in expected.chain(refuted) {
            let numbers = equation::parse(text.get_ref()).ok();
            let fits = numbers.is_some_and(|numbers| {
                numbers.shape() == written.shape() && numbers.holds() == Some(holds)
            });
            if !fits {
                let title = if holds {
                    "example does not hold"
                } else {
                    "counterexample holds, or has not the terms of the equation"
                };
                self.report(Mistake::new(text.span(), title, ""));
            }
        }
    }

    fn renaming(&mut self, file: &RenamingFile) -> Option<Renaming> {
        self.written(&[
            (&file.from, "from"),
            (&file.to, "to"),
            (&file.source, "source"),
        ]);
        let reorganised = match file.how.get_ref().as_str() {
            "renamed" => Some(false),
            "reorganised" => Some(true),
            _ => {
                self.unknown(&file.how, "way", &["renamed", "reorganised"]);
                None
            }
        };
        Some(Renaming {
            from: file.from.get_ref().clone(),
            to: file.to.get_ref().clone(),
            reorganised: reorganised?,
            source: file.source.get_ref().clone(),
        })
    }
}

/// The applicant column of that name.
fn applicant(name: &str) -> Option<Applicant> {
    Applicant::ALL
        .iter()
        .copied()
        .find(|one| one.word() == name)
}

/// Codes of all cells of a form.
fn codes(form: &Form) -> impl Iterator<Item = &str> {
    let rows = form.tables.iter().flat_map(|table| &table.rows);
    let slots = rows.flat_map(|row| &row.slots);
    slots.map(|slot| slot.code.as_str())
}

/// Whether one of the forms has a cell with this code, in this applicant column if one is named.
fn has(forms: &[&Form], code: &str, applicant: Option<Applicant>) -> bool {
    let rows = forms
        .iter()
        .flat_map(|form| &form.tables)
        .flat_map(|table| &table.rows);
    let mut slots = rows.flat_map(|row| &row.slots);
    slots.any(|slot| slot.code == code && (applicant.is_none() || slot.applicant == applicant))
}
