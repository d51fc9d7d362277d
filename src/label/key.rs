//! [`Key`]: the part of a label that survives extraction.

use std::borrow::Cow;
use std::hash::{Hash, Hasher};

use crate::value::numeral::{enclosed, is_numeral};
use crate::value::ordinal::ordinal;

use super::variants::simplified;

/// A label reduced to what can be compared.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Key {
    /// Letters, digits and Chinese characters of the whole label.
    pub full: Vec<char>,
    /// The same without notes in brackets, where something is left.
    pub core: Vec<char>,
    /// Level and number that the label begins with.
    pub ordinal: Option<(u8, u32)>,
    /// One bit for each character of `full`, by its hash: strangers share few.
    pub(super) bits: u128,
}

impl Hash for Key {
    /// Labels that differ in their notes alone hardly ever meet.
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.full.hash(state);
        self.ordinal.hash(state);
    }
}

impl Key {
    /// The key of a printed label; `text` may hold blanks and line breaks.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let squeezed = squeezed(text);
        let (rest, number) = match ordinal(&squeezed) {
            Ok((rest, found)) if found.level > 0 => (rest, Some((found.level, found.number))),
            _ => (squeezed.as_ref(), None),
        };
        let mut full = Vec::with_capacity(rest.len() / 3 + 1);
        for one in rest.chars() {
            if speaks(one) {
                full.push(fold(one));
            }
        }
        // Without a bracket nothing is a note.
        let noted = rest.contains(['（', '(']);
        let core = noted.then(|| without_notes(rest));
        Self::of(full, core, number)
    }

    /// The key of characters that are compared, those without notes, and the number.
    fn of(full: Vec<char>, core: Option<Vec<char>>, ordinal: Option<(u8, u32)>) -> Self {
        let core = core.filter(|core| core.len() >= 2);
        let core = core.unwrap_or_else(|| full.clone());
        let bits = full.iter().fold(0, |bits, one| {
            bits | 1 << (u32::from(*one).wrapping_mul(0x9e37_79b1) >> 25)
        });
        Self {
            full,
            core,
            ordinal,
            bits,
        }
    }

    /// The key of this label with another behind it, notes of both included.
    #[must_use]
    pub fn joined(&self, next: &Self) -> Self {
        let both = || self.full.iter().chain(&next.full).copied();
        let key = match both().next() {
            // What is left of the label may look like one with a number.
            Some(first) if begins_number(first) => Self::new(&both().collect::<String>()),
            _ => Self::of(both().collect(), None, None),
        };
        key.numbered(self.ordinal)
    }

    /// The same key with another number.
    #[must_use]
    pub fn numbered(self, ordinal: Option<(u8, u32)>) -> Self {
        Self { ordinal, ..self }
    }

    /// Whether nothing comparable is left.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.full.is_empty()
    }

    /// Number of characters that are compared.
    #[must_use]
    pub fn len(&self) -> usize {
        self.full.len()
    }
}

/// The text without blanks.
fn squeezed(text: &str) -> Cow<'_, str> {
    if !text.contains(char::is_whitespace) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.split_whitespace().collect())
}

/// Whether a number of a heading may begin with a character that says something.
fn begins_number(character: char) -> bool {
    character == '第'
        || character.is_ascii_digit()
        || is_numeral(character)
        || enclosed(character.encode_utf8(&mut [0; 4])).is_ok()
}

/// Whether a character of a label says something.
#[inline]
fn speaks(character: char) -> bool {
    // Almost all are ideographs, and the table of all letters is slow to ask.
    match character {
        '\u{4e00}'..='\u{9fff}' => true,
        '（' | '）' | '、' | '，' | '。' | '：' | '；' | '“' | '”' | '《' | '》' => {
            false
        }
        other => other.is_alphanumeric(),
    }
}

/// Variants that forms and extractors use for one another.
#[inline]
fn fold(character: char) -> char {
    match character {
        '份' => '分',
        '像' => '象',
        other if other.is_ascii() => other.to_ascii_lowercase(),
        other => simplified(other),
    }
}

/// Comparable characters outside brackets; an open bracket runs to the end.
fn without_notes(text: &str) -> Vec<char> {
    let mut depth = 0usize;
    let mut kept = Vec::with_capacity(text.len() / 3 + 1);
    for character in text.chars() {
        match character {
            '（' | '(' => depth += 1,
            '）' | ')' => depth = depth.saturating_sub(1),
            other if depth == 0 && speaks(other) => kept.push(fold(other)),
            _ => {}
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(characters: &[char]) -> String {
        characters.iter().collect()
    }

    #[test]
    fn blanks_punctuation_and_numbers_are_not_compared() {
        let key = Key::new("3. 补 正后申请\n内容仍不明确");
        assert_eq!(text(&key.full), "补正后申请内容仍不明确");
        assert_eq!(key.ordinal, Some((3, 3)));
    }

    #[test]
    fn joined_labels_are_those_of_the_joined_text() {
        for (first, second) in [
            ("3.补正", "申请"),
            ("受理（份）", "数"),
            ("章", "第二章总则"),
            ("", "一是"),
        ] {
            let (first, second) = (Key::new(first), Key::new(second));
            let text: String = first.full.iter().chain(&second.full).collect();
            assert_eq!(
                first.joined(&second),
                Key::new(&text).numbered(first.ordinal)
            );
        }
    }

    #[test]
    fn notes_in_brackets_are_kept_apart() {
        let key = Key::new("（二）部分公开（区分处理的，只计这一情形");
        assert_eq!(text(&key.core), "部分公开");
        assert_eq!(text(&key.full), "部分公开区分处理的只计这一情形");
    }
}
