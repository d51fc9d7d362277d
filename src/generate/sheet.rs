//! The tables of a form as people draw them: cells with spans, before any layout.

use crate::eval::gold::{Fate, GoldCell, GoldFact, Position};
use crate::grammar::{Form, FormRow, FormTable, Slot};
use crate::record::ValueState;

use super::Segment;
use super::equations::{FormCell, Shape};
use super::figures::slot;
use super::random::Random;
use super::style::{Style, Zeros};

/// A drawn table.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// Number of the table in its form.
    pub table: i32,
    /// Columns.
    pub width: usize,
    /// Rows from top to bottom.
    pub rows: Vec<SheetRow>,
    /// Rows stand as columns.
    pub transposed: bool,
}

/// A drawn row: the cells that begin in it, from left to right.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SheetRow {
    /// Column heads.
    pub head: bool,
    /// Cells.
    pub cells: Vec<SheetCell>,
}

/// What a drawn cell is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A column head, a clause.
    Head,
    /// A row's label.
    Label,
    /// A number before the label.
    Index,
    /// A unit.
    Unit,
    /// A value, empty or not.
    Value,
}

/// A drawn cell.
#[derive(Debug, Clone, PartialEq)]
pub struct SheetCell {
    /// First column.
    pub col: usize,
    /// Columns.
    pub col_span: usize,
    /// Rows.
    pub row_span: usize,
    /// Text.
    pub text: String,
    /// What it is for.
    pub part: Part,
    /// Depth of a label below the first.
    pub indent: usize,
    /// The fact that it prints.
    pub fact: Option<usize>,
}

impl SheetCell {
    /// A cell of one row.
    pub(crate) fn new(part: Part, col: usize, col_span: usize, text: impl Into<String>) -> Self {
        Self {
            col,
            col_span,
            row_span: 1,
            text: text.into(),
            part,
            indent: 0,
            fact: None,
        }
    }
}

/// The numbers of one value column, and its printed head where there are several.
pub(super) struct Column {
    pub head: Option<String>,
    pub values: Vec<f64>,
}

/// What is to be drawn.
pub(super) struct Drawing<'a> {
    pub form: &'a Form,
    pub shape: &'a Shape,
    pub columns: &'a [Column],
    pub style: &'a Style,
    /// The last group of outcomes is one row without rows below it.
    pub childless: bool,
}

/// Draws all tables of a form and says what each cell reports: cell by cell in the form's order,
/// then the cells of rows that stand for a group.
pub(super) fn draw(drawing: &Drawing, random: &mut Random) -> (Vec<Sheet>, Vec<GoldFact>) {
    let mut artist = Artist {
        form: drawing.form,
        shape: drawing.shape,
        columns: drawing.columns,
        style: drawing.style,
        childless: drawing.childless,
        random,
        facts: Vec::new(),
        groups: Vec::new(),
    };
    let sheets = (0..drawing.form.tables.len())
        .map(|table| artist.table(table))
        .collect();
    let Artist {
        mut facts, groups, ..
    } = artist;
    facts.extend(groups);
    (sheets, facts)
}

/// Printed cells by the last label of their row and the last head of their column.
pub(super) fn cells(tables: &[Vec<Segment>], facts: &[GoldFact]) -> Vec<GoldCell> {
    let mut cells = Vec::new();
    let sheets = tables.iter().flatten().filter_map(|segment| match segment {
        Segment::Table(sheet) => Some(sheet),
        Segment::Line(_) => None,
    });
    for sheet in sheets {
        let mut heads: Vec<&str> = vec![""; sheet.width];
        let height = sheet.rows.len();
        let mut labels: Vec<&str> = vec![""; height];
        for (at, row) in sheet.rows.iter().enumerate() {
            for cell in &row.cells {
                match cell.part {
                    Part::Head => (cell.col..cell.col + cell.col_span)
                        .filter(|col| *col < sheet.width)
                        .for_each(|col| heads[col] = &cell.text),
                    Part::Label => (at..at + cell.row_span)
                        .filter(|row| *row < height)
                        .for_each(|row| labels[row] = &cell.text),
                    _ => {}
                }
            }
            let printed = row.cells.iter().filter_map(|cell| Some((cell, cell.fact?)));
            for (cell, fact) in printed.filter(|(cell, _)| !cell.text.is_empty()) {
                cells.push(GoldCell {
                    row_label: labels[at].to_owned(),
                    column_label: heads.get(cell.col).map_or("", |head| *head).to_owned(),
                    text: cell.text.clone(),
                    at: Position {
                        span: facts[fact].span,
                        line: None,
                    },
                });
            }
        }
    }
    cells
}

struct Artist<'a> {
    form: &'a Form,
    shape: &'a Shape,
    columns: &'a [Column],
    style: &'a Style,
    childless: bool,
    random: &'a mut Random,
    facts: Vec<GoldFact>,
    /// Facts of rows that stand for a group.
    groups: Vec<GoldFact>,
}

impl Artist<'_> {
    fn table(&mut self, number: usize) -> Sheet {
        let form = self.form;
        let table = &form.tables[number];
        let applicants = table
            .rows
            .iter()
            .flat_map(|row| &row.slots)
            .any(|slot| slot.applicant.is_some());
        let (width, rows) = if applicants {
            self.requests(number, table)
        } else if table.repeats {
            self.statistics(number, table)
        } else if table.rows.iter().all(|row| row.label.is_empty()) {
            self.outcomes(number, table)
        } else {
            self.clauses(number, table)
        };
        Sheet {
            table: table.number,
            width,
            rows,
            transposed: false,
        }
    }

    /// Whether a heading is printed as a row of its own, without the rows below it.
    fn stands_for_group(&self, row: &FormRow) -> bool {
        self.childless && row.heading && !row.slots.is_empty() && row.code.ends_with(".other")
    }

    /// The value cell of a row that stands for the rows below it: their sum.
    fn group_value(&mut self, number: usize, heading: usize, slot: usize, col: usize) -> SheetCell {
        let table = &self.form.tables[number];
        let below = (0..table.rows.len()).filter(|at| table.rows[*at].parent == Some(heading));
        let parts = below.filter_map(|row| {
            self.shape.number(FormCell {
                table: number,
                row,
                slot,
            })
        });
        let sum: f64 = parts.map(|at| self.columns[0].values[at]).sum();
        let known = &table.rows[heading].slots[slot];
        let (state, printed, unit) = self.printed(known, sum);
        self.groups.push(GoldFact {
            indicator: known.code.clone(),
            applicant: known.applicant,
            scope: None,
            state,
            value: (state == ValueState::Value).then_some(sum),
            unit,
            printed: printed.clone(),
            span: None,
            line: None,
            fate: Fate::Kept,
        });
        SheetCell {
            // Behind all cells of the form.
            fact: Some(self.shape.cells.len() * self.columns.len() + self.groups.len() - 1),
            ..SheetCell::new(Part::Value, col, 1, printed)
        }
    }

    /// Notes that the form's row is not in the document.
    fn absent(&mut self, row: &FormRow) {
        self.facts.extend(row.slots.iter().map(|slot| GoldFact {
            indicator: slot.code.clone(),
            applicant: slot.applicant,
            scope: None,
            state: ValueState::Absent,
            value: None,
            unit: slot.unit.clone(),
            printed: String::new(),
            span: None,
            line: None,
            fate: Fate::Destroyed,
        }));
    }

    /// A value cell: notes the fact and prints it.
    fn value(&mut self, cell: FormCell, column: usize, col: usize, col_span: usize) -> SheetCell {
        let slot = slot(self.form, cell);
        let scope = self.columns[column].head.clone();
        let number = self
            .shape
            .number(cell)
            .map_or(0.0, |at| self.columns[column].values[at]);
        let (state, printed, unit) = self.printed(slot, number);
        self.facts.push(GoldFact {
            indicator: slot.code.clone(),
            applicant: slot.applicant,
            scope,
            state,
            value: (state == ValueState::Value).then_some(number),
            unit,
            printed: printed.clone(),
            span: None,
            line: None,
            fate: Fate::Kept,
        });
        SheetCell {
            fact: Some(self.facts.len() - 1),
            ..SheetCell::new(Part::Value, col, col_span, printed)
        }
    }

    /// What a cell prints, and the unit that this makes its own.
    fn printed(&mut self, slot: &Slot, number: f64) -> (ValueState, String, Option<String>) {
        let style = self.style;
        let own = slot.unit.clone();
        if style.slash && slot.code.contains(".regulations.") {
            return (ValueState::NotApplicable, "/".to_owned(), own);
        }
        if number == 0.0 {
            return match style.zeros {
                Zeros::Blank if self.random.chance(0.7) => (ValueState::Blank, String::new(), own),
                Zeros::Dash if self.random.chance(0.8) => {
                    (ValueState::Dash, style.dash.to_owned(), own)
                }
                _ => (
                    ValueState::Value,
                    "0".to_owned(),
                    own.or_else(|| style.money(slot)),
                ),
            };
        }
        let plain = if number.fract() == 0.0 {
            format!("{:.0}", number.abs())
        } else if self.random.chance(0.8) {
            format!("{}", number.abs())
        } else {
            format!("{:.2}", number.abs())
        };
        let text = match (slot.signed && style.sign_words, number < 0.0) {
            (true, true) => format!("减{plain}"),
            (true, false) => format!("增{plain}"),
            (false, true) => format!("-{plain}"),
            (false, false) => plain,
        };
        match slot.unit {
            None if style.unit_in_cell => (
                ValueState::Value,
                format!("{text}万元"),
                Some("万元".to_owned()),
            ),
            _ => (ValueState::Value, text, own.or_else(|| style.money(slot))),
        }
    }

    /// A list of indicators, one or more value columns.
    fn statistics(&mut self, number: usize, table: &FormTable) -> (usize, Vec<SheetRow>) {
        let words = &table.header_words;
        let start = usize::from(self.style.index_column);
        let width = start + 2 + self.columns.len();
        let mut head: Vec<SheetCell> = Vec::new();
        if self.style.index_column {
            head.push(SheetCell::new(Part::Head, 0, 1, words[3].clone()));
        }
        head.push(SheetCell::new(Part::Head, start, 1, words[0].clone()));
        head.push(SheetCell::new(Part::Head, start + 1, 1, words[4].clone()));
        for (at, column) in self.columns.iter().enumerate() {
            let text = column.head.clone().unwrap_or_else(|| words[6].clone());
            head.push(SheetCell::new(Part::Head, start + 2 + at, 1, text));
        }
        let mut rows = vec![SheetRow {
            head: true,
            cells: head,
        }];
        for (at, row) in table.rows.iter().enumerate() {
            let mut cells: Vec<SheetCell> = Vec::new();
            if self.style.index_column {
                cells.push(SheetCell::new(Part::Index, 0, 1, (at + 1).to_string()));
            }
            cells.push(SheetCell {
                indent: depth(table, row),
                ..SheetCell::new(Part::Label, start, 1, self.style.label(&row.label))
            });
            let unit = row
                .slots
                .first()
                .filter(|_| !row.heading)
                .and_then(|slot| slot.unit.clone());
            cells.push(SheetCell::new(
                Part::Unit,
                start + 1,
                1,
                unit.unwrap_or_default(),
            ));
            for column in 0..self.columns.len() {
                let col = start + 2 + column;
                cells.push(if row.heading {
                    SheetCell::new(Part::Value, col, 1, "")
                } else {
                    self.value(
                        FormCell {
                            table: number,
                            row: at,
                            slot: 0,
                        },
                        column,
                        col,
                        1,
                    )
                });
            }
            rows.push(SheetRow { head: false, cells });
        }
        (width, rows)
    }

    /// Clauses of the regulation, each with its own column heads.
    fn clauses(&mut self, number: usize, table: &FormTable) -> (usize, Vec<SheetRow>) {
        let widest = table
            .rows
            .iter()
            .map(|row| row.slots.len())
            .max()
            .unwrap_or(1);
        let width = 1 + widest;
        let clauses: Vec<&String> = table
            .header_words
            .iter()
            .take_while(|word| word.starts_with('第'))
            .collect();
        let content = table
            .header_words
            .get(clauses.len())
            .cloned()
            .unwrap_or_default();
        let mut rows = Vec::new();
        let mut last = None;
        for (at, row) in table.rows.iter().enumerate() {
            let clause = clause(row);
            let span = |slot: usize| match slot + 1 == row.slots.len() {
                true => widest - slot,
                false => 1,
            };
            if last != Some(clause) {
                last = Some(clause);
                let text = clauses
                    .get(clause)
                    .map_or(String::new(), |text| self.style.label(text));
                rows.push(SheetRow {
                    head: true,
                    cells: vec![SheetCell::new(Part::Head, 0, width, text)],
                });
                let mut cells = vec![SheetCell::new(Part::Head, 0, 1, content.clone())];
                for (slot, known) in row.slots.iter().enumerate() {
                    let text = self.style.head(&head_word(table, &known.head), known);
                    cells.push(SheetCell::new(Part::Head, slot + 1, span(slot), text));
                }
                rows.push(SheetRow { head: true, cells });
            }
            let mut cells = vec![SheetCell::new(
                Part::Label,
                0,
                1,
                self.style.label(&row.label),
            )];
            for slot in 0..row.slots.len() {
                cells.push(self.value(
                    FormCell {
                        table: number,
                        row: at,
                        slot,
                    },
                    0,
                    slot + 1,
                    span(slot),
                ));
            }
            rows.push(SheetRow { head: false, cells });
        }
        (width, rows)
    }

    /// Requests: labels in up to three merged columns, seven applicants.
    fn requests(&mut self, number: usize, table: &FormTable) -> (usize, Vec<SheetRow>) {
        let words = &table.header_words;
        let slots = table.rows.first().map_or(0, |row| row.slots.len());
        let cell = |col, col_span, row_span, text: String| SheetCell {
            row_span,
            ..SheetCell::new(Part::Head, col, col_span, text)
        };
        let note = self.style.label(&format!("（{}，{}）", words[0], words[1]));
        let inner = &table.rows[0].slots[1..slots - 1];
        let mut rows = vec![
            SheetRow {
                head: true,
                cells: vec![cell(0, 3, 3, note), cell(3, slots, 1, words[2].clone())],
            },
            SheetRow {
                head: true,
                cells: vec![
                    cell(3, 1, 2, table.rows[0].slots[0].head.clone()),
                    cell(4, inner.len(), 1, words[4].clone()),
                    cell(2 + slots, 1, 2, table.rows[0].slots[slots - 1].head.clone()),
                ],
            },
            SheetRow {
                head: true,
                cells: inner
                    .iter()
                    .enumerate()
                    .map(|(at, slot)| cell(4 + at, 1, 1, slot.head.clone()))
                    .collect(),
            },
        ];
        let mut waiting: Vec<SheetCell> = Vec::new();
        for (at, row) in table.rows.iter().enumerate() {
            let level = depth(table, row);
            if row
                .parent
                .is_some_and(|parent| self.stands_for_group(&table.rows[parent]))
            {
                self.absent(row);
                continue;
            }
            let group = self.stands_for_group(row);
            if row.heading && !group {
                waiting.push(SheetCell {
                    row_span: below(table, at),
                    ..SheetCell::new(Part::Label, level, 1, self.style.label(&row.label))
                });
                continue;
            }
            let mut cells = std::mem::take(&mut waiting);
            cells.push(SheetCell::new(
                Part::Label,
                level,
                3 - level.min(2),
                self.style.label(&row.label),
            ));
            for slot in 0..row.slots.len() {
                let cell = FormCell {
                    table: number,
                    row: at,
                    slot,
                };
                cells.push(if group {
                    self.group_value(number, at, slot, 3 + slot)
                } else {
                    self.value(cell, 0, 3 + slot, 1)
                });
            }
            rows.push(SheetRow { head: false, cells });
        }
        (3 + slots, rows)
    }

    /// One row of numbers below up to three rows of heads.
    fn outcomes(&mut self, number: usize, table: &FormTable) -> (usize, Vec<SheetRow>) {
        let slots = &table.rows[0].slots;
        let paths: Vec<Vec<&str>> = slots
            .iter()
            .map(|slot| slot.head.split('/').collect())
            .collect();
        let deepest = paths.iter().map(Vec::len).max().unwrap_or(1);
        let mut rows = Vec::new();
        for level in 0..deepest {
            let mut cells: Vec<SheetCell> = Vec::new();
            for (col, path) in paths
                .iter()
                .enumerate()
                .filter(|(_, path)| level < path.len())
            {
                let leaf = level + 1 == path.len();
                let same = |last: &&mut SheetCell| {
                    !leaf
                        && last.col + last.col_span == col
                        && paths[col - 1][..=level] == path[..=level]
                };
                if let Some(last) = cells.last_mut().filter(same) {
                    last.col_span += 1;
                    continue;
                }
                let row_span = if leaf { deepest - level } else { 1 };
                cells.push(SheetCell {
                    row_span,
                    ..SheetCell::new(Part::Head, col, 1, path[level])
                });
            }
            rows.push(SheetRow { head: true, cells });
        }
        let cells = (0..slots.len())
            .map(|slot| {
                self.value(
                    FormCell {
                        table: number,
                        row: 0,
                        slot,
                    },
                    0,
                    slot,
                    1,
                )
            })
            .collect();
        rows.push(SheetRow { head: false, cells });
        (slots.len(), rows)
    }
}

/// How many headings a row stands under.
fn depth(table: &FormTable, row: &FormRow) -> usize {
    let mut depth = 0;
    let mut parent = row.parent;
    while let Some(at) = parent {
        depth += 1;
        parent = table.rows[at].parent;
    }
    depth
}

/// Rows with values anywhere below the heading at `at`.
fn below(table: &FormTable, at: usize) -> usize {
    let stands_below = |row: &FormRow| {
        let mut parent = row.parent;
        while let Some(index) = parent {
            if index == at {
                return true;
            }
            parent = table.rows[index].parent;
        }
        false
    };
    table
        .rows
        .iter()
        .filter(|row| !row.heading && stands_below(row))
        .count()
}

/// Which of the clauses, in the order of the form, a row reports under.
fn clause(row: &FormRow) -> usize {
    let subject = row
        .slots
        .first()
        .and_then(|slot| slot.code.split('.').nth(1));
    match subject {
        Some("licensing" | "other_services") => 1,
        Some("penalties" | "coercion") => 2,
        Some("fees") => 3,
        Some("procurement") => 4,
        _ => 0,
    }
}

/// The header word that prints `head`, with the note that may follow it.
fn head_word(table: &FormTable, head: &str) -> String {
    let longest = table
        .header_words
        .iter()
        .filter(|word| word.starts_with(head))
        .max_by_key(|word| word.len());
    longest.map_or(head, String::as_str).to_owned()
}
