//! `gongkai grammar explain DOC`: what matched what and why, as text or JSON.
//!
//! Given an explanation, returns text; prints nothing itself.

use std::fmt::Write;

use serde_json::{Value, json};

use super::language::Language;
use crate::explain::{Explanation, LineNotes, RelationUse};
use crate::identity::FamilyEvidence;
use crate::record::{Outcome, Word};

/// Longest line shown, in characters.
const LONGEST: usize = 60;
/// Names of lines that nothing matched, at most.
const MOST_LINES: usize = 200;

/// The explanation as a page for a person, in the language that its reasons have.
pub(super) fn text(name: &str, explained: &Explanation, language: Language) -> String {
    let mut out = format!("{name}\n");
    families(&mut out, explained, language);
    let _ = writeln!(out, "\n{}", language.pick("逐行", "Line by line"));
    let colon = language.pick("：", ": ");
    for line in &explained.lines {
        let mark = if line.notes.is_empty() { "·" } else { " " };
        let _ = writeln!(out, "{mark}{:>5} │ {}", line.line, cut(&line.text));
        for note in &line.notes {
            let (kind, rule, why) = (note.kind.word(), &note.rule, &note.why);
            let _ = writeln!(out, "       └ {kind} {rule}{colon}{why}");
        }
    }
    let count = explained.relations.len();
    let _ = match language {
        Language::Chinese => writeln!(out, "\n勾稽 {count} 条"),
        Language::English => writeln!(out, "\nRelations: {count}"),
    };
    for one in &explained.relations {
        relation(&mut out, one, language);
    }
    unmatched(&mut out, explained, language);
    out
}

fn families(out: &mut String, explained: &Explanation, language: Language) {
    let identity = &explained.extraction.identity;
    let none = language.pick("没有", "none");
    let grammar = identity.grammar.as_deref().unwrap_or(none);
    let form = identity.form.as_deref().unwrap_or(none);
    let _ = match language {
        Language::Chinese => writeln!(out, "\n类别：采用 {grammar}，报表 {form}"),
        Language::English => writeln!(out, "\nFamily: read with {grammar}, form {form}"),
    };
    for (name, one) in &explained.families {
        let shown = match language {
            Language::Chinese => points_chinese(one),
            Language::English => points_english(one),
        };
        let _ = match language {
            Language::Chinese => writeln!(out, "  {name}：{shown}"),
            Language::English => writeln!(out, "  {name}: {shown}"),
        };
    }
}

fn points_chinese(one: &FamilyEvidence) -> String {
    let title = match &one.title {
        Some((word, points)) => format!("标题“{word}”{points}"),
        None => "标题 0".to_owned(),
    };
    let verdict = match (one.barred, one.is_enough()) {
        (true, _) => "标题是别的公文，不算",
        (false, true) => "够",
        (false, false) => "不够 5 分",
    };
    format!(
        "{} 分（{verdict}）＝ {title} ＋ 章 {} 个[{}]、佐证 {} 句[{}] {} ＋ 报表 {}",
        one.points(),
        one.chapters.len(),
        one.chapters.join(" "),
        one.phrases.len(),
        one.phrases.join(" "),
        one.counted,
        one.form,
    )
}

fn points_english(one: &FamilyEvidence) -> String {
    let title = match &one.title {
        Some((word, points)) => format!("title “{word}” {points}"),
        None => "title 0".to_owned(),
    };
    let verdict = match (one.barred, one.is_enough()) {
        (true, _) => "the title is another document's: does not count",
        (false, true) => "enough",
        (false, false) => "5 are needed",
    };
    let phrases = one.phrases.iter().map(|phrase| format!("“{phrase}”"));
    format!(
        "points {} ({verdict}) = {title} + chapters {} [{}], phrases {} [{}] {} + form {}",
        one.points(),
        one.chapters.len(),
        one.chapters.join(" "),
        one.phrases.len(),
        phrases.collect::<Vec<_>>().join(" "),
        one.counted,
        one.form,
    )
}

fn relation(out: &mut String, one: &RelationUse, language: Language) {
    let unknown = language.pick("？", "?");
    let mark = match one.outcome {
        Outcome::Holds => "✓",
        Outcome::Fails => "✗",
        Outcome::NotAssessable => unknown,
    };
    let number = |value: Option<f64>| value.map_or(unknown.to_owned(), |value| value.to_string());
    let (rule, left, right) = (&one.rule, number(one.left), number(one.right));
    let scope = one.scope.as_deref().unwrap_or_default();
    let equation = match one.equation.as_str() {
        "" => language.pick("内置规则", "built in"),
        equation => equation,
    };
    let lines: Vec<String> = one.lines.iter().map(i32::to_string).collect();
    let lines = lines.join(language.pick("、", ", "));
    let _ = match language {
        Language::Chinese => {
            let scope = quoted(scope, "〔", "〕");
            writeln!(
                out,
                "  {mark} {rule}{scope}：{equation} │ {left} 对 {right}，第 {lines} 行"
            )
        }
        Language::English => {
            let scope = quoted(scope, " [“", "”]");
            writeln!(
                out,
                "  {mark} {rule}{scope}: {equation} │ {left} against {right}, lines {lines}"
            )
        }
    };
}

/// `text` between two marks, nothing if it is empty.
fn quoted(text: &str, before: &str, after: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    format!("{before}{text}{after}")
}

fn unmatched(out: &mut String, explained: &Explanation, language: Language) {
    let lines = explained.lines.iter();
    let alone: Vec<&LineNotes> = lines.filter(|line| line.notes.is_empty()).collect();
    let (all, left) = (explained.lines.len(), alone.len());
    let _ = match language {
        Language::Chinese => writeln!(out, "\n什么也没有合上的行：{all} 行里 {left} 行"),
        Language::English => writeln!(out, "\nLines that nothing matched: {left} of {all}"),
    };
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
