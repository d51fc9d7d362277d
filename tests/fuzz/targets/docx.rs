//! Word documents whose parts hold anything: read or refused, every record where it says.
//!
//! The input is the parts, parted by zero bytes: document, numbering, styles, footnotes. They are packed
//! here, uncompressed, so that mutations reach the XML.

#![no_main]

use gongkai::read;
use gongkai_fuzz::{check, packed, reader};
use libfuzzer_sys::fuzz_target;

const TYPES: &[u8] =
    br#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#;
const PARTS: [&str; 4] = [
    "word/document.xml",
    "word/numbering.xml",
    "word/styles.xml",
    "word/footnotes.xml",
];

fuzz_target!(|bytes: &[u8]| {
    let mut entries = vec![("[Content_Types].xml", TYPES)];
    entries.extend(PARTS.into_iter().zip(bytes.split(|byte| *byte == 0)));
    if let Ok(source) = read::read(&packed(&entries)) {
        let text = source.text.clone();
        let extraction = reader().extract(source);
        assert_eq!(extraction.text, text, "the source text is sacred");
        check(&extraction);
    }
});
