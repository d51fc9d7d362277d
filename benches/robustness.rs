//! Recall, wrong values and abstention over invented documents, whole and damaged.
//!
//! `cargo bench --bench robustness -- 4` measures four documents of every form, layout, operator and
//! level; `--help` tells what else there is. The README's tables and picture are made by
//! `cargo bench --bench robustness -- 4 --readme README.md --plot benches/robustness.svg`.

// A bench prints its figures and stops at the first surprise.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Parser;
use gongkai::damage::{LEVELS, OPERATORS, Operator};
use gongkai::eval::score::Verdict;
use gongkai::extract::Reader;
use gongkai::generate::{Generator, LAYOUTS, Layout};
use gongkai::grammar::Registry;
use gongkai::robustness::{Failure, Grouping, Outcome, Plan, markdown, measure, svg, text};

#[derive(Parser)]
struct Arguments {
    /// Documents for each operator, level, form and layout; every second one carries a mistake
    #[arg(default_value_t = 2)]
    documents: u64,
    /// Number of the first document
    #[arg(long, default_value_t = 0)]
    first: u64,
    /// Operators, by name, `clean` for none; all if left out
    #[arg(long, value_delimiter = ',')]
    operator: Vec<String>,
    /// Levels from 1 to 5; all if left out
    #[arg(long, value_delimiter = ',')]
    level: Vec<usize>,
    /// Forms, by name; all if left out
    #[arg(long, value_delimiter = ',')]
    form: Vec<String>,
    /// Layouts, by name; all if left out
    #[arg(long, value_delimiter = ',')]
    layout: Vec<String>,
    /// Show the figures of each layout, form, or both
    #[arg(long, value_name = "layout|form|both")]
    by: Option<String>,
    /// Show this many wrong or unread cells of each operator and level
    #[arg(long, default_value_t = 0)]
    show: usize,
    /// Show wrong cells only
    #[arg(long)]
    wrong: bool,
    /// Write the texts that the shown cells stand in to this folder
    #[arg(long)]
    keep: Option<PathBuf>,
    /// Print the README's tables
    #[arg(long)]
    markdown: bool,
    /// Put the tables into this file, between its two marks
    #[arg(long, value_name = "FILE")]
    readme: Option<PathBuf>,
    /// Draw the curves into this file, as SVG
    #[arg(long, value_name = "FILE")]
    plot: Option<PathBuf>,
    /// Threads; one per core if left out
    #[arg(long, default_value_t = 0)]
    threads: usize,
    /// What `cargo bench` adds
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() {
    let arguments = Arguments::parse();
    let registry = Registry::embedded().unwrap();
    let generator = Generator::new(&registry);
    let reader = Reader::new(registry);
    let plan = plan(&arguments, &generator);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(arguments.threads)
        .build()
        .unwrap();
    let start = Instant::now();
    let outcomes = pool.install(|| measure(&reader, &generator, &plan));
    let documents: u64 = outcomes.iter().map(|one| one.tally.documents).sum();
    if let Some(path) = &arguments.plot {
        std::fs::write(path, svg(&outcomes)).unwrap();
    }
    if let Some(path) = &arguments.readme {
        publish(path, &markdown(&outcomes));
    }
    if arguments.markdown {
        print!("{}", markdown(&outcomes));
        return;
    }
    let grouping = match arguments.by.as_deref() {
        Some("layout") => Grouping::Layout,
        Some("form") => Grouping::Form,
        Some("both") => Grouping::Both,
        _ => Grouping::Whole,
    };
    print!("{}", text(&outcomes, grouping));
    println!("{documents} documents in {:.1?}", start.elapsed());
    show(&arguments, &outcomes);
}

fn plan(arguments: &Arguments, generator: &Generator) -> Plan {
    let mut plan = Plan::all(generator, arguments.documents);
    plan.first = arguments.first;
    if !arguments.operator.is_empty() {
        let named = |name: &String| match name.as_str() {
            "clean" => None,
            name => Some(Operator::named(name).unwrap_or_else(|| {
                panic!(
                    "no operator {name}; operators are {:?}",
                    OPERATORS.map(Operator::name)
                )
            })),
        };
        plan.operators = arguments.operator.iter().map(named).collect();
    }
    if !arguments.layout.is_empty() {
        let named = |name: &String| {
            Layout::named(name).unwrap_or_else(|| {
                panic!(
                    "no layout {name}; layouts are {:?}",
                    LAYOUTS.map(Layout::name)
                )
            })
        };
        plan.layouts = arguments.layout.iter().map(named).collect();
    }
    if !arguments.level.is_empty() {
        assert!(arguments.level.iter().all(|level| LEVELS.contains(level)));
        plan.levels.clone_from(&arguments.level);
    }
    if !arguments.form.is_empty() {
        plan.forms.clone_from(&arguments.form);
    }
    plan.told = arguments.show;
    plan
}

/// Marks in the README between which the tables stand.
const MARKS: [&str; 2] = ["<!-- robustness -->\n", "<!-- end of robustness -->"];

fn publish(path: &Path, tables: &str) {
    let text = std::fs::read_to_string(path).unwrap();
    let (before, rest) = text.split_once(MARKS[0]).unwrap();
    let (_, after) = rest.split_once(MARKS[1]).unwrap();
    let text = format!("{before}{}{tables}{}{after}", MARKS[0], MARKS[1]);
    std::fs::write(path, text).unwrap();
}

/// The first failures of each operator and level, wrong ones first.
fn show(arguments: &Arguments, outcomes: &[Outcome]) {
    let key = |outcome: &Outcome| (outcome.setting.operator, outcome.setting.level);
    for group in outcomes.chunk_by(|left, right| key(left) == key(right)) {
        let mut failures: Vec<(&Failure, &Outcome)> = group
            .iter()
            .flat_map(|outcome| outcome.failures.iter().map(move |one| (one, outcome)))
            .filter(|(failure, _)| !arguments.wrong || failure.verdict == Verdict::Wrong)
            .collect();
        failures.sort_by_key(|(failure, _)| failure.verdict != Verdict::Wrong);
        for (failure, outcome) in failures.into_iter().take(arguments.show) {
            println!("{}", told(failure));
            if let Some(folder) = &arguments.keep {
                keep(folder, failure, outcome);
            }
        }
    }
}

fn keep(folder: &Path, failure: &Failure, outcome: &Outcome) {
    let text = outcome
        .texts
        .iter()
        .find(|(name, _)| *name == failure.document);
    std::fs::create_dir_all(folder).unwrap();
    let path = folder.join(format!("{}.txt", failure.document));
    std::fs::write(path, &text.unwrap().1).unwrap();
}

fn told(failure: &Failure) -> String {
    let key = failure
        .gold
        .as_ref()
        .map(|gold| (gold.indicator.clone(), gold.applicant, gold.scope.clone()))
        .or_else(|| {
            let fact = failure.fact.as_ref()?;
            Some((fact.indicator.clone(), fact.applicant, fact.scope.clone()))
        });
    format!(
        "{:?} {} line {:?} {key:?}: printed {:?}, read {:?}",
        failure.verdict,
        failure.document,
        failure.line,
        failure
            .gold
            .as_ref()
            .map(|gold| (gold.printed.as_str(), gold.fate)),
        failure.fact.as_ref().map(|fact| (
            fact.state,
            fact.value,
            fact.value_printed.as_deref(),
            fact.evidence,
            fact.place.line
        )),
    )
}
