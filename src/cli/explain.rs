//! `gongkai grammar explain DOC`: what matched what and why, as text or JSON.
//!
//! Given an explanation, returns text; prints nothing itself.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::explain::{Explanation, LineNotes, RelationUse};
use crate::record::{Outcome, Word};

/// Longest line shown, in characters.
const LONGEST: usize = 60;
/// Names of lines that nothing matched, at most.
const MOST_LINES: usize = 200;

/// The explanation as a page for a person.
pub(super) fn text(name: &str, explained: &Explanation) -> String {
    let mut out = format!("{name}\n");
    families(&mut out, explained);
    let _ = writeln!(out, "\n逐行");
    for line in &explained.lines {
        let mark = if line.notes.is_empty() { "·" } else { " " };
        let _ = writeln!(out, "{mark}{:>5} │ {}", line.line, cut(&line.text));
        for note in &line.notes {
            let _ = writeln!(
                out,
                "       └ {} {}：{}",
                note.kind.word(),
                note.rule,
                note.why
            );
        }
    }
    let _ = writeln!(out, "\n勾稽 {} 条", explained.relations.len());
    for one in &explained.relations {
        relation(&mut out, one);
    }
    unmatched(&mut out, explained);
    out
}

fn families(out: &mut String, explained: &Explanation) {
    let identity = &explained.extraction.identity;
    let grammar = identity.grammar.as_deref().unwrap_or("没有");
    let form = identity.form.as_deref().unwrap_or("没有");
    let _ = writeln!(out, "\n类别：采用 {grammar}，报表 {form}");
    for (name, one) in &explained.families {
        let title = match &one.title {
            Some((word, points)) => format!("标题“{word}”{points}"),
            None => "标题 0".to_owned(),
        };
        let verdict = match (one.barred, one.is_enough()) {
            (true, _) => "标题是别的公文，不算",
            (false, true) => "够",
            (false, false) => "不够 5 分",
        };
        let _ = writeln!(
            out,
            "  {name}：{} 分（{verdict}）＝ {title} ＋ 章 {} 个[{}]、佐证 {} 句[{}] {} ＋ 报表 {}",
            one.points(),
            one.chapters.len(),
            one.chapters.join(" "),
            one.phrases.len(),
            one.phrases.join(" "),
            one.counted,
            one.form,
        );
    }
}

fn relation(out: &mut String, one: &RelationUse) {
    let mark = match one.outcome {
        Outcome::Holds => "✓",
        Outcome::Fails => "✗",
        Outcome::NotAssessable => "？",
    };
    let number = |value: Option<f64>| value.map_or("？".to_owned(), |value| value.to_string());
    let scope = one.scope.as_deref().map(|scope| format!("〔{scope}〕"));
    let lines: Vec<String> = one.lines.iter().map(i32::to_string).collect();
    let _ = writeln!(
        out,
        "  {mark} {}{}：{} │ {} 对 {}，第 {} 行",
        one.rule,
        scope.unwrap_or_default(),
        if one.equation.is_empty() {
            "内置规则"
        } else {
            &one.equation
        },
        number(one.left),
        number(one.right),
        lines.join("、")
    );
}

fn unmatched(out: &mut String, explained: &Explanation) {
    let alone: Vec<&LineNotes> = explained
        .lines
        .iter()
        .filter(|line| line.notes.is_empty())
        .collect();
    let _ = writeln!(
        out,
        "\n什么也没有合上的行：{} 行里 {} 行",
        explained.lines.len(),
        alone.len()
    );
    for line in alone.iter().take(MOST_LINES) {
        let _ = writeln!(out, "  {:>5} │ {}", line.line, cut(&line.text));
    }
}

fn cut(text: &str) -> String {
    let text = text.replace('\t', " → ");
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

/// The explanation as one JSON object.
pub(super) fn json(name: &str, explained: &Explanation) -> String {
    let identity = &explained.extraction.identity;
    let families = explained.families.iter().map(|(name, one)| {
        json!({
            "grammar": name,
            "points": one.points(),
            "enough": one.is_enough(),
            "barred": one.barred,
            "title": one.title.as_ref().map(|(word, points)| json!({"word": word, "points": points})),
            "phrases": one.phrases,
            "chapters": one.chapters,
            "form_points": one.form,
        })
    });
    let lines = explained.lines.iter().map(|line| {
        let notes = line
            .notes
            .iter()
            .map(|note| json!({"kind": note.kind.word(), "rule": note.rule, "why": note.why}));
        json!({"line": line.line, "text": line.text, "notes": notes.collect::<Vec<Value>>()})
    });
    let relations = explained.relations.iter().map(|one| {
        json!({
            "rule": one.rule,
            "equation": one.equation,
            "scope": one.scope,
            "left": one.left,
            "right": one.right,
            "outcome": one.outcome.word(),
            "lines": one.lines,
        })
    });
    let alone = explained.lines.iter().filter(|line| line.notes.is_empty());
    let all = json!({
        "source": name,
        "grammar": identity.grammar,
        "form": identity.form,
        "families": families.collect::<Vec<Value>>(),
        "lines": lines.collect::<Vec<Value>>(),
        "relations": relations.collect::<Vec<Value>>(),
        "unmatched": alone.map(|line| line.line).collect::<Vec<i32>>(),
    });
    format!("{all:#}\n")
}
