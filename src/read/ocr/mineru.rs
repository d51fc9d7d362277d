//! MinerU: `content_list.json`, a list of what was found, and `middle.json`, blocks of lines of spans.

use serde_json::Value;

use super::{Part, texts};

/// The parts of a result; `None` if it is none of MinerU.
pub(super) fn parts(value: &Value) -> Option<Vec<Part>> {
    if let Some(pages) = value.get("pdf_info").and_then(Value::as_array) {
        return Some(pages.iter().flat_map(page).collect());
    }
    let list = value.as_array().filter(|list| !list.is_empty())?;
    let known = |item: &Value| item.get("type").is_some_and(Value::is_string);
    list.iter()
        .all(known)
        .then(|| list.iter().flat_map(item).collect())
}

/// An item of a content list with its captions and notes.
fn item(item: &Value) -> Vec<Part> {
    let field = |name: &str| texts(item.get(name));
    let kind = item["type"].as_str().unwrap_or_default();
    let text = |name: &str| Part::Text(field(name));
    match kind {
        "table" => vec![
            text("table_caption"),
            Part::Table(field("table_body")),
            text("table_footnote"),
        ],
        "image" | "chart" => [
            "image_caption",
            "img_caption",
            "image_footnote",
            "img_footnote",
        ]
        .map(text)
        .into(),
        "list" => vec![text("list_items"), text("text")],
        "code" => vec![text("code_caption"), text("code_body")],
        _ => match (furniture(kind), level(item, "text_level")) {
            (Some(reason), _) => vec![Part::Furniture(reason, field("text"))],
            (None, Some(level)) => vec![Part::Heading(level, field("text"))],
            (None, None) => vec![text("text")],
        },
    }
}

/// The reason of a kind that belongs to the page.
fn furniture(kind: &str) -> Option<&'static str> {
    match kind {
        "header" => Some("page-header"),
        "footer" => Some("page-footer"),
        "page_number" => Some("page-number"),
        "aside_text" => Some("page-furniture"),
        _ => None,
    }
}

fn level(item: &Value, name: &str) -> Option<u8> {
    let level = item.get(name)?.as_u64()?;
    u8::try_from(level).ok().filter(|level| *level > 0)
}

/// The blocks of a page, what was discarded behind them.
fn page(page: &Value) -> Vec<Part> {
    let blocks = |name: &str| {
        page.get(name)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
    };
    let paragraphs = blocks("para_blocks").flat_map(block);
    let discarded = blocks("discarded_blocks")
        .map(|block| Part::Furniture("page-furniture", lines(block).join("\n")));
    paragraphs.chain(discarded).collect()
}

/// A block: its lines, or the blocks that it is made of.
fn block(block: &Value) -> Vec<Part> {
    let own = |block: &Value| -> Vec<Part> {
        let text = lines(block).concat();
        let titled = block["type"] == "title";
        let mut parts = vec![match titled {
            true => Part::Heading(level(block, "level").unwrap_or(1), text),
            false => Part::Text(text),
        }];
        parts.extend(tables(block));
        parts
    };
    match block.get("blocks").and_then(Value::as_array) {
        Some(inner) => inner.iter().flat_map(own).collect(),
        None => own(block),
    }
}

fn spans(block: &Value) -> impl Iterator<Item = (&Value, bool)> {
    let lines = block.get("lines").and_then(Value::as_array);
    lines.into_iter().flatten().flat_map(|line| {
        let spans = line.get("spans").and_then(Value::as_array);
        let spans = spans.into_iter().flatten().enumerate();
        spans.map(|(at, span)| (span, at == 0))
    })
}

/// The text of each line of a block.
fn lines(block: &Value) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for (span, first) in spans(block) {
        let text = span
            .get("content")
            .and_then(Value::as_str)
            .unwrap_or_default();
        match lines.last_mut() {
            Some(line) if !first => line.push_str(text),
            _ => lines.push(text.to_owned()),
        }
    }
    lines
}

fn tables(block: &Value) -> impl Iterator<Item = Part> {
    let markup = spans(block).filter_map(|(span, _)| span.get("html")?.as_str());
    markup.map(|markup| Part::Table(markup.to_owned()))
}
