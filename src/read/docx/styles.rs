//! Styles of paragraphs and characters: what they say of headings, lists and hidden text.

use std::collections::HashMap;

use super::xml::{Tag, Token, Xml};
use crate::read::Rejection;

/// A list and a level of it, as far as a style or paragraph names them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ListPlace {
    /// `w:numId`.
    pub list: Option<String>,
    /// `w:ilvl`.
    pub level: Option<usize>,
}

/// A style of the table.
#[derive(Debug, Clone, Default)]
struct Style {
    id: String,
    /// In small letters without blanks around it.
    name: String,
    based_on: Option<String>,
    outline: Option<usize>,
    place: Option<ListPlace>,
    hidden: Option<bool>,
}

/// The styles of a document by their ids.
#[derive(Debug, Clone, Default)]
pub(super) struct Styles {
    styles: HashMap<String, Style>,
    /// The style of paragraphs that name none.
    default: Option<String>,
}

/// A style is based on no more than this many others: a file may make a circle of them.
const LONGEST_CHAIN: usize = 64;

/// Outline level of body text; headings are below.
pub(super) const BODY_LEVEL: usize = 9;

impl Styles {
    /// Reads the part of styles.
    ///
    /// # Errors
    /// [`Rejection`] if it is no XML or past a limit.
    pub(super) fn read(text: &str) -> Result<Self, Rejection> {
        let mut xml = Xml::new(text);
        let mut found = Self::default();
        loop {
            match xml.next()? {
                Token::Open(tag) if tag.name() == "style" => found.style(&mut xml, &tag)?,
                Token::End => return Ok(found),
                _ => {}
            }
        }
    }

    fn style(&mut self, xml: &mut Xml<'_>, tag: &Tag<'_>) -> Result<(), Rejection> {
        let id = tag.attribute("styleId")?.unwrap_or_default();
        let paragraph = tag.attribute("type")?.as_deref() == Some("paragraph");
        let default = matches!(
            tag.attribute("default")?.as_deref(),
            Some("1" | "true" | "on")
        );
        let mut style = Style {
            id: id.clone(),
            ..Style::default()
        };
        // Depth below the style; what a change replaced is passed over.
        let mut open = 1;
        while open > 0 {
            let tag = match xml.next()? {
                Token::Open(tag) => tag,
                Token::Close => {
                    open -= 1;
                    continue;
                }
                Token::Text(_) => continue,
                Token::End => break,
            };
            if tag.name().ends_with("Change") {
                xml.skip()?;
                continue;
            }
            open += 1;
            style.learn(&tag)?;
        }
        if paragraph && default {
            self.default = Some(id.clone());
        }
        self.styles.insert(id, style);
        Ok(())
    }

    /// The ids of a style and those that it is based on, its own first; without an id of the style of
    /// paragraphs that name none.
    pub(super) fn chain(&self, id: Option<&str>) -> impl Iterator<Item = &str> {
        self.of(id).map(|style| style.id.as_str())
    }

    /// The level of headings in this style, counted from 1.
    pub(super) fn heading(&self, id: Option<&str>) -> Option<u8> {
        for style in self.of(id) {
            if let Some(level) = style.outline {
                return heading_level(level);
            }
            if let Some(level) = named_heading(&style.name) {
                return Some(level);
            }
        }
        None
    }

    /// Whether a style is one of the lines of a table of contents.
    pub(super) fn is_contents(&self, id: Option<&str>) -> bool {
        self.of(id)
            .any(|style| has_number(&style.name, &["toc", "目录"]))
    }

    /// Whether text in this style is hidden.
    pub(super) fn hidden(&self, id: Option<&str>) -> bool {
        self.of(id)
            .find_map(|style| style.hidden)
            .unwrap_or_default()
    }

    /// The list that paragraphs in this style belong to.
    pub(super) fn place(&self, id: Option<&str>) -> Option<&ListPlace> {
        self.of(id)
            .filter_map(|style| style.place.as_ref())
            .find(|place| place.list.is_some())
    }

    fn of(&self, id: Option<&str>) -> impl Iterator<Item = &Style> + use<'_> {
        let known = |id: &str| self.styles.get(id);
        let first = id.or(self.default.as_deref()).and_then(known);
        let next = move |style: &&Style| known(style.based_on.as_deref()?);
        std::iter::successors(first, next).take(LONGEST_CHAIN)
    }
}

impl Style {
    /// Takes from an element within the style what it says.
    fn learn(&mut self, tag: &Tag<'_>) -> Result<(), Rejection> {
        match tag.name() {
            "name" => self.name = tag.val()?.unwrap_or_default().trim().to_lowercase(),
            "basedOn" => self.based_on = tag.val()?,
            "outlineLvl" => self.outline = tag.number()?,
            "numId" => self.place.get_or_insert_default().list = tag.val()?,
            "ilvl" => self.place.get_or_insert_default().level = tag.number()?,
            "vanish" => self.hidden = Some(tag.on()?),
            _ => {}
        }
        Ok(())
    }
}

/// The level of a heading, counted from 1, by its outline level, counted from 0.
pub(super) fn heading_level(outline: usize) -> Option<u8> {
    (outline < BODY_LEVEL)
        .then(|| u8::try_from(outline + 1).ok())
        .flatten()
}

/// `heading 2` or `标题 2`: names of built-in styles, whatever the language of the word processor.
fn named_heading(name: &str) -> Option<u8> {
    let digit = ["heading", "标题"]
        .iter()
        .find_map(|word| name.strip_prefix(word))?;
    let level: usize = digit.trim().parse().ok()?;
    heading_level(level.checked_sub(1)?)
}

fn has_number(name: &str, words: &[&str]) -> bool {
    let rest = words.iter().find_map(|word| name.strip_prefix(word));
    rest.is_some_and(|rest| rest.trim().parse::<u8>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    const STYLES: &str = r#"<w:styles xmlns:w="x">
        <w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>
        <w:style w:type="paragraph" w:styleId="1"><w:name w:val="Heading 1"/><w:basedOn w:val="a"/>
          <w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="4"/></w:numPr></w:pPr></w:style>
        <w:style w:styleId="2"><w:name w:val="小节"/><w:basedOn w:val="1"/></w:style>
        <w:style w:styleId="3"><w:name w:val="标题 3"/></w:style>
        <w:style w:styleId="4"><w:name w:val="正文标题"/><w:basedOn w:val="1"/>
          <w:pPr><w:outlineLvl w:val="9"/></w:pPr><w:rPr><w:vanish/></w:rPr></w:style>
        <w:style w:styleId="5"><w:name w:val="圆"/><w:basedOn w:val="6"/></w:style>
        <w:style w:styleId="6"><w:name w:val="圈"/><w:basedOn w:val="5"/></w:style>
        <w:style w:styleId="7"><w:name w:val="TOC 2"/></w:style>
      </w:styles>"#;

    #[test]
    fn a_heading_is_known_by_outline_level_or_name_down_the_chain() {
        let styles = Styles::read(STYLES).unwrap();
        let level = |id: &str| styles.heading(Some(id));
        assert_eq!(
            [level("1"), level("2"), level("3")],
            [Some(1), Some(1), Some(3)]
        );
        assert_eq!(
            [level("4"), level("5"), level("9")],
            [None, None, None],
            "body text, a circle, no style"
        );
        assert_eq!(styles.heading(None), None);
        assert!(styles.hidden(Some("4")) && !styles.hidden(Some("2")));
        assert!(styles.is_contents(Some("7")) && !styles.is_contents(Some("1")));
        assert_eq!(
            styles
                .place(Some("2"))
                .and_then(|place| place.list.as_deref()),
            Some("4")
        );
    }
}
