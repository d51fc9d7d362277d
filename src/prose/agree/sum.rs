//! Wholes against the parts that a sentence lists.
//!
//! A list of parts follows 其中, or fills the rest of the sentence, or the next sentence. Prose
//! mostly lists some parts and not all, so a list that falls short says nothing; it is reported
//! where it adds up, and where its parts exceed a whole that they cannot exceed.

use crate::prose::ends_sentence;
use crate::prose::quantity::Mention;
use crate::prose::quantity::share::groups;
use crate::record::{Approx, CheckKind, QuantityKind, Severity};
use crate::value::number::Decimal;

use super::{Finding, failed, held, shown, shown_sum, total};

/// Words that open a list of parts.
const MARKERS: &[&str] = &["其中", "包括"];
/// Most wholes that one list of parts may be distributed over.
const MOST_WHOLES: usize = 4;
/// How many relations back the same one may have been found by another reading.
const NEAR: usize = 8;
/// Most mentions of a list that are considered.
const MOST_PARTS: usize = 80;

/// Relations between wholes and parts.
pub(super) fn findings(text: &str, mentions: &[Mention<'_>]) -> Vec<Finding> {
    let sentences = sentences(text, mentions);
    let mut found: Vec<Finding> = Vec::new();
    for (at, sentence) in sentences.iter().enumerate() {
        let before = at
            .checked_sub(1)
            .map_or(&[][..], |previous| sentences[previous].as_slice());
        for list in lists(text, mentions, sentence, before) {
            for finding in of_list(text, mentions, &list) {
                let again = found
                    .iter()
                    .rev()
                    .take(NEAR)
                    .any(|earlier| earlier.mentions == finding.mentions);
                if !again {
                    found.push(finding);
                }
            }
        }
    }
    let listed = of_shares(text, mentions, &found);
    found.extend(listed);
    found
}

/// A list of parts and the wholes that it may belong to.
struct List {
    wholes: Vec<usize>,
    parts: Vec<usize>,
    /// A word such as 其中 opens it.
    marked: bool,
}

/// The counts of each sentence that holds any.
fn sentences(text: &str, mentions: &[Mention<'_>]) -> Vec<Vec<usize>> {
    let mut sentences: Vec<Vec<usize>> = Vec::new();
    let mut done = 0;
    for (index, mention) in mentions.iter().enumerate() {
        if sentences.is_empty() || text[done..mention.span.start].contains(ends_sentence) {
            sentences.push(Vec::new());
        }
        done = mention.span.end;
        if let Some(last) = sentences.last_mut().filter(|_| is_count(text, mention)) {
            last.push(index);
        }
    }
    sentences
}

/// Whether a mention may be a whole or a part; a figure of comparison (较上年的9件) is neither.
fn is_count(text: &str, mention: &Mention<'_>) -> bool {
    let counted = matches!(
        mention.kind,
        QuantityKind::Count | QuantityKind::Money | QuantityKind::Area
    );
    let figure = mention.to.is_none() && mention.value.mantissa > 0;
    counted && figure && !mention.is_compared(text)
}

/// The lists of one sentence, given the counts of the sentence before it.
fn lists(text: &str, mentions: &[Mention<'_>], sentence: &[usize], before: &[usize]) -> Vec<List> {
    let mut lists = Vec::new();
    let Some(&first) = sentence.first() else {
        return lists;
    };
    let marked = |at: usize| {
        let floor = at
            .checked_sub(1)
            .map_or(0, |previous| mentions[previous].span.end);
        let gap = &text[floor..mentions[at].span.start];
        MARKERS.iter().any(|marker| gap.contains(marker))
    };
    let marks: Vec<usize> = (0..sentence.len())
        .filter(|&at| marked(sentence[at]))
        .collect();
    for (number, &mark) in marks.iter().enumerate() {
        let end = marks.get(number + 1).copied().unwrap_or(sentence.len());
        let begin = number.checked_sub(1).map_or(0, |previous| marks[previous]);
        let wholes = if mark > 0 {
            sentence[begin..mark].to_vec()
        } else {
            before.to_vec()
        };
        lists.push(List {
            wholes,
            parts: sentence[mark..end].to_vec(),
            marked: true,
        });
    }
    if marks.is_empty() {
        lists.push(List {
            wholes: vec![first],
            parts: sentence[1..].to_vec(),
            marked: false,
        });
        lists.push(List {
            wholes: before.to_vec(),
            parts: sentence.to_vec(),
            marked: false,
        });
    }
    for list in &mut lists {
        let excess = list.wholes.len().saturating_sub(MOST_WHOLES);
        list.wholes.drain(..excess);
        list.parts.truncate(MOST_PARTS);
    }
    lists
}

fn of_list(text: &str, mentions: &[Mention<'_>], list: &List) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut units: Vec<&str> = list
        .wholes
        .iter()
        .map(|&whole| mentions[whole].unit)
        .collect();
    units.dedup();
    for unit in units {
        let same = |indices: &[usize]| -> Vec<usize> {
            indices
                .iter()
                .copied()
                .filter(|&index| mentions[index].unit == unit)
                .collect()
        };
        found.extend(of_unit(
            text,
            mentions,
            &same(&list.wholes),
            &same(&list.parts),
            list.marked,
        ));
    }
    if found.is_empty() && list.marked {
        found.extend(of_units(mentions, list));
    }
    found
}

/// Relations of a list whose parts are counted in several units (文稿5件、动漫3部、问答2篇), or which
/// has one part only.
fn of_units(mentions: &[Mention<'_>], list: &List) -> Option<Finding> {
    let &whole = list.wholes.last()?;
    if let (&[part], true) = (list.parts.as_slice(), list.wholes.len() == 1) {
        return (mentions[part].unit == mentions[whole].unit)
            .then(|| bounded(mentions, whole, part))
            .flatten();
    }
    let mut all = std::iter::once(&whole).chain(&list.parts);
    let counted =
        list.parts.len() > 2 && all.all(|&index| mentions[index].kind == QuantityKind::Count);
    counted
        .then(|| added(mentions, whole, &list.parts))
        .flatten()
}

/// Relations of wholes and parts of one unit.
fn of_unit(
    text: &str,
    mentions: &[Mention<'_>],
    wholes: &[usize],
    parts: &[usize],
    marked: bool,
) -> Vec<Finding> {
    let least = if marked {
        2
    } else {
        3 - usize::from(wholes.len() == 1 && wholes.first() < parts.first())
    };
    if parts.len() >= least {
        if let Some(finding) = wholes
            .iter()
            .rev()
            .find_map(|&whole| added(mentions, whole, parts))
        {
            return vec![finding];
        }
        let in_turn = distributed(mentions, wholes, parts);
        if !in_turn.is_empty() {
            return in_turn;
        }
    }
    let (Some(&whole), true) = (wholes.last(), marked) else {
        return Vec::new();
    };
    let prefix = (2..parts.len()).find_map(|count| added(mentions, whole, &parts[..count]));
    let exceeding = || {
        (wholes.len() == 1)
            .then(|| exceeded(text, mentions, whole, parts))
            .flatten()
    };
    prefix.or_else(exceeding).into_iter().collect()
}

/// The whole over its parts, if they add up to it.
fn added(mentions: &[Mention<'_>], whole: usize, parts: &[usize]) -> Option<Finding> {
    let sum = total(mentions, parts)?;
    let equal =
        sum.compare(mentions[whole].value).is_eq() && parts.len() > 1 && !parts.contains(&whole);
    equal.then(|| compared(mentions, whole, parts, sum))
}

fn compared(mentions: &[Mention<'_>], whole: usize, parts: &[usize], sum: Decimal) -> Finding {
    let left = mentions[whole].value;
    let message = format!(
        "总数{}，分项之和{}={}",
        shown(left),
        shown_sum(mentions, parts),
        shown(sum)
    );
    let involved = std::iter::once(whole)
        .chain(parts.iter().copied())
        .collect();
    held(
        "prose/sum",
        CheckKind::ProseSum,
        (left, sum),
        involved,
        message,
    )
}

/// Several wholes whose parts are listed in turn: 甲9件、乙5件。其中市级甲4件、乙2件，县级甲5件、乙3件.
fn distributed(mentions: &[Mention<'_>], wholes: &[usize], parts: &[usize]) -> Vec<Finding> {
    let width = wholes.len();
    if width < 2 || parts.len() < width * 2 || !parts.len().is_multiple_of(width) {
        return Vec::new();
    }
    let turn = |(offset, &whole): (usize, &usize)| {
        let own: Vec<usize> = parts.iter().copied().skip(offset).step_by(width).collect();
        added(mentions, whole, &own)
    };
    wholes
        .iter()
        .enumerate()
        .map(turn)
        .collect::<Option<Vec<Finding>>>()
        .unwrap_or_default()
}

/// A single part that is no more than its whole.
fn bounded(mentions: &[Mention<'_>], whole: usize, part: usize) -> Option<Finding> {
    let (left, right) = (mentions[part].value, mentions[whole].value);
    let exact = mentions[part].approx == Approx::Exact && mentions[whole].approx == Approx::Exact;
    let message = format!("其中{}不超过总数{}", shown(left), shown(right));
    let finding = held(
        "prose/part",
        CheckKind::Order,
        (left, right),
        vec![part, whole],
        message,
    );
    (exact && left.compare(right).is_le()).then_some(finding)
}

/// Parts listed with nothing but 、 between them that exceed their whole.
fn exceeded(
    text: &str,
    mentions: &[Mention<'_>],
    whole: usize,
    parts: &[usize],
) -> Option<Finding> {
    let sum = total(mentions, parts)?;
    let adjacent = |pair: &[usize]| {
        let between = &text[mentions[pair[0]].span.end..mentions[pair[1]].span.start];
        pair[1] == pair[0] + 1
            && between.starts_with('、')
            && !between.contains(crate::prose::ends_clause)
    };
    let tight = parts.len() > 1 && parts[0] == whole + 1 && parts.windows(2).all(adjacent);
    let exact = std::iter::once(&whole)
        .chain(parts)
        .all(|&index| mentions[index].approx == Approx::Exact);
    if !tight || !exact || sum.compare(mentions[whole].value).is_le() {
        return None;
    }
    let finding = compared(mentions, whole, parts, sum);
    let message = format!("{}，大于总数（分项可能有重叠）", finding.message);
    Some(failed(Finding { message, ..finding }, Severity::Warning))
}

/// Lists whose shares claim to be complete but whose counts do not add up.
fn of_shares(text: &str, mentions: &[Mention<'_>], known: &[Finding]) -> Vec<Finding> {
    let mut found = Vec::new();
    for group in groups(text, mentions) {
        let (Some(whole), false, 3..) = (group.fitting, group.certain, group.shares.len()) else {
            continue;
        };
        let parts: Vec<usize> = group
            .shares
            .iter()
            .filter_map(|&share| mentions[share].part)
            .collect();
        let (Some(sum), Some(shares)) = (total(mentions, &parts), total(mentions, &group.shares))
        else {
            continue;
        };
        let places = group
            .shares
            .iter()
            .map(|&share| mentions[share].value.places())
            .min()
            .unwrap_or(0);
        let off = Decimal::integer(100)
            .checked_sub(shares)
            .map_or(f64::MAX, |off| off.to_f64().abs());
        let room = 0.5 * parts.len().min(100) as f64 * 10f64.powi(-i32::from(places));
        let stated = known.iter().any(|finding| finding.mentions[0] == whole);
        if off <= room && !stated && sum.compare(mentions[whole].value).is_ne() {
            let finding = compared(mentions, whole, &parts, sum);
            let message = format!(
                "{}；各项份额合计{}%，分项似已列全",
                finding.message,
                shown(shares)
            );
            found.push(failed(Finding { message, ..finding }, Severity::Note));
        }
    }
    found
}
