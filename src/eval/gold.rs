//! What is known to stand in a document, record for record.
//!
//! Gold is made by hand (`/gold` folders), by [`crate::generate`], and moved along by
//! [`crate::damage`]. A list that is `None` was not annotated: nothing is said of its table.
//!
//! [`super::folder`] says how it stands in files.

use std::collections::BTreeMap;

use crate::record::{Applicant, BlockKind, CheckKind, UnitRole, ValueState};
use crate::text::SourceSpan;

/// What became of a printed value under damage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It can still be read.
    Kept,
    /// It is gone, or no longer what it was.
    Destroyed,
}

/// A cell of an official form.
#[derive(Debug, Clone, PartialEq)]
pub struct GoldFact {
    /// Code of the indicator.
    pub indicator: String,
    /// Applicant column.
    pub applicant: Option<Applicant>,
    /// Printed head of the value column where there are several.
    pub scope: Option<String>,
    /// What the cell holds.
    pub state: ValueState,
    /// The number.
    pub value: Option<f64>,
    /// Its unit.
    pub unit: Option<String>,
    /// The cell as printed.
    pub printed: String,
    /// Where it stands.
    pub span: Option<SourceSpan>,
    /// 1-based line, where only that is known.
    pub line: Option<i32>,
    /// Whether it can still be read.
    pub fate: Fate,
}

impl GoldFact {
    /// What it reports: indicator, applicant, scope.
    #[must_use]
    pub fn key(&self) -> FactKey<'_> {
        (&self.indicator, self.applicant, self.scope.as_deref())
    }
}

/// Indicator, applicant and scope of a fact.
pub type FactKey<'a> = (&'a str, Option<Applicant>, Option<&'a str>);

/// A heading.
#[derive(Debug, Clone, PartialEq)]
pub struct GoldSection {
    /// 1 = 一、 2 = （一） 3 = 1. 4 = （1）.
    pub level: i32,
    /// Position among its siblings.
    pub ordinal: Option<i32>,
    /// Without its number.
    pub title: String,
    /// False where finding it and not finding it are both right.
    pub required: bool,
    /// Where it stands.
    pub at: Position,
}

/// A number in running text.
#[derive(Debug, Clone, PartialEq)]
pub struct GoldQuantity {
    /// The value, 万 and 亿 expanded.
    pub value: f64,
    /// Unit.
    pub unit: String,
    /// Number and unit as printed.
    pub printed: String,
    /// What is counted.
    pub subject: Option<String>,
    /// False where finding it and not finding it are both right.
    pub required: bool,
    /// Where it stands.
    pub at: Position,
}

/// A reference to a document.
#[derive(Debug, Clone, PartialEq)]
pub struct GoldCitation {
    /// Title inside 《》.
    pub title: Option<String>,
    /// Document number, normalised.
    pub doc_number: Option<String>,
    /// Where it stands.
    pub at: Position,
}

/// An assignment of a work plan.
#[derive(Debug, Clone, PartialEq)]
pub struct GoldTask {
    /// Title of the task.
    pub title: String,
    /// By whom.
    pub units: Vec<(String, UnitRole)>,
    /// By when, how often, as printed.
    pub deadlines: Vec<String>,
    /// Where it stands.
    pub at: Position,
}

/// A relation that must fail.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct GoldCheck {
    /// Id of the relation; empty where only its kind and place are known.
    pub rule: String,
    /// Column that it is tested in.
    pub scope: Option<String>,
    /// Kind of relation.
    pub kind: Option<CheckKind>,
    /// Kind of mistake that was made.
    pub planted: Option<String>,
    /// Cells that the mistake changed.
    pub cells: Vec<(String, Option<Applicant>)>,
    /// Where it stands; nowhere for relations of a form.
    pub at: Position,
}

/// A table.
#[derive(Debug, Clone, PartialEq)]
pub struct GoldTable {
    /// Number of the table in its form.
    pub form_table: Option<i32>,
    /// Word of its layout; `None` where damage blurred it.
    pub layout: Option<String>,
    /// Rows and columns were swapped.
    pub transposed: bool,
    /// Where it stands.
    pub at: Position,
}

/// A cell with a value, by the labels that it stands under and beside.
#[derive(Debug, Clone, PartialEq)]
pub struct GoldCell {
    /// The last label of its row.
    pub row_label: String,
    /// The last head of its column.
    pub column_label: String,
    /// What it holds.
    pub text: String,
    /// Where it stands.
    pub at: Position,
}

/// A stretch of the text and what it is.
///
/// A line with a heading alone is a heading; a paragraph that opens with one is a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoldBlock {
    /// What it is.
    pub kind: BlockKind,
    /// Why it is set aside, as `blocks.reason` says it.
    pub reason: Option<String>,
    /// From its first byte that is no blank to its last.
    pub at: Position,
}

/// Bytes, or just the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Position {
    /// Bytes of the source text.
    pub span: Option<SourceSpan>,
    /// 1-based line.
    pub line: Option<i32>,
}

impl Position {
    /// A stretch of bytes.
    #[must_use]
    pub fn span(start: usize, end: usize) -> Self {
        Self {
            span: Some(SourceSpan::new(start, end)),
            line: None,
        }
    }

    /// A line.
    #[must_use]
    pub fn line(line: i32) -> Self {
        Self {
            span: None,
            line: Some(line),
        }
    }
}

/// All that is known of one document.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Gold {
    /// Cells of official forms.
    pub facts: Option<Vec<GoldFact>>,
    /// Headings.
    pub sections: Option<Vec<GoldSection>>,
    /// Numbers in running text.
    pub quantities: Option<Vec<GoldQuantity>>,
    /// References to documents.
    pub citations: Option<Vec<GoldCitation>>,
    /// Assignments.
    pub tasks: Option<Vec<GoldTask>>,
    /// Fields of `documents` by column; empty text says that the field is not there.
    pub fields: BTreeMap<String, String>,
    /// Relations that must fail, and no others.
    pub checks: Option<Vec<GoldCheck>>,
    /// Tables.
    pub tables: Option<Vec<GoldTable>>,
    /// Cells with values, of tables of any kind.
    pub cells: Option<Vec<GoldCell>>,
    /// Stretches of the text in order, without overlap; what lies between them is not known.
    pub blocks: Option<Vec<GoldBlock>>,
}
