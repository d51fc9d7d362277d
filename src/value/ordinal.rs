//! Numbers of headings: `一、` `（一）` `1.` `（1）` `①` `第一章` `一是`.
//!
//! Only the number is read. Whether the line is a heading, and whether the number is right, is
//! the outline's affair.

use nom::branch::alt;
use nom::bytes::complete::tag;
use nom::character::complete::{char, one_of, satisfy};
use nom::combinator::{not, opt, recognize, value, verify};
use nom::error::{Error, ErrorKind};
use nom::sequence::{delimited, terminated};
use nom::{Err, IResult, Parser};

use super::numeral::{enclosed, is_numeral, numeral};

/// The number of a heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ordinal<'a> {
    /// 1 = 一、 2 = （一） 3 = 1. 4 = （1） and ①; 0 for items within a paragraph (一是).
    pub level: u8,
    /// Position among its siblings, from 1.
    pub number: u32,
    /// As printed, with its punctuation.
    pub printed: &'a str,
}

/// `ordinal = chapter / spoken / bracketed_spoken / arabic / bracketed_arabic / enclosed / item`
///
/// Numbers run from 1 to 99.
pub fn ordinal(input: &str) -> IResult<&str, Ordinal<'_>> {
    // Every line and label is asked, and the first character tells almost all of them apart.
    let (rest, (level, number)) = match first(input) {
        '第' => chapter(input),
        '（' | '(' => alt((bracketed_spoken, bracketed_arabic)).parse(input),
        '0'..='9' => alt((arabic, bracketed_arabic)).parse(input),
        '\u{2460}'..='\u{249b}' | '\u{3220}'..='\u{3229}' => {
            alt((bracketed_spoken, arabic, bracketed_arabic, circled)).parse(input)
        }
        one if is_numeral(one) => counted(input),
        _ => Err(Err::Error(Error::new(input, ErrorKind::Alt))),
    }?;
    Ok((
        rest,
        Ordinal {
            level,
            number,
            printed: &input[..input.len() - rest.len()],
        },
    ))
}

/// `chapter = "第" chinese ( "章" / "部分" / "编" ) [ "、" / "：" ]`: level 1.
fn chapter(input: &str) -> IResult<&str, (u8, u32)> {
    let (rest, (_, number, _, _)) = (
        tag("第"),
        alt((chinese, digits)),
        alt((tag("章"), tag("部分"), tag("编"))),
        opt(one_of("、：:")),
    )
        .parse(input)?;
    // 第四部分的表… speaks of a part and does not begin one.
    let (rest, _) = not(one_of("的里中内所各是有")).parse(rest)?;
    Ok((rest, (1, number)))
}

/// `counted = item / spoken`, which differ behind the numeral.
fn counted(input: &str) -> IResult<&str, (u8, u32)> {
    let (rest, number) = chinese(input)?;
    let (rest, level) = alt((item, spoken)).parse(rest)?;
    Ok((rest, (level, number)))
}

/// `item = chinese "是" [ "，" ]`: level 0, an enumeration within running text.
fn item(behind: &str) -> IResult<&str, u8> {
    value(0, (char('是'), opt(one_of("，,")))).parse(behind)
}

/// `spoken = chinese ( "、" / "." / "．" )`: level 1.
fn spoken(behind: &str) -> IResult<&str, u8> {
    value(1, one_of("、.．")).parse(behind)
}

/// `bracketed_spoken = open chinese close [ "、" ] / "㈠" … "㈩"`: level 2.
fn bracketed_spoken(input: &str) -> IResult<&str, (u8, u32)> {
    let bracketed = terminated(delimited(open, chinese, close), opt(char('、')));
    let one_character = verify(recognize(enclosed), |printed: &str| {
        ('㈠'..='㈩').contains(&first(printed))
    });
    let single = one_character.and_then(enclosed).map(to_small);
    alt((bracketed, single))
        .map(|number| (2, number))
        .parse(input)
}

/// `arabic = digits ( "." / "．" / "、" )`, no digit behind it: level 3.
fn arabic(input: &str) -> IResult<&str, (u8, u32)> {
    let dotted = terminated(
        digits,
        (one_of(".．、"), not(satisfy(|next| next.is_ascii_digit()))),
    );
    let one_character = verify(recognize(enclosed), |printed: &str| {
        ('⒈'..='⒛').contains(&first(printed))
    });
    let single = one_character.and_then(enclosed).map(to_small);
    alt((dotted, single)).map(|number| (3, number)).parse(input)
}

/// `bracketed_arabic = [ open ] digits close / "⑴" … "⒇"`: level 4.
fn bracketed_arabic(input: &str) -> IResult<&str, (u8, u32)> {
    let bracketed = delimited(opt(open), digits, close);
    let one_character = verify(recognize(enclosed), |printed: &str| {
        ('⑴'..='⒇').contains(&first(printed))
    });
    let single = one_character.and_then(enclosed).map(to_small);
    alt((bracketed, single))
        .map(|number| (4, number))
        .parse(input)
}

/// `circled = "①" … "⑳"`: level 4.
fn circled(input: &str) -> IResult<&str, (u8, u32)> {
    let one_character = verify(recognize(enclosed), |printed: &str| {
        ('①'..='⑳').contains(&first(printed))
    });
    one_character
        .and_then(enclosed)
        .map(|number| (4, to_small(number)))
        .parse(input)
}

fn first(printed: &str) -> char {
    printed.chars().next().unwrap_or_default()
}

fn to_small(number: i64) -> u32 {
    u32::try_from(number).unwrap_or_default()
}

/// A Chinese numeral from 一 to 九十九, never a run of digits such as 二三.
fn chinese(input: &str) -> IResult<&str, u32> {
    let (rest, number) = numeral(input)?;
    let printed = &input[..input.len() - rest.len()];
    let single = printed.len() == first(printed).len_utf8();
    let with_units = single || printed.contains(['十', '廿', '卅']);
    if !with_units || !(1..100).contains(&number) {
        return Err(Err::Error(Error::new(input, ErrorKind::Verify)));
    }
    Ok((rest, to_small(number)))
}

/// Digits from 1 to 99.
fn digits(input: &str) -> IResult<&str, u32> {
    verify(nom::character::complete::u32, |number| {
        (1..100).contains(number)
    })
    .parse(input)
}

fn open(input: &str) -> IResult<&str, ()> {
    value((), one_of("（(")).parse(input)
}

fn close(input: &str) -> IResult<&str, ()> {
    value((), one_of("）)")).parse(input)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(input: &str, level: u8, number: u32, printed: &str) {
        let rest = &input[printed.len()..];
        assert_eq!(
            ordinal(input),
            Ok((
                rest,
                Ordinal {
                    level,
                    number,
                    printed
                }
            )),
            "{input}"
        );
    }

    #[track_caller]
    fn refused(input: &str) {
        assert!(ordinal(input).is_err(), "{input}");
    }

    #[test]
    fn four_levels_have_their_forms() {
        check("一、总体情况", 1, 1, "一、");
        check("十二、附则", 1, 12, "十二、");
        check("第三章 监督", 1, 3, "第三章");
        check("第一部分：概述", 1, 1, "第一部分：");
        check("（一）组织", 2, 1, "（一）");
        check("(十)组织", 2, 10, "(十)");
        check("㈡建立", 2, 2, "㈡");
        check("1.属于", 3, 1, "1.");
        check("12、其他", 3, 12, "12、");
        check("3．其他", 3, 3, "3．");
        check("⒉其他", 3, 2, "⒉");
        check("（1）其他", 4, 1, "（1）");
        check("2）其他", 4, 2, "2）");
        check("⑵其他", 4, 2, "⑵");
        check("③其他", 4, 3, "③");
    }

    #[test]
    fn items_within_a_paragraph_have_no_level() {
        check("一是加强组织", 0, 1, "一是");
        check("二是，加强组织", 0, 2, "二是，");
    }

    #[test]
    fn values_and_words_are_not_ordinals() {
        refused("1.5万");
        refused("2018年");
        refused("2018.1.9");
        refused("三公经费");
        refused("第一季度");
        refused("二三、");
        refused("（2017年）");
        refused("0.其他");
        refused("100.其他");
    }

    proptest! {
        #[test]
        fn consumes_a_prefix_or_fails(input in "[(（第]?[0-9一二十廿百①㈠⑴]{0,4}[)）、.章是]?\\PC{0,3}") {
            if let Ok((rest, ordinal)) = ordinal(&input) {
                prop_assert!(input.ends_with(rest) && rest.len() < input.len());
                prop_assert_eq!(format!("{}{rest}", ordinal.printed), input.clone());
                prop_assert!((1..100).contains(&ordinal.number));
            }
        }
    }
}
