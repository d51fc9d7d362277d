//! The documents that paragraphs, pictures and tables refer to, in the order of the text.

use std::borrow::Cow;

use super::id;
use crate::diagnostic::Diagnostic;
use crate::grammar::CitationWords;
use crate::layout::{Layout, Paragraph};
use crate::prose::citation::{self, ShortForms};
use crate::record::Citation;
use crate::table::Grid;
use crate::text::squeeze;
use crate::tidy::Document;

/// All references of a document, numbered from 0, and what is damaged in them.
pub(super) fn read(
    words: &CitationWords,
    document: &Document,
    layout: &Layout,
    grids: &[Grid],
) -> (Vec<Citation>, Vec<Diagnostic>) {
    let genuine = layout
        .paragraphs
        .iter()
        .map(|one| (Cow::Borrowed(one), true));
    let pictured = layout
        .pictured
        .iter()
        .map(|one| (Cow::Borrowed(one), false));
    let mut all: Vec<(Cow<'_, Paragraph>, bool)> = genuine.chain(pictured).collect();
    all.extend(cells(document, grids).map(|cell| (Cow::Owned(cell), true)));
    all.sort_by_key(|(paragraph, _)| paragraph.start);
    let mut short = ShortForms::default();
    let (mut found, mut diagnostics) = (Vec::new(), Vec::new());
    for (paragraph, genuine) in &all {
        let first = id(found.len());
        let place = |span| document.place(span);
        let (citations, damage) =
            citation::citations(words, paragraph, *genuine, &mut short, first, place);
        found.extend(citations);
        diagnostics.extend(damage);
    }
    (found, diagnostics)
}

/// Cells of genuine tables that may name a document, as paragraphs.
fn cells<'a>(document: &'a Document, grids: &'a [Grid]) -> impl Iterator<Item = Paragraph> {
    let rows = grids
        .iter()
        .filter(|grid| grid.genuine)
        .flat_map(|grid| &grid.rows);
    let cells = rows.flat_map(|row| &row.cells);
    let naming = cells.filter(|cell| cell.text.contains(['《', '号']));
    naming.map(|cell| {
        let (text, map) = squeeze(cell.span.text(&document.text));
        Paragraph {
            text,
            map,
            start: cell.span.start,
            blocks: Vec::new(),
            mark: None,
        }
    })
}
