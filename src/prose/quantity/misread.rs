//! Numbers in which recognition took a digit for something else: `27〇1条`, `1O3件`.
//!
//! Which digit stood there cannot be told, and what is left of the number is another number. Given
//! a text, tells where such numbers stand; no vocabulary is consulted, so a letter behind digits is
//! taken for a digit only where a Chinese character follows at once.

use crate::prose::ends_sentence;
use crate::text::Span;

/// Most characters of a number: lists of figures between commas are not gone through again and again.
const LONGEST: usize = 40;

/// The end of the misread number that begins at `at`, without its scale and unit.
pub(in crate::prose) fn end(text: &str, at: usize) -> Option<usize> {
    // Most characters of a text begin no number.
    let first = text[at..].chars().next()?;
    if !is_digit(first) && !is_round(first) && !is_letter(first) {
        return None;
    }
    let behind_round = text[..at].ends_with(is_round);
    let run = &text[at..at + run(&text[at..])];
    let core = run.trim_end_matches(|c: char| !is_digit(c) && !is_round(c));
    let kept = if text[at + run.len()..].starts_with(is_counted) {
        run
    } else {
        core
    };
    let misread =
        !is_name(kept) && kept.contains(is_digit) && (behind_round || kept.contains(is_lookalike));
    misread.then_some(at + kept.len())
}

/// Whether a misread number goes on at the beginning of `rest`, right behind a scale: 3万O5.
pub(super) fn goes_on(rest: &str) -> bool {
    rest.starts_with(is_lookalike) && end(rest, 0).is_some()
}

/// The misread numbers of `text` that may count something, in order, without scale and unit.
pub(crate) fn misread(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return found;
    }
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let begins = is_digit(first) || is_round(first) || is_leading(first);
        let past = if begins { end(text, at) } else { None };
        if let Some(past) = past.filter(|&past| text[past..].starts_with(is_counted)) {
            found.push(Span::new(at, past));
        }
        // A name such as GB5O is passed as a whole.
        let name = |c: char| c.is_ascii_alphanumeric();
        let rest = past.unwrap_or(at + first.len_utf8());
        at = if name(first) {
            rest + text[rest..].find(|c| !name(c)).unwrap_or(text.len() - rest)
        } else {
            rest
        };
    }
    found
}

/// Whether one of `misread` stands in the sentences that `from..to` touches.
pub(crate) fn disturbs(text: &str, misread: &[Span], from: usize, to: usize) -> bool {
    if misread.is_empty() {
        return false;
    }
    let start = text[..from].rfind(ends_sentence).unwrap_or(0);
    let end = text[to..]
        .find(ends_sentence)
        .map_or(text.len(), |at| to + at);
    misread
        .iter()
        .any(|number| start <= number.start && number.end <= end)
}

/// Length of the digits, lookalikes and inner marks that begin `text`.
fn run(text: &str) -> usize {
    let mut end = 0;
    let mut last = ' ';
    let mut characters = text.char_indices().take(LONGEST).peekable();
    while let Some((at, character)) = characters.next() {
        let next = characters.peek().map_or(' ', |&(_, next)| next);
        let numeric = |c: char| is_digit(c) || is_lookalike(c);
        let belongs = match character {
            '.' | '．' | ',' => numeric(last) && numeric(next),
            inner if is_inner(inner) => is_digit(last) && is_digit(next),
            other => numeric(other),
        };
        if !belongs {
            break;
        }
        end = at + character.len_utf8();
        last = character;
    }
    end
}

/// `name = digit letter`: 3D, 4S.
fn is_name(run: &str) -> bool {
    let mut characters = run.chars();
    let pair = (characters.next(), characters.next(), characters.next());
    matches!(pair, (Some(digit), Some(letter), None) if is_digit(digit) && is_naming(letter))
}

fn is_digit(character: char) -> bool {
    character.is_ascii_digit()
}

/// Signs that digits are taken for, where they adjoin a digit on either side.
fn is_round(character: char) -> bool {
    matches!(character, '〇' | '○' | '◯' | 'О' | 'Ｏ')
}

/// Letters that digits are taken for; before a number they begin a name (Q3).
fn is_letter(character: char) -> bool {
    matches!(
        character,
        'O' | 'o' | 'D' | 'Q' | 'l' | 'I' | 'Z' | 'z' | 'S' | 'b' | 'B' | 'g' | 'q'
    )
}

/// Letters that make a name with one digit before them: 3D, 4S.
fn is_naming(character: char) -> bool {
    matches!(character, 'B' | 'D' | 'Q' | 'S' | 'Z')
}

/// Letters that digits are taken for even where they begin a number.
fn is_leading(character: char) -> bool {
    matches!(character, 'O' | 'o' | 'l' | 'I')
}

/// Signs that are taken for a digit between digits only: elsewhere they are rules, dashes and words.
fn is_inner(character: char) -> bool {
    matches!(character, '|' | '｜' | '一')
}

fn is_lookalike(character: char) -> bool {
    is_round(character) || is_letter(character) || is_inner(character)
}

/// Whether a number before `character` may count something: it begins a unit and no calendar word.
fn is_counted(character: char) -> bool {
    let han = ('\u{4e00}'..='\u{9fff}').contains(&character);
    matches!(character, '%' | '％' | '﹪' | '‰')
        || han && !matches!(character, '年' | '月' | '日' | '号')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = misread(text).iter().map(|span| span.text(text)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn digits_beside_lookalikes_are_misread() {
        check("发布27〇1条、1O3件，12l件", &["27〇1", "1O3", "12l"]);
        check("占9〇.5%，投资1,〇51万元", &["9〇.5", "1,〇51"]);
        check("收到l2件、1|3件、〇5件", &["l2", "1|3", "〇5"]);
    }

    #[test]
    fn names_and_plain_numbers_are_not_misread() {
        check(
            "GB5749、GB5O49、A4纸、5G基站、3D打印、4S店、iOS应用、10kV线路、COVID-19",
            &[],
        );
        check("二〇一七年，2〇17年，|3件|12|，第一3", &[]);
        check("12件、3.5万元、1,051条、10g，", &[]);
    }

    #[test]
    fn a_sentence_is_disturbed_by_its_own_numbers_only() {
        let text = "公开9条。收到1〇件，办结5件。结转4件。";
        let misread = misread(text);
        let at = |word: &str| text.find(word).unwrap();
        let one = |word: &str| disturbs(text, &misread, at(word), at(word) + word.len());
        assert_eq!([one("9条"), one("5件"), one("4件")], [false, true, false]);
        assert!(disturbs(text, &misread, at("9条"), at("4件")));
    }

    proptest! {
        #[test]
        fn spans_are_in_order_and_hold_a_digit(text in "[0-9〇○OlIg一|.,年件%。A-C]{0,40}") {
            let mut done = 0;
            for span in misread(&text) {
                prop_assert!(span.start >= done && span.text(&text).contains(is_digit));
                done = span.end;
            }
        }
    }
}
