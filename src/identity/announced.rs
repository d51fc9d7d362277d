//! The title that a document without one names in its opening: 现公布《…年度报告》, or, of what a notice
//! issues, 《…工作要点》已经同意，现印发给你们.

use crate::grammar::CitationWords;
use crate::outline::is_organ;
use crate::prose::{ends_clause, ends_sentence};

use super::page::{Found, Page};
use super::period::COMPILED;
use super::place::region;
use super::report;
use super::title::{Strength, Title, ends_with_any, has_year};

/// Most lines that are an opening.
const MOST_LINES: usize = 12;
/// Longest title, in characters.
const LONGEST: usize = 60;

/// The only report or plan that the opening announces as its own, with its year.
pub(super) fn title(
    page: &Page<'_>,
    report_words: &[&str],
    words: &CitationWords,
) -> Option<Title> {
    let opening = &page.lines[..page.first_chapter().min(MOST_LINES)];
    let mut found: Vec<Title> = Vec::new();
    for line in opening {
        let text = line.text.as_str();
        let named = |part: &str, issues: bool| Title {
            text: Found::new(part.to_owned(), line.locate(part)),
            strength: Strength::Strong,
            issues,
        };
        found.extend(
            quoted(words, text)
                .filter(|(part, _)| is_report(part, report_words))
                .map(|(part, issues)| named(part, issues)),
        );
        found.extend(unquoted(words, text, report_words).map(|part| named(part, false)));
    }
    let first = found.first()?.text.value.clone();
    let single = found.iter().all(|title| title.text.value == first);
    found.into_iter().next().filter(|_| single)
}

/// The organ that the opening says to have made the report: 本报告由云川市教育局办公室编制.
pub(super) fn compiler(page: &Page<'_>) -> Option<Found<String>> {
    let opening = &page.lines[..page.first_chapter().min(MOST_LINES)];
    let mut found = opening.iter().flat_map(|line| {
        let clauses = line.text.split(ends_clause);
        clauses.filter_map(move |clause| {
            let ends = COMPILED.iter().filter_map(|word| clause.find(word));
            let before = &clause[..ends.min()?];
            let before = before.strip_suffix("负责").unwrap_or(before);
            let name = &before[before.rfind('由')? + '由'.len_utf8()..];
            let whole = is_organ(name) && region(name).is_some();
            whole.then(|| Found::new(name.to_owned(), line.locate(name)))
        })
    });
    found.next()
}

fn is_report(title: &str, report_words: &[&str]) -> bool {
    title.chars().count() <= LONGEST && has_year(title) && ends_with_any(title, report_words)
}

/// Titles in 《》 that the words around them announce, and whether they are issued as a whole.
fn quoted<'t>(words: &'t CitationWords, text: &'t str) -> impl Iterator<Item = (&'t str, bool)> {
    text.match_indices('《').filter_map(move |(at, mark)| {
        let start = at + mark.len();
        let end = start + text[start..].find(['《', '》'])?;
        let behind = text[end..].strip_prefix('》')?;
        let clause = text[..at].rsplit(ends_clause).next()?;
        let announced = words.announced.end(clause) && !words.under.within(clause);
        let sentence = behind.split(ends_sentence).next()?;
        // Only what opens its sentence is what the sentence issues.
        let opens = text[..at].chars().next_back().is_none_or(ends_sentence);
        let issued = opens && words.now_issued.within(sentence);
        (announced || issued).then(|| (&text[start..end], issued))
    })
}

/// A title without brackets behind a word that announces it, to the end of its clause, if it names
/// its organ.
fn unquoted<'t>(words: &CitationWords, text: &'t str, report_words: &[&str]) -> Option<&'t str> {
    let announces = |clause: &'t str| {
        let starts = clause.char_indices().map(|(at, _)| at);
        let mut starts = starts.filter(|at| words.announced.end(&clause[..*at]));
        let title = &clause[starts.next()?..];
        let own = is_report(title, report_words) && report::organ(title, report_words).is_some();
        (own && !words.under.within(clause)).then_some(title)
    };
    text.split(ends_clause).find_map(announces)
}
