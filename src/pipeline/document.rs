//! One input to the rows of all tables.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::input::Input;
use crate::batch::DocumentRow;
use crate::diagnostic::{Code, Diagnostic};
use crate::extract::{Extraction, Reader};
use crate::read::{self, Rejection};
use crate::record::{Family, Outcome, Severity, Status};
use crate::text::Place;

/// A document's row and its records.
#[derive(Debug, Clone, PartialEq)]
pub struct Output {
    /// Row of `documents`.
    pub row: DocumentRow,
    /// Rows of all other tables; empty for a rejected document.
    pub extraction: Extraction,
    /// Diagnostics with their numbers.
    pub diagnostics: Vec<(i32, Diagnostic)>,
}

/// Reads one input. Bad input is a rejected document, never an error; `repeats` are the sources of
/// further inputs with the same bytes.
#[must_use]
pub fn read_document(input: &Input, repeats: &[&str], reader: &Reader) -> Output {
    let bytes = input.bytes();
    let (content, extracted) = match bytes {
        Ok(bytes) => {
            let extracted = read::read_with(&bytes, None, reader.tools()).and_then(|source| {
                let (encoding, media_type) = (source.encoding, source.media_type);
                let extraction = catch_unwind(AssertUnwindSafe(|| reader.extract(source)));
                extraction
                    .map(|extraction| (extraction, encoding, media_type))
                    .map_err(|panic| internal(&*panic))
            });
            (bytes, extracted)
        }
        Err(rejection) => (Vec::new(), Err(rejection)),
    };
    assemble(&input.source, &content, extracted, repeats)
}

type Extracted = Result<(Extraction, Option<&'static str>, &'static str), Rejection>;

fn assemble(source: &str, content: &[u8], extracted: Extracted, repeats: &[&str]) -> Output {
    // Without bytes, the name is all there is to tell documents apart.
    let hash = if content.is_empty() {
        blake3::hash(source.as_bytes())
    } else {
        blake3::hash(content)
    };
    let hash = hash.to_hex().to_string();
    let (mut extraction, encoding, media_type, rejection) = match extracted {
        Ok((extraction, encoding, media_type)) => (extraction, encoding, media_type, None),
        Err(rejection) => (
            Extraction::default(),
            None,
            "application/octet-stream",
            Some(rejection),
        ),
    };
    let repeated = repeats.iter().map(|other| {
        Diagnostic::new(
            Code::DuplicateSource,
            Severity::Note,
            Place {
                line: 1,
                ..Place::default()
            },
            format!("{other} 内容与本文件相同"),
        )
    });
    let mut diagnostics = std::mem::take(&mut extraction.diagnostics);
    diagnostics.extend(repeated);
    let (status, reason) = outcome(&extraction, &diagnostics, rejection);
    let count = |count: usize| i32::try_from(count).unwrap_or(i32::MAX);
    let failed = extraction
        .checks
        .iter()
        .filter(|check| check.outcome == Outcome::Fails)
        .count();
    let row = DocumentRow {
        doc_id: hash[..32].to_owned(),
        source: source.to_owned(),
        media_type,
        encoding,
        n_bytes: i64::try_from(content.len()).unwrap_or(i64::MAX),
        content_hash: hash,
        identity: extraction.identity.clone(),
        status,
        reason,
        n_facts: count(extraction.facts.len()),
        n_checks: count(extraction.checks.len()),
        n_checks_failed: count(failed),
        n_diagnostics: count(diagnostics.len()),
    };
    let diagnostics = diagnostics
        .into_iter()
        .enumerate()
        .map(|(at, one)| (count(at), one))
        .collect();
    Output {
        row,
        extraction,
        diagnostics,
    }
}

/// Status and reason: a document without family, or with an error among its diagnostics, is partial.
fn outcome(
    extraction: &Extraction,
    diagnostics: &[Diagnostic],
    rejection: Option<Rejection>,
) -> (Status, Option<String>) {
    if let Some(rejection) = rejection {
        return (
            Status::Rejected,
            Some(format!("{}: {}", rejection.code(), rejection.message())),
        );
    }
    if matches!(extraction.identity.family, None | Some(Family::Unknown)) {
        return (
            Status::Partial,
            Some("unknown-family: 没有认出文件类别".into()),
        );
    }
    match diagnostics
        .iter()
        .find(|one| one.severity == Severity::Error)
    {
        Some(one) => (Status::Partial, Some(one.message.clone())),
        None => (Status::Ok, None),
    }
}

fn internal(panic: &(dyn std::any::Any + Send)) -> Rejection {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    Rejection::Internal(
        text.or_else(|| panic.downcast_ref::<String>().cloned())
            .unwrap_or_default(),
    )
}
