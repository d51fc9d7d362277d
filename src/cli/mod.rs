//! The command line: arguments in, text and exit codes out. A skin over the library.
//!
//! Data goes to standard output or files, everything else to standard error. One file a command.

// The only place that prints.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod arguments;
pub(crate) mod check;
mod compare;
mod config;
mod convert;
mod damage;
mod diff;
mod eval;
mod explain;
mod gc;
mod generate;
pub mod grammar;
mod history;
mod ingest;
pub mod inspect;
pub mod language;
mod lineage;
mod log;
mod manners;
mod message;
mod metrics;
pub(crate) mod panel;
mod review;
mod schema;
mod signals;
mod tools;
mod watch;
mod width;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};

use crate::error::{Error, Result};
use crate::extract::Reader;
use crate::grammar::Registry;
use crate::pipeline::{Input, collect, read_documents};
use crate::read::{Source, Tools, read_with};

use arguments::{Arguments, Command, ConfigCommand, ExplainFormat, GrammarCommand, Talk};
use language::Language;
use log::Log;
use signals::Signals;

#[cfg(feature = "python")]
pub(crate) use tools::tools;

/// Done.
const DONE: u8 = 0;
/// Done, but something was rejected or failed where that matters.
const DOUBTFUL: u8 = 1;
/// Could not run: usage, grammar, files.
const FAILED: u8 = 2;
/// Another run is in the way: try again later.
const LATER: u8 = 75;

/// Runs the command that `arguments` ask for and returns its exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    ExitCode::from(conclude(arguments, Signals::watch))
}

/// As [`run`], for callers that are no program of their own: their signals are theirs.
pub fn code(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    conclude(arguments, |_| Signals::default())
}

/// Runs a command; `listen` begins to listen to signals, if the command can be stopped.
fn conclude(
    arguments: impl IntoIterator<Item = OsString>,
    listen: impl FnOnce(bool) -> Signals,
) -> u8 {
    let given = match config::completed(arguments.into_iter().collect()) {
        Ok(given) => given,
        Err(error) => {
            let language = language::of_environment();
            tell(&format!("gongkai: {}", message::told(&error, language)));
            return FAILED;
        }
    };
    let command = Arguments::command().color(arguments::color(&given.arguments));
    let parsed = command.try_get_matches_from(&given.arguments);
    let parsed = parsed.and_then(|matches| Arguments::from_arg_matches(&matches));
    let arguments = match parsed {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are answers, not mistakes; a closed pipe is nobody's fault.
            let _ = error.print();
            if error.use_stderr() {
                let hints = given.taken.iter().chain(&given.unknown);
                hints.for_each(|hint| eprintln!("  {hint}"));
            }
            return if error.use_stderr() { FAILED } else { DONE };
        }
    };
    let language = arguments
        .lang
        .map_or_else(language::of_environment, Language::from);
    let log = Log::new(arguments.log_format, arguments.quiet, language);
    for variable in &given.unknown {
        log.warn("setting", &unset(variable, language), serde_json::json!({}));
    }
    let signals = listen(matches!(
        arguments.command,
        Command::Convert(_) | Command::Ingest(_)
    ));
    match dispatch(&arguments, &log, &signals, language) {
        Ok(code) => code,
        Err(error) => {
            let code = code_of(&error, &signals);
            log.error(&error, code);
            code
        }
    }
}

/// What is said of a variable that sets nothing.
fn unset(variable: &str, language: Language) -> String {
    match language {
        Language::Chinese => format!("环境变量不起作用：{variable}"),
        Language::English => format!("variable without effect: {variable}"),
    }
}

/// The exit code of an error.
fn code_of(error: &Error, signals: &Signals) -> u8 {
    match error {
        Error::Busy { .. } | Error::Unavailable { .. } => LATER,
        Error::TooManyRejects { .. } => DOUBTFUL,
        Error::Interrupted => signals.code(),
        _ => FAILED,
    }
}

fn dispatch(arguments: &Arguments, log: &Log, signals: &Signals, language: Language) -> Result<u8> {
    // To machines, only what has a form of its own is said.
    let quiet = log.is_silent();
    let talk = if quiet { Talk::Quiet } else { arguments.talk() };
    match &arguments.command {
        Command::Convert(options) => convert::run(options, log, signals, talk, language),
        Command::Check(options) => check::run(options, quiet, arguments.styled(), language),
        Command::Inspect {
            file,
            unclaimed,
            grammars,
        } => {
            let reader = reader(grammars.as_ref())?;
            let mut code = DONE;
            let inputs = collect(std::slice::from_ref(file))?;
            read_documents(&inputs, &reader, |input, output| {
                if let Some(reason) = output
                    .row
                    .reason
                    .filter(|_| output.extraction.text.is_empty())
                {
                    log.fault(&input.source, &reason);
                    code = DOUBTFUL;
                    return;
                }
                let mut extraction = output.extraction;
                extraction.diagnostics =
                    output.diagnostics.into_iter().map(|(_, one)| one).collect();
                let shown = if *unclaimed {
                    inspect::unclaimed(&input.source, &extraction, language)
                } else {
                    let width = width::of_output();
                    inspect::render_within(&input.source, &extraction, language, width)
                };
                print(&shown);
            });
            Ok(code)
        }
        Command::Ingest(options) => ingest::run(options, log, signals, language),
        Command::History(options) => history::run(options, language),
        Command::Diff(options) => diff::run(options, quiet, language),
        Command::Gc(options) => gc::run(options, quiet, language),
        Command::Panel(options) => panel::run(options, talk, language),
        Command::Compare(options) => compare::run(options, language),
        Command::Review(options) => review::run(options, quiet, language),
        Command::Eval(options) => eval::run(options, quiet, language),
        Command::Damage(options) => damage::run(options),
        Command::Generate(options) => generate::run(options, quiet, language),
        Command::Grammar(GrammarCommand::List { grammars }) => {
            let registry = registry(grammars.as_ref())?;
            Ok(answer(&grammar::list(&registry, language)))
        }
        Command::Grammar(GrammarCommand::Check { files }) => {
            Ok(answer(&grammar::check(files, language)))
        }
        Command::Config(ConfigCommand::Show { command }) => {
            let shown = config::shown(command.as_deref(), arguments.config.as_deref())?;
            print(&shown.text);
            match shown.mistakes.is_empty() {
                true => Ok(DONE),
                false => Err(Error::Usage(shown.mistakes.join("\n"))),
            }
        }
        Command::Grammar(GrammarCommand::Explain {
            file,
            grammars,
            format,
        }) => explained(file, grammars.as_ref(), *format, log, language),
        Command::Grammar(GrammarCommand::New {
            from,
            name,
            grammars,
        }) => drafted(from, name, grammars.as_ref(), log),
        Command::Schema { table, format } => schema::run(table.as_deref(), *format),
        Command::Completions { shell } => manners::completions(*shell),
        Command::Man { out } => manners::man(out, quiet, language),
    }
}

/// Says why a document is read as it is.
fn explained(
    file: &str,
    grammars: Option<&PathBuf>,
    format: ExplainFormat,
    log: &Log,
    language: Language,
) -> Result<u8> {
    let reader = reader(grammars)?;
    let Some((name, source)) = only_source(file, reader.tools(), log)? else {
        return Ok(DOUBTFUL);
    };
    let explained = crate::explain::explain(&reader, source, language);
    print(&match format {
        ExplainFormat::Text => explain::text(&name, &explained, language),
        ExplainFormat::Json => explain::json(&name, &explained),
    });
    Ok(DONE)
}

/// Drafts a grammar from a sample. What is printed passes its own check.
fn drafted(from: &str, name: &str, grammars: Option<&PathBuf>, log: &Log) -> Result<u8> {
    let registry = registry(grammars)?;
    let Some((_, source)) = only_source(from, &tools::tools(), log)? else {
        return Ok(DOUBTFUL);
    };
    let draft = crate::draft::draft(source, name, &registry);
    crate::grammar::check_text(name, &draft)?;
    print(&draft);
    Ok(DONE)
}

/// The one document that `file` names, decoded; `None`, with the reason on standard error, if it is
/// rejected.
fn only_source(file: &str, tools: &Tools, log: &Log) -> Result<Option<(String, Source)>> {
    let inputs = collect(&[file.to_owned()])?;
    let [input] = inputs.as_slice() else {
        let count = inputs.len();
        return Err(Error::Usage(format!(
            "{file} holds {count} documents; name one"
        )));
    };
    let bytes = input.bytes();
    let source = bytes.and_then(|bytes| read_with(&bytes, Some(&input.source), tools));
    match source {
        Ok(source) => Ok(Some((input.source.clone(), source))),
        Err(reason) => {
            log.fault(&input.source, &reason.message());
            Ok(None)
        }
    }
}

fn registry(folder: Option<&PathBuf>) -> Result<Registry> {
    folder.map_or_else(
        || Ok(Registry::embedded()?),
        |folder| Registry::load(folder),
    )
}

fn reader(grammars: Option<&PathBuf>) -> Result<Reader> {
    Ok(Reader::new(registry(grammars)?).with_tools(tools::tools()))
}

fn answer(answer: &grammar::Answer) -> u8 {
    print(&answer.text);
    eprint!("{}", answer.errors);
    answer.exit_code
}

/// Refuses an output that would stand in the place of `input`, or of its archive.
fn spare(input: &Input, out: &Path) -> Result<()> {
    let path = input.path();
    let file = path
        .split_once("!/")
        .map_or(path.as_str(), |(file, _)| file);
    let same = |file: &str| match (Path::new(file).canonicalize(), out.canonicalize()) {
        (Ok(file), Ok(out)) => file == out,
        _ => false,
    };
    if same(&path) || same(file) {
        return Err(Error::Usage(format!(
            "{} is an input; name another file to write",
            out.display()
        )));
    }
    Ok(())
}

/// Prints to standard output; a reader that went away ends the command quietly.
fn print(text: &str) {
    use std::io::Write;
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}

/// Prints a line to standard error, as far as it takes it: the exit code says what was done all the same.
fn tell(line: &dyn std::fmt::Display) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}
