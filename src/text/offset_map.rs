//! The way back: from bytes after one round of edits to the bytes before it.
//!
//! The map stores changes, not characters, as ICU's `Edits` does: between two changes a position
//! moves by a constant. A position inside a change grows outward to the whole change, so that a
//! span never claims half of a repaired character.

use super::Span;

/// One changed stretch: `after_len` bytes at `after` stand for `before_len` bytes at `before`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Change {
    after: usize,
    after_len: usize,
    before: usize,
    before_len: usize,
}

/// Maps spans of edited text to spans of the text before the edits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OffsetMap {
    changes: Vec<Change>,
}

impl OffsetMap {
    /// The map of a text that was not edited.
    #[must_use]
    pub fn identity() -> Self {
        Self::default()
    }

    /// Whether nothing was edited.
    #[must_use]
    pub fn is_identity(&self) -> bool {
        self.changes.is_empty()
    }

    /// Records that `after_len` bytes at `after` replace `before_len` bytes at `before`.
    ///
    /// Calls must come in order of position.
    pub(super) fn push(
        &mut self,
        after: usize,
        after_len: usize,
        before: usize,
        before_len: usize,
    ) {
        self.changes.push(Change {
            after,
            after_len,
            before,
            before_len,
        });
    }

    /// The span before the edits that `span` stands for.
    ///
    /// Deleted bytes at either edge are left out; a repaired character that is touched is taken
    /// whole. An empty span maps to an empty span or to the change it lies in.
    #[must_use]
    pub fn before(&self, span: Span) -> Span {
        let start = self.start_before(span.start);
        if span.is_empty() {
            let end = self.end_before(span.end).max(start);
            return Span::new(start, end);
        }
        Span::new(start, self.end_before(span.end).max(start))
    }

    /// The map in the other direction: its [`OffsetMap::before`] leads to the text after the edits.
    #[must_use]
    pub fn inverse(&self) -> Self {
        let turned = |change: &Change| Change {
            after: change.before,
            after_len: change.before_len,
            before: change.after,
            before_len: change.after_len,
        };
        Self {
            changes: self.changes.iter().map(turned).collect(),
        }
    }

    /// Where a span that begins at `position` began.
    fn start_before(&self, position: usize) -> usize {
        let passed = self
            .changes
            .partition_point(|change| change.after <= position);
        let Some(change) = passed.checked_sub(1).map(|index| self.changes[index]) else {
            return position;
        };
        if position < change.after + change.after_len {
            return change.before;
        }
        position - (change.after + change.after_len) + change.before + change.before_len
    }

    /// Where a span that ends at `position` ended.
    fn end_before(&self, position: usize) -> usize {
        let passed = self
            .changes
            .partition_point(|change| change.after < position);
        let Some(change) = passed.checked_sub(1).map(|index| self.changes[index]) else {
            return position;
        };
        let change_end = change.after + change.after_len;
        if position <= change_end {
            return change.before + change.before_len;
        }
        position - change_end + change.before + change.before_len
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Edit, apply};
    use super::*;

    fn delete(start: usize, end: usize) -> Edit {
        Edit::delete(Span::new(start, end), "test")
    }

    #[test]
    fn deleted_blanks_at_the_edges_are_not_claimed() {
        let source = "共 12 件";
        let (text, map) = apply(source, &[delete(3, 4), delete(6, 7)]);
        assert_eq!(text, "共12件");
        assert_eq!(map.before(Span::new(3, 5)).text(source), "12");
        assert_eq!(map.before(Span::new(0, 8)).text(source), "共 12 件");
    }

    #[test]
    fn the_inverse_leads_forward() {
        let source = "共 １２ 件";
        let width = Edit::replace(Span::new(4, 7), "1", "test");
        let (text, map) = apply(source, &[delete(3, 4), width, delete(10, 11)]);
        assert_eq!(text, "共1２件");
        let forward = map.inverse();
        assert_eq!(forward.before(Span::new(4, 10)).text(&text), "1２");
        assert_eq!(forward.before(Span::new(11, 14)).text(&text), "件");
        assert!(forward.before(Span::new(4, 4)).text(&text).len() <= 1);
    }

    #[test]
    fn a_repaired_character_is_taken_whole() {
        let source = "共１２件";
        let edits = [
            Edit::replace(Span::new(3, 6), "1", "width"),
            Edit::replace(Span::new(6, 9), "2", "width"),
        ];
        let (text, map) = apply(source, &edits);
        assert_eq!(text, "共12件");
        assert_eq!(map.before(Span::new(4, 5)).text(source), "２");
        assert_eq!(map.before(Span::new(3, 8)).text(source), "１２件");
    }

    #[test]
    fn overlapping_edits_are_dropped() {
        let (text, _) = apply("一二三", &[delete(0, 6), delete(3, 9)]);
        assert_eq!(text, "三");
    }

    fn edits_for(text: &str, picks: &[(usize, usize, usize)]) -> Vec<Edit> {
        let bounds: Vec<usize> = text
            .char_indices()
            .map(|(at, _)| at)
            .chain([text.len()])
            .collect();
        let mut at = 0;
        let mut edits = Vec::new();
        for &(skip, take, what) in picks {
            let start = at + skip % 3;
            let end = start + take % 3;
            if end >= bounds.len() {
                break;
            }
            let replacement = ["", "1", "件", "，。"][what % 4];
            edits.push(Edit::replace(
                Span::new(bounds[start], bounds[end]),
                replacement,
                "test",
            ));
            at = end + 1;
        }
        edits
    }

    proptest! {
        #[test]
        fn untouched_characters_come_back_through_a_chain_of_passes(
            source in "[一二三0-9 a，]{0,40}",
            first in prop::collection::vec((0usize..9, 0usize..9, 0usize..9), 0..8),
            second in prop::collection::vec((0usize..9, 0usize..9, 0usize..9), 0..8),
        ) {
            let (middle, inner) = apply(&source, &edits_for(&source, &first));
            let (last, outer) = apply(&middle, &edits_for(&middle, &second));
            for (at, character) in last.char_indices() {
                let span = Span::new(at, at + character.len_utf8());
                let back = inner.before(outer.before(span));
                prop_assert!(back.end <= source.len());
                prop_assert!(source.is_char_boundary(back.start) && source.is_char_boundary(back.end));
                let untouched = back.len() == character.len_utf8()
                    && outer.before(span).len() == character.len_utf8();
                if untouched && source[back.range()].contains(character) {
                    prop_assert_eq!(&source[back.range()], character.to_string());
                }
            }
        }

        #[test]
        fn order_is_kept(
            source in "[一二三0-9 ]{0,40}",
            picks in prop::collection::vec((0usize..9, 0usize..9, 0usize..9), 0..8),
        ) {
            let (text, map) = apply(&source, &edits_for(&source, &picks));
            let spans: Vec<Span> = text
                .char_indices()
                .map(|(at, character)| map.before(Span::new(at, at + character.len_utf8())))
                .collect();
            prop_assert!(spans.windows(2).all(|pair| pair[0].start <= pair[1].start && pair[0].end <= pair[1].end));
        }

        #[test]
        fn without_edits_nothing_moves(start in 0usize..50, len in 0usize..50) {
            let span = Span::new(start, start + len);
            prop_assert_eq!(OffsetMap::identity().before(span), span);
        }
    }
}
