//! The pages of an assignment table, each turned upright and cut into its columns.

use crate::grammar::{Phrases, TaskWords};
use crate::label::{Key, similarity};
use crate::table::{Grid, GridCell, GridRow};

use super::legible::is_legible;

/// One requirement with what stands beside it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Row {
    /// What the task belongs to.
    pub category: Option<GridCell>,
    /// The task.
    pub title: Option<GridCell>,
    /// The requirement.
    pub text: Option<GridCell>,
    /// The organs.
    pub units: Option<GridCell>,
    /// Whether a cell was filled from a neighbour.
    pub filled: bool,
}

/// A page of a table.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Page {
    /// Requirements from top to bottom.
    pub rows: Vec<Row>,
}

/// The pages of a grid that assigns tasks; none if it does not.
pub(super) fn pages(words: &TaskWords, grid: &Grid) -> Vec<Page> {
    let heads = &Heads::of(words);
    let mut pages: Vec<Vec<&GridRow>> = Vec::new();
    for row in &grid.rows {
        match pages.last_mut() {
            Some(page) if !row.after_gap => page.push(row),
            _ => pages.push(vec![row]),
        }
    }
    let mut columns: Option<Columns> = None;
    let mut found = Vec::new();
    for page in pages {
        if let Some(turned) = turned(heads, &page) {
            found.push(turned);
            continue;
        }
        let header = Columns::of(heads, page[0]);
        let body = if header.is_some() {
            &page[1..]
        } else {
            &page[..]
        };
        columns = header.or(columns);
        // Before the first header there is nothing to tell columns by.
        let Some(columns) = columns else { continue };
        let mut upright = Page {
            rows: body.iter().map(|row| columns.row(row)).collect(),
        };
        upright.fill();
        found.push(upright);
    }
    found
}

/// Where the columns of an upright page are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Columns {
    text: usize,
    units: usize,
}

impl Columns {
    fn of(heads: &Heads, header: &GridRow) -> Option<Self> {
        let find = |heads: &[Key]| {
            header
                .cells
                .iter()
                .find(|cell| is_head(cell, heads))
                .map(|cell| cell.col)
        };
        let columns = Self {
            text: find(&heads.requirements)?,
            units: find(&heads.organs)?,
        };
        (columns.text > 0 && columns.text < columns.units).then_some(columns)
    }

    /// The cells of a row: left of the requirement stands the task, left of it the category.
    fn row(self, row: &GridRow) -> Row {
        let cell = |col: usize| {
            row.cells
                .iter()
                .find(|cell| cell.col == col)
                .filter(|cell| !cell.text.is_empty())
                .cloned()
        };
        Row {
            category: (self.text >= 2).then(|| cell(self.text - 2)).flatten(),
            title: cell(self.text - 1),
            text: cell(self.text),
            units: cell(self.units),
            filled: false,
        }
    }
}

/// Heads of columns.
struct Heads {
    requirements: Vec<Key>,
    organs: Vec<Key>,
    tasks: Vec<Key>,
}

impl Heads {
    fn of(words: &TaskWords) -> Self {
        let keys = |heads: &Phrases| heads.iter().map(Key::new).collect();
        Self {
            requirements: keys(&words.requirement_heads),
            organs: keys(&words.organ_heads),
            tasks: keys(&words.task_heads),
        }
    }
}

fn is_head(cell: &GridCell, heads: &[Key]) -> bool {
    let key = Key::new(&cell.text);
    key.len() <= 6 && heads.iter().any(|head| similarity(head, &key) >= 0.7)
}

/// A page that was turned: its heads stand in the first column.
fn turned(heads: &Heads, page: &[&GridRow]) -> Option<Page> {
    let is_row =
        |row: &GridRow, heads: &[Key]| row.cells.first().is_some_and(|cell| is_head(cell, heads));
    let row_of = |heads: &[Key]| page.iter().find(|row| is_row(row, heads));
    let text = row_of(&heads.requirements)?;
    let units = row_of(&heads.organs)?;
    let others = || {
        page.iter()
            .filter(|row| row.cells != text.cells && row.cells != units.cells)
    };
    let title = others().find(|row| is_row(row, &heads.tasks));
    let category = others().find(|row| title.is_none_or(|title| row.cells != title.cells));
    let width = text.cells.iter().map(|cell| cell.col).max()?;
    let cell = |row: Option<&&GridRow>, col: usize| {
        row?.cells
            .iter()
            .find(|cell| cell.col == col)
            .filter(|cell| !cell.text.is_empty())
            .cloned()
    };
    let rows = (1..=width)
        .map(|col| Row {
            category: cell(category, col),
            title: cell(title, col),
            text: cell(Some(text), col),
            units: cell(Some(units), col),
            filled: false,
        })
        .collect();
    let mut page = Page { rows };
    page.rows.retain(|row| row.text.is_some());
    page.fill();
    Some(page)
}

impl Page {
    /// Fills what merged cells left empty: a task goes on downwards, and upwards if it is the only
    /// one of its page.
    fn fill(&mut self) {
        self.rows.retain(|row| row.text.is_some());
        self.untangle();
        let titles: Vec<GridCell> = self
            .rows
            .iter()
            .filter_map(|row| row.title.clone())
            .collect();
        let mut last = (titles.len() == 1).then(|| titles[0].clone());
        for row in &mut self.rows {
            match &row.title {
                Some(title) => last = Some(title.clone()),
                None => {
                    row.filled |= last.is_some();
                    row.title = last.clone();
                }
            }
        }
    }

    /// A task whose text slipped into the category's column is put back where its own cell is
    /// garbled.
    fn untangle(&mut self) {
        for row in &mut self.rows {
            let Some(category) = row.category.as_ref().filter(|cell| is_legible(&cell.text)) else {
                continue;
            };
            let lost = row.title.as_ref().is_some_and(|title| {
                !is_legible(&title.text)
                    || title.text.chars().count() <= 3 && category.text.contains(&title.text)
            });
            if lost {
                row.title = Some(category.clone());
                row.filled = true;
            }
        }
    }
}
