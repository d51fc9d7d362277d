//! How much text a document takes over from another, by paragraphs and by sentences, so that boilerplate
//! shows.
//!
//! Letters, ideographs and digits count, blanks and punctuation do not. A passage is the *same* if it
//! stands in the other document, the same *but for numbers* if it does with every number replaced by one
//! sign, *alike* if the resemblance to some sentence there is at least [`ALIKE`], else *new*. Resemblance
//! and containment are those of A. Broder, "On the resemblance and containment of documents" (1997): the
//! share of common shingles, here of [`SHINGLE`] characters, numbers replaced. Tables do not count: forms
//! print the same rows each year.

use std::collections::{HashMap, HashSet};

use crate::extract::Extraction;
use crate::record::{Block, BlockKind};
use crate::text::SourceSpan;

/// Characters of a shingle.
const SHINGLE: usize = 5;
/// Resemblance from which two sentences are alike.
const ALIKE: f64 = 0.6;
/// Characters below which a passage says nothing of where it is from.
const SHORTEST: usize = 8;
/// Sentences of one shingle that are looked at: what stands everywhere tells nothing.
const MOST_OF_ONE: usize = 64;

/// How a passage stands to the other document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// It stands there.
    Same,
    /// It stands there with other numbers.
    ButNumbers,
    /// Something much like it stands there.
    Alike,
    /// It does not.
    New,
}

impl Sort {
    /// All, closest first.
    pub const ALL: [Self; 4] = [Self::Same, Self::ButNumbers, Self::Alike, Self::New];

    /// Code.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::ButNumbers => "but-numbers",
            Self::Alike => "alike",
            Self::New => "new",
        }
    }
}

/// A passage of the second document.
#[derive(Debug, Clone, PartialEq)]
pub struct Passage {
    /// Its bytes in the second document.
    pub span: SourceSpan,
    /// How it stands to the first.
    pub sort: Sort,
    /// The bytes of what it is taken from in the first.
    pub from: Option<SourceSpan>,
    /// Resemblance to that, 0 to 1, numbers replaced.
    pub resemblance: f64,
    /// Characters that count.
    pub size: usize,
}

/// Passages of one size.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Text {
    /// Passages that are long enough to tell, in order.
    pub passages: Vec<Passage>,
}

/// What the second document takes over from the first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reuse {
    /// By paragraphs; these are never alike, only the same or new.
    pub paragraphs: Text,
    /// By sentences.
    pub sentences: Text,
    /// Share of shingles that both have of those that either has; `None` without text.
    pub resemblance: Option<f64>,
    /// Share of the second document's shingles that the first has.
    pub containment: Option<f64>,
}

impl Text {
    /// Share of the characters whose passages are of this sort; `None` without passages.
    #[must_use]
    pub fn share(&self, sort: Sort) -> Option<f64> {
        let size = |of: &dyn Fn(&&Passage) -> bool| -> usize {
            self.passages.iter().filter(of).map(|one| one.size).sum()
        };
        let all = size(&|_| true);
        (all > 0).then(|| size(&|one| one.sort == sort) as f64 / all as f64)
    }

    /// Passages of this sort.
    #[must_use]
    pub fn count(&self, sort: Sort) -> usize {
        self.passages.iter().filter(|one| one.sort == sort).count()
    }
}

/// A passage made comparable.
struct Key {
    span: SourceSpan,
    /// What counts of it.
    exact: String,
    /// The same, numbers replaced.
    masked: Vec<char>,
}

impl Key {
    fn of(text: &str, span: SourceSpan) -> Option<Self> {
        let part = text.get(span.start..span.end)?;
        let exact: String = part
            .chars()
            .map(narrow)
            .filter(|one| one.is_alphanumeric())
            .collect();
        let masked = masked(part);
        (masked.len() >= SHORTEST).then_some(Self {
            span,
            exact,
            masked,
        })
    }

    fn size(&self) -> usize {
        self.exact.chars().count()
    }

    /// Its shingles, each once, in order.
    fn shingles(&self) -> Vec<&[char]> {
        let mut all: Vec<&[char]> = self
            .masked
            .windows(SHINGLE.min(self.masked.len()))
            .collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// Digits and letters as wide as ideographs are the same as others.
fn narrow(one: char) -> char {
    match one {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(one) - 0xfee0).unwrap_or(one),
        _ => one,
    }
    .to_ascii_lowercase()
}

/// What counts of a text, every number a `0`.
fn masked(part: &str) -> Vec<char> {
    let mut out: Vec<char> = Vec::new();
    let mut number = false;
    for one in part.chars().map(narrow) {
        let goes_on = number && matches!(one, '.' | ',' | '%');
        if one.is_ascii_digit() {
            if !number {
                out.push('0');
            }
            number = true;
        } else if !goes_on {
            number = false;
            if one.is_alphanumeric() {
                out.push(one);
            }
        }
    }
    out
}

/// What `second` takes over from `first`.
#[must_use]
pub fn reuse(first: &Extraction, second: &Extraction) -> Reuse {
    let (here, there) = (paragraphs(second), paragraphs(first));
    let keys = |extraction: &Extraction, spans: &[SourceSpan]| -> Vec<Key> {
        spans
            .iter()
            .filter_map(|span| Key::of(&extraction.text, *span))
            .collect()
    };
    let sentences_of = |extraction: &Extraction, spans: &[SourceSpan]| -> Vec<Key> {
        let all: Vec<SourceSpan> = spans
            .iter()
            .flat_map(|span| sentences(&extraction.text, *span))
            .collect();
        keys(extraction, &all)
    };
    let (now, then) = (sentences_of(second, &here), sentences_of(first, &there));
    let (resemblance, containment) = whole(&then, &now).unzip();
    Reuse {
        paragraphs: Text {
            passages: sorted(&keys(first, &there), &keys(second, &here), false),
        },
        sentences: Text {
            passages: sorted(&then, &now, true),
        },
        resemblance,
        containment,
    }
}

/// The paragraphs of a document, furniture and tables left out.
fn paragraphs(extraction: &Extraction) -> Vec<SourceSpan> {
    let of_text = |block: &&Block| block.kind == BlockKind::Paragraph;
    let blocks = extraction.blocks.iter().filter(of_text);
    blocks.map(|block| block.place.span).collect()
}

/// The sentences of a paragraph: up to a stop, or to its end.
fn sentences(text: &str, paragraph: SourceSpan) -> Vec<SourceSpan> {
    let part = text.get(paragraph.start..paragraph.end).unwrap_or_default();
    let mut found = Vec::new();
    let mut start = 0;
    for (at, one) in part.char_indices() {
        if matches!(one, '。' | '！' | '？' | '；' | '!' | '?' | ';') {
            let end = at + one.len_utf8();
            found.push(SourceSpan::new(
                paragraph.start + start,
                paragraph.start + end,
            ));
            start = end;
        }
    }
    if start < part.len() {
        found.push(SourceSpan::new(paragraph.start + start, paragraph.end));
    }
    found
}

/// How each passage of `now` stands to those of `then`.
fn sorted(then: &[Key], now: &[Key], look_for_alike: bool) -> Vec<Passage> {
    let mut exact: HashMap<&str, usize> = HashMap::new();
    let mut masked: HashMap<&[char], usize> = HashMap::new();
    for (at, key) in then.iter().enumerate() {
        exact.entry(&key.exact).or_insert(at);
        masked.entry(&key.masked).or_insert(at);
    }
    let mut alike = look_for_alike.then(|| Alike::new(then));
    let passage = |key: &Key| {
        let found = exact
            .get(key.exact.as_str())
            .map(|at| (*at, Sort::Same, 1.0));
        let found =
            found.or_else(|| Some((*masked.get(key.masked.as_slice())?, Sort::ButNumbers, 1.0)));
        let found = found.or_else(|| {
            let (at, resemblance) = alike.as_mut()?.nearest(key)?;
            Some((at, Sort::Alike, resemblance))
        });
        let (from, sort, resemblance) = found
            .map_or((None, Sort::New, 0.0), |(at, sort, resemblance)| {
                (Some(then[at].span), sort, resemblance)
            });
        Passage {
            span: key.span,
            sort,
            from,
            resemblance,
            size: key.size(),
        }
    };
    now.iter().map(passage).collect()
}

/// Sentences by their shingles.
struct Alike<'a> {
    by_shingle: HashMap<&'a [char], Vec<usize>>,
    /// Shingles of each sentence.
    sizes: Vec<usize>,
    /// Shingles that each has in common with the one looked for.
    common: Vec<usize>,
}

impl<'a> Alike<'a> {
    fn new(keys: &'a [Key]) -> Self {
        let mut alike = Self {
            by_shingle: HashMap::new(),
            sizes: Vec::with_capacity(keys.len()),
            common: vec![0; keys.len()],
        };
        for (at, key) in keys.iter().enumerate() {
            let shingles = key.shingles();
            alike.sizes.push(shingles.len());
            for shingle in shingles {
                let list = alike.by_shingle.entry(shingle).or_default();
                if list.len() < MOST_OF_ONE {
                    list.push(at);
                }
            }
        }
        alike
    }

    /// The sentence that resembles `key` most, if one does enough; of several, the first.
    fn nearest(&mut self, key: &Key) -> Option<(usize, f64)> {
        let shingles = key.shingles();
        let mut touched: Vec<usize> = Vec::new();
        for at in shingles
            .iter()
            .filter_map(|one| self.by_shingle.get(one))
            .flatten()
        {
            if self.common[*at] == 0 {
                touched.push(*at);
            }
            self.common[*at] += 1;
        }
        touched.sort_unstable();
        let mut best: Option<(usize, f64)> = None;
        for at in touched {
            let common = std::mem::take(&mut self.common[at]);
            let either = self.sizes[at] + shingles.len() - common;
            let resemblance = common as f64 / either as f64;
            if resemblance >= ALIKE && best.is_none_or(|(_, most)| resemblance > most) {
                best = Some((at, resemblance));
            }
        }
        best
    }
}

/// Resemblance of both texts and containment of `now` in `then`.
fn whole(then: &[Key], now: &[Key]) -> Option<(f64, f64)> {
    let before: HashSet<&[char]> = then.iter().flat_map(Key::shingles).collect();
    let mut after: Vec<&[char]> = now.iter().flat_map(Key::shingles).collect();
    after.sort_unstable();
    after.dedup();
    if before.is_empty() || after.is_empty() {
        return None;
    }
    let common = after.iter().filter(|one| before.contains(*one)).count() as f64;
    let either = (before.len() + after.len()) as f64 - common;
    Some((common / either, common / after.len() as f64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Place;

    fn document(paragraphs: &[&str]) -> Extraction {
        let mut extraction = Extraction::default();
        for (at, text) in paragraphs.iter().enumerate() {
            let start = extraction.text.len();
            extraction.text += text;
            extraction.blocks.push(Block {
                block_id: i32::try_from(at).unwrap(),
                section_id: None,
                kind: BlockKind::Paragraph,
                reason: None,
                continues: None,
                place: Place {
                    span: SourceSpan::new(start, extraction.text.len()),
                    line: 1,
                },
            });
            extraction.text.push('\n');
        }
        extraction
    }

    #[track_caller]
    fn check(then: &str, now: &str, expected: Sort) {
        let found = reuse(&document(&[then]), &document(&[now]));
        let sorts: Vec<Sort> = found
            .sentences
            .passages
            .iter()
            .map(|one| one.sort)
            .collect();
        assert_eq!(sorts, [expected]);
    }

    #[test]
    fn sentences_are_told_apart() {
        let then = "全区共收到政府信息公开申请12件，均按时答复。";
        check(
            then,
            "全区共收到政府信息公开申请 12 件,均按时答复。",
            Sort::Same,
        );
        check(
            then,
            "全区共收到政府信息公开申请１２件，均按时答复。",
            Sort::Same,
        );
        check(
            then,
            "全区共收到政府信息公开申请1,034件，均按时答复。",
            Sort::ButNumbers,
        );
        check(
            then,
            "今年全区共收到政府信息公开申请15件，均按时答复。",
            Sort::Alike,
        );
        check(then, "区里新建了三处便民查阅点，方便群众办事。", Sort::New);
    }

    #[test]
    fn shares_are_of_characters() {
        // Ten characters that count are the same, thirty are new.
        let new = "新".repeat(30);
        let found = reuse(
            &document(&["一二三四五六七八九十。"]),
            &document(&["一二三四五六七八九十。", &new]),
        );
        assert_eq!(found.paragraphs.share(Sort::Same), Some(0.25));
        assert_eq!(found.sentences.share(Sort::New), Some(0.75));
        assert_eq!(found.paragraphs.count(Sort::New), 1);
    }

    #[test]
    fn resemblance_and_containment_are_of_shingles() {
        // Six shingles of the first, all of them among the ten of the second.
        let found = reuse(
            &document(&["甲乙丙丁戊己庚辛壬癸"]),
            &document(&["甲乙丙丁戊己庚辛壬癸子丑寅卯"]),
        );
        assert_eq!(
            (found.resemblance, found.containment),
            (Some(0.6), Some(0.6))
        );
        assert_eq!(reuse(&document(&[]), &document(&["甲"])).resemblance, None);
    }

    #[test]
    fn passages_point_to_where_they_come_from() {
        let (then, now) = (
            document(&["前言甲乙丙丁戊己。全年共办理申请12件。"]),
            document(&["全年共办理申请30件。"]),
        );
        let found = reuse(&then, &now).sentences.passages.remove(0);
        assert_eq!(
            found.from.map(|span| span.text(&then.text)),
            Some("全年共办理申请12件。")
        );
        assert_eq!(found.span.text(&now.text), "全年共办理申请30件。");
    }
}
