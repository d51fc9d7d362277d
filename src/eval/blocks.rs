//! How the text was cut into headings, paragraphs, tables and the rest, against what is known.
//!
//! Blocks have no names to meet by, and a reader may cut finer than gold: a paragraph in two is still
//! a paragraph. So they are held against each other by bytes.

use crate::record::{Block, Word};

use super::gold::GoldBlock;
use super::rows::{Counts, TableScore};

/// Compares the blocks.
///
/// A known block is found if reported blocks of its kind cover all of it; strictly, if one block does
/// that and covers no other known block. A reported block is wrong if it reaches into a known one of
/// another kind; what gold says nothing of counts for nothing. Fields are the kinds, counted in the
/// same way, and the reason of those that are set aside.
pub(super) fn blocks(gold: &[GoldBlock], reported: &[Block]) -> TableScore {
    let mut score = TableScore::default();
    for known in gold {
        let over: Vec<&Block> = reported_over(known, reported).collect();
        let found = is_covered(known, &over) && over.iter().all(|block| block.kind == known.kind);
        let alone =
            over.len() == 1 && gold.iter().filter(|one| overlap(one, over[0]) > 0).count() < 2;
        count(&mut score, known.kind.word(), true, found, found);
        score.strict.add(counts(true, found, found && alone));
        if let Some(reason) = known.reason.as_deref() {
            let told = over.iter().find_map(|block| block.reason.as_deref());
            let field = score.fields.entry("reason").or_default();
            field.add(counts(true, told.is_some(), told == Some(reason)));
        }
    }
    let wrong = |block: &&Block| {
        let mut known = gold.iter().filter(|known| overlap(known, block) > 0);
        known.any(|known| known.kind != block.kind)
    };
    for block in reported.iter().filter(wrong) {
        count(&mut score, block.kind.word(), false, true, false);
        score.strict.add(counts(false, true, false));
    }
    score
}

fn counts(gold: bool, reported: bool, right: bool) -> Counts {
    Counts {
        gold: u64::from(gold),
        reported: u64::from(reported),
        right: u64::from(right),
    }
}

/// Counts a block among all and among those of its kind.
fn count(score: &mut TableScore, kind: &'static str, gold: bool, reported: bool, right: bool) {
    let one = counts(gold, reported, right);
    score.rows.add(one);
    score.fields.entry(kind).or_default().add(one);
}

/// Bytes that a known and a reported block share; none where only the line is known.
fn overlap(known: &GoldBlock, block: &Block) -> usize {
    let told = block.place.span;
    known.at.span.map_or(0, |span| {
        let end = span.end.min(told.end);
        end.saturating_sub(span.start.max(told.start))
    })
}

/// The reported blocks that a known one lies in; where only its line is known, the last to begin on
/// that line or before it.
fn reported_over<'a>(
    known: &'a GoldBlock,
    reported: &'a [Block],
) -> impl Iterator<Item = &'a Block> {
    let line = known.at.line.filter(|_| known.at.span.is_none());
    let by_line = reported
        .iter()
        .filter(move |block| line.is_some_and(|line| block.place.line <= line));
    let by_bytes = reported.iter().filter(|block| overlap(known, block) > 0);
    by_bytes.chain(by_line.max_by_key(|block| block.place.line))
}

/// Whether nothing of a known block is left over.
fn is_covered(known: &GoldBlock, over: &[&Block]) -> bool {
    let bytes: usize = over.iter().map(|block| overlap(known, block)).sum();
    let all = known.at.span.map_or(0, |span| span.end - span.start);
    !over.is_empty() && bytes >= all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::gold::Position;
    use crate::record::BlockKind::{self, Furniture, Heading, Paragraph, Table};
    use crate::text::{Place, SourceSpan};

    fn known(kind: BlockKind, start: usize, end: usize) -> GoldBlock {
        GoldBlock {
            kind,
            reason: (kind == Furniture).then(|| "page-number".to_owned()),
            at: Position::span(start, end),
        }
    }

    fn told(parts: &[(BlockKind, usize, usize)]) -> Vec<Block> {
        let block = |(id, (kind, start, end)): (i32, &(BlockKind, usize, usize))| Block {
            block_id: id,
            section_id: None,
            kind: *kind,
            reason: (*kind == Furniture).then(|| "rule".to_owned()),
            continues: None,
            place: Place {
                span: SourceSpan::new(*start, *end),
                line: id * 2 + 1,
            },
        };
        (0..).zip(parts).map(block).collect()
    }

    /// Gold, reported and right among all, strictly right, and gold, reported and right of a field.
    #[track_caller]
    fn check(
        parts: &[(BlockKind, usize, usize)],
        all: [u64; 3],
        strict: u64,
        field: (&str, [u64; 3]),
    ) {
        let gold = [
            known(Heading, 0, 9),
            known(Paragraph, 10, 40),
            known(Table, 42, 80),
            known(Furniture, 81, 86),
        ];
        let score = blocks(&gold, &told(parts));
        let three = |counts: Counts| [counts.gold, counts.reported, counts.right];
        assert_eq!((three(score.rows), score.strict.right), (all, strict));
        assert_eq!(three(score.fields[field.0]), field.1, "{}", field.0);
    }

    const RIGHT: [(BlockKind, usize, usize); 4] = [
        (Heading, 0, 10),
        (Paragraph, 10, 42),
        (Table, 42, 81),
        (Furniture, 81, 90),
    ];

    #[test]
    fn blocks_of_the_right_kind_are_right_wherever_blanks_go() {
        check(&RIGHT, [4, 4, 4], 4, ("table", [1, 1, 1]));
        check(&RIGHT, [4, 4, 4], 4, ("reason", [1, 1, 0]));
    }

    #[test]
    fn a_block_in_parts_is_found_but_not_strictly() {
        let parts = [
            RIGHT[0],
            (Paragraph, 10, 20),
            (Paragraph, 20, 42),
            RIGHT[2],
            RIGHT[3],
        ];
        check(&parts, [4, 4, 4], 3, ("paragraph", [1, 1, 1]));
    }

    #[test]
    fn a_block_of_another_kind_is_missed_and_wrong() {
        let parts = [(Paragraph, 0, 42), RIGHT[2], RIGHT[3]];
        check(&parts, [4, 4, 3], 2, ("heading", [1, 0, 0]));
        check(&parts, [4, 4, 3], 2, ("paragraph", [1, 2, 1]));
    }

    #[test]
    fn a_table_that_loses_a_row_to_the_text_is_not_found() {
        let parts = [
            RIGHT[0],
            RIGHT[1],
            (Table, 42, 70),
            (Paragraph, 70, 81),
            RIGHT[3],
        ];
        check(&parts, [4, 4, 3], 3, ("table", [1, 0, 0]));
    }

    #[test]
    fn what_is_left_over_is_not_found() {
        let parts = [RIGHT[0], (Paragraph, 10, 39), RIGHT[2], RIGHT[3]];
        check(&parts, [4, 3, 3], 3, ("paragraph", [1, 0, 0]));
    }

    #[test]
    fn a_line_alone_finds_the_block_that_it_stands_in() {
        let on = |line, kind| {
            let gold = GoldBlock {
                at: Position::line(line),
                ..known(kind, 0, 0)
            };
            blocks(&[gold], &told(&RIGHT)).rows.right
        };
        assert_eq!(
            [on(4, Paragraph), on(5, Table), on(5, Paragraph)],
            [1, 1, 0]
        );
    }
}
