//! The parts of an official document that grammars find by their printed form: 主送, 附件, 附注,
//! 抄送, 印发.
//!
//! A part is a whole line, or a whole paragraph where lines were put together. What it looks like
//! stands in the grammar; a line that fits but whose names do not end as they should is no part.

use crate::grammar::{Grammar, Part, PartNames, PartPlace, Vocabulary};
use crate::outline::{Line, Signature, is_organ};
use crate::prose::task::{is_organ as is_named, organs};
use crate::record::DocumentPart;
use crate::text::{OffsetMap, Span, squeeze};

use super::page::{Found, Page};
use super::title::Title;

/// Lines at the end of a document among which copies and imprint stand.
const LAST_LINES: usize = 60;
/// Most lines of one list of annexes.
const MOST_LINES: usize = 60;
/// Longest line that a note stands on, in bytes.
const LONGEST: usize = 300;
/// Most names of one part.
const MOST_NAMES: usize = 400;

/// A squeezed line and where it stands in the document's text.
struct Row {
    text: String,
    map: OffsetMap,
    start: usize,
}

impl Row {
    fn new(printed: &str, start: usize) -> Self {
        let (text, map) = squeeze(printed);
        Self { text, map, start }
    }

    fn place(&self, part: &str) -> Span {
        let span = Span::of(part, &self.text).unwrap_or_default();
        self.map.before(span).shift(self.start)
    }
}

/// Each part of `grammar` that the document has, once, with its names and where they stand.
pub(super) fn parts(
    page: &Page<'_>,
    grammar: &Grammar,
    words: &Vocabulary,
    (title, signature): (Option<&Title>, Option<&Signature>),
) -> Vec<(DocumentPart, Found<Vec<String>>)> {
    let below = title.map_or(0, |title| title.text.span.end);
    let tail = tail(page);
    let mut found: Vec<(DocumentPart, Found<Vec<String>>)> = Vec::new();
    for part in &grammar.parts {
        if found.iter().any(|(known, _)| *known == part.part) {
            continue;
        }
        let read = match part.place {
            PartPlace::Head => in_lines(page, part, words, below, Some(head_end(page, below))),
            PartPlace::Body if part.names == PartNames::Whole => in_rows(
                page,
                &rows(page, below, own_end(page, signature)),
                part,
                words,
            ),
            PartPlace::Body => in_lines(page, part, words, below, own_end(page, signature)),
            PartPlace::Tail => in_rows(page, &tail, part, words),
        };
        found.extend(read.map(|read| (part.part, read)));
    }
    found
}

/// The line that the text below the title begins with: nothing is addressed behind it.
fn head_end(page: &Page<'_>, below: usize) -> usize {
    let first = page.lines.partition_point(|line| line.span().start < below);
    let rest = &page.lines[first..];
    let prose = rest.iter().position(|line| line.is_prose());
    first + prose.unwrap_or(rest.len())
}

/// One past the line up to which a document goes before what it issues begins: a few lines below its
/// own signature.
fn own_end(page: &Page<'_>, signature: Option<&Signature>) -> Option<usize> {
    const BEHIND: usize = 12;
    signature.map(|signature| (signature.line + BEHIND).min(page.lines.len()))
}

/// Looks for a part among the paragraphs from the byte `below` on, up to the line `end`.
fn in_lines(
    page: &Page<'_>,
    part: &Part,
    words: &Vocabulary,
    below: usize,
    end: Option<usize>,
) -> Option<Found<Vec<String>>> {
    let end = end.unwrap_or(page.lines.len());
    for (at, line) in page.lines.iter().enumerate().take(end) {
        let span = line.span();
        if span.start < below || page.is_picture(span.start) {
            continue;
        }
        let Some(value) = part.value(line.bare()).filter(|value| part.allows(value)) else {
            continue;
        };
        // 发布机构： and 责任单位： name what follows and address nobody.
        if words.metadata.labels.begin(value) || words.task.labels.begin(value) {
            continue;
        }
        let value = without_signature(page, line, value);
        let text = &page.document.text;
        let printed = |name: &str| line.locate(name).text(text);
        let mut names = cut(part, words, value, printed);
        let mut place = line.locate(value);
        for more in page.lines[at + 1..].iter().take(MOST_LINES) {
            let Some(value) = part.more(more.bare()) else {
                break;
            };
            place = place.cover(more.locate(value));
            let printed = |name: &str| more.locate(name).text(text);
            names.extend(cut(part, words, value, printed));
        }
        names.truncate(MOST_NAMES);
        if !names.is_empty() {
            return Some(Found::new(names, place));
        }
    }
    None
}

/// Looks for a part among the last lines as printed: two columns may pass for a table.
fn in_rows(
    page: &Page<'_>,
    rows: &[Row],
    part: &Part,
    words: &Vocabulary,
) -> Option<Found<Vec<String>>> {
    rows.iter().find_map(|row| {
        let value = part.value(&row.text).filter(|value| part.allows(value))?;
        let printed = |name: &str| row.place(name).text(&page.document.text);
        let names = cut(part, words, value, printed);
        (!names.is_empty()).then(|| Found::new(names, row.place(value)))
    })
}

/// `value`, of a paragraph, without the lines at its end that name an organ alone: a list of annexes has no
/// full stop, so that the signature below may have been joined to it.
fn without_signature<'t>(page: &Page<'_>, line: &Line<'_>, value: &'t str) -> &'t str {
    let mut value = value;
    let printed = line.span().text(&page.document.text);
    for last in printed.split('\n').skip(1).collect::<Vec<_>>().iter().rev() {
        let (last, _) = squeeze(last);
        match value.strip_suffix(last.as_str()) {
            Some(rest) if is_organ(&last) && !rest.is_empty() => value = rest,
            _ => break,
        }
    }
    value
}

/// The lines from the byte `below` to the paragraph `end` as printed: short notes are no running text.
fn rows(page: &Page<'_>, below: usize, end: Option<usize>) -> Vec<Row> {
    let text = &page.document.text;
    let last = end.and_then(|end| page.lines.get(end));
    let last = last.map_or(text.len(), |line| line.span().start);
    let mut start = 0;
    let mut rows = Vec::new();
    for line in text.split('\n') {
        if (below..last).contains(&start) && line.len() <= LONGEST && !line.trim().is_empty() {
            rows.push(Row::new(line, start));
        }
        start += line.len() + 1;
    }
    rows.retain(|row| !page.is_picture(row.start));
    rows
}

/// The last paragraphs and, behind them, the last lines.
fn tail(page: &Page<'_>) -> Vec<Row> {
    let text = &page.document.text;
    let paragraphs = page.lines.iter().rev().take(LAST_LINES).filter_map(|line| {
        let span = line.span();
        text.get(span.range())
            .map(|printed| Row::new(printed, span.start))
    });
    let lines = text
        .split('\n')
        .rev()
        .filter(|line| !line.trim().is_empty());
    let lines = lines.take(LAST_LINES).filter_map(|line| {
        let start = Span::of(line, text)?.start;
        Some(Row::new(line, start))
    });
    let seen = |row: &Row| !page.is_picture(row.start);
    paragraphs.chain(lines).filter(seen).collect()
}

/// The names that the text of a part is made of; `printed` gives a name with its blanks.
fn cut<'t>(
    part: &Part,
    words: &Vocabulary,
    value: &str,
    printed: impl Fn(&str) -> &'t str,
) -> Vec<String> {
    let value = value.trim_end_matches(['。', '；', ';', '：', ':']);
    let names: Vec<String> = match part.names {
        PartNames::Whole => vec![value.to_owned()],
        PartNames::Organs => {
            let names = organs(words, value).into_iter();
            names.flat_map(|name| apart(words, printed(name))).collect()
        }
        PartNames::Numbered => numbered(value).into_iter().map(str::to_owned).collect(),
    };
    names.into_iter().filter(|name| !name.is_empty()).collect()
}

/// A printed name without blanks; two where the mark between them was lost and a blank is left: 县委 县法院.
fn apart(words: &Vocabulary, printed: &str) -> Vec<String> {
    let whole = |text: &str| squeeze(text).0;
    let mut blanks = printed
        .char_indices()
        .filter(|(_, one)| one.is_whitespace() && *one != '\n');
    let cut = blanks.find_map(|(at, _)| {
        let (left, right) = (whole(&printed[..at]), whole(&printed[at..]));
        let names = left.chars().count() > 1 && right.chars().count() > 2;
        (names && is_named(words, &left) && is_named(words, &right)).then_some([left, right])
    });
    cut.map_or_else(|| vec![whole(printed)], |names| names.to_vec())
}

/// The titles of `1.甲 2.乙`, or the one title that stands without a number.
fn numbered(value: &str) -> Vec<&str> {
    let Some(mut rest) = behind_number(value, 1) else {
        // A line that goes on with the list begins with the next number, whichever it is.
        let bare = value.trim_start_matches(|character: char| character.is_ascii_digit());
        let cut = bare
            .strip_prefix(POINTS)
            .filter(|_| bare.len() < value.len());
        return vec![cut.unwrap_or(value)];
    };
    let mut titles = Vec::new();
    for number in 2.. {
        let next = rest.char_indices().find_map(|(at, _)| {
            let behind = behind_number(&rest[at..], number)?;
            let digit = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
            let inside = rest[..at].ends_with(|c: char| c.is_ascii_digit() || c == '.');
            (at > 0 && !inside && !digit(behind)).then_some((at, behind))
        });
        let Some((at, behind)) = next else { break };
        titles.push(&rest[..at]);
        rest = behind;
    }
    titles.push(rest);
    titles
}

/// Marks behind the number of an annex.
const POINTS: [char; 3] = ['.', '．', '、'];

/// What stands behind `number` and its point at the head of `text`.
fn behind_number(text: &str, number: u32) -> Option<&str> {
    text.strip_prefix(&number.to_string())?.strip_prefix(POINTS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: &str, expected: &[&str]) {
        assert_eq!(numbered(value), expected);
    }

    #[test]
    fn annexes_are_told_by_their_numbers() {
        check("1.任务表2.联系方式", &["任务表", "联系方式"]);
        check("2．联系方式", &["联系方式"]);
        check("任务表", &["任务表"]);
        check("2019年任务表", &["2019年任务表"]);
        check("1.2.5版目录2.任务表", &["2.5版目录", "任务表"]);
    }
}
