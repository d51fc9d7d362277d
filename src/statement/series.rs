//! Years and their values in tables of the text: the last ten years at a glance.
//!
//! Given grids, returns the series that are printed as a row or column of years beside one of
//! numbers. What the numbers count is only known by the table's title.

use crate::table::{Grid, GridCell};
use crate::text::Span;
use crate::value::number::{Decimal, decimal};

/// Fewest years of a series.
const LEAST: usize = 3;
/// Years that a series may hold.
const YEARS: std::ops::RangeInclusive<i32> = 1990..=2100;

/// Values of consecutive years.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Title of the table.
    pub caption: Option<Span>,
    /// Year, value, and where the value stands, in order of years.
    pub points: Vec<(i32, Decimal, Span)>,
}

impl Series {
    /// The value of `year`.
    #[must_use]
    pub fn at(&self, year: i32) -> Option<(Decimal, Span)> {
        let point = self.points.iter().find(|point| point.0 == year)?;
        Some((point.1, point.2))
    }
}

/// The series of all genuine grids.
#[must_use]
pub fn series(grids: &[Grid]) -> Vec<Series> {
    grids
        .iter()
        .filter(|grid| grid.genuine)
        .flat_map(of_grid)
        .collect()
}

fn of_grid(grid: &Grid) -> Vec<Series> {
    let rows: Vec<Vec<&GridCell>> = grid
        .rows
        .iter()
        .map(|row| {
            row.cells
                .iter()
                .filter(|cell| !cell.text.is_empty())
                .collect()
        })
        .collect();
    let columns: Vec<Vec<&GridCell>> = (0..grid.n_cols())
        .map(|col| {
            let cells = grid.rows.iter().flat_map(|row| &row.cells);
            cells
                .filter(|cell| cell.col == col && !cell.text.is_empty())
                .collect()
        })
        .collect();
    // The title may stand above the table or in its first row.
    let first = rows.first().and_then(|row| match row.as_slice() {
        [title] if year(title).is_none() && number(title).is_none() => Some(title.span),
        _ => None,
    });
    let caption = first.or(grid.caption);
    [rows, columns]
        .iter()
        .flat_map(|lines| lines.windows(2))
        .filter_map(|pair| of_lines(caption, &pair[0], &pair[1]))
        .collect()
}

/// A line of years and the line of values beside it; either may begin with a head.
fn of_lines(caption: Option<Span>, years: &[&GridCell], values: &[&GridCell]) -> Option<Series> {
    let mut years = years;
    let mut values = values;
    if years.first().is_some_and(|cell| year(cell).is_none()) && years.len() == values.len() {
        (years, values) = (&years[1..], &values[1..]);
    }
    let values = &values[values.len().checked_sub(years.len())?..];
    let points: Vec<(i32, Decimal, Span)> = years
        .iter()
        .zip(values)
        .map(|(year_cell, cell)| Some((year(year_cell)?, number(cell)?, cell.span)))
        .collect::<Option<_>>()?;
    let consecutive = points.windows(2).all(|pair| pair[1].0 == pair[0].0 + 1);
    (points.len() >= LEAST && consecutive).then_some(Series { caption, points })
}

fn year(cell: &GridCell) -> Option<i32> {
    let digits = cell.text.strip_suffix('年').unwrap_or(&cell.text);
    digits.parse().ok().filter(|year| YEARS.contains(year))
}

fn number(cell: &GridCell) -> Option<Decimal> {
    match decimal(&cell.text) {
        Ok(("", number)) => Some(number),
        _ => None,
    }
}
