//! `sections` and `blocks`: the outline, and the text classified.

use super::position;
use crate::batch::column::{Column, Read};
use crate::batch::spec::{DocId, TableSpec};
use crate::record::{Block, BlockKind, Section, Word};

pub(super) fn sections() -> TableSpec<Section> {
    TableSpec {
        name: "sections",
        description: "The outline as a tree, in order",
        doc_id: DocId::Prefixed,
        columns: vec![
            Column::new(
                "section_id",
                "Number within the document",
                Read::Int(|row| row.section_id),
            ),
            Column::new(
                "parent_id",
                "Enclosing section",
                Read::MaybeInt(|row| row.parent_id),
            ),
            Column::new(
                "level",
                "1 = 一、 2 = （一） 3 = 1. 4 = （1）",
                Read::Int(|row| row.level),
            ),
            Column::new(
                "ordinal",
                "Position among its siblings",
                Read::MaybeInt(|row| row.ordinal),
            ),
            Column::new(
                "ordinal_printed",
                "The number as printed, with its punctuation",
                Read::MaybeText(|row| row.ordinal_printed.as_deref()),
            ),
            Column::new(
                "ordinal_inferred",
                "The printed number was lost or wrong",
                Read::Flag(|row| row.ordinal_inferred),
            ),
            Column::new(
                "title",
                "Heading without its number",
                Read::Text(|row| &row.title),
            ),
            Column::new(
                "role",
                "Name of the chapter in the grammar",
                Read::MaybeText(|row| row.role.as_deref()),
            ),
            Column::new(
                "span_start",
                "First byte in `texts.text`",
                Read::Int(|row: &Section| position(row.place.span.start)),
            )
            .unit("byte"),
            Column::new(
                "span_end",
                "One past the last byte",
                Read::Int(|row: &Section| position(row.place.span.end)),
            )
            .unit("byte"),
            Column::new(
                "line",
                "1-based line of the first byte",
                Read::Int(|row| row.place.line),
            ),
            Column::new(
                "body_start",
                "First byte of the body",
                Read::Int(|row: &Section| row.body_start),
            )
            .unit("byte"),
            Column::new(
                "body_end",
                "One past the last byte of the body",
                Read::Int(|row: &Section| row.body_end),
            )
            .unit("byte"),
        ],
    }
}

pub(super) fn blocks() -> TableSpec<Block> {
    TableSpec {
        name: "blocks",
        description: "Every stretch of the text, classified, nothing left over",
        doc_id: DocId::Prefixed,
        columns: vec![
            Column::new(
                "block_id",
                "Number within the document",
                Read::Int(|row| row.block_id),
            ),
            Column::new(
                "section_id",
                "Section it stands in",
                Read::MaybeInt(|row| row.section_id),
            ),
            Column::new(
                "kind",
                "heading, paragraph, table, caption, furniture, figure or noise",
                Read::Text(|row: &Block| row.kind.word()),
            )
            .of::<BlockKind>(),
            Column::new(
                "reason",
                "Why it was set aside",
                Read::MaybeText(|row| row.reason.as_deref()),
            ),
            Column::new(
                "continues",
                "Block that this one continues across a break",
                Read::MaybeInt(|row| row.continues),
            ),
            Column::new(
                "span_start",
                "First byte in `texts.text`",
                Read::Int(|row: &Block| position(row.place.span.start)),
            )
            .unit("byte"),
            Column::new(
                "span_end",
                "One past the last byte",
                Read::Int(|row: &Block| position(row.place.span.end)),
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
