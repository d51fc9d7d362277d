//! Bytes to [`Source`]: one file a format, the format decided by content before name.

#[cfg(feature = "archive")]
pub(crate) mod archive;
mod child;
#[cfg(feature = "docx")]
mod docx;
mod element;
mod encoding;
mod format;
#[cfg(feature = "html")]
mod html;
mod legacy;
mod likeness;
pub mod limits;
mod linear;
#[cfg(feature = "html")]
mod mhtml;
mod ocr;
#[cfg(any(feature = "docx", feature = "sheet"))]
mod package;
mod patchwork;
mod pdf;
#[cfg(feature = "sheet")]
mod sheet;
mod text;
mod tools;
#[cfg(any(feature = "archive", feature = "docx", feature = "sheet"))]
mod zip;

use crate::diagnostic::Diagnostic;

pub use element::{Element, ElementKind, MarkedCell, MarkedTable};
pub use format::{Format, format};
pub use tools::{ChildLimits, Tools};

/// A decoded document: the canonical text that all spans point into.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Source {
    /// Decoded text, line ends normalised to `\n`, otherwise as it was.
    pub text: String,
    /// WHATWG name of the encoding, such as `UTF-8` or `gb18030`; `None` for formats that fix it.
    pub encoding: Option<&'static str>,
    /// Media type, such as `text/plain`.
    pub media_type: &'static str,
    /// What the format knows beyond the text, in order of position.
    pub elements: Vec<Element>,
    /// What decoding noticed.
    pub notes: Vec<Diagnostic>,
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
    /// A file that is not what its format demands.
    Broken {
        /// The format.
        format: &'static str,
        /// What is wrong.
        why: String,
    },
    /// A file that needs a password.
    Encrypted(&'static str),
    /// A file past a limit that guards against hostile input; the text names limit and place.
    Limit(String),
    /// Pages without text.
    NoTextLayer,
    /// Pages whose fonts do not say what so many of their characters mean.
    BrokenTextLayer(usize),
    /// A format that only an installed program reads, and none is.
    MissingTool {
        /// The format.
        format: &'static str,
        /// Programs that would do.
        programs: &'static str,
    },
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
            Self::Broken { .. } => "broken-file",
            Self::Encrypted(_) => "encrypted",
            Self::Limit(_) => "limit-exceeded",
            Self::NoTextLayer => "no-text-layer",
            Self::BrokenTextLayer(_) => "broken-text-layer",
            Self::MissingTool { .. } => "missing-tool",
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
            Self::Broken { format, why } => {
                format!("{format} 文件不完整或已损坏：{why}；请重新取得或另存后再转换")
            }
            Self::Encrypted(format) => format!("{format} 文件已加密；请解密后再转换"),
            Self::Limit(what) => format!("超过安全上限：{what}；请核对文件是否正常"),
            Self::NoTextLayer => {
                "no text layer：页面只有图像；请先用文字识别（OCR）软件识别，再转换其输出".into()
            }
            Self::BrokenTextLayer(lost) => format!(
                "文字层有 {lost} 个字符没有含义：字体缺少对应的文字编码；请用文字识别（OCR）软件识别，再转换其输出"
            ),
            Self::MissingTool { format, programs } => {
                format!(
                    "读取 {format} 需要安装 {programs}，本机没有找到；请安装，或另存为 DOCX 后再转换"
                )
            }
            Self::Unreadable(why) => format!("无法读取：{why}"),
            Self::Internal(why) => format!("内部错误：{why}；请报告此文件"),
        }
    }
}

/// Reads a document from its bytes, whose format the content alone tells.
///
/// # Errors
/// [`Rejection`] says why the bytes are no document.
pub fn read(bytes: &[u8]) -> Result<Source, Rejection> {
    read_named(bytes, None)
}

/// Reads a document from its bytes; `name` is the file's name, whose ending decides where the content
/// leaves the format open.
///
/// # Errors
/// [`Rejection`] says why the bytes are no document.
pub fn read_named(bytes: &[u8], name: Option<&str>) -> Result<Source, Rejection> {
    read_with(bytes, name, &Tools::default())
}

/// Reads a document from its bytes as [`read_named`] does, formats that only programs read with those
/// of `tools`.
///
/// # Errors
/// [`Rejection`] says why the bytes are no document.
pub fn read_with(bytes: &[u8], name: Option<&str>, tools: &Tools) -> Result<Source, Rejection> {
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Rejection::TooLarge(bytes.len() as u64));
    }
    let source = by_format(bytes, name, tools)?;
    limits::affordable(&source.text, limits::MAX_WORK)?;
    Ok(source)
}

fn by_format(bytes: &[u8], name: Option<&str>, tools: &Tools) -> Result<Source, Rejection> {
    match format(bytes, name) {
        Format::Text => text::read(bytes),
        #[cfg(feature = "html")]
        Format::Html => html::read(bytes, None),
        #[cfg(feature = "html")]
        Format::Mhtml => mhtml::read(bytes),
        #[cfg(not(feature = "html"))]
        Format::Html | Format::Mhtml => Err(Rejection::UnsupportedFormat("HTML")),
        #[cfg(feature = "docx")]
        Format::Docx => docx::read(bytes),
        #[cfg(not(feature = "docx"))]
        Format::Docx => Err(Rejection::UnsupportedFormat("DOCX")),
        #[cfg(feature = "sheet")]
        Format::Sheet => sheet::read(bytes),
        #[cfg(not(feature = "sheet"))]
        Format::Sheet => Err(Rejection::UnsupportedFormat("XLSX/XLS/ODS")),
        Format::Encrypted => Err(Rejection::Encrypted("Office")),
        Format::Pdf => pdf::read(bytes, tools),
        Format::Doc => legacy::DOC.read(bytes, tools),
        Format::OcrJson => ocr::read(bytes),
        Format::Zip => Err(unopened(bytes)),
        Format::Tar => Err(Rejection::UnsupportedFormat("未拆开的 TAR")),
        Format::Gzip => Err(Rejection::UnsupportedFormat("未拆开的 GZIP")),
        Format::Other("RTF") => legacy::RTF.read(bytes, tools),
        Format::Other("ODT") => legacy::ODT.read(bytes, tools),
        Format::Other(format) => Err(Rejection::UnsupportedFormat(format)),
    }
}

/// Why a ZIP file is no document: archives are opened where their name is known, see `pipeline`.
fn unopened(bytes: &[u8]) -> Rejection {
    let format = "未拆开的 ZIP";
    #[cfg(any(feature = "archive", feature = "docx", feature = "sheet"))]
    if let Err(why) = zip::directory(&mut std::io::Cursor::new(bytes), 1, "ZIP") {
        return why;
    }
    let _ = bytes;
    Rejection::UnsupportedFormat(format)
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
        check(b"%PDF-1.7 ...", "missing-tool");
        check(b"PK\x03\x04....", "broken-file");
        check(
            b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
            "unsupported-format",
        );
        check(
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0",
            "encrypted",
        );
        check(&[0, 1, 2, 3, 0, 9, 200, 201, 0, 0, 7, 5, 3, 0], "binary");
    }

    #[test]
    fn the_size_limit_is_exact() {
        let most = vec![b'a'; usize::try_from(MAX_BYTES).unwrap()];
        assert!(read(&most).is_ok());
        check(&[most, vec![b'a']].concat(), "too-large");
    }

    #[test]
    fn what_would_take_too_long_is_rejected() {
        let lines = usize::try_from(limits::MAX_WORK / 65).unwrap();
        let mut text = vec![b'\n'; lines];
        text[0] = b'a';
        assert!(read(&text[..lines - 9]).is_ok());
        text.extend(b"\n".repeat(20));
        check(&text, "limit-exceeded");
    }
}
