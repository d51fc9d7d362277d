use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::*;
use crate::record::{CheckKind, Word};

/// A row of the indicator list: code, label, unit, parent, kind.
type Indicator = [String; 5];

fn annual_report() -> Grammar {
    Registry::embedded()
        .unwrap()
        .named("annual-report")
        .unwrap()
        .clone()
}

fn form(name: &str) -> Form {
    annual_report()
        .forms
        .iter()
        .find(|form| form.name == name)
        .unwrap()
        .clone()
}

/// The indicators of every form and table, as the list has them.
fn compiled() -> BTreeMap<(String, i32), Vec<Indicator>> {
    let mut tables = BTreeMap::new();
    for form in annual_report().forms {
        for table in &form.tables {
            let rows = table
                .rows
                .iter()
                .flat_map(|row| indicators(row, table))
                .collect();
            tables.insert((form.name.clone(), table.number), rows);
        }
    }
    tables
}

fn indicators(row: &FormRow, table: &FormTable) -> Vec<Indicator> {
    let kind = if row.heading { "heading" } else { "value" };
    let parent = row
        .parent
        .map(|index| table.rows[index].code.clone())
        .unwrap_or_default();
    let unit = |slot: &Slot| {
        slot.unit
            .clone()
            .unwrap_or_else(|| "元|万元 as printed".to_owned())
    };
    if !row.code.is_empty() {
        let unit = if row.heading {
            String::new()
        } else {
            unit(&row.slots[0])
        };
        return vec![[
            row.code.clone(),
            row.label.clone(),
            unit,
            parent,
            kind.to_owned(),
        ]];
    }
    let label = |slot: &Slot| {
        if row.label.is_empty() {
            slot.head.clone()
        } else {
            format!("{}/{}", row.label, slot.head)
        }
    };
    row.slots
        .iter()
        .map(|slot| {
            [
                slot.code.clone(),
                label(slot),
                unit(slot),
                String::new(),
                kind.to_owned(),
            ]
        })
        .collect()
}

#[test]
#[expect(clippy::print_stdout, reason = "a test that did not run must say so")]
fn the_forms_are_those_of_the_indicator_list() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/contract/indicators.csv");
    let Ok(list) = fs::read_to_string(&path) else {
        println!("skipped: {} is not there", path.display());
        return;
    };
    let mut listed: BTreeMap<(String, i32), BTreeMap<i32, Indicator>> = BTreeMap::new();
    for line in list.lines().skip(1) {
        let [form, table, row, code, label, unit, parent, kind]: [&str; 8] =
            line.split(',').collect::<Vec<_>>().try_into().unwrap();
        // Cells in a row are told apart by their heads; the form has no rows for their parents.
        let parent = if table == "4" { "" } else { parent };
        let indicator = [code, label, unit, parent, kind].map(str::to_owned);
        listed
            .entry((form.to_owned(), table.parse().unwrap()))
            .or_default()
            .insert(row.parse().unwrap(), indicator);
    }
    let listed: BTreeMap<_, Vec<Indicator>> = listed
        .into_iter()
        .map(|(table, rows)| (table, rows.into_values().collect()))
        .collect();
    assert_eq!(compiled(), listed);
}

#[test]
fn forms_have_the_rows_and_cells_of_the_official_tables() {
    let count = |name: &str| -> Vec<(i32, usize, usize)> {
        form(name)
            .tables
            .iter()
            .map(|table| {
                let slots = table.rows.iter().map(|row| row.slots.len()).sum();
                (table.number, table.rows.len(), slots)
            })
            .collect()
    };
    assert_eq!(count("stat-2014"), [(1, 86, 86)]);
    assert_eq!(
        count("form-2019"),
        [(2, 8, 22), (3, 27, 27 * 7), (4, 1, 15)]
    );
    assert_eq!(
        count("form-2021"),
        [(2, 6, 10), (3, 30, 30 * 7), (4, 1, 15)]
    );
}

#[test]
fn the_years_of_the_forms_follow_one_another() {
    let years: Vec<(i32, Option<i32>)> = annual_report()
        .forms
        .iter()
        .map(|form| (form.first_year, form.last_year))
        .collect();
    assert_eq!(
        years,
        [(2014, Some(2018)), (2019, Some(2020)), (2021, None)]
    );
}

#[test]
fn only_changes_may_be_negative() {
    let signed: Vec<String> = form("form-2019")
        .tables
        .iter()
        .flat_map(|table| &table.rows)
        .flat_map(|row| &row.slots)
        .filter(|slot| slot.signed)
        .map(|slot| slot.code.clone())
        .collect();
    let expected = [
        "licensing",
        "other_services",
        "penalties",
        "coercion",
        "fees",
    ];
    assert_eq!(
        signed,
        expected.map(|name| format!("proactive.{name}.items_change"))
    );
    assert!(
        form("form-2021")
            .tables
            .iter()
            .flat_map(|table| &table.rows)
            .flat_map(|row| &row.slots)
            .all(|slot| !slot.signed)
    );
}

#[test]
fn headings_that_may_print_a_value_equal_their_children() {
    let derived = |name: &str| -> Vec<String> {
        form(name)
            .relations
            .iter()
            .map(|relation| relation.id.clone())
            .filter(|id| id.contains("children"))
            .collect()
    };
    assert_eq!(derived("stat-2014"), Vec::<String>::new());
    let ids = |form: &str, names: &[&str]| -> Vec<String> {
        names
            .iter()
            .map(|name| format!("{form}/t3.children.requests.outcome.{name}"))
            .collect()
    };
    assert_eq!(
        derived("form-2019"),
        ids("form-2019", &["denied", "unavailable", "not_processed"])
    );
    assert_eq!(
        derived("form-2021"),
        ids(
            "form-2021",
            &["denied", "unavailable", "not_processed", "other"]
        )
    );
}

#[test]
fn the_rule_printed_on_the_form_is_an_identity() {
    let form = form("form-2021");
    let flow = form
        .relations
        .iter()
        .find(|relation| relation.id == "form-2021/t3.flow")
        .unwrap();
    let codes = |operands: &[Operand]| -> Vec<String> {
        operands
            .iter()
            .map(|operand| match operand {
                Operand::Code(code) => code.clone(),
                Operand::Applicant(applicant) => applicant.word().to_owned(),
            })
            .collect()
    };
    assert_eq!(
        (flow.kind, flow.axis, flow.comparison),
        (CheckKind::Identity, Axis::Rows, Comparison::Equal)
    );
    assert_eq!(codes(&flow.left), ["requests.new", "requests.carried_in"]);
    assert_eq!(
        codes(&flow.right),
        ["requests.outcome.total", "requests.carried_out"]
    );
    let row = form
        .relations
        .iter()
        .find(|relation| relation.id == "form-2021/t3.row")
        .unwrap();
    assert_eq!(row.axis, Axis::Columns);
    assert_eq!(
        codes(&row.right),
        [
            "natural_person",
            "business",
            "research",
            "nonprofit",
            "legal_services",
            "other"
        ]
    );
}

#[test]
fn chapters_of_every_era_have_a_role() {
    let grammar = annual_report();
    for (title, role) in [
        ("概述", "overview"),
        ("总体情况", "overview"),
        ("主动公开政府信息情况", "proactive"),
        ("收到和处理政府信息公开申请情况", "requests"),
        (
            "因政府信息公开工作被申请行政复议、提起行政诉讼情况",
            "review",
        ),
        ("存在的主要问题及改进情况", "problems"),
        ("其他需要报告的事项", "other"),
        ("组织领导和制度建设情况", "organisation"),
        ("重点领域信息公开情况", "key_areas"),
        ("信息公开收费及减免情况", "fees"),
    ] {
        assert_eq!(grammar.role(title), Some(role), "{title}");
    }
    assert_eq!(grammar.role("2018年1月25日"), None);
}

#[test]
fn furniture_is_found_with_blanks_around_it_and_inside_a_line() {
    let grammar = annual_report();
    let found = |line: &str| -> Option<(String, String, bool)> {
        grammar
            .furniture
            .iter()
            .find_map(|one| Some((one.reason.clone(), one.find(line)?.to_owned(), one.strong)))
    };
    let expected =
        |reason: &str, text: &str, strong| Some((reason.to_owned(), text.to_owned(), strong));
    assert_eq!(found("　— 3 — "), expected("page-number", "— 3 —", false));
    assert_eq!(
        found("有序开展[image: a.png]HEW"),
        expected("image-placeholder", "[image: a.png]", false)
    );
    assert_eq!(
        found("云川市人民政府 版权所有"),
        expected("site-footer", "云川市人民政府 版权所有", true)
    );
    assert_eq!(found("2018年，全市主动公开信息3件。"), None);
}
