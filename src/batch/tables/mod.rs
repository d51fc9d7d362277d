//! The tables of the output contract: names, order and meaning of every column.
//!
//! Columns may be added; one that stands here keeps its name, type and meaning.

mod checks;
mod citations;
mod diagnostics;
mod documents;
mod facts;
mod grids;
mod outline;
mod panel;
mod quantities;
mod tasks;

use super::document::DocumentRow;
use super::spec::TableSpec;
use crate::diagnostic::Diagnostic;
use crate::record::{
    Block, Cell, Check, Citation, Fact, PanelCheck, PanelMeasure, PanelReport, PanelValue,
    Quantity, Section, Table, Task,
};

/// Names of all tables, in the order of the contract.
pub const TABLES: [&str; 12] = [
    "documents",
    "texts",
    "sections",
    "blocks",
    "tables",
    "cells",
    "facts",
    "quantities",
    "citations",
    "tasks",
    "checks",
    "diagnostics",
];

/// The specifications of all tables.
pub struct Tables {
    /// One row per input document.
    pub documents: TableSpec<DocumentRow>,
    /// The decoded source of each document, line ends normalised to \\n.
    pub texts: TableSpec<String>,
    /// The outline as a tree, in order.
    pub sections: TableSpec<Section>,
    /// Every stretch of the text, classified, nothing left over.
    pub blocks: TableSpec<Block>,
    /// Every reconstructed table.
    pub tables: TableSpec<Table>,
    /// Every cell of the reconstructed tables.
    pub cells: TableSpec<Cell>,
    /// One reported value of one indicator.
    pub facts: TableSpec<Fact>,
    /// Numbers in the prose.
    pub quantities: TableSpec<Quantity>,
    /// Documents referred to.
    pub citations: TableSpec<Citation>,
    /// What a work plan assigns.
    pub tasks: TableSpec<Task>,
    /// Every relation tested, held or not.
    pub checks: TableSpec<Check>,
    /// What the tool noticed and did.
    pub diagnostics: TableSpec<(i32, Diagnostic)>,
}

impl Default for Tables {
    fn default() -> Self {
        Self {
            documents: documents::documents(),
            texts: documents::texts(),
            sections: outline::sections(),
            blocks: outline::blocks(),
            tables: grids::tables(),
            cells: grids::cells(),
            facts: facts::facts(),
            quantities: quantities::quantities(),
            citations: citations::citations(),
            tasks: tasks::tasks(),
            checks: checks::checks(),
            diagnostics: diagnostics::diagnostics(),
        }
    }
}

/// Names of the tables of the panel.
pub const PANEL_TABLES: [&str; 4] = ["panel", "panel_checks", "panel_reports", "panel_measures"];

/// The specifications of the tables of the panel.
pub struct PanelTables {
    /// One measure of one report.
    pub panel: TableSpec<PanelValue>,
    /// Relations between the reports of two years.
    pub checks: TableSpec<PanelCheck>,
    /// Every annual report and its place.
    pub reports: TableSpec<PanelReport>,
    /// The dictionary.
    pub measures: TableSpec<PanelMeasure>,
}

impl Default for PanelTables {
    fn default() -> Self {
        Self {
            panel: panel::panel(),
            checks: panel::checks(),
            reports: panel::reports(),
            measures: panel::measures(),
        }
    }
}

/// The columns that tell the rows of a table apart.
#[must_use]
pub fn key(table: &str) -> &'static [&'static str] {
    match table {
        "sections" => &["doc_id", "section_id"],
        "blocks" => &["doc_id", "block_id"],
        "tables" => &["doc_id", "table_id"],
        "cells" => &["doc_id", "table_id", "row", "col"],
        "facts" => &["doc_id", "fact_id"],
        "quantities" => &["doc_id", "quantity_id"],
        "citations" => &["doc_id", "citation_id"],
        "tasks" => &["doc_id", "task_id"],
        "checks" | "panel_checks" => &["doc_id", "check_id"],
        "diagnostics" => &["doc_id", "diagnostic_id"],
        "panel" => &["doc_id", "measure"],
        "panel_measures" => &["measure"],
        _ => &["doc_id"],
    }
}

/// A byte position as the tables store it; inputs are far smaller than its range.
fn position(at: usize) -> i32 {
    i32::try_from(at).unwrap_or(i32::MAX)
}
