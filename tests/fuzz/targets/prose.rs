//! Running text with all stages: outline, quantities, citations, tasks, what sentences report.
//!
//! The first character says what stands above the text, so that each family's rules are reached.

#![no_main]

use gongkai_fuzz::{extract, text};
use libfuzzer_sys::fuzz_target;

const REPORT: &str = "松坪区人民政府2020年政府信息公开工作年度报告\n\n一、总体情况\n";
const PLAN: &str = "松坪区人民政府办公室关于印发2020年政务公开工作要点的通知\n松政办发〔2020〕3号\n\n一、重点工作\n";

fuzz_target!(|bytes: &[u8]| {
    let Some(text) = text(bytes) else { return };
    let text = text.as_str();
    match text.split_at_checked(1) {
        Some(("0", rest)) => extract(&format!("{REPORT}{rest}")),
        Some(("1", rest)) => extract(&format!("{PLAN}{rest}")),
        _ => extract(text),
    }
});
