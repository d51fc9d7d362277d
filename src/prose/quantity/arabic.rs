//! Numbers in Arabic digits with their units: `10.3万余条`, `60.13%`, `1-3个`, `1/4`.

use nom::branch::alt;
use nom::bytes::complete::tag;
use nom::character::complete::one_of;
use nom::combinator::{not, opt};
use nom::error::{Error, ErrorKind};
use nom::{IResult, Parser};

use crate::grammar::QuantityWords;
use crate::record::{Approx, QuantityKind};
use crate::value::number::{Decimal, decimal, scale};
use crate::value::share::fraction;

use super::scan::Read;
use super::unit::{Unit, percent_sign, unit, within};

/// `arabic = range / share / counted`
pub(super) fn arabic<'a>(words: &QuantityWords, input: &'a str) -> IResult<&'a str, Read<'a>> {
    let counted = |input| share_or_count(words, input);
    let (rest, first) = alt((part_of_whole, counted)).parse(input)?;
    let Ok((upper, _)) = range_mark(rest) else {
        return Ok((rest, first));
    };
    match share_or_count(words, upper) {
        Ok((after, second)) => Ok((after, joined(first, second).unwrap_or(first))),
        Err(_) => Ok((rest, first)),
    }
}

/// `part_of_whole = fraction`: 1/4 is 25 %.
pub(super) fn part_of_whole(input: &str) -> IResult<&str, Read<'_>> {
    let (rest, (above, below)) = fraction(input)?;
    not(one_of("/0123456789号年月日")).parse(rest)?;
    let percent = Decimal::percent(Decimal::integer(above), Decimal::integer(below), 2);
    let value = percent.unwrap_or(Decimal::integer(0));
    Ok((rest, share_read(value, above == 0 || 100 % below != 0)))
}

/// `compound = decimal *( scale decimal )`, scales descending, the last one left to what follows:
/// 3万5千元 is read as 3.0万 and 5 with 千元 to come.
fn compound(input: &str) -> IResult<&str, (Decimal, Decimal, i8)> {
    let nothing = Decimal::integer(0);
    let (mut rest, mut last) = decimal(input)?;
    let (mut sum, mut least) = (nothing, i8::MAX);
    while let Ok((after, (by, next))) = (scale, decimal).parse(rest) {
        let whole = sum.checked_add(last.shift(by)).filter(|_| by < least);
        // Scales that rise are two numbers run together.
        let Some(whole) = whole else {
            return Err(nom::Err::Error(Error::new(input, ErrorKind::Verify)));
        };
        (rest, last, sum, least) = (after, next, whole, by);
    }
    Ok((rest, (sum, last, least)))
}

/// `share_or_count = decimal percent_sign / [ lower ] compound [ within ] [ scale ] [ within ] [ unit ]`
fn share_or_count<'a>(words: &QuantityWords, input: &'a str) -> IResult<&'a str, Read<'a>> {
    let (rest, (above, value, least)) = compound(input)?;
    if least < i8::MAX {
        let (rest, (by, unit, approx)) = magnitude(words, rest)?;
        let whole = above.checked_add(value.shift(by)).filter(|_| by < least);
        let Some(value) = whole else {
            return Err(nom::Err::Error(Error::new(input, ErrorKind::Verify)));
        };
        let read = Read {
            value,
            to: None,
            unit,
            approx,
            spoken: false,
        };
        return Ok((rest, read));
    }
    if let Ok((after, unit)) = percent_sign(rest) {
        return Ok((
            after,
            Read {
                value,
                to: None,
                unit,
                approx: Approx::Exact,
                spoken: false,
            },
        ));
    }
    if let Ok((after, (upper, by, unit))) = bare_range(words, rest) {
        let read = |value| Read {
            value,
            to: None,
            unit,
            approx: Approx::Exact,
            spoken: false,
        };
        if let Some(range) = joined(read(value.shift(by)), read(upper.shift(by))) {
            return Ok((after, range));
        }
    }
    let (rest, (by, unit, approx)) = magnitude(words, rest)?;
    Ok((
        rest,
        Read {
            value: value.shift(by),
            to: None,
            unit,
            approx,
            spoken: false,
        },
    ))
}

/// `magnitude = [ within ] [ scale ] [ within ] [ unit ]`: the power of ten, the unit, how exact.
///
/// A scale word may stand without unit (2.1亿); digits alone may not.
pub(super) fn magnitude<'a>(
    words: &QuantityWords,
    input: &'a str,
) -> IResult<&'a str, (i8, Unit<'a>, Approx)> {
    if let Ok((rest, unit)) = unit(words, input) {
        return Ok((rest, (0, unit, Approx::Exact)));
    }
    let (rest, early) = opt(|input| within(words, input)).parse(input)?;
    let (rest, by) = opt(scale).parse(rest)?;
    let (rest, late) = opt(|input| within(words, input)).parse(rest)?;
    let approx = early.or(late).unwrap_or(Approx::Exact);
    let unitless = Unit {
        printed: "",
        kind: QuantityKind::Count,
    };
    match (unit(words, rest), by) {
        (Ok((rest, unit)), by) => Ok((rest, (by.unwrap_or(0), unit, approx))),
        (Err(_), Some(by)) if by >= 4 => Ok((rest, (by, unitless, approx))),
        (Err(error), _) => Err(error),
    }
}

/// `bare_range = range_mark decimal ( percent_sign / magnitude )`, scale and unit printed once: 1-3个,
/// 5—8万元.
fn bare_range<'a>(
    words: &QuantityWords,
    input: &'a str,
) -> IResult<&'a str, (Decimal, i8, Unit<'a>)> {
    let (rest, (_, upper)) = (range_mark, decimal).parse(input)?;
    if let Ok((rest, unit)) = percent_sign(rest) {
        return Ok((rest, (upper, 0, unit)));
    }
    let (rest, (by, unit, _)) = magnitude(words, rest)?;
    Ok((rest, (upper, by, unit)))
}

pub(super) fn range_mark(input: &str) -> IResult<&str, &str> {
    alt((
        tag("——"),
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

/// Two numbers of one unit, the lower first; the unit may be printed with the second only.
fn joined<'a>(first: Read<'a>, second: Read<'a>) -> Option<Read<'a>> {
    let one_unit = first.unit.printed == second.unit.printed || first.unit.printed.is_empty();
    let fits = one_unit && first.value.compare(second.value).is_lt() && second.to.is_none();
    fits.then_some(Read {
        to: Some(second.value),
        approx: second.approx,
        unit: second.unit,
        ..first
    })
}

pub(super) fn share_read<'a>(value: Decimal, rounded: bool) -> Read<'a> {
    let unit = Unit {
        printed: "%",
        kind: QuantityKind::Share,
    };
    let approx = if rounded {
        Approx::About
    } else {
        Approx::Exact
    };
    Read {
        value,
        to: None,
        unit,
        approx,
        spoken: true,
    }
}
