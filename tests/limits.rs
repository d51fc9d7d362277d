//! What happens past the limits: it is said, and the rest of the document is read.

use gongkai::diagnostic::Code;
use gongkai::extract::Extraction;
use gongkai::read;
use gongkai::record::ValueState;

use crate::support::reader;

/// A report with `between` in place of one row of its table.
fn report(between: &str) -> String {
    format!(
        "松坪区人民政府2016年政府信息公开工作年度报告\n\n附件：政府信息公开情况统计表\n\n\
         统计指标\t单位\t统计数\n三、依申请公开情况\t\t\n（一）收到申请数\t件\t31\n\
         1.当面申请数\t件\t4\n2.传真申请数\t件\t5\n3.网络申请数\t件\t20\n{between}\n\
         （二）申请办结数\t件\t29\n1.按时办结数\t件\t27\n2.延期办结数\t件\t2\n"
    )
}

fn extract(text: &str) -> Extraction {
    let source = read::read(text.as_bytes()).unwrap_or_else(|rejection| panic!("{rejection:?}"));
    reader().extract(source)
}

/// Reads a report with `between`: whether a limit was reached is said once, and the rows before and
/// behind are read.
#[track_caller]
fn check(case: &str, between: &str, limited: bool) -> Extraction {
    let extraction = extract(&report(between));
    let said = extraction
        .diagnostics
        .iter()
        .filter(|one| one.code == Code::LimitReached)
        .count();
    assert_eq!(said, usize::from(limited), "{case}");
    let value = |indicator: &str| {
        let fact = extraction
            .facts
            .iter()
            .find(|fact| fact.indicator == indicator);
        fact.filter(|fact| fact.state == ValueState::Value)
            .and_then(|fact| fact.value)
    };
    assert_eq!(value("requests.received"), Some(31.0), "{case}");
    assert_eq!(value("requests.received.online"), Some(20.0), "{case}");
    assert_eq!(value("requests.closed"), Some(29.0), "{case}");
    assert_eq!(value("requests.closed.extended"), Some(2.0), "{case}");
    extraction
}

/// What is read of the row between.
fn mail(extraction: &Extraction) -> Option<f64> {
    let mut facts = extraction.facts.iter();
    facts
        .find(|fact| fact.indicator == "requests.received.mail")?
        .value
}

#[test]
fn a_line_is_read_up_to_a_mebibyte() {
    let (label, value) = ("4.信函申请数\t件\t", "2");
    for (more, limited) in [(-1, false), (0, false), (1, true)] {
        let bytes = (1usize << 20).saturating_add_signed(more);
        let blanks = " ".repeat(bytes - label.len() - value.len());
        let row = format!("{label}{blanks}{value}");
        let read = check(&format!("{bytes} bytes"), &row, limited);
        assert_eq!(mail(&read), (!limited).then_some(2.0), "{bytes} bytes");
        let aside = |reason: &Option<String>| reason.as_deref() == Some("overlong-line");
        let blocks = read.blocks.iter().filter(|block| aside(&block.reason));
        assert_eq!(blocks.count(), usize::from(limited), "{bytes} bytes");
    }
}

/// Lines within markup are held to the same limit.
#[test]
fn a_line_of_markup_is_read_up_to_a_mebibyte() {
    for (more, limited) in [(-1, false), (0, false), (1, true)] {
        let bytes = (1usize << 20).saturating_add_signed(more);
        let (before, after) = ("<tr><td>4.信函申请数</td><td>件</td><td>", "2</td></tr>");
        let blanks = " ".repeat(bytes - before.len() - after.len());
        let row = |label: &str, value: &str| {
            format!("<tr><td>{label}</td><td>件</td><td>{value}</td></tr>\n")
        };
        let text = format!(
            "松坪区人民政府2016年政府信息公开工作年度报告\n\n附件：政府信息公开情况统计表\n\n<table>\n\
             <tr><td>统计指标</td><td>单位</td><td>统计数</td></tr>\n{}{}{}{before}{blanks}{after}\n{}</table>\n",
            row("三、依申请公开情况", ""),
            row("（一）收到申请数", "6"),
            row("1.当面申请数", "4"),
            row("（二）申请办结数", "6"),
        );
        let read = extract(&text);
        assert_eq!(mail(&read), (!limited).then_some(2.0), "{bytes} bytes");
        let said = read
            .diagnostics
            .iter()
            .filter(|one| one.code == Code::LimitReached);
        assert_eq!(said.count(), usize::from(limited), "{bytes} bytes");
        let closed = read
            .facts
            .iter()
            .find(|fact| fact.indicator == "requests.closed");
        assert_eq!(
            closed.and_then(|fact| fact.value),
            Some(6.0),
            "{bytes} bytes"
        );
    }
}

#[test]
fn a_table_is_read_up_to_1024_columns() {
    for columns in [1023, 1024, 1025] {
        let row = format!("4.信函申请数\t件\t2{}", "\t".repeat(columns - 3));
        let limited = columns > 1024;
        let read = check(&format!("{columns} columns"), &row, limited);
        assert_eq!(mail(&read), Some(2.0), "{columns} columns");
        let widest = read.tables.iter().map(|table| table.n_cols).max();
        assert_eq!(widest, i32::try_from(columns.min(1024)).ok());
    }
}

#[test]
fn a_million_tabs_hide_no_row() {
    let row = format!("4.信函申请数\t件\t2{}", "\t".repeat(1_000_000));
    assert_eq!(mail(&check("tabs", &row, true)), Some(2.0));
}
