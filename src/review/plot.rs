//! Requests by what became of them, a bar for each year and form, as a picture that needs nothing.

use std::collections::BTreeMap;

use super::facts::Labels;
use super::html::{Html, Name, Tag};
use crate::extract::Extraction;
use crate::finding::shown;
use crate::grammar::Registry;
use crate::language::Language;
use crate::record::{Applicant, Evidence, Fact, FactSource, ValueState};

/// What came of the requests that one report tells of.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Outcomes {
    /// Year and form.
    pub key: (i32, String),
    /// Indicator of each kind of outcome with its count, in the order of the form.
    pub counts: Vec<(String, f64)>,
    /// A number among them is contradicted, blank or not readable.
    pub doubtful: bool,
}

/// Rows below which the kinds of outcomes stand: rules of structure, as forms name their codes.
const GROUPS: [&str; 2] = ["requests.outcome.", "requests.answered."];

/// The outcomes that a report's tables tell; `None` without year, form or a single number.
///
/// Of rows below rows, the row above counts where it has a value, else the sum of those below. Only the
/// column of totals counts where applicants are told apart, only the first column where scopes are.
pub(crate) fn outcomes(extraction: &Extraction) -> Option<Outcomes> {
    let identity = &extraction.identity;
    let key = (identity.year?, identity.form.clone()?);
    let total = |fact: &&Fact| {
        fact.source == FactSource::Table && fact.applicant.is_none_or(|one| one == Applicant::Total)
    };
    let mut kinds: Vec<(String, Vec<&Fact>)> = Vec::new();
    let mut scope: Option<&Option<String>> = None;
    for fact in extraction.facts.iter().filter(total) {
        let Some(kind) = kind(&fact.indicator) else {
            continue;
        };
        if *scope.get_or_insert(&fact.scope) != &fact.scope {
            continue;
        }
        match kinds.iter_mut().find(|(known, _)| known == kind) {
            Some((_, facts)) => facts.push(fact),
            None => kinds.push((kind.to_owned(), vec![fact])),
        }
    }
    let mut outcomes = Outcomes {
        key,
        counts: Vec::new(),
        doubtful: false,
    };
    for (kind, facts) in kinds {
        let own = facts
            .iter()
            .find(|fact| fact.indicator == kind && fact.value.is_some());
        let counted: Vec<&&Fact> = match own {
            Some(own) => vec![own],
            // A heading that prints nothing stands for its rows.
            None if facts.len() > 1 => facts.iter().filter(|fact| fact.indicator != kind).collect(),
            None => facts.iter().collect(),
        };
        let doubted = |fact: &&&Fact| {
            fact.evidence == Evidence::Contradicted
                || !matches!(fact.state, ValueState::Value | ValueState::Absent)
        };
        outcomes.doubtful |= counted.iter().any(doubted);
        let values: Vec<f64> = counted.iter().filter_map(|fact| fact.value).collect();
        if !values.is_empty() {
            outcomes.counts.push((kind, values.iter().sum()));
        }
    }
    (!outcomes.counts.is_empty()).then_some(outcomes)
}

/// The kind of outcome that an indicator counts or is a part of; totals are none.
fn kind(indicator: &str) -> Option<&str> {
    let group = GROUPS.iter().find(|group| indicator.starts_with(**group))?;
    let rest = &indicator[group.len()..];
    let name = rest.split('.').next().filter(|name| *name != "total")?;
    Some(&indicator[..group.len() + name.len()])
}

/// The outcomes of many reports, added up.
#[derive(Debug, Default)]
pub(crate) struct Plot {
    bars: BTreeMap<(i32, String), Bar>,
    /// Documents whose outcomes are not known.
    pub left_out: usize,
}

/// One year of one form.
#[derive(Debug, Default)]
struct Bar {
    documents: usize,
    doubtful: usize,
    counts: Vec<(String, f64)>,
}

const WIDTH: f64 = 920.0;
const LEFT: f64 = 150.0;
const ROW: f64 = 44.0;
const THICK: f64 = 24.0;

impl Plot {
    /// Adds what one report tells.
    pub(crate) fn add(&mut self, outcomes: Option<Outcomes>) {
        let Some(outcomes) = outcomes else {
            self.left_out += 1;
            return;
        };
        let bar = self.bars.entry(outcomes.key).or_default();
        bar.documents += 1;
        bar.doubtful += usize::from(outcomes.doubtful);
        for (kind, count) in outcomes.counts {
            match bar.counts.iter_mut().find(|(known, _)| *known == kind) {
                Some((_, sum)) => *sum += count,
                None => bar.counts.push((kind, count)),
            }
        }
    }

    /// Writes the plot with its legend; nothing if no report tells of outcomes.
    pub(crate) fn write(&self, html: &mut Html, grammars: &Registry, language: Language) {
        if self.bars.is_empty() {
            return;
        }
        let title = language.pick("申请的办理结果", "Requests by outcome");
        html.tag(Tag::FIGURE).class("plot").with(|html| {
            html.tag(Tag::H2).text(title);
            let most = self.bars.values().map(Bar::sum).fold(0.0, f64::max);
            let height = self.bars.len() as f64 * ROW + 8.0;
            let forms = self.forms(grammars, language);
            let svg = html
                .tag(Tag::SVG)
                .set(Name::VIEW_BOX, format_args!("0 0 {WIDTH} {height}"));
            svg.set(Name::ROLE, "img")
                .set(Name::ARIA_LABEL, title)
                .with(|html| {
                    for (at, ((year, name), bar)) in self.bars.iter().enumerate() {
                        if let Some(form) = forms.iter().find(|form| form.name == name) {
                            bar.draw(html, *year, at, most, form, language);
                        }
                    }
                });
            for form in &forms {
                form.legend(html);
            }
            html.tag(Tag::FIGCAPTION).text(self.note(language));
        });
    }

    fn note(&self, language: Language) -> String {
        let doubtful: usize = self.bars.values().map(|bar| bar.doubtful).sum();
        let out = self.left_out;
        match language {
            Language::Chinese => format!(
                "数字按报告所报相加，不同报表的口径不同，分条列出；汇总报告与所属机关的报告可能重复计算。\
                 {doubtful} 份报告的有关数据有不符、空白或辨认不清之处，{out} 份没有可用的办理结果，未计入。"
            ),
            Language::English => format!(
                "Counts as reported, added up; forms count differently and have bars of their own; reports for a \
                 whole region may count those below again. {doubtful} reports have contradicted, blank or \
                 unreadable numbers among them; {out} tell no outcome and are left out."
            ),
        }
    }

    /// The forms with the kinds of outcomes that any of their bars has.
    fn forms<'a>(&'a self, grammars: &'a Registry, language: Language) -> Vec<Kinds<'a>> {
        let mut forms: Vec<Kinds> = Vec::new();
        for ((_, name), bar) in &self.bars {
            let at = forms
                .iter()
                .position(|form| form.name == name)
                .unwrap_or_else(|| {
                    forms.push(Kinds {
                        name,
                        labels: Labels::new(grammars, Some(name), language),
                        sums: Vec::new(),
                    });
                    forms.len() - 1
                });
            for (kind, count) in &bar.counts {
                match forms[at].sums.iter_mut().find(|(known, _)| known == kind) {
                    Some((_, sum)) => *sum += count,
                    None => forms[at].sums.push((kind, *count)),
                }
            }
        }
        forms
    }
}

/// The kinds of outcomes of a form, numbered as the stretches of its bars are.
struct Kinds<'a> {
    name: &'a str,
    labels: Labels<'a>,
    sums: Vec<(&'a str, f64)>,
}

impl Kinds<'_> {
    fn legend(&self, html: &mut Html) {
        html.tag(Tag::P).class("keys").with(|html| {
            html.tag(Tag::STRONG).text(self.name);
            for (at, (kind, sum)) in self.sums.iter().enumerate() {
                html.tag(Tag::SPAN).with(|html| {
                    html.tag(Tag::I)
                        .class(format_args!("k k{}", at % 8))
                        .text(at + 1);
                    html.text(format_args!("{} {}", self.labels.short(kind), shown(*sum)));
                });
            }
        });
    }
}

impl Bar {
    fn sum(&self) -> f64 {
        self.counts.iter().map(|(_, count)| count.max(0.0)).sum()
    }

    fn draw(
        &self,
        html: &mut Html,
        year: i32,
        at: usize,
        most: f64,
        form: &Kinds,
        language: Language,
    ) {
        let top = at as f64 * ROW + 4.0;
        let scale = (WIDTH - LEFT - 90.0) / most.max(1.0);
        html.tag(Tag::G).with(|html| {
            words(
                html,
                (LEFT - 12.0, top + 13.0),
                "yr",
                "end",
                &year.to_string(),
            );
            let of = match language {
                Language::Chinese => format!("{}，{} 份", form.name, self.documents),
                Language::English => format!("{}, n = {}", form.name, self.documents),
            };
            words(html, (LEFT - 12.0, top + 28.0), "of", "end", &of);
            let mut x = LEFT;
            for (number, (kind, _)) in form.sums.iter().enumerate() {
                let count = self.counts.iter().find(|(known, _)| known == kind);
                let count = count.map_or(0.0, |(_, count)| count.max(0.0));
                let name = format!("{} {}", form.labels.short(kind), shown(count));
                stretch(html, (x, top), count * scale, number, &name);
                x += count * scale;
            }
            words(
                html,
                (x + 8.0, top + 21.0),
                "sum",
                "start",
                &shown(self.sum()),
            );
        });
        html.line_end();
    }
}

/// One stretch of a bar, with its number where it is wide enough.
fn stretch(html: &mut Html, (x, top): (f64, f64), wide: f64, number: usize, name: &str) {
    html.tag(Tag::G).with(|html| {
        html.tag(Tag::TITLE).text(name);
        let rect = html.tag(Tag::RECT).class(format_args!("k{}", number % 8));
        let rect = rect
            .set(Name::X, format_args!("{x:.1}"))
            .set(Name::Y, top + 4.0);
        let rect = rect.set(Name::WIDTH, format_args!("{wide:.1}"));
        rect.set(Name::HEIGHT, THICK).empty();
        if wide > 16.0 {
            words(
                html,
                (x + wide / 2.0, top + 21.0),
                "nr",
                "middle",
                &(number + 1).to_string(),
            );
        }
    });
}

fn words(html: &mut Html, (x, y): (f64, f64), class: &str, anchor: &str, text: &str) {
    let open = html
        .tag(Tag::TEXT)
        .set(Name::X, format_args!("{x:.1}"))
        .set(Name::Y, format_args!("{y:.1}"));
    open.class(class).set(Name::TEXT_ANCHOR, anchor).text(text);
}
