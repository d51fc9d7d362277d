//! Who signed, and when.
//!
//! The signature of a notice stands before what it issues, that of a report at its end; pictures
//! of web pages and attached documents carry signatures of others. Where no signature is left,
//! the title names the organ.

use chrono::NaiveDate;

use crate::grammar::OrganWords;
use crate::outline::{Signature, is_imprint, is_organ};
use crate::text::{Span, squeeze};
use crate::value::date::date;

use crate::record::MetadataField as Field;

use super::metadata::Metadata;
use super::page::{Found, Page};
use super::place::region;
use super::report;
use super::title::{Title, opens, organ};

/// Lines at the end of a document among which its imprint stands.
const LAST_LINES: usize = 60;

/// The document's own signature.
pub(super) fn own_signature<'p>(
    page: &'p Page<'_>,
    title: Option<&Title>,
) -> Option<&'p Signature> {
    let below = |signature: &&Signature| signature.line >= page.head;
    let signed: Vec<&Signature> = page.signatures.iter().filter(below).collect();
    let named = title.and_then(|title| organ(&title.text.value));
    let notice = title.is_some_and(|title| title.issues || opens(&title.text.value));
    if notice {
        let own = |signature: &&&Signature| named.is_none_or(|named| signs(signature, named));
        return signed
            .iter()
            .filter(|signature| !signature.organs.is_empty())
            .find(own)
            .copied();
    }
    let last = page.last_chapter();
    let place = title.and_then(|title| region_of(&title.text.value));
    let fits = |signature: &&&Signature| {
        let foreign = signature
            .organs
            .iter()
            .any(|(name, _)| match (place, region(name)) {
                (Some(place), Some(other)) => !is_same_place(place, other),
                _ => false,
            });
        !foreign && (!signature.organs.is_empty() || is_last(page, signature))
    };
    signed
        .iter()
        .filter(|signature| signature.line > last)
        .find(fits)
        .copied()
}

/// Whether two chains of places are parts of one: 云川市青石县 and 青石县.
fn is_same_place(one: &str, other: &str) -> bool {
    let within = |part: &str, whole: &str| whole.starts_with(part) || whole.ends_with(part);
    within(one, other) || within(other, one)
}

/// Whether nothing but annexes and imprints can follow a date that stands without an organ.
fn is_last(page: &Page<'_>, signature: &Signature) -> bool {
    page.lines[signature.line + 1..]
        .iter()
        .all(|line| !line.is_prose())
}

/// Whether `organ`, or its office, is among those that signed.
fn signs(signature: &Signature, organ: &str) -> bool {
    signature
        .organs
        .iter()
        .any(|(name, _)| name.starts_with(organ) || organ.starts_with(name.as_str()))
}

/// The places at the head of a title, behind its year if that stands first.
pub(crate) fn region_of(title: &str) -> Option<&str> {
    let rest =
        crate::value::date::year(title).map_or(title, |(rest, _)| rest.trim_start_matches('度'));
    region(rest)
}

/// The issuing organ: of the signature, else of a report's title, else of the metadata, else of another
/// title. Who publishes on a site is not always who reports.
pub(super) fn issuer(
    signature: Option<&Signature>,
    metadata: Option<&Metadata>,
    title: Option<&Title>,
    (report_words, organs): (&[&str], &OrganWords),
) -> Option<Found<String>> {
    let signed = signature
        .filter(|signature| !signature.organs.is_empty())
        .map(|signature| {
            let names: Vec<&str> = signature
                .organs
                .iter()
                .map(|(name, _)| name.as_str())
                .collect();
            let span = signature
                .organs
                .iter()
                .map(|(_, span)| *span)
                .reduce(Span::cover);
            Found::new(names.join("、"), span.unwrap_or_default())
        });
    let labelled = || {
        metadata
            .and_then(|metadata| metadata.get(Field::Issuer))
            .filter(|found| is_organ(&found.value))
    };
    let of_title = |organ: fn(&str, &[&str]) -> Option<String>| {
        let title = &title?.text;
        organ(&title.value, report_words).map(|organ| Found::new(organ, title.span))
    };
    let reporting = || {
        let found = of_title(|title, words| report::organ(title, words).map(str::to_owned))?;
        // Of two names of one organ the label's is the full one.
        let named = organs.normalised(&found.value);
        let same = labelled().filter(|labelled| organs.normalised(&labelled.value) == named);
        Some(same.cloned().unwrap_or(found))
    };
    let titled = || of_title(|title, _| organ(title).map(str::to_owned));
    signed
        .or_else(reporting)
        .or_else(|| labelled().cloned())
        .or_else(titled)
}

/// The day of signature: printed, else labelled in the metadata.
pub(super) fn signed_date(
    signature: Option<&Signature>,
    metadata: Option<&Metadata>,
) -> Option<Found<NaiveDate>> {
    signature
        .map(|signature| Found::new(signature.date, signature.date_span))
        .or_else(|| labelled_date(metadata, Field::Signed))
}

/// The day that a label of the metadata names.
pub(super) fn labelled_date(metadata: Option<&Metadata>, field: Field) -> Option<Found<NaiveDate>> {
    let found = metadata.and_then(|metadata| metadata.get(field))?;
    let (rest, date) = date(&found.value).ok()?;
    rest.is_empty().then(|| Found::new(date, found.span))
}

/// The day of printing from the imprint at the end: 2019年6月19日印发.
///
/// The imprint is read from the lines of the document, because its two columns may pass for a table.
pub(super) fn printed_date(page: &Page<'_>) -> Option<Found<NaiveDate>> {
    let text = &page.document.text;
    let lines = text
        .split('\n')
        .rev()
        .filter(|line| !line.trim().is_empty())
        .take(LAST_LINES);
    for line in lines.filter(|line| line.contains('印')) {
        let (squeezed, map) = squeeze(line);
        let start = Span::of(line, text)?.start;
        if !is_imprint(&squeezed) || page.is_picture(start) {
            continue;
        }
        let at = squeezed
            .char_indices()
            .map(|(at, _)| at)
            .find(|&at| date(&squeezed[at..]).is_ok())?;
        let (rest, day) = date(&squeezed[at..]).ok()?;
        let span = map
            .before(Span::new(at, squeezed.len() - rest.len()))
            .shift(start);
        return Some(Found::new(day, span));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::title::title as title_of;
    use super::*;
    use crate::outline::sample::document_of;
    use crate::outline::{Sheet, outline};

    const BODY: &str = "全县各级各部门认真落实公开要求，各项工作有序开展，取得较好成效。";

    /// Issuer, day of signature and day of printing of a page.
    fn read(page: &[&str]) -> [Option<String>; 3] {
        let (document, layout) = document_of(page);
        let outline = outline(&document, &layout, None);
        let sheet = Sheet::of(&layout);
        let page = Page::new(&document, &layout, &sheet, &outline);
        let words = ["年度报告"];
        let title = title_of(&page, &words, &[]);
        let signature = own_signature(&page, title.as_ref());
        let issuer = issuer(
            signature,
            None,
            title.as_ref(),
            (&words, &OrganWords::default()),
        )
        .map(|found| found.value);
        let signed = signed_date(signature, None).map(|found| found.value.to_string());
        [
            issuer,
            signed,
            printed_date(&page).map(|found| found.value.to_string()),
        ]
    }

    #[track_caller]
    fn check(page: &[&str], issuer: Option<&str>, signed: Option<&str>, printed: Option<&str>) {
        let found = read(page);
        assert_eq!(
            found.each_ref().map(Option::as_deref),
            [issuer, signed, printed]
        );
    }

    #[test]
    fn a_notice_is_signed_before_what_it_issues() {
        check(
            &[
                "云川市人民政府转发市教育局关于校车意见的通知",
                BODY,
                "云川市人民政府",
                "2019年3月1日",
                "关于校车的意见",
                "一、范围",
                BODY,
                "云川市教育局",
                "2019年2月1日",
                "云川市人民政府办公室 2019年3月2日印发",
            ],
            Some("云川市人民政府"),
            Some("2019-03-01"),
            Some("2019-03-02"),
        );
    }

    #[test]
    fn what_a_notice_issues_does_not_sign_for_it() {
        check(
            &[
                "云川市人民政府转发市教育局关于校车意见的通知",
                BODY,
                "云川市教育局",
                "2019年2月1日",
            ],
            Some("云川市人民政府"),
            None,
            None,
        );
    }

    #[test]
    fn a_report_is_signed_behind_its_last_chapter() {
        check(
            &[
                "云川市人民政府2019年度报告",
                "一、平台",
                "青石县安全局",
                "2020年1月2日",
                "二、其他",
                BODY,
                "云川市人民政府办公室",
                "二〇二〇年一月十日",
                "附件",
                "青石县教育局",
                "2020年1月5日",
            ],
            Some("云川市人民政府办公室"),
            Some("2020-01-10"),
            None,
        );
    }

    #[test]
    fn without_signature_the_title_names_the_organ() {
        check(
            &["云川市教育局2019年度报告", "一、概述", BODY],
            Some("云川市教育局"),
            None,
            None,
        );
        check(
            &["青石县2019年度报告", "一、概述", BODY, "2020年1月10日"],
            None,
            Some("2020-01-10"),
            None,
        );
        check(
            &["2019年度报告", "一、概述", BODY, "2020年1月10日", BODY],
            None,
            None,
            None,
        );
    }

    #[test]
    fn organs_sign_together() {
        check(
            &[
                "关于校车的通知",
                BODY,
                "云川市教育局",
                "云川市公安局",
                "2019年3月1日",
            ],
            Some("云川市教育局、云川市公安局"),
            Some("2019-03-01"),
            None,
        );
    }

    #[test]
    fn printing_is_not_issuing() {
        check(
            &["关于校车的通知", BODY, "于2019年3月2日印发"],
            None,
            None,
            None,
        );
        check(
            &["关于校车的通知", BODY, "2019年3月2日印发"],
            None,
            None,
            Some("2019-03-02"),
        );
    }
}
