//! All labels of all forms, for asking of any line: is this the label of an official form?

use std::collections::{HashMap, HashSet};

use super::mix::Mixed;
use super::{Key, similarity_above};
use crate::grammar::Registry;
use crate::value::numeral::is_numeral;

/// Labels less alike than this are no labels.
const LEAST: f32 = 0.7;
/// Characters that tell which label begins.
const BEGINNING: usize = 4;

/// Official labels, found by their character pairs.
#[derive(Debug, Clone, Default)]
pub struct LabelIndex {
    keys: Vec<Key>,
    /// What the labels of rows, and not of columns, are compared by.
    rows: HashSet<Vec<char>, Mixed>,
    /// What all labels are compared by.
    cores: HashSet<Vec<char>, Mixed>,
    pairs: HashMap<(char, char), Vec<u32>, Mixed>,
    chapters: Vec<Key>,
}

impl LabelIndex {
    /// Indexes the labels, aliases and column heads of all forms.
    #[must_use]
    pub fn new(grammars: &Registry) -> Self {
        let mut index = Self::default();
        let chapters = grammars
            .grammars
            .iter()
            .flat_map(|grammar| &grammar.chapters)
            .flat_map(|chapter| &chapter.titles);
        index.chapters = chapters.map(|title| Key::new(title)).collect();
        let tables = grammars
            .grammars
            .iter()
            .flat_map(|grammar| &grammar.forms)
            .flat_map(|form| &form.tables);
        for table in tables {
            for word in &table.header_words {
                index.add(word, false);
            }
            for row in &table.rows {
                index.add(&row.label, true);
                row.aliases.iter().for_each(|alias| index.add(alias, true));
                row.slots
                    .iter()
                    .for_each(|slot| index.add(&slot.head, false));
            }
        }
        index
    }

    fn add(&mut self, label: &str, row: bool) {
        let key = Key::new(label);
        if row && !key.is_empty() {
            self.rows.insert(key.core.clone());
        }
        if key.is_empty() || self.keys.contains(&key) {
            return;
        }
        self.cores.insert(key.core.clone());
        let number = u32::try_from(self.keys.len()).unwrap_or(u32::MAX);
        for pair in key.core.windows(2) {
            let found = self.pairs.entry((pair[0], pair[1])).or_default();
            if found.last() != Some(&number) {
                found.push(number);
            }
        }
        self.keys.push(key);
    }

    /// Whether `text` is, blanks and punctuation apart, the label of a row of some form.
    #[must_use]
    pub fn is_row(&self, text: &str) -> bool {
        self.rows.contains(&Key::new(text).core)
    }

    /// Whether `text` is the numbered beginning of a row's label whose rest stands on another line.
    #[must_use]
    pub fn begins_row(&self, text: &str) -> bool {
        self.begins_row_with(text, BEGINNING)
    }

    /// The same, if `least` characters tell which label begins.
    #[must_use]
    pub fn begins_row_with(&self, text: &str, least: usize) -> bool {
        let key = Key::new(text);
        key.ordinal.is_some()
            && key.core.len() >= least
            && self.rows.iter().any(|row| row.starts_with(&key.core))
    }

    /// Whether `text` is the numbered heading of a chapter.
    #[must_use]
    pub fn is_chapter(&self, text: &str) -> bool {
        let first = text.chars().find(|one| !one.is_whitespace());
        if !first.is_some_and(|one| one == '第' || is_numeral(one)) {
            return false;
        }
        let key = Key::new(text);
        matches!(key.ordinal, Some((1, _)))
            && self.chapters.iter().any(|chapter| chapter.core == key.core)
    }

    /// Keys of all chapter titles.
    #[must_use]
    pub fn chapters(&self) -> &[Key] {
        &self.chapters
    }

    /// How well the best official label fits `text`, 0 to 1; nothing below 0.7 is told apart from 0.
    ///
    /// Labels of three characters or fewer must be met exactly.
    #[must_use]
    pub fn best(&self, text: &str) -> f32 {
        let key = Key::new(text);
        if key.len() < 2 || key.len() > 80 {
            return 0.0;
        }
        // No other label has as many pairs in common, and none fits better.
        if self.cores.contains(&key.core) {
            return 1.0;
        }
        let mut votes = vec![0u8; self.keys.len()];
        let mut known: Vec<u32> = Vec::with_capacity(64);
        let mut top = 0;
        let found = (key.core.windows(2)).filter_map(|pair| self.pairs.get(&(pair[0], pair[1])));
        for number in found.flatten() {
            let count = &mut votes[*number as usize];
            if *count == 0 {
                known.push(*number);
            }
            *count += 1;
            top = top.max(*count);
        }
        (known.into_iter().map(|number| number as usize))
            .filter(|number| votes[*number] * 2 >= top)
            .map(|number| &self.keys[number])
            .filter(|known| known.core.len() > 3 && key.core.len() > 3 || known.core == key.core)
            .fold(0.0, |best: f32, known| {
                best.max(similarity_above(known, &key, best.max(LEAST)))
            })
    }
}
