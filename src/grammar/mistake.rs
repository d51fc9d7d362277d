//! An author's mistake and how it is shown: file, line, caret, help.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use toml::Spanned;

/// Something wrong in a grammar file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mistake {
    /// What is wrong.
    message: String,
    /// Bytes of the file that it is about.
    span: Range<usize>,
    /// What to say at the caret.
    label: String,
    /// What would be right.
    help: Option<String>,
}

impl Mistake {
    /// `message` about the bytes `span`; `label` stands at the caret.
    pub(super) fn new(
        span: Range<usize>,
        message: impl Into<String>,
        label: impl Into<String>,
    ) -> Self {
        Self {
            message: on_one_line(message.into()),
            span,
            label: on_one_line(label.into()),
            help: None,
        }
    }

    /// Where it stands.
    pub(super) fn start(&self) -> usize {
        self.span.start
    }

    /// The same, with advice.
    #[must_use]
    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(on_one_line(help.into()));
        self
    }

    /// The mistake as people read it: message, file, line, caret, help.
    pub(super) fn render(&self, path: &str, source: &str) -> String {
        let span = on_boundaries(&self.span, source);
        let annotation = AnnotationKind::Primary
            .span(span)
            .label(self.label.as_str());
        let mut group = Level::ERROR
            .primary_title(self.message.as_str())
            .element(Snippet::source(source).path(path).annotation(annotation));
        if let Some(help) = &self.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        Renderer::plain().render(&[group])
    }
}

/// The text with its line breaks as TOML writes them, so that each line of a mistake is one thing.
fn on_one_line(text: String) -> String {
    if text.contains('\n') {
        text.replace('\n', "\\n")
    } else {
        text
    }
}

/// `span` inside `source`, widened to whole characters.
fn on_boundaries(span: &Range<usize>, source: &str) -> Range<usize> {
    let mut start = span.start.min(source.len());
    while !source.is_char_boundary(start) {
        start -= 1;
    }
    let mut end = span.end.clamp(start, source.len());
    while !source.is_char_boundary(end) {
        end += 1;
    }
    start..end
}

/// Bytes of `part`, a range of the string's value, in the file.
///
/// The whole string where escapes make value and file differ.
pub(super) fn inside(text: &Spanned<String>, part: Range<usize>, source: &str) -> Range<usize> {
    let whole = text.span();
    let written = source.get(whole.clone()).unwrap_or_default();
    match written.find(text.get_ref().as_str()) {
        Some(at) if !text.get_ref().is_empty() => {
            whole.start + at + part.start..whole.start + at + part.end
        }
        _ => whole,
    }
}

/// The word of `known` that `word` was probably meant to be.
pub(super) fn closest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = word.chars().count() / 3 + 1;
    known
        .into_iter()
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|(edits, _)| *edits <= limit)
        .min_by_key(|(edits, _)| *edits)
        .map(|(_, candidate)| candidate)
}

/// Number of characters to insert, delete or replace.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (above, a) in left.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = above + 1;
        for (column, b) in right.iter().enumerate() {
            let replaced = diagonal + usize::from(a != *b);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[right.len()]
}
