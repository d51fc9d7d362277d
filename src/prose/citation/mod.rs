//! Documents referred to: titles in 《》 with their numbers, short forms, and why they are cited.
//!
//! Given one paragraph, returns a row for every title, inner ones included, and for every document
//! number without title. A number belongs to the title that it follows. Which document a short
//! form stands for, and which documents are in the same run, is decided elsewhere.

mod vocabulary;

use crate::diagnostic::{Code, Diagnostic};
use crate::layout::Paragraph;
use crate::record::{Citation, CitationRelation, Severity};
use crate::text::{Place, Span};
use crate::value::document_number::{self, DocumentNumber};

use super::bracket::{self, Title};
use vocabulary::{DEFINED, FORWARDED, ISSUED, JOINTS, NOW_FORWARDED, NOW_ISSUED, UNDER};

/// Longest bracketed remark between a title and its number: （试行）.
const LONGEST_REMARK: usize = 30;
/// How many titles back the outermost one is looked for.
const DEEPEST_SEARCH: usize = 50;
/// Fewest characters around a number that make its paragraph more than a heading of numbers.
const FEWEST_AROUND: usize = 10;
/// How far a sentence is searched for what is done with a title, in characters.
const REACH: usize = 60;

/// The documents that a paragraph refers to, numbered from `first_id`, and the damaged numbers.
///
/// `genuine` is false for text read off pictures. A paragraph that holds nothing but a document
/// number is the document's own and no reference.
pub fn citations(
    paragraph: &Paragraph,
    genuine: bool,
    first_id: i32,
    place: impl Fn(Span) -> Place,
) -> (Vec<Citation>, Vec<Diagnostic>) {
    let text = paragraph.text.as_str();
    let titles = bracket::titles(text);
    let numbers = document_number::find(text);
    let mut owned = vec![false; numbers.len()];
    let mut found: Vec<(Span, Option<Title>, Option<usize>, CitationRelation)> = Vec::new();
    // The last title of each depth: 《甲》、《乙》 and 印发〈甲〉〈乙〉 share a relation.
    let mut before: [Option<(usize, CitationRelation)>; 2] = [None, None];
    for &title in &titles {
        let number = if title.depth == 0 {
            number_of(text, title, &numbers)
        } else {
            None
        };
        if let Some(index) = number {
            owned[index] = true;
        }
        let row = usize::from(title.depth > 0);
        let relation = relation(text, title, before[row]);
        let end = number.map_or(title.span.end, |index| numbers[index].0.end);
        if relation != CitationRelation::DefinedAs {
            before[row] = Some((end, relation));
        }
        found.push((
            Span::new(title.span.start, end),
            Some(title),
            number,
            relation,
        ));
    }
    let length = text.chars().count();
    for (index, &(span, number)) in numbers.iter().enumerate() {
        let last = titles
            .partition_point(|title| title.span.start < span.start)
            .checked_sub(1);
        let inside = last.is_some_and(|last| {
            titles[last].span.end > span.end || outer_end(&titles[..last]) > span.end
        });
        let alone = length < number.printed.chars().count() + FEWEST_AROUND;
        if !owned[index] && !inside && !alone {
            found.push((
                span,
                None,
                Some(index),
                basis(text, 0, span.start).unwrap_or(CitationRelation::Mentioned),
            ));
        }
    }
    found.sort_by_key(|&(span, title, _, _)| (span.start, title.map(|title| title.depth)));
    let mut diagnostics = Vec::new();
    let mut rows = Vec::with_capacity(found.len());
    for (index, (span, title, number, relation)) in found.into_iter().enumerate() {
        let number = number.map(|index| numbers[index].1);
        let place = place(paragraph.locate(span.text(text)));
        diagnostics.extend(
            number
                .filter(|number| number.damaged)
                .map(|number| damaged(number, place)),
        );
        let citation_id = first_id.saturating_add(i32::try_from(index).unwrap_or(i32::MAX));
        rows.push(row(
            citation_id,
            title.map(|title| title.inner.text(text)),
            number,
            relation,
            genuine,
            place,
        ));
    }
    (rows, diagnostics)
}

fn row(
    citation_id: i32,
    title: Option<&str>,
    number: Option<DocumentNumber<'_>>,
    relation: CitationRelation,
    genuine: bool,
    place: Place,
) -> Citation {
    Citation {
        citation_id,
        title: title.map(str::to_owned),
        doc_number: number.and_then(|number| number.normalised()),
        doc_number_printed: number.map(|number| number.printed.to_owned()),
        issuer_code: number.map(|number| number.code.to_owned()),
        number_year: number.and_then(|number| number.year),
        number_serial: number
            .and_then(|number| number.serial)
            .and_then(|serial| i32::try_from(serial).ok()),
        relation: Some(relation),
        target_doc_id: None,
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

/// Why a title is cited. `before` is the end and the relation of the title before it.
fn relation(
    text: &str,
    title: Title,
    before: Option<(usize, CitationRelation)>,
) -> CitationRelation {
    let head = &text[..title.span.start];
    if DEFINED.iter().any(|word| head.ends_with(word)) {
        return CitationRelation::DefinedAs;
    }
    if let Some(done) = verb(head.strip_suffix('了').unwrap_or(head)) {
        return done;
    }
    let floor = before.map_or(0, |(end, _)| end.min(title.span.start));
    let under = if title.depth == 0 {
        basis(text, floor, title.span.start)
    } else {
        None
    };
    if let Some(under) = under {
        return under;
    }
    let joined = before
        .filter(|&(end, _)| end <= title.span.start && is_joint(&text[end..title.span.start]));
    if let Some((_, relation)) = joined {
        return relation;
    }
    let done = if title.depth == 0 {
        done_behind(&text[title.span.end..])
    } else {
        None
    };
    done.unwrap_or(CitationRelation::Mentioned)
}

/// The verb that ends `head`.
fn verb(head: &str) -> Option<CitationRelation> {
    if FORWARDED.iter().any(|word| head.ends_with(word)) {
        return Some(CitationRelation::Forwarded);
    }
    ISSUED
        .iter()
        .any(|word| head.ends_with(word))
        .then_some(CitationRelation::PrintedAndIssued)
}

/// Whether the clause between `floor` and `start` makes what follows its basis.
fn basis(text: &str, floor: usize, start: usize) -> Option<CitationRelation> {
    let near = text[floor..start]
        .char_indices()
        .rev()
        .nth(REACH)
        .map_or(floor, |(at, _)| floor + at);
    let clause = text[near..start].rsplit(super::ends_clause).next()?;
    UNDER
        .iter()
        .any(|word| clause.contains(word))
        .then_some(CitationRelation::Under)
}

/// What the sentence behind a title does with it.
fn done_behind(tail: &str) -> Option<CitationRelation> {
    let end = tail
        .char_indices()
        .enumerate()
        .find(|&(count, (_, mark))| count >= REACH || super::ends_sentence(mark));
    let sentence = &tail[..end.map_or(tail.len(), |(_, (at, _))| at)];
    let holds = |words: &[&str]| words.iter().any(|word| sentence.contains(word));
    if holds(NOW_FORWARDED) {
        return Some(CitationRelation::Forwarded);
    }
    holds(NOW_ISSUED).then_some(CitationRelation::PrintedAndIssued)
}

/// Whether a relation carries over `between` two titles: joints and bracketed remarks only.
fn is_joint(between: &str) -> bool {
    let mut rest = between.trim_start_matches(['）', ')']);
    loop {
        let length = bracket::round(rest).or_else(|| {
            JOINTS
                .iter()
                .find(|joint| rest.starts_with(**joint))
                .map(|joint| joint.len())
        });
        match length {
            Some(length) => rest = &rest[length..],
            None => return rest.is_empty(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::gold;
    use super::*;

    fn read(text: &str) -> (Vec<Citation>, Vec<Diagnostic>) {
        citations(&gold::paragraph(text), true, 0, |_| Place::default())
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
            for passage in &passages {
                let place = |span: Span| Place {
                    line: i32::try_from(passage.line(span.start)).unwrap(),
                    ..Place::default()
                };
                for citation in citations(&passage.paragraph, true, 0, place).0 {
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
