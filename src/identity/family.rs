//! The family of a document, by evidence: none of it is a precondition.

use std::collections::BTreeSet;

use memchr::memmem::Finder;

use crate::grammar::{Grammar, Registry};
use crate::outline::{Line, role_of};
use crate::record::Family;

use super::page::Page;
use super::report::without_years;
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
/// Grammars of official documents in general are taken only where no other fits. `held` are the
/// [`phrases`] of the page.
pub(super) fn grammar_of(
    page: &Page<'_>,
    title: Option<&Title>,
    grammars: &Registry,
    held: &[Vec<String>],
    form: Option<&str>,
) -> Option<usize> {
    let mut best: Option<(usize, u32)> = None;
    for one in evidence(page, title, grammars, held, form) {
        let points = one.points();
        if one.is_enough() && best.is_none_or(|(_, most)| points > most) {
            best = Some((one.grammar, points));
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

/// What in a document speaks for a grammar, and how much.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FamilyEvidence {
    /// Index of the grammar in the registry.
    pub grammar: usize,
    /// The word that the title ends with or holds, and its points.
    pub title: Option<(String, u32)>,
    /// Phrases of the grammar that the text holds.
    pub phrases: Vec<String>,
    /// Roles of the grammar's chapters that its headings have.
    pub chapters: Vec<String>,
    /// Points for phrases and chapters, of which only so many count.
    pub counted: u32,
    /// Points for a form of the grammar that a table was recognised as.
    pub form: u32,
    /// The title is that of another official document, which may speak of such reports.
    pub barred: bool,
}

impl FamilyEvidence {
    /// All points; none if it is barred.
    #[must_use]
    pub fn points(&self) -> u32 {
        let title = self.title.as_ref().map_or(0, |(_, points)| *points);
        if self.barred {
            0
        } else {
            title + self.counted + self.form
        }
    }

    /// Whether the points are enough for the family.
    #[must_use]
    pub fn is_enough(&self) -> bool {
        self.points() >= ENOUGH
    }
}

/// What speaks for each grammar but those of official documents in general, in order of the registry.
pub(super) fn evidence(
    page: &Page<'_>,
    title: Option<&Title>,
    grammars: &Registry,
    held: &[Vec<String>],
    form: Option<&str>,
) -> Vec<FamilyEvidence> {
    let special = grammars.grammars.iter().zip(held).enumerate();
    special
        .filter(|(_, (grammar, _))| grammar.family != Family::OfficialDocument)
        .map(|(index, (grammar, held))| of_grammar(page, title, (index, grammar), held, form))
        .collect()
}

/// For each grammar, its phrases that one of `lines` holds.
pub(super) fn phrases(lines: &[Line<'_>], grammars: &Registry) -> Vec<Vec<String>> {
    let held = |phrase: &&String| {
        let phrase = Finder::new(phrase.as_str());
        let mut lines = lines.iter();
        lines.any(|line| phrase.find(line.text.as_bytes()).is_some())
    };
    let of_grammar = |grammar: &Grammar| match grammar.family {
        Family::OfficialDocument => Vec::new(),
        _ => (grammar.recognise.phrases.iter().filter(held).cloned()).collect(),
    };
    grammars.grammars.iter().map(of_grammar).collect()
}

fn of_grammar(
    page: &Page<'_>,
    title: Option<&Title>,
    (index, grammar): (usize, &Grammar),
    held: &[String],
    form: Option<&str>,
) -> FamilyEvidence {
    let form = form.is_some_and(|form| grammar.forms.iter().any(|known| known.name == form));
    let chapters = chapters(page, grammar);
    let of_title = title.and_then(|title| title_points(&title.text.value, grammar));
    let ends = of_title
        .as_ref()
        .is_some_and(|(_, points)| *points >= TITLE_ENDS);
    let other_notice = !ends && title.is_some_and(|title| opens(&title.text.value));
    let counted = chapters.len().min(MOST_EACH) + held.len().min(MOST_EACH);
    FamilyEvidence {
        grammar: index,
        title: of_title,
        // A notice about reports speaks as reports do and is none.
        barred: other_notice && !form && chapters.len() < MANY_CHAPTERS,
        phrases: held.to_vec(),
        chapters,
        counted: u32::try_from(counted).unwrap_or(0) * EACH,
        form: if form { FORM } else { 0 },
    }
}

/// The word of the grammar that a title ends with or holds, and its points.
fn title_points(title: &str, grammar: &Grammar) -> Option<(String, u32)> {
    let title = title.trim_end_matches(|character| "）)".contains(character));
    let (inner, dateless) = (issued(title), without_years(title));
    let ends = |word: &&String| {
        dateless.ends_with(word.as_str())
            || inner.is_some_and(|inner| without_years(inner).ends_with(word.as_str()))
    };
    let titles = &grammar.recognise.titles;
    let ending = titles
        .iter()
        .find(ends)
        .map(|word| (word.clone(), TITLE_ENDS));
    ending.or_else(|| {
        let held = titles.iter().find(|word| title.contains(word.as_str()));
        held.map(|word| (word.clone(), TITLE_HOLDS))
    })
}

/// The roles of the grammar's chapters that stand in the document.
fn chapters(page: &Page<'_>, grammar: &Grammar) -> Vec<String> {
    let top = page
        .outline
        .sections
        .iter()
        .filter(|section| section.parent.is_none());
    let roles: BTreeSet<&str> = top
        .filter_map(|section| role_of(&section.title, grammar))
        .collect();
    roles.into_iter().map(str::to_owned).collect()
}
