//! How much of a document's numbers the records account for: the to-do list of a grammar's author.
//!
//! A digit of genuine text is claimed if a record was read there, or if it was recognised as
//! something that counts nothing: a day, an ordinal, a version, a standard.

use super::Extraction;
use crate::layout::Layout;
use crate::prose;
use crate::record::{BlockKind, FieldPlace};
use crate::text::{Place, SourceSpan};
use crate::tidy::Document;

/// The digits of genuine text, and those that no record claims.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Digits {
    /// Digits in genuine text: furniture, figures and noise set aside.
    pub all: usize,
    /// Those that a record claims.
    pub claimed: usize,
    /// Numbers with a digit that no record claims, in order.
    pub unclaimed: Vec<Place>,
}

impl Digits {
    /// Share of the digits that is claimed; 1 of none.
    #[must_use]
    pub fn share(&self) -> f64 {
        if self.all == 0 {
            1.0
        } else {
            self.claimed as f64 / self.all as f64
        }
    }
}

/// Counts the digits that the records of `extraction`, which has no text yet, claim.
pub(super) fn digits(document: &Document, layout: &Layout, extraction: &Extraction) -> Digits {
    let text = document.source.text.as_str();
    let claimed = claimed(document, layout, extraction);
    let genuine = extraction.blocks.iter().filter(|block| {
        !matches!(
            block.kind,
            BlockKind::Furniture | BlockKind::Figure | BlockKind::Noise
        )
    });
    let mut digits = Digits::default();
    for block in genuine {
        let SourceSpan { start, end } = block.place.span;
        let mut number: Option<SourceSpan> = None;
        let mut lost = false;
        let mut markup = false;
        for (at, character) in text[start..end].char_indices() {
            // Between numbers, characters of Chinese text are neither digits nor marks of tags.
            if number.is_none() && is_ideograph(character) {
                continue;
            }
            let at = start + at;
            if matches!(character, '<' | '>') {
                markup = opens_markup(&text[at..]);
            }
            if markup {
                continue;
            }
            if is_digit(character) {
                digits.all += 1;
                let known = claimed.get(at).copied().unwrap_or(false);
                digits.claimed += usize::from(known);
                lost |= !known;
                let from = number.map_or(at, |number| number.start);
                number = Some(SourceSpan::new(from, at + character.len_utf8()));
            } else if !matches!(character, '.' | ',' | '，' | '．') || number.is_none() {
                digits.unclaimed.extend(
                    number
                        .take()
                        .filter(|_| lost)
                        .map(|span| document.source_place(span)),
                );
                lost = false;
            }
        }
        digits.unclaimed.extend(
            number
                .filter(|_| lost)
                .map(|span| document.source_place(span)),
        );
    }
    digits
}

/// For each byte of the source whether a record claims it.
fn claimed(document: &Document, layout: &Layout, extraction: &Extraction) -> Vec<bool> {
    let text = document.source.text.as_str();
    let mut claimed = vec![false; text.len()];
    let mut claim = |span: SourceSpan| fill(&mut claimed, span);
    let fields = extraction.identity.places.iter();
    fields.for_each(|FieldPlace { place, .. }| claim(place.span));
    extraction
        .cells
        .iter()
        .for_each(|one| claim(one.place.span));
    extraction
        .facts
        .iter()
        .for_each(|one| claim(one.place.span));
    extraction
        .quantities
        .iter()
        .for_each(|one| claim(one.place.span));
    extraction
        .citations
        .iter()
        .for_each(|one| claim(one.place.span));
    for section in &extraction.sections {
        let printed = section.ordinal_printed.as_ref().map_or(0, String::len);
        let SourceSpan { start, end } = section.place.span;
        claim(SourceSpan::new(start, (start + printed).min(end)));
    }
    for paragraph in &layout.paragraphs {
        // Only digits that are left are worth recognising.
        let span = document.source_span(paragraph.span());
        let printed = text.get(span.start..span.end).unwrap_or_default();
        let mut characters = printed.char_indices();
        if !characters.any(|(at, one)| is_digit(one) && !claimed[span.start + at]) {
            continue;
        }
        for span in prose::recognised(&paragraph.text) {
            let part = paragraph.locate(span.text(&paragraph.text));
            fill(&mut claimed, document.source_span(part));
        }
    }
    claimed
}

fn fill(claimed: &mut [bool], span: SourceSpan) {
    if let Some(bytes) = claimed.get_mut(span.start..span.end) {
        bytes.fill(true);
    }
}

fn is_ideograph(character: char) -> bool {
    ('\u{3000}'..='\u{9fff}').contains(&character)
}

fn is_digit(character: char) -> bool {
    character.is_ascii_digit() || matches!(character, '０'..='９')
}

/// Whether a tag of HTML begins `rest`.
fn opens_markup(rest: &str) -> bool {
    let tag = rest.strip_prefix('<');
    tag.is_some_and(|tag| tag.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/'))
}
