//! The panel as tables: `panel`, `panel_checks`, `panel_reports`, `panel_measures`.

use std::fs;
use std::path::Path;

use arrow::array::RecordBatch;
use arrow::error::ArrowError;

use super::build::Panel;
use crate::batch::{PanelTables, TableSpec};
use crate::dictionary::package;
use crate::error::{Error, Result};
use crate::grammar::{Expression, Measure, Measures};
use crate::record::{PanelMeasure, Word};
use crate::sink::{Format, InputEntry, MANIFEST, Manifest, Sink, TableHead, schema_version};

/// When a run began and ended, RFC 3339.
#[derive(Debug, Clone, Default)]
pub struct Times {
    /// Start.
    pub started: String,
    /// End.
    pub finished: String,
}

/// Writes the panel to the folder `out`, which must be empty or absent, or ours and `overwrite` given.
///
/// # Errors
/// [`Error::OutputNotEmpty`], [`Error::Write`], [`Error::Encode`].
pub fn write_folder(
    panel: &Panel,
    measures: &Measures,
    out: &Path,
    (overwrite, format): (bool, Format),
    times: Times,
) -> Result<()> {
    let specs = PanelTables::default();
    let dictionary = dictionary(measures);
    let name = format!("{}@{}", measures.name, measures.version);
    let metadata = [
        (
            "gongkai.version".to_owned(),
            env!("CARGO_PKG_VERSION").to_owned(),
        ),
        ("gongkai.measures".to_owned(), name.clone()),
    ];
    let descriptor = package("gongkai-panel", &specs.heads(), format);
    let mut sink = Sink::create(out, overwrite, format, specs.heads(), &metadata)?;
    sink.attach("datapackage.json", &descriptor)?;
    sink.write(|table| {
        let batch = batch(&specs, panel, &dictionary, table);
        batch.map_err(|source| Error::Batch { table, source })
    })?;
    let inputs = panel.reports.iter().map(|report| InputEntry {
        source: report.source.clone(),
        doc_id: report.doc_id.clone(),
        outcome: report.outcome.word().to_owned(),
        reason: report.reason.clone(),
        ..InputEntry::default()
    });
    let inputs = inputs.collect();
    sink.finish(|files| Manifest {
        tool: concat!("gongkai ", env!("CARGO_PKG_VERSION")).into(),
        grammars: vec![name],
        started: times.started,
        finished: times.finished,
        schema: schema_version(&specs.heads()),
        format: format.extension().into(),
        files,
        inputs,
    })?;
    Ok(())
}

/// Writes the table `panel` alone to the file `out`.
///
/// # Errors
/// [`Error::OutputNotEmpty`] if the file is there and `overwrite` is not given; as [`write_folder`].
pub fn write_file(
    panel: &Panel,
    measures: &Measures,
    out: &Path,
    (overwrite, format): (bool, Format),
) -> Result<()> {
    if out.exists() && !overwrite {
        return Err(Error::OutputNotEmpty {
            path: out.to_owned(),
        });
    }
    let write = |source| Error::Write {
        path: out.to_owned(),
        source,
    };
    let parent = out.parent().filter(|one| !one.as_os_str().is_empty());
    let parent = parent.unwrap_or(Path::new("."));
    fs::create_dir_all(parent).map_err(write)?;
    let staging = tempfile::Builder::new()
        .prefix(".gongkai-")
        .tempdir_in(parent)
        .map_err(write)?;
    let folder = staging.path().join("panel");
    write_folder(panel, measures, &folder, (false, format), Times::default())?;
    let manifest = fs::read(folder.join(MANIFEST)).map_err(write)?;
    let manifest: Manifest = serde_json::from_slice(&manifest).unwrap_or_default();
    let entry = manifest.files.iter().find(|file| file.table == "panel");
    let name = entry.map(|file| file.path.as_str()).unwrap_or_default();
    fs::rename(folder.join(name), out).map_err(write)
}

/// The tables of the panel in memory, each in one batch.
///
/// # Errors
/// [`Error::Batch`].
pub fn tables(panel: &Panel, measures: &Measures) -> Result<Vec<(TableHead, RecordBatch)>> {
    let specs = PanelTables::default();
    let dictionary = dictionary(measures);
    let made = |head: TableHead| {
        let table = head.name;
        let batch = batch(&specs, panel, &dictionary, table);
        Ok((
            head,
            batch.map_err(|source| Error::Batch { table, source })?,
        ))
    };
    specs.heads().into_iter().map(made).collect()
}

impl PanelTables {
    /// Name, description and schema of every table.
    #[must_use]
    pub fn heads(&self) -> Vec<TableHead> {
        fn head<T>(spec: &TableSpec<T>) -> TableHead {
            TableHead {
                name: spec.name,
                description: spec.description,
                schema: spec.schema(),
            }
        }
        vec![
            head(&self.panel),
            head(&self.checks),
            head(&self.reports),
            head(&self.measures),
        ]
    }
}

fn batch(
    specs: &PanelTables,
    panel: &Panel,
    dictionary: &[PanelMeasure],
    table: &str,
) -> std::result::Result<RecordBatch, ArrowError> {
    fn rows<T>(records: &[T]) -> Vec<(&str, &T)> {
        records.iter().map(|record| ("", record)).collect()
    }
    match table {
        "panel" => specs.panel.batch(&rows(&panel.values)),
        "panel_checks" => specs.checks.batch(&rows(&panel.checks)),
        "panel_reports" => specs.reports.batch(&rows(&panel.reports)),
        _ => specs.measures.batch(&rows(dictionary)),
    }
}

/// The dictionary as rows.
#[must_use]
pub fn dictionary(measures: &Measures) -> Vec<PanelMeasure> {
    let row = |measure: &Measure| PanelMeasure {
        measure: measure.code.clone(),
        unit: measure.unit.clone(),
        comparability: measure.grade,
        name_zh: measure.zh.clone(),
        name_en: measure.en.clone(),
        definition_zh: measure.definition_zh.clone(),
        definition_en: measure.definition_en.clone(),
        note_zh: measure.note_zh.clone(),
        note_en: measure.note_en.clone(),
        sources: measures.citations(&measure.sources),
        readings: readings(measure),
    };
    measures.measures.iter().map(row).collect()
}

/// `form-2021: requests.new; prose: requests.received`
fn readings(measure: &Measure) -> String {
    let forms = measure
        .readings
        .iter()
        .map(|one| (one.form.as_str(), &one.expressions));
    let prose = Some(("prose", &measure.prose)).filter(|(_, all)| !all.is_empty());
    let told = forms.chain(prose).map(|(form, expressions)| {
        let all: Vec<String> = expressions.iter().map(expression).collect();
        format!("{form}: {}", all.join(" | "))
    });
    told.collect::<Vec<_>>().join("; ")
}

fn expression(expression: &Expression) -> String {
    let terms = expression.terms.iter().map(|term| match term.applicant {
        Some(applicant) => format!("{}@{}", term.code, applicant.word()),
        None => term.code.clone(),
    });
    terms.collect::<Vec<_>>().join(" + ")
}
