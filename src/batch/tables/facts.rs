//! `facts`: one reported value of one indicator.

use super::position;
use crate::batch::column::{Column, Read};
use crate::batch::spec::{DocId, TableSpec};
use crate::record::{Applicant, Evidence, Fact, FactSource, ValueState, Word};

pub(super) fn facts() -> TableSpec<Fact> {
    TableSpec {
        name: "facts",
        description: "One reported value of one indicator",
        doc_id: DocId::Prefixed,
        columns: vec![
            Column::new(
                "fact_id",
                "Number within the document",
                Read::Int(|row| row.fact_id),
            ),
            Column::new(
                "year",
                "Year that the value refers to",
                Read::MaybeInt(|row: &Fact| row.year),
            )
            .unit("year"),
            Column::new(
                "form",
                "Official form",
                Read::MaybeText(|row| row.form.as_deref()),
            ),
            Column::new(
                "indicator",
                "Code of the indicator",
                Read::Text(|row| &row.indicator),
            ),
            Column::new(
                "scope",
                "Printed head of the value column where a form has several",
                Read::MaybeText(|row| row.scope.as_deref()),
            ),
            Column::new(
                "applicant",
                "Applicant column",
                Read::MaybeText(|row: &Fact| row.applicant.map(Word::word)),
            )
            .of::<Applicant>(),
            Column::new(
                "value",
                "The value as read",
                Read::MaybeFloat(|row| row.value),
            ),
            Column::new(
                "value_printed",
                "The cell as printed",
                Read::MaybeText(|row| row.value_printed.as_deref()),
            ),
            Column::new(
                "state",
                "value, blank, dash, not_applicable, unreadable or absent",
                Read::Text(|row: &Fact| row.state.word()),
            )
            .of::<ValueState>(),
            Column::new("unit", "Unit", Read::MaybeText(|row| row.unit.as_deref())),
            Column::new(
                "label_printed",
                "The row's label as printed",
                Read::MaybeText(|row| row.label_printed.as_deref()),
            ),
            Column::new(
                "label_score",
                "How well the printed label matched, 0 to 1",
                Read::Single(|row| row.label_score),
            ),
            Column::new(
                "source",
                "table or prose",
                Read::Text(|row: &Fact| row.source.word()),
            )
            .of::<FactSource>(),
            Column::new(
                "table_id",
                "Table it was read from",
                Read::MaybeInt(|row| row.table_id),
            ),
            Column::new("row", "Row in that table", Read::MaybeInt(|row| row.row)),
            Column::new("col", "Column in that table", Read::MaybeInt(|row| row.col)),
            Column::new(
                "section_id",
                "Section it stands in",
                Read::MaybeInt(|row| row.section_id),
            ),
            Column::new(
                "evidence",
                "confirmed, contradicted or unchecked by the report's own arithmetic",
                Read::Text(|row: &Fact| row.evidence.word()),
            )
            .of::<Evidence>(),
            Column::new(
                "value_implied",
                "The single value the arithmetic allows, where it differs from value",
                Read::MaybeFloat(|row| row.value_implied),
            ),
            Column::new(
                "span_start",
                "First byte in `texts.text`",
                Read::Int(|row: &Fact| position(row.place.span.start)),
            )
            .unit("byte"),
            Column::new(
                "span_end",
                "One past the last byte",
                Read::Int(|row: &Fact| position(row.place.span.end)),
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
