//! PDF and legacy formats: what programs make of them, and what is made of that.

use std::path::PathBuf;
use std::sync::OnceLock;

use gongkai::eval::gold::GoldFact;
use gongkai::extract::{Extraction, Reader};
use gongkai::generate::{Generator, Layout, Options, Segment, Sheet};
use gongkai::grammar::Registry;
use gongkai::read::{ElementKind, Rejection, Source, Tools, read_with};
use gongkai::record::{FactSource, TableLayout, ValueState};
use proptest::prelude::*;

use crate::paper::Paper;
use crate::support::{reader, shared};

/// The programs of this machine.
fn tools() -> &'static Tools {
    static TOOLS: OnceLock<Tools> = OnceLock::new();
    TOOLS.get_or_init(|| {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
        let mut tools = Tools::found(&folders, std::env::temp_dir());
        tools.environment = vec![("PATH".into(), path)];
        tools
    })
}

/// Whether poppler is installed; prints a line if not.
fn poppler() -> bool {
    installed(
        "poppler",
        tools().pdftotext.is_some() && tools().pdftocairo.is_some(),
    )
}

fn installed(name: &str, found: bool) -> bool {
    if !found {
        // A skipped test says so.
        #[allow(clippy::print_stdout)]
        {
            println!("skipped: {name} is not installed");
        }
    }
    found
}

fn generator() -> &'static Generator {
    static GENERATOR: OnceLock<Generator> = OnceLock::new();
    GENERATOR.get_or_init(|| Generator::new(&Registry::embedded().expect("sound")))
}

/// A report on paper with what stands in its tables.
fn printed(seed: u64, form: &str, mut paper: Paper) -> (Paper, Vec<GoldFact>) {
    let mut sheets: Vec<Sheet> = Vec::new();
    let report = generator()
        .altered(seed, form, Layout::Html, &Options::default(), |sheet, _| {
            sheets.push(sheet);
            vec![Segment::Line(format!("@{}", sheets.len() - 1))]
        })
        .expect("the form is known");
    for line in report.text.lines().filter(|line| !line.trim().is_empty()) {
        let table = line
            .strip_prefix('@')
            .and_then(|number| number.parse::<usize>().ok());
        match table {
            Some(number) => paper.table(&sheets[number]),
            None => paper.paragraph(line.trim_start_matches(['#', ' '])),
        }
    }
    (paper, report.gold.facts.expect("a report has facts"))
}

fn read(bytes: &[u8]) -> Result<Source, Rejection> {
    read_with(bytes, None, tools())
}

/// Values of a reading that differ from what was printed, those not found, and all that were.
fn compared(read: &Extraction, gold: &[GoldFact]) -> (Vec<String>, Vec<String>, usize) {
    let (mut wrong, mut lost, mut right) = (Vec::new(), Vec::new(), 0);
    for fact in gold.iter().filter(|fact| fact.state == ValueState::Value) {
        let found = read.facts.iter().find(|one| {
            one.source == FactSource::Table
                && one.state == ValueState::Value
                && (one.indicator.as_str(), one.applicant, one.scope.as_deref()) == fact.key()
        });
        let told = || format!("{:?} {}", fact.key(), fact.printed);
        match found {
            Some(found) if found.value == fact.value => right += 1,
            Some(found) => wrong.push(format!("{} as {:?}", told(), found.value)),
            None => lost.push(told()),
        }
    }
    (wrong, lost, right)
}

#[track_caller]
fn check(seed: u64, form: &str) {
    if !poppler() {
        return;
    }
    let (paper, gold) = printed(seed, form, Paper::new(true, true));
    let source = read(&paper.pdf()).expect("it can be read");
    let numbers = source
        .elements
        .iter()
        .filter(|one| matches!(one.kind, ElementKind::Furniture("page-number")));
    assert!(numbers.count() >= 2, "pages are numbered:\n{}", source.text);
    let read = reader().extract(source);
    let (wrong, lost, right) = compared(&read, &gold);
    assert_eq!((wrong, lost), (vec![], vec![]), "{}", read.text);
    assert!(right > 60);
    assert!(
        read.tables
            .iter()
            .all(|table| table.layout == TableLayout::Ruled)
    );
}

#[test]
fn ruled_cells_come_out_as_printed() {
    for seed in 0..6 {
        check(seed, "form-2021");
        check(seed, "form-2019");
        check(seed, "stat-2014");
    }
}

#[test]
fn columns_without_rules_give_no_wrong_value() {
    if !poppler() {
        return;
    }
    let (mut all, mut found) = (0, 0);
    for seed in 0..6 {
        let (paper, gold) = printed(seed, "form-2021", Paper::new(false, true));
        let read = reader().extract(read(&paper.pdf()).expect("it can be read"));
        let (wrong, lost, right) = compared(&read, &gold);
        assert_eq!(wrong, Vec::<String>::new(), "{}", read.text);
        (all, found) = (all + right + lost.len(), found + right);
    }
    assert!(found * 10 >= all * 8, "{found} of {all}");
}

#[test]
fn wrapped_lines_are_one_paragraph() {
    if !poppler() {
        return;
    }
    let long = "松坪区去年收到申请十二件，全部按时答复，没有一件被撤销或者确认违法，".repeat(3)
        + "特此报告。";
    let mut paper = Paper::new(true, false);
    paper.paragraph(&long);
    paper.paragraph(&long);
    let source = read(&paper.pdf()).expect("it can be read");
    assert_eq!(source.text, format!("{long}\n{long}\n"));
    assert_eq!(source.media_type, "application/pdf");
}

#[test]
fn the_real_report_has_all_its_cells() {
    let (Some(path), true) = (shared("data/report-2024/hongze-2024.pdf"), poppler()) else {
        return;
    };
    let text = std::fs::read(path.with_file_name("hongze-2024.row-major.txt")).expect("beside it");
    let values = |source: Source| {
        let facts = reader().extract(source).facts.into_iter();
        let values = facts.filter(|fact| fact.state == ValueState::Value);
        let mut values: Vec<String> = values
            .map(|fact| {
                format!(
                    "{} {:?} {:?} {:?}",
                    fact.indicator, fact.applicant, fact.source, fact.value
                )
            })
            .collect();
        values.sort();
        values
    };
    let pdf = std::fs::read(path).expect("present");
    let paper = values(read(&pdf).expect("it can be read"));
    assert_eq!(paper, values(read(&text).expect("text")));
    assert_eq!(paper.len(), 186);
}

#[test]
fn what_cannot_be_read_is_rejected_with_its_reason() {
    let code =
        |bytes: &[u8], tools: &Tools| read_with(bytes, None, tools).map_err(|why| why.code());
    let (paper, _) = printed(1, "form-2021", Paper::new(true, true));
    assert_eq!(
        code(b"%PDF-1.7", &Tools::default()).err(),
        Some("missing-tool")
    );
    if !poppler() {
        return;
    }
    assert_eq!(
        code(b"%PDF-1.7 and nothing", tools()).err(),
        Some("broken-file")
    );
    assert_eq!(
        code(&Paper::new(true, false).pdf(), tools()).err(),
        Some("no-text-layer")
    );
    assert_eq!(
        code(&paper.meaningless(), tools()).err(),
        Some("broken-text-layer")
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn damaged_files_are_read_or_refused(
        places in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..40),
        cut in any::<prop::sample::Index>(),
    ) {
        if poppler() {
            let (paper, _) = printed(3, "form-2021", Paper::new(true, true));
            let mut bytes = paper.pdf();
            for (place, byte) in places {
                let place = place.index(bytes.len());
                bytes[place] = byte;
            }
            bytes.truncate(bytes.len() - cut.index(bytes.len() / 4));
            if let Ok(source) = read(&bytes) {
                let _ = reader().extract(source);
            }
        }
    }
}
