//! Running text with the things that gold knows of in it, and the page that it is set on.

use crate::eval::gold::{
    Gold, GoldBlock, GoldCheck, GoldCitation, GoldQuantity, GoldSection, Position,
};
use crate::record::BlockKind;

use super::lay::Writer;
use super::report::Slip;

/// Something in a passage that gold knows of.
#[derive(Debug, Clone, PartialEq)]
enum Mark {
    Quantity {
        value: f64,
        unit: String,
        subject: String,
    },
    Citation {
        title: Option<String>,
        doc_number: Option<String>,
    },
    Section {
        level: i32,
        ordinal: i32,
        title: String,
    },
}

/// A paragraph under way.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Passage {
    text: String,
    marks: Vec<(usize, usize, Mark)>,
    /// The mistake in the number that comes next, and in the mark that it became.
    next_wrong: Option<Slip>,
    wrong: Vec<(usize, Slip)>,
}

impl Passage {
    pub(super) fn new(text: &str) -> Self {
        Self::default().say(text)
    }

    /// Adds words.
    pub(super) fn say(mut self, text: &str) -> Self {
        self.text.push_str(text);
        self
    }

    /// Says that the next number is wrong.
    pub(super) fn wrong(mut self, slip: Option<Slip>) -> Self {
        self.next_wrong = slip;
        self
    }

    /// Adds the heading that a paragraph opens with; the stop that closes it is part of it.
    pub(super) fn section(mut self, level: i32, ordinal: i32, printed: &str, title: &str) -> Self {
        let start = self.text.len();
        self.text.push_str(&format!("{printed}{title}。"));
        let mark = Mark::Section {
            level,
            ordinal,
            title: title.to_owned(),
        };
        self.marks.push((start, self.text.len(), mark));
        self
    }

    /// Adds a count with its unit.
    pub(super) fn count(self, value: f64, unit: &str, subject: &str) -> Self {
        self.amount(value, &format!("{value}{unit}"), unit, subject)
    }

    /// Adds a number as `printed`.
    pub(super) fn amount(mut self, value: f64, printed: &str, unit: &str, subject: &str) -> Self {
        let start = self.text.len();
        self.text.push_str(printed);
        let (unit, subject) = (unit.to_owned(), subject.to_owned());
        if let Some(slip) = self.next_wrong.take() {
            self.wrong.push((self.marks.len(), slip));
        }
        self.marks.push((
            start,
            self.text.len(),
            Mark::Quantity {
                value,
                unit,
                subject,
            },
        ));
        self
    }

    /// Adds 《title》 and a document number in brackets, if any; the closing bracket is not part of it.
    pub(super) fn cite(mut self, title: &str, doc_number: Option<&str>) -> Self {
        let start = self.text.len();
        self.text.push_str(&format!("《{title}》"));
        if let Some(number) = doc_number {
            self.text.push_str(&format!("（{number}"));
        }
        let end = self.text.len();
        self.text.push_str(doc_number.map_or("", |_| "）"));
        let (title, doc_number) = (Some(title.to_owned()), doc_number.map(str::to_owned));
        self.marks
            .push((start, end, Mark::Citation { title, doc_number }));
        self
    }
}

/// The document under way.
pub(super) struct Page {
    pub writer: Writer,
    pub gold: Gold,
    /// Chinese characters on a line, where lines end with the page and not with the paragraph.
    width: Option<usize>,
    /// Markdown marks before headings.
    hashes: bool,
}

/// Chinese characters on a line of A4.
const LINE: usize = 28;

impl Page {
    pub(super) fn new(wraps: bool, hashes: bool) -> Self {
        Self {
            writer: Writer::default(),
            gold: Gold {
                sections: Some(Vec::new()),
                quantities: Some(Vec::new()),
                citations: Some(Vec::new()),
                ..Gold::default()
            },
            width: wraps.then_some(LINE),
            hashes,
        }
    }

    /// A line by itself: title, signature.
    pub(super) fn line(&mut self, text: &str) {
        self.alone(text, BlockKind::Paragraph);
    }

    /// A line of the title above a table.
    pub(super) fn caption(&mut self, text: &str) {
        self.alone(text, BlockKind::Caption);
    }

    fn alone(&mut self, text: &str, kind: BlockKind) {
        self.writer.end_line();
        let start = self.writer.text.len();
        self.writer.text(text);
        self.block(kind, start);
        self.writer.text("\n");
        if self.width.is_none() {
            self.writer.text("\n");
        }
    }

    /// Notes what was written from `start` on as one block, without the blanks around it.
    pub(super) fn block(&mut self, kind: BlockKind, start: usize) {
        let text = &self.writer.text[start..];
        let first = start + text.len() - text.trim_start().len();
        let end = start + text.trim_end().len();
        if first < end {
            self.gold.blocks.get_or_insert_default().push(GoldBlock {
                kind,
                reason: None,
                at: Position::span(first, end),
            });
        }
    }

    /// A numbered heading.
    pub(super) fn heading(&mut self, level: i32, ordinal: i32, printed: &str, title: &str) {
        self.writer.end_line();
        let line = self.writer.text.len();
        if self.hashes && level < 3 {
            self.writer.text(if level == 1 { "## " } else { "### " });
        }
        let start = self.writer.text.len();
        self.writer.text(&format!("{printed}{title}\n"));
        self.block(BlockKind::Heading, line);
        if self.width.is_none() {
            self.writer.text("\n");
        }
        let at = Position::span(start, start + printed.len() + title.len());
        let section = GoldSection {
            level,
            ordinal: Some(ordinal),
            title: title.to_owned(),
            required: true,
            at,
        };
        self.gold.sections.get_or_insert_default().push(section);
    }

    /// A paragraph.
    pub(super) fn paragraph(&mut self, passage: Passage) {
        self.writer.end_line();
        let line = self.writer.text.len();
        if self.width.is_some() {
            self.writer.text("    ");
        }
        let places = self.set(&passage.text);
        self.block(BlockKind::Paragraph, line);
        self.writer.text("\n");
        if self.width.is_none() {
            self.writer.text("\n");
        }
        for (number, (start, end, mark)) in passage.marks.into_iter().enumerate() {
            // The end of what is printed, not the beginning of what follows behind a line break.
            let last = passage.text[start..end].chars().next_back();
            let length = last.map_or(0, char::len_utf8);
            let at = Position::span(places[start], places[end - length] + length);
            if let Some((_, slip)) = passage.wrong.iter().find(|(mark, _)| *mark == number) {
                self.gold.checks.get_or_insert_default().push(GoldCheck {
                    kind: Some(slip.kind()),
                    planted: Some(slip.name().to_owned()),
                    at,
                    ..GoldCheck::default()
                });
            }
            self.note(mark, &passage.text[start..end], at);
        }
    }

    /// Writes text, breaking lines, and tells for each byte of it where it came to stand.
    fn set(&mut self, text: &str) -> Vec<usize> {
        let mut places = Vec::with_capacity(text.len() + 1);
        let mut used = 4;
        let mut before = ' ';
        for character in text.chars() {
            let own = if character.is_ascii() { 1 } else { 2 };
            let closing = "，。、；：》）”".contains(character);
            let inside = before.is_ascii_alphanumeric()
                && (character.is_ascii_alphanumeric() || character == '.');
            let full = self.width.is_some_and(|width| used + own > width * 2);
            if full && !closing && !inside {
                self.writer.text("\n");
                used = 0;
            }
            let at = self.writer.text.len();
            places.extend((0..character.len_utf8()).map(|byte| at + byte));
            self.writer.text(character.encode_utf8(&mut [0; 4]));
            used += own;
            before = character;
        }
        places.push(self.writer.text.len());
        places
    }

    fn note(&mut self, mark: Mark, printed: &str, at: Position) {
        match mark {
            Mark::Quantity {
                value,
                unit,
                subject,
            } => self
                .gold
                .quantities
                .get_or_insert_default()
                .push(GoldQuantity {
                    value,
                    unit,
                    printed: printed.to_owned(),
                    subject: Some(subject),
                    required: true,
                    at,
                }),
            Mark::Citation { title, doc_number } => {
                let citation = GoldCitation {
                    title,
                    doc_number,
                    at,
                };
                self.gold.citations.get_or_insert_default().push(citation);
            }
            Mark::Section {
                level,
                ordinal,
                title,
            } => {
                let section = GoldSection {
                    level,
                    ordinal: Some(ordinal),
                    title,
                    required: true,
                    at,
                };
                self.gold.sections.get_or_insert_default().push(section);
            }
        }
    }

    /// Notes the documents that labels of tables refer to: they are in genuine text too.
    pub(super) fn cite_labels(&mut self) {
        let text = &self.writer.text;
        let tables = self.gold.tables.iter().flatten();
        let mut found = Vec::new();
        for span in tables.filter_map(|table| table.at.span) {
            let table = &text[span.start..span.end];
            for (open, _) in table.match_indices('《') {
                let Some(length) = table[open..].find('》') else {
                    continue;
                };
                let end = open + length + '》'.len_utf8();
                let title: String = table[open + '《'.len_utf8()..open + length]
                    .split_whitespace()
                    .collect();
                found.push(GoldCitation {
                    title: Some(title),
                    doc_number: None,
                    at: Position::span(span.start + open, span.start + end),
                });
            }
        }
        self.gold.citations.get_or_insert_default().extend(found);
    }

    /// A field of `documents`.
    pub(super) fn field(&mut self, name: &str, value: impl Into<String>) {
        self.gold.fields.insert(name.to_owned(), value.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_found_where_they_were_set() {
        let mut page = Page::new(true, false);
        let filler = "公开工作照常进行，";
        page.paragraph(
            Passage::new(filler)
                .say(filler)
                .say(filler)
                .count(1234.0, "件", "申请")
                .say("。"),
        );
        let quantity = page.gold.quantities.unwrap().remove(0);
        let span = quantity.at.span.unwrap();
        assert_eq!(
            page.writer.text[span.start..span.end].replace('\n', ""),
            "1234件"
        );
    }
}
