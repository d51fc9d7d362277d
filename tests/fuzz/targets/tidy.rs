//! Repairs of characters: lines stay, a second round changes nothing, every span leads back.

#![no_main]

use gongkai::text::Span;
use gongkai::tidy::Document;
use gongkai_fuzz::{source, text};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some(text) = text(bytes) else { return };
    let text = text.as_str();
    let once = Document::tidy(source(text));
    let again = Document::tidy(source(once.text.as_str()));
    assert_eq!(again.text, once.text, "a second round changes nothing");
    let lines = |text: &str| text.matches('\n').count();
    assert_eq!(lines(&once.text), lines(text), "lines stay");
    for (at, character) in once.text.char_indices() {
        let span = once.source_span(Span::new(at, at + character.len_utf8()));
        assert!(text.get(span.start..span.end).is_some(), "{span:?}");
    }
});
