//! Two reports side by side: an invented organ's for two years in a row, and reports that share nothing.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::{gongkai, project};

/// The report of the year after the sample's: three requests carried in, as the sample carries out, and
/// one normative document too many in force (18 + 3 − 1 are 20, not 21).
fn next_year(folder: &Path) -> PathBuf {
    let sample = fs::read_to_string(project("samples/annual-report/form-2021-pipes.txt"));
    let mut text = sample.expect("the sample is there");
    for (old, new) in [
        ("2022年1月14日", "2023年1月12日"),
        ("2021年", "2022年"),
        (
            "| 2 | 0 | 0 | 0 | 0 | 0 | 2 |\n| 三、",
            "| 3 | 0 | 0 | 0 | 0 | 0 | 3 |\n| 三、",
        ),
        (
            "| 3 | 0 | 0 | 0 | 0 | 0 | 3 |\n\n## 四",
            "| 4 | 0 | 0 | 0 | 0 | 0 | 4 |\n\n## 四",
        ),
        (
            "| 行政规范性文件 | 3 | 1 | 18 |",
            "| 行政规范性文件 | 3 | 1 | 21 |",
        ),
        ("| 行政许可 | 3321 |", "| 行政许可 | 4000 |"),
        ("| 行政处罚 | 205 |", "| 行政处罚 |  |"),
        ("提前7天", "提前10天"),
        (
            "本年度没有需要",
            "路网改造的三批文件已在网站汇成一册，另附图例。\n\n本年度没有需要",
        ),
    ] {
        assert!(text.contains(old), "{old}");
        text = text.replacen(old, new, if old == "2021年" { 9 } else { 1 });
    }
    let path = folder.join("next.txt");
    fs::write(&path, text).expect("written");
    path
}

fn compared(second: &Path, more: &[&str]) -> String {
    let first = project("samples/annual-report/form-2021-pipes.txt");
    let (first, second) = (first.display().to_string(), second.display().to_string());
    let ran = gongkai(&[&["compare", first.as_str(), second.as_str()], more].concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
    ran.out
}

fn json(second: &Path) -> Value {
    serde_json::from_str(&compared(second, &["--format", "json"])).expect("JSON")
}

/// The rows of an indicator, by applicant.
fn row<'a>(found: &'a Value, indicator: &str, applicant: Option<&str>) -> &'a Value {
    let mut rows = found["values"].as_array().expect("a list").iter();
    rows.find(|row| row["indicator"] == indicator && row["applicant"].as_str() == applicant)
        .expect("the row is there")
}

#[test]
fn values_stand_side_by_side() {
    let folder = tempfile::tempdir().expect("a folder");
    let found = json(&next_year(folder.path()));
    assert_eq!(found["a"]["year"], 2021);
    assert_eq!(found["b"]["year"], 2022);
    let licences = row(&found, "proactive.licensing.decisions", None);
    assert_eq!(
        [&licences["a"]["value"], &licences["b"]["value"]],
        [3321.0, 4000.0]
    );
    assert_eq!(licences["difference"], 679.0);
    let penalties = row(&found, "proactive.penalties.decisions", None);
    assert_eq!(
        (&penalties["b"]["state"], &penalties["difference"]),
        (&"blank".into(), &Value::Null)
    );
    let carried = row(&found, "requests.carried_in", Some("total"));
    assert_eq!(
        (&carried["difference"], &carried["growth_percent"]),
        (&1.0.into(), &50.0.into())
    );
    assert_eq!(
        row(&found, "requests.new", Some("total"))["difference"],
        0.0
    );
}

#[test]
fn relations_between_the_years_are_tested() {
    let folder = tempfile::tempdir().expect("a folder");
    let found = json(&next_year(folder.path()));
    let outcome = |rule: &str, scope: Option<&str>| {
        let mut all = found["relations"].as_array().expect("a list").iter();
        let one = all.find(|one| one["rule"] == rule && one["scope"].as_str() == scope);
        one.expect(rule)["outcome"]
            .as_str()
            .expect("a word")
            .to_owned()
    };
    assert_eq!(outcome("cross_year/carried_in", Some("total")), "holds");
    assert_eq!(
        outcome("cross_year/carried_in", Some("natural_person")),
        "holds"
    );
    assert_eq!(
        outcome("cross_year/normative_documents_in_force", None),
        "fails"
    );
    assert_eq!(outcome("cross_year/regulations_in_force", None), "holds");
    let other = json(&project("samples/annual-report/form-2021-aligned.txt"));
    assert_eq!(
        other["relations"],
        Value::Array(Vec::new()),
        "another organ"
    );
}

#[test]
fn text_taken_over_is_told_from_new_text() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = next_year(folder.path());
    let found = json(&path);
    let text = fs::read_to_string(&path).expect("UTF-8");
    let passages = found["reuse"]["sentences"]["passages"]
        .as_array()
        .expect("a list");
    let sort = |part: &str| {
        let span = |one: &Value| {
            let at = |end: usize| {
                usize::try_from(one["span"][end].as_u64().expect("a number")).expect("small")
            };
            at(0)..at(1)
        };
        let one = passages
            .iter()
            .find(|one| text[span(one)].contains(part))
            .expect(part);
        one["sort"].as_str().expect("a word").to_owned()
    };
    assert_eq!(sort("修路前的告示贴得晚"), "same");
    assert_eq!(sort("提前10天"), "but-numbers");
    assert_eq!(sort("统计期限"), "but-numbers");
    assert_eq!(sort("汇成一册"), "new");
    let shares = &found["reuse"]["sentences"]["shares"];
    let share = |name: &str| shares[name]["share"].as_f64().expect("a number");
    let all: f64 = ["same", "but-numbers", "alike", "new"]
        .iter()
        .map(|name| share(name))
        .sum();
    assert!((all - 1.0).abs() < 1e-9);
    assert!(
        share("new") > 0.05 && share("new") < 0.3,
        "one sentence of several: {}",
        share("new")
    );
}

#[test]
fn a_person_reads_it_as_text_or_as_a_page() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = next_year(folder.path());
    let text = compared(&path, &[]);
    for line in [
        "✗ cross_year/normative_documents_in_force",
        "✓ cross_year/carried_in [总计]",
    ] {
        assert!(text.contains(line), "{text}");
    }
    let licences = text
        .lines()
        .find(|line| line.contains("3321"))
        .expect("a row");
    let cells: Vec<&str> = licences.split_whitespace().rev().take(4).collect();
    assert_eq!(cells, ["+20.4", "+679", "4000", "3321"]);
    assert!(!text.contains("65"), "what is equal is only counted");
    assert!(compared(&path, &["--all"]).contains("65"));
    let page = folder.path().join("page.html");
    compared(
        &path,
        &["--format", "html", "--out", &page.display().to_string()],
    );
    let page = fs::read_to_string(page).expect("UTF-8");
    assert!(page.contains("Content-Security-Policy") && page.contains("汇成一册"));
    assert!(page.contains("class=\"c fails\""));
}

#[test]
fn rows_that_only_sentences_give_say_so() {
    let place = tempfile::tempdir().expect("a folder");
    let second = next_year(place.path());
    let found = json(&second);
    let held = |row: &Value| ["a", "b"].map(|side| row[side]["source"].as_str().map(str::to_owned));
    let rows = found["values"].as_array().expect("a list").iter();
    let told = rows
        .filter(|row| held(row).into_iter().flatten().all(|one| one == "prose"))
        .count();
    assert!(told > 0, "the sample tells something in sentences alone");
    let shown = compared(&second, &["--all", "--lang", "en"]);
    assert_eq!(
        shown
            .lines()
            .filter(|line| line.contains(" · prose"))
            .count(),
        told,
        "{shown}"
    );
    let page = compared(&second, &["--format", "html"]);
    assert_eq!(
        page.matches("<span class=\"chip prose\">正文</span>")
            .count(),
        told
    );
}

#[test]
fn each_argument_is_one_document() {
    let sample = project("samples/annual-report/form-2021-pipes.txt")
        .display()
        .to_string();
    let folder = project("samples").display().to_string();
    for arguments in [
        ["compare", &sample, &folder],
        ["compare", &folder, &sample],
        ["compare", &sample, "nothing.txt"],
    ] {
        let ran = gongkai(&arguments);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", ran.err);
    }
}

#[test]
fn nothing_is_written_over_what_was_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let sample = project("samples/annual-report/form-2021-pipes.txt");
    let [first, second] = ["a.txt", "b.txt"].map(|name| {
        let path = folder.path().join(name);
        fs::copy(&sample, &path).expect("copied");
        path.display().to_string()
    });
    let detour = folder.path().join("./b.txt").display().to_string();
    for arguments in [
        ["compare", &first, &second, "--out", &first],
        ["compare", &first, &second, "--out", &detour],
        ["damage", &first, "--kind=page-breaks", "--out", &first],
        ["damage", &first, "--kind=page-breaks", "--trace", &first],
    ] {
        let ran = gongkai(&arguments);
        assert_eq!(ran.code, 2, "{arguments:?}");
        assert!(ran.err.contains("是输入文件"), "{}", ran.err);
    }
    for path in [&first, &second] {
        assert_eq!(
            fs::read(path).expect("read"),
            fs::read(&sample).expect("read")
        );
    }
}
