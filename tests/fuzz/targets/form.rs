//! Tables against the official forms.
//!
//! The first byte says how the rest is read: as text, or as a row of pieces of which most are official
//! labels and numbers, so that alignment and arithmetic are reached without luck.

#![no_main]

use std::sync::OnceLock;

use gongkai_fuzz::{extract, reader, text};
use libfuzzer_sys::fuzz_target;

/// What stands between labels in tables.
const PIECES: [&str; 48] = [
    "\t",
    "\t",
    "\t",
    "\n",
    "\n",
    "\n",
    "0",
    "1",
    "2",
    "3",
    "5",
    "10",
    "12",
    "7",
    "100",
    "-",
    "—",
    "/",
    " ",
    "    ",
    "|",
    "| ",
    " |\n|",
    "\n\n",
    "件",
    "条",
    "万元",
    "本年",
    "合计",
    "总计",
    "指标名称",
    "统计数",
    "单位",
    "1.",
    "（一）",
    "（",
    "）",
    "、",
    "1 2",
    "3.5",
    "9999999999999999",
    "-1",
    "无",
    "<td>",
    "</td>",
    "<tr>",
    "<table>",
    "</table>",
];

/// Labels and heads of all forms.
fn labels() -> &'static [String] {
    static LABELS: OnceLock<Vec<String>> = OnceLock::new();
    LABELS.get_or_init(|| {
        let grammars = &reader().grammars().grammars;
        let tables = grammars
            .iter()
            .flat_map(|grammar| &grammar.forms)
            .flat_map(|form| &form.tables);
        let rows = tables.flat_map(|table| &table.rows);
        let words = rows.flat_map(|row| {
            let heads = row.slots.iter().map(|slot| slot.head.clone());
            heads.chain([row.label.clone()])
        });
        let mut words: Vec<String> = words.filter(|word| !word.is_empty()).collect();
        words.dedup();
        words
    })
}

/// One or two bytes to a piece of a table.
fn pieces(bytes: &[u8]) -> String {
    let labels = labels();
    let mut text = String::from("松坪区人民政府2021年政府信息公开工作年度报告\n\n");
    let mut rest = bytes.iter().map(|byte| usize::from(*byte));
    while let Some(byte) = rest.next() {
        match byte.checked_sub(PIECES.len()) {
            None => text.push_str(PIECES[byte]),
            Some(high) => {
                let at = high * 256 + rest.next().unwrap_or_default();
                text.push_str(&labels[at % labels.len()]);
            }
        }
    }
    text
}

fuzz_target!(|bytes: &[u8]| {
    match bytes.split_first() {
        Some((0, rest)) => extract(&pieces(rest)),
        _ => {
            if let Some(text) = text(bytes) {
                extract(&text);
            }
        }
    }
});
