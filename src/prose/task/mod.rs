//! What a work plan assigns: tasks with the organs that answer for them and their terms.
//!
//! Given the plan's paragraphs with the titles of their sections, returns a task for every
//! paragraph that carries a responsibility note, in brackets at its end or as a paragraph of its
//! own behind it. Task tables are read elsewhere.

mod deadline;
mod note;

use crate::grammar::Vocabulary;
use crate::layout::Paragraph;
use crate::record::{Deadline, FactSource, Legibility, Task, TaskUnit};
use crate::text::{Place, Span};
use crate::value::ordinal::ordinal;

use note::Note;

/// Longest title that a paragraph may open with, in characters.
const LONGEST_TITLE: usize = 80;

/// A paragraph of the plan and where it stands in the outline.
#[derive(Debug, Clone, Copy)]
pub struct Passage<'a> {
    /// The paragraph.
    pub paragraph: &'a Paragraph,
    /// Section it stands in.
    pub section_id: Option<i32>,
    /// Titles of its sections, outermost first, without their numbers.
    pub path: &'a [&'a str],
}

/// Paragraphs that wait for the note behind them.
#[derive(Debug, Default)]
struct Waiting<'a> {
    passages: Vec<Passage<'a>>,
}

/// The organs of a list, as a cell of a table prints it; all are responsible unless it says more.
#[must_use]
pub fn units(words: &Vocabulary, list: &str) -> Vec<TaskUnit> {
    note::read(words, &format!("责任单位：{list}"), false).units
}

/// The names of a list of organs, as printed: 各省、自治区人民政府 is one.
#[must_use]
pub fn organs<'a>(words: &Vocabulary, list: &'a str) -> Vec<&'a str> {
    note::organs(words, list)
}

/// Whether a name ends as the names of organs do.
#[must_use]
pub fn is_organ(words: &Vocabulary, name: &str) -> bool {
    note::is_organ(words, name)
}

/// Deadlines and frequencies in a text; `year` makes 5月底前 a date.
#[must_use]
pub fn deadlines(words: &Vocabulary, text: &str, year: Option<i32>) -> Vec<Deadline> {
    deadline::deadlines(&words.term, text, year)
}

/// All tasks of a plan, numbered from `first_id`. `year` is the year that it plans.
pub fn tasks(
    words: &Vocabulary,
    passages: &[Passage<'_>],
    year: Option<i32>,
    first_id: i32,
    place: impl Fn(Span) -> Place,
) -> Vec<Task> {
    let mut tasks: Vec<Task> = Vec::new();
    let mut waiting = Waiting::default();
    let mut first_leads = false;
    for &passage in passages {
        let text = passage.paragraph.text.as_str();
        if is_heading(passage) {
            waiting.passages.clear();
            continue;
        }
        let (body, notes) = cut(words, text);
        if notes.is_empty() {
            waiting.keep(passage);
            continue;
        }
        if !body.is_empty() {
            waiting.keep(passage);
        }
        let mut note = Note::default();
        for part in notes {
            let read = note::read(words, part, first_leads);
            first_leads |= read.first_leads;
            note.units.extend(read.units);
        }
        let passages = std::mem::take(&mut waiting.passages);
        if note.units.is_empty() || passages.is_empty() {
            continue;
        }
        let task_id = first_id.saturating_add(i32::try_from(tasks.len()).unwrap_or(i32::MAX));
        tasks.push(task(words, task_id, &passages, passage, note, year, &place));
    }
    tasks
}

impl<'a> Waiting<'a> {
    /// Adds a paragraph; one with its own title or in another section begins anew.
    fn keep(&mut self, passage: Passage<'a>) {
        let anew = self
            .passages
            .last()
            .is_some_and(|last| last.path != passage.path);
        if anew || run_in(&passage.paragraph.text).is_some() {
            self.passages.clear();
        }
        self.passages.push(passage);
    }
}

/// Whether a paragraph is nothing but the heading of its section.
fn is_heading(passage: Passage<'_>) -> bool {
    let text = passage.paragraph.text.as_str();
    let title = ordinal(text).map_or(text, |(rest, _)| rest);
    let title = title.trim().trim_end_matches(['。', '：', ':']);
    passage.path.last().is_some_and(|own| *own == title)
}

/// Cuts a paragraph into what is to be done and its notes.
fn cut<'a>(words: &Vocabulary, text: &'a str) -> (&'a str, Vec<&'a str>) {
    if note::labelled(&words.task, text) {
        return ("", vec![note::inside(text)]);
    }
    let notes = note::bracketed(words, text);
    let Some(first) = notes.first() else {
        return (text, Vec::new());
    };
    let body = text[..first.start].trim();
    (
        body,
        notes
            .iter()
            .map(|span| note::inside(span.text(text)))
            .collect(),
    )
}

fn task(
    words: &Vocabulary,
    task_id: i32,
    passages: &[Passage<'_>],
    last: Passage<'_>,
    note: Note,
    year: Option<i32>,
    place: &impl Fn(Span) -> Place,
) -> Task {
    let first = passages[0];
    let title = run_in(&first.paragraph.text);
    let (title, above) = match (title, first.path.split_last()) {
        (Some(title), Some((innermost, above))) if *innermost == title => (Some(title), above),
        (Some(title), _) => (Some(title), first.path),
        (None, Some((innermost, above))) => (Some(*innermost), above),
        (None, None) => (None, first.path),
    };
    let texts: Vec<&str> = passages
        .iter()
        .map(|passage| without_notes(words, &passage.paragraph.text))
        .collect();
    let text = texts.concat();
    let deadlines = deadline::deadlines(&words.term, &text, year);
    let span = first.paragraph.span().cover(last.paragraph.span());
    Task {
        task_id,
        section_id: first.section_id,
        category: (!above.is_empty()).then(|| above.join("/")),
        title: title.map(str::to_owned),
        text,
        units: note.units,
        deadlines,
        mentioned_in: Vec::new(),
        source: FactSource::Prose,
        legibility: Legibility::Clean,
        place: place(span),
    }
}

/// A paragraph's text up to its last note.
fn without_notes<'a>(words: &Vocabulary, text: &'a str) -> &'a str {
    let notes = note::bracketed(words, text);
    match (notes.first(), notes.last()) {
        (Some(first), Some(last)) if notes.len() == 1 || last.end == text.len() => {
            if notes.len() == 1 {
                text[..first.start].trim()
            } else {
                text[..last.start].trim()
            }
        }
        _ => text,
    }
}

/// The title that a numbered paragraph opens with: its first sentence, if more follows.
fn run_in(text: &str) -> Option<&str> {
    let text = text.trim_start_matches(['-', ' ']);
    let (rest, number) = ordinal(text).ok()?;
    let end = rest.find('。')?;
    let title = rest[..end].trim();
    let fits = number.level > 0 && (1..=LONGEST_TITLE).contains(&title.chars().count());
    fits.then_some(title)
}

#[cfg(test)]
mod tests {
    use super::super::gold;
    use super::*;
    use crate::record::UnitRole;

    /// A plan of paragraphs, all in the section `path`.
    fn plan(path: &[&str], texts: &[&str]) -> Vec<Task> {
        let paragraphs: Vec<Paragraph> = texts.iter().map(|text| gold::paragraph(text)).collect();
        let passages: Vec<Passage<'_>> = paragraphs
            .iter()
            .map(|paragraph| Passage {
                paragraph,
                section_id: Some(3),
                path,
            })
            .collect();
        tasks(gold::words(), &passages, Some(2021), 0, |_| {
            Place::default()
        })
    }

    #[test]
    fn a_note_makes_a_paragraph_a_task() {
        let tasks = plan(
            &["助力发展", "强化引导"],
            &["1.公开财政信息。按月公开收支，5月底前上线。（市甲局牵头落实）"],
        );
        assert_eq!(tasks.len(), 1);
        assert_eq!(tasks[0].title.as_deref(), Some("公开财政信息"));
        assert_eq!(tasks[0].category.as_deref(), Some("助力发展/强化引导"));
        assert_eq!(tasks[0].text, "1.公开财政信息。按月公开收支，5月底前上线。");
        assert_eq!(
            tasks[0]
                .deadlines
                .iter()
                .map(|deadline| deadline.printed.as_str())
                .collect::<Vec<_>>(),
            ["按月", "5月底前"]
        );
    }

    #[test]
    fn a_paragraph_without_title_is_called_after_its_section() {
        let tasks = plan(
            &["助力发展", "公开减税信息"],
            &["集中展示清单。（市甲局、市乙局按职责分工分别牵头落实）"],
        );
        assert_eq!(tasks[0].title.as_deref(), Some("公开减税信息"));
        assert_eq!(tasks[0].category.as_deref(), Some("助力发展"));
    }

    #[test]
    fn a_heading_is_no_part_of_the_task() {
        let path = ["助力发展", "公开减税信息"];
        let tasks = plan(
            &path,
            &["（二）公开减税信息", "集中展示清单。（市甲局牵头落实）"],
        );
        assert_eq!(tasks[0].title.as_deref(), Some("公开减税信息"));
        assert_eq!(tasks[0].text, "集中展示清单。");
    }

    #[test]
    fn a_rule_that_the_first_leads_holds_for_the_notes_behind_it() {
        let tasks = plan(
            &["工作"],
            &[
                "1.公开甲类信息。逐项公开。（甲部、乙部负责）",
                "2.公开乙类信息。逐项公开。（甲部、乙部负责。列第一位的为牵头单位，下同）",
                "3.公开丙类信息。逐项公开。（丙部、丁部负责）",
            ],
        );
        let roles: Vec<Vec<UnitRole>> = tasks
            .iter()
            .map(|task| task.units.iter().map(|unit| unit.role).collect())
            .collect();
        let (lead, responsible) = (UnitRole::Lead, UnitRole::Responsible);
        assert_eq!(
            roles,
            [
                [responsible, responsible],
                [lead, responsible],
                [lead, responsible]
            ]
        );
    }

    #[test]
    fn a_note_of_its_own_belongs_to_the_paragraph_before() {
        let tasks = plan(
            &["工作"],
            &[
                "1.解读政策。带头解读。",
                "责任分工：市甲局牵头，各县（市、区）政府负责落实。",
            ],
        );
        assert_eq!(tasks.len(), 1);
        assert_eq!(tasks[0].title.as_deref(), Some("解读政策"));
        assert_eq!(
            tasks[0]
                .units
                .iter()
                .map(|unit| unit.role)
                .collect::<Vec<_>>(),
            [UnitRole::Lead, UnitRole::Responsible]
        );
        assert_eq!(tasks[0].units[1].name, "各县（市、区）政府");
    }

    #[test]
    fn paragraphs_without_note_are_no_tasks() {
        assert!(
            plan(
                &["工作"],
                &["1.解读政策。带头解读。", "2.公开会议。邀请代表。"]
            )
            .is_empty()
        );
        assert!(plan(&["工作"], &["责任分工：市甲局牵头。"]).is_empty());
    }

    /// Titles, organs, roles and terms against the annotated plan.
    #[test]
    #[allow(clippy::print_stdout)]
    fn annotated_tasks_are_found() {
        let (Some(rows), Some(outline), Some(passages)) = (
            gold::rows("tasks_003.csv"),
            gold::rows("outline.csv"),
            gold::passages("003"),
        ) else {
            println!("no annotated documents at hand: skipped");
            return;
        };
        let headings: Vec<&gold::Row> = outline
            .iter()
            .filter(|row| row.get("doc") == "003" && row.get("form") == "standalone")
            .collect();
        let mut path: Vec<String> = Vec::new();
        let mut with_path: Vec<(&gold::Passage, Vec<String>)> = Vec::new();
        for passage in &passages {
            let line = passage.line(0);
            if let Some(heading) = headings.iter().find(|row| row.line("line_no") == line) {
                path.truncate(heading.line("level").saturating_sub(1));
                path.push(heading.get("title").to_owned());
            } else {
                with_path.push((passage, path.clone()));
            }
        }
        let paths: Vec<Vec<&str>> = with_path
            .iter()
            .map(|(_, path)| path.iter().map(String::as_str).collect())
            .collect();
        let inputs: Vec<Passage<'_>> = with_path
            .iter()
            .zip(&paths)
            .map(|((passage, _), path)| Passage {
                paragraph: &passage.paragraph,
                section_id: None,
                path,
            })
            .collect();
        let found = tasks(gold::words(), &inputs, Some(2017), 0, |_| Place::default());
        let mut right = [0; 4];
        for (task, row) in found.iter().zip(&rows) {
            let role = match task.units[0].role {
                UnitRole::Lead => "牵头",
                UnitRole::Support => "配合",
                UnitRole::Responsible => "负责",
            };
            let units: Vec<&str> = task
                .units
                .iter()
                .map(|unit| unit.name_printed.as_str())
                .collect();
            let terms: Vec<&str> = task
                .deadlines
                .iter()
                .map(|deadline| deadline.printed.as_str())
                .collect();
            let agree = [
                task.title.as_deref() == Some(row.get("heading")),
                units.join(";") == row.get("units"),
                role == row.get("role"),
                terms.join(";") == row.get("deadlines_frequencies"),
            ];
            if agree.contains(&false) {
                println!(
                    "{:?}\n  {} {units:?} {terms:?}\n  for {} [{}] [{}]",
                    agree,
                    task.title.as_deref().unwrap_or("-"),
                    row.get("heading"),
                    row.get("units"),
                    row.get("deadlines_frequencies")
                );
            }
            for (sum, agrees) in right.iter_mut().zip(agree) {
                *sum += usize::from(agrees);
            }
        }
        let [titles, units, roles, terms] = right;
        println!(
            "tasks {}/{}: titles {titles}, units {units}, roles {roles}, terms {terms}",
            found.len(),
            rows.len()
        );
        assert!(
            found.len() == rows.len() && right.iter().all(|&right| right * 100 >= rows.len() * 97)
        );
    }
}
