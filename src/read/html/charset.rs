//! The encoding of a web page: mark, envelope, declaration, and whether the bytes agree.

use std::borrow::Cow;

use encoding_rs::{Encoding, GB18030, GBK, UTF_8};

use super::token::{Token, Tokens};
use crate::diagnostic::{Code, Diagnostic};
use crate::read::encoding::{Decision, decide, name};
use crate::record::Severity;
use crate::text::Place;

/// Bytes of a page in which its declaration must stand.
const HEAD: usize = 8192;

/// Who names an encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::read) enum Declared {
    /// The envelope around the page.
    Envelope,
    /// The page itself.
    Page,
}

/// A page's text, the name of its encoding, and what is to be said of it.
pub(super) fn decode<'a>(
    bytes: &'a [u8],
    envelope: Option<&str>,
) -> (Cow<'a, str>, &'static str, Vec<Diagnostic>) {
    let decision = decide(bytes);
    let known = !decision.guessed && decision.mark > 0;
    let declared = match known {
        true => None,
        false => declared(bytes, envelope),
    };
    let encoding = match declared {
        Some((encoding, _)) if agrees(bytes, encoding, decision.encoding) => encoding,
        _ => decision.encoding,
    };
    let (text, _) = encoding.decode_without_bom_handling(&bytes[decision.mark..]);
    (text, name(encoding), remarks(encoding, declared, decision))
}

/// The encoding that is named, the envelope's word first; GBK is read as GB18030, which contains it.
fn declared(bytes: &[u8], envelope: Option<&str>) -> Option<(&'static Encoding, Declared)> {
    let labelled = |label: &str| {
        let encoding = Encoding::for_label(label.trim().as_bytes())?;
        Some(if encoding == GBK { GB18030 } else { encoding })
    };
    let outer = envelope
        .and_then(labelled)
        .map(|found| (found, Declared::Envelope));
    let own = || {
        let head: String = bytes[..bytes.len().min(HEAD)]
            .iter()
            .map(|byte| char::from(*byte))
            .collect();
        labelled(&label(&head)?).map(|found| (found, Declared::Page))
    };
    outer.or_else(own)
}

/// The label of `<meta charset>`, `<meta http-equiv … content="…charset=…">`, or `<?xml encoding>`.
fn label(head: &str) -> Option<String> {
    let mut tokens = Tokens::new(head);
    while let Some(token) = tokens.next() {
        let Token::Tag(tag) = token else { continue };
        if tag.name != "meta" {
            continue;
        }
        for (name, value) in tag.attributes() {
            if name == "charset" {
                return Some(value.to_owned());
            }
            if name == "content"
                && let Some(found) = parameter(value)
            {
                return Some(found);
            }
        }
    }
    let (_, rest) = head.strip_prefix("<?xml")?.split_once("encoding=")?;
    let mark = rest.chars().next()?;
    Some(rest[1..].split(mark).next()?.to_owned())
}

/// `charset=gb2312` of a content type.
pub(in crate::read) fn parameter(value: &str) -> Option<String> {
    let lower = value.to_ascii_lowercase();
    let (_, rest) = lower.split_once("charset")?;
    let rest = rest.trim_start().strip_prefix('=')?.trim_start();
    let rest = rest.trim_start_matches(['"', '\'']);
    let end = rest.find(|one: char| one.is_whitespace() || matches!(one, ';' | '"' | '\''));
    Some(rest[..end.unwrap_or(rest.len())].to_owned())
}

/// Whether bytes can be in the encoding that is named; `found` is what their own look says.
fn agrees(bytes: &[u8], named: &'static Encoding, found: &'static Encoding) -> bool {
    let valid = |encoding: &'static Encoding| {
        let decoded = encoding.decode_without_bom_handling_and_without_replacement(bytes);
        decoded.is_some()
    };
    if named == found || bytes.is_ascii() {
        return true;
    }
    if found == UTF_8 && valid(UTF_8) || named.is_single_byte() || named == UTF_8 {
        // Text of another encoding is UTF-8 by no chance; any bytes are valid in one of a byte a letter.
        return false;
    }
    valid(named) || !valid(found)
}

fn remarks(
    encoding: &'static Encoding,
    declared: Option<(&'static Encoding, Declared)>,
    decision: Decision,
) -> Vec<Diagnostic> {
    let place = Place {
        line: 1,
        ..Place::default()
    };
    let note = |severity, text| Diagnostic::new(Code::EncodingDetected, severity, place, text);
    let said = name(encoding);
    match declared {
        Some((named, by)) if named != encoding => {
            let whose = match by {
                Declared::Envelope => "文件头",
                Declared::Page => "网页",
            };
            let text = format!(
                "{whose}声明的编码 {} 与内容不符，按 {said} 读取",
                name(named)
            );
            vec![note(Severity::Warning, text)]
        }
        Some(_) if encoding != UTF_8 => {
            vec![note(Severity::Note, format!("编码由网页声明为 {said}"))]
        }
        None if decision.guessed => vec![note(Severity::Note, format!("编码检测为 {said}"))],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "本年度收到政府信息公开申请十二件，全部在法定期限内办结。";

    #[track_caller]
    fn check(head: &str, encoding: &'static Encoding, envelope: Option<&str>, warned: bool) {
        let page = format!("<html>{head}<p>{TEXT}");
        let bytes = encoding.encode(&page).0;
        let (text, found, notes) = decode(&bytes, envelope);
        assert_eq!((text.as_ref(), found), (page.as_str(), name(encoding)));
        let warnings = notes.iter().any(|note| note.severity == Severity::Warning);
        assert_eq!(warnings, warned, "{notes:?}");
    }

    #[test]
    fn the_declaration_is_believed_where_the_bytes_agree() {
        check("<meta charset=utf-8>", UTF_8, None, false);
        check("<META CHARSET='GB2312' />", GB18030, None, false);
        let content = "<meta http-equiv=Content-Type content=\"text/html; charset=gbk\">";
        check(content, GB18030, None, false);
        check(
            "<!-- <meta charset=big5> -->",
            GB18030,
            Some("gb2312"),
            false,
        );
        check("", GB18030, None, false);
    }

    #[test]
    fn validity_decides_against_a_wrong_declaration() {
        check("<meta charset=utf-8>", GB18030, None, true);
        check("<meta charset=gb2312>", UTF_8, None, true);
        check("<meta charset=iso-8859-1>", GB18030, None, true);
        check("<meta charset=gb2312>", UTF_8, Some("utf-8"), false);
    }
}
