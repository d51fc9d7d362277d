//! Where columns stand that no rules part.
//!
//! Columns are parted where, over many lines, no word stands. Figures say more than words do: they
//! stand in stacks, and a head over several stacks belongs to none of them. What is near a figure and
//! parted from it is another cell, however narrow the gap; words need a wide one.

use super::line::{Line, WIDE_GAP, is_wide};
use super::word::{Area, Word};

/// A stretch in which no column stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Corridor {
    /// Where it begins, in points from the left.
    pub from: f32,
    /// Where it ends.
    pub to: f32,
    /// Whether some figure stands beside it.
    pub figures: bool,
}

/// A stretch from left to right, in points.
type Stretch = (f32, f32);

/// Words closer than this are one, in characters.
const CLOSE: f32 = 0.12;
/// Columns of words stand at least so far from each other, in characters.
const PARTING: f32 = 0.5;
/// So many lines with several cells are a table of which one line in six may be a head.
pub(super) const FEWEST: usize = 3;
/// Starts of lines that differ by less are one place, in characters.
const STOP: f32 = 0.2;

/// Whether a word is a figure or what stands for one: nothing but digits and their marks.
pub(super) fn is_figure(text: &str) -> bool {
    let mark = |one: char| matches!(one, '.' | ',' | '%' | '+' | '/') || is_dash(one);
    let digit = |one: char| one.is_ascii_digit() || ('０'..='９').contains(&one);
    text.chars().all(|one| mark(one) || digit(one))
        && text.chars().any(|one| digit(one) || is_dash(one) || one == '/')
        // Numbers of items end with a point.
        && !text.ends_with(['.', ','])
}

fn is_dash(one: char) -> bool {
    matches!(one, '-' | '－' | '−' | '\u{2010}'..='\u{2015}' | '─' | '━')
}

/// What stands together on a line, whatever column it is in.
#[derive(Debug, Clone, Copy)]
struct Atom {
    from: f32,
    to: f32,
    figure: bool,
}

/// The words of a line, those that touch as one.
fn atoms(line: &Line, em: f32) -> Vec<Atom> {
    let mut atoms: Vec<Atom> = Vec::new();
    for word in &line.words {
        let figure = is_figure(&word.text);
        match atoms.last_mut() {
            Some(last) if word.at.x0 - last.to < CLOSE * em => {
                last.to = last.to.max(word.at.x1);
                last.figure &= figure;
            }
            _ => atoms.push(Atom {
                from: word.at.x0,
                to: word.at.x1,
                figure,
            }),
        }
    }
    atoms
}

/// The stretches that part columns of `lines`, all of which hold several cells.
pub(super) fn corridors(lines: &[&Line], em: f32) -> Vec<Corridor> {
    let rows: Vec<Vec<Atom>> = lines.iter().map(|line| atoms(line, em)).collect();
    let stacks = stacks(rows.iter().flatten().filter(|atom| atom.figure));
    let over = |atom: &Atom| {
        let first = stacks.partition_point(|stack| stack.1 <= atom.from);
        !atom.figure && stacks.get(first + 1).is_some_and(|next| next.0 < atom.to)
    };
    let counted = || rows.iter().flatten().filter(|atom| !over(atom));
    let most = if rows.len() > FEWEST {
        1.max(rows.len() / 6)
    } else {
        0
    };
    let strict = free(counted(), 0);
    let mut found = Vec::new();
    for (from, to) in free(counted(), most) {
        let first = strict.partition_point(|one| one.0 < from);
        let count = strict[first..].partition_point(|one| one.1 <= to);
        match count {
            0 => found.push((from, to)),
            _ => found.extend(&strict[first..first + count]),
        }
    }
    let found = found.into_iter();
    let found: Vec<Corridor> = found.filter_map(|one| corridor(one, &rows, em)).collect();
    // A narrow one is no more than a gap between words where no figures stand beside it.
    let kept = (0..found.len()).filter(|at| {
        found[*at].to - found[*at].from >= PARTING * em || beside(&found, *at, &stacks)
    });
    kept.map(|at| found[at]).collect()
}

/// Whether figures stand in a column beside the stretch at a place.
fn beside(found: &[Corridor], at: usize, stacks: &[Stretch]) -> bool {
    let left = at.checked_sub(1).map_or(f32::MIN, |at| found[at].to);
    let right = found.get(at + 1).map_or(f32::MAX, |next| next.from);
    let stands = |from: f32, to: f32| {
        let first = stacks.partition_point(|stack| stack.0 < from);
        stacks.get(first).is_some_and(|stack| stack.1 <= to)
    };
    stands(left, found[at].from) || stands(found[at].to, right)
}

/// Stretches that figures above each other fill.
fn stacks<'a>(figures: impl Iterator<Item = &'a Atom>) -> Vec<Stretch> {
    let mut figures: Vec<Stretch> = figures.map(|atom| (atom.from, atom.to)).collect();
    figures.sort_by(|one, other| one.0.total_cmp(&other.0));
    let mut stacks: Vec<Stretch> = Vec::new();
    for (from, to) in figures {
        match stacks.last_mut() {
            Some(last) if from < last.1 => last.1 = last.1.max(to),
            _ => stacks.push((from, to)),
        }
    }
    stacks
}

/// Stretches between what stands farthest left and right that at most `most` words cross, and no
/// figure.
fn free<'a>(atoms: impl Iterator<Item = &'a Atom>, most: usize) -> Vec<Stretch> {
    let mut turns: Vec<(f32, bool, usize)> = Vec::new();
    for atom in atoms {
        let weight = if atom.figure { most + 1 } else { 1 };
        turns.extend([(atom.from, true, weight), (atom.to, false, weight)]);
    }
    turns.sort_by(|one, other| one.0.total_cmp(&other.0).then(other.1.cmp(&one.1)));
    let (mut standing, mut open) = (0_usize, None);
    let mut found = Vec::new();
    for (x, begins, weight) in turns {
        let before = standing;
        if begins {
            standing += weight;
            if before <= most
                && standing > most
                && let Some(from) = open.take()
                && x > from
            {
                found.push((from, x));
            }
        } else {
            standing = standing.saturating_sub(weight);
            if before > most && standing <= most {
                open = Some(x);
            }
        }
    }
    found
}

/// A stretch if it parts columns: in most lines that go on behind it, the gap there is wide or beside
/// a figure.
fn corridor((from, to): Stretch, rows: &[Vec<Atom>], em: f32) -> Option<Corridor> {
    let middle = f32::midpoint(from, to);
    let (mut both, mut support, mut figures) = (0, 0, false);
    for row in rows {
        let behind = row.partition_point(|atom| f32::midpoint(atom.from, atom.to) < middle);
        let (Some(left), Some(right)) = (behind.checked_sub(1).map(|at| row[at]), row.get(behind))
        else {
            continue;
        };
        if left.to > middle || right.from < middle {
            continue;
        }
        both += 1;
        let wide = right.from - left.to >= WIDE_GAP * em;
        support += usize::from(wide || left.figure || right.figure);
        figures |= left.figure || right.figure;
    }
    let parts = to - from >= CLOSE * em
        && support > 0
        && support * 2 >= both
        && (support > 1 || to - from >= PARTING * em);
    parts.then_some(Corridor { from, to, figures })
}

/// Edges of the columns between the sides of `at`: the middles of the stretches.
pub(super) fn edges(parting: &[Corridor], at: &Area) -> Vec<f32> {
    let mut edges = vec![at.x0];
    let middles = parting
        .iter()
        .map(|one| f32::midpoint(one.from, one.to))
        .filter(|x| at.x0 < *x && *x < at.x1);
    edges.extend(middles);
    edges.push(at.x1);
    edges
}

/// The columns with the first one parted where labels that stand further in begin.
pub(super) fn with_labels(mut columns: Vec<f32>, lines: &[&Line], em: f32) -> Vec<f32> {
    let stops = stops(lines, columns[1], em);
    columns.splice(1..1, stops);
    columns
}

/// Places left of `until` where several lines begin, and where others have the next label behind
/// one that stands beside it.
fn stops(lines: &[&Line], until: f32, em: f32) -> Vec<f32> {
    let mut starts: Vec<f32> = lines
        .iter()
        .filter_map(|line| line.words.first())
        .map(|word| word.at.x0)
        .filter(|x| *x < until)
        .collect();
    starts.sort_by(f32::total_cmp);
    let mut stops: Vec<f32> = Vec::new();
    let mut rest = starts.as_slice();
    while let Some(first) = rest.first().copied() {
        let count = rest.partition_point(|x| *x - first <= STOP * em);
        let beside = |line: &&&Line| {
            line.words
                .windows(2)
                .any(|pair| begins_label(&pair[0], &pair[1], first, em))
        };
        if count >= FEWEST && lines.iter().filter(beside).count() > 0 {
            stops.push(first - 0.5 * CLOSE * em);
        }
        rest = &rest[count..];
    }
    stops
}

/// Whether a label begins at `x`, behind another one.
fn begins_label(left: &Word, right: &Word, x: f32, em: f32) -> bool {
    let label = |word: &Word| word.text.chars().filter(|one| is_wide(*one)).count() > 1;
    (right.at.x0 - x).abs() <= STOP * em
        && right.at.x0 - left.at.x1 >= 0.5 * CLOSE * em
        && label(left)
}

/// The columns in which an area stands, first and behind the last.
pub(super) fn span(columns: &[f32], at: &Area, em: f32) -> (usize, usize) {
    let inner = &columns[1..columns.len() - 1];
    let margin = (0.3 * em).min(0.4 * at.width());
    let first = inner.partition_point(|edge| *edge <= at.x0 + margin);
    let last = inner.partition_point(|edge| *edge < at.x1 - margin);
    (first, last.max(first) + 1)
}

/// What a line holds of each column: its words, parted where gaps are wide or columns end.
pub(super) fn pieces(line: &Line, columns: &[f32], em: f32) -> Vec<Line> {
    let mut pieces: Vec<Line> = Vec::new();
    for word in &line.words {
        let first = span(columns, &word.at, em).0;
        match pieces.last_mut() {
            Some(piece)
                if word.at.x0 - piece.at.x1 < WIDE_GAP * em
                    && first < span(columns, &piece.at, em).1 =>
            {
                piece.at = piece.at.with(&word.at);
                piece.words.push(word.clone());
            }
            _ => pieces.push(Line {
                at: word.at,
                words: vec![word.clone()],
            }),
        }
    }
    pieces
}
