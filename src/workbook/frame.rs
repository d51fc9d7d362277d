//! Column heads on several levels: which cells of the frame are one.
//!
//! Given the heads from left to right as paths, `/` between levels, returns cells with their extent.

/// A cell of the frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct HeadCell {
    pub text: String,
    pub row: usize,
    pub col: usize,
    /// At least 1.
    pub rows: usize,
    /// At least 1.
    pub cols: usize,
}

/// Rows that the heads need; none if no head says anything.
pub(super) fn depth(paths: &[String]) -> usize {
    let levels = paths.iter().filter(|path| !path.is_empty());
    levels
        .map(|path| path.split('/').count())
        .max()
        .unwrap_or(0)
}

/// The cells of the heads: equal neighbours with equal levels above are one, and the last level of a short
/// path reaches down to the bottom.
pub(super) fn cells(paths: &[String]) -> Vec<HeadCell> {
    let deep = depth(paths);
    let levels: Vec<Vec<&str>> = paths.iter().map(|path| path.split('/').collect()).collect();
    let mut found = Vec::new();
    for row in 0..deep {
        let mut col = 0;
        while col < levels.len() {
            let own = &levels[col];
            if row >= own.len() {
                col += 1;
                continue;
            }
            let last = row + 1 == own.len();
            let same =
                |other: &&Vec<&str>| !last && other.len() > row + 1 && other[..=row] == own[..=row];
            let more = levels[col + 1..].iter().take_while(same).count();
            found.push(HeadCell {
                text: own[row].to_owned(),
                row,
                col,
                rows: if last { deep - row } else { 1 },
                cols: more + 1,
            });
            col += more + 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(paths: &[&str], expected: &[(&str, usize, usize, usize, usize)]) {
        let paths: Vec<String> = paths.iter().map(|path| (*path).to_owned()).collect();
        let found = cells(&paths);
        let found: Vec<_> = found
            .iter()
            .map(|one| (one.text.as_str(), one.row, one.col, one.rows, one.cols))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn neighbours_share_what_stands_above_them() {
        check(
            &[
                "申请人/自然人",
                "申请人/法人/企业",
                "申请人/法人/机构",
                "申请人/总计",
            ],
            &[
                ("申请人", 0, 0, 1, 4),
                ("自然人", 1, 0, 2, 1),
                ("法人", 1, 1, 1, 2),
                ("总计", 1, 3, 2, 1),
                ("企业", 2, 1, 1, 1),
                ("机构", 2, 2, 1, 1),
            ],
        );
    }

    #[test]
    fn equal_heads_at_the_bottom_stay_apart() {
        check(&["数", "数"], &[("数", 0, 0, 1, 1), ("数", 0, 1, 1, 1)]);
        assert_eq!(depth(&[String::new()]), 0);
    }
}
