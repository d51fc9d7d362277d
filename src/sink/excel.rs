//! Batches as CSV that Excel opens right: texts that it would take for formulas begin with an apostrophe, and
//! texts that are too long for a cell stand in files of their own.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch, StringArray};
use arrow::datatypes::DataType;
use arrow::error::ArrowError;

use super::spill::Spill;
use crate::error::{Error, Result};

/// What tells Excel that the file is UTF-8.
pub(super) const BOM: &[u8] = b"\xEF\xBB\xBF";

/// The same batch for Excel; `before` rows of the table were written already.
pub(super) fn harmless(
    batch: &RecordBatch,
    table: &'static str,
    before: u64,
    spill: &mut Spill,
) -> Result<RecordBatch> {
    let schema = batch.schema();
    let mut columns: Vec<ArrayRef> = Vec::with_capacity(batch.num_columns());
    for (field, column) in schema.fields().iter().zip(batch.columns()) {
        if *field.data_type() != DataType::Utf8 {
            columns.push(Arc::clone(column));
            continue;
        }
        let texts = column.as_string::<i32>();
        let mut kept: Vec<Option<String>> = Vec::with_capacity(texts.len());
        for (text, row) in texts.iter().zip(before + 1..) {
            let Some(text) = text else {
                kept.push(None);
                continue;
            };
            let long = spill.fitted(text, (table, field.name()), row)?;
            kept.push(Some(long.unwrap_or_else(|| quoted(text))));
        }
        columns.push(Arc::new(StringArray::from(kept)));
    }
    let failed = |source: ArrowError| Error::Batch { table, source };
    RecordBatch::try_new(schema, columns).map_err(failed)
}

/// A text that Excel would take for a formula, with an apostrophe before it; a number is none.
fn quoted(text: &str) -> String {
    let begins = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if begins && text.parse::<f64>().is_err() {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_may_be_a_formula_is_quoted() {
        for text in ["=1+1", "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1"] {
            assert_eq!(quoted(text), format!("'{text}"));
        }
        for text in ["-3", "+5.5", "3=3", "收到 -", ""] {
            assert_eq!(quoted(text), text);
        }
    }
}
