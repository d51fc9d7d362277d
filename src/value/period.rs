//! Stretches of time between two days: `自2017年1月1日起，至2017年12月31日止`.
//!
//! A period of months runs from the first day of the first to the last day of the last month.
//! A period that ends before it begins is refused.

use chrono::{Days, Months, NaiveDate};
use nom::branch::alt;
use nom::bytes::complete::tag;
use nom::character::complete::{char, one_of};
use nom::combinator::{map_opt, opt};
use nom::sequence::{preceded, terminated};
use nom::{IResult, Parser};

use super::date::{date, month, month_day, month_number};

/// `period = [ "自" / "从" ] from [ "起" ] [ "，" ] link to [ "止" ]`
///
/// `from` and `to` are days or months; `to` may leave out the year of `from`. `link` is one of
/// `至 到 — – - ~ ～`. Returns the first and the last day.
pub fn period(input: &str) -> IResult<&str, (NaiveDate, NaiveDate)> {
    let (rest, _) = opt(one_of("自从由")).parse(input)?;
    let (rest, period) = alt((days, months)).parse(rest)?;
    let (rest, _) = opt(alt((tag("止"), tag("为止")))).parse(rest)?;
    Ok((rest, period))
}

fn days(input: &str) -> IResult<&str, (NaiveDate, NaiveDate)> {
    let (rest, start) = terminated(date, link).parse(input)?;
    let same_year = map_opt(month_day, |(month, day)| {
        NaiveDate::from_ymd_opt(year_of(start), month, day)
    });
    map_opt(alt((date, same_year)), |end| {
        (end >= start).then_some((start, end))
    })
    .parse(rest)
}

fn months(input: &str) -> IResult<&str, (NaiveDate, NaiveDate)> {
    let (rest, start) = terminated(alt((month, open_month)), link).parse(input)?;
    let same_year =
        terminated(month_number, (char('月'), opt(char('份')))).map(|month| (start.0, month));
    map_opt(alt((month, same_year)), |end| {
        let first = NaiveDate::from_ymd_opt(start.0, start.1, 1)?;
        let last = last_day(end.0, end.1)?;
        (last >= first).then_some((first, last))
    })
    .parse(rest)
}

/// A month whose 月 stands at the end of the period: 2017年1—12月.
fn open_month(input: &str) -> IResult<&str, (i32, u32)> {
    (super::date::year, month_number).parse(input)
}

/// `link = [ "起" ] [ "，" / "," / "、" ] ( "至" / "到" / dash )`
fn link(input: &str) -> IResult<&str, &str> {
    let dash = alt((
        tag("——"),
        tag("--"),
        tag("—"),
        tag("–"),
        tag("-"),
        tag("－"),
        tag("~"),
        tag("～"),
    ));
    let begun = (opt(tag("起")), opt(one_of("，,、")));
    preceded(begun, alt((tag("至"), tag("到"), dash))).parse(input)
}

/// The last day of a month.
#[must_use]
pub fn last_day(year: i32, month: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, 1)?
        .checked_add_months(Months::new(1))?
        .checked_sub_days(Days::new(1))
}

fn year_of(date: NaiveDate) -> i32 {
    chrono::Datelike::year(&date)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(input: &str, start: (i32, u32, u32), end: (i32, u32, u32), rest: &str) {
        let day = |(year, month, day)| NaiveDate::from_ymd_opt(year, month, day).unwrap();
        assert_eq!(period(input), Ok((rest, (day(start), day(end)))), "{input}");
    }

    #[test]
    fn both_ends_are_days() {
        let year = ((2017, 1, 1), (2017, 12, 31));
        check(
            "自2017年1月1日起，至2017年12月31日止。",
            year.0,
            year.1,
            "。",
        );
        check("自2017年1月1日起至2017年12月31日止", year.0, year.1, "");
        check("从2017年1月1日到12月31日", year.0, year.1, "");
        check("2017年1月1日至2017年12月31日", year.0, year.1, "");
        check("2017年1月1日—12月31日期间", year.0, year.1, "期间");
        check("2017-01-01至2017-12-31", year.0, year.1, "");
    }

    #[test]
    fn months_are_taken_whole() {
        check("2017年1月至12月", (2017, 1, 1), (2017, 12, 31), "");
        check("2017年1到2月", (2017, 1, 1), (2017, 2, 28), "");
        check(
            "2016年11月至2017年2月，",
            (2016, 11, 1),
            (2017, 2, 28),
            "，",
        );
    }

    #[test]
    fn lost_separators_and_backward_periods_are_refused() {
        assert!(period("自2018年11日至2018年1231日").is_err());
        assert!(period("201711日至20171231日").is_err());
        assert!(period("2017年12月31日至2017年1月1日").is_err());
        assert!(period("2017年1月1日").is_err());
    }

    proptest! {
        #[test]
        fn consumes_a_prefix_or_fails(input in "自?2017年[0-9]{1,2}月([0-9]{1,2}日)?起?[，至—][0-9]{1,2}月([0-9]{1,2}日)?止?\\PC{0,3}") {
            if let Ok((rest, (start, end))) = period(&input) {
                prop_assert!(input.ends_with(rest) && rest.len() < input.len());
                prop_assert!(start <= end);
            }
        }
    }
}
