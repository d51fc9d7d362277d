//! Pages for people: what they hold, that nothing in them comes from documents but text, and, where
//! chromium is, what they do in a browser.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use arrow::array::{Array, AsArray};
use arrow::datatypes::Float64Type;
use gongkai::language::Language;
use gongkai::pipeline::Output;
use gongkai::record::{Check, Fact, ValueState};
use gongkai::review::single;
use gongkai::text::{Place, SourceSpan};
use serde_json::Value;

use crate::support::{gongkai, project, read, reader};

/// Ways to get something run, as documents could carry them.
const PLANTED: [&str; 6] = [
    "<script>window.planted=1</script>",
    "<img src=x onerror=\"window.planted=1\">",
    "\"><svg onload=window.planted=1>",
    "' onmouseover='window.planted=1",
    "</title></style></script><iframe src=\"javascript:window.planted=1\"></iframe>",
    "<!--<template>&lt;b&#62;",
];

/// A report that does not add up, with all of [`PLANTED`] in sentences, a citation and a row's label.
fn hostile() -> String {
    let sample = fs::read_to_string(project("samples/annual-report/stat-2014-wrong-total.txt"));
    let sample = sample.expect("the sample is there");
    let (before, after) = sample.split_once("## 二、").expect("a second chapter");
    let planted: Vec<String> = PLANTED
        .iter()
        .map(|one| format!("县里{one}设点。\n\n"))
        .collect();
    let cited = format!("根据《关于{}的通知》办理。\n\n", PLANTED[0]);
    // A number that no record claims.
    let street = "对内容有疑问的，请写信到区河东路 7 号。\n\n";
    let before = before.replace("## 一、", &format!("{street}## 一、"));
    let text = format!("{before}{}{cited}## 二、{after}", planted.concat());
    text.replace(
        "| 4.信函申请数 |",
        &format!("| 4.信函申请数{} |", PLANTED[1]),
    )
}

/// A folder with the hostile report and another one.
fn reports(folder: &Path) -> PathBuf {
    let reports = folder.join("reports");
    fs::create_dir(&reports).expect("a new folder");
    let name = if cfg!(windows) {
        "hostile-'&.txt"
    } else {
        "hostile-'&<img src=x onerror=alert(1)>.txt"
    };
    fs::write(reports.join(name), hostile()).expect("written");
    let sound = fs::read_to_string(project("samples/annual-report/form-2021-pipes.txt"));
    fs::write(
        reports.join("plain.txt"),
        sound.expect("the sample is there"),
    )
    .expect("written");
    fs::write(reports.join("again.txt"), hostile()).expect("written");
    fs::write(reports.join("broken.pdf"), b"%PDF-1.4 and nothing more").expect("written");
    reports
}

fn review(folder: &Path, more: &[&str]) -> PathBuf {
    let (reports, out) = (folder.join("reports"), folder.join("pages"));
    let (reports, out) = (reports.display().to_string(), out.display().to_string());
    let arguments = [&["review", &reports, "--out", &out], more].concat();
    let ran = gongkai(&arguments);
    assert_eq!(ran.code, 0, "{}", ran.err);
    PathBuf::from(out)
}

fn pages(out: &Path) -> Vec<(String, String)> {
    let mut pages: Vec<(String, String)> = crate::support::files(&out.join("pages"))
        .iter()
        .map(|path| {
            let name = path
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            (name, fs::read_to_string(path).expect("UTF-8"))
        })
        .collect();
    pages.push((
        "index.html".into(),
        fs::read_to_string(out.join("index.html")).expect("UTF-8"),
    ));
    pages
}

/// Start tags of a page with their attributes, outside its own style and scripts.
fn tags(page: &str) -> Vec<String> {
    let mut rest = page;
    let mut tags = Vec::new();
    while let Some(at) = rest.find('<') {
        let end = rest[at..].find('>').expect("a tag ends") + at;
        let tag = &rest[at + 1..end];
        rest = &rest[end + 1..];
        for own in ["style", "script"] {
            if tag.starts_with(own) {
                rest = rest.split_once(&format!("</{own}>")).expect("it ends").1;
            }
        }
        if !tag.starts_with('/') {
            tags.push(tag.to_owned());
        }
    }
    tags
}

#[test]
fn nothing_of_a_document_becomes_markup() {
    let folder = tempfile::tempdir().expect("a folder");
    reports(folder.path());
    let out = review(folder.path(), &[]);
    let found = pages(&out);
    let hostile = found
        .iter()
        .find(|(name, _)| name.starts_with("again"))
        .expect("its page");
    for one in PLANTED {
        let escaped = one
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;");
        let escaped = escaped.replace('"', "&quot;").replace('\'', "&#39;");
        assert!(hostile.1.contains(&escaped), "{one} is shown as it stands");
    }
    for (name, page) in &found {
        assert!(
            page.starts_with("<!doctype html>\n<html lang=\"zh-CN\">"),
            "{name}"
        );
        let tags = tags(page);
        let scripts: Vec<&String> = tags
            .iter()
            .filter(|tag| tag.starts_with("script"))
            .collect();
        assert_eq!(scripts.len(), 2, "{name}");
        assert!(
            scripts.iter().all(|tag| tag.starts_with("script nonce=\"")),
            "{name}"
        );
        for tag in &tags {
            let mut words = tag.split(['"', ' ']).filter(|word| word.ends_with('='));
            assert!(
                !words.any(|word| word.starts_with("on") || word == "src=" || word == "style="),
                "{name}: {tag}"
            );
            let known = [
                "img",
                "svg onload",
                "iframe",
                "object",
                "embed",
                "link",
                "base",
                "form",
            ];
            assert!(
                !known.iter().any(|bad| tag.starts_with(bad)),
                "{name}: {tag}"
            );
            if let Some((_, target)) = tag.split_once("href=\"") {
                assert!(
                    target.starts_with('#') || target.starts_with("./"),
                    "{name}: {tag}"
                );
            }
        }
        let policy = tags
            .iter()
            .find(|tag| tag.contains("Content-Security-Policy"))
            .expect("a policy");
        assert!(policy.contains("default-src &#39;none&#39;"), "{policy}");
    }
}

#[test]
fn every_fact_and_check_is_on_the_page_and_leads_to_its_bytes() {
    let output = read(&project("samples/annual-report/stat-2014-wrong-total.txt"));
    let page = single(&output, reader(), Language::Chinese);
    let tags = tags(&page);
    for fact in &output.extraction.facts {
        let id = format!("id=\"f{}\"", fact.fact_id);
        let mine: Vec<&String> = tags.iter().filter(|tag| tag.contains(&id)).collect();
        assert_eq!(mine.len(), 1, "{id}");
        let SourceSpan { start, end } = fact.place.span;
        let placed = mine[0].contains(&format!("data-s=\"{start}\" data-e=\"{end}\""));
        assert_eq!(placed, fact.state != ValueState::Absent, "{}", mine[0]);
    }
    for check in &output.extraction.checks {
        let id = format!("id=\"c{}\"", check.check_id);
        let mine = tags
            .iter()
            .find(|tag| tag.contains(&id))
            .expect("it is there");
        for fact in &check.fact_ids {
            assert!(mine.contains(&format!("f{fact}")), "{mine}");
            assert!(
                tags.contains(&format!("a class=\"op bad\" href=\"#f{fact}\" title="))
                    || page.contains(&format!("href=\"#f{fact}\""))
            );
        }
    }
    // 126 and 125 are the two sides that the sample's table prints.
    assert!(page.contains("<span class=\"cmp\">≠</span>"));
    let text: String = output
        .extraction
        .text
        .lines()
        .nth(2)
        .expect("a third line")
        .to_owned();
    assert!(text.starts_with("本年度报告由") && page.contains("本年度报告由"));
}

#[test]
fn the_folder_is_whole_and_the_same_each_time() {
    let folder = tempfile::tempdir().expect("a folder");
    reports(folder.path());
    let out = review(folder.path(), &[]);
    let first = pages(&out);
    assert_eq!(
        first.len(),
        3,
        "two pages and the index: one input repeats another, one is broken"
    );
    let manifest: Value =
        serde_json::from_slice(&fs::read(out.join("manifest.json")).expect("there")).expect("JSON");
    assert_eq!(manifest["files"].as_array().expect("a list").len(), 2);
    let index = &first.last().expect("the index").1;
    assert!(index.contains("broken.pdf"), "what was not read is a row");
    let refused = gongkai(&["review", "samples", "--out", &out.display().to_string()]);
    assert_eq!(refused.code, 2, "an output that is there is kept");
    assert_eq!(pages(&review(folder.path(), &["--overwrite"])), first);
    let english = pages(&review(folder.path(), &["--overwrite", "--lang", "en"]));
    assert!(
        english
            .iter()
            .all(|(_, page)| page.contains("<html lang=\"en\">"))
    );
    assert_eq!(
        english.iter().map(|(name, _)| name).collect::<Vec<_>>(),
        first.iter().map(|(name, _)| name).collect::<Vec<_>>()
    );
}

/// Copies of what a sample yields, each below the other, each in a value column of its own.
fn many(copies: usize) -> Output {
    let mut output = read(&project("samples/annual-report/stat-2014-wrong-total.txt"));
    let one = output.extraction.clone();
    let number = |at: usize| i32::try_from(at).expect("small");
    let lines = number(one.text.matches('\n').count());
    let all = &mut output.extraction;
    (all.facts, all.checks) = (Vec::new(), Vec::new());
    all.text = one.text.repeat(copies);
    for copy in 0..copies {
        let moved = |place: Place| Place {
            span: SourceSpan::new(
                place.span.start + copy * one.text.len(),
                place.span.end + copy * one.text.len(),
            ),
            line: place.line + number(copy) * lines,
        };
        let (facts, checks) = (
            number(copy * one.facts.len()),
            number(copy * one.checks.len()),
        );
        all.facts.extend(one.facts.iter().map(|fact| Fact {
            fact_id: fact.fact_id + facts,
            scope: Some(format!("第{copy}栏")),
            place: moved(fact.place),
            ..fact.clone()
        }));
        all.checks.extend(one.checks.iter().map(|check| Check {
            check_id: check.check_id + checks,
            fact_ids: check.fact_ids.iter().map(|id| id + facts).collect(),
            quantity_ids: Vec::new(),
            place: moved(check.place),
            ..check.clone()
        }));
    }
    output
}

fn program(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let mut all = names
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    all.find(|program| program.is_file())
}

#[test]
fn pages_work_in_a_browser() {
    let found = (
        program(&["python3"]),
        program(&["chromedriver"]),
        program(&["chromium", "google-chrome"]),
    );
    let (Some(python), Some(driver), Some(browser)) = found else {
        // A skipped test says so.
        #[allow(clippy::print_stdout)]
        {
            println!("skipped: python3, chromedriver or chromium is missing");
        }
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    reports(folder.path());
    fs::remove_file(folder.path().join("reports/again.txt")).expect("it was there");
    review(folder.path(), &[]);
    let large = single(&many(64), reader(), Language::Chinese);
    fs::write(folder.path().join("large.html"), large).expect("written");
    let script = project("tests/browser/review.py");
    let ran = Command::new(python)
        .arg(script)
        .args([driver, browser])
        .arg(folder.path())
        .output()
        .expect("it runs");
    let said = String::from_utf8_lossy(&ran.stdout);
    #[allow(clippy::print_stdout)]
    {
        println!("{said}");
    }
    assert!(
        ran.status.success(),
        "{said}{}",
        String::from_utf8_lossy(&ran.stderr)
    );
    assert!(said.matches("holds: ").count() > 30, "{said}");
    the_exported_decision_is_a_correction(folder.path());
}

/// Feeds what the browser exported to `ingest`: 125 stands beside the 126 that was read, for one fact alone.
fn the_exported_decision_is_a_correction(folder: &Path) {
    let path = |name: &str| folder.join(name).display().to_string();
    let (reports, data, file) = (path("reports"), path("data"), path("exported.csv"));
    let ran = gongkai(&[
        "ingest",
        &reports,
        "--to",
        &data,
        "--corrections",
        &file,
        "--lang",
        "en",
    ]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(
        ran.err.contains("1 correction: 1 applied, 0 not applied"),
        "{}",
        ran.err
    );
    let tables = crate::support::files(&folder.join("data/v=1/facts"));
    let [table] = tables.as_slice() else {
        panic!("{tables:?}");
    };
    let file = fs::File::open(table).expect("the dataset's facts");
    let reader = parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder::try_new(file);
    let reader = reader.and_then(|builder| builder.build()).expect("Parquet");
    let mut reviewed = Vec::new();
    for batch in reader.map(|batch| batch.expect("a batch")) {
        let text = |name: &str| {
            batch
                .column_by_name(name)
                .expect("a column")
                .as_string::<i32>()
                .clone()
        };
        let value = |name: &str| {
            let column = batch.column_by_name(name).expect("a column");
            column.as_primitive::<Float64Type>().clone()
        };
        let (codes, by) = (text("indicator"), text("reviewed_by"));
        let (read, set) = (value("value"), value("value_reviewed"));
        for row in (0..batch.num_rows()).filter(|row| by.is_valid(*row)) {
            let (code, by) = (codes.value(row).to_owned(), by.value(row).to_owned());
            reviewed.push((code, read.value(row), set.value(row), by));
        }
    }
    let expected = (
        "requests.answered".to_owned(),
        126.0,
        125.0,
        "王，\"小\"".to_owned(),
    );
    assert_eq!(reviewed, [expected]);
}
