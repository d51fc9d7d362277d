//! Bytes to [`Source`]: one file a format.

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
    pub notes: Vec<crate::diagnostic::Diagnostic>,
}

/// Something that a format marks up; text extraction has none.
#[derive(Debug, Clone, PartialEq)]
pub struct Element {
    /// Its bytes in the text.
    pub span: crate::text::SourceSpan,
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
