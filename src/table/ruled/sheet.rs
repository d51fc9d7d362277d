//! Cells under way: pieces of lines gathered until a rule ends them.

use super::super::flattened::line_row;
use super::super::{GridCell, GridRow, cell, squeeze, unmarked};
use super::strip::Slice;
use crate::layout::{is_horizontal, is_junction, is_value, is_vertical};
use crate::text::Span;

/// A piece of a cell, with the columns of the table that it stands in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    /// First column.
    pub col: usize,
    /// One past the last column.
    pub end: usize,
    /// What stands there.
    pub slice: Slice,
}

/// A line of a table: its pieces, or its bytes alone if it does not fit the rules.
#[derive(Debug, Clone)]
pub(super) enum Cut {
    /// One piece for each cell.
    Pieces(Vec<Piece>),
    /// Nobody knows which cells.
    Stray(Span),
}

/// What the lines between two rules are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wrap {
    /// A row each.
    Rows,
    /// One row, unless some column has values in two of them.
    Row,
    /// A row each, or the rest of the row before.
    Either,
}

/// A cell under way.
struct Draft {
    col: usize,
    end: usize,
    row_span: usize,
    /// Where it stands if it is empty.
    anchor: Span,
    parts: Vec<Span>,
}

/// A row under way.
#[derive(Default)]
struct DraftRow {
    cells: Vec<Draft>,
    /// A line that does not fit, or may be part of the row before.
    loose: Option<Span>,
}

/// A table under way.
pub(super) struct Sheet {
    rows: Vec<DraftRow>,
    /// For each column, the row and number of the cell that is not ended yet.
    open: Vec<Option<(usize, usize)>>,
    /// Lines that do not fit the rules.
    pub strays: usize,
    /// Lines of cells.
    pub lines: usize,
}

impl Sheet {
    /// A table of `columns` columns.
    pub(super) fn new(columns: usize) -> Self {
        Self {
            rows: Vec::new(),
            open: vec![None; columns],
            strays: 0,
            lines: 0,
        }
    }

    /// Adds the lines between two rules.
    pub(super) fn band(&mut self, text: &str, lines: &[Cut], wrap: Wrap) {
        let strays = lines.iter().filter(|cut| matches!(cut, Cut::Stray(_)));
        let (count, strays) = (lines.len(), strays.count());
        let spoilt = wrap == Wrap::Row && strays > 0;
        self.lines += count;
        self.strays += if spoilt { count } else { strays };
        if wrap == Wrap::Row && !spoilt && !has_two_values(text, lines, self.open.len()) {
            self.row(lines);
            return;
        }
        let rest = |above: &Cut, below: &Cut| match (above, below) {
            (Cut::Pieces(above), Cut::Pieces(below)) => {
                !spoilt && wrap != Wrap::Rows && follows(text, above, below, is_stub)
            }
            _ => false,
        };
        let mut before: Option<&[Piece]> = None;
        for lines in lines.chunk_by(rest) {
            match &lines[0] {
                Cut::Pieces(pieces) => {
                    let full = |before| follows(text, before, pieces, is_full);
                    let doubtful = wrap != Wrap::Rows && before.is_some_and(full);
                    match spoilt || doubtful {
                        true => self.loose(whole(pieces)),
                        false => self.row(lines),
                    }
                    before = Some(pieces);
                }
                Cut::Stray(span) => self.loose(*span),
            }
            self.close(0, self.open.len());
        }
    }

    /// Ends the cells in these columns.
    pub(super) fn close(&mut self, from: usize, to: usize) {
        self.open[from..to].fill(None);
    }

    /// The columns of the cell at `col` that is not ended.
    pub(super) fn open(&self, col: usize) -> Option<(usize, usize)> {
        let (row, number) = self.open[col]?;
        let cell = &self.rows[row].cells[number];
        Some((cell.col, cell.end))
    }

    /// Adds a piece to the cell at `col` that is not ended.
    pub(super) fn extend(&mut self, col: usize, slice: Slice) {
        if let Some((row, number)) = self.open[col]
            && !slice.span.is_empty()
        {
            self.rows[row].cells[number].parts.push(slice.span);
        }
    }

    fn loose(&mut self, span: Span) {
        self.rows.push(DraftRow {
            loose: Some(span),
            ..DraftRow::default()
        });
        let all = self.open.len();
        self.close(0, all);
    }

    /// Adds lines as one row.
    fn row(&mut self, lines: &[Cut]) {
        let row = self.rows.len();
        self.rows.push(DraftRow::default());
        let pieces = lines.iter().flat_map(|line| match line {
            Cut::Pieces(pieces) => pieces.as_slice(),
            Cut::Stray(_) => &[],
        });
        for piece in pieces {
            if self.open(piece.col) == Some((piece.col, piece.end)) {
                self.extend(piece.col, piece.slice);
                if let Some((above, number)) = self.open[piece.col] {
                    self.rows[above].cells[number].row_span = row + 1 - above;
                }
                continue;
            }
            self.open[piece.col..piece.end].fill(Some((row, self.rows[row].cells.len())));
            let span = piece.slice.span;
            self.rows[row].cells.push(Draft {
                col: piece.col,
                end: piece.end,
                row_span: 1,
                anchor: span,
                parts: Some(span)
                    .filter(|span| !span.is_empty())
                    .into_iter()
                    .collect(),
            });
        }
    }

    /// The rows as they are read.
    pub(super) fn rows(self, text: &str) -> Vec<GridRow> {
        let row = |row: DraftRow| match row.loose {
            Some(span) => loose_row(text, span),
            None => {
                let mut cells: Vec<GridCell> =
                    row.cells.iter().map(|draft| draft.cell(text)).collect();
                cells.sort_by_key(|cell| cell.col);
                GridRow {
                    cells,
                    explicit: true,
                    after_gap: false,
                }
            }
        };
        self.rows.into_iter().map(row).collect()
    }
}

impl Draft {
    fn cell(&self, text: &str) -> GridCell {
        let found = match self.parts.as_slice() {
            [] => cell(
                text,
                Span::new(self.anchor.start, self.anchor.start),
                self.col,
            ),
            [one] => cell(text, *one, self.col),
            several => {
                let parts: Vec<&str> = several.iter().map(|part| part.text(text)).collect();
                GridCell {
                    span: stretch(text, several),
                    text: squeeze(unmarked(&parts.join(" "))),
                    ..cell(text, several[0], self.col)
                }
            }
        };
        GridCell {
            col_span: self.end - self.col,
            row_span: self.row_span,
            text: unescaped(found.text),
            ..found
        }
    }
}

/// The bytes of a cell of several lines: all of it if nothing of other cells stands between its parts,
/// else its first part.
fn stretch(text: &str, parts: &[Span]) -> Span {
    let drawn = |one: char| {
        one.is_whitespace() || is_vertical(one) || is_horizontal(one) || is_junction(one)
    };
    let alone = parts.windows(2).all(|pair| {
        let between = Span::new(pair[0].end, pair[1].start.max(pair[0].end));
        between.text(text).chars().all(drawn)
    });
    match alone {
        true => parts
            .iter()
            .copied()
            .reduce(Span::cover)
            .unwrap_or_default(),
        false => parts[0],
    }
}

/// A cell as it was before the converter wrote it: `\-` is a dash that would begin a list, three hyphens
/// are a long dash.
fn unescaped(text: String) -> String {
    if text.len() > 2 && text.len().is_multiple_of(3) && text.bytes().all(|byte| byte == b'-') {
        return "—".repeat(text.len() / 3);
    }
    if !text.contains('\\') || text.len() == 1 {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(one) = characters.next() {
        let escapes = one == '\\' && characters.peek().is_some_and(char::is_ascii_punctuation);
        out.extend(if escapes {
            characters.next()
        } else {
            Some(one)
        });
    }
    out
}

/// A line of which only the order of its cells is known.
fn loose_row(text: &str, span: Span) -> GridRow {
    if !span.text(text).contains(is_vertical) {
        return one_cell(text, line_row(text, span));
    }
    let mut row = GridRow::default();
    for part in span.text(text).split(is_vertical) {
        let found = Span::of(part, text).unwrap_or_default();
        if !part.trim().is_empty() {
            row.cells.push(cell(text, found, row.cells.len()));
        }
    }
    row
}

/// The row with its values in one cell: they stand in no column, and which of them are one number nobody knows.
fn one_cell(text: &str, mut row: GridRow) -> GridRow {
    let first = row.cells.iter().position(|cell| is_value(&cell.text));
    let Some(first) = first.filter(|first| first + 1 < row.cells.len()) else {
        return row;
    };
    let values = row.cells.split_off(first);
    let spans = values.iter().map(|cell| cell.span);
    let span = spans.reduce(Span::cover).unwrap_or_default();
    row.cells.push(cell(text, span, first));
    row.explicit = true;
    row
}

/// The bytes of all pieces.
fn whole(pieces: &[Piece]) -> Span {
    let spans = pieces.iter().map(|piece| piece.slice.span);
    let filled = spans.filter(|span| !span.is_empty());
    filled.reduce(Span::cover).unwrap_or_default()
}

fn is_number(text: &str, piece: &Piece) -> bool {
    is_value(piece.slice.span.text(text))
}

/// Whether values stand in two lines of one column.
fn has_two_values(text: &str, lines: &[Cut], columns: usize) -> bool {
    let mut valued = vec![false; columns];
    lines.iter().any(|line| match line {
        Cut::Pieces(pieces) => pieces
            .iter()
            .filter(|piece| is_number(text, piece))
            .any(|piece| std::mem::replace(&mut valued[piece.col], true)),
        Cut::Stray(_) => false,
    })
}

/// Whether a line may be the rest of the line before: it has no values, and each of its texts stands below
/// a piece for which `ends` holds.
fn follows(text: &str, before: &[Piece], line: &[Piece], ends: fn(&str, &Slice) -> bool) -> bool {
    let filled = |piece: &&Piece| !piece.slice.span.is_empty();
    let below = |col: usize| {
        let above = before.iter().filter(filled).find(|piece| piece.col == col);
        above.is_some_and(|piece| ends(text, &piece.slice))
    };
    let mut texts = line.iter().filter(filled).peekable();
    texts.peek().is_some() && texts.all(|piece| !is_number(text, piece) && below(piece.col))
}

/// Whether a label is a number and nothing else: the words behind it did not fit.
fn is_stub(text: &str, label: &Slice) -> bool {
    let label = label.span.text(text);
    let letters = label.chars().filter(|one| one.is_alphabetic()).count();
    letters <= 2 && label.ends_with(|one: char| !one.is_alphanumeric())
}

/// Whether a label fills its cell.
fn is_full(_: &str, label: &Slice) -> bool {
    label.before + label.behind <= ROOM
}

/// Blank columns of a cell that is full: one on each side, and where a Chinese character or two with a
/// sign did not fit any more.
const ROOM: usize = 5;
