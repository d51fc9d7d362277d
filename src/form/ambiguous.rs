//! Printed labels that could be those of several rows of the form, where nothing else tells which.

use crate::grammar::{Form, FormRow, FormTable};
use crate::label::{Key, similarity};

use super::Reported;
use super::align::{Alignment, Pair};
use super::glued::{first_cell, is_placed};
use super::row::Row;

/// How far from a row, in rows of the form, another is looked for that its label may name.
const NEAR: usize = 3;
/// Characters from which on the end of a label says anything.
const END: usize = 4;
/// Rows that may stand between a label and its value.
const MOST: usize = 4;
/// Labels less alike than this are not the same.
const ALIKE: f32 = 0.6;

/// Makes unreadable what stands behind a label that another row of the form, which is missing, has as
/// well: both rows.
pub(super) fn give_up(form: &Form, rows: &[Row], alignment: &Alignment, reported: &mut [Reported]) {
    for pair in &alignment.pairs {
        let of_pair = &rows[pair.rows.clone()];
        let table = Table {
            form: &form.tables[pair.table],
            alignment,
            rows,
            number: pair.table,
        };
        let others = match of_pair.iter().any(|row| row.filled() > 0) {
            true => table.others(pair, of_pair),
            false => Vec::new(),
        };
        if others.is_empty() && units(rows, pair, reported) < 2 {
            continue;
        }
        let named = |one: &&mut Reported| {
            one.table == pair.table && (one.row == pair.row || others.contains(&one.row))
        };
        let place = first_cell(rows, pair);
        for one in reported.iter_mut().filter(named) {
            one.give_up();
            one.stand_at(place, of_pair[0].label);
        }
    }
}

/// How many units a pair prints with its label and with its first value: with two, the values of one
/// row or the label of another are lost between them.
fn units(rows: &[Row], pair: &Pair, reported: &[Reported]) -> usize {
    let own: usize = rows[pair.rows.clone()].iter().map(|row| row.units).sum();
    let mut cells = reported
        .iter()
        .filter(|one| (one.table, one.row) == (pair.table, pair.row) && one.value.is_some())
        .filter_map(|one| one.cell);
    let behind = cells.next().map_or(pair.rows.end, |cell| {
        rows.partition_point(|row| (row.grid, row.at) <= (cell.grid, cell.row))
    });
    let between = rows.get(pair.rows.end..behind).unwrap_or(&[]);
    // Where all units stand together, they are a column.
    let beside = between.len() <= MOST && between.iter().all(|row| row.words.is_empty());
    own + if beside {
        between.iter().map(|row| row.units).sum()
    } else {
        0
    }
}

/// A table of the form and which of its rows are there.
struct Table<'a> {
    form: &'a FormTable,
    alignment: &'a Alignment,
    rows: &'a [Row],
    number: usize,
}

impl Table<'_> {
    /// The missing rows that the label of a pair may name.
    fn others(&self, pair: &Pair, printed: &[Row]) -> Vec<usize> {
        let taken = &self.form.rows[pair.row];
        if taken.slots.is_empty() {
            return Vec::new();
        }
        if taken.heading {
            return self.child(pair, printed).into_iter().collect();
        }
        let text: String = printed.iter().map(Row::label_text).collect();
        let own = Key::new(&text);
        let printed = own.core.clone();
        let missing = (0..self.form.rows.len()).filter(|row| {
            let other = &self.form.rows[*row];
            !other.heading && !other.slots.is_empty() && !self.has_values(*row)
        });
        missing
            .filter(|row| {
                !self.is_there(*row) && self.is_twin(pair, *row, &own)
                    || row.abs_diff(pair.row) <= NEAR
                        && is_common_end(&printed, taken, &self.form.rows[*row])
            })
            .collect()
    }

    fn is_there(&self, row: usize) -> bool {
        is_placed(self.alignment, self.number, row)
    }

    /// Whether a row that is there prints values.
    fn has_values(&self, row: usize) -> bool {
        let mut pairs = self.alignment.pairs.iter();
        pairs.any(|pair| {
            (pair.table, pair.row) == (self.number, row)
                && self.rows[pair.rows.clone()]
                    .iter()
                    .any(|row| row.filled() > 0)
        })
    }

    /// Whether a label is or begins the name of a row of another group, too, where the name of its own
    /// group is not above it.
    fn is_twin(&self, pair: &Pair, other: usize, printed: &Key) -> bool {
        let (one, two) = (&self.form.rows[pair.row], &self.form.rows[other]);
        let (Some(first), Some(second)) = (one.parent, two.parent) else {
            return false;
        };
        let begins = |key: Key| {
            let number = key.ordinal == printed.ordinal || printed.ordinal.is_none();
            number && key.core.starts_with(&printed.core)
        };
        let same = || keys(one).any(|own| keys(two).any(|key| key == own));
        first != second && !self.is_above(first, pair) && (keys(two).any(begins) || same())
    }

    /// Whether a row is printed above a pair.
    fn is_above(&self, row: usize, pair: &Pair) -> bool {
        let mut pairs = self.alignment.pairs.iter();
        pairs.any(|other| {
            (other.table, other.row) == (self.number, row) && other.rows.start < pair.rows.start
        })
    }

    /// The missing row whose label stands behind the name of its group, with values: 四、其他 1.某某 3.
    fn child(&self, pair: &Pair, printed: &[Row]) -> Option<usize> {
        let group = &self.form.rows[pair.row];
        let row = printed.iter().find(|row| row.filled() > 0)?;
        let last = row.words.last().filter(|_| row.words.len() > 1)?;
        let own = Key::new(last);
        if keys(group).any(|key| similarity(&key, &own) >= ALIKE) {
            return None;
        }
        (pair.row + 1..self.form.rows.len())
            .take_while(|row| self.form.rows[*row].parent == Some(pair.row))
            .find(|row| !self.is_there(*row))
    }
}

/// Whether a label is the end of the names of both rows and the whole name of neither.
fn is_common_end(printed: &[char], one: &FormRow, other: &FormRow) -> bool {
    let ends = |row: &FormRow| {
        keys(row).any(|key| key.core.len() > printed.len() && key.core.ends_with(printed))
    };
    printed.len() >= END
        && ends(one)
        && ends(other)
        && keys(one).chain(keys(other)).all(|key| key.core != printed)
}

/// All that a row is called.
fn keys(row: &FormRow) -> impl Iterator<Item = Key> {
    let all = std::iter::once(&row.label).chain(&row.aliases);
    all.map(|label| Key::new(label))
}
