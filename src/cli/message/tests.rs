//! Both languages say the same, and nothing is left out.

use std::fs;
use std::path::{Path, PathBuf};

use super::*;

#[test]
fn names_go_over_into_the_other_language() {
    let told = chinese("no table `fact`; tables are documents, texts");
    assert_eq!(told, "没有表 `fact`；可选的表有 documents, texts");
    assert_eq!(chinese("cannot read a/b"), "无法读取 a/b");
    let broken = chinese("cannot use d/current.json: it cannot be read: expected value");
    assert_eq!(broken, "无法使用 d/current.json：无法读取：expected value");
    assert_eq!(chinese("error: unknown family"), "error: unknown family");
}

#[test]
fn mistakes_in_corrections_are_told_in_chinese() {
    let told = chinese("b.csv:2: `value_seen`: `1,200` is no number");
    assert_eq!(told, "b.csv:2：列 `value_seen` 的 `1,200` 不是数字");
    let told = chinese("b.csv:3: `date` is not written as 2021-03-01");
    assert_eq!(told, "b.csv:3：`date` 应写成 2021-03-01 的样子");
}

#[test]
fn both_languages_name_the_same() {
    for (english, chinese) in TEMPLATES {
        let holes = |text: &str| text.matches("{}").count();
        assert_eq!(holes(english), holes(chinese), "{english}");
        assert!(!english.chars().any(|one| ('一'..='龥').contains(&one)));
        assert!(chinese.chars().any(|one| ('一'..='龥').contains(&one)));
    }
}

#[test]
fn every_structured_error_is_told_in_chinese() {
    let path = || "x".into();
    for error in [
        Error::OutputNotEmpty { path: path() },
        Error::NoInput {
            pattern: "x".into(),
        },
        Error::Busy { path: path() },
        Error::TooManyRejects {
            rejected: 1,
            read: 2,
        },
        Error::Dataset {
            path: path(),
            why: "y".into(),
        },
    ] {
        let text = told(&error, Language::Chinese);
        assert_ne!(text, error.to_string());
    }
}

/// What stands before a message that becomes an error.
const BEGINNINGS: [&str; 18] = [
    "Usage(",
    "why: ",
    "let why =",
    "wrong(",
    "refused(",
    "broken(",
    "unusable(",
    "failed(",
    "Err((",
    "Err(",
    "Err(format!(",
    "#[error(",
    "map_err(",
    "|_| format!(",
    "ok_or(",
    "\"\" => format!(",
    "section => format!(",
    "fn unknown(",
];
/// Where errors of the command line are made. What Python says is English, as its exceptions are; what grammars'
/// authors did wrong has a sweep of its own.
const FOLDERS: [&str; 11] = [
    "cli/config",
    "cli/panel.rs",
    "eval",
    "grammar/registry.rs",
    "ingest",
    "panel",
    "pipeline",
    "sink",
    "store",
    "error.rs",
    "cli/compare.rs",
];

pub(super) fn sources(path: &Path, found: &mut Vec<PathBuf>) {
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            sources(&entry.unwrap().path(), found);
        }
    } else {
        found.push(path.to_owned());
    }
}

/// The string literal that `text` goes on with, soon.
fn literal(text: &str) -> Option<String> {
    let start = text.find('"').filter(|at| *at < 200)?;
    let mut found = String::new();
    let mut rest = text[start + 1..].chars().peekable();
    while let Some(one) = rest.next() {
        match (one, rest.peek()) {
            ('"', _) => return Some(found),
            ('\\', Some('\n')) => while rest.next_if(|one| one.is_whitespace()).is_some() {},
            ('\\', _) => found.extend(rest.next()),
            _ => found.push(one),
        }
    }
    None
}

/// The literal with `x` for what it names.
pub(super) fn filled(literal: &str) -> String {
    let mut pieces = literal.split('{');
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        text += "x";
        text += piece.split_once('}').map_or("", |(_, rest)| rest);
    }
    text
}

/// Three English words or more, one behind the other.
fn is_english(text: &str) -> bool {
    let word = |word: &str| word.len() > 1 && word.bytes().all(|one| one.is_ascii_lowercase());
    let words: Vec<bool> = text
        .split(' ')
        .filter(|one| !one.is_empty())
        .map(word)
        .collect();
    words.windows(3).any(|three| three.iter().all(|one| *one))
}

#[test]
fn every_error_of_the_crate_is_told_in_chinese() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    FOLDERS
        .iter()
        .for_each(|folder| sources(&root.join(folder), &mut files));
    let mut seen = 0;
    let mut untold: Vec<String> = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let text = text.split("#[cfg(test)]\nmod").next().unwrap_or_default();
        let found = BEGINNINGS.iter().flat_map(|beginning| {
            text.match_indices(beginning)
                .filter_map(|(at, _)| literal(&text[at + beginning.len()..]))
        });
        for message in found.map(|one| filled(&one)).filter(|one| is_english(one)) {
            seen += 1;
            // The library puts before it what it is about.
            let behind = "; nothing was committed, please report this";
            let told = [
                ("", ""),
                ("cannot use x: ", ""),
                ("x cannot be used: ", ""),
                ("x:1: ", ""),
                ("the run's own counts do not add up: ", behind),
            ];
            let told = told.map(|(before, behind)| chinese(&format!("{before}{message}{behind}")));
            if told.iter().all(|one| is_english(one)) {
                untold.push(message);
            }
        }
    }
    untold.sort();
    untold.dedup();
    assert!(seen > 60, "{seen}");
    assert_eq!(untold, Vec::<String>::new());
}
