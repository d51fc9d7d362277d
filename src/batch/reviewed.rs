//! What reviewers set beside what was read: columns that the facts of a dataset have and those of a
//! conversion have not.

use arrow::datatypes::{DataType, Field};

use super::column::described;

/// The value that a reviewer set.
pub const VALUE_REVIEWED: &str = "value_reviewed";
/// The reviewer.
pub const REVIEWED_BY: &str = "reviewed_by";

/// The columns, in order.
#[must_use]
pub fn reviewed_fields() -> [Field; 2] {
    let value = "Value set by a reviewer; nothing if reviewed_by says that there is none";
    let by = "Who reviewed the fact; nothing if nobody did";
    [
        described(VALUE_REVIEWED, DataType::Float64, true, value, None),
        described(REVIEWED_BY, DataType::Utf8, true, by, None),
    ]
}
