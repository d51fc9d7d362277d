//! All scores of a run, and the table that shows them to people.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Serialize;

use crate::extract::Extraction;

use super::gold::Gold;
use super::records;
use super::rows::{Counts, TableScore};
use super::score::{self, CLASSES, CheckScore, FactScore};

/// How extractions agree with gold, all documents together.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Scores {
    /// Documents that gold knows something of.
    pub documents: u64,
    /// Cells of official forms: values, abstention, evidence, states.
    pub values: FactScore,
    /// Printed cells, those reported for some row and column, and for the right ones.
    pub label_paths: Counts,
    /// Failing relations, document by document.
    pub relations: CheckScore,
    /// Every table, by its name in the contract.
    pub tables: BTreeMap<&'static str, TableScore>,
}

impl Scores {
    /// Adds the scores of other documents.
    pub fn add(&mut self, other: &Self) {
        self.documents += other.documents;
        self.values.add(&other.values);
        self.label_paths.add(other.label_paths);
        self.relations.add(&other.relations);
        for (name, score) in &other.tables {
            self.tables.entry(name).or_default().add(score);
        }
    }
}

/// Compares one document with what is known of it. Tables that gold says nothing of are left out.
#[must_use]
pub fn document(gold: &Gold, extraction: &Extraction) -> Scores {
    let facts = gold.facts.as_deref();
    let reported = &extraction.facts;
    Scores {
        documents: 1,
        values: facts.map_or_else(FactScore::default, |gold| score::facts(gold, reported)),
        label_paths: facts.map_or_else(Counts::default, |gold| records::paths(gold, reported)),
        relations: gold
            .checks
            .as_deref()
            .map_or_else(CheckScore::default, |gold| {
                score::checks(gold, &extraction.checks)
            }),
        tables: records::all(gold, extraction).into_iter().collect(),
    }
}

fn percent(share: f64) -> String {
    format!("{:.2}", share * 100.0)
}

/// The scores for people: precision, recall and F1 in percent, field by field; then cells of forms,
/// their states, and failing relations. Writing to a string cannot fail.
#[must_use]
pub fn text(scores: &Scores) -> String {
    let mut out = format!(
        "{:<14}{:<18}{:>8}{:>9}{:>8}{:>11}{:>8}{:>8}\n",
        "table", "field", "gold", "reported", "right", "precision", "recall", "F1"
    );
    for (name, table) in &scores.tables {
        counts(&mut out, name, "(row)", table.rows);
        counts(&mut out, "", "(row, strict)", table.strict);
        for (field, score) in &table.fields {
            counts(&mut out, "", field, *score);
        }
    }
    if scores.tables.contains_key("facts") {
        values(&mut out, scores);
    }
    if scores.tables.contains_key("checks") {
        relations(&mut out, &scores.relations);
    }
    out
}

fn counts(out: &mut String, table: &str, field: &str, counts: Counts) {
    let _ = writeln!(
        out,
        "{table:<14}{field:<18}{:>8}{:>9}{:>8}{:>11}{:>8}{:>8}",
        counts.gold,
        counts.reported,
        counts.right,
        percent(counts.precision()),
        percent(counts.recall()),
        percent(counts.f1()),
    );
}

fn values(out: &mut String, scores: &Scores) {
    let facts = &scores.values;
    let paths = &scores.label_paths;
    let _ = write!(
        out,
        "\ncells of forms\n  \
         values          {} of {} right, recall {} %\n  \
         wrong values    {}, {} % of those reported\n  \
         abstained       {}, {} %\n  \
         confirmed       {}, {} of them wrong\n  \
         label paths     {} of {} reported cells under the right row and column, {} %\n\n\
         printed \\ read  ",
        facts.right,
        facts.values,
        percent(facts.recall()),
        facts.wrong,
        percent(facts.wrong_rate()),
        facts.abstained,
        percent(facts.abstention()),
        facts.confirmed,
        facts.confirmed_wrong,
        paths.right,
        paths.reported,
        percent(paths.precision()),
    );
    for name in CLASSES {
        let _ = write!(out, "{name:>15}");
    }
    out.push('\n');
    let rows = CLASSES.iter().zip(&facts.confusion);
    for (name, row) in rows.filter(|(_, row)| row.iter().any(|count| *count > 0)) {
        let _ = write!(out, "{name:<16}");
        for count in row {
            let _ = write!(out, "{count:>15}");
        }
        out.push('\n');
    }
}

fn relations(out: &mut String, checks: &CheckScore) {
    let _ = write!(
        out,
        "\nfailing relations\n  \
         documents with some    {}: one found in {}, all in {}\n  \
         documents without      {}: false alarms in {}\n  \
         false alarms           {}\n",
        checks.planted,
        checks.found,
        checks.located,
        checks.consistent,
        checks.alarmed,
        checks.false_alarms,
    );
}
