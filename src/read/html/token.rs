//! A page's characters to tags and text, by the rules that browsers follow.
//!
//! Comments, declarations and tags that the page ends in are left out. Each byte is looked at once,
//! or twice where an element's end is searched.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::read::limits::MAX_ATTRIBUTES;

/// A piece of a page.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token<'a> {
    /// Characters as they stand, references included.
    Text(&'a str),
    /// A tag.
    Tag(Tag<'a>),
}

/// A tag and its attributes as they stand.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tag<'a> {
    /// Name in lower case.
    pub name: Cow<'a, str>,
    /// Whether it ends an element.
    pub closing: bool,
    /// Whether it ends in `/>`.
    pub empty: bool,
    inner: &'a str,
}

/// The tokens of a page in order.
#[derive(Debug, Clone)]
pub(super) struct Tokens<'a> {
    page: &'a str,
    at: usize,
    /// Names whose end tag is known to stand nowhere further on.
    endless: BTreeSet<String>,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(page: &'a str) -> Self {
        Self {
            page,
            at: 0,
            endless: BTreeSet::new(),
        }
    }

    /// The next token.
    pub(super) fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let rest = &self.page[self.at..];
            if rest.is_empty() {
                return None;
            }
            let text = text_len(rest);
            if text > 0 {
                self.at += text;
                return Some(Token::Text(&rest[..text]));
            }
            let (length, tag) = markup(rest);
            self.at += length;
            if let Some(tag) = tag {
                return Some(Token::Tag(tag));
            }
        }
    }

    /// What stands up to the end tag of `name`, which is passed over; `None` if there is no end.
    pub(super) fn held(&mut self, name: &str) -> Option<&'a str> {
        if self.endless.contains(name) {
            return None;
        }
        let rest = &self.page[self.at..];
        let end = memchr::memmem::find_iter(rest.as_bytes(), b"</").find(|at| {
            let after = &rest.as_bytes()[at + 2..];
            let named = after
                .get(..name.len())
                .is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()));
            named && !after.get(name.len()).is_some_and(u8::is_ascii_alphanumeric)
        });
        match end {
            Some(end) => {
                self.at += end;
                Some(&rest[..end])
            }
            None => {
                self.endless.insert(name.to_owned());
                None
            }
        }
    }
}

/// Bytes up to the next markup.
fn text_len(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    memchr::memchr_iter(b'<', bytes)
        .find(|at| match bytes.get(at + 1) {
            Some(b'!' | b'?') => true,
            Some(b'/') => bytes.get(at + 2).is_some(),
            Some(next) => next.is_ascii_alphabetic(),
            None => false,
        })
        .unwrap_or(bytes.len())
}

/// Length of the markup that `rest` begins with, and its tag if it is one.
fn markup(rest: &str) -> (usize, Option<Tag<'_>>) {
    let bytes = rest.as_bytes();
    if rest.starts_with("<!--") {
        return (comment(bytes), None);
    }
    let closing = bytes.get(1) == Some(&b'/');
    let start = if closing { 2 } else { 1 };
    if !bytes.get(start).is_some_and(u8::is_ascii_alphabetic) {
        let end = memchr::memchr(b'>', bytes);
        return (end.map_or(bytes.len(), |end| end + 1), None);
    }
    // Quotation marks that nothing closes are none.
    let Some(end) = tag_end(bytes, start).or_else(|| memchr::memchr(b'>', bytes)) else {
        return (bytes.len(), None);
    };
    let body = &rest[start..end];
    let name = body
        .find(|one: char| one.is_ascii_whitespace() || one == '/')
        .unwrap_or(body.len());
    let (name, inner) = body.split_at(name);
    let name = match name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => Cow::Owned(name.to_ascii_lowercase()),
        false => Cow::Borrowed(name),
    };
    let tag = Tag {
        name,
        closing,
        empty: inner.ends_with('/'),
        inner,
    };
    (end + 1, Some(tag))
}

/// Length of a comment; one without an end goes to the page's end.
fn comment(bytes: &[u8]) -> usize {
    if bytes.starts_with(b"<!-->") || bytes.starts_with(b"<!--->") {
        return memchr::memchr(b'>', bytes).map_or(bytes.len(), |at| at + 1);
    }
    let ends = memchr::memmem::find_iter(&bytes[4..], b"--");
    let end = ends.map(|at| at + 6).find_map(|at| match &bytes[at..] {
        [b'>', ..] => Some(at + 1),
        [b'!', b'>', ..] => Some(at + 2),
        [b'-', b'>', ..] => Some(at + 2),
        _ => None,
    });
    end.unwrap_or(bytes.len())
}

/// Where the `>` of a tag stands, values in quotation marks passed over.
fn tag_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    // Whether a value is to come, behind `=`.
    let mut value = false;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'>' => return Some(at),
            b'"' | b'\'' if value => {
                at += 1 + memchr::memchr(*byte, &bytes[at + 1..])?;
                value = false;
            }
            b'=' => value = true,
            byte if byte.is_ascii_whitespace() => {}
            _ => value = false,
        }
        at += 1;
    }
    None
}

impl<'a> Tag<'a> {
    /// Its attributes, names in lower case, values without quotation marks and with references.
    pub(super) fn attributes(&self) -> impl Iterator<Item = (Cow<'a, str>, &'a str)> {
        let mut rest = self.inner;
        let next = move || {
            rest = rest.trim_start_matches(|one: char| one.is_ascii_whitespace() || one == '/');
            // An equals sign at the head is part of the name.
            let name = rest
                .char_indices()
                .skip(1)
                .find(|(_, one)| one.is_ascii_whitespace() || matches!(one, '/' | '='));
            let (name, behind) = rest.split_at(name.map_or(rest.len(), |(at, _)| at));
            if name.is_empty() {
                return None;
            }
            let blank = |one: char| one.is_ascii_whitespace();
            let after = behind.trim_start_matches(blank);
            let value = match after.strip_prefix('=') {
                Some(after) => {
                    let (value, behind) = value(after.trim_start_matches(blank));
                    rest = behind;
                    value
                }
                None => {
                    rest = behind;
                    ""
                }
            };
            Some((Cow::Owned(name.to_ascii_lowercase()), value))
        };
        std::iter::from_fn(next).take(MAX_ATTRIBUTES)
    }
}

/// A value and what stands behind it.
fn value(text: &str) -> (&str, &str) {
    for mark in ['"', '\''] {
        if let Some(inner) = text.strip_prefix(mark) {
            return inner.split_once(mark).unwrap_or((inner, ""));
        }
    }
    let end = text.find(|one: char| one.is_ascii_whitespace());
    text.split_at(end.unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(page: &str, expected: &str) {
        let mut tokens = Tokens::new(page);
        let mut found = String::new();
        while let Some(token) = tokens.next() {
            match token {
                Token::Text(text) => found.push_str(text),
                Token::Tag(tag) => {
                    found.push_str(if tag.closing { "{/" } else { "{" });
                    found.push_str(&tag.name);
                    for (name, value) in tag.attributes() {
                        found.push_str(&format!(" {name}:{value}"));
                    }
                    found.push('}');
                }
            }
        }
        assert_eq!(found, expected);
    }

    #[test]
    fn tags_have_names_and_attributes() {
        check("一<P>二</p>", "一{p}二{/p}");
        check("<td ROWSPAN=2 class='a b'>", "{td rowspan:2 class:a b}");
        check("<a href=\"x>y\"title=z/>", "{a href:x>y title:z/}");
        check(
            "<br/><input disabled value=''>",
            "{br}{input disabled: value:}",
        );
    }

    #[test]
    fn comments_and_declarations_are_left_out() {
        check("<!DOCTYPE html>一<!-- <p> -- > -->二", "一二");
        check("<!-->一<!--->二<!--x--!>三", "一二三");
        check("<![if !supportLists]>一、<![endif]>二<?xml?>", "一、二");
        check("一<!-- 没有结束 <p>", "一");
    }

    #[test]
    fn a_sign_that_opens_no_tag_is_text() {
        check("1 < 2 <3 a<", "1 < 2 <3 a<");
        check("一<p class='没有结束", "一");
    }
}
