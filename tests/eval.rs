//! Gold: written and read again, and the annotations of real documents held against what is read.

use std::fs;

use gongkai::eval::gold::{Fate, Gold, GoldBlock, GoldCheck, GoldFact, GoldTask, Position};
use gongkai::eval::score::share;
use gongkai::eval::{Counts, GoldWriter, Scores, document, folder};
use gongkai::generate::{Generator, LAYOUTS, MISTAKES, Options, SLIPS, WORK_PLAN};
use gongkai::grammar::Registry;
use gongkai::record::{Applicant, BlockKind, CheckKind, UnitRole, ValueState};
use gongkai::text::SourceSpan;

use crate::support::{files, read, reader, shared};

fn registry() -> Registry {
    Registry::embedded().expect("the built-in grammars are sound")
}

#[test]
fn gold_is_read_as_it_was_written() {
    let fact = GoldFact {
        indicator: "requests.new".to_owned(),
        applicant: Some(Applicant::Total),
        scope: Some("部门, \"其他\"".to_owned()),
        state: ValueState::Dash,
        value: None,
        unit: Some("件".to_owned()),
        printed: "—".to_owned(),
        span: Some(SourceSpan::new(3, 6)),
        line: Some(2),
        fate: Fate::Destroyed,
    };
    let gold = Gold {
        facts: Some(vec![fact]),
        sections: Some(Vec::new()),
        tasks: Some(vec![GoldTask {
            title: "公开预算".to_owned(),
            units: vec![("市财政局".to_owned(), UnitRole::Lead)],
            deadlines: vec!["5月底前".to_owned(), "按季度".to_owned()],
            at: Position::span(1, 9),
        }]),
        checks: Some(vec![GoldCheck {
            kind: Some(CheckKind::Share),
            planted: Some("wrong-share".to_owned()),
            cells: vec![("requests.new".to_owned(), Some(Applicant::Other))],
            at: Position::line(7),
            ..GoldCheck::default()
        }]),
        blocks: Some(vec![GoldBlock {
            kind: BlockKind::Furniture,
            reason: Some("page-number".to_owned()),
            at: Position::span(40, 47),
        }]),
        fields: [("title".to_owned(), "年度报告".to_owned())].into(),
        ..Gold::default()
    };
    let place = tempfile::tempdir().expect("a folder");
    let mut writer = GoldWriter::create(place.path()).expect("writable");
    writer.add("one", &gold).expect("written");
    writer.finish().expect("written");
    let found = folder::read(place.path(), &registry()).expect("readable");
    assert_eq!(folder::of(&found, "one"), Some(&gold));
    assert_eq!(folder::of(&found, "one_of_many"), Some(&gold));
    assert_eq!(folder::of(&found, "ones"), None);
}

#[test]
fn invented_documents_survive_their_folder() {
    let generator = Generator::new(&registry());
    let place = tempfile::tempdir().expect("a folder");
    let mut writer = GoldWriter::create(place.path()).expect("writable");
    let mut made = Vec::new();
    let kinds: Vec<&str> = generator.kinds().collect();
    for (seed, layout) in (0..).zip(LAYOUTS) {
        let kind = kinds[seed as usize % kinds.len()];
        let options = Options {
            mistake: Some(MISTAKES[seed as usize % MISTAKES.len()]),
            slip: Some(SLIPS[seed as usize % SLIPS.len()]),
            ..Options::default()
        };
        let one = generator
            .report(seed, kind, layout, &options)
            .expect("known");
        writer.add(&one.name, &one.gold).expect("written");
        made.push(one);
    }
    writer.finish().expect("written");
    assert!(made.iter().any(|one| one.name.starts_with(WORK_PLAN)));
    let found = folder::read(place.path(), &registry()).expect("readable");
    for one in made {
        assert_eq!(
            folder::of(&found, &one.name),
            Some(&one.gold),
            "{}",
            one.name
        );
    }
}

#[test]
fn a_cell_that_is_no_number_is_told_with_its_row() {
    let place = tempfile::tempdir().expect("a folder");
    fs::write(
        place.path().join("facts.csv"),
        "doc,indicator,value\none,requests.new,12\none,requests.new,a lot\n",
    )
    .expect("written");
    let error = folder::read(place.path(), &registry()).expect_err("no number");
    let text = error.to_string();
    assert!(
        text.ends_with("facts.csv, row 3: `a lot` in column `value` is not a number"),
        "{text}"
    );
    let empty = tempfile::tempdir().expect("a folder");
    let error = folder::read(empty.path(), &registry()).expect_err("nothing there");
    assert!(error.to_string().contains("holds no gold"));
}

/// The annotated documents, all together and by the beginning of their names.
fn annotated(document_name: Option<&str>) -> Option<Scores> {
    let (gold, seeds) = shared("gold").zip(shared("seeds"))?;
    let gold = folder::read(&gold, reader().grammars()).expect("readable");
    let mut scores = Scores::default();
    for path in files(&seeds) {
        let name = path.file_stem().expect("a name").to_string_lossy();
        let wanted = document_name.is_none_or(|wanted| name.starts_with(wanted));
        if let Some(known) = folder::of(&gold, &name).filter(|_| wanted) {
            scores.add(&document(known, &read(&path).extraction));
        }
    }
    Some(scores)
}

#[test]
fn facts_of_annotated_reports_are_all_right() {
    for (name, values) in [("001", 198), ("004", 65)] {
        let Some(scores) = annotated(Some(name)) else {
            return;
        };
        let facts = &scores.values;
        assert_eq!((facts.values, facts.right), (values, values), "{name}");
        assert_eq!((facts.wrong, facts.confirmed_wrong), (0, 0), "{name}");
        let rows = scores.tables["facts"].rows;
        assert_eq!((rows.recall(), rows.precision()), (1.0, 1.0), "{name}");
    }
}

/// Tables, and the least precision and recall of their rows in percent.
const LEAST: [(&str, u64, u64); 5] = [
    ("documents", 100, 100),
    ("sections", 99, 99),
    ("quantities", 97, 98),
    ("citations", 97, 97),
    ("tasks", 97, 97),
];

#[test]
fn other_tables_of_annotated_documents_are_near_enough() {
    let Some(scores) = annotated(None) else {
        return;
    };
    assert_eq!(scores.documents, 3);
    for (name, precision, recall) in LEAST {
        let Counts {
            gold,
            reported,
            right,
        } = scores.tables[name].rows;
        assert!(share(right, reported) * 100.0 >= precision as f64, "{name}");
        assert!(share(right, gold) * 100.0 >= recall as f64, "{name}");
    }
    assert_eq!(scores.relations.false_alarms, 0);
}
