//! `gongkai review`: pages for people.

use super::arguments::Review;
use super::convert::bar;
use super::language::Language;
use super::{DONE, reader};
use crate::error::Result;
use crate::language::number_of;
use crate::pipeline::collect_beside;
use crate::review::{INDEX, Options, Summary, write};

/// Writes the pages and says where they begin.
pub(super) fn run(arguments: &Review, quiet: bool, language: Language) -> Result<u8> {
    let reader = reader(arguments.grammars.as_ref())?;
    let inputs = collect_beside(&arguments.inputs, Some(&arguments.out))?;
    let options = Options {
        out: arguments.out.clone(),
        overwrite: arguments.overwrite,
        language,
    };
    let bar = bar(quiet);
    bar.set_length(inputs.len() as u64);
    let summary = write(&inputs, &reader, &options, |done| {
        bar.set_position(done as u64)
    })?;
    bar.finish_and_clear();
    if !quiet {
        eprintln!("{}", told(summary, arguments, language));
    }
    Ok(DONE)
}

fn told(summary: Summary, arguments: &Review, language: Language) -> String {
    let Summary {
        inputs,
        pages,
        rejected,
        duplicates,
        contradicted,
    } = summary;
    let out = arguments.out.join(INDEX);
    let out = out.display();
    match language {
        Language::Chinese => format!(
            "{inputs} 份文件：写出 {pages} 页，拒收 {rejected}，重复 {duplicates}；勾稽不符的数据 {contradicted} 项 → {out}"
        ),
        Language::English => format!(
            "{}: {}, {rejected} rejected, {}; {} contradicted → {out}",
            number_of(inputs, "input"),
            number_of(pages, "page"),
            number_of(duplicates, "duplicate"),
            number_of(contradicted, "fact"),
        ),
    }
}
