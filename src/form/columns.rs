//! Where the values of a row stand in its grid, and whether that says which cell of the form each is.

use crate::grammar::Form;
use crate::layout::{is_garbled, is_value};
use crate::record::ValueState;
use crate::table::Grid;

use super::align::Pair;
use super::hypothesis::{RowSum, Token, adds_up, comes_apart};
use super::row::Row;
use super::scope::usual;
use super::slot::row_sums;

/// Where the values of a grid stand.
pub(super) enum Columns {
    /// In these columns.
    At(Vec<usize>),
    /// In these columns if equations do not speak against it: other rows hold theirs in others, as far
    /// from the label or from the end.
    Like(Vec<usize>),
    /// In other columns in one full row than in another.
    Differ,
    /// No row says.
    Unknown,
    /// Not where they were printed.
    Shifted,
}

/// How many cells each row has on the form; `None` for those that are no row of it.
pub(super) fn sizes(form: &Form, rows: &[Row], pairs: &[Pair]) -> Vec<Option<usize>> {
    let mut sizes = vec![None; rows.len()];
    for pair in pairs {
        let slots = form.tables[pair.table].rows[pair.row].slots.len();
        sizes[pair.rows.clone()].fill(Some(slots));
    }
    sizes
}

/// The columns that hold the values in every full row of a grid. `sizes` has, for each row, how many
/// cells it has on the form: those of another number than the pair's do not count. `slots` is how many
/// the pair's row has, and `moved` whether cells of the document stand elsewhere than printed or ran
/// together.
pub(super) fn columns(
    grids: &[Grid],
    rows: &[Row],
    pair: &Pair,
    sizes: &[Option<usize>],
    (slots, moved): (usize, bool),
) -> Columns {
    let grid = rows[pair.rows.start].grid;
    if !grids[grid].rows.iter().any(|row| row.explicit) {
        return Columns::Unknown;
    }
    let of_grid = || {
        let own = sizes[pair.rows.start];
        let of_size = rows
            .iter()
            .zip(sizes)
            .filter(move |(_, size)| **size == own);
        of_size
            .map(|(row, _)| row)
            .filter(move |row| row.grid == grid && row.explicit)
    };
    let full = || of_grid().filter(|row| row.filled() == slots);
    let mut all = full().map(filled_columns);
    let known = all.next();
    let differ = all.any(|columns| known.as_ref() != Some(&columns));
    let own = rows[pair.rows.clone()]
        .iter()
        .find(|row| (1..slots).contains(&row.filled()));
    let inside = |columns: &Vec<usize>| own.is_none_or(|own| holds(own, columns));
    if let Some(columns) = known.clone().filter(|columns| !differ && inside(columns)) {
        return Columns::At(columns);
    }
    let like = || of_grid().filter(|row| row.filled() > 0);
    // What ends a label may be a value that was spoilt.
    let whole = |own: &&Row| own.words.last().is_none_or(|word| !is_garbled(word));
    let own = own.filter(|_| !moved).filter(whole);
    if let Some(columns) = own.and_then(|own| relative(full(), like(), own)) {
        return Columns::Like(columns);
    }
    if differ {
        return Columns::Differ;
    }
    known
        .or_else(|| last_columns(like(), slots))
        .map_or(Columns::Unknown, Columns::At)
}

fn filled_columns(row: &Row) -> Vec<usize> {
    let filled = row
        .values
        .iter()
        .filter(|(_, value)| value.state != ValueState::Blank);
    filled.map(|(cell, _)| cell.col).collect()
}

/// Whether a row prints a cell in each of the columns, and values in no other.
fn holds(row: &Row, columns: &[usize]) -> bool {
    let printed = |col: &usize| row.values.iter().any(|(cell, _)| cell.col == *col);
    columns.iter().all(printed) && filled_columns(row).iter().all(|col| columns.contains(col))
}

/// The columns of a row's cells if all full rows hold theirs as far behind the label, or as far before
/// the end: extractors that leave out what a cell above covers shift the rows below it.
///
/// `like` are all rows of as many cells on the form. Behind the label only where all are equally
/// wide, before the end only where no empty cell may belong to the label: a cell that is lost would
/// go unseen.
fn relative<'r>(
    full: impl Iterator<Item = &'r Row>,
    like: impl Iterator<Item = &'r Row> + Clone,
    own: &Row,
) -> Option<Vec<usize>> {
    let label_end = |row: &Row| row.values.first().map_or(0, |(cell, _)| cell.col);
    let (mut behind, mut before) = (Vec::new(), Vec::new());
    for row in full {
        let (columns, end) = (filled_columns(row), label_end(row));
        behind.push(columns.iter().map(|col| col - end).collect::<Vec<_>>());
        before.push(
            columns
                .iter()
                .map(|col| row.width - col)
                .collect::<Vec<_>>(),
        );
    }
    let same = |all: &[Vec<usize>]| all.windows(2).all(|pair| pair[0] == pair[1]);
    let even = like.clone().all(|row| row.width == own.width);
    let behind = behind.first().filter(|_| even && same(&behind));
    let behind = behind.map(|columns| columns.iter().map(|col| col + label_end(own)).collect());
    let widest = like.map(|row| row.width).max();
    let snug = |slots: usize| label_end(own) + slots == own.width || widest == Some(own.width);
    let before = before
        .first()
        .filter(|columns| same(&before) && snug(columns.len()));
    let before = before.and_then(|columns| {
        let columns = columns.iter().map(|col| own.width.checked_sub(*col));
        columns.collect::<Option<Vec<usize>>>()
    });
    let fitting = [behind, before].into_iter().flatten();
    let mut fitting = fitting.filter(|columns| holds(own, columns));
    let found = fitting.next()?;
    fitting.all(|other| other == found).then_some(found)
}

/// The last `slots` columns of rows of one width, where no row is full: the labels of all rows stand
/// before them, the first of them holds values, and so does the last, or a label ends right before
/// the first: then the last, which is the total, is left empty throughout.
fn last_columns<'r>(rows: impl Iterator<Item = &'r Row>, slots: usize) -> Option<Vec<usize>> {
    let (mut width, mut first, mut last, mut labelled) = (None, false, false, false);
    for row in rows {
        if width.is_some_and(|width| width != row.width) || row.width <= slots {
            return None;
        }
        width = Some(row.width);
        let from = row.width - slots;
        labelled |= row.values.first()?.0.col == from;
        let filled = |(_, value): &&Token| value.state != ValueState::Blank;
        let mut columns = row.values.iter().filter(filled).map(|(cell, _)| cell.col);
        if row.values.first()?.0.col > from || columns.clone().any(|col| col < from) {
            return None;
        }
        first |= columns.clone().any(|col| col == from);
        last |= columns.any(|col| col + 1 == row.width);
    }
    let width = width.filter(|_| slots > 1 && first && (last || labelled))?;
    Some((width - slots..width).collect())
}

/// The only run of printed cells that holds all values and satisfies the equations by more than
/// zeros: which column is the first one is not known, but empty cells keep the order of the others.
pub(super) fn window(cells: &[Token], slots: usize, sums: &[RowSum]) -> Option<Vec<Token>> {
    let filled = |(_, value): &Token| value.state != ValueState::Blank;
    let first = cells.iter().position(filled)?;
    let last = cells.iter().rposition(filled)?;
    let starts = (last + 1).saturating_sub(slots)..=first.min(cells.len().checked_sub(slots)?);
    let mut fitting = starts.filter(|start| adds_up(&cells[*start..start + slots], sums));
    let start = fitting.next().filter(|_| !sums.is_empty())?;
    let counts = |(_, value): &Token| value.value.is_some_and(|value| value != 0.0);
    let only = fitting.next().is_none() && cells.iter().any(counts);
    only.then(|| cells[start..start + slots].to_vec())
}

/// Cells by their column, if every value stands in a column of values.
pub(super) fn by_column(cells: &[Token], columns: &[usize]) -> Option<Vec<Token>> {
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
        .map(|col| cells.iter().find(|(cell, _)| cell.col == *col).cloned())
        .collect()
}

/// Whether the row that carries the values has fewer cells than such rows of its grid have: which of
/// its cells are empty cannot be told then.
pub(super) fn has_lost_cells(rows: &[Row], pair: &Pair) -> bool {
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

/// Whether the row that carries the values prints more cells than most rows of its grid that carry
/// some: one of them is there twice.
pub(super) fn is_overfull(rows: &[Row], pair: &Pair) -> bool {
    let own = rows[pair.rows.clone()].iter().find(|row| row.filled() > 0);
    let Some(own) = own.filter(|row| row.explicit) else {
        return false;
    };
    let like = |row: &&Row| row.grid == own.grid && row.explicit && row.filled() > 0;
    let most = |size: fn(&Row) -> usize| {
        let sizes = rows.iter().filter(like).map(size);
        usual(sizes).is_some_and(|usual| size(own) > usual)
    };
    most(|row| row.width) && most(|row| row.values.len())
}

/// Whether cells of some row ran together: digits behind a zero, or numbers that come apart into what
/// the row's equations ask for.
pub(super) fn any_glued(form: &Form, grids: &[Grid], rows: &[Row], pairs: &[Pair]) -> bool {
    pairs.iter().any(|pair| {
        let form_row = &form.tables[pair.table].rows[pair.row];
        let (slots, parts) = (form_row.slots.len(), &rows[pair.rows.clone()]);
        let values = parts.iter().flat_map(|row| &row.values);
        let filled = values.filter(|(_, value)| value.state != ValueState::Blank);
        let filled: Vec<Token> = filled.cloned().collect();
        let apart = || comes_apart(&filled, slots, &row_sums(form, form_row));
        has_glued_zeros(grids, parts, slots) || filled.len() > 1 && filled.len() < slots && apart()
    })
}

/// Whether a cell of a row that has too few values holds several: `258 27`, or `3 —`, which has lost its
/// blank here.
pub(super) fn has_shared_cells<'t>(
    grids: &[Grid],
    mut tokens: impl Iterator<Item = &'t Token> + Clone,
    slots: usize,
) -> bool {
    let shared = |(cell, _): &Token| {
        let printed = grids[cell.grid].rows.get(cell.row);
        let mut cells = printed.into_iter().flat_map(|row| &row.cells);
        let several = |text: &str| {
            let (digit, dash) = (|one: char| one.is_ascii_digit(), ['—', '–']);
            let bare = |one: char| one == ' ' || digit(one) || dash.contains(&one);
            text.contains(' ') && text.split(' ').all(is_value)
                || text.contains(digit) && text.contains(dash) && text.chars().all(bare)
        };
        cells.any(|one| one.span == cell.span && several(&one.text))
    };
    let filled = tokens
        .clone()
        .filter(|(_, value)| value.state != ValueState::Blank);
    filled.count() < slots && tokens.any(shared)
}

/// Whether digits of a row that has too few values, or of several of its cells, begin with a zero: cells ran
/// together, or were printed over those of another row.
pub(super) fn has_glued_zeros(grids: &[Grid], parts: &[Row], slots: usize) -> bool {
    let glued = |(cell, value): &Token| {
        let printed = grids[cell.grid].rows.get(cell.row);
        let mut cells = printed.into_iter().flat_map(|row| &row.cells);
        value.state == ValueState::Unreadable
            && cells.any(|one| one.span == cell.span && one.text.starts_with('0'))
    };
    let filled: usize = parts.iter().map(Row::filled).sum();
    let glued = parts
        .iter()
        .flat_map(|row| &row.values)
        .filter(|cell| glued(cell));
    glued.count() >= if filled < slots { 1 } else { 2 }
}
