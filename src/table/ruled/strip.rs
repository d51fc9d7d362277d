//! A line laid out by columns of the page.

use unicode_width::UnicodeWidthChar;

use crate::text::Span;
use crate::tidy::Document;

/// How many columns of the page a character takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Measure {
    /// Two for a Chinese character, one for signs that Latin text has too.
    Narrow,
    /// Two for both.
    Wide,
    /// One for each character.
    One,
}

/// The measures in the order in which they are tried.
pub(super) const MEASURES: [Measure; 3] = [Measure::Narrow, Measure::Wide, Measure::One];

/// Lays lines of a document out. Characters count as printed in the source: that is what the table was
/// drawn around.
pub(super) struct Ruler<'d> {
    pub document: &'d Document,
    pub measure: Measure,
}

/// A printed character.
struct Glyph {
    /// First column.
    at: usize,
    /// One past the last column.
    end: usize,
    /// First byte.
    start: usize,
    one: char,
}

/// A line by columns.
pub(super) struct Strip {
    glyphs: Vec<Glyph>,
    span: Span,
    /// Whether columns are known: behind a tab nobody knows them.
    tabbed: bool,
}

/// What stands between two columns of a line, without the blanks around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Slice {
    /// Its bytes; empty where nothing stands.
    pub span: Span,
    /// Blank columns before it.
    pub before: usize,
    /// Blank columns behind it.
    pub behind: usize,
}

impl Ruler<'_> {
    /// Lays out the line at `span`.
    pub(super) fn strip(&self, span: Span) -> Strip {
        let line = span.text(&self.document.text);
        let same = self.document.printed(span) == line;
        let mut at = 0;
        let glyphs = line.char_indices().map(|(offset, one)| {
            let start = span.start + offset;
            let width = if same {
                self.width(one)
            } else {
                let own = Span::new(start, start + one.len_utf8());
                self.document
                    .printed(own)
                    .chars()
                    .map(|one| self.width(one))
                    .sum()
            };
            at += width;
            Glyph {
                at: at - width,
                end: at,
                start,
                one,
            }
        });
        Strip {
            glyphs: glyphs.collect(),
            span,
            tabbed: line.contains('\t'),
        }
    }

    fn width(&self, one: char) -> usize {
        match self.measure {
            Measure::Narrow => one.width().unwrap_or(0),
            Measure::Wide => one.width_cjk().unwrap_or(0),
            Measure::One => 1,
        }
    }
}

impl Strip {
    /// Runs of characters between blanks: first column and one past the last of each.
    pub(super) fn runs(&self) -> Vec<(usize, usize)> {
        let mut runs: Vec<(usize, usize)> = Vec::new();
        for glyph in self.glyphs.iter().filter(|glyph| glyph.one != ' ') {
            match runs.last_mut() {
                Some(last) if last.1 == glyph.at => last.1 = glyph.end,
                _ => runs.push((glyph.at, glyph.end)),
            }
        }
        runs
    }

    /// The character that begins at a column, if the columns of the line are known.
    pub(super) fn at(&self, column: usize) -> Option<char> {
        let glyph = self.glyphs.get(self.from(column))?;
        (glyph.at == column && !self.tabbed).then_some(glyph.one)
    }

    /// Characters that begin between two columns, with the column of each.
    pub(super) fn between(&self, from: usize, to: usize) -> impl Iterator<Item = (usize, char)> {
        let within = &self.glyphs[self.from(from)..self.from(to)];
        within.iter().map(|glyph| (glyph.at, glyph.one))
    }

    /// All characters, with the column of each.
    pub(super) fn characters(&self) -> impl Iterator<Item = (usize, char)> {
        self.between(0, usize::MAX)
    }

    /// Whether nothing stands between two columns.
    pub(super) fn is_clear(&self, from: usize, to: usize) -> bool {
        let reaches = self.glyphs.partition_point(|glyph| glyph.end <= from);
        let mut within = self.glyphs[reaches..]
            .iter()
            .take_while(|glyph| glyph.at < to);
        within.all(|glyph| glyph.one == ' ') && !self.tabbed
    }

    /// What begins between two columns.
    pub(super) fn slice(&self, from: usize, to: usize) -> Slice {
        let (first, last) = (self.from(from), self.from(to));
        let glyphs = &self.glyphs[first..last];
        let filled = |glyph: &Glyph| glyph.one != ' ';
        let Some((head, tail)) = glyphs
            .iter()
            .position(filled)
            .zip(glyphs.iter().rposition(filled))
        else {
            let start = glyphs.first().map_or(self.span.end, |glyph| glyph.start);
            let width = to.saturating_sub(from);
            return Slice {
                span: Span::new(start, start),
                before: width,
                behind: width,
            };
        };
        let end = glyphs[tail].start + glyphs[tail].one.len_utf8();
        Slice {
            span: Span::new(glyphs[head].start, end),
            before: glyphs[head].at - from,
            behind: to.saturating_sub(glyphs[tail].end),
        }
    }

    /// Pieces between the characters that `parts` knows, if there are any.
    pub(super) fn split(&self, parts: impl Fn(char) -> bool) -> Vec<Slice> {
        let cuts: Vec<usize> = self
            .glyphs
            .iter()
            .filter(|glyph| parts(glyph.one))
            .map(|glyph| glyph.at)
            .collect();
        let pairs = cuts.windows(2);
        pairs.map(|pair| self.slice(pair[0] + 1, pair[1])).collect()
    }

    /// The number of the first character from a column on.
    fn from(&self, column: usize) -> usize {
        self.glyphs.partition_point(|glyph| glyph.at < column)
    }
}
