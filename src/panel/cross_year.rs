//! What must hold between the reports of one organ for two years in a row: carried in is what was carried
//! out, in force is what was in force with what was made and without what was repealed.
//!
//! Given the figures of two reports; whether they are of one organ is for the caller to know. Blanks are
//! not zero: where a term has no value the relation is not assessable.

use super::figure::{Figures, Found};
use crate::grammar::{CrossOperand, CrossYear, Measures};
use crate::language::Language;
use crate::record::{Applicant, Check, CheckKind, FactSource, Outcome, Severity, Word};

/// The report of one year.
#[derive(Debug, Clone, Copy)]
pub struct Year<'a> {
    /// Year reported on.
    pub year: i32,
    /// Official form.
    pub form: Option<&'a str>,
    /// Its figures.
    pub figures: &'a Figures<'a>,
}

/// A relation that was tested.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    /// Of kind `cross_year`; `fact_ids` are those of the later report, and so is the place. `scope` is the
    /// applicant column.
    pub check: Check,
    /// Its message in English.
    pub message_en: String,
    /// Facts of the earlier report.
    pub last_fact_ids: Vec<i32>,
}

/// Sums of decimals are compared to a millionth.
const EXACT: f64 = 1e-6;

/// Tests every relation that the forms of both reports have, `last` being of the year before `now`.
///
/// Relations of which neither report prints a term are left out. Numbered from 0.
#[must_use]
pub fn relations(measures: &Measures, last: &Year<'_>, now: &Year<'_>) -> Vec<Compared> {
    let mut found: Vec<Compared> = Vec::new();
    if last.year + 1 != now.year {
        return found;
    }
    let is_of = |forms: &[String], year: &Year<'_>| forms.iter().any(|one| year.form == Some(one));
    for relation in &measures.relations {
        if !is_of(&relation.forms, now) || !is_of(&relation.last_forms, last) {
            continue;
        }
        let columns: Vec<Option<Applicant>> = if relation.columns {
            Applicant::ALL.iter().copied().map(Some).collect()
        } else {
            vec![None]
        };
        for column in columns {
            let tested = test(relation, column, last, now);
            found.extend(tested.map(|mut one| {
                one.check.check_id = i32::try_from(found.len()).unwrap_or(i32::MAX);
                one
            }));
        }
    }
    found
}

/// The terms of one side.
struct Side<'a> {
    terms: Vec<(&'a CrossOperand, Option<Found<'a>>)>,
}

impl<'a> Side<'a> {
    fn of(
        operands: &'a [CrossOperand],
        column: Option<Applicant>,
        last: &Year<'a>,
        now: &Year<'a>,
    ) -> Self {
        let found = |operand: &'a CrossOperand| {
            let figures = if operand.last { last } else { now }.figures;
            let found = figures.find(&operand.code, column, FactSource::Table);
            (operand, found)
        };
        Self {
            terms: operands.iter().map(found).collect(),
        }
    }

    /// The sum, if every term has a value.
    fn sum(&self) -> Option<f64> {
        let values = self.terms.iter().map(|(_, found)| found.as_ref()?.value());
        values.sum()
    }

    fn facts(&self, of_last: bool) -> Vec<i32> {
        let of = self.terms.iter().filter(|(term, _)| term.last == of_last);
        of.filter_map(|(_, found)| found.as_ref())
            .flat_map(|found| found.fact_ids.iter().copied())
            .collect()
    }
}

/// Tests a relation in one column; `None` if no term of it has a value.
fn test(
    relation: &CrossYear,
    column: Option<Applicant>,
    last: &Year<'_>,
    now: &Year<'_>,
) -> Option<Compared> {
    let left = Side::of(&relation.left, column, last, now);
    let right = Side::of(&relation.right, column, last, now);
    let all = || left.terms.iter().chain(&right.terms);
    let told = |found: &Option<Found<'_>>| found.as_ref().and_then(Found::value).is_some();
    if !all().any(|(_, found)| told(found)) {
        return None;
    }
    let sums = left.sum().zip(right.sum());
    let difference = sums.map(|(left, right)| left - right);
    let outcome = match difference {
        None => Outcome::NotAssessable,
        Some(difference) if difference.abs() < EXACT => Outcome::Holds,
        Some(_) => Outcome::Fails,
    };
    let place = all()
        .filter(|(term, _)| !term.last)
        .find_map(|(_, found)| found.as_ref())
        .map(|found| found.figure.place)
        .unwrap_or_default();
    let facts = |of_last| [left.facts(of_last), right.facts(of_last)].concat();
    let years = (last.year, now.year);
    let check = Check {
        check_id: 0,
        rule: relation.id.clone(),
        kind: CheckKind::CrossYear,
        scope: column.map(|column| column.word().to_owned()),
        left: left.sum(),
        right: right.sum(),
        difference,
        tolerance: 0.0,
        outcome,
        severity: if outcome == Outcome::Fails {
            relation.severity
        } else {
            Severity::Note
        },
        message: message(relation, years, [&left, &right], outcome, Language::Chinese),
        fact_ids: facts(false),
        quantity_ids: Vec::new(),
        place,
    };
    Some(Compared {
        check,
        message_en: message(relation, years, [&left, &right], outcome, Language::English),
        last_fact_ids: facts(true),
    })
}

fn message(
    relation: &CrossYear,
    (last, now): (i32, i32),
    [left, right]: [&Side<'_>; 2],
    outcome: Outcome,
    language: Language,
) -> String {
    let said = language.pick(&relation.message, &relation.message_en);
    let sum = |side: &Side<'_>| side.sum().unwrap_or_default();
    let (first, second) = (shown(sum(left)), shown(sum(right)));
    let apart = shown((sum(left) - sum(right)).abs());
    match (outcome, language) {
        (Outcome::Holds, Language::Chinese) => {
            format!("{said}：{now}年度与{last}年度，{first} = {second}")
        }
        (Outcome::Holds, Language::English) => {
            format!("{said}: {now} and {last}, {first} = {second}")
        }
        (Outcome::Fails, Language::Chinese) => format!(
            "{said}：{now}年度与{last}年度，左边 {first}，右边 {second}，相差 {apart}；请核对两份报告"
        ),
        (Outcome::Fails, Language::English) => format!(
            "{said}: {now} and {last}, left {first}, right {second}, difference {apart}; look at both reports"
        ),
        (Outcome::NotAssessable, Language::Chinese) => {
            let lacking = lacking([left, right], (last, now), language);
            format!("{said}：{} 没有数值，不能判断", lacking.join("、"))
        }
        (Outcome::NotAssessable, Language::English) => {
            let lacking = lacking([left, right], (last, now), language);
            format!("{said}: not assessable, no value of {}", lacking.join(", "))
        }
    }
}

/// The terms that have no value, each with its year and state.
fn lacking(sides: [&Side<'_>; 2], (last, now): (i32, i32), language: Language) -> Vec<String> {
    let terms = sides.into_iter().flat_map(|side| &side.terms);
    terms
        .filter(|(_, found)| found.as_ref().and_then(Found::value).is_none())
        .map(|(term, found)| {
            let (code, year) = (&term.code, if term.last { last } else { now });
            let state = found.as_ref().map_or("absent", |one| one.state().word());
            match language {
                Language::Chinese => format!("{year}年度 {code}（{state}）"),
                Language::English => format!("{code} in {year} ({state})"),
            }
        })
        .collect()
}

/// A number as people write it.
fn shown(value: f64) -> String {
    let rounded = (value * 1e6).round() / 1e6;
    format!("{rounded}")
}

#[cfg(test)]
mod tests {
    use super::super::figure::Figure;
    use super::super::sample::figure;
    use super::*;
    use crate::grammar::Registry;

    fn year(mut figures: Vec<Figure>, year: i32) -> Vec<Figure> {
        figures.iter_mut().for_each(|one| one.year = Some(year));
        figures
    }

    /// The outcome of every relation between a report of 2021 and one of 2022.
    fn outcomes(last: Vec<Figure>, now: Vec<Figure>, forms: [&str; 2]) -> Vec<(String, Outcome)> {
        let measures = Registry::embedded().unwrap().measures;
        let (last, now) = (year(last, 2021), year(now, 2022));
        let last = Figures::new(&last, Some(2021), &[]);
        let now = Figures::new(&now, Some(2022), &[]);
        let found = relations(
            &measures,
            &Year {
                year: 2021,
                form: Some(forms[0]),
                figures: &last,
            },
            &Year {
                year: 2022,
                form: Some(forms[1]),
                figures: &now,
            },
        );
        let outcome = |one: Compared| (one.check.rule, one.check.outcome);
        found.into_iter().map(outcome).collect()
    }

    fn in_force(last: f64, made: f64, repealed: Option<f64>, now: f64) -> Vec<(String, Outcome)> {
        let code = |part: &str| format!("proactive.normative_documents.{part}");
        outcomes(
            vec![figure(0, &code("in_force"), Some(last))],
            vec![
                figure(0, &code("in_force"), Some(now)),
                figure(1, &code("made"), Some(made)),
                figure(2, &code("repealed"), repealed),
            ],
            ["form-2021", "form-2021"],
        )
    }

    #[track_caller]
    fn check(found: &[(String, Outcome)], rule: &str, outcome: Outcome) {
        assert_eq!(found, [(format!("cross_year/{rule}"), outcome)]);
    }

    #[test]
    fn what_is_in_force_follows_from_the_year_before() {
        let rule = "normative_documents_in_force";
        check(&in_force(8.0, 2.0, Some(1.0), 9.0), rule, Outcome::Holds);
        check(&in_force(8.0, 2.0, Some(1.0), 10.0), rule, Outcome::Fails);
        check(
            &in_force(8.0, 2.0, None, 10.0),
            rule,
            Outcome::NotAssessable,
        );
    }

    #[test]
    fn what_was_carried_out_is_carried_in() {
        let carried = |out: f64, into: f64, forms| {
            let mut last = figure(0, "requests.carried_out", Some(out));
            let mut now = figure(0, "requests.carried_in", Some(into));
            last.applicant = Some(Applicant::Business);
            now.applicant = Some(Applicant::Business);
            outcomes(vec![last], vec![now], forms)
        };
        let forms = ["form-2019", "form-2021"];
        check(&carried(3.0, 3.0, forms), "carried_in", Outcome::Holds);
        check(&carried(3.0, 2.0, forms), "carried_in", Outcome::Fails);
        assert_eq!(carried(3.0, 2.0, ["stat-2014", "form-2019"]), []);
    }

    #[test]
    fn the_number_of_items_follows_from_the_year_before() {
        let code = |part: &str| format!("proactive.licensing.items_{part}");
        let last = vec![
            figure(0, &code("previous"), Some(20.0)),
            figure(1, &code("change"), Some(-3.0)),
        ];
        let now = vec![figure(0, &code("previous"), Some(17.0))];
        let found = outcomes(last, now, ["form-2019", "form-2019"]);
        check(&found, "licensing_items", Outcome::Holds);
    }
}
