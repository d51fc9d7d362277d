//! A writer of HTML that cannot forget to escape.
//!
//! All that is written passes through [`Escaped`]: text, attribute values, whatever they are. Tags, names
//! of attributes and targets of links are values that only this file makes, none of which runs anything;
//! style and script are texts of this program. There is no way to write markup as a string.

use std::fmt::{self, Display, Write};

/// A page under construction. Writing to a string cannot fail, so results are dropped.
pub(crate) struct Html {
    out: String,
}

/// An element that is known here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tag(&'static str);

/// An attribute that is known here: none whose value is run, loaded or styled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Name(&'static str);

/// Where a link leads: nowhere outside these pages.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Target<'a> {
    /// A record of this page, by the letter of its kind and its number.
    Record(char, i32),
    /// Another page of this output, a path below the folder of the page.
    Page(&'a str),
}

impl Tag {
    pub(crate) const A: Self = Self("a");
    pub(crate) const ARTICLE: Self = Self("article");
    pub(crate) const ASIDE: Self = Self("aside");
    pub(crate) const BODY: Self = Self("body");
    pub(crate) const BUTTON: Self = Self("button");
    pub(crate) const CODE: Self = Self("code");
    pub(crate) const DD: Self = Self("dd");
    pub(crate) const DIALOG: Self = Self("dialog");
    pub(crate) const DIV: Self = Self("div");
    pub(crate) const DL: Self = Self("dl");
    pub(crate) const DT: Self = Self("dt");
    pub(crate) const FIGCAPTION: Self = Self("figcaption");
    pub(crate) const FIGURE: Self = Self("figure");
    pub(crate) const H1: Self = Self("h1");
    pub(crate) const H2: Self = Self("h2");
    pub(crate) const H3: Self = Self("h3");
    pub(crate) const HEAD: Self = Self("head");
    pub(crate) const HEADER: Self = Self("header");
    pub(crate) const HTML: Self = Self("html");
    pub(crate) const I: Self = Self("i");
    pub(crate) const INPUT: Self = Self("input");
    pub(crate) const KBD: Self = Self("kbd");
    pub(crate) const MAIN: Self = Self("main");
    pub(crate) const META: Self = Self("meta");
    pub(crate) const NAV: Self = Self("nav");
    pub(crate) const P: Self = Self("p");
    pub(crate) const SECTION: Self = Self("section");
    pub(crate) const SMALL: Self = Self("small");
    pub(crate) const SPAN: Self = Self("span");
    pub(crate) const STRONG: Self = Self("strong");
    pub(crate) const TABLE: Self = Self("table");
    pub(crate) const TBODY: Self = Self("tbody");
    pub(crate) const TD: Self = Self("td");
    pub(crate) const TH: Self = Self("th");
    pub(crate) const THEAD: Self = Self("thead");
    pub(crate) const TITLE: Self = Self("title");
    pub(crate) const TR: Self = Self("tr");
    // Of SVG.
    pub(crate) const G: Self = Self("g");
    pub(crate) const RECT: Self = Self("rect");
    pub(crate) const SVG: Self = Self("svg");
    pub(crate) const TEXT: Self = Self("text");
}

impl Name {
    pub(crate) const ARIA_HIDDEN: Self = Self("aria-hidden");
    pub(crate) const ARIA_LABEL: Self = Self("aria-label");
    pub(crate) const ARIA_LIVE: Self = Self("aria-live");
    pub(crate) const ARIA_PRESSED: Self = Self("aria-pressed");
    pub(crate) const CHARSET: Self = Self("charset");
    pub(crate) const CLASS: Self = Self("class");
    pub(crate) const COLSPAN: Self = Self("colspan");
    pub(crate) const CONTENT: Self = Self("content");
    pub(crate) const HIDDEN: Self = Self("hidden");
    pub(crate) const HTTP_EQUIV: Self = Self("http-equiv");
    pub(crate) const ID: Self = Self("id");
    pub(crate) const LANG: Self = Self("lang");
    pub(crate) const NAME: Self = Self("name");
    pub(crate) const PLACEHOLDER: Self = Self("placeholder");
    pub(crate) const ROLE: Self = Self("role");
    pub(crate) const SCOPE: Self = Self("scope");
    pub(crate) const TABINDEX: Self = Self("tabindex");
    pub(crate) const TITLE: Self = Self("title");
    pub(crate) const TYPE: Self = Self("type");
    // What the script reads: see the head of `assets/review.js`.
    pub(crate) const APPLICANT: Self = Self("data-a");
    pub(crate) const CONCERNS: Self = Self("data-f");
    pub(crate) const DOCUMENT: Self = Self("data-doc");
    pub(crate) const END: Self = Self("data-e");
    pub(crate) const FILTER: Self = Self("data-filter");
    pub(crate) const IMPLIED: Self = Self("data-im");
    pub(crate) const INDICATOR: Self = Self("data-i");
    pub(crate) const KEY: Self = Self("data-k");
    pub(crate) const LABELLED: Self = Self("data-n");
    pub(crate) const ON_LINE: Self = Self("data-l");
    pub(crate) const PANEL: Self = Self("data-panel");
    pub(crate) const PRINTED: Self = Self("data-pr");
    pub(crate) const SCOPED: Self = Self("data-p");
    pub(crate) const SEEN: Self = Self("data-v");
    pub(crate) const SORT: Self = Self("data-sort");
    pub(crate) const START: Self = Self("data-s");
    pub(crate) const STEM: Self = Self("data-stem");
    pub(crate) const UNIT: Self = Self("data-u");
    pub(crate) const WHY: Self = Self("data-why");
    // Of SVG.
    pub(crate) const HEIGHT: Self = Self("height");
    pub(crate) const TEXT_ANCHOR: Self = Self("text-anchor");
    pub(crate) const VIEW_BOX: Self = Self("viewBox");
    pub(crate) const WIDTH: Self = Self("width");
    pub(crate) const X: Self = Self("x");
    pub(crate) const Y: Self = Self("y");
}

/// Elements that have no content and no end.
const VOID: [Tag; 2] = [Tag::INPUT, Tag::META];

impl Html {
    /// The beginning of a page.
    pub(crate) fn page() -> Self {
        Self {
            out: String::from("<!doctype html>\n"),
        }
    }

    /// Begins an element; nothing stands in it until it is given its content.
    pub(crate) fn tag(&mut self, tag: Tag) -> Open<'_> {
        let _ = write!(self.out, "<{}", tag.0);
        Open { html: self, tag }
    }

    /// Text, escaped.
    pub(crate) fn text(&mut self, text: impl Display) {
        let _ = write!(Escaped(&mut self.out), "{text}");
    }

    /// A style sheet of this program.
    pub(crate) fn style(&mut self, nonce: &Nonce, sheet: &'static str) {
        let _ = writeln!(self.out, "<style nonce=\"{}\">{sheet}</style>", nonce.0);
    }

    /// A script of this program.
    pub(crate) fn script(&mut self, nonce: &Nonce, script: &'static str) {
        let _ = writeln!(self.out, "<script nonce=\"{}\">{script}</script>", nonce.0);
    }

    /// A line end between elements, for people who read the markup.
    pub(crate) fn line_end(&mut self) {
        self.out.push('\n');
    }

    /// The page as written.
    pub(crate) fn finish(self) -> String {
        self.out
    }
}

/// An element whose start is being written.
#[must_use = "an element is finished by giving it its content"]
pub(crate) struct Open<'a> {
    html: &'a mut Html,
    tag: Tag,
}

impl Open<'_> {
    /// Adds an attribute; its value is escaped.
    pub(crate) fn set(self, name: Name, value: impl Display) -> Self {
        let _ = write!(self.html.out, " {}=\"", name.0);
        let _ = write!(Escaped(&mut self.html.out), "{value}");
        self.html.out.push('"');
        self
    }

    /// Adds an attribute if it has a value.
    pub(crate) fn maybe(self, name: Name, value: Option<impl Display>) -> Self {
        match value {
            Some(value) => self.set(name, value),
            None => self,
        }
    }

    /// Adds the class names.
    pub(crate) fn class(self, names: impl Display) -> Self {
        self.set(Name::CLASS, names)
    }

    /// Lets the element lead somewhere.
    pub(crate) fn to(self, target: Target) -> Self {
        self.set(Name("href"), target)
    }

    /// Ends the element, with text in it.
    pub(crate) fn text(self, text: impl Display) {
        self.with(|html| html.text(text));
    }

    /// Ends the element, with what `content` writes in it.
    pub(crate) fn with(self, content: impl FnOnce(&mut Html)) {
        self.html.out.push('>');
        if VOID.contains(&self.tag) {
            return;
        }
        content(self.html);
        let _ = write!(self.html.out, "</{}>", self.tag.0);
    }

    /// Ends the element, with nothing in it.
    pub(crate) fn empty(self) {
        self.with(|_| {});
    }
}

impl Display for Target<'_> {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Record(kind, number) => write!(out, "#{kind}{number}"),
            Self::Page(path) => encoded(path, out),
        }
    }
}

/// A relative path as a reference: no scheme, host or query can come of it.
fn encoded(path: &str, out: &mut fmt::Formatter) -> fmt::Result {
    out.write_str("./")?;
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._/".contains(&byte) {
            out.write_char(char::from(byte))?;
        } else {
            write!(out, "%{byte:02X}")?;
        }
    }
    Ok(())
}

/// What the page's own style and script are known by: no document can name it, for it is a hash over it.
pub(crate) struct Nonce(String);

impl Nonce {
    /// Of everything that a page is made from.
    pub(crate) fn of(parts: &[&str]) -> Self {
        let mut hasher = blake3::Hasher::new();
        for part in parts {
            hasher.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        Self(hasher.finalize().to_hex().as_str()[..32].to_owned())
    }

    /// The policy that lets nothing else be run, loaded or sent.
    pub(crate) fn policy(&self) -> String {
        let nonce = &self.0;
        format!(
            "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; base-uri 'none'; \
             form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
        )
    }
}

/// Escapes what is written through it, and shows what would not show or would turn the text around it.
struct Escaped<'a>(&'a mut String);

impl Write for Escaped<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for one in text.chars() {
            match one {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                '\t' | '\n' => self.0.push(one),
                // Controls have pictures of their own.
                '\0'..='\x1f' => self.0.push(picture(one)),
                '\x7f' => self.0.push('\u{2421}'),
                '\u{80}'..='\u{9f}' => self.0.push('\u{fffd}'),
                '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                    write!(self.0, "⟨{:X}⟩", u32::from(one))?;
                }
                _ => self.0.push(one),
            }
        }
        Ok(())
    }
}

fn picture(control: char) -> char {
    char::from_u32(0x2400 + u32::from(control)).unwrap_or('\u{fffd}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(text: &str) -> String {
        let mut html = Html { out: String::new() };
        html.tag(Tag::P).set(Name::TITLE, text).text(text);
        html.finish()
    }

    #[test]
    fn what_documents_say_stays_text() {
        let made = written("<script>\"x\"&'y'</script>");
        let safe = "&lt;script&gt;&quot;x&quot;&amp;&#39;y&#39;&lt;/script&gt;";
        assert_eq!(made, format!("<p title=\"{safe}\">{safe}</p>"));
    }

    #[test]
    fn controls_are_shown_and_turn_nothing() {
        assert_eq!(written("\0\u{202e}"), "<p title=\"␀⟨202E⟩\">␀⟨202E⟩</p>");
    }

    #[test]
    fn links_lead_to_pages_of_ours_only() {
        let target = |path| Target::Page(path).to_string();
        assert_eq!(target("javascript:alert(1)"), "./javascript%3Aalert%281%29");
        assert_eq!(target("//elsewhere"), ".///elsewhere");
        assert_eq!(target("pages/报.html"), "./pages/%E6%8A%A5.html");
    }

    proptest! {
        #[test]
        fn no_text_opens_or_ends_anything(text in "\\PC*") {
            let made = written(&text);
            prop_assert_eq!(made.matches('<').count(), 2);
            prop_assert_eq!(made.matches('>').count(), 2);
            prop_assert_eq!(made.matches('"').count(), 2);
        }
    }
}
