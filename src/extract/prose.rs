//! What running text says, as records.

use super::{cited, id};
use crate::assignment;
use crate::diagnostic::Diagnostic;
use crate::grammar::{self, Grammar, Vocabulary, Voice};
use crate::label::LabelIndex;
use crate::layout::{Layout, Paragraph};
use crate::outline::Outline;
use crate::prose::quantity::Mention;
use crate::prose::task::{self, Passage};
use crate::prose::{agree, quantity};
use crate::record::{Check, Citation, Identity, Quantity, Task};
use crate::statement::{self, Claim, Context, Said};
use crate::table::Grid;
use crate::text::Span;
use crate::tidy::Document;

/// Records of all paragraphs.
#[derive(Debug, Default)]
pub(super) struct Spoken {
    pub quantities: Vec<Quantity>,
    pub citations: Vec<Citation>,
    pub tasks: Vec<Task>,
    pub checks: Vec<Check>,
    pub diagnostics: Vec<Diagnostic>,
    /// What sentences report of indicators, in order.
    pub said: Vec<Said>,
    /// Growth that sentences state.
    pub claims: Vec<Claim>,
}

/// What the stages before found in a document.
#[derive(Clone, Copy)]
pub(super) struct Page<'a> {
    pub document: &'a Document,
    pub layout: &'a Layout,
    pub grids: &'a [Grid],
    pub outline: &'a Outline,
    pub labels: &'a LabelIndex,
}

/// Bytes of the longest label of a form.
const LONGEST_LABEL: usize = 240;

/// Reads all paragraphs, those of pictured pages and the tables only for the documents they cite, and
/// the tables that assign tasks. Checks are numbered from `first_check`.
pub(super) fn read(
    words: &Vocabulary,
    page: Page<'_>,
    grammar: Option<&Grammar>,
    identity: &Identity,
    first_check: usize,
) -> Spoken {
    let Page {
        document,
        layout,
        grids,
        outline,
        labels,
    } = page;
    let year = identity.year;
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
        // A form that was printed without its values counts nothing: 属于三类内部事务信息.
        let label = paragraph.text.len() <= LONGEST_LABEL && labels.is_row(&paragraph.text);
        let mentions = match label {
            true => Vec::new(),
            false => quantity::mentions(words, &paragraph.text),
        };
        let first = id(spoken.quantities.len());
        let place = |span| document.place(span);
        let checks = id(first_check + spoken.checks.len());
        spoken
            .checks
            .extend(agree::checks(&mentions, paragraph, first, checks, place));
        if let Some(grammar) = grammar {
            let context = context(outline, identity, paragraph);
            listen(
                &mut spoken,
                document,
                grammar,
                paragraph,
                &mentions,
                (context, section),
            );
        }
        spoken.quantities.extend(quantity::records(
            &mentions, paragraph, section, first, place,
        ));
    }
    let (citations, diagnostics) = cited::read(&words.citation, document, layout, grids);
    spoken.citations = citations;
    spoken.diagnostics.extend(diagnostics);
    spoken
}

/// Who speaks in a paragraph, of when, in which chapter.
fn context<'a>(outline: &'a Outline, identity: &'a Identity, paragraph: &Paragraph) -> Context<'a> {
    let mut at = outline.section_at(paragraph.span().start);
    let mut role = None;
    while let Some(section) = at.and_then(|at| outline.sections.get(at)) {
        role = role.or(section.role.as_deref());
        at = section.parent.filter(|parent| Some(*parent) < at);
    }
    Context {
        voice: Voice {
            issuer: identity.issuer.as_deref(),
            region: identity.region.as_deref(),
        },
        year: identity.year,
        role,
    }
}

/// Adds what a paragraph, whose mentions come next among the quantities, reports of indicators.
fn listen(
    spoken: &mut Spoken,
    document: &Document,
    grammar: &Grammar,
    paragraph: &Paragraph,
    mentions: &[Mention<'_>],
    context: (Context<'_>, Option<i32>),
) {
    let (context, section) = context;
    let first = spoken.quantities.len();
    let text = &paragraph.text;
    for told in statement::told(grammar, text, mentions, context) {
        let mention = &mentions[told.mention];
        let span = paragraph.locate(mention.span.text(text));
        spoken.said.push(Said {
            statement: told.statement,
            quantity_id: id(first + told.mention),
            section_id: section,
            value: mention.value,
            approx: mention.approx,
            printed: document.printed(span).to_owned(),
            unit: mention.unit.to_owned(),
            label: grammar::unlinked(told.label.text(text)).to_owned(),
            place: document.place(span),
        });
    }
    let place = |span: Span| document.place(paragraph.locate(span.text(text)));
    spoken.claims.extend(statement::claims(
        &grammar.telling,
        text,
        mentions,
        id(first),
        place,
    ));
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
