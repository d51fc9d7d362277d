//! A story — the body, a text box, the notes — from the stream of its part to blocks.
//!
//! Of tracked changes the final text is read; of alternatives the first; of fields the result.

use super::paragraph::{Block, Fields, Height, Paragraph, push};
use super::styles::Styles;
use super::symbol::symbol;
use super::table::seen;
use super::xml::{Tag, Token, Xml};
use crate::read::Rejection;

/// A part that is read as a story.
pub(super) struct Story<'a> {
    pub(super) xml: Xml<'a>,
    styles: &'a Styles,
    fields: Fields,
    /// Within the frame of a table of contents.
    contents: bool,
    /// Ids of notes in the order of their marks.
    pub(super) notes: Vec<NoteId>,
    /// Characters of hidden text outside of paragraphs.
    pub(super) unshown: usize,
    /// Parts of other formats that are embedded and not read.
    pub(super) embedded: usize,
    /// What stands in the text boxes of the paragraph under way.
    boxes: Vec<Block>,
}

/// A note by its part and id.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum NoteId {
    /// At the foot of the page.
    Foot(String),
    /// At the end of the document.
    End(String),
}

/// What an element that wraps others has said so far.
#[derive(Debug, Default)]
pub(super) struct Frame {
    taken: bool,
    prompt: bool,
    contents: bool,
}

/// What to do with an element that is neither paragraph nor table.
pub(super) enum Wrap {
    /// Its content counts.
    Inside,
    /// Its content is a table of contents.
    Contents,
    /// It is passed over.
    Outside,
    /// It was read.
    Read,
}

/// How the text of a run is to be taken.
#[derive(Debug, Clone, Copy, Default)]
struct Look {
    hidden: bool,
    height: Height,
    /// The rest of the run is the mark of a note.
    mark: bool,
}

impl<'a> Story<'a> {
    /// Starts to read a part.
    pub(super) fn new(text: &'a str, styles: &'a Styles) -> Self {
        Self {
            xml: Xml::new(text),
            styles,
            fields: Fields::default(),
            contents: false,
            notes: Vec::new(),
            unshown: 0,
            embedded: 0,
            boxes: Vec::new(),
        }
    }

    /// Reads the body of a document.
    ///
    /// # Errors
    /// [`Rejection`] if the part is broken, past a limit or no document.
    pub(super) fn document(&mut self, blocks: &mut Vec<Block>) -> Result<(), Rejection> {
        loop {
            match self.xml.next()? {
                Token::Open(tag) if tag.name() == "body" => self.blocks(blocks)?,
                Token::Open(tag) if tag.name() == "document" => {}
                Token::Open(_) => self.xml.skip()?,
                Token::Close | Token::Text(_) => {}
                Token::End => return Ok(()),
            }
        }
    }

    /// Reads the content of the element that has just begun.
    ///
    /// # Errors
    /// [`Rejection`] if the part is broken or past a limit.
    pub(super) fn blocks(&mut self, blocks: &mut Vec<Block>) -> Result<(), Rejection> {
        let mut pending = None;
        self.flow(blocks, &mut pending)?;
        blocks.extend(kept(pending));
        Ok(())
    }

    fn flow(
        &mut self,
        blocks: &mut Vec<Block>,
        pending: &mut Option<Paragraph>,
    ) -> Result<(), Rejection> {
        let mut frame = Frame::default();
        loop {
            match self.xml.next()? {
                Token::Open(tag) => self.block(&tag, &mut frame, blocks, pending)?,
                Token::Close | Token::End => return Ok(()),
                Token::Text(_) => {}
            }
        }
    }

    /// Reads an element among blocks; `pending` is a paragraph that goes on in the next.
    pub(super) fn block(
        &mut self,
        tag: &Tag<'_>,
        frame: &mut Frame,
        blocks: &mut Vec<Block>,
        pending: &mut Option<Paragraph>,
    ) -> Result<(), Rejection> {
        match tag.name() {
            "p" => self.paragraph(blocks, pending),
            "tbl" => {
                let table = self.table()?;
                blocks.extend(kept(pending.take()));
                blocks.push(Block::Table(table));
                Ok(())
            }
            "altChunk" => {
                self.embedded += 1;
                self.xml.skip()
            }
            _ => match self.wrapped(tag, frame)? {
                Wrap::Inside => self.flow(blocks, pending),
                Wrap::Contents => self.within_contents(|story| story.flow(blocks, pending)),
                Wrap::Outside => self.xml.skip(),
                Wrap::Read => Ok(()),
            },
        }
    }

    /// Says what to do with an element that may wrap others of its place.
    pub(super) fn wrapped(&mut self, tag: &Tag<'_>, frame: &mut Frame) -> Result<Wrap, Rejection> {
        Ok(match tag.name() {
            "sdt" | "customXml" | "smartTag" | "ins" | "moveTo" | "bdo" | "dir"
            | "AlternateContent" => Wrap::Inside,
            "sdtPr" => {
                self.control_properties(frame)?;
                Wrap::Read
            }
            "sdtContent" if frame.prompt => Wrap::Outside,
            "sdtContent" if frame.contents => Wrap::Contents,
            "sdtContent" => Wrap::Inside,
            "Choice" | "Fallback" if !frame.taken => {
                frame.taken = true;
                Wrap::Inside
            }
            _ => Wrap::Outside,
        })
    }

    /// Whether a content control still shows its prompt, or holds a table of contents.
    fn control_properties(&mut self, frame: &mut Frame) -> Result<(), Rejection> {
        let mut open = 1;
        while open > 0 {
            match self.xml.next()? {
                Token::Open(tag) => {
                    open += 1;
                    match tag.name() {
                        "showingPlcHdr" => frame.prompt = tag.on()?,
                        "docPartGallery" => {
                            frame.contents = tag.val()?.as_deref() == Some("Table of Contents");
                        }
                        _ => {}
                    }
                }
                Token::Close => open -= 1,
                Token::Text(_) => {}
                Token::End => return Ok(()),
            }
        }
        Ok(())
    }

    /// Reads what stands within the frame of a table of contents.
    pub(super) fn within_contents(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<(), Rejection>,
    ) -> Result<(), Rejection> {
        let before = std::mem::replace(&mut self.contents, true);
        let done = read(self);
        self.contents = before;
        done
    }

    fn paragraph(
        &mut self,
        blocks: &mut Vec<Block>,
        pending: &mut Option<Paragraph>,
    ) -> Result<(), Rejection> {
        let outer = std::mem::take(&mut self.boxes);
        let mut paragraph = Paragraph {
            contents: self.contents,
            ..Paragraph::default()
        };
        self.inline(&mut paragraph)?;
        self.fields.end_paragraph();
        let boxes = std::mem::replace(&mut self.boxes, outer);
        let paragraph = match pending.take() {
            Some(before) => before.joined(paragraph),
            None => paragraph,
        };
        if paragraph.goes_on && boxes.is_empty() {
            *pending = Some(paragraph);
        } else {
            blocks.push(Block::Paragraph(paragraph));
        }
        blocks.extend(boxes);
        Ok(())
    }

    /// Reads what stands in a paragraph.
    fn inline(&mut self, paragraph: &mut Paragraph) -> Result<(), Rejection> {
        let mut frame = Frame::default();
        loop {
            let tag = match self.xml.next()? {
                Token::Open(tag) => tag,
                Token::Close | Token::End => return Ok(()),
                Token::Text(_) => continue,
            };
            match tag.name() {
                "pPr" => self.properties(paragraph)?,
                "r" => self.run(paragraph)?,
                "hyperlink" => {
                    let anchor = tag.attribute("anchor")?.unwrap_or_default();
                    paragraph.contents |= anchor.starts_with("_Toc") && self.fields.in_contents();
                    self.inline(paragraph)?;
                }
                "fldSimple" => self.inline(paragraph)?,
                // A fraction, a power or an index must not grow into one number.
                "den" => self.formula("/", paragraph)?,
                "sup" => self.formula("^", paragraph)?,
                "sub" | "lim" => self.formula("_", paragraph)?,
                "oMath" | "oMathPara" | "e" | "num" | "f" | "sSup" | "sSub" | "sSubSup" | "d"
                | "rad" | "nary" | "func" | "fName" | "eqArr" | "m" | "mr" | "acc" | "bar"
                | "box" | "borderBox" | "groupChr" | "limLow" | "limUpp" | "phant" | "sPre" => {
                    self.inline(paragraph)?;
                }
                _ => match self.wrapped(&tag, &mut frame)? {
                    Wrap::Inside => self.inline(paragraph)?,
                    Wrap::Contents => self.within_contents(|story| story.inline(paragraph))?,
                    Wrap::Outside => self.xml.skip()?,
                    Wrap::Read => {}
                },
            }
        }
    }

    fn formula(&mut self, sign: &str, paragraph: &mut Paragraph) -> Result<(), Rejection> {
        let start = paragraph.text.len();
        self.inline(paragraph)?;
        if paragraph.text.len() > start {
            paragraph.text.insert_str(start, sign);
        }
        Ok(())
    }

    fn properties(&mut self, paragraph: &mut Paragraph) -> Result<(), Rejection> {
        let mut open = 1;
        while open > 0 {
            let tag = match self.xml.next()? {
                Token::Open(tag) => tag,
                Token::Close => {
                    open -= 1;
                    continue;
                }
                Token::Text(_) => continue,
                Token::End => break,
            };
            match tag.name() {
                name if name.ends_with("Change") || name == "sectPr" => {
                    self.xml.skip()?;
                    continue;
                }
                "pStyle" => paragraph.style = tag.val()?,
                "outlineLvl" => paragraph.outline = tag.number()?,
                "numId" => paragraph.place.get_or_insert_default().list = tag.val()?,
                "ilvl" => paragraph.place.get_or_insert_default().level = tag.number()?,
                "del" | "moveFrom" => paragraph.goes_on = true,
                _ => {}
            }
            open += 1;
        }
        paragraph.contents |= self.styles.is_contents(paragraph.style.as_deref());
        Ok(())
    }

    fn run(&mut self, paragraph: &mut Paragraph) -> Result<(), Rejection> {
        let mut look = Look {
            hidden: self.styles.hidden(paragraph.style.as_deref()),
            ..Look::default()
        };
        self.run_content(paragraph, &mut look)
    }

    fn run_content(&mut self, paragraph: &mut Paragraph, look: &mut Look) -> Result<(), Rejection> {
        let mut frame = Frame::default();
        loop {
            let tag = match self.xml.next()? {
                Token::Open(tag) => tag,
                Token::Close | Token::End => return Ok(()),
                Token::Text(_) => continue,
            };
            match tag.name() {
                "rPr" => self.look(look)?,
                "t" => {
                    let kept = tag.attribute("space")?.as_deref() == Some("preserve");
                    let mut text = String::new();
                    self.xml.text(&mut text)?;
                    let text = if kept {
                        text.as_str()
                    } else {
                        text.trim_ascii()
                    };
                    self.say(text, paragraph, *look);
                }
                "drawing" | "pict" | "object" => self.boxed(*look)?,
                "ruby" | "rubyBase" => self.run_content(paragraph, look)?,
                "r" => self.run(paragraph)?,
                "instrText" => {
                    let mut text = String::new();
                    self.xml.text(&mut text)?;
                    self.fields.instruct(&text);
                }
                "AlternateContent" | "Choice" | "Fallback" => {
                    match self.wrapped(&tag, &mut frame)? {
                        Wrap::Inside => self.run_content(paragraph, look)?,
                        _ => self.xml.skip()?,
                    }
                }
                _ => {
                    self.sign(&tag, paragraph, look)?;
                    self.xml.skip()?;
                }
            }
        }
    }

    /// Reads an element of a run that has no text of its own.
    fn sign(
        &mut self,
        tag: &Tag<'_>,
        paragraph: &mut Paragraph,
        look: &mut Look,
    ) -> Result<(), Rejection> {
        match tag.name() {
            "tab" | "ptab" => self.say("\t", paragraph, *look),
            "br" | "cr" => self.say("\n", paragraph, *look),
            "noBreakHyphen" => self.say("-", paragraph, *look),
            "sym" => {
                let (font, code) = (tag.attribute("font")?, tag.attribute("char")?);
                let sign = symbol(&font.unwrap_or_default(), &code.unwrap_or_default());
                self.say(sign.encode_utf8(&mut [0; 4]), paragraph, *look);
            }
            "fldChar" => match tag.attribute("fldCharType")?.as_deref() {
                Some("begin") => self.fields.begin(),
                Some("separate") => self.fields.separate(),
                Some("end") => {
                    if let Some(sign) = self.fields.end() {
                        self.say(&sign, paragraph, *look);
                    }
                }
                _ => {}
            },
            name @ ("footnoteReference" | "endnoteReference") => {
                let id = tag.attribute("id")?.unwrap_or_default();
                if !look.hidden && self.fields.shown() {
                    self.notes.push(match name {
                        "footnoteReference" => NoteId::Foot(id),
                        _ => NoteId::End(id),
                    });
                }
                look.mark = matches!(
                    tag.attribute("customMarkFollows")?.as_deref(),
                    Some("1" | "true" | "on")
                );
            }
            _ => {}
        }
        Ok(())
    }

    /// Reads the properties of a run.
    fn look(&mut self, look: &mut Look) -> Result<(), Rejection> {
        let mut hidden = None;
        let mut open = 1;
        while open > 0 {
            let tag = match self.xml.next()? {
                Token::Open(tag) => tag,
                Token::Close => {
                    open -= 1;
                    continue;
                }
                Token::Text(_) => continue,
                Token::End => break,
            };
            match tag.name() {
                "rPrChange" => {
                    self.xml.skip()?;
                    continue;
                }
                "vanish" => hidden = Some(tag.on()?),
                "rStyle" => look.hidden |= self.styles.hidden(tag.val()?.as_deref()),
                "vertAlign" => {
                    look.height = match tag.val()?.as_deref() {
                        Some("superscript") => Height::Above,
                        Some("subscript") => Height::Below,
                        _ => Height::Line,
                    };
                }
                _ => {}
            }
            open += 1;
        }
        look.hidden = hidden.unwrap_or(look.hidden);
        Ok(())
    }

    /// Adds text of a run to the paragraph, if it is to be seen.
    fn say(&mut self, text: &str, paragraph: &mut Paragraph, look: Look) {
        if !self.fields.shown() || look.mark {
            return;
        }
        if look.hidden {
            paragraph.unshown += text.trim().chars().count();
            return;
        }
        paragraph.contents |= self.fields.in_page_of_contents();
        match text {
            "\t" | "\n" => paragraph.text.push_str(text),
            _ => {
                let line = text.replace(['\t', '\n', '\r'], " ");
                push(&mut paragraph.text, &line, look.height);
            }
        }
    }

    /// Reads the text boxes of a drawing.
    fn boxed(&mut self, look: Look) -> Result<(), Rejection> {
        let mut frame = Frame::default();
        loop {
            let tag = match self.xml.next()? {
                Token::Open(tag) => tag,
                Token::Close | Token::End => return Ok(()),
                Token::Text(_) => continue,
            };
            match tag.name() {
                "txbxContent" => {
                    let mut blocks = Vec::new();
                    self.blocks(&mut blocks)?;
                    if look.hidden || !self.fields.shown() {
                        self.unshown += seen(&blocks);
                    } else {
                        self.boxes.extend(blocks);
                    }
                }
                "Choice" | "Fallback" => match self.wrapped(&tag, &mut frame)? {
                    Wrap::Inside => self.boxed(look)?,
                    _ => self.xml.skip()?,
                },
                _ => self.boxed(look)?,
            }
        }
    }
}

/// What is left of a paragraph that was to go on, but nothing follows: without text it is deleted whole.
pub(super) fn kept(pending: Option<Paragraph>) -> Option<Block> {
    let written = pending.filter(|paragraph| !paragraph.text.is_empty() || paragraph.unshown > 0);
    written.map(Block::Paragraph)
}
