//! Who issued a document, what it is, when: one row of `documents`.
//!
//! Given the page, its outline and the grammars, finds the fields and where each was read. What
//! is absent or doubtful stays `None`; nothing is completed from what documents usually say.

mod announced;
mod contact;
#[cfg(test)]
mod corpus;
mod family;
mod issuer;
mod metadata;
mod number;
mod page;
mod part;
mod period;
mod place;
mod report;
mod title;

use crate::grammar::{Grammar, Registry};
use crate::layout::Layout;
use crate::outline::{self, Outline, Sheet};
use crate::record::{Family, FieldPlace, Identity, Word};
use crate::text::Span;
use crate::tidy::Document;

pub use family::FamilyEvidence;
pub(crate) use issuer::region_of;
pub(crate) use place::{places, region};

use crate::record::MetadataField as Field;
use contact::Kind;
use metadata::Metadata;
use page::{Found, Page};
use title::{Strength, Title, opens, title as title_of};

/// The grammar that fits a document best, as an index of the registry; `None` if none does.
///
/// `form` names an official form that one of its tables was recognised as. This needs no outline,
/// so that the outline can be found with the grammar.
#[must_use]
pub fn recognise(
    document: &Document,
    layout: &Layout,
    grammars: &Registry,
    form: Option<&str>,
) -> Option<usize> {
    Reader::new(document, layout, grammars).recognise(form)
}

/// Finds who issued a document, what it is and when, with the index of its grammar.
///
/// `form` names an official form that one of its tables was recognised as.
#[must_use]
pub fn identify(
    document: &Document,
    layout: &Layout,
    outline: &Outline,
    grammars: &Registry,
    form: Option<&str>,
) -> (Identity, Option<usize>) {
    Reader::new(document, layout, grammars).identify(outline, form)
}

/// A page as both questions are asked of it: which grammar fits, and whose document it is.
pub struct Reader<'a> {
    document: &'a Document,
    layout: &'a Layout,
    grammars: &'a Registry,
    sheet: Sheet<'a>,
    blocks: Vec<Metadata>,
    /// Phrases of each grammar that the page holds.
    held: Vec<Vec<String>>,
}

impl<'a> Reader<'a> {
    /// Reads what needs no outline.
    #[must_use]
    pub fn new(document: &'a Document, layout: &'a Layout, grammars: &'a Registry) -> Self {
        let sheet = Sheet::of(layout);
        Self {
            document,
            layout,
            grammars,
            held: family::phrases(&sheet.lines, grammars),
            sheet,
            blocks: metadata::blocks(&grammars.vocabulary.metadata, document, layout),
        }
    }

    /// The lines of the page.
    #[must_use]
    pub fn sheet(&self) -> &Sheet<'a> {
        &self.sheet
    }

    /// The grammar that fits best: see [`recognise`].
    #[must_use]
    pub fn recognise(&self, form: Option<&str>) -> Option<usize> {
        let outline = outline::of_sheet(self.document, self.layout, &self.sheet, None);
        let page = Page::new(self.document, self.layout, &self.sheet, &outline);
        let metadata = own_metadata(&page, self.grammars, &self.blocks);
        let title = whole_title(&page, metadata, self.grammars, &self.blocks);
        family::grammar_of(&page, title.as_ref(), self.grammars, &self.held, form)
    }

    /// What speaks for each family, in order of the registry.
    #[must_use]
    pub fn evidence(&self, form: Option<&str>) -> Vec<FamilyEvidence> {
        let outline = outline::of_sheet(self.document, self.layout, &self.sheet, None);
        let page = Page::new(self.document, self.layout, &self.sheet, &outline);
        let metadata = own_metadata(&page, self.grammars, &self.blocks);
        let title = whole_title(&page, metadata, self.grammars, &self.blocks);
        family::evidence(&page, title.as_ref(), self.grammars, &self.held, form)
    }

    /// Who issued the document, what it is and when: see [`identify`].
    #[must_use]
    pub fn identify(&self, outline: &Outline, form: Option<&str>) -> (Identity, Option<usize>) {
        let page = Page::new(self.document, self.layout, &self.sheet, outline);
        let metadata = own_metadata(&page, self.grammars, &self.blocks);
        let title = whole_title(&page, metadata, self.grammars, &self.blocks);
        let special = family::grammar_of(&page, title.as_ref(), self.grammars, &self.held, form);
        let title = title.as_ref();
        identity(&page, self.grammars, metadata, title, (special, form))
    }
}

/// The fields of a page, given the grammar and the form that it was recognised as.
fn identity(
    page: &Page<'_>,
    grammars: &Registry,
    metadata: Option<&Metadata>,
    title: Option<&Title>,
    (special, form): (Option<usize>, Option<&str>),
) -> (Identity, Option<usize>) {
    let signature = issuer::own_signature(page, title);
    let number = number::number(page, metadata);

    let official = number.is_some()
        || title.is_some_and(|title| opens(&title.text.value))
        || metadata.is_some();
    let grammar = special.or_else(|| {
        official
            .then(|| family::official_grammar(grammars))
            .flatten()
    });
    let family = match special {
        Some(index) => grammars.grammars[index].family,
        None if official => Family::OfficialDocument,
        None => Family::Unknown,
    };

    let mut record = Recorder::new(page.document);
    record.identity.family = Some(family);
    record.identity.grammar = grammar.map(|index| {
        let grammar = &grammars.grammars[index];
        format!("{}@{}", grammar.name, grammar.version)
    });
    record.identity.form = form.map(str::to_owned);
    let signed = issuer::signed_date(signature, metadata);
    let words = report_words(grammars);
    let organs = &grammars.vocabulary.organ;
    let compiler = || announced::compiler(page).filter(|_| family.is_report());
    let issuer = issuer::issuer(signature, metadata, title, (&words, organs)).or_else(compiler);
    record_organ(&mut record, issuer, title);
    let telling = period::Telling {
        page,
        reports: &words,
        words: &grammars.vocabulary.citation,
    };
    record_period(&mut record, family, title, signed.as_ref(), &telling);
    record.identity.title = record.place("title", title.map(|title| title.text.clone()));
    record.identity.doc_number = record.place("doc_number", number);
    record.identity.signed_date = record.place("signed_date", signed);
    record.identity.printed_date = record.place("printed_date", issuer::printed_date(page));
    record_site(&mut record, metadata);
    if let Some(grammar) = with_parts(
        grammars,
        grammar,
        record.identity.doc_number.is_some(),
        title,
    ) {
        let words = &grammars.vocabulary;
        // A title that a sentence names does not stand above the addressees.
        let title = title.filter(|title| !title.issues);
        for (part, names) in part::parts(page, grammar, words, (title, signature)) {
            let names = record.place(part.word(), Some(names));
            record
                .identity
                .parts
                .extend(names.map(|names| (part, names)));
        }
    }
    record_contacts(&mut record, page);
    (record.identity, grammar)
}

/// The grammar whose parts the document may have: its own, or that of official documents in general if
/// it is one by number or title.
fn with_parts<'g>(
    grammars: &'g Registry,
    own: Option<usize>,
    numbered: bool,
    title: Option<&Title>,
) -> Option<&'g Grammar> {
    let grammar = |at: usize| grammars.grammars.get(at);
    let own = own.and_then(grammar).filter(|own| !own.parts.is_empty());
    let official = numbered || title.is_some_and(|title| title.issues || opens(&title.text.value));
    let general = || family::official_grammar(grammars).and_then(grammar);
    own.or_else(|| general().filter(|_| official))
}

/// What the site that published it says of the publication.
fn record_site(record: &mut Recorder<'_>, metadata: Option<&Metadata>) {
    let index = metadata.and_then(|metadata| metadata.get(Field::Index));
    record.identity.index_number = record.place("index_number", index.cloned());
    let published = issuer::labelled_date(metadata, Field::Published);
    record.identity.published_date = record.place("published_date", published);
}

fn record_organ(record: &mut Recorder<'_>, issuer: Option<Found<String>>, title: Option<&Title>) {
    let of_issuer = issuer.as_ref().and_then(|found| {
        Some(Found::new(
            place::region(&found.value)?.to_owned(),
            found.span,
        ))
    });
    let of_title = || {
        let title = &title?.text;
        Some(Found::new(
            issuer::region_of(&title.value)?.to_owned(),
            title.span,
        ))
    };
    let region = of_issuer.or_else(of_title);
    record.identity.region = record.place("region", region);
    record.identity.issuer = record.place("issuer", issuer);
}

fn record_period(
    record: &mut Recorder<'_>,
    family: Family,
    title: Option<&Title>,
    signed: Option<&Found<chrono::NaiveDate>>,
    telling: &period::Telling<'_>,
) {
    let page = telling.page;
    let report = family.is_report() || family == Family::Unknown;
    let days = if report {
        period::statistics_period(page)
    } else {
        None
    };
    let coverage = if family.is_report() {
        period::coverage(page)
    } else {
        None
    };
    let year = period::year(family, title, days.as_ref(), signed, telling);
    record.identity.year = record.place("year", year);
    record.identity.coverage = record.place("coverage", coverage);
    let first = days
        .as_ref()
        .map(|days| Found::new(days.value.0, days.span));
    let last = days.map(|days| Found::new(days.value.1, days.span));
    record.identity.period_start = record.place("period_start", first);
    record.identity.period_end = record.place("period_end", last);
}

fn record_contacts(record: &mut Recorder<'_>, page: &Page<'_>) {
    for (kind, found) in contact::contacts(page) {
        let field = match kind {
            Kind::Address => "contact_address",
            Kind::Postcode => "contact_postcode",
            Kind::Person => "contact_person",
            Kind::Phone => "contact_phone",
            Kind::Fax => "contact_fax",
            Kind::Email => "contact_email",
            Kind::Website => "website",
        };
        let value = record.place(field, Some(found));
        let identity = &mut record.identity;
        match kind {
            Kind::Address => identity.contact_address = value,
            Kind::Postcode => identity.contact_postcode = value,
            Kind::Person => identity.contact_person = value,
            Kind::Phone => identity.contact_phone = value,
            Kind::Fax => identity.contact_fax = value,
            Kind::Email => identity.contact_email = value,
            Kind::Website => identity.website = value,
        }
    }
}

/// An identity in the making, with the places of its fields.
struct Recorder<'a> {
    document: &'a Document,
    identity: Identity,
}

impl<'a> Recorder<'a> {
    fn new(document: &'a Document) -> Self {
        Self {
            document,
            identity: Identity::default(),
        }
    }

    /// Notes where the value of `field` was read and hands the value back.
    fn place<T>(&mut self, field: &'static str, found: Option<Found<T>>) -> Option<T> {
        let found = found?;
        let place = self.document.place(found.span);
        self.identity.places.push(FieldPlace { field, place });
        Some(found.value)
    }
}

/// The title in the text if it is told by more than its last word, else that of the metadata, else the one
/// that the opening announces.
fn whole_title(
    page: &Page<'_>,
    metadata: Option<&Metadata>,
    grammars: &Registry,
    blocks: &[Metadata],
) -> Option<Title> {
    let text = text_title(page, grammars, blocks);
    let labelled = metadata.and_then(|metadata| metadata.get(Field::Title));
    if text
        .as_ref()
        .is_some_and(|title| title.strength == Strength::Strong)
    {
        return text;
    }
    let labelled = labelled.map(|text| Title {
        text: text.clone(),
        strength: Strength::Strong,
        issues: false,
    });
    let words = &grammars.vocabulary.citation;
    let announced = || announced::title(page, &report_words(grammars), words);
    labelled.or(text).or_else(announced)
}

fn text_title(page: &Page<'_>, grammars: &Registry, blocks: &[Metadata]) -> Option<Title> {
    let labelled: Vec<&Found<String>> = blocks
        .iter()
        .filter_map(|block| block.get(Field::Title))
        .collect();
    title_of(page, &report_words(grammars), &labelled)
}

/// What titles of reports and plans end with, as the grammars say.
fn report_words(grammars: &Registry) -> Vec<&str> {
    let reports = grammars
        .grammars
        .iter()
        .filter(|grammar| grammar.family != Family::OfficialDocument);
    reports
        .flat_map(|grammar| &grammar.recognise.titles)
        .map(String::as_str)
        .collect()
}

/// The block of metadata that is the document's own: at its head or tail, or in agreement with
/// its title, number or date. Pictures of web pages carry the metadata of others.
fn own_metadata<'m>(
    page: &Page<'_>,
    grammars: &Registry,
    blocks: &'m [Metadata],
) -> Option<&'m Metadata> {
    if blocks.is_empty() {
        return None;
    }
    let title = text_title(page, grammars, blocks).map(|title| title.text.value);
    let head = page
        .lines
        .get(page.head)
        .map_or(page.document.text.len(), |line| line.span().start);
    let tail = page.lines.last().map_or(0, |line| line.span().start);
    let at_edge = |span: Span| span.end <= head || span.start >= tail;
    let agrees = |block: &&Metadata| {
        let titled = block
            .get(Field::Title)
            .is_some_and(|found| title.as_ref() == Some(&found.value));
        let dated = issuer::signed_date(None, Some(block)).is_some_and(|found| {
            page.signatures
                .iter()
                .any(|signature| signature.date == found.value)
        });
        titled || dated || block.spans().any(at_edge)
    };
    blocks.iter().find(agrees)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::outline::sample::{document_of, plan_grammar, report_grammar};

    const BODY: &str = "全县各级各部门认真落实公开要求，各项工作有序开展，取得较好成效。";

    fn read(page: &[&str]) -> (Document, Identity) {
        let (document, layout) = document_of(page);
        let registry = Registry {
            grammars: vec![report_grammar(), plan_grammar()],
            vocabulary: crate::outline::sample::words(),
            ..Registry::default()
        };
        let grammar = recognise(&document, &layout, &registry, None);
        let outline = outline::outline(
            &document,
            &layout,
            grammar.map(|index| &registry.grammars[index]),
        );
        let identity = identify(&document, &layout, &outline, &registry, None).0;
        (document, identity)
    }

    #[track_caller]
    fn check_family(page: &[&str], expected: Family) {
        assert_eq!(read(page).1.family, Some(expected));
    }

    const REPORT: &[&str] = &[
        "云川市青石县人民政府",
        "2019 年政府信息公开工作",
        "年 度 报 告",
        "本报告综合全县8个乡（镇）和各部门的报告编制。统计期限自2019年1月1日起，至2019年12月31日止。",
        "一、概述",
        BODY,
        "二、主动公开政府信息情况",
        BODY,
        "青石县人民政府办公室",
        "2020年1月20日",
    ];

    #[test]
    fn every_field_is_listed_with_its_place() {
        let (document, identity) = read(REPORT);
        let read: Vec<(&str, String)> = identity
            .places
            .iter()
            .map(|field| {
                (
                    field.field,
                    document.source.text[field.place.span.start..field.place.span.end]
                        .replace([' ', '\n'], ""),
                )
            })
            .collect();
        let expected = [
            ("region", "青石县人民政府办公室"),
            ("issuer", "青石县人民政府办公室"),
            ("year", "云川市青石县人民政府2019年政府信息公开工作年度报告"),
            ("coverage", "本报告综合全县8个乡（镇）和各部门的报告编制。"),
            ("period_start", "自2019年1月1日起，至2019年12月31日止"),
            ("period_end", "自2019年1月1日起，至2019年12月31日止"),
            (
                "title",
                "云川市青石县人民政府2019年政府信息公开工作年度报告",
            ),
            ("signed_date", "2020年1月20日"),
        ];
        assert_eq!(read, expected.map(|(field, text)| (field, text.to_owned())));
    }

    #[test]
    fn a_report_is_read() {
        let identity = read(REPORT).1;
        assert_eq!(
            identity.title.as_deref(),
            Some("云川市青石县人民政府2019年政府信息公开工作年度报告")
        );
        assert_eq!(identity.issuer.as_deref(), Some("青石县人民政府办公室"));
        assert_eq!(identity.region.as_deref(), Some("青石县"));
        assert_eq!(
            (identity.year, identity.coverage),
            (Some(2019), Some(crate::record::Coverage::Aggregate))
        );
        assert_eq!(identity.grammar.as_deref(), Some("annual-report@1"));
        assert_eq!(
            (identity.doc_number, identity.contact_phone, identity.form),
            (None, None, None)
        );
    }

    #[test]
    fn a_report_without_heading_is_titled_by_its_opening() {
        let named = |opening: &str| {
            let page = [opening, "一、概述", BODY, "二、主动公开政府信息情况", BODY];
            let identity = read(&page).1;
            (identity.title, identity.issuer, identity.year)
        };
        let title = "云川市教育局2015年政府信息公开工作年度报告";
        let whole = (
            Some(title.to_owned()),
            Some("云川市教育局".to_owned()),
            Some(2015),
        );
        let rest = "本报告所列数据的统计期限自2015年1月1日起至2015年12月31日止。";
        assert_eq!(
            named(&format!(
                "根据条例要求，现公布《{title}》，欢迎查阅。{rest}"
            )),
            whole
        );
        assert_eq!(
            named(&format!("根据条例要求，现向社会公布{title}。{rest}")),
            whole
        );
        let (title, ..) = named(&format!("根据《{title}》的经验，编制本报告。{rest}"));
        assert_eq!(title, None);
    }

    #[test]
    fn who_made_the_report_is_its_issuer_where_nothing_else_is() {
        let issuer = |title: &str, opening: &str| {
            let chapters = ["一、概述", BODY, "二、主动公开政府信息情况", BODY];
            let page = [&[title, opening], &chapters[..]].concat();
            read(&page).1.issuer
        };
        let title = "云川市2015年政府信息公开工作年度报告";
        let office = Some("云川市人民政府办公室".to_owned());
        assert_eq!(
            issuer(title, "根据条例要求，本报告由云川市人民政府办公室编制。"),
            office
        );
        assert_eq!(
            issuer(title, "本报告由市政府办公室负责编制，欢迎查阅。"),
            None
        );
        let own = "云川市教育局2015年政府信息公开工作年度报告";
        let named = Some("云川市教育局".to_owned());
        assert_eq!(
            issuer(own, "本报告由云川市人民政府办公室编制并向社会公布。"),
            named
        );
    }

    #[test]
    fn headings_that_are_called_as_reports_are_tell_the_year() {
        let year = |second: &str| {
            let page = [
                "本报告按统计期限和政府信息公开申请情况编制，请予查阅。",
                "一、概述",
                BODY,
                "二、青石县2024年度政府信息公开工作年度报告",
                BODY,
                second,
                BODY,
                "四、依申请公开情况",
                BODY,
            ];
            read(&page).1.year
        };
        assert_eq!(year("三、青石县2024年度政府信息公开年度报告"), Some(2024));
        assert_eq!(year("三、青石县2023年度政府信息公开年度报告"), None);
    }

    #[test]
    fn a_notice_without_heading_is_titled_by_what_it_issues() {
        let identity = read(&[
            "各县（区）人民政府，市政府各部门：",
            "《2023年云川市政务公开工作要点》已经市政府同意，现印发给你们，请认真落实。",
            "云川市人民政府办公室",
            "2023年8月7日",
            "2023年云川市政务公开工作要点",
            BODY,
            "一、总体要求",
            BODY,
        ])
        .1;
        let title = identity.title.as_deref();
        assert_eq!(title, Some("2023年云川市政务公开工作要点"));
        assert_eq!(identity.issuer.as_deref(), Some("云川市人民政府办公室"));
        assert_eq!(identity.year, Some(2023));
        assert_eq!(identity.family, Some(Family::WorkPlan));
    }

    #[test]
    fn the_organ_of_a_report_is_not_who_publishes_it() {
        let identity = read(&[
            "索引号：0010/2023-88",
            "发布机构：栖霞湖管委会",
            "成文日期：2023-01-20",
            "云川市教育局2022年政府信息公开工作年度报告",
            BODY,
            "一、概述",
            BODY,
        ])
        .1;
        assert_eq!(identity.issuer.as_deref(), Some("云川市教育局"));
    }

    #[test]
    fn a_label_is_no_part_of_the_title() {
        let identity = read(&[
            "索 引 号 0142/2026-1 分 类 教育",
            "发布机构 教育局 发文日期 2026-01-15",
            "标 题 云川区教育局政府信息公开工作2025年度报告",
            "内容概述 本报告所列数据的统计期限自2025年1月1日起至2025年12月31日止。",
            "云川区教育局政府信息公开工作2025年度报告",
            "一、概述",
            BODY,
        ])
        .1;
        let title = identity.title.as_deref();
        assert_eq!(title, Some("云川区教育局政府信息公开工作2025年度报告"));
        assert_eq!(identity.issuer.as_deref(), Some("云川区教育局"));
        assert_eq!(identity.region.as_deref(), Some("云川区"));
        assert_eq!(identity.family, Some(Family::AnnualReport));
    }

    #[test]
    fn a_period_of_another_year_is_outweighed_by_opening_and_text() {
        let year = |opening: &str, text: &str| {
            let period = "本报告所列数据的统计期限自2020年1月1日起至2020年12月31日止。";
            let opening = format!("{opening}{period}");
            let chapters = ["二、主动公开政府信息情况", BODY, "三、依申请公开情况", BODY];
            let page = [&[&opening, "一、概述", text], &chapters[..]].concat();
            let identity = read(&page).1;
            assert_eq!(
                identity.period_start.map(|day| day.to_string()).as_deref(),
                Some("2020-01-01")
            );
            identity.year
        };
        let opening = "我局编制了2021年政府信息公开年度报告。";
        assert_eq!(
            year(opening, "2021年，我局主动公开政府信息18条，工作有序开展。"),
            Some(2021)
        );
        assert_eq!(
            year(opening, "2020年，我局主动公开政府信息18条，工作有序开展。"),
            Some(2020)
        );
        assert_eq!(year(opening, BODY), Some(2020));
        assert_eq!(
            year(
                "本报告按要求编制。",
                "2021年，我局公开政府信息18条，工作有序开展。"
            ),
            Some(2020)
        );
    }

    #[test]
    fn families_are_told_by_evidence() {
        check_family(REPORT, Family::AnnualReport);
        check_family(
            &["青石县2019年政务公开工作要点", "一、总体要求", BODY],
            Family::WorkPlan,
        );
        check_family(
            &["云川市关于印发2019年政务公开工作要点的通知", BODY],
            Family::WorkPlan,
        );
        check_family(
            &[
                "云川市关于做好政府信息公开工作年度报告编制的通知",
                "各单位要公开本报告，注明统计期限。",
            ],
            Family::OfficialDocument,
        );
        check_family(&["云川市关于校车的通知", BODY], Family::OfficialDocument);
        check_family(&["云政发〔2019〕5号", BODY], Family::OfficialDocument);
        check_family(&["随笔", BODY], Family::Unknown);
        check_family(&[], Family::Unknown);
    }

    #[test]
    fn a_report_without_title_is_told_by_its_chapters() {
        let chapters = [
            "一、概述",
            "二、主动公开政府信息情况",
            "三、依申请公开情况",
            "四、行政复议情况",
            "五、存在问题",
        ];
        let body = ["本报告统计期限自2019年1月1日起至2019年12月31日止。"];
        check_family(&[&body[..], &chapters].concat(), Family::AnnualReport);
    }

    #[test]
    fn the_year_falls_back_on_period_and_signature() {
        let year = |page: &[&str]| read(page).1.year;
        let title = "云川市政府信息公开工作年度报告";
        assert_eq!(
            year(&[
                title,
                "统计期限自2019年1月1日起至2019年12月31日止。",
                "一、概述"
            ]),
            Some(2019)
        );
        assert_eq!(
            year(&[title, "一、概述", BODY, "云川市人民政府", "2020年1月20日"]),
            Some(2019)
        );
        assert_eq!(year(&[title, "一、概述", BODY]), None);
        assert_eq!(
            year(&["云川市2018-2019年政府信息公开工作年度报告", "一、概述"]),
            None
        );
        assert_eq!(
            year(&["云川市2018年至2019年政府信息公开工作年度报告", "一、概述"]),
            None
        );
        assert_eq!(year(&["云川市关于做好2019年春运的通知", BODY]), None);
    }

    #[test]
    fn a_web_page_is_read_by_its_metadata() {
        let page = [
            "索引号：0001/2019-5",
            "发布机构：云川市人民政府",
            "文号：云政发〔2019〕5号",
            "成文日期：2019-03-01",
            "名称：云川市关于校车的通知",
            BODY,
        ];
        let identity = read(&page).1;
        assert_eq!(identity.title.as_deref(), Some("云川市关于校车的通知"));
        assert_eq!(identity.issuer.as_deref(), Some("云川市人民政府"));
        assert_eq!(identity.doc_number.as_deref(), Some("云政发〔2019〕5号"));
        assert_eq!(
            identity.signed_date.map(|date| date.to_string()).as_deref(),
            Some("2019-03-01")
        );
    }

    #[test]
    fn metadata_inside_a_report_are_of_others() {
        let picture = [
            "索引号：0001",
            "发布机构：青石县教育局",
            "文号：青教发〔2019〕5号",
            "成文日期：2019-03-01",
        ];
        let page = [&REPORT[..6], &picture, &REPORT[6..]].concat();
        let identity = read(&page).1;
        assert_eq!(
            (identity.doc_number, identity.issuer.as_deref()),
            (None, Some("青石县人民政府办公室"))
        );
    }

    #[test]
    fn a_form_speaks_for_its_family() {
        let (document, layout) = document_of(&["青石县统计", BODY]);
        let registry = Registry {
            grammars: vec![plan_grammar(), report_grammar()],
            ..Registry::default()
        };
        assert_eq!(recognise(&document, &layout, &registry, None), None);
        assert_eq!(
            recognise(&document, &layout, &registry, Some("form-2021")),
            Some(1)
        );
    }

    proptest! {
        #[test]
        fn any_page_has_an_identity(
            page in prop::collection::vec("(索引号|标题|文号|地址|电话)?[：:]?(云川市|关于|的通知|年度报告|云政发〔2019〕5号|2019年|[0-9]{1,9}|。|（|自2019年1月1日至2019年12月31日){0,4}\\PC{0,3}", 0..16)
        ) {
            let page: Vec<&str> = page.iter().map(String::as_str).collect();
            let (document, identity) = read(&page);
            prop_assert!(identity.family.is_some());
            for field in &identity.places {
                let span = field.place.span;
                prop_assert!(document.source.text.get(span.start..span.end).is_some_and(|text| !text.is_empty()));
            }
        }
    }
}
