//! What is set, shown as a file would say it, and what of it cannot be.

use std::fmt::Write;
use std::path::Path;

use clap::builder::Resettable::Reset;
use clap::{Arg, Command, CommandFactory};

use super::names::{closest, env_names, is_setting, is_switch, name, section};
use super::{Found, found, settings, words};
use crate::cli::arguments::Arguments;
use crate::error::{Error, Result};

/// How names of variables begin.
const PREFIX: &str = "GONGKAI_";

/// Settings for people to read.
pub(in crate::cli) struct Shown {
    /// A line each.
    pub text: String,
    /// Values that the command would refuse, each with where it comes from.
    pub mistakes: Vec<String>,
}

/// The settings of a command, or of all, as a file would say them, each with where it comes from.
///
/// # Errors
/// [`Error::Read`] and [`Error::Usage`] for a file that cannot be read or holds unknown settings, and
/// [`Error::Usage`] if there is no such command.
pub(in crate::cli) fn shown(command: Option<&str>, named: Option<&Path>) -> Result<Shown> {
    let mut root = Arguments::command();
    root.build();
    let settings = settings(&root, named)?;
    let commands = leaves(&root);
    let wanted = |path: &[String]| {
        command.is_none_or(|wanted| path.first().is_some_and(|first| first == wanted))
    };
    if !commands.iter().any(|(path, _)| wanted(path)) {
        let word = command.unwrap_or_default();
        return Err(Error::Usage(format!(
            "no command `{word}`; `gongkai --help` lists them"
        )));
    }
    let mut shown = Shown {
        text: String::new(),
        mistakes: Vec::new(),
    };
    for (path, leaf) in commands.iter().filter(|(path, _)| wanted(path)) {
        let _ = writeln!(shown.text, "[{}]", section(path));
        for argument in leaf.get_arguments().filter(|one| is_setting(one)) {
            let found = found(&settings, path, argument);
            shown.add(argument, found);
        }
        shown.text.push('\n');
    }
    for variable in unknown(&root) {
        let _ = writeln!(shown.text, "# {variable}");
    }
    Ok(shown)
}

impl Shown {
    /// Adds the line of a setting.
    fn add(&mut self, argument: &Arg, found: Result<Option<Found>>) {
        let mistake = match &found {
            Err(error) => Some(error.to_string()),
            Ok(Some(found)) => mistake(argument, &found.values).map(|why| {
                format!(
                    "{}: {} = {:?}: {why}",
                    found.origin,
                    name(argument),
                    found.values.join(", ")
                )
            }),
            Ok(None) => None,
        };
        let mut line = line(argument, found.unwrap_or_default());
        if let Some(mistake) = mistake {
            let _ = write!(line, "; {mistake}");
            if !self.mistakes.contains(&mistake) {
                self.mistakes.push(mistake);
            }
        }
        let _ = writeln!(self.text, "{line}");
    }
}

/// Variables that look like settings and are none, each with the name that is most like it.
pub(in crate::cli) fn unknown(root: &Command) -> Vec<String> {
    let mut known = vec!["GONGKAI_CONFIG".to_owned()];
    for (path, leaf) in leaves(root) {
        let arguments = leaf.get_arguments().filter(|one| is_setting(one));
        known.extend(arguments.flat_map(|argument| env_names(&path, argument)));
    }
    let given = std::env::vars_os().map(|(name, _)| name.to_string_lossy().into_owned());
    let mut unknown: Vec<String> = given
        .filter(|name| name.starts_with(PREFIX) && !known.contains(name))
        .collect();
    unknown.sort_unstable();
    let own = |name: &str| name.trim_start_matches(PREFIX).to_owned();
    let names: Vec<String> = known.iter().map(|name| own(name)).collect();
    let told = |name: String| {
        // Without what all have, which would make the unlike alike.
        let like = closest(&own(&name), names.iter().map(String::as_str));
        let like = like.replacen('`', &format!("`{PREFIX}"), 1);
        format!("{name} is no setting{like}")
    };
    unknown.into_iter().map(told).collect()
}

/// Why an option does not take these values; `None` if it does.
fn mistake(argument: &Arg, values: &[String]) -> Option<String> {
    // Alone, so that nothing else has to be set.
    let alone = argument
        .clone()
        .required(false)
        .requires(Reset)
        .conflicts_with(Reset)
        .overrides_with(Reset)
        .required_unless_present(Reset)
        .group(Reset);
    let command = Command::new("gongkai").no_binary_name(true).arg(alone);
    let error = command
        .try_get_matches_from(words(argument, values))
        .err()?;
    let text = error.to_string();
    let line = text.lines().next().unwrap_or_default();
    Some(line.trim_start_matches("error: ").to_owned())
}

/// One setting: its name, its value and where that comes from.
fn line(argument: &Arg, found: Option<Found>) -> String {
    let quoted = |value: &String| {
        let plain = value.parse::<f64>().is_ok() || is_switch(argument);
        if plain {
            value.clone()
        } else {
            format!("{value:?}")
        }
    };
    let shown = |values: &[String]| match values {
        [one] => quoted(one),
        many => format!(
            "[{}]",
            many.iter().map(quoted).collect::<Vec<_>>().join(", ")
        ),
    };
    let defaults = argument.get_default_values().iter();
    let defaults: Vec<String> = defaults
        .map(|one| one.to_string_lossy().into_owned())
        .collect();
    let (value, origin) = match found {
        Some(found) => (Some(shown(&found.values)), found.origin),
        None if is_switch(argument) => (Some("false".to_owned()), "default".to_owned()),
        None if defaults.is_empty() => (None, "not set".to_owned()),
        None => (Some(shown(&defaults)), "default".to_owned()),
    };
    match value {
        Some(value) => format!(
            "{:<32}  # {origin}",
            format!("{} = {value}", name(argument))
        ),
        None => format!("{:<32}  # {origin}", format!("# {}", name(argument))),
    }
}

/// Commands that have no further ones, with their names.
fn leaves(root: &Command) -> Vec<(Vec<String>, &Command)> {
    let mut found = Vec::new();
    below(root, &mut Vec::new(), &mut found);
    found
}

fn below<'a>(
    command: &'a Command,
    path: &mut Vec<String>,
    found: &mut Vec<(Vec<String>, &'a Command)>,
) {
    for inner in command.get_subcommands() {
        if matches!(inner.get_name(), "help" | "config") {
            continue;
        }
        path.push(inner.get_name().to_owned());
        if inner.has_subcommands() {
            below(inner, path, found);
        } else {
            found.push((path.clone(), inner));
        }
        path.pop();
    }
}
