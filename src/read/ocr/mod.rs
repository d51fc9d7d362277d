//! What OCR engines write as JSON: MinerU, PaddleOCR.
//!
//! Given the bytes of one result, puts its pages together in reading order: texts a line, tables with
//! their cells, what the engine took for page furniture apart. Where an engine gives boxes alone, lines
//! are made of them. It judges no text; that is for later stages.

mod boxes;
mod mineru;
mod paddle;

use serde_json::Value;

use super::encoding::decide;
use super::linear::Linear;
use super::{Rejection, Source, limits};

/// Reads one result.
///
/// # Errors
/// [`Rejection`] if it is no JSON, of no known shape, or without text.
pub(super) fn read(bytes: &[u8]) -> Result<Source, Rejection> {
    let decision = decide(bytes);
    let (text, _) = decision
        .encoding
        .decode_without_bom_handling(&bytes[decision.mark..]);
    if memchr::memchr_iter(b',', text.as_bytes()).count() > limits::MAX_JSON {
        let what = format!("JSON 内容超过 {} 项", limits::MAX_JSON);
        return Err(Rejection::Limit(what));
    }
    let value: Value = serde_json::from_str(&text).map_err(|error| Rejection::Broken {
        format: "JSON",
        why: error.to_string(),
    })?;
    let mut linear = Linear::default();
    let parts = mineru::parts(&value).or_else(|| paddle::parts(&value));
    for part in parts.ok_or_else(unknown)? {
        part.add(&mut linear)?;
    }
    linear.finish("application/json", None)
}

fn unknown() -> Rejection {
    Rejection::Broken {
        format: "OCR JSON",
        why: "不是已知的识别结果：应为 MinerU 的 content_list.json 或 middle.json，\
              或 PaddleOCR 含 rec_texts、parsing_res_list 或文本框列表的结果"
            .into(),
    }
}

/// A piece of a page, in reading order.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    /// Lines of text.
    Text(String),
    /// A heading of a level counted from 1.
    Heading(u8, String),
    /// What the engine took for page furniture; the word is the block's reason.
    Furniture(&'static str, String),
    /// A table as markup.
    Table(String),
}

impl Part {
    #[cfg(feature = "html")]
    fn add(self, linear: &mut Linear) -> Result<(), Rejection> {
        match self {
            Self::Table(markup) => super::html::fragment(&markup, linear),
            other => {
                other.add_text(linear);
                Ok(())
            }
        }
    }

    #[cfg(not(feature = "html"))]
    fn add(self, linear: &mut Linear) -> Result<(), Rejection> {
        self.add_text(linear);
        Ok(())
    }

    fn add_text(self, linear: &mut Linear) {
        match self {
            Self::Text(text) | Self::Table(text) => linear.paragraph(&text),
            Self::Heading(level, text) => linear.heading(level, &text),
            Self::Furniture(reason, text) => linear.furniture(reason, &text),
        }
    }
}

/// The text of a field that is a text or a list of texts.
fn texts(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(all)) => {
            let all: Vec<&str> = all.iter().filter_map(Value::as_str).collect();
            all.join("\n")
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::ElementKind;

    /// The lines of a result: headings with `#`, furniture with its reason, rows of tables with `|`.
    fn shown(json: &str) -> Vec<String> {
        let source = match read(json.as_bytes()) {
            Ok(source) => source,
            Err(why) => return vec![why.code().to_owned()],
        };
        let mut start = 0;
        let lines = source.text.lines().map(|line| {
            let at = start;
            start += line.len() + 1;
            let mut marks = source.elements.iter().filter_map(|element| {
                let mark = match &element.kind {
                    ElementKind::Heading(level) => "#".repeat(usize::from(*level)) + " ",
                    ElementKind::Furniture(reason) => format!("{reason}: "),
                    ElementKind::Table(_) => "| ".to_owned(),
                };
                (element.span.start <= at && at < element.span.end).then_some(mark)
            });
            format!("{}{line}", marks.next().unwrap_or_default())
        });
        lines.collect()
    }

    #[track_caller]
    fn check(json: &str, expected: &[&str]) {
        assert_eq!(shown(json), expected);
    }

    const TABLE: &str = "<html><body><table><tr><td>收到</td><td>3</td></tr><tr><td>办结</td>\
        <td></td></tr></table></body></html>";

    #[test]
    fn a_content_list_is_read() {
        check(
            &format!(
                r#"[{{"type": "text", "text": "年度报告 ", "text_level": 1, "page_idx": 0}},
                {{"type": "text", "text": "正文", "page_idx": 0}},
                {{"type": "table", "table_caption": ["表一"], "table_body": "{TABLE}", "page_idx": 1}},
                {{"type": "image", "img_path": "a.jpg", "img_caption": ["图一"], "page_idx": 1}},
                {{"type": "list", "list_items": ["1. 甲", "2. 乙"], "page_idx": 1}},
                {{"type": "page_number", "text": "2", "page_idx": 1}}]"#
            ),
            &[
                "# 年度报告",
                "正文",
                "表一",
                "| 收到\t3",
                "| 办结\t",
                "图一",
                "1. 甲",
                "2. 乙",
                "page-number: 2",
            ],
        );
    }

    #[test]
    fn the_middle_of_a_run_is_read() {
        check(
            &format!(
                r#"{{"pdf_info": [{{"page_idx": 0, "para_blocks": [
                {{"type": "title", "lines": [{{"spans": [{{"type": "text", "content": "报告"}}]}}]}},
                {{"type": "text", "lines": [{{"spans": [{{"content": "全年收到"}}, {{"content": "3件"}}]}},
                  {{"spans": [{{"content": "。"}}]}}]}},
                {{"type": "table", "blocks": [{{"type": "table_body", "lines": [{{"spans":
                  [{{"type": "table", "html": "{TABLE}"}}]}}]}}]}}],
                "discarded_blocks": [{{"lines": [{{"spans": [{{"content": "1"}}]}}]}}]}}]}}"#
            ),
            &[
                "# 报告",
                "全年收到3件。",
                "| 收到\t3",
                "| 办结\t",
                "page-furniture: 1",
            ],
        );
    }

    #[test]
    fn a_page_taken_apart_is_read() {
        check(
            &format!(
                r#"{{"page_index": null, "parsing_res_list": [
                {{"block_label": "doc_title", "block_content": "报告", "block_bbox": [0, 0, 9, 9]}},
                {{"block_label": "text", "block_content": "甲\n乙", "block_bbox": [0, 9, 9, 19]}},
                {{"block_label": "table", "block_content": "{TABLE}", "block_bbox": [0, 9, 9, 19]}},
                {{"block_label": "number", "block_content": "- 1 -", "block_bbox": [0, 9, 9, 19]}}]}}"#
            ),
            &[
                "# 报告",
                "甲",
                "乙",
                "| 收到\t3",
                "| 办结\t",
                "page-number: - 1 -",
            ],
        );
    }

    #[test]
    fn boxes_make_lines_from_left_to_right() {
        let texts = r#"["3", "收到", "年度报告", "办结", "4"]"#;
        let boxes = "[[200,31,210,49],[10,30,50,50],[60,0,140,20],[10,60,50,80],[200,60,210,80]]";
        let expected = [
            "     年度报告",
            "收到               3",
            "办结               4",
        ];
        let new = format!(r#"{{"res": {{"rec_texts": {texts}, "rec_boxes": {boxes}}}}}"#);
        check(&new, &expected);
        let old = "[[[[[200,31],[210,31],[210,49],[200,49]],[\"3\",0.9]],\
            [[[10,30],[50,30],[50,50],[10,50]],[\"收到\",0.9]],[[[60,0],[140,0],[140,20],[60,20]],\
            [\"年度报告\",0.9]],[[[10,60],[50,60],[50,80],[10,80]],[\"办结\",0.9]],\
            [[[200,60],[210,60],[210,80],[200,80]],[\"4\",0.9]]]]";
        check(old, &expected);
    }

    #[test]
    fn what_is_no_result_is_said() {
        check("{\"a\": 1}", &["broken-file"]);
        check("[1, 2]", &["broken-file"]);
        check("[]", &["broken-file"]);
        check("[{\"type\": ", &["broken-file"]);
        check(&"[".repeat(100_000), &["broken-file"]);
        check(r#"{"rec_texts": [], "rec_boxes": []}"#, &["empty"]);
    }
}
