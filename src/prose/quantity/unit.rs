//! Units behind numbers: `余条`, `个工作日`, `平方米`, `%`.
//!
//! Leaf parsers over the tables of [`super::vocabulary`]. Whether the number before the unit
//! counts something is decided by [`super::scan`].

use nom::bytes::complete::tag;
use nom::character::complete::{anychar, one_of};
use nom::combinator::{not, verify};
use nom::error::{Error, ErrorKind};
use nom::{Err, IResult, Parser};

use crate::record::{Approx, QuantityKind};

use super::vocabulary::{
    APPROX_AFTER, APPROX_WITHIN, CLASSIFIERS, LATIN_MEASURES, LONG_CLASSIFIERS, MEASURES,
    SPOKEN_CLASSIFIERS,
};

/// A unit as printed, and what it measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unit<'a> {
    /// As printed, without approximators: 条, 个工作日, 元.
    pub printed: &'a str,
    /// What it measures.
    pub kind: QuantityKind,
}

/// `unit = measure / long_classifier / classifier / latin_measure`, after Arabic digits.
pub(super) fn unit(input: &str) -> IResult<&str, Unit<'_>> {
    measure(input)
        .or_else(|_| long_classifier(input))
        .or_else(|_| classifier(input, CLASSIFIERS))
        .or_else(|_| latin(input))
}

/// `spoken_unit = measure / long_classifier / classifier`, after a numeral in Chinese characters,
/// where fewer characters can be units.
pub(super) fn spoken_unit(input: &str) -> IResult<&str, Unit<'_>> {
    let long_measure = verify(measure, |unit: &Unit<'_>| {
        unit.printed.chars().count() > 1
            || matches!(
                unit.printed,
                "年" | "天" | "周" | "日" | "倍" | "元" | "亩" | "吨" | "米" | "岁"
            )
    });
    let mut long_measure = long_measure;
    long_measure
        .parse(input)
        .or_else(|_| long_classifier(input))
        .or_else(|_| classifier(input, SPOKEN_CLASSIFIERS))
}

fn measure(input: &str) -> IResult<&str, Unit<'_>> {
    let known = MEASURES
        .iter()
        .find(|(printed, _)| input.starts_with(printed));
    match known {
        Some((printed, kind)) => Ok((
            &input[printed.len()..],
            Unit {
                printed: &input[..printed.len()],
                kind: *kind,
            },
        )),
        None => fail(input),
    }
}

fn long_classifier(input: &str) -> IResult<&str, Unit<'_>> {
    let known = LONG_CLASSIFIERS
        .iter()
        .find(|printed| input.starts_with(**printed));
    match known {
        Some(printed) => Ok((&input[printed.len()..], count(&input[..printed.len()]))),
        None => fail(input),
    }
}

fn classifier<'a>(input: &'a str, known: &[char]) -> IResult<&'a str, Unit<'a>> {
    let (rest, _) = verify(anychar, |character| known.contains(character)).parse(input)?;
    Ok((rest, count(&input[..input.len() - rest.len()])))
}

fn latin(input: &str) -> IResult<&str, Unit<'_>> {
    for printed in LATIN_MEASURES {
        if let Ok((rest, printed)) = tag::<_, _, Error<&str>>(*printed).parse(input) {
            not(verify(anychar, char::is_ascii_alphanumeric)).parse(rest)?;
            return Ok((
                rest,
                Unit {
                    printed,
                    kind: QuantityKind::Other,
                },
            ));
        }
    }
    fail(input)
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
pub(super) fn within(input: &str) -> IResult<&str, Approx> {
    word(input, APPROX_WITHIN)
}

/// `after = "左右" / "以上" / …`, behind the unit.
pub(super) fn after(input: &str) -> IResult<&str, Approx> {
    word(input, APPROX_AFTER)
}

fn word<'a>(input: &'a str, words: &[(&str, Approx)]) -> IResult<&'a str, Approx> {
    match words.iter().find(|(printed, _)| input.starts_with(printed)) {
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
    use super::super::vocabulary::{APPROX_BEFORE, IDIOMS};
    use super::*;

    #[test]
    fn longer_units_come_first() {
        let tables: [Vec<&str>; 4] = [
            MEASURES.iter().map(|(word, _)| *word).collect(),
            LONG_CLASSIFIERS.to_vec(),
            APPROX_AFTER.iter().map(|(word, _)| *word).collect(),
            APPROX_BEFORE.iter().map(|(word, _)| *word).collect(),
        ];
        for table in &tables[..3] {
            for (at, word) in table.iter().enumerate() {
                assert!(
                    !table[..at].iter().any(|earlier| word.starts_with(earlier)),
                    "{word} is hidden"
                );
            }
        }
        for (at, word) in tables[3].iter().enumerate() {
            assert!(
                !tables[3][..at]
                    .iter()
                    .any(|earlier| word.ends_with(earlier)),
                "{word} is hidden"
            );
        }
        assert!(IDIOMS.iter().all(|idiom| idiom.chars().count() >= 2));
    }

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
                unit(text).map(|(_, unit)| unit.printed),
                Ok(printed),
                "{text}"
            );
        }
        assert!(unit("号楼").is_err());
        assert!(unit("mall").is_err());
        assert!(spoken_unit("场会").is_ok());
        assert!(spoken_unit("片叶").is_err());
    }
}
