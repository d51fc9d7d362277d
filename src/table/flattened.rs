//! Rows in running lines: cells separated by blanks, or one a line, or labels first and values after.
//!
//! Nothing marks an empty cell here. Lines are cut into a label and the values behind it; lines of
//! values alone that follow one another are one row, and the form decides what they belong to.

use std::collections::HashSet;
use std::ops::Range;

use super::{GridCell, GridRow, aligned, cell};
use crate::label::LabelIndex;
use crate::layout::{LineKind, TableLine, is_garbled, is_value, split_values};
use crate::record::TableLayout;
use crate::text::Span;

/// Rows and the layout that they show.
pub(super) fn rows(
    text: &str,
    lines: &[TableLine],
    labels: &LabelIndex,
) -> (TableLayout, Vec<GridRow>) {
    let mut rows: Vec<GridRow> = Vec::new();
    let mut gap = false;
    let mut single = 0;
    let mut several = 0;
    let mut blanks = 0;
    let empty = empty_cells(text, lines);
    let mut at = 0;
    while at < lines.len() {
        let line = &lines[at];
        let joined = match upright(text, &lines[at..]) {
            0 => broken(text, &lines[at..], labels),
            length => length,
        };
        at += joined.max(1);
        let cell_of_row = empty.contains(&(at - 1)) && !line.span.is_empty();
        if line.kind == LineKind::Blank && !cell_of_row {
            gap = true;
            continue;
        }
        let row = match joined {
            0 if line.kind == LineKind::Blank => GridRow {
                cells: vec![cell(text, line.span, 0)],
                explicit: true,
                ..GridRow::default()
            },
            0 => line_row(text, line.span),
            _ => GridRow {
                cells: vec![cell(text, line.span.cover(lines[at - 1].span), 0)],
                ..GridRow::default()
            },
        };
        let values = row.cells.iter().filter(|cell| is_value(&cell.text)).count();
        single += usize::from(row.cells.len() == 1);
        several += usize::from(values > 1);
        blanks += usize::from(values > 0 && line.span.text(text).trim().contains("   "));
        match rows.last_mut() {
            Some(last) if is_bare(&row) && is_bare(last) => {
                last.explicit |= row.explicit;
                for mut cell in row.cells {
                    cell.col = last.cells.len();
                    last.cells.push(cell);
                }
            }
            _ => rows.push(GridRow {
                after_gap: gap,
                ..row
            }),
        }
        gap = false;
    }
    let layout = if blanks * 2 > several && blanks > 0 {
        aligned::place(text, &mut rows, |cell| is_value(&cell.text));
        TableLayout::AlignedText
    } else if several > 0 || single * 2 < lines.len() {
        TableLayout::Flattened
    } else {
        TableLayout::CellPerLine
    };
    (layout, rows)
}

/// Characters of an upright label, at least.
const UPRIGHT: usize = 3;

/// How many lines, from the first on, are a label set one character a line; 0 if it is none.
///
/// A digit begins one only before the mark that numbers have.
fn upright(text: &str, lines: &[TableLine]) -> usize {
    let single = |line: &TableLine| {
        let mut characters = line.span.text(text).trim().chars();
        characters.next().filter(|_| characters.next().is_none())
    };
    let characters: Vec<char> = lines.iter().map_while(single).take(LONGEST).collect();
    let marked = characters
        .get(1)
        .is_some_and(|one| matches!(one, '.' | '．' | '、'));
    let from = usize::from(marked && characters[0].is_ascii_digit());
    let end = characters[from..]
        .iter()
        .position(|one| one.is_ascii_digit() || is_value(one.encode_utf8(&mut [0; 4])))
        .map_or(characters.len(), |end| from + end);
    let letters: Vec<&char> = characters[..end]
        .iter()
        .filter(|one| one.is_alphabetic())
        .collect();
    let different = letters.iter().collect::<HashSet<_>>().len();
    // A column of units has few different characters.
    let is_label = letters.len() >= UPRIGHT && different * 3 >= letters.len() * 2;
    if is_label { end } else { 0 }
}

/// Characters of the longest upright label.
const LONGEST: usize = 64;

/// Lines that a label of one cell may be broken into, with the blank ones between.
const PIECES: usize = 8;

/// How many lines, from the first on, are one label of a row broken over them, none of which is a label
/// by itself: `没收违法`, `所得、没收`, `非法财物`. 0 if they are none.
fn broken(text: &str, lines: &[TableLine], labels: &LabelIndex) -> usize {
    let mut whole = String::new();
    for (at, line) in lines.iter().take(PIECES).enumerate() {
        let piece = line.span.text(text).trim();
        if piece.is_empty() && at > 0 {
            continue;
        }
        if !piece.chars().any(char::is_alphabetic)
            || split_values(piece).1 > 0
            || labels.is_row(piece)
        {
            return 0;
        }
        whole.push_str(piece);
        if at > 0 && labels.is_row(&whole) {
            return at + 1;
        }
    }
    0
}

/// Labels above a row of values from which on blanks between these are cells.
const HEADS: usize = 6;

/// Lines among which blanks, where nothing is printed between other cells, are empty cells: the values below
/// a row of heads, each cell on its line with an empty line behind it.
fn empty_cells(text: &str, lines: &[TableLine]) -> Range<usize> {
    let raw = |line: &TableLine| line.span.text(text);
    let printed = |line: &&TableLine| !raw(line).trim().is_empty();
    let value = |line: &TableLine| is_value(raw(line).trim());
    let (Some(first), Some(last)) = (lines.iter().position(value), lines.iter().rposition(value))
    else {
        return 0..0;
    };
    let heads = lines[..first].iter().filter(printed).count();
    let end = lines[..first].iter().rposition(|line| printed(&line));
    let Some(end) = end.filter(|_| heads >= HEADS) else {
        return 0..0;
    };
    let blank = |line: &TableLine| !line.span.is_empty() && !printed(&line);
    let parted = (lines.windows(2)).all(|pair| pair.iter().any(|line| line.span.is_empty()));
    let values = lines[first..].iter().filter(printed).all(value);
    if parted && values && !lines[..end].iter().any(blank) {
        end + 1..last + 1
    } else {
        0..0
    }
}

/// Whether a row has no label: values only, or what bad scanning made of them.
fn is_bare(row: &GridRow) -> bool {
    row.cells
        .iter()
        .all(|cell| cell.text.is_empty() || is_value(&cell.text) || is_garbled(&cell.text))
}

/// A line as a row: the words of its label, then its values.
pub(super) fn line_row(text: &str, span: Span) -> GridRow {
    let raw = span.text(text);
    let (label, _) = split_values(raw);
    let bare = label.split_whitespace().all(is_value);
    let cut = if bare { 0 } else { label.len() };
    let mut cells: Vec<GridCell> = Vec::new();
    for (part, offset) in [(&raw[..cut], 0), (&raw[cut..], cut)] {
        for word in part.split_whitespace() {
            let start = span.start + offset + (word.as_ptr() as usize - part.as_ptr() as usize);
            cells.push(cell(
                text,
                Span::new(start, start + word.len()),
                cells.len(),
            ));
        }
    }
    GridRow {
        cells,
        ..GridRow::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(printed: &str, expected: usize) {
        let lines: Vec<TableLine> = printed
            .split('\n')
            .map(|line| TableLine {
                span: Span::of(line, printed).unwrap(),
                kind: LineKind::Text,
            })
            .collect();
        assert_eq!(upright(printed, &lines), expected, "{printed}");
    }

    #[test]
    fn a_label_broken_over_lines_is_one() {
        let labels = LabelIndex::new(&crate::grammar::Registry::embedded().unwrap());
        let check = |printed: &str, expected: usize| {
            let line = |line| TableLine {
                span: Span::of(line, printed).unwrap(),
                kind: LineKind::Text,
            };
            let lines: Vec<TableLine> = printed.split('\n').map(line).collect();
            assert_eq!(broken(printed, &lines, &labels), expected, "{printed}");
        };
        check("没收违法\n\n所得、没收\n\n非法财物\n\n30", 5);
        check("行政\n拘留\n30", 2);
        check("警告\n通报批评\n30", 0);
        check("行政\n30\n拘留", 0);
        check("没收违法\n没收非法财物", 0);
    }

    #[test]
    fn single_characters_on_end_are_an_upright_label() {
        check("（\n三\n）\n不\n予\n公\n开\n0\n2", 7);
        check("4\n．\n保\n护\n隐\n私\n\n0", 6);
        check("0\n三\n）\n不\n予\n公", 0);
        check("条\n条\n件\n条\n次\n次", 0);
    }
}
