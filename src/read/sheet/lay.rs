//! A sheet to paragraphs and tables: rows without anything part them, titles above and notes below a
//! table become paragraphs.

use std::collections::{BTreeMap, BTreeSet};

use calamine::Dimensions;

use super::super::linear::{Linear, NewCell};
use super::{MAX_COLUMNS, MAX_ROWS, Sheet};
use crate::record::TableLayout;

/// Cells of a table whose gaps are written out; in a larger one a gap is a single wide cell.
const MOST_WRITTEN: u64 = 2_000_000;

/// Rows without an empty one between them.
struct Region<'a> {
    rows: &'a [u32],
    left: u32,
    right: u32,
    cells: &'a BTreeMap<(u32, u32), String>,
    merged: BTreeMap<(u32, u32), &'a Dimensions>,
}

/// Adds what stands on a sheet.
pub(super) fn lay(sheet: &Sheet, linear: &mut Linear) {
    let rows: Vec<u32> = rows(sheet).into_iter().collect();
    for rows in rows.chunk_by(|above, below| above + 1 == *below) {
        let Some(mut region) = region(sheet, rows) else {
            continue;
        };
        let all = region.rows;
        let body = region.body();
        let above = body.as_ref().map_or(all, |body| &all[..body.start]);
        above.iter().for_each(|row| region.paragraph(*row, linear));
        if let Some(body) = body {
            region.rows = &all[body.clone()];
            linear.table(TableLayout::Sheet, &region.table());
            all[body.end..]
                .iter()
                .for_each(|row| region.paragraph(*row, linear));
        }
    }
}

/// Rows in which something stands, or a cell from above that is not empty goes on.
fn rows(sheet: &Sheet) -> BTreeSet<u32> {
    let mut rows: BTreeSet<u32> = sheet.cells.keys().map(|(row, _)| *row).collect();
    for merged in &sheet.merged {
        // Longer ones reach down through an empty sheet.
        let end = merged
            .end
            .0
            .min(MAX_ROWS)
            .min(merged.start.0.saturating_add(1000));
        if sheet.cells.contains_key(&merged.start) {
            rows.extend(merged.start.0..=end);
        }
    }
    rows
}

fn region<'a>(sheet: &'a Sheet, rows: &'a [u32]) -> Option<Region<'a>> {
    let (top, bottom) = (*rows.first()?, *rows.last()?);
    let within = sheet.cells.range((top, 0)..=(bottom, u32::MAX));
    let left = within.clone().map(|((_, col), _)| *col).min()?;
    let mut right = within.map(|((_, col), _)| *col).max()?;
    let framed = sheet.framed.range(top..=bottom).map(|(_, col)| *col).max();
    right = right.max(framed.unwrap_or(0));
    let mut merged = BTreeMap::new();
    for one in &sheet.merged {
        if (top..=bottom).contains(&one.start.0) && one.end >= one.start && one.start.1 >= left {
            // A title may be merged over more columns than the table below has; a head is not.
            if one.start.1 > left && one.start.1 <= right {
                right = right.max(one.end.1.min(MAX_COLUMNS - 1));
            }
            merged.entry(one.start).or_insert(one);
        }
    }
    Some(Region {
        rows,
        left,
        right,
        cells: &sheet.cells,
        merged,
    })
}

impl Region<'_> {
    /// Places of the rows from the first to the last that are part of a table.
    fn body(&self) -> Option<std::ops::Range<usize>> {
        let filled = |row: &u32| {
            self.cells
                .range((*row, 0)..=(*row, u32::MAX))
                .take(2)
                .count()
        };
        let first = self.rows.iter().position(|row| filled(row) > 1)?;
        let mut end = self.rows.len();
        while end > first + 1 && self.is_note(self.rows[end - 1]) {
            end -= 1;
        }
        Some(first..end)
    }

    /// A row below a table that is a sentence or goes over all columns.
    fn is_note(&self, row: u32) -> bool {
        let mut cells = self.cells.range((row, 0)..=(row, u32::MAX));
        let (Some((at, text)), None) = (cells.next(), cells.next()) else {
            return false;
        };
        let wide = self.merged.get(at).is_some_and(|merged| {
            merged.start.1 == self.left && merged.end.1 >= self.right && self.right > self.left
        });
        wide || text.contains('。')
    }

    fn paragraph(&self, row: u32, linear: &mut Linear) {
        for (_, text) in self.cells.range((row, 0)..=(row, u32::MAX)) {
            linear.paragraph(text);
        }
    }

    fn table(&self) -> Vec<Vec<NewCell>> {
        let width = u64::from(self.right - self.left + 1);
        let written = width * self.rows.len() as u64 <= MOST_WRITTEN;
        // For each column, the first row that no cell from above reaches.
        let mut free = vec![0; width as usize];
        let row = |row: &u32| match written {
            true => self.row(*row, &mut free),
            false => self.sparse(*row),
        };
        self.rows.iter().map(row).collect()
    }

    /// The cells of a row, empty ones included; what merged cells cover is left out.
    fn row(&self, row: u32, free: &mut [u32]) -> Vec<NewCell> {
        let mut cells = Vec::new();
        let mut col = self.left;
        while col <= self.right {
            let at = (col - self.left) as usize;
            if free[at] > row {
                col += 1;
                continue;
            }
            let merged = self.merged.get(&(row, col));
            let most = merged.map_or(col, |merged| merged.end.1.min(self.right));
            let wide = (col..=most).take_while(|one| free[(one - self.left) as usize] <= row);
            let wide = wide.count();
            let last = self.rows.last().copied().unwrap_or(row);
            let end = merged.map_or(row, |merged| merged.end.0.min(last));
            free[at..at + wide].fill(end + 1);
            cells.push(NewCell {
                text: self.cells.get(&(row, col)).cloned().unwrap_or_default(),
                col_span: wide,
                row_span: (end - row + 1) as usize,
            });
            col += wide as u32;
        }
        cells
    }

    /// The cells of a row with something in them, the gaps before them as one cell each.
    fn sparse(&self, row: u32) -> Vec<NewCell> {
        let mut cells = Vec::new();
        let mut next = self.left;
        for ((_, col), text) in self.cells.range((row, 0)..=(row, u32::MAX)) {
            if *col > next {
                cells.push(NewCell {
                    col_span: (col - next) as usize,
                    row_span: 1,
                    ..NewCell::default()
                });
            }
            cells.push(NewCell {
                text: text.clone(),
                col_span: 1,
                row_span: 1,
            });
            next = col + 1;
        }
        cells
    }
}
