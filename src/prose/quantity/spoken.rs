//! Numbers in Chinese characters: `三个`, `两千余件`, `七成`, `百分之九十`.
//!
//! Chinese words are full of numerals that count nothing (统一, 三公经费, 第一). A numeral counts
//! here only before a classifier of a closed list, outside set phrases and short quotations.

use nom::branch::alt;
use nom::character::complete::char;
use nom::combinator::{not, opt, success, value, verify};
use nom::{IResult, Parser};

use crate::grammar::QuantityWords;
use crate::record::Approx;
use crate::value::number::Decimal;
use crate::value::numeral::{digit_of, is_numeral, numeral};
use crate::value::share::{spoken_percent, tenths};

use super::arabic::{part_of_whole, share_read};
use super::scan::{Read, approximator};
use super::unit::{spoken_unit, within};

/// `spoken_share = spoken_percent / tenths / fraction`
pub(super) fn spoken_share(input: &str) -> IResult<&str, Read<'_>> {
    let exact = alt((spoken_percent, tenths)).map(|value| share_read(value, false));
    alt((exact, part_of_whole)).parse(input)
}

/// `spoken = spoken_share / numeral [ within ] spoken_unit`, where the numeral is no part of a word.
pub(super) fn spoken<'a>(
    words: &QuantityWords,
    before: &str,
    input: &'a str,
    in_quotes: bool,
) -> IResult<&'a str, Read<'a>> {
    let refuse = || {
        Err(nom::Err::Error(nom::error::Error::new(
            input,
            nom::error::ErrorKind::Verify,
        )))
    };
    if let Ok(share) = spoken_share(input) {
        return Ok(share);
    }
    if in_quotes || words.idioms.begin(input) {
        return refuse();
    }
    if let Ok(rounded) = rounded(words, before, input) {
        return Ok(rounded);
    }
    let (rest, (value, to)) =
        alt((neighbours, numeral.map(|number| (number, None)))).parse(input)?;
    let printed = &input[..input.len() - rest.len()];
    let digits_only = printed.chars().count() > 1
        && printed
            .chars()
            .all(|character| digit_of(character).is_some());
    let (rest, early) = opt(|input| within(words, input)).parse(rest)?;
    let (rest, unit) = spoken_unit(words, rest)?;
    // 二期 is the second stage and 零部件 are parts; 两期 are two.
    let never_counts = digits_only && to.is_none() || matches!(printed, "二" | "零" | "〇" | "○");
    if never_counts || !counts(words, before, value, unit.printed, rest) {
        return refuse();
    }
    let approx = early.unwrap_or(if to.is_some() {
        Approx::About
    } else {
        Approx::Exact
    });
    let to = to.map(Decimal::integer);
    Ok((
        rest,
        Read {
            value: Decimal::integer(value),
            to,
            unit,
            approx,
            spoken: true,
        },
    ))
}

/// `rounded = ( "百" / "千" / "万" ) within spoken_unit`: 百余人次 is over 100. Without 余 or 多 the word
/// is part of another (百姓, 千方百计).
pub(super) fn rounded<'a>(
    words: &QuantityWords,
    before: &str,
    input: &'a str,
) -> IResult<&'a str, Read<'a>> {
    let number = alt((
        value(100, char('百')),
        value(1000, char('千')),
        value(10_000, char('万')),
    ));
    let more = |input| within(words, input);
    let (rest, (number, approx)) = (number, more).parse(input)?;
    let (rest, unit) = spoken_unit(words, rest)?;
    let numbered = before.ends_with(|last: char| last.is_ascii_digit() || is_numeral(last));
    not(verify(success(()), |()| {
        numbered || words.word_before.end(before)
    }))
    .parse(input)?;
    Ok((
        rest,
        Read {
            value: Decimal::integer(number),
            to: None,
            unit,
            approx,
            spoken: true,
        },
    ))
}

/// `neighbours = digit digit`, the second one more than the first: 三四个 is 3 to 4.
fn neighbours(input: &str) -> IResult<&str, (i64, Option<i64>)> {
    let digit =
        |input| nom::combinator::map_opt(nom::character::complete::anychar, digit_of).parse(input);
    let (rest, (first, second)) = (digit, digit).parse(input)?;
    let next = rest.chars().next();
    if first == 0 || second != first + 1 || next.is_some_and(is_numeral) {
        return Err(nom::Err::Error(nom::error::Error::new(
            input,
            nom::error::ErrorKind::Verify,
        )));
    }
    Ok((rest, (first, Some(second))))
}

/// Whether a numeral of `value` between `before` and a `unit` counts something.
fn counts(words: &QuantityWords, before: &str, value: i64, unit: &str, after: &str) -> bool {
    let harmless = value != 1 && words.harmless_before_many.end(before);
    let in_word = words.word_before.end(before) && !harmless;
    if in_word && approximator(words, before).is_none() {
        return false;
    }
    let only = words.only.end(before);
    match unit {
        "级" => value == 2 || listed(before) == usize::try_from(value).ok(),
        "日" => after.starts_with('内') || after.starts_with("以内") || after.starts_with("之内"),
        "期" => value > 1 && !after.starts_with("工程"),
        "大" => (2..10).contains(&value) && after.starts_with(is_word),
        _ if unit.ends_with('月') && after.starts_with('份') => false,
        "次" if is_session(words, before, after) => false,
        "年" | "天" | "周" if value == 1 => {
            only || after.starts_with('内') || after.starts_with("以")
        }
        _ if value == 1 => {
            let counted = unit.chars().count() > 1 || words.counted_one.begin(unit);
            only || (counted && !words.paired_one.begin(after))
        }
        _ => true,
    }
}

fn is_word(character: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&character)
}

/// Whether 次 numbers the session of a congress: 十三届四次会议.
fn is_session(words: &QuantityWords, before: &str, after: &str) -> bool {
    let tail = before.char_indices().rev().nth(5).map_or(0, |(at, _)| at);
    words.sessions.begin(after) && before[tail..].contains(['届', '大'])
}

/// How many members an enumeration with 、 at the end of `before` has; `None` without one.
fn listed(before: &str) -> Option<usize> {
    let tail = before.char_indices().rev().nth(60).map_or(0, |(at, _)| at);
    let clause = before[tail..]
        .rsplit(['，', '。', '；', '：', ',', ';', ':'])
        .next()?;
    let marks = clause.matches('、').count();
    (marks > 0).then_some(marks + 1)
}
