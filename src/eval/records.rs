//! Known and reported records of each table as rows that can be compared.

use std::collections::HashMap;

use crate::extract::Extraction;
use crate::record::{
    Cell, Check, Citation, Fact, FactSource, Family, Identity, Outcome, Quantity, Section,
    Severity, Table, Task, UnitRole, ValueState, Word,
};
use crate::text::Place;

use super::blocks::blocks;
use super::gold::{
    FactKey, Fate, Gold, GoldCell, GoldCheck, GoldCitation, GoldFact, GoldQuantity, GoldSection,
    GoldTable, GoldTask, Position,
};
use super::rows::{Counts, Field, Row, TableScore, compare};
use super::score::{Verdict, verdict};

fn position(place: &Place) -> Position {
    Position {
        span: Some(place.span),
        line: Some(place.line),
    }
}

fn text<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// Compares the headings.
pub(super) fn sections(gold: &[GoldSection], reported: &[Section]) -> TableScore {
    let row = |at, level: i32, ordinal: Option<i32>, title: &str| {
        Row::new(
            at,
            vec![
                Field::key("level", level.to_string()),
                Field::key("ordinal", text(ordinal)),
                Field::key("title", title),
            ],
        )
    };
    let known: Vec<Row> = gold
        .iter()
        .map(|one| Row {
            required: one.required,
            ..row(one.at, one.level, one.ordinal, &one.title)
        })
        .collect();
    let told: Vec<Row> = reported
        .iter()
        .map(|one| row(position(&one.place), one.level, one.ordinal, &one.title))
        .collect();
    compare(&known, &told)
}

/// Compares the numbers of running text.
pub(super) fn quantities(gold: &[GoldQuantity], reported: &[Quantity]) -> TableScore {
    let row = |at, value: f64, unit: &str, printed: &str, subject: &Option<String>| {
        Row::new(
            at,
            vec![
                Field::key("value", value.to_string()),
                Field::key("unit", unit),
                Field::of("value_printed", Some(printed.to_owned())),
                Field {
                    loose: true,
                    ..Field::of("subject", subject.clone())
                },
            ],
        )
    };
    let known: Vec<Row> = gold
        .iter()
        .map(|one| Row {
            required: one.required,
            ..row(one.at, one.value, &one.unit, &one.printed, &one.subject)
        })
        .collect();
    let told: Vec<Row> = reported
        .iter()
        .map(|one| {
            row(
                position(&one.place),
                one.value,
                &one.unit,
                &one.value_printed,
                &one.subject,
            )
        })
        .collect();
    compare(&known, &told)
}

/// Compares the documents referred to.
pub(super) fn citations(gold: &[GoldCitation], reported: &[Citation]) -> TableScore {
    let row = |at, title: &Option<String>, number: &Option<String>| {
        Row::new(
            at,
            vec![
                Field::key("title", text(title.as_ref())),
                Field::key("doc_number", text(number.as_ref())),
            ],
        )
    };
    let known: Vec<Row> = gold
        .iter()
        .map(|one| row(one.at, &one.title, &one.doc_number))
        .collect();
    let told: Vec<Row> = reported
        .iter()
        .filter(|one| one.genuine)
        .map(|one| row(position(&one.place), &one.title, &one.doc_number))
        .collect();
    compare(&known, &told)
}

/// Compares the assignments.
pub(super) fn tasks(gold: &[GoldTask], reported: &[Task]) -> TableScore {
    let units = |units: &[(&str, UnitRole)]| {
        let one = |(name, role): &(&str, UnitRole)| format!("{name}:{}", role.word());
        units.iter().map(one).collect::<Vec<_>>().join(";")
    };
    let row = |at, title: &str, units: String, deadlines: String| {
        Row::new(
            at,
            vec![
                Field::key("title", title),
                Field::key("units", units),
                Field::key("deadlines", deadlines),
            ],
        )
    };
    let known: Vec<Row> = gold
        .iter()
        .map(|one| {
            let names: Vec<(&str, UnitRole)> = one
                .units
                .iter()
                .map(|(name, role)| (name.as_str(), *role))
                .collect();
            row(one.at, &one.title, units(&names), one.deadlines.join(";"))
        })
        .collect();
    let told: Vec<Row> = reported
        .iter()
        .map(|one| {
            let names: Vec<(&str, UnitRole)> = one
                .units
                .iter()
                .map(|unit| (unit.name_printed.as_str(), unit.role))
                .collect();
            let deadlines: Vec<&str> = one
                .deadlines
                .iter()
                .map(|deadline| deadline.printed.as_str())
                .collect();
            row(
                position(&one.place),
                one.title.as_deref().unwrap_or(""),
                units(&names),
                deadlines.join(";"),
            )
        })
        .collect();
    compare(&known, &told)
}

/// Compares the document's own fields: one row.
pub(super) fn documents(gold: &Gold, identity: &Identity) -> TableScore {
    let mut score = TableScore::default();
    // Names of columns live as long as the program; gold may name any of them.
    let columns = COLUMNS
        .into_iter()
        .filter(|column| gold.fields.contains_key(*column));
    let (mut known, mut told) = (Vec::new(), Vec::new());
    for column in columns {
        known.push(Field::key(column, gold.fields[column].clone()));
        told.push(Field::key(column, field(identity, column)));
    }
    if !known.is_empty() {
        let at = Position::default();
        score.count(Some(&Row::new(at, known)), Some(&Row::new(at, told)));
    }
    score
}

/// Columns of `documents` that gold may know.
pub(super) const COLUMNS: [&str; 19] = [
    "family",
    "form",
    "title",
    "issuer",
    "region",
    "coverage",
    "year",
    "period_start",
    "period_end",
    "doc_number",
    "signed_date",
    "printed_date",
    "contact_address",
    "contact_postcode",
    "contact_person",
    "contact_phone",
    "contact_fax",
    "contact_email",
    "website",
];

fn field(identity: &Identity, column: &str) -> String {
    match column {
        "family" => text(identity.family.as_ref().map(Family::word)),
        "form" => text(identity.form.as_ref()),
        "title" => text(identity.title.as_ref()),
        "issuer" => text(identity.issuer.as_ref()),
        "region" => text(identity.region.as_ref()),
        "coverage" => text(identity.coverage.map(Word::word)),
        "year" => text(identity.year),
        "period_start" => text(identity.period_start),
        "period_end" => text(identity.period_end),
        "doc_number" => text(identity.doc_number.as_ref()),
        "signed_date" => text(identity.signed_date),
        "printed_date" => text(identity.printed_date),
        "contact_address" => text(identity.contact_address.as_ref()),
        "contact_postcode" => text(identity.contact_postcode.as_ref()),
        "contact_person" => text(identity.contact_person.as_ref()),
        "contact_phone" => text(identity.contact_phone.as_ref()),
        "contact_fax" => text(identity.contact_fax.as_ref()),
        "contact_email" => text(identity.contact_email.as_ref()),
        "website" => text(identity.website.as_ref()),
        _ => String::new(),
    }
}

/// Compares the relations that are said to fail with those that must.
pub(super) fn checks(gold: &[GoldCheck], reported: &[Check]) -> TableScore {
    let unknown = |value: &str| (!value.is_empty()).then(|| value.to_owned());
    let known: Vec<Row> = gold
        .iter()
        .map(|one| {
            let mut fields = vec![
                Field::key("rule", ""),
                Field::key("scope", text(one.scope.as_ref())),
                Field::key("kind", ""),
            ];
            fields[0].value = unknown(&one.rule);
            if one.rule.is_empty() {
                fields[1].value = None;
            }
            fields[2].value = one.kind.map(|kind| kind.word().to_owned());
            Row::new(one.at, fields)
        })
        .collect();
    let fails =
        |check: &&Check| check.outcome == Outcome::Fails && check.severity != Severity::Note;
    let told: Vec<Row> = reported
        .iter()
        .filter(fails)
        .map(|one| {
            Row::new(
                position(&one.place),
                vec![
                    Field::key("rule", one.rule.as_str()),
                    Field::key("scope", text(one.scope.as_ref())),
                    Field::key("kind", one.kind.word()),
                ],
            )
        })
        .collect();
    compare(&known, &told)
}

/// Compares the tables.
pub(super) fn tables(gold: &[GoldTable], reported: &[Table]) -> TableScore {
    let row = |at, number: Option<i32>, layout: Option<&str>, transposed: bool| {
        let mut layout_field = Field::key("layout", "");
        layout_field.value = layout.map(str::to_owned);
        Row::new(
            at,
            vec![
                Field::key("form_table", text(number)),
                layout_field,
                Field::key("transposed", transposed.to_string()),
            ],
        )
    };
    let known: Vec<Row> = gold
        .iter()
        .map(|one| {
            row(
                one.at,
                one.form_table,
                one.layout.as_deref(),
                one.transposed,
            )
        })
        .collect();
    let told: Vec<Row> = reported
        .iter()
        .filter(|one| one.genuine)
        .map(|one| {
            let at = position(&one.place);
            row(at, one.form_table, Some(one.layout.word()), one.transposed)
        })
        .collect();
    compare(&known, &told)
}

/// Compares cells with values by the labels beside and above them. Reported cells that no known one
/// stands near are left out: gold need not know all tables.
pub(super) fn cells(gold: &[GoldCell], reported: &[Cell]) -> TableScore {
    let row = |at, content: &str, row_label: &str, column_label: &str| {
        let plain = |label: &str| label.split_whitespace().collect::<String>();
        Row::new(
            at,
            vec![
                Field::key("text", content),
                Field::key("row_label", plain(row_label)),
                Field::key("column_label", plain(column_label)),
            ],
        )
    };
    let known: Vec<Row> = gold
        .iter()
        .map(|one| row(one.at, &one.text, &one.row_label, &one.column_label))
        .collect();
    let mut told = Vec::new();
    for table in reported.chunk_by(|left, right| left.table_id == right.table_id) {
        for cell in table
            .iter()
            .filter(|cell| !cell.header && !cell.text.is_empty())
        {
            let at = position(&cell.place);
            let near = |one: &&GoldCell| super::rows::distance(&one.at, &at).is_some();
            if let Some(one) = gold.iter().find(near) {
                let (beside, above) = labels(table, cell, one);
                told.push(row(at, &cell.text, beside, above));
            }
        }
    }
    compare(&known, &told)
}

/// A head of a cell's row and one of its column: those that are known, or else the nearest. Units and
/// groups are heads too, so the right one need not be the nearest.
fn labels<'a>(table: &'a [Cell], cell: &Cell, gold: &GoldCell) -> (&'a str, &'a str) {
    let covers = |start: i32, span: i32, at: i32| start <= at && at < start + span.max(1);
    let plain = |label: &str| label.split_whitespace().collect::<String>();
    let pick = |heads: Vec<&'a Cell>, known: &str| {
        let right = heads.iter().find(|head| plain(&head.text) == plain(known));
        right.or(heads.last()).map_or("", |head| head.text.as_str())
    };
    let heads = || table.iter().filter(|head| head.header);
    let beside = heads()
        .filter(|head| head.col < cell.col && covers(head.row, head.row_span, cell.row))
        .collect();
    let above = heads()
        .filter(|head| head.row < cell.row && covers(head.col, head.col_span, cell.col))
        .collect();
    (
        pick(beside, &gold.row_label),
        pick(above, &gold.column_label),
    )
}

/// Compares the cells of forms by what they report; those that damage destroyed are left out where
/// nothing wrong is said of them.
pub(super) fn facts(gold: &[GoldFact], reported: &[Fact]) -> TableScore {
    let mut score = TableScore::default();
    let mut told = printed(reported);
    for cell in gold {
        let fact = told.remove(&cell.key());
        let silent = cell.fate == Fate::Destroyed && verdict(cell, fact) != Verdict::Wrong;
        if silent {
            continue;
        }
        let known = (cell.fate == Fate::Kept && cell.state != ValueState::Absent).then(|| {
            let at = Position {
                span: cell.span,
                line: cell.line,
            };
            fact_row(at, cell.state, cell.value, cell.unit.as_deref())
        });
        score.count(known.as_ref(), fact.map(reported_row).as_ref());
    }
    let mut strange: Vec<&Fact> = told.into_values().collect();
    strange.sort_by_key(|fact| fact.fact_id);
    for fact in strange {
        score.count(None, Some(&reported_row(fact)));
    }
    score
}

/// Facts that a table prints, by key.
fn printed(reported: &[Fact]) -> HashMap<FactKey<'_>, &Fact> {
    reported
        .iter()
        .filter(|fact| fact.source == FactSource::Table && fact.state != ValueState::Absent)
        .map(|fact| {
            let scope = fact.scope.as_deref();
            ((fact.indicator.as_str(), fact.applicant, scope), fact)
        })
        .collect()
}

fn reported_row(fact: &Fact) -> Row {
    fact_row(
        position(&fact.place),
        fact.state,
        fact.value,
        fact.unit.as_deref().filter(|_| fact.value.is_some()),
    )
}

fn fact_row(at: Position, state: ValueState, value: Option<f64>, unit: Option<&str>) -> Row {
    let unit = unit.filter(|_| value.is_some());
    Row::new(
        at,
        vec![
            Field::of("state", Some(state.word().to_owned())),
            Field::key("value", text(value)),
            Field::key("unit", text(unit)),
        ],
    )
}

/// Printed cells of forms that are reported as values of some row and column, and of the right one.
pub(super) fn paths(gold: &[GoldFact], reported: &[Fact]) -> Counts {
    let mut by_start: HashMap<usize, &Fact> = HashMap::new();
    for fact in reported.iter().filter(|fact| fact.value_printed.is_some()) {
        by_start.insert(fact.place.span.start, fact);
    }
    let mut counts = Counts::default();
    for cell in gold.iter().filter(|cell| cell.fate == Fate::Kept) {
        let Some(span) = cell.span.filter(|span| span.start < span.end) else {
            continue;
        };
        counts.gold += 1;
        let fact = (span.start..span.end).find_map(|at| by_start.get(&at));
        counts.reported += u64::from(fact.is_some());
        let same = fact.is_some_and(|fact| {
            let scope = fact.scope.as_deref();
            (fact.indicator.as_str(), fact.applicant, scope) == cell.key()
        });
        counts.right += u64::from(same);
    }
    counts
}

/// All tables that gold knows of, with their names in the contract.
pub(super) fn all(gold: &Gold, extraction: &Extraction) -> Vec<(&'static str, TableScore)> {
    let mut scores = Vec::new();
    let mut add = |name, score: Option<TableScore>| scores.extend(score.map(|one| (name, one)));
    let x = extraction;
    add(
        "documents",
        (!gold.fields.is_empty()).then(|| documents(gold, &x.identity)),
    );
    add("facts", gold.facts.as_ref().map(|one| facts(one, &x.facts)));
    add(
        "sections",
        gold.sections.as_ref().map(|one| sections(one, &x.sections)),
    );
    let quantity = |one| quantities(one, &x.quantities);
    add("quantities", gold.quantities.as_deref().map(quantity));
    let citation = |one| citations(one, &x.citations);
    add("citations", gold.citations.as_deref().map(citation));
    add("tasks", gold.tasks.as_ref().map(|one| tasks(one, &x.tasks)));
    add(
        "checks",
        gold.checks.as_ref().map(|one| checks(one, &x.checks)),
    );
    add(
        "tables",
        gold.tables.as_ref().map(|one| tables(one, &x.tables)),
    );
    add(
        "blocks",
        gold.blocks.as_ref().map(|one| blocks(one, &x.blocks)),
    );
    add("cells", gold.cells.as_ref().map(|one| cells(one, &x.cells)));
    scores
}
