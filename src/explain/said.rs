//! Statements: those that were taken, and those that fit but were refused, with the reason.

use crate::extract::Extraction;
use crate::grammar::{Grammar, Hit, Statement, Voice, Whose};
use crate::language::Language;
use crate::record::{FactSource, Quantity};
use crate::text::{SourceSpan, Span};

use super::NoteKind;
use super::notes::{Notes, listed, short};

/// Notes of the statements of all lines; returns where the numbers stand that were refused.
pub(super) fn statements(
    grammar: &Grammar,
    extraction: &Extraction,
    notes: &mut Notes,
) -> Vec<SourceSpan> {
    let mut all = Vec::new();
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
                    let rule = format!("{rule} → {code}");
                    let why = fits(&hit, statement, notes.language);
                    notes.add(line, NoteKind::Statement, &rule, why);
                } else if taken(extraction, None, line, &hit).is_none() {
                    let reason = refusal(grammar, statement, &squeezed, &hit, voice);
                    let why = refused(&hit, &reason.told(notes.language), notes.language);
                    notes.add(line, NoteKind::Refused, rule, why);
                    all.extend(place(&hit, &squeezed, text, &extraction.text));
                }
            }
        }
    }
    all
}

fn fits(hit: &Hit<'_>, statement: &Statement, language: Language) -> String {
    let (text, pattern) = (short(hit.text), pattern(statement, hit));
    match language {
        Language::Chinese => format!("“{text}”合于 `{pattern}`"),
        Language::English => format!("“{text}” fits `{pattern}`"),
    }
}

fn refused(hit: &Hit<'_>, reason: &str, language: Language) -> String {
    let text = short(hit.text);
    match language {
        Language::Chinese => format!("“{text}”相合而没有取：{reason}"),
        Language::English => format!("“{text}” fits and was not taken: {reason}"),
    }
}

/// Where in the whole text the number of a hit stands, which was found in the squeezed line.
fn place(hit: &Hit<'_>, squeezed: &str, line: &str, whole: &str) -> Option<SourceSpan> {
    let value = Span::of(hit.value, squeezed)?;
    let offset = Span::of(line, whole)?.start;
    let kept = line.char_indices().filter(|(_, one)| !one.is_whitespace());
    let mut passed = 0;
    let within = kept.filter(|(_, one)| {
        let inside = value.start <= passed && passed < value.end;
        passed += one.len_utf8();
        inside
    });
    let places: Vec<(usize, char)> = within.collect();
    let (start, (end, last)) = (places.first()?.0, *places.last()?);
    Some(SourceSpan {
        start: offset + start,
        end: offset + end + last.len_utf8(),
    })
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

/// Why a statement that fits is not taken.
enum Refusal<'g> {
    /// Nothing before a part names its whole.
    NoWhole(&'g Statement),
    /// What stands before a part is not understood.
    UnclearPart,
    /// It is said of somebody or something else.
    Other,
    /// It is not said of whom, outside of these chapters.
    Nobody(&'g [String]),
    /// The sentence is the report's own.
    Unfit,
}

impl Refusal<'_> {
    fn told(&self, language: Language) -> String {
        let (chinese, english) = match self {
            Self::NoWhole(part) => {
                let under = match part.under.as_slice() {
                    [] => listed(&part.within, language),
                    under => under.join(language.pick("、", ", ")),
                };
                return match language {
                    Language::Chinese => {
                        format!("前面没有 {under} 说的总数，或者另有更长的说法")
                    }
                    Language::English => {
                        format!(
                            "no total that {under} reports stands before it, or a longer wording was taken"
                        )
                    }
                };
            }
            Self::Nobody(chapters) => {
                let chapters = chapters.join(language.pick("、", ", "));
                return match language {
                    Language::Chinese => format!("没有说是谁的，又不在 {chapters} 章里"),
                    Language::English => {
                        format!("it is not said whose it is, and the chapter is none of {chapters}")
                    }
                };
            }
            Self::UnclearPart => (
                "它前面还有没读懂的字，不能断定是其中一项",
                "words before it are not understood, so it may be no part of the total",
            ),
            Self::Other => (
                "说的是别的机关、一部分、计划，或者前面还有没读懂的字",
                "it is about another organ, a part or a plan, or words before it are not understood",
            ),
            Self::Unfit => (
                "年度不同、单位不符，或者另有更长的说法",
                "another year or unit, or a longer wording was taken",
            ),
        };
        language.pick(chinese, english).to_owned()
    }
}

fn refusal<'g>(
    grammar: &Grammar,
    statement: &'g Statement,
    text: &str,
    hit: &Hit<'_>,
    voice: Voice<'_>,
) -> Refusal<'g> {
    let start = Span::of(hit.text, text).map_or(0, |span| span.start);
    let before = &text[..start];
    if statement.is_part() {
        return if grammar.telling.leads_to_part(before, voice) {
            Refusal::NoWhole(statement)
        } else {
            Refusal::UnclearPart
        };
    }
    match grammar.telling.lead(before, voice).whose {
        Whose::Other => Refusal::Other,
        Whose::Open if !statement.chapters.is_empty() => Refusal::Nobody(&statement.chapters),
        Whose::Open | Whose::Own => Refusal::Unfit,
    }
}
