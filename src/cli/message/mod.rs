//! Why a run stopped, in the language of the reader.
//!
//! The library's errors are English. In Chinese they are told by the templates below; what is named in them
//! (paths, tables, what the system says) stays as it is.

mod mistakes;
mod templates;
mod toml_words;

use std::error::Error as _;

use super::language::Language;
use crate::error::Error;
use crate::language::translated;
use templates::TEMPLATES;

/// The error with what caused it.
pub(super) fn told(error: &Error, language: Language) -> String {
    let mut text = match (language, error) {
        (Language::English, _) => error.to_string(),
        (Language::Chinese, Error::Grammar(mistakes)) => mistakes::rendered(&mistakes.to_string()),
        (Language::Chinese, _) => chinese(&error.to_string()),
    };
    let mut cause = error.source();
    while let Some(why) = cause {
        text += &format!(": {why}");
        cause = why.source();
    }
    text
}

/// The message in Chinese; itself where no template fits.
pub(super) fn chinese(message: &str) -> String {
    let filled = translated(message, TEMPLATES, str::to_owned);
    filled.unwrap_or_else(|| message.to_owned())
}

#[cfg(test)]
mod tests;
