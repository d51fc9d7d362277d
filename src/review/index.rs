//! The page of all documents: totals, requests by outcome, a row for each.

use super::html::{Html, Name, Nonce, Tag, Target};
use super::mark::Standing;
use super::page::{COMMON, Counts, STYLE, button, head, spoken};
use super::plot::{Outcomes, Plot};
use super::words;
use crate::batch::DocumentRow;
use crate::grammar::Registry;
use crate::language::Language;
use crate::record::{Status, Word};
use crate::sink::FileEntry;

const SCRIPT: &str = include_str!("assets/index.js");

/// What is kept of a document.
pub(crate) struct Entry {
    /// Row of `documents`.
    pub row: DocumentRow,
    /// What was counted on its page.
    pub counts: Counts,
    /// What it tells of requests.
    pub outcomes: Option<Outcomes>,
    /// Its page; none if it was not read.
    pub file: Option<FileEntry>,
}

/// Standings that have a column.
const COLUMNS: [Standing; 4] = [
    Standing::Contradicted,
    Standing::Unreadable,
    Standing::Blank,
    Standing::Absent,
];

/// The page of `entries`.
pub(crate) fn index(entries: &[Entry], grammars: &Registry, language: Language) -> String {
    let ids: Vec<&str> = entries
        .iter()
        .map(|entry| entry.row.doc_id.as_str())
        .collect();
    let nonce = Nonce::of(&[STYLE, COMMON, SCRIPT, &ids.concat()]);
    let mut html = Html::page();
    let root = html
        .tag(Tag::HTML)
        .set(Name::LANG, language.pick("zh-CN", "en"));
    root.with(|html| {
        head(html, &nonce, language.pick("复核目录", "Review index"));
        html.tag(Tag::BODY).class("index").with(|html| {
            html.tag(Tag::HEADER).class("top").with(|html| {
                html.tag(Tag::DIV).class("name").with(|html| {
                    html.tag(Tag::H1)
                        .text(language.pick("复核目录", "Review index"));
                    html.tag(Tag::DIV)
                        .class("sub")
                        .text(concat!("gongkai ", env!("CARGO_PKG_VERSION")));
                });
                button(
                    html,
                    "export",
                    "main",
                    language.pick("导出更正（0）", "Export corrections (0)"),
                );
                button(
                    html,
                    "load",
                    "",
                    language.pick("载入更正", "Load corrections"),
                );
                let file = html
                    .tag(Tag::INPUT)
                    .set(Name::TYPE, "file")
                    .set(Name::ID, "file");
                file.set(Name::HIDDEN, "").empty();
                button(html, "theme", "", language.pick("配色", "Theme"));
            });
            html.tag(Tag::MAIN).with(|html| {
                totals(html, entries, language);
                let mut plot = Plot::default();
                entries
                    .iter()
                    .for_each(|entry| plot.add(entry.outcomes.clone()));
                plot.write(html, grammars, language);
                table(html, entries, language);
            });
            spoken(html, language);
            html.script(&nonce, COMMON);
            html.script(&nonce, SCRIPT);
        });
    });
    html.finish()
}

/// The great numbers at the head.
fn totals(html: &mut Html, entries: &[Entry], language: Language) {
    let sum = |count: &dyn Fn(&Entry) -> usize| entries.iter().map(count).sum::<usize>();
    let status = |status: Status| sum(&|entry| usize::from(entry.row.status == status));
    html.tag(Tag::DIV).class("totals").with(|html| {
        let mut total = |class: &str, sign: &str, count: usize, title: &str| {
            html.tag(Tag::DIV)
                .class(format_args!("tot {class}"))
                .with(|html| {
                    html.tag(Tag::STRONG).text(count);
                    html.tag(Tag::SPAN).with(|html| {
                        html.tag(Tag::I).text(sign);
                        html.text(title);
                    });
                });
        };
        total("", "", entries.len(), language.pick("文件", "documents"));
        for one in [Status::Partial, Status::Rejected] {
            total("", "", status(one), words::status(one, language));
        }
        total(
            "",
            "",
            sum(&|entry| entry.counts.standings.iter().sum()),
            language.pick("数据", "facts"),
        );
        for standing in Standing::ALL {
            let count = sum(&|entry| entry.counts.standing(standing));
            total(
                standing.class(),
                standing.sign(),
                count,
                standing.word(language),
            );
        }
        total(
            "",
            "",
            sum(&|entry| entry.counts.failing),
            language.pick("不成立的核对", "failing checks"),
        );
    });
    html.line_end();
}

fn table(html: &mut Html, entries: &[Entry], language: Language) {
    html.tag(Tag::DIV).class("tools").with(|html| {
        let search = html
            .tag(Tag::INPUT)
            .set(Name::TYPE, "search")
            .set(Name::ID, "search");
        search
            .set(
                Name::PLACEHOLDER,
                language.pick("查找标题、机关、年度（/）", "Search (/)"),
            )
            .empty();
        html.tag(Tag::SPAN).set(Name::ID, "hits").empty();
    });
    html.tag(Tag::TABLE)
        .class("docs")
        .set(Name::ID, "docs")
        .with(|html| {
            html.tag(Tag::THEAD).with(|html| {
                html.tag(Tag::TR).with(|html| heads(html, language));
            });
            html.tag(Tag::TBODY).with(|html| {
                for entry in entries {
                    row(html, entry, language);
                    html.line_end();
                }
            });
        });
}

fn heads(html: &mut Html, language: Language) {
    let mut head = |class: &str, title: &str| {
        html.tag(Tag::TH)
            .set(Name::SCOPE, "col")
            .class(class)
            .with(|html| {
                let sort = html.tag(Tag::BUTTON).set(Name::TYPE, "button");
                sort.set(Name::SORT, class).text(title);
            });
    };
    head("text", language.pick("文件", "Document"));
    head("text", language.pick("机关", "Issuer"));
    head("num", language.pick("年度", "Year"));
    head("text", language.pick("报表", "Form"));
    head("text", language.pick("结果", "Result"));
    head("num", language.pick("数据", "Facts"));
    for standing in COLUMNS {
        head(
            "num",
            &format!("{} {}", standing.sign(), standing.word(language)),
        );
    }
    head("num", language.pick("核对不成立", "Checks failing"));
    head("num", language.pick("未认领", "Unclaimed"));
    head("num", language.pick("✎ 已复核", "✎ reviewed"));
}

fn row(html: &mut Html, entry: &Entry, language: Language) {
    let row = &entry.row;
    html.tag(Tag::TR)
        .set(Name::DOCUMENT, &row.doc_id)
        .with(|html| {
            html.tag(Tag::TD).class("doc").with(|html| {
                let title = row.identity.title.as_deref().unwrap_or(&row.source);
                match &entry.file {
                    Some(file) => html.tag(Tag::A).to(Target::Page(&file.path)).text(title),
                    None => html.tag(Tag::SPAN).text(title),
                }
                html.tag(Tag::SMALL).text(&row.source);
                if let Some(reason) = &row.reason {
                    html.tag(Tag::SMALL)
                        .class("reason")
                        .text(crate::finding::said(reason, language));
                }
            });
            let mut cell = |class: &str, text: &str| html.tag(Tag::TD).class(class).text(text);
            cell("", row.identity.issuer.as_deref().unwrap_or_default());
            cell(
                "num",
                &row.identity
                    .year
                    .map(|year| year.to_string())
                    .unwrap_or_default(),
            );
            cell("", row.identity.form.as_deref().unwrap_or_default());
            cell(
                &format!("st {}", row.status.word()),
                words::status(row.status, language),
            );
            let counts = &entry.counts;
            cell("num", &counts.standings.iter().sum::<usize>().to_string());
            let mut count = |class: &str, count: usize| match count {
                0 => cell("num zero", "0"),
                _ => cell(&format!("num {class}"), &count.to_string()),
            };
            for standing in COLUMNS {
                count(standing.class(), counts.standing(standing));
            }
            count("bad", counts.failing);
            count("", counts.unclaimed);
            cell("num done", "");
        });
}
