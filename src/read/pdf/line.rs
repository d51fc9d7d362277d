//! Words to lines, and lines to text.

use super::word::{Area, Word};

/// Words that stand beside each other, from left to right.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    /// Where it stands.
    pub at: Area,
    /// Its words, never none.
    pub words: Vec<Word>,
}

/// Puts words beside each other into lines, top to bottom.
pub(super) fn lines(mut words: Vec<Word>) -> Vec<Line> {
    words.sort_by(|one, other| one.at.y().total_cmp(&other.at.y()));
    let mut lines: Vec<Line> = Vec::new();
    // The first word of the last line: a line that grew with each word would take in the next one.
    let mut first = Area::default();
    for word in words {
        match lines.last_mut().filter(|_| beside(&first, &word.at)) {
            Some(line) => {
                line.at = line.at.with(&word.at);
                line.words.push(word);
            }
            None => {
                first = word.at;
                lines.push(Line {
                    at: word.at,
                    words: vec![word],
                });
            }
        }
    }
    for line in &mut lines {
        line.words
            .sort_by(|one, other| one.at.x0.total_cmp(&other.at.x0));
    }
    lines
}

/// Words whose middles differ by less than this share of the lower one's height stand beside each
/// other. Boxes of some fonts are half as high again as their characters.
const BESIDE: f32 = 0.33;

/// Whether a word stands on the line that another one begins.
fn beside(first: &Area, word: &Area) -> bool {
    (word.y() - first.y()).abs() <= BESIDE * first.height().min(word.height())
}

impl Line {
    /// The size of a character, in points.
    pub(super) fn em(&self) -> f32 {
        em(&self.words)
    }

    /// Its text, with a blank where words stand apart.
    pub(super) fn text(&self) -> String {
        let em = self.em();
        let mut text = String::new();
        let mut end = None;
        for word in &self.words {
            if let Some(end) = end {
                let gap = word.at.x0 - end;
                let wide = text.chars().next_back().is_some_and(is_wide)
                    && word.text.chars().next().is_some_and(is_wide);
                // Between Chinese characters a small gap is justification, and no blank.
                if gap > if wide { 0.8 * em } else { 0.1 * em } {
                    text.push_str(if gap > 2.0 * em { "  " } else { " " });
                }
            }
            text.push_str(&word.text);
            end = Some(word.at.x1);
        }
        text
    }

    /// Its words in groups that wide gaps part.
    pub(super) fn groups(&self) -> Vec<Line> {
        let em = self.em();
        let mut groups: Vec<Line> = Vec::new();
        for word in &self.words {
            match groups.last_mut() {
                Some(group) if word.at.x0 - group.at.x1 < WIDE_GAP * em => {
                    group.at = group.at.with(&word.at);
                    group.words.push(word.clone());
                }
                _ => groups.push(Line {
                    at: word.at,
                    words: vec![word.clone()],
                }),
            }
        }
        groups
    }
}

/// A gap of so many characters stands between columns and not within a sentence.
pub(super) const WIDE_GAP: f32 = 0.9;

/// The size of a character among words: as wide as Chinese characters are, else by their height.
pub(super) fn em(words: &[Word]) -> f32 {
    let (mut width, mut count) = (0.0, 0.0);
    for word in words.iter().filter(|word| word.text.chars().all(is_wide)) {
        let characters = word.text.chars().fold(0.0, |sum, _| sum + 1.0);
        // Text that runs downwards is as wide as one character.
        if word.at.height() <= 1.6 * word.at.width() / characters {
            width += word.at.width();
            count += characters;
        }
    }
    if count > 0.0 {
        return width / count;
    }
    let tallest = words
        .iter()
        .map(|word| word.at.height())
        .fold(0.0, f32::max);
    0.9 * tallest
}

/// Whether a character fills a square, as Chinese ones do.
pub(super) fn is_wide(one: char) -> bool {
    ('\u{2e80}'..='\u{9fff}').contains(&one)
        || ('\u{f900}'..='\u{faff}').contains(&one)
        || ('\u{ff01}'..='\u{ff60}').contains(&one)
        || one >= '\u{20000}'
}

/// The lines of a cell as one text: broken words whole again, a blank where figures or Latin words
/// meet.
pub(super) fn joined<'a>(lines: impl Iterator<Item = &'a Line>) -> String {
    let mut text = String::new();
    for line in lines {
        let next = line.text();
        let plain = |one: Option<char>| one.is_some_and(|one| one.is_ascii_alphanumeric());
        if plain(text.chars().next_back()) && plain(next.chars().next()) {
            text.push(' ');
        }
        text.push_str(&next);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(x0: f32, y0: f32, x1: f32, text: &str) -> Word {
        let at = Area {
            x0,
            y0,
            x1,
            y1: y0 + 10.0,
        };
        let text = text.to_owned();
        Word { at, text }
    }

    #[test]
    fn words_beside_each_other_are_a_line() {
        let read = lines(vec![
            word(60.0, 101.0, 70.0, "件"),
            word(10.0, 120.0, 30.0, "下行"),
            word(10.0, 100.0, 30.0, "公开"),
            word(32.0, 100.0, 42.0, "12"),
        ]);
        let texts: Vec<String> = read.iter().map(Line::text).collect();
        assert_eq!(texts, ["公开 12 件", "下行"]);
        assert_eq!(read[0].groups().len(), 2);
    }

    #[test]
    fn broken_words_are_whole_again_and_figures_stay_apart() {
        let read = lines(vec![
            word(0.0, 0.0, 20.0, "行政"),
            word(0.0, 12.0, 20.0, "许可"),
            word(0.0, 24.0, 20.0, "12"),
            word(0.0, 36.0, 20.0, "3"),
        ]);
        assert_eq!(joined(read.iter()), "行政许可12 3");
    }
}
