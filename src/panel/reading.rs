//! One measure of one report: the cells that give it, added up, with their states and evidence.

use super::figure::{Figures, Found};
use crate::grammar::{Expression, Measure};
use crate::record::{Comparability, Evidence, FactSource, PanelEvidence, ValueState};

/// A measure as a report gives it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Reading {
    pub value: Option<f64>,
    pub state: ValueState,
    pub source: FactSource,
    pub evidence: PanelEvidence,
    pub value_implied: Option<f64>,
    pub comparability: Comparability,
    pub fact_ids: Vec<i32>,
}

/// The measure from the tables, or from prose where no table prints it; `None` where the form has no such
/// measure and no sentence tells it.
pub(super) fn reading(
    measure: &Measure,
    form: Option<&str>,
    figures: &Figures<'_>,
) -> Option<Reading> {
    let own = form.and_then(|form| measure.of(form));
    let printed = own.and_then(|own| best(own, figures, FactSource::Table));
    if let Some(cells) = printed.as_ref().filter(|cells| cells.is_printed()) {
        return Some(cells.reading(measure.grade));
    }
    // Sentences are less exact about what they count than cells are.
    let grade = match measure.grade {
        Comparability::Good => Comparability::Caveat,
        grade => grade,
    };
    let of_forms = measure
        .readings
        .iter()
        .map(|one| one.expressions.as_slice());
    let others = of_forms.filter(|_| form.is_none());
    let spoken = std::iter::once(measure.prose.as_slice())
        .chain(own)
        .chain(others);
    let told = spoken.filter_map(|all| best(all, figures, FactSource::Prose));
    let told = told
        .filter(Cells::is_whole)
        .map(|cells| cells.reading(grade))
        .next();
    told.or_else(|| printed.map(|cells| cells.reading(measure.grade)))
}

/// The cells of one expression.
struct Cells<'a> {
    terms: Vec<Option<Found<'a>>>,
    source: FactSource,
}

/// The first expression whose cells all have values, else the first of which anything is printed, else
/// the first whose rows are known to be absent.
fn best<'a>(
    expressions: &[Expression],
    figures: &Figures<'a>,
    source: FactSource,
) -> Option<Cells<'a>> {
    let mut all: Vec<Cells<'a>> = expressions
        .iter()
        .map(|expression| Cells {
            terms: expression
                .terms
                .iter()
                .map(|term| figures.find(&term.code, term.applicant, source))
                .collect(),
            source,
        })
        .filter(|cells| cells.terms.iter().any(Option::is_some))
        .collect();
    let valued = all.iter().position(|cells| cells.value().is_some());
    let at = valued.or_else(|| all.iter().position(Cells::is_printed));
    let at = at.unwrap_or(0);
    (at < all.len()).then(|| all.swap_remove(at))
}

impl Cells<'_> {
    /// Whether every term was told.
    fn is_whole(&self) -> bool {
        self.terms.iter().all(Option::is_some)
    }

    /// Whether anything stands in the document.
    fn is_printed(&self) -> bool {
        let printed = |found: &Option<Found<'_>>| {
            found
                .as_ref()
                .is_some_and(|found| found.state() != ValueState::Absent)
        };
        self.terms.iter().any(printed)
    }

    fn value(&self) -> Option<f64> {
        self.terms.iter().map(|one| one.as_ref()?.value()).sum()
    }

    /// The state of what has no value decides: a sum that lacks a part is none.
    fn state(&self) -> ValueState {
        let state =
            |found: &Option<Found<'_>>| found.as_ref().map_or(ValueState::Absent, Found::state);
        let states = || self.terms.iter().map(state);
        let worst = [
            ValueState::Unreadable,
            ValueState::Absent,
            ValueState::Blank,
            ValueState::Dash,
            ValueState::NotApplicable,
        ];
        let found = worst
            .into_iter()
            .find(|bad| states().any(|one| one == *bad));
        found.unwrap_or(ValueState::Value)
    }

    /// Contradicted if a cell is that nobody reviewed, reviewed if one was, confirmed if all are.
    fn evidence(&self) -> PanelEvidence {
        let known = || self.terms.iter().flatten();
        let bad = |one: &Found<'_>| {
            one.ambiguous || one.figure.evidence == Evidence::Contradicted && !one.figure.reviewed
        };
        if known().any(bad) {
            PanelEvidence::Contradicted
        } else if known().any(|one| one.figure.reviewed) {
            PanelEvidence::Reviewed
        } else if known().all(|one| one.figure.evidence == Evidence::Confirmed) {
            PanelEvidence::Confirmed
        } else {
            PanelEvidence::Unchecked
        }
    }

    fn reading(&self, comparability: Comparability) -> Reading {
        let implied = match self.terms.as_slice() {
            [Some(only)] if !only.ambiguous => only.figure.value_implied,
            _ => None,
        };
        Reading {
            value: self.value(),
            state: self.state(),
            source: self.source,
            evidence: self.evidence(),
            value_implied: implied,
            comparability,
            fact_ids: self
                .terms
                .iter()
                .flatten()
                .flat_map(|one| one.fact_ids.iter().copied())
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::figure::Figure;
    use super::super::sample::figure;
    use super::*;
    use crate::grammar::Registry;

    /// The measure as a report by `form` gives it.
    fn read(code: &str, form: Option<&str>, figures: &[Figure]) -> Option<Reading> {
        let measures = Registry::embedded().unwrap().measures;
        let figures = Figures::new(figures, Some(2021), &measures.whole_columns);
        reading(measures.named(code).unwrap(), form, &figures)
    }

    fn prose(mut figure: Figure) -> Figure {
        figure.source = FactSource::Prose;
        figure
    }

    const OLD: Option<&str> = Some("stat-2014");
    const NEW: Option<&str> = Some("form-2021");

    #[test]
    fn parts_are_added_up_and_a_blank_is_not_zero() {
        let parts = |second| {
            [
                figure(4, "requests.answered.granted", Some(7.0)),
                figure(5, "requests.answered.already_public", second),
            ]
        };
        let both = read("h.granted_full", OLD, &parts(Some(2.0))).unwrap();
        assert_eq!((both.value, both.state), (Some(9.0), ValueState::Value));
        assert_eq!(both.fact_ids, [4, 5]);
        let one = read("h.granted_full", OLD, &parts(None)).unwrap();
        assert_eq!((one.value, one.state), (None, ValueState::Blank));
    }

    #[test]
    fn a_heading_speaks_where_its_parts_do_not() {
        let heading = [figure(1, "requests.outcome.denied", Some(3.0))];
        let found = read("h.denied", NEW, &heading).unwrap();
        assert_eq!((found.value, found.fact_ids), (Some(3.0), vec![1]));
    }

    #[test]
    fn prose_speaks_only_where_no_table_prints_the_cell() {
        let said = prose(figure(9, "requests.new", Some(12.0)));
        let mut absent = figure(1, "requests.new", None);
        absent.state = ValueState::Absent;
        let found = read("h.req_new", NEW, &[absent, said.clone()]).unwrap();
        assert_eq!((found.value, found.source), (Some(12.0), FactSource::Prose));
        assert_eq!(found.comparability, Comparability::Caveat);
        let blank = figure(1, "requests.new", None);
        let found = read("h.req_new", NEW, &[blank, said]).unwrap();
        assert_eq!((found.value, found.state), (None, ValueState::Blank));
    }

    #[test]
    fn a_measure_that_the_form_has_not_is_no_row() {
        assert_eq!(
            read("h.complaints", NEW, &[figure(1, "requests.new", Some(1.0))]),
            None
        );
        let said = [prose(figure(1, "proactive.total", Some(800.0)))];
        assert_eq!(
            read("h.proactive_total", NEW, &said).unwrap().value,
            Some(800.0)
        );
    }

    #[test]
    fn what_is_contradicted_stays_marked() {
        let mut wrong = figure(1, "requests.new", Some(12.0));
        wrong.evidence = Evidence::Contradicted;
        wrong.value_implied = Some(11.0);
        let found = read("h.req_new", NEW, &[wrong]).unwrap();
        assert_eq!(found.evidence, PanelEvidence::Contradicted);
        assert_eq!((found.value, found.value_implied), (Some(12.0), Some(11.0)));
    }
    #[test]
    fn what_a_reviewer_set_is_said_to_be_so() {
        let mut wrong = figure(1, "requests.new", Some(12.0));
        wrong.evidence = Evidence::Contradicted;
        let found = read("h.req_new", NEW, &[wrong.clone().set(Some(11.0))]).unwrap();
        assert_eq!(
            (found.value, found.evidence),
            (Some(11.0), PanelEvidence::Reviewed)
        );
        let none = read("h.req_new", NEW, &[wrong.clone().set(None)]).unwrap();
        assert_eq!((none.value, none.state), (None, ValueState::Blank));
        let mut other = figure(5, "requests.answered.already_public", Some(2.0));
        other.evidence = Evidence::Contradicted;
        let set = figure(4, "requests.answered.granted", Some(7.0)).set(Some(8.0));
        let both = read("h.granted_full", OLD, &[set, other]).unwrap();
        assert_eq!(
            (both.value, both.evidence),
            (Some(10.0), PanelEvidence::Contradicted)
        );
    }
}
