//! `gongkai schema`: the tables' schemas as text, JSON or Markdown.

use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use super::arguments::SchemaFormat;
use super::width::{self, pad, wrap};
use super::{DONE, print};
use crate::dictionary::{heads, json, markdown, text};
use crate::error::{Error, Result};
use crate::sink::TableHead;

/// Prints one table's schema, or all.
pub(super) fn run(table: Option<&str>, format: SchemaFormat) -> Result<u8> {
    let all = heads();
    let names: Vec<&str> = all.iter().map(|head| head.name).collect();
    let known = names.join(", ");
    let heads: Vec<TableHead> = all
        .into_iter()
        .filter(|head| table.is_none_or(|name| name == head.name))
        .collect();
    if let Some(name) = table.filter(|_| heads.is_empty()) {
        return Err(Error::Usage(format!(
            "no table `{name}`; tables are {known}"
        )));
    }
    let text = match format {
        SchemaFormat::Text => {
            let width = width::of_output();
            let all: Vec<String> = heads.iter().map(|head| shown(head, width)).collect();
            all.join("\n")
        }
        SchemaFormat::Markdown => heads.iter().map(markdown).collect::<Vec<_>>().join("\n"),
        SchemaFormat::Json => {
            let all: Vec<Value> = heads.iter().map(json).collect();
            format!("{:#}\n", Value::Array(all))
        }
    };
    print(&text);
    Ok(DONE)
}

/// A table for a terminal of `width` columns: what does not fit goes on below itself.
fn shown(head: &TableHead, width: usize) -> String {
    let rows = text(head);
    let widest = |at: usize| rows.iter().map(|row| row[at].width()).max().unwrap_or(0);
    let (name, kind) = (widest(0) + 2, widest(1).min(16) + 2);
    let indent = 2 + name + kind;
    let mut out = format!("{}  {}\n", head.name, head.description);
    for [column, type_name, meaning] in &rows {
        let start = format!("  {}{}", pad(column, name), pad(type_name, kind));
        out += &wrap(&start, meaning, indent, width);
        out.push('\n');
    }
    out
}
