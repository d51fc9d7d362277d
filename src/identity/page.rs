//! What the readers of single fields share: the lines of a page, and values with their place.

use crate::layout::Layout;
use crate::outline::{Line, Outline, Sheet, Signature};
use crate::record::BlockKind;
use crate::text::Span;
use crate::tidy::Document;

/// Most lines that stand above the text of a document: cover, masthead, title.
const LONGEST_HEAD: usize = 40;

/// A value and where it was read, in the document's tidied text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found<T> {
    /// The value.
    pub(super) value: T,
    /// Its bytes.
    pub(super) span: Span,
}

impl<T> Found<T> {
    pub(super) fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

/// A document as the readers of fields see it.
pub(super) struct Page<'a> {
    /// The document.
    pub(super) document: &'a Document,
    /// Its page.
    pub(super) layout: &'a Layout,
    /// Its sections.
    pub(super) outline: &'a Outline,
    /// Its paragraphs, squeezed.
    pub(super) lines: &'a [Line<'a>],
    /// Organs with dates.
    pub(super) signatures: &'a [Signature],
    /// Number of lines above the first paragraph of running text.
    pub(super) head: usize,
}

impl<'a> Page<'a> {
    /// Prepares a document for reading.
    pub(super) fn new(
        document: &'a Document,
        layout: &'a Layout,
        sheet: &'a Sheet<'a>,
        outline: &'a Outline,
    ) -> Self {
        let Sheet { lines, signatures } = sheet;
        let text = lines.iter().position(Line::is_prose).unwrap_or(lines.len());
        let head = text
            .min(Self::chapter_line(outline, true).unwrap_or(text))
            .min(LONGEST_HEAD);
        Self {
            document,
            layout,
            outline,
            lines,
            signatures,
            head,
        }
    }

    /// The line of the first or the last chapter.
    fn chapter_line(outline: &Outline, first: bool) -> Option<usize> {
        let mut chapters = outline
            .sections
            .iter()
            .filter(|section| section.parent.is_none());
        let chapter = if first {
            chapters.next()
        } else {
            chapters.next_back()
        };
        chapter.map(|chapter| chapter.paragraph)
    }

    /// The line of the first chapter; all lines stand above it if there is none.
    pub(super) fn first_chapter(&self) -> usize {
        Self::chapter_line(self.outline, true).unwrap_or(self.lines.len())
    }

    /// The line of the last chapter, 0 if there is none.
    pub(super) fn last_chapter(&self) -> usize {
        Self::chapter_line(self.outline, false).unwrap_or(0)
    }

    /// Whether the byte at `position` of the text belongs to a picture or to noise.
    pub(super) fn is_picture(&self, position: usize) -> bool {
        is_picture(self.layout, position)
    }
}

/// Whether the byte at `position` of the text belongs to a picture or to noise.
pub(super) fn is_picture(layout: &Layout, position: usize) -> bool {
    let passed = layout
        .blocks
        .partition_point(|block| block.span.start <= position);
    let block = passed.checked_sub(1).map(|index| &layout.blocks[index]);
    let set_aside = |kind| matches!(kind, BlockKind::Figure | BlockKind::Noise);
    block.is_some_and(|block| position < block.span.end && set_aside(block.kind))
}
