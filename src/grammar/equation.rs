//! Relations as their author writes them: `requests.closed = .on_time + .extended`, and the numbers
//! that prove them: `401 = 397 + 4`.
//!
//! Given text, returns the terms as slices of it. What a term names is not known here.

use std::ops::Range;

use nom::branch::alt;
use nom::bytes::complete::{tag, take_while1};
use nom::character::complete::space0;
use nom::combinator::{all_consuming, value};
use nom::multi::separated_list1;
use nom::sequence::delimited;
use nom::{IResult, Parser};

use crate::text::Span;

use super::model::Comparison;

/// Two sides and how they compare; no side is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Equation<T> {
    pub(super) left: Vec<T>,
    pub(super) comparison: Comparison,
    pub(super) right: Vec<T>,
}

impl Equation<&str> {
    /// Number of terms on either side and the comparison: what an example must share.
    pub(super) fn shape(&self) -> (usize, Comparison, usize) {
        (self.left.len(), self.comparison, self.right.len())
    }

    /// Whether the arithmetic holds; `None` if a term is no whole number or too large to add up.
    pub(super) fn holds(&self) -> Option<bool> {
        let (left, right) = (sum(&self.left)?, sum(&self.right)?);
        Some(match self.comparison {
            Comparison::Equal => left == right,
            Comparison::AtMost => left <= right,
        })
    }
}

fn sum(terms: &[&str]) -> Option<i64> {
    terms
        .iter()
        .try_fold(0_i64, |total, term| total.checked_add(term.parse().ok()?))
}

/// Reads a whole equation; where it cannot be read, returns the bytes from there on.
pub(super) fn parse(text: &str) -> Result<Equation<&str>, Range<usize>> {
    match all_consuming(delimited(space0, equation, space0)).parse(text) {
        Ok((_, equation)) => Ok(equation),
        Err(nom::Err::Error(error) | nom::Err::Failure(error)) => {
            let start = Span::of(error.input, text).map_or(0, |span| span.start);
            Err(start..text.len())
        }
        Err(nom::Err::Incomplete(_)) => Err(0..text.len()),
    }
}

/// `equation = side comparison side`
fn equation(input: &str) -> IResult<&str, Equation<&str>> {
    let (rest, (left, comparison, right)) =
        (side, delimited(space0, comparison, space0), side).parse(input)?;
    Ok((
        rest,
        Equation {
            left,
            comparison,
            right,
        },
    ))
}

/// `side = term *( "+" term )`
fn side(input: &str) -> IResult<&str, Vec<&str>> {
    separated_list1(delimited(space0, tag("+"), space0), term).parse(input)
}

/// `comparison = "<=" / "≤" / "="`
fn comparison(input: &str) -> IResult<&str, Comparison> {
    let at_most = value(Comparison::AtMost, alt((tag("<="), tag("≤"))));
    alt((at_most, value(Comparison::Equal, tag("=")))).parse(input)
}

/// `term = 1*( letter / digit / "_" / "." )`
fn term(input: &str) -> IResult<&str, &str> {
    take_while1(|c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.').parse(input)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, left: &[&str], comparison: Comparison, right: &[&str]) {
        let expected = Equation {
            left: left.to_vec(),
            comparison,
            right: right.to_vec(),
        };
        assert_eq!(parse(text), Ok(expected));
    }

    #[test]
    fn terms_are_added_up_on_either_side() {
        check(
            "new + carried_in = total + carried_out",
            &["new", "carried_in"],
            Comparison::Equal,
            &["total", "carried_out"],
        );
        check(
            "closed=.on_time+.extended",
            &["closed"],
            Comparison::Equal,
            &[".on_time", ".extended"],
        );
    }

    #[test]
    fn at_most_is_written_in_two_ways() {
        check("a.led <= a", &["a.led"], Comparison::AtMost, &["a"]);
        check(" a.led ≤ a ", &["a.led"], Comparison::AtMost, &["a"]);
    }

    #[test]
    fn a_slip_is_pointed_at() {
        assert_eq!(parse("a = b + "), Err(6..8));
        assert_eq!(parse("a = b - c"), Err(6..9));
        assert_eq!(parse("a > b"), Err(2..5));
        assert_eq!(parse(""), Err(0..0));
    }

    #[test]
    fn arithmetic_is_exact_or_refused() {
        let holds = |text| parse(text).ok().and_then(|equation| equation.holds());
        assert_eq!(holds("406 = 11 + 0 + 304 + 91 + 0"), Some(true));
        assert_eq!(holds("406 = 11 + 0 + 304 + 90 + 0"), Some(false));
        assert_eq!(holds("401 <= 406"), Some(true));
        assert_eq!(holds("406 <= 401"), Some(false));
        assert_eq!(holds("1.5 = 1.5"), None);
        assert_eq!(holds("9223372036854775807 + 1 = 2"), None);
    }

    proptest! {
        #[test]
        fn terms_are_slices_of_the_text(text in "[a-z.+=<≤ 0-9]{0,30}") {
            match parse(&text) {
                Ok(equation) => for term in equation.left.iter().chain(&equation.right) {
                    prop_assert!(Span::of(term, &text).is_some());
                },
                Err(range) => prop_assert!(range.end == text.len() && text.is_char_boundary(range.start)),
            }
        }
    }
}
