//! The tables of the output contract: names, order and meaning of every column.
//!
//! Columns may be added; one that stands here keeps its name, type and meaning.

use super::column::{Column, Read};
use super::document::DocumentRow;
use super::spec::{DocId, TableSpec};
use crate::diagnostic::Diagnostic;
use crate::record::{
    Block, Cell, Check, Citation, Fact, Family, Quantity, Section, Table, Task, Word,
};

/// Names of all tables, in the order of the contract.
pub const TABLES: [&str; 12] = [
    "documents",
    "texts",
    "sections",
    "blocks",
    "tables",
    "cells",
    "facts",
    "quantities",
    "citations",
    "tasks",
    "checks",
    "diagnostics",
];

/// The specifications of all tables.
pub struct Tables {
    /// One row per input document.
    pub documents: TableSpec<DocumentRow>,
    /// The decoded source of each document, line ends normalised to \\n.
    pub texts: TableSpec<String>,
    /// The outline as a tree, in order.
    pub sections: TableSpec<Section>,
    /// Every stretch of the text, classified, nothing left over.
    pub blocks: TableSpec<Block>,
    /// Every reconstructed table.
    pub tables: TableSpec<Table>,
    /// Every cell of the reconstructed tables.
    pub cells: TableSpec<Cell>,
    /// One reported value of one indicator.
    pub facts: TableSpec<Fact>,
    /// Numbers in the prose.
    pub quantities: TableSpec<Quantity>,
    /// Documents referred to.
    pub citations: TableSpec<Citation>,
    /// What a work plan assigns.
    pub tasks: TableSpec<Task>,
    /// Every relation tested, held or not.
    pub checks: TableSpec<Check>,
    /// What the tool noticed and did.
    pub diagnostics: TableSpec<(i32, Diagnostic)>,
}

impl Default for Tables {
    fn default() -> Self {
        Self {
            documents: documents(),
            texts: texts(),
            sections: sections(),
            blocks: blocks(),
            tables: tables(),
            cells: cells(),
            facts: facts(),
            quantities: quantities(),
            citations: citations(),
            tasks: tasks(),
            checks: checks(),
            diagnostics: diagnostics(),
        }
    }
}

/// A byte position as the tables store it; inputs are far smaller than its range.
fn position(at: usize) -> i32 {
    i32::try_from(at).unwrap_or(i32::MAX)
}

fn documents() -> TableSpec<DocumentRow> {
    TableSpec {
        name: "documents",
        description: "One row per input document",
        doc_id: DocId::Own,
        columns: vec![
            Column::new(
                "doc_id",
                "First 32 hex digits of BLAKE3 over the source bytes",
                Read::Text(|row| &row.doc_id),
            ),
            Column::new(
                "source",
                "Path or URI under the input root",
                Read::Text(|row| &row.source),
            ),
            Column::new("media_type", "Media type", Read::Text(|row| row.media_type)),
            Column::new(
                "encoding",
                "Encoding that was decided",
                Read::MaybeText(|row| row.encoding),
            ),
            Column::new(
                "n_bytes",
                "Bytes read",
                Read::Long(|row: &DocumentRow| row.n_bytes),
            )
            .unit("byte"),
            Column::new(
                "content_hash",
                "BLAKE3 over the source bytes, hex",
                Read::Text(|row| &row.content_hash),
            ),
            Column::new(
                "family",
                "annual-report, work-plan, official-document or unknown",
                Read::Text(|row| row.identity.family.unwrap_or(Family::Unknown).word()),
            ),
            Column::new(
                "form",
                "Official form: stat-2014, form-2019 or form-2021",
                Read::MaybeText(|row| row.identity.form.as_deref()),
            ),
            Column::new(
                "grammar",
                "Grammar that recognised the family, name@version",
                Read::MaybeText(|row| row.identity.grammar.as_deref()),
            ),
            Column::new(
                "title",
                "Title without inner blanks",
                Read::MaybeText(|row| row.identity.title.as_deref()),
            ),
            Column::new(
                "issuer",
                "Issuing organ",
                Read::MaybeText(|row| row.identity.issuer.as_deref()),
            ),
            Column::new(
                "region",
                "Place name at the head of the issuer",
                Read::MaybeText(|row| row.identity.region.as_deref()),
            ),
            Column::new(
                "coverage",
                "own or aggregate: does the report speak for one organ or for all below it",
                Read::MaybeText(|row| row.identity.coverage.map(Word::word)),
            ),
            Column::new(
                "year",
                "Year reported on",
                Read::MaybeInt(|row: &DocumentRow| row.identity.year),
            )
            .unit("year"),
            Column::new(
                "period_start",
                "First day of the statistics",
                Read::MaybeDate(|row| row.identity.period_start),
            ),
            Column::new(
                "period_end",
                "Last day of the statistics",
                Read::MaybeDate(|row| row.identity.period_end),
            ),
            Column::new(
                "doc_number",
                "Document number, normalised to 〔〕",
                Read::MaybeText(|row| row.identity.doc_number.as_deref()),
            ),
            Column::new(
                "signed_date",
                "成文日期",
                Read::MaybeDate(|row| row.identity.signed_date),
            ),
            Column::new(
                "printed_date",
                "印发日期",
                Read::MaybeDate(|row| row.identity.printed_date),
            ),
            Column::new(
                "contact_address",
                "地址",
                Read::MaybeText(|row| row.identity.contact_address.as_deref()),
            ),
            Column::new(
                "contact_postcode",
                "邮编",
                Read::MaybeText(|row| row.identity.contact_postcode.as_deref()),
            ),
            Column::new(
                "contact_person",
                "联系人",
                Read::MaybeText(|row| row.identity.contact_person.as_deref()),
            ),
            Column::new(
                "contact_phone",
                "电话",
                Read::MaybeText(|row| row.identity.contact_phone.as_deref()),
            ),
            Column::new(
                "contact_fax",
                "传真",
                Read::MaybeText(|row| row.identity.contact_fax.as_deref()),
            ),
            Column::new(
                "contact_email",
                "电子邮箱",
                Read::MaybeText(|row| row.identity.contact_email.as_deref()),
            ),
            Column::new(
                "website",
                "Web site",
                Read::MaybeText(|row| row.identity.website.as_deref()),
            ),
            Column::new(
                "status",
                "ok, partial or rejected",
                Read::Text(|row| row.status.word()),
            ),
            Column::new(
                "reason",
                "Why rejected or partial",
                Read::MaybeText(|row| row.reason.as_deref()),
            ),
            Column::new("n_facts", "Rows in facts", Read::Int(|row| row.n_facts)),
            Column::new("n_checks", "Rows in checks", Read::Int(|row| row.n_checks)),
            Column::new(
                "n_checks_failed",
                "Checks that failed",
                Read::Int(|row| row.n_checks_failed),
            ),
            Column::new(
                "n_diagnostics",
                "Rows in diagnostics",
                Read::Int(|row| row.n_diagnostics),
            ),
            Column::new(
                "field_spans",
                "Where each field above was read",
                Read::Places(|row| &row.identity.places),
            ),
        ],
    }
}

fn texts() -> TableSpec<String> {
    TableSpec {
        name: "texts",
        description: "The decoded source of each document, line ends normalised to \\n",
        doc_id: DocId::Prefixed,
        columns: vec![Column::new(
            "text",
            "Text that all spans point into, as UTF-8 bytes",
            Read::Text(|row| row),
        )],
    }
}

fn sections() -> TableSpec<Section> {
    TableSpec {
        name: "sections",
        description: "The outline as a tree, in order",
        doc_id: DocId::Prefixed,
        columns: vec![
            Column::new(
                "section_id",
                "Number within the document",
                Read::Int(|row| row.section_id),
            ),
            Column::new(
                "parent_id",
                "Enclosing section",
                Read::MaybeInt(|row| row.parent_id),
            ),
            Column::new(
                "level",
                "1 = 一、 2 = （一） 3 = 1. 4 = （1）",
                Read::Int(|row| row.level),
            ),
            Column::new(
                "ordinal",
                "Position among its siblings",
                Read::MaybeInt(|row| row.ordinal),
            ),
            Column::new(
                "ordinal_printed",
                "The number as printed, with its punctuation",
                Read::MaybeText(|row| row.ordinal_printed.as_deref()),
            ),
            Column::new(
                "ordinal_inferred",
                "The printed number was lost or wrong",
                Read::Flag(|row| row.ordinal_inferred),
            ),
            Column::new(
                "title",
                "Heading without its number",
                Read::Text(|row| &row.title),
            ),
            Column::new(
                "role",
                "Name of the chapter in the grammar",
                Read::MaybeText(|row| row.role.as_deref()),
            ),
            Column::new(
                "span_start",
                "First byte in `texts.text`",
                Read::Int(|row| position(row.place.span.start)),
            ),
            Column::new(
                "span_end",
                "One past the last byte",
                Read::Int(|row| position(row.place.span.end)),
            ),
            Column::new(
                "line",
                "1-based line of the first byte",
                Read::Int(|row| row.place.line),
            ),
            Column::new(
                "body_start",
                "First byte of the body",
                Read::Int(|row| row.body_start),
            ),
            Column::new(
                "body_end",
                "One past the last byte of the body",
                Read::Int(|row| row.body_end),
            ),
        ],
    }
}

fn blocks() -> TableSpec<Block> {
    TableSpec {
        name: "blocks",
        description: "Every stretch of the text, classified, nothing left over",
        doc_id: DocId::Prefixed,
        columns: vec![
            Column::new(
                "block_id",
                "Number within the document",
                Read::Int(|row| row.block_id),
            ),
            Column::new(
                "section_id",
                "Section it stands in",
                Read::MaybeInt(|row| row.section_id),
            ),
            Column::new(
                "kind",
                "heading, paragraph, table, caption, furniture, figure or noise",
                Read::Text(|row| row.kind.word()),
            ),
            Column::new(
                "reason",
                "Why it was set aside",
                Read::MaybeText(|row| row.reason.as_deref()),
            ),
            Column::new(
                "continues",
                "Block that this one continues across a break",
                Read::MaybeInt(|row| row.continues),
            ),
            Column::new(
                "span_start",
                "First byte in `texts.text`",
                Read::Int(|row| position(row.place.span.start)),
            ),
            Column::new(
                "span_end",
                "One past the last byte",
                Read::Int(|row| position(row.place.span.end)),
            ),
            Column::new(
                "line",
                "1-based line of the first byte",
                Read::Int(|row| row.place.line),
            ),
        ],
    }
}

fn tables() -> TableSpec<Table> {
    TableSpec {
        name: "tables",
        description: "Every reconstructed table",
        doc_id: DocId::Prefixed,
        columns: vec![
            Column::new(
                "table_id",
                "Number within the document",
                Read::Int(|row| row.table_id),
            ),
            Column::new(
                "section_id",
                "Section it stands in",
                Read::MaybeInt(|row| row.section_id),
            ),
            Column::new(
                "caption",
                "Title line",
                Read::MaybeText(|row| row.caption.as_deref()),
            ),
            Column::new(
                "form",
                "Official form it was aligned to",
                Read::MaybeText(|row| row.form.as_deref()),
            ),
            Column::new(
                "form_table",
                "Table number within the form",
                Read::MaybeInt(|row| row.form_table),
            ),
            Column::new(
                "layout",
                "How it stood in the text",
                Read::Text(|row| row.layout.word()),
            ),
            Column::new(
                "transposed",
                "Rows and columns were swapped",
                Read::Flag(|row| row.transposed),
            ),
            Column::new("n_rows", "Rows", Read::Int(|row| row.n_rows)),
            Column::new("n_cols", "Columns", Read::Int(|row| row.n_cols)),
            Column::new(
                "genuine",
                "False for tables read off pictures of web pages",
                Read::Flag(|row| row.genuine),
            ),
            Column::new(
                "span_start",
                "First byte in `texts.text`",
                Read::Int(|row| position(row.place.span.start)),
            ),
            Column::new(
                "span_end",
                "One past the last byte",
                Read::Int(|row| position(row.place.span.end)),
            ),
            Column::new(
                "line",
                "1-based line of the first byte",
                Read::Int(|row| row.place.line),
            ),
        ],
    }
}

fn cells() -> TableSpec<Cell> {
    TableSpec {
        name: "cells",
        description: "Every cell of the reconstructed tables",
        doc_id: DocId::Prefixed,
        columns: vec![
            Column::new(
                "table_id",
                "Table it belongs to",
                Read::Int(|row| row.table_id),
            ),
            Column::new("row", "Row from 0", Read::Int(|row| row.row)),
            Column::new("col", "Column from 0", Read::Int(|row| row.col)),
            Column::new("row_span", "Rows spanned", Read::Int(|row| row.row_span)),
            Column::new("col_span", "Columns spanned", Read::Int(|row| row.col_span)),
            Column::new(
                "text",
                "Text without inner blanks",
                Read::Text(|row| &row.text),
            ),
            Column::new(
                "text_printed",
                "Text as printed",
                Read::Text(|row| &row.text_printed),
            ),
            Column::new("header", "Column or row head", Read::Flag(|row| row.header)),
            Column::new(
                "span_start",
                "First byte in `texts.text`",
                Read::Int(|row| position(row.place.span.start)),
            ),
            Column::new(
                "span_end",
                "One past the last byte",
                Read::Int(|row| position(row.place.span.end)),
            ),
            Column::new(
                "line",
                "1-based line of the first byte",
                Read::Int(|row| row.place.line),
            ),
        ],
    }
}

fn facts() -> TableSpec<Fact> {
    TableSpec {
        name: "facts",
        description: "One reported value of one indicator",
        doc_id: DocId::Prefixed,
        columns: vec![
            Column::new(
                "fact_id",
                "Number within the document",
                Read::Int(|row| row.fact_id),
            ),
            Column::new(
                "year",
                "Year that the value refers to",
                Read::MaybeInt(|row: &Fact| row.year),
            )
            .unit("year"),
            Column::new(
                "form",
                "Official form",
                Read::MaybeText(|row| row.form.as_deref()),
            ),
            Column::new(
                "indicator",
                "Code of the indicator",
                Read::Text(|row| &row.indicator),
            ),
            Column::new(
                "scope",
                "Printed head of the value column where a form has several",
                Read::MaybeText(|row| row.scope.as_deref()),
            ),
            Column::new(
                "applicant",
                "Applicant column",
                Read::MaybeText(|row| row.applicant.map(Word::word)),
            ),
            Column::new(
                "value",
                "The value as read",
                Read::MaybeFloat(|row| row.value),
            ),
            Column::new(
                "value_printed",
                "The cell as printed",
                Read::MaybeText(|row| row.value_printed.as_deref()),
            ),
            Column::new(
                "state",
                "value, blank, dash, not_applicable, unreadable or absent",
                Read::Text(|row| row.state.word()),
            ),
            Column::new("unit", "Unit", Read::MaybeText(|row| row.unit.as_deref())),
            Column::new(
                "label_printed",
                "The row's label as printed",
                Read::MaybeText(|row| row.label_printed.as_deref()),
            ),
            Column::new(
                "label_score",
                "How well the printed label matched, 0 to 1",
                Read::Single(|row| row.label_score),
            ),
            Column::new(
                "source",
                "table or prose",
                Read::Text(|row| row.source.word()),
            ),
            Column::new(
                "table_id",
                "Table it was read from",
                Read::MaybeInt(|row| row.table_id),
            ),
            Column::new("row", "Row in that table", Read::MaybeInt(|row| row.row)),
            Column::new("col", "Column in that table", Read::MaybeInt(|row| row.col)),
            Column::new(
                "section_id",
                "Section it stands in",
                Read::MaybeInt(|row| row.section_id),
            ),
            Column::new(
                "evidence",
                "confirmed, contradicted or unchecked by the report's own arithmetic",
                Read::Text(|row| row.evidence.word()),
            ),
            Column::new(
                "value_implied",
                "The single value the arithmetic allows, where it differs from value",
                Read::MaybeFloat(|row| row.value_implied),
            ),
            Column::new(
                "span_start",
                "First byte in `texts.text`",
                Read::Int(|row| position(row.place.span.start)),
            ),
            Column::new(
                "span_end",
                "One past the last byte",
                Read::Int(|row| position(row.place.span.end)),
            ),
            Column::new(
                "line",
                "1-based line of the first byte",
                Read::Int(|row| row.place.line),
            ),
        ],
    }
}

fn quantities() -> TableSpec<Quantity> {
    TableSpec {
        name: "quantities",
        description: "Numbers in the prose",
        doc_id: DocId::Prefixed,
        columns: vec![
            Column::new(
                "quantity_id",
                "Number within the document",
                Read::Int(|row| row.quantity_id),
            ),
            Column::new(
                "section_id",
                "Section it stands in",
                Read::MaybeInt(|row| row.section_id),
            ),
            Column::new(
                "subject",
                "What is counted",
                Read::MaybeText(|row| row.subject.as_deref()),
            ),
            Column::new(
                "value",
                "The value, 万 and 亿 expanded",
                Read::Float(|row| row.value),
            ),
            Column::new(
                "value_to",
                "Upper end of a range",
                Read::MaybeFloat(|row| row.value_to),
            ),
            Column::new(
                "value_printed",
                "Number and unit as printed",
                Read::Text(|row| &row.value_printed),
            ),
            Column::new("unit", "Unit", Read::Text(|row| &row.unit)),
            Column::new(
                "approx",
                "exact, about, over or under",
                Read::Text(|row| row.approx.word()),
            ),
            Column::new(
                "kind",
                "count, share, money, rate, duration, area or other",
                Read::Text(|row| row.kind.word()),
            ),
            Column::new(
                "share_of",
                "What a share is a share of",
                Read::MaybeText(|row| row.share_of.as_deref()),
            ),
            Column::new(
                "indicator",
                "Indicator that a grammar maps the phrase to",
                Read::MaybeText(|row| row.indicator.as_deref()),
            ),
            Column::new(
                "span_start",
                "First byte in `texts.text`",
                Read::Int(|row| position(row.place.span.start)),
            ),
            Column::new(
                "span_end",
                "One past the last byte",
                Read::Int(|row| position(row.place.span.end)),
            ),
            Column::new(
                "line",
                "1-based line of the first byte",
                Read::Int(|row| row.place.line),
            ),
        ],
    }
}

fn citations() -> TableSpec<Citation> {
    TableSpec {
        name: "citations",
        description: "Documents referred to",
        doc_id: DocId::Prefixed,
        columns: vec![
            Column::new(
                "citation_id",
                "Number within the document",
                Read::Int(|row| row.citation_id),
            ),
            Column::new(
                "title",
                "Title inside 《》",
                Read::MaybeText(|row| row.title.as_deref()),
            ),
            Column::new(
                "doc_number",
                "Document number, normalised",
                Read::MaybeText(|row| row.doc_number.as_deref()),
            ),
            Column::new(
                "doc_number_printed",
                "Document number as printed",
                Read::MaybeText(|row| row.doc_number_printed.as_deref()),
            ),
            Column::new(
                "issuer_code",
                "机关代字 of the number",
                Read::MaybeText(|row| row.issuer_code.as_deref()),
            ),
            Column::new(
                "number_year",
                "Year of the number",
                Read::MaybeInt(|row: &Citation| row.number_year),
            )
            .unit("year"),
            Column::new(
                "number_serial",
                "Serial of the number",
                Read::MaybeInt(|row| row.number_serial),
            ),
            Column::new(
                "relation",
                "under, printed-and-issued, forwarded, defined-as or mentioned",
                Read::MaybeText(|row| row.relation.map(Word::word)),
            ),
            Column::new(
                "target_doc_id",
                "The cited document, when it is in the same run",
                Read::MaybeText(|row| row.target_doc_id.as_deref()),
            ),
            Column::new(
                "genuine",
                "False inside text read off pictures",
                Read::Flag(|row| row.genuine),
            ),
            Column::new(
                "span_start",
                "First byte in `texts.text`",
                Read::Int(|row| position(row.place.span.start)),
            ),
            Column::new(
                "span_end",
                "One past the last byte",
                Read::Int(|row| position(row.place.span.end)),
            ),
            Column::new(
                "line",
                "1-based line of the first byte",
                Read::Int(|row| row.place.line),
            ),
        ],
    }
}

fn tasks() -> TableSpec<Task> {
    TableSpec {
        name: "tasks",
        description: "What a work plan assigns",
        doc_id: DocId::Prefixed,
        columns: vec![
            Column::new(
                "task_id",
                "Number within the document",
                Read::Int(|row| row.task_id),
            ),
            Column::new(
                "section_id",
                "Section it stands in",
                Read::MaybeInt(|row| row.section_id),
            ),
            Column::new(
                "category",
                "Category",
                Read::MaybeText(|row| row.category.as_deref()),
            ),
            Column::new(
                "title",
                "Title",
                Read::MaybeText(|row| row.title.as_deref()),
            ),
            Column::new("text", "What is to be done", Read::Text(|row| &row.text)),
            Column::new("units", "By whom", Read::Units(|row| &row.units)),
            Column::new(
                "deadlines",
                "By when, how often",
                Read::Deadlines(|row| &row.deadlines),
            ),
            Column::new(
                "source",
                "prose or table",
                Read::Text(|row| row.source.word()),
            ),
            Column::new(
                "legibility",
                "clean, repaired or illegible",
                Read::Text(|row| row.legibility.word()),
            ),
            Column::new(
                "span_start",
                "First byte in `texts.text`",
                Read::Int(|row| position(row.place.span.start)),
            ),
            Column::new(
                "span_end",
                "One past the last byte",
                Read::Int(|row| position(row.place.span.end)),
            ),
            Column::new(
                "line",
                "1-based line of the first byte",
                Read::Int(|row| row.place.line),
            ),
        ],
    }
}

fn checks() -> TableSpec<Check> {
    TableSpec {
        name: "checks",
        description: "Every relation tested, held or not",
        doc_id: DocId::Prefixed,
        columns: vec![
            Column::new(
                "check_id",
                "Number within the document",
                Read::Int(|row| row.check_id),
            ),
            Column::new(
                "rule",
                "Rule in the grammar, or built in",
                Read::Text(|row| &row.rule),
            ),
            Column::new(
                "kind",
                "sum, identity, order, share, prose_sum, prose_vs_table or cross_year",
                Read::Text(|row| row.kind.word()),
            ),
            Column::new(
                "scope",
                "Column that the relation was tested in",
                Read::MaybeText(|row| row.scope.as_deref()),
            ),
            Column::new("left", "Left side", Read::MaybeFloat(|row| row.left)),
            Column::new("right", "Right side", Read::MaybeFloat(|row| row.right)),
            Column::new(
                "difference",
                "Left minus right",
                Read::MaybeFloat(|row| row.difference),
            ),
            Column::new(
                "tolerance",
                "Largest difference that still holds",
                Read::Float(|row| row.tolerance),
            ),
            Column::new(
                "outcome",
                "holds, fails or not_assessable",
                Read::Text(|row| row.outcome.word()),
            ),
            Column::new(
                "severity",
                "error, warning or note",
                Read::Text(|row| row.severity.word()),
            ),
            Column::new(
                "message",
                "For people, in Chinese",
                Read::Text(|row| &row.message),
            ),
            Column::new(
                "fact_ids",
                "Facts involved",
                Read::Ints(|row| &row.fact_ids),
            ),
            Column::new(
                "quantity_ids",
                "Quantities involved",
                Read::Ints(|row| &row.quantity_ids),
            ),
            Column::new(
                "span_start",
                "First byte in `texts.text`",
                Read::Int(|row| position(row.place.span.start)),
            ),
            Column::new(
                "span_end",
                "One past the last byte",
                Read::Int(|row| position(row.place.span.end)),
            ),
            Column::new(
                "line",
                "1-based line of the first byte",
                Read::Int(|row| row.place.line),
            ),
        ],
    }
}

fn diagnostics() -> TableSpec<(i32, Diagnostic)> {
    TableSpec {
        name: "diagnostics",
        description: "What the tool noticed and did",
        doc_id: DocId::Prefixed,
        columns: vec![
            Column::new(
                "diagnostic_id",
                "Number within the document",
                Read::Int(|row| row.0),
            ),
            Column::new("code", "Stable code", Read::Text(|row| row.1.code.word())),
            Column::new(
                "severity",
                "error, warning or note",
                Read::Text(|row| row.1.severity.word()),
            ),
            Column::new(
                "message",
                "For people, in Chinese",
                Read::Text(|row| &row.1.message),
            ),
            Column::new(
                "span_start",
                "First byte in `texts.text`",
                Read::Int(|row| position(row.1.place.span.start)),
            ),
            Column::new(
                "span_end",
                "One past the last byte",
                Read::Int(|row| position(row.1.place.span.end)),
            ),
            Column::new(
                "line",
                "1-based line of the first byte",
                Read::Int(|row| row.1.place.line),
            ),
        ],
    }
}
