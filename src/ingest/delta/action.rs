//! What a line of a Delta log says.
//!
//! Source: the Delta transaction log protocol, reader version 1 and writer version 2.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// An action of a commit. Kinds that change nothing for tables of these versions are left out.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Action {
    /// Who committed what and when.
    CommitInfo(Value),
    /// What a reader and a writer must be able to do.
    Protocol(Protocol),
    /// Schema and identity of the table.
    MetaData(MetaData),
    /// A file that belongs to the table from here on.
    Add(Add),
    /// A file that no longer does.
    Remove(Remove),
    /// How far an application has come.
    Txn(Txn),
}

/// What a reader and a writer must be able to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Protocol {
    /// Least version of a reader.
    pub min_reader_version: i32,
    /// Least version of a writer.
    pub min_writer_version: i32,
}

/// Schema and identity of the table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MetaData {
    /// UUID of the table.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
    /// What a row is.
    pub description: Option<String>,
    /// How files are encoded.
    pub format: Encoding,
    /// Schema as JSON text.
    pub schema_string: String,
    /// Partition columns; ours have none.
    pub partition_columns: Vec<String>,
    /// Table properties.
    pub configuration: BTreeMap<String, Option<String>>,
    /// Milliseconds since 1970, UTC.
    pub created_time: Option<i64>,
}

/// How files are encoded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Encoding {
    /// `parquet`.
    pub provider: String,
    /// Options of the provider.
    #[serde(default)]
    pub options: BTreeMap<String, String>,
}

/// A file that belongs to the table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Add {
    /// Path below the table's folder, percent-encoded.
    pub path: String,
    /// Values of the partition columns.
    #[serde(default)]
    pub partition_values: BTreeMap<String, Option<String>>,
    /// Bytes.
    pub size: i64,
    /// Milliseconds since 1970, UTC.
    pub modification_time: i64,
    /// Whether rows come in, or are only put elsewhere.
    pub data_change: bool,
    /// Counts as JSON text.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub stats: Option<String>,
}

/// A file that no longer belongs to the table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Remove {
    /// Path as it was added.
    pub path: String,
    /// Milliseconds since 1970, UTC.
    pub deletion_timestamp: Option<i64>,
    /// Whether rows go out, or are only put elsewhere.
    pub data_change: bool,
}

/// How far an application has come: what makes a commit idempotent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Txn {
    /// The application.
    pub app_id: String,
    /// Its own number for the commit.
    pub version: i64,
    /// Milliseconds since 1970, UTC.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub last_updated: Option<i64>,
}

impl Action {
    /// The action as a line of JSON without line end.
    pub(crate) fn to_line(&self) -> Result<String, serde_json::Error> {
        let (name, value) = match self {
            Self::CommitInfo(value) => ("commitInfo", value.clone()),
            Self::Protocol(one) => ("protocol", serde_json::to_value(one)?),
            Self::MetaData(one) => ("metaData", serde_json::to_value(one)?),
            Self::Add(one) => ("add", serde_json::to_value(one)?),
            Self::Remove(one) => ("remove", serde_json::to_value(one)?),
            Self::Txn(one) => ("txn", serde_json::to_value(one)?),
        };
        let line: Map<String, Value> = [(name.to_owned(), value)].into_iter().collect();
        serde_json::to_string(&line)
    }

    /// The action of a line; `None` for kinds that are not needed.
    pub(crate) fn of_line(line: &str) -> Result<Option<Self>, serde_json::Error> {
        let fields: Map<String, Value> = serde_json::from_str(line)?;
        let Some((name, value)) = fields.into_iter().next() else {
            return Ok(None);
        };
        Ok(match name.as_str() {
            "commitInfo" => Some(Self::CommitInfo(value)),
            "protocol" => Some(Self::Protocol(serde_json::from_value(value)?)),
            "metaData" => Some(Self::MetaData(serde_json::from_value(value)?)),
            "add" => Some(Self::Add(serde_json::from_value(value)?)),
            "remove" => Some(Self::Remove(serde_json::from_value(value)?)),
            "txn" => Some(Self::Txn(serde_json::from_value(value)?)),
            _ => None,
        })
    }
}
