//! Figures of a run in the text format of Prometheus, for the node exporter's textfile collector.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::Write;
use std::path::Path;

use crate::error::{Error, Result};

/// What is told of a run.
#[derive(Debug, Clone, Default)]
pub(super) struct Figures {
    /// What it writes to, which tells series of several jobs apart.
    pub dataset: String,
    /// Its exit code.
    pub code: u8,
    /// Documents by what became of them.
    pub documents: BTreeMap<&'static str, u64>,
    /// Rows written to each table.
    pub rows: BTreeMap<String, u64>,
    /// From start to end.
    pub seconds: f64,
}

/// The series that a run that fails must not lose.
const SUCCESS: &str = "gongkai_last_success_timestamp_seconds";

/// Replaces the file at `path` whole.
///
/// # Errors
/// [`Error::Write`].
pub(super) fn write(path: &Path, figures: &Figures, now: i64) -> Result<()> {
    let failed = |source| Error::Write {
        path: path.to_owned(),
        source,
    };
    let before = fs::read_to_string(path).unwrap_or_default();
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    // The collector reads *.prom: no other name is seen half written.
    let mut staged = tempfile::Builder::new()
        .prefix(".gongkai-")
        .tempfile_in(folder.unwrap_or(Path::new(".")))
        .map_err(failed)?;
    staged
        .write_all(text(figures, now, &before).as_bytes())
        .map_err(failed)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let open = fs::Permissions::from_mode(0o644);
        staged.as_file().set_permissions(open).map_err(failed)?;
    }
    staged.as_file().sync_all().map_err(failed)?;
    staged.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

fn text(figures: &Figures, now: i64, before: &str) -> String {
    let dataset = escaped(&figures.dataset);
    let mut out = String::new();
    let mut series = |name: &str, help: &str, values: Vec<(String, String)>| {
        if values.is_empty() {
            return;
        }
        let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} gauge");
        for (labels, value) in values {
            let _ = writeln!(out, "{name}{{dataset=\"{dataset}\"{labels}}} {value}");
        }
    };
    let alone = |value: String| vec![(String::new(), value)];
    let success = match figures.code {
        0 => Some(now.to_string()),
        _ => earlier(before, &dataset),
    };
    let help = "When a run last ended well, seconds since 1970.";
    series(SUCCESS, help, success.map_or(Vec::new(), alone));
    let help = "When the last run ended, seconds since 1970.";
    series(
        "gongkai_last_run_timestamp_seconds",
        help,
        alone(now.to_string()),
    );
    let help = "Exit code of the last run.";
    series(
        "gongkai_last_run_exit_code",
        help,
        alone(figures.code.to_string()),
    );
    let help = "Seconds that the last run took.";
    series(
        "gongkai_last_run_duration_seconds",
        help,
        alone(figures.seconds.to_string()),
    );
    let documents = figures.documents.iter();
    let documents =
        documents.map(|(word, count)| (format!(",result=\"{word}\""), count.to_string()));
    let help = "Documents of the last run by what became of them.";
    series("gongkai_last_run_documents", help, documents.collect());
    let rows = figures.rows.iter();
    let rows = rows.map(|(table, rows)| (format!(",table=\"{table}\""), rows.to_string()));
    let help = "Rows that the last run wrote.";
    series("gongkai_last_run_rows", help, rows.collect());
    out
}

/// When a run of this dataset last ended well, as an earlier file says.
fn earlier(before: &str, dataset: &str) -> Option<String> {
    let head = format!("{SUCCESS}{{dataset=\"{dataset}\"}} ");
    before
        .lines()
        .find_map(|line| line.strip_prefix(&head))
        .map(str::to_owned)
}

/// A label's value.
fn escaped(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('"', "\\\"");
    text.replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_that_fails_keeps_when_one_ended_well() {
        let mut figures = Figures {
            dataset: "a\"b".into(),
            documents: BTreeMap::from([("ok", 3)]),
            ..Figures::default()
        };
        let first = text(&figures, 100, "");
        assert!(first.contains("gongkai_last_success_timestamp_seconds{dataset=\"a\\\"b\"} 100\n"));
        assert!(first.contains("gongkai_last_run_documents{dataset=\"a\\\"b\",result=\"ok\"} 3\n"));
        figures.code = 2;
        let second = text(&figures, 200, &first);
        assert!(
            second.contains("gongkai_last_success_timestamp_seconds{dataset=\"a\\\"b\"} 100\n")
        );
        assert!(second.contains("gongkai_last_run_exit_code{dataset=\"a\\\"b\"} 2\n"));
        assert!(!text(&figures, 200, "").contains("last_success"));
    }
}
