//! Markup to fewer and simpler tags, in one pass: what the parser of trees is given.
//!
//! Comments, scripts and attributes that tell nothing about the text are left out, formatting
//! becomes `span`, and the depth of elements within each other stays below a limit. What is left
//! cannot make the parser slow, whatever the page was.

use super::open::Open;
use super::token::{Tag, Token, Tokens};
use crate::read::Rejection;

/// Elements of one page.
const MAX_TAGS: usize = 1_000_000;
/// Bytes of an attribute's value that are looked at.
const MAX_VALUE: usize = 4096;

/// What becomes of a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// Kept under this name.
    Keep(&'static str),
    /// Left out; what it holds stays.
    Omit,
    /// Left out with all that it holds.
    Drop,
}

/// Elements that stay what they are.
const KEPT: [&str; 52] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "br",
    "caption",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "input",
    "legend",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "span",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
    "anchor",
    "choice",
    "choices",
    "control",
    "search",
];
/// Elements whose tags say nothing of the text.
const OMITTED: [&str; 34] = [
    "html",
    "head",
    "body",
    "form",
    "meta",
    "link",
    "base",
    "img",
    "image",
    "wbr",
    "col",
    "colgroup",
    "frameset",
    "frame",
    "noframes",
    "object",
    "embed",
    "param",
    "source",
    "track",
    "applet",
    "marquee",
    "svg",
    "math",
    "map",
    "area",
    "xmp",
    "plaintext",
    "listing",
    "keygen",
    "bgsound",
    "basefont",
    "nextid",
    "tt",
];
/// Elements that no reader of the page sees.
const DROPPED: [&str; 12] = [
    "script", "style", "template", "noscript", "iframe", "title", "xml", "noembed", "audio",
    "video", "canvas", "datalist",
];
/// Attributes that tell something about the text.
const ATTRIBUTES: [&str; 15] = [
    "aria-hidden",
    "checked",
    "class",
    "colspan",
    "hidden",
    "href",
    "id",
    "reversed",
    "role",
    "rowspan",
    "selected",
    "start",
    "style",
    "type",
    "value",
];

fn fate(name: &str) -> Fate {
    let renamed = match name {
        "a" => "anchor",
        "select" => "choices",
        "option" => "choice",
        "button" => "control",
        "dir" => "ul",
        _ => name,
    };
    if let Some(kept) = KEPT.iter().find(|kept| **kept == renamed) {
        Fate::Keep(kept)
    } else if OMITTED.contains(&name) || name.starts_with("v:") {
        Fate::Omit
    } else if DROPPED.contains(&name) {
        Fate::Drop
    } else {
        Fate::Keep("span")
    }
}

/// Rewrites a page; tells how many elements lay too deep and were left out.
///
/// # Errors
/// [`Rejection::Limit`] for more than a million elements.
pub(super) fn simplified(page: &str) -> Result<(String, usize), Rejection> {
    let mut writer = Writer {
        out: String::with_capacity(page.len().min(1 << 24)),
        ..Writer::default()
    };
    writer.out.push_str("<!DOCTYPE html>");
    let mut tokens = Tokens::new(page);
    while let Some(token) = tokens.next() {
        match token {
            Token::Text(text) => writer.out.push_str(text),
            Token::Tag(tag) => {
                if tag.name == "textarea" && !tag.closing {
                    let held = tokens.held("textarea").unwrap_or_default();
                    writer.out.push_str(&held.replace('<', "&lt;"));
                    continue;
                }
                match fate(&tag.name) {
                    Fate::Keep(name) => writer.tag(name, &tag),
                    Fate::Omit => {}
                    Fate::Drop if tag.closing => {}
                    Fate::Drop => {
                        let _ = tokens.held(&tag.name);
                    }
                }
            }
        }
        if writer.tags > MAX_TAGS {
            return Err(Rejection::Limit(format!("网页元素超过 {MAX_TAGS} 个")));
        }
    }
    Ok((writer.out, writer.deep))
}

#[derive(Debug, Default)]
struct Writer {
    out: String,
    open: Open,
    tags: usize,
    deep: usize,
}

impl Writer {
    fn tag(&mut self, name: &'static str, tag: &Tag<'_>) {
        self.tags += 1;
        if tag.closing {
            if self.open.close(name) {
                self.write(&["</", name, ">"]);
            } else if matches!(name, "br" | "p") {
                self.write(&["<br>"]);
            }
            return;
        }
        if tag.empty && !KEPT.contains(&tag.name.as_ref()) {
            return;
        }
        if matches!(name, "anchor" | "choice") && self.open.close(name) {
            self.write(&["</", name, ">"]);
        }
        if !self.open.open(name) {
            self.deep += 1;
            self.write(&["<br>"]);
            return;
        }
        self.write(&["<", name]);
        for (name, value) in tag.attributes() {
            self.attribute(&name, value);
        }
        self.write(&[">"]);
    }

    fn attribute(&mut self, name: &str, value: &str) {
        let Some(name) = ATTRIBUTES.iter().find(|known| **known == name) else {
            return;
        };
        if value.len() > MAX_VALUE {
            return;
        }
        match (value.contains('"'), value.contains('\'')) {
            (false, _) => self.write(&[" ", name, "=\"", value, "\""]),
            (true, false) => self.write(&[" ", name, "='", value, "'"]),
            (true, true) => {}
        }
    }

    fn write(&mut self, parts: &[&str]) {
        parts.iter().for_each(|part| self.out.push_str(part));
    }
}
