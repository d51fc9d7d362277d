//! Documents referred to: titles in 《》 with their numbers, short forms, and why they are cited.
//!
//! Given the paragraphs of a document one after another, returns a row for every title, inner ones
//! included, for every document number without title, and for every short form in quotation marks
//! that the document has defined. A number belongs to the title that it follows. Which documents
//! are in the same run is decided elsewhere.

mod relation;
mod short;

use crate::diagnostic::{Code, Diagnostic};
use crate::grammar::CitationWords;
use crate::layout::Paragraph;
use crate::record::{Citation, CitationRelation, Severity};
use crate::text::{Place, Span};
use crate::value::document_number::{self, DocumentNumber};

use super::bracket::{self, Title};
use relation::{basis, relation};
pub use short::ShortForms;

/// Longest bracketed remark between a title and its number: （试行）.
const LONGEST_REMARK: usize = 30;
/// How many titles back the outermost one is looked for.
const DEEPEST_SEARCH: usize = 50;
/// Fewest characters around a number that make its paragraph more than a heading of numbers.
const FEWEST_AROUND: usize = 10;

/// A reference in the coordinates of its paragraph.
struct Found<'a> {
    span: Span,
    title: Option<Title>,
    full: Option<String>,
    number: Option<DocumentNumber<'a>>,
    relation: CitationRelation,
}

/// The documents that a paragraph refers to, numbered from `first_id`, and the damaged numbers.
///
/// `short` holds the short forms that earlier paragraphs defined and takes up those of this one.
/// `genuine` is false for text read off pictures, which neither defines nor uses the document's
/// short forms. A paragraph that holds nothing but a document number is the document's own and no
/// reference.
pub fn citations(
    words: &CitationWords,
    paragraph: &Paragraph,
    genuine: bool,
    short: &mut ShortForms,
    first_id: i32,
    place: impl Fn(Span) -> Place,
) -> (Vec<Citation>, Vec<Diagnostic>) {
    let text = paragraph.text.as_str();
    let numbers = document_number::find(text);
    let mut unused = ShortForms::default();
    let short = if genuine { short } else { &mut unused };
    let titles = short::with_quoted(words, text, bracket::titles(text), short);
    let (mut found, owned) = of_titles(words, text, &titles, &numbers, short);
    found.extend(of_numbers(words, text, &titles, &numbers, &owned));
    found.sort_by_key(|one| (one.span.start, one.title.map(|title| title.depth)));
    let mut diagnostics = Vec::new();
    let mut rows = Vec::with_capacity(found.len());
    for (index, one) in found.into_iter().enumerate() {
        let place = place(paragraph.locate(one.span.text(text)));
        let damage = one.number.filter(|number| number.damaged);
        diagnostics.extend(damage.map(|number| damaged(number, place)));
        let citation_id = first_id.saturating_add(i32::try_from(index).unwrap_or(i32::MAX));
        rows.push(row(citation_id, text, one, genuine, place));
    }
    (rows, diagnostics)
}

/// The references by title, and which of `numbers` belong to them.
fn of_titles<'a>(
    words: &CitationWords,
    text: &'a str,
    titles: &[Title],
    numbers: &[(Span, DocumentNumber<'a>)],
    short: &mut ShortForms,
) -> (Vec<Found<'a>>, Vec<bool>) {
    let mut owned = vec![false; numbers.len()];
    let mut found: Vec<Found<'a>> = Vec::with_capacity(titles.len());
    // The last title of each depth: 《甲》、《乙》 and 印发〈甲〉〈乙〉 share a relation.
    let mut before: [Option<(usize, CitationRelation)>; 2] = [None, None];
    for &title in titles {
        let number = if title.depth == 0 {
            number_of(text, title, numbers)
        } else {
            None
        };
        if let Some(index) = number {
            owned[index] = true;
        }
        let row = usize::from(title.depth > 0);
        let relation = relation(words, text, title, before[row]);
        let end = number.map_or(title.span.end, |index| numbers[index].0.end);
        let defined = relation == CitationRelation::DefinedAs;
        let full = if defined {
            short.define(words, text, title, &found)
        } else {
            short.full(title.inner.text(text)).map(str::to_owned)
        };
        if !defined {
            before[row] = Some((end, relation));
        }
        found.push(Found {
            span: Span::new(title.span.start, end),
            title: Some(title),
            full,
            number: number.map(|index| numbers[index].1),
            relation,
        });
    }
    (found, owned)
}

/// The references by number alone.
fn of_numbers<'a>(
    words: &CitationWords,
    text: &'a str,
    titles: &[Title],
    numbers: &[(Span, DocumentNumber<'a>)],
    owned: &[bool],
) -> Vec<Found<'a>> {
    let length = text.chars().count();
    let mut found = Vec::new();
    for (index, &(span, number)) in numbers.iter().enumerate() {
        let last = titles
            .partition_point(|title| title.span.start < span.start)
            .checked_sub(1);
        let inside = last.is_some_and(|last| {
            titles[last].span.end > span.end || outer_end(&titles[..last]) > span.end
        });
        let alone = length < number.printed.chars().count() + FEWEST_AROUND;
        if owned[index] || inside || alone {
            continue;
        }
        found.push(Found {
            span,
            title: None,
            full: None,
            number: Some(number),
            relation: basis(words, text, 0, span.start).unwrap_or(CitationRelation::Mentioned),
        });
    }
    found
}

fn row(citation_id: i32, text: &str, one: Found<'_>, genuine: bool, place: Place) -> Citation {
    let number = one.number;
    Citation {
        citation_id,
        title: one.title.map(|title| title.inner.text(text).to_owned()),
        title_full: one.full,
        doc_number: number.and_then(|number| number.normalised()),
        doc_number_printed: number.map(|number| number.printed.to_owned()),
        issuer_code: number.map(|number| number.code.to_owned()),
        number_year: number.and_then(|number| number.year),
        number_serial: number
            .and_then(|number| number.serial)
            .and_then(|serial| i32::try_from(serial).ok()),
        relation: Some(one.relation),
        target_doc_id: None,
        n_targets: 0,
        genuine,
        place,
    }
}

fn damaged(number: DocumentNumber<'_>, place: Place) -> Diagnostic {
    let message = format!("文号“{}”缺少括号或年份，未作规范化", number.printed);
    Diagnostic::new(Code::DocNumberDamaged, Severity::Warning, place, message)
}

/// The number that belongs to a title: right behind it, in brackets or not, a remark between.
fn number_of(text: &str, title: Title, numbers: &[(Span, DocumentNumber<'_>)]) -> Option<usize> {
    let mut at = title.span.end;
    if let Some(remark) = bracket::round(&text[at..]).filter(|&length| length <= LONGEST_REMARK) {
        let next = numbers.partition_point(|(span, _)| span.start < at);
        let holds = numbers
            .get(next)
            .is_some_and(|(span, _)| span.end <= at + remark);
        at += if holds { 0 } else { remark };
    }
    let open = text[at..]
        .chars()
        .next()
        .filter(|mark| matches!(mark, '（' | '(' | '［' | '['));
    at += open.map_or(0, char::len_utf8);
    numbers
        .binary_search_by_key(&at, |(span, _)| span.start)
        .ok()
}

/// The end of the last title that stands in no other.
fn outer_end(titles: &[Title]) -> usize {
    titles
        .iter()
        .rev()
        .take(DEEPEST_SEARCH)
        .find(|title| title.depth == 0)
        .map_or(0, |title| title.span.end)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::gold;
    use super::*;

    fn read(text: &str) -> (Vec<Citation>, Vec<Diagnostic>) {
        citations(
            &gold::words().citation,
            &gold::paragraph(text),
            true,
            &mut ShortForms::default(),
            0,
            |_| Place::default(),
        )
    }

    #[track_caller]
    fn check(text: &str, expected: &[(Option<&str>, Option<&str>, CitationRelation)]) {
        let (rows, _) = read(text);
        let rows: Vec<_> = rows
            .iter()
            .map(|row| {
                (
                    row.title.as_deref(),
                    row.doc_number.as_deref(),
                    row.relation.unwrap(),
                )
            })
            .collect();
        assert_eq!(rows, expected, "{text}");
    }

    use CitationRelation::{DefinedAs, Forwarded, Mentioned, PrintedAndIssued, Under};

    #[test]
    fn a_number_belongs_to_the_title_before_it() {
        check(
            "根据《云川市办法》（云政发〔2021〕5号）要求",
            &[(Some("云川市办法"), Some("云政发〔2021〕5号"), Under)],
        );
        check(
            "公开了《决定》云政发〔2021〕6号。",
            &[(Some("决定"), Some("云政发〔2021〕6号"), Mentioned)],
        );
        check(
            "《甲办法》（试行）（云政发[2021]5号）",
            &[(Some("甲办法"), Some("云政发〔2021〕5号"), Mentioned)],
        );
        check(
            "按照云政发〔2021〕5号文件的要求办理各项事务",
            &[(None, Some("云政发〔2021〕5号"), Under)],
        );
        check("云政发〔2021〕5号", &[]);
    }

    #[test]
    fn inner_titles_have_their_own_rows() {
        check(
            "印发《关于印发〈甲方案〉的通知》（云政发〔2021〕5号）",
            &[
                (
                    Some("关于印发〈甲方案〉的通知"),
                    Some("云政发〔2021〕5号"),
                    PrintedAndIssued,
                ),
                (Some("甲方案"), None, PrintedAndIssued),
            ],
        );
        check(
            "公开《印发＜甲＞＜乙＞的通知》",
            &[
                (Some("印发＜甲＞＜乙＞的通知"), None, Mentioned),
                (Some("甲"), None, PrintedAndIssued),
                (Some("乙"), None, PrintedAndIssued),
            ],
        );
    }

    #[test]
    fn the_words_around_tell_the_relation() {
        check(
            "根据《甲条例》（以下简称《条例》）、《乙办法》要求，落实《丙制度》",
            &[
                (Some("甲条例"), None, Under),
                (Some("条例"), None, DefinedAs),
                (Some("乙办法"), None, Under),
                (Some("丙制度"), None, Mentioned),
            ],
        );
        check(
            "《要点》已经市政府同意，现印发给你们",
            &[(Some("要点"), None, PrintedAndIssued)],
        );
        check("市政府转发了《意见》", &[(Some("意见"), None, Forwarded)]);
    }

    /// The titles of the paragraphs of one document with the titles they stand for.
    #[track_caller]
    fn check_full(paragraphs: &[&str], expected: &[(&str, Option<&str>)]) {
        let mut short = ShortForms::default();
        let mut found = Vec::new();
        for text in paragraphs {
            let words = &gold::words().citation;
            let paragraph = gold::paragraph(text);
            found.extend(citations(words, &paragraph, true, &mut short, 0, |_| Place::default()).0);
        }
        let found: Vec<_> = found
            .iter()
            .map(|row| {
                (
                    row.title.as_deref().unwrap_or(""),
                    row.title_full.as_deref(),
                )
            })
            .collect();
        assert_eq!(found, expected, "{paragraphs:?}");
    }

    #[test]
    fn a_short_form_stands_for_the_title_before_it() {
        check_full(
            &[
                "根据《甲条例》（以下简称《条例》）和《乙办法》（云政发〔2021〕5号，以下简称《办法》）",
                "落实《条例》《办法》",
            ],
            &[
                ("甲条例", None),
                ("条例", Some("甲条例")),
                ("乙办法", None),
                ("办法", Some("乙办法")),
                ("条例", Some("甲条例")),
                ("办法", Some("乙办法")),
            ],
        );
        check_full(
            &[
                "根据《甲条例》（以下简称“条例”），按“条例”公开，“五公开”",
                "修订后的《条例》",
            ],
            &[
                ("甲条例", None),
                ("条例", Some("甲条例")),
                ("条例", Some("甲条例")),
                ("条例", Some("甲条例")),
            ],
        );
    }

    #[test]
    fn remarks_may_stand_before_a_definition() {
        for text in [
            "《甲办法》（试行）（以下简称《办法》）",
            "《甲办法》以下简称《办法》",
            "《甲办法》，以下简称《办法》",
            "《甲办法》（国令第711号公布，以下简称：《办法》）",
            "《甲办法》(2021年修订，以下简称《办法》)",
        ] {
            check_full(&[text], &[("甲办法", None), ("办法", Some("甲办法"))]);
        }
        check_full(
            &["按《甲办法》和本县实际，成立领导小组（以下简称《小组》）"],
            &[("甲办法", None), ("小组", None)],
        );
    }

    #[test]
    fn a_short_form_can_be_given_anew() {
        check_full(
            &[
                "《甲办法》（以下简称《办法》）",
                "《办法》",
                "《乙办法》(以下简称《办法》)",
                "《办法》",
            ],
            &[
                ("甲办法", None),
                ("办法", Some("甲办法")),
                ("办法", Some("甲办法")),
                ("乙办法", None),
                ("办法", Some("乙办法")),
                ("办法", Some("乙办法")),
            ],
        );
    }

    #[test]
    fn what_no_single_title_defines_stays_as_printed() {
        check_full(
            &["《条例》实施后，《甲》和《乙》（以下统称《规定》）施行，《规定》"],
            &[
                ("条例", None),
                ("甲", None),
                ("乙", None),
                ("规定", None),
                ("规定", None),
            ],
        );
        check_full(
            &[
                "《甲》实施。成立领导小组（以下简称《小组》），云栖县政府（以下简称“县政府”），“县政府”",
            ],
            &[("甲", None), ("小组", None)],
        );
    }

    #[test]
    fn damaged_numbers_are_reported() {
        let (rows, diagnostics) = read("制定《方案》（云公开发1号），组织实施");
        assert_eq!(rows[0].doc_number, None);
        assert_eq!(rows[0].doc_number_printed.as_deref(), Some("云公开发1号"));
        assert_eq!(
            diagnostics
                .iter()
                .map(|diagnostic| diagnostic.code)
                .collect::<Vec<_>>(),
            [Code::DocNumberDamaged]
        );
    }

    proptest! {
        #[test]
        fn never_panics(text in "[《》〈〉（）()根据印发简称、和，。云政发〔〕2021号5]{0,60}") {
            let (rows, _) = read(&text);
            prop_assert!(rows.iter().all(|row| row.title.is_some() || row.doc_number_printed.is_some()));
        }
    }

    /// Titles and numbers of genuine text against the annotated documents.
    #[test]
    #[allow(clippy::print_stdout)]
    fn annotated_citations_are_found() {
        let Some(rows) = gold::rows("citations.csv") else {
            println!("no annotated documents at hand: skipped");
            return;
        };
        let (mut wanted, mut hit, mut spurious, mut numbers, mut numbers_hit) = (0, 0, 0, 0, 0);
        for document in ["001", "003", "004"] {
            let Some(passages) = gold::passages(document) else {
                continue;
            };
            let rows: Vec<&gold::Row> = rows
                .iter()
                .filter(|row| row.get("doc") == document)
                .collect();
            let mut used = vec![false; rows.len()];
            let mut short = ShortForms::default();
            for passage in &passages {
                let place = |span: Span| Place {
                    line: i32::try_from(passage.line(span.start)).unwrap(),
                    ..Place::default()
                };
                let words = &gold::words().citation;
                for citation in citations(words, &passage.paragraph, true, &mut short, 0, place).0 {
                    let title = citation.title.as_deref().unwrap_or("");
                    let same = |(index, row): (usize, &&gold::Row)| {
                        let line = i32::try_from(row.line("line_no")).unwrap();
                        (!used[index]
                            && row.get("title") == title
                            && (line - citation.place.line).abs() <= 2)
                            .then_some(index)
                    };
                    let Some(index) = rows.iter().enumerate().find_map(same) else {
                        spurious += 1;
                        println!(
                            "spurious {document}:{} {title} {:?}",
                            citation.place.line, citation.doc_number_printed
                        );
                        continue;
                    };
                    used[index] = true;
                    hit += 1;
                    let row = rows[index];
                    assert_eq!(
                        row.get("kind") == "definition",
                        citation.relation == Some(DefinedAs),
                        "{title}"
                    );
                    let full = citation.title_full.as_deref().unwrap_or("");
                    // Elsewhere the annotation says what readers know and the document does not say.
                    let defined = matches!(row.get("kind"), "definition" | "short_form");
                    let wanted = if defined {
                        row.get("resolved_title")
                    } else {
                        ""
                    };
                    assert_eq!(full, wanted, "{document} {title}");
                    numbers += usize::from(!row.get("doc_number").is_empty());
                    let number = citation.doc_number.as_deref().unwrap_or("");
                    if number == row.get("doc_number") {
                        numbers_hit += usize::from(!number.is_empty());
                    } else {
                        println!(
                            "number {document}:{} {number} for {}",
                            row.get("line_no"),
                            row.get("doc_number")
                        );
                    }
                }
            }
            wanted += rows.len();
            for (row, _) in rows.iter().zip(&used).filter(|(_, used)| !**used) {
                println!(
                    "missed {document}:{} {}",
                    row.get("line_no"),
                    row.get("title")
                );
            }
        }
        println!("titles {hit}/{wanted}, spurious {spurious}, numbers {numbers_hit}/{numbers}");
        assert!(hit * 100 >= wanted * 98 && spurious * 50 <= hit && numbers_hit == numbers);
    }
}
