//! Limits that guard against hostile files. Each is far past what real documents need.

use super::Rejection;

/// Entries of an archive.
pub const MAX_ENTRIES: usize = 10_000;
/// Unpacked bytes of one entry.
pub const MAX_ENTRY: u64 = 256 << 20;
/// Unpacked bytes of all entries of an archive that are read.
pub const MAX_TOTAL: u64 = 512 << 20;
/// Unpacked bytes for each packed one, past [`RATIO_FROM`].
pub const MAX_RATIO: u64 = 1000;
/// Up to this many unpacked bytes any ratio is good.
pub const RATIO_FROM: u64 = 1_000_000;
/// Elements of XML within each other.
pub const MAX_DEPTH: usize = 256;
/// Attributes of one element of XML.
pub const MAX_ATTRIBUTES: usize = 10_000;
/// Values in a JSON file.
pub const MAX_JSON: usize = 4_000_000;

/// What may still be unpacked from an archive.
#[derive(Debug, Clone, Default)]
pub(crate) struct Budget {
    spent: u64,
}

impl Budget {
    /// Bytes that an entry of `packed` bytes may unpack to.
    pub(crate) fn allowed(&self, packed: u64) -> u64 {
        let by_ratio = packed.saturating_mul(MAX_RATIO).max(RATIO_FROM);
        by_ratio
            .min(MAX_ENTRY)
            .min(MAX_TOTAL.saturating_sub(self.spent))
    }

    /// Accounts for an entry of `packed` bytes that unpacked to `unpacked` bytes, or to more.
    pub(crate) fn spend(&mut self, packed: u64, unpacked: u64) -> Result<(), Rejection> {
        let limit = |what: String| Err(Rejection::Limit(what));
        if unpacked > MAX_ENTRY {
            return limit(format!("单个条目解压后超过 {MAX_ENTRY} 字节"));
        }
        if unpacked > MAX_TOTAL.saturating_sub(self.spent) {
            return limit(format!("全部条目解压后超过 {MAX_TOTAL} 字节"));
        }
        if unpacked > RATIO_FROM && unpacked > packed.saturating_mul(MAX_RATIO) {
            return limit(format!("压缩比超过 {MAX_RATIO}"));
        }
        self.spent += unpacked;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(spent: u64, packed: u64, unpacked: u64, fits: bool) {
        let mut budget = Budget { spent };
        assert_eq!(budget.spend(packed, unpacked).is_ok(), fits);
        assert_eq!(Budget { spent }.allowed(packed) >= unpacked, fits);
    }

    #[test]
    fn each_limit_is_exact() {
        check(0, MAX_ENTRY, MAX_ENTRY, true);
        check(0, MAX_ENTRY, MAX_ENTRY + 1, false);
        check(MAX_TOTAL - 9, 9, 9, true);
        check(MAX_TOTAL - 9, 9, 10, false);
        check(0, 1, RATIO_FROM, true);
        check(0, 1, RATIO_FROM + 1, false);
        check(0, 2000, 2000 * MAX_RATIO, true);
        check(0, 2000, 2000 * MAX_RATIO + 1, false);
    }
}
