//! What the stages found as records of the contract.

use std::collections::HashSet;

use super::id;
use crate::form::{Reading, Reported};
use crate::layout::{self, Layout, is_value};
use crate::outline::Outline;
use crate::record::{Block, BlockKind, Cell, Evidence, Fact, FactSource, Table};
use crate::table::{Grid, GridRow};
use crate::text::{Place, SourceSpan, Span};
use crate::tidy::Document;

/// All blocks, headings told apart.
pub(super) fn blocks(document: &Document, layout: &Layout, outline: &Outline) -> Vec<Block> {
    // A paragraph that is nothing but the title of a table.
    let titles: HashSet<Span> = layout
        .tables
        .iter()
        .filter_map(|table| table.caption)
        .collect();
    let is_caption = |block: &layout::Block| {
        let printed = block.span.text(&document.text).trim();
        let whole = Span::of(printed, &document.text);
        block.kind == BlockKind::Paragraph && whole.is_some_and(|span| titles.contains(&span))
    };
    // Characters that tidying took out stand in the block that follows, or in the last.
    let mut start = 0;
    let mut whole = |at: usize, span: Span| {
        let end = match at + 1 == layout.blocks.len() {
            true => document.source.text.len(),
            false => document.source_span(span).end.max(start),
        };
        document.source_place(SourceSpan::new(std::mem::replace(&mut start, end), end))
    };
    let block = |(at, block): (usize, &layout::Block)| Block {
        block_id: id(at),
        section_id: outline.block_sections.get(at).copied().flatten().map(id),
        kind: if outline.heading_blocks.contains(&at) {
            BlockKind::Heading
        } else if is_caption(block) {
            BlockKind::Caption
        } else {
            block.kind
        },
        reason: block.reason.clone(),
        continues: block.continues.map(id),
        place: whole(at, block.span),
    };
    let blocks: Vec<Block> = layout.blocks.iter().enumerate().map(block).collect();
    match blocks.is_empty() {
        true => unseen(document).into_iter().collect(),
        false => blocks,
    }
}

/// The one block of a text that holds nothing to be seen.
fn unseen(document: &Document) -> Option<Block> {
    let end = document.source.text.len();
    (end > 0).then(|| Block {
        block_id: 0,
        section_id: None,
        kind: BlockKind::Noise,
        reason: Some("invisible".to_owned()),
        continues: None,
        place: document.source_place(SourceSpan::new(0, end)),
    })
}

/// One row for each grid.
pub(super) fn tables(
    document: &Document,
    grids: &[Grid],
    reading: &Reading,
    outline: &Outline,
) -> Vec<Table> {
    let table = |(at, grid): (usize, &Grid)| Table {
        table_id: id(at),
        section_id: outline.section_at(grid.span.start).map(id),
        caption: grid
            .caption
            .map(|span| span.text(&document.text).split_whitespace().collect()),
        form: reading
            .table(reading.tables[at])
            .map(|table| table.form.clone()),
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

/// All cells of all grids.
pub(super) fn cells(document: &Document, grids: &[Grid]) -> Vec<Cell> {
    let mut cells = Vec::new();
    for (table, grid) in grids.iter().enumerate() {
        let body = grid
            .rows
            .iter()
            .position(has_value)
            .unwrap_or(grid.rows.len());
        for (at, row) in grid.rows.iter().enumerate() {
            let values_from = row
                .cells
                .iter()
                .position(|cell| is_value(&cell.text))
                .unwrap_or(row.cells.len());
            cells.extend(row.cells.iter().enumerate().map(|(number, cell)| Cell {
                table_id: id(table),
                row: id(at),
                col: id(cell.col),
                row_span: id(cell.row_span),
                col_span: id(cell.col_span),
                text: cell.text.clone(),
                text_printed: document.printed(cell.span).to_owned(),
                header: !cell.text.is_empty()
                    && (at < body || has_value(row) && number < values_from),
                place: document.place(cell.span),
            }));
        }
    }
    cells
}

fn has_value(row: &GridRow) -> bool {
    row.cells.iter().any(|cell| is_value(&cell.text))
}

/// The form's values, in the form's order.
pub(super) fn facts(
    document: &Document,
    grids: &[Grid],
    reading: &Reading,
    outline: &Outline,
    year: Option<i32>,
) -> Vec<Fact> {
    let Some(form) = reading.form else {
        return Vec::new();
    };
    // A cell that is not there stands behind its label. A row that is not there has no place of its own: the
    // first table of the form stands for it.
    let first = reading
        .tables
        .iter()
        .position(Option::is_some)
        .map_or(0, |at| grids[at].span.start);
    let nowhere = Span::new(first, first);
    let fact = |(at, one): (usize, &Reported)| {
        let behind = |label: Span| Span::new(label.end, label.end);
        let printed = one.cell.map(|cell| cell.span).or(one.label.map(behind));
        let span = printed.unwrap_or(nowhere);
        Fact {
            year,
            section_id: outline.section_at(span.start).map(id),
            ..bare_fact(
                document,
                &form.tables[one.table].form,
                at,
                one,
                document.place(span),
            )
        }
    };
    reading.reported.iter().enumerate().map(fact).collect()
}

fn bare_fact(document: &Document, form: &str, at: usize, one: &Reported, place: Place) -> Fact {
    let printed = |span: Span| document.printed(span).to_owned();
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
            .map(|cell| printed(cell.span))
            .filter(|text| !text.is_empty()),
        state: one.state,
        unit: one.unit.clone().or_else(|| one.slot.unit.clone()),
        label_printed: one.label.map(printed),
        label_score: one.score,
        source: FactSource::Table,
        table_id: one.cell.map(|cell| id(cell.grid)),
        row: one.cell.map(|cell| id(cell.row)),
        col: one.cell.map(|cell| id(cell.col)),
        section_id: None,
        evidence: Evidence::Unchecked,
        value_implied: None,
        place,
    }
}
