//! Invented reports and work plans, with all that is known of them: for tests, benches and
//! demonstrations at any scale.
//!
//! Given grammars, a seed and a layout, returns a text and its gold; the same seed gives the same
//! bytes everywhere. Official labels come from the grammars, everything else is made up. It knows
//! nothing of how documents are read.

mod equations;
mod figures;
mod lay;
mod organ;
mod passage;
mod plan;
mod random;
mod report;
mod sheet;
mod style;

use crate::eval::gold::{Fate, Gold, GoldCheck, GoldFact, GoldTable, Position};
use crate::grammar::{Form, Grammar, Registry};
use crate::record::{Applicant, BlockKind, Family, Severity, ValueState, Word};

pub use equations::{Equation, FormCell, Shape};
pub use figures::{MISTAKES, Mistake};
pub use lay::{LAYOUTS, Layout};
pub use organ::{Level, Organ};
pub use random::Random;
pub use report::{SLIPS, Slip};
pub use sheet::{Part, Sheet, SheetCell, SheetRow};
pub use style::{Style, Zeros};

use figures::{fill, plant};
use passage::Page;
use report::{Author, Told};
use sheet::{Column, Drawing, cells, draw};

/// A document and all that is known of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Generated {
    /// File name without extension.
    pub name: String,
    /// The text.
    pub text: String,
    /// What stands in it.
    pub gold: Gold,
    /// The mistake that was made in its figures.
    pub planted: Option<Planted>,
}

/// A mistake in the figures of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planted {
    /// Its kind.
    pub mistake: Mistake,
    /// The facts that it changed, by their place in the list.
    pub facts: Vec<usize>,
}

/// A table, or a line between two parts of one.
#[derive(Debug, Clone, PartialEq)]
pub enum Segment {
    /// A table or part of one.
    Table(Sheet),
    /// A line of the page.
    Line(String),
}

/// What a report shall be like, apart from chance.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// How it is set; chance decides if it is not said.
    pub style: Option<Style>,
    /// A mistake in its figures.
    pub mistake: Option<Mistake>,
    /// A mistake in its sentences.
    pub slip: Option<Slip>,
    /// Value columns of the 2014 form; 0 and 1 are the ordinary one.
    pub scopes: usize,
    /// Whose report it is; chance decides if it is not said.
    pub organ: Option<Organ>,
    /// The year it reports on; chance decides if it is not said.
    pub year: Option<i32>,
    /// The last group of outcomes is one row without rows below it, as in the form of 2019.
    pub childless: bool,
}

/// The kind of document that is no report.
pub const WORK_PLAN: &str = "work-plan";

/// Writes documents after the forms of some grammars.
#[derive(Debug, Clone)]
pub struct Generator {
    forms: Vec<(Grammar, Form, Shape)>,
}

/// Heads of several value columns.
const SCOPES: [&str; 4] = ["部门", "乡镇街道", "社区", "本年累计"];

impl Generator {
    /// Prepares the forms of `grammars`; the reports that are written are those of open government.
    #[must_use]
    pub fn new(grammars: &Registry) -> Self {
        let reports = grammars.grammars.iter();
        let reports = reports.filter(|grammar| grammar.family == Family::AnnualReport);
        let forms = reports.flat_map(|grammar| {
            grammar
                .forms
                .iter()
                .map(|form| (grammar.clone(), form.clone(), Shape::new(form)))
        });
        Self {
            forms: forms.collect(),
        }
    }

    /// Names of the forms, in order.
    pub fn forms(&self) -> impl Iterator<Item = &str> {
        self.forms.iter().map(|(_, form, _)| form.name.as_str())
    }

    /// Names of all kinds of documents that can be written: the forms, and work plans.
    pub fn kinds(&self) -> impl Iterator<Item = &str> {
        self.forms().chain(std::iter::once(WORK_PLAN))
    }

    /// A report after the form called `form`, or a work plan if that is its name; `None` if there is no
    /// such form.
    #[must_use]
    pub fn report(
        &self,
        seed: u64,
        form: &str,
        layout: Layout,
        options: &Options,
    ) -> Option<Generated> {
        self.altered(seed, form, layout, options, |sheet, _| {
            vec![Segment::Table(sheet)]
        })
    }

    /// A report whose tables `alter` changes before they are laid out; it must keep the facts true.
    #[must_use]
    pub fn altered(
        &self,
        seed: u64,
        form: &str,
        layout: Layout,
        options: &Options,
        mut alter: impl FnMut(Sheet, &mut [GoldFact]) -> Vec<Segment>,
    ) -> Option<Generated> {
        if form == WORK_PLAN {
            return Some(plan(seed, layout));
        }
        let (grammar, form, shape) = self.forms.iter().find(|(_, known, _)| known.name == form)?;
        let mut random = Random::stream(seed, 0);
        let invented = Organ::invent(&mut random);
        let organ = options.organ.clone().unwrap_or(invented);
        let last = form.last_year.unwrap_or(form.first_year + 4);
        let drawn = form.first_year
            + i32::try_from(random.below(usize::try_from(last - form.first_year + 1).unwrap_or(1)))
                .unwrap_or(0);
        let year = options.year.unwrap_or(drawn);
        let style = options
            .style
            .clone()
            .unwrap_or_else(|| style(&mut random, &organ, layout, form));
        let mut planted = None;
        let scopes = if form.tables.iter().all(|table| table.repeats) {
            options.scopes
        } else {
            1
        };
        let columns: Vec<Column> = (0..scopes.max(1))
            .map(|number| {
                let mut values = fill(form, shape, &organ, &mut random);
                if let Some(mistake) = options.mistake.filter(|_| number == 0) {
                    let cells = plant(form, shape, &mut values, mistake, &mut random);
                    planted = cells.map(|cells| (mistake, cells));
                }
                let head = (scopes > 1).then(|| SCOPES[number % SCOPES.len()].to_owned());
                Column { head, values }
            })
            .collect();
        let table = Drawing {
            form,
            shape,
            columns: &columns,
            style: &style,
            childless: options.childless,
        };
        let (sheets, mut facts) = draw(&table, &mut random);
        let planted = planted.map(|(mistake, cells)| Planted {
            mistake,
            // Facts are drawn cell by cell, and for each cell column by column.
            facts: cells.iter().map(|at| at * columns.len()).collect(),
        });
        let tables = sheets
            .into_iter()
            .map(|sheet| alter(sheet, &mut facts))
            .collect::<Vec<_>>();
        let mut page = Page::new(
            layout.wraps(),
            matches!(layout, Layout::Pipe | Layout::Html),
        );
        let told = told(&facts);
        let author = Author {
            grammar,
            form,
            organ: &organ,
            year,
            told,
            page: &mut page,
            random: &mut random,
            slip: options.slip,
        };
        write(author, form, &tables, layout);
        page.writer.place(&mut facts);
        let checks = page.gold.checks.get_or_insert_default();
        checks.extend(expected(shape, &facts, planted.as_ref()));
        page.cite_labels();
        page.gold.cells = Some(cells(&tables, &facts));
        page.gold.facts = Some(facts);
        Some(Generated {
            name: format!("{}-{}-{seed:06}", form.name, layout.name()),
            text: page.writer.text,
            gold: page.gold,
            planted,
        })
    }

    /// Works out anew which relations must fail, after values have gone.
    pub fn recheck(&self, document: &mut Generated) {
        let named = document.gold.fields.get("form");
        let found = self
            .forms
            .iter()
            .find(|(_, form, _)| named == Some(&form.name));
        if let Some(((.., shape), facts)) = found.zip(document.gold.facts.as_ref()) {
            let checks = expected(shape, facts, document.planted.as_ref());
            let known = document.gold.checks.get_or_insert_default();
            known.retain(|check| check.rule.is_empty());
            known.extend(checks);
        }
    }
}

/// A work plan; only its page depends on the layout.
fn plan(seed: u64, layout: Layout) -> Generated {
    let mut random = Random::stream(seed, 1);
    let organ = loop {
        let organ = Organ::invent(&mut random);
        if matches!(organ.level, Level::City | Level::County) && organ.kind != "区" {
            break organ;
        }
    };
    let year = 2012 + i32::try_from(random.below(13)).unwrap_or(0);
    let mut page = Page::new(
        layout.wraps(),
        matches!(layout, Layout::Pipe | Layout::Html),
    );
    plan::write(&mut page, &organ, year, &mut random);
    page.gold.facts = Some(Vec::new());
    page.gold.checks = Some(Vec::new());
    page.gold.tables = Some(Vec::new());
    Generated {
        name: format!("{WORK_PLAN}-{}-{seed:06}", layout.name()),
        text: page.writer.text,
        gold: page.gold,
        planted: None,
    }
}

/// Any style that the layout can show without loss.
fn style(random: &mut Random, organ: &Organ, layout: Layout, form: &Form) -> Style {
    let mut style = Style::any(random, organ.makes_rules());
    let single = form.tables.iter().all(|table| table.repeats);
    let traceless = !layout.shows_blanks() && (!single || layout != Layout::RowMajor);
    if traceless && style.zeros == Zeros::Blank {
        style.zeros = Zeros::Printed;
    }
    style.index_column &= !matches!(layout, Layout::ColumnMajor);
    style
}

/// The report from title to signature.
fn write(mut author: Author, form: &Form, tables: &[Vec<Segment>], layout: Layout) {
    author.opening();
    author.chapter(1, "overview");
    author.overview();
    if tables.len() == 1 {
        author.chapter(2, "problems");
        author.problems();
        author.chapter(3, "other");
        author.closing();
        let caption = form.titles.first().cloned().unwrap_or_default();
        author.page.line("附件");
        author
            .page
            .caption(&format!("{}{caption}", author.organ.region));
        author.page.caption(&format!("（{}年度）", author.year));
        table(&mut author, &tables[0], layout);
        return;
    }
    for (number, (role, segments)) in ["proactive", "requests", "review"]
        .iter()
        .zip(tables)
        .enumerate()
    {
        author.chapter(number + 2, role);
        table(&mut author, segments, layout);
    }
    author.chapter(5, "problems");
    author.problems();
    author.chapter(6, "other");
    author.closing();
}

/// A table in its parts.
fn table(author: &mut Author, segments: &[Segment], layout: Layout) {
    for segment in segments {
        match segment {
            Segment::Table(sheet) => {
                let start = author.page.writer.text.len();
                layout.write(sheet, &mut author.page.writer, author.random);
                author.page.block(BlockKind::Table, start);
                let text = author.page.writer.text[start..].trim_end();
                author
                    .page
                    .gold
                    .tables
                    .get_or_insert_default()
                    .push(GoldTable {
                        form_table: Some(sheet.table),
                        layout: Some(layout.printed().word().to_owned()),
                        transposed: sheet.transposed,
                        at: Position::span(start, start + text.len()),
                    });
            }
            Segment::Line(line) => author.page.writer.text(&format!("\n{line}\n\n")),
        }
        author.page.writer.end_line();
    }
    author.page.writer.text("\n");
}

/// What the sentences may say of requests.
fn told(facts: &[GoldFact]) -> Told {
    let value = |codes: [&str; 2]| {
        let found = facts.iter().find(|fact| {
            codes.contains(&fact.indicator.as_str())
                && matches!(fact.applicant, None | Some(Applicant::Total))
        });
        found.and_then(|fact| fact.value).unwrap_or(0.0)
    };
    Told {
        received: value(["requests.new", "requests.received"]),
        carried_in: value(["requests.carried_in", ""]),
        answered: value(["requests.outcome.total", "requests.answered"]),
        carried_out: value(["requests.carried_out", ""]),
    }
}

/// The relations that must fail, by the cells as they can be read.
fn expected(shape: &Shape, facts: &[GoldFact], planted: Option<&Planted>) -> Vec<GoldCheck> {
    let cell = |at: &usize| (facts[*at].indicator.clone(), facts[*at].applicant);
    let changed: Vec<(String, Option<Applicant>)> = planted.map_or(Vec::new(), |planted| {
        planted.facts.iter().map(cell).collect()
    });
    // Facts of rows that the form lacks come after all others.
    let columns = facts.len() / shape.cells.len().max(1);
    let mut checks = Vec::new();
    for number in 0..columns {
        let of_column: Vec<&GoldFact> = facts.iter().skip(number).step_by(columns).collect();
        let gone = |at: usize| of_column[at].fate == Fate::Destroyed;
        let read: Vec<Option<f64>> = of_column
            .iter()
            .map(|fact| fact.value.filter(|_| fact.state == ValueState::Value))
            .collect();
        for equation in shape.failing(&read) {
            if equation.severity == Severity::Note || equation.cells().any(gone) {
                continue;
            }
            checks.push(GoldCheck {
                rule: equation.rule.clone(),
                scope: equation
                    .scope
                    .clone()
                    .or_else(|| of_column.first()?.scope.clone()),
                planted: planted.map(|planted| planted.mistake.name().to_owned()),
                cells: changed.clone(),
                ..GoldCheck::default()
            });
        }
    }
    checks
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn blocks_are_all_of_the_text_in_order() {
        let generator = Generator::new(&Registry::embedded().unwrap());
        for kind in generator.kinds() {
            for layout in LAYOUTS {
                let made = generator.report(11, kind, layout, &Options::default());
                let made = made.unwrap();
                let mut end = 0;
                let mut found: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
                for block in made.gold.blocks.as_ref().unwrap() {
                    let span = block.at.span.unwrap();
                    let between = &made.text[end..span.start];
                    assert_eq!(between.trim(), "", "{} at {end}", made.name);
                    let text = span.text(&made.text);
                    assert_eq!(text, text.trim());
                    assert!(!text.is_empty());
                    found.entry(block.kind.word()).or_default().push(text);
                    end = span.end;
                }
                assert_eq!(made.text[end..].trim(), "", "{}", made.name);
                check_kinds(&made, &found);
            }
        }
    }

    /// Headings and tables are those that other lists of gold name, captions those of the one form
    /// whose table has a title.
    fn check_kinds(made: &Generated, found: &BTreeMap<&str, Vec<&str>>) {
        let of = |kind: &str| found.get(kind).map_or(&[][..], Vec::as_slice);
        let sections = made.gold.sections.iter().flatten();
        let alone: Vec<&str> = sections
            .filter(|section| section.level < 3)
            .map(|section| section.at.span.unwrap().text(&made.text))
            .collect();
        let headings: Vec<&str> = of("heading")
            .iter()
            .map(|heading| heading.trim_start_matches(['#', ' ']))
            .collect();
        assert_eq!(headings, alone, "{}", made.name);
        let tables = made.gold.tables.iter().flatten();
        let tables: Vec<&str> = tables
            .map(|table| table.at.span.unwrap().text(&made.text).trim_start())
            .collect();
        assert_eq!(of("table"), tables, "{}", made.name);
        let titled = made.name.starts_with("stat-2014");
        assert_eq!(of("caption").len(), if titled { 2 } else { 0 });
        assert!(of("paragraph").len() > 5, "{}", made.name);
        assert!(of("paragraph").iter().all(|text| !text.contains('\t')));
    }
}
