//! A paragraph as it is put together from runs, and the fields that run through a story.

use super::numeral::circled;
use super::styles::ListPlace;
use super::table::Table;

/// A piece of a story.
#[derive(Debug, Clone)]
pub(super) enum Block {
    /// A paragraph.
    Paragraph(Paragraph),
    /// A table.
    Table(Table),
}

/// A paragraph.
#[derive(Debug, Clone, Default)]
pub(super) struct Paragraph {
    /// Its text without its automatic number; breaks are `\n`.
    pub text: String,
    /// Id of its style.
    pub style: Option<String>,
    /// Its outline level, where it says one itself.
    pub outline: Option<usize>,
    /// The list that it says itself that it belongs to.
    pub place: Option<ListPlace>,
    /// Its mark is deleted: the next paragraph goes on in it.
    pub goes_on: bool,
    /// A line of a table of contents.
    pub contents: bool,
    /// Characters of hidden text.
    pub unshown: usize,
}

impl Paragraph {
    /// The paragraph with the text of the next, whose own mark stays.
    ///
    /// The properties are those of the first that has text.
    pub(super) fn joined(mut self, next: Self) -> Self {
        self.unshown += next.unshown;
        self.goes_on = next.goes_on;
        self.contents |= next.contents;
        if self.text.is_empty() {
            return Self {
                unshown: self.unshown,
                contents: self.contents,
                ..next
            };
        }
        self.text.push_str(&next.text);
        self
    }

    /// Whether nothing of it is seen.
    pub(super) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// How the text of a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Height {
    /// On the line.
    #[default]
    Line,
    /// Above it.
    Above,
    /// Below it.
    Below,
}

/// Adds the text of a run. Small digits behind a letter or digit get signs of their own, so that a
/// footnote's number does not become a digit of the number before it.
pub(super) fn push(text: &mut String, run: &str, height: Height) {
    let behind = text.chars().next_back();
    let glued = behind.is_some_and(|one| one.is_ascii_alphanumeric() || is_small(one));
    let base = match height {
        Height::Above if glued => "⁰¹²³⁴⁵⁶⁷⁸⁹",
        Height::Below if glued => "₀₁₂₃₄₅₆₇₈₉",
        _ => return text.push_str(run),
    };
    for one in run.chars() {
        let small = one
            .to_digit(10)
            .and_then(|digit| base.chars().nth(digit as usize));
        text.push(small.unwrap_or(one));
    }
}

fn is_small(one: char) -> bool {
    "⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉".contains(one)
}

/// The fields that are open at a place of a story.
#[derive(Debug, Clone, Default)]
pub(super) struct Fields {
    open: Vec<Field>,
}

#[derive(Debug, Clone, Default)]
struct Field {
    instruction: String,
    /// What follows is its result.
    result: bool,
}

/// Bytes of an instruction that are kept.
const LONGEST_INSTRUCTION: usize = 200;

/// Fields within each other; more are not counted.
const DEEPEST: usize = 64;

impl Fields {
    /// A field begins.
    pub(super) fn begin(&mut self) {
        if self.open.len() < DEEPEST {
            self.open.push(Field::default());
        }
    }

    /// More of the instruction of the innermost field.
    pub(super) fn instruct(&mut self, text: &str) {
        if let Some(field) = self.open.last_mut()
            && field.instruction.len() < LONGEST_INSTRUCTION
        {
            field.instruction.push_str(text);
        }
    }

    /// The result of the innermost field begins.
    pub(super) fn separate(&mut self) {
        if let Some(field) = self.open.last_mut() {
            field.result = true;
        }
    }

    /// The innermost field ends; says what a field without result shows.
    pub(super) fn end(&mut self) -> Option<String> {
        let field = self.open.pop()?;
        if field.result || !self.shown() {
            return None;
        }
        encircled(&field.instruction)
    }

    /// Whether text at this place is part of the document.
    pub(super) fn shown(&self) -> bool {
        self.open.iter().all(|field| field.result)
    }

    /// Whether this place is within a table of contents, as its field says.
    pub(super) fn in_contents(&self) -> bool {
        self.open
            .iter()
            .any(|field| field.instruction.trim_start().starts_with("TOC"))
    }

    /// Whether this place is the number of a page in a table of contents.
    pub(super) fn in_page_of_contents(&self) -> bool {
        let page = |field: &Field| field.instruction.trim_start().starts_with("PAGEREF");
        self.in_contents() && self.open.iter().any(page)
    }

    /// A paragraph ends: an instruction that goes on past it was never closed.
    pub(super) fn end_paragraph(&mut self) {
        self.open.retain(|field| field.result);
    }
}

/// What `EQ \o\ac(○,3)` shows: a character in a circle.
fn encircled(instruction: &str) -> Option<String> {
    let rest = instruction.trim_start();
    let head = rest
        .get(..2)
        .filter(|head| head.eq_ignore_ascii_case("eq"))?;
    let (ring, within) = rest[head.len()..]
        .split_once('(')?
        .1
        .split_once([',', '，'])?;
    let within = within.trim_end().strip_suffix(')')?.trim();
    if !matches!(ring.trim(), "○" | "〇" | "◯") {
        return None;
    }
    let number = within.parse().ok().and_then(circled);
    number.or_else(|| (within.chars().count() == 1).then(|| format!("（{within}）")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_digits_keep_to_themselves() {
        let mut text = "12".to_owned();
        push(&mut text, "[3]", Height::Above);
        push(&mut text, "，", Height::Line);
        push(&mut text, "4", Height::Above);
        assert_eq!(text, "12[³]，4");
        let mut text = "CO".to_owned();
        push(&mut text, "2", Height::Below);
        assert_eq!(text, "CO₂");
    }

    #[test]
    fn a_field_shows_its_result_only() {
        let mut fields = Fields::default();
        fields.begin();
        fields.instruct(" TOC \\o ");
        assert!(!fields.shown());
        fields.separate();
        assert!(fields.shown() && fields.in_contents());
        fields.begin();
        assert!(!fields.shown());
        fields.end_paragraph();
        assert!(fields.shown(), "the inner one was never closed");
        fields.end();
        assert!(!fields.in_contents());
        fields.end();
    }

    #[test]
    fn a_number_in_a_ring_is_shown() {
        assert_eq!(encircled(r" eq \o\ac(○,3)").as_deref(), Some("③"));
        assert_eq!(encircled(r"EQ \o\ac(○, 甲)").as_deref(), Some("（甲）"));
        assert_eq!(encircled(r"EQ \f(1,2)"), None);
        assert_eq!(encircled("页"), None);
    }
}
