//! Names of an archive's members as labels: nothing is ever opened or written by them.

use std::borrow::Cow;
use std::collections::HashMap;

use encoding_rs::GB18030;

use crate::read::zip::MAX_NAME;
use crate::text::printable;

/// What a member is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Label {
    /// Parts between `/`, none of them `..`, every character printable.
    pub text: String,
    /// The name in the archive as it can be printed, where more than its `\` and `./` was changed.
    pub original: Option<String>,
}

/// The label of a member whose name stands as these bytes; `utf8` if the archive says that they are.
///
/// Names that are not UTF-8 are read as GB18030, which Chinese systems write without saying so.
pub(super) fn label(raw: &[u8], utf8: bool) -> Label {
    let cut = &raw[..raw.len().min(MAX_NAME)];
    let known = decode(cut, utf8);
    let mut harmless = cut.len() == raw.len() && known.is_some();
    let decoded = known.unwrap_or_else(|| printable(cut).replace('\\', "%"));
    let mut parts: Vec<String> = Vec::new();
    for (at, part) in decoded.split(['/', '\\']).enumerate() {
        let bare = if at == 0 { without_drive(part) } else { part };
        harmless &= bare.len() == part.len() && bare != ".." && !(at == 0 && part.is_empty());
        if !matches!(bare, "" | "." | "..") {
            let shown = printable(bare.as_bytes());
            harmless &= shown == bare;
            parts.push(shown);
        }
    }
    let mut text = parts.join("/");
    if text.is_empty() {
        (text, harmless) = ("未命名".into(), false);
    }
    let original = (!harmless).then(|| printable(decoded.as_bytes()));
    Label { text, original }
}

fn decode(raw: &[u8], utf8: bool) -> Option<String> {
    if let Ok(text) = std::str::from_utf8(raw) {
        return Some(text.to_owned());
    }
    let chinese = GB18030.decode_without_bom_handling_and_without_replacement(raw);
    chinese.filter(|_| !utf8).map(Cow::into_owned)
}

/// A part without the letter of a drive before it.
fn without_drive(part: &str) -> &str {
    match part.as_bytes() {
        [letter, b':', ..] if letter.is_ascii_alphabetic() => &part[2..],
        _ => part,
    }
}

/// Whether it is what systems put beside documents, or hidden as files are.
pub(super) fn is_hidden(label: &str) -> bool {
    label
        .split('/')
        .any(|part| part.starts_with('.') || part == "__MACOSX")
}

/// Labels of one archive, each given once; beside each the number that its next likeness tries.
#[derive(Debug, Default)]
pub(super) struct Labels(HashMap<String, u64>);

impl Labels {
    /// The label, numbered if it was given before.
    pub(super) fn unique(&mut self, label: Label) -> Label {
        let Some(next) = self.0.get_mut(&label.text) else {
            self.0.insert(label.text.clone(), 2);
            return label;
        };
        let first = *next;
        *next += 1;
        let (stem, ending) = match label.text.rsplit_once('.') {
            Some((stem, ending)) if !ending.contains('/') => (stem, format!(".{ending}")),
            _ => (label.text.as_str(), String::new()),
        };
        let numbered = (first..).map(|number| format!("{stem} ({number}){ending}"));
        let mut free = numbered.filter(|text| !self.0.contains_key(text));
        let text = free.next().unwrap_or_default();
        self.0.insert(text.clone(), 2);
        Label {
            original: label.original.or(Some(label.text)),
            text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(raw: &[u8], utf8: bool, text: &str, original: Option<&str>) {
        let label = label(raw, utf8);
        assert_eq!(
            (label.text.as_str(), label.original.as_deref()),
            (text, original)
        );
    }

    #[test]
    fn names_are_decoded() {
        let name = "松坪区/年报.txt";
        check(name.as_bytes(), true, name, None);
        check(name.as_bytes(), false, name, None);
        check(&GB18030.encode(name).0, false, name, None);
        // The second byte of 淺 and others is a backslash in GBK.
        check(&GB18030.encode("淺\\a.txt").0, false, "淺/a.txt", None);
        check(b"caf\x82.txt", false, "caf%x82.txt", Some("caf%x82.txt"));
        let gbk = GB18030.encode("年.txt").0;
        check(&gbk, true, "%xc4%xea.txt", Some("%xc4%xea.txt"));
    }

    #[test]
    fn names_lead_nowhere() {
        check(
            b"../../etc/passwd",
            false,
            "etc/passwd",
            Some("../../etc/passwd"),
        );
        check(b"/etc/passwd", false, "etc/passwd", Some("/etc/passwd"));
        check(b"C:\\a\\b.txt", false, "a/b.txt", Some("C:\\\\a\\\\b.txt"));
        check(b"a\\..\\b.txt", false, "a/b.txt", Some("a\\\\..\\\\b.txt"));
        check(b"./a//b.txt", false, "a/b.txt", None);
        check(b"..", false, "未命名", Some(".."));
        check(
            b"a\0b\n.txt",
            false,
            "a\\u{0}b\\u{a}.txt",
            Some("a\\u{0}b\\u{a}.txt"),
        );
        let long = label(&vec![b'a'; MAX_NAME + 1], false);
        assert_eq!((long.text.len(), long.original.is_some()), (MAX_NAME, true));
    }

    #[test]
    fn a_label_is_given_once() {
        let mut labels = Labels::default();
        let mut next = |name: &str| labels.unique(label(name.as_bytes(), true)).text;
        assert_eq!(next("a/b.txt"), "a/b.txt");
        assert_eq!(next("a/b (2).txt"), "a/b (2).txt");
        assert_eq!(next("a/b.txt"), "a/b (3).txt");
        assert_eq!(next("a.b/c"), "a.b/c");
        assert_eq!(next("a.b/c"), "a.b/c (2)");
    }

    #[test]
    fn what_systems_leave_is_hidden() {
        for name in ["__MACOSX/a/._b.txt", "a/.DS_Store", ".git/config"] {
            assert!(is_hidden(name), "{name}");
        }
        assert!(!is_hidden("a.b/c.txt"));
    }
}
