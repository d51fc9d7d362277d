//! The version of the tables' schema: what a reader may rely on.

use super::TableHead;

/// Raised by hand when a column changes its type or meaning or goes, which the contract forbids.
pub const SCHEMA: u32 = 1;

/// `SCHEMA.COLUMNS`: columns are only ever added, so their number counts the versions and cannot be
/// forgotten.
#[must_use]
pub fn schema_version(heads: &[TableHead]) -> String {
    let columns: usize = heads.iter().map(|head| head.schema.fields().len()).sum();
    format!("{SCHEMA}.{columns}")
}
