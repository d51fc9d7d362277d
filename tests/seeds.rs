//! The real documents against annotations made by hand. They are not part of the project: every test
//! here prints a line and passes where `../shared` is absent.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use gongkai::pipeline::Output;
use gongkai::record::{
    Applicant, Block, BlockKind, CheckKind, Evidence, Fact, FactSource, Legibility, Outcome,
    Severity, TableLayout, UnitRole, ValueState, Word,
};

use crate::support::{Csv, files, read, shared};

/// What a cell of a form holds: indicator, applicant, state, value.
type Cell = (String, Option<Applicant>, ValueState, Option<f64>);

/// The seed whose name begins with `number`.
fn seed(number: &str) -> Option<Output> {
    let folder = shared("seeds")?;
    let wanted = |path: &PathBuf| {
        path.file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with(number))
    };
    let path = files(&folder).into_iter().find(wanted);
    Some(read(&path.unwrap_or_else(|| panic!("no seed {number}"))))
}

/// The cells that the facts report, absent rows left out.
fn cells(facts: &[Fact]) -> Vec<Cell> {
    facts
        .iter()
        .filter(|fact| fact.source == FactSource::Table && fact.state != ValueState::Absent)
        .map(|fact| {
            (
                fact.indicator.clone(),
                fact.applicant,
                fact.state,
                fact.value,
            )
        })
        .collect()
}

/// A cell as a table prints it: a number, or nothing for a blank.
fn printed(indicator: &str, applicant: Option<Applicant>, value: &str) -> Cell {
    let number = value.parse().ok();
    let state = if number.is_some() {
        ValueState::Value
    } else {
        ValueState::Blank
    };
    (indicator.to_owned(), applicant, state, number)
}

/// Codes, units and labels of a form's rows that print values, in order.
fn rows(form: &str) -> Option<Vec<(String, String, String, String)>> {
    let csv = Csv::read(&shared("contract/indicators.csv")?);
    let rows = csv.columns(["form", "table", "code", "unit", "label", "kind"]);
    let mine = rows
        .iter()
        .filter(|row| row[0] == form && row[5] == "value");
    Some(
        mine.map(|row| (row[1].into(), row[2].into(), row[3].into(), row[4].into()))
            .collect(),
    )
}

#[track_caller]
fn same(found: &[Cell], wanted: &[Cell]) {
    for (found, wanted) in found.iter().zip(wanted) {
        assert_eq!(found, wanted);
    }
    assert_eq!(found.len(), wanted.len());
}

/// Read off the printed table, row by row; `""` is a blank.
const TABLE_OF_000: [&str; 78] = [
    "151990", "83", "80", "2920", "", "3900", "7038", "", // proactive
    "810", "41", "31", "89", "65", "1215", "596", "", // response
    "968", "86", "12", "635", "235", "0", // received
    "968", "966", "2", // closed
    "968", "243", "588", "25", "1", "0", "0", "0", "1", "0", "0", "63", "15", "11",
    "21", // answered
    "57", "10", "10", "37", "8", "1", "3", "4", "0", "0", "0", "0", // review
    "15788", "4689", "11099", "105", "63", "11", "31", "12", "97200", // deposits to gazette
    "200", "63", "11", "126", "76500", "61000", "11000", "4500", // reading points
    "84", "200", "575", "145", "430", "", "175", "120", "5000", // capacity, training
];

#[test]
fn every_cell_of_000_is_right() {
    let Some((output, rows)) = seed("000").zip(rows("stat-2014")) else {
        return;
    };
    let wanted: Vec<Cell> = rows
        .iter()
        .zip(TABLE_OF_000)
        .map(|((_, code, ..), value)| printed(code, None, value))
        .collect();
    same(&cells(&output.extraction.facts), &wanted);
    units(&output.extraction.facts, &rows);
}

#[test]
fn the_parts_of_968_replies_add_to_967() {
    let Some(output) = seed("000") else { return };
    let facts = &output.extraction.facts;
    let contradicted: Vec<&str> = facts
        .iter()
        .filter(|fact| fact.source == FactSource::Table && fact.evidence == Evidence::Contradicted)
        .map(|fact| fact.indicator.as_str())
        .collect();
    let parts = [
        "already_public",
        "granted",
        "partly_granted",
        "denied",
        "other_agency",
        "not_exist",
        "correction_asked",
        "other_route",
    ];
    let mut wanted = vec!["requests.answered".to_owned()];
    wanted.extend(parts.map(|part| format!("requests.answered.{part}")));
    assert_eq!(contradicted, wanted);
    let implied: Vec<(&str, Option<f64>)> = facts
        .iter()
        .filter(|fact| fact.value.is_some() && fact.value_implied.is_some())
        .map(|fact| (fact.indicator.as_str(), fact.value_implied))
        .collect();
    assert_eq!(implied, [("requests.answered", Some(967.0))]);
    let failing = output.extraction.checks.iter().filter(|check| {
        check.outcome == Outcome::Fails
            && check.severity == Severity::Error
            && !check.fact_ids.is_empty()
            && check.kind != CheckKind::ProseVsTable
    });
    assert_eq!(
        failing.map(|check| check.rule.as_str()).collect::<Vec<_>>(),
        ["stat-2014/requests.answered"]
    );
}

#[test]
fn every_cell_of_004_is_right() {
    let Some(output) = seed("004") else { return };
    let Some((gold, rows)) = shared("gold/statistics_2017.csv").zip(rows("stat-2014")) else {
        return;
    };
    let gold = Csv::read(&gold);
    let printed_rows = gold.columns(["value", "state"]);
    let values = printed_rows.iter().filter(|row| row[1] != "heading");
    let wanted: Vec<Cell> = rows
        .iter()
        .zip(values)
        .map(|((_, code, ..), row)| printed(code, None, row[0]))
        .collect();
    assert_eq!(wanted.len(), 78);
    same(&cells(&output.extraction.facts), &wanted);
    units(&output.extraction.facts, &rows);
    assert!(
        output
            .extraction
            .facts
            .iter()
            .filter(|fact| fact.source == FactSource::Table)
            .all(|fact| fact.evidence != Evidence::Contradicted)
    );
}

#[test]
fn every_cell_of_001_is_right() {
    let Some(output) = seed("001") else { return };
    let Some((gold, rows)) = shared("gold/statistics_2020.csv").zip(rows("form-2019")) else {
        return;
    };
    let gold = Csv::read(&gold);
    let mut wanted = BTreeMap::new();
    for [table, label, column, value] in
        gold.columns(["table", "row_label", "column_label", "value"])
    {
        let (label, applicant) = match table {
            "2" => (format!("{label}/{}", column.replace("（万元）", "")), None),
            "3" => (
                label.replace("法律法规行政法规", "法律行政法规"),
                Some(applicant(column)),
            ),
            _ => (column.to_owned(), None),
        };
        let row = rows.iter().find(|row| row.0 == table && row.3 == label);
        let code = &row.unwrap_or_else(|| panic!("no row {label}")).1;
        let (code, applicant, state, value) = printed(code, applicant, value);
        wanted.insert((code, applicant), (state, value));
    }
    assert_eq!(wanted.len(), 198);
    let found: BTreeMap<_, _> = cells(&output.extraction.facts)
        .into_iter()
        .map(|(code, applicant, state, value)| ((code, applicant), (state, value)))
        .collect();
    assert_eq!(found, wanted);
    let of_tables = output
        .extraction
        .facts
        .iter()
        .filter(|fact| fact.source == FactSource::Table);
    assert_eq!(of_tables.count(), 198, "one fact a cell");
    let amount = output
        .extraction
        .facts
        .iter()
        .find(|fact| fact.indicator == "proactive.procurement.amount");
    assert_eq!(amount.and_then(|fact| fact.unit.as_deref()), Some("万元"));
}

fn applicant(column: &str) -> Applicant {
    match column {
        "自然人" => Applicant::NaturalPerson,
        "商业企业" => Applicant::Business,
        "科研机构" => Applicant::Research,
        "社会公益组织" => Applicant::Nonprofit,
        "法律服务机构" => Applicant::LegalServices,
        "其他" => Applicant::Other,
        "总计" => Applicant::Total,
        other => panic!("no applicant {other}"),
    }
}

/// Every value has the unit of its row.
#[track_caller]
fn units(facts: &[Fact], rows: &[(String, String, String, String)]) {
    let unit: BTreeMap<&str, &str> = rows
        .iter()
        .map(|(_, code, unit, _)| (code.as_str(), unit.as_str()))
        .collect();
    for fact in facts
        .iter()
        .filter(|fact| fact.source == FactSource::Table && fact.value.is_some())
    {
        assert_eq!(
            fact.unit.as_deref(),
            unit.get(fact.indicator.as_str()).copied(),
            "{}",
            fact.indicator
        );
    }
}

#[test]
fn work_plans_report_no_facts() {
    for number in ["002", "003"] {
        let Some(output) = seed(number) else { return };
        assert_eq!(output.extraction.facts, [], "{number}");
    }
}

#[test]
fn three_extractions_of_one_report_hold_the_same_values() {
    let Some(folder) = shared("data/report-2024") else {
        return;
    };
    let values = |name: &str| {
        let output = read(&folder.join(name));
        let facts = output.extraction.facts;
        assert!(
            facts
                .iter()
                .all(|fact| fact.evidence != Evidence::Contradicted),
            "{name}"
        );
        let cells = cells(&facts)
            .into_iter()
            .filter(|cell| cell.2 == ValueState::Value);
        (cells.collect::<Vec<_>>(), output.extraction.tables)
    };
    let (aligned, tables) = values("hongze-2024.layout.txt");
    assert!(
        tables
            .iter()
            .any(|table| table.layout == TableLayout::AlignedText)
    );
    assert_eq!(aligned.len(), 186);
    same(&values("hongze-2024.row-major.txt").0, &aligned);
    same(&values("hongze-2024.column-major.txt").0, &aligned);
}

/// The blocks of a line that are not blank there.
fn blocks_on(output: &Output, line: i32) -> Vec<&Block> {
    let text = &output.extraction.text;
    let mut start = 0;
    for _ in 1..line {
        start += text[start..].find('\n').map_or(0, |at| at + 1);
    }
    let end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    let blocks = output.extraction.blocks.iter();
    blocks
        .filter(|block| {
            let (from, to) = (
                block.place.span.start.max(start),
                block.place.span.end.min(end),
            );
            from < to && !text[from..to].trim().is_empty()
        })
        .collect()
}

#[test]
fn what_page_breaks_cut_is_joined() {
    let Some(gold) = shared("gold/joins.csv") else {
        return;
    };
    let gold = Csv::read(&gold);
    let columns = [
        "doc",
        "line_no_end_of_first",
        "line_no_start_of_second",
        "kind",
    ];
    let mut missed = Vec::new();
    let mut outputs: BTreeMap<&str, Output> = BTreeMap::new();
    for [doc, first, second, kind] in gold.columns(columns) {
        let output = outputs
            .entry(doc)
            .or_insert_with(|| seed(doc).expect("present"));
        let line = |text: &str| text.parse::<i32>().expect("a line");
        let before: Vec<i32> = blocks_on(output, line(first))
            .iter()
            .map(|block| block.block_id)
            .collect();
        let joined = blocks_on(output, line(second)).iter().any(|block| {
            before.contains(&block.block_id)
                || block.continues.is_some_and(|id| before.contains(&id))
        });
        if !joined {
            missed.push(format!("{doc} {first}–{second} {kind}"));
        }
    }
    assert_eq!(missed, Vec::<String>::new());
}

/// Stretches of noise that the tool does not tell from text, as `doc line kind`.
const NOISE_LEFT: [&str; 0] = [];

#[test]
fn noise_is_set_aside_and_nothing_is_read_off_it() {
    let Some(gold) = shared("gold/noise.csv") else {
        return;
    };
    let gold = Csv::read(&gold);
    let mut left = BTreeSet::new();
    let mut outputs: BTreeMap<&str, Output> = BTreeMap::new();
    for [doc, start, end, kind, partial] in
        gold.columns(["doc", "line_start", "line_end", "kind", "partial"])
    {
        if partial == "yes" {
            continue;
        }
        let output = outputs
            .entry(doc)
            .or_insert_with(|| seed(doc).expect("present"));
        let (start, end): (i32, i32) =
            (start.parse().expect("a line"), end.parse().expect("a line"));
        let aside = [
            BlockKind::Noise,
            BlockKind::Figure,
            BlockKind::Furniture,
            BlockKind::Caption,
        ];
        for line in start..=end {
            let pictured = |block: &&Block| {
                let table = output
                    .extraction
                    .tables
                    .iter()
                    .find(|table| table.place.span == block.place.span);
                table.is_some_and(|table| !table.genuine)
            };
            let blocks = blocks_on(output, line);
            if !blocks
                .iter()
                .all(|block| aside.contains(&block.kind) || pictured(block))
            {
                left.insert(format!("{doc} {line} {kind}"));
            }
        }
        let inside = |line: i32| (start..=end).contains(&line);
        let quantities = output
            .extraction
            .quantities
            .iter()
            .filter(|one| inside(one.place.line));
        let facts = output.extraction.facts.iter();
        let facts = facts.filter(|one| one.state != ValueState::Absent && inside(one.place.line));
        assert_eq!(
            (quantities.count(), facts.count()),
            (0, 0),
            "{doc} {start}–{end} {kind}"
        );
    }
    assert_eq!(
        left.iter().map(String::as_str).collect::<Vec<_>>(),
        NOISE_LEFT
    );
}

#[test]
fn documents_are_who_they_say() {
    let Some(gold) = shared("gold/documents.csv") else {
        return;
    };
    let gold = Csv::read(&gold);
    let columns = [
        "doc",
        "title",
        "kind",
        "issuer",
        "report_year",
        "doc_number",
        "signed_date",
        "printed_date",
        "period_start",
        "period_end",
        "address",
        "phone",
        "fax",
        "email",
        "postcode",
    ];
    for row in gold.columns(columns) {
        let Some(output) = seed(row[0]) else { return };
        let known = &output.row.identity;
        let date = |date: Option<chrono::NaiveDate>| date.map(|date| date.to_string());
        let found = [
            Some(row[0].to_owned()),
            known.title.clone(),
            known.family.map(|family| family.word().replace('-', "_")),
            known.issuer.clone(),
            known.year.map(|year| year.to_string()),
            known.doc_number.clone(),
            date(known.signed_date),
            date(known.printed_date),
            date(known.period_start),
            date(known.period_end),
            known.contact_address.clone(),
            known.contact_phone.clone(),
            known.contact_fax.clone(),
            known.contact_email.clone(),
            known.contact_postcode.clone(),
        ];
        assert_eq!(found.map(Option::unwrap_or_default), row.map(str::to_owned));
    }
}

/// Line, level, number and length of the title of every heading, read off the document.
type Heading = (i32, i32, i32, usize);

/// The fourth column counts the characters of the title without its number; no sentence is copied.
const HEADINGS_OF_000: [Heading; 32] = [
    (16, 1, 1, 2),
    (20, 1, 2, 16),
    (22, 2, 1, 19),
    (26, 2, 2, 20),
    (30, 2, 3, 36),
    (34, 1, 3, 10),
    (42, 2, 1, 19),
    (46, 3, 1, 13),
    (48, 3, 2, 10),
    (54, 3, 3, 11),
    (80, 2, 2, 16),
    (84, 3, 1, 11),
    (126, 3, 2, 10),
    (134, 3, 3, 12),
    (142, 3, 4, 12),
    (150, 3, 5, 10),
    (166, 3, 6, 10),
    (397, 3, 7, 10),
    (589, 2, 3, 8),
    (591, 3, 1, 6),
    (593, 3, 2, 4),
    (599, 3, 3, 5),
    (603, 3, 4, 10),
    (607, 3, 5, 7),
    (631, 1, 4, 13),
    (637, 1, 5, 14),
    (641, 1, 6, 23),
    (649, 1, 7, 13),
    (659, 1, 8, 15),
    (663, 1, 9, 21),
    (667, 1, 10, 20),
    (675, 1, 11, 10),
];

const HEADINGS_OF_002: [Heading; 23] = [
    (19, 1, 1, 4),
    (21, 2, 1, 10),
    (23, 3, 1, 15),
    (27, 3, 2, 12),
    (28, 3, 3, 14),
    (34, 3, 4, 16),
    (36, 2, 2, 10),
    (38, 3, 1, 11),
    (42, 3, 2, 9),
    (48, 3, 3, 8),
    (54, 2, 3, 10),
    (56, 3, 1, 8),
    (60, 3, 2, 9),
    (66, 3, 3, 8),
    (70, 3, 4, 14),
    (76, 2, 4, 10),
    (78, 3, 1, 10),
    (82, 3, 2, 11),
    (86, 3, 3, 10),
    (90, 1, 2, 4),
    (92, 2, 1, 11),
    (93, 2, 2, 8),
    (97, 2, 3, 10),
];

#[test]
fn headings_of_000_and_002_are_those_printed_and_no_others() {
    let last = [(98, 2, 4, 6)];
    let of_002: Vec<Heading> = HEADINGS_OF_002.into_iter().chain(last).collect();
    for (number, wanted) in [("000", HEADINGS_OF_000.to_vec()), ("002", of_002)] {
        let Some(output) = seed(number) else { return };
        let sections = &output.extraction.sections;
        let found: Vec<Heading> = sections
            .iter()
            .map(|one| {
                let length = one.title.chars().count();
                (
                    one.place.line,
                    one.level,
                    one.ordinal.unwrap_or_default(),
                    length,
                )
            })
            .collect();
        assert_eq!(found, wanted, "{number}");
        // 000 prints 八 twice; from the second on the number that is meant is another.
        let inferred = sections.iter().filter(|one| one.ordinal_inferred);
        let inferred: Vec<i32> = inferred.map(|one| one.place.line).collect();
        let expected: &[i32] = if number == "000" {
            &[663, 667, 675]
        } else {
            &[]
        };
        assert_eq!(inferred, expected, "{number}");
    }
}

#[test]
fn tasks_of_003_are_those_annotated() {
    let Some((output, gold)) = seed("003").zip(shared("gold/tasks_003.csv")) else {
        return;
    };
    let gold = Csv::read(&gold);
    let columns = [
        "heading",
        "units",
        "role",
        "deadlines_frequencies",
        "line_start",
    ];
    let tasks = &output.extraction.tasks;
    let rows = gold.columns(columns);
    assert_eq!(tasks.len(), rows.len());
    for (task, row) in tasks.iter().zip(rows) {
        let role = |role: &str| match role {
            "牵头" => "lead",
            "配合" => "support",
            "负责" => "responsible",
            other => panic!("no role {other}"),
        };
        let printed: Vec<&str> = task
            .units
            .iter()
            .map(|unit| unit.name_printed.as_str())
            .collect();
        let terms: Vec<&str> = task
            .deadlines
            .iter()
            .map(|one| one.printed.as_str())
            .collect();
        let roles: BTreeSet<&str> = task.units.iter().map(|unit| unit.role.word()).collect();
        assert_eq!(task.title.as_deref(), Some(row[0]));
        assert_eq!(printed.join(";"), row[1], "{}", row[0]);
        assert_eq!(roles, row[2].split(';').map(role).collect(), "{}", row[0]);
        assert_eq!(terms.join(";"), row[3], "{}", row[0]);
        assert_eq!(task.place.line.to_string(), row[4], "{}", row[0]);
    }
}

/// Line, organs that lead and organs that are responsible in each note of 002.
const NOTES_OF_002: [(i32, usize, usize); 10] = [
    (38, 2, 3),
    (42, 0, 3),
    (48, 2, 3),
    (56, 2, 3),
    (60, 1, 3),
    (66, 3, 3),
    (70, 1, 2),
    (78, 1, 3),
    (82, 1, 3),
    (86, 1, 3),
];

#[test]
fn tasks_of_002_stand_in_ten_notes_and_28_rows() {
    let Some(output) = seed("002") else { return };
    let (rows, notes): (Vec<_>, Vec<_>) = output
        .extraction
        .tasks
        .iter()
        .partition(|task| task.source == FactSource::Table);
    let found: Vec<(i32, usize, usize)> = notes
        .iter()
        .map(|task| {
            let of = |role| task.units.iter().filter(|unit| unit.role == role).count();
            (
                task.place.line,
                of(UnitRole::Lead),
                of(UnitRole::Responsible),
            )
        })
        .collect();
    assert_eq!(found, NOTES_OF_002);
    // The rows of the annex belong to the four headings of the plan that it is the annex of.
    let title = |line: i32| {
        let mut sections = output.extraction.sections.iter();
        sections
            .find(|one| one.place.line == line)
            .map(|one| one.title.as_str())
    };
    let wanted: Vec<Option<&str>> = [(23, 7), (27, 6), (28, 6), (34, 9)]
        .into_iter()
        .flat_map(|(line, count)| std::iter::repeat_n(title(line), count))
        .collect();
    let categories: Vec<Option<&str>> = rows.iter().map(|task| task.category.as_deref()).collect();
    assert_eq!(categories, wanted);
    let terms: Vec<(i32, Option<String>, Option<&str>)> = rows
        .iter()
        .flat_map(|task| task.deadlines.iter().map(|one| (task.place.line, one)))
        .map(|(line, one)| {
            (
                line,
                one.date.map(|date| date.to_string()),
                one.frequency.as_deref(),
            )
        })
        .collect();
    let expected = [
        (114, None, Some("monthly")),
        (114, None, Some("quarterly")),
        (121, Some("2019-06-30".to_owned()), None),
        (134, None, Some("monthly")),
    ];
    assert_eq!(terms, expected);
    // Cells that sentences or loops ran into name no organ, and their rows say so.
    for line in [122, 136] {
        for task in rows.iter().filter(|task| task.place.line == line) {
            assert_eq!(
                (task.units.len(), task.legibility),
                (0, Legibility::Illegible),
                "{line}"
            );
        }
    }
}

#[test]
fn reports_of_000_001_and_004_assign_no_tasks() {
    for number in ["000", "001", "004"] {
        let Some(output) = seed(number) else { return };
        assert_eq!(output.extraction.tasks, [], "{number}");
    }
}

#[test]
fn citations_are_those_annotated_with_their_numbers_and_full_titles() {
    let Some(gold) = shared("gold/citations.csv") else {
        return;
    };
    let gold = Csv::read(&gold);
    let columns = [
        "doc",
        "title",
        "doc_number",
        "line_no",
        "kind",
        "resolved_title",
    ];
    let mut wanted: BTreeMap<&str, Vec<[String; 4]>> = BTreeMap::new();
    for [doc, title, number, line, kind, resolved] in gold.columns(columns) {
        // Elsewhere the annotation says what readers know and the document does not say.
        let defined = matches!(kind, "definition" | "short_form");
        let full = if defined { resolved } else { "" };
        let row = [line, title, number, full].map(str::to_owned);
        wanted.entry(doc).or_default().push(row);
    }
    for (doc, mut wanted) in wanted {
        let Some(output) = seed(doc) else { return };
        let genuine = output.extraction.citations.iter().filter(|one| one.genuine);
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let mut found: Vec<[String; 4]> = genuine
            .map(|one| {
                let line = one.place.line.to_string();
                [
                    line,
                    text(&one.title),
                    text(&one.doc_number),
                    text(&one.title_full),
                ]
            })
            .collect();
        found.sort();
        wanted.sort();
        assert_eq!(found, wanted, "{doc}");
    }
}

#[test]
fn sure_headings_are_found_with_level_and_number() {
    let Some(gold) = shared("gold/outline.csv") else {
        return;
    };
    let gold = Csv::read(&gold);
    let mut outputs: BTreeMap<&str, Output> = BTreeMap::new();
    let mut missed = Vec::new();
    let columns = [
        "doc",
        "level",
        "ordinal_value",
        "ordinal_implied",
        "title",
        "line_no",
        "certainty",
    ];
    for [doc, level, printed, implied, title, line, certainty] in gold.columns(columns) {
        if certainty != "sure" {
            continue;
        }
        let output = outputs
            .entry(doc)
            .or_insert_with(|| seed(doc).expect("present"));
        let number = if implied.is_empty() { printed } else { implied };
        let found = output.extraction.sections.iter().any(|section| {
            section.place.line.to_string() == line
                && section.level.to_string() == level
                && section
                    .ordinal
                    .map(|ordinal| ordinal.to_string())
                    .unwrap_or_default()
                    == number
                && section.ordinal_inferred != implied.is_empty()
                && section.title == title
        });
        if !found {
            let on_line: Vec<_> = output
                .extraction
                .sections
                .iter()
                .filter(|one| one.place.line.to_string() == line)
                .collect();
            missed.push(format!(
                "{doc} line {line} level {level} {number} {title}: {on_line:?}"
            ));
        }
    }
    assert_eq!(missed, Vec::<String>::new());
}

/// Of the digits in genuine text, hardly any is left that no record claims.
#[test]
fn nearly_every_digit_is_claimed() {
    for number in ["000", "001", "002", "003", "004"] {
        let Some(output) = seed(number) else { return };
        let digits = &output.extraction.digits;
        assert!(digits.all > 50, "{number}: {} digits", digits.all);
        assert!(
            digits.share() >= 0.99,
            "{number}: {} of {} claimed, not those of lines {:?}",
            digits.claimed,
            digits.all,
            digits
                .unclaimed
                .iter()
                .map(|place| place.line)
                .collect::<Vec<_>>()
        );
    }
}
