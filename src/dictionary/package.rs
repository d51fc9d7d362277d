//! A Data Package descriptor (Frictionless): which file holds which table, and what its columns mean.
//!
//! It stands beside the tables as `datapackage.json`. Keys are declared; `required` is not said of texts,
//! since in CSV an empty text and none look the same.

use arrow::datatypes::{DataType, Field};
use serde_json::{Map, Value, json};

use super::{said, values};
use crate::batch::key;
use crate::sink::{Format, TableHead};

/// The descriptor of an output with these tables, as indented JSON with a line end.
#[must_use]
pub fn package(name: &str, heads: &[TableHead], format: Format) -> Vec<u8> {
    let tables: Vec<&str> = heads.iter().map(|head| head.name).collect();
    let resources: Vec<Value> = heads
        .iter()
        .map(|head| resource(head, &tables, format))
        .collect();
    let told = json!({
        "profile": "data-package",
        "name": name,
        "title": "gongkai: 政府信息公开文件中的数据",
        "gongkai:version": env!("CARGO_PKG_VERSION"),
        "resources": resources,
    });
    // Strings and lists alone cannot fail to serialise.
    let mut json = serde_json::to_vec_pretty(&told).unwrap_or_default();
    json.push(b'\n');
    json
}

fn resource(head: &TableHead, tables: &[&str], format: Format) -> Value {
    let extension = format.extension();
    let path = match extension {
        "xlsx" => "tables.xlsx".to_owned(),
        _ => format!("{}/part-00000.{extension}", head.name),
    };
    let mut told = Map::new();
    let mut say = |key: &str, value: Value| told.insert(key.to_owned(), value);
    say("name", json!(head.name.replace('_', "-")));
    say("path", json!(path));
    say("description", json!(head.description));
    say("format", json!(extension));
    say("mediatype", json!(media_type(extension)));
    if extension == "csv" {
        say("profile", json!("tabular-data-resource"));
        say("encoding", json!("utf-8"));
    }
    if extension == "xlsx" {
        // The names of version 2 of the standard and of the Python package.
        let dialect = json!({ "sheetName": head.name, "excel": { "sheet": head.name } });
        say("dialect", dialect);
    }
    let fields: Vec<Value> = head.schema.fields().iter().map(|one| field(one)).collect();
    let mut schema = json!({
        "fields": fields,
        "missingValues": [""],
        "primaryKey": key(head.name),
    });
    let linked = head.name != "documents" && tables.contains(&"documents");
    if linked && head.schema.field_with_name("doc_id").is_ok() {
        schema["foreignKeys"] = json!([{
            "fields": ["doc_id"],
            "reference": { "resource": "documents", "fields": ["doc_id"] },
        }]);
    }
    say("schema", schema);
    Value::Object(told)
}

fn media_type(extension: &str) -> &'static str {
    match extension {
        "csv" => "text/csv",
        "jsonl" => "application/x-ndjson",
        "arrow" => "application/vnd.apache.arrow.file",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ => "application/vnd.apache.parquet",
    }
}

fn field(field: &Field) -> Value {
    let mut told = json!({
        "name": field.name(),
        "type": type_name(field.data_type()),
        "description": said(field, "description"),
    });
    if let Some(unit) = said(field, "unit") {
        told["unit"] = json!(unit);
    }
    let mut constraints = Map::new();
    if !field.is_nullable() && *field.data_type() != DataType::Utf8 {
        constraints.insert("required".to_owned(), json!(true));
    }
    if let Some(words) = values(field) {
        constraints.insert("enum".to_owned(), json!(words));
    }
    if !constraints.is_empty() {
        told["constraints"] = Value::Object(constraints);
    }
    told
}

/// Frictionless' name of a type; lists are JSON text where the format has none.
fn type_name(data_type: &DataType) -> &'static str {
    match data_type {
        DataType::Int32 | DataType::Int64 => "integer",
        DataType::Float32 | DataType::Float64 => "number",
        DataType::Boolean => "boolean",
        DataType::Date32 => "date",
        DataType::List(_) => "array",
        DataType::Struct(_) => "object",
        _ => "string",
    }
}
