//! Manners of the command line: help, completions, manual pages, colours, languages.

use std::collections::BTreeSet;
use std::fs;
use std::process::Stdio;

use crate::support::{Ran, gongkai, program, project};

/// The commands that the help of `path` lists.
fn commands(path: &[String]) -> Vec<String> {
    let arguments: Vec<&str> = path.iter().map(String::as_str).chain(["--help"]).collect();
    let help = gongkai(&arguments).out;
    let list = help.split("\nCommands:\n").nth(1).unwrap_or_default();
    let names = list.lines().take_while(|line| line.starts_with("  "));
    let names = names.filter(|line| !line.starts_with("   "));
    let names = names.filter_map(|line| line.split_whitespace().next());
    names
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}

/// Every command, those below others with their path.
fn all_commands() -> Vec<Vec<String>> {
    let mut found = vec![Vec::new()];
    let mut at = 0;
    while at < found.len() {
        let path: Vec<String> = found[at].clone();
        for name in commands(&path) {
            found.push([path.clone(), vec![name]].concat());
        }
        at += 1;
    }
    found
}

#[test]
fn every_command_shows_examples() {
    let all = all_commands();
    assert!(all.len() >= 15, "{all:?}");
    for path in all {
        let arguments: Vec<&str> = path.iter().map(String::as_str).chain(["--help"]).collect();
        let ran = gongkai(&arguments);
        assert_eq!(ran.code, 0);
        assert!(
            ran.out.contains("Examples:\n  gongkai "),
            "{path:?}: {}",
            ran.out
        );
    }
}

#[test]
fn completions_know_every_command_in_four_shells() {
    let names = commands(&[]);
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let ran = gongkai(&["completions", shell]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{shell}");
        for name in names
            .iter()
            .map(String::as_str)
            .chain(["overwrite", "color"])
        {
            assert!(ran.out.contains(name), "{shell}: {name}");
        }
    }
    assert_eq!(gongkai(&["completions", "cmd"]).code, 2);
}

#[test]
fn every_command_has_a_manual_page() {
    let place = tempfile::tempdir().expect("a folder");
    let out = place.path().join("man").display().to_string();
    assert_eq!(gongkai(&["man", "--out", &out]).code, 0);
    for path in all_commands() {
        let name = [vec!["gongkai".to_owned()], path].concat().join("-");
        let page = fs::read_to_string(format!("{out}/{name}.1")).expect("a page");
        assert!(
            page.contains(".TH ") && page.contains(".SH SYNOPSIS"),
            "{name}"
        );
    }
    let page = fs::read_to_string(format!("{out}/gongkai-convert.1")).expect("a page");
    assert!(page.contains("Examples:") && page.contains("\\-\\-overwrite"));
}

#[test]
fn mistyped_options_and_commands_are_met_with_a_suggestion() {
    for (arguments, meant) in [
        (&["convrt"][..], "convert"),
        (&["convert", "a", "--overwite"], "--overwrite"),
        (
            &["convert", "a", "--out", "b", "--format", "parqet"],
            "parquet",
        ),
        (&["check", "a", "--severty", "note"], "--severity"),
    ] {
        let ran = gongkai(arguments);
        assert_eq!(ran.code, 2);
        assert!(ran.err.contains("similar"), "{}", ran.err);
        assert!(ran.err.contains(meant), "{}", ran.err);
    }
}

/// Runs with these variables set.
fn with(arguments: &[&str], variables: &[(&str, &str)]) -> Ran {
    let ran = program()
        .args(arguments)
        .env_remove("NO_COLOR")
        .env("LC_ALL", "zh_CN.UTF-8")
        .envs(variables.iter().copied())
        .stdin(Stdio::null())
        .output()
        .expect("the command runs");
    Ran {
        code: ran.status.code().expect("no signal"),
        out: String::from_utf8(ran.stdout).expect("UTF-8"),
        err: String::from_utf8(ran.stderr).expect("UTF-8"),
    }
}

#[test]
fn colours_are_for_terminals_or_on_demand() {
    let sample = project("samples/annual-report/stat-2014-wrong-total.txt");
    let sample = sample.display().to_string();
    let colored = |more: &[&str], variables: &[(&str, &str)]| {
        let arguments = [&["check", &sample], more].concat();
        with(&arguments, variables).out.contains('\u{1b}')
    };
    assert!(!colored(&[], &[]), "standard output is no terminal");
    assert!(colored(&["--color", "always"], &[]));
    assert!(
        colored(&["--color=always"], &[("NO_COLOR", "1")]),
        "what is asked for wins"
    );
    assert!(!colored(&["--color", "never"], &[]));
    assert!(!colored(&["--color", "auto"], &[("NO_COLOR", "1")]));
    let help = with(&["--color", "always", "--help"], &[]);
    assert!(help.out.contains('\u{1b}'));
    assert!(!with(&["--help"], &[]).out.contains('\u{1b}'));
}

#[test]
fn verbose_says_what_was_not_read() {
    let place = tempfile::tempdir().expect("a folder");
    fs::write(place.path().join("a.png"), b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").expect("written");
    let (input, out) = (place.path().display().to_string(), place.path().join("out"));
    let out = out.display().to_string();
    let run = |more: &[&str]| {
        let common = ["convert", &input, "--out", &out, "--overwrite"];
        gongkai(&[&common[..], more].concat()).err
    };
    assert!(!run(&[]).contains("a.png"));
    let told = run(&["--verbose"]);
    assert!(told.contains("a.png: rejected: "), "{told}");
    assert_eq!(gongkai(&["schema", "--verbose", "--quiet"]).code, 2);
}

fn han(character: char) -> bool {
    ('一'..='龥').contains(&character)
}

/// Runs of Chinese characters.
fn runs(text: &str) -> Vec<String> {
    let runs = text
        .split(|one: char| !han(one))
        .filter(|run| !run.is_empty());
    runs.map(str::to_owned).collect()
}

/// Command lines that a user may type, `{}` for the work folder and `{s}` for samples.
const LINES: [&str; 14] = [
    "convert {s} --out {}/tables",
    "convert {s} --out {}/tables",
    "convert {}/nothing --out {}/other",
    "convert {s} --out {}/other --tables fact",
    "ingest {s} --to {}/data",
    "ingest {s} --to {}/data",
    "panel {}/data --out {}/panel",
    "panel {}/tables --out {}/panel",
    "eval --gold {}/tables {s}",
    "generate 3 --out {}/made",
    "generate 3 --form none --out {}/made2",
    "damage {}/none --kind loops",
    "schema none",
    "man --out {}/man",
];

#[test]
fn messages_are_in_the_language_that_is_asked_for() {
    let samples = project("samples/work-plan").display().to_string();
    for language in ["en", "zh"] {
        let place = tempfile::tempdir().expect("a folder");
        let folder = place.path().display().to_string();
        for line in LINES {
            let line = line.replace("{}", &folder).replace("{s}", &samples);
            let mut arguments: Vec<&str> = line.split(' ').collect();
            arguments.extend(["--lang", language]);
            let ran = gongkai(&arguments);
            assert!(!ran.err.is_empty(), "{line}");
            let chinese = ran.err.chars().any(han);
            assert_eq!(chinese, language == "zh", "{line}: {}", ran.err);
        }
    }
}

#[test]
fn in_english_only_data_is_chinese() {
    let path = project("samples/annual-report/stat-2014-wrong-total.txt");
    let squeezed =
        |text: &str| -> String { text.chars().filter(|one| !one.is_whitespace()).collect() };
    let source = squeezed(&fs::read_to_string(&path).expect("a sample"));
    let path = path.display().to_string();
    let shown = gongkai(&["inspect", &path, "--lang", "en"]).out;
    let strange: Vec<String> = runs(&shown)
        .into_iter()
        .filter(|run| !source.contains(run))
        .collect();
    assert_eq!(strange, Vec::<String>::new(), "{shown}");
    for line in ["grammar list", "schema facts", "completions bash"] {
        let arguments: Vec<&str> = line.split(' ').chain(["--lang", "en"]).collect();
        assert!(!gongkai(&arguments).out.contains("数据"), "{line}");
    }
}

#[test]
fn grammars_are_listed_and_checked_in_both_languages() {
    let folder = project("grammars");
    let file = |name: &str| folder.join(name).display().to_string();
    let files = ["annual-report.toml", "prose.toml", "measures.toml"].map(file);
    let check = ["grammar", "check", &files[0], &files[1], &files[2]];
    for (command, n_lines) in [(&["grammar", "list"][..], 8), (&check[..], 3)] {
        let run = |language| gongkai(&[command, &["--lang", language]].concat());
        let (chinese, english) = (run("zh").out, run("en").out);
        assert!(!english.chars().any(han), "{english}");
        assert_eq!(english.lines().count(), n_lines, "{english}");
        let told = |line: &str| !line.contains('@') || line.chars().any(han);
        assert!(chinese.lines().all(told), "{chinese}");
        assert!(chinese.chars().any(han), "{chinese}");
        for word in ["relations", "forms", "word lists", "measures,"] {
            assert!(!chinese.contains(word), "{chinese}");
        }
    }
}

/// What is left of a line when what it quotes is taken out: “…”, `…`, and the source line behind │.
fn unquoted(line: &str) -> String {
    let before = match line.split_once(" │ ") {
        Some((number, _)) if number.trim_matches([' ', '·']).parse::<u32>().is_ok() => number,
        _ => line,
    };
    let mut depth = 0usize;
    let mut left = String::new();
    // What is quoted may hold quotes of its own.
    for piece in before.split_inclusive(['“', '”']) {
        let text = piece.trim_end_matches(['“', '”']);
        if depth == 0 {
            left.push_str(text);
        }
        match piece.chars().next_back() {
            Some('“') => depth += 1,
            Some('”') => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    left.split('`').step_by(2).collect()
}

/// Documents that have notes of every kind among them.
const EXPLAINED: [&str; 8] = [
    "annual-report/stat-2014-wrong-total.txt",
    "annual-report/form-2021-pipes.txt",
    "annual-report/stat-2014-pipes-damaged.txt",
    "enforcement-report/narrow-wrong-total.txt",
    "enforcement-report/wide-pipes.txt",
    "official-document/reply.txt",
    "proposal-report/prose.txt",
    "work-plan/responsibility-paragraphs.txt",
];

#[test]
fn explanations_are_in_the_language_that_is_asked_for() {
    let mut kinds = BTreeSet::new();
    for name in EXPLAINED {
        let path = project(&format!("samples/{name}")).display().to_string();
        let shown = gongkai(&["grammar", "explain", &path, "--lang", "en"]).out;
        let strange: Vec<&str> = shown
            .lines()
            .filter(|line| unquoted(line).chars().any(han))
            .collect();
        assert_eq!(strange, Vec::<&str>::new(), "{name}");
        for language in ["zh", "en"] {
            let ran = gongkai(&[
                "grammar", "explain", &path, "--format", "json", "--lang", language,
            ]);
            let json: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
            for note in json["lines"]
                .as_array()
                .expect("lines")
                .iter()
                .flat_map(|line| line["notes"].as_array().expect("notes"))
            {
                let why = note["why"].as_str().expect("a reason");
                assert_eq!(
                    unquoted(why).chars().any(han),
                    language == "zh",
                    "{name}: {why}"
                );
                kinds.insert(note["kind"].to_string());
            }
        }
    }
    assert_eq!(kinds.len(), 12, "{kinds:?}");
}
