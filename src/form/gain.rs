//! What it is worth that printed rows are a row of the form: label, printed number, unit and number
//! of values together.

use super::forms::{Labels, Target};
use super::merge::Compared;
use super::row::Row;
use crate::label::{Key, Names, similarity};

/// How many printed rows may be one row of the form.
pub(super) const MERGE: usize = 3;
/// How many printed rows above its values the column heads of a row may take.
const HEADER: usize = 48;
/// Similarity below which labels are not the same.
const FLOOR: f32 = 0.6;

/// The same for labels without the number that the form's has: their ends are much alike.
const NUMBERLESS: f32 = 0.75;

/// What it is worth that some printed rows are a target.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Gain {
    /// Index of the target.
    pub(super) target: usize,
    /// One past the last of the rows.
    pub(super) end: usize,
    /// How many they are.
    pub(super) count: usize,
    pub(super) gain: f32,
    /// How alike the labels are.
    pub(super) label: f32,
}

impl Gain {
    pub(super) fn order(&self) -> (usize, usize, usize) {
        (self.target, self.end, self.count)
    }
}

/// Everything that rows can gain as rows of one form, in order of [`Gain::order`].
pub(super) fn gains(
    names: &Names,
    form: &Labels,
    rows: &[Row],
    compared: &[[Vec<Compared>; MERGE]],
    exact: &[Option<Vec<usize>>],
) -> Vec<Gain> {
    let mut found = Vec::new();
    let mut best = vec![None; form.targets.len()];
    for (at, exact) in exact.iter().enumerate() {
        let open = |target: usize| exact.as_ref().is_none_or(|only| only.contains(&target));
        for (labels, count) in compared[at].iter().zip(1..) {
            for target in best_labels(names, form, labels, open, &mut best) {
                let parts = rows.get(at..at + count);
                let label = best[target].take().zip(parts);
                let gain = label.and_then(|((label, ordinal), parts)| {
                    let target = &form.targets[target];
                    // Between column heads, what is called as one of them is one.
                    let head = target.is_head && ordinal.is_none();
                    if head && is_among_heads(form, rows, at, count) {
                        return None;
                    }
                    let gain = gain(target, parts, label, ordinal)?;
                    Some((gain, label))
                });
                found.extend(gain.map(|(gain, label)| Gain {
                    target,
                    end: at + count,
                    count,
                    gain,
                    label,
                }));
            }
        }
    }
    unlabelled(form, rows, exact, &mut found);
    found.sort_unstable_by_key(Gain::order);
    found
}

/// A similarity and the number printed with the label that has it.
type Best = Option<(f32, Option<(u8, u32)>)>;

/// Finds the best similarity of any printed label to any name of each open target, and returns the
/// targets that have one.
fn best_labels(
    names: &Names,
    form: &Labels,
    labels: &[Compared],
    open: impl Fn(usize) -> bool,
    best: &mut [Best],
) -> Vec<usize> {
    let mut found = Vec::new();
    for label in labels {
        for near in label.near.iter() {
            let bearers = form.bearers(near.name);
            let mut bearers = bearers.iter().filter(|one| open(one.target)).peekable();
            if bearers.peek().is_none() {
                continue;
            }
            let alike = names.alike(near, &label.key);
            for bearer in bearers {
                // A path that fits no better than the name is the name with noise before it.
                let score = match bearer.path {
                    true => alike.score - 0.02,
                    false => alike.named,
                };
                let known = &mut best[bearer.target];
                if known.is_none() {
                    found.push(bearer.target);
                }
                if known.is_none_or(|(known, _)| score > known) {
                    *known = Some((score, label.key.ordinal));
                }
            }
        }
    }
    found
}

/// No alignment with the form is worth more: the sum of what each of its rows gains at best, and a
/// little, for sums are rounded.
pub(super) fn most(
    form: &Labels,
    compared: &[[Vec<Compared>; MERGE]],
    exact: &[Option<Vec<usize>>],
) -> f32 {
    let unlabelled = |target: &Target| {
        if target.names.is_empty() {
            UNLABELLED
        } else {
            0.0
        }
    };
    let mut most: Vec<f32> = form.targets.iter().map(unlabelled).collect();
    for (labels, exact) in compared.iter().zip(exact) {
        for near in labels.iter().flatten().flat_map(|label| label.near.iter()) {
            for bearer in form.bearers(near.name) {
                if exact
                    .as_ref()
                    .is_none_or(|only| only.contains(&bearer.target))
                {
                    let most = &mut most[bearer.target];
                    *most = most.max((near.most - 0.5) * 2.0 + AGREED);
                }
            }
        }
    }
    most.iter().sum::<f32>() + 0.01
}

/// What number, unit and number of values add at most.
const AGREED: f32 = 0.15 + 0.1 + 0.15;

/// What it is worth that `parts` are the target, whose label they have with this similarity and
/// number; `None` if they cannot be.
fn gain(target: &Target, parts: &[Row], label: f32, ordinal: Option<(u8, u32)>) -> Option<f32> {
    let expected = target.names.first()?.ordinal;
    let numberless = ordinal.is_none() && expected.is_some();
    if label < FLOOR || numberless && label < NUMBERLESS {
        return None;
    }
    let mut gain = (label - 0.5) * 2.0;
    gain += match (ordinal, expected) {
        (Some(printed), Some(expected)) if printed == expected => 0.15,
        (Some((level, printed)), Some((other, expected)))
            if level == other && printed != expected =>
        {
            -0.35
        }
        // So short a label says less than its number.
        (Some((_, printed)), Some((_, expected))) if printed != expected && target.is_short() => {
            return None;
        }
        (Some(_), Some(_)) => -0.1,
        _ => 0.0,
    };
    gain += unit_gain(target, parts);
    gain += count_gain(target, parts);
    gain -= 0.12 * (parts.len() as f32 - 1.0);
    Some(gain)
}

fn unit_gain(target: &Target, parts: &[Row]) -> f32 {
    let printed = parts.iter().find_map(|row| row.unit.as_deref());
    match (printed, target.unit.as_deref()) {
        (Some(printed), Some(expected)) if target.slots == 1 => {
            if printed == expected {
                0.1
            } else {
                -0.3
            }
        }
        _ => 0.0,
    }
}

fn count_gain(target: &Target, parts: &[Row]) -> f32 {
    let filled: usize = parts.iter().map(Row::filled).sum();
    if target.heading {
        return if filled == 0 { 0.05 } else { -0.15 };
    }
    let printed = |row: &Row| row.explicit && row.values.len() >= target.slots;
    if filled == target.slots {
        0.15
    } else if filled == 0 {
        0.0
    } else if parts.iter().any(printed) {
        0.05
    } else {
        -0.1
    }
}

/// Rows of values without label: as many as the form has, below its column heads.
fn unlabelled(form: &Labels, rows: &[Row], exact: &[Option<Vec<usize>>], found: &mut Vec<Gain>) {
    let targets = form.targets.iter().enumerate();
    for (number, target) in targets.filter(|(_, target)| target.names.is_empty()) {
        let mut heads = vec![None; rows.len()];
        for at in (0..rows.len()).filter(|at| exact[*at].is_none()) {
            for count in 1..=MERGE.min(rows.len() - at) {
                let Some(worth) = worth(target, &rows[at..at + count]) else {
                    continue;
                };
                let above = (at.saturating_sub(HEADER)..=at)
                    .filter(|above| rows[*above].grid == rows[at].grid);
                let known: usize = above
                    .map(|above| {
                        *heads[above].get_or_insert_with(|| known_heads(target, &rows[above]))
                    })
                    .sum();
                found.extend((known >= 2).then_some(Gain {
                    target: number,
                    end: at + count,
                    count,
                    gain: worth - 0.05 * (count as f32 - 1.0),
                    label: 1.0,
                }));
            }
        }
    }
}

/// What rows of values alone are worth below the heads of the form's row without label; `None` if
/// they have not as many as it.
fn worth(target: &Target, parts: &[Row]) -> Option<f32> {
    let expected = target.slots;
    let filled: usize = parts.iter().map(Row::filled).sum();
    let printed: usize = parts.iter().map(|row| row.values.len()).sum();
    let alone = parts.len() == 1;
    let empty = alone && filled == 0 && printed == expected && parts[0].words.is_empty();
    let broken = |row: &Row| row.grid != parts[0].grid || row.filled() == 0 && !empty;
    if parts.iter().any(broken) {
        return None;
    }
    // One number more may be the number of the row, and empty cells may leave no trace: equations
    // say which.
    let partly = alone && filled < expected && filled * 3 >= expected && expected > 3;
    let whole = filled == expected
        || partly
        || alone && filled == expected + 1
        || alone && parts[0].explicit && printed == expected;
    // Empty cells are the values only where nothing better follows.
    let worth = if empty { 0.6 } else { UNLABELLED };
    whole.then_some(worth)
}

/// What a row of values alone is worth at best.
const UNLABELLED: f32 = 1.2;

/// How many column heads of the target a row prints, as words or run together.
fn known_heads(target: &Target, row: &Row) -> usize {
    let is_head = |word: &&String| {
        let key = Key::new(word);
        let alike = |head: &Key| similarity(head, &key) >= 0.9;
        target.heads.iter().any(alike)
    };
    let words = row.words.iter().filter(is_head).count();
    if words > 0 || row.words.len() < 2 {
        return words;
    }
    let whole = Key::new(&row.label_text());
    let within = |head: &&Key| {
        let length = head.core.len();
        length > 3 && whole.core.windows(length).any(|part| part == head.core)
    };
    target.heads.iter().filter(within).count()
}

/// For each printed row whose label is, notes apart, the official name of some row, those rows: it
/// need not be compared with any other. Column heads are compared with none.
///
/// `heads` are what [`heads`] says of each row.
pub(super) fn exact(form: &Labels, rows: &[Row], heads: &[Vec<Key>]) -> Vec<Option<Vec<usize>>> {
    let of_row = |(at, (row, heads)): (usize, (&Row, &Vec<Key>))| {
        let known = (row.keys.iter()).filter_map(|key| {
            let found = form.cores.get(key.core.as_slice())?;
            Some(found.iter().map(move |target| (key, *target)))
        });
        let head = |(key, target): &(&Key, usize)| {
            form.targets[*target].is_head
                && key.ordinal.is_none()
                && is_among_heads(form, rows, at, 1)
        };
        let found: Vec<usize> = known
            .flatten()
            .filter(|one| !head(one))
            .map(|(_, target)| target)
            .collect();
        (!found.is_empty() || is_header(form, heads)).then_some(found)
    };
    rows.iter().zip(heads).enumerate().map(of_row).collect()
}

/// The words of each row that may print column heads; of others none.
pub(super) fn heads(rows: &[Row]) -> Vec<Vec<Key>> {
    let of_row = |row: &Row| {
        if row.words.len() < 4 || row.filled() > 0 {
            return Vec::new();
        }
        row.words.iter().map(|word| Key::new(word)).collect()
    };
    rows.iter().map(of_row).collect()
}

/// Whether a column head, or a part of one, stands right before or right behind some rows.
fn is_among_heads(form: &Labels, rows: &[Row], at: usize, count: usize) -> bool {
    let beside = [at.checked_sub(1), Some(at + count)];
    let last = rows.get(at + count - 1);
    let rows = beside.into_iter().flatten().filter_map(|at| rows.get(at));
    let before = last.and_then(|row| row.words.iter().rev().nth(1));
    let mut words = rows.filter_map(|row| row.words.last()).chain(before);
    words.any(|word| {
        let key = Key::new(word);
        let part = |head: &Vec<char>| head.windows(key.core.len()).any(|part| part == key.core);
        key.ordinal.is_none() && key.core.len() > 1 && form.heads.iter().any(part)
    })
}

/// Whether a row prints column heads: none of them is the label of a row.
fn is_header(form: &Labels, heads: &[Key]) -> bool {
    let is_head = |word: &&Key| form.heads.contains(word.core.as_slice());
    heads.iter().filter(is_head).take(3).count() == 3
}
