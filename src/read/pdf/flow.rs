//! A page's words and rules to what stands on it from top to bottom: tables and lines.

use super::lattice::{Lattice, MOST_RULES, lattices};
use super::line::{Line, joined, lines};
use super::open::{self, Open};
use super::rule::Rules;
use super::word::{Area, Page, Word};
use crate::read::linear::PlacedCell;
use crate::record::TableLayout;

/// Something on a page.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Item {
    /// A line of text.
    Line(Line),
    /// A table.
    Table(Drawn),
}

/// A table with the text of its cells.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Drawn {
    /// What is written as its layout.
    pub layout: TableLayout,
    /// Where it stands.
    pub at: Area,
    /// Edges of its columns from left to right, in points.
    pub columns: Vec<f32>,
    /// Rows.
    pub height: usize,
    /// Cells by row, then column.
    pub cells: Vec<PlacedCell>,
}

/// Stands for figures of which it is not certain whose cell they are in.
pub(super) const UNCERTAIN: &str = "\u{fffd}";

/// What stands on each page, top to bottom.
pub(super) fn items(pages: Vec<Page>, rules: &[Rules]) -> Vec<Vec<Item>> {
    let mut ruled: Vec<Vec<Item>> = Vec::new();
    let mut rest: Vec<Open> = Vec::new();
    for (page, rules) in pages.into_iter().zip(rules) {
        let (tables, open) = enclosed(page, rules);
        ruled.push(tables);
        rest.push(open);
    }
    let mut pages = open::items(&rest);
    for (items, tables) in pages.iter_mut().zip(ruled) {
        items.extend(tables);
        items.sort_by(|one, other| one.at().y0.total_cmp(&other.at().y0));
    }
    pages
}

/// The tables that rules enclose, and what stands outside.
fn enclosed(page: Page, rules: &Rules) -> (Vec<Item>, Open) {
    let tables = lattices(rules);
    let mut within: Vec<Vec<Word>> = vec![Vec::new(); tables.len()];
    let mut rest = Vec::new();
    for word in page.words {
        let (x, y) = (word.at.x(), word.at.y());
        let table = tables.iter().position(|table| {
            (table.at.x0..table.at.x1).contains(&x) && (table.at.y0..table.at.y1).contains(&y)
        });
        match table {
            Some(table) => within[table].push(word),
            None => rest.push(word),
        }
    }
    let open = Open {
        lines: lines(rest),
        tables: tables.iter().map(|table| table.at).collect(),
        across: rules.across.iter().take(MOST_RULES).copied().collect(),
    };
    // A drawing of lines holds no text.
    let filled = tables
        .iter()
        .zip(within)
        .filter(|(_, words)| !words.is_empty())
        .map(|(table, words)| Item::Table(filled(table, words)));
    (filled.collect(), open)
}

impl Item {
    /// Where it stands.
    pub(super) fn at(&self) -> &Area {
        match self {
            Self::Line(line) => &line.at,
            Self::Table(table) => &table.at,
        }
    }
}

/// The table with the words that stand in its cells.
fn filled(table: &Lattice, words: Vec<Word>) -> Drawn {
    let owners = owners(table);
    let width = table.columns.len() - 1;
    let mut held: Vec<Vec<Word>> = vec![Vec::new(); table.cells.len()];
    let mut doubtful = vec![false; table.cells.len()];
    for word in words {
        let row = place(&table.rows, word.at.y());
        let cell = owners[row * width + place(&table.columns, word.at.x())];
        if word.text.contains(|one: char| one.is_ascii_digit()) {
            let margin = 0.4 * word.at.height().min(word.at.width());
            for x in [word.at.x0 + margin, word.at.x1 - margin] {
                let other = owners[row * width + place(&table.columns, x)];
                if other != cell {
                    (doubtful[cell], doubtful[other]) = (true, true);
                }
            }
        }
        held[cell].push(word);
    }
    let cells = table.cells.iter().zip(held).zip(doubtful);
    let cells = cells.map(|((cell, words), doubtful)| {
        let mut text = joined(lines(words).iter());
        if doubtful {
            text += UNCERTAIN;
        }
        PlacedCell {
            row: cell.row,
            col: cell.col,
            row_span: cell.row_span,
            col_span: cell.col_span,
            text,
        }
    });
    Drawn {
        layout: TableLayout::Ruled,
        at: table.at,
        columns: table.columns.clone(),
        height: table.rows.len() - 1,
        cells: cells.collect(),
    }
}

/// For each piece of the table, by row and then column, the cell that covers it.
fn owners(table: &Lattice) -> Vec<usize> {
    let width = table.columns.len() - 1;
    let mut owners = vec![0; width * (table.rows.len() - 1)];
    for (number, cell) in table.cells.iter().enumerate() {
        for row in cell.row..cell.row + cell.row_span {
            owners[row * width + cell.col..][..cell.col_span].fill(number);
        }
    }
    owners
}

/// The row or column between whose edges a place is.
fn place(edges: &[f32], at: f32) -> usize {
    let behind = edges.partition_point(|edge| *edge <= at);
    behind.clamp(1, edges.len() - 1) - 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::pdf::rule::Rule;

    fn word(x0: f32, x1: f32, text: &str) -> Word {
        let at = Area {
            x0,
            y0: 5.0,
            x1,
            y1: 15.0,
        };
        let text = text.to_owned();
        Word { at, text }
    }

    #[track_caller]
    fn check(words: Vec<Word>, expected: [&str; 2]) {
        let rule = |at, to| Rule { at, from: 0.0, to };
        let rules = Rules {
            across: vec![rule(0.0, 100.0), rule(20.0, 100.0)],
            down: vec![rule(0.0, 20.0), rule(50.0, 20.0), rule(100.0, 20.0)],
        };
        let size = Area::default();
        let items = items(vec![Page { size, words }], &[rules]);
        let [Item::Table(table)] = items[0].as_slice() else {
            panic!("one table, not {items:?}")
        };
        let texts: Vec<&str> = table.cells.iter().map(|cell| cell.text.as_str()).collect();
        assert_eq!(texts, expected);
    }

    #[test]
    fn words_belong_to_the_cell_that_they_stand_in() {
        check(
            vec![word(60.0, 80.0, "12"), word(5.0, 45.0, "公开")],
            ["公开", "12"],
        );
        check(vec![word(30.0, 52.0, "1234")], ["1234", ""]);
    }

    #[test]
    fn figures_across_a_rule_are_certain_in_neither_cell() {
        check(vec![word(30.0, 65.0, "1234")], ["1234\u{fffd}", "\u{fffd}"]);
        check(vec![word(30.0, 65.0, "行政许可")], ["行政许可", ""]);
    }
}
