//! `gongkai damage`: a text as bad scanning, extraction or copying might have left it.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::arguments::Damage;
use super::eval::stem;
use super::{DONE, print, registry, spare};
use crate::damage::{Damaged, OPERATORS, Operator, damage};
use crate::error::{Error, Result};
use crate::eval::{GoldWriter, folder};
use crate::finding::said;
use crate::language::Language;
use crate::pipeline::{Input, collect};

/// Damages the text and writes it, with the truth carried along where that is asked for.
pub(super) fn run(arguments: &Damage, language: Language) -> Result<u8> {
    let operators = arguments
        .kind
        .iter()
        .map(|name| operator(name))
        .collect::<Result<Vec<_>>>()?;
    if let Some(operator) = operators.iter().find(|operator| !operator.on_text()) {
        return Err(Error::Usage(format!(
            "`{}` needs to know where the cells of tables are; use `gongkai generate --kind {0}`",
            operator.name()
        )));
    }
    let input = one(&arguments.file)?;
    for out in [&arguments.out, &arguments.trace].into_iter().flatten() {
        spare(&input, out)?;
    }
    let mut text = source(&input, language)?;
    let mut steps: Vec<(Operator, Damaged)> = Vec::new();
    for operator in operators {
        let damaged = damage(
            &text,
            operator,
            usize::from(arguments.level),
            arguments.seed,
        );
        text.clone_from(&damaged.text);
        steps.push((operator, damaged));
    }
    if let Some(path) = &arguments.trace {
        write(path, &format!("{:#}\n", trace(&steps)))?;
    }
    if let Some((gold, out)) = arguments.gold.as_ref().zip(arguments.gold_out.as_ref()) {
        carry(gold, out, &stem(&input.source), &steps)?;
    }
    match &arguments.out {
        Some(path) => write(path, &text)?,
        None => print(&text),
    }
    Ok(DONE)
}

/// The operator called `name`.
pub(super) fn operator(name: &str) -> Result<Operator> {
    Operator::named(name).ok_or_else(|| {
        let names = OPERATORS.map(Operator::name).join(", ");
        Error::Usage(format!("no kind `{name}`; kinds are {names}"))
    })
}

fn one(file: &str) -> Result<Input> {
    let mut inputs = collect(&[file.to_owned()])?;
    match (inputs.pop(), inputs.is_empty()) {
        (Some(input), true) => Ok(input),
        _ => Err(Error::Usage(format!("`{file}` is not one file"))),
    }
}

/// The text of an input, decoded as a conversion decodes it.
fn source(input: &Input, language: Language) -> Result<String> {
    let refused = |why: String| Error::Usage(format!("{}: {}", input.source, said(&why, language)));
    let bytes = input.bytes().map_err(|why| refused(why.message()))?;
    let source = crate::read::read(&bytes).map_err(|why| refused(why.message()))?;
    Ok(source.text)
}

/// Where every stretch went: one list a kind, positions in bytes of the text before and after it.
fn trace(steps: &[(Operator, Damaged)]) -> Value {
    let step = |(operator, damaged): &(Operator, Damaged)| {
        let traces: Vec<Value> = damaged
            .traces
            .iter()
            .map(|one| {
                json!({
                    "before": [one.before.start, one.before.end],
                    "after": [one.after.start, one.after.end],
                    "legible": one.legible,
                })
            })
            .collect();
        json!({ "kind": operator.name(), "traces": traces })
    };
    steps.iter().map(step).collect()
}

/// Writes what is still true after all steps.
fn carry(gold: &Path, out: &Path, name: &str, steps: &[(Operator, Damaged)]) -> Result<()> {
    let known = folder::read(gold, &registry(None)?)?;
    let known = folder::of(&known, name)
        .ok_or_else(|| Error::Usage(format!("{} does not know `{name}`", gold.display())))?;
    let mut gold = known.clone();
    for (_, damaged) in steps {
        gold = damaged.carry(&gold);
    }
    fs::create_dir_all(out).map_err(|source| Error::Write {
        path: out.to_owned(),
        source,
    })?;
    let mut writer = GoldWriter::create(out)?;
    writer.add(name, &gold)?;
    writer.finish()
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).map_err(|source| Error::Write {
        path: path.to_owned(),
        source,
    })
}
