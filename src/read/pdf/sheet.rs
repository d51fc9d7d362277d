//! Pages to one text: tables and paragraphs that go on, what belongs to the page set apart.

use super::flow::{Drawn, Item, items};
use super::line::Line;
use super::margin::furniture;
use super::rule::Rules;
use super::word::{Area, Page};
use crate::read::linear::Linear;
use crate::read::{Rejection, Source};

/// The source that the pages make up.
pub(super) fn source(pages: Vec<Page>, rules: &[Rules]) -> Result<Source, Rejection> {
    let sizes: Vec<Area> = pages.iter().map(|page| page.size).collect();
    let pages = items(pages, rules);
    let reasons = furniture(&sizes, &pages);
    let mut sheet = Sheet {
        column: Column::of(&pages),
        ..Sheet::default()
    };
    for (items, reasons) in pages.into_iter().zip(reasons) {
        sheet.line = None;
        let mut first = true;
        for (item, reason) in items.into_iter().zip(reasons) {
            match (item, reason) {
                (Item::Line(line), Some(reason)) => sheet.furniture(reason, line.text()),
                (Item::Line(line), None) => sheet.line(line),
                (Item::Table(table), _) => sheet.table(table, first),
            }
            first &= reason.is_some();
        }
    }
    sheet.close();
    sheet.linear.finish("application/pdf", None)
}

/// The text so far and what may go on.
#[derive(Debug, Default)]
struct Sheet {
    linear: Linear,
    column: Option<Column>,
    /// Text of the paragraph that is open.
    paragraph: String,
    /// The last line, of this page, that was added to it.
    line: Option<Line>,
    /// A table that the next page may go on with.
    table: Option<Drawn>,
    /// Furniture behind that table.
    behind: Vec<(&'static str, String)>,
}

impl Sheet {
    fn furniture(&mut self, reason: &'static str, text: String) {
        self.end_paragraph();
        self.behind.push((reason, text));
        if self.table.is_none() {
            self.end_table();
        }
    }

    fn line(&mut self, line: Line) {
        self.end_table();
        let text = line.text();
        let goes_on = match (&self.line, &self.column) {
            (Some(before), Some(column)) => column.goes_on(before, &line),
            _ => false,
        };
        let ascii = |one: Option<char>| one.is_some_and(|one| one.is_ascii_alphanumeric());
        let meet = ascii(self.paragraph.chars().next_back()) && ascii(text.chars().next());
        // Whether a number was broken there is not certain.
        if !goes_on || meet {
            self.end_paragraph();
        }
        self.paragraph.push_str(&text);
        self.line = Some(line);
    }

    fn table(&mut self, table: Drawn, first: bool) {
        self.end_paragraph();
        match &mut self.table {
            Some(open) if first && open.takes(&table) => open.append(table),
            _ => {
                self.end_table();
                self.table = Some(table);
            }
        }
    }

    fn end_paragraph(&mut self) {
        self.linear.paragraph(&self.paragraph);
        self.paragraph.clear();
        self.line = None;
    }

    fn end_table(&mut self) {
        if let Some(table) = self.table.take() {
            self.linear.placed(table.layout, table.cells);
        }
        for (reason, text) in std::mem::take(&mut self.behind) {
            self.linear.furniture(reason, &text);
        }
    }

    fn close(&mut self) {
        self.end_paragraph();
        self.end_table();
    }
}

/// Edges that stand closer than this are the same, in points.
const SAME: f32 = 4.0;

impl Drawn {
    /// Whether a table on the next page is the rest of this one: between the same sides, with no
    /// column edge that this one lacks, or the other way round.
    fn takes(&self, next: &Self) -> bool {
        let near = |one: f32, other: f32| (one - other).abs() <= SAME;
        let within = |inner: &[f32], outer: &[f32]| {
            inner
                .iter()
                .all(|one| outer.iter().any(|other| near(*one, *other)))
        };
        let (Some(left), Some(right)) = (self.columns.first(), self.columns.last()) else {
            return false;
        };
        self.layout == next.layout
            && next.columns.first().is_some_and(|one| near(*one, *left))
            && next.columns.last().is_some_and(|one| near(*one, *right))
            && (within(&self.columns, &next.columns) || within(&next.columns, &self.columns))
    }

    /// Adds the rows of the table on the next page.
    fn append(&mut self, mut next: Self) {
        if self.columns.len() >= next.columns.len() {
            next.split_columns(&self.columns);
        } else {
            self.split_columns(&next.columns);
        }
        let height = self.height;
        self.cells.extend(next.cells.into_iter().map(|mut cell| {
            cell.row += height;
            cell
        }));
        self.height += next.height;
    }

    /// Counts columns between the edges of a table that has more of them.
    fn split_columns(&mut self, edges: &[f32]) {
        let nearest = |edge: f32| {
            let near = |one: &(usize, &f32)| (one.1 - edge).abs();
            let found = edges
                .iter()
                .enumerate()
                .min_by(|one, other| near(one).total_cmp(&near(other)));
            found.map_or(0, |(at, _)| at)
        };
        for cell in &mut self.cells {
            let (first, last) = (
                self.columns[cell.col],
                self.columns[cell.col + cell.col_span],
            );
            cell.col = nearest(first);
            cell.col_span = nearest(last).saturating_sub(cell.col).max(1);
        }
        self.columns = edges.to_vec();
    }
}

/// The column that running text stands in, where paragraphs begin further in.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Column {
    left: f32,
    right: f32,
}

impl Column {
    /// The column of most lines; `None` if the paragraphs of the document cannot be told by their
    /// first lines.
    fn of(pages: &[Vec<Item>]) -> Option<Self> {
        let lines = || {
            pages.iter().flatten().filter_map(|item| match item {
                Item::Line(line) => Some(line),
                Item::Table(_) => None,
            })
        };
        let widest = lines().map(|line| line.at.width()).fold(0.0, f32::max);
        let long = || lines().filter(move |line| line.at.width() > 0.8 * widest);
        let column = Self {
            left: commonest(long().map(|line| line.at.x0))?,
            right: commonest(long().map(|line| line.at.x1))?,
        };
        let indented = long().filter(|line| column.is_indented(line)).count();
        (indented >= 2).then_some(column)
    }

    fn is_indented(&self, line: &Line) -> bool {
        let indent = (line.at.x0 - self.left) / line.em().max(1.0);
        (1.5..2.6).contains(&indent)
    }

    fn is_at_left(&self, line: &Line) -> bool {
        (line.at.x0 - self.left).abs() < 0.6 * line.em()
    }

    /// Whether a line that stands below another goes on with its paragraph: the first is full, the
    /// second begins at the edge, and both are set alike.
    fn goes_on(&self, first: &Line, second: &Line) -> bool {
        let em = first.em();
        let alike = (em - second.em()).abs() < 0.12 * em;
        let close = second.at.y0 - first.at.y1 < 1.6 * em;
        let begun = self.is_at_left(first) || self.is_indented(first);
        let full = self.right - first.at.x1 < unbroken(&second.text()) * em;
        alike && close && begun && full && self.is_at_left(second)
    }
}

/// Characters that stand on one line whatever its room: the first, or a number or Latin word, with
/// the mark behind it; and a little more, as lines are not set exactly.
fn unbroken(text: &str) -> f32 {
    let ascii = text.chars().take_while(char::is_ascii_alphanumeric);
    let (taken, width) = match ascii.count() {
        0 => (1, 1.0),
        count => (count, 0.6 * ascii_width(count)),
    };
    let marked = text
        .chars()
        .nth(taken)
        .is_some_and(|one| !one.is_alphanumeric());
    width + if marked { 1.0 } else { 0.0 } + 0.3
}

fn ascii_width(count: usize) -> f32 {
    u16::try_from(count).map_or(f32::from(u16::MAX), f32::from)
}

/// The commonest of some places, two points more or less.
fn commonest(places: impl Iterator<Item = f32>) -> Option<f32> {
    let mut places: Vec<f32> = places.collect();
    places.sort_by(f32::total_cmp);
    let near = |place: f32| {
        let from = places.partition_point(|one| *one < place - 2.0);
        places.partition_point(|one| *one <= place + 2.0) - from
    };
    places.iter().copied().max_by_key(|place| near(*place))
}
