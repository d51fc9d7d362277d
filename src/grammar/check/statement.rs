//! Statements: their patterns, the sentences that prove them, and the indicators that they mean.

use std::collections::BTreeSet;

use toml::Spanned;

use super::super::file::{StatementFile, TellingFile};
use super::super::mistake::{Mistake, closest, inside};
use super::super::model::Form;
use super::super::pattern::{Pattern, Starts};
use super::super::statement::{Statement, Telling, Voice, Whose, compile};
use super::{Checker, strings};

impl Checker<'_> {
    pub(super) fn telling(&mut self, file: &TellingFile) -> Telling {
        Telling {
            governments: strings(&file.governments),
            own: file
                .own
                .iter()
                .filter_map(|source| self.statement_pattern(source))
                .collect(),
            fillers: strings(&file.fillers),
            others: strings(&file.others),
            never: strings(&file.never),
            asides: strings(&file.asides),
            parts: strings(&file.parts),
            rises: strings(&file.rises),
            falls: strings(&file.falls),
        }
    }

    pub(super) fn statements(
        &mut self,
        files: &[StatementFile],
        telling: &Telling,
        forms: &[Form],
    ) -> Vec<Statement> {
        self.distinct(files.iter().map(|file| &file.id), "statement");
        let ids: Vec<&str> = files
            .iter()
            .map(|file| file.id.get_ref().as_str())
            .collect();
        let codes = codes(forms);
        let mut statements = Vec::new();
        for file in files {
            for id in &file.under {
                if !ids.contains(&id.get_ref().as_str()) {
                    self.unknown(id, "statement", &ids);
                }
            }
            let statement = self.statement(file, &codes);
            self.sentences(file, &statement, telling);
            statements.push(statement);
        }
        statements
    }

    fn statement(&mut self, file: &StatementFile, codes: &BTreeSet<&str>) -> Statement {
        let mut patterns = Vec::new();
        for source in &file.patterns {
            let Some(pattern) = self.statement_pattern(source) else {
                continue;
            };
            if !source.get_ref().contains("{value}") {
                let mistake = Mistake::new(source.span(), "pattern has no number", "");
                self.report(mistake.help("write `{value}` where the number stands"));
            }
            patterns.push(pattern);
        }
        Statement {
            id: file.id.get_ref().clone(),
            readings: file
                .readings
                .iter()
                .map(|reading| self.reading(reading, codes))
                .collect(),
            units: strings(&file.units),
            patterns,
            under: strings(&file.under),
            within: strings(&file.within),
            chapters: strings(&file.chapters),
            confined: file.confined,
        }
    }

    /// The indicators of `a + b`; each must be known to a form.
    fn reading(&mut self, text: &Spanned<String>, codes: &BTreeSet<&str>) -> Vec<String> {
        let terms: Vec<&str> = text.get_ref().split('+').map(str::trim).collect();
        for term in &terms {
            if !codes.contains(term) {
                let known: Vec<&str> = codes.iter().copied().collect();
                let at = text.get_ref().find(term).unwrap_or(0);
                let span = inside(text, at..at + term.len(), self.source);
                let mistake =
                    Mistake::new(span, format!("unknown indicator `{term}`"), "in no form");
                let near = closest(term, known.iter().copied());
                self.report(match near {
                    Some(near) => mistake.help(format!("did you mean `{near}`?")),
                    None => mistake,
                });
            }
        }
        terms.into_iter().map(str::to_owned).collect()
    }

    /// Reports patterns without example, examples that nothing fits, counterexamples that something fits.
    fn sentences(&mut self, file: &StatementFile, statement: &Statement, telling: &Telling) {
        if statement.patterns.len() != file.patterns.len() {
            return;
        }
        for (source, pattern) in file.patterns.iter().zip(&statement.patterns) {
            let fits = |line: &Spanned<String>| pattern.find(line.get_ref()).is_some();
            if !file.example.iter().any(fits) {
                let help = "every pattern needs a sentence that it fits under `example`";
                self.report(Mistake::new(source.span(), "pattern fits no example", "").help(help));
            }
        }
        for line in &file.example {
            if told(statement, telling, line.get_ref()).is_none() {
                let message = format!("example of `{}` is not matched", file.id.get_ref());
                self.report(Mistake::new(
                    line.span(),
                    message,
                    "no number is taken from it",
                ));
            }
        }
        for line in &file.counterexample {
            if let Some(value) = told(statement, telling, line.get_ref()) {
                let message = format!("counterexample of `{}` is matched", file.id.get_ref());
                self.report(Mistake::new(
                    line.span(),
                    message,
                    format!("{value} is taken from it"),
                ));
            }
        }
    }

    /// Compiles a pattern; a slip is shown where it stands inside the pattern.
    fn statement_pattern(&mut self, source: &Spanned<String>) -> Option<Pattern> {
        let compiled = compile(source.get_ref());
        self.compiled(source, compiled)
    }
}

/// The first number that `statement` takes from `sentence`.
fn told<'a>(statement: &Statement, telling: &Telling, sentence: &'a str) -> Option<&'a str> {
    let voice = Voice::default();
    let hits = statement.hits(sentence, |_| Starts::Anywhere);
    hits.into_iter().find_map(|hit| {
        let start = crate::text::Span::of(hit.text, sentence)?.start;
        let before = &sentence[..start];
        let led = if statement.is_part() {
            telling.leads_to_part(before, voice)
        } else {
            telling.lead(before, voice).whose != Whose::Other
        };
        led.then_some(hit.value)
    })
}

/// All codes of all forms.
fn codes(forms: &[Form]) -> BTreeSet<&str> {
    forms
        .iter()
        .flat_map(|form| &form.tables)
        .flat_map(|table| &table.rows)
        .flat_map(|row| {
            std::iter::once(row.code.as_str())
                .chain(row.slots.iter().map(|slot| slot.code.as_str()))
        })
        .collect()
}
