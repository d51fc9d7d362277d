//! Files of corrections: CSV with the columns of [`COLUMNS`], or TOML with one `[[correction]]` each.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::NaiveDate;
use toml::de::{DeTable, DeValue};

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
        .flexible(true)
        .from_reader(text.as_bytes());
    let line = |error: &csv::Error| error.position().map_or(1, csv::Position::line);
    let head = reader
        .headers()
        .map_err(|error| (line(&error), error.to_string()))?;
    let head: Vec<String> = head.iter().map(str::to_owned).collect();
    if let Some(unknown) = head.iter().find(|name| !COLUMNS.contains(&name.as_str())) {
        return Err((1, self::unknown(unknown)));
    }
    let missing = |name: &&&str| !OPTIONAL.contains(name) && !head.iter().any(|one| one == **name);
    if let Some(missing) = COLUMNS.iter().find(missing) {
        return Err((1, format!("column `{missing}` is missing")));
    }
    let mut found = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| (line(&error), error.to_string()))?;
        let at = record.position().map_or(1, csv::Position::line);
        let (cells, columns) = (record.len(), head.len());
        if cells != columns {
            return Err((
                at,
                format!(
                    "cells in this row: {cells}, in the first: {columns}; put texts with commas in quotation marks"
                ),
            ));
        }
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

fn of_toml(text: &str) -> std::result::Result<Vec<Correction>, Mistake> {
    let line = |at: usize| 1 + text[..at.min(text.len())].matches('\n').count() as u64;
    let table = DeTable::parse(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start.min(text.len()));
        let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
        let row: String = text[start..]
            .lines()
            .next()
            .unwrap_or_default()
            .trim()
            .chars()
            .take(60)
            .collect();
        (
            line(at),
            format!(
                "`{row}` cannot be read as TOML; put texts in quotation marks, and name a key once"
            ),
        )
    })?;
    let mut found = Vec::new();
    for (key, value) in table.get_ref() {
        let name = key.get_ref().as_ref();
        let ("correction", DeValue::Array(entries)) = (name, value.get_ref()) else {
            let why = format!(
                "`{name}` stands outside [[correction]]; begin each correction with [[correction]]"
            );
            return Err((line(key.span().start), why));
        };
        for entry in entries.iter() {
            let at = line(entry.span().start);
            let DeValue::Table(entry) = entry.get_ref() else {
                return Err((at, "begin each correction with [[correction]]".into()));
            };
            let correction =
                of_table(entry, line).map_err(|(own, why)| (own.unwrap_or(at), why))?;
            found.push(correction);
        }
    }
    Ok(found)
}

/// One `[[correction]]`; a mistake with its own line, if it is that of a key.
fn of_table(
    table: &DeTable<'_>,
    line: impl Fn(usize) -> u64,
) -> std::result::Result<Correction, (Option<u64>, String)> {
    let mut cells: BTreeMap<&str, String> = BTreeMap::new();
    for (key, value) in table {
        let (at, name) = (line(key.span().start), key.get_ref().as_ref());
        if !COLUMNS.contains(&name) {
            return Err((Some(at), unknown(name)));
        }
        let cell = cell(name, value.get_ref()).map_err(|why| (Some(at), why))?;
        cells.insert(name, cell);
    }
    let lacking = |name: &&&str| !OPTIONAL.contains(name) && !cells.contains_key(**name);
    // Of a value that was not read, or is to have none, the key is left out.
    let values = ["value_seen", "value_set"];
    if let Some(missing) = COLUMNS
        .iter()
        .filter(lacking)
        .find(|name| !values.contains(*name))
    {
        return Err((None, format!("column `{missing}` is missing")));
    }
    let cell = |name: &str| cells.get(name).filter(|cell| !cell.is_empty()).cloned();
    of_row(cell).and_then(checked).map_err(|why| (None, why))
}

/// A value as a cell of CSV says it.
fn cell(name: &str, value: &DeValue<'_>) -> std::result::Result<String, String> {
    let number = name.starts_with("value_");
    match value {
        DeValue::Integer(one) if number && one.radix() == 10 => Ok(one.as_str().replace('_', "")),
        DeValue::Float(one) if number => Ok(one.as_str().replace('_', "")),
        DeValue::String(text) if !number => Ok(text.to_string()),
        DeValue::Datetime(date) if name == "date" => Ok(date.to_string()),
        DeValue::String(text) if number => Err(format!("`{name}`: `{text}` is no number")),
        other => Err(format!(
            "`{name}` is of type {}; texts stand in quotation marks",
            other.type_str()
        )),
    }
}

fn unknown(name: &str) -> String {
    format!(
        "unknown column `{name}`; columns are {}",
        COLUMNS.join(", ")
    )
}

/// Refuses what can name no fact.
fn checked(mut correction: Correction) -> std::result::Result<Correction, String> {
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
    if let Some(date) = &correction.date {
        let day = day(date).ok_or("`date` is not written as 2021-03-01")?;
        correction.date = Some(day.format("%Y-%m-%d").to_string());
    }
    Ok(correction)
}

/// `day = year sep month sep day`: 2021-03-01, and what spreadsheets make of it, 2021/3/1, 2021.3.1 and
/// 2021年3月1日. The year comes first: 3/1/2021 may be of January or of March.
fn day(date: &str) -> Option<NaiveDate> {
    let forms = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"];
    let digits = date.bytes().take_while(u8::is_ascii_digit).count();
    let mut read = forms
        .iter()
        .filter_map(|form| NaiveDate::parse_from_str(date, form).ok());
    read.next().filter(|_| digits == 4)
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
        check(of_toml(&toml), 4, "unknown column `value`");
        let dated = toml.replace("value = 1", "date = \"March\"");
        check(of_toml(&format!("\n{dated}")), 2, "2021-03-01");
        for (given, line, says) in [
            ("value_seen = \"126\"", 4, "`126` is no number"),
            (
                "value_seen = 1 2",
                4,
                "`value_seen = 1 2` cannot be read as TOML",
            ),
            ("reason = 李核", 4, "`reason = 李核` cannot be read as TOML"),
            ("reviewer = \"c\"", 5, "cannot be read as TOML"),
            ("reason = 7", 4, "`reason` is of type integer"),
            ("value_seen = 0x10", 4, "`value_seen` is of type integer"),
            ("value_seen = nan", 1, "no finite number"),
        ] {
            check(of_toml(&toml.replace("value = 1", given)), line, says);
        }
        let nobody = toml
            .replace("reviewer = \"b\"", "")
            .replace("value", "value_set");
        check(of_toml(&nobody), 1, "column `reviewer` is missing");
        check(of_toml("\n[correction]\na = 1\n"), 2, "[[correction]]");
        check(of_toml("\nreviewer = \"b\"\n"), 2, "outside [[correction]]");
        check(
            of_csv(&format!("{head}\n{ID},a,1,2\n")),
            2,
            "in this row: 4, in the first: 5",
        );
    }

    #[test]
    fn dates_may_be_written_as_spreadsheets_do() {
        let dated = |date: &str| {
            let csv = format!(
                "doc_id,indicator,value_seen,value_set,reviewer,date\n{ID},a,1,2,b,{date}\n"
            );
            of_csv(&csv).map(|found| found[0].date.clone().unwrap_or_default())
        };
        for date in [
            "2024-03-01",
            "2024/3/1",
            "2024/03/01",
            "2024.3.1",
            "2024-3-1",
            "2024年3月1日",
        ] {
            assert_eq!(dated(date).as_deref(), Ok("2024-03-01"), "{date}");
        }
        for date in [
            "3/1/2024",
            "1.3.2024",
            "24/3/1",
            "2024/13/1",
            "2024/2/30",
            "20240301",
            "45352",
        ] {
            assert!(dated(date).is_err(), "{date}");
        }
    }
}
