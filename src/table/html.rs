//! Tables as HTML markup inside text, as vision models write them: `<tr>`, `<td rowspan=2>`.
//!
//! Only the tags that make cells are read; others count as nothing. Spans place cells exactly.

use super::{GridCell, GridRow, MAX_COLUMNS, squeeze};
use crate::layout::TableLine;
use crate::text::Span;

/// A tag: its name, its attributes, its bytes.
struct Tag<'a> {
    name: &'a str,
    attributes: &'a str,
    closing: bool,
    span: Span,
}

/// Rows of all tables in the lines. Lines between them that were set aside are not read.
pub(super) fn rows(text: &str, lines: &[TableLine]) -> Vec<GridRow> {
    let mut rows: Vec<GridRow> = Vec::new();
    // For each column, how many more rows a cell from above still fills.
    let mut filled: Vec<usize> = Vec::new();
    for lines in lines.chunk_by(|above, below| below.span.start <= above.span.end + 1) {
        if let (Some(first), Some(last)) = (lines.first(), lines.last()) {
            let stretch = Span::new(first.span.start, last.span.end);
            stretch_rows(text, stretch, &mut rows, &mut filled);
        }
    }
    rows
}

/// Adds the rows of one stretch.
fn stretch_rows(text: &str, whole: Span, rows: &mut Vec<GridRow>, filled: &mut Vec<usize>) {
    let mut open: Option<(Span, usize, usize)> = None;
    for tag in tags(text, whole) {
        let cell = matches!(tag.name, "td" | "th");
        let ends_cell = cell || matches!(tag.name, "tr" | "table");
        if ends_cell && let Some((start, row_span, col_span)) = open.take() {
            let inner = Span::new(start.end, tag.span.start);
            place(text, rows, filled, inner, row_span, col_span);
        }
        match (tag.name, tag.closing) {
            ("table", false) => filled.clear(),
            ("tr", false) => {
                filled
                    .iter_mut()
                    .for_each(|left| *left = left.saturating_sub(1));
                rows.push(GridRow {
                    explicit: true,
                    ..GridRow::default()
                });
            }
            ("td" | "th", false) => {
                open = Some((
                    tag.span,
                    attribute(tag.attributes, "rowspan"),
                    attribute(tag.attributes, "colspan"),
                ));
            }
            _ => {}
        }
    }
}

/// Puts a cell into the first free column of the last row.
fn place(
    text: &str,
    rows: &mut Vec<GridRow>,
    filled: &mut Vec<usize>,
    inner: Span,
    row_span: usize,
    col_span: usize,
) {
    if rows.is_empty() {
        rows.push(GridRow {
            explicit: true,
            ..GridRow::default()
        });
    }
    let Some(row) = rows.last_mut() else { return };
    let after = row.cells.last().map_or(0, |cell| cell.col + cell.col_span);
    let col = (after..=MAX_COLUMNS).find(|col| filled.get(*col).copied().unwrap_or(0) == 0);
    let Some(col) = col else { return };
    let end = (col + col_span).min(MAX_COLUMNS + 1);
    filled.resize(filled.len().max(end), 0);
    filled[col..end]
        .iter_mut()
        .for_each(|left| *left = row_span);
    let (span, content) = content(text, inner);
    row.cells.push(GridCell {
        col,
        col_span: end - col,
        row_span,
        span,
        text: squeeze(&content),
    });
}

/// A cell's text without tags, and the bytes from its first to its last character.
fn content(text: &str, inner: Span) -> (Span, String) {
    let mut out = String::new();
    let mut bounds: Option<Span> = None;
    let mut start = inner.start;
    let ends = tags(text, inner)
        .map(|tag| tag.span)
        .chain([Span::new(inner.end, inner.end)]);
    for tag in ends.collect::<Vec<_>>() {
        let part = text.get(start..tag.start).unwrap_or_default();
        let trimmed = part.trim();
        if !trimmed.is_empty() {
            let at = start + (part.len() - part.trim_start().len());
            let piece = Span::new(at, at + trimmed.len());
            bounds = Some(bounds.map_or(piece, |known| known.cover(piece)));
            out.push_str(trimmed);
            out.push(' ');
        }
        start = tag.end;
    }
    (
        bounds.unwrap_or(Span::new(inner.start, inner.start)),
        out.trim_end().to_owned(),
    )
}

/// All tags within `whole`.
fn tags(text: &str, whole: Span) -> impl Iterator<Item = Tag<'_>> {
    let mut at = whole.start;
    std::iter::from_fn(move || {
        loop {
            let open = at + text.get(at..whole.end)?.find('<')?;
            let close = open + text[open..whole.end].find('>')?;
            at = close + 1;
            let inner = &text[open + 1..close];
            let closing = inner.starts_with('/');
            let body = inner.trim_start_matches('/');
            let length = body
                .find(|one: char| !one.is_ascii_alphanumeric())
                .unwrap_or(body.len());
            if length > 0 {
                let (name, attributes) = body.split_at(length);
                return Some(Tag {
                    name,
                    attributes,
                    closing,
                    span: Span::new(open, close + 1),
                });
            }
        }
    })
}

/// A span attribute; 1 if absent or out of reason.
fn attribute(attributes: &str, name: &str) -> usize {
    let Some(at) = attributes.find(name) else {
        return 1;
    };
    let value = attributes[at + name.len()..].trim_start_matches(['=', '"', '\'', ' ']);
    let digits = value
        .find(|one: char| !one.is_ascii_digit())
        .unwrap_or(value.len());
    value[..digits]
        .parse()
        .ok()
        .filter(|number| (1..=MAX_COLUMNS).contains(number))
        .unwrap_or(1)
}
