//! The year and the period that a document reports on, and whom it speaks for.

use chrono::{Datelike, NaiveDate};

use crate::grammar::CitationWords;
use crate::prose::{ends_clause, ends_sentence};
use crate::record::{Coverage, Family};
use crate::value::date;
use crate::value::numeral::is_numeral;
use crate::value::period::period;

use super::page::{Found, Page};
use super::title::{Title, ends_with_any, issued, starts_of_years, years};

/// Words of sentences that state the period of the statistics.
const PERIOD_WORDS: &[&str] = &["统计", "数据", "期限", "时限", "报告期", "时间范围"];
/// Shortest period that a report is about, in days; a quarter in a sentence of figures is none.
const SHORTEST: i64 = 150;
/// Words for making a report.
pub(super) const COMPILED: &[&str] = &["编制", "编写", "编撰", "撰写", "形成", "制作"];
/// Words that say that figures of others were put together.
const GATHERED: &[&str] = &["汇总", "综合", "汇集", "汇编", "合并"];
/// Words for the organs below.
const BELOW: &[&str] = &[
    "各县",
    "各区",
    "各市",
    "各乡",
    "各镇",
    "各街道",
    "各部门",
    "各单位",
    "各级",
    "各直属",
    "县（",
    "县(",
    "个县",
    "个区",
    "个乡",
    "个镇",
    "个街道",
    "个部门",
    "所属",
    "下属",
];
/// Words for the whole area of an organ or its reports, which mean others only with [`GATHERED`].
const WHOLE: &[&str] = &["全市", "全县", "全区", "全省", "统计数据", "年度报告"];
/// Words by which an organ speaks of itself.
const OWN: &[&str] = &[
    "本机关",
    "本局",
    "本委",
    "本厅",
    "本办",
    "本院",
    "本部门",
    "本单位",
    "本镇",
    "本乡",
    "本街道",
    "我局",
    "我委",
    "我厅",
    "我办",
    "我院",
    "我部门",
    "我单位",
    "我镇",
    "我乡",
    "我街道",
    "我处",
    "我中心",
];

/// First and last day of the statistics.
pub(super) fn statistics_period(page: &Page<'_>) -> Option<Found<(NaiveDate, NaiveDate)>> {
    for line in page.lines {
        for sentence in line.text.split_inclusive('。') {
            if !PERIOD_WORDS.iter().any(|word| sentence.contains(word)) {
                continue;
            }
            let found = dates(sentence)
                .find_map(|at| period(&sentence[at..]).ok().map(|found| (at, found)));
            let Some((at, (rest, days))) = found else {
                continue;
            };
            if (days.1 - days.0).num_days() < SHORTEST {
                continue;
            }
            return Some(Found::new(
                days,
                line.locate(&sentence[at..sentence.len() - rest.len()]),
            ));
        }
    }
    None
}

/// Where dates may begin in `text`: never within a longer number, such as 202020年.
fn dates(text: &str) -> impl Iterator<Item = usize> {
    let mut before = ' ';
    let begins = move |&(_, character): &(usize, char)| {
        let begins = "自从".contains(character) || (is_figure(character) && !is_figure(before));
        before = character;
        begins
    };
    text.char_indices().filter(begins).map(|(at, _)| at)
}

fn is_figure(character: char) -> bool {
    character.is_ascii_digit() || is_numeral(character)
}

/// What tells the year beside title, period and signature.
pub(super) struct Telling<'a> {
    /// The page.
    pub(super) page: &'a Page<'a>,
    /// What titles of reports end with.
    pub(super) reports: &'a [&'a str],
    /// Words around titles that the text cites.
    pub(super) words: &'a CitationWords,
}

/// The year that the document reports on or plans: of the title, else of the period unless the opening
/// and the sentences of the text agree on another, else of the opening, else the year before a report's
/// signature.
///
/// A title that names two years names none, nor does that of any other official document.
pub(super) fn year(
    family: Family,
    title: Option<&Title>,
    period: Option<&Found<(NaiveDate, NaiveDate)>>,
    signed: Option<&Found<NaiveDate>>,
    telling: &Telling<'_>,
) -> Option<Found<i32>> {
    if !family.is_report() && family != Family::WorkPlan {
        return None;
    }
    let of_title = title.map(|title| {
        let text = &title.text.value;
        let inner = issued(text).map(years).filter(|years| !years.is_empty());
        (inner.unwrap_or_else(|| years(text)), title.text.span)
    });
    match of_title {
        Some((years, span)) if years.len() == 1 => return Some(Found::new(years[0], span)),
        Some((years, _)) if years.len() > 1 => return None,
        _ => {}
    }
    let named = || named(telling).or_else(|| of_headings(telling));
    let named = family.is_report().then(named).flatten();
    if let Some(period) = period {
        let (first, last) = (period.value.0.year(), period.value.1.year());
        let told = |year| openings(telling.page, year);
        let doubted = named.filter(|named| {
            !(first..=last).contains(&named.value) && told(named.value) > told(last)
        });
        let whole = (first == last).then(|| Found::new(last, period.span));
        return doubted.or(whole);
    }
    let report = signed.filter(|_| family.is_report());
    // Reports are due by March for the year before.
    let before = report
        .filter(|signed| signed.value.month() <= 6)
        .map(|signed| Found::new(signed.value.year() - 1, signed.span));
    named.or(before)
}

/// The year of the report that the opening names as this one: 编制了2021年政府信息公开年度报告.
fn named(telling: &Telling<'_>) -> Option<Found<i32>> {
    let mut found: Option<Found<i32>> = None;
    for line in &telling.page.lines[..telling.page.first_chapter()] {
        let mut start = 0;
        for clause in line.text.split_inclusive(ends_clause) {
            let text = clause.trim_end_matches(ends_clause);
            let year = starts_of_years(text).find_map(|at| {
                let (rest, year) = date::year(&text[at..]).ok()?;
                let report = ends_with_any(&text[at..], telling.reports);
                let own = !text.contains('《') && !telling.words.under.within(&text[..at]);
                (report && own).then_some((at, text.len() - rest.len(), year))
            });
            if let Some((from, to, year)) = year {
                let printed = &line.text[start + from..start + to];
                if found.as_ref().is_some_and(|other| other.value != year) {
                    return None;
                }
                found.get_or_insert(Found::new(year, line.locate(printed)));
            }
            start += clause.len();
        }
    }
    found
}

/// The year of all headings that are called as reports are: 第一部分 云栖县2024年度行政执法数据表.
fn of_headings(telling: &Telling<'_>) -> Option<Found<i32>> {
    let sections = telling.page.outline.sections.iter();
    let called = sections.filter(|section| ends_with_any(&section.title, telling.reports));
    let mut found: Option<Found<i32>> = None;
    for section in called {
        for year in years(&section.title) {
            if found.as_ref().is_some_and(|other| other.value != year) {
                return None;
            }
            found.get_or_insert(Found::new(year, section.heading));
        }
    }
    found
}

/// How many sentences of the text begin with a year.
fn openings(page: &Page<'_>, year: i32) -> usize {
    let begins = |sentence: &&str| {
        let sentence = sentence.trim_start_matches(|one: char| !one.is_alphanumeric());
        date::year(sentence).is_ok_and(|(_, found)| found == year)
    };
    let chapters = &page.lines[page.first_chapter()..];
    let sentences = chapters
        .iter()
        .flat_map(|line| line.text.split(ends_sentence));
    sentences.filter(begins).count()
}

/// Whether a report speaks for its organ alone or for all below it, as its first lines say.
///
/// `None` where they do not say it or say both.
pub(super) fn coverage(page: &Page<'_>) -> Option<Found<Coverage>> {
    let opening = &page.lines[..page.first_chapter()];
    let sentences = || {
        opening.iter().flat_map(|line| {
            line.text
                .split_inclusive('。')
                .map(move |text| (line, text))
        })
    };
    let is_own = |text: &str| OWN.iter().any(|word| text.contains(word));
    if let Some((line, text)) = sentences().find(|(_, text)| is_compiled_of_others(text)) {
        return (!is_own(text)).then(|| Found::new(Coverage::Aggregate, line.locate(text)));
    }
    let (line, text) = sentences().find(|(_, text)| is_own(text))?;
    Some(Found::new(Coverage::Own, line.locate(text)))
}

/// Whether a sentence says that the report was compiled from those of organs below: 汇总各部门
/// 数据编制, 根据各部门年度报告编制.
fn is_compiled_of_others(sentence: &str) -> bool {
    let Some(end) = COMPILED
        .iter()
        .filter_map(|word| sentence.rfind(word))
        .max()
    else {
        return false;
    };
    let source = &sentence[..end];
    let any = |words: &[&str], text: &str| words.iter().any(|word| text.contains(word));
    let gathered = GATHERED.iter().filter_map(|word| source.find(word)).min();
    let of_others =
        gathered.is_some_and(|at| any(BELOW, &source[at..]) || any(WHOLE, &source[at..]));
    of_others || (source.contains("年度报告") && any(BELOW, source))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outline::sample::document_of;
    use crate::outline::{Sheet, outline};

    fn with_page<T>(page: &[&str], read: impl Fn(&Page<'_>) -> T) -> T {
        let (document, layout) = document_of(page);
        let outline = outline(&document, &layout, None);
        read(&Page::new(
            &document,
            &layout,
            &Sheet::of(&layout),
            &outline,
        ))
    }

    #[track_caller]
    fn check_period(text: &str, expected: Option<(&str, &str)>) {
        let found = with_page(&[text], |page| {
            statistics_period(page).map(|found| found.value)
        });
        let found = found.map(|(first, last)| (first.to_string(), last.to_string()));
        assert_eq!(
            found
                .as_ref()
                .map(|(first, last)| (first.as_str(), last.as_str())),
            expected,
            "{text}"
        );
    }

    #[track_caller]
    fn check_coverage(text: &str, expected: Option<Coverage>) {
        let found = with_page(&[text, "一、概述"], |page| {
            coverage(page).map(|found| found.value)
        });
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn the_period_is_stated_with_the_statistics() {
        let year = Some(("2019-01-01", "2019-12-31"));
        check_period(
            "所列数据的统计期限自 2019 年 1 月 1 日起，至 2019 年 12 月 31 日止。",
            year,
        );
        check_period("统计时限为2019年1月1日至12月31日。", year);
        check_period("统计数据从2019年1月到12月。", year);
        check_period(
            "全书共三章。数据期限自2019年1月1日起至2019年12月31日止。",
            year,
        );
    }

    #[test]
    fn damaged_and_short_periods_are_none() {
        check_period("统计期限自2019年11日至2019年1231日。", None);
        check_period("统计期限自202019年1月1日至2019年12月31日。", None);
        check_period("一季度统计数据为2019年1月至3月。", None);
        check_period("培训自2019年1月1日起至2019年12月31日止。", None);
    }

    #[test]
    fn reports_of_many_organs_are_aggregates() {
        check_coverage(
            "本报告综合5个县政府和各部门的年度报告编制而成。",
            Some(Coverage::Aggregate),
        );
        check_coverage(
            "本报告根据条例要求，汇总云川市2019年统计数据编制而成。",
            Some(Coverage::Aggregate),
        );
        check_coverage(
            "根据要求及各县（市、区）政府、各部门的年度报告编制。",
            Some(Coverage::Aggregate),
        );
    }

    #[test]
    fn reports_of_one_organ_are_its_own() {
        check_coverage("根据条例规定，我局编制了本报告。", Some(Coverage::Own));
        check_coverage("本机关按照要求编制2019年度报告。", Some(Coverage::Own));
    }

    #[test]
    fn coverage_that_is_not_stated_is_none() {
        check_coverage("本报告由云川市人民政府办公室根据条例要求编制。", None);
        check_coverage("本局汇总各部门数据编制本报告。", None);
        check_coverage("云川市公开工作综合成效明显。", None);
    }
}
