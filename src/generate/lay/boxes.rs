//! Boxes of characters: `+---+---+` as reStructuredText has them, `┌──┬──┐` as terminals do.

use crate::generate::random::Random;
use crate::generate::sheet::{Part, Sheet, SheetCell};

use super::{LABEL_COLUMNS, Writer, display_width, wrap};

/// A cell of the drawing: where it lies and the lines of its text.
struct Boxed<'a> {
    cell: &'a SheetCell,
    lines: Vec<&'a str>,
}

/// A table to be drawn.
struct Drawing<'a> {
    cells: Vec<Boxed<'a>>,
    /// For each row and column, the number of the cell there.
    owners: Vec<Vec<Option<usize>>>,
    /// Columns of the page for each column.
    widths: Vec<usize>,
    /// Level line, upright line, where they meet.
    signs: [&'static str; 3],
}

/// Draws a table; merged cells keep one box, or leave empty ones.
pub(super) fn grid(sheet: &Sheet, writer: &mut Writer, random: &mut Random) {
    let merged = random.chance(0.5);
    let signs = random.pick(&[["-", "|", "+"], ["─", "│", "┼"]]);
    let drawing = Drawing::new(sheet, merged, *signs);
    drawing.rule(None, Some(0), writer);
    let count = drawing.owners.len();
    for row in 0..count {
        drawing.row(row, writer);
        drawing.rule(
            Some(row),
            Some(row + 1).filter(|next| *next < count),
            writer,
        );
    }
}

impl<'a> Drawing<'a> {
    fn new(sheet: &'a Sheet, merged: bool, signs: [&'static str; 3]) -> Self {
        let widths = widths(sheet);
        let mut owners = vec![vec![None; sheet.width]; sheet.rows.len()];
        let mut cells = Vec::new();
        for (at, row) in sheet.rows.iter().enumerate() {
            for cell in &row.cells {
                let (down, across) = if merged {
                    (cell.row_span, cell.col_span)
                } else {
                    (1, 1)
                };
                let end = (cell.col + across).min(sheet.width);
                for line in owners.iter_mut().skip(at).take(down) {
                    line[cell.col..end].fill(Some(cells.len()));
                }
                let room: usize =
                    widths[cell.col..end].iter().sum::<usize>() + 3 * (end - cell.col - 1);
                let lines = match cell.part {
                    Part::Value => vec![cell.text.as_str()],
                    _ => wrap(&cell.text, (room / 2).max(1)),
                };
                cells.push(Boxed { cell, lines });
            }
        }
        Self {
            cells,
            owners,
            widths,
            signs,
        }
    }

    /// The cell at a place, outside of which there is none.
    fn owner(&self, row: Option<usize>, col: Option<usize>) -> Option<usize> {
        *self.owners.get(row?)?.get(col?)?
    }

    /// Whether an upright line stands left of a column.
    fn parts(&self, row: Option<usize>, col: usize) -> bool {
        let (left, right) = (
            self.owner(row, col.checked_sub(1)),
            self.owner(row, Some(col)),
        );
        row.is_some() && (col == 0 || col == self.widths.len() || left.is_none() || left != right)
    }

    /// Draws the line between two rows.
    fn rule(&self, above: Option<usize>, below: Option<usize>, writer: &mut Writer) {
        let ruled = |col: usize| {
            let (up, down) = (self.owner(above, Some(col)), self.owner(below, Some(col)));
            above.is_none() || below.is_none() || up.is_none() || up != down
        };
        for col in 0..=self.widths.len() {
            let left = col > 0 && ruled(col - 1);
            let right = col < self.widths.len() && ruled(col);
            let crossed = self.parts(above, col) || self.parts(below, col);
            writer.text(match (left || right, crossed) {
                (true, true) => self.signs[2],
                (true, false) => self.signs[0],
                (false, true) => self.signs[1],
                (false, false) => " ",
            });
            if let Some(width) = self.widths.get(col) {
                writer.text(&if right { self.signs[0] } else { " " }.repeat(width + 2));
            }
        }
        writer.text("\n");
    }

    /// Draws a row: a merged cell has its text in the first of its rows.
    fn row(&self, row: usize, writer: &mut Writer) {
        let begins = |owner: usize| row == 0 || !self.owners[row - 1].contains(&Some(owner));
        let own = self.owners[row]
            .iter()
            .flatten()
            .filter(|owner| begins(**owner));
        let height = own
            .map(|owner| self.cells[*owner].lines.len())
            .max()
            .unwrap_or(1);
        for line in 0..height {
            let mut col = 0;
            while col < self.widths.len() {
                let owner = self.owners[row][col];
                let same = |at: &usize| owner.is_some() && self.owners[row][*at] == owner;
                let end = col + 1 + (col + 1..self.widths.len()).take_while(same).count();
                let room = self.widths[col..end].iter().sum::<usize>() + 3 * (end - col - 1);
                writer.text(&format!("{} ", self.signs[1]));
                let boxed = owner
                    .filter(|owner| begins(*owner))
                    .map(|owner| &self.cells[owner]);
                let text = boxed
                    .and_then(|boxed| boxed.lines.get(line))
                    .copied()
                    .unwrap_or_default();
                let fact = boxed
                    .and_then(|boxed| boxed.cell.fact)
                    .filter(|_| line == 0);
                writer.value(fact, text);
                writer.text(&" ".repeat(room.saturating_sub(display_width(text)) + 1));
                col = end;
            }
            writer.text(&format!("{}\n", self.signs[1]));
        }
    }
}

/// Columns of the page for each column.
fn widths(sheet: &Sheet) -> Vec<usize> {
    let mut widths = vec![4usize; sheet.width];
    for cell in sheet.rows.iter().flat_map(|row| &row.cells) {
        let widest = match cell.part {
            Part::Value => usize::MAX,
            Part::Label => LABEL_COLUMNS,
            _ => 12,
        };
        widths[cell.col] = widths[cell.col].max(display_width(&cell.text).min(widest));
    }
    widths
}
