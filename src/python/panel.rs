//! `panel`: reports of many organs and years side by side, in memory.

use std::path::PathBuf;

use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::failure::{detached, exception};
use super::input::Given;
use super::table::Table;
use super::{named, reader};
use crate::cli::panel::reports;
use crate::panel::{Values, build, tables};
use crate::pipeline::Batches;

/// Harmonises annual reports: organ × year × measure across the official forms.
///
/// Args:
///     source: a dataset of `ingest` or `convert`, a path, folder, glob or archive of documents, or a list of
///         these.
///     grammars: folder of grammars that replace or add to those built in.
///     reviewed: take what reviewers set instead of what was read; column `evidence` says where.
///
/// Returns:
///     A dict of `Table`s: `panel`, `panel_checks` (relations between two years), `panel_reports` (what became
///     of each report) and `panel_measures` (what the measures mean).
///
/// Raises:
///     FileNotFoundError: a path names nothing.
///     GongkaiError: a grammar has mistakes, or a dataset cannot be used.
///
/// >>> import gongkai, pathlib, tempfile
/// >>> folder = pathlib.Path(tempfile.mkdtemp())
/// >>> _ = (folder / "report.txt").write_text("松坪区2020年共收到申请12件。", encoding="utf-8")
/// >>> list(gongkai.panel(folder))
/// ['panel', 'panel_checks', 'panel_reports', 'panel_measures']
#[pyfunction]
#[pyo3(signature = (source, *, grammars=None, reviewed=false))]
pub(super) fn panel<'py>(
    py: Python<'py>,
    source: Given,
    grammars: Option<PathBuf>,
    reviewed: bool,
) -> PyResult<Bound<'py, PyDict>> {
    let paths = source.paths().map_err(exception)?;
    let found = detached(py, move |stop| {
        let reader = reader(grammars)?;
        let values = if reviewed {
            Values::Reviewed
        } else {
            Values::Read
        };
        let panel = build(&reports(&paths, &reader, values, stop)?, reader.grammars());
        tables(&panel, &reader.grammars().measures)
    })?;
    let batches = found.into_iter().map(|(head, batch)| Batches {
        head,
        batches: vec![batch],
    });
    named(py, batches.collect(), |one| Bound::new(py, Table::of(one)))
}
