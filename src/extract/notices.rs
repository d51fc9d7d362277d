//! What the stages did to a document and what they could not read, as diagnostics.

use chrono::Datelike;

use crate::check::{Explanation, Proposal, Slip};
use crate::diagnostic::{Code, Diagnostic};
use crate::form::{Reading, Reported};
use crate::grammar::Form;
use crate::layout::{Layout, OVERLONG};
use crate::record::{BlockKind, Check, Fact, Family, Identity, Severity, ValueState, Word};
use crate::table::{Grid, MAX_COLUMNS, MAX_ROWS};
use crate::text::{self, SourceSpan, Span};
use crate::tidy::Document;

/// Longest excerpt of a message, in characters.
const EXCERPT: usize = 24;

/// Repairs, stretches set aside, rows and cells that were not understood, readings that were solved.
pub(super) fn notices(
    document: &Document,
    layout: &Layout,
    grids: &[Grid],
    reading: &Reading,
) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = repairs(document).collect();
    found.extend(set_aside(document, layout));
    found.extend(reading.unplaced.iter().map(|span| {
        let message = format!(
            "表格行不属于已知报表，原样保留：{}",
            excerpt(document, *span)
        );
        Diagnostic::new(
            Code::RowNotUnderstood,
            Severity::Warning,
            document.place(*span),
            message,
        )
    }));
    found.extend(reading.strange_columns.iter().map(|span| {
        let message = format!(
            "表格列不属于已知报表，原样保留：{}",
            excerpt(document, *span)
        );
        Diagnostic::new(
            Code::ColumnNotUnderstood,
            Severity::Warning,
            document.place(*span),
            message,
        )
    }));
    found.extend(limits(document, layout, grids));
    found.extend(unreadable(document, grids, reading));
    found.extend(solved(document, reading));
    found
}

/// Lines and tables of which only part was read.
fn limits(document: &Document, layout: &Layout, grids: &[Grid]) -> Vec<Diagnostic> {
    let limit = |span: Span, message: String| {
        Diagnostic::new(
            Code::LimitReached,
            Severity::Warning,
            document.place(span),
            message,
        )
    };
    let lines = layout
        .blocks
        .iter()
        .filter(|block| block.reason.as_deref() == Some(OVERLONG));
    let lines = lines.map(|block| {
        limit(
            block.span,
            format!(
                "一行超过 1 MiB（{} 字节），没有读；请检查换行是否丢失",
                block.span.len()
            ),
        )
    });
    let tables = grids.iter().filter(|grid| grid.cut).map(|grid| {
        limit(
            grid.span,
            format!("表格超过 {MAX_ROWS} 行或 {MAX_COLUMNS} 列，多出的没有读；请拆分文件"),
        )
    });
    lines.chain(tables).collect()
}

fn repairs(document: &Document) -> impl Iterator<Item = Diagnostic> {
    document.repairs.iter().map(|(pass, count, span)| {
        let place = document.source_place(SourceSpan::new(span.start, span.end));
        Diagnostic::new(
            Code::Repaired,
            Severity::Note,
            place,
            format!("{pass}：修整 {count} 处，此处为第一处"),
        )
    })
}

fn set_aside(document: &Document, layout: &Layout) -> impl Iterator<Item = Diagnostic> {
    let aside = layout
        .blocks
        .iter()
        .filter(|block| matches!(block.kind, BlockKind::Noise | BlockKind::Figure));
    aside.map(|block| {
        let reason = block.reason.as_deref().unwrap_or("noise");
        let message = format!("{reason}：不作正文，{}", excerpt(document, block.span));
        Diagnostic::new(
            Code::NoiseSetAside,
            Severity::Note,
            document.place(block.span),
            message,
        )
    })
}

/// One diagnostic for each row of the form in which a cell could not be read.
fn unreadable(document: &Document, grids: &[Grid], reading: &Reading) -> Vec<Diagnostic> {
    let mut rows: Vec<(usize, usize, usize, &Reported)> = Vec::new();
    for one in reading
        .reported
        .iter()
        .filter(|one| one.state == ValueState::Unreadable)
    {
        match rows.last_mut() {
            Some((table, row, count, _)) if (*table, *row) == (one.table, one.row) => *count += 1,
            _ => rows.push((one.table, one.row, 1, one)),
        }
    }
    let start = reading
        .tables
        .iter()
        .position(Option::is_some)
        .map_or(0, |at| grids[at].span.start);
    let notice = |(_, _, count, one): (usize, usize, usize, &Reported)| {
        let span = one
            .label
            .or(one.cell.map(|cell| cell.span))
            .unwrap_or(Span::new(start, start));
        let message = format!(
            "{} 有 {count} 格不能确定读法，未取值：{}",
            one.slot.code,
            excerpt(document, span)
        );
        Diagnostic::new(
            Code::CellUnreadable,
            Severity::Warning,
            document.place(span),
            message,
        )
    };
    rows.into_iter().map(notice).collect()
}

/// One diagnostic for each table in which arithmetic decided a reading.
fn solved(document: &Document, reading: &Reading) -> Vec<Diagnostic> {
    let Some(form) = reading.form else {
        return Vec::new();
    };
    let of_table = |(at, table): (usize, &crate::grammar::FormTable)| {
        let solved: Vec<&Reported> = reading
            .reported
            .iter()
            .filter(|one| one.table == at && one.solved)
            .collect();
        let span = solved.first()?.cell.map(|cell| cell.span)?;
        let message = format!(
            "表 {} 有 {} 格排布不明，按唯一满足勾稽关系的读法取值",
            table.number,
            solved.len()
        );
        Some(Diagnostic::new(
            Code::SolvedByArithmetic,
            Severity::Note,
            document.place(span),
            message,
        ))
    };
    form.tables
        .iter()
        .enumerate()
        .filter_map(of_table)
        .collect()
}

fn excerpt(document: &Document, span: Span) -> String {
    text::excerpt(span.text(&document.text), EXCERPT)
}

/// One diagnostic for each equation that fails: single cells whose change would make it whole.
pub(super) fn explanations(
    checks: &[Check],
    facts: &[Fact],
    explanations: &[Explanation],
) -> Vec<Diagnostic> {
    let told = |proposal: &Proposal| {
        let fact = &facts[proposal.fact];
        let slip = match proposal.slip {
            Slip::Swapped => "，相邻两位颠倒",
            Slip::Digit => "，多一位或少一位",
            Slip::Changed => "，一位有误",
            Slip::None => "",
        };
        let applicant = fact
            .applicant
            .map(|one| format!("/{}", one.word()))
            .unwrap_or_default();
        let broken = if proposal.broken > 0 {
            format!("，但破坏 {} 条", proposal.broken)
        } else {
            String::new()
        };
        let (mended, indicator) = (proposal.mended, &fact.indicator);
        let before = fact.value.unwrap_or_default();
        format!(
            "{indicator}{applicant} {before}→{}（恢复 {mended} 条{broken}{slip}）",
            proposal.value
        )
    };
    explanations
        .iter()
        .filter(|one| !one.proposals.is_empty())
        .map(|one| {
            let check = &checks[one.check];
            let told: Vec<String> = one.proposals.iter().map(told).collect();
            let message = format!(
                "{} 不成立的可能原因（仅供核对，未改动数据）：{}",
                check.rule,
                told.join("；")
            );
            Diagnostic::new(Code::Explanation, Severity::Note, check.place, message)
        })
        .collect()
}

/// A year that the period of the statistics does not reach: a title or a period taken over from another
/// year. Both stay as printed.
pub(super) fn year_conflict(identity: &Identity) -> Option<Diagnostic> {
    let (year, start, end) = (identity.year?, identity.period_start?, identity.period_end?);
    if (start.year()..=end.year()).contains(&year) {
        return None;
    }
    let mut places = identity.places.iter();
    let period = places.find(|field| field.field == "period_start")?;
    let message = format!(
        "标题或正文所说的年度是{year}，统计期限却印为{start}至{end}；年度取{year}，期限照印，请核对"
    );
    let (code, severity) = (Code::YearConflict, Severity::Warning);
    Some(Diagnostic::new(code, severity, period.place, message))
}

/// Tables that are printed as another form than `in_use`, the one of the document's year.
pub(super) fn other_forms(
    document: &Document,
    grids: &[Grid],
    reading: &Reading,
    in_use: Option<&Form>,
) -> Vec<Diagnostic> {
    let mut told: Vec<i32> = Vec::new();
    let mut found = Vec::new();
    for (grid, number) in grids.iter().zip(&reading.tables) {
        let Some(table) = reading.table(*number) else {
            continue;
        };
        let expected = in_use.or(reading.form).map(|form| form.name.as_str());
        let Some(expected) = expected.filter(|expected| *expected != table.form) else {
            continue;
        };
        if told.contains(&table.number) {
            continue;
        }
        told.push(table.number);
        let message = format!(
            "此表是 {} 的表样，本报告应为 {expected}；已按所印表样读取，请核对年度和表样",
            table.form
        );
        let place = document.place(grid.span);
        found.push(Diagnostic::new(
            Code::OtherForm,
            Severity::Warning,
            place,
            message,
        ));
    }
    found
}

/// What a document of its family always has and this one lacks.
pub(super) fn lacking(document: &Document, identity: &Identity) -> Vec<Diagnostic> {
    let report = identity.family.is_some_and(Family::is_report);
    let plan = identity.family == Some(Family::WorkPlan);
    // A family of prose has no table to be found.
    let tabled = identity.family == Some(Family::AnnualReport);
    let fields = [
        ("title", report || plan, identity.title.is_none()),
        ("issuer", report || plan, identity.issuer.is_none()),
        ("year", report || plan, identity.year.is_none()),
        ("form", tabled, identity.form.is_none()),
    ];
    let start = document.place(Span::new(0, 0));
    fields
        .into_iter()
        .filter(|(_, wanted, missing)| *wanted && *missing)
        .map(|(field, ..)| {
            let message = format!("没有找到 {field}；此类文件应当有");
            Diagnostic::new(Code::FieldMissing, Severity::Warning, start, message)
        })
        .collect()
}
