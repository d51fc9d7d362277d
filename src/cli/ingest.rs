//! `gongkai ingest`: a dataset kept up to date by scheduled runs.

use std::time::Duration;

use super::arguments::{Ingest, SummaryFormat};
use super::convert::bar;
use super::language::Language;
use super::{DONE, print, reader};
use crate::error::Result;
use crate::ingest::{Options, Report, ingest};
use crate::pipeline::collect_beside;

/// Brings the dataset up to date and tells what was done.
pub(super) fn run(arguments: &Ingest, quiet: bool, language: Language) -> Result<u8> {
    let reader = reader(arguments.grammars.as_ref())?;
    let inputs = collect_beside(&arguments.inputs, Some(&arguments.to))?;
    let options = Options {
        dataset: arguments.to.clone(),
        kind: arguments.kind.map(Into::into),
        feed: arguments.feed.clone(),
        prune: arguments.prune,
        retry: arguments.retry,
        threads: arguments.threads,
        wait: Duration::from_secs(arguments.wait),
        max_rejects: arguments.max_rejects,
    };
    let bar = bar(inputs.len(), quiet);
    let report = ingest(&inputs, &reader, &options, |progress| {
        bar.set_length(progress.total as u64);
        bar.set_position(progress.done as u64);
    })?;
    bar.finish_and_clear();
    if !quiet {
        eprintln!("{}", told(&report, language));
    }
    if arguments.summary == Some(SummaryFormat::Json) {
        // Numbers alone cannot fail to serialise.
        print(&format!(
            "{}\n",
            serde_json::to_string(&report).unwrap_or_default()
        ));
    }
    Ok(DONE)
}

fn told(report: &Report, language: Language) -> String {
    let Report {
        version,
        committed,
        new,
        changed,
        unchanged,
        missing,
        retracted,
        ok,
        partial,
        rejected,
        duplicates,
        seconds,
    } = report;
    match (language, committed) {
        (Language::Chinese, false) => {
            format!(
                "没有新增或变动：{unchanged} 份未变，{missing} 份已不在原处；仍为版本 {version}；用时 {seconds:.2} 秒"
            )
        }
        (Language::English, false) => {
            format!(
                "nothing new: {unchanged} unchanged, {missing} no longer there; still version {version}; {seconds:.2} s"
            )
        }
        (Language::Chinese, true) => format!(
            "版本 {version}：新增 {new}，变动 {changed}，未变 {unchanged}，撤回 {retracted}，不在原处 {missing}；\
             读入：完整 {ok}，部分 {partial}，拒收 {rejected}，重复 {duplicates}；用时 {seconds:.2} 秒"
        ),
        (Language::English, true) => format!(
            "version {version}: {new} new, {changed} changed, {unchanged} unchanged, {retracted} retracted, {missing} no longer there; \
             read: {ok} ok, {partial} partial, {rejected} rejected, {duplicates} duplicates; {seconds:.2} s"
        ),
    }
}
