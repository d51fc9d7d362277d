//! Tasks that a work plan assigns in a table: category, task, requirement, organs.
//!
//! Given grids and the plan's own outline, returns one task a requirement. Pages may be turned or
//! garbled one by one: each page of a table is read for itself, cells that a merge left empty are
//! filled from their neighbours, and a category that cannot be read is restored from the plan's own
//! headings or not at all. What was filled in is `repaired`; what cannot be read is `illegible`.

mod legible;
mod page;
mod restore;

use crate::grammar::Vocabulary;
use crate::outline::Outline;
use crate::prose::task::{deadlines, is_organ, units};
use crate::record::{FactSource, Legibility, Task, TaskUnit};
use crate::table::{Grid, GridCell};
use crate::text::Span;
use crate::tidy::Document;

use legible::is_legible;
use page::{Row, pages};
use restore::{Categories, Category};

/// Reads the tasks of all assignment tables, numbered from `first_id`.
///
/// `year` makes a deadline such as 5月底前 a date.
#[must_use]
pub fn tasks(
    words: &Vocabulary,
    document: &Document,
    grids: &[Grid],
    outline: &Outline,
    year: Option<i32>,
    first_id: i32,
) -> Vec<Task> {
    let mut tasks = Vec::new();
    for grid in grids.iter().filter(|grid| grid.genuine) {
        let pages = pages(&words.task, grid);
        let categories = Categories::of(document, outline, &pages);
        let assigned = categories.assign(&pages);
        for (page, given) in pages.iter().zip(assigned) {
            for (row, category) in page.rows.iter().zip(given) {
                let id = first_id.saturating_add(i32::try_from(tasks.len()).unwrap_or(i32::MAX));
                tasks.extend(task(words, document, outline, row, category, year, id));
            }
        }
    }
    tasks
}

/// A title without the category that ran into it.
fn without(title: &str, category: Option<&str>) -> String {
    let rest = category
        .and_then(|category| title.strip_prefix(category))
        .filter(|rest| !rest.is_empty());
    rest.unwrap_or(title).to_owned()
}

/// The organs of a cell, each once, and whether nothing but organs stands in it.
fn organs(words: &Vocabulary, cell: Option<&GridCell>) -> (Vec<TaskUnit>, bool) {
    let Some(cell) = cell else {
        return (Vec::new(), true);
    };
    // A list of organs is no sentence: text of other cells ran into it.
    if cell.text.trim_end_matches('。').contains('。') {
        return (Vec::new(), false);
    }
    let printed = units(words, &cell.text);
    let mut organs: Vec<TaskUnit> = Vec::new();
    for unit in printed.iter().filter(|unit| is_named(words, unit)) {
        // Extraction repeats the names of a cell that it lost its place in.
        if !organs.contains(unit) {
            organs.push(unit.clone());
        }
    }
    let all_read = !organs.is_empty() && printed.iter().all(|unit| is_named(words, unit));
    (organs, all_read)
}

/// Whether a unit is one organ or circle of organs, legibly printed.
fn is_named(words: &Vocabulary, unit: &TaskUnit) -> bool {
    let name = unit.name.as_str();
    // 甲局等有关部门甲局: the list ended and began again without a mark.
    let goes_on = |(at, _): (usize, char)| words.task.circle.end(&name[..at]);
    is_legible(name)
        && (is_organ(words, name) || name.ends_with("部门"))
        && !name.char_indices().any(goes_on)
}

fn task(
    words: &Vocabulary,
    document: &Document,
    outline: &Outline,
    row: &Row,
    category: Category,
    year: Option<i32>,
    task_id: i32,
) -> Option<Task> {
    let text = row.text.as_ref()?;
    let (organs, all_read) = organs(words, row.units.as_ref());
    // What was filled in stands in another row.
    let title = row.title.as_ref().filter(|_| !row.filled);
    let cells = [row.category.as_ref(), title, Some(text), row.units.as_ref()];
    let span = cells
        .into_iter()
        .flatten()
        .map(|cell| cell.span)
        .filter(|span| !span.is_empty())
        .reduce(Span::cover)?;
    let broken =
        |cell: &Option<GridCell>| cell.as_ref().is_some_and(|cell| !is_legible(&cell.text));
    let title = row
        .title
        .as_ref()
        .filter(|cell| is_legible(&cell.text))
        .map(|cell| cell.text.clone());
    let title = title.map(|title| without(&title, category.title.as_deref()));
    let illegible = broken(&row.text)
        || broken(&row.units)
        || !all_read
        || title.is_none() && row.title.is_some();
    let legibility = if illegible {
        Legibility::Illegible
    } else if row.filled || category.repaired {
        Legibility::Repaired
    } else {
        Legibility::Clean
    };
    Some(Task {
        task_id,
        section_id: outline
            .section_at(span.start)
            .and_then(|at| i32::try_from(at).ok()),
        category: category.title,
        title,
        text: text.text.clone(),
        units: organs,
        deadlines: deadlines(words, &text.text, year),
        mentioned_in: Vec::new(),
        source: FactSource::Table,
        legibility,
        place: document.place(span),
    })
}
