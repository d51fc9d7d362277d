//! What the tool noticed about a noisy document: data, never an error.
//!
//! Codes are stable; each variant's documentation is its entry in the manual.

use crate::record::{Severity, Word};
use crate::text::Place;

/// Stable code of a diagnostic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// The encoding was decided by detection, or some lines are in another than the rest.
    EncodingDetected,
    /// Bytes that no character stands for were replaced by U+FFFD.
    UndecodableBytes,
    /// A document with the same bytes was read under another path.
    DuplicateSource,
    /// Characters were repaired; the message names the pass and how many.
    Repaired,
    /// A stretch was set aside as noise.
    NoiseSetAside,
    /// A heading's number is missing and was inferred from its neighbours.
    OrdinalInferred,
    /// A heading's number was used before.
    OrdinalDuplicate,
    /// Headings are missing between two numbers.
    OrdinalGap,
    /// A table row that the official form does not know.
    RowNotUnderstood,
    /// A table column that the official form does not know.
    ColumnNotUnderstood,
    /// A table is printed as another form than the one in use in the document's year.
    OtherForm,
    /// A cell that has no single certain reading.
    CellUnreadable,
    /// A reading was chosen because it alone satisfies the form's equations.
    SolvedByArithmetic,
    /// A single-cell explanation of a relation that fails.
    Explanation,
    /// A document number without its brackets or year.
    DocNumberDamaged,
    /// A limit was reached and the rest was left out.
    LimitReached,
    /// Something that the file holds is no part of its text: hidden characters, embedded files.
    LeftOut,
    /// A field that the family always has was not found.
    FieldMissing,
    /// The document's name in its archive was unsafe, unprintable or given twice, and was changed.
    MemberRenamed,
    /// The year of the title or the text and the period of the statistics disagree.
    YearConflict,
}

impl Word for Code {
    const ALL: &'static [Self] = &[
        Self::EncodingDetected,
        Self::UndecodableBytes,
        Self::DuplicateSource,
        Self::Repaired,
        Self::NoiseSetAside,
        Self::OrdinalInferred,
        Self::OrdinalDuplicate,
        Self::OrdinalGap,
        Self::RowNotUnderstood,
        Self::ColumnNotUnderstood,
        Self::OtherForm,
        Self::CellUnreadable,
        Self::SolvedByArithmetic,
        Self::Explanation,
        Self::DocNumberDamaged,
        Self::LimitReached,
        Self::LeftOut,
        Self::FieldMissing,
        Self::MemberRenamed,
        Self::YearConflict,
    ];

    fn word(self) -> &'static str {
        match self {
            Self::EncodingDetected => "encoding-detected",
            Self::UndecodableBytes => "undecodable-bytes",
            Self::DuplicateSource => "duplicate-source",
            Self::Repaired => "repaired",
            Self::NoiseSetAside => "noise-set-aside",
            Self::OrdinalInferred => "ordinal-inferred",
            Self::OrdinalDuplicate => "ordinal-duplicate",
            Self::OrdinalGap => "ordinal-gap",
            Self::RowNotUnderstood => "row-not-understood",
            Self::ColumnNotUnderstood => "column-not-understood",
            Self::OtherForm => "other-form",
            Self::CellUnreadable => "cell-unreadable",
            Self::SolvedByArithmetic => "solved-by-arithmetic",
            Self::Explanation => "explanation",
            Self::DocNumberDamaged => "doc-number-damaged",
            Self::LimitReached => "limit-reached",
            Self::LeftOut => "left-out",
            Self::FieldMissing => "field-missing",
            Self::MemberRenamed => "member-renamed",
            Self::YearConflict => "year-conflict",
        }
    }
}

/// One row of `diagnostics`.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnostic {
    /// Stable code.
    pub code: Code,
    /// Weight.
    pub severity: Severity,
    /// For people, in Chinese.
    pub message: String,
    /// What it is about.
    pub place: Place,
}

impl Diagnostic {
    /// A diagnostic of `severity` about `place`.
    #[must_use]
    pub fn new(code: Code, severity: Severity, place: Place, message: impl Into<String>) -> Self {
        Self {
            code,
            severity,
            message: message.into(),
            place,
        }
    }
}
