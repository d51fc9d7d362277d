//! The dictionary for people: a terminal, or Markdown.

use std::fmt::Write;

use arrow::datatypes::Field;

use super::{parts, said, type_name, values};
use crate::batch::key;
use crate::sink::TableHead;

/// A table's columns, each a name, a type and what it holds. The caller lays them out.
#[must_use]
pub fn text(head: &TableHead) -> Vec<[String; 3]> {
    let row = |(name, field): (String, &Field)| {
        let words = values(field).map(|words| format!(": {}", words.join(", ")));
        let unit = said(field, "unit").map(|unit| format!(" ({unit})"));
        let meaning = said(field, "description").unwrap_or_default();
        let told = format!(
            "{meaning}{}{}",
            unit.unwrap_or_default(),
            words.unwrap_or_default()
        );
        [name, type_name(field), told]
    };
    columns(head).into_iter().map(row).collect()
}

/// A table's section of a Markdown page.
#[must_use]
pub fn markdown(head: &TableHead) -> String {
    let mut out = format!(
        "## {}\n\n{}. Key: {}.\n\n| column | type | meaning | unit | values |\n|---|---|---|---|---|\n",
        head.name,
        head.description,
        key(head.name)
            .iter()
            .map(|name| format!("`{name}`"))
            .collect::<Vec<_>>()
            .join(", ")
    );
    for (name, field) in columns(head) {
        let words = values(field).unwrap_or_default();
        let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
        // Writing to a string cannot fail.
        let _ = writeln!(
            out,
            "| `{name}` | {} | {} | {} | {} |",
            type_name(field),
            said(field, "description")
                .unwrap_or_default()
                .replace('|', "\\|"),
            said(field, "unit").unwrap_or_default(),
            words.join(", ")
        );
    }
    out
}

/// Columns by name, the parts of structs behind their column.
fn columns(head: &TableHead) -> Vec<(String, &Field)> {
    let mut found: Vec<(String, &Field)> = Vec::new();
    for field in head.schema.fields() {
        found.push((field.name().clone(), field));
        for part in parts(field.data_type()).into_iter().flatten() {
            found.push((format!("{}[].{}", field.name(), part.name()), part));
        }
    }
    found
}
