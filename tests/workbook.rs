//! Workbooks and CSV for people who live in spreadsheets, read back as a spreadsheet reads them.

use std::fs;
use std::path::Path;

use calamine::{Data, Range, Reader, Xlsx, open_workbook};

use gongkai::grammar::Registry;
use gongkai::record::{Evidence, FactSource, ValueState};

use crate::support::{files, gongkai, project, read};

fn convert(inputs: &str, out: &Path, more: &[&str]) {
    let out = out.display().to_string();
    let arguments = [&["convert", inputs, "--out", &out], more].concat();
    let ran = gongkai(&arguments);
    assert_eq!(ran.code, 0, "{}", ran.err);
}

fn sheet(path: &Path, name: &str) -> Range<Data> {
    let mut book: Xlsx<_> = open_workbook(path).expect("a workbook");
    book.worksheet_range(name).expect("a sheet")
}

/// A workbook's member as text.
fn member(path: &Path, name: &str) -> String {
    let file = fs::File::open(path).expect("a file");
    let mut archive = zip::ZipArchive::new(file).expect("an archive");
    let mut text = String::new();
    if let Ok(mut member) = archive.by_name(name) {
        std::io::Read::read_to_string(&mut member, &mut text).expect("UTF-8");
    }
    text
}

#[test]
fn a_run_is_a_workbook_with_a_sheet_a_table() {
    let place = tempfile::tempdir().expect("a folder");
    let samples = project("samples").display().to_string();
    let out = place.path().join("book");
    convert(&samples, &out, &["--format", "xlsx"]);
    convert(&samples, &place.path().join("csv"), &["--format", "csv"]);
    let path = out.join("tables.xlsx");
    let book: Xlsx<_> = open_workbook(&path).expect("a workbook");
    let names = book.sheet_names();
    assert_eq!(names.len(), 13);
    assert_eq!(
        (names[0].as_str(), names[12].as_str()),
        ("documents", "dictionary")
    );
    for table in ["documents", "facts", "checks", "tasks", "cells"] {
        let csv = place.path().join(format!("csv/{table}/part-00000.csv"));
        let csv = crate::support::Csv::read(&csv);
        let range = sheet(&path, table);
        let column = |name: &str| {
            let at = range.rows().next().expect("a head").iter();
            let at = at.clone().position(|cell| cell == name).expect("a column");
            let cells = range.rows().skip(1).map(move |row| row[at].to_string());
            cells.collect::<Vec<String>>()
        };
        let ids: Vec<[&str; 1]> = csv.columns(["doc_id"]);
        assert_eq!(column("doc_id"), ids.concat(), "{table}");
        if table == "facts" {
            // Numbers are numbers, texts are texts, nothing is nothing.
            let printed: Vec<&str> = csv.columns(["value_printed"]).concat();
            assert_eq!(column("value_printed"), printed);
            let read = |text: &str| text.parse::<f64>().ok();
            let values: Vec<Option<f64>> = csv
                .columns(["value"])
                .concat()
                .into_iter()
                .map(read)
                .collect();
            let cells: Vec<Option<f64>> = column("value").iter().map(|text| read(text)).collect();
            assert_eq!(cells, values);
        }
    }
}

#[test]
fn the_same_reports_give_the_same_bytes() {
    let place = tempfile::tempdir().expect("a folder");
    let samples = project("samples/annual-report").display().to_string();
    for out in ["a", "b"] {
        convert(&samples, &place.path().join(out), &["--format", "xlsx"]);
    }
    let (one, two) = (
        files(&place.path().join("a")),
        files(&place.path().join("b")),
    );
    assert_eq!(one.len(), two.len());
    assert!(one.len() > 10, "a form for each report");
    for (one, two) in one
        .iter()
        .zip(&two)
        .filter(|(one, _)| !one.ends_with("manifest.json"))
    {
        assert_eq!(
            fs::read(one).expect("read"),
            fs::read(two).expect("read"),
            "{}",
            one.display()
        );
    }
}

/// Text of a document that holds what a spreadsheet could take wrongly.
fn hostile() -> String {
    let long = "县政务公开办公室梳理公开事项。".repeat(3000);
    format!(
        "=HYPERLINK(\"http://example.invalid\",\"点\")\n\n关于印发云栖县工作制度的通知\n\n+1+cmd|' /C calc'!A0\n\n{long}\n\n\
         松坪区人民政府办公室\n2020年3月1日\n"
    )
}

#[test]
fn texts_are_never_formulas_and_never_cut() {
    let place = tempfile::tempdir().expect("a folder");
    let source = place.path().join("a.txt");
    fs::write(&source, hostile()).expect("written");
    let (input, out) = (source.display().to_string(), place.path().join("book"));
    convert(&input, &out, &["--format", "xlsx"]);
    let path = out.join("tables.xlsx");
    let xml: String = (1..14)
        .map(|number| member(&path, &format!("xl/worksheets/sheet{number}.xml")))
        .collect();
    assert!(xml.contains("<sheetData>") && !xml.contains("<f>") && !xml.contains("<f "));
    let texts = sheet(&path, "texts");
    let told = texts.get((1, 1)).expect("a cell").to_string();
    assert!(told.contains("全文在 long/texts-000001-text.txt"), "{told}");
    let whole = fs::read_to_string(out.join("long/texts-000001-text.txt")).expect("a file");
    assert_eq!(whole, hostile());

    let sheets = place.path().join("excel");
    convert(&input, &sheets, &["--excel"]);
    let csv = fs::read(sheets.join("texts/part-00000.csv")).expect("a file");
    assert!(csv.starts_with(b"\xEF\xBB\xBFdoc_id,text"));
    assert_eq!(
        fs::read_to_string(sheets.join("long/texts-000001-text.txt")).expect("a file"),
        hostile()
    );
    let manifest = fs::read_to_string(sheets.join("manifest.json")).expect("a file");
    assert!(manifest.contains("long/texts-000001-text.txt"));
    let ran = gongkai(&[
        "convert", &input, "--out", "x", "--format", "arrow", "--excel",
    ]);
    assert_eq!(ran.code, 2, "{}", ran.err);
}

#[test]
fn csv_for_excel_differs_only_in_what_excel_would_take_wrongly() {
    let place = tempfile::tempdir().expect("a folder");
    let text = "云栖县2020年政府信息公开工作年度报告\n\n一、总体情况\n=1+1是公式。\n- 3项工作。\n";
    fs::write(place.path().join("a.txt"), text).expect("written");
    let input = place.path().join("a.txt").display().to_string();
    convert(&input, &place.path().join("csv"), &["--format", "csv"]);
    convert(&input, &place.path().join("excel"), &["--excel"]);
    let plain = place.path().join("csv/facts/part-00000.csv");
    let excel = place.path().join("excel/facts/part-00000.csv");
    let excel = fs::read_to_string(excel).expect("a file");
    let plain = fs::read_to_string(plain).expect("a file");
    assert_eq!(excel.strip_prefix('\u{feff}'), Some(plain.as_str()));
}

#[test]
fn forms_are_filled_in_as_printed_with_notes_at_what_is_contradicted() {
    let place = tempfile::tempdir().expect("a folder");
    let sample = project("samples/annual-report/stat-2014-wrong-total.txt");
    convert(
        &sample.display().to_string(),
        &place.path().join("book"),
        &["--format", "xlsx"],
    );
    let forms = files(&place.path().join("book/forms"));
    assert_eq!(forms.len(), 1);
    let range = sheet(&forms[0], "stat-2014-1");
    let output = read(&sample);
    let registry = Registry::embedded().expect("sound");
    let form = &registry.named("annual-report").expect("built in").forms[0];
    let mut rows = range.rows().skip(2);
    assert_eq!(
        range.rows().nth(1).expect("heads")[..3],
        ["统计指标", "单位", "统计数"].map(|head| Data::String(head.to_owned()))
    );
    for row in &form.tables[0].rows {
        let printed = rows.next().expect("a row");
        assert_eq!(printed[0], Data::String(row.label.clone()));
        let facts = output.extraction.facts.iter();
        let fact = facts
            .clone()
            .find(|fact| fact.indicator == row.code && fact.source == FactSource::Table);
        let value = fact
            .filter(|fact| fact.state == ValueState::Value)
            .and_then(|one| one.value);
        let cell = match &printed[2] {
            Data::Float(value) => Some(*value),
            _ => None,
        };
        assert_eq!(cell, value, "{}", row.label);
    }
    let notes = member(&forms[0], "xl/comments1.xml");
    for told in [
        "申请答复数应等于各类答复数之和：左边 126，右边 125，相差 1",
        "第 51 行",
        "应为 125",
    ] {
        assert!(notes.contains(told), "{told} in {notes}");
    }
    let contradicted =
        output.extraction.facts.iter().filter(|fact| {
            fact.evidence == Evidence::Contradicted && fact.source == FactSource::Table
        });
    assert_eq!(
        notes.matches("与勾稽关系不符").count(),
        contradicted.count()
    );
}

#[test]
fn forms_of_applicants_have_their_heads_on_three_levels() {
    let place = tempfile::tempdir().expect("a folder");
    let sample = project("samples/annual-report/form-2021-html.txt");
    convert(
        &sample.display().to_string(),
        &place.path().join("book"),
        &["--format", "xlsx"],
    );
    let form = &files(&place.path().join("book/forms"))[0];
    let range = sheet(form, "form-2021-3");
    let text = |row: u32, col: u32| range.get_value((row, col)).map(ToString::to_string);
    assert_eq!(text(1, 1).as_deref(), Some("申请人情况"));
    assert_eq!(text(2, 2).as_deref(), Some("法人或其他组织"));
    assert_eq!(text(3, 2).as_deref(), Some("商业企业"));
    assert_eq!(text(2, 7).as_deref(), Some("总计"));
    assert_eq!(
        text(4, 0).as_deref(),
        Some("一、本年新收政府信息公开申请数量")
    );
    let proactive = sheet(form, "form-2021-2");
    let blocks: Vec<String> = proactive.rows().map(|row| row[0].to_string()).collect();
    assert_eq!(
        blocks[1..5],
        ["第二十条第（一）项", "信息内容", "规章", "行政规范性文件"]
    );
    let review = sheet(form, "form-2021-4");
    assert_eq!(
        review.get_value((1, 5)).map(ToString::to_string).as_deref(),
        Some("行政诉讼")
    );
}
