//! Grids to reported values: which row of which official form each printed row is.
//!
//! Rows of all tables of a document are aligned to the whole form at once, by label, printed number,
//! unit, order and number of values together; position alone decides nothing. What cannot be placed
//! is said, and what has no single certain reading is `unreadable`. Whether values agree with each
//! other is judged later, by [`crate::check`].

mod align;
mod ambiguous;
mod block;
mod cell;
mod choose;
mod columns;
mod fold;
mod forms;
mod gain;
mod glued;
mod heads;
mod hypothesis;
mod mend;
mod merge;
mod reading;
mod rescue;
mod row;
mod run;
mod scope;
mod shifted;
mod short;
mod slot;
mod stray;
mod stream;
mod telling;
mod woven;

use crate::grammar::{Form, FormTable, QuantityWords, Registry, Slot};
use crate::label::{Key, similarity};
use crate::layout::is_value;
use crate::record::ValueState;
use crate::table::{Grid, GridCell, GridRow};
use crate::text::Span;

pub use forms::Forms;

use align::{Alignment, align};
use row::{Row, rows};

/// A value of the form as the document reports it.
#[derive(Debug, Clone, PartialEq)]
pub struct Reported {
    /// Table of the form: index into `Form::tables`.
    pub table: usize,
    /// Row of that table: index into its rows.
    pub row: usize,
    /// The cell of the form.
    pub slot: Slot,
    /// Printed head of the value column, where there are several.
    pub scope: Option<String>,
    /// What the cell holds.
    pub state: ValueState,
    /// The number, if it is one.
    pub value: Option<f64>,
    /// Unit printed in the cell.
    pub unit: Option<String>,
    /// Where it was read; `None` if the row is absent.
    pub cell: Option<CellRef>,
    /// The printed label.
    pub label: Option<Span>,
    /// How well the label matched.
    pub score: f32,
    /// Chosen because it alone satisfies the form's equations.
    pub solved: bool,
    /// Which row its values belong to was found by arithmetic: equations within the row prove
    /// nothing of it.
    pub mended: bool,
}

impl Reported {
    /// Says that what is printed has no single certain reading.
    fn give_up(&mut self) {
        self.state = ValueState::Unreadable;
        self.value = None;
        self.solved = false;
    }

    /// Says where it stands, if that is not known yet.
    fn stand_at(&mut self, cell: Option<CellRef>, label: Span) {
        self.cell = self.cell.or(cell);
        self.label = self.label.or(Some(label));
    }
}

/// A cell of a grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CellRef {
    /// Index of the grid.
    pub grid: usize,
    /// Row in the grid.
    pub row: usize,
    /// Column in the grid.
    pub col: usize,
    /// Its bytes.
    pub span: Span,
}

/// What the form stage read.
#[derive(Debug, Clone, Default)]
pub struct Reading<'a> {
    /// The official form, if one was recognised.
    pub form: Option<&'a Form>,
    /// Values in order of the form.
    pub reported: Vec<Reported>,
    /// For each grid, the table of the form (its number) that most of its rows belong to.
    pub tables: Vec<Option<i32>>,
    /// Rows with a label and values that the form does not know.
    pub unplaced: Vec<Span>,
    /// Heads of columns that the form does not know.
    pub strange_columns: Vec<Span>,
}

impl Reading<'_> {
    /// The form's table of this number.
    #[must_use]
    pub fn table(&self, number: Option<i32>) -> Option<&FormTable> {
        let mut tables = self.form?.tables.iter();
        tables.find(|table| Some(table.number) == number)
    }

    /// For each of [`reported`](Self::reported), whether equations within its row prove nothing of it:
    /// arithmetic found its row; or its text prints no empty cells, and most of its table could not be
    /// read, so that values may have been extracted in another order than they were printed.
    #[must_use]
    pub fn doubtful(&self, grids: &[Grid]) -> Vec<bool> {
        let mut counts: Vec<(usize, usize)> = Vec::new();
        for one in &self.reported {
            counts.resize(counts.len().max(one.table + 1), (0, 0));
            let (read, lost) = &mut counts[one.table];
            *read += usize::from(one.state == ValueState::Value);
            *lost += usize::from(one.state == ValueState::Unreadable);
        }
        let explicit = |cell: &CellRef| {
            let row = grids
                .get(cell.grid)
                .and_then(|grid| grid.rows.get(cell.row));
            row.is_some_and(|row| row.explicit)
        };
        let reported = self.reported.iter();
        reported
            .map(|one| {
                let (read, lost) = counts[one.table];
                one.mended || lost > read && !one.cell.as_ref().is_some_and(explicit)
            })
            .collect()
    }
}

/// Reads the official form that fits `grids` best. `forms` are those of `grammars`.
#[must_use]
pub fn read<'a>(
    grids: &[Grid],
    grammars: &'a Registry,
    forms: &Forms,
    year: Option<i32>,
) -> Reading<'a> {
    let rows = rows(grids, &forms.units);
    let known: Vec<&Form> = grammars.printed_forms().collect();
    let fits_year = |form: &Form| {
        year.is_some_and(|year| {
            year >= form.first_year && form.last_year.is_none_or(|last| year <= last)
        })
    };
    let bonus = |number: usize| match known.get(number) {
        Some(form) if fits_year(form) => YEAR_BONUS,
        _ => 0.0,
    };
    let aligned = align(forms, &rows, bonus).filter(|(_, found)| found.is_convincing());
    let Some((number, form, labels, alignment)) = aligned.and_then(|(number, found)| {
        let (form, labels) = (*known.get(number)?, forms.forms.get(number)?);
        Some((number, form, labels, found))
    }) else {
        return Reading {
            tables: vec![None; grids.len()],
            ..Reading::default()
        };
    };
    let mut reported = choose::report(form, grids, &rows, &alignment);
    short::give_up(form, &rows, &alignment, &mut reported);
    glued::give_up((form, labels), &rows, &alignment, &mut reported);
    ambiguous::give_up(form, &rows, &alignment, &mut reported);
    glued::doubt(form, &rows, &alignment, &mut reported);
    stream::read(form, (grids, labels), &rows, &mut reported);
    stray::give_up(grids, &rows, &alignment, &mut reported);
    stray::give_up_shifted((form, grids), &rows, &alignment, &mut reported);
    forms.telling[number].give_up(&rows, &alignment, &mut reported);
    let words = &grammars.vocabulary.quantity;
    reported
        .iter_mut()
        .for_each(|one| one.unit = one.unit.take().or_else(|| head_unit(words, grids, one)));
    Reading {
        form: Some(form),
        tables: tables(form, grids.len(), &rows, &alignment),
        unplaced: unplaced(&rows, &alignment),
        strange_columns: heads::strange(labels, grids, &rows, &alignment, &reported),
        reported,
    }
}

/// What the printed year is worth against labels: less than two rows.
const YEAR_BONUS: f32 = 1.0;

/// The unit printed with the head or label of a cell whose unit the form leaves open: 采购总金额（万元）.
fn head_unit(words: &QuantityWords, grids: &[Grid], one: &Reported) -> Option<String> {
    let cell = one.cell.filter(|_| one.slot.unit.is_none())?;
    let head = Key::new(&one.slot.head);
    let rows = grids.get(cell.grid)?.rows.get(..=cell.row)?;
    if head.is_empty() {
        return label_unit(words, rows, cell.row).or_else(|| apart_unit(words, rows, one.label?));
    }
    let mut above = rows.iter().rev().take(HEAD_ROWS).flat_map(|row| &row.cells);
    let printed = above.find(|printed| similarity(&Key::new(&printed.text), &head) >= 0.8)?;
    MONEY
        .iter()
        .find(|unit| printed.text.contains(*unit))
        .map(|unit| (*unit).to_owned())
}

/// The unit in brackets behind a label that stands apart from its value, among others above values.
fn apart_unit(words: &QuantityWords, rows: &[GridRow], label: Span) -> Option<String> {
    let mut cells = rows.iter().flat_map(|row| &row.cells);
    let is_last = |cell: &GridCell| {
        cell.span.start >= label.start && cell.span.end == label.end && !cell.text.is_empty()
    };
    let printed = cells.find(|cell| is_last(cell))?;
    bracketed_unit(words, &printed.text).map(str::to_owned)
}

/// The unit in brackets behind the label of the last of `rows`, or behind that of the group that a cell
/// further up spans over it: 罚没金额（元）, 行政处罚实施数量（宗）.
fn label_unit(words: &QuantityWords, rows: &[GridRow], last: usize) -> Option<String> {
    let labels = |row: &GridRow| -> Vec<String> {
        let texts = row.cells.iter().map(|cell| cell.text.clone());
        texts.filter(|text| !is_value(text)).collect()
    };
    let own = rows.last().map(labels).unwrap_or_default();
    if let Some(unit) = own
        .iter()
        .rev()
        .find_map(|text| bracketed_unit(words, text))
    {
        return Some(unit.to_owned());
    }
    let above = rows.iter().enumerate().rev().skip(1);
    let mut groups = above.flat_map(|(at, row)| row.cells.iter().map(move |cell| (at, cell)));
    let group = groups.find(|(at, cell)| at + cell.row_span > last && !cell.text.is_empty())?;
    bracketed_unit(words, &group.1.text).map(str::to_owned)
}

/// The unit that a label ends with, in brackets.
fn bracketed_unit<'t>(words: &QuantityWords, label: &'t str) -> Option<&'t str> {
    let inner = label.strip_suffix(['）', ')'])?;
    let at = inner.rfind(['（', '('])?;
    let unit = inner[at..].trim_start_matches(['（', '(']);
    let unit = unit.rsplit(['：', ':']).next().unwrap_or(unit);
    let known = MONEY.contains(&unit)
        || words.classifiers.hold(unit)
        || words.long_classifiers.hold(unit)
        || words.measures.hold(unit);
    known.then_some(unit)
}

/// Units of money.
const MONEY: [&str; 3] = ["万元", "亿元", "元"];
/// How far above its cell a column head may stand.
const HEAD_ROWS: usize = 8;

/// The form's table that most rows of each grid belong to.
fn tables(form: &Form, grids: usize, rows: &[Row], alignment: &Alignment) -> Vec<Option<i32>> {
    let mut votes = vec![vec![0usize; form.tables.len()]; grids];
    for pair in &alignment.pairs {
        votes[rows[pair.rows.start].grid][pair.table] += 1;
    }
    let number = |votes: &Vec<usize>| {
        let (table, count) = votes
            .iter()
            .enumerate()
            .max_by_key(|(table, count)| (**count, usize::MAX - table))?;
        (*count > 0).then(|| form.tables[table].number)
    };
    votes.iter().map(number).collect()
}

/// Rows with label and values between rows of the form, which it does not know.
fn unplaced(rows: &[Row], alignment: &Alignment) -> Vec<Span> {
    let placed = |at: usize| alignment.pairs.iter().any(|pair| pair.rows.contains(&at));
    let grids: Vec<usize> = alignment
        .pairs
        .iter()
        .map(|pair| rows[pair.rows.start].grid)
        .collect();
    rows.iter()
        .enumerate()
        .filter(|(at, row)| {
            !placed(*at) && row.filled() > 0 && !row.words.is_empty() && grids.contains(&row.grid)
        })
        .map(|(_, row)| row.span)
        .collect()
}
