//! `diagnostics`: what the tool noticed and did.

use super::position;
use crate::batch::column::{Column, Read};
use crate::batch::spec::{DocId, TableSpec};
use crate::diagnostic::{Code, Diagnostic};
use crate::record::{Severity, Word};

pub(super) fn diagnostics() -> TableSpec<(i32, Diagnostic)> {
    TableSpec {
        name: "diagnostics",
        description: "What the tool noticed and did",
        doc_id: DocId::Prefixed,
        columns: vec![
            Column::new(
                "diagnostic_id",
                "Number within the document",
                Read::Int(|row| row.0),
            ),
            Column::new(
                "code",
                "Stable code",
                Read::Text(|row: &(i32, Diagnostic)| row.1.code.word()),
            )
            .of::<Code>(),
            Column::new(
                "severity",
                "error, warning or note",
                Read::Text(|row: &(i32, Diagnostic)| row.1.severity.word()),
            )
            .of::<Severity>(),
            Column::new(
                "message",
                "For people, in Chinese",
                Read::Text(|row| &row.1.message),
            ),
            Column::new(
                "span_start",
                "First byte in `texts.text`",
                Read::Int(|row: &(i32, Diagnostic)| position(row.1.place.span.start)),
            )
            .unit("byte"),
            Column::new(
                "span_end",
                "One past the last byte",
                Read::Int(|row: &(i32, Diagnostic)| position(row.1.place.span.end)),
            )
            .unit("byte"),
            Column::new(
                "line",
                "1-based line of the first byte",
                Read::Int(|row| row.1.place.line),
            ),
        ],
    }
}
