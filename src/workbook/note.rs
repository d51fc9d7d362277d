//! What the note at a cell says: why it does not agree, with the equation and the source lines.

use std::collections::HashMap;

use crate::record::{Check, Evidence, Fact, Outcome, ValueState};
use crate::text::excerpt;

/// Operands that a note lists.
const OPERANDS: usize = 12;
/// Columns of a source line that a note shows.
const LINE: usize = 90;
/// Equations that a note tells.
const EQUATIONS: usize = 4;

/// A document's facts and failing checks, for notes.
pub(super) struct Notes<'a> {
    facts: HashMap<i32, &'a Fact>,
    failing: HashMap<i32, Vec<&'a Check>>,
    lines: Vec<&'a str>,
}

impl<'a> Notes<'a> {
    pub(super) fn new(facts: &'a [Fact], checks: &'a [Check], text: &'a str) -> Self {
        let mut failing: HashMap<i32, Vec<&Check>> = HashMap::new();
        for check in checks.iter().filter(|one| one.outcome == Outcome::Fails) {
            for fact in &check.fact_ids {
                failing.entry(*fact).or_default().push(check);
            }
        }
        Self {
            facts: facts.iter().map(|fact| (fact.fact_id, fact)).collect(),
            failing,
            lines: text.lines().collect(),
        }
    }

    /// The note at the cell of `fact`, if there is something to say.
    pub(super) fn of(&self, fact: &Fact) -> Option<String> {
        match (fact.state, fact.evidence) {
            (ValueState::Absent, _) => Some("报告中没有这一项".to_owned()),
            (ValueState::Unreadable, _) => {
                let printed = fact.value_printed.as_deref().unwrap_or_default();
                let source = self.source(fact);
                Some(format!("辨认不清，没有取值：原文“{printed}”，{source}"))
            }
            (_, Evidence::Contradicted) => Some(self.contradiction(fact)),
            _ => None,
        }
    }

    fn contradiction(&self, fact: &Fact) -> String {
        let mut text = format!("与勾稽关系不符。{}", self.source(fact));
        let failing = self.failing.get(&fact.fact_id);
        for check in failing.into_iter().flatten().take(EQUATIONS) {
            text += &format!("\n\n{}\n[{}]", check.message, check.rule);
            let operands = check.fact_ids.iter().filter_map(|id| self.facts.get(id));
            for operand in operands.take(OPERANDS) {
                let label = operand
                    .label_printed
                    .as_deref()
                    .unwrap_or(&operand.indicator);
                let value = operand
                    .value
                    .map_or("无数值".to_owned(), |value| value.to_string());
                text += &format!("\n· {label} {value}，第 {} 行", operand.place.line);
            }
            let left_out = check.fact_ids.len().saturating_sub(OPERANDS);
            if left_out > 0 {
                text += &format!("\n· 另有 {left_out} 项，见 checks 表");
            }
        }
        if let Some(implied) = fact.value_implied {
            text += &format!("\n\n按勾稽关系应为 {implied}（仅供核对，未改动数据）");
        }
        text
    }

    /// `第 12 行：…`
    fn source(&self, fact: &Fact) -> String {
        let at = usize::try_from(fact.place.line - 1).unwrap_or(0);
        let line = self.lines.get(at).copied().unwrap_or_default();
        let shown = excerpt(&line.trim().replace('\t', " → "), LINE);
        format!("第 {} 行：{shown}", fact.place.line)
    }
}
