//! What a number counts, read from the words around it.
//!
//! Chinese puts the noun behind the number (28个乡镇) or before it (办理申请28件). The noun behind
//! wins where one follows; otherwise the clause before the number is the subject, freed of the
//! words that only introduce the number. No grammar is consulted: what is printed is kept.

use crate::grammar::{Endings, SubjectWords};
use crate::prose::skip::calendar_end;
use crate::prose::{bracket, ends_clause, ends_sentence};
use crate::value::ordinal::ordinal;

use super::Mention;

/// Longest subject that is kept, in characters; from the left the rest is cut at a mark.
const LONGEST: usize = 80;
/// Longest bracketed remark that is part of a noun: 县（市、区）政府.
const LONGEST_REMARK: usize = 24;

/// The noun behind a number that ends at `end`; `next` is where the next number begins.
///
/// `term` says that the number is a span of time, which 内, 前 and 后 may follow.
pub(super) fn behind<'a>(
    words: &SubjectWords,
    text: &'a str,
    end: usize,
    next: Option<usize>,
    term: bool,
) -> Option<&'a str> {
    let mut start = end;
    if term {
        let word = words.after_term.of(&text[start..]);
        start += word.map_or(0, |(word, ())| word.len());
    }
    start += text[start..]
        .strip_prefix('的')
        .map_or(0, |_| '的'.len_utf8());
    let stop = next.unwrap_or(text.len()).max(start);
    let phrase = &text[start..stop];
    let first = phrase.chars().next()?;
    if !(is_han(first) || matches!(first, '“' | '《' | '"') || first.is_ascii_alphabetic()) {
        return None;
    }
    if words.not_a_noun.begin(phrase) || !term && words.verb_like.begin(phrase) {
        return None;
    }
    if term {
        return Some(clause_of(phrase)).filter(|clause| !clause.is_empty());
    }
    let noun = &phrase[..noun_end(words, phrase)];
    let cut_by_number = next.is_some() && noun.len() == phrase.len() && !words.joints.end(noun);
    let noun = if cut_by_number {
        &noun[..noun.rfind(['和', '及', '与'])?]
    } else {
        noun
    };
    let noun = trim_end(noun, &words.joints);
    (!noun.is_empty()).then_some(noun)
}

/// The text up to the end of its clause, at most [`LONGEST`] characters.
pub(super) fn clause_of(text: &str) -> &str {
    let end = text
        .char_indices()
        .enumerate()
        .find(|&(count, (_, character))| count >= LONGEST || ends_clause(character));
    &text[..end.map_or(text.len(), |(_, (at, _))| at)]
}

/// Where the words before the next number begin: behind the noun that the last mention took.
pub(super) fn past_noun(text: &str, end: usize, limit: usize, last: &Mention<'_>) -> usize {
    let between = &text[end..limit];
    let taken = last
        .subject
        .as_deref()
        .filter(|subject| !subject.is_empty());
    let behind = taken.and_then(|subject| between.find(subject).map(|at| (at, at + subject.len())));
    // A noun stands at once behind its number, or behind 的 or 内.
    behind
        .filter(|&(at, _)| between[..at].chars().count() <= 2)
        .map_or(end, |(_, past)| end + past)
}

/// Where the noun phrase ends: at a mark outside brackets, or where a verb begins.
fn noun_end(words: &SubjectWords, phrase: &str) -> usize {
    let about = words.about.of(phrase).filter(|_| phrase.contains('的'));
    let mut at = about.map_or(0, |(word, ())| word.len());
    while let Some(character) = phrase[at..].chars().next() {
        if let Some(length) =
            bracket::round(&phrase[at..]).filter(|&length| length <= LONGEST_REMARK)
        {
            at += length;
            continue;
        }
        if ends_clause(character) || matches!(character, '、' | '）' | ')' | '（' | '(') {
            break;
        }
        let has = character == '有' && !words.have_before.end(&phrase[..at]);
        if at > 0 && (has || begins_verb(words, &phrase[at..])) {
            break;
        }
        at += character.len_utf8();
    }
    at
}

/// Whether a verb or adverb begins here, so that the noun before it is complete.
fn begins_verb(words: &SubjectWords, text: &str) -> bool {
    // A verb of two characters is told by 了 behind it.
    words.noun_ends.begin(text) || text.chars().nth(2) == Some('了') || words.verb_like.begin(text)
}

/// The clause before a number that begins at `start`, back to `floor`, without introductions.
///
/// A number that opens a bracket (甲局（12条）) is counted by what stands before the bracket.
pub(super) fn before<'a>(
    words: &SubjectWords,
    text: &'a str,
    floor: usize,
    start: usize,
) -> Option<&'a str> {
    let mut end = start;
    let opened = text[floor..end].ends_with(['（', '(']);
    if opened {
        end -= text[floor..end]
            .chars()
            .next_back()
            .map_or(0, char::len_utf8);
    }
    let clause = clause_start(text, floor, end, opened);
    let subject = tidy(words, &text[clause..end]);
    (!subject.is_empty()).then(|| last_characters(subject, LONGEST))
}

/// The clause before the one that ends at `start`, for numbers that stand alone in theirs.
pub(super) fn clause_before<'a>(
    words: &SubjectWords,
    text: &'a str,
    floor: usize,
    start: usize,
) -> Option<&'a str> {
    let end = clause_start(text, floor, start, false);
    let mark = text[floor..end].chars().next_back()?;
    if ends_sentence(mark) {
        return None;
    }
    before(words, text, floor, end - mark.len_utf8())
}

/// Where the clause that ends at `end` begins, not before `floor`.
fn clause_start(text: &str, floor: usize, end: usize, list: bool) -> usize {
    let mut depth = 0i32;
    let mut behind = None;
    for (at, character) in text[floor..end].char_indices().rev() {
        let after = floor + at + character.len_utf8();
        let within_number = matches!(character, ':' | ',')
            && behind.is_some_and(|next: char| next.is_ascii_digit());
        behind = Some(character);
        match character {
            _ if within_number => {}
            '）' | ')' | '》' | '”' => depth += 1,
            '《' | '“' => depth -= 1,
            '（' | '(' if depth <= 0 => return after,
            '（' | '(' => depth -= 1,
            '、' if list && depth <= 0 => return after,
            _ if ends_sentence(character) || (depth <= 0 && ends_clause(character)) => {
                return after;
            }
            _ => {}
        }
    }
    floor
}

/// Strips what introduces a number from both ends, and marks without a partner.
pub(super) fn tidy<'a>(words: &SubjectWords, clause: &'a str) -> &'a str {
    let mut text = clause;
    loop {
        let before = text.len();
        text = strip_lead(words, text);
        text = strip_tail(words, text);
        if text.len() == before {
            return text;
        }
    }
}

fn strip_lead<'a>(words: &SubjectWords, text: &'a str) -> &'a str {
    let text = text.trim_start_matches(|c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '、' | '，'
                    | ','
                    | '；'
                    | ';'
                    | '）'
                    | ')'
                    | '”'
                    | '》'
                    | '—'
                    | '-'
                    | '：'
                    | ':'
                    | '.'
                    | '。'
                    | '·'
                    | '*'
            )
    });
    if let Some(rest) = words.leads.strip(text) {
        return rest;
    }
    if let Ok((rest, _)) = ordinal(text) {
        return rest;
    }
    let dated = words.before_date.strip(text).unwrap_or(text);
    match calendar_end(dated) {
        Some(end) if end > 0 => {
            let rest = &dated[end..];
            words.after_date.strip(rest).unwrap_or(rest)
        }
        _ => text,
    }
}

fn strip_tail<'a>(words: &SubjectWords, text: &'a str) -> &'a str {
    let text = unquoted(text.trim_end_matches(|c: char| {
        c.is_whitespace() || matches!(c, '、' | '，' | ',' | '：' | ':' | '（' | '(' | '“' | '《')
    }));
    let rest = words.tails.strip(text).unwrap_or(text);
    without_comparison(words, rest).unwrap_or(rest)
}

/// Without the earlier date that a clause ends with: 发布量由2019年, 比2019年.
fn without_comparison<'a>(words: &SubjectWords, text: &'a str) -> Option<&'a str> {
    let date = text.ends_with(['年', '月', '日', '度']);
    let dated = |at: usize| {
        let rest = &text[at..];
        let end = calendar_end(rest)?;
        let rest = &rest[end..];
        (rest.is_empty() || rest == "度").then(|| words.compared.strip(&text[..at]))?
    };
    let mut starts = text.char_indices().map(|(at, _)| at).skip(1);
    date.then(|| starts.find_map(dated)).flatten()
}

/// Whether only a word of reaching and its date stand between two figures: 增加到2020年的.
pub(super) fn reaches(words: &SubjectWords, between: &str) -> bool {
    let between = between.trim_start_matches(['，', ',', '）', ')']);
    let Some((word, ())) = words.reaches.of(between) else {
        return false;
    };
    let rest = between[word.len()..].trim_end_matches('的');
    rest.is_empty() || calendar_end(rest) == Some(rest.len())
}

/// Without a quotation mark that lacks its partner, and without a pair around the whole.
fn unquoted(text: &str) -> &str {
    let opens = text.matches('“').count();
    let closes = text.matches('”').count();
    if let Some(inner) = text.strip_suffix('”') {
        if opens < closes {
            return inner;
        }
        if opens == 1 && closes == 1 {
            return inner.strip_prefix('“').unwrap_or(text);
        }
    }
    match text.strip_prefix('“') {
        Some(inner) if opens > closes => inner,
        _ => text,
    }
}

fn trim_end<'a>(text: &'a str, words: &Endings) -> &'a str {
    match words.strip(text) {
        Some(rest) => trim_end(rest, words),
        None => text,
    }
}

fn last_characters(text: &str, most: usize) -> &str {
    let Some((at, _)) = text.char_indices().rev().nth(most.saturating_sub(1)) else {
        return text;
    };
    match text[at..]
        .char_indices()
        .find(|(_, character)| matches!(character, '、' | '，' | ','))
    {
        Some((offset, mark)) => &text[at + offset + mark.len_utf8()..],
        None => &text[at..],
    }
}

/// Gives the members of an enumeration to the numbers that share it: 甲、乙和丙分别为3件、2件、1件.
pub(super) fn distribute(words: &SubjectWords, text: &str, mentions: &mut [Mention<'_>]) {
    let mut index = 0;
    while index < mentions.len() {
        let floor = index
            .checked_sub(1)
            .map_or(0, |previous| mentions[previous].span.end);
        let clause = &text[floor..mentions[index].span.start];
        let follows = |pair: &[Mention<'_>]| is_joint(&text[pair[0].span.end..pair[1].span.start]);
        let run = 1 + mentions[index..]
            .windows(2)
            .take_while(|pair| follows(pair))
            .count();
        let shared = words.distributed.strip(clause);
        if let (Some(clause), 2..) = (shared, run) {
            let clause = &clause[clause_start(clause, 0, clause.len(), false)..];
            let members: Vec<&str> = clause
                .split(['、', '和', '与', '及'])
                .map(|member| tidy(words, member))
                .filter(|member| !member.is_empty())
                .collect();
            if members.len() == run {
                for (mention, member) in mentions[index..].iter_mut().zip(members) {
                    mention.subject = Some(member.to_owned());
                }
            }
        }
        index += run;
    }
}

fn is_han(character: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&character)
}

/// Whether only marks and joints stand in `text`.
pub(super) fn is_joint(text: &str) -> bool {
    text.chars().all(|c| {
        c.is_whitespace()
            || matches!(
                c,
                '、' | '，' | ',' | '；' | ';' | '和' | '及' | '与' | '）' | ')'
            )
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::prose::gold::words;

    #[track_caller]
    fn check_before(text: &str, expected: &str) {
        let start = text.find('#').unwrap();
        assert_eq!(
            before(&words().subject, text, 0, start).unwrap_or(""),
            expected,
            "{text}"
        );
    }

    #[track_caller]
    fn check_behind(text: &str, expected: &str) {
        let end = text.find('#').unwrap() + 1;
        assert_eq!(
            behind(&words().subject, text, end, None, false).unwrap_or(""),
            expected,
            "{text}"
        );
    }

    #[test]
    fn the_clause_before_a_number_is_freed_of_introductions() {
        check_before("2021年，云川市共收到申请#", "云川市共收到申请");
        check_before("收到申请9件，其中，网上申请共计#", "网上申请");
        check_before("“同意公开”的#", "同意公开");
        check_before("责令停止违法行为#", "责令停止违法行为");
        check_before("截至2021年12月底，累计公开#", "公开");
        check_before("不予公开数为#", "不予公开数");
        check_before("青石县（#", "青石县");
        check_before("甲局（9条）、乙局（#", "乙局");
        check_before("信息发布量由2019年的#", "信息发布量");
        check_before("比2019年（#", "");
        check_before("流程。3.2022年培训#", "培训");
        check_before("信息发布量由2019年12月的#", "信息发布量");
    }

    #[test]
    fn the_noun_behind_a_number_ends_before_its_verb() {
        check_behind("有#县（区）政府调整了领导小组", "县（区）政府");
        check_behind("#项目已完工", "项目");
        check_behind("#市直部门公开了结果", "市直部门");
        check_behind("#的改造任务，", "改造任务");
        check_behind("#乡镇（街道）和", "乡镇（街道）");
        check_behind("#专题发布会向居民公布进展", "专题发布会");
        check_behind("#对城区水质开展监测", "");
        check_behind("#，占", "");
        check_behind("#关于信息公开的诉讼案件。", "关于信息公开的诉讼案件");
        check_behind("#有关人员，", "有关人员");
        check_behind("#作为局领导领办件，", "");
        check_behind("#公开机制趋于完善。", "公开机制");
        check_behind("#占总数", "");
    }

    proptest! {
        #[test]
        fn subjects_are_slices(text in "[甲乙共其中的“”（）、，。#件2017年为行]{0,40}") {
            for (at, _) in text.char_indices() {
                let words = &words().subject;
                let _ = (before(words, &text, 0, at), clause_before(words, &text, 0, at), behind(words, &text, at, None, true));
            }
            let _ = tidy(&words().subject, &text);
        }
    }
}
