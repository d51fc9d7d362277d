//! What those who run gongkai by the clock rely on: settings, figures, logs, lineage, signals, examples.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{Ran, program, project};

/// A working folder with an archive of one report.
fn site() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let archive = folder.path().join("archive");
    fs::create_dir(&archive).expect("made");
    let sample = project("samples/annual-report/prose-disagrees.txt");
    fs::copy(sample, archive.join("report.txt")).expect("copied");
    folder
}

fn command(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Command {
    let mut command = program();
    command.args(arguments).current_dir(folder);
    command.env("LC_ALL", "en_US.UTF-8");
    command.envs(variables.iter().copied());
    command
}

fn run_with(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Ran {
    let output = command(folder, arguments, variables)
        .output()
        .expect("started");
    Ran {
        code: output.status.code().expect("no signal ended it"),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

fn run(folder: &Path, arguments: &[&str]) -> Ran {
    run_with(folder, arguments, &[])
}

fn settings(folder: &Path, text: &str) {
    fs::write(folder.join("gongkai.toml"), text).expect("written");
}

const SETTINGS: &str = "\
threads = 1
lang = \"en\"

[ingest]
inputs = [\"archive\"]
to = \"dataset\"
prune = true
max-rejects = \"5%\"
";

#[test]
fn a_file_of_settings_is_enough_to_run() {
    let site = site();
    settings(site.path(), SETTINGS);
    let ran = run(site.path(), &["ingest"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(site.path().join("dataset/current.json").exists());
    // What is typed goes before, and what excludes a setting leaves it out.
    assert_eq!(
        run(site.path(), &["ingest", "archive", "--to", "other"]).code,
        0
    );
    assert!(site.path().join("other/current.json").exists());
    assert_eq!(run(site.path(), &["ingest", "--list-rejected"]).code, 0);
}

/// The line of `config show ingest` for a setting.
#[track_caller]
fn shown(site: &TempDir, variables: &[(&str, &str)], name: &str, expected: &str) {
    let ran = run_with(site.path(), &["config", "show", "ingest"], variables);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let begins = |line: &&str| {
        line.starts_with(&format!("{name} =")) || line.starts_with(&format!("# {name} "))
    };
    let line = ran.out.lines().find(begins).unwrap_or_default();
    let words: Vec<&str> = line.split_whitespace().collect();
    assert_eq!(words.join(" "), expected, "{}", ran.out);
}

#[test]
fn every_setting_says_where_it_comes_from() {
    let site = site();
    settings(site.path(), SETTINGS);
    shown(&site, &[], "threads", "threads = 1 # gongkai.toml:1");
    shown(
        &site,
        &[("GONGKAI_THREADS", "2")],
        "threads",
        "threads = 2 # GONGKAI_THREADS",
    );
    let both = [("GONGKAI_THREADS", "2"), ("GONGKAI_INGEST_THREADS", "3")];
    shown(
        &site,
        &both,
        "threads",
        "threads = 3 # GONGKAI_INGEST_THREADS",
    );
    shown(&site, &[], "to", "to = \"dataset\" # gongkai.toml:6");
    shown(
        &site,
        &[("GONGKAI_INGEST_PRUNE", "false")],
        "prune",
        "prune = false # GONGKAI_INGEST_PRUNE",
    );
    shown(&site, &[], "wait", "wait = 0 # default");
    shown(&site, &[], "kind", "# kind # not set");
    let ran = run_with(site.path(), &["config", "show"], &[("GONGKAI_TREADS", "2")]);
    assert!(
        ran.out
            .contains("GONGKAI_TREADS is no setting; did you mean `GONGKAI_THREADS`?"),
        "{}",
        ran.out
    );
}

#[test]
fn a_misspelt_variable_is_told_of() {
    let site = site();
    let ingest = ["ingest", "archive", "--to", "dataset"];
    let ran = run_with(site.path(), &ingest, &[("GONGKAI_TREADS", "2")]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let told = "GONGKAI_TREADS is no setting; did you mean `GONGKAI_THREADS`?";
    assert!(ran.err.contains(told), "{}", ran.err);
    // Most of all where the setting is missed.
    let lacking = [("GONGKAI_INGEST_TOO", "dataset")];
    let ran = run_with(site.path(), &["ingest", "archive"], &lacking);
    assert_eq!(ran.code, 2);
    let told = "GONGKAI_INGEST_TOO is no setting; did you mean `GONGKAI_INGEST_TO`?";
    assert!(ran.err.contains(told), "{}", ran.err);
}

#[test]
fn values_that_no_command_takes_are_shown_as_wrong() {
    let site = site();
    settings(
        site.path(),
        "[ingest]\nto = \"d\"\nthreads = \"many\"\nkind = \"delta\"\n",
    );
    let wrong = [
        ("GONGKAI_INGEST_MAX_REJECTS", "few"),
        ("GONGKAI_INGEST_PRUNE", "perhaps"),
    ];
    let ran = run_with(site.path(), &["config", "show", "ingest"], &wrong);
    assert_eq!(ran.code, 2, "{}", ran.out);
    for (begins, says) in [
        ("threads =", "gongkai.toml:3"),
        ("max-rejects =", "GONGKAI_INGEST_MAX_REJECTS"),
        ("prune =", "GONGKAI_INGEST_PRUNE"),
    ] {
        let line = ran.out.lines().find(|line| line.starts_with(begins));
        assert!(line.is_some_and(|line| line.contains(says)), "{}", ran.out);
        assert_eq!(ran.err.matches(says).count(), 1, "{}", ran.err);
    }
    assert!(!ran.err.contains("kind"), "{}", ran.err);
    let ran = run(site.path(), &["config", "show", "gc"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
}

#[test]
fn a_switch_of_the_file_is_turned_off_by_the_environment() {
    let site = site();
    settings(site.path(), SETTINGS);
    run(site.path(), &["ingest"]);
    fs::write(
        site.path().join("archive/b.txt"),
        "云栖县2020年工作总结。\n",
    )
    .expect("written");
    run(site.path(), &["ingest"]);
    fs::remove_file(site.path().join("archive/b.txt")).expect("removed");
    let summary = |variables: &[(&str, &str)]| -> Value {
        let ran = run_with(site.path(), &["ingest", "--summary", "json"], variables);
        serde_json::from_str(ran.out.lines().last().expect("a summary")).expect("JSON")
    };
    assert_eq!(summary(&[("GONGKAI_INGEST_PRUNE", "false")])["missing"], 1);
    assert_eq!(summary(&[])["retracted"], 1);
}

#[test]
fn mistakes_in_a_file_of_settings_name_line_and_what_was_meant() {
    for (text, line, says) in [
        ("threads = 1\ntreads = 2\n", 2, "did you mean `threads`?"),
        (
            "[ingest]\nto = \"a\"\nmax_rejects = 3\n",
            3,
            "in [ingest]; did you mean `max-rejects`?",
        ),
        ("[ingets]\nto = \"a\"\n", 1, "did you mean `ingest`?"),
        ("[ingest]\nprune = \"yes\"\n", 2, "neither true nor false"),
        ("[ingest\n", 1, ""),
    ] {
        let site = site();
        settings(site.path(), text);
        let ran = run(site.path(), &["ingest", "archive", "--to", "dataset"]);
        assert_eq!(ran.code, 2, "{text}");
        assert!(
            ran.err.contains(&format!("gongkai.toml:{line}: ")),
            "{}",
            ran.err
        );
        assert!(ran.err.contains(says), "{}", ran.err);
        assert!(!site.path().join("dataset").exists());
    }
    let ran = run(site().path(), &["--config", "none.toml", "schema"]);
    assert_eq!(ran.code, 2);
}

#[test]
fn a_value_that_does_not_fit_says_where_it_was_set() {
    let site = site();
    settings(site.path(), "[ingest]\nthreads = \"many\"\n");
    let ran = run(site.path(), &["ingest", "archive", "--to", "dataset"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("gongkai.toml:2: --threads=many"),
        "{}",
        ran.err
    );
}

#[test]
fn figures_tell_of_success_and_failure() {
    let site = site();
    let arguments = [
        "ingest",
        "archive",
        "--to",
        "dataset",
        "--metrics",
        "gongkai.prom",
    ];
    assert_eq!(run(site.path(), &arguments).code, 0);
    let figures = || fs::read_to_string(site.path().join("gongkai.prom")).expect("figures");
    let value = |name: &str| -> Option<f64> {
        let figures = figures();
        let line = figures.lines().find(|line| line.starts_with(name))?;
        line.rsplit(' ').next()?.parse().ok()
    };
    let success = value("gongkai_last_success_timestamp_seconds{").expect("a success");
    assert_eq!(value("gongkai_last_run_exit_code{"), Some(0.0));
    assert_eq!(
        value("gongkai_last_run_documents{dataset=\"dataset\",result=\"ok\"}"),
        Some(1.0)
    );
    assert!(
        value("gongkai_last_run_rows{dataset=\"dataset\",table=\"facts\"}")
            .is_some_and(|rows| rows > 20.0)
    );
    for line in figures().lines().filter(|line| line.starts_with("# TYPE")) {
        let name = line.split(' ').nth(2).expect("a name");
        let typed = figures()
            .lines()
            .filter(|line| line.starts_with(&format!("# TYPE {name} ")))
            .count();
        assert_eq!(typed, 1, "{name}");
    }
    fs::write(site.path().join("dataset/current.json"), "broken").expect("written");
    assert_eq!(run(site.path(), &arguments).code, 2);
    assert_eq!(value("gongkai_last_run_exit_code{"), Some(2.0));
    assert_eq!(
        value("gongkai_last_success_timestamp_seconds{"),
        Some(success)
    );
}

fn lines(text: &str) -> Vec<Value> {
    let parsed = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"));
    parsed.collect()
}

#[test]
fn a_log_for_machines_is_an_object_a_line_with_one_run() {
    let site = site();
    fs::write(site.path().join("archive/picture.txt"), b"\x89PNG\0\0\0\0").expect("written");
    let ran = run(
        site.path(),
        &[
            "--log-format",
            "json",
            "ingest",
            "archive",
            "--to",
            "dataset",
        ],
    );
    let log = lines(&ran.err);
    let events: Vec<&str> = log
        .iter()
        .filter_map(|line| line["event"].as_str())
        .collect();
    assert_eq!(events, ["started", "rejected", "finished"], "{}", ran.err);
    assert_eq!(log[1]["path"], "picture.txt");
    let levels = [0, 1, 2].map(|at: usize| log[at]["level"].as_str());
    assert_eq!(levels, [Some("info"), Some("warn"), Some("info")]);
    for line in &log {
        assert_eq!(line["run"], log[0]["run"]);
        for key in ["time", "level", "message", "path"] {
            assert!(line[key].is_string(), "{key} of {line}");
        }
    }
    let ran = run(
        site.path(),
        &["--log-format", "json", "ingest", "none", "--to", "dataset"],
    );
    let log = lines(&ran.err);
    let last = log.last().expect("an error");
    assert_eq!(
        (last["level"].as_str(), last["code"].as_u64()),
        (Some("error"), Some(2))
    );
}

/// What the schema of OpenLineage 2-0-2 asks of every event: what must be there, and in which format.
#[track_caller]
fn required(event: &Value) {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let types = ["START", "RUNNING", "COMPLETE", "ABORT", "FAIL", "OTHER"];
    assert!(
        types.contains(&text(&event["eventType"]).as_str()),
        "{event}"
    );
    assert!(chrono::DateTime::parse_from_rfc3339(&text(&event["eventTime"])).is_ok());
    assert!(is_uri(&text(&event["producer"])), "{event}");
    assert_eq!(
        text(&event["schemaURL"]),
        "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent"
    );
    assert!(is_uuid(&text(&event["run"]["runId"])), "{event}");
    named(&event["job"]);
    facets(&event["run"]["facets"]);
    for side in ["inputs", "outputs"] {
        for dataset in event[side].as_array().expect("a list") {
            named(dataset);
            facets(&dataset["facets"]);
            facets(&dataset["inputFacets"]);
            facets(&dataset["outputFacets"]);
        }
    }
}

#[track_caller]
fn named(one: &Value) {
    for key in ["namespace", "name"] {
        assert!(
            one[key].as_str().is_some_and(|text| !text.is_empty()),
            "{one}"
        );
    }
}

/// Every facet says who made it, and which definition it keeps to.
#[track_caller]
fn facets(facets: &Value) {
    for (name, facet) in facets.as_object().into_iter().flatten() {
        let text = |key: &str| facet[key].as_str().unwrap_or_default();
        assert!(is_uri(text("_producer")), "{facet}");
        let (schema, definition) = text("_schemaURL")
            .split_once("#/$defs/")
            .expect("a pointer");
        assert!(schema.starts_with("https://openlineage.io/spec/facets/"));
        assert!(schema.ends_with(&format!("/{definition}.json")), "{schema}");
        match name.as_str() {
            "errorMessage" => {
                assert!(facet["message"].is_string() && facet["programmingLanguage"].is_string());
            }
            "schema" => facet["fields"]
                .as_array()
                .expect("fields")
                .iter()
                .for_each(|field| assert!(field["name"].is_string() && field["type"].is_string())),
            "outputStatistics" => assert!(facet["rowCount"].is_u64()),
            other => panic!("a facet that nobody checks: {other}"),
        }
    }
}

fn is_uri(text: &str) -> bool {
    let scheme = text.split_once(':').map_or("", |(scheme, _)| scheme);
    !scheme.is_empty() && scheme.bytes().all(|one| one.is_ascii_lowercase())
}

/// Whether it is written as RFC 9562 says.
fn is_uuid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    let hex = |group: &&str| group.bytes().all(|one| one.is_ascii_hexdigit());
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12]) && groups.iter().all(hex)
}

#[test]
fn lineage_has_a_start_and_an_end_for_each_run() {
    let site = site();
    let run = |to: &str| {
        run(
            site.path(),
            &["ingest", "archive", "--to", to, "--lineage", "events.jsonl"],
        )
        .code
    };
    assert_eq!(run("dataset"), 0);
    assert_eq!(run("archive"), 2);
    let events = lines(&fs::read_to_string(site.path().join("events.jsonl")).expect("events"));
    events.iter().for_each(required);
    let types: Vec<&str> = events
        .iter()
        .filter_map(|event| event["eventType"].as_str())
        .collect();
    assert_eq!(types, ["START", "COMPLETE", "START", "FAIL"]);
    assert_eq!(events[0]["run"]["runId"], events[1]["run"]["runId"]);
    assert_ne!(events[1]["run"]["runId"], events[2]["run"]["runId"]);
    let facts = events[1]["outputs"].as_array().expect("outputs").iter();
    let facts = facts.clone().find(|one| {
        one["name"]
            .as_str()
            .is_some_and(|name| name.ends_with("dataset/facts"))
    });
    let facts = facts.expect("facts");
    assert!(facts["outputFacets"]["outputStatistics"]["rowCount"].as_u64() > Some(20));
    assert!(
        facts["facets"]["schema"]["fields"]
            .as_array()
            .is_some_and(|fields| fields.len() > 20)
    );
    assert!(events[3]["run"]["facets"]["errorMessage"]["message"].is_string());
}

/// A run over so many reports that it can be stopped on its way, how it ended and when: within 5 seconds
/// on a desk, so much later at most on a machine that runs other tests too.
#[cfg(unix)]
fn stopped(
    arguments: &[&str],
    begun: impl Fn(&Path) -> bool,
    signals: usize,
) -> (TempDir, i32, std::time::Duration) {
    use rustix::process::{Pid, Signal, kill_process};
    use std::time::{Duration, Instant};

    let site = site();
    let made = run(site.path(), &["generate", "400", "--out", "made"]);
    assert_eq!(made.code, 0, "{}", made.err);
    let mut child = command(site.path(), arguments, &[])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("started");
    let end = Instant::now() + Duration::from_secs(60);
    while !begun(site.path()) && Instant::now() < end {
        std::thread::sleep(Duration::from_millis(10));
    }
    std::thread::sleep(Duration::from_millis(200));
    let asked = Instant::now();
    let pid = Pid::from_child(&child);
    for _ in 0..signals {
        kill_process(pid, Signal::TERM).expect("sent");
        std::thread::sleep(Duration::from_millis(20));
    }
    let status = child.wait().expect("ended");
    (site, status.code().expect("an exit code"), asked.elapsed())
}

#[cfg(unix)]
fn staged(folder: &Path) -> bool {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.into_iter().any(|entry| {
        let name = entry.file_name().to_string_lossy().into_owned();
        name.starts_with(".staging-") || name.starts_with(".gongkai-")
    })
}

#[cfg(unix)]
#[test]
fn a_first_signal_rolls_back() {
    let arguments = [
        "ingest",
        "made/texts",
        "--to",
        "dataset",
        "--metrics",
        "run.prom",
    ];
    let (site, code, took) = stopped(&arguments, |site| staged(&site.join("dataset")), 1);
    assert_eq!(code, 143);
    assert!(took.as_secs() < 20, "{took:?}");
    assert!(!site.path().join("dataset/current.json").exists());
    let figures = fs::read_to_string(site.path().join("run.prom")).expect("figures");
    assert!(
        figures.contains("exit_code{dataset=\"dataset\"} 143"),
        "{figures}"
    );
    let again = run(site.path(), &["ingest", "archive", "--to", "dataset"]);
    assert_eq!(again.code, 0, "{}", again.err);
    assert!(!staged(&site.path().join("dataset")));
}

#[cfg(unix)]
#[test]
fn a_second_signal_ends_at_once() {
    let arguments = ["ingest", "made/texts", "--to", "dataset"];
    let (site, code, took) = stopped(&arguments, |site| staged(&site.join("dataset")), 2);
    assert_eq!(code, 143);
    assert!(took.as_secs() < 20, "{took:?}");
    let again = run(site.path(), &["ingest", "archive", "--to", "dataset"]);
    assert_eq!(again.code, 0, "{}", again.err);
    assert!(!staged(&site.path().join("dataset")));
}

#[cfg(unix)]
#[test]
fn a_conversion_that_is_stopped_leaves_nothing() {
    let arguments = ["convert", "made/texts", "--out", "tables"];
    let (site, code, took) = stopped(&arguments, staged, 1);
    assert_eq!(code, 143);
    assert!(took.as_secs() < 20, "{took:?}");
    assert!(!site.path().join("tables").exists());
    assert!(!staged(site.path()));
}

/// The folder of the command, first in `PATH`.
fn path_variable() -> std::ffi::OsString {
    let folder = Path::new(env!("CARGO_BIN_EXE_gongkai"))
        .parent()
        .expect("a folder");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(folder.to_owned()).chain(std::env::split_paths(&path));
    std::env::join_paths(folders).expect("a path")
}

fn example(name: &str) -> PathBuf {
    project("examples/schedule").join(name)
}

/// Prints why a test is skipped.
#[allow(clippy::print_stdout)]
fn skipped(why: &str) {
    println!("skipped: {why}");
}

#[test]
fn the_asset_of_dagster_materialises() {
    let known = Command::new("python3")
        .args(["-c", "import dagster"])
        .output();
    if !known.is_ok_and(|output| output.status.success()) {
        return skipped("python3 has no dagster");
    }
    let site = site();
    settings(site.path(), SETTINGS);
    let script = "import dagster, dagster_asset\n\
                  done = dagster.materialize([dagster_asset.disclosure])\n\
                  event = done.asset_materializations_for_node('disclosure')[0]\n\
                  assert done.success and event.metadata['written'].value == 1, event.metadata\n";
    let output = Command::new("python3")
        .args(["-c", script])
        .current_dir(site.path())
        .env("PATH", path_variable())
        .env("PYTHONPATH", example(""))
        .env("DAGSTER_DISABLE_TELEMETRY", "1")
        .output()
        .expect("started");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(site.path().join("dataset/current.json").exists());
}

#[test]
fn systemd_understands_its_units() {
    if Command::new("systemd-analyze")
        .arg("--version")
        .output()
        .is_err()
    {
        return skipped("there is no systemd-analyze");
    }
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["gongkai.service", "gongkai.timer"] {
        let unit = fs::read_to_string(example(name)).expect("a unit");
        let unit = unit.replace("/usr/local/bin/gongkai", env!("CARGO_BIN_EXE_gongkai"));
        fs::write(folder.path().join(name), unit).expect("written");
    }
    let output = Command::new("systemd-analyze")
        .args(["verify", "--man=no", "gongkai.service", "gongkai.timer"])
        .current_dir(folder.path())
        .output()
        .expect("started");
    let said = String::from_utf8_lossy(&output.stderr);
    let ours: Vec<&str> = said
        .lines()
        .filter(|line| line.contains("gongkai."))
        .collect();
    assert!(output.status.success() && ours.is_empty(), "{said}");
}

#[test]
fn examples_are_short() {
    for name in ["airflow_dag.py", "dagster_asset.py", "prefect_flow.py"] {
        let lines = fs::read_to_string(example(name))
            .expect("an example")
            .lines()
            .count();
        assert!(lines <= 20, "{name}: {lines} lines");
    }
}
