//! What the command line may say.

use std::ffi::OsString;
use std::io::{IsTerminal, stdout};
use std::path::PathBuf;

use clap::{Args, ColorChoice, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use super::diff::{self, Diff};
use super::gc::{self, Gc};
use super::history::{self, History};
use super::language::Language;
use crate::error::Error;
use crate::ingest::{Kind, MaxRejects};
use crate::pipeline::Shard;
use crate::record::Severity;
use crate::sink::Format;

/// Turns archives of Chinese government disclosure documents into tables one can trust.
#[derive(Debug, Parser)]
#[command(name = "gongkai", version, about, after_help = EXAMPLES, propagate_version = true)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub command: Command,
    /// Say nothing but errors
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// Say more: what was not read and why
    #[arg(long, short, global = true, conflicts_with = "quiet")]
    pub verbose: bool,
    /// Colours: on terminals unless NO_COLOR is set, always, or never
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        hide_default_value = true
    )]
    pub color: ColorName,
    /// Language of messages; default from the locale, else Chinese
    #[arg(long, global = true, value_name = "LANG")]
    pub lang: Option<LanguageName>,
    /// How messages are written to standard error
    #[arg(long, global = true, value_name = "FORMAT", default_value = "text")]
    pub log_format: LogFormat,
    /// File of settings; default gongkai.toml in the working folder, if it is there
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// How much a command tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Talk {
    /// Errors only.
    Quiet,
    /// What was done.
    Normal,
    /// What was not done, too.
    Verbose,
}

impl Arguments {
    /// How much to tell.
    pub(super) fn talk(&self) -> Talk {
        match (self.quiet, self.verbose) {
            (true, _) => Talk::Quiet,
            (false, true) => Talk::Verbose,
            (false, false) => Talk::Normal,
        }
    }

    /// Whether standard output takes colours.
    pub(super) fn styled(&self) -> bool {
        let unwanted = || std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        match self.color {
            ColorName::Always => true,
            ColorName::Never => false,
            ColorName::Auto => stdout().is_terminal() && !unwanted(),
        }
    }
}

/// How one document is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum InspectFormat {
    /// For people
    Text,
    /// An object with the rows of every table
    Json,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ColorName {
    Auto,
    Always,
    Never,
}

/// The last value that is given to the option, before the arguments are understood.
fn early<'a>(given: &'a [OsString], option: &str) -> Option<&'a str> {
    let mut words = given.iter().filter_map(|word| word.to_str());
    let mut wanted = None;
    while let Some(word) = words.next() {
        let value = match word.strip_prefix(option) {
            Some("") => words.next(),
            Some(value) => value.strip_prefix('='),
            None => None,
        };
        wanted = value.or(wanted);
    }
    wanted
}

/// Language of usage errors, which are told before the arguments are understood.
pub(super) fn language(given: &[OsString]) -> Language {
    match early(given, "--lang") {
        Some("en") => Language::English,
        Some("zh") => Language::Chinese,
        _ => super::language::of_environment(),
    }
}

/// Colours of help and usage errors, which are told before the arguments are understood.
pub(super) fn color(given: &[OsString]) -> ColorChoice {
    match early(given, "--color") {
        Some("always") => ColorChoice::Always,
        Some("never") => ColorChoice::Never,
        _ => ColorChoice::Auto,
    }
}

const EXAMPLES: &str = "\
Examples:
  gongkai convert reports/ --out tables         all documents of a folder to Parquet
  gongkai ingest reports/ --to dataset          nightly: what is new or changed into a dataset
  gongkai panel dataset --out panel             organ × year × measure across the official forms
  gongkai inspect reports/2020.txt              one document, for a person
  gongkai eval --gold gold/ reports/            what was read against what is known
  gongkai check reports/                        what is wrong or doubtful, with source lines
  gongkai review reports/ --out pages           pages to read and correct in a browser
  gongkai grammar list                          the report families that are known
  gongkai schema facts --format markdown        what the columns of a table mean";

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Convert documents to tables
    #[command(after_help = CONVERT_EXAMPLES)]
    Convert(Convert),
    /// Show one document to a person: outline, tables, facts with their evidence, failing checks
    #[command(
        after_help = "Examples:\n  gongkai inspect report.txt\n  cat report.txt | gongkai inspect -\n  gongkai inspect report.txt --unclaimed   what is left for a grammar's author\n  gongkai inspect report.txt --format json | jq .facts"
    )]
    Inspect {
        /// A document, or `-` for standard input
        file: String,
        /// Only list the numbers that no record claims
        #[arg(long)]
        unclaimed: bool,
        /// How to show it: for people, or all records as JSON
        #[arg(long, default_value = "text", conflicts_with = "unclaimed")]
        format: InspectFormat,
        /// Folder of grammars that replace or add to the built-in ones
        #[arg(long, value_name = "DIR")]
        grammars: Option<PathBuf>,
    },
    /// Bring a dataset up to date: read what is new or changed, and nothing twice
    #[command(after_help = INGEST_EXAMPLES)]
    Ingest(Ingest),
    /// List the versions of a dataset: when they were made and what their runs did
    #[command(after_help = history::EXAMPLES)]
    History(History),
    /// Say which documents and facts changed between two versions of a dataset
    #[command(after_help = diff::EXAMPLES)]
    Diff(Diff),
    /// Take old versions and leftovers of a dataset away
    #[command(after_help = gc::EXAMPLES)]
    Gc(Gc),
    /// Put reports of many organs and years side by side, across the official forms
    #[command(after_help = PANEL_EXAMPLES)]
    Panel(Panel),
    /// Compare what is read with gold: precision, recall and F1 of every table and field
    #[command(after_help = EVAL_EXAMPLES)]
    Eval(Eval),
    /// Damage a text as scanners, extractors and copyists do, the truth kept
    #[command(after_help = DAMAGE_EXAMPLES)]
    Damage(Damage),
    /// Write invented documents with their gold
    #[command(after_help = GENERATE_EXAMPLES)]
    Generate(Generate),
    /// Say what is wrong or doubtful in documents, with the source lines, like a compiler
    #[command(after_help = CHECK_EXAMPLES)]
    Check(Check),
    /// Compare two reports: values side by side, text taken over, relations between two years
    #[command(after_help = COMPARE_EXAMPLES)]
    Compare(Compare),
    /// Write pages for people: the source beside what was read from it, every value linked to its place
    #[command(after_help = REVIEW_EXAMPLES)]
    Review(Review),
    /// Work on report families
    #[command(
        subcommand,
        after_help = "Examples:\n  gongkai grammar list\n  gongkai grammar check my-grammars/*.toml"
    )]
    Grammar(GrammarCommand),
    /// Settings and where they come from
    #[command(
        subcommand,
        after_help = "Examples:\n  gongkai config show\n  gongkai config show --config gongkai.toml"
    )]
    Config(ConfigCommand),
    /// Print the schemas of the tables
    #[command(after_help = "Examples:\n  gongkai schema\n  gongkai schema facts --format json")]
    Schema {
        /// A table; all if left out
        table: Option<String>,
        /// How to print them
        #[arg(long, default_value = "text")]
        format: SchemaFormat,
    },
    /// Print the completions for a shell
    #[command(
        after_help = "Examples:\n  gongkai completions bash > ~/.local/share/bash-completion/completions/gongkai\n  gongkai completions zsh > ~/.zfunc/_gongkai\n  gongkai completions fish > ~/.config/fish/completions/gongkai.fish\n  gongkai completions powershell >> $PROFILE"
    )]
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Write manual pages, one for each command
    #[command(
        after_help = "Examples:\n  gongkai man --out ~/.local/share/man/man1\n  gongkai man --out pages && man pages/gongkai-convert.1"
    )]
    Man {
        /// Folder; made if it is not there
        #[arg(long, short, value_name = "DIR")]
        out: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum ConfigCommand {
    /// Print every setting that is in effect and where it comes from
    #[command(after_help = CONFIG_EXAMPLES)]
    Show {
        /// A command; all if left out
        command: Option<String>,
    },
}

const CONFIG_EXAMPLES: &str = "\
Examples:
  gongkai config show
  gongkai config show ingest
  GONGKAI_THREADS=2 gongkai --config nightly.toml config show ingest

A setting is taken from the command line, else from the environment (GONGKAI_INGEST_TO for --to of
ingest, GONGKAI_THREADS for --threads of any command), else from the file, else it has its default:

  threads = 2
  [ingest]
  inputs = [\"archive\"]
  to = \"dataset\"
  prune = true

A switch that the file turns on is turned off by the environment: GONGKAI_INGEST_PRUNE=false.";

const CONVERT_EXAMPLES: &str = "\
Examples:
  gongkai convert reports/ --out tables
  gongkai convert 'reports/2020*.txt' --out tables --format csv --tables facts,checks
  gongkai convert reports/ --out book --format xlsx      tables.xlsx, and forms/ as printed
  gongkai convert reports/ --out sheets --excel          CSV that Excel opens right
  cat report.txt | gongkai convert - --out tables --overwrite --summary json
  gongkai convert reports/ --out part-2 --shard 2/8   the second of eight jobs that share nothing

Exit codes: 0 done; 1 done, but something was rejected or failed under --strict; 2 could not run;
130 or 143 interrupted: an earlier output stands as it stood.";

#[derive(Debug, Args)]
pub(super) struct Convert {
    /// Files, folders, globs, archives and `archive.zip!/member`, or `-` for standard input
    #[arg(required = true, value_name = "INPUT")]
    pub inputs: Vec<String>,
    /// Output folder; must be empty or absent
    #[arg(long, short, value_name = "DIR")]
    pub out: PathBuf,
    /// Replace an earlier output at --out whole
    #[arg(long)]
    pub overwrite: bool,
    /// File format of the tables; parquet if left out
    #[arg(long)]
    pub format: Option<FormatName>,
    /// CSV as Excel opens it: with byte order mark, nothing that it takes for a formula
    #[arg(long)]
    pub excel: bool,
    /// Tables to write, by name; all if left out
    #[arg(long, value_delimiter = ',', value_name = "TABLE")]
    pub tables: Vec<String>,
    /// Threads; one per core if left out
    #[arg(long, default_value_t = 0, hide_default_value = true, value_name = "N")]
    pub threads: usize,
    /// Folder of grammars that replace or add to the built-in ones
    #[arg(long, value_name = "DIR")]
    pub grammars: Option<PathBuf>,
    /// Print a summary as the last line of standard output
    #[arg(long, value_name = "FORMAT")]
    pub summary: Option<SummaryFormat>,
    /// Exit with 1 if a document was rejected or an error-level check failed
    #[arg(long)]
    pub strict: bool,
    /// Read only part I of N; links between documents are made within a part
    #[arg(long, value_name = "I/N")]
    pub shard: Option<Shard>,
    #[command(flatten)]
    pub watch: Watch,
}

/// What those who watch a run read.
#[derive(Debug, Args)]
pub(super) struct Watch {
    /// Write figures of the run to this file for Prometheus' textfile collector
    #[arg(long, value_name = "FILE")]
    pub metrics: Option<PathBuf>,
    /// Append OpenLineage events to this file, one a line
    #[arg(long, value_name = "FILE")]
    pub lineage: Option<PathBuf>,
}

const INGEST_EXAMPLES: &str = "\
Examples:
  gongkai ingest archive/ --to dataset              first run: all; later runs: what is new or changed
  gongkai ingest archive/ --to dataset --prune      rows of documents that are gone leave the tables
  gongkai ingest archive/ --to lake --kind delta    one Delta table for each table
  gongkai ingest archive/ --to dataset --corrections reviewed.csv
  gongkai ingest --to dataset --list-rejected       what was not read and why, a JSON object a line

Name all of the archive on every run, as on the first. A source is known by its path below the folder that
is named. A run that names other folders and would replace documents is refused; --moved says they are the same.
Files whose size, time and number are as they were are not opened; --verify hashes all.
Corrections are CSV with the header
  doc_id,indicator,applicant,scope,value_seen,value_set,reviewer,reason,date
or TOML with the same keys in [[correction]]. They fill value_reviewed and reviewed_by of the facts, are
kept by the dataset, and replaced by the next --corrections. What does not fit is said and not applied.
A dataset of kind parquet: DATASET/current.json names the current version N, its tables are
DATASET/v=N/TABLE/*.parquet and never change. Of kind delta: DATASET/TABLE are Delta tables.

Exit codes: 0 done, or nothing to do; 1 --max-rejects was passed and nothing was committed; 2 could not
run; 75 another run holds the dataset, try again later; 130 or 143 interrupted, nothing was changed.";

#[derive(Debug, Args)]
pub(super) struct Ingest {
    /// Files, folders or globs; archives stand for their members
    #[arg(required_unless_present = "list_rejected", value_name = "SOURCE")]
    pub inputs: Vec<String>,
    /// Folder of the dataset, or s3://bucket/prefix; made by the first run
    #[arg(long, value_name = "DATASET")]
    pub to: PathBuf,
    /// Kind of a new dataset
    #[arg(long)]
    pub kind: Option<KindName>,
    /// Name of these sources, where several runs feed one dataset of kind delta side by side
    #[arg(long, value_name = "NAME")]
    pub feed: Option<String>,
    /// Take back what came from files that are gone from where the sources of this run name them
    #[arg(long)]
    pub prune: bool,
    /// Try rejected documents again though nothing changed
    #[arg(long)]
    pub retry: bool,
    /// Hash all files, though size, time and number are as they were
    #[arg(long)]
    pub verify: bool,
    /// The archive lies in another place than in earlier runs
    #[arg(long)]
    pub moved: bool,
    /// What reviewers set: a file of corrections, .csv or .toml
    #[arg(long, value_name = "FILE")]
    pub corrections: Option<PathBuf>,
    /// Copy what is rejected to this folder, named by content, each with a JSON file that says why
    #[arg(long, value_name = "DIR")]
    pub keep_rejected: Option<PathBuf>,
    /// Print the rejected documents of the dataset and do nothing else, whatever sources are named
    #[arg(long)]
    pub list_rejected: bool,
    /// Stop before anything is committed if more documents are rejected: a number, or a share as 5%
    #[arg(long, value_name = "N|P%", value_parser = max_rejects)]
    pub max_rejects: Option<MaxRejects>,
    /// Seconds to wait for another run to end
    #[arg(long, default_value_t = 0, value_name = "SECONDS")]
    pub wait: u64,
    /// Threads; one per core if left out
    #[arg(long, default_value_t = 0, hide_default_value = true, value_name = "N")]
    pub threads: usize,
    /// Folder of grammars that replace or add to the built-in ones
    #[arg(long, value_name = "DIR")]
    pub grammars: Option<PathBuf>,
    /// Print a summary as the last line of standard output
    #[arg(long, value_name = "FORMAT")]
    pub summary: Option<SummaryFormat>,
    #[command(flatten)]
    pub watch: Watch,
}

const PANEL_EXAMPLES: &str = "\
Examples:
  gongkai panel dataset --out panel               a dataset of ingest, or an output of convert
  gongkai panel reports/ --out panel.csv          documents; the table panel alone as one file
  gongkai panel tables --out panel --strict       exit with 1 if reports of two years disagree

Writes the tables panel, panel_checks, panel_reports and panel_measures. Measures, breaks, relations
across years and renamings are data: grammars/measures.toml, or files of kind measures under --grammars.";

#[derive(Debug, Args)]
pub(super) struct Panel {
    /// Outputs of convert, datasets of ingest, or documents
    #[arg(required = true, value_name = "DATASET")]
    pub inputs: Vec<String>,
    /// Output folder; or a file for the table panel alone, its ending names the format
    #[arg(long, short, value_name = "DIR|FILE")]
    pub out: PathBuf,
    /// Replace an earlier output at --out whole
    #[arg(long)]
    pub overwrite: bool,
    /// File format of the tables; parquet if left out
    #[arg(long)]
    pub format: Option<FormatName>,
    /// CSV as Excel opens it: with byte order mark, nothing that it takes for a formula
    #[arg(long)]
    pub excel: bool,
    /// Take what reviewers set (`ingest --corrections`) instead of what was read; `evidence` says where
    #[arg(long)]
    pub reviewed: bool,
    /// Folder of grammars that replace or add to the built-in ones
    #[arg(long, value_name = "DIR")]
    pub grammars: Option<PathBuf>,
    /// Exit with 1 if a relation across years fails or a report competes or is left out
    #[arg(long)]
    pub strict: bool,
}

/// Kinds of datasets.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum KindName {
    /// Versions as folders of Parquet files
    Parquet,
    /// Delta tables
    Delta,
}

impl From<KindName> for Kind {
    fn from(name: KindName) -> Self {
        match name {
            KindName::Parquet => Self::Parquet,
            KindName::Delta => Self::Delta,
        }
    }
}

/// `12` or `5%`.
fn max_rejects(given: &str) -> Result<MaxRejects, String> {
    let wrong = || format!("`{given}` is neither a number nor a share such as 5%");
    match given.strip_suffix('%') {
        Some(share) => {
            let share: f64 = share.parse().map_err(|_| wrong())?;
            let fits = (0.0..=100.0).contains(&share);
            fits.then_some(MaxRejects::Percent(share)).ok_or_else(wrong)
        }
        None => given.parse().map(MaxRejects::Count).map_err(|_| wrong()),
    }
}

const COMPARE_EXAMPLES: &str = "\
Examples:
  gongkai compare 2021.txt 2022.txt
  gongkai compare a.docx b.pdf --format html --out comparison.html
  gongkai compare 2021.txt 2022.txt --format json

Relations between years are tested where both are of one organ and their years follow each other.";

#[derive(Debug, Args)]
pub(super) struct Compare {
    /// A document: the earlier of two years, if they are of one organ
    #[arg(value_name = "A")]
    pub first: String,
    /// The other document
    #[arg(value_name = "B")]
    pub second: String,
    /// How to show the comparison
    #[arg(long, default_value = "text")]
    pub format: ComparisonFormat,
    /// Also show rows that are equal
    #[arg(long)]
    pub all: bool,
    /// Write to this file; to standard output if left out
    #[arg(long, short, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Folder of grammars that replace or add to the built-in ones
    #[arg(long, value_name = "DIR")]
    pub grammars: Option<PathBuf>,
}

/// Ways to show a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ComparisonFormat {
    Text,
    Json,
    Html,
}

const REVIEW_EXAMPLES: &str = "\
Examples:
  gongkai review reports/ --out pages           open pages/index.html in any browser
  gongkai review reports.zip --out pages --overwrite --lang en

The pages need no server and no network. What a reviewer decides on a page is exported there as a
corrections file (CSV).";

#[derive(Debug, Args)]
pub(super) struct Review {
    /// Files, folders, globs, archives and `archive.zip!/member`, or `-` for standard input
    #[arg(required = true, value_name = "INPUT")]
    pub inputs: Vec<String>,
    /// Output folder; must be empty or absent
    #[arg(long, short, value_name = "DIR")]
    pub out: PathBuf,
    /// Replace an earlier output at --out whole
    #[arg(long)]
    pub overwrite: bool,
    /// Folder of grammars that replace or add to the built-in ones
    #[arg(long, value_name = "DIR")]
    pub grammars: Option<PathBuf>,
}

const EVAL_EXAMPLES: &str = "\
Examples:
  gongkai eval --gold gold/ reports/
  gongkai eval --gold gold/ --format json 'reports/2020*.txt'
  gongkai generate 100 --out made && gongkai eval --gold made/gold made/texts

A gold folder holds one CSV file a table (facts.csv, sections.csv, quantities.csv, citations.csv,
tasks.csv, documents.csv, checks.csv, tables.csv, cells.csv, blocks.csv); each row begins with
`doc`, the document's file name or its beginning. Inputs without gold are left out.";

#[derive(Debug, Args)]
pub(super) struct Eval {
    /// Folder of gold CSV files
    #[arg(long, value_name = "DIR")]
    pub gold: PathBuf,
    /// Files, folders, globs, archives and `archive.zip!/member`, or `-` for standard input
    #[arg(required = true, value_name = "INPUT")]
    pub inputs: Vec<String>,
    /// How to print the scores
    #[arg(long, default_value = "text")]
    pub format: ScoreFormat,
    /// Threads; one per core if left out
    #[arg(long, default_value_t = 0, hide_default_value = true, value_name = "N")]
    pub threads: usize,
    /// Folder of grammars that replace or add to the built-in ones
    #[arg(long, value_name = "DIR")]
    pub grammars: Option<PathBuf>,
}

const DAMAGE_EXAMPLES: &str = "\
Examples:
  gongkai damage report.txt --kind page-breaks --level 3 --seed 7
  gongkai damage report.txt --kind lookalikes,blanks-inserted --level 2 --out noisy.txt --trace trace.json
  gongkai damage report.txt --kind digits-glued --gold gold/ --gold-out noisy-gold/

Kinds that rearrange tables (rows-dropped and the like) need to know where the cells are: they are
for `gongkai generate --kind`.";

#[derive(Debug, Args)]
pub(super) struct Damage {
    /// A text, or `-` for standard input
    pub file: String,
    /// Kinds of damage, done one after the other
    #[arg(long, required = true, value_delimiter = ',', value_name = "KIND")]
    pub kind: Vec<String>,
    /// How badly, from 1 to 5
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=5), value_name = "1-5")]
    pub level: u8,
    /// The same seed does the same damage
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub seed: u64,
    /// Write the text to this file; to standard output if left out
    #[arg(long, short, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Write to this file, as JSON, where every stretch of the text went
    #[arg(long, value_name = "FILE")]
    pub trace: Option<PathBuf>,
    /// Gold that knows the text
    #[arg(long, value_name = "DIR", requires = "gold_out")]
    pub gold: Option<PathBuf>,
    /// Write what is still true of the damaged text to this folder
    #[arg(long, value_name = "DIR", requires = "gold")]
    pub gold_out: Option<PathBuf>,
}

const GENERATE_EXAMPLES: &str = "\
Examples:
  gongkai generate 1000 --seed 7 --out made
  gongkai generate 100 --form form-2021 --layout pipe,html --out made
  gongkai generate 100 --mistakes 0.5 --kind page-breaks --level 3 --out made

Writes DIR/texts/*.txt and DIR/gold/*.csv, which `gongkai eval` reads.";

#[derive(Debug, Args)]
pub(super) struct Generate {
    /// How many documents
    pub count: u64,
    /// Number of the first; the same numbers give the same documents
    #[arg(long, default_value_t = 0, value_name = "S")]
    pub seed: u64,
    /// Output folder; must be empty or absent
    #[arg(long, short, value_name = "DIR")]
    pub out: PathBuf,
    /// Forms of reports, or `work-plan`, in turn; all if left out
    #[arg(long, value_delimiter = ',', value_name = "FORM")]
    pub form: Vec<String>,
    /// Layouts of tables, in turn; all if left out
    #[arg(long, value_delimiter = ',', value_name = "LAYOUT")]
    pub layout: Vec<String>,
    /// Share of the reports whose figures hold a mistake
    #[arg(long, default_value_t = 0.0, value_name = "0-1")]
    pub mistakes: f64,
    /// Kind of damage done to each
    #[arg(long, value_name = "KIND")]
    pub kind: Option<String>,
    /// How badly, from 1 to 5
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=5), value_name = "1-5")]
    pub level: u8,
    /// Folder of grammars that replace or add to the built-in ones
    #[arg(long, value_name = "DIR")]
    pub grammars: Option<PathBuf>,
}

const CHECK_EXAMPLES: &str = "\
Examples:
  gongkai check reports/
  gongkai check report.txt --severity note --lang en
  gongkai check 'reports/*.txt' --format sarif > findings.sarif

Exit codes: 0 nothing wrong; 1 an error-level check fails or a document was rejected; 2 could not run.";

#[derive(Debug, Args)]
pub(super) struct Check {
    /// Files, folders, globs, archives and `archive.zip!/member`, or `-` for standard input
    #[arg(required = true, value_name = "INPUT")]
    pub inputs: Vec<String>,
    /// How to print findings
    #[arg(long, default_value = "text")]
    pub format: ReportFormat,
    /// Least weight of what is shown
    #[arg(long, default_value = "warning")]
    pub severity: SeverityName,
    /// Folder of grammars that replace or add to the built-in ones
    #[arg(long, value_name = "DIR")]
    pub grammars: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(super) enum GrammarCommand {
    /// List the grammars with what they hold
    #[command(
        after_help = "Examples:\n  gongkai grammar list\n  gongkai grammar list --grammars my-grammars/"
    )]
    List {
        /// Folder of grammars that replace or add to the built-in ones
        #[arg(long, value_name = "DIR")]
        grammars: Option<PathBuf>,
    },
    /// Check grammar files: every mistake at once, with line and caret
    #[command(
        after_help = "Examples:\n  gongkai grammar check my-grammars/letter.toml\n  gongkai grammar check my-grammars/"
    )]
    Check {
        /// Grammar files, or folders of them
        #[arg(required = true, value_name = "PATH")]
        files: Vec<PathBuf>,
    },
    /// Say line by line what of a document matched what of the grammars, and why
    #[command(
        after_help = "Examples:\n  gongkai grammar explain report.txt\n  gongkai grammar explain report.txt --grammars my-grammars/\n  gongkai grammar explain report.txt --format json | jq .unmatched"
    )]
    Explain {
        /// Document, or - for standard input
        #[arg(value_name = "DOC")]
        file: String,
        /// Folder of grammars that replace or add to the built-in ones
        #[arg(long, value_name = "DIR")]
        grammars: Option<PathBuf>,
        /// Text for people or JSON
        #[arg(long, default_value = "text")]
        format: ExplainFormat,
    },
    /// Draft a grammar from a sample of its family, on standard output
    #[command(
        after_help = "Examples:\n  gongkai grammar new --from sample.txt --name toilet-report > my-grammars/toilet-report.toml"
    )]
    New {
        /// Document of the family, or - for standard input
        #[arg(long, value_name = "SAMPLE")]
        from: String,
        /// Name of grammar and family: small letters, digits, - and _
        #[arg(long, default_value = "new-family")]
        name: String,
        /// Folder of grammars that replace or add to the built-in ones
        #[arg(long, value_name = "DIR")]
        grammars: Option<PathBuf>,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum ExplainFormat {
    Text,
    Json,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum FormatName {
    Parquet,
    Arrow,
    Csv,
    Jsonl,
    /// One workbook, a sheet a table, and each report's official form filled in
    #[cfg(feature = "xlsx")]
    Xlsx,
}

impl FormatName {
    /// The format; with `excel` CSV is written as Excel opens it right, and nothing else.
    pub(super) fn format(given: Option<Self>, excel: bool) -> Result<Format, Error> {
        match (given, excel) {
            (None | Some(Self::Csv), true) => Ok(Format::ExcelCsv),
            (Some(_), true) => Err(Error::Usage("--excel is for --format csv".to_owned())),
            (given, false) => Ok(given.unwrap_or(Self::Parquet).into()),
        }
    }
}

impl From<FormatName> for Format {
    fn from(name: FormatName) -> Self {
        match name {
            FormatName::Parquet => Self::Parquet,
            FormatName::Arrow => Self::Arrow,
            FormatName::Csv => Self::Csv,
            FormatName::Jsonl => Self::JsonLines,
            #[cfg(feature = "xlsx")]
            FormatName::Xlsx => Self::Xlsx,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum SummaryFormat {
    Json,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum SchemaFormat {
    Text,
    Json,
    Markdown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ScoreFormat {
    Text,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ReportFormat {
    Text,
    Json,
    Sarif,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum SeverityName {
    Error,
    Warning,
    Note,
}

impl From<SeverityName> for Severity {
    fn from(name: SeverityName) -> Self {
        match name {
            SeverityName::Error => Self::Error,
            SeverityName::Warning => Self::Warning,
            SeverityName::Note => Self::Note,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum LogFormat {
    /// For people
    Text,
    /// A JSON object a line
    Json,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum LanguageName {
    Zh,
    En,
}

impl From<LanguageName> for Language {
    fn from(name: LanguageName) -> Self {
        match name {
            LanguageName::Zh => Self::Chinese,
            LanguageName::En => Self::English,
        }
    }
}
