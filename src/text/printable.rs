//! Names of files as text that can be printed and told apart, whatever bytes they are.

use std::fmt::Write;

/// `name` with `\xNN` for bytes that are not UTF-8, `\u{…}` for characters that do not show or turn the
/// text around them, and `\\` for a backslash: two names are never printed alike.
#[must_use]
pub fn printable(name: &[u8]) -> String {
    let mut out = String::with_capacity(name.len());
    for chunk in name.utf8_chunks() {
        for one in chunk.valid().chars() {
            match one {
                '\\' => out.push_str("\\\\"),
                _ if is_hidden(one) => {
                    let _ = write!(out, "\\u{{{:x}}}", u32::from(one));
                }
                _ => out.push(one),
            }
        }
        for byte in chunk.invalid() {
            let _ = write!(out, "\\x{byte:02x}");
        }
    }
    out
}

/// Controls, marks of direction, characters without width, breaks of lines.
fn is_hidden(one: char) -> bool {
    one.is_control()
        || matches!(
            one,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        )
        || matches!(one, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(one, '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &[u8], expected: &str) {
        assert_eq!(printable(name), expected);
    }

    #[test]
    fn what_does_not_show_is_written_out() {
        check("报告 2020年（一）.txt".as_bytes(), "报告 2020年（一）.txt");
        check(b"a\nb\x1b[31m.txt", "a\\u{a}b\\u{1b}[31m.txt");
        check("a\u{202e}txt.exe".as_bytes(), "a\\u{202e}txt.exe");
        check(b"a\xb1\xa8.txt", "a\\xb1\\xa8.txt");
        check(b"a\\xb1.txt", "a\\\\xb1.txt");
    }
}
