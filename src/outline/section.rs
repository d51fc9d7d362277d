//! Headings to sections: what each owns of the text.

use crate::grammar::Grammar;
use crate::layout::Layout;
use crate::text::Span;
use crate::tidy::Document;

use super::heading::Heading;
use super::line::{Line, bare};
use super::role::role_of;
use super::tree::{Run, parents};

/// A heading and the text below it. Spans count bytes of the document's tidied text.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// Index of the enclosing section.
    pub parent: Option<usize>,
    /// 1 = 一、 2 = （一） 3 = 1. 4 = （1）; 0 = 第一部分 where 一、 stands below it.
    pub level: u8,
    /// Position among its siblings.
    pub ordinal: Option<u32>,
    /// The number as printed, with its punctuation.
    pub ordinal_printed: Option<String>,
    /// The printed number was lost or is not the position.
    pub ordinal_inferred: bool,
    /// Heading without its number and final punctuation.
    pub title: String,
    /// The grammar's name for the chapter.
    pub role: Option<String>,
    /// Index of the paragraph that it stands in.
    pub paragraph: usize,
    /// Number and title.
    pub heading: Span,
    /// What stands below it, its subsections included, down to the signature at most.
    pub body: Span,
}

/// The sections that `headings` begin, `runs` number and `closings` end.
pub(super) fn sections(
    document: &Document,
    layout: &Layout,
    lines: &[Line<'_>],
    headings: &[Heading],
    closings: &[usize],
    runs: &[Run],
    grammar: Option<&Grammar>,
) -> Vec<Section> {
    let starts: Vec<usize> = headings
        .iter()
        .map(|heading| extent_start(document, layout, lines, heading))
        .collect();
    let ends = body_ends(document, lines, headings, closings, &starts);
    let places = ordinals(headings, runs);
    let parents = parents(headings);
    let section = |index: usize| {
        let heading: &Heading = &headings[index];
        let span = lines[heading.line].locate(&lines[heading.line].text[heading.span.clone()]);
        let chapter = parents[index].is_none_or(|parent| headings[parent].level == 0);
        let grammar = grammar.filter(|_| chapter);
        let role = grammar.and_then(|grammar| role_of(&heading.title, grammar));
        Section {
            parent: parents[index],
            level: heading.level,
            ordinal: places[index],
            ordinal_printed: heading.printed.clone(),
            ordinal_inferred: places[index].is_some() && heading.number != places[index],
            title: heading.title.clone(),
            role: role.map(str::to_owned),
            paragraph: heading.line,
            heading: span,
            body: trimmed(document, span.end, ends[index]),
        }
    };
    (0..headings.len()).map(section).collect()
}

/// Where a heading's line begins: at its block, if only marks stand before its number there.
fn extent_start(
    document: &Document,
    layout: &Layout,
    lines: &[Line<'_>],
    heading: &Heading,
) -> usize {
    let start = lines[heading.line]
        .locate(&lines[heading.line].text[heading.span.clone()])
        .start;
    let block = layout.paragraphs[heading.line]
        .blocks
        .first()
        .and_then(|&block| layout.blocks.get(block));
    let block_start = block.map_or(start, |block| block.span.start.min(start));
    let marks = document.text.get(block_start..start).unwrap_or("a");
    if bare(marks.trim()).is_empty() {
        block_start
    } else {
        start
    }
}

/// The end of each heading's body: the next heading that is not below it, or the closing of its
/// part, or the end of the text.
fn body_ends(
    document: &Document,
    lines: &[Line<'_>],
    headings: &[Heading],
    closings: &[usize],
    starts: &[usize],
) -> Vec<usize> {
    let mut ends = vec![document.text.len(); headings.len()];
    let mut open: Vec<usize> = Vec::new();
    let mut close = |open: &mut Vec<usize>, level: u8, end: usize| {
        while let Some(&last) = open.last().filter(|&&last| headings[last].level >= level) {
            ends[last] = end;
            open.pop();
        }
    };
    let mut closings = closings.iter().copied().peekable();
    for (index, heading) in headings.iter().enumerate() {
        while let Some(line) = closings.next_if(|&line| line < heading.line) {
            close(&mut open, 0, lines[line].span().start);
        }
        let part_begins = index > 0 && headings[index - 1].part != heading.part;
        close(
            &mut open,
            if part_begins { 0 } else { heading.level },
            starts[index],
        );
        open.push(index);
    }
    if let Some(line) = closings.next() {
        close(&mut open, 0, lines[line].span().start);
    }
    ends
}

/// The stretch from `start` to `end` without blanks at its edges; empty if the end is before.
fn trimmed(document: &Document, start: usize, end: usize) -> Span {
    let Some(text) = document.text.get(start..end.max(start)) else {
        return Span::new(start, start);
    };
    let head = text.len() - text.trim_start().len();
    let body = text.trim();
    if body.is_empty() {
        Span::new(start, start)
    } else {
        Span::new(start + head, start + head + body.len())
    }
}

/// The position of each heading; `None` where a lost number stands at a gap and may be several.
fn ordinals(headings: &[Heading], runs: &[Run]) -> Vec<Option<u32>> {
    let mut ordinals = vec![None; headings.len()];
    for run in runs {
        let mut before = run.before;
        let mut doubtful = Vec::new();
        for (&member, &place) in run.members.iter().zip(&run.places) {
            if place > before + 1 {
                doubtful
                    .drain(..)
                    .for_each(|lost: usize| ordinals[lost] = None);
            }
            ordinals[member] = Some(place);
            match headings[member].number {
                None => doubtful.push(member),
                Some(_) => doubtful.clear(),
            }
            before = place;
        }
    }
    ordinals
}

/// The innermost section of each block.
pub(super) fn block_sections(layout: &Layout, sections: &[Section]) -> Vec<Option<usize>> {
    let mut headed: Vec<Option<usize>> = vec![None; layout.blocks.len()];
    for (index, section) in sections.iter().enumerate() {
        let first = layout.paragraphs[section.paragraph].blocks.first();
        if let Some(headed) = first.and_then(|&block| headed.get_mut(block)) {
            *headed = headed.or(Some(index));
        }
    }
    let placed = layout.blocks.iter().zip(headed);
    placed
        .map(|(block, headed)| headed.or_else(|| innermost(sections, block.span.start)))
        .collect()
}

/// The innermost section that `position` stands in.
pub(super) fn innermost(sections: &[Section], position: usize) -> Option<usize> {
    let passed = sections.partition_point(|section| section.heading.start <= position);
    let mut index = passed.checked_sub(1)?;
    while position >= sections[index].body.end.max(sections[index].heading.end) {
        index = sections[index].parent?;
    }
    Some(index)
}
