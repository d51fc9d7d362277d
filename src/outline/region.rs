//! Stretches of a document in which numbered lines are no headings of its own.
//!
//! Tables of contents, forms in annexes, enumerations within a sentence, and quoted documents
//! whose numbering interrupts that of the document around them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::grammar::{Grammar, core};

use super::heading::{Form, Heading, is_entry};
use super::line::Line;
use super::tree::parents;

/// Words at the end of the title of an annex that is a form.
const FORM_TITLES: &[&str] = &[
    "统计表",
    "情况表",
    "汇总表",
    "一览表",
    "分解表",
    "分工表",
    "报表",
    "附表",
    "明细表",
];
/// Lines below an annex's mark among which its title stands.
const TITLE_LINES: usize = 3;
/// Most characters that a mark of an annex has.
const LONGEST_MARK: usize = 6;

/// The headings that are the document's own, in order.
pub(super) fn own_headings(
    lines: &[Line<'_>],
    headings: Vec<Heading>,
    grammar: Option<&Grammar>,
) -> Vec<Heading> {
    let headings = without(headings, |headings| contents_entries(lines, headings));
    let headings = without(headings, |headings| enumerations(lines, headings));
    let headings = without(headings, |headings| form_rows(lines, headings, grammar));
    without(headings, quoted)
}

/// `headings` without those whose indices `find` returns.
fn without(headings: Vec<Heading>, find: impl Fn(&[Heading]) -> BTreeSet<usize>) -> Vec<Heading> {
    let dropped = find(&headings);
    let kept = headings
        .into_iter()
        .enumerate()
        .filter(|(index, _)| !dropped.contains(index));
    kept.map(|(_, heading)| heading).collect()
}

/// Entries of a table of contents: lines with leaders, and headings that stand line upon line
/// before the same headings come again with text below them.
fn contents_entries(lines: &[Line<'_>], headings: &[Heading]) -> BTreeSet<usize> {
    let key = |heading: &Heading| (heading.level, heading.number, core(&heading.title));
    let last: BTreeMap<_, _> = headings
        .iter()
        .enumerate()
        .map(|(index, heading)| (key(heading), index))
        .collect();
    let comes_again = |index: usize| {
        last.get(&key(&headings[index]))
            .is_some_and(|&last| last > index)
    };
    let mut dropped: BTreeSet<usize> = (0..headings.len())
        .filter(|&index| is_entry(&lines[headings[index].line].text) && comes_again(index))
        .collect();
    let mut start = 0;
    while start < headings.len() {
        let block = dense_block(headings, start);
        let chapters = headings[block.clone()]
            .iter()
            .filter(|heading| heading.level <= 1)
            .count();
        let titled = headings[start]
            .line
            .checked_sub(1)
            .is_some_and(|above| lines[above].bare() == "目录");
        if (titled || chapters >= 3) && block.clone().all(comes_again) {
            dropped.extend(block.clone());
        }
        start = block.end;
    }
    dropped
}

/// The headings from `start` on that stand alone on neighbouring lines, until the first comes again.
fn dense_block(headings: &[Heading], start: usize) -> Range<usize> {
    let first = core(&headings[start].title);
    let below = headings[start..].windows(2).take_while(|pair| {
        let [above, heading] = pair else { return false };
        heading.line == above.line + 1
            && heading.form != Form::RunIn
            && core(&heading.title) != first
    });
    start..start + 1 + below.count()
}

/// Items of one sentence that was broken into lines: they end with a semicolon, the last one
/// with the sentence.
fn enumerations(lines: &[Line<'_>], headings: &[Heading]) -> BTreeSet<usize> {
    let mut dropped = BTreeSet::new();
    for (index, heading) in headings.iter().enumerate() {
        let text = lines[heading.line].text.trim_end();
        let one_sentence = heading.form != Form::RunIn;
        let continues = index > 0 && dropped.contains(&(index - 1)) && {
            let before = &headings[index - 1];
            let next = before.number.map(|number| number + 1);
            before.level == heading.level
                && before.line + 1 == heading.line
                && next == heading.number
        };
        if one_sentence && (text.ends_with(['；', ';']) || continues) {
            dropped.insert(index);
        }
    }
    dropped
}

/// Rows of forms that reached the running text: whole annexes that are forms, and labels of the
/// grammar's forms without any text below them.
fn form_rows(
    lines: &[Line<'_>],
    headings: &[Heading],
    grammar: Option<&Grammar>,
) -> BTreeSet<usize> {
    let labels = grammar.map(|grammar| &grammar.labels);
    let is_label = |heading: &Heading| {
        labels.is_some_and(|labels| labels.contains(&core(&lines[heading.line].text)))
    };
    let mut dropped = BTreeSet::new();
    for (index, heading) in headings.iter().enumerate() {
        let below = lines.get(heading.line + 1);
        if heading.form == Form::Standalone
            && is_label(heading)
            && !below.is_some_and(Line::is_prose)
        {
            dropped.insert(index);
        }
    }
    let marks: Vec<usize> = (0..lines.len())
        .filter(|&line| is_annex_mark(lines[line].bare()))
        .collect();
    for (place, &mark) in marks.iter().enumerate() {
        let end = marks.get(place + 1).copied().unwrap_or(lines.len());
        let first = headings.partition_point(|heading| heading.line <= mark);
        let within = first..headings.partition_point(|heading| heading.line < end);
        let chapter = headings[within.clone()]
            .iter()
            .find(|heading| heading.level <= 1);
        let own_numbering = chapter.is_none_or(|heading| heading.number == Some(1));
        let labelled = headings[within.clone()]
            .iter()
            .filter(|heading| is_label(heading))
            .count();
        if own_numbering && (has_form_title(lines, mark) || labelled >= 2) {
            dropped.extend(within);
        }
    }
    dropped
}

/// Whether a line marks the beginning of an annex: 附件, 附件2, 附件：.
pub(super) fn is_annex_mark(line: &str) -> bool {
    let Some(rest) = line
        .strip_prefix("附件")
        .or_else(|| line.strip_prefix("附表"))
    else {
        return false;
    };
    let mark = |character: char| {
        "：: -—".contains(character) || crate::value::numeral::is_numeral(character)
    };
    rest.chars().count() <= LONGEST_MARK
        && rest
            .chars()
            .all(|character| mark(character) || character.is_ascii_digit())
}

/// Whether one of the lines below an annex's mark is the title of a form.
fn has_form_title(lines: &[Line<'_>], mark: usize) -> bool {
    let below = lines.iter().skip(mark + 1).take(TITLE_LINES);
    below
        .map(|line| line.bare())
        .any(|line| FORM_TITLES.iter().any(|title| line.ends_with(title)))
}

/// Headings of a quoted document: its numbering begins again at 1 and ends before the number
/// comes that continues the numbering around it.
fn quoted(headings: &[Heading]) -> BTreeSet<usize> {
    let mut groups: BTreeMap<(Option<usize>, u8), Vec<usize>> = BTreeMap::new();
    for (index, parent) in parents(headings).into_iter().enumerate() {
        groups
            .entry((parent, headings[index].level))
            .or_default()
            .push(index);
    }
    groups
        .into_values()
        .flat_map(|siblings| quoted_among(headings, &siblings))
        .collect()
}

fn quoted_among(headings: &[Heading], siblings: &[usize]) -> BTreeSet<usize> {
    let mut dropped = BTreeSet::new();
    let mut place = 1;
    while place < siblings.len() {
        let (before, at) = (siblings[place - 1], siblings[place]);
        let restart = headings[at].number == Some(1)
            && headings[before].number.is_some_and(|number| number > 1);
        if let Some((end, next)) = restart
            .then(|| end_of_quotation(headings, siblings, place))
            .flatten()
        {
            dropped.extend(at..end);
            place = next;
        }
        place += 1;
    }
    dropped
}

/// Where the quotation that begins with the sibling at `place` ends, as an index of `headings`,
/// and the place among `siblings` of the first one behind it.
///
/// `None` if the numbering begins again for good, as in an attached document.
fn end_of_quotation(
    headings: &[Heading],
    siblings: &[usize],
    place: usize,
) -> Option<(usize, usize)> {
    let begin = siblings[place];
    let outer = headings[siblings[place - 1]].number?;
    let follows = |pair: &&[usize]| {
        headings[pair[0]].number.map(|number| number + 1) == headings[pair[1]].number
    };
    let broken = place + 1 + siblings[place..].windows(2).take_while(follows).count();
    let end = siblings.get(broken).copied().unwrap_or(headings.len());
    if let Some(resumed) = resumption(headings, begin, end) {
        return Some((
            resumed,
            siblings.partition_point(|&sibling| sibling < resumed),
        ));
    }
    let continued = siblings
        .get(broken)
        .is_some_and(|&next| headings[next].number == Some(outer + 1));
    continued.then_some((end, broken))
}

/// The first heading between `begin` and `end` that goes on with a numbering of a lower level
/// that stood open before `begin`, if that level has not begun anew since.
fn resumption(headings: &[Heading], begin: usize, end: usize) -> Option<usize> {
    let level = headings[begin].level;
    let mut open: [Option<u32>; 5] = [None; 5];
    for heading in headings[..begin]
        .iter()
        .rev()
        .take_while(|heading| heading.level > level)
    {
        let Some(last) = open.get_mut(usize::from(heading.level)) else {
            continue;
        };
        *last = last.or(heading.number);
    }
    let within = headings.iter().enumerate().take(end).skip(begin);
    for (index, heading) in within.take_while(|(_, heading)| heading.level >= level) {
        let Some(last) = open
            .get_mut(usize::from(heading.level))
            .and_then(Option::take)
        else {
            continue;
        };
        if heading.number == Some(last + 1) {
            return Some(index);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::line::lines;
    use super::super::sample::{layout_of, report_grammar};
    use super::*;

    /// Titles of the headings that stay, in order.
    #[track_caller]
    fn check(page: &[&str], expected: &[&str]) {
        let layout = layout_of(page);
        let lines = lines(&layout);
        let read = |(index, line): (usize, &Line<'_>)| Heading::numbered(index, &line.text);
        let headings = lines.iter().enumerate().filter_map(read).collect();
        let titles: Vec<String> = own_headings(&lines, headings, Some(&report_grammar()))
            .into_iter()
            .map(|heading| heading.title)
            .collect();
        assert_eq!(titles, expected);
    }

    const BODY: &str = "全县各级各部门认真落实公开要求，各项工作有序开展，取得较好成效。";

    #[test]
    fn contents_are_not_chapters() {
        check(
            &[
                "目录",
                "一、概述",
                "二、附则",
                "一、概述",
                BODY,
                "二、附则",
                BODY,
            ],
            &["概述", "附则"],
        );
        check(
            &[
                "一、概述……1",
                "二、附则……2",
                "一、概述",
                BODY,
                "二、附则",
                BODY,
            ],
            &["概述", "附则"],
        );
    }

    #[test]
    fn empty_chapters_that_come_once_stay() {
        check(
            &["一、概述", "二、公开", "三、附则"],
            &["概述", "公开", "附则"],
        );
    }

    #[test]
    fn items_of_a_sentence_are_not_headings() {
        check(
            &[
                "一、范围",
                "包括：",
                "（一）公文；",
                "（二）会议；",
                "（三）其他。",
                "二、时限",
            ],
            &["范围", "时限"],
        );
        check(
            &["（一）健全制度。修订办法；", "（二）加强培训。举办三期。"],
            &["健全制度", "加强培训"],
        );
    }

    #[test]
    fn a_form_in_an_annex_has_no_chapters() {
        check(
            &[
                "六、其他事项",
                BODY,
                "附件",
                "青石县政府信息公开情况统计表",
                "一、主动公开情况",
                "（一）收到数",
                "二、其他",
            ],
            &["其他事项"],
        );
        check(
            &["附件1", "公开方案", "一、总体要求", BODY, "二、任务", BODY],
            &["总体要求", "任务"],
        );
    }

    #[test]
    fn an_annex_mark_read_off_a_picture_hides_no_chapter() {
        check(
            &[
                "一、总体情况",
                BODY,
                "附件2",
                "目录一览表",
                "二、主动公开",
                BODY,
            ],
            &["总体情况", "主动公开"],
        );
    }

    #[test]
    fn labels_of_the_form_are_not_headings() {
        check(
            &[
                "三、收到和处理情况",
                "一、本年新收政府信息公开申请数量",
                "四、复议情况",
                BODY,
            ],
            &["收到和处理情况", "复议情况"],
        );
    }

    #[test]
    fn a_quoted_document_is_left_out() {
        check(
            &[
                "二、概述",
                "三、平台",
                "（一）网站",
                "1、清单公开",
                BODY,
                "一、组织",
                "二、内容",
                "三、形式",
                "2、财政公开",
                "四、申请",
            ],
            &["概述", "平台", "网站", "清单公开", "财政公开", "申请"],
        );
        check(
            &["一、概述", "二、平台", "一、组织", "二、内容", "三、申请"],
            &["概述", "平台", "组织", "内容", "申请"],
        );
        check(
            &[
                "一、概述",
                "二、平台",
                "三、管理",
                "一、组织",
                "二、内容",
                "四、申请",
            ],
            &["概述", "平台", "管理", "申请"],
        );
    }

    #[test]
    fn quoted_items_of_lower_levels_are_left_out() {
        check(
            &[
                "（一）清单",
                "1、权责",
                "2、财政",
                "1.记者提问",
                "3、民生",
                "（二）平台",
            ],
            &["清单", "权责", "财政", "民生", "平台"],
        );
        check(
            &[
                "一、清单",
                "1、权责",
                "2、财政",
                "二、平台",
                "1、网站",
                "2、公报",
            ],
            &["清单", "权责", "财政", "平台", "网站", "公报"],
        );
    }

    #[test]
    fn an_attached_document_keeps_its_chapters() {
        check(
            &["一、范围", "二、时限", "一、总则", "二、附则"],
            &["范围", "时限", "总则", "附则"],
        );
    }
}
