//! Short forms that a document gives to titles: 《某某条例》（以下简称《条例》）, （以下简称“条例”）.
//!
//! A short form stands for the one title right before its definition, from there on and until it
//! is given anew. One that several titles share (以下统称) stands for none of them.

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
    /// Short form and what it stands for, in order of definition.
    defined: Vec<(String, Option<String>)>,
}

impl ShortForms {
    /// The title that `short` stands for.
    #[must_use]
    pub fn full(&self, short: &str) -> Option<&str> {
        let last = self
            .defined
            .iter()
            .rev()
            .find(|(known, _)| known == short)?;
        last.1.as_deref()
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
        self.defined.push((short, full.clone()));
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
    let mut known: Vec<&str> = short
        .defined
        .iter()
        .map(|(short, _)| short.as_str())
        .collect();
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
        let defines =
            words.defined.end(&text[..start]) && follows_title(words, text, &titles, start);
        if quoted.is_empty() || !(defines || known.contains(&quoted)) {
            continue;
        }
        known.push(quoted);
        let title = Title {
            span: Span::new(start, end),
            inner: Span::new(inner, inner + length),
            depth: 0,
        };
        if !titles
            .iter()
            .any(|other| other.span.cover(title.span) == other.span)
        {
            titles.push(title);
        }
        at = end;
    }
    titles.sort_by_key(|title| title.span.start);
    titles
}

/// Whether a title in 《》 stands right before what is defined at `start`: 县政府（以下简称“县府”）
/// defines no document.
fn follows_title(words: &CitationWords, text: &str, titles: &[Title], start: usize) -> bool {
    let last = titles
        .iter()
        .filter(|title| title.span.end <= start)
        .max_by_key(|title| title.span.end);
    let Some(between) = last.map(|title| &text[title.span.end..start]) else {
        return false;
    };
    adjoins(words, between, false)
}
