//! Relations as equations whose every term leads to where it was read.

use std::collections::HashMap;

use super::facts::{Labels, face, placed};
use super::html::{Html, Name, Tag, Target};
use super::mark::Standing;
use super::words;
use crate::extract::Extraction;
use crate::finding::{explanations, in_english};
use crate::language::Language;
use crate::record::{Check, CheckKind, Fact, Outcome, Quantity, Word};

/// Terms of an equation that are shown; more are counted.
const MOST_TERMS: usize = 60;

/// Records of a document by their numbers.
struct Index<'a> {
    facts: HashMap<i32, &'a Fact>,
    quantities: HashMap<i32, &'a Quantity>,
}

/// One term of an equation.
enum Term<'a> {
    Fact(&'a Fact),
    Quantity(&'a Quantity),
}

impl Term<'_> {
    fn value(&self) -> Option<f64> {
        match self {
            Self::Fact(fact) => fact.value,
            Self::Quantity(quantity) => Some(quantity.value),
        }
    }

    fn is_zero(&self) -> bool {
        self.value().is_none_or(|value| value == 0.0)
    }
}

/// Writes all relations: those that fail first, those that hold last.
pub(crate) fn checks(
    html: &mut Html,
    extraction: &Extraction,
    labels: &Labels,
    language: Language,
) {
    let index = Index {
        facts: extraction
            .facts
            .iter()
            .map(|one| (one.fact_id, one))
            .collect(),
        quantities: extraction
            .quantities
            .iter()
            .map(|one| (one.quantity_id, one))
            .collect(),
    };
    for outcome in [Outcome::Fails, Outcome::NotAssessable, Outcome::Holds] {
        let of_it: Vec<&Check> = extraction
            .checks
            .iter()
            .filter(|one| one.outcome == outcome)
            .collect();
        if of_it.is_empty() {
            continue;
        }
        html.tag(Tag::H3).with(|html| {
            html.text(words::outcome(outcome, language));
            html.tag(Tag::SMALL).text(of_it.len());
        });
        for check in of_it {
            article(html, extraction, check, &index, labels, language);
            html.line_end();
        }
    }
}

fn article(
    html: &mut Html,
    extraction: &Extraction,
    check: &Check,
    index: &Index,
    labels: &Labels,
    language: Language,
) {
    let (class, sign) = words::outcome_sign(check.outcome);
    let concerned = check.fact_ids.iter().map(|id| format!("f{id}"));
    let concerned: Vec<String> = concerned
        .chain(check.quantity_ids.iter().map(|id| format!("q{id}")))
        .collect();
    let open = html.tag(Tag::ARTICLE).class(format_args!("r c {class}"));
    let open = open
        .set(Name::ID, format_args!("c{}", check.check_id))
        .set(Name::TABINDEX, 0);
    let open = placed(open, check.place).set(Name::CONCERNS, concerned.join(" "));
    open.with(|html| {
        html.tag(Tag::DIV).class("ct").with(|html| {
            html.tag(Tag::I).class("sg").text(sign);
            let message = match language {
                Language::Chinese => check.message.clone(),
                Language::English => in_english(check),
            };
            html.tag(Tag::STRONG).text(message);
            if let Some(scope) = &check.scope {
                html.tag(Tag::SPAN)
                    .class("chip")
                    .text(named_scope(scope, labels));
            }
            html.tag(Tag::CODE).text(&check.rule);
        });
        equation(html, check, index, labels);
        if check.outcome == Outcome::Fails {
            for why in explanations(extraction, check, language) {
                html.tag(Tag::P).class("why").text(why);
            }
        }
    });
}

/// A check's scope as the form heads it, where it is an applicant or an indicator.
pub(crate) fn named_scope<'a>(scope: &'a str, labels: &'a Labels) -> &'a str {
    use crate::record::Applicant::{
        Business, LegalServices, NaturalPerson, Nonprofit, Other, Research, Total,
    };
    let all = [
        NaturalPerson,
        Business,
        Research,
        Nonprofit,
        LegalServices,
        Other,
        Total,
    ];
    let applicant = all.into_iter().find(|one| one.word() == scope);
    applicant.map_or_else(|| labels.short(scope), |one| labels.applicant(one))
}

fn equation(html: &mut Html, check: &Check, index: &Index, labels: &Labels) {
    let quantities = check
        .quantity_ids
        .iter()
        .filter_map(|id| index.quantities.get(id));
    let facts = check.fact_ids.iter().filter_map(|id| index.facts.get(id));
    let terms: Vec<Term> = quantities
        .map(|one| Term::Quantity(one))
        .chain(facts.map(|one| Term::Fact(one)))
        .collect();
    if terms.is_empty() {
        return;
    }
    let named = (labels, is_row(&terms));
    let comparison = match (check.kind, check.outcome) {
        (CheckKind::Order, Outcome::Fails) => "≰",
        (CheckKind::Order, _) => "≤",
        (_, Outcome::Fails) => "≠",
        (_, Outcome::NotAssessable) => "≟",
        (_, Outcome::Holds) => "=",
    };
    // Each term is written once: a list where no split of the terms gives both sides.
    html.tag(Tag::DIV)
        .class("eq")
        .with(|html| match split(&terms, check) {
            Some(at) => {
                side(html, &terms[..at], "+", named);
                html.tag(Tag::SPAN).class("cmp").text(comparison);
                side(html, &terms[at..], "+", named);
            }
            None => side(html, &terms, "，", named),
        });
}

/// How many of the terms stand on the left: the fewest that give the left side and leave the right.
fn split(terms: &[Term], check: &Check) -> Option<usize> {
    let near = |sum: f64, side: Option<f64>| side.is_none_or(|side| (sum - side).abs() < 1e-6);
    let sum = |terms: &[Term]| terms.iter().filter_map(Term::value).sum::<f64>();
    let is_sum = matches!(
        check.kind,
        CheckKind::Sum
            | CheckKind::Identity
            | CheckKind::Order
            | CheckKind::ProseSum
            | CheckKind::ProseVsTable
    );
    let mut sides = (1..terms.len()).map(|at| (at, terms.split_at(at)));
    sides
        .find(|(_, (left, right))| {
            is_sum && near(sum(left), check.left) && near(sum(right), check.right)
        })
        .map(|(at, _)| at)
}

/// What terms are called: by their rows, or by their columns.
type Named<'a> = (&'a Labels<'a>, bool);

fn side(html: &mut Html, terms: &[Term], sign: &str, named: Named) {
    for (at, term) in terms.iter().take(MOST_TERMS).enumerate() {
        if at > 0 {
            html.tag(Tag::SPAN).class("pl").text(sign);
        }
        operand(html, term, named);
    }
    if let Some(more @ 1..) = terms.len().checked_sub(MOST_TERMS) {
        html.tag(Tag::SPAN)
            .class("pl")
            .text(format_args!("… +{more}"));
    }
}

/// Whether all terms are cells of one row: then their columns tell them apart.
fn is_row(terms: &[Term]) -> bool {
    let mut codes = terms.iter().map(|term| match term {
        Term::Fact(fact) if fact.applicant.is_some() => Some(fact.indicator.as_str()),
        _ => None,
    });
    let first = codes.next().flatten();
    first.is_some() && codes.all(|code| code == first)
}

fn operand(html: &mut Html, term: &Term, (labels, in_row): Named) {
    let zero = if term.is_zero() { " zero" } else { "" };
    match term {
        Term::Fact(fact) => {
            let standing = Standing::of(fact);
            let link = html
                .tag(Tag::A)
                .class(format_args!("op {}{zero}", standing.class()));
            let name = match fact.applicant {
                Some(applicant) => format!(
                    "{} · {}",
                    labels.row(&fact.indicator),
                    labels.applicant(applicant)
                ),
                None => labels.row(&fact.indicator).to_owned(),
            };
            link.to(Target::Record('f', fact.fact_id))
                .set(Name::TITLE, name)
                .with(|html| {
                    html.tag(Tag::SPAN)
                        .class("v")
                        .text(face(fact, labels.language));
                    let applicant = fact.applicant.filter(|_| in_row);
                    let short = applicant.map(|one| labels.applicant(one));
                    html.tag(Tag::SMALL)
                        .text(short.unwrap_or(labels.short(&fact.indicator)));
                });
        }
        Term::Quantity(quantity) => {
            let link = html.tag(Tag::A).class(format_args!("op qt{zero}"));
            link.to(Target::Record('q', quantity.quantity_id))
                .with(|html| {
                    html.tag(Tag::SPAN).class("v").text(&quantity.value_printed);
                    let subject = quantity.subject.as_deref().unwrap_or_default();
                    html.tag(Tag::SMALL).text(subject);
                });
        }
    }
}
