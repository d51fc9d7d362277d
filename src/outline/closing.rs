//! Where a document ends: signatures, the list of annexes, the imprint.
//!
//! A signature is an organ's name with a full date below or behind it. It closes the text that
//! it stands under, although an attached document may follow.

use chrono::NaiveDate;

use crate::text::Span;
use crate::value::date::date;

use super::line::Line;
use super::region::is_annex_mark;

/// Words that names of organs end with.
const ORGAN_WORDS: &[&str] = &[
    "政府",
    "国务院",
    "办公室",
    "办公厅",
    "委员会",
    "管委会",
    "办事处",
    "委",
    "局",
    "厅",
    "部",
    "处",
    "署",
    "院",
    "会",
    "办",
    "中心",
    "站",
    "所",
    "队",
    "行",
    "社",
    "公司",
    "集团",
    "大学",
    "学校",
    "中学",
    "小学",
    "街道",
    "园",
    "馆",
];
/// Longest line that is a signature, in characters.
const LONGEST_LINE: usize = 60;
/// Longest name of an organ, in characters.
const LONGEST_ORGAN: usize = 34;
/// Most organs that sign together.
const MOST_ORGANS: usize = 8;
/// Notes behind a name or date that stand for a seal.
const SEALS: &[&str] = &[
    "（印章）",
    "（盖章）",
    "（公章）",
    "(印章)",
    "(盖章)",
    "(公章)",
    "（章）",
    "(章)",
];

/// An organ's name with a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Signature {
    /// Index of its first line.
    pub(crate) line: usize,
    /// Names of the organs; empty if the date stands alone.
    pub(crate) organs: Vec<(String, Span)>,
    /// The day.
    pub(crate) date: NaiveDate,
    /// Where the date stands.
    pub(crate) date_span: Span,
}

/// All signatures in order.
pub(crate) fn signatures(lines: &[Line<'_>]) -> Vec<Signature> {
    let mut found = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let Some((organ, printed, date)) = dated(line.bare()) else {
            continue;
        };
        let date_span = line.locate(printed);
        if !organ.is_empty() {
            let organs = vec![(organ.to_owned(), line.locate(organ))];
            found.push(Signature {
                line: index,
                organs,
                date,
                date_span,
            });
            continue;
        }
        let above = lines[..index].iter().rev().take(MOST_ORGANS);
        let mut organs: Vec<(String, Span)> = above.map_while(organ_line).collect();
        organs.reverse();
        found.push(Signature {
            line: index - organs.len(),
            organs,
            date,
            date_span,
        });
    }
    found
}

/// A line that ends with a date and holds nothing before it but an organ's name: both as slices.
fn dated(text: &str) -> Option<(&str, &str, NaiveDate)> {
    if text.chars().count() > LONGEST_LINE {
        return None;
    }
    let text = without_seal(text);
    let starts = text
        .char_indices()
        .filter(|&(_, character)| character.is_ascii_digit() || "二一".contains(character));
    for (start, _) in starts {
        let (before, printed) = text.split_at(start);
        let organ = without_seal(before.trim_end());
        if let Ok(("", date)) = date(printed)
            && (organ.is_empty() || is_organ(organ))
        {
            return Some((organ, printed, date));
        }
    }
    None
}

/// The organ that a line names, if it holds nothing else.
fn organ_line(line: &Line<'_>) -> Option<(String, Span)> {
    let organ = without_seal(line.bare());
    is_organ(organ).then(|| (organ.to_owned(), line.locate(organ)))
}

/// Whether `text` is nothing but the name of an organ, as far as its form tells.
pub(crate) fn is_organ(text: &str) -> bool {
    let length = text.chars().count();
    let name =
        |character: char| super::heading::is_han(character) || "（）()、·".contains(character);
    (3..=LONGEST_ORGAN).contains(&length)
        && text.chars().all(name)
        && ORGAN_WORDS.iter().any(|word| text.ends_with(word))
}

fn without_seal(text: &str) -> &str {
    SEALS
        .iter()
        .find_map(|seal| text.strip_suffix(seal))
        .unwrap_or(text)
        .trim_end()
}

/// Whether a line closes the text above it: a list of annexes, the mark of an annex, the imprint,
/// the metadata of a web page.
pub(super) fn is_closing(line: &str) -> bool {
    let listed = [
        "附件：",
        "附件:",
        "附：",
        "附:",
        "抄送：",
        "抄送:",
        "抄报：",
        "抄报:",
        "主送：",
        "主送:",
    ];
    // A saved web page repeats its document below a block of metadata that begins so.
    let metadata = line.starts_with("索引号");
    metadata
        || is_annex_mark(line)
        || listed.iter().any(|word| line.starts_with(word))
        || is_imprint(line)
}

/// Of each line whether it goes on with a list of annexes: `2.任务表` below `附件：1.联系方式`.
pub(super) fn annex_items(lines: &[Line<'_>]) -> Vec<bool> {
    let begins = |line: &str, number: u32| {
        let rest = line.strip_prefix(&number.to_string());
        rest.is_some_and(|rest| rest.starts_with(['.', '．', '、']))
    };
    let mut items = vec![false; lines.len()];
    let mut next = None;
    for (at, line) in lines.iter().enumerate() {
        let text = line.bare();
        let opening = ["附件：", "附件:", "附：", "附:"];
        let list = opening.iter().find_map(|word| text.strip_prefix(word));
        if list.is_some_and(|list| begins(list, 1)) {
            next = Some(2);
        } else if next.is_some_and(|number| begins(text, number)) && !text.contains('。') {
            items[at] = true;
            next = next.map(|number| number + 1);
        } else {
            next = None;
        }
    }
    items
}

/// Whether a line is the organ and day of printing: 云川市人民政府办公室2019年6月19日印发.
pub(crate) fn is_imprint(line: &str) -> bool {
    line.strip_suffix("印发")
        .is_some_and(|head| dated(head).is_some())
}

#[cfg(test)]
mod tests {
    use super::super::line::lines;
    use super::super::sample::layout_of;
    use super::*;

    #[track_caller]
    fn check(page: &[&str], line: usize, organs: &[&str], date: &str) {
        let layout = layout_of(page);
        let found = signatures(&lines(&layout));
        assert_eq!(found.len(), 1, "{found:?}");
        let names: Vec<&str> = found[0]
            .organs
            .iter()
            .map(|(name, _)| name.as_str())
            .collect();
        assert_eq!(
            (
                found[0].line,
                names.as_slice(),
                found[0].date.to_string().as_str()
            ),
            (line, organs, date)
        );
    }

    #[track_caller]
    fn none(page: &[&str]) {
        let layout = layout_of(page);
        assert_eq!(signatures(&lines(&layout)), []);
    }

    #[test]
    fn a_signature_has_an_organ_and_a_day() {
        check(
            &["正文。", "青石县人民政府办公室", "2019年3月9日"],
            1,
            &["青石县人民政府办公室"],
            "2019-03-09",
        );
        check(
            &["云川市教育局 2019年6月18日"],
            0,
            &["云川市教育局"],
            "2019-06-18",
        );
        check(
            &["国务院", "二〇〇四年八月十二日"],
            0,
            &["国务院"],
            "2004-08-12",
        );
        check(
            &["云川市教育局（盖章）", "2020年1月10日"],
            0,
            &["云川市教育局"],
            "2020-01-10",
        );
        check(
            &["正文。", "云川市教育局", "云川市财政局", "2020年1月10日"],
            1,
            &["云川市教育局", "云川市财政局"],
            "2020-01-10",
        );
        check(&["正文。", "2020年1月10日"], 1, &[], "2020-01-10");
    }

    #[test]
    fn dates_in_sentences_sign_nothing() {
        none(&["截至2020年1月10日", "云川市教育局", "2020年1月"]);
        none(&["条例自2020年1月10日起施行。"]);
        none(&["云川市教育局", "2018年2月30日"]);
    }

    #[test]
    fn annexes_are_listed_below_the_first() {
        let page = [
            "附件：1.联系方式",
            "2.任务表",
            "3.时限表",
            "5.其他",
            "云川市教育局",
        ];
        let layout = layout_of(&page);
        let lines = lines(&layout);
        let items = annex_items(&lines);
        let listed: Vec<&str> = lines
            .iter()
            .zip(items)
            .filter_map(|(line, item)| item.then_some(line.bare()))
            .collect();
        assert_eq!(listed, ["2.任务表", "3.时限表"]);
    }

    #[test]
    fn annexes_and_imprints_close() {
        for line in [
            "附件",
            "附件2",
            "附件：统计表",
            "抄送：县委办公室。",
            "青石县人民政府办公室2019年6月19日印发",
        ] {
            assert!(is_closing(line), "{line}");
        }
        for line in [
            "附件所列事项应当公开。",
            "2019年印发",
            "一、总体情况",
            "于2019年6月19日印发",
        ] {
            assert!(!is_closing(line), "{line}");
        }
    }
}
