//! Columns held by blanks: where a value stands on the page says which cells beside it are empty.
//!
//! A row with fewer values than its neighbours is compared with the nearest full rows. Its values
//! are placed only if each stands below or above the values of one column; extraction that pushed
//! the line out of its columns places nothing.

use super::{GridCell, GridRow};
use crate::text::Span;

/// How many rows away a full row may be to stand for the columns of a row.
const NEAR: usize = 12;

/// Columns of the page, first and one past the last.
type Extent = (usize, usize);

/// Puts empty cells between the values of rows that lack some, and marks these rows and those they
/// were compared with as explicit.
pub(super) fn place(text: &str, rows: &mut [GridRow], is_value: impl Fn(&GridCell) -> bool) {
    let base = rows
        .iter()
        .map(|row| row.cells.iter().filter(|cell| !is_value(cell)).count());
    let base = base.max().unwrap_or(0);
    let pages: Vec<Option<Line>> = rows
        .iter()
        .map(|row| Line::new(text, row, &is_value))
        .collect();
    let mut columns: Vec<Option<Vec<usize>>> = vec![None; rows.len()];
    let mut width = vec![0; rows.len()];
    for at in 0..rows.len() {
        let Some(found) = placed(&pages, at) else {
            continue;
        };
        for row in found.full {
            width[row] = found.width;
            columns[row] = Some((0..found.width).collect());
        }
        width[at] = found.width;
        columns[at] = Some(found.columns);
    }
    for ((row, columns), width) in rows.iter_mut().zip(columns).zip(width) {
        if let Some(columns) = columns {
            spread(row, &columns, base, width, &is_value);
        }
    }
}

/// A row that stands on one line, with the extents of its values by both measures.
struct Line {
    values: [Vec<Extent>; 2],
    /// Where the label ends.
    label: [usize; 2],
}

impl Line {
    fn new(text: &str, row: &GridRow, is_value: impl Fn(&GridCell) -> bool) -> Option<Self> {
        let (first, last) = (row.cells.first()?, row.cells.last()?);
        if text[first.span.start..last.span.end].contains('\n') {
            return None;
        }
        let labels = row.cells.iter().take_while(|cell| !is_value(cell)).count();
        // Text behind values: not a row of this kind.
        if labels == 0 || row.cells[labels..].iter().any(|cell| !is_value(cell)) {
            return None;
        }
        let start = text[..first.span.start].rfind('\n').map_or(0, |at| at + 1);
        let measure = |wide: usize| {
            let extents = |span: Span| {
                let before = columns(&text[start..span.start], wide);
                (before, before + columns(span.text(text), wide))
            };
            let values: Vec<Extent> = row.cells[labels..]
                .iter()
                .map(|cell| extents(cell.span))
                .collect();
            (values, extents(row.cells[labels - 1].span).1)
        };
        let (one, two) = (measure(1), measure(2));
        Some(Self {
            values: [one.0, two.0],
            label: [one.1, two.1],
        })
    }

    fn count(&self) -> usize {
        self.values[0].len()
    }
}

/// Columns that a text takes if a Chinese character takes `wide`.
fn columns(text: &str, wide: usize) -> usize {
    text.chars()
        .map(|one| if one < '\u{1100}' { 1 } else { wide })
        .sum()
}

/// Where the values of a row belong.
struct Placed {
    columns: Vec<usize>,
    /// Number of columns.
    width: usize,
    /// The full rows that say so.
    full: Vec<usize>,
}

/// Where the values of row `at` belong by the full rows near it.
fn placed(lines: &[Option<Line>], at: usize) -> Option<Placed> {
    let line = lines[at].as_ref().filter(|line| line.count() > 0)?;
    let mut near: Vec<usize> = (at.saturating_sub(NEAR)..(at + NEAR + 1).min(lines.len()))
        .filter(|other| {
            lines[*other]
                .as_ref()
                .is_some_and(|other| other.count() > line.count())
        })
        .collect();
    near.sort_by_key(|other| other.abs_diff(at));
    let count = lines[*near.first()?].as_ref()?.count();
    near.retain(|other| {
        lines[*other]
            .as_ref()
            .is_some_and(|one| one.count() == count)
    });
    near.truncate(4);
    if near.len() < 2 {
        return None;
    }
    let read: Vec<Vec<usize>> = (0..2)
        .filter_map(|measure| {
            let full: Vec<&Line> = near.iter().filter_map(|row| lines[*row].as_ref()).collect();
            fit(line, &full, count, measure)
        })
        .collect();
    // Chinese characters take one column or two, as the extractor has it: both must not disagree.
    let columns = read.first().cloned()?;
    read.iter()
        .all(|other| *other == columns)
        .then_some(Placed {
            columns,
            width: count,
            full: near,
        })
}

/// The column of each value of `line` by the columns of full rows; `None` if they have no common
/// columns, or if a value stands in none of them.
fn fit(line: &Line, full: &[&Line], count: usize, measure: usize) -> Option<Vec<usize>> {
    let extents: Vec<Extent> = (0..count)
        .map(|col| {
            let of_row = full.iter().map(|row| row.values[measure][col]);
            of_row.fold((usize::MAX, 0), |all, one| {
                (all.0.min(one.0), all.1.max(one.1))
            })
        })
        .collect();
    let apart = extents.windows(2).all(|pair| pair[0].1 < pair[1].0);
    if !apart || line.label[measure] >= extents[0].0 {
        return None;
    }
    let column = |value: &Extent| {
        let mut over =
            (0..count).filter(|col| value.0 < extents[*col].1 && extents[*col].0 < value.1);
        let first = over.next()?;
        over.next().is_none().then_some(first)
    };
    let found: Vec<usize> = line.values[measure]
        .iter()
        .map(column)
        .collect::<Option<_>>()?;
    found
        .windows(2)
        .all(|pair| pair[0] < pair[1])
        .then_some(found)
}

/// Sets a row's values into `width` columns behind `base` columns of labels.
fn spread(
    row: &mut GridRow,
    columns: &[usize],
    base: usize,
    width: usize,
    is_value: impl Fn(&GridCell) -> bool,
) {
    let cells = std::mem::take(&mut row.cells);
    let end = cells.last().map_or(0, |cell| cell.span.end);
    let (labels, mut values): (Vec<_>, Vec<_>) =
        cells.into_iter().partition(|cell| !is_value(cell));
    row.cells = labels;
    values.reverse();
    let mut before = row.cells.last().map_or(end, |cell| cell.span.end);
    for col in 0..width {
        let cell = match values.last() {
            Some(_) if columns.contains(&col) => values.pop(),
            _ => None,
        };
        let cell = cell.unwrap_or(GridCell {
            col: 0,
            col_span: 1,
            row_span: 1,
            span: Span::new(before, before),
            text: String::new(),
        });
        before = cell.span.end;
        row.cells.push(GridCell {
            col: base + col,
            ..cell
        });
    }
    row.explicit = true;
}

#[cfg(test)]
mod tests {
    use super::super::flattened::rows;
    use crate::label::LabelIndex;
    use crate::layout::{LineKind, TableLine};
    use crate::text::Span;

    #[track_caller]
    fn check(printed: &str, expected: &[&str]) {
        let mut start = 0;
        let lines: Vec<TableLine> = printed
            .split('\n')
            .map(|line| {
                let span = Span::new(start, start + line.len());
                start = span.end + 1;
                TableLine {
                    span,
                    kind: LineKind::Label,
                }
            })
            .collect();
        let shown: Vec<String> = rows(printed, &lines, &LabelIndex::default())
            .1
            .iter()
            .map(|row| {
                let texts: Vec<&str> = row.cells.iter().map(|cell| cell.text.as_str()).collect();
                texts.join(",")
            })
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn a_value_belongs_to_the_column_it_stands_in() {
        check(
            "予以公开      12      3      15\n部分公开       4              4\n其他处理       1      0       1",
            &["予以公开,12,3,15", "部分公开,4,,4", "其他处理,1,0,1"],
        );
    }

    #[test]
    fn a_line_pushed_out_of_its_columns_stays_as_it_is() {
        check(
            "予以公开      12      3      15\n部分公开区分处理         4           4\n其他处理       1      0       1",
            &["予以公开,12,3,15", "部分公开区分处理,4,4", "其他处理,1,0,1"],
        );
    }
}
