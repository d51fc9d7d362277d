//! Bytes to [`Source`]: one file a format, the format decided by content before name.

mod encoding;
mod text;

use crate::diagnostic::Diagnostic;
use crate::text::SourceSpan;

/// A decoded document: the canonical text that all spans point into.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Source {
    /// Decoded text, line ends normalised to `\n`, otherwise as it was.
    pub text: String,
    /// WHATWG name of the encoding, such as `UTF-8` or `gb18030`; `None` for formats that fix it.
    pub encoding: Option<&'static str>,
    /// Media type, such as `text/plain`.
    pub media_type: &'static str,
    /// What the format knows beyond the text.
    pub elements: Vec<Element>,
    /// What decoding noticed.
    pub notes: Vec<Diagnostic>,
}

/// Something that a format marks up; text extraction has none.
#[derive(Debug, Clone, PartialEq)]
pub struct Element {
    /// Its bytes in the text.
    pub span: SourceSpan,
    /// What it is.
    pub kind: ElementKind,
}

/// Kinds of elements.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ElementKind {
    /// A heading of the given level, counted from 1.
    Heading(u8),
}

/// Why a document was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rejection {
    /// No byte, or nothing but blanks.
    Empty,
    /// More bytes than [`MAX_BYTES`].
    TooLarge(u64),
    /// Bytes that are no text of any encoding.
    Binary,
    /// Too many bytes that the likeliest encoding has no character for.
    Undecodable {
        /// The likeliest encoding.
        encoding: &'static str,
        /// Characters that could not be decoded.
        replaced: usize,
    },
    /// A format that is not read.
    UnsupportedFormat(&'static str),
    /// Could not be opened or read.
    Unreadable(String),
    /// The extraction gave up on it.
    Internal(String),
}

/// Larger inputs are rejected.
pub const MAX_BYTES: u64 = 64 << 20;

impl Rejection {
    /// Stable code, as `documents.reason` begins.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLarge(_) => "too-large",
            Self::Binary => "binary",
            Self::Undecodable { .. } => "undecodable",
            Self::UnsupportedFormat(_) => "unsupported-format",
            Self::Unreadable(_) => "unreadable",
            Self::Internal(_) => "internal-error",
        }
    }

    /// What is wrong and what to do, for people.
    #[must_use]
    pub fn message(&self) -> String {
        match self {
            Self::Empty => "文件为空".into(),
            Self::TooLarge(bytes) => {
                format!("文件 {bytes} 字节，超过上限 {MAX_BYTES} 字节；请拆分后再转换")
            }
            Self::Binary => "内容不是文本；请先提取文字".into(),
            Self::Undecodable { encoding, replaced } => {
                format!("按最可能的编码 {encoding} 仍有 {replaced} 处无法解码；请核对文件是否完整")
            }
            Self::UnsupportedFormat(format) => format!("暂不支持 {format} 格式；请先另存为文本"),
            Self::Unreadable(why) => format!("无法读取：{why}"),
            Self::Internal(why) => format!("内部错误：{why}；请报告此文件"),
        }
    }
}

/// Reads a document from its bytes.
///
/// # Errors
/// [`Rejection`] says why the bytes are no document.
pub fn read(bytes: &[u8]) -> Result<Source, Rejection> {
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Rejection::TooLarge(bytes.len() as u64));
    }
    match format(bytes) {
        Some(format) => Err(Rejection::UnsupportedFormat(format)),
        None => text::read(bytes),
    }
}

/// The format that the first bytes announce, if it is not text.
fn format(bytes: &[u8]) -> Option<&'static str> {
    const MAGIC: [(&[u8], &str); 10] = [
        (b"%PDF", "PDF"),
        (b"PK\x03\x04", "DOCX/XLSX/ZIP"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "DOC/XLS/WPS"),
        (b"\x89PNG", "PNG"),
        (b"\xff\xd8\xff", "JPEG"),
        (b"GIF8", "GIF"),
        (b"\x1f\x8b", "GZIP"),
        (b"7z\xbc\xaf\x27\x1c", "7Z"),
        (b"Rar!\x1a", "RAR"),
        (b"{\\rtf", "RTF"),
    ];
    MAGIC
        .iter()
        .find(|(magic, _)| bytes.starts_with(magic))
        .map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], code: &str) {
        assert_eq!(
            read(bytes)
                .map(|source| source.text)
                .map_err(|rejection| rejection.code()),
            Err(code)
        );
    }

    #[test]
    fn what_is_no_text_is_rejected_with_its_reason() {
        check(b"", "empty");
        check(b" \n\t ", "empty");
        check(b"%PDF-1.7 ...", "unsupported-format");
        check(b"PK\x03\x04....", "unsupported-format");
        check(&[0, 1, 2, 3, 0, 9, 200, 201, 0, 0, 7, 5, 3, 0], "binary");
    }

    #[test]
    fn the_size_limit_is_exact() {
        let most = vec![b'a'; usize::try_from(MAX_BYTES).unwrap()];
        assert!(read(&most).is_ok());
        check(&[most, vec![b'a']].concat(), "too-large");
    }
}
