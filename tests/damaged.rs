//! Damaged documents in which values were once read wrong, held against what was printed before the
//! damage: a value is right or it is not there.

use std::collections::HashMap;

use gongkai::record::{FactSource, Word};

use crate::support::{Csv, files, project, read};

/// Values that all documents together still have to give: giving up everything is no way out.
const LEAST: usize = 1500;

#[test]
fn no_value_is_wrong_where_values_once_were() {
    let folder = project("tests/regressions/wrong-values");
    let documents: Vec<_> = files(&folder)
        .into_iter()
        .filter(|path| path.extension().is_some_and(|end| end == "txt"))
        .collect();
    assert!(documents.len() >= 30);
    let mut right = 0;
    for path in documents {
        let gold = Csv::read(&path.with_extension("csv"));
        let printed: HashMap<(&str, &str), f64> = gold
            .columns(["indicator", "applicant", "value"])
            .into_iter()
            .map(|[indicator, applicant, value]| {
                let value = value.parse().expect("gold values are numbers");
                ((indicator, applicant), value)
            })
            .collect();
        let output = read(&path);
        for fact in &output.extraction.facts {
            let Some(value) = fact.value.filter(|_| fact.source == FactSource::Table) else {
                continue;
            };
            let applicant = fact.applicant.map_or("", |one| one.word());
            let expected = printed.get(&(fact.indicator.as_str(), applicant));
            assert_eq!(
                expected,
                Some(&value),
                "{}: {} {applicant}, line {}",
                path.display(),
                fact.indicator,
                fact.place.line
            );
            right += 1;
        }
    }
    assert!(right >= LEAST, "{right} values");
}
