//! Lines in columns without rules to rows.
//!
//! Figures stand on one line, and each line with figures is a row. Words may be broken into lines:
//! those that stand closer than rows do are one cell, which belongs to the row whose figures stand
//! beside it. Where rows stand as close as broken lines, only words around their figures are one cell;
//! the rest are rows of their own: rather no value than a wrong one.

use super::columns::{is_figure, span};
use super::line::{Line, is_wide};
use super::rule::Rule;
use super::word::Area;

/// Broken lines stand no farther apart than this, from middle to middle, in characters.
const FARTHEST: f32 = 1.9;
/// Distances that differ by less are the same, in characters.
const EVEN: f32 = 0.25;
/// What stands so close to the middle of something stands beside it, in characters.
const BESIDE: f32 = 0.4;
/// Between rules, lines of a cell may stand farther apart.
const WITHIN_RULES: f32 = 3.0;
/// Pieces above another that are looked at.
const MOST_NEAR: usize = 400;
/// A gap between labels beside each other, in characters.
const LABELS: f32 = 0.4;

/// The lines of one cell from top to bottom.
pub(super) type Block = Vec<Line>;

/// What a line holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Figures: it is a row.
    Figures,
    /// Words in several columns.
    Words,
    /// Words in one column.
    Label,
}

/// A piece of a line.
#[derive(Debug)]
struct Piece {
    line: usize,
    kind: Kind,
    figure: bool,
    held: Line,
}

/// Where lines and rows stand, as far as it tells broken lines from rows.
struct Rhythm<'a> {
    em: f32,
    /// Distance of broken lines.
    leading: f32,
    /// Whether rows stand as close as broken lines do, or there are not enough of them to tell.
    tight: bool,
    /// Lines with figures from top to bottom, their middles.
    figures: &'a [f32],
    across: &'a [Rule],
    /// Whether rules part the rows.
    ruled: bool,
}

/// The cells of each row, if lines hold figures; `pieces` are what they hold in columns.
pub(super) fn by_figures(
    pieces: &[Vec<Line>],
    columns: &[f32],
    em: f32,
    across: &[Rule],
) -> Option<Vec<Vec<Block>>> {
    let pieces = taken(pieces, columns, em);
    let mut figures: Vec<f32> = Vec::new();
    for piece in pieces.iter().filter(|piece| piece.kind == Kind::Figures) {
        let y = piece.held.at.y();
        if piece.figure && figures.last().is_none_or(|last| y - last > 0.6 * em) {
            figures.push(y);
        }
    }
    if figures.is_empty() {
        return None;
    }
    let rhythm = Rhythm::of(&pieces, &figures, em, across);
    let blocks = rhythm.blocks(pieces);
    Some(rhythm.rows(blocks))
}

/// The pieces from top to bottom, labels beside each other apart.
fn taken(pieces: &[Vec<Line>], columns: &[f32], em: f32) -> Vec<Piece> {
    let mut taken = Vec::new();
    for (number, line) in pieces.iter().enumerate() {
        let column = |piece: &Line| span(columns, &piece.at, em).0;
        let is = |piece: &Line| piece.words.iter().all(|word| is_figure(&word.text));
        let figures = line.iter().filter(|piece| is(piece));
        let behind = figures.clone().any(|piece| column(piece) > 0);
        let kind = if behind || figures.count() > 1 {
            Kind::Figures
        } else if line.first().map(column) != line.last().map(column) {
            Kind::Words
        } else {
            Kind::Label
        };
        for piece in line {
            let figure = kind == Kind::Figures && is(piece);
            taken.extend(labels(piece, em).into_iter().map(|held| Piece {
                line: number,
                kind,
                figure,
                held,
            }));
        }
    }
    taken
}

/// Labels beside each other that one piece holds.
fn labels(piece: &Line, em: f32) -> Vec<Line> {
    let mut labels: Vec<Line> = Vec::new();
    for word in &piece.words {
        let wide = |text: &str| text.chars().filter(|one| is_wide(*one)).count() > 1;
        match labels.last_mut() {
            Some(label)
                if word.at.x0 - label.at.x1 < LABELS * em
                    || !wide(&word.text)
                    || !label.words.iter().any(|word| wide(&word.text)) =>
            {
                label.at = label.at.with(&word.at);
                label.words.push(word.clone());
            }
            _ => labels.push(Line {
                at: word.at,
                words: vec![word.clone()],
            }),
        }
    }
    labels
}

impl<'a> Rhythm<'a> {
    fn of(pieces: &[Piece], figures: &'a [f32], em: f32, across: &'a [Rule]) -> Self {
        let apart = figures.windows(2).map(|pair| pair[1] - pair[0]);
        let rows = apart.fold(f32::MAX, f32::min);
        let ruled = |pair: &[f32]| {
            across
                .iter()
                .any(|rule| pair[0] < rule.at && rule.at < pair[1])
        };
        let mut rhythm = Self {
            em,
            leading: 0.0,
            tight: figures.len() < 2,
            figures,
            across,
            ruled: figures.len() > 1 && figures.windows(2).all(ruled),
        };
        let both =
            |one: &Piece, other: &Piece| one.kind == Kind::Figures && other.kind == Kind::Figures;
        let pairs = rhythm.neighbours(pieces, FARTHEST);
        let broken = pairs
            .iter()
            .map(|(one, other)| (&pieces[*one], &pieces[*other]))
            .filter(|(one, other)| !both(one, other) && aligned(&one.held.at, &other.held.at, em));
        rhythm.leading = broken
            .map(|(one, other)| other.held.at.y() - one.held.at.y())
            .filter(|apart| *apart > 0.8 * em)
            .fold(FARTHEST * em, f32::min);
        rhythm.tight |= rows < rhythm.leading + EVEN * em;
        rhythm
    }

    /// Pieces of words and the nearest below each, no farther than `most` characters.
    fn neighbours(&self, pieces: &[Piece], most: f32) -> Vec<(usize, usize)> {
        let mut pairs = Vec::new();
        for (at, piece) in pieces.iter().enumerate().filter(|(_, one)| !one.figure) {
            let area = &piece.held.at;
            let over = pieces[..at]
                .iter()
                .enumerate()
                .rev()
                .skip_while(|(_, one)| one.line == piece.line)
                .take(MOST_NEAR)
                .take_while(|(_, one)| {
                    area.y() - one.held.at.y() <= most * self.em + 0.5 * area.height()
                })
                .find(|(_, one)| one.held.at.x0 < area.x1 && area.x0 < one.held.at.x1);
            if let Some((over, found)) = over
                && !found.figure
                && area.y() - found.held.at.y() <= most * self.em
            {
                pairs.push((over, at));
            }
        }
        pairs
    }

    /// Whether a rule stands between two pieces.
    fn parted(&self, one: &Area, other: &Area) -> bool {
        let x = other.x();
        self.across
            .iter()
            .any(|rule| one.y() < rule.at && rule.at < other.y() && rule.from <= x && x <= rule.to)
    }

    /// Whether two pieces, one below the other, are lines of one cell.
    fn broken(&self, one: &Piece, other: &Piece) -> bool {
        let (above, below) = (&one.held.at, &other.held.at);
        if !aligned(above, below, self.em) || self.parted(above, below) {
            return false;
        }
        let figures = |piece: &Piece| piece.kind == Kind::Figures;
        if self.ruled {
            return !(figures(one) && figures(other));
        }
        if below.y() - above.y() > self.leading + EVEN * self.em {
            return false;
        }
        let middle = f32::midpoint(above.y(), below.y());
        let around = || {
            let near = |y: &f32| (y - middle).abs() <= 0.2 * self.em;
            !figures(one) && !figures(other) && self.figures.iter().any(near)
        };
        let head = || {
            let first = self.figures.first().is_some_and(|first| below.y() < *first);
            first && one.kind == Kind::Words && other.kind == Kind::Words
        };
        if self.tight {
            around() || head()
        } else {
            !(figures(one) && figures(other))
        }
    }

    /// Pieces that are lines of one cell together.
    fn blocks(&self, pieces: Vec<Piece>) -> Vec<(Block, usize)> {
        let most = if self.ruled { WITHIN_RULES } else { FARTHEST };
        let mut of: Vec<usize> = (0..pieces.len()).collect();
        let mut taken = vec![false; pieces.len()];
        for (one, other) in self.neighbours(&pieces, most) {
            // A piece goes on in one other only.
            if !taken[one] && self.broken(&pieces[one], &pieces[other]) {
                of[other] = of[one];
                taken[one] = true;
            }
        }
        let mut blocks: Vec<(Block, usize)> = vec![(Vec::new(), 0); pieces.len()];
        for (piece, of) in pieces.into_iter().zip(of) {
            if blocks[of].0.is_empty() {
                blocks[of].1 = piece.line;
            }
            blocks[of].0.push(piece.held);
        }
        blocks.retain(|(block, _)| !block.is_empty());
        blocks
    }

    /// Blocks beside each other from top to bottom: those beside figures, and the rest.
    fn rows(&self, blocks: Vec<(Block, usize)>) -> Vec<Vec<Block>> {
        let mut rows: Vec<(f32, usize, Vec<Block>)> = self
            .figures
            .iter()
            .map(|y| (*y, usize::MAX, Vec::new()))
            .collect();
        let mut free: Vec<(f32, usize, Vec<Block>)> = Vec::new();
        let near = BESIDE * self.em;
        for (block, line) in blocks {
            let (Some(first), Some(last)) = (block.first(), block.last()) else {
                continue;
            };
            let (top, bottom) = (first.at.y(), last.at.y());
            let middle = f32::midpoint(top, bottom);
            let beside = self.figures.partition_point(|y| *y < top - near);
            match self.figures.get(beside) {
                Some(y) if *y <= bottom + near => rows[beside].2.push(block),
                _ => match free
                    .iter_mut()
                    .rev()
                    .take(8)
                    .find(|row| row.1 == line || (row.0 - middle).abs() <= near)
                {
                    Some(row) => row.2.push(block),
                    None => free.push((middle, line, vec![block])),
                },
            }
        }
        rows.append(&mut free);
        rows.sort_by(|one, other| one.0.total_cmp(&other.0));
        rows.into_iter().map(|(_, _, blocks)| blocks).collect()
    }
}

/// Whether two lines begin, end or stand alike.
fn aligned(one: &Area, other: &Area, em: f32) -> bool {
    (one.x0 - other.x0).abs() <= 0.3 * em
        || (one.x1 - other.x1).abs() <= 0.3 * em
        || (one.x() - other.x()).abs() <= 0.5 * em
}
