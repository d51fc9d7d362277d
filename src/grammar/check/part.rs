//! Parts of official documents: their patterns, and the lines that prove them.

use toml::Spanned;

use crate::record::DocumentPart;

use super::super::file::PartFile;
use super::super::mistake::Mistake;
use super::super::model::{Part, PartNames, PartPlace};
use super::super::pattern::{HOLES, Hole, Pattern, Reads};
use super::{Checker, strings};

const PLACES: [(&str, PartPlace); 3] = [
    ("head", PartPlace::Head),
    ("body", PartPlace::Body),
    ("tail", PartPlace::Tail),
];
const NAMES: [(&str, PartNames); 2] = [
    ("organs", PartNames::Organs),
    ("numbered", PartNames::Numbered),
];

impl Checker<'_> {
    pub(super) fn parts(&mut self, files: &[PartFile]) -> Vec<Part> {
        files.iter().filter_map(|file| self.part(file)).collect()
    }

    /// One part, proved by its lines.
    fn part(&mut self, file: &PartFile) -> Option<Part> {
        let part = self.word(&file.part, "part", &DocumentPart::ALL);
        let place = self.choice(&file.place, "place", &PLACES);
        let names = match &file.names {
            Some(names) => self.choice(names, "cut", &NAMES)?,
            None => PartNames::Whole,
        };
        let part = Part {
            part: part?,
            place: place?,
            patterns: self.part_patterns(&file.patterns),
            more: self.part_patterns(&file.more),
            names,
            ends: strings(&file.ends),
        };
        self.part_lines(file, &part);
        Some(part)
    }

    /// What `text` names among `known`.
    fn choice<T: Copy>(
        &mut self,
        text: &Spanned<String>,
        what: &str,
        known: &[(&str, T)],
    ) -> Option<T> {
        let found = known.iter().find(|(word, _)| word == text.get_ref());
        if found.is_none() {
            let words: Vec<&str> = known.iter().map(|(word, _)| *word).collect();
            self.unknown(text, what, &words);
        }
        found.map(|(_, value)| *value)
    }

    fn part_patterns(&mut self, sources: &[Spanned<String>]) -> Vec<Pattern> {
        let mut holes = HOLES.to_vec();
        holes.push(Hole {
            name: "value",
            reads: Reads::Run(|character| character != '\n'),
            begins: None,
        });
        let mut patterns = Vec::new();
        for source in sources {
            if !source.get_ref().contains("{value}") {
                let mistake = Mistake::new(source.span(), "pattern takes nothing", "");
                self.report(mistake.help("write `{value}` where the text of the part stands"));
            }
            patterns.extend(self.compiled(source, Pattern::with_holes(source.get_ref(), &holes)));
        }
        patterns
    }

    /// Reports patterns without example, examples that nothing fits, counterexamples that are taken.
    fn part_lines(&mut self, file: &PartFile, part: &Part) {
        let sources = file.patterns.iter().chain(&file.more);
        for (source, pattern) in sources.zip(part.patterns.iter().chain(&part.more)) {
            let fits = |line: &Spanned<String>| pattern.whole(line.get_ref()).is_some();
            if !file.example.iter().any(fits) {
                let help = "every pattern needs a line that it fits under `example`";
                self.report(Mistake::new(source.span(), "pattern fits no example", "").help(help));
            }
        }
        for line in &file.example {
            if taken(part, line.get_ref())
                .or(part.more(line.get_ref()))
                .is_none()
            {
                let message = format!("example of `{}` is not matched", file.part.get_ref());
                self.report(Mistake::new(line.span(), message, "no pattern fits"));
            }
        }
        for line in &file.counterexample {
            if let Some(value) = taken(part, line.get_ref()) {
                let message = format!("counterexample of `{}` is matched", file.part.get_ref());
                self.report(Mistake::new(
                    line.span(),
                    message,
                    format!("`{value}` is taken from it"),
                ));
            }
        }
    }
}

/// What `part` takes from `line`.
fn taken<'t>(part: &'t Part, line: &'t str) -> Option<&'t str> {
    part.value(line).filter(|value| part.allows(value))
}
