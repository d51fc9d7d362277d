//! 发文字号, the numbers of official documents: `云政办发〔2017〕9号`, `国令第711号`.
//!
//! Whole numbers (机关代字, year in any brackets, serial) are told from damaged ones, in which a
//! bracket or the year was lost. A damaged number is reported with what can be read in it, but
//! never normalised: 202116号 may be 〔2021〕16 and may be something else.
//!
//! Source of the form: GB/T 9704-2012, 7.2.5.

use nom::branch::alt;
use nom::bytes::complete::{tag, take_while, take_while_m_n, take_while1};
use nom::character::complete::{char, one_of};
use nom::combinator::{map_opt, opt, value, verify};
use nom::sequence::{delimited, terminated};
use nom::{IResult, Parser};

use super::date::arabic_year;
use crate::text::Span;

/// Opening brackets around the year, whatever the font made of 〔.
const OPENING: &str = "〔﹝［[【（(〈《〖＜<‘";
/// Closing brackets around the year.
const CLOSING: &str = "〕﹞］]】）)〉》〗＞>’";
/// Longest 机关代字, in characters.
const LONGEST_CODE: usize = 14;
/// Longest that can stand behind it: blanks, brackets, year, 第, serial, 号.
const LONGEST_TAIL: usize = 24;
/// Words that stand before a 机关代字 in running text and are no part of it.
const BEFORE_CODE: &[&str] = &[
    "中华人民共和国",
    "的通知",
    "通知",
    "意见",
    "决定",
    "方案",
    "办法",
    "规定",
    "条例",
    "公告",
    "通告",
    "批复",
    "细则",
    "纲要",
    "计划",
    "根据",
    "按照",
    "依据",
    "遵照",
    "依照",
    "参照",
    "比照",
    "对照",
    "执行",
    "落实",
    "贯彻",
    "印发",
    "转发",
    "下发",
    "制发",
    "发布",
    "文件",
    "文号",
    "字号",
    "以及",
];
/// Single characters that join a 机关代字 to running text, unless they are part of a place name.
const JOINTS: &[char] = &['和', '及', '与', '以', '的', '了'];
/// Characters that follow the place name within a 机关代字, as in 和政发.
const AFTER_PLACE: &[char] = &['政', '府', '委', '党', '办', '公', '发', '字', '函', '令'];

/// The number of an official document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DocumentNumber<'a> {
    /// 机关代字 as printed: 云政办发, 国务院令.
    pub code: &'a str,
    /// Year; orders (令) have none.
    pub year: Option<i32>,
    /// 序号; lost where year and serial ran together without a bracket.
    pub serial: Option<u32>,
    /// The whole number as printed.
    pub printed: &'a str,
    /// A bracket or the year was lost.
    pub damaged: bool,
}

impl DocumentNumber<'_> {
    /// The number in its official spelling, or `None` if it is damaged.
    #[must_use]
    pub fn normalised(&self) -> Option<String> {
        if self.damaged {
            return None;
        }
        let code: String = self
            .code
            .chars()
            .filter(|character| !character.is_whitespace())
            .collect();
        let serial = self.serial?;
        Some(match self.year {
            Some(year) => format!("{code}〔{year}〕{serial}号"),
            None => format!("{code}第{serial}号"),
        })
    }
}

/// `document_number = whole / order / half_bracketed / bare`
///
/// The input must begin with the 机关代字; [`find`] finds where that is.
pub fn document_number(input: &str) -> IResult<&str, DocumentNumber<'_>> {
    alt((whole, order, half_bracketed, bare)).parse(input)
}

/// `whole = code open year close [ "第" ] serial "号"`
fn whole(input: &str) -> IResult<&str, DocumentNumber<'_>> {
    let (rest, (code, year)) = (code, delimited(open, year, close)).parse(input)?;
    let (rest, serial) = serial(rest)?;
    Ok((
        rest,
        number(input, rest, code, Some(year), Some(serial), false),
    ))
}

/// `order = code "令" [ "第" ] serial "号"`: the code ends with 令 and the year is not printed.
fn order(input: &str) -> IResult<&str, DocumentNumber<'_>> {
    let (rest, code) = verify(code, |code: &str| code.ends_with('令')).parse(input)?;
    let (rest, serial) = serial(rest)?;
    Ok((rest, number(input, rest, code, None, Some(serial), false)))
}

/// `half_bracketed = code open year serial "号" / code year close serial "号"`: one bracket is lost.
fn half_bracketed(input: &str) -> IResult<&str, DocumentNumber<'_>> {
    let (rest, code) = code(input)?;
    let glued = |input| {
        map_opt(
            take_while_m_n(4, 4, |c: char| c.is_ascii_digit()),
            plausible_year,
        )
        .parse(input)
    };
    let (rest, year) =
        alt((delimited(open, glued, tag("")), terminated(year, close))).parse(rest)?;
    let (rest, serial) = serial(rest)?;
    Ok((
        rest,
        number(input, rest, code, Some(year), Some(serial), true),
    ))
}

/// `bare = code ( [ "第" ] serial / 5..9digit ) "号"`: brackets or year are lost; the code must
/// end as codes do.
fn bare(input: &str) -> IResult<&str, DocumentNumber<'_>> {
    let official = |code: &str| code.chars().count() >= 3 && code.ends_with(['发', '字', '函']);
    let (rest, code) = verify(code, official).parse(input)?;
    let glued = (
        take_while_m_n(5, 9, |c: char| c.is_ascii_digit()),
        char('号'),
    )
        .map(|_| None);
    let (rest, serial) = alt((glued, serial.map(Some))).parse(rest)?;
    Ok((rest, number(input, rest, code, None, serial, true)))
}

fn number<'a>(
    input: &'a str,
    rest: &str,
    code: &'a str,
    year: Option<i32>,
    serial: Option<u32>,
    damaged: bool,
) -> DocumentNumber<'a> {
    DocumentNumber {
        code,
        year,
        serial,
        printed: &input[..input.len() - rest.len()],
        damaged,
    }
}

/// `code = 2..14 Chinese characters, without 第`, blanks behind it dropped.
fn code(input: &str) -> IResult<&str, &str> {
    let part = |character: char| is_code(character);
    let code = verify(take_while1(part), |code: &str| {
        (2..=LONGEST_CODE).contains(&code.chars().count())
    });
    terminated(code, blanks).parse(input)
}

/// `serial = [ "第" ] 1..5digit "号"`
fn serial(input: &str) -> IResult<&str, u32> {
    let digits = map_opt(
        take_while_m_n(1, 5, |c: char| c.is_ascii_digit()),
        |digits: &str| digits.parse().ok(),
    );
    let (rest, (_, _, _, serial, _, _)) =
        (blanks, opt(char('第')), blanks, digits, blanks, char('号')).parse(input)?;
    Ok((rest, serial))
}

fn year(input: &str) -> IResult<&str, i32> {
    delimited(blanks, terminated(arabic_year, opt(char('年'))), blanks).parse(input)
}

fn open(input: &str) -> IResult<&str, ()> {
    value((), one_of(OPENING)).parse(input)
}

fn close(input: &str) -> IResult<&str, ()> {
    value((), one_of(CLOSING)).parse(input)
}

fn blanks(input: &str) -> IResult<&str, ()> {
    value((), take_while(|c: char| c == ' ' || c == '\u{3000}')).parse(input)
}

fn plausible_year(digits: &str) -> Option<i32> {
    digits
        .parse()
        .ok()
        .filter(|year| (1949..=2099).contains(year))
}

/// Whether a 机关代字 may hold `character`.
fn is_code(character: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&character) && !matches!(character, '第' | '号')
}

/// All document numbers in `text`, in order, each with its place.
///
/// Running text before the 机关代字 (根据云政办发〔2017〕9号) is left out. A damaged number
/// without any bracket is reported only where it stands alone between brackets or lines, because
/// nothing else tells it from words such as 发1号.
#[must_use]
pub fn find(text: &str) -> Vec<(Span, DocumentNumber<'_>)> {
    let mut found = Vec::new();
    for (end, _) in text.match_indices('号') {
        let end = end + '号'.len_utf8();
        let Some(start) = code_start(&text[..end]) else {
            continue;
        };
        let Ok((rest, number)) = document_number(&text[start..end]) else {
            continue;
        };
        if !rest.is_empty()
            || (number.year.is_none() && number.damaged && !stands_alone(text, start, end))
        {
            continue;
        }
        found.push((Span::new(start, end), number));
    }
    found
}

/// Where the 机关代字 begins in text that ends with 号.
fn code_start(text: &str) -> Option<usize> {
    let head = first_of_tail(text, LONGEST_TAIL, is_tail)?;
    let run = first_of_tail(&text[..head], LONGEST_CODE + 6, is_code)?;
    let code = &text[run..head];
    let cut = BEFORE_CODE
        .iter()
        .filter_map(|word| code.rfind(word).map(|at| at + word.len()));
    let joint = code.char_indices().filter_map(|(at, character)| {
        let after = at + character.len_utf8();
        let glued = at > 0 || text[..run].ends_with(['号', '》', '）', ')']);
        let in_name = code[after..].starts_with(AFTER_PLACE);
        (JOINTS.contains(&character) && glued && !in_name).then_some(after)
    });
    let start = run
        + cut
            .chain(joint)
            .filter(|&cut| cut < code.len())
            .max()
            .unwrap_or(0);
    let excess = text[start..head]
        .chars()
        .count()
        .saturating_sub(LONGEST_CODE);
    text[start..head]
        .char_indices()
        .nth(excess)
        .map(|(at, _)| start + at)
}

/// Where the run of at most `most` characters that `belongs` accepts begins, at the end of `text`.
fn first_of_tail(text: &str, most: usize, belongs: fn(char) -> bool) -> Option<usize> {
    let run = text
        .char_indices()
        .rev()
        .take(most)
        .take_while(|&(_, character)| belongs(character));
    run.last().map(|(at, _)| at)
}

/// Whether `character` may stand behind the 机关代字.
fn is_tail(character: char) -> bool {
    let mark = matches!(character, ' ' | '\u{3000}' | '第' | '号' | '年');
    character.is_ascii_digit() || mark || OPENING.contains(character) || CLOSING.contains(character)
}

/// Whether nothing but brackets, stops or ends of the text surround a stretch.
fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let before = text[..start].chars().next_back();
    let after = text[end..].chars().next();
    before.is_none_or(|character| "（(［[【〔\n".contains(character))
        && after.is_none_or(|character| "）)］]】〕\n".contains(character))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(
        input: &str,
        code: &str,
        year: Option<i32>,
        serial: impl Into<Option<u32>>,
        normalised: Option<&str>,
    ) {
        let (rest, number) = document_number(input).unwrap();
        assert_eq!(rest, "", "{input}");
        assert_eq!(
            (number.code, number.year, number.serial),
            (code, year, serial.into()),
            "{input}"
        );
        assert_eq!(number.normalised().as_deref(), normalised, "{input}");
    }

    #[track_caller]
    fn found(text: &str, printed: &[&str]) {
        let numbers: Vec<&str> = find(text)
            .iter()
            .map(|(_, number)| number.printed)
            .collect();
        assert_eq!(numbers, printed, "{text}");
    }

    #[test]
    fn verbs_before_a_code_are_no_part_of_it() {
        found(
            "全区参照云政办发〔2018〕12号文件",
            &["云政办发〔2018〕12号"],
        );
        found("认真落实云政办发〔2018〕12号", &["云政办发〔2018〕12号"]);
        found("以中华人民共和国国务院令第142号发布", &["国务院令第142号"]);
    }

    #[test]
    fn every_bracket_holds_a_year() {
        let official = Some("云政办发〔2017〕9号");
        for (open, close) in OPENING.chars().zip(CLOSING.chars()) {
            check(
                &format!("云政办发{open}2017{close}9号"),
                "云政办发",
                Some(2017),
                9,
                official,
            );
        }
        check("云政办发〔2017〕 9 号", "云政办发", Some(2017), 9, official);
        check(
            "云政办发 〔2017〕第9号",
            "云政办发",
            Some(2017),
            9,
            official,
        );
        check(
            "云办发明电〔2018〕15号",
            "云办发明电",
            Some(2018),
            15,
            Some("云办发明电〔2018〕15号"),
        );
    }

    #[test]
    fn orders_have_no_year() {
        check("国令第711号", "国令", None, 711, Some("国令第711号"));
        check(
            "国务院令 711 号",
            "国务院令",
            None,
            711,
            Some("国务院令第711号"),
        );
        check(
            "云川市人民政府令第5号",
            "云川市人民政府令",
            None,
            5,
            Some("云川市人民政府令第5号"),
        );
    }

    #[test]
    fn damaged_numbers_are_never_normalised() {
        check("云政办2018〕43号", "云政办", Some(2018), 43, None);
        check("云政办发﹝201724号", "云政办发", Some(2017), 24, None);
        check("云政办发202116号", "云政办发", None, None, None);
        check("云公开发1号", "云公开发", None, 1, None);
    }

    #[test]
    fn numbers_are_found_without_the_words_before_them() {
        found("根据云政办发〔2017〕9号要求", &["云政办发〔2017〕9号"]);
        found(
            "关于印发方案的通知云发〔2009〕12号和青政字[2010]3号",
            &["云发〔2009〕12号", "青政字[2010]3号"],
        );
        found(
            "和政发〔2009〕1号、云和政办发〔2009〕2号",
            &["和政发〔2009〕1号", "云和政办发〔2009〕2号"],
        );
        found("《办法》（云公开发1号）", &["云公开发1号"]);
        found("《条例》(国务院令 711 号)", &["国务院令 711 号"]);
    }

    #[test]
    fn other_numbers_are_left_alone() {
        found("人民路12号", &[]);
        found("研讨会（2020）唯一代表", &[]);
        found("市里印发1号文件", &[]);
        found("第214号", &[]);
        found("邮编：256603", &[]);
    }

    proptest! {
        #[test]
        fn consumes_a_prefix_or_fails(input in "[云政办发令字]{0,6}[〔\\[(]?(2017|1|99999)[〕\\])]?第?[0-9]{0,6}号?\\PC{0,3}") {
            if let Ok((rest, number)) = document_number(&input) {
                prop_assert!(input.ends_with(rest));
                prop_assert_eq!(format!("{}{rest}", number.printed), input.clone());
            }
        }

        #[test]
        fn finds_in_order_without_overlap(text in "([云政办发令字的通知，。《]{0,5}[〔(]?[0-9]{0,4}[〕)]?[0-9]{0,3}号?){0,6}") {
            let mut done = 0;
            for (span, number) in find(&text) {
                prop_assert!(span.start >= done && span.text(&text) == number.printed);
                done = span.end;
            }
        }
    }
}
