//! Gold written to a folder, as [`super::folder`] reads it.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::record::Word;

use super::gold::{Fate, Gold, Position};

/// Files with their columns, `doc` first.
const FILES: [(&str, &[&str]); 10] = [
    (
        "facts.csv",
        &[
            "doc",
            "indicator",
            "applicant",
            "scope",
            "state",
            "value",
            "unit",
            "value_printed",
            "fate",
            "line",
            "span_start",
            "span_end",
        ],
    ),
    (
        "sections.csv",
        &[
            "doc",
            "level",
            "ordinal",
            "title",
            "required",
            "line",
            "span_start",
            "span_end",
        ],
    ),
    (
        "quantities.csv",
        &[
            "doc",
            "value",
            "unit",
            "value_printed",
            "subject",
            "required",
            "line",
            "span_start",
            "span_end",
        ],
    ),
    (
        "citations.csv",
        &[
            "doc",
            "title",
            "doc_number",
            "line",
            "span_start",
            "span_end",
        ],
    ),
    (
        "tasks.csv",
        &[
            "doc",
            "title",
            "units",
            "deadlines",
            "line",
            "span_start",
            "span_end",
        ],
    ),
    ("documents.csv", &["doc", "field", "value"]),
    (
        "checks.csv",
        &[
            "doc",
            "rule",
            "scope",
            "kind",
            "planted",
            "fact_keys",
            "line",
            "span_start",
            "span_end",
        ],
    ),
    (
        "tables.csv",
        &[
            "doc",
            "form_table",
            "layout",
            "transposed",
            "line",
            "span_start",
            "span_end",
        ],
    ),
    (
        "cells.csv",
        &[
            "doc",
            "row_label",
            "column_label",
            "text",
            "line",
            "span_start",
            "span_end",
        ],
    ),
    (
        "blocks.csv",
        &["doc", "kind", "reason", "line", "span_start", "span_end"],
    ),
];

/// A gold folder being written, document by document.
#[derive(Debug)]
pub struct GoldWriter {
    files: Vec<(PathBuf, csv::Writer<BufWriter<File>>)>,
}

impl GoldWriter {
    /// Begins all files in `folder`, which must exist.
    ///
    /// # Errors
    /// [`Error::Write`] if a file cannot be written.
    pub fn create(folder: &Path) -> Result<Self> {
        let mut files = Vec::new();
        for (name, columns) in FILES {
            let path = folder.join(name);
            let file = File::create(&path).map_err(|source| Error::Write {
                path: path.clone(),
                source,
            })?;
            let mut writer = csv::Writer::from_writer(BufWriter::new(file));
            writer
                .write_record(columns)
                .map_err(|error| unwritten(&path, error))?;
            files.push((path, writer));
        }
        Ok(Self { files })
    }

    /// Adds what is known of the document called `name`.
    ///
    /// # Errors
    /// [`Error::Write`] if a file cannot be written.
    pub fn add(&mut self, name: &str, gold: &Gold) -> Result<()> {
        for (at, rows) in rows(gold).into_iter().enumerate() {
            let Some(rows) = rows else { continue };
            let columns = FILES[at].1.len();
            if rows.is_empty() {
                // Known to have none.
                self.write(at, name, vec![String::new(); columns - 1])?;
            }
            for row in rows {
                self.write(at, name, row)?;
            }
        }
        Ok(())
    }

    fn write(&mut self, at: usize, name: &str, row: Vec<String>) -> Result<()> {
        let (path, writer) = &mut self.files[at];
        let record = std::iter::once(name.to_owned()).chain(row);
        writer
            .write_record(record)
            .map_err(|error| unwritten(path, error))
    }

    /// Writes what is left.
    ///
    /// # Errors
    /// [`Error::Write`] if a file cannot be written.
    pub fn finish(self) -> Result<()> {
        for (path, mut writer) in self.files {
            writer
                .flush()
                .map_err(|source| Error::Write { path, source })?;
        }
        Ok(())
    }
}

fn unwritten(path: &Path, error: csv::Error) -> Error {
    Error::Write {
        path: path.to_owned(),
        source: std::io::Error::other(error),
    }
}

/// Rows of each file, `doc` left out; `None` where nothing is known.
type Rows = Option<Vec<Vec<String>>>;

/// Rows in the order of [`FILES`].
fn rows(gold: &Gold) -> [Rows; 10] {
    [
        facts(gold),
        sections(gold),
        quantities(gold),
        citations(gold),
        tasks(gold),
        documents(gold),
        checks(gold),
        tables(gold),
        cells(gold),
        blocks(gold),
    ]
}

fn text<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// The last cells of a row: its place.
fn placed(mut row: Vec<String>, at: &Position) -> Vec<String> {
    row.push(text(at.line));
    row.push(text(at.span.map(|span| span.start)));
    row.push(text(at.span.map(|span| span.end)));
    row
}

fn required(required: bool) -> String {
    if required { "" } else { "no" }.to_owned()
}

fn facts(gold: &Gold) -> Rows {
    let row = |one: &super::gold::GoldFact| {
        let fate = match one.fate {
            Fate::Kept => "kept",
            Fate::Destroyed => "destroyed",
        };
        let row = vec![
            one.indicator.clone(),
            text(one.applicant.map(Word::word)),
            text(one.scope.as_ref()),
            one.state.word().to_owned(),
            text(one.value),
            text(one.unit.as_ref()),
            one.printed.clone(),
            fate.to_owned(),
        ];
        let at = Position {
            span: one.span,
            line: one.line,
        };
        placed(row, &at)
    };
    gold.facts
        .as_ref()
        .map(|facts| facts.iter().map(row).collect())
}

fn sections(gold: &Gold) -> Rows {
    let row = |one: &super::gold::GoldSection| {
        let row = vec![
            one.level.to_string(),
            text(one.ordinal),
            one.title.clone(),
            required(one.required),
        ];
        placed(row, &one.at)
    };
    let all = gold.sections.as_ref();
    all.map(|all| all.iter().map(row).collect())
}

fn quantities(gold: &Gold) -> Rows {
    let row = |one: &super::gold::GoldQuantity| {
        let row = vec![
            one.value.to_string(),
            one.unit.clone(),
            one.printed.clone(),
            text(one.subject.as_ref()),
            required(one.required),
        ];
        placed(row, &one.at)
    };
    let all = gold.quantities.as_ref();
    all.map(|all| all.iter().map(row).collect())
}

fn citations(gold: &Gold) -> Rows {
    let row = |one: &super::gold::GoldCitation| {
        let row = vec![text(one.title.as_ref()), text(one.doc_number.as_ref())];
        placed(row, &one.at)
    };
    let all = gold.citations.as_ref();
    all.map(|all| all.iter().map(row).collect())
}

fn tasks(gold: &Gold) -> Rows {
    let row = |one: &super::gold::GoldTask| {
        let units = one.units.iter();
        let units: Vec<String> = units
            .map(|(name, role)| format!("{name}:{}", role.word()))
            .collect();
        let row = vec![one.title.clone(), units.join(";"), one.deadlines.join(";")];
        placed(row, &one.at)
    };
    let all = gold.tasks.as_ref();
    all.map(|all| all.iter().map(row).collect())
}

fn documents(gold: &Gold) -> Rows {
    let row = |(field, value): (&String, &String)| vec![field.clone(), value.clone()];
    (!gold.fields.is_empty()).then(|| gold.fields.iter().map(row).collect())
}

fn checks(gold: &Gold) -> Rows {
    let row = |one: &super::gold::GoldCheck| {
        let keys: Vec<String> = one
            .cells
            .iter()
            .map(|(indicator, applicant)| match applicant {
                Some(applicant) => format!("{indicator}/{}", applicant.word()),
                None => indicator.clone(),
            })
            .collect();
        let row = vec![
            one.rule.clone(),
            text(one.scope.as_ref()),
            text(one.kind.map(Word::word)),
            text(one.planted.as_ref()),
            keys.join(";"),
        ];
        placed(row, &one.at)
    };
    let all = gold.checks.as_ref();
    all.map(|all| all.iter().map(row).collect())
}

fn tables(gold: &Gold) -> Rows {
    let row = |one: &super::gold::GoldTable| {
        let row = vec![
            text(one.form_table),
            text(one.layout.as_ref()),
            one.transposed.to_string(),
        ];
        placed(row, &one.at)
    };
    let all = gold.tables.as_ref();
    all.map(|all| all.iter().map(row).collect())
}

fn cells(gold: &Gold) -> Rows {
    let row = |one: &super::gold::GoldCell| {
        let row = vec![
            one.row_label.clone(),
            one.column_label.clone(),
            one.text.clone(),
        ];
        placed(row, &one.at)
    };
    let all = gold.cells.as_ref();
    all.map(|all| all.iter().map(row).collect())
}

fn blocks(gold: &Gold) -> Rows {
    let row = |one: &super::gold::GoldBlock| {
        let row = vec![one.kind.word().to_owned(), text(one.reason.as_ref())];
        placed(row, &one.at)
    };
    let all = gold.blocks.as_ref();
    all.map(|all| all.iter().map(row).collect())
}
