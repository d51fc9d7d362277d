//! Rows of forms: what of label, number, unit and order speaks for each, and what is nearest to the rest.

use std::collections::HashSet;

use crate::extract::Extraction;
use crate::grammar::{Form, FormRow, Registry};
use crate::label::{Key, shared};
use crate::record::{Cell, Fact, FactSource, ValueState, Word};

use super::NoteKind;
use super::lines::{Notes, add, short};

/// Similarity from which on a label is named as the nearest.
const NEAR: f32 = 0.4;

/// Notes of all rows and cells of tables.
pub(super) fn rows(grammars: &Registry, extraction: &Extraction, notes: &mut Notes) {
    let name = extraction.identity.form.as_deref();
    let forms = || grammars.grammars.iter().flat_map(|grammar| &grammar.forms);
    let form = name.and_then(|name| forms().find(|form| form.name == name));
    let mut placed: HashSet<(i32, i32)> = HashSet::new();
    let mut last = None;
    for fact in &extraction.facts {
        let Some((table, row)) = fact.table_id.zip(fact.row) else {
            continue;
        };
        if fact.source != FactSource::Table || fact.state == ValueState::Absent {
            continue;
        }
        placed.insert((table, row));
        let found = form.and_then(|form| row_of(form, &fact.indicator));
        let in_order = last.is_none_or(|last| last <= (table, row));
        last = Some((table, row));
        let why = reasons(fact, found, in_order);
        let mut rule = fact.indicator.clone();
        if let Some(applicant) = fact.applicant {
            rule = format!("{rule}/{}", applicant.word());
        }
        add(notes, fact.place.line, NoteKind::Row, &rule, why);
    }
    for cell in &extraction.cells {
        if !cell.text.is_empty() && !placed.contains(&(cell.table_id, cell.row)) {
            unplaced(form, cell, notes);
        }
    }
    for table in &extraction.tables {
        let span = table.place.span;
        let text = extraction
            .text
            .get(span.start..span.end)
            .unwrap_or_default();
        for (_, line) in text.split('\n').zip(table.place.line..) {
            if !notes.contains_key(&line) {
                let why = format!("表 {} 的列首、单位或者分隔线", table.table_id);
                add(notes, line, NoteKind::Cell, "-", why);
            }
        }
    }
}

/// The row of the form that has an indicator.
fn row_of<'f>(form: &'f Form, indicator: &str) -> Option<&'f FormRow> {
    let mut rows = form.tables.iter().flat_map(|table| &table.rows);
    rows.find(|row| row.slots.iter().any(|slot| slot.code == indicator))
}

/// The label of a row and its aliases.
fn row_names(row: &FormRow) -> Vec<&String> {
    std::iter::once(&row.label).chain(&row.aliases).collect()
}

/// Label, number, unit, order and value of a fact against its row.
fn reasons(fact: &Fact, row: Option<&FormRow>, in_order: bool) -> String {
    let mut reasons = Vec::new();
    if let (Some(printed), Some(row)) = (&fact.label_printed, row) {
        let printed = Key::new(printed);
        let names = || row_names(row).into_iter();
        let like = |name: &&String| shared(&Key::new(name), &printed);
        let best = names()
            .rev()
            .max_by(|one, two| like(one).total_cmp(&like(two)));
        let name = best.map(String::as_str).unwrap_or_default();
        reasons.push(format!("标签合于“{}”{:.2}", short(name), fact.label_score));
        let expected = Key::new(name).ordinal;
        reasons.push(match (printed.ordinal, expected) {
            (Some(one), Some(two)) if one == two => "序号同".to_owned(),
            (Some((_, one)), Some((_, two))) => format!("序号不同（印 {one}，表 {two}）"),
            (None, Some(_)) => "没有印序号".to_owned(),
            (Some(_), None) => "表里没有序号".to_owned(),
            (None, None) => "无序号".to_owned(),
        });
    } else if row.is_some() {
        reasons.push("无标签，由列首和数的个数定".to_owned());
    }
    let fixed = row.and_then(|row| {
        let slot = row.slots.iter().find(|slot| slot.code == fact.indicator)?;
        slot.unit.as_deref()
    });
    reasons.push(match (fact.unit.as_deref(), fixed) {
        (Some(unit), Some(fixed)) if unit == fixed => format!("单位 {unit}"),
        (Some(unit), _) => format!("单位 {unit}（印在表上）"),
        (None, _) => "单位没有印出".to_owned(),
    });
    reasons.push(if in_order { "次序顺" } else { "次序倒" }.to_owned());
    if let Some(scope) = &fact.scope {
        reasons.push(format!("列 {}", short(scope)));
    }
    let value = match (fact.state, fact.value) {
        (ValueState::Value, Some(value)) => format!("值 {value}，{}", fact.evidence.word()),
        (state, _) => format!("值 {}", state.word()),
    };
    reasons.push(value);
    reasons.join("；")
}

/// A cell of a row that is none of the form's: the row of the form that is nearest to it.
fn unplaced(form: Option<&Form>, cell: &Cell, notes: &mut Notes) {
    let key = Key::new(&cell.text);
    let rows = form
        .into_iter()
        .flat_map(|form| &form.tables)
        .flat_map(|table| &table.rows);
    let labels = rows.flat_map(|row| {
        let names = row_names(row).into_iter();
        names.map(move |name| (row, name))
    });
    let near = labels
        .filter(|(_, name)| !name.is_empty() && !key.is_empty())
        .map(|(row, name)| (row, name, shared(&Key::new(name), &key)))
        .max_by(|one, two| one.2.total_cmp(&two.2));
    match near.filter(|(_, _, score)| *score >= NEAR && !cell.header) {
        Some((row, name, score)) => {
            let why = format!(
                "“{}”没有归到哪一行；最近的是“{}”（{score:.2}）",
                short(&cell.text),
                short(name)
            );
            add(notes, cell.place.line, NoteKind::UnknownRow, &row.code, why);
        }
        None => {
            let kind = if cell.header {
                "列首或行首"
            } else {
                "单元格"
            };
            let why = format!("表 {} 的{kind}“{}”", cell.table_id, short(&cell.text));
            add(notes, cell.place.line, NoteKind::Cell, "-", why);
        }
    }
}
