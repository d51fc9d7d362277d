//! Web pages: what a reader of the page sees, a block or a row of a table a line.
//!
//! Navigation and the like stay in the text as page furniture; what the page hides is left out. A
//! table that only lays out the page is taken apart, one that holds data keeps its cells.

mod charset;
mod flow;
mod furniture;
mod list;
mod markup;
mod measure;
mod open;
mod table;
mod token;
mod tree;

use super::linear::Linear;
use super::{Rejection, Source};
use crate::diagnostic::{Code, Diagnostic};
use crate::record::{Severity, TableLayout};
use crate::text::Place;
use flow::{Piece, pieces};
use furniture::{Fate, Fates, fates};
use tree::Tree;

pub(super) use charset::parameter;

/// Reads a page; `declared` is the encoding that its envelope names.
///
/// # Errors
/// [`Rejection`] if it holds no text, or if it is past a limit.
pub(super) fn read(bytes: &[u8], declared: Option<&str>) -> Result<Source, Rejection> {
    let (page, encoding, mut notes) = charset::decode(bytes, declared);
    let tree = Tree::parse(&page)?;
    let fates = fates(&tree);
    notes.extend(remarks(&tree, &fates));
    let mut linear = Linear::default();
    add(&mut linear, &tree, &fates);
    let mut source = linear.finish("text/html", Some(encoding))?;
    notes.extend(super::text::damage(&source.text, encoding)?);
    source.notes = notes;
    Ok(source)
}

/// Adds what a piece of markup holds, a table that a vision model wrote.
///
/// # Errors
/// [`Rejection::Limit`] if it is past a limit.
pub(super) fn fragment(markup: &str, linear: &mut Linear) -> Result<(), Rejection> {
    let tree = Tree::parse(markup)?;
    let fates = Fates {
        of: vec![Fate::Content; tree.nodes.len()],
        measures: measure::measures(&tree, &vec![false; tree.nodes.len()]),
        hidden: (0, 0),
        unhidden: (0, 0),
    };
    add(linear, &tree, &fates);
    Ok(())
}

/// Adds the lines and tables of a page.
fn add(linear: &mut Linear, tree: &Tree, fates: &Fates) {
    for piece in pieces(tree, fates) {
        match piece {
            Piece::Line(text) => linear.paragraph(&text),
            Piece::Heading(level, text) => linear.heading(level, &text),
            Piece::Furniture(reason, text) => linear.furniture(reason, &text),
            Piece::Table(rows) => linear.table(TableLayout::Html, &rows),
        }
    }
}

/// What of a page was left out or kept against its word.
fn remarks(tree: &Tree, fates: &Fates) -> Vec<Diagnostic> {
    let place = Place {
        line: 1,
        ..Place::default()
    };
    let note = |code, severity, text| Diagnostic::new(code, severity, place, text);
    let mut notes = Vec::new();
    if let (parts @ 1.., chars) = fates.hidden {
        let text = format!("网页有 {parts} 处不显示的内容，共 {chars} 字，未读取");
        notes.push(note(Code::NoiseSetAside, Severity::Note, text));
    }
    if let (parts @ 1.., chars) = fates.unhidden {
        let text = format!(
            "网页有 {parts} 处标为不显示的内容，共 {chars} 字，占全文大半，仍按正文读取；请核对"
        );
        notes.push(note(Code::NoiseSetAside, Severity::Warning, text));
    }
    if tree.deep > 0 {
        let text = format!("网页有 {} 个元素嵌套过深，只读取了其中文字", tree.deep);
        notes.push(note(Code::LimitReached, Severity::Warning, text));
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::ElementKind;

    /// The lines of a page: headings with `#`, furniture with its reason, rows of tables with `|`.
    fn shown(page: &str) -> Vec<String> {
        let source = match read(page.as_bytes(), None) {
            Ok(source) => source,
            Err(why) => return vec![why.code().to_owned()],
        };
        let mut start = 0;
        let lines = source.text.lines().map(|line| {
            let at = start;
            start += line.len() + 1;
            let mut marks = source.elements.iter().filter_map(|element| {
                let span = element.span;
                let mark = match &element.kind {
                    ElementKind::Heading(level) => "#".repeat(usize::from(*level)) + " ",
                    ElementKind::Furniture(reason) => format!("{reason}: "),
                    ElementKind::Table(_) => "| ".to_owned(),
                };
                (span.start <= at && at < span.end).then_some(mark)
            });
            format!("{}{line}", marks.next().unwrap_or_default())
        });
        lines.collect()
    }

    #[track_caller]
    fn check(page: &str, expected: &[&str]) {
        assert_eq!(shown(page), expected);
    }

    #[test]
    fn blocks_part_lines_and_inline_elements_glue() {
        check(
            "<p>收到<span>12</span><span>3</span>件<div>办结<b>12</b>件<br>结转0件",
            &["收到123件", "办结12件", "结转0件"],
        );
        check("<p>一、\n  概述 <i>二</i></p>三", &["一、概述 二", "三"]);
        check("<pre>一  二\n三</pre>", &["一  二", "三"]);
        check("<p>&nbsp;&#12288;</p><p>a&amp;b &lt;1&gt;", &["a&b <1>"]);
        check("<h2>一、概述</h2>文", &["## 一、概述", "文"]);
    }

    #[test]
    fn footnote_marks_do_not_run_into_numbers() {
        check("<p>收到123<sup>1</sup>件", &["收到123[1]件"]);
        check(
            "<p>收到<sup>1</sup>23件，5km<sup>2</sup>",
            &["收到[1]23件，5km2"],
        );
        check("<p>收到1<sup>[2]</sup>件<sup></sup>", &["收到1[2]件"]);
    }

    #[test]
    fn lists_print_their_numbers() {
        check(
            "<ol start=3><li>甲<li>乙<ul><li>丙</ul><li value=9>丁</ol>",
            &["3. 甲", "4. 乙", "丙", "9. 丁"],
        );
        check("<ol style='list-style: none'><li>1. 甲</ol>", &["1. 甲"]);
    }

    #[test]
    fn what_word_writes_is_read() {
        check(
            "<html xmlns:o='x'><!--[if gte mso 9]><xml><o:p>甲</o:p></xml><![endif]-->\
             <p class=MsoNormal><![if !supportLists]><span style='mso-list:Ignore'>一、\
             <span style='font:7.0pt'>&nbsp;</span></span><![endif]><b>总体\n情况</b><o:p></o:p></p>",
            &["一、 总体情况"],
        );
    }

    #[test]
    fn what_is_not_shown_is_left_out() {
        check(
            "<title>甲</title><style>p{}</style><script>if (1<2) x</script><p>正文内容很多\
             <div style='display: none'>乙</div><p hidden>丙</p><noscript>丁</noscript>\
             <input type=hidden value=戊><iframe>己</iframe><!-- <p>庚 -->",
            &["正文内容很多"],
        );
        let source = read("<p>正文内容很多<p hidden>乙".as_bytes(), None).unwrap();
        assert_eq!(source.notes[0].code, Code::NoiseSetAside);
    }

    #[test]
    fn a_report_that_a_script_would_unfold_is_read() {
        let text = "收到申请十二件。".repeat(30);
        let page = format!("<p>标题<div style='display:none'><p>{text}</div>");
        check(&page, &["标题", &text]);
    }

    #[test]
    fn tables_keep_their_cells() {
        check(
            "<table><caption>表一</caption><tr><th rowspan=2>项<br>目<th>数</tr>\
             <tr><td>&nbsp;<p>1</p><p>2</p></td></tr></table>",
            &["表一", "| 项 目\t数", "| 1 2"],
        );
    }

    #[test]
    fn tables_that_lay_out_the_page_are_taken_apart() {
        let inner = "<table><tr><td>收到<td>3<tr><td>办结<td>2</table>";
        let page = format!("<table><tr><td>标题<tr><td>{inner}<p>附注</table>");
        check(&page, &["标题", "| 收到\t3", "| 办结\t2", "附注"]);
        let framed = format!("<table><tr><td><p>标题<p>{}</table>", "文".repeat(90));
        check(&framed, &["标题", &"文".repeat(90)]);
    }

    const MENU: &str =
        "<ul><li><a href=/>首页</a><li><a href=/b>公开</a><li><a href=/c>互动</a></ul>";

    #[test]
    fn the_site_around_a_report_is_furniture() {
        let text = "全县各级各部门认真落实公开要求，各项工作有序开展，取得较好成效。".repeat(9);
        let page = format!(
            "<div class=top>{MENU}</div><div class=wz>当前位置：<a href=/>首页</a></div>\
             <div class=article><h1>年度报告</h1><div class=share>分享到</div><div id=zoom><p>{text}\
             <p>附件：<a href=x.doc>附表</a></div></div><div class=footer>主办：某办</div>"
        );
        let expected = [
            "site-header: 首页",
            "site-header: 公开",
            "site-header: 互动",
            "当前位置：首页",
            "# 年度报告",
            "page-tools: 分享到",
            &text,
            "附件：附表",
            "site-footer: 主办：某办",
        ];
        check(&page, &expected);
    }

    #[test]
    fn a_report_of_links_and_odd_names_is_not_lost() {
        let row = "<tr><td><a href=/x>收到申请数</a><td>3";
        let page = format!(
            "<div class=menu><h1>报告</h1><table>{}</table></div>",
            row.repeat(6)
        );
        let mut expected = vec!["# 报告"];
        expected.extend(["| 收到申请数\t3"; 6]);
        check(&page, &expected);
    }
}
