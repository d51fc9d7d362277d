//! Why a run stopped, in the language of the reader.
//!
//! The library's errors are English. In Chinese they are told by the templates below; what is named in them
//! (paths, tables, what the system says) stays as it is.

mod templates;

use std::error::Error as _;

use super::language::Language;
use crate::error::Error;
use templates::TEMPLATES;

/// The error with what caused it.
pub(super) fn told(error: &Error, language: Language) -> String {
    let mut text = match language {
        Language::Chinese => chinese(&error.to_string()),
        Language::English => error.to_string(),
    };
    let mut cause = error.source();
    while let Some(why) = cause {
        text += &format!(": {why}");
        cause = why.source();
    }
    text
}

/// The message in Chinese; itself where no template fits, as what grammars' authors did wrong.
pub(super) fn chinese(message: &str) -> String {
    let filled = TEMPLATES.iter().find_map(|(english, chinese)| {
        let named = named(message, english)?;
        let mut parts = chinese.split("{}");
        let mut text = parts.next()?.to_owned();
        for (part, name) in parts.zip(named) {
            text += name;
            text += part;
        }
        Some(text)
    });
    filled.unwrap_or_else(|| message.to_owned())
}

/// What stands for each `{}` of the template, if the message is made by it.
fn named<'a>(message: &'a str, template: &str) -> Option<Vec<&'a str>> {
    let mut parts = template.split("{}");
    let mut rest = message.strip_prefix(parts.next()?)?;
    let mut found = Vec::new();
    let parts: Vec<&str> = parts.collect();
    for (at, part) in parts.iter().enumerate() {
        let last = at + 1 == parts.len();
        let end = if last {
            rest.ends_with(part).then(|| rest.len() - part.len())?
        } else {
            rest.find(part)?
        };
        found.push(&rest[..end]);
        rest = &rest[end + part.len()..];
    }
    rest.is_empty().then_some(found)
}

#[cfg(test)]
mod tests;
