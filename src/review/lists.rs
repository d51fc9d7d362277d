//! Tasks, citations, quantities, the outline, unclaimed numbers and diagnostics: a row each.

use std::fmt::Display;

use super::facts::{Labels, placed};
use super::html::{Html, Name, Tag};
use super::words;
use crate::diagnostic::Diagnostic;
use crate::extract::Extraction;
use crate::finding::{english, said, shown};
use crate::language::Language;
use crate::record::{Citation, Quantity, Section, Severity, Task, Word};
use crate::text::Place;

/// Rows that a browser lays out together.
const ROWS_TOGETHER: usize = 50;

/// Writes `records` as rows of `class`, cut into stretches that are laid out when they come into view.
fn rows<T>(html: &mut Html, records: &[T], mut row: impl FnMut(&mut Html, usize, &T)) {
    let mut number = 0;
    for together in records.chunks(ROWS_TOGETHER) {
        html.tag(Tag::DIV).class("ch").with(|html| {
            for record in together {
                row(html, number, record);
                html.line_end();
                number += 1;
            }
        });
    }
}

/// A row that leads to its place.
fn row(
    html: &mut Html,
    (kind, number): (char, i32),
    class: &str,
    place: Place,
    content: impl FnOnce(&mut Html),
) {
    let open = html.tag(Tag::DIV).class(format_args!("r row {class}"));
    let open = open
        .set(Name::ID, format_args!("{kind}{number}"))
        .set(Name::TABINDEX, 0);
    placed(open, place).with(content);
}

fn part(html: &mut Html, class: &str, text: impl Display) {
    html.tag(Tag::SPAN).class(class).text(text);
}

fn chip(html: &mut Html, text: impl Display) {
    part(html, "chip", text);
}

fn line(html: &mut Html, place: Place, language: Language) {
    part(
        html,
        "ln",
        match language {
            Language::Chinese => format!("第 {} 行", place.line),
            Language::English => format!("line {}", place.line),
        },
    );
}

/// Writes what the plan assigns.
pub(crate) fn tasks(html: &mut Html, tasks: &[Task], language: Language) {
    rows(html, tasks, |html, _, task| {
        row(html, ('t', task.task_id), "tk", task.place, |html| {
            html.tag(Tag::DIV).class("ct").with(|html| {
                if let Some(category) = &task.category {
                    chip(html, category);
                }
                html.tag(Tag::STRONG)
                    .text(task.title.as_deref().unwrap_or_default());
                let legibility = words::legibility(task.legibility, language);
                part(html, "chip st", legibility);
                line(html, task.place, language);
            });
            html.tag(Tag::P).text(&task.text);
            html.tag(Tag::P).with(|html| {
                for unit in &task.units {
                    chip(
                        html,
                        format_args!("{}：{}", words::role(unit.role, language), unit.name),
                    );
                }
                for deadline in &task.deadlines {
                    let date = deadline
                        .date
                        .map(|date| format!("（{date}）"))
                        .unwrap_or_default();
                    part(html, "chip due", format_args!("{}{date}", deadline.printed));
                }
            });
        });
    });
}

/// Writes the documents referred to.
pub(crate) fn citations(html: &mut Html, citations: &[Citation], language: Language) {
    rows(html, citations, |html, _, one: &Citation| {
        row(html, ('d', one.citation_id), "c4", one.place, |html| {
            let title = one.title.as_deref().map(|title| format!("《{title}》"));
            part(html, "grow", title.unwrap_or_default());
            let printed = one
                .doc_number
                .as_deref()
                .or(one.doc_number_printed.as_deref());
            part(html, "num", printed.unwrap_or_default());
            match one.relation {
                Some(relation) => chip(html, words::relation(relation, language)),
                None => part(html, "", ""),
            }
            line(html, one.place, language);
        });
    });
}

/// Writes the numbers of sentences.
pub(crate) fn quantities(
    html: &mut Html,
    quantities: &[Quantity],
    labels: &Labels,
    language: Language,
) {
    rows(html, quantities, |html, _, one: &Quantity| {
        row(html, ('q', one.quantity_id), "c4", one.place, |html| {
            html.tag(Tag::SPAN).class("grow").with(|html| {
                html.text(one.subject.as_deref().unwrap_or_default());
                if let Some(indicator) = &one.indicator {
                    html.tag(Tag::SMALL).text(labels.row(indicator));
                }
            });
            part(html, "num", &one.value_printed);
            let to = one
                .value_to
                .map(|to| format!("–{}", shown(to)))
                .unwrap_or_default();
            part(
                html,
                "num dim",
                format_args!("{}{to} {}", shown(one.value), one.unit),
            );
            line(html, one.place, language);
        });
    });
}

/// Writes the outline.
pub(crate) fn outline(html: &mut Html, sections: &[Section], language: Language) {
    rows(html, sections, |html, _, one: &Section| {
        let level = one.level.clamp(1, 6);
        row(
            html,
            ('s', one.section_id),
            &format!("ol l{level}"),
            one.place,
            |html| {
                part(
                    html,
                    "num",
                    one.ordinal_printed.as_deref().unwrap_or_default(),
                );
                part(html, "grow", &one.title);
                if let (true, Some(ordinal)) = (one.ordinal_inferred, one.ordinal) {
                    part(
                        html,
                        "chip st",
                        match language {
                            Language::Chinese => format!("序号推断为 {ordinal}"),
                            Language::English => format!("number {ordinal} inferred"),
                        },
                    );
                }
                if let Some(role) = &one.role {
                    html.tag(Tag::CODE).text(role);
                }
                line(html, one.place, language);
            },
        );
    });
}

/// Characters shown on either side of an unclaimed number.
const AROUND: usize = 18;

/// Writes the numbers that no record claims, each in its line.
pub(crate) fn unclaimed(html: &mut Html, extraction: &Extraction, language: Language) {
    let text = extraction.text.as_str();
    rows(
        html,
        &extraction.digits.unclaimed,
        |html, number, place: &Place| {
            let number = i32::try_from(number).unwrap_or(i32::MAX);
            let (start, end) = (place.span.start, place.span.end);
            let on_line = |one: &char| *one != '\n';
            let before = text.get(..start).unwrap_or_default().chars().rev();
            let before: Vec<char> = before.take_while(on_line).take(AROUND).collect();
            let before: String = before.into_iter().rev().collect();
            let after = text.get(end..).unwrap_or_default().chars();
            let after: String = after.take_while(on_line).take(AROUND).collect();
            row(html, ('u', number), "c2", *place, |html| {
                html.tag(Tag::SPAN).class("grow kw").with(|html| {
                    html.text(before);
                    html.tag(Tag::STRONG)
                        .text(text.get(start..end).unwrap_or_default());
                    html.text(after);
                });
                line(html, *place, language);
            });
        },
    );
}

/// Writes what was noticed.
pub(crate) fn diagnostics(html: &mut Html, diagnostics: &[(i32, Diagnostic)], language: Language) {
    rows(
        html,
        diagnostics,
        |html, _, (number, one): &(i32, Diagnostic)| {
            row(html, ('g', *number), "dg", one.place, |html| {
                let (class, sign) = match one.severity {
                    Severity::Error => ("bad", "✗"),
                    Severity::Warning => ("unr", "!"),
                    Severity::Note => ("un", "·"),
                };
                part(html, &format!("sg {class}"), sign);
                html.tag(Tag::SPAN).class("grow").with(|html| {
                    if language == Language::English {
                        html.tag(Tag::STRONG).text(english(one.code));
                        html.text(" ");
                    }
                    html.text(said(&one.message, language));
                    html.tag(Tag::CODE).text(one.code.word());
                });
                line(html, one.place, language);
            });
        },
    );
}
