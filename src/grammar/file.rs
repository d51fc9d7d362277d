//! A grammar as its author wrote it: the TOML, field by field, with the place of every value.
//!
//! Knows the shape of the file and nothing of its sense: whether a code exists, a pattern parses or
//! an example fits is decided in [`super::check`].

use serde::Deserialize;
use toml::Spanned;

/// A grammar file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GrammarFile {
    pub(super) name: Spanned<String>,
    pub(super) version: Spanned<String>,
    pub(super) family: Spanned<String>,
    #[serde(default)]
    pub(super) recognise: RecogniseFile,
    #[serde(default, rename = "chapter")]
    pub(super) chapters: Vec<ChapterFile>,
    #[serde(default, rename = "form")]
    pub(super) forms: Vec<FormFile>,
    #[serde(default)]
    pub(super) furniture: Vec<FurnitureFile>,
    #[serde(default)]
    pub(super) telling: TellingFile,
    #[serde(default, rename = "statement")]
    pub(super) statements: Vec<StatementFile>,
    #[serde(default, rename = "part")]
    pub(super) parts: Vec<PartFile>,
}

/// `[recognise]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RecogniseFile {
    #[serde(default)]
    pub(super) titles: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) phrases: Vec<Spanned<String>>,
}

/// `[[chapter]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ChapterFile {
    pub(super) role: Spanned<String>,
    #[serde(default)]
    pub(super) titles: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) words: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) example: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) counterexample: Vec<Spanned<String>>,
}

/// `[[form]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FormFile {
    pub(super) name: Spanned<String>,
    pub(super) first_year: Spanned<i32>,
    pub(super) last_year: Option<Spanned<i32>>,
    #[serde(default)]
    pub(super) titles: Vec<Spanned<String>>,
    #[serde(default, rename = "table")]
    pub(super) tables: Vec<TableFile>,
    #[serde(default, rename = "relation")]
    pub(super) relations: Vec<RelationFile>,
}

/// `[[form.table]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TableFile {
    pub(super) number: Spanned<i32>,
    #[serde(default)]
    pub(super) header_words: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) repeats: bool,
    /// Unit of every cell that names none.
    pub(super) unit: Option<Spanned<String>>,
    /// Applicant columns that every row has.
    #[serde(default)]
    pub(super) columns: Vec<ApplicantFile>,
    #[serde(default)]
    pub(super) rows: Vec<Spanned<RowFile>>,
    #[serde(default)]
    pub(super) print: PrintFile,
}

/// `[form.table.print]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PrintFile {
    #[serde(default)]
    pub(super) title: String,
    /// Heads of the labels, of the units and of the values; only those that the form has.
    #[serde(default)]
    pub(super) heads: Vec<String>,
    /// Column heads, each with what is printed above it.
    #[serde(default)]
    pub(super) above: Vec<[Spanned<String>; 2]>,
    /// Row labels, each with what is printed above its row.
    #[serde(default)]
    pub(super) blocks: Vec<[Spanned<String>; 2]>,
}

/// A column of the applicant axis.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ApplicantFile {
    pub(super) head: Spanned<String>,
    pub(super) applicant: Spanned<String>,
}

/// A row of a table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RowFile {
    /// Of the row's indicator or group; a row with columns of its own has none.
    pub(super) code: Option<Spanned<String>>,
    pub(super) label: Spanned<String>,
    #[serde(default)]
    pub(super) aliases: Vec<Spanned<String>>,
    pub(super) unit: Option<Spanned<String>>,
    /// Where the row that the code's longest prefix names is not the one it stands under.
    pub(super) parent: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) heading: bool,
    /// Cells that are indicators of their own.
    #[serde(default)]
    pub(super) columns: Vec<ColumnFile>,
}

/// A cell that is an indicator of its own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ColumnFile {
    pub(super) code: Spanned<String>,
    pub(super) head: Spanned<String>,
    pub(super) unit: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) signed: bool,
}

/// `[[form.relation]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RelationFile {
    pub(super) id: Spanned<String>,
    pub(super) kind: Spanned<String>,
    /// `rows`, if not given, or `columns`.
    pub(super) axis: Option<Spanned<String>>,
    pub(super) severity: Spanned<String>,
    pub(super) equation: Spanned<String>,
    pub(super) message: Spanned<String>,
    #[serde(default)]
    pub(super) example: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) counterexample: Vec<Spanned<String>>,
}

/// `[[furniture]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FurnitureFile {
    pub(super) reason: Spanned<String>,
    #[serde(default)]
    pub(super) strong: bool,
    /// `line`, if not given, or `anywhere`.
    pub(super) place: Option<Spanned<String>>,
    pub(super) patterns: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) example: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) counterexample: Vec<Spanned<String>>,
}

/// `[telling]`: how sentences say of whom and of when they speak.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TellingFile {
    #[serde(default)]
    pub(super) governments: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) own: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) fillers: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) others: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) never: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) asides: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) parts: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) rises: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) falls: Vec<Spanned<String>>,
}

/// `[[statement]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StatementFile {
    pub(super) id: Spanned<String>,
    /// Indicators, or sums of them, that the phrase may mean, likeliest first.
    pub(super) readings: Vec<Spanned<String>>,
    pub(super) units: Vec<Spanned<String>>,
    pub(super) patterns: Vec<Spanned<String>>,
    /// Statements of which it tells a part: one of them must stand before it.
    #[serde(default)]
    pub(super) under: Vec<Spanned<String>>,
    /// Words before it in its sentence that do as well.
    #[serde(default)]
    pub(super) within: Vec<Spanned<String>>,
    /// Roles of the chapters in which nobody need be named; all if not given.
    #[serde(default)]
    pub(super) chapters: Vec<Spanned<String>>,
    /// Only in those chapters, whoever is named.
    #[serde(default)]
    pub(super) confined: bool,
    #[serde(default)]
    pub(super) example: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) counterexample: Vec<Spanned<String>>,
}

/// `[[part]]`: a part of an official document, by its printed form.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PartFile {
    pub(super) part: Spanned<String>,
    /// `head`, `body` or `tail`.
    pub(super) place: Spanned<String>,
    pub(super) patterns: Vec<Spanned<String>>,
    /// Lines that it goes on with.
    #[serde(default)]
    pub(super) more: Vec<Spanned<String>>,
    /// `organs` or `numbered`; not cut if not given.
    pub(super) names: Option<Spanned<String>>,
    /// Words one of which ends each name.
    #[serde(default)]
    pub(super) ends: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) example: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) counterexample: Vec<Spanned<String>>,
}
