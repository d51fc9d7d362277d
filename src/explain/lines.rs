//! The notes of each line: fields, headings, cells, what was set aside.

use crate::extract::Extraction;
use crate::grammar::{Furniture as FurnitureRule, Grammar, Registry};
use crate::identity::FamilyEvidence;
use crate::language::Language;
use crate::outline::{ChapterMatch, chapter_match};
use crate::record::{BlockKind, Quantity, Section, Word};
use crate::text::SourceSpan;

use super::notes::{Notes, listed, short};
use super::{LineNotes, NoteKind, rows, said};

/// All lines that are not blank with what matched them.
pub(super) fn lines(
    grammars: &Registry,
    chosen: Option<(&Grammar, Option<&FamilyEvidence>)>,
    extraction: &Extraction,
    language: Language,
) -> Vec<LineNotes> {
    let mut notes = Notes::new(language);
    let mut refused = Vec::new();
    fields(extraction, &mut notes);
    headings(chosen.map(|(grammar, _)| grammar), extraction, &mut notes);
    rows::rows(grammars, extraction, &mut notes);
    if let Some((grammar, evidence)) = chosen {
        if let Some(evidence) = evidence {
            phrases(grammar, evidence, extraction, &mut notes);
        }
        refused = said::statements(grammar, extraction, &mut notes);
    }
    others(extraction, &mut notes);
    numbers(extraction, &refused, &mut notes);
    set_aside(grammars, extraction, &mut notes);
    let numbered = extraction.text.split('\n').zip(1..);
    let full = numbered.filter(|(text, _)| !text.trim().is_empty());
    full.map(|(text, line)| LineNotes {
        line,
        text: text.trim().to_owned(),
        notes: notes.take(line),
    })
    .collect()
}

fn fields(extraction: &Extraction, notes: &mut Notes) {
    for field in &extraction.identity.places {
        let printed = short(of_text(extraction, field.place.span));
        let why = match notes.language {
            Language::Chinese => format!("读自“{printed}”"),
            Language::English => format!("read from “{printed}”"),
        };
        notes.add(field.place.line, NoteKind::Field, field.field, why);
    }
}

fn of_text(extraction: &Extraction, span: SourceSpan) -> &str {
    extraction
        .text
        .get(span.start..span.end)
        .unwrap_or_default()
}

fn headings(grammar: Option<&Grammar>, extraction: &Extraction, notes: &mut Notes) {
    for section in &extraction.sections {
        let chapter = grammar.filter(|_| section.role.is_some());
        let found = chapter.and_then(|grammar| chapter_match(&section.title, grammar));
        let why = match (found, notes.language) {
            (Some((_, found)), Language::Chinese) => match found {
                ChapterMatch::Title(title) => format!("章名与 titles 的“{title}”相同"),
                ChapterMatch::Word(word) => format!("章名含 words 的“{word}”"),
                ChapterMatch::Alike(title, score) => {
                    format!("章名近于 titles 的“{title}”（{score:.2}）")
                }
            },
            (Some((_, found)), Language::English) => match found {
                ChapterMatch::Title(title) => format!("is “{title}” of titles"),
                ChapterMatch::Word(word) => format!("holds “{word}” of words"),
                ChapterMatch::Alike(title, score) => {
                    format!("is like “{title}” of titles ({score:.2})")
                }
            },
            (None, language) => unnamed(section, language),
        };
        let rule = section.role.as_deref().unwrap_or("-");
        notes.add(section.place.line, NoteKind::Heading, rule, why);
    }
}

/// What is said of a heading that is no chapter of the grammar.
fn unnamed(section: &Section, language: Language) -> String {
    let inferred = if section.ordinal_inferred {
        language.pick("（推断）", " (inferred)")
    } else {
        ""
    };
    let printed = section.ordinal_printed.as_deref();
    let level = section.level;
    let mut said = match language {
        Language::Chinese => format!("{}，第 {level} 级", printed.unwrap_or("无序号")),
        Language::English => match printed {
            Some(printed) => format!("“{printed}”, level {level}"),
            None => format!("no number, level {level}"),
        },
    };
    if let Some(at) = section.ordinal {
        said += &match language {
            Language::Chinese => format!("，第 {at} 个{inferred}"),
            Language::English => format!(", number {at}{inferred}"),
        };
    }
    if section.parent_id.is_none() {
        said += language.pick("；不是这个文法的章", "; no chapter of this grammar");
    }
    said
}

/// The phrases that count for the family, on the lines where they count: not those of tables.
fn phrases(
    grammar: &Grammar,
    evidence: &FamilyEvidence,
    extraction: &Extraction,
    notes: &mut Notes,
) {
    let told = |kind| {
        use BlockKind::{Caption, Heading, Paragraph};
        matches!(kind, Heading | Paragraph | Caption)
    };
    let name = &grammar.name;
    for block in extraction.blocks.iter().filter(|block| told(block.kind)) {
        let text = of_text(extraction, block.place.span);
        for (text, line) in text.split('\n').zip(block.place.line..) {
            let squeezed: String = text.split_whitespace().collect();
            let held = |phrase: &&String| squeezed.contains(phrase.as_str());
            for phrase in evidence.phrases.iter().filter(held) {
                let why = match notes.language {
                    Language::Chinese => format!("含“{phrase}”，是 {name} 的佐证"),
                    Language::English => format!("holds “{phrase}”, which speaks for {name}"),
                };
                notes.add(line, NoteKind::Phrase, "recognise", why);
            }
        }
    }
}

/// Citations and tasks.
fn others(extraction: &Extraction, notes: &mut Notes) {
    for one in extraction.citations.iter().filter(|one| one.genuine) {
        let title = one.title.as_deref().unwrap_or_default();
        let number = one.doc_number.as_deref().unwrap_or_default();
        let cited = format!("{title} {number}");
        let why = match notes.language {
            Language::Chinese => format!("引用 {}", cited.trim()),
            Language::English => format!("cites “{}”", cited.trim()),
        };
        notes.add(one.place.line, NoteKind::Citation, "citation", why);
    }
    for task in &extraction.tasks {
        let names: Vec<&str> = task.units.iter().map(|unit| unit.name.as_str()).collect();
        let names = listed(&names, notes.language);
        let why = match notes.language {
            Language::Chinese => format!("责任单位：{names}"),
            Language::English => format!("responsible: {names}"),
        };
        notes.add(task.place.line, NoteKind::Task, "task", why);
    }
}

/// Numbers that no rule gives a meaning. Of those that a statement fits it is said why it was refused.
fn numbers(extraction: &Extraction, refused: &[SourceSpan], notes: &mut Notes) {
    let told = |one: &&Quantity| {
        let span = one.place.span;
        let meets = |hit: &SourceSpan| hit.start < span.end && span.start < hit.end;
        one.indicator.is_some() || refused.iter().any(meets)
    };
    for one in extraction.quantities.iter().filter(|one| !told(one)) {
        let subject = one.subject.as_deref().unwrap_or("?");
        let value = &one.value_printed;
        let why = match notes.language {
            Language::Chinese => format!("{value}（{subject}），没有 statement 说它是哪个指标"),
            Language::English => {
                format!("“{value}” (“{subject}”), no statement says which indicator it is")
            }
        };
        notes.add(one.place.line, NoteKind::Number, one.kind.word(), why);
    }
}

/// Blocks that are no text of the document, with the pattern that fits their first line, if one does.
fn set_aside(grammars: &Registry, extraction: &Extraction, notes: &mut Notes) {
    let apart = |kind| {
        use BlockKind::{Figure, Furniture, Noise};
        matches!(kind, Furniture | Figure | Noise)
    };
    for block in extraction.blocks.iter().filter(|block| apart(block.kind)) {
        let text = of_text(extraction, block.place.span);
        let reason = block.reason.as_deref().unwrap_or(block.kind.word());
        for (line, number) in text.split('\n').zip(block.place.line..) {
            if line.trim().is_empty() {
                continue;
            }
            let all = grammars.grammars.iter();
            let mut rules = all
                .flat_map(|grammar| &grammar.furniture)
                .filter(|rule| rule.reason == reason);
            let rule = rules.find(|rule| rule.find(line).is_some());
            let why = fitted(rule, notes.language);
            notes.add(number, NoteKind::SetAside, reason, why);
        }
    }
}

/// Why a line was set aside.
fn fitted(rule: Option<&FurnitureRule>, language: Language) -> String {
    let Some(rule) = rule else {
        let (chinese, english) = (
            "由版面判断，没有哪一条 furniture 与这一行相合",
            "judged by the layout; no furniture fits this line",
        );
        return language.pick(chinese, english).to_owned();
    };
    let pattern = rule.pattern.source();
    match language {
        Language::Chinese => format!("合于 furniture 的 `{pattern}`"),
        Language::English => format!("fits `{pattern}` of furniture"),
    }
}
