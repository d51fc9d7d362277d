//! The official form of one report, filled in as it is printed: a workbook with one sheet a table.
//!
//! What was read stands in the cells and nothing else. Cells that a relation contradicts are red, those that
//! cannot be read yellow, rows that the report lacks grey; each has a note that says why, with the equation
//! and the source lines. Texts are texts: no cell is a formula.

mod frame;
mod note;

use std::collections::HashMap;

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Note, Workbook,
    Worksheet, XlsxError,
};

use crate::grammar::{Form, FormRow, FormTable, Slot};
use crate::record::{Applicant, Check, Evidence, Fact, FactSource, Identity, ValueState};

use frame::{cells, depth};
use note::Notes;

/// Most characters of a cell.
const LONGEST: usize = 32_767;
/// What the colours mean.
const LEGEND: [(&str, u32); 3] = [
    ("红：与勾稽关系不符，批注中有算式和出处", RED),
    ("黄：辨认不清，没有取值", YELLOW),
    ("灰：报告中没有这一项", GREY),
];
const RED: u32 = 0xFF_C7CE;
const YELLOW: u32 = 0xFF_EB9C;
const GREY: u32 = 0xE4_E4E4;

/// Ideographs that a label has on a line.
const LABEL: usize = 27;

/// The report's form as the bytes of a workbook; the same report gives the same bytes.
///
/// # Errors
/// [`XlsxError`] if the form does not fit a sheet.
pub fn filled(
    form: &Form,
    identity: &Identity,
    (facts, checks): (&[Fact], &[Check]),
    text: &str,
) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let cells = Cells::new(facts);
    let notes = Notes::new(facts, checks, text);
    for table in &form.tables {
        let mut page = Page {
            sheet: Worksheet::new(),
            row: 0,
            cells: &cells,
            notes: &notes,
        };
        page.sheet
            .set_name(format!("{}-{}", form.name, table.number))?;
        page.table(table, identity)?;
        book.push_worksheet(page.sheet);
    }
    book.save_to_buffer()
}

/// The cells of tables by code, applicant and scope.
struct Cells<'a> {
    by_cell: HashMap<(&'a str, Option<Applicant>, Option<&'a str>), &'a Fact>,
    scopes: Vec<&'a str>,
}

impl<'a> Cells<'a> {
    fn new(facts: &'a [Fact]) -> Self {
        let mut by_cell = HashMap::new();
        let mut scopes: Vec<&str> = Vec::new();
        for fact in facts.iter().filter(|fact| fact.source == FactSource::Table) {
            let scope = fact.scope.as_deref();
            let cell = (fact.indicator.as_str(), fact.applicant, scope);
            by_cell.entry(cell).or_insert(fact);
            if let Some(scope) = scope.filter(|scope| !scopes.contains(scope)) {
                scopes.push(scope);
            }
        }
        Self { by_cell, scopes }
    }

    fn of(&self, slot: &Slot, scope: Option<&str>) -> Option<&'a Fact> {
        let cell = (slot.code.as_str(), slot.applicant, scope);
        self.by_cell.get(&cell).copied()
    }
}

/// A sheet under construction.
struct Page<'a> {
    sheet: Worksheet,
    /// The next row.
    row: u32,
    cells: &'a Cells<'a>,
    notes: &'a Notes<'a>,
}

/// How a table's columns stand.
struct Columns<'a> {
    label: bool,
    unit: bool,
    /// Value columns are repeated for each of these.
    scopes: Vec<Option<&'a str>>,
}

impl Columns<'_> {
    /// Columns before the values.
    fn before(&self) -> u16 {
        u16::from(self.label) + u16::from(self.unit)
    }
}

impl<'a> Page<'a> {
    fn table(&mut self, table: &FormTable, identity: &Identity) -> Result<(), XlsxError> {
        let scopes: Vec<Option<&str>> = if table.repeats && !self.cells.scopes.is_empty() {
            self.cells.scopes.iter().copied().map(Some).collect()
        } else {
            vec![None]
        };
        let columns = Columns {
            label: table.rows.iter().any(|row| !row.label.is_empty()),
            unit: table.print.heads.len() > 2,
            scopes,
        };
        let slots = table
            .rows
            .iter()
            .map(|row| row.slots.len())
            .max()
            .unwrap_or(1);
        let values = column(slots * columns.scopes.len());
        let width = columns.before() + values.max(1);
        if columns.label {
            self.sheet.set_column_width(0, 58)?;
        }
        // A4 across; printed, the form is as wide as the paper.
        self.sheet.set_landscape().set_paper_size(9);
        self.sheet.set_print_fit_to_pages(1, 0);
        for at in columns.before()..width {
            self.sheet.set_column_width(at, 13)?;
        }
        let year = identity
            .year
            .map(|year| format!("（{year}年度）"))
            .unwrap_or_default();
        let issuer = identity.issuer.as_deref().unwrap_or_default();
        let title = format!("{issuer} {}{year}", table.print.title);
        self.line(
            title.trim(),
            width,
            &Format::new().set_bold().set_align(FormatAlign::Center),
        )?;
        let first = self.row;
        let mut rest = table.rows.as_slice();
        while let Some(run) = next_run(rest, table) {
            self.run(run, table, &columns, width)?;
            rest = &rest[run.len()..];
        }
        if first < self.row && depth(&paths(&table.rows[0], table)) > 1 {
            self.sheet.set_freeze_panes(first, columns.before())?;
        }
        self.row += 1;
        for (text, color) in LEGEND {
            let format = Format::new().set_background_color(Color::RGB(color));
            self.sheet
                .write_string_with_format(self.row, 0, text, &format)?;
            self.row += 1;
        }
        Ok(())
    }

    /// A line over the whole width.
    fn line(&mut self, text: &str, width: u16, format: &Format) -> Result<(), XlsxError> {
        self.merged((self.row, 0), (1, width), text, format)?;
        self.row += 1;
        Ok(())
    }

    fn merged(
        &mut self,
        (row, col): (u32, u16),
        (rows, cols): (u32, u16),
        text: &str,
        format: &Format,
    ) -> Result<(), XlsxError> {
        let text = excerpt(text);
        if rows * u32::from(cols) > 1 {
            let (last, right) = (row + rows - 1, col + cols - 1);
            self.sheet
                .merge_range(row, col, last, right, text, format)?;
        } else {
            self.sheet
                .write_string_with_format(row, col, text, format)?;
        }
        Ok(())
    }

    /// Rows under common heads.
    fn run(
        &mut self,
        run: &[FormRow],
        table: &FormTable,
        columns: &Columns<'a>,
        width: u16,
    ) -> Result<(), XlsxError> {
        if let Some(block) = block(&run[0], table) {
            self.line(block, width, &head())?;
        }
        self.heads(&run[0], table, columns)?;
        for row in run {
            self.values(row, table, columns)?;
        }
        Ok(())
    }

    fn heads(
        &mut self,
        row: &FormRow,
        table: &FormTable,
        columns: &Columns<'a>,
    ) -> Result<(), XlsxError> {
        let own = paths(row, table);
        let own: Vec<String> = if depth(&own) == 0 {
            let plain = table.print.heads.get(2).cloned().unwrap_or_default();
            let of = |scope: &Option<&str>| scope.map_or(plain.clone(), str::to_owned);
            columns.scopes.iter().map(of).collect()
        } else {
            own
        };
        let deep = rows(depth(&own)).max(1);
        let labels = table.print.heads.iter().take(usize::from(columns.before()));
        for (at, text) in labels.enumerate() {
            self.merged((self.row, column(at)), (deep, 1), text, &head())?;
        }
        for cell in cells(&own) {
            let at = (
                self.row + rows(cell.row),
                columns.before() + column(cell.col),
            );
            self.merged(
                at,
                (rows(cell.rows), column(cell.cols)),
                &cell.text,
                &head(),
            )?;
        }
        self.row += deep;
        Ok(())
    }

    /// One row of the form.
    fn values(
        &mut self,
        row: &FormRow,
        table: &FormTable,
        columns: &Columns<'a>,
    ) -> Result<(), XlsxError> {
        let line = self.row;
        if columns.label {
            let format = plain().set_indent(level(row, table)).set_text_wrap();
            self.sheet
                .write_string_with_format(line, 0, row.label.as_str(), &format)?;
            // Not every program makes a row as high as what wraps in it.
            let lines = 1 + row.label.chars().count() / LABEL;
            self.sheet.set_row_height(line, 15.0 * lines as f64)?;
        }
        if columns.unit {
            let unit = row.slots.first().and_then(|slot| slot.unit.as_deref());
            let format = plain().set_align(FormatAlign::Center);
            let unit = unit.filter(|_| !row.heading).unwrap_or_default();
            self.sheet
                .write_string_with_format(line, 1, unit, &format)?;
        }
        let mut at = columns.before();
        for slot in &row.slots {
            for scope in &columns.scopes {
                self.value(line, at, self.cells.of(slot, *scope), row.heading)?;
                at += 1;
            }
        }
        self.row += 1;
        Ok(())
    }

    fn value(
        &mut self,
        row: u32,
        col: u16,
        fact: Option<&Fact>,
        heading: bool,
    ) -> Result<(), XlsxError> {
        let base = plain().set_align(FormatAlign::Center);
        let Some(fact) = fact else {
            self.sheet.write_blank(row, col, &base)?;
            return Ok(());
        };
        // A heading has a value only where the report prints one.
        if heading && fact.state == ValueState::Absent {
            self.sheet.write_blank(row, col, &base)?;
            return Ok(());
        }
        let color = match (fact.state, fact.evidence) {
            (ValueState::Absent, _) => Some(GREY),
            (ValueState::Unreadable, _) => Some(YELLOW),
            (_, Evidence::Contradicted) => Some(RED),
            _ => None,
        };
        let format = match color {
            Some(color) => base.set_background_color(Color::RGB(color)),
            None => base,
        };
        match (fact.state, fact.value) {
            (ValueState::Value, Some(value)) => {
                self.sheet
                    .write_number_with_format(row, col, value, &format)?;
            }
            (ValueState::Blank | ValueState::Absent, _) => {
                self.sheet.write_blank(row, col, &format)?;
            }
            _ => {
                let printed = excerpt(fact.value_printed.as_deref().unwrap_or_default());
                self.sheet
                    .write_string_with_format(row, col, printed, &format)?;
            }
        }
        if let Some(text) = self.notes.of(fact) {
            let height = 24 + 16 * u32::try_from(text.lines().count()).unwrap_or(1).min(30);
            let note = Note::new(text).add_author_prefix(false);
            let note = note.set_author("gongkai").set_width(420).set_height(height);
            self.sheet.insert_note(row, col, &note)?;
        }
        Ok(())
    }
}

/// The rows at the head of `rows` that stand under one head: until the heads change or a block begins.
fn next_run<'r>(rows: &'r [FormRow], table: &FormTable) -> Option<&'r [FormRow]> {
    let first = rows.first()?;
    let same =
        |row: &&FormRow| paths(row, table) == paths(first, table) && block(row, table).is_none();
    let more = rows[1..].iter().take_while(same).count();
    Some(&rows[..=more])
}

/// What is printed above the row.
fn block<'t>(row: &FormRow, table: &'t FormTable) -> Option<&'t str> {
    let found = table
        .print
        .blocks
        .iter()
        .find(|(label, _)| *label == row.label);
    found.map(|(_, block)| block.as_str())
}

/// Heads of the row's values with what stands above them.
fn paths(row: &FormRow, table: &FormTable) -> Vec<String> {
    let path = |slot: &Slot| {
        let above = table
            .print
            .above
            .iter()
            .find(|(head, _)| *head == slot.head);
        above.map_or(slot.head.clone(), |(_, above)| {
            format!("{above}/{}", slot.head)
        })
    };
    row.slots.iter().map(path).collect()
}

/// Headings above the row.
fn level(row: &FormRow, table: &FormTable) -> u8 {
    let mut level = 0;
    let mut above = row.parent;
    while let Some(parent) = above
        .and_then(|at| table.rows.get(at))
        .filter(|_| level < 9)
    {
        level += 1;
        above = parent.parent;
    }
    level
}

fn plain() -> Format {
    let thin = Format::new().set_border(FormatBorder::Thin);
    thin.set_align(FormatAlign::VerticalCenter)
}

fn head() -> Format {
    plain()
        .set_bold()
        .set_align(FormatAlign::Center)
        .set_text_wrap()
}

fn column(at: usize) -> u16 {
    u16::try_from(at).unwrap_or(u16::MAX)
}

fn rows(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// A printed cell is no longer than a sheet's cell may be; what is longer stands whole in the table `facts`.
fn excerpt(text: &str) -> &str {
    if text.len() < LONGEST {
        text
    } else {
        "（过长，见 facts 表）"
    }
}
