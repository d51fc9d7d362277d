//! One document as a page: left its source, right what was read from it.

use super::checks::checks;
use super::facts::{Labels, facts, placed};
use super::html::{Html, Name, Nonce, Tag, Target};
use super::lists;
use super::mark::Standing;
use super::source::source;
use super::words;
use crate::extract::Extraction;
use crate::grammar::Registry;
use crate::language::Language;
use crate::pipeline::Output;
use crate::record::Outcome;
use crate::text::Place;

/// How pages look.
pub(crate) const STYLE: &str = include_str!("assets/review.css");
/// What all pages do.
pub(crate) const COMMON: &str = include_str!("assets/common.js");
/// What this page does.
const SCRIPT: &str = include_str!("assets/review.js");

/// What of a document is counted on its page and in the index.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Facts of each standing, in the order of [`Standing::ALL`].
    pub standings: [usize; Standing::ALL.len()],
    /// Relations that fail, and all.
    pub failing: usize,
    /// All relations.
    pub checks: usize,
    /// Numbers that no record claims.
    pub unclaimed: usize,
}

impl Counts {
    /// Of a document.
    pub(crate) fn of(extraction: &Extraction) -> Self {
        let mut counts = Self {
            checks: extraction.checks.len(),
            unclaimed: extraction.digits.unclaimed.len(),
            ..Self::default()
        };
        for fact in &extraction.facts {
            let standing = Standing::of(fact);
            let at = Standing::ALL.iter().position(|one| *one == standing);
            counts.standings[at.unwrap_or(0)] += 1;
        }
        let fails = extraction
            .checks
            .iter()
            .filter(|one| one.outcome == Outcome::Fails);
        counts.failing = fails.count();
        counts
    }

    /// Facts that stand so.
    pub(crate) fn standing(&self, standing: Standing) -> usize {
        let at = Standing::ALL.iter().position(|one| *one == standing);
        at.map_or(0, |at| self.standings[at])
    }
}

/// A document on its way to a page.
struct Page<'a> {
    output: &'a Output,
    labels: Labels<'a>,
    counts: Counts,
    language: Language,
}

/// The page of a document; `index` is the path back to the page of all, `stem` names its files.
pub(crate) fn page(
    output: &Output,
    grammars: &Registry,
    (index, stem): (&str, &str),
    language: Language,
) -> String {
    let form = output.extraction.identity.form.as_deref();
    let page = Page {
        output,
        labels: Labels::new(grammars, form, language),
        counts: Counts::of(&output.extraction),
        language,
    };
    let nonce = Nonce::of(&[
        STYLE,
        COMMON,
        SCRIPT,
        &output.row.doc_id,
        &output.extraction.text,
    ]);
    let mut html = Html::page();
    let root = html
        .tag(Tag::HTML)
        .set(Name::LANG, language.pick("zh-CN", "en"));
    root.with(|html| {
        head(html, &nonce, &page.title());
        let body = html.tag(Tag::BODY).class("doc");
        let body = body
            .set(Name::DOCUMENT, &output.row.doc_id)
            .set(Name::STEM, stem);
        body.with(|html| {
            page.header(html, index);
            html.tag(Tag::MAIN).with(|html| page.panes(html));
            page.help(html);
            spoken(html, language);
            html.script(&nonce, COMMON);
            html.script(&nonce, SCRIPT);
        });
    });
    html.finish()
}

/// The head of every page.
pub(crate) fn head(html: &mut Html, nonce: &Nonce, title: &str) {
    html.tag(Tag::HEAD).with(|html| {
        html.tag(Tag::META).set(Name::CHARSET, "utf-8").empty();
        let policy = html
            .tag(Tag::META)
            .set(Name::HTTP_EQUIV, "Content-Security-Policy");
        policy.set(Name::CONTENT, nonce.policy()).empty();
        let meta = |html: &mut Html, name: &str, content: &str| {
            html.tag(Tag::META)
                .set(Name::NAME, name)
                .set(Name::CONTENT, content)
                .empty();
        };
        meta(html, "viewport", "width=device-width, initial-scale=1");
        meta(html, "referrer", "no-referrer");
        meta(html, "color-scheme", "light dark");
        meta(
            html,
            "generator",
            concat!("gongkai ", env!("CARGO_PKG_VERSION")),
        );
        html.tag(Tag::TITLE).text(title);
        html.style(nonce, STYLE);
    });
    html.line_end();
}

/// What the script says, for it to read.
pub(crate) fn spoken(html: &mut Html, language: Language) {
    html.tag(Tag::DIV)
        .set(Name::ID, "words")
        .set(Name::HIDDEN, "")
        .with(|html| {
            for (key, chinese, english) in words::SCRIPT {
                html.tag(Tag::SPAN)
                    .set(Name::KEY, key)
                    .text(language.pick(chinese, english));
            }
            for standing in Standing::ALL {
                html.tag(Tag::SPAN)
                    .set(Name::KEY, standing.class())
                    .text(standing.word(language));
            }
        });
    let live = html
        .tag(Tag::DIV)
        .set(Name::ID, "say")
        .set(Name::ROLE, "status");
    live.set(Name::ARIA_LIVE, "polite").empty();
    html.line_end();
}

/// A button that does what its id says.
pub(crate) fn button(html: &mut Html, id: &str, class: &str, text: &str) {
    let button = html.tag(Tag::BUTTON).set(Name::TYPE, "button");
    button.set(Name::ID, id).class(class).text(text);
}

impl Page<'_> {
    fn pick(&self, chinese: &'static str, english: &'static str) -> &'static str {
        self.language.pick(chinese, english)
    }

    /// Title of the document, or its path.
    fn title(&self) -> String {
        let identity = &self.output.row.identity;
        identity
            .title
            .clone()
            .unwrap_or_else(|| self.output.row.source.clone())
    }

    fn header(&self, html: &mut Html, index: &str) {
        let row = &self.output.row;
        html.tag(Tag::HEADER).class("top").with(|html| {
            let back = html.tag(Tag::A).class("back").to(Target::Page(index));
            back.text(self.pick("← 目录", "← Index"));
            html.tag(Tag::DIV).class("name").with(|html| {
                html.tag(Tag::H1).text(self.title());
                html.tag(Tag::DIV).class("sub").with(|html| {
                    let identity = &row.identity;
                    let year = identity.year.map(|year| year.to_string());
                    let known = [identity.issuer.clone(), year, identity.form.clone()];
                    for one in known.into_iter().flatten() {
                        html.tag(Tag::SPAN).text(one);
                    }
                    html.tag(Tag::SPAN).class("path").text(&row.source);
                });
            });
            let class = format!("badge {}", crate::record::Word::word(row.status));
            html.tag(Tag::SPAN)
                .class(class)
                .text(words::status(row.status, self.language));
            button(
                html,
                "export",
                "main",
                self.pick("导出更正（0）", "Export corrections (0)"),
            );
            button(html, "theme", "", self.pick("配色", "Theme"));
            button(html, "help-open", "", self.pick("帮助 ?", "Help ?"));
        });
        html.line_end();
    }

    fn panes(&self, html: &mut Html) {
        let left = html.tag(Tag::SECTION).class("src").set(Name::ID, "src");
        let left = left.set(Name::TABINDEX, 0).set(Name::LANG, "zh-CN");
        let named = self.pick("原文", "Source text");
        left.set(Name::ARIA_LABEL, named)
            .with(|html| source(html, &self.output.extraction, self.language));
        html.line_end();
        html.tag(Tag::DIV)
            .class("bar")
            .set(Name::ID, "bar")
            .set(Name::ARIA_HIDDEN, "true")
            .empty();
        html.tag(Tag::SECTION).class("read").with(|html| {
            html.tag(Tag::DIV).class("tools").with(|html| {
                self.tabs(html);
                self.filters(html);
            });
            html.line_end();
            html.tag(Tag::DIV)
                .class("panels")
                .set(Name::ID, "panels")
                .with(|html| self.panels(html));
            let inspector = html.tag(Tag::ASIDE).class("insp").set(Name::ID, "insp");
            inspector.set(Name::HIDDEN, "").empty();
        });
        html.line_end();
    }

    /// Panels: name, Chinese, English, how much is in them.
    fn sections(&self) -> [(&'static str, &'static str, usize); 8] {
        let read = &self.output.extraction;
        [
            ("facts", self.pick("数据", "Facts"), read.facts.len()),
            ("checks", self.pick("核对", "Checks"), read.checks.len()),
            ("tasks", self.pick("任务", "Tasks"), read.tasks.len()),
            (
                "cites",
                self.pick("引文", "Citations"),
                read.citations.len(),
            ),
            (
                "qtys",
                self.pick("数量", "Quantities"),
                read.quantities.len(),
            ),
            ("outline", self.pick("大纲", "Outline"), read.sections.len()),
            (
                "unclaimed",
                self.pick("未认领", "Unclaimed"),
                read.digits.unclaimed.len(),
            ),
            (
                "notes",
                self.pick("诊断", "Diagnostics"),
                self.output.diagnostics.len(),
            ),
        ]
    }

    fn tabs(&self, html: &mut Html) {
        html.tag(Tag::NAV).class("tabs").with(|html| {
            for (name, title, count) in self.sections() {
                let class = if count == 0 { "none" } else { "" };
                let tab = html.tag(Tag::BUTTON).set(Name::TYPE, "button").class(class);
                tab.set(Name::PANEL, name).with(|html| {
                    html.text(title);
                    html.tag(Tag::SMALL).text(count);
                });
            }
        });
    }

    fn filters(&self, html: &mut Html) {
        html.tag(Tag::DIV)
            .class("filters")
            .set(Name::ROLE, "group")
            .with(|html| {
                let mut filter = |class: &str, sign: &str, title: &str, count: usize| {
                    let none = if count == 0 { " none" } else { "" };
                    let button = html
                        .tag(Tag::BUTTON)
                        .set(Name::TYPE, "button")
                        .class(format_args!("{class}{none}"));
                    button
                        .set(Name::FILTER, class)
                        .set(Name::ARIA_PRESSED, "false")
                        .with(|html| {
                            html.tag(Tag::I).text(sign);
                            html.text(title);
                            html.tag(Tag::SMALL).text(count);
                        });
                };
                let facts = self.output.extraction.facts.len();
                filter("all", "", self.pick("全部", "All"), facts);
                for standing in Standing::ALL {
                    filter(
                        standing.class(),
                        standing.sign(),
                        standing.word(self.language),
                        self.counts.standing(standing),
                    );
                }
                filter(
                    "unc",
                    "◌",
                    self.pick("未认领", "unclaimed"),
                    self.counts.unclaimed,
                );
                filter("done", "✎", self.pick("已复核", "reviewed"), 0);
                let search = html
                    .tag(Tag::INPUT)
                    .set(Name::TYPE, "search")
                    .set(Name::ID, "search");
                search
                    .set(
                        Name::PLACEHOLDER,
                        self.pick("查找指标、数值（/）", "Search (/)"),
                    )
                    .empty();
            });
    }

    fn panels(&self, html: &mut Html) {
        let read = &self.output.extraction;
        for (name, title, count) in self.sections() {
            let panel = html.tag(Tag::SECTION).class("panel");
            panel.set(Name::ID, format_args!("p-{name}")).with(|html| {
                html.tag(Tag::H2).text(title);
                if name == "facts" {
                    self.identity(html);
                }
                match name {
                    "facts" => facts(html, read, &self.labels),
                    "checks" => checks(html, read, &self.labels, self.language),
                    "tasks" => lists::tasks(html, &read.tasks, self.language),
                    "cites" => lists::citations(html, &read.citations, self.language),
                    "qtys" => {
                        lists::quantities(html, &read.quantities, &self.labels, self.language)
                    }
                    "outline" => lists::outline(html, &read.sections, self.language),
                    "unclaimed" => lists::unclaimed(html, read, self.language),
                    _ => lists::diagnostics(html, &self.output.diagnostics, self.language),
                }
                if count == 0 {
                    html.tag(Tag::P)
                        .class("empty")
                        .text(self.pick("没有", "None"));
                }
            });
            html.line_end();
        }
    }

    /// Who, what, when; each field leads to where it was read.
    fn identity(&self, html: &mut Html) {
        let identity = &self.output.row.identity;
        html.tag(Tag::DL).class("idn").with(|html| {
            let field = |html: &mut Html, name: &str, value: &str, at: Option<(usize, Place)>| {
                html.tag(Tag::DIV).with(|html| {
                    html.tag(Tag::DT).text(words::field(name, self.language));
                    html.tag(Tag::DD).with(|html| match at {
                        Some((number, place)) => {
                            let open = html.tag(Tag::SPAN).class("r idf").set(Name::TABINDEX, 0);
                            let open = open.set(Name::ID, format_args!("i{number}"));
                            placed(open, place).text(value);
                        }
                        None => html.text(value),
                    });
                });
            };
            field(
                html,
                "family",
                &words::family(identity.family, self.language),
                None,
            );
            for (number, one) in identity.places.iter().enumerate() {
                if let Some(value) = value_of(identity, one.field) {
                    field(html, one.field, &value, Some((number, one.place)));
                }
            }
        });
        if let Some(reason) = &self.output.row.reason {
            let reason = crate::finding::said(reason, self.language);
            html.tag(Tag::P).class("reason").text(reason);
        }
    }

    fn help(&self, html: &mut Html) {
        html.tag(Tag::DIALOG).set(Name::ID, "help").with(|html| {
            html.tag(Tag::H2).text(self.pick("键盘与标记", "Keys and signs"));
            html.tag(Tag::TABLE).class("keys").with(|html| {
                for (keys, chinese, english) in words::KEYS {
                    html.tag(Tag::TR).with(|html| {
                        html.tag(Tag::TH).with(|html| html.tag(Tag::KBD).text(keys));
                        html.tag(Tag::TD).text(self.language.pick(chinese, english));
                    });
                }
            });
            html.tag(Tag::P).class("legend").with(|html| {
                for standing in Standing::ALL {
                    html.tag(Tag::SPAN).class(format_args!("f {}", standing.class())).with(|html| {
                        html.tag(Tag::I).text(standing.sign());
                        html.text(standing.word(self.language));
                    });
                }
            });
            html.tag(Tag::P).text(self.pick(
                "点右边的数，左边显示它在原文的位置；点左边有标记的字，右边显示读到的内容，再点一次显示外层的内容。\
                 复核记录只存在这台电脑的浏览器里，导出的 CSV 交给 ingest --corrections。",
                "Click a value to see where it stands in the source; click marked text to see what was read there, \
                 again for what is around it. Decisions are kept in this browser only; the exported CSV is for \
                 ingest --corrections.",
            ));
            button(html, "help-close", "main", self.pick("关闭", "Close"));
        });
        html.line_end();
    }
}

/// The field of the identity, as text.
fn value_of(identity: &crate::record::Identity, field: &str) -> Option<String> {
    let date = |date: Option<chrono::NaiveDate>| date.map(|date| date.to_string());
    match field {
        "title" => identity.title.clone(),
        "issuer" => identity.issuer.clone(),
        "region" => identity.region.clone(),
        "year" => identity.year.map(|year| year.to_string()),
        "period_start" => {
            let end = date(identity.period_end);
            date(identity.period_start)
                .zip(end)
                .map(|(start, end)| format!("{start} — {end}"))
        }
        "doc_number" => identity.doc_number.clone(),
        "signed_date" => date(identity.signed_date),
        "printed_date" => date(identity.printed_date),
        "published_date" => date(identity.published_date),
        "index_number" => identity.index_number.clone(),
        "contact_address" => identity.contact_address.clone(),
        "contact_postcode" => identity.contact_postcode.clone(),
        "contact_person" => identity.contact_person.clone(),
        "contact_phone" => identity.contact_phone.clone(),
        "contact_fax" => identity.contact_fax.clone(),
        "contact_email" => identity.contact_email.clone(),
        "website" => identity.website.clone(),
        _ => None,
    }
}
