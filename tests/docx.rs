//! Word files: what a reader of the printed document sees is what is read, and every cell of the official
//! forms is right.

use std::fmt::Write as _;

use gongkai::diagnostic::Code;
use gongkai::eval::score;
use gongkai::extract::Extraction;
use gongkai::generate::{Generator, Options, Style};
use gongkai::read::{self, ElementKind, Rejection, Source};
use gongkai::record::ValueState;
use proptest::prelude::*;

use crate::support::office::{
    Docx, cell, drawn, escaped, packed, paragraph, plain_table, report, run, styled,
};
use crate::support::{reader, shared};

fn source(docx: &Docx) -> Source {
    read::read(&docx.bytes()).unwrap_or_else(|why| panic!("{why:?}"))
}

fn extract(docx: &Docx) -> Extraction {
    reader().extract(source(docx))
}

/// The linear text of a body.
#[track_caller]
fn check(body: &str, text: &str) {
    assert_eq!(source(&Docx::of(body)).text, text);
}

#[test]
fn paragraphs_hold_what_is_printed() {
    check(&paragraph("一 & <二>"), "一 & <二>\n");
    check(
        "<w:p><w:r><w:t> 甲 </w:t><w:t xml:space=\"preserve\"> 乙</w:t></w:r></w:p>",
        "甲 乙\n",
    );
    check(
        "<w:p><w:r><w:t>a&#x4e00;&#65;<![CDATA[b]]></w:t></w:r></w:p>",
        "a一Ab\n",
    );
    check(
        "<w:p><w:r><w:t>上</w:t><w:br/><w:t>下</w:t><w:cr/><w:t>底</w:t></w:r></w:p>",
        "上\n下\n底\n",
    );
    check(
        r#"<w:p><w:r><w:t>3</w:t><w:noBreakHyphen/><w:t>5</w:t><w:softHyphen/><w:sym w:font="Wingdings 2" w:char="F052"/></w:r></w:p>"#,
        "3-5☑\n",
    );
    check(
        "<w:p><w:r><w:tab/><w:tab/><w:t>甲</w:t><w:tab/><w:t>乙</w:t></w:r></w:p>",
        "甲 乙\n",
    );
    check(
        &format!(
            "<w:p>{}</w:p>",
            ["甲", "乙", "丙"].map(run).join("<w:r><w:tab/></w:r>")
        ),
        "甲\t乙\t丙\n",
    );
    check(
        "<w:p><w:r><w:t>面积12km</w:t></w:r><w:r><w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr><w:t>2</w:t></w:r></w:p>",
        "面积12km²\n",
    );
    check(
        "<w:p><w:r><w:ruby><w:rt><w:r><w:t>yún</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>云</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>",
        "云\n",
    );
    check(
        "<w:p><m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath></w:p>",
        "1/2\n",
    );
}

#[test]
fn wrappers_are_no_text_of_their_own() {
    let inside = format!(
        "<w:p><w:customXml><w:smartTag>{}</w:smartTag></w:customXml><w:hyperlink>{}</w:hyperlink></w:p>",
        run("甲"),
        run("乙")
    );
    check(
        &format!(
            "<w:sdt><w:sdtPr><w:alias w:val=\"x\"/></w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>"
        ),
        "甲乙\n",
    );
    let prompt = format!(
        "<w:p>{}<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt></w:p>",
        run("姓名："),
        run("单击此处输入文字")
    );
    check(&prompt, "姓名：\n");
}

#[test]
fn text_boxes_follow_their_paragraph_and_are_read_once() {
    let shape = |text: &str| format!("<w:txbxContent>{}</w:txbxContent>", paragraph(text));
    let body = format!(
        "<w:p>{}<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:wsp><wps:txbx>{}</wps:txbx></wps:wsp></w:drawing></mc:Choice>\
         <mc:Fallback><w:pict><v:textbox>{}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>{}</w:p>{}",
        run("前"),
        shape("框中"),
        shape("框中"),
        run("后"),
        paragraph("下一段")
    );
    check(&body, "前后\n框中\n下一段\n");
    check(
        &format!(
            "<w:p><w:r><w:pict><v:shape><v:textbox>{}</v:textbox></v:shape></w:pict></w:r></w:p>",
            shape("旧框")
        ),
        "旧框\n",
    );
}

#[test]
fn changes_are_read_as_accepted() {
    let body = format!(
        "<w:p><w:ins>{}</w:ins><w:del><w:r><w:delText>七</w:delText></w:r></w:del><w:moveFrom>{}</w:moveFrom>\
         <w:moveTo>{}</w:moveTo></w:p>",
        run("收到12件"),
        run("移走"),
        run("，移来")
    );
    check(&body, "收到12件，移来\n");
    let joined = format!(
        "{}{}",
        styled("<w:rPr><w:del/></w:rPr>", "前半"),
        paragraph("后半")
    );
    check(&joined, "前半后半\n");
    let rows = format!(
        "<w:tbl><w:tr>{0}{0}</w:tr><w:tr><w:trPr><w:del/></w:trPr>{1}{1}</w:tr></w:tbl>",
        cell("", &paragraph("留")),
        cell("", &paragraph("删"))
    );
    check(&rows, "留\t留\n");
    let changed = "<w:pPrChange><w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr><w:outlineLvl w:val=\"0\"/></w:pPr></w:pPrChange>";
    assert_eq!(source(&Docx::of(styled(changed, "正文"))).elements, []);
}

#[test]
fn fields_leave_their_result() {
    let field = |instruction: &str, result: &str| {
        format!(
            "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>{instruction}</w:instrText></w:r>\
             <w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>{result}<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>"
        )
    };
    let nested = field("HYPERLINK", &field("PAGE", &run("3")));
    check(
        &format!("<w:p>{}{nested}{}</w:p>", run("第"), run("页")),
        "第3页\n",
    );
    check(
        &format!(
            "<w:p><w:fldSimple w:instr=\"DATE\">{}</w:fldSimple></w:p>",
            run("今天")
        ),
        "今天\n",
    );
    // A field that is never closed hides no more than its paragraph.
    let open = "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r></w:p>";
    check(&format!("{open}{}", paragraph("后文")), "后文\n");
    let entry = |title: &str| {
        let page = field("PAGEREF _Toc1", &run("3"));
        format!("{}<w:r><w:tab/></w:r>{page}", run(title))
    };
    let contents = format!(
        "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>TOC \\o</w:instrText></w:r>\
         <w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>{}</w:p><w:p>{}</w:p><w:p><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>{}</w:p>",
        entry("一、概述"),
        entry("二、其他"),
        run("正文")
    );
    let source = source(&Docx::of(contents));
    assert_eq!(source.text, "一、概述 3\n二、其他 3\n正文\n");
    let set_aside = source
        .elements
        .iter()
        .map(|one| one.span.text(&source.text));
    assert_eq!(set_aside.collect::<Vec<_>>(), ["一、概述 3", "二、其他 3"]);
}

#[test]
fn notes_follow_the_body_and_their_marks_touch_no_number() {
    let mark = "<w:r><w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr><w:footnoteReference w:id=\"2\"/></w:r>";
    let own = "<w:r><w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr><w:endnoteReference w:customMarkFollows=\"1\" w:id=\"1\"/><w:t>7</w:t></w:r>";
    let hand = "<w:r><w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr><w:t>1</w:t></w:r>";
    let body = format!(
        "<w:tbl><w:tr>{}{}{}</w:tr></w:tbl>{}",
        cell("", &format!("<w:p>{}{mark}</w:p>", run("12"))),
        cell("", &format!("<w:p>{}{own}</w:p>", run("13"))),
        cell("", &format!("<w:p>{}{hand}</w:p>", run("14"))),
        paragraph("正文")
    );
    let docx = Docx::of(body)
        .with("footnotes", "footnotes", "<w:footnote w:id=\"0\"><w:p><w:r><w:separator/></w:r></w:p></w:footnote><w:footnote w:id=\"2\"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>含乡镇</w:t></w:r></w:p></w:footnote>")
        .with("endnotes", "endnotes", "<w:endnote w:id=\"1\"><w:p><w:r><w:t>按季</w:t></w:r></w:p></w:endnote>");
    assert_eq!(source(&docx).text, "12\t13\t14¹\n正文\n含乡镇\n按季\n");
}

#[test]
fn hidden_text_is_left_out_and_said() {
    let hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>9</w:t></w:r>";
    let shown = "<w:r><w:rPr><w:vanish w:val=\"0\"/></w:rPr><w:t>2</w:t></w:r>";
    let body = format!(
        "{}<w:p>{}{hidden}{shown}</w:p>",
        paragraph("首段"),
        run("1")
    );
    let source = source(&Docx::of(body));
    assert_eq!(source.text, "首段\n12\n");
    let [note] = source.notes.as_slice() else {
        panic!("one note: {:?}", source.notes)
    };
    assert_eq!((note.code, note.place.line), (Code::LeftOut, 2));
}

/// Lists: `1` 一、（一）1. , `2` the same counted anew, `3` letters and legal numbers, `4` bullets.
const LISTS: &str = r#"<w:abstractNum w:abstractNumId="0">
  <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:suff w:val="nothing"/><w:lvlText w:val="%1、"/></w:lvl>
  <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="（%2）"/></w:lvl>
  <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%3."/></w:lvl>
 </w:abstractNum>
 <w:abstractNum w:abstractNumId="1">
  <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:pStyle w:val="1"/><w:lvlText w:val="%1"/><w:suff w:val="space"/></w:lvl>
  <w:lvl w:ilvl="1"><w:start w:val="3"/><w:numFmt w:val="decimal"/><w:pStyle w:val="2"/><w:isLgl/><w:lvlText w:val="%1.%2"/></w:lvl>
  <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlRestart w:val="0"/><w:lvlText w:val="%3)"/></w:lvl>
 </w:abstractNum>
 <w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="●"/></w:lvl></w:abstractNum>
 <w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
 <w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
 <w:num w:numId="3"><w:abstractNumId w:val="1"/></w:num>
 <w:num w:numId="4"><w:abstractNumId w:val="2"/></w:num>
 <w:num w:numId="5"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimalEnclosedCircle"/><w:lvlText w:val="%1"/></w:lvl></w:lvlOverride></w:num>"#;

fn item(list: u8, level: u8, text: &str) -> String {
    styled(
        &format!(r#"<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list}"/></w:numPr>"#),
        text,
    )
}

/// The lines of paragraphs, each of a list or of a style.
#[track_caller]
fn counted(paragraphs: &[String], lines: &[&str]) {
    let docx = Docx::of(paragraphs.concat())
        .with("numbering", "numbering", LISTS)
        .with(
            "styles",
            "styles",
            r#"<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>
               <w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/><w:basedOn w:val="1"/></w:style>"#,
        );
    let text = source(&docx).text;
    assert_eq!(text.lines().collect::<Vec<_>>(), lines);
}

#[test]
fn lists_print_their_numbers() {
    counted(
        &[
            item(1, 0, "总体情况"),
            item(1, 1, "主动公开"),
            item(1, 2, "5万件"),
            item(1, 2, "乙"),
            item(1, 1, "依申请公开"),
            item(1, 2, "丙"),
            paragraph("中间"),
            item(1, 0, "其他"),
            item(4, 0, "圆点"),
            item(2, 0, "重新编号"),
            item(2, 0, "接着"),
            item(1, 1, "子项"),
            item(5, 0, "圈"),
        ],
        &[
            "一、总体情况",
            "（一）主动公开",
            "1. 5万件",
            "2. 乙",
            "（二）依申请公开",
            "1. 丙",
            "中间",
            "二、其他",
            "圆点",
            "一、重新编号",
            "二、接着",
            "（一）子项",
            "③ 圈",
        ],
    );
}

#[test]
fn a_deleted_paragraph_is_not_counted() {
    let place = r#"<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>"#;
    let gone = || styled(&format!("{place}<w:rPr><w:del/></w:rPr>"), "");
    counted(
        &[
            item(1, 0, "甲"),
            gone(),
            item(1, 0, "乙"),
            gone(),
            plain_table(&[&["表", "1"]]),
            item(1, 0, "丙"),
        ],
        &["一、甲", "二、乙", "表\t1", "三、丙"],
    );
}

#[test]
fn styles_number_their_headings() {
    let heading = |style: u8, text: &str| styled(&format!(r#"<w:pStyle w:val="{style}"/>"#), text);
    let none = r#"<w:pStyle w:val="1"/><w:numPr><w:numId w:val="0"/></w:numPr>"#;
    counted(
        &[
            heading(1, "甲"),
            heading(2, "子"),
            heading(2, "丑"),
            item(3, 2, "x"),
            styled(none, "不编号"),
            heading(1, "乙"),
            heading(2, "寅"),
            item(3, 2, "y"),
        ],
        &[
            "I 甲",
            "1.3 子",
            "1.4 丑",
            "a)x",
            "不编号",
            "II 乙",
            "2.3 寅",
            "b)y",
        ],
    );
}

#[test]
fn numbers_of_rows_are_printed_into_their_cells() {
    let row = |text: &str| {
        format!(
            "<w:tr>{}{}</w:tr>",
            cell("", &item(1, 2, "")),
            cell("", &paragraph(text))
        )
    };
    let docx = Docx::of(format!("<w:tbl>{}{}</w:tbl>", row("甲"), row("乙"))).with(
        "numbering",
        "numbering",
        LISTS,
    );
    assert_eq!(source(&docx).text, "1.\t甲\n2.\t乙\n");
}

#[test]
fn headings_come_from_styles_and_outline_levels() {
    let body = [
        styled(r#"<w:pStyle w:val="1"/>"#, "一、概述"),
        styled(r#"<w:outlineLvl w:val="1"/>"#, "（一）公开"),
        styled(r#"<w:pStyle w:val="3"/><w:outlineLvl w:val="9"/>"#, "正文"),
    ];
    let source = source(&Docx::of(body.concat()).with_headings());
    let found: Vec<(u8, &str)> = source
        .elements
        .iter()
        .filter_map(|one| match one.kind {
            ElementKind::Heading(level) => Some((level, one.span.text(&source.text))),
            _ => None,
        })
        .collect();
    assert_eq!(found, [(1, "一、概述"), (2, "（一）公开")]);
}

/// Cells as `row col rows×columns text`.
#[track_caller]
fn placed(table: &str, cells: &[&str]) {
    let source = source(&Docx::of(table));
    let mut found = Vec::new();
    for element in &source.elements {
        let ElementKind::Table(table) = &element.kind else {
            continue;
        };
        found.extend(table.cells.iter().map(|cell| {
            let text = cell.span.text(&source.text);
            format!(
                "{} {} {}×{} {text}",
                cell.row, cell.col, cell.row_span, cell.col_span
            )
        }));
    }
    assert_eq!(found, cells);
}

#[test]
fn merged_cells_know_their_extent() {
    let wide = cell(r#"<w:gridSpan w:val="2"/>"#, &paragraph("宽"));
    let start = cell(r#"<w:vMerge w:val="restart"/>"#, &paragraph("高"));
    let goes = cell("<w:vMerge/>", "<w:p/>");
    let plain = |text: &str| cell("", &paragraph(text));
    placed(
        &format!(
            "<w:tbl><w:tr>{start}{wide}</w:tr><w:tr>{goes}{}{}</w:tr><w:sdt><w:sdtContent><w:tr>{goes}<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt></w:tr></w:sdtContent></w:sdt>\
             <w:tr><w:trPr><w:gridBefore w:val=\"1\"/></w:trPr>{}</w:tr></w:tbl>",
            plain("a"),
            plain("b"),
            plain("c"),
            plain("d")
        ),
        &[
            "0 0 3×1 高",
            "0 1 1×2 宽",
            "1 1 1×1 a",
            "1 2 1×1 b",
            "2 1 1×1 c",
            "3 1 1×1 d",
        ],
    );
    let across =
        |value: &str, text: &str| cell(&format!("<w:hMerge w:val=\"{value}\"/>"), &paragraph(text));
    placed(
        &format!(
            "<w:tbl><w:tr>{}{}{}</w:tr></w:tbl>",
            across("restart", "横"),
            across("continue", ""),
            plain("e")
        ),
        &["0 0 1×2 横", "0 2 1×1 e"],
    );
    // A row of nothing but merged cells, and a cell that goes on nothing.
    placed(
        &format!(
            "<w:tbl><w:tr>{start}{start}</w:tr><w:tr>{goes}{goes}</w:tr><w:tr>{goes}{}</w:tr></w:tbl>",
            plain("f")
        ),
        &["0 0 2×1 高", "0 1 1×1 高", "1 1 1×1 f"],
    );
    placed(
        &format!("<w:tbl><w:tr>{goes}{0}{0}</w:tr></w:tbl>", plain("g")),
        &["0 0 1×1 ", "0 1 1×1 g", "0 2 1×1 g"],
    );
    placed(
        &format!(
            "<w:tbl><w:tr>{}{}</w:tr></w:tbl>",
            cell(r#"<w:gridSpan w:val="4000000000"/>"#, &paragraph("巨")),
            plain("h")
        ),
        &["0 0 1×1024 巨", "0 1024 1×1 h"],
    );
}

#[test]
fn a_table_around_tables_is_no_table() {
    let inner = plain_table(&[&["甲", "1"], &["乙", "2"]]);
    let page = format!(
        "<w:tbl><w:tr>{}</w:tr></w:tbl>",
        cell(
            "",
            &format!("{}{inner}{}", paragraph("前"), paragraph("后"))
        )
    );
    check(&page, "前\n甲\t1\n乙\t2\n后\n");
    let menu = format!(
        "<w:tbl><w:tr>{}{}</w:tr></w:tbl>",
        cell("", &paragraph("栏目")),
        cell("", &format!("{}{inner}", paragraph("前")))
    );
    check(&menu, "栏目\n前\n甲\t1\n乙\t2\n");
    let row = |first: &str, second: &str| {
        format!(
            "<w:tr>{}{}</w:tr>",
            cell("", &paragraph(first)),
            cell("", second)
        )
    };
    let rows: String = ["一", "二", "三"]
        .iter()
        .map(|text| row(text, &paragraph("0")))
        .collect();
    let data = format!(
        "<w:tbl>{rows}{}</w:tbl>",
        row("四", &format!("{inner}<w:p/>"))
    );
    check(&data, "一\t0\n二\t0\n三\t0\n四\t\n甲\t1\n乙\t2\n");
}

/// Every cell of invented reports with merged heads.
#[test]
fn every_cell_of_invented_reports_is_right() {
    let generator = Generator::new(reader().grammars());
    let styles = [Some(Style::plain()), None];
    for form in ["stat-2014", "form-2019", "form-2021"] {
        for seed in 0..6 {
            let options = Options {
                style: styles[seed as usize % 2].clone(),
                ..Options::default()
            };
            let (made, sheets) = drawn(&generator, seed, form, &options);
            let extraction = extract(&report(&made, &sheets));
            let gold = made.gold.facts.as_ref().expect("facts");
            let facts = score::facts(gold, &extraction.facts);
            let name = format!("{} {:?}", made.name, facts);
            assert_eq!(
                (facts.right, facts.right_unit),
                (facts.values, facts.values),
                "{name}"
            );
            assert_eq!(
                (facts.wrong, facts.others_right),
                (0, facts.others),
                "{name}"
            );
            let fields = &made.gold.fields;
            let identity = &extraction.identity;
            assert_eq!(identity.title.as_ref(), fields.get("title"), "{name}");
            assert_eq!(identity.issuer.as_ref(), fields.get("issuer"), "{name}");
            let titles = |level: i32| -> Vec<&str> {
                let sections = extraction.sections.iter().filter(|one| one.level == level);
                sections.map(|one| one.title.as_str()).collect()
            };
            let wanted = made
                .gold
                .sections
                .iter()
                .flatten()
                .filter(|one| one.level == 1);
            let wanted: Vec<&str> = wanted.map(|one| one.title.as_str()).collect();
            assert_eq!(titles(1), wanted, "{name}");
        }
    }
}

#[test]
fn a_blank_official_form_has_blank_cells_only() {
    let Some(path) = shared("data/report-2024/form-2021-blank.docx") else {
        return;
    };
    let bytes = std::fs::read(path).expect("readable");
    let source = read::read(&bytes).expect("a Word file");
    assert!(source.media_type.ends_with("wordprocessingml.document"));
    assert_eq!(source.encoding, None);
    let extraction = reader().extract(source);
    let form = reader()
        .grammars()
        .grammars
        .iter()
        .flat_map(|grammar| &grammar.forms);
    let form = form
        .into_iter()
        .find(|form| form.name == "form-2021")
        .expect("the form");
    let rows = form.tables.iter().flat_map(|table| &table.rows);
    let cells: usize = rows
        .filter(|row| !row.heading)
        .map(|row| row.slots.len())
        .sum();
    let blank = extraction
        .facts
        .iter()
        .filter(|fact| fact.state == ValueState::Blank);
    assert_eq!(blank.count(), cells);
    let others: Vec<&str> = extraction
        .facts
        .iter()
        .filter(|fact| fact.state != ValueState::Blank)
        .map(|fact| fact.indicator.as_str())
        .collect();
    assert_eq!(others, Vec::<&str>::new());
}

#[track_caller]
fn rejected(bytes: &[u8], code: &str) -> Rejection {
    let why = read::read(bytes).expect_err("rejected");
    assert_eq!(why.code(), code, "{why:?}");
    why
}

/// A package whose main part is `document`.
fn with_document(document: &str) -> Vec<u8> {
    packed(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", document.as_bytes()),
    ])
}

#[test]
fn what_is_no_word_file_is_rejected_with_its_reason() {
    let good = Docx::of(paragraph("好")).bytes();
    for end in [30, good.len() / 2, good.len() - 1] {
        rejected(&good[..end], "broken-file");
    }
    rejected(&Docx::of("<w:p>").bytes(), "broken-file");
    rejected(
        &Docx::of("<w:p w:x=1></w:p><w:p><w:pPr><w:pStyle w:val=1/></w:pPr></w:p>").bytes(),
        "broken-file",
    );
    rejected(
        &Docx::of(paragraph("") + "<w:p><w:r><w:t>&lol;</w:t></w:r></w:p>").bytes(),
        "broken-file",
    );
    rejected(
        &with_document("<!DOCTYPE a [<!ENTITY b \"c\">]><w:document/>"),
        "broken-file",
    );
    rejected(&with_document("<w:document><w:body>"), "broken-file");
    rejected(
        &with_document("<w:document xmlns:w='x'><w:body/></w:document>"),
        "empty",
    );
    rejected(&with_document("\u{0}\u{1}"), "empty");
    let missing = packed(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", b"<Relationships><Relationship Type='x/officeDocument' Target='word/other.xml'/></Relationships>"),
        ("word/document.xml", b"<w:document/>"),
    ]);
    let why = rejected(&missing, "broken-file");
    assert!(
        why.message().contains("word/other.xml"),
        "{}",
        why.message()
    );
}

#[test]
fn both_namespaces_and_any_prefix_are_read() {
    let strict = "<?xml version='1.0'?><document xmlns='http://purl.oclc.org/ooxml/wordprocessingml/main'><body><p><r><t>严格</t></r></p></body></document>";
    assert_eq!(
        read::read(&with_document(strict)).expect("read").text,
        "严格\n"
    );
    let wide: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(strict.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let bytes = packed(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", &wide),
    ]);
    assert_eq!(read::read(&bytes).expect("read").text, "严格\n");
}

#[test]
fn depth_and_attributes_are_limited_exactly() {
    // Document and body are two, a paragraph with a run and its text three.
    for (more, fits) in [(0, true), (1, true), (2, false)] {
        let depth = read::limits::MAX_DEPTH - 5 - 1 + more;
        let body = format!(
            "{}{}{}",
            "<w:ins>".repeat(depth),
            paragraph("深"),
            "</w:ins>".repeat(depth)
        );
        let bytes = Docx::of(body).bytes();
        if fits {
            assert_eq!(read::read(&bytes).expect("read").text, "深\n");
        } else {
            rejected(&bytes, "limit-exceeded");
        }
    }
    for (more, fits) in [(0, true), (1, true), (2, false)] {
        let mut attributes = String::new();
        for at in 0..read::limits::MAX_ATTRIBUTES - 1 + more {
            let _ = write!(attributes, " a{at}=''");
        }
        let bytes = Docx::of(format!("<w:p{attributes}>{}</w:p>", run("多"))).bytes();
        if fits {
            assert_eq!(read::read(&bytes).expect("read").text, "多\n");
        } else {
            rejected(&bytes, "limit-exceeded");
        }
    }
}

/// A file with something of everything.
fn mixed() -> Docx {
    let body = [
        styled(r#"<w:pStyle w:val="1"/>"#, "松坪区2021年报告"),
        item(1, 0, "概述"),
        plain_table(&[&["甲", "1"], &["乙", "2"]]),
        format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", escaped("a<b")),
    ];
    Docx::of(body.concat())
        .with_headings()
        .with("numbering", "numbering", LISTS)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_damaged_file_is_read_or_refused(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        let mut bytes = mixed().bytes();
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        let _ = read::read(&bytes);
    }

    #[test]
    fn a_damaged_part_is_read_or_refused(changes in prop::collection::vec((any::<prop::sample::Index>(), "[<>/&;w:\"=a-c0-9]{1,3}"), 1..6)) {
        let mut document = mixed().document();
        for (at, text) in changes {
            let mut at = at.index(document.len());
            while !document.is_char_boundary(at) {
                at -= 1;
            }
            document.insert_str(at, &text);
        }
        let _ = read::read(&with_document(&document));
    }
}

/// A report whose title and signature stand where `place` puts them.
fn titled(place: impl Fn(&str) -> String) -> Extraction {
    let body = [
        place("云栖县民政局2021年政府信息公开工作年度报告"),
        paragraph(
            "本报告依照《中华人民共和国政府信息公开条例》编写，所列数字从2021年1月1日算起，到12月31日为止。",
        ),
        styled(r#"<w:pStyle w:val="1"/>"#, "一、总体情况"),
        paragraph("全年网站登出信息320条，窗口照常接待来访。"),
        styled(r#"<w:pStyle w:val="1"/>"#, "二、其他需要报告的事项"),
        paragraph("没有要报告的。"),
        place("云栖县民政局"),
        place("2022年1月18日"),
    ];
    extract(&Docx::of(body.concat()).with_headings())
}

#[track_caller]
fn identified(extraction: &Extraction) {
    let identity = &extraction.identity;
    assert_eq!(
        identity.title.as_deref(),
        Some("云栖县民政局2021年政府信息公开工作年度报告")
    );
    assert_eq!(identity.issuer.as_deref(), Some("云栖县民政局"));
    assert_eq!(identity.year, Some(2021));
    let signed = identity.signed_date.map(|date| date.to_string());
    assert_eq!(signed.as_deref(), Some("2022-01-18"));
    let titles = extraction.sections.iter().map(|one| one.title.as_str());
    assert_eq!(
        titles.collect::<Vec<_>>(),
        ["总体情况", "其他需要报告的事项"]
    );
}

#[test]
fn title_and_signature_are_found_in_boxes_and_frames() {
    identified(&titled(paragraph));
    identified(&titled(|text| {
        let inner = paragraph(text);
        format!(
            "<w:p><w:r><w:pict><v:shape><v:textbox><w:txbxContent>{inner}</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
        )
    }));
    identified(&titled(|text| plain_table(&[&[text]])));
    identified(&titled(|text| plain_table(&[&["", text]])));
}

#[test]
fn a_table_has_the_line_above_it_for_a_caption() {
    let body = [
        paragraph("附件"),
        styled(r#"<w:jc w:val="center"/>"#, "松坪区公开事项一览表"),
        plain_table(&[&["事项", "件数"], &["规划", "3"], &["预算", "5"]]),
    ];
    let extraction = extract(&Docx::of(body.concat()));
    let caption = extraction.tables[0].caption.as_deref();
    assert_eq!(caption, Some("松坪区公开事项一览表"));
}

#[test]
fn an_encrypted_entry_is_told() {
    let mut bytes = Docx::of(paragraph("密")).bytes();
    // The flag of encryption in the local and the central head of every entry.
    for (magic, at) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
        let heads: Vec<usize> = (0..bytes.len() - 4)
            .filter(|from| bytes[*from..].starts_with(magic))
            .collect();
        for head in heads {
            bytes[head + at] |= 1;
        }
    }
    rejected(&bytes, "encrypted");
}
