//! Columns whose values are lists of structs.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Int32Array, ListArray, StringArray, StructArray,
};
use arrow::buffer::OffsetBuffer;
use arrow::datatypes::{DataType, Field, Fields};

use super::column::{days, described, words};
use crate::record::{Deadline, FieldPlace, TaskMention, TaskUnit, UnitRole, Word};

fn list_of(fields: Fields) -> DataType {
    DataType::List(Arc::new(Field::new(
        "item",
        DataType::Struct(fields),
        false,
    )))
}

/// A part of a struct.
fn part(name: &str, data_type: DataType, nullable: bool, description: &str) -> Field {
    described(name, data_type, nullable, description, None)
}

fn unit_fields() -> Fields {
    Fields::from(vec![
        part("name", DataType::Utf8, false, "Name, normalised"),
        part("name_printed", DataType::Utf8, false, "Name as printed"),
        words::<UnitRole>(part("role", DataType::Utf8, false, "Role")),
        part(
            "collective",
            DataType::Boolean,
            false,
            "Stands for many organs",
        ),
    ])
}

fn deadline_fields() -> Fields {
    Fields::from(vec![
        part("printed", DataType::Utf8, false, "As printed"),
        part(
            "date",
            DataType::Date32,
            true,
            "The day, where the year makes it one",
        ),
        part(
            "frequency",
            DataType::Utf8,
            true,
            "How often: monthly, quarterly, yearly and the like",
        ),
    ])
}

fn mention_fields() -> Fields {
    Fields::from(vec![
        part("doc_id", DataType::Utf8, false, "The report"),
        part("section_id", DataType::Int32, false, "Its section"),
    ])
}

fn place_fields() -> Fields {
    Fields::from(vec![
        part("field", DataType::Utf8, false, "Column of documents"),
        part(
            "span_start",
            DataType::Int32,
            false,
            "First byte in `texts.text`",
        ),
        part("span_end", DataType::Int32, false, "One past the last byte"),
        part(
            "line",
            DataType::Int32,
            false,
            "1-based line of the first byte",
        ),
    ])
}

pub(super) fn units_type() -> DataType {
    list_of(unit_fields())
}

pub(super) fn deadlines_type() -> DataType {
    list_of(deadline_fields())
}

pub(super) fn mentions_type() -> DataType {
    list_of(mention_fields())
}

pub(super) fn places_type() -> DataType {
    list_of(place_fields())
}

/// `list<struct<name, name_printed, role, collective>>`
pub(super) fn units<'a>(lists: impl Iterator<Item = &'a [TaskUnit]>) -> ArrayRef {
    let (lengths, all) = flatten(lists);
    let columns: Vec<ArrayRef> = vec![
        Arc::new(StringArray::from_iter_values(
            all.iter().map(|unit| unit.name.as_str()),
        )),
        Arc::new(StringArray::from_iter_values(
            all.iter().map(|unit| unit.name_printed.as_str()),
        )),
        Arc::new(StringArray::from_iter_values(
            all.iter().map(|unit| unit.role.word()),
        )),
        Arc::new(BooleanArray::from_iter(
            all.iter().map(|unit| Some(unit.collective)),
        )),
    ];
    list(unit_fields(), columns, lengths)
}

/// `list<struct<printed, date, frequency>>`
pub(super) fn deadlines<'a>(lists: impl Iterator<Item = &'a [Deadline]>) -> ArrayRef {
    let (lengths, all) = flatten(lists);
    let columns: Vec<ArrayRef> = vec![
        Arc::new(StringArray::from_iter_values(
            all.iter().map(|one| one.printed.as_str()),
        )),
        Arc::new(Date32Array::from_iter(
            all.iter().map(|one| one.date.map(days)),
        )),
        Arc::new(StringArray::from_iter(
            all.iter().map(|one| one.frequency.as_deref()),
        )),
    ];
    list(deadline_fields(), columns, lengths)
}

/// `list<struct<doc_id, section_id>>`
pub(super) fn mentions<'a>(lists: impl Iterator<Item = &'a [TaskMention]>) -> ArrayRef {
    let (lengths, all) = flatten(lists);
    let columns: Vec<ArrayRef> = vec![
        Arc::new(StringArray::from_iter_values(
            all.iter().map(|one| one.doc_id.as_str()),
        )),
        Arc::new(Int32Array::from_iter_values(
            all.iter().map(|one| one.section_id),
        )),
    ];
    list(mention_fields(), columns, lengths)
}

/// `list<struct<field, span_start, span_end, line>>`
pub(super) fn places<'a>(lists: impl Iterator<Item = &'a [FieldPlace]>) -> ArrayRef {
    let (lengths, all) = flatten(lists);
    let position = |at: usize| i32::try_from(at).unwrap_or(i32::MAX);
    let columns: Vec<ArrayRef> = vec![
        Arc::new(StringArray::from_iter_values(
            all.iter().map(|one| one.field),
        )),
        Arc::new(Int32Array::from_iter_values(
            all.iter().map(|one| position(one.place.span.start)),
        )),
        Arc::new(Int32Array::from_iter_values(
            all.iter().map(|one| position(one.place.span.end)),
        )),
        Arc::new(Int32Array::from_iter_values(
            all.iter().map(|one| one.place.line),
        )),
    ];
    list(place_fields(), columns, lengths)
}

fn flatten<'a, T>(lists: impl Iterator<Item = &'a [T]>) -> (Vec<usize>, Vec<&'a T>) {
    let mut lengths = Vec::new();
    let mut all = Vec::new();
    for list in lists {
        lengths.push(list.len());
        all.extend(list);
    }
    (lengths, all)
}

fn list(fields: Fields, columns: Vec<ArrayRef>, lengths: Vec<usize>) -> ArrayRef {
    let item = Arc::new(Field::new("item", DataType::Struct(fields.clone()), false));
    let values = StructArray::new(fields, columns, None);
    Arc::new(ListArray::new(
        item,
        OffsetBuffer::from_lengths(lengths),
        Arc::new(values),
        None,
    ))
}
