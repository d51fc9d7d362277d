//! Arrow schemas as Delta writes them.

use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema};
use serde_json::{Value, json};

/// The schema string of a table, or the first type that Delta has no word for.
pub(crate) fn schema_string(schema: &Schema) -> Result<String, DataType> {
    let fields = schema.fields().iter().map(|field| of_field(field));
    let fields = fields.collect::<Result<Vec<Value>, DataType>>()?;
    Ok(json!({"type": "struct", "fields": fields}).to_string())
}

fn of_field(field: &Field) -> Result<Value, DataType> {
    let mut metadata = serde_json::Map::new();
    if let Some(description) = field.metadata().get("description") {
        metadata.insert("comment".into(), json!(description));
    }
    Ok(json!({
        "name": field.name(),
        "type": of_type(field.data_type())?,
        "nullable": field.is_nullable(),
        "metadata": metadata,
    }))
}

fn of_type(data_type: &DataType) -> Result<Value, DataType> {
    let simple = |word: &str| Ok(json!(word));
    match data_type {
        DataType::Utf8 | DataType::LargeUtf8 => simple("string"),
        DataType::Boolean => simple("boolean"),
        DataType::Int16 => simple("short"),
        DataType::Int32 => simple("integer"),
        DataType::Int64 => simple("long"),
        DataType::Float32 => simple("float"),
        DataType::Float64 => simple("double"),
        DataType::Date32 => simple("date"),
        DataType::List(item) => Ok(json!({
            "type": "array",
            "elementType": of_type(item.data_type())?,
            "containsNull": item.is_nullable(),
        })),
        DataType::Struct(fields) => {
            let fields = fields.iter().map(|field| of_field(field));
            Ok(
                json!({"type": "struct", "fields": fields.collect::<Result<Vec<Value>, DataType>>()?}),
            )
        }
        other => Err(other.clone()),
    }
}

/// The schema that a table's schema string describes, or why it cannot be read.
pub(crate) fn schema_of_string(text: &str) -> Result<Schema, String> {
    let value: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    Ok(Schema::new(fields_of(&value)?))
}

fn fields_of(value: &Value) -> Result<Vec<Field>, String> {
    let fields = value["fields"].as_array().into_iter().flatten();
    let field = |field: &Value| {
        let name = field["name"].as_str().unwrap_or_default();
        let nullable = field["nullable"].as_bool().unwrap_or(true);
        Ok(Field::new(name, type_of(&field["type"])?, nullable))
    };
    fields.map(field).collect()
}

fn type_of(value: &Value) -> Result<DataType, String> {
    match value.as_str().or_else(|| value["type"].as_str()) {
        Some("string") => Ok(DataType::Utf8),
        Some("boolean") => Ok(DataType::Boolean),
        Some("short") => Ok(DataType::Int16),
        Some("integer") => Ok(DataType::Int32),
        Some("long") => Ok(DataType::Int64),
        Some("float") => Ok(DataType::Float32),
        Some("double") => Ok(DataType::Float64),
        Some("date") => Ok(DataType::Date32),
        Some("array") => {
            let nullable = value["containsNull"].as_bool().unwrap_or(true);
            let item = Field::new("item", type_of(&value["elementType"])?, nullable);
            Ok(DataType::List(Arc::new(item)))
        }
        Some("struct") => Ok(DataType::Struct(fields_of(value)?.into())),
        _ => Err(format!(
            "its schema holds the type {value}, which gongkai does not write"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::Tables;

    #[test]
    fn every_table_of_the_contract_has_a_delta_schema() {
        for head in Tables::default().heads() {
            let text = schema_string(&head.schema).unwrap();
            let back = schema_of_string(&text).unwrap();
            let bare = |text: &str| {
                let mut value: Value = serde_json::from_str(text).unwrap();
                strip(&mut value);
                value
            };
            assert_eq!(
                bare(&schema_string(&back).unwrap()),
                bare(&text),
                "{}",
                head.name
            );
        }
    }

    /// Takes the comments away, which Arrow schemas of Delta tables do not keep.
    fn strip(value: &mut Value) {
        if let Some(fields) = value.as_object_mut() {
            if fields.contains_key("metadata") {
                fields.insert("metadata".into(), json!({}));
            }
            fields.values_mut().for_each(strip);
        }
        value.as_array_mut().into_iter().flatten().for_each(strip);
    }

    #[test]
    fn lists_of_structs_keep_their_fields() {
        let heads = Tables::default().heads();
        let tasks = heads.iter().find(|head| head.name == "tasks").unwrap();
        let written: Value = serde_json::from_str(&schema_string(&tasks.schema).unwrap()).unwrap();
        let units = written["fields"].as_array().unwrap().iter();
        let units = units
            .clone()
            .find(|field| field["name"] == "units")
            .unwrap();
        assert_eq!(units["type"]["type"], "array");
        assert_eq!(units["type"]["elementType"]["fields"][0]["name"], "name");
    }
}
