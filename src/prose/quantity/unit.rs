//! Units behind numbers: `余条`, `个工作日`, `平方米`, `%`.
//!
//! Leaf parsers over the vocabulary's lists. Whether the number before the unit
//! counts something is decided by [`super::scan`].

use nom::character::complete::{anychar, one_of};
use nom::combinator::{not, verify};
use nom::error::{Error, ErrorKind};
use nom::{Err, IResult, Parser};

use crate::grammar::{Beginnings, QuantityWords};
use crate::record::{Approx, QuantityKind};

/// A unit as printed, and what it measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unit<'a> {
    /// As printed, without approximators: 条, 个工作日, 元.
    pub printed: &'a str,
    /// What it measures.
    pub kind: QuantityKind,
}

/// `unit = measure / long_classifier / classifier / latin_measure`, after Arabic digits.
pub(super) fn unit<'a>(words: &QuantityWords, input: &'a str) -> IResult<&'a str, Unit<'a>> {
    measure(words, input)
        .or_else(|_| classifier(&words.long_classifiers, input))
        .or_else(|_| classifier(&words.classifiers, input))
        .or_else(|_| latin(words, input))
}

/// `spoken_unit = measure / long_classifier / classifier`, after a numeral in Chinese characters,
/// where fewer characters can be units.
pub(super) fn spoken_unit<'a>(words: &QuantityWords, input: &'a str) -> IResult<&'a str, Unit<'a>> {
    let fits = |unit: &Unit<'_>| {
        unit.printed.chars().count() > 1 || words.spoken_measures.hold(unit.printed)
    };
    verify(|input| measure(words, input), fits)
        .parse(input)
        .or_else(|_| classifier(&words.long_classifiers, input))
        .or_else(|_| classifier(&words.spoken_classifiers, input))
}

fn measure<'a>(words: &QuantityWords, input: &'a str) -> IResult<&'a str, Unit<'a>> {
    match words.measures.of(input) {
        Some((printed, kind)) => Ok((
            &input[printed.len()..],
            Unit {
                printed,
                kind: *kind,
            },
        )),
        None => fail(input),
    }
}

fn classifier<'a>(known: &Beginnings, input: &'a str) -> IResult<&'a str, Unit<'a>> {
    match known.of(input) {
        Some((printed, ())) => Ok((&input[printed.len()..], count(printed))),
        None => fail(input),
    }
}

fn latin<'a>(words: &QuantityWords, input: &'a str) -> IResult<&'a str, Unit<'a>> {
    let Some((printed, ())) = words.latin_measures.of(input) else {
        return fail(input);
    };
    let rest = &input[printed.len()..];
    not(verify(anychar, char::is_ascii_alphanumeric)).parse(rest)?;
    let kind = QuantityKind::Other;
    Ok((rest, Unit { printed, kind }))
}

fn count(printed: &str) -> Unit<'_> {
    Unit {
        printed,
        kind: QuantityKind::Count,
    }
}

fn fail<T>(input: &str) -> IResult<&str, T> {
    Err(Err::Error(Error::new(input, ErrorKind::Alt)))
}

/// `within = "余" / "多" / "来"`, between digits and unit.
pub(super) fn within<'a>(words: &QuantityWords, input: &'a str) -> IResult<&'a str, Approx> {
    word(&words.approx_within, input)
}

/// `after = "左右" / "以上" / …`, behind the unit.
pub(super) fn after<'a>(words: &QuantityWords, input: &'a str) -> IResult<&'a str, Approx> {
    word(&words.approx_after, input)
}

fn word<'a>(words: &Beginnings<Approx>, input: &'a str) -> IResult<&'a str, Approx> {
    match words.of(input) {
        Some((printed, approx)) => Ok((&input[printed.len()..], *approx)),
        None => fail(input),
    }
}

/// `percent_sign = "%" / "％" / "﹪" / "‰"`
pub(super) fn percent_sign(input: &str) -> IResult<&str, Unit<'_>> {
    let (rest, _) = one_of("%％﹪‰").parse(input)?;
    let printed = if input.starts_with('‰') { "‰" } else { "%" };
    Ok((
        rest,
        Unit {
            printed,
            kind: QuantityKind::Share,
        },
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prose::gold::words;

    #[test]
    fn units_are_read_whole() {
        for (text, printed) in [
            ("个工作日内", "个工作日"),
            ("条，", "条"),
            ("平方米。", "平方米"),
            ("县（市、区）排名", "县（市、区）"),
            ("km长", "km"),
        ] {
            assert_eq!(
                unit(&words().quantity, text).map(|(_, unit)| unit.printed),
                Ok(printed),
                "{text}"
            );
        }
        assert!(unit(&words().quantity, "号楼").is_err());
        assert!(unit(&words().quantity, "mall").is_err());
        assert!(spoken_unit(&words().quantity, "场会").is_ok());
        assert!(spoken_unit(&words().quantity, "片叶").is_err());
    }
}
