//! `gongkai convert`: many documents to tables.

use std::collections::BTreeMap;
use std::io::{IsTerminal, stderr};
use std::path::Path;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

use super::arguments::{Convert, FormatName, SummaryFormat, Talk};
use super::language::Language;
use super::log::Log;
use super::signals::Signals;
use super::watch::{Told, Watched};
use super::{DONE, DOUBTFUL, print, reader};
use crate::batch::Tables;
use crate::error::{Error, Result};
use crate::pipeline::{Options, Summary, convert_until, find_beside};
use crate::sink::{MANIFEST, Manifest, TableHead};

/// Runs the conversion and tells what it did.
pub(super) fn run(
    arguments: &Convert,
    log: &Log,
    signals: &Signals,
    talk: Talk,
    language: Language,
) -> Result<u8> {
    let job = (
        "convert",
        arguments.inputs.as_slice(),
        arguments.out.as_path(),
    );
    let watched = Watched::begin(job, &arguments.watch, log, signals)?;
    let ended = attempt(arguments, log, signals);
    let code = |summary: &Summary| {
        let doubtful = summary.rejected > 0 || summary.failed_checks > 0;
        if arguments.strict && doubtful {
            DOUBTFUL
        } else {
            DONE
        }
    };
    let summary = watched.end(ended, |summary| watched_as(summary, code(summary)))?;
    if talk == Talk::Verbose || log.is_json() {
        unread(&arguments.out, log)?;
    }
    let fields = json!({"path": arguments.out, "summary": summary});
    log.info("finished", &told(&summary, arguments, language), fields);
    if arguments.summary == Some(SummaryFormat::Json) {
        // Numbers and strings alone cannot fail to serialise.
        print(&format!(
            "{}\n",
            serde_json::to_string(&summary).unwrap_or_default()
        ));
    }
    Ok(code(&summary))
}

/// Tells of every input that was not read as a whole, and why.
fn unread(out: &Path, log: &Log) -> Result<()> {
    let path = out.join(MANIFEST);
    let bytes = std::fs::read(&path).map_err(|source| Error::Read { path, source })?;
    let manifest: Manifest = serde_json::from_slice(&bytes).unwrap_or_default();
    for input in manifest.inputs.iter().filter(|input| input.outcome != "ok") {
        let reason = input.reason.as_deref().unwrap_or_default();
        let text = format!("{}: {}: {reason}", input.source, input.outcome);
        log.warn(
            "unread",
            &text,
            json!({"path": input.source, "outcome": input.outcome}),
        );
    }
    Ok(())
}

fn attempt(arguments: &Convert, log: &Log, signals: &Signals) -> Result<Summary> {
    let reader = reader(arguments.grammars.as_ref())?;
    let options = Options {
        out: arguments.out.clone(),
        overwrite: arguments.overwrite,
        format: FormatName::format(arguments.format, arguments.excel)?,
        tables: arguments.tables.clone(),
        threads: arguments.threads,
    };
    let bar = bar(log.is_silent());
    let (mut inputs, outputs) = find_beside(&arguments.inputs, Some(&arguments.out))?;
    skipped(&outputs, log);
    if let Some(shard) = arguments.shard {
        inputs = shard.part(inputs);
    }
    bar.set_length(inputs.len() as u64);
    let ended = convert_until(&inputs, &reader, &options, signals.stop(), |progress| {
        bar.set_position(progress.done as u64);
    });
    bar.finish_and_clear();
    ended
}

/// Tells of folders among the inputs that gongkai wrote itself.
pub(super) fn skipped(outputs: &[String], log: &Log) {
    for folder in outputs {
        let why = log.language().pick(
            "这是 gongkai 写出的文件夹，未读取",
            "gongkai wrote this folder itself, not read",
        );
        log.info(
            "skipped",
            &format!("{folder}: {why}"),
            json!({"path": folder}),
        );
    }
}

fn watched_as(summary: &Summary, code: u8) -> Told {
    let documents = [
        ("ok", summary.ok),
        ("partial", summary.partial),
        ("rejected", summary.rejected),
        ("duplicate", summary.duplicates),
    ];
    let written = |head: &TableHead| summary.files.iter().any(|file| file.table == head.name);
    let mut heads = Tables::default().heads();
    heads.retain(written);
    let rows = summary
        .files
        .iter()
        .filter(|file| !file.table.is_empty())
        .map(|file| (file.table.clone(), file.rows));
    Told {
        heads,
        rows: rows.collect(),
        documents: BTreeMap::from(documents.map(|(word, count)| (word, count as u64))),
        code,
    }
}

/// A bar with rate and remaining time, on terminals only; a sign of life until the length is known.
pub(super) fn bar(silent: bool) -> ProgressBar {
    if silent || !stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::no_length();
    let style = ProgressStyle::with_template("{spinner} {bar:32} {pos}/{len}  {per_sec}  {eta}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.enable_steady_tick(Duration::from_millis(200));
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
