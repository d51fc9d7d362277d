//! PDF with a text layer, through poppler's `pdftotext` and `pdftocairo`.
//!
//! The first says which words stand where, the second where lines are ruled. From that come the
//! cells of tables, whatever blanks the words stand between, and the lines of text around them.

mod cells;
mod columns;
mod flow;
mod lattice;
mod line;
mod margin;
mod markup;
mod open;
mod rows;
mod rule;
mod sheet;
mod word;

use super::child::{Done, Workshop};
use super::tools::Tools;
use super::{Rejection, Source};
use crate::diagnostic::{Code, Diagnostic};
use crate::record::Severity;
use crate::text::{Place, SourceSpan};

use rule::Rules;
use word::Page;

/// What the format is called in messages.
const NAME: &str = "PDF";
/// Programs that read it.
const PROGRAMS: &str = "poppler（pdftotext、pdftocairo）";
/// Characters of its script that poppler keeps in files of its own.
const TABLES: &str = "poppler-data";

/// Reads a PDF.
///
/// # Errors
/// [`Rejection`] if it is damaged, encrypted or without text, or if a program is missing.
pub(super) fn read(bytes: &[u8], tools: &Tools) -> Result<Source, Rejection> {
    let (Some(pdftotext), Some(pdftocairo)) = (&tools.pdftotext, &tools.pdftocairo) else {
        return Err(missing(PROGRAMS));
    };
    let workshop = Workshop::open(tools, FILE, bytes)?;
    let done = workshop.run(pdftotext, &["-bbox", "-enc", "UTF-8", FILE, "-"])?;
    judge(&done)?;
    let pages = word::pages(&String::from_utf8_lossy(&done.stdout));
    legible(&pages)?;
    let mut rules = vec![Rules::default(); pages.len()];
    for (first, last) in ruled(&pages) {
        let range = [(first + 1).to_string(), (last + 1).to_string()];
        let done = workshop.run(
            pdftocairo,
            &["-svg", "-f", &range[0], "-l", &range[1], FILE, "-"],
        )?;
        let drawn = rule::pages(&String::from_utf8_lossy(&done.stdout));
        for (page, drawn) in rules[first..=last].iter_mut().zip(drawn) {
            *page = drawn;
        }
    }
    sheet::source(pages, &rules).map(noted)
}

/// What the document is called in its folder.
const FILE: &str = "document.pdf";

fn missing(programs: &'static str) -> Rejection {
    Rejection::MissingTool {
        format: NAME,
        programs,
    }
}

/// Whether the program could read the file at all.
fn judge(done: &Done) -> Result<(), Rejection> {
    // It goes on without and prints nothing for the characters that it lacks.
    if done.stderr.contains("language pack") {
        return Err(missing(TABLES));
    }
    if done.stderr.contains("Incorrect password") {
        return Err(Rejection::Encrypted(NAME));
    }
    if done.success {
        return Ok(());
    }
    let why = done.stderr.lines().next().unwrap_or("pdftotext");
    Err(Rejection::Broken {
        format: NAME,
        why: why.chars().take(200).collect(),
    })
}

/// Fewer characters than this on a page, on average, are no text layer.
const FEWEST: usize = 8;
/// Of this many characters, one may be without meaning.
const BUDGET: usize = 50;

/// Whether the pages hold text, and text that means something.
fn legible(pages: &[Page]) -> Result<(), Rejection> {
    let (mut count, mut lost) = (0, 0);
    for word in pages.iter().flat_map(|page| &page.words) {
        count += word.text.chars().count();
        lost += word.text.chars().filter(|one| meaningless(*one)).count();
    }
    if count < FEWEST * pages.len().max(1) {
        return Err(Rejection::NoTextLayer);
    }
    if lost * BUDGET > count {
        return Err(Rejection::BrokenTextLayer(lost));
    }
    Ok(())
}

/// Whether a character is what fonts without a table of meanings leave.
fn meaningless(one: char) -> bool {
    one == char::REPLACEMENT_CHARACTER
        || one.is_control()
        || ('\u{e000}'..='\u{f8ff}').contains(&one)
        || one >= '\u{f0000}'
}

/// The source with a note for each line with characters without meaning.
fn noted(mut source: Source) -> Source {
    let mut start = 0;
    for (number, line) in source.text.split('\n').enumerate() {
        let lost = || {
            line.char_indices()
                .filter(|(_, one)| *one != '\t' && meaningless(*one))
        };
        if let (Some((first, _)), Some((last, end))) = (lost().next(), lost().next_back()) {
            let place = Place {
                span: SourceSpan::new(start + first, start + last + end.len_utf8()),
                line: i32::try_from(number + 1).unwrap_or(i32::MAX),
            };
            let message = format!(
                "{} 个字符没有含义：字体缺少对应的文字编码，或数字跨在表格线上",
                lost().count()
            );
            let note = Diagnostic::new(Code::UndecodableBytes, Severity::Warning, place, message);
            source.notes.push(note);
        }
        start += line.len() + 1;
    }
    source
}

/// Pages that are drawn in one run at most; what one run prints is held in memory.
const RUN: usize = 8;

/// Ranges of pages with something that may be a table, first and last, counted from 0.
fn ruled(pages: &[Page]) -> Vec<(usize, usize)> {
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    for (number, page) in pages.iter().enumerate() {
        let parted = line::lines(page.words.clone())
            .iter()
            .filter(|line| line.groups().len() > 1)
            .count();
        if parted < 2 {
            continue;
        }
        match ranges.last_mut() {
            Some((first, last)) if *last + 1 == number && number - *first < RUN => *last = number,
            _ => ranges.push((number, number)),
        }
    }
    ranges
}
