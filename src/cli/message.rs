//! Why a run stopped, in the language of the reader.
//!
//! The library's errors are English. In Chinese they are told by the templates below; what is named in them
//! (paths, tables, what the system says) stays as it is.

use std::error::Error as _;

use super::language::Language;
use crate::error::Error;

/// English and Chinese, `{}` for what is named. The first that fits is taken.
const TEMPLATES: &[(&str, &str)] = &[
    (
        "interrupted; nothing was changed",
        "已中断；没有改动任何内容",
    ),
    (
        "the run's own counts do not add up: {}; nothing was committed, please report this",
        "本次运行的计数不平：{}；没有提交任何内容，请报告此问题",
    ),
    (
        "this run reads {}, earlier runs read {}; {} documents of theirs would be replaced or taken back. Name all sources on every run, use another dataset or --feed, or say --moved if the archive moved",
        "本次读取 {}，以前读取 {}；以前的 {} 份文件会被替换或撤下。请每次都写全来源，或换一个数据集、换一个 --feed；如果只是换了存放位置，请加 --moved",
    ),
    (
        "{} cannot be reached; try again later",
        "{} 暂时无法连接；请稍后再试",
    ),
    ("cannot read pattern `{}`: {}", "通配式 `{}` 无法理解：{}"),
    ("cannot read {}", "无法读取 {}"),
    ("cannot write {}", "无法写入 {}"),
    ("cannot encode {}", "无法编码 {}"),
    ("cannot build table `{}`", "无法生成表 `{}`"),
    (
        "{} is not empty; name a new folder, or pass --overwrite to replace it whole",
        "{} 不是空的；请另选文件夹，或用 --overwrite 整个替换",
    ),
    (
        "{} is not empty; name a new folder",
        "{} 不是空的；请另选文件夹",
    ),
    ("no document found for `{}`", "`{}` 没有找到文件"),
    (
        "cannot use {}: no dataset of gongkai stands there; `gongkai ingest … --to` makes one",
        "无法使用 {}：那里没有 gongkai 的数据集；用 `gongkai ingest … --to` 建立",
    ),
    (
        "cannot use {}: it has layout {}, this gongkai knows up to {}; update gongkai",
        "无法使用 {}：布局为 {}，本程序只认识到 {}；请更新 gongkai",
    ),
    (
        "cannot use {}: it is of kind {}, not {}; name another folder",
        "无法使用 {}：种类是 {}，不是 {}；请另选文件夹",
    ),
    (
        "cannot use {}: something else stands there; name an empty or new folder",
        "无法使用 {}：那里有别的内容；请选空的或新的文件夹",
    ),
    (
        "cannot use {}: its tables are {}; convert with --format parquet or arrow",
        "无法使用 {}：其表格式为 {}；请用 --format parquet 或 arrow 转换",
    ),
    (
        "cannot use {}: it has no table `{}`; convert with documents and facts among --tables",
        "无法使用 {}：没有表 `{}`；转换时 --tables 应含 documents 和 facts",
    ),
    (
        "cannot use {}: it cannot be read: {}",
        "无法使用 {}：无法读取：{}",
    ),
    (
        "cannot use {}: {} cannot be read: {}",
        "无法使用 {}：{} 无法读取：{}",
    ),
    (
        "cannot use {}: commit {} is missing from its log",
        "无法使用 {}：日志缺少提交 {}",
    ),
    (
        "cannot use {}: only datasets of kind delta take feeds; make one with --kind delta",
        "无法使用 {}：只有 delta 种类的数据集可用 --feed；请用 --kind delta 建立",
    ),
    ("cannot use {}: {}", "无法使用 {}：{}"),
    (
        "version {} of {} cannot be read; `gongkai history` lists those that can",
        "版本 {}（{}）无法读取；`gongkai history` 列出可读的版本",
    ),
    (
        "gc keeps at least one version: --keep 1",
        "gc 至少保留一个版本：--keep 1",
    ),
    (
        "no command `{}`; `gongkai --help` lists them",
        "没有命令 `{}`；`gongkai --help` 列出所有命令",
    ),
    (
        "{} is held by another run; try again later, or wait with --wait",
        "{} 正由另一次运行占用；请稍后再试，或用 --wait 等待",
    ),
    (
        "{} of {} documents were rejected, more than --max-rejects allows; nothing was committed",
        "{} 份（共 {} 份）被拒收，超过 --max-rejects 的限度；没有提交任何内容",
    ),
    ("no table `{}`; tables are {}", "没有表 `{}`；可选的表有 {}"),
    ("no table `{}`", "没有表 `{}`"),
    ("no form `{}`; forms are {}", "没有报表 `{}`；可选的有 {}"),
    (
        "no layout `{}`; layouts are {}",
        "没有版式 `{}`；可选的有 {}",
    ),
    ("no kind `{}`; kinds are {}", "没有种类 `{}`；可选的有 {}"),
    (
        "`{}` needs to know where the cells of tables are; use {}",
        "`{}` 须知道表格的单元格在哪里；请用 {}",
    ),
    ("`{}` is not one file", "`{}` 不是一个文件"),
    ("{} does not know `{}`", "{} 中没有 `{}`"),
    (
        "--mistakes is a share from 0 to 1",
        "--mistakes 是 0 到 1 的比例",
    ),
    ("--excel is for --format csv", "--excel 只用于 --format csv"),
    (
        "{} is of another format than --format",
        "{} 的格式与 --format 不同",
    ),
    (
        "input {} lies in the output folder {}; name another --out",
        "输入 {} 在输出文件夹 {} 之内；请另选 --out",
    ),
    (
        "{} is an input; name another file to write",
        "{} 是输入文件；请写到别的文件",
    ),
    ("cannot start {} threads: {}", "无法启动 {} 个线程：{}"),
    ("cannot start threads: {}", "无法启动线程：{}"),
    (
        "{} holds no gold; expected facts.csv, sections.csv and the like",
        "{} 中没有标注；应有 facts.csv、sections.csv 等",
    ),
    (
        "{}, row {}: `{}` in column `{}` is not {}",
        "{} 第 {} 行：`{}`（列 `{}`）不是 {}",
    ),
    (
        "table `{}` has more than {} rows, the most a sheet holds; leave it out with --tables, or write parquet or csv",
        "表 `{}` 超过工作表最多的 {} 行；请用 --tables 去掉它，或写成 parquet、csv",
    ),
    (
        "{}: unknown column `{}`; columns are {}",
        "{}：没有名为 `{}` 的列；可用的列有 {}",
    ),
    ("{}: column `{}` is missing", "{}：缺少列 `{}`"),
    (
        "{}: `{}`: `{}` is no number",
        "{}：列 `{}` 的 `{}` 不是数字",
    ),
    (
        "{}: `doc_id`: `{}` is not 32 hex digits, as in table documents",
        "{}：`doc_id` 的 `{}` 不是 documents 表中的 32 位十六进制编号",
    ),
    ("{}: `indicator` is empty", "{}：`indicator` 是空的"),
    ("{}: `reviewer` is empty", "{}：`reviewer` 是空的"),
    (
        "{}: `date` is not written as 2021-03-01",
        "{}：`date` 应写成 2021-03-01 的样子",
    ),
    (
        "{}: not UTF-8; save the file as UTF-8",
        "{}：不是 UTF-8 编码；请另存为 UTF-8",
    ),
    (
        "standard input is no source of a dataset: it is gone on the next run",
        "标准输入不能作为数据集的来源：下次运行时它已不在",
    ),
    (
        "`{}` is a part of an archive; name the archive: {}",
        "`{}` 是压缩包的一部分；请给出整个压缩包：{}",
    ),
    (
        "{} holds {} documents; name one",
        "{} 中有 {} 份文件；请指明一份",
    ),
    (
        "{}: `{}` is neither true nor false",
        "{}：`{}` 既不是 true 也不是 false",
    ),
    ("{} is given twice", "{} 给了两次"),
    (
        "`{}` names {} documents; compare takes two, one for each argument",
        "`{}` 指的是 {} 份文件；compare 比较两份，每个参数一份",
    ),
    ("{} cannot be compared: {}", "{} 无法比较：{}"),
];

/// The error with what caused it.
pub(super) fn told(error: &Error, language: Language) -> String {
    let mut text = match language {
        Language::Chinese => chinese(&error.to_string()),
        Language::English => error.to_string(),
    };
    let mut cause = error.source();
    while let Some(why) = cause {
        text += &format!(": {why}");
        cause = why.source();
    }
    text
}

/// The message in Chinese; itself where no template fits, as what grammars' authors did wrong.
fn chinese(message: &str) -> String {
    let filled = TEMPLATES.iter().find_map(|(english, chinese)| {
        let named = named(message, english)?;
        let mut parts = chinese.split("{}");
        let mut text = parts.next()?.to_owned();
        for (part, name) in parts.zip(named) {
            text += name;
            text += part;
        }
        Some(text)
    });
    filled.unwrap_or_else(|| message.to_owned())
}

/// What stands for each `{}` of the template, if the message is made by it.
fn named<'a>(message: &'a str, template: &str) -> Option<Vec<&'a str>> {
    let mut parts = template.split("{}");
    let mut rest = message.strip_prefix(parts.next()?)?;
    let mut found = Vec::new();
    let parts: Vec<&str> = parts.collect();
    for (at, part) in parts.iter().enumerate() {
        let last = at + 1 == parts.len();
        let end = if last {
            rest.ends_with(part).then(|| rest.len() - part.len())?
        } else {
            rest.find(part)?
        };
        found.push(&rest[..end]);
        rest = &rest[end + part.len()..];
    }
    rest.is_empty().then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_over_into_the_other_language() {
        let told = chinese("no table `fact`; tables are documents, texts");
        assert_eq!(told, "没有表 `fact`；可选的表有 documents, texts");
        assert_eq!(chinese("cannot read a/b"), "无法读取 a/b");
        let broken = chinese("cannot use d/current.json: it cannot be read: expected value");
        assert_eq!(broken, "无法使用 d/current.json：无法读取：expected value");
        assert_eq!(chinese("error: unknown family"), "error: unknown family");
    }

    #[test]
    fn mistakes_in_corrections_are_told_in_chinese() {
        let told = chinese("b.csv:2: `value_seen`: `1,200` is no number");
        assert_eq!(told, "b.csv:2：列 `value_seen` 的 `1,200` 不是数字");
        let told = chinese("b.csv:3: `date` is not written as 2021-03-01");
        assert_eq!(told, "b.csv:3：`date` 应写成 2021-03-01 的样子");
    }

    #[test]
    fn both_languages_name_the_same() {
        for (english, chinese) in TEMPLATES {
            let holes = |text: &str| text.matches("{}").count();
            assert_eq!(holes(english), holes(chinese), "{english}");
            assert!(!english.chars().any(|one| ('一'..='龥').contains(&one)));
            assert!(chinese.chars().any(|one| ('一'..='龥').contains(&one)));
        }
    }

    #[test]
    fn every_structured_error_is_told_in_chinese() {
        let path = || "x".into();
        for error in [
            Error::OutputNotEmpty { path: path() },
            Error::NoInput {
                pattern: "x".into(),
            },
            Error::Busy { path: path() },
            Error::TooManyRejects {
                rejected: 1,
                read: 2,
            },
            Error::Dataset {
                path: path(),
                why: "y".into(),
            },
        ] {
            let text = told(&error, Language::Chinese);
            assert_ne!(text, error.to_string());
        }
    }
}
