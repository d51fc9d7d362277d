//! All reports of a dataset to the rows of the panel.

use std::collections::{BTreeMap, BTreeSet};

use super::cross_year::{Year, relations};
use super::figure::{Figure, Figures};
use super::organ::{Head, Organ, alike, organs, within};
use super::reading::reading;
use crate::grammar::{Measure, Measures, Registry};
use crate::record::{
    Comparability, Coverage, PanelCheck, PanelOutcome, PanelReport, PanelValue, Resolution,
};

/// An annual report as a dataset knows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// First 32 hex digits of the content hash.
    pub doc_id: String,
    /// Path.
    pub source: String,
    /// Title.
    pub title: Option<String>,
    /// Issuing organ.
    pub issuer: Option<String>,
    /// Place name at the head of the issuer.
    pub region: Option<String>,
    /// Own or aggregate.
    pub coverage: Option<Coverage>,
    /// Year reported on.
    pub year: Option<i32>,
    /// Official form.
    pub form: Option<String>,
    /// Its values.
    pub figures: Vec<Figure>,
}

/// The panel and what it rests on.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Panel {
    /// By organ, year, report and measure.
    pub values: Vec<PanelValue>,
    /// Relations between two years, in the same order.
    pub checks: Vec<PanelCheck>,
    /// Every annual report, in order of its path.
    pub reports: Vec<PanelReport>,
}

/// Name of the form of a report that has none.
const PROSE: &str = "prose";

/// A report whose organ and year are known.
struct Placed<'a> {
    report: &'a Report,
    year: i32,
    organ: Organ,
    /// Further reports of the organ and year.
    rivals: Vec<usize>,
    /// The organ's report of the latest year before.
    before: Option<usize>,
    /// One of the rivals says otherwise: it is not known whose values these are.
    unclear: bool,
    /// So it is in some year of the organ, and there may be two of this name.
    doubtful: bool,
}

/// Builds the panel of `reports`, which are of different documents.
#[must_use]
pub fn build(reports: &[Report], grammars: &Registry) -> Panel {
    let placed = place(reports, grammars);
    let mut order: Vec<usize> = (0..placed.len()).collect();
    let rank = |one: &Placed<'_>| {
        let organ = &one.organ;
        let id = one.report.doc_id.clone();
        (organ.issuer.clone(), organ.key.clone(), one.year, id)
    };
    order.sort_by_cached_key(|at| rank(&placed[*at]));
    let measures = &grammars.measures;
    let mut panel = Panel::default();
    let mut compared: BTreeMap<&str, String> = BTreeMap::new();
    for at in order {
        panel.values.extend(values(&placed, at, measures));
        let checks = checks(&placed, at, measures);
        if let Some((last, found)) = checks {
            compared.insert(&placed[at].report.doc_id, last.doc_id.clone());
            panel.checks.extend(found);
        }
    }
    panel.reports = listed(reports, &placed, &compared);
    panel
}

/// The reports that can be placed, with their organs and neighbours.
fn place<'a>(reports: &'a [Report], grammars: &Registry) -> Vec<Placed<'a>> {
    let known: Vec<(&Report, Head<'_>)> = reports
        .iter()
        .filter_map(|report| {
            let head = Head {
                doc_id: &report.doc_id,
                issuer: report.issuer.as_deref()?,
                region: report.region.as_deref(),
                coverage: report.coverage,
                year: report.year?,
                within: report.region.as_deref().map_or_else(Vec::new, |region| {
                    within(region, report.title.as_deref(), &report.source)
                }),
            };
            Some((report, head))
        })
        .collect();
    let heads: Vec<Head<'_>> = known.iter().map(|(_, head)| head.clone()).collect();
    let organs = organs(&heads, &grammars.vocabulary.organ, &grammars.measures);
    let mut placed: Vec<Placed<'a>> = known
        .iter()
        .zip(organs)
        .map(|((report, head), organ)| Placed {
            report,
            year: head.year,
            organ,
            rivals: Vec::new(),
            before: None,
            unclear: false,
            doubtful: false,
        })
        .collect();
    let mut by_organ: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, one) in placed.iter().enumerate() {
        by_organ.entry(one.organ.key.clone()).or_default().push(at);
    }
    for members in by_organ.into_values() {
        for at in &members {
            let (rivals, before) = neighbours(&placed, *at, &members);
            let other = |rival: &usize| {
                disagree(
                    placed[*at].report,
                    placed[*rival].report,
                    &grammars.measures,
                )
            };
            placed[*at].unclear = rivals.iter().any(other);
            (placed[*at].rivals, placed[*at].before) = (rivals, before);
        }
        let doubtful = members.iter().any(|at| placed[*at].unclear);
        members
            .iter()
            .for_each(|at| placed[*at].doubtful = doubtful);
    }
    placed
}

/// Whether two reports give different values of a measure.
fn disagree(one: &Report, other: &Report, measures: &Measures) -> bool {
    let figures = [one, other]
        .map(|report| Figures::new(&report.figures, report.year, &measures.whole_columns));
    let value = |measure: &Measure, report: &Report, figures: &Figures<'_>| {
        reading(measure, report.form.as_deref(), figures)?.value
    };
    measures.measures.iter().any(|measure| {
        let values = value(measure, one, &figures[0]).zip(value(measure, other, &figures[1]));
        values.is_some_and(|(one, other)| (one - other).abs() > 1e-6)
    })
}

/// Reports of the same organ and year, and the one of the latest year before if it is alone.
fn neighbours(placed: &[Placed<'_>], at: usize, members: &[usize]) -> (Vec<usize>, Option<usize>) {
    let own = &placed[at];
    let others = || {
        let alike = |other: &&usize| {
            **other != at && alike(placed[**other].report.coverage, own.report.coverage)
        };
        members.iter().copied().filter(move |other| alike(&other))
    };
    let rivals = others()
        .filter(|other| placed[*other].year == own.year)
        .collect();
    let earlier = || others().filter(|other| placed[*other].year < own.year);
    let last = earlier().map(|other| placed[other].year).max();
    let mut latest = earlier().filter(|other| Some(placed[*other].year) == last);
    let before = latest.next();
    (rivals, before.filter(|_| latest.next().is_none()))
}

fn form(report: &Report) -> String {
    report.form.clone().unwrap_or_else(|| PROSE.to_owned())
}

/// The rows of one report, in the order of the dictionary.
fn values(placed: &[Placed<'_>], at: usize, measures: &Measures) -> Vec<PanelValue> {
    let one = &placed[at];
    let report = one.report;
    let figures = Figures::new(&report.figures, report.year, &measures.whole_columns);
    let reason = breaks(placed, at, measures);
    let row = |measure: &Measure| {
        let read = reading(measure, report.form.as_deref(), &figures)?;
        Some(PanelValue {
            issuer: one.organ.issuer.clone(),
            issuer_printed: report.issuer.clone().unwrap_or_default(),
            region: region(one),
            coverage: report.coverage,
            year: one.year,
            measure: measure.code.clone(),
            value: read.value,
            state: read.state,
            unit: measure.unit.clone(),
            comparability: match one.unclear {
                true => Comparability::Unclear,
                false => read.comparability,
            },
            break_before: reason.is_some(),
            break_reason: reason.clone(),
            form: form(report),
            source: read.source,
            evidence: read.evidence,
            value_implied: read.value_implied,
            n_reports: i32::try_from(one.rivals.len() + 1).unwrap_or(i32::MAX),
            doc_id: report.doc_id.clone(),
            fact_ids: read.fact_ids,
        })
    };
    measures.measures.iter().filter_map(row).collect()
}

/// The region, behind the places that tell it from another of the same name.
fn region(one: &Placed<'_>) -> Option<String> {
    let own = one.report.region.as_deref()?;
    let within = one.organ.within.as_str();
    Some(match within.ends_with(own) {
        true => within.to_owned(),
        false => format!("{within}{own}"),
    })
}

/// Why the report's values are not those of the organ's report before it: first years of new rules since
/// then, another form, another name, another scope. Without a report before, a year in which new rules begin.
fn breaks(placed: &[Placed<'_>], at: usize, measures: &Measures) -> Option<String> {
    let one = &placed[at];
    let before = one.before.map(|before| &placed[before]);
    let since = before.map_or(one.year - 1, |before| before.year);
    let crossed = measures.breaks.iter().map(|one| one.year);
    let mut reasons: Vec<String> = crossed
        .filter(|year| since < *year && *year <= one.year)
        .map(|year| year.to_string())
        .collect();
    if let Some(before) = before {
        let reorganised = before.organ.reorganised && before.organ.name != one.organ.name;
        let renamed = before.organ.name != one.organ.name && !reorganised;
        let scope = before.report.coverage != one.report.coverage;
        for (is_so, word) in [
            (before.report.form != one.report.form, "form"),
            (renamed, "renamed"),
            (reorganised, "reorganised"),
            (scope, "coverage"),
        ] {
            if is_so {
                reasons.push(word.to_owned());
            }
        }
    }
    (!reasons.is_empty()).then(|| reasons.join(" "))
}

/// The relations to the report of the year before, where both years have one report.
fn checks<'a>(
    placed: &[Placed<'a>],
    at: usize,
    measures: &Measures,
) -> Option<(&'a Report, Vec<PanelCheck>)> {
    let one = &placed[at];
    let last = &placed[one.before?];
    let alone = one.rivals.is_empty() && last.rivals.is_empty();
    if !alone || one.doubtful || last.year + 1 != one.year {
        return None;
    }
    let columns = &measures.whole_columns;
    let now_figures = Figures::new(&one.report.figures, one.report.year, columns);
    let last_figures = Figures::new(&last.report.figures, last.report.year, columns);
    let year = |placed: &Placed<'a>| (placed.year, placed.report.form.as_deref());
    let ((now_year, now_form), (last_year, last_form)) = (year(one), year(last));
    let found = relations(
        measures,
        &Year {
            year: last_year,
            form: last_form,
            figures: &last_figures,
        },
        &Year {
            year: now_year,
            form: now_form,
            figures: &now_figures,
        },
    );
    let row = |compared: super::cross_year::Compared| PanelCheck {
        check: compared.check,
        message_en: compared.message_en,
        issuer: one.organ.issuer.clone(),
        year: one.year,
        doc_id: one.report.doc_id.clone(),
        last_doc_id: last.report.doc_id.clone(),
        last_fact_ids: compared.last_fact_ids,
    };
    Some((last.report, found.into_iter().map(row).collect()))
}

/// Every report with what became of it.
fn listed(
    reports: &[Report],
    placed: &[Placed<'_>],
    compared: &BTreeMap<&str, String>,
) -> Vec<PanelReport> {
    let by_id: BTreeMap<&str, &Placed<'_>> = placed
        .iter()
        .map(|one| (one.report.doc_id.as_str(), one))
        .collect();
    let mut rows: Vec<PanelReport> = reports
        .iter()
        .map(|report| {
            let found = by_id.get(report.doc_id.as_str());
            let (outcome, reasons) = outcome(report, found.copied(), placed);
            let (reason, reason_en) = reasons.unzip();
            PanelReport {
                doc_id: report.doc_id.clone(),
                source: report.source.clone(),
                issuer: found.map(|one| one.organ.issuer.clone()),
                issuer_printed: report.issuer.clone(),
                resolution: found.map_or(Resolution::Unresolved, |one| one.organ.resolution),
                coverage: report.coverage,
                year: report.year,
                form: form(report),
                outcome,
                reason,
                reason_en,
                last_doc_id: compared.get(report.doc_id.as_str()).cloned(),
            }
        })
        .collect();
    rows.sort_by(|left, right| (&left.source, &left.doc_id).cmp(&(&right.source, &right.doc_id)));
    rows
}

/// What became of a report, and why, in Chinese and English.
fn outcome(
    report: &Report,
    found: Option<&Placed<'_>>,
    placed: &[Placed<'_>],
) -> (PanelOutcome, Option<(String, String)>) {
    let told = |chinese: &str, english: &str| Some((chinese.to_owned(), english.to_owned()));
    let Some(one) = found else {
        let lacking = match (&report.issuer, report.year) {
            (None, None) => told(
                "没有认出机关和年度",
                "neither organ nor year was recognised",
            ),
            (None, Some(_)) => told("没有认出机关", "no organ was recognised"),
            _ => told("没有认出年度", "no year was recognised"),
        };
        return (PanelOutcome::LeftOut, lacking);
    };
    if one.rivals.is_empty() {
        let doubtful = told(
            "同名机关在别的年度有互相不符的报告，可能是两个机关，未作跨年核对",
            "reports by this name disagree in another year and may be of two organs; not compared across years",
        );
        return (PanelOutcome::Used, doubtful.filter(|_| one.doubtful));
    }
    let others: BTreeSet<&str> = one
        .rivals
        .iter()
        .map(|at| placed[*at].report.source.as_str())
        .collect();
    let others: Vec<&str> = others.into_iter().collect();
    let (listed, list) = (others.join("、"), others.join(", "));
    let reasons = match one.unclear {
        false => (
            format!("同一机关同一年度另有报告：{listed}；请择一使用"),
            format!("another report of this organ and year: {list}; use one"),
        ),
        true => (
            format!(
                "同名机关同一年度另有报告，数值不符：{listed}；可能是更正，也可能是两个同名机关，请核对后择一使用"
            ),
            format!(
                "another report by this name and of this year says otherwise: {list}; it may correct this one or be \
                 of another organ of the same name, look and use one"
            ),
        ),
    };
    (PanelOutcome::Competing, Some(reasons))
}
