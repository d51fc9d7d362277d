//! Chinese numerals: `十二`, `两千三百`, `一万三千`, `廿五`, `二〇一七`, `①`.
//!
//! Whether a numeral counts something (三个) or belongs to a word (三农) is not decided here.

use nom::branch::alt;
use nom::bytes::complete::take_while_m_n;
use nom::character::complete::{anychar, one_of};
use nom::combinator::{map_opt, verify};
use nom::error::{Error, ErrorKind};
use nom::{Err, IResult, Parser};

/// Longest run that is looked at; no numeral below 万亿 needs more.
const MOST_CHARACTERS: usize = 20;

/// Most digits that are read one by one.
const MOST_DIGITS: usize = 9;

/// The digit that a character stands for; 两 is two, all forms of zero are zero.
#[must_use]
pub fn digit_of(character: char) -> Option<i64> {
    let digit = match character {
        '零' | '〇' | '○' | '◯' | 'О' | 'Ｏ' | '０' => 0,
        '一' | '壹' => 1,
        '二' | '两' | '贰' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    };
    Some(digit)
}

/// The number that a unit of ten stands for.
fn unit_of(character: char) -> Option<i64> {
    let unit = match character {
        '十' | '拾' => 10,
        '百' | '佰' => 100,
        '千' | '仟' => 1000,
        '万' => 10_000,
        '亿' => 100_000_000,
        _ => return None,
    };
    Some(unit)
}

/// Whether a numeral may hold `character`.
#[must_use]
pub fn is_numeral(character: char) -> bool {
    digit_of(character).is_some()
        || unit_of(character).is_some()
        || matches!(character, '廿' | '卅')
}

/// `numeral = section { "亿" / "万" section }` with `section` below 10000, or a run of digits.
///
/// Units must fall from left to right (二百三十 but not 三十二百); 一万三 is 13000 only where a
/// writer omits the unit, which official text does not do, so it is refused.
pub fn numeral(input: &str) -> IResult<&str, i64> {
    let (rest, printed) = numeral_characters(input)?;
    let number = place_values(printed.chars()).or_else(|| digit_run(printed.chars()));
    match number {
        Some(number) => Ok((rest, number)),
        None => Err(Err::Error(Error::new(input, ErrorKind::Verify))),
    }
}

fn numeral_characters(input: &str) -> IResult<&str, &str> {
    // One more than may be shows that a run is too long: it is not read to its end at every start.
    verify(
        take_while_m_n(1, MOST_CHARACTERS + 1, is_numeral),
        |run: &str| run.chars().count() <= MOST_CHARACTERS,
    )
    .parse(input)
}

/// `digits = 1*digit` read one by one: 二〇一七 is 2017.
pub fn digits(input: &str) -> IResult<&str, i64> {
    let digit = |character| digit_of(character).is_some();
    let (rest, printed) = take_while_m_n(1, MOST_DIGITS + 1, digit).parse(input)?;
    match digit_run(printed.chars()) {
        Some(number) => Ok((rest, number)),
        None => Err(Err::Error(Error::new(input, ErrorKind::TooLarge))),
    }
}

/// `enclosed = "①" … "⑳" / "㈠" … "㈩" / "⑴" … "⒇" / "⒈" … "⒛"`
pub fn enclosed(input: &str) -> IResult<&str, i64> {
    let offset = |character: char| {
        let point = u32::from(character);
        let number = match point {
            0x2460..=0x2473 => point - 0x2460,
            0x2474..=0x2487 => point - 0x2474,
            0x2488..=0x249B => point - 0x2488,
            0x3220..=0x3229 => point - 0x3220,
            _ => return None,
        };
        Some(i64::from(number) + 1)
    };
    map_opt(anychar, offset).parse(input)
}

/// `ordinal = numeral / digits`, below 100: what numbers headings.
pub fn small(input: &str) -> IResult<&str, i64> {
    let arabic = verify(nom::character::complete::i64, |&number| {
        (1..100).contains(&number)
    });
    let digit_first = nom::combinator::peek(one_of("0123456789"));
    let chinese = verify(numeral, |&number| (1..100).contains(&number));
    alt((chinese, (digit_first, arabic).map(|(_, number)| number))).parse(input)
}

/// Reads digits one by one; `None` if there is a unit among them or they are too many.
fn digit_run(mut characters: impl Iterator<Item = char> + Clone) -> Option<i64> {
    if characters.clone().nth(MOST_DIGITS).is_some() {
        return None;
    }
    characters.try_fold(0, |sum, character| Some(sum * 10 + digit_of(character)?))
}

/// Reads units; `None` if they do not fall, if digits stand side by side, or if none is there
/// besides several digits.
fn place_values(characters: impl Iterator<Item = char> + Clone) -> Option<i64> {
    let (mut total, mut section, mut digit) = (0i64, 0i64, None);
    let (mut last_big, mut last_small, mut zero) = (i64::MAX, i64::MAX, false);
    for character in characters.clone() {
        if let Some(value) = digit_of(character) {
            if digit.is_some() {
                return None;
            }
            if value == 0 {
                zero = true;
            } else {
                digit = Some(value);
            }
            continue;
        }
        if matches!(character, '廿' | '卅') {
            if digit.is_some() || last_small <= 10 {
                return None;
            }
            section += if character == '廿' { 20 } else { 30 };
            last_small = 10;
            continue;
        }
        let unit = unit_of(character)?;
        if unit < 10_000 {
            let times = match digit.take() {
                Some(times) => times,
                None if unit == 10 && section == 0 => 1,
                None => return None,
            };
            if unit >= last_small {
                return None;
            }
            section += times * unit;
            last_small = unit;
        } else {
            let sum = section + digit.take().unwrap_or(0);
            if sum == 0 || unit >= last_big {
                return None;
            }
            total = total.checked_add(sum.checked_mul(unit)?)?;
            (section, last_big, last_small) = (0, unit, i64::MAX);
        }
        zero = false;
    }
    let several = characters.clone().nth(1).is_some();
    if !several && zero {
        return Some(0);
    }
    let omitted_unit = digit.is_some() && !zero && last_small.min(last_big) > 10 && several;
    if omitted_unit || (zero && digit.is_none()) {
        return None;
    }
    total.checked_add(section)?.checked_add(digit.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(input: &str, number: i64, rest: &str) {
        assert_eq!(numeral(input), Ok((rest, number)), "{input}");
    }

    #[track_caller]
    fn refused(input: &str) {
        assert!(numeral(input).is_err(), "{input}");
    }

    #[test]
    fn units_multiply_the_digit_before_them() {
        check("一、", 1, "、");
        check("十二次", 12, "次");
        check("二十", 20, "");
        check("一百零五", 105, "");
        check("两千三百", 2300, "");
        check("一万三千", 13_000, "");
        check("三十万", 300_000, "");
        check("一亿二千万", 120_000_000, "");
        check("廿五", 25, "");
        check("零", 0, "");
    }

    #[test]
    fn digits_without_units_are_read_one_by_one() {
        check("二〇一七年", 2017, "年");
        check("二○○八", 2008, "");
        check("三五", 35, "");
    }

    #[test]
    fn what_has_no_single_reading_is_refused() {
        refused("一百三");
        refused("十百");
        refused("万");
        refused("百");
        refused("三十二百");
        refused("千千万万");
        refused("条");
    }

    #[test]
    fn enclosed_numbers_count_from_one() {
        assert_eq!(enclosed("①组织"), Ok(("组织", 1)));
        assert_eq!(enclosed("㈩"), Ok(("", 10)));
        assert_eq!(enclosed("⑿"), Ok(("", 12)));
        assert_eq!(enclosed("⒛"), Ok(("", 20)));
        assert!(enclosed("⓪").is_err());
    }

    fn spell(number: i64) -> String {
        let names: Vec<char> = "零一二三四五六七八九".chars().collect();
        let mut text = String::new();
        let mut gap = false;
        for (unit, name) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
            let digit = number / unit % 10;
            if digit == 0 {
                gap = !text.is_empty();
                continue;
            }
            if gap {
                text.push('零');
                gap = false;
            }
            text.push(names[usize::try_from(digit).unwrap()]);
            text.push_str(name);
        }
        text
    }

    proptest! {
        #[test]
        fn reads_what_is_spelled(number in 1i64..10_000) {
            let text = spell(number);
            prop_assert_eq!(numeral(&text), Ok(("", number)));
        }

        #[test]
        fn consumes_a_prefix_or_fails(input in "[一二三十百千万亿零〇廿两]{0,24}\\PC{0,3}") {
            for parser in [numeral, digits, small, enclosed] {
                if let Ok((rest, _)) = parser(&input) {
                    prop_assert!(input.ends_with(rest) && rest.len() < input.len());
                }
            }
        }
    }
}
