//! Files of corrections: CSV with the columns of [`COLUMNS`], or TOML with one `[[correction]]` each.

use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use super::Correction;
use crate::error::{Error, Result};

/// Columns of the CSV file and keys of the TOML file.
const COLUMNS: [&str; 9] = [
    "doc_id",
    "indicator",
    "applicant",
    "scope",
    "value_seen",
    "value_set",
    "reviewer",
    "reason",
    "date",
];
/// Columns that a file may leave out.
const OPTIONAL: [&str; 4] = ["applicant", "scope", "reason", "date"];

/// Reads a file of corrections, TOML if its name ends so, else CSV.
///
/// # Errors
/// [`Error::Read`], or [`Error::Usage`] with the line of the first mistake.
pub fn read_corrections(path: &Path) -> Result<Vec<Correction>> {
    let bytes = std::fs::read(path).map_err(|source| Error::Read {
        path: path.to_owned(),
        source,
    })?;
    let wrong =
        |(line, why): (u64, String)| Error::Usage(format!("{}:{line}: {why}", path.display()));
    let text = std::str::from_utf8(&bytes).map_err(|error| {
        let line = bytes[..error.valid_up_to()]
            .iter()
            .filter(|byte| **byte == b'\n');
        wrong((
            1 + line.count() as u64,
            "not UTF-8; save the file as UTF-8".into(),
        ))
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let toml = path
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("toml"));
    let read = if toml { of_toml(text) } else { of_csv(text) };
    read.map_err(wrong)
}

/// What is wrong, and in which line.
type Mistake = (u64, String);

fn of_csv(text: &str) -> std::result::Result<Vec<Correction>, Mistake> {
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let line = |error: &csv::Error| error.position().map_or(1, csv::Position::line);
    let head = reader
        .headers()
        .map_err(|error| (line(&error), error.to_string()))?;
    let head: Vec<String> = head.iter().map(str::to_owned).collect();
    if let Some(unknown) = head.iter().find(|name| !COLUMNS.contains(&name.as_str())) {
        let known = COLUMNS.join(", ");
        return Err((
            1,
            format!("unknown column `{unknown}`; columns are {known}"),
        ));
    }
    let missing = |name: &&&str| !OPTIONAL.contains(name) && !head.iter().any(|one| one == **name);
    if let Some(missing) = COLUMNS.iter().find(missing) {
        return Err((1, format!("column `{missing}` is missing")));
    }
    let mut found = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| (line(&error), error.to_string()))?;
        let at = record.position().map_or(1, csv::Position::line);
        let cell = |name: &str| {
            let column = head.iter().position(|one| one == name)?;
            record
                .get(column)
                .filter(|cell| !cell.is_empty())
                .map(str::to_owned)
        };
        found.push(checked(of_row(cell).map_err(|why| (at, why))?).map_err(|why| (at, why))?);
    }
    Ok(found)
}

fn of_row(cell: impl Fn(&str) -> Option<String>) -> std::result::Result<Correction, String> {
    let number = |name: &str| {
        let number = cell(name).map(|cell| cell.parse::<f64>().map_err(|_| cell));
        number
            .transpose()
            .map_err(|cell| format!("`{name}`: `{cell}` is no number"))
    };
    Ok(Correction {
        doc_id: cell("doc_id").unwrap_or_default(),
        indicator: cell("indicator").unwrap_or_default(),
        applicant: cell("applicant"),
        scope: cell("scope"),
        value_seen: number("value_seen")?,
        value_set: number("value_set")?,
        reviewer: cell("reviewer").unwrap_or_default(),
        reason: cell("reason"),
        date: cell("date"),
    })
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TomlFile {
    #[serde(default)]
    correction: Vec<Spanned<TomlEntry>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TomlEntry {
    doc_id: String,
    indicator: String,
    applicant: Option<String>,
    scope: Option<String>,
    value_seen: Option<f64>,
    value_set: Option<f64>,
    reviewer: String,
    reason: Option<String>,
    date: Option<toml::Value>,
}

fn of_toml(text: &str) -> std::result::Result<Vec<Correction>, Mistake> {
    let line = |at: usize| 1 + text[..at.min(text.len())].matches('\n').count() as u64;
    let file: TomlFile = toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        (line(at), error.message().to_owned())
    })?;
    let entry = |entry: Spanned<TomlEntry>| {
        let at = line(entry.span().start);
        let entry = entry.into_inner();
        let given = |text: Option<String>| text.filter(|text| !text.is_empty());
        let date = entry.date.map(|date| match date {
            toml::Value::String(date) => date,
            other => other.to_string(),
        });
        let correction = Correction {
            doc_id: entry.doc_id,
            indicator: entry.indicator,
            applicant: given(entry.applicant),
            scope: given(entry.scope),
            value_seen: entry.value_seen,
            value_set: entry.value_set,
            reviewer: entry.reviewer,
            reason: given(entry.reason),
            date: given(date),
        };
        checked(correction).map_err(|why| (at, why))
    };
    file.correction.into_iter().map(entry).collect()
}

/// Refuses what can name no fact.
fn checked(correction: Correction) -> std::result::Result<Correction, String> {
    let id = &correction.doc_id;
    let hex = |one: char| one.is_ascii_digit() || ('a'..='f').contains(&one);
    if id.len() != 32 || !id.chars().all(hex) {
        return Err(format!(
            "`doc_id`: `{id}` is not 32 hex digits, as in table documents"
        ));
    }
    for (name, given) in [
        ("indicator", &correction.indicator),
        ("reviewer", &correction.reviewer),
    ] {
        if given.trim().is_empty() {
            return Err(format!("`{name}` is empty"));
        }
    }
    for (name, value) in [
        ("value_seen", correction.value_seen),
        ("value_set", correction.value_set),
    ] {
        if value.is_some_and(|value| !value.is_finite()) {
            return Err(format!("`{name}` is no finite number"));
        }
    }
    let day = |date: &str| chrono::NaiveDate::parse_from_str(date, "%Y-%m-%d");
    match correction.date.as_deref().map(day) {
        Some(Err(_)) => Err("`date` is not written as 2021-03-01".into()),
        _ => Ok(correction),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0123456789abcdef0123456789abcdef";

    fn expected() -> Correction {
        Correction {
            doc_id: ID.into(),
            indicator: "requests.answered".into(),
            value_seen: Some(126.0),
            value_set: Some(125.0),
            reviewer: "李核".into(),
            reason: Some("抄录有误，见第 51 行".into()),
            date: Some("2021-03-01".into()),
            ..Correction::default()
        }
    }

    #[test]
    fn csv_and_toml_say_the_same() {
        let csv = format!(
            "doc_id,indicator,applicant,scope,value_seen,value_set,reviewer,reason,date\n\
             {ID},requests.answered,,,126,125,李核,\"抄录有误，见第 51 行\",2021-03-01\n"
        );
        assert_eq!(of_csv(&csv), Ok(vec![expected()]));
        let toml = format!(
            "[[correction]]\ndoc_id = \"{ID}\"\nindicator = \"requests.answered\"\nvalue_seen = 126\n\
             value_set = 125.0\nreviewer = \"李核\"\nreason = \"抄录有误，见第 51 行\"\ndate = 2021-03-01\n"
        );
        assert_eq!(of_toml(&toml), Ok(vec![expected()]));
    }

    #[track_caller]
    fn check(read: std::result::Result<Vec<Correction>, Mistake>, line: u64, says: &str) {
        let (at, why) = read.expect_err("a mistake");
        assert!(at == line && why.contains(says), "{at}: {why}");
    }

    #[test]
    fn mistakes_name_their_line() {
        let head = "doc_id,indicator,value_seen,value_set,reviewer";
        check(
            of_csv("doc_id,indicator,value,reviewer\n"),
            1,
            "unknown column `value`",
        );
        check(
            of_csv("doc_id,indicator,value_seen,value_set\n"),
            1,
            "`reviewer` is missing",
        );
        check(
            of_csv(&format!("{head}\n{ID},a,1,2,b\n{ID},a,一,2,b\n")),
            3,
            "`一` is no number",
        );
        check(
            of_csv(&format!("{head}\nxyz,a,1,2,b\n")),
            2,
            "32 hex digits",
        );
        check(of_csv(&format!("{head}\n{ID},a,1,NaN,b\n")), 2, "finite");
        let toml = format!(
            "[[correction]]\ndoc_id = \"{ID}\"\nindicator = \"a\"\nvalue = 1\nreviewer = \"b\"\n"
        );
        check(of_toml(&toml), 4, "value");
        let toml = toml.replace("value = 1", "date = \"March\"");
        check(of_toml(&format!("\n{toml}")), 2, "2021-03-01");
    }
}
