//! `gongkai grammar list` and `gongkai grammar check PATH…`: text to print and an exit code.
//!
//! Given grammars or the paths of their files or folders; prints nothing itself.

use std::path::Path;

use unicode_width::UnicodeWidthStr;

use super::language::Language;
use super::message::told;
use crate::error::{Error, Result};
use crate::grammar::{self, Compiled, Grammar, Measures, Registry, Vocabulary};
use crate::language::number_of;

/// What a command has to say and how it ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// For standard output, ending with a line break unless empty.
    pub text: String,
    /// For standard error, ending with a line break unless empty.
    pub errors: String,
    /// 0, or 2 if a grammar cannot be used.
    pub exit_code: u8,
}

/// The grammars of a run, one a line under a head: what each is and how much it holds; the vocabulary
/// last.
#[must_use]
pub fn list(registry: &Registry, language: Language) -> Answer {
    let mut rows = vec![head(language)];
    rows.extend(registry.grammars.iter().map(|one| row(one).to_vec()));
    Answer {
        text: format!(
            "{}{}\n{}\n",
            table(&rows),
            counted(&registry.vocabulary, language),
            measured(&registry.measures, language)
        ),
        errors: String::new(),
        exit_code: 0,
    }
}

/// Names of the columns.
fn head(language: Language) -> Vec<String> {
    let names = [
        ("名称", "name"),
        ("版本", "version"),
        ("类别", "family"),
        ("报表", "forms"),
        ("行", "rows"),
        ("勾稽关系", "relations"),
        ("章", "chapters"),
        ("非正文", "furniture"),
        ("句式", "statements"),
    ];
    let names = names.iter();
    let named = names.map(|(chinese, english)| language.pick(chinese, english).to_owned());
    named.collect()
}

/// Checks grammar files, and those of folders; every mistake of every file is told, and what the sound ones
/// hold.
#[must_use]
pub fn check(paths: &[impl AsRef<Path>], language: Language) -> Answer {
    let mut answer = Answer {
        text: String::new(),
        errors: String::new(),
        exit_code: 0,
    };
    for path in paths.iter().map(AsRef::as_ref) {
        let checked = if path.is_dir() {
            grammar::check_folder(path)
        } else {
            Ok(vec![(path.to_owned(), grammar::check_file(path))])
        };
        match checked {
            Ok(files) => files
                .iter()
                .for_each(|(path, compiled)| answer.add(path, compiled, language)),
            Err(error) => answer.fail(&error, language),
        }
    }
    answer
}

impl Answer {
    /// Says what the file holds, or what is wrong with it.
    fn add(&mut self, path: &Path, compiled: &Result<Compiled>, language: Language) {
        let held = match compiled {
            Ok(Compiled::Grammar(grammar)) => summary(grammar, language),
            Ok(Compiled::Vocabulary(words)) => counted(words, language),
            Ok(Compiled::Measures(measures)) => measured(measures, language),
            Err(error) => return self.fail(error, language),
        };
        let (path, colon) = (path.display(), language.pick("：", ": "));
        self.text += &format!("{path}{colon}{held}\n");
    }

    /// Says the error; mistakes in a grammar say themselves that they are errors.
    fn fail(&mut self, error: &Error, language: Language) {
        let before = match error {
            Error::Grammar(_) => "",
            _ => language.pick("错误：", "error: "),
        };
        self.errors += &format!("{before}{}\n", told(error, language));
        self.exit_code = 2;
    }
}

/// Name, version and counts of a grammar.
fn summary(grammar: &Grammar, language: Language) -> String {
    let counts = row(grammar);
    let [
        name,
        version,
        _,
        forms,
        rows,
        relations,
        chapters,
        furniture,
        statements,
    ] = &counts;
    let n_forms = grammar.forms.len();
    let forms = match (grammar.forms.as_slice(), language) {
        ([], _) => String::new(),
        (_, Language::Chinese) => format!("（{forms}）"),
        (_, Language::English) => format!(" ({forms})"),
    };
    match language {
        Language::Chinese => format!(
            "{name}@{version}，报表 {n_forms} 种{forms}，行 {rows}，勾稽关系 {relations} 条，章 {chapters} 个，非正文 {furniture} 条，句式 {statements} 条"
        ),
        Language::English => format!(
            "{name}@{version}, {}{forms}, {}, {}, {}, {}, {}",
            number_of(n_forms, "form"),
            number_of(rows, "row"),
            number_of(relations, "relation"),
            number_of(chapters, "chapter"),
            number_of(furniture, "furniture pattern"),
            number_of(statements, "statement"),
        ),
    }
}

/// Name, version and counts of a vocabulary.
fn counted(words: &Vocabulary, language: Language) -> String {
    let Vocabulary {
        name,
        version,
        n_lists,
        n_words,
        ..
    } = words;
    match language {
        Language::Chinese => format!("{name}@{version}，词表 {n_lists} 张，词 {n_words} 个"),
        Language::English => format!(
            "{name}@{version}, {}, {}",
            number_of(n_lists, "word list"),
            number_of(n_words, "word"),
        ),
    }
}

/// Name, version and counts of a dictionary of measures.
fn measured(measures: &Measures, language: Language) -> String {
    let (name, version) = (&measures.name, &measures.version);
    let count = measures.measures.len();
    let relations = measures.relations.len();
    let (breaks, renamings) = (measures.breaks.len(), measures.renamings.len());
    match language {
        Language::Chinese => format!(
            "{name}@{version}，指标 {count} 个，跨年勾稽关系 {relations} 条，断点 {breaks} 处，改名 {renamings} 处"
        ),
        Language::English => format!(
            "{name}@{version}, {}, {} across years, {}, {}",
            number_of(count, "measure"),
            number_of(relations, "relation"),
            number_of(breaks, "break"),
            number_of(renamings, "renaming"),
        ),
    }
}

/// Name, version, family, forms and counts of a grammar.
fn row(grammar: &Grammar) -> [String; 9] {
    let forms: Vec<&str> = grammar
        .forms
        .iter()
        .map(|form| form.name.as_str())
        .collect();
    let rows: usize = grammar
        .forms
        .iter()
        .flat_map(|form| &form.tables)
        .map(|table| table.rows.len())
        .sum();
    let relations: usize = grammar.forms.iter().map(|form| form.relations.len()).sum();
    [
        grammar.name.clone(),
        grammar.version.clone(),
        grammar.family.word().to_owned(),
        if forms.is_empty() {
            "-".to_owned()
        } else {
            forms.join(", ")
        },
        rows.to_string(),
        relations.to_string(),
        grammar.chapters.len().to_string(),
        grammar.furniture.len().to_string(),
        grammar.statements.len().to_string(),
    ]
}

/// Cells in columns, two blanks between, no blanks at the end of a line.
fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        rows.iter()
            .filter_map(|row| row.get(column))
            .map(|cell| cell.width())
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            line += cell;
            line.extend(std::iter::repeat_n(' ', width - cell.width() + 2));
        }
        text += line.trim_end();
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_list_has_a_line_for_each_grammar() {
        let answer = list(&Registry::embedded().unwrap(), Language::English);
        let lines: Vec<&str> = answer.text.lines().collect();
        assert_eq!(answer.exit_code, 0);
        let names: Vec<&str> = lines
            .iter()
            .filter_map(|line| line.split_whitespace().next())
            .collect();
        assert_eq!(
            names,
            [
                "name",
                "annual-report",
                "enforcement-report",
                "official-document",
                "proposal-report",
                "work-plan",
                "prose@1,",
                "panel-measures@1,"
            ]
        );
        let head = "annual-report       1        annual-report       stat-2014, form-2019, form-2021     159  ";
        assert!(lines[1].starts_with(head), "{}", lines[1]);
        assert!(lines.iter().all(|line| !line.ends_with(' ')));
    }

    #[test]
    fn a_check_tells_every_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::write(&path, text).unwrap();
            path
        };
        let sound = file(
            "sound.toml",
            "name = \"a\"\nversion = \"3\"\nfamily = \"work-plan\"\n",
        );
        let broken = file(
            "broken.toml",
            "name = \"b\"\nversion = \"1\"\nfamily = \"workplan\"\n",
        );
        let missing = folder.path().join("missing.toml");

        let answer = check(&[&sound], Language::English);
        assert_eq!((answer.exit_code, answer.errors.as_str()), (0, ""));
        assert!(answer.text.ends_with(
            "sound.toml: a@3, 0 forms, 0 rows, 0 relations, 0 chapters, 0 furniture patterns, 0 statements\n"
        ));

        let answer = check(&[&broken, &sound, &missing], Language::English);
        assert_eq!(answer.exit_code, 2);
        assert!(answer.text.contains("sound.toml: a@3"));
        assert!(
            answer
                .errors
                .starts_with("error: unknown family `workplan`\n"),
            "{}",
            answer.errors
        );
        assert!(answer.errors.contains("did you mean `work-plan`?"));
        assert!(
            answer.errors.contains("error: cannot read "),
            "{}",
            answer.errors
        );
    }
    #[test]
    fn a_check_of_a_folder_tells_every_grammar_in_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        let write = |name: &str, text: &str| fs::write(path.join(name), text).unwrap();
        let answer = check(&[path], Language::Chinese);
        assert_eq!(answer.exit_code, 2);
        let empty = "中没有文法；请给出含有 .toml 文件的文件夹\n";
        assert!(answer.errors.ends_with(empty), "{}", answer.errors);

        write("notes.txt", "family = ");
        write("b.toml", "name = \"b\"\nversion = \"1\"\nfamily = \"b\"\n");
        write("a.toml", "name = \"a\"\nversion = \"1\"\nfamily = \"a\"\n");
        let answer = check(&[path], Language::English);
        assert_eq!((answer.exit_code, answer.errors.as_str()), (0, ""));
        let found: Vec<bool> = answer
            .text
            .lines()
            .map(|one| one.contains("a.toml: a@1"))
            .collect();
        assert_eq!(found, [true, false]);

        write("c.toml", "name = \"a\"\nversion = \"2\"\nfamily = \"a\"\n");
        let answer = check(&[path], Language::Chinese);
        assert_eq!(answer.exit_code, 2);
        let twice = "c.toml：文法 `a` 定义了两次\n";
        assert!(answer.errors.ends_with(twice), "{}", answer.errors);

        write("c.toml", "name = ");
        let answer = check(&[path], Language::English);
        assert_eq!((answer.exit_code, answer.text.lines().count()), (2, 2));
        assert!(answer.errors.contains("c.toml:1:"), "{}", answer.errors);
    }
}
