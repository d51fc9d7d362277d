//! The written pattern, read into items; every slip has a place.

use std::ops::Range;

use super::{Hole, PatternError, Reads};
use crate::grammar::mistake::closest;

/// Characters one of which begins what a hole reads, if that is known.
pub(super) type Begins = Option<&'static str>;

/// Optional parts and choices inside one another.
const DEEPEST: usize = 8;

/// A part of a pattern.
#[derive(Debug, Clone)]
pub(super) enum Item {
    /// These characters exactly.
    Text(String),
    /// This mark, or one that [`fold`] takes for it.
    Mark(char),
    /// A run of blanks, or none.
    Blanks,
    /// A hole: its name and what it reads.
    Hole(String, Reads, Begins),
    /// A part that may be missing.
    Optional(Vec<Item>),
    /// One of these.
    Choice(Vec<Vec<Item>>),
}

/// Reads a whole pattern.
pub(super) fn parse(source: &str, holes: &[Hole]) -> Result<Vec<Item>, PatternError> {
    let mut reader = Reader {
        source,
        at: 0,
        holes,
    };
    let items = reader.items(0)?;
    if let Some(stray) = reader.peek() {
        return Err(reader.slip(
            format!("`{stray}` closes nothing"),
            Some(format!("write `\\{stray}` for the character")),
        ));
    }
    if may_be_empty(&items) {
        let help = Some("give it a part that must be there".to_owned());
        return Err(PatternError {
            range: 0..source.len(),
            message: "pattern fits nothing at all".to_owned(),
            help,
        });
    }
    Ok(items)
}

struct Reader<'a> {
    source: &'a str,
    /// Bytes read.
    at: usize,
    holes: &'a [Hole],
}

impl Reader<'_> {
    /// Items up to a sign that closes them or the end.
    fn items(&mut self, depth: usize) -> Result<Vec<Item>, PatternError> {
        if depth > DEEPEST {
            return Err(self.slip("too many parts inside one another", None));
        }
        let mut items = Vec::new();
        while let Some(next) = self.peek() {
            let from = self.at;
            let item = match next {
                ']' | ')' | '|' => break,
                '}' => {
                    return Err(self.slip(
                        "`}` closes nothing",
                        Some("write `\\}` for the character".to_owned()),
                    ));
                }
                '{' => self.hole()?,
                '[' => Item::Optional(self.enclosed(']', depth)?.into_iter().flatten().collect()),
                '(' => Item::Choice(self.enclosed(')', depth)?),
                '\\' => character(self.escaped()?),
                ' ' | '\t' | '\u{3000}' => self.blanks(),
                _ => {
                    self.at += next.len_utf8();
                    character(next)
                }
            };
            self.side_by_side(&items, &item, from)?;
            push(&mut items, item);
        }
        Ok(items)
    }

    /// Two runs without anything between: nothing would tell where one ends.
    fn side_by_side(&self, items: &[Item], item: &Item, from: usize) -> Result<(), PatternError> {
        let run = |item: &Item| matches!(item, Item::Hole(_, Reads::Run(_), _));
        if run(item) && items.last().is_some_and(run) {
            let message = "two runs side by side: nothing tells where the first ends".to_owned();
            let help = Some("put text between them".to_owned());
            return Err(PatternError {
                range: from..self.at,
                message,
                help,
            });
        }
        Ok(())
    }

    /// What stands between an opening sign and `close`, cut at `|`.
    fn enclosed(&mut self, close: char, depth: usize) -> Result<Vec<Vec<Item>>, PatternError> {
        let open = self.at;
        self.at += 1;
        let mut branches = Vec::new();
        loop {
            let from = self.at;
            let items = self.items(depth + 1)?;
            if items.is_empty() {
                let message = "empty part".to_owned();
                return Err(PatternError {
                    range: open..from + self.peek().map_or(0, char::len_utf8),
                    message,
                    help: None,
                });
            }
            branches.push(items);
            match self.peek() {
                Some('|') if close == ')' => self.at += 1,
                Some(found) if found == close => break,
                Some('|') => {
                    let help =
                        "write `(甲|乙)` for a choice, `[(甲|乙)]` if it may be missing".to_owned();
                    return Err(self.slip("`|` outside a choice", Some(help)));
                }
                _ => {
                    let message = format!("`{}` is not closed", &self.source[open..=open]);
                    return Err(PatternError {
                        range: open..open + 1,
                        message,
                        help: Some(format!("add `{close}`")),
                    });
                }
            }
        }
        self.at += 1;
        Ok(branches)
    }

    /// `{kind}` or `{name:kind}`
    fn hole(&mut self) -> Result<Item, PatternError> {
        let open = self.at;
        let Some(len) = self.source[open..].find('}') else {
            return Err(self.slip("`{` is not closed", Some("add `}`".to_owned())));
        };
        let inner = open + 1..open + len;
        self.at = open + len + 1;
        let written = &self.source[inner.clone()];
        let (name, kind) = written.split_once(':').unwrap_or((written, written));
        let word = |text: &str| {
            !text.is_empty()
                && text
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        };
        if !word(name) {
            let help =
                Some("write `{kind}` or `{name:kind}` in small letters, digits and `_`".to_owned());
            return Err(PatternError {
                range: inner,
                message: format!("`{name}` is not a name"),
                help,
            });
        }
        let Some(hole) = self.holes.iter().find(|hole| hole.name == kind) else {
            return Err(self.unknown(kind, inner.end - kind.len()..inner.end));
        };
        Ok(Item::Hole(name.to_owned(), hole.reads, hole.begins))
    }

    fn unknown(&self, kind: &str, range: Range<usize>) -> PatternError {
        let known: Vec<&str> = self.holes.iter().map(|hole| hole.name).collect();
        let list: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
        let help = match closest(kind, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`? holes are {}", list.join(", ")),
            None => format!("holes are {}", list.join(", ")),
        };
        PatternError {
            range,
            message: format!("unknown hole `{kind}`"),
            help: Some(help),
        }
    }

    /// The character after a backslash.
    fn escaped(&mut self) -> Result<char, PatternError> {
        match self.source[self.at + 1..].chars().next() {
            Some(sign) if "{}[]()|\\".contains(sign) => {
                self.at += 2;
                Ok(sign)
            }
            _ => {
                let help = Some("a backslash stands before one of `{}[]()|\\`".to_owned());
                Err(self.slip("nothing to take literally", help))
            }
        }
    }

    fn blanks(&mut self) -> Item {
        let rest = &self.source[self.at..];
        self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\u{3000}']).len();
        Item::Blanks
    }

    fn peek(&self) -> Option<char> {
        self.source[self.at..].chars().next()
    }

    /// A mistake about the next character.
    fn slip(&self, message: impl Into<String>, help: Option<String>) -> PatternError {
        let end = self.at + self.peek().map_or(0, char::len_utf8);
        PatternError {
            range: self.at..end,
            message: message.into(),
            help,
        }
    }
}

/// A character of the text: itself, or a mark that has other shapes.
fn character(c: char) -> Item {
    let folded = fold(c);
    if folded.is_ascii_punctuation() {
        Item::Mark(folded)
    } else {
        Item::Text(c.to_string())
    }
}

/// Adds an item; text grows together.
fn push(items: &mut Vec<Item>, item: Item) {
    match (items.last_mut(), item) {
        (Some(Item::Text(text)), Item::Text(more)) => text.push_str(&more),
        (_, item) => items.push(item),
    }
}

/// The mark that `c` is another shape of: full width, dashes, quotes, number brackets.
pub(super) fn fold(c: char) -> char {
    match c {
        '—' | '–' | '―' | '─' | '━' | '‐' | '‑' | '−' => '-',
        '“' | '”' | '„' | '〝' | '〞' => '"',
        '‘' | '’' => '\'',
        '〔' | '﹝' => '[',
        '〕' | '﹞' => ']',
        '\u{FF01}'..='\u{FF5E}' => {
            let half = char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c);
            if half.is_ascii_punctuation() { half } else { c }
        }
        _ => c,
    }
}

/// All shapes of a mark that [`fold`] takes for it, itself among them.
pub(super) fn shapes(mark: char) -> Vec<char> {
    let others = match mark {
        '-' => "—–―─━‐‑−",
        '"' => "“”„〝〞",
        '\'' => "‘’",
        '[' => "〔﹝",
        ']' => "〕﹞",
        _ => "",
    };
    let wide = char::from_u32(u32::from(mark) + 0xFEE0);
    let wide = wide.filter(|wide| fold(*wide) == mark);
    [mark]
        .into_iter()
        .chain(wide)
        .chain(others.chars())
        .collect()
}

fn may_be_empty(items: &[Item]) -> bool {
    items.iter().all(|item| match item {
        Item::Text(_) | Item::Mark(_) | Item::Hole(..) => false,
        Item::Blanks | Item::Optional(_) => true,
        Item::Choice(branches) => branches.iter().any(|branch| may_be_empty(branch)),
    })
}

/// Texts one of which stands in every match, and whether the only one begins every match.
///
/// The choice falls on the texts whose shortest is longest; none if a match need hold no text.
pub(super) fn needles(items: &[Item]) -> (Vec<String>, bool) {
    let mut best: Vec<String> = Vec::new();
    for item in items {
        let found = match item {
            Item::Text(text) => vec![text.clone()],
            Item::Mark(mark) => shapes(*mark).into_iter().map(String::from).collect(),
            Item::Choice(branches) => either(branches),
            _ => Vec::new(),
        };
        if shortest(&found) > shortest(&best) {
            best = found;
        }
    }
    match items.first() {
        Some(Item::Text(text)) if best.len() <= 1 || shortest(&best) <= text.len() => {
            (vec![text.clone()], true)
        }
        _ => (best, false),
    }
}

/// Texts one of which stands in whatever branch is taken.
fn either(branches: &[Vec<Item>]) -> Vec<String> {
    let mut all = Vec::new();
    for branch in branches {
        let (found, _) = needles(branch);
        if found.is_empty() {
            return Vec::new();
        }
        all.extend(found);
    }
    all
}

/// Length of the shortest text, 0 if there is none.
fn shortest(texts: &[String]) -> usize {
    texts.iter().map(String::len).min().unwrap_or(0)
}
