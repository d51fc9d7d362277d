//! Values of a block in the order of the text: row after row, some of them rows away from their own.
//!
//! All arrangements are tried in which as few rows as possible lack one value each and as many values
//! stand elsewhere. Rows and columns must add up; an arrangement counts only if it is the only one.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::block::{Between, Block};

/// A value of the stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Number {
    pub amount: i64,
    /// A dash, which counts as nothing.
    pub dash: bool,
}

/// As many values as a block has cells, in order of the text.
pub(super) struct Woven<'a> {
    pub block: &'a Block,
    pub numbers: &'a [Number],
    /// For each value the row that a label beside it names.
    pub anchors: &'a [Option<usize>],
}

/// What stands in a cell: the value of this index; `None` if a dash or a zero may stand there.
pub(super) type Place = Option<usize>;

/// Values that may stand apart from their row.
const ASTRAY: usize = 4;
/// Steps of a search that are taken at most; where they are not enough, nothing is certain.
const STEPS: usize = 300_000;
/// Equations that must hold by more than zeros, within rows and between them.
const PROOFS: (usize, usize) = (3, 2);

impl Woven<'_> {
    /// The value of each cell, row after row; `None` if not just one arrangement adds up.
    pub(super) fn arrange(&self) -> Option<Vec<Place>> {
        if self.numbers.len() != self.block.cells() {
            return None;
        }
        let straight: Vec<Place> = (0..self.numbers.len()).map(Some).collect();
        if self
            .numbers
            .iter()
            .all(|one| one.amount == 0 && *one == self.numbers[0])
        {
            return Some(straight);
        }
        for astray in 0..=ASTRAY {
            let mut search = Search::new(self, astray);
            search.step((0, 0), 0, 0);
            if search.left == 0 {
                return None;
            }
            if !search.found.is_empty() {
                return self.agreed(&search.found);
            }
        }
        self.has_a_mistake(&straight).then_some(straight)
    }

    /// What the arrangements have in common, if they differ by dashes for zeros alone and prove
    /// something.
    fn agreed(&self, found: &[Vec<Place>]) -> Option<Vec<Place>> {
        let (first, others) = found.split_first()?;
        let tally = self.tally(&self.amounts(first)?);
        if tally.rows.holds < PROOFS.0 || tally.columns.holds < PROOFS.1 {
            return None;
        }
        let number = |place: &Place| place.map(|at| self.numbers[at]);
        let mut agreed = first.clone();
        for other in others {
            for (mine, place) in agreed.iter_mut().zip(other) {
                let (one, two) = (number(mine), number(place));
                if one != two {
                    let amounts = one.zip(two).map(|(one, two)| one.amount == two.amount);
                    if amounts == Some(false) {
                        return None;
                    }
                    *mine = None;
                }
            }
        }
        Some(agreed)
    }

    /// Whether values in straight order break an equation or two, as those of a report with a wrong
    /// figure do, while labels beside them say that the order is theirs.
    fn has_a_mistake(&self, straight: &[Place]) -> bool {
        let rows = 0..self.block.rows.len();
        let beside = |row: &usize| {
            let cells = row * self.block.slots..(row + 1) * self.block.slots;
            let mut anchors = self.anchors[cells].iter().flatten();
            anchors.clone().count() > 0 && anchors.all(|named| named == row)
        };
        let named = rows.clone().filter(beside).count();
        let contradicted = (self.anchors.iter().enumerate())
            .any(|(at, row)| row.is_some_and(|row| row != at / self.block.slots));
        let Some(amounts) = self.amounts(straight) else {
            return false;
        };
        let tally = self.tally(&amounts);
        !contradicted
            && named * 2 >= rows.len()
            && tally.rows.fails + tally.columns.fails <= 3
            && tally.rows.holds >= PROOFS.0
            && tally.columns.holds >= 4 * tally.columns.fails.max(1)
    }

    /// The amount of each cell; `None` if a place is open, which then counts as nothing.
    fn amounts(&self, places: &[Place]) -> Option<Vec<i64>> {
        let amount = |place: &Place| match place {
            Some(at) => self.numbers.get(*at).map(|one| one.amount),
            None => Some(0),
        };
        places.iter().map(amount).collect()
    }

    fn tally(&self, amounts: &[i64]) -> Tally {
        let mut tally = Tally::default();
        let slots = self.block.slots;
        for row in amounts.chunks(slots) {
            let total = row[self.block.sum.total];
            tally.rows.count(total, row.iter().sum::<i64>() - total);
        }
        for column in 0..slots {
            let sum = |rows: &[usize]| -> i64 {
                let cells = rows.iter().map(|row| amounts[row * slots + column]);
                cells.sum()
            };
            for Between { left, right } in &self.block.between {
                tally.columns.count(sum(left), sum(right));
            }
        }
        tally
    }
}

/// How many equations hold by more than zeros, and how many fail.
#[derive(Default)]
struct Count {
    holds: usize,
    fails: usize,
}

impl Count {
    fn count(&mut self, left: i64, right: i64) {
        self.fails += usize::from(left != right);
        self.holds += usize::from(left == right && left != 0);
    }
}

/// What the equations within rows and those between them say.
#[derive(Default)]
struct Tally {
    rows: Count,
    columns: Count,
}

/// A search for arrangements with a given number of values astray.
struct Search<'a> {
    woven: &'a Woven<'a>,
    astray: usize,
    /// Steps that may still be taken.
    left: usize,
    seen: HashSet<u64>,
    /// Cells so far; those without their value hold the amount that is lacking.
    cells: Vec<Result<usize, i64>>,
    /// Values left out so far.
    skipped: Vec<usize>,
    found: Vec<Vec<Place>>,
}

impl<'a> Search<'a> {
    fn new(woven: &'a Woven<'a>, astray: usize) -> Self {
        Self {
            woven,
            astray,
            left: STEPS,
            seen: HashSet::new(),
            cells: Vec::new(),
            skipped: Vec::new(),
            found: Vec::new(),
        }
    }

    /// Goes on at row `row` and value `at`, `holes` cells being without their value; `read` tells the
    /// rows so far from others.
    fn step(&mut self, (row, at): (usize, usize), holes: usize, read: u64) {
        if self.left == 0 || !self.seen.insert(self.fingerprint((row, at), read)) {
            return;
        }
        self.left -= 1;
        if row == self.woven.block.rows.len() {
            self.finish(at, holes);
            return;
        }
        let slots = self.woven.block.slots;
        if self.may_be(row, at..at + slots) && self.lacks(&self.amounts(at..at + slots)) == 0 {
            self.cells.extend((at..at + slots).map(Ok));
            self.step((row + 1, at + slots), holes, self.with_row(row, read));
            self.cells.truncate(row * slots);
            // A label with as many values as add up needs no other reading.
            if self.woven.anchors[at..at + slots]
                .iter()
                .any(Option::is_some)
            {
                return;
            }
        }
        if holes < self.astray && self.may_be(row, at..at + slots - 1) {
            for hole in 0..slots {
                self.with_hole((row, at), (hole, holes), read);
            }
        }
        let free = self.woven.anchors.get(at) == Some(&None);
        if free && self.skipped.len() < self.astray {
            self.skipped.push(at);
            self.step((row, at + 1), holes, read);
            self.skipped.pop();
        }
    }

    /// Takes one value less for a row: the one of cell `hole` stands elsewhere.
    fn with_hole(&mut self, (row, at): (usize, usize), (hole, holes): (usize, usize), read: u64) {
        let slots = self.woven.block.slots;
        let end = at + slots - 1;
        let mut amounts = self.amounts(at..end);
        amounts.insert(hole, 0);
        let lacks = self.lacks(&amounts);
        let lacking = match hole == self.woven.block.sum.total {
            true => -lacks,
            false => lacks,
        };
        let elsewhere = self
            .skipped
            .iter()
            .copied()
            .chain(end..self.woven.numbers.len());
        let there = |at: usize| self.woven.numbers[at].amount == lacking;
        if lacking < 0 || !elsewhere.into_iter().any(there) {
            return;
        }
        self.cells.extend((at..at + hole).map(Ok));
        self.cells.push(Err(lacking));
        self.cells.extend((at + hole..end).map(Ok));
        self.step((row + 1, end), holes + 1, self.with_row(row, read));
        self.cells.truncate(row * slots);
    }

    /// Puts the values that are left over into the cells that lack theirs.
    fn finish(&mut self, at: usize, holes: usize) {
        let numbers = self.woven.numbers;
        let over = self.skipped.iter().copied().chain(at..numbers.len());
        let mut over: Vec<usize> = over.collect();
        if holes != self.astray || over.len() != holes {
            return;
        }
        let all = over.clone();
        let mut places = Vec::with_capacity(self.cells.len());
        for cell in &self.cells {
            places.push(match cell {
                Ok(at) => Some(*at),
                Err(amount) => {
                    let fits = |at: &usize| numbers[*at].amount == *amount;
                    let Some(first) = over.iter().position(fits) else {
                        return;
                    };
                    let at = over.remove(first);
                    let same = |other: &usize| numbers[*other] == numbers[at];
                    let certain = all.iter().filter(|other| fits(other)).all(same);
                    certain.then_some(at)
                }
            });
        }
        let tally = self
            .woven
            .amounts(&places)
            .map(|amounts| self.woven.tally(&amounts));
        if tally.is_some_and(|tally| tally.rows.fails + tally.columns.fails == 0) {
            self.found.push(places);
        }
    }

    /// Whether values may be those of a row: they are there, and no label says otherwise.
    fn may_be(&self, row: usize, values: std::ops::Range<usize>) -> bool {
        let anchors = self.woven.anchors.get(values);
        anchors.is_some_and(|anchors| anchors.iter().flatten().all(|named| *named == row))
    }

    fn amounts(&self, values: std::ops::Range<usize>) -> Vec<i64> {
        let numbers = &self.woven.numbers[values];
        numbers.iter().map(|one| one.amount).collect()
    }

    /// How much less than its total the parts of a row are.
    fn lacks(&self, amounts: &[i64]) -> i64 {
        let total = amounts[self.woven.block.sum.total];
        total - (amounts.iter().sum::<i64>() - total)
    }

    /// What the rest of the search depends on, and what was read so far.
    fn fingerprint(&self, place: (usize, usize), read: u64) -> u64 {
        let numbers = self.skipped.iter().map(|at| self.woven.numbers[*at]);
        let mut skipped: Vec<Number> = numbers.collect();
        skipped.sort_unstable();
        let mut hasher = DefaultHasher::new();
        (place, read, skipped).hash(&mut hasher);
        hasher.finish()
    }

    /// What tells the rows so far from others, with the last of them.
    fn with_row(&self, row: usize, read: u64) -> u64 {
        let mut hasher = DefaultHasher::new();
        read.hash(&mut hasher);
        for cell in &self.cells[row * self.woven.block.slots..] {
            cell.map(|at| self.woven.numbers[at]).hash(&mut hasher);
        }
        hasher.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::super::hypothesis::RowSum;
    use super::*;

    /// Reads four rows whose last cell is the sum of the others and of which the last is the sum of the
    /// others; `labels` tells which row each label names and how many values stand before it.
    #[track_caller]
    fn check(printed: &str, labels: &[(usize, usize)], expected: &str) {
        let numbers: Vec<Number> = printed
            .split(' ')
            .map(|word| Number {
                amount: word.parse().unwrap_or(0),
                dash: word == "-",
            })
            .collect();
        let slots = numbers.len() / 4;
        let block = Block {
            table: 0,
            rows: (0..4).collect(),
            slots,
            sum: RowSum {
                total: slots - 1,
                parts: (0..slots - 1).collect(),
            },
            between: vec![Between {
                left: vec![3],
                right: vec![0, 1, 2],
            }],
        };
        let mut anchors = vec![None; numbers.len()];
        for (row, at) in labels {
            anchors[at + 1] = Some(*row);
        }
        let woven = Woven {
            block: &block,
            numbers: &numbers,
            anchors: &anchors,
        };
        let show = |place: &Place| match place {
            Some(at) if numbers[*at].dash => "-".to_owned(),
            Some(at) => numbers[*at].amount.to_string(),
            None => "?".to_owned(),
        };
        let rows = woven.arrange().map(|places| -> Vec<String> {
            let rows = places.chunks(slots);
            let row = |row: &[Place]| row.iter().map(show).collect::<Vec<_>>().join(" ");
            rows.map(row).collect()
        });
        assert_eq!(rows.unwrap_or_default().join(" / "), expected, "{printed}");
    }

    #[test]
    fn values_in_order_are_read_if_rows_and_columns_add_up() {
        check(
            "1 2 3 4 5 9 0 7 7 5 14 19",
            &[],
            "1 2 3 / 4 5 9 / 0 7 7 / 5 14 19",
        );
        check("1 4 0 5 2 5 7 14 3 9 7 19", &[], "");
        check(
            "0 0 0 0 0 0 0 0 0 0 0 0",
            &[],
            "0 0 0 / 0 0 0 / 0 0 0 / 0 0 0",
        );
    }

    #[test]
    fn a_value_astray_is_put_where_everything_adds_up() {
        let expected = "1 2 3 / 4 5 9 / 0 7 7 / 5 14 19";
        check("1 2 3 5 9 0 7 7 5 14 19 4", &[], expected);
        check("1 2 3 4 5 9 14 0 7 7 5 19", &[], expected);
        check("1 2 4 5 9 0 7 5 14 19 3 7", &[], expected);
    }

    #[test]
    fn a_dash_or_a_zero_astray_leaves_the_cell_open() {
        check(
            "0 2 2 4 5 9 7 7 4 14 18 0",
            &[],
            "0 2 2 / 4 5 9 / 0 7 7 / 4 14 18",
        );
        check(
            "2 2 4 5 9 7 7 4 14 18 0 -",
            &[],
            "? 2 2 / 4 5 9 / ? 7 7 / 4 14 18",
        );
    }

    #[test]
    fn labels_beside_their_values_must_agree() {
        check("1 2 3 4 5 9 0 7 7 5 14 19", &[(1, 0), (0, 3)], "");
    }

    #[test]
    fn a_wrong_figure_is_read_where_labels_stand_beside_most_rows() {
        let printed = "1 2 3 4 5 15 2 0 1 0 4 7 0 3 0 1 0 4 3 5 4 5 9 27";
        let expected = "1 2 3 4 5 15 / 2 0 1 0 4 7 / 0 3 0 1 0 4 / 3 5 4 5 9 27";
        check(printed, &[], "");
        check(printed, &[(0, 0), (1, 6), (2, 12)], expected);
    }
}
