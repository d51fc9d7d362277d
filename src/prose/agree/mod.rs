//! Whether the numbers of a paragraph agree: parts and wholes, shares and counts, changes.
//!
//! Given the mentions of one paragraph, returns a row for every relation that the sentence's
//! structure makes certain, held or not. Where the structure is open, nothing is said: a relation
//! that fails must fail because of the document and not because of its reading.

mod growth;
mod share;
mod sum;

use crate::layout::Paragraph;
use crate::record::{Check, CheckKind, Outcome, Severity};
use crate::text::{Place, Span};
use crate::value::number::Decimal;

use super::quantity::{Mention, disturbs, misread};

/// A relation between mentions, before it becomes a row.
#[derive(Debug, Clone, PartialEq)]
struct Finding {
    rule: &'static str,
    kind: CheckKind,
    left: Decimal,
    right: Decimal,
    tolerance: Decimal,
    /// Weight if it fails; `Note` for relations that hold.
    severity: Severity,
    message: String,
    /// Mentions involved, the left side first.
    mentions: Vec<usize>,
    outcome: Outcome,
}

/// The relations within a paragraph, numbered from `first_id`.
///
/// `first_quantity_id` is the number of the paragraph's first mention among the document's
/// quantities.
pub fn checks(
    mentions: &[Mention<'_>],
    paragraph: &Paragraph,
    first_quantity_id: i32,
    first_id: i32,
    place: impl Fn(Span) -> Place,
) -> Vec<Check> {
    let number =
        |first: i32, index: usize| first.saturating_add(i32::try_from(index).unwrap_or(i32::MAX));
    let row = |(index, finding): (usize, Finding)| {
        let left = mentions[finding.mentions[0]].span.text(&paragraph.text);
        let difference = finding.left.checked_sub(finding.right).map(Decimal::to_f64);
        Check {
            check_id: number(first_id, index),
            rule: finding.rule.to_owned(),
            kind: finding.kind,
            scope: None,
            left: Some(finding.left.to_f64()),
            right: Some(finding.right.to_f64()),
            difference,
            tolerance: finding.tolerance.to_f64(),
            outcome: finding.outcome,
            severity: finding.severity,
            message: finding.message,
            fact_ids: Vec::new(),
            quantity_ids: finding
                .mentions
                .iter()
                .map(|&mention| number(first_quantity_id, mention))
                .collect(),
            place: place(paragraph.locate(left)),
        }
    };
    findings(&paragraph.text, mentions)
        .into_iter()
        .enumerate()
        .map(row)
        .collect()
}

/// All relations of a paragraph, in the order of their left sides.
///
/// Of sentences with a misread number nothing is said: it may be a whole, a part or an earlier figure.
fn findings(text: &str, mentions: &[Mention<'_>]) -> Vec<Finding> {
    let mut findings = sum::findings(text, mentions);
    findings.extend(share::findings(text, mentions));
    findings.extend(growth::findings(text, mentions));
    if findings.is_empty() {
        return findings;
    }
    let misread = misread(text);
    findings.retain(|finding| {
        let spans = || {
            finding
                .mentions
                .iter()
                .map(|&mention| mentions[mention].span)
        };
        let from = spans().map(|span| span.start).min().unwrap_or(0);
        let to = spans().map(|span| span.end).max().unwrap_or(text.len());
        !disturbs(text, &misread, from, to)
    });
    findings.sort_by_key(|finding| finding.mentions[0]);
    findings
}

/// A relation that holds.
fn held(
    rule: &'static str,
    kind: CheckKind,
    sides: (Decimal, Decimal),
    mentions: Vec<usize>,
    message: String,
) -> Finding {
    let (left, right) = sides;
    let (outcome, severity) = (Outcome::Holds, Severity::Note);
    Finding {
        rule,
        kind,
        left,
        right,
        tolerance: Decimal::integer(0),
        severity,
        message,
        mentions,
        outcome,
    }
}

/// The same relation, failing with a weight.
fn failed(finding: Finding, severity: Severity) -> Finding {
    Finding {
        outcome: Outcome::Fails,
        severity,
        ..finding
    }
}

/// The sum of mentions; `None` if it has too many digits.
fn total(mentions: &[Mention<'_>], parts: &[usize]) -> Option<Decimal> {
    parts.iter().try_fold(Decimal::integer(0), |sum, &part| {
        sum.checked_add(mentions[part].value)
    })
}

/// A number for messages: digits without exponent.
fn shown(number: Decimal) -> String {
    let number = if number.exponent > 0 {
        number.round(0)
    } else {
        number
    };
    let places = usize::from(number.places());
    let digits = number.mantissa.unsigned_abs().to_string();
    let sign = if number.mantissa < 0 { "-" } else { "" };
    if places == 0 {
        return format!("{sign}{digits}");
    }
    let padded = format!("{digits:0>width$}", width = places + 1);
    let (whole, fraction) = padded.split_at(padded.len() - places);
    format!("{sign}{whole}.{fraction}")
}

/// Terms for messages: 12+30+5.
fn shown_sum(mentions: &[Mention<'_>], parts: &[usize]) -> String {
    let terms: Vec<String> = parts
        .iter()
        .map(|&part| shown(mentions[part].value))
        .collect();
    terms.join("+")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::gold;
    use super::super::quantity::mentions;
    use super::*;

    use Outcome::{Fails, Holds};
    use Severity::{Error, Note, Warning};

    /// Rule, left, right, outcome and weight of every relation.
    #[track_caller]
    fn check(text: &str, expected: &[(&str, f64, f64, Outcome, Severity)]) {
        let found = findings(text, &mentions(gold::words(), text));
        let found: Vec<_> = found
            .iter()
            .map(|finding| {
                (
                    finding.rule,
                    finding.left.to_f64(),
                    finding.right.to_f64(),
                    finding.outcome,
                    finding.severity,
                )
            })
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn parts_add_up() {
        check(
            "公开信息90条，其中市级40条，县级50条。",
            &[("prose/sum", 90.0, 90.0, Holds, Note)],
        );
        check(
            "收到申请64件，已答复60件，结转4件。",
            &[("prose/sum", 64.0, 64.0, Holds, Note)],
        );
        check(
            "公开信息90条。其中，市级40条；县级50条。",
            &[("prose/sum", 90.0, 90.0, Holds, Note)],
        );
        check(
            "制发文件90件，规范性文件9件。其中市级制发文件40件，规范性文件4件；县级制发文件50件，规范性文件5件。",
            &[
                ("prose/sum", 90.0, 90.0, Holds, Note),
                ("prose/sum", 9.0, 9.0, Holds, Note),
            ],
        );
        check(
            "解读10件，其中文稿5件，动漫3部，问答2篇。",
            &[("prose/sum", 10.0, 10.0, Holds, Note)],
        );
    }

    #[test]
    fn incomplete_lists_say_nothing() {
        check("公开信息90条，其中市级40条，县级30条。", &[]);
        check("举办培训3次，发放资料200份，接待群众50人。", &[]);
        check("收到申请90件，其中征地40件，办结80件。", &[]);
    }

    #[test]
    fn sentences_with_a_misread_number_say_nothing() {
        check("公开信息90条，其中市级4〇条，县级50条，乡级40条。", &[]);
        check("公开信息9〇条，甲局60条，乙局40条，丙局20条。", &[]);
        check("公开信息90条。其中，市级40条；县级50条；乡级1O3条。", &[]);
        check(
            "救助30人次，其中甲类20人次、乙类15人次、丙类1〇3人次。",
            &[],
        );
        check("新收申请64件，较上年的2〇4件增加9件，增长14.1%。", &[]);
        check(
            "公开信息80条。收到申请1〇0件，其中网上50件，占50%，信函50件，占50%。",
            &[],
        );
        check(
            "公开信息90条，其中市级40条，县级50条。收到申请1〇件。",
            &[("prose/sum", 90.0, 90.0, Holds, Note)],
        );
    }

    #[test]
    fn parts_may_not_exceed_their_whole() {
        check(
            "救助30人次，其中甲类20人次、乙类15人次。",
            &[("prose/sum", 30.0, 35.0, Fails, Warning)],
        );
        check(
            "召开会议32次，其中邀请代表列席31次。",
            &[("prose/part", 31.0, 32.0, Holds, Note)],
        );
    }

    #[test]
    fn shares_are_rounded_half_up() {
        check(
            "收到申请8件，其中网上5件，占62.5%，信函3件，占37.5%。",
            &[
                ("prose/sum", 8.0, 8.0, Holds, Note),
                ("prose/share", 62.5, 62.5, Holds, Note),
                ("prose/share-sum", 100.0, 100.0, Holds, Note),
                ("prose/share", 37.5, 37.5, Holds, Note),
            ],
        );
    }

    #[test]
    fn a_wrong_share_of_a_certain_whole_is_an_error() {
        check(
            "公开信息100条，其中市级53条，占总量的52%，县级47条，占总量的48%。",
            &[
                ("prose/sum", 100.0, 100.0, Holds, Note),
                ("prose/share", 52.0, 53.0, Fails, Error),
                ("prose/share-sum", 100.0, 100.0, Holds, Note),
                ("prose/share", 48.0, 47.0, Fails, Error),
            ],
        );
        check("公开信息100条，甲局53条，占52%。", &[]);
    }

    #[test]
    fn shares_forced_to_a_hundred_are_a_warning() {
        check(
            "办理建议30件。其中，甲类10件，占33%；乙类10件，占33%；丙类10件，占34%。",
            &[
                ("prose/sum", 30.0, 30.0, Holds, Note),
                ("prose/share", 33.0, 33.0, Holds, Note),
                ("prose/share-sum", 100.0, 100.0, Holds, Note),
                ("prose/share", 33.0, 33.0, Holds, Note),
                ("prose/share", 34.0, 33.0, Fails, Warning),
            ],
        );
    }

    #[test]
    fn a_share_of_another_total_is_a_note() {
        check(
            "受理申请50件，答复40件。其中，同意30件，占60%；不同意10件，占20%。",
            &[
                ("prose/sum", 40.0, 40.0, Holds, Note),
                ("prose/share", 60.0, 60.0, Holds, Note),
                ("prose/share", 60.0, 75.0, Fails, Note),
                ("prose/share-sum", 80.0, 100.0, Fails, Warning),
                ("prose/share", 20.0, 20.0, Holds, Note),
                ("prose/share", 20.0, 25.0, Fails, Note),
            ],
        );
    }

    #[test]
    fn a_share_whose_base_is_printed_is_measured_by_no_other() {
        check(
            "提案共92件，其中集体25件，个人和联名67件。已经解决的22件，占承办总数的23.91%。",
            &[
                ("prose/sum", 92.0, 92.0, Holds, Note),
                ("prose/share", 23.91, 23.91, Holds, Note),
            ],
        );
    }

    #[test]
    fn changes_agree_with_their_figures() {
        check(
            "发布信息120条，较上年的100条增加20条，上升20%。",
            &[
                ("prose/difference", 20.0, 20.0, Holds, Note),
                ("prose/growth", 20.0, 20.0, Holds, Note),
            ],
        );
        check(
            "发布信息80条，比上年的100条减少30条。",
            &[("prose/difference", 30.0, 20.0, Fails, Error)],
        );
        check("同比增长20%，发布信息120条。", &[]);
    }

    #[test]
    fn numbers_are_shown_as_printed() {
        let number = |mantissa, exponent| shown(Decimal { mantissa, exponent });
        assert_eq!(
            [number(5, -2), number(-1234, -1), number(3, 4)],
            ["0.05", "-123.4", "30000"]
        );
    }

    proptest! {
        #[test]
        fn never_panics(text in "([甲乙其中占共较比增加，、。；（）]{0,4}[0-9]{1,3}[件条%万次]){0,12}") {
            for finding in findings(&text, &mentions(gold::words(), &text)) {
                prop_assert!(!finding.mentions.is_empty());
            }
        }
    }

    #[test]
    fn rows_name_their_quantities() {
        let text = "公开信息90条，其中市级40条，县级50条。";
        let rows = checks(
            &mentions(gold::words(), text),
            &gold::paragraph(text),
            5,
            2,
            |_| Place::default(),
        );
        assert_eq!(rows.len(), 1);
        assert_eq!(
            (rows[0].check_id, rows[0].quantity_ids.as_slice()),
            (2, &[5, 6, 7][..])
        );
        assert_eq!(
            (rows[0].left, rows[0].difference, rows[0].kind),
            (Some(90.0), Some(0.0), CheckKind::ProseSum)
        );
    }

    /// Shares, sums and growth of running text against the annotated ones: every annotated
    /// failure of a share is found, and nothing that the annotators found in order is an error.
    #[test]
    #[allow(clippy::print_stdout)]
    fn annotated_relations_agree() {
        let Some(rows) = gold::rows("checks.csv") else {
            println!("no annotated documents at hand: skipped");
            return;
        };
        let (mut agreeing, mut wanted, mut errors) = (0, 0, 0);
        for document in ["001", "003", "004"] {
            let Some(passages) = gold::passages(document) else {
                continue;
            };
            let mut ours: Vec<(usize, f64, f64, Outcome)> = Vec::new();
            for passage in &passages {
                let text = passage.text();
                let mentions = mentions(gold::words(), text);
                for finding in findings(text, &mentions) {
                    let line = passage.line(mentions[finding.mentions[0]].span.start);
                    errors += usize::from(finding.outcome == Fails && finding.severity == Error);
                    ours.push((
                        line,
                        finding.right.to_f64(),
                        finding.left.to_f64(),
                        finding.outcome,
                    ));
                }
            }
            let kinds = ["share", "prose_sum", "share_sum"];
            for row in rows
                .iter()
                .filter(|row| row.get("doc") == document && kinds.contains(&row.get("kind")))
            {
                let number = |column: &str| row.get(column).parse::<f64>().unwrap_or(f64::NAN);
                let outcome = if row.get("holds") == "yes" {
                    Holds
                } else {
                    Fails
                };
                let line: usize = row
                    .get("lines")
                    .split([';', '-'])
                    .next()
                    .and_then(|line| line.parse().ok())
                    .unwrap_or(0);
                let same =
                    |&&(our_line, right, left, our_outcome): &&(usize, f64, f64, Outcome)| {
                        let scale = if (right - number("left") * 1e4).abs() < 1e-6 {
                            1e4
                        } else {
                            1.0
                        };
                        our_line.abs_diff(line) <= 2
                            && our_outcome == outcome
                            && (right - number("left") * scale).abs() < 1e-6
                            && (left - number("right") * scale).abs() < 1e-6
                    };
                wanted += 1;
                if ours.iter().find(same).is_some() {
                    agreeing += 1;
                } else {
                    println!(
                        "not found {document}:{line} {} {}",
                        row.get("description"),
                        row.get("holds")
                    );
                }
            }
        }
        println!("relations {agreeing}/{wanted}, errors {errors}");
        assert!(errors == 0 && agreeing * 10 >= wanted * 8);
    }
}
