//! What word processors, web pages and copyists leave in a text or take out of it.

use crate::generate::Random;
use crate::text::SourceSpan;

use super::trace::{Copier, Damaged};

/// Puts what `change` returns in the place of `rate` of the matches that `find` gives; each match is
/// a byte range, and what stands there afterwards is legible or not.
fn replace(
    text: &str,
    matches: impl Iterator<Item = (usize, usize)>,
    rate: f64,
    legible: bool,
    random: &mut Random,
    mut change: impl FnMut(&str, &mut Random) -> Option<String>,
) -> Damaged {
    let mut copier = Copier::new(text);
    for (start, end) in matches {
        if !random.chance(rate) {
            continue;
        }
        if let Some(other) = change(&text[start..end], random) {
            copier.keep(start);
            copier.replace(end, &other, legible);
        }
    }
    copier.finish()
}

/// Characters outside of tags, with their ends.
fn characters(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let mut in_tag = false;
    text.char_indices().filter_map(move |(at, one)| {
        in_tag |= one == '<'
            && text[at + 1..].starts_with(|next: char| next.is_ascii_alphabetic() || next == '/');
        let outside = !in_tag;
        in_tag &= one != '>';
        outside.then_some((at, at + one.len_utf8()))
    })
}

/// Runs of digits outside of tags.
fn numbers(text: &str) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for (start, end) in characters(text) {
        if !text[start..end].starts_with(|one: char| one.is_ascii_digit()) {
            continue;
        }
        match runs.last_mut().filter(|run| run.1 == start) {
            Some(run) => run.1 = end,
            None => runs.push((start, end)),
        }
    }
    runs
}

/// Numbers become stars.
pub(super) fn redacted(text: &str, rate: f64, random: &mut Random) -> Damaged {
    let numbers = numbers(text).into_iter();
    replace(text, numbers, rate, false, random, |digits, _| {
        Some("*".repeat(digits.len().max(2)))
    })
}

/// Punctuation is printed twice.
pub(super) fn doubled(text: &str, rate: f64, random: &mut Random) -> Damaged {
    replace(text, characters(text), rate, true, random, |one, _| {
        matches!(one, "，" | "。" | "、" | "；").then(|| one.repeat(2))
    })
}

/// Numbers in brackets and their one-character forms.
const ENCLOSED: [(&str, &str); 10] = [
    ("（一）", "㈠"),
    ("（二）", "㈡"),
    ("（三）", "㈢"),
    ("（四）", "㈣"),
    ("（五）", "㈤"),
    ("（六）", "㈥"),
    ("（七）", "㈦"),
    ("（八）", "㈧"),
    ("（九）", "㈨"),
    ("（十）", "㈩"),
];

/// Numbers of headings and labels become single characters.
pub(super) fn enclosed(text: &str, rate: f64, random: &mut Random) -> Damaged {
    let places = text.match_indices('（').filter_map(|(at, _)| {
        let (printed, _) = ENCLOSED
            .iter()
            .find(|(known, _)| text[at..].starts_with(known))?;
        Some((at, at + printed.len()))
    });
    replace(text, places, rate, true, random, |printed, _| {
        let found = ENCLOSED.iter().find(|(known, _)| *known == printed);
        found.map(|(_, one)| (*one).to_owned())
    })
}

/// Lines that are not empty and hold no table's markup: start and end, without the line break.
fn lines(text: &str) -> Vec<(usize, usize)> {
    let mut lines = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.trim_end_matches('\n').len();
        if !line.trim().is_empty() && !line.contains(['<', '|', '\t']) {
            lines.push((start, end));
        }
        start += line.len();
    }
    lines
}

/// Marks of Markdown and HTML around and behind lines of text.
pub(super) fn markup(text: &str, rate: f64, random: &mut Random) -> Damaged {
    let mut copier = Copier::new(text);
    for (start, end) in lines(text) {
        if !random.chance(rate) {
            continue;
        }
        let (before, after) = *random.pick(&[
            ("**", "**"),
            ("", "<br>"),
            ("&nbsp;&nbsp;", ""),
            ("<em>", "</em>"),
        ]);
        copier.keep(start);
        copier.insert(before);
        copier.keep(end);
        copier.insert(after);
    }
    copier.finish()
}

/// Whether a line begins like a numbered heading and is no sentence.
fn is_heading(line: &str) -> bool {
    let line = line.trim_start_matches(['#', ' ']);
    let rest = line.trim_start_matches(|one| "一二三四五六七八九十（）".contains(one));
    let numbered = rest.len() < line.len() && (rest.starts_with('、') || line.starts_with('（'));
    numbered && line.chars().count() < 40 && !line.contains(['。', '，'])
}

/// Headings of a text outside of `tables`, as byte ranges of their lines.
fn headings_of(text: &str, tables: &[SourceSpan]) -> impl Iterator<Item = (usize, usize)> {
    let outside = |start: usize| {
        let mut spans = tables.iter();
        !spans.any(|table| table.start <= start && start < table.end)
    };
    lines(text)
        .into_iter()
        .filter(move |(start, end)| is_heading(&text[*start..*end]) && outside(*start))
}

/// Field codes of a table of contents behind headings.
pub(super) fn fields(text: &str, tables: &[SourceSpan], rate: f64, random: &mut Random) -> Damaged {
    let mut copier = Copier::new(text);
    for (_, end) in headings_of(text, tables) {
        if random.chance(rate) {
            copier.keep(end);
            let (mark, page) = (random.between(10_000, 99_999), random.between(1, 20));
            copier.insert(&format!(" PAGEREF _Toc{mark} \\h {page}"));
        }
    }
    copier.finish()
}

/// Headings are lost with their lines.
pub(super) fn headings(
    text: &str,
    tables: &[SourceSpan],
    rate: f64,
    random: &mut Random,
) -> Damaged {
    let mut copier = Copier::new(text);
    for (start, end) in headings_of(text, tables) {
        if random.chance(rate) {
            copier.keep(start);
            copier.drop(end);
        }
    }
    copier.finish()
}

/// Marks within dates and brackets of document numbers are lost; the digits run together.
pub(super) fn date_marks(text: &str, rate: f64, random: &mut Random) -> Damaged {
    let digit = |one: Option<char>| one.is_some_and(|one| one.is_ascii_digit());
    let marks = characters(text).filter(|(start, end)| {
        let (before, after) = (&text[..*start], &text[*end..]);
        match &text[*start..*end] {
            "年" | "月" => digit(before.chars().next_back()) && digit(after.chars().next()),
            "〔" => digit(after.chars().next()),
            "〕" => digit(before.chars().next_back()) && digit(after.chars().next()),
            _ => false,
        }
    });
    replace(text, marks, rate, false, random, |_, _| Some(String::new()))
}

/// Advertising that mirrors of public pages put in the place of words.
const SPAM: [&str; 4] = [
    "天天彩票官网",
    "bet365亚洲版",
    "比分直播,足球比分",
    "手机赚钱软件",
];
/// Words that are replaced.
const REPLACED: [&str; 6] = ["关于", "信息", "申请", "公开", "机关", "办公室"];

/// Words are replaced by advertising.
pub(super) fn spam(text: &str, rate: f64, random: &mut Random) -> Damaged {
    let mut places: Vec<(usize, usize)> = REPLACED
        .iter()
        .flat_map(|word| text.match_indices(word))
        .map(|(at, word)| (at, at + word.len()))
        .collect();
    places.sort_unstable();
    replace(
        text,
        places.into_iter(),
        rate,
        false,
        random,
        |_, random| Some((*random.pick(&SPAM)).to_owned()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::gold::Fate;

    const TEXT: &str = "## 一、公开（一）\n办结12件，办好。\n";

    #[track_caller]
    fn check(damage: fn(&str, f64, &mut Random) -> Damaged, expected: &str) {
        assert_eq!(damage(TEXT, 1.0, &mut Random::new(3)).text, expected);
    }

    #[test]
    fn leftovers_stand_where_they_are_left() {
        check(redacted, "## 一、公开（一）\n办结**件，办好。\n");
        check(doubled, "## 一、、公开（一）\n办结12件，，办好。。\n");
        check(enclosed, "## 一、公开㈠\n办结12件，办好。\n");
    }

    #[test]
    fn headings_are_those_outside_of_tables() {
        let lost = |tables: &[SourceSpan]| headings(TEXT, tables, 1.0, &mut Random::new(3)).text;
        assert_eq!(lost(&[]), "\n办结12件，办好。\n");
        assert_eq!(lost(&[SourceSpan::new(0, 30)]), TEXT);
    }

    #[test]
    fn fields_follow_headings_only() {
        let text = fields(TEXT, &[], 1.0, &mut Random::new(3)).text;
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines[0].contains(" PAGEREF _Toc") && lines[1] == "办结12件，办好。");
    }

    #[test]
    fn lost_marks_take_the_date_with_them() {
        let damaged = date_marks("2018年11月1日 〔2017〕24号", 1.0, &mut Random::new(1));
        assert_eq!(damaged.text, "2018111日 201724号");
        let (_, fate) = damaged.span(SourceSpan::new(0, 15)).unwrap();
        assert_eq!(fate, Fate::Destroyed);
    }

    #[test]
    fn a_redacted_value_is_destroyed() {
        let damaged = redacted("12件", 1.0, &mut Random::new(1));
        let (span, fate) = damaged.span(SourceSpan::new(0, 2)).unwrap();
        assert_eq!((span.text(&damaged.text), fate), ("**", Fate::Destroyed));
    }
}
