//! Labels that one printed row has, or two or three together, against the names of all forms.

use std::sync::Arc;

use super::forms::Forms;
use super::gain::MERGE;
use super::row::Row;
use crate::label::{Key, Near};

/// A printed label and the names that it may be.
#[derive(Debug, Clone)]
pub(super) struct Compared {
    pub(super) key: Key,
    pub(super) near: Arc<[Near]>,
}

/// For each row, the labels of it alone, of it and the next, and of it and the next two.
pub(super) fn compare(forms: &Forms, rows: &[Row]) -> Vec<[Vec<Compared>; MERGE]> {
    let mut keys = Vec::new();
    let mut counts: Vec<[usize; MERGE]> = Vec::with_capacity(rows.len());
    for (at, row) in rows.iter().enumerate() {
        counts.push(std::array::from_fn(|more| {
            let before = keys.len();
            match more {
                0 => keys.extend(row.keys.iter().cloned()),
                _ => keys.extend(together(rows, at, more + 1)),
            }
            keys.len() - before
        }));
    }
    let near = forms.names.near_each(&keys);
    let mut all = (keys.into_iter().zip(near)).map(|(key, near)| Compared { key, near });
    let of_row = |counts: [usize; MERGE]| counts.map(|count| all.by_ref().take(count).collect());
    counts.into_iter().map(of_row).collect()
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
