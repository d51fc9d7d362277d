//! What two documents say of the same indicators.

use std::collections::HashMap;

use crate::language::Language;
use crate::record::{Applicant, Evidence, Fact, FactSource, ValueState, Word};

/// What one document holds for an indicator.
#[derive(Debug, Clone, PartialEq)]
pub struct Held {
    /// Number of the fact that speaks for it.
    pub fact_id: i32,
    /// The value; none where the document prints two that differ.
    pub value: Option<f64>,
    /// What the cell holds.
    pub state: ValueState,
    /// What the arithmetic says.
    pub evidence: Evidence,
    /// Table or prose.
    pub source: FactSource,
    /// Unit.
    pub unit: Option<String>,
    /// Line in the source.
    pub line: i32,
    /// Several cells stand for it and do not agree.
    pub ambiguous: bool,
}

/// An indicator in one column with what either document holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Code of the indicator.
    pub indicator: String,
    /// Applicant column.
    pub applicant: Option<Applicant>,
    /// Printed head of the value column.
    pub scope: Option<String>,
    /// The first document and the second.
    pub held: [Option<Held>; 2],
}

impl Held {
    fn of(fact: &Fact) -> Self {
        Self {
            fact_id: fact.fact_id,
            value: fact.value.filter(|_| fact.state == ValueState::Value),
            state: fact.state,
            evidence: fact.evidence,
            source: fact.source,
            unit: fact.unit.clone(),
            line: fact.place.line,
            ambiguous: false,
        }
    }
}

impl Row {
    /// The certain values of the two.
    #[must_use]
    pub fn values(&self) -> [Option<f64>; 2] {
        [0, 1].map(|at| self.held[at].as_ref().and_then(|held| held.value))
    }

    /// The second value less the first, where both are certain and of one unit.
    #[must_use]
    pub fn difference(&self) -> Option<f64> {
        let [Some(first), Some(second)] = &self.held else {
            return None;
        };
        let same = first.unit == second.unit;
        first
            .value
            .zip(second.value)
            .filter(|_| same)
            .map(|(first, second)| second - first)
    }

    /// The difference in per cent of the first value, which is not zero.
    #[must_use]
    pub fn growth(&self) -> Option<f64> {
        let first = self.values()[0].filter(|first| *first != 0.0)?;
        Some(self.difference()? / first.abs() * 100.0)
    }

    /// Which of the two say it in sentences, not in tables; `None` if neither does.
    #[must_use]
    pub fn told(&self, language: Language) -> Option<&'static str> {
        let prose = |at: usize| {
            let held = self.held[at].as_ref();
            held.is_some_and(|held| held.source == FactSource::Prose)
        };
        let whole = |at: usize| prose(at) || self.held[at].is_none();
        match (prose(0), prose(1)) {
            (false, false) => None,
            _ if whole(0) && whole(1) => Some(language.pick("正文", "prose")),
            (true, _) => Some(language.pick("A 正文", "A prose")),
            _ => Some(language.pick("B 正文", "B prose")),
        }
    }

    /// Which of the two alone has a value.
    #[must_use]
    pub fn only(&self) -> Option<usize> {
        match self.values() {
            [Some(_), None] => Some(0),
            [None, Some(_)] => Some(1),
            _ => None,
        }
    }
}

type Key<'a> = (&'a str, Option<&'static str>, Option<&'a str>);

/// Indicators that either document has a row for, in the order of the first, then of the second.
///
/// Tables speak before prose. Value columns are the same only by the same head.
#[must_use]
pub fn rows(first: &[Fact], second: &[Fact]) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut known: HashMap<Key<'_>, usize> = HashMap::new();
    for source in [FactSource::Table, FactSource::Prose] {
        for (at, facts) in [first, second].into_iter().enumerate() {
            for fact in facts.iter().filter(|fact| fact.source == source) {
                let applicant = fact.applicant.map(|one| one.word());
                let key = (fact.indicator.as_str(), applicant, fact.scope.as_deref());
                let row = *known.entry(key).or_insert_with(|| {
                    rows.push(Row {
                        indicator: fact.indicator.clone(),
                        applicant: fact.applicant,
                        scope: fact.scope.clone(),
                        held: [None, None],
                    });
                    rows.len() - 1
                });
                hold(&mut rows[row].held[at], fact, source);
            }
        }
    }
    let certain = |row: &Row| {
        let held = row.held.iter().flatten();
        held.clone().any(|one| one.state != ValueState::Absent)
    };
    rows.retain(certain);
    rows
}

/// Adds a fact; of prose only where no table says anything.
fn hold(held: &mut Option<Held>, fact: &Fact, source: FactSource) {
    match held {
        None => *held = Some(Held::of(fact)),
        Some(one) if one.state == ValueState::Absent => *one = Held::of(fact),
        Some(one) if source == FactSource::Table => {
            if one.value != fact.value || one.state != fact.state {
                (one.value, one.ambiguous) = (None, true);
            }
        }
        Some(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Place;

    fn fact(indicator: &str, value: Option<f64>) -> Fact {
        Fact {
            fact_id: 0,
            year: None,
            form: None,
            indicator: indicator.into(),
            scope: None,
            applicant: None,
            value,
            value_printed: None,
            state: value.map_or(ValueState::Blank, |_| ValueState::Value),
            unit: Some("件".into()),
            label_printed: None,
            label_score: 1.0,
            source: FactSource::Table,
            table_id: None,
            row: None,
            col: None,
            section_id: None,
            evidence: Evidence::Unchecked,
            value_implied: None,
            place: Place::default(),
        }
    }

    #[track_caller]
    fn check(first: Vec<Fact>, second: Vec<Fact>, difference: Option<f64>, only: Option<usize>) {
        let rows = rows(&first, &second);
        assert_eq!(rows.len(), 1);
        assert_eq!((rows[0].difference(), rows[0].only()), (difference, only));
    }

    #[test]
    fn a_difference_needs_two_certain_values_of_one_unit() {
        check(
            vec![fact("a", Some(3.0))],
            vec![fact("a", Some(5.0))],
            Some(2.0),
            None,
        );
        check(
            vec![fact("a", None)],
            vec![fact("a", Some(5.0))],
            None,
            Some(1),
        );
        check(
            vec![fact("a", Some(0.0))],
            vec![fact("a", None)],
            None,
            Some(0),
        );
        let yuan = Fact {
            unit: Some("万元".into()),
            ..fact("a", Some(5.0))
        };
        check(vec![fact("a", Some(3.0))], vec![yuan], None, None);
        let twice = vec![fact("a", Some(3.0)), fact("a", Some(4.0))];
        check(twice, vec![fact("a", Some(5.0))], None, Some(1));
    }

    #[test]
    fn prose_speaks_where_no_table_does() {
        let said = Fact {
            source: FactSource::Prose,
            ..fact("a", Some(9.0))
        };
        check(
            vec![fact("a", Some(3.0)), said.clone()],
            vec![fact("a", Some(5.0))],
            Some(2.0),
            None,
        );
        let absent = Fact {
            state: ValueState::Absent,
            ..fact("a", None)
        };
        check(
            vec![absent, said],
            vec![fact("a", Some(5.0))],
            Some(-4.0),
            None,
        );
    }

    #[test]
    fn rows_of_sentences_say_so() {
        let said = || Fact {
            source: FactSource::Prose,
            ..fact("a", Some(9.0))
        };
        let told =
            |first: Vec<Fact>, second: Vec<Fact>| rows(&first, &second)[0].told(Language::English);
        let table = || fact("a", Some(9.0));
        assert_eq!(told(vec![table(), said()], vec![table()]), None);
        assert_eq!(told(vec![said()], vec![said()]), Some("prose"));
        assert_eq!(told(vec![], vec![said()]), Some("prose"));
        assert_eq!(told(vec![said()], vec![table()]), Some("A prose"));
        assert_eq!(told(vec![table()], vec![said()]), Some("B prose"));
    }

    #[test]
    fn growth_is_of_the_first_value() {
        let rows = |first, second| rows(&[fact("a", Some(first))], &[fact("a", Some(second))]);
        assert_eq!(rows(4.0, 5.0)[0].growth(), Some(25.0));
        assert_eq!(rows(-4.0, -2.0)[0].growth(), Some(50.0));
        assert_eq!(rows(0.0, 5.0)[0].growth(), None);
    }

    #[test]
    fn other_columns_are_other_things() {
        let scoped = |scope: &str| Fact {
            scope: Some(scope.into()),
            ..fact("a", Some(1.0))
        };
        assert_eq!(rows(&[scoped("部门")], &[scoped("社区")]).len(), 2);
    }
}
