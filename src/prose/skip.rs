//! Stretches of running text in which digits count nothing: days and periods, ordinals, document
//! numbers, titles, addresses of the web, telephone numbers, standards, resolutions.
//!
//! Given a position, says how far the stretch goes that begins there. It does not look back, so
//! callers must ask from left to right.

use nom::branch::alt;
use nom::bytes::complete::tag;
use nom::character::complete::{char, digit1, one_of};
use nom::combinator::{not, opt, peek, recognize, value};
use nom::multi::many1_count;
use nom::sequence::{pair, preceded};
use nom::{IResult, Parser};

use crate::text::Span;
use crate::value::date::{
    arabic_year, date, day_number, month, month_day, month_number, time, year,
};
use crate::value::document_number;
use crate::value::number::decimal;
use crate::value::numeral::{is_numeral, numeral};
use crate::value::period::period;

use super::bracket;
use super::quantity::misread_end;

/// Longest bracketed remark between the members of an enumeration of ordinals, in bytes.
const LONGEST_REMARK: usize = 60;

/// What is set aside in one paragraph.
#[derive(Debug)]
pub(super) struct Skip<'a> {
    text: &'a str,
    /// Titles and document numbers, in order, without overlap.
    fixed: Vec<Span>,
}

impl<'a> Skip<'a> {
    /// Looks for titles and document numbers in `text`.
    pub(super) fn new(text: &'a str) -> Self {
        let titles = bracket::titles(text)
            .into_iter()
            .filter(|title| title.depth == 0)
            .map(|title| title.span);
        let numbers = document_number::find(text)
            .into_iter()
            .map(|(span, _)| span);
        let mut fixed: Vec<Span> = titles.chain(numbers).collect();
        fixed.sort();
        Self { text, fixed }
    }

    /// The first position from `at` on at which a stretch, a number or a numeral may begin.
    pub(super) fn next(&self, at: usize) -> Option<usize> {
        let passed = self.fixed.partition_point(|span| span.start <= at);
        let inside = passed
            .checked_sub(1)
            .is_some_and(|last| self.fixed[last].end > at);
        if inside {
            return Some(at);
        }
        let fixed = self.fixed.get(passed).map(|span| span.start);
        let between = &self.text[at..fixed.unwrap_or(self.text.len())];
        between.find(may_begin).map(|offset| at + offset).or(fixed)
    }

    /// The end of the stretch that begins at `at`, if one does.
    pub(super) fn end(&self, at: usize) -> Option<usize> {
        let passed = self.fixed.partition_point(|span| span.start <= at);
        if let Some(span) = passed
            .checked_sub(1)
            .map(|index| self.fixed[index])
            .filter(|span| span.end > at)
        {
            return Some(span.end);
        }
        let rest = &self.text[at..];
        let first = rest.chars().next()?;
        let stretch = match first {
            '第' => ordinal(rest).ok(),
            'a'..='z' | 'A'..='Z' => alt((standard, token)).parse(rest).ok(),
            '0'..='9' => alt((item_of_year, calendar, telephone, resolution))
                .parse(rest)
                .ok(),
            '[' | '【' | '［' => recognize(date).parse(rest).ok(),
            '自' | '从' | '由' => recognize(period).parse(rest).ok(),
            _ if is_numeral(first) => calendar(rest).ok(),
            _ => None,
        };
        stretch.map(|(after, _)| self.text.len() - after.len())
    }
}

/// Whether a stretch that only its characters tell, a number or a numeral may begin with `character`.
fn may_begin(character: char) -> bool {
    character.is_ascii_alphanumeric()
        || matches!(character, '第' | '[' | '【' | '［' | '自' | '从' | '由')
        || is_numeral(character)
}

/// The stretches of a paragraph in which digits are recognised and count nothing, in order.
///
/// Beside what is set aside before quantities are read, these are bare numbers that can only be
/// names: they have a meaning of their own where no unit follows. A misread number is not recognised.
pub(crate) fn recognised(text: &str) -> Vec<Span> {
    let skip = Skip::new(text);
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = skip.next(at) {
        at = next;
        let first = text[at..].chars().next();
        if let Some(end) = skip.end(at) {
            found.push(Span::new(at, end));
            at = end;
        } else if let Some(end) = misread_end(text, at) {
            at = end;
        } else if first.is_some_and(|first| first.is_ascii_digit()) {
            let rest = &text[at..];
            let number = |c: char| c.is_ascii_digit() || c == '.';
            let mut end = at + rest.find(|c| !number(c)).unwrap_or(rest.len());
            let item = at == 0 && item(rest).is_ok();
            if item {
                found.push(Span::new(at, end));
            } else if let Ok((after, _)) = name(rest) {
                end = end.max(text.len() - after.len());
                found.push(Span::new(at, end));
            }
            at = end;
        } else {
            at += first.map_or(1, char::len_utf8);
        }
    }
    found
}

/// `item = digits ( "." / "．" / "、" / ")" / "）" ) not digit`: the number of an item of a list.
fn item(input: &str) -> IResult<&str, &str> {
    let (rest, _) = (digit1, one_of(".．、)）")).parse(input)?;
    not(digit1).parse(rest)?;
    recognized(input, rest)
}

/// `index = 6*digit "/" digits dash digits`, the number of a document in a register.
fn index(input: &str) -> IResult<&str, &str> {
    let first = nom::combinator::verify(digit1, |digits: &str| digits.len() >= 6);
    recognize((first, char('/'), digit1, one_of("-—–"), digit1)).parse(input)
}

/// `name = index / hotline / arabic_year / digits letter`: 12345, （2020）, 5G.
fn name(input: &str) -> IResult<&str, &str> {
    let letter =
        nom::combinator::verify(nom::character::complete::anychar, char::is_ascii_alphabetic);
    alt((
        index,
        recognize(hotline),
        recognize(arabic_year),
        recognize((digit1, letter)),
    ))
    .parse(input)
}

/// `hotline = "12" 3digit`, a service number of five digits.
fn hotline(input: &str) -> IResult<&str, &str> {
    let (rest, _) = tag("12").parse(input)?;
    let (rest, found) =
        nom::bytes::complete::take_while_m_n(3, 3, |c: char| c.is_ascii_digit()).parse(rest)?;
    not(one_of("0123456789.")).parse(rest)?;
    Ok((rest, found))
}

/// `standard = 1*letter [ "/" 1*letter ] blank digits dash 4digit`: GB/T 14848-1993.
fn standard(input: &str) -> IResult<&str, &str> {
    let letters = |input| nom::character::complete::alpha1(input);
    recognize((
        letters,
        opt((char('/'), letters)),
        char(' '),
        digit1,
        one_of("-—–"),
        nom::bytes::complete::take_while_m_n(4, 4, |c: char| c.is_ascii_digit()),
    ))
    .parse(input)
}

/// The end of the day, month, year or period that begins `text`.
pub(super) fn calendar_end(text: &str) -> Option<usize> {
    let first = text.chars().next()?;
    if !first.is_ascii_digit() && !is_numeral(first) {
        return None;
    }
    let found = alt((item_of_year, calendar)).parse(text);
    found.ok().map(|(rest, _)| text.len() - rest.len())
}

/// `item_of_year = 1..2digit ( "." / "．" ) calendar` from a year on: an item that begins with its year
/// (`2.2021年度`) is no decimal.
fn item_of_year(input: &str) -> IResult<&str, &str> {
    let number = nom::bytes::complete::take_while_m_n(1, 2, |one: char| one.is_ascii_digit());
    let (rest, _) = (number, one_of(".．"), peek(year)).parse(input)?;
    let (rest, _) = calendar(rest)?;
    recognized(input, rest)
}

/// No date has as many digits side by side: what is longer is not read to its end at every start.
const MOST_OF_RUN: usize = 32;

/// `calendar = period / date / month / years / year / month_day / months / day / time`
fn calendar(input: &str) -> IResult<&str, &str> {
    // Most numbers are no dates, and one look behind the digits tells: worth nine parsers.
    let arabic = input.starts_with(|c: char| c.is_ascii_digit());
    let run = input
        .chars()
        .take(MOST_OF_RUN)
        .take_while(|c| match arabic {
            true => c.is_ascii_digit(),
            false => is_numeral(*c),
        });
    let behind = &input[run.map(char::len_utf8).sum::<usize>()..];
    peek(one_of("年月日号时点:：/.-－—–―~～至到、，,和及或")).parse(behind)?;
    let dated = alt((
        value((), period),
        value((), date),
        value((), (month, opt(preceded(dash, (month_number, char('月')))))),
        value((), years),
        value((), (year, digits, one_of("日"))),
        value(
            (),
            (
                year,
                opt(preceded(
                    opt(dash),
                    (month_number, opt((dash, month_number)), char('月')),
                )),
            ),
        ),
        value((), (month_day, opt(preceded(listed, day_of_list)))),
        value((), broken),
        value((), months),
        value((), day_of_month),
        value((), clock),
        value((), time),
    ));
    recognize(dated).parse(input)
}

/// `years = 4digit [ "年" ] dash 4digit [ "年" ]`
fn years(input: &str) -> IResult<&str, i32> {
    let end = preceded((opt(char('年')), dash), arabic_year);
    (arabic_year, end, opt(char('年')))
        .map(|(_, end, _)| end)
        .parse(input)
}

/// `months = month_number [ dash month_number ] "月" [ "份" ]`, a month without its year.
fn months(input: &str) -> IResult<&str, u32> {
    let last = opt(preceded(alt((dash, listed)), month_number));
    (month_number, last, char('月'), opt(char('份')))
        .map(|(first, _, _, _)| first)
        .parse(input)
}

/// `day = day_number "日"`, a day of the month: 每月5日前. With 内 behind it, it would be a term.
fn day_of_month(input: &str) -> IResult<&str, u32> {
    let first = opt((day_number, alt((dash, listed))));
    let (rest, (_, day, _)) = (first, day_number, char('日')).parse(input)?;
    not(alt((
        tag("内"),
        tag("以内"),
        tag("之内"),
        tag("起内"),
        tag("（"),
    )))
    .parse(rest)?;
    Ok((rest, day))
}

fn digits(input: &str) -> IResult<&str, u32> {
    nom::character::complete::u32(input)
}

/// `broken = digits "年" digits ( "月" / "日" ) [ digits "日" ] / digits "日"`, a day that lost a separator.
fn broken(input: &str) -> IResult<&str, u32> {
    let (rest, (first, _, _, _)) = (
        digits,
        opt((char('年'), digits)),
        opt((char('月'), digits)),
        one_of("月日"),
    )
        .parse(input)?;
    not(alt((tag("内"), tag("以内"), tag("之内"), tag("起内")))).parse(rest)?;
    Ok((rest, first))
}

/// `day_of_list = day_number "日"`: the second day in 4月5日、6日.
fn day_of_list(input: &str) -> IResult<&str, u32> {
    (day_number, char('日')).map(|(day, _)| day).parse(input)
}

/// `clock = 1..2digit ( "时" / "点" ) [ 1..2digit "分" ]`
fn clock(input: &str) -> IResult<&str, u32> {
    let two = |input| {
        nom::combinator::verify(nom::character::complete::u32, |&number| number < 60).parse(input)
    };
    let (rest, (hour, _, _)) = (two, one_of("时点"), opt((two, char('分')))).parse(input)?;
    Ok((rest, hour))
}

fn dash(input: &str) -> IResult<&str, &str> {
    alt((
        tag("——"),
        tag("--"),
        tag("—"),
        tag("―"),
        tag("–"),
        tag("-"),
        tag("－"),
        tag("~"),
        tag("～"),
        tag("至"),
        tag("到"),
    ))
    .parse(input)
}

fn listed(input: &str) -> IResult<&str, &str> {
    alt((
        tag("、"),
        tag("和"),
        tag("及"),
        tag("，"),
        tag(","),
        tag("或"),
    ))
    .parse(input)
}

/// `ordinal = "第" number [ unit ] { joint number unit }`
///
/// An enumeration counts on from 第 (第十五期、十六期); the unit tells how far it goes.
fn ordinal(input: &str) -> IResult<&str, &str> {
    let number =
        |input| alt((value((), decimal), value((), numeral), value((), tag("几")))).parse(input);
    let (rest, _) = (
        char('第'),
        number,
        opt(preceded(one_of("-—至到、"), number)),
    )
        .parse(input)?;
    let Some(unit) = rest.chars().next().filter(|unit| !unit.is_ascii()) else {
        return recognized(input, rest);
    };
    let mut end = &rest[unit.len_utf8()..];
    loop {
        let remark = bracket::round(end)
            .filter(|&length| length <= LONGEST_REMARK)
            .unwrap_or(0);
        let member = preceded(alt((dash, listed)), pair(opt(char('第')), number));
        match (member, char(unit)).parse(&end[remark..]) {
            Ok((after, _)) => end = after,
            Err(_) => return recognized(input, end),
        }
    }
}

/// `telephone = 3..4digit dash 7..8digit / 11digit`, told by nothing but its lengths.
fn telephone(input: &str) -> IResult<&str, &str> {
    let digits = |least, most| {
        move |input| {
            nom::bytes::complete::take_while_m_n(least, most, |c: char| c.is_ascii_digit())(input)
        }
    };
    let landline = (digits(3, 4), many1_count(one_of("-—－–")), digits(7, 8));
    let mobile = (char('1'), digits(10, 10), not(one_of("0123456789.")));
    alt((recognize(landline), recognize(mobile))).parse(input)
}

/// `resolution = digits 1*( ( "*" / "×" / "x" / "X" / ":" / "：" / "/" / "." / "-" ) digits )` with at least one
/// mark that is no decimal point: sizes, ratios, versions, addresses.
fn resolution(input: &str) -> IResult<&str, &str> {
    let mark = one_of("*×xX:：/.");
    let (rest, parts) = recognize((digit1, many1_count((mark, digit1)))).parse(input)?;
    let marks = parts.chars().filter(|mark| !mark.is_ascii_digit()).count();
    let points = parts.chars().filter(|&mark| mark == '.').count();
    let fraction = parts.chars().filter(|&mark| mark == '/').count() == 1 && marks == 1;
    if (marks == 1 && points == 1) || fraction {
        return Err(nom::Err::Error(nom::error::Error::new(
            input,
            nom::error::ErrorKind::Verify,
        )));
    }
    Ok((rest, parts))
}

/// `token = letter { ASCII graphic }`: addresses of the web, names such as H5 and GB5749-2006.
fn token(input: &str) -> IResult<&str, &str> {
    let graphic = |c: char| {
        c.is_ascii_graphic()
            && !matches!(
                c,
                ',' | ';' | '(' | ')' | '"' | '\'' | '[' | ']' | '<' | '>'
            )
    };
    nom::bytes::complete::take_while1(graphic).parse(input)
}

/// `input` up to `rest`, which must be its tail.
fn recognized<'a>(input: &'a str, rest: &'a str) -> IResult<&'a str, &'a str> {
    Ok((rest, &input[..input.len() - rest.len()]))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, skipped: &str) {
        let end = Skip::new(text).end(0).unwrap_or(0);
        assert_eq!(&text[..end], skipped, "{text}");
    }

    #[test]
    fn days_and_periods_are_set_aside() {
        check("2017年1月1日至12月31日止，", "2017年1月1日至12月31日止");
        check("2017年，", "2017年");
        check("2017年1到12月，", "2017年1到12月");
        check("2017年11-12月份各", "2017年11-12月份");
        check("3月28日印发", "3月28日");
        check("4月5日、6日举行", "4月5日、6日");
        check("5月底前", "5月");
        check("2018-2035年", "2018-2035年");
        check("二〇一七年度", "二〇一七年");
        check("15:31:47", "15:31:47");
        check("9时30分", "9时30分");
        check("十二月", "十二月");
        check("1-5日开放", "1-5日");
        check("118年1月24日", "118年1月24日");
        check("201711日至", "201711日");
        check("2018年1231日", "2018年1231日");
    }

    #[test]
    fn a_term_of_days_is_not_a_day() {
        check("20日内公布", "");
        check("20日前", "20日");
    }

    #[test]
    fn ordinals_run_on_through_their_enumeration() {
        check(
            "第十五期、十六期（补办）、十七期共3期",
            "第十五期、十六期（补办）、十七期",
        );
        check("第二十条规定", "第二十条");
        check("第1-3批项目", "第1-3批");
        check("第三方", "第三方");
    }

    #[test]
    fn identifiers_are_set_aside() {
        check("GB5749-2006标准", "GB5749-2006");
        check("GB/T 1234-2005）标准", "GB/T 1234-2005");
        check("www.example.cn/12件", "www.example.cn/12");
        check("0100-1234567，", "0100-1234567");
        check("13900000000。", "13900000000");
        check("1920×1080", "1920×1080");
        check("1.4:1，", "1.4:1");
        check("10.2.1版", "10.2.1");
        check("《2020年12件实事》", "《2020年12件实事》");
        check("云政发〔2020〕12号", "云政发〔2020〕12号");
    }

    #[test]
    fn bare_numbers_may_be_names() {
        let found = |text: &'static str| -> Vec<&str> {
            recognised(text)
                .into_iter()
                .map(|span| span.text(text))
                .collect()
        };
        assert_eq!(found("拨打12345热线"), ["12345"]);
        assert_eq!(found("研讨会（2020）"), ["2020"]);
        assert_eq!(found("5G网络"), ["5G"]);
        assert_eq!(found("1.公开指南"), ["1."]);
        assert_eq!(found("012345678/2019-00012"), ["012345678/2019-00012"]);
        assert_eq!(found("在301会议室"), [""; 0]);
        assert_eq!(found("123456户"), [""; 0]);
    }

    #[test]
    fn quantities_are_not_set_aside() {
        for text in [
            "12件",
            "10.3万余条",
            "三个",
            "7年",
            "75%",
            "1/4左右",
            "101.45亿元",
        ] {
            check(text, "");
        }
    }

    #[test]
    fn misread_numbers_are_not_recognised() {
        let texts = |text| -> Vec<&str> {
            recognised(text)
                .iter()
                .map(|span| span.text(text))
                .collect()
        };
        assert!(texts("收到申请1O3件、27〇1件、12l件").is_empty());
        assert_eq!(texts("建成5G基站、3D展厅"), ["5G", "3D"]);
    }

    proptest! {
        #[test]
        fn ends_are_ahead_and_on_boundaries(text in "[0-9一二十年月日第批、至（）()《》〔〕号.:/a-z-]{0,40}") {
            let skip = Skip::new(&text);
            for (at, _) in text.char_indices() {
                if let Some(end) = skip.end(at) {
                    prop_assert!(end > at && text.is_char_boundary(end));
                }
            }
        }
    }
}
