//! Rows of any table as named fields: which of them belong together, and how far they agree.
//!
//! It knows nothing of tables; `records` makes rows of them.

use std::collections::BTreeMap;

use serde::Serialize;

use super::gold::Position;
use super::score::share;

/// Things that are known, things that were reported, and how many of these agree.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Known.
    pub gold: u64,
    /// Reported.
    pub reported: u64,
    /// Reported as known.
    pub right: u64,
}

impl Counts {
    /// Adds other counts.
    pub fn add(&mut self, other: Self) {
        self.gold += other.gold;
        self.reported += other.reported;
        self.right += other.right;
    }

    /// Share of what was reported that is right.
    #[must_use]
    pub fn precision(&self) -> f64 {
        share(self.right, self.reported)
    }

    /// Share of what is known that was reported.
    #[must_use]
    pub fn recall(&self) -> f64 {
        share(self.right, self.gold)
    }

    /// Harmonic mean of precision and recall.
    #[must_use]
    pub fn f1(&self) -> f64 {
        share(2 * self.right, self.gold + self.reported)
    }
}

/// How a table agrees with gold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct TableScore {
    /// Rows of which everything that matters is right.
    pub rows: Counts,
    /// Rows of which every field and the place are right.
    pub strict: Counts,
    /// Field by field.
    pub fields: BTreeMap<&'static str, Counts>,
}

impl TableScore {
    /// Adds the counts of another document.
    pub fn add(&mut self, other: &Self) {
        self.rows.add(other.rows);
        self.strict.add(other.strict);
        for (field, counts) in &other.fields {
            self.fields.entry(field).or_default().add(*counts);
        }
    }

    /// Counts a known or reported row; `None` where there is no such.
    pub(super) fn count(&mut self, gold: Option<&Row>, reported: Option<&Row>) {
        let rows = Counts {
            gold: u64::from(gold.is_some()),
            reported: u64::from(reported.is_some()),
            right: 0,
        };
        let both = gold.zip(reported);
        self.rows.add(Counts {
            right: u64::from(both.is_some_and(|(gold, reported)| gold.agrees(reported))),
            ..rows
        });
        self.strict.add(Counts {
            right: u64::from(both.is_some_and(|(gold, reported)| gold.is(reported))),
            ..rows
        });
        let shape = gold.or(reported);
        for (at, field) in shape.iter().flat_map(|row| row.fields.iter().enumerate()) {
            let known = gold.map(|row| row.fields[at].value.as_deref());
            if known == Some(None) {
                continue;
            }
            let known = known.flatten().filter(|text| !text.is_empty());
            let told = reported.and_then(|row| row.fields[at].text());
            let counts = Counts {
                gold: u64::from(known.is_some()),
                reported: u64::from(told.is_some()),
                right: u64::from(
                    known
                        .zip(told)
                        .is_some_and(|(known, told)| field.same(known, told)),
                ),
            };
            self.fields.entry(field.name).or_default().add(counts);
        }
    }
}

/// A field of a row.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Field {
    pub name: &'static str,
    /// `None` is not known, empty is not there.
    pub value: Option<String>,
    /// Whether the row is right only if this is.
    pub key: bool,
    /// Whether it is wording that annotators choose for themselves.
    pub loose: bool,
}

impl Field {
    /// A field that the row stands for.
    pub(super) fn key(name: &'static str, value: impl Into<String>) -> Self {
        Self {
            key: true,
            ..Self::of(name, Some(value.into()))
        }
    }

    /// Any other field.
    pub(super) fn of(name: &'static str, value: Option<String>) -> Self {
        Self {
            name,
            value,
            key: false,
            loose: false,
        }
    }

    fn text(&self) -> Option<&str> {
        self.value.as_deref().filter(|text| !text.is_empty())
    }

    fn same(&self, left: &str, right: &str) -> bool {
        left == right || self.loose && alike(left, right)
    }

    /// Whether `reported` says what this known field says.
    fn agrees(&self, reported: &Self) -> bool {
        match (self.value.as_deref(), reported.text().unwrap_or("")) {
            (None, _) => true,
            (Some(known), told) => self.same(known, told),
        }
    }
}

/// A row of a table, known or reported.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    pub fields: Vec<Field>,
    pub at: Position,
    /// False where finding it and not finding it are both right.
    pub required: bool,
}

impl Row {
    pub(super) fn new(at: Position, fields: Vec<Field>) -> Self {
        Self {
            fields,
            at,
            required: true,
        }
    }

    /// Whether everything that matters is as known.
    fn agrees(&self, reported: &Self) -> bool {
        let mut pairs = self.fields.iter().zip(&reported.fields);
        pairs.all(|(known, told)| !known.key || known.agrees(told))
    }

    /// Whether everything is as known, the place too: the same bytes, or about the line that is known.
    fn is(&self, reported: &Self) -> bool {
        let mut pairs = self.fields.iter().zip(&reported.fields);
        let here = match self.at.span {
            Some(span) => reported.at.span == Some(span),
            None => distance(&self.at, &reported.at).is_some(),
        };
        here && pairs.all(|(known, told)| known.agrees(told))
    }

    fn agreeing(&self, reported: &Self) -> usize {
        let pairs = self.fields.iter().zip(&reported.fields);
        pairs
            .filter(|(known, told)| known.text().is_some() && known.agrees(told))
            .count()
    }
}

/// Lines that a place may be off: sentences begin on one line and end on another.
const LINES_OFF: i32 = 2;

/// How far apart two places are, or `None` if they cannot be the same.
pub(super) fn distance(known: &Position, told: &Position) -> Option<u32> {
    match (known.span, told.span, known.line, told.line) {
        (Some(known), Some(told), ..) => {
            (known.start.max(told.start) < known.end.min(told.end) || known == told).then_some(0)
        }
        (_, _, Some(known), Some(told)) => {
            let off = known.abs_diff(told);
            (off <= LINES_OFF.unsigned_abs()).then_some(off)
        }
        _ => Some(0),
    }
}

/// Compares known rows with reported ones. Rows belong together that overlap, or that stand on
/// about the same line and agree in some field; full agreement goes first.
pub(super) fn compare(gold: &[Row], reported: &[Row]) -> TableScore {
    let mut partner: Vec<Option<usize>> = vec![None; gold.len()];
    let mut taken = vec![false; reported.len()];
    for full in [true, false] {
        for (at, row) in gold.iter().enumerate() {
            if partner[at].is_some() {
                continue;
            }
            let best = (0..reported.len())
                .filter(|other| !taken[*other])
                .filter_map(|other| Some((other, fit(row, &reported[other], full)?)))
                .max_by_key(|(other, fit)| (*fit, std::cmp::Reverse(*other)));
            if let Some((other, _)) = best {
                partner[at] = Some(other);
                taken[other] = true;
            }
        }
    }
    let mut score = TableScore::default();
    for (row, partner) in gold.iter().zip(&partner) {
        if row.required {
            score.count(Some(row), partner.map(|other| &reported[other]));
        }
    }
    for (row, _) in reported.iter().zip(&taken).filter(|(_, taken)| !**taken) {
        score.count(None, Some(row));
    }
    score
}

/// How well two rows fit: agreeing fields, then nearness. `None` if they cannot belong together.
fn fit(gold: &Row, reported: &Row, full: bool) -> Option<(usize, i64)> {
    let off = distance(&gold.at, &reported.at)?;
    let agreeing = gold.agreeing(reported);
    let overlap = gold.at.span.is_some() && reported.at.span.is_some();
    let fits = if full {
        gold.agrees(reported)
    } else {
        overlap || agreeing > 0
    };
    fits.then_some((agreeing, -i64::from(off)))
}

/// Whether two wordings name the same: seven in ten characters of the shorter stand in the other in
/// the same order. What stands in parentheses is an annotator's remark.
fn alike(left: &str, right: &str) -> bool {
    let plain = |text: &str| -> Vec<char> {
        let mut depth = 0i32;
        let outside = text.chars().filter(|one| {
            depth += i32::from(*one == '(') - i32::from(*one == ')');
            depth == 0
        });
        outside.filter(|one| one.is_alphanumeric()).collect()
    };
    let (left, right) = (plain(left), plain(right));
    if left.is_empty() || right.is_empty() {
        return false;
    }
    common(&left, &right) * 10 >= left.len().min(right.len()) * 7
}

/// Length of the longest common subsequence.
fn common(left: &[char], right: &[char]) -> usize {
    let mut row = vec![0usize; right.len() + 1];
    for one in left {
        let mut corner = 0;
        for (at, other) in right.iter().enumerate() {
            let above = row[at + 1];
            row[at + 1] = if one == other {
                corner + 1
            } else {
                above.max(row[at])
            };
            corner = above;
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(line: i32, value: &str, unit: &str) -> Row {
        let unit = Field::of("unit", Some(unit.to_owned()));
        Row::new(Position::line(line), vec![Field::key("value", value), unit])
    }

    #[track_caller]
    fn check(gold: &[Row], reported: &[Row], rows: [u64; 3], strict: u64, units: [u64; 3]) {
        let score = compare(gold, reported);
        let three = |counts: Counts| [counts.gold, counts.reported, counts.right];
        assert_eq!(three(score.rows), rows);
        assert_eq!(score.strict.right, strict);
        assert_eq!(three(score.fields["unit"]), units);
    }

    #[test]
    fn rows_are_matched_by_what_they_say_near_where_they_stand() {
        check(
            &[row(3, "5", "件")],
            &[row(3, "5", "件")],
            [1, 1, 1],
            1,
            [1, 1, 1],
        );
        check(
            &[row(3, "5", "件")],
            &[row(4, "5", "条")],
            [1, 1, 1],
            0,
            [1, 1, 0],
        );
        check(
            &[row(3, "5", "件")],
            &[row(9, "5", "件")],
            [1, 1, 0],
            0,
            [1, 1, 0],
        );
        check(
            &[row(3, "5", "件")],
            &[row(3, "6", "件")],
            [1, 1, 0],
            0,
            [1, 1, 1],
        );
        check(&[row(3, "5", "件")], &[], [1, 0, 0], 0, [1, 0, 0]);
    }

    #[test]
    fn a_full_match_goes_before_an_earlier_partial_one() {
        let gold = [row(3, "6", "件"), row(3, "5", "件")];
        check(&gold, &[row(3, "5", "件")], [2, 1, 1], 1, [2, 1, 1]);
    }

    #[test]
    fn what_need_not_be_found_counts_for_nothing() {
        let optional = Row {
            required: false,
            ..row(3, "5", "件")
        };
        let score = compare(std::slice::from_ref(&optional), &[row(3, "5", "件")]);
        assert_eq!(score, TableScore::default());
        assert_eq!(compare(&[optional], &[]), TableScore::default());
    }

    #[test]
    fn remarks_in_parentheses_are_no_wording() {
        assert!(alike("公开规范性文件", "(各县)公开规范性文件"));
        assert!(!alike("培训班", "受理申请"));
    }
}
