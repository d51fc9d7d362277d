//! The alignment of printed rows to the rows of a form: dynamic programming over both.
//!
//! A printed row may be the form's row, two or three printed rows may be one (labels split by a page
//! or a line), a form's row may be missing, a printed row may be none of the form's. Gains are
//! additive, so that one good label among doubtful ones keeps its neighbours in place.

use std::collections::HashMap;
use std::ops::Range;

use crate::grammar::{Form, FormRow};
use crate::label::{Key, similarity, similarity_above};

use super::rescue::rescue;
use super::row::{Row, keys};

/// A row of the form and the printed rows that are it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Pair {
    /// Index of the form's table.
    pub table: usize,
    /// Index of the row in that table.
    pub row: usize,
    /// Printed rows.
    pub rows: Range<usize>,
    /// Similarity of the labels, 0 to 1.
    pub label: f32,
}

/// An alignment and what it is worth.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Alignment {
    /// In order of position.
    pub pairs: Vec<Pair>,
    /// Sum of gains.
    pub score: f32,
    /// Pairs whose form row carries values.
    pub valued: usize,
    /// Printed values in these pairs.
    pub filled: usize,
    /// For each printed row, whether its label is the official name of some row of the form.
    pub named: Vec<bool>,
}

impl Alignment {
    /// Whether this is the form at all and not a few words that resemble it.
    pub(crate) fn is_convincing(&self) -> bool {
        let values_apart = self.valued >= 6 && self.score >= 5.0;
        values_apart
            || self.valued >= 3 && self.filled >= 3 && self.score >= 2.0
            || self.filled >= 15 && self.valued >= 1
    }
}

/// How many printed rows may be one row of the form.
const MERGE: usize = 3;
/// How many printed rows above its values the column heads of a row may take.
const HEADER: usize = 48;
/// Similarity below which labels are not the same.
const FLOOR: f32 = 0.6;

/// The same for labels without the number that the form's has: their ends are much alike.
const NUMBERLESS: f32 = 0.75;

/// A row of the form with all that it may be called.
pub(super) struct Target<'a> {
    pub(super) table: usize,
    pub(super) row: usize,
    pub(super) form_row: &'a FormRow,
    /// Its own names, then those with the names of the groups it stands in.
    pub(super) names: Vec<Key>,
    paths: Vec<Key>,
    heads: Vec<Key>,
}

/// Aligns `rows` to `form`.
pub(crate) fn align(form: &Form, rows: &[Row]) -> Alignment {
    let targets = targets(form);
    let merged = merged(rows);
    let exact = exact(&targets, rows);
    let width = rows.len() + 1;
    let mut best = vec![0f32; (targets.len() + 1) * width];
    let mut step = vec![0u8; (targets.len() + 1) * width];
    for (number, target) in targets.iter().enumerate() {
        for at in 0..=rows.len() {
            let cell = (number + 1) * width + at;
            best[cell] = best[number * width + at];
            if at > 0 && best[cell - 1] > best[cell] {
                best[cell] = best[cell - 1];
                step[cell] = SKIP_PRINTED;
            }
            for count in 1..=MERGE.min(at) {
                if exact[at - count]
                    .as_ref()
                    .is_some_and(|only| !only.contains(&number))
                {
                    continue;
                }
                let Some(gain) = gain(target, rows, &merged, at - count, count) else {
                    continue;
                };
                let total = best[number * width + at - count] + gain.0;
                if total > best[cell] {
                    best[cell] = total;
                    step[cell] = count as u8;
                }
            }
        }
    }
    let mut alignment = trace(&targets, rows, &merged, &best, &step);
    rescue(&targets, rows, &exact, &mut alignment);
    alignment.named = exact
        .iter()
        .map(|known| known.as_ref().is_some_and(|known| !known.is_empty()))
        .collect();
    alignment
}

/// For each printed row whose label is, notes apart, the official name of some row, those rows: it
/// need not be compared with any other. Column heads are compared with none.
fn exact(targets: &[Target], rows: &[Row]) -> Vec<Option<Vec<usize>>> {
    let mut by_name: HashMap<&[char], Vec<usize>> = HashMap::new();
    for (number, target) in targets.iter().enumerate() {
        for name in &target.names {
            let known = by_name.entry(name.core.as_slice()).or_default();
            if known.last() != Some(&number) {
                known.push(number);
            }
        }
    }
    let of_row = |row: &Row| {
        let found: Vec<usize> = row
            .keys
            .iter()
            .filter_map(|key| by_name.get(key.core.as_slice()))
            .flatten()
            .copied()
            .collect();
        (!found.is_empty() || is_header(targets, row)).then_some(found)
    };
    rows.iter().map(of_row).collect()
}

/// Whether a row prints column heads: none of them is the label of a row.
fn is_header(targets: &[Target], row: &Row) -> bool {
    if row.filled() > 0 || row.words.len() < 4 {
        return false;
    }
    let is_head = |word: &&String| {
        let key = Key::new(word);
        let mut heads = targets.iter().flat_map(|target| &target.heads);
        heads.any(|head| head.core == key.core)
    };
    row.words.iter().filter(is_head).take(3).count() == 3
}

/// The step that leaves a printed row out; 0 leaves a row of the form out.
const SKIP_PRINTED: u8 = u8::MAX;

fn trace(
    targets: &[Target],
    rows: &[Row],
    merged: &[Vec<Vec<Key>>],
    best: &[f32],
    step: &[u8],
) -> Alignment {
    let width = rows.len() + 1;
    let (mut number, mut at) = (targets.len(), rows.len());
    let mut alignment = Alignment {
        score: best[number * width + at],
        ..Alignment::default()
    };
    while number > 0 {
        match step[number * width + at] {
            SKIP_PRINTED => at -= 1,
            0 => number -= 1,
            count => {
                let count = usize::from(count);
                let target = &targets[number - 1];
                let label =
                    gain(target, rows, merged, at - count, count).map_or(0.0, |(_, label)| label);
                alignment.filled += rows[at - count..at].iter().map(Row::filled).sum::<usize>();
                alignment.valued += usize::from(!target.form_row.heading);
                alignment.pairs.push(Pair {
                    table: target.table,
                    row: target.row,
                    rows: at - count..at,
                    label,
                });
                number -= 1;
                at -= count;
            }
        }
    }
    alignment.pairs.reverse();
    alignment
}

fn targets(form: &Form) -> Vec<Target<'_>> {
    let mut targets = Vec::new();
    for (table, form_table) in form.tables.iter().enumerate() {
        for (row, form_row) in form_table.rows.iter().enumerate() {
            let labels: Vec<&str> = std::iter::once(&form_row.label)
                .chain(&form_row.aliases)
                .map(String::as_str)
                .filter(|label| !label.is_empty())
                .collect();
            let names: Vec<Key> = labels.iter().map(|label| Key::new(label)).collect();
            let mut paths = Vec::new();
            let mut above = String::new();
            let mut parent = form_row.parent;
            while let Some(index) = parent.filter(|index| *index < row) {
                above.insert_str(0, &form_table.rows[index].label);
                paths.extend(
                    labels
                        .iter()
                        .map(|label| Key::new(&format!("{above}{label}"))),
                );
                parent = form_table.rows[index].parent;
            }
            let heads = form_table
                .header_words
                .iter()
                .map(|word| Key::new(word))
                .collect();
            targets.push(Target {
                table,
                row,
                form_row,
                names,
                paths,
                heads,
            });
        }
    }
    targets
}

/// For each row and each number of further rows, the keys of their labels together.
fn merged(rows: &[Row]) -> Vec<Vec<Vec<Key>>> {
    (0..rows.len())
        .map(|at| (2..=MERGE).map(|count| together(rows, at, count)).collect())
        .collect()
}

/// Keys of `count` rows from `at` on, if they can be one: in one grid, with one set of values.
fn together(rows: &[Row], at: usize, count: usize) -> Vec<Key> {
    let Some(parts) = rows.get(at..at + count) else {
        return Vec::new();
    };
    let valued = parts.iter().filter(|row| row.filled() > 0).count();
    let labelled = parts.iter().filter(|row| !row.words.is_empty()).count();
    if valued > 1 || labelled < count || parts.iter().any(|row| row.grid != parts[0].grid) {
        return Vec::new();
    }
    let last: Vec<String> = parts
        .iter()
        .filter_map(|row| row.words.last().cloned())
        .collect();
    let all: Vec<String> = parts.iter().map(Row::label_text).collect();
    let mut found = vec![Key::new(&last.concat()), Key::new(&all.concat())];
    if count == 2 {
        // The group's name may stand in either row.
        let tail = keys(&parts[1].words);
        let head = keys(&parts[0].words);
        found.extend(
            head.iter()
                .flat_map(|one| tail.iter().map(move |two| joined(one, two))),
        );
    }
    found.retain(|key| !key.is_empty());
    found.dedup();
    found
}

fn joined(first: &Key, second: &Key) -> Key {
    let text: String = first.full.iter().chain(&second.full).collect();
    Key::new(&text).numbered(first.ordinal)
}

/// What it is worth that `count` printed rows from `at` on are the target, and how alike the labels
/// are; `None` if they cannot be.
fn gain(
    target: &Target,
    rows: &[Row],
    merged: &[Vec<Vec<Key>>],
    at: usize,
    count: usize,
) -> Option<(f32, f32)> {
    let parts = &rows[at..at + count];
    if target.names.is_empty() {
        return unlabelled(target, rows, at, count);
    }
    let own = if count == 1 {
        &parts[0].keys
    } else {
        &merged[at][count - 2]
    };
    let (label, key) = best_label(target, own)?;
    let numberless = key.ordinal.is_none() && target.names[0].ordinal.is_some();
    if label < FLOOR || numberless && label < NUMBERLESS {
        return None;
    }
    let mut gain = (label - 0.5) * 2.0;
    gain += match (key.ordinal, target.names[0].ordinal) {
        (Some(printed), Some(expected)) if printed == expected => 0.15,
        (Some((level, printed)), Some((other, expected)))
            if level == other && printed != expected =>
        {
            -0.35
        }
        (Some(_), Some(_)) => -0.1,
        _ => 0.0,
    };
    gain += unit_gain(target, parts);
    gain += count_gain(target, parts);
    gain -= 0.12 * (count as f32 - 1.0);
    Some((gain, label))
}

/// The best similarity of any printed key to any name of the target.
fn best_label<'k>(target: &Target, own: &'k [Key]) -> Option<(f32, &'k Key)> {
    let mut best: Option<(f32, &Key)> = None;
    for key in own {
        let named = target
            .names
            .iter()
            .map(|name| name_similarity(name, key))
            .fold(0.0, f32::max);
        // A name alone is no path, and most printed labels are names.
        let path = if named == 1.0 {
            0.0
        } else {
            target
                .paths
                .iter()
                .map(|path| similarity_above(path, key, FLOOR))
                .fold(0.0, f32::max)
        };
        // A path that fits no better than the name is the name with noise before it.
        let score = named.max(path - 0.02);
        if best.is_none_or(|(known, _)| score > known) {
            best = Some((score, key));
        }
    }
    best
}

/// Short names must be met whole, or as the beginning of an explained label (规章：指…).
fn name_similarity(name: &Key, key: &Key) -> f32 {
    if name.core.len() > 3 {
        let score = similarity_above(name, key, FLOOR);
        let explained = key.full.len() > name.full.len() + 6 && key.full.starts_with(&name.full);
        return if explained { score.max(0.85) } else { score };
    }
    if name.core == key.core || name.full == key.full {
        return 1.0;
    }
    if key.ordinal.is_some() && key.ordinal == name.ordinal && is_misprint(&name.core, &key.core) {
        return MISPRINT;
    }
    let explained = key.full.len() > name.full.len() + 6 && key.full.starts_with(&name.full);
    if explained { 0.8 } else { 0.0 }
}

/// What a short name with a wrong character is worth where its number is right: just enough.
const MISPRINT: f32 = 0.62;

/// Whether two short names of one length differ in a single character.
fn is_misprint(name: &[char], printed: &[char]) -> bool {
    let same = name.iter().zip(printed).filter(|(one, two)| one == two);
    name.len() >= 2 && name.len() == printed.len() && same.count() + 1 == name.len()
}

fn unit_gain(target: &Target, parts: &[Row]) -> f32 {
    let printed = parts.iter().find_map(|row| row.unit.as_deref());
    let expected = target
        .form_row
        .slots
        .first()
        .and_then(|slot| slot.unit.as_deref());
    match (printed, expected) {
        (Some(printed), Some(expected)) if target.form_row.slots.len() == 1 => {
            if printed == expected { 0.1 } else { -0.3 }
        }
        _ => 0.0,
    }
}

fn count_gain(target: &Target, parts: &[Row]) -> f32 {
    let filled: usize = parts.iter().map(Row::filled).sum();
    let expected = target.form_row.slots.len();
    if target.form_row.heading {
        return if filled == 0 { 0.05 } else { -0.15 };
    }
    if filled == expected {
        0.15
    } else if filled == 0 {
        0.0
    } else if parts
        .iter()
        .any(|row| row.explicit && row.values.len() >= expected)
    {
        0.05
    } else {
        -0.1
    }
}

/// A row of values without label: as many as the form has, below its column heads.
fn unlabelled(target: &Target, rows: &[Row], at: usize, count: usize) -> Option<(f32, f32)> {
    let parts = &rows[at..at + count];
    let expected = target.form_row.slots.len();
    let filled: usize = parts.iter().map(Row::filled).sum();
    let printed: usize = parts.iter().map(|row| row.values.len()).sum();
    let empty = count == 1 && filled == 0 && printed == expected && parts[0].words.is_empty();
    if parts
        .iter()
        .any(|row| row.grid != parts[0].grid || row.filled() == 0 && !empty)
    {
        return None;
    }
    // One number more may be the number of the row, and empty cells may leave no trace: equations
    // say which.
    let partly = count == 1 && filled < expected && filled * 3 >= expected && expected > 3;
    let whole = filled == expected
        || partly
        || count == 1 && filled == expected + 1
        || count == 1 && parts[0].explicit && printed == expected;
    if !whole {
        return None;
    }
    let above = &rows[at.saturating_sub(HEADER)..=at];
    let above = above.iter().filter(|row| row.grid == parts[0].grid);
    let known: usize = above.map(|row| known_heads(target, row)).sum();
    let label = if known >= 2 { 1.0 } else { 0.0 };
    // Empty cells are the values only where nothing better follows.
    let worth = if empty { 0.6 } else { 1.2 };
    (known >= 2).then_some((worth - 0.05 * (count as f32 - 1.0), label))
}

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
