//! `gongkai compare`: two reports side by side.

use std::fs;
use std::path::Path;

use super::arguments::{Compare, ComparisonFormat};
use super::language::Language;
use super::{DONE, print, reader, spare};
use crate::compare::{Rows, compare, json, page, text};
use crate::error::{Error, Result};
use crate::extract::Reader;
use crate::finding::said;
use crate::pipeline::{Output, collect, read_document};
use crate::record::Status;

/// Compares the two documents and prints or writes what was found.
pub(super) fn run(arguments: &Compare, language: Language) -> Result<u8> {
    let reader = reader(arguments.grammars.as_ref())?;
    let out = arguments.out.as_deref();
    let [first, second] =
        [&arguments.first, &arguments.second].map(|name| document(name, out, &reader, language));
    let (first, second) = (first?, second?);
    let grammars = reader.grammars();
    let comparison = compare(&first, &second, grammars);
    let shown = match arguments.format {
        ComparisonFormat::Text => {
            let rows = if arguments.all {
                Rows::All
            } else {
                Rows::Changed
            };
            text(&comparison, grammars, language, rows)
        }
        ComparisonFormat::Json => format!("{:#}\n", json(&comparison, language)),
        ComparisonFormat::Html => page(&comparison, (&first, &second), grammars, language),
    };
    match &arguments.out {
        Some(path) => fs::write(path, shown).map_err(|source| Error::Write {
            path: path.clone(),
            source,
        })?,
        None => print(&shown),
    }
    Ok(DONE)
}

/// The one document that `name` names, if it does not stand where `out` is written.
fn document(
    name: &String,
    out: Option<&Path>,
    reader: &Reader,
    language: Language,
) -> Result<Output> {
    let inputs = collect(std::slice::from_ref(name))?;
    let [input] = inputs.as_slice() else {
        return Err(Error::Usage(format!(
            "`{name}` names {} documents; compare takes two, one for each argument",
            inputs.len()
        )));
    };
    out.map_or(Ok(()), |out| spare(input, out))?;
    let output = read_document(input, &[], reader);
    match (output.row.status, &output.row.reason) {
        (Status::Rejected, Some(reason)) => {
            let reason = said(reason, language);
            Err(Error::Usage(format!("{name} cannot be compared: {reason}")))
        }
        _ => Ok(output),
    }
}
