//! Drawn tables as extraction prints them: one file a layout.
//!
//! A layout writes a [`Sheet`] into a [`Writer`], which notes where each value came to stand.

mod aligned;
mod boxes;
mod cell_per_line;
mod columns;
mod delimited;
mod html;
mod lines;
mod ruled;

use crate::eval::gold::GoldFact;
use crate::record::TableLayout;
use crate::text::SourceSpan;

use super::random::Random;
use super::sheet::{Sheet, SheetCell};

/// How tables stand in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layout {
    /// Tabs, merged cells followed by empty ones.
    Delimited,
    /// Tabs, cells merged across printed once, rows of unequal length.
    Collapsed,
    /// A cell a line behind a tab, empty lines between rows.
    CellPerLine,
    /// A cell a line, empty lines between cells.
    LinePerCell,
    /// Bars, as Markdown prints tables.
    Pipe,
    /// Markup.
    Html,
    /// Running lines in reading order.
    RowMajor,
    /// All labels of a table, then its values column by column.
    ColumnMajor,
    /// Columns held by blanks.
    Aligned,
    /// Columns below a rule with gaps.
    Ruled,
    /// Boxes of characters.
    Grid,
}

/// All layouts.
pub const LAYOUTS: [Layout; 11] = [
    Layout::Delimited,
    Layout::Collapsed,
    Layout::CellPerLine,
    Layout::LinePerCell,
    Layout::Pipe,
    Layout::Html,
    Layout::RowMajor,
    Layout::ColumnMajor,
    Layout::Aligned,
    Layout::Ruled,
    Layout::Grid,
];

impl Layout {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Delimited => "delimited",
            Self::Collapsed => "collapsed",
            Self::CellPerLine => "cell-per-line",
            Self::LinePerCell => "line-per-cell",
            Self::Pipe => "pipe",
            Self::Html => "html",
            Self::RowMajor => "row-major",
            Self::ColumnMajor => "column-major",
            Self::Aligned => "aligned",
            Self::Ruled => "ruled",
            Self::Grid => "grid",
        }
    }

    /// The layout called `name`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        LAYOUTS.into_iter().find(|layout| layout.name() == name)
    }

    /// What a reader should call it.
    #[must_use]
    pub fn printed(self) -> TableLayout {
        match self {
            Self::Delimited | Self::Collapsed => TableLayout::Delimited,
            Self::CellPerLine | Self::LinePerCell => TableLayout::CellPerLine,
            Self::Pipe => TableLayout::Pipe,
            Self::Html => TableLayout::Html,
            Self::RowMajor | Self::ColumnMajor => TableLayout::Flattened,
            Self::Aligned => TableLayout::AlignedText,
            Self::Ruled | Self::Grid => TableLayout::Ruled,
        }
    }

    /// Whether an empty cell leaves a trace.
    #[must_use]
    pub fn shows_blanks(self) -> bool {
        !matches!(self, Self::LinePerCell | Self::RowMajor | Self::ColumnMajor)
    }

    /// Whether running text is broken into lines of the page's width.
    #[must_use]
    pub fn wraps(self) -> bool {
        matches!(self, Self::RowMajor | Self::ColumnMajor | Self::Aligned)
    }

    /// Writes `sheet`.
    pub(super) fn write(self, sheet: &Sheet, writer: &mut Writer, random: &mut Random) {
        match self {
            Self::Delimited => delimited::expanded(sheet, writer),
            Self::Collapsed => delimited::collapsed(sheet, writer, random),
            Self::CellPerLine => cell_per_line::tabbed(sheet, writer, random),
            Self::LinePerCell => cell_per_line::bare(sheet, writer),
            Self::Pipe => delimited::piped(sheet, writer, random),
            Self::Html => html::markup(sheet, writer, random),
            Self::RowMajor => lines::row_major(sheet, writer, random),
            Self::ColumnMajor => columns::column_major(sheet, writer),
            Self::Aligned => aligned::aligned(sheet, writer),
            Self::Ruled => ruled::ruled(sheet, writer, random),
            Self::Grid => boxes::grid(sheet, writer, random),
        }
    }
}

/// Columns of a page that one piece of a label may take.
const LABEL_COLUMNS: usize = 34;

/// Text under way, with the places of the facts that it prints.
#[derive(Debug, Clone, Default)]
pub(super) struct Writer {
    pub text: String,
    spans: Vec<Option<SourceSpan>>,
}

impl Writer {
    /// Writes text that prints no fact.
    pub(super) fn text(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Writes `text`, which is the value of `fact`, if that is one. A fact stands where it is
    /// written first.
    pub(super) fn value(&mut self, fact: Option<usize>, text: &str) {
        let start = self.text.len();
        self.text.push_str(text);
        let Some(fact) = fact else { return };
        if self.spans.len() <= fact {
            self.spans.resize(fact + 1, None);
        }
        self.spans[fact].get_or_insert(SourceSpan::new(start, self.text.len()));
    }

    /// Writes a cell.
    pub(super) fn cell(&mut self, cell: &SheetCell) {
        self.value(cell.fact, &cell.text);
    }

    /// Ends the line unless it has just begun.
    pub(super) fn end_line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    /// Gives facts the places that were noted; `first` is the number of the first of them.
    pub(super) fn place(&self, facts: &mut [GoldFact]) {
        for (fact, span) in facts.iter_mut().zip(&self.spans) {
            fact.span = *span;
        }
    }
}

/// The columns of a table row by row: for each position, the cell that begins there.
pub(super) fn expand(sheet: &Sheet) -> Vec<Vec<Option<&SheetCell>>> {
    sheet
        .rows
        .iter()
        .map(|row| {
            let mut line: Vec<Option<&SheetCell>> = vec![None; sheet.width];
            for cell in &row.cells {
                if let Some(place) = line.get_mut(cell.col) {
                    *place = Some(cell);
                }
            }
            line
        })
        .collect()
}

/// Cuts `text` into pieces of at most `width` Chinese characters; a digit or Latin letter counts half.
pub(super) fn wrap(text: &str, width: usize) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut used = 0;
    for (at, character) in text.char_indices() {
        let own = if character.is_ascii() { 1 } else { 2 };
        if used + own > width * 2 && at > start {
            pieces.push(&text[start..at]);
            start = at;
            used = 0;
        }
        used += own;
    }
    pieces.push(&text[start..]);
    pieces
}

/// Columns of a terminal that `text` takes: two for a Chinese character.
pub(super) fn display_width(text: &str) -> usize {
    text.chars()
        .map(|one| if one.is_ascii() { 1 } else { 2 })
        .sum()
}
