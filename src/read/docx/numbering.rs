//! Automatic numbers: the definitions of lists, and the counters of a document.
//!
//! Lists of one definition count on from each other, unless a list says where it starts.

use std::collections::{HashMap, HashSet};

use super::numeral::printed;
use super::styles::{ListPlace, Styles};
use super::xml::{Tag, Token, Xml};
use crate::read::Rejection;

/// Levels of a list.
const LEVELS: usize = 9;

/// Characters of the longest pattern and the longest number.
const LONGEST: usize = 64;

/// What stands between a number and its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Suffix {
    /// A tab or a blank.
    #[default]
    Gap,
    /// Nothing.
    Nothing,
}

/// A number as printed, and what follows it.
pub(super) type Label = (String, Suffix);

#[derive(Debug, Clone, Default)]
struct Level {
    start: u32,
    format: Option<String>,
    /// `%1.%2`; parts by level, counted from 1.
    pattern: String,
    /// The level whose use starts this one anew, counted from 1; 0 for none.
    restart: Option<usize>,
    legal: bool,
    suffix: Suffix,
    style: Option<String>,
}

#[derive(Debug, Clone, Default)]
struct Definition {
    levels: [Level; LEVELS],
    /// The style whose list defines this one.
    elsewhere: Option<String>,
}

#[derive(Debug, Clone, Default)]
struct List {
    definition: String,
    starts: [Option<u32>; LEVELS],
    /// Levels that the list defines itself.
    levels: HashMap<usize, Level>,
}

/// The lists of a document.
#[derive(Debug, Clone, Default)]
pub(super) struct Numbering {
    definitions: HashMap<String, Definition>,
    lists: HashMap<String, List>,
}

/// How far each list has counted.
#[derive(Debug, Clone, Default)]
pub(super) struct Counters {
    /// By definition.
    counts: HashMap<String, [Option<u32>; LEVELS]>,
    /// Starts that were heeded.
    started: HashSet<(String, usize)>,
}

impl Numbering {
    /// Reads the part of lists.
    ///
    /// # Errors
    /// [`Rejection`] if it is no XML or past a limit.
    pub(super) fn read(text: &str) -> Result<Self, Rejection> {
        let mut xml = Xml::new(text);
        let mut found = Self::default();
        loop {
            let tag = match xml.next()? {
                Token::Open(tag) => tag,
                Token::End => return Ok(found),
                _ => continue,
            };
            match tag.name() {
                "abstractNum" => {
                    let id = tag.attribute("abstractNumId")?.unwrap_or_default();
                    let definition = definition(&mut xml)?;
                    found.definitions.insert(id, definition);
                }
                "num" => {
                    let id = tag.attribute("numId")?.unwrap_or_default();
                    let list = list(&mut xml)?;
                    found.lists.insert(id, list);
                }
                _ => {}
            }
        }
    }

    /// The list and level that a paragraph stands in; `own` is what it says itself.
    pub(super) fn place(
        &self,
        own: Option<&ListPlace>,
        style: Option<&str>,
        styles: &Styles,
    ) -> Option<(String, usize)> {
        let styled = styles.place(style);
        let list = own
            .and_then(|own| own.list.as_deref())
            .or_else(|| styled.and_then(|place| place.list.as_deref()))?;
        // A list called 0 takes a paragraph out of the list of its style.
        if list == "0" {
            return None;
        }
        let direct = own.and_then(|own| own.level);
        let level = direct
            .or_else(|| self.level_of_style(list, style, styles))
            .or_else(|| styled.and_then(|place| place.level));
        Some((list.to_owned(), level.unwrap_or(0).min(LEVELS - 1)))
    }

    /// The level of a list that is tied to a style or to one that it is based on.
    fn level_of_style(&self, list: &str, style: Option<&str>, styles: &Styles) -> Option<usize> {
        let (_, definition) = self.definition(list, styles)?;
        styles.chain(style).find_map(|id| {
            let mut levels = definition.levels.iter();
            levels.position(|level| level.style.as_deref() == Some(id))
        })
    }

    /// The definition of a list, which may be that of a style's list, and its id.
    fn definition<'a>(
        &'a self,
        list: &str,
        styles: &'a Styles,
    ) -> Option<(&'a str, &'a Definition)> {
        let mut id = &self.lists.get(list)?.definition;
        for _ in 0..LEVELS {
            let definition = self.definitions.get(id)?;
            let Some(style) = &definition.elsewhere else {
                return Some((id, definition));
            };
            let list = styles.place(Some(style))?.list.as_ref()?;
            id = &self.lists.get(list)?.definition;
        }
        None
    }

    /// Counts a paragraph of a list, and says what is printed before it; bullets print nothing.
    pub(super) fn next(
        &self,
        counters: &mut Counters,
        list: &str,
        level: usize,
        styles: &Styles,
    ) -> Option<Label> {
        let (id, definition) = self.definition(list, styles)?;
        let own = self.lists.get(list)?;
        let of = |at: usize| own.levels.get(&at).unwrap_or(&definition.levels[at]);
        let counts = counters.counts.entry(id.to_owned()).or_default();
        let start = own.starts[level];
        let anew = start.is_some() && counters.started.insert((list.to_owned(), level));
        let count = match counts[level] {
            Some(count) if !anew => count.saturating_add(1),
            _ => start.unwrap_or(of(level).start),
        };
        counts[level] = Some(count);
        for (deeper, count) in counts.iter_mut().enumerate().skip(level + 1) {
            if of(deeper).restart.is_none_or(|by| level < by) {
                *count = None;
            }
        }
        let legal = of(level).legal;
        let number = |at: usize| -> Option<String> {
            let known = of(at);
            let number = counts[at].or(own.starts[at]).unwrap_or(known.start);
            let format = known.format.as_deref().unwrap_or("decimal");
            Some(match format {
                "none" | "bullet" => String::new(),
                _ if legal => number.to_string(),
                _ => printed(number, format),
            })
        };
        if of(level).format.as_deref() == Some("bullet") {
            return None;
        }
        let text = filled(&of(level).pattern, number)?;
        (!text.trim().is_empty()).then(|| (text, of(level).suffix))
    }
}

/// A pattern with the numbers of its levels; nothing if it is longer than any number.
fn filled(pattern: &str, number: impl Fn(usize) -> Option<String>) -> Option<String> {
    let mut out = String::new();
    let mut rest = pattern.chars().peekable();
    while let Some(one) = rest.next() {
        let level = rest.peek().and_then(|next| next.to_digit(10));
        match level.filter(|level| one == '%' && *level > 0) {
            Some(level) => {
                rest.next();
                out.push_str(&number(level as usize - 1)?);
            }
            None => out.push(one),
        }
    }
    (out.chars().count() <= LONGEST).then_some(out)
}

fn definition(xml: &mut Xml<'_>) -> Result<Definition, Rejection> {
    let mut found = Definition::default();
    loop {
        let tag = match xml.next()? {
            Token::Open(tag) => tag,
            Token::Close | Token::End => return Ok(found),
            Token::Text(_) => continue,
        };
        match tag.name() {
            "lvl" => {
                let at = level_number(&tag)?;
                let level = level(xml)?;
                if let Some(place) = at.and_then(|at| found.levels.get_mut(at)) {
                    *place = level;
                }
            }
            "numStyleLink" => {
                found.elsewhere = tag.val()?;
                xml.skip()?;
            }
            _ => xml.skip()?,
        }
    }
}

fn level_number(tag: &Tag<'_>) -> Result<Option<usize>, Rejection> {
    Ok(tag
        .attribute("ilvl")?
        .and_then(|text| text.trim().parse().ok()))
}

/// A level; a format that only newer programs know stands beside one for all others.
fn level(xml: &mut Xml<'_>) -> Result<Level, Rejection> {
    let mut found = Level::default();
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
        open += 1;
        match tag.name() {
            "start" => {
                found.start = tag.number()?.map_or(0, small);
            }
            "numFmt" => {
                found.format = tag
                    .val()?
                    .filter(|format| format != "custom")
                    .or(found.format);
            }
            "lvlText" => {
                let pattern = tag.val()?.unwrap_or_default();
                if pattern.chars().count() <= LONGEST {
                    found.pattern = pattern;
                }
            }
            "lvlRestart" => found.restart = tag.number()?,
            "isLgl" => found.legal = tag.on()?,
            "suff" if tag.val()?.as_deref() == Some("nothing") => found.suffix = Suffix::Nothing,
            "pStyle" => found.style = tag.val()?,
            _ => {}
        }
    }
    Ok(found)
}

fn list(xml: &mut Xml<'_>) -> Result<List, Rejection> {
    let mut found = List::default();
    let mut at = 0;
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
        match tag.name() {
            "lvl" => {
                let own = level_number(&tag)?.unwrap_or(at);
                let level = level(xml)?;
                found.levels.insert(own, level);
                continue;
            }
            "abstractNumId" => found.definition = tag.val()?.unwrap_or_default(),
            "lvlOverride" => at = level_number(&tag)?.unwrap_or(0),
            "startOverride" => {
                if let Some(place) = found.starts.get_mut(at) {
                    *place = tag.number()?.map(small);
                }
            }
            _ => {}
        }
        open += 1;
    }
    Ok(found)
}

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
