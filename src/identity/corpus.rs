//! Identities of real documents, where they are at hand.

use std::collections::BTreeMap;

use super::*;
use crate::outline::corpus::{Row, annotated, document, rows, shared};
use crate::outline::sample::{plan_grammar, report_grammar};

fn registry() -> Registry {
    Registry {
        grammars: vec![report_grammar(), plan_grammar()],
    }
}

fn read(document: &Document, layout: &Layout) -> Identity {
    let registry = registry();
    let grammar = recognise(document, layout, &registry, None);
    let outline = outline(
        document,
        layout,
        grammar.map(|index| &registry.grammars[index]),
    );
    let (identity, chosen) = identify(document, layout, &outline, &registry, None);
    assert_eq!(chosen, grammar);
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
            .unwrap();
        assert_eq!(differences(&read(&clean, &page), &gold), [], "{name}");
        // With all pictures and page breaks left in.
        let (raw, page) = document(text, &[], &BTreeMap::new());
        assert_eq!(
            differences(&read(&raw, &page), &gold),
            [],
            "{name} as extracted"
        );
    }
}

#[test]
fn official_documents_are_identified() {
    let Some(metadata) = shared("data/official-documents/metadata.csv") else {
        return;
    };
    let mut wrong = Vec::new();
    for row in rows(&metadata) {
        let Some(text) = shared(&format!("data/official-documents/{}", row["file"])) else {
            return;
        };
        let (document, layout) = document(text, &[], &BTreeMap::new());
        let identity = read(&document, &layout);
        let found = (
            identity.title.unwrap_or_default(),
            identity.doc_number.unwrap_or_default(),
        );
        if found != (row["title"].clone(), row["doc_number"].clone())
            || identity.family != Some(Family::OfficialDocument)
        {
            wrong.push((row["file"].clone(), found, identity.family));
        }
    }
    assert_eq!(wrong, []);
}

/// A document that has no annotations, with its lines squeezed, counted from 1.
struct Source {
    identity: Identity,
    lines: Vec<String>,
}

impl Source {
    fn read(file: &str) -> Option<Self> {
        let text = shared(file)?;
        let lines = text
            .split('\n')
            .map(|line| crate::text::squeeze(line).0)
            .collect();
        let (document, layout) = document(text, &[], &BTreeMap::new());
        Some(Self {
            identity: read(&document, &layout),
            lines,
        })
    }

    fn line(&self, line: usize) -> Option<String> {
        self.lines.get(line - 1).cloned()
    }

    /// What stands behind the colon of a line.
    fn behind_colon(&self, line: usize) -> Option<String> {
        Some(self.line(line)?.split_once('：')?.1.to_owned())
    }
}

fn day(year: i32, month: u32, day: u32) -> Option<chrono::NaiveDate> {
    chrono::NaiveDate::from_ymd_opt(year, month, day)
}

#[test]
fn a_report_without_annotation_is_as_read() {
    let Some(source) = Source::read("seeds/000_8b9f18ee963b66f2.txt") else {
        return;
    };
    let title = [2, 4, 6].map(|line| source.line(line).unwrap()).concat();
    let identity = &source.identity;
    assert_eq!(
        (identity.family, identity.year),
        (Some(Family::AnnualReport), Some(2017))
    );
    assert_eq!(identity.title, Some(title));
    assert_eq!(identity.issuer, source.line(693));
    assert_eq!(
        identity.region,
        source.line(2).map(|organ| organ.replace("人民政府", ""))
    );
    assert_eq!(identity.coverage, Some(crate::record::Coverage::Aggregate));
    assert_eq!(
        (identity.period_start, identity.period_end),
        (day(2017, 1, 1), day(2017, 12, 31))
    );
    assert_eq!(
        (identity.signed_date, identity.printed_date),
        (day(2018, 1, 25), None)
    );
    assert_eq!(identity.doc_number, None);
    assert_eq!(identity.contact_address, source.behind_colon(679));
    assert_eq!(identity.contact_person, source.behind_colon(681));
    assert_eq!(identity.contact_phone, source.behind_colon(683));
    assert_eq!(identity.contact_fax, source.behind_colon(685));
    assert_eq!(identity.contact_email, source.behind_colon(687));
    assert_eq!(identity.contact_postcode, source.behind_colon(689));
    assert!(
        source
            .line(14)
            .unwrap()
            .contains(identity.website.as_deref().unwrap())
    );
}

#[test]
fn a_plan_without_annotation_is_as_read() {
    let Some(source) = Source::read("seeds/002_d419d28a1c05e143.txt") else {
        return;
    };
    let identity = &source.identity;
    assert_eq!(
        (identity.family, identity.year),
        (Some(Family::WorkPlan), Some(2019))
    );
    assert_eq!(identity.title, source.line(5));
    assert_eq!(
        identity.issuer,
        source
            .line(11)
            .map(|signature| signature.replace("2019年6月18日", ""))
    );
    assert_eq!(
        identity.doc_number,
        source
            .line(3)
            .map(|number| number.replace('[', "〔").replace(']', "〕"))
    );
    assert_eq!(
        (identity.signed_date, identity.printed_date),
        (day(2019, 6, 18), day(2019, 6, 19))
    );
    assert_eq!(
        (
            identity.period_start,
            identity.coverage,
            &identity.contact_phone
        ),
        (None, None, &None)
    );
}

#[test]
fn a_report_in_three_extractions_is_as_read() {
    for (extraction, first) in [("row-major", 2), ("column-major", 1), ("layout", 1)] {
        let Some(source) = Source::read(&format!("data/report-2024/hongze-2024.{extraction}.txt"))
        else {
            return;
        };
        let organ = source.line(first).unwrap();
        let identity = &source.identity;
        assert_eq!(
            (identity.family, identity.year),
            (Some(Family::AnnualReport), Some(2024))
        );
        assert_eq!(
            identity.title,
            Some(organ.clone() + &source.line(first + 1).unwrap())
        );
        assert_eq!(identity.issuer, Some(organ.clone()));
        assert_eq!(identity.region, Some(organ.replace("人民政府", "")));
        assert_eq!((identity.signed_date, identity.coverage), (None, None));
        // The lines of this test are not joined, and the address is broken off at the end of one.
        assert_eq!(identity.contact_address, None);
        assert_eq!(identity.contact_phone.as_deref(), Some("0517-87290606"));
    }
}
