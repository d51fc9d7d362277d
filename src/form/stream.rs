//! Values in the order of their table, labels aside: what extractors of PDFs print cell after cell.
//!
//! Labels stand before, behind or between the values, and a value may stand rows away from its own.
//! A table is read by its order only if every row of the form is named once, there are exactly as many
//! values as it has cells, and its equations leave a single arrangement. Labels that do stand with
//! their values, and whatever was read without this, must agree with it.

use crate::grammar::{Form, Slot};
use crate::label::Key;
use crate::record::ValueState;
use crate::table::Grid;
use crate::text::Span;

use super::Reported;
use super::block::Block;
use super::cell::CellValue;
use super::forms::Labels;
use super::hypothesis::{Token, adds_up};
use super::reading::trailing_number;
use super::row::Row;
use super::slot::row_sums;
use super::woven::{Number, Place, Woven};

/// Characters that the first line of a label has at least.
const LINE: usize = 5;
/// Characters of a name that is told without its number.
const NAME: usize = 4;
/// What ends the number of a row.
const MARKS: [char; 5] = ['.', '．', '、', '）', ')'];
/// Amounts from which on a number is no count.
const MOST: f64 = 1e12;

/// Reads tables of which cells were not read by their labels; those that cannot be told stay as they are.
pub(super) fn read(
    form: &Form,
    printed: (&[Grid], &Labels),
    rows: &[Row],
    reported: &mut [Reported],
) {
    for table in 0..form.tables.len() {
        if is_read(reported, table) {
            continue;
        }
        let found = match Block::of(form, table) {
            Some(block) => by_order(form, printed, rows, &block),
            None => in_one_row(form, printed, rows, table, reported),
        };
        if let Some(cells) = found.filter(|cells| agree(reported, table, cells)) {
            write(reported, table, cells);
        }
    }
}

/// A cell of the form and what stands there.
struct Found<'f> {
    row: usize,
    slot: &'f Slot,
    /// `None` if a dash or a zero may stand there.
    token: Option<Token>,
    label: Option<Span>,
}

/// Whether all cells of a table are read.
fn is_read(reported: &[Reported], table: usize) -> bool {
    let mut cells = reported.iter().filter(|one| one.table == table);
    cells.all(|one| is_printed(one.state))
}

fn is_printed(state: ValueState) -> bool {
    use ValueState::{Dash, NotApplicable, Value};
    matches!(state, Value | Dash | NotApplicable)
}

/// The cells of a block, if the stream from its first label on leaves no doubt.
fn by_order<'f>(
    form: &'f Form,
    printed: (&[Grid], &Labels),
    rows: &[Row],
    block: &Block,
) -> Option<Vec<Found<'f>>> {
    let stream = Stream::of(printed, rows, block)?;
    let count = block.cells();
    let values = stream.values.get(..count)?;
    let numbers: Option<Vec<Number>> = values.iter().map(|(_, value)| number(value)).collect();
    let numbers = numbers?;
    if !stream.ends_with(form, block.table, count) || !stream.is_in_order(block) {
        return None;
    }
    let anchors = stream.anchors(block);
    let places = Woven {
        block,
        numbers: &numbers,
        anchors: anchors.get(..count)?,
    }
    .arrange()?;
    let found = |(at, place): (usize, &Place)| {
        let row = block.rows[at / block.slots];
        Found {
            row,
            slot: &form.tables[block.table].rows[row].slots[at % block.slots],
            token: place.map(|at| values[at].clone()),
            label: stream.label(at / block.slots),
        }
    };
    Some(places.iter().enumerate().map(found).collect())
}

/// Cells of the tables behind one.
fn cells_behind(form: &Form, table: usize) -> usize {
    let rows = form.tables[table + 1..]
        .iter()
        .flat_map(|table| &table.rows);
    let valued = rows.filter(|row| !row.heading);
    valued.map(|row| row.slots.len()).sum()
}

/// Whether values are whole groups of a table of one row, each of which adds up.
fn are_groups(form: &Form, table: usize, values: &[Token]) -> bool {
    let row = form.tables.get(table).and_then(|table| table.rows.first());
    let sums = row.map_or(Vec::new(), |row| row_sums(form, row));
    let Some(first) = sums.first() else {
        return false;
    };
    let group = first.parts.len() + 1;
    let groups = values.chunks(group);
    sums.len() * group == cells_behind(form, table - 1)
        && first
            .parts
            .iter()
            .chain([&first.total])
            .all(|at| *at < group)
        && groups
            .into_iter()
            .all(|values| values.len() == group && adds_up(values, std::slice::from_ref(first)))
}

/// A value as a count; `None` if it is none.
fn number(value: &CellValue) -> Option<Number> {
    let dash = value.state == ValueState::Dash;
    let amount = match value.state {
        ValueState::Value => value.value?,
        ValueState::Dash => 0.0,
        _ => return None,
    };
    let counts = (0.0..MOST).contains(&amount) && amount.fract() == 0.0 && value.unit.is_none();
    counts.then_some(Number {
        amount: amount as i64,
        dash,
    })
}

/// The name of a row where it is printed.
struct Named {
    /// Row of the block.
    row: usize,
    /// How many values stand before it.
    at: usize,
    span: Span,
}

/// Values and names of rows in order of the text, from the first row's name on.
struct Stream {
    values: Vec<Token>,
    named: Vec<Named>,
}

impl Stream {
    /// `None` if the first row is not named or empty cells are printed: then position tells.
    fn of(printed: (&[Grid], &Labels), rows: &[Row], block: &Block) -> Option<Self> {
        let names = |row: &Row| names(printed, block, row);
        let start = rows.iter().position(|row| names(row).first() == Some(&0))?;
        let mut stream = Self {
            values: Vec::new(),
            named: Vec::new(),
        };
        for row in &rows[start..] {
            let blank = |(_, value): &Token| value.state == ValueState::Blank;
            if row.values.iter().any(blank) {
                return None;
            }
            let at = stream.values.len();
            let span = row.label;
            let found = names(row).into_iter().map(|row| Named { row, at, span });
            stream.named.extend(found);
            stream
                .values
                .extend(trailing_number(std::slice::from_ref(row)));
            stream.values.extend(row.values.iter().cloned());
        }
        Some(stream)
    }

    /// Whether the first `count` values are all of the table: no more follow, or just those of the
    /// tables behind it, or whole groups of these, or the rest stands in another grid.
    fn ends_with(&self, form: &Form, table: usize, count: usize) -> bool {
        let rest = &self.values[count..];
        let grid = |at: usize| self.values.get(at).map(|(cell, _)| cell.grid);
        let behind = cells_behind(form, table);
        rest.is_empty()
            || rest.len() == behind
            || rest.len() < behind && are_groups(form, table + 1, rest)
            || grid(count) != grid(count - 1)
    }

    /// Whether every row is named once, and rows named on end are in order.
    fn is_in_order(&self, block: &Block) -> bool {
        let mut rows: Vec<usize> = self.named.iter().map(|one| one.row).collect();
        rows.sort_unstable();
        let on_end = self
            .named
            .windows(2)
            .filter(|pair| pair[0].at == pair[1].at);
        let ascends = |pair: &[Named]| pair[0].row < pair[1].row;
        rows.into_iter().eq(0..block.rows.len()) && on_end.into_iter().all(ascends)
    }

    /// For each value, the row that a name right before it gives it: one that stands alone and is
    /// followed by the values of a row, of which the first may stand before it.
    fn anchors(&self, block: &Block) -> Vec<Option<usize>> {
        let mut anchors = vec![None; self.values.len()];
        for (number, one) in self.named.iter().enumerate() {
            let next = self.named.get(number + 1);
            let end = next.map_or(self.values.len(), |next| next.at);
            let before = number.checked_sub(1).map(|before| self.named[before].at);
            // A name with fewer values before it has the rest of them behind this one.
            let alone = before.is_none_or(|before| one.at >= before + block.slots - 1);
            if alone && end >= one.at + block.slots - 1 {
                anchors[one.at + 1] = Some(one.row);
            }
        }
        anchors
    }

    fn label(&self, row: usize) -> Option<Span> {
        let named = self.named.iter().find(|named| named.row == row);
        named.map(|named| named.span)
    }
}

/// The rows of a block that the cells of a row name. A number may be a cell of its own.
fn names((grids, labels): (&[Grid], &Labels), block: &Block, row: &Row) -> Vec<usize> {
    let printed = grids.get(row.grid).and_then(|grid| grid.rows.get(row.at));
    let mut number = "";
    let mut found = Vec::new();
    for cell in printed.iter().flat_map(|row| &row.cells) {
        let text = cell.text.as_str();
        let is_number = text.ends_with(MARKS) && !text.chars().any(char::is_alphabetic);
        if !is_number {
            found.extend(named(labels, block, &[number, text].concat()));
        }
        number = if is_number { text } else { "" };
    }
    found
}

/// The row of a block that a text names, or the first line of whose name it is; `None` if there is
/// not just one. A name that is long enough may lack its number.
fn named(labels: &Labels, block: &Block, text: &str) -> Option<usize> {
    let key = Key::new(text.trim_end_matches(|one: char| one.is_ascii_digit()));
    let is = |name: &Key| {
        let numbered = name.ordinal == key.ordinal;
        let same = name.full == key.full || name.core == key.full;
        let begins = key.len() >= LINE && name.full.starts_with(&key.full);
        (numbered || key.ordinal.is_none() && key.len() >= NAME) && (same || begins)
    };
    let mut rows = (0..block.rows.len())
        .filter(|row| labels.names(block.table, block.rows[*row]).iter().any(is));
    rows.next()
        .filter(|_| !key.is_empty() && rows.next().is_none())
}

/// The cells of a table of one row, where its values are all that stands behind the table before, the
/// heads of its groups stand in order, and its equations hold.
fn in_one_row<'f>(
    form: &'f Form,
    printed: (&[Grid], &Labels),
    rows: &[Row],
    table: usize,
    reported: &[Reported],
) -> Option<Vec<Found<'f>>> {
    let [row] = form.tables[table].rows.as_slice() else {
        return None;
    };
    let before = Block::of(form, table.checked_sub(1)?)?;
    let cells = reported.iter().filter(|one| one.table == before.table);
    let last = cells
        .filter_map(|one| one.cell)
        .map(|cell| cell.span.end)
        .max()?;
    let stream = Stream::of(printed, rows, &before)?;
    let values: Vec<Token> = (stream.values.iter())
        .filter(|(cell, _)| cell.span.start >= last)
        .cloned()
        .collect();
    let sums = row_sums(form, row);
    let counts = values.iter().all(|(_, value)| number(value).is_some());
    let whole = is_read(reported, before.table)
        && stream.values.len() == before.cells() + values.len()
        && values.len() == row.slots.len();
    if !whole
        || !counts
        || sums.len() < 2
        || !adds_up(&values, &sums)
        || !has_heads(form, rows, table)
    {
        return None;
    }
    let found = |(slot, token): (&'f Slot, Token)| Found {
        row: 0,
        slot,
        token: Some(token),
        label: None,
    };
    Some(row.slots.iter().zip(values).map(found).collect())
}

/// Whether the heads above the groups of a row's cells are printed once each, in order.
fn has_heads(form: &Form, rows: &[Row], table: usize) -> bool {
    let slots = &form.tables[table].rows[0].slots;
    let mut groups: Vec<&str> = (slots.iter())
        .filter_map(|slot| slot.head.rsplit('/').nth(1))
        .collect();
    groups.dedup();
    let words = rows.iter().flat_map(|row| &row.words);
    let printed: Vec<&str> = words
        .map(String::as_str)
        .filter(|word| groups.contains(word))
        .collect();
    groups.len() > 1 && printed == groups
}

/// Whether cells that were read before hold what was found.
fn agree(reported: &[Reported], table: usize, cells: &[Found]) -> bool {
    cells.iter().all(|found| {
        let mut of_cell = reported.iter().filter(|one| is_at(one, table, found));
        let same = |one: &Reported| match &found.token {
            Some((_, value)) => one.state == value.state && one.value == value.value,
            None => !is_printed(one.state),
        };
        of_cell.all(|one| one.scope.is_none() && (!is_printed(one.state) || same(one)))
    })
}

fn is_at(one: &Reported, table: usize, found: &Found) -> bool {
    (one.table, one.row) == (table, found.row) && one.slot == *found.slot
}

fn write(reported: &mut [Reported], table: usize, cells: Vec<Found>) {
    for found in cells {
        let mut of_cell = reported.iter_mut();
        let Some(one) = of_cell.find(|one| is_at(one, table, &found)) else {
            continue;
        };
        match found.token {
            Some((cell, value)) => {
                one.state = value.state;
                one.value = value.value;
                one.cell = Some(cell);
            }
            None => {
                one.state = ValueState::Unreadable;
                one.value = None;
            }
        }
        one.label = found.label.or(one.label);
        one.score = if one.label.is_some() { 1.0 } else { one.score };
        one.solved = one.value.is_some();
        one.mended = true;
    }
}
