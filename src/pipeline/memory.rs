//! Documents to tables in memory, for callers that pass them on instead of reading files.
//!
//! Given inputs, returns the batches that a conversion would write, in the same order. Nothing is written.

use std::sync::atomic::AtomicBool;

use rayon::prelude::*;

use super::duplicates::duplicates;
use super::group::{Group, groups};
use super::input::{Ahead, Input};
use super::links::{LINKED, Links};
use super::run::{GROUPS_A_THREAD, first_ones, heads, pool, repeated_by};
use crate::batch::Tables;
use crate::error::{Error, Result};
use crate::extract::Reader;
use crate::sink::TableHead;
use arrow::array::RecordBatch;

/// A table in memory.
#[derive(Debug, Clone)]
pub struct Batches {
    /// Name, description and schema.
    pub head: TableHead,
    /// Rows in the order of the inputs; none for a table without rows.
    pub batches: Vec<RecordBatch>,
}

/// Reads inputs as a conversion does: of inputs with the same bytes only the first gives rows, and
/// documents are linked with each other. `tables` are the names wanted, all if empty.
///
/// # Errors
/// [`Error::Usage`] for an unknown table or threads that cannot be started, [`Error::Interrupted`] once
/// `stop` is set. Bad documents are rows.
pub fn read_tables(
    inputs: &[Input],
    reader: &Reader,
    tables: &[String],
    threads: usize,
    stop: &AtomicBool,
) -> Result<Vec<Batches>> {
    pool(threads)?.install(|| {
        let mut links = Links::new(&reader.grammars().vocabulary);
        let repeats = duplicates(inputs);
        let each = |group: &Group| {
            for document in &group.documents {
                links.add(document);
            }
        };
        let mut found = read(inputs, &repeats, reader, tables, (stop, each))?;
        for table in &mut found {
            let name = table.head.name;
            if LINKED.contains(&name) {
                let filled = table.batches.iter().map(|batch| links.fill(name, batch));
                let filled: std::result::Result<_, _> = filled.collect();
                table.batches = filled.map_err(|source| Error::Batch {
                    table: name,
                    source,
                })?;
            }
        }
        Ok(found)
    })
}

/// Reads each input for itself: rows depend on its own bytes and name alone, inputs with the same bytes all
/// give rows, and no link is made. What engines need, which cut inputs as they like.
///
/// # Errors
/// As [`read_tables`].
pub fn extract_tables(
    inputs: &[Input],
    reader: &Reader,
    tables: &[String],
    threads: usize,
    stop: &AtomicBool,
) -> Result<Vec<Batches>> {
    let alone = vec![None; inputs.len()];
    pool(threads)?.install(|| read(inputs, &alone, reader, tables, (stop, |_: &Group| {})))
}

fn read(
    inputs: &[Input],
    repeats: &[Option<usize>],
    reader: &Reader,
    wanted: &[String],
    (stop, mut each): (&AtomicBool, impl FnMut(&Group)),
) -> Result<Vec<Batches>> {
    let specs = Tables::default();
    let heads = heads(&specs, wanted)?;
    let names: Vec<&'static str> = heads.iter().map(|head| head.name).collect();
    let empty = |head| Batches {
        head,
        batches: Vec::new(),
    };
    let mut found: Vec<Batches> = heads.into_iter().map(empty).collect();
    let repeated_by = repeated_by(inputs, repeats);
    let mut ahead = Ahead::new(inputs, |at| repeats[at].is_none());
    let at_once = rayon::current_num_threads() * GROUPS_A_THREAD;
    for flight in groups(inputs).chunks(at_once.max(1)) {
        let chosen: Vec<_> = flight
            .iter()
            .map(|group| ahead.of(first_ones(group, repeats)))
            .collect();
        let read: Vec<Result<Group>> = chosen
            .into_par_iter()
            .map(|chosen| {
                let wanted = (&specs, names.as_slice(), false);
                Group::read(inputs, chosen, &repeated_by, reader, wanted, stop)
            })
            .collect();
        for group in read {
            let group = group?;
            for table in &mut found {
                let batch = group.batch(table.head.name)?;
                if batch.num_rows() > 0 {
                    table.batches.push(batch);
                }
            }
            each(&group);
        }
    }
    Ok(found)
}
