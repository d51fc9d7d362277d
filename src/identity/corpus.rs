//! Identities of real documents, where they are at hand.

use std::collections::BTreeMap;

use super::*;
use crate::outline::corpus::{House, Row, annotated, document, rows, shared};
use crate::outline::sample::{plan_grammar, report_grammar};
use crate::record::Word;

/// Reads a page that was taken apart by hand with small grammars.
fn read(document: &Document, layout: &Layout) -> Identity {
    let registry = Registry {
        grammars: vec![report_grammar(), plan_grammar()],
        vocabulary: crate::outline::sample::words(),
        ..Registry::default()
    };
    read_with(document, layout, &registry)
}

/// Reads a file as the whole house does.
fn read_file(house: &House, file: &str) -> Option<Identity> {
    let (document, layout) = house.read(file)?;
    Some(read_with(&document, &layout, &house.grammars))
}

fn read_with(document: &Document, layout: &Layout, registry: &Registry) -> Identity {
    let grammar = recognise(document, layout, registry, None);
    let outline = outline::outline(
        document,
        layout,
        grammar.map(|index| &registry.grammars[index]),
    );
    let (identity, chosen) = identify(document, layout, &outline, registry, None);
    // An official document in general needs no evidence but its number or title.
    let general = super::family::official_grammar(registry);
    assert_eq!(chosen.filter(|at| Some(*at) != general), grammar);
    identity
}

/// Fields of an identity under the names of the annotations.
fn fields(identity: &Identity) -> BTreeMap<&'static str, String> {
    let date =
        |date: Option<chrono::NaiveDate>| date.map(|date| date.to_string()).unwrap_or_default();
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let kind = match identity.family {
        Some(Family::AnnualReport) => "annual_report",
        Some(Family::WorkPlan) => "work_plan",
        Some(Family::OfficialDocument) => "official_document",
        _ => "",
    };
    BTreeMap::from([
        ("title", text(&identity.title)),
        ("kind", kind.to_owned()),
        ("issuer", text(&identity.issuer)),
        (
            "report_year",
            identity
                .year
                .map(|year| year.to_string())
                .unwrap_or_default(),
        ),
        ("doc_number", text(&identity.doc_number)),
        ("signed_date", date(identity.signed_date)),
        ("printed_date", date(identity.printed_date)),
        ("period_start", date(identity.period_start)),
        ("period_end", date(identity.period_end)),
        ("address", text(&identity.contact_address)),
        ("contact_person", text(&identity.contact_person)),
        ("phone", text(&identity.contact_phone)),
        ("fax", text(&identity.contact_fax)),
        ("email", text(&identity.contact_email)),
        ("postcode", text(&identity.contact_postcode)),
        ("website", text(&identity.website)),
    ])
}

/// Fields in which an identity differs from its annotation, as `field read annotated`.
fn differences(identity: &Identity, gold: &Row) -> Vec<(&'static str, String, String)> {
    let fields = fields(identity).into_iter();
    let compared = fields.map(|(field, read)| (field, read, gold[field].clone()));
    compared
        .filter(|(_, read, annotated)| read != annotated)
        .collect()
}

#[test]
fn annotated_identities_are_found() {
    let house = House::open();
    let Some(gold) = shared("gold/documents.csv") else {
        return;
    };
    let files = [
        ("001", "seeds/001_5dbc8bb928f0c1a8.txt"),
        ("003", "seeds/003_ce6ae8f612e35b9c.txt"),
        ("004", "seeds/004_9d212eeb4ba88b8f.txt"),
    ];
    for (name, file) in files {
        let (Some((clean, page)), Some(text)) = (annotated(name, file), shared(file)) else {
            return;
        };
        let gold = rows(&gold)
            .into_iter()
            .find(|row| row["doc"] == name)
            .unwrap_or_default();
        assert_eq!(differences(&read(&clean, &page), &gold), [], "{name}");
        // With all pictures and page breaks left in.
        let (raw, page) = document(text, &[], &BTreeMap::new());
        assert_eq!(
            differences(&read(&raw, &page), &gold),
            [],
            "{name} as extracted"
        );
        let Some(read) = read_file(&house, file) else {
            return;
        };
        assert_eq!(differences(&read, &gold), [], "{name} by the whole house");
    }
}

#[test]
fn official_documents_are_identified() {
    let house = House::open();
    let Some(metadata) = shared("data/official-documents/metadata.csv") else {
        return;
    };
    let mut wrong = Vec::new();
    for row in rows(&metadata) {
        let file = format!("data/official-documents/{}", row["file"]);
        let (Some(text), Some(read_by_all)) = (shared(&file), read_file(&house, &file)) else {
            return;
        };
        let (document, layout) = document(text, &[], &BTreeMap::new());
        for identity in [read(&document, &layout), read_by_all] {
            let title = identity.title.unwrap_or_default();
            let number = identity.doc_number.unwrap_or_default();
            let right = title == row["title"] && number == row["doc_number"];
            if !right || identity.family != Some(Family::OfficialDocument) {
                wrong.push((row["file"].clone(), title, number, identity.family));
            }
        }
    }
    assert_eq!(wrong, []);
}

/// A document that has no annotations, with its lines squeezed, counted from 1.
struct Read {
    /// As its lines alone tell, and as the whole house reads it.
    identities: [Identity; 2],
    lines: Vec<String>,
}

impl Read {
    fn new(file: &str) -> Option<Self> {
        let text = shared(file)?;
        let squeezed = |line| crate::text::squeeze(line).0;
        let lines = text.split('\n').map(squeezed).collect();
        let (document, layout) = document(text, &[], &BTreeMap::new());
        let identities = [read(&document, &layout), read_file(&House::open(), file)?];
        Some(Self { identities, lines })
    }

    fn line(&self, line: usize) -> String {
        self.lines[line - 1].clone()
    }

    /// What stands behind the colon of a line.
    fn behind_colon(&self, line: usize) -> String {
        let parts = self.lines[line - 1].split_once('：');
        parts.map_or_else(String::new, |(_, value)| value.to_owned())
    }

    /// Checks that each identity has the given fields and no others.
    #[track_caller]
    fn check(&self, expected: &[(&'static str, String)]) {
        let expected: BTreeMap<&str, String> = expected.iter().cloned().collect();
        for identity in &self.identities {
            let mut found = fields(identity);
            found.insert("region", identity.region.clone().unwrap_or_default());
            let coverage = identity.coverage.map(|coverage| coverage.word().to_owned());
            found.insert("coverage", coverage.unwrap_or_default());
            found.retain(|_, value| !value.is_empty());
            assert_eq!(found, expected);
        }
    }
}

#[test]
fn a_report_without_annotation_is_as_read() {
    let Some(source) = Read::new("seeds/000_8b9f18ee963b66f2.txt") else {
        return;
    };
    let organ = source.line(2);
    source.check(&[
        ("kind", "annual_report".into()),
        ("title", [2, 4, 6].map(|line| source.line(line)).concat()),
        ("issuer", source.line(693)),
        ("region", organ.replace("人民政府", "")),
        ("coverage", "aggregate".into()),
        ("report_year", "2017".into()),
        ("period_start", "2017-01-01".into()),
        ("period_end", "2017-12-31".into()),
        ("signed_date", "2018-01-25".into()),
        ("address", source.behind_colon(679)),
        ("contact_person", source.behind_colon(681)),
        ("phone", source.behind_colon(683)),
        ("fax", source.behind_colon(685)),
        ("email", source.behind_colon(687)),
        ("postcode", source.behind_colon(689)),
        ("website", source.line(14)[2..].split('>').take(1).collect()),
    ]);
}

#[test]
fn a_plan_without_annotation_is_as_read() {
    let Some(source) = Read::new("seeds/002_d419d28a1c05e143.txt") else {
        return;
    };
    let organ = source.line(11).replace("2019年6月18日", "");
    source.check(&[
        ("kind", "work_plan".into()),
        ("title", source.line(5)),
        ("region", organ.replace("人民政府办公室", "")),
        ("issuer", organ),
        (
            "doc_number",
            source.line(3).replace('[', "〔").replace(']', "〕"),
        ),
        ("report_year", "2019".into()),
        ("signed_date", "2019-06-18".into()),
        ("printed_date", "2019-06-19".into()),
    ]);
}

#[test]
fn a_report_in_three_extractions_is_as_read() {
    for (extraction, first) in [("row-major", 2), ("column-major", 1), ("layout", 1)] {
        let file = format!("data/report-2024/hongze-2024.{extraction}.txt");
        let Some(mut source) = Read::new(&file) else {
            return;
        };
        let organ = source.line(first);
        let mut expected = vec![
            ("kind", "annual_report".into()),
            ("title", organ.clone() + &source.line(first + 1)),
            ("region", organ.replace("人民政府", "")),
            ("issuer", organ),
            ("report_year", "2024".into()),
            ("phone", "0517-87290606".into()),
            ("postcode", "223100".into()),
        ];
        let house = source.identities[1].clone();
        // Where lines are not joined, address and period are broken off and left out.
        source.identities[1] = source.identities[0].clone();
        source.check(&expected);
        let opening = source.lines[..20].concat();
        let address = opening.split("（地址：").nth(1).unwrap_or_default();
        expected.push(("address", address.split('，').take(1).collect()));
        expected.push(("period_start", "2024-01-01".into()));
        expected.push(("period_end", "2024-12-31".into()));
        source.identities = [house.clone(), house];
        source.check(&expected);
    }
}
