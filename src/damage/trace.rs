//! Where the bytes of a text went: the record that damage leaves, and gold carried along it.

use crate::eval::gold::{Fate, Gold, GoldBlock, GoldFact, Position};
use crate::record::{BlockKind, ValueState};
use crate::text::SourceSpan;

/// A stretch of the text before, and what stands for it after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trace {
    /// Bytes before.
    pub before: SourceSpan,
    /// Bytes after.
    pub after: SourceSpan,
    /// Whether what stands there now says the same.
    pub legible: bool,
    /// Whether the bytes are the same.
    kept: bool,
}

/// A text after damage.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Damaged {
    /// The text.
    pub text: String,
    /// What became of the text before, in order of position before. Bytes that no trace covers are gone.
    pub traces: Vec<Trace>,
}

/// A text being written anew from an old one.
pub(super) struct Copier<'a> {
    source: &'a str,
    text: String,
    traces: Vec<Trace>,
    at: usize,
}

impl<'a> Copier<'a> {
    pub(super) fn new(source: &'a str) -> Self {
        Self {
            source,
            text: String::with_capacity(source.len() + source.len() / 8),
            traces: Vec::new(),
            at: 0,
        }
    }

    /// Keeps everything up to `end`.
    pub(super) fn keep(&mut self, end: usize) {
        let start = self.at;
        if end > start {
            self.put(start, end, &self.source[start..end], true, true);
        }
    }

    /// Puts `text` in the place of everything up to `end`.
    pub(super) fn replace(&mut self, end: usize, text: &str, legible: bool) {
        self.put(self.at, end, text, legible, false);
    }

    /// Leaves out everything up to `end`.
    pub(super) fn drop(&mut self, end: usize) {
        self.at = self.at.max(end);
    }

    /// Writes `text`, which stands for nothing.
    pub(super) fn insert(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn put(&mut self, start: usize, end: usize, text: &str, legible: bool, kept: bool) {
        let after = self.text.len();
        self.text.push_str(text);
        self.at = end;
        let after = SourceSpan::new(after, self.text.len());
        if let Some(last) = self.traces.last_mut().filter(|last| {
            kept && last.kept && last.before.end == start && last.after.end == after.start
        }) {
            last.before.end = end;
            last.after.end = after.end;
            return;
        }
        self.traces.push(Trace {
            before: SourceSpan::new(start, end),
            after,
            legible,
            kept,
        });
    }

    /// Keeps the rest.
    pub(super) fn finish(mut self) -> Damaged {
        self.keep(self.source.len());
        Damaged {
            text: self.text,
            traces: self.traces,
        }
    }
}

impl Damaged {
    /// A text that nothing happened to.
    #[must_use]
    pub fn whole(text: &str) -> Self {
        Copier::new(text).finish()
    }

    /// Where the bytes of `span` are now and whether they can still be read; `None` if they are gone.
    #[must_use]
    pub fn span(&self, span: SourceSpan) -> Option<(SourceSpan, Fate)> {
        let first = self
            .traces
            .partition_point(|trace| trace.before.end < span.start.max(1));
        let mut covered = 0;
        let mut found: Option<(SourceSpan, Fate)> = None;
        for trace in self.traces[first..]
            .iter()
            .take_while(|trace| trace.before.start <= span.end)
        {
            let (start, end) = (
                span.start.max(trace.before.start),
                span.end.min(trace.before.end),
            );
            if start > end || start == end && span.start < span.end {
                continue;
            }
            covered += end - start;
            let now = if trace.kept {
                let shift = |at: usize| at - trace.before.start + trace.after.start;
                SourceSpan::new(shift(start), shift(end))
            } else {
                trace.after
            };
            let fate = if trace.legible {
                Fate::Kept
            } else {
                Fate::Destroyed
            };
            found = Some(match found {
                Some((known, worst)) => (
                    SourceSpan::new(known.start.min(now.start), known.end.max(now.end)),
                    if worst == Fate::Destroyed {
                        worst
                    } else {
                        fate
                    },
                ),
                None => (now, fate),
            });
            if span.start == span.end {
                return found;
            }
        }
        let (now, fate) = found?;
        Some((
            now,
            if covered < span.end - span.start {
                Fate::Destroyed
            } else {
                fate
            },
        ))
    }

    /// Gold of the text before as gold of this text. What is gone is left out, but for cells of
    /// forms, which are absent now.
    #[must_use]
    pub fn carry(&self, gold: &Gold) -> Gold {
        let mut gold = gold.clone();
        gold.facts
            .iter_mut()
            .flatten()
            .for_each(|fact| self.carry_fact(fact));
        if let Some(sections) = &mut gold.sections {
            sections.retain_mut(|section| self.carry_position(&mut section.at));
        }
        if let Some(quantities) = &mut gold.quantities {
            quantities.retain_mut(|quantity| self.carry_position(&mut quantity.at));
        }
        if let Some(citations) = &mut gold.citations {
            citations.retain_mut(|citation| self.carry_position(&mut citation.at));
        }
        if let Some(tasks) = &mut gold.tasks {
            tasks.retain_mut(|task| self.carry_position(&mut task.at));
        }
        if let Some(checks) = &mut gold.checks {
            checks.retain_mut(|check| self.carry_position(&mut check.at));
        }
        if let Some(cells) = &mut gold.cells {
            cells.retain_mut(|cell| self.carry_position(&mut cell.at));
        }
        // A table stays one as long as anything of it stays.
        if let Some(tables) = &mut gold.tables {
            tables.retain_mut(|table| {
                let moved = table.at.span.map(|span| self.span(span));
                table.at.span = moved.flatten().map(|(now, _)| now);
                moved != Some(None)
            });
        }
        if let Some(blocks) = &mut gold.blocks {
            *blocks = blocks
                .iter()
                .flat_map(|block| self.carry_block(block))
                .collect();
        }
        gold
    }

    /// The parts of a block that damage put lines between: what these lines are is not known. Of
    /// headings and captions only whole ones stay, of others whatever is left.
    fn carry_block(&self, block: &GoldBlock) -> Vec<GoldBlock> {
        let Some(span) = block.at.span else {
            return vec![block.clone()];
        };
        let parts = self.parts(span);
        let line = matches!(block.kind, BlockKind::Heading | BlockKind::Caption);
        let whole = || {
            let legible = self.span(span).is_some_and(|(_, fate)| fate == Fate::Kept);
            legible && parts.len() == 1
        };
        if line && !whole() {
            return Vec::new();
        }
        let part = |part: SourceSpan| GoldBlock {
            at: Position::span(part.start, part.end),
            ..block.clone()
        };
        parts.into_iter().map(part).collect()
    }

    /// Where the bytes of `span` are now, in as many parts as other lines stand between them, each
    /// without the blanks around it.
    fn parts(&self, span: SourceSpan) -> Vec<SourceSpan> {
        let first = self
            .traces
            .partition_point(|trace| trace.before.end <= span.start);
        let mut parts: Vec<SourceSpan> = Vec::new();
        for trace in self.traces[first..]
            .iter()
            .take_while(|trace| trace.before.start < span.end)
        {
            let inside = SourceSpan::new(
                trace.before.start.max(span.start),
                trace.before.end.min(span.end),
            );
            let Some((now, _)) = self.span(inside) else {
                continue;
            };
            let text = now.text(&self.text);
            let start = now.start + text.len() - text.trim_start().len();
            let end = now.start + text.trim_end().len();
            let Some(now) = (start < end).then(|| SourceSpan::new(start, end)) else {
                continue;
            };
            match parts.last_mut() {
                Some(last) if !self.has_line(last.end, now.start) => last.end = now.end,
                _ => parts.push(now),
            }
        }
        parts
    }

    /// Whether between two places a line of its own stands.
    fn has_line(&self, start: usize, end: usize) -> bool {
        let between = self.text.get(start..end).unwrap_or_default();
        between.contains('\n') && !between.trim().is_empty()
    }

    fn carry_fact(&self, fact: &mut GoldFact) {
        let Some(span) = fact.span else { return };
        match self.span(span) {
            Some((now, fate)) => {
                fact.span = Some(now);
                fact.fate = if fact.fate == Fate::Destroyed {
                    fact.fate
                } else {
                    fate
                };
            }
            None => {
                fact.span = None;
                fact.state = ValueState::Absent;
                fact.fate = Fate::Destroyed;
            }
        }
    }

    /// Moves a position; whether it can still be read.
    fn carry_position(&self, at: &mut Position) -> bool {
        let Some(span) = at.span else { return true };
        let moved = self.span(span).filter(|(_, fate)| *fate == Fate::Kept);
        at.span = moved.map(|(now, _)| now);
        moved.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn damaged() -> (&'static str, Damaged) {
        // 12 becomes 1O2 with a stranger, 34 stays, 56 goes.
        let source = "a12b34c56";
        let mut copier = Copier::new(source);
        copier.keep(2);
        copier.insert("#");
        copier.replace(3, "２", true);
        copier.keep(7);
        copier.drop(9);
        (source, copier.finish())
    }

    #[track_caller]
    fn check(start: usize, end: usize, expected: Option<(&str, Fate)>) {
        let (_, damaged) = damaged();
        let found = damaged.span(SourceSpan::new(start, end));
        let shown = found.map(|(span, fate)| (span.text(&damaged.text), fate));
        assert_eq!(shown, expected);
    }

    #[test]
    fn values_are_followed() {
        assert_eq!(damaged().1.text, "a1#２b34c");
        check(1, 3, Some(("1#２", Fate::Kept)));
        check(4, 6, Some(("34", Fate::Kept)));
        check(6, 9, Some(("c", Fate::Destroyed)));
        check(7, 9, None);
    }

    #[track_caller]
    fn check_block(kind: BlockKind, inserted: &str, expected: &[&str]) {
        let source = "\n  甲乙丙丁\n";
        let mut copier = Copier::new(source);
        copier.keep(9);
        copier.insert(inserted);
        let damaged = copier.finish();
        let block = GoldBlock {
            kind,
            reason: None,
            at: Position::span(3, 15),
        };
        let carried = damaged.carry(&Gold {
            blocks: Some(vec![block]),
            ..Gold::default()
        });
        let blocks = carried.blocks.unwrap();
        assert!(blocks.iter().all(|one| one.kind == kind));
        let texts: Vec<&str> = blocks
            .iter()
            .map(|one| one.at.span.unwrap().text(&damaged.text))
            .collect();
        assert_eq!(texts, expected);
    }

    #[test]
    fn blocks_are_cut_where_other_lines_come_between() {
        let paragraph = BlockKind::Paragraph;
        check_block(paragraph, "", &["甲乙丙丁"]);
        check_block(paragraph, "·", &["甲乙·丙丁"]);
        check_block(paragraph, "\n\n", &["甲乙\n\n丙丁"]);
        check_block(paragraph, "\n- 3 -\n", &["甲乙", "丙丁"]);
        check_block(BlockKind::Heading, "·", &["甲乙·丙丁"]);
        check_block(BlockKind::Heading, "\n- 3 -\n", &[]);
    }

    #[test]
    fn an_empty_cell_keeps_its_place() {
        let damaged = Damaged::whole("ab");
        assert_eq!(
            damaged.span(SourceSpan::new(1, 1)),
            Some((SourceSpan::new(1, 1), Fate::Kept))
        );
        assert_eq!(
            damaged.span(SourceSpan::new(0, 0)),
            Some((SourceSpan::new(0, 0), Fate::Kept))
        );
    }
}
