//! Pages for people: the source of each document beside what was read from it, and an index of all.
//!
//! Given inputs, writes a folder of pages that need no server and no network. A page is written where its
//! document is read, side by side with others, and nothing but its counts is kept. What documents say
//! goes through one writer that escapes everything; a policy in each page forbids all else.

pub(crate) mod checks;
pub(crate) mod facts;
pub(crate) mod html;
mod index;
mod lists;
mod mark;
pub(crate) mod page;
mod plot;
mod source;
mod words;

use std::path::PathBuf;

use chrono::{SecondsFormat, Utc};

use crate::error::Result;
use crate::extract::Reader;
use crate::language::Language;
use crate::pipeline::{Input, Output, duplicates, map_documents};
use crate::record::{Status, Word};
use crate::sink::{FileEntry, Folder, InputEntry, Manifest};

use index::Entry;
use page::Counts;

/// Name of the page of all documents.
pub const INDEX: &str = "index.html";
/// Folder of the pages of single documents.
const PAGES: &str = "pages";

/// What a review is to be.
#[derive(Debug, Clone)]
pub struct Options {
    /// Output folder.
    pub out: PathBuf,
    /// Whether an output of ours that stands there is replaced.
    pub overwrite: bool,
    /// Language of the pages.
    pub language: Language,
}

/// What was written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// Inputs named.
    pub inputs: usize,
    /// Pages written, the index not counted.
    pub pages: usize,
    /// Documents not read.
    pub rejected: usize,
    /// Inputs whose bytes another input has.
    pub duplicates: usize,
    /// Facts that a failing relation contradicts.
    pub contradicted: usize,
}

/// Writes a page for each document of `inputs` and an index over all.
///
/// `progress` is called with how many are done.
///
/// # Errors
/// See [`Folder`]. Bad documents are rows of the index that say why.
pub fn write(
    inputs: &[Input],
    reader: &Reader,
    options: &Options,
    mut progress: impl FnMut(usize),
) -> Result<Summary> {
    let started = Utc::now();
    let folder = Folder::create(&options.out, options.overwrite)?;
    let repeats = duplicates(inputs);
    let firsts = inputs
        .iter()
        .zip(&repeats)
        .filter(|(_, first)| first.is_none());
    let read: Vec<Input> = firsts.map(|(input, _)| input.clone()).collect();
    let mut entries: Vec<Entry> = Vec::with_capacity(read.len());
    let mut failed = None;
    let write = |input: &Input, output: Output| document(&folder, input, &output, reader, options);
    map_documents(&read, reader, write, |_, entry| {
        match entry {
            Ok(entry) => entries.push(entry),
            Err(error) => failed = failed.take().or(Some(error)),
        }
        progress(entries.len());
    });
    if let Some(error) = failed {
        return Err(error);
    }
    let index = index::index(&entries, reader.grammars(), options.language);
    folder.write(INDEX, index.as_bytes())?;
    let stamp = |time: chrono::DateTime<Utc>| time.to_rfc3339_opts(SecondsFormat::Millis, true);
    folder.finish(&Manifest {
        tool: concat!("gongkai ", env!("CARGO_PKG_VERSION")).into(),
        grammars: reader.grammars().versions(),
        started: stamp(started),
        finished: stamp(Utc::now()),
        format: "html".into(),
        files: entries
            .iter()
            .filter_map(|entry| entry.file.clone())
            .collect(),
        inputs: entries.iter().map(listed).collect(),
        // Pages are no tables.
        schema: String::new(),
    })?;
    Ok(Summary {
        inputs: inputs.len(),
        pages: entries.iter().filter(|entry| entry.file.is_some()).count(),
        rejected: entries
            .iter()
            .filter(|entry| entry.row.status == Status::Rejected)
            .count(),
        duplicates: inputs.len() - entries.len(),
        contradicted: entries
            .iter()
            .map(|entry| entry.counts.standing(mark::Standing::Contradicted))
            .sum(),
    })
}

fn listed(entry: &Entry) -> InputEntry {
    InputEntry {
        source: entry.row.source.clone(),
        doc_id: entry.row.doc_id.clone(),
        content_hash: entry.row.content_hash.clone(),
        outcome: entry.row.status.word().into(),
        reason: entry.row.reason.clone(),
        bytes: u64::try_from(entry.row.n_bytes).unwrap_or_default(),
    }
}

/// Writes the page of one document; what was not read has none.
fn document(
    folder: &Folder,
    input: &Input,
    output: &Output,
    reader: &Reader,
    options: &Options,
) -> Result<Entry> {
    let mut entry = Entry {
        counts: Counts::of(&output.extraction),
        outcomes: plot::outcomes(&output.extraction),
        row: output.row.clone(),
        file: None,
    };
    if output.row.status == Status::Rejected {
        return Ok(entry);
    }
    let stem = stem(&input.source, &output.row.doc_id);
    let path = format!("{PAGES}/{stem}.html");
    let up = format!("../{INDEX}");
    let page = page::page(output, reader.grammars(), (&up, &stem), options.language);
    folder.write(&path, page.as_bytes())?;
    entry.file = Some(FileEntry {
        path,
        table: "page".into(),
        rows: u64::try_from(output.extraction.facts.len()).unwrap_or(u64::MAX),
        bytes: u64::try_from(page.len()).unwrap_or(u64::MAX),
        hash: blake3::hash(page.as_bytes()).to_hex().to_string(),
    });
    Ok(entry)
}

/// The page of one document by itself, without an index.
#[must_use]
pub fn single(output: &Output, reader: &Reader, language: Language) -> String {
    let stem = stem(&output.row.source, &output.row.doc_id);
    page::page(output, reader.grammars(), (INDEX, &stem), language)
}

/// Characters of a source's name that its page's name keeps.
const STEM: usize = 40;

/// Name of a document's page: letters and digits of its file's name, and the document's number, which
/// makes it the only one. No system forbids such a name.
fn stem(source: &str, doc_id: &str) -> String {
    let name = source.rsplit('/').next().unwrap_or_default();
    let name = name.rsplit_once('.').map_or(name, |(name, _)| name);
    let parts = name.split(|one: char| !one.is_alphanumeric());
    let words: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    let short: String = words.join("-").chars().take(STEM).collect();
    match short.is_empty() {
        true => doc_id.to_owned(),
        false => format!("{short}-{doc_id}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(source: &str, expected: &str) {
        assert_eq!(stem(source, "0123"), expected);
    }

    #[test]
    fn pages_have_safe_names() {
        check("年报/松坪区 2020年（一）.txt", "松坪区-2020年-一-0123");
        check("a.zip!/../../etc/passwd", "passwd-0123");
        check("x/<script>.html", "script-0123");
        check("CON", "CON-0123");
        check("..", "0123");
        check("-", "0123");
        check(&"长".repeat(99), &format!("{}-0123", "长".repeat(40)));
    }
}
