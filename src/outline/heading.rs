//! One line as a heading: its number, its title, and where the title ends.
//!
//! Given a squeezed line, says what kind of heading it would be. Whether it is one, and whether
//! its number is right, only its neighbours can tell.

use std::ops::Range;

use crate::value::numeral::digit_of;
use crate::value::ordinal::{Ordinal, ordinal};

use super::line::bare;

/// Longest title before a colon, in characters.
const LONGEST_BEFORE_COLON: usize = 20;
/// Longest run of text that brackets may hide from the search for the end of a sentence, in bytes.
const LONGEST_BRACKET: usize = 180;
/// Marks that a title does not end with.
const TITLE_END: &[char] = &[
    '。', '：', ':', '；', ';', '，', ',', '、', '．', '.', '！', '*', ' ', '#',
];

/// How a heading stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// The whole line, without a full stop.
    Standalone,
    /// The whole line is one sentence.
    Sentence,
    /// The first sentence of a paragraph.
    RunIn,
}

/// What a line would be as a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Heading {
    /// Index of the line.
    pub(super) line: usize,
    /// The document within the document, from 0: an attached plan is the second part of its notice.
    pub(super) part: u32,
    /// 1 = 一、 2 = （一） 3 = 1. 4 = （1）; 0 = 第一部分 above 一、.
    pub(super) level: u8,
    /// The printed number.
    pub(super) number: Option<u32>,
    /// The printed number with its punctuation.
    pub(super) printed: Option<String>,
    /// The title without number, marks and final punctuation.
    pub(super) title: String,
    /// Bytes of number and title within the line.
    pub(super) span: Range<usize>,
    /// How it stands.
    pub(super) form: Form,
}

impl Heading {
    /// Reads a numbered heading at the head of line number `line`.
    pub(super) fn numbered(line: usize, text: &str) -> Option<Self> {
        let head = bare(text);
        let start = text.len() - head.len();
        let (rest, ordinal) = ordinal(head).ok()?;
        if ordinal.level == 0 || is_word_of_number(ordinal, rest) || is_row(rest) {
            return None;
        }
        let mut heading = Self::unnumbered(line, ordinal.level, rest)?;
        heading.number = Some(ordinal.number);
        heading.printed = Some(ordinal.printed.trim_end().to_owned());
        heading.span = start..text.len() - rest.len() + heading.span.end;
        Some(heading)
    }

    /// Reads a heading that lost its number.
    pub(super) fn unnumbered(line: usize, level: u8, text: &str) -> Option<Self> {
        let head = bare(text);
        let start = text.len() - head.len();
        let (end, form) = title_end(head);
        let title = field_residue_cut(&head[..end])
            .trim_matches(TITLE_END)
            .replace("**", "");
        if !title.chars().any(char::is_alphabetic) {
            return None;
        }
        Some(Self {
            line,
            part: 0,
            level,
            number: None,
            printed: None,
            title,
            span: start..start + end,
            form,
        })
    }

    /// Whether the printed number is that of a chapter such as 第一部分.
    pub(super) fn is_part(&self) -> bool {
        self.printed
            .as_deref()
            .is_some_and(|printed| printed.starts_with('第'))
    }
}

/// Whether what looks like a number belongs to words: 一、二季度, 二、三级.
fn is_word_of_number(ordinal: Ordinal<'_>, rest: &str) -> bool {
    let mut characters = rest.chars();
    let Some(digit) = characters.next().and_then(digit_of) else {
        return false;
    };
    let follows = digit == i64::from(ordinal.number) + 1;
    follows
        && characters
            .next()
            .is_some_and(|character| "季级类审线、，等者是种批期".contains(character))
}

/// Whether a line is a row of a table: cells divided by tabs or bars, or a label with its numbers.
fn is_row(rest: &str) -> bool {
    if rest.contains(['\t', '|']) {
        return true;
    }
    let numbers = rest
        .split(' ')
        .rev()
        .take_while(|word| word.bytes().all(|byte| byte.is_ascii_digit()));
    numbers.count() >= 2
}

/// Where number and title end in `text`, and how the heading stands.
///
/// The title is the first sentence, or what stands before a colon if that is short and more
/// follows. Full stops inside brackets and quotation marks do not count.
fn title_end(text: &str) -> (usize, Form) {
    if let Some(colon) = early_colon(text) {
        return (colon, Form::RunIn);
    }
    let Some(stop) = sentence_end(text) else {
        return (text.len(), Form::Standalone);
    };
    if text[stop..].trim_start_matches(TITLE_END).is_empty() {
        return (text.len(), Form::Sentence);
    }
    (stop, Form::RunIn)
}

/// The end of a short head before a colon that more text follows.
fn early_colon(text: &str) -> Option<usize> {
    let (at, colon) = text
        .char_indices()
        .take(LONGEST_BEFORE_COLON)
        .find(|&(_, c)| matches!(c, '：' | ':'))?;
    let end = at + colon.len_utf8();
    let rest = &text[end..];
    let plain = !text[..at].contains(['，', ',', '。', '“', '"', '《', '（', '(']);
    (plain && !rest.trim().is_empty() && !rest.starts_with("//")).then_some(end)
}

/// The end of the first sentence, behind its full stop.
pub(super) fn sentence_end(text: &str) -> Option<usize> {
    let (mut depth, mut opened) = (0usize, 0);
    let mut before = ' ';
    for (at, character) in text.char_indices() {
        match character {
            '（' | '(' | '《' | '“' | '「' | '〔' => {
                opened = if depth == 0 { at } else { opened };
                depth += 1;
            }
            '）' | ')' | '》' | '”' | '」' | '〕' => depth = depth.saturating_sub(1),
            _ => {}
        }
        // A bracket that was never closed must not hide the rest of the paragraph.
        let hidden = depth > 0 && at - opened < LONGEST_BRACKET;
        let after = at + character.len_utf8();
        let dotted =
            character == '.' && is_han(before) && text[after..].chars().next().is_none_or(is_han);
        if !hidden && (matches!(character, '。' | '！' | '？') || dotted) {
            return Some(after);
        }
        before = character;
    }
    None
}

/// A title without the residue of a word processor's table of contents: `PAGEREF _Toc25831 h 3`,
/// `……3`.
fn field_residue_cut(title: &str) -> &str {
    let cut = title
        .find("PAGEREF")
        .or_else(|| title.find("……"))
        .or_else(|| title.find("...."));
    &title[..cut.unwrap_or(title.len())]
}

/// Whether a line is an entry of a table of contents: leaders or a page field behind the title.
pub(super) fn is_entry(text: &str) -> bool {
    let page = |rest: &str| {
        rest.trim_matches(['.', '…', '·', ' ', '-'])
            .bytes()
            .all(|byte| byte.is_ascii_digit())
    };
    let led = |leader: &str| text.find(leader).is_some_and(|at| page(&text[at..]));
    text.contains("PAGEREF") || led("……") || led("....") || led("····")
}

pub(super) fn is_han(character: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&character)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, level: u8, number: u32, title: &str, form: Form, body: &str) {
        let heading = Heading::numbered(0, text).unwrap();
        let read = (
            heading.level,
            heading.number,
            heading.title.as_str(),
            heading.form,
        );
        assert_eq!(read, (level, Some(number), title, form), "{text}");
        assert_eq!(&text[heading.span.end..], body, "{text}");
    }

    #[track_caller]
    fn refused(text: &str) {
        assert_eq!(Heading::numbered(0, text), None);
    }

    #[test]
    fn a_heading_fills_its_line() {
        check("一、总体情况", 1, 1, "总体情况", Form::Standalone, "");
        check("##（三）平台建设", 2, 3, "平台建设", Form::Standalone, "");
        check("（二）发展目标。", 2, 2, "发展目标", Form::Sentence, "");
        check(
            "2.渠道不够宽，解读不够多。",
            3,
            2,
            "渠道不够宽，解读不够多",
            Form::Sentence,
            "",
        );
        check("（一）主要做法：", 2, 1, "主要做法", Form::Standalone, "");
    }

    #[test]
    fn a_run_in_heading_is_the_first_sentence() {
        check(
            "（一）健全制度，落实责任。今年以来，",
            2,
            1,
            "健全制度，落实责任",
            Form::RunIn,
            "今年以来，",
        );
        check(
            "-2.推进平台建设。办好专栏。",
            3,
            2,
            "推进平台建设",
            Form::RunIn,
            "办好专栏。",
        );
        check(
            "3、其他。网站之外，",
            3,
            3,
            "其他",
            Form::RunIn,
            "网站之外，",
        );
        check(
            "（1）目标任务：到年底",
            4,
            1,
            "目标任务",
            Form::RunIn,
            "到年底",
        );
        check(
            "2、**政府公报。**全年12期",
            3,
            2,
            "政府公报",
            Form::RunIn,
            "**全年12期",
        );
    }

    #[test]
    fn stops_in_brackets_end_no_title() {
        check(
            "（一）落实“应公开。尽公开”要求。要",
            2,
            1,
            "落实“应公开。尽公开”要求",
            Form::RunIn,
            "要",
        );
        let text = format!("1.落实（见附件。{}。完", "文".repeat(70));
        assert_eq!(Heading::numbered(0, &text).unwrap().form, Form::RunIn);
    }

    #[test]
    fn rows_and_words_are_not_headings() {
        refused("一、二季度全市公开信息");
        refused("一是加强领导");
        refused("一、本年新收数量 95 0 0 95");
        refused("1.政府公报\t条\t20");
        refused("2018年");
        refused("二、");
        refused("3.12");
    }

    #[test]
    fn residue_of_fields_is_cut() {
        check(
            "一、主要职责PAGEREF _Toc25831 h 3",
            1,
            1,
            "主要职责",
            Form::Standalone,
            "",
        );
        assert!(is_entry("一、主要职责……………3"));
        assert!(is_entry("一、主要职责.......... 12"));
        assert!(!is_entry("一、主要职责……还有其他"));
    }

    proptest! {
        #[test]
        fn reads_any_line(text in "[#-]?(一、|（二）|3.|（4）)?[一二三公开情况。：“”（）.，|\t 0-9]{0,30}\\PC{0,9}") {
            if let Some(heading) = Heading::numbered(0, &text) {
                prop_assert!(text.get(heading.span).is_some());
                prop_assert!(!heading.title.is_empty());
            }
            let _ = (Heading::unnumbered(0, 1, &text), is_entry(&text));
        }
    }
}
