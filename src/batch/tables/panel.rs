//! The tables of the panel: built on request over many documents.

use super::position;
use crate::batch::column::{Column, Read};
use crate::batch::spec::{DocId, TableSpec};
use crate::record::{
    CheckKind, Comparability, Coverage, FactSource, Outcome, PanelCheck, PanelEvidence,
    PanelMeasure, PanelOutcome, PanelReport, PanelValue, Resolution, Severity, ValueState, Word,
};

const DOC_ID: &str = "First 32 hex digits of BLAKE3 over the source bytes";

pub(super) fn panel() -> TableSpec<PanelValue> {
    TableSpec {
        name: "panel",
        description: "One measure of one report: organ × year × measure across the official forms",
        doc_id: DocId::Own,
        columns: vec![
            Column::new(
                "issuer",
                "Issuing organ, by the name of its latest report",
                Read::Text(|row| &row.issuer),
            ),
            Column::new(
                "region",
                "Place that the issuer is of",
                Read::MaybeText(|row| row.region.as_deref()),
            ),
            Column::new("year", "Year reported on", Read::Int(|row: &PanelValue| row.year))
                .unit("year"),
            Column::new(
                "measure",
                "Harmonised code; table panel_measures defines it",
                Read::Text(|row| &row.measure),
            ),
            Column::new(
                "value",
                "The value as read, or the sum of the cells that give the measure",
                Read::MaybeFloat(|row| row.value),
            ),
            Column::new(
                "state",
                "What the cells hold; a sum that lacks a part has the state of the part",
                Read::Text(|row: &PanelValue| row.state.word()),
            )
            .of::<ValueState>(),
            Column::new(
                "comparability",
                "Whether the value may be compared across forms, with a caveat, or within its form only; unclear: reports of \
                 this organ and year disagree, as those of two places of one name do",
                Read::Text(|row: &PanelValue| row.comparability.word()),
            )
            .of::<Comparability>(),
            Column::new(
                "break_before",
                "The report is made by other rules than the organ's report before it, or than the year before if there is \
                 none: always so in 2014, 2019 and 2021, when new rules began",
                Read::Flag(|row| row.break_before),
            ),
            Column::new(
                "form",
                "Official form, or prose for a report without tables",
                Read::Text(|row| &row.form),
            ),
            Column::new("doc_id", DOC_ID, Read::Text(|row| &row.doc_id)),
            Column::new(
                "fact_ids",
                "Facts of the report that give the value",
                Read::Ints(|row| &row.fact_ids),
            ),
            Column::new("unit", "Unit", Read::Text(|row| &row.unit)),
            Column::new(
                "source",
                "Whether tables or sentences give the value",
                Read::Text(|row: &PanelValue| row.source.word()),
            )
            .of::<FactSource>(),
            Column::new(
                "evidence",
                "What the report's own arithmetic says: contradicted if it says so of any cell; reviewed: a reviewer set one",
                Read::Text(|row: &PanelValue| row.evidence.word()),
            )
            .of::<PanelEvidence>(),
            Column::new(
                "value_implied",
                "The single value the arithmetic allows, of a measure that is one cell",
                Read::MaybeFloat(|row| row.value_implied),
            ),
            Column::new(
                "break_reason",
                "First years of new rules since the organ's report before, and form, renamed, reorganised or coverage",
                Read::MaybeText(|row| row.break_reason.as_deref()),
            ),
            Column::new(
                "coverage",
                "Whether the report speaks for one organ or for all below it",
                Read::MaybeText(|row: &PanelValue| row.coverage.map(Word::word)),
            )
            .of::<Coverage>(),
            Column::new(
                "issuer_printed",
                "Issuing organ as this report names it",
                Read::Text(|row| &row.issuer_printed),
            ),
            Column::new(
                "n_reports",
                "Reports of this organ and year; where there are more than one they compete",
                Read::Int(|row| row.n_reports),
            ),
        ],
    }
}

pub(super) fn checks() -> TableSpec<PanelCheck> {
    TableSpec {
        name: "panel_checks",
        description: "Every relation between the reports of an organ for two years, held or not",
        doc_id: DocId::Own,
        columns: vec![
            Column::new("doc_id", "The later report", Read::Text(|row| &row.doc_id)),
            Column::new(
                "check_id",
                "Number within the later report",
                Read::Int(|row| row.check.check_id),
            ),
            Column::new(
                "rule",
                "Relation of the dictionary of measures",
                Read::Text(|row| &row.check.rule),
            ),
            Column::new(
                "kind",
                "Kind of relation: cross_year",
                Read::Text(|row: &PanelCheck| row.check.kind.word()),
            )
            .of::<CheckKind>(),
            Column::new(
                "scope",
                "Applicant column that the relation was tested in",
                Read::MaybeText(|row| row.check.scope.as_deref()),
            ),
            Column::new("left", "Left side", Read::MaybeFloat(|row| row.check.left)),
            Column::new(
                "right",
                "Right side",
                Read::MaybeFloat(|row| row.check.right),
            ),
            Column::new(
                "difference",
                "Left minus right",
                Read::MaybeFloat(|row| row.check.difference),
            ),
            Column::new(
                "tolerance",
                "Largest difference that still holds",
                Read::Float(|row| row.check.tolerance),
            ),
            Column::new(
                "outcome",
                "Whether it holds; blanks are not zero",
                Read::Text(|row: &PanelCheck| row.check.outcome.word()),
            )
            .of::<Outcome>(),
            Column::new(
                "severity",
                "Weight",
                Read::Text(|row: &PanelCheck| row.check.severity.word()),
            )
            .of::<Severity>(),
            Column::new(
                "message",
                "For people, in Chinese",
                Read::Text(|row| &row.check.message),
            ),
            Column::new(
                "fact_ids",
                "Facts of the later report",
                Read::Ints(|row| &row.check.fact_ids),
            ),
            Column::new(
                "last_doc_id",
                "The report of the year before",
                Read::Text(|row| &row.last_doc_id),
            ),
            Column::new(
                "last_fact_ids",
                "Its facts",
                Read::Ints(|row| &row.last_fact_ids),
            ),
            Column::new(
                "issuer",
                "Issuing organ, by the name of its latest report",
                Read::Text(|row| &row.issuer),
            ),
            Column::new(
                "year",
                "Year of the later report",
                Read::Int(|row: &PanelCheck| row.year),
            )
            .unit("year"),
            Column::new(
                "span_start",
                "First byte in the later report's `texts.text`",
                Read::Int(|row: &PanelCheck| position(row.check.place.span.start)),
            )
            .unit("byte"),
            Column::new(
                "span_end",
                "One past the last byte",
                Read::Int(|row: &PanelCheck| position(row.check.place.span.end)),
            )
            .unit("byte"),
            Column::new(
                "line",
                "1-based line of the first byte",
                Read::Int(|row| row.check.place.line),
            ),
        ],
    }
}

pub(super) fn reports() -> TableSpec<PanelReport> {
    TableSpec {
        name: "panel_reports",
        description: "Every annual report and its place in the panel",
        doc_id: DocId::Own,
        columns: vec![
            Column::new("doc_id", DOC_ID, Read::Text(|row| &row.doc_id)),
            Column::new("source", "Path", Read::Text(|row| &row.source)),
            Column::new(
                "issuer",
                "Issuing organ, by the name of its latest report",
                Read::MaybeText(|row| row.issuer.as_deref()),
            ),
            Column::new(
                "issuer_printed",
                "Issuing organ as this report names it",
                Read::MaybeText(|row| row.issuer_printed.as_deref()),
            ),
            Column::new(
                "resolution",
                "How the names were brought together",
                Read::Text(|row: &PanelReport| row.resolution.word()),
            )
            .of::<Resolution>(),
            Column::new(
                "coverage",
                "Whether the report speaks for one organ or for all below it",
                Read::MaybeText(|row: &PanelReport| row.coverage.map(Word::word)),
            )
            .of::<Coverage>(),
            Column::new(
                "year",
                "Year reported on",
                Read::MaybeInt(|row: &PanelReport| row.year),
            )
            .unit("year"),
            Column::new(
                "form",
                "Official form, or prose for a report without tables",
                Read::Text(|row| &row.form),
            ),
            Column::new(
                "outcome",
                "Whether its values stand in the panel, alone or beside those of a rival",
                Read::Text(|row: &PanelReport| row.outcome.word()),
            )
            .of::<PanelOutcome>(),
            Column::new(
                "reason",
                "Why left out, with what it competes, or why it is not compared with another year",
                Read::MaybeText(|row| row.reason.as_deref()),
            ),
            Column::new(
                "last_doc_id",
                "The report of the year before that it was compared with",
                Read::MaybeText(|row| row.last_doc_id.as_deref()),
            ),
        ],
    }
}

pub(super) fn measures() -> TableSpec<PanelMeasure> {
    TableSpec {
        name: "panel_measures",
        description: "The measures of the panel as the dictionary defines them",
        doc_id: DocId::Own,
        columns: vec![
            Column::new("measure", "Harmonised code", Read::Text(|row| &row.measure)),
            Column::new("unit", "Unit", Read::Text(|row| &row.unit)),
            Column::new(
                "comparability",
                "Whether values may be compared across forms, with a caveat, or within a form only",
                Read::Text(|row: &PanelMeasure| row.comparability.word()),
            )
            .of::<Comparability>(),
            Column::new("name_zh", "Name in Chinese", Read::Text(|row| &row.name_zh)),
            Column::new("name_en", "Name in English", Read::Text(|row| &row.name_en)),
            Column::new(
                "definition_zh",
                "Definition in Chinese",
                Read::Text(|row| &row.definition_zh),
            ),
            Column::new(
                "definition_en",
                "Definition in English",
                Read::Text(|row| &row.definition_en),
            ),
            Column::new(
                "note_zh",
                "What to bear in mind, in Chinese",
                Read::MaybeText(|row| row.note_zh.as_deref()),
            ),
            Column::new(
                "note_en",
                "What to bear in mind, in English",
                Read::MaybeText(|row| row.note_en.as_deref()),
            ),
            Column::new(
                "sources",
                "Documents that lay the definition down",
                Read::Text(|row| &row.sources),
            ),
            Column::new(
                "readings",
                "Cells that give it, form by form",
                Read::Text(|row| &row.readings),
            ),
        ],
    }
}
