//! Numbers that sentences report of indicators, beside the same numbers in tables.
//!
//! Given the mentions of a paragraph and the statements of a grammar, tells which mention reports
//! what; given the facts of the form, compares. A sentence counts only if it speaks of the report's
//! own whole and year: what may be another organ's, a part or a plan is left alone.

mod compare;
mod growth;
mod series;

use std::collections::BTreeSet;

use crate::grammar::{Grammar, Statement, Voice, Whose};
use crate::prose::quantity::{Mention, misread};
use crate::record::QuantityKind;
use crate::text::Span;
use crate::value::number::Decimal;

pub use compare::{Compared, Numbers, Said, compare};
pub use growth::{Claim, claims, growth};
pub use series::{Series, series};

/// What is known of a paragraph's report and chapter.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context<'a> {
    /// Who speaks.
    pub voice: Voice<'a>,
    /// The year reported on.
    pub year: Option<i32>,
    /// Role of the chapter.
    pub role: Option<&'a str>,
}

/// A mention that reports an indicator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Index of the statement in the grammar.
    pub statement: usize,
    /// Index of the mention in the paragraph.
    pub mention: usize,
    /// The words of the phrase before its number, in the coordinates of the paragraph.
    pub label: Span,
    /// Index of the whole that it tells a part of, among those told.
    whole: Option<usize>,
}

/// A stretch of the paragraph that a statement fits.
#[derive(Debug, Clone, Copy)]
struct Candidate<'g> {
    number: usize,
    statement: &'g Statement,
    mention: usize,
    span: Span,
}

/// What the paragraph `text` tells, in order of its mentions.
#[must_use]
pub fn told(
    grammar: &Grammar,
    text: &str,
    mentions: &[Mention<'_>],
    context: Context<'_>,
) -> Vec<Told> {
    let candidates = candidates(grammar, text, mentions);
    if candidates.is_empty() {
        return Vec::new();
    }
    let mut listener = Listener {
        grammar,
        text,
        mentions,
        misread: misread(text),
        context,
        told: Vec::new(),
        last: None,
    };
    for group in candidates.chunk_by(|left, right| left.mention == right.mention) {
        listener.hear(group);
    }
    let claimed: Vec<usize> = candidates.iter().map(|one| one.mention).collect();
    undisputed(grammar, mentions, &claimed, listener.told)
}

/// Every stretch that fits a statement, in order of mentions; of those of one mention, the longest.
fn candidates<'g>(
    grammar: &'g Grammar,
    text: &str,
    mentions: &[Mention<'_>],
) -> Vec<Candidate<'g>> {
    let mut found: Vec<Candidate<'g>> = Vec::new();
    let printed: BTreeSet<&str> = mentions.iter().map(|mention| mention.unit).collect();
    if printed.is_empty() {
        return found;
    }
    let signs = grammar.statements.signs(text);
    for (number, statement) in grammar.statements.iter().enumerate() {
        let counts = |unit: &String| printed.contains(unit.as_str());
        if !statement.units.iter().any(counts) {
            continue;
        }
        for hit in grammar.statements.hits(number, text, &signs) {
            let spans = Span::of(hit.value, text).zip(Span::of(hit.text, text));
            let Some((value, span)) = spans else { continue };
            let at = mentions.partition_point(|mention| mention.span.end <= value.start);
            let fits = mentions.get(at).is_some_and(|mention| {
                mention.span.start <= value.start
                    && mention.to.is_none()
                    && statement.units.iter().any(|unit| unit == mention.unit)
            });
            if fits {
                found.push(Candidate {
                    number,
                    statement,
                    mention: at,
                    span,
                });
            }
        }
    }
    found.sort_by_key(|one| (one.mention, std::cmp::Reverse(one.span.len())));
    found
}

/// Goes through a paragraph and keeps what is certain.
struct Listener<'a> {
    grammar: &'a Grammar,
    text: &'a str,
    mentions: &'a [Mention<'a>],
    /// The numbers that cannot be read.
    misread: Vec<Span>,
    context: Context<'a>,
    told: Vec<Told>,
    /// The last statement that others tell parts of: its index among those told, `None` if it is
    /// another's, and the end of what was last said of it.
    last: Option<(Option<usize>, usize)>,
}

impl Listener<'_> {
    /// Takes what the candidates of one mention say, if one of them alone is right.
    fn hear(&mut self, candidates: &[Candidate<'_>]) {
        let (parts, wholes): (Vec<&Candidate<'_>>, Vec<&Candidate<'_>>) =
            candidates.iter().partition(|one| one.statement.is_part());
        let right: Vec<(&Candidate<'_>, Option<usize>)> = wholes
            .iter()
            .filter(|one| self.is_whole(one))
            .map(|one| (*one, None))
            .chain(
                parts
                    .iter()
                    .filter_map(|one| Some((*one, self.whole_of(one)?))),
            )
            .collect();
        let longest = right.first().map_or(0, |(one, _)| one.span.len());
        let end = self.mentions[candidates[0].mention].span.end;
        let leads = candidates.iter().any(|one| self.has_parts(one.statement));
        match right.as_slice() {
            [(one, whole), rest @ ..]
                if rest.iter().all(|(other, _)| other.span.len() < longest) =>
            {
                let value = self.mentions[one.mention].span.start;
                self.told.push(Told {
                    statement: one.number,
                    mention: one.mention,
                    label: Span::new(one.span.start, value.max(one.span.start)),
                    whole: *whole,
                });
                let own = self.told.len() - 1;
                let subject = if self.has_parts(one.statement) {
                    Some(own)
                } else {
                    self.last.and_then(|last| last.0)
                };
                self.last = Some((subject, end));
            }
            _ if leads => self.last = Some((None, end)),
            _ => {}
        }
    }

    fn has_parts(&self, statement: &Statement) -> bool {
        self.grammar
            .statements
            .iter()
            .any(|other| other.under.contains(&statement.id))
    }

    /// Whether a statement of a whole speaks of the report's own.
    fn is_whole(&self, candidate: &Candidate<'_>) -> bool {
        let before = &self.text[..candidate.span.start];
        let lead = self.grammar.telling.lead(before, self.context.voice);
        let chapters = &candidate.statement.chapters;
        let here = || {
            chapters.is_empty()
                || self
                    .context
                    .role
                    .is_some_and(|role| chapters.iter().any(|one| one == role))
        };
        let this_year = lead.year.is_none() || lead.year == self.context.year;
        this_year
            && match lead.whose {
                Whose::Own => !candidate.statement.confined || here(),
                Whose::Open => here(),
                Whose::Other => false,
            }
    }

    /// The whole that a part belongs to (`Some(None)`: one that words alone name), if that is certain.
    fn whole_of(&self, candidate: &Candidate<'_>) -> Option<Option<usize>> {
        let before = &self.text[..candidate.span.start];
        if !self
            .grammar
            .telling
            .leads_to_part(before, self.context.voice)
        {
            return None;
        }
        let under = &candidate.statement.under;
        if let Some((Some(whole), end)) = self.last {
            let id = &self.grammar.statements[self.told[whole].statement].id;
            let sentences = self
                .text
                .get(end..candidate.span.start)
                .map_or(0, |between| {
                    between.matches(crate::prose::ends_sentence).count()
                });
            // A misread number between them may be the whole.
            let between = |span: &Span| end <= span.start && span.end <= candidate.span.start;
            let unread = self.misread.iter().any(between);
            if under.contains(id) && sentences <= 1 && !unread {
                return Some(Some(whole));
            }
        }
        let sentence = before
            .rfind(crate::prose::ends_sentence)
            .map_or(before, |at| &before[at..]);
        let named = |word: &String| sentence.contains(word.as_str());
        candidate.statement.within.iter().any(named).then_some(None)
    }
}

/// Those told without the parts of which it is not certain whose parts they are.
///
/// Between a whole and its parts, counts of the same unit that no statement explains may be wholes
/// too (各县收到249件。其中…): then only parts that add up are parts of the first.
fn undisputed(
    grammar: &Grammar,
    mentions: &[Mention<'_>],
    claimed: &[usize],
    told: Vec<Told>,
) -> Vec<Told> {
    let family = |one: &Told| {
        let code = grammar.statements[one.statement]
            .readings
            .first()?
            .first()?;
        Some(code.rsplit_once('.')?.0)
    };
    let disputed = |one: &Told, whole: &Told| {
        let unit = mentions[whole.mention].unit;
        (whole.mention + 1..one.mention).any(|at| {
            mentions[at].unit == unit
                && mentions[at].kind == QuantityKind::Count
                && !claimed.contains(&at)
        })
    };
    let keeps = |one: &Told| {
        let Some(whole) = one.whole.map(|whole| &told[whole]) else {
            return true;
        };
        if !disputed(one, whole) {
            return true;
        }
        let mut siblings = told
            .iter()
            .filter(|other| other.whole == one.whole && family(other) == family(one));
        let sum = siblings.try_fold(Decimal::integer(0), |sum, other| {
            sum.checked_add(mentions[other.mention].value)
        });
        sum.is_some_and(|sum| sum.compare(mentions[whole.mention].value).is_eq())
    };
    let kept: Vec<bool> = told.iter().map(keeps).collect();
    told.into_iter()
        .zip(kept)
        .filter_map(|(one, kept)| kept.then_some(one))
        .collect()
}

#[cfg(test)]
mod tests;
