//! Text put together from two sources: lines in UTF-8 among lines in GB 18030 or Big5.
//!
//! Given bytes that are not valid UTF-8 as a whole. A line break is one byte of its own in all of these
//! encodings, so each line can be decoded by itself. What a line is, is decided by validity and by how
//! much it looks like Chinese; where both leave it open, it is what most of the file is.

use encoding_rs::{BIG5, Encoding, GB18030, UTF_8};

use super::encoding::likeliest;
use super::likeness::{DOUBTFUL, Likeness};

/// Decoded lines of two encodings.
pub(super) struct Patchwork {
    /// The text, line ends as they were.
    pub text: String,
    /// What most of it is encoded in.
    pub base: &'static Encoding,
    /// What the others are encoded in.
    pub other: &'static Encoding,
    /// The lines in the other encoding, counted from 1.
    pub lines: Vec<usize>,
}

/// Decodes `bytes` line by line, if there are lines of Chinese in UTF-8 and lines in something else.
/// `marked`: a mark says that the file is UTF-8.
pub(super) fn patchwork(bytes: &[u8], marked: bool) -> Option<Patchwork> {
    let (mut valid, mut invalid) = (0, Vec::new());
    for line in lines(bytes) {
        match std::str::from_utf8(line) {
            // As many bytes as the characters would take in the other encoding.
            Ok(text) => valid += text.chars().filter(is_wide).count() * 2,
            Err(_) => invalid.extend_from_slice(line),
        }
    }
    if valid == 0 && !marked || invalid.is_empty() {
        return None;
    }
    let (legacy, _) = likeliest(&invalid, &[GB18030, UTF_8, BIG5]);
    if legacy == UTF_8 {
        return None;
    }
    let strange = invalid.iter().filter(|byte| !byte.is_ascii()).count();
    let (base, other) = match marked || valid >= strange {
        true => (UTF_8, legacy),
        false => (legacy, UTF_8),
    };
    Some(decode(bytes, base, other))
}

/// Decodes each line in `base` or in `other`.
fn decode(bytes: &[u8], base: &'static Encoding, other: &'static Encoding) -> Patchwork {
    let likeness = Likeness::new();
    let legacy = if base == UTF_8 { other } else { base };
    let mut patchwork = Patchwork {
        text: String::with_capacity(bytes.len() + bytes.len() / 2),
        base,
        other,
        lines: Vec::new(),
    };
    let (mut number, mut after_return) = (1, false);
    for line in lines(bytes) {
        let is_other =
            !line.is_ascii() && is_utf8(line, legacy, base == UTF_8, &likeness) != (base == UTF_8);
        let encoding = if is_other { other } else { base };
        if is_other && patchwork.lines.last() != Some(&number) {
            patchwork.lines.push(number);
        }
        let (text, _) = encoding.decode_without_bom_handling(line);
        patchwork.text.push_str(&text);
        // The second half of a line end belongs to the line before.
        let ends = matches!(line.last(), Some(b'\n' | b'\r')) && !(after_return && line == b"\n");
        number += usize::from(ends);
        after_return = line.ends_with(b"\r");
    }
    patchwork
}

/// Whether a line is UTF-8 rather than `legacy`; `mostly` says what most of the file is.
fn is_utf8(line: &[u8], legacy: &'static Encoding, mostly: bool, likeness: &Likeness) -> bool {
    let (as_legacy, broken) = legacy.decode_without_bom_handling(line);
    let as_utf8 = String::from_utf8_lossy(line);
    let of = |text: &str| likeness.of(text).unwrap_or_default();
    match (std::str::from_utf8(line), mostly) {
        (Ok(_), true) => true,
        (Ok(_), false) if broken => true,
        // Short words of two bytes a character may be valid by chance, Chinese hardly.
        (Ok(text), false) => {
            let wide = |one: char| one.is_ascii() || is_wide(&one);
            text.chars().all(wide) && of(text) >= of(&as_legacy)
        }
        (Err(_), true) => broken || of(&as_legacy) < DOUBTFUL || of(&as_utf8) >= of(&as_legacy),
        (Err(_), false) => of(&as_utf8) > of(&as_legacy),
    }
}

/// Whether UTF-8 takes three bytes or more for a character, as for Chinese and its marks.
fn is_wide(character: &char) -> bool {
    *character >= '\u{800}'
}

/// Lines with their ends; a line end of two bytes makes a line of its own.
fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split_inclusive(|byte| matches!(byte, b'\n' | b'\r'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TITLE: &str = "松坪区人民政府信息公开年度报告";
    const BODY: &str = "全年收到申请十二件，办结十一件，结转一件。";

    fn gb(text: &str) -> Vec<u8> {
        GB18030.encode(text).0.into_owned()
    }

    /// Lines in UTF-8 and, where the flag says so, in GB 18030.
    fn bytes(lines: &[(&str, bool)], end: &str) -> Vec<u8> {
        let line = |(text, legacy): &(&str, bool)| match legacy {
            true => gb(&format!("{text}{end}")),
            false => format!("{text}{end}").into_bytes(),
        };
        lines.iter().flat_map(line).collect()
    }

    #[track_caller]
    fn check(written: &[(&str, bool)], base: &'static Encoding, other: &[usize]) {
        for end in ["\n", "\r\n", "\r"] {
            let read = patchwork(&bytes(written, end), false).unwrap();
            let text: String = written
                .iter()
                .map(|(text, _)| format!("{text}{end}"))
                .collect();
            assert_eq!(read.text, text);
            assert_eq!((read.base, read.lines.as_slice()), (base, other), "{end:?}");
        }
    }

    #[test]
    fn each_line_is_read_in_its_own_encoding() {
        check(
            &[(TITLE, false), (BODY, true), ("", true), (BODY, false)],
            UTF_8,
            &[2],
        );
        check(
            &[(TITLE, true), (BODY, true), ("12", true), (BODY, false)],
            GB18030,
            &[4],
        );
        check(
            &[
                (BODY, true),
                (BODY, false),
                ("合计\t12", false),
                ("合计\t12", true),
            ],
            UTF_8,
            &[1, 4],
        );
    }

    #[test]
    fn a_word_that_is_valid_in_both_is_what_the_file_is() {
        // Two bytes a character in both: Latin letters and marks in UTF-8.
        let word = GB18030
            .decode_without_bom_handling("·×".as_bytes())
            .0
            .into_owned();
        check(
            &[(&word, true), (BODY, true), (BODY, true), (TITLE, false)],
            GB18030,
            &[4],
        );
        check(
            &[("·×", false), (BODY, true), (BODY, false), (TITLE, false)],
            UTF_8,
            &[2],
        );
    }

    #[test]
    fn a_damaged_line_is_not_read_as_the_other_encoding() {
        let mut broken = BODY.as_bytes().to_vec();
        broken.truncate(31);
        for legacy in [false, true] {
            let rest = bytes(&[(BODY, true), (TITLE, legacy)], "\n");
            let read = patchwork(
                &[&broken[..], b"\n", TITLE.as_bytes(), b"\n", &rest].concat(),
                false,
            );
            let read = read.unwrap();
            let first = read.text.lines().next().unwrap();
            assert_eq!(
                first,
                "全年收到申请十二件，\u{fffd}",
                "{}",
                read.base.name()
            );
        }
    }

    #[test]
    fn one_encoding_is_no_patchwork() {
        assert!(patchwork(&gb(BODY), false).is_none());
        assert!(patchwork(&gb(&format!("{TITLE}\n{BODY}\n")), false).is_none());
        let cut = &BODY.as_bytes()[..BODY.len() - 1];
        assert!(patchwork(cut, false).is_none());
        assert!(patchwork(&[TITLE.as_bytes(), b"\n", cut].concat(), false).is_none());
    }
}
