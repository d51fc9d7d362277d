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
    let printed = row
        .units
        .as_ref()
        .map(|cell| units(words, &cell.text))
        .unwrap_or_default();
    let named = |unit: &TaskUnit| {
        is_legible(&unit.name) && (is_organ(words, &unit.name) || unit.name.ends_with("部门"))
    };
    let organs: Vec<TaskUnit> = printed.iter().filter(|unit| named(unit)).cloned().collect();
    let span = [&row.category, &row.title, &row.text, &row.units]
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
    let unnamed = organs.is_empty() && row.units.is_some();
    let illegible = broken(&row.text)
        || broken(&row.units)
        || unnamed
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
