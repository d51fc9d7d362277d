//! Tags of the markup that poppler's programs print: not XML in general, but all of theirs.

/// An opening, closing or empty tag and the text behind it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Tag<'a> {
    /// Its name, `/` before that of a closing tag.
    pub name: &'a str,
    /// Its attributes.
    pub rest: &'a str,
    /// Whether the element ends with the tag itself.
    pub empty: bool,
    /// The text up to the next tag.
    pub text: &'a str,
}

/// All tags of `markup`, in order.
pub(super) fn tags(markup: &str) -> impl Iterator<Item = Tag<'_>> {
    let opens = memchr::memchr_iter(b'<', markup.as_bytes());
    opens.filter_map(|open| {
        let inner = &markup[open + 1..];
        let close = memchr::memchr(b'>', inner.as_bytes())?;
        let (tag, behind) = (&inner[..close], &inner[close + 1..]);
        let (tag, empty) = tag
            .strip_suffix('/')
            .map_or((tag, false), |tag| (tag, true));
        let text = memchr::memchr(b'<', behind.as_bytes()).map_or(behind, |end| &behind[..end]);
        let name = tag
            .find(|one: char| one.is_ascii_whitespace())
            .unwrap_or(tag.len());
        Some(Tag {
            name: &tag[..name],
            rest: &tag[name..],
            empty,
            text,
        })
    })
}

/// The value of an attribute.
pub(super) fn attribute<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = attributes;
    loop {
        let (before, value) = rest.split_once("=\"")?;
        let (value, behind) = value.split_once('"')?;
        if before.trim_start() == name {
            return Some(value);
        }
        rest = behind;
    }
}

/// Text with its character references replaced.
pub(super) fn unescaped(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let plain = text.replace("&lt;", "<").replace("&gt;", ">");
    let plain = plain.replace("&quot;", "\"").replace("&apos;", "'");
    plain.replace("&#39;", "'").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_know_name_attributes_and_text() {
        let found: Vec<Tag> = tags("<a x=\"1\" y=\"2\">文<b/></a>").collect();
        let tag = |name, rest, empty, text| Tag {
            name,
            rest,
            empty,
            text,
        };
        assert_eq!(
            found,
            [
                tag("a", " x=\"1\" y=\"2\"", false, "文"),
                tag("b", "", true, ""),
                tag("/a", "", false, "")
            ]
        );
        assert_eq!(attribute(found[0].rest, "y"), Some("2"));
        assert_eq!(attribute(found[0].rest, "z"), None);
    }

    #[test]
    fn references_are_replaced_once() {
        assert_eq!(unescaped("&amp;lt;&lt;"), "&lt;<");
    }
}
