//! Lines to blocks and paragraphs: what each stretch of the page is.
//!
//! Given a [`Document`], returns its text cut into classified blocks, nothing left over, the
//! running text as [`Paragraph`]s in which page breaks and the blanks of extraction are gone, and
//! the [`TableArea`]s. It knows nothing of indicators, quantities or sections.

mod drawn;
mod line;
mod neighbours;
mod page;
mod picture;
mod reflow;
mod region;

use crate::grammar::Registry;
use crate::label::LabelIndex;
use crate::record::BlockKind;
use crate::text::{OffsetMap, Span};
use crate::tidy::Document;

pub(crate) use drawn::{Drawing, Rule, is_horizontal, is_junction, is_vertical, rule};
pub(crate) use line::{LineKind, OVERLONG, is_bar, is_garbled, is_value, split_values};
pub(crate) use region::WIDEST;

use line::{Line, lines};
use region::{Region, regions};

/// A classified stretch of the tidied text.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Why it was set aside.
    pub reason: Option<String>,
    /// Its bytes.
    pub span: Span,
    /// Index of the block that this one continues across a break.
    pub continues: Option<usize>,
}

/// A paragraph or heading line of genuine text, joined over page breaks.
#[derive(Debug, Clone, PartialEq)]
pub struct Paragraph {
    /// The text without blanks between Chinese characters, without breaks, without markdown marks.
    pub text: String,
    /// From `text` to the document's text, relative to `start`.
    pub map: OffsetMap,
    /// Where, in the document's text, the stretch begins that `map` leads back to.
    pub start: usize,
    /// Blocks that it is made of, in order; empty for a cell of a table.
    pub blocks: Vec<usize>,
    /// Level of a markdown heading mark (`##` is 2), a guess of the extractor.
    pub mark: Option<u8>,
}

impl Paragraph {
    /// Where `part`, a slice of this paragraph's text, stands in the document's text.
    #[must_use]
    pub fn locate(&self, part: &str) -> Span {
        let span = Span::of(part, &self.text).unwrap_or_default();
        self.map.before(span).shift(self.start)
    }

    /// Where the whole paragraph stands in the document's text.
    #[must_use]
    pub fn span(&self) -> Span {
        self.locate(&self.text)
    }
}

/// The lines of one table.
#[derive(Debug, Clone, PartialEq)]
pub struct TableArea {
    /// Lines in order, without page furniture; blank lines are kept, they may be empty cells.
    pub lines: Vec<TableLine>,
    /// False for tables read off pictures of web pages.
    pub genuine: bool,
    /// The line of text before it, if it can be its title.
    pub caption: Option<Span>,
    /// How it is drawn with characters, if it is.
    pub(crate) drawing: Option<Drawing>,
}

/// A line of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct TableLine {
    /// Bytes without the line break.
    pub span: Span,
    /// What it looks like by itself.
    pub(crate) kind: LineKind,
}

/// The page, taken apart.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Layout {
    /// All blocks in order of position; together they cover the text.
    pub blocks: Vec<Block>,
    /// Genuine running text in order of position.
    pub paragraphs: Vec<Paragraph>,
    /// Tables in order of position.
    pub tables: Vec<TableArea>,
    /// Running text of pictured pages, in order of position.
    pub pictured: Vec<Paragraph>,
}

/// What a line finally counts as.
#[derive(Debug, Clone, PartialEq)]
enum Role {
    /// Blank: goes with the line before.
    Nothing,
    /// Running text.
    Prose,
    /// Part of the table with this number.
    Table(usize),
    /// Set aside.
    Aside(BlockKind, String),
}

/// Takes a document's page apart. `labels` indexes the official labels of `grammars`.
#[must_use]
pub fn layout(document: &Document, grammars: &Registry, labels: &LabelIndex) -> Layout {
    let text = document.text.as_str();
    let mut lines = lines(text, grammars, labels);
    line::mark(&mut lines, &document.elements);
    let drawn = drawn::drawn(text, &lines);
    drawn::keep(text, &mut lines, &drawn);
    let tables = regions(text, &lines, labels, &drawn);
    let official: Vec<bool> = tables
        .iter()
        .map(|table| region::is_official(text, &lines[table.clone()], labels))
        .collect();
    let pictured = picture::pictured(
        text,
        &lines,
        &picture::Context {
            tables: &tables,
            official: &official,
            labels,
            words: &grammars.vocabulary.page,
        },
    );
    let genuine = genuine(&tables, &official, &pictured);
    let mut roles = roles(&lines, &tables, &pictured, &genuine);
    picture::set_scraps_aside(text, &lines, &mut roles);
    let mut layout = page::assemble(text, &lines, &roles, &tables, &genuine);
    for (area, table) in layout.tables.iter_mut().zip(&tables) {
        let found = drawn.binary_search_by_key(&table.start, |(range, _)| range.start);
        area.drawing = found.ok().map(|at| drawn[at].1);
    }
    layout
}

/// Which tables are the report's own: those with official labels, and those outside pictured pages.
fn genuine(tables: &[Region], official: &[bool], pictured: &[bool]) -> Vec<bool> {
    let inside =
        |table: &Region| table.clone().filter(|at| pictured[*at]).count() * 2 > table.len();
    tables
        .iter()
        .zip(official)
        .map(|(table, official)| *official || !inside(table))
        .collect()
}

fn roles(lines: &[Line], tables: &[Region], pictured: &[bool], genuine: &[bool]) -> Vec<Role> {
    let mut table_of: Vec<Option<usize>> = vec![None; lines.len()];
    for (number, table) in tables.iter().enumerate().rev() {
        table_of[table.clone()].fill(Some(number));
    }
    lines
        .iter()
        .enumerate()
        .map(|(at, line)| {
            let table = table_of[at];
            match &line.kind {
                LineKind::Furniture { reason, .. } => {
                    Role::Aside(BlockKind::Furniture, reason.clone())
                }
                LineKind::Image => Role::Aside(BlockKind::Figure, "image-placeholder".into()),
                LineKind::Noise(reason) => Role::Aside(BlockKind::Noise, (*reason).into()),
                _ if table.is_some_and(|table| genuine[table] || !pictured[at]) => {
                    Role::Table(table.unwrap_or_default())
                }
                LineKind::Blank => Role::Nothing,
                LineKind::TabCell if line.content.is_empty() => Role::Nothing,
                _ if pictured[at] => Role::Aside(BlockKind::Figure, "screenshot".into()),
                _ => Role::Prose,
            }
        })
        .collect()
}
