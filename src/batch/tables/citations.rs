//! `citations`: documents referred to.

use super::position;
use crate::batch::column::{Column, Read};
use crate::batch::spec::{DocId, TableSpec};
use crate::record::{Citation, CitationRelation, Word};

pub(super) fn citations() -> TableSpec<Citation> {
    TableSpec {
        name: "citations",
        description: "Documents referred to",
        doc_id: DocId::Prefixed,
        columns: vec![
            Column::new(
                "citation_id",
                "Number within the document",
                Read::Int(|row| row.citation_id),
            ),
            Column::new(
                "title",
                "Title inside 《》",
                Read::MaybeText(|row| row.title.as_deref()),
            ),
            Column::new(
                "title_full",
                "The title that a short form stands for, as the document defines it",
                Read::MaybeText(|row| row.title_full.as_deref()),
            ),
            Column::new(
                "doc_number",
                "Document number, normalised",
                Read::MaybeText(|row| row.doc_number.as_deref()),
            ),
            Column::new(
                "doc_number_printed",
                "Document number as printed",
                Read::MaybeText(|row| row.doc_number_printed.as_deref()),
            ),
            Column::new(
                "issuer_code",
                "机关代字 of the number",
                Read::MaybeText(|row| row.issuer_code.as_deref()),
            ),
            Column::new(
                "number_year",
                "Year of the number",
                Read::MaybeInt(|row: &Citation| row.number_year),
            )
            .unit("year"),
            Column::new(
                "number_serial",
                "Serial of the number",
                Read::MaybeInt(|row| row.number_serial),
            ),
            Column::new(
                "relation",
                "under, printed-and-issued, forwarded, defined-as or mentioned",
                Read::MaybeText(|row: &Citation| row.relation.map(Word::word)),
            )
            .of::<CitationRelation>(),
            Column::new(
                "target_doc_id",
                "The cited document, when it is in the same run",
                Read::MaybeText(|row| row.target_doc_id.as_deref()),
            ),
            Column::new(
                "n_targets",
                "Documents of the run that it may be; `target_doc_id` only where it is one",
                Read::Int(|row| row.n_targets),
            ),
            Column::new(
                "genuine",
                "False inside text read off pictures",
                Read::Flag(|row| row.genuine),
            ),
            Column::new(
                "span_start",
                "First byte in `texts.text`",
                Read::Int(|row: &Citation| position(row.place.span.start)),
            )
            .unit("byte"),
            Column::new(
                "span_end",
                "One past the last byte",
                Read::Int(|row: &Citation| position(row.place.span.end)),
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
