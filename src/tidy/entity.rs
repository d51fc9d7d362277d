//! Passes `entity` and `tag`: character references, and marks of single words and line ends, that saved
//! web pages leave in their text.

use crate::text::{Edit, Span};

/// The references that occur in text extraction, with what they stand for.
const ENTITIES: [(&str, &str); 9] = [
    ("&nbsp;", " "),
    ("&ensp;", " "),
    ("&emsp;", "\u{3000}"),
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&quot;", "\""),
    ("&permil;", "‰"),
    ("&ldquo;", "“"),
    ("&rdquo;", "”"),
];

/// Tags that carry nothing, with what keeps their neighbours apart.
const TAGS: [(&str, &str); 9] = [
    ("<br>", " "),
    ("<br/>", " "),
    ("<br />", " "),
    ("<em>", ""),
    ("</em>", ""),
    ("<b>", ""),
    ("</b>", ""),
    ("<strong>", ""),
    ("</strong>", ""),
];

/// Takes out the tags that carry nothing; those that make tables stay.
pub(super) fn tags(text: &str) -> Vec<Edit> {
    memchr::memchr_iter(b'<', text.as_bytes())
        .filter_map(|at| {
            let (tag, replacement) = TAGS.iter().find(|(tag, _)| text[at..].starts_with(tag))?;
            let span = Span::new(at, at + tag.len());
            Some(Edit::replace(span, *replacement, "tag"))
        })
        .collect()
}

/// Replaces character references. `&amp;` stays: what it would reveal is another reference.
pub(super) fn entities(text: &str) -> Vec<Edit> {
    memchr::memchr_iter(b'&', text.as_bytes())
        .filter_map(|at| {
            let (name, replacement) = ENTITIES
                .iter()
                .find(|(name, _)| text[at..].starts_with(name))?;
            Some(Edit::replace(
                Span::new(at, at + name.len()),
                *replacement,
                "entity",
            ))
        })
        .collect()
}
