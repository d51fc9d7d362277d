//! The beginning of a text, for people.

use unicode_segmentation::UnicodeSegmentation;

/// The first `most` characters as readers count them, blanks folded, with `…` if more follows.
#[must_use]
pub fn excerpt(text: &str, most: usize) -> String {
    let folded = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut graphemes = folded.graphemes(true);
    let mut shown: String = graphemes.by_ref().take(most).collect();
    if graphemes.next().is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_cut_within_what_readers_take_for_one_character() {
        assert_eq!(excerpt("一 \n二三", 3), "一 二…");
        assert_eq!(excerpt("e\u{301}a", 1), "e\u{301}…");
        assert_eq!(excerpt("一二", 2), "一二");
    }
}
