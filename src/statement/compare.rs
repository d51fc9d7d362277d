//! What sentences report beside what tables report, and beside what other sentences report.
//!
//! A phrase may have several readings (受理: newly received, with those carried in, or dealt with):
//! the one that the table confirms is recorded; where none does, the difference is a warning. Table
//! facts are read and never changed.

use std::collections::HashMap;

use crate::grammar::{Form, Grammar};
use crate::record::{
    Applicant, Approx, Check, CheckKind, Evidence, Fact, FactSource, Outcome, Severity, ValueState,
};
use crate::text::Place;
use crate::value::number::Decimal;

/// A number that a sentence reports of the report's own whole and year.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// Index of the statement in the grammar.
    pub statement: usize,
    /// Number of the mention among the document's quantities.
    pub quantity_id: i32,
    /// Section it stands in.
    pub section_id: Option<i32>,
    /// The value.
    pub value: Decimal,
    /// How exactly it is stated.
    pub approx: Approx,
    /// Number and unit as printed in the source.
    pub printed: String,
    /// Unit.
    pub unit: String,
    /// The words before the number.
    pub label: String,
    /// Where the number stands.
    pub place: Place,
}

/// What came of comparing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Compared {
    /// Facts with source `prose`.
    pub facts: Vec<Fact>,
    /// Checks against tables and against each other.
    pub checks: Vec<Check>,
    /// Numbers of quantities and the indicators that they report.
    pub indicators: Vec<(i32, String)>,
}

/// Where the numbers of new rows begin.
#[derive(Debug, Clone, Copy)]
pub struct Numbers {
    /// First fact.
    pub fact: i32,
    /// First check.
    pub check: i32,
}

/// What a reading of a phrase amounts to in the tables.
#[derive(Debug, Clone, PartialEq)]
struct Amount {
    codes: Vec<String>,
    /// `None` if a cell is blank or cannot be read.
    value: Option<f64>,
    facts: Vec<i32>,
}

/// Whether a stated number fits another, and how far they may lie apart.
pub(super) fn agrees(stated: Decimal, approx: Approx, other: Decimal) -> (bool, f64) {
    let (left, right) = (stated.to_f64(), other.to_f64());
    let step = step(stated);
    let above = right - left;
    // 3.05万 is rounded, even where no word says so.
    let approx = match approx {
        Approx::Exact if is_rounded(stated) => Approx::About,
        approx => approx,
    };
    match approx {
        Approx::Exact => (stated.compare(other).is_eq(), 0.0),
        Approx::About => (above.abs() <= step, step),
        Approx::Over => ((0.0..=step).contains(&above), step),
        Approx::Under => ((-step..=0.0).contains(&above), step),
    }
}

/// Whether a number is printed with a scale word.
fn is_rounded(number: Decimal) -> bool {
    number.exponent > 0
}

/// What the last digit that is not zero counts: 10000 in 11万, 100 in 200.
fn step(number: Decimal) -> f64 {
    let mut number = number;
    while number.mantissa != 0 && number.mantissa % 10 == 0 {
        number.mantissa /= 10;
        number.exponent = number.exponent.saturating_add(1);
    }
    10f64.powi(i32::from(number.exponent))
}

/// Compares what was `spoken` with the `facts` of the form and with itself.
///
/// Without a form, phrases keep the single reading that they have.
#[must_use]
pub fn compare(
    grammar: &Grammar,
    form: Option<&Form>,
    facts: &[Fact],
    spoken: &[Said],
    year: Option<i32>,
    first: Numbers,
) -> Compared {
    let mut compared = Compared::default();
    let mut indicators: Vec<Option<String>> = Vec::new();
    for one in spoken {
        let fact_id = offset(first.fact, compared.facts.len());
        let readings = readings(grammar, form, facts, one);
        let met = readings.iter().find(|amount| fits(one, amount));
        let indicator = match (met, readings.as_slice()) {
            (Some(amount), _) | (None, [amount]) => single(amount),
            _ => None,
        };
        // A rounded number has an indicator, but as a value it would be wrong.
        let exact = one.approx == Approx::Exact && !is_rounded(one.value);
        let check_id = offset(first.check, compared.checks.len());
        let check = check(form, one, &readings, met, check_id);
        let fact_ids = (exact && indicator.is_some()).then_some(fact_id);
        let check = check.map(|check| Check {
            fact_ids: fact_ids
                .into_iter()
                .chain(check.fact_ids.iter().copied())
                .collect(),
            ..check
        });
        if let Some(code) = &indicator {
            compared.indicators.push((one.quantity_id, code.clone()));
            if exact {
                let outcome = check.as_ref().map(|check| check.outcome);
                compared
                    .facts
                    .push(fact(form, one, code, year, fact_id, outcome));
            }
        }
        compared.checks.extend(check);
        indicators.push(indicator);
    }
    restated(spoken, &indicators, &mut compared, first.check);
    compared
}

/// The indicator that a reading is, if it is no sum.
fn single(amount: &Amount) -> Option<String> {
    match amount.codes.as_slice() {
        [code] => Some(code.clone()),
        _ => None,
    }
}

fn offset(first: i32, count: usize) -> i32 {
    first.saturating_add(i32::try_from(count).unwrap_or(i32::MAX))
}

/// The readings of a phrase that the form knows, with what they amount to.
fn readings(grammar: &Grammar, form: Option<&Form>, facts: &[Fact], one: &Said) -> Vec<Amount> {
    let Some(form) = form else { return Vec::new() };
    let known = |code: &String| {
        form.tables
            .iter()
            .flat_map(|table| &table.rows)
            .any(|row| row.code == *code || row.slots.iter().any(|slot| slot.code == *code))
    };
    grammar.statements[one.statement]
        .readings
        .iter()
        .filter(|codes| codes.iter().all(known))
        .map(|codes| {
            let mut amount = Amount {
                codes: codes.clone(),
                value: Some(0.0),
                facts: Vec::new(),
            };
            codes
                .iter()
                .for_each(|code| add(form, facts, code, &mut amount));
            amount
        })
        .collect()
}

/// Adds what the tables report of `code`: its own cell, or the cells below a heading.
fn add(form: &Form, facts: &[Fact], code: &str, amount: &mut Amount) {
    let mut cells = facts.iter().filter(|fact| {
        fact.indicator == code
            && matches!(fact.applicant, None | Some(Applicant::Total))
            && fact.state != ValueState::Absent
    });
    // Several columns (this department, that community): which one a sentence means is open.
    let own = cells.next().filter(|_| cells.next().is_none());
    let children = children(form, code);
    match own {
        Some(fact) if fact.state == ValueState::Value || children.is_empty() => {
            amount.facts.push(fact.fact_id);
            amount.value = amount.value.zip(fact.value).map(|(sum, value)| sum + value);
        }
        None if children.is_empty() => amount.value = None,
        _ => children
            .iter()
            .for_each(|child| add(form, facts, child, amount)),
    }
}

/// Codes of the rows right below `code`.
fn children<'f>(form: &'f Form, code: &str) -> Vec<&'f str> {
    let of_table = |table: &'f crate::grammar::FormTable| {
        let heading = table
            .rows
            .iter()
            .position(|row| row.code == code && row.heading);
        let below = table
            .rows
            .iter()
            .filter(move |row| heading.is_some() && row.parent == heading);
        below.map(|row| row.code.as_str())
    };
    form.tables.iter().flat_map(of_table).collect()
}

fn fits(one: &Said, amount: &Amount) -> bool {
    let table = amount.value.and_then(decimal);
    table.is_some_and(|table| agrees(one.value, one.approx, table).0)
}

/// A count as an exact number; amounts have at most six places.
fn decimal(value: f64) -> Option<Decimal> {
    let scaled = (value * 1e6).round();
    (scaled.abs() < 1e30).then_some(Decimal {
        mantissa: scaled as i128,
        exponent: -6,
    })
}

/// The row for a phrase against the tables; `None` if no table prints what it may mean.
fn check(
    form: Option<&Form>,
    one: &Said,
    readings: &[Amount],
    met: Option<&Amount>,
    check_id: i32,
) -> Option<Check> {
    let printed: Vec<&Amount> = readings
        .iter()
        .filter(|amount| !amount.facts.is_empty())
        .collect();
    let shown = met.or_else(|| {
        printed
            .iter()
            .copied()
            .find(|amount| amount.value.is_some())
    });
    let shown = shown.or(printed.first().copied())?;
    let (outcome, severity) = match (met, shown.value) {
        (Some(_), _) => (Outcome::Holds, Severity::Note),
        (None, Some(_)) => (Outcome::Fails, Severity::Warning),
        (None, None) => (Outcome::NotAssessable, Severity::Note),
    };
    let left = one.value.to_f64();
    let (_, tolerance) = agrees(one.value, one.approx, one.value);
    Some(Check {
        check_id,
        rule: format!("prose-vs-table/{}", shown.codes.join("+")),
        kind: CheckKind::ProseVsTable,
        scope: None,
        left: Some(left),
        right: shown.value,
        difference: shown.value.map(|right| left - right),
        tolerance,
        outcome,
        severity,
        message: message(form, one, &printed, shown, outcome),
        fact_ids: shown.facts.clone(),
        quantity_ids: vec![one.quantity_id],
        place: one.place,
    })
}

fn message(
    form: Option<&Form>,
    one: &Said,
    printed: &[&Amount],
    shown: &Amount,
    outcome: Outcome,
) -> String {
    let named = |amount: &Amount| {
        let names: Vec<String> = amount.codes.iter().map(|code| name(form, code)).collect();
        let value = amount
            .value
            .map_or("空白".to_owned(), |value| format!("{value}"));
        format!("{}{value}", names.join("＋"))
    };
    let said = format!("正文“{}{}”", one.label.trim(), one.printed.trim());
    match outcome {
        Outcome::Holds => format!("{said}与表中{}相符", named(shown)),
        Outcome::NotAssessable => format!("{said}，表中{}，不能比较", named(shown)),
        Outcome::Fails => {
            let all: Vec<String> = printed
                .iter()
                .filter(|amount| amount.value.is_some())
                .map(|amount| named(amount))
                .collect();
            format!("{said}与表中{}不符", all.join("、"))
        }
    }
}

/// The form's label of `code` between quotes, without number and remark.
fn name(form: Option<&Form>, code: &str) -> String {
    let rows = form
        .into_iter()
        .flat_map(|form| &form.tables)
        .flat_map(|table| &table.rows);
    let label = rows
        .filter_map(|row| {
            if row.code == code {
                return Some(row.label.clone());
            }
            let slot = row.slots.iter().find(|slot| slot.code == code)?;
            Some(format!("{}{}", row.label, slot.head))
        })
        .next();
    format!("“{}”", label.as_deref().map_or(code, bare))
}

/// A form's label without its number and its remark in brackets.
fn bare(label: &str) -> &str {
    let label = label.strip_prefix("其中：").unwrap_or(label);
    let number = label
        .char_indices()
        .take(4)
        .find(|(_, c)| matches!(c, '、' | '.' | '）'));
    let label = number.map_or(label, |(at, c)| &label[at + c.len_utf8()..]);
    match label.find('（') {
        Some(at) if at > 0 => &label[..at],
        _ => label,
    }
}

fn fact(
    form: Option<&Form>,
    one: &Said,
    code: &str,
    year: Option<i32>,
    fact_id: i32,
    outcome: Option<Outcome>,
) -> Fact {
    let evidence = match outcome {
        Some(Outcome::Holds) if one.value.mantissa != 0 => Evidence::Confirmed,
        Some(Outcome::Fails) => Evidence::Contradicted,
        _ => Evidence::Unchecked,
    };
    Fact {
        fact_id,
        year,
        form: form.map(|form| form.name.clone()),
        indicator: code.to_owned(),
        scope: None,
        applicant: None,
        value: Some(one.value.to_f64()),
        value_printed: Some(one.printed.clone()),
        state: ValueState::Value,
        unit: Some(one.unit.clone()),
        label_printed: Some(one.label.clone()).filter(|label| !label.is_empty()),
        label_score: 1.0,
        source: FactSource::Prose,
        table_id: None,
        row: None,
        col: None,
        section_id: one.section_id,
        evidence,
        value_implied: None,
        place: one.place,
    }
}

/// Checks of what is said twice: the same, or a warning.
fn restated(
    spoken: &[Said],
    indicators: &[Option<String>],
    compared: &mut Compared,
    first_check: i32,
) {
    let mut standing: HashMap<Place, Vec<usize>> = HashMap::new();
    for (at, fact) in compared.facts.iter().enumerate() {
        standing.entry(fact.place).or_default().push(at);
    }
    let mut said: HashMap<Result<&str, usize>, usize> = HashMap::new();
    for (at, one) in spoken.iter().enumerate() {
        let what = indicators[at].as_deref().ok_or(one.statement);
        let earlier = *said.entry(what).or_insert(at);
        if earlier == at {
            continue;
        }
        let before = &spoken[earlier];
        let holds = agrees(one.value, one.approx, before.value).0
            || agrees(before.value, before.approx, one.value).0;
        let at = |place: &Place| standing.get(place).map_or(&[][..], Vec::as_slice);
        let mut facts = [at(&before.place), at(&one.place)].concat();
        facts.dedup();
        if !holds {
            facts
                .iter()
                .for_each(|fact| compared.facts[*fact].evidence = Evidence::Contradicted);
        }
        let (left, right) = (one.value.to_f64(), before.value.to_f64());
        let word = if holds { "一致" } else { "不一致" };
        compared.checks.push(Check {
            check_id: offset(first_check, compared.checks.len()),
            rule: "prose/restated".to_owned(),
            kind: CheckKind::Identity,
            scope: None,
            left: Some(left),
            right: Some(right),
            difference: Some(left - right),
            tolerance: agrees(one.value, one.approx, one.value).1,
            outcome: if holds {
                Outcome::Holds
            } else {
                Outcome::Fails
            },
            severity: if holds {
                Severity::Note
            } else {
                Severity::Warning
            },
            message: format!(
                "正文两处所说{word}：“{}{}”“{}{}”",
                before.label, before.printed, one.label, one.printed
            ),
            fact_ids: facts
                .iter()
                .map(|fact| compared.facts[*fact].fact_id)
                .collect(),
            quantity_ids: vec![before.quantity_id, one.quantity_id],
            place: one.place,
        });
    }
}
