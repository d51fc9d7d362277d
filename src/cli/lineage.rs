//! Runs as OpenLineage events, one JSON object a line, appended to a file.
//!
//! Source: OpenLineage specification 2-0-2, RunEvent, and its facets for schemas, statistics and errors.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::path::Path;

use arrow::datatypes::Field;
use serde_json::{Value, json};

use super::log::now;
use crate::error::{Error, Result};
use crate::sink::TableHead;

/// A run as its events tell it.
#[derive(Debug)]
pub(super) struct Lineage<'a> {
    /// Its UUID.
    pub run: &'a str,
    /// The command.
    pub job: &'a str,
    /// What it reads, as named.
    pub inputs: &'a [String],
    /// Where it writes to.
    pub output: &'a Path,
}

/// Of what kind an event is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Event<'a> {
    /// The run begins.
    Start,
    /// It ended well, with rows of tables.
    Complete(&'a [TableHead], &'a BTreeMap<String, u64>),
    /// It ended otherwise.
    Fail(&'a str),
    /// It was stopped.
    Abort,
}

const PRODUCER: &str = concat!("urn:gongkai:", env!("CARGO_PKG_VERSION"));
const SPEC: &str = "https://openlineage.io/spec";

impl Lineage<'_> {
    /// Appends an event to the file at `path`.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub(super) fn append(&self, path: &Path, event: Event) -> Result<()> {
        let failed = |source| Error::Write {
            path: path.to_owned(),
            source,
        };
        let file = File::options().create(true).append(true).open(path);
        let mut file = file.map_err(failed)?;
        let line = format!("{}\n", self.event(event));
        file.write_all(line.as_bytes()).map_err(failed)?;
        file.sync_data().map_err(failed)
    }

    fn event(&self, event: Event) -> Value {
        let word = match event {
            Event::Start => "START",
            Event::Complete(..) => "COMPLETE",
            Event::Fail(_) => "FAIL",
            Event::Abort => "ABORT",
        };
        let mut run = json!({"runId": self.run});
        if let Event::Fail(message) = event {
            let mut facet = facet("1-0-1/ErrorMessageRunFacet");
            facet["message"] = json!(message);
            facet["programmingLanguage"] = json!("Rust");
            run["facets"] = json!({"errorMessage": facet});
        }
        let input = |input: &String| dataset(Path::new(input), None);
        let outputs: Vec<Value> = match event {
            Event::Complete(heads, rows) => {
                let outputs = heads.iter().map(|head| self.output(head, rows));
                outputs.collect()
            }
            _ => vec![dataset(self.output, None)],
        };
        json!({
            "eventType": word,
            "eventTime": now(),
            "producer": PRODUCER,
            "schemaURL": format!("{SPEC}/2-0-2/OpenLineage.json#/$defs/RunEvent"),
            "run": run,
            "job": {"namespace": "gongkai", "name": self.job},
            "inputs": self.inputs.iter().map(input).collect::<Vec<Value>>(),
            "outputs": outputs,
        })
    }

    fn output(&self, head: &TableHead, rows: &BTreeMap<String, u64>) -> Value {
        let mut output = dataset(self.output, Some(head.name));
        let mut schema = facet("1-1-1/SchemaDatasetFacet");
        let field = |field: &std::sync::Arc<Field>| json!({"name": field.name(), "type": field.data_type().to_string()});
        let fields = head.schema.fields().iter();
        schema["fields"] = fields.map(field).collect();
        output["facets"] = json!({"schema": schema});
        let mut statistics = facet("1-0-2/OutputStatisticsOutputDatasetFacet");
        statistics["rowCount"] = json!(rows.get(head.name).copied().unwrap_or(0));
        output["outputFacets"] = json!({"outputStatistics": statistics});
        output
    }
}

/// A dataset, or a table of one, as the specification names them: `file` and a path, or a bucket and a key.
fn dataset(place: &Path, table: Option<&str>) -> Value {
    let address = place.to_str().and_then(|place| place.strip_prefix("s3://"));
    let (namespace, name) = match address {
        Some(address) => {
            let (bucket, key) = address.split_once('/').unwrap_or((address, ""));
            (
                format!("s3://{bucket}"),
                key.trim_end_matches('/').to_owned(),
            )
        }
        None => ("file".to_owned(), absolute(place)),
    };
    let name = match (name.as_str(), table) {
        ("", None) => "/".to_owned(),
        ("", Some(table)) => table.to_owned(),
        (_, None) => name,
        (_, Some(table)) => format!("{name}/{table}"),
    };
    json!({"namespace": namespace, "name": name})
}

/// The head of a facet; `name` is its version and definition.
fn facet(name: &str) -> Value {
    let definition = name.rsplit('/').next().unwrap_or_default();
    let url = format!("{SPEC}/facets/{name}.json#/$defs/{definition}");
    json!({"_producer": PRODUCER, "_schemaURL": url})
}

fn absolute(path: &Path) -> String {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    path.display().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(place: &str, table: Option<&str>, namespace: &str, name: &str) {
        let expected = json!({"namespace": namespace, "name": name});
        assert_eq!(dataset(Path::new(place), table), expected);
    }

    #[test]
    fn objects_are_named_by_bucket_and_key() {
        check("s3://lake/in/", None, "s3://lake", "in");
        check("s3://lake", None, "s3://lake", "/");
        check("s3://lake/d", Some("facts"), "s3://lake", "d/facts");
        check("s3://lake", Some("facts"), "s3://lake", "facts");
        #[cfg(unix)]
        check("/srv/d", Some("facts"), "file", "/srv/d/facts");
    }
}
