//! Short forms that a document gives to titles: 《某某条例》（以下简称《条例》）, （以下简称“条例”）.
//!
//! A short form stands for the one title right before its definition, from there on and until it
//! is given anew. One that several titles share (以下统称) stands for none of them.

use std::collections::{HashMap, HashSet};

use crate::grammar::CitationWords;
use crate::prose::bracket::Title;
use crate::prose::ends_sentence;
use crate::text::Span;

use super::Found;
use super::relation::is_joint;

/// Longest short form in quotation marks, in characters.
const LONGEST: usize = 20;
/// Longest text between a title and the definition of its short form, in bytes.
const FARTHEST: usize = 150;

/// The short forms that a document has defined so far.
#[derive(Debug, Clone, Default)]
pub struct ShortForms {
    /// What each short form stands for since it was given last.
    defined: HashMap<String, Option<String>>,
}

impl ShortForms {
    /// The title that `short` stands for.
    #[must_use]
    pub fn full(&self, short: &str) -> Option<&str> {
        self.defined.get(short)?.as_deref()
    }

    /// Takes up the definition that is `title`; returns the title it stands for.
    ///
    /// `found` are the references before it.
    pub(super) fn define(
        &mut self,
        words: &CitationWords,
        text: &str,
        title: Title,
        found: &[Found<'_>],
    ) -> Option<String> {
        let full = stands_for(words, text, title, found);
        let short = title.inner.text(text).to_owned();
        self.defined.insert(short, full.clone());
        full
    }
}

/// The title that the definition `title` follows, with nothing of another sentence between.
fn stands_for(
    words: &CitationWords,
    text: &str,
    title: Title,
    found: &[Found<'_>],
) -> Option<String> {
    let outer = |one: &&Found<'_>| one.title.is_some_and(|title| title.depth == 0);
    let last = found.iter().rev().find(outer)?;
    let between = text.get(last.span.end..title.span.start)?;
    let follows =
        adjoins(words, between, last.number.is_some()) && !words.joined_forms.end(between);
    let own = last.title?.inner.text(text);
    follows.then(|| last.full.clone().unwrap_or_else(|| own.to_owned()))
}

/// Whether what stands between a title and the definition of a short form makes it that title's:
/// remarks in brackets, and words within the bracket that the definition stands in.
///
/// `inside` says that the title ends within such a bracket, behind its number.
fn adjoins(words: &CitationWords, between: &str, inside: bool) -> bool {
    if between.len() > FARTHEST || between.contains(ends_sentence) {
        return false;
    }
    let between = between.trim_end_matches(['：', ':']);
    let head = words.defined.strip(between).unwrap_or(between);
    let closes = |text: &str| text.contains(['）', ')']);
    match head.rfind(['（', '(']) {
        Some(open) if !closes(&head[open..]) => is_joint(words, &head[..open]),
        _ => inside && !closes(head) || is_joint(words, head),
    }
}

/// `titles` and, in their order, the short forms in quotation marks that are defined or used here.
pub(super) fn with_quoted(
    words: &CitationWords,
    text: &str,
    mut titles: Vec<Title>,
    short: &ShortForms,
) -> Vec<Title> {
    let mut ends: Vec<usize> = titles.iter().map(|title| title.span.end).collect();
    ends.sort_unstable();
    let printed = titles.len();
    let reaches: Vec<usize> = reaches(&titles);
    let mut known: HashSet<&str> = HashSet::new();
    let mut at = 0;
    while let Some(start) = text[at..].find('“').map(|offset| at + offset) {
        let inner = start + '“'.len_utf8();
        at = inner;
        let near = text[inner..].char_indices().take(LONGEST + 1);
        let Some((length, _)) = near.clone().find(|&(_, mark)| mark == '”') else {
            continue;
        };
        let quoted = &text[inner..inner + length];
        let end = inner + length + '”'.len_utf8();
        let last = titles[printed..].last().map(|title| title.span.end);
        let last = last.max(
            ends[..ends.partition_point(|end| *end <= start)]
                .last()
                .copied(),
        );
        let defines = words.defined.end(&text[..start]) && follows_title(words, text, last, start);
        let is_known = known.contains(quoted) || short.defined.contains_key(quoted);
        if quoted.is_empty() || !(defines || is_known) {
            continue;
        }
        known.insert(quoted);
        let before = titles[..printed].partition_point(|title| title.span.start <= start);
        let within = reaches[..before].last().is_some_and(|reach| *reach >= end);
        if !within {
            titles.push(Title {
                span: Span::new(start, end),
                inner: Span::new(inner, inner + length),
                depth: 0,
            });
        }
        at = end;
    }
    titles.sort_by_key(|title| title.span.start);
    titles
}

/// How far each of `titles` and those before it reach.
fn reaches(titles: &[Title]) -> Vec<usize> {
    let reach = |most: &mut usize, title: &Title| {
        *most = title.span.end.max(*most);
        Some(*most)
    };
    titles.iter().scan(0, reach).collect()
}

/// Whether a title, the last of which ends at `end`, stands right before what is defined at `start`:
/// 县政府（以下简称“县府”） defines no document.
fn follows_title(words: &CitationWords, text: &str, end: Option<usize>, start: usize) -> bool {
    end.is_some_and(|end| adjoins(words, &text[end..start], false))
}
