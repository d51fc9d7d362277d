//! Lines whose columns are known to the cells of a table.
//!
//! Which lines are one row is told by figures, and where there are none by how much of a line is filled.

use std::ops::Range;

use super::columns::{pieces, span};
use super::flow::Drawn;
use super::line::{Line, joined};
use super::open::Open;
use super::rows::{Block, by_figures};
use super::rule::Rule;
use crate::read::linear::PlacedCell;
use crate::record::TableLayout;

/// What stands closer than this to a row may be a part of it, in characters.
const NEAR: f32 = 0.6;

/// The lines of a page as a table with these columns.
pub(super) fn table(open: &Open, lines: &[Line], columns: &[f32], em: f32) -> Drawn {
    let at = lines.iter().map(|line| line.at);
    let at = at.reduce(|one, other| one.with(&other)).unwrap_or_default();
    let held: Vec<Vec<Line>> = lines.iter().map(|line| pieces(line, columns, em)).collect();
    let near = |rule: &&Rule| at.y0 < rule.at && rule.at < at.y1;
    let across: Vec<Rule> = open.across.iter().filter(near).copied().collect();
    let rows = by_figures(&held, columns, em, &across).unwrap_or_else(|| {
        let blocks = |range: Range<usize>| {
            held[range]
                .iter()
                .flatten()
                .map(|piece| vec![piece.clone()])
        };
        let rows = by_width(lines, &held, columns, em).into_iter();
        rows.map(|range| blocks(range).collect()).collect()
    });
    let mut cells = Vec::new();
    for (row, blocks) in rows.iter().enumerate() {
        cells.extend(cells_of(blocks, columns, em, row));
    }
    Drawn {
        layout: TableLayout::AlignedText,
        at,
        columns: columns.to_vec(),
        height: rows.len(),
        cells,
    }
}

/// Which lines make up which row where no figures tell: those that fill most columns begin one, and
/// others go with what they stand clearly nearer to.
fn by_width(lines: &[Line], held: &[Vec<Line>], columns: &[f32], em: f32) -> Vec<Range<usize>> {
    let width = columns.len() - 1;
    let filled = |pieces: &[Line]| {
        let spans = pieces.iter().map(|piece| span(columns, &piece.at, em));
        spans.map(|(from, to)| to - from).sum::<usize>().min(width)
    };
    let full = |at: usize| filled(&held[at]) >= 2.max(width * 3 / 5);
    let mut rows: Vec<Range<usize>> = Vec::new();
    let gap = |at: usize| lines[at + 1].at.y0 - lines[at].at.y1;
    let mut begun: Option<usize> = None;
    for at in 0..lines.len() {
        let above = at.checked_sub(1).map_or(f32::MAX, gap);
        let below = if at + 1 < lines.len() {
            gap(at)
        } else {
            f32::MAX
        };
        let clearly = |near: f32, far: f32| near < NEAR * em && near + 0.25 * em < far;
        let start = begun.unwrap_or(at);
        begun = None;
        match rows.last_mut() {
            _ if full(at) || start < at && !clearly(below, above) => rows.push(start..at + 1),
            Some(row) if clearly(above, below) => row.end = at + 1,
            _ if clearly(below, above) || below < 0.0 && above > below => begun = Some(start),
            _ => rows.push(start..at + 1),
        }
    }
    if let Some(start) = begun {
        rows.push(start..lines.len());
    }
    rows
}

/// The cells of a row, an empty one wherever nothing stands.
fn cells_of(blocks: &[Block], columns: &[f32], em: f32, row: usize) -> Vec<PlacedCell> {
    let width = columns.len() - 1;
    let mut held: Vec<(usize, usize, Vec<&Block>)> = Vec::new();
    for block in blocks {
        let at = block.iter().map(|line| line.at);
        let at = at.reduce(|one, other| one.with(&other)).unwrap_or_default();
        let (first, last) = span(columns, &at, em);
        match held.iter_mut().find(|one| one.0 < last && first < one.1) {
            Some((from, to, blocks)) => {
                (*from, *to) = ((*from).min(first), (*to).max(last));
                blocks.push(block);
            }
            None => held.push((first, last, vec![block])),
        }
    }
    held.sort_by_key(|(from, ..)| *from);
    // Spans that grew over a neighbour are one cell with it.
    held.dedup_by(|next, one| {
        let meets = next.0 < one.1;
        if meets {
            one.1 = one.1.max(next.1);
            one.2.append(&mut next.2);
        }
        meets
    });
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
        cells.extend((next..from).map(|col| cell(col, 1, String::new())));
        cells.push(cell(from, to - from, text(parts)));
        next = to;
    }
    cells.extend((next..width).map(|col| cell(col, 1, String::new())));
    cells
}

/// The text of blocks in one cell: side by side from left to right, lines below each other whole again.
fn text(mut blocks: Vec<&Block>) -> String {
    let left = |block: &Block| block.iter().map(|line| line.at.x0).fold(f32::MAX, f32::min);
    let right = |block: &Block| block.iter().map(|line| line.at.x1).fold(f32::MIN, f32::max);
    let y = |block: &Block| block.first().map_or(0.0, |line| line.at.y());
    blocks.sort_by(|one, other| left(one).total_cmp(&left(other)));
    if blocks
        .windows(2)
        .all(|pair| right(pair[0]) <= left(pair[1]))
    {
        let texts: Vec<String> = blocks.iter().map(|block| joined(block.iter())).collect();
        return texts.join(" ");
    }
    blocks.sort_by(|one, other| y(one).total_cmp(&y(other)));
    joined(blocks.into_iter().flatten())
}
