//! Damage that knows where the cells of a table are: it happens before the table is laid out.

use crate::eval::gold::{Fate, GoldFact};
use crate::generate::{Part, Random, Segment, Sheet, SheetCell, SheetRow};
use crate::record::ValueState;

/// Row numbers that hold values.
fn valued(sheet: &Sheet) -> Vec<usize> {
    let has_value = |row: &SheetRow| row.cells.iter().any(|cell| cell.fact.is_some());
    (0..sheet.rows.len())
        .filter(|at| has_value(&sheet.rows[*at]))
        .collect()
}

/// Takes a row out. Labels that it shares with rows below begin one row lower.
fn remove(sheet: &mut Sheet, at: usize) {
    let row = sheet.rows.remove(at);
    for cell in row.cells.into_iter().filter(|cell| cell.row_span > 1) {
        if let Some(next) = sheet.rows.get_mut(at) {
            next.cells.insert(
                0,
                SheetCell {
                    row_span: cell.row_span - 1,
                    ..cell
                },
            );
        }
    }
    for above in 0..at {
        let reach = at - above;
        let cells = sheet.rows[above].cells.iter_mut();
        cells
            .filter(|cell| cell.row_span > reach)
            .for_each(|cell| cell.row_span -= 1);
    }
}

/// Says that the facts of a row are not in the document any more.
fn lose(row: &SheetRow, facts: &mut [GoldFact]) {
    for at in row.cells.iter().filter_map(|cell| cell.fact) {
        facts[at].state = ValueState::Absent;
        facts[at].fate = Fate::Destroyed;
    }
}

/// Rows are lost, `rate` of them.
pub(super) fn rows_dropped(
    mut sheet: Sheet,
    facts: &mut [GoldFact],
    rate: f64,
    random: &mut Random,
) -> Vec<Segment> {
    for at in valued(&sheet).into_iter().rev() {
        if random.chance(rate) {
            lose(&sheet.rows[at], facts);
            remove(&mut sheet, at);
        }
    }
    vec![Segment::Table(sheet)]
}

/// Rows are printed twice, as where pages overlap.
pub(super) fn rows_repeated(mut sheet: Sheet, rate: f64, random: &mut Random) -> Vec<Segment> {
    for at in valued(&sheet).into_iter().rev() {
        if random.chance(rate) {
            let mut copy = sheet.rows[at].clone();
            copy.cells.retain(|cell| cell.row_span == 1);
            for above in 0..at {
                let reach = at - above;
                let cells = sheet.rows[above].cells.iter_mut();
                cells
                    .filter(|cell| cell.row_span > reach)
                    .for_each(|cell| cell.row_span += 1);
            }
            let own = sheet.rows[at].cells.iter_mut();
            own.filter(|cell| cell.row_span > 1)
                .for_each(|cell| cell.row_span += 1);
            sheet.rows.insert(at + 1, copy);
        }
    }
    vec![Segment::Table(sheet)]
}

/// Neighbouring rows change places, labels and all.
pub(super) fn rows_swapped(mut sheet: Sheet, rate: f64, random: &mut Random) -> Vec<Segment> {
    let plain = |row: &SheetRow| !row.head && row.cells.iter().all(|cell| cell.row_span == 1);
    for at in 1..sheet.rows.len() {
        if plain(&sheet.rows[at - 1]) && plain(&sheet.rows[at]) && random.chance(rate) {
            sheet.rows.swap(at - 1, at);
        }
    }
    vec![Segment::Table(sheet)]
}

/// The two parts of a table cut before row `at`; merged labels end with their page and leave an
/// empty cell on the next.
fn cut(sheet: &Sheet, at: usize) -> (Sheet, Sheet) {
    let (mut first, mut second) = (sheet.clone(), sheet.clone());
    first.rows.truncate(at);
    second.rows.drain(..at);
    let mut continued: Vec<SheetCell> = Vec::new();
    for (number, row) in first.rows.iter_mut().enumerate() {
        let reach = at - number;
        for cell in row.cells.iter_mut().filter(|cell| cell.row_span > reach) {
            let rest = cell.row_span - reach;
            continued.push(SheetCell {
                row_span: rest,
                text: String::new(),
                ..cell.clone()
            });
            cell.row_span = reach;
        }
    }
    if let Some(row) = second.rows.first_mut() {
        continued.append(&mut row.cells);
        continued.sort_by_key(|cell| cell.col);
        row.cells = continued;
    }
    (first, second)
}

/// The table runs over several pages, each of which repeats its head.
pub(super) fn heads_repeated(sheet: Sheet, level: usize, random: &mut Random) -> Vec<Segment> {
    let head: Vec<SheetRow> = sheet
        .rows
        .iter()
        .take_while(|row| row.head)
        .cloned()
        .collect();
    let mut segments = Vec::new();
    let mut rest = sheet;
    for page in 0..level.min(4) {
        let rows = valued(&rest);
        if rows.len() < 4 {
            break;
        }
        let at = rows[random.between(1, rows.len() - 2)];
        let (first, second) = cut(&rest, at);
        segments.push(Segment::Table(first));
        segments.push(Segment::Line(format!("- {} -", page + 3)));
        rest = second;
        rest.rows.splice(0..0, head.iter().cloned());
    }
    segments.push(Segment::Table(rest));
    segments
}

/// Heads are cut short, then their second line is lost, then all of them.
pub(super) fn heads_lost(mut sheet: Sheet, level: usize, random: &mut Random) -> Vec<Segment> {
    match level {
        1 => {
            let cells = sheet
                .rows
                .iter_mut()
                .filter(|row| row.head)
                .flat_map(|row| &mut row.cells);
            for cell in cells.filter(|cell| cell.text.chars().count() > 4) {
                if random.chance(0.3) {
                    cell.text = cell.text.chars().take(3).collect();
                }
            }
        }
        2 => {
            let second =
                (1..sheet.rows.len()).find(|at| sheet.rows[*at].head && sheet.rows[at - 1].head);
            if let Some(at) = second {
                remove(&mut sheet, at);
            }
        }
        3 => {
            let heads: Vec<usize> = (0..sheet.rows.len())
                .filter(|at| sheet.rows[*at].head)
                .collect();
            for at in heads.into_iter().rev() {
                if random.chance(0.5) {
                    remove(&mut sheet, at);
                }
            }
        }
        _ => sheet.rows.retain(|row| !row.head),
    }
    vec![Segment::Table(sheet)]
}

/// Empty cells, continuations of merged ones too, leave no trace in `rate` of the rows.
pub(super) fn empty_cells_lost(mut sheet: Sheet, rate: f64, random: &mut Random) -> Vec<Segment> {
    for row in &mut sheet.rows {
        if row.cells.iter().any(|cell| cell.row_span > 1) || !random.chance(rate) {
            continue;
        }
        row.cells.retain(|cell| !cell.text.is_empty());
        for (at, cell) in row.cells.iter_mut().enumerate() {
            cell.col = at;
            cell.col_span = 1;
        }
    }
    vec![Segment::Table(sheet)]
}

/// A row is cut by the page: the rest of its label follows on the next page, without values.
pub(super) fn cells_split(sheet: Sheet, level: usize, random: &mut Random) -> Vec<Segment> {
    let mut segments = Vec::new();
    let mut rest = sheet;
    for page in 0..[1, 1, 2, 3, 4][level - 1] {
        let long = |cell: &SheetCell| {
            cell.part == Part::Label && cell.row_span == 1 && cell.text.chars().count() >= 6
        };
        let rows: Vec<usize> = valued(&rest)
            .into_iter()
            .filter(|at| rest.rows[*at].cells.iter().any(long))
            .collect();
        if rows.len() < 3 {
            break;
        }
        let at = rows[random.between(1, rows.len() - 2)];
        let (mut first, mut second) = cut(&rest, at + 1);
        let Some(label) = first.rows[at].cells.iter_mut().find(|cell| long(cell)) else {
            break;
        };
        let count = label.text.chars().count();
        let keep = random.between(2, count - 2);
        let head: String = label.text.chars().take(keep).collect();
        let tail: String = label.text.chars().skip(keep).collect();
        label.text = head;
        let mut cells = vec![SheetCell {
            text: tail,
            ..label.clone()
        }];
        let empty = first.rows[at]
            .cells
            .iter()
            .filter(|cell| cell.part != Part::Label && cell.part != Part::Index);
        cells.extend(empty.map(|cell| SheetCell {
            text: String::new(),
            fact: None,
            ..cell.clone()
        }));
        let continued = second
            .rows
            .first_mut()
            .map(|row| std::mem::take(&mut row.cells))
            .unwrap_or_default();
        let (groups, own): (Vec<SheetCell>, Vec<SheetCell>) =
            continued.into_iter().partition(|cell| {
                cell.text.is_empty() && cell.fact.is_none() && cell.part == Part::Label
            });
        if let Some(row) = second.rows.first_mut() {
            row.cells = own;
        }
        let groups = groups.into_iter().map(|cell| SheetCell {
            row_span: cell.row_span + 1,
            ..cell
        });
        let mut row = SheetRow {
            head: false,
            cells: groups.chain(cells).collect(),
        };
        row.cells.sort_by_key(|cell| cell.col);
        second.rows.insert(0, row);
        segments.push(Segment::Table(first));
        segments.push(Segment::Line(format!("- {} -", page + 3)));
        rest = second;
    }
    segments.push(Segment::Table(rest));
    segments
}

/// Rows become columns; from the third level on the first becomes the last.
pub(super) fn transposed(sheet: Sheet, level: usize) -> Vec<Segment> {
    let heads = sheet.rows.iter().filter(|row| row.head).count();
    if sheet.rows.iter().skip(heads).any(|row| row.head)
        || sheet.rows.iter().take(heads).any(|row| !row.head)
    {
        return vec![Segment::Table(sheet)];
    }
    let height = sheet.rows.len();
    let mut rows = vec![SheetRow::default(); sheet.width];
    for (at, row) in sheet.rows.iter().enumerate() {
        for cell in &row.cells {
            let span = cell.row_span.min(height - at);
            let col = if level >= 3 { height - at - span } else { at };
            rows[cell.col].cells.push(SheetCell {
                col,
                col_span: span,
                row_span: cell.col_span,
                ..cell.clone()
            });
        }
    }
    rows.iter_mut()
        .for_each(|row| row.cells.sort_by_key(|cell| cell.col));
    vec![Segment::Table(Sheet {
        table: sheet.table,
        width: height,
        rows,
        transposed: true,
    })]
}

/// The last value of a row, which is its total, is left empty in `rate` of the rows.
pub(super) fn totals_blank(
    mut sheet: Sheet,
    facts: &mut [GoldFact],
    rate: f64,
    random: &mut Random,
) -> Vec<Segment> {
    for row in &mut sheet.rows {
        let several = row.cells.iter().filter(|cell| cell.fact.is_some()).count() > 5;
        let Some(cell) = row
            .cells
            .last_mut()
            .filter(|_| several && random.chance(rate))
        else {
            continue;
        };
        let Some(at) = cell.fact else { continue };
        cell.text.clear();
        facts[at].state = ValueState::Blank;
        facts[at].value = None;
        facts[at].printed.clear();
    }
    vec![Segment::Table(sheet)]
}

/// All values of a row but the last, which is its total, are left empty in `rate` of the rows.
pub(super) fn parts_blank(
    mut sheet: Sheet,
    facts: &mut [GoldFact],
    rate: f64,
    random: &mut Random,
) -> Vec<Segment> {
    for row in &mut sheet.rows {
        let places: Vec<usize> = (0..row.cells.len())
            .filter(|at| row.cells[*at].fact.is_some())
            .collect();
        if places.len() < 6 || !random.chance(rate) {
            continue;
        }
        for at in &places[..places.len() - 1] {
            let cell = &mut row.cells[*at];
            let Some(fact) = cell.fact else { continue };
            cell.text.clear();
            facts[fact].state = ValueState::Blank;
            facts[fact].value = None;
            facts[fact].printed.clear();
        }
    }
    vec![Segment::Table(sheet)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::{Generator, Layout, Options, Style};
    use crate::grammar::Registry;

    fn altered(alter: impl FnMut(Sheet, &mut [GoldFact]) -> Vec<Segment>) -> String {
        let registry = Registry::embedded().unwrap_or_else(|errors| panic!("{errors}"));
        let options = Options {
            style: Some(Style::plain()),
            ..Options::default()
        };
        let generator = Generator::new(&registry);
        generator
            .altered(3, "form-2021", Layout::Delimited, &options, alter)
            .unwrap()
            .text
    }

    fn columns(line: &str) -> usize {
        line.split('\t').count()
    }

    #[test]
    fn dropped_rows_leave_their_group_to_the_next() {
        let text = altered(|sheet, facts| rows_dropped(sheet, facts, 1.0, &mut Random::new(1)));
        assert!(!text.contains("予以公开") && text.contains("自然人"));
    }

    #[test]
    fn a_cut_table_keeps_its_columns() {
        let text = altered(|sheet, _| heads_repeated(sheet, 3, &mut Random::new(2)));
        let heads: Vec<usize> = text
            .lines()
            .filter(|line| line.contains("申请人情况"))
            .map(columns)
            .collect();
        assert_eq!(heads, [10, 10, 10, 10]);
    }

    #[test]
    fn a_transposed_table_has_a_row_for_each_column() {
        let text = altered(|sheet, _| transposed(sheet, 1));
        let row = text.lines().find(|line| line.contains("自然人")).unwrap();
        assert!(columns(row) > 25);
    }
}
