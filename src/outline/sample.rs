//! Pages and grammars for tests of the outline and of the identity.

use crate::grammar::{Chapter, Form, FormRow, FormTable, Grammar, Recognise, labels};
use crate::layout::{Block, Layout, Paragraph};
use crate::read::Source;
use crate::record::{BlockKind, Family};
use crate::text::{Edit, Span, apply};
use crate::tidy::Document;

/// A page of one paragraph a line, each a block of its own.
pub(crate) fn layout_of(page: &[&str]) -> Layout {
    document_of(page).1
}

/// A document with its page: one paragraph a line, blanks at its ends and marks of headings left out.
pub(crate) fn document_of(page: &[&str]) -> (Document, Layout) {
    let one_each = |text: &str| {
        line_spans(text)
            .into_iter()
            .map(|line| vec![line])
            .collect()
    };
    document_with(page.join("\n"), one_each)
}

/// A document with the groups of lines that `group` makes of its tidied text as paragraphs; other
/// lines are furniture.
pub(crate) fn document_with(
    text: String,
    group: impl Fn(&str) -> Vec<Vec<Span>>,
) -> (Document, Layout) {
    let source = Source {
        text,
        media_type: "text/plain",
        ..Source::default()
    };
    let document = Document::tidy(source);
    let layout = page_of(&document.text, group(&document.text));
    (document, layout)
}

fn page_of(text: &str, groups: Vec<Vec<Span>>) -> Layout {
    let mut layout = Layout::default();
    for group in groups {
        let first = layout.blocks.len();
        let block = |&span: &Span| Block {
            kind: BlockKind::Paragraph,
            reason: None,
            span,
            continues: None,
        };
        layout.blocks.extend(group.iter().map(block));
        let blocks = (first..layout.blocks.len()).collect();
        let (start, end) = (group[0].start, group[group.len() - 1].end);
        let edits = joints(text, &group);
        let (joined, map) = apply(&text[start..end], &edits);
        let mark = text[start..end]
            .bytes()
            .take_while(|&byte| byte == b'#')
            .count();
        let mark = u8::try_from(mark).ok().filter(|&mark| mark > 0);
        layout.paragraphs.push(Paragraph {
            text: joined,
            map,
            start,
            blocks,
            mark,
        });
    }
    layout
}

/// Removes what stands between the lines of a paragraph, and the marks of headings and emphasis.
fn joints(text: &str, group: &[Span]) -> Vec<Edit> {
    let start = group[0].start;
    let mut edits = Vec::new();
    for (index, line) in group.iter().enumerate() {
        let next = group.get(index + 1).map_or(line.end, |next| next.start);
        let (printed, shift) = (line.text(text), line.start - start);
        let marks = printed.len() - printed.trim_start_matches(['#', ' ']).len();
        if index == 0 && marks > 0 {
            edits.push(Edit::delete(Span::new(shift, shift + marks), "marks"));
        }
        let emphasis = printed
            .match_indices("**")
            .map(|(at, _)| Span::new(shift + at, shift + at + 2));
        edits.extend(emphasis.map(|span| Edit::delete(span, "emphasis")));
        if next > line.end {
            edits.push(Edit::delete(
                Span::new(line.end - start, next - start),
                "break",
            ));
        }
    }
    edits
}

/// The lines of a text that are not empty, without blanks at their ends.
pub(crate) fn line_spans(text: &str) -> Vec<Span> {
    let mut start = 0;
    let mut spans = Vec::new();
    for line in text.split('\n') {
        let kept = line.trim();
        if !kept.is_empty() {
            let head = start + (line.len() - line.trim_start().len());
            spans.push(Span::new(head, head + kept.len()));
        }
        start += line.len() + 1;
    }
    spans
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn chapter(role: &str, titles: &[&str], words: &[&str]) -> Chapter {
    Chapter::new(role.to_owned(), owned(titles), owned(words))
}

fn row(label: &str) -> FormRow {
    let label = label.to_owned();
    FormRow {
        code: String::new(),
        label,
        aliases: Vec::new(),
        parent: None,
        heading: false,
        slots: Vec::new(),
    }
}

/// A small grammar of annual reports.
pub(crate) fn report_grammar() -> Grammar {
    let rows = [
        "一、本年新收政府信息公开申请数量",
        "二、上年结转政府信息公开申请数量",
        "四、结转下年度继续办理",
        "一、主动公开情况",
    ];
    let table = FormTable {
        form: "form-2021".to_owned(),
        number: 3,
        header_words: Vec::new(),
        repeats: false,
        rows: rows.map(row).into_iter().collect(),
        print: crate::grammar::Print::default(),
    };
    let forms = vec![Form {
        name: "form-2021".to_owned(),
        first_year: 2021,
        last_year: None,
        titles: Vec::new(),
        tables: vec![table],
        relations: Vec::new(),
    }];
    Grammar {
        name: "annual-report".to_owned(),
        version: "1".to_owned(),
        family: Family::AnnualReport,
        recognise: Recognise {
            titles: owned(&[
                "政府信息公开工作年度报告",
                "政府信息公开年度报告",
                "信息公开工作年度报告",
            ]),
            phrases: owned(&["本报告", "统计期限", "政府信息公开申请"]),
        },
        chapters: vec![
            chapter("overview", &["总体情况", "概述"], &["概述", "总体情况"]),
            chapter("proactive", &["主动公开政府信息情况"], &["主动公开"]),
            chapter(
                "requests",
                &["收到和处理政府信息公开申请情况"],
                &["依申请公开", "公开申请"],
            ),
            chapter(
                "review",
                &["政府信息公开行政复议、行政诉讼情况"],
                &["行政复议", "复议"],
            ),
            chapter(
                "problems",
                &["存在的主要问题及改进情况"],
                &["存在问题", "存在的主要问题", "问题和改进"],
            ),
            chapter("other", &["其他需要报告的事项"], &["需要报告", "需要说明"]),
        ],
        labels: labels(&forms),
        mixed: Vec::new(),
        forms,
        furniture: crate::grammar::Rules::default(),
        telling: crate::grammar::Telling::default(),
        statements: crate::grammar::Rules::default(),
        parts: Vec::new(),
    }
}

/// A small grammar of work plans.
pub(crate) fn plan_grammar() -> Grammar {
    let recognise = Recognise {
        titles: owned(&["政务公开工作要点"]),
        phrases: owned(&["责任分工", "牵头"]),
    };
    Grammar {
        name: "work-plan".to_owned(),
        family: Family::WorkPlan,
        recognise,
        chapters: Vec::new(),
        forms: Vec::new(),
        mixed: Vec::new(),
        labels: labels(&[]),
        ..report_grammar()
    }
}

/// The vocabulary built in.
pub(crate) fn words() -> crate::grammar::Vocabulary {
    crate::grammar::Registry::embedded().unwrap().vocabulary
}
