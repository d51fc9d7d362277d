//! Noise repair of characters, and the [`Document`] it leads to.
//!
//! A repair looks at one character or its close neighbours; what a line or a cell is, later stages
//! decide. Every repair is an [`Edit`] that bears the name of its pass, so that the question why a
//! character was read as another always has an answer. Lines stay as they are.

mod character;
mod entity;
mod radicals;

use crate::read::{Element, Source};
use crate::text::{Edit, LineIndex, OffsetMap, Place, SourceSpan, Span, apply};

/// A source with its repaired text: the only type that knows both coordinate systems.
#[derive(Debug, Clone)]
pub struct Document {
    /// The source as read.
    pub source: Source,
    /// Repaired text; same lines as the source.
    pub text: String,
    /// How many characters each pass repaired, in order of the passes' names.
    pub repairs: Vec<(&'static str, usize, Span)>,
    /// What the format marks up, counted in `text`.
    pub elements: Vec<Element<Span>>,
    maps: Vec<OffsetMap>,
    lines: LineIndex,
}

/// Passes in order: characters first, for an invisible one may stand inside an entity.
const PASSES: [fn(&str) -> Vec<Edit>; 3] = [characters, entity::entities, entity::tags];

impl Document {
    /// Runs all passes over `source`.
    #[must_use]
    pub fn tidy(source: Source) -> Self {
        let lines = LineIndex::new(&source.text);
        let mut text = source.text.clone();
        let mut maps: Vec<OffsetMap> = Vec::new();
        let mut repairs: Vec<(&'static str, usize, Span)> = Vec::new();
        for pass in PASSES {
            let edits = pass(&text);
            if edits.is_empty() {
                continue;
            }
            for edit in &edits {
                let span = maps
                    .iter()
                    .rev()
                    .fold(edit.span, |span, map| map.before(span));
                match repairs.iter_mut().find(|(name, ..)| *name == edit.pass) {
                    Some((_, count, _)) => *count += 1,
                    None => repairs.push((edit.pass, 1, span)),
                }
            }
            let (tidied, map) = apply(&text, &edits);
            text = tidied;
            maps.push(map);
        }
        repairs.sort_unstable_by_key(|(name, ..)| *name);
        let elements = moved(&source.elements, &maps);
        Self {
            source,
            text,
            repairs,
            elements,
            maps,
            lines,
        }
    }

    /// The source bytes that `span` of the tidied text stands for.
    #[must_use]
    pub fn source_span(&self, span: Span) -> SourceSpan {
        let span = self
            .maps
            .iter()
            .rev()
            .fold(span, |span, map| map.before(span));
        SourceSpan::new(span.start, span.end)
    }

    /// The source bytes and line that `span` of the tidied text stands for.
    #[must_use]
    pub fn place(&self, span: Span) -> Place {
        let span = self.source_span(span);
        Place {
            span,
            line: self.lines.line(span.start),
        }
    }

    /// The place of a span that already counts in the source.
    #[must_use]
    pub fn source_place(&self, span: SourceSpan) -> Place {
        Place {
            span,
            line: self.lines.line(span.start),
        }
    }

    /// The text as printed at `span` of the tidied text.
    #[must_use]
    pub fn printed(&self, span: Span) -> &str {
        self.source_span(span).text(&self.source.text)
    }
}

/// The elements of the source, counted in the text that the passes of `maps` made.
fn moved(elements: &[Element], maps: &[OffsetMap]) -> Vec<Element<Span>> {
    let forward: Vec<OffsetMap> = match elements {
        [] => return Vec::new(),
        _ => maps.iter().map(OffsetMap::inverse).collect(),
    };
    let tidied = |span: SourceSpan| {
        forward
            .iter()
            .fold(Span::new(span.start, span.end), |span, map| {
                map.before(span)
            })
    };
    elements
        .iter()
        .map(|element| element.moved(tidied))
        .collect()
}

/// Passes `control`, `invisible`, `radical` and `width`: one character at a time.
fn characters(text: &str) -> Vec<Edit> {
    let suspects = text
        .bytes()
        .enumerate()
        .filter(|(_, byte)| character::may_begin(*byte));
    suspects
        .filter_map(|(at, _)| {
            let character = text.get(at..)?.chars().next()?;
            let (replacement, pass) = character::repair(character)?;
            Some(Edit::replace(
                Span::new(at, at + character.len_utf8()),
                replacement,
                pass,
            ))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tidy(text: &str) -> Document {
        Document::tidy(Source {
            text: text.into(),
            ..Source::default()
        })
    }

    #[track_caller]
    fn check(text: &str, tidied: &str) {
        assert_eq!(tidy(text).text, tidied);
        assert_eq!(tidy(tidied).text, tidied, "a second round changes nothing");
    }

    #[test]
    fn each_pass_repairs_its_noise() {
        check("收到１２件，占９．３％", "收到12件，占9.3%");
        check("\u{feff}办\u{200b}结", "办结");
        check("⼈⺠政府", "人民政府");
        check("a&nbsp;b&lt;3&permil;", "a b<3‰");
    }

    #[test]
    fn spans_lead_back_through_all_passes() {
        let document = tidy("共&nbsp;１２件");
        let at = document.text.find("12").unwrap();
        assert_eq!(document.printed(Span::new(at, at + 2)), "１２");
    }

    proptest! {
        #[test]
        fn tidying_is_idempotent_and_keeps_lines(text in "[\\PC\n&;a-z１⼈\u{200b}]{0,60}") {
            let once = tidy(&text);
            prop_assert_eq!(&tidy(&once.text).text, &once.text);
            prop_assert_eq!(once.text.matches('\n').count(), text.matches('\n').count());
        }

        #[test]
        fn every_span_lies_on_boundaries(text in "[\\PC\n&;a-z１⼈\u{200b}]{0,60}") {
            let document = tidy(&text);
            for (at, character) in document.text.char_indices() {
                let span = document.source_span(Span::new(at, at + character.len_utf8()));
                prop_assert!(text.get(span.start..span.end).is_some());
            }
        }
    }
}
