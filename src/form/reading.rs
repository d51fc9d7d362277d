//! The values of one printed row to the cells of its row of the form: by number, by column, and by
//! arithmetic where neither tells.

use crate::record::ValueState;
use crate::text::Span;

use super::CellRef;
use super::cell;
use super::columns::{Columns, by_column, window};
use super::fold::Values;
use super::hypothesis::{RowSum, Token, adds_up, can_part, comes_apart, solve};
use super::row::{self, Row};

/// A cell of the form and what was read for it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Read {
    /// A printed cell.
    Printed(Token),
    /// Nothing printed.
    Blank,
    /// Something printed that has no single certain reading.
    Unreadable,
}

impl Read {
    pub(super) fn is_blank(&self) -> bool {
        match self {
            Self::Blank => true,
            Self::Printed((_, value)) => value.state == ValueState::Blank,
            Self::Unreadable => false,
        }
    }
}

/// A row as it is printed.
pub(super) struct Printing<'a> {
    /// Its rows of the grid.
    pub parts: &'a [Row],
    pub values: &'a Values,
    /// Number of cells of the form.
    pub slots: usize,
    /// Equations between them.
    pub sums: &'a [RowSum],
    pub columns: Columns,
    /// More cells are printed than in other rows.
    pub overfull: bool,
    /// Cells of other rows ran together.
    pub glued: bool,
}

impl Printing<'_> {
    /// Reads the values into the form's cells, and tells whether arithmetic had to decide.
    pub(super) fn read(&self) -> (Vec<Read>, bool) {
        let tokens: Vec<Token> = match self.values {
            Values::Lost => return self.unreadable(),
            Values::Folded(tokens) | Values::Mended(tokens) => tokens.clone(),
            Values::Own => self
                .parts
                .iter()
                .flat_map(|row| row.values.iter().cloned())
                .collect(),
        };
        let filled: Vec<Token> = tokens
            .iter()
            .filter(|token| is_filled(token))
            .cloned()
            .collect();
        if filled.len() == self.slots {
            let fits = !self.overfull && adds_up(&filled, self.sums);
            return match self.is_torn() && !fits {
                true => self.unreadable(),
                false => (printed(filled), false),
            };
        }
        if let Some(first) = trailing_number(self.parts) {
            return self.with_first(first, filled);
        }
        let cells = self.one_row(tokens);
        match filled.is_empty() {
            true if cells.len() == self.slots => (printed(cells), false),
            true => (vec![Read::Blank; self.slots], false),
            false => self.partly(&cells, &filled),
        }
    }

    fn unreadable(&self) -> (Vec<Read>, bool) {
        (vec![Read::Unreadable; self.slots], false)
    }

    /// The label swallowed the first value, so that no cell is where it seems to be.
    fn with_first(&self, first: Token, filled: Vec<Token>) -> (Vec<Read>, bool) {
        let with: Vec<Token> = std::iter::once(first).chain(filled).collect();
        let readable = |(_, value): &Token| value.state != ValueState::Unreadable;
        let proved = with.len() == self.slots && !self.sums.is_empty() && adds_up(&with, self.sums);
        match proved && with.iter().all(readable) {
            true => (printed(with), true),
            false => self.unreadable(),
        }
    }

    /// A row with fewer values than cells.
    fn partly(&self, cells: &[Token], filled: &[Token]) -> (Vec<Read>, bool) {
        let placed = match &self.columns {
            _ if self.overfull => None,
            Columns::At(columns) => by_column(cells, columns),
            Columns::Like(columns) => {
                by_column(cells, columns).filter(|cells| adds_up(cells, self.sums))
            }
            Columns::Unknown => (cells.len() == self.slots).then(|| cells.to_vec()),
            Columns::Differ | Columns::Shifted => None,
        };
        // Empty cells at the end of a row hide cells that ran together before them, or are those
        // that nobody filled in.
        let room = placed.is_some() || cells.len() >= self.slots;
        let apart = room && comes_apart(filled, self.slots, self.sums);
        let open = self.glued && self.sums.is_empty() && can_part(filled, self.slots);
        if apart || open {
            return self.unreadable();
        }
        if let Some(cells) = placed {
            return (printed(cells), false);
        }
        if filled.len() < self.slots && self.keeps_order(cells) {
            return window(cells, self.slots, self.sums)
                .map_or_else(|| self.unreadable(), |cells| (printed(cells), true));
        }
        match solve(filled, self.slots, self.sums) {
            Some(solved) => (solved.into_iter().map(agreed).collect(), true),
            None => self.unreadable(),
        }
    }

    /// Whether the empty cells of a row stand where they were printed.
    fn keeps_order(&self, cells: &[Token]) -> bool {
        *self.values == Values::Own
            && cells.len() >= self.slots
            && self
                .parts
                .iter()
                .any(|row| row.explicit && row.filled() > 0)
            && !self.overfull
            && !matches!(self.columns, Columns::Shifted)
    }

    /// Whether empty cells stand between the values of a row where other rows have none.
    fn is_torn(&self) -> bool {
        let uneven = self.overfull || matches!(self.columns, Columns::Differ);
        let row = self.parts.iter().find(|row| row.filled() > 0);
        let Some(row) = row.filter(|row| uneven && row.explicit && *self.values == Values::Own)
        else {
            return false;
        };
        let first = row.values.iter().position(is_filled);
        let last = row.values.iter().rposition(is_filled);
        let between = first.zip(last).map_or(0, |(first, last)| last + 1 - first);
        between > row.filled()
    }

    /// The cells of the row that carries values, where its empty cells are printed.
    fn one_row(&self, tokens: Vec<Token>) -> Vec<Token> {
        let row = self
            .parts
            .iter()
            .find(|row| row.filled() > 0)
            .or_else(|| self.parts.iter().find(|row| row.explicit));
        match (self.values, row) {
            (Values::Own, Some(row)) if row.explicit => row.values.clone(),
            (Values::Own, Some(_)) => tokens.into_iter().filter(is_filled).collect(),
            _ => tokens,
        }
    }
}

fn is_filled((_, value): &Token) -> bool {
    value.state != ValueState::Blank
}

fn printed(cells: Vec<Token>) -> Vec<Read> {
    cells.into_iter().map(Read::Printed).collect()
}

fn agreed(cell: Option<Option<Token>>) -> Read {
    match cell {
        None => Read::Unreadable,
        Some(None) => Read::Blank,
        Some(Some(token)) => Read::Printed(token),
    }
}

/// Digits that run into the last word of the label: 重新出具0.
pub(super) fn trailing_number(parts: &[Row]) -> Option<Token> {
    let row = parts
        .iter()
        .find(|row| row.filled() > 0)
        .or_else(|| parts.last())?;
    let word = row.words.last()?;
    let digits = word.len()
        - word
            .trim_end_matches(|one: char| one.is_ascii_digit())
            .len();
    let before = word[..word.len() - digits].chars().next_back()?;
    if digits == 0 || before.is_ascii() {
        return None;
    }
    if row::is_open(std::iter::once(&word[..word.len() - digits])) {
        return None;
    }
    let value = cell::read(&word[word.len() - digits..])?;
    let span = Span::new(row.label.end.checked_sub(digits)?, row.label.end);
    let col = row.values.first().map_or(0, |(cell, _)| cell.col);
    Some((
        CellRef {
            grid: row.grid,
            row: row.at,
            col,
            span,
        },
        value,
    ))
}
