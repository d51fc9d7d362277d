//! Changes against an earlier figure: `349条，较上年的289条增加60条，上升20.76%`.
//!
//! Read only where figure, earlier figure and change follow each other within a sentence and the
//! words say which is which.

use crate::prose::ends_sentence;
use crate::prose::quantity::Mention;
use crate::record::{Approx, CheckKind, QuantityKind, Severity};
use crate::value::number::Decimal;

use super::{Finding, failed, held, shown};

/// Words that introduce the earlier figure.
const AGAINST: &[&str] = &["较", "比", "上年", "去年", "同期"];
/// Words of a rise, right before its amount.
const RISES: &[&str] = &["增加", "增长", "上升", "提高", "提升", "多", "增"];
/// Words of a fall, right before its amount.
const FALLS: &[&str] = &["减少", "下降", "降低", "回落", "下跌", "少", "降", "减"];

/// Relations between figures and their changes.
pub(super) fn findings(text: &str, mentions: &[Mention<'_>]) -> Vec<Finding> {
    let mut found = Vec::new();
    for now in 0..mentions.len() {
        let earlier = now + 1;
        if earlier + 1 < mentions.len() && compares(text, mentions, now, earlier) {
            // `比上年增加60件` prints the change, `较上年的289件` the earlier figure.
            found.extend(match direction(gap(text, mentions, earlier)) {
                Some(rises) => of_printed_change(text, mentions, now, rises),
                None => of_change(text, mentions, now, earlier),
            });
        }
    }
    found
}

/// Whether mention `earlier` is the figure that mention `now` is measured against.
fn compares(text: &str, mentions: &[Mention<'_>], now: usize, earlier: usize) -> bool {
    let gap = gap(text, mentions, earlier);
    let counted = |index: usize| {
        let mention = &mentions[index];
        matches!(
            mention.kind,
            QuantityKind::Count | QuantityKind::Money | QuantityKind::Area
        ) && mention.approx == Approx::Exact
            && mention.to.is_none()
    };
    counted(now)
        && counted(earlier)
        && mentions[now].unit == mentions[earlier].unit
        && AGAINST.iter().any(|word| gap.contains(word))
        && !gap.contains(ends_sentence)
}

fn gap<'a>(text: &'a str, mentions: &[Mention<'_>], index: usize) -> &'a str {
    let floor = index
        .checked_sub(1)
        .map_or(0, |previous| mentions[previous].span.end);
    &text[floor..mentions[index].span.start]
}

/// The amount of the change behind `earlier`, its percentage, or both.
fn of_change(text: &str, mentions: &[Mention<'_>], now: usize, earlier: usize) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut at = earlier + 1;
    let Some(rises) = direction(gap(text, mentions, at)) else {
        return found;
    };
    let (high, low) = if rises {
        (now, earlier)
    } else {
        (earlier, now)
    };
    let Some(change) = mentions[high].value.checked_sub(mentions[low].value) else {
        return found;
    };
    if mentions[at].unit == mentions[now].unit && mentions[at].approx == Approx::Exact {
        let left = mentions[at].value;
        let message = format!(
            "{}与{}相差{}，印作{}",
            shown(mentions[now].value),
            shown(mentions[earlier].value),
            shown(change),
            shown(left)
        );
        let finding = held(
            "prose/difference",
            CheckKind::Identity,
            (left, change),
            vec![at, now, earlier],
            message,
        );
        found.push(if left.compare(change).is_eq() {
            finding
        } else {
            failed(finding, Severity::Error)
        });
        at += 1;
    }
    let rated = mentions
        .get(at)
        .filter(|mention| mention.unit == "%" && mention.approx == Approx::Exact);
    if let (Some(rate), true) = (
        rated,
        at < mentions.len() && direction(gap(text, mentions, at)) == Some(rises),
    ) {
        let percent = Decimal::percent(change, mentions[earlier].value, rate.value.places());
        found.extend(percent.map(|percent| of_rate(mentions, [at, now, earlier], percent)));
    }
    found
}

/// The percentage behind a printed change, whose earlier figure is the present one without it.
fn of_printed_change(
    text: &str,
    mentions: &[Mention<'_>],
    now: usize,
    rises: bool,
) -> Vec<Finding> {
    let (change, at) = (now + 1, now + 2);
    let rated = mentions
        .get(at)
        .is_some_and(|mention| mention.unit == "%" && mention.approx == Approx::Exact);
    if !rated || direction(gap(text, mentions, at)) != Some(rises) {
        return Vec::new();
    }
    let (value, step) = (mentions[now].value, mentions[change].value);
    let before = if rises {
        value.checked_sub(step)
    } else {
        value.checked_add(step)
    };
    let percent =
        before.and_then(|before| Decimal::percent(step, before, mentions[at].value.places()));
    percent
        .map(|percent| of_rate(mentions, [at, now, change], percent))
        .into_iter()
        .collect()
}

fn of_rate(mentions: &[Mention<'_>], involved: [usize; 3], right: Decimal) -> Finding {
    let [rate, now, earlier] = involved;
    let left = mentions[rate].value;
    let message = format!(
        "{}与{}所示变动为{}%，印作{}%",
        shown(mentions[now].value),
        shown(mentions[earlier].value),
        shown(right),
        shown(left)
    );
    let finding = held(
        "prose/growth",
        CheckKind::Identity,
        (left, right),
        involved.to_vec(),
        message,
    );
    if left.compare(right).is_eq() {
        finding
    } else {
        failed(finding, Severity::Error)
    }
}

/// Whether the words right before an amount speak of a rise or of a fall.
fn direction(gap: &str) -> Option<bool> {
    if gap.contains(ends_sentence) {
        return None;
    }
    let words = gap.trim_end_matches(['了', '为', '达', '到']);
    if RISES.iter().any(|word| words.ends_with(word)) {
        return Some(true);
    }
    FALLS
        .iter()
        .any(|word| words.ends_with(word))
        .then_some(false)
}

#[cfg(test)]
mod tests {
    use crate::prose::gold;
    use crate::prose::quantity::mentions;
    use crate::record::Outcome;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, Outcome)]) {
        let found = findings(text, &mentions(gold::words(), text));
        let found: Vec<(&str, Outcome)> = found
            .iter()
            .map(|finding| (finding.rule, finding.outcome))
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn an_earlier_figure_is_taken_as_such() {
        let both = [
            ("prose/difference", Outcome::Holds),
            ("prose/growth", Outcome::Holds),
        ];
        check(
            "全年发布信息349条，较上年的289条增加60条，上升20.76%。",
            &both,
        );
    }

    #[test]
    fn a_printed_change_is_no_earlier_figure() {
        check(
            "新收申请64件，比上年多9件，增长16.4%。",
            &[("prose/growth", Outcome::Holds)],
        );
        check(
            "新收申请64件，比上年多9件，增长14.1%。",
            &[("prose/growth", Outcome::Fails)],
        );
        check(
            "新收申请64件，比上年少16件，下降20%。",
            &[("prose/growth", Outcome::Holds)],
        );
    }
}
