//! Arithmetic as a solver: the readings of an ambiguous row that satisfy the form's equations.
//!
//! A row may print fewer or more numbers than the form has cells: empty cells without a trace,
//! digits run together, a number torn apart, a stray number. All readings are tried; a cell is read
//! only if every reading that satisfies the row's equations agrees on it.

use crate::record::ValueState;

use super::CellRef;
use super::cell::CellValue;

/// An equation within a row: indexes of cells, of which the first equals the sum of the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RowSum {
    /// The total's cell.
    pub total: usize,
    /// The parts' cells.
    pub parts: Vec<usize>,
}

/// A printed value and its cell.
pub(crate) type Token = (CellRef, CellValue);

/// Readings that are tried at most; rows that allow more stay unread.
const LIMIT: usize = 40_000;

/// Reads `tokens` into `slots` cells; `None` for a cell without a single certain reading, and
/// `None` altogether if no reading satisfies the equations other than trivially.
pub(crate) fn solve(
    tokens: &[Token],
    slots: usize,
    sums: &[RowSum],
) -> Option<Vec<Option<Option<Token>>>> {
    let unreadable = |(_, value): &Token| value.state == ValueState::Unreadable;
    if sums.is_empty() || slots > 32 || tokens.len() > 32 || tokens.iter().any(unreadable) {
        return None;
    }
    let mut readings: Vec<Vec<Option<Token>>> = Vec::new();
    let count = tokens.len();
    if count <= slots {
        placements(tokens, slots, &mut readings);
        splits(tokens, slots, &mut readings);
    } else {
        droppings(tokens, slots, &mut readings);
        merges(tokens, slots, &mut readings);
    }
    if readings.len() >= LIMIT {
        return None;
    }
    readings.retain(|reading| satisfies(reading, sums));
    let first = readings.first()?.clone();
    let nontrivial = first
        .iter()
        .flatten()
        .any(|(_, value)| value.value.is_some_and(|number| number != 0.0));
    if !nontrivial {
        return None;
    }
    let agreed = |at: usize| {
        let same = readings
            .iter()
            .all(|reading| same(&reading[at], &first[at]));
        same.then(|| first[at].clone())
    };
    Some((0..slots).map(agreed).collect())
}

/// Whether numbers that ran together come apart into a reading that satisfies the equations.
pub(crate) fn comes_apart(tokens: &[Token], slots: usize, sums: &[RowSum]) -> bool {
    if sums.is_empty() || slots > 32 || tokens.len() >= slots {
        return false;
    }
    let mut readings = Vec::new();
    splits(tokens, slots, &mut readings);
    readings.iter().any(|reading| satisfies(reading, sums))
}

/// Whether values have digits enough to come apart into as many as there are cells.
pub(crate) fn can_part(tokens: &[Token], slots: usize) -> bool {
    let cuts = tokens
        .iter()
        .map(|(_, value)| digits(value).map_or(0, |digits| digits.len().saturating_sub(1)));
    cuts.sum::<usize>() >= slots.saturating_sub(tokens.len())
}

/// Whether a reading satisfies every equation; empty cells count as nothing, and an equation with a
/// cell that cannot be read is not asked.
pub(crate) fn satisfies(reading: &[Option<Token>], sums: &[RowSum]) -> bool {
    let unreadable = |at: &usize| {
        let cell = reading.get(*at).and_then(Option::as_ref);
        cell.is_some_and(|(_, value)| value.state == ValueState::Unreadable)
    };
    let asked = |sum: &&RowSum| !unreadable(&sum.total) && !sum.parts.iter().any(unreadable);
    let number = |at: &usize| {
        reading
            .get(*at)
            .and_then(Option::as_ref)
            .and_then(|(_, value)| value.value)
    };
    sums.iter()
        .filter(asked)
        .all(|sum| match number(&sum.total) {
            Some(total) => {
                let parts: f64 = sum.parts.iter().filter_map(number).sum();
                (total - parts).abs() < 1e-6
            }
            None => sum.parts.iter().filter_map(number).all(|part| part == 0.0),
        })
}

/// Whether values, one for each cell, satisfy every equation.
pub(crate) fn adds_up(cells: &[Token], sums: &[RowSum]) -> bool {
    let reading: Vec<Option<Token>> = cells.iter().cloned().map(Some).collect();
    satisfies(&reading, sums)
}

fn same(left: &Option<Token>, right: &Option<Token>) -> bool {
    match (left, right) {
        (None, None) => true,
        (Some((_, left)), Some((_, right))) => {
            left.value == right.value && left.state == right.state
        }
        _ => false,
    }
}

/// All choices of `pick` out of `of`, ascending, up to the limit.
fn choices(of: usize, pick: usize) -> Vec<Vec<usize>> {
    let mut found = Vec::new();
    let mut current: Vec<usize> = (0..pick).collect();
    if pick > of {
        return found;
    }
    loop {
        found.push(current.clone());
        let Some(at) = (0..pick).rev().find(|at| current[*at] < of - pick + at) else {
            return found;
        };
        current[at] += 1;
        for next in at + 1..pick {
            current[next] = current[next - 1] + 1;
        }
        if found.len() >= LIMIT {
            return found;
        }
    }
}

/// Some cells are empty and left no trace.
fn placements(tokens: &[Token], slots: usize, readings: &mut Vec<Vec<Option<Token>>>) {
    for chosen in choices(slots, tokens.len()) {
        let mut reading = vec![None; slots];
        for (token, at) in tokens.iter().zip(chosen) {
            reading[at] = Some(token.clone());
        }
        readings.push(reading);
    }
}

/// Numbers ran together: digits are cut until there are as many numbers as cells.
fn splits(tokens: &[Token], slots: usize, readings: &mut Vec<Vec<Option<Token>>>) {
    let missing = slots - tokens.len();
    if missing == 0 || tokens.is_empty() {
        return;
    }
    let mut cuts: Vec<(usize, usize)> = Vec::new();
    for (number, (_, value)) in tokens.iter().enumerate() {
        let digits = digits(value).map_or(0, |digits| digits.len());
        cuts.extend((1..digits).map(|at| (number, at)));
    }
    if cuts.len() < missing {
        return;
    }
    for chosen in choices(cuts.len(), missing) {
        if readings.len() >= LIMIT {
            return;
        }
        let chosen: Vec<(usize, usize)> = chosen.into_iter().map(|at| cuts[at]).collect();
        let parts: Option<Vec<Token>> =
            tokens
                .iter()
                .enumerate()
                .try_fold(Vec::new(), |mut parts, (number, token)| {
                    let at: Vec<usize> = chosen
                        .iter()
                        .filter(|(of, _)| *of == number)
                        .map(|(_, at)| *at)
                        .collect();
                    parts.extend(cut(token, &at)?);
                    Some(parts)
                });
        if let Some(parts) = parts {
            readings.push(parts.into_iter().map(Some).collect());
        }
    }
}

/// Digits of a whole number that can be cut.
fn digits(value: &CellValue) -> Option<String> {
    let number = value
        .value
        .filter(|number| number.fract() == 0.0 && *number >= 0.0)?;
    (value.unit.is_none() && number < 1e15).then(|| format!("{number:.0}"))
}

/// A token cut at the given digits; no part but a lone zero may begin with zero.
fn cut(token: &Token, at: &[usize]) -> Option<Vec<Token>> {
    if at.is_empty() {
        return Some(vec![token.clone()]);
    }
    let digits = digits(&token.1)?;
    let bounds: Vec<usize> = [0]
        .into_iter()
        .chain(at.iter().copied())
        .chain([digits.len()])
        .collect();
    let exact = token.0.span.len() == digits.len();
    bounds
        .windows(2)
        .map(|pair| {
            let part = &digits[pair[0]..pair[1]];
            if part.len() > 1 && part.starts_with('0') || !exact {
                return None;
            }
            let start = token.0.span.start;
            let span = crate::text::Span::new(start + pair[0], start + pair[1]);
            Some((CellRef { span, ..token.0 }, number(part.parse().ok()?)))
        })
        .collect()
}

/// Numbers that do not belong to the row stand in it.
fn droppings(tokens: &[Token], slots: usize, readings: &mut Vec<Vec<Option<Token>>>) {
    for chosen in choices(tokens.len(), slots) {
        readings.push(
            chosen
                .into_iter()
                .map(|at| Some(tokens[at].clone()))
                .collect(),
        );
    }
}

/// Numbers were torn apart: neighbours are put together until there are as many as cells.
fn merges(tokens: &[Token], slots: usize, readings: &mut Vec<Vec<Option<Token>>>) {
    for chosen in choices(tokens.len() - 1, tokens.len() - slots) {
        if readings.len() >= LIMIT {
            return;
        }
        let mut parts: Vec<Token> = Vec::new();
        let whole = tokens.iter().enumerate().all(|(at, token)| {
            if at == 0 || !chosen.contains(&(at - 1)) {
                parts.push(token.clone());
                return true;
            }
            let Some(last) = parts.last_mut() else {
                return false;
            };
            let Some(whole) = joined(last, token) else {
                return false;
            };
            *last = whole;
            true
        });
        if whole {
            readings.push(parts.into_iter().map(Some).collect());
        }
    }
}

/// Two parts of a torn number as one; a part that is a lone zero begins none.
pub(crate) fn joined(left: &Token, right: &Token) -> Option<Token> {
    let (first, second) = digits(&left.1).zip(digits(&right.1))?;
    let value = format!("{first}{second}").parse().ok()?;
    let cell = CellRef {
        span: left.0.span.cover(right.0.span),
        ..left.0
    };
    (first != "0").then(|| (cell, number(value)))
}

fn number(value: f64) -> CellValue {
    CellValue {
        state: ValueState::Value,
        value: Some(value),
        unit: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    fn tokens(printed: &str) -> Vec<Token> {
        let mut at = 0;
        printed
            .split(' ')
            .map(|word| {
                let span = Span::new(at, at + word.len());
                at += word.len() + 1;
                (
                    CellRef {
                        grid: 0,
                        row: 0,
                        col: 0,
                        span,
                    },
                    number(word.parse().unwrap()),
                )
            })
            .collect()
    }

    /// Six parts and their total.
    fn seven() -> Vec<RowSum> {
        vec![RowSum {
            total: 6,
            parts: (0..6).collect(),
        }]
    }

    #[track_caller]
    fn check(printed: &str, expected: Option<&str>) {
        let solved = solve(&tokens(printed), 7, &seven());
        let shown = solved.map(|cells| {
            let show = |cell: &Option<Option<Token>>| match cell {
                None => "?".to_owned(),
                Some(None) => "-".to_owned(),
                Some(Some((_, value))) => value.value.unwrap().to_string(),
            };
            cells.iter().map(show).collect::<Vec<_>>().join(" ")
        });
        assert_eq!(shown.as_deref(), expected, "{printed}");
    }

    #[test]
    fn glued_digits_come_apart_if_one_reading_adds_up() {
        check("967 295 3 44 6 1054", Some("967 29 5 3 44 6 1054"));
    }

    #[test]
    fn a_torn_number_is_put_together() {
        check("967 29 5 3 44 6 10 54", Some("967 29 5 3 44 6 1054"));
    }

    #[test]
    fn a_lost_cell_leaves_its_neighbours_open() {
        // 5 may be any of six applicants, but the total is certain.
        check("5 5", Some("? ? ? ? ? ? 5"));
    }

    #[test]
    fn zeros_prove_nothing() {
        check("0 0 0 0 0 0", None);
    }
}
