//! Chapters of a family, and what of their titles is compared with printed ones.

/// A chapter of the family.
#[derive(Debug, Clone)]
pub struct Chapter {
    /// Role, such as `overview`.
    pub role: String,
    /// Titles seen in real documents.
    pub titles: Vec<String>,
    /// Words any of which, standing in a title, speaks for the role.
    pub words: Vec<String>,
    /// What is compared of each title.
    pub(crate) title_cores: Vec<Core>,
    /// What is compared of each word that has anything.
    pub(crate) word_cores: Vec<String>,
}

impl Chapter {
    /// A chapter of that role.
    #[must_use]
    pub fn new(role: String, titles: Vec<String>, words: Vec<String>) -> Self {
        let cores = words.iter().map(|word| core(word));
        Self {
            title_cores: titles.iter().map(|title| Core::of(title)).collect(),
            word_cores: cores.filter(|core| !core.is_empty()).collect(),
            role,
            titles,
            words,
        }
    }
}

/// What of a title is compared with others.
#[derive(Debug, Clone, Default)]
pub(crate) struct Core {
    /// Its Chinese characters, letters and digits.
    pub(crate) text: String,
    /// Pairs of neighbours among the first of them.
    pairs: Vec<(char, char)>,
    /// A bit for each pair, by its hash: strangers share few.
    bits: u64,
}

/// Characters among which pairs are compared; titles are no longer.
const MOST_CHARACTERS: usize = 60;

impl Core {
    /// What of `title` is compared.
    pub(crate) fn of(title: &str) -> Self {
        let text = core(title);
        let characters: Vec<char> = text.chars().take(MOST_CHARACTERS).collect();
        let pairs: Vec<(char, char)> = characters
            .windows(2)
            .map(|pair| (pair[0], pair[1]))
            .collect();
        Self {
            bits: pairs.iter().fold(0, |bits, pair| bits | bit(*pair)),
            text,
            pairs,
        }
    }

    /// Twice the shared pairs of characters over all pairs, 1 for equal texts; 0 if less than `least`.
    pub(crate) fn likeness(&self, other: &Self, least: f32) -> f32 {
        if self.text == other.text {
            return if self.text.is_empty() { 0.0 } else { 1.0 };
        }
        let total = small(self.pairs.len() + other.pairs.len());
        let known = |pair: &&(char, char)| other.bits & bit(**pair) != 0;
        let most = self.pairs.iter().filter(known).count();
        if total == 0.0 || 2.0 * small(most) / total < least {
            return 0.0;
        }
        let likeness = 2.0 * small(self.shared(other)) / total;
        if likeness < least { 0.0 } else { likeness }
    }

    /// How many pairs both have, each as often as both have it.
    fn shared(&self, other: &Self) -> usize {
        let mut rest = other.pairs.clone();
        let mut shared = 0;
        for pair in &self.pairs {
            if let Some(at) = rest.iter().position(|other| other == pair) {
                rest.swap_remove(at);
                shared += 1;
            }
        }
        shared
    }
}

fn bit((left, right): (char, char)) -> u64 {
    let hash = u32::from(left)
        .wrapping_mul(31)
        .wrapping_add(u32::from(right))
        .wrapping_mul(0x9e37_79b1);
    1 << (hash >> 26)
}

fn small(count: usize) -> f32 {
    f32::from(u16::try_from(count).unwrap_or(u16::MAX))
}

/// The Chinese characters, letters and digits of a title: marks and blanks say nothing.
pub(crate) fn core(title: &str) -> String {
    let speaks = |character: &char| {
        ('\u{4e00}'..='\u{9fff}').contains(character) || character.is_ascii_alphanumeric()
    };
    title.chars().filter(speaks).collect()
}

/// Role that `chapters` give to a heading.
pub(super) fn role<'a>(chapters: &'a [Chapter], title: &str) -> Option<&'a str> {
    let named = chapters
        .iter()
        .find(|chapter| chapter.titles.iter().any(|known| known == title));
    let worded = || {
        chapters.iter().find(|chapter| {
            chapter
                .words
                .iter()
                .any(|word| title.contains(word.as_str()))
        })
    };
    named.or_else(worded).map(|chapter| chapter.role.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(left: &str, right: &str, expected: f32) {
        let likeness = |left: &str, right: &str| Core::of(left).likeness(&Core::of(right), 0.5);
        assert_eq!(likeness(left, right), expected);
        assert_eq!(likeness(right, left), expected);
    }

    #[test]
    fn titles_are_as_alike_as_they_share_pairs() {
        check("总体情况", "总体 情况。", 1.0);
        check("总体情况", "总体情形", 4.0 / 6.0);
        check("总体情况", "其他事项", 0.0);
        check("", "", 0.0);
    }

    #[test]
    fn little_likeness_is_none() {
        check("总体情况和问题", "情况", 0.0);
    }
}
