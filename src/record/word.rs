//! The closed sets of words that columns may hold.

/// A closed set of words that a column may hold.
pub trait Word: Copy + 'static {
    /// Every value of the set.
    const ALL: &'static [Self];

    /// The word as the tables print it.
    fn word(self) -> &'static str;
}

/// Report family of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// 政府信息公开工作年度报告.
    AnnualReport,
    /// 政务公开工作要点.
    WorkPlan,
    /// Any other 公文.
    OfficialDocument,
    /// A family that a grammar alone defines: reports on a year, called as the grammar is.
    Named(FamilyName),
    /// No family's evidence was found.
    Unknown,
}

impl Family {
    /// The word as the tables print it.
    #[must_use]
    pub fn word(&self) -> &str {
        match self {
            Self::AnnualReport => "annual-report",
            Self::WorkPlan => "work-plan",
            Self::OfficialDocument => "official-document",
            Self::Named(name) => name.as_str(),
            Self::Unknown => "unknown",
        }
    }

    /// Whether its documents report on a year that is over.
    #[must_use]
    pub fn is_report(self) -> bool {
        matches!(self, Self::AnnualReport | Self::Named(_))
    }
}

/// The name of a family that a grammar alone defines: 1 to 32 ASCII characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FamilyName {
    bytes: [u8; Self::LONGEST],
    length: u8,
}

impl FamilyName {
    /// Most characters of a name.
    pub const LONGEST: usize = 32;

    /// The name `text`; `None` if it is empty, too long or not ASCII.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let length = u8::try_from(text.len()).ok()?;
        let mut bytes = [0; Self::LONGEST];
        bytes
            .get_mut(..text.len())
            .filter(|room| !room.is_empty() && text.is_ascii())?
            .copy_from_slice(text.as_bytes());
        Some(Self { bytes, length })
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let name = &self.bytes[..usize::from(self.length)];
        std::str::from_utf8(name).unwrap_or_default()
    }
}

/// What a label of a web page's metadata stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MetadataField {
    /// 标题, 名称.
    Title,
    /// 发文机关, 发布机构.
    Issuer,
    /// 发文字号, 文号.
    Number,
    /// 成文日期, 生成日期.
    Signed,
    /// 索引号.
    Index,
    /// 发布日期.
    Published,
    /// 主题分类.
    Topic,
    /// 组配分类.
    Category,
    /// 有效性.
    Validity,
    /// 公开方式.
    Publicity,
    /// 关键词.
    Keywords,
    /// 体裁分类.
    Genre,
    /// 公开范围.
    Scope,
    /// 发文日期: signed or published, which is not said.
    Dated,
}

impl MetadataField {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::Title,
        Self::Issuer,
        Self::Number,
        Self::Signed,
        Self::Index,
        Self::Published,
        Self::Topic,
        Self::Category,
        Self::Validity,
        Self::Publicity,
        Self::Keywords,
        Self::Genre,
        Self::Scope,
        Self::Dated,
    ];
}

impl Word for MetadataField {
    const ALL: &'static [Self] = &MetadataField::ALL;

    fn word(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Issuer => "issuer",
            Self::Number => "number",
            Self::Signed => "signed",
            Self::Index => "index",
            Self::Published => "published",
            Self::Topic => "topic",
            Self::Category => "category",
            Self::Validity => "validity",
            Self::Publicity => "publicity",
            Self::Keywords => "keywords",
            Self::Genre => "genre",
            Self::Scope => "scope",
            Self::Dated => "dated",
        }
    }
}

/// A part of an official document that a grammar finds by its printed form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DocumentPart {
    /// 主送机关.
    Recipients,
    /// 附件说明.
    Annexes,
    /// 附注: 此件公开发布.
    Note,
    /// 抄送机关.
    CopiedTo,
    /// 印发机关.
    PrintedBy,
}

impl DocumentPart {
    /// All of them, in the order of a document.
    pub const ALL: [Self; 5] = [
        Self::Recipients,
        Self::Annexes,
        Self::Note,
        Self::CopiedTo,
        Self::PrintedBy,
    ];
}

impl Word for DocumentPart {
    const ALL: &'static [Self] = &DocumentPart::ALL;

    fn word(self) -> &'static str {
        match self {
            Self::Recipients => "recipients",
            Self::Annexes => "annexes",
            Self::Note => "note",
            Self::CopiedTo => "copied_to",
            Self::PrintedBy => "printed_by",
        }
    }
}

/// Whether the report speaks for one organ or for all below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Coverage {
    /// One organ.
    Own,
    /// Compiled from subordinate organs.
    Aggregate,
}

impl Word for Coverage {
    const ALL: &'static [Self] = &[Self::Own, Self::Aggregate];

    fn word(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Aggregate => "aggregate",
        }
    }
}

/// Outcome of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Read without doubt.
    Ok,
    /// Read, but something that the family needs is missing or unreadable.
    Partial,
    /// Not read; `reason` tells why.
    Rejected,
}

impl Word for Status {
    const ALL: &'static [Self] = &[Self::Ok, Self::Partial, Self::Rejected];

    fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Partial => "partial",
            Self::Rejected => "rejected",
        }
    }
}

/// What a stretch of the text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BlockKind {
    /// A numbered or recognised heading.
    Heading,
    /// Running text.
    Paragraph,
    /// A table, whatever its layout.
    Table,
    /// The title line of a table or figure.
    Caption,
    /// Page numbers, rules, site headers and footers.
    Furniture,
    /// An image, its placeholder, or text read off a picture.
    Figure,
    /// Text that carries nothing: loops, mojibake, captions by models.
    Noise,
}

impl Word for BlockKind {
    const ALL: &'static [Self] = &[
        Self::Heading,
        Self::Paragraph,
        Self::Table,
        Self::Caption,
        Self::Furniture,
        Self::Figure,
        Self::Noise,
    ];

    fn word(self) -> &'static str {
        match self {
            Self::Heading => "heading",
            Self::Paragraph => "paragraph",
            Self::Table => "table",
            Self::Caption => "caption",
            Self::Furniture => "furniture",
            Self::Figure => "figure",
            Self::Noise => "noise",
        }
    }
}

/// How a table stood in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TableLayout {
    /// Cells separated by tabs.
    Delimited,
    /// One cell a line.
    CellPerLine,
    /// Cells separated by bars.
    Pipe,
    /// HTML markup.
    Html,
    /// Cells of a word processor's file.
    Docx,
    /// Cells of a spreadsheet.
    Sheet,
    /// Cells that the lines of a page enclose, or lines and rules drawn with characters.
    Ruled,
    /// Columns held by blanks, or by where words stand on a page.
    AlignedText,
    /// Cells run together in reading order, by row or by column.
    Flattened,
}

impl Word for TableLayout {
    const ALL: &'static [Self] = &[
        Self::Delimited,
        Self::CellPerLine,
        Self::Pipe,
        Self::Html,
        Self::Docx,
        Self::Sheet,
        Self::Ruled,
        Self::AlignedText,
        Self::Flattened,
    ];

    fn word(self) -> &'static str {
        match self {
            Self::Delimited => "delimited",
            Self::CellPerLine => "cell-per-line",
            Self::Pipe => "pipe",
            Self::Html => "html",
            Self::Docx => "docx",
            Self::Sheet => "sheet",
            Self::Ruled => "ruled",
            Self::AlignedText => "aligned-text",
            Self::Flattened => "flattened",
        }
    }
}

/// Applicant columns of the request table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Applicant {
    /// 自然人.
    NaturalPerson,
    /// 商业企业.
    Business,
    /// 科研机构.
    Research,
    /// 社会公益组织.
    Nonprofit,
    /// 法律服务机构.
    LegalServices,
    /// 其他.
    Other,
    /// 总计.
    Total,
}

impl Word for Applicant {
    const ALL: &'static [Self] = &[
        Self::NaturalPerson,
        Self::Business,
        Self::Research,
        Self::Nonprofit,
        Self::LegalServices,
        Self::Other,
        Self::Total,
    ];

    fn word(self) -> &'static str {
        match self {
            Self::NaturalPerson => "natural_person",
            Self::Business => "business",
            Self::Research => "research",
            Self::Nonprofit => "nonprofit",
            Self::LegalServices => "legal_services",
            Self::Other => "other",
            Self::Total => "total",
        }
    }
}

/// What a cell holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ValueState {
    /// A number.
    Value,
    /// Nothing printed.
    Blank,
    /// A dash.
    Dash,
    /// A slash or words saying that the item does not apply.
    NotApplicable,
    /// Something is printed, but no single reading is certain.
    Unreadable,
    /// The form's row is not in the document.
    Absent,
}

impl Word for ValueState {
    const ALL: &'static [Self] = &[
        Self::Value,
        Self::Blank,
        Self::Dash,
        Self::NotApplicable,
        Self::Unreadable,
        Self::Absent,
    ];

    fn word(self) -> &'static str {
        match self {
            Self::Value => "value",
            Self::Blank => "blank",
            Self::Dash => "dash",
            Self::NotApplicable => "not_applicable",
            Self::Unreadable => "unreadable",
            Self::Absent => "absent",
        }
    }
}

/// Where a fact was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FactSource {
    /// In a table.
    Table,
    /// In running text.
    Prose,
}

impl Word for FactSource {
    const ALL: &'static [Self] = &[Self::Table, Self::Prose];

    fn word(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Prose => "prose",
        }
    }
}

/// What the report's own arithmetic says of a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Evidence {
    /// A sum or identity that involves it holds, not trivially, and none fails.
    Confirmed,
    /// A sum or identity that involves it fails.
    Contradicted,
    /// Neither.
    Unchecked,
}

impl Word for Evidence {
    const ALL: &'static [Self] = &[Self::Confirmed, Self::Contradicted, Self::Unchecked];

    fn word(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Contradicted => "contradicted",
            Self::Unchecked => "unchecked",
        }
    }
}

/// How exactly a quantity is stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Approx {
    /// As printed.
    Exact,
    /// 约, 近, 左右.
    About,
    /// 余, 多, 超过, 以上.
    Over,
    /// 不足, 以下.
    Under,
}

impl Word for Approx {
    const ALL: &'static [Self] = &[Self::Exact, Self::About, Self::Over, Self::Under];

    fn word(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::About => "about",
            Self::Over => "over",
            Self::Under => "under",
        }
    }
}

/// What a quantity measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum QuantityKind {
    /// Countable things.
    Count,
    /// A percentage.
    Share,
    /// Money in yuan.
    Money,
    /// Change against an earlier period, in percent.
    Rate,
    /// Time.
    Duration,
    /// Surface.
    Area,
    /// Anything else.
    Other,
}

impl Word for QuantityKind {
    const ALL: &'static [Self] = &[
        Self::Count,
        Self::Share,
        Self::Money,
        Self::Rate,
        Self::Duration,
        Self::Area,
        Self::Other,
    ];

    fn word(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Share => "share",
            Self::Money => "money",
            Self::Rate => "rate",
            Self::Duration => "duration",
            Self::Area => "area",
            Self::Other => "other",
        }
    }
}

/// Why a document is cited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CitationRelation {
    /// 根据, 按照.
    Under,
    /// 印发.
    PrintedAndIssued,
    /// 转发.
    Forwarded,
    /// 以下简称.
    DefinedAs,
    /// None of these.
    Mentioned,
}

impl Word for CitationRelation {
    const ALL: &'static [Self] = &[
        Self::Under,
        Self::PrintedAndIssued,
        Self::Forwarded,
        Self::DefinedAs,
        Self::Mentioned,
    ];

    fn word(self) -> &'static str {
        match self {
            Self::Under => "under",
            Self::PrintedAndIssued => "printed-and-issued",
            Self::Forwarded => "forwarded",
            Self::DefinedAs => "defined-as",
            Self::Mentioned => "mentioned",
        }
    }
}

/// Part of an organ in a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UnitRole {
    /// 牵头.
    Lead,
    /// 配合.
    Support,
    /// 负责.
    Responsible,
}

impl Word for UnitRole {
    const ALL: &'static [Self] = &[Self::Lead, Self::Support, Self::Responsible];

    fn word(self) -> &'static str {
        match self {
            Self::Lead => "lead",
            Self::Support => "support",
            Self::Responsible => "responsible",
        }
    }
}

/// How well a task could be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Legibility {
    /// As printed.
    Clean,
    /// Restored from the document itself.
    Repaired,
    /// Not readable.
    Illegible,
}

impl Word for Legibility {
    const ALL: &'static [Self] = &[Self::Clean, Self::Repaired, Self::Illegible];

    fn word(self) -> &'static str {
        match self {
            Self::Clean => "clean",
            Self::Repaired => "repaired",
            Self::Illegible => "illegible",
        }
    }
}

/// Kind of a relation between values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CheckKind {
    /// A total over its parts.
    Sum,
    /// Two expressions that must be equal.
    Identity,
    /// One value that cannot exceed another.
    Order,
    /// A printed share against counts.
    Share,
    /// Parts and whole within prose.
    ProseSum,
    /// Prose against a table cell.
    ProseVsTable,
    /// Against another year's report.
    CrossYear,
}

impl Word for CheckKind {
    const ALL: &'static [Self] = &[
        Self::Sum,
        Self::Identity,
        Self::Order,
        Self::Share,
        Self::ProseSum,
        Self::ProseVsTable,
        Self::CrossYear,
    ];

    fn word(self) -> &'static str {
        match self {
            Self::Sum => "sum",
            Self::Identity => "identity",
            Self::Order => "order",
            Self::Share => "share",
            Self::ProseSum => "prose_sum",
            Self::ProseVsTable => "prose_vs_table",
            Self::CrossYear => "cross_year",
        }
    }
}

/// Result of a relation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Both sides agree.
    Holds,
    /// They do not.
    Fails,
    /// An operand is missing.
    NotAssessable,
}

impl Word for Outcome {
    const ALL: &'static [Self] = &[Self::Holds, Self::Fails, Self::NotAssessable];

    fn word(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Fails => "fails",
            Self::NotAssessable => "not_assessable",
        }
    }
}

/// Weight of a check or diagnostic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The report contradicts itself, or something was lost.
    Error,
    /// Doubtful.
    Warning,
    /// For information.
    Note,
}

impl Word for Severity {
    const ALL: &'static [Self] = &[Self::Error, Self::Warning, Self::Note];

    fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// How far the values of a measure may be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Comparability {
    /// Across all forms.
    Good,
    /// Across forms, with what the dictionary's note says in mind.
    Caveat,
    /// Within one form only.
    WithinForm,
    /// Not at all: reports of one organ and year disagree, so that it is not known whose value it is.
    Unclear,
}

impl Word for Comparability {
    const ALL: &'static [Self] = &[Self::Good, Self::Caveat, Self::WithinForm, Self::Unclear];

    fn word(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Caveat => "caveat",
            Self::WithinForm => "within_form",
            Self::Unclear => "unclear",
        }
    }
}
