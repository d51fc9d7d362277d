//! What running text says, as records.

use super::id;
use crate::diagnostic::Diagnostic;
use crate::layout::Layout;
use crate::outline::Outline;
use crate::prose::{citation, quantity};
use crate::record::{Citation, Quantity, Task};
use crate::tidy::Document;

/// Records of all paragraphs.
#[derive(Debug, Default)]
pub(super) struct Spoken {
    pub quantities: Vec<Quantity>,
    pub citations: Vec<Citation>,
    pub tasks: Vec<Task>,
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads all paragraphs, those of pictured pages only for the documents they cite.
pub(super) fn read(document: &Document, layout: &Layout, outline: &Outline) -> Spoken {
    let mut spoken = Spoken::default();
    for paragraph in &layout.paragraphs {
        let section = outline.section_at(paragraph.span().start).map(id);
        let mentions = quantity::mentions(&paragraph.text);
        let first = id(spoken.quantities.len());
        let place = |span| document.place(span);
        spoken.quantities.extend(quantity::records(
            &mentions, paragraph, section, first, place,
        ));
    }
    let genuine = layout.paragraphs.iter().map(|paragraph| (paragraph, true));
    let mut all: Vec<_> = genuine
        .chain(layout.pictured.iter().map(|paragraph| (paragraph, false)))
        .collect();
    all.sort_by_key(|(paragraph, _)| paragraph.start);
    for (paragraph, genuine) in all {
        let first = id(spoken.citations.len());
        let (citations, diagnostics) =
            citation::citations(paragraph, genuine, first, |span| document.place(span));
        spoken.citations.extend(citations);
        spoken.diagnostics.extend(diagnostics);
    }
    spoken
}
