//! Byte ranges: [`Span`] in tidied text, [`SourceSpan`] in source text, [`Place`] with its line.

use std::ops::Range;

/// A byte range in tidied text, end exclusive, on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// A byte range in the source text, end exclusive, on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct SourceSpan {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// Where a record was read: its source bytes and the line, counted from 1, on which they begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Place {
    /// Bytes of the source text.
    pub span: SourceSpan,
    /// 1-based line of the first byte.
    pub line: i32,
}

impl Span {
    /// The range from `start` to `end`.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end);
        Self { start, end }
    }

    /// The position of `part` in `whole`, of which it must be a slice.
    ///
    /// Returns `None` if `part` lies elsewhere in memory.
    #[must_use]
    pub fn of(part: &str, whole: &str) -> Option<Self> {
        let start = (part.as_ptr() as usize).checked_sub(whole.as_ptr() as usize)?;
        let end = start + part.len();
        (end <= whole.len()).then_some(Self { start, end })
    }

    /// The smallest range that holds both.
    #[must_use]
    pub fn cover(self, other: Self) -> Self {
        Self {
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }

    /// Number of bytes.
    #[must_use]
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether the range holds no byte.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The range as a slice index.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// The range moved by `by` bytes towards the end.
    #[must_use]
    pub fn shift(self, by: usize) -> Self {
        Self {
            start: self.start + by,
            end: self.end + by,
        }
    }

    /// The text at this range.
    #[must_use]
    pub fn text(self, whole: &str) -> &str {
        &whole[self.range()]
    }
}

impl SourceSpan {
    /// The range from `start` to `end`.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end);
        Self { start, end }
    }

    /// The text at this range.
    #[must_use]
    pub fn text(self, source: &str) -> &str {
        &source[self.start..self.end]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slice_knows_its_position() {
        let whole = "收到申请12件";
        assert_eq!(Span::of(&whole[12..14], whole), Some(Span::new(12, 14)));
    }

    #[test]
    fn a_stranger_has_no_position() {
        let whole = String::from("收到");
        let stranger = String::from("申请申请申请");
        assert_eq!(Span::of(&stranger, &whole[..3]), None);
    }
}
