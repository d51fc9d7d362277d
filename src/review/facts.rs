//! The facts as the form prints them: a table for each table of the form, a cell for each fact.

use std::collections::{BTreeMap, HashMap};

use super::html::{Html, Name, Open, Tag};
use super::mark::Standing;
use crate::extract::Extraction;
use crate::finding::shown;
use crate::grammar::{Form, FormRow, FormTable, Registry};
use crate::language::Language;
use crate::record::{Applicant, Fact, FactSource, ValueState, Word};
use crate::text::Place;

/// Value columns of a table; a form with more of them is shown in several.
const MOST_COLUMNS: usize = 12;

/// What forms call their rows and columns.
pub(crate) struct Labels<'a> {
    form: Option<&'a Form>,
    rows: HashMap<&'a str, String>,
    applicants: HashMap<&'static str, &'a str>,
    /// Language of what the form does not name.
    pub(crate) language: Language,
}

/// A row of a table as it is shown.
struct Line<'a> {
    code: &'a str,
    label: String,
    heading: bool,
}

/// A value column: scope and applicant.
type Column<'a> = (Option<&'a str>, Option<Applicant>);

impl<'a> Labels<'a> {
    /// Labels of the form called `form`.
    pub(crate) fn new(grammars: &'a Registry, form: Option<&str>, language: Language) -> Self {
        let form = named(grammars, form);
        let labels = Self {
            form,
            rows: HashMap::new(),
            applicants: HashMap::new(),
            language,
        };
        labels.and(form)
    }

    /// With the labels of another form, called `form`, for what its own does not know.
    pub(crate) fn with(self, grammars: &'a Registry, form: Option<&str>) -> Self {
        self.and(named(grammars, form))
    }

    fn and(mut self, form: Option<&'a Form>) -> Self {
        for row in form
            .iter()
            .flat_map(|form| &form.tables)
            .flat_map(|one| &one.rows)
        {
            self.add(row);
        }
        self
    }

    fn add(&mut self, row: &'a FormRow) {
        for line in lines(row) {
            self.rows.entry(line.code).or_insert(line.label);
        }
        for slot in &row.slots {
            if let Some(applicant) = slot.applicant {
                self.applicants
                    .entry(applicant.word())
                    .or_insert(&slot.head);
            }
        }
    }

    /// What the form calls the indicator; its code if no form knows it.
    pub(crate) fn row<'b>(&'b self, code: &'b str) -> &'b str {
        self.rows.get(code).map_or(code, String::as_str)
    }

    /// The label without number and remarks: as short as it can be told from others.
    pub(crate) fn short<'b>(&'b self, code: &'b str) -> &'b str {
        let Some(label) = self.rows.get(code) else {
            return code;
        };
        let bare = label.trim_start_matches(|one: char| !is_end_of_number(one));
        let bare = bare.trim_start_matches(is_end_of_number);
        let bare = if bare.is_empty() || bare.len() + 16 < label.len() {
            label
        } else {
            bare
        };
        let cut = bare.find(['（', '(']).filter(|at| *at > 0);
        cut.map_or(bare, |at| &bare[..at])
    }

    /// Head of an applicant's column.
    pub(crate) fn applicant(&self, applicant: Applicant) -> &str {
        let known = self.applicants.get(applicant.word()).copied();
        let chinese = self.language == Language::Chinese;
        known.filter(|_| chinese).unwrap_or(applicant.word())
    }

    fn column(&self, (scope, applicant): Column) -> String {
        let applicant = applicant.map(|one| self.applicant(one));
        let parts: Vec<&str> = scope.into_iter().chain(applicant).collect();
        parts.join(" · ")
    }
}

/// The form called `name`.
fn named<'a>(grammars: &'a Registry, name: Option<&str>) -> Option<&'a Form> {
    let mut forms = grammars.grammars.iter().flat_map(|one| &one.forms);
    name.and_then(|name| forms.find(|one| one.name == name))
}

/// What ends the number of a row: `一、`, `（一）`, `1.`.
fn is_end_of_number(one: char) -> bool {
    matches!(one, '、' | '）' | '.' | '．' | '：')
}

/// The rows that a row of a form is shown as: one, or one for each column that is its own indicator.
fn lines(row: &FormRow) -> Vec<Line<'_>> {
    let own = row.slots.iter().all(|slot| slot.code == row.code);
    if own || row.heading {
        return vec![Line {
            code: &row.code,
            label: row.label.clone(),
            heading: row.heading,
        }];
    }
    let line = |slot: &'_ crate::grammar::Slot| match row.label.is_empty() {
        true => slot.head.clone(),
        false => format!("{} · {}", row.label, slot.head),
    };
    row.slots
        .iter()
        .map(|slot| Line {
            code: &slot.code,
            label: line(slot),
            heading: false,
        })
        .collect()
}

/// Writes all facts.
pub(crate) fn facts(html: &mut Html, extraction: &Extraction, labels: &Labels) {
    let (tables, prose): (Vec<&Fact>, Vec<&Fact>) = extraction
        .facts
        .iter()
        .partition(|fact| fact.source == FactSource::Table);
    let mut rest: Vec<&Fact> = tables;
    for table in labels.form.iter().flat_map(|form| &form.tables) {
        let (mine, others) = rest
            .into_iter()
            .partition(|fact| prints(table, &fact.indicator));
        rest = others;
        let mine: Vec<&Fact> = mine;
        if !mine.is_empty() {
            let lines: Vec<Line> = table.rows.iter().flat_map(lines).collect();
            let title = title(extraction, &mine, table.number, labels.language);
            group(html, &title, &lines, &mine, labels);
        }
    }
    let told = labels.language.pick("正文所报", "Told in sentences");
    for (title, facts) in [
        (labels.language.pick("其他表格", "Other tables"), rest),
        (told, prose),
    ] {
        if !facts.is_empty() {
            group(html, title, &unknown(&facts, labels), &facts, labels);
        }
    }
}

fn prints(table: &FormTable, code: &str) -> bool {
    let mut slots = table.rows.iter().flat_map(|row| &row.slots);
    slots.any(|slot| slot.code == code)
}

/// Rows for facts that stand in no form, in the order of the facts.
fn unknown<'a>(facts: &[&'a Fact], labels: &Labels) -> Vec<Line<'a>> {
    let mut lines: Vec<Line> = Vec::new();
    let mut known = std::collections::HashSet::new();
    for fact in facts {
        if known.insert(fact.indicator.as_str()) {
            lines.push(Line {
                code: &fact.indicator,
                label: labels.row(&fact.indicator).to_owned(),
                heading: false,
            });
        }
    }
    lines
}

/// The section that a table stands in, or its number.
fn title(extraction: &Extraction, facts: &[&Fact], number: i32, language: Language) -> String {
    let numbered = match language {
        Language::Chinese => format!("表 {number}"),
        Language::English => format!("Table {number}"),
    };
    let read = facts.iter().filter(|fact| fact.state != ValueState::Absent);
    let mut sections = read.filter_map(|fact| fact.section_id);
    let section = sections.next().and_then(|id| {
        let mut sections = extraction.sections.iter();
        sections.find(|section| section.section_id == id)
    });
    match section {
        Some(section) => format!("{numbered} · {}", section.title),
        None => numbered,
    }
}

/// One table of facts, cut where it has more columns than can be read.
fn group(html: &mut Html, title: &str, lines: &[Line], facts: &[&Fact], labels: &Labels) {
    let mut columns: Vec<Column> = Vec::new();
    let mut cells: BTreeMap<(&str, usize), Vec<&Fact>> = BTreeMap::new();
    let mut numbers: HashMap<(Option<&str>, Option<&str>), usize> = HashMap::new();
    for fact in facts {
        let column = (fact.scope.as_deref(), fact.applicant);
        let key = (column.0, fact.applicant.map(|one| one.word()));
        let number = *numbers.entry(key).or_insert_with(|| {
            columns.push(column);
            columns.len() - 1
        });
        cells
            .entry((&fact.indicator, number))
            .or_default()
            .push(fact);
    }
    for (at, shown) in columns.chunks(MOST_COLUMNS).enumerate() {
        html.tag(Tag::SECTION).class("g").with(|html| {
            html.tag(Tag::H3).text(title);
            html.tag(Tag::DIV).class("sc").with(|html| {
                let class = if columns.len() == 1 { "ft one" } else { "ft" };
                html.tag(Tag::TABLE).class(class).with(|html| {
                    heads(html, shown, labels);
                    let first = at * MOST_COLUMNS;
                    body(html, lines, &cells, first..first + shown.len(), labels);
                });
            });
        });
        html.line_end();
    }
}

fn heads(html: &mut Html, columns: &[Column], labels: &Labels) {
    let language = labels.language;
    html.tag(Tag::THEAD).with(|html| {
        html.tag(Tag::TR).with(|html| {
            let head = |html: &mut Html, text: &str| {
                html.tag(Tag::TH).set(Name::SCOPE, "col").text(text);
            };
            head(html, language.pick("指标", "Indicator"));
            for column in columns {
                let name = labels.column(*column);
                let name = if name.is_empty() {
                    language.pick("数量", "Value").to_owned()
                } else {
                    name
                };
                head(html, &name);
            }
            head(html, language.pick("单位", "Unit"));
        });
    });
}

fn body(
    html: &mut Html,
    lines: &[Line],
    cells: &BTreeMap<(&str, usize), Vec<&Fact>>,
    columns: std::ops::Range<usize>,
    labels: &Labels,
) {
    html.tag(Tag::TBODY).with(|html| {
        for line in lines {
            let of = |column| cells.get(&(line.code, column));
            let Some(some) = columns.clone().find_map(of) else {
                if line.heading {
                    let row = html.tag(Tag::TR).class("hd");
                    row.with(|html| {
                        let cell = html.tag(Tag::TH).set(Name::COLSPAN, columns.len() + 2);
                        cell.text(&line.label);
                    });
                }
                continue;
            };
            let unit = some.first().and_then(|fact| fact.unit.as_deref());
            let row = html.tag(Tag::TR).set(Name::INDICATOR, line.code);
            let row = row.set(Name::LABELLED, &line.label).maybe(Name::UNIT, unit);
            row.with(|html| {
                html.tag(Tag::TH).set(Name::SCOPE, "row").with(|html| {
                    html.text(&line.label);
                    html.tag(Tag::CODE).text(line.code);
                });
                for column in columns.clone() {
                    html.tag(Tag::TD).with(|html| {
                        for fact in of(column).into_iter().flatten() {
                            button(html, fact, labels.language);
                        }
                    });
                }
                html.tag(Tag::TD).class("u").text(unit.unwrap_or_default());
            });
            html.line_end();
        }
    });
}

/// Sets where a record stands.
pub(crate) fn placed(open: Open<'_>, place: Place) -> Open<'_> {
    open.set(Name::START, place.span.start)
        .set(Name::END, place.span.end)
        .set(Name::ON_LINE, place.line)
}

fn button(html: &mut Html, fact: &Fact, language: Language) {
    let standing = Standing::of(fact);
    let value = face(fact, language);
    let spoken = format!("{value} {}", standing.word(language));
    let open = html.tag(Tag::BUTTON).set(Name::TYPE, "button");
    // Of what sentences repeat, corrections are looked for where a table has it.
    let prose = match fact.source {
        FactSource::Prose => " prose",
        FactSource::Table => "",
    };
    let open = open.class(format_args!("r f {}{prose}", standing.class()));
    let open = open.set(Name::ID, format_args!("f{}", fact.fact_id));
    let open = open
        .maybe(Name::SEEN, fact.value)
        .maybe(Name::APPLICANT, fact.applicant.map(|one| one.word()))
        .maybe(Name::SCOPED, fact.scope.as_deref())
        .maybe(Name::PRINTED, fact.value_printed.as_deref())
        .maybe(Name::IMPLIED, fact.value_implied);
    let open = match standing {
        Standing::Absent => open,
        _ => placed(open, fact.place),
    };
    open.set(Name::ARIA_LABEL, spoken).with(|html| {
        html.tag(Tag::SPAN).class("v").text(value);
        html.tag(Tag::I).text(standing.sign());
    });
}

/// What is shown of a value.
pub(crate) fn face(fact: &Fact, language: Language) -> String {
    match (fact.state, fact.value) {
        (ValueState::Value, Some(value)) => shown(value),
        (ValueState::Blank, _) => language.pick("空", "blank").to_owned(),
        (ValueState::Dash, _) => "—".to_owned(),
        (ValueState::NotApplicable, _) => "/".to_owned(),
        (ValueState::Absent, _) => language.pick("缺", "absent").to_owned(),
        _ => language.pick("不清", "unclear").to_owned(),
    }
}
