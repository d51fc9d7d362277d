//! How reading degrades under damage: recall, wrong values, abstention, and what arithmetic finds.
//!
//! Given a reader, a generator and a [`Plan`], writes invented reports, damages them, reads them and
//! compares what was read with what stands there. The outcome depends on the plan alone, not on the
//! number of threads. It prints nothing.

mod plot;
mod table;

use rayon::prelude::*;
use serde::Serialize;

use crate::damage::{self, OPERATORS, Operator};
use crate::eval::gold::{Fate, GoldFact};
use crate::eval::score::{self, CheckScore, FactScore, Verdict, share};
use crate::extract::Reader;
use crate::generate::{Generated, Generator, LAYOUTS, Layout, MISTAKES, Mistake, Options};
use crate::read::Source;
use crate::record::Fact;

pub use plot::svg;
pub use table::{Grouping, markdown, text};

/// What is measured.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Documents for each operator, level, form and layout; every second one carries a mistake.
    pub documents: u64,
    /// Number of the first document.
    pub first: u64,
    /// Operators; `None` is no damage.
    pub operators: Vec<Option<Operator>>,
    /// Levels from 1 to 5.
    pub levels: Vec<usize>,
    /// Names of forms.
    pub forms: Vec<String>,
    /// Layouts.
    pub layouts: Vec<Layout>,
    /// How many wrong and unread cells of each operator and level are told of.
    pub told: usize,
}

impl Plan {
    /// Everything: no damage and every operator at every level, all forms, all layouts.
    #[must_use]
    pub fn all(generator: &Generator, documents: u64) -> Self {
        Self {
            documents,
            first: 0,
            operators: std::iter::once(None).chain(OPERATORS.map(Some)).collect(),
            levels: damage::LEVELS.collect(),
            forms: generator.forms().map(str::to_owned).collect(),
            layouts: LAYOUTS.to_vec(),
            told: 0,
        }
    }

    fn settings(&self) -> Vec<Setting> {
        let mut settings = Vec::new();
        for operator in &self.operators {
            let levels = if operator.is_some() {
                self.levels.as_slice()
            } else {
                &[0]
            };
            for level in levels {
                for form in &self.forms {
                    let fits = |layout: &&Layout| {
                        operator.is_none_or(|operator| operator.applies(**layout))
                    };
                    settings.extend(self.layouts.iter().filter(fits).map(|layout| Setting {
                        operator: *operator,
                        level: *level,
                        form: form.clone(),
                        layout: *layout,
                    }));
                }
            }
        }
        settings
    }
}

/// Damage done to documents of one form in one layout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// What was done; `None` is nothing.
    pub operator: Option<Operator>,
    /// How badly, from 1 to 5; 0 without damage.
    pub level: usize,
    /// Form.
    pub form: String,
    /// Layout.
    pub layout: Layout,
}

impl Setting {
    /// Name of the operator; `clean` without damage.
    #[must_use]
    pub fn operator_name(&self) -> &'static str {
        self.operator.map_or("clean", Operator::name)
    }

    /// The document with this number, or `None` if there is no such form.
    ///
    /// Odd numbers carry a mistake, one kind after the other; every fifth report of a form that may
    /// have several value columns has three.
    #[must_use]
    pub fn document(&self, generator: &Generator, number: u64) -> Option<Generated> {
        let options = Options {
            mistake: mistake(number),
            scopes: if number % 5 == 4 { 3 } else { 1 },
            ..Options::default()
        };
        let (form, layout) = (self.form.as_str(), self.layout);
        match self.operator {
            Some(operator) => damage::report(
                generator, number, form, layout, &options, operator, self.level,
            ),
            None => generator.report(number, form, layout, &options),
        }
    }
}

/// The mistake that the document with this number carries.
fn mistake(number: u64) -> Option<Mistake> {
    let kind = usize::try_from(number / 2 % MISTAKES.len() as u64).unwrap_or(0);
    (number % 2 == 1).then(|| MISTAKES[kind])
}

/// Counts over documents.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Tally {
    /// Documents.
    pub documents: u64,
    /// Cells.
    pub facts: FactScore,
    /// Relations of documents with a planted mistake that can still be seen.
    pub planted: CheckScore,
    /// Relations of documents without one.
    pub plain: CheckScore,
}

impl Tally {
    /// Adds the counts of others.
    pub fn add(&mut self, other: &Self) {
        self.documents += other.documents;
        self.facts.add(&other.facts);
        self.planted.add(&other.planted);
        self.plain.add(&other.plain);
    }

    /// Adds the relations of one document. Of those that a planted mistake and lost cells touch
    /// together nothing certain is known: they are neither found nor false.
    fn relations(&mut self, document: &Generated, gold: &[GoldFact], found: &CheckScore) {
        if document.planted.is_none() {
            self.plain.add(found);
            return;
        }
        let lost = gold.iter().any(|cell| cell.fate == Fate::Destroyed);
        if found.planted == 0 && lost {
            return;
        }
        self.planted.add(&CheckScore {
            false_alarms: if lost { 0 } else { found.false_alarms },
            ..found.clone()
        });
    }

    /// Share of reported values that arithmetic is said to confirm.
    #[must_use]
    pub fn confirmed(&self) -> f64 {
        share(self.facts.confirmed, self.facts.right + self.facts.wrong)
    }

    /// Share of documents with a planted mistake in which a relation that it breaks was said to fail.
    #[must_use]
    pub fn detected(&self) -> f64 {
        share(self.planted.found, self.planted.planted)
    }
}

/// A cell that was read wrongly or not at all.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    /// Wrong or abstained; a wrong one without gold is spurious.
    pub verdict: Verdict,
    /// The document's name.
    pub document: String,
    /// 1-based line of the printed value in the damaged text.
    pub line: Option<usize>,
    /// What should have been read.
    pub gold: Option<GoldFact>,
    /// What was read.
    pub fact: Option<Fact>,
}

/// What one setting came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The setting.
    pub setting: Setting,
    /// Its counts.
    pub tally: Tally,
    /// The first failures, wrong ones first, with the texts they stand in by name.
    pub failures: Vec<Failure>,
    /// Damaged texts of the documents that `failures` name, by name.
    pub texts: Vec<(String, String)>,
}

/// Measures everything that `plan` asks for, side by side on the threads of the current pool; one
/// outcome a setting, in the plan's order.
#[must_use]
pub fn measure(reader: &Reader, generator: &Generator, plan: &Plan) -> Vec<Outcome> {
    let settings = plan.settings();
    settings
        .into_par_iter()
        .map(|setting| outcome(reader, generator, plan, setting))
        .collect()
}

fn outcome(reader: &Reader, generator: &Generator, plan: &Plan, setting: Setting) -> Outcome {
    let mut outcome = Outcome {
        setting,
        tally: Tally::default(),
        failures: Vec::new(),
        texts: Vec::new(),
    };
    for number in plan.first..plan.first + plan.documents {
        let Some(document) = outcome.setting.document(generator, number) else {
            continue;
        };
        observe(reader, &document, plan.told, &mut outcome);
    }
    outcome
        .failures
        .sort_by_key(|failure| failure.verdict != Verdict::Wrong);
    outcome.failures.truncate(plan.told);
    let failures = &outcome.failures;
    outcome
        .texts
        .retain(|(name, _)| failures.iter().any(|failure| failure.document == *name));
    outcome
}

/// Reads one document and adds what came of it.
fn observe(reader: &Reader, document: &Generated, told: usize, outcome: &mut Outcome) {
    let read = reader.extract(Source {
        text: document.text.clone(),
        ..Source::default()
    });
    let tally = &mut outcome.tally;
    tally.documents += 1;
    let gold = document.gold.facts.as_deref().unwrap_or_default();
    tally.facts.add(&score::facts(gold, &read.facts));
    if let Some(checks) = &document.gold.checks {
        tally.relations(document, gold, &score::checks(checks, &read.checks));
    }
    if told > 0 {
        let found = failures(document, gold, &read.facts);
        if !found.is_empty() {
            outcome
                .texts
                .push((document.name.clone(), document.text.clone()));
        }
        outcome.failures.extend(found);
    }
}

fn failures(document: &Generated, gold: &[GoldFact], facts: &[Fact]) -> Vec<Failure> {
    let key = |fact: &Fact| (fact.indicator.clone(), fact.applicant, fact.scope.clone());
    let line = |at: usize| document.text[..at].matches('\n').count() + 1;
    let mut failures = Vec::new();
    for cell in gold {
        let fact = facts.iter().find(|fact| {
            let (indicator, applicant, scope) = cell.key();
            (fact.indicator.as_str(), fact.applicant) == (indicator, applicant)
                && fact.scope.as_deref() == scope
        });
        let verdict = score::verdict(cell, fact);
        if matches!(verdict, Verdict::Wrong | Verdict::Abstained) {
            failures.push(Failure {
                verdict,
                document: document.name.clone(),
                line: cell.span.map(|span| line(span.start)),
                gold: Some(cell.clone()),
                fact: fact.cloned(),
            });
        }
    }
    let known = |fact: &&Fact| {
        gold.iter().any(|cell| {
            let (indicator, applicant, scope) = cell.key();
            key(fact) == (indicator.to_owned(), applicant, scope.map(str::to_owned))
        })
    };
    let strange = facts
        .iter()
        .filter(|fact| fact.value.is_some() && !known(fact));
    failures.extend(strange.map(|fact| Failure {
        verdict: Verdict::Wrong,
        document: document.name.clone(),
        line: usize::try_from(fact.place.line).ok(),
        gold: None,
        fact: Some(fact.clone()),
    }));
    failures
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::Registry;

    fn measured(threads: usize) -> Vec<Outcome> {
        let registry = Registry::embedded().unwrap_or_else(|errors| panic!("{errors}"));
        let generator = Generator::new(&registry);
        let reader = Reader::new(registry);
        let plan = Plan {
            operators: vec![None, Some(Operator::DigitLookalikes)],
            levels: vec![5],
            layouts: vec![Layout::Delimited],
            forms: vec!["stat-2014".to_owned()],
            told: 3,
            ..Plan::all(&generator, 2)
        };
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.unwrap()
            .install(|| measure(&reader, &generator, &plan))
    }

    #[test]
    fn the_outcome_does_not_depend_on_threads() {
        let outcomes = measured(1);
        assert_eq!(outcomes, measured(2));
        let names: Vec<(&str, usize)> = outcomes
            .iter()
            .map(|outcome| (outcome.setting.operator_name(), outcome.setting.level))
            .collect();
        assert_eq!(names, [("clean", 0), ("digit-lookalikes", 5)]);
    }

    #[test]
    fn destroyed_digits_are_no_readable_values() {
        let outcomes = measured(1);
        let values = |at: usize| outcomes[at].tally.facts.values;
        assert_eq!(outcomes[0].tally.documents, 2);
        assert_eq!(values(0), outcomes[0].tally.facts.right);
        assert!(values(1) < values(0));
    }

    #[test]
    fn odd_documents_carry_each_kind_of_mistake_in_turn() {
        let kinds: Vec<Mistake> = (0..10).filter_map(mistake).collect();
        assert_eq!(kinds, MISTAKES);
    }
}
