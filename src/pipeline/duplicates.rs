//! Inputs of the same bytes: the first in order carries the records.

use std::collections::HashMap;

use rayon::prelude::*;

use super::input::Input;

/// For each input, the index of an earlier one with the same bytes.
///
/// Only inputs of equal size are read for this. Standard input is never a duplicate.
pub(super) fn duplicates(inputs: &[Input]) -> Vec<Option<usize>> {
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
    let hash = |at: &usize| {
        (
            *at,
            inputs[*at].bytes().ok().map(|bytes| blake3::hash(&bytes)),
        )
    };
    let hashes: Vec<(usize, Option<blake3::Hash>)> = candidates.par_iter().map(hash).collect();
    let mut first: HashMap<[u8; 32], usize> = HashMap::new();
    let mut found = vec![None; inputs.len()];
    for (at, hash) in hashes {
        let Some(hash) = hash else { continue };
        let known = *first.entry(*hash.as_bytes()).or_insert(at);
        if known != at {
            found[at] = Some(known);
        }
    }
    found
}
