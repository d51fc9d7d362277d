//! Measures that are comparable across forms, as data: what each is, where its definition stands, which
//! cells of which form give it, and what must hold between the reports of two years.
//!
//! Knows nothing of reports; [`crate::panel`] applies it.

pub(super) mod file;

use crate::record::{Applicant, Comparability, Severity};

/// A dictionary of measures.
#[derive(Debug, Clone, Default)]
pub struct Measures {
    /// Short name.
    pub name: String,
    /// Version.
    pub version: String,
    /// Heads of value columns that hold the whole year of the whole report.
    pub whole_columns: Vec<String>,
    /// What definitions are cited from.
    pub sources: Vec<Source>,
    /// Years from which on values are not those of before.
    pub breaks: Vec<Break>,
    /// In order of the dictionary.
    pub measures: Vec<Measure>,
    /// Relations between the reports of two years.
    pub relations: Vec<CrossYear>,
    /// Organs that go on under another name.
    pub renamings: Vec<Renaming>,
}

/// A document that lays down definitions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Short name that measures refer to.
    pub id: String,
    /// Title.
    pub title: String,
    /// Document number.
    pub number: Option<String>,
}

impl Source {
    /// As a scholar cites it: title and number.
    #[must_use]
    pub fn citation(&self) -> String {
        match &self.number {
            Some(number) => format!("《{}》（{number}）", self.title),
            None => format!("《{}》", self.title),
        }
    }
}

/// A year from which on reports are made by other rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Break {
    /// First year reported on by the new rules.
    pub year: i32,
    /// What changed, in Chinese.
    pub zh: String,
    /// What changed, in English.
    pub en: String,
    /// Id of the source.
    pub source: String,
}

/// One measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measure {
    /// Code, such as `h.req_new`.
    pub code: String,
    /// Unit.
    pub unit: String,
    /// How far its values may be compared across forms.
    pub grade: Comparability,
    /// Name in Chinese.
    pub zh: String,
    /// Name in English.
    pub en: String,
    /// Definition in Chinese.
    pub definition_zh: String,
    /// Definition in English.
    pub definition_en: String,
    /// What to bear in mind, in Chinese.
    pub note_zh: Option<String>,
    /// What to bear in mind, in English.
    pub note_en: Option<String>,
    /// Ids of sources.
    pub sources: Vec<String>,
    /// How each form gives it.
    pub readings: Vec<FormReading>,
    /// How prose gives it where no table does.
    pub prose: Vec<Expression>,
}

impl Measure {
    /// The expressions that give the measure from `form`, the preferred one first.
    #[must_use]
    pub fn of(&self, form: &str) -> Option<&[Expression]> {
        let found = self.readings.iter().find(|reading| reading.form == form);
        found.map(|reading| reading.expressions.as_slice())
    }
}

/// How one form gives a measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormReading {
    /// The form.
    pub form: String,
    /// The preferred one first.
    pub expressions: Vec<Expression>,
}

/// Cells that are added up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expression {
    /// At least one.
    pub terms: Vec<Term>,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Code of the indicator.
    pub code: String,
    /// Applicant column; the total if none is named.
    pub applicant: Option<Applicant>,
}

/// A relation between the reports of an organ for two years in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrossYear {
    /// Stable id, such as `cross_year/carried_in`.
    pub id: String,
    /// Forms of the later report.
    pub forms: Vec<String>,
    /// Forms of the earlier report.
    pub last_forms: Vec<String>,
    /// Tested in every applicant column.
    pub columns: bool,
    /// Weight of a failure.
    pub severity: Severity,
    /// Terms that are added up on the left.
    pub left: Vec<Operand>,
    /// Terms that are added up on the right.
    pub right: Vec<Operand>,
    /// What it says, in Chinese.
    pub message: String,
    /// What it says, in English; the equation if the dictionary has no words for it.
    pub message_en: String,
    /// Id of the source.
    pub source: String,
}

/// A term of a relation between two years.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operand {
    /// Code of the indicator.
    pub code: String,
    /// Whether it is read from the report of the year before.
    pub last: bool,
}

/// Organs whose name ends in `from` go on under one that ends in `to`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renaming {
    /// Ending of the old name.
    pub from: String,
    /// Ending of the new name.
    pub to: String,
    /// Whether other duties came or went with the name.
    pub reorganised: bool,
    /// Where that is laid down.
    pub source: String,
}

impl Measures {
    /// The measure with this code.
    #[must_use]
    pub fn named(&self, code: &str) -> Option<&Measure> {
        self.measures.iter().find(|measure| measure.code == code)
    }

    /// Citations of the sources with these ids.
    #[must_use]
    pub fn citations(&self, ids: &[String]) -> String {
        let cited = |id: &String| self.sources.iter().find(|source| source.id == *id);
        let cited: Vec<String> = ids.iter().filter_map(cited).map(Source::citation).collect();
        cited.join("；")
    }

    /// Takes in another dictionary: what it has replaces what has the same code, id or year; renamings
    /// and column heads join.
    pub(super) fn join(&mut self, other: Self) {
        replace(&mut self.sources, other.sources, |one| one.id.clone());
        replace(&mut self.breaks, other.breaks, |one| one.year);
        replace(&mut self.measures, other.measures, |one| one.code.clone());
        replace(&mut self.relations, other.relations, |one| one.id.clone());
        self.renamings.extend(other.renamings);
        self.whole_columns.extend(other.whole_columns);
        if self.name.is_empty() {
            (self.name, self.version) = (other.name, other.version);
        } else {
            self.version += &format!("+{}@{}", other.name, other.version);
        }
        self.breaks.sort_by_key(|one| one.year);
    }
}

/// Puts each of `new` in the place of the one with its key, or behind all.
fn replace<T, K: PartialEq>(known: &mut Vec<T>, new: Vec<T>, key: impl Fn(&T) -> K) {
    for one in new {
        match known.iter_mut().find(|other| key(other) == key(&one)) {
            Some(other) => *other = one,
            None => known.push(one),
        }
    }
}
