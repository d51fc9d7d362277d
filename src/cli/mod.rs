//! The command line: arguments in, text and exit codes out. A skin over the library.
//!
//! Data goes to standard output or files, everything else to standard error. One file a command.

// The only place that prints.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod arguments;
pub(crate) mod check;
mod compare;
mod convert;
mod damage;
mod eval;
mod explain;
mod generate;
pub mod grammar;
mod ingest;
pub mod inspect;
pub mod language;
mod manners;
mod message;
pub(crate) mod panel;
mod review;
mod schema;
mod tools;
mod width;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};

use crate::error::{Error, Result};
use crate::extract::Reader;
use crate::grammar::Registry;
use crate::pipeline::{collect, read_documents};
use crate::read::{Source, Tools, read_with};

use arguments::{Arguments, Command, ExplainFormat, GrammarCommand};
use language::Language;

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
    ExitCode::from(code(arguments))
}

/// As [`run`], for callers that are no program of their own.
pub fn code(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let given: Vec<OsString> = arguments.into_iter().collect();
    let command = Arguments::command().color(arguments::color(&given));
    let parsed = command.try_get_matches_from(given);
    let parsed = parsed.and_then(|matches| Arguments::from_arg_matches(&matches));
    let arguments = match parsed {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are answers, not mistakes; a closed pipe is nobody's fault.
            let _ = error.print();
            return if error.use_stderr() { FAILED } else { DONE };
        }
    };
    let language = arguments
        .lang
        .map_or_else(language::of_environment, Language::from);
    match dispatch(&arguments, language) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("gongkai: {}", message::told(&error, language));
            match error {
                Error::Busy { .. } => LATER,
                Error::TooManyRejects { .. } => DOUBTFUL,
                _ => FAILED,
            }
        }
    }
}

fn dispatch(arguments: &Arguments, language: Language) -> Result<u8> {
    match &arguments.command {
        Command::Convert(options) => convert::run(options, arguments.talk(), language),
        Command::Check(options) => {
            let styled = arguments.styled();
            check::run(options, arguments.quiet, styled, language)
        }
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
                    eprintln!("gongkai: {}: {reason}", input.source);
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
        Command::Ingest(options) => ingest::run(options, arguments.quiet, language),
        Command::Panel(options) => panel::run(options, arguments.talk(), language),
        Command::Compare(options) => compare::run(options, language),
        Command::Review(options) => review::run(options, arguments.quiet, language),
        Command::Eval(options) => eval::run(options, arguments.quiet, language),
        Command::Damage(options) => damage::run(options),
        Command::Generate(options) => generate::run(options, arguments.quiet, language),
        Command::Grammar(GrammarCommand::List { grammars }) => {
            Ok(answer(&grammar::list(&registry(grammars.as_ref())?)))
        }
        Command::Grammar(GrammarCommand::Check { files }) => Ok(answer(&grammar::check(files))),
        Command::Grammar(GrammarCommand::Explain {
            file,
            grammars,
            format,
        }) => explained(file, grammars.as_ref(), *format),
        Command::Grammar(GrammarCommand::New {
            from,
            name,
            grammars,
        }) => drafted(from, name, grammars.as_ref()),
        Command::Schema { table, format } => schema::run(table.as_deref(), *format),
        Command::Completions { shell } => manners::completions(*shell),
        Command::Man { out } => manners::man(out, arguments.quiet, language),
    }
}

/// Says why a document is read as it is.
fn explained(file: &str, grammars: Option<&PathBuf>, format: ExplainFormat) -> Result<u8> {
    let reader = reader(grammars)?;
    let Some((name, source)) = only_source(file, reader.tools())? else {
        return Ok(DOUBTFUL);
    };
    let explained = crate::explain::explain(&reader, source);
    print(&match format {
        ExplainFormat::Text => explain::text(&name, &explained),
        ExplainFormat::Json => explain::json(&name, &explained),
    });
    Ok(DONE)
}

/// Drafts a grammar from a sample. What is printed passes its own check.
fn drafted(from: &str, name: &str, grammars: Option<&PathBuf>) -> Result<u8> {
    let registry = registry(grammars)?;
    let Some((_, source)) = only_source(from, &tools::tools())? else {
        return Ok(DOUBTFUL);
    };
    let draft = crate::draft::draft(source, name, &registry);
    crate::grammar::check_text(name, &draft)?;
    print(&draft);
    Ok(DONE)
}

/// The one document that `file` names, decoded; `None`, with the reason on standard error, if it is
/// rejected.
fn only_source(file: &str, tools: &Tools) -> Result<Option<(String, Source)>> {
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
            eprintln!("gongkai: {}: {}", input.source, reason.message());
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

/// Prints to standard output; a reader that went away ends the command quietly.
fn print(text: &str) {
    use std::io::Write;
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}
