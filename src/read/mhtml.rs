//! Web pages as browsers save them with all their parts: MIME, `multipart/related`.
//!
//! The page is the first part of HTML; pictures and style sheets are not looked at. What carries a
//! page is small of grammar: headers, boundaries, two encodings of bytes.

use super::html::{self, parameter};
use super::{Rejection, Source};

/// Parts within parts.
const MAX_DEPTH: usize = 8;

/// Reads the page of a saved file.
///
/// # Errors
/// [`Rejection`] if there is none, or if it cannot be read.
pub(super) fn read(bytes: &[u8]) -> Result<Source, Rejection> {
    let Some(part) = page(bytes) else {
        return Err(Rejection::Broken {
            format: "MHTML",
            why: "其中没有网页正文（text/html）".into(),
        });
    };
    let charset = part
        .header("content-type")
        .and_then(|kind| parameter(&kind));
    let mut source = html::read(&part.decoded(), charset.as_deref())?;
    source.media_type = "multipart/related";
    Ok(source)
}

/// Headers and body of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Part<'a> {
    head: &'a [u8],
    body: &'a [u8],
}

/// The first page in a file, parts within parts searched in order.
fn page(bytes: &[u8]) -> Option<Part<'_>> {
    let mut open = vec![(Part::new(bytes), 0)];
    while let Some((part, depth)) = open.pop() {
        let kind = part.header("content-type").unwrap_or_default();
        let lower = kind.to_ascii_lowercase();
        if lower.starts_with("text/html") || lower.starts_with("application/xhtml") {
            return Some(part);
        }
        if lower.starts_with("multipart/") && depth < MAX_DEPTH {
            let parts = quoted(&kind, "boundary").map(|mark| part.parts(&mark));
            let parts = parts.unwrap_or_default().into_iter().rev();
            open.extend(parts.map(|part| (part, depth + 1)));
        }
    }
    None
}

impl<'a> Part<'a> {
    /// Headers up to the first empty line, the body behind it.
    fn new(bytes: &'a [u8]) -> Self {
        let mut start = 0;
        for end in memchr::memchr_iter(b'\n', bytes) {
            let line = bytes[start..end].trim_ascii();
            if line.is_empty() && start > 0 {
                let (head, body) = (&bytes[..start], &bytes[end + 1..]);
                return Self { head, body };
            }
            start = end + 1;
        }
        Self {
            head: bytes,
            body: &[],
        }
    }

    /// The value of a header, its folded lines joined.
    fn header(&self, name: &str) -> Option<String> {
        let head = String::from_utf8_lossy(self.head);
        let mut found: Option<String> = None;
        for line in head.lines() {
            match (&mut found, line.starts_with([' ', '\t'])) {
                (Some(value), true) => {
                    value.push(' ');
                    value.push_str(line.trim());
                }
                (Some(_), false) => break,
                (None, _) => {
                    let (known, value) = line.split_once(':').unwrap_or_default();
                    if known.trim().eq_ignore_ascii_case(name) {
                        found = Some(value.trim().to_owned());
                    }
                }
            }
        }
        found
    }

    /// The parts between lines that bear the boundary.
    fn parts(&self, boundary: &str) -> Vec<Part<'a>> {
        let mark = format!("--{boundary}");
        let mut parts = Vec::new();
        let mut open: Option<usize> = None;
        let mut start = 0;
        let ends = memchr::memchr_iter(b'\n', self.body).chain([self.body.len()]);
        for end in ends {
            let line = self.body.get(start..end).unwrap_or_default();
            if line.starts_with(mark.as_bytes()) {
                parts.extend(open.map(|open| Part::new(&self.body[open..start])));
                open = (!line[mark.len()..].starts_with(b"--"))
                    .then_some((end + 1).min(self.body.len()));
            }
            start = end + 1;
        }
        // A file that was cut off has no last boundary.
        parts.extend(open.map(|open| Part::new(&self.body[open..])));
        parts
    }

    /// The body's bytes.
    fn decoded(&self) -> Vec<u8> {
        let encoding = self.header("content-transfer-encoding").unwrap_or_default();
        match encoding.to_ascii_lowercase().as_str() {
            "quoted-printable" => quoted_printable(self.body),
            "base64" => base64(self.body),
            _ => self.body.to_vec(),
        }
    }
}

/// A parameter of a header: `boundary="…"`.
fn quoted(header: &str, name: &str) -> Option<String> {
    header.split(';').skip(1).find_map(|parameter| {
        let (known, value) = parameter.split_once('=')?;
        let same = known.trim().eq_ignore_ascii_case(name);
        same.then(|| value.trim().trim_matches('"').to_owned())
    })
}

/// `=E4=B8=80` to bytes; a `=` at the end of a line joins it with the next.
fn quoted_printable(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some(at) = memchr::memchr(b'=', rest) {
        out.extend_from_slice(&rest[..at]);
        rest = &rest[at + 1..];
        let pair = rest.first().zip(rest.get(1));
        let byte = pair.and_then(|(high, low)| Some(hex(*high)? << 4 | hex(*low)?));
        if let Some(byte) = byte {
            out.push(byte);
            rest = &rest[2..];
        } else if let Some(after) = line_break(rest) {
            rest = after;
        } else {
            out.push(b'=');
        }
    }
    out.extend_from_slice(rest);
    out
}

fn hex(digit: u8) -> Option<u8> {
    let value = char::from(digit).to_digit(16)?;
    u8::try_from(value).ok()
}

/// What stands behind a line break, blanks before it passed over.
fn line_break(rest: &[u8]) -> Option<&[u8]> {
    let blanks = rest
        .iter()
        .take_while(|byte| matches!(**byte, b' ' | b'\t' | b'\r'));
    let rest = &rest[blanks.count()..];
    rest.strip_prefix(b"\n")
}

/// Base64 to bytes; what is no digit of it is passed over.
fn base64(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len() / 4 * 3);
    let (mut held, mut bits) = (0u32, 0);
    for byte in body {
        let digit = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => break,
            _ => continue,
        };
        held = held << 6 | u32::from(digit);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.extend(u8::try_from(held >> bits & 0xff));
            held &= (1 << bits) - 1;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use encoding_rs::{Encoding, GB18030, UTF_8};

    use super::*;

    const PAGE: &str =
        "<html><body><p>收到政府信息公开申请十二件，全部办结 = 12。</p></body></html>";

    fn printable(bytes: &[u8]) -> String {
        let mut out = String::new();
        for (at, byte) in bytes.iter().enumerate() {
            if at % 20 == 19 {
                out.push_str("=\r\n");
            }
            out.push_str(&format!("={byte:02X}"));
        }
        out
    }

    fn digits(bytes: &[u8]) -> String {
        const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut out = String::new();
        for three in bytes.chunks(3) {
            let held = three
                .iter()
                .fold(0, |held, byte| held << 8 | usize::from(*byte));
            let held = held << (8 * (3 - three.len()));
            for place in 0..4 {
                let digit = DIGITS[held >> (18 - 6 * place) & 63];
                out.push(if place > three.len() {
                    '='
                } else {
                    char::from(digit)
                });
            }
        }
        out
    }

    fn saved(encoding: &str, charset: &str, body: &str) -> String {
        format!(
            "From: <Saved by Blink>\r\nSnapshot-Content-Location: http://x/\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"--==x\"\r\n\r\n\
             \r\n----==x\r\nContent-Type: text/html{charset}\r\n\
             Content-Transfer-Encoding: {encoding}\r\nContent-Location: http://x/\r\n\r\n{body}\r\n\
             ----==x\r\nContent-Type: text/css\r\n\r\np {{}}\r\n----==x--\r\n"
        )
    }

    #[track_caller]
    fn check(file: &str, encoding: &str) {
        let source = read(file.as_bytes()).unwrap();
        assert_eq!(source.text, "收到政府信息公开申请十二件，全部办结 = 12。\n");
        assert_eq!(source.encoding, Some(encoding));
    }

    #[test]
    fn the_page_is_found_in_either_encoding_of_bytes() {
        let sets: [(&'static Encoding, &str); 3] = [
            (UTF_8, "; charset=\"utf-8\""),
            (GB18030, ";\r\n\tcharset=gb2312"),
            (GB18030, ""),
        ];
        for (encoding, charset) in sets {
            let bytes = encoding.encode(PAGE).0;
            check(
                &saved("quoted-printable", charset, &printable(&bytes)),
                encoding.name(),
            );
            check(&saved("base64", charset, &digits(&bytes)), encoding.name());
        }
    }

    #[test]
    fn a_file_that_is_cut_off_is_read_as_far_as_it_goes() {
        let whole = saved("8bit", "", PAGE);
        let end = whole.find("----==x\r\nContent-Type: text/css").unwrap();
        check(&whole[..end], "UTF-8");
        let none = &whole[..whole.find("Content-Type: text/html").unwrap()];
        assert_eq!(
            read(none.as_bytes()).map_err(|why| why.code()),
            Err("broken-file")
        );
    }
}
