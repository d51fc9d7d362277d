//! One input to the rows of all tables.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::input::{Bytes, Input, chunks, fetch};
use crate::batch::DocumentRow;
use crate::diagnostic::{Code, Diagnostic};
use crate::error::Error;
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
    output(input, input.bytes(), repeats, reader)
}

/// Reads inputs side by side and hands each to `visit`, in their order. No more of them are held in
/// memory than one chunk.
pub fn read_documents(inputs: &[Input], reader: &Reader, visit: impl FnMut(&Input, Output)) {
    map_documents(inputs, reader, |_, output| output, visit);
}

/// As [`read_documents`], until `stop` is set.
///
/// # Errors
/// [`Error::Interrupted`].
pub fn read_documents_until(
    inputs: &[Input],
    reader: &Reader,
    stop: &AtomicBool,
    visit: impl FnMut(&Input, Output),
) -> Result<(), Error> {
    map_until(inputs, reader, stop, |_, output| output, visit)
}

/// As [`read_documents`], for those who need little of each: `map` makes it, side by side, and what was
/// read is let go before the next document is.
pub fn map_documents<T: Send>(
    inputs: &[Input],
    reader: &Reader,
    map: impl Fn(&Input, Output) -> T + Sync,
    visit: impl FnMut(&Input, T),
) {
    // Nobody sets this one.
    let _ = map_until(inputs, reader, &AtomicBool::new(false), map, visit);
}

fn map_until<T: Send>(
    inputs: &[Input],
    reader: &Reader,
    stop: &AtomicBool,
    map: impl Fn(&Input, Output) -> T + Sync,
    mut visit: impl FnMut(&Input, T),
) -> Result<(), Error> {
    let all: Vec<&Input> = inputs.iter().collect();
    for chunk in chunks(&all) {
        let fetched: Vec<(&Input, Option<Bytes>)> =
            chunk.iter().copied().zip(fetch(chunk)).collect();
        let read = |(input, bytes)| {
            if stop.load(Ordering::Relaxed) {
                return Err(Error::Interrupted);
            }
            Ok(map(input, read_bytes(input, bytes, &[], reader)))
        };
        let made: Vec<T> = fetched
            .into_par_iter()
            .map(read)
            .collect::<Result<_, _>>()?;
        for (input, made) in chunk.iter().zip(made) {
            visit(input, made);
        }
    }
    Ok(())
}

/// As [`read_document`], for an input whose bytes may be there already.
pub(super) fn read_bytes(
    input: &Input,
    bytes: Option<Bytes>,
    repeats: &[&str],
    reader: &Reader,
) -> Output {
    output(
        input,
        bytes.unwrap_or_else(|| input.bytes()),
        repeats,
        reader,
    )
}

fn output(input: &Input, bytes: Bytes, repeats: &[&str], reader: &Reader) -> Output {
    let (content, extracted) = match bytes {
        Ok(bytes) => {
            let extract = || {
                let source = read::read_with(&bytes, Some(&input.source), reader.tools())?;
                let (encoding, media_type) = (source.encoding, source.media_type);
                Ok((reader.extract(source), encoding, media_type))
            };
            let extracted = caught(extract);
            (bytes, extracted)
        }
        Err(rejection) => (Vec::new(), Err(rejection)),
    };
    assemble(input, &content, extracted, repeats)
}

type Extracted = Result<(Extraction, Option<&'static str>, &'static str), Rejection>;

/// A diagnostic about the whole document.
fn note(code: Code, message: String) -> Diagnostic {
    let place = Place {
        line: 1,
        ..Place::default()
    };
    Diagnostic::new(code, Severity::Note, place, message)
}

fn assemble(input: &Input, content: &[u8], extracted: Extracted, repeats: &[&str]) -> Output {
    let source = input.source.as_str();
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
    let renamed = input.original().map(|name| {
        let message = format!("压缩包内的名称“{name}”不安全、无法显示或重复，来源改记为“{source}”");
        note(Code::MemberRenamed, message)
    });
    let repeated = repeats.iter().map(|other| {
        let message = format!("{other} 内容与本文件相同");
        note(Code::DuplicateSource, message)
    });
    let mut diagnostics = std::mem::take(&mut extraction.diagnostics);
    diagnostics.extend(renamed);
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

/// What `extract` gives; a rejection that says what it said if it panics.
fn caught(extract: impl FnOnce() -> Extracted) -> Extracted {
    catch_unwind(AssertUnwindSafe(extract)).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
        let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
        Err(Rejection::Internal(text.unwrap_or_default()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_inside_a_document_is_a_rejected_row_that_says_what_it_said() {
        let input = Input::of_bytes("a.txt", *b"abc");
        for extracted in [
            caught(|| panic!("literal")),
            caught(|| panic!("{} {}", "made", 3)),
        ] {
            let output = assemble(&input, b"abc", extracted, &[]);
            assert_eq!(output.row.status, Status::Rejected);
            let reason = output.row.reason.unwrap();
            assert!(reason.starts_with("internal-error: "), "{reason}");
            assert!(
                reason.contains("literal") || reason.contains("made 3"),
                "{reason}"
            );
            assert_eq!(
                (output.row.source.as_str(), output.row.n_bytes),
                ("a.txt", 3)
            );
        }
    }

    #[test]
    fn reading_ends_when_it_is_asked_to() {
        let inputs = ["a", "b"].map(|name| Input::of_bytes(name, *b"abc"));
        let reader = Reader::new(crate::grammar::Registry::embedded().unwrap());
        let mut seen = 0;
        let never = AtomicBool::new(false);
        assert!(read_documents_until(&inputs, &reader, &never, |_, _| seen += 1).is_ok());
        let stopped = AtomicBool::new(true);
        let ended = read_documents_until(&inputs, &reader, &stopped, |_, _| seen += 1);
        assert!(matches!(ended, Err(Error::Interrupted)));
        assert_eq!(seen, 2);
    }
}
