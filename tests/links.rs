//! Links between the documents of a run: citations to their documents, tasks to the reports that
//! take them up.

use std::fs;

use gongkai::pipeline::{Options, collect, convert};
use gongkai::sink::Format;
use serde_json::Value;

use crate::support::reader;

const PLAN: &str = "云栖县人民政府办公室关于印发2018年云栖县政务公开工作要点的通知

云政办发〔2018〕12号

各乡镇人民政府，县政府各部门：

《2018年云栖县政务公开工作要点》已经县长会议定下，现印发给你们，望照此去做。

云栖县人民政府办公室
2018年4月12日

2018年云栖县政务公开工作要点

一、推进重点领域公开

1.推进住房保障信息公开。及时公开保障房分配结果，6月底前完成。（县住建局牵头落实）

2.加强政策解读。重要文件与解读同步公布。（县政府办公室牵头落实）

3.推进减税、降费、降低用能成本信息公开。集中展示政策清单。（县财政局牵头落实）

二、夯实工作基础

4.完善培训机制。年内举办两期培训班。（县人社局牵头落实）
";

const REPORT: &str = "云栖县人民政府2018年政府信息公开工作年度报告

本报告由云栖县人民政府办公室根据《中华人民共和国政府信息公开条例》（以下简称《条例》）编制，数据的统计期限为2018年1月1日至2018年12月31日。

一、概述

全县按照《2018年云栖县政务公开工作要点》和《条例》开展工作。

二、主动公开政府信息情况

（一）住房保障信息公开情况。公开保障房分配结果120条，全部按期公布，接受社会监督。

（二）政策解读情况。发布解读稿件35篇，全部与文件同步公布，群众反映良好。

（三）减税降费信息公开情况。公开政策清单12份，逐条说明适用范围，企业查询方便多了。

三、依申请公开情况

依据《云栖县人民政府办公室关于印发2018年云栖县政务公开工作要点的通知》（云政办发〔2018〕12号），收到申请18件，全部按期答复。
";

const OTHER: &str = "松坪区人民政府2018年政府信息公开工作年度报告

本报告由松坪区人民政府办公室编制，数据的统计期限为2018年1月1日至2018年12月31日。

一、概述

全区参照云政办发〔2018〕12号文件开展工作，落实《2018年政务公开工作要点》。

二、主动公开政府信息情况

（一）住房保障信息公开情况。公开保障房分配结果80条，全部按期公布，接受社会监督。
";

/// Rows of `table` after a run over `documents`, by name of file.
fn rows(documents: &[(&str, &str)], table: &str, threads: usize, reversed: bool) -> Vec<Value> {
    let folder = tempfile::tempdir().expect("a folder");
    let mut paths = Vec::new();
    for (name, text) in documents {
        let path = folder.path().join(name);
        fs::write(&path, text).expect("written");
        paths.push(path.display().to_string());
    }
    if reversed {
        paths.reverse();
    }
    let options = Options {
        out: folder.path().join("out"),
        overwrite: false,
        format: Format::JsonLines,
        tables: Vec::new(),
        threads,
    };
    let inputs = collect(&paths).expect("inputs");
    convert(&inputs, reader(), &options, |_| {}).expect("a run");
    let text = fs::read_to_string(options.out.join(format!("{table}/part-00000.jsonl")));
    let lines = text.expect("written");
    lines
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect()
}

/// The id of a document: its rows need no reading.
fn id(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex()[..32].to_owned()
}

/// Title or number of each citation of `citing` with its target and how many there may be.
fn targets(rows: &[Value], citing: &str) -> Vec<(String, Option<String>, i64)> {
    let text = |row: &Value, column: &str| row[column].as_str().map(str::to_owned);
    let mine = rows
        .iter()
        .filter(|row| row["doc_id"] == id(citing).as_str());
    let name = |row: &Value| {
        text(row, "title")
            .or(text(row, "doc_number"))
            .expect("a name")
    };
    mine.map(|row| {
        let count = row["n_targets"].as_i64().expect("a count");
        (name(row), text(row, "target_doc_id"), count)
    })
    .collect()
}

#[test]
fn citations_lead_to_the_documents_of_the_run() {
    let documents = [
        ("plan.txt", PLAN),
        ("report.txt", REPORT),
        ("other.txt", OTHER),
    ];
    let rows = rows(&documents, "citations", 1, false);
    let (plan, none) = (Some(id(PLAN)), None::<String>);
    let own = "2018年云栖县政务公开工作要点";
    let notice = format!("云栖县人民政府办公室关于印发{own}的通知");
    let found = targets(&rows, REPORT);
    assert_eq!(
        found,
        [
            ("中华人民共和国政府信息公开条例".to_owned(), none.clone(), 0),
            ("条例".to_owned(), none.clone(), 0),
            (own.to_owned(), plan.clone(), 1),
            ("条例".to_owned(), none.clone(), 0),
            (notice, plan.clone(), 1),
        ]
    );
    // A title that does not say whose document it is leads nowhere.
    assert_eq!(
        targets(&rows, OTHER),
        [
            ("云政办发〔2018〕12号".to_owned(), plan, 1),
            ("2018年政务公开工作要点".to_owned(), none, 0),
        ]
    );
}

#[test]
fn where_two_documents_fit_there_is_no_link() {
    let again = PLAN.replace("望照此去做", "望依此去做");
    let documents = [("a.txt", PLAN), ("b.txt", again.as_str()), ("c.txt", OTHER)];
    let rows = rows(&documents, "citations", 1, false);
    assert_eq!(
        targets(&rows, OTHER)[0],
        ("云政办发〔2018〕12号".to_owned(), None, 2)
    );
}

#[test]
fn a_number_does_not_lead_to_a_document_of_another_title() {
    let citing = OTHER.replace(
        "云政办发〔2018〕12号文件",
        "《粮食收购价格管理办法》（云政办发〔2018〕12号）",
    );
    let documents = [("plan.txt", PLAN), ("other.txt", citing.as_str())];
    let rows = rows(&documents, "citations", 1, false);
    assert_eq!(
        targets(&rows, &citing)[0],
        ("粮食收购价格管理办法".to_owned(), None, 0)
    );
}

#[test]
fn tasks_lead_to_the_sections_of_their_issuers_reports() {
    let earlier = REPORT.replace("2018年", "2017年");
    let documents = [
        ("plan.txt", PLAN),
        ("report.txt", REPORT),
        ("earlier.txt", earlier.as_str()),
        ("other.txt", OTHER),
    ];
    let sections = rows(&documents, "sections", 1, false);
    let title = |mention: &Value| {
        let same = |row: &&Value| {
            row["doc_id"] == mention["doc_id"] && row["section_id"] == mention["section_id"]
        };
        let section = sections.iter().find(same).expect("a section");
        assert_eq!(section["doc_id"], id(REPORT).as_str());
        section["title"].as_str().expect("a title").to_owned()
    };
    let tasks = rows(&documents, "tasks", 1, false);
    let found: Vec<(String, Vec<String>)> = tasks
        .iter()
        .map(|task| {
            let mentions = task["mentioned_in"].as_array().expect("a list");
            let name = task["title"].as_str().expect("a title").to_owned();
            (name, mentions.iter().map(title).collect())
        })
        .collect();
    let expected = [
        ("推进住房保障信息公开", vec!["住房保障信息公开情况"]),
        ("加强政策解读", vec!["政策解读情况"]),
        (
            "推进减税、降费、降低用能成本信息公开",
            vec!["减税降费信息公开情况"],
        ),
        ("完善培训机制", vec![]),
    ];
    let expected = expected.map(|(task, sections)| {
        let sections: Vec<String> = sections.into_iter().map(str::to_owned).collect();
        (task.to_owned(), sections)
    });
    assert_eq!(found, expected);
}

#[test]
fn links_depend_neither_on_threads_nor_on_order() {
    let documents = [
        ("plan.txt", PLAN),
        ("report.txt", REPORT),
        ("other.txt", OTHER),
    ];
    for table in ["citations", "tasks"] {
        let one = rows(&documents, table, 1, false);
        assert_eq!(one, rows(&documents, table, 4, true), "{table}");
    }
}
