//! Pass `entity`: character references that saved web pages leave in their text.

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
