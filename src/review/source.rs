//! The source text as it is, line by line, cut where records begin and end.
//!
//! Each stretch that a record covers carries its byte offsets: the script finds the stretches of a
//! record, and the records of a stretch, by these alone.

use super::html::{Html, Name, Tag};
use super::mark::{Mark, is_set_aside, marks};
use super::words;
use crate::extract::Extraction;
use crate::language::Language;
use crate::record::Block;
use crate::text::SourceSpan;

/// Lines that a browser lays out together, when they come into view.
const LINES_TOGETHER: usize = 40;

/// Where marks begin and end, in order; empty ones at their place.
struct Edges {
    /// Byte, whether it begins, rank of the mark.
    edges: Vec<(usize, bool, usize)>,
    /// Marks of each rank that are open.
    open: [usize; Mark::ALL.len()],
    next: usize,
}

impl Edges {
    fn new(marks: &[(SourceSpan, Mark)]) -> Self {
        let mut edges = Vec::with_capacity(marks.len() * 2);
        for (span, mark) in marks.iter().filter(|(span, _)| span.start < span.end) {
            edges.push((span.start, true, mark.rank()));
            edges.push((span.end, false, mark.rank()));
        }
        edges.sort_unstable();
        Self {
            edges,
            open: [0; Mark::ALL.len()],
            next: 0,
        }
    }

    /// Passes all edges up to `at`.
    fn pass(&mut self, at: usize) {
        while let Some((_, begins, rank)) = self.edges.get(self.next).filter(|edge| edge.0 <= at) {
            if *begins {
                self.open[*rank] += 1;
            } else {
                self.open[*rank] = self.open[*rank].saturating_sub(1);
            }
            self.next += 1;
        }
    }

    /// Where the stretch that begins at `at` ends, at most `most`.
    fn end(&self, most: usize) -> usize {
        self.edges
            .get(self.next)
            .map_or(most, |edge| edge.0.min(most))
    }

    /// Class names of what is open, if anything is.
    fn classes(&self) -> Option<String> {
        let open = (0..self.open.len()).filter(|rank| self.open[*rank] > 0);
        let names: Vec<&str> = open.map(|rank| Mark::ALL[rank].class()).collect();
        (!names.is_empty()).then(|| format!("m {}", names.join(" ")))
    }
}

/// Places where something of no length stands or begins, in order.
struct Points<'a> {
    points: Vec<(usize, &'a str)>,
    next: usize,
}

impl<'a> Points<'a> {
    fn new(mut points: Vec<(usize, &'a str)>) -> Self {
        points.sort_unstable();
        Self { points, next: 0 }
    }

    /// What stands at `at`, which never falls; of several, the last.
    fn at(&mut self, at: usize) -> Option<&'a str> {
        let mut found = None;
        while let Some((place, what)) = self.points.get(self.next).filter(|one| one.0 <= at) {
            found = (*place == at).then_some(*what).or(found);
            self.next += 1;
        }
        found
    }

    /// The next place, at most `most`.
    fn upto(&self, most: usize) -> usize {
        self.points
            .get(self.next)
            .map_or(most, |one| one.0.min(most))
    }
}

/// The source text under the pen.
struct Text<'a> {
    text: &'a str,
    edges: Edges,
    empty: Points<'a>,
    reasons: Points<'a>,
}

/// Writes the source text.
pub(crate) fn source(html: &mut Html, extraction: &Extraction, language: Language) {
    let marks = marks(extraction);
    let empty = marks.iter().filter(|(span, _)| span.start == span.end);
    let aside = extraction
        .blocks
        .iter()
        .filter(|block| is_set_aside(block.kind));
    let mut text = Text {
        text: &extraction.text,
        edges: Edges::new(&marks),
        empty: Points::new(
            empty
                .map(|(span, mark)| (span.start, mark.class()))
                .collect(),
        ),
        reasons: Points::new(aside.map(starts).collect()),
    };
    let lines: Vec<&str> = extraction.text.split('\n').collect();
    let (mut at, mut number) = (0, 1);
    for together in lines.chunks(LINES_TOGETHER) {
        html.tag(Tag::DIV).class("ch").with(|html| {
            for line in together {
                html.tag(Tag::DIV).class("l").with(|html| {
                    html.tag(Tag::SPAN).class("no").text(number);
                    let end = at + line.len();
                    let inner = html.tag(Tag::SPAN).class("tx");
                    inner.with(|html| text.line(html, at, end, language));
                });
                html.line_end();
                at += line.len() + 1;
                number += 1;
            }
        });
    }
}

/// Where a block begins, and why it was set aside.
fn starts(block: &Block) -> (usize, &str) {
    let reason = block.reason.as_deref().unwrap_or("noise");
    (block.place.span.start, reason)
}

impl Text<'_> {
    /// The line from `at` to `end`.
    fn line(&mut self, html: &mut Html, mut at: usize, end: usize, language: Language) {
        loop {
            self.edges.pass(at);
            if let Some(class) = self.empty.at(at) {
                let mark = html.tag(Tag::SPAN).class(format_args!("m z {class}"));
                mark.set(Name::START, at).set(Name::END, at).empty();
            }
            if at >= end {
                return;
            }
            let next = self.empty.upto(self.edges.end(end));
            let part = self.text.get(at..next).unwrap_or_default();
            let why = self.reasons.at(at);
            match self.edges.classes() {
                Some(classes) => {
                    let mark = html.tag(Tag::SPAN).class(classes);
                    let mark = mark.set(Name::START, at).set(Name::END, next);
                    let why = why.map(|reason| words::reason(reason, language));
                    mark.maybe(Name::WHY, why).text(part);
                }
                None => html.text(part),
            }
            at = next;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostic;
    use crate::record::{Evidence, Fact, FactSource, ValueState};
    use crate::text::Place;

    fn fact(start: usize, end: usize) -> Fact {
        let span = SourceSpan::new(start, end);
        Fact {
            fact_id: 0,
            year: None,
            form: None,
            indicator: "requests.new".into(),
            scope: None,
            applicant: None,
            value: None,
            value_printed: None,
            state: ValueState::Value,
            unit: None,
            label_printed: None,
            label_score: 1.0,
            source: FactSource::Table,
            table_id: None,
            row: None,
            col: None,
            section_id: None,
            evidence: Evidence::Confirmed,
            value_implied: None,
            place: Place { span, line: 1 },
        }
    }

    fn written(text: &str, facts: Vec<Fact>) -> String {
        let extraction = Extraction {
            text: text.into(),
            facts,
            diagnostics: Vec::<Diagnostic>::new(),
            ..Extraction::default()
        };
        let mut html = Html::page();
        source(&mut html, &extraction, Language::Chinese);
        html.finish()
    }

    #[test]
    fn a_record_over_two_lines_is_cut_at_the_line_end() {
        let made = written("a12\n3b", vec![fact(1, 5)]);
        let first = r#"a<span class="m ok" data-s="1" data-e="3">12</span>"#;
        let second = r#"<span class="m ok" data-s="4" data-e="5">3</span>b"#;
        assert!(made.contains(first) && made.contains(second), "{made}");
    }

    #[test]
    fn a_record_without_length_stands_at_its_place() {
        let blank = Fact {
            state: ValueState::Blank,
            evidence: Evidence::Unchecked,
            ..fact(2, 2)
        };
        let made = written("a\t\tb", vec![blank]);
        let mark = "a\t<span class=\"m z bl\" data-s=\"2\" data-e=\"2\"></span>\tb";
        assert!(made.contains(mark), "{made}");
    }
}
