//! What holes read: runs of characters, and what leaf parsers consume.

use nom::branch::alt;
use nom::bytes::complete::take_while_m_n;
use nom::character::complete::one_of;
use nom::combinator::{recognize, verify};
use nom::error::{Error, ErrorKind};
use nom::{IResult, Parser};

use crate::value::date;

/// A kind of hole.
#[derive(Debug, Clone, Copy)]
pub struct Hole {
    /// Its name, as patterns write it.
    pub name: &'static str,
    /// What it reads.
    pub reads: Reads,
    /// Characters one of which begins whatever it reads; `None` if others may.
    pub begins: Option<&'static str>,
}

/// What a hole reads.
#[derive(Debug, Clone, Copy)]
pub enum Reads {
    /// One or more characters each of which fits.
    Run(fn(char) -> bool),
    /// What a leaf parser consumes: a prefix, not empty, found in time bounded by its length.
    Leaf(fn(&str) -> IResult<&str, &str>),
}

/// The holes that every grammar may use.
///
/// | hole | reads |
/// |---|---|
/// | `number` | ASCII digits, 20 at most |
/// | `date`, `time` | a day that exists, in words or figures; a time of day |
/// | `url` | a web address that begins with `http://`, `https://` or `www.` |
/// | `rule` | three or more of one of the marks that rules are drawn with |
/// | `gap` | blanks and bars, at least one: what parts the entries of a menu |
/// | `han` | a run of Chinese characters |
/// | `text` | a run without `。`, `；` or a line break |
/// | `any` | a run without a line break |
pub const HOLES: &[Hole] = &[
    Hole {
        name: "number",
        reads: Reads::Leaf(number),
        begins: Some(DIGITS),
    },
    Hole {
        name: "date",
        reads: Reads::Leaf(date),
        begins: None,
    },
    Hole {
        name: "time",
        reads: Reads::Leaf(time),
        begins: None,
    },
    Hole {
        name: "url",
        reads: Reads::Leaf(url),
        begins: Some("hw"),
    },
    Hole {
        name: "rule",
        reads: Reads::Leaf(rule),
        begins: Some(MARKS),
    },
    Hole {
        name: "gap",
        reads: Reads::Leaf(gap),
        begins: Some(GAPS),
    },
    Hole {
        name: "han",
        reads: Reads::Run(is_han),
        begins: None,
    },
    Hole {
        name: "text",
        reads: Reads::Run(is_text),
        begins: None,
    },
    Hole {
        name: "any",
        reads: Reads::Run(is_any),
        begins: None,
    },
];

const DIGITS: &str = "0123456789";
/// Marks that rules are drawn with.
const MARKS: &str = "-—–─━_*=~";
/// What parts the entries of a menu.
const GAPS: &str = " \t\u{3000}\u{A0}|｜";

/// `number = 1*20digit`, not followed by a digit
fn number(input: &str) -> IResult<&str, &str> {
    verify(
        take_while_m_n(1, 21, |c: char| c.is_ascii_digit()),
        |digits: &str| digits.len() <= 20,
    )
    .parse(input)
}

/// `date`, as [`date::spoken`] or [`date::numbered`] read it
fn date(input: &str) -> IResult<&str, &str> {
    soon(input, recognize(alt((date::spoken, date::numbered))))
}

/// `time`, as [`date::time`] reads it
fn time(input: &str) -> IResult<&str, &str> {
    soon(input, recognize(date::time))
}

/// What `leaf` reads of the first characters of `input`: no date is longer, and a leaf that is
/// tried at every position must end soon.
fn soon<'a>(
    input: &'a str,
    mut leaf: impl Parser<&'a str, Output = &'a str, Error = Error<&'a str>>,
) -> IResult<&'a str, &'a str> {
    let end = input
        .char_indices()
        .nth(32)
        .map_or(input.len(), |(at, _)| at);
    let (_, found) = leaf.parse(&input[..end])?;
    Ok((&input[found.len()..], found))
}

/// `url = [ "http" [ "s" ] "://" ] host [ "/" path ]`: Latin letters, digits and signs with a point between
fn url(input: &str) -> IResult<&str, &str> {
    let body = take_while_m_n(1, LONGEST, |c: char| {
        c.is_ascii_alphanumeric() || "-._~/?#&=%:+@".contains(c)
    });
    verify(body, is_address).parse(input)
}

/// Whether `found` has a scheme or begins with `www.`, and something on either side of a point.
fn is_address(found: &str) -> bool {
    let (named, host) = match found
        .strip_prefix("http://")
        .or_else(|| found.strip_prefix("https://"))
    {
        Some(host) => (true, host),
        None => (found.starts_with("www."), found),
    };
    named
        && host
            .split_once('.')
            .is_some_and(|(left, right)| !left.is_empty() && !right.is_empty())
}

/// `rule = mark 2*( *blank mark )`, all the same of `- — – ─ ━ _ * = ~`
fn rule(input: &str) -> IResult<&str, &str> {
    let (_, mark) = one_of(MARKS).parse(input)?;
    let (_, found) = take_while_m_n(3, LONGEST, |c: char| c == mark || c == ' ').parse(input)?;
    let found = found.trim_end();
    if found.chars().filter(|c| *c == mark).count() < 3 {
        return Err(nom::Err::Error(Error::new(input, ErrorKind::Verify)));
    }
    Ok((&input[found.len()..], found))
}

/// `gap = 1*( blank / "|" )`: between the entries of a menu
fn gap(input: &str) -> IResult<&str, &str> {
    take_while_m_n(1, LONGEST, |c: char| GAPS.contains(c)).parse(input)
}

/// Longest address, rule or gap, in characters: a leaf that is tried at every position must end soon.
const LONGEST: usize = 500;

/// A Chinese character.
fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '〇')
}

/// Within a clause: nothing that ends a sentence or a line.
fn is_text(c: char) -> bool {
    !matches!(c, '。' | '；' | ';' | '\n')
}

/// Within a line.
fn is_any(c: char) -> bool {
    c != '\n'
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(leaf: fn(&str) -> IResult<&str, &str>, input: &str, found: Option<&str>) {
        assert_eq!(leaf(input).ok().map(|(_, found)| found), found);
    }

    #[test]
    fn a_number_is_taken_whole() {
        check(number, "1300条", Some("1300"));
        check(number, "条1300", None);
        check(number, "123456789012345678901", None);
    }

    #[test]
    fn dates_are_days_that_exist() {
        check(date, "2018年1月25日", Some("2018年1月25日"));
        check(
            date,
            "二〇一八年一月二十五日",
            Some("二〇一八年一月二十五日"),
        );
        check(date, "2018-02-31", None);
        check(date, "2018-02-28 10:00", Some("2018-02-28"));
        check(date, "2017/12/28", Some("2017/12/28"));
        check(date, "2017.12.8，", Some("2017.12.8"));
        check(date, "18-01-22", None);
        check(date, "2018年1225日", None);
    }

    #[test]
    fn times_may_have_seconds() {
        check(time, "15:31:47 ", Some("15:31:47"));
        check(time, "9：05", Some("9：05"));
        check(time, "9:5", None);
    }

    #[test]
    fn an_address_names_itself() {
        check(url, "www.example.gov.cn 首页", Some("www.example.gov.cn"));
        check(
            url,
            "https://example.gov.cn/a?b=1",
            Some("https://example.gov.cn/a?b=1"),
        );
        check(url, "12.5", None);
        check(url, "www.", None);
    }

    #[test]
    fn a_rule_is_three_marks_of_a_kind() {
        check(rule, "---", Some("---"));
        check(rule, "* * * ", Some("* * *"));
        check(rule, "—————", Some("—————"));
        check(rule, "--", None);
        check(rule, "-  -", None);
        check(rule, "-540", None);
    }

    proptest! {
        #[test]
        fn leaves_consume_a_prefix_or_fail(input in "[0-9年月日.:/ *—w-]{0,30}|\\PC{0,30}") {
            for hole in HOLES {
                let Reads::Leaf(leaf) = hole.reads else { continue };
                if let Ok((rest, found)) = leaf(&input) {
                    prop_assert!(!found.is_empty() && input.starts_with(found) && input.ends_with(rest));
                    let begins = |c: char| hole.begins.is_none_or(|known| known.contains(c));
                    prop_assert!(input.starts_with(begins));
                    prop_assert_eq!(found.len() + rest.len(), input.len());
                }
            }
        }
    }
}
