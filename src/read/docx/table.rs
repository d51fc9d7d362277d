//! Tables: rows and cells read off the stream, merged cells put together.

use super::body::{Frame, Story, Wrap, kept};
use super::paragraph::Block;
use super::xml::{Tag, Token};
use crate::read::Rejection;

/// A table whose cells know their places.
#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    /// Rows that stay.
    pub rows: usize,
    /// Cells by row, then column.
    pub cells: Vec<Cell>,
}

/// A cell.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    /// Row, counted from 0.
    pub row: usize,
    /// Column, counted from 0.
    pub col: usize,
    /// Rows spanned.
    pub row_span: usize,
    /// Columns spanned.
    pub col_span: usize,
    /// What stands in it.
    pub blocks: Vec<Block>,
}

/// How a cell is merged with its neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Merge {
    #[default]
    None,
    Start,
    Goes,
}

/// What the properties of a cell say.
#[derive(Debug, Clone, Copy, Default)]
struct Shape {
    span: Option<usize>,
    down: Merge,
    across: Merge,
    deleted: bool,
}

/// A row under way.
#[derive(Debug, Default)]
struct Row {
    /// Cells with how they are merged downwards; their `row` is not known yet.
    cells: Vec<(Cell, Merge)>,
    /// The next free column.
    col: usize,
    dropped: bool,
    hidden: bool,
}

/// Columns that a table can have; a word processor allows 63.
const MOST_COLUMNS: usize = 1024;

impl Story<'_> {
    /// Reads a table whose element has just begun.
    ///
    /// # Errors
    /// [`Rejection`] if the part is broken or past a limit.
    pub(super) fn table(&mut self) -> Result<Table, Rejection> {
        let mut rows = Vec::new();
        self.rows(&mut rows)?;
        Ok(assembled(rows))
    }

    fn rows(&mut self, rows: &mut Vec<Row>) -> Result<(), Rejection> {
        let mut frame = Frame::default();
        loop {
            let tag = match self.xml.next()? {
                Token::Open(tag) => tag,
                Token::Close | Token::End => return Ok(()),
                Token::Text(_) => continue,
            };
            if tag.name() == "tr" {
                let mut row = Row::default();
                self.row(&mut row)?;
                if row.hidden {
                    self.unshown += unshown(&row.cells);
                }
                if !row.dropped && !row.hidden {
                    rows.push(row);
                }
                continue;
            }
            match self.wrapped(&tag, &mut frame)? {
                Wrap::Inside => self.rows(rows)?,
                Wrap::Contents => self.within_contents(|story| story.rows(rows))?,
                Wrap::Outside => self.xml.skip()?,
                Wrap::Read => {}
            }
        }
    }

    fn row(&mut self, row: &mut Row) -> Result<(), Rejection> {
        let mut frame = Frame::default();
        loop {
            let tag = match self.xml.next()? {
                Token::Open(tag) => tag,
                Token::Close | Token::End => return Ok(()),
                Token::Text(_) => continue,
            };
            match tag.name() {
                "trPr" => self.row_properties(row)?,
                "tc" => self.cell(row)?,
                _ => match self.wrapped(&tag, &mut frame)? {
                    Wrap::Inside => self.row(row)?,
                    Wrap::Contents => self.within_contents(|story| story.row(row))?,
                    Wrap::Outside => self.xml.skip()?,
                    Wrap::Read => {}
                },
            }
        }
    }

    fn row_properties(&mut self, row: &mut Row) -> Result<(), Rejection> {
        loop {
            let tag = match self.xml.next()? {
                Token::Open(tag) => tag,
                Token::Close | Token::End => return Ok(()),
                Token::Text(_) => continue,
            };
            match tag.name() {
                "gridBefore" => row.col = tag.number()?.unwrap_or(0).min(MOST_COLUMNS),
                "del" | "moveFrom" => row.dropped = true,
                "hidden" => row.hidden = tag.on()?,
                _ => {}
            }
            self.xml.skip()?;
        }
    }

    fn cell(&mut self, row: &mut Row) -> Result<(), Rejection> {
        let mut shape = Shape::default();
        let mut blocks = Vec::new();
        self.cell_content(&mut shape, &mut blocks)?;
        let col = row.col;
        let col_span = shape.span.unwrap_or(1).clamp(1, MOST_COLUMNS);
        row.col = (col + col_span).min(MOST_COLUMNS + 1);
        if shape.deleted || col > MOST_COLUMNS {
            return Ok(());
        }
        let cell = Cell {
            row: 0,
            col,
            row_span: 1,
            col_span,
            blocks,
        };
        match row.cells.last_mut() {
            // What stands in a cell that goes on its neighbour is not shown.
            Some((before, _)) if shape.across == Merge::Goes => {
                before.col_span += col_span;
                self.unshown += seen(&cell.blocks);
            }
            _ => row.cells.push((cell, shape.down)),
        }
        Ok(())
    }

    fn cell_content(
        &mut self,
        shape: &mut Shape,
        blocks: &mut Vec<Block>,
    ) -> Result<(), Rejection> {
        let mut pending = None;
        let mut frame = Frame::default();
        loop {
            let tag = match self.xml.next()? {
                Token::Open(tag) => tag,
                Token::Close | Token::End => break,
                Token::Text(_) => continue,
            };
            if tag.name() == "tcPr" {
                self.cell_properties(shape)?;
            } else {
                self.block(&tag, &mut frame, blocks, &mut pending)?;
            }
        }
        blocks.extend(kept(pending));
        Ok(())
    }

    fn cell_properties(&mut self, shape: &mut Shape) -> Result<(), Rejection> {
        loop {
            let tag = match self.xml.next()? {
                Token::Open(tag) => tag,
                Token::Close | Token::End => return Ok(()),
                Token::Text(_) => continue,
            };
            match tag.name() {
                "gridSpan" => shape.span = tag.number()?,
                "vMerge" => shape.down = merge(&tag)?,
                "hMerge" => shape.across = merge(&tag)?,
                "cellDel" => shape.deleted = true,
                _ => {}
            }
            self.xml.skip()?;
        }
    }
}

/// A merge without value goes on.
fn merge(tag: &Tag<'_>) -> Result<Merge, Rejection> {
    Ok(match tag.val()?.as_deref() {
        Some("restart") => Merge::Start,
        None | Some("continue") => Merge::Goes,
        Some(_) => Merge::None,
    })
}

/// Characters of the text in `cells`, which is not shown.
fn unshown(cells: &[(Cell, Merge)]) -> usize {
    cells.iter().map(|(cell, _)| seen(&cell.blocks)).sum()
}

/// Characters of the text in `blocks`.
pub(super) fn seen(blocks: &[Block]) -> usize {
    let count = |block: &Block| match block {
        Block::Paragraph(paragraph) => paragraph.text.trim().chars().count(),
        Block::Table(table) => table.cells.iter().map(|cell| seen(&cell.blocks)).sum(),
    };
    blocks.iter().map(count).sum()
}

/// Lets cells that go on from above be part of the cell that they go on.
fn assembled(rows: Vec<Row>) -> Table {
    let mut table = Table::default();
    // For each column where a merged cell begins, its place in the list.
    let mut open: Vec<Option<usize>> = Vec::new();
    for row in rows {
        let at = table.rows;
        let reaches = |cells: &[Cell], index: usize| cells[index].row + cells[index].row_span == at;
        let goes_on = |cells: &[Cell], open: &[Option<usize>], cell: &Cell, merge: Merge| {
            let above = open.get(cell.col).copied().flatten();
            above.filter(|index| merge == Merge::Goes && reaches(cells, *index))
        };
        // A row of nothing but such cells adds no row to any of them.
        let all =
            |(cell, merge): &(Cell, Merge)| goes_on(&table.cells, &open, cell, *merge).is_some();
        if row.cells.iter().all(all) {
            continue;
        }
        for (mut cell, merge) in row.cells {
            if let Some(above) = goes_on(&table.cells, &open, &cell, merge) {
                table.cells[above].row_span += 1;
                continue;
            }
            open.resize(open.len().max(cell.col + 1), None);
            open[cell.col] = (merge != Merge::None).then_some(table.cells.len());
            cell.row = at;
            table.cells.push(cell);
        }
        table.rows += 1;
    }
    table
}
