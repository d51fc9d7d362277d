//! What was found for labels that were met before.
//!
//! What is found for a label depends on the label alone, so that nothing depends on which documents
//! were read before, or on the number of threads: only the time does.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use super::Key;
use super::mix::Seeded;
use super::names::Near;

/// Characters and names that are remembered: the labels of some hundred documents, with what lost
/// line ends make of them; about 5 MB.
const MOST: usize = 1 << 19;

/// Labels with the names that they are alike.
#[derive(Debug, Default)]
pub(super) struct Memory {
    met: RwLock<Met>,
}

#[derive(Debug, Default)]
struct Met {
    /// `None` for labels that were met once: few of these are met again.
    alike: HashMap<Key, Option<Arc<[Near]>>, Seeded>,
    /// Characters and names in all.
    size: usize,
    /// So many labels are met again that no others are remembered.
    full: bool,
}

impl Clone for Memory {
    /// A memory of its own, of nothing.
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Memory {
    /// What each of `keys` is near, as `find` tells, or remembered. What is met again is worth the
    /// work of `sharpen`, which leaves only names that the label is alike.
    pub(super) fn each(
        &self,
        keys: &[Key],
        find: impl Fn(&Key) -> Vec<Near>,
        sharpen: impl Fn(&Key, &[Near]) -> Vec<Near>,
    ) -> Vec<Arc<[Near]>> {
        let mut new: Vec<(&Key, Option<Arc<[Near]>>)> = Vec::new();
        let met = self.met.read().ok();
        let full = met.as_ref().is_none_or(|met| met.full);
        let known = |key: &Key| met.as_ref()?.alike.get(key);
        let found = keys.iter().map(|key| match known(key) {
            Some(Some(alike)) => Arc::clone(alike),
            Some(None) if !full => {
                let alike: Arc<[Near]> = sharpen(key, &find(key)).into();
                new.push((key, Some(Arc::clone(&alike))));
                alike
            }
            Some(None) => find(key).into(),
            None => {
                if !full {
                    new.push((key, None));
                }
                find(key).into()
            }
        });
        let found: Vec<Arc<[Near]>> = found.collect();
        drop(met);
        if let Some(mut met) = (!new.is_empty()).then(|| self.met.write().ok()).flatten() {
            for (key, alike) in new {
                met.remember(key, alike);
            }
        }
        found
    }
}

impl Met {
    fn remember(&mut self, key: &Key, alike: Option<Arc<[Near]>>) {
        let before = self.alike.get(key);
        if matches!(before, Some(Some(_))) || before.is_some() && alike.is_none() {
            return;
        }
        self.size += size(key, alike.as_ref());
        self.alike.insert(key.clone(), alike);
        if self.size >= MOST {
            self.forget();
        }
    }

    /// Forgets the labels that were met once: texts of cells, mostly.
    fn forget(&mut self) {
        self.alike.retain(|_, alike| alike.is_some());
        let sizes = self.alike.iter();
        self.size = sizes.map(|(key, alike)| size(key, alike.as_ref())).sum();
        self.full = self.size > MOST / 2;
    }
}

/// Characters and names of a label, and what it takes itself.
fn size(key: &Key, alike: Option<&Arc<[Near]>>) -> usize {
    16 + 2 * key.len() + 3 * alike.map_or(0, |alike| alike.len())
}
