//! Grid rows cut into label, unit and values, ready to be compared with a form.

use crate::label::Key;
use crate::record::ValueState;
use crate::table::{Grid, GridCell, GridRow};
use crate::text::Span;

use super::CellRef;
use super::cell::{self, CellValue};

/// A row of a grid, taken apart.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// Index of its grid.
    pub grid: usize,
    /// Index of the row in its grid.
    pub at: usize,
    /// Words of the label, from left to right: cells, or the words of a line.
    pub words: Vec<String>,
    /// The label's bytes; empty if there is none.
    pub label: Span,
    /// Unit printed in a cell of its own.
    pub unit: Option<String>,
    /// How many units are printed in cells of their own.
    pub units: usize,
    /// Cells behind label and unit, empty ones included where they are printed.
    pub values: Vec<(CellRef, CellValue)>,
    /// Whether empty cells are printed as such.
    pub explicit: bool,
    /// Number of cells, empty ones included.
    pub width: usize,
    /// The whole row's bytes.
    pub span: Span,
    /// What the label may be compared by: its last word, its last two …, all of it.
    pub keys: Vec<Key>,
}

impl Row {
    /// Number of values that are printed.
    pub(crate) fn filled(&self) -> usize {
        self.values
            .iter()
            .filter(|(_, value)| value.state != ValueState::Blank)
            .count()
    }

    /// The label as one text.
    pub(crate) fn label_text(&self) -> String {
        self.words.concat()
    }
}

/// How many words of a label are tried as its own part.
const SUFFIXES: usize = 4;

/// Takes the rows of all grids apart, in order of position.
///
/// `units` are those that forms print.
pub(crate) fn rows(grids: &[Grid], units: &[String]) -> Vec<Row> {
    let mut rows = Vec::new();
    for (number, grid) in grids.iter().enumerate().filter(|(_, grid)| grid.genuine) {
        for (at, row) in grid.rows.iter().enumerate() {
            let taken = take_apart(number, at, row, units);
            let before = rows.last().filter(|row: &&Row| row.grid == number);
            rows.extend(taken.or_else(|| empty(number, at, row, before?)));
        }
    }
    without_notes(&mut rows);
    without_numbers(rows)
}

/// Takes away the only value of a row, with its unit, where the label's bracket is open before it and
/// closes on the next line: （同一热点计 1次 ）.
fn without_notes(rows: &mut [Row]) {
    for at in 1..rows.len() {
        let (before, row) = (&rows[at - 1], &rows[at]);
        let first = row.words.first();
        let closes = first.is_some_and(|word| word.starts_with(['）', ')']));
        let with_unit = |(_, value): &(CellRef, CellValue)| value.unit.is_some();
        if closes
            && row.grid == before.grid
            && before.values.iter().all(with_unit)
            && is_open(before.words.iter().map(String::as_str))
        {
            rows[at - 1].values.clear();
        }
    }
}

/// Whether words open a bracket that they do not close.
pub(super) fn is_open<'w>(words: impl Iterator<Item = &'w str> + Clone) -> bool {
    let count = |signs: [char; 2]| -> usize {
        let found = words.clone().map(|word| word.matches(signs).count());
        found.sum()
    };
    count(['（', '(']) > count(['）', ')'])
}

/// Rows from which on 1, 2, 3 … are numbers of rows.
const NUMBERED: usize = 6;

/// Takes the numbers of rows, printed on lines of their own before each label, out of the values of
/// the rows before, if most labels have one.
fn without_numbers(mut rows: Vec<Row>) -> Vec<Row> {
    let last = |row: &Row| row.values.last().and_then(|(_, value)| value.value);
    let ends: Vec<usize> = (1..rows.len())
        .filter(|at| {
            let (row, next) = (&rows[at - 1], &rows[*at]);
            row.words.is_empty()
                && row.filled() > 0
                && !next.words.is_empty()
                && row.grid == next.grid
        })
        .map(|at| at - 1)
        .collect();
    let mut before = 0.0;
    let mut numbers = Vec::new();
    for at in &ends {
        // Each table may count anew.
        if let Some(number) = last(&rows[*at]).filter(|one| *one == before + 1.0 || *one == 1.0) {
            numbers.push(*at);
            before = number;
        }
    }
    if numbers.len() < NUMBERED || numbers.len() * 4 < ends.len() * 3 {
        return rows;
    }
    for at in numbers {
        rows[at].values.pop();
    }
    rows.retain(|row| !row.values.is_empty() || !row.words.is_empty() || row.unit.is_some());
    rows
}

fn take_apart(grid: usize, at: usize, row: &GridRow, units: &[String]) -> Option<Row> {
    let read: Vec<Option<CellValue>> = row
        .cells
        .iter()
        .map(|cell| cell::read(&cell.text))
        .collect();
    // The label ends with the last text that is no value; a unit behind it is its own column.
    let is_unit = |index: usize| units.contains(&row.cells[index].text);
    let text = |index: &usize| read[*index].is_none();
    let end = before_remark(row, &read, is_unit);
    let last_text = (0..end).rev().find(text);
    let last_label = (0..end).rev().find(|index| text(index) && !is_unit(*index));
    let unit =
        last_text.filter(|index| is_unit(*index) && last_label.is_none_or(|label| label < *index));
    let start = last_text.map_or(0, |index| index + 1);
    // Cells before the label are an index column; empty ones belong to merged cells.
    let words: Vec<usize> = last_label.map_or(Vec::new(), |last| {
        (0..=last)
            .filter(|index| text(index) && !is_unit(*index))
            .collect()
    });
    let span = row
        .cells
        .iter()
        .map(|cell| cell.span)
        .filter(|span| !span.is_empty())
        .reduce(Span::cover)?;
    let label = words
        .iter()
        .map(|index| row.cells[*index].span)
        .reduce(Span::cover);
    let noted = is_noted(row, &words, end);
    let values = (start..end)
        .filter(|_| !noted)
        .filter_map(|index| {
            let (cell, value) = (&row.cells[index], read[index].clone()?);
            Some((
                CellRef {
                    grid,
                    row: at,
                    col: cell.col,
                    span: cell.span,
                },
                value,
            ))
        })
        .collect();
    let words: Vec<String> = words
        .iter()
        .map(|index| row.cells[*index].text.clone())
        .collect();
    if is_scrap(&words) {
        return None;
    }
    let keys = keys(&words);
    Some(Row {
        grid,
        at,
        words,
        label: label.unwrap_or(Span::new(span.start, span.start)),
        unit: unit.map(|index| row.cells[index].text.clone()),
        units: (0..end).filter(|index| is_unit(*index)).count(),
        values,
        explicit: row.explicit,
        width: row.cells.last().map_or(0, |cell| cell.col + cell.col_span),
        span,
        keys,
    })
}

/// Whether the label's bracket is open before the values and text goes on behind them: they are part of
/// a note.
fn is_noted(row: &GridRow, words: &[usize], end: usize) -> bool {
    let label = words.iter().map(|index| row.cells[*index].text.as_str());
    end < row.cells.len() && is_open(label)
}

/// Whether the words of a row are Latin letters and signs: residue of copy protection, whose digits
/// are no values.
fn is_scrap(words: &[String]) -> bool {
    let characters = || words.iter().flat_map(|word| word.chars());
    let strange = |one: char| one.is_ascii_alphabetic() || "&~$#^*@".contains(one);
    characters().any(strange) && characters().all(|one| one.is_ascii())
}

/// A row of empty cells right below column heads: values that nobody filled in.
fn empty(grid: usize, at: usize, row: &GridRow, before: &Row) -> Option<Row> {
    let (first, last) = (row.cells.first()?, row.cells.last()?);
    let below_heads = before.at + 1 == at && before.values.is_empty() && before.words.len() >= 2;
    if !row.explicit || !below_heads {
        return None;
    }
    let value = |cell: &GridCell| {
        let place = CellRef {
            grid,
            row: at,
            col: cell.col,
            span: cell.span,
        };
        Some((place, cell::read(&cell.text)?))
    };
    let start = first.span.start;
    Some(Row {
        grid,
        at,
        words: Vec::new(),
        label: Span::new(start, start),
        unit: None,
        units: 0,
        values: row.cells.iter().filter_map(value).collect(),
        explicit: true,
        width: last.col + last.col_span,
        span: first.span.cover(last.span),
        keys: Vec::new(),
    })
}

/// Where the cells of a row end that are not a remark: texts behind the values that are behind the
/// label. Without a unit between, only a value that is printed parts a remark from the label.
fn before_remark(
    row: &GridRow,
    read: &[Option<CellValue>],
    is_unit: impl Fn(usize) -> bool,
) -> usize {
    let all = row.cells.len();
    let texts = |end: usize| {
        let back = (0..end).rev();
        end - back
            .take_while(|index| read[*index].is_none() && !is_unit(*index))
            .count()
    };
    let end = texts(all);
    let values = (0..end).rev().take_while(|index| read[*index].is_some());
    let first = end - values.count();
    let with_unit = first > 0 && is_unit(first - 1);
    let label = if with_unit { first - 1 } else { first };
    let printed = |value: &CellValue| value.state != ValueState::Blank;
    let parted = match with_unit {
        true => true,
        false => row.explicit && end > 0 && read[end - 1].as_ref().is_some_and(printed),
    };
    let behind = end < all && first < end && texts(label) < label;
    if behind && parted { end } else { all }
}

/// Keys of the label's last words, fewest first, and of the whole label.
fn keys(words: &[String]) -> Vec<Key> {
    let mut keys: Vec<Key> = Vec::new();
    let counts = (1..=SUFFIXES.min(words.len()))
        .chain(std::iter::once(words.len()).filter(|all| *all > SUFFIXES));
    for count in counts {
        let key = Key::new(&words[words.len() - count..].concat());
        if !key.is_empty() && !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(printed: &str, label: &str, values: &[&str]) {
        let mut start = 0;
        let cells = printed.split('|').enumerate().map(|(col, text)| {
            let span = Span::new(start, start + text.len());
            start = span.end + 1;
            GridCell {
                col,
                col_span: 1,
                row_span: 1,
                span,
                text: text.to_owned(),
            }
        });
        let row = GridRow {
            cells: cells.collect(),
            explicit: true,
            after_gap: false,
        };
        let read =
            take_apart(0, 0, &row, &["件".to_owned()]).unwrap_or_else(|| panic!("{printed}"));
        let texts: Vec<&str> = read
            .values
            .iter()
            .map(|(cell, _)| cell.span.text(printed))
            .collect();
        assert_eq!(
            (read.label_text().as_str(), texts.as_slice()),
            (label, values)
        );
    }

    #[test]
    fn a_remark_behind_the_values_is_no_label() {
        check("收到申请数|件|41|含上年结转", "收到申请数", &["41"]);
        check("收到申请数|件||暂无", "收到申请数", &[""]);
        check("规章|1|0|4|新增一件", "规章", &["1", "0", "4"]);
    }

    #[test]
    fn what_stands_before_a_label_is_no_value() {
        check("1|收到申请数|件|41", "收到申请数", &["41"]);
        check(
            "三、办理结果|1|予以公开|41|",
            "三、办理结果予以公开",
            &["41", ""],
        );
        check("收到申请数||含上年结转|件", "收到申请数含上年结转", &[]);
    }
}
