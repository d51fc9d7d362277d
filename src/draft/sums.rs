//! The sums that the figures of one sample obey: a row that is what the rows right above or below it add up to.

use super::sheet::Line;

/// A row and those that it is the sum of, by their places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sum {
    pub(super) total: usize,
    pub(super) parts: Vec<usize>,
}

/// Most rows of one sum.
const MOST_PARTS: usize = 40;
/// Fewest parts that are not nothing, in one column at least: else any row would be a sum of zeros.
const FEWEST_FILLED: usize = 2;

/// The longest sum of each row, of neighbours on its own level of numbering or on the next one.
pub(super) fn sums(rows: &[Line]) -> Vec<Sum> {
    let mut found: Vec<Sum> = Vec::new();
    for total in 0..rows.len() {
        let below = candidates(rows, total, (total + 1..rows.len()).collect());
        let above = candidates(rows, total, (0..total).rev().collect());
        let sum = below.or(above);
        let known = |sum: &Sum| {
            let one =
                |other: &Sum| other.parts.contains(&sum.total) && sum.parts.contains(&other.total);
            found.iter().any(one)
        };
        if let Some(sum) = sum.filter(|sum| !known(sum)) {
            found.push(sum);
        }
    }
    found
}

/// The longest run of rows along `way` that adds up to `total` in every column.
fn candidates(rows: &[Line], total: usize, way: Vec<usize>) -> Option<Sum> {
    let level = way.first().map(|first| rows[*first].level)?;
    let same = way
        .iter()
        .copied()
        .filter(|at| !rows[*at].values.is_empty())
        .take_while(|at| {
            rows[*at].level.is_none() == level.is_none() && rows[*at].unit == rows[total].unit
        })
        .filter(|at| rows[*at].level == level)
        .take(MOST_PARTS);
    let mut parts: Vec<usize> = Vec::new();
    let mut longest = None;
    for at in same {
        parts.push(at);
        if parts.len() >= FEWEST_FILLED && adds_up(rows, total, &parts) {
            let mut parts = parts.clone();
            parts.sort_unstable();
            longest = Some(Sum { total, parts });
        }
    }
    longest
}

fn adds_up(rows: &[Line], total: usize, parts: &[usize]) -> bool {
    let width = rows[total].values.len();
    let value = |at: usize, column: usize| rows[at].values.get(column).copied().flatten();
    let mut proved = false;
    for column in 0..width {
        let Some(wanted) = value(total, column) else {
            return false;
        };
        let sum: f64 = parts.iter().filter_map(|at| value(*at, column)).sum();
        if (sum - wanted).abs() > 1e-6 {
            return false;
        }
        let filled = parts
            .iter()
            .filter(|at| value(**at, column).is_some_and(|one| one != 0.0));
        proved |= filled.count() >= FEWEST_FILLED;
    }
    proved && width > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(values: &[f64], expected: &[(usize, &[usize])]) {
        let rows: Vec<Line> = values
            .iter()
            .map(|value| Line {
                values: vec![Some(*value)],
                ..Line::default()
            })
            .collect();
        let found = sums(&rows);
        let found: Vec<(usize, &[usize])> = found
            .iter()
            .map(|sum| (sum.total, sum.parts.as_slice()))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_total_stands_above_or_below_its_parts() {
        check(&[31.0, 27.0, 4.0], &[(0, &[1, 2])]);
        check(&[27.0, 4.0, 31.0], &[(2, &[0, 1])]);
        check(&[27.0, 0.0, 4.0, 31.0], &[(3, &[0, 1, 2])]);
    }

    #[test]
    fn zeros_prove_no_sum() {
        check(&[0.0, 0.0, 0.0], &[]);
        check(&[5.0, 5.0, 0.0], &[]);
        check(&[5.0, 7.0, 9.0], &[]);
    }
}
