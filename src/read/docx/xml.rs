//! Parts of a package as a stream of tokens, under limits.
//!
//! Names are local names: both namespaces of WordprocessingML, and any prefix, read alike. An entity
//! that XML itself does not define is refused, and so is a document type, which could define some.

use std::borrow::Cow;

use encoding_rs::Encoding;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;

use super::broken;
use crate::read::Rejection;
use crate::read::limits::{MAX_ATTRIBUTES, MAX_DEPTH};

/// A step through a part.
pub(super) enum Token<'a> {
    /// An element begins.
    Open(Tag<'a>),
    /// Characters; more may follow.
    Text(Cow<'a, str>),
    /// The innermost open element ends.
    Close,
    /// The part ends.
    End,
}

/// The beginning of an element.
pub(super) struct Tag<'a>(BytesStart<'a>);

impl Tag<'_> {
    /// Its name without prefix.
    pub(super) fn name(&self) -> &str {
        self.0.local_name().into_inner()
    }

    /// The value of an attribute by its name without prefix.
    ///
    /// # Errors
    /// [`Rejection::Broken`] if the attributes before it are no XML.
    pub(super) fn attribute(&self, name: &str) -> Result<Option<String>, Rejection> {
        let mut all = self.0.attributes();
        for one in all.with_checks(false) {
            let one = one.map_err(|error| malformed(&error.to_string()))?;
            if one.key.local_name().into_inner() == name {
                return Ok(Some(unescaped(&one.value).into_owned()));
            }
        }
        Ok(None)
    }

    /// The attribute `val`.
    pub(super) fn val(&self) -> Result<Option<String>, Rejection> {
        self.attribute("val")
    }

    /// The attribute `val` as a number.
    pub(super) fn number(&self) -> Result<Option<usize>, Rejection> {
        Ok(self.val()?.and_then(|text| text.trim().parse().ok()))
    }

    /// What an element says that switches something on, unless its `val` says otherwise.
    pub(super) fn on(&self) -> Result<bool, Rejection> {
        Ok(!matches!(
            self.val()?.as_deref(),
            Some("0" | "false" | "off" | "none")
        ))
    }

    /// # Errors
    /// [`Rejection::Limit`] if there are too many attributes.
    fn limited(self) -> Result<Self, Rejection> {
        // The shortest attribute has four bytes.
        let most = self.0.attributes_raw().len() / 4;
        if most < MAX_ATTRIBUTES {
            return Ok(self);
        }
        let mut all = self.0.attributes();
        let count = all.with_checks(false).take(MAX_ATTRIBUTES + 1).count();
        if count > MAX_ATTRIBUTES {
            return Err(Rejection::Limit(format!(
                "XML 元素 {} 的属性多于 {MAX_ATTRIBUTES} 个",
                self.name().chars().take(40).collect::<String>()
            )));
        }
        Ok(self)
    }
}

/// A part that is being read.
pub(super) struct Xml<'a> {
    reader: Reader<&'a [u8]>,
    depth: usize,
}

impl<'a> Xml<'a> {
    /// Starts to read a part.
    pub(super) fn new(text: &'a str) -> Self {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_comments = false;
        Self { reader, depth: 0 }
    }

    /// The next token.
    ///
    /// # Errors
    /// [`Rejection`] if this is no XML, past a limit, or has a document type.
    pub(super) fn next(&mut self) -> Result<Token<'a>, Rejection> {
        loop {
            let event = self.reader.read_event();
            match event.map_err(|error| malformed(&error.to_string()))? {
                Event::Start(start) => {
                    self.depth += 1;
                    if self.depth > MAX_DEPTH {
                        return Err(Rejection::Limit(format!("XML 嵌套超过 {MAX_DEPTH} 层")));
                    }
                    return Tag(start).limited().map(Token::Open);
                }
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Token::Close);
                }
                Event::Text(text) => return Ok(Token::Text(text.into_inner())),
                Event::CData(data) => return Ok(Token::Text(data.into_inner())),
                Event::GeneralRef(name) => return reference(&name).map(Token::Text),
                Event::DocType(_) => return Err(broken("XML 含有 DTD")),
                Event::Eof if self.depth > 0 => return Err(broken("XML 中途结束")),
                Event::Eof => return Ok(Token::End),
                Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            }
        }
    }

    /// Passes over the element that has just begun.
    ///
    /// # Errors
    /// As [`Xml::next`].
    pub(super) fn skip(&mut self) -> Result<(), Rejection> {
        let mut open = 1;
        while open > 0 {
            match self.next()? {
                Token::Open(_) => open += 1,
                Token::Close => open -= 1,
                Token::Text(_) => {}
                Token::End => return Ok(()),
            }
        }
        Ok(())
    }

    /// The characters directly in the element that has just begun, which is passed.
    ///
    /// # Errors
    /// As [`Xml::next`].
    pub(super) fn text(&mut self, into: &mut String) -> Result<(), Rejection> {
        loop {
            match self.next()? {
                Token::Open(_) => self.skip()?,
                Token::Text(text) => into.push_str(&text),
                Token::Close | Token::End => return Ok(()),
            }
        }
    }
}

/// The text of a part: UTF-8, or UTF-16 with its mark.
///
/// # Errors
/// [`Rejection::Broken`] if it is neither.
pub(super) fn decoded<'a>(bytes: &'a [u8], part: &str) -> Result<Cow<'a, str>, Rejection> {
    let wrong = || broken(&format!("{part} 不是 UTF-8 或 UTF-16 文本"));
    match Encoding::for_bom(bytes) {
        Some((encoding, mark)) => encoding
            .decode_without_bom_handling_and_without_replacement(&bytes[mark..])
            .ok_or_else(wrong),
        None => std::str::from_utf8(bytes)
            .map(Cow::Borrowed)
            .map_err(|_| wrong()),
    }
}

fn malformed(why: &str) -> Rejection {
    broken(&format!("XML 有误（{}）", brief(why)))
}

/// The character that a reference stands for.
fn reference<'a>(name: &BytesRef<'_>) -> Result<Cow<'a, str>, Rejection> {
    let character = if name.is_char_ref() {
        name.resolve_char_ref().ok().flatten()
    } else {
        predefined(name)
    };
    let character = character
        .ok_or_else(|| broken(&format!("XML 含有未定义的实体 {}", brief(name.as_ref()))))?;
    Ok(Cow::Owned(shown(character).to_string()))
}

fn predefined(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}

/// A control character is no text, but must not let its neighbours grow together.
fn shown(character: char) -> char {
    match character {
        '\t' | '\n' | '\r' => ' ',
        one if one.is_control() => char::REPLACEMENT_CHARACTER,
        one => one,
    }
}

/// The value of an attribute with its references resolved; those that are undefined stay.
fn unescaped(raw: &str) -> Cow<'_, str> {
    if !raw.contains('&') {
        return Cow::Borrowed(raw);
    }
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let found = rest.find(';').and_then(|end| {
            let name = BytesRef::new(&rest[1..end]);
            let one = match name.is_char_ref() {
                true => name.resolve_char_ref().ok().flatten(),
                false => predefined(&name),
            };
            one.map(|one| (one, end + 1))
        });
        let (one, end) = found.unwrap_or(('&', 1));
        out.push(one);
        rest = &rest[end..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Of what the file says, no more than a message can bear.
fn brief(text: &str) -> String {
    text.chars().take(80).collect()
}
