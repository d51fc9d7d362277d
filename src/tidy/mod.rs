//! Noise repair of characters: passes that propose edits, and the [`Document`] they lead to.
//!
//! A pass looks at characters only; what a line or a cell is, later stages decide. Passes run in
//! the order of [`PASSES`]; each is idempotent.

use crate::read::Source;
use crate::text::{Edit, LineIndex, OffsetMap, Place, SourceSpan, Span, apply};

/// A pass: what it is called and what it proposes.
pub type Pass = (&'static str, fn(&str) -> Vec<Edit>);

/// All passes in order.
pub const PASSES: &[Pass] = &[];

/// A source with its repaired text: the only type that knows both coordinate systems.
#[derive(Debug, Clone)]
pub struct Document {
    /// The source as read.
    pub source: Source,
    /// Repaired text; same lines as the source.
    pub text: String,
    maps: Vec<OffsetMap>,
    lines: LineIndex,
}

impl Document {
    /// Runs all passes over `source`.
    #[must_use]
    pub fn tidy(source: Source) -> Self {
        let lines = LineIndex::new(&source.text);
        let mut text = source.text.clone();
        let mut maps = Vec::new();
        for (_, pass) in PASSES {
            let edits = pass(&text);
            if edits.is_empty() {
                continue;
            }
            let (tidied, map) = apply(&text, &edits);
            text = tidied;
            maps.push(map);
        }
        Self { source, text, maps, lines }
    }

    /// The source bytes that `span` of the tidied text stands for.
    #[must_use]
    pub fn source_span(&self, span: Span) -> SourceSpan {
        let span = self.maps.iter().rev().fold(span, |span, map| map.before(span));
        SourceSpan::new(span.start, span.end)
    }

    /// The source bytes and line that `span` of the tidied text stands for.
    #[must_use]
    pub fn place(&self, span: Span) -> Place {
        let span = self.source_span(span);
        Place { span, line: self.lines.line(span.start) }
    }

    /// The text as printed at `span` of the tidied text.
    #[must_use]
    pub fn printed(&self, span: Span) -> &str {
        self.source_span(span).text(&self.source.text)
    }
}
