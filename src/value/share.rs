//! Shares: `60.13%`, `8.56‰`, `百分之九十八点五`, `七成`, `四分之一`.
//!
//! Shares are returned in percent, exactly, with the places that were printed. What they are a
//! share of stands elsewhere in the sentence.

use nom::branch::alt;
use nom::bytes::complete::tag;
use nom::character::complete::{char, one_of};
use nom::combinator::{map_opt, not, opt, verify};
use nom::sequence::{preceded, terminated};
use nom::{IResult, Parser};

use super::number::{Decimal, decimal};
use super::numeral::{digits, numeral};

/// `share = percent / permille / spoken_percent / tenths`, in percent.
pub fn share(input: &str) -> IResult<&str, Decimal> {
    alt((percent, permille, spoken_percent, tenths)).parse(input)
}

/// `percent = decimal ( "%" / "％" / "﹪" )`
pub fn percent(input: &str) -> IResult<&str, Decimal> {
    terminated(decimal, one_of("%％﹪")).parse(input)
}

/// `permille = decimal "‰"`: `8.56‰` is 0.856.
pub fn permille(input: &str) -> IResult<&str, Decimal> {
    terminated(decimal, char('‰'))
        .map(|number| number.shift(-1))
        .parse(input)
}

/// `spoken_percent = "百分之" ( decimal / numeral [ "点" digits ] )`
pub fn spoken_percent(input: &str) -> IResult<&str, Decimal> {
    let hundred = numeral.map(|number| Decimal::integer(if number > 1000 { 100 } else { number }));
    preceded(
        tag("百分之"),
        alt((
            decimal,
            spoken_decimal,
            hundred,
            tag("百").map(|_| Decimal::integer(100)),
        )),
    )
    .parse(input)
}

/// `spoken_decimal = numeral "点" digits`: 九十八点五.
fn spoken_decimal(input: &str) -> IResult<&str, Decimal> {
    let (rest, whole) = terminated(numeral, char('点')).parse(input)?;
    let (after, fraction) = digits(rest)?;
    let places = rest[..rest.len() - after.len()].chars().count();
    let places = i8::try_from(places).unwrap_or(i8::MAX);
    let whole = Decimal::integer(whole);
    let fraction = Decimal::integer(fraction).shift(-places);
    Ok((after, whole.checked_add(fraction).unwrap_or(whole)))
}

/// `tenths = ( digit / "十" ) "成" [ "半" ]`: 七成 is 70, 七成半 is 75.
///
/// 成 also begins verbs (成立, 成为); a numeral before those does not count tenths.
pub fn tenths(input: &str) -> IResult<&str, Decimal> {
    let small = verify(numeral, |&number| (1..=10).contains(&number));
    let (rest, number) = terminated(small, char('成')).parse(input)?;
    let (rest, half) = opt(char('半')).parse(rest)?;
    not(one_of("立为功员果本品长效绩就套熟都交分")).parse(rest)?;
    Ok((
        rest,
        Decimal::integer(number * 10 + if half.is_some() { 5 } else { 0 }),
    ))
}

/// `fraction = numeral "分之" numeral / digits "/" digits`: numerator and denominator.
///
/// Only proper fractions with a denominator up to 100.
pub fn fraction(input: &str) -> IResult<&str, (i64, i64)> {
    let spoken = (terminated(numeral, tag("分之")), numeral).map(|(below, above)| (above, below));
    let integer = || {
        map_opt(decimal, |number| {
            i64::try_from(number.mantissa)
                .ok()
                .filter(|_| number.exponent == 0)
        })
    };
    let printed = (terminated(integer(), char('/')), integer());
    verify(alt((spoken, printed)), |&(above, below)| {
        0 < above && above < below && below <= 100
    })
    .parse(input)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(input: &str, mantissa: i128, exponent: i8, rest: &str) {
        assert_eq!(
            share(input),
            Ok((rest, Decimal { mantissa, exponent })),
            "{input}"
        );
    }

    #[test]
    fn shares_are_in_percent() {
        check("60.13%，", 6013, -2, "，");
        check("9.3％", 93, -1, "");
        check("8.56‰", 856, -3, "");
        check("百分之九十八点五以上", 985, -1, "以上");
        check("百分之九十", 90, 0, "");
        check("百分之3.5", 35, -1, "");
        check("百分之百", 100, 0, "");
        check("七成。", 70, 0, "。");
        check("七成半", 75, 0, "");
    }

    #[test]
    fn a_verb_is_not_a_share() {
        assert!(share("一成立").is_err());
        assert!(share("三成为").is_err());
    }

    #[test]
    fn fractions_are_proper() {
        assert_eq!(fraction("四分之一左右"), Ok(("左右", (1, 4))));
        assert_eq!(fraction("1/4左右"), Ok(("左右", (1, 4))));
        assert!(fraction("2017/12/28").is_err());
        assert!(fraction("1/0").is_err());
    }

    proptest! {
        #[test]
        fn consumes_a_prefix_or_fails(input in "(百分之)?[0-9一二三十百点分之成/.%‰]{0,12}\\PC{0,3}") {
            if let Ok((rest, _)) = share(&input) {
                prop_assert!(input.ends_with(rest) && rest.len() < input.len());
            }
            if let Ok((rest, _)) = fraction(&input) {
                prop_assert!(input.ends_with(rest) && rest.len() < input.len());
            }
        }
    }
}
