//! A text without its blanks, and the way back.

use super::OffsetMap;

/// Removes all blanks but those between two ASCII letters or digits, which separate words.
///
/// Extraction spreads titles and labels over the line (`年 度 报 告`, `联 系 人`); what compares
/// them compares them squeezed.
#[must_use]
pub fn squeeze(text: &str) -> (String, OffsetMap) {
    let mut out = String::with_capacity(text.len());
    let mut map = OffsetMap::identity();
    let mut done = 0;
    while let Some(start) = text[done..].find(is_blank).map(|at| done + at) {
        out.push_str(&text[done..start]);
        let rest = text[start..].trim_start_matches(is_blank);
        let end = text.len() - rest.len();
        let separates = text[..start].chars().next_back().is_some_and(is_word)
            && rest.chars().next().is_some_and(is_word);
        let kept = if separates { " " } else { "" };
        if text[start..end] != *kept {
            map.push(out.len(), kept.len(), start, end - start);
        }
        out.push_str(kept);
        done = end;
    }
    out.push_str(&text[done..]);
    (out, map)
}

fn is_blank(character: char) -> bool {
    // Almost all are ideographs.
    !matches!(character, '\u{4e00}'..='\u{9fff}') && is_space(character)
}

fn is_space(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{200b}' | '\u{feff}')
}

fn is_word(character: char) -> bool {
    character.is_ascii_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    #[test]
    fn only_blanks_between_latin_words_stay() {
        let (text, map) = squeeze(" 年 度　报 告 2017 年 Open  Data ");
        assert_eq!(text, "年度报告2017年Open Data");
        assert_eq!(map.before(Span::new(0, 12)), Span::new(1, 18));
    }
}
