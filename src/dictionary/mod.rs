//! The data dictionary: what the tables hold, for people and machines.
//!
//! Given the tables' heads, whose schemas `batch` makes, returns text, Markdown, JSON or a Data Package
//! descriptor. Every column's type, nullability, description, unit and permitted values are read off the
//! schema; nothing is said twice.

mod package;
mod render;

use arrow::datatypes::{DataType, Field};
use serde_json::{Value, json};

use crate::batch::{PanelTables, Tables, VALUES, key};
use crate::sink::TableHead;

pub use package::package;
pub use render::{markdown, text};

/// The heads of all tables: those of a run, and those of the panel.
#[must_use]
pub fn heads() -> Vec<TableHead> {
    let mut heads = Tables::default().heads();
    heads.extend(PanelTables::default().heads());
    heads
}

/// A table for machines: name, description, key and fields, each with type, nullability, description,
/// unit and permitted values; lists of structs with their parts.
#[must_use]
pub fn json(head: &TableHead) -> Value {
    let fields: Vec<Value> = head.schema.fields().iter().map(|one| field(one)).collect();
    json!({
        "name": head.name,
        "description": head.description,
        "key": key(head.name),
        "fields": fields,
    })
}

fn field(field: &Field) -> Value {
    let mut told = json!({
        "name": field.name(),
        "type": type_name(field),
        "nullable": field.is_nullable(),
        "description": said(field, "description"),
        "unit": said(field, "unit"),
        "values": values(field),
    });
    if let Some(parts) = parts(field.data_type()) {
        told["parts"] = parts.iter().map(|part| self::field(part)).collect();
    }
    told
}

/// What the schema says of a column under this key.
fn said<'a>(field: &'a Field, key: &str) -> Option<&'a str> {
    field.metadata().get(key).map(String::as_str)
}

/// The words that a column may hold, if they are a closed set.
fn values(field: &Field) -> Option<Vec<&str>> {
    said(field, VALUES).map(|words| words.split('|').collect())
}

/// The parts of the structs that a list holds.
fn parts(data_type: &DataType) -> Option<&arrow::datatypes::Fields> {
    match data_type {
        DataType::List(item) => match item.data_type() {
            DataType::Struct(parts) => Some(parts),
            _ => None,
        },
        _ => None,
    }
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
    let missing = if field.is_nullable() { "?" } else { "" };
    format!("{}{missing}", plain(field.data_type()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_and_every_part_says_what_it_holds() {
        for head in heads() {
            let table = json(&head);
            assert!(!head.description.is_empty());
            let key = table["key"].as_array().unwrap();
            let names: Vec<&Value> = table["fields"]
                .as_array()
                .unwrap()
                .iter()
                .map(|one| &one["name"])
                .collect();
            assert!(
                !key.is_empty() && key.iter().all(|name| names.contains(&name)),
                "{}",
                head.name
            );
            for field in table["fields"].as_array().unwrap() {
                let parts = field["parts"].as_array();
                for one in parts.into_iter().flatten().chain([field]) {
                    let told = one["description"].as_str().unwrap_or_default();
                    assert!(!told.is_empty(), "{}.{}", head.name, one["name"]);
                }
            }
        }
    }
}
