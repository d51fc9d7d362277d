//! Brackets in running text: titles between 《 》, nested as documents nest them, and the partner
//! of any bracket.
//!
//! Works on one paragraph. Searches are bounded, so that a text of nothing but opening brackets
//! costs no more than its length.

use crate::text::Span;

/// Longest title that is believed, in characters; a longer one has lost its bracket.
const LONGEST_TITLE: usize = 200;
/// Deepest nesting that is followed.
const DEEPEST: usize = 4;

/// A title in brackets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Title {
    /// With its brackets.
    pub span: Span,
    /// Without them.
    pub inner: Span,
    /// 0 for a title that stands in no other.
    pub depth: u8,
}

/// All titles of `text`, outer before inner.
///
/// Outer titles stand in 《》; inner ones in 《》, 〈〉, ＜＞ or <>. An outer title without its closing
/// bracket is left out, its inner ones are kept.
pub(super) fn titles(text: &str) -> Vec<Title> {
    let mut found = Vec::new();
    if !text.contains('《') {
        return found;
    }
    let mut open: Vec<(char, usize, usize)> = Vec::new();
    for (count, (at, character)) in text.char_indices().enumerate() {
        match character {
            '。' | '\n' => open.clear(),
            '《' if open.len() < DEEPEST => open.push((character, at, count)),
            '〈' | '＜' | '<' if !open.is_empty() && open.len() < DEEPEST => {
                open.push((character, at, count))
            }
            '》' | '〉' | '＞' | '>' => {
                let Some(depth) = open
                    .iter()
                    .rposition(|&(bracket, _, _)| closing(bracket) == Some(character))
                else {
                    continue;
                };
                let (bracket, start, first) = open[depth];
                open.truncate(depth);
                let (end, inner) = (
                    at + character.len_utf8(),
                    Span::new(start + bracket.len_utf8(), at),
                );
                if count - first <= LONGEST_TITLE && !inner.is_empty() {
                    found.push(Title {
                        span: Span::new(start, end),
                        inner,
                        depth: 0,
                    });
                }
            }
            _ => {}
        }
    }
    found.sort_by_key(|title| title.span.start);
    number_depths(&mut found);
    found
}

/// Counts for each title how many others it stands in.
fn number_depths(titles: &mut [Title]) {
    let mut around: Vec<usize> = Vec::new();
    for title in titles {
        around.retain(|&end| end > title.span.start);
        title.depth = u8::try_from(around.len()).unwrap_or(u8::MAX);
        around.push(title.span.end);
    }
}

fn closing(open: char) -> Option<char> {
    Some(match open {
        '《' => '》',
        '〈' => '〉',
        '＜' => '＞',
        '<' => '>',
        _ => return None,
    })
}

/// The end of the round brackets that open `text`, nested ones included; `None` if they never close.
pub(super) fn round(text: &str) -> Option<usize> {
    let mut depth = 0u32;
    for (at, character) in text.char_indices().take(600) {
        match character {
            '（' | '(' => depth += 1,
            '）' | ')' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at + character.len_utf8());
                }
            }
            _ if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, u8)]) {
        let found: Vec<(&str, u8)> = titles(text)
            .iter()
            .map(|title| (title.inner.text(text), title.depth))
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn titles_nest() {
        check("《条例》和《办法》", &[("条例", 0), ("办法", 0)]);
        check(
            "《关于印发〈方案〉的通知》",
            &[("关于印发〈方案〉的通知", 0), ("方案", 1)],
        );
        check(
            "《关于印发《方案》的通知》",
            &[("关于印发《方案》的通知", 0), ("方案", 1)],
        );
        check(
            "《印发＜甲＞＜乙＞的通知》",
            &[("印发＜甲＞＜乙＞的通知", 0), ("甲", 1), ("乙", 1)],
        );
    }

    #[test]
    fn a_lost_bracket_costs_one_title() {
        check("《关于印发《方案》的通知。", &[("方案", 0)]);
        check("《条例。《办法》", &[("办法", 0)]);
        check("条例》《", &[]);
        check("《甲《乙", &[]);
    }

    #[test]
    fn round_brackets_find_their_partner() {
        assert_eq!(round("（市（区））政府"), Some("（市（区））".len()));
        assert_eq!(round("（市"), None);
        assert_eq!(round("市）"), None);
    }

    proptest! {
        #[test]
        fn titles_are_slices_in_order(text in "[《》〈〉＜＞甲。]{0,60}") {
            let found = titles(&text);
            for title in &found {
                prop_assert!(title.span.start < title.inner.start && title.inner.end < title.span.end);
                prop_assert!(text.is_char_boundary(title.inner.start) && text.is_char_boundary(title.inner.end));
            }
            prop_assert!(found.windows(2).all(|pair| pair[0].span.start < pair[1].span.start));
        }
    }
}
