//! Categories: read from their cells, or restored from the plan's own headings.
//!
//! A table that belongs to a plan follows the plan's chapters in order. A page whose category cannot
//! be read is given the chapter, among those that the pages around it leave open, whose words its
//! tasks share clearly more than any other's; without such a chapter it has none.

use std::collections::BTreeSet;

use crate::label::{Key, similarity};
use crate::outline::Outline;
use crate::tidy::Document;

use super::legible::is_legible;
use super::page::{Page, Row};

/// The category of a task and whether it was filled in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Category {
    /// Its title.
    pub title: Option<String>,
    /// Not read from the row's own cell as printed.
    pub repaired: bool,
}

/// A chapter of the plan that the table's categories are.
struct Chapter {
    title: String,
    key: Key,
    words: BTreeSet<(char, char)>,
}

/// The chapters that the categories of a table are, in the plan's order.
pub(super) struct Categories {
    chapters: Vec<Chapter>,
}

/// Similarity from which on a cell is the title of a chapter.
const SAME: f32 = 0.7;

impl Categories {
    /// The chapters that stand beside one whose title some category cell has.
    pub(super) fn of(document: &Document, outline: &Outline, pages: &[Page]) -> Self {
        let cells: Vec<Key> = rows(pages)
            .filter_map(|row| row.category.as_ref())
            .map(|cell| Key::new(&cell.text))
            .collect();
        if cells.is_empty() {
            return Self {
                chapters: Vec::new(),
            };
        }
        let mut parents: Vec<(Option<usize>, usize)> = Vec::new();
        for section in &outline.sections {
            let key = Key::new(&section.title);
            let hits = cells.iter().filter(|cell| is_title(&key, cell)).count();
            match parents
                .iter_mut()
                .find(|(parent, _)| *parent == section.parent)
            {
                Some((_, count)) => *count += hits,
                None => parents.push((section.parent, hits)),
            }
        }
        let best = parents
            .into_iter()
            .filter(|(_, hits)| *hits > 0)
            .max_by_key(|(_, hits)| *hits);
        let Some((parent, _)) = best else {
            return Self {
                chapters: Vec::new(),
            };
        };
        let chapter = |section: &crate::outline::Section| Chapter {
            title: section.title.clone(),
            key: Key::new(&section.title),
            words: pairs(&format!(
                "{}{}",
                section.title,
                section.body.text(&document.text)
            )),
        };
        Self {
            chapters: outline
                .sections
                .iter()
                .filter(|section| section.parent == parent)
                .map(chapter)
                .collect(),
        }
    }

    /// The category of each row of each page.
    pub(super) fn assign(&self, pages: &[Page]) -> Vec<Vec<Category>> {
        let known: Vec<Option<usize>> = pages.iter().map(|page| self.read(page)).collect();
        let mut all = Vec::with_capacity(pages.len());
        for (at, page) in pages.iter().enumerate() {
            let restored = known[at].or_else(|| self.restore(page, &known, at));
            all.push(
                page.rows
                    .iter()
                    .map(|row| self.category(row, restored))
                    .collect(),
            );
        }
        all
    }

    /// The chapter that a cell of the page names.
    fn read(&self, page: &Page) -> Option<usize> {
        let cells = page.rows.iter().filter_map(|row| row.category.as_ref());
        let mut named = cells.filter_map(|cell| self.named(&cell.text));
        let first = named.next()?;
        named.all(|other| other == first).then_some(first)
    }

    fn named(&self, text: &str) -> Option<usize> {
        let key = Key::new(text);
        self.chapters
            .iter()
            .position(|chapter| is_title(&chapter.key, &key))
    }

    /// The chapter that the page's words are clearly closest to, within what order leaves open.
    fn restore(&self, page: &Page, known: &[Option<usize>], at: usize) -> Option<usize> {
        let first = known[..at].iter().rev().find_map(|one| *one).unwrap_or(0);
        let last = known[at..]
            .iter()
            .find_map(|one| *one)
            .unwrap_or(self.chapters.len().saturating_sub(1));
        let text: String = page
            .rows
            .iter()
            .filter_map(|row| row.title.as_ref())
            .map(|cell| cell.text.as_str())
            .collect();
        let words = pairs(&text);
        let share = |chapter: &Chapter| words.intersection(&chapter.words).count();
        let mut scored: Vec<(usize, usize)> = (first..=last)
            .filter_map(|at| Some((share(self.chapters.get(at)?), at)))
            .collect();
        scored.sort_unstable_by(|left, right| right.cmp(left));
        match scored.as_slice() {
            [(_, only)] => Some(*only),
            [(best, chapter), (second, _), ..] if *best >= 4 && best * 2 >= second * 3 => {
                Some(*chapter)
            }
            _ => None,
        }
    }

    fn category(&self, row: &Row, page: Option<usize>) -> Category {
        let printed = row.category.as_ref().map(|cell| cell.text.clone());
        let own = printed.as_deref().and_then(|text| self.named(text));
        let chapter = own.or(page).and_then(|at| self.chapters.get(at));
        match (chapter, printed) {
            (Some(chapter), Some(printed)) => Category {
                repaired: printed != chapter.title,
                title: Some(chapter.title.clone()),
            },
            (Some(chapter), None) => Category {
                repaired: true,
                title: Some(chapter.title.clone()),
            },
            // Without chapters to go by, a legible cell speaks for itself.
            (None, Some(printed)) if self.chapters.is_empty() && is_legible(&printed) => Category {
                title: Some(printed),
                repaired: false,
            },
            (None, printed) => Category {
                title: None,
                repaired: printed.is_some(),
            },
        }
    }
}

fn rows(pages: &[Page]) -> impl Iterator<Item = &Row> {
    pages.iter().flat_map(|page| &page.rows)
}

/// Whether a cell prints a chapter's title, alone or before other text.
fn is_title(title: &Key, cell: &Key) -> bool {
    let head: String = cell.full.iter().take(title.len()).collect();
    !title.is_empty()
        && (similarity(title, cell) >= SAME || similarity(title, &Key::new(&head)) >= SAME + 0.15)
}

/// All pairs of neighbouring characters.
fn pairs(text: &str) -> BTreeSet<(char, char)> {
    let characters: Vec<char> = text.chars().filter(|one| one.is_alphanumeric()).collect();
    characters
        .windows(2)
        .map(|pair| (pair[0], pair[1]))
        .collect()
}
