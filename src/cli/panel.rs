//! `gongkai panel`: reports of many organs and years side by side.

use std::collections::HashSet;
use std::path::Path;

use chrono::{SecondsFormat, Utc};

use super::arguments::{FormatName, Panel as Arguments, Talk};
use super::language::Language;
use super::{DONE, DOUBTFUL, reader};
use crate::error::{Error, Result};
use crate::extract::Reader;
use crate::finding::in_english;
use crate::panel::{
    Figure, Panel, Report, Times, build, is_dataset, load, write_file, write_folder,
};
use crate::pipeline::{Input, Output, collect, read_documents};
use crate::record::{Family, Outcome, PanelOutcome, Status, Word};
use crate::sink::Format;

/// Builds the panel, writes it, and tells what is in it.
pub(super) fn run(arguments: &Arguments, talk: Talk, language: Language) -> Result<u8> {
    let started = stamp();
    let reader = reader(arguments.grammars.as_ref())?;
    let reports = reports(&arguments.inputs, &reader)?;
    let panel = build(&reports, reader.grammars());
    let measures = &reader.grammars().measures;
    let (out, overwrite) = (&arguments.out, arguments.overwrite);
    match single(out) {
        Some(named) => {
            let named = match named {
                Format::Csv if arguments.excel => Format::ExcelCsv,
                named => named,
            };
            if arguments
                .format
                .is_some_and(|format| Format::from(format) != named)
            {
                let why = format!("{} is of another format than --format", out.display());
                return Err(Error::Usage(why));
            }
            write_file(&panel, measures, out, (overwrite, named))?;
        }
        None => {
            let format = FormatName::format(arguments.format, arguments.excel)?;
            let times = Times {
                started,
                finished: stamp(),
            };
            write_folder(&panel, measures, out, (overwrite, format), times)?;
        }
    }
    if talk == Talk::Verbose {
        details(&panel, language);
    }
    if talk != Talk::Quiet {
        eprintln!("{}", told(&panel, out, language));
    }
    let failed = panel
        .checks
        .iter()
        .any(|one| one.check.outcome == Outcome::Fails);
    let unplaced = panel
        .reports
        .iter()
        .any(|one| one.outcome != PanelOutcome::Used);
    Ok(if arguments.strict && (failed || unplaced) {
        DOUBTFUL
    } else {
        DONE
    })
}

fn stamp() -> String {
    Utc::now().to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// The format that the name of a single file asks for.
fn single(out: &Path) -> Option<Format> {
    let ending = out.extension()?.to_str()?;
    Format::ALL
        .iter()
        .copied()
        .find(|format| format.extension() == ending)
}

/// The annual reports of datasets and documents; of one document that several hold, the first.
pub(crate) fn reports(inputs: &[String], reader: &Reader) -> Result<Vec<Report>> {
    let mut reports = Vec::new();
    let (datasets, documents): (Vec<&String>, Vec<&String>) = inputs
        .iter()
        .partition(|input| is_dataset(Path::new(input)));
    for dataset in datasets {
        reports.extend(load(Path::new(dataset), &reader.grammars().measures)?);
    }
    if !documents.is_empty() {
        let named: Vec<String> = documents.into_iter().cloned().collect();
        let add = |_: &Input, output: Output| reports.extend(report(output));
        read_documents(&collect(&named)?, reader, add);
    }
    let mut seen = HashSet::new();
    reports.retain(|report| seen.insert(report.doc_id.clone()));
    Ok(reports)
}

/// An annual report that was read just now.
fn report(output: Output) -> Option<Report> {
    let identity = output.row.identity;
    let annual = identity.family == Some(Family::AnnualReport);
    (annual && output.row.status != Status::Rejected).then(|| Report {
        doc_id: output.row.doc_id,
        source: output.row.source,
        issuer: identity.issuer,
        region: identity.region,
        coverage: identity.coverage,
        year: identity.year,
        form: identity.form,
        figures: output.extraction.facts.iter().map(Figure::from).collect(),
    })
}

/// Tells of every report that does not stand alone in the panel and every relation that fails.
fn details(panel: &Panel, language: Language) {
    let reports = panel.reports.iter();
    for one in reports.filter(|one| one.outcome != PanelOutcome::Used) {
        let reason = one.reason.as_deref().unwrap_or_default();
        let reason = language.pick(reason, "");
        eprintln!("{}: {} {reason}", one.source, one.outcome.word());
    }
    let checks = panel.checks.iter();
    for one in checks.filter(|one| one.check.outcome == Outcome::Fails) {
        let told = match language {
            Language::Chinese => one.check.message.clone(),
            Language::English => in_english(&one.check),
        };
        eprintln!("{} {}: {}: {told}", one.issuer, one.year, one.check.rule);
    }
}

fn told(panel: &Panel, out: &Path, language: Language) -> String {
    let organs: HashSet<&str> = panel.values.iter().map(|row| row.issuer.as_str()).collect();
    let count = |outcome: Outcome| {
        let checks = panel.checks.iter();
        checks.filter(|one| one.check.outcome == outcome).count()
    };
    let reports = |outcome: PanelOutcome| {
        let all = panel.reports.iter();
        all.filter(|one| one.outcome == outcome).count()
    };
    let (used, competing, left) = (
        reports(PanelOutcome::Used),
        reports(PanelOutcome::Competing),
        reports(PanelOutcome::LeftOut),
    );
    let (holds, fails, open) = (
        count(Outcome::Holds),
        count(Outcome::Fails),
        count(Outcome::NotAssessable),
    );
    let (rows, organs, out) = (panel.values.len(), organs.len(), out.display());
    match language {
        Language::Chinese => format!(
            "{organs} 个机关，年报采用 {used} 份、同机关同年度并存 {competing} 份、不能定位 {left} 份；数据 {rows} 行；\
             跨年关系成立 {holds}，不成立 {fails}，不能判断 {open} → {out}"
        ),
        Language::English => format!(
            "{organs} organs; annual reports: {used} used, {competing} competing, {left} left out; {rows} rows; \
             relations across years: {holds} hold, {fails} fail, {open} not assessable → {out}"
        ),
    }
}
