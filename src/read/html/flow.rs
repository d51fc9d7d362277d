//! The nodes of a page to its lines and tables: blocks part lines, what stands in a line glues.
//!
//! Given a tree and the fates of its nodes, returns the pieces in order of the page.

use super::furniture::{Fate, Fates};
use super::list::Lists;
use super::table::{Grid, is_data, rows};
use super::tree::Tree;
use crate::read::linear::NewCell;

/// A line or a table of the page.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Piece {
    /// A line of text.
    Line(String),
    /// A line of a heading of this level.
    Heading(u8, String),
    /// A line that belongs to the site, and why.
    Furniture(&'static str, String),
    /// A table by its rows.
    Table(Vec<Vec<NewCell>>),
}

/// All pieces of a page.
pub(super) fn pieces(tree: &Tree, fates: &Fates) -> Vec<Piece> {
    let mut flow = Flow::new(tree, &fates.of);
    let mut at = 0;
    while at < tree.nodes.len() {
        flow.leave(at);
        let measure = fates.measures[at];
        let data = fates.of[at] == Fate::Content
            && tree.name(at) == "table"
            // Most of it stands in tables within it.
            && measure.tabled * 3 <= measure.chars;
        match data.then(|| Grid::new(tree, &fates.of, at)) {
            Some(grid) if is_data(tree, &fates.of, &grid) => {
                flow.end_line();
                flow.pieces.extend(grid.caption.clone().map(Piece::Line));
                flow.pieces.push(Piece::Table(rows(tree, &fates.of, &grid)));
                at = tree.nodes[at].end;
            }
            _ => at = flow.enter(at),
        }
    }
    flow.leave(at);
    flow.end_line();
    flow.pieces
}

/// The text of what stands in a cell, its lines parted by line breaks.
pub(super) fn cell_text(tree: &Tree, fates: &[Fate], cell: usize) -> String {
    let mut flow = Flow::new(tree, fates);
    let mut at = cell + 1;
    while at < tree.nodes[cell].end {
        flow.leave(at);
        at = flow.enter(at);
    }
    flow.leave(at);
    flow.end_line();
    let lines = flow.pieces.into_iter().map(|piece| match piece {
        Piece::Line(text) | Piece::Heading(_, text) | Piece::Furniture(_, text) => text,
        Piece::Table(_) => String::new(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// An element that does something at its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Close {
    Block,
    Heading,
    List,
    Pre,
    Mark,
}

struct Flow<'a> {
    tree: &'a Tree,
    fates: &'a [Fate],
    pieces: Vec<Piece>,
    line: String,
    fate: Fate,
    level: Option<u8>,
    pre: usize,
    lists: Lists,
    open: Vec<(usize, Close)>,
}

impl<'a> Flow<'a> {
    fn new(tree: &'a Tree, fates: &'a [Fate]) -> Self {
        Self {
            tree,
            fates,
            pieces: Vec::new(),
            line: String::new(),
            fate: Fate::Content,
            level: None,
            pre: 0,
            lists: Lists::default(),
            open: Vec::new(),
        }
    }

    /// Ends the elements that end before a node.
    fn leave(&mut self, at: usize) {
        while let Some((end, close)) = self.open.last().copied() {
            if end > at {
                return;
            }
            self.open.pop();
            match close {
                Close::Block => self.end_line(),
                Close::Heading => {
                    self.end_line();
                    self.level = None;
                }
                Close::List => {
                    self.end_line();
                    self.lists.leave();
                }
                Close::Pre => {
                    self.end_line();
                    self.pre -= 1;
                }
                Close::Mark => self.line.push(']'),
            }
        }
    }

    /// Takes a node and returns the one to go on with.
    fn enter(&mut self, at: usize) -> usize {
        let (node, fate) = (&self.tree.nodes[at], self.fates[at]);
        if fate == Fate::Hidden {
            return node.end;
        }
        if fate != self.fate {
            self.end_line();
            self.fate = fate;
        }
        let Some(element) = &node.element else {
            self.text(&node.text);
            return at + 1;
        };
        let name = element.name.as_str();
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.end_line();
                self.level = name[1..].parse().ok();
                self.open.push((node.end, Close::Heading));
            }
            "ol" | "ul" | "menu" => {
                self.end_line();
                self.lists.enter(element);
                self.open.push((node.end, Close::List));
            }
            "li" => {
                self.end_line();
                let number = self.lists.number(element);
                self.line.push_str(&number.unwrap_or_default());
                self.open.push((node.end, Close::Block));
            }
            "pre" => {
                self.end_line();
                self.pre += 1;
                self.open.push((node.end, Close::Pre));
            }
            "br" | "hr" => self.end_line(),
            "input" => self.input(element),
            "sup" | "sub" => self.mark(at),
            _ if is_block(name) => {
                self.end_line();
                self.open.push((node.end, Close::Block));
            }
            _ => {}
        }
        at + 1
    }

    fn input(&mut self, element: &super::tree::Element) {
        let kind = element.attribute("type").unwrap_or("text");
        const SHOWN: [&str; 7] = ["text", "number", "date", "tel", "email", "url", "month"];
        let value = element.attribute("value").unwrap_or_default();
        if SHOWN.iter().any(|shown| shown.eq_ignore_ascii_case(kind)) {
            self.text(value);
        }
    }

    /// Marks of footnotes and powers do not run into the number before or behind them.
    fn mark(&mut self, at: usize) {
        let texts = self
            .tree
            .within(at)
            .map(|at| self.tree.nodes[at].text.trim());
        let mark: String = texts.take(SHORT).collect();
        let bare = mark.starts_with(|one: char| one.is_alphanumeric());
        let before = self.line.chars().next_back();
        let unit = before.is_none_or(|one| one.is_ascii_alphabetic());
        if bare && !unit && mark.chars().count() <= SHORT {
            self.line.push('[');
            self.open.push((self.tree.nodes[at].end, Close::Mark));
        }
    }

    fn text(&mut self, text: &str) {
        if self.pre > 0 {
            self.kept(text);
            return;
        }
        let mut rest = text;
        while let Some(at) = rest.find(is_blank) {
            self.line.push_str(&rest[..at]);
            let after = rest[at..].trim_start_matches(is_blank);
            let gap = &rest[at..rest.len() - after.len()];
            self.gap(gap, after.chars().next());
            rest = after;
        }
        self.line.push_str(rest);
    }

    /// A run of blanks is one; a line break of the file between two wide characters is none.
    fn gap(&mut self, gap: &str, next: Option<char>) {
        let before = self.line.chars().next_back();
        let wide = |one: Option<char>| one.is_some_and(|one| one >= '\u{2e80}');
        let none = before.is_none_or(is_blank) || gap.contains('\n') && wide(before) && wide(next);
        if !none {
            self.line.push(' ');
        }
    }

    fn kept(&mut self, text: &str) {
        let mut lines = text.split('\n');
        if let Some(first) = lines.next() {
            self.line.push_str(first.trim_end_matches('\r'));
        }
        for line in lines {
            self.end_line();
            self.line.push_str(line.trim_end_matches('\r'));
        }
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line).replace('\u{a0}', " ");
        if line.trim().is_empty() {
            return;
        }
        self.pieces.push(match (self.fate, self.level) {
            (Fate::Furniture(reason), _) => Piece::Furniture(reason, line),
            (_, Some(level)) if line.chars().count() <= LONGEST_HEADING => {
                Piece::Heading(level, line)
            }
            _ => Piece::Line(line),
        });
    }
}

/// Characters of the longest mark of a footnote.
const SHORT: usize = 4;
/// Characters of the longest heading; a longer one is a paragraph in big letters.
const LONGEST_HEADING: usize = 100;

/// Blanks that HTML takes as one.
fn is_blank(one: char) -> bool {
    matches!(one, ' ' | '\t' | '\n' | '\r' | '\u{c}')
}

fn is_block(name: &str) -> bool {
    !matches!(
        name,
        "span"
            | "anchor"
            | "choice"
            | "choices"
            | "control"
            | "search"
            | "input"
            | "thead"
            | "tbody"
            | "tfoot"
    )
}
