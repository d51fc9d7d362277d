//! How wide output may be, and text laid out by columns of a terminal: a Chinese character takes two.

use std::io::{IsTerminal, stdout};

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Narrowest terminal that lines are fitted to.
const NARROWEST: usize = 40;

/// Columns of the terminal that standard output is, or as many as a line may need: what goes to files and
/// pipes is not cut into lines.
pub(super) fn of_output() -> usize {
    if !stdout().is_terminal() {
        return usize::MAX;
    }
    let named = std::env::var("COLUMNS").ok();
    let named = named.and_then(|columns| columns.parse().ok());
    let width = named.or_else(terminal).unwrap_or(usize::MAX);
    width.max(NARROWEST)
}

/// Columns of the terminal, as the system knows it.
#[cfg(unix)]
fn terminal() -> Option<usize> {
    let size = rustix::termios::tcgetwinsize(stdout()).ok()?;
    Some(usize::from(size.ws_col)).filter(|columns| *columns > 0)
}

/// Consoles of Windows wrap lines themselves; `COLUMNS` may name a width.
#[cfg(not(unix))]
fn terminal() -> Option<usize> {
    None
}

/// `text` filled up with blanks to `width` columns, one at least.
pub(super) fn pad(text: &str, width: usize) -> String {
    let blanks = width.saturating_sub(text.width()).max(1);
    format!("{text}{}", " ".repeat(blanks))
}

/// `start`, and behind it `text` in lines of at most `width` columns, all but the first indented.
///
/// Lines break at blanks, and between characters that are two columns wide.
pub(super) fn wrap(start: &str, text: &str, indent: usize, width: usize) -> String {
    let room = width.saturating_sub(indent).max(16);
    let mut out = start.to_owned();
    let mut used = 0;
    for piece in pieces(text) {
        let wide = piece.trim_end().width();
        if used > 0 && used + wide > room {
            out.truncate(out.trim_end().len());
            out.push('\n');
            out.push_str(&" ".repeat(indent));
            used = 0;
        }
        out.push_str(piece);
        used += piece.width();
    }
    out.truncate(out.trim_end().len());
    out
}

/// Words with the blanks behind them; a wide character is a word.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let wide = |one: char| one.width() == Some(2);
        let end = if wide(first) {
            first.len_utf8()
        } else {
            let word = rest
                .find(|one: char| one == ' ' || wide(one))
                .unwrap_or(rest.len());
            let blanks = rest[word..].len() - rest[word..].trim_start_matches(' ').len();
            (word + blanks).max(first.len_utf8())
        };
        let (piece, tail) = rest.split_at(end);
        rest = tail;
        Some(piece)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_characters_take_two_columns() {
        assert_eq!(pad("年度", 6), "年度  ");
        assert_eq!(pad("year", 6), "year  ");
        assert_eq!(pad("年度年度", 4), "年度年度 ");
    }

    #[test]
    fn lines_break_at_blanks_and_between_wide_characters() {
        let wrapped = wrap("  a  ", "one two three four five six", 5, 21);
        assert_eq!(wrapped, "  a  one two three\n     four five six");
        assert_eq!(
            wrap("", "政府信息公开工作年度报告", 0, 16),
            "政府信息公开工作\n年度报告"
        );
        let whole = "a word that is never cut";
        assert_eq!(wrap("", whole, 0, usize::MAX), whole);
    }

    #[test]
    fn nothing_is_lost() {
        let text = "列 value_implied 为 single value；无则空";
        let joined: String = pieces(text).collect();
        assert_eq!(joined, text);
    }
}
