//! Ruled lines to the cells that they enclose.
//!
//! Lines that touch are one lattice. Its crossings cut it into pieces, and pieces with no line
//! between them are one cell: merged cells come out as they are drawn. Lines that no others cross,
//! frames around paragraphs and strokes of characters enclose no table.

use super::rule::{Rule, Rules};
use super::word::Area;

/// A table as its lines draw it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Lattice {
    /// Where it stands.
    pub at: Area,
    /// Edges of its columns from left to right, in points: one more than columns.
    pub columns: Vec<f32>,
    /// Edges of its rows from top to bottom, in points.
    pub rows: Vec<f32>,
    /// Cells by row, then column. Together they cover the table, and none covers another.
    pub cells: Vec<Enclosed>,
}

/// A cell by the rows and columns that it covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Enclosed {
    /// First row, counted from 0.
    pub row: usize,
    /// First column, counted from 0.
    pub col: usize,
    /// Rows covered.
    pub row_span: usize,
    /// Columns covered.
    pub col_span: usize,
}

/// Lines that stand closer than this are one line drawn twice, in points.
const SAME: f32 = 2.5;
/// Lines that end this close to another one touch it, in points.
const TOUCH: f32 = 3.0;
/// A page with more rules along one axis is a drawing and has no tables.
pub(super) const MOST_RULES: usize = 3000;
/// A lattice with more pieces is a drawing.
const MOST_PIECES: usize = 200_000;
/// What is smaller than this along both axes is no table, in points.
const SMALL: f32 = 40.0;

/// The tables that `rules` draw, top to bottom.
pub(super) fn lattices(rules: &Rules) -> Vec<Lattice> {
    if rules.across.len().max(rules.down.len()) > MOST_RULES {
        return Vec::new();
    }
    let (across, down) = (merged(&rules.across), merged(&rules.down));
    let mut found: Vec<Lattice> = components(&across, &down)
        .into_iter()
        .filter_map(|(across, down)| lattice(&across, &down))
        .collect();
    found.sort_by(|one, other| one.at.y0.total_cmp(&other.at.y0));
    within_none(found)
}

/// Rules of which none is another one's double or continuation.
fn merged(rules: &[Rule]) -> Vec<Rule> {
    let mut sorted = rules.to_vec();
    sorted.sort_by(|one, other| one.at.total_cmp(&other.at));
    let mut merged: Vec<Rule> = Vec::new();
    let mut rest = sorted.as_mut_slice();
    while let Some(first) = rest.first().copied() {
        let count = rest.partition_point(|rule| rule.at - first.at <= SAME);
        let (together, behind) = rest.split_at_mut(count);
        together.sort_by(|one, other| one.from.total_cmp(&other.from));
        let at = f32::midpoint(
            first.at,
            together.iter().map(|rule| rule.at).fold(first.at, f32::max),
        );
        let start = merged.len();
        for rule in together.iter() {
            match merged[start..].last_mut() {
                Some(last) if rule.from <= last.to + TOUCH => last.to = last.to.max(rule.to),
                _ => merged.push(Rule { at, ..*rule }),
            }
        }
        rest = behind;
    }
    merged
}

/// Rules that touch each other, directly or through others.
fn components(across: &[Rule], down: &[Rule]) -> Vec<(Vec<Rule>, Vec<Rule>)> {
    let mut groups = Groups::new(across.len() + down.len());
    for (number, line) in across.iter().enumerate() {
        for (other, post) in down.iter().enumerate() {
            if touches(line, post) {
                groups.join(number, across.len() + other);
            }
        }
    }
    let mut found: Vec<(Vec<Rule>, Vec<Rule>)> =
        vec![Default::default(); across.len() + down.len()];
    for (number, line) in across.iter().enumerate() {
        found[groups.of(number)].0.push(*line);
    }
    for (number, post) in down.iter().enumerate() {
        found[groups.of(across.len() + number)].1.push(*post);
    }
    found.retain(|(across, down)| across.len() >= 2 && !down.is_empty());
    found
}

fn touches(line: &Rule, post: &Rule) -> bool {
    covers(line, post.at) && covers(post, line.at)
}

fn covers(rule: &Rule, place: f32) -> bool {
    rule.from - TOUCH <= place && place <= rule.to + TOUCH
}

/// The table of rules that touch; `None` if they enclose fewer than two cells.
fn lattice(across: &[Rule], down: &[Rule]) -> Option<Lattice> {
    let rows = edges(across, down);
    let columns = edges(down, across);
    let (height, width) = (rows.len() - 1, columns.len() - 1);
    let at = Area {
        x0: columns[0],
        y0: rows[0],
        x1: columns[width],
        y1: rows[height],
    };
    let small = at.width() < SMALL && at.height() < SMALL;
    if small || height == 0 || width == 0 || height * width > MOST_PIECES {
        return None;
    }
    let mut pieces = Groups::new(height * width);
    for row in 0..height {
        for col in 0..width {
            let piece = row * width + col;
            let middle = (
                f32::midpoint(columns[col], columns[col + 1]),
                f32::midpoint(rows[row], rows[row + 1]),
            );
            if col + 1 < width && !crossed(down, columns[col + 1], middle.1) {
                pieces.join(piece, piece + 1);
            }
            if row + 1 < height && !crossed(across, rows[row + 1], middle.0) {
                pieces.join(piece, piece + width);
            }
        }
    }
    let cells = cells(&mut pieces, height, width);
    (cells.len() >= 2).then_some(Lattice {
        at,
        columns,
        rows,
        cells,
    })
}

/// Where the lines of one direction stand, and where those of the other end beyond them: a table may
/// be open at its sides.
fn edges(lines: &[Rule], others: &[Rule]) -> Vec<f32> {
    let mut edges: Vec<f32> = lines.iter().map(|line| line.at).collect();
    edges.extend(others.iter().map(|other| other.from).reduce(f32::min));
    edges.extend(others.iter().map(|other| other.to).reduce(f32::max));
    edges.sort_by(f32::total_cmp);
    edges.dedup_by(|one, other| *one - *other <= TOUCH);
    edges
}

/// Whether a line stands at `edge` beside `place`.
fn crossed(lines: &[Rule], edge: f32, place: f32) -> bool {
    // Sorted by place, as `merged` leaves them.
    let first = lines.partition_point(|line| line.at < edge - TOUCH);
    let near = lines[first..]
        .iter()
        .take_while(|line| line.at <= edge + TOUCH);
    near.into_iter()
        .any(|line| line.from <= place && place <= line.to)
}

/// Groups of pieces as cells. A group that is no rectangle is cut into its rows.
fn cells(pieces: &mut Groups, height: usize, width: usize) -> Vec<Enclosed> {
    // For each group its first row and column, and those behind its last.
    let mut bounds = vec![(usize::MAX, usize::MAX, 0, 0, 0); height * width];
    for piece in 0..height * width {
        let (row, col) = (piece / width, piece % width);
        let (top, left, bottom, right, count) = &mut bounds[pieces.of(piece)];
        (*top, *left) = ((*top).min(row), (*left).min(col));
        (*bottom, *right) = ((*bottom).max(row + 1), (*right).max(col + 1));
        *count += 1;
    }
    let mut cells = Vec::new();
    for piece in 0..height * width {
        let (row, col) = (piece / width, piece % width);
        let group = pieces.of(piece);
        let (top, left, bottom, right, count) = bounds[group];
        if (bottom - top) * (right - left) == count {
            if (top, left) == (row, col) {
                cells.push(Enclosed {
                    row,
                    col,
                    row_span: bottom - top,
                    col_span: right - left,
                });
            }
        } else if col == 0 || pieces.of(piece - 1) != group {
            let run = (col..width).take_while(|col| pieces.of(row * width + col) == group);
            cells.push(Enclosed {
                row,
                col,
                row_span: 1,
                col_span: run.count(),
            });
        }
    }
    cells
}

/// Tables that stand within no other: one drawn in a cell of another belongs to that cell's text.
fn within_none(found: Vec<Lattice>) -> Vec<Lattice> {
    let holds = |outer: &Area, inner: &Area| {
        outer != inner
            && outer.x0 - TOUCH <= inner.x0
            && outer.y0 - TOUCH <= inner.y0
            && inner.x1 <= outer.x1 + TOUCH
            && inner.y1 <= outer.y1 + TOUCH
    };
    let areas: Vec<Area> = found.iter().map(|one| one.at).collect();
    let alone = |one: &Lattice| !areas.iter().any(|outer| holds(outer, &one.at));
    found.into_iter().filter(alone).collect()
}

/// Numbers joined into groups.
#[derive(Debug)]
struct Groups(Vec<usize>);

impl Groups {
    fn new(count: usize) -> Self {
        Self((0..count).collect())
    }

    /// The number that stands for a number's group, the smallest of it.
    fn of(&mut self, number: usize) -> usize {
        let mut root = number;
        while self.0[root] != root {
            self.0[root] = self.0[self.0[root]];
            root = self.0[root];
        }
        root
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.of(one), self.of(other));
        self.0[one.max(other)] = one.min(other);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rule(at: f32, from: f32, to: f32) -> Rule {
        Rule { at, from, to }
    }

    #[track_caller]
    fn check(across: &[[f32; 3]], down: &[[f32; 3]], expected: &[&[[usize; 4]]]) {
        let rules = |rules: &[[f32; 3]]| {
            rules
                .iter()
                .map(|[at, from, to]| rule(*at, *from, *to))
                .collect()
        };
        let found = lattices(&Rules {
            across: rules(across),
            down: rules(down),
        });
        let cells: Vec<Vec<[usize; 4]>> = found
            .iter()
            .map(|one| {
                let plain = |cell: &Enclosed| [cell.row, cell.col, cell.row_span, cell.col_span];
                one.cells.iter().map(plain).collect()
            })
            .collect();
        let expected: Vec<Vec<[usize; 4]>> = expected.iter().map(|one| one.to_vec()).collect();
        assert_eq!(cells, expected);
    }

    #[test]
    fn merged_cells_come_out_as_drawn() {
        // A head over two columns, a label beside two rows.
        check(
            &[
                [0.0, 0.0, 90.0],
                [20.0, 0.0, 90.0],
                [40.0, 30.0, 90.0],
                [60.0, 0.0, 90.0],
            ],
            &[
                [0.0, 0.0, 60.0],
                [30.0, 0.0, 60.0],
                [60.0, 20.0, 60.0],
                [90.0, 0.0, 60.0],
            ],
            &[&[
                [0, 0, 1, 1],
                [0, 1, 1, 2],
                [1, 0, 2, 1],
                [1, 1, 1, 1],
                [1, 2, 1, 1],
                [2, 1, 1, 1],
                [2, 2, 1, 1],
            ]],
        );
    }

    #[test]
    fn doubled_and_broken_lines_are_one() {
        check(
            &[
                [0.0, 0.0, 50.0],
                [0.8, 49.0, 90.0],
                [20.0, 0.0, 90.0],
                [20.5, 0.0, 90.0],
            ],
            &[[0.0, 0.0, 20.0], [45.0, 0.5, 19.0], [90.0, 0.0, 20.0]],
            &[&[[0, 0, 1, 1], [0, 1, 1, 1]]],
        );
    }

    #[test]
    fn a_table_may_be_open_at_its_sides() {
        check(
            &[[0.0, 0.0, 90.0], [20.0, 0.0, 90.0], [40.0, 0.0, 90.0]],
            &[[45.0, 0.0, 40.0]],
            &[&[[0, 0, 1, 1], [0, 1, 1, 1], [1, 0, 1, 1], [1, 1, 1, 1]]],
        );
    }

    #[test]
    fn frames_underlines_and_strokes_of_characters_are_none() {
        check(
            &[[0.0, 0.0, 90.0], [20.0, 0.0, 90.0], [300.0, 0.0, 90.0]],
            &[[0.0, 0.0, 20.0], [90.0, 0.0, 20.0]],
            &[],
        );
        check(
            &[[0.0, 0.0, 9.0], [4.0, 0.0, 9.0], [9.0, 0.0, 9.0]],
            &[[0.0, 0.0, 9.0], [9.0, 0.0, 9.0]],
            &[],
        );
    }

    #[test]
    fn a_cell_that_is_no_rectangle_is_cut_into_rows() {
        check(
            &[[0.0, 0.0, 60.0], [20.0, 30.0, 60.0], [40.0, 0.0, 60.0]],
            &[[0.0, 0.0, 40.0], [30.0, 20.0, 40.0], [60.0, 0.0, 40.0]],
            &[&[[0, 0, 1, 2], [1, 0, 1, 1], [1, 1, 1, 1]]],
        );
    }

    proptest! {
        #[test]
        fn cells_cover_each_piece_once(
            across in prop::collection::vec((0_u8..30, 0_u8..30, 0_u8..30), 0..25),
            down in prop::collection::vec((0_u8..30, 0_u8..30, 0_u8..30), 0..25),
        ) {
            let rules = |rules: Vec<(u8, u8, u8)>| rules.into_iter().map(|(at, one, other)| {
                let place = |one: u8| f32::from(one) * 7.0;
                rule(place(at), place(one.min(other)), place(one.max(other)))
            }).collect();
            for found in lattices(&Rules { across: rules(across), down: rules(down) }) {
                let width = found.columns.len() - 1;
                let mut covered = vec![0; width * (found.rows.len() - 1)];
                for cell in &found.cells {
                    for row in cell.row..cell.row + cell.row_span {
                        for col in cell.col..cell.col + cell.col_span {
                            covered[row * width + col] += 1;
                        }
                    }
                }
                prop_assert!(covered.iter().all(|count| *count == 1));
            }
        }
    }
}
