//! One document from decoded source to records: a pure function that cannot fail.

use crate::check;
use crate::diagnostic::{Code, Diagnostic};
use crate::form::{self, Reading, Reported};
use crate::grammar::Registry;
use crate::label::LabelIndex;
use crate::layout::{self, Layout};
use crate::read::Source;
use crate::record::{
    Block, Cell, Check, Citation, Evidence, Fact, FactSource, Identity, Quantity, Section,
    Severity, Table, Task, ValueState,
};
use crate::table::{self, Grid};
use crate::text::{Place, SourceSpan};
use crate::tidy::Document;

/// Everything read from one document. Positions count in `text`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Extraction {
    /// The source text that all positions count in.
    pub text: String,
    /// Who, what, when.
    pub identity: Identity,
    /// Outline.
    pub sections: Vec<Section>,
    /// The text, classified, nothing left over.
    pub blocks: Vec<Block>,
    /// Reconstructed tables.
    pub tables: Vec<Table>,
    /// Their cells.
    pub cells: Vec<Cell>,
    /// Reported values.
    pub facts: Vec<Fact>,
    /// Numbers in prose.
    pub quantities: Vec<Quantity>,
    /// Documents referred to.
    pub citations: Vec<Citation>,
    /// Assignments of work plans.
    pub tasks: Vec<Task>,
    /// Relations tested.
    pub checks: Vec<Check>,
    /// What was noticed.
    pub diagnostics: Vec<Diagnostic>,
}

/// Grammars with what is derived from them once for all documents.
#[derive(Debug, Clone)]
pub struct Reader {
    grammars: Registry,
    labels: LabelIndex,
}

impl Reader {
    /// Prepares `grammars` for reading documents.
    #[must_use]
    pub fn new(grammars: Registry) -> Self {
        let labels = LabelIndex::new(&grammars);
        Self { grammars, labels }
    }

    /// The grammars that documents are read with.
    #[must_use]
    pub fn grammars(&self) -> &Registry {
        &self.grammars
    }

    /// Reads one document.
    #[must_use]
    pub fn extract(&self, source: Source) -> Extraction {
        let document = Document::tidy(source);
        let layout = layout::layout(&document, &self.grammars, &self.labels);
        let grids = table::grids(&document, &layout.tables, &self.labels);
        let reading = form::read(&grids, &self.grammars, None);
        let mut extraction = Extraction::default();
        extraction.blocks = blocks(&document, &layout);
        extraction.tables = tables(&document, &grids, &reading);
        extraction.cells = cells(&document, &grids);
        extraction.facts = facts(&document, &grids, &reading);
        if let Some(form) = reading.form {
            extraction.checks = check::check(form, &mut extraction.facts);
        }
        extraction.text = document.source.text;
        extraction
    }
}

/// A number within a document.
fn id(at: usize) -> i32 {
    i32::try_from(at).unwrap_or(i32::MAX)
}

fn blocks(document: &Document, layout: &Layout) -> Vec<Block> {
    let block = |(at, block): (usize, &layout::Block)| Block {
        block_id: id(at),
        section_id: None,
        kind: block.kind,
        reason: None,
        continues: block.continues.map(id),
        place: document.place(block.span),
    };
    layout.blocks.iter().enumerate().map(block).collect()
}

fn tables(document: &Document, grids: &[Grid], reading: &Reading) -> Vec<Table> {
    let table = |(at, grid): (usize, &Grid)| Table {
        table_id: id(at),
        section_id: None,
        caption: grid
            .caption
            .map(|span| document.text[span.range()].split_whitespace().collect()),
        form: reading.tables[at]
            .and(reading.form)
            .map(|form| form.name.clone()),
        form_table: reading.tables[at],
        layout: grid.layout,
        transposed: grid.transposed,
        n_rows: id(grid.rows.len()),
        n_cols: id(grid.n_cols()),
        genuine: grid.genuine,
        place: document.place(grid.span),
    };
    grids.iter().enumerate().map(table).collect()
}

fn cells(document: &Document, grids: &[Grid]) -> Vec<Cell> {
    let mut cells = Vec::new();
    for (table, grid) in grids.iter().enumerate() {
        for (at, row) in grid.rows.iter().enumerate() {
            cells.extend(row.cells.iter().map(|cell| Cell {
                table_id: id(table),
                row: id(at),
                col: id(cell.col),
                row_span: id(cell.row_span),
                col_span: id(cell.col_span),
                text: cell.text.clone(),
                text_printed: document.printed(cell.span).to_owned(),
                header: false,
                place: document.place(cell.span),
            }));
        }
    }
    cells
}

fn facts(document: &Document, grids: &[Grid], reading: &Reading) -> Vec<Fact> {
    let Some(form) = reading.form else {
        return Vec::new();
    };
    let start = reading
        .tables
        .iter()
        .position(Option::is_some)
        .map_or(0, |at| grids[at].span.start);
    let nowhere = document.place(crate::text::Span::new(start, start));
    let fact = |(at, one): (usize, &Reported)| fact(document, form.name.as_str(), nowhere, at, one);
    reading.reported.iter().enumerate().map(fact).collect()
}

fn fact(document: &Document, form: &str, nowhere: Place, at: usize, one: &Reported) -> Fact {
    Fact {
        fact_id: id(at),
        year: None,
        form: Some(form.to_owned()),
        indicator: one.slot.code.clone(),
        scope: one.scope.clone(),
        applicant: one.slot.applicant,
        value: one.value,
        value_printed: one
            .cell
            .map(|cell| document.printed(cell.span).to_owned())
            .filter(|text| !text.is_empty()),
        state: one.state,
        unit: one.unit.clone().or_else(|| one.slot.unit.clone()),
        label_printed: one.label.map(|span| document.printed(span).to_owned()),
        label_score: one.score,
        source: FactSource::Table,
        table_id: one.cell.map(|cell| id(cell.grid)),
        row: one.cell.map(|cell| id(cell.row)),
        col: one.cell.map(|cell| id(cell.col)),
        section_id: None,
        evidence: Evidence::Unchecked,
        value_implied: None,
        place: one.cell.map_or(nowhere, |cell| document.place(cell.span)),
    }
}
