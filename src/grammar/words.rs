//! Lists of words that a text may begin with, end with or hold, each word with what it means.
//!
//! Of several words that fit the longest is found, so that no order of a list can hide a word;
//! an exception that fits goes before all words.

/// Words that a text may begin with.
#[derive(Debug, Clone)]
pub struct Beginnings<T = ()> {
    /// By first character; the longer first among those that share it.
    words: Vec<(char, String, T)>,
    except: Vec<String>,
    keys: Keys,
}

impl<T> Default for Beginnings<T> {
    fn default() -> Self {
        Self::new(Vec::new(), Vec::new())
    }
}

impl<T> Beginnings<T> {
    /// The list of `words`, none of them empty; a text that begins with one of `except` has none.
    #[must_use]
    pub fn new(words: Vec<(String, T)>, except: Vec<String>) -> Self {
        let words = keyed(words, |word| word.chars().next());
        Self {
            keys: Keys::of(&words),
            words,
            except,
        }
    }

    /// The word that `text` begins with, and what it means.
    #[must_use]
    pub fn of<'a>(&self, text: &'a str) -> Option<(&'a str, &T)> {
        let first = text.chars().next()?;
        if !self.keys.may_hold(first) {
            return None;
        }
        let (_, word, meaning) = sharing(&self.words, first)
            .iter()
            .find(|(_, word, _)| text.starts_with(word.as_str()))?;
        let excepted = self.except.iter().any(|other| text.starts_with(other));
        (!excepted).then(|| (&text[..word.len()], meaning))
    }

    /// What stands behind the word that `text` begins with.
    #[must_use]
    pub fn strip<'a>(&self, text: &'a str) -> Option<&'a str> {
        self.of(text).map(|(word, _)| &text[word.len()..])
    }

    /// Whether a word of the list may begin with `character`.
    #[must_use]
    pub fn may_begin(&self, character: char) -> bool {
        self.keys.may_hold(character)
    }

    /// Whether `text` begins with a word of the list.
    #[must_use]
    pub fn begin(&self, text: &str) -> bool {
        self.of(text).is_some()
    }

    /// Whether `text` is a word of the list and nothing else.
    #[must_use]
    pub fn hold(&self, text: &str) -> bool {
        self.of(text).is_some_and(|(word, _)| word == text)
    }
}

/// Words that a text may end with.
#[derive(Debug, Clone)]
pub struct Endings<T = ()> {
    /// By last character; the longer first among those that share it.
    words: Vec<(char, String, T)>,
    except: Vec<String>,
    keys: Keys,
}

impl<T> Default for Endings<T> {
    fn default() -> Self {
        Self::new(Vec::new(), Vec::new())
    }
}

impl<T> Endings<T> {
    /// The list of `words`, none of them empty; a text that ends with one of `except` has none.
    #[must_use]
    pub fn new(words: Vec<(String, T)>, except: Vec<String>) -> Self {
        let words = keyed(words, |word| word.chars().next_back());
        Self {
            keys: Keys::of(&words),
            words,
            except,
        }
    }

    /// The word that `text` ends with, and what it means.
    #[must_use]
    pub fn of<'a>(&self, text: &'a str) -> Option<(&'a str, &T)> {
        let last = text.chars().next_back()?;
        if !self.keys.may_hold(last) {
            return None;
        }
        let (_, word, meaning) = sharing(&self.words, last)
            .iter()
            .find(|(_, word, _)| text.ends_with(word.as_str()))?;
        let excepted = self.except.iter().any(|other| text.ends_with(other));
        (!excepted).then(|| (&text[text.len() - word.len()..], meaning))
    }

    /// What stands before the word that `text` ends with.
    #[must_use]
    pub fn strip<'a>(&self, text: &'a str) -> Option<&'a str> {
        self.of(text)
            .map(|(word, _)| &text[..text.len() - word.len()])
    }

    /// Whether `text` ends with a word of the list.
    #[must_use]
    pub fn end(&self, text: &str) -> bool {
        self.of(text).is_some()
    }

    /// Whether `text` is a word of the list and nothing else.
    #[must_use]
    pub fn hold(&self, text: &str) -> bool {
        self.of(text).is_some_and(|(word, _)| word == text)
    }
}

/// Words that a text may hold anywhere, in the order of the list: the first that fits counts.
#[derive(Debug, Clone)]
pub struct Phrases<T = ()> {
    words: Vec<(String, T)>,
}

impl<T> Default for Phrases<T> {
    fn default() -> Self {
        Self::new(Vec::new())
    }
}

impl<T> Phrases<T> {
    /// The list of `words`, none of them empty.
    #[must_use]
    pub fn new(words: Vec<(String, T)>) -> Self {
        Self { words }
    }

    /// The first word of the list that `text` holds, and what it means.
    #[must_use]
    pub fn of(&self, text: &str) -> Option<(&str, &T)> {
        self.words
            .iter()
            .find(|(word, _)| text.contains(word.as_str()))
            .map(|(word, meaning)| (word.as_str(), meaning))
    }

    /// Whether `text` holds a word of the list.
    #[must_use]
    pub fn within(&self, text: &str) -> bool {
        self.of(text).is_some()
    }

    /// The words in the order of the list.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(|(word, _)| word.as_str())
    }
}

/// The characters that words are found by, as bits: of two characters with one bit, neither is missed.
#[derive(Debug, Clone, Default)]
struct Keys {
    bits: [u64; 8],
}

impl Keys {
    fn of<T>(words: &[(char, String, T)]) -> Self {
        let mut keys = Self::default();
        for (key, ..) in words {
            let (word, bit) = Self::place(*key);
            keys.bits[word] |= bit;
        }
        keys
    }

    fn may_hold(&self, character: char) -> bool {
        let (word, bit) = Self::place(character);
        self.bits[word] & bit != 0
    }

    /// Word and bit of a character.
    fn place(character: char) -> (usize, u64) {
        let hash = u32::from(character).wrapping_mul(0x9e37_79b1) >> 23;
        ((hash >> 6) as usize & 7, 1 << (hash & 63))
    }
}

fn keyed<T>(words: Vec<(String, T)>, key: impl Fn(&str) -> Option<char>) -> Vec<(char, String, T)> {
    let mut words: Vec<(char, String, T)> = words
        .into_iter()
        .filter_map(|(word, meaning)| Some((key(&word)?, word, meaning)))
        .collect();
    words.sort_by(|left, right| {
        let length = right.1.len().cmp(&left.1.len());
        left.0.cmp(&right.0).then(length)
    });
    words
}

/// The words of a sorted list that have the key `character`.
fn sharing<T>(words: &[(char, String, T)], character: char) -> &[(char, String, T)] {
    let start = words.partition_point(|(key, ..)| *key < character);
    let length = words[start..].partition_point(|(key, ..)| *key == character);
    &words[start..start + length]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list<T: Copy>(words: &[(&str, T)]) -> Vec<(String, T)> {
        words
            .iter()
            .map(|(word, meaning)| ((*word).to_owned(), *meaning))
            .collect()
    }

    #[test]
    fn the_longest_beginning_is_found_in_any_order() {
        let words = Beginnings::new(
            list(&[("每", 1), ("每季", 2), ("每季度", 3), ("按", 4)]),
            vec![],
        );
        assert_eq!(words.of("每季度末"), Some(("每季度", &3)));
        assert_eq!(words.of("每年"), Some(("每", &1)));
        assert_eq!(words.strip("按月"), Some("月"));
        assert_eq!(words.of("逐月"), None);
        assert_eq!(words.of(""), None);
        assert!(words.hold("每季") && !words.hold("每季末"));
    }

    #[test]
    fn the_longest_ending_is_found_in_any_order() {
        let words = Endings::new(list(&[("约", ()), ("大约", ())]), vec!["签约".to_owned()]);
        assert_eq!(words.of("投资大约"), Some(("大约", &())));
        assert_eq!(words.strip("投资约"), Some("投资"));
        assert!(!words.end("已签约"));
        assert!(!words.end("约定"));
    }

    #[test]
    fn the_first_phrase_of_the_list_counts() {
        let words = Phrases::new(list(&[("牵头", 1), ("负责", 2)]));
        assert_eq!(words.of("负责并牵头"), Some(("牵头", &1)));
        assert!(!words.within("配合"));
    }
}
