//! All grammars of a run: those built in, and those of a folder that replace or join them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

use super::check::compile;
use super::{Grammar, GrammarErrors};

/// The grammars built in: path in this repository and text.
const EMBEDDED: [(&str, &str); 2] = [
    (
        "grammars/annual-report.toml",
        include_str!("../../grammars/annual-report.toml"),
    ),
    (
        "grammars/work-plan.toml",
        include_str!("../../grammars/work-plan.toml"),
    ),
];

/// All grammars of a run.
#[derive(Debug, Clone, Default)]
pub struct Registry {
    /// In order of name.
    pub grammars: Vec<Grammar>,
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
            registry.add(path, source, &mut errors);
        }
        registry.or_errors(errors)
    }

    /// The grammars built in and those of `folder`, whose `*.toml` files are read in order of name.
    ///
    /// A grammar of the folder replaces the one built in that has the same `name`.
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
            own.add(&path.display().to_string(), &source, &mut errors);
        }
        let own = own.or_errors(errors)?;
        registry
            .grammars
            .retain(|built_in| own.named(&built_in.name).is_none());
        registry.grammars.extend(own.grammars);
        registry
            .grammars
            .sort_by(|left, right| left.name.cmp(&right.name));
        Ok(registry)
    }

    /// The grammar called `name`.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&Grammar> {
        self.grammars.iter().find(|grammar| grammar.name == name)
    }

    /// Adds the grammar written in `source`, or what is wrong with it to `errors`.
    fn add(&mut self, path: &str, source: &str, errors: &mut Vec<String>) {
        match compile(path, source) {
            Ok(grammar) if self.named(&grammar.name).is_some() => {
                errors.push(format!(
                    "error: {path}: grammar `{}` is defined twice",
                    grammar.name
                ));
            }
            Ok(grammar) => self.grammars.push(grammar),
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
pub(crate) fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|source| Error::Read {
        path: path.to_path_buf(),
        source,
    })
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
        assert_eq!(names, ["annual-report", "work-plan"]);
    }
}
