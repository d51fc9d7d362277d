//! Settings: what the command line leaves open is taken from the environment, then from a file.
//!
//! The names are those of the options, read off the commands themselves, so that a new option is a new
//! setting. What is found is put behind the arguments as if it had been typed.

mod file;
mod names;
mod show;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command, CommandFactory};

use super::arguments::Arguments;
use crate::error::{Error, Result};
use file::{Setting, read};
use names::{env_names, is_setting, is_switch, name, section};

pub(super) use show::{shown, unknown};

/// The file that is looked for in the working folder.
const FILE: &str = "gongkai.toml";

/// Arguments with what the environment and the file add.
pub(super) struct Given {
    /// All arguments.
    pub arguments: Vec<OsString>,
    /// What was added, each with where it comes from, for people.
    pub taken: Vec<String>,
    /// Variables that set nothing, each with what may have been meant.
    pub unknown: Vec<String>,
}

/// A value that somebody set.
struct Found {
    values: Vec<String>,
    /// Where it comes from.
    origin: String,
}

/// Puts behind `arguments` what the environment and the file say and they do not.
///
/// # Errors
/// [`Error::Read`] and [`Error::Usage`] for a file that cannot be read or holds unknown settings.
pub(super) fn completed(arguments: Vec<OsString>) -> Result<Given> {
    let mut given = Given {
        arguments,
        taken: Vec::new(),
        unknown: Vec::new(),
    };
    let mut root = Arguments::command().ignore_errors(true);
    root.build();
    // What cannot be understood at all is told by the parser that comes after.
    let Ok(matches) = root.clone().try_get_matches_from(&given.arguments) else {
        return Ok(given);
    };
    let (mut command, mut inner, mut path) = (&root, &matches, Vec::new());
    while let Some((name, matches)) = inner.subcommand() {
        let Some(found) = command.find_subcommand(name) else {
            break;
        };
        (command, inner) = (found, matches);
        path.push(name.to_owned());
    }
    if path.is_empty() {
        return Ok(given);
    }
    given.unknown = match path.first().map(String::as_str) {
        // It tells of them in what it shows.
        Some("config") => Vec::new(),
        _ => unknown(&root),
    };
    let named = matches.get_one::<PathBuf>("config");
    let settings = settings(&root, named.map(PathBuf::as_path))?;
    let mut added = Vec::new();
    for argument in command.get_arguments().filter(|one| is_setting(one)) {
        if is_typed(inner, argument) || is_excluded(command, inner, argument) {
            continue;
        }
        if let Some(found) = found(&settings, &path, argument)? {
            let words = words(argument, &found.values);
            given.taken.extend(
                (!words.is_empty()).then(|| format!("{}: {}", found.origin, words.join(" "))),
            );
            added.extend(words.into_iter().map(OsString::from));
        }
    }
    let end = given.arguments.iter().position(|word| word == "--");
    let end = end.unwrap_or(given.arguments.len());
    given.arguments.splice(end..end, added);
    Ok(given)
}

fn is_typed(matches: &ArgMatches, argument: &Arg) -> bool {
    matches.value_source(argument.get_id().as_str()) == Some(ValueSource::CommandLine)
}

/// Whether something was typed that this setting does not go with.
fn is_excluded(command: &Command, matches: &ArgMatches, argument: &Arg) -> bool {
    let typed = |other: &&Arg| is_typed(matches, other);
    let mut all = command.get_arguments().filter(typed);
    all.any(|other| {
        let excludes = |one: &Arg, other: &Arg| {
            let conflicts = command.get_arg_conflicts_with(one);
            conflicts
                .iter()
                .any(|found| found.get_id() == other.get_id())
        };
        excludes(argument, other) || excludes(other, argument)
    })
}

/// The settings of the file that is named, or of the one in the working folder.
fn settings(root: &Command, named: Option<&Path>) -> Result<Vec<Setting>> {
    let variable = || std::env::var_os("GONGKAI_CONFIG").filter(|path| !path.is_empty());
    let named = named
        .map(Path::to_owned)
        .or_else(|| variable().map(PathBuf::from));
    match named {
        Some(path) => read(&path, root),
        None if Path::new(FILE).is_file() => read(Path::new(FILE), root),
        None => Ok(Vec::new()),
    }
}

/// What the environment, else the file, says of an option of the command at `path`.
fn found(settings: &[Setting], path: &[String], argument: &Arg) -> Result<Option<Found>> {
    for variable in env_names(path, argument) {
        let Ok(value) = std::env::var(&variable) else {
            continue;
        };
        if value.is_empty() {
            continue;
        }
        if is_switch(argument) && !matches!(value.as_str(), "true" | "false" | "1" | "0") {
            return Err(Error::Usage(format!(
                "{variable}: `{value}` is neither true nor false"
            )));
        }
        return Ok(Some(Found {
            values: vec![value],
            origin: variable,
        }));
    }
    let key = name(argument);
    let sections = [section(path), String::new()];
    let setting = sections.iter().find_map(|section| {
        let mut all = settings.iter();
        all.find(|setting| setting.section == *section && setting.key == key)
    });
    Ok(setting.map(|setting| Found {
        values: setting.values.clone(),
        origin: setting.origin.clone(),
    }))
}

/// The words that set an option.
fn words(argument: &Arg, values: &[String]) -> Vec<String> {
    let long = argument.get_long();
    match (long, argument.get_value_delimiter()) {
        (None, _) => values.to_vec(),
        (Some(long), _) if is_switch(argument) => {
            let on = values.iter().any(|value| value == "true" || value == "1");
            on.then(|| format!("--{long}")).into_iter().collect()
        }
        (Some(long), Some(delimiter)) => {
            vec![format!("--{long}={}", values.join(&delimiter.to_string()))]
        }
        (Some(long), None) => values
            .iter()
            .map(|value| format!("--{long}={value}"))
            .collect(),
    }
}
