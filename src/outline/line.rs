//! A paragraph without blanks, and its way back to the page.

use crate::layout::{Layout, Paragraph};
use crate::text::{OffsetMap, Span, squeeze};

use super::closing::{Signature, signatures};

/// A paragraph as titles, labels and numbers are read: without blanks and marks of emphasis.
#[derive(Debug, Clone)]
pub(crate) struct Line<'a> {
    /// The squeezed text.
    pub(crate) text: String,
    map: OffsetMap,
    paragraph: &'a Paragraph,
}

impl<'a> Line<'a> {
    /// Squeezes a paragraph.
    pub(crate) fn new(paragraph: &'a Paragraph) -> Self {
        let (text, map) = squeeze(&paragraph.text);
        Self {
            text,
            map,
            paragraph,
        }
    }

    /// Where `part`, a slice of this line's text, stands in the document's text.
    pub(crate) fn locate(&self, part: &str) -> Span {
        let span = Span::of(part, &self.text).unwrap_or_default();
        let inner = self.map.before(span);
        self.paragraph
            .text
            .get(inner.range())
            .map_or_else(|| self.paragraph.span(), |part| self.paragraph.locate(part))
    }

    /// Where the whole line stands in the document's text.
    pub(crate) fn span(&self) -> Span {
        self.locate(&self.text)
    }

    /// The line without blanks and marks at its head: `# ` of a heading, `- ` of a list.
    pub(crate) fn bare(&self) -> &str {
        bare(&self.text)
    }

    /// Whether the line is running text: a sentence that ends, of more than a few words.
    pub(crate) fn is_prose(&self) -> bool {
        self.text.contains('。') && self.text.chars().count() >= 20
    }
}

/// The lines of a page and the signatures among them.
#[derive(Debug, Clone)]
pub struct Sheet<'a> {
    pub(crate) lines: Vec<Line<'a>>,
    pub(crate) signatures: Vec<Signature>,
}

impl<'a> Sheet<'a> {
    /// The lines and signatures of all paragraphs.
    #[must_use]
    pub fn of(layout: &'a Layout) -> Self {
        let lines = lines(layout);
        let signatures = signatures(&lines);
        Self { lines, signatures }
    }
}

/// The lines of a page.
pub(crate) fn lines(layout: &Layout) -> Vec<Line<'_>> {
    layout.paragraphs.iter().map(Line::new).collect()
}

/// `text` without marks of lists, headings and emphasis at its head.
pub(crate) fn bare(text: &str) -> &str {
    text.trim_start_matches(['#', '*', '-', '–', '•', '·', '●', '■', '◆', '▪', '>', ' '])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_leads_back_to_the_page() {
        let paragraph = Paragraph {
            text: "联 系 人：周 宁".to_owned(),
            map: OffsetMap::identity(),
            start: 100,
            blocks: vec![0],
            mark: None,
        };
        let line = Line::new(&paragraph);
        assert_eq!(line.text, "联系人：周宁");
        assert_eq!(line.locate(&line.text[12..]), Span::new(114, 121));
        assert_eq!(line.span(), paragraph.span());
    }
}
