//! Positions of siblings from the numbers printed on them.
//!
//! Given the printed numbers of headings of one level under one parent, decides which position
//! each really has: 八 八 九 are 8 9 10, 一 二 七 四 are 1 2 3 4, but 五 七 stay 5 7. It knows
//! nothing of titles or text.

use std::ops::Range;

/// Cost of a position that differs from the printed number.
const MISPRINT: u32 = 10;
/// Cost of skipping positions, less than one misprint however many are skipped.
const GAP: u32 = 6;
/// Largest share of the cost of a gap that grows with its width.
const WIDEST: u32 = 3;
/// Readings kept at each sibling; the sum of misprints decides long before this many compete.
const KEPT: usize = 8;

/// One reading of the siblings up to some sibling: the position given to it, and where it came from.
#[derive(Clone, Copy)]
struct Reading {
    position: u32,
    cost: u32,
    before: usize,
}

/// The position of each sibling, strictly increasing, with the fewest misprints and gaps.
///
/// `printed` holds the number of each sibling, or `None` where it was lost; `before` is the
/// position of the sibling before the first, 0 if there is none.
pub(super) fn positions(printed: &[Option<u32>], before: u32) -> Vec<u32> {
    let mut layers = vec![vec![Reading {
        position: before,
        cost: 0,
        before: 0,
    }]];
    for &number in printed {
        let last = layers.last().map_or(&[][..], Vec::as_slice);
        layers.push(next_readings(last, number));
    }
    trace(&layers)
}

/// All ways to go on from `last` with a sibling on which `number` is printed, best first.
fn next_readings(last: &[Reading], number: Option<u32>) -> Vec<Reading> {
    let mut readings: Vec<Reading> = Vec::new();
    for (index, reading) in last.iter().enumerate() {
        let following = reading.position.saturating_add(1);
        let misprint = if number.is_none_or(|number| number == following) {
            0
        } else {
            MISPRINT
        };
        offer(
            &mut readings,
            Reading {
                position: following,
                cost: reading.cost + misprint,
                before: index,
            },
        );
        if let Some(number) = number.filter(|&number| number > following) {
            let gap = GAP + (number - following).min(WIDEST);
            offer(
                &mut readings,
                Reading {
                    position: number,
                    cost: reading.cost + gap,
                    before: index,
                },
            );
        }
    }
    readings.sort_by_key(|reading| (reading.cost, reading.position));
    readings.truncate(KEPT);
    readings
}

/// Adds a reading unless one at the same position costs no more.
fn offer(readings: &mut Vec<Reading>, new: Reading) {
    match readings
        .iter_mut()
        .find(|reading| reading.position == new.position)
    {
        Some(old) if new.cost < old.cost => *old = new,
        Some(_) => {}
        None => readings.push(new),
    }
}

/// Walks the cheapest reading back to the first sibling.
fn trace(layers: &[Vec<Reading>]) -> Vec<u32> {
    let mut positions = Vec::with_capacity(layers.len());
    let mut index = 0;
    for layer in layers.iter().skip(1).rev() {
        let Some(reading) = layer.get(index) else {
            break;
        };
        positions.push(reading.position);
        index = reading.before;
    }
    positions.reverse();
    positions
}

/// Cuts siblings where the numbering begins again: at a 1 that is no misprint of the number
/// between its neighbours and no repetition of a single 1 at the `strict` level.
pub(super) fn runs(printed: &[Option<u32>], strict: bool) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    let (mut start, mut last) = (0, 0);
    for (index, &number) in printed.iter().enumerate() {
        let Some(number) = number else { continue };
        let misprint = last > 1
            && printed
                .get(index + 1)
                .is_some_and(|&next| next == Some(last + 2));
        let repeated = strict && last == 1;
        if number == 1 && last > 0 && !misprint && !repeated {
            runs.push(start..index);
            start = index;
        }
        last = number;
    }
    if start < printed.len() {
        runs.push(start..printed.len());
    }
    runs
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(printed: &[u32], expected: &[u32]) {
        let printed: Vec<Option<u32>> = printed
            .iter()
            .map(|&number| (number > 0).then_some(number))
            .collect();
        assert_eq!(positions(&printed, 0), expected, "{printed:?}");
    }

    #[test]
    fn a_number_used_twice_moves_all_that_follow() {
        check(&[1, 2, 3, 3, 4, 5], &[1, 2, 3, 4, 5, 6]);
        check(&[1, 1, 2], &[1, 2, 3]);
    }

    #[test]
    fn a_number_used_twice_for_the_next_moves_nothing_else() {
        check(&[1, 2, 2, 4, 5], &[1, 2, 3, 4, 5]);
    }

    #[test]
    fn a_misprint_between_right_numbers_is_mended() {
        check(&[1, 2, 7, 4, 5], &[1, 2, 3, 4, 5]);
        check(&[1, 2, 3, 5, 5, 6], &[1, 2, 3, 4, 5, 6]);
    }

    #[test]
    fn a_plain_gap_stays() {
        check(&[1, 2, 4], &[1, 2, 4]);
        check(&[1, 2, 9, 10], &[1, 2, 9, 10]);
        check(&[2, 3], &[2, 3]);
    }

    #[test]
    fn a_lost_number_is_the_one_between() {
        check(&[5, 0, 7], &[5, 6, 7]);
        check(&[0, 2, 3], &[1, 2, 3]);
        check(&[0, 0], &[1, 2]);
    }

    #[test]
    fn numbering_may_go_on_from_the_chapter_before() {
        assert_eq!(positions(&[Some(4), Some(5)], 3), [4, 5]);
    }

    /// Where runs begin.
    #[track_caller]
    fn begins(printed: &[u32], strict: bool, expected: &[usize]) {
        let printed: Vec<Option<u32>> = printed.iter().map(|&number| Some(number)).collect();
        let starts: Vec<usize> = runs(&printed, strict).iter().map(|run| run.start).collect();
        assert_eq!(starts, expected, "{printed:?}");
    }

    #[test]
    fn numbering_begins_again_at_one() {
        begins(&[1, 2, 1, 2, 3], true, &[0, 2]);
        begins(&[1, 2, 1, 4], true, &[0]);
        begins(&[1, 1, 2], true, &[0]);
        begins(&[1, 1, 2], false, &[0, 1]);
        begins(&[], true, &[]);
    }

    proptest! {
        #[test]
        fn positions_rise(printed in prop::collection::vec(prop::option::of(1u32..40), 0..60), before in 0u32..9) {
            let found = positions(&printed, before);
            prop_assert_eq!(found.len(), printed.len());
            prop_assert!(found.first().is_none_or(|&first| first > before));
            prop_assert!(found.windows(2).all(|pair| pair[0] < pair[1]));
        }

        #[test]
        fn right_numbers_are_kept(length in 0u32..80) {
            let printed: Vec<Option<u32>> = (1..=length).map(Some).collect();
            prop_assert_eq!(positions(&printed, 0), (1..=length).collect::<Vec<_>>());
        }

        #[test]
        fn runs_cover_all(printed in prop::collection::vec(prop::option::of(1u32..5), 0..40)) {
            let covered: usize = runs(&printed, false).iter().map(ExactSizeIterator::len).sum();
            prop_assert_eq!(covered, printed.len());
        }
    }
}
