//! Days, months and years as documents print them.
//!
//! Input is tidied text; blanks inside a date are gone unless they separate it from a time. Only
//! days that exist become dates: `2018年2月30日` is an error, never another day. Years are those
//! of the People's Republic's documents, 1949 to 2099.

use chrono::NaiveDate;
use nom::branch::alt;
use nom::bytes::complete::take_while_m_n;
use nom::character::complete::{char, one_of};
use nom::combinator::{map_opt, map_res, not, opt, peek, recognize, verify};
use nom::sequence::{delimited, preceded, terminated};
use nom::{IResult, Parser};

use super::numeral::{digits, numeral};

/// `date = spoken / numbered / bracketed`
pub fn date(input: &str) -> IResult<&str, NaiveDate> {
    alt((spoken, numbered, bracketed)).parse(input)
}

/// `spoken = year month_number "月" day_number ( "日" / "号" )`
///
/// In Arabic digits (2018年1月25日) or Chinese ones (二〇一七年十二月三十一日).
pub fn spoken(input: &str) -> IResult<&str, NaiveDate> {
    map_opt((year, month_day), |(year, (month, day))| {
        NaiveDate::from_ymd_opt(year, month, day)
    })
    .parse(input)
}

/// `numbered = 4digit sep 1..2digit sep 1..2digit` with the same `sep` of `- / . －` twice, not
/// followed by a digit.
pub fn numbered(input: &str) -> IResult<&str, NaiveDate> {
    let (rest, year) = arabic_year(input)?;
    let (rest, mark) = one_of("-/.－／").parse(rest)?;
    let (rest, month) = terminated(two_digits, char(mark)).parse(rest)?;
    map_opt(two_digits, |day| NaiveDate::from_ymd_opt(year, month, day)).parse(rest)
}

/// `bracketed = "[" 2digit "-" 2digit "-" 2digit "]"`, the list style of web pages: `[18-01-22]`.
///
/// Two digits from 50 on are a year of the last century.
pub fn bracketed(input: &str) -> IResult<&str, NaiveDate> {
    let parts = (
        terminated(short, char('-')),
        terminated(short, char('-')),
        short,
    );
    let open = one_of("[【［");
    let close = one_of("]】］");
    map_opt(delimited(open, parts, close), |(year, month, day)| {
        let century = if year < 50 { 2000 } else { 1900 };
        NaiveDate::from_ymd_opt(century + i32::try_from(year).ok()?, month, day)
    })
    .parse(input)
}

/// `month = year month_number "月" [ "份" ]`, not followed by a day.
pub fn month(input: &str) -> IResult<&str, (i32, u32)> {
    let (rest, (year, month)) = (year, terminated(month_number, char('月'))).parse(input)?;
    let (rest, _) = opt(char('份')).parse(rest)?;
    not(terminated(day_number, one_of("日号"))).parse(rest)?;
    Ok((rest, (year, month)))
}

/// `year = ( 4digit / 4numeral ) ( "年度" / "年" )`
pub fn year(input: &str) -> IResult<&str, i32> {
    terminated(alt((arabic_year, spoken_year)), char('年')).parse(input)
}

/// `month_day = month_number "月" day_number ( "日" / "号" )`: 3月28日.
///
/// Whether the day exists depends on a year; only impossible months and days are refused.
pub fn month_day(input: &str) -> IResult<&str, (u32, u32)> {
    (
        terminated(month_number, char('月')),
        terminated(day_number, one_of("日号")),
    )
        .parse(input)
}

/// `month_number = 1..2digit / numeral`, 1 to 12.
pub fn month_number(input: &str) -> IResult<&str, u32> {
    verify(alt((two_digits, spoken_small)), |month| {
        (1..=12).contains(month)
    })
    .parse(input)
}

/// `day_number = 1..2digit / numeral`, 1 to 31.
pub fn day_number(input: &str) -> IResult<&str, u32> {
    verify(alt((two_digits, spoken_small)), |day| {
        (1..=31).contains(day)
    })
    .parse(input)
}

/// `time = 1..2digit ":" 2digit [ ":" 2digit ]`: hours, minutes, seconds.
pub fn time(input: &str) -> IResult<&str, (u32, u32, u32)> {
    let sixtieth = || preceded(one_of(":："), verify(short, |&part| part < 60));
    let hour = verify(two_digits, |&hour| hour <= 24);
    let (rest, (hour, minutes, seconds)) = (hour, sixtieth(), opt(sixtieth())).parse(input)?;
    Ok((rest, (hour, minutes, seconds.unwrap_or(0))))
}

/// A year of four ASCII digits, 1949 to 2099, not followed by a fifth.
pub fn arabic_year(input: &str) -> IResult<&str, i32> {
    let four = map_res(
        take_while_m_n(4, 4, |c: char| c.is_ascii_digit()),
        str::parse::<i32>,
    );
    let (rest, year) = verify(four, |year| is_year(*year)).parse(input)?;
    not(ascii_digit).parse(rest)?;
    Ok((rest, year))
}

/// A year in Chinese digits: 二〇一七.
fn spoken_year(input: &str) -> IResult<&str, i32> {
    map_opt(digits, |number| {
        i32::try_from(number).ok().filter(|year| is_year(*year))
    })
    .parse(input)
}

fn is_year(year: i32) -> bool {
    (1949..=2099).contains(&year)
}

/// One or two ASCII digits that no third follows.
fn two_digits(input: &str) -> IResult<&str, u32> {
    let digits = take_while_m_n(1, 2, |c: char| c.is_ascii_digit());
    terminated(map_res(digits, str::parse::<u32>), not(peek(ascii_digit))).parse(input)
}

/// Exactly two ASCII digits.
fn short(input: &str) -> IResult<&str, u32> {
    map_res(
        take_while_m_n(2, 2, |c: char| c.is_ascii_digit()),
        str::parse::<u32>,
    )
    .parse(input)
}

fn ascii_digit(input: &str) -> IResult<&str, char> {
    one_of("0123456789").parse(input)
}

/// A numeral with units of ten, never a run of digits: 二十五, not 二五.
fn spoken_small(input: &str) -> IResult<&str, u32> {
    let (_, printed) = recognize(numeral).parse(input)?;
    let run = printed.chars().count() > 1 && !printed.contains(['十', '廿', '卅']);
    map_opt(numeral, |number| {
        u32::try_from(number).ok().filter(|_| !run)
    })
    .parse(input)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(input: &str, expected: (i32, u32, u32), rest: &str) {
        let (year, month, day) = expected;
        let expected = NaiveDate::from_ymd_opt(year, month, day).unwrap();
        assert_eq!(date(input), Ok((rest, expected)), "{input}");
    }

    #[track_caller]
    fn refused(input: &str) {
        assert!(date(input).is_err(), "{input}");
    }

    #[test]
    fn days_are_printed_in_many_ways() {
        check("2018年1月25日印发", (2018, 1, 25), "印发");
        check("2018-02-28", (2018, 2, 28), "");
        check("2016-03-25 00:00", (2016, 3, 25), " 00:00");
        check("2018/1/9", (2018, 1, 9), "");
        check("2018.1.9", (2018, 1, 9), "");
        check("[18-01-22]", (2018, 1, 22), "");
        check("二〇一七年十二月三十一日", (2017, 12, 31), "");
        check("二○○八年七月十五日", (2008, 7, 15), "");
        check("二О一五年三月廿一日", (2015, 3, 21), "");
    }

    #[test]
    fn days_that_do_not_exist_are_refused() {
        refused("2018年2月30日");
        refused("2017-02-29");
        refused("2018年13月1日");
        refused("2018年0月1日");
        refused("118年1月24日");
        refused("202020年12月31日");
    }

    #[test]
    fn lost_separators_are_not_guessed() {
        refused("2018年1231日");
        refused("20171231日");
        refused("2017210日");
        refused("2018-1.9");
        refused("2017-12-311");
    }

    #[test]
    fn months_stand_without_a_day() {
        assert_eq!(month("2018年3月底"), Ok(("底", (2018, 3))));
        assert_eq!(month("二〇一七年十二月"), Ok(("", (2017, 12))));
        assert!(month("2018年3月5日").is_err());
        assert_eq!(month_day("3月28日，"), Ok(("，", (3, 28))));
    }

    #[test]
    fn years_are_of_four_digits() {
        assert_eq!(year("2017年度"), Ok(("度", 2017)));
        assert_eq!(year("二〇一七年"), Ok(("", 2017)));
        assert!(year("17年").is_err());
        assert!(year("3000年").is_err());
    }

    #[test]
    fn times_have_minutes() {
        assert_eq!(time("15:31:47"), Ok(("", (15, 31, 47))));
        assert_eq!(time("8：30至"), Ok(("至", (8, 30, 0))));
        assert!(time("26:84").is_err());
    }

    proptest! {
        #[test]
        fn consumes_a_prefix_or_fails(input in "[\\[]?[0-9二〇一七十]{1,5}[-/.年][0-9十一]{0,3}[-/.月][0-9一二十]{0,3}[日\\]]?\\PC{0,3}") {
            for parser in [date, spoken, numbered, bracketed] {
                if let Ok((rest, _)) = parser(&input) {
                    prop_assert!(input.ends_with(rest) && rest.len() < input.len());
                }
            }
            let _ = (month(&input), year(&input), month_day(&input), time(&input));
        }

        #[test]
        fn every_day_is_read_as_printed(days in 0i32..55_000) {
            let day = NaiveDate::from_ymd_opt(1949, 1, 1).unwrap() + chrono::Days::new(u64::try_from(days).unwrap());
            for format in ["%Y年%-m月%-d日", "%Y-%m-%d", "%Y/%-m/%-d", "%Y.%m.%d"] {
                let printed = day.format(format).to_string();
                prop_assert_eq!(date(&printed), Ok(("", day)));
            }
        }
    }
}
