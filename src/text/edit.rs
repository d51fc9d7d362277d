//! A repair as a proposal: which bytes, by what, in the name of which pass.

use std::borrow::Cow;

use super::{OffsetMap, Span};

/// One proposed change. Passes return these; nothing is replaced in place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// Bytes of the text that the pass was given.
    pub span: Span,
    /// What stands there afterwards; empty to delete.
    pub replacement: Cow<'static, str>,
    /// Name of the pass, as diagnostics print it.
    pub pass: &'static str,
}

impl Edit {
    /// Replaces `span` by `replacement`.
    #[must_use]
    pub fn replace(
        span: Span,
        replacement: impl Into<Cow<'static, str>>,
        pass: &'static str,
    ) -> Self {
        Self {
            span,
            replacement: replacement.into(),
            pass,
        }
    }

    /// Deletes `span`.
    #[must_use]
    pub fn delete(span: Span, pass: &'static str) -> Self {
        Self::replace(span, "", pass)
    }
}

/// Carries out `edits` on `text` and returns the new text with the map back.
///
/// Edits must be in order of position and must not overlap; one that overlaps an earlier one,
/// leaves the text, or cuts a character is dropped.
#[must_use]
pub fn apply(text: &str, edits: &[Edit]) -> (String, OffsetMap) {
    let mut out = String::with_capacity(text.len());
    let mut map = OffsetMap::identity();
    let mut done = 0;
    for edit in edits {
        let Span { start, end } = edit.span;
        let fits = start >= done && end >= start && end <= text.len();
        if !fits || !text.is_char_boundary(start) || !text.is_char_boundary(end) {
            continue;
        }
        out.push_str(&text[done..start]);
        map.push(out.len(), edit.replacement.len(), start, end - start);
        out.push_str(&edit.replacement);
        done = end;
    }
    out.push_str(&text[done..]);
    (out, map)
}
