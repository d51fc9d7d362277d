//! The title of a document, put together from its lines.
//!
//! Covers and mastheads break titles into pieces: `云川市人民政府`, `2017年政府信息公开工作`,
//! `年 度 报 告`. Given the lines above the text, finds the one title that is whole: of a notice
//! its own, not that of the plan it issues; of a report that above the text, not the cover's.

use crate::outline::is_organ;
use crate::text::Span;
use crate::value::date;
use crate::value::document_number::find;

use super::page::{Found, Page};
use super::place::region;
use super::report::without_years;

/// 文种 and other words that titles of official documents end with.
const KINDS: &[&str] = &[
    "通知", "意见", "函", "批复", "决定", "通告", "公告", "公报", "报告", "请示", "议案", "答复",
    "规定", "办法", "条例", "细则", "方案", "要点", "计划", "规划", "纲要", "预案", "总结", "年报",
    "说明", "要求", "安排", "措施", "决议", "命令", "分工", "制度", "规则", "目录", "指南",
];
/// Words behind which the subject of an official document's title begins.
const OPENINGS: &[&str] = &[
    "关于", "转发", "批转", "印发", "公布", "发布", "对", "废止", "修改",
];
/// How many of them are never part of an organ's name.
const FIRST_OPENINGS: usize = 6;
/// Kinds that may end a title without 的 before them.
const BARE_KINDS: &[&str] = &["报告", "总结", "说明", "年报"];
/// Longest part behind the last 的 of a title, in characters: 若干意见.
const LONGEST_KIND: usize = 7;
/// Longest piece of a title, in characters.
const LONGEST_PIECE: usize = 80;
/// Most lines of a title.
const MOST_LINES: usize = 6;
/// Shortest piece that goes on a title without saying by itself that it does, in characters.
const SHORTEST_PIECE: usize = 8;
/// Shortest title of which only the last word tells that it is one, in characters: 目录 and 时限要求
/// are heads of lists.
const SHORTEST_WEAK: usize = 5;

/// Fewest characters behind 关于 that may name a subject.
const SHORTEST_SUBJECT: usize = 5;

/// How a title was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Strength {
    /// Only its last word says that it is a title.
    Weak,
    /// It names its subject or its organ, too.
    Strong,
}

/// The title found in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Title {
    /// The text and its place.
    pub(super) text: Found<String>,
    /// How it was told.
    pub(super) strength: Strength,
    /// It is the title of what a notice without one issues.
    pub(super) issues: bool,
}

/// A line that may be a piece of a title.
struct Piece {
    text: String,
    span: Span,
}

/// The title above the text. `report_words` are endings of titles that grammars know, `labelled` the
/// titles that labels of metadata name.
pub(super) fn title(
    page: &Page<'_>,
    report_words: &[&str],
    labelled: &[&Found<String>],
) -> Option<Title> {
    let pieces: Vec<Option<Piece>> = page.lines[..page.head]
        .iter()
        .map(|line| without_label(line, labelled).or_else(|| piece(line)))
        .collect();
    let mut found: Vec<(Title, bool, bool)> = Vec::new();
    for end in 0..pieces.len() {
        let goes_on = pieces
            .get(end + 1)
            .and_then(Option::as_ref)
            .is_some_and(|next| next.text.starts_with('的'));
        let Some(title) = (!goes_on)
            .then(|| whole(&pieces, end, report_words))
            .flatten()
        else {
            continue;
        };
        let official = opens(&title.text.value);
        let report = ends_with_any(&title.text.value, report_words);
        found.push((title, official, report));
    }
    let official = found
        .iter()
        .position(|(title, official, _)| *official && title.strength == Strength::Strong);
    let report = found.iter().rposition(|(_, _, report)| *report);
    let strong = found
        .iter()
        .rposition(|(title, ..)| title.strength == Strength::Strong);
    let chosen = official
        .or(report)
        .or(strong)
        .or(found.len().checked_sub(1))?;
    let whole = longer(&found, chosen);
    Some(found.swap_remove(whole).0)
}

/// A title that stands above once more with its organ or place is the same title: the longer one.
fn longer(found: &[(Title, bool, bool)], chosen: usize) -> usize {
    let text = |at: usize| found[at].0.text.value.as_str();
    let longer = |at: &usize| text(*at).len() > text(chosen).len();
    let same = (0..chosen).filter(|&at| longer(&at) && text(at).ends_with(text(chosen)));
    same.max_by_key(|&at| text(at).len()).unwrap_or(chosen)
}

/// The title in a line that begins with its label.
fn without_label(line: &crate::outline::Line<'_>, labelled: &[&Found<String>]) -> Option<Piece> {
    let own = labelled.iter().find(|title| {
        let before = line.text.strip_suffix(title.value.as_str());
        before.is_some_and(|label| !label.is_empty()) && line.span().end == title.span.end
    })?;
    Some(Piece {
        text: own.value.clone(),
        span: own.span,
    })
}

/// A line as a piece of a title, without a document number behind it.
fn piece(line: &crate::outline::Line<'_>) -> Option<Piece> {
    let bare = line.bare();
    let number = find(bare)
        .last()
        .filter(|(span, _)| span.end == bare.len())
        .map(|(span, _)| span.start);
    let text = addressed_cut(&bare[..number.unwrap_or(bare.len())]).trim_end();
    let length = text.chars().count();
    let sentence = text.contains(['。', '；', '：', ':', '|', '>', '@', '\t', '！', '？', '_']);
    let dated = date::date(text).is_ok() || date::month(text).is_ok();
    let masthead = text.strip_suffix("文件").is_some_and(is_organ);
    let note = text.starts_with(['（', '(', '【', '[']);
    let words = text
        .chars()
        .any(|character| ('\u{4e00}'..='\u{9fff}').contains(&character));
    let plain =
        words && (1..=LONGEST_PIECE).contains(&length) && !sentence && !dated && !masthead && !note;
    plain.then(|| Piece {
        text: text.to_owned(),
        span: line.locate(text),
    })
}

/// The title before an address that was joined to it: …的通知各县（市、区）人民政府：.
fn addressed_cut(text: &str) -> &str {
    if !text.ends_with(['：', ':']) {
        return text;
    }
    let ends = [
        "的通知",
        "的意见",
        "的函",
        "的批复",
        "的决定",
        "的通报",
        "的公告",
    ];
    ends.iter()
        .find_map(|end| text.find(end).map(|at| &text[..at + end.len()]))
        .unwrap_or(text)
}

/// The title that ends with the piece at `end`.
fn whole(pieces: &[Option<Piece>], end: usize, report_words: &[&str]) -> Option<Title> {
    let last = pieces[end].as_ref()?;
    let (mut text, mut span) = (last.text.clone(), last.span);
    for before in pieces[..end].iter().rev().take(MOST_LINES - 1) {
        let Some(before) = before
            .as_ref()
            .filter(|before| belongs(&before.text, &text, report_words))
        else {
            break;
        };
        text.insert_str(0, &before.text);
        span = before.span.cover(span);
    }
    if !is_whole(&text, report_words) {
        return None;
    }
    let strong = opens(&text)
        || ends_with_any(&text, report_words)
        || begins_with_organ(&text)
        || has_year(&text);
    let strength = if strong {
        Strength::Strong
    } else {
        Strength::Weak
    };
    if strength == Strength::Weak && text.chars().count() < SHORTEST_WEAK {
        return None;
    }
    Some(Title {
        text: Found::new(text, span),
        strength,
        issues: false,
    })
}

/// Whether the piece `before` goes on to the title `text` below it.
fn belongs(before: &str, text: &str, report_words: &[&str]) -> bool {
    if is_whole(before, report_words) && !text.starts_with('的') {
        return false;
    }
    if is_unfinished(before, text) {
        return true;
    }
    let year_alone =
        date::year(before).is_ok_and(|(rest, _)| rest.trim_start_matches('度').is_empty());
    if begins_with_organ(text) {
        return year_alone && !has_year(text);
    }
    let place_alone = region(before).is_some_and(|region| region.len() == before.len());
    if date::year(text).is_ok() || OPENINGS.iter().any(|opening| text.starts_with(opening)) {
        return is_organ(before) || place_alone;
    }
    let announces =
        is_organ(before) || place_alone || year_alone || begins_with_organ(before) || opens(before);
    announces || has_year(before) || before.chars().count() >= SHORTEST_PIECE
}

/// Whether the line broke behind 关于 or a few words on (关于同意), so that `text` must go on with it,
/// even if that begins with a place of its own.
fn is_unfinished(before: &str, text: &str) -> bool {
    let behind = before.rfind("关于").map(|at| &before[at + "关于".len()..]);
    behind.is_some_and(|behind| behind.chars().count() < SHORTEST_SUBJECT || !opens(text))
}

/// Whether `text` ends as titles do, and with what it began with.
fn is_whole(text: &str, report_words: &[&str]) -> bool {
    let text = without_note(text);
    if ends_with_any(text, report_words) && !opens_with_organ(text) {
        return true;
    }
    let Some(kind) = KINDS.iter().find(|kind| text.ends_with(*kind)) else {
        return false;
    };
    let short_end = text
        .rfind('的')
        .is_some_and(|at| text[at..].chars().count() <= LONGEST_KIND);
    short_end || BARE_KINDS.contains(kind) || !opens(text)
}

/// A title without an edition in brackets behind it: （图片版）.
fn without_note(text: &str) -> &str {
    let opening = text
        .ends_with(['）', ')'])
        .then(|| text.rfind(['（', '(']))
        .flatten();
    opening.map_or(text, |at| &text[..at])
}

/// Whether a title ends with one of `words`, the digits of its year left out.
pub(super) fn ends_with_any(text: &str, words: &[&str]) -> bool {
    let text = without_years(without_note(text));
    words.iter().any(|word| text.ends_with(word))
}

/// Whether a title names its subject as official documents do: 关于….
pub(super) fn opens(text: &str) -> bool {
    text.contains("关于") || opens_with_organ(text)
}

fn opens_with_organ(text: &str) -> bool {
    organ(text).is_some_and(|organ| {
        OPENINGS
            .iter()
            .any(|opening| text[organ.len()..].starts_with(opening))
    })
}

/// The organ that a title begins with: before 关于 or 印发, else before another word that opens a
/// subject, else before the year.
pub(super) fn organ(text: &str) -> Option<&str> {
    let (first, second) = OPENINGS.split_at(FIRST_OPENINGS);
    let before = |openings: &[&str]| {
        let end = openings
            .iter()
            .filter_map(|opening| text.find(opening))
            .min()?;
        Some(&text[..end]).filter(|organ| is_organ(organ))
    };
    let year = || {
        text.char_indices()
            .map(|(at, _)| at)
            .find(|&at| date::year(&text[at..]).is_ok())
    };
    let before_year = || {
        year()
            .map(|end| &text[..end])
            .filter(|organ| is_organ(organ))
    };
    before(first)
        .or_else(|| before(second))
        .or_else(before_year)
}

fn begins_with_organ(text: &str) -> bool {
    organ(text).is_some() || region(text).is_some()
}

/// Whether a year stands in `text`.
pub(super) fn has_year(text: &str) -> bool {
    !years(text).is_empty()
}

/// All years in `text`, each once, in order.
pub(super) fn years(text: &str) -> Vec<i32> {
    let starts = starts_of_years(text);
    let mut years: Vec<i32> = starts.filter_map(|at| year_at(&text[at..])).collect();
    years.dedup();
    years
}

/// Where years may begin: not within a longer number, as in 202020年.
pub(super) fn starts_of_years(text: &str) -> impl Iterator<Item = usize> {
    let mut inside = false;
    text.char_indices().filter_map(move |(at, character)| {
        let figure =
            character.is_ascii_digit() || crate::value::numeral::digit_of(character).is_some();
        let begins = figure && !inside;
        inside = figure;
        begins.then_some(at)
    })
}

/// The year at the head of `text`: 2019年, or the first of 2018-2019年.
fn year_at(text: &str) -> Option<i32> {
    let first = || {
        let (rest, year) = date::arabic_year(text).ok()?;
        let rest = rest.strip_prefix(['-', '—', '–', '~', '～', '至', '、'])?;
        date::year(rest).is_ok().then_some(year)
    };
    date::year(text).ok().map(|(_, year)| year).or_else(first)
}

/// The title of what a notice issues or forwards: 关于印发…的通知.
pub(super) fn issued(title: &str) -> Option<&str> {
    let opening = ["印发", "转发", "批转", "公布", "发布"];
    let (at, word) = opening
        .iter()
        .filter_map(|word| title.find(word).map(|at| (at, word)))
        .min()?;
    let inner = title[at + word.len()..].strip_suffix("的通知")?;
    Some(inner.trim_start_matches('《').trim_end_matches('》'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outline::sample::document_of;
    use crate::outline::{Sheet, outline};

    const BODY: &str = "全县各级各部门认真落实公开要求，各项工作有序开展，取得较好成效。";
    const REPORT: &[&str] = &[
        "政府信息公开工作年度报告",
        "政务公开工作要点",
        "政务公开工作要点的通知",
    ];

    fn read(head: &[&str]) -> Option<String> {
        let page = [head, &[BODY, "一、概述"]].concat();
        let (document, layout) = document_of(&page);
        let outline = outline(&document, &layout, None);
        title(
            &Page::new(&document, &layout, &Sheet::of(&layout), &outline),
            REPORT,
            &[],
        )
        .map(|title| title.text.value)
    }

    #[track_caller]
    fn check(head: &[&str], expected: &str) {
        assert_eq!(read(head).as_deref(), Some(expected));
    }

    #[test]
    fn a_title_is_put_together_from_its_lines() {
        check(
            &["云川市人民政府", "2019 年政府信息公开工作", "年 度 报 告"],
            "云川市人民政府2019年政府信息公开工作年度报告",
        );
        check(
            &["青石县", "2019年政府信息公开工作年度报告"],
            "青石县2019年政府信息公开工作年度报告",
        );
        check(
            &["# 云川市教育局2019年政府信息公开工作年度报告"],
            "云川市教育局2019年政府信息公开工作年度报告",
        );
        check(
            &["2019年政府信息公开工作年度报告（图片版）"],
            "2019年政府信息公开工作年度报告（图片版）",
        );
    }

    #[test]
    fn the_title_above_the_text_is_preferred_to_the_cover() {
        check(
            &[
                "2019年",
                "云川市政府信息公开工作",
                "年度报告",
                "云川市教育局",
                "2020年1月",
                "云川市人民政府",
                "2019年政府信息公开工作年度报告",
            ],
            "云川市人民政府2019年政府信息公开工作年度报告",
        );
        check(
            &["2019年", "云川市政府信息公开工作", "年度报告"],
            "2019年云川市政府信息公开工作年度报告",
        );
    }

    #[test]
    fn notices_are_titled_by_organ_and_subject() {
        let plan = "云川市人民政府办公室关于印发2019年云川市政务公开工作要点的通知";
        check(
            &[
                "云川市人民政府办公室文件",
                "云政办发〔2019〕5号",
                "云川市人民政府办公室 关于印发2019年云川市政务公开工作要点的 通 知",
                "各县人民政府：",
            ],
            plan,
        );
        check(
            &[
                "云川市人民政府办公室",
                "关于印发2019年云川市政务",
                "公开工作要点的通知",
                "云政办发〔2019〕5号",
            ],
            plan,
        );
        check(
            &[
                "云川市人民政府办公室关于印发2019年云川市政务公开工作要点",
                "的通知",
            ],
            plan,
        );
        check(
            &["云川市人民政府办公室关于印发2019年云川市政务公开工作要点的通知云政办发〔2019〕5号"],
            plan,
        );
        check(
            &["云川市人民政府办公室关于印发2019年云川市政务公开工作要点的通知各县人民政府："],
            plan,
        );
        check(
            &["云川市人民政府对市人大一次会议", "第12号建议的答复"],
            "云川市人民政府对市人大一次会议第12号建议的答复",
        );
        check(
            &["云川市人民政府转发市教育局", "关于加强校车管理意见的通知"],
            "云川市人民政府转发市教育局关于加强校车管理意见的通知",
        );
        check(
            &["云川市人民政府关于同意", "青石县设立停车场的批复"],
            "云川市人民政府关于同意青石县设立停车场的批复",
        );
        check(
            &["云川市人民政府关于", "青石县停车场的批复"],
            "云川市人民政府关于青石县停车场的批复",
        );
        check(
            &["云川市人民政府关于促进", "就业的若干意见"],
            "云川市人民政府关于促进就业的若干意见",
        );
    }

    #[test]
    fn a_title_printed_twice_is_the_longer_one() {
        check(
            &[
                "云川市栖霞乡",
                "2021年政府信息公开工作年度报告",
                "2021年政府信息公开工作年度报告",
            ],
            "云川市栖霞乡2021年政府信息公开工作年度报告",
        );
    }

    #[test]
    fn the_year_may_stand_within_the_words() {
        let title = "云川区教育局政府信息公开工作2025年度报告";
        check(&[title], title);
    }

    #[test]
    fn heads_of_lists_are_no_titles() {
        assert_eq!(read(&["目 录", "第一部分 数据表"]), None);
        assert_eq!(read(&["责任科室", "时限要求"]), None);
    }

    #[test]
    fn menus_are_no_titles() {
        check(
            &["首页", "政务公开", "2019年政府信息公开工作年度报告"],
            "2019年政府信息公开工作年度报告",
        );
        assert_eq!(
            read(&[
                "首页",
                "当前位置：首页>公开>年度报告",
                "云川市教育局",
                "2020年1月10日"
            ]),
            None
        );
    }

    #[test]
    fn organs_stand_before_the_subject() {
        assert_eq!(
            organ("云川市人民政府办公室关于印发要点的通知"),
            Some("云川市人民政府办公室")
        );
        assert_eq!(
            organ("国务院办公厅转发教育局关于校车意见的通知"),
            Some("国务院办公厅")
        );
        assert_eq!(organ("云川市教育局2019年度报告"), Some("云川市教育局"));
        assert_eq!(organ("2019年云川市年度报告"), None);
    }

    #[test]
    fn years_are_whole_numbers() {
        assert_eq!(years("云川市2019年度报告"), [2019]);
        assert_eq!(years("二〇一九年报告"), [2019]);
        assert!(years("202020年报告").is_empty());
        assert_eq!(years("2018年至2019年报告"), [2018, 2019]);
        assert_eq!(years("2018-2019年报告"), [2018, 2019]);
    }

    #[test]
    fn a_notice_names_what_it_issues() {
        assert_eq!(
            issued("云川市关于印发《2019年要点》的通知"),
            Some("2019年要点")
        );
        assert_eq!(issued("云川市关于加强管理的通知"), None);
    }
}
