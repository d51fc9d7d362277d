//! PDF and legacy formats: what programs make of them, and what is made of that.

use std::path::PathBuf;
use std::sync::OnceLock;

use gongkai::eval::gold::GoldFact;
use gongkai::extract::Extraction;
use gongkai::generate::{Generator, Layout, Options, Segment, Sheet};
use gongkai::grammar::Registry;
use gongkai::read::{ElementKind, Rejection, Source, Tools, read_with};
use gongkai::record::{FactSource, TableLayout, ValueState};
use proptest::prelude::*;

use crate::support::paper::Paper;
use crate::support::{reader, shared};

/// The programs of this machine.
pub(crate) fn tools() -> &'static Tools {
    static TOOLS: OnceLock<Tools> = OnceLock::new();
    TOOLS.get_or_init(|| {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
        let mut tools = Tools::found(&folders, std::env::temp_dir());
        tools.environment = vec![("PATH".into(), path)];
        tools
    })
}

/// Whether poppler is installed; prints a line if not.
pub(crate) fn poppler() -> bool {
    installed(
        "poppler",
        tools().pdftotext.is_some() && tools().pdftocairo.is_some(),
    )
}

fn installed(name: &str, found: bool) -> bool {
    if !found {
        // A skipped test says so.
        #[allow(clippy::print_stdout)]
        {
            println!("skipped: {name} is not installed");
        }
    }
    found
}

fn generator() -> &'static Generator {
    static GENERATOR: OnceLock<Generator> = OnceLock::new();
    GENERATOR.get_or_init(|| Generator::new(&Registry::embedded().expect("sound")))
}

/// A report on paper with what stands in its tables.
pub(crate) fn printed(seed: u64, form: &str, mut paper: Paper) -> (Paper, Vec<GoldFact>) {
    let mut sheets: Vec<Sheet> = Vec::new();
    let report = generator()
        .altered(seed, form, Layout::Html, &Options::default(), |sheet, _| {
            sheets.push(sheet);
            vec![Segment::Line(format!("@{}", sheets.len() - 1))]
        })
        .expect("the form is known");
    for line in report.text.lines().filter(|line| !line.trim().is_empty()) {
        let table = line
            .strip_prefix('@')
            .and_then(|number| number.parse::<usize>().ok());
        match table {
            Some(number) => paper.table(&sheets[number]),
            None => paper.paragraph(line.trim_start_matches(['#', ' '])),
        }
    }
    (paper, report.gold.facts.expect("a report has facts"))
}

fn read(bytes: &[u8]) -> Result<Source, Rejection> {
    read_with(bytes, None, tools())
}

/// Values of a reading that differ from what was printed, those not found, and all that were.
fn compared(read: &Extraction, gold: &[GoldFact]) -> (Vec<String>, Vec<String>, usize) {
    let (mut wrong, mut lost, mut right) = (Vec::new(), Vec::new(), 0);
    for fact in gold.iter().filter(|fact| fact.state == ValueState::Value) {
        let found = read.facts.iter().find(|one| {
            one.source == FactSource::Table
                && one.state == ValueState::Value
                && (one.indicator.as_str(), one.applicant, one.scope.as_deref()) == fact.key()
        });
        let told = || format!("{:?} {}", fact.key(), fact.printed);
        match found {
            Some(found) if found.value == fact.value => right += 1,
            Some(found) => wrong.push(format!("{} as {:?}", told(), found.value)),
            None => lost.push(told()),
        }
    }
    (wrong, lost, right)
}

#[track_caller]
fn check(seed: u64, form: &str) {
    if !poppler() {
        return;
    }
    let (paper, gold) = printed(seed, form, Paper::new(true, true));
    let source = read(&paper.pdf()).expect("it can be read");
    let numbers = source
        .elements
        .iter()
        .filter(|one| matches!(one.kind, ElementKind::Furniture("page-number")));
    assert!(numbers.count() >= 2, "pages are numbered:\n{}", source.text);
    let read = reader().extract(source);
    let (wrong, lost, right) = compared(&read, &gold);
    assert_eq!((wrong, lost), (vec![], vec![]), "{}", read.text);
    assert!(right > 20, "{right}");
    assert!(
        read.tables
            .iter()
            .all(|table| table.layout == TableLayout::Ruled)
    );
}

#[test]
fn ruled_cells_come_out_as_printed() {
    for seed in 0..6 {
        check(seed, "form-2021");
        check(seed, "form-2019");
        check(seed, "stat-2014");
    }
}

#[test]
fn columns_without_rules_give_no_wrong_value() {
    if !poppler() {
        return;
    }
    let (mut all, mut found) = (0, 0);
    for (seed, form) in (0..6).flat_map(|seed| FORMS.map(|form| (seed, form))) {
        let (paper, gold) = printed(seed, form, Paper::new(false, true));
        let read = reader().extract(read(&paper.pdf()).expect("it can be read"));
        let (wrong, lost, right) = compared(&read, &gold);
        assert_eq!(wrong, Vec::<String>::new(), "{form} {seed}\n{}", read.text);
        (all, found) = (all + right + lost.len(), found + right);
    }
    assert!(found * 100 >= all * 90, "{found} of {all}");
}

/// Official forms that reports are invented of.
const FORMS: [&str; 3] = ["form-2021", "form-2019", "stat-2014"];

#[test]
fn a_figure_with_a_character_without_meaning_has_no_value() {
    if !poppler() {
        return;
    }
    for lost in ['\u{e123}', '\u{fffd}'] {
        let mut damaged = None;
        let mut paper = Paper::new(true, true);
        let report = generator()
            .altered(
                2,
                "form-2021",
                Layout::Html,
                &Options::default(),
                |mut sheet, facts| {
                    let cells = sheet.rows.iter_mut().flat_map(|row| &mut row.cells);
                    for cell in cells.filter(|cell| cell.text.len() > 1) {
                        if let Some(fact) = cell
                            .fact
                            .map(|at| &facts[at])
                            .filter(|fact| fact.value.is_some() && damaged.is_none())
                        {
                            cell.text.insert(1, lost);
                            damaged = Some(fact.clone());
                        }
                    }
                    paper.table(&sheet);
                    vec![Segment::Table(sheet)]
                },
            )
            .expect("the form is known");
        assert!(report.gold.facts.is_some());
        let damaged = damaged.expect("some figure has two digits");
        let source = read(&paper.pdf()).expect("it can be read");
        assert_eq!(source.notes.len(), 1);
        let read = reader().extract(source);
        let found = read.facts.iter().find(|one| {
            (one.indicator.as_str(), one.applicant) == (&damaged.indicator, damaged.applicant)
        });
        let found = found.expect("the row is there");
        assert_eq!(
            (found.state, found.value),
            (ValueState::Unreadable, None),
            "{damaged:?}"
        );
    }
}

#[test]
fn wrapped_lines_are_one_paragraph() {
    if !poppler() {
        return;
    }
    let long = "松坪区去年收到申请十二件，全部按时答复，没有一件被撤销或者确认违法，".repeat(3)
        + "特此报告。";
    let mut paper = Paper::new(true, false);
    paper.paragraph(&long);
    paper.paragraph(&long);
    let source = read(&paper.pdf()).expect("it can be read");
    assert_eq!(source.text, format!("{long}\n{long}\n"));
    assert_eq!(source.media_type, "application/pdf");
}

#[test]
fn the_real_report_has_all_its_cells() {
    let (Some(path), true) = (shared("data/report-2024/hongze-2024.pdf"), poppler()) else {
        return;
    };
    let text = std::fs::read(path.with_file_name("hongze-2024.row-major.txt")).expect("beside it");
    let values = |source: Source| {
        let facts = reader().extract(source).facts.into_iter();
        let values = facts.filter(|fact| fact.state == ValueState::Value);
        let mut values: Vec<String> = values
            .map(|fact| {
                format!(
                    "{} {:?} {:?} {:?}",
                    fact.indicator, fact.applicant, fact.source, fact.value
                )
            })
            .collect();
        values.sort();
        values
    };
    let pdf = std::fs::read(path).expect("present");
    let paper = values(read(&pdf).expect("it can be read"));
    assert_eq!(paper, values(read(&text).expect("text")));
    assert_eq!(paper.len(), 186);
}

#[test]
fn what_cannot_be_read_is_rejected_with_its_reason() {
    let code =
        |bytes: &[u8], tools: &Tools| read_with(bytes, None, tools).map_err(|why| why.code());
    let (paper, _) = printed(1, "form-2021", Paper::new(true, true));
    assert_eq!(
        code(b"%PDF-1.7", &Tools::default()).err(),
        Some("missing-tool")
    );
    if !poppler() {
        return;
    }
    assert_eq!(
        code(b"%PDF-1.7 and nothing", tools()).err(),
        Some("broken-file")
    );
    assert_eq!(
        code(&Paper::new(true, false).pdf(), tools()).err(),
        Some("no-text-layer")
    );
    assert_eq!(
        code(&paper.meaningless(), tools()).err(),
        Some("broken-text-layer")
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn damaged_files_are_read_or_refused(
        places in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..40),
        cut in any::<prop::sample::Index>(),
    ) {
        if poppler() {
            let (paper, _) = printed(3, "form-2021", Paper::new(true, true));
            let mut bytes = paper.pdf();
            for (place, byte) in places {
                let place = place.index(bytes.len());
                bytes[place] = byte;
            }
            bytes.truncate(bytes.len() - cut.index(bytes.len() / 4));
            if let Ok(source) = read(&bytes) {
                let _ = reader().extract(source);
            }
        }
    }
}

/// A program that does what a shell script says instead of reading anything.
#[cfg(unix)]
struct Fake {
    folder: tempfile::TempDir,
    tools: Tools,
}

#[cfg(unix)]
impl Fake {
    /// A program that may run for `seconds`.
    fn new(script: &str, seconds: u64) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("fake");
        // Written by a process of its own: a program that somebody still holds open cannot start.
        let written = std::process::Command::new("/bin/sh")
            .args([
                "-c",
                "printf '#!/bin/sh\\n%s\\n' \"$1\" >\"$2\" && chmod +x \"$2\"",
                "sh",
                script,
            ])
            .arg(&path)
            .status();
        assert!(written.expect("a shell").success());
        let mut tools = tools().clone();
        tools.pdftotext = Some(path.clone());
        tools.pdftocairo = Some(path);
        tools.limits.wall = std::time::Duration::from_secs(seconds);
        tools.limits.output = 1 << 20;
        Self { folder, tools }
    }

    fn read(&self) -> Result<Source, Rejection> {
        read_with(b"%PDF-1.7", None, &self.tools)
    }

    /// Why it was ended, and that nobody waited for the minute it would have taken.
    #[track_caller]
    fn ended(&self, why: &str) {
        let start = std::time::Instant::now();
        let rejection = self.read().expect_err("nothing to read");
        assert_eq!(rejection.code(), "limit-exceeded", "{rejection:?}");
        assert!(rejection.message().contains(why), "{rejection:?}");
        assert!(
            start.elapsed() < std::time::Duration::from_secs(45),
            "{:?}",
            start.elapsed()
        );
    }
}

#[cfg(unix)]
#[test]
fn programs_that_hang_or_flood_are_ended_in_time() {
    Fake::new("sleep 60", 1).ended("1 秒");
    Fake::new("exec >&- 2>&-; sleep 60", 1).ended("1 秒");
    Fake::new("sleep 60 & exit 0", 1).ended("1 秒");
    Fake::new(
        "while :; do echo 公开公开公开公开公开公开公开公开; done",
        60,
    )
    .ended("字节");
    Fake::new("kill -9 $$", 60).ended("终止");
}

#[cfg(unix)]
#[test]
fn what_a_program_started_ends_with_it() {
    let fake = Fake::new("(sleep 2; touch \"$0.survived\") & sleep 60", 1);
    fake.ended("1 秒");
    std::thread::sleep(std::time::Duration::from_millis(1800));
    assert!(!fake.folder.path().join("fake.survived").exists());
}

#[cfg(unix)]
#[test]
fn what_a_program_complains_of_is_the_reason() {
    let code = |script: &str| Fake::new(script, 60).read().map_err(|why| why.code()).err();
    assert_eq!(code("echo '跑不动' >&2; exit 3"), Some("broken-file"));
    assert_eq!(
        code("echo 'Command Line Error: Incorrect password' >&2; exit 1"),
        Some("encrypted")
    );
    assert_eq!(
        code("echo \"Syntax Error: Missing language pack for 'Adobe-GB1' mapping\" >&2"),
        Some("missing-tool")
    );
    // Much complaint is no reason to end.
    assert_eq!(
        code("i=0; while [ $i -lt 9000 ]; do echo 一二三四五六七八九十 >&2; i=$((i+1)); done"),
        Some("no-text-layer")
    );
}

#[cfg(unix)]
#[test]
fn a_program_that_hangs_holds_up_nobody_else() {
    let page = "<page width=\\\"595\\\" height=\\\"842\\\"><word xMin=\\\"9\\\" yMin=\\\"9\\\" xMax=\\\"150\\\" \
        yMax=\\\"19\\\">松坪区政府信息公开年度报告</word></page>";
    let good = Fake::new(&format!("echo \"{page}\""), 60);
    let bad = Fake::new("sleep 60", 1);
    std::thread::scope(|scope| {
        let hanging: Vec<_> = (0..3).map(|_| scope.spawn(|| bad.ended("1 秒"))).collect();
        for _ in 0..10 {
            let source = good.read().expect("it answers");
            assert_eq!(source.text, "松坪区政府信息公开年度报告\n");
        }
        for one in hanging {
            one.join().expect("ended in time");
        }
    });
}

/// Rich text with one table, as any editor writes it.
fn rich_text() -> Vec<u8> {
    let text = |text: &str| -> String {
        let unit = |unit: u16| {
            format!(
                "\\u{}?",
                i32::from(unit) - if unit > 0x7fff { 0x1_0000 } else { 0 }
            )
        };
        text.encode_utf16().map(unit).collect()
    };
    let row = |cells: [&str; 2]| {
        let cells: String = cells
            .iter()
            .map(|cell| format!("\\intbl {}\\cell", text(cell)))
            .collect();
        format!("\\trowd\\cellx4000\\cellx8000{cells}\\row\n")
    };
    let table: String = [["信息内容", "处理决定数量"], ["行政许可", "128"]]
        .map(row)
        .concat();
    format!(
        "{{\\rtf1\\ansi {}\\par\n{table}\\pard\\par}}",
        text("云栖县年度报告")
    )
    .into_bytes()
}

#[test]
fn neighbours_of_word_go_through_a_converter() {
    let none = Tools::default();
    let code = |bytes: &[u8]| {
        read_with(bytes, None, &none)
            .map_err(|why| why.code())
            .err()
    };
    assert_eq!(code(&rich_text()), Some("missing-tool"));
    if !cfg!(feature = "docx") || !installed("LibreOffice", tools().soffice.is_some()) {
        return;
    }
    let source = read(&rich_text()).expect("it can be read");
    assert_eq!(source.media_type, "application/rtf");
    assert_eq!(
        source.text,
        "云栖县年度报告\n信息内容\t处理决定数量\n行政许可\t128\n"
    );
}
