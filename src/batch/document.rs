//! The row of `documents`: a document's identity with what the run knows of it.

use crate::record::{Identity, Status};

/// One input document.
#[derive(Debug, Clone, PartialEq)]
pub struct DocumentRow {
    /// First 32 hex digits of the content hash.
    pub doc_id: String,
    /// Path under the input root, `/` between parts.
    pub source: String,
    /// Media type.
    pub media_type: &'static str,
    /// Encoding, where the format does not fix it.
    pub encoding: Option<&'static str>,
    /// Bytes read.
    pub n_bytes: i64,
    /// BLAKE3 of the bytes, hex.
    pub content_hash: String,
    /// Who, what, when.
    pub identity: Identity,
    /// Outcome.
    pub status: Status,
    /// Why rejected or partial.
    pub reason: Option<String>,
    /// Rows in `facts`.
    pub n_facts: i32,
    /// Rows in `checks`.
    pub n_checks: i32,
    /// Of these, failed.
    pub n_checks_failed: i32,
    /// Rows in `diagnostics`.
    pub n_diagnostics: i32,
}
