//! Lines whose words stand in columns without rules.
//!
//! Columns are where, over many lines, no word stands. A line that holds only a part of the row and
//! stands clearly nearer to one row than to the next is the rest of a broken cell and goes with it;
//! where it stands as near to both, it is a row of its own: rather no value than a wrong one.

use super::flow::{Drawn, Item};
use super::lattice::Lattice;
use super::line::{Line, joined};
use super::word::Area;
use crate::read::linear::PlacedCell;
use crate::record::TableLayout;

/// Fewer lines in columns are no table.
const FEWEST: usize = 3;
/// Lines farther below the one before begin something else, in characters.
const FAR: f32 = 2.5;
/// What stands closer than this to a row may be a part of it, in characters.
const NEAR: f32 = 0.6;
/// Columns stand at least so far from each other, in characters.
const PARTING: f32 = 0.5;

/// The lines as they are, those that make up a table as one.
pub(super) fn items(lines: Vec<Line>, tables: &[Lattice]) -> Vec<Item> {
    let groups: Vec<Vec<Line>> = lines.iter().map(Line::groups).collect();
    let mut items = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let end = region(&lines, &groups, at, tables);
        match drawn(&lines[at..end], &groups[at..end]) {
            Some(table) => {
                items.push(Item::Table(table));
                at = end;
            }
            None => {
                let until = end.max(at + 1);
                items.extend(lines[at..until].iter().cloned().map(Item::Line));
                at = until;
            }
        }
    }
    items
}

/// Where the lines in columns that begin at a line end; lines that are not parted count between
/// others that are, and where they touch one.
fn region(lines: &[Line], groups: &[Vec<Line>], start: usize, tables: &[Lattice]) -> usize {
    let parted = |at: usize| groups[at].len() > 1;
    let gap = |at: usize| lines[at + 1].at.y0 - lines[at].at.y1;
    let em = lines[start].em();
    let begins = parted(start)
        || start + 1 < lines.len()
            && parted(start + 1)
            && gap(start) < 0.2 * em
            && is_short(&lines[start], &groups[start + 1]);
    if !begins {
        return start;
    }
    let (mut end, mut alone) = (start + 1, 0);
    for at in start..lines.len() - 1 {
        let (above, below) = (lines[at].at.y1, lines[at + 1].at.y0);
        let between = |table: &Lattice| above <= table.at.y() && table.at.y() <= below;
        if gap(at) > FAR * em || tables.iter().any(between) {
            break;
        }
        alone = if parted(at + 1) { 0 } else { alone + 1 };
        if alone == 0 {
            end = at + 2;
        } else if alone > 2 {
            break;
        }
    }
    // The last line of a cell that is broken around its row.
    if end < lines.len() && gap(end - 1) < 0.2 * em && is_short(&lines[end], &groups[end - 1]) {
        end += 1;
    }
    end
}

/// Whether a line is no wider than a column of its neighbour leaves room for.
fn is_short(line: &Line, neighbour: &[Line]) -> bool {
    neighbour
        .iter()
        .filter(|group| group.at.x0 < line.at.x1 && line.at.x0 < group.at.x1)
        .count()
        <= 1
}

/// The table that lines make up, if their words stand in columns.
fn drawn(lines: &[Line], groups: &[Vec<Line>]) -> Option<Drawn> {
    let parted = groups.iter().filter(|groups| groups.len() > 1).count();
    if parted < FEWEST {
        return None;
    }
    let at = lines
        .iter()
        .map(|line| line.at)
        .reduce(|one, other| one.with(&other))?;
    let em = median(lines.iter().map(Line::em).collect())?;
    let columns = edges(groups, &at, em, parted);
    let width = columns.len() - 1;
    let filled = |groups: &[Line]| {
        let spans = groups.iter().map(|group| span(&columns, &group.at, em));
        spans.map(|(from, to)| to - from).sum::<usize>().min(width)
    };
    let fitting = groups.iter().filter(|groups| {
        groups.len() > 1
            && groups
                .iter()
                .all(|group| span(&columns, &group.at, em).1 - span(&columns, &group.at, em).0 == 1)
    });
    if width < 2 || fitting.count() * 5 < parted * 3 {
        return None;
    }
    let full: Vec<bool> = groups
        .iter()
        .map(|groups| filled(groups) >= 2.max(width * 3 / 5))
        .collect();
    let rows = rows(lines, &full, em);
    let mut cells = Vec::new();
    for (row, range) in rows.iter().enumerate() {
        cells.extend(row_of(&groups[range.clone()], &columns, em, row));
    }
    Some(Drawn {
        layout: TableLayout::AlignedText,
        at,
        columns,
        height: rows.len(),
        cells,
    })
}

/// Edges of the columns: the middles of the stretches in which nearly no line has words.
fn edges(groups: &[Vec<Line>], at: &Area, em: f32, parted: usize) -> Vec<f32> {
    // Heads that stand over several columns are few.
    let most = if parted > FEWEST {
        1.max(parted / 6)
    } else {
        0
    };
    let mut turns: Vec<(f32, bool)> = Vec::new();
    for group in groups.iter().filter(|groups| groups.len() > 1).flatten() {
        turns.extend([(group.at.x0, true), (group.at.x1, false)]);
    }
    turns.sort_by(|one, other| one.0.total_cmp(&other.0).then(other.1.cmp(&one.1)));
    let mut edges = vec![at.x0];
    let (mut standing, mut free) = (0_usize, None);
    for (x, begins) in turns {
        if begins {
            standing += 1;
            if standing == most + 1
                && let Some(from) = free.take()
                && x - from >= PARTING * em
            {
                edges.push(f32::midpoint(from, x));
            }
        } else {
            standing = standing.saturating_sub(1);
            if standing == most {
                free = Some(x);
            }
        }
    }
    edges.push(at.x1);
    edges
}

/// The columns in which an area stands, first and behind the last.
fn span(columns: &[f32], at: &Area, em: f32) -> (usize, usize) {
    let inner = &columns[1..columns.len() - 1];
    let margin = (0.3 * em).min(0.4 * at.width());
    let first = inner.partition_point(|edge| *edge <= at.x0 + margin);
    let last = inner.partition_point(|edge| *edge < at.x1 - margin);
    (first, last.max(first) + 1)
}

/// Which lines make up which row.
fn rows(lines: &[Line], full: &[bool], em: f32) -> Vec<std::ops::Range<usize>> {
    let mut rows: Vec<std::ops::Range<usize>> = Vec::new();
    let gap = |at: usize| lines[at + 1].at.y0 - lines[at].at.y1;
    let mut held: Option<usize> = None;
    for (at, whole) in full.iter().copied().enumerate() {
        let above = at.checked_sub(1).map_or(f32::MAX, gap);
        let below = if at + 1 < lines.len() {
            gap(at)
        } else {
            f32::MAX
        };
        let clearly = |near: f32, far: f32| near < NEAR * em && near + 0.25 * em < far;
        let start = held.unwrap_or(at);
        held = None;
        match rows.last_mut() {
            _ if whole || start < at && !clearly(below, above) => rows.push(start..at + 1),
            Some(row) if clearly(above, below) => row.end = at + 1,
            _ if clearly(below, above) || below < 0.0 && above > below => held = Some(start),
            _ => rows.push(start..at + 1),
        }
    }
    if let Some(start) = held {
        rows.push(start..lines.len());
    }
    rows
}

/// The cells of a row, an empty one wherever nothing stands.
fn row_of(lines: &[Vec<Line>], columns: &[f32], em: f32, row: usize) -> Vec<PlacedCell> {
    let width = columns.len() - 1;
    let mut held: Vec<(usize, usize, Vec<Line>)> = Vec::new();
    for group in lines.iter().flatten() {
        let (first, last) = span(columns, &group.at, em);
        match held
            .iter_mut()
            .find(|(from, to, _)| *from < last && first < *to)
        {
            Some((from, to, parts)) => {
                (*from, *to) = ((*from).min(first), (*to).max(last));
                parts.push(group.clone());
            }
            None => held.push((first, last, vec![group.clone()])),
        }
    }
    held.sort_by_key(|(from, ..)| *from);
    let mut cells: Vec<PlacedCell> = Vec::new();
    let mut next = 0;
    let cell = |col, col_span, text| PlacedCell {
        row,
        col,
        row_span: 1,
        col_span,
        text,
    };
    for (from, to, parts) in held {
        // Spans that grew over a neighbour are read as one cell.
        let from = from.max(next);
        cells.extend((next..from).map(|col| cell(col, 1, String::new())));
        match cells.last_mut().filter(|_| to <= from) {
            Some(last) => last.text += &joined(parts.iter()),
            None => cells.push(cell(from, to.max(from + 1) - from, joined(parts.iter()))),
        }
        next = to.max(next);
    }
    cells.extend((next..width).map(|col| cell(col, 1, String::new())));
    cells
}

fn median(mut numbers: Vec<f32>) -> Option<f32> {
    numbers.sort_by(f32::total_cmp);
    numbers.get(numbers.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::line::lines;
    use super::super::word::Word;
    use super::*;

    /// Words from rows of text: each at its x, 10 points a character, `y` its top.
    fn words(rows: &[(f32, &[(f32, &str)])]) -> Vec<Word> {
        let word = |y: f32, x: f32, text: &str| {
            let wide = |one: char| if one.is_ascii() { 5.0 } else { 10.0 };
            let at = Area {
                x0: x,
                y0: y,
                x1: x + text.chars().map(wide).sum::<f32>(),
                y1: y + 10.0,
            };
            let text = text.to_owned();
            Word { at, text }
        };
        let words = rows
            .iter()
            .flat_map(|(y, row)| row.iter().map(move |(x, text)| word(*y, *x, text)));
        words.collect()
    }

    #[track_caller]
    fn check(rows: &[(f32, &[(f32, &str)])], expected: &[&[&str]]) {
        let found = items(lines(words(rows)), &[]);
        let [Item::Table(table)] = found.as_slice() else {
            panic!("one table, not {found:?}")
        };
        let mut printed: Vec<Vec<&str>> = vec![Vec::new(); table.height];
        for cell in &table.cells {
            printed[cell.row].push(&cell.text);
        }
        assert_eq!(printed, expected);
    }

    #[test]
    fn columns_are_where_no_word_stands() {
        check(
            &[
                (0.0, &[(0.0, "信息内容"), (100.0, "制发"), (150.0, "废止")]),
                (20.0, &[(0.0, "规章"), (105.0, "3"), (155.0, "12")]),
                (40.0, &[(0.0, "行政规范性文件"), (155.0, "8")]),
            ],
            &[
                &["信息内容", "制发", "废止"],
                &["规章", "3", "12"],
                &["行政规范性文件", "", "8"],
            ],
        );
    }

    #[test]
    fn a_broken_label_goes_with_its_row() {
        check(
            &[
                (0.0, &[(0.0, "规章"), (100.0, "1"), (150.0, "2")]),
                (30.0, &[(0.0, "行政规范")]),
                (36.0, &[(100.0, "3"), (150.0, "4")]),
                (42.0, &[(0.0, "性文件")]),
                (72.0, &[(0.0, "许可"), (100.0, "5"), (150.0, "6")]),
            ],
            &[
                &["规章", "1", "2"],
                &["行政规范性文件", "3", "4"],
                &["许可", "5", "6"],
            ],
        );
    }

    #[test]
    fn prose_stays_prose() {
        let read = items(
            lines(words(&[
                (0.0, &[(0.0, "联系人甲"), (100.0, "电话")]),
                (20.0, &[(0.0, "地址")]),
            ])),
            &[],
        );
        assert!(read.iter().all(|item| matches!(item, Item::Line(_))));
    }

    proptest! {
        #[test]
        fn no_word_is_lost(
            places in prop::collection::vec((0_u8..200, 0_u8..20, "[0-9件]{1,3}"), 0..40)
        ) {
            let rows: Vec<(f32, [(f32, &str); 1])> = places
                .iter()
                .map(|(x, y, text)| (f32::from(*y) * 12.0, [(f32::from(*x) * 3.0, text.as_str())]))
                .collect();
            let rows: Vec<(f32, &[(f32, &str)])> = rows.iter().map(|(y, row)| (*y, &row[..])).collect();
            let count = |text: &str| text.chars().filter(|one| !one.is_whitespace()).count();
            let printed: usize = places.iter().map(|(_, _, text)| count(text)).sum();
            let read: usize = items(lines(words(&rows)), &[])
                .iter()
                .map(|item| match item {
                    Item::Line(line) => count(&line.text()),
                    Item::Table(table) => table.cells.iter().map(|cell| count(&cell.text)).sum(),
                })
                .sum();
            prop_assert_eq!(read, printed);
        }
    }
}
