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
        assert!(ran.err.contains(&format!("是否指 {meant}")), "{}", ran.err);
        let english = gongkai(&[arguments, &["--lang", "en"]].concat()).err;
        assert!(
            english.contains("similar") && english.contains(meant),
            "{english}"
        );
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

/// Three English words or more, one behind the other, outside what is quoted and what the system says.
fn english(text: &str) -> Option<String> {
    let word = |word: &&str| word.len() > 1 && word.bytes().all(|one| one.is_ascii_lowercase());
    let told = |line: &&str| !line.contains("(os error") && !line.trim().starts_with("gongkai ");
    text.lines().filter(told).map(unquoted).find(|line| {
        let words: Vec<&str> = line.split(' ').filter(|one| !one.is_empty()).collect();
        words.windows(3).any(|three| three.iter().all(word))
    })
}

/// Files that [`MISTAKES`] name, in the work folder.
fn broken_files(folder: &std::path::Path) {
    let id = "0123456789abcdef0123456789abcdef";
    let toml =
        |more: &str| format!("[[correction]]\ndoc_id = \"{id}\"\nindicator = \"a\"\n{more}\n");
    let csv = |row: &str| format!("doc_id,indicator,value_seen,value_set,reviewer,date\n{row}\n");
    for (name, text) in [
        ("syntax.toml", toml("reviewer = 李核")),
        ("twice.toml", toml("indicator = \"b\"")),
        ("key.toml", toml("value = 1")),
        ("kind.toml", toml("reviewer = 7")),
        ("number.toml", toml("value_seen = \"一\"")),
        (
            "infinite.toml",
            toml("reviewer = \"李核\"\nvalue_seen = inf"),
        ),
        ("nobody.toml", toml("")),
        ("outside.toml", "reviewer = \"李核\"\n".to_owned()),
        ("single.toml", "correction = [1]\n".to_owned()),
        ("short.csv", csv(&format!("{id},a,1,2"))),
        ("number.csv", csv(&format!("{id},a,一,2,李核,"))),
        ("day.csv", csv(&format!("{id},a,1,2,李核,3/1/2024"))),
        ("id.csv", csv("xyz,a,1,2,李核,")),
        ("head.csv", "doc_id,indicator\n".to_owned()),
        ("head2.csv", "doc_id,indicator,colour\n".to_owned()),
        ("settings.toml", "[convert]\nformt = \"csv\"\n".to_owned()),
        ("settings2.toml", "[convert\n".to_owned()),
        ("settings3.toml", "[convert]\noverwrite = 3\n".to_owned()),
        ("note.txt", "云栖县2020年工作总结。\n".to_owned()),
    ] {
        fs::write(folder.join(name), text).expect("written");
    }
    // 李 as GBK has it.
    let gbk = [csv(&format!("{id},a,1,2,")).as_bytes(), b"\xc0\xee"].concat();
    fs::write(folder.join("gbk.csv"), gbk).expect("written");
}

/// Command lines that end with a message on standard error.
const MISTAKES: [&str; 46] = [
    "ingest {s} --to {}/d --corrections {}/syntax.toml",
    "ingest {s} --to {}/d --corrections {}/twice.toml",
    "ingest {s} --to {}/d --corrections {}/key.toml",
    "ingest {s} --to {}/d --corrections {}/kind.toml",
    "ingest {s} --to {}/d --corrections {}/number.toml",
    "ingest {s} --to {}/d --corrections {}/infinite.toml",
    "ingest {s} --to {}/d --corrections {}/nobody.toml",
    "ingest {s} --to {}/d --corrections {}/outside.toml",
    "ingest {s} --to {}/d --corrections {}/single.toml",
    "ingest {s} --to {}/d --corrections {}/short.csv",
    "ingest {s} --to {}/d --corrections {}/number.csv",
    "ingest {s} --to {}/d --corrections {}/day.csv",
    "ingest {s} --to {}/d --corrections {}/id.csv",
    "ingest {s} --to {}/d --corrections {}/head.csv",
    "ingest {s} --to {}/d --corrections {}/head2.csv",
    "ingest {s} --to {}/d --corrections {}/gbk.csv",
    "ingest - --to {}/d",
    "ingest {s} --to {}/d --feed a/b",
    "ingest {s} --to {}/d --max-rejects many",
    "convert {s} --out {}/t --config {}/settings.toml",
    "convert {s} --out {}/t --config {}/settings2.toml",
    "convert {s} --out {}/t --config {}/settings3.toml",
    "convert {s} --out {}/t --config {}/none.toml",
    "convert {s} --out {}/t --excel --format parquet",
    "convert {s} --out {}/t --shard 3/2",
    "convert {s} --out {}/t --fromat csv",
    "convert {s} --out {}/t --format parket",
    "convert {s} --out {}/t --threads some",
    "convert {s}",
    "convrt {s}",
    "check --quiet --verbose {s}",
    "check {s} --lang fr",
    "convert {}/[ --out {}/t",
    "convert {s} --out s3://",
    "history {}",
    "gc {} --min-age soon",
    "config show nothing",
    "generate 3 --layout none --out {}/m",
    "generate 3 --mistakes 2 --out {}/m",
    "compare {s} {}/note.txt",
    "compare {}/syntax.toml {}/none",
    "inspect {}/note.txt --unclaimed --format json",
    "panel {}/note.txt --out {}/panel.json",
    "eval --gold {} {}/note.txt",
    "grammar explain {s}",
    "schema none",
];

#[test]
fn mistakes_are_told_in_one_language() {
    let samples = project("samples/work-plan").display().to_string();
    let place = tempfile::tempdir().expect("a folder");
    broken_files(place.path());
    let folder = place.path().display().to_string();
    for line in MISTAKES {
        let line = line.replace("{}", &folder).replace("{s}", &samples);
        let run = |language: &str| {
            let named = line.contains("--lang");
            let lang = [("--lang", language)].into_iter().filter(|_| !named);
            let lang = lang.flat_map(|(option, value)| [option, value]);
            let arguments: Vec<&str> = line.split(' ').chain(lang).collect();
            let ran = gongkai(&arguments);
            assert_eq!(ran.code, 2, "{line}: {}", ran.err);
            ran.err.replace(&folder, "x").replace(&samples, "x")
        };
        let (chinese, told) = (run("zh"), run("en"));
        assert!(chinese.chars().any(han), "{line}: {chinese}");
        assert_eq!(english(&chinese), None, "{line}: {chinese}");
        if !line.contains("--lang") {
            let plain: Vec<String> = told.lines().map(unquoted).collect();
            assert!(!plain.concat().chars().any(han), "{line}: {told}");
        }
    }
}

#[test]
fn what_is_wrong_with_a_document_is_told_in_one_language() {
    let place = tempfile::tempdir().expect("a folder");
    let path = |name: &str| place.path().join(name).display().to_string();
    let broken: [(&str, &[u8]); 4] = [
        ("empty.txt", b" \n"),
        ("broken.zip", b"PK\x03\x04...."),
        ("broken.pdf", b"%PDF-1.4 and nothing more"),
        ("binary.txt", &[0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3]),
    ];
    for (name, bytes) in broken {
        fs::write(path(name), bytes).expect("written");
        let (file, out) = (path(name), path("out"));
        for arguments in [
            &["check", &file][..],
            &["inspect", &file],
            &["grammar", "explain", &file],
            &["damage", &file, "--kind", "none"],
            &["compare", &file, &file],
            &["convert", &file, "--out", &out, "--overwrite", "--verbose"],
        ] {
            for language in ["zh", "en"] {
                let ran = gongkai(&[arguments, &["--lang", language]].concat());
                let told = ran.out + &ran.err;
                assert_eq!(
                    told.chars().any(han),
                    language == "zh",
                    "{arguments:?}: {told}"
                );
            }
        }
    }
    let folder = project("samples/annual-report").display().to_string();
    let shown = gongkai(&["check", &folder, "--severity", "note", "--lang", "en"]).out;
    // What is named stands in quotation marks, excerpts behind a bar.
    let notes = shown.lines().filter(|line| line.contains("= note:"));
    let strange: Vec<&str> = notes
        .filter(|line| unquoted(line).chars().any(han))
        .collect();
    assert_eq!(strange, Vec::<&str>::new());
    assert!(shown.contains("= note:"));
}

#[test]
fn relations_between_years_are_told_in_one_language() {
    let place = tempfile::tempdir().expect("a folder");
    let example = |year: i32| project(&format!("examples/reports/songping-office-{year}.txt"));
    let text = fs::read_to_string(example(2022)).expect("an example");
    // One more in force than there can be, and another report of the year that says otherwise.
    let reports = place.path().join("reports");
    fs::create_dir(&reports).expect("made");
    fs::copy(example(2021), reports.join("1.txt")).expect("copied");
    let wrong = text.replacen("| 33 |", "| 34 |", 1);
    assert_ne!(wrong, text, "the example has 33 documents in force");
    fs::write(reports.join("2.txt"), &wrong).expect("written");
    let path = |name: &str| place.path().join(name).display().to_string();
    let (first, second) = (path("reports/1.txt"), path("reports/2.txt"));
    let relations = |language: &str| {
        let shown = gongkai(&["compare", &first, &second, "--lang", language]).out;
        let relations: Vec<String> = shown
            .lines()
            .filter(|line| line.contains("cross_year/"))
            .map(str::to_owned)
            .collect();
        assert!(relations.iter().any(|line| line.contains('✗')), "{shown}");
        relations.join("\n")
    };
    assert!(!relations("en").chars().any(han), "{}", relations("en"));
    assert!(relations("en").contains("normative documents in force should equal"));
    assert_eq!(english(&relations("zh")), None);
    for (language, html) in [
        ("zh", "上年结转申请数应等于"),
        ("en", "requests carried in should equal"),
    ] {
        let arguments = ["compare", &first, &second, "--lang", language, "--format"];
        for format in ["html", "json"] {
            let shown = gongkai(&[&arguments[..], &[format]].concat()).out;
            assert!(shown.contains(html), "{language} {format}");
        }
    }
    let panel = |language: &str, out: &str| {
        let (reports, out) = (path("reports"), path(out));
        let ran = gongkai(&[
            "panel",
            &reports,
            "--out",
            &out,
            "--verbose",
            "--lang",
            language,
        ]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        ran.err.replace("松坪区人民政府办公室", "x")
    };
    let told = panel("en", "en");
    assert!(
        told.contains("should equal") && !told.chars().any(han),
        "{told}"
    );
    fs::write(reports.join("3.txt"), &text).expect("written");
    let told = panel("en", "rivals");
    assert!(
        told.contains("says otherwise") && !told.chars().any(han),
        "{told}"
    );
    assert!(told.contains("1 organ;"), "{told}");
    let told = panel("zh", "zh");
    assert!(
        told.contains("数值不符") && english(&told).is_none(),
        "{told}"
    );
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
