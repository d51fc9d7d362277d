//! Word files: WordprocessingML in a ZIP package.
//!
//! Given the bytes of a file, returns its linear text with headings and tables marked. What a reader of
//! the printed document sees is the text: numbers of lists are written out, tracked changes taken as
//! accepted, instructions of fields, hidden text and comments left out. Headers and footers belong to the
//! page and are left out, too. Of tables the cells are known; which of them are labels is not asked.

mod body;
mod emit;
mod numbering;
mod numeral;
mod paragraph;
mod parts;
mod styles;
mod symbol;
mod table;
mod xml;

use std::collections::{HashMap, HashSet};

use super::package::Package;
use super::{Rejection, Source};
use crate::diagnostic::{Code, Diagnostic};
use crate::record::Severity;
use crate::text::{LineIndex, Place, SourceSpan};

use body::{NoteId, Story};
use emit::Emitter;
use numbering::Numbering;
use paragraph::Block;
use parts::Parts;
use styles::Styles;
use xml::{Token, decoded};

/// Name of the format in messages.
const FORMAT: &str = "DOCX";

/// Media type of the format.
const MEDIA_TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// Reads a Word file.
pub(super) fn read(bytes: &[u8]) -> Result<Source, Rejection> {
    let mut package = Package::open(bytes, FORMAT)?;
    let parts = Parts::find(&mut package)?;
    let styles = match &parts.styles {
        Some(part) => Styles::read(&part.text()?)?,
        None => Styles::default(),
    };
    let numbering = match &parts.numbering {
        Some(part) => Numbering::read(&part.text()?)?,
        None => Numbering::default(),
    };
    let text = parts.document.text()?;
    let mut story = Story::new(&text, &styles);
    let mut body = Vec::new();
    story.document(&mut body)?;
    let mut emitter = Emitter::new(&styles, &numbering);
    emitter.blocks(&body);
    drop(body);
    notes(&parts, &styles, &story.notes, &mut emitter)?;
    let unread = Unread {
        hidden: emitter.unshown + story.unshown,
        first: emitter.first_unshown.unwrap_or(0),
        embedded: story.embedded,
    };
    let mut source = emitter.linear.finish(MEDIA_TYPE, None)?;
    source.notes = unread.noted(&source.text);
    Ok(source)
}

/// Writes the notes whose marks the body has, in their order.
fn notes(
    parts: &Parts,
    styles: &Styles,
    marks: &[NoteId],
    emitter: &mut Emitter<'_>,
) -> Result<(), Rejection> {
    if marks.is_empty() {
        return Ok(());
    }
    let foot = written(parts.footnotes.as_ref(), "footnote", styles)?;
    let end = written(parts.endnotes.as_ref(), "endnote", styles)?;
    let mut done = HashSet::new();
    for mark in marks {
        let (notes, id) = match mark {
            NoteId::Foot(id) => (&foot, id),
            NoteId::End(id) => (&end, id),
        };
        if done.insert(mark)
            && let Some(blocks) = notes.get(id)
        {
            emitter.blocks(blocks);
        }
    }
    Ok(())
}

/// The notes of a part by their ids.
fn written(
    part: Option<&parts::Part>,
    name: &str,
    styles: &Styles,
) -> Result<HashMap<String, Vec<Block>>, Rejection> {
    let mut found = HashMap::new();
    let Some(part) = part else {
        return Ok(found);
    };
    let text = part.text()?;
    let mut story = Story::new(&text, styles);
    loop {
        match story.xml.next()? {
            Token::Open(tag) if tag.name() == name => {
                let id = tag.attribute("id")?.unwrap_or_default();
                let mut blocks = Vec::new();
                story.blocks(&mut blocks)?;
                found.insert(id, blocks);
            }
            Token::End => return Ok(found),
            _ => {}
        }
    }
}

/// What the file holds and the text does not.
struct Unread {
    hidden: usize,
    first: usize,
    embedded: usize,
}

impl Unread {
    fn noted(&self, text: &str) -> Vec<Diagnostic> {
        let mut notes = Vec::new();
        let mut note = |severity, at: usize, message: String| {
            let at = at.min(text.len());
            let place = Place {
                span: SourceSpan::new(at, at),
                line: LineIndex::new(text).line(at),
            };
            notes.push(Diagnostic::new(Code::LeftOut, severity, place, message));
        };
        if self.hidden > 0 {
            let message = format!(
                "文件中有 {} 个隐藏的字，没有读入；如需要，请取消隐藏后再转换",
                self.hidden
            );
            note(Severity::Note, self.first, message);
        }
        if self.embedded > 0 {
            let message = format!(
                "文件中嵌有 {} 个其他文件，没有读入；请另存后再转换",
                self.embedded
            );
            note(Severity::Warning, 0, message);
        }
        notes
    }
}

/// A rejection of a file that is not what it should be.
fn broken(why: &str) -> Rejection {
    Rejection::Broken {
        format: FORMAT,
        why: why.to_owned(),
    }
}
