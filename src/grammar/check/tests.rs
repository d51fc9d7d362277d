//! Tests of the module above.

use proptest::prelude::*;

use super::*;

/// A grammar of every kind of entry, without mistakes.
const SOUND: &str = r#"name = "sample"
version = "1"
family = "annual-report"

[[chapter]]
role = "overview"
words = ["概述"]
example = ["工作概述"]

[[form]]
name = "form-x"
first_year = 2014

[[form.table]]
number = 1
rows = [
    { code = "requests", heading = true, label = "一、申请" },
    { code = "requests.received", unit = "件", label = "（一）收到" },
    { code = "requests.received.mail", unit = "件", label = "1.信函" },
    { code = "requests.received.fax", unit = "件", label = "2.传真" },
    { label = "规章", columns = [{ code = "made", head = "制发", unit = "as printed" }] },
]

[[form.relation]]
id = "received"
kind = "sum"
severity = "error"
equation = "requests.received = .mail + .fax"
message = "收到数应等于各种形式之和"
example = ["3 = 1 + 2"]
counterexample = ["3 = 1 + 1"]

[[furniture]]
reason = "page-number"
patterns = ["第{number}页"]
example = ["第3页"]
counterexample = ["第3条"]
"#;

/// What is said of the sound grammar when `part` is replaced by `slip`.
#[track_caller]
fn mistakes(part: &str, slip: &str) -> Vec<String> {
    assert_eq!(SOUND.matches(part).count(), 1, "{part} must stand once");
    compile("sample.toml", &SOUND.replace(part, slip), &[]).unwrap_err()
}

/// Replaces `part` by `slip` and expects one mistake that reads so.
#[track_caller]
fn shows(part: &str, slip: &str, expected: &str) {
    let found = mistakes(part, slip).join("\n");
    assert_eq!(found, expected.trim_matches('\n'), "\n{found}");
}

/// Replaces `part` by `slip` and expects mistakes with these first lines.
#[track_caller]
fn says(part: &str, slip: &str, expected: &[&str]) {
    let found = mistakes(part, slip);
    let titles: Vec<&str> = found
        .iter()
        .filter_map(|text| text.lines().next()?.strip_prefix("error: "))
        .collect();
    assert_eq!(titles, expected);
}

#[test]
fn the_sound_grammar_compiles() {
    let Ok(Compiled::Grammar(grammar)) = compile("sample.toml", SOUND, &[]) else {
        panic!()
    };
    let form = &grammar.forms[0];
    let parents: Vec<Option<usize>> = form.tables[0].rows.iter().map(|row| row.parent).collect();
    assert_eq!(parents, [None, Some(0), Some(1), Some(1), None]);
    assert_eq!(form.relations[0].id, "form-x/received");
    assert_eq!(form.tables[0].rows[4].slots[0].unit, None);
}

#[test]
fn an_unknown_indicator_is_shown_where_it_stands() {
    shows(
        "= .mail + .fax",
        "= .mial + .fax",
        r#"
error: unknown indicator `requests.received.mial`
  --> sample.toml:28:33
   |
28 | equation = "requests.received = .mial + .fax"
   |                                 ^^^^^ not in this form
   |
   = help: did you mean `requests.received.mail`?
"#,
    );
}

#[test]
fn a_missing_unit_is_shown_with_its_row() {
    shows(
        r#"{ code = "requests.received.fax", unit = "件", label"#,
        r#"{ code = "requests.received.fax", label"#,
        r#"
error: row `requests.received.fax` has no unit
  --> sample.toml:20:5
   |
20 |     { code = "requests.received.fax", label = "2.传真" },
   |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unit missing
   |
   = help: write `unit = "…"` here or for the table; "as printed" if the document prints it
"#,
    );
}

#[test]
fn an_unknown_hole_is_shown_inside_its_pattern() {
    shows(
        "第{number}页",
        "第{nubmer}页",
        r#"
error: unknown hole `nubmer`
  --> sample.toml:35:16
   |
35 | patterns = ["第{nubmer}页"]
   |                 ^^^^^^
   |
   = help: did you mean `number`? holes are `number`, `date`, `time`, `url`, `rule`, `gap`, `han`, `text`, `any`
"#,
    );
}

#[test]
fn a_syntax_error_has_line_and_caret() {
    shows(
        r#"kind = "sum""#,
        r#"kind = sum"#,
        r#"
error: string values must be quoted
  --> sample.toml:26:8
   |
26 | kind = sum
   |        ^^^ expected literal string
"#,
    );
}

#[test]
fn an_example_that_does_not_hold_is_shown() {
    shows(
        "3 = 1 + 2",
        "3 = 1 + 3",
        r#"
error: example does not hold
  --> sample.toml:30:12
   |
30 | example = ["3 = 1 + 3"]
   |            ^^^^^^^^^^^ the sides differ
"#,
    );
}

#[test]
fn every_mistake_is_reported_at_once_and_in_order() {
    let source = SOUND
        .replace("annual-report", "anual-report")
        .replace("工作概述", "工作总结")
        .replace("kind = \"sum\"", "kind = \"summe\"")
        .replace("第3条", "第4页");
    let titles: Vec<String> = compile("sample.toml", &source, &[])
        .unwrap_err()
        .iter()
        .map(|text| text.lines().next().unwrap().to_owned())
        .collect();
    assert_eq!(
        titles,
        [
            "error: unknown family `anual-report`",
            "error: example has another role, expected `overview`",
            "error: unknown kind `summe`",
            "error: counterexample of `page-number` is matched",
        ]
    );
}

#[test]
fn slips_in_the_fields_of_the_file() {
    says("version = \"1\"\n", "", &["missing field `version`"]);
    says(
        "first_year = 2014",
        "first_yaer = 2014",
        &["unknown field `first_yaer`"],
    );
    says(
        "first_year = 2014",
        "first_year = \"2014\"",
        &["invalid type: string \"2014\""],
    );
    says(
        "name = \"sample\"",
        "name = \"Sample\"",
        &["grammar name `Sample` is not a name"],
    );
}

#[test]
fn slips_in_forms() {
    says(
        "first_year = 2014",
        "first_year = 2014\nlast_year = 2013",
        &["form `form-x` ends before it begins"],
    );
    says(
        "requests.received.fax",
        "requests.received.mail",
        &[
            "code `requests.received.mail` is defined twice",
            "unknown indicator `requests.received.fax`",
        ],
    );
    says(
        "2.传真",
        "1.信函",
        &["label `1.信函` stands twice under the same heading"],
    );
    says(
        r#"label = "2.传真""#,
        r#"parent = "request", label = "2.传真""#,
        &["unknown parent `request`"],
    );
    says(
        "code = \"made\"",
        "code = \"Made\"",
        &["`Made` is not a code"],
    );
    says(
        ", unit = \"as printed\" }",
        " }",
        &["column `made` has no unit"],
    );
    says(
        "{ label = \"规章\", columns = [{ code = \"made\", head = \"制发\", unit = \"as printed\" }] }",
        "{ label = \"规章\" }",
        &["row `规章` has neither code nor columns"],
    );
    says(
        "{ label = \"规章\",",
        "{ label = \"规章\", code = \"rules\",",
        &["row `rules` has a code and columns of its own"],
    );
    says(
        "number = 1\n",
        "number = 1\ncolumns = [{ head = \"自然人\", applicant = \"person\" }]\n",
        &["unknown applicant `person`"],
    );
}

#[test]
fn slips_in_relations() {
    says(
        "severity = \"error\"",
        "severity = \"fatal\"",
        &["unknown severity `fatal`"],
    );
    says(
        "kind = \"sum\"",
        "kind = \"sum\"\naxis = \"cells\"",
        &["unknown axis `cells`"],
    );
    says(
        "kind = \"sum\"",
        "kind = \"order\"",
        &["relation `received` is not of kind `order`"],
    );
    says(
        "= .mail + .fax\"",
        "= .mail - .fax\"",
        &["equation cannot be read"],
    );
    says(
        "= .mail + .fax\"",
        "= .mail + .fax + made\"",
        &["numbers do not have the terms of the equation"; 2],
    );
    says(
        "example = [\"3 = 1 + 2\"]\ncounter",
        "counter",
        &["relation `received` has no example"],
    );
    says("3 = 1 + 1", "3 = 2 + 1", &["counterexample holds"]);
    says("3 = 1 + 1", "3 = 2.5 + 1", &["numbers cannot be added up"]);
    says(
        r#""requests.received.fax", unit = "件""#,
        r#""requests.received.fax", unit = "条""#,
        &["relation `received` adds different units"],
    );
}

#[test]
fn slips_in_chapters() {
    says(
        "words = [\"概述\"]\nexample = [\"工作概述\"]",
        "",
        &["chapter `overview` has neither titles nor words"],
    );
    says(
        "words = [\"概述\"]",
        "words = [\"概述\", \"\"]",
        &["empty text fits every heading"],
    );
    says(
        "example = [\"工作概述\"]",
        "counterexample = [\"工作概述\"]",
        &["counterexample has this role, expected `overview`"],
    );
}

#[test]
fn slips_in_furniture() {
    says(
        "reason = \"page-number\"",
        "reason = \"pagenumber\"",
        &["unknown reason `pagenumber`"],
    );
    says(
        "reason = \"page-number\"",
        "reason = \"page-number\"\nplace = \"somewhere\"",
        &["unknown place `somewhere`"],
    );
    says(
        "第{number}页",
        "第{number}頁",
        &[
            "pattern fits no example",
            "example of `page-number` is not matched",
        ],
    );
    says(
        "[\"第{number}页\"]",
        "[\"第{number}页\", \"页{number}\"]",
        &["pattern fits no example"],
    );
    says("第{number}页", "第[{number}页", &["`[` is not closed"]);
}

proptest! {
    #[test]
    fn no_file_makes_the_check_panic(
        from in 0..SOUND.chars().count(),
        len in 0usize..30,
        slip in "[\\[\\]{}()|\"'=.\\\\件a1 \n]{0,6}|\\PC{0,4}",
    ) {
        let source: String = SOUND.chars().take(from).chain(slip.chars()).chain(SOUND.chars().skip(from + len)).collect();
        if let Err(mistakes) = compile("sample.toml", &source, &[]) {
            prop_assert!(mistakes.iter().all(|text| text.starts_with("error: ") && text.contains("sample.toml:")), "{:?}", mistakes);
        }
    }
}

/// Measures without mistakes, but for the reading.
fn measures(reading: &str, equation: &str, source: &str) -> String {
    format!(
        r#"kind = "measures"
name = "m"
version = "1"
[[source]]
id = "s"
title = "办法"
[[measure]]
code = "h.a"
unit = "件"
grade = "good"
zh = "甲"
en = "a"
definition_zh = "甲的件数"
definition_en = "number of a"
sources = ["{source}"]
[measure.readings]
form-x = ["{reading}"]
[[cross_year]]
id = "flow"
forms = ["form-x"]
last_forms = ["form-x"]
severity = "note"
equation = "{equation}"
message = "应当相等"
example = ["1 = 1"]
source = "s"
"#
    )
}

#[test]
fn measures_read_cells_that_the_forms_have() {
    let Ok(Compiled::Grammar(grammar)) = compile("sample.toml", SOUND, &[]) else {
        panic!()
    };
    let wrong = |reading: &str, equation: &str, source: &str| {
        let source = measures(reading, equation, source);
        let errors = compile("m.toml", &source, &grammar.forms).err();
        let first = errors.and_then(|errors| errors.first().cloned());
        first.map(|error| error.lines().next().unwrap_or_default().to_owned())
    };
    let right = "requests.received.mail = last.requests.received.fax";
    let sum = "requests.received.mail + requests.received.fax";
    assert_eq!(wrong(sum, right, "s"), None);
    let told = |text: &str| Some(format!("error: {text}"));
    assert_eq!(
        wrong("requests.recieved", right, "s"),
        told("unknown indicator `requests.recieved`")
    );
    assert_eq!(wrong(sum, right, "t"), told("unknown source `t`"));
    assert_eq!(
        wrong(sum, "requests.received.mail = last.nothing", "s"),
        told("unknown indicator `nothing`")
    );
    assert_eq!(
        wrong(
            sum,
            "requests.received.mail <= last.requests.received.fax",
            "s"
        ),
        told("two years are compared by `=`")
    );
    assert_eq!(
        wrong("requests.received@animal", right, "s"),
        told("unknown applicant column in `requests.received@animal`")
    );
}
