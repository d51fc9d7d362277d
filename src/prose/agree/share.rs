//! Printed shares against the counts that they restate.
//!
//! Rounding is half up at the printed places. A share that misses its whole is an error only if
//! the whole is certain: the parts add up to it, or most shares of the list fit it. A share that
//! fits another total (received instead of answered) is a note; a list of shares that was
//! adjusted to make 100 % is a warning.

use crate::prose::quantity::Mention;
use crate::prose::quantity::share::{Group, expected, fitting, groups};
use crate::record::{Approx, CheckKind, Severity};
use crate::value::number::Decimal;

use super::{Finding, failed, held, shown, shown_sum, total};

/// Relations between shares and counts.
pub(super) fn findings(text: &str, mentions: &[Mention<'_>]) -> Vec<Finding> {
    groups(text, mentions)
        .iter()
        .flat_map(|group| of_group(mentions, group))
        .collect()
}

fn of_group(mentions: &[Mention<'_>], group: &Group) -> Vec<Finding> {
    if group.rate {
        return of_rate(mentions, group);
    }
    let Some(whole) = group.whole else {
        return Vec::new();
    };
    let base = group.fitting.unwrap_or(whole);
    let fits = group
        .shares
        .iter()
        .filter(|&&share| fitting(mentions, share, base))
        .count();
    let certain = group.certain || (fits >= 2 && fits * 2 > group.shares.len());
    let forced = is_forced(mentions, group, base);
    let mut found = Vec::new();
    for &share in &group.shares {
        let Some(right) = compared(mentions, share, base) else {
            continue;
        };
        if fitting(mentions, share, base) {
            found.push(right);
            let otherwise = base != whole && !fitting(mentions, share, whole);
            if otherwise && (group.certain || !names_base(mentions, share, base)) {
                found.extend(
                    compared(mentions, share, whole)
                        .map(|other| other_base(mentions, other, base, whole)),
                );
            }
        } else if certain {
            found.push(missed(right, forced));
        }
    }
    found.extend(of_sum(mentions, group));
    found
}

/// Whether a share prints its base (占承办总数的) and no figure of the paragraph is called so: which one it is,
/// only the arithmetic tells.
fn names_base(mentions: &[Mention<'_>], share: usize, base: usize) -> bool {
    let Some(printed) = mentions[share].share_of.as_deref() else {
        return false;
    };
    let mut subjects = mentions
        .iter()
        .filter_map(|mention| mention.subject.as_deref());
    // Where no base is printed, it was filled in with the subject of the one that fits.
    Some(printed) != mentions[base].subject.as_deref()
        && !subjects.any(|subject| printed.contains(subject))
}

/// A share against a whole, as if it held.
fn compared(mentions: &[Mention<'_>], share: usize, whole: usize) -> Option<Finding> {
    let part = mentions[share].part?;
    let right = expected(mentions, share, whole)?;
    if mentions[share].approx != Approx::Exact {
        return None;
    }
    let left = mentions[share].value;
    let (above, below) = (shown(mentions[part].value), shown(mentions[whole].value));
    let message = format!("{above}占{below}的{}%，印作{}%", shown(right), shown(left));
    Some(held(
        "prose/share",
        CheckKind::Share,
        (left, right),
        vec![share, part, whole],
        message,
    ))
}

fn other_base(mentions: &[Mention<'_>], finding: Finding, base: usize, whole: usize) -> Finding {
    let (base, whole) = (shown(mentions[base].value), shown(mentions[whole].value));
    let message = format!(
        "{}；按{base}计则相符，份额所用基数不是{whole}",
        finding.message
    );
    failed(Finding { message, ..finding }, Severity::Note)
}

fn missed(finding: Finding, forced: bool) -> Finding {
    let step = Decimal {
        mantissa: 1,
        exponent: finding.left.exponent,
    };
    let difference = finding.left.checked_sub(finding.right);
    let by_one = difference.is_some_and(|difference| {
        difference.mantissa.abs() == 1 && difference.exponent == step.exponent
    });
    if forced && by_one {
        let message = format!("{}，疑为使各项合计为100%而调整", finding.message);
        return failed(Finding { message, ..finding }, Severity::Warning);
    }
    failed(finding, Severity::Error)
}

/// Whether a list adds up to 100 as printed, but would not if every share were rounded by itself.
fn is_forced(mentions: &[Mention<'_>], group: &Group, base: usize) -> bool {
    let hundred = Decimal::integer(100);
    let natural = group
        .shares
        .iter()
        .try_fold(Decimal::integer(0), |sum, &share| {
            sum.checked_add(expected(mentions, share, base)?)
        });
    let printed = total(mentions, &group.shares);
    group.shares.len() > 1
        && printed.is_some_and(|sum| sum.compare(hundred).is_eq())
        && natural.is_some_and(|sum| sum.compare(hundred).is_ne())
}

/// A rate of its own (答复率99%): held if an earlier count that shares its word gives it.
fn of_rate(mentions: &[Mention<'_>], group: &Group) -> Vec<Finding> {
    let rate = group.shares[0];
    let (Some(base), Some(part)) = (group.fitting, mentions[rate].part) else {
        return Vec::new();
    };
    let subject = |index: usize| mentions[index].subject.as_deref().unwrap_or("");
    let stem: String = subject(rate).chars().take(2).collect();
    let akin = stem.chars().count() == 2 && subject(part).contains(&stem);
    if akin {
        compared(mentions, rate, base).into_iter().collect()
    } else {
        Vec::new()
    }
}

/// The shares of all parts of a whole against 100, within what rounding allows.
fn of_sum(mentions: &[Mention<'_>], group: &Group) -> Option<Finding> {
    let exact = group
        .shares
        .iter()
        .all(|&share| mentions[share].approx == Approx::Exact && mentions[share].unit == "%");
    let sum = total(mentions, &group.shares)?;
    if !group.certain || !exact || group.shares.len() < 2 {
        return None;
    }
    let coarsest = group
        .shares
        .iter()
        .map(|&share| mentions[share].value.exponent)
        .max()?;
    let count = i128::try_from(group.shares.len()).ok()?;
    // Each share may be off by half a step: 5 × 10^(exponent - 1).
    let tolerance = Decimal {
        mantissa: 5 * count,
        exponent: coarsest.saturating_sub(1),
    };
    let hundred = Decimal::integer(100);
    let message = format!(
        "各项份额合计{}={}%",
        shown_sum(mentions, &group.shares),
        shown(sum)
    );
    let finding = held(
        "prose/share-sum",
        CheckKind::Share,
        (sum, hundred),
        group.shares.clone(),
        message,
    );
    let finding = Finding {
        tolerance,
        ..finding
    };
    let off = sum.checked_sub(hundred)?;
    let beyond = Decimal {
        mantissa: off.mantissa.abs(),
        ..off
    }
    .compare(tolerance)
    .is_gt();
    Some(if beyond {
        failed(finding, Severity::Warning)
    } else {
        finding
    })
}
