//! What is wrong or doubtful in a document, one finding each: failing relations with their operands
//! and what was expected, and readings that are in doubt.
//!
//! Given an [`Extraction`], returns findings in order of position. How they are shown is not known here.

mod said;

use crate::diagnostic::{Code, Diagnostic};
use crate::extract::Extraction;
use crate::language::Language;
use crate::record::{Check, CheckKind, Evidence, Fact, Outcome, Quantity, Severity, Word};
use crate::text::Place;

pub use said::said;

/// Something wrong or doubtful.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Rule that fails, or code of the diagnostic.
    pub code: String,
    /// Weight.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// Where.
    pub place: Place,
    /// What it rests on, in order of the relation.
    pub operands: Vec<Operand>,
    /// What would be right.
    pub expected: Option<String>,
    /// What may have happened.
    pub explanations: Vec<String>,
}

/// A number that a relation rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Operand {
    /// What it counts.
    pub name: String,
    /// Its value, if it has one.
    pub value: Option<f64>,
    /// Where it is printed.
    pub place: Place,
}

/// The findings of at least the weight `least`.
#[must_use]
pub fn findings(extraction: &Extraction, least: Severity, language: Language) -> Vec<Finding> {
    let failing = extraction
        .checks
        .iter()
        .filter(|check| check.outcome == Outcome::Fails);
    let mut found: Vec<Finding> = failing
        .map(|check| failed(extraction, check, language))
        .collect();
    let doubted: Vec<Finding> = doubted(&extraction.facts, &found, language).collect();
    let told = extraction
        .diagnostics
        .iter()
        .filter(|one| one.code != Code::Explanation);
    found.extend(told.map(|one| noticed(one, language)));
    found.extend(doubted);
    found.retain(|finding| weight(finding.severity) >= weight(least));
    found.sort_by_key(|finding| finding.place.span.start);
    found
}

/// Greater is graver.
fn weight(severity: Severity) -> u8 {
    match severity {
        Severity::Error => 2,
        Severity::Warning => 1,
        Severity::Note => 0,
    }
}

/// Values that the arithmetic contradicts without a failing relation that shows them.
fn doubted<'a>(
    facts: &'a [Fact],
    findings: &'a [Finding],
    language: Language,
) -> impl Iterator<Item = Finding> + 'a {
    let known = |fact: &&Fact| {
        findings
            .iter()
            .flat_map(|one| &one.operands)
            .any(|operand| operand.place == fact.place)
    };
    facts
        .iter()
        .filter(move |fact| fact.evidence == Evidence::Contradicted && !known(fact))
        .map(move |fact| Finding {
            code: "contradicted".to_owned(),
            severity: Severity::Warning,
            message: language
                .pick(
                    "勾稽关系与此数不符",
                    "the arithmetic contradicts this value",
                )
                .to_owned(),
            place: fact.place,
            operands: vec![of_fact(fact)],
            expected: fact.value_implied.map(shown),
            explanations: Vec::new(),
        })
}

fn noticed(one: &Diagnostic, language: Language) -> Finding {
    let (message, explanations) = match language {
        Language::Chinese => (one.message.clone(), Vec::new()),
        Language::English => (
            english(one.code).to_owned(),
            vec![said(&one.message, language)],
        ),
    };
    Finding {
        code: one.code.word().to_owned(),
        severity: one.severity,
        message,
        place: one.place,
        operands: Vec::new(),
        expected: None,
        explanations,
    }
}

fn failed(extraction: &Extraction, check: &Check, language: Language) -> Finding {
    let fact = |id: &i32| {
        let fact = extraction.facts.iter().find(|fact| fact.fact_id == *id);
        fact.map(of_fact)
    };
    let quantity = |id: &i32| {
        let quantity = extraction
            .quantities
            .iter()
            .find(|one| one.quantity_id == *id);
        quantity.map(of_quantity)
    };
    let mut operands: Vec<Operand> = check.quantity_ids.iter().filter_map(quantity).collect();
    for operand in check.fact_ids.iter().filter_map(fact) {
        if operands.iter().all(|known| known.place != operand.place) {
            operands.push(operand);
        }
    }
    let expected = expected(check, &operands, language);
    Finding {
        code: check.rule.clone(),
        severity: check.severity,
        message: match language {
            Language::Chinese => check.message.clone(),
            Language::English => in_english(check),
        },
        place: check.place,
        operands,
        expected,
        explanations: explanations(extraction, check, language),
    }
}

/// A fact as a term: its code with the applicant.
#[must_use]
pub fn of_fact(fact: &Fact) -> Operand {
    let applicant = fact
        .applicant
        .map(|one| format!("/{}", one.word()))
        .unwrap_or_default();
    Operand {
        name: format!("{}{applicant}", fact.indicator),
        value: fact.value,
        place: fact.place,
    }
}

/// A quantity as a term: its subject.
#[must_use]
pub fn of_quantity(quantity: &Quantity) -> Operand {
    Operand {
        name: quantity.subject.clone().unwrap_or_default(),
        value: Some(quantity.value),
        place: quantity.place,
    }
}

/// The relation with its numbers, and by how much its sides differ.
fn expected(check: &Check, operands: &[Operand], language: Language) -> Option<String> {
    let (left, right) = (check.left?, check.right?);
    let by_facts = check.quantity_ids.is_empty();
    let (l, r, difference) = (shown(left), shown(right), shown((left - right).abs()));
    match check.kind {
        CheckKind::ProseVsTable if !check.fact_ids.is_empty() => {
            return Some(match language {
                Language::Chinese => format!("正文与表一致；正文 {l}，表中 {r}，相差 {difference}"),
                Language::English => {
                    format!(
                        "the same in text and table; text {l}, table {r}, difference {difference}"
                    )
                }
            });
        }
        CheckKind::Identity if check.rule == "prose/restated" => {
            return Some(match language {
                Language::Chinese => format!("两处一致；此处 {l}，前文 {r}，相差 {difference}"),
                Language::English => {
                    format!(
                        "the same in both places; here {l}, before {r}, difference {difference}"
                    )
                }
            });
        }
        _ => {}
    }
    let sides = by_facts.then(|| sides(operands, left, right)).flatten();
    let Some((first, second)) = sides else {
        return Some(shown(right));
    };
    let sign = if check.kind == CheckKind::Order {
        "≤"
    } else {
        "="
    };
    let sum = |terms: &[Operand]| {
        let terms: Vec<String> = terms
            .iter()
            .filter_map(|one| one.value.map(shown))
            .collect();
        terms.join(" + ")
    };
    let (first, second) = (sum(first), sum(second));
    Some(match language {
        Language::Chinese => {
            format!("{first} {sign} {second}；左边 {l}，右边 {r}，相差 {difference}")
        }
        Language::English => {
            format!("{first} {sign} {second}; left {l}, right {r}, difference {difference}")
        }
    })
}

/// The operands of either side: the first that add up to `left`, and the rest to `right`.
#[must_use]
pub fn sides(operands: &[Operand], left: f64, right: f64) -> Option<(&[Operand], &[Operand])> {
    let sum = |terms: &[Operand]| terms.iter().filter_map(|one| one.value).sum::<f64>();
    let near = |sum: f64, side: f64| (sum - side).abs() < 1e-6;
    (1..operands.len())
        .map(|at| operands.split_at(at))
        .find(|(first, second)| near(sum(first), left) && near(sum(second), right))
}

/// What single slips may explain a failing relation.
#[must_use]
pub fn explanations(extraction: &Extraction, check: &Check, language: Language) -> Vec<String> {
    let mine = extraction.diagnostics.iter().filter(|one| {
        one.code == Code::Explanation
            && one.place == check.place
            && one.message.starts_with(&format!("{} ", check.rule))
    });
    mine.filter_map(|one| {
        let (_, causes) = one.message.split_once('：')?;
        Some(match language {
            Language::Chinese => format!("可能的原因（未改动数据）：{causes}"),
            Language::English => format!(
                "possible causes (nothing was changed): {}",
                causes_in_english(causes)
            ),
        })
    })
    .collect()
}

/// Words of explanations, longest first.
const CAUSES: [(&str, &str); 8] = [
    ("，相邻两位颠倒", ", neighbouring digits swapped"),
    ("，多一位或少一位", ", a digit too many or too few"),
    ("，一位有误", ", one digit is another"),
    ("，但破坏 ", ", but breaks "),
    ("（恢复 ", " (mends "),
    (" 条", ""),
    ("）", ")"),
    ("；", "; "),
];

fn causes_in_english(causes: &str) -> String {
    CAUSES
        .iter()
        .fold(causes.to_owned(), |text, (chinese, english)| {
            text.replace(chinese, english)
        })
}

/// A number as people write it.
#[must_use]
pub fn shown(value: f64) -> String {
    format!("{}", (value * 1e6).round() / 1e6)
}

/// What a failing relation says, from its kind and its sides.
#[must_use]
pub fn in_english(check: &Check) -> String {
    let side = |value: Option<f64>| value.map_or("?".to_owned(), shown);
    let (left, right) = (side(check.left), side(check.right));
    let scope = check
        .scope
        .as_ref()
        .map(|scope| format!(" [{scope}]"))
        .unwrap_or_default();
    match check.kind {
        CheckKind::Share => format!("share printed as {left}%, its counts give {right}%"),
        CheckKind::ProseSum => format!("the whole is {left}, its parts add up to {right}"),
        CheckKind::ProseVsTable if check.fact_ids.is_empty() => {
            format!("growth printed as {left}%, the series gives {right}%")
        }
        CheckKind::ProseVsTable => format!("the text says {left}, the table {right}"),
        CheckKind::Order => format!("{left} should not exceed {right}{scope}"),
        _ => format!("{left} should equal {right}{scope}"),
    }
}

/// What a diagnostic is about.
#[must_use]
pub fn english(code: Code) -> &'static str {
    match code {
        Code::EncodingDetected => "the encoding was guessed",
        Code::UndecodableBytes => "bytes that no character stands for",
        Code::DuplicateSource => "the same bytes were read under another path",
        Code::Repaired => "characters were repaired",
        Code::NoiseSetAside => "a stretch was set aside as noise",
        Code::OrdinalInferred => "a heading's number is missing and was inferred",
        Code::OrdinalDuplicate => "a heading's number was used before",
        Code::OrdinalGap => "headings are missing between two numbers",
        Code::RowNotUnderstood => "a table row that the official form does not know",
        Code::ColumnNotUnderstood => "a table column that the official form does not know",
        Code::OtherForm => "a table is printed as another form than the year's",
        Code::CellUnreadable => "cells without a single certain reading: no value was taken",
        Code::SolvedByArithmetic => "a reading was chosen because it alone satisfies the equations",
        Code::Explanation => "what may explain a relation that fails",
        Code::DocNumberDamaged => "a document number without its brackets or year",
        Code::LimitReached => "a limit was reached and the rest was left out",
        Code::LeftOut => "the file holds something that is no part of its text",
        Code::MemberRenamed => "the name in the archive was unsafe or given twice and was changed",
        Code::YearConflict => "the year and the period of the statistics disagree",
        Code::FieldMissing => "a field that this family always has was not found",
    }
}
