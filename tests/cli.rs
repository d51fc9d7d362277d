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
    assert_eq!(all.as_array().map(Vec::len), Some(12));
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
fn inspect_says_why_a_document_cannot_be_read() {
    let ran = gongkai_with(
        &["inspect", "-"],
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01",
    );
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(ran.err.starts_with("gongkai: -: "), "{}", ran.err);
    assert_eq!(gongkai(&["inspect", "no-such-file.txt"]).code, 2);
}

#[test]
fn inspect_lists_the_numbers_that_no_record_claims() {
    let path = project("samples/annual-report/form-2019-flattened.txt");
    let ran = gongkai(&["inspect", "--unclaimed", &path.display().to_string()]);
    let lines: Vec<&str> = ran.out.lines().collect();
    // Screens and points have no classifier that is known.
    assert_eq!(
        lines[1],
        "数字 382 位：有记录认领 378（98.9%），未认领的数 3 个"
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
        ["11", "4", "5"]
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
