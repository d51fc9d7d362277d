//! Headings to a section tree: lost numbers inferred, duplicates and gaps reported.
//!
//! Given the paragraphs of a page and, where the family is known, its grammar, returns the
//! sections with what was printed and what is meant. Marks of headings that extraction leaves
//! behind are guesses and decide nothing. Tables, facts and tasks are unknown here.

mod closing;
#[cfg(test)]
pub(crate) mod corpus;
mod heading;
mod line;
mod lost;
mod region;
mod role;
#[cfg(test)]
pub(crate) mod sample;
mod section;
mod sequence;
mod tree;

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic};
use crate::grammar::Grammar;
use crate::layout::Layout;
use crate::record::{self, Severity};
use crate::tidy::Document;

pub(crate) use closing::{Signature, is_imprint, is_organ};
pub(crate) use line::Line;
pub use line::Sheet;
pub(crate) use role::role_of;
pub use role::{ChapterMatch, chapter_match};
pub use section::Section;

use heading::{Form, Heading};
use section::{block_sections, innermost, sections};
use tree::{Run, sibling_runs};

/// The sections of a document.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outline {
    /// In order of position; parents stand before their children.
    pub sections: Vec<Section>,
    /// For each block of the layout the innermost section it stands in.
    pub block_sections: Vec<Option<usize>>,
    /// Blocks that are nothing but headings.
    pub heading_blocks: BTreeSet<usize>,
    /// Numbers that were inferred, repeated or missing.
    pub diagnostics: Vec<Diagnostic>,
}

impl Outline {
    /// The innermost section that the byte at `position` of the document's text stands in.
    #[must_use]
    pub fn section_at(&self, position: usize) -> Option<usize> {
        innermost(&self.sections, position)
    }

    /// The sections as rows of the table `sections`, in source coordinates.
    #[must_use]
    pub fn records(&self, document: &Document) -> Vec<record::Section> {
        let record = |(index, section): (usize, &Section)| {
            let body = document.source_span(section.body);
            record::Section {
                section_id: number(index),
                parent_id: section.parent.map(number),
                level: i32::from(section.level),
                ordinal: section
                    .ordinal
                    .and_then(|ordinal| i32::try_from(ordinal).ok()),
                ordinal_printed: section.ordinal_printed.clone(),
                ordinal_inferred: section.ordinal_inferred,
                title: section.title.clone(),
                role: section.role.clone(),
                place: document.place(section.heading),
                body_start: number(body.start),
                body_end: number(body.end),
            }
        };
        self.sections.iter().enumerate().map(record).collect()
    }
}

/// Finds the sections of a document.
///
/// `grammar` names chapters and recognises those that lost their numbers; without it the outline
/// rests on numbers alone.
#[must_use]
pub fn outline(document: &Document, layout: &Layout, grammar: Option<&Grammar>) -> Outline {
    of_sheet(document, layout, &Sheet::of(layout), grammar)
}

/// As [`outline`], of a page whose lines are at hand.
#[must_use]
pub fn of_sheet(
    document: &Document,
    layout: &Layout,
    sheet: &Sheet<'_>,
    grammar: Option<&Grammar>,
) -> Outline {
    let lines = sheet.lines.as_slice();
    let headings = headings(sheet, grammar);
    let closings = closings(sheet, &headings);
    let runs = sibling_runs(&headings);
    let sections = sections(
        document, layout, lines, &headings, &closings, &runs, grammar,
    );
    let diagnostics = diagnostics(document, &headings, &sections, &runs);
    let block_sections = block_sections(layout, &sections);
    let alone = headings
        .iter()
        .filter(|heading| heading.form != Form::RunIn);
    let heading_blocks = alone
        .flat_map(|heading| layout.paragraphs[heading.line].blocks.iter().copied())
        .collect();
    Outline {
        sections,
        block_sections,
        heading_blocks,
        diagnostics,
    }
}

/// All headings of the document's own, those without number included, in order.
fn headings(sheet: &Sheet<'_>, grammar: Option<&Grammar>) -> Vec<Heading> {
    let lines = sheet.lines.as_slice();
    let read = |(index, line): (usize, &Line<'_>)| Heading::numbered(index, &line.text);
    let listed = closing::annex_items(lines);
    let numbered = lines.iter().enumerate().filter_map(read);
    let numbered = numbered.filter(|heading| !listed[heading.line]).collect();
    let mut headings = region::own_headings(lines, numbered, grammar);
    cut_known_titles(lines, &mut headings, grammar);
    raise_parts(&mut headings);
    divide(&sheet.signatures, &mut headings);
    lost::with_lost(lines, headings, grammar)
}

/// Ends a chapter's title where the text below it was joined to it: 一、概述2019年，我县….
fn cut_known_titles(lines: &[Line<'_>], headings: &mut [Heading], grammar: Option<&Grammar>) {
    let titles = grammar
        .into_iter()
        .flat_map(|grammar| &grammar.chapters)
        .flat_map(|chapter| &chapter.titles);
    let titles: Vec<&str> = titles.map(String::as_str).collect();
    let joined = headings
        .iter_mut()
        .filter(|heading| heading.level <= 1 && heading.form != Form::Standalone);
    for heading in joined {
        let begins = |known: &&&str| {
            let rest = heading.title.strip_prefix(**known);
            rest.is_some_and(|rest| crate::value::date::year(rest).is_ok())
        };
        let Some(known) = titles.iter().filter(begins).max_by_key(|known| known.len()) else {
            continue;
        };
        let text = &lines[heading.line].text;
        if let Some(at) = text[heading.span.clone()].find(known) {
            heading.span.end = heading.span.start + at + known.len();
            heading.title = (*known).to_owned();
            heading.form = Form::RunIn;
        }
    }
}

/// Puts 第一部分 above 一、 where a document has both.
fn raise_parts(headings: &mut [Heading]) {
    if headings
        .iter()
        .any(|heading| heading.level == 1 && !heading.is_part())
    {
        headings
            .iter_mut()
            .filter(|heading| heading.is_part())
            .for_each(|heading| heading.level = 0);
    }
}

/// Tells a document from the one attached to it: behind a signature, numbering begins again.
fn divide(signatures: &[Signature], headings: &mut [Heading]) {
    let signed: Vec<usize> = signatures
        .iter()
        .filter(|signature| !signature.organs.is_empty())
        .map(|signature| signature.line)
        .collect();
    let (mut part, mut last) = (0, 0);
    for (index, heading) in headings.iter_mut().enumerate() {
        let between = signed.partition_point(|&line| line < last)
            ..signed.partition_point(|&line| line < heading.line);
        if index > 0 && !between.is_empty() && heading.number == Some(1) {
            part += 1;
        }
        (heading.part, last) = (part, heading.line);
    }
}

/// Lines at which all open sections end: signatures, annexes and imprints behind which no heading
/// goes on with the numbering.
fn closings(sheet: &Sheet<'_>, headings: &[Heading]) -> Vec<usize> {
    let lines = &sheet.lines;
    let signed = sheet
        .signatures
        .iter()
        .filter(|signature| !signature.organs.is_empty());
    let mut closings: BTreeSet<usize> = signed.map(|signature| signature.line).collect();
    closings.extend((0..lines.len()).filter(|&index| closing::is_closing(lines[index].bare())));
    let ends = |&line: &usize| {
        let next = headings.partition_point(|heading| heading.line < line);
        headings.get(next).is_none_or(|heading| {
            heading.number == Some(1)
                && (heading.level <= 1 || next == 0 || headings[next - 1].part != heading.part)
        })
    };
    closings.into_iter().filter(ends).collect()
}

fn diagnostics(
    document: &Document,
    headings: &[Heading],
    sections: &[Section],
    runs: &[Run],
) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for run in runs {
        let mut used = BTreeSet::new();
        let mut before = run.before;
        for (&member, &place) in run.members.iter().zip(&run.places) {
            let section = &sections[member];
            let repeated = headings[member]
                .number
                .is_some_and(|number| !used.insert(number));
            let place_of = document.place(section.heading);
            let mut report = |code, severity, message| {
                found.push((member, Diagnostic::new(code, severity, place_of, message)));
            };
            if place > before + 1 {
                let missing = missing(before + 1, place - 1);
                report(
                    Code::OrdinalGap,
                    Severity::Warning,
                    format!("标题“{}”之前缺少第{missing}个同级标题", section.title),
                );
            }
            match (section.ordinal, section.ordinal_printed.as_deref()) {
                (Some(ordinal), None) => {
                    let message = format!(
                        "标题“{}”的序号缺失，按相邻标题推定为{ordinal}",
                        section.title
                    );
                    report(Code::OrdinalInferred, Severity::Note, message);
                }
                (Some(ordinal), Some(printed)) if section.ordinal_inferred => {
                    let code = if repeated {
                        Code::OrdinalDuplicate
                    } else {
                        Code::OrdinalInferred
                    };
                    let message = format!(
                        "标题“{}”印为“{printed}”，按位置应为{ordinal}",
                        section.title
                    );
                    report(code, Severity::Warning, message);
                }
                _ => {}
            }
            before = place;
        }
    }
    found.sort_by_key(|(member, _)| *member);
    found
        .into_iter()
        .map(|(_, diagnostic)| diagnostic)
        .collect()
}

fn missing(first: u32, last: u32) -> String {
    if first == last {
        first.to_string()
    } else {
        format!("{first}至{last}")
    }
}

fn number(index: usize) -> i32 {
    i32::try_from(index).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::sample::{document_of, report_grammar};
    use super::*;

    const BODY: &str = "全县各级各部门认真落实公开要求，各项工作有序开展，取得较好成效。";

    fn read(page: &[&str]) -> (Document, Layout, Outline) {
        let (document, layout) = document_of(page);
        let outline = outline(&document, &layout, Some(&report_grammar()));
        (document, layout, outline)
    }

    /// Sections as `level ordinal inferred title`, the title indented by depth.
    #[track_caller]
    fn check(page: &[&str], expected: &[(u8, Option<u32>, bool, &str)]) {
        let (_, _, outline) = read(page);
        let found: Vec<(u8, Option<u32>, bool, &str)> = outline
            .sections
            .iter()
            .map(|section| {
                (
                    section.level,
                    section.ordinal,
                    section.ordinal_inferred,
                    section.title.as_str(),
                )
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[track_caller]
    fn reported(page: &[&str], expected: &[Code]) {
        let codes: Vec<Code> = read(page)
            .2
            .diagnostics
            .iter()
            .map(|diagnostic| diagnostic.code)
            .collect();
        assert_eq!(codes, expected);
    }

    #[test]
    fn a_number_used_twice_moves_those_behind_it() {
        let page = [
            "一、概述",
            BODY,
            "二、网站",
            BODY,
            "二、公报",
            BODY,
            "三、其他",
            BODY,
        ];
        check(
            &page,
            &[
                (1, Some(1), false, "概述"),
                (1, Some(2), false, "网站"),
                (1, Some(3), true, "公报"),
                (1, Some(4), true, "其他"),
            ],
        );
        reported(&page, &[Code::OrdinalDuplicate, Code::OrdinalInferred]);
    }

    #[test]
    fn a_gap_without_candidate_stays_a_gap() {
        let page = ["一、概述", BODY, "二、网站", BODY, "四、其他", BODY];
        check(
            &page,
            &[
                (1, Some(1), false, "概述"),
                (1, Some(2), false, "网站"),
                (1, Some(4), false, "其他"),
            ],
        );
        reported(&page, &[Code::OrdinalGap]);
    }

    #[test]
    fn a_lost_number_is_inferred() {
        let page = ["一、概述", BODY, "政府网站建设情况", BODY, "三、其他", BODY];
        check(
            &page,
            &[
                (1, Some(1), false, "概述"),
                (1, Some(2), true, "政府网站建设情况"),
                (1, Some(3), false, "其他"),
            ],
        );
        reported(&page, &[Code::OrdinalInferred]);
    }

    #[test]
    fn the_position_of_a_lost_number_at_a_gap_is_not_guessed() {
        let page = [
            "一、网站",
            BODY,
            "主动公开政府信息情况",
            BODY,
            "五、公报",
            BODY,
        ];
        check(
            &page,
            &[
                (1, Some(1), false, "网站"),
                (1, None, false, "主动公开政府信息情况"),
                (1, Some(5), false, "公报"),
            ],
        );
        reported(&page, &[Code::OrdinalGap]);
    }

    #[test]
    fn numbering_below_begins_again_or_goes_on() {
        check(
            &[
                "一、概述",
                "（一）甲。文。",
                "（二）乙。文。",
                "二、任务",
                "（一）丙。文。",
            ],
            &[
                (1, Some(1), false, "概述"),
                (2, Some(1), false, "甲"),
                (2, Some(2), false, "乙"),
                (1, Some(2), false, "任务"),
                (2, Some(1), false, "丙"),
            ],
        );
        check(
            &[
                "一、概述",
                "（一）甲。文。",
                "二、任务",
                "（二）乙。文。",
                "（三）丙。文。",
            ],
            &[
                (1, Some(1), false, "概述"),
                (2, Some(1), false, "甲"),
                (1, Some(2), false, "任务"),
                (2, Some(2), false, "乙"),
                (2, Some(3), false, "丙"),
            ],
        );
    }

    #[test]
    fn parts_stand_above_chapters() {
        check(
            &[
                "第一部分 数据",
                "一、处罚",
                BODY,
                "第二部分 说明",
                "一、口径",
                BODY,
            ],
            &[
                (0, Some(1), false, "数据"),
                (1, Some(1), false, "处罚"),
                (0, Some(2), false, "说明"),
                (1, Some(1), false, "口径"),
            ],
        );
        check(
            &["第一章 总则", BODY, "第二章 附则", BODY],
            &[(1, Some(1), false, "总则"), (1, Some(2), false, "附则")],
        );
    }

    #[test]
    fn a_section_ends_at_the_signature() {
        let (document, layout, outline) = read(&[
            "一、概述",
            BODY,
            "（一）网站。办好专栏。",
            "云川市教育局",
            "2020年1月10日",
            "附件",
            "统计表",
        ]);
        assert_eq!(outline.sections[1].body.text(&document.text), "办好专栏。");
        assert_eq!(
            outline.sections[0].body.text(&document.text),
            format!("{BODY}\n（一）网站。办好专栏。")
        );
        assert_eq!(
            outline.block_sections,
            [Some(0), Some(0), Some(1), None, None, None, None]
        );
        assert_eq!(outline.heading_blocks, BTreeSet::from([0]));
        assert_eq!(outline.section_at(layout.blocks[2].span.end - 1), Some(1));
        assert_eq!(outline.section_at(layout.blocks[3].span.start), None);
    }

    #[test]
    fn an_attached_plan_is_no_part_of_its_notice() {
        let (_, _, outline) = read(&[
            "一、范围",
            BODY,
            "云川市人民政府",
            "2020年1月10日",
            "（一）网站",
            BODY,
            "（二）公报",
            BODY,
        ]);
        let parents: Vec<Option<usize>> = outline
            .sections
            .iter()
            .map(|section| section.parent)
            .collect();
        assert_eq!(parents, [None, None, None]);
    }

    #[test]
    fn a_known_title_ends_before_the_year_that_was_joined_to_it() {
        let (document, _, outline) = read(&["一、总体情况2019年，各项工作有序开展，成效较好。"]);
        assert_eq!(outline.sections[0].title, "总体情况");
        assert!(
            outline.sections[0]
                .body
                .text(&document.text)
                .starts_with("2019年，")
        );
    }

    #[test]
    fn chapters_have_roles() {
        let (document, _, outline) = read(&[
            "##  一、总体情况",
            BODY,
            "（一）主动公开情况。文。",
            "二、附记",
            BODY,
        ]);
        let records = outline.records(&document);
        let roles: Vec<Option<&str>> = records
            .iter()
            .map(|record| record.role.as_deref())
            .collect();
        assert_eq!(roles, [Some("overview"), None, None]);
        assert_eq!(
            (
                records[1].section_id,
                records[1].parent_id,
                records[1].place.line
            ),
            (1, Some(0), 3)
        );
        assert_eq!(records[0].place.span.text(&document.text), "一、总体情况");
    }

    proptest! {
        #[test]
        fn any_page_has_an_outline(
            page in prop::collection::vec("(#|- )?(第一部分|[一二三七]、|（[一二三九]）|[1-4]\\.|（[12]）|附件|目录|2020年1月10日)?[概述情况工作表市局。；：“”（ ]{0,12}\\PC{0,2}", 0..24)
        ) {
            let page: Vec<&str> = page.iter().map(String::as_str).collect();
            let (document, layout, outline) = read(&page);
            prop_assert_eq!(outline.block_sections.len(), layout.blocks.len());
            for (index, section) in outline.sections.iter().enumerate() {
                prop_assert!(section.parent.is_none_or(|parent| parent < index && outline.sections[parent].level < section.level));
                prop_assert!(section.body.start >= section.heading.end && section.body.end >= section.body.start);
                prop_assert!(document.text.get(section.body.range()).is_some());
                prop_assert!(document.text.get(section.heading.range()).is_some_and(|heading| !heading.is_empty()));
            }
            prop_assert!(outline.sections.windows(2).all(|pair| pair[0].heading.end <= pair[1].heading.start));
            prop_assert_eq!(outline.records(&document).len(), outline.sections.len());
        }
    }
}
