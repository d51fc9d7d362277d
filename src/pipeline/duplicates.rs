//! Inputs of the same bytes: the first in order carries the records.

use std::collections::HashMap;

use rayon::prelude::*;

use super::input::{Bytes, Input, chunks, fetch};

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
    let hashes = hashes(inputs, &candidates);
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

/// The hash of the bytes of each input at these places, if it can be read.
fn hashes(inputs: &[Input], places: &[usize]) -> Vec<Option<blake3::Hash>> {
    let wanted: Vec<&Input> = places.iter().map(|at| &inputs[*at]).collect();
    let mut hashes = Vec::with_capacity(wanted.len());
    for chunk in chunks(&wanted) {
        let fetched: Vec<Option<Bytes>> = fetch(chunk);
        let hash = |(input, bytes): (&&Input, Option<Bytes>)| {
            let bytes = bytes.unwrap_or_else(|| input.bytes());
            bytes.ok().map(|bytes| blake3::hash(&bytes))
        };
        hashes.par_extend(chunk.par_iter().zip(fetched).map(hash));
    }
    hashes
}
