//! Columns whose values are lists of structs.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Int32Array, ListArray, StringArray, StructArray,
};
use arrow::buffer::OffsetBuffer;
use arrow::datatypes::{DataType, Field, Fields};

use super::column::days;
use crate::record::{Deadline, FieldPlace, TaskMention, TaskUnit, Word};

fn list_of(fields: Fields) -> DataType {
    DataType::List(Arc::new(Field::new(
        "item",
        DataType::Struct(fields),
        false,
    )))
}

fn unit_fields() -> Fields {
    Fields::from(vec![
        Field::new("name", DataType::Utf8, false),
        Field::new("name_printed", DataType::Utf8, false),
        Field::new("role", DataType::Utf8, false),
        Field::new("collective", DataType::Boolean, false),
    ])
}

fn deadline_fields() -> Fields {
    Fields::from(vec![
        Field::new("printed", DataType::Utf8, false),
        Field::new("date", DataType::Date32, true),
        Field::new("frequency", DataType::Utf8, true),
    ])
}

fn mention_fields() -> Fields {
    Fields::from(vec![
        Field::new("doc_id", DataType::Utf8, false),
        Field::new("section_id", DataType::Int32, false),
    ])
}

fn place_fields() -> Fields {
    Fields::from(vec![
        Field::new("field", DataType::Utf8, false),
        Field::new("span_start", DataType::Int32, false),
        Field::new("span_end", DataType::Int32, false),
        Field::new("line", DataType::Int32, false),
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
