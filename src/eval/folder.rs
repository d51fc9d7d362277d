//! Gold as folders of CSV files.
//!
//! A folder holds one file a table, UTF-8, with a header row; columns may stand in any order, and
//! unknown ones are ignored. Every row begins with `doc`: the file name of the document without
//! folder and extension, or its beginning up to a `_`, `-` or `.`. A table is known for the documents
//! that its file names; a row with nothing but `doc` says that the document has none.
//!
//! | file | columns |
//! |---|---|
//! | `facts.csv` | indicator, applicant, scope, state, value, unit, value_printed, fate |
//! | `sections.csv` | level, ordinal, title, required |
//! | `quantities.csv` | value, unit, value_printed, subject, required |
//! | `citations.csv` | title, doc_number |
//! | `tasks.csv` | title, units, deadlines |
//! | `documents.csv` | field, value |
//! | `checks.csv` | rule, scope, kind, planted, fact_keys |
//! | `tables.csv` | form_table, layout, transposed |
//! | `cells.csv` | row_label, column_label, text |
//! | `blocks.csv` | kind, reason |
//!
//! All but `documents.csv` may have `line` (1-based) and `span_start`, `span_end` (bytes of the
//! document's text, end exclusive). Words are those of the tables. `fate` is `kept`, or `destroyed`
//! where damage took the printed value away: such a cell may be reported without a value or with the
//! one it had, but with no other. `required` is empty or `no`: finding it or not is all the same.
//! `units` is a list `name:role;name:role`, `deadlines` one of printed terms. `checks.csv` lists the
//! relations that must fail, and no others; without a `rule`, kind and place tell which is meant.
//! `planted` names the mistake that was made and `fact_keys` the cells it changed
//! (`indicator/applicant;…`). What lies between the rows of `blocks.csv` is not known.
//!
//! Annotations made by hand, in files named for people, are read as they are: see
//! [`super::annotation`].

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use csv::{ReaderBuilder, StringRecord};

use crate::error::{Error, Result};
use crate::grammar::Registry;
use crate::record::{Applicant, BlockKind, CheckKind, UnitRole, ValueState, Word};
use crate::text::SourceSpan;

use super::annotation;
use super::gold::{
    Fate, Gold, GoldBlock, GoldCell, GoldCheck, GoldCitation, GoldFact, GoldQuantity, GoldSection,
    GoldTable, GoldTask, Position,
};

/// What is known of many documents, by the name that gold gives them.
pub type GoldFolder = BTreeMap<String, Gold>;

/// Reads all gold files of `folder`. `grammars` tell which row of a form a label means, where
/// annotators wrote labels and not codes.
///
/// # Errors
/// [`Error::Read`] if the folder or a file cannot be read, [`Error::Usage`] if it holds no gold or a
/// cell does not say what its column should.
pub fn read(folder: &Path, grammars: &Registry) -> Result<GoldFolder> {
    let mut gold = GoldFolder::new();
    let mut known = false;
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .map_err(|source| unreadable(folder, source))?
        .flatten()
        .map(|entry| entry.path())
        .collect();
    paths.sort();
    for path in paths {
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned());
        known |= file(&name.unwrap_or_default(), &path, grammars, &mut gold)?;
    }
    if known {
        return Ok(gold);
    }
    Err(Error::Usage(format!(
        "{} holds no gold; expected facts.csv, sections.csv and the like",
        folder.display()
    )))
}

/// Reads one file; whether it is one of gold.
fn file(name: &str, path: &Path, grammars: &Registry, gold: &mut GoldFolder) -> Result<bool> {
    let add: fn(&Row, &mut Gold) -> Result<()> = match name {
        "facts.csv" => |row, gold| push(&mut gold.facts, fact(row)),
        "sections.csv" | "outline.csv" => |row, gold| push(&mut gold.sections, section(row)),
        "quantities.csv" => |row, gold| push(&mut gold.quantities, quantity(row)),
        "citations.csv" => |row, gold| push(&mut gold.citations, citation(row)),
        "tasks.csv" => |row, gold| push(&mut gold.tasks, task(row)),
        "documents.csv" => |row, gold| {
            annotation::fields(row, &mut gold.fields);
            Ok(())
        },
        "checks.csv" => |row, gold| {
            let checks = gold.checks.get_or_insert_default();
            checks.extend(check(row)?);
            Ok(())
        },
        "tables.csv" => |row, gold| push(&mut gold.tables, table(row)),
        "cells.csv" => |row, gold| push(&mut gold.cells, cell(row)),
        "blocks.csv" => |row, gold| push(&mut gold.blocks, block(row)),
        _ => return annotation::file(name, path, grammars, gold),
    };
    for row in rows(path)? {
        add(&row, gold.entry(row.get("doc").to_owned()).or_default())?;
    }
    Ok(true)
}

/// The gold of the document called `name`: under this name, or under the longest beginning of it.
#[must_use]
pub fn of<'a>(gold: &'a GoldFolder, name: &str) -> Option<&'a Gold> {
    let begins = |known: &&String| {
        let rest = name.strip_prefix(known.as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['_', '-', '.']))
    };
    let best = gold.keys().filter(begins).max_by_key(|known| known.len())?;
    gold.get(best)
}

fn unreadable(path: &Path, source: io::Error) -> Error {
    Error::Read {
        path: path.to_owned(),
        source,
    }
}

/// Adds a row, or nothing but the knowledge that there is none.
fn push<T>(list: &mut Option<Vec<T>>, item: Result<Option<T>>) -> Result<()> {
    list.get_or_insert_default().extend(item?);
    Ok(())
}

/// A row of a gold file.
#[derive(Debug)]
pub(super) struct Row<'a> {
    path: &'a Path,
    number: usize,
    head: StringRecord,
    cells: StringRecord,
}

impl Row<'_> {
    /// The cell of `column`, empty if there is none.
    pub(super) fn get(&self, column: &str) -> &str {
        let at = self.head.iter().position(|name| name.trim() == column);
        at.and_then(|at| self.cells.get(at)).unwrap_or("")
    }

    /// The cell of the first of two columns that the file has.
    pub(super) fn either(&self, column: &str, other: &str) -> &str {
        match self.get(column) {
            "" => self.get(other),
            cell => cell,
        }
    }

    pub(super) fn has(&self, column: &str) -> bool {
        self.head.iter().any(|name| name.trim() == column)
    }

    /// Columns and cells.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.head.iter().zip(&self.cells)
    }

    /// Whether there is nothing but the document's name.
    fn is_empty(&self) -> bool {
        self.pairs()
            .all(|(name, cell)| name == "doc" || cell.is_empty())
    }

    pub(super) fn optional(&self, column: &str) -> Option<String> {
        Some(self.get(column).to_owned()).filter(|cell| !cell.is_empty())
    }

    /// A number; `None` if the cell is empty.
    pub(super) fn number<T: std::str::FromStr>(&self, column: &str) -> Result<Option<T>> {
        let cell = self.get(column).trim();
        if cell.is_empty() {
            return Ok(None);
        }
        cell.parse()
            .map(Some)
            .map_err(|_| self.mistake(column, "a number"))
    }

    /// One of a closed set of words; `None` if the cell is empty.
    fn word<W: Word>(&self, column: &str, all: &[W]) -> Result<Option<W>> {
        let cell = self.get(column);
        match all.iter().find(|known| known.word() == cell) {
            Some(known) => Ok(Some(*known)),
            None if cell.is_empty() => Ok(None),
            None => {
                let words: Vec<&str> = all.iter().map(|known| known.word()).collect();
                Err(self.mistake(column, &format!("one of {}", words.join(", "))))
            }
        }
    }

    pub(super) fn mistake(&self, column: &str, expected: &str) -> Error {
        Error::Usage(format!(
            "{}, row {}: `{}` in column `{column}` is not {expected}",
            self.path.display(),
            self.number,
            self.get(column)
        ))
    }

    pub(super) fn position(&self) -> Result<Position> {
        let span = self
            .number("span_start")?
            .zip(self.number("span_end")?)
            .filter(|(start, end)| start <= end);
        let first = self.either("line", "line_no");
        let line = if first.is_empty() {
            self.number("line_start")?
        } else {
            first.parse().ok()
        };
        Ok(Position {
            span: span.map(|(start, end)| SourceSpan::new(start, end)),
            line,
        })
    }
}

/// The rows of a gold file.
pub(super) fn rows(path: &Path) -> Result<Vec<Row<'_>>> {
    let broken = |error: csv::Error| unreadable(path, io::Error::other(error));
    let bytes = fs::read(path).map_err(|source| unreadable(path, source))?;
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let mut reader = ReaderBuilder::new().flexible(true).from_reader(text);
    let head = reader.headers().map_err(broken)?.clone();
    let mut rows = Vec::new();
    for (at, cells) in reader.into_records().enumerate() {
        rows.push(Row {
            path,
            number: at + 2,
            head: head.clone(),
            cells: cells.map_err(broken)?,
        });
    }
    Ok(rows)
}

/// Applicant columns.
pub(super) const APPLICANTS: [Applicant; 7] = [
    Applicant::NaturalPerson,
    Applicant::Business,
    Applicant::Research,
    Applicant::Nonprofit,
    Applicant::LegalServices,
    Applicant::Other,
    Applicant::Total,
];

const STATES: [ValueState; 6] = [
    ValueState::Value,
    ValueState::Blank,
    ValueState::Dash,
    ValueState::NotApplicable,
    ValueState::Unreadable,
    ValueState::Absent,
];

const KINDS: [CheckKind; 7] = [
    CheckKind::Sum,
    CheckKind::Identity,
    CheckKind::Order,
    CheckKind::Share,
    CheckKind::ProseSum,
    CheckKind::ProseVsTable,
    CheckKind::CrossYear,
];

const BLOCKS: [BlockKind; 7] = [
    BlockKind::Heading,
    BlockKind::Paragraph,
    BlockKind::Table,
    BlockKind::Caption,
    BlockKind::Furniture,
    BlockKind::Figure,
    BlockKind::Noise,
];

const ROLES: [UnitRole; 3] = [UnitRole::Lead, UnitRole::Support, UnitRole::Responsible];

fn fact(row: &Row) -> Result<Option<GoldFact>> {
    if row.is_empty() {
        return Ok(None);
    }
    let at = row.position()?;
    Ok(Some(GoldFact {
        indicator: row.get("indicator").to_owned(),
        applicant: row.word("applicant", &APPLICANTS)?,
        scope: row.optional("scope"),
        state: row.word("state", &STATES)?.unwrap_or(ValueState::Value),
        value: row.number("value")?,
        unit: row.optional("unit"),
        printed: row.get("value_printed").to_owned(),
        span: at.span,
        line: at.line,
        fate: if row.get("fate") == "destroyed" {
            Fate::Destroyed
        } else {
            Fate::Kept
        },
    }))
}

fn section(row: &Row) -> Result<Option<GoldSection>> {
    if row.is_empty() {
        return Ok(None);
    }
    let ordinal = ["ordinal", "ordinal_implied", "ordinal_value"]
        .into_iter()
        .find_map(|column| row.number(column).transpose());
    let unsure = !matches!(row.get("certainty"), "" | "sure");
    Ok(Some(GoldSection {
        level: row.number("level")?.unwrap_or(1),
        ordinal: ordinal.transpose()?,
        title: row.get("title").to_owned(),
        required: row.get("required") != "no" && !unsure,
        at: row.position()?,
    }))
}

fn quantity(row: &Row) -> Result<Option<GoldQuantity>> {
    let Some(value) = row.number("value")? else {
        return Ok(None);
    };
    Ok(Some(GoldQuantity {
        value,
        unit: row.get("unit").to_owned(),
        printed: row.get("value_printed").to_owned(),
        subject: Some(row.either("subject", "of_what").to_owned()),
        required: row.get("required") != "no" && row.get("tier") != "B",
        at: row.position()?,
    }))
}

fn citation(row: &Row) -> Result<Option<GoldCitation>> {
    Ok((!row.is_empty()).then_some(GoldCitation {
        title: row.optional("title"),
        doc_number: row.optional("doc_number"),
        at: row.position()?,
    }))
}

fn task(row: &Row) -> Result<Option<GoldTask>> {
    if row.is_empty() {
        return Ok(None);
    }
    let units = list(row.get("units")).map(|unit| {
        let (name, role) = unit.rsplit_once(':').unwrap_or((unit, ""));
        let role = ROLES.into_iter().find(|known| known.word() == role);
        role.map(|role| (name.to_owned(), role))
            .ok_or_else(|| row.mistake("units", "a list name:role;name:role"))
    });
    Ok(Some(GoldTask {
        title: row.get("title").to_owned(),
        units: units.collect::<Result<_>>()?,
        deadlines: list(row.get("deadlines")).map(str::to_owned).collect(),
        at: row.position()?,
    }))
}

/// Parts between semicolons.
pub(super) fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split(';').filter(|part| !part.is_empty())
}

fn check(row: &Row) -> Result<Option<GoldCheck>> {
    if row.is_empty() {
        return Ok(None);
    }
    if row.has("holds") {
        return annotation::check(row);
    }
    let cell = |key: &str| {
        let (indicator, applicant) = key.rsplit_once('/').unwrap_or((key, ""));
        let applicant = APPLICANTS.into_iter().find(|one| one.word() == applicant);
        (indicator.to_owned(), applicant)
    };
    Ok(Some(GoldCheck {
        rule: row.get("rule").to_owned(),
        scope: row.optional("scope"),
        kind: row.word("kind", &KINDS)?,
        planted: row.optional("planted"),
        cells: list(row.get("fact_keys")).map(cell).collect(),
        at: row.position()?,
    }))
}

fn table(row: &Row) -> Result<Option<GoldTable>> {
    if row.is_empty() {
        return Ok(None);
    }
    Ok(Some(GoldTable {
        form_table: row.number("form_table")?,
        layout: row.optional("layout"),
        transposed: row.get("transposed") == "true",
        at: row.position()?,
    }))
}

fn cell(row: &Row) -> Result<Option<GoldCell>> {
    Ok((!row.is_empty()).then_some(GoldCell {
        row_label: row.get("row_label").to_owned(),
        column_label: row.get("column_label").to_owned(),
        text: row.get("text").to_owned(),
        at: row.position()?,
    }))
}

fn block(row: &Row) -> Result<Option<GoldBlock>> {
    if row.is_empty() {
        return Ok(None);
    }
    let kind = row.word("kind", &BLOCKS)?;
    Ok(Some(GoldBlock {
        kind: kind.ok_or_else(|| row.mistake("kind", "a kind of block"))?,
        reason: row.optional("reason"),
        at: row.position()?,
    }))
}
