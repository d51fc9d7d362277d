//! Blocks to linear text: numbers counted, headings and tables marked, tables of the page unwrapped.

use super::numbering::{Counters, Numbering, Suffix};
use super::paragraph::{Block, Paragraph};
use super::styles::{Styles, heading_level};
use super::table::{Cell, Table, seen};
use crate::read::linear::{Linear, PlacedCell};
use crate::record::TableLayout;

/// What the page calls the reason of a line of contents.
const CONTENTS: &str = "contents";

/// Writes blocks in order.
pub(super) struct Emitter<'a> {
    pub(super) linear: Linear,
    styles: &'a Styles,
    numbering: &'a Numbering,
    counters: Counters,
    /// Characters of hidden text.
    pub(super) unshown: usize,
    /// Where the first of them would stand.
    pub(super) first_unshown: Option<usize>,
}

impl<'a> Emitter<'a> {
    pub(super) fn new(styles: &'a Styles, numbering: &'a Numbering) -> Self {
        Self {
            linear: Linear::default(),
            styles,
            numbering,
            counters: Counters::default(),
            unshown: 0,
            first_unshown: None,
        }
    }

    /// Writes blocks.
    pub(super) fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Paragraph(paragraph) => self.paragraph(paragraph),
                Block::Table(table) => self.table(table),
            }
        }
    }

    fn paragraph(&mut self, paragraph: &Paragraph) {
        self.hide(paragraph.unshown);
        let text = lines(&self.numbered(paragraph));
        if paragraph.is_blank() {
            return;
        }
        if paragraph.contents {
            self.linear.furniture(CONTENTS, &text);
            return;
        }
        let style = paragraph.style.as_deref();
        let level = match paragraph.outline {
            Some(outline) => heading_level(outline),
            None => self.styles.heading(style),
        };
        match level {
            Some(level) => self.linear.heading(level, &one_line(&text)),
            None => self.linear.paragraph(&text),
        }
    }

    /// The text of a paragraph behind its automatic number, which is counted.
    fn numbered(&mut self, paragraph: &Paragraph) -> String {
        let text = paragraph.text.as_str();
        let (style, own) = (paragraph.style.as_deref(), paragraph.place.as_ref());
        let Some((list, level)) = self.numbering.place(own, style, self.styles) else {
            return text.to_owned();
        };
        let label = self
            .numbering
            .next(&mut self.counters, &list, level, self.styles);
        match label {
            Some((label, suffix)) => labelled(&label, suffix, text),
            None => text.to_owned(),
        }
    }

    fn hide(&mut self, count: usize) {
        if count > 0 {
            self.unshown += count;
            self.first_unshown.get_or_insert(self.linear.end());
        }
    }

    fn table(&mut self, table: &Table) {
        if is_of_the_page(table) {
            for cell in &table.cells {
                self.blocks(&cell.blocks);
            }
            return;
        }
        let cells = table.cells.iter().map(|cell| PlacedCell {
            row: cell.row,
            col: cell.col,
            row_span: cell.row_span,
            col_span: cell.col_span,
            text: self.cell(cell),
        });
        let cells: Vec<PlacedCell> = cells.collect();
        self.linear.placed(TableLayout::Docx, cells);
        for block in table.cells.iter().flat_map(|cell| &cell.blocks) {
            if let Block::Table(inner) = block {
                self.table(inner);
            }
        }
    }

    /// The paragraphs of a cell, tables within it left out.
    fn cell(&mut self, cell: &Cell) -> String {
        let mut text = String::new();
        for block in &cell.blocks {
            let Block::Paragraph(paragraph) = block else {
                continue;
            };
            self.hide(paragraph.unshown);
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&self.numbered(paragraph));
        }
        text
    }
}

/// A number and its text. Where they would run together into another number a blank keeps them apart.
fn labelled(label: &str, suffix: Suffix, text: &str) -> String {
    let closed = label
        .trim_end()
        .ends_with(['、', '，', '：', '；', '。', '）', ')', '】', '〕', '》']);
    let first = text.trim_start().chars().next();
    let number = |one: char| one.is_ascii_digit() || matches!(one, '.' | '．' | '-');
    let apart = match suffix {
        Suffix::Gap => !closed,
        Suffix::Nothing => !closed && first.is_some_and(number),
    };
    let label = label.trim_end();
    let text = text.trim_start();
    match apart && !text.is_empty() {
        true => format!("{label} {text}"),
        false => format!("{label}{text}"),
    }
}

/// The lines of a paragraph. Tabs indent them or keep two pieces apart; only with more of them is a
/// line a row of cells.
fn lines(text: &str) -> String {
    if !text.contains('\t') {
        return text.to_owned();
    }
    let line = |line: &str| {
        let lead = line.len() - line.trim_start().len();
        let line = match line[..lead].contains('\t') {
            true => line.trim(),
            false => line.trim_end(),
        };
        let pieces = line.split('\t').filter(|piece| !piece.trim().is_empty());
        match pieces.count() {
            0..=2 => line.replace('\t', " "),
            _ => line.to_owned(),
        }
    };
    let lines: Vec<String> = text.split('\n').map(line).collect();
    lines.join("\n")
}

/// A heading broken over lines as one line.
fn one_line(text: &str) -> String {
    let mut out = String::new();
    for part in text
        .split('\n')
        .map(str::trim)
        .filter(|part| !part.is_empty())
    {
        let words = |one: Option<char>| one.is_some_and(|one| one.is_ascii_alphanumeric());
        if words(out.chars().next_back()) && words(part.chars().next()) {
            out.push(' ');
        }
        out.push_str(part);
    }
    out
}

/// Whether a table only lays out the page: a single column, a single row of which one cell is written,
/// or a frame around other tables with text beside them.
fn is_of_the_page(table: &Table) -> bool {
    let written = |cell: &&Cell| seen(&cell.blocks) > 0;
    if table.cells.iter().all(|cell| cell.col == 0)
        || table.rows == 1 && table.cells.iter().filter(written).count() == 1
    {
        return true;
    }
    let mut outer = 0;
    let mut inner = 0;
    for cell in &table.cells {
        let blank = |block: &Block| matches!(block, Block::Paragraph(one) if one.is_blank());
        let written = cell.blocks.iter().filter(|block| !blank(block));
        let tables: Vec<&Table> = cell.blocks.iter().filter_map(table_of).collect();
        let paragraphs = written.count() - tables.len();
        if !tables.is_empty() && paragraphs > 0 {
            return true;
        }
        inner += tables.iter().map(|table| table.cells.len()).sum::<usize>();
        outer += usize::from(tables.is_empty() && paragraphs > 0);
    }
    inner > 0 && outer * 2 <= inner
}

fn table_of(block: &Block) -> Option<&Table> {
    match block {
        Block::Table(table) => Some(table),
        Block::Paragraph(_) => None,
    }
}
