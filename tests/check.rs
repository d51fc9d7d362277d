//! `gongkai check`: what it says of samples, in text, JSON and SARIF.

use serde_json::Value;

use crate::support::{gongkai, gongkai_with, project};

fn sample(name: &str) -> String {
    project("samples").join(name).display().to_string()
}

const DISAGREES: &str = "annual-report/prose-disagrees.txt";
const WRONG_TOTAL: &str = "annual-report/stat-2014-wrong-total.txt";

#[test]
fn a_failing_sum_shows_its_lines_and_what_was_expected() {
    let ran = gongkai(&["check", &sample(WRONG_TOTAL)]);
    assert_eq!(ran.code, 1);
    let lines: Vec<&str> = ran.out.lines().collect();
    assert!(
        lines[0].starts_with("错误[stat-2014/requests.answered]: "),
        "{}",
        lines[0]
    );
    assert!(
        lines[1].ends_with("stat-2014-wrong-total.txt:51:18"),
        "{}",
        lines[1]
    );
    // Columns of a terminal: a Chinese character takes two.
    assert_eq!(lines[3], "51 | | （三）申请答复数 | 件 | 126 |");
    assert_eq!(
        lines[4],
        "   |                           ^^^ requests.answered 126"
    );
    let equation = "126 = 34 + 62 + 5 + 6 + 11 + 7 + 0 + 0；左边 126，右边 125，相差 1";
    assert!(ran.out.contains(equation), "{}", ran.out);
    assert!(ran.out.contains("requests.answered 126→125"), "{}", ran.out);
    assert_eq!(ran.err, "1 份文件：错误 1，警告 0，提示 0，拒收 0\n");
}

#[test]
fn prose_is_shown_beside_the_table() {
    let ran = gongkai(&["check", &sample(DISAGREES), "--lang", "en"]);
    assert_eq!(ran.code, 1);
    for part in [
        "warning[prose-vs-table/response.by_channel.press_conferences]: the text says 9, the table 3",
        "warning[prose/growth-series]: growth printed as 25%, the series gives 28%",
        "error[prose/share]: share printed as 60%, its counts give 59%",
        "warning[prose/restated]: 130 should equal 127",
        "= expected: the same in text and table; text 130, table 127, difference 3",
    ] {
        assert!(ran.out.contains(part), "{part}: {}", ran.out);
    }
    assert_eq!(
        ran.err,
        "1 input: 1 error, 4 warnings, 0 notes, 0 rejected\n"
    );
}

#[test]
fn weight_decides_what_is_shown_and_errors_how_it_ends() {
    let error = gongkai(&["check", &sample(DISAGREES), "--severity", "error"]);
    assert_eq!((error.code, error.out.matches("警告[").count()), (1, 0));
    let clean = gongkai(&[
        "check",
        &sample("annual-report/stat-2014-cell-per-line.txt"),
    ]);
    assert_eq!((clean.code, clean.out.as_str()), (0, ""));
    let gaps = sample("annual-report/form-2021-gaps.txt");
    assert_eq!(gongkai(&["check", &gaps]).code, 0, "warnings are no errors");
    let guessed = sample("annual-report/form-2021-gb18030.txt");
    let notes = gongkai(&["check", &guessed, "--severity", "note"]);
    assert!(notes.out.contains("提示["), "{}", notes.out);
}

#[test]
fn what_cannot_run_ends_with_2_and_what_cannot_be_read_with_1() {
    assert_eq!(gongkai(&["check", "nowhere/*.txt"]).code, 2);
    assert_eq!(gongkai(&["check"]).code, 2);
    let binary = gongkai_with(&["check", "-"], b"\x00\x01\x02PK\x03\x04\x00\x00");
    assert_eq!(binary.code, 1);
    assert!(binary.out.starts_with("-: 未读: "), "{}", binary.out);
}

#[test]
fn folders_are_walked_and_long_lines_are_cut() {
    let ran = gongkai(&["check", &sample(""), "--severity", "note"]);
    assert_eq!(ran.code, 1);
    for name in [
        "form-2021-gaps.txt",
        "lost-headings.txt",
        "prose-disagrees.txt",
    ] {
        assert!(ran.out.contains(name), "{name}");
    }
    let before: String = (1..700)
        .map(|number| format!("第{number}号窗口照常开放，"))
        .collect();
    let long = format!("{before}全县收到申请8件，其中网上5件，占65.5%，信函3件，占37.5%。\n");
    let ran = gongkai_with(&["check", "-"], long.as_bytes());
    assert!(ran.out.contains("印作65.5%"), "{}", ran.out);
    assert!(
        ran.out.lines().all(|line| line.chars().count() < 400),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("| …"), "{}", ran.out);
}

#[test]
fn json_lists_findings_by_document() {
    let ran = gongkai(&[
        "check",
        &sample(DISAGREES),
        &sample(WRONG_TOTAL),
        "--format",
        "json",
    ]);
    let documents: Value = serde_json::from_str(&ran.out).expect("JSON");
    let counts: Vec<usize> = documents
        .as_array()
        .expect("documents")
        .iter()
        .map(|one| one["findings"].as_array().expect("findings").len())
        .collect();
    assert_eq!(counts, [5, 1]);
    let finding = &documents[1]["findings"][0];
    assert_eq!(finding["code"], "stat-2014/requests.answered");
    assert_eq!(
        (&finding["line"], &finding["column"]),
        (&Value::from(51), &Value::from(18))
    );
    assert_eq!(finding["operands"][1]["value"], 34.0);
}

/// The required properties of a SARIF 2.1.0 log, and that its regions hold what they should.
#[test]
fn sarif_has_the_shape_of_its_standard() {
    let path = sample(WRONG_TOTAL);
    let ran = gongkai(&["check", &path, &sample("work-plan"), "--format", "sarif"]);
    let log: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(log["version"], "2.1.0");
    assert!(
        log["$schema"]
            .as_str()
            .expect("a schema")
            .contains("sarif-2.1.0")
    );
    let run = &log["runs"][0];
    let driver = &run["tool"]["driver"];
    assert_eq!(driver["name"], "gongkai");
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    assert_eq!(run["invocations"][0]["executionSuccessful"], true);
    let artifacts = run["artifacts"].as_array().expect("artifacts");
    let rules = driver["rules"].as_array().expect("rules");
    let text = std::fs::read_to_string(&path).expect("the sample");
    let results = run["results"].as_array().expect("results");
    assert!(!results.is_empty());
    for result in results {
        assert!(
            result["message"]["text"]
                .as_str()
                .is_some_and(|text| !text.is_empty())
        );
        assert!(["error", "warning", "note"].contains(&result["level"].as_str().expect("a level")));
        let index =
            usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("small");
        assert_eq!(rules[index]["id"], result["ruleId"]);
        let related = result["relatedLocations"].as_array().expect("locations");
        for location in result["locations"]
            .as_array()
            .expect("locations")
            .iter()
            .chain(related)
        {
            let physical = &location["physicalLocation"];
            let at = physical["artifactLocation"]["index"]
                .as_u64()
                .expect("an index");
            let artifact = &artifacts[usize::try_from(at).expect("small")];
            assert_eq!(
                physical["artifactLocation"]["uri"],
                artifact["location"]["uri"]
            );
            let region = &physical["region"];
            for property in ["startLine", "startColumn", "endLine", "endColumn"] {
                assert!(
                    region[property].as_u64().is_some_and(|number| number >= 1),
                    "{property}"
                );
            }
            for property in ["charOffset", "charLength", "byteOffset", "byteLength"] {
                assert!(region[property].is_u64(), "{property}");
            }
        }
    }
    let number = |value: &Value| usize::try_from(value.as_u64().expect("a number")).expect("small");
    let total = results
        .iter()
        .find(|one| one["ruleId"] == "stat-2014/requests.answered");
    let region = &total.expect("the wrong total")["locations"][0]["physicalLocation"]["region"];
    let (start, length) = (number(&region["byteOffset"]), number(&region["byteLength"]));
    assert_eq!(&text[start..start + length], "126");
    let line = text
        .lines()
        .nth(number(&region["startLine"]) - 1)
        .expect("the line");
    let columns = number(&region["startColumn"]) - 1..number(&region["endColumn"]) - 1;
    let shown: String = line
        .chars()
        .skip(columns.start)
        .take(columns.len())
        .collect();
    assert_eq!(shown, "126");
    let characters: String = text
        .chars()
        .skip(number(&region["charOffset"]))
        .take(number(&region["charLength"]))
        .collect();
    assert_eq!(characters, "126");
}

#[test]
fn a_decoded_file_has_no_byte_offsets() {
    let ran = gongkai(&[
        "check",
        &sample("annual-report/form-2021-gb18030.txt"),
        "--severity",
        "note",
        "--format",
        "sarif",
    ]);
    let log: Value = serde_json::from_str(&ran.out).expect("JSON");
    let results = log["runs"][0]["results"].as_array().expect("results");
    assert!(!results.is_empty(), "the encoding was guessed");
    for result in results {
        let region = &result["locations"][0]["physicalLocation"]["region"];
        assert!(region["byteOffset"].is_null() && region["charOffset"].is_u64());
    }
}
