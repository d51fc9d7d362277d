//! From the file as written to the compiled grammar, or to every mistake in it at once.
//!
//! Nothing stops at the first slip: a part that cannot be compiled leaves a mistake behind and the
//! rest is still looked at. Only a file that is not TOML, or has not the fields of one, ends early.

mod chapter;
mod form;
mod furniture;
mod measure;
mod part;
mod relation;
mod statement;
mod vocabulary;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, Deserializer, Error};

use crate::record::{Family, FamilyName, Word};

use super::file::{GrammarFile, RecogniseFile};
use super::measure::Measures;
use super::measure::file::MeasuresFile;
use super::mistake::{Mistake, closest};
use super::mixed::mixed;
use super::model::{Form, Grammar, Recognise, labels};
use super::vocabulary::Vocabulary;
use super::vocabulary::file::VocabularyFile;

pub use furniture::REASONS;

/// Compiles the grammar `source` that stands in the file `path`; `forms` are those that measures may
/// read.
///
/// # Errors
/// Every mistake, rendered for people, in order of position.
pub(super) fn compile(path: &str, source: &str, forms: &[Form]) -> Result<Compiled, Vec<String>> {
    let mut checker = Checker {
        source,
        mistakes: Vec::new(),
        n_lists: 0,
        n_words: 0,
    };
    let (table, errors) = DeTable::parse_recoverable(source);
    errors.iter().for_each(|error| checker.toml(error));
    let compiled = if !errors.is_empty() {
        None
    } else if is_of(table.get_ref(), "measures") {
        let file: Option<MeasuresFile> = checker.parse(table);
        file.map(|file| Compiled::Measures(Box::new(checker.measures(&file, forms))))
    } else if is_of(table.get_ref(), "vocabulary") {
        let file: Option<VocabularyFile> = checker.parse(table);
        file.map(|file| Compiled::Vocabulary(Box::new(checker.vocabulary(&file))))
    } else {
        let file: Option<GrammarFile> = checker.parse(table);
        let grammar = file.and_then(|file| checker.grammar(&file));
        grammar.map(|grammar| Compiled::Grammar(Box::new(grammar)))
    };
    checker.mistakes.sort_by_key(Mistake::start);
    match compiled {
        Some(compiled) if checker.mistakes.is_empty() => Ok(compiled),
        _ => Err(checker
            .mistakes
            .iter()
            .map(|mistake| mistake.render(path, source))
            .collect()),
    }
}

/// What a file of a grammar folder holds.
#[derive(Debug, Clone)]
pub enum Compiled {
    /// A report family.
    Grammar(Box<Grammar>),
    /// The words that running text is read by.
    Vocabulary(Box<Vocabulary>),
    /// What is comparable across forms.
    Measures(Box<Measures>),
}

/// Whether the file says that it is of this kind.
fn is_of(table: &DeTable<'_>, kind: &str) -> bool {
    let named = table.get("kind");
    named.and_then(|named| named.get_ref().as_str()) == Some(kind)
}

/// The file under examination and what was found.
struct Checker<'a> {
    source: &'a str,
    mistakes: Vec<Mistake>,
    /// Word lists seen, and words in them.
    n_lists: usize,
    n_words: usize,
}

impl Checker<'_> {
    /// The file's fields; only the first misplaced field is reported.
    fn parse<T: DeserializeOwned>(&mut self, table: Spanned<DeTable<'_>>) -> Option<T> {
        T::deserialize(Deserializer::from(table))
            .map_err(|error| self.toml(&error))
            .ok()
    }

    fn toml(&mut self, error: &Error) {
        let span = error.span().unwrap_or(0..0);
        let message = error.message();
        let found = [", expected ", ", there are no "].map(|what| message.find(what));
        let end = found.into_iter().flatten().next().unwrap_or(message.len());
        let (title, rest) = message.split_at(end);
        let label = rest.trim_start_matches(", ");
        self.mistakes.push(Mistake::new(span, title, label));
    }

    fn grammar(&mut self, file: &GrammarFile) -> Option<Grammar> {
        self.name(&file.name, "grammar name");
        let family = self.family(file);
        let forms = self.forms(&file.forms);
        let chapters = self.chapters(&file.chapters);
        let furniture = self.all_furniture(&file.furniture);
        let telling = self.telling(&file.telling);
        let statements = self.statements(&file.statements, &telling, &forms);
        let parts = self.parts(&file.parts);
        Some(Grammar {
            name: file.name.get_ref().clone(),
            version: file.version.get_ref().clone(),
            family: family?,
            recognise: recognise(&file.recognise),
            chapters,
            labels: labels(&forms),
            mixed: mixed(&forms),
            forms,
            furniture: furniture.into(),
            telling,
            statements: statements.into(),
            parts,
        })
    }

    /// The family that the file names: one of those that the stages know, or the grammar's own.
    fn family(&mut self, file: &GrammarFile) -> Option<Family> {
        let text = file.family.get_ref().as_str();
        let known = FAMILIES.iter().find(|family| family.word() == text);
        let own = || {
            let name = FamilyName::new(text).filter(|_| text == file.name.get_ref());
            name.map(Family::Named)
        };
        let found = known.copied().or_else(own);
        if found.is_none() {
            let words: Vec<&str> = FAMILIES.iter().map(Family::word).collect();
            let mistake = unknown(&file.family, "family", &words);
            let limit = FamilyName::LONGEST;
            self.report(mistake.help(format!(
                "known are `{}`; a family of its own is called as its grammar is, in {limit} characters at most",
                words.join("`, `")
            )));
        }
        found
    }

    /// Reports `mistake`.
    fn report(&mut self, mistake: Mistake) {
        self.mistakes.push(mistake);
    }

    /// Reports a name that is not made of small letters, digits, `-` and `_`.
    fn name(&mut self, name: &Spanned<String>, what: &str) {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
        if name.get_ref().is_empty() || !name.get_ref().chars().all(fits) {
            let message = format!("{what} `{}` is not a name", name.get_ref());
            self.report(Mistake::new(
                name.span(),
                message,
                "small letters, digits, `-` and `_`",
            ));
        }
    }

    /// The value of a closed set that `text` names.
    fn word<T: Word>(&mut self, text: &Spanned<String>, what: &str, known: &[T]) -> Option<T> {
        let found = known
            .iter()
            .copied()
            .find(|value| value.word() == text.get_ref());
        if found.is_none() {
            let words: Vec<&str> = known.iter().map(|value| value.word()).collect();
            self.unknown(text, what, &words);
        }
        found
    }

    /// Reports that `text` is none of `known`.
    fn unknown(&mut self, text: &Spanned<String>, what: &str, known: &[&str]) {
        self.report(unknown(text, what, known));
    }
}

/// The mistake that `text` is none of `known`.
fn unknown(text: &Spanned<String>, what: &str, known: &[&str]) -> Mistake {
    let message = format!("unknown {what} `{}`", text.get_ref());
    let list: Vec<String> = known.iter().map(|word| format!("`{word}`")).collect();
    let label = match closest(text.get_ref(), known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => String::new(),
    };
    Mistake::new(text.span(), message, label).help(format!("known are {}", list.join(", ")))
}

const FAMILIES: [Family; 3] = [
    Family::AnnualReport,
    Family::WorkPlan,
    Family::OfficialDocument,
];

fn recognise(file: &RecogniseFile) -> Recognise {
    Recognise {
        titles: strings(&file.titles),
        phrases: strings(&file.phrases),
    }
}

/// The values without their places.
fn strings(texts: &[Spanned<String>]) -> Vec<String> {
    texts.iter().map(|text| text.get_ref().clone()).collect()
}

#[cfg(test)]
mod tests;
