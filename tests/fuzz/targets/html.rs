//! Web pages of any content: read or refused, every record where it says.

#![no_main]

use gongkai::read;
use gongkai_fuzz::{check, reader};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let page = [b"<!doctype html>", bytes].concat();
    if let Ok(source) = read::read(&page) {
        let text = source.text.clone();
        let extraction = reader().extract(source);
        assert_eq!(extraction.text, text, "the source text is sacred");
        check(&extraction);
    }
});
