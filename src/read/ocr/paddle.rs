//! PaddleOCR: texts with their boxes, in the forms of its versions, and PP-StructureV3's blocks.

use serde_json::Value;

use super::boxes::{Piece, lines};
use super::{Part, texts};

/// The parts of a result; `None` if it is none of PaddleOCR.
pub(super) fn parts(value: &Value) -> Option<Vec<Part>> {
    let pages = pages(value);
    let found: Option<Vec<Vec<Part>>> = pages.into_iter().map(page).collect();
    found
        .filter(|pages| !pages.is_empty())
        .map(|pages| pages.concat())
}

/// The pages of a result, taken out of what services wrap them in.
fn pages(value: &Value) -> Vec<&Value> {
    let result = value.get("result").unwrap_or(value);
    for name in ["layoutParsingResults", "ocrResults"] {
        if let Some(all) = result.get(name).and_then(Value::as_array) {
            return all
                .iter()
                .map(|one| one.get("prunedResult").unwrap_or(one))
                .collect();
        }
    }
    match value.as_array() {
        // A page of the old form is a list too.
        Some(all) if !all.is_empty() && !all.iter().all(|one| entry(one).is_some()) => {
            all.iter().filter(|page| !page.is_null()).collect()
        }
        _ => vec![value],
    }
}

fn page(page: &Value) -> Option<Vec<Part>> {
    let page = page.get("res").unwrap_or(page);
    if let Some(blocks) = page.get("parsing_res_list").and_then(Value::as_array) {
        return Some(blocks.iter().filter_map(block).collect());
    }
    if let Some(found) = page.get("rec_texts").and_then(Value::as_array) {
        return Some(lines(recognised(page, found)));
    }
    let entries: Option<Vec<Piece>> = page.as_array()?.iter().map(entry).collect();
    entries.filter(|all| !all.is_empty()).map(lines)
}

/// A block of PP-StructureV3.
fn block(block: &Value) -> Option<Part> {
    let text = texts(block.get("block_content"));
    Some(match block.get("block_label")?.as_str()? {
        "table" if text.contains("<table") => Part::Table(text),
        "doc_title" => Part::Heading(1, text),
        "paragraph_title" => Part::Heading(2, text),
        "header" => Part::Furniture("page-header", text),
        "footer" => Part::Furniture("page-footer", text),
        "number" => Part::Furniture("page-number", text),
        "aside_text" => Part::Furniture("page-furniture", text),
        "image" | "header_image" | "footer_image" | "seal" | "chart" => {
            Part::Furniture("vision-caption", text)
        }
        _ => Part::Text(text),
    })
}

/// Texts and boxes that stand in lists beside each other.
fn recognised(page: &Value, found: &[Value]) -> Vec<Piece> {
    let lists = ["rec_boxes", "rec_polys", "dt_polys"];
    let boxes = lists
        .iter()
        .filter_map(|name| page.get(name).and_then(Value::as_array))
        .find(|boxes| boxes.len() == found.len());
    let piece = |(at, text): (usize, &Value)| {
        let bounds = boxes.and_then(|boxes| bounds(boxes.get(at)?));
        Piece {
            text: text.as_str().unwrap_or_default().to_owned(),
            bounds,
        }
    };
    found.iter().enumerate().map(piece).collect()
}

/// `[box, [text, score]]` or `[box, text, score]`.
fn entry(value: &Value) -> Option<Piece> {
    let [outline, text, ..] = value.as_array()?.as_slice() else {
        return None;
    };
    let text = text.as_str().or_else(|| text.get(0)?.as_str())?;
    Some(Piece {
        text: text.to_owned(),
        bounds: Some(bounds(outline)?),
    })
}

/// Left, top, right, bottom of a box or of the points around it.
fn bounds(value: &Value) -> Option<[f64; 4]> {
    let points = value.as_array()?;
    if let [Some(left), Some(top), Some(right), Some(bottom)] = points
        .iter()
        .map(Value::as_f64)
        .collect::<Vec<_>>()
        .as_slice()
    {
        return Some([*left, *top, *right, *bottom]);
    }
    let mut found: Option<[f64; 4]> = None;
    for point in points {
        let (x, y) = (point.get(0)?.as_f64()?, point.get(1)?.as_f64()?);
        found = Some(found.map_or([x, y, x, y], |[left, top, right, bottom]| {
            [left.min(x), top.min(y), right.max(x), bottom.max(y)]
        }));
    }
    found
}
