//! Why a title is cited: the words before and behind it.

use crate::grammar::CitationWords;
use crate::prose::bracket::{self, Title};
use crate::prose::{ends_clause, ends_sentence};
use crate::record::CitationRelation;

/// How far a sentence is searched for what is done with a title, in characters.
const REACH: usize = 60;

/// Why a title is cited. `before` is the end and the relation of the title before it.
pub(super) fn relation(
    words: &CitationWords,
    text: &str,
    title: Title,
    before: Option<(usize, CitationRelation)>,
) -> CitationRelation {
    let head = &text[..title.span.start];
    if words.defined.end(opened(head)) {
        return CitationRelation::DefinedAs;
    }
    if let Some(done) = verb(words, head.strip_suffix('了').unwrap_or(head)) {
        return done;
    }
    let floor = before.map_or(0, |(end, _)| end.min(title.span.start));
    let under = if title.depth == 0 {
        basis(words, text, floor, title.span.start)
    } else {
        None
    };
    if let Some(under) = under {
        return under;
    }
    let joined = before.filter(|&(end, _)| {
        end <= title.span.start && is_joint(words, &text[end..title.span.start])
    });
    if let Some((_, relation)) = joined {
        return relation;
    }
    let done = if title.depth == 0 {
        done_behind(words, &text[title.span.end..])
    } else {
        None
    };
    done.unwrap_or(CitationRelation::Mentioned)
}

/// `head` without the words between 以下简称 and what it defines: 为, ：.
fn opened(head: &str) -> &str {
    head.trim_end_matches(['：', ':'])
}

/// The verb that ends `head`.
fn verb(words: &CitationWords, head: &str) -> Option<CitationRelation> {
    if words.forwarded.end(head) {
        return Some(CitationRelation::Forwarded);
    }
    let issued = words.issued.end(head);
    issued.then_some(CitationRelation::PrintedAndIssued)
}

/// Whether the clause between `floor` and `start` makes what follows its basis.
pub(super) fn basis(
    words: &CitationWords,
    text: &str,
    floor: usize,
    start: usize,
) -> Option<CitationRelation> {
    let near = text[floor..start]
        .char_indices()
        .rev()
        .nth(REACH)
        .map_or(floor, |(at, _)| floor + at);
    let clause = text[near..start].rsplit(ends_clause).next()?;
    let under = words.under.within(clause);
    under.then_some(CitationRelation::Under)
}

/// What the sentence behind a title does with it.
fn done_behind(words: &CitationWords, tail: &str) -> Option<CitationRelation> {
    let end = tail
        .char_indices()
        .enumerate()
        .find(|&(count, (_, mark))| count >= REACH || ends_sentence(mark));
    let sentence = &tail[..end.map_or(tail.len(), |(_, (at, _))| at)];
    if words.now_forwarded.within(sentence) {
        return Some(CitationRelation::Forwarded);
    }
    let issued = words.now_issued.within(sentence);
    issued.then_some(CitationRelation::PrintedAndIssued)
}

/// Whether a relation carries over `between` two titles: joints and bracketed remarks only.
pub(super) fn is_joint(words: &CitationWords, between: &str) -> bool {
    let mut rest = between.trim_start_matches(['）', ')']);
    loop {
        let joint = || words.joints.of(rest).map(|(joint, ())| joint.len());
        let length = bracket::round(rest).or_else(joint);
        match length {
            Some(length) => rest = &rest[length..],
            None => return rest.is_empty(),
        }
    }
}
