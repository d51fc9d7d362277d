//! A grammar after all checks: what the stages read. It cannot be invalid.

use std::collections::BTreeSet;

use crate::record::{Applicant, CheckKind, DocumentPart, Family, Severity};

use super::chapter::{Chapter, core, role};
use super::pattern::Pattern;
use super::rules::Rules;
use super::statement::{Statement, Telling};

/// A report family, compiled.
#[derive(Debug, Clone)]
pub struct Grammar {
    /// Short name, such as `annual-report`.
    pub name: String,
    /// Version, printed beside the name.
    pub version: String,
    /// Family that documents of this grammar belong to.
    pub family: Family,
    /// What speaks for the family.
    pub recognise: Recognise,
    /// Chapters and their roles.
    pub chapters: Vec<Chapter>,
    /// Official forms.
    pub forms: Vec<Form>,
    /// Forms of which one table is another form's: an office that fills in the sheet of another year.
    pub mixed: Vec<Form>,
    /// Lines that belong to the page and not to the document.
    pub furniture: Rules<Furniture>,
    /// How sentences say of whom and of when they speak.
    pub telling: Telling,
    /// Standing phrases that report an indicator.
    pub statements: Rules<Statement>,
    /// Parts of an official document and what they look like.
    pub parts: Vec<Part>,
    /// Labels of all rows of all forms, without marks.
    pub(crate) labels: BTreeSet<String>,
}

/// Evidence for a family: none is a precondition.
#[derive(Debug, Clone, Default)]
pub struct Recognise {
    /// Words that the title ends with, such as 年度报告.
    pub titles: Vec<String>,
    /// Phrases of the body, such as 本报告.
    pub phrases: Vec<String>,
}

/// What a part of an official document looks like: a whole line without blanks.
#[derive(Debug, Clone)]
pub struct Part {
    /// Which part it is.
    pub part: DocumentPart,
    /// Where it stands.
    pub place: PartPlace,
    /// What it looks like; each has a hole `value`.
    pub patterns: Vec<Pattern>,
    /// What the lines look like that it goes on with, right below.
    pub more: Vec<Pattern>,
    /// How its text is cut into names.
    pub names: PartNames,
    /// Words one of which ends each name; any name will do if there are none.
    pub ends: Vec<String>,
}

impl Part {
    /// Whether `value` ends as the names of the part do; of the clauses of a list of organs the first and
    /// half of the others, for some address a farm or a station.
    #[must_use]
    pub fn allows(&self, value: &str) -> bool {
        let ends = |text: &str| {
            let text = text.trim_end_matches(['。', '）', ')']);
            self.ends.is_empty() || self.ends.iter().any(|end| text.ends_with(end.as_str()))
        };
        match self.names {
            PartNames::Organs => {
                let mut clauses = value.split(CLAUSE_ENDS);
                let first = clauses.next().is_some_and(ends);
                let (others, ended) = clauses.fold((0, 0), |(others, ended), clause| {
                    (others + 1, ended + usize::from(ends(clause)))
                });
                first && ended * 2 >= others
            }
            PartNames::Whole | PartNames::Numbered => ends(value),
        }
    }

    /// What of `line` the part says, by the first pattern that fits all of it.
    #[must_use]
    pub fn value<'t>(&'t self, line: &'t str) -> Option<&'t str> {
        first_value(&self.patterns, line)
    }

    /// What of `line` a part goes on with.
    #[must_use]
    pub fn more<'t>(&'t self, line: &'t str) -> Option<&'t str> {
        first_value(&self.more, line)
    }
}

/// Marks between the clauses of a list of organs.
pub(crate) const CLAUSE_ENDS: [char; 4] = ['，', ',', '；', ';'];

fn first_value<'t>(patterns: &'t [Pattern], line: &'t str) -> Option<&'t str> {
    let mut found = patterns.iter().filter_map(|pattern| pattern.whole(line));
    found.find_map(|found| found.get("value"))
}

/// Where a part of an official document stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartPlace {
    /// Between the title and the text.
    Head,
    /// Below the title.
    Body,
    /// Among the last lines.
    Tail,
}

/// How the text of a part is cut into names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartNames {
    /// Not at all.
    Whole,
    /// Organs, between 、 and ，.
    Organs,
    /// Titles, behind 1. 2. 3.
    Numbered,
}

/// A kind of line or passage that is set aside.
#[derive(Debug, Clone)]
pub struct Furniture {
    /// Reason printed in `blocks.reason`, such as `page-number`.
    pub reason: String,
    /// What it looks like.
    pub pattern: Pattern,
    /// Whole line, or anywhere in the line.
    pub whole_line: bool,
    /// Only web pages have it: it speaks for the picture of a page around it.
    pub strong: bool,
}

impl Furniture {
    /// The part of `line` that is furniture: all but the blanks at its ends, or the leftmost stretch.
    #[must_use]
    pub fn find<'a>(&'a self, line: &'a str) -> Option<&'a str> {
        let found = if self.whole_line {
            self.pattern.whole(line.trim())
        } else {
            self.pattern.find(line)
        };
        found.map(|found| found.text)
    }
}

impl Grammar {
    /// Role of the chapter whose heading is `title`, without its number and inner blanks.
    ///
    /// A chapter that has the title goes before one that has a word of it; of those, the first in
    /// the grammar.
    #[must_use]
    pub fn role(&self, title: &str) -> Option<&str> {
        role(&self.chapters, title)
    }
}

/// An official form: its tables and the arithmetic between their cells.
#[derive(Debug, Clone)]
pub struct Form {
    /// Name, such as `form-2021`.
    pub name: String,
    /// First year reported with it.
    pub first_year: i32,
    /// Last year reported with it, if it is no longer used.
    pub last_year: Option<i32>,
    /// Titles of the document part that holds it.
    pub titles: Vec<String>,
    /// Tables in the order of the form.
    pub tables: Vec<FormTable>,
    /// Relations between cells.
    pub relations: Vec<Relation>,
}

/// Labels of all rows of `forms` with their numbers, without marks.
pub(crate) fn labels(forms: &[Form]) -> BTreeSet<String> {
    let tables = forms.iter().flat_map(|form| &form.tables);
    let rows = tables.flat_map(|table| &table.rows);
    let labels = rows.flat_map(|row| row.aliases.iter().chain([&row.label]));
    let cores = labels.map(|label| core(label));
    cores.filter(|label| !label.is_empty()).collect()
}

/// One table of a form.
#[derive(Debug, Clone)]
pub struct FormTable {
    /// Name of the form that it is a table of.
    pub form: String,
    /// Number within the form: the chapter it stands in.
    pub number: i32,
    /// Words that stand in its header cells.
    pub header_words: Vec<String>,
    /// The value column may be repeated, once for each scope (部门, 社区, 本年累计 …).
    pub repeats: bool,
    /// Rows in the order of the form.
    pub rows: Vec<FormRow>,
    /// How it is printed.
    pub print: Print,
}

/// What stands around the cells of a table on the official form: only to print it, never to read it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Print {
    /// Title above the table.
    pub title: String,
    /// Heads of the labels, of the units and of the values; only those that the form has.
    pub heads: Vec<String>,
    /// Column heads, each with what is printed above it, `/` between levels.
    pub above: Vec<(String, String)>,
    /// Row labels, each with what is printed above its row.
    pub blocks: Vec<(String, String)>,
}

/// One row of a form.
#[derive(Debug, Clone)]
pub struct FormRow {
    /// Code of the row: of its indicator, or of the group it heads. Empty for rows whose columns
    /// are indicators of their own.
    pub code: String,
    /// Label as printed on the form, with its number. Empty for a row of values without label.
    pub label: String,
    /// Other wordings of the label.
    pub aliases: Vec<String>,
    /// Index, within the table, of the heading that this row stands under.
    pub parent: Option<usize>,
    /// A heading: carries no value on the form.
    pub heading: bool,
    /// Its value cells from left to right. A heading has those that it would have if it were a row.
    pub slots: Vec<Slot>,
}

/// A value cell of a form.
#[derive(Debug, Clone, PartialEq)]
pub struct Slot {
    /// Code of the indicator.
    pub code: String,
    /// Column head as printed on the form; empty if the table has one value column.
    pub head: String,
    /// Applicant axis.
    pub applicant: Option<Applicant>,
    /// Unit; `None` if the document prints it.
    pub unit: Option<String>,
    /// May be negative (本年增/减).
    pub signed: bool,
}

/// A relation between cells of a form.
#[derive(Debug, Clone)]
pub struct Relation {
    /// Stable id, such as `form-2021/t3.total`.
    pub id: String,
    /// Sum, identity or order.
    pub kind: CheckKind,
    /// What the operands are.
    pub axis: Axis,
    /// Terms that are added up on the left.
    pub left: Vec<Operand>,
    /// Comparison.
    pub comparison: Comparison,
    /// Terms that are added up on the right.
    pub right: Vec<Operand>,
    /// Weight of a failure. Only `Error` and `Warning` count as evidence.
    pub severity: Severity,
    /// What it says, in Chinese.
    pub message: String,
}

/// What a relation's operands name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Axis {
    /// Indicator codes; tested in every column.
    Rows,
    /// Applicant columns; tested in every row of that axis.
    Columns,
}

/// One term of a relation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operand {
    /// An indicator. A heading without a printed value stands for the sum of its children.
    Code(String),
    /// An applicant column.
    Applicant(Applicant),
}

/// How the sides of a relation compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// Left equals right.
    Equal,
    /// Left is at most right.
    AtMost,
}
