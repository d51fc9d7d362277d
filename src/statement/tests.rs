//! Sentences of invented reports, and what is told of the report as a whole.

use crate::grammar::{Registry, Voice};
use crate::prose::quantity::mentions;
use crate::record::Approx;
use crate::value::number::Decimal;

use super::compare::agrees;
use super::*;

const COUNTY: Voice<'_> = Voice {
    issuer: Some("松坪县人民政府"),
    region: Some("松坪县"),
};

/// Id and printed number of everything told, in a report of 2018, in a chapter of `role`.
#[track_caller]
fn check(voice: Voice<'_>, role: &str, text: &str, expected: &[(&str, &str)]) {
    let registry = Registry::embedded().unwrap();
    let grammar = registry.named("annual-report").unwrap();
    let mentions = mentions(&registry.vocabulary, text);
    let context = Context {
        voice,
        year: Some(2018),
        role: Some(role),
    };
    let told = told(grammar, text, &mentions, context);
    let found: Vec<(&str, &str)> = told
        .iter()
        .map(|one| {
            let printed = mentions[one.mention].span.text(text);
            (grammar.statements[one.statement].id.as_str(), printed)
        })
        .collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn a_misread_number_is_told_of_nothing() {
    for number in ["3〇8", "3O8", "38l", "3○8"] {
        let text =
            format!("2018年，全县共收到政府信息公开申请{number}件，其中网络申请25件。办结38件。");
        check(COUNTY, "requests", &text, &[]);
    }
    check(
        COUNTY,
        "requests",
        "2018年，全县共收到政府信息公开申请38件，其中网络申请2〇5件、信函申请1O3件。",
        &[("requests.received", "38件")],
    );
}

#[test]
fn growth_beside_a_misread_number_is_no_claim() {
    let registry = Registry::embedded().unwrap();
    let grammar = registry.named("annual-report").unwrap();
    let counted = |text| {
        let mentions = mentions(&registry.vocabulary, text);
        let place = |_| crate::text::Place::default();
        claims(&grammar.telling, text, &mentions, 0, place).len()
    };
    assert_eq!(counted("发布信息8200条，同比增长20%。"), 1);
    assert_eq!(counted("发布信息8200条，结转1〇0条同比增长20%。"), 0);
}

#[test]
fn a_whole_and_its_parts_are_told() {
    check(
        COUNTY,
        "requests",
        "2018年，全县共收到政府信息公开申请38件，其中网络申请25件、信函申请10件、当面申请3件。办结38件。",
        &[
            ("requests.received", "38件"),
            ("requests.online", "25件"),
            ("requests.mail", "10件"),
            ("requests.in_person", "3件"),
            ("requests.closed", "38件"),
        ],
    );
    check(
        COUNTY,
        "review",
        "全县因政府信息公开被申请行政复议4件，结果维持3件，结果纠正1件。行政诉讼2件，其中结果维持2件。",
        &[
            ("reconsideration", "4件"),
            ("reconsideration.upheld", "3件"),
            ("reconsideration.corrected", "1件"),
            ("litigation.bare", "2件"),
            ("litigation.upheld", "2件"),
        ],
    );
}

#[test]
fn parts_follow_the_last_whole_only_if_they_add_up() {
    let text = |online, mail| {
        format!(
            "全县受理政府信息公开申请30件，其中县直单位收到12件，各乡镇收到18件。其中网络申请{online}件，信函申请{mail}件。"
        )
    };
    check(
        COUNTY,
        "requests",
        &text(20, 10),
        &[
            ("requests.received", "30件"),
            ("requests.online", "20件"),
            ("requests.mail", "10件"),
        ],
    );
    check(
        COUNTY,
        "requests",
        &text(10, 8),
        &[("requests.received", "30件")],
    );
}

#[test]
fn what_is_not_the_whole_of_this_year_is_not_told() {
    for text in [
        "2017年，全县收到政府信息公开申请30件。",
        "2018年上半年，全县收到政府信息公开申请30件。",
        "县水利局收到政府信息公开申请30件，办结30件。",
        "全县计划收到政府信息公开申请30件。",
        "全市收到政府信息公开申请30件。",
        "政府层面，2018年共收到政府信息公开申请30件。",
        "水利局带头落实。全年收到政府信息公开申请30件。",
        "推进征地信息公开，收到政府信息公开申请30件。",
        "围绕征地拆迁，全县收到政府信息公开申请30件。",
        "收到政府信息公开申请20至30件。",
        "收到政府信息公开申请30人次。",
    ] {
        check(COUNTY, "requests", text, &[]);
    }
}

#[test]
fn nobody_need_be_named_where_the_chapter_is_about_it() {
    let told = [("requests.received", "30件")];
    check(COUNTY, "requests", "收到政府信息公开申请30件。", &told);
    check(COUNTY, "problems", "收到政府信息公开申请30件。", &[]);
    check(COUNTY, "problems", "全县收到政府信息公开申请30件。", &told);
}

#[test]
fn a_bare_phrase_is_told_in_its_own_chapter_only() {
    check(
        COUNTY,
        "review",
        "全县发生行政诉讼2件。",
        &[("litigation.bare", "2件")],
    );
    check(COUNTY, "overview", "全县发生行政诉讼2件。", &[]);
    check(
        COUNTY,
        "overview",
        "全县因政府信息公开被提起行政诉讼2件。",
        &[("litigation", "2件")],
    );
}

#[test]
fn a_bureau_speaks_for_itself() {
    let bureau = Voice {
        issuer: Some("松坪县水利局"),
        region: Some("松坪县"),
    };
    let told = [("requests.received", "3件")];
    check(bureau, "requests", "我局收到政府信息公开申请3件。", &told);
    check(
        bureau,
        "requests",
        "松坪县水利局共收到政府信息公开申请3件。",
        &told,
    );
    check(bureau, "requests", "全县收到政府信息公开申请3件。", &[]);
}

#[test]
fn rounded_numbers_fit_what_they_may_stand_for() {
    let number = |mantissa, exponent| Decimal { mantissa, exponent };
    let fits = |stated, approx, other| agrees(stated, approx, Decimal::integer(other)).0;
    assert!(fits(number(11, 4), Approx::Over, 118_507));
    assert!(!fits(number(11, 4), Approx::Over, 128_507));
    assert!(!fits(number(11, 4), Approx::Over, 109_999));
    assert!(fits(number(200, 0), Approx::About, 240));
    assert!(!fits(number(200, 0), Approx::Exact, 201));
    assert!(fits(number(305, 2), Approx::Exact, 30_512));
    assert!(!fits(number(305, 2), Approx::Exact, 30_712));
    assert!(fits(number(100, 0), Approx::Under, 96));
}

mod against_tables {
    use std::path::PathBuf;

    use crate::extract::{Extraction, Reader};
    use crate::grammar::Registry;
    use crate::record::{CheckKind, Evidence, FactSource, Outcome, Severity};

    fn extract(prose: &str) -> Extraction {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        let path = path.join("samples/annual-report/stat-2014-cell-per-line.txt");
        let text = std::fs::read_to_string(path).unwrap();
        let text = text.replace("收到申请33件，当年全部办结", prose);
        let source = crate::read::read(text.as_bytes()).unwrap();
        Reader::new(Registry::embedded().unwrap()).extract(source)
    }

    /// Outcome, weight and evidence of the fact that a sentence on received requests gives.
    #[track_caller]
    fn check(prose: &str, expected: &[(Outcome, Severity)], evidence: &[Evidence]) {
        let extraction = extract(prose);
        let mine = |rule: &str| rule.contains("requests.received") || rule == "prose/restated";
        let checks: Vec<(Outcome, Severity)> = extraction
            .checks
            .iter()
            .filter(|check| {
                mine(&check.rule)
                    && (check.kind == CheckKind::ProseVsTable || check.rule == "prose/restated")
            })
            .map(|check| (check.outcome, check.severity))
            .collect();
        let facts: Vec<Evidence> = extraction
            .facts
            .iter()
            .filter(|fact| {
                fact.source == FactSource::Prose && fact.indicator == "requests.received"
            })
            .map(|fact| fact.evidence)
            .collect();
        assert_eq!(
            (checks.as_slice(), facts.as_slice()),
            (expected, evidence),
            "{prose}"
        );
        let table = extraction
            .facts
            .iter()
            .filter(|fact| fact.source == FactSource::Table);
        assert!(
            table
                .clone()
                .all(|fact| fact.evidence != Evidence::Contradicted)
        );
        assert!(table.clone().count() > 70);
    }

    #[test]
    fn a_sentence_agrees_with_the_table_or_is_warned_of() {
        let (holds, fails) = (
            (Outcome::Holds, Severity::Note),
            (Outcome::Fails, Severity::Warning),
        );
        check("收到申请33件", &[holds], &[Evidence::Confirmed]);
        check("收到申请35件", &[fails], &[Evidence::Contradicted]);
        check("收到申请30余件", &[holds], &[]);
        check("收到申请40余件", &[fails], &[]);
        check(
            "收到申请33件。全县收到政府信息公开申请36件",
            &[holds, fails, fails],
            &[Evidence::Contradicted, Evidence::Contradicted],
        );
    }

    #[test]
    fn quantities_name_the_indicator() {
        let extraction = extract("收到申请30余件");
        let named: Vec<(&str, &str)> = extraction
            .quantities
            .iter()
            .filter_map(|one| Some((one.value_printed.as_str(), one.indicator.as_deref()?)))
            .collect();
        assert_eq!(
            named,
            [
                ("3052条", "proactive.total"),
                ("30余件", "requests.received")
            ]
        );
    }
}
