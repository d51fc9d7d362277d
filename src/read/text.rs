//! Plain text of any encoding.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::encoding::{Decision, decide, name};
use super::patchwork::{Patchwork, patchwork};
use super::{Rejection, Source};
use crate::diagnostic::{Code, Diagnostic};
use crate::record::Severity;
use crate::text::{LineIndex, Place, SourceSpan};

/// Of this many characters, one may be undecodable.
const BUDGET: usize = 50;

/// Decodes text and normalises its line ends.
pub(super) fn read(bytes: &[u8]) -> Result<Source, Rejection> {
    let mut decision = decide(bytes);
    let bytes = &bytes[decision.mark..];
    let patchwork = patched(bytes, decision);
    let (decoded, encoding) = match &patchwork {
        Some(patchwork) => {
            decision.doubtful = false;
            (Cow::Borrowed(patchwork.text.as_str()), patchwork.base)
        }
        None => {
            let (text, _) = decision.encoding.decode_without_bom_handling(bytes);
            (text, decision.encoding)
        }
    };
    if is_binary(&decoded) {
        return Err(Rejection::Binary);
    }
    let text = line_ends(&decoded);
    if text.trim().is_empty() {
        return Err(Rejection::Empty);
    }
    let damage = damage(&text, name(encoding))?;
    let mut notes: Vec<Diagnostic> = detected(decision, encoding).into_iter().collect();
    notes.extend(patchwork.and_then(|patchwork| mixed(&text, &patchwork)));
    notes.extend(damage);
    Ok(Source {
        text,
        encoding: Some(name(encoding)),
        media_type: "text/plain",
        notes,
        ..Source::default()
    })
}

/// What is to be said of the characters that could not be decoded.
///
/// # Errors
/// [`Rejection::Undecodable`] if they are too many.
pub(super) fn damage(text: &str, encoding: &'static str) -> Result<Vec<Diagnostic>, Rejection> {
    let lost: Vec<usize> = text
        .match_indices(char::REPLACEMENT_CHARACTER)
        .map(|(at, _)| at)
        .collect();
    if is_lost(text, lost.len()) {
        return Err(Rejection::Undecodable {
            encoding,
            replaced: lost.len(),
        });
    }
    Ok(undecodable(text, &lost, encoding))
}

/// The lines of a file that is put together from two encodings.
fn patched(bytes: &[u8], decision: Decision) -> Option<Patchwork> {
    let units = [UTF_16LE, UTF_16BE].contains(&decision.encoding);
    let marked = decision.mark > 0;
    let valid = || decision.sound || std::str::from_utf8(bytes).is_ok();
    let sound = decision.encoding == UTF_8 && valid();
    if units || sound || marked && decision.encoding != UTF_8 {
        return None;
    }
    patchwork(bytes, marked)
}

/// Whether too much of `text` could not be decoded. A character cut off at the end of the file is no
/// sign of a wrong encoding.
fn is_lost(text: &str, lost: usize) -> bool {
    let cut = usize::from(text.ends_with(char::REPLACEMENT_CHARACTER));
    let characters = text.chars().count();
    lost > 0 && ((lost - cut) * BUDGET > characters || lost == characters)
}

/// How the encoding was found, unless it is what everybody expects.
fn detected(decision: Decision, encoding: &'static Encoding) -> Option<Diagnostic> {
    if !decision.guessed && encoding == UTF_8 {
        return None;
    }
    let how = if decision.guessed {
        "检测"
    } else {
        "由文件头标记"
    };
    let (severity, advice) = match decision.doubtful {
        true => (Severity::Warning, "，但文字不像中文；请核对编码"),
        false => (Severity::Note, ""),
    };
    let place = Place {
        line: 1,
        ..Place::default()
    };
    let message = format!("编码{how}为 {}{advice}", name(encoding));
    Some(Diagnostic::new(
        Code::EncodingDetected,
        severity,
        place,
        message,
    ))
}

/// Names the lines that are in another encoding than the rest.
fn mixed(text: &str, patchwork: &Patchwork) -> Option<Diagnostic> {
    let first = *patchwork.lines.first()?;
    let start = match first.checked_sub(2) {
        Some(nth) => memchr::memchr_iter(b'\n', text.as_bytes()).nth(nth)? + 1,
        None => 0,
    };
    let end = memchr::memchr(b'\n', &text.as_bytes()[start..]).map_or(text.len(), |at| start + at);
    let place = Place {
        span: SourceSpan::new(start, end),
        line: i32::try_from(first).unwrap_or(i32::MAX),
    };
    let message = format!(
        "第 {} 行的编码是 {}，其余是 {}，已分别解码；文件似由两处文本拼成，请核对",
        ranges(&patchwork.lines),
        name(patchwork.other),
        name(patchwork.base)
    );
    Some(Diagnostic::new(
        Code::EncodingDetected,
        Severity::Warning,
        place,
        message,
    ))
}

/// Line numbers in order as `2、5–7`.
fn ranges(lines: &[usize]) -> String {
    let runs = lines.chunk_by(|one, next| one + 1 == *next);
    let run = |run: &[usize]| match run {
        [first, .., last] => format!("{first}–{last}"),
        _ => run.iter().map(usize::to_string).collect(),
    };
    runs.map(run).collect::<Vec<_>>().join("、")
}

/// Whether a share of the characters are controls that no text has.
fn is_binary(text: &str) -> bool {
    let control = |one: &char| {
        one.is_control() && !matches!(one, '\n' | '\r' | '\t' | '\u{c}' | '\u{b}' | '\u{1a}')
    };
    let sample = || text.chars().take(8192);
    let controls = sample().filter(control).count();
    text.contains('\0') && controls * 100 > sample().count() || controls * 10 > sample().count()
}

/// `\r\n` and `\r` to `\n`.
fn line_ends(text: &str) -> String {
    if !text.contains('\r') {
        return text.to_owned();
    }
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// One diagnostic for each run of characters that could not be decoded.
fn undecodable(text: &str, lost: &[usize], encoding: &str) -> Vec<Diagnostic> {
    let lines = LineIndex::new(text);
    let width = char::REPLACEMENT_CHARACTER.len_utf8();
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for at in lost {
        match runs.last_mut() {
            Some((_, end)) if *end == *at => *end = at + width,
            _ => runs.push((*at, at + width)),
        }
    }
    let note = |(start, end): (usize, usize)| {
        let place = Place {
            span: SourceSpan::new(start, end),
            line: lines.line(start),
        };
        let count = (end - start) / width;
        Diagnostic::new(
            Code::UndecodableBytes,
            Severity::Warning,
            place,
            format!("{count} 处字节不是 {encoding} 编码的文字"),
        )
    };
    runs.into_iter().map(note).collect()
}

#[cfg(test)]
mod tests {
    use encoding_rs::{BIG5, Encoding, GB18030, GBK};
    use proptest::prelude::*;

    use super::*;

    const SHORT: &str = "一、本年新收政府信息公开申请数量共十二件";
    const LONG: &str = "本报告由云川市人民政府办公室编制。统计期限自2020年1月1日起，至2020年12月31日止。\
        一年来，全市各级机关收到申请三百二十件，办结三百一十件，其余十件结转下年度继续办理。\
        市政府门户网站全年发布信息一万二千条，举办新闻发布会二十四场，回应群众关切五百余次。\
        下一步，我们将健全制度，加强培训，提高答复文书的质量，改进网站栏目，方便群众查询。";
    const TRADITIONAL: &str = "本報告由雲川市人民政府辦公室編制。統計期限為一年，全市各級機關收到申請三百二十件，\
        辦結三百一十件，其餘十件結轉下年度繼續辦理。網站全年發布訊息一萬二千條。";

    #[track_caller]
    fn check(bytes: &[u8], encoding: &str, text: &str) {
        let source = read(bytes).unwrap();
        assert_eq!(
            (source.encoding, source.text.as_str()),
            (Some(encoding), text)
        );
    }

    fn utf16(text: &str, big: bool) -> Vec<u8> {
        text.encode_utf16()
            .flat_map(|unit| {
                if big {
                    unit.to_be_bytes()
                } else {
                    unit.to_le_bytes()
                }
            })
            .collect()
    }

    fn encoded(text: &str, encoding: &'static Encoding) -> Vec<u8> {
        encoding.encode(text).0.into_owned()
    }

    #[test]
    fn every_encoding_is_recognised() {
        for text in [SHORT, LONG] {
            check(text.as_bytes(), "UTF-8", text);
            check(&[b"\xef\xbb\xbf", text.as_bytes()].concat(), "UTF-8", text);
            check(&encoded(text, GB18030), "gb18030", text);
            check(&encoded(text, GBK), "gb18030", text);
            check(&utf16(text, false), "UTF-16LE", text);
            check(&utf16(text, true), "UTF-16BE", text);
            check(
                &[vec![0xff, 0xfe], utf16(text, false)].concat(),
                "UTF-16LE",
                text,
            );
            check(
                &[vec![0xfe, 0xff], utf16(text, true)].concat(),
                "UTF-16BE",
                text,
            );
        }
        check(&encoded(TRADITIONAL, BIG5), "Big5", TRADITIONAL);
    }

    #[test]
    fn only_line_ends_are_changed() {
        check(
            "一\r\n二\r三\n　四 ".as_bytes(),
            "UTF-8",
            "一\n二\n三\n　四 ",
        );
    }

    #[test]
    fn a_cut_character_is_noted_and_many_are_refused() {
        let mut bytes = encoded(LONG, GB18030);
        bytes.pop();
        let source = read(&bytes).unwrap();
        assert!(
            source
                .notes
                .iter()
                .any(|note| note.code == Code::UndecodableBytes)
        );
        let broken: Vec<u8> = encoded(LONG, GB18030)
            .chunks(9)
            .flat_map(|part| [part, &[0xff, 0xff]].concat())
            .collect();
        assert_eq!(
            read(&broken).map_err(|rejection| rejection.code()),
            Err("undecodable")
        );
    }

    #[test]
    fn text_cut_at_any_byte_is_read_or_refused() {
        for encoding in [GB18030, BIG5] {
            let bytes = encoded(TRADITIONAL, encoding);
            for end in 0..bytes.len() {
                let _ = read(&bytes[..end]);
            }
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = read(&bytes);
        }
    }
}
