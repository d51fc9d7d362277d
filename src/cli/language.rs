//! The language of messages, as the environment names it.

pub use crate::language::Language;

/// The language of the locale that the environment names; Chinese if it names none.
#[must_use]
pub fn of_environment() -> Language {
    let named = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    match named {
        Some(locale) if locale.starts_with("en") => Language::English,
        _ => Language::Chinese,
    }
}
