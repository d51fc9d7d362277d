//! Annotations that people made by hand, in tables laid out for people.
//!
//! | file | columns that differ from [`super::folder`]'s |
//! |---|---|
//! | `outline.csv` (sections) | ordinal_value, ordinal_implied (goes first), certainty (only `sure` is required), line_no |
//! | `statistics_*.csv` (facts) | label, or table, row_label and column_label: official wording, in the order of the form; value, unit, state (`heading` is no cell; empty goes by the value), line_no |
//! | `quantities.csv` | of_what, tier (`B` is not required), line_no |
//! | `citations.csv` | line_no |
//! | `tasks_DOC.csv` (tasks) | heading, units and deadlines_frequencies as lists, role of all units, line_start |
//! | `documents.csv` | a row a document, fields as columns |
//! | `checks.csv` | holds, kind, lines, scope: relations that do not hold in genuine text are those that must fail |
//! | `other_tables.csv` (cells) | row_label, column_label, value, genuine, line_no |

use std::collections::BTreeMap;
use std::path::Path;

use crate::error::Result;
use crate::grammar::{Form, Registry, Slot};
use crate::label::{Key, similarity};
use crate::record::{CheckKind, UnitRole, ValueState};

use super::folder::{GoldFolder, Row, list, rows};
use super::gold::{Fate, GoldCell, GoldCheck, GoldFact, GoldTask, Position};

/// Reads a file that only annotators write; whether it is one.
pub(super) fn file(
    name: &str,
    path: &Path,
    grammars: &Registry,
    gold: &mut GoldFolder,
) -> Result<bool> {
    let Some(stem) = name.strip_suffix(".csv") else {
        return Ok(false);
    };
    if stem.starts_with("statistics_") {
        let rows = rows(path)?;
        for rows in rows.chunk_by(|left, right| left.get("doc") == right.get("doc")) {
            let facts = statistics(rows, grammars)?;
            let known = gold.entry(rows[0].get("doc").to_owned()).or_default();
            known.facts.get_or_insert_default().extend(facts);
        }
        return Ok(true);
    }
    if let Some(document) = stem.strip_prefix("tasks_") {
        let known = gold.entry(document.to_owned()).or_default();
        let tasks = rows(path)?.iter().map(task).collect::<Result<Vec<_>>>()?;
        known.tasks.get_or_insert_default().extend(tasks);
        return Ok(true);
    }
    if stem != "other_tables" {
        return Ok(false);
    }
    for row in rows(path)?.iter().filter(|row| row.get("genuine") == "yes") {
        let known = gold.entry(row.get("doc").to_owned()).or_default();
        known.cells.get_or_insert_default().push(GoldCell {
            row_label: row.get("row_label").to_owned(),
            column_label: row.get("column_label").to_owned(),
            text: row.get("value").to_owned(),
            at: row.position()?,
        });
    }
    Ok(true)
}

/// Cells of a form by their labels. Labels recur, so their order counts: each stands for the first
/// row with this label that no earlier one stands for.
fn statistics(rows: &[Row], grammars: &Registry) -> Result<Vec<GoldFact>> {
    let forms = grammars.grammars.iter().flat_map(|grammar| &grammar.forms);
    let mut best: Option<(usize, Vec<Option<&Slot>>)> = None;
    for form in forms {
        let found = slots(rows, form);
        let count = found.iter().flatten().count();
        if best.as_ref().is_none_or(|(most, _)| count > *most) {
            best = Some((count, found));
        }
    }
    let slots = best.map(|(_, slots)| slots).unwrap_or_default();
    let mut facts = Vec::new();
    for (row, slot) in rows.iter().zip(slots) {
        if row.get("state") == "heading" {
            continue;
        }
        let slot = slot.ok_or_else(|| {
            let column = if row.has("label") {
                "label"
            } else {
                "row_label"
            };
            row.mistake(column, "a label of a form")
        })?;
        facts.push(fact(row, slot)?);
    }
    Ok(facts)
}

fn fact(row: &Row, slot: &Slot) -> Result<GoldFact> {
    let value: Option<f64> = row.number("value")?;
    let at = row.position()?;
    Ok(GoldFact {
        indicator: slot.code.clone(),
        applicant: slot.applicant,
        scope: None,
        state: match value {
            Some(_) => ValueState::Value,
            None => ValueState::Blank,
        },
        value,
        unit: row
            .optional("unit")
            .or_else(|| slot.unit.clone())
            .or_else(|| noted(row)),
        printed: row.get("value").to_owned(),
        span: None,
        line: at.line,
        fate: Fate::Kept,
    })
}

/// The unit in brackets behind a column's head.
fn noted(row: &Row) -> Option<String> {
    let (_, note) = row.get("column_label").rsplit_once('（')?;
    note.strip_suffix('）').map(str::to_owned)
}

/// The cell of `form` that each row speaks of.
fn slots<'a>(rows: &[Row], form: &'a Form) -> Vec<Option<&'a Slot>> {
    let mut free: Vec<(i32, Key, Key, &Slot)> = Vec::new();
    for table in &form.tables {
        for row in table.rows.iter().filter(|row| !row.heading) {
            let label = Key::new(&row.label);
            let slots = row.slots.iter();
            free.extend(
                slots.map(|slot| (table.number, label.clone(), Key::new(&slot.head), slot)),
            );
        }
    }
    rows.iter()
        .map(|row| {
            let label = Key::new(row.either("label", "row_label"));
            let head = Key::new(row.get("column_label"));
            let table = row.get("table").parse::<i32>().ok();
            let fit = |(number, known, column, _): &(i32, Key, Key, &Slot)| {
                let here = table.is_none_or(|table| table == *number);
                let fit = likeness(known, &label).min(likeness(column, &head));
                (here && fit > 0.7).then_some(fit)
            };
            let mut best: Option<(usize, f32)> = None;
            for (at, cell) in free.iter().enumerate() {
                let fit = fit(cell).filter(|fit| best.is_none_or(|(_, most)| *fit > most));
                best = fit.map(|fit| (at, fit)).or(best);
            }
            (row.get("state") != "heading")
                .then(|| best.map(|(at, _)| free.remove(at).3))
                .flatten()
        })
        .collect()
}

/// Similarity, where nothing is like nothing.
fn likeness(left: &Key, right: &Key) -> f32 {
    if left.is_empty() && right.is_empty() {
        1.0
    } else {
        similarity(left, right)
    }
}

fn task(row: &Row) -> Result<GoldTask> {
    let role = match row.get("role") {
        "牵头" | "lead" => UnitRole::Lead,
        "配合" | "support" => UnitRole::Support,
        "负责" | "responsible" => UnitRole::Responsible,
        _ => return Err(row.mistake("role", "one of 牵头, 配合, 负责")),
    };
    Ok(GoldTask {
        title: row.get("heading").to_owned(),
        units: list(row.get("units"))
            .map(|name| (name.to_owned(), role))
            .collect(),
        deadlines: list(row.get("deadlines_frequencies"))
            .map(str::to_owned)
            .collect(),
        at: row.position()?,
    })
}

/// Fields of `documents`: one of them in a row with `field` and `value`, or all of them as columns.
pub(super) fn fields(row: &Row, fields: &mut BTreeMap<String, String>) {
    if row.has("field") {
        if !row.get("field").is_empty() {
            fields.insert(row.get("field").to_owned(), row.get("value").to_owned());
        }
        return;
    }
    for (column, value) in row.pairs() {
        let name = match column {
            "doc" | "note" | "inner_title" => continue,
            "kind" => "family",
            "report_year" => "year",
            "address" => "contact_address",
            "postcode" => "contact_postcode",
            "phone" => "contact_phone",
            "fax" => "contact_fax",
            "email" => "contact_email",
            other => other,
        };
        let value = match name {
            "family" => value.replace('_', "-"),
            _ => value.to_owned(),
        };
        fields.insert(name.to_owned(), value);
    }
}

/// A relation that does not hold; `None` for all others.
pub(super) fn check(row: &Row) -> Result<Option<GoldCheck>> {
    if row.get("holds") != "no" || !matches!(row.get("scope"), "" | "genuine") {
        return Ok(None);
    }
    let first: String = row
        .get("lines")
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    let kind = match row.get("kind") {
        "share" | "share_sum" => Some(CheckKind::Share),
        "prose_sum" => Some(CheckKind::ProseSum),
        "prose_vs_table" => Some(CheckKind::ProseVsTable),
        "table_sum" => Some(CheckKind::Sum),
        "table_identity" => Some(CheckKind::Identity),
        _ => None,
    };
    Ok(Some(GoldCheck {
        kind,
        at: Position {
            span: None,
            line: first.parse().ok(),
        },
        ..GoldCheck::default()
    }))
}
