//! `documents` and `texts`: who issued what and when, and the text that spans count in.

use crate::batch::column::{Column, Read};
use crate::batch::document::DocumentRow;
use crate::batch::spec::{DocId, TableSpec};
use crate::record::{Coverage, DocumentPart, Family, Status, Word};

pub(super) fn documents() -> TableSpec<DocumentRow> {
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
                "annual-report, work-plan, official-document, the family of a grammar, or unknown",
                Read::Text(|row| row.identity.family.as_ref().map_or("unknown", Family::word)),
            ),
            Column::new(
                "form",
                "Official form: stat-2014, form-2019, form-2021 or one of a grammar",
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
                Read::MaybeText(|row: &DocumentRow| row.identity.coverage.map(Word::word)),
            )
            .of::<Coverage>(),
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
                "index_number",
                "索引号 of the site that published it",
                Read::MaybeText(|row| row.identity.index_number.as_deref()),
            ),
            Column::new(
                "published_date",
                "发布日期",
                Read::MaybeDate(|row| row.identity.published_date),
            ),
            Column::new(
                "recipients",
                "主送机关, one by one as printed",
                Read::Texts(|row| row.identity.part(DocumentPart::Recipients)),
            ),
            Column::new(
                "annexes",
                "Titles of 附件 that the document lists",
                Read::Texts(|row| row.identity.part(DocumentPart::Annexes)),
            ),
            Column::new(
                "note",
                "附注, such as 此件公开发布",
                Read::MaybeText(|row| row.identity.only(DocumentPart::Note)),
            ),
            Column::new(
                "copied_to",
                "抄送机关, one by one as printed",
                Read::Texts(|row| row.identity.part(DocumentPart::CopiedTo)),
            ),
            Column::new(
                "printed_by",
                "印发机关",
                Read::MaybeText(|row| row.identity.only(DocumentPart::PrintedBy)),
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
                Read::Text(|row: &DocumentRow| row.status.word()),
            )
            .of::<Status>(),
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

pub(super) fn texts() -> TableSpec<String> {
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
