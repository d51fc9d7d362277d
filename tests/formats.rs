//! One report in every format: what is read does not depend on how it was saved.

use encoding_rs::GB18030;
use gongkai::extract::Extraction;
use gongkai::generate::{Generator, Options};
use gongkai::grammar::Registry;
use gongkai::read::read_with;
use gongkai::record::FactSource;

use crate::pdf::{poppler, printed, tools};
use crate::support::paper::Paper;
use crate::support::{office, reader};
use crate::web::{Site, page};

fn extracted(bytes: &[u8]) -> Extraction {
    reader().extract(read_with(bytes, None, tools()).expect("it can be read"))
}

/// What the tables report, with how far their arithmetic confirms it.
fn facts(read: &Extraction) -> Vec<String> {
    let tables = read
        .facts
        .iter()
        .filter(|fact| fact.source == FactSource::Table);
    let told = tables.map(|fact| {
        format!(
            "{} {:?} {:?} {:?} {:?} {:?}",
            fact.indicator, fact.scope, fact.applicant, fact.state, fact.value, fact.evidence
        )
    });
    let mut told: Vec<String> = told.collect();
    told.sort();
    told
}

#[track_caller]
fn check(seed: u64, form: &str) {
    let generator = Generator::new(&Registry::embedded().expect("sound"));
    let (report, sheets) = office::drawn(&generator, seed, form, &Options::default());
    let text = extracted(report.text.as_bytes());
    let expected = facts(&text);
    assert!(expected.len() > 40, "{}", expected.len());
    let word = extracted(&office::report(&report, &sheets).bytes());
    assert_eq!(facts(&word), expected, "DOCX of {form} {seed}");
    let web = page(&report.text, Site::Tables, "gb2312");
    let web = extracted(&GB18030.encode(&web).0);
    assert_eq!(facts(&web), expected, "HTML of {form} {seed}");
    let identity = |read: &Extraction| (read.identity.title.clone(), read.identity.year);
    assert_eq!(identity(&word), identity(&text));
    assert_eq!(identity(&web), identity(&text));
    if poppler() {
        let (paper, _) = printed(seed, form, Paper::new(true, true));
        let paper = extracted(&paper.pdf());
        assert_eq!(facts(&paper), expected, "PDF of {form} {seed}");
        assert_eq!(paper.identity.year, text.identity.year);
    }
}

#[test]
fn text_word_page_and_print_hold_the_same_facts() {
    for form in ["stat-2014", "form-2019", "form-2021"] {
        for seed in 1..4 {
            check(seed, form);
        }
    }
}
