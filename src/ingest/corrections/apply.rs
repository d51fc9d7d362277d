//! Corrections beside facts: which apply, and the columns that say so.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Float64Array, RecordBatch, StringArray};
use arrow::datatypes::{Float64Type, Int32Type, Schema};
use arrow::error::ArrowError;

use super::{Correction, Judged, Verdict};
use crate::batch::{REVIEWED_BY, VALUE_REVIEWED, reviewed_fields};

/// What reviewers set, by document and number of the fact.
pub(crate) type Reviewed = HashMap<(String, i32), (Option<f64>, String)>;

/// What a correction may be about.
#[derive(Debug, Clone, PartialEq)]
struct Reading {
    fact_id: i32,
    indicator: String,
    applicant: Option<String>,
    scope: Option<String>,
    value: Option<f64>,
    table: bool,
}

/// Facts of some documents.
#[derive(Debug, Default)]
pub(crate) struct Readings(HashMap<String, Vec<Reading>>);

impl Readings {
    /// Adds the facts of a batch.
    pub(crate) fn add(&mut self, batch: &RecordBatch) {
        for row in 0..batch.num_rows() {
            let text = |name: &str| {
                let column = batch.column_by_name(name)?.as_string_opt::<i32>()?;
                column.is_valid(row).then(|| column.value(row).to_owned())
            };
            let value = batch.column_by_name("value");
            let value = value.and_then(|value| value.as_primitive_opt::<Float64Type>());
            let value = value.filter(|value| value.is_valid(row));
            let (Some(doc_id), Some(fact_id)) = (text("doc_id"), number(batch, row)) else {
                continue;
            };
            self.0.entry(doc_id).or_default().push(Reading {
                fact_id,
                indicator: text("indicator").unwrap_or_default(),
                applicant: text("applicant"),
                scope: text("scope"),
                value: value.map(|value| value.value(row)),
                table: text("source").as_deref() == Some("table"),
            });
        }
    }

    /// The number of the fact that a correction is about, or why there is none.
    fn find(&self, correction: &Correction) -> Result<i32, Verdict> {
        let facts = self
            .0
            .get(&correction.doc_id)
            .map_or(&[][..], Vec::as_slice);
        let named: Vec<&Reading> = facts
            .iter()
            .filter(|fact| fact.indicator == correction.indicator)
            .filter(|fact| fact.applicant == correction.applicant)
            .filter(|fact| correction.scope.is_none() || fact.scope == correction.scope)
            .collect();
        // What sentences repeat is looked at only where no table has it.
        let of_tables: Vec<&Reading> = named.iter().copied().filter(|fact| fact.table).collect();
        let named = if of_tables.is_empty() {
            named
        } else {
            of_tables
        };
        match named.as_slice() {
            [] => Err(Verdict::NoFact),
            [fact] if fact.value == correction.value_seen => Ok(fact.fact_id),
            [_] => Err(Verdict::SeenDiffers),
            _ => Err(Verdict::Ambiguous),
        }
    }
}

fn number(batch: &RecordBatch, row: usize) -> Option<i32> {
    let numbers = batch.column_by_name("fact_id")?;
    Some(numbers.as_primitive_opt::<Int32Type>()?.value(row))
}

/// What becomes of `corrections`, whose documents' facts are `readings`. `exists` says whether the dataset
/// has a document.
pub(crate) fn decide(
    corrections: &[Correction],
    readings: &Readings,
    exists: impl Fn(&str) -> bool,
) -> (Vec<Judged>, Reviewed) {
    let found: Vec<Result<i32, Verdict>> = corrections
        .iter()
        .map(|correction| match exists(&correction.doc_id) {
            true => readings.find(correction),
            false => Err(Verdict::DocumentGone),
        })
        .collect();
    let mut named: BTreeMap<(&str, i32), Vec<usize>> = BTreeMap::new();
    for (at, (correction, found)) in corrections.iter().zip(&found).enumerate() {
        if let Ok(fact) = found {
            named
                .entry((&correction.doc_id, *fact))
                .or_default()
                .push(at);
        }
    }
    let mut verdicts: Vec<Verdict> = found
        .iter()
        .map(|found| found.err().unwrap_or(Verdict::Applied))
        .collect();
    let mut reviewed = Reviewed::new();
    for ((doc_id, fact), places) in named {
        let first = &corrections[places[0]];
        if places.iter().any(|at| corrections[*at] != *first) {
            places.iter().for_each(|at| verdicts[*at] = Verdict::Twice);
            continue;
        }
        let set = (first.value_set, first.reviewer.clone());
        reviewed.insert((doc_id.to_owned(), fact), set);
    }
    let judged = corrections.iter().cloned().zip(verdicts);
    let judged = judged.map(|(correction, verdict)| Judged {
        correction,
        verdict,
    });
    (judged.collect(), reviewed)
}

/// A batch of facts with what reviewers set in its last columns, whatever stood there.
pub(crate) fn fill(batch: &RecordBatch, reviewed: &Reviewed) -> Result<RecordBatch, ArrowError> {
    let ids = batch.column_by_name("doc_id");
    let ids = ids.and_then(|ids| ids.as_string_opt::<i32>());
    let set = |row: usize| {
        let key = (ids?.value(row).to_owned(), number(batch, row)?);
        reviewed.get(&key)
    };
    let sets: Vec<_> = (0..batch.num_rows()).map(set).collect();
    let values: Float64Array = sets.iter().map(|set| set.and_then(|set| set.0)).collect();
    let names: StringArray = sets
        .iter()
        .map(|set| set.map(|set| set.1.as_str()))
        .collect();
    let ours: HashSet<&str> = HashSet::from([VALUE_REVIEWED, REVIEWED_BY]);
    let schema = batch.schema();
    let old = schema.fields().iter().zip(batch.columns());
    let old = old.filter(|(field, _)| !ours.contains(field.name().as_str()));
    let (mut fields, mut columns): (Vec<_>, Vec<ArrayRef>) = old
        .map(|(field, column)| (Arc::clone(field), Arc::clone(column)))
        .unzip();
    fields.extend(reviewed_fields().map(Arc::new));
    columns.extend([Arc::new(values) as ArrayRef, Arc::new(names)]);
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(fact_id: i32, scope: Option<&str>, value: Option<f64>, table: bool) -> Reading {
        Reading {
            fact_id,
            indicator: "a".into(),
            applicant: None,
            scope: scope.map(Into::into),
            value,
            table,
        }
    }

    fn correction(scope: Option<&str>, seen: Option<f64>, set: f64) -> Correction {
        Correction {
            doc_id: "d".into(),
            indicator: "a".into(),
            scope: scope.map(Into::into),
            value_seen: seen,
            value_set: Some(set),
            reviewer: "李核".into(),
            ..Correction::default()
        }
    }

    #[track_caller]
    fn check(
        readings: &[Reading],
        corrections: &[Correction],
        expected: &[Verdict],
        facts: &[i32],
    ) {
        let readings = Readings(HashMap::from([("d".to_owned(), readings.to_vec())]));
        let (judged, reviewed) = decide(corrections, &readings, |doc_id| doc_id == "d");
        let verdicts: Vec<Verdict> = judged.iter().map(|judged| judged.verdict).collect();
        assert_eq!(verdicts, expected);
        let mut found: Vec<i32> = reviewed.keys().map(|(_, fact)| *fact).collect();
        found.sort_unstable();
        assert_eq!(found, facts);
    }

    #[test]
    fn a_correction_applies_where_one_fact_reads_as_seen() {
        use Verdict::{Ambiguous, Applied, NoFact, SeenDiffers};
        let one = [reading(7, None, Some(126.0), true)];
        check(
            &one,
            &[correction(None, Some(126.0), 125.0)],
            &[Applied],
            &[7],
        );
        check(
            &one,
            &[correction(None, Some(125.0), 125.0)],
            &[SeenDiffers],
            &[],
        );
        check(&one, &[correction(None, None, 125.0)], &[SeenDiffers], &[]);
        check(
            &one,
            &[correction(Some("社区"), Some(126.0), 125.0)],
            &[NoFact],
            &[],
        );
        let blank = [reading(7, None, None, true)];
        check(&blank, &[correction(None, None, 0.0)], &[Applied], &[7]);
        let two = [
            reading(1, Some("部门"), Some(1.0), true),
            reading(2, Some("社区"), Some(1.0), true),
        ];
        check(&two, &[correction(None, Some(1.0), 2.0)], &[Ambiguous], &[]);
        check(
            &two,
            &[correction(Some("社区"), Some(1.0), 2.0)],
            &[Applied],
            &[2],
        );
    }

    #[test]
    fn a_table_decides_before_sentences() {
        use Verdict::{Applied, SeenDiffers};
        let both = [
            reading(1, None, Some(127.0), true),
            reading(2, None, Some(126.0), false),
        ];
        check(
            &both,
            &[correction(None, Some(126.0), 125.0)],
            &[SeenDiffers],
            &[],
        );
        check(
            &both[1..],
            &[correction(None, Some(126.0), 125.0)],
            &[Applied],
            &[2],
        );
    }

    #[test]
    fn two_for_one_fact_are_both_left_out_unless_they_are_the_same() {
        use Verdict::{Applied, Twice};
        let one = [reading(7, None, Some(126.0), true)];
        let (first, second) = (
            correction(None, Some(126.0), 125.0),
            correction(None, Some(126.0), 124.0),
        );
        check(&one, &[first.clone(), second], &[Twice, Twice], &[]);
        check(&one, &[first.clone(), first], &[Applied, Applied], &[7]);
    }

    #[test]
    fn a_document_that_is_gone_is_said() {
        let (judged, _) = decide(&[correction(None, None, 1.0)], &Readings::default(), |_| {
            false
        });
        assert_eq!(judged[0].verdict, Verdict::DocumentGone);
    }
}
