//! Growth that a sentence states against the series that a table prints:
//! `登出政策问答300余篇，比上年多了50%`.
//!
//! A series is the one meant if it holds the stated figure in the report's year. A rounded figure is
//! not enough: then the table's title must speak of the same thing.

use crate::grammar::Telling;
use crate::prose::quantity::{Mention, disturbs, misread};
use crate::prose::{ends_clause, ends_sentence};
use crate::record::{Approx, Check, CheckKind, Outcome, QuantityKind, Severity};
use crate::text::{Place, Span};
use crate::value::number::Decimal;

use super::compare::agrees;
use super::series::Series;

/// Least figure that alone tells which series is meant.
const TELLING_FIGURE: i64 = 1000;
/// Characters in a row that title and sentence must share.
const LEAST_SHARED: usize = 4;

/// A figure and its growth over a year.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// The figure.
    pub value: Decimal,
    /// How exactly it is stated.
    pub approx: Approx,
    /// Growth in percent; negative for a fall.
    pub rate: Decimal,
    /// How exactly that is stated.
    pub rate_approx: Approx,
    /// The words before the figure, from the beginning of their clause.
    pub words: String,
    /// Numbers of the mentions within the document: rate and figure.
    pub quantities: [i32; 2],
    /// Where the rate stands.
    pub place: Place,
}

/// What a paragraph claims; its mentions are numbered from `first`.
pub fn claims(
    telling: &Telling,
    text: &str,
    mentions: &[Mention<'_>],
    first: i32,
    place: impl Fn(Span) -> Place,
) -> Vec<Claim> {
    let number = |at: usize| first.saturating_add(i32::try_from(at).unwrap_or(i32::MAX));
    let mut found = Vec::new();
    let mut unread: Option<Vec<Span>> = None;
    for (at, pair) in mentions.windows(2).enumerate() {
        let (figure, rate) = (&pair[0], &pair[1]);
        if figure.kind != QuantityKind::Count || figure.to.is_some() || rate.unit != "%" {
            continue;
        }
        let between = &text[figure.span.end..rate.span.start];
        let Some(rises) = direction(telling, between) else {
            continue;
        };
        let unread = unread.get_or_insert_with(|| misread(text));
        if disturbs(text, unread, figure.span.end, rate.span.start) {
            continue;
        }
        let before = &text[..figure.span.start];
        let clause = before
            .rfind(ends_clause)
            .map_or(before, |end| &before[end..]);
        found.push(Claim {
            value: figure.value,
            approx: figure.approx,
            rate: if rises {
                rate.value
            } else {
                rate.value.negate()
            },
            rate_approx: rate.approx,
            words: clause.to_owned(),
            quantities: [number(at + 1), number(at)],
            place: place(rate.span),
        });
    }
    found
}

/// Whether the words between a figure and a percentage speak of its rise or fall over the year.
fn direction(telling: &Telling, between: &str) -> Option<bool> {
    let marks = between.chars().filter(|c| ends_clause(*c)).count();
    if between.contains(ends_sentence) || marks > 1 {
        return None;
    }
    let words = between.trim_end_matches(['了', '约', '为', '达']);
    if telling
        .rises
        .iter()
        .any(|word| words.ends_with(word.as_str()))
    {
        return Some(true);
    }
    telling
        .falls
        .iter()
        .any(|word| words.ends_with(word.as_str()))
        .then_some(false)
}

/// Checks of the claims that a series speaks of, numbered from `first_check`. `text` is the
/// document's, which the captions of the series lie in.
#[must_use]
pub fn growth(
    claims: &[Claim],
    series: &[Series],
    year: Option<i32>,
    text: &str,
    first_check: i32,
) -> Vec<Check> {
    let Some(year) = year else { return Vec::new() };
    let mut checks: Vec<Check> = Vec::new();
    for claim in claims {
        let meant = series
            .iter()
            .find(|series| is_meant(claim, series, year, text));
        let number = first_check.saturating_add(i32::try_from(checks.len()).unwrap_or(i32::MAX));
        checks.extend(meant.and_then(|series| check(claim, series, year, number)));
    }
    checks
}

fn is_meant(claim: &Claim, series: &Series, year: i32, text: &str) -> bool {
    let Some((value, _)) = series.at(year) else {
        return false;
    };
    let large = claim
        .value
        .compare(Decimal::integer(TELLING_FIGURE))
        .is_ge();
    let exact = claim.approx == Approx::Exact && large;
    let caption = series.caption.map_or("", |span| span.text(text));
    agrees(claim.value, claim.approx, value).0 && (exact || shares(caption, &claim.words))
}

/// Whether two texts share a stretch of some characters.
fn shares(left: &str, right: &str) -> bool {
    let left: Vec<char> = left.chars().filter(|c| !c.is_whitespace()).collect();
    left.windows(LEAST_SHARED)
        .any(|part| right.contains(&part.iter().collect::<String>()))
}

fn check(claim: &Claim, series: &Series, year: i32, number: i32) -> Option<Check> {
    let (now, _) = series.at(year)?;
    let (before, _) = series.at(year - 1)?;
    let change = now.checked_sub(before)?;
    let expected = Decimal::percent(change, before, claim.rate.places())?;
    let finer = Decimal::percent(change, before, 1)?;
    let (holds, tolerance) = agrees(claim.rate, claim.rate_approx, expected);
    let message = format!(
        "序列{}年{}、{year}年{}，变动{}%，正文印作{}%",
        year - 1,
        before.to_f64(),
        now.to_f64(),
        finer.to_f64(),
        claim.rate.to_f64()
    );
    Some(Check {
        check_id: number,
        rule: "prose/growth-series".to_owned(),
        kind: CheckKind::ProseVsTable,
        scope: None,
        left: Some(claim.rate.to_f64()),
        right: Some(expected.to_f64()),
        difference: claim.rate.checked_sub(expected).map(Decimal::to_f64),
        tolerance,
        outcome: if holds {
            Outcome::Holds
        } else {
            Outcome::Fails
        },
        severity: if holds {
            Severity::Note
        } else {
            Severity::Warning
        },
        message,
        fact_ids: Vec::new(),
        quantity_ids: claim.quantities.to_vec(),
        place: claim.place,
    })
}
