//! The block of metadata that saved web pages carry: `索引号`, `发布机构`, `发文字号`, `成文日期`.
//!
//! It is read from the lines of the document, not from its paragraphs, because it is no running
//! text. Values stand behind a colon, in the next cell, or on the next line.

use std::collections::BTreeSet;

use crate::grammar::MetadataWords;
use crate::layout::Layout;
use crate::record::MetadataField as Field;
use crate::text::{OffsetMap, Span, squeeze};
use crate::tidy::Document;

use super::page::{Found, is_picture};

/// Most lines between two labels of one block.
const WIDEST_GAP: usize = 4;
/// Most lines from a label to its value.
const FARTHEST_VALUE: usize = 2;
/// Fewest different labels that make a block.
const FEWEST_LABELS: usize = 3;
/// Longest label with the blanks in it, in bytes.
const LONGEST_LABEL: usize = 40;
/// Longest line of a block, in bytes.
const LONGEST_LINE: usize = 900;

/// The labelled values of one block.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Metadata {
    values: Vec<(Field, Found<String>)>,
}

impl Metadata {
    /// The first value of `field`.
    pub(super) fn get(&self, field: Field) -> Option<&Found<String>> {
        self.values
            .iter()
            .find(|(label, _)| *label == field)
            .map(|(_, value)| value)
    }

    /// Where the values stand.
    pub(super) fn spans(&self) -> impl Iterator<Item = Span> {
        self.values.iter().map(|(_, value)| value.span)
    }
}

/// One cell of a line, squeezed.
struct Cell {
    line: usize,
    start: usize,
    text: String,
    map: OffsetMap,
}

impl Cell {
    fn span(&self, part: &str) -> Span {
        self.map
            .before(Span::of(part, &self.text).unwrap_or_default())
            .shift(self.start)
    }
}

/// All blocks of metadata in a document, in order.
pub(super) fn blocks(words: &MetadataWords, document: &Document, layout: &Layout) -> Vec<Metadata> {
    let cells = cells(words, document, layout);
    let mut blocks: Vec<Metadata> = Vec::new();
    let mut labels: BTreeSet<Field> = BTreeSet::new();
    let mut block = Metadata::default();
    let mut last_line = 0;
    for (index, cell) in cells.iter().enumerate() {
        let Some((field, rest)) = label(words, &cell.text) else {
            continue;
        };
        let again = field == Field::Index && labels.contains(&field);
        if again || cell.line > last_line + WIDEST_GAP {
            finish(&mut blocks, &mut block, &mut labels);
        }
        last_line = cell.line;
        labels.insert(field);
        let value = value(words, &cells, index, rest);
        block.values.extend(value.map(|value| (field, value)));
    }
    finish(&mut blocks, &mut block, &mut labels);
    blocks
}

/// Keeps a block if its labels are those of a document.
fn finish(blocks: &mut Vec<Metadata>, block: &mut Metadata, labels: &mut BTreeSet<Field>) {
    let telling = [Field::Index, Field::Number, Field::Issuer, Field::Signed]
        .iter()
        .any(|field| labels.contains(field));
    let block = std::mem::take(block);
    if telling && std::mem::take(labels).len() >= FEWEST_LABELS {
        blocks.push(block);
    }
}

/// The value behind a label: the rest of its cell, or the next cell on this line or the next one
/// that holds text.
fn value(words: &MetadataWords, cells: &[Cell], index: usize, rest: &str) -> Option<Found<String>> {
    let (cell, text) = if rest.is_empty() {
        let next = cells
            .get(index + 1)
            .filter(|next| next.line <= cells[index].line + FARTHEST_VALUE)?;
        (next, next.text.as_str())
    } else {
        (&cells[index], rest)
    };
    let said = !text.is_empty() && !words.nothing.hold(text) && !text.ends_with("None");
    let whole = !text.ends_with('…') && !text.ends_with("...");
    (said && whole && label(words, text).is_none())
        .then(|| Found::new(text.to_owned(), cell.span(text)))
}

/// The label that a cell begins with and what stands behind it in the cell.
fn label<'t>(words: &MetadataWords, text: &'t str) -> Option<(Field, &'t str)> {
    let text = text.trim_start_matches(is_opening);
    let (label, field) = words.labels.of(text)?;
    let rest = text[label.len()..].trim_start_matches(['】', ']', '*']);
    match rest.strip_prefix(['：', ':']) {
        Some(value) => Some((*field, value.trim_start_matches(['】', ']', '*']))),
        None => rest.is_empty().then_some((*field, rest)),
    }
}

/// The cells of all lines that may hold metadata, cut at tabs, bars and labels: those with labels and
/// those right behind them.
fn cells(words: &MetadataWords, document: &Document, layout: &Layout) -> Vec<Cell> {
    let mut cells = Vec::new();
    let mut start = 0;
    let mut full_lines = 0;
    let mut labelled = None;
    for line in document.text.split('\n') {
        let blank = line.trim().is_empty();
        if line.len() <= LONGEST_LINE && may_hold_label(words, line) {
            labelled = Some(full_lines);
        }
        if !blank
            && labelled.is_some_and(|last| full_lines <= last + FARTHEST_VALUE)
            && line.len() <= LONGEST_LINE
            && !is_picture(layout, start + (line.len() - line.trim_start().len()))
        {
            let mut at = start;
            for part in line.split(['\t', '|']) {
                push_cells(words, &mut cells, full_lines, at, part);
                at += part.len() + 1;
            }
        }
        full_lines += usize::from(!blank);
        start += line.len() + 1;
    }
    cells
}

/// Whether a label may begin a cell of a line, or stand behind a blank in it.
fn may_hold_label(words: &MetadataWords, line: &str) -> bool {
    let mut begins = true;
    for character in line.chars() {
        if character == '|' || character.is_whitespace() {
            begins = true;
        } else if !is_opening(character) && !is_invisible(character) {
            if begins && words.labels.may_begin(character) {
                return true;
            }
            begins = false;
        }
    }
    false
}

/// Adds the cells of one stretch of a line: two labels on one line are two cells.
fn push_cells(words: &MetadataWords, cells: &mut Vec<Cell>, line: usize, start: usize, part: &str) {
    let mut cuts = vec![0];
    // Where the first label has no colon, a blank parts the others from their values, too.
    let blanks = ends_as_label(words, part).is_some();
    let mut value = if blanks {
        ends_as_label(words, part)
    } else {
        None
    };
    for (at, character) in part.char_indices() {
        let next = at + character.len_utf8();
        if value == Some(next) {
            cuts.push(next);
            value = None;
            continue;
        }
        let labelled = || {
            let rest = part[next..].trim_start_matches(|c: char| {
                c.is_whitespace() || is_opening(c) || is_invisible(c)
            });
            let begins = rest
                .chars()
                .next()
                .is_some_and(|first| words.labels.may_begin(first));
            begins && begins_with_label(words, &squeeze(&part[next..]).0)
        };
        let bare = || {
            blanks
                .then(|| ends_as_label(words, &part[next..]))
                .flatten()
        };
        if character.is_whitespace() && value.is_none() {
            value = bare().map(|length| next + length);
            if value.is_some() || labelled() {
                cuts.push(next);
            }
        }
    }
    cuts.push(part.len());
    for pair in cuts.windows(2) {
        let (text, map) = squeeze(&part[pair[0]..pair[1]]);
        if !text.is_empty() {
            cells.push(Cell {
                line,
                start: start + pair[0],
                text,
                map,
            });
        }
    }
}

/// Where the value begins behind a label that `part` begins with and a blank ends: `标 题 关于…`.
fn ends_as_label(words: &MetadataWords, part: &str) -> Option<usize> {
    let mut label = String::new();
    for (at, character) in part.char_indices() {
        if label.is_empty() && !words.labels.may_begin(character) || at > LONGEST_LABEL {
            return None;
        }
        if !character.is_whitespace() {
            label.push(character);
        } else if words.labels.hold(&label) {
            return Some(at + character.len_utf8());
        }
    }
    words.labels.hold(&label).then_some(part.len())
}

/// Marks that may open a label.
fn is_opening(character: char) -> bool {
    matches!(character, '【' | '[' | '*')
}

/// Characters that squeezing drops beside blanks.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{200b}' | '\u{feff}')
}

/// Whether a label with its colon stands at the head of `text`.
fn begins_with_label(words: &MetadataWords, text: &str) -> bool {
    label(words, text).is_some_and(|(_, rest)| !rest.is_empty() || text.ends_with(['：', ':']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outline::sample::document_of;

    #[track_caller]
    fn check(page: &[&str], expected: &[(Field, &str)]) {
        let (document, layout) = document_of(page);
        let words = crate::outline::sample::words().metadata;
        let blocks = blocks(&words, &document, &layout);
        let values: Vec<(Field, &str)> = blocks
            .iter()
            .flat_map(|block| &block.values)
            .map(|(field, value)| (*field, value.value.as_str()))
            .filter(|(field, _)| *field <= Field::Published)
            .collect();
        assert_eq!(values, expected);
        for (_, value) in blocks.iter().flat_map(|block| &block.values) {
            assert_eq!(squeeze(value.span.text(&document.text)).0, value.value);
        }
    }

    #[test]
    fn values_stand_behind_the_colon_or_on_the_next_line() {
        check(
            &[
                "索 引 号： ",
                "0001/2019-5 ",
                "发文机关：",
                "云川市人民政府",
                "标　　题：",
                "关于校车的通知",
                "主 题 词：",
            ],
            &[
                (Field::Index, "0001/2019-5"),
                (Field::Issuer, "云川市人民政府"),
                (Field::Title, "关于校车的通知"),
            ],
        );
        check(
            &[
                "索引号：0001",
                "文号：云政发〔2019〕5号",
                "成文日期：2019-03-01",
            ],
            &[
                (Field::Index, "0001"),
                (Field::Number, "云政发〔2019〕5号"),
                (Field::Signed, "2019-03-01"),
            ],
        );
    }

    #[test]
    fn cells_and_runs_hold_labels_and_values() {
        check(
            &[
                "| 索引号 | 0001 | 发布机构 | 云川市教育局 |",
                "| 文号 | 无 | 成文日期 | 2019年3月1日 |",
            ],
            &[
                (Field::Index, "0001"),
                (Field::Issuer, "云川市教育局"),
                (Field::Signed, "2019年3月1日"),
            ],
        );
        check(
            &[
                "索引号：0001 主题分类：教育",
                "发布机构：云川市教育局 文号：",
            ],
            &[(Field::Index, "0001"), (Field::Issuer, "云川市教育局")],
        );
    }

    #[test]
    fn labels_may_stand_without_colons() {
        check(
            &[
                "索 引 号 0142/2026-00001 分 类 教育 / 报告",
                "发布机构 云川市教育局 发文日期 2026-01-15",
                "标 题 云川市教育局关于校车的通知",
                "文 号 无 主 题 词",
            ],
            &[
                (Field::Index, "0142/2026-00001"),
                (Field::Issuer, "云川市教育局"),
                (Field::Title, "云川市教育局关于校车的通知"),
            ],
        );
        check(&["名称 各异的工作", "时效 很强，分类 清楚。"], &[]);
    }

    #[test]
    fn a_search_form_is_no_metadata() {
        check(&["标题:", "正文:", "发文号:", "查询"], &[]);
        check(&["标题：校车", "正文", "一、概述"], &[]);
    }

    #[test]
    fn nothing_is_not_a_value() {
        check(
            &[
                "索引号：/2021-None",
                "文号：无",
                "发布机构：-",
                "名称：关于校车…",
            ],
            &[],
        );
    }
}
