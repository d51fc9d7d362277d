//! Tables of a page: which ones hold data, which only lay out the page, and the cells of the former.

use super::flow::cell_text;
use super::furniture::Fate;
use super::tree::Tree;
use crate::read::linear::NewCell;

/// The rows and cells of one table, without those of tables within it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Grid {
    /// Nodes of the cells, row by row.
    pub rows: Vec<Vec<usize>>,
    /// The text of its caption.
    pub caption: Option<String>,
    /// Characters in it, tables within it left out, and in its longest cell.
    own: usize,
    longest: usize,
    /// Blocks of text in the cell that has most.
    blocks: usize,
    /// Whether a cell holds a heading.
    headed: bool,
}

impl Grid {
    /// Looks through a table.
    pub(super) fn new(tree: &Tree, fates: &[Fate], table: usize) -> Self {
        let mut grid = Self {
            rows: Vec::new(),
            caption: None,
            own: 0,
            longest: 0,
            blocks: 0,
            headed: false,
        };
        let end = tree.nodes[table].end;
        let mut at = table + 1;
        // Where the innermost table within ends, and what the cell at hand holds.
        let (mut inner, mut cell_end, mut chars, mut blocks) = (0, 0, 0, 0);
        while at < end {
            if fates[at] == Fate::Hidden {
                at = tree.nodes[at].end;
                continue;
            }
            if at >= cell_end {
                (chars, blocks) = (0, 0);
            }
            let node = &tree.nodes[at];
            let nested = at < inner;
            match tree.name(at) {
                "table" => inner = inner.max(node.end),
                "tr" if !nested => grid.rows.push(Vec::new()),
                "td" | "th" if !nested => {
                    grid.add(at);
                    (cell_end, chars, blocks) = (node.end, 0, 0);
                }
                "caption" if !nested => {
                    let text = cell_text(tree, fates, at);
                    grid.caption
                        .get_or_insert_default()
                        .push_str(&format!("{text}\n"));
                    at = node.end;
                    continue;
                }
                "p" | "div" | "li" | "br" => blocks += 1,
                "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => grid.headed = true,
                _ => {}
            }
            let text = node.text.chars().filter(|one| !one.is_whitespace()).count();
            if !nested {
                grid.own += text;
                chars += text;
                grid.longest = grid.longest.max(chars);
            }
            if chars > 0 {
                grid.blocks = grid.blocks.max(blocks);
            }
            at += 1;
        }
        grid.rows.retain(|row| !row.is_empty());
        grid
    }

    fn add(&mut self, cell: usize) {
        match self.rows.last_mut() {
            Some(row) => row.push(cell),
            None => self.rows.push(vec![cell]),
        }
    }
}

/// Characters of a cell that may well be the text of a page.
const PAGE: usize = 400;

/// Whether a table holds data; one that lays out the page, and a frame around text, does not.
pub(super) fn is_data(tree: &Tree, fates: &[Fate], grid: &Grid) -> bool {
    let widest = grid.rows.iter().map(Vec::len).max().unwrap_or(0);
    let furnished = grid.rows.iter().flatten().any(|cell| {
        tree.within(*cell)
            .any(|at| matches!(fates[at], Fate::Furniture(reason) if reason != "control"))
    });
    let page = grid.longest >= PAGE && grid.longest * 10 >= grid.own * 6;
    let side_by_side = grid.rows.len() == 1 && (grid.longest >= PAGE || grid.blocks >= 4);
    widest >= 2
        && !furnished
        && !side_by_side
        && !(page && (grid.headed || grid.blocks >= 3 || grid.rows.len() <= 4))
}

/// The rows of a table with the text of their cells.
pub(super) fn rows(tree: &Tree, fates: &[Fate], grid: &Grid) -> Vec<Vec<NewCell>> {
    let span = |at: usize, name: &str| {
        let element = tree.nodes[at].element.as_ref();
        let value = element.and_then(|element| element.attribute(name));
        value.and_then(number).unwrap_or(1)
    };
    let cell = |at: &usize| NewCell {
        text: cell_text(tree, fates, *at),
        col_span: span(*at, "colspan").max(1),
        // Zero is all rows that are left.
        row_span: match span(*at, "rowspan") {
            0 => usize::MAX,
            rows => rows,
        },
    };
    let row = |row: &Vec<usize>| row.iter().map(cell).collect();
    grid.rows.iter().map(row).collect()
}

/// The number that an attribute begins with.
fn number(value: &str) -> Option<usize> {
    let value = value.trim();
    let digits = value.find(|one: char| !one.is_ascii_digit());
    value[..digits.unwrap_or(value.len())].parse().ok()
}
