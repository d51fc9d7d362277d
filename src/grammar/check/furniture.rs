//! Page furniture: patterns, and the lines that prove them.

use toml::Spanned;

use super::super::file::FurnitureFile;
use super::super::mistake::{Mistake, inside};
use super::super::model::Furniture;
use super::super::pattern::{Pattern, PatternError};
use super::Checker;

/// Why furniture is set aside: the words that `blocks.reason` may hold for it.
pub const REASONS: &[&str] = &[
    "page-number",
    "rule",
    "image-placeholder",
    "markup",
    "field-residue",
    "site-header",
    "menu",
    "breadcrumb",
    "article-meta",
    "page-control",
    "link-list",
    "site-footer",
];

impl Checker<'_> {
    pub(super) fn all_furniture(&mut self, files: &[FurnitureFile]) -> Vec<Furniture> {
        files.iter().flat_map(|file| self.furniture(file)).collect()
    }

    /// The patterns of one entry, each proved.
    fn furniture(&mut self, file: &FurnitureFile) -> Vec<Furniture> {
        if !REASONS.contains(&file.reason.get_ref().as_str()) {
            self.unknown(&file.reason, "reason", REASONS);
        }
        let whole_line = self.whole_line(file.place.as_ref());
        let mut all = Vec::new();
        for source in &file.patterns {
            let Some(pattern) = self.pattern(source) else {
                continue;
            };
            let furniture = Furniture {
                reason: file.reason.get_ref().clone(),
                pattern,
                whole_line,
                strong: file.strong,
            };
            if !file
                .example
                .iter()
                .any(|line| furniture.find(line.get_ref()).is_some())
            {
                let help = "every pattern needs a line that it fits under `example`";
                self.report(Mistake::new(source.span(), "pattern fits no example", "").help(help));
            }
            all.push(furniture);
        }
        if all.len() == file.patterns.len() {
            self.lines(file, &all);
        }
        all
    }

    fn whole_line(&mut self, place: Option<&Spanned<String>>) -> bool {
        if let Some(place) =
            place.filter(|place| !["line", "anywhere"].contains(&place.get_ref().as_str()))
        {
            self.unknown(place, "place", &["line", "anywhere"]);
        }
        place.is_none_or(|place| place.get_ref() == "line")
    }

    /// Reports examples that nothing fits and counterexamples that something fits.
    fn lines(&mut self, file: &FurnitureFile, all: &[Furniture]) {
        let fit =
            |line: &Spanned<String>| all.iter().find(|one| one.find(line.get_ref()).is_some());
        for line in file.example.iter().filter(|line| fit(line).is_none()) {
            let message = format!("example of `{}` is not matched", file.reason.get_ref());
            self.report(Mistake::new(line.span(), message, "no pattern fits"));
        }
        for line in &file.counterexample {
            if let Some(one) = fit(line) {
                let message = format!("counterexample of `{}` is matched", file.reason.get_ref());
                self.report(Mistake::new(
                    line.span(),
                    message,
                    format!("by `{}`", one.pattern.source()),
                ));
            }
        }
    }

    /// Compiles a pattern; a slip is shown where it stands inside the pattern.
    fn pattern(&mut self, source: &Spanned<String>) -> Option<Pattern> {
        self.compiled(source, Pattern::compile(source.get_ref()))
    }

    /// The pattern, or its slip reported.
    pub(super) fn compiled(
        &mut self,
        source: &Spanned<String>,
        compiled: Result<Pattern, PatternError>,
    ) -> Option<Pattern> {
        match compiled {
            Ok(pattern) => Some(pattern),
            Err(error) => {
                let mistake =
                    Mistake::new(inside(source, error.range, self.source), error.message, "");
                self.report(match error.help {
                    Some(help) => mistake.help(help),
                    None => mistake,
                });
                None
            }
        }
    }
}
