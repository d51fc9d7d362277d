//! The official forms of reports as workbooks of their own: `forms/NAME-ID.xlsx`.
//!
//! One workbook a report, however many there are: an office opens a report, not a run.

use super::document::Output;
use crate::error::Result;
use crate::grammar::Registry;

/// Path and bytes of the workbook of each report whose form is known.
///
/// # Errors
/// [`crate::error::Error::Write`] if a form does not fit a sheet.
#[cfg(feature = "xlsx")]
pub(super) fn filled(outputs: &[Output], grammars: &Registry) -> Result<Vec<(String, Vec<u8>)>> {
    let forms = || grammars.grammars.iter().flat_map(|grammar| &grammar.forms);
    let mut found = Vec::new();
    for output in outputs {
        let identity = &output.row.identity;
        let named = |form: &&crate::grammar::Form| Some(&form.name) == identity.form.as_ref();
        let Some(form) = forms().find(named) else {
            continue;
        };
        let name = name(&output.row.source, &output.row.doc_id);
        let read = &output.extraction;
        let bytes =
            crate::workbook::filled(form, identity, (&read.facts, &read.checks), &read.text);
        let bytes = bytes.map_err(|error| crate::error::Error::Write {
            path: name.clone().into(),
            source: std::io::Error::other(error),
        })?;
        found.push((name, bytes));
    }
    Ok(found)
}

/// Without the feature there is no format that asks for forms.
#[cfg(not(feature = "xlsx"))]
pub(super) fn filled(_: &[Output], _: &Registry) -> Result<Vec<(String, Vec<u8>)>> {
    Ok(Vec::new())
}

/// Characters of a source that its form's name keeps.
#[cfg(feature = "xlsx")]
const KEPT: usize = 60;

/// `forms/NAME-ID.xlsx`: the source's last part without its ending, as any file system takes it.
#[cfg(feature = "xlsx")]
fn name(source: &str, doc_id: &str) -> String {
    let last = source.rsplit(['/', '\\', '!']).next().unwrap_or_default();
    let stem = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
    let plain = |one: char| {
        let bad = one.is_control() || matches!(one, ':' | '*' | '?' | '"' | '<' | '>' | '|');
        if bad { '_' } else { one }
    };
    let stem: String = stem.chars().map(plain).take(KEPT).collect();
    let id: String = doc_id.chars().take(8).collect();
    format!("forms/{}-{id}.xlsx", stem.trim().trim_matches('.'))
}

#[cfg(all(test, feature = "xlsx"))]
mod tests {
    use super::*;

    #[test]
    fn names_suit_every_file_system() {
        let id = "0123456789abcdef";
        assert_eq!(name("a/b/2020年报.txt", id), "forms/2020年报-01234567.xlsx");
        assert_eq!(name("a.zip!/c:*?.docx", id), "forms/c___-01234567.xlsx");
        assert_eq!(name("..", id), "forms/-01234567.xlsx");
    }
}
