//! Checkpoints: a log's state as Parquet, so that readers need not replay it.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde::Deserialize;

use super::action::Action;
use super::log::Snapshot;
use crate::error::{Error, Result};
use crate::store::Store;

/// What `_last_checkpoint` says.
#[derive(Debug, Deserialize)]
struct LastCheckpoint {
    version: u64,
    parts: Option<u32>,
}

/// The state that the newest checkpoint of a log holds; `None` if there is none.
pub(super) fn load(store: &Store, log: &str) -> Result<Option<Snapshot>> {
    let pointer = format!("{log}/_last_checkpoint");
    let Some(bytes) = store.read(&pointer)? else {
        return Ok(None);
    };
    let last: LastCheckpoint = serde_json::from_slice(&bytes).map_err(|error| Error::Dataset {
        path: store.path(&pointer),
        why: format!("it cannot be read: {error}"),
    })?;
    let mut snapshot = Snapshot {
        version: last.version,
        ..Snapshot::default()
    };
    for name in files(log, &last) {
        let path = store.fetch(&name)?;
        for line in lines(&path)?.lines() {
            let action = Action::of_line(line).map_err(|error| broken(&path, &error))?;
            if let Some(action) = action {
                snapshot.apply(action);
            }
        }
    }
    Ok(Some(snapshot))
}

/// The files of a checkpoint.
fn files(log: &str, last: &LastCheckpoint) -> Vec<String> {
    let version = last.version;
    match last.parts {
        None => vec![format!("{log}/{version:020}.checkpoint.parquet")],
        Some(parts) => (1..=parts)
            .map(|part| format!("{log}/{version:020}.checkpoint.{part:010}.{parts:010}.parquet"))
            .collect(),
    }
}

/// The rows of a checkpoint's file as the lines of a commit: each row has one field that is not null.
fn lines(path: &Path) -> Result<String> {
    let file = File::open(path).map_err(|source| Error::Read {
        path: path.to_owned(),
        source,
    })?;
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).and_then(|builder| builder.build());
    let mut out = Vec::new();
    let mut writer = arrow::json::LineDelimitedWriter::new(&mut out);
    for batch in reader.map_err(|error| broken(path, &error))? {
        let batch = batch.map_err(|error| broken(path, &error))?;
        writer.write(&batch).map_err(|error| broken(path, &error))?;
    }
    writer.finish().map_err(|error| broken(path, &error))?;
    drop(writer);
    String::from_utf8(out).map_err(|error| broken(path, &error))
}

fn broken(path: &Path, why: &dyn std::fmt::Display) -> Error {
    Error::Dataset {
        path: path.to_owned(),
        why: format!("the checkpoint cannot be read: {why}"),
    }
}

/// Commits from one checkpoint to the next.
pub(super) const EVERY: u64 = 50;

/// Writes the checkpoint of `snapshot`, then the pointer to it.
///
/// # Errors
/// [`Error::Write`], [`Error::Encode`] or what the store returns; the log is as good as before.
pub(super) fn write(store: &Store, log: &str, snapshot: &Snapshot, scratch: &Path) -> Result<()> {
    let version = snapshot.version;
    let name = format!("{log}/{version:020}.checkpoint.parquet");
    let actions = snapshot.actions();
    let staged = scratch.join("checkpoint.parquet");
    parquet(&staged, &actions)?;
    store.place(&staged, &name)?;
    store.sync(log)?;
    let pointer = format!("{log}/_last_checkpoint");
    let old = store.read_tagged(&pointer)?.map(|(_, tag)| tag);
    let text = format!("{{\"version\":{version},\"size\":{}}}\n", actions.len());
    // Another writer may have been further: its pointer is as good.
    store.swap(&pointer, old.as_ref(), text.as_bytes())?;
    Ok(())
}

fn parquet(path: &Path, actions: &[Action]) -> Result<()> {
    let failed = |why: &dyn std::fmt::Display| Error::Dataset {
        path: path.to_owned(),
        why: format!("the checkpoint cannot be written: {why}"),
    };
    let mut lines = String::new();
    for action in actions {
        lines += &action.to_line().map_err(|error| failed(&error))?;
        lines.push('\n');
    }
    let schema = Arc::new(schema());
    let reader = arrow::json::ReaderBuilder::new(Arc::clone(&schema)).build(lines.as_bytes());
    let file = File::create(path).map_err(|source| Error::Write {
        path: path.to_owned(),
        source,
    })?;
    let writer = parquet::arrow::ArrowWriter::try_new(file, schema, None);
    let mut writer = writer.map_err(|error| failed(&error))?;
    for batch in reader.map_err(|error| failed(&error))? {
        let batch = batch.map_err(|error| failed(&error))?;
        writer.write(&batch).map_err(|error| failed(&error))?;
    }
    let file = writer.into_inner().map_err(|error| failed(&error))?;
    file.sync_all().map_err(|source| Error::Write {
        path: path.to_owned(),
        source,
    })
}

/// The columns of a checkpoint: one for each kind of action, one of them filled in each row.
fn schema() -> Schema {
    let text = |name: &str| Field::new(name, DataType::Utf8, true);
    let long = |name: &str| Field::new(name, DataType::Int64, true);
    let number = |name: &str| Field::new(name, DataType::Int32, true);
    let flag = |name: &str| Field::new(name, DataType::Boolean, true);
    let of = |name: &str, fields: Vec<Field>| Field::new_struct(name, fields, true);
    let names = Field::new_list(
        "partitionColumns",
        Field::new_list_field(DataType::Utf8, true),
        true,
    );
    let format = of("format", vec![text("provider"), texts("options")]);
    Schema::new(vec![
        of(
            "txn",
            vec![text("appId"), long("version"), long("lastUpdated")],
        ),
        of(
            "add",
            vec![
                text("path"),
                texts("partitionValues"),
                long("size"),
                long("modificationTime"),
                flag("dataChange"),
                text("stats"),
            ],
        ),
        of(
            "remove",
            vec![text("path"), long("deletionTimestamp"), flag("dataChange")],
        ),
        of(
            "metaData",
            vec![
                text("id"),
                text("name"),
                text("description"),
                format,
                text("schemaString"),
                names,
                texts("configuration"),
                long("createdTime"),
            ],
        ),
        of(
            "protocol",
            vec![number("minReaderVersion"), number("minWriterVersion")],
        ),
    ])
}

/// Texts by their keys.
fn texts(name: &str) -> Field {
    let key = Field::new("key", DataType::Utf8, false);
    let value = Field::new("value", DataType::Utf8, true);
    Field::new_map(name, "key_value", key, value, false, true)
}

#[cfg(test)]
mod tests {
    use super::super::action::{Add, Encoding, MetaData, Protocol, Txn};
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn a_checkpoint_holds_what_the_log_held() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::at(folder.path()).unwrap();
        store.make("log").unwrap();
        let mut snapshot = Snapshot {
            version: 7,
            ..Snapshot::default()
        };
        snapshot.apply(Action::Protocol(Protocol {
            min_reader_version: 1,
            min_writer_version: 2,
        }));
        snapshot.apply(Action::MetaData(MetaData {
            id: "1".into(),
            name: Some("facts".into()),
            description: None,
            format: Encoding {
                provider: "parquet".into(),
                options: BTreeMap::new(),
            },
            schema_string: "{}".into(),
            partition_columns: Vec::new(),
            configuration: [("a".to_owned(), Some("b".to_owned()))].into(),
            created_time: Some(3),
        }));
        for path in ["one", "two"] {
            snapshot.apply(Action::Add(Add {
                path: path.into(),
                partition_values: BTreeMap::new(),
                size: 5,
                modification_time: 6,
                data_change: true,
                stats: Some("{\"numRecords\":1}".into()),
            }));
        }
        snapshot.apply(Action::Txn(Txn {
            app_id: "gongkai".into(),
            version: 8,
            last_updated: None,
        }));
        write(&store, "log", &snapshot, folder.path()).unwrap();
        let read = load(&store, "log").unwrap().unwrap();
        assert_eq!(read.version, 7);
        assert_eq!(read.actions(), snapshot.actions());
    }
}
