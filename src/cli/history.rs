//! `gongkai history`: the runs of a dataset.

use std::path::PathBuf;

use clap::Args;

use super::arguments::ScoreFormat;
use super::language::Language;
use super::{DONE, print};
use crate::error::Result;
use crate::ingest::{Dataset, Event, history};
use crate::language::number_of;

pub(super) const EXAMPLES: &str = "\
Examples:
  gongkai history dataset                   versions, when they were made and what their runs did
  gongkai history s3://bucket/dataset --format json
  gongkai history lake --feed west          the runs of a feed of a Delta dataset";

#[derive(Debug, Args)]
pub(super) struct History {
    /// Folder of a dataset, or s3://bucket/prefix
    pub dataset: PathBuf,
    /// A feed of it
    #[arg(long, value_name = "NAME")]
    pub feed: Option<String>,
    /// How to print them
    #[arg(long, default_value = "text")]
    pub format: ScoreFormat,
}

/// Prints the runs, the first one first.
pub(super) fn run(arguments: &History, language: Language) -> Result<u8> {
    let dataset = Dataset::open(&arguments.dataset)?.of_feed(arguments.feed.as_deref())?;
    let events = history(&dataset)?;
    match arguments.format {
        ScoreFormat::Text => events
            .iter()
            .for_each(|event| print(&line(event, language))),
        // Numbers and strings alone cannot fail to serialise.
        ScoreFormat::Json => print(&format!(
            "{}\n",
            serde_json::to_string_pretty(&events).unwrap_or_default()
        )),
    }
    Ok(DONE)
}

fn line(event: &Event, language: Language) -> String {
    let mark = match (event.current, event.readable, language) {
        (true, ..) => "*",
        (false, true, _) => " ",
        (false, false, Language::Chinese) => "（已清理）",
        (false, false, Language::English) => "(collected)",
    };
    let Some(run) = &event.run else {
        return format!("{:>6} {mark}\n", event.version);
    };
    let report = &run.report;
    let counts = match language {
        Language::Chinese => format!(
            "新增 {}，变动 {}，撤回 {}，未变 {}；完整 {}，部分 {}，拒收 {}",
            report.new,
            report.changed,
            report.retracted,
            report.unchanged,
            report.ok,
            report.partial,
            report.rejected
        ),
        Language::English => format!(
            "{} new, {} changed, {} retracted, {} unchanged; {} ok, {} partial, {} rejected",
            report.new,
            report.changed,
            report.retracted,
            report.unchanged,
            report.ok,
            report.partial,
            report.rejected
        ),
    };
    let corrections = &report.corrections;
    let reviewed = match (corrections.given, language) {
        (0, _) => String::new(),
        (given, Language::Chinese) => format!("；更正 {given}，采用 {}", corrections.applied),
        (given, Language::English) => {
            let given = number_of(given, "correction");
            format!("; {given}, {} applied", corrections.applied)
        }
    };
    let started = run.started.get(..19).unwrap_or(&run.started);
    format!(
        "{:>6} {mark} {started}Z  {counts}{reviewed}  {}\n",
        event.version, run.tool
    )
}
