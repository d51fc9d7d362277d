//! Headings that lost their number.
//!
//! Given the numbered headings, looks for lines that fill a gap in the numbering, that are word
//! for word a chapter of the grammar, or that stand in parallel at the head of paragraphs. Only
//! strong evidence makes a heading; where two lines are equally likely, none is taken.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::grammar::{Grammar, core};

use super::heading::{Form, Heading, is_han};
use super::line::Line;
use super::role::{chapter_names, chapter_of};
use super::tree::sibling_runs;

/// Words that the titles of chapters end with.
const TITLE_WORDS: &[&str] = &[
    "情况", "措施", "事项", "问题", "工作", "建设", "公开", "机制", "制度", "保障", "概述", "概况",
    "说明", "附表", "要求", "任务", "建议", "打算", "安排", "管理", "监督", "渠道", "形式", "诉讼",
    "复议", "计划", "实施", "领导", "目标", "原则", "重点", "成效", "做法", "落实", "方向", "展望",
];
/// Longest title of a line that stands alone, in characters.
const LONGEST_TITLE: usize = 34;
/// Longest first sentence that is a title, in characters.
const LONGEST_RUN_IN: usize = 26;
/// Shortest chapter title that is believed without text below it, in characters.
const SHORTEST_ALONE: usize = 4;
/// Fewest parallel paragraphs that make headings of their first sentences.
const FEWEST_PARALLEL: usize = 3;
/// Characters that the heads of parallel paragraphs share.
const SHARED_HEAD: usize = 4;

/// `headings` with those added that lost their number, in order of line.
pub(super) fn with_lost(
    lines: &[Line<'_>],
    headings: Vec<Heading>,
    grammar: Option<&Grammar>,
) -> Vec<Heading> {
    let mut headings = headings;
    let named = named_chapters(lines, &headings, grammar);
    insert(&mut headings, named);
    for level in 0..=4 {
        let found = in_gaps(lines, &headings, level, grammar);
        insert(&mut headings, found);
    }
    let found = in_parallel(lines, &headings);
    insert(&mut headings, found);
    headings
}

fn insert(headings: &mut Vec<Heading>, found: Vec<Heading>) {
    headings.extend(found);
    headings.sort_by_key(|heading| heading.line);
    headings.dedup_by_key(|heading| heading.line);
}

/// Lines that are word for word a chapter of the grammar which no numbered heading is.
fn named_chapters(
    lines: &[Line<'_>],
    headings: &[Heading],
    grammar: Option<&Grammar>,
) -> Vec<Heading> {
    let known = |title: &str| chapter_of(title, grammar).map(|(chapter, _)| chapter);
    let numbered: BTreeSet<usize> = headings
        .iter()
        .filter(|heading| heading.level <= 1)
        .filter_map(|heading| known(&heading.title))
        .collect();
    let names = chapter_names(grammar);
    let taken: BTreeSet<usize> = headings.iter().map(|heading| heading.line).collect();
    let mut found: BTreeMap<usize, Vec<Heading>> = BTreeMap::new();
    for (index, line) in lines.iter().enumerate() {
        if taken.contains(&index) || !is_title(line.bare()) {
            continue;
        }
        let Some(&chapter) = names.get(core(line.bare()).as_str()) else {
            continue;
        };
        let long = line.bare().chars().count() >= SHORTEST_ALONE;
        let has_text = lines.get(index + 1).is_some_and(Line::is_prose);
        if !numbered.contains(&chapter) && (long || has_text) {
            found
                .entry(chapter)
                .or_default()
                .extend(Heading::unnumbered(index, 1, &line.text));
        }
    }
    let single: Vec<Heading> = found
        .into_values()
        .filter(|lines| lines.len() == 1)
        .flatten()
        .collect();
    let framed = headings.iter().any(|heading| heading.level <= 1);
    if framed || single.len() > 1 {
        single
    } else {
        Vec::new()
    }
}

/// Lines that fill gaps in the numbering of `level`.
fn in_gaps(
    lines: &[Line<'_>],
    headings: &[Heading],
    level: u8,
    grammar: Option<&Grammar>,
) -> Vec<Heading> {
    let mut found = Vec::new();
    for run in sibling_runs(headings)
        .iter()
        .filter(|run| headings[run.members[0]].level == level)
    {
        let run_in = run
            .members
            .iter()
            .filter(|&&index| headings[index].form == Form::RunIn)
            .count()
            * 2;
        let floor = run
            .after
            .or(run.parent)
            .map_or(0, |above| headings[above].line + 1);
        let (mut before, mut start) = (run.before, floor);
        for (&index, &place) in run.members.iter().zip(&run.places) {
            let missing = place - before - 1;
            let gap = Gap {
                range: start..headings[index].line,
                like: &headings[index],
                run_in: run_in > run.members.len(),
                first: before == 0,
            };
            // A first number beyond 2 mostly goes on from elsewhere.
            if missing > 0 && (before > 0 || missing == 1) {
                found.extend(gap.fill(
                    lines,
                    headings,
                    usize::try_from(missing).unwrap_or(usize::MAX),
                    grammar,
                ));
            }
            (before, start) = (place, headings[index].line + 1);
        }
    }
    found
}

/// Lines between two siblings of which the numbers say that headings are missing.
struct Gap<'a> {
    range: Range<usize>,
    /// The sibling behind the gap.
    like: &'a Heading,
    /// The siblings stand at the head of their paragraphs.
    run_in: bool,
    /// The gap is before the first sibling.
    first: bool,
}

impl Gap<'_> {
    /// The `missing` likeliest headings, or none if it is not certain which they are.
    fn fill(
        &self,
        lines: &[Line<'_>],
        headings: &[Heading],
        missing: usize,
        grammar: Option<&Grammar>,
    ) -> Vec<Heading> {
        let taken = |index: usize| {
            headings
                .binary_search_by_key(&index, |heading| heading.line)
                .is_ok()
        };
        let free = self.range.clone().filter(|&index| !taken(index));
        let mut likely: Vec<(u32, Heading)> = free
            .filter_map(|index| self.candidate(lines, index, taken(index + 1), grammar))
            .collect();
        likely.sort_by_key(|(likelihood, heading)| (std::cmp::Reverse(*likelihood), heading.line));
        let certain = likely.len() == missing
            || (likely.len() > missing && likely[missing - 1].0 > likely[missing].0);
        if !certain {
            return Vec::new();
        }
        likely
            .into_iter()
            .take(missing)
            .map(|(_, heading)| heading)
            .collect()
    }

    /// How likely a line is the missing heading, from 1.
    fn candidate(
        &self,
        lines: &[Line<'_>],
        index: usize,
        above_heading: bool,
        grammar: Option<&Grammar>,
    ) -> Option<(u32, Heading)> {
        let line = &lines[index];
        let level = self.like.level;
        let heading = Heading {
            part: self.like.part,
            ..Heading::unnumbered(index, level, &line.text)?
        };
        if self.run_in && level > 1 {
            return is_run_in(&heading, line).then_some((1, heading));
        }
        let has_text = above_heading || lines.get(index + 1).is_some_and(Line::is_prose);
        if !is_title(line.bare()) || !has_text {
            return None;
        }
        let chapter = if level <= 1 {
            chapter_of(&heading.title, grammar)
        } else {
            None
        };
        let likelihood = match (chapter, ends_as_title(&heading.title)) {
            (Some((_, likeness)), _) if likeness >= 1.0 => 4,
            (Some(_), true) => 3,
            (Some(_), false) => 2,
            // The lines above the first chapter are the document's title and its address.
            (None, true) if !(self.first && level <= 1) => 1,
            _ => return None,
        };
        Some((likelihood, heading))
    }
}

/// First sentences of paragraphs that stand in parallel within one chapter: at least three that
/// begin alike, or at least three in a row after a colon.
fn in_parallel(lines: &[Line<'_>], headings: &[Heading]) -> Vec<Heading> {
    let mut found = Vec::new();
    for (place, heading) in headings.iter().enumerate() {
        if !(1..=2).contains(&heading.level) {
            continue;
        }
        let end = headings
            .get(place + 1)
            .map_or(lines.len(), |next| next.line);
        let heads: Vec<Heading> = (heading.line + 1..end)
            .filter_map(|index| Heading::unnumbered(index, heading.level + 1, &lines[index].text))
            .map(|head| Heading {
                part: heading.part,
                ..head
            })
            .filter(|head| {
                is_run_in(head, &lines[head.line]) || is_short_sentence(head, &lines[head.line])
            })
            .collect();
        let mut parallel = alike(&heads);
        parallel.extend(listed(lines, &heads));
        found.extend(
            heads
                .into_iter()
                .filter(|head| parallel.contains(&head.line)),
        );
    }
    found
}

/// Lines of the heads that begin as at least two others.
fn alike(heads: &[Heading]) -> BTreeSet<usize> {
    let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for head in heads {
        let start: String = head.title.chars().take(SHARED_HEAD).collect();
        if start.chars().all(is_han) && head.title.chars().count() > SHARED_HEAD {
            groups.entry(start).or_default().push(head.line);
        }
    }
    groups
        .into_values()
        .filter(|group| group.len() >= FEWEST_PARALLEL)
        .flatten()
        .collect()
}

/// Lines of the heads that follow a colon line upon line, at least three of them.
fn listed(lines: &[Line<'_>], heads: &[Heading]) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    let mut start = 0;
    while start < heads.len() {
        let run = heads[start..]
            .windows(2)
            .take_while(|pair| pair[0].line + 1 == pair[1].line)
            .count()
            + 1;
        let announced = heads[start]
            .line
            .checked_sub(1)
            .is_some_and(|above| lines[above].text.ends_with(['：', ':']));
        let run_in = heads[start..start + run]
            .iter()
            .all(|head| head.form == Form::RunIn);
        if announced && run_in && run >= FEWEST_PARALLEL {
            found.extend(heads[start..start + run].iter().map(|head| head.line));
        }
        start += run;
    }
    found
}

/// Whether a paragraph begins with a short sentence that may be its title.
fn is_run_in(heading: &Heading, line: &Line<'_>) -> bool {
    heading.form == Form::RunIn && has_short_sentence(heading, line)
}

/// Whether a line is nothing but a short sentence.
fn is_short_sentence(heading: &Heading, line: &Line<'_>) -> bool {
    heading.form == Form::Sentence && has_short_sentence(heading, line)
}

fn has_short_sentence(heading: &Heading, line: &Line<'_>) -> bool {
    let length = heading.title.chars().count();
    let spoken = crate::value::ordinal::ordinal(line.bare()).is_ok();
    let plain = heading
        .title
        .starts_with(|character| is_han(character) || character == '“');
    let full_stop = line.text[..heading.span.end].ends_with('。');
    let figures = heading
        .title
        .contains(|character: char| character.is_ascii_digit());
    (2..=LONGEST_RUN_IN).contains(&length) && plain && full_stop && !spoken && !figures
}

/// Whether a line may be a title that stands alone: short, of words, without the marks of
/// sentences, labels, tables and addresses.
fn is_title(line: &str) -> bool {
    let length = line.chars().count();
    let words = line.chars().filter(|&character| is_han(character)).count();
    let marks = [
        '。', '；', ';', '！', '？', '：', ':', '，', ',', '\t', '|', '@', '>', '<', '[', '·', '/',
        '=', '_',
    ];
    let plain = line.starts_with(|character| is_han(character) || character == '“');
    let named = line.starts_with(['图', '表', '注']) || line.starts_with("附件");
    (2..=LONGEST_TITLE).contains(&length)
        && words * 2 > length
        && plain
        && !named
        && !line.contains(marks)
}

fn ends_as_title(title: &str) -> bool {
    let title = core(title);
    TITLE_WORDS.iter().any(|word| title.ends_with(word))
}

#[cfg(test)]
mod tests {
    use super::super::line::lines;
    use super::super::sample::{layout_of, report_grammar};
    use super::*;

    /// Titles of the headings without number, with their level.
    #[track_caller]
    fn check(page: &[&str], expected: &[(u8, &str)]) {
        let layout = layout_of(page);
        let lines = lines(&layout);
        let read = |(index, line): (usize, &Line<'_>)| Heading::numbered(index, &line.text);
        let headings = lines.iter().enumerate().filter_map(read).collect();
        let all = with_lost(&lines, headings, Some(&report_grammar()));
        let found: Vec<(u8, &str)> = all
            .iter()
            .filter(|heading| heading.number.is_none())
            .map(|heading| (heading.level, heading.title.as_str()))
            .collect();
        assert_eq!(found, expected);
    }

    const BODY: &str = "全县各级各部门认真落实公开要求，各项工作有序开展，取得较好成效。";

    #[test]
    fn a_chapter_between_two_numbers_is_found() {
        check(
            &[
                "五、复议情况",
                BODY,
                "信息公开保密审查",
                BODY,
                "七、存在的问题",
                BODY,
            ],
            &[],
        );
        check(
            &[
                "五、复议情况",
                BODY,
                "信息公开保密审查情况",
                BODY,
                "七、存在的问题",
                BODY,
            ],
            &[(1, "信息公开保密审查情况")],
        );
    }

    #[test]
    fn a_chapter_of_the_grammar_is_preferred() {
        check(
            &[
                "一、概述",
                BODY,
                "县政务中心建设",
                BODY,
                "主动公开政府信息的情况",
                BODY,
                "三、存在的问题",
                BODY,
            ],
            &[(1, "主动公开政府信息的情况")],
        );
    }

    #[test]
    fn of_two_equal_lines_none_is_taken() {
        check(
            &[
                "一、概述",
                BODY,
                "网站建设",
                BODY,
                "公报建设",
                BODY,
                "三、存在的问题",
                BODY,
            ],
            &[],
        );
    }

    #[test]
    fn nothing_is_taken_where_no_number_is_missing() {
        check(
            &["一、概述", BODY, "网站建设", BODY, "二、存在的问题", BODY],
            &[],
        );
    }

    #[test]
    fn a_chapter_word_for_word_needs_no_gap() {
        check(
            &["一、总体情况", BODY, "其他需要报告的事项", "无"],
            &[(1, "其他需要报告的事项")],
        );
        check(&["其他需要报告的事项", "无"], &[]);
    }

    #[test]
    fn the_first_of_run_in_headings_is_found() {
        check(
            &[
                "三、渠道",
                BODY,
                "政府网站。办好专栏。",
                "2、政府公报。全年12期。",
                "3、发布会。举办4场。",
            ],
            &[(3, "政府网站")],
        );
        check(
            &[
                "三、渠道",
                "政府网站。办好专栏。",
                "其他。还有。",
                "2、政府公报。全年12期。",
            ],
            &[],
        );
    }

    #[test]
    fn the_title_of_the_document_is_no_chapter() {
        check(&["云川市公开工作情况", BODY, "二、存在的问题", BODY], &[]);
    }

    #[test]
    fn paragraphs_that_begin_alike_have_headings() {
        check(
            &[
                "二、重点",
                "以公开助力增长。编制目录。",
                BODY,
                "以公开助力改革。清理清单。",
                "以公开助力民生。建立专栏。",
            ],
            &[
                (2, "以公开助力增长"),
                (2, "以公开助力改革"),
                (2, "以公开助力民生"),
            ],
        );
        check(
            &[
                "二、重点",
                "推进改革。编制目录。",
                "推进增长。清理清单。",
                "推进民生。建立专栏。",
            ],
            &[],
        );
    }

    #[test]
    fn paragraphs_after_a_colon_have_headings() {
        check(
            &[
                "七、问题",
                "主要表现在：",
                "队伍不稳。人员少。",
                "解读不够。形式少。",
                "专栏不全。更新慢。",
                BODY,
            ],
            &[(2, "队伍不稳"), (2, "解读不够"), (2, "专栏不全")],
        );
        check(
            &[
                "七、问题",
                "联系方式：",
                "地址：东路2号。三楼。",
                "电话：0100-12345。",
                "传真：无。没有。",
            ],
            &[],
        );
        check(
            &[
                "七、问题",
                "主要有：",
                "一是队伍不稳。人员少。",
                "二是解读不够。少。",
                "三是专栏不全。慢。",
            ],
            &[],
        );
    }
}
