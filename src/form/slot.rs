//! The values of aligned rows to the cells of the form.

use crate::grammar::{Axis, Comparison, Form, FormRow, Operand, Slot};
use crate::record::{CheckKind, ValueState};
use crate::table::Grid;
use crate::text::Span;

use super::align::{Alignment, Pair};
use super::cell::CellValue;
use super::columns::{
    Columns, any_glued, columns, has_glued_zeros, has_lost_cells, has_shared_cells, is_overfull,
    sizes,
};
use super::fold::Values;
use super::hypothesis::RowSum;
use super::reading::{Printing, Read};
use super::row::Row;
use super::scope::scopes;
use super::shifted::shifted;
use super::{CellRef, Reported};

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
        shifted: shifted(form, rows, alignment),
        sizes: sizes(form, rows, &alignment.pairs),
        glued: any_glued(form, grids, rows, &alignment.pairs),
    };
    let mut reported = Vec::new();
    for (table, form_table) in form.tables.iter().enumerate() {
        let scopes = scopes(form, table, grids, rows, alignment);
        for (row, form_row) in form_table.rows.iter().enumerate() {
            let mut pairs = alignment.pairs.iter();
            let at = pairs.position(|pair| (pair.table, pair.row) == (table, row));
            if let Some(at) = at {
                reported.extend(printed.row(at, &folded[at], &scopes));
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
    /// Pairs whose values do not stand in their own columns.
    shifted: Vec<bool>,
    /// Cells of each row on the form.
    sizes: Vec<Option<usize>>,
    /// Cells of some row ran together.
    glued: bool,
}

impl Printed<'_> {
    /// The cells of a row that is there; none for a heading without values.
    fn row(&self, at: usize, values: &Values, scopes: &[Option<String>]) -> Vec<Reported> {
        let pair = &self.alignment.pairs[at];
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
        let columns = match self.shifted[at] {
            true => Columns::Shifted,
            false => {
                let moved = self.glued || self.shifted.contains(&true);
                let size = (slots.len(), moved);
                columns(self.grids, self.rows, pair, &self.sizes, size)
            }
        };
        let (mut read, solved) = Printing {
            parts,
            values,
            slots: slots.len(),
            sums: &sums,
            columns,
            overfull: is_overfull(self.rows, pair),
            glued: self.glued,
        }
        .read();
        let lost =
            slots.len() > 1 && has_lost_cells(self.rows, pair) && read.iter().any(Read::is_blank);
        if lost
            || has_glued_zeros(self.grids, parts, slots.len())
            || self.shares_cells(values, parts, slots.len())
            || empty
                && (has_stray_values(self.rows, self.alignment, pair)
                    || self.is_cut(parts, slots.len()))
        {
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

    /// Whether a row ends behind its label in a table that prints empty cells: nobody knows what stood there.
    fn is_cut(&self, parts: &[Row], slots: usize) -> bool {
        let bare = |row: &Row| row.explicit && row.values.is_empty();
        let whole = |row: &&Row| row.explicit && row.values.len() >= slots;
        let mut others = self.rows.iter().filter(|row| row.grid == parts[0].grid);
        slots > 1 && parts.iter().all(bare) && others.any(|row| whole(&row))
    }

    /// Whether a printed cell holds the values of several cells of the row.
    fn shares_cells(&self, values: &Values, parts: &[Row], slots: usize) -> bool {
        match values {
            Values::Folded(tokens) | Values::Mended(tokens) => {
                has_shared_cells(self.grids, tokens.iter(), slots)
            }
            Values::Own | Values::Lost => {
                let own = parts.iter().flat_map(|row| &row.values);
                has_shared_cells(self.grids, own, slots)
            }
        }
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

/// Characters of the end of a label or of a part of a unit that stands on a line of its own.
const END: usize = 6;
/// Lines between a label and its value.
const ENDS: usize = 3;

/// Whether values that belong to no row stand right beside a row that prints none, or behind the end of its
/// label and a unit that are broken over lines: it may be theirs.
fn has_stray_values(rows: &[Row], alignment: &Alignment, pair: &Pair) -> bool {
    let grid = rows[pair.rows.start].grid;
    let alone = |at: usize| {
        let placed = alignment.pairs.iter().any(|pair| pair.rows.contains(&at));
        rows.get(at).filter(|row| row.grid == grid && !placed)
    };
    let stray = |at: usize| alone(at).is_some_and(|row| row.filled() > 0);
    let is_end = |row: &Row| row.filled() == 0 && row.label_text().chars().count() <= END;
    let mut behind = pair.rows.end..pair.rows.end + ENDS;
    let behind = behind.find(|at| !alone(*at).is_some_and(is_end));
    behind.is_some_and(stray) || pair.rows.start.checked_sub(1).is_some_and(stray)
}

/// A heading above rows that are there prints either their sum or nothing: other values are those of
/// a row whose label is lost.
fn discard_borrowed(form: &Form, reported: &mut [Reported]) {
    let parent = |table: usize, row: usize| form.tables[table].rows[row].parent;
    let column = |child: &Reported, heading: &Reported| {
        child.table == heading.table
            && (child.slot.applicant, &child.scope) == (heading.slot.applicant, &heading.scope)
    };
    let part_of = |child: &Reported, heading: &Reported| {
        column(child, heading) && parent(child.table, child.row) == Some(heading.row)
    };
    let within = |child: &Reported, heading: &Reported| {
        let above = |row: &usize| parent(child.table, *row).filter(|above| above < row);
        column(child, heading)
            && std::iter::successors(Some(child.row), above)
                .skip(1)
                .any(|row| row == heading.row)
    };
    let borrowed: Vec<usize> = (0..reported.len())
        .filter(|at| form.tables[reported[*at].table].rows[reported[*at].row].heading)
        .filter(|at| {
            let heading = &reported[*at];
            let children: Vec<&Reported> = reported
                .iter()
                .filter(|child| part_of(child, heading))
                .collect();
            let there = reported
                .iter()
                .any(|child| child.state != ValueState::Absent && within(child, heading));
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
            cell.give_up();
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

/// Whether a cell holds a number of things: a fraction in it is another cell's.
fn counts(slot: &Slot) -> bool {
    let unit = slot.unit.as_deref();
    unit.is_some_and(|unit| !super::MONEY.contains(&unit) && unit != "%")
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
    let broken = value.is_some_and(|value| value.fract() != 0.0) && counts(slot);
    let (state, value) = if negative || broken {
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
