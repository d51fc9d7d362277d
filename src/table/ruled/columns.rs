//! Columns below a rule with gaps: `------ ----`.

use super::sheet::{Cut, Piece, Sheet, Wrap};
use super::strip::{Ruler, Slice, Strip};
use crate::layout::{Rule, TableLine, is_value, rule};
use crate::table::MAX_COLUMNS;
use crate::text::Span;

/// What the rule says, and where its cells stand.
struct Ruled {
    /// First column of the page and one past the last, for each column.
    extents: Vec<(usize, usize)>,
    /// How the cells of each column stand in it.
    homes: Vec<Home>,
    /// Drawn with equals signs: the last column is open to the right, and a line whose first cell is
    /// empty goes on with the row before.
    doubled: bool,
    /// The rule itself.
    printed: String,
}

/// How many cells of a column begin where it begins, end where it ends, or stand in its middle.
#[derive(Clone, Copy, Default)]
struct Home([usize; 3]);

impl Home {
    /// Where a piece stands.
    fn places(slice: &Slice) -> [bool; 3] {
        let (before, behind) = (slice.before, slice.behind);
        [before == 0, behind == 0, before.abs_diff(behind) <= 1]
    }

    /// Takes in a piece.
    fn add(&mut self, slice: &Slice) {
        for (count, stands) in self.0.iter_mut().zip(Self::places(slice)) {
            *count += usize::from(stands);
        }
    }

    /// Whether a piece stands as most of the column do: one that is off by some columns of the page may
    /// end where the column beside its own ends.
    fn holds(&self, slice: &Slice) -> bool {
        let most = self.0.iter().max().copied().unwrap_or_default();
        let places = self.0.iter().zip(Self::places(slice));
        places
            .into_iter()
            .any(|(count, stands)| stands && *count == most)
    }
}

/// Reads the table, or `None` if it has no rule.
pub(super) fn read(ruler: &Ruler, lines: &[TableLine]) -> Option<Sheet> {
    let text = ruler.document.text.as_str();
    let raw = |line: &TableLine| line.span.text(text).trim();
    let at = lines
        .iter()
        .position(|line| rule(raw(line)) == Rule::Gapped)?;
    let mut ruled = Ruled {
        extents: ruler.strip(lines[at].span).runs(),
        homes: Vec::new(),
        doubled: raw(&lines[at]).starts_with('='),
        printed: raw(&lines[at]).to_owned(),
    };
    if ruled.extents.len() > MAX_COLUMNS {
        return None;
    }
    ruled.homes = ruled.homes(ruler, &lines[at + 1..]);
    let mut sheet = Sheet::new(ruled.extents.len());
    let (head, body) = (
        ruled.bands(ruler, &lines[..at]),
        ruled.bands(ruler, &lines[at + 1..]),
    );
    let framed = lines
        .first()
        .is_some_and(|line| rule(raw(line)) == Rule::Whole);
    let of_body = match (body.len(), framed) {
        (0 | 1, false) => Wrap::Rows,
        (0 | 1, true) => Wrap::Either,
        _ => Wrap::Row,
    };
    let of_head = if framed { Wrap::Row } else { Wrap::Rows };
    for (bands, wrap) in [(head, of_head), (body, of_body)] {
        for band in bands {
            ruled.add(text, &mut sheet, &band, wrap);
        }
    }
    Some(sheet)
}

impl Ruled {
    /// Lines in bands between blank lines and rules.
    fn bands(&self, ruler: &Ruler, lines: &[TableLine]) -> Vec<Vec<Cut>> {
        let text = ruler.document.text.as_str();
        let raw = |line: &TableLine| line.span.text(text).trim();
        let parts = |line: &TableLine| {
            let kind = rule(raw(line));
            let partial = self.doubled && kind == Rule::Gapped;
            raw(line).is_empty() || kind == Rule::Whole || raw(line) == self.printed || partial
        };
        let bands = lines.split(parts).filter(|band| !band.is_empty());
        let cut = |line: &TableLine| {
            let pieces = self.pieces(text, &ruler.strip(line.span));
            pieces.map_or(Cut::Stray(line.span), Cut::Pieces)
        };
        bands.map(|band| band.iter().map(cut).collect()).collect()
    }

    /// Adds the rows of a band.
    fn add(&self, text: &str, sheet: &mut Sheet, band: &[Cut], wrap: Wrap) {
        if !self.doubled {
            sheet.band(text, band, wrap);
            sheet.close(0, self.extents.len());
            return;
        }
        let begins = |cut: &Cut| match cut {
            Cut::Pieces(pieces) => pieces
                .first()
                .is_some_and(|piece| !piece.slice.span.is_empty()),
            Cut::Stray(_) => true,
        };
        for lines in band.chunk_by(|_, next| !begins(next)) {
            let lines: Vec<Cut> = lines.iter().map(|cut| without_mark(text, cut)).collect();
            sheet.band(text, &lines, Wrap::Row);
            sheet.close(0, self.extents.len());
        }
    }

    /// How the cells of lines of values stand in their columns.
    fn homes(&self, ruler: &Ruler, lines: &[TableLine]) -> Vec<Home> {
        let text = ruler.document.text.as_str();
        let mut homes = vec![Home::default(); self.extents.len()];
        for line in lines {
            let pieces = self.cut(text, &ruler.strip(line.span)).unwrap_or_default();
            for piece in pieces.iter().filter(|piece| !piece.slice.span.is_empty()) {
                homes[piece.col].add(&piece.slice);
            }
        }
        homes
    }

    /// The piece in each column; `None` if the line does not fit, or if too many pieces do not stand as the
    /// others of their columns: more than a quarter where there are values, half in a head.
    fn pieces(&self, text: &str, strip: &Strip) -> Option<Vec<Piece>> {
        let pieces = self.cut(text, strip)?;
        let filled = pieces.iter().filter(|piece| !piece.slice.span.is_empty());
        let (mut all, mut astray, mut values) = (0, 0, 0);
        for piece in filled {
            all += 1;
            astray += usize::from(!self.homes[piece.col].holds(&piece.slice));
            values += usize::from(is_value(piece.slice.span.text(text)));
        }
        let most = if values > 0 { all / 4 } else { all / 2 };
        (astray <= most).then_some(pieces)
    }

    /// The piece in each column; `None` if something stands between columns, or a piece looks like two.
    fn cut(&self, text: &str, strip: &Strip) -> Option<Vec<Piece>> {
        let open = |col: usize| self.doubled && col + 1 == self.extents.len();
        let mut clear = 0;
        let mut pieces = Vec::with_capacity(self.extents.len());
        for (col, (from, to)) in self.extents.iter().copied().enumerate() {
            let apart = strip.is_clear(clear, from);
            clear = if open(col) { usize::MAX } else { to };
            let slice = strip.slice(from, clear);
            if !apart || is_several(slice.span.text(text)) {
                return None;
            }
            pieces.push(Piece {
                col,
                end: col + 1,
                slice,
            });
        }
        strip.is_clear(clear, usize::MAX).then_some(pieces)
    }
}

/// Whether what stands in one column is several cells: blanks lost their width, and a label has values
/// behind it.
fn is_several(piece: &str) -> bool {
    let dash = |word: &str| word.chars().all(|one| matches!(one, '-' | '\\'));
    let last = piece.rsplit_once(' ').map(|(_, last)| last);
    piece.contains("  ") || last.is_some_and(|last| is_value(last) || dash(last))
}

/// A line without the mark that stands for an empty first cell.
fn without_mark(text: &str, cut: &Cut) -> Cut {
    let mut cut = cut.clone();
    if let Cut::Pieces(pieces) = &mut cut
        && let Some(first) = pieces.first_mut()
        && matches!(first.slice.span.text(text), "\\" | "..")
    {
        first.slice.span = Span::new(first.slice.span.start, first.slice.span.start);
    }
    cut
}
