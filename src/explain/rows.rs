//! Rows of forms: what of label, number, unit and order speaks for each, and what is nearest to the rest.

use std::collections::HashSet;

use crate::extract::Extraction;
use crate::grammar::{Form, FormRow, Registry};
use crate::label::{Key, shared};
use crate::language::Language;
use crate::record::{Cell, Fact, FactSource, ValueState, Word};

use super::NoteKind;
use super::notes::{Notes, short};

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
        let why = reasons(fact, found, in_order, notes.language);
        let mut rule = fact.indicator.clone();
        if let Some(applicant) = fact.applicant {
            rule = format!("{rule}/{}", applicant.word());
        }
        notes.add(fact.place.line, NoteKind::Row, &rule, why);
    }
    for cell in &extraction.cells {
        if !cell.text.is_empty() && !placed.contains(&(cell.table_id, cell.row)) {
            unplaced(form, cell, notes);
        }
    }
    heads(extraction, notes);
}

/// Notes of the lines of tables that have none yet.
fn heads(extraction: &Extraction, notes: &mut Notes) {
    for table in &extraction.tables {
        let number = table.table_id;
        let span = table.place.span;
        let text = extraction
            .text
            .get(span.start..span.end)
            .unwrap_or_default();
        for (_, line) in text.split('\n').zip(table.place.line..) {
            if notes.has(line) {
                continue;
            }
            let why = match notes.language {
                Language::Chinese => format!("表 {number} 的列首、单位或者分隔线"),
                Language::English => format!("column heads, unit or rule of table {number}"),
            };
            notes.add(line, NoteKind::Cell, "-", why);
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
fn reasons(fact: &Fact, row: Option<&FormRow>, in_order: bool, language: Language) -> String {
    let mut reasons = Vec::new();
    if let (Some(printed), Some(row)) = (&fact.label_printed, row) {
        let printed = Key::new(printed);
        let names = || row_names(row).into_iter();
        let like = |name: &&String| shared(&Key::new(name), &printed);
        let best = names()
            .rev()
            .max_by(|one, two| like(one).total_cmp(&like(two)));
        let name = best.map(String::as_str).unwrap_or_default();
        let (label, score) = (short(name), fact.label_score);
        reasons.push(match language {
            Language::Chinese => format!("标签合于“{label}”{score:.2}"),
            Language::English => format!("label fits “{label}” {score:.2}"),
        });
        reasons.push(number(&printed, &Key::new(name), language));
    } else if row.is_some() {
        let (chinese, english) = (
            "无标签，由列首和数的个数定",
            "no label, placed by column heads and how many values there are",
        );
        reasons.push(language.pick(chinese, english).to_owned());
    }
    reasons.push(unit(fact, row, language));
    let order = if in_order {
        ("次序顺", "in order")
    } else {
        ("次序倒", "out of order")
    };
    reasons.push(language.pick(order.0, order.1).to_owned());
    if let Some(scope) = &fact.scope {
        reasons.push(match language {
            Language::Chinese => format!("列 {}", short(scope)),
            Language::English => format!("column “{}”", short(scope)),
        });
    }
    reasons.push(value(fact, language));
    reasons.join(language.pick("；", "; "))
}

/// The number before a label against that of the form.
fn number(printed: &Key, official: &Key, language: Language) -> String {
    let (chinese, english) = match (printed.ordinal, official.ordinal) {
        (Some(one), Some(two)) if one == two => ("序号同", "same number"),
        (Some((_, one)), Some((_, two))) => {
            return match language {
                Language::Chinese => format!("序号不同（印 {one}，表 {two}）"),
                Language::English => format!("another number (printed {one}, in the form {two})"),
            };
        }
        (None, Some(_)) => ("没有印序号", "no number printed"),
        (Some(_), None) => ("表里没有序号", "no number in the form"),
        (None, None) => ("无序号", "no number"),
    };
    language.pick(chinese, english).to_owned()
}

/// The unit of a fact against that of the form.
fn unit(fact: &Fact, row: Option<&FormRow>, language: Language) -> String {
    let fixed = row.and_then(|row| {
        let slot = row.slots.iter().find(|slot| slot.code == fact.indicator)?;
        slot.unit.as_deref()
    });
    match (fact.unit.as_deref(), language) {
        (Some(unit), Language::Chinese) if Some(unit) == fixed => format!("单位 {unit}"),
        (Some(unit), Language::Chinese) => format!("单位 {unit}（印在表上）"),
        (None, Language::Chinese) => "单位没有印出".to_owned(),
        (Some(unit), Language::English) if Some(unit) == fixed => format!("unit “{unit}”"),
        (Some(unit), Language::English) => format!("unit “{unit}” (printed on the table)"),
        (None, Language::English) => "unit is not printed".to_owned(),
    }
}

fn value(fact: &Fact, language: Language) -> String {
    let named = language.pick("值", "value");
    match (fact.state, fact.value) {
        (ValueState::Value, Some(value)) => {
            let comma = language.pick("，", ", ");
            format!("{named} {value}{comma}{}", fact.evidence.word())
        }
        (state, _) => format!("{named} {}", state.word()),
    }
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
    let text = short(&cell.text);
    match near.filter(|(_, _, score)| *score >= NEAR && !cell.header) {
        Some((row, name, score)) => {
            let name = short(name);
            let why = match notes.language {
                Language::Chinese => {
                    format!("“{text}”没有归到哪一行；最近的是“{name}”（{score:.2}）")
                }
                Language::English => {
                    format!("“{text}” is placed in no row; the nearest is “{name}” ({score:.2})")
                }
            };
            notes.add(cell.place.line, NoteKind::UnknownRow, &row.code, why);
        }
        None => {
            let why = apart(cell, &text, notes.language);
            notes.add(cell.place.line, NoteKind::Cell, "-", why);
        }
    }
}

/// What a cell is that no row is near to.
fn apart(cell: &Cell, text: &str, language: Language) -> String {
    let kind = if cell.header {
        language.pick("列首或行首", "head of a column or row")
    } else {
        language.pick("单元格", "cell")
    };
    let table = cell.table_id;
    match language {
        Language::Chinese => format!("表 {table} 的{kind}“{text}”"),
        Language::English => format!("{kind} “{text}” of table {table}"),
    }
}
