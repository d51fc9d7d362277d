//! Any text to blocks, paragraphs and grids of cells.

#![no_main]

use gongkai::label::LabelIndex;
use gongkai::layout::layout;
use gongkai::table::{MAX_COLUMNS, MAX_ROWS, grids};
use gongkai::tidy::Document;
use gongkai_fuzz::{reader, source, text};
use libfuzzer_sys::fuzz_target;
use std::sync::OnceLock;

static LABELS: OnceLock<LabelIndex> = OnceLock::new();

fuzz_target!(|bytes: &[u8]| {
    let Some(text) = text(bytes) else { return };
    let text = text.as_str();
    let grammars = reader().grammars();
    let labels = LABELS.get_or_init(|| LabelIndex::new(grammars));
    let document = Document::tidy(source(text));
    let layout = layout(&document, grammars, labels);
    let mut covered = 0;
    for block in &layout.blocks {
        assert_eq!(block.span.start, covered, "nothing is left over");
        covered = block.span.end;
    }
    assert_eq!(covered, document.text.len(), "nothing is left over");
    for paragraph in layout.paragraphs.iter().chain(&layout.pictured) {
        for (at, character) in paragraph.text.char_indices() {
            let span = paragraph.locate(&paragraph.text[at..at + character.len_utf8()]);
            assert!(document.text.get(span.range()).is_some(), "{span:?}");
        }
    }
    for grid in grids(&document, &layout.tables, labels) {
        assert!(grid.rows.len() <= MAX_ROWS && grid.n_cols() <= MAX_COLUMNS);
        for cell in grid.rows.iter().flat_map(|row| &row.cells) {
            assert!(
                document.text.get(cell.span.range()).is_some(),
                "{:?}",
                cell.span
            );
        }
    }
});
