//! `gongkai ingest`: a dataset kept up to date by scheduled runs.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::json;

use super::arguments::{Ingest, SummaryFormat};
use super::convert::{bar, skipped};
use super::language::Language;
use super::log::Log;
use super::signals::Signals;
use super::watch::{Told, Watched};
use super::{DONE, print, reader};
use crate::error::Result;
use crate::ingest::{
    Dataset, Done, Judged, Options, Report, Verdict, heads, ingest, read_corrections, rejected,
};

/// Brings the dataset up to date and tells what was done.
pub(super) fn run(
    arguments: &Ingest,
    log: &Log,
    signals: &Signals,
    language: Language,
) -> Result<u8> {
    if arguments.list_rejected {
        // Texts and numbers alone cannot fail to serialise.
        return listed(arguments, log, language);
    }
    let job = (
        "ingest",
        arguments.inputs.as_slice(),
        arguments.to.as_path(),
    );
    let watched = Watched::begin(job, &arguments.watch, log, signals)?;
    let done = watched.end(attempt(arguments, log, signals), watched_as)?;
    tell(&done, arguments, log, language);
    if arguments.summary == Some(SummaryFormat::Json) {
        print(&format!(
            "{}\n",
            serde_json::to_string(&done.report).unwrap_or_default()
        ));
    }
    Ok(DONE)
}

/// Prints the rejected documents of the dataset. Sources may be named and are not read: the option is
/// added to the command of every night.
fn listed(arguments: &Ingest, log: &Log, language: Language) -> Result<u8> {
    let dataset = Dataset::open(&arguments.to)?.of_feed(arguments.feed.as_deref())?;
    let mut count = 0;
    rejected(&dataset, |one| {
        count += 1;
        // Texts and numbers alone cannot fail to serialise.
        print(&(serde_json::to_string(&one).unwrap_or_default() + "\n"));
    })?;
    let text = match language {
        Language::Chinese => format!("数据集中拒收 {count} 份；只列出，未读取来源"),
        Language::English => {
            format!("{count} rejected documents in the dataset; listed, no source was read")
        }
    };
    let fields = json!({"path": arguments.to, "rejected_standing": count});
    log.info("listed", &text, fields);
    Ok(DONE)
}

fn attempt(arguments: &Ingest, log: &Log, signals: &Signals) -> Result<Done> {
    let reader = reader(arguments.grammars.as_ref())?;
    let corrections = arguments.corrections.as_deref();
    let options = Options {
        dataset: arguments.to.clone(),
        kind: arguments.kind.map(Into::into),
        feed: arguments.feed.clone(),
        prune: arguments.prune,
        retry: arguments.retry,
        verify: arguments.verify,
        moved: arguments.moved,
        threads: arguments.threads,
        wait: Duration::from_secs(arguments.wait),
        max_rejects: arguments.max_rejects,
        keep_rejected: arguments.keep_rejected.clone(),
        corrections: corrections.map(read_corrections).transpose()?,
    };
    let bar = bar(log.is_silent());
    let inputs = &arguments.inputs;
    let ended = ingest(inputs, &reader, &options, signals.stop(), |progress| {
        bar.set_length(progress.total as u64);
        bar.set_position(progress.done as u64);
    });
    bar.finish_and_clear();
    ended
}

fn watched_as(done: &Done) -> Told {
    let report = &done.report;
    let documents = [
        ("ok", report.ok),
        ("partial", report.partial),
        ("rejected", report.rejected),
        ("duplicate", report.duplicates),
        ("unchanged", report.unchanged),
        ("missing", report.missing),
        ("retracted", report.retracted),
        ("rejected_standing", report.rejected_standing),
    ];
    Told {
        heads: heads(),
        rows: report.rows.clone(),
        documents: BTreeMap::from(documents.map(|(word, count)| (word, count as u64))),
        code: DONE,
    }
}

fn tell(done: &Done, arguments: &Ingest, log: &Log, language: Language) {
    for one in &done.rejected {
        let text = format!("{}: {}", one.source, one.reason);
        log.detail(
            "rejected",
            &text,
            json!({"path": one.source, "rejected": one}),
        );
    }
    for one in &done.conflicts {
        let path = arguments.corrections.as_ref();
        log.warn(
            "conflict",
            &conflict(one, language),
            json!({"path": path, "correction": one}),
        );
    }
    skipped(&done.outputs, log);
    let text = told(&done.report, language);
    let fields = json!({"path": arguments.to, "report": done.report});
    log.info("finished", &text, fields);
}

/// A correction that is not applied, and why.
fn conflict(judged: &Judged, language: Language) -> String {
    let one = &judged.correction;
    let mut key = format!("{} {}", one.doc_id, one.indicator);
    for part in [&one.applicant, &one.scope].into_iter().flatten() {
        key = key + " " + part;
    }
    match language {
        Language::Chinese => format!("更正未采用：{key}：{}", judged.verdict.message()),
        Language::English => format!("correction not applied: {key}: {}", english_verdict(judged)),
    }
}

fn english_verdict(judged: &Judged) -> &'static str {
    match judged.verdict {
        Verdict::Applied => "",
        Verdict::DocumentGone => {
            "the dataset has no such document, it changed or was taken back; review the new one"
        }
        Verdict::NoFact => "the document has no such fact; check indicator, applicant and scope",
        Verdict::SeenDiffers => "it reads otherwise than the reviewer saw; review it again",
        Verdict::Ambiguous => "several facts fit; fill in scope",
        Verdict::Twice => "two corrections name the same fact, neither is applied; leave one",
    }
}

fn told(report: &Report, language: Language) -> String {
    let first = match language {
        Language::Chinese => chinese(report),
        Language::English => english(report),
    };
    let corrections = &report.corrections;
    let (given, applied, conflicts) = (
        corrections.given,
        corrections.applied,
        corrections.conflicts,
    );
    let mut lines = vec![first];
    if given > 0 {
        lines.push(match language {
            Language::Chinese => format!("更正 {given} 条：采用 {applied}，未采用 {conflicts}"),
            Language::English => {
                format!("{given} corrections: {applied} applied, {conflicts} not applied")
            }
        });
    }
    if report.outputs > 0 {
        let count = report.outputs;
        lines.push(match language {
            Language::Chinese => format!("跳过的有 gongkai 写出的文件夹 {count} 个"),
            Language::English => format!("skipped are {count} folders that gongkai wrote itself"),
        });
    }
    if report.unnamed > 0 {
        let count = report.unnamed;
        lines.push(match language {
            Language::Chinese => format!("以前收入的 {count} 份不在本次来源之内，保持不变"),
            Language::English => {
                format!("{count} of earlier runs are not named by this one and stay")
            }
        });
    }
    if report.retried > 0 {
        let count = report.retried;
        lines.push(match language {
            Language::Chinese => format!("重试 {count} 份，拒收理由与上次相同"),
            Language::English => format!("{count} tried again and rejected as before"),
        });
    }
    if report.rejected_standing > 0 {
        let count = report.rejected_standing;
        lines.push(match language {
            Language::Chinese => format!("数据集中拒收 {count} 份，原因见 --list-rejected"),
            Language::English => {
                format!("{count} rejected documents in the dataset; --list-rejected says why")
            }
        });
    }
    lines.join("\n")
}

fn chinese(report: &Report) -> String {
    let Report {
        version,
        found,
        written,
        rejected,
        skipped,
        new,
        changed,
        unchanged,
        missing,
        retracted,
        ok,
        partial,
        duplicates,
        seconds,
        ..
    } = report;
    if !report.committed {
        return format!(
            "没有新增或变动，未提交：找到 {found} = 跳过 {skipped}，{missing} 份已不在原处；仍为版本 {version}；用时 {seconds:.2} 秒"
        );
    }
    format!(
        "版本 {version}：找到 {found} = 写入 {written}（完整 {ok}，部分 {partial}）+ 拒收 {rejected} + 跳过 {skipped}（未变 {unchanged}，重复 {duplicates}）；\
         新增 {new}，变动 {changed}，撤回 {retracted}，不在原处 {missing}；用时 {seconds:.2} 秒"
    )
}

fn english(report: &Report) -> String {
    let Report {
        version,
        found,
        written,
        rejected,
        skipped,
        new,
        changed,
        unchanged,
        missing,
        retracted,
        ok,
        partial,
        duplicates,
        seconds,
        ..
    } = report;
    if !report.committed {
        return format!(
            "nothing new, nothing committed: {found} found = {skipped} skipped, {missing} no longer there; still version {version}; {seconds:.2} s"
        );
    }
    format!(
        "version {version}: {found} found = {written} written ({ok} ok, {partial} partial) + {rejected} rejected + {skipped} skipped ({unchanged} unchanged, {duplicates} duplicates); \
         {new} new, {changed} changed, {retracted} retracted, {missing} no longer there; {seconds:.2} s"
    )
}
