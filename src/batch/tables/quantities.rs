//! `quantities`: numbers in the prose.

use super::position;
use crate::batch::column::{Column, Read};
use crate::batch::spec::{DocId, TableSpec};
use crate::record::{Approx, Quantity, QuantityKind, Word};

pub(super) fn quantities() -> TableSpec<Quantity> {
    TableSpec {
        name: "quantities",
        description: "Numbers in the prose",
        doc_id: DocId::Prefixed,
        columns: vec![
            Column::new(
                "quantity_id",
                "Number within the document",
                Read::Int(|row| row.quantity_id),
            ),
            Column::new(
                "section_id",
                "Section it stands in",
                Read::MaybeInt(|row| row.section_id),
            ),
            Column::new(
                "subject",
                "What is counted",
                Read::MaybeText(|row| row.subject.as_deref()),
            ),
            Column::new(
                "value",
                "The value, 万 and 亿 expanded",
                Read::Float(|row| row.value),
            ),
            Column::new(
                "value_to",
                "Upper end of a range",
                Read::MaybeFloat(|row| row.value_to),
            ),
            Column::new(
                "value_printed",
                "Number and unit as printed",
                Read::Text(|row| &row.value_printed),
            ),
            Column::new("unit", "Unit", Read::Text(|row| &row.unit)),
            Column::new(
                "approx",
                "exact, about, over or under",
                Read::Text(|row: &Quantity| row.approx.word()),
            )
            .of::<Approx>(),
            Column::new(
                "kind",
                "count, share, money, rate, duration, area or other",
                Read::Text(|row: &Quantity| row.kind.word()),
            )
            .of::<QuantityKind>(),
            Column::new(
                "share_of",
                "What a share is a share of",
                Read::MaybeText(|row| row.share_of.as_deref()),
            ),
            Column::new(
                "indicator",
                "Indicator that a grammar maps the phrase to",
                Read::MaybeText(|row| row.indicator.as_deref()),
            ),
            Column::new(
                "span_start",
                "First byte in `texts.text`",
                Read::Int(|row: &Quantity| position(row.place.span.start)),
            )
            .unit("byte"),
            Column::new(
                "span_end",
                "One past the last byte",
                Read::Int(|row: &Quantity| position(row.place.span.end)),
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
