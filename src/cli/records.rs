//! `gongkai inspect --format json`: everything that was read, in the tables' own columns.

use std::sync::atomic::AtomicBool;

use arrow::array::AsArray;
use arrow::json::WriterBuilder;
use arrow::json::writer::LineDelimited;

use super::{DONE, DOUBTFUL, print};
use crate::error::{Error, Result};
use crate::extract::Reader;
use crate::pipeline::{Batches, Input, read_tables};
use crate::record::{Status, Word};

/// Prints an object with a list of rows for each table, in the order of the contract; columns as in the files of
/// `convert --format jsonl`. The exit code says whether a document was rejected.
pub(super) fn run(inputs: &[Input], reader: &Reader) -> Result<u8> {
    let found = read_tables(inputs, reader, &[], 0, &AtomicBool::new(false))?;
    let tables: Vec<String> = found.iter().map(table).collect::<Result<_>>()?;
    print(&format!("{{\n{}\n}}\n", tables.join(",\n")));
    let rejected = found.iter().any(is_rejected);
    Ok(if rejected { DOUBTFUL } else { DONE })
}

/// `"facts": [rows]`, a line each.
fn table(found: &Batches) -> Result<String> {
    let name = found.head.name;
    let failed = |source| Error::Batch {
        table: name,
        source,
    };
    let builder = WriterBuilder::new().with_explicit_nulls(true);
    let mut writer = builder.build::<_, LineDelimited>(Vec::new());
    for batch in &found.batches {
        writer.write(batch).map_err(failed)?;
    }
    writer.finish().map_err(failed)?;
    let text = String::from_utf8_lossy(&writer.into_inner()).into_owned();
    let rows: Vec<String> = text.lines().map(|row| format!("    {row}")).collect();
    Ok(match rows.as_slice() {
        [] => format!("  \"{name}\": []"),
        rows => format!("  \"{name}\": [\n{}\n  ]", rows.join(",\n")),
    })
}

/// Whether it is the table of documents and one of them was not read.
fn is_rejected(found: &Batches) -> bool {
    let rejected = Status::Rejected.word();
    found.head.name == "documents"
        && found.batches.iter().any(|batch| {
            let status = batch
                .column_by_name("status")
                .and_then(|one| one.as_string_opt::<i32>());
            status.is_some_and(|status| status.iter().any(|one| one == Some(rejected)))
        })
}
