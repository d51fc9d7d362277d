//! Which format bytes are in: by content first, by the name's ending second.

#[cfg(any(feature = "archive", feature = "docx", feature = "sheet"))]
use std::io::{Cursor, Read, Seek};

#[cfg(any(feature = "archive", feature = "docx", feature = "sheet"))]
use super::{limits, zip};

/// A format by its way of reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// Plain text of any encoding, Markdown and inline HTML tables included.
    Text,
    /// A web page.
    Html,
    /// A web page as browsers save it with all its parts.
    Mhtml,
    /// WordprocessingML.
    Docx,
    /// A spreadsheet: XLSX, XLS, ODS.
    Sheet,
    /// PDF.
    Pdf,
    /// Word 97–2003.
    Doc,
    /// Output of OCR engines in JSON.
    OcrJson,
    /// A ZIP archive of documents.
    Zip,
    /// A TAR archive.
    Tar,
    /// Compressed by gzip.
    Gzip,
    /// An Office file behind a password.
    Encrypted,
    /// A known format that is not read.
    Other(&'static str),
}

/// The format of `bytes`; `name` is the file's name, where it has one.
#[must_use]
pub fn format(bytes: &[u8], name: Option<&str>) -> Format {
    let ending = name.and_then(ending).unwrap_or_default();
    if let Some(format) = by_magic(bytes, &ending) {
        return format;
    }
    let head = head(bytes);
    if is_page(&head) || is_fragment(&head) {
        return Format::Html;
    }
    if is_mhtml(&head) {
        return Format::Mhtml;
    }
    match ending.as_str() {
        "html" | "htm" | "shtml" | "xhtml" if head.contains("</") || head.contains("<p") => {
            Format::Html
        }
        "mht" | "mhtml" if head.contains("content-type:") => Format::Mhtml,
        "json" if head.starts_with(['[', '{']) => Format::OcrJson,
        _ if is_ocr(bytes, &head) => Format::OcrJson,
        _ => Format::Text,
    }
}

/// Whether a text begins as a page does. Markup alone says little: vision models write tables and
/// divisions between paragraphs of plain text.
fn is_page(head: &str) -> bool {
    const OPENINGS: [&str; 6] = [
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<meta",
        "<title",
    ];
    let opening = after_comments(head);
    let tag = |word: &&str| {
        let rest = opening.strip_prefix(*word);
        rest.is_some_and(|rest| !rest.starts_with(|one: char| one.is_ascii_alphanumeric()))
    };
    // Scripts and style sheets before the page, as old sites send them.
    let sent = ["<script", "<link", "<style"];
    OPENINGS.iter().any(&tag)
        || sent.iter().any(tag) && ["<html", "<body"].iter().any(|one| head.contains(one))
}

/// Whether a text is the inside of a page: every line is markup, its paragraphs too.
fn is_fragment(head: &str) -> bool {
    const OPENINGS: [&str; 8] = [
        "<p", "<div", "<span", "<section", "<article", "<h1", "<h2", "<center",
    ];
    let tag = |word: &&str| {
        let rest = head.strip_prefix(*word);
        rest.is_some_and(|rest| rest.starts_with(['>', ' ']))
    };
    let mut lines = head.lines().map(str::trim).filter(|line| !line.is_empty());
    OPENINGS.iter().any(tag) && head.contains("</p>") && lines.all(|line| line.starts_with('<'))
}

/// Whether a text is a result of the OCR engines that are known, by the names of its fields.
fn is_ocr(bytes: &[u8], head: &str) -> bool {
    const FIELDS: [&str; 5] = [
        "\"rec_texts\"",
        "\"parsing_res_list\"",
        "\"pdf_info\"",
        "\"page_idx\"",
        "\"prunedResult\"",
    ];
    let list = head.strip_prefix('[').map(str::trim_start);
    let open = head.starts_with("{\"") || head.starts_with("{\n") || head.starts_with("{\r");
    let object = open || head.starts_with("{ ") || list.is_some_and(|list| list.starts_with('{'));
    let boxes = list.is_some_and(|list| {
        let digits: String = list
            .chars()
            .filter(|one| !one.is_whitespace())
            .take(8)
            .collect();
        digits.starts_with("[[[")
            || digits.starts_with("[[") && digits[2..].starts_with(|one: char| one.is_ascii_digit())
    });
    let holds = |field: &&str| memchr::memmem::find(bytes, field.as_bytes()).is_some();
    boxes || object && FIELDS.iter().any(holds)
}

fn by_magic(bytes: &[u8], ending: &str) -> Option<Format> {
    const MAGIC: [(&[u8], Format); 8] = [
        (b"%PDF", Format::Pdf),
        (b"\x89PNG", Format::Other("PNG")),
        (b"\xff\xd8\xff", Format::Other("JPEG")),
        (b"GIF8", Format::Other("GIF")),
        (b"\x1f\x8b", Format::Gzip),
        (b"7z\xbc\xaf\x27\x1c", Format::Other("7Z")),
        (b"Rar!\x1a", Format::Other("RAR")),
        (b"{\\rtf", Format::Other("RTF")),
    ];
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Some(packed(bytes, ending));
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Some(compound(bytes, ending));
    }
    if bytes.get(257..262) == Some(b"ustar") {
        return Some(Format::Tar);
    }
    let known = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic));
    known.map(|(_, format)| *format)
}

/// What a ZIP file is, by its directory; by the names that stand in it where that is damaged.
fn packed(bytes: &[u8], ending: &str) -> Format {
    #[cfg(any(feature = "archive", feature = "docx", feature = "sheet"))]
    if let Ok(found) = by_directory(&mut Cursor::new(bytes), ending) {
        return found;
    }
    let holds = |name: &str| memchr::memmem::find(bytes, name.as_bytes()).is_some();
    if holds("word/document.xml") && holds("[Content_Types].xml") {
        Format::Docx
    } else if holds("xl/workbook.") && holds("[Content_Types].xml") {
        Format::Sheet
    } else if holds("OFD.xml") || ending == "ofd" {
        Format::Other("OFD")
    } else {
        Format::Zip
    }
}

/// What the ZIP file of this directory is: a format that packs its parts so, or an archive.
#[cfg(any(feature = "archive", feature = "docx", feature = "sheet"))]
pub(super) fn by_directory<R: Read + Seek>(
    reader: &mut R,
    ending: &str,
) -> Result<Format, super::Rejection> {
    const OPEN_DOCUMENT: &str = "application/vnd.oasis.opendocument.";
    let entries = zip::directory(reader, limits::MAX_ENTRIES, "ZIP")?.entries;
    let find = |name: &str| entries.iter().find(|one| one.name == name.as_bytes());
    let holds = |start: &str| {
        entries
            .iter()
            .any(|one| one.name.starts_with(start.as_bytes()))
    };
    if find("[Content_Types].xml").is_some() {
        return Ok(match () {
            () if holds("word/") => Format::Docx,
            () if holds("xl/workbook.") => Format::Sheet,
            () if holds("ppt/") => Format::Other("PPTX"),
            () => Format::Other("OOXML"),
        });
    }
    if find("OFD.xml").is_some() || ending == "ofd" {
        return Ok(Format::Other("OFD"));
    }
    let Some(media) = find("mimetype") else {
        return Ok(Format::Zip);
    };
    let media = zip::head(reader, &media.packed, 100, "ZIP").unwrap_or_default();
    let media = String::from_utf8_lossy(&media);
    Ok(match media.strip_prefix(OPEN_DOCUMENT) {
        Some(kind) if kind.starts_with("spreadsheet") => Format::Sheet,
        Some(kind) if kind.starts_with("text") => Format::Other("ODT"),
        Some(_) => Format::Other("ODF"),
        None if media.starts_with("application/epub") => Format::Other("EPUB"),
        None => Format::Zip,
    })
}

/// What an OLE compound file is, by the names of its streams.
fn compound(bytes: &[u8], ending: &str) -> Format {
    let holds = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        memchr::memmem::find(bytes, &wide).is_some()
    };
    if ending == "wps" {
        Format::Other("WPS")
    } else if holds("EncryptedPackage") {
        Format::Encrypted
    } else if holds("WordDocument") {
        Format::Doc
    } else if holds("Workbook") || holds("Book") {
        Format::Sheet
    } else {
        Format::Other("OLE")
    }
}

/// The first characters in lower case, without byte order mark and leading blanks.
fn head(bytes: &[u8]) -> String {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text: String = match bytes {
        [0xff, 0xfe, rest @ ..] | [0xfe, 0xff, rest @ ..] => {
            let sample = rest.iter().take(4096).filter(|byte| **byte != 0);
            sample.map(|byte| char::from(*byte)).collect()
        }
        _ => String::from_utf8_lossy(&bytes[..bytes.len().min(2048)]).into_owned(),
    };
    text.trim_start().to_ascii_lowercase()
}

/// The text behind an XML declaration and comments.
fn after_comments(head: &str) -> &str {
    let mut rest = head;
    loop {
        let end = match rest {
            _ if rest.starts_with("<?") => rest.find("?>").map(|at| at + 2),
            _ if rest.starts_with("<!--") => rest.find("-->").map(|at| at + 3),
            _ => None,
        };
        match end {
            Some(end) => rest = rest[end..].trim_start(),
            None => return rest,
        }
    }
}

fn is_mhtml(head: &str) -> bool {
    let mime = head.starts_with("mime-version:")
        || head.starts_with("from: ") && head.contains("\nmime-version:");
    mime && head.contains("multipart/related")
}

/// The name's ending in lower case.
pub(super) fn ending(name: &str) -> Option<String> {
    let file = name.rsplit(['/', '\\']).next()?;
    let (_, ending) = file.rsplit_once('.')?;
    Some(ending.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], name: &str, expected: Format) {
        assert_eq!(format(bytes, Some(name)), expected);
    }

    #[test]
    fn content_comes_before_the_name() {
        check(b"%PDF-1.7", "a.txt", Format::Pdf);
        check(b"<!DOCTYPE html><p>", "a.txt", Format::Html);
        check(
            b"\xef\xbb\xbf\n<?xml?><!-- x --><HTML lang=zh>",
            "a",
            Format::Html,
        );
        check("<title>年报</title><p>正文".as_bytes(), "a", Format::Html);
        check(b"<script>x</script>\n<html>", "a", Format::Html);
        check(
            b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;",
            "a.txt",
            Format::Mhtml,
        );
        check(b"PK\x03\x04 .. notes.txt", "a.docx", Format::Zip);
        check(
            b"PK\x03\x04[Content_Types].xml word/document.xml",
            "a",
            Format::Docx,
        );
    }

    #[test]
    fn a_text_of_nothing_but_markup_is_the_inside_of_a_page() {
        let inside =
            "<p>年度报告</p>\n\n<p class=a>一、概述</p>\n<table><tr><td>1</td></tr></table>";
        check(inside.as_bytes(), "a.txt", Format::Html);
        check(
            "<p>年度报告</p>\n一、概述".as_bytes(),
            "a.txt",
            Format::Text,
        );
        check("<pre>年度报告</p>".as_bytes(), "a.txt", Format::Text);
    }

    #[test]
    fn text_with_tables_in_markup_stays_text() {
        check("报告\n<table><tr><td>1".as_bytes(), "a.md", Format::Text);
        check("<table><tr><td>1".as_bytes(), "a.txt", Format::Text);
        check("<table><tr><td>1</td>".as_bytes(), "a.html", Format::Html);
        check("[image: 图]".as_bytes(), "a.txt", Format::Text);
        check(
            "<div align=center><img src=a></div>\n\n一、概述".as_bytes(),
            "a.md",
            Format::Text,
        );
        check(b"<header>x</header>", "a.txt", Format::Text);
    }

    #[test]
    fn results_of_ocr_are_told_by_their_fields() {
        check(
            b"[\n {\"type\": \"text\", \"page_idx\": 0}]",
            "a",
            Format::OcrJson,
        );
        check(b"{\"rec_texts\": []}", "a.txt", Format::OcrJson);
        check(
            b"[[[[12.0, 3.0], [4, 5]], [\"x\", 0.9]]]",
            "a",
            Format::OcrJson,
        );
        check(b"{\"a\": 1}", "a.json", Format::OcrJson);
        check("[[1]] 脚注".as_bytes(), "a.txt", Format::Text);
        check("{甲} \"page_idx\"".as_bytes(), "a.txt", Format::Text);
    }
}
