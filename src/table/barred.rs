//! Cells that bars close, whatever lines they stand on: several lines a cell, a bar alone for an empty one.
//!
//! Extractors of web pages write a table like this when its cells hold paragraphs. Where a row ends
//! is not printed, but each of a table's rows has the same number of bars, spanned cells included.

use super::{GridRow, MAX_COLUMNS, cell, squeeze};
use crate::layout::{LineKind, TableLine, WIDEST, is_bar, is_value};
use crate::text::Span;

/// Rows that tell how wide a table is.
const ROWS: usize = 6;
/// Bars from which on it is asked whether they close cells.
const BARS: usize = 4;

/// The rows, if bars close cells rather than part the cells of a line.
pub(super) fn barred(text: &str, lines: &[TableLine]) -> Option<Vec<GridRow>> {
    let count =
        |of: fn(&str, &TableLine) -> bool| lines.iter().filter(|line| of(text, line)).count();
    let (closed, alone) = (count(is_closed), count(is_alone));
    let rows = count(is_row_of_several);
    // Bars alone on their lines part cells that have lines of their own.
    let parted = closed == 0 && alone > rows.max(BARS) && alone * 5 >= count(is_unbarred) * 4;
    if closed < BARS && !parted {
        return None;
    }
    let cells = cells(text, lines);
    // The first row may have lost what stood before the table seemed to begin.
    let even = [0, run(&cells)].iter().any(|start| {
        let mut widths = 2..=WIDEST;
        widths.any(|width| are_rows(cells[*start..].chunks(width)))
    });
    let leading = lines.iter().filter(|line| is_led(text, line)).count() * 2 > closed;
    match () {
        () if even || closed > rows && !leading => Some(rows_of(&cells)),
        () if closed > rows => {
            let rows = cells.chunk_by(|_, next| !next.begins);
            Some(rows.map(|row| grid_row(row, false)).collect())
        }
        () => None,
    }
}

fn is_closed(_: &str, line: &TableLine) -> bool {
    line.kind == LineKind::BarCell
}

fn is_alone(text: &str, line: &TableLine) -> bool {
    let printed = line.span.text(text).trim();
    !printed.is_empty() && printed.chars().all(is_bar)
}

/// Whether a bar stands before the line's only cell.
fn is_led(text: &str, line: &TableLine) -> bool {
    is_closed(text, line)
        && !is_alone(text, line)
        && line.span.text(text).trim_start().starts_with(is_bar)
}

fn is_unbarred(text: &str, line: &TableLine) -> bool {
    line.kind != LineKind::Blank && !line.span.text(text).contains(is_bar)
}

fn is_row_of_several(text: &str, line: &TableLine) -> bool {
    let mut cells = line.span.text(text).split(is_bar);
    let mut printed = || cells.find(|cell| !cell.trim().is_empty());
    line.kind == LineKind::Pipes && printed().is_some() && printed().is_some()
}

/// What stands before one bar.
#[derive(Debug, Default)]
struct Cell {
    span: Span,
    text: String,
    /// Its line has no bar, and the one before nothing else: a row may begin with it.
    begins: bool,
}

impl Cell {
    fn add(&mut self, text: &str, part: Span) {
        let part = cell(text, part, 0);
        if self.is_empty() {
            (self.span, self.text) = (part.span, part.text);
        } else if !part.text.is_empty() {
            self.span = self.span.cover(part.span);
            self.text = squeeze(&[self.text.as_str(), part.text.as_str()].join(" "));
        }
    }

    fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    fn is_words(&self) -> bool {
        !self.is_empty() && !is_value(&self.text)
    }
}

/// Rows of as many cells as the table's rows have bars.
fn rows_of(cells: &[Cell]) -> Vec<GridRow> {
    let mut rows = Vec::new();
    let (mut rest, mut width) = (cells, 0);
    while !rest.is_empty() {
        let fits = |width: usize| width > 0 && is_row(&rest[..width.min(rest.len())]);
        let tells_more =
            |wider: &usize| tells(rest, *wider) && (width == 0 || rest.len() >= ROWS * wider);
        let wider = (width + 1..=WIDEST).rev().find(tells_more);
        width = match wider {
            Some(wider) => wider,
            None if fits(width) => width,
            None => (1..width)
                .rev()
                .find(|width| tells(rest, *width))
                .unwrap_or(0),
        };
        // Rows of one cell: nothing tells where the table's rows end.
        let end = if width > 1 { width } else { run(rest) };
        let (row, more) = rest.split_at(end.min(rest.len()));
        match width > 1 {
            true => rows.push(grid_row(row, true)),
            false => rows.extend(lines(row)),
        }
        rest = more;
    }
    rows
}

/// Words and the values behind them as rows: the last words are the label of the values.
fn lines(cells: &[Cell]) -> impl Iterator<Item = GridRow> {
    let words = cells.iter().take_while(|cell| cell.is_words()).count();
    let alone = words.saturating_sub(1);
    let before = (0..alone).map(|at| &cells[at..=at]);
    before
        .chain([&cells[alone..]])
        .map(|row| grid_row(row, false))
}

/// The cells in order, each with the bar behind it; one behind the last bar if words stand there.
fn cells(text: &str, lines: &[TableLine]) -> Vec<Cell> {
    let mut found = Vec::new();
    let mut open = Cell::default();
    let mut alone = true;
    for line in lines {
        let mut start = line.span.start;
        let raw = line.span.text(text);
        for (at, bar) in raw.char_indices().filter(|(_, one)| is_bar(*one)) {
            open.add(text, Span::new(start, line.span.start + at));
            found.push(std::mem::take(&mut open));
            start = line.span.start + at + bar.len_utf8();
        }
        open.begins |= alone && open.is_empty() && is_unbarred(text, line);
        open.add(text, Span::new(start, line.span.end));
        alone = match raw.trim().is_empty() {
            true => alone,
            false => is_alone(text, line),
        };
    }
    if !open.is_empty() {
        found.push(open);
    }
    found
}

/// Whether the next rows are rows if each has `width` cells: several, or all that is left.
fn tells(cells: &[Cell], width: usize) -> bool {
    let whole =
        cells.len() >= ROWS * width || cells.len().is_multiple_of(width) || cells.len() < width;
    whole && are_rows(cells.chunks(width).take(ROWS))
}

/// Whether all can be rows, values without words before them at most one.
fn are_rows<'c>(mut rows: impl Iterator<Item = &'c [Cell]>) -> bool {
    let mut bare = 0;
    rows.all(|row| {
        let words = row.iter().any(Cell::is_words);
        bare += usize::from(!words && row.iter().any(|cell| !cell.is_empty()));
        bare <= 1 && is_row(row)
    })
}

/// Whether cells can be one row: words, and then no more words behind values and empty cells.
fn is_row(cells: &[Cell]) -> bool {
    let words = cells.iter().skip_while(|cell| cell.is_empty());
    let mut behind = words.skip_while(|cell| cell.is_words());
    !behind.any(Cell::is_words)
}

/// Cells up to the next words behind values: what a row is where no width fits.
fn run(cells: &[Cell]) -> usize {
    let count =
        |at: usize, of: fn(&Cell) -> bool| cells[at..].iter().take_while(|cell| of(cell)).count();
    let mut end = count(0, Cell::is_empty);
    end += count(end, Cell::is_words);
    end + count(end, |cell| !cell.is_words())
}

/// The row; `explicit` if its empty cells are sure to be its own.
fn grid_row(cells: &[Cell], explicit: bool) -> GridRow {
    let kept = cells.iter().take(MAX_COLUMNS + 1).enumerate();
    GridRow {
        cells: kept
            .map(|(col, cell)| super::GridCell {
                col,
                col_span: 1,
                row_span: 1,
                span: cell.span,
                text: cell.text.clone(),
            })
            .collect(),
        explicit,
        after_gap: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(printed: &str) -> Option<Vec<String>> {
        let mut start = 0;
        let line = |line: &str| {
            let span = Span::new(start, start + line.len());
            start = span.end + 1;
            let kind = match line.matches(is_bar).count() {
                0 => LineKind::Label,
                1 => LineKind::BarCell,
                _ => LineKind::Pipes,
            };
            TableLine { span, kind }
        };
        let lines: Vec<TableLine> = printed.split('\n').map(line).collect();
        let shown = |row: &GridRow| {
            let texts: Vec<&str> = row.cells.iter().map(|cell| cell.text.as_str()).collect();
            texts.join(",")
        };
        Some(barred(printed, &lines)?.iter().map(shown).collect())
    }

    #[track_caller]
    fn check(printed: &str, expected: &[&str]) {
        assert_eq!(shown(printed).expect("cells that bars close"), expected);
    }

    #[test]
    fn rows_have_one_number_of_bars() {
        check(
            "信息内容 |\n本年制发\n件数 |\n现行有效件数 |\n规章 |\n|\n3 |\n行政许可 |\n12 |\n|\n收费 |\n0 |\n|",
            &[
                "信息内容,本年制发件数,现行有效件数",
                "规章,,3",
                "行政许可,12,",
                "收费,0,",
            ],
        );
        check(
            "项目 |\n件数 | ||\n规章 |\n3 | ||\n许可 |\n|\n||\n处罚 |\n4 | ||",
            &["项目,件数,,", "规章,3,,", "许可,,,", "处罚,4,,"],
        );
    }

    #[test]
    fn bars_before_cells_leave_rows_to_begin_without_one() {
        check(
            "统计指标\n| 单位\n| 数\n|\n公开信息数\n| 条\n| 120\n|\n复议数\n| 件\n|\n|",
            &["统计指标,单位,数", "公开信息数,条,120", "复议数,件,"],
        );
    }

    #[test]
    fn rows_of_lines_are_none_of_ours() {
        assert_eq!(
            shown("规章 | 3 | 0\n许可 | 4 | 1\n处罚 | 5 | 2\n收费 |"),
            None
        );
    }
}
