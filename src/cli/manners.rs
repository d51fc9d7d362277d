//! What other programs need to know of this one: completions for shells, manual pages.

use std::fs;
use std::path::Path;

use clap::{Command, CommandFactory};
use clap_complete::Shell;

use super::arguments::Arguments;
use super::language::Language;
use super::{DONE, print};
use crate::error::{Error, Result};
use crate::language::number_of;

/// Prints the completions for a shell.
pub(super) fn completions(shell: Shell) -> Result<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "gongkai", &mut script);
    print(&String::from_utf8_lossy(&script));
    Ok(DONE)
}

/// Writes a manual page for the program and each of its commands.
pub(super) fn man(out: &Path, quiet: bool, language: Language) -> Result<u8> {
    fs::create_dir_all(out).map_err(|source| failed(out, source))?;
    let mut command = Arguments::command();
    command.build();
    let written = pages(&command, out)?;
    if !quiet {
        let out = out.display();
        match language {
            Language::Chinese => eprintln!("{written} 页手册写入 {out}"),
            Language::English => {
                eprintln!("{} in {out}", number_of(written, "manual page"));
            }
        }
    }
    Ok(DONE)
}

/// The page of a command and those of its commands; how many they are.
fn pages(command: &Command, out: &Path) -> Result<usize> {
    let name = command
        .get_display_name()
        .unwrap_or(command.get_name())
        .to_owned();
    let path = out.join(format!("{name}.1"));
    let mut page = Vec::new();
    let rendered = clap_mangen::Man::new(command.clone()).render(&mut page);
    rendered.map_err(|source| failed(&path, source))?;
    fs::write(&path, page).map_err(|source| failed(&path, source))?;
    let mut written = 1;
    for below in command.get_subcommands().filter(|one| !one.is_hide_set()) {
        if below.get_name() != "help" {
            written += pages(below, out)?;
        }
    }
    Ok(written)
}

fn failed(path: &Path, source: std::io::Error) -> Error {
    Error::Write {
        path: path.to_owned(),
        source,
    }
}
