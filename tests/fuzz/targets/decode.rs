//! Bytes of any kind to text: read or refused, and nothing lost in silence.

#![no_main]

use gongkai::diagnostic::Code;
use gongkai::read;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(source) = read::read(bytes) else {
        return;
    };
    assert!(!source.text.contains('\r'), "line ends are normalised");
    for note in &source.notes {
        let span = note.place.span;
        assert!(
            source.text.get(span.start..span.end).is_some(),
            "{}",
            note.message
        );
    }
    if let Ok(text) = std::str::from_utf8(bytes)
        && source.media_type == "text/plain"
        && source.encoding == Some("UTF-8")
    {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        assert_eq!(source.text, text, "valid UTF-8 is kept as it is");
    }
    let lost = source.text.contains(char::REPLACEMENT_CHARACTER);
    let said = source
        .notes
        .iter()
        .any(|note| note.code == Code::UndecodableBytes);
    assert!(!lost || said, "what is lost is said");
});
