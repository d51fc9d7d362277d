//! The run's own record: what was read, what was written, by which tool.

use serde::{Deserialize, Serialize};

/// `manifest.json`. Run facts live here and not in the tables.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Manifest {
    /// `gongkai` and its version.
    pub tool: String,
    /// Grammars, `name@version`.
    pub grammars: Vec<String>,
    /// Start of the run, RFC 3339, UTC.
    pub started: String,
    /// End of the run.
    pub finished: String,
    /// Version of the tables' schema, see [`super::schema_version`].
    #[serde(default)]
    pub schema: String,
    /// Format of the tables.
    pub format: String,
    /// Files written.
    pub files: Vec<FileEntry>,
    /// Inputs read, in order of their path.
    pub inputs: Vec<InputEntry>,
}

/// A file of the output.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct FileEntry {
    /// Path below the output folder, `/` between parts.
    pub path: String,
    /// Table it belongs to.
    pub table: String,
    /// Rows.
    pub rows: u64,
    /// Bytes.
    pub bytes: u64,
    /// BLAKE3 of the file, hex.
    pub hash: String,
}

/// An input and what became of it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct InputEntry {
    /// Path below the input root.
    pub source: String,
    /// Its document.
    pub doc_id: String,
    /// BLAKE3 of its bytes, hex; of files it stands in `documents`.
    #[serde(skip)]
    pub content_hash: String,
    /// ok, partial, rejected or duplicate.
    pub outcome: String,
    /// Why, or which input it repeats.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Its bytes.
    #[serde(default)]
    pub bytes: u64,
}

impl Manifest {
    /// Indented JSON with a line end.
    #[must_use]
    pub fn to_json(&self) -> Vec<u8> {
        // Strings and numbers alone cannot fail to serialise.
        let mut json = serde_json::to_vec_pretty(self).unwrap_or_default();
        json.push(b'\n');
        json
    }
}
