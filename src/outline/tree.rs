//! Headings in order to a tree: parents, siblings, and the position of each among them.

use std::collections::BTreeMap;

use super::heading::Heading;
use super::sequence::{positions, runs};

/// Siblings whose numbering runs through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Run {
    /// Index of the parent.
    pub(super) parent: Option<usize>,
    /// Indices of the siblings, in order, never empty.
    pub(super) members: Vec<usize>,
    /// The position of each.
    pub(super) places: Vec<u32>,
    /// The position that the first one follows: 0, or the last of the chapter before.
    pub(super) before: u32,
    /// Index of the sibling before the first, in another run.
    pub(super) after: Option<usize>,
}

/// The parent of each heading: the last one before it of a higher level within its part.
pub(super) fn parents(headings: &[Heading]) -> Vec<Option<usize>> {
    let mut open: Vec<usize> = Vec::new();
    let mut parents = Vec::with_capacity(headings.len());
    for (index, heading) in headings.iter().enumerate() {
        let closes = |last: usize| {
            headings[last].level >= heading.level || headings[last].part != heading.part
        };
        while open.last().is_some_and(|&last| closes(last)) {
            open.pop();
        }
        parents.push(open.last().copied());
        open.push(index);
    }
    parents
}

/// All runs of siblings, level by level, in order within a level.
pub(super) fn sibling_runs(headings: &[Heading]) -> Vec<Run> {
    let mut groups: BTreeMap<(u8, u32, Option<usize>), Vec<usize>> = BTreeMap::new();
    for (index, parent) in parents(headings).into_iter().enumerate() {
        groups
            .entry((headings[index].level, headings[index].part, parent))
            .or_default()
            .push(index);
    }
    let mut found = Vec::new();
    let mut last = (0, 0);
    for ((level, _, parent), group) in groups {
        let printed: Vec<Option<u32>> = group.iter().map(|&index| headings[index].number).collect();
        for run in runs(&printed, level <= 1) {
            // Some documents number （一）（二） in one row through all chapters.
            let goes_on = last.0 == level && last.1 > 0 && printed[run.start] == Some(last.1 + 1);
            let before = if goes_on { last.1 } else { 0 };
            let after = run.start.checked_sub(1).map(|index| group[index]);
            let places = positions(&printed[run.clone()], before);
            last = (level, places.last().copied().unwrap_or(0));
            found.push(Run {
                parent,
                members: group[run].to_vec(),
                places,
                before,
                after,
            });
        }
    }
    found
}
