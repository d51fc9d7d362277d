//! How time grows with documents that nobody would write: twice the bytes must not take much more
//! than twice as long.
//!
//! `cargo bench --bench linearity` prints the time of each size and the worst ratio; `--sizes 64,128` names
//! sizes in KiB, `--full` takes those from 64 KiB to 16 MiB, `--check` ends with 1 if a ratio is above
//! 2.4, and names pick kinds of documents.

// A bench prints its figures and stops at the first surprise.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Parser;
use gongkai::extract::Reader;
use gongkai::grammar::Registry;
use gongkai::read;

/// A name, what is repeated, and how it ends.
type Kind = (&'static str, &'static str, &'static str);

/// Documents of one piece over and over.
const KINDS: [Kind; 32] = [
    ("official rows", "行政处罚\t3\n", ""),
    ("strange rows", "甲乙丙丁\t3\t4\n", ""),
    ("pipes", "| 行政处罚 | 3 |\n", ""),
    ("cells on lines", "\t行政处罚\n\t3\n\n", ""),
    ("aligned rows", "行政处罚        3      4\n", ""),
    ("labels alone", "（一）予以公开\n", ""),
    ("numbers alone", "1 2 3 4 5 6 7\n", ""),
    ("upright labels", "三\n、\n本\n", ""),
    ("markup", "<tr><td>行政处罚</td><td>3</td></tr>", "</table>"),
    ("open tables", "<table><tr><td>", ""),
    ("tabs on a line", "\t", "\n行政许可\t3\n"),
    ("digits on a line", "1", "\n"),
    ("text on a line", "本机关收到申请12件，其中", "。\n"),
    ("open brackets", "（", "\n"),
    ("open titles", "《", "\n"),
    ("paragraphs", "全年收到申请12件，占5%，同比增长3%。\n", ""),
    ("headings", "一、工作情况\n（一）主动公开\n", ""),
    ("empty lines", " \n", "完\n"),
    (
        "tables apart",
        "行政处罚\t3\n行政许可\t4\n\n说明如下。\n\n",
        "",
    ),
    (
        "citations",
        "根据《松坪区办法》（松政发〔2020〕3号，以下简称《办法》）办理。\n",
        "",
    ),
    (
        "tasks",
        "1.公开预算。（区财政局牵头，各乡镇配合，6月底前完成）\n",
        "",
    ),
    ("signatures", "松坪区人民政府\n2020年1月3日\n", ""),
    ("page breaks", "— 3 —\n\u{c}继续说明情况，\n", "。\n"),
    ("entities", "&nbsp;１２&lt;", "\n"),
    // Pieces longer than what counts as a repetition.
    (
        "long number",
        "31415926535897932384626433832795028841",
        "件。\n",
    ),
    (
        "long numeral",
        "三千一百四十一万五千九百二十六亿五千三百五十八万",
        "件。\n",
    ),
    (
        "long sum",
        "其中甲12件、乙3件、丙45件、丁6件、戊789件、",
        "共1件。\n",
    ),
    (
        "long date",
        "2020年1月31日至2021年12月3日、3月底前、",
        "止。\n",
    ),
    (
        "long name",
        "松坪区人民政府办公室关于进一步加强全区政务公开和",
        "。\n",
    ),
    (
        "open quotes",
        "“《（松坪区〔2020〕公开办法与、，，；关于印发实施意见",
        "。\n",
    ),
    (
        "organs in brackets",
        "（区财政局、各乡镇、教育局牵头，民政局、司法局配合",
        "）\n",
    ),
    ("odd bars", "甲|乙乙|丙丙丙|丁 1 2 3 -4 |无|（五）|六\n", ""),
];

/// Twice the bytes may take this many times as long.
const MOST: f64 = 2.4;

#[derive(Parser)]
struct Arguments {
    /// Kinds of documents; all if left out
    kinds: Vec<String>,
    /// Sizes in KiB, each twice the one before
    #[arg(long, value_delimiter = ',', default_value = "64,128,256,512")]
    sizes: Vec<usize>,
    /// Sizes from 64 KiB to 16 MiB
    #[arg(long)]
    full: bool,
    /// End with 1 if a ratio is above 2.4
    #[arg(long)]
    check: bool,
    /// What `cargo bench` adds
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let sizes = match arguments.full {
        true => (6..15).map(|power| 1 << power).collect(),
        false => arguments.sizes,
    };
    let reader = Reader::new(Registry::embedded().unwrap());
    let asked = |name: &str| {
        arguments.kinds.is_empty() || arguments.kinds.iter().any(|asked| asked == name)
    };
    let mut steep = 0;
    for (name, piece, end) in KINDS.into_iter().filter(|kind| asked(kind.0)) {
        let document = |size: &usize| {
            let repeated = piece.repeat(size * 1024 / piece.len());
            read::read(format!("{repeated}{end}").as_bytes()).ok()
        };
        let mut times = Vec::new();
        let mut worst: f64 = 0.0;
        for (at, size) in sizes.iter().enumerate() {
            // Limits refuse some kinds when they are large.
            let before = document(&sizes[at.saturating_sub(1)]);
            let (Some(source), Some(before)) = (document(size), before) else {
                break;
            };
            let seconds = against(&reader, &source, &mut times, || before.clone());
            worst = worst.max(ratio(&times, seconds));
            times.push(seconds);
        }
        steep += usize::from(worst > MOST);
        let shown: Vec<String> = times.iter().map(|time| format!("{time:8.3}")).collect();
        println!("{name:18} {} s  ×{worst:.2} at worst", shown.join(" "));
    }
    match arguments.check && steep > 0 {
        true => ExitCode::FAILURE,
        false => ExitCode::SUCCESS,
    }
}

/// Time of `source`, measured again, like that of the document before it, while the ratio looks steep:
/// a busy machine only ever makes a time longer.
fn against(
    reader: &Reader,
    source: &read::Source,
    times: &mut [f64],
    before: impl Fn() -> read::Source,
) -> f64 {
    let mut seconds = fastest(reader, source);
    for _ in 0..3 {
        if ratio(times, seconds) <= MOST {
            break;
        }
        seconds = seconds.min(fastest(reader, source));
        if let Some(last) = times.last_mut() {
            *last = last.min(fastest(reader, &before()));
        }
    }
    seconds
}

fn ratio(times: &[f64], seconds: f64) -> f64 {
    times.last().map_or(0.0, |last| seconds / last)
}

/// The shortest of up to ten readings that take half a second together, each of as many runs as the clock
/// needs to tell the time.
fn fastest(reader: &Reader, source: &read::Source) -> f64 {
    let mut runs = 1;
    let mut took = timed(reader, source, runs);
    while took < TOLD && runs < MOST_RUNS {
        runs *= 2;
        took = timed(reader, source, runs);
    }
    let (mut best, mut spent) = (took, took);
    for _ in 1..10 {
        if spent > Duration::from_millis(500) {
            break;
        }
        let again = timed(reader, source, runs);
        best = best.min(again);
        spent += again;
    }
    best.as_secs_f64() / f64::from(runs)
}

/// What the clock, which some systems move every 4 ms, tells well enough.
const TOLD: Duration = Duration::from_millis(60);
/// Runs of a reading at most.
const MOST_RUNS: u32 = 1 << 12;

/// Time of `runs` extractions.
fn timed(reader: &Reader, source: &read::Source, runs: u32) -> Duration {
    let sources: Vec<read::Source> = (0..runs).map(|_| source.clone()).collect();
    let start = clock();
    for source in sources {
        std::hint::black_box(reader.extract(source));
    }
    clock().saturating_sub(start)
}

/// Time that this thread ran, where the system tells; else the time of day.
fn clock() -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let ran = told.and_then(|text| text.split_whitespace().next()?.parse().ok());
    ran.map_or_else(|| started().elapsed(), Duration::from_nanos)
}

/// When the clock was first looked at.
fn started() -> Instant {
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    *START.get_or_init(Instant::now)
}
