//! The values of aligned rows to the cells of the form.

use crate::grammar::{Axis, Comparison, Form, FormRow, Operand, Slot};
use crate::record::{CheckKind, ValueState};
use crate::table::Grid;
use crate::text::Span;

use super::align::{Alignment, Pair};
use super::cell::{self, CellValue};
use super::fold::Values;
use super::hypothesis::{RowSum, Token, comes_apart, satisfies, solve};
use super::row::Row;
use super::scope::{scopes, usual};
use super::{CellRef, Reported};

/// A cell of the form and what was read for it.
#[derive(Debug, Clone, PartialEq)]
enum Read {
    /// A printed cell.
    Printed(Token),
    /// Nothing printed.
    Blank,
    /// Something printed that has no single certain reading.
    Unreadable,
}

/// Reports every cell of the form, in the form's order; rows that are not there are absent.
pub(crate) fn report(
    form: &Form,
    grids: &[Grid],
    rows: &[Row],
    alignment: &Alignment,
    folded: &[Values],
) -> Vec<Reported> {
    let printed = Printed {
        form,
        grids,
        rows,
        alignment,
    };
    let mut reported = Vec::new();
    for (table, form_table) in form.tables.iter().enumerate() {
        let scopes = scopes(form, table, grids, rows, alignment);
        for (row, form_row) in form_table.rows.iter().enumerate() {
            let mut pairs = alignment.pairs.iter();
            let at = pairs.position(|pair| (pair.table, pair.row) == (table, row));
            if let Some(at) = at {
                let pair = &alignment.pairs[at];
                reported.extend(printed.row(pair, &folded[at], &scopes));
            } else if !form_row.heading {
                reported.extend(form_row.slots.iter().map(|slot| absent(table, row, slot)));
            }
        }
    }
    discard_borrowed(form, &mut reported);
    reported
}

/// The form and the document that it is read from.
struct Printed<'a> {
    form: &'a Form,
    grids: &'a [Grid],
    rows: &'a [Row],
    alignment: &'a Alignment,
}

impl Printed<'_> {
    /// The cells of a row that is there; none for a heading without values.
    fn row(&self, pair: &Pair, values: &Values, scopes: &[Option<String>]) -> Vec<Reported> {
        let parts = &self.rows[pair.rows.clone()];
        let form_row = &self.form.tables[pair.table].rows[pair.row];
        let empty = *values == Values::Own && parts.iter().all(|row| row.filled() == 0);
        if form_row.heading && empty {
            return Vec::new();
        }
        let slots = slots(form_row, scopes);
        let sums = match scopes.is_empty() {
            true => row_sums(self.form, form_row),
            false => Vec::new(),
        };
        let columns = columns(self.grids, self.rows, pair, slots.len());
        let (mut read, solved) = read(parts, values, slots.len(), &sums, columns);
        let lost =
            slots.len() > 1 && has_lost_cells(self.rows, pair) && read.iter().any(Read::is_blank);
        if lost || empty && has_stray_values(self.rows, self.alignment, pair) {
            read = vec![Read::Unreadable; slots.len()];
        }
        let mended = matches!(values, Values::Mended(_));
        let place = Place {
            pair,
            label: label(parts),
        };
        let cells = slots.into_iter().zip(read);
        cells
            .map(|((slot, scope), read)| {
                fact(place, slot, scope, read, (solved || mended, mended), parts)
            })
            .collect()
    }
}

/// The cells of a row of the form, once for each printed head of a value column.
fn slots<'f>(form_row: &'f FormRow, scopes: &[Option<String>]) -> Vec<(&'f Slot, Option<String>)> {
    let of_row = || form_row.slots.iter();
    if scopes.is_empty() {
        return of_row().map(|slot| (slot, None)).collect();
    }
    let named = scopes
        .iter()
        .flat_map(|name| of_row().map(move |slot| (slot, name.clone())));
    named.collect()
}

impl Read {
    fn is_blank(&self) -> bool {
        match self {
            Self::Blank => true,
            Self::Printed((_, value)) => value.state == ValueState::Blank,
            Self::Unreadable => false,
        }
    }
}

/// Whether the row that carries the values has fewer cells than such rows of its grid have: which of
/// its cells are empty cannot be told then.
fn has_lost_cells(rows: &[Row], pair: &Pair) -> bool {
    let Some(own) = rows[pair.rows.clone()]
        .iter()
        .find(|row| row.explicit && row.filled() > 0)
    else {
        return false;
    };
    let widths = rows
        .iter()
        .filter(|row| row.grid == own.grid && row.explicit && row.filled() > 0)
        .map(|row| row.width);
    usual(widths).is_some_and(|usual| own.width < usual)
}

/// Whether values that belong to no row stand right beside a row that prints none: it may be theirs.
fn has_stray_values(rows: &[Row], alignment: &Alignment, pair: &Pair) -> bool {
    let grid = rows[pair.rows.start].grid;
    let stray = |at: usize| {
        let placed = alignment.pairs.iter().any(|pair| pair.rows.contains(&at));
        rows.get(at).is_some_and(|row| {
            row.grid == grid && row.filled() > 0 && !row.words.is_empty() && !placed
        })
    };
    stray(pair.rows.end) || pair.rows.start.checked_sub(1).is_some_and(stray)
}

/// A heading above rows that are there prints either their sum or nothing: other values are those of
/// a row whose label is lost.
fn discard_borrowed(form: &Form, reported: &mut [Reported]) {
    let part_of = |child: &Reported, heading: &Reported| {
        let rows = &form.tables[child.table].rows;
        child.table == heading.table
            && rows[child.row].parent == Some(heading.row)
            && (child.slot.applicant, &child.scope) == (heading.slot.applicant, &heading.scope)
    };
    let borrowed: Vec<usize> = (0..reported.len())
        .filter(|at| form.tables[reported[*at].table].rows[reported[*at].row].heading)
        .filter(|at| {
            let heading = &reported[*at];
            let children: Vec<&Reported> = reported
                .iter()
                .filter(|child| part_of(child, heading))
                .collect();
            let there = children
                .iter()
                .any(|child| child.state != ValueState::Absent);
            let sum: f64 = children.iter().filter_map(|child| child.value).sum();
            there
                && heading
                    .value
                    .is_some_and(|value| (value - sum).abs() > 1e-6)
        })
        .collect();
    for at in borrowed {
        let (table, row) = (reported[at].table, reported[at].row);
        for cell in reported
            .iter_mut()
            .filter(|cell| (cell.table, cell.row) == (table, row))
        {
            cell.state = ValueState::Unreadable;
            cell.value = None;
            cell.solved = false;
        }
    }
}

/// The equations between the cells of one row of the form.
pub(crate) fn row_sums(form: &Form, row: &FormRow) -> Vec<RowSum> {
    let at = |operand: &Operand| {
        row.slots.iter().position(|slot| match operand {
            Operand::Code(code) => slot.code == *code && row.code.is_empty(),
            Operand::Applicant(applicant) => slot.applicant == Some(*applicant),
        })
    };
    form.relations
        .iter()
        .filter(|relation| {
            relation.kind == CheckKind::Sum && relation.comparison == Comparison::Equal
        })
        .filter(|relation| {
            relation.left.len() == 1 && (relation.axis == Axis::Columns || row.code.is_empty())
        })
        .filter_map(|relation| {
            let total = at(&relation.left[0])?;
            let parts: Option<Vec<usize>> = relation.right.iter().map(at).collect();
            Some(RowSum {
                total,
                parts: parts?,
            })
        })
        .collect()
}

/// Where the values of a grid stand.
enum Columns {
    /// In these columns.
    At(Vec<usize>),
    /// In other columns in one full row than in another.
    Differ,
    /// No row says.
    Unknown,
}

/// The columns that hold the values in every full row of a grid.
fn columns(grids: &[Grid], rows: &[Row], pair: &Pair, slots: usize) -> Columns {
    let grid = rows[pair.rows.start].grid;
    if !grids[grid].rows.iter().any(|row| row.explicit) {
        return Columns::Unknown;
    }
    let of_grid = || {
        rows.iter()
            .filter(move |row| row.grid == grid && row.explicit)
    };
    let mut known: Option<Vec<usize>> = None;
    for row in of_grid().filter(|row| row.filled() == slots) {
        let columns: Vec<usize> = row
            .values
            .iter()
            .filter(|(_, value)| value.state != ValueState::Blank)
            .map(|(cell, _)| cell.col)
            .collect();
        match &known {
            Some(before) if *before != columns => return Columns::Differ,
            _ => known = Some(columns),
        }
    }
    known
        .or_else(|| last_columns(of_grid().filter(|row| row.filled() > 0), slots))
        .map_or(Columns::Unknown, Columns::At)
}

/// The last `slots` columns of rows of one width, where no row is full: the labels of all rows stand
/// before them, and both the first and the last of them hold values.
fn last_columns<'r>(rows: impl Iterator<Item = &'r Row>, slots: usize) -> Option<Vec<usize>> {
    let (mut width, mut first, mut last) = (None, false, false);
    for row in rows {
        if width.is_some_and(|width| width != row.width) || row.width <= slots {
            return None;
        }
        width = Some(row.width);
        let from = row.width - slots;
        let filled = |(_, value): &&Token| value.state != ValueState::Blank;
        let mut columns = row.values.iter().filter(filled).map(|(cell, _)| cell.col);
        if row.values.first()?.0.col > from || columns.clone().any(|col| col < from) {
            return None;
        }
        first |= columns.clone().any(|col| col == from);
        last |= columns.any(|col| col + 1 == row.width);
    }
    let width = width.filter(|_| slots > 1 && first && last)?;
    Some((width - slots..width).collect())
}

/// Reads the values of printed rows into `slots` cells, and tells whether arithmetic had to decide.
fn read(
    parts: &[Row],
    values: &Values,
    slots: usize,
    sums: &[RowSum],
    columns: Columns,
) -> (Vec<Read>, bool) {
    let tokens: Vec<Token> = match values {
        Values::Lost => return (vec![Read::Unreadable; slots], false),
        Values::Folded(tokens) | Values::Mended(tokens) => tokens.clone(),
        Values::Own => parts
            .iter()
            .flat_map(|row| row.values.iter().cloned())
            .collect(),
    };
    let filled: Vec<Token> = tokens
        .iter()
        .filter(|(_, value)| value.state != ValueState::Blank)
        .cloned()
        .collect();
    if filled.len() == slots {
        return (filled.into_iter().map(Read::Printed).collect(), false);
    }
    if let Some(first) = trailing_number(parts) {
        // The label swallowed a number, so that no cell is where it seems to be.
        let with: Vec<Option<Token>> = std::iter::once(first).chain(filled).map(Some).collect();
        let readable = |(_, value): &Token| value.state != ValueState::Unreadable;
        let whole =
            with.len() == slots && with.iter().flatten().all(readable) && satisfies(&with, sums);
        let read = |token: Option<Token>| {
            token
                .filter(|_| whole)
                .map_or(Read::Unreadable, Read::Printed)
        };
        return (
            (0..slots)
                .map(|at| read(with.get(at).cloned().flatten()))
                .collect(),
            whole,
        );
    }
    let cells: Vec<Token> = one_row(parts, values, tokens);
    if filled.is_empty() {
        let blank = match cells.len() == slots {
            true => cells.into_iter().map(Read::Printed).collect(),
            false => vec![Read::Blank; slots],
        };
        return (blank, false);
    }
    let placed = match columns {
        Columns::At(columns) => by_column(&cells, &columns),
        Columns::Unknown => {
            (cells.len() == slots).then(|| cells.into_iter().map(Read::Printed).collect())
        }
        Columns::Differ => None,
    };
    if let Some(read) = placed {
        // Empty cells at the end of a row hide cells that ran together before them.
        return match comes_apart(&filled, slots, sums) {
            true => (vec![Read::Unreadable; slots], false),
            false => (read, false),
        };
    }
    match solve(&filled, slots, sums) {
        Some(solved) => (solved.into_iter().map(agreed).collect(), true),
        None => (vec![Read::Unreadable; slots], false),
    }
}

/// The cells of the row that carries values, where its empty cells are printed.
fn one_row(parts: &[Row], values: &Values, tokens: Vec<Token>) -> Vec<Token> {
    let row = parts
        .iter()
        .find(|row| row.filled() > 0)
        .or_else(|| parts.iter().find(|row| row.explicit));
    match (values, row) {
        (Values::Own, Some(row)) if row.explicit => row.values.clone(),
        (Values::Own, Some(_)) => tokens
            .into_iter()
            .filter(|(_, value)| value.state != ValueState::Blank)
            .collect(),
        _ => tokens,
    }
}

fn agreed(cell: Option<Option<Token>>) -> Read {
    match cell {
        None => Read::Unreadable,
        Some(None) => Read::Blank,
        Some(Some(token)) => Read::Printed(token),
    }
}

/// Cells by their column, if every value stands in a column of values.
fn by_column(cells: &[Token], columns: &[usize]) -> Option<Vec<Read>> {
    let inside = |token: &&Token| columns.contains(&token.0.col);
    let outside = cells
        .iter()
        .filter(|token| !inside(token))
        .any(|(_, value)| value.state != ValueState::Blank);
    if outside {
        return None;
    }
    // A cell that is not printed at all may be any of the row's: only all of them have places.
    columns
        .iter()
        .map(|col| {
            cells
                .iter()
                .find(|(cell, _)| cell.col == *col)
                .cloned()
                .map(Read::Printed)
        })
        .collect()
}

/// Digits that run into the last word of the label: 重新出具0.
fn trailing_number(parts: &[Row]) -> Option<Token> {
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

fn label(parts: &[Row]) -> Option<Span> {
    parts
        .iter()
        .filter(|row| !row.words.is_empty())
        .map(|row| row.label)
        .reduce(Span::cover)
}

/// Where a row of the form was found.
#[derive(Clone, Copy)]
struct Place<'a> {
    pair: &'a Pair,
    label: Option<Span>,
}

fn fact(
    place: Place,
    slot: &Slot,
    scope: Option<String>,
    read: Read,
    (solved, mended): (bool, bool),
    parts: &[Row],
) -> Reported {
    let (state, value, unit, cell) = match read {
        Read::Printed((cell, CellValue { state, value, unit })) => (state, value, unit, Some(cell)),
        Read::Blank => (ValueState::Blank, None, None, None),
        Read::Unreadable => (ValueState::Unreadable, None, None, None),
    };
    let negative = value.is_some_and(|value| value < 0.0) && !slot.signed;
    let (state, value) = if negative {
        (ValueState::Unreadable, None)
    } else {
        (state, value)
    };
    Reported {
        table: place.pair.table,
        row: place.pair.row,
        slot: slot.clone(),
        scope,
        state,
        value,
        unit,
        cell: cell.or_else(|| anchor(parts)),
        label: place.label,
        score: place.pair.label,
        solved: solved && state == ValueState::Value,
        mended,
    }
}

/// A position for cells that are empty: the end of the row.
fn anchor(parts: &[Row]) -> Option<CellRef> {
    let row = parts
        .iter()
        .find(|row| row.filled() > 0)
        .or_else(|| parts.first())?;
    let end = Span::new(row.span.end, row.span.end);
    let (grid, at, col) = row
        .values
        .first()
        .map_or((row.grid, usize::MAX, 0), |(cell, _)| {
            (cell.grid, cell.row, cell.col)
        });
    (at != usize::MAX).then_some(CellRef {
        grid,
        row: at,
        col,
        span: end,
    })
}

fn absent(table: usize, row: usize, slot: &Slot) -> Reported {
    Reported {
        table,
        row,
        slot: slot.clone(),
        scope: None,
        state: ValueState::Absent,
        value: None,
        unit: None,
        cell: None,
        label: None,
        score: 0.0,
        solved: false,
        mended: false,
    }
}
