//! Line numbers of byte positions.

/// The starts of all lines of a text, for looking up the line of a byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineIndex {
    starts: Vec<usize>,
}

impl LineIndex {
    /// Indexes `text`, whose lines end with `\n`.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let breaks = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1);
        Self {
            starts: std::iter::once(0).chain(breaks).collect(),
        }
    }

    /// The line, counted from 1, that holds the byte at `position`.
    #[must_use]
    pub fn line(&self, position: usize) -> i32 {
        let passed = self.starts.partition_point(|&start| start <= position);
        i32::try_from(passed).unwrap_or(i32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_count_from_one_and_own_their_break() {
        let index = LineIndex::new("一\n二\n");
        assert_eq!([0, 3, 4, 7, 8].map(|at| index.line(at)), [1, 1, 2, 2, 3]);
    }
}
