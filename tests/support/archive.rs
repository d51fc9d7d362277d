//! An archive that changes, the dataset made of it, and what a reader of the dataset sees.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::Value;
use tempfile::TempDir;

use super::{Ran, files, gongkai, project};

/// A folder with documents in `in` and a dataset in `data`.
pub(crate) struct Archive {
    pub(crate) folder: TempDir,
    pub(crate) kind: &'static str,
}

/// Rows of every table as sorted lines of JSON.
pub(crate) type Content = BTreeMap<String, Vec<String>>;

impl Archive {
    pub(crate) fn new(kind: &'static str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("in")).expect("made");
        Self { folder, kind }
    }

    pub(crate) fn input(&self) -> PathBuf {
        self.folder.path().join("in")
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub(crate) fn put(&self, name: &str, text: &str) {
        fs::write(self.input().join(name), text).expect("written");
    }

    pub(crate) fn take(&self, name: &str) {
        fs::remove_file(self.input().join(name)).expect("removed");
    }

    /// The arguments of a run into `data`.
    pub(crate) fn arguments(&self, data: &Path, more: &[&str]) -> Vec<String> {
        let mut all = vec!["ingest".to_owned(), self.input().display().to_string()];
        all.extend(["--to".into(), data.display().to_string()]);
        all.extend([
            "--kind".into(),
            self.kind.into(),
            "--threads".into(),
            "1".into(),
        ]);
        all.extend(more.iter().map(|one| (*one).to_owned()));
        all
    }

    pub(crate) fn run_into(&self, data: &Path, more: &[&str]) -> Ran {
        let all = self.arguments(data, more);
        gongkai(&all.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// Runs, which must go well.
    #[track_caller]
    pub(crate) fn run(&self, more: &[&str]) {
        let ran = self.run_into(&self.data(), more);
        assert_eq!(ran.code, 0, "{}", ran.err);
    }
}

/// A sample of the annual reports.
pub(crate) fn report(name: &str) -> String {
    fs::read_to_string(project("samples/annual-report").join(name)).expect("a sample")
}

/// A short report of an invented organ, with a number in it.
pub(crate) fn short(number: usize) -> String {
    format!(
        "松坪区农业农村局2019年政府信息公开工作年度报告\n\n一、总体情况\n\n\
         2019年，松坪区农业农村局主动公开政府信息{number}条，收到政府信息公开申请{}件。\n",
        number % 7 + 1
    )
}

/// What a reader that resolves the pointer sees; `None` before the first version.
pub(crate) fn content(data: &Path, kind: &str) -> Option<Content> {
    match kind {
        "delta" => delta(data),
        _ => {
            let current: Value = json(&data.join("current.json"))?;
            let version = data.join(format!("v={}", current["version"]));
            let tables = fs::read_dir(&version).expect("the version is there");
            let tables = tables.map(|table| table.expect("an entry").path());
            Some(
                tables
                    .map(|table| (name(&table), lines(&files(&table))))
                    .collect(),
            )
        }
    }
}

/// The tables of a Delta dataset at the versions that belong together.
fn delta(data: &Path) -> Option<Content> {
    let pins: Value = json(&data.join("tables.json"))?;
    let tables = pins["tables"].as_object().expect("versions of tables");
    let of = |(table, version): (&String, &Value)| {
        let until = version.as_u64().expect("a number");
        let live = live(&data.join(table), Some(until));
        (table.clone(), lines(&live))
    };
    Some(tables.iter().map(of).collect())
}

/// The files of a Delta table at a version, or now.
pub(crate) fn live(table: &Path, until: Option<u64>) -> Vec<PathBuf> {
    let mut live = std::collections::BTreeSet::new();
    for commit in files(&table.join("_delta_log")) {
        let stem = commit.file_stem().and_then(|stem| stem.to_str());
        let number: Option<u64> = stem.and_then(|stem| stem.parse().ok());
        let Some(number) = number.filter(|_| commit.extension().is_some_and(|end| end == "json"))
        else {
            continue;
        };
        if until.is_some_and(|until: u64| number > until) {
            continue;
        }
        for line in fs::read_to_string(&commit).expect("text").lines() {
            let action: Value = serde_json::from_str(line).expect("JSON");
            if let Some(path) = action["add"]["path"].as_str() {
                live.insert(table.join(path));
            }
            if let Some(path) = action["remove"]["path"].as_str() {
                live.remove(&table.join(path));
            }
        }
    }
    live.into_iter().collect()
}

/// The rows of Parquet files, sorted.
pub(crate) fn lines(paths: &[PathBuf]) -> Vec<String> {
    let mut out = Vec::new();
    for path in paths {
        let file = File::open(path).expect("a file of the version");
        let reader = ParquetRecordBatchReaderBuilder::try_new(file).expect("Parquet");
        let mut writer = arrow::json::LineDelimitedWriter::new(&mut out);
        for batch in reader.build().expect("readable") {
            writer.write(&batch.expect("a batch")).expect("JSON");
        }
        writer.finish().expect("JSON");
    }
    let text = String::from_utf8(out).expect("UTF-8");
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    lines.sort_unstable();
    lines
}

/// Every file of a dataset but its locks, and a hash of its bytes.
pub(crate) fn inventory(data: &Path) -> BTreeMap<String, String> {
    let below = |path: &PathBuf| {
        path.strip_prefix(data)
            .expect("below")
            .display()
            .to_string()
    };
    let locks = |name: &String| name.ends_with(".lock");
    let all = files(data).into_iter();
    all.map(|path| {
        let bytes = fs::read(&path).expect("readable");
        (below(&path), blake3::hash(&bytes).to_hex().to_string())
    })
    .filter(|(name, _)| !locks(name))
    .collect()
}

pub(crate) fn json(path: &Path) -> Option<Value> {
    let text = fs::read_to_string(path).ok()?;
    Some(serde_json::from_str(&text).expect("JSON that is whole"))
}

fn name(path: &Path) -> String {
    path.file_name()
        .expect("a name")
        .to_string_lossy()
        .into_owned()
}
