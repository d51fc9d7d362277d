//! The rules of the house, read off `src/` and held against ARCHITECTURE.md.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::support::{files, project};

/// What a module uses: modules of ours, and crates.
type Uses = (BTreeSet<String>, BTreeSet<String>);

/// A source file without its tests.
struct File {
    /// Path below `src`, `/` between parts.
    path: String,
    /// Text with comments and test modules left out.
    code: String,
    lines: usize,
}

impl File {
    /// The module at the top of `src` that it belongs to.
    fn module(&self) -> &str {
        let first = self.path.split('/').next().unwrap_or_default();
        first.strip_suffix(".rs").unwrap_or(first)
    }

    /// Steps from the file's module up to the crate.
    fn depth(&self) -> usize {
        let parts = self.path.matches('/').count() + 1;
        if self.path.ends_with("/mod.rs") {
            parts - 1
        } else {
            parts
        }
    }
}

fn sources() -> Vec<File> {
    let root = project("src");
    let mut found = Vec::new();
    let mut tests = BTreeSet::new();
    for path in rust(&root) {
        let text = std::fs::read_to_string(&path).expect("UTF-8");
        let below = path
            .strip_prefix(&root)
            .expect("below src")
            .display()
            .to_string();
        tests.extend(test_modules(&text).map(|name| format!("{}/{name}.rs", parent(&below))));
        let code = text
            .split("#[cfg(test)]\nmod tests {")
            .next()
            .unwrap_or_default();
        let code: Vec<&str> = code
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .collect();
        let (code, lines) = (code.join("\n"), text.lines().count());
        found.push(File {
            path: below.replace('\\', "/"),
            code,
            lines,
        });
    }
    found.retain(|file| !tests.contains(&file.path));
    found
}

/// The files of Rust below `root`: styles and scripts of pages stand among them.
fn rust(root: &Path) -> Vec<PathBuf> {
    let mut found = files(root);
    found.retain(|path| path.extension().is_some_and(|end| end == "rs"));
    found
}

fn parent(path: &str) -> String {
    Path::new(path)
        .parent()
        .unwrap_or(Path::new(""))
        .display()
        .to_string()
}

/// Names of the files that are compiled for tests only.
fn test_modules(text: &str) -> impl Iterator<Item = &str> {
    text.split("#[cfg(test)]\n").skip(1).filter_map(|rest| {
        let line = rest.lines().next()?.trim().strip_suffix(';')?;
        line.split_once("mod ").map(|(_, name)| name)
    })
}

/// Words that stand before `::` after `before`, a path's head.
fn heads<'a>(code: &'a str, before: &'a str) -> impl Iterator<Item = &'a str> {
    code.split(before).skip(1).map(|rest| {
        let end = rest.find(|one: char| !one.is_ascii_alphanumeric() && one != '_');
        &rest[..end.unwrap_or(rest.len())]
    })
}

/// Dependencies of the package, those of single systems included, as code names them.
fn dependencies() -> BTreeSet<String> {
    let text = std::fs::read_to_string(project("Cargo.toml")).expect("UTF-8");
    let mut found = BTreeSet::new();
    let mut within = false;
    for line in text.lines() {
        if line.starts_with('[') {
            within = line == "[dependencies]" || line.ends_with(".dependencies]");
        } else if let Some((name, _)) = line.split_once('=').filter(|_| within) {
            found.insert(name.trim().replace('-', "_"));
        }
    }
    found
}

/// Whether `code` holds a path that begins with the crate `name`.
fn names_crate(code: &str, name: &str) -> bool {
    let pattern = format!("{name}::");
    code.match_indices(&pattern).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        before.is_none_or(|one| !one.is_alphanumeric() && !matches!(one, '_' | ':'))
    })
}

/// What every module really uses.
fn used() -> BTreeMap<String, Uses> {
    let crates = dependencies();
    let mut found: BTreeMap<String, Uses> = BTreeMap::new();
    for file in sources() {
        if matches!(file.path.as_str(), "lib.rs" | "main.rs") {
            continue;
        }
        let (ours, theirs) = found.entry(file.module().to_owned()).or_default();
        let others = heads(&file.code, "crate::").filter(|name| *name != file.module());
        ours.extend(others.map(str::to_owned));
        theirs.extend(
            crates
                .iter()
                .filter(|name| names_crate(&file.code, name))
                .cloned(),
        );
    }
    found
}

/// The table of ARCHITECTURE.md: module, what it is, modules it uses, crates it uses.
fn allowed() -> BTreeMap<String, Uses> {
    let text = std::fs::read_to_string(project("ARCHITECTURE.md")).expect("UTF-8");
    let start = text.find("## Modules").expect("a heading");
    let rows = text[start..].lines().filter(|line| line.starts_with("| `"));
    let words = |cell: &str| {
        let names = cell.split_whitespace().filter(|word| *word != "—");
        names
            .map(|word| word.trim_matches(['`', ',']).to_owned())
            .collect()
    };
    rows.map(|row| {
        let cells: Vec<&str> = row.trim_matches('|').split('|').collect();
        assert_eq!(cells.len(), 4, "{row}");
        (
            cells[0].trim().trim_matches('`').to_owned(),
            (words(cells[2]), words(cells[3])),
        )
    })
    .collect()
}

#[test]
fn modules_use_what_the_table_says_and_nothing_else() {
    let (used, allowed) = (used(), allowed());
    let list = |names: &BTreeSet<String>| names.iter().cloned().collect::<Vec<_>>().join(" ");
    let rows = |table: &BTreeMap<String, Uses>| -> Vec<String> {
        table
            .iter()
            .map(|(name, (ours, theirs))| format!("{name} | {} | {}", list(ours), list(theirs)))
            .collect()
    };
    assert_eq!(
        rows(&used),
        rows(&allowed),
        "left: src, right: ARCHITECTURE.md"
    );
}

#[test]
fn every_dependency_is_used() {
    let used: BTreeSet<String> = used()
        .into_values()
        .flat_map(|(_, crates)| crates)
        .collect();
    let unused: Vec<String> = dependencies().difference(&used).cloned().collect();
    assert_eq!(unused, Vec::<String>::new());
}

#[test]
fn paths_to_other_modules_are_written_from_the_crate() {
    for file in sources() {
        let climb = "super::".repeat(file.depth());
        assert!(
            !file.code.contains(&climb),
            "{}: {climb} leads out of the module",
            file.path
        );
    }
}

#[test]
fn files_stay_short() {
    let long = sources().into_iter().filter(|file| file.lines > 1000);
    assert_eq!(
        long.map(|file| file.path).collect::<Vec<_>>(),
        Vec::<String>::new()
    );
}

#[test]
fn no_file_panics_on_purpose_or_defines_macros() {
    for file in sources() {
        for word in [
            ".unwrap()",
            ".expect(",
            "panic!(",
            "todo!(",
            "unimplemented!(",
            "macro_rules!",
        ] {
            // `is_none_or(…).expect` and the like do not occur; nom's errors carry no such names.
            assert!(!file.code.contains(word), "{}: {word}", file.path);
        }
    }
}

#[test]
fn every_file_says_what_it_is() {
    for path in rust(&project("src")) {
        let text = std::fs::read_to_string(&path).expect("UTF-8");
        assert!(text.starts_with("//! "), "{}", path.display());
    }
}

#[test]
fn no_rule_names_a_place_a_year_or_a_file() {
    for path in rust(&project("src"))
        .into_iter()
        .chain(files(&project("grammars")))
    {
        let text = std::fs::read_to_string(&path).expect("UTF-8");
        for name in ["聊城", "滨州", "洪泽", "淮安"] {
            assert!(!text.contains(name), "{}: {name}", path.display());
        }
    }
}
