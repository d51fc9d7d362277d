//! Blanks, tabs and line breaks that extraction adds, loses or takes for one another.

use crate::generate::Random;

use super::trace::{Copier, Damaged};

fn is_han(character: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&character)
}

/// Places between two characters for which `between` holds, outside of tags.
fn seams(text: &str, between: impl Fn(char, char) -> bool) -> Vec<usize> {
    let mut seams = Vec::new();
    let mut before: Option<char> = None;
    let mut in_tag = false;
    for (at, character) in text.char_indices() {
        in_tag = before == Some('<') && (character == '/' || character.is_ascii_alphabetic())
            || in_tag && before != Some('>');
        if !in_tag && before.is_some_and(|before| between(before, character)) {
            seams.push(at);
        }
        before = Some(character);
    }
    seams
}

/// Writes `what` into `rate` of the seams.
fn insert(text: &str, seams: &[usize], what: &str, rate: f64, random: &mut Random) -> Damaged {
    let mut copier = Copier::new(text);
    for seam in seams {
        if random.chance(rate) {
            copier.keep(*seam);
            copier.insert(what);
        }
    }
    copier.finish()
}

/// Blanks between Chinese characters and around numbers.
pub(super) fn inserted(text: &str, rate: f64, random: &mut Random) -> Damaged {
    let apart = |left: char, right: char| {
        is_han(left) && (is_han(right) || right.is_ascii_digit())
            || left.is_ascii_digit() && is_han(right)
    };
    insert(text, &seams(text, apart), " ", rate, random)
}

/// Blanks within numbers.
pub(super) fn digits_split(text: &str, rate: f64, random: &mut Random) -> Damaged {
    let within = |left: char, right: char| left.is_ascii_digit() && right.is_ascii_digit();
    insert(text, &seams(text, within), " ", rate, random)
}

/// Line breaks within runs of Chinese characters: cells and sentences broken over lines.
pub(super) fn lines_broken(text: &str, rate: f64, random: &mut Random) -> Damaged {
    insert(
        text,
        &seams(text, |left, right| is_han(left) && is_han(right)),
        "\n",
        rate,
        random,
    )
}

/// Line breaks between a number and the unit behind it.
pub(super) fn units_broken(text: &str, rate: f64, random: &mut Random) -> Damaged {
    let unit =
        |left: char, right: char| left.is_ascii_digit() && "条件次个人项篇万元".contains(right);
    insert(text, &seams(text, unit), "\n", rate, random)
}

/// Runs of blanks are lost.
pub(super) fn lost(text: &str, rate: f64, random: &mut Random) -> Damaged {
    let is_blank = |one: char| matches!(one, ' ' | '\u{3000}');
    let mut copier = Copier::new(text);
    let mut at = 0;
    while let Some(found) = text[at..].find(is_blank) {
        let start = at + found;
        let length = text[start..].find(|one: char| !is_blank(one));
        at = length.map_or(text.len(), |length| start + length);
        if random.chance(rate) {
            copier.keep(start);
            copier.drop(at);
        }
    }
    copier.finish()
}

/// Tabs are lost one by one.
pub(super) fn tabs_lost(text: &str, rate: f64, random: &mut Random) -> Damaged {
    let mut copier = Copier::new(text);
    for (at, _) in text.match_indices('\t') {
        if random.chance(rate) {
            copier.keep(at);
            copier.drop(at + 1);
        }
    }
    copier.finish()
}

/// Tabs become blanks, line by line.
pub(super) fn tabs_to_spaces(text: &str, rate: f64, random: &mut Random) -> Damaged {
    let mut copier = Copier::new(text);
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if line.contains('\t') && random.chance(rate) {
            let width = *random.pick(&[" ", "  ", "    "]);
            for (at, _) in line.match_indices('\t') {
                copier.keep(start + at);
                copier.replace(start + at + 1, width, true);
            }
        }
        start += line.len();
    }
    copier.finish()
}

/// In `rate` of the lines with three numbers or more, all numbers run together.
pub(super) fn digits_glued(text: &str, rate: f64, random: &mut Random) -> Damaged {
    let mut copier = Copier::new(text);
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let gaps = gaps(line);
        if gaps.len() >= 2 && random.chance(rate) {
            for (from, to) in gaps {
                copier.keep(start + from);
                copier.drop(start + to);
            }
        }
        start += line.len();
    }
    copier.finish()
}

/// Blanks and tabs between two digits of a line.
fn gaps(line: &str) -> Vec<(usize, usize)> {
    let bytes = line.as_bytes();
    let mut gaps = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let blanks = bytes[at..]
            .iter()
            .take_while(|one| matches!(one, b' ' | b'\t'))
            .count();
        let between = at > 0
            && bytes[at - 1].is_ascii_digit()
            && bytes.get(at + blanks).is_some_and(u8::is_ascii_digit);
        if blanks > 0 && between {
            gaps.push((at, at + blanks));
        }
        at += blanks.max(1);
    }
    gaps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_a_row_run_together() {
        let damaged = digits_glued("收到申请 12 3  40\n", 1.0, &mut Random::new(1));
        assert_eq!(damaged.text, "收到申请 12340\n");
    }

    #[test]
    fn tabs_of_a_line_become_blanks_together() {
        let damaged = tabs_to_spaces("a\tb\tc\n", 1.0, &mut Random::new(4));
        assert!(!damaged.text.contains('\t'));
        assert_eq!(damaged.text.replace(' ', ""), "abc\n");
    }

    #[test]
    fn blanks_come_between_characters_only() {
        let damaged = inserted("收到 12件", 1.0, &mut Random::new(1));
        assert_eq!(damaged.text, "收 到 12 件");
    }
}
