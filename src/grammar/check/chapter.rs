//! Chapters: distinct roles, titles and words, and headings that prove them.

use toml::Spanned;

use super::super::chapter::{Chapter, role};
use super::super::file::ChapterFile;
use super::super::mistake::Mistake;
use super::{Checker, strings};

impl Checker<'_> {
    pub(super) fn chapters(&mut self, files: &[ChapterFile]) -> Vec<Chapter> {
        self.distinct(files.iter().map(|file| &file.role), "role");
        self.distinct(files.iter().flat_map(|file| &file.titles), "title");
        self.distinct(files.iter().flat_map(|file| &file.words), "word");
        for file in files {
            self.name(&file.role, "role");
            let texts = file.titles.iter().chain(&file.words);
            for empty in texts.filter(|text| text.get_ref().is_empty()) {
                self.report(Mistake::new(
                    empty.span(),
                    "empty text fits every heading",
                    "",
                ));
            }
            if file.titles.is_empty() && file.words.is_empty() {
                let message = format!(
                    "chapter `{}` has neither titles nor words",
                    file.role.get_ref()
                );
                self.report(Mistake::new(file.role.span(), message, ""));
            }
        }
        let chapters: Vec<Chapter> = files.iter().map(chapter).collect();
        self.headings(files, &chapters);
        chapters
    }

    /// Proves the chapters by headings of reports.
    fn headings(&mut self, files: &[ChapterFile], chapters: &[Chapter]) {
        for file in files {
            for text in &file.example {
                self.heading(text, chapters, file.role.get_ref(), true);
            }
            for text in &file.counterexample {
                self.heading(text, chapters, file.role.get_ref(), false);
            }
        }
    }

    fn heading(
        &mut self,
        text: &Spanned<String>,
        chapters: &[Chapter],
        wanted: &str,
        expected: bool,
    ) {
        let found = role(chapters, text.get_ref());
        if (found == Some(wanted)) == expected {
            return;
        }
        let title = if expected {
            format!("example has another role, expected `{wanted}`")
        } else {
            format!("counterexample has this role, expected `{wanted}`")
        };
        let label = found.map_or("no chapter fits".to_owned(), |found| {
            format!("this is `{found}`")
        });
        let help = "chapters listed first go first; titles go before words";
        self.report(Mistake::new(text.span(), title, label).help(help));
    }
}

fn chapter(file: &ChapterFile) -> Chapter {
    Chapter::new(
        file.role.get_ref().clone(),
        strings(&file.titles),
        strings(&file.words),
    )
}
