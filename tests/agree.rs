//! What the prose of the real documents says against itself and against their tables: the errors
//! that are known are found unaided, and no relation that holds is said to fail.

use std::collections::BTreeMap;

use gongkai::pipeline::Output;
use gongkai::record::{Check, CheckKind, Evidence, FactSource, Outcome, Severity};

use crate::support::{Csv, files, read, shared};

/// Document and line of an error, and its sides.
type Known = (&'static str, i32, f64, f64);

/// Printed first, what it should be second.
const KNOWN: [Known; 6] = [
    ("000", 38, 52.5, 53.0),
    ("000", 38, 47.5, 47.0),
    ("000", 651, 5.0, 4.0),
    ("001", 255, 2.29, 2.28),
    ("004", 27, 75.0, 80.0),
    ("004", 99, 69.0, 113.0),
];

fn seed(number: &str) -> Option<Output> {
    let folder = shared("seeds")?;
    let found = files(&folder).into_iter().find(|path| {
        path.file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with(number))
    });
    found.map(|path| read(&path))
}

fn is(check: &Check, left: f64, right: f64) -> bool {
    let near =
        |side: Option<f64>, wanted: f64| side.is_some_and(|side| (side - wanted).abs() < 1e-6);
    near(check.left, left) && near(check.right, right)
}

#[test]
fn the_known_errors_are_found() {
    for (document, line, printed, right) in KNOWN {
        let Some(output) = seed(document) else { return };
        let found = output.extraction.checks.iter().any(|check| {
            check.outcome == Outcome::Fails
                && check.severity != Severity::Note
                && check.place.line == line
                && is(check, printed, right)
        });
        assert!(found, "{document}:{line}: {printed} for {right}");
    }
}

/// Every failing check of weight is an error that the annotators found too, in the documents that
/// they annotated.
#[test]
fn no_relation_that_holds_is_said_to_fail() {
    let Some(gold) = shared("gold/checks.csv") else {
        return;
    };
    let gold = Csv::read(&gold);
    let rows = gold.columns(["doc", "left", "right", "holds", "lines"]);
    for document in ["001", "003", "004"] {
        let Some(output) = seed(document) else { return };
        let failing =
            output.extraction.checks.iter().filter(|check| {
                check.outcome == Outcome::Fails && check.severity != Severity::Note
            });
        for check in failing {
            let known = rows.iter().any(|[doc, left, right, holds, lines]| {
                let sides = left.parse::<f64>().ok().zip(right.parse::<f64>().ok());
                // The gold puts what is computed left and what is printed right, or the reverse.
                let same = sides
                    .is_some_and(|(left, right)| is(check, left, right) || is(check, right, left));
                let there = lines
                    .split([';', '-'])
                    .any(|line| line.parse() == Ok(check.place.line));
                *doc == document && *holds == "no" && same && there
            });
            assert!(
                known,
                "{document}:{} {} {}",
                check.place.line, check.rule, check.message
            );
        }
    }
}

/// Of the statements of the prose that stand in a table too, most are found, and they hold.
#[test]
#[allow(clippy::print_stdout)]
fn what_prose_and_tables_both_say_is_compared() {
    let Some(gold) = shared("gold/checks.csv") else {
        return;
    };
    let gold = Csv::read(&gold);
    let mut outputs: BTreeMap<&str, Output> = BTreeMap::new();
    let (mut found, mut all) = (0, 0);
    for [doc, left, holds, kind, lines, about] in
        gold.columns(["doc", "left", "holds", "kind", "lines", "description"])
    {
        if kind != "prose_vs_table" || holds != "yes" {
            continue;
        }
        let output = outputs
            .entry(doc)
            .or_insert_with(|| seed(doc).expect("present"));
        let line = lines
            .split(';')
            .next()
            .and_then(|line| line.parse::<i32>().ok());
        let mine = output.extraction.checks.iter().filter(|check| {
            check.kind == CheckKind::ProseVsTable
                && Some(check.place.line) == line
                && check.left == left.parse().ok()
        });
        let outcomes: Vec<Outcome> = mine.map(|check| check.outcome).collect();
        assert!(!outcomes.contains(&Outcome::Fails), "{doc} {about}");
        all += 1;
        if outcomes.contains(&Outcome::Holds) {
            found += 1;
        } else {
            println!("not compared: {doc} {about}");
        }
    }
    println!("prose against tables: {found} of {all}");
    assert!(found * 100 >= all * 85, "{found} of {all}");
}

/// A value that a sentence gives is the one that is printed there, and says what speaks for it.
#[test]
fn prose_facts_of_the_real_documents_are_right() {
    for document in ["000", "001", "002", "003", "004"] {
        let Some(output) = seed(document) else { return };
        let extraction = &output.extraction;
        let prose = extraction
            .facts
            .iter()
            .filter(|fact| fact.source == FactSource::Prose);
        let wrong: Vec<(&str, Option<f64>)> = prose
            .filter(|fact| {
                let table = extraction.facts.iter().find(|cell| {
                    cell.source == FactSource::Table
                        && cell.indicator == fact.indicator
                        && matches!(
                            cell.applicant.map(gongkai::record::Word::word),
                            None | Some("total")
                        )
                });
                table.is_some_and(|cell| cell.value.is_some() && cell.value != fact.value)
                    && fact.evidence != Evidence::Contradicted
            })
            .map(|fact| (fact.indicator.as_str(), fact.value))
            .collect();
        assert_eq!(wrong, [], "{document}");
    }
}
