//! Notes under construction, line by line, in one language.

use std::collections::BTreeMap;

use crate::language::Language;

use super::{Note, NoteKind};

/// Longest excerpt of a value or title, in characters.
const LONGEST: usize = 40;

/// Notes by line.
pub(super) struct Notes {
    /// What reasons are written in.
    pub(super) language: Language,
    by_line: BTreeMap<i32, Vec<Note>>,
}

impl Notes {
    pub(super) fn new(language: Language) -> Self {
        Self {
            language,
            by_line: BTreeMap::new(),
        }
    }

    /// Adds a note, once.
    pub(super) fn add(&mut self, line: i32, kind: NoteKind, rule: &str, why: String) {
        let note = Note {
            kind,
            rule: rule.to_owned(),
            why,
        };
        let known = self.by_line.entry(line).or_default();
        if !known.contains(&note) {
            known.push(note);
        }
    }

    /// Whether anything matched the line.
    pub(super) fn has(&self, line: i32) -> bool {
        self.by_line.contains_key(&line)
    }

    /// The notes of a line, in order of their making.
    pub(super) fn take(&mut self, line: i32) -> Vec<Note> {
        self.by_line.remove(&line).unwrap_or_default()
    }
}

/// A text cut to what a line can show.
pub(super) fn short(text: &str) -> String {
    let squeezed: Vec<char> = text.split_whitespace().flat_map(str::chars).collect();
    match squeezed.get(..LONGEST) {
        Some(head) => format!("{}…", head.iter().collect::<String>()),
        None => squeezed.into_iter().collect(),
    }
}

/// Names as they are listed: `甲、乙`, `“甲”, “乙”`.
pub(super) fn listed(names: &[impl AsRef<str>], language: Language) -> String {
    let names = names.iter().map(AsRef::as_ref);
    match language {
        Language::Chinese => names.collect::<Vec<_>>().join("、"),
        Language::English => {
            let quoted = names.map(|name| format!("“{name}”"));
            quoted.collect::<Vec<_>>().join(", ")
        }
    }
}
