//! A dictionary of measures as its author wrote it.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

/// A file of measures.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::grammar) struct MeasuresFile {
    /// `measures`, which told the file from a grammar.
    #[serde(rename = "kind")]
    _kind: String,
    pub(in crate::grammar) name: Spanned<String>,
    pub(in crate::grammar) version: Spanned<String>,
    #[serde(default)]
    pub(in crate::grammar) whole_columns: Vec<String>,
    #[serde(default, rename = "source")]
    pub(in crate::grammar) sources: Vec<SourceFile>,
    #[serde(default, rename = "break")]
    pub(in crate::grammar) breaks: Vec<BreakFile>,
    #[serde(default, rename = "measure")]
    pub(in crate::grammar) measures: Vec<MeasureFile>,
    #[serde(default, rename = "cross_year")]
    pub(in crate::grammar) relations: Vec<CrossYearFile>,
    #[serde(default, rename = "renaming")]
    pub(in crate::grammar) renamings: Vec<RenamingFile>,
}

/// `[[source]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::grammar) struct SourceFile {
    pub(in crate::grammar) id: Spanned<String>,
    pub(in crate::grammar) title: Spanned<String>,
    pub(in crate::grammar) number: Option<String>,
}

/// `[[break]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::grammar) struct BreakFile {
    pub(in crate::grammar) year: i32,
    pub(in crate::grammar) zh: Spanned<String>,
    pub(in crate::grammar) en: Spanned<String>,
    pub(in crate::grammar) source: Spanned<String>,
}

/// `[[measure]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::grammar) struct MeasureFile {
    pub(in crate::grammar) code: Spanned<String>,
    pub(in crate::grammar) unit: String,
    pub(in crate::grammar) grade: Spanned<String>,
    pub(in crate::grammar) zh: Spanned<String>,
    pub(in crate::grammar) en: Spanned<String>,
    pub(in crate::grammar) definition_zh: Spanned<String>,
    pub(in crate::grammar) definition_en: Spanned<String>,
    pub(in crate::grammar) note_zh: Option<String>,
    pub(in crate::grammar) note_en: Option<String>,
    pub(in crate::grammar) sources: Vec<Spanned<String>>,
    /// By form, or `prose`.
    pub(in crate::grammar) readings: BTreeMap<String, Vec<Spanned<String>>>,
}

/// `[[cross_year]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::grammar) struct CrossYearFile {
    pub(in crate::grammar) id: Spanned<String>,
    pub(in crate::grammar) forms: Vec<Spanned<String>>,
    pub(in crate::grammar) last_forms: Vec<Spanned<String>>,
    #[serde(default)]
    pub(in crate::grammar) columns: bool,
    pub(in crate::grammar) severity: Spanned<String>,
    pub(in crate::grammar) equation: Spanned<String>,
    pub(in crate::grammar) message: Spanned<String>,
    pub(in crate::grammar) message_en: Option<Spanned<String>>,
    #[serde(default)]
    pub(in crate::grammar) example: Vec<Spanned<String>>,
    #[serde(default)]
    pub(in crate::grammar) counterexample: Vec<Spanned<String>>,
    pub(in crate::grammar) source: Spanned<String>,
}

/// `[[renaming]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::grammar) struct RenamingFile {
    pub(in crate::grammar) from: Spanned<String>,
    pub(in crate::grammar) to: Spanned<String>,
    pub(in crate::grammar) how: Spanned<String>,
    pub(in crate::grammar) source: Spanned<String>,
}
