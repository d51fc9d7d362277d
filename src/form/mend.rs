//! Runs of values that do not come out even with their labels: a label or a value was lost, printed
//! twice or torn.
//!
//! Texts between the labels that are nobody's account for too many values if they are as many;
//! failing that, all readings that undo a single accident are tried. Those that break an equation of
//! a row are dropped here; the whole form's equations choose among the rest, and what they leave
//! open stays unread.

use std::collections::HashSet;

use super::CellRef;
use super::cell::CellValue;
use super::hypothesis::{RowSum, Token, joined, satisfies};
use crate::record::ValueState;
use crate::text::Span;

/// The values of each row of a run.
pub(crate) type Reading = Vec<Vec<Token>>;

/// A run: its tokens, the equations of each of its rows, and how many cells each row has.
pub(super) struct Uneven<'a> {
    pub tokens: &'a [Token],
    pub sums: &'a [Vec<RowSum>],
    pub slots: usize,
    /// Places among the rows of labels that are nobody's.
    pub strangers: &'a [usize],
}

/// Readings that are tried at most.
const LIMIT: usize = 600;

impl Uneven<'_> {
    /// The different readings that undo one accident, by column, by row, or by both if neither is
    /// known.
    pub(super) fn readings(&self, by_column: Option<bool>) -> Vec<Reading> {
        let rows = self.sums.len();
        if rows == 0 || self.slots == 0 || self.tokens.len() > LIMIT {
            return Vec::new();
        }
        let orders: &[bool] = match by_column {
            _ if self.slots == 1 => &[false],
            Some(true) => &[true],
            Some(false) => &[false],
            None => &[true, false],
        };
        let mut seen = HashSet::new();
        let mut found = Vec::new();
        for (tokens, rows) in self.candidates(rows) {
            for by_column in orders {
                let reading = self.folded(&tokens, &rows, *by_column);
                if self.holds(&reading) && seen.insert(fingerprint(&reading)) {
                    found.push(reading);
                }
            }
        }
        found
    }

    /// Tokens with one accident undone, and the row of each label; `None` for a label without row.
    fn candidates(&self, rows: usize) -> Vec<(Vec<Token>, Vec<Option<usize>>)> {
        let (count, slots) = (self.tokens.len(), self.slots);
        let straight = || (0..rows).map(Some).collect::<Vec<_>>();
        if let Some(only) = self.with_strangers() {
            return vec![only];
        }
        let mut found = Vec::new();
        if count == slots * (rows + 1) {
            found.extend((0..=rows).map(|lost| {
                let of_label = (0..rows).map(|at| Some(at + usize::from(at >= lost)));
                (self.tokens.to_vec(), of_label.collect())
            }));
        }
        if count == slots * (rows - 1) {
            found.extend((0..rows).map(|empty| {
                let of_label = (0..rows).map(|at| match at.cmp(&empty) {
                    std::cmp::Ordering::Less => Some(at),
                    std::cmp::Ordering::Equal => None,
                    std::cmp::Ordering::Greater => Some(at - 1),
                });
                (self.tokens.to_vec(), of_label.collect())
            }));
        }
        if slots > 1 && count + 1 == slots * rows {
            found.extend((0..=count).map(|at| (self.with_hole(at), straight())));
        }
        if count == slots * rows + 1 {
            let dropped = (0..count).filter(|_| slots > 1).map(|at| {
                let mut tokens = self.tokens.to_vec();
                tokens.remove(at);
                tokens
            });
            let merged = (1..count).filter_map(|at| self.merged(at));
            found.extend(dropped.chain(merged).map(|tokens| (tokens, straight())));
        }
        found
    }

    /// One or two labels between those of the form are nobody's and carry values.
    fn with_strangers(&self) -> Option<(Vec<Token>, Vec<Option<usize>>)> {
        let rows = self.sums.len();
        let between: Vec<usize> = self
            .strangers
            .iter()
            .copied()
            .filter(|place| (1..rows).contains(place))
            .collect();
        let even = self.slots * (rows + between.len()) == self.tokens.len();
        let of_label =
            (0..rows).map(|at| Some(at + between.iter().filter(|place| **place <= at).count()));
        (even && (1..=2).contains(&between.len()))
            .then(|| (self.tokens.to_vec(), of_label.collect()))
    }

    fn with_hole(&self, at: usize) -> Vec<Token> {
        let mut tokens = self.tokens.to_vec();
        let hole = hole(&tokens[at.min(tokens.len() - 1)]);
        tokens.insert(at, hole);
        tokens
    }

    /// The tokens with the one at `at` put to the end of the one before.
    fn merged(&self, at: usize) -> Option<Vec<Token>> {
        let whole = joined(&self.tokens[at - 1], &self.tokens[at])?;
        let mut tokens = self.tokens.to_vec();
        tokens[at - 1] = whole;
        tokens.remove(at);
        Some(tokens)
    }

    fn folded(&self, tokens: &[Token], rows: &[Option<usize>], by_column: bool) -> Reading {
        let of_column = tokens.len() / self.slots;
        let token = |row: usize, slot: usize| {
            let at = if by_column {
                slot * of_column + row
            } else {
                row * self.slots + slot
            };
            tokens.get(at).cloned()
        };
        let nothing = || hole(&tokens[0]);
        rows.iter()
            .map(|row| {
                (0..self.slots)
                    .map(|slot| row.and_then(|row| token(row, slot)).unwrap_or_else(nothing))
                    .collect()
            })
            .collect()
    }

    /// Whether no row breaks an equation, and, where rows have equations, one proves something.
    fn holds(&self, reading: &Reading) -> bool {
        let mut proved = self.sums.iter().all(Vec::is_empty);
        for (row, sums) in reading.iter().zip(self.sums) {
            let cells: Vec<Option<Token>> = row.iter().cloned().map(Some).collect();
            if !satisfies(&cells, sums) {
                return false;
            }
            let speaks = row
                .iter()
                .any(|(_, value)| value.value.is_some_and(|one| one != 0.0));
            proved |= !sums.is_empty() && speaks;
        }
        proved
    }
}

/// A cell beside `token` of which nothing can be read.
fn hole(token: &Token) -> Token {
    let cell = CellRef {
        span: Span::new(token.0.span.start, token.0.span.start),
        ..token.0
    };
    (cell, CellValue::unreadable())
}

fn fingerprint(reading: &Reading) -> Vec<(ValueState, Option<u64>)> {
    reading
        .iter()
        .flatten()
        .map(|(_, value)| (value.state, value.value.map(f64::to_bits)))
        .collect()
}

/// What all readings say; cells on which they differ are unreadable.
pub(super) fn agreement(readings: &[&Reading]) -> Option<Reading> {
    let (first, others) = readings.split_first()?;
    let mut agreed = (*first).clone();
    for (row, cells) in agreed.iter_mut().enumerate() {
        for (slot, cell) in cells.iter_mut().enumerate() {
            let same = |other: &&Reading| {
                let (state, value) = (other[row][slot].1.state, other[row][slot].1.value);
                state == cell.1.state && value == cell.1.value
            };
            if !others.iter().all(same) {
                *cell = hole(cell);
            }
        }
    }
    Some(agreed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(printed: &str) -> Vec<Token> {
        let words = printed.split(' ').enumerate();
        words
            .map(|(at, word)| {
                let cell = CellRef {
                    grid: 0,
                    row: 0,
                    col: 0,
                    span: Span::new(at * 8, at * 8 + word.len()),
                };
                let value = CellValue {
                    state: ValueState::Value,
                    value: Some(word.parse().unwrap()),
                    unit: None,
                };
                (cell, value)
            })
            .collect()
    }

    /// Reads columns of rows with two parts and their sum.
    #[track_caller]
    fn check(rows: usize, printed: &str, expected: &str) {
        let sum = RowSum {
            total: 2,
            parts: vec![0, 1],
        };
        let sums = vec![vec![sum]; rows];
        let tokens = tokens(printed);
        let run = Uneven {
            tokens: &tokens,
            sums: &sums,
            slots: 3,
            strangers: &[],
        };
        let readings = run.readings(Some(true));
        let agreed = agreement(&readings.iter().collect::<Vec<_>>()).unwrap_or_default();
        let show = |(_, value): &Token| value.value.map_or("?".to_owned(), |one| one.to_string());
        let shown: Vec<String> = agreed
            .iter()
            .map(|row| row.iter().map(show).collect::<Vec<_>>().join(" "))
            .collect();
        assert_eq!(shown.join(" / "), expected, "{printed}");
    }

    #[test]
    fn a_lost_value_leaves_a_hole() {
        check(3, "12 3 4 5 8 16 12 11", "12 4 16 / ? 5 12 / 3 8 11");
    }

    #[test]
    fn a_repeated_or_torn_value_is_undone() {
        check(3, "12 7 7 3 4 5 8 16 12 11", "12 4 16 / 7 5 12 / 3 8 11");
        check(3, "1 2 7 3 4 5 8 16 12 11", "12 4 16 / 7 5 12 / 3 8 11");
    }

    #[test]
    fn which_row_lacks_its_label_is_not_for_the_rows_to_say() {
        check(2, "12 7 3 4 5 8 16 12 11", "? ? ? / ? ? ?");
    }
}
