//! The language that people are spoken to in; codes and column names are English in both.

/// Chinese or English.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// 中文.
    #[default]
    Chinese,
    /// English.
    English,
}

impl Language {
    /// The text in this language.
    #[must_use]
    pub fn pick<'a>(self, chinese: &'a str, english: &'a str) -> &'a str {
        match self {
            Self::Chinese => chinese,
            Self::English => english,
        }
    }
}

/// So many of a thing in English: `1 input`, `2 inputs`.
#[must_use]
pub fn number_of(count: impl std::fmt::Display, thing: &str) -> String {
    let count = count.to_string();
    let plural = if count == "1" { "" } else { "s" };
    format!("{count} {thing}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_thing_is_no_plural() {
        assert_eq!(number_of(1, "failed check"), "1 failed check");
        assert_eq!(number_of("0", "input"), "0 inputs");
        assert_eq!(number_of(11_u64, "input"), "11 inputs");
    }
}
