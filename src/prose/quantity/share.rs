//! Shares: which count a percentage restates, and of which whole.
//!
//! A share belongs to the count right before it (12件，占30%), to the counts of an enumeration
//! before it (分别占30%、20%), or stands for itself (答复率99%). Its whole is named (占总数的),
//! or it is the count whose parts are listed. Where words leave a choice, the whole that fits most
//! of the printed shares is taken: reports often compute shares from another base than the
//! sentence suggests.

use crate::grammar::Vocabulary;
use crate::prose::{ends_clause, ends_sentence};
use crate::record::{Approx, QuantityKind};
use crate::text::Span;
use crate::value::number::Decimal;

use super::Mention;
use super::misread::disturbs;
use super::subject;

/// How many numbers before a list of parts may be its whole.
const MOST_CANDIDATES: usize = 60;

/// Shares that are listed together, and the count they are shares of.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::prose) struct Group {
    /// Indices of the shares; each has its [`Mention::part`].
    pub shares: Vec<usize>,
    /// The whole that the sentence names or lists parts of.
    pub whole: Option<usize>,
    /// The whole that fits most of the shares; equal to `whole` unless another fits better.
    pub fitting: Option<usize>,
    /// The parts add up to the whole.
    pub certain: bool,
    /// The shares are a rate of its own (答复率), whose whole no list shows.
    pub rate: bool,
}

/// Tells each share the count that it restates, what it is a share of, and its subject.
///
/// Where a number of the sentence is `misread`, the count may be that one, and none is told.
pub(super) fn attach(
    words: &Vocabulary,
    text: &str,
    misread: &[Span],
    mentions: &mut [Mention<'_>],
) {
    let mut index = 0;
    while index < mentions.len() {
        if mentions[index].kind != QuantityKind::Share {
            index += 1;
            continue;
        }
        let run = run_of_shares(text, mentions, index);
        let gap = gap_before(text, mentions, index);
        let Span { start, end } = mentions[index].span;
        let certain = !disturbs(text, misread, start, end);
        match link(words, gap) {
            Some((name, shared_out)) => {
                let series = if shared_out { run } else { 1 };
                for offset in 0..series {
                    let part = (index + offset)
                        .checked_sub(series)
                        .filter(|&part| certain && is_part(&mentions[part]));
                    give(mentions, index + offset, part, name);
                }
                for offset in series..run {
                    alone(words, text, mentions, index + offset);
                }
            }
            None => (index..index + run).for_each(|at| alone(words, text, mentions, at)),
        }
        index += run;
    }
    for mention in mentions.iter_mut() {
        let subject = mention.subject.as_deref();
        mention.rate = subject.is_some_and(|subject| words.quantity.rate_names.end(subject));
    }
    for group in groups(text, mentions) {
        let name = group
            .fitting
            .and_then(|whole| mentions[whole].subject.clone());
        for share in group.shares {
            if mentions[share].share_of.is_none() {
                mentions[share].share_of.clone_from(&name);
            }
        }
    }
}

/// How many shares follow each other from `index` with nothing but marks between them.
fn run_of_shares(text: &str, mentions: &[Mention<'_>], index: usize) -> usize {
    let follows = |pair: &[Mention<'_>]| {
        pair[1].kind == QuantityKind::Share
            && subject::is_joint(&text[pair[0].span.end..pair[1].span.start])
    };
    1 + mentions[index..]
        .windows(2)
        .take_while(|pair| follows(pair))
        .count()
}

fn gap_before<'a>(text: &'a str, mentions: &[Mention<'_>], index: usize) -> &'a str {
    let floor = index
        .checked_sub(1)
        .map_or(0, |previous| mentions[previous].span.end);
    &text[floor..mentions[index].span.start]
}

fn is_part(mention: &Mention<'_>) -> bool {
    matches!(
        mention.kind,
        QuantityKind::Count | QuantityKind::Money | QuantityKind::Area | QuantityKind::Other
    )
}

/// Reads `…，占X的` between a count and its share: the name of the whole, and whether several
/// shares are given out (分别占). `None` if the share does not restate that count.
fn link<'a>(words: &Vocabulary, gap: &'a str) -> Option<(Option<&'a str>, bool)> {
    let at = gap.rfind('占')?;
    let (before, after) = (&gap[..at], &gap[at + '占'.len_utf8()..]);
    let characters = before
        .chars()
        .filter(|character| character.is_alphanumeric())
        .count();
    if characters > 4 || before.contains(ends_sentence) || after.contains(ends_clause) {
        return None;
    }
    let mut name = after;
    while let Some(rest) = words.quantity.around_whole.strip(name) {
        name = rest;
    }
    let name = name
        .strip_prefix("到")
        .unwrap_or(name)
        .trim_end_matches('的');
    Some((
        (name.chars().count() > 1).then_some(name),
        before.contains("分别"),
    ))
}

/// Gives a share the subject of its count.
fn give(mentions: &mut [Mention<'_>], share: usize, part: Option<usize>, name: Option<&str>) {
    let subject = part.and_then(|part| mentions[part].subject.clone());
    let mention = &mut mentions[share];
    mention.part = part;
    mention.subject = subject;
    mention.share_of = name.map(str::to_owned);
}

/// Reads a share that restates no count: 办结率100%, 65%的单位.
fn alone(words: &Vocabulary, text: &str, mentions: &mut [Mention<'_>], index: usize) {
    let Span { start, end } = mentions[index].span;
    let floor = index
        .checked_sub(1)
        .map_or(0, |previous| mentions[previous].span.end);
    let next = mentions.get(index + 1).map(|next| next.span.start);
    let own = subject::before(&words.subject, text, floor, start)
        .filter(|own| *own != "占")
        .or_else(|| counted(words, text, floor, start));
    let noun = text[end..]
        .starts_with('的')
        .then(|| subject::behind(&words.subject, text, end, next, false))
        .flatten();
    let rate = own.is_some_and(|own| words.quantity.rate_names.end(own)) && floor > 0;
    let previous = index
        .checked_sub(1)
        .filter(|&previous| rate && is_part(&mentions[previous]));
    let apart = previous
        .is_some_and(|previous| text[mentions[previous].span.end..start].contains(ends_sentence));
    let mention = &mut mentions[index];
    let clause = noun
        .and_then(|noun| Span::of(noun, text))
        .map(|noun| subject::clause_of(&text[noun.start..]));
    if let Some(subject) = clause.or(own) {
        mention.subject = Some(subject.to_owned());
    }
    mention.share_of = noun.map(str::to_owned);
    mention.part = previous.filter(|_| !apart);
}

/// What the clause before a share's counts, without a number that lacks its unit: 部分公开67，占4.61%.
fn counted<'a>(words: &Vocabulary, text: &'a str, floor: usize, start: usize) -> Option<&'a str> {
    let own = subject::clause_before(&words.subject, text, floor, start)?;
    let own = own.trim_end_matches(|one: char| one.is_ascii_digit() || one == '.');
    Some(own).filter(|own| !own.is_empty())
}

/// The lists of shares in a paragraph whose counts are known, each with its whole.
pub(in crate::prose) fn groups(text: &str, mentions: &[Mention<'_>]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (index, mention) in mentions.iter().enumerate() {
        if mention.kind != QuantityKind::Share || mention.part.is_none() {
            continue;
        }
        let rate = mention.rate
            && mention
                .part
                .is_some_and(|part| mentions[part].subject != mention.subject);
        let joins = groups.last().is_some_and(|group| {
            let last = group.shares[group.shares.len() - 1];
            let between = &text[mentions[last].span.end..mention.span.start];
            !rate
                && !group.rate
                && !between.contains(ends_sentence)
                && !between.contains("其中")
                && mentions[last].share_of == mention.share_of
        });
        match groups.last_mut().filter(|_| joins) {
            Some(group) => group.shares.push(index),
            None => groups.push(Group {
                shares: vec![index],
                whole: None,
                fitting: None,
                certain: false,
                rate,
            }),
        }
    }
    for group in &mut groups {
        find_whole(mentions, group);
    }
    groups
}

/// Chooses the whole of a group among the counts before it.
fn find_whole(mentions: &[Mention<'_>], group: &mut Group) {
    let parts: Vec<usize> = group
        .shares
        .iter()
        .filter_map(|&share| mentions[share].part)
        .collect();
    let Some(&first) = parts.first() else { return };
    let most = parts.iter().fold(first, |most, &part| {
        if mentions[part].value.compare(mentions[most].value).is_gt() {
            part
        } else {
            most
        }
    });
    let fits = |&candidate: &usize| {
        let mention = &mentions[candidate];
        is_part(mention)
            && mention.unit == mentions[first].unit
            && mention.value.compare(mentions[most].value).is_ge()
    };
    let candidates: Vec<usize> = (first.saturating_sub(MOST_CANDIDATES)..first)
        .filter(|index| !parts.contains(index))
        .filter(fits)
        .collect();
    let sum = parts.iter().try_fold(Decimal::integer(0), |sum, &part| {
        sum.checked_add(mentions[part].value)
    });
    let equals = |&&candidate: &&usize| {
        sum.is_some_and(|sum| mentions[candidate].value.compare(sum).is_eq())
    };
    let added = candidates
        .iter()
        .rev()
        .find(equals)
        .copied()
        .filter(|_| parts.len() > 1);
    group.whole = added.or(candidates.last().copied());
    group.certain = added.is_some();
    let count = |candidate: usize| {
        group
            .shares
            .iter()
            .filter(|&&share| fitting(mentions, share, candidate))
            .count()
    };
    let best = candidates
        .iter()
        .rev()
        .copied()
        .max_by_key(|&candidate| (count(candidate), Some(candidate) == group.whole));
    group.fitting = best.filter(|&best| count(best) > 0 && count(best) * 2 >= group.shares.len());
}

/// Whether a share is its count in percent of `whole`, rounded to the printed places.
pub(in crate::prose) fn fitting(mentions: &[Mention<'_>], share: usize, whole: usize) -> bool {
    expected(mentions, share, whole)
        .is_some_and(|expected| mentions[share].value.compare(expected).is_eq())
}

/// What a share of `whole` ought to be, at the printed places.
pub(in crate::prose) fn expected(
    mentions: &[Mention<'_>],
    share: usize,
    whole: usize,
) -> Option<Decimal> {
    let part = &mentions[mentions[share].part?];
    let exact = part.approx == Approx::Exact
        && mentions[whole].approx == Approx::Exact
        && mentions[share].unit == "%";
    exact
        .then(|| {
            Decimal::percent(
                part.value,
                mentions[whole].value,
                mentions[share].value.places(),
            )
        })
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::super::mentions;
    use crate::prose::gold::words;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, Option<&str>)]) {
        let mentions = mentions(words(), text);
        let shares: Vec<(&str, Option<&str>)> = mentions
            .iter()
            .filter(|mention| mention.unit == "%")
            .map(|mention| {
                (
                    mention.subject.as_deref().unwrap_or(""),
                    mention.share_of.as_deref(),
                )
            })
            .collect();
        assert_eq!(shares, expected, "{text}");
    }

    #[test]
    fn a_share_belongs_to_the_count_before_it() {
        check(
            "受理申请40件，其中网上申请30件，占75%，信函申请10件，占25%。",
            &[
                ("网上申请", Some("受理申请")),
                ("信函申请", Some("受理申请")),
            ],
        );
        check(
            "公开信息200条，其中甲局50条，占总量的25%。",
            &[("甲局", Some("总量"))],
        );
    }

    #[test]
    fn shares_are_given_out_in_order() {
        check(
            "复议8件，维持6件，纠正2件，分别占75%、25%。",
            &[("维持", Some("复议")), ("纠正", Some("复议"))],
        );
    }

    #[test]
    fn a_rate_stands_for_itself() {
        check(
            "收到申请40件，答复38件，答复率95%。",
            &[("答复率", Some("收到申请"))],
        );
        check("有65%的单位提前办结。", &[("单位提前办结", Some("单位"))]);
    }

    #[test]
    fn the_whole_that_fits_is_taken() {
        check(
            "收到申请50件，答复40件，其中同意30件，占60%，不同意10件，占20%。",
            &[("同意", Some("收到申请")), ("不同意", Some("收到申请"))],
        );
    }
}
