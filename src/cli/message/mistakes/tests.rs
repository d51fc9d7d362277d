//! Every word of a check is told in Chinese, and nothing that an author wrote is touched.

use std::fs;
use std::path::Path;

use super::super::tests::{filled, sources};
use super::*;
use crate::cli::language::Language;
use crate::cli::message::{chinese, told};
use crate::error::Error;
use crate::grammar::check_text;

/// What the check says of `source` in Chinese.
#[track_caller]
fn checked(source: &str) -> String {
    let errors = check_text("bad.toml", source).unwrap_err();
    told(&Error::from(errors), Language::Chinese)
}

#[test]
fn a_mistake_is_told_in_chinese_around_the_authors_own_line() {
    let source = "name = \"b\"\nversion = \"1\"\nfamily = \"workplan\"\n";
    let limit = crate::record::FamilyName::LONGEST;
    let expected = format!(
        "\
错误：未知的类别（family）`workplan`
 --> bad.toml:3:10
  |
3 | family = \"workplan\"
  |          ^^^^^^^^^^ 是否指 `work-plan`？
  |
  = 建议：可选的有 `annual-report`, `work-plan`, `official-document`；自立的类别与文法同名，至多 {limit} 个字符"
    );
    assert_eq!(checked(source), expected);
}

#[test]
fn words_of_toml_are_told_in_chinese() {
    let head = "name = \"b\"\nversion = \"1\"\nfamily = \"b\"\n";
    for (source, expected) in [
        ("name = \"b\"\nversion\n", &["错误：键没有值"][..]),
        (
            &format!("{head}nmae = 1\n"),
            &["错误：没有名为 `nmae` 的键", "^^^^ 应为其中之一：`name`, "],
        ),
        ("name = \"b\"\n", &["错误：缺少键 `version`"]),
        (
            &head.replace("\"1\"", "1"),
            &["错误：类型不对：这里是整数 `1`", "^ 应为文字"],
        ),
        (
            &format!("{head}chapter = \"a, b\"\n"),
            &["错误：类型不对：这里是文字 \"a, b\"", " 应为数组"],
        ),
        (
            &format!("{head}name = \"c\"\n"),
            &["错误：同一个键写了两次"],
        ),
        ("name = b\n", &["错误：文字须加引号"]),
        ("[[form\n", &["错误：表头缺少 `]]`"]),
    ] {
        let told = checked(source);
        for one in expected {
            assert!(told.contains(one), "{one}: {told}");
        }
    }
}

#[test]
fn what_an_author_wrote_is_not_translated() {
    let name = "in no form ^ no word fits = help: used before";
    let told = checked(&format!(
        "name = \"{name}\"\nversion = \"1\"\nfamily = \"work-plan\"\n"
    ));
    assert!(
        told.starts_with(&format!("错误：文法名称 `{name}` 不合命名规则\n")),
        "{told}"
    );
    assert!(
        told.contains(&format!("\n1 | name = \"{name}\"\n")),
        "{told}"
    );

    let told =
        checked("name = \"b\\nerror: no word fits\"\nversion = \"1\"\nfamily = \"work-plan\"\n");
    assert!(
        told.starts_with("错误：文法名称 `b\\nerror: no word fits` 不合"),
        "{told}"
    );
}

/// The string literals of a source file, comments and tests left out.
fn literals(text: &str) -> Vec<String> {
    let text = text.split("#[cfg(test)]\nmod").next().unwrap_or_default();
    let code = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    let code: Vec<&str> = code
        .map(|line| line.split(" // ").next().unwrap_or(line))
        .collect();
    let code = code.join("\n").replace("'\"'", "' '");
    let mut found = Vec::new();
    let mut literal: Option<String> = None;
    let mut rest = code.chars().peekable();
    while let Some(one) = rest.next() {
        match (one, &mut literal) {
            ('"', None) => literal = Some(String::new()),
            ('"', Some(_)) => found.extend(literal.take()),
            ('\\', Some(_)) if rest.peek() == Some(&'\n') => {
                while rest.next_if(|one| one.is_whitespace()).is_some() {}
            }
            ('\\', Some(text)) => text.extend(rest.next()),
            (one, Some(text)) => text.push(one),
            _ => {}
        }
    }
    found
}

/// Words that mean something to the check, and names that its messages fill in: what they become is tried below.
const NO_MESSAGES: [&str; 5] = [
    "as printed",
    "column head",
    "form name",
    "grammar name",
    "vocabulary name",
];

/// Whether a reader of English would read it: more than one word, and one in small letters.
fn is_message(text: &str) -> bool {
    let word = |word: &str| word.len() > 1 && word.bytes().all(|one| one.is_ascii_lowercase());
    let words: Vec<&str> = text.split(' ').filter(|one| !one.is_empty()).collect();
    words.len() > 1 && words.iter().any(|one| word(one)) && !text.starts_with(',')
}

/// The text of all files that grammars are checked by.
fn checks() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/grammar");
    let mut files = Vec::new();
    sources(&root, &mut files);
    files.retain(|file| !file.ends_with("tests.rs"));
    files
        .iter()
        .map(|file| fs::read_to_string(file).unwrap())
        .collect()
}

#[test]
fn every_word_of_the_checks_is_told_in_chinese() {
    let mut seen = 0;
    let mut untold = Vec::new();
    for message in checks().iter().flat_map(|text| literals(text)) {
        // A template with braces of its own is shown as it is: nothing is filled in.
        let forms = [
            message.replace("{value}", "x"),
            filled(&message),
            message.clone(),
        ];
        if !is_message(&forms[1]) || NO_MESSAGES.contains(&message.as_str()) {
            continue;
        }
        seen += 1;
        // What is filled in last is tried by name below; an error of the run has its template elsewhere.
        let told = |one: &String| {
            let one = one.strip_prefix("error: ").unwrap_or(one);
            let twice = one.replace("x: x `", "x: grammar `");
            let mut known = [MISTAKES, &REST[..3]].into_iter();
            known.any(|known| translated(&twice, known, str::to_owned).is_some())
                || chinese(one) != one
        };
        if !forms.iter().any(told) {
            untold.push(message);
        }
    }
    assert!(seen > 90, "{seen}");
    assert_eq!(untold, Vec::<String>::new());
}

#[test]
fn every_kind_of_name_has_its_chinese_word() {
    let calls = [
        ("self.unknown(", "unknown WHAT `1`"),
        ("self.unknown_code(", "unknown WHAT `1`"),
        ("(unknown(", "unknown WHAT `1`"),
        ("self.word(", "unknown WHAT `1`"),
        ("self.choice(", "unknown WHAT `1`"),
        ("self.distinct(", "WHAT `1` is defined twice"),
        ("self.unique(", "WHAT `1` is defined twice"),
        ("self.name(", "WHAT `1` is not a name"),
    ];
    let mut messages: Vec<String> = Vec::new();
    for text in checks() {
        for (call, message) in calls {
            for (at, _) in text.match_indices(call) {
                let call = text[at..].split([';', '?']).next().unwrap_or_default();
                let what = literals(call).into_iter().next();
                messages.extend(what.map(|what| message.replace("WHAT", &what)));
            }
        }
    }
    assert!(messages.len() > 30, "{messages:?}");
    // Those that are chosen before they are named.
    for what in ["column head", "row", "indicator", "applicant"] {
        messages.push(format!("unknown {what} `1`"));
    }
    for message in messages {
        let known = translated(&message, MISTAKES, str::to_owned);
        assert!(known.is_some(), "{message}");
    }
}

#[test]
fn both_languages_name_the_same() {
    for (english, chinese) in [MISTAKES, TOML, REST].into_iter().flatten() {
        let holes = |text: &str| text.matches("{}").count();
        assert_eq!(holes(english), holes(chinese), "{english}");
        assert!(chinese.chars().any(|one| ('一'..='龥').contains(&one)));
    }
}

#[test]
fn no_template_stands_behind_one_that_takes_its_messages() {
    let all: Vec<_> = [MISTAKES, TOML, REST].into_iter().flatten().collect();
    for (english, chinese) in all {
        let name = |text: &str| text.replace("{}", "1");
        assert_eq!(said(&name(english)), name(chinese), "{english}");
    }
}
