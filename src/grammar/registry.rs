//! All grammars of a run: those built in, and those of a folder that replace or join them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

use super::check::{Compiled, compile};
use super::{Form, Grammar, GrammarErrors, Measures, Vocabulary};

/// The grammars built in, all of `grammars/`: path in this repository and text.
const EMBEDDED: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/grammars.rs"));

/// All grammars of a run.
#[derive(Debug, Clone, Default)]
pub struct Registry {
    /// In order of name.
    pub grammars: Vec<Grammar>,
    /// The words that running text is read by.
    pub vocabulary: Vocabulary,
    /// What is comparable across forms. No document is read by it, so it is no part of
    /// [`versions`](Self::versions) and [`fingerprint`](Self::fingerprint).
    pub measures: Measures,
    /// BLAKE3 of each file, in order of reading.
    pub(crate) hashes: Vec<blake3::Hash>,
}

impl Registry {
    /// The grammars built in.
    ///
    /// # Errors
    /// Every mistake in them, which a test rules out.
    pub fn embedded() -> std::result::Result<Self, GrammarErrors> {
        let mut registry = Self::default();
        let mut errors = Vec::new();
        for (path, source) in EMBEDDED {
            registry.add(path, source, &[], &mut errors);
        }
        registry.or_errors(errors)
    }

    /// The grammars built in and those of `folder`, whose `*.toml` files are read in order of name.
    ///
    /// A grammar of the folder replaces the one built in that has the same `name`, a vocabulary of
    /// the folder the one built in; measures join those built in.
    ///
    /// # Errors
    /// [`Error::Read`] if the folder or a file cannot be read; [`Error::Grammar`] with every mistake
    /// of every file, two files of the folder with one name among them.
    pub fn load(folder: &Path) -> Result<Self> {
        let mut registry = Self::embedded()?;
        let mut own = Self::default();
        let mut errors = Vec::new();
        for path in grammar_files(folder)? {
            let source = read(&path)?;
            own.add(
                &path.display().to_string(),
                &source,
                &registry.grammars,
                &mut errors,
            );
        }
        let own = own.or_errors(errors)?;
        registry.hashes.extend(own.hashes.iter().copied());
        registry
            .grammars
            .retain(|built_in| own.named(&built_in.name).is_none());
        registry.grammars.extend(own.grammars);
        registry.measures.join(own.measures);
        if !own.vocabulary.name.is_empty() {
            registry.vocabulary = own.vocabulary;
        }
        registry
            .grammars
            .sort_by(|left, right| left.name.cmp(&right.name));
        Ok(registry)
    }

    /// Names and versions of all grammars and of the vocabulary, in order of name.
    #[must_use]
    pub fn versions(&self) -> Vec<String> {
        let words = &self.vocabulary;
        let mut versions: Vec<String> = self
            .grammars
            .iter()
            .map(|grammar| format!("{}@{}", grammar.name, grammar.version))
            .chain([format!("{}@{}", words.name, words.version)])
            .collect();
        versions.sort();
        versions
    }

    /// Sixteen hexadecimal digits that change with the tool's version and any letter of its grammars.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        hasher.update(env!("CARGO_PKG_VERSION").as_bytes());
        for hash in &self.hashes {
            hasher.update(hash.as_bytes());
        }
        hasher.finalize().to_hex().as_str()[..16].to_owned()
    }

    /// The grammar called `name`.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&Grammar> {
        self.grammars.iter().find(|grammar| grammar.name == name)
    }

    /// Adds what is written in `source`, or what is wrong with it to `errors`. Measures may read the forms
    /// of `others` too.
    fn add(&mut self, path: &str, source: &str, others: &[Grammar], errors: &mut Vec<String>) {
        let twice =
            |what: &str, name: &str| format!("error: {path}: {what} `{name}` is defined twice");
        let compiled = compile(path, source, &forms(self.grammars.iter().chain(others)));
        if !matches!(compiled, Ok(Compiled::Measures(_))) {
            self.hashes.push(blake3::hash(source.as_bytes()));
        }
        match compiled {
            Ok(Compiled::Grammar(grammar)) if self.named(&grammar.name).is_some() => {
                errors.push(twice("grammar", &grammar.name));
            }
            Ok(Compiled::Grammar(grammar)) => self.grammars.push(*grammar),
            Ok(Compiled::Vocabulary(words)) if !self.vocabulary.name.is_empty() => {
                errors.push(twice("vocabulary", &words.name));
            }
            Ok(Compiled::Vocabulary(words)) => self.vocabulary = *words,
            Ok(Compiled::Measures(measures)) => self.measures.join(*measures),
            Err(mistakes) => errors.extend(mistakes),
        }
    }

    /// Itself in order of name, unless there are errors.
    fn or_errors(mut self, errors: Vec<String>) -> std::result::Result<Self, GrammarErrors> {
        if !errors.is_empty() {
            return Err(GrammarErrors(errors));
        }
        self.grammars
            .sort_by(|left, right| left.name.cmp(&right.name));
        Ok(self)
    }
}

impl Registry {
    /// All forms that a document may be printed in, those with a table of another form's behind the others.
    pub(crate) fn printed_forms(&self) -> impl Iterator<Item = &Form> {
        let own = self.grammars.iter().flat_map(|grammar| &grammar.forms);
        own.chain(self.grammars.iter().flat_map(|grammar| &grammar.mixed))
    }
}

/// The forms of these grammars.
fn forms<'a>(grammars: impl Iterator<Item = &'a Grammar>) -> Vec<Form> {
    grammars
        .flat_map(|grammar| &grammar.forms)
        .cloned()
        .collect()
}

/// The `*.toml` files of `folder` in order of name.
fn grammar_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let failed = |source: io::Error| Error::Read {
        path: folder.to_path_buf(),
        source,
    };
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "toml")
        {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

/// The text of a grammar file.
fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|source| Error::Read {
        path: path.to_path_buf(),
        source,
    })
}

/// Reads and checks one grammar file.
///
/// # Errors
/// [`Error::Read`] if it cannot be read; [`Error::Grammar`] with every mistake in it.
pub fn check_file(path: &Path) -> Result<Compiled> {
    let source = read(path)?;
    Ok(check_text(&path.display().to_string(), &source)?)
}

/// Reads and checks every `*.toml` file of `folder` as [`Registry::load`] reads them: each file with what it
/// holds or what is wrong with it, in order of name.
///
/// # Errors
/// [`Error::Read`] if the folder cannot be read, [`Error::Usage`] if it holds no such file, and
/// [`Error::Grammar`] if files that are right alone define one name twice.
pub fn check_folder(folder: &Path) -> Result<Vec<(PathBuf, Result<Compiled>)>> {
    let mut known = forms(Registry::embedded()?.grammars.iter());
    let mut checked = Vec::new();
    for path in grammar_files(folder)? {
        let name = path.display().to_string();
        let compiled = read(&path)
            .and_then(|source| Ok(compile(&name, &source, &known).map_err(GrammarErrors)?));
        if let Ok(Compiled::Grammar(grammar)) = &compiled {
            known.splice(0..0, grammar.forms.iter().cloned());
        }
        checked.push((path, compiled));
    }
    if checked.is_empty() {
        let folder = folder.display();
        let why =
            format!("{folder} holds no grammar; name a folder with files that end with .toml");
        return Err(Error::Usage(why));
    }
    if checked.iter().all(|(_, compiled)| compiled.is_ok()) {
        Registry::load(folder)?;
    }
    Ok(checked)
}

/// Checks the grammar file `source`; `name` is what mistakes call it. Measures may read the forms built in.
///
/// # Errors
/// [`GrammarErrors`] with every mistake in it.
pub fn check_text(name: &str, source: &str) -> std::result::Result<Compiled, GrammarErrors> {
    let known = forms(Registry::embedded()?.grammars.iter());
    compile(name, source, &known).map_err(GrammarErrors)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grammars_built_in_are_right() {
        let registry = Registry::embedded().unwrap_or_else(|errors| panic!("{errors}"));
        let names: Vec<&str> = registry
            .grammars
            .iter()
            .map(|grammar| grammar.name.as_str())
            .collect();
        assert_eq!(
            names,
            [
                "annual-report",
                "enforcement-report",
                "official-document",
                "proposal-report",
                "work-plan"
            ]
        );
    }

    /// A folder with these files.
    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            fs::write(folder.path().join(name), text).unwrap();
        }
        folder
    }

    fn names(registry: &Registry) -> Vec<String> {
        registry
            .grammars
            .iter()
            .map(|grammar| format!("{}@{}", grammar.name, grammar.version))
            .collect()
    }

    const WORK_PLAN: &str = "name = \"work-plan\"\nversion = \"9\"\nfamily = \"work-plan\"\n";
    const LETTER: &str = "name = \"letter\"\nversion = \"1\"\nfamily = \"official-document\"\n";

    #[test]
    fn a_folder_replaces_by_name_and_adds() {
        let folder = folder(&[
            ("z.toml", WORK_PLAN),
            ("a.toml", LETTER),
            ("notes.txt", "name = "),
        ]);
        assert_eq!(
            names(&Registry::load(folder.path()).unwrap()),
            [
                "annual-report@1",
                "enforcement-report@1",
                "letter@1",
                "official-document@1",
                "proposal-report@1",
                "work-plan@9"
            ]
        );
    }

    #[test]
    fn a_broken_folder_stops_with_every_mistake() {
        let broken = LETTER.replace("official-document", "leter");
        let folder = folder(&[
            ("a.toml", broken.as_str()),
            ("b.toml", "name = "),
            ("c.toml", WORK_PLAN),
            ("d.toml", WORK_PLAN),
        ]);
        let Err(Error::Grammar(GrammarErrors(errors))) = Registry::load(folder.path()) else {
            panic!()
        };
        let titles: Vec<&str> = errors
            .iter()
            .filter_map(|error| error.lines().next())
            .collect();
        assert_eq!(titles.len(), 3);
        assert_eq!(titles[0], "error: unknown family `leter`");
        assert!(
            titles[2].ends_with("d.toml: grammar `work-plan` is defined twice"),
            "{}",
            titles[2]
        );
    }

    #[test]
    fn a_folder_that_is_not_there_cannot_be_read() {
        let folder = folder(&[]);
        assert!(matches!(
            Registry::load(&folder.path().join("none")),
            Err(Error::Read { .. })
        ));
    }
}
