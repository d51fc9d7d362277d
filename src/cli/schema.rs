//! `gongkai schema`: the tables' schemas as text, JSON or Markdown.

use std::fmt::Write;

use arrow::datatypes::{DataType, Field};
use serde_json::{Value, json};

use super::arguments::SchemaFormat;
use super::{DONE, print};
use crate::batch::{TABLES, Tables};
use crate::error::{Error, Result};
use crate::sink::TableHead;

/// Prints one table's schema, or all.
pub(super) fn run(table: Option<&str>, format: SchemaFormat) -> Result<u8> {
    let heads = Tables::default().heads();
    let heads: Vec<TableHead> = heads
        .into_iter()
        .filter(|head| table.is_none_or(|name| name == head.name))
        .collect();
    if let Some(name) = table.filter(|_| heads.is_empty()) {
        return Err(Error::Usage(format!(
            "no table `{name}`; tables are {}",
            TABLES.join(", ")
        )));
    }
    let text = match format {
        SchemaFormat::Text => heads.iter().map(text).collect::<Vec<_>>().join("\n"),
        SchemaFormat::Markdown => heads.iter().map(markdown).collect::<Vec<_>>().join("\n"),
        SchemaFormat::Json => {
            let all: Vec<Value> = heads.iter().map(json).collect();
            format!("{:#}\n", Value::Array(all))
        }
    };
    print(&text);
    Ok(DONE)
}

fn text(head: &TableHead) -> String {
    let mut out = format!("{}  {}\n", head.name, head.description);
    for field in head.schema.fields() {
        let _ = writeln!(
            out,
            "  {:<20} {:<12} {}",
            field.name(),
            type_name(field),
            described(field)
        );
    }
    out
}

fn markdown(head: &TableHead) -> String {
    let mut out = format!(
        "## {}\n\n{}\n\n| column | type | meaning |\n|---|---|---|\n",
        head.name, head.description
    );
    for field in head.schema.fields() {
        let _ = writeln!(
            out,
            "| `{}` | {} | {} |",
            field.name(),
            type_name(field),
            described(field)
        );
    }
    out
}

fn json(head: &TableHead) -> Value {
    let fields: Vec<Value> = head
        .schema
        .fields()
        .iter()
        .map(|field| {
            json!({
                "name": field.name(),
                "type": type_name(field),
                "nullable": field.is_nullable(),
                "description": field.metadata().get("description"),
                "unit": field.metadata().get("unit"),
            })
        })
        .collect();
    json!({ "name": head.name, "description": head.description, "fields": fields })
}

fn described(field: &Field) -> String {
    let meaning = field
        .metadata()
        .get("description")
        .cloned()
        .unwrap_or_default();
    field
        .metadata()
        .get("unit")
        .map_or(meaning.clone(), |unit| format!("{meaning} ({unit})"))
}

/// The contract's short name of a type, `?` behind it if it may be missing.
fn type_name(field: &Field) -> String {
    fn plain(data_type: &DataType) -> String {
        match data_type {
            DataType::Utf8 => "utf8".into(),
            DataType::Int32 => "i32".into(),
            DataType::Int64 => "i64".into(),
            DataType::Float32 => "f32".into(),
            DataType::Float64 => "f64".into(),
            DataType::Boolean => "bool".into(),
            DataType::Date32 => "date32".into(),
            DataType::List(item) => format!("list<{}>", plain(item.data_type())),
            DataType::Struct(fields) => {
                let names: Vec<&str> = fields.iter().map(|field| field.name().as_str()).collect();
                format!("struct<{}>", names.join(", "))
            }
            other => other.to_string(),
        }
    }
    format!(
        "{}{}",
        plain(field.data_type()),
        if field.is_nullable() { "?" } else { "" }
    )
}
