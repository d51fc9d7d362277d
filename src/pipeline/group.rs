//! Documents that are read one after the other and become rows together.
//!
//! Groups are cut by the inputs alone, so that the batches that are written depend on nothing else.
//! Of a document that became rows only its [`Digest`] is kept.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

use arrow::array::RecordBatch;

use super::document::{Output, read_bytes};
use super::forms::filled;
use super::input::{Bytes, Input};
use crate::batch::{DocumentRow, TableSpec, Tables};
use crate::error::{Error, Result};
use crate::extract::Reader;
use crate::record::{Check, Outcome, Section, Severity, Status};

/// Bytes of a group. What is read of a document takes some fifty times its size.
const BYTES: u64 = 1 << 17;
/// Documents of a group.
const DOCUMENTS: usize = 16;

/// What is kept of a document until the run ends.
pub(super) struct Digest {
    /// Row of `documents`.
    pub row: DocumentRow,
    /// Its outline.
    pub sections: Vec<Section>,
    /// Facts read.
    pub facts: usize,
    /// Checks that failed at error level.
    pub failed_checks: usize,
}

/// The rows of some documents.
pub(super) struct Group {
    /// The batch of each table, by name.
    batches: Vec<(&'static str, RecordBatch)>,
    /// The documents in the order of their inputs.
    pub documents: Vec<Digest>,
    /// Files that go beside the tables: path and bytes.
    pub beside: Vec<(String, Vec<u8>)>,
}

impl Group {
    /// Reads the inputs at `chosen`, those whose bytes are there already from these, and makes the rows of
    /// `tables`.
    ///
    /// `repeated_by` are for each input the sources of those with the same bytes. With `forms`, each report's
    /// official form stands beside the tables.
    ///
    /// # Errors
    /// [`Error::Batch`] if rows do not fit their table, [`Error::Write`] if a form does not fit a sheet,
    /// [`Error::Interrupted`] once `stop` is set.
    pub(super) fn read(
        inputs: &[Input],
        chosen: Vec<(usize, Option<Bytes>)>,
        repeated_by: &[Vec<&str>],
        reader: &Reader,
        (specs, tables, forms): (&Tables, &[&'static str], bool),
        stop: &AtomicBool,
    ) -> Result<Self> {
        let read = |(at, bytes): (usize, Option<Bytes>)| {
            if stop.load(Ordering::Relaxed) {
                return Err(Error::Interrupted);
            }
            Ok(read_bytes(&inputs[at], bytes, &repeated_by[at], reader))
        };
        let outputs: Vec<Output> = chosen.into_iter().map(read).collect::<Result<_>>()?;
        let batches = tables
            .iter()
            .map(|table| Ok((*table, batch(specs, table, &outputs)?)))
            .collect::<Result<_>>()?;
        let beside = if forms {
            filled(&outputs, reader.grammars())?
        } else {
            Vec::new()
        };
        Ok(Self {
            batches,
            beside,
            documents: outputs.into_iter().map(Digest::of).collect(),
        })
    }

    /// The batch of the table of that name; an error if it was not asked for.
    ///
    /// # Errors
    /// [`Error::Usage`] for a table that was not named to [`Group::read`].
    pub(super) fn batch(&self, table: &str) -> Result<RecordBatch> {
        let found = self.batches.iter().find(|(name, _)| *name == table);
        found
            .map(|(_, batch)| batch.clone())
            .ok_or_else(|| Error::Usage(format!("no table `{table}`")))
    }
}

impl Digest {
    fn of(output: Output) -> Self {
        let failed =
            |check: &&Check| check.outcome == Outcome::Fails && check.severity == Severity::Error;
        Self {
            facts: output.extraction.facts.len(),
            failed_checks: output.extraction.checks.iter().filter(failed).count(),
            sections: output.extraction.sections,
            row: output.row,
        }
    }
}

/// The inputs cut into groups, in order.
pub(super) fn groups(inputs: &[Input]) -> Vec<Range<usize>> {
    let mut groups = Vec::new();
    let (mut start, mut bytes) = (0, 0);
    for (at, input) in inputs.iter().enumerate() {
        bytes += input.size().unwrap_or(0);
        if bytes > BYTES || at + 1 - start == DOCUMENTS {
            groups.push(start..at + 1);
            (start, bytes) = (at + 1, 0);
        }
    }
    if start < inputs.len() {
        groups.push(start..inputs.len());
    }
    groups
}

/// The rows of one table for some documents.
fn batch(tables: &Tables, table: &'static str, outputs: &[Output]) -> Result<RecordBatch> {
    let batch = match table {
        "documents" => rows(&tables.documents, outputs, |output| {
            std::slice::from_ref(&output.row)
        }),
        "texts" => {
            let read = outputs
                .iter()
                .filter(|output| output.row.status != Status::Rejected);
            let rows: Vec<(&str, &String)> = read
                .map(|output| (output.row.doc_id.as_str(), &output.extraction.text))
                .collect();
            tables.texts.batch(&rows)
        }
        "sections" => rows(&tables.sections, outputs, |output| {
            &output.extraction.sections
        }),
        "blocks" => rows(&tables.blocks, outputs, |output| &output.extraction.blocks),
        "tables" => rows(&tables.tables, outputs, |output| &output.extraction.tables),
        "cells" => rows(&tables.cells, outputs, |output| &output.extraction.cells),
        "facts" => rows(&tables.facts, outputs, |output| &output.extraction.facts),
        "quantities" => rows(&tables.quantities, outputs, |output| {
            &output.extraction.quantities
        }),
        "citations" => rows(&tables.citations, outputs, |output| {
            &output.extraction.citations
        }),
        "tasks" => rows(&tables.tasks, outputs, |output| &output.extraction.tasks),
        "checks" => rows(&tables.checks, outputs, |output| &output.extraction.checks),
        _ => rows(&tables.diagnostics, outputs, |output| &output.diagnostics),
    };
    batch.map_err(|source| Error::Batch { table, source })
}

fn rows<'a, T>(
    spec: &TableSpec<T>,
    outputs: &'a [Output],
    records: impl Fn(&'a Output) -> &'a [T],
) -> std::result::Result<RecordBatch, arrow::error::ArrowError> {
    let rows: Vec<(&str, &T)> = outputs
        .iter()
        .flat_map(|output| {
            records(output)
                .iter()
                .map(|record| (output.row.doc_id.as_str(), record))
        })
        .collect();
    spec.batch(&rows)
}
