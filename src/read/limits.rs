//! Limits that guard against hostile files. Each is far past what real documents need.

use super::Rejection;

/// Entries of an archive, those of archives within it included.
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

/// Steps that reading a document may take, counted before it begins, see [`work`]: about what 64 MiB of
/// the narrowest real tables take.
pub const MAX_WORK: u64 = 512 << 20;

/// Steps that reading `text` takes, counted by what costs: 1 for a byte, 64 more for a line, 32 for what
/// may part cells. The same on every machine, as no clock is.
#[must_use]
pub fn work(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let lines = memchr::memchr_iter(b'\n', bytes).count() as u64;
    let parts = memchr::memchr3_iter(b'\t', b'|', b'<', bytes).count() as u64;
    bytes.len() as u64 + 64 * lines + 32 * parts
}

/// Whether `text` can be read in `most` steps.
pub(crate) fn affordable(text: &str, most: u64) -> Result<(), Rejection> {
    let work = work(text);
    match work > most {
        true => Err(Rejection::Limit(format!(
            "文件过碎过大：估计 {work} 步，上限 {most} 步；请拆分后再转换"
        ))),
        false => Ok(()),
    }
}

/// What may be unpacked; smaller in tests.
#[cfg(any(feature = "archive", feature = "docx", feature = "sheet", test))]
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// Entries, see [`MAX_ENTRIES`].
    pub entries: usize,
    /// Bytes of one entry, see [`MAX_ENTRY`].
    pub entry: u64,
    /// Bytes of all entries, see [`MAX_TOTAL`].
    pub total: u64,
}

#[cfg(any(feature = "archive", feature = "docx", feature = "sheet", test))]
impl Default for Limits {
    fn default() -> Self {
        Self {
            entries: MAX_ENTRIES,
            entry: MAX_ENTRY,
            total: MAX_TOTAL,
        }
    }
}

/// What may still be unpacked from an archive.
#[cfg(any(feature = "archive", feature = "docx", feature = "sheet", test))]
#[derive(Debug, Clone, Default)]
pub(crate) struct Budget {
    limits: Limits,
    entries: usize,
    spent: u64,
}

#[cfg(any(feature = "archive", feature = "docx", feature = "sheet", test))]
impl Budget {
    /// A budget of other limits.
    #[cfg(any(feature = "archive", test))]
    pub(crate) fn new(limits: Limits) -> Self {
        Self {
            limits,
            ..Self::default()
        }
    }

    /// Entries that may still be listed.
    pub(crate) fn entries_left(&self) -> usize {
        self.limits.entries - self.entries
    }

    /// Bytes that may still be unpacked.
    pub(crate) fn left(&self) -> u64 {
        self.limits.total - self.spent
    }

    /// Accounts for bytes that were unpacked already, never more than [`Self::left`].
    pub(crate) fn spent(&mut self, unpacked: u64) {
        self.spent += unpacked.min(self.left());
    }

    /// What is said where more would be unpacked than all entries may have.
    pub(crate) fn past_total(&self) -> Rejection {
        Rejection::Limit(format!("全部条目解压后超过 {} 字节", self.limits.total))
    }

    /// Accounts for one more entry in a directory.
    pub(crate) fn entry(&mut self) -> Result<(), Rejection> {
        if self.entries_left() == 0 {
            return Err(Rejection::Limit(format!(
                "压缩包内超过 {} 个条目",
                self.limits.entries
            )));
        }
        self.entries += 1;
        Ok(())
    }

    /// Whether an entry of `unpacked` bytes is no larger than one may be.
    pub(crate) fn fits(&self, unpacked: u64) -> Result<(), Rejection> {
        let most = self.limits.entry;
        match unpacked > most {
            true => Err(Rejection::Limit(format!("单个条目解压后超过 {most} 字节"))),
            false => Ok(()),
        }
    }

    /// Accounts for an entry of `packed` bytes that unpacks to `unpacked` bytes.
    pub(crate) fn spend(&mut self, packed: u64, unpacked: u64) -> Result<(), Rejection> {
        self.fits(unpacked)?;
        if unpacked > self.left() {
            return Err(self.past_total());
        }
        if unpacked > by_ratio(packed) {
            return Err(past_ratio());
        }
        self.spent += unpacked;
        Ok(())
    }
}

/// What is said where the ratio is past the limit.
#[cfg(any(feature = "archive", feature = "docx", feature = "sheet", test))]
pub(crate) fn past_ratio() -> Rejection {
    Rejection::Limit(format!("压缩比超过 {MAX_RATIO}"))
}

/// Bytes that `packed` ones may unpack to by the ratio alone.
#[cfg(any(feature = "archive", feature = "docx", feature = "sheet", test))]
pub(crate) fn by_ratio(packed: u64) -> u64 {
    packed.saturating_mul(MAX_RATIO).max(RATIO_FROM)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(spent: u64, packed: u64, unpacked: u64, fits: bool) {
        let mut budget = Budget {
            spent,
            ..Budget::default()
        };
        assert_eq!(budget.spend(packed, unpacked).is_ok(), fits);
    }

    #[test]
    fn each_limit_is_exact() {
        for (more, fits) in [(-1, true), (0, true), (1, false)] {
            let near = |limit: u64| limit.saturating_add_signed(more);
            check(0, MAX_ENTRY, near(MAX_ENTRY), fits);
            check(MAX_TOTAL - 9, 9, near(9), fits);
            check(0, 1, near(RATIO_FROM), fits);
            check(0, 2000, near(2000 * MAX_RATIO), fits);
        }
    }

    #[test]
    fn work_is_counted_by_bytes_lines_and_cells() {
        let text = "序号\t指标\n|一|<td>\n";
        let steps = text.len() as u64 + 2 * 64 + 4 * 32;
        assert_eq!(work(text), steps);
        assert!(affordable(text, steps - 1).is_err());
        assert!(affordable(text, steps).is_ok());
        assert!(affordable(text, steps + 1).is_ok());
    }

    #[test]
    fn entries_are_counted() {
        let mut budget = Budget::default();
        let counted = (0..MAX_ENTRIES + 5).take_while(|_| budget.entry().is_ok());
        assert_eq!(counted.count(), MAX_ENTRIES);
        assert_eq!(budget.entries_left(), 0);
    }
}
