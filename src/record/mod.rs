//! The records that a document yields, as the output contract names them.
//!
//! Every record carries a [`Place`] in source coordinates. Names follow the columns of the tables;
//! [`crate::batch`] turns each list into one table and adds `doc_id`.

mod panel;
mod word;

use chrono::NaiveDate;

use crate::text::Place;

pub use panel::*;
pub use word::*;

/// One field of a document with the place it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldPlace {
    /// Column of `documents`.
    pub field: &'static str,
    /// Where it stands.
    pub place: Place,
}

/// Who issued what, when: a row of `documents` without the run's bookkeeping.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Identity {
    /// Report family and the grammar that recognised it (`name@version`).
    pub family: Option<Family>,
    /// Name and version of the grammar.
    pub grammar: Option<String>,
    /// Official form of the statutory tables, such as `form-2021`.
    pub form: Option<String>,
    /// Title, blanks and line breaks removed.
    pub title: Option<String>,
    /// Issuing organ.
    pub issuer: Option<String>,
    /// Place name at the head of the issuer.
    pub region: Option<String>,
    /// Own or aggregate.
    pub coverage: Option<Coverage>,
    /// Year reported on or planned.
    pub year: Option<i32>,
    /// First day of the statistics.
    pub period_start: Option<NaiveDate>,
    /// Last day of the statistics.
    pub period_end: Option<NaiveDate>,
    /// 发文字号, normalised.
    pub doc_number: Option<String>,
    /// 成文日期.
    pub signed_date: Option<NaiveDate>,
    /// 印发日期.
    pub printed_date: Option<NaiveDate>,
    /// 索引号 of the site that published it, as printed.
    pub index_number: Option<String>,
    /// 发布日期: when the site published it.
    pub published_date: Option<NaiveDate>,
    /// 地址.
    pub contact_address: Option<String>,
    /// 邮编.
    pub contact_postcode: Option<String>,
    /// 联系人.
    pub contact_person: Option<String>,
    /// 电话.
    pub contact_phone: Option<String>,
    /// 传真.
    pub contact_fax: Option<String>,
    /// 电子邮箱.
    pub contact_email: Option<String>,
    /// Web site.
    pub website: Option<String>,
    /// What a grammar finds by its printed form: 主送机关, 附件 …, each with its names or its text.
    pub parts: Vec<(DocumentPart, Vec<String>)>,
    /// Where each field above was read.
    pub places: Vec<FieldPlace>,
}

impl Identity {
    /// The names of a part, in order; none if the document has no such part.
    #[must_use]
    pub fn part(&self, wanted: DocumentPart) -> &[String] {
        let mut parts = self.parts.iter();
        let found = parts.find(|(part, _)| *part == wanted);
        found.map_or(&[], |(_, names)| names)
    }

    /// The text of a part that has only one.
    #[must_use]
    pub fn only(&self, wanted: DocumentPart) -> Option<&str> {
        match self.part(wanted) {
            [text] => Some(text),
            _ => None,
        }
    }
}

/// A heading and the text below it.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// Number within the document, from 0.
    pub section_id: i32,
    /// Enclosing section.
    pub parent_id: Option<i32>,
    /// 1 = 一、 2 = （一） 3 = 1. 4 = （1）.
    pub level: i32,
    /// Position among its siblings, as printed or inferred.
    pub ordinal: Option<i32>,
    /// The number as printed, with its punctuation.
    pub ordinal_printed: Option<String>,
    /// The printed number was lost or wrong.
    pub ordinal_inferred: bool,
    /// Heading without its number.
    pub title: String,
    /// The grammar's name for the chapter.
    pub role: Option<String>,
    /// The heading.
    pub place: Place,
    /// Source bytes of the body.
    pub body_start: i32,
    /// End of the body.
    pub body_end: i32,
}

/// A classified stretch of the text.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// Number within the document, from 0.
    pub block_id: i32,
    /// Section it stands in.
    pub section_id: Option<i32>,
    /// What it is.
    pub kind: BlockKind,
    /// Why it was set aside.
    pub reason: Option<String>,
    /// Block that this one continues.
    pub continues: Option<i32>,
    /// Its bytes.
    pub place: Place,
}

/// A reconstructed table.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Number within the document, from 0.
    pub table_id: i32,
    /// Section it stands in.
    pub section_id: Option<i32>,
    /// Title line.
    pub caption: Option<String>,
    /// Official form it was aligned to.
    pub form: Option<String>,
    /// Table number within the form.
    pub form_table: Option<i32>,
    /// How it stood in the text.
    pub layout: TableLayout,
    /// Rows and columns were swapped in the text.
    pub transposed: bool,
    /// Rows.
    pub n_rows: i32,
    /// Columns.
    pub n_cols: i32,
    /// False for tables read off pictures of web pages.
    pub genuine: bool,
    /// Its bytes.
    pub place: Place,
}

/// A cell of a reconstructed table.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// Table it belongs to.
    pub table_id: i32,
    /// Row from 0.
    pub row: i32,
    /// Column from 0.
    pub col: i32,
    /// Rows spanned.
    pub row_span: i32,
    /// Columns spanned.
    pub col_span: i32,
    /// Text without inner blanks.
    pub text: String,
    /// Text as printed.
    pub text_printed: String,
    /// Column or row head.
    pub header: bool,
    /// Its bytes.
    pub place: Place,
}

/// One reported value of one indicator.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// Number within the document, from 0.
    pub fact_id: i32,
    /// Year that the value refers to.
    pub year: Option<i32>,
    /// Official form.
    pub form: Option<String>,
    /// Code of the indicator.
    pub indicator: String,
    /// Printed head of the value column where a form has several.
    pub scope: Option<String>,
    /// Applicant column.
    pub applicant: Option<Applicant>,
    /// The value, in the printed unit's base.
    pub value: Option<f64>,
    /// The cell as printed.
    pub value_printed: Option<String>,
    /// What the cell holds.
    pub state: ValueState,
    /// Unit.
    pub unit: Option<String>,
    /// The row's label as printed.
    pub label_printed: Option<String>,
    /// How well the printed label matched, 0 to 1.
    pub label_score: f32,
    /// Table or prose.
    pub source: FactSource,
    /// Table it was read from.
    pub table_id: Option<i32>,
    /// Row in that table.
    pub row: Option<i32>,
    /// Column in that table.
    pub col: Option<i32>,
    /// Section it stands in.
    pub section_id: Option<i32>,
    /// What the arithmetic says.
    pub evidence: Evidence,
    /// The single value the arithmetic allows, where it differs from `value`.
    pub value_implied: Option<f64>,
    /// The cell's bytes.
    pub place: Place,
}

/// A number in running text.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantity {
    /// Number within the document, from 0.
    pub quantity_id: i32,
    /// Section it stands in.
    pub section_id: Option<i32>,
    /// What is counted.
    pub subject: Option<String>,
    /// The value, 万 and 亿 expanded, money in yuan.
    pub value: f64,
    /// Upper end of a range.
    pub value_to: Option<f64>,
    /// Number and unit as printed.
    pub value_printed: String,
    /// Unit.
    pub unit: String,
    /// How exactly it is stated.
    pub approx: Approx,
    /// What it measures.
    pub kind: QuantityKind,
    /// What a share is a share of.
    pub share_of: Option<String>,
    /// Indicator that a grammar maps the phrase to.
    pub indicator: Option<String>,
    /// Its bytes.
    pub place: Place,
}

/// A reference to a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Citation {
    /// Number within the document, from 0.
    pub citation_id: i32,
    /// Title inside 《》, blanks removed.
    pub title: Option<String>,
    /// The title that a short form stands for, as the document defines it.
    pub title_full: Option<String>,
    /// Document number, normalised.
    pub doc_number: Option<String>,
    /// Document number as printed.
    pub doc_number_printed: Option<String>,
    /// 机关代字 of the number.
    pub issuer_code: Option<String>,
    /// Year of the number.
    pub number_year: Option<i32>,
    /// Serial of the number.
    pub number_serial: Option<i32>,
    /// Why it is cited.
    pub relation: Option<CitationRelation>,
    /// The cited document, when it is in the same run.
    pub target_doc_id: Option<String>,
    /// How many documents of the run it may be; a target is named only where it is one.
    pub n_targets: i32,
    /// False inside text read off pictures.
    pub genuine: bool,
    /// Its bytes.
    pub place: Place,
}

/// An organ named in a task.
#[derive(Debug, Clone, PartialEq)]
pub struct TaskUnit {
    /// Name, normalised.
    pub name: String,
    /// Name as printed.
    pub name_printed: String,
    /// Lead, support or responsible.
    pub role: UnitRole,
    /// Stands for many organs, such as 市政府各部门.
    pub collective: bool,
}

/// A deadline or frequency of a task.
#[derive(Debug, Clone, PartialEq)]
pub struct Deadline {
    /// As printed.
    pub printed: String,
    /// The day, where the document's year makes it one.
    pub date: Option<NaiveDate>,
    /// `monthly`, `quarterly`, `yearly` and the like.
    pub frequency: Option<String>,
}

/// Where a report takes up a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskMention {
    /// The report.
    pub doc_id: String,
    /// Its section.
    pub section_id: i32,
}

/// What a work plan assigns.
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    /// Number within the document, from 0.
    pub task_id: i32,
    /// Section it stands in.
    pub section_id: Option<i32>,
    /// Category.
    pub category: Option<String>,
    /// Title.
    pub title: Option<String>,
    /// What is to be done.
    pub text: String,
    /// By whom.
    pub units: Vec<TaskUnit>,
    /// By when, how often.
    pub deadlines: Vec<Deadline>,
    /// Sections of later reports of the same issuer, in the same run, that take it up.
    pub mentioned_in: Vec<TaskMention>,
    /// Prose or table.
    pub source: FactSource,
    /// How well it could be read.
    pub legibility: Legibility,
    /// Its bytes.
    pub place: Place,
}

/// A relation that was tested.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// Number within the document, from 0.
    pub check_id: i32,
    /// Rule in the grammar, or built in.
    pub rule: String,
    /// Kind of relation.
    pub kind: CheckKind,
    /// Column that the relation was tested in.
    pub scope: Option<String>,
    /// Left side.
    pub left: Option<f64>,
    /// Right side.
    pub right: Option<f64>,
    /// Left minus right.
    pub difference: Option<f64>,
    /// Largest difference that still holds.
    pub tolerance: f64,
    /// Held, failed, or not assessable.
    pub outcome: Outcome,
    /// Weight.
    pub severity: Severity,
    /// For people, in Chinese.
    pub message: String,
    /// Facts involved.
    pub fact_ids: Vec<i32>,
    /// Quantities involved.
    pub quantity_ids: Vec<i32>,
    /// Place of the left side.
    pub place: Place,
}
