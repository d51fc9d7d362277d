//! What running text says, as records.

use super::{cited, id};
use crate::assignment;
use crate::diagnostic::Diagnostic;
use crate::grammar::Vocabulary;
use crate::layout::Layout;
use crate::outline::Outline;
use crate::prose::task::{self, Passage};
use crate::prose::{agree, quantity};
use crate::record::{Check, Citation, Quantity, Task};
use crate::table::Grid;
use crate::tidy::Document;

/// Records of all paragraphs.
#[derive(Debug, Default)]
pub(super) struct Spoken {
    pub quantities: Vec<Quantity>,
    pub citations: Vec<Citation>,
    pub tasks: Vec<Task>,
    pub checks: Vec<Check>,
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads all paragraphs, those of pictured pages and the tables only for the documents they cite, and
/// the tables that assign tasks. `year` is the document's; its checks are numbered from `first_check`.
pub(super) fn read(
    words: &Vocabulary,
    document: &Document,
    layout: &Layout,
    grids: &[Grid],
    outline: &Outline,
    year: Option<i32>,
    first_check: usize,
) -> Spoken {
    let mut spoken = Spoken {
        tasks: tasks(words, document, layout, outline, year),
        ..Spoken::default()
    };
    let first = id(spoken.tasks.len());
    spoken.tasks.extend(assignment::tasks(
        words, document, grids, outline, year, first,
    ));
    for paragraph in &layout.paragraphs {
        let section = outline.section_at(paragraph.span().start).map(id);
        let mentions = quantity::mentions(words, &paragraph.text);
        let first = id(spoken.quantities.len());
        let place = |span| document.place(span);
        let checks = id(first_check + spoken.checks.len());
        spoken
            .checks
            .extend(agree::checks(&mentions, paragraph, first, checks, place));
        spoken.quantities.extend(quantity::records(
            &mentions, paragraph, section, first, place,
        ));
    }
    let (citations, diagnostics) = cited::read(&words.citation, document, layout, grids);
    spoken.citations = citations;
    spoken.diagnostics.extend(diagnostics);
    spoken
}

/// Tasks whose organs stand in notes of the text.
fn tasks(
    words: &Vocabulary,
    document: &Document,
    layout: &Layout,
    outline: &Outline,
    year: Option<i32>,
) -> Vec<Task> {
    let sections: Vec<Option<usize>> = layout
        .paragraphs
        .iter()
        .map(|paragraph| outline.section_at(paragraph.span().start))
        .collect();
    let paths: Vec<Vec<&str>> = sections
        .iter()
        .map(|section| path(outline, *section))
        .collect();
    let passages: Vec<Passage> = layout
        .paragraphs
        .iter()
        .zip(&sections)
        .zip(&paths)
        .map(|((paragraph, section), path)| Passage {
            paragraph,
            section_id: section.map(id),
            path,
        })
        .collect();
    task::tasks(words, &passages, year, 0, |span| document.place(span))
}

/// Titles of a section and of those around it, outermost first.
fn path(outline: &Outline, section: Option<usize>) -> Vec<&str> {
    let mut titles = Vec::new();
    let mut at = section;
    while let Some(section) = at.and_then(|at| outline.sections.get(at)) {
        titles.push(section.title.as_str());
        // A parent stands before its children, so this ends.
        at = section.parent.filter(|parent| Some(*parent) < at);
    }
    titles.reverse();
    titles
}
