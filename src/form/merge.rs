//! Labels that one printed row has, or two or three together, against the names of all forms.

use super::forms::Forms;
use super::gain::MERGE;
use super::row::Row;
use crate::label::{Key, Near};

/// A printed label and the names that it may be.
#[derive(Debug, Clone)]
pub(super) struct Compared {
    pub(super) key: Key,
    pub(super) near: Vec<Near>,
}

/// For each row, the labels of it alone, of it and the next, and of it and the next two.
pub(super) fn compare(forms: &Forms, rows: &[Row]) -> Vec<[Vec<Compared>; MERGE]> {
    let compared = |key: Key| Compared {
        near: forms.names.near(&key),
        key,
    };
    let of_row = |at: usize| {
        std::array::from_fn(|more| match more {
            0 => rows[at].keys.iter().cloned().map(compared).collect(),
            _ => together(rows, at, more + 1)
                .into_iter()
                .map(compared)
                .collect(),
        })
    };
    (0..rows.len()).map(of_row).collect()
}

/// Keys of `count` rows from `at` on, if they can be one: in one grid, with one set of values.
fn together(rows: &[Row], at: usize, count: usize) -> Vec<Key> {
    let Some(parts) = rows.get(at..at + count) else {
        return Vec::new();
    };
    let unlike = |row: &Row| row.words.is_empty() || row.grid != parts[0].grid;
    if parts.iter().any(unlike) || parts.iter().filter(|row| row.filled() > 0).count() > 1 {
        return Vec::new();
    }
    let last = parts.iter().filter_map(|row| row.words.last());
    let last: String = last.map(String::as_str).collect();
    let mut found = vec![Key::new(&last)];
    if parts.iter().any(|row| row.words.len() > 1) {
        let all = parts.iter().flat_map(|row| &row.words);
        found.push(Key::new(&all.map(String::as_str).collect::<String>()));
    }
    if count == 2 {
        // The group's name may stand in either row.
        let (head, tail) = (&parts[0].keys, &parts[1].keys);
        found.extend(
            head.iter()
                .flat_map(|one| tail.iter().map(move |two| one.joined(two))),
        );
    }
    found.retain(|key| !key.is_empty());
    found.dedup();
    found
}
