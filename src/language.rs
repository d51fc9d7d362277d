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

/// The message as the first pair says it whose first template made it; `{}` stands for what is named, which
/// goes over as `part` says it. `None` if no template fits.
pub(crate) fn translated(
    message: &str,
    templates: &[(&str, &str)],
    part: impl Fn(&str) -> String,
) -> Option<String> {
    templates.iter().find_map(|(from, to)| {
        let named = named(message, from)?;
        let mut parts = to.split("{}");
        let mut text = parts.next()?.to_owned();
        for (behind, name) in parts.zip(named) {
            text += &part(name);
            text += behind;
        }
        Some(text)
    })
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
mod tests {
    use super::*;

    #[test]
    fn one_thing_is_no_plural() {
        assert_eq!(number_of(1, "failed check"), "1 failed check");
        assert_eq!(number_of("0", "input"), "0 inputs");
        assert_eq!(number_of(11_u64, "input"), "11 inputs");
    }
}
