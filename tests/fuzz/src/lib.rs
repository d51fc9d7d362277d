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
