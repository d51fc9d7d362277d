//! Tables drawn with characters: boxes of `+--+` or `┌─┐`, and columns below a rule with gaps.
//!
//! Finds which lines belong to one drawing by its rules alone; what stands in its cells is read later,
//! by the display columns that the rules name.

use std::collections::HashMap;
use std::ops::Range;

use super::line::{Line, LineKind, OVERLONG};

/// How a table is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Drawing {
    /// A rule with gaps names the columns.
    Columns,
    /// Lines enclose cells.
    Boxes,
}

/// Finds the drawn tables, in order of position.
pub(crate) fn drawn(text: &str, lines: &[Line]) -> Vec<(Range<usize>, Drawing)> {
    let page = Page::new(text, lines);
    let mut found = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let free = found
            .last()
            .map_or(0, |(range, _): &(Range<usize>, _)| range.end);
        let table = match page.rules[at] {
            Rule::Border => page.boxes(at).map(|range| (range, Drawing::Boxes)),
            Rule::Gapped => page
                .columns(at, free)
                .map(|range| (range, Drawing::Columns)),
            Rule::None | Rule::Whole => None,
        };
        match table.filter(|(range, _)| page.is_plain(range)) {
            Some(table) => {
                at = table.0.end;
                found.push(table);
            }
            None => at += 1,
        }
    }
    found
}

/// Lets lines of drawn tables be no noise and their rules no furniture of the page: a row of dashes is
/// one, and rules are what the table is read by.
pub(crate) fn keep(text: &str, lines: &mut [Line], drawn: &[(Range<usize>, Drawing)]) {
    for at in drawn.iter().flat_map(|(range, _)| range.clone()) {
        let line = &mut lines[at];
        let own = match line.kind {
            LineKind::Noise(reason) => reason != OVERLONG,
            LineKind::Furniture { .. } => rule(line.span.text(text)) != Rule::None,
            _ => false,
        };
        if own {
            line.kind = LineKind::Text;
        }
    }
}

/// What a line is a rule of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rule {
    /// No rule.
    None,
    /// One run of dashes.
    Whole,
    /// Runs of dashes or equals signs with blanks between them.
    Gapped,
    /// From corner to corner of a box.
    Border,
}

/// What kind of rule a line is.
pub(crate) fn rule(raw: &str) -> Rule {
    let content = raw.trim();
    let Some(first) = content.chars().next() else {
        return Rule::None;
    };
    if is_junction(first) {
        let drawn = content
            .chars()
            .all(|one| is_junction(one) || is_horizontal(one) || one == ':');
        let lined = content.chars().any(is_horizontal);
        let ends = content.ends_with(is_junction) && content.len() > first.len_utf8();
        return if drawn && lined && ends {
            Rule::Border
        } else {
            Rule::None
        };
    }
    let dashes =
        matches!(first, '-' | '=') && content.chars().all(|one| one == first || one == ' ');
    if !dashes {
        return Rule::None;
    }
    let runs = || content.split(' ').filter(|run| !run.is_empty());
    let long = content.len() >= WIDE && runs().any(|run| run.len() >= LONG_RUN);
    match (runs().nth(1).is_some(), long) {
        (true, true) => Rule::Gapped,
        (false, true) => Rule::Whole,
        _ => Rule::None,
    }
}

/// Columns of the narrowest rule.
const WIDE: usize = 6;
/// Dashes that some run of a rule has: a row of empty cells may be dashes too.
const LONG_RUN: usize = 3;

/// Whether a character draws an upright line.
pub(crate) fn is_vertical(one: char) -> bool {
    matches!(
        one,
        '|' | '｜' | '│' | '┃' | '║' | '┆' | '┇' | '┊' | '┋' | '╎' | '╏'
    )
}

/// Whether a character draws a level line.
pub(crate) fn is_horizontal(one: char) -> bool {
    matches!(
        one,
        '-' | '='
            | '─'
            | '━'
            | '═'
            | '┄'
            | '┅'
            | '┈'
            | '┉'
            | '╌'
            | '╍'
            | '╴'
            | '╶'
            | '╸'
            | '╺'
    )
}

/// Whether lines meet in a character.
pub(crate) fn is_junction(one: char) -> bool {
    let drawn = matches!(one, '\u{2500}'..='\u{257f}') && !is_vertical(one) && !is_horizontal(one);
    drawn || one == '+'
}

/// The lines of a text with what each is a rule of.
struct Page<'a> {
    text: &'a str,
    lines: &'a [Line],
    rules: Vec<Rule>,
    /// Lines of each rule with gaps, in order.
    same: HashMap<&'a str, Vec<usize>>,
}

impl<'a> Page<'a> {
    fn new(text: &'a str, lines: &'a [Line]) -> Self {
        let kind = |line: &Line| match line.kind {
            LineKind::Html | LineKind::Cells(_) | LineKind::Noise(OVERLONG) => Rule::None,
            _ => rule(line.span.text(text)),
        };
        let rules: Vec<Rule> = lines.iter().map(kind).collect();
        let mut same: HashMap<&str, Vec<usize>> = HashMap::new();
        for at in (0..lines.len()).filter(|at| rules[*at] == Rule::Gapped) {
            let content = lines[at].span.text(text).trim();
            same.entry(content).or_default().push(at);
        }
        Self {
            text,
            lines,
            rules,
            same,
        }
    }

    fn raw(&self, at: usize) -> &'a str {
        self.lines
            .get(at)
            .map_or("", |line| line.span.text(self.text))
    }

    /// Whether a table holds no heading and no picture, and no other table whose cells are known.
    fn is_plain(&self, range: &Range<usize>) -> bool {
        self.lines[range.clone()].iter().all(|line| {
            let other = matches!(
                line.kind,
                LineKind::Html | LineKind::Cells(_) | LineKind::Image
            );
            !other && line.mark.is_none()
        })
    }

    fn is_blank(&self, at: usize) -> bool {
        self.raw(at).trim().is_empty()
    }

    /// Lines of boxes from a border on: those that begin with a line, single empty ones between them.
    fn boxes(&self, start: usize) -> Option<Range<usize>> {
        let begins = |at: usize| {
            let first = self.raw(at).trim_start().chars().next();
            first.is_some_and(|one| is_vertical(one) || is_junction(one))
        };
        let (mut end, mut borders) = (start + 1, 1);
        loop {
            let next = end + usize::from(self.is_blank(end));
            let border = self.rules.get(next) == Some(&Rule::Border);
            if !begins(next) || next > end && border && self.rules[end - 1] == Rule::Border {
                break;
            }
            borders += usize::from(border);
            end = next + 1;
        }
        let several = |at: usize| self.raw(at).chars().filter(|one| is_vertical(*one)).count() >= 3;
        (borders >= 2 && (start..end).any(several)).then_some(start..end)
    }

    /// Lines of a table whose columns the rule at `at` names; those above it from `free` on may be its
    /// head.
    fn columns(&self, at: usize, free: usize) -> Option<Range<usize>> {
        let content = self.raw(at).trim();
        let again = &self.same[content];
        let mut later = again[again.partition_point(|other| *other <= at)..].iter();
        let head = self.head(at, free);
        if let Some(frame) = head.clone().and_then(|head| self.frame(&head, at, free)) {
            return Some(frame);
        }
        let end = self.body_end(at, content);
        let closed = self.raw(end - 1).trim() == content;
        if let Some(head) = head.filter(|_| !content.starts_with('=')) {
            return (end > at + 1).then_some(head.start..end);
        }
        if !closed && self.is_lone_head(at, free) && (at + 1..end).any(|line| self.is_row(line)) {
            return Some(at - 1..end);
        }
        let mut end = *later.next()?;
        // Its first rows may be a head with a rule of its own.
        let goes_on = content.starts_with('=') && !self.is_blank(end + 1);
        if let Some(last) = later.next().filter(|_| goes_on) {
            end = *last;
        }
        (end > at + 1).then_some(at..end + 1)
    }

    /// The lines right above a rule that are column heads.
    fn head(&self, at: usize, free: usize) -> Option<Range<usize>> {
        let is_head = |line: &usize| self.is_row(*line);
        let count = (free..at)
            .rev()
            .take(HEAD_LINES)
            .take_while(is_head)
            .count();
        (count > 0).then_some(at - count..at)
    }

    /// Whether a line has several cells.
    fn is_row(&self, at: usize) -> bool {
        let cells = self.raw(at).trim().split("  ");
        self.rules[at] == Rule::None && cells.filter(|cell| !cell.is_empty()).nth(1).is_some()
    }

    /// Whether the line right above a rule may be the only column head: it begins where the rule does.
    fn is_lone_head(&self, at: usize, free: usize) -> bool {
        let Some(above) = at.checked_sub(1).filter(|above| *above >= free) else {
            return false;
        };
        let indent = |raw: &str| raw.len() - raw.trim_start_matches(' ').len();
        let (head, line) = (self.raw(above), self.raw(at));
        let plain = self.rules[above] == Rule::None && !head.trim().is_empty();
        plain && indent(head) == indent(line) && !head.trim().ends_with(['。', '；', '：'])
    }

    /// The table between two whole rules, one of them above the head.
    fn frame(&self, head: &Range<usize>, at: usize, free: usize) -> Option<Range<usize>> {
        let top = head.start.checked_sub(1).filter(|top| *top >= free)?;
        let length = self.raw(at).trim().len();
        let is_edge = |line: usize| {
            self.rules.get(line) == Some(&Rule::Whole) && self.raw(line).trim().len() == length
        };
        let mut rows = (at + 1..self.lines.len()).take(FRAME_LINES);
        let bottom = rows.find(|line| is_edge(*line)).filter(|_| is_edge(top))?;
        Some(top..bottom + 1)
    }

    /// One past the last row below a rule with heads: the same rule again, or what cannot be a row.
    fn body_end(&self, at: usize, content: &str) -> usize {
        let stops = |line: &usize| {
            let raw = self.raw(*line).trim();
            raw.is_empty() || raw == content || raw.ends_with(['。', '；', '：'])
        };
        let end = (at + 1..self.lines.len())
            .find(stops)
            .unwrap_or(self.lines.len());
        end + usize::from(self.raw(end).trim() == content)
    }
}

/// Lines that column heads take.
const HEAD_LINES: usize = 12;
/// Lines of a table between whole rules.
const FRAME_LINES: usize = 4096;

#[cfg(test)]
mod tests {
    use super::super::line::lines;
    use super::*;
    use crate::grammar::Registry;
    use crate::label::LabelIndex;

    #[track_caller]
    fn check(text: &str, expected: &[(Range<usize>, Drawing)]) {
        let lines = lines(text, &Registry::default(), &LabelIndex::default());
        assert_eq!(drawn(text, &lines), expected, "{text}");
    }

    #[test]
    fn rules_end_a_table() {
        let rule = "  ------ ---\n";
        let table = format!("{rule}  规章   3\n\n  许可   4\n{rule}");
        check(
            &format!("前文\n\n{table}\n后文"),
            &[(2..7, Drawing::Columns)],
        );
        check(
            &format!("{table}\n{table}"),
            &[(0..5, Drawing::Columns), (6..11, Drawing::Columns)],
        );
        check(&format!("{rule}  规章   3\n"), &[]);
        check(
            "== ===\n项 数\n== ===\n甲 3\n== ===",
            &[(0..5, Drawing::Columns)],
        );
    }

    #[test]
    fn heads_stand_above_a_rule() {
        let table = "  项目   数\n  ------ ---\n  规章   3\n";
        check(
            &format!("前文\n\n{table}\n后文"),
            &[(2..5, Drawing::Columns)],
        );
        let whole = "  ----------\n";
        check(
            &format!("{whole}{table}\n  许可   4\n{whole}"),
            &[(0..7, Drawing::Columns)],
        );
        check(
            "  公开\n  ------ ---\n  规章   3\n\n",
            &[(0..3, Drawing::Columns)],
        );
        check("前文\n------ ---\n后文", &[]);
    }

    #[test]
    fn boxes_end_where_no_line_begins_with_one() {
        let table = "+----+---+\n| 甲 | 3 |\n|    +---+\n|    | 4 |\n+----+---+\n";
        check(&format!("前文\n{table}后文"), &[(1..6, Drawing::Boxes)]);
        check(
            &format!("{table}\n{table}"),
            &[(0..5, Drawing::Boxes), (6..11, Drawing::Boxes)],
        );
        check("┌──┬─┐\n│甲│3│\n└──┴─┘", &[(0..3, Drawing::Boxes)]);
        check("+5\n+6", &[]);
    }
}
