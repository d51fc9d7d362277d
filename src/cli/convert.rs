//! `gongkai convert`: many documents to tables.

use std::io::{IsTerminal, stderr};
use std::path::Path;

use indicatif::{ProgressBar, ProgressStyle};

use super::arguments::{Convert, FormatName, SummaryFormat, Talk};
use super::language::Language;
use super::{DONE, DOUBTFUL, print, reader};
use crate::error::{Error, Result};
use crate::pipeline::{Options, Summary, collect_beside, convert};
use crate::sink::{MANIFEST, Manifest};

/// Runs the conversion and tells what it did.
pub(super) fn run(arguments: &Convert, talk: Talk, language: Language) -> Result<u8> {
    let reader = reader(arguments.grammars.as_ref())?;
    let mut inputs = collect_beside(&arguments.inputs, Some(&arguments.out))?;
    if let Some(shard) = arguments.shard {
        inputs = shard.part(inputs);
    }
    let options = Options {
        out: arguments.out.clone(),
        overwrite: arguments.overwrite,
        format: FormatName::format(arguments.format, arguments.excel)?,
        tables: arguments.tables.clone(),
        threads: arguments.threads,
    };
    let bar = bar(inputs.len(), talk == Talk::Quiet);
    let summary = convert(&inputs, &reader, &options, |progress| {
        bar.set_position(progress.done as u64)
    })?;
    bar.finish_and_clear();
    if talk == Talk::Verbose {
        unread(&arguments.out)?;
    }
    if talk != Talk::Quiet {
        eprintln!("{}", told(&summary, arguments, language));
    }
    if arguments.summary == Some(SummaryFormat::Json) {
        // Numbers and strings alone cannot fail to serialise.
        print(&format!(
            "{}\n",
            serde_json::to_string(&summary).unwrap_or_default()
        ));
    }
    let doubtful = arguments.strict && (summary.rejected > 0 || summary.failed_checks > 0);
    Ok(if doubtful { DOUBTFUL } else { DONE })
}

/// Tells of every input that was not read as a whole, and why.
fn unread(out: &Path) -> Result<()> {
    let path = out.join(MANIFEST);
    let bytes = std::fs::read(&path).map_err(|source| Error::Read { path, source })?;
    let manifest: Manifest = serde_json::from_slice(&bytes).unwrap_or_default();
    for input in manifest.inputs.iter().filter(|input| input.outcome != "ok") {
        let reason = input.reason.as_deref().unwrap_or_default();
        eprintln!("{}: {}: {reason}", input.source, input.outcome);
    }
    Ok(())
}

/// A bar with rate and remaining time, on terminals only.
pub(super) fn bar(total: usize, quiet: bool) -> ProgressBar {
    if quiet || !stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(total as u64);
    let style = ProgressStyle::with_template("{bar:32} {pos}/{len}  {per_sec}  {eta}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}

fn told(summary: &Summary, arguments: &Convert, language: Language) -> String {
    let Summary {
        ok,
        partial,
        rejected,
        duplicates,
        facts,
        failed_checks,
        seconds,
        ..
    } = summary;
    let out = arguments.out.display();
    let first = match language {
        Language::Chinese => format!(
            "{} 份文件：完整 {ok}，部分 {partial}，拒收 {rejected}，重复 {duplicates}；数据 {facts} 项，不符 {failed_checks} 处；用时 {seconds:.2} 秒 → {out}",
            summary.inputs
        ),
        Language::English => format!(
            "{} inputs: {ok} ok, {partial} partial, {rejected} rejected, {duplicates} duplicates; {facts} facts, {failed_checks} failed checks; {seconds:.2} s → {out}",
            summary.inputs
        ),
    };
    if *rejected == 0 {
        return first;
    }
    let hint = language.pick(
        "拒收的原因见 documents 表的 reason 列",
        "reasons are in column `reason` of table `documents`",
    );
    format!("{first}\n{hint}")
}
