//! Paragraphs and tables of a format to one linear text with its elements.
//!
//! A paragraph is a line, a row of a table is a line whose cells stand between tabs. Breaks and tabs
//! within a cell become blanks, so that each row stays one line.

use super::element::{Element, ElementKind, MarkedCell, MarkedTable};
use super::{Rejection, Source};
use crate::record::TableLayout;
use crate::text::SourceSpan;

/// The text so far.
#[derive(Debug, Default)]
pub(super) struct Linear {
    text: String,
    elements: Vec<Element>,
}

/// A cell to be placed into the first free column of its row.
#[cfg(any(feature = "html", feature = "sheet", test))]
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct NewCell {
    /// Its text; paragraphs may be parted by line breaks.
    pub text: String,
    /// Columns spanned, at least 1.
    pub col_span: usize,
    /// Rows spanned, at least 1.
    pub row_span: usize,
}

/// A cell whose place is known.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct PlacedCell {
    /// Row, counted from 0.
    pub row: usize,
    /// Column, counted from 0.
    pub col: usize,
    /// Rows spanned, at least 1.
    pub row_span: usize,
    /// Columns spanned, at least 1.
    pub col_span: usize,
    /// Its text; paragraphs may be parted by line breaks.
    pub text: String,
}

/// A span of more columns is a mistake of the file; tables are cut at as many columns anyway.
#[cfg(any(feature = "html", feature = "sheet", test))]
const MOST_COLUMNS: usize = 1024;

impl Linear {
    /// Adds a paragraph. Breaks within it go on as lines of their own; blank text adds nothing.
    pub(super) fn paragraph(&mut self, text: &str) {
        let _ = self.lines(text);
    }

    /// Adds a heading of a level counted from 1.
    pub(super) fn heading(&mut self, level: u8, text: &str) {
        if let Some(span) = self.lines(text) {
            let kind = ElementKind::Heading(level);
            self.elements.push(Element { span, kind });
        }
    }

    /// Adds what belongs to the page or site.
    pub(super) fn furniture(&mut self, reason: &'static str, text: &str) {
        if let Some(span) = self.lines(text) {
            let kind = ElementKind::Furniture(reason);
            self.elements.push(Element { span, kind });
        }
    }

    /// Adds a table. Cells go from left to right into the columns that cells from above leave free.
    #[cfg(any(feature = "html", feature = "sheet", test))]
    pub(super) fn table(&mut self, layout: TableLayout, rows: &[Vec<NewCell>]) {
        let mut placed = Vec::new();
        // For each column, the row down to which a cell from above reaches.
        let mut filled: Vec<usize> = Vec::new();
        for (row, printed) in rows.iter().enumerate() {
            let mut col = 0;
            for cell in printed {
                while filled.get(col).is_some_and(|until| *until > row) {
                    col += 1;
                }
                let col_span = cell.col_span.clamp(1, MOST_COLUMNS);
                let row_span = cell.row_span.clamp(1, rows.len() - row);
                let end = (col + col_span).min(MOST_COLUMNS + 1);
                filled.resize(filled.len().max(end), 0);
                if col < end {
                    filled[col..end].fill(row + row_span);
                }
                placed.push(PlacedCell {
                    row,
                    col,
                    row_span,
                    col_span,
                    text: cell.text.clone(),
                });
                col += col_span;
            }
        }
        self.placed(layout, placed);
    }

    /// Adds a table of cells by row, then column. A row in which no cell begins is left out, also of the
    /// cells that span it.
    pub(super) fn placed(&mut self, layout: TableLayout, mut placed: Vec<PlacedCell>) {
        close_up(&mut placed);
        let start = self.text.len();
        let mut cells: Vec<MarkedCell> = Vec::with_capacity(placed.len());
        for cell in placed {
            match cells.last() {
                Some(before) if before.row == cell.row => self.text.push('\t'),
                Some(_) => self.text.push('\n'),
                None => {}
            }
            cells.push(MarkedCell {
                row: cell.row,
                col: cell.col,
                row_span: cell.row_span,
                col_span: cell.col_span,
                span: self.cell(&cell.text),
            });
        }
        if cells.iter().all(|cell| cell.span.start == cell.span.end) {
            self.text.truncate(start);
            return;
        }
        let span = SourceSpan::new(start, self.text.len());
        self.text.push('\n');
        let kind = ElementKind::Table(MarkedTable { layout, cells });
        self.elements.push(Element { span, kind });
    }

    /// Bytes of the text so far.
    #[cfg_attr(not(feature = "docx"), allow(dead_code))]
    pub(super) fn end(&self) -> usize {
        self.text.len()
    }

    /// The source that was put together.
    pub(super) fn finish(
        self,
        media_type: &'static str,
        encoding: Option<&'static str>,
    ) -> Result<Source, Rejection> {
        if self.text.trim().is_empty() {
            return Err(Rejection::Empty);
        }
        Ok(Source {
            text: self.text,
            encoding,
            media_type,
            elements: self.elements,
            notes: Vec::new(),
        })
    }

    /// Adds the lines of `text` that are not blank; the span has no line break at its end.
    fn lines(&mut self, text: &str) -> Option<SourceSpan> {
        let start = self.text.len();
        let lines = text.split(['\n', '\r']).map(str::trim_end);
        for line in lines.filter(|line| !line.trim_start().is_empty()) {
            self.text.push_str(line);
            self.text.push('\n');
        }
        (self.text.len() > start).then(|| SourceSpan::new(start, self.text.len() - 1))
    }

    fn cell(&mut self, text: &str) -> SourceSpan {
        let start = self.text.len();
        let mut gap = false;
        for one in text.trim().chars() {
            let blank = matches!(one, '\n' | '\r' | '\t');
            if blank && !gap {
                self.text.push(' ');
            } else if !blank {
                self.text.push(one);
            }
            gap = blank;
        }
        SourceSpan::new(start, self.text.len())
    }
}

/// Numbers the rows in which cells begin, and lets spans count no others.
fn close_up(cells: &mut [PlacedCell]) {
    let mut begun: Vec<usize> = cells.iter().map(|cell| cell.row).collect();
    begun.dedup();
    let at = |row: usize| begun.partition_point(|known| *known < row);
    for cell in cells {
        let end = cell.row.saturating_add(cell.row_span);
        let row = at(cell.row);
        cell.row_span = (at(end) - row).max(1);
        cell.row = row;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(text: &str, row_span: usize, col_span: usize) -> NewCell {
        NewCell {
            text: text.into(),
            col_span,
            row_span,
        }
    }

    #[test]
    fn cells_go_where_cells_from_above_leave_room() {
        let mut linear = Linear::default();
        linear.paragraph("一、概述");
        linear.table(
            TableLayout::Docx,
            &[
                vec![cell("申请情况", 2, 1), cell("自然人\n（件）", 1, 2)],
                vec![cell("3", 1, 1), cell("", 1, 1)],
            ],
        );
        let source = linear.finish("text/test", None).unwrap();
        assert_eq!(source.text, "一、概述\n申请情况\t自然人 （件）\n3\t\n");
        let [table] = source.elements.as_slice() else {
            panic!("one table")
        };
        let ElementKind::Table(table) = &table.kind else {
            panic!("a table")
        };
        let placed: Vec<(usize, usize, &str)> = table
            .cells
            .iter()
            .map(|cell| (cell.row, cell.col, cell.span.text(&source.text)))
            .collect();
        assert_eq!(
            placed,
            [
                (0, 0, "申请情况"),
                (0, 1, "自然人 （件）"),
                (1, 1, "3"),
                (1, 2, "")
            ]
        );
    }

    #[test]
    fn spans_past_all_bounds_end_at_the_limits() {
        let mut linear = Linear::default();
        let wide = vec![cell("一", usize::MAX, usize::MAX), cell("二", 1, 1)];
        linear.table(TableLayout::Html, &[wide.clone(), wide]);
        assert!(linear.finish("text/test", None).is_ok());
    }

    #[test]
    fn rows_in_which_no_cell_begins_do_not_count() {
        let mut linear = Linear::default();
        let rows = [
            vec![cell("一", 3, 1), cell("1", 2, 1)],
            Vec::new(),
            vec![cell("2", 1, 1)],
            vec![cell("二", 1, 1), cell("3", 1, 1)],
        ];
        linear.table(TableLayout::Html, &rows);
        let source = linear.finish("text/test", None).unwrap();
        assert_eq!(source.text, "一\t1\n2\n二\t3\n");
        let ElementKind::Table(table) = &source.elements[0].kind else {
            panic!("a table")
        };
        let placed: Vec<[usize; 3]> = table
            .cells
            .iter()
            .map(|cell| [cell.row, cell.col, cell.row_span])
            .collect();
        assert_eq!(
            placed,
            [[0, 0, 2], [0, 1, 1], [1, 1, 1], [2, 0, 1], [2, 1, 1]]
        );
    }

    #[test]
    fn a_table_without_text_and_blank_paragraphs_add_nothing() {
        let mut linear = Linear::default();
        linear.table(TableLayout::Html, &[vec![cell(" ", 1, 1)]]);
        linear.paragraph(" \n ");
        assert_eq!(
            linear.finish("text/test", None).map_err(|why| why.code()),
            Err("empty")
        );
    }
}
