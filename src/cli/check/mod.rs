//! `gongkai check`: what is wrong or doubtful in documents, like a compiler says it.

mod excerpt;
mod sarif;

use serde_json::{Value, json};

use super::arguments::{Check, ReportFormat};
use super::language::Language;
use super::{DONE, DOUBTFUL, print, reader};
use crate::error::Result;
use crate::finding::{Finding, Operand, findings, said};
use crate::language::number_of;
use crate::pipeline::{Output, collect, read_documents};
use crate::record::{Outcome, Severity, Word};

/// A document and what was found in it.
struct Checked {
    /// As the user may open it.
    path: String,
    text: String,
    /// The file's bytes are its text: it was not decoded, and no line end was changed.
    bytes_are_text: bool,
    findings: Vec<Finding>,
    /// Why it was not read.
    rejected: Option<String>,
    /// An error-level check fails, whether or not it is shown.
    wrong: bool,
}

/// Checks the inputs and prints what was found; the exit code says whether anything is wrong.
pub(super) fn run(arguments: &Check, quiet: bool, styled: bool, language: Language) -> Result<u8> {
    let reader = reader(arguments.grammars.as_ref())?;
    let inputs = collect(&arguments.inputs)?;
    let least = arguments.severity.into();
    let mut documents = Vec::with_capacity(inputs.len());
    read_documents(&inputs, &reader, |input, output| {
        let mut checked = checked(input.path(), output, least, language);
        if arguments.format == ReportFormat::Text {
            print(&text(&checked, styled, language));
            checked.text = String::new();
        }
        documents.push(checked);
    });
    match arguments.format {
        ReportFormat::Text => {}
        ReportFormat::Json => print(&format!("{:#}\n", listed(&documents))),
        ReportFormat::Sarif => print(&format!("{:#}\n", sarif::log(&documents))),
    }
    if !quiet {
        eprintln!("{}", summary(&documents, language));
    }
    let wrong = documents
        .iter()
        .any(|one| one.wrong || one.rejected.is_some());
    Ok(if wrong { DOUBTFUL } else { DONE })
}

/// What is wrong or doubtful in the inputs, as `--format json` prints it.
///
/// # Errors
/// [`crate::error::Error::Interrupted`] once `stop` is set.
#[cfg(feature = "python")]
pub(crate) fn found(
    inputs: &[crate::pipeline::Input],
    reader: &crate::extract::Reader,
    (least, language): (Severity, Language),
    stop: &std::sync::atomic::AtomicBool,
) -> Result<Value> {
    let mut documents = Vec::with_capacity(inputs.len());
    let visit = |input: &crate::pipeline::Input, output| {
        documents.push(checked(input.path(), output, least, language));
    };
    crate::pipeline::read_documents_until(inputs, reader, stop, visit)?;
    Ok(listed(&documents))
}

fn checked(path: String, output: Output, least: Severity, language: Language) -> Checked {
    let mut extraction = output.extraction;
    extraction.diagnostics = output.diagnostics.into_iter().map(|(_, one)| one).collect();
    let rejected = output.row.reason.filter(|_| extraction.text.is_empty());
    let rejected = rejected.map(|reason| said(&reason, language));
    let wrong = extraction
        .checks
        .iter()
        .any(|check| check.outcome == Outcome::Fails && check.severity == Severity::Error);
    Checked {
        path,
        findings: if rejected.is_some() {
            Vec::new()
        } else {
            findings(&extraction, least, language)
        },
        bytes_are_text: i64::try_from(extraction.text.len()) == Ok(output.row.n_bytes)
            && output.row.encoding == Some("UTF-8"),
        text: extraction.text,
        rejected,
        wrong,
    }
}

fn text(document: &Checked, styled: bool, language: Language) -> String {
    if let Some(reason) = &document.rejected {
        return format!(
            "{}: {}: {reason}\n\n",
            document.path,
            language.pick("未读", "not read")
        );
    }
    document
        .findings
        .iter()
        .map(|finding| excerpt::render(&document.path, &document.text, finding, language, styled))
        .collect()
}

fn listed(documents: &[Checked]) -> Value {
    let operand = |one: &Operand| {
        json!({
            "name": one.name,
            "value": one.value,
            "line": one.place.line,
            "span_start": one.place.span.start,
            "span_end": one.place.span.end,
        })
    };
    let finding = |document: &Checked, one: &Finding| {
        json!({
            "code": one.code,
            "severity": one.severity.word(),
            "message": one.message,
            "line": one.place.line,
            "column": excerpt::column(&document.text, one.place.span.start),
            "span_start": one.place.span.start,
            "span_end": one.place.span.end,
            "expected": one.expected,
            "explanations": one.explanations,
            "operands": one.operands.iter().map(operand).collect::<Vec<_>>(),
        })
    };
    let all = documents.iter().map(|document| {
        let findings = document.findings.iter().map(|one| finding(document, one));
        json!({
            "source": document.path,
            "rejected": document.rejected,
            "findings": findings.collect::<Vec<_>>(),
        })
    });
    Value::Array(all.collect())
}

fn summary(documents: &[Checked], language: Language) -> String {
    let count = |severity: Severity| {
        let all = documents.iter().flat_map(|document| &document.findings);
        all.filter(|finding| finding.severity == severity).count()
    };
    let rejected = documents
        .iter()
        .filter(|document| document.rejected.is_some())
        .count();
    let (errors, warnings, notes) = (
        count(Severity::Error),
        count(Severity::Warning),
        count(Severity::Note),
    );
    let inputs = documents.len();
    match language {
        Language::Chinese => format!(
            "{inputs} 份文件：错误 {errors}，警告 {warnings}，提示 {notes}，拒收 {rejected}"
        ),
        Language::English => {
            format!(
                "{}: {}, {}, {}, {rejected} rejected",
                number_of(inputs, "input"),
                number_of(errors, "error"),
                number_of(warnings, "warning"),
                number_of(notes, "note"),
            )
        }
    }
}
