//! The parts of a package that a document is made of, found by their relations.

use std::borrow::Cow;

use super::xml::{Token, Xml};
use super::{broken, decoded};
use crate::read::Rejection;
use crate::read::package::Package;

/// A part by its name.
#[derive(Debug, Clone)]
pub(super) struct Part {
    name: String,
    bytes: Vec<u8>,
}

impl Part {
    /// Its text.
    ///
    /// # Errors
    /// [`Rejection::Broken`] if it is none.
    pub(super) fn text(&self) -> Result<Cow<'_, str>, Rejection> {
        decoded(&self.bytes, &self.name)
    }
}

/// The parts that are read.
#[derive(Debug, Clone)]
pub(super) struct Parts {
    pub document: Part,
    pub styles: Option<Part>,
    pub numbering: Option<Part>,
    pub footnotes: Option<Part>,
    pub endnotes: Option<Part>,
}

impl Parts {
    /// Reads the parts of a document out of its package.
    ///
    /// # Errors
    /// [`Rejection`] if the document, or a part that it says it has, is missing or damaged.
    pub(super) fn find(package: &mut Package<'_>) -> Result<Self, Rejection> {
        let roots = relations(package, "_rels/.rels", "")?;
        let main = target(&roots, "officeDocument").unwrap_or("word/document.xml");
        let document = needed(package, main)?;
        let (folder, file) = main.rsplit_once('/').unwrap_or(("", main));
        let relations = relations(
            package,
            &joined(folder, &format!("_rels/{file}.rels")),
            folder,
        )?;
        let mut named = |kind: &str| match target(&relations, kind) {
            Some(name) => needed(package, name).map(Some),
            None => Ok(None),
        };
        Ok(Self {
            styles: named("styles")?,
            numbering: named("numbering")?,
            footnotes: named("footnotes")?,
            endnotes: named("endnotes")?,
            document,
        })
    }
}

fn needed(package: &mut Package<'_>, name: &str) -> Result<Part, Rejection> {
    match package.entry(name)? {
        Some(bytes) => Ok(Part {
            name: name.to_owned(),
            bytes,
        }),
        None => Err(broken(&format!("缺少部分 {name}"))),
    }
}

/// The relations of a part, by the last word of their kind, with the names of the parts they lead to;
/// none if there is no such list.
fn relations(
    package: &mut Package<'_>,
    list: &str,
    folder: &str,
) -> Result<Vec<(String, String)>, Rejection> {
    let Some(bytes) = package.entry(list)? else {
        return Ok(Vec::new());
    };
    let text = decoded(&bytes, list)?;
    let mut xml = Xml::new(&text);
    let mut found = Vec::new();
    loop {
        let tag = match xml.next()? {
            Token::Open(tag) if tag.name() == "Relationship" => tag,
            Token::End => return Ok(found),
            _ => continue,
        };
        if tag.attribute("TargetMode")?.as_deref() == Some("External") {
            continue;
        }
        let kind = tag.attribute("Type")?.unwrap_or_default();
        let kind = kind.rsplit('/').next().unwrap_or_default();
        let target = tag.attribute("Target")?.unwrap_or_default();
        found.push((kind.to_owned(), joined(folder, &target)));
    }
}

fn target<'a>(relations: &'a [(String, String)], kind: &str) -> Option<&'a str> {
    let found = relations.iter().find(|(known, _)| known == kind);
    found.map(|(_, name)| name.as_str())
}

/// The name of a part that `target` names from within `folder`.
fn joined(folder: &str, target: &str) -> String {
    let mut steps: Vec<&str> = match target.starts_with('/') {
        true => Vec::new(),
        false => folder.split('/').filter(|step| !step.is_empty()).collect(),
    };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            _ => steps.push(step),
        }
    }
    steps.join("/")
}
