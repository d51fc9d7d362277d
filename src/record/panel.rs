//! The records of the panel: values of many reports side by side, and what was compared between years.

use super::{Check, Comparability, Coverage, FactSource, ValueState, Word};

/// How an organ's name was brought together with those of its other reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Resolution {
    /// The name as printed.
    Printed,
    /// Another spelling of the same name.
    Alias,
    /// The office that compiles the report of its government.
    Authority,
    /// The organ goes on under another name.
    Renamed,
    /// Nothing says of which place the organ is: its report stands alone.
    Unresolved,
}

impl Word for Resolution {
    const ALL: &'static [Self] = &[
        Self::Printed,
        Self::Alias,
        Self::Authority,
        Self::Renamed,
        Self::Unresolved,
    ];

    fn word(self) -> &'static str {
        match self {
            Self::Printed => "printed",
            Self::Alias => "alias",
            Self::Authority => "authority",
            Self::Renamed => "renamed",
            Self::Unresolved => "unresolved",
        }
    }
}

/// What is known of the cells that give a measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PanelEvidence {
    /// The arithmetic confirms all of them.
    Confirmed,
    /// It contradicts one that nobody reviewed.
    Contradicted,
    /// Nothing is known of one.
    Unchecked,
    /// A reviewer set at least one, and none of the others is contradicted.
    Reviewed,
}

impl Word for PanelEvidence {
    const ALL: &'static [Self] = &[
        Self::Confirmed,
        Self::Contradicted,
        Self::Unchecked,
        Self::Reviewed,
    ];

    fn word(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Contradicted => "contradicted",
            Self::Unchecked => "unchecked",
            Self::Reviewed => "reviewed",
        }
    }
}

/// One measure of one report.
#[derive(Debug, Clone, PartialEq)]
pub struct PanelValue {
    /// The organ, by the name of its latest report.
    pub issuer: String,
    /// The organ as this report names it.
    pub issuer_printed: String,
    /// Place name at the head of the issuer.
    pub region: Option<String>,
    /// Own or aggregate.
    pub coverage: Option<Coverage>,
    /// Year reported on.
    pub year: i32,
    /// Harmonised code.
    pub measure: String,
    /// The value.
    pub value: Option<f64>,
    /// What the cells hold.
    pub state: ValueState,
    /// Unit.
    pub unit: String,
    /// How far the value may be compared.
    pub comparability: Comparability,
    /// Whether the report is made by other rules than the organ's report before it.
    pub break_before: bool,
    /// Why: first years of new rules, `form`, `renamed`, `reorganised`, `coverage`.
    pub break_reason: Option<String>,
    /// Official form, or `prose`.
    pub form: String,
    /// Table or prose.
    pub source: FactSource,
    /// What the report's arithmetic, or a reviewer, says of the cells.
    pub evidence: PanelEvidence,
    /// The single value the arithmetic allows, of a measure that is one cell.
    pub value_implied: Option<f64>,
    /// Reports of this organ and year; more than one compete.
    pub n_reports: i32,
    /// The report.
    pub doc_id: String,
    /// Its facts.
    pub fact_ids: Vec<i32>,
}

/// What the panel made of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PanelOutcome {
    /// Its values stand in the panel.
    Used,
    /// So do those of another report of the organ and year.
    Competing,
    /// It could not be placed.
    LeftOut,
}

impl Word for PanelOutcome {
    const ALL: &'static [Self] = &[Self::Used, Self::Competing, Self::LeftOut];

    fn word(self) -> &'static str {
        match self {
            Self::Used => "used",
            Self::Competing => "competing",
            Self::LeftOut => "left_out",
        }
    }
}

/// One annual report and its place in the panel.
#[derive(Debug, Clone, PartialEq)]
pub struct PanelReport {
    /// The report.
    pub doc_id: String,
    /// Its path.
    pub source: String,
    /// The organ, by the name of its latest report.
    pub issuer: Option<String>,
    /// The organ as this report names it.
    pub issuer_printed: Option<String>,
    /// How the names were brought together.
    pub resolution: Resolution,
    /// Own or aggregate.
    pub coverage: Option<Coverage>,
    /// Year reported on.
    pub year: Option<i32>,
    /// Official form, or `prose`.
    pub form: String,
    /// Used, competing or left out.
    pub outcome: PanelOutcome,
    /// Why left out, with what it competes, or why it is not compared; in Chinese.
    pub reason: Option<String>,
    /// The same in English.
    pub reason_en: Option<String>,
    /// The report of the year before that it was compared with.
    pub last_doc_id: Option<String>,
}

/// A relation between the reports of two years.
#[derive(Debug, Clone, PartialEq)]
pub struct PanelCheck {
    /// The relation; its facts are those of the later report.
    pub check: Check,
    /// Its message in English.
    pub message_en: String,
    /// The organ, by the name of its latest report.
    pub issuer: String,
    /// Year of the later report.
    pub year: i32,
    /// The later report.
    pub doc_id: String,
    /// The earlier report.
    pub last_doc_id: String,
    /// Facts of the earlier report.
    pub last_fact_ids: Vec<i32>,
}

/// A measure as the dictionary defines it.
#[derive(Debug, Clone, PartialEq)]
pub struct PanelMeasure {
    /// Harmonised code.
    pub measure: String,
    /// Unit.
    pub unit: String,
    /// How far its values may be compared.
    pub comparability: Comparability,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
    /// Definition in Chinese.
    pub definition_zh: String,
    /// Definition in English.
    pub definition_en: String,
    /// What to bear in mind, in Chinese.
    pub note_zh: Option<String>,
    /// What to bear in mind, in English.
    pub note_en: Option<String>,
    /// Documents that lay the definition down.
    pub sources: String,
    /// Cells that give it, form by form.
    pub readings: String,
}
