//! The family of a document, by evidence: none of it is a precondition.

use std::collections::BTreeSet;

use memchr::memmem::Finder;

use crate::grammar::{Grammar, Registry};
use crate::outline::role_of;
use crate::record::Family;

use super::page::Page;
use super::title::{Title, issued, opens};

/// Points for a title that ends as the family's do, itself or what it issues.
const TITLE_ENDS: u32 = 8;
/// Points for a title that holds words of the family.
const TITLE_HOLDS: u32 = 4;
/// Points for each chapter and each phrase of the family, up to [`MOST_EACH`] of either.
const EACH: u32 = 1;
/// Most chapters and most phrases that count.
const MOST_EACH: usize = 4;
/// Points for a form of the family that was matched.
const FORM: u32 = 6;
/// Fewest points that make a document one of the family.
const ENOUGH: u32 = 5;
/// Chapters that outweigh a title of another kind.
const MANY_CHAPTERS: usize = 3;

/// The grammar whose family the document belongs to, as an index of the registry.
///
/// Grammars of official documents in general are taken only where no other fits.
pub(super) fn grammar_of(
    page: &Page<'_>,
    title: Option<&Title>,
    grammars: &Registry,
    form: Option<&str>,
) -> Option<usize> {
    let mut best: Option<(usize, u32)> = None;
    for (index, grammar) in grammars.grammars.iter().enumerate() {
        if grammar.family == Family::OfficialDocument {
            continue;
        }
        let points = points(page, title, grammar, form);
        if points >= ENOUGH && best.is_none_or(|(_, most)| points > most) {
            best = Some((index, points));
        }
    }
    best.map(|(index, _)| index)
}

/// The grammar of official documents in general, if there is one.
pub(super) fn official_grammar(grammars: &Registry) -> Option<usize> {
    grammars
        .grammars
        .iter()
        .position(|grammar| grammar.family == Family::OfficialDocument)
}

fn points(page: &Page<'_>, title: Option<&Title>, grammar: &Grammar, form: Option<&str>) -> u32 {
    let form = form.is_some_and(|form| grammar.forms.iter().any(|known| known.name == form));
    let chapters = chapters(page, grammar);
    let phrases = grammar.recognise.phrases.iter().filter(|phrase| {
        let phrase = Finder::new(phrase.as_str());
        let mut lines = page.lines.iter();
        lines.any(|line| phrase.find(line.text.as_bytes()).is_some())
    });
    let of_title = title.map_or(0, |title| title_points(&title.text.value, grammar));
    let other_notice = of_title < TITLE_ENDS && title.is_some_and(|title| opens(&title.text.value));
    // A notice about reports speaks as reports do and is none.
    if other_notice && !form && chapters < MANY_CHAPTERS {
        return 0;
    }
    let counted = chapters.min(MOST_EACH) + phrases.count().min(MOST_EACH);
    of_title + u32::try_from(counted).unwrap_or(0) * EACH + if form { FORM } else { 0 }
}

fn title_points(title: &str, grammar: &Grammar) -> u32 {
    let title = title.trim_end_matches(|character| "）)".contains(character));
    let inner = issued(title);
    let ends = |word: &String| {
        title.ends_with(word.as_str()) || inner.is_some_and(|inner| inner.ends_with(word.as_str()))
    };
    if grammar.recognise.titles.iter().any(ends) {
        return TITLE_ENDS;
    }
    let holds = grammar
        .recognise
        .titles
        .iter()
        .any(|word| title.contains(word.as_str()));
    if holds { TITLE_HOLDS } else { 0 }
}

/// How many chapters of the grammar stand in the document.
fn chapters(page: &Page<'_>, grammar: &Grammar) -> usize {
    let top = page
        .outline
        .sections
        .iter()
        .filter(|section| section.parent.is_none());
    let roles: BTreeSet<&str> = top
        .filter_map(|section| role_of(&section.title, grammar))
        .collect();
    roles.len()
}
