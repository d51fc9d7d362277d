//! A comparison as JSON: codes, not words.

use serde_json::{Value, json};

use super::reuse::{Passage, Sort, Text};
use super::{Comparison, Head, Held, Row};
use crate::language::Language;
use crate::record::Word;
use crate::text::SourceSpan;

/// `comparison` as one object; only its messages are of a language.
#[must_use]
pub fn json(comparison: &Comparison, language: Language) -> Value {
    let heads = comparison.heads.each_ref().map(head);
    let relation = |one: &crate::record::PanelCheck| {
        let check = &one.check;
        json!({
            "rule": check.rule,
            "scope": check.scope,
            "outcome": check.outcome.word(),
            "severity": check.severity.word(),
            "left": check.left,
            "right": check.right,
            "difference": check.difference,
            "message": language.pick(&check.message, &one.message_en),
            "doc_id": one.doc_id,
            "fact_ids": check.fact_ids,
            "last_doc_id": one.last_doc_id,
            "last_fact_ids": one.last_fact_ids,
        })
    };
    let measure = |one: &super::Measured| {
        json!({
            "measure": one.measure,
            "unit": one.unit,
            "a": one.values[0],
            "b": one.values[1],
            "comparability": one.comparability.word(),
        })
    };
    let reuse = &comparison.reuse;
    json!({
        "a": heads[0],
        "b": heads[1],
        "relations": comparison.relations.iter().map(relation).collect::<Vec<_>>(),
        "measures": comparison.measures.iter().map(measure).collect::<Vec<_>>(),
        "values": comparison.rows.iter().map(row).collect::<Vec<_>>(),
        "reuse": {
            "paragraphs": text(&reuse.paragraphs),
            "sentences": text(&reuse.sentences),
            "resemblance": reuse.resemblance,
            "containment": reuse.containment,
        },
    })
}

fn head(head: &Head) -> Value {
    json!({
        "doc_id": head.doc_id,
        "source": head.source,
        "title": head.title,
        "issuer": head.issuer,
        "year": head.year,
        "form": head.form,
    })
}

fn row(row: &Row) -> Value {
    json!({
        "indicator": row.indicator,
        "applicant": row.applicant.map(|one| one.word()),
        "scope": row.scope,
        "a": row.held[0].as_ref().map(held),
        "b": row.held[1].as_ref().map(held),
        "difference": row.difference(),
        "growth_percent": row.growth(),
    })
}

fn held(held: &Held) -> Value {
    json!({
        "fact_id": held.fact_id,
        "value": held.value,
        "state": held.state.word(),
        "evidence": held.evidence.word(),
        "source": held.source.word(),
        "unit": held.unit,
        "line": held.line,
        "ambiguous": held.ambiguous,
    })
}

fn text(text: &Text) -> Value {
    let shares = Sort::ALL.iter().map(|sort| {
        let numbers = json!({ "share": text.share(*sort), "count": text.count(*sort) });
        (sort.word().to_owned(), numbers)
    });
    let shares: serde_json::Map<String, Value> = shares.collect();
    json!({
        "shares": shares,
        "passages": text.passages.iter().map(passage).collect::<Vec<_>>(),
    })
}

fn passage(one: &Passage) -> Value {
    let span = |span: SourceSpan| json!([span.start, span.end]);
    json!({
        "span": span(one.span),
        "sort": one.sort.word(),
        "from": one.from.map(span),
        "resemblance": (one.resemblance * 1e4).round() / 1e4,
    })
}
