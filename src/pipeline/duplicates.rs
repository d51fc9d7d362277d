//! Inputs of the same bytes: the first in order carries the records.

use std::collections::HashMap;

use rayon::prelude::*;

use super::input::{Bytes, Input, chunks, fetch};
use crate::error::Result;

/// For each input, the index of an earlier one with the same bytes.
///
/// Only inputs of equal size are read for this. Standard input is never a duplicate.
#[must_use]
pub fn duplicates(inputs: &[Input]) -> Vec<Option<usize>> {
    let mut by_size: HashMap<u64, Vec<usize>> = HashMap::new();
    for (at, input) in inputs.iter().enumerate() {
        if let Some(size) = input.size() {
            by_size.entry(size).or_default().push(at);
        }
    }
    let mut candidates: Vec<usize> = by_size
        .into_values()
        .filter(|same| same.len() > 1)
        .flatten()
        .collect();
    candidates.sort_unstable();
    let wanted: Vec<&Input> = candidates.iter().map(|at| &inputs[*at]).collect();
    // What cannot be had now is told when it is its turn to be read.
    let hashes = hashes(&wanted).unwrap_or_default();
    let mut first: HashMap<[u8; 32], usize> = HashMap::new();
    let mut found = vec![None; inputs.len()];
    for (at, hash) in candidates.into_iter().zip(hashes) {
        let Some(hash) = hash else { continue };
        let known = *first.entry(*hash.as_bytes()).or_insert(at);
        if known != at {
            found[at] = Some(known);
        }
    }
    found
}

/// The hash of the bytes of each input; `None` for what cannot be read. Archives are opened once.
///
/// # Errors
/// [`Error::Unavailable`](crate::error::Error::Unavailable) if a store does not answer.
pub fn hashes(inputs: &[&Input]) -> Result<Vec<Option<blake3::Hash>>> {
    let mut hashes = Vec::with_capacity(inputs.len());
    for chunk in chunks(inputs) {
        let fetched: Vec<Option<Bytes>> = fetch(chunk);
        let hash = |(input, bytes): (&&Input, Option<Bytes>)| {
            let bytes = bytes.map_or_else(|| input.bytes_or_stop(), Ok)?;
            Ok(bytes.ok().map(|bytes| blake3::hash(&bytes)))
        };
        let hashed = chunk.par_iter().zip(fetched).map(hash);
        hashes.extend(hashed.collect::<Result<Vec<_>>>()?);
    }
    Ok(hashes)
}
