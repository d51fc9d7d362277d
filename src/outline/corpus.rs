//! Real documents for tests, where they are at hand: beside the checkout, never inside it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::grammar::Registry;
use crate::label::LabelIndex;
use crate::layout::{Layout, layout};
use crate::read::Source;
use crate::text::{LineIndex, Span};
use crate::tidy::Document;

use super::sample::{document_with, line_spans};

/// A row of a CSV file by column.
pub(crate) type Row = BTreeMap<String, String>;

/// The text of a file below the folder of shared material, or `None` with a line that says so.
#[allow(clippy::print_stderr, reason = "a test that is skipped must say so")]
pub(crate) fn shared(path: &str) -> Option<String> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../shared")
        .join(path);
    let text = std::fs::read_to_string(&path).ok();
    if text.is_none() {
        eprintln!("skipped: {} is not at hand", path.display());
    }
    text.map(|text| text.replace("\r\n", "\n"))
}

/// The rows of a CSV file with a header.
pub(crate) fn rows(text: &str) -> Vec<Row> {
    let mut records = records(text).into_iter();
    let header = records.next().unwrap_or_default();
    records
        .map(|record| header.iter().cloned().zip(record).collect())
        .collect()
}

fn records(text: &str) -> Vec<Vec<String>> {
    let (mut records, mut record, mut field, mut quoted) =
        (Vec::new(), Vec::new(), String::new(), false);
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' if quoted && characters.next_if_eq(&'"').is_some() => field.push('"'),
            '"' => quoted = !quoted,
            ',' if !quoted => record.push(std::mem::take(&mut field)),
            '\n' if !quoted => {
                record.push(std::mem::take(&mut field));
                records.push(std::mem::take(&mut record));
            }
            _ => field.push(character),
        }
    }
    records
}

/// A document whose paragraphs are its lines without tabs, but for those in `noise`; a line that
/// `joins` names goes on with the line it names.
pub(crate) fn document(
    text: String,
    noise: &[(i32, i32)],
    joins: &BTreeMap<i32, i32>,
) -> (Document, Layout) {
    document_with(text, |text| paragraphs(text, noise, joins))
}

fn paragraphs(text: &str, noise: &[(i32, i32)], joins: &BTreeMap<i32, i32>) -> Vec<Vec<Span>> {
    let index = LineIndex::new(text);
    let mut groups: Vec<Vec<Span>> = Vec::new();
    let mut goes_on = None;
    for span in line_spans(text) {
        let line = index.line(span.start);
        let is_noise = noise
            .iter()
            .any(|&(first, last)| (first..=last).contains(&line));
        if span.text(text).contains('\t') || is_noise {
            continue;
        }
        match groups.last_mut().filter(|_| goes_on == Some(line)) {
            Some(group) => group.push(span),
            None => groups.push(vec![span]),
        }
        goes_on = joins.get(&line).copied();
    }
    groups
}

/// The grammars of the house, prepared once for many documents.
pub(crate) struct House {
    /// The grammars.
    pub(crate) grammars: Registry,
    labels: LabelIndex,
}

impl House {
    /// Loads the grammars.
    pub(crate) fn open() -> Self {
        let grammars = Registry::embedded().unwrap_or_default();
        let labels = LabelIndex::new(&grammars);
        Self { grammars, labels }
    }

    /// A document taken apart by the layout itself.
    pub(crate) fn read(&self, file: &str) -> Option<(Document, Layout)> {
        let source = Source {
            text: shared(file)?,
            media_type: "text/plain",
            ..Source::default()
        };
        let document = Document::tidy(source);
        let layout = layout(&document, &self.grammars, &self.labels);
        Some((document, layout))
    }
}

/// A line number of the annotations; 0 is no line.
fn number(text: &str) -> i32 {
    text.parse().unwrap_or_default()
}

/// One of the annotated documents, taken apart as its annotations say.
pub(crate) fn annotated(name: &str, file: &str) -> Option<(Document, Layout)> {
    let of_name = |row: &Row| row["doc"] == name;
    let noise: Vec<(i32, i32)> = rows(&shared("gold/noise.csv")?)
        .iter()
        .filter(|row| of_name(row) && row["partial"] == "no")
        .map(|row| (number(&row["line_start"]), number(&row["line_end"])))
        .collect();
    let joins = rows(&shared("gold/joins.csv")?)
        .iter()
        .filter(|row| of_name(row))
        .map(|row| {
            let [first, second] = ["line_no_end_of_first", "line_no_start_of_second"]
                .map(|column| number(&row[column]));
            (first, second)
        })
        .collect();
    Some(document(shared(file)?, &noise, &joins))
}

mod tests {
    use super::super::sample::report_grammar;
    use super::super::{Outline, outline};
    use super::*;
    use crate::grammar::Grammar;
    use crate::identity::recognise;

    /// Sections as `line level ordinal printed title`.
    fn found(
        document: &Document,
        outline: &Outline,
    ) -> Vec<(i32, i32, Option<i32>, String, String)> {
        let row = |section: crate::record::Section| {
            let printed = section.ordinal_printed.unwrap_or_default();
            (
                section.place.line,
                section.level,
                section.ordinal,
                printed,
                section.title,
            )
        };
        outline.records(document).into_iter().map(row).collect()
    }

    /// Compares the outline of an annotated document with its annotations: all sure rows are
    /// found as annotated, and nothing is found that is not annotated.
    #[track_caller]
    fn check(name: &str, document: &Document, layout: &Layout, grammar: Option<&Grammar>) {
        let Some(gold) = shared("gold/outline.csv") else {
            return;
        };
        let outline = outline(document, layout, grammar);
        let mut found = found(document, &outline);
        let mut missed = Vec::new();
        for row in rows(&gold).iter().filter(|row| row["doc"] == name) {
            let number = |column: &str| row[column].parse::<i32>().ok();
            let at = found
                .iter()
                .position(|(line, level, ordinal, printed, title)| {
                    Some(*line) == number("line_no")
                        && Some(*level) == number("level")
                        && *ordinal == number("ordinal_implied").or(number("ordinal_value"))
                        && *printed == row["ordinal_printed"]
                        && *title == row["title"]
                });
            match at {
                Some(at) => drop(found.remove(at)),
                None => missed.push((
                    row["certainty"].clone(),
                    row["line_no"].clone(),
                    row["title"].clone(),
                )),
            }
        }
        assert!(
            missed.iter().all(|(certainty, ..)| certainty != "sure"),
            "{name} missed {missed:#?}, has {found:#?}"
        );
        assert!(
            found.is_empty(),
            "{name} has {found:#?}, missed {missed:#?}"
        );
    }

    const ANNOTATED: [(&str, &str); 3] = [
        ("001", "seeds/001_5dbc8bb928f0c1a8.txt"),
        ("003", "seeds/003_ce6ae8f612e35b9c.txt"),
        ("004", "seeds/004_9d212eeb4ba88b8f.txt"),
    ];

    #[test]
    fn annotated_outlines_are_found_on_a_clean_page() {
        for (name, file) in ANNOTATED {
            let Some((document, layout)) = annotated(name, file) else {
                return;
            };
            check(name, &document, &layout, Some(&report_grammar()));
            check(name, &document, &layout, None);
        }
    }

    #[test]
    fn annotated_outlines_are_found_by_the_whole_house() {
        let house = House::open();
        for (name, file) in ANNOTATED {
            let Some((document, layout)) = house.read(file) else {
                return;
            };
            let grammar = recognise(&document, &layout, &house.grammars, None);
            let grammar = grammar.map(|index| &house.grammars.grammars[index]);
            assert!(grammar.is_some(), "{name}");
            check(name, &document, &layout, grammar);
        }
    }

    /// Chapters and what stands below them as `line level ordinal`, derived by reading.
    type Read = &'static [(i32, i32, i32)];

    /// Checks the outline of a document that has no annotations.
    #[track_caller]
    fn check_read(
        (document, layout): &(Document, Layout),
        grammar: Option<&Grammar>,
        expected: Read,
        inferred: &[i32],
    ) {
        let records = outline(document, layout, grammar).records(document);
        let found: Vec<(i32, i32, i32)> = records
            .iter()
            .map(|record| (record.place.line, record.level, record.ordinal.unwrap_or(0)))
            .collect();
        assert_eq!(found, expected);
        let found: Vec<i32> = records
            .iter()
            .filter(|record| record.ordinal_inferred)
            .map(|record| record.place.line)
            .collect();
        assert_eq!(found, inferred);
    }

    /// Lines of pictures in the report without annotations.
    const PICTURES: &[(i32, i32)] = &[
        (60, 62),
        (70, 78),
        (96, 124),
        (160, 164),
        (331, 356),
        (406, 424),
        (470, 547),
        (553, 581),
    ];

    #[test]
    fn unannotated_outlines_are_as_read() {
        let house = House::open();
        let cases = [
            (
                "seeds/000_8b9f18ee963b66f2.txt",
                PICTURES,
                REPORT,
                &[663, 667, 675][..],
            ),
            ("seeds/002_d419d28a1c05e143.txt", &[], PLAN, &[]),
        ];
        for (file, noise, expected, inferred) in cases {
            let (Some(text), Some(read)) = (shared(file), house.read(file)) else {
                return;
            };
            let clean = document(text, noise, &BTreeMap::new());
            check_read(&clean, Some(&report_grammar()), expected, inferred);
            check_read(&clean, None, expected, inferred);
            let grammar = recognise(&read.0, &read.1, &house.grammars, None);
            let grammar = grammar.map(|index| &house.grammars.grammars[index]);
            check_read(&read, grammar, expected, inferred);
        }
    }

    #[test]
    fn chapters_have_the_roles_that_the_grammar_gives() {
        let house = House::open();
        let Some((document, layout)) = house.read("seeds/000_8b9f18ee963b66f2.txt") else {
            return;
        };
        let outline = outline(&document, &layout, house.grammars.named("annual-report"));
        let top = outline.sections.iter().filter(|section| section.level == 1);
        let roles: Vec<&str> = top.filter_map(|section| section.role.as_deref()).collect();
        let expected = "overview organisation proactive requests fees review proposals secrecy \
                        institutions problems other";
        assert_eq!(roles.join(" "), expected);
    }

    const REPORT: Read = &[
        (16, 1, 1),
        (20, 1, 2),
        (22, 2, 1),
        (26, 2, 2),
        (30, 2, 3),
        (34, 1, 3),
        (42, 2, 1),
        (46, 3, 1),
        (48, 3, 2),
        (54, 3, 3),
        (80, 2, 2),
        (84, 3, 1),
        (126, 3, 2),
        (134, 3, 3),
        (142, 3, 4),
        (150, 3, 5),
        (166, 3, 6),
        (397, 3, 7),
        (589, 2, 3),
        (591, 3, 1),
        (593, 3, 2),
        (599, 3, 3),
        (603, 3, 4),
        (607, 3, 5),
        (631, 1, 4),
        (637, 1, 5),
        (641, 1, 6),
        (649, 1, 7),
        (659, 1, 8),
        (663, 1, 9),
        (667, 1, 10),
        (675, 1, 11),
    ];

    const PLAN: Read = &[
        (19, 1, 1),
        (21, 2, 1),
        (23, 3, 1),
        (27, 3, 2),
        (28, 3, 3),
        (34, 3, 4),
        (36, 2, 2),
        (38, 3, 1),
        (42, 3, 2),
        (48, 3, 3),
        (54, 2, 3),
        (56, 3, 1),
        (60, 3, 2),
        (66, 3, 3),
        (70, 3, 4),
        (76, 2, 4),
        (78, 3, 1),
        (82, 3, 2),
        (86, 3, 3),
        (90, 1, 2),
        (92, 2, 1),
        (93, 2, 2),
        (97, 2, 3),
        (98, 2, 4),
    ];
}
