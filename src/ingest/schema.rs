//! The schemas of a dataset's tables, and what may become of them: columns are added, nothing else.
//!
//! A table's columns are those of the contract; facts have those of reviewers besides. A table that an
//! earlier gongkai wrote keeps its columns and their order, further ones come behind them and may be
//! empty.

use std::path::Path;
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema, SchemaRef};

use crate::batch::{Tables, reviewed_fields};
use crate::error::{Error, Result};
use crate::sink::{SCHEMA, TableHead, schema_of};

/// The tables of a dataset as this gongkai writes them: those of the contract, and what reviewers set.
#[must_use]
pub fn heads() -> Vec<TableHead> {
    let mut heads = Tables::default().heads();
    for head in heads.iter_mut().filter(|head| head.name == "facts") {
        let fields = head
            .schema
            .fields()
            .iter()
            .map(|field| field.as_ref().clone());
        head.schema = Arc::new(Schema::new(
            fields.chain(reviewed_fields()).collect::<Vec<Field>>(),
        ));
    }
    heads
}

/// The schema of one of [`heads`].
pub(crate) fn schema(table: &str) -> SchemaRef {
    let head = heads().into_iter().find(|head| head.name == table);
    head.map_or_else(|| Arc::new(Schema::empty()), |head| head.schema)
}

/// The schema of a table that was written with `before` once `now` is written to it.
///
/// # Errors
/// [`Error::Dataset`] if a column went or changed its type.
pub(crate) fn evolved(
    root: &Path,
    table: &str,
    before: &Schema,
    now: &Schema,
) -> Result<SchemaRef> {
    let refused = |why: String| Error::Dataset {
        path: root.to_owned(),
        why,
    };
    let mut fields: Vec<Field> = Vec::with_capacity(now.fields().len());
    for old in before.fields() {
        let Ok(new) = now.field_with_name(old.name()) else {
            return Err(refused(format!(
                "table `{table}` has the column `{}`, which this gongkai does not write: a later one did, or \
                 another program; update gongkai, or begin a new dataset with --to",
                old.name()
            )));
        };
        if !alike(old.data_type(), new.data_type()) {
            return Err(refused(format!(
                "column `{}` of table `{table}` is {} there and {} in this gongkai; begin a new dataset with \
                 --to, the old one stays readable",
                old.name(),
                old.data_type(),
                new.data_type()
            )));
        }
        fields.push(
            new.clone()
                .with_nullable(old.is_nullable() || new.is_nullable()),
        );
    }
    let added = now.fields().iter();
    let added = added.filter(|field| before.field_with_name(field.name()).is_err());
    fields.extend(added.map(|field| field.as_ref().clone().with_nullable(true)));
    Ok(Arc::new(Schema::new(fields)))
}

/// The columns that the file at `path` has to get; `None` if it has all.
///
/// # Errors
/// As [`evolved`].
pub(crate) fn widened(root: &Path, table: &str, path: &Path) -> Result<Option<SchemaRef>> {
    let (before, now) = (schema_of(path)?, schema(table));
    evolved(root, table, &before, &now)?;
    Ok((before.fields().len() < now.fields().len()).then(|| padded(&before, &now)))
}

/// The columns of `now` in their order, as `before` has them where it does, else such as may be empty.
fn padded(before: &Schema, now: &Schema) -> SchemaRef {
    let field = |new: &Arc<Field>| match before.field_with_name(new.name()) {
        Ok(old) => old.clone(),
        Err(_) => new.as_ref().clone().with_nullable(true),
    };
    Arc::new(Schema::new(
        now.fields().iter().map(field).collect::<Vec<_>>(),
    ))
}

/// Whether two types are one but for whether what is nested in them may be missing.
fn alike(left: &DataType, right: &DataType) -> bool {
    match (left, right) {
        (DataType::List(left), DataType::List(right)) => alike(left.data_type(), right.data_type()),
        (DataType::Struct(left), DataType::Struct(right)) => {
            let pairs = left.iter().zip(right);
            let same = |(left, right): (&Arc<Field>, &Arc<Field>)| {
                left.name() == right.name() && alike(left.data_type(), right.data_type())
            };
            left.len() == right.len() && pairs.into_iter().all(same)
        }
        _ => left == right,
    }
}

/// Refuses a dataset whose schema is of a later version than ours; `version` is `SCHEMA.COLUMNS`, empty for
/// those that carry none.
///
/// # Errors
/// [`Error::Dataset`].
pub(crate) fn known(root: &Path, version: &str) -> Result<()> {
    let major = version.split('.').next();
    let major: Option<u32> = major.and_then(|major| major.parse().ok());
    match major {
        Some(major) if major != SCHEMA => Err(Error::Dataset {
            path: root.to_owned(),
            why: format!(
                "its tables have schema {version}, this gongkai writes {SCHEMA}; use the gongkai that wrote \
                 it, or begin a new dataset with --to"
            ),
        }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(columns: &[(&str, DataType)]) -> Schema {
        let field = |(name, kind): &(&str, DataType)| Field::new(*name, kind.clone(), false);
        Schema::new(columns.iter().map(field).collect::<Vec<_>>())
    }

    #[track_caller]
    fn check(
        before: &[(&str, DataType)],
        now: &[(&str, DataType)],
        expected: std::result::Result<&[&str], &str>,
    ) {
        let found = evolved(Path::new("data"), "facts", &of(before), &of(now));
        match (found, expected) {
            (Ok(schema), Ok(names)) => {
                let field = |field: &Arc<Field>| {
                    format!(
                        "{}{}",
                        field.name(),
                        if field.is_nullable() { "?" } else { "" }
                    )
                };
                assert_eq!(schema.fields().iter().map(field).collect::<Vec<_>>(), names);
            }
            (Err(error), Err(why)) => assert!(error.to_string().contains(why), "{error}"),
            (found, _) => panic!("{found:?}"),
        }
    }

    #[test]
    fn columns_may_be_added_and_nothing_else() {
        use DataType::{Int32, Int64, Utf8};
        check(&[("a", Utf8)], &[("a", Utf8)], Ok(&["a"]));
        check(
            &[("a", Utf8), ("c", Int32)],
            &[("a", Utf8), ("b", Int32), ("c", Int32)],
            Ok(&["a", "c", "b?"]),
        );
        check(
            &[("a", Utf8), ("b", Int32)],
            &[("a", Utf8)],
            Err("a later one did"),
        );
        check(&[("a", Int32)], &[("a", Int64)], Err("begin a new dataset"));
    }

    #[test]
    fn another_major_version_is_refused() {
        assert!(known(Path::new("data"), "").is_ok());
        assert!(known(Path::new("data"), &format!("{SCHEMA}.7")).is_ok());
        assert!(known(Path::new("data"), &format!("{}.7", SCHEMA + 1)).is_err());
    }

    #[test]
    fn facts_of_a_dataset_end_with_what_reviewers_set() {
        let names: Vec<String> = schema("facts")
            .fields()
            .iter()
            .map(|field| field.name().clone())
            .collect();
        assert_eq!(names[names.len() - 2..], ["value_reviewed", "reviewed_by"]);
    }
}
