//! The notes of each line: fields, headings, cells, what was set aside.

use std::collections::BTreeMap;

use crate::extract::Extraction;
use crate::grammar::{Grammar, Registry};
use crate::outline::{ChapterMatch, chapter_match};
use crate::record::{BlockKind, Section, Word};

use super::{LineNotes, Note, NoteKind, rows, said};

/// Longest excerpt of a value or title, in characters.
const LONGEST: usize = 40;

/// Notes by line.
pub(super) type Notes = BTreeMap<i32, Vec<Note>>;

/// All lines that are not blank with what matched them.
pub(super) fn lines(
    grammars: &Registry,
    grammar: Option<&Grammar>,
    extraction: &Extraction,
) -> Vec<LineNotes> {
    let mut notes = Notes::new();
    fields(extraction, &mut notes);
    headings(grammar, extraction, &mut notes);
    rows::rows(grammars, extraction, &mut notes);
    if let Some(grammar) = grammar {
        phrases(grammar, extraction, &mut notes);
        said::statements(grammar, extraction, &mut notes);
    }
    others(extraction, &mut notes);
    set_aside(grammars, extraction, &mut notes);
    let numbered = extraction.text.split('\n').zip(1..);
    let full = numbered.filter(|(text, _)| !text.trim().is_empty());
    full.map(|(text, line)| LineNotes {
        line,
        text: text.trim().to_owned(),
        notes: notes.remove(&line).unwrap_or_default(),
    })
    .collect()
}

pub(super) fn add(notes: &mut Notes, line: i32, kind: NoteKind, rule: &str, why: String) {
    let note = Note {
        kind,
        rule: rule.to_owned(),
        why,
    };
    let known = notes.entry(line).or_default();
    if !known.contains(&note) {
        known.push(note);
    }
}

/// A text cut to what a line can show.
pub(super) fn short(text: &str) -> String {
    let squeezed: Vec<char> = text.split_whitespace().flat_map(str::chars).collect();
    match squeezed.get(..LONGEST) {
        Some(head) => format!("{}…", head.iter().collect::<String>()),
        None => squeezed.into_iter().collect(),
    }
}

fn fields(extraction: &Extraction, notes: &mut Notes) {
    for field in &extraction.identity.places {
        let span = field.place.span;
        let printed = extraction
            .text
            .get(span.start..span.end)
            .unwrap_or_default();
        let why = format!("读自“{}”", short(printed));
        add(notes, field.place.line, NoteKind::Field, field.field, why);
    }
}

fn headings(grammar: Option<&Grammar>, extraction: &Extraction, notes: &mut Notes) {
    for section in &extraction.sections {
        let chapter = grammar.filter(|_| section.role.is_some());
        let found = chapter.and_then(|grammar| chapter_match(&section.title, grammar));
        let why = match found {
            Some((_, ChapterMatch::Title(title))) => format!("章名与 titles 的“{title}”相同"),
            Some((_, ChapterMatch::Word(word))) => format!("章名含 words 的“{word}”"),
            Some((_, ChapterMatch::Alike(title, score))) => {
                format!("章名近于 titles 的“{title}”（{score:.2}）")
            }
            None => unnamed(section),
        };
        let rule = section.role.as_deref().unwrap_or("-");
        add(notes, section.place.line, NoteKind::Heading, rule, why);
    }
}

/// What is said of a heading that is no chapter of the grammar.
fn unnamed(section: &Section) -> String {
    let printed = section.ordinal_printed.as_deref().unwrap_or("无序号");
    let inferred = if section.ordinal_inferred {
        "（推断）"
    } else {
        ""
    };
    let place = section
        .ordinal
        .map(|at| format!("，第 {at} 个{inferred}"))
        .unwrap_or_default();
    let level = section.level;
    match section.parent_id {
        Some(_) => format!("{printed}，第 {level} 级{place}"),
        None => format!("{printed}，第 {level} 级{place}；不是这个文法的章"),
    }
}

fn phrases(grammar: &Grammar, extraction: &Extraction, notes: &mut Notes) {
    for (text, line) in extraction.text.split('\n').zip(1..) {
        let squeezed: String = text.split_whitespace().collect();
        for phrase in &grammar.recognise.phrases {
            if squeezed.contains(phrase.as_str()) {
                let why = format!("含“{phrase}”，是 {} 的佐证", grammar.name);
                add(notes, line, NoteKind::Phrase, "recognise", why);
            }
        }
    }
}

/// Citations, tasks, and the numbers that no rule gives a meaning.
fn others(extraction: &Extraction, notes: &mut Notes) {
    for one in extraction.citations.iter().filter(|one| one.genuine) {
        let title = one.title.as_deref().unwrap_or_default();
        let number = one.doc_number.as_deref().unwrap_or_default();
        let why = format!("引用 {title} {number}");
        add(
            notes,
            one.place.line,
            NoteKind::Citation,
            "citation",
            why.trim().to_owned(),
        );
    }
    for task in &extraction.tasks {
        let names: Vec<&str> = task.units.iter().map(|unit| unit.name.as_str()).collect();
        let why = format!("责任单位：{}", names.join("、"));
        add(notes, task.place.line, NoteKind::Task, "task", why);
    }
    for one in extraction
        .quantities
        .iter()
        .filter(|one| one.indicator.is_none())
    {
        let subject = one.subject.as_deref().unwrap_or("?");
        let why = format!(
            "{}（{subject}），没有 statement 说它是哪个指标",
            one.value_printed
        );
        add(
            notes,
            one.place.line,
            NoteKind::Number,
            one.kind.word(),
            why,
        );
    }
}

/// Blocks that are no text of the document, with the pattern that fits their first line, if one does.
fn set_aside(grammars: &Registry, extraction: &Extraction, notes: &mut Notes) {
    for block in &extraction.blocks {
        if !matches!(
            block.kind,
            BlockKind::Furniture | BlockKind::Figure | BlockKind::Noise
        ) {
            continue;
        }
        let span = block.place.span;
        let text = extraction
            .text
            .get(span.start..span.end)
            .unwrap_or_default();
        let reason = block.reason.as_deref().unwrap_or(block.kind.word());
        for (line, number) in text.split('\n').zip(block.place.line..) {
            if line.trim().is_empty() {
                continue;
            }
            let rules = grammars
                .grammars
                .iter()
                .flat_map(|grammar| &grammar.furniture);
            let rule = rules
                .filter(|rule| rule.reason == reason)
                .find(|rule| rule.find(line).is_some());
            let why = match rule {
                Some(rule) => format!("合于 furniture 的 `{}`", rule.pattern.source()),
                None => "由版面判断，没有哪一条 furniture 与这一行相合".to_owned(),
            };
            add(notes, number, NoteKind::SetAside, reason, why);
        }
    }
}
