//! What a version changes besides what it adds.

use std::collections::HashSet;

/// Rows that leave when a version is committed, and whether files are written anew.
#[derive(Debug, Clone, Default)]
pub(crate) struct Change {
    documents: HashSet<String>,
    facts: HashSet<String>,
    /// Whether files of versions before may lack columns.
    pub widen: bool,
}

impl Change {
    /// Rows of `documents` leave every table, those of `rewritten` the facts alone, where they come again.
    pub(crate) fn new(documents: HashSet<String>, rewritten: HashSet<String>, widen: bool) -> Self {
        let mut facts = rewritten;
        facts.extend(documents.iter().cloned());
        Self {
            documents,
            facts,
            widen,
        }
    }

    /// Documents whose rows leave the table of that name.
    pub(crate) fn gone(&self, table: &str) -> &HashSet<String> {
        match table {
            "facts" => &self.facts,
            _ => &self.documents,
        }
    }

    /// Documents whose rows leave the facts alone.
    pub(crate) fn rewritten(&self) -> impl Iterator<Item = &String> {
        self.facts.difference(&self.documents)
    }

    /// Documents whose rows leave every table.
    pub(crate) fn documents(&self) -> &HashSet<String> {
        &self.documents
    }
}
