//! A document's records in a form that a person can read line by line beside the source.
//!
//! Marks of facts: `✓` confirmed, `✗` contradicted, nothing unchecked; `→5` the implied value;
//! `␣` blank, `—` dash, `/` not applicable, `?` unreadable. `@12` is the line in the source.

use std::fmt::Write;

use gongkai::pipeline::Output;
use gongkai::record::{
    Approx, BlockKind, CheckKind, DocumentPart, Evidence, Fact, FactSource, Outcome, ValueState,
    Word,
};
use gongkai::text::Place;

/// Shows everything that was read from a document.
pub(crate) fn show(output: &Output) -> String {
    let mut out = String::new();
    identity(&mut out, output);
    outline(&mut out, output);
    blocks(&mut out, output);
    tables(&mut out, output);
    facts(&mut out, &output.extraction.facts);
    checks(&mut out, output);
    quantities(&mut out, output);
    citations(&mut out, output);
    tasks(&mut out, output);
    head(&mut out, "diagnostics");
    for (_, one) in &output.diagnostics {
        line(
            &mut out,
            format!(
                "{} {} {}",
                one.code.word(),
                one.severity.word(),
                one.message
            ),
            one.place,
        );
    }
    out
}

fn head(out: &mut String, title: &str) {
    let _ = writeln!(out, "\n== {title}");
}

fn line(out: &mut String, text: String, place: Place) {
    let _ = writeln!(out, "{text} @{}", place.line);
}

fn identity(out: &mut String, output: &Output) {
    let row = &output.row;
    let known = &row.identity;
    let status = row.status.word();
    let reason = row.reason.as_deref().unwrap_or_default();
    let _ = writeln!(out, "{status} {} {reason}", row.encoding.unwrap_or("-"));
    let text = |value: &Option<String>| value.clone();
    let date = |value: Option<chrono::NaiveDate>| value.map(|date| date.to_string());
    let part =
        |part: DocumentPart| Some(known.part(part).join(" | ")).filter(|all| !all.is_empty());
    let fields = [
        (
            "family",
            known.family.map(|family| family.word().to_owned()),
        ),
        ("grammar", text(&known.grammar)),
        ("form", text(&known.form)),
        ("title", text(&known.title)),
        ("issuer", text(&known.issuer)),
        ("region", text(&known.region)),
        (
            "coverage",
            known.coverage.map(|coverage| coverage.word().to_owned()),
        ),
        ("year", known.year.map(|year| year.to_string())),
        ("period_start", date(known.period_start)),
        ("period_end", date(known.period_end)),
        ("doc_number", text(&known.doc_number)),
        ("signed_date", date(known.signed_date)),
        ("index_number", text(&known.index_number)),
        ("published_date", date(known.published_date)),
        ("printed_date", date(known.printed_date)),
        ("recipients", part(DocumentPart::Recipients)),
        ("annexes", part(DocumentPart::Annexes)),
        ("note", part(DocumentPart::Note)),
        ("copied_to", part(DocumentPart::CopiedTo)),
        ("printed_by", part(DocumentPart::PrintedBy)),
        ("contact_address", text(&known.contact_address)),
        ("contact_postcode", text(&known.contact_postcode)),
        ("contact_person", text(&known.contact_person)),
        ("contact_phone", text(&known.contact_phone)),
        ("contact_fax", text(&known.contact_fax)),
        ("contact_email", text(&known.contact_email)),
        ("website", text(&known.website)),
    ];
    for (field, value) in fields {
        let Some(value) = value else { continue };
        let place = known.places.iter().find(|place| place.field == field);
        let at = place.map_or(String::new(), |place| format!(" @{}", place.place.line));
        let _ = writeln!(out, "{field}: {value}{at}");
    }
}

fn outline(out: &mut String, output: &Output) {
    head(
        out,
        "outline: [n] the number that is meant where none or another is printed",
    );
    for section in &output.extraction.sections {
        let indent = "  ".repeat(usize::try_from(section.level - 1).unwrap_or(0));
        let printed = section.ordinal_printed.as_deref().unwrap_or_default();
        let meant = match section.ordinal {
            Some(ordinal) if section.ordinal_inferred => format!("[{ordinal}]"),
            _ => String::new(),
        };
        let role = section
            .role
            .as_ref()
            .map_or(String::new(), |role| format!(" ({role})"));
        let text = format!("{indent}{printed}{meant}{}{role}", section.title);
        line(out, text, section.place);
    }
}

fn blocks(out: &mut String, output: &Output) {
    head(out, "set aside");
    let text = &output.extraction.text;
    let kept = [BlockKind::Heading, BlockKind::Paragraph, BlockKind::Table];
    let blocks = &output.extraction.blocks;
    for block in blocks.iter().filter(|block| !kept.contains(&block.kind)) {
        let reason = block.reason.as_deref().unwrap_or("-");
        let what = excerpt(block.place.span.text(text));
        line(
            out,
            format!("{} {reason} {what}", block.kind.word()),
            block.place,
        );
    }
    head(out, "joined");
    for block in blocks {
        let Some(first) = block.continues else {
            continue;
        };
        let first = &blocks[usize::try_from(first).expect("not negative")];
        let what = excerpt(block.place.span.text(text));
        let kind = block.kind.word();
        line(
            out,
            format!("{kind} @{} goes on in {what}", first.place.line),
            block.place,
        );
    }
}

/// The text on one line, cut after 30 characters.
fn excerpt(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let all = words.join(" ");
    let cut: String = all.chars().take(30).collect();
    if cut.len() < all.len() {
        format!("“{cut}…”")
    } else {
        format!("“{cut}”")
    }
}

fn tables(out: &mut String, output: &Output) {
    head(out, "tables");
    for table in &output.extraction.tables {
        let form = match (&table.form, table.form_table) {
            (Some(form), Some(number)) => format!("{form}/{number}"),
            _ => "-".to_owned(),
        };
        let turned = if table.transposed { " transposed" } else { "" };
        let pictured = if table.genuine { "" } else { " pictured" };
        let (layout, rows, columns) = (table.layout.word(), table.n_rows, table.n_cols);
        let caption = table
            .caption
            .as_ref()
            .map_or(String::new(), |text| format!(" {text}"));
        let text = format!("{form} {layout}{turned}{pictured} {rows}×{columns}{caption}");
        line(out, text, table.place);
        if table.form.is_none() {
            cells(out, output, table.table_id);
        }
    }
}

/// The cells of a table that is no official form.
fn cells(out: &mut String, output: &Output, table: i32) {
    let cells: Vec<_> = output
        .extraction
        .cells
        .iter()
        .filter(|cell| cell.table_id == table)
        .collect();
    for row in cells.chunk_by(|left, right| left.row == right.row) {
        let texts: Vec<&str> = row.iter().map(|cell| cell.text.as_str()).collect();
        line(out, format!("  {}", texts.join(" | ")), row[0].place);
    }
}

fn facts(out: &mut String, facts: &[Fact]) {
    head(out, &format!("facts: {}", facts.len()));
    let mut absent: Vec<&str> = Vec::new();
    for row in facts.chunk_by(|left, right| {
        (&left.indicator, left.source, &left.scope)
            == (&right.indicator, right.source, &right.scope)
    }) {
        if row.iter().all(|fact| fact.state == ValueState::Absent) {
            absent.push(&row[0].indicator);
            continue;
        }
        let cells: Vec<String> = row.iter().map(cell).collect();
        let unit = row[0].unit.as_deref().unwrap_or("-");
        let mut lines: Vec<i32> = row.iter().map(|fact| fact.place.line).collect();
        lines.dedup();
        let lines: Vec<String> = lines.iter().map(i32::to_string).collect();
        let scope = row[0]
            .scope
            .as_ref()
            .map_or(String::new(), |scope| format!(" [{scope}]"));
        let source = if row[0].source == FactSource::Prose {
            " prose"
        } else {
            ""
        };
        let _ = writeln!(
            out,
            "{}{scope}{source}: {} {unit} @{}",
            row[0].indicator,
            cells.join(" "),
            lines.join(",")
        );
    }
    if !absent.is_empty() {
        let _ = writeln!(out, "absent: {}", absent.join(" "));
    }
}

fn cell(fact: &Fact) -> String {
    let value = match (fact.state, fact.value) {
        (ValueState::Value, Some(value)) => value.to_string(),
        (ValueState::Blank, None) => "␣".to_owned(),
        (ValueState::Dash, None) => "—".to_owned(),
        (ValueState::NotApplicable, None) => "/".to_owned(),
        (ValueState::Unreadable, None) => "?".to_owned(),
        (ValueState::Absent, None) => "∅".to_owned(),
        (state, value) => format!("{}={value:?}", state.word()),
    };
    let implied = fact
        .value_implied
        .map_or(String::new(), |value| format!("→{value}"));
    let mark = match fact.evidence {
        Evidence::Confirmed => "✓",
        Evidence::Contradicted => "✗",
        Evidence::Unchecked => "",
    };
    format!("{value}{implied}{mark}")
}

fn checks(out: &mut String, output: &Output) {
    let checks = &output.extraction.checks;
    let count = |outcome: Outcome| checks.iter().filter(|one| one.outcome == outcome).count();
    let (holds, fails) = (count(Outcome::Holds), count(Outcome::Fails));
    let open = count(Outcome::NotAssessable);
    head(
        out,
        &format!("checks: {holds} hold, {fails} fail, {open} not assessable"),
    );
    let prose = |kind: CheckKind| matches!(kind, CheckKind::ProseSum | CheckKind::ProseVsTable);
    for one in checks {
        if one.outcome != Outcome::Fails && !prose(one.kind) {
            continue;
        }
        let scope = one
            .scope
            .as_ref()
            .map_or(String::new(), |scope| format!(" [{scope}]"));
        let (outcome, severity) = (one.outcome.word(), one.severity.word());
        let text = format!("{outcome} {severity} {}{scope} {}", one.rule, one.message);
        line(out, text, one.place);
    }
}

fn quantities(out: &mut String, output: &Output) {
    head(out, "quantities: value unit, kind, subject");
    for one in &output.extraction.quantities {
        let to = one
            .value_to
            .map_or(String::new(), |value| format!("–{value}"));
        let approx = match one.approx {
            Approx::Exact => String::new(),
            other => format!(" {}", other.word()),
        };
        let of = one
            .share_of
            .as_ref()
            .map_or(String::new(), |of| format!(", of {of}"));
        let indicator = one
            .indicator
            .as_ref()
            .map_or(String::new(), |code| format!(" = {code}"));
        let subject = one.subject.as_deref().unwrap_or("-");
        let (value, unit, kind) = (one.value, &one.unit, one.kind.word());
        line(
            out,
            format!("{value}{to} {unit}{approx}, {kind}, {subject}{of}{indicator}"),
            one.place,
        );
    }
}

fn citations(out: &mut String, output: &Output) {
    head(out, "citations");
    for one in &output.extraction.citations {
        let title = one
            .title
            .as_ref()
            .map_or(String::new(), |title| format!("《{title}》"));
        let full = one
            .title_full
            .as_ref()
            .map_or(String::new(), |full| format!(" = 《{full}》"));
        let number = one.doc_number.as_deref().unwrap_or_default();
        let relation = one.relation.map_or("-", |relation| relation.word());
        let pictured = if one.genuine { "" } else { " pictured" };
        line(
            out,
            format!("{relation} {title}{full}{number}{pictured}"),
            one.place,
        );
    }
}

fn tasks(out: &mut String, output: &Output) {
    head(out, "tasks");
    for one in &output.extraction.tasks {
        let title = one.title.as_deref().unwrap_or("-");
        let category = one
            .category
            .as_ref()
            .map_or(String::new(), |text| format!("{text} / "));
        let (source, legible) = (one.source.word(), one.legibility.word());
        let text = excerpt(&one.text);
        line(
            out,
            format!("{category}{title}: {text} {source} {legible}"),
            one.place,
        );
        for unit in &one.units {
            let all = if unit.collective { " (many)" } else { "" };
            let _ = writeln!(out, "  {} {}{all}", unit.role.word(), unit.name);
        }
        for due in &one.deadlines {
            let date = due.date.map_or(String::new(), |date| format!(" {date}"));
            let often = due
                .frequency
                .as_ref()
                .map_or(String::new(), |word| format!(" {word}"));
            let _ = writeln!(out, "  due {}{date}{often}", due.printed);
        }
    }
}
