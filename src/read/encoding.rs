//! Which encoding bytes are in: byte order mark, validity, then the likeliest of what Chinese text is
//! encoded in.

use encoding_rs::{BIG5, Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

use super::likeness::{DOUBTFUL, Likeness, USUAL};

/// An encoding and how it was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Decision {
    /// The encoding.
    pub encoding: &'static Encoding,
    /// Bytes of the byte order mark.
    pub mark: usize,
    /// Whether all bytes are UTF-8; false if that was not asked.
    pub sound: bool,
    /// Whether it was guessed.
    pub guessed: bool,
    /// Whether the text does not look like Chinese in any encoding.
    pub doubtful: bool,
}

/// U+FEFF in GB 18030, which no standard makes a mark and some editors write.
const GB18030_MARK: &[u8] = b"\x84\x31\x95\x33";
/// Bytes that are looked at to tell encodings apart.
const SAMPLE: usize = 16 << 10;

/// Decides the encoding of `bytes`.
pub(super) fn decide(bytes: &[u8]) -> Decision {
    let certain = |encoding, mark| Decision {
        encoding,
        mark,
        sound: false,
        guessed: false,
        doubtful: false,
    };
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return certain(encoding, mark);
    }
    if bytes.starts_with(GB18030_MARK) {
        return certain(GB18030, GB18030_MARK.len());
    }
    let valid = std::str::from_utf8(bytes).is_ok();
    let zeros = bytes[..bytes.len().min(SAMPLE)].contains(&0);
    let utf8 = Decision {
        sound: valid,
        ..certain(UTF_8, 0)
    };
    if valid && !zeros {
        return utf8;
    }
    if zeros && let Some(encoding) = by_zeros(bytes) {
        return Decision {
            guessed: true,
            ..certain(encoding, 0)
        };
    }
    if valid {
        return utf8;
    }
    let all = [GB18030, UTF_8, BIG5, UTF_16LE, UTF_16BE];
    let (encoding, likeness) = likeliest(bytes, &all);
    Decision {
        guessed: true,
        doubtful: likeness < DOUBTFUL,
        ..certain(encoding, 0)
    }
}

/// UTF-16 without a mark whose ASCII characters and line ends have a zero byte each: in one of the two
/// orders, most characters are ASCII or Chinese.
fn by_zeros(bytes: &[u8]) -> Option<&'static Encoding> {
    let likeness = Likeness::new();
    let of = |encoding| likeness.of_all(&decoded(bytes, encoding));
    let (little, big) = (of(UTF_16LE), of(UTF_16BE));
    match little.max(big) >= USUAL && little != big {
        true if little > big => Some(UTF_16LE),
        true => Some(UTF_16BE),
        false => None,
    }
}

/// The encoding of `among` in which `bytes` look most like Chinese, and how much; the first of equals.
pub(super) fn likeliest(bytes: &[u8], among: &[&'static Encoding]) -> (&'static Encoding, f32) {
    let likeness = Likeness::new();
    let mut best = (GB18030, f32::NEG_INFINITY);
    for encoding in among {
        let mean = likeness.of(&decoded(sample(bytes), encoding));
        let mean = mean.unwrap_or_default();
        if mean > best.1 {
            best = (*encoding, mean);
        }
    }
    best
}

/// The first bytes, or those from the first line on that is not ASCII.
fn sample(bytes: &[u8]) -> &[u8] {
    let wide = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(0);
    let start = match wide {
        0..SAMPLE => 0,
        _ => memchr::memrchr(b'\n', &bytes[..wide]).map_or(0, |at| at + 1),
    };
    &bytes[start..bytes.len().min(start.saturating_add(SAMPLE))]
}

/// The first bytes as `encoding` reads them, without a character that is cut off at their end.
fn decoded(bytes: &[u8], encoding: &'static Encoding) -> String {
    let bytes = &bytes[..bytes.len().min(SAMPLE)];
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let most = decoder.max_utf8_buffer_length(bytes.len());
    let mut text = String::with_capacity(most.unwrap_or_default());
    let _ = decoder.decode_to_string(bytes, &mut text, false);
    text
}

/// The name that `documents.encoding` prints: GBK is read as GB18030, which contains it.
pub(super) fn name(encoding: &'static Encoding) -> &'static str {
    if encoding == GBK {
        GB18030.name()
    } else {
        encoding.name()
    }
}
