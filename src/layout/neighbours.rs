//! What lines are that look alike by themselves and not with the lines around them.

use super::line::{Line, LineKind, width};
use crate::label::LabelIndex;
use crate::value::ordinal::ordinal;

/// Width from which on what ends in a full stop is a sentence of running text.
const SENTENCE: usize = 20;
/// Sentences in a row that are running text.
const SENTENCES: usize = 3;

/// Lets bars alone on their lines be empty cells next to cells with bars.
pub(super) fn join_bars(lines: &mut [Line]) {
    let mut open = false;
    let mut join = |line: &mut Line| {
        match line.kind {
            LineKind::BarCell => open = true,
            LineKind::Blank if line.content.is_empty() => {}
            LineKind::Blank if open => line.kind = LineKind::BarCell,
            _ => open = false,
        };
    };
    lines.iter_mut().for_each(&mut join);
    lines.iter_mut().rev().for_each(join);
}

/// Lets paragraphs behind a tab be text: headings of chapters, and sentences under headings, no line
/// between them that is neither.
pub(super) fn undo_indents(text: &str, lines: &mut [Line], labels: &LabelIndex) {
    let single = |line: &Line| {
        let mut cells = line.content.text(text).split('\t');
        matches!(line.kind, LineKind::TabCell | LineKind::Tabs) && cells.nth(1).is_none()
    };
    let sentence = |line: &Line| {
        let content = line.content.text(text);
        content.ends_with('。') && width(content) >= SENTENCE
    };
    let heading = |line: &Line| {
        let found = ordinal(line.content.text(text));
        matches!(found, Ok((rest, found)) if (1..=2).contains(&found.level) && width(rest) >= 3)
    };
    let mut at = 0;
    while at < lines.len() {
        let run = lines[at..].iter().take_while(|line| {
            line.kind == LineKind::Blank || single(line) && (sentence(line) || heading(line))
        });
        let end = at + run.count();
        let count = |of: &dyn Fn(&Line) -> bool| {
            let own = lines[at..end]
                .iter()
                .filter(|line| line.kind != LineKind::Blank);
            own.filter(|line| of(line)).count()
        };
        if count(&sentence) >= SENTENCES && count(&heading) >= 1 {
            for line in lines[at..end]
                .iter_mut()
                .filter(|line| line.kind != LineKind::Blank)
            {
                line.kind = LineKind::Text;
            }
        }
        at = end + 1;
    }
    // Some forms have rows that chapters are named after.
    let chapter = |line: &Line| {
        let content = line.content.text(text);
        heading(line) && labels.is_chapter(content) && !labels.is_row(content)
    };
    for line in lines
        .iter_mut()
        .filter(|line| single(line) && chapter(line))
    {
        line.kind = LineKind::Text;
    }
}

#[cfg(test)]
mod tests {
    use super::super::line::lines;
    use super::*;
    use crate::grammar::Registry;

    #[track_caller]
    fn check(text: &str, expected: &[LineKind]) {
        let grammars = Registry::embedded().unwrap_or_else(|errors| panic!("{errors}"));
        let labels = LabelIndex::new(&grammars);
        let found = lines(text, &grammars, &labels);
        let kinds: Vec<LineKind> = found.into_iter().map(|line| line.kind).collect();
        assert_eq!(kinds, expected, "{text}");
    }

    #[test]
    fn bars_alone_are_cells_next_to_cells_with_bars() {
        use LineKind::{BarCell, Blank};
        check("规章 |\n|\n3 |", &[BarCell, BarCell, BarCell]);
        check("|\n规章 |\n\n||", &[BarCell, BarCell, Blank, BarCell]);
        check("规章\n|\n3", &[LineKind::Label, Blank, LineKind::Numbers]);
    }

    #[test]
    fn sentences_behind_a_tab_are_text_under_a_heading() {
        let sentence =
            "\t一年来，松坪区把公开当作日常事情来做，栏目按部门认领，过期的内容当月清理。\n";
        let prose = format!("\t（一）主动公开\n{}", sentence.repeat(3));
        let mut kinds = vec![LineKind::Text; 4];
        kinds.push(LineKind::Blank);
        check(&prose, &kinds);
        let cells = format!("\t1\n{sentence}\t政务公开科\n");
        let kinds = [vec![LineKind::TabCell; 3], vec![LineKind::Blank]].concat();
        check(&cells, &kinds);
    }
}
