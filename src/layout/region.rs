//! Runs of lines that are tables, by their delimiters or by the labels of official forms.
//!
//! Labels carry what delimiters cannot: a table whose cells were flattened, set one a line or
//! aligned by blanks is still a run of official labels and numbers.

use std::ops::Range;

use super::drawn::Drawing;
use super::line::{Line, LineKind, is_bar, is_value, split_values, width};
use crate::label::LabelIndex;
use crate::value::ordinal::ordinal;

/// Lines of one table, first to last, page furniture between them included.
pub(crate) type Region = Range<usize>;

/// How many short lines may stand between two lines that are sure to be of a table.
const FILLERS: usize = 24;

/// Finds the tables among `lines`, of which those of `drawn` are known.
pub(crate) fn regions(
    text: &str,
    lines: &[Line],
    labels: &LabelIndex,
    drawn: &[(Region, Drawing)],
) -> Vec<Region> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut drawn = drawn.iter().map(|(range, _)| range).peekable();
    while at < lines.len() {
        if let Some(known) = drawn.next_if(|known| known.start <= at) {
            found.push(known.clone());
            at = known.end;
            continue;
        }
        let lines = &lines[..drawn.peek().map_or(lines.len(), |known| known.start)];
        if let LineKind::Cells(_) = lines[at].kind {
            let same = |line: &&Line| line.kind == lines[at].kind;
            let end = at + lines[at..].iter().take_while(same).count();
            found.push(at..end);
            at = end;
            continue;
        }
        if !is_core(&lines[at].kind) {
            at += 1;
            continue;
        }
        let end = extent(text, lines, labels, at);
        if is_table(text, &lines[at..end], labels) {
            found.push(at..end);
        }
        at = end;
    }
    found
}

/// The one of `tables`, in order of position, that holds the line at `at`.
pub(crate) fn table_at(tables: &[Region], at: usize) -> Option<usize> {
    let first = tables.partition_point(|table| table.end <= at);
    let holds = |table: &Region| table.contains(&at);
    tables.get(first).is_some_and(holds).then_some(first)
}

/// Whether a table holds the labels of an official form.
pub(crate) fn is_official(text: &str, lines: &[Line], labels: &LabelIndex) -> bool {
    let labelled = lines.iter().filter(|line| is_labelled(text, line, labels));
    let count = labelled.take(3).count();
    if count >= 3 {
        return true;
    }
    let values: usize = lines.iter().map(|line| values(text, line)).sum();
    count >= 1 && values >= 12
        || values >= 1 && has_head_row(text, lines, labels)
        || lines.iter().any(|line| line.kind == LineKind::Html) && count >= 1
}

/// Whether a line prints the label of an official form.
fn is_labelled(text: &str, line: &Line, labels: &LabelIndex) -> bool {
    let content = line.content.text(text);
    match line.kind {
        LineKind::Label => true,
        LineKind::Tabs
        | LineKind::TabCell
        | LineKind::Pipes
        | LineKind::BarCell
        | LineKind::Cells(_) => {
            let cells = || content.split(['\t', '|', '｜']);
            // A table may have column heads alone.
            cells().any(|cell| labels.is_row(cell))
                || cells().filter(|cell| labels.best(cell) >= 1.0).count() >= 2
        }
        LineKind::Html => content
            .split(['<', '>'])
            .any(|cell| cell.len() >= 6 && labels.is_row(cell)),
        _ => false,
    }
}

/// Whether a line by itself belongs to a table.
fn is_core(kind: &LineKind) -> bool {
    use LineKind::{BarCell, Html, Label, Numbers, Pipes, TabCell, Tabs};
    matches!(
        kind,
        Tabs | TabCell | Pipes | BarCell | Html | Numbers | Label
    )
}

/// One past the last core line of the run that begins at `start`.
///
/// What web pages and models put between rows does not end a table that holds official labels;
/// pictures of web pages are full of small tables that it does end.
fn extent(text: &str, lines: &[Line], labels: &LabelIndex, start: usize) -> usize {
    let mut end = start + 1;
    let mut fillers = 0;
    let loose = |kind: &LineKind| {
        matches!(
            kind,
            LineKind::Numbers | LineKind::Label | LineKind::BarCell
        )
    };
    let mut flat = loose(&lines[start].kind);
    let (mut official, mut asked) = (false, start);
    for (at, line) in lines.iter().enumerate().skip(start + 1) {
        match &line.kind {
            kind if is_core(kind) => {
                flat |= loose(kind);
                end = at + 1;
                fillers = 0;
            }
            LineKind::Blank | LineKind::Furniture { strong: false, .. } => {}
            LineKind::Furniture { .. } | LineKind::Image | LineKind::Noise(_) => {
                let new = &lines[asked..end.max(asked)];
                official = official || new.iter().any(|line| is_labelled(text, line, labels));
                asked = end.max(asked);
                if !official {
                    break;
                }
            }
            LineKind::Text
                if (is_filler(text, line) || is_heading_row(text, &lines[at..], labels))
                    && (flat || at == end)
                    && fillers < FILLERS =>
            {
                // Units and upright labels come in long runs of scraps.
                fillers += usize::from(width(line.content.text(text)) > 4);
            }
            _ => break,
        }
    }
    end
}

/// Whether a line may be part of a cell: short, no sentence, no heading of a chapter. A number with
/// next to nothing behind it is a label set upright, one character a line.
fn is_filler(text: &str, line: &Line) -> bool {
    let content = line.content.text(text);
    let short = width(content) <= 40 && !content.contains(['。', '；']);
    let chapter =
        matches!(ordinal(content), Ok((rest, found)) if found.level == 1 && width(rest) >= 3);
    short && line.mark.is_none() && !chapter
}

/// Whether the first line is a row of a form although it looks like a heading: some forms have
/// headings that chapters have too. A line's end may break its label, and the labels of two columns may
/// stand on one line.
fn is_heading_row(text: &str, lines: &[Line], labels: &LabelIndex) -> bool {
    let Some((line, below)) = lines.split_first() else {
        return false;
    };
    let content = line.content.text(text);
    let rest = below.iter().find(|next| next.kind != LineKind::Blank);
    let part = || {
        let first = content.split_whitespace().next();
        let among = rest.is_some_and(|next| is_core(&next.kind));
        among
            && first.is_some_and(|word| word != content && labels.begins_row_with(word, BEGINNING))
    };
    let whole =
        || rest.is_some_and(|next| labels.is_row(&[content, next.content.text(text)].concat()));
    line.mark.is_none() && width(content) <= 40 && (labels.is_row(content) || whole() || part())
}

/// Characters that tell a label beside another from a chapter, between rows of a form.
const BEGINNING: usize = 3;
/// Column heads of a form in one line from which on it is no web page's menu.
const HEADS: usize = 6;

/// Whether some line prints a row of a form's column heads, alone or with the line below it.
fn has_head_row(text: &str, lines: &[Line], labels: &LabelIndex) -> bool {
    let words = |line: &Line| -> Vec<String> {
        let content = line.content.text(text);
        match content.len() <= LONGEST {
            true => content.split_whitespace().map(str::to_owned).collect(),
            false => Vec::new(),
        }
    };
    let printed = lines.iter().filter(|line| line.kind != LineKind::Blank);
    let rows: Vec<Vec<String>> = printed.map(words).collect();
    let heads = |row: &[String]| row.iter().filter(|word| labels.best(word) >= 1.0).count();
    let joined = |pair: &[Vec<String>]| -> Vec<String> {
        let words = pair[0].iter().zip(&pair[1]);
        words
            .map(|(above, below)| format!("{above}{below}"))
            .collect()
    };
    rows.iter()
        .any(|row| row.len() >= HEADS && heads(row) >= HEADS)
        || rows
            .windows(2)
            .filter(|pair| pair[0].len() >= HEADS && pair[0].len() == pair[1].len())
            .any(|pair| heads(&joined(pair)) >= HEADS)
}

/// Bytes of the longest line of heads.
const LONGEST: usize = 1000;

/// Whether a run of lines is a table at all.
fn is_table(text: &str, lines: &[Line], labels: &LabelIndex) -> bool {
    let count = |wanted: LineKind| lines.iter().filter(|line| line.kind == wanted).count();
    let labelled = count(LineKind::Label);
    if count(LineKind::Html) >= 1
        || count(LineKind::Tabs) >= 2
        || count(LineKind::TabCell) >= 4
        || count(LineKind::Pipes) >= 2
        || count(LineKind::BarCell) >= 6
        || lines.iter().any(|line| is_whole_table(text, line))
    {
        return true;
    }
    let values: usize = lines.iter().map(|line| values(text, line)).sum();
    labelled >= 2 && values >= 3
        || labelled >= 1 && values >= 12
        || values >= 1 && has_head_row(text, lines, labels)
}

/// Whether a line has more cells than any row.
fn is_whole_table(text: &str, line: &Line) -> bool {
    let separators = line.content.text(text).split(['\t', '|', '｜']);
    matches!(line.kind, LineKind::Tabs | LineKind::Pipes) && separators.count() > WIDEST
}

/// Cells of the widest row that is expected: the widest official form has fifteen columns, pages give
/// some of them spans of their own.
pub(crate) const WIDEST: usize = 40;

fn values(text: &str, line: &Line) -> usize {
    let content = line.content.text(text);
    match line.kind {
        LineKind::Numbers => content
            .split_whitespace()
            .filter(|token| is_value(token))
            .count(),
        LineKind::Label => split_values(content).1,
        LineKind::BarCell => usize::from(is_value(content.trim_matches(is_bar).trim())),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::super::line::lines;
    use super::*;
    use crate::grammar::Registry;

    #[track_caller]
    fn check(text: &str, expected: &[Region]) {
        let grammars = Registry::embedded().unwrap_or_else(|errors| panic!("{errors}"));
        let labels = LabelIndex::new(&grammars);
        assert_eq!(
            regions(text, &lines(text, &grammars, &labels), &labels, &[]),
            expected
        );
    }

    #[test]
    fn strangers_between_rows_do_not_end_an_official_table() {
        let row = "行政处罚\t3\n";
        check(
            &format!("{row}打印 关闭\n![](a.png)\n{row}"),
            std::slice::from_ref(&(0..4)),
        );
        let stranger = "天气\t晴\n气温\t3\n";
        check(&format!("{stranger}打印 关闭\n{stranger}"), &[0..2, 3..5]);
    }
}
