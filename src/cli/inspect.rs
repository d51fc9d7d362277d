//! One document for a person: identity, outline, tables, facts with their evidence, and the failing
//! checks with the source lines that they rest on.
//!
//! Given an [`Extraction`], returns text for a terminal; it reads and writes nothing.

use std::fmt::Write;

use unicode_width::UnicodeWidthStr;

use crate::extract::Extraction;
use crate::language::number_of;
use crate::record::{
    Check, DocumentPart, Evidence, Fact, FactSource, Outcome, Severity, ValueState, Word,
};

use super::language::Language;
use super::width::pad;
use crate::finding::{english, in_english};
use crate::text::excerpt;

/// Shows `extraction`, which was read from `name`, as wide as it needs.
#[must_use]
pub fn render(name: &str, extraction: &Extraction, language: Language) -> String {
    render_within(name, extraction, language, usize::MAX)
}

/// The same for a terminal of `width` columns: columns draw together, and lines of the source are cut.
#[must_use]
pub fn render_within(
    name: &str,
    extraction: &Extraction,
    language: Language,
    width: usize,
) -> String {
    let mut page = Page {
        out: String::new(),
        language,
        extraction,
        width,
    };
    let _ = writeln!(page.out, "{name}");
    page.identity();
    page.outline();
    page.tables();
    page.facts();
    page.checks();
    page.digits();
    page.diagnostics();
    page.out
}

/// The numbers of `extraction` that no record claims, a line each, under how many are claimed.
#[must_use]
pub fn unclaimed(name: &str, extraction: &Extraction, language: Language) -> String {
    let mut page = Page {
        out: String::new(),
        language,
        extraction,
        width: usize::MAX,
    };
    let _ = write!(page.out, "{name}");
    page.digits();
    let text = extraction.text.as_str();
    for place in &extraction.digits.unclaimed {
        let (start, end) = (place.span.start, place.span.end);
        let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let before: Vec<char> = text[line..start].chars().rev().take(AROUND).collect();
        let before: String = before.into_iter().rev().collect();
        let after = text[end..].lines().next().unwrap_or_default();
        let after: String = after.chars().take(AROUND).collect();
        let shown = format!("{before}【{}】{after}", &text[start..end]).replace('\t', " → ");
        let _ = writeln!(
            page.out,
            "  {:>5} │ {}│ {}",
            place.line,
            pad(&text[start..end], 12),
            shown.trim()
        );
    }
    page.out
}

/// Characters shown on either side of an unclaimed number.
const AROUND: usize = 24;

/// The page under construction. Writing to a string cannot fail, so results are dropped.
struct Page<'a> {
    out: String,
    language: Language,
    extraction: &'a Extraction,
    /// Columns of the terminal.
    width: usize,
}

/// Columns that `  第 1234 行` at the end of a row needs.
const LINE: usize = 12;

impl Page<'_> {
    /// Columns for what would take `wanted`, if `taken` stand before it and the line behind.
    fn room(&self, wanted: usize, taken: usize) -> usize {
        wanted.min(self.width.saturating_sub(taken + LINE))
    }

    fn title(&mut self, chinese: &str, english: &str) {
        let word = self.language.pick(chinese, english).to_owned();
        let _ = writeln!(self.out, "\n{word}");
    }

    fn identity(&mut self) {
        let identity = &self.extraction.identity;
        self.title("身份", "Identity");
        let dates = |date: Option<chrono::NaiveDate>| date.map(|date| date.to_string());
        let period = dates(identity.period_start)
            .zip(dates(identity.period_end))
            .map(|(start, end)| format!("{start} — {end}"));
        let part = |part: DocumentPart| {
            let names = identity.part(part);
            (!names.is_empty()).then(|| names.join("、"))
        };
        let rows: [(&str, &str, &str, Option<String>); 19] = [
            (
                "family",
                "类别",
                "family",
                identity
                    .family
                    .as_ref()
                    .map(|family| family.word().to_owned()),
            ),
            ("form", "报表", "form", identity.form.clone()),
            ("title", "标题", "title", identity.title.clone()),
            ("issuer", "机关", "issuer", identity.issuer.clone()),
            (
                "year",
                "年度",
                "year",
                identity.year.map(|year| year.to_string()),
            ),
            ("period_start", "统计期限", "period", period),
            ("doc_number", "文号", "number", identity.doc_number.clone()),
            (
                "signed_date",
                "成文日期",
                "signed",
                dates(identity.signed_date),
            ),
            (
                "printed_date",
                "印发日期",
                "printed",
                dates(identity.printed_date),
            ),
            ("recipients", "主送", "to", part(DocumentPart::Recipients)),
            ("annexes", "附件", "annexes", part(DocumentPart::Annexes)),
            ("note", "附注", "note", part(DocumentPart::Note)),
            (
                "copied_to",
                "抄送",
                "copied to",
                part(DocumentPart::CopiedTo),
            ),
            (
                "printed_by",
                "印发",
                "printed by",
                part(DocumentPart::PrintedBy),
            ),
            (
                "contact_address",
                "地址",
                "address",
                identity.contact_address.clone(),
            ),
            (
                "contact_phone",
                "电话",
                "phone",
                identity.contact_phone.clone(),
            ),
            (
                "contact_email",
                "邮箱",
                "email",
                identity.contact_email.clone(),
            ),
            ("website", "网站", "website", identity.website.clone()),
            (
                "coverage",
                "范围",
                "coverage",
                identity.coverage.map(|coverage| coverage.word().to_owned()),
            ),
        ];
        for (field, chinese, english, value) in rows {
            let Some(value) = value else { continue };
            let line = identity
                .places
                .iter()
                .find(|place| place.field == field)
                .map(|place| place.place.line);
            let name = pad(self.language.pick(chinese, english), 10);
            let _ = writeln!(
                self.out,
                "  {name}{}{}",
                pad(&value, self.room(56, 12)),
                self.line(line)
            );
        }
    }

    /// `第 12 行` at the end of a row.
    fn line(&self, line: Option<i32>) -> String {
        line.map_or_else(String::new, |line| match self.language {
            Language::Chinese => format!("  第 {line} 行"),
            Language::English => format!("  line {line}"),
        })
    }

    fn outline(&mut self) {
        if self.extraction.sections.is_empty() {
            return;
        }
        self.title("大纲", "Outline");
        for section in &self.extraction.sections {
            let indent = "  ".repeat(usize::try_from(section.level).unwrap_or(1));
            let number = match (&section.ordinal_printed, section.ordinal) {
                (Some(printed), Some(ordinal)) if section.ordinal_inferred => {
                    format!("{printed}[{ordinal}]")
                }
                (Some(printed), _) => printed.clone(),
                (None, Some(ordinal)) => format!("[{ordinal}]"),
                (None, None) => String::new(),
            };
            let role = section
                .role
                .as_ref()
                .map(|role| format!("  ({role})"))
                .unwrap_or_default();
            let heading = format!("{indent}{number}{}{role}", section.title);
            let _ = writeln!(
                self.out,
                "{}{}",
                pad(&heading, self.room(68, 0)),
                self.line(Some(section.place.line))
            );
        }
    }

    fn tables(&mut self) {
        if self.extraction.tables.is_empty() {
            return;
        }
        self.title("表格", "Tables");
        for table in &self.extraction.tables {
            let form = match (&table.form, table.form_table) {
                (Some(form), Some(number)) => format!("{form}/{number}"),
                _ => "—".to_owned(),
            };
            let picture = if table.genuine {
                ""
            } else {
                self.language.pick("（截图）", " (picture)")
            };
            let size = format!("{}×{}", table.n_rows, table.n_cols);
            let caption = table.caption.as_deref().unwrap_or_default();
            let row = format!(
                "  #{:<3}{} {} {}{caption}{picture}",
                table.table_id,
                pad(&form, 14),
                pad(table.layout.word(), 14),
                pad(&size, 8),
            );
            let _ = writeln!(
                self.out,
                "{}{}",
                pad(&row, self.room(68, 0)),
                self.line(Some(table.place.line))
            );
        }
    }

    fn facts(&mut self) {
        let facts = &self.extraction.facts;
        if facts.is_empty() {
            return;
        }
        let count = |evidence: Evidence| {
            facts
                .iter()
                .filter(|fact| fact.evidence == evidence)
                .count()
        };
        let state = |state: ValueState| facts.iter().filter(|fact| fact.state == state).count();
        let summary = match self.language {
            Language::Chinese => format!(
                "数据 {} 项：✓ 勾稽相符 {}，✗ 不符 {}，空白 {}，辨认不清 {}，缺行 {}",
                facts.len(),
                count(Evidence::Confirmed),
                count(Evidence::Contradicted),
                state(ValueState::Blank),
                state(ValueState::Unreadable),
                state(ValueState::Absent),
            ),
            Language::English => format!(
                "Facts {}: ✓ confirmed {}, ✗ contradicted {}, blank {}, unreadable {}, absent {}",
                facts.len(),
                count(Evidence::Confirmed),
                count(Evidence::Contradicted),
                state(ValueState::Blank),
                state(ValueState::Unreadable),
                state(ValueState::Absent),
            ),
        };
        let _ = writeln!(self.out, "\n{summary}");
        let longest = facts.iter().map(|fact| fact.indicator.width() + 1);
        let longest = longest.max().unwrap_or(0);
        let mut at = 0;
        while at < facts.len() {
            let same = |fact: &&Fact| {
                fact.indicator == facts[at].indicator && fact.source == facts[at].source
            };
            let row: Vec<&Fact> = facts[at..].iter().take_while(same).collect();
            let values: Vec<String> = row.iter().map(|fact| value(fact)).collect();
            let told = match row[0].source {
                FactSource::Table => "",
                FactSource::Prose => self.language.pick("正文 ", "prose "),
            };
            let unit = row[0].unit.as_deref().unwrap_or_default();
            let line = (row[0].state != ValueState::Absent).then_some(row[0].place.line);
            let width = if values.len() > 1 { 7 } else { 12 };
            // Where the terminal is narrow, the codes take no more than they need.
            let taken = 8 + width * values.len();
            let code = self.room(46, taken).max(longest.min(46));
            let cells: String = values.iter().map(|value| left_pad(value, width)).collect();
            let _ = writeln!(
                self.out,
                "  {}{cells} {}{told}{}",
                pad(&row[0].indicator, code),
                pad(unit, 5),
                self.line(line)
            );
            at += row.len();
        }
    }

    fn checks(&mut self) {
        let checks = &self.extraction.checks;
        let count = |outcome: Outcome| {
            checks
                .iter()
                .filter(|check| check.outcome == outcome)
                .count()
        };
        let summary = match self.language {
            Language::Chinese => format!(
                "核对 {} 条：成立 {}，不成立 {}，不能判断 {}",
                checks.len(),
                count(Outcome::Holds),
                count(Outcome::Fails),
                count(Outcome::NotAssessable),
            ),
            Language::English => format!(
                "Checks {}: {} hold, {} fail, {} not assessable",
                checks.len(),
                count(Outcome::Holds),
                count(Outcome::Fails),
                count(Outcome::NotAssessable),
            ),
        };
        let _ = writeln!(self.out, "\n{summary}");
        for check in checks
            .iter()
            .filter(|check| check.outcome == Outcome::Fails)
        {
            self.failing(check);
        }
    }

    /// A failing check with the source lines of its operands.
    fn failing(&mut self, check: &Check) {
        let mark = match check.severity {
            Severity::Error => "✗",
            Severity::Warning => "!",
            Severity::Note => "·",
        };
        let scope = check
            .scope
            .as_ref()
            .map(|scope| format!(" [{scope}]"))
            .unwrap_or_default();
        let _ = writeln!(
            self.out,
            "  {mark} {}{scope}  {}",
            check.rule,
            match self.language {
                Language::Chinese => check.message.clone(),
                Language::English => in_english(check),
            }
        );
        let extraction = self.extraction;
        let facts = extraction
            .facts
            .iter()
            .filter(|fact| check.fact_ids.contains(&fact.fact_id))
            .map(|fact| fact.place.line);
        let quantities = extraction
            .quantities
            .iter()
            .filter(|one| check.quantity_ids.contains(&one.quantity_id))
            .map(|one| one.place.line);
        let mut lines: Vec<i32> = facts.chain(quantities).collect();
        lines.sort_unstable();
        lines.dedup();
        for line in lines {
            let at = usize::try_from(line - 1).unwrap_or(0);
            let text = self.extraction.text.lines().nth(at).unwrap_or_default();
            let room = 90.min(self.width.saturating_sub(14).max(20));
            let shown = excerpt(&text.trim().replace('\t', " → "), room);
            let _ = writeln!(self.out, "      {line:>5} │ {shown}");
        }
    }

    fn digits(&mut self) {
        let digits = &self.extraction.digits;
        // Rounded down: 100 % is said only where nothing is left.
        let percent = (digits.share() * 1000.0).floor() / 10.0;
        let (all, claimed, left) = (digits.all, digits.claimed, digits.unclaimed.len());
        let summary = match self.language {
            Language::Chinese => {
                format!("数字 {all} 位：有记录认领 {claimed}（{percent}%），未认领的数 {left} 个")
            }
            Language::English => {
                let left = number_of(left, "number");
                format!(
                    "Digits {all}: {claimed} claimed by a record ({percent}%), {left} unclaimed"
                )
            }
        };
        let _ = writeln!(self.out, "\n{summary}");
    }

    fn diagnostics(&mut self) {
        if self.extraction.diagnostics.is_empty() {
            return;
        }
        self.title("诊断", "Diagnostics");
        for one in &self.extraction.diagnostics {
            let _ = writeln!(
                self.out,
                "  {} {}{}",
                pad(one.code.word(), 24),
                self.language.pick(&one.message, english(one.code)),
                self.line(Some(one.place.line))
            );
        }
    }
}

/// A value with what the arithmetic says of it.
fn value(fact: &Fact) -> String {
    let mark = match fact.evidence {
        Evidence::Confirmed => "✓",
        Evidence::Contradicted => "✗",
        Evidence::Unchecked => " ",
    };
    let shown = match (fact.state, fact.value) {
        (ValueState::Value, Some(value)) => format!("{value}"),
        (ValueState::Blank, _) => "␣".to_owned(),
        (ValueState::Dash, _) => "—".to_owned(),
        (ValueState::NotApplicable, _) => "/".to_owned(),
        (ValueState::Absent, _) => "∅".to_owned(),
        _ => "?".to_owned(),
    };
    let implied = fact
        .value_implied
        .map(|implied| format!("→{implied}"))
        .unwrap_or_default();
    format!("{shown}{implied}{mark}")
}

/// `text` with blanks before it.
fn left_pad(text: &str, width: usize) -> String {
    format!(
        "{}{text}",
        " ".repeat(width.saturating_sub(text.width()).max(1))
    )
}
