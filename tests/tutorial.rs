//! The tutorial does what it says: its files are written, its commands run, and its lines printed.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use crate::support::{program, project};

/// A fenced block of the page.
struct Fence {
    language: String,
    text: String,
}

fn fences(page: &str) -> Vec<Fence> {
    let mut fences: Vec<Fence> = Vec::new();
    let mut inside = false;
    for line in page.lines() {
        if let Some(language) = line.strip_prefix("```") {
            if !inside {
                let language = language.to_owned();
                fences.push(Fence {
                    language,
                    text: String::new(),
                });
            }
            inside = !inside;
        } else if let Some(fence) = fences.last_mut().filter(|_| inside) {
            fence.text.push_str(line);
            fence.text.push('\n');
        }
    }
    fences
}

/// Runs one line of the page in `folder` and returns what it prints.
fn run(line: &str, folder: &Path) -> String {
    let (command, file) = match line.split_once(" > ") {
        Some((command, file)) => (command, Some(file)),
        None => (line, None),
    };
    let mut words = command.split_whitespace();
    assert_eq!(words.next(), Some("gongkai"), "{line}");
    let ran = program()
        .args(words)
        .args(["--lang", "zh"])
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .expect("the command runs");
    let errors = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert!(ran.status.success(), "{line}\n{errors}");
    match file {
        Some(file) => {
            fs::write(folder.join(file), &ran.stdout).expect("the file can be written");
            errors
        }
        None => String::from_utf8_lossy(&ran.stdout).into_owned() + &errors,
    }
}

/// A line with one blank between its words.
fn single(line: &str) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_tutorial_does_what_it_says() {
    let from = project("examples/grammar");
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["bus-2022.txt", "bus-2023.txt"] {
        fs::copy(from.join(name), folder.path().join(name)).expect("the sample is there");
    }
    fs::create_dir(folder.path().join("my-grammars")).expect("a folder");
    let page = fs::read_to_string(from.join("README.md")).expect("UTF-8");
    let mut printed = String::new();
    let mut shown = 0;
    for fence in fences(&page) {
        match fence.language.as_str() {
            "sh" => {
                let lines = fence.text.lines();
                printed = lines.map(|line| run(line, folder.path())).collect();
            }
            "toml" => {
                let name = fence.text.lines().next().expect("a first line");
                let name = name.trim_start_matches(['#', ' ']);
                fs::write(folder.path().join(name), &fence.text).expect("the file can be written");
            }
            "text" => {
                let lines: Vec<String> = printed.lines().map(single).collect();
                for line in fence.text.lines().map(single) {
                    let there = lines.iter().any(|one| one.starts_with(&line));
                    assert!(there, "not printed: {line}\n{printed}");
                    shown += 1;
                }
            }
            other => panic!("a block of {other}"),
        }
    }
    assert!(shown >= 16, "{shown} lines are shown");
}
