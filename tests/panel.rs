//! Invented reports of three forms to the panel that must come of them, worked out from their gold.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use arrow::array::{AsArray, RecordBatch};
use arrow::datatypes::{Float64Type, Int32Type};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use gongkai::eval::gold::GoldFact;
use gongkai::generate::{Generated, Generator, Layout, Level, Options, Organ};
use gongkai::grammar::Registry;
use gongkai::record::{Applicant, ValueState, Word};

use crate::support::{Csv, gongkai, project};

/// Years and forms of the reports of each organ; the second has a gap.
const YEARS: [&[(i32, &str)]; 2] = [
    &[
        (2017, "stat-2014"),
        (2018, "stat-2014"),
        (2019, "form-2019"),
        (2020, "form-2019"),
        (2021, "form-2021"),
        (2022, "form-2021"),
    ],
    &[
        (2018, "stat-2014"),
        (2020, "form-2019"),
        (2021, "form-2021"),
    ],
];

fn organ(number: usize) -> Organ {
    let (region, name) = [("云栖县", "云栖县人民政府"), ("松坪区", "松坪区教育局")][number];
    Organ {
        name: name.to_owned(),
        region: region.to_owned(),
        kind: ["县", "区"][number],
        level: [Level::County, Level::Department][number],
    }
}

/// The reports in a folder, and their gold by file name.
fn reports(folder: &Path) -> BTreeMap<String, (usize, i32, Generated)> {
    let generator = Generator::new(&Registry::embedded().expect("sound"));
    let mut made = BTreeMap::new();
    for (number, years) in YEARS.iter().enumerate() {
        for (year, form) in *years {
            let options = Options {
                organ: Some(organ(number)),
                year: Some(*year),
                ..Options::default()
            };
            let seed = 100 * number as u64 + *year as u64;
            let report = generator.report(seed, form, Layout::Pipe, &options);
            let report = report.expect("a form");
            let name = format!("{number}-{year}.txt");
            fs::write(folder.join(&name), &report.text).expect("written");
            made.insert(name, (number, *year, report));
        }
    }
    made
}

/// What gold says of a cell: its total column, if it has such columns.
fn cell<'a>(facts: &'a [GoldFact], code: &str, applicant: Option<Applicant>) -> &'a GoldFact {
    let wanted = |fact: &&GoldFact| {
        fact.indicator == code
            && match applicant {
                None => matches!(fact.applicant, None | Some(Applicant::Total)),
                wanted => fact.applicant == wanted,
            }
    };
    facts
        .iter()
        .find(wanted)
        .unwrap_or_else(|| panic!("no cell {code}"))
}

/// A cell's value by its gold; blanks have none.
fn value(facts: &[GoldFact], code: &str, applicant: Option<Applicant>) -> Option<f64> {
    let cell = cell(facts, code, applicant);
    cell.value.filter(|_| cell.state == ValueState::Value)
}

/// The sum of cells, if all of them have values.
fn sum(facts: &[GoldFact], codes: &[&str]) -> Option<f64> {
    codes.iter().map(|code| value(facts, code, None)).sum()
}

/// Measures worked out by hand: code, form, cells.
const EXPECTED: [(&str, &str, &[&str]); 12] = [
    ("h.req_new", "stat-2014", &["requests.received"]),
    ("h.req_new", "form-2019", &["requests.new"]),
    ("h.req_new", "form-2021", &["requests.new"]),
    (
        "h.granted_full",
        "stat-2014",
        &[
            "requests.answered.granted",
            "requests.answered.already_public",
        ],
    ),
    ("h.granted_full", "form-2021", &["requests.outcome.granted"]),
    (
        "h.den_thirdparty",
        "stat-2014",
        &[
            "requests.answered.denied.trade_secret",
            "requests.answered.denied.privacy",
        ],
    ),
    (
        "h.lit_total",
        "form-2019",
        &["litigation.direct", "litigation.after_reconsideration"],
    ),
    ("h.lit_total", "stat-2014", &["litigation"]),
    (
        "h.recon_decided",
        "form-2021",
        &[
            "reconsideration.upheld",
            "reconsideration.corrected",
            "reconsideration.other",
        ],
    ),
    (
        "h.normdocs_stock",
        "form-2021",
        &["proactive.normative_documents.in_force"],
    ),
    (
        "h.licences",
        "form-2019",
        &["proactive.licensing.decisions"],
    ),
    ("h.staff_full", "stat-2014", &["capacity.staff.full_time"]),
];

/// All rows of a table.
fn table(out: &Path, name: &str) -> RecordBatch {
    let path = out.join(format!("{name}/part-00000.parquet"));
    let file = fs::File::open(path).expect("a file");
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).expect("Parquet");
    let schema = builder.schema().clone();
    let reader = builder.build().expect("a reader");
    let batches: Vec<RecordBatch> = reader.map(|batch| batch.expect("a batch")).collect();
    arrow::compute::concat_batches(&schema, &batches).expect("one schema")
}

fn texts(batch: &RecordBatch, name: &str) -> Vec<String> {
    let column = batch
        .column_by_name(name)
        .expect("a column")
        .as_string::<i32>();
    column
        .iter()
        .map(|one| one.unwrap_or_default().to_owned())
        .collect()
}

fn ints(batch: &RecordBatch, name: &str) -> Vec<i32> {
    let column = batch.column_by_name(name).expect("a column");
    column.as_primitive::<Int32Type>().values().to_vec()
}

fn floats(batch: &RecordBatch, name: &str) -> Vec<Option<f64>> {
    let column = batch.column_by_name(name).expect("a column");
    column.as_primitive::<Float64Type>().iter().collect()
}

fn flags(batch: &RecordBatch, name: &str) -> Vec<bool> {
    let column = batch.column_by_name(name).expect("a column").as_boolean();
    (0..column.len()).map(|row| column.value(row)).collect()
}

fn run(arguments: &[&str]) {
    let ran = gongkai(arguments);
    assert_eq!(ran.code, 0, "{arguments:?}: {}", ran.err);
}

#[test]
fn reports_of_three_forms_make_the_panel_that_their_gold_implies() {
    let place = tempfile::tempdir().expect("a folder");
    let path = |name: &str| place.path().join(name).display().to_string();
    fs::create_dir(path("reports")).expect("made");
    let made = reports(&place.path().join("reports"));
    run(&["convert", &path("reports"), "--out", &path("tables")]);
    run(&["panel", &path("tables"), "--out", &path("panel")]);
    let panel = table(&place.path().join("panel"), "panel");
    let (issuers, years) = (texts(&panel, "issuer"), ints(&panel, "year"));
    let (measures, forms) = (texts(&panel, "measure"), texts(&panel, "form"));
    let (values, states) = (floats(&panel, "value"), texts(&panel, "state"));
    let row = |organ: &str, year: i32, measure: &str| {
        let at = |row: &usize| {
            issuers[*row] == organ && years[*row] == year && measures[*row] == measure
        };
        let found: Vec<usize> = (0..panel.num_rows()).filter(at).collect();
        assert!(found.len() < 2, "{organ} {year} {measure} is there twice");
        found.first().copied()
    };
    let mut compared = 0;
    for (number, year, report) in made.values() {
        let facts = report.gold.facts.as_ref().expect("facts");
        let name = organ(*number).name;
        let form = report
            .name
            .rsplitn(3, '-')
            .last()
            .unwrap_or_default()
            .to_owned();
        for (measure, of, cells) in EXPECTED.iter().filter(|(_, of, _)| form.starts_with(of)) {
            let at = row(&name, *year, measure).expect("a row");
            assert_eq!(values[at], sum(facts, cells), "{name} {year} {measure}");
            assert_eq!(states[at] == "value", values[at].is_some());
            assert_eq!(forms[at], *of);
            compared += 1;
        }
        // Measures of one form only have no row in the others.
        assert_eq!(
            row(&name, *year, "h.complaints").is_some(),
            form.starts_with("stat-2014")
        );
        assert_eq!(
            row(&name, *year, "h.needcreate").is_some(),
            !form.starts_with("stat-2014")
        );
    }
    assert_eq!(compared, 3 * 5 + 3 * 3 + 3 * 4);
    let breaks = flags(&panel, "break_before");
    let first = |organ: &str, year: i32| breaks[row(organ, year, "h.req_new").expect("a row")];
    let county = [2017, 2018, 2019, 2020, 2021, 2022].map(|year| first("云栖县人民政府", year));
    assert_eq!(county, [false, false, true, false, true, false]);
    let office = [2018, 2020, 2021].map(|year| first("松坪区教育局", year));
    assert_eq!(office, [false, true, true]);
}

/// The outcome of a relation by gold.
fn holds(left: Option<f64>, right: Option<f64>) -> &'static str {
    match left.zip(right) {
        Some((left, right)) if (left - right).abs() < 1e-6 => "holds",
        Some(_) => "fails",
        None => "not_assessable",
    }
}

#[test]
fn relations_between_years_come_out_as_gold_implies() {
    let place = tempfile::tempdir().expect("a folder");
    let path = |name: &str| place.path().join(name).display().to_string();
    fs::create_dir(path("reports")).expect("made");
    let made = reports(&place.path().join("reports"));
    run(&["panel", &path("reports"), "--out", &path("panel")]);
    let checks = table(&place.path().join("panel"), "panel_checks");
    let (issuers, years) = (texts(&checks, "issuer"), ints(&checks, "year"));
    let (rules, scopes) = (texts(&checks, "rule"), texts(&checks, "scope"));
    let (outcomes, messages) = (texts(&checks, "outcome"), texts(&checks, "message"));
    let gold = |number: usize, year: i32| {
        let report = &made[&format!("{number}-{year}.txt")].2;
        report.gold.facts.as_deref().expect("facts")
    };
    let (mut tested, mut abstained) = (0, 0);
    for row in 0..checks.num_rows() {
        let number = usize::from(issuers[row] == "松坪区教育局");
        let (now, last) = (gold(number, years[row]), gold(number, years[row] - 1));
        let scope = Applicant::ALL
            .iter()
            .copied()
            .find(|one| one.word() == scopes[row]);
        let expected = match rules[row].trim_start_matches("cross_year/") {
            "carried_in" => holds(
                value(now, "requests.carried_in", scope),
                value(last, "requests.carried_out", scope),
            ),
            rule if rule.ends_with("_in_force") => {
                let code = |part: &str| format!("proactive.{}.{part}", &rule[..rule.len() - 9]);
                let (stock, made) = (code("in_force"), code("made"));
                let gone = code("repealed");
                let left = sum(now, &[&stock, &gone]);
                let right = value(last, &stock, None).zip(value(now, &made, None));
                holds(left, right.map(|(stock, made)| stock + made))
            }
            rule => {
                let code = |part: &str| {
                    format!("proactive.{}.items_{part}", rule.trim_end_matches("_items"))
                };
                let (previous, change) = (code("previous"), code("change"));
                holds(
                    value(now, &previous, None),
                    sum(last, &[&previous, &change]),
                )
            }
        };
        // The reader may have abstained from a cell; that is never a value.
        if messages[row].contains("（unreadable）") {
            assert_eq!(outcomes[row], "not_assessable");
            abstained += 1;
            continue;
        }
        assert_eq!(
            outcomes[row], expected,
            "{} {} {}",
            issuers[row], rules[row], messages[row]
        );
        if outcomes[row] != "not_assessable" {
            assert!(messages[row].contains(&format!("{}年度", years[row])));
        }
        tested += 1;
    }
    // Pairs of years: 2019/2020, 2020/2021 and 2021/2022, and 2020/2021 of the second organ.
    let pairs = |rule: &str| rules.iter().filter(|one| one.ends_with(rule)).count();
    assert!(
        pairs("carried_in") > 4 && pairs("licensing_items") == 1,
        "{rules:?}"
    );
    assert_eq!(pairs("normative_documents_in_force"), 1);
    assert!(
        tested > 10 && abstained * 5 < tested,
        "{tested} {abstained}"
    );
    assert!(outcomes.iter().any(|one| one == "fails"));
}

#[test]
fn datasets_of_either_kind_and_documents_give_the_same_panel() {
    let place = tempfile::tempdir().expect("a folder");
    let path = |name: &str| place.path().join(name).display().to_string();
    fs::create_dir(path("reports")).expect("made");
    reports(&place.path().join("reports"));
    run(&[
        "convert",
        &path("reports"),
        "--out",
        &path("tables"),
        "--format",
        "arrow",
    ]);
    run(&[
        "ingest",
        &path("reports"),
        "--to",
        &path("lake"),
        "--kind",
        "delta",
    ]);
    run(&["ingest", &path("reports"), "--to", &path("data")]);
    let mut all = Vec::new();
    for input in ["reports", "tables", "lake", "data"] {
        let out = path(&format!("{input}.csv"));
        run(&["panel", &path(input), "--out", &out]);
        all.push(fs::read_to_string(out).expect("a file"));
    }
    assert!(all[0].lines().count() > 200);
    assert!(all.windows(2).all(|two| two[0] == two[1]));
    let twice = gongkai(&["panel", &path("tables"), "--out", &path("data.csv")]);
    assert_eq!(twice.code, 2, "nothing is overwritten");
    run(&[
        "convert",
        &path("reports"),
        "--out",
        &path("csv"),
        "--format",
        "csv",
    ]);
    let ran = gongkai(&["panel", &path("csv"), "--out", &path("no")]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("请用 --format parquet"), "{}", ran.err);
}

#[test]
fn two_reports_of_one_organ_and_year_compete_and_stay_apart() {
    let place = tempfile::tempdir().expect("a folder");
    let path = |name: &str| place.path().join(name).display().to_string();
    fs::create_dir(path("reports")).expect("made");
    reports(&place.path().join("reports"));
    let (first, second) = (path("reports/0-2020.txt"), path("reports/0-2020-again.txt"));
    let text = fs::read_to_string(first).expect("a report");
    fs::write(second, format!("{text}\n\n（更正）\n")).expect("written");
    run(&["panel", &path("reports"), "--out", &path("panel")]);
    let out = place.path().join("panel");
    let listed = table(&out, "panel_reports");
    let outcomes = texts(&listed, "outcome");
    let competing = outcomes.iter().filter(|one| *one == "competing").count();
    assert_eq!((outcomes.len(), competing), (10, 2));
    let panel = table(&out, "panel");
    let (years, counts) = (ints(&panel, "year"), ints(&panel, "n_reports"));
    let issuers = texts(&panel, "issuer");
    for row in 0..panel.num_rows() {
        let rivals = years[row] == 2020 && issuers[row] == "云栖县人民政府";
        assert_eq!(counts[row], if rivals { 2 } else { 1 });
    }
    let checks = table(&out, "panel_checks");
    let county = texts(&checks, "issuer")
        .into_iter()
        .zip(ints(&checks, "year"));
    let years: Vec<i32> = county
        .filter(|(name, _)| name.starts_with('云'))
        .map(|(_, year)| year)
        .collect();
    assert!(
        years.iter().all(|year| *year == 2022),
        "no rival is compared: {years:?}"
    );
    let strict = gongkai(&[
        "panel",
        &path("reports"),
        "--out",
        &path("strict"),
        "--strict",
    ]);
    assert_eq!(strict.code, 1);
}

/// The report of the county for 2020, with one more request in its tables.
fn other(text: &str) -> String {
    let row = text
        .lines()
        .find(|line| line.contains("现行有效") || line.contains("行政许可"));
    let row = row.expect("a row");
    let changed: String = row
        .chars()
        .map(|one| if one.is_ascii_digit() { '7' } else { one })
        .collect();
    assert_ne!(row, changed);
    text.replacen(row, &changed, 1)
}

#[test]
fn reports_of_one_name_that_disagree_are_unclear_and_not_compared() {
    let place = tempfile::tempdir().expect("a folder");
    let path = |name: &str| place.path().join(name).display().to_string();
    fs::create_dir(path("reports")).expect("made");
    reports(&place.path().join("reports"));
    let text = fs::read_to_string(path("reports/0-2020.txt")).expect("a report");
    fs::write(path("reports/0-2020-other.txt"), other(&text)).expect("written");
    run(&["panel", &path("reports"), "--out", &path("panel")]);
    let out = place.path().join("panel");
    let panel = table(&out, "panel");
    let (years, issuers) = (ints(&panel, "year"), texts(&panel, "issuer"));
    let grades = texts(&panel, "comparability");
    for row in 0..panel.num_rows() {
        let rivals = years[row] == 2020 && issuers[row] == "云栖县人民政府";
        assert_eq!(
            grades[row] == "unclear",
            rivals,
            "{} {}",
            issuers[row],
            years[row]
        );
    }
    let checks = texts(&table(&out, "panel_checks"), "issuer");
    assert!(
        !checks.is_empty() && checks.iter().all(|name| name == "松坪区教育局"),
        "{checks:?}"
    );
    let listed = table(&out, "panel_reports");
    let told: Vec<String> = texts(&listed, "reason")
        .into_iter()
        .filter(|one| !one.is_empty())
        .collect();
    assert_eq!(
        told.len(),
        7,
        "two that compete, five of other years: {told:?}"
    );

    // Folders tell two places of one name apart: then nothing competes, and each is compared with itself.
    for (city, file) in [("云川市", "0-2020.txt"), ("临江市", "0-2020-other.txt")] {
        let folder = place.path().join("filed").join(city).join("云栖县");
        fs::create_dir_all(&folder).expect("made");
        fs::copy(place.path().join("reports").join(file), folder.join(file)).expect("copied");
    }
    for year in [2021, 2022] {
        let name = format!("0-{year}.txt");
        let to = place.path().join("filed/云川市/云栖县").join(&name);
        fs::copy(place.path().join("reports").join(&name), to).expect("copied");
    }
    run(&["panel", &path("filed"), "--out", &path("apart")]);
    let out = place.path().join("apart");
    let listed = table(&out, "panel_reports");
    assert!(texts(&listed, "outcome").iter().all(|one| one == "used"));
    let mut names = texts(&listed, "issuer");
    names.sort();
    names.dedup();
    assert_eq!(names, ["临江市云栖县人民政府", "云川市云栖县人民政府"]);
    let checks = texts(&table(&out, "panel_checks"), "issuer");
    assert!(!checks.is_empty() && checks.iter().all(|name| name == "云川市云栖县人民政府"));
}

#[test]
fn what_reviewers_set_is_taken_if_it_is_asked_for() {
    let place = tempfile::tempdir().expect("a folder");
    let path = |name: &str| place.path().join(name).display().to_string();
    fs::create_dir(path("reports")).expect("made");
    let report = project("examples/reports/songping-office-2021.txt");
    fs::copy(report, path("reports/a.txt")).expect("copied");
    run(&["ingest", &path("reports"), "--to", &path("data")]);
    run(&[
        "panel",
        &path("data"),
        "--out",
        &path("read.csv"),
        "--reviewed",
    ]);
    let of = |file: &str| {
        let csv = Csv::read(&place.path().join(file));
        let mut rows = csv.columns(["measure", "value", "evidence", "doc_id"]);
        rows.retain(|row| row[0] == "h.req_new");
        rows[0].map(str::to_owned)
    };
    let [_, value, evidence, id] = of("read.csv");
    // The total of requests received, as the example prints it.
    assert_eq!((value.as_str(), evidence.as_str()), ("48.0", "confirmed"));
    let rows = format!(
        "doc_id,indicator,applicant,scope,value_seen,value_set,reviewer,reason,date\n\
         {id},requests.new,total,,48,49,李核,原件为49,2024/3/1\n"
    );
    fs::write(path("set.csv"), rows).expect("written");
    run(&[
        "ingest",
        &path("reports"),
        "--to",
        &path("data"),
        "--corrections",
        &path("set.csv"),
    ]);
    run(&["panel", &path("data"), "--out", &path("set-read.csv")]);
    assert_eq!(of("set-read.csv")[1..3], ["48.0", "confirmed"]);
    run(&[
        "panel",
        &path("data"),
        "--out",
        &path("set-reviewed.csv"),
        "--reviewed",
    ]);
    assert_eq!(of("set-reviewed.csv")[1..3], ["49.0", "reviewed"]);
}

#[test]
fn outputs_that_nobody_means_are_refused() {
    let place = tempfile::tempdir().expect("a folder");
    let path = |name: &str| place.path().join(name).display().to_string();
    let report = project("examples/reports/songping-office-2021.txt")
        .display()
        .to_string();
    run(&["convert", &report, "--out", &path("tables")]);
    run(&["ingest", &report, "--to", &path("data")]);
    for (input, out, says) in [
        ("tables", "x.json", ".jsonl"),
        ("tables", "x.xls", ".xlsx"),
        ("tables", "tables/panel", "在数据集"),
        ("data", "data/v=1/panel.csv", "在数据集"),
        ("data", "data", "在数据集"),
    ] {
        let ran = gongkai(&["panel", &path(input), "--out", &path(out), "--overwrite"]);
        assert_eq!(ran.code, 2, "{out}: {}", ran.err);
        assert!(ran.err.contains(says), "{}", ran.err);
        assert!(out == "data" || !place.path().join(out).exists(), "{out}");
    }
    run(&["panel", &path("tables"), "--out", &path("panel.2024")]);
    assert!(place.path().join("panel.2024/panel").is_dir());
}

#[test]
fn the_dictionary_is_complete_in_both_languages_and_cites_its_sources() {
    let place = tempfile::tempdir().expect("a folder");
    let out = place.path().join("panel").display().to_string();
    let samples = project("samples/annual-report").display().to_string();
    run(&["panel", &samples, "--out", &out, "--format", "csv"]);
    let csv = Csv::read(&place.path().join("panel/panel_measures/part-00000.csv"));
    let rows = csv.columns([
        "measure",
        "definition_zh",
        "definition_en",
        "sources",
        "note_zh",
        "note_en",
    ]);
    assert!(rows.len() > 55);
    let han = |text: &str| text.chars().any(|one| ('一'..='龥').contains(&one));
    for [code, zh, en, sources, note_zh, note_en] in rows {
        assert!(code.starts_with("h."));
        assert!(han(zh) && !han(en) && !en.is_empty(), "{code}");
        assert!(
            sources.contains('《') && sources.contains('号'),
            "{code}: {sources}"
        );
        assert_eq!(note_zh.is_empty(), note_en.is_empty(), "{code}");
    }
}
