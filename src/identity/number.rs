//! The document's own number, never one that it cites.
//!
//! An own number stands above or below the title, behind the masthead, or in the metadata of a
//! web page; nothing else stands on its line.

use crate::outline::is_organ;
use crate::text::Span;
use crate::value::document_number::{DocumentNumber, document_number, find};

use crate::record::MetadataField as Field;

use super::metadata::Metadata;
use super::page::{Found, Page};
use super::title::opens;

/// 文种 that a title ends with where its number was joined to it.
const KINDS: &[&str] = &[
    "通知", "意见", "函", "批复", "决定", "公告", "通告", "答复", "通报",
];

/// The document's own number in its official spelling.
///
/// `None` where page and metadata name two different numbers.
pub(super) fn number(page: &Page<'_>, metadata: Option<&Metadata>) -> Option<Found<String>> {
    let labelled = metadata
        .and_then(|metadata| metadata.get(Field::Number))
        .and_then(|value| {
            let (rest, number) = document_number(&value.value).ok()?;
            let normalised = number.normalised().filter(|_| rest.is_empty())?;
            Some(Found::new(normalised, value.span))
        });
    match (printed(page), labelled) {
        (Some((printed, _)), Some(labelled)) if printed.value == labelled.value => Some(printed),
        // The number of an order is printed with the organ's full name and filed with its short one.
        (Some((_, true)), Some(labelled)) => Some(labelled),
        (Some(_), Some(_)) => None,
        (Some((printed, _)), None) => Some(printed),
        (None, labelled) => labelled,
    }
}

/// The number above the text, and whether it is that of an order.
fn printed(page: &Page<'_>) -> Option<(Found<String>, bool)> {
    let head = &page.lines[..page.head];
    for (index, line) in head.iter().enumerate() {
        let bare = line.bare();
        for (span, number) in find(bare) {
            if stands_alone(bare, span) {
                let normalised = number.normalised()?;
                return Some((
                    Found::new(normalised, line.locate(number.printed)),
                    number.year.is_none(),
                ));
            }
        }
        if let Some(below) = head.get(index + 1) {
            let order = order(bare, below.bare());
            let span = line.span().cover(below.span());
            if let Some(order) = order {
                return Some((Found::new(order, span), true));
            }
        }
    }
    None
}

/// Whether nothing stands beside the number at `span` but a masthead, a title, or who signs.
fn stands_alone(text: &str, span: Span) -> bool {
    let before = text[..span.start].trim();
    let after = text[span.end..].trim();
    let masthead = before.strip_suffix("文件").is_some_and(is_organ);
    let titled = KINDS.iter().any(|kind| {
        before
            .strip_suffix(kind)
            .is_some_and(|rest| rest.ends_with('的') || opens(rest))
    });
    let alone = before.is_empty() || before.chars().all(|character| "（([【".contains(character));
    let closed =
        after.chars().all(|character| "）)]】".contains(character)) || after.starts_with("签发人");
    (masthead || titled || alone) && closed
}

/// `云川市人民政府令` above `第5号`.
fn order(line: &str, below: &str) -> Option<String> {
    if !line.ends_with('令') || !below.starts_with('第') {
        return None;
    }
    let joined = format!("{line}{below}");
    let (rest, number): (&str, DocumentNumber<'_>) = document_number(&joined).ok()?;
    number.normalised().filter(|_| rest.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outline::sample::document_of;
    use crate::outline::{Sheet, outline};

    const BODY: &str = "根据云政发〔2018〕1号文件要求，全县各级各部门认真落实，各项工作有序开展。";

    fn read(head: &[&str]) -> Option<String> {
        let page = [head, &[BODY]].concat();
        let (document, layout) = document_of(&page);
        let outline = outline(&document, &layout, None);
        let blocks = super::super::metadata::blocks(
            &crate::outline::sample::words().metadata,
            &document,
            &layout,
        );
        number(
            &Page::new(&document, &layout, &Sheet::of(&layout), &outline),
            blocks.first(),
        )
        .map(|number| number.value)
    }

    #[track_caller]
    fn check(head: &[&str], expected: Option<&str>) {
        assert_eq!(read(head).as_deref(), expected);
    }

    #[test]
    fn an_own_number_stands_alone() {
        check(
            &["云川市人民政府文件", "云政发[2019]5号", "关于校车的通知"],
            Some("云政发〔2019〕5号"),
        );
        check(
            &["云川市人民政府文件云政发〔2019〕5号", "关于校车的通知"],
            Some("云政发〔2019〕5号"),
        );
        check(
            &["关于校车的通知", "（云政发〔2019〕5号）"],
            Some("云政发〔2019〕5号"),
        );
        check(
            &["关于校车的通知云政发〔2019〕5号"],
            Some("云政发〔2019〕5号"),
        );
        check(
            &["云川市人民政府关于校车", "管理的通知云政发〔2019〕5号"],
            Some("云政发〔2019〕5号"),
        );
        check(
            &["云政发〔2019〕5号签发人：周宁", "关于校车的报告"],
            Some("云政发〔2019〕5号"),
        );
        check(
            &["云川市人民政府令", "第5号"],
            Some("云川市人民政府令第5号"),
        );
    }

    #[test]
    fn a_cited_number_is_not_the_own_one() {
        check(&["关于校车的通知"], None);
        check(&["关于转发云政发〔2019〕5号", "文件的通知"], None);
        check(&["关于落实云政发〔2019〕5号文件的通知"], None);
    }

    #[test]
    fn damaged_numbers_are_not_guessed() {
        check(&["云政发2019〕5号", "关于校车的通知"], None);
    }

    #[test]
    fn metadata_name_the_number() {
        let metadata = [
            "索引号：0001",
            "发文字号：云政发〔2019〕5号",
            "发布机构：云川市人民政府",
        ];
        check(&metadata, Some("云政发〔2019〕5号"));
        check(
            &[&["云政发〔2019〕5号", "关于校车的通知"], &metadata[..]].concat(),
            Some("云政发〔2019〕5号"),
        );
        check(
            &[&["云政发〔2019〕6号", "关于校车的通知"], &metadata[..]].concat(),
            None,
        );
        let order = [
            "索引号：0001",
            "发文字号：云令第5号",
            "发布机构：云川市人民政府",
        ];
        check(
            &[&["云川市人民政府令", "第5号"], &order[..]].concat(),
            Some("云令第5号"),
        );
    }
}
