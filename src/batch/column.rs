//! One column: its name, its type, what it means, and how it is read off a record.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, BooleanArray, Date32Array, Float32Array, Float64Array, Int32Array,
    Int32Builder, Int64Array, ListBuilder, StringArray, StringBuilder,
};
use arrow::datatypes::{DataType, Field};
use chrono::NaiveDate;

use super::nested;
use crate::record::{Deadline, FieldPlace, TaskMention, TaskUnit, Word};

/// Key of a field's metadata: the words that it may hold, `|` between them.
pub const VALUES: &str = "values";

/// How a column is read off a record of type `T`.
#[derive(Clone, Copy)]
pub(super) enum Read<T> {
    /// Text.
    Text(fn(&T) -> &str),
    /// Text or nothing.
    MaybeText(fn(&T) -> Option<&str>),
    /// A number of 32 bits.
    Int(fn(&T) -> i32),
    /// Such a number or nothing.
    MaybeInt(fn(&T) -> Option<i32>),
    /// A number of 64 bits.
    Long(fn(&T) -> i64),
    /// A double.
    Float(fn(&T) -> f64),
    /// A double or nothing.
    MaybeFloat(fn(&T) -> Option<f64>),
    /// A single.
    Single(fn(&T) -> f32),
    /// Yes or no.
    Flag(fn(&T) -> bool),
    /// A day or nothing.
    MaybeDate(fn(&T) -> Option<NaiveDate>),
    /// A list of texts.
    Texts(fn(&T) -> &[String]),
    /// A list of numbers.
    Ints(fn(&T) -> &[i32]),
    /// Organs of a task.
    Units(fn(&T) -> &[TaskUnit]),
    /// Deadlines of a task.
    Deadlines(fn(&T) -> &[Deadline]),
    /// Sections that take up a task.
    Mentions(fn(&T) -> &[TaskMention]),
    /// Where the fields of a document were read.
    Places(fn(&T) -> &[FieldPlace]),
}

/// A column of a table whose records are of type `T`.
#[derive(Clone, Copy)]
pub struct Column<T> {
    /// Name, as the contract prints it.
    pub name: &'static str,
    /// Unit of its values, if they have one.
    pub unit: Option<&'static str>,
    /// What it holds.
    pub description: &'static str,
    /// The words it may hold, if they are a closed set.
    pub words: Option<fn() -> Vec<&'static str>>,
    pub(super) read: Read<T>,
}

impl<T> Column<T> {
    /// A column without unit.
    pub(super) const fn new(name: &'static str, description: &'static str, read: Read<T>) -> Self {
        Self {
            name,
            unit: None,
            description,
            words: None,
            read,
        }
    }

    /// The same column with the closed set of words that it may hold.
    pub(super) fn of<W: Word>(self) -> Self {
        Self {
            words: Some(|| W::ALL.iter().map(|one| one.word()).collect()),
            ..self
        }
    }

    /// The same column with a unit.
    pub(super) const fn unit(self, unit: &'static str) -> Self {
        Self {
            unit: Some(unit),
            ..self
        }
    }

    /// The Arrow field, with description and unit as metadata.
    #[must_use]
    pub fn field(&self) -> Field {
        let (data_type, nullable) = match self.read {
            Read::Text(_) => (DataType::Utf8, false),
            Read::MaybeText(_) => (DataType::Utf8, true),
            Read::Int(_) => (DataType::Int32, false),
            Read::MaybeInt(_) => (DataType::Int32, true),
            Read::Long(_) => (DataType::Int64, false),
            Read::Float(_) => (DataType::Float64, false),
            Read::MaybeFloat(_) => (DataType::Float64, true),
            Read::Single(_) => (DataType::Float32, false),
            Read::Flag(_) => (DataType::Boolean, false),
            Read::MaybeDate(_) => (DataType::Date32, true),
            Read::Texts(_) => (
                DataType::List(Arc::new(Field::new("item", DataType::Utf8, false))),
                false,
            ),
            Read::Ints(_) => (
                DataType::List(Arc::new(Field::new("item", DataType::Int32, false))),
                false,
            ),
            Read::Units(_) => (nested::units_type(), false),
            Read::Deadlines(_) => (nested::deadlines_type(), false),
            Read::Mentions(_) => (nested::mentions_type(), false),
            Read::Places(_) => (nested::places_type(), false),
        };
        let field = described(self.name, data_type, nullable, self.description, self.unit);
        match self.words {
            Some(words) => with_words(field, &words()),
            None => field,
        }
    }

    /// The column's values over `records`, in their order.
    pub(super) fn array(&self, records: &[&T]) -> ArrayRef {
        let each = || records.iter().copied();
        match self.read {
            Read::Text(read) => Arc::new(text(each().map(|one| Some(read(one))))),
            Read::MaybeText(read) => Arc::new(text(each().map(read))),
            Read::Int(read) => Arc::new(Int32Array::from_iter_values(each().map(read))),
            Read::MaybeInt(read) => Arc::new(Int32Array::from_iter(each().map(read))),
            Read::Long(read) => Arc::new(Int64Array::from_iter_values(each().map(read))),
            Read::Float(read) => Arc::new(Float64Array::from_iter_values(each().map(read))),
            Read::MaybeFloat(read) => Arc::new(Float64Array::from_iter(each().map(read))),
            Read::Single(read) => Arc::new(Float32Array::from_iter_values(each().map(read))),
            Read::Flag(read) => Arc::new(BooleanArray::from_iter(
                each().map(|record| Some(read(record))),
            )),
            Read::MaybeDate(read) => Arc::new(Date32Array::from_iter(
                each().map(|record| read(record).map(days)),
            )),
            Read::Texts(read) => texts(each().map(read)),
            Read::Ints(read) => ints(each().map(read)),
            Read::Units(read) => nested::units(each().map(read)),
            Read::Deadlines(read) => nested::deadlines(each().map(read)),
            Read::Mentions(read) => nested::mentions(each().map(read)),
            Read::Places(read) => nested::places(each().map(read)),
        }
    }
}

/// A field that says what it holds.
pub(super) fn described(
    name: &str,
    data_type: DataType,
    nullable: bool,
    description: &str,
    unit: Option<&str>,
) -> Field {
    let unit = unit.map(|unit| ("unit".to_owned(), unit.to_owned()));
    let metadata = [("description".to_owned(), description.to_owned())]
        .into_iter()
        .chain(unit)
        .collect();
    Field::new(name, data_type, nullable).with_metadata(metadata)
}

/// The field with the words that it may hold.
fn with_words(field: Field, words: &[&str]) -> Field {
    let mut metadata = field.metadata().clone();
    metadata.insert(VALUES.to_owned(), words.join("|"));
    field.with_metadata(metadata)
}

/// The field with the closed set of words that it may hold.
pub(super) fn words<W: Word>(field: Field) -> Field {
    let words: Vec<&str> = W::ALL.iter().map(|one| one.word()).collect();
    with_words(field, &words)
}

/// Days since 1970-01-01, as Arrow counts dates.
pub(super) fn days(date: NaiveDate) -> i32 {
    let epoch = NaiveDate::default();
    i32::try_from(date.signed_duration_since(epoch).num_days()).unwrap_or(0)
}

/// Texts, in no more memory than they take: batches wait to be written.
pub(super) fn text<'a>(values: impl Iterator<Item = Option<&'a str>> + Clone) -> StringArray {
    let bytes = values.clone().flatten().map(str::len).sum();
    let mut builder = StringBuilder::with_capacity(values.clone().count(), bytes);
    values.for_each(|value| builder.append_option(value));
    builder.finish()
}

fn texts<'a>(lists: impl Iterator<Item = &'a [String]>) -> ArrayRef {
    let mut builder = ListBuilder::new(StringBuilder::new()).with_field(Field::new(
        "item",
        DataType::Utf8,
        false,
    ));
    for list in lists {
        list.iter()
            .for_each(|text| builder.values().append_value(text));
        builder.append(true);
    }
    let mut lists = builder.finish();
    lists.shrink_to_fit();
    Arc::new(lists)
}

fn ints<'a>(lists: impl Iterator<Item = &'a [i32]>) -> ArrayRef {
    let mut builder = ListBuilder::new(Int32Builder::new()).with_field(Field::new(
        "item",
        DataType::Int32,
        false,
    ));
    for list in lists {
        builder.values().append_slice(list);
        builder.append(true);
    }
    let mut lists = builder.finish();
    lists.shrink_to_fit();
    Arc::new(lists)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_count_from_1970() {
        assert_eq!(days(NaiveDate::from_ymd_opt(1970, 1, 1).unwrap()), 0);
        assert_eq!(days(NaiveDate::from_ymd_opt(2018, 1, 25).unwrap()), 17_556);
    }
}
