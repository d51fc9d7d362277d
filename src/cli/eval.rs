//! `gongkai eval`: what is read, against what is known.

use std::path::Path;

use super::arguments::{Eval, ScoreFormat};
use super::language::Language;
use super::{DONE, DOUBTFUL, print, reader};
use crate::error::{Error, Result};
use crate::eval::{Scores, document, folder, text};
use crate::language::number_of;
use crate::pipeline::{Input, Output, collect, read_documents};

/// Reads the inputs that gold knows and prints the scores; exit code 1 if gold knows none of them.
pub(super) fn run(arguments: &Eval, quiet: bool, language: Language) -> Result<u8> {
    let reader = reader(arguments.grammars.as_ref())?;
    let gold = folder::read(&arguments.gold, reader.grammars())?;
    let inputs = collect(&arguments.inputs)?;
    let of = |input: &Input| folder::of(&gold, &stem(&input.source));
    let known: Vec<Input> = inputs
        .iter()
        .filter(|one| of(one).is_some())
        .cloned()
        .collect();
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(arguments.threads)
        .build()
        .map_err(|error| Error::Usage(format!("cannot start threads: {error}")))?;
    let mut scores = Scores::default();
    let add = |input: &Input, output: Output| {
        if let Some(known) = of(input) {
            scores.add(&document(known, &output.extraction));
        }
    };
    pool.install(|| read_documents(&known, &reader, add));
    let unknown = inputs.len() - known.len();
    if !quiet {
        eprintln!("{}", told(scores.documents, unknown, language));
    }
    match arguments.format {
        ScoreFormat::Text => print(&text(&scores)),
        // Numbers and strings alone cannot fail to serialise.
        ScoreFormat::Json => print(&format!(
            "{}\n",
            serde_json::to_string_pretty(&scores).unwrap_or_default()
        )),
    }
    Ok(if scores.documents == 0 {
        DOUBTFUL
    } else {
        DONE
    })
}

/// A document's name in gold: its file name without extension.
pub(super) fn stem(source: &str) -> String {
    Path::new(source)
        .file_stem()
        .map_or_else(String::new, |stem| stem.to_string_lossy().into_owned())
}

fn told(known: u64, unknown: usize, language: Language) -> String {
    match language {
        Language::Chinese => format!("{known} 个文件有标注，已比对；{unknown} 个文件没有标注"),
        Language::English => {
            let known = number_of(known, "document");
            format!("{known} compared with gold; {unknown} without gold")
        }
    }
}
