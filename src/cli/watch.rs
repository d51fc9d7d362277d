//! Telling those who watch a run: figures, lineage and the log, whatever its end is.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::json;

use super::arguments::Watch;
use super::code_of;
use super::lineage::{Event, Lineage};
use super::log::Log;
use super::message::told;
use super::metrics::{self, Figures};
use super::signals::Signals;
use crate::error::{Error, Result};
use crate::sink::TableHead;

/// A run that is watched.
pub(super) struct Watched<'a> {
    watch: &'a Watch,
    log: &'a Log,
    signals: &'a Signals,
    lineage: Lineage<'a>,
    started: std::time::Instant,
}

/// What a run that ended well tells.
pub(super) struct Told {
    /// Tables that it writes.
    pub heads: Vec<TableHead>,
    /// Rows by table.
    pub rows: BTreeMap<String, u64>,
    /// Documents by what became of them.
    pub documents: BTreeMap<&'static str, u64>,
    /// Its exit code.
    pub code: u8,
}

impl<'a> Watched<'a> {
    /// Tells that `job` begins to read `inputs` and to write to `output`.
    ///
    /// # Errors
    /// [`Error::Write`] if an event cannot be written.
    pub(super) fn begin(
        (job, inputs, output): (&'a str, &'a [String], &'a Path),
        watch: &'a Watch,
        log: &'a Log,
        signals: &'a Signals,
    ) -> Result<Self> {
        let watched = Self {
            watch,
            log,
            signals,
            lineage: Lineage {
                run: log.run(),
                job,
                inputs,
                output,
            },
            started: std::time::Instant::now(),
        };
        let fields = json!({"command": job, "inputs": inputs, "path": output});
        log.started(job, fields);
        watched.event(Event::Start)?;
        Ok(watched)
    }

    /// Tells how the run ended. A file that cannot be written is an error only where the run is none.
    ///
    /// # Errors
    /// That of the run, or [`Error::Write`].
    pub(super) fn end<T>(self, ended: Result<T>, tell: impl FnOnce(&T) -> Told) -> Result<T> {
        let ended = match ended {
            Ok(done) => {
                let told = tell(&done);
                self.event(Event::Complete(&told.heads, &told.rows))?;
                self.figures(told.code, told.documents, told.rows)?;
                return Ok(done);
            }
            Err(error) => error,
        };
        let message = told(&ended, self.log.language());
        let event = match ended {
            Error::Interrupted => Event::Abort,
            _ => Event::Fail(&message),
        };
        let code = code_of(&ended, self.signals);
        let watched = self.event(event);
        let figured = self.figures(code, BTreeMap::new(), BTreeMap::new());
        for also in [watched, figured].into_iter().filter_map(Result::err) {
            self.log
                .warn("unwatched", &told(&also, self.log.language()), json!({}));
        }
        Err(ended)
    }

    fn event(&self, event: Event) -> Result<()> {
        let path = self.watch.lineage.as_deref();
        path.map_or(Ok(()), |path| self.lineage.append(path, event))
    }

    fn figures(
        &self,
        code: u8,
        documents: BTreeMap<&'static str, u64>,
        rows: BTreeMap<String, u64>,
    ) -> Result<()> {
        let Some(path) = &self.watch.metrics else {
            return Ok(());
        };
        let figures = Figures {
            dataset: self.lineage.output.display().to_string(),
            code,
            documents,
            rows,
            seconds: self.started.elapsed().as_secs_f64(),
        };
        metrics::write(path, &figures, chrono::Utc::now().timestamp())
    }
}
