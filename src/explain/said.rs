//! Statements: those that were taken, and those that fit but were refused, with the reason.

use crate::extract::Extraction;
use crate::grammar::{Grammar, Hit, Statement, Voice, Whose};
use crate::record::{FactSource, Quantity};
use crate::text::Span;

use super::NoteKind;
use super::lines::{Notes, add, short};

/// Notes of the statements of all lines.
pub(super) fn statements(grammar: &Grammar, extraction: &Extraction, notes: &mut Notes) {
    let identity = &extraction.identity;
    let voice = Voice {
        issuer: identity.issuer.as_deref(),
        region: identity.region.as_deref(),
    };
    for (text, line) in extraction.text.split('\n').zip(1..) {
        let squeezed: String = text.split_whitespace().collect();
        let signs = grammar.statements.signs(&squeezed);
        for (number, statement) in grammar.statements.iter().enumerate() {
            for hit in grammar.statements.hits(number, &squeezed, &signs) {
                let rule = &statement.id;
                if let Some(code) = taken(extraction, Some(statement), line, &hit) {
                    let why = format!("“{}”合于 `{}`", short(hit.text), pattern(statement, &hit));
                    add(
                        notes,
                        line,
                        NoteKind::Statement,
                        &format!("{rule} → {code}"),
                        why,
                    );
                } else if taken(extraction, None, line, &hit).is_none() {
                    let why = refusal(grammar, statement, &squeezed, &hit, voice);
                    let why = format!("“{}”相合而没有取：{why}", short(hit.text));
                    add(notes, line, NoteKind::Refused, rule, why);
                }
            }
        }
    }
}

/// The indicator that the number of a hit was taken for, by this statement or by any.
fn taken(
    extraction: &Extraction,
    statement: Option<&Statement>,
    line: i32,
    hit: &Hit<'_>,
) -> Option<String> {
    let read = |code: &str| {
        let own = |one: &Statement| one.readings.iter().any(|codes| codes.as_slice() == [code]);
        statement.map_or(!code.is_empty(), own)
    };
    let bare: String = hit.value.chars().filter(char::is_ascii_digit).collect();
    let printed = |text: &str| {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        !bare.is_empty() && digits == bare
    };
    let mut facts = extraction
        .facts
        .iter()
        .filter(|fact| fact.source == FactSource::Prose);
    let fact = facts.find(|fact| {
        let value = fact.value_printed.as_deref().unwrap_or_default();
        fact.place.line == line && read(&fact.indicator) && printed(value)
    });
    let of_quantity = |one: &&Quantity| {
        let code = one.indicator.as_deref().unwrap_or_default();
        one.place.line == line && read(code) && printed(&one.value_printed)
    };
    let quantity = || extraction.quantities.iter().find(of_quantity);
    fact.map(|fact| fact.indicator.clone())
        .or_else(|| quantity().and_then(|one| one.indicator.clone()))
}

/// The pattern that a hit comes from.
fn pattern<'g>(statement: &'g Statement, hit: &Hit<'_>) -> &'g str {
    let mut patterns = statement.patterns.iter();
    let found = patterns.find(|pattern| pattern.find(hit.text).is_some());
    found.map(|pattern| pattern.source()).unwrap_or_default()
}

/// Why a statement that fits was not taken.
fn refusal(
    grammar: &Grammar,
    statement: &Statement,
    text: &str,
    hit: &Hit<'_>,
    voice: Voice<'_>,
) -> String {
    let start = Span::of(hit.text, text).map_or(0, |span| span.start);
    let before = &text[..start];
    if statement.is_part() {
        let clear = grammar.telling.leads_to_part(before, voice);
        return if clear {
            format!(
                "前面没有 {} 说的总数，或者另有更长的说法",
                statement.under.join("、")
            )
        } else {
            "它前面还有没读懂的字，不能断定是其中一项".to_owned()
        };
    }
    let lead = grammar.telling.lead(before, voice);
    match lead.whose {
        Whose::Other => "说的是别的机关、一部分、计划，或者前面还有没读懂的字".to_owned(),
        Whose::Open if !statement.chapters.is_empty() => {
            format!(
                "没有说是谁的，又不在 {} 章里",
                statement.chapters.join("、")
            )
        }
        Whose::Open | Whose::Own => "年度不同、单位不符，或者另有更长的说法".to_owned(),
    }
}
