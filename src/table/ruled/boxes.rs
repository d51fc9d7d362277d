//! Cells that lines of characters enclose: `+---+---+`, `┌──┬──┐`.

use std::collections::BTreeSet;

use super::sheet::{Cut, Piece, Sheet, Wrap};
use super::strip::{Ruler, Strip};
use crate::layout::{Rule, TableLine, is_horizontal, is_junction, is_vertical, rule};
use crate::table::MAX_COLUMNS;

/// Bands of rows from which on there are rules between all of them.
const RULED: usize = 3;

/// A line of the drawing.
enum Drawn {
    /// A border from side to side.
    Border,
    /// A rule below some columns: for each column whether it is, and the line.
    Partial(Vec<bool>, Strip),
    /// Cells.
    Cells(Cut),
}

/// Reads the table, or `None` if it has fewer than two columns.
pub(super) fn read(ruler: &Ruler, lines: &[TableLine]) -> Option<Sheet> {
    let text = ruler.document.text.as_str();
    let raw = |line: &TableLine| line.span.text(text).trim();
    let printed: Vec<&TableLine> = lines.iter().filter(|line| !raw(line).is_empty()).collect();
    let edges = edges(ruler, text, &printed);
    if !(3..=MAX_COLUMNS + 1).contains(&edges.len()) {
        return None;
    }
    let drawn = printed.iter().map(|line| match rule(raw(line)) {
        Rule::Border => Drawn::Border,
        _ => drawn(&edges, ruler.strip(line.span), line),
    });
    let drawn: Vec<Drawn> = drawn.collect();
    let bands = drawn.split(|line| !matches!(line, Drawn::Cells(_)));
    let bands = bands.filter(|band| !band.is_empty()).count();
    // Where there is a head and one band below it, rows may have no rules between them.
    let last = if bands >= RULED {
        Wrap::Row
    } else {
        Wrap::Either
    };
    let mut sheet = Sheet::new(edges.len() - 1);
    let (mut band, mut number) = (Vec::new(), 0);
    for line in drawn {
        if let Drawn::Cells(cut) = line {
            band.push(cut);
            continue;
        }
        if !band.is_empty() {
            number += 1;
            let above = if number < bands { Wrap::Row } else { last };
            sheet.band(text, &band, above);
            band.clear();
        }
        end_cells(&mut sheet, &edges, &line);
    }
    if !band.is_empty() {
        sheet.band(text, &band, last);
    }
    Some(sheet)
}

/// Columns of the page at which columns of the table begin and end.
fn edges(ruler: &Ruler, text: &str, lines: &[&TableLine]) -> Vec<usize> {
    let mut edges = BTreeSet::new();
    for line in lines {
        let raw = line.span.text(text);
        if rule(raw.trim()) == Rule::Border {
            let strip = ruler.strip(line.span);
            edges.extend(
                strip
                    .characters()
                    .filter(|(_, one)| is_junction(*one))
                    .map(|(at, _)| at),
            );
        } else if raw.contains(is_junction) {
            edges.extend(partial_edges(&ruler.strip(line.span)));
        }
        if edges.len() > MAX_COLUMNS + 1 {
            break;
        }
    }
    edges.into_iter().collect()
}

/// Where rules within a line of cells begin and end.
fn partial_edges(strip: &Strip) -> Vec<usize> {
    let mut edges = Vec::new();
    let mut open: Option<(usize, bool)> = None;
    for (at, one) in strip.characters() {
        if is_junction(one) {
            if let Some((start, true)) = open {
                edges.extend([start, at]);
            }
            open = Some((at, false));
        } else if is_horizontal(one) {
            open = open.map(|(start, _)| (start, true));
        } else {
            open = None;
        }
    }
    edges
}

/// What a line that is no border draws.
fn drawn(edges: &[usize], strip: Strip, line: &TableLine) -> Drawn {
    let ruled: Vec<bool> = edges
        .windows(2)
        .map(|pair| is_ruled(&strip, pair[0], pair[1]))
        .collect();
    if ruled.contains(&true) {
        return Drawn::Partial(ruled, strip);
    }
    let pieces = pieces(edges, &strip).or_else(|| by_bars(edges, &strip));
    Drawn::Cells(pieces.map_or(Cut::Stray(line.span), Cut::Pieces))
}

/// Whether a rule runs between two edges of a line, from where lines meet or to there.
fn is_ruled(strip: &Strip, from: usize, to: usize) -> bool {
    let meets = [from, to]
        .iter()
        .any(|edge| strip.at(*edge).is_some_and(is_junction));
    let mut within = strip.between(from + 1, to).peekable();
    meets
        && within.peek().is_some()
        && within.all(|(_, one)| is_horizontal(one) || is_junction(one))
}

/// A piece for each pair of edges that a line has.
fn pieces(edges: &[usize], strip: &Strip) -> Option<Vec<Piece>> {
    let drawn = |edge: usize| {
        strip
            .at(edge)
            .is_some_and(|one| is_vertical(one) || is_junction(one))
    };
    let (first, last) = (*edges.first()?, *edges.last()?);
    if !drawn(first) || !drawn(last) || !strip.is_clear(0, first) {
        return None;
    }
    let behind = strip
        .between(last + 1, usize::MAX)
        .all(|(_, one)| one == ' ');
    let own: Vec<usize> = (0..edges.len()).filter(|col| drawn(edges[*col])).collect();
    let piece = |pair: &[usize]| Piece {
        col: pair[0],
        end: pair[1],
        slice: strip.slice(edges[pair[0]] + 1, edges[pair[1]]),
    };
    behind.then(|| own.windows(2).map(piece).collect())
}

/// The pieces between bars, if they are as many as columns: a line drawn by another measure.
fn by_bars(edges: &[usize], strip: &Strip) -> Option<Vec<Piece>> {
    let slices = strip.split(is_vertical);
    let piece = |(col, slice)| Piece {
        col,
        end: col + 1,
        slice,
    };
    (slices.len() + 1 == edges.len()).then(|| slices.into_iter().enumerate().map(piece).collect())
}

/// Ends the cells above a rule; the others go on, with what stands beside the rule.
fn end_cells(sheet: &mut Sheet, edges: &[usize], line: &Drawn) {
    let columns = edges.len() - 1;
    let Drawn::Partial(ruled, strip) = line else {
        sheet.close(0, columns);
        return;
    };
    let mut col = 0;
    while col < columns {
        let (start, end) = sheet.open(col).unwrap_or((col, col + 1));
        if start != col || ruled[start..end].contains(&true) {
            sheet.close(col, col + 1);
            col += 1;
            continue;
        }
        sheet.extend(col, strip.slice(edges[start] + 1, edges[end]));
        col = end;
    }
}
