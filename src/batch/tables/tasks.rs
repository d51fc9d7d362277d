//! `tasks`: what a work plan assigns.

use super::position;
use crate::batch::column::{Column, Read};
use crate::batch::spec::{DocId, TableSpec};
use crate::record::{FactSource, Legibility, Task, Word};

pub(super) fn tasks() -> TableSpec<Task> {
    TableSpec {
        name: "tasks",
        description: "What a work plan assigns",
        doc_id: DocId::Prefixed,
        columns: vec![
            Column::new(
                "task_id",
                "Number within the document",
                Read::Int(|row| row.task_id),
            ),
            Column::new(
                "section_id",
                "Section it stands in",
                Read::MaybeInt(|row| row.section_id),
            ),
            Column::new(
                "category",
                "Category",
                Read::MaybeText(|row| row.category.as_deref()),
            ),
            Column::new(
                "title",
                "Title",
                Read::MaybeText(|row| row.title.as_deref()),
            ),
            Column::new("text", "What is to be done", Read::Text(|row| &row.text)),
            Column::new("units", "By whom", Read::Units(|row| &row.units)),
            Column::new(
                "deadlines",
                "By when, how often",
                Read::Deadlines(|row| &row.deadlines),
            ),
            Column::new(
                "mentioned_in",
                "Sections of later reports of the same issuer, in the same run, with its heading",
                Read::Mentions(|row| &row.mentioned_in),
            ),
            Column::new(
                "source",
                "prose or table",
                Read::Text(|row: &Task| row.source.word()),
            )
            .of::<FactSource>(),
            Column::new(
                "legibility",
                "clean, repaired or illegible",
                Read::Text(|row: &Task| row.legibility.word()),
            )
            .of::<Legibility>(),
            Column::new(
                "span_start",
                "First byte in `texts.text`",
                Read::Int(|row: &Task| position(row.place.span.start)),
            )
            .unit("byte"),
            Column::new(
                "span_end",
                "One past the last byte",
                Read::Int(|row: &Task| position(row.place.span.end)),
            )
            .unit("byte"),
            Column::new(
                "line",
                "1-based line of the first byte",
                Read::Int(|row| row.place.line),
            ),
        ],
    }
}
