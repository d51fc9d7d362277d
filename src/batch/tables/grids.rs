//! `tables` and `cells`: every reconstructed table.

use super::position;
use crate::batch::column::{Column, Read};
use crate::batch::spec::{DocId, TableSpec};
use crate::record::{Cell, Table, TableLayout, Word};

pub(super) fn tables() -> TableSpec<Table> {
    TableSpec {
        name: "tables",
        description: "Every reconstructed table",
        doc_id: DocId::Prefixed,
        columns: vec![
            Column::new(
                "table_id",
                "Number within the document",
                Read::Int(|row| row.table_id),
            ),
            Column::new(
                "section_id",
                "Section it stands in",
                Read::MaybeInt(|row| row.section_id),
            ),
            Column::new(
                "caption",
                "Title line",
                Read::MaybeText(|row| row.caption.as_deref()),
            ),
            Column::new(
                "form",
                "Official form it was aligned to",
                Read::MaybeText(|row| row.form.as_deref()),
            ),
            Column::new(
                "form_table",
                "Table number within the form",
                Read::MaybeInt(|row| row.form_table),
            ),
            Column::new(
                "layout",
                "How it stood in the text",
                Read::Text(|row: &Table| row.layout.word()),
            )
            .of::<TableLayout>(),
            Column::new(
                "transposed",
                "Rows and columns were swapped",
                Read::Flag(|row| row.transposed),
            ),
            Column::new("n_rows", "Rows", Read::Int(|row| row.n_rows)),
            Column::new("n_cols", "Columns", Read::Int(|row| row.n_cols)),
            Column::new(
                "genuine",
                "False for tables read off pictures of web pages",
                Read::Flag(|row| row.genuine),
            ),
            Column::new(
                "span_start",
                "First byte in `texts.text`",
                Read::Int(|row: &Table| position(row.place.span.start)),
            )
            .unit("byte"),
            Column::new(
                "span_end",
                "One past the last byte",
                Read::Int(|row: &Table| position(row.place.span.end)),
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

pub(super) fn cells() -> TableSpec<Cell> {
    TableSpec {
        name: "cells",
        description: "Every cell of the reconstructed tables",
        doc_id: DocId::Prefixed,
        columns: vec![
            Column::new(
                "table_id",
                "Table it belongs to",
                Read::Int(|row| row.table_id),
            ),
            Column::new("row", "Row from 0", Read::Int(|row| row.row)),
            Column::new("col", "Column from 0", Read::Int(|row| row.col)),
            Column::new("row_span", "Rows spanned", Read::Int(|row| row.row_span)),
            Column::new("col_span", "Columns spanned", Read::Int(|row| row.col_span)),
            Column::new(
                "text",
                "Text without inner blanks",
                Read::Text(|row| &row.text),
            ),
            Column::new(
                "text_printed",
                "Text as printed",
                Read::Text(|row| &row.text_printed),
            ),
            Column::new("header", "Column or row head", Read::Flag(|row| row.header)),
            Column::new(
                "span_start",
                "First byte in `texts.text`",
                Read::Int(|row: &Cell| position(row.place.span.start)),
            )
            .unit("byte"),
            Column::new(
                "span_end",
                "One past the last byte",
                Read::Int(|row: &Cell| position(row.place.span.end)),
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
