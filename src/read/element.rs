//! What a format knows beyond its text: headings, the cells of tables, what belongs to the page.

use crate::record::TableLayout;
use crate::text::SourceSpan;

/// Something that a format marks up; text extraction has none. `S` says which text spans count in.
#[derive(Debug, Clone, PartialEq)]
pub struct Element<S = SourceSpan> {
    /// Its bytes in the text; of a heading or of page furniture whole lines.
    pub span: S,
    /// What it is.
    pub kind: ElementKind<S>,
}

/// Kinds of elements.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ElementKind<S = SourceSpan> {
    /// A heading of the given level, counted from 1.
    Heading(u8),
    /// Belongs to the page or site and not to the document; the word is the block's reason.
    Furniture(&'static str),
    /// A table with its cells.
    Table(MarkedTable<S>),
}

/// A table whose cells the format knows. Each row is a line of the text.
#[derive(Debug, Clone, PartialEq)]
pub struct MarkedTable<S = SourceSpan> {
    /// What is written as the table's layout.
    pub layout: TableLayout,
    /// Cells by row, then column.
    pub cells: Vec<MarkedCell<S>>,
}

/// A cell that the format knows.
#[derive(Debug, Clone, PartialEq)]
pub struct MarkedCell<S = SourceSpan> {
    /// Row, counted from 0.
    pub row: usize,
    /// Column, counted from 0.
    pub col: usize,
    /// Rows spanned.
    pub row_span: usize,
    /// Columns spanned.
    pub col_span: usize,
    /// Its bytes; empty for an empty cell.
    pub span: S,
}

impl<S: Copy> Element<S> {
    /// The element with its spans counted in another text.
    #[must_use]
    pub fn moved<T>(&self, to: impl Fn(S) -> T) -> Element<T> {
        let kind = match &self.kind {
            ElementKind::Heading(level) => ElementKind::Heading(*level),
            ElementKind::Furniture(reason) => ElementKind::Furniture(reason),
            ElementKind::Table(table) => ElementKind::Table(MarkedTable {
                layout: table.layout,
                cells: table.cells.iter().map(|cell| cell.moved(&to)).collect(),
            }),
        };
        Element {
            span: to(self.span),
            kind,
        }
    }
}

impl<S: Copy> MarkedCell<S> {
    fn moved<T>(&self, to: impl Fn(S) -> T) -> MarkedCell<T> {
        MarkedCell {
            row: self.row,
            col: self.col,
            row_span: self.row_span,
            col_span: self.col_span,
            span: to(self.span),
        }
    }
}
