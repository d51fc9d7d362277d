//! Web pages: invented reports within the furniture of a site are read as the plain text is.

use std::time::Instant;

use encoding_rs::GB18030;
use gongkai::eval::{Scores, document};
use gongkai::extract::Extraction;
use gongkai::generate::{Generated, Generator, Layout, Options};
use gongkai::grammar::Registry;
use gongkai::read::{self, ElementKind, Source};
use proptest::prelude::*;

use crate::support::reader;

/// What a site puts around a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Site {
    /// Named parts, menus as lists.
    Parts,
    /// Tables within tables.
    Tables,
}

/// Lines of a report as the markup of a page; its tables are markup already.
fn body(text: &str) -> String {
    let mut body = String::new();
    let mut table = false;
    for line in text.lines() {
        table |= line.contains("<table");
        if table {
            body.push_str(line);
            table = !line.contains("</table>");
        } else if let Some(title) = line.strip_prefix('#') {
            body.push_str(&format!(
                "<h2>{}</h2>\n",
                title.trim_start_matches(['#', ' '])
            ));
        } else if !line.trim().is_empty() {
            body.push_str(&format!("<p class=\"MsoNormal\"><span>{line}</span></p>\n"));
        }
    }
    body
}

pub(crate) fn page(text: &str, site: Site, charset: &str) -> String {
    let body = body(text);
    let inner = match site {
        Site::Parts => format!(
            "<div class=\"header\"><img src=a.png alt=\"9\"><form><input type=hidden value=77></form>\
             <ul id=nav><li><a href=\"/\">首页</a></li><li><a href=\"/xx\">政府信息公开 36</a></li>\
             <li><a href=\"/hd\">互动交流</a></li></ul></div>\
             <div class=\"crumbs\"><a href=\"/\">首页</a> &gt; <a href=\"/n\">年报</a></div>\
             <div class=\"article\"><div class=\"content\" id=\"zoom\">{body}</div></div>\
             <script>var n = 5 < 6;</script><div style=\"display:none\">浏览 128 次</div>\
             <div class=\"related\"><ul><li><a href=1>上年度报告 12</a><li><a href=2>指南 7</a></ul></div>\
             <footer><p>主办：某某人民政府办公室　电话：0000-1234567</p></footer>"
        ),
        Site::Tables => format!(
            "<TABLE width=1000><TR><TD colspan=3><A href=/>首页</A>&nbsp;<A href=/b>公开 3</A>&nbsp;\
             <A href=/c>服务</A></TD></TR><TR><TD width=180><TABLE><TR><TD><A href=/1>动态 1</A>\
             <TR><TD><A href=/2>公告 2</A><TR><TD><A href=/3>年报</A></TABLE>\
             <TD><TABLE><TR><TD>{body}</TD></TR></TABLE></TD><TD>&nbsp;</TD></TR></TABLE>"
        ),
    };
    format!(
        "<!DOCTYPE html><html><head><meta http-equiv=Content-Type content=\"text/html; \
         charset={charset}\"><title>某网站</title><style>p{{color:red}}</style></head>\
         <body>{inner}</body></html>"
    )
}

/// Counts that do not ask for places.
fn plain(scores: &Scores) -> Vec<(String, u64, u64, u64)> {
    let tables = scores.tables.iter().flat_map(|(table, score)| {
        let row = [("(row)", score.rows)].into_iter();
        let fields = score.fields.iter().map(|(name, counts)| (*name, *counts));
        row.chain(fields)
            .map(move |(name, counts)| (format!("{table}.{name}"), counts))
    });
    let told = |name: &str| {
        ["documents", "facts", "checks"]
            .iter()
            .any(|one| name.starts_with(one))
    };
    tables
        .filter(|(name, _)| told(name))
        .map(|(name, counts)| (name, counts.gold, counts.reported, counts.right))
        .collect()
}

fn outline(extraction: &Extraction) -> Vec<(i32, &str)> {
    let sections = extraction.sections.iter();
    sections
        .map(|section| (section.level, section.title.as_str()))
        .collect()
}

#[track_caller]
fn check(made: &Generated, bytes: &[u8], encoding: &str) {
    let source = read::read_named(bytes, Some("a.html")).expect("a page");
    assert_eq!(source.encoding, Some(encoding));
    let extraction = reader().extract(source.clone());
    let scores = document(&made.gold, &extraction);
    let text = Source {
        text: made.text.clone(),
        ..Source::default()
    };
    let read = reader().extract(text);
    let expected = document(&made.gold, &read);
    let facts = |scores: &Scores| {
        let facts = &scores.values;
        (facts.right, facts.wrong, facts.others_right)
    };
    assert_eq!(
        facts(&scores),
        facts(&expected),
        "{}\n{}",
        made.name,
        source.text
    );
    assert_eq!(scores.values.wrong, 0);
    assert_eq!(
        plain(&scores),
        plain(&expected),
        "{}\n{}",
        made.name,
        source.text
    );
    assert_eq!(
        outline(&extraction),
        outline(&read),
        "{}\n{}",
        made.name,
        source.text
    );
}

#[test]
fn invented_reports_are_read_off_pages_as_off_their_text() {
    let generator = Generator::new(&Registry::embedded().expect("sound"));
    let kinds: Vec<&str> = generator.kinds().collect();
    for seed in 0..12 {
        let kind = kinds[seed as usize % kinds.len()];
        let made = generator.report(seed, kind, Layout::Html, &Options::default());
        let made = made.expect("known");
        for site in [Site::Parts, Site::Tables] {
            check(&made, page(&made.text, site, "utf-8").as_bytes(), "UTF-8");
            let text = page(&made.text, site, "gb2312");
            check(&made, &GB18030.encode(&text).0, "gb18030");
        }
    }
}

#[test]
fn the_furniture_of_a_site_is_all_there_and_apart() {
    let text = page(
        "一、总体情况\n全县收到申请3件，办结3件，没有结转下年度的申请。",
        Site::Parts,
        "utf-8",
    );
    let source = read::read(text.as_bytes()).expect("a page");
    let aside = source
        .elements
        .iter()
        .filter_map(|element| match element.kind {
            ElementKind::Furniture(reason) => Some((reason, element.span.text(&source.text))),
            _ => None,
        });
    let expected = [
        ("navigation", "首页"),
        ("navigation", "政府信息公开 36"),
        ("navigation", "互动交流"),
        ("navigation", "首页 > 年报"),
        ("related-links", "上年度报告 12"),
        ("related-links", "指南 7"),
        (
            "site-footer",
            "主办：某某人民政府办公室　电话：0000-1234567",
        ),
    ];
    let reasons: Vec<(&str, &str)> = aside.collect();
    assert_eq!(reasons, expected);
}

/// Repeats of markup that would be slow or deep if it were read as it stands.
#[test]
fn hostile_pages_are_read_in_time_that_grows_with_them() {
    let row = "<p>收到申请3件。</p>";
    for part in [
        "<div>",
        "<table><tr><td>",
        "<table>",
        "<b>",
        "<font size=1>",
        "<p><i>",
        "<ul><li>",
        "<span><p></span>",
        "<div><table></div></table>",
        "<a href=x>",
        "<b class=x></div>",
        "<select><option>",
        "<svg><style>",
        "<script>",
        "<textarea>",
        "<!--",
        "</p>",
        "<td rowspan=99999 colspan=99999>一",
        "<x y=\"",
        "&nbsp;",
    ] {
        let time = |count: usize| {
            let page = format!("<html>{row}{}{row}", part.repeat(count));
            let start = Instant::now();
            let source = read::read(page.as_bytes()).expect("a page");
            assert!(source.text.starts_with("收到申请3件。"), "{part}");
            start.elapsed().as_secs_f64()
        };
        let (few, many) = (time(5_000), time(50_000));
        assert!(many < few * 30.0 + 2.0, "{part}: {few} s, then {many} s");
    }
    let attributes: String = (0..100_000).map(|at| format!(" a{at}=1")).collect();
    let page = format!("<html><div{attributes}>{row}");
    let source = read::read(page.as_bytes()).expect("a page");
    assert_eq!(source.text, "收到申请3件。\n");
}

proptest! {
    /// Every mark of the text is there once, whatever stands around it.
    #[test]
    fn nothing_of_a_page_is_lost(parts in prop::collection::vec(0..PARTS.len(), 0..60)) {
        let body: String = parts.iter().map(|at| PARTS[*at]).collect();
        let marks = body.matches('文').count();
        let page = format!("<html><p>文{body}");
        let source = read::read(page.as_bytes()).expect("a page");
        prop_assert_eq!(source.text.matches('文').count(), marks + 1, "{}\n{}", page, source.text);
        let _ = reader().extract(source);
    }

    #[test]
    fn any_page_is_read_or_refused(page in "(<[a-z]{1,5}( [a-z]{1,6}(=[\"']?[a-z0-9]{0,3}[\"']?)?)?>?|\\PC|</[a-z]{1,5}>|<!-?-?){0,40}") {
        if let Ok(source) = read::read_named(page.as_bytes(), Some("a.html")) {
            let _ = reader().extract(source);
        }
    }
}

const PARTS: [&str; 44] = [
    "文",
    "文12",
    " 文",
    "<div>",
    "</div>",
    "<table>",
    "</table>",
    "<tr>",
    "</tr>",
    "<td>文",
    "</td>",
    "<th colspan=2>",
    "<td rowspan=3>",
    "<p>",
    "</p>",
    "<li>文",
    "<ul>",
    "</ul>",
    "<ol>",
    "</ol>",
    "<span>",
    "</span>",
    "<b>",
    "</b>",
    "<a href=/x>文</a>",
    "<a>",
    "</a>",
    "<h2>",
    "</h2>",
    "<pre>",
    "</pre>",
    "<sup>",
    "</sup>",
    "<br>",
    "<caption>文",
    "<tbody>",
    "</tbody>",
    "<button>文</button>",
    "<textarea>文</textarea>",
    "<nav>文</nav>",
    "<div class=footer>文</div>",
    "<dl><dt>文<dd>",
    "<form>",
    "<center>文</center>",
];
