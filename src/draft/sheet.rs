//! A table of the sample as rows with a label, a unit and values.
//!
//! Two shapes are told: labels down the side, and one line of values below a line of labels. Anything else
//! is no table of figures, or none that a draft can do justice to.

use crate::grammar::QuantityWords;
use crate::label::Key;
use crate::layout::is_value;
use crate::table::{Grid, GridRow};

/// Longest text that is a label, in characters.
const LONGEST_LABEL: usize = 60;
/// Fewest rows or columns of a table that a form is drafted from.
const FEWEST: usize = 2;

/// A table of the sample.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Sheet {
    /// Heads of the value columns, if there are several or labels stand across.
    pub(super) heads: Vec<String>,
    /// Rows from top to bottom.
    pub(super) rows: Vec<Line>,
    /// Texts above the first row.
    pub(super) header: Vec<String>,
    /// One line of values below a line of labels: the row has no label of its own.
    pub(super) across: bool,
    /// Several value columns that say the same of several organs or periods.
    pub(super) repeats: bool,
}

/// A row of the sample.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Line {
    /// As printed, with its number.
    pub(super) label: String,
    /// All words before the values: the group that the row stands in, and its label.
    pub(super) path: String,
    /// As printed beside the label.
    pub(super) unit: Option<String>,
    /// From left to right; `None` for what is no number.
    pub(super) values: Vec<Option<f64>>,
    /// Level of the number that the label begins with.
    pub(super) level: Option<u8>,
}

impl Sheet {
    /// The table of `grid`; `None` if it has no two figures with labels.
    pub(super) fn of(grid: &Grid, words: &QuantityWords) -> Option<Self> {
        let first = grid.rows.iter().position(is_valued)?;
        let header = texts(&grid.rows[..first]);
        if let Some(across) = Self::across(grid, first, &header) {
            return Some(across);
        }
        let mut rows: Vec<Line> = Vec::new();
        for row in &grid.rows[first.saturating_sub(1)..] {
            rows.extend(line(row, words).filter(|line| {
                !line.values.is_empty() || line.level.is_some() && !rows.is_empty()
            }));
        }
        let width = rows.iter().map(|row| row.values.len()).max()?;
        let valued = rows.iter().filter(|row| !row.values.is_empty()).count();
        // Columns of a page that was turned were rows: an organ each. And rows that only their groups tell
        // apart are indicators, which columns of their own could not be.
        let repeats = width > 1 && (grid.transposed || has_twins(&rows));
        let heads = match width {
            1 => Vec::new(),
            _ if repeats => Vec::new(),
            _ => heads(grid, first, width)?,
        };
        told_apart(&mut rows);
        (valued >= FEWEST || valued == 1 && width >= FEWEST).then_some(Self {
            heads,
            rows,
            header,
            across: false,
            repeats,
        })
    }

    /// One line of values below as many labels.
    fn across(grid: &Grid, first: usize, header: &[String]) -> Option<Self> {
        let (row, head) = (&grid.rows[first], grid.rows.get(first.checked_sub(1)?)?);
        let unlabelled = row.cells.iter().all(|cell| is_value(&cell.text));
        let alone = grid.rows[first + 1..].iter().all(|row| !is_valued(row));
        let heads: Vec<String> = head.cells.iter().map(|cell| cell.text.clone()).collect();
        let fits = unlabelled && alone && heads.len() == row.cells.len() && heads.len() > FEWEST;
        let named = heads.iter().all(|head| is_label(head));
        let values = row.cells.iter().map(|cell| number(&cell.text)).collect();
        (fits && named).then(|| Self {
            heads,
            rows: vec![Line {
                values,
                ..Line::default()
            }],
            header: header.to_vec(),
            across: true,
            repeats: false,
        })
    }
}

fn is_valued(row: &GridRow) -> bool {
    let numbers = row.cells.iter().filter(|cell| is_value(&cell.text));
    let labelled = row.cells.iter().any(|cell| is_label(&cell.text));
    let count = numbers.count();
    count >= 1 && labelled || count > FEWEST
}

fn is_label(text: &str) -> bool {
    !text.is_empty()
        && !is_value(text)
        && text.chars().count() <= LONGEST_LABEL
        && !Key::new(text).is_empty()
}

/// A row with its label: the last text before the values that is no unit.
fn line(row: &GridRow, words: &QuantityWords) -> Option<Line> {
    let first = row.cells.iter().position(|cell| is_value(&cell.text));
    // A number before the label is the number of the row.
    let last = row
        .cells
        .iter()
        .rposition(|cell| !cell.text.is_empty() && !is_value(&cell.text));
    let (before, behind) = match (first, last) {
        (_, Some(last)) => row.cells.split_at(last + 1),
        (Some(_), None) | (None, None) => return None,
    };
    let mut texts = before
        .iter()
        .map(|cell| cell.text.as_str())
        .filter(|text| is_label(text));
    let unit = before
        .last()
        .map(|cell| cell.text.as_str())
        .filter(|text| is_unit(words, text));
    let words_before = texts.clone().filter(|text| Some(*text) != unit);
    let path: String = words_before.collect();
    let label = match unit {
        Some(unit) => texts.rfind(|text| *text != unit)?,
        None => texts.next_back()?,
    };
    let values: Vec<Option<f64>> = behind.iter().map(|cell| number(&cell.text)).collect();
    let empty = behind.iter().all(|cell| cell.text.is_empty());
    Some(Line {
        label: label.to_owned(),
        path,
        unit: unit.map(str::to_owned),
        values: if empty { Vec::new() } else { values },
        level: Key::new(label).ordinal.map(|(level, _)| level),
    })
}

/// Whether two rows have one label.
fn has_twins(rows: &[Line]) -> bool {
    (1..rows.len()).any(|at| rows[..at].iter().any(|row| row.label == rows[at].label))
}

/// Gives rows of one label the words before it as well: 次数 below 行政检查.
fn told_apart(rows: &mut [Line]) {
    let labels: Vec<String> = rows.iter().map(|row| row.label.clone()).collect();
    for row in rows {
        if labels.iter().filter(|label| **label == row.label).count() > 1 {
            row.label.clone_from(&row.path);
        }
    }
}

/// Heads of the last `width` columns, from the nearest row above that has as many.
fn heads(grid: &Grid, first: usize, width: usize) -> Option<Vec<String>> {
    let above = grid.rows[..first].iter().rev();
    let named = above.map(|row| {
        let cells = row.cells.iter().rev().take(width);
        let mut heads: Vec<String> = cells.map(|cell| cell.text.clone()).collect();
        heads.reverse();
        heads
    });
    let distinct = |heads: &Vec<String>| {
        let apart = |at: usize| !heads[..at].contains(&heads[at]);
        heads.len() == width && (0..width).all(|at| is_label(&heads[at]) && apart(at))
    };
    named.into_iter().find(distinct)
}

fn texts(rows: &[GridRow]) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    for cell in rows.iter().flat_map(|row| &row.cells) {
        if is_label(&cell.text) && !texts.contains(&cell.text) {
            texts.push(cell.text.clone());
        }
    }
    texts
}

/// Units of money, which are no classifiers.
const MONEY: [&str; 3] = ["万元", "亿元", "元"];

fn is_unit(words: &QuantityWords, text: &str) -> bool {
    MONEY.contains(&text)
        || words.classifiers.hold(text)
        || words.long_classifiers.hold(text)
        || words.measures.hold(text)
        || words.noun_units.hold(text)
}

fn number(text: &str) -> Option<f64> {
    let digits: String = text
        .chars()
        .filter(|one| *one != ',' && *one != '，')
        .collect();
    digits.parse().ok()
}
