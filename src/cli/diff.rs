//! `gongkai diff`: which documents and facts changed between two versions of a dataset.

use std::path::PathBuf;

use clap::Args;

use super::arguments::ScoreFormat;
use super::language::Language;
use super::{DONE, print, tell};
use crate::error::Result;
use crate::ingest::{Change, Dataset, Diff as Found, DocumentChange, FactChange, Said, diff};

pub(super) const EXAMPLES: &str = "\
Examples:
  gongkai diff dataset 3 4
  gongkai diff dataset 3 4 --format json | jq '.facts[] | select(.change == \"changed\")'

`+` is in the later version only, `-` in the earlier one only, `~` says something else, or a reviewer says something
else of it. Documents are matched by their source, facts by source, indicator, scope, applicant and year.
`gongkai history` lists the versions.";

#[derive(Debug, Args)]
pub(super) struct Diff {
    /// Folder of a dataset, or s3://bucket/prefix
    pub dataset: PathBuf,
    /// The earlier version
    #[arg(value_name = "V1")]
    pub from: u64,
    /// The later version
    #[arg(value_name = "V2")]
    pub to: u64,
    /// A feed of it, whose versions they are
    #[arg(long, value_name = "NAME")]
    pub feed: Option<String>,
    /// How to print them
    #[arg(long, default_value = "text")]
    pub format: ScoreFormat,
}

/// Prints what changed.
pub(super) fn run(arguments: &Diff, quiet: bool, language: Language) -> Result<u8> {
    let dataset = Dataset::open(&arguments.dataset)?.of_feed(arguments.feed.as_deref())?;
    let found = diff(&dataset, arguments.from, arguments.to)?;
    match arguments.format {
        ScoreFormat::Text => {
            found.documents.iter().for_each(|one| print(&document(one)));
            found.facts.iter().for_each(|one| print(&fact(one)));
        }
        // Numbers and strings alone cannot fail to serialise.
        ScoreFormat::Json => print(&format!(
            "{}\n",
            serde_json::to_string_pretty(&found).unwrap_or_default()
        )),
    }
    if !quiet {
        tell(&told(&found, language));
    }
    Ok(DONE)
}

fn sign(change: Change) -> char {
    match change {
        Change::Added => '+',
        Change::Removed => '-',
        Change::Changed => '~',
    }
}

fn document(one: &DocumentChange) -> String {
    let mut line = format!("{} document {}", sign(one.change), one.source);
    if one.change == Change::Changed {
        for (column, (before, after)) in &one.columns {
            let text = |value: &Option<String>| value.clone().unwrap_or_else(|| "∅".into());
            line += &format!("  {column}: {} → {}", text(before), text(after));
        }
    }
    line + "\n"
}

fn fact(one: &FactChange) -> String {
    let key = &one.fact;
    let mut line = format!("{} fact {} {}", sign(one.change), key.source, key.indicator);
    for part in [&key.applicant, &key.scope, &key.year]
        .into_iter()
        .flatten()
    {
        line += &format!(" {part}");
    }
    let (before, after) = (one.before.as_ref().map(said), one.after.as_ref().map(said));
    match (before, after) {
        (Some(before), Some(after)) => line += &format!(": {before} → {after}"),
        (Some(said), None) | (None, Some(said)) => line += &format!(": {said}"),
        (None, None) => {}
    }
    line + "\n"
}

fn said(said: &Said) -> String {
    let unit = said.unit.as_deref().unwrap_or_default();
    let number = |value: Option<f64>| value.map(|value| format!("{value}{unit}"));
    let read = number(said.value).unwrap_or_else(|| said.state.clone());
    match &said.reviewed_by {
        Some(by) => {
            let set = number(said.value_reviewed).unwrap_or_else(|| "∅".into());
            format!("{read} (reviewed: {set}, {by})")
        }
        None => read,
    }
}

fn told(found: &Found, language: Language) -> String {
    let count = |changes: &[Change]| {
        let of = |wanted| changes.iter().filter(|change| **change == wanted).count();
        [Change::Added, Change::Removed, Change::Changed].map(of)
    };
    let documents: Vec<Change> = found.documents.iter().map(|one| one.change).collect();
    let facts: Vec<Change> = found.facts.iter().map(|one| one.change).collect();
    let ([a, b, c], [d, e, f]) = (count(&documents), count(&facts));
    let (from, to) = (found.from, found.to);
    match language {
        Language::Chinese => format!(
            "版本 {from} → {to}：文档新增 {a}，移除 {b}，变动 {c}；指标值新增 {d}，移除 {e}，变动 {f}"
        ),
        Language::English => format!(
            "version {from} → {to}: documents {a} added, {b} removed, {c} changed; facts {d} added, {e} removed, {f} changed"
        ),
    }
}
