//! What the tests share: folders, one reader, the command, and a reader of CSV.

pub(crate) mod archive;
#[cfg(feature = "docx")]
pub(crate) mod office;
pub(crate) mod paper;

use std::path::{Path, PathBuf};
use std::process::{Command, Output as Process, Stdio};
use std::sync::OnceLock;

use gongkai::extract::Reader;
use gongkai::grammar::Registry;
use gongkai::pipeline::{Output, collect, read_document};

/// A path below the project's folder.
pub(crate) fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A path below `../shared`, the real documents that are not part of the project.
///
/// Prints a line and returns `None` where they are absent.
pub(crate) fn shared(path: &str) -> Option<PathBuf> {
    let found = project("../shared").join(path);
    if found.exists() {
        return Some(found);
    }
    // A skipped test says so.
    #[allow(clippy::print_stdout)]
    {
        println!("skipped: {} is absent", found.display());
    }
    None
}

/// The reader with the built-in grammars.
pub(crate) fn reader() -> &'static Reader {
    static READER: OnceLock<Reader> = OnceLock::new();
    READER
        .get_or_init(|| Reader::new(Registry::embedded().expect("the built-in grammars are sound")))
}

/// Reads one file as a run would.
pub(crate) fn read(path: &Path) -> Output {
    let inputs = collect(&[path.display().to_string()]).expect("the file exists");
    read_document(&inputs[0], &[], reader())
}

/// All files of `folder`, its folders included, in order of their paths.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the folder exists") {
        let path = entry.expect("the entry can be read").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// What a run of the command left behind.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// `gongkai` without the variables that tests are told by, which are none of its settings.
pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gongkai"));
    unsettled(&mut command);
    command
}

/// Takes the variables that tests are told by from what `command` starts.
pub(crate) fn unsettled(command: &mut Command) {
    let all = std::env::vars_os().map(|(name, _)| name);
    let ours = all.filter(|name| name.as_encoded_bytes().starts_with(b"GONGKAI_"));
    ours.for_each(|name| {
        command.env_remove(name);
    });
}

/// Runs `gongkai` with `arguments`, `stdin` as standard input.
pub(crate) fn gongkai_with(arguments: &[&str], stdin: &[u8]) -> Ran {
    let mut child = program()
        .args(arguments)
        .env("LC_ALL", "zh_CN.UTF-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    // A command that does not read its input closes it early.
    let _ = std::io::Write::write_all(&mut child.stdin.take().expect("piped"), stdin);
    let Process {
        status,
        stdout,
        stderr,
    } = child.wait_with_output().expect("the command ends");
    Ran {
        code: status.code().expect("no signal ended it"),
        out: String::from_utf8(stdout).expect("UTF-8"),
        err: String::from_utf8(stderr).expect("UTF-8"),
    }
}

/// Runs `gongkai` with `arguments` and empty input.
pub(crate) fn gongkai(arguments: &[&str]) -> Ran {
    gongkai_with(arguments, b"")
}

/// A CSV file with a header, every row by the names of its columns.
pub(crate) struct Csv {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Csv {
    /// Reads a file as Python's csv module writes it.
    pub(crate) fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).expect("the file can be read");
        let mut rows = vec![vec![String::new()]];
        let mut quoted = false;
        let mut characters = text.chars().peekable();
        while let Some(character) = characters.next() {
            let row = rows.last_mut().expect("never empty");
            let cell = row.last_mut().expect("never empty");
            match character {
                '"' if quoted && characters.next_if_eq(&'"').is_some() => cell.push('"'),
                '"' => quoted = !quoted,
                ',' if !quoted => row.push(String::new()),
                '\r' if !quoted => {}
                '\n' if !quoted => rows.push(vec![String::new()]),
                _ => cell.push(character),
            }
        }
        let head = rows.remove(0);
        rows.retain(|row| row.len() == head.len());
        Self { head, rows }
    }

    /// Values of `columns` in every row.
    pub(crate) fn columns<const N: usize>(&self, columns: [&str; N]) -> Vec<[&str; N]> {
        let at = columns.map(|name| {
            self.head
                .iter()
                .position(|known| known == name)
                .unwrap_or_else(|| panic!("no column {name}"))
        });
        self.rows
            .iter()
            .map(|row| at.map(|column| row[column].as_str()))
            .collect()
    }
}
