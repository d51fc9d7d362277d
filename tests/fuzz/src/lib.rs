//! What the fuzz targets share: one reader, and what must hold for every text.

use std::sync::OnceLock;

use gongkai::extract::{Extraction, Reader};
use gongkai::grammar::Registry;
use gongkai::read::Source;
use gongkai::text::Place;

/// The reader with the built-in grammars.
pub fn reader() -> &'static Reader {
    static READER: OnceLock<Reader> = OnceLock::new();
    READER
        .get_or_init(|| Reader::new(Registry::embedded().expect("the built-in grammars are sound")))
}

/// Bytes as the text that decoding may hand on: with U+FFFD, without `\r`, and not blank.
pub fn text(bytes: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(bytes).replace('\r', "\n");
    (!text.trim().is_empty()).then_some(text)
}

/// `text` as a decoded document.
pub fn source(text: impl Into<String>) -> Source {
    Source {
        text: text.into(),
        media_type: "text/plain",
        ..Source::default()
    }
}

/// Reads `text` with all stages and holds every record against it.
pub fn extract(text: &str) {
    let extraction = reader().extract(source(text));
    assert_eq!(extraction.text, text, "the source text is sacred");
    check(&extraction);
}

/// Every record stands where it says, and the blocks leave nothing over.
pub fn check(extraction: &Extraction) {
    let text = extraction.text.as_str();
    let lines = Lines::new(text);
    for (kind, place) in places(extraction) {
        let (start, end) = (place.span.start, place.span.end);
        assert!(text.get(start..end).is_some(), "{kind} at {start}..{end}");
        assert_eq!(place.line, lines.line(start), "{kind} at {start}");
    }
    for fact in &extraction.facts {
        match fact
            .value_printed
            .as_deref()
            .filter(|printed| !printed.is_empty())
        {
            Some(printed) => assert_eq!(fact.place.span.text(text), printed, "{}", fact.indicator),
            None => assert_eq!(fact.value, None, "{} is not printed", fact.indicator),
        }
        assert!(fact.value.is_none_or(f64::is_finite), "{}", fact.indicator);
    }
    for cell in &extraction.cells {
        assert_eq!(cell.place.span.text(text), cell.text_printed, "cell");
    }
    for quantity in &extraction.quantities {
        assert!(quantity.value.is_finite(), "{}", quantity.value_printed);
    }
    for section in &extraction.sections {
        let body = section.body_start as usize..section.body_end as usize;
        assert!(text.get(body).is_some(), "body of {}", section.title);
    }
    let mut covered = 0;
    for block in &extraction.blocks {
        assert_eq!(block.place.span.start, covered, "block {}", block.block_id);
        assert!(
            block.place.span.end > covered,
            "block {} is empty",
            block.block_id
        );
        covered = block.place.span.end;
    }
    assert_eq!(covered, text.len(), "nothing is left over");
}

/// Where lines begin.
struct Lines(Vec<usize>);

impl Lines {
    fn new(text: &str) -> Self {
        Self(text.match_indices('\n').map(|(at, _)| at).collect())
    }

    fn line(&self, at: usize) -> i32 {
        i32::try_from(self.0.partition_point(|line| *line < at) + 1).expect("a short text")
    }
}

/// The place of every record, with the name of its table.
fn places(extraction: &Extraction) -> Vec<(&'static str, Place)> {
    let mut all = Vec::new();
    all.extend(
        extraction
            .identity
            .places
            .iter()
            .map(|one| (one.field, one.place)),
    );
    all.extend(extraction.sections.iter().map(|one| ("section", one.place)));
    all.extend(extraction.blocks.iter().map(|one| ("block", one.place)));
    all.extend(extraction.tables.iter().map(|one| ("table", one.place)));
    all.extend(extraction.cells.iter().map(|one| ("cell", one.place)));
    all.extend(extraction.facts.iter().map(|one| ("fact", one.place)));
    all.extend(
        extraction
            .quantities
            .iter()
            .map(|one| ("quantity", one.place)),
    );
    all.extend(
        extraction
            .citations
            .iter()
            .map(|one| ("citation", one.place)),
    );
    all.extend(extraction.tasks.iter().map(|one| ("task", one.place)));
    all.extend(extraction.checks.iter().map(|one| ("check", one.place)));
    all.extend(
        extraction
            .diagnostics
            .iter()
            .map(|one| ("diagnostic", one.place)),
    );
    all
}

/// A ZIP file of these entries, none compressed.
pub fn packed(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut file, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in entries {
        let at = u32::try_from(file.len()).expect("a small file");
        let size = u32::try_from(content.len()).expect("a small file");
        let length = u16::try_from(name.len()).expect("a short name");
        // Version, flags, method, time and date; then checksum, sizes and lengths.
        let mut head = vec![20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0];
        head.extend(checksum(content).to_le_bytes());
        head.extend([size.to_le_bytes(), size.to_le_bytes()].concat());
        head.extend(length.to_le_bytes());
        head.extend([0, 0]);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&head);
        directory.extend([0; 10]);
        directory.extend(at.to_le_bytes());
        directory.extend(name.as_bytes());
        file.extend(b"PK\x03\x04");
        file.extend(&head);
        file.extend(name.as_bytes());
        file.extend(*content);
    }
    let count = u16::try_from(entries.len())
        .expect("few entries")
        .to_le_bytes();
    let start = u32::try_from(file.len()).expect("a small file");
    let size = u32::try_from(directory.len()).expect("a small file");
    file.extend(&directory);
    file.extend(b"PK\x05\x06\0\0\0\0");
    file.extend([count, count].concat());
    file.extend([size.to_le_bytes(), start.to_le_bytes()].concat());
    file.extend([0, 0]);
    file
}

/// CRC-32 as ZIP files carry it.
fn checksum(bytes: &[u8]) -> u32 {
    let mut sum = u32::MAX;
    for byte in bytes {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = if sum & 1 == 1 {
                sum >> 1 ^ 0xedb8_8320
            } else {
                sum >> 1
            };
        }
    }
    !sum
}
