//! How alike two keys are: shared characters in order, out of both.

use super::Key;

/// Similarity of two labels, 0 to 1: twice the longest common subsequence over both lengths, the
/// better of the labels with and without their notes.
#[must_use]
pub fn similarity(left: &Key, right: &Key) -> f32 {
    similarity_above(left, right, LEAST)
}

/// As [`similarity`], but 0 for labels that are sure to be less alike than `least`.
#[must_use]
pub fn similarity_above(left: &Key, right: &Key, least: f32) -> f32 {
    if left.full == right.full || left.core == right.core {
        return if left.is_empty() { 0.0 } else { 1.0 };
    }
    if bound(left, right) < least.max(LEAST) {
        return 0.0;
    }
    ratio(&left.full, &right.full).max(ratio(&left.core, &right.core))
}

/// Share of common characters in order, however few, out of both labels without notes, 0 to 1.
#[must_use]
pub fn shared(left: &Key, right: &Key) -> f32 {
    let total = left.core.len() + right.core.len();
    let (short, long) = if left.core.len() <= right.core.len() {
        (&left.core, &right.core)
    } else {
        (&right.core, &left.core)
    };
    2.0 * common(short, long) as f32 / total.max(1) as f32
}

/// Similarities below this are as good as none.
const LEAST: f32 = 0.58;

/// No similarity can exceed this: a common character has a bit in both keys, and one that a key
/// repeats is counted as often as the shorter key repeats any.
fn bound(left: &Key, right: &Key) -> f32 {
    let shared = (left.bits & right.bits).count_ones() as usize;
    let (short, long) = if left.len() <= right.len() {
        (left, right)
    } else {
        (right, left)
    };
    let repeated = short.len() - (short.bits.count_ones() as usize).min(short.len());
    let most = |length: usize| (shared + repeated).min(length) as f32;
    let full = 2.0 * most(short.len()) / (short.len() + long.len()).max(1) as f32;
    let cores = left.core.len() + right.core.len();
    full.max(2.0 * most(left.core.len().min(right.core.len())) / cores.max(1) as f32)
}

/// Dice's ratio of the common subsequence.
fn ratio(left: &[char], right: &[char]) -> f32 {
    let total = left.len() + right.len();
    if total == 0 {
        return 0.0;
    }
    let (short, long) = if left.len() <= right.len() {
        (left, right)
    } else {
        (right, left)
    };
    // The common part cannot exceed the shorter label: most pairs end here.
    if 2.0 * short.len() as f32 / (total as f32) < LEAST {
        return 0.0;
    }
    2.0 * common(short, long) as f32 / total as f32
}

/// Length of the longest common subsequence; the part of `short` past 64 characters is left out.
///
/// Bit-parallel (Hyyrö 2004): one machine word holds a row of the table.
fn common(short: &[char], long: &[char]) -> u32 {
    let short = &short[..short.len().min(64)];
    let mut row = u64::MAX;
    for character in long {
        let mut matches = 0u64;
        for (at, other) in short.iter().enumerate() {
            matches |= u64::from(other == character) << at;
        }
        let hit = row & matches;
        row = row.wrapping_add(hit) | (row - hit);
    }
    let used = if short.len() == 64 {
        u64::MAX
    } else {
        (1u64 << short.len()) - 1
    };
    (!row & used).count_ones()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(left: &str, right: &str, at_least: f32, below: f32) {
        let score = similarity(&Key::new(left), &Key::new(right));
        assert!(
            score >= at_least && score < below,
            "{left} ~ {right}: {score}"
        );
    }

    #[test]
    fn equal_labels_score_one() {
        check("（一）予以公开", "(一) 予 以公开", 1.0, 1.01);
        check(
            "主动公开政府信息数（不同渠道计1条）",
            "主动公开政府信息数",
            1.0,
            1.01,
        );
    }

    #[test]
    fn misprints_score_high() {
        check(
            "2.其他法律行政法规禁止公开",
            "2.其他法律行政止公开",
            0.85,
            0.99,
        );
        check("3.危及“三安全一稳定”", "3.然及三安全一稳定", 0.8, 0.99);
    }

    #[test]
    fn strangers_score_low() {
        check("1.属于国家秘密", "四、结转下年度继续办理", 0.0, 0.3);
        check("（一）予以公开", "（二）部分公开", 0.0, 0.6);
    }
}
