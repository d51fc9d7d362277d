//! Grid rows cut into label, unit and values, ready to be compared with a form.

use crate::grammar::Registry;
use crate::label::Key;
use crate::table::{Grid, GridRow};
use crate::text::Span;

use super::CellRef;
use super::cell::{self, CellValue};

/// A row of a grid, taken apart.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// Index of its grid.
    pub grid: usize,
    /// Index of the row in its grid.
    pub at: usize,
    /// Words of the label, from left to right: cells, or the words of a line.
    pub words: Vec<String>,
    /// The label's bytes; empty if there is none.
    pub label: Span,
    /// Unit printed in a cell of its own.
    pub unit: Option<String>,
    /// Cells behind label and unit, empty ones included where they are printed.
    pub values: Vec<(CellRef, CellValue)>,
    /// Whether empty cells are printed as such.
    pub explicit: bool,
    /// Number of cells, empty ones included.
    pub width: usize,
    /// The whole row's bytes.
    pub span: Span,
    /// What the label may be compared by: its last word, its last two …, all of it.
    pub keys: Vec<Key>,
}

impl Row {
    /// Number of values that are printed.
    pub(crate) fn filled(&self) -> usize {
        self.values
            .iter()
            .filter(|(_, value)| value.state != crate::record::ValueState::Blank)
            .count()
    }

    /// The label as one text.
    pub(crate) fn label_text(&self) -> String {
        self.words.concat()
    }
}

/// How many words of a label are tried as its own part.
const SUFFIXES: usize = 4;

/// Takes the rows of all grids apart, in order of position.
pub(crate) fn rows(grids: &[Grid], grammars: &Registry) -> Vec<Row> {
    let units = units(grammars);
    let mut rows = Vec::new();
    for (number, grid) in grids.iter().enumerate().filter(|(_, grid)| grid.genuine) {
        for (at, row) in grid.rows.iter().enumerate() {
            rows.extend(take_apart(number, at, row, &units));
        }
    }
    without_numbers(rows)
}

/// Rows from which on 1, 2, 3 … are numbers of rows.
const NUMBERED: usize = 6;

/// Takes the numbers of rows, printed on lines of their own before each label, out of the values of
/// the rows before, if most labels have one.
fn without_numbers(mut rows: Vec<Row>) -> Vec<Row> {
    let last = |row: &Row| row.values.last().and_then(|(_, value)| value.value);
    let ends: Vec<usize> = (1..rows.len())
        .filter(|at| {
            let (row, next) = (&rows[at - 1], &rows[*at]);
            row.words.is_empty()
                && row.filled() > 0
                && !next.words.is_empty()
                && row.grid == next.grid
        })
        .map(|at| at - 1)
        .collect();
    let mut before = 0.0;
    let mut numbers = Vec::new();
    for at in &ends {
        // Each table may count anew.
        if let Some(number) = last(&rows[*at]).filter(|one| *one == before + 1.0 || *one == 1.0) {
            numbers.push(*at);
            before = number;
        }
    }
    if numbers.len() < NUMBERED || numbers.len() * 4 < ends.len() * 3 {
        return rows;
    }
    for at in numbers {
        rows[at].values.pop();
    }
    rows.retain(|row| !row.values.is_empty() || !row.words.is_empty() || row.unit.is_some());
    rows
}

/// Units that any form prints.
fn units(grammars: &Registry) -> Vec<&str> {
    let forms = grammars.grammars.iter().flat_map(|grammar| &grammar.forms);
    let slots = forms
        .flat_map(|form| &form.tables)
        .flat_map(|table| &table.rows)
        .flat_map(|row| &row.slots);
    let mut units: Vec<&str> = slots.filter_map(|slot| slot.unit.as_deref()).collect();
    units.sort_unstable();
    units.dedup();
    units
}

fn take_apart(grid: usize, at: usize, row: &GridRow, units: &[&str]) -> Option<Row> {
    let read: Vec<Option<CellValue>> = row
        .cells
        .iter()
        .map(|cell| cell::read(&cell.text))
        .collect();
    // The label ends with the last text that is no value; a unit behind it is its own column.
    let is_unit = |index: usize| units.contains(&row.cells[index].text.as_str());
    let text = |index: &usize| read[*index].is_none();
    let last_text = (0..row.cells.len()).rev().find(text);
    let last_label = (0..row.cells.len())
        .rev()
        .find(|index| text(index) && !is_unit(*index));
    let unit =
        last_text.filter(|index| is_unit(*index) && last_label.is_none_or(|label| label < *index));
    let start = last_text.map_or(0, |index| index + 1);
    // Cells before the label are an index column; empty ones belong to merged cells.
    let words: Vec<usize> = last_label.map_or(Vec::new(), |last| {
        (0..=last)
            .filter(|index| text(index) && !is_unit(*index))
            .collect()
    });
    let span = row
        .cells
        .iter()
        .map(|cell| cell.span)
        .filter(|span| !span.is_empty())
        .reduce(Span::cover)?;
    let label = words
        .iter()
        .map(|index| row.cells[*index].span)
        .reduce(Span::cover);
    let values = (start..row.cells.len())
        .filter_map(|index| {
            let (cell, value) = (&row.cells[index], read[index].clone()?);
            Some((
                CellRef {
                    grid,
                    row: at,
                    col: cell.col,
                    span: cell.span,
                },
                value,
            ))
        })
        .collect();
    let words: Vec<String> = words
        .iter()
        .map(|index| row.cells[*index].text.clone())
        .collect();
    let keys = keys(&words);
    Some(Row {
        grid,
        at,
        words,
        label: label.unwrap_or(Span::new(span.start, span.start)),
        unit: unit.map(|index| row.cells[index].text.clone()),
        values,
        explicit: row.explicit,
        width: row.cells.last().map_or(0, |cell| cell.col + cell.col_span),
        span,
        keys,
    })
}

/// Keys of the label's last words, fewest first, and of the whole label.
pub(crate) fn keys(words: &[String]) -> Vec<Key> {
    let mut keys: Vec<Key> = Vec::new();
    let counts = (1..=SUFFIXES.min(words.len()))
        .chain(std::iter::once(words.len()).filter(|all| *all > SUFFIXES));
    for count in counts {
        let key = Key::new(&words[words.len() - count..].concat());
        if !key.is_empty() && !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys
}
