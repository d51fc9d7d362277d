//! One part of a run's inputs, for job arrays that share nothing.
//!
//! Inputs are dealt out by their size, as it was when they were found: it is known without reading, and
//! inputs with the same bytes come into one part, so that none of them is counted twice. Other inputs
//! that come or go move none from part to part.

use std::str::FromStr;

use super::input::Input;

/// Part `number`, counted from 1, of `of` parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    number: u64,
    of: u64,
}

impl Shard {
    /// The inputs of this part, in their order.
    #[must_use]
    pub fn part(self, mut inputs: Vec<Input>) -> Vec<Input> {
        inputs.retain(|input| self.holds(input));
        inputs
    }

    fn holds(self, input: &Input) -> bool {
        let hash = match input.size() {
            Some(size) => blake3::hash(&size.to_le_bytes()),
            None => blake3::hash(input.source.as_bytes()),
        };
        let mut head = [0; 8];
        head.copy_from_slice(&hash.as_bytes()[..8]);
        u64::from_le_bytes(head) % self.of == self.number - 1
    }
}

/// `2/8`: the second of eight parts.
impl FromStr for Shard {
    type Err = String;

    fn from_str(given: &str) -> Result<Self, String> {
        let parsed = given.split_once('/').and_then(|(number, of)| {
            let (number, of) = (number.parse().ok()?, of.parse().ok()?);
            (1..=of).contains(&number).then_some(Self { number, of })
        });
        parsed.ok_or_else(|| format!("`{given}` is no part; parts of eight are 1/8 to 8/8"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Inputs of these many bytes each.
    fn inputs(sizes: impl IntoIterator<Item = usize>) -> Vec<Input> {
        let input = |(at, size)| Input::of_bytes(&format!("{at:04}"), vec![b'a'; size]);
        sizes.into_iter().enumerate().map(input).collect()
    }

    fn shard(given: &str) -> Shard {
        given.parse().unwrap()
    }

    #[test]
    fn a_part_is_a_number_of_a_number() {
        assert_eq!(shard("2/8"), Shard { number: 2, of: 8 });
        for wrong in ["", "0/8", "9/8", "1/0", "2", "a/b", "-1/2", "1/2/3"] {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn every_input_is_in_exactly_one_part() {
        let all = inputs(0..200);
        for of in [1, 3, 7] {
            let mut found: Vec<Input> = (1..=of)
                .flat_map(|number| shard(&format!("{number}/{of}")).part(all.clone()))
                .collect();
            found.sort_by(|left, right| left.source.cmp(&right.source));
            assert_eq!(found, all);
        }
    }

    #[test]
    fn parts_are_about_equal() {
        for number in 1..=4 {
            let part = shard(&format!("{number}/4")).part(inputs(0..400));
            assert!((70..=130).contains(&part.len()), "{}", part.len());
        }
    }

    #[test]
    fn the_same_bytes_are_in_the_same_part() {
        let part = shard("1/2").part(inputs([5, 9, 5, 9, 5]));
        assert!([0, 2, 3, 5].contains(&part.len()), "{}", part.len());
    }
}
