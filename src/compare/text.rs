//! A comparison for a terminal: columns by the width of characters, ideographs two wide.

use std::fmt::Write;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::reuse::{Sort, Text};
use super::{Comparison, Held, Row, comparable};
use crate::finding::shown;
use crate::grammar::Registry;
use crate::language::Language;
use crate::record::{Outcome, ValueState, Word};
use crate::review::checks::named_scope;
use crate::review::facts::Labels;

/// Columns that a label takes at most.
const LABEL: usize = 44;
/// Columns of a value.
const VALUE: usize = 14;

/// Shows `comparison`; equal rows are only counted unless `all` rows are wanted.
///
/// Writing to a string cannot fail, so results are dropped.
#[must_use]
pub fn text(comparison: &Comparison, grammars: &Registry, language: Language, all: Rows) -> String {
    let mut out = String::new();
    heads(&mut out, comparison, language);
    let labels = labels(comparison, grammars, language);
    relations(&mut out, comparison, &labels);
    measures(&mut out, comparison, language);
    values(&mut out, comparison, &labels, all);
    reused(&mut out, comparison, language);
    out
}

/// Which rows are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rows {
    /// Those that differ.
    Changed,
    /// All.
    All,
}

fn heads(out: &mut String, comparison: &Comparison, language: Language) {
    for (name, head) in ["A", "B"].iter().zip(&comparison.heads) {
        let title = head.title.as_deref().unwrap_or(&head.source);
        let year = head.year.map(|year| year.to_string());
        let known = [
            head.issuer.clone(),
            year,
            head.form.clone(),
            Some(head.source.clone()),
        ];
        let known: Vec<String> = known.into_iter().flatten().collect();
        let _ = writeln!(out, "{name}  {title}\n   {}", known.join("  "));
    }
    if comparison.heads[0].form != comparison.heads[1].form {
        let said = language.pick(
            "两份报告所用报表不同：代码相同的指标逐项比较，可换算的另列统一口径",
            "the forms differ: indicators of one code are compared, measures that both forms give stand apart",
        );
        let _ = writeln!(out, "   {said}");
    }
}

/// What the forms of both documents call their rows.
pub(super) fn labels<'a>(
    comparison: &Comparison,
    grammars: &'a Registry,
    language: Language,
) -> Labels<'a> {
    let [first, second] = comparison.heads.each_ref().map(|head| head.form.as_deref());
    Labels::new(grammars, first, language).with(grammars, second)
}

fn relations(out: &mut String, comparison: &Comparison, labels: &Labels) {
    let language = labels.language;
    let _ = writeln!(
        out,
        "\n{}",
        language.pick("跨年关系", "Relations between the years")
    );
    if comparison.relations.is_empty() {
        let said = language.pick(
            "  无：不是同一机关相连两年的报告，或两年的报表没有共同的关系",
            "  none: not one organ's reports for two years in a row, or their forms share no relation",
        );
        let _ = writeln!(out, "{said}");
    }
    for one in &comparison.relations {
        let sign = match one.check.outcome {
            Outcome::Holds => "✓",
            Outcome::Fails => "✗",
            Outcome::NotAssessable => "?",
        };
        let scope = one.check.scope.as_ref();
        let scope = scope.map(|scope| format!(" [{}]", named_scope(scope, labels)));
        let scope = scope.unwrap_or_default();
        let said = language.pick(&one.check.message, &one.message_en);
        let _ = writeln!(out, "  {sign} {}{scope}  {said}", one.check.rule);
    }
}

fn measures(out: &mut String, comparison: &Comparison, language: Language) {
    if comparison.measures.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "\n{}",
        language.pick("统一口径", "Measures across forms")
    );
    for one in &comparison.measures {
        let name = match language {
            Language::Chinese => &one.names[0],
            Language::English => &one.names[1],
        };
        let [first, second] = one.values.map(|value| value.map_or("—".to_owned(), shown));
        let row = [
            left(name, LABEL),
            right(&first, VALUE),
            right(&second, VALUE),
        ]
        .concat();
        let _ = writeln!(
            out,
            "  {row}  {} {}",
            one.unit,
            comparable(one.comparability, language)
        );
    }
}

fn values(out: &mut String, comparison: &Comparison, labels: &Labels, all: Rows) {
    let language = labels.language;
    let equal = comparison.rows.iter().filter(|row| is_equal(row)).count();
    let said = match language {
        Language::Chinese => format!("指标 {} 项，相同 {equal} 项", comparison.rows.len()),
        Language::English => format!("Indicators {}, {equal} equal", comparison.rows.len()),
    };
    let _ = writeln!(out, "\n{said}");
    let heads = ["A", "B", language.pick("差", "difference"), "%"];
    let heads: Vec<String> = heads.iter().map(|head| right(head, VALUE)).collect();
    let _ = writeln!(out, "  {}{}", left("", LABEL), heads.concat());
    for row in comparison
        .rows
        .iter()
        .filter(|row| all == Rows::All || !is_equal(row))
    {
        let applicant = row.applicant.map(|one| labels.applicant(one));
        let prose = row.told(language);
        let columns = [row.scope.as_deref(), applicant, prose]
            .into_iter()
            .flatten();
        let name = name(labels.short(&row.indicator), columns);
        let difference = row.difference().map(signed).unwrap_or_default();
        let growth = row
            .growth()
            .map(|growth| format!("{growth:+.1}"))
            .unwrap_or_default();
        let [first, second] = [0, 1].map(|at| face(row.held[at].as_ref(), language));
        let cells = [first, second, difference, growth].map(|cell| right(&cell, VALUE));
        let only = row.only().map(|at| match at {
            0 => language.pick("  仅 A", "  A only"),
            _ => language.pick("  仅 B", "  B only"),
        });
        let line = format!(
            "  {}{}{}",
            left(&name, LABEL),
            cells.concat(),
            only.unwrap_or_default()
        );
        let _ = writeln!(out, "{}", line.trim_end());
    }
}

/// A label with the columns that its values stand in. What is too long is cut before the columns: without
/// them the rows of one label look alike.
fn name<'a>(label: &str, columns: impl Iterator<Item = &'a str>) -> String {
    let columns: String = columns.map(|column| format!(" · {column}")).collect();
    let room = LABEL.saturating_sub(columns.width()).max(LABEL / 2);
    left(label, room).trim_end().to_owned() + &columns
}

/// Whether both documents hold the same, a value or none.
pub(super) fn is_equal(row: &Row) -> bool {
    match &row.held {
        [Some(first), Some(second)] => {
            let same = first.value == second.value && first.state == second.state;
            same && first.unit == second.unit && !first.ambiguous && !second.ambiguous
        }
        _ => false,
    }
}

/// What is shown of a cell.
pub(super) fn face(held: Option<&Held>, language: Language) -> String {
    let Some(held) = held else {
        return "—".to_owned();
    };
    if held.ambiguous {
        return language.pick("两处不一", "two values").to_owned();
    }
    let known = match held.state {
        ValueState::Value => held.value.map(shown),
        ValueState::Blank => Some(language.pick("空", "blank").to_owned()),
        ValueState::Absent => Some(language.pick("缺", "absent").to_owned()),
        ValueState::Unreadable => Some(language.pick("不清", "unclear").to_owned()),
        other => Some(other.word().to_owned()),
    };
    known.unwrap_or_default()
}

/// A difference with its sign.
pub(super) fn signed(value: f64) -> String {
    let number = shown(value);
    if value > 0.0 {
        format!("+{number}")
    } else {
        number
    }
}

fn reused(out: &mut String, comparison: &Comparison, language: Language) {
    let _ = writeln!(
        out,
        "\n{}",
        language.pick(
            "B 沿用 A 的文字（按字数）",
            "Text of B that stands in A (by characters)"
        )
    );
    let reuse = &comparison.reuse;
    let named = [
        (language.pick("段落", "paragraphs"), &reuse.paragraphs),
        (language.pick("句子", "sentences"), &reuse.sentences),
    ];
    for (name, text) in named {
        let shares: Vec<String> = Sort::ALL
            .iter()
            .map(|sort| share(text, *sort, language))
            .collect();
        let _ = writeln!(out, "  {}{}", left(name, 12), shares.join("  "));
    }
    if let (Some(resemblance), Some(containment)) = (reuse.resemblance, reuse.containment) {
        let (r, c) = (percent(resemblance), percent(containment));
        let _ = writeln!(
            out,
            "{}",
            match language {
                Language::Chinese =>
                    format!("  五字片段（Broder 1997，数字不计）：相似度 {r}，B 含于 A {c}"),
                Language::English => format!(
                    "  shingles of five (Broder 1997, numbers masked): resemblance {r}, B contained in A {c}"
                ),
            }
        );
    }
}

fn share(text: &Text, sort: Sort, language: Language) -> String {
    let share = text.share(sort).map_or("—".to_owned(), percent);
    let (name, count) = (named(sort, language), text.count(sort));
    match language {
        Language::Chinese => format!("{name} {share}（{count}）"),
        Language::English => format!("{name} {share} ({count})"),
    }
}

/// A share as people write it.
pub(super) fn percent(share: f64) -> String {
    format!("{:.1}%", share * 100.0)
}

/// Word of a sort, for people.
pub(super) fn named(sort: Sort, language: Language) -> &'static str {
    let (chinese, english) = match sort {
        Sort::Same => ("相同", "same"),
        Sort::ButNumbers => ("只换数字", "same but for numbers"),
        Sort::Alike => ("相近", "alike"),
        Sort::New => ("新写", "new"),
    };
    language.pick(chinese, english)
}

/// `text` cut or filled up to `width` columns.
fn left(text: &str, width: usize) -> String {
    let mut out = String::new();
    let mut taken = 0;
    for one in text.chars() {
        let wide = one.width().unwrap_or(0);
        if taken + wide + 1 > width && text.width() > width {
            out.push('…');
            taken += 1;
            break;
        }
        out.push(one);
        taken += wide;
    }
    out + &" ".repeat(width.saturating_sub(taken))
}

/// `text` with blanks before it, at least one.
fn right(text: &str, width: usize) -> String {
    format!(
        "{}{text}",
        " ".repeat(width.saturating_sub(text.width()).max(1))
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_counted_by_width() {
        assert_eq!(left("申请", 6), "申请  ");
        assert_eq!(left("申请答复数", 6), "申请… ");
        assert_eq!(right("申请", 6), "  申请");
        assert_eq!(left("申请答", 6), "申请答");
    }

    #[test]
    fn rows_of_a_long_label_are_told_apart_by_their_columns() {
        let label = "申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请";
        let told = name(label, ["自然人"].into_iter());
        assert_eq!(told, "申请人无正当理由逾期不补正、行政机… · 自然人");
        assert!(told.width() <= LABEL);
        assert_eq!(name("总计", ["其他"].into_iter()), "总计 · 其他");
    }
}
