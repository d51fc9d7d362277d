//! Files of settings: TOML, a section for each command, what all share before the first.

use std::path::Path;

use clap::{Arg, Command};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::names::{closest, is_setting, is_shared, is_switch, name};
use crate::error::{Error, Result};

/// A setting of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Setting {
    /// The command, words joined by `.`; empty for all.
    pub section: String,
    /// The option.
    pub key: String,
    /// Its values.
    pub values: Vec<String>,
    /// File and line.
    pub origin: String,
}

/// What is wrong, and at which byte.
type Mistake = (usize, String);

/// Reads the file at `path` against the options that `root` and its commands have.
///
/// # Errors
/// [`Error::Read`], or [`Error::Usage`] with the line of the first mistake.
pub(super) fn read(path: &Path, root: &Command) -> Result<Vec<Setting>> {
    let text = std::fs::read_to_string(path).map_err(|source| Error::Read {
        path: path.to_owned(),
        source,
    })?;
    let origin = |at: usize| {
        let line = 1 + text[..at.min(text.len())].matches('\n').count();
        format!("{}:{line}", path.display())
    };
    let wrong = |(at, why): Mistake| Error::Usage(format!("{}: {why}", origin(at)));
    let table = DeTable::parse(&text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start.min(text.len()));
        wrong((at, syntax(&text, at)))
    })?;
    let mut found = Vec::new();
    section(table.get_ref(), root, "", &mut found).map_err(wrong)?;
    let found = found.into_iter().map(|(at, setting)| Setting {
        origin: origin(at),
        ..setting
    });
    Ok(found.collect())
}

/// What is said of a line that is no TOML.
fn syntax(text: &str, at: usize) -> String {
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let line = text[start..].lines().next().unwrap_or_default();
    let line: String = line.trim().chars().take(60).collect();
    format!("`{line}` cannot be read as TOML; put texts in quotation marks, and name a key once")
}

fn section(
    table: &DeTable<'_>,
    command: &Command,
    section_name: &str,
    found: &mut Vec<(usize, Setting)>,
) -> std::result::Result<(), Mistake> {
    for (key, value) in table {
        let (at, word) = (key.span().start, key.get_ref().as_ref());
        if let Some(argument) = options(command, section_name)
            .into_iter()
            .find(|one| name(one) == word)
        {
            let setting = Setting {
                section: section_name.to_owned(),
                key: word.to_owned(),
                values: values(argument, value)?,
                origin: String::new(),
            };
            found.push((at, setting));
            continue;
        }
        let inner = command.find_subcommand(word).filter(|_| word != "config");
        match (inner, value.get_ref()) {
            (Some(inner), DeValue::Table(table)) => {
                let name = [section_name, word].join(".");
                section(table, inner, name.trim_start_matches('.'), found)?;
            }
            _ => return Err((at, unknown(word, command, section_name))),
        }
    }
    Ok(())
}

/// The options that a section may set: those of its command, or what all commands share.
fn options<'a>(command: &'a Command, section: &str) -> Vec<&'a Arg> {
    if !section.is_empty() {
        return command
            .get_arguments()
            .filter(|one| is_setting(one))
            .collect();
    }
    let inner = command.get_subcommands().flat_map(Command::get_arguments);
    let all = command.get_arguments().chain(inner);
    all.filter(|one| is_setting(one) && is_shared(one))
        .collect()
}

fn unknown(word: &str, command: &Command, section: &str) -> String {
    let mut names: Vec<String> = options(command, section).into_iter().map(name).collect();
    names.extend(
        command
            .get_subcommands()
            .map(|one| one.get_name().to_owned()),
    );
    let like = closest(word, names.iter().map(String::as_str));
    match section {
        "" => format!("unknown setting `{word}`{like}"),
        section => format!("unknown setting `{word}` in [{section}]{like}"),
    }
}

fn values(
    argument: &Arg,
    value: &Spanned<DeValue<'_>>,
) -> std::result::Result<Vec<String>, Mistake> {
    let at = value.span().start;
    let key = name(argument);
    match value.get_ref() {
        DeValue::Boolean(on) if is_switch(argument) => Ok(vec![on.to_string()]),
        _ if is_switch(argument) => Err((at, format!("`{key}` is neither true nor false"))),
        DeValue::Array(items) => items.iter().map(|item| plain(&key, item)).collect(),
        _ => Ok(vec![plain(&key, value)?]),
    }
}

fn plain(key: &str, value: &Spanned<DeValue<'_>>) -> std::result::Result<String, Mistake> {
    match value.get_ref() {
        DeValue::String(text) => Ok(text.to_string()),
        DeValue::Integer(number) if number.radix() == 10 => Ok(number.as_str().to_owned()),
        DeValue::Float(number) => Ok(number.as_str().to_owned()),
        other => {
            let kind = other.type_str();
            Err((
                value.span().start,
                format!("`{key}` cannot be set to a value of type {kind}"),
            ))
        }
    }
}
