//! Numbers in running text: what is counted, how many, in which unit, how exactly.
//!
//! Given one paragraph, returns its [`Mention`]s, exact and in the paragraph's own coordinates;
//! [`records`] turns them into rows. What relates mentions to each other is [`super::agree`]'s
//! affair, except that a share is told which count it belongs to and of which it is a share.

mod arabic;
mod misread;
mod scan;
pub(super) mod share;
mod spoken;
mod subject;
mod unit;

use crate::grammar::Vocabulary;
use crate::layout::Paragraph;
use crate::prose::ends_clause;
use crate::record::{Approx, Quantity, QuantityKind};
use crate::text::{Place, Span};
use crate::value::number::Decimal;

use scan::Found;

pub(super) use misread::end as misread_end;
pub(crate) use misread::{disturbs, misread};

/// How many numbers back the figure may stand that a change belongs to.
const FARTHEST_CHANGE: usize = 12;

/// A number that counts or measures something, in the coordinates of its paragraph.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention<'a> {
    /// The value, scale words applied; shares in percent.
    pub value: Decimal,
    /// Upper end of a range.
    pub to: Option<Decimal>,
    /// Unit as printed; empty where only a scale word is (2.1亿).
    pub unit: &'a str,
    /// What it measures.
    pub kind: QuantityKind,
    /// How exactly it is stated.
    pub approx: Approx,
    /// Number and unit with the approximators joined to them.
    pub span: Span,
    /// In Chinese characters.
    pub spoken: bool,
    /// What is counted.
    pub subject: Option<String>,
    /// What a share is a share of, as far as words or arithmetic tell.
    pub share_of: Option<String>,
    /// What is counted is named as a rate: 答复率.
    pub rate: bool,
    /// Index of the count that a share restates: 12件 in 12件，占30%.
    pub part: Option<usize>,
}

/// Characters of the longest clause before a figure that says what is compared with it.
const CLAUSE: usize = 64;

impl Mention<'_> {
    /// Whether it is a figure that another is compared with: 较上年的9件, 比2019年（31起）.
    pub(super) fn is_compared(&self, text: &str) -> bool {
        let compares = |clause: &str| clause.starts_with(['较', '比']);
        let before = &text[..self.span.start];
        let near = before.char_indices().rev().take(CLAUSE);
        let mut clause = before.len();
        for (at, one) in near {
            if ends_clause(one) {
                break;
            }
            clause = at;
        }
        self.subject.as_deref().is_some_and(compares) || compares(&before[clause..])
    }
}

/// All quantities of a paragraph, in order.
#[must_use]
pub fn mentions<'a>(words: &Vocabulary, text: &'a str) -> Vec<Mention<'a>> {
    let (found, misread) = scan::scan(&words.quantity, text);
    let mut mentions: Vec<Mention<'_>> = Vec::with_capacity(found.len());
    for number in &found {
        let subject = match number.kind {
            QuantityKind::Share => None,
            _ => subject_of(words, text, (&found, &misread), &mentions),
        };
        mentions.push(Mention {
            value: number.value,
            to: number.to,
            unit: number.unit,
            kind: number.kind,
            approx: number.approx,
            span: number.span,
            spoken: number.spoken,
            subject,
            share_of: None,
            rate: false,
            part: None,
        });
    }
    subject::distribute(&words.subject, text, &mut mentions);
    share::attach(words, text, &misread, &mut mentions);
    mentions
}

/// What the number behind the `earlier` ones counts.
fn subject_of(
    words: &Vocabulary,
    text: &str,
    (found, misread): (&[Found<'_>], &[Span]),
    earlier: &[Mention<'_>],
) -> Option<String> {
    let index = earlier.len();
    let number = &found[index];
    let unread = misread.partition_point(|span| span.start < number.span.start);
    let unread = unread.checked_sub(1).map_or(0, |last| misread[last].end);
    let past_noun = index.checked_sub(1).map_or(0, |previous| {
        subject::past_noun(
            text,
            found[previous].span.end,
            number.span.start,
            &earlier[previous],
        )
    });
    // What a number counts that cannot be read is no subject of the next.
    let cut = unread > past_noun;
    let floor = past_noun.max(unread).min(number.span.start);
    let next = found.get(index + 1).map(|next| next.span.start);
    let term = number.kind == QuantityKind::Duration;
    if words.quantity.noun_units.hold(number.unit) {
        return Some(number.unit.to_owned());
    }
    let last = earlier.last().filter(|_| !cut);
    let inherited = || last.and_then(|mention| mention.subject.clone());
    let reaches = index.checked_sub(1).is_some_and(|previous| {
        let between = &text[found[previous].span.end..number.span.start];
        subject::reaches(&words.subject, between)
    });
    if reaches {
        return inherited();
    }
    if let Some(noun) = subject::behind(&words.subject, text, number.span.end, next, term) {
        return Some(noun.to_owned());
    }
    let own = subject::before(&words.subject, text, floor, number.span.start);
    if let Some(change) = own.filter(|own| scan::is_bare_change(&words.quantity, own))
        && let Some(changed) = changed(words, text, earlier, number.kind == QuantityKind::Rate)
    {
        return Some(format!("{changed}{change}"));
    }
    if let Some(own) = own {
        return Some(own.to_owned());
    }
    let alone = subject::tidy(&words.subject, &text[floor..number.span.start]).is_empty();
    if alone {
        inherited()
    } else {
        subject::clause_before(&words.subject, text, floor, number.span.start).map(str::to_owned)
    }
}

/// The subject of the last mention that is neither a change nor what the change is measured from.
///
/// A count is a change only behind a comparison; 增加12项 alone may be an item of a list.
fn changed(
    words: &Vocabulary,
    text: &str,
    earlier: &[Mention<'_>],
    certain: bool,
) -> Option<String> {
    let compares = |subject: &String| subject.starts_with(['较', '比']);
    if !certain && !earlier.last().is_some_and(|last| last.is_compared(text)) {
        return None;
    }
    let subjects = earlier
        .iter()
        .rev()
        .take(FARTHEST_CHANGE)
        .filter_map(|mention| mention.subject.as_ref());
    subjects
        .into_iter()
        .find(|subject| !compares(subject) && !scan::is_change(&words.quantity, subject))
        .cloned()
}

/// The rows of a paragraph's mentions, numbered from `first_id`.
pub fn records(
    mentions: &[Mention<'_>],
    paragraph: &Paragraph,
    section_id: Option<i32>,
    first_id: i32,
    place: impl Fn(Span) -> Place,
) -> Vec<Quantity> {
    let row = |(index, mention): (usize, &Mention<'_>)| {
        let printed = mention.span.text(&paragraph.text);
        Quantity {
            quantity_id: first_id.saturating_add(i32::try_from(index).unwrap_or(i32::MAX)),
            section_id,
            subject: mention.subject.clone(),
            value: mention.value.to_f64(),
            value_to: mention.to.map(Decimal::to_f64),
            value_printed: printed.to_owned(),
            unit: mention.unit.to_owned(),
            approx: mention.approx,
            kind: mention.kind,
            share_of: mention.share_of.clone(),
            indicator: None,
            place: place(paragraph.locate(printed)),
        }
    };
    mentions.iter().enumerate().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::super::gold::{self, words};
    use super::*;

    #[test]
    fn rows_stand_where_their_numbers_are_printed() {
        let text = "投资1.2亿元，占30%";
        let place = |span: Span| Place {
            line: i32::try_from(span.start).unwrap(),
            ..Place::default()
        };
        let rows = records(
            &mentions(words(), text),
            &gold::paragraph(text),
            Some(4),
            7,
            place,
        );
        let printed: Vec<_> = rows
            .iter()
            .map(|row| (row.quantity_id, row.value_printed.as_str(), row.place.line))
            .collect();
        assert_eq!(printed, [(7, "1.2亿元", 6), (8, "30%", 21)]);
        assert_eq!(
            (rows[0].value, rows[0].unit.as_str(), rows[0].kind),
            (1.2e8, "元", QuantityKind::Money)
        );
        assert_eq!(rows[1].subject.as_deref(), Some("投资"));
    }

    #[test]
    fn an_enumeration_shares_out_its_numbers() {
        let mentions = mentions(words(), "甲类、乙类和丙类分别为3件、2件、1件");
        let subjects: Vec<_> = mentions
            .iter()
            .map(|mention| mention.subject.as_deref().unwrap_or(""))
            .collect();
        assert_eq!(subjects, ["甲类", "乙类", "丙类"]);
    }

    #[test]
    fn a_new_figure_counts_what_the_old_one_did() {
        let mentions = mentions(words(), "平均时间由45秒缩短到12秒，下降73.3%");
        let subjects: Vec<_> = mentions
            .iter()
            .map(|mention| mention.subject.as_deref().unwrap_or(""))
            .collect();
        assert_eq!(subjects, ["平均时间", "平均时间", "平均时间下降"]);
    }

    #[test]
    fn an_earlier_figure_counts_what_its_sentence_does() {
        let of = |text| -> Vec<String> {
            let subjects = mentions(words(), text).into_iter();
            subjects
                .map(|mention| mention.subject.unwrap_or_default())
                .collect()
        };
        assert_eq!(
            of("收到申请22起，比2019年（31起）下降29%"),
            ["收到申请", "收到申请", "收到申请下降"]
        );
        assert_eq!(
            of("信息发布量由2019年的1128条增加到2020年的1887条"),
            ["信息发布量", "信息发布量"]
        );
        assert_eq!(
            of("公开信息15条，较2019年的12条增加3条"),
            ["公开信息", "公开信息", "公开信息增加"]
        );
        assert_eq!(
            of("部分公开67，占4.61%；选取5件作为重点"),
            ["部分公开", "选取"]
        );
    }

    #[test]
    fn a_misread_number_lends_nothing_to_its_neighbours() {
        let subjects = |text| -> Vec<String> {
            mentions(words(), text)
                .into_iter()
                .map(|mention| mention.subject.unwrap_or_default())
                .collect()
        };
        assert_eq!(subjects("甲类3件、乙类1〇2件、丙类5件"), ["甲类", "丙类"]);
        assert_eq!(subjects("甲类3件、1〇2件、5件"), ["甲类", ""]);
        let text = "甲类3件、乙类1〇件、丙类5件，分别占30%、2〇%、50%";
        assert!(
            mentions(words(), text)
                .iter()
                .all(|mention| mention.part.is_none())
        );
    }

    /// Recall of tier A, precision over both tiers, and subjects, on the annotated documents.
    #[test]
    #[allow(clippy::print_stdout)]
    fn annotated_quantities_are_found() {
        let Some(rows) = gold::rows("quantities.csv") else {
            println!("no annotated documents at hand: skipped");
            return;
        };
        let (mut wanted, mut hit, mut ours_all, mut ours_right, mut subjects) = (0, 0, 0, 0, 0);
        for document in ["001", "004"] {
            let Some(passages) = gold::passages(document) else {
                continue;
            };
            let rows: Vec<&gold::Row> = rows
                .iter()
                .filter(|row| row.get("doc") == document)
                .collect();
            let mut used = vec![false; rows.len()];
            for passage in &passages {
                for mention in mentions(words(), passage.text()) {
                    ours_all += 1;
                    let value = mention.value.to_f64();
                    let matching = |(index, row): (usize, &&gold::Row)| {
                        let same = row
                            .get("value")
                            .parse::<f64>()
                            .is_ok_and(|gold| (gold - value).abs() < 1e-6);
                        let unit = row.get("unit") == mention.unit
                            || row.get("value_printed").contains(mention.unit);
                        (!used[index]
                            && same
                            && unit
                            && gold::stands_on(passage, mention.span, row.line("line_no")))
                        .then_some(index)
                    };
                    let candidates: Vec<usize> =
                        rows.iter().enumerate().filter_map(matching).collect();
                    let subject = mention.subject.as_deref().unwrap_or("");
                    let best = candidates
                        .iter()
                        .find(|&&index| gold::alike(subject, rows[index].get("of_what")))
                        .or(candidates.first());
                    let Some(&index) = best else {
                        println!(
                            "spurious {document}:{} {} [{subject}]",
                            passage.line(mention.span.start),
                            mention.span.text(passage.text())
                        );
                        continue;
                    };
                    used[index] = true;
                    ours_right += 1;
                    let row = rows[index];
                    if row.get("tier") == "A" {
                        hit += 1;
                        if gold::alike(subject, row.get("of_what")) {
                            subjects += 1;
                        } else {
                            println!(
                                "subject {document}:{} {} [{subject}] for [{}]",
                                row.get("line_no"),
                                row.get("value_printed"),
                                row.get("of_what")
                            );
                        }
                    }
                    let approx = mention.approx != Approx::Exact;
                    if approx != (row.get("approx") == "yes") {
                        println!(
                            "approx {document}:{} {}",
                            row.get("line_no"),
                            row.get("value_printed")
                        );
                    }
                }
            }
            for (row, used) in rows.iter().zip(used) {
                wanted += usize::from(row.get("tier") == "A");
                if row.get("tier") == "A" && !used {
                    println!(
                        "missed {document}:{} {}",
                        row.get("line_no"),
                        row.get("value_printed")
                    );
                }
            }
        }
        println!("tier A {hit}/{wanted}, right {ours_right}/{ours_all}, subjects {subjects}/{hit}");
        assert!(
            hit * 100 >= wanted * 98
                && ours_right * 100 >= ours_all * 97
                && subjects * 100 >= hit * 90
        );
    }
}
