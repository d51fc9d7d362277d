//! Lines to blocks and paragraphs: what each stretch of the page is.
//!
//! Given a [`Document`], returns its text cut into classified blocks, nothing left over, and the
//! running text as [`Paragraph`]s in which page breaks and the blanks of extraction are gone.
//! It knows nothing of forms, quantities or sections.

use crate::grammar::Registry;
use crate::record::BlockKind;
use crate::text::{OffsetMap, Span};
use crate::tidy::Document;

/// A classified stretch of the tidied text.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Why it was set aside.
    pub reason: Option<&'static str>,
    /// Its bytes.
    pub span: Span,
    /// Index of the block that this one continues across a break.
    pub continues: Option<usize>,
}

/// A paragraph or heading line of genuine text, joined over page breaks.
#[derive(Debug, Clone, PartialEq)]
pub struct Paragraph {
    /// The text without blanks between Chinese characters, without breaks, without markdown marks.
    pub text: String,
    /// From `text` to the document's text, relative to `start`.
    pub map: OffsetMap,
    /// Where, in the document's text, the stretch begins that `map` leads back to.
    pub start: usize,
    /// Blocks that it is made of, in order; never empty.
    pub blocks: Vec<usize>,
    /// Level of a markdown heading mark (`##` is 2), a guess of the extractor.
    pub mark: Option<u8>,
}

impl Paragraph {
    /// Where `part`, a slice of this paragraph's text, stands in the document's text.
    #[must_use]
    pub fn locate(&self, part: &str) -> Span {
        let span = Span::of(part, &self.text).unwrap_or_default();
        self.map.before(span).shift(self.start)
    }

    /// Where the whole paragraph stands in the document's text.
    #[must_use]
    pub fn span(&self) -> Span {
        self.locate(&self.text)
    }
}

/// The page, taken apart.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Layout {
    /// All blocks in order of position; together they cover the text.
    pub blocks: Vec<Block>,
    /// Genuine running text in order of position.
    pub paragraphs: Vec<Paragraph>,
}

/// Takes a document's page apart.
#[must_use]
pub fn layout(document: &Document, grammars: &Registry) -> Layout {
    let _ = (document, grammars);
    Layout::default()
}
