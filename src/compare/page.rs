//! A comparison as a page: values side by side, and the second text marked by what it takes over.

use super::reuse::{Passage, Sort, Text};
use super::text::{face, is_equal, labels, named, percent, signed};
use super::{Comparison, Head, Row, comparable};
use crate::finding::shown;
use crate::grammar::Registry;
use crate::language::{Language, number_of};
use crate::pipeline::Output;
use crate::record::{Evidence, Outcome};
use crate::review::checks::named_scope;
use crate::review::facts::Labels;
use crate::review::html::{Html, Name, Nonce, Tag};
use crate::review::page::{COMMON, STYLE, button, head, spoken};
use crate::text::SourceSpan;

const SCRIPT: &str = include_str!("compare.js");
const OWN_STYLE: &str = include_str!("compare.css");

/// The page of a comparison of `first` and `second`.
#[must_use]
pub fn page(
    comparison: &Comparison,
    (first, second): (&Output, &Output),
    grammars: &Registry,
    language: Language,
) -> String {
    let texts = [first, second].map(|one| one.extraction.text.as_str());
    let nonce = Nonce::of(&[STYLE, OWN_STYLE, COMMON, SCRIPT, texts[0], texts[1]]);
    let title = language.pick("两份报告对照", "Two reports compared");
    let labels = labels(comparison, grammars, language);
    let mut html = Html::page();
    let root = html
        .tag(Tag::HTML)
        .set(Name::LANG, language.pick("zh-CN", "en"));
    root.with(|html| {
        head(html, &nonce, title);
        html.tag(Tag::BODY).class("index compare").with(|html| {
            html.style(&nonce, OWN_STYLE);
            html.tag(Tag::HEADER).class("top").with(|html| {
                html.tag(Tag::DIV)
                    .class("name")
                    .with(|html| html.tag(Tag::H1).text(title));
                button(
                    html,
                    "changed",
                    "",
                    language.pick("只看不同", "Changes only"),
                );
                button(html, "theme", "", language.pick("配色", "Theme"));
            });
            html.tag(Tag::MAIN).with(|html| {
                heads(html, comparison);
                relations(html, comparison, &labels);
                measures(html, comparison, language);
                values(html, comparison, &labels);
                reused(html, comparison, texts, language);
            });
            spoken(html, language);
            html.script(&nonce, COMMON);
            html.script(&nonce, SCRIPT);
        });
    });
    html.finish()
}

fn heads(html: &mut Html, comparison: &Comparison) {
    html.tag(Tag::DIV).class("pair").with(|html| {
        for (letter, one) in ["A", "B"].iter().zip(&comparison.heads) {
            html.tag(Tag::DIV).class("tot").with(|html| {
                html.tag(Tag::I).class("letter").text(letter);
                html.tag(Tag::STRONG).text(named_head(one));
                let year = one.year.map(|year| year.to_string());
                for known in [&one.issuer, &year, &one.form].into_iter().flatten() {
                    html.tag(Tag::SPAN).class("chip").text(known);
                }
                html.tag(Tag::SMALL).text(&one.source);
            });
        }
    });
}

fn named_head(head: &Head) -> &str {
    head.title.as_deref().unwrap_or(&head.source)
}

fn section(html: &mut Html, title: &str, content: impl FnOnce(&mut Html)) {
    html.tag(Tag::SECTION).class("plot").with(|html| {
        html.tag(Tag::H2).text(title);
        content(html);
    });
    html.line_end();
}

fn relations(html: &mut Html, comparison: &Comparison, labels: &Labels) {
    let language = labels.language;
    section(
        html,
        language.pick("跨年关系", "Relations between the years"),
        |html| {
            if comparison.relations.is_empty() {
                html.tag(Tag::P).class("dim").text(language.pick(
                "无：不是同一机关相连两年的报告，或两年的报表没有共同的关系。",
                "None: not one organ's reports for two years in a row, or their forms share no relation.",
            ));
            }
            for one in &comparison.relations {
                let (class, sign) = match one.check.outcome {
                    Outcome::Holds => ("holds", "✓"),
                    Outcome::Fails => ("fails", "✗"),
                    Outcome::NotAssessable => ("open", "?"),
                };
                html.tag(Tag::DIV)
                    .class(format_args!("c {class}"))
                    .with(|html| {
                        html.tag(Tag::I).class("sg").text(sign);
                        html.text(" ");
                        html.tag(Tag::SPAN)
                            .text(language.pick(&one.check.message, &one.message_en));
                        html.text(" ");
                        if let Some(scope) = &one.check.scope {
                            html.tag(Tag::SPAN)
                                .class("chip")
                                .text(named_scope(scope, labels));
                        }
                        html.tag(Tag::CODE).text(&one.check.rule);
                    });
            }
        },
    );
}

fn table(html: &mut Html, heads: &[&str], rows: impl FnOnce(&mut Html)) {
    html.tag(Tag::TABLE).class("docs").with(|html| {
        html.tag(Tag::THEAD).with(|html| {
            html.tag(Tag::TR).with(|html| {
                for (at, head) in heads.iter().enumerate() {
                    let class = if at == 0 { "text" } else { "num" };
                    html.tag(Tag::TH)
                        .set(Name::SCOPE, "col")
                        .class(class)
                        .text(head);
                }
            });
        });
        html.tag(Tag::TBODY).with(rows);
    });
}

fn cell(html: &mut Html, class: &str, text: &str) {
    html.tag(Tag::TD).class(class).text(text);
}

fn measures(html: &mut Html, comparison: &Comparison, language: Language) {
    if comparison.measures.is_empty() {
        return;
    }
    let title = language.pick("统一口径（两份报告所用报表不同）", "Measures across forms");
    let heads = [
        language.pick("指标", "Measure"),
        "A",
        "B",
        language.pick("单位", "Unit"),
        language.pick("可比性", "Comparability"),
    ];
    section(html, title, |html| {
        table(html, &heads, |html| {
            for one in &comparison.measures {
                html.tag(Tag::TR).with(|html| {
                    cell(html, "", language.pick(&one.names[0], &one.names[1]));
                    for value in one.values {
                        cell(html, "num", &value.map_or("—".to_owned(), shown));
                    }
                    cell(html, "num", &one.unit);
                    cell(html, "num", comparable(one.comparability, language));
                });
            }
        });
    });
}

fn values(html: &mut Html, comparison: &Comparison, labels: &Labels) {
    let language = labels.language;
    let equal = comparison.rows.iter().filter(|row| is_equal(row)).count();
    let title = match language {
        Language::Chinese => format!("逐项比较：{} 项，相同 {equal} 项", comparison.rows.len()),
        Language::English => format!(
            "Values: {}, {equal} equal",
            number_of(comparison.rows.len(), "indicator")
        ),
    };
    let heads = [
        language.pick("指标", "Indicator"),
        language.pick("单位", "Unit"),
        "A",
        "B",
        language.pick("差", "Difference"),
        "%",
        language.pick("仅一方有", "Only one"),
    ];
    section(html, &title, |html| {
        table(html, &heads, |html| {
            for row in &comparison.rows {
                value_row(html, row, labels, language);
                html.line_end();
            }
        });
    });
}

fn value_row(html: &mut Html, row: &Row, labels: &Labels, language: Language) {
    let class = if is_equal(row) { "same" } else { "differs" };
    html.tag(Tag::TR).class(class).with(|html| {
        html.tag(Tag::TD)
            .set(Name::TITLE, &row.indicator)
            .with(|html| {
                html.text(labels.row(&row.indicator));
                let applicant = row.applicant.map(|one| labels.applicant(one));
                for part in row.scope.as_deref().into_iter().chain(applicant) {
                    html.tag(Tag::SPAN).class("chip").text(part);
                }
                if let Some(prose) = row.told(language) {
                    html.tag(Tag::SPAN).class("chip prose").text(prose);
                }
            });
        let unit = row
            .held
            .iter()
            .flatten()
            .find_map(|held| held.unit.as_deref());
        cell(html, "num", unit.unwrap_or_default());
        for held in &row.held {
            let bad = held
                .as_ref()
                .is_some_and(|held| held.evidence == Evidence::Contradicted);
            let mark = if bad { " ✗" } else { "" };
            let text = format!("{}{mark}", face(held.as_ref(), language));
            cell(html, if bad { "num bad" } else { "num" }, &text);
        }
        cell(
            html,
            "num",
            &row.difference().map(signed).unwrap_or_default(),
        );
        let growth = row.growth().map(|growth| format!("{growth:+.1}"));
        cell(html, "num", &growth.unwrap_or_default());
        cell(html, "num", row.only().map_or("", |at| ["A", "B"][at]));
    });
}

fn reused(html: &mut Html, comparison: &Comparison, texts: [&str; 2], language: Language) {
    let reuse = &comparison.reuse;
    let title = language.pick("B 沿用 A 的文字", "Text of B that stands in A");
    section(html, title, |html| {
        let levels = [
            (language.pick("段落", "Paragraphs"), &reuse.paragraphs),
            (language.pick("句子", "Sentences"), &reuse.sentences),
        ];
        for (name, text) in levels {
            html.tag(Tag::P)
                .class("keys")
                .with(|html| shares(html, name, text, language));
        }
        if let (Some(resemblance), Some(containment)) = (reuse.resemblance, reuse.containment) {
            let (r, c) = (percent(resemblance), percent(containment));
            html.tag(Tag::P).class("dim").text(match language {
                Language::Chinese => format!(
                    "按字数计。五字片段（A. Broder, 1997；数字不计）：两文相似度 {r}，B 的片段有 {c} 见于 A。表格不计。"
                ),
                Language::English => format!(
                    "By characters. Shingles of five characters (A. Broder, 1997; numbers masked): resemblance {r}, \
                     {c} of B's stand in A. Tables are left out."
                ),
            });
        }
        html.tag(Tag::DIV)
            .class("reuse")
            .set(Name::LANG, "zh-CN")
            .with(|html| {
                for passage in &reuse.sentences.passages {
                    sentence(html, passage, texts, language);
                    html.line_end();
                }
            });
    });
}

fn shares(html: &mut Html, name: &str, text: &Text, language: Language) {
    html.tag(Tag::STRONG).text(name);
    for sort in Sort::ALL {
        html.tag(Tag::SPAN).with(|html| {
            html.tag(Tag::I)
                .class(format_args!("sort {}", sort.word()))
                .text(sign(sort));
            let share = text.share(sort).map_or("—".to_owned(), percent);
            html.text(format_args!(
                "{} {share}（{}）",
                named(sort, language),
                text.count(sort)
            ));
        });
    }
}

/// Sign that tells a sort without colour.
fn sign(sort: Sort) -> &'static str {
    match sort {
        Sort::Same => "=",
        Sort::ButNumbers => "#",
        Sort::Alike => "≈",
        Sort::New => "+",
    }
}

fn sentence(html: &mut Html, passage: &Passage, texts: [&str; 2], language: Language) {
    let part = |text: &str, span: SourceSpan| -> String {
        let part = text.get(span.start..span.end).unwrap_or_default();
        part.split_whitespace().collect()
    };
    html.tag(Tag::DIV)
        .class(format_args!("sen {}", passage.sort.word()))
        .with(|html| {
            html.tag(Tag::I)
                .class(format_args!("sort {}", passage.sort.word()))
                .text(sign(passage.sort));
            html.tag(Tag::SPAN).with(|html| {
                html.text(part(texts[1], passage.span));
                let other = passage
                    .from
                    .filter(|_| matches!(passage.sort, Sort::ButNumbers | Sort::Alike));
                if let Some(span) = other {
                    html.tag(Tag::SMALL).text(format_args!(
                        "A{}{}",
                        language.pick("：", ": "),
                        part(texts[0], span)
                    ));
                }
            });
        });
}
