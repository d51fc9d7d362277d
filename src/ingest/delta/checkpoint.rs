//! Checkpoints: a log's state as Parquet, which other writers leave so that readers need not replay it.

use std::fs::File;
use std::path::Path;

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
