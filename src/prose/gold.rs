//! Measures the readings of running text against annotated documents, where those are at hand.
//!
//! The annotated documents are no part of the package. Without them every test here passes with a
//! line that says so. Paragraphs are cut naively: by blank lines, joined where the annotation says
//! that a page break cut them, without the stretches annotated as noise.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::grammar::{Registry, Vocabulary};
use crate::layout::Paragraph;
use crate::text::{OffsetMap, Span};

/// A row of a CSV file, by column.
pub(super) struct Row(Vec<(String, String)>);

impl Row {
    /// The cell of `column`, empty if there is none.
    pub(super) fn get(&self, column: &str) -> &str {
        self.0
            .iter()
            .find(|(name, _)| name == column)
            .map_or("", |(_, cell)| cell)
    }

    /// The cell of `column` as a line number.
    pub(super) fn line(&self, column: &str) -> usize {
        self.get(column).parse().unwrap_or(0)
    }
}

/// A paragraph with the line on which each of its bytes stands.
pub(super) struct Passage {
    pub(super) paragraph: Paragraph,
    lines: Vec<(usize, usize)>,
}

impl Passage {
    /// The line of the byte at `at`.
    pub(super) fn line(&self, at: usize) -> usize {
        let passed = self.lines.partition_point(|&(start, _)| start <= at);
        passed.checked_sub(1).map_or(0, |index| self.lines[index].1)
    }

    pub(super) fn text(&self) -> &str {
        &self.paragraph.text
    }
}

/// The words built in.
pub(super) fn words() -> &'static Vocabulary {
    static WORDS: OnceLock<Vocabulary> = OnceLock::new();
    WORDS.get_or_init(|| Registry::embedded().unwrap().vocabulary)
}

/// A paragraph of nothing but `text`.
pub(super) fn paragraph(text: &str) -> Paragraph {
    Paragraph {
        text: text.to_owned(),
        map: OffsetMap::identity(),
        start: 0,
        blocks: vec![0],
        mark: None,
    }
}

fn shared() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared")
}

/// The rows of an annotation table, or `None` where there are no annotations.
pub(super) fn rows(table: &str) -> Option<Vec<Row>> {
    let text = fs::read_to_string(shared().join("gold").join(table)).ok()?;
    let mut records = records(text.trim_start_matches('\u{feff}')).into_iter();
    let names = records.next()?;
    Some(
        records
            .map(|cells| Row(names.iter().cloned().zip(cells).collect()))
            .collect(),
    )
}

/// Cuts CSV into records: quoted cells may hold commas, line ends and doubled quotes.
fn records(text: &str) -> Vec<Vec<String>> {
    let (mut records, mut record, mut cell, mut quoted) =
        (Vec::new(), Vec::new(), String::new(), false);
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match (character, quoted) {
            ('"', true) if characters.peek() == Some(&'"') => {
                characters.next();
                cell.push('"');
            }
            ('"', _) => quoted = !quoted,
            (',', false) => record.push(std::mem::take(&mut cell)),
            ('\n', false) => {
                record.push(std::mem::take(&mut cell));
                records.push(std::mem::take(&mut record));
            }
            ('\r', false) => {}
            _ => cell.push(character),
        }
    }
    if !cell.is_empty() || !record.is_empty() {
        record.push(cell);
        records.push(record);
    }
    records
}

/// The passages of running text of a document, or `None` where it is not at hand.
pub(super) fn passages(document: &str) -> Option<Vec<Passage>> {
    let folder = fs::read_dir(shared().join("seeds")).ok()?;
    let name = |path: &Path| {
        path.file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with(document))
    };
    let path = folder
        .flatten()
        .map(|entry| entry.path())
        .find(|path| name(path))?;
    let text = fs::read_to_string(path).ok()?;
    let noise: Vec<(usize, usize, String)> = rows("noise.csv")?
        .iter()
        .filter(|row| row.get("doc") == document)
        .map(|row| {
            (
                row.line("line_start"),
                row.line("line_end"),
                row.get("text").to_owned(),
            )
        })
        .collect();
    let joins: Vec<(usize, usize)> = rows("joins.csv")?
        .iter()
        .filter(|row| {
            row.get("doc") == document
                && matches!(row.get("kind"), "paragraph" | "heading" | "line_break")
        })
        .map(|row| {
            (
                row.line("line_no_end_of_first"),
                row.line("line_no_start_of_second"),
            )
        })
        .collect();
    let mut passages: Vec<Passage> = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let hidden = noise
            .iter()
            .find(|&&(start, end, _)| (start..=end).contains(&number));
        let line = match hidden {
            Some((_, _, part)) if part.is_empty() => continue,
            Some((_, _, part)) => line.replace(part.as_str(), ""),
            None => line.to_owned(),
        };
        let line = tidied(&line);
        if line.is_empty() {
            continue;
        }
        let joined = joins.iter().find(|&&(_, second)| second == number);
        let first = joined.and_then(|&(first, _)| {
            passages
                .iter_mut()
                .rev()
                .find(|passage| passage.lines.last().is_some_and(|&(_, line)| line == first))
        });
        if let Some(passage) = first {
            passage.lines.push((passage.paragraph.text.len(), number));
            passage.paragraph.text.push_str(&line);
        } else {
            passages.push(Passage {
                paragraph: paragraph(&line),
                lines: vec![(0, number)],
            });
        }
    }
    Some(passages)
}

/// Without markdown marks, tabs at the edges and the blanks beside Chinese characters and digits.
fn tidied(line: &str) -> String {
    let line = line.trim().trim_start_matches('#').trim().replace("**", "");
    let characters: Vec<char> = line.chars().collect();
    let wide = |at: Option<&char>| {
        at.is_none_or(|c| !c.is_ascii() || c.is_ascii_digit() || c.is_ascii_punctuation())
    };
    let keeps = |(at, character): (usize, &char)| {
        let beside = || {
            wide(at.checked_sub(1).and_then(|at| characters.get(at)))
                || wide(characters.get(at + 1))
        };
        (!matches!(character, ' ' | '\u{3000}') || !beside()).then_some(*character)
    };
    characters.iter().enumerate().filter_map(keeps).collect()
}

/// Whether two subjects name the same: one holds the other, or most characters are common.
pub(super) fn alike(ours: &str, theirs: &str) -> bool {
    let plain = |text: &str| -> Vec<char> {
        let mut depth = 0i32;
        let outside = text.chars().filter(|character| {
            match character {
                '(' => depth += 1,
                ')' => depth -= 1,
                _ => {}
            }
            depth == 0
        });
        outside.filter(|c| c.is_alphanumeric()).collect()
    };
    let (ours, theirs) = (plain(ours), plain(theirs));
    if ours.is_empty() || theirs.is_empty() {
        return false;
    }
    let common = common_length(&ours, &theirs);
    common * 10 >= ours.len().min(theirs.len()) * 7
}

/// Length of the longest common subsequence.
fn common_length(left: &[char], right: &[char]) -> usize {
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

/// Spans of `passage` that begin on `line`.
pub(super) fn stands_on(passage: &Passage, span: Span, line: usize) -> bool {
    passage.line(span.start).abs_diff(line) <= 2
}
