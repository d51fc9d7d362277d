//! Columns held by blanks, as `pdftotext -layout` prints them: two columns for a Chinese character.

use crate::generate::sheet::{Part, Sheet, SheetCell, SheetRow};

use super::{LABEL_COLUMNS, Writer, display_width, wrap};

/// A piece of text that begins at a column of the page.
struct Piece<'a> {
    at: usize,
    text: String,
    cell: Option<&'a SheetCell>,
}

/// Writes a table with its columns one below the other.
pub(super) fn aligned(sheet: &Sheet, writer: &mut Writer) {
    let starts = starts(sheet);
    let mut upright: Vec<(usize, std::vec::IntoIter<char>)> = Vec::new();
    let mut groups: Vec<Group> = Vec::new();
    for row in &sheet.rows {
        for cell in row.cells.iter().filter(|cell| is_group(cell)) {
            if cell.col == 0 {
                let characters: Vec<char> = cell.text.chars().collect();
                upright.push((starts[0], characters.into_iter()));
            } else {
                groups.push(Group {
                    cell,
                    left: cell.row_span,
                    before: (cell.row_span - 1) / 2,
                });
            }
        }
        let mut lines = lines(sheet, row, &starts);
        for group in &mut groups {
            group.write(&starts, &mut lines);
        }
        groups.retain(|group| group.left > 0);
        for pieces in lines {
            write_line(pieces, &mut upright, writer);
        }
        if row.head || sheet.width < 8 {
            writer.text("\n");
        }
    }
}

/// The label of several rows, printed beside the middle one or between the middle two.
struct Group<'a> {
    cell: &'a SheetCell,
    left: usize,
    before: usize,
}

impl<'a> Group<'a> {
    fn write(&mut self, starts: &[usize], lines: &mut Vec<Vec<Piece<'a>>>) {
        self.left -= 1;
        let now = self.before == 0;
        self.before = self.before.wrapping_sub(1);
        if !now {
            return;
        }
        let piece = Piece {
            at: starts[self.cell.col],
            text: self.cell.text.clone(),
            cell: None,
        };
        let between = self.cell.row_span.is_multiple_of(2);
        match lines.first_mut().filter(|_| !between) {
            Some(line) => line.push(piece),
            None => lines.push(vec![piece]),
        }
    }
}

fn is_group(cell: &SheetCell) -> bool {
    cell.part == Part::Label && cell.row_span > 1
}

/// First column of the page for each column of the table, and one past the last.
fn starts(sheet: &Sheet) -> Vec<usize> {
    let mut widths = vec![4usize; sheet.width];
    for cell in sheet.rows.iter().flat_map(|row| &row.cells) {
        if is_group(cell) && cell.col == 0 || cell.col_span > 1 {
            continue;
        }
        let widest = match cell.part {
            Part::Head if sheet.width > 6 => 4,
            Part::Label => LABEL_COLUMNS,
            _ => usize::MAX,
        };
        let own = display_width(&cell.text).min(widest) + 2 * cell.indent;
        widths[cell.col] = widths[cell.col].max(own);
    }
    let mut starts = Vec::with_capacity(sheet.width + 1);
    let mut at = 1;
    for width in widths {
        starts.push(at);
        at += width + 2;
    }
    starts.push(at);
    starts
}

/// The lines that a row takes: values on the first, the rest of long labels and heads below.
fn lines<'a>(sheet: &Sheet, row: &'a SheetRow, starts: &[usize]) -> Vec<Vec<Piece<'a>>> {
    let mut lines: Vec<Vec<Piece>> = vec![Vec::new()];
    for cell in row.cells.iter().filter(|cell| !is_group(cell)) {
        let start = starts[cell.col];
        let end = starts[(cell.col + cell.col_span).min(sheet.width)] - 2;
        let room = end.saturating_sub(start).max(4);
        let pieces = wrap(
            &cell.text,
            if cell.part == Part::Value {
                usize::MAX / 4
            } else {
                room / 2
            },
        );
        for (number, piece) in pieces.iter().enumerate() {
            let free = room.saturating_sub(display_width(piece));
            let shift = match cell.part {
                Part::Label => 2 * cell.indent.min(free / 2),
                _ => free / 2,
            };
            if lines.len() <= number {
                lines.push(Vec::new());
            }
            lines[number].push(Piece {
                at: start + shift,
                text: (*piece).to_owned(),
                cell: Some(cell).filter(|_| cell.fact.is_some()),
            });
        }
    }
    lines
}

/// Writes a line, with the next character of each upright label.
fn write_line(
    mut pieces: Vec<Piece>,
    upright: &mut Vec<(usize, std::vec::IntoIter<char>)>,
    writer: &mut Writer,
) {
    for (at, characters) in upright.iter_mut() {
        if let Some(character) = characters.next() {
            pieces.push(Piece {
                at: *at,
                text: character.to_string(),
                cell: None,
            });
        }
    }
    upright.retain(|(_, characters)| characters.len() > 0);
    pieces.sort_by_key(|piece| piece.at);
    let mut column = 0;
    for piece in pieces {
        let gap = piece.at.saturating_sub(column);
        if !piece.text.is_empty() {
            let gap = if column > 0 { gap.max(1) } else { gap };
            writer.text(&" ".repeat(gap));
            column += gap + display_width(&piece.text);
        }
        writer.value(piece.cell.and_then(|cell| cell.fact), &piece.text);
    }
    writer.text("\n");
}
