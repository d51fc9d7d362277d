//! Arrow schemas as Delta writes them.

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::Tables;

    #[test]
    fn every_table_of_the_contract_has_a_delta_schema() {
        for head in Tables::default().heads() {
            assert!(schema_string(&head.schema).is_ok(), "{}", head.name);
        }
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
