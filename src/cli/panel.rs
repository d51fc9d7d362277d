//! `gongkai panel`: reports of many organs and years side by side.

use std::collections::HashSet;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use chrono::{SecondsFormat, Utc};

use super::arguments::{FormatName, Panel as Arguments, Talk};
use super::language::Language;
use super::{DONE, DOUBTFUL, reader};
use crate::error::{Error, Result};
use crate::extract::Reader;
use crate::language::number_of;
use crate::panel::{
    Figure, Panel, Report, Times, Values, build, is_dataset, load, write_file, write_folder,
};
use crate::pipeline::{Input, Output, collect, read_documents_until};
use crate::record::{Family, Outcome, PanelOutcome, Status, Word};
use crate::sink::Format;

/// Builds the panel, writes it, and tells what is in it.
pub(super) fn run(arguments: &Arguments, talk: Talk, language: Language) -> Result<u8> {
    let started = stamp();
    let reader = reader(arguments.grammars.as_ref())?;
    refused(arguments)?;
    let values = match arguments.reviewed {
        true => Values::Reviewed,
        false => Values::Read,
    };
    let reports = reports(&arguments.inputs, &reader, values, &AtomicBool::new(false))?;
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

/// Refuses an output that is named as a file of another kind, or that would stand in a dataset.
fn refused(arguments: &Arguments) -> Result<()> {
    let out = &arguments.out;
    let ending = out.extension().and_then(|ending| ending.to_str());
    // `panel.v2` and `2.0` are folders; `panel.json` would be one that nobody means.
    let as_file = ending.is_some_and(|ending| ending.chars().all(|one| one.is_ascii_alphabetic()));
    if as_file && single(out).is_none() && !out.is_dir() {
        return Err(Error::Usage(format!(
            "{} is no format that is written; name a folder, or a file that ends with .parquet, .arrow, .csv, .jsonl or .xlsx",
            out.display()
        )));
    }
    let above = out.ancestors().find_map(|one| one.canonicalize().ok());
    // A path without folders stands in the working one.
    let above = above.or_else(|| Path::new(".").canonicalize().ok());
    let holds = |input: &&String| {
        let root = Path::new(input).canonicalize();
        is_dataset(Path::new(input))
            && matches!((root, &above), (Ok(root), Some(above)) if above.starts_with(&root))
    };
    match arguments.inputs.iter().find(holds) {
        Some(dataset) => Err(Error::Usage(format!(
            "{} lies in the dataset {dataset}; name another --out, such as one beside it",
            out.display()
        ))),
        None => Ok(()),
    }
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
///
/// # Errors
/// As [`load`] and [`collect`]; [`Error::Interrupted`] once `stop` is set.
pub(crate) fn reports(
    inputs: &[String],
    reader: &Reader,
    values: Values,
    stop: &AtomicBool,
) -> Result<Vec<Report>> {
    let mut reports = Vec::new();
    let (datasets, documents): (Vec<&String>, Vec<&String>) = inputs
        .iter()
        .partition(|input| is_dataset(Path::new(input)));
    for dataset in datasets {
        let measures = &reader.grammars().measures;
        reports.extend(load(Path::new(dataset), measures, values)?);
    }
    if !documents.is_empty() {
        let named: Vec<String> = documents.into_iter().cloned().collect();
        let add = |_: &Input, output: Output| reports.extend(report(output));
        read_documents_until(&collect(&named)?, reader, stop, add)?;
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
        title: identity.title,
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
        let [chinese, english] =
            [&one.reason, &one.reason_en].map(|reason| reason.as_deref().unwrap_or_default());
        let reason = language.pick(chinese, english);
        eprintln!("{}: {} {reason}", one.source, one.outcome.word());
    }
    let checks = panel.checks.iter();
    for one in checks.filter(|one| one.check.outcome == Outcome::Fails) {
        let told = language.pick(&one.check.message, &one.message_en);
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
            "{}; annual reports: {used} used, {competing} competing, {left} left out; {}; \
             relations across years: {holds} hold, {fails} fail, {open} not assessable → {out}",
            number_of(organs, "organ"),
            number_of(rows, "row"),
        ),
    }
}
