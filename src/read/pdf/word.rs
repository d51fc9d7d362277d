//! Words of pages with their boxes, as `pdftotext -bbox` prints them.
//!
//! Coordinates are points from the page's upper left corner, y downwards.

use super::line::is_wide;
use super::markup::{Tag, attribute, tags, unescaped};

/// A rectangle in points, y downwards.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Area {
    /// Left.
    pub x0: f32,
    /// Top.
    pub y0: f32,
    /// Right.
    pub x1: f32,
    /// Bottom.
    pub y1: f32,
}

impl Area {
    /// Width.
    pub(super) fn width(&self) -> f32 {
        self.x1 - self.x0
    }

    /// Height.
    pub(super) fn height(&self) -> f32 {
        self.y1 - self.y0
    }

    /// Middle from left to right.
    pub(super) fn x(&self) -> f32 {
        f32::midpoint(self.x0, self.x1)
    }

    /// Middle from top to bottom.
    pub(super) fn y(&self) -> f32 {
        f32::midpoint(self.y0, self.y1)
    }

    /// The smallest area that holds both.
    pub(super) fn with(&self, other: &Self) -> Self {
        Self {
            x0: self.x0.min(other.x0),
            y0: self.y0.min(other.y0),
            x1: self.x1.max(other.x1),
            y1: self.y1.max(other.y1),
        }
    }
}

/// Characters that stand close together on one line.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Word {
    /// Where it stands.
    pub at: Area,
    /// Its characters, never empty.
    pub text: String,
}

/// A page's words in the order that they were printed in.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Page {
    /// Its size from 0, 0.
    pub size: Area,
    /// Words.
    pub words: Vec<Word>,
}

/// Pages and words of the XHTML that `pdftotext -bbox` prints.
pub(super) fn pages(xhtml: &str) -> Vec<Page> {
    let mut pages: Vec<Page> = Vec::new();
    for Tag {
        name, rest, text, ..
    } in tags(xhtml)
    {
        match name {
            "page" => pages.push(Page {
                size: Area {
                    x1: number(rest, "width").unwrap_or_default(),
                    y1: number(rest, "height").unwrap_or_default(),
                    ..Area::default()
                },
                words: Vec::new(),
            }),
            "word" => {
                if let (Some(page), Some(word)) = (pages.last_mut(), word(rest, text)) {
                    page.words.push(word);
                }
            }
            _ => {}
        }
    }
    pages
}

fn word(attributes: &str, text: &str) -> Option<Word> {
    let at = Area {
        x0: number(attributes, "xMin")?,
        y0: number(attributes, "yMin")?,
        x1: number(attributes, "xMax")?,
        y1: number(attributes, "yMax")?,
    };
    let text = unescaped(text.trim());
    (!text.is_empty() && at.x0 <= at.x1 && at.y0 <= at.y1).then(|| Word {
        at: lowered(at, &text),
        text,
    })
}

/// Boxes are no higher than so many characters.
const HIGHEST: f32 = 1.2;

/// The box of a word as high as its characters are: those of some fonts reach into the lines above
/// and below. Words that run downwards keep theirs.
fn lowered(at: Area, text: &str) -> Area {
    let (mut wide, mut narrow) = (0.0, 0.0);
    for one in text.chars() {
        if is_wide(one) {
            wide += 1.0;
        } else {
            narrow += 1.0;
        }
    }
    let size = at.width() / (wide + 0.5 * narrow);
    let downwards =
        wide + narrow > 1.0 && wide > 0.0 && at.height() > 0.75 * (wide + narrow) * at.width();
    let digits = text.chars().any(|one| one.is_ascii_digit());
    if at.height() <= HIGHEST * size || downwards || wide == 0.0 && !digits {
        return at;
    }
    let (y, half) = (at.y(), 0.5 * HIGHEST * size);
    Area {
        y0: y - half,
        y1: y + half,
        ..at
    }
}

/// Coordinates farther off than this are no place on paper.
const FARTHEST: f32 = 1e6;

/// A coordinate that stands as an attribute.
fn number(attributes: &str, name: &str) -> Option<f32> {
    let number: f32 = attribute(attributes, name)?.parse().ok()?;
    (number.abs() <= FARTHEST).then_some(number)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_stand_on_their_page() {
        let xhtml = "<page width=\"595.0\" height=\"842.0\">\n\
            <word xMin=\"1.5\" yMin=\"2\" xMax=\"6.5\" yMax=\"4\">A&amp;&lt;件</word>\n</page>\n\
            <page width=\"1\" height=\"1\"><word xMin=\"1e99\" yMin=\"0\" xMax=\"0\" yMax=\"0\">远</word></page>";
        let read = pages(xhtml);
        assert_eq!(read.len(), 2);
        assert_eq!(read[0].size.y1, 842.0);
        let at = Area {
            x0: 1.5,
            y0: 2.0,
            x1: 6.5,
            y1: 4.0,
        };
        let text = "A&<件".to_owned();
        assert_eq!(read[0].words, [Word { at, text }]);
        assert_eq!(read[1].words, []);
    }

    proptest! {
        #[test]
        fn any_text_gives_pages(text in "(<page |<word |xMin=\"|\"|1|>|</word>|&|;|件){0,60}") {
            let _ = pages(&text);
        }
    }
}
