//! Repairs that a single character asks for, whatever stands around it.

use super::radicals::ideograph;

/// What `character` should be, and the pass that says so; `None` if it is well.
pub(super) fn repair(character: char) -> Option<(&'static str, &'static str)> {
    match character {
        '\u{0}'..='\u{8}' | '\u{b}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{9f}' => {
            Some(("", "control"))
        }
        '\u{ad}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}'
        | '\u{feff}' => Some(("", "invisible")),
        '\u{2e80}'..='\u{2fd5}' => ideograph(character).map(|whole| (whole, "radical")),
        '\u{ff10}'..='\u{ff5a}' | '％' | '．' | '－' | '＋' => {
            width(character).map(|narrow| (narrow, "width"))
        }
        _ => None,
    }
}

/// Whether a character that wants repair may begin with `byte`: most bytes of a text begin none.
pub(super) fn may_begin(byte: u8) -> bool {
    matches!(byte, 0..=8 | 0xb | 0xe..=0x1f | 0x7f | 0xc2 | 0xe2 | 0xef)
}

/// Full-width digits, letters and number signs as ASCII. Brackets and commas stay: they are
/// ordinary Chinese punctuation.
fn width(character: char) -> Option<&'static str> {
    const DIGITS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
    const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let code = u32::from(character);
    let letter = |at: u32| LETTERS.get(at as usize..at as usize + 1);
    match character {
        '０'..='９' => Some(DIGITS[(code - 0xff10) as usize]),
        'Ａ'..='Ｚ' => letter(code - 0xff21),
        'ａ'..='ｚ' => letter(code - 0xff41 + 26),
        '％' => Some("%"),
        '．' => Some("."),
        '－' => Some("-"),
        '＋' => Some("+"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_repaired_character_begins_as_told() {
        for character in ('\0'..=char::MAX).filter(|one| repair(*one).is_some()) {
            let mut bytes = [0; 4];
            let first = character.encode_utf8(&mut bytes).as_bytes()[0];
            assert!(may_begin(first), "{character:?}");
        }
    }
}
