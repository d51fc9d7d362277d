//! Titles against the chapters that a grammar knows.
//!
//! Given a title, says which chapter it most likely is, by equality, by the words that speak for
//! a chapter, and by the pairs of characters that both share. Order plays no part here.

use std::collections::BTreeMap;

use crate::grammar::{Chapter, Core, Grammar, core};

/// Likeness of a title to a chapter of which it holds a word.
const WORDED: f32 = 0.8;
/// Least likeness of a title to a chapter that gives it the chapter's role.
const LIKELY: f32 = 0.6;

/// The chapter of `grammar` that `title` names, as an index, and how alike they are, 0.6 to 1.
///
/// A chapter that has the title goes before one that has a word of it, and of those the first in
/// the grammar, as the grammar's author ordered them; where there is neither, the chapter whose
/// titles share the most pairs of characters with this one.
pub(super) fn chapter_of(title: &str, grammar: Option<&Grammar>) -> Option<(usize, f32)> {
    let title = Core::of(title);
    let chapters = grammar.map_or(&[][..], |grammar| &grammar.chapters);
    let titled = |chapter: &Chapter| {
        let mut known = chapter.title_cores.iter();
        known.any(|known| known.text == title.text)
    };
    let holds = |word: &String| title.text.contains(word.as_str());
    let worded = |chapter: &Chapter| chapter.word_cores.iter().any(holds);
    let named = chapters.iter().position(titled).map(|index| (index, 1.0));
    named
        .or_else(|| Some((chapters.iter().position(worded)?, WORDED)))
        .or_else(|| most_alike(&title, chapters))
}

/// The chapter whose titles share the most pairs of characters with `title`.
fn most_alike(title: &Core, chapters: &[Chapter]) -> Option<(usize, f32)> {
    let mut best: Option<(usize, f32)> = None;
    for (index, chapter) in chapters.iter().enumerate() {
        let known = chapter.title_cores.iter();
        let alike = known.map(|known| title.likeness(known, LIKELY));
        let alike = alike.fold(0.0, f32::max);
        if alike >= LIKELY && best.is_none_or(|(_, most)| alike > most) {
            best = Some((index, alike));
        }
    }
    best
}

/// Why a title is that of a chapter.
#[derive(Debug, Clone, PartialEq)]
pub enum ChapterMatch {
    /// It is one of the chapter's titles.
    Title(String),
    /// It holds a word of the chapter.
    Word(String),
    /// It is as alike to one of the chapter's titles as this.
    Alike(String, f32),
}

/// The role that `grammar` gives to a chapter with this title, and why.
#[must_use]
pub fn chapter_match<'g>(title: &str, grammar: &'g Grammar) -> Option<(&'g str, ChapterMatch)> {
    let (index, _) = chapter_of(title, Some(grammar))?;
    let chapter = &grammar.chapters[index];
    let printed = Core::of(title);
    let titles = || chapter.titles.iter().zip(&chapter.title_cores);
    let same = titles().find(|(_, core)| core.text == printed.text);
    let worded = || {
        chapter
            .words
            .iter()
            .find(|word| printed.text.contains(&core(word)))
    };
    let alike = || {
        let likeness = titles().map(|(title, core)| (title, printed.likeness(core, LIKELY)));
        likeness.max_by(|one, two| one.1.total_cmp(&two.1))
    };
    let found = same
        .map(|(title, _)| ChapterMatch::Title(title.clone()))
        .or_else(|| worded().map(|word| ChapterMatch::Word(word.clone())))
        .or_else(|| alike().map(|(title, score)| ChapterMatch::Alike(title.clone(), score)))?;
    Some((&chapter.role, found))
}

/// The role that `grammar` gives to a chapter with this title.
pub(crate) fn role_of<'g>(title: &str, grammar: &'g Grammar) -> Option<&'g str> {
    let (chapter, _) = chapter_of(title, Some(grammar))?;
    Some(&grammar.chapters[chapter].role)
}

/// All titles of the grammar's chapters, with the index of the first chapter that has them.
pub(super) fn chapter_names(grammar: Option<&Grammar>) -> BTreeMap<&str, usize> {
    let chapters = grammar.map_or(&[][..], |grammar| &grammar.chapters);
    let mut names = BTreeMap::new();
    for (index, chapter) in chapters.iter().enumerate() {
        for title in &chapter.title_cores {
            names.entry(title.text.as_str()).or_insert(index);
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::super::sample::report_grammar;
    use super::*;

    #[track_caller]
    fn check(title: &str, role: Option<&str>) {
        let grammar = report_grammar();
        let found = chapter_of(title, Some(&grammar))
            .map(|(index, _)| grammar.chapters[index].role.as_str());
        assert_eq!(found, role, "{title}");
    }

    #[test]
    fn titles_are_known_in_many_wordings() {
        check("总体情况", Some("overview"));
        check("主动公开政府信息情况", Some("proactive"));
        check("主动公开政府信息和平台建设的情况", Some("proactive"));
        check("依申请公开政府信息办理的情况", Some("requests"));
        check("因信息公开被申请复议、提起诉讼的情况", Some("review"));
        check("存在的问题和改进的措施", Some("problems"));
        check("其他需报告的事项", Some("other"));
    }

    #[test]
    fn strange_titles_have_no_role() {
        check("组织领导", None);
        check("", None);
        assert_eq!(chapter_of("总体情况", None), None);
    }
}
