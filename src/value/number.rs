//! Exact numbers in Arabic digits: `1051`, `21,340.9`, `-540`, `增10`, `1.5万亿`.
//!
//! Input is tidied text: ASCII digits, no blanks inside a number. Numbers are decimal fractions of
//! unlimited use and limited length; binary floating point appears only at the very end, in
//! [`Decimal::to_f64`].

use std::cmp::Ordering;

use nom::branch::alt;
use nom::bytes::complete::tag;
use nom::character::complete::{char, digit1, one_of};
use nom::combinator::{opt, recognize, value};
use nom::error::{Error, ErrorKind};
use nom::multi::many1_count;
use nom::sequence::{pair, preceded, terminated};
use nom::{Err, IResult, Parser};

/// More digits than this are an identifier, not a quantity; they also would not fit the mantissa.
const MOST_DIGITS: usize = 24;

/// `mantissa × 10^exponent`, exactly as printed: `12.30` is 1230 × 10⁻².
///
/// Two numbers are `==` if they were printed with the same precision; [`Decimal::compare`]
/// compares what they are worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Decimal {
    /// All digits as one integer.
    pub mantissa: i128,
    /// Power of ten that the integer counts.
    pub exponent: i8,
}

impl Decimal {
    /// The integer `number`.
    #[must_use]
    pub fn integer(number: i64) -> Self {
        Self {
            mantissa: i128::from(number),
            exponent: 0,
        }
    }

    /// The number times `10^by`.
    #[must_use]
    pub fn shift(self, by: i8) -> Self {
        Self {
            exponent: self.exponent.saturating_add(by),
            ..self
        }
    }

    /// The number with the other sign.
    #[must_use]
    pub fn negate(self) -> Self {
        Self {
            mantissa: -self.mantissa,
            ..self
        }
    }

    /// How many places behind the point were printed.
    #[must_use]
    pub fn places(self) -> u8 {
        self.exponent.min(0).unsigned_abs()
    }

    /// The nearest binary number.
    #[must_use]
    pub fn to_f64(self) -> f64 {
        // Both are exact up to here, and one operation rounds correctly (Clinger 1990).
        let power = POWERS.get(usize::from(self.exponent.unsigned_abs()));
        if let Some(power) = power.filter(|_| self.mantissa.unsigned_abs() <= 1 << 53) {
            let number = self.mantissa as f64;
            return match self.exponent < 0 {
                true => number / power,
                false => number * power,
            };
        }
        // The standard library rounds decimal text correctly; multiplying by a power of ten would not.
        format!("{}e{}", self.mantissa, self.exponent)
            .parse()
            .unwrap_or(f64::NAN)
    }

    /// Compares values: 0.50 equals 0.5.
    #[must_use]
    pub fn compare(self, other: Self) -> Ordering {
        match (
            self.at(self.exponent.min(other.exponent)),
            other.at(self.exponent.min(other.exponent)),
        ) {
            (Some(left), Some(right)) => left.cmp(&right),
            _ => self.to_f64().total_cmp(&other.to_f64()),
        }
    }

    /// The sum, or `None` if it has too many digits.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        let exponent = self.exponent.min(other.exponent);
        let mantissa = self.at(exponent)?.checked_add(other.at(exponent)?)?;
        Some(Self { mantissa, exponent })
    }

    /// The difference, or `None` if it has too many digits.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.checked_add(other.negate())
    }

    /// Rounds to `places` places behind the point, halves away from zero (四舍五入).
    ///
    /// A number that is shorter already is returned with its places filled up.
    #[must_use]
    pub fn round(self, places: u8) -> Self {
        let target = -i8::try_from(places).unwrap_or(i8::MAX);
        if let Some(mantissa) = self.at(target) {
            return Self {
                mantissa,
                exponent: target,
            };
        }
        if self.exponent >= target {
            return self;
        }
        let Some(unit) = power_of_ten(target.abs_diff(self.exponent)) else {
            return Self {
                mantissa: 0,
                exponent: target,
            };
        };
        // Twice the remainder might not fit.
        let below = self.mantissa.rem_euclid(unit);
        let above = unit - below;
        let up = below > above || below == above && self.mantissa > 0;
        let mantissa = self.mantissa.div_euclid(unit) + i128::from(up);
        Self {
            mantissa,
            exponent: target,
        }
    }

    /// `part` in percent of `whole`, rounded half up to `places` places behind the point.
    ///
    /// `None` if `whole` is zero or the digits do not fit.
    #[must_use]
    pub fn percent(part: Self, whole: Self, places: u8) -> Option<Self> {
        let exponent = part.exponent.min(whole.exponent);
        let scale = power_of_ten(places.checked_add(2)?)?;
        let numerator = part.at(exponent)?.checked_mul(scale)?;
        let denominator = whole.at(exponent)?;
        if denominator == 0 {
            return None;
        }
        let double = numerator.checked_mul(2)?;
        let sign = if (double < 0) == (denominator < 0) {
            1
        } else {
            -1
        };
        let (double, denominator) = (double.checked_abs()?, denominator.checked_abs()?);
        let mantissa = sign * (double.checked_add(denominator)? / denominator.checked_mul(2)?);
        Some(Self {
            mantissa,
            exponent: -i8::try_from(places).ok()?,
        })
    }

    /// The mantissa at a lower exponent, if that loses nothing and fits.
    fn at(self, exponent: i8) -> Option<i128> {
        if self.exponent < exponent {
            return None;
        }
        self.mantissa
            .checked_mul(power_of_ten(self.exponent.abs_diff(exponent))?)
    }
}

/// Powers of ten that binary numbers hold exactly.
const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
];

fn power_of_ten(power: u8) -> Option<i128> {
    10i128.checked_pow(u32::from(power))
}

/// `decimal = ( digits | digits { ("," | "，") 3digits } ) [ "." digits ]`
///
/// A thousands separator is read only where groups of exactly three follow groups of at most
/// three, so that `32,14` is 32.
pub fn decimal(input: &str) -> IResult<&str, Decimal> {
    let (mut rest, mut whole) = digit1(input)?;
    if rest.starts_with(',') {
        (rest, whole) = grouped(input).unwrap_or((rest, whole));
    }
    let (rest, fraction) = opt(preceded(one_of(".．"), digit1)).parse(rest)?;
    let fraction = fraction.unwrap_or("");
    let mut mantissa: i128 = 0;
    let digits = whole
        .bytes()
        .chain(fraction.bytes())
        .filter(u8::is_ascii_digit);
    for (count, digit) in digits.enumerate() {
        if count >= MOST_DIGITS {
            return Err(Err::Error(Error::new(input, ErrorKind::TooLarge)));
        }
        mantissa = mantissa * 10 + i128::from(digit - b'0');
    }
    let exponent = -i8::try_from(fraction.len()).unwrap_or(i8::MAX);
    Ok((rest, Decimal { mantissa, exponent }))
}

/// `grouped = 1..3digits 1*( "," 3digits )`, not followed by a fourth digit.
fn grouped(input: &str) -> IResult<&str, &str> {
    let (rest, printed) =
        recognize(pair(digit1, many1_count(preceded(char(','), digit1)))).parse(input)?;
    let mut groups = printed.split(',');
    let first_fits = groups.next().is_some_and(|group| group.len() <= 3);
    if first_fits && groups.all(|group| group.len() == 3) {
        return Ok((rest, printed));
    }
    Err(Err::Error(Error::new(input, ErrorKind::Verify)))
}

/// `signed = [ sign ] ( "(" decimal ")" | decimal )`
///
/// Signs are `+ -` in all widths and the words 增 and 减: 减4 is -4, +(0) is 0.
pub fn signed(input: &str) -> IResult<&str, Decimal> {
    if input.starts_with(|one: char| one.is_ascii_digit()) {
        return decimal(input);
    }
    let (rest, negative) = opt(sign).parse(input)?;
    let bracketed = (one_of("(（"), decimal, one_of(")）")).map(|(_, number, _)| number);
    let (rest, number) = match negative {
        Some(_) => alt((bracketed, decimal)).parse(rest)?,
        None => decimal(rest)?,
    };
    Ok((
        rest,
        if negative == Some(true) {
            number.negate()
        } else {
            number
        },
    ))
}

/// `sign = "-" / "－" / "−" / "—" / "–" / "减少" / "减" / "+" / "＋" / "增加" / "增"`; true for minus.
fn sign(input: &str) -> IResult<&str, bool> {
    let minus = alt((
        tag("-"),
        tag("－"),
        tag("−"),
        tag("—"),
        tag("–"),
        tag("减少"),
        tag("减"),
    ));
    let plus = alt((tag("+"), tag("＋"), tag("增加"), tag("增")));
    alt((value(true, minus), value(false, plus))).parse(input)
}

/// `scale = "万亿" / "百万" / "千万" / "亿" / "万" / "千" / "百"`; the power of ten.
///
/// Longest first: `alt` takes the first that fits.
pub fn scale(input: &str) -> IResult<&str, i8> {
    alt((
        value(12, tag("万亿")),
        value(7, tag("千万")),
        value(6, tag("百万")),
        value(8, tag("亿")),
        value(4, tag("万")),
        value(3, tag("千")),
        value(2, tag("百")),
    ))
    .parse(input)
}

/// `scaled = decimal [ scale ]`: `10.3万` is 103 × 10³.
pub fn scaled(input: &str) -> IResult<&str, Decimal> {
    let (rest, number) = decimal(input)?;
    let (rest, by) = opt(scale).parse(rest)?;
    Ok((rest, number.shift(by.unwrap_or(0))))
}

/// `amount = [ sign ] decimal [ scale ] ( "元" | "人民币" )`
///
/// Returns yuan, exactly: `12.3亿元` is 123 × 10⁷.
pub fn amount(input: &str) -> IResult<&str, Decimal> {
    let (rest, negative) = opt(sign).parse(input)?;
    let (rest, number) = terminated(scaled, tag("元")).parse(rest)?;
    Ok((
        rest,
        if negative == Some(true) {
            number.negate()
        } else {
            number
        },
    ))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(
        parser: fn(&str) -> IResult<&str, Decimal>,
        input: &str,
        mantissa: i128,
        exponent: i8,
        rest: &str,
    ) {
        assert_eq!(
            parser(input),
            Ok((rest, Decimal { mantissa, exponent })),
            "{input}"
        );
    }

    #[test]
    fn digits_are_read_exactly() {
        check(decimal, "1051件", 1051, 0, "件");
        check(decimal, "96171.60", 9_617_160, -2, "");
        check(decimal, "59237.2449万", 592_372_449, -4, "万");
        check(decimal, "007", 7, 0, "");
    }

    #[test]
    fn separators_need_groups_of_three() {
        check(decimal, "21,340,900元", 21_340_900, 0, "元");
        check(decimal, "53.57,32.14", 5357, -2, ",32.14");
        check(decimal, "2015,123", 2015, 0, ",123");
        check(decimal, "12,3456", 12, 0, ",3456");
    }

    #[test]
    fn a_point_needs_digits_on_both_sides() {
        check(decimal, "12.件", 12, 0, ".件");
        assert!(decimal(".5").is_err());
    }

    #[test]
    fn identifiers_are_not_numbers() {
        assert!(decimal("1234567890123456789012345").is_err());
    }

    #[test]
    fn signs_are_marks_or_words() {
        check(signed, "-540", -540, 0, "");
        check(signed, "－540.5", -5405, -1, "");
        check(signed, "增10", 10, 0, "");
        check(signed, "减4项", -4, 0, "项");
        check(signed, "+(0)", 0, 0, "");
        check(signed, "-(3)", -3, 0, "");
        check(signed, "12", 12, 0, "");
        assert!(signed("(12)").is_err());
    }

    #[test]
    fn scale_words_shift_the_point() {
        check(scaled, "10.3万余条", 103, 3, "余条");
        check(scaled, "1.5万亿元", 15, 11, "元");
        check(scaled, "3百万", 3, 6, "");
        check(amount, "12.3亿元", 123, 7, "");
        check(amount, "1276.5534万元，", 12_765_534, 0, "，");
        assert!(amount("12.3亿").is_err());
    }

    #[test]
    fn halves_are_rounded_away_from_zero() {
        let at = |mantissa, exponent, places| {
            let rounded = Decimal { mantissa, exponent }.round(places);
            (rounded.mantissa, rounded.exponent)
        };
        assert_eq!(at(25, -1, 0), (3, 0));
        assert_eq!(at(-25, -1, 0), (-3, 0));
        assert_eq!(at(-24, -1, 0), (-2, 0));
        assert_eq!(at(-26, -1, 0), (-3, 0));
        assert_eq!(at(22835, -4, 2), (228, -2));
        assert_eq!(at(5, 0, 2), (500, -2));
    }

    #[test]
    fn percentages_are_exact() {
        let percent = |part, whole, places| {
            Decimal::percent(Decimal::integer(part), Decimal::integer(whole), places)
        };
        assert_eq!(
            percent(1, 8, 2),
            Some(Decimal {
                mantissa: 1250,
                exponent: -2
            })
        );
        assert_eq!(
            percent(1, 8, 0),
            Some(Decimal {
                mantissa: 13,
                exponent: 0
            })
        );
        assert_eq!(
            percent(1, 3, 1),
            Some(Decimal {
                mantissa: 333,
                exponent: -1
            })
        );
        assert_eq!(
            percent(-1, 8, 0),
            Some(Decimal {
                mantissa: -13,
                exponent: 0
            })
        );
        assert_eq!(percent(1, 0, 1), None);
    }

    #[test]
    fn values_compare_whatever_their_places() {
        let printed = |mantissa, exponent| Decimal { mantissa, exponent };
        assert_eq!(printed(50, -2).compare(printed(5, -1)), Ordering::Equal);
        assert_eq!(printed(1, 2).compare(printed(99, 0)), Ordering::Greater);
        assert_eq!(printed(1, 120).compare(printed(1, -120)), Ordering::Greater);
        assert_eq!(printed(50, -2).to_f64(), 0.5);
        assert_eq!(printed(3, -1).to_f64(), 0.3);
    }

    #[test]
    fn rounding_stands_numbers_as_long_as_fit() {
        let long = |mantissa| Decimal {
            mantissa,
            exponent: -116,
        };
        assert_eq!(long(-1).round(78).mantissa, 0);
        assert_eq!(long(i128::MAX).round(78).mantissa, 2);
        assert_eq!(long(i128::MIN).round(78).mantissa, -2);
    }

    proptest! {
        #[test]
        fn binary_numbers_are_the_nearest(mantissa in -(1i128 << 56)..1i128 << 56, exponent in -26i8..26) {
            let text = format!("{mantissa}e{exponent}");
            prop_assert_eq!(Decimal { mantissa, exponent }.to_f64(), text.parse::<f64>().unwrap_or(f64::NAN));
        }


        #[test]
        fn consumes_a_prefix_or_fails(input in "[-+增减(]?[0-9]{0,30}[,.，万亿元)]{0,3}[0-9]{0,5}\\PC{0,3}") {
            for parser in [decimal, signed, scaled, amount] {
                if let Ok((rest, _)) = parser(&input) {
                    prop_assert!(input.ends_with(rest) && rest.len() < input.len());
                }
            }
        }

        #[test]
        fn arithmetic_never_panics(a in any::<i128>(), x in any::<i8>(), b in any::<i128>(), y in any::<i8>(), p in any::<u8>()) {
            let (a, b) = (Decimal { mantissa: a / 4, exponent: x }, Decimal { mantissa: b / 4, exponent: y });
            let _ = (a.round(p), a.compare(b), a.checked_add(b), a.checked_sub(b), Decimal::percent(a, b, p), a.shift(y));
        }

        #[test]
        fn rounding_moves_by_at_most_half(mantissa in -1_000_000i128..1_000_000, places in 0u8..6) {
            let number = Decimal { mantissa, exponent: -4 };
            let moved = (number.round(places).to_f64() - number.to_f64()).abs();
            prop_assert!(moved <= 0.5 * 10f64.powi(-i32::from(places)) + 1e-9);
        }
    }
}
