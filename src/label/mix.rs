//! A quick hash for the characters of labels.

use std::hash::{BuildHasher, BuildHasherDefault, Hasher, RandomState};

/// Makes [`Mix`] hashers.
pub(crate) type Mixed = BuildHasherDefault<Mix>;

/// Multiplies and turns. What is stored by [`Mixed`] comes from grammars, so that no document can
/// choose keys that collide.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Mix(u64);

/// Makes [`Mix`] hashers that begin where no document can know, for what documents print.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seeded(u64);

impl Default for Seeded {
    fn default() -> Self {
        Self(RandomState::new().hash_one(0))
    }
}

impl BuildHasher for Seeded {
    type Hasher = Mix;

    fn build_hasher(&self) -> Mix {
        Mix(self.0)
    }
}

impl Hasher for Mix {
    fn write(&mut self, bytes: &[u8]) {
        bytes
            .iter()
            .for_each(|byte| self.write_u64(u64::from(*byte)));
    }

    fn write_u32(&mut self, number: u32) {
        self.write_u64(u64::from(number));
    }

    fn write_usize(&mut self, number: usize) {
        self.write_u64(number as u64);
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = (self.0 ^ number)
            .wrapping_mul(0x9e37_79b9_7f4a_7c15)
            .rotate_left(26);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
