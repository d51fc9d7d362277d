//! What the command says and how it ends.

use std::fs;

use serde_json::Value;

use crate::support::{gongkai, gongkai_with, project};

#[test]
fn help_shows_examples() {
    for arguments in [
        &["--help"][..],
        &["convert", "--help"],
        &["inspect", "--help"],
        &["check", "--help"],
        &["schema", "--help"],
        &["eval", "--help"],
        &["damage", "--help"],
        &["generate", "--help"],
        &["compare", "--help"],
        &["review", "--help"],
        &["ingest", "--help"],
        &["config", "show", "--help"],
    ] {
        let ran = gongkai(arguments);
        assert_eq!(ran.code, 0, "{arguments:?}");
        assert!(
            ran.out.contains("Examples:\n  "),
            "{arguments:?}: {}",
            ran.out
        );
    }
}

#[test]
fn a_command_that_is_not_understood_ends_with_2() {
    for arguments in [
        &[][..],
        &["convrt"],
        &["convert"],
        &["convert", "samples"],
        &["schema", "fact"],
    ] {
        let ran = gongkai(arguments);
        assert_eq!(ran.code, 2, "{arguments:?}");
        assert_eq!(ran.out, "", "{arguments:?}: nothing on standard output");
        assert!(!ran.err.is_empty(), "{arguments:?}");
    }
}

#[test]
fn grammars_are_listed() {
    let ran = gongkai(&["grammar", "list"]);
    assert_eq!(ran.code, 0);
    for name in ["annual-report", "work-plan"] {
        assert!(
            ran.out.lines().any(|line| line.starts_with(name)),
            "{}",
            ran.out
        );
    }
}

#[test]
fn the_built_in_grammars_pass_their_check() {
    let grammars: Vec<String> = fs::read_dir(project("grammars"))
        .expect("a folder")
        .map(|entry| entry.expect("readable").path().display().to_string())
        .collect();
    let mut arguments = vec!["grammar", "check"];
    arguments.extend(grammars.iter().map(String::as_str));
    let ran = gongkai(&arguments);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert_eq!(ran.out.lines().count(), grammars.len());
}

/// A grammar with two mistakes, on lines 3 and 8.
const BROKEN: &str = r#"name = "broken"
version = "1"
family = "anual-report"

[[chapter]]
role = "overview"
titles = ["总体情况"]
example = ["存在的主要问题"]
"#;

#[test]
fn a_broken_grammar_is_shown_with_line_and_caret_and_stops_the_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("broken.toml");
    fs::write(&path, BROKEN).expect("written");
    let path = path.display().to_string();

    let ran = gongkai(&["grammar", "check", &path]);
    assert_eq!(ran.code, 2);
    for shown in [
        "broken.toml:3:10",
        "anual-report",
        "broken.toml:8:12",
        "存在的主要问题",
        "^^^^",
    ] {
        assert!(ran.err.contains(shown), "{shown} in {}", ran.err);
    }

    let out = folder.path().join("out");
    let sample = project("samples/official-document/reply.txt")
        .display()
        .to_string();
    let grammars = folder.path().display().to_string();
    let arguments = [
        "convert",
        &sample,
        "--out",
        &out.display().to_string(),
        "--grammars",
        &grammars,
    ];
    let ran = gongkai(&arguments);
    assert_eq!(ran.code, 2);
    assert!(
        !out.exists(),
        "a broken grammar means that the run does not start"
    );
}

#[test]
fn schemas_are_printed_in_three_ways() {
    let text = gongkai(&["schema", "facts"]).out;
    assert!(
        text.lines().any(|line| line.starts_with("  value_implied")),
        "{text}"
    );
    let markdown = gongkai(&["schema", "facts", "--format", "markdown"]).out;
    assert!(
        markdown.contains("| `value_implied` | f64? |"),
        "{markdown}"
    );
    let all: Value =
        serde_json::from_str(&gongkai(&["schema", "--format", "json"]).out).expect("JSON");
    assert_eq!(all.as_array().map(Vec::len), Some(16));
}

#[test]
fn inspect_shows_a_person_one_document() {
    let sample = project("samples/annual-report/stat-2014-wrong-total.txt");
    let ran = gongkai(&["inspect", &sample.display().to_string()]);
    assert_eq!(ran.code, 0);
    for shown in [
        "身份",
        "大纲",
        "表格",
        "126→125✗",
        "✗ stat-2014/requests.answered",
        "│",
        "行",
    ] {
        assert!(ran.out.contains(shown), "{shown} in {}", ran.out);
    }
    let bytes = fs::read(&sample).expect("readable");
    let piped = gongkai_with(&["inspect", "-", "--lang", "en"], &bytes);
    for shown in ["Identity", "Outline", "line "] {
        assert!(piped.out.contains(shown), "{shown} in {}", piped.out);
    }
}

#[test]
fn inspect_gives_every_record_as_json() {
    let place = tempfile::tempdir().expect("a folder");
    let sample = project("samples/annual-report/stat-2014-wrong-total.txt")
        .display()
        .to_string();
    let ran = gongkai(&["inspect", &sample, "--format", "json"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let found: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    let out = place.path().join("tables").display().to_string();
    gongkai(&["convert", &sample, "--out", &out, "--format", "jsonl"]);
    let tables = found.as_object().expect("an object");
    assert_eq!(tables.len(), 12);
    for (name, rows) in tables {
        let text = fs::read_to_string(place.path().join(format!("tables/{name}/part-00000.jsonl")));
        let text = text.expect("a table");
        let expected: Vec<serde_json::Value> = text
            .lines()
            .map(|line| serde_json::from_str(line).expect("JSON"))
            .collect();
        assert_eq!(rows.as_array().expect("rows"), &expected, "{name}");
    }
    // Columns without a value are there all the same.
    assert!(
        found["documents"][0]
            .as_object()
            .expect("a row")
            .contains_key("printed_date")
    );
    let broken = place.path().join("broken.pdf");
    fs::write(&broken, b"%PDF-1.4 and nothing more").expect("written");
    let ran = gongkai(&["inspect", &broken.display().to_string(), "--format", "json"]);
    let found: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(
        (ran.code, found["documents"][0]["status"].as_str()),
        (1, Some("rejected"))
    );
    let both = gongkai(&["inspect", &sample, "--format", "json", "--unclaimed"]);
    assert_eq!(both.code, 2);
}

#[test]
fn inspect_says_why_a_document_cannot_be_read() {
    let ran = gongkai_with(
        &["inspect", "-"],
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01",
    );
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(ran.err.starts_with("gongkai: -: "), "{}", ran.err);
    assert_eq!(gongkai(&["inspect", "no-such-file.txt"]).code, 2);
}

/// Names of the entries of a folder.
fn names(folder: &std::path::Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| {
            entry
                .expect("readable")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    names
}

#[test]
fn invented_documents_are_read_as_their_gold_says() {
    let place = tempfile::tempdir().expect("a folder");
    let out = place.path().join("made").display().to_string();
    let ran = gongkai(&[
        "generate",
        "8",
        "--seed",
        "40",
        "--out",
        &out,
        "--layout",
        "delimited",
    ]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{}", ran.err);
    assert!(ran.err.starts_with("8 个文件写入"), "{}", ran.err);
    let (texts, gold) = (format!("{out}/texts"), format!("{out}/gold"));
    let made = names(texts.as_ref());
    assert_eq!(made.len(), 8);
    assert!(made.iter().any(|name| name.starts_with("work-plan-")));
    let ran = gongkai(&["eval", "--gold", &gold, &texts, "--format", "json"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let scores: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(scores["documents"], 8);
    let facts = &scores["values"];
    assert_eq!(facts["right"], facts["values"]);
    assert_eq!(
        (&facts["wrong"], &facts["confirmed_wrong"]),
        (&0.into(), &0.into())
    );
    let rows = &scores["tables"]["tasks"]["rows"];
    assert!(
        rows["gold"].as_u64() > Some(0) && rows["gold"] == rows["right"],
        "{rows}"
    );
    let text = gongkai(&["eval", "--gold", &gold, &texts, "--lang", "en"]);
    for shown in [
        "precision",
        "wrong values    0,",
        "printed \\ read",
        "false alarms",
    ] {
        assert!(text.out.contains(shown), "{shown} in {}", text.out);
    }
    assert!(text.err.starts_with("8 documents compared"), "{}", text.err);

    let again = gongkai(&["generate", "8", "--out", &out]);
    assert_eq!(again.code, 2, "nothing is overwritten");
    assert!(again.err.contains("不是空的"), "{}", again.err);
}

#[test]
fn eval_leaves_out_what_gold_does_not_know() {
    let place = tempfile::tempdir().expect("a folder");
    let gold = place.path().display().to_string();
    let sample = project("samples/official-document/reply.txt")
        .display()
        .to_string();
    assert_eq!(
        gongkai(&["eval", "--gold", &gold, &sample]).code,
        2,
        "no gold at all"
    );
    fs::write(
        place.path().join("sections.csv"),
        "doc,level,title\nother,1,总则\n",
    )
    .expect("written");
    let ran = gongkai(&["eval", "--gold", &gold, &sample]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("0 个文件有标注"), "{}", ran.err);
}

#[test]
fn damage_keeps_the_truth() {
    let place = tempfile::tempdir().expect("a folder");
    let path = |name: &str| place.path().join(name).display().to_string();
    fs::write(path("a.txt"), "一、总体情况\n收到申请12件。\n").expect("written");
    fs::create_dir(path("gold")).expect("written");
    fs::write(
        path("gold/quantities.csv"),
        "doc,value,unit,value_printed,span_start,span_end\na,12,件,12件,31,36\n",
    )
    .expect("written");
    let (file, gold, out) = (path("a.txt"), path("gold"), path("out"));
    let common = ["damage", &file, "--kind", "wide-characters", "--level", "5"];
    let ran = gongkai(&common);
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (0, "一、总体情况\n收到申请１２件。\n")
    );
    assert_eq!(gongkai(&common).out, ran.out, "the same seed does the same");
    let trace = path("trace.json");
    let kept = [
        "--gold",
        &gold,
        "--gold-out",
        &out,
        "--trace",
        &trace,
        "--out",
        &path("b.txt"),
    ]
    .map(str::to_owned);
    let all: Vec<&str> = common
        .into_iter()
        .chain(kept.iter().map(String::as_str))
        .collect();
    let quiet = gongkai(&all);
    assert_eq!((quiet.code, quiet.out.as_str()), (0, ""), "{}", quiet.err);
    let rows = fs::read_to_string(path("out/quantities.csv")).expect("written");
    assert_eq!(rows.lines().nth(1), Some("a,12,件,12件,,,,31,40"));
    let trace: Value =
        serde_json::from_str(&fs::read_to_string(trace).expect("written")).expect("JSON");
    assert_eq!(trace[0]["kind"], "wide-characters");
    assert_eq!(trace[0]["traces"][1]["after"], serde_json::json!([31, 34]));

    let unknown = gongkai(&["damage", &file, "--kind", "fire"]);
    assert_eq!(unknown.code, 2);
    assert!(
        unknown
            .err
            .contains("没有种类 `fire`；可选的有 lookalikes,"),
        "{}",
        unknown.err
    );
    let table = gongkai(&["damage", &file, "--kind", "rows-dropped"]);
    assert!(
        table.err.contains("gongkai generate --kind rows-dropped"),
        "{}",
        table.err
    );
    assert_eq!(
        gongkai(&["damage", &file, "--kind", "loops", "--level", "9"]).code,
        2
    );
}

#[test]
fn inspect_lists_the_numbers_that_no_record_claims() {
    let path = project("samples/annual-report/form-2019-flattened.txt");
    let ran = gongkai(&["inspect", "--unclaimed", &path.display().to_string()]);
    let lines: Vec<&str> = ran.out.lines().collect();
    // Screens have no classifier that is known.
    assert_eq!(
        lines[1],
        "数字 382 位：有记录认领 379（99.2%），未认领的数 2 个"
    );
    let numbers: Vec<&str> = lines[2..]
        .iter()
        .filter_map(|line| line.split('│').nth(1))
        .collect();
    assert_eq!(
        numbers
            .iter()
            .map(|number| number.trim())
            .collect::<Vec<_>>(),
        ["11", "4"]
    );
    assert!(
        lines[2].ends_with("首页由【11】屏缩到4屏，打开时间由6.2秒降到1.8秒。"),
        "{}",
        lines[2]
    );
    let html = project("samples/annual-report/form-2021-html.txt");
    let ran = gongkai(&[
        "inspect",
        "--unclaimed",
        &html.display().to_string(),
        "--lang",
        "en",
    ]);
    assert!(
        ran.out.contains("(100%), 0 numbers unclaimed"),
        "markup is no text: {}",
        ran.out
    );
}
