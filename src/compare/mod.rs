//! Two reports side by side: what each says of every indicator, how much text one takes over from the
//! other, and, of one organ's reports for two years in a row, the relations that must hold between them.
//!
//! Given what was read of two documents, returns a [`Comparison`]; how it is shown is for the files beside
//! this one. A difference is only taken between two values that are certain and of one unit.

mod json;
mod page;
mod reuse;
mod text;
mod values;

use crate::grammar::Registry;
use crate::panel::{Figure, Panel, Report, build};
use crate::pipeline::Output;
use crate::record::{Comparability, Family, PanelCheck, PanelValue, Status, Word};

pub use json::json;
pub use page::page;
pub use reuse::{Passage, Reuse, Sort, Text, reuse};
pub use text::{Rows, text};
pub use values::{Held, Row, rows};

/// One of the two documents.
#[derive(Debug, Clone, PartialEq)]
pub struct Head {
    /// First 32 hex digits of the content hash.
    pub doc_id: String,
    /// Path.
    pub source: String,
    /// Title.
    pub title: Option<String>,
    /// Issuing organ.
    pub issuer: Option<String>,
    /// Year reported on.
    pub year: Option<i32>,
    /// Official form.
    pub form: Option<String>,
}

/// A measure that forms of different years share.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// Harmonised code.
    pub measure: String,
    /// Name in Chinese and English.
    pub names: [String; 2],
    /// Unit.
    pub unit: String,
    /// The first document's value and the second's.
    pub values: [Option<f64>; 2],
    /// The lesser of the two documents' comparabilities.
    pub comparability: Comparability,
}

/// Two documents compared.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The two, in the order given.
    pub heads: [Head; 2],
    /// Indicators, in the order of the first document's form.
    pub rows: Vec<Row>,
    /// Measures of the panel, where the forms differ.
    pub measures: Vec<Measured>,
    /// Relations between two years; none if the reports are not of one organ for two years in a row.
    pub relations: Vec<PanelCheck>,
    /// Text that the second takes over from the first.
    pub reuse: Reuse,
}

/// Compares two documents.
#[must_use]
pub fn compare(first: &Output, second: &Output, grammars: &Registry) -> Comparison {
    let heads = [head(first), head(second)];
    let reports: Vec<Report> = [first, second].into_iter().filter_map(report).collect();
    let panel = build(&reports, grammars);
    let other_form = heads[0].form != heads[1].form;
    Comparison {
        rows: rows(&first.extraction.facts, &second.extraction.facts),
        measures: if other_form {
            measures(&panel, &heads, grammars)
        } else {
            Vec::new()
        },
        relations: panel.checks,
        reuse: reuse(&first.extraction, &second.extraction),
        heads,
    }
}

fn head(output: &Output) -> Head {
    let row = &output.row;
    Head {
        doc_id: row.doc_id.clone(),
        source: row.source.clone(),
        title: row.identity.title.clone(),
        issuer: row.identity.issuer.clone(),
        year: row.identity.year,
        form: row.identity.form.clone(),
    }
}

/// An annual report as the panel knows it.
fn report(output: &Output) -> Option<Report> {
    let (row, identity) = (&output.row, &output.row.identity);
    let annual = identity.family == Some(Family::AnnualReport) && row.status != Status::Rejected;
    annual.then(|| Report {
        doc_id: row.doc_id.clone(),
        source: row.source.clone(),
        title: identity.title.clone(),
        issuer: identity.issuer.clone(),
        region: identity.region.clone(),
        coverage: identity.coverage,
        year: identity.year,
        form: identity.form.clone(),
        figures: output.extraction.facts.iter().map(Figure::from).collect(),
    })
}

/// The measures that either document has a value of, in the order of the dictionary.
fn measures(panel: &Panel, heads: &[Head; 2], grammars: &Registry) -> Vec<Measured> {
    let of = |head: &Head, code: &str| -> Option<&PanelValue> {
        let mut values = panel.values.iter();
        values.find(|one| one.doc_id == head.doc_id && one.measure == code)
    };
    let measured = |measure: &crate::grammar::Measure| {
        let found = [of(&heads[0], &measure.code), of(&heads[1], &measure.code)];
        let values = found.map(|one| one.and_then(|one| one.value));
        values.iter().any(Option::is_some).then(|| Measured {
            measure: measure.code.clone(),
            names: [measure.zh.clone(), measure.en.clone()],
            unit: measure.unit.clone(),
            values,
            comparability: found
                .into_iter()
                .flatten()
                .map(|one| one.comparability)
                .max()
                .unwrap_or(measure.grade),
        })
    };
    grammars
        .measures
        .measures
        .iter()
        .filter_map(measured)
        .collect()
}

/// Word of a comparability, for people.
fn comparable(one: Comparability, language: crate::language::Language) -> &'static str {
    let chinese = match one {
        Comparability::Good => "可比",
        Comparability::Caveat => "口径有别",
        Comparability::WithinForm => "仅限同一报表",
        Comparability::Unclear => "不可比：同名机关的报告互相不符",
    };
    language.pick(chinese, one.word())
}
