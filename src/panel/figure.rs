//! The values of one report, found by indicator and applicant column.

use std::collections::HashMap;
use std::sync::Arc;

use crate::record::{Applicant, Evidence, Fact, FactSource, ValueState};
use crate::text::Place;

/// A reported value, with what telling it apart from others needs.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Number of the fact within its document.
    pub fact_id: i32,
    /// Year that the value refers to.
    pub year: Option<i32>,
    /// Code of the indicator.
    pub indicator: Arc<str>,
    /// Printed head of the value column where the form has several.
    pub scope: Option<Arc<str>>,
    /// Applicant column.
    pub applicant: Option<Applicant>,
    /// The value.
    pub value: Option<f64>,
    /// What the cell holds.
    pub state: ValueState,
    /// Table or prose.
    pub source: FactSource,
    /// What the arithmetic says.
    pub evidence: Evidence,
    /// The single value the arithmetic allows.
    pub value_implied: Option<f64>,
    /// Whether a reviewer set the value.
    pub reviewed: bool,
    /// The cell's bytes.
    pub place: Place,
}

impl From<&Fact> for Figure {
    fn from(fact: &Fact) -> Self {
        Self {
            fact_id: fact.fact_id,
            year: fact.year,
            indicator: fact.indicator.as_str().into(),
            scope: fact.scope.as_deref().map(Into::into),
            applicant: fact.applicant,
            value: fact.value,
            state: fact.state,
            source: fact.source,
            evidence: fact.evidence,
            value_implied: fact.value_implied,
            reviewed: false,
            place: fact.place,
        }
    }
}

impl Figure {
    /// The figure with what a reviewer set: a value, or that the cell has none.
    #[must_use]
    pub fn set(self, value: Option<f64>) -> Self {
        Self {
            value,
            state: value.map_or(ValueState::Blank, |_| ValueState::Value),
            value_implied: None,
            reviewed: true,
            ..self
        }
    }
}

/// What stands for one cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Found<'a> {
    /// The figure that speaks for it.
    pub figure: &'a Figure,
    /// All figures that say the same.
    pub fact_ids: Vec<i32>,
    /// Several figures stand for it and do not agree, or no column is the whole.
    pub ambiguous: bool,
}

impl Found<'_> {
    /// The state: what is ambiguous is unreadable.
    #[must_use]
    pub fn state(&self) -> ValueState {
        if self.ambiguous {
            ValueState::Unreadable
        } else {
            self.figure.state
        }
    }

    /// The value, if there is a certain one.
    #[must_use]
    pub fn value(&self) -> Option<f64> {
        let certain = self.state() == ValueState::Value;
        self.figure.value.filter(|_| certain)
    }
}

/// The figures of one report for the year that it reports on.
#[derive(Debug, Clone)]
pub struct Figures<'a> {
    by_code: HashMap<&'a str, Vec<&'a Figure>>,
    whole_columns: &'a [String],
}

impl<'a> Figures<'a> {
    /// The figures of a report for `year`; `whole_columns` are heads of columns that hold the whole.
    #[must_use]
    pub fn new(figures: &'a [Figure], year: Option<i32>, whole_columns: &'a [String]) -> Self {
        let mut by_code: HashMap<&str, Vec<&Figure>> = HashMap::new();
        let of_year = |figure: &&Figure| figure.year.is_none() || figure.year == year;
        for figure in figures.iter().filter(of_year) {
            by_code.entry(&figure.indicator).or_default().push(figure);
        }
        Self {
            by_code,
            whole_columns,
        }
    }

    /// What stands for the indicator in `source`, in the applicant column, or in that of the total
    /// if none is named.
    #[must_use]
    pub fn find(
        &self,
        code: &str,
        applicant: Option<Applicant>,
        source: FactSource,
    ) -> Option<Found<'a>> {
        let fits = |figure: &&Figure| {
            figure.source == source
                && match applicant {
                    None => matches!(figure.applicant, None | Some(Applicant::Total)),
                    wanted => figure.applicant == wanted,
                }
        };
        let all: Vec<&Figure> = self
            .by_code
            .get(code)?
            .iter()
            .copied()
            .filter(fits)
            .collect();
        let plain: Vec<&Figure> = all
            .iter()
            .copied()
            .filter(|figure| figure.scope.is_none())
            .collect();
        let whole = |figure: &&Figure| {
            let head = figure.scope.as_deref();
            head.is_some_and(|head| self.whole_columns.iter().any(|known| known == head))
        };
        let chosen = if plain.is_empty() {
            all.iter().copied().filter(whole).collect()
        } else {
            plain
        };
        let nowhere = chosen.is_empty();
        let chosen = if nowhere { all } else { chosen };
        let figure = *chosen.first()?;
        let same = |other: &&Figure| other.state == figure.state && other.value == figure.value;
        Some(Found {
            figure,
            fact_ids: chosen.iter().map(|figure| figure.fact_id).collect(),
            ambiguous: nowhere || !chosen.iter().all(same),
        })
    }

    /// Whether any figure has this code in a table.
    #[must_use]
    pub fn has(&self, code: &str) -> bool {
        self.by_code.contains_key(code)
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::figure;
    use super::*;

    fn scoped(fact_id: i32, head: &str, value: f64) -> Figure {
        Figure {
            scope: Some(head.into()),
            ..figure(fact_id, "a", Some(value))
        }
    }

    #[track_caller]
    fn check(figures: &[Figure], value: Option<f64>, ambiguous: bool, ids: &[i32]) {
        let whole = ["合计".to_owned()];
        let found = Figures::new(figures, Some(2021), &whole);
        let found = found.find("a", None, FactSource::Table).unwrap();
        assert_eq!((found.value(), found.ambiguous), (value, ambiguous));
        assert_eq!(found.fact_ids, ids);
    }

    #[test]
    fn of_several_columns_only_the_whole_counts() {
        check(
            &[scoped(0, "部门", 1.0), scoped(1, "合计", 3.0)],
            Some(3.0),
            false,
            &[1],
        );
        check(
            &[scoped(0, "部门", 1.0), scoped(1, "社区", 3.0)],
            None,
            true,
            &[0, 1],
        );
        check(&[scoped(0, "历年累计", 90.0)], None, true, &[0]);
    }

    #[test]
    fn cells_read_twice_must_agree() {
        let (one, two) = (figure(0, "a", Some(1.0)), figure(1, "a", Some(2.0)));
        check(
            &[one.clone(), figure(1, "a", Some(1.0))],
            Some(1.0),
            false,
            &[0, 1],
        );
        check(&[one, two], None, true, &[0, 1]);
    }

    #[test]
    fn other_years_and_other_applicants_are_not_meant() {
        let mut old = figure(0, "a", Some(1.0));
        old.year = Some(2020);
        let mut person = figure(1, "a", Some(2.0));
        person.applicant = Some(Applicant::NaturalPerson);
        let mut total = figure(2, "a", Some(3.0));
        total.applicant = Some(Applicant::Total);
        check(&[old, person, total], Some(3.0), false, &[2]);
    }
}
