//! A text without its blanks, and the way back.

use super::{Edit, OffsetMap, Span, apply};

/// Removes all blanks but those between two ASCII letters or digits, which separate words.
///
/// Extraction spreads titles and labels over the line (`年 度 报 告`, `联 系 人`); what compares
/// them compares them squeezed.
#[must_use]
pub fn squeeze(text: &str) -> (String, OffsetMap) {
    let mut edits = Vec::new();
    let mut before = None;
    let mut characters = text.char_indices().peekable();
    while let Some((start, character)) = characters.next() {
        if !is_blank(character) {
            before = Some(character);
            continue;
        }
        let mut end = start + character.len_utf8();
        while let Some((at, blank)) = characters.next_if(|&(_, next)| is_blank(next)) {
            end = at + blank.len_utf8();
        }
        let after = characters.peek().map(|&(_, next)| next);
        let separates = before.is_some_and(is_word) && after.is_some_and(is_word);
        let kept = if separates { " " } else { "" };
        if text[start..end] != *kept {
            edits.push(Edit::replace(Span::new(start, end), kept, "squeeze"));
        }
    }
    apply(text, &edits)
}

fn is_blank(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{200b}' | '\u{feff}')
}

fn is_word(character: char) -> bool {
    character.is_ascii_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_blanks_between_latin_words_stay() {
        let (text, map) = squeeze(" 年 度　报 告 2017 年 Open  Data ");
        assert_eq!(text, "年度报告2017年Open Data");
        assert_eq!(map.before(Span::new(0, 12)), Span::new(1, 18));
    }
}
