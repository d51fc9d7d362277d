//! Findings as SARIF 2.1.0, the format that code hosts and editors read.
//!
//! Columns and offsets count characters (`unicodeCodePoints`). Byte offsets are given where the
//! file's bytes are its text, and left out where it was decoded.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::record::Severity;
use crate::text::Place;

use super::Checked;
use super::excerpt::column;
use crate::finding::{Finding, Operand, shown};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// One log with one run over all documents.
pub(super) fn log(documents: &[Checked]) -> Value {
    let mut rules: BTreeMap<&str, Severity> = BTreeMap::new();
    for finding in documents.iter().flat_map(|document| &document.findings) {
        rules
            .entry(finding.code.as_str())
            .or_insert(finding.severity);
    }
    let indices: BTreeMap<&str, usize> = rules
        .keys()
        .enumerate()
        .map(|(at, code)| (*code, at))
        .collect();
    let results: Vec<Value> = documents
        .iter()
        .enumerate()
        .flat_map(|(at, document)| {
            let result = |finding| result(at, document, finding, &indices);
            document.findings.iter().map(result).collect::<Vec<_>>()
        })
        .collect();
    let described: Vec<Value> = rules
        .iter()
        .map(|(code, severity)| {
            json!({
                "id": code,
                "shortDescription": { "text": code },
                "defaultConfiguration": { "level": level(*severity) },
            })
        })
        .collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "gongkai",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": described,
            }},
            "columnKind": "unicodeCodePoints",
            "artifacts": documents.iter().map(|one| json!({ "location": { "uri": uri(&one.path) } })).collect::<Vec<_>>(),
            "invocations": [{
                "executionSuccessful": true,
                "toolExecutionNotifications": documents.iter().enumerate().filter_map(notification).collect::<Vec<_>>(),
            }],
            "results": results,
        }],
    })
}

/// A document that was not read.
fn notification((at, document): (usize, &Checked)) -> Option<Value> {
    let reason = document.rejected.as_ref()?;
    let artifact = json!({ "artifactLocation": { "uri": uri(&document.path), "index": at } });
    Some(json!({
        "level": "error",
        "message": { "text": reason },
        "locations": [{ "physicalLocation": artifact }],
    }))
}

fn result(
    at: usize,
    document: &Checked,
    finding: &Finding,
    rules: &BTreeMap<&str, usize>,
) -> Value {
    let location = |place: Place| {
        json!({
            "artifactLocation": { "uri": uri(&document.path), "index": at },
            "region": region(document, place),
        })
    };
    let mut text = finding.message.clone();
    if let Some(expected) = &finding.expected {
        text = format!("{text}\n→ {expected}");
    }
    for more in &finding.explanations {
        text = format!("{text}\n{more}");
    }
    let related: Vec<Value> = finding
        .operands
        .iter()
        .enumerate()
        .map(|(id, operand)| {
            json!({
                "id": id + 1,
                "physicalLocation": location(operand.place),
                "message": { "text": named(operand) },
            })
        })
        .collect();
    json!({
        "ruleId": finding.code,
        "ruleIndex": rules.get(finding.code.as_str()),
        "level": level(finding.severity),
        "message": { "text": text },
        "locations": [{ "physicalLocation": location(finding.place) }],
        "relatedLocations": related,
    })
}

fn named(operand: &Operand) -> String {
    let value = operand.value.map_or("?".to_owned(), shown);
    format!("{} {value}", operand.name)
}

fn region(document: &Checked, place: Place) -> Value {
    let (text, span) = (document.text.as_str(), place.span);
    let inside = text.get(span.start..span.end).unwrap_or_default();
    let end_line = i64::from(place.line) + i64::try_from(inside.matches('\n').count()).unwrap_or(0);
    let characters = |part: &str| part.chars().count();
    let mut region = json!({
        "startLine": place.line.max(1),
        "startColumn": column(text, span.start),
        "endLine": end_line.max(1),
        "endColumn": column(text, span.end),
        "charOffset": text.get(..span.start).map_or(0, characters),
        "charLength": characters(inside),
    });
    if document.bytes_are_text {
        region["byteOffset"] = json!(span.start);
        region["byteLength"] = json!(inside.len());
    }
    region
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// A path as a URI reference: bytes that may not stand in one are escaped.
fn uri(path: &str) -> String {
    let mut uri = String::new();
    if path.starts_with('/') {
        uri.push_str("file://");
    }
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_references() {
        assert_eq!(
            uri("报告/2018 年.txt"),
            "%E6%8A%A5%E5%91%8A/2018%20%E5%B9%B4.txt"
        );
        assert_eq!(uri("/reports/a.txt"), "file:///reports/a.txt");
    }
}
