//! Sorting of more than memory should hold: sorted stretches on disk, merged when they are read.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Lines, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{Error, Result};

/// Items that are held in memory; further ones go to disk.
const HELD: usize = 1 << 16;

/// Items to be sorted.
pub(super) struct Spool<T> {
    order: fn(&T, &T) -> Ordering,
    held: Vec<T>,
    /// Sorted stretches, an item a line, in files without names.
    runs: Vec<File>,
    scratch: PathBuf,
    /// Items of a stretch.
    most: usize,
}

impl<T: Serialize + DeserializeOwned + Clone> Spool<T> {
    /// Items will stand in `order`; the disk of `scratch` takes what is too much.
    pub(super) fn new(scratch: &Path, order: fn(&T, &T) -> Ordering) -> Self {
        Self {
            order,
            held: Vec::new(),
            runs: Vec::new(),
            scratch: scratch.to_owned(),
            most: HELD,
        }
    }

    /// Adds an item.
    pub(super) fn push(&mut self, item: T) -> Result<()> {
        self.held.push(item);
        if self.held.len() < self.most {
            return Ok(());
        }
        self.held.sort_by(self.order);
        let held = std::mem::take(&mut self.held);
        let run = spilled(&held, &self.scratch).map_err(|source| Error::Write {
            path: self.scratch.clone(),
            source,
        })?;
        self.runs.push(run);
        Ok(())
    }

    /// No more items come.
    pub(super) fn sorted(mut self) -> Self {
        self.held.sort_by(self.order);
        self
    }

    /// All items in order, after [`sorted`](Self::sorted); each call begins anew.
    pub(super) fn items(&self) -> Result<Items<'_, T>> {
        let failed = |source| failed(&self.scratch, source);
        let mut items = Items {
            spool: self,
            held: self.held.iter(),
            runs: Vec::with_capacity(self.runs.len()),
            heads: BinaryHeap::new(),
        };
        for run in &self.runs {
            let mut file = run.try_clone().map_err(failed)?;
            file.seek(SeekFrom::Start(0)).map_err(failed)?;
            items.runs.push(BufReader::new(file).lines());
        }
        for run in 0..=self.runs.len() {
            items.advance(run)?;
        }
        Ok(items)
    }
}

fn spilled<T: Serialize>(items: &[T], folder: &Path) -> std::io::Result<File> {
    let mut file = BufWriter::new(tempfile::tempfile_in(folder)?);
    for item in items {
        serde_json::to_writer(&mut file, item)?;
        file.write_all(b"\n")?;
    }
    file.into_inner()
        .map_err(std::io::IntoInnerError::into_error)
}

fn failed(path: &Path, source: std::io::Error) -> Error {
    Error::Read {
        path: path.to_owned(),
        source,
    }
}

/// Items in order.
pub(super) struct Items<'a, T> {
    spool: &'a Spool<T>,
    held: std::slice::Iter<'a, T>,
    runs: Vec<Lines<BufReader<File>>>,
    heads: BinaryHeap<Reverse<Head<T>>>,
}

/// The first item of a stretch that was not handed out yet.
struct Head<T> {
    item: T,
    run: usize,
    order: fn(&T, &T) -> Ordering,
}

impl<T> Ord for Head<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        let order = (self.order)(&self.item, &other.item);
        order.then(self.run.cmp(&other.run))
    }
}

impl<T> PartialOrd for Head<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> PartialEq for Head<T> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl<T> Eq for Head<T> {}

impl<T: Serialize + DeserializeOwned + Clone> Items<'_, T> {
    /// Takes the next item of a stretch; the one behind the last is what is held in memory.
    fn advance(&mut self, run: usize) -> Result<()> {
        let item = match self.runs.get_mut(run) {
            None => self.held.next().cloned(),
            Some(lines) => match lines.next() {
                None => None,
                Some(line) => {
                    let item = line.and_then(|line| Ok(serde_json::from_str(&line)?));
                    Some(item.map_err(|source| failed(&self.spool.scratch, source))?)
                }
            },
        };
        self.heads.extend(item.map(|item| {
            Reverse(Head {
                item,
                run,
                order: self.spool.order,
            })
        }));
        Ok(())
    }
}

impl<T: Serialize + DeserializeOwned + Clone> Iterator for Items<'_, T> {
    type Item = Result<T>;

    fn next(&mut self) -> Option<Self::Item> {
        let Reverse(head) = self.heads.pop()?;
        Some(self.advance(head.run).map(|()| head.item))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_went_to_disk_comes_back_in_order_and_more_than_once() {
        let folder = tempfile::tempdir().unwrap();
        let mut spool = Spool::new(folder.path(), |left: &u64, right: &u64| left.cmp(right));
        spool.most = 10;
        let numbers: Vec<u64> = (0..95).map(|number| number * 37 % 95).collect();
        numbers
            .iter()
            .for_each(|number| spool.push(*number).unwrap());
        let spool = spool.sorted();
        assert_eq!(spool.runs.len(), 9);
        let all = || spool.items().unwrap().map(Result::unwrap);
        assert!(all().eq(0..95));
        assert!(all().eq(0..95));
    }
}
