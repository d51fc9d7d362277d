//! `gongkai generate`: invented documents with their gold, at any scale.

use std::fs;
use std::path::Path;

use rayon::prelude::*;

use super::arguments::Generate;
use super::damage::operator;
use super::language::Language;
use super::{DONE, registry};
use crate::damage::{self, Operator};
use crate::error::{Error, Result};
use crate::eval::GoldWriter;
use crate::generate::{Generated, Generator, LAYOUTS, Layout, MISTAKES, Options, Random, SLIPS};
use crate::language::number_of;

/// Documents written side by side before their gold is written in order.
const CHUNK: u64 = 256;

/// What a run is to write.
struct Job {
    generator: Generator,
    forms: Vec<String>,
    layouts: Vec<Layout>,
    damage: Option<(Operator, usize)>,
    mistakes: f64,
}

/// Writes texts and gold.
pub(super) fn run(arguments: &Generate, quiet: bool, language: Language) -> Result<u8> {
    let job = job(arguments)?;
    let texts = arguments.out.join("texts");
    let gold = arguments.out.join("gold");
    vacant(&arguments.out)?;
    for folder in [&texts, &gold] {
        fs::create_dir_all(folder).map_err(|source| unwritten(folder, source))?;
    }
    let mut writer = GoldWriter::create(&gold)?;
    let last = arguments.seed.saturating_add(arguments.count);
    let mut start = arguments.seed;
    while start < last {
        let end = last.min(start + CHUNK);
        let made: Vec<Generated> = (start..end)
            .into_par_iter()
            .filter_map(|seed| job.document(seed))
            .map(|one| {
                let path = texts.join(format!("{}.txt", one.name));
                fs::write(&path, &one.text)
                    .map_err(|source| unwritten(&path, source))
                    .map(|()| one)
            })
            .collect::<Result<_>>()?;
        for one in &made {
            writer.add(&one.name, &one.gold)?;
        }
        start = end;
    }
    writer.finish()?;
    if !quiet {
        let (count, out) = (arguments.count, arguments.out.display());
        eprintln!(
            "{}",
            match language {
                Language::Chinese => format!("{count} 个文件写入 {out}/texts，标注写入 {out}/gold"),
                Language::English => format!(
                    "{} in {out}/texts, gold in {out}/gold",
                    number_of(count, "document")
                ),
            }
        );
    }
    Ok(DONE)
}

fn job(arguments: &Generate) -> Result<Job> {
    let generator = Generator::new(&registry(arguments.grammars.as_ref())?);
    let known: Vec<String> = generator.kinds().map(str::to_owned).collect();
    if let Some(form) = arguments.form.iter().find(|form| !known.contains(form)) {
        let known = known.join(", ");
        return Err(Error::Usage(format!("no form `{form}`; forms are {known}")));
    }
    let layout = |name: &String| {
        Layout::named(name).ok_or_else(|| {
            let known = LAYOUTS.map(Layout::name).join(", ");
            Error::Usage(format!("no layout `{name}`; layouts are {known}"))
        })
    };
    let layouts = arguments
        .layout
        .iter()
        .map(layout)
        .collect::<Result<Vec<_>>>()?;
    let kind = arguments.kind.as_deref().map(operator).transpose()?;
    if !(0.0..=1.0).contains(&arguments.mistakes) {
        return Err(Error::Usage("--mistakes is a share from 0 to 1".to_owned()));
    }
    Ok(Job {
        forms: if arguments.form.is_empty() {
            known
        } else {
            arguments.form.clone()
        },
        layouts: if layouts.is_empty() {
            LAYOUTS.to_vec()
        } else {
            layouts
        },
        damage: kind.map(|kind| (kind, usize::from(arguments.level))),
        mistakes: arguments.mistakes,
        generator,
    })
}

impl Job {
    /// The document with this number: forms take turns, then layouts.
    fn document(&self, seed: u64) -> Option<Generated> {
        let turn = usize::try_from(seed).unwrap_or(0);
        let form = &self.forms[turn % self.forms.len()];
        let layout = self.layouts[turn / self.forms.len() % self.layouts.len()];
        // A stream of its own: the document is the same with and without a mistake.
        let random = &mut Random::stream(seed, 7);
        let mut options = Options {
            childless: random.chance(0.1),
            ..Options::default()
        };
        if random.chance(self.mistakes) {
            match random.below(MISTAKES.len() + SLIPS.len()) {
                at if at < MISTAKES.len() => options.mistake = Some(MISTAKES[at]),
                at => options.slip = Some(SLIPS[at - MISTAKES.len()]),
            }
        }
        match self.damage {
            Some((operator, level)) => damage::report(
                &self.generator,
                seed,
                form,
                layout,
                &options,
                operator,
                level,
            ),
            None => self.generator.report(seed, form, layout, &options),
        }
    }
}

/// Fails if the folder holds anything.
fn vacant(folder: &Path) -> Result<()> {
    let occupied = fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    if occupied {
        return Err(Error::Usage(format!(
            "{} is not empty; name a new folder",
            folder.display()
        )));
    }
    Ok(())
}

fn unwritten(path: &Path, source: std::io::Error) -> Error {
    Error::Write {
        path: path.to_owned(),
        source,
    }
}
