//! A document's text as a fragment of HTML for notebooks: what was read is marked, noise is dimmed.
//!
//! Everything that comes from a document is escaped; there is no script and no link in it.

use std::collections::BTreeSet;
use std::fmt::Write;

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{Float64Type, Int32Type};

use crate::pipeline::Batches;

/// Longer texts are shown up to the line that passes this many bytes.
const MOST: usize = 400_000;

/// A text with its marks, and what is said above it.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) text: String,
    /// Lines above the text, not escaped.
    head: Vec<String>,
    /// How many facts look so.
    counts: [(Look, &'static str, usize); 3],
    marks: Vec<Mark>,
}

/// Something that was read.
#[derive(Debug, Clone, PartialEq)]
struct Mark {
    start: usize,
    end: usize,
    look: Look,
    /// What is said of it, not escaped.
    told: String,
}

/// How a mark looks; of marks on one character the later wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Look {
    Heading,
    Task,
    Noise,
    Quantity,
    Citation,
    Unchecked,
    Confirmed,
    Contradicted,
}

impl Look {
    /// Translucent, so that light and dark pages carry it.
    fn style(self) -> &'static str {
        match self {
            Self::Heading => "background:none;color:inherit;font-weight:bold",
            Self::Task => "background:rgba(160,120,220,.18);color:inherit",
            Self::Noise => "background:none;color:inherit;opacity:.45",
            Self::Quantity => "background:rgba(90,150,230,.25);color:inherit",
            Self::Citation => "background:none;color:inherit;border-bottom:1px dotted",
            Self::Unchecked => "background:rgba(230,190,60,.35);color:inherit",
            Self::Confirmed => "background:rgba(70,180,90,.35);color:inherit",
            Self::Contradicted => "background:rgba(230,70,60,.4);color:inherit;font-weight:bold",
        }
    }
}

impl Page {
    /// Of the tables of a run over one document.
    pub(super) fn of(tables: &[Batches]) -> Self {
        let text = batches(tables, "texts").find_map(|batch| text_at(batch, "text", 0));
        let mut page = Self {
            text: text.unwrap_or_default().to_owned(),
            head: head(tables),
            counts: counts(tables),
            marks: Vec::new(),
        };
        for table in tables {
            for batch in &table.batches {
                page.mark(table.head.name, batch);
            }
        }
        page.marks.retain(|mark| {
            mark.start < mark.end
                && page.text.is_char_boundary(mark.start)
                && page.text.is_char_boundary(mark.end)
        });
        page
    }

    /// Marks what the rows of one table were read from.
    fn mark(&mut self, table: &str, batch: &RecordBatch) {
        for row in 0..batch.num_rows() {
            let Some((look, told)) = look(table, batch, row) else {
                continue;
            };
            let at = |name| int_at(batch, name, row).and_then(|at| usize::try_from(at).ok());
            if let (Some(start), Some(end)) = (at("span_start"), at("span_end")) {
                self.marks.push(Mark {
                    start,
                    end,
                    look,
                    told,
                });
            }
        }
    }

    /// The fragment.
    pub(super) fn html(&self) -> String {
        let mut out = String::from("<div style=\"font-family:sans-serif;line-height:1.5\">");
        for line in &self.head {
            let _ = write!(out, "<div>{}</div>", escaped(line));
        }
        out += "<div>数据：";
        for (look, word, count) in self.counts {
            let style = look.style();
            let _ = write!(out, "<mark style=\"{style}\">{word} {count}</mark> ");
        }
        out += "</div>";
        out += "<pre style=\"white-space:pre-wrap;max-height:36em;overflow:auto;margin:.5em 0;padding:.5em;border:1px solid rgba(128,128,128,.4)\">";
        let shown = shown(&self.text);
        self.write(shown, &mut out);
        out += "</pre>";
        let rest = self.text.len() - shown.len();
        if rest > 0 {
            let _ = write!(out, "<div>其余 {rest} 字节未显示，全文见 text</div>");
        }
        out + "</div>"
    }

    /// Writes `text`, the beginning of the document, cut wherever a mark begins or ends.
    fn write(&self, text: &str, out: &mut String) {
        let mut edges: Vec<(usize, bool, usize)> = Vec::with_capacity(self.marks.len() * 2);
        for (number, mark) in self.marks.iter().enumerate() {
            edges.push((mark.start, true, number));
            edges.push((mark.end, false, number));
        }
        edges.sort_unstable();
        let mut open: BTreeSet<(Look, usize)> = BTreeSet::new();
        let mut from = 0;
        for (at, begins, number) in edges {
            let at = at.min(text.len());
            if at > from {
                self.piece(&text[from..at], &open, out);
                from = at;
            }
            let one = (self.marks[number].look, number);
            if begins {
                open.insert(one);
            } else {
                open.remove(&one);
            }
        }
        self.piece(&text[from..], &BTreeSet::new(), out);
    }

    /// Writes a piece under the mark that wins.
    fn piece(&self, piece: &str, open: &BTreeSet<(Look, usize)>, out: &mut String) {
        let Some((look, number)) = open.last() else {
            out.push_str(&escaped(piece));
            return;
        };
        let (style, told) = (look.style(), escaped(&self.marks[*number].told));
        let _ = write!(
            out,
            "<mark style=\"{style}\" title=\"{told}\">{}</mark>",
            escaped(piece)
        );
    }
}

/// What is said above the text.
fn head(tables: &[Batches]) -> Vec<String> {
    let mut head = Vec::new();
    if let Some(row) = batches(tables, "documents").next() {
        let text = |name| text_at(row, name, 0);
        head.push(
            text("title")
                .or(text("source"))
                .unwrap_or_default()
                .to_owned(),
        );
        let year = int_at(row, "year", 0).map(|year| format!("{year}年"));
        let parts = [
            text("issuer"),
            year.as_deref(),
            text("form"),
            text("status"),
        ];
        head.push(parts.into_iter().flatten().collect::<Vec<_>>().join(" · "));
        head.extend(text("reason").map(str::to_owned));
    }
    for batch in batches(tables, "checks") {
        for row in 0..batch.num_rows() {
            if text_at(batch, "outcome", row) == Some("fails") {
                let line = int_at(batch, "line", row).unwrap_or_default();
                let message = text_at(batch, "message", row).unwrap_or_default();
                head.push(format!("✗ 第 {line} 行：{message}"));
            }
        }
    }
    head
}

/// How many facts the arithmetic confirms, contradicts, says nothing of.
fn counts(tables: &[Batches]) -> [(Look, &'static str, usize); 3] {
    let count = |word: &str| {
        let rows = batches(tables, "facts").flat_map(|batch| column(batch, "evidence"));
        rows.filter(|evidence| *evidence == Some(word)).count()
    };
    [
        (Look::Confirmed, "勾稽相符", count("confirmed")),
        (Look::Contradicted, "不符", count("contradicted")),
        (Look::Unchecked, "无从核对", count("unchecked")),
    ]
}

/// How a row of a table is marked and what is said of it; `None` for rows that are not.
fn look(table: &str, batch: &RecordBatch, row: usize) -> Option<(Look, String)> {
    let text = |name| text_at(batch, name, row).unwrap_or_default();
    match table {
        "facts" if text("state") == "absent" => None,
        "facts" => {
            let look = match text("evidence") {
                "confirmed" => Look::Confirmed,
                "contradicted" => Look::Contradicted,
                _ => Look::Unchecked,
            };
            let value = match float_at(batch, "value", row) {
                Some(value) => value.to_string(),
                None => text("state").to_owned(),
            };
            let implied = float_at(batch, "value_implied", row);
            let implied = implied
                .map(|value| format!("，推算 {value}"))
                .unwrap_or_default();
            let applicant = text_at(batch, "applicant", row);
            let applicant = applicant.map(|one| format!("/{one}")).unwrap_or_default();
            Some((
                look,
                format!("{}{applicant} = {value}{implied}", text("indicator")),
            ))
        }
        "quantities" => {
            let value = float_at(batch, "value", row).unwrap_or_default();
            let told = format!("{} {value} {}", text("subject"), text("unit"));
            Some((Look::Quantity, told.trim().to_owned()))
        }
        "citations" => {
            let name = text_at(batch, "title", row).or(text_at(batch, "doc_number", row));
            Some((Look::Citation, name.unwrap_or_default().to_owned()))
        }
        "tasks" => Some((Look::Task, text("title").to_owned())),
        "sections" => Some((Look::Heading, text("role").to_owned())),
        "blocks" if matches!(text("kind"), "noise" | "furniture" | "figure") => {
            Some((Look::Noise, text("reason").to_owned()))
        }
        _ => None,
    }
}

fn batches<'a>(tables: &'a [Batches], name: &'a str) -> impl Iterator<Item = &'a RecordBatch> {
    let named = tables.iter().filter(move |table| table.head.name == name);
    named.flat_map(|table| &table.batches)
}

fn column<'a>(batch: &'a RecordBatch, name: &str) -> Vec<Option<&'a str>> {
    let column = batch.column_by_name(name);
    let column = column.and_then(|column| column.as_string_opt::<i32>());
    column
        .map(|column| column.iter().collect())
        .unwrap_or_default()
}

fn text_at<'a>(batch: &'a RecordBatch, name: &str, row: usize) -> Option<&'a str> {
    let column = batch.column_by_name(name)?.as_string_opt::<i32>()?;
    (row < column.len() && column.is_valid(row)).then(|| column.value(row))
}

fn int_at(batch: &RecordBatch, name: &str, row: usize) -> Option<i32> {
    let column = batch
        .column_by_name(name)?
        .as_primitive_opt::<Int32Type>()?;
    (row < column.len() && column.is_valid(row)).then(|| column.value(row))
}

fn float_at(batch: &RecordBatch, name: &str, row: usize) -> Option<f64> {
    let column = batch
        .column_by_name(name)?
        .as_primitive_opt::<Float64Type>()?;
    (row < column.len() && column.is_valid(row)).then(|| column.value(row))
}

/// The text, or its first lines.
fn shown(text: &str) -> &str {
    if text.len() <= MOST {
        return text;
    }
    let most = (0..=MOST).rev().find(|at| text.is_char_boundary(*at));
    let head = &text[..most.unwrap_or(0)];
    head.rfind('\n').map_or(head, |end| &head[..end + 1])
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for one in text.chars() {
        match one {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(one),
        }
    }
    out
}
