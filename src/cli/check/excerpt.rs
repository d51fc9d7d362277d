//! Source lines with carets, in the manner of compilers. Lines of reports may be thousands of
//! characters long: what is shown is cut around the spans.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use crate::cli::language::Language;
use crate::record::Severity;
use crate::text::{Place, SourceSpan};

use crate::finding::{Finding, shown};

/// Characters shown on either side of a span.
const AROUND: usize = 24;
/// Most characters of a span that are shown.
const LONGEST: usize = 60;
/// Most operands that are shown; the equation names them all.
const MOST: usize = 12;
/// Columns of the output: excerpts are cut before, and nothing more is to be cut.
const WIDEST: usize = 400;

/// A place with what stands at its carets.
struct Mark {
    span: SourceSpan,
    label: String,
    primary: bool,
}

/// A finding as people read it: code, message, source lines, what was expected.
pub(super) fn render(
    path: &str,
    text: &str,
    finding: &Finding,
    language: Language,
    styled: bool,
) -> String {
    let level = level(finding.severity, language);
    let title = level
        .primary_title(finding.message.as_str())
        .id(finding.code.as_str());
    let mut group = Group::with_title(title).element(origin(path, text, finding.place));
    let marks = marks(finding);
    for (line, window, marks) in windows(text, &marks) {
        group = group.element(snippet(text, line, window, &marks));
    }
    if let Some(expected) = &finding.expected {
        let name = language.pick("应为", "expected");
        group = group.element(Level::HELP.with_name(name).message(expected.as_str()));
    }
    for explanation in &finding.explanations {
        group = group.element(
            Level::NOTE
                .with_name(language.pick("说明", "note"))
                .message(explanation.as_str()),
        );
    }
    let renderer = if styled {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let mut rendered = String::new();
    let lines = renderer.term_width(WIDEST).render(&[group]);
    for line in lines.lines().filter(|line| !is_bare_origin(line)) {
        rendered.push_str(line);
        rendered.push('\n');
    }
    rendered.push('\n');
    rendered
}

/// A line that would say where the next excerpt stands and says nothing: all are of one file.
fn is_bare_origin(line: &str) -> bool {
    let mut bare = String::new();
    let mut inside = false;
    for c in line.chars() {
        match c {
            '\u{1b}' => inside = true,
            'm' if inside => inside = false,
            _ if inside => {}
            _ => bare.push(c),
        }
    }
    bare.trim() == ":::"
}

fn level(severity: Severity, language: Language) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR.with_name(language.pick("错误", "error")),
        Severity::Warning => Level::WARNING.with_name(language.pick("警告", "warning")),
        Severity::Note => Level::NOTE.with_name(language.pick("提示", "note")),
    }
}

fn origin<'a>(path: &'a str, text: &str, place: Place) -> Origin<'a> {
    let line = usize::try_from(place.line).unwrap_or(1);
    Origin::path(path)
        .line(line)
        .char_column(column(text, place.span.start))
}

/// Column of a byte, in characters from 1.
pub(super) fn column(text: &str, at: usize) -> usize {
    let start = line_of(text, at).start;
    text.get(start..at)
        .map_or(1, |before| before.chars().count() + 1)
}

/// The line that the byte `at` stands on, without its end.
fn line_of(text: &str, at: usize) -> Range<usize> {
    let start = text
        .get(..at)
        .and_then(|before| before.rfind('\n'))
        .map_or(0, |end| end + 1);
    let end = text
        .get(at..)
        .and_then(|after| after.find('\n'))
        .map_or(text.len(), |end| at + end);
    start..end.max(start)
}

/// The operands, the finding's own place among them first; that place alone if there are none.
fn marks(finding: &Finding) -> Vec<Mark> {
    let mut marks: Vec<Mark> = finding
        .operands
        .iter()
        .take(MOST)
        .filter(|operand| operand.place.span.start < operand.place.span.end)
        .map(|operand| Mark {
            span: operand.place.span,
            label: operand.value.map_or_else(
                || operand.name.clone(),
                |value| format!("{} {}", operand.name, shown(value)),
            ),
            primary: operand.place == finding.place,
        })
        .collect();
    if !marks.iter().any(|mark| mark.primary) {
        marks.insert(
            0,
            Mark {
                span: finding.place.span,
                label: String::new(),
                primary: true,
            },
        );
    }
    marks
}

/// The marks by the stretches of lines that show them, in order of position.
fn windows<'m>(text: &str, marks: &'m [Mark]) -> Vec<(usize, Range<usize>, Vec<&'m Mark>)> {
    let mut sorted: Vec<&Mark> = marks.iter().collect();
    sorted.sort_by_key(|mark| mark.span.start);
    let mut windows: Vec<(usize, Range<usize>, Vec<&Mark>)> = Vec::new();
    for mark in sorted {
        let line = line_of(text, mark.span.start);
        let end = seen(text, mark, &line).end;
        let window = back(text, mark.span.start, line.start)..forth(text, end, line.end, AROUND);
        match windows.last_mut() {
            Some((_, last, marks))
                if window.start <= last.end
                    && window.start >= last.start
                    && line.start <= last.start =>
            {
                last.end = last.end.max(window.end);
                marks.push(mark);
            }
            _ => {
                let number = text[..line.start].matches('\n').count() + 1;
                windows.push((number, window, vec![mark]));
            }
        }
    }
    windows
}

/// What of a mark is shown: its first line, and not too much of it.
fn seen(text: &str, mark: &Mark, line: &Range<usize>) -> Range<usize> {
    let start = mark.span.start.min(text.len());
    let end = mark.span.end.clamp(start, line.end.max(start));
    start..forth(text, start, end, LONGEST)
}

/// Some characters before `at`, not before `floor`.
fn back(text: &str, at: usize, floor: usize) -> usize {
    let before = text.get(floor..at).unwrap_or_default();
    before
        .char_indices()
        .rev()
        .nth(AROUND - 1)
        .map_or(floor, |(start, _)| floor + start)
}

/// `count` characters behind `at`, not behind `ceiling`.
fn forth(text: &str, at: usize, ceiling: usize, count: usize) -> usize {
    let behind = text.get(at..ceiling).unwrap_or_default();
    behind
        .char_indices()
        .nth(count)
        .map_or(ceiling, |(end, _)| at + end)
}

fn snippet<'a>(
    text: &str,
    line: usize,
    window: Range<usize>,
    marks: &[&'a Mark],
) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let whole = line_of(text, window.start);
    let before = if window.start > whole.start {
        "…"
    } else {
        ""
    };
    let after = if window.end < whole.end { "…" } else { "" };
    let source = format!("{before}{}{after}", &text[window.clone()]);
    let at = |position: usize| position - window.start + before.len();
    let annotations: Vec<_> = marks
        .iter()
        .map(|mark| {
            let kind = if mark.primary {
                AnnotationKind::Primary
            } else {
                AnnotationKind::Context
            };
            let span = seen(text, mark, &whole);
            let annotation = kind.span(at(span.start)..at(span.end.max(span.start)));
            if mark.label.is_empty() {
                annotation
            } else {
                annotation.label(mark.label.as_str())
            }
        })
        .collect();
    Snippet::source(source)
        .line_start(line)
        .annotations(annotations)
}
