//! Grammar files of any content: a grammar, or mistakes with their places. What loads can be read with.

#![no_main]

use gongkai::extract::Reader;
use gongkai::grammar::{Compiled, Registry, check_text};
use gongkai_fuzz::{check, reader, source};
use libfuzzer_sys::fuzz_target;

const REPORT: &str = "松坪区人民政府2020年政府信息公开工作年度报告\n\n一、总体情况\n收到申请12件，办结11件。\n\
    第1页\n统计指标\t单位\t统计数\n（一）收到申请数\t件\t31\n1.当面申请数\t件\t4\n";

fuzz_target!(|text: &str| {
    let mut registry = Registry::default();
    match check_text("fuzz.toml", text) {
        Ok(Compiled::Grammar(grammar)) => {
            registry.vocabulary = reader().grammars().vocabulary.clone();
            registry.grammars.push(*grammar);
        }
        Ok(Compiled::Vocabulary(words)) => {
            registry.grammars = reader().grammars().grammars.clone();
            registry.vocabulary = *words;
        }
        Err(mistakes) => {
            assert!(!mistakes.0.is_empty(), "what is refused says why");
            return;
        }
    }
    check(&Reader::new(registry).extract(source(REPORT)));
});
