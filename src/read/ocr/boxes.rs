//! Boxes of recognised text to lines: what stands side by side is a line, set out by its place as a
//! typewriter would, so that columns stay columns.

use super::Part;

/// A text and where it stands on the page: left, top, right, bottom.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Piece {
    pub text: String,
    pub bounds: Option<[f64; 4]>,
}

/// A box with its text, its edges in order and finite.
#[derive(Debug, Clone, PartialEq)]
struct Placed {
    text: String,
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

/// Columns of the widest line.
const MAX_COLUMN: usize = 500;

/// The lines of a page from top to bottom; pieces without a box go as they come.
pub(super) fn lines(pieces: Vec<Piece>) -> Vec<Part> {
    let pieces = pieces
        .into_iter()
        .filter(|piece| !piece.text.trim().is_empty());
    let (placed, others): (Vec<_>, Vec<_>) = pieces.map(placed).partition(Result::is_ok);
    let mut placed: Vec<Placed> = placed.into_iter().flatten().collect();
    placed.sort_by(|one, other| one.top.total_cmp(&other.top));
    let unit = unit(&placed);
    let left = placed
        .iter()
        .map(|one| one.left)
        .fold(f64::INFINITY, f64::min);
    let mut rows: Vec<Vec<Placed>> = Vec::new();
    for one in placed {
        // Boxes of one line may begin in any order; lines far above are done.
        let recent = rows.iter_mut().rev().take(4);
        match recent
            .into_iter()
            .find(|row| row.iter().any(|other| beside(other, &one)))
        {
            Some(row) => row.push(one),
            None => rows.push(vec![one]),
        }
    }
    let count = rows.len();
    let mut parts: Vec<Part> = Vec::new();
    let mut above: Option<f64> = None;
    for (at, row) in rows.into_iter().enumerate() {
        let top = row.iter().map(|one| one.top).fold(f64::INFINITY, f64::min);
        let bottom = row
            .iter()
            .map(|one| one.bottom)
            .fold(f64::NEG_INFINITY, f64::max);
        let apart = above.is_some_and(|above| top - above > bottom - top);
        above = Some(bottom);
        let last = at + 1 == count && at > 2 && row.len() == 1;
        let text = set(row, unit, left);
        parts.push(match last && is_page_number(&text, apart) {
            true => Part::Furniture("page-number", text.trim().to_owned()),
            false => Part::Text(text),
        });
    }
    parts.extend(others.into_iter().filter_map(Result::err).map(Part::Text));
    parts
}

fn placed(piece: Piece) -> Result<Placed, String> {
    match piece.bounds {
        Some([left, top, right, bottom]) if bottom > top && right > left => Ok(Placed {
            text: piece.text,
            left,
            top,
            right,
            bottom,
        }),
        _ => Err(piece.text),
    }
}

/// Columns of a text: wide characters take two.
fn columns(text: &str) -> usize {
    text.chars()
        .map(|one| if one.is_ascii() { 1 } else { 2 })
        .sum()
}

/// Width of a column: the median over all boxes.
fn unit(placed: &[Placed]) -> f64 {
    let mut widths: Vec<f64> = placed
        .iter()
        .map(|one| {
            (one.right - one.left) / f64::from(u32::try_from(columns(&one.text)).unwrap_or(1))
        })
        .collect();
    widths.sort_by(f64::total_cmp);
    widths.get(widths.len() / 2).copied().unwrap_or(1.0)
}

/// Whether two boxes share most of their height.
fn beside(one: &Placed, other: &Placed) -> bool {
    let shared = one.bottom.min(other.bottom) - one.top.max(other.top);
    let lower = (one.bottom - one.top).min(other.bottom - other.top);
    let apart = one.right <= other.left + lower / 2.0 || other.right <= one.left + lower / 2.0;
    apart && shared * 2.0 > lower
}

/// A line of text with each piece in its column; pieces that do not touch are two blanks apart.
fn set(mut row: Vec<Placed>, unit: f64, left: f64) -> String {
    row.sort_by(|one, other| one.left.total_cmp(&other.left));
    let mut line = String::new();
    let mut at = 0;
    let mut end: Option<f64> = None;
    for one in row {
        let column = ((one.left - left) / unit).round().clamp(0.0, 1e6);
        let touching = end.is_some_and(|end| one.left - end < unit);
        // Truncation is wanted: the value is a small whole number.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let column = (column as usize).min(MAX_COLUMN);
        let blanks = match end {
            Some(_) if touching => 0,
            Some(_) => column.saturating_sub(at).max(2),
            None => column,
        };
        line.extend(std::iter::repeat_n(' ', blanks));
        line.push_str(one.text.trim());
        at += blanks + columns(one.text.trim());
        end = Some(one.right);
    }
    line
}

/// Whether the last line of a page can be its number: in dashes, or a small number apart from the text.
fn is_page_number(text: &str, apart: bool) -> bool {
    let text = text.trim();
    let number = text.trim_matches(|one: char| one.is_whitespace() || "-—–－－·.".contains(one));
    let digits =
        !number.is_empty() && number.len() <= 4 && number.bytes().all(|one| one.is_ascii_digit());
    digits && (apart || number.len() < text.len())
}
