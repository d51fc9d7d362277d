//! `checks`: every relation tested, held or not.

use super::position;
use crate::batch::column::{Column, Read};
use crate::batch::spec::{DocId, TableSpec};
use crate::record::{Check, CheckKind, Outcome, Severity, Word};

pub(super) fn checks() -> TableSpec<Check> {
    TableSpec {
        name: "checks",
        description: "Every relation tested, held or not",
        doc_id: DocId::Prefixed,
        columns: vec![
            Column::new(
                "check_id",
                "Number within the document",
                Read::Int(|row| row.check_id),
            ),
            Column::new(
                "rule",
                "Rule in the grammar, or built in",
                Read::Text(|row| &row.rule),
            ),
            Column::new(
                "kind",
                "sum, identity, order, share, prose_sum, prose_vs_table or cross_year",
                Read::Text(|row: &Check| row.kind.word()),
            )
            .of::<CheckKind>(),
            Column::new(
                "scope",
                "Column that the relation was tested in",
                Read::MaybeText(|row| row.scope.as_deref()),
            ),
            Column::new("left", "Left side", Read::MaybeFloat(|row| row.left)),
            Column::new("right", "Right side", Read::MaybeFloat(|row| row.right)),
            Column::new(
                "difference",
                "Left minus right",
                Read::MaybeFloat(|row| row.difference),
            ),
            Column::new(
                "tolerance",
                "Largest difference that still holds",
                Read::Float(|row| row.tolerance),
            ),
            Column::new(
                "outcome",
                "holds, fails or not_assessable",
                Read::Text(|row: &Check| row.outcome.word()),
            )
            .of::<Outcome>(),
            Column::new(
                "severity",
                "error, warning or note",
                Read::Text(|row: &Check| row.severity.word()),
            )
            .of::<Severity>(),
            Column::new(
                "message",
                "For people, in Chinese",
                Read::Text(|row| &row.message),
            ),
            Column::new(
                "fact_ids",
                "Facts involved",
                Read::Ints(|row| &row.fact_ids),
            ),
            Column::new(
                "quantity_ids",
                "Quantities involved",
                Read::Ints(|row| &row.quantity_ids),
            ),
            Column::new(
                "span_start",
                "First byte in `texts.text`",
                Read::Int(|row: &Check| position(row.place.span.start)),
            )
            .unit("byte"),
            Column::new(
                "span_end",
                "One past the last byte",
                Read::Int(|row: &Check| position(row.place.span.end)),
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
