//! Terms and frequencies of tasks: `5月底前`, `2021年年底前`, `每年6月底前`, `按季度`, `30个工作日内`.
//!
//! A term becomes a day where the text or the document's year says which; a term that runs from
//! an event (会议结束60个工作日内) has no day. Vague words (定期, 适时, 及时) are no terms.

use chrono::NaiveDate;
use nom::branch::alt;
use nom::bytes::complete::tag;
use nom::character::complete::{char, one_of};
use nom::combinator::{map_opt, opt, value, verify};
use nom::{IResult, Parser};

use crate::grammar::TermWords;
use crate::prose::ends_clause;
use crate::record::Deadline;
use crate::value::date::{arabic_year, day_number, month_number};
use crate::value::number::decimal;
use crate::value::numeral::{is_numeral, numeral};
use crate::value::period::last_day;

/// How far before a term its starting event may begin, in characters.
const REACH: usize = 24;

/// All terms and frequencies of `text`, in order. `year` is the year that the document plans.
pub(super) fn deadlines(words: &TermWords, text: &str, year: Option<i32>) -> Vec<Deadline> {
    let mut found: Vec<Deadline> = Vec::new();
    let mut at = 0;
    while let Some(offset) = text[at..].find(|first| may_begin(words, first)) {
        at += offset;
        let rest = &text[at..];
        let before = &text[..at];
        let read = frequent(words, rest)
            .or_else(|_| rhythm(words, rest))
            .or_else(|_| dated(rest, before, year));
        let read = read.or_else(|_| within(text, at));
        match read {
            Ok((after, deadlines)) => {
                at = text.len() - after.len();
                for deadline in deadlines {
                    if !found.contains(&deadline) {
                        found.push(deadline);
                    }
                }
            }
            Err(_) => at += step(rest),
        }
    }
    found
}

/// Whether a term or frequency may begin with `first`.
fn may_begin(words: &TermWords, first: char) -> bool {
    first.is_ascii_digit()
        || matches!(first, '每' | '本' | '今' | '年')
        || is_numeral(first)
        || words.frequencies.may_begin(first)
        || words.rhythms.may_begin(first)
}

/// How far to go on where nothing was read; a run of digits is passed as a whole.
fn step(rest: &str) -> usize {
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    match rest.chars().next() {
        Some(first) if digits == 0 => first.len_utf8(),
        _ => digits,
    }
}

/// `frequent = frequency [ month "月" [ day "日" / "底" ] [ "之" ] "前" ] / "每" number unit`
fn frequent<'a>(words: &TermWords, input: &'a str) -> IResult<&'a str, Vec<Deadline>> {
    let (rest, frequency) = match words.frequencies.of(input) {
        Some((printed, frequency)) => (&input[printed.len()..], frequency.clone()),
        None => every(input)?,
    };
    if words.not_frequent.begin(rest) {
        return fail(input);
    }
    let day = (day_number, one_of("日号")).map(|(day, _)| day);
    let term = (
        opt((month_number, char('月'))),
        opt(day),
        opt(alt((tag("底"), tag("末"), tag("初")))),
        opt(char('之')),
        char('前'),
    );
    let rest = match opt(term).parse(rest)? {
        (after, Some((month, day, end, _, _)))
            if month.is_some() || day.is_some() || end.is_some() =>
        {
            after
        }
        _ => rest,
    };
    let printed = input[..input.len() - rest.len()].to_owned();
    Ok((
        rest,
        vec![Deadline {
            printed,
            date: None,
            frequency: Some(frequency),
        }],
    ))
}

/// `every = "每" [ "隔" ] number ( "日" / "天" / "周" / "个月" / "年" )`: 每五日.
fn every(input: &str) -> IResult<&str, String> {
    let number = alt((
        numeral,
        map_opt(decimal, |number| i64::try_from(number.mantissa).ok()),
    ));
    let unit = alt((
        value("days", one_of("日天")),
        value("weeks", tag("周")),
        value("months", tag("个月")),
        value("years", tag("年")),
    ));
    let (rest, (_, _, number, unit)) = (char('每'), opt(char('隔')), number, unit).parse(input)?;
    Ok((rest, format!("every-{number}-{unit}")))
}

/// `rhythm = word "、" word`: 季度、年度发布会 takes place in both rhythms.
fn rhythm<'a>(words: &TermWords, input: &'a str) -> IResult<&'a str, Vec<Deadline>> {
    let mut rest = input;
    let mut found = Vec::new();
    while let Some((printed, frequency)) = words.rhythms.of(rest) {
        found.push(Deadline {
            printed: printed.to_owned(),
            date: None,
            frequency: Some(frequency.clone()),
        });
        rest = &rest[printed.len()..];
        let Some(after) = rest.strip_prefix(['、', '和']) else {
            break;
        };
        if !words.rhythms.begin(after) {
            break;
        }
        rest = after;
    }
    if found.len() < 2 {
        fail(input)
    } else {
        Ok((rest, found))
    }
}

/// `dated = [ year ] ( "年底" / "年末" / month "月" [ day "日" ] [ "底" ] ) [ "之" ] "前" / "年内"`
fn dated<'a>(input: &'a str, before: &str, year: Option<i32>) -> IResult<&'a str, Vec<Deadline>> {
    if before.ends_with(['每', '第']) || before.ends_with(|c: char| c.is_ascii_digit()) {
        return fail(input);
    }
    let (rest, date) =
        alt((|input| end_of_year(input, year), |input| day(input, year))).parse(input)?;
    let printed = input[..input.len() - rest.len()].to_owned();
    Ok((
        rest,
        vec![Deadline {
            printed,
            date,
            frequency: None,
        }],
    ))
}

/// `end_of_year = [ 4digit "年" ] ( "年底" / "年末" / "底" / "末" ) [ "之" ] "前" / [ "本" / "今" ] "年内"`
fn end_of_year(input: &str, year: Option<i32>) -> IResult<&str, Option<NaiveDate>> {
    let named = (
        arabic_year,
        char('年'),
        alt((tag("年底"), tag("年末"), tag("底"), tag("末"))),
        opt(char('之')),
        char('前'),
    )
        .map(|(year, ..)| Some(year));
    let planned = (
        opt(one_of("本今")),
        alt((tag("年底"), tag("年末"))),
        opt(char('之')),
        char('前'),
    )
        .map(|_| year);
    let within = (opt(one_of("本今")), alt((tag("年内"), tag("年度内")))).map(|_| year);
    let (rest, year) = alt((named, planned, within)).parse(input)?;
    Ok((
        rest,
        year.and_then(|year| NaiveDate::from_ymd_opt(year, 12, 31)),
    ))
}

/// `day = [ 4digit "年" ] month "月" ( day "日" / "底" / "末" / "份" ) [ "之" ] "前"`
fn day(input: &str, year: Option<i32>) -> IResult<&str, Option<NaiveDate>> {
    let (rest, named) = opt((arabic_year, char('年'))).parse(input)?;
    let (rest, month) = (month_number, char('月'))
        .map(|(month, _)| month)
        .parse(rest)?;
    let (rest, day) = opt((day_number, one_of("日号"))).parse(rest)?;
    let (rest, end) = opt(alt((tag("底"), tag("末"), tag("份")))).parse(rest)?;
    let (rest, _) = verify((opt(tag("之")), opt(tag("以")), char('前')), |_| {
        day.is_some() || end.is_some()
    })
    .parse(rest)?;
    let date = named
        .map(|(year, _)| year)
        .or(year)
        .and_then(|year| match day {
            Some((day, _)) => NaiveDate::from_ymd_opt(year, month, day),
            None => last_day(year, month),
        });
    Ok((rest, date))
}

/// `within = [ event ] number ( "个工作日" / "日" / "天" / "小时" / "个月" / "周" ) [ "之" / "以" ] "内"`
fn within(text: &str, at: usize) -> IResult<&str, Vec<Deadline>> {
    let input = &text[at..];
    let number = alt((value((), decimal), value((), numeral)));
    let unit = alt((
        tag("个工作日"),
        tag("工作日"),
        tag("日"),
        tag("天"),
        tag("个小时"),
        tag("小时"),
        tag("个月"),
        tag("周"),
    ));
    let (rest, _) = (number, unit, opt(one_of("之以")), char('内')).parse(input)?;
    let printed = &text[event_start(text, at)..text.len() - rest.len()];
    Ok((
        rest,
        vec![Deadline {
            printed: printed.to_owned(),
            date: None,
            frequency: None,
        }],
    ))
}

/// Where the event begins from which a term runs: behind 在 or 自 of the same clause.
fn event_start(text: &str, at: usize) -> usize {
    let near = text[..at]
        .char_indices()
        .rev()
        .nth(REACH)
        .map_or(0, |(at, _)| at);
    let clause = text[near..at]
        .rfind(ends_clause)
        .map_or(near, |mark| near + mark);
    let start = text[clause..at]
        .rfind(['在', '自'])
        .map(|word| clause + word + '在'.len_utf8());
    start.filter(|&start| start < at).unwrap_or(at)
}

fn fail<T>(input: &str) -> IResult<&str, T> {
    Err(nom::Err::Error(nom::error::Error::new(
        input,
        nom::error::ErrorKind::Verify,
    )))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::prose::gold::words;

    /// A term as printed, its day, its frequency.
    type Term<'a> = (&'a str, Option<(i32, u32, u32)>, Option<&'a str>);

    #[track_caller]
    fn check(text: &str, expected: &[Term<'_>]) {
        let found = deadlines(&words().term, text, Some(2021));
        let expected: Vec<Deadline> = expected
            .iter()
            .map(|&(printed, date, frequency)| Deadline {
                printed: printed.to_owned(),
                date: date.and_then(|(year, month, day)| NaiveDate::from_ymd_opt(year, month, day)),
                frequency: frequency.map(str::to_owned),
            })
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn terms_become_days() {
        check("5月底前公布", &[("5月底前", Some((2021, 5, 31)), None)]);
        check(
            "2022年2月底前公布",
            &[("2022年2月底前", Some((2022, 2, 28)), None)],
        );
        check("6月30日前公布", &[("6月30日前", Some((2021, 6, 30)), None)]);
        check(
            "2021年年底前完成",
            &[("2021年年底前", Some((2021, 12, 31)), None)],
        );
        check(
            "年底前完成，年内见效",
            &[
                ("年底前", Some((2021, 12, 31)), None),
                ("年内", Some((2021, 12, 31)), None),
            ],
        );
        assert_eq!(deadlines(&words().term, "5月底前公布", None)[0].date, None);
    }

    #[test]
    fn frequencies_have_a_word() {
        check("按月公开", &[("按月", None, Some("monthly"))]);
        check("每年6月底前公开", &[("每年6月底前", None, Some("yearly"))]);
        check("每月5日前公开", &[("每月5日前", None, Some("monthly"))]);
        check(
            "每五日发布，每周发布",
            &[
                ("每五日", None, Some("every-5-days")),
                ("每周", None, Some("weekly")),
            ],
        );
        check(
            "召开季度、年度发布会",
            &[
                ("季度", None, Some("quarterly")),
                ("年度", None, Some("yearly")),
            ],
        );
        check("按年度计划推进，编制年度报告", &[]);
    }

    #[test]
    fn terms_from_an_event_have_no_day() {
        check(
            "方案在会议结束60个工作日内公开",
            &[("会议结束60个工作日内", None, None)],
        );
        check("24小时内发布", &[("24小时内", None, None)]);
    }

    #[test]
    fn vague_words_are_no_terms() {
        check("定期公开，适时通报，及时发布，长期坚持，前期准备", &[]);
        check("2021年完成，3月公开", &[]);
    }

    proptest! {
        #[test]
        fn never_panics(text in "[每按年月日季度底末前内0-9五个工作、在自，]{0,40}") {
            for deadline in deadlines(&words().term, &text, Some(2021)) {
                prop_assert!(text.contains(&deadline.printed));
            }
        }
    }
}
