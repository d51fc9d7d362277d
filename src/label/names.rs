//! Many labels at once: which of them a printed label resembles.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use super::memory::Memory;
use super::{Key, similarity_above};

/// Labels less alike than this are not found.
const FLOOR: f32 = 0.6;

/// A set of labels, found by the characters that they share with a printed one.
#[derive(Debug, Clone, Default)]
pub struct Names {
    keys: Vec<Key>,
    /// Characters of all labels, in order, with where their rows begin in `holders` and how many
    /// they have: the first for labels that hold the character, the next for those that hold it
    /// twice …
    characters: Vec<(char, usize, u8)>,
    /// Rows of one byte for each label: 1 if it is meant.
    holders: Vec<u8>,
    /// Characters of each label without notes, and of each whole label.
    cores: Vec<u8>,
    wholes: Vec<u8>,
    /// Characters of the longest label.
    longest: usize,
    /// Labels that may be met with a wrong character.
    short: Vec<u32>,
    /// What was found for labels that documents before printed.
    memory: Memory,
}

/// A label of [`Names`] that a printed one may resemble.
#[derive(Debug, Clone, PartialEq)]
pub struct Near {
    /// Which.
    pub name: u32,
    /// How alike the two are at most, 0 to 1.
    pub most: f32,
    /// How alike they are, once that was asked.
    alike: OnceLock<Alike>,
}

impl Near {
    fn new(name: u32, most: f32) -> Self {
        Self {
            name,
            most,
            alike: OnceLock::new(),
        }
    }
}

/// How a printed label fits one of [`Names`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Alike {
    /// How alike the two are, 0 to 1, see [`similarity_above`]; nothing below 0.6 is told apart
    /// from 0.
    pub score: f32,
    /// The same by the rules for the name of a row: short ones must be met whole, or as the
    /// beginning of an explained label (规章：指…).
    pub named: f32,
}

impl Names {
    /// The set of `keys`, numbered as they come; each should come once.
    #[must_use]
    pub fn new(keys: Vec<Key>) -> Self {
        let mut counts: BTreeMap<char, Vec<u8>> = BTreeMap::new();
        for (at, key) in keys.iter().enumerate() {
            for one in key.full.iter().take(LONGEST) {
                let times = counts.entry(*one).or_insert_with(|| vec![0; keys.len()]);
                times[at] += 1;
            }
        }
        let (mut characters, mut holders) = (Vec::new(), Vec::new());
        for (one, times) in counts {
            let most = times.iter().copied().max().unwrap_or(0);
            characters.push((one, holders.len(), most));
            for least in 1..=most {
                holders.extend(times.iter().map(|times| u8::from(*times >= least)));
            }
        }
        let is_short = |(_, key): &(usize, &Key)| key.core.len() <= SHORT;
        Self {
            characters,
            holders,
            cores: keys.iter().map(|key| length(key.core.len())).collect(),
            // One that is too long to be counted is always near.
            wholes: (keys.iter().map(|key| key.full.len()))
                .map(|whole| if whole > LONGEST { 0 } else { length(whole) })
                .collect(),
            longest: keys.iter().map(Key::len).max().unwrap_or(0),
            short: (keys.iter().enumerate().filter(is_short))
                .map(|(at, _)| number_of(at))
                .collect(),
            memory: Memory::default(),
            keys,
        }
    }

    /// What each of `keys` is [`near`](Self::near). Reports of one form print the same labels, so
    /// what was found for one document is remembered for those that follow.
    #[must_use]
    pub fn near_each(&self, keys: &[Key]) -> Vec<Arc<[Near]>> {
        let find = |key: &Key| self.near(key);
        let sharpen = |key: &Key, near: &[Near]| self.sharpened(key, near);
        self.memory.each(keys, find, sharpen)
    }

    /// Those of `near` that `key` resembles by 0.6 or more.
    fn sharpened(&self, key: &Key, near: &[Near]) -> Vec<Near> {
        let alike = near.iter().filter_map(|near| {
            let alike = self.alike(near, key);
            let most = alike.score.max(alike.named);
            (most >= FLOOR).then(|| Near {
                most,
                ..near.clone()
            })
        });
        alike.collect()
    }

    /// The labels that `key` may resemble by 0.6 or more: they share enough characters with it,
    /// whatever their order, or all of their own.
    #[must_use]
    pub fn near(&self, key: &Key) -> Vec<Near> {
        // Twice what two labels share is at most twice the shorter one.
        if 7 * self.longest < 3 * key.core.len() {
            return self.explained(key);
        }
        let shared = self.shared(key);
        let own = u16::try_from(key.core.len()).unwrap_or(MANY).min(MANY);
        let more = key.full.len().saturating_sub(LONGEST);
        let more = u16::try_from(more).unwrap_or(MANY).min(MANY);
        let is_near = |((shared, core), whole): ((&u8, &u8), &u8)| {
            10 * (u16::from(*shared) + more) >= 3 * (u16::from(*core) + own) || shared >= whole
        };
        let blocks = shared.chunks(BLOCK).zip(self.cores.chunks(BLOCK));
        let mut found = Vec::new();
        for (number, ((shared, cores), wholes)) in blocks.zip(self.wholes.chunks(BLOCK)).enumerate()
        {
            let block = || shared.iter().zip(cores).zip(wholes);
            // Hardly any block holds a label that is near, and all of a block are tested at once.
            if block().fold(false, |any, label| any | is_near(label)) {
                let near = block().zip(number * BLOCK..);
                let near = near.filter(|(label, _)| is_near(*label));
                found.extend(near.map(|(((shared, core), whole), at)| {
                    let most = match shared >= whole || more > 0 {
                        true => 1.0,
                        false => most(*shared, u16::from(*core) + own),
                    };
                    Near::new(number_of(at), most)
                }));
            }
        }
        if key.core.len() <= SHORT && key.ordinal.is_some() {
            // A single character of these may be wrong.
            found.retain(|near| usize::from(self.cores[near.name as usize]) > SHORT);
            let short = self.short.iter();
            found.extend(short.map(|name| Near::new(*name, 1.0)));
        }
        found
    }

    /// The labels that `key` begins with.
    fn explained(&self, key: &Key) -> Vec<Near> {
        let known = (0..).zip(&self.keys);
        let found = known.filter(|(_, known)| {
            known.full.first() == key.full.first() && key.full.starts_with(&known.full)
                || known.is_empty()
        });
        found.map(|(name, _)| Near::new(name, 1.0)).collect()
    }

    /// How well `key` fits a label that it is near.
    #[must_use]
    pub fn alike(&self, near: &Near, key: &Key) -> Alike {
        *near.alike.get_or_init(|| {
            let known = &self.keys[near.name as usize];
            let score = similarity_above(known, key, FLOOR);
            Alike {
                score,
                named: named(known, key, score),
            }
        })
    }

    /// How many characters each label shares with the first of `key`, whatever their order.
    fn shared(&self, key: &Key) -> Vec<u8> {
        let mut shared = vec![0u8; self.keys.len()];
        let mut seen = vec![0u8; self.characters.len()];
        for one in key.full.iter().take(LONGEST) {
            let place = self
                .characters
                .binary_search_by_key(one, |(known, ..)| *known);
            let Ok(place) = place else { continue };
            let (_, start, most) = self.characters[place];
            let again = usize::from(seen[place]);
            seen[place] += 1;
            if again < usize::from(most) {
                let row = &self.holders[start + again * shared.len()..][..shared.len()];
                let both = shared.iter_mut().zip(row);
                both.for_each(|(shared, holds)| *shared += holds);
            }
        }
        shared
    }
}

/// How alike two labels are at most that share so many characters; `cores` counts those without
/// notes of both.
fn most(shared: u8, cores: u16) -> f32 {
    (2.0 * f32::from(shared) / f32::from(cores.max(1))).min(1.0)
}

/// Characters of a label that are counted: hardly any has as many.
const LONGEST: usize = 250;
/// Characters past which it does not matter how many a label has.
const MANY: u16 = 2000;
/// Labels that are tested at once.
const BLOCK: usize = 32;

fn number_of(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

fn length(count: usize) -> u8 {
    u8::try_from(count.min(LONGEST)).unwrap_or(u8::MAX)
}

/// Names of so many characters must be met whole.
const SHORT: usize = 3;

/// How well a printed label fits the name of a row, given how alike the two are.
fn named(name: &Key, key: &Key, score: f32) -> f32 {
    let explained = key.full.len() > name.full.len() + 6 && key.full.starts_with(&name.full);
    if name.core.len() > SHORT {
        return if explained { score.max(0.85) } else { score };
    }
    if name.core == key.core || name.full == key.full {
        return 1.0;
    }
    if key.ordinal.is_some() && key.ordinal == name.ordinal && is_misprint(&name.core, &key.core) {
        return MISPRINT;
    }
    if explained { 0.8 } else { 0.0 }
}

/// What a short name with a wrong character is worth where its number is right: just enough.
const MISPRINT: f32 = 0.62;

/// Whether two short names of one length differ in a single character.
fn is_misprint(name: &[char], printed: &[char]) -> bool {
    let same = name.iter().zip(printed).filter(|(one, two)| one == two);
    name.len() >= 2 && name.len() == printed.len() && same.count() + 1 == name.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All labels that the key resembles, with how well they fit as names.
    fn alike(keys: &[Key], printed: &Key) -> Vec<(usize, f32)> {
        let names = Names::new(keys.to_vec());
        let near = names.near(printed);
        let remembered: Vec<_> = (0..3)
            .map(|_| names.near_each(std::slice::from_ref(printed)).remove(0))
            .collect();
        assert_eq!(*remembered[0], *near);
        let is_alike = |near: &&Near| {
            let alike = names.alike(near, printed);
            alike.score.max(alike.named) >= FLOOR
        };
        let left: Vec<u32> = (near.iter().filter(is_alike))
            .map(|near| near.name)
            .collect();
        for sharp in &remembered[1..] {
            let sharp: Vec<u32> = sharp.iter().map(|near| near.name).collect();
            assert_eq!(sharp, left);
        }
        let mut found: Vec<(usize, f32)> = (near.iter())
            .filter_map(|near| {
                let alike = names.alike(near, printed);
                assert!(near.most >= alike.score.max(alike.named));
                let is_alike = alike.score.max(alike.named) >= FLOOR;
                is_alike.then_some((near.name as usize, alike.named))
            })
            .collect();
        found.sort_by_key(|(at, _)| *at);
        found
    }

    #[track_caller]
    fn check(printed: &str, expected: &[(&str, f32)]) {
        let labels = [
            "1.规章",
            "予以公开",
            "部分公开（区分处理的）",
            "其他法律行政法规禁止公开",
        ];
        let found = alike(&labels.map(Key::new), &Key::new(printed));
        let found: Vec<(&str, f32)> = (found.iter())
            .map(|(at, named)| (labels[*at], *named))
            .collect();
        assert_eq!(found, expected, "{printed}");
    }

    #[test]
    fn labels_are_found_by_what_they_share() {
        check("（一）予以公开", &[("予以公开", 1.0)]);
        check("部分公开", &[("部分公开（区分处理的）", 1.0)]);
        check(
            "其他法律行政法规禁止公天",
            &[("其他法律行政法规禁止公开", 11.0 / 12.0)],
        );
        check("属于国家秘密", &[]);
    }

    #[test]
    fn short_names_are_met_whole_or_explained() {
        check("规章", &[("1.规章", 1.0)]);
        check("1.规草", &[("1.规章", MISPRINT)]);
        check("2.规草", &[]);
        check("规章：指本机关制定的规章", &[("1.规章", 0.8)]);
    }

    proptest::proptest! {
        #[test]
        fn nothing_alike_is_missed(
            labels in proptest::collection::vec("[（）]?[1-3]?[.]?[一二三四五（）]{0,9}", 1..40),
            printed in "[1-3]?[.]?[一二三四五（）]{0,30}",
        ) {
            let keys: Vec<Key> = labels.iter().map(|label| Key::new(label)).collect();
            let printed = Key::new(&printed);
            let expected: Vec<(usize, f32)> = (keys.iter().enumerate())
                .filter_map(|(at, key)| {
                    let score = similarity_above(key, &printed, FLOOR);
                    let named = named(key, &printed, score);
                    (score.max(named) >= FLOOR).then_some((at, named))
                })
                .collect();
            proptest::prop_assert_eq!(alike(&keys, &printed), expected);
        }
    }
}
