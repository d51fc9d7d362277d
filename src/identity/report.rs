//! Titles of reports: their year may stand first, behind the organ or within the words that name the
//! report (政府信息公开工作2025年度报告).

use std::borrow::Cow;

use crate::outline::is_organ;
use crate::value::date;

use super::place::region;
use super::title::{ends_with_any, starts_of_years};

/// Characters of the words of a report that tell where its subject begins: 信息公开.
const SUBJECT: usize = 4;
/// What may stand between the organ and those words: 政府信息公开.
const OF_GOVERNMENT: &str = "政府";

/// A title without the digits of its years: 信息公开工作2025年度报告 is a 信息公开工作年度报告.
pub(super) fn without_years(title: &str) -> Cow<'_, str> {
    let mut kept = String::new();
    let mut done = 0;
    for at in starts_of_years(title) {
        let Ok((rest, _)) = date::year(&title[at..]) else {
            continue;
        };
        kept.push_str(&title[done..at]);
        done = title.len() - rest.len() - '年'.len_utf8();
    }
    if done == 0 {
        return Cow::Borrowed(title);
    }
    kept.push_str(&title[done..]);
    Cow::Owned(kept)
}

/// The organ whose report of a year a title names: 2015年云川区统计局政府信息公开工作年度报告,
/// 关于云川区统计局2015年…, 云川区统计局政府信息公开工作2015年度报告.
pub(super) fn organ<'t>(title: &'t str, report_words: &[&str]) -> Option<&'t str> {
    if !ends_with_any(title, report_words) {
        return None;
    }
    let years: Vec<usize> = starts_of_years(title)
        .filter(|at| date::year(&title[*at..]).is_ok())
        .collect();
    let [year] = years[..] else {
        return None;
    };
    let head = title.strip_prefix("关于").unwrap_or(title);
    let about = head.len() < title.len();
    let head = match date::year(head) {
        Ok((rest, _)) => rest.strip_prefix('度').unwrap_or(rest),
        Err(_) => head,
    };
    let start = title.len() - head.len();
    let before_year = year.checked_sub(start);
    let end = [before_year, subject(head, report_words)]
        .into_iter()
        .flatten()
        .min()?;
    let name = named(&head[..end], &head[end..])?;
    // Behind 关于 a place shows that no other word stands before the name.
    (!about || region(name).is_some()).then_some(name)
}

/// Where the words of the report begin.
fn subject(head: &str, report_words: &[&str]) -> Option<usize> {
    let beginning = |word: &&str| {
        let end = word
            .char_indices()
            .nth(SUBJECT)
            .map_or(word.len(), |(at, _)| at);
        head.find(&word[..end])
    };
    report_words.iter().filter_map(beginning).min()
}

/// The organ's name before `behind`, without the 政府 that belongs to 政府信息公开.
fn named<'t>(before: &'t str, behind: &str) -> Option<&'t str> {
    let of_information = behind.starts_with("信息");
    let whole = Some(before).filter(|name| is_organ(name));
    match before.strip_suffix(OF_GOVERNMENT) {
        Some(name) if of_information => {
            let full = name.ends_with("人民");
            Some(name)
                .filter(|name| is_organ(name))
                .or(whole.filter(|_| full))
        }
        _ => whole,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: &[&str] = &[
        "信息公开工作年度报告",
        "政务公开年度报告",
        "行政执法统计年报",
    ];

    #[track_caller]
    fn check(title: &str, expected: Option<&str>) {
        assert_eq!(organ(title, WORDS), expected, "{title}");
    }

    #[test]
    fn the_organ_stands_before_or_behind_the_year() {
        let office = Some("云川区统计局");
        check("2015年云川区统计局政府信息公开工作年度报告", office);
        check("2015年度云川区统计局政府信息公开工作年度报告", office);
        check("云川区统计局2015年政府信息公开工作年度报告", office);
        check("关于云川区统计局2015年政府信息公开工作年度报告", office);
        check("云川区统计局政府信息公开工作2015年度报告", office);
        check("云川区统计局2015年度行政执法统计年报", office);
        let government = Some("云川区人民政府");
        check("云川区人民政府信息公开工作2015年度报告", government);
        check("云川区人民政府2015年政府信息公开工作年度报告", government);
    }

    #[test]
    fn what_is_no_organ_of_one_year_is_none() {
        check("云川区政府信息公开工作2015年度报告", None);
        check("2015年云川区政府信息公开工作年度报告", None);
        check("2015年区统计局政府信息公开工作年度报告", Some("区统计局"));
        check("云川区统计局2015年至2016年政府信息公开工作年度报告", None);
        check("关于表彰统计局2015年政府信息公开工作年度报告", None);
        check("云川区统计局2015年工作总结", None);
    }

    #[test]
    fn years_within_the_words_are_left_out() {
        assert_eq!(
            without_years("局政府信息公开工作2025年度报告"),
            "局政府信息公开工作年度报告"
        );
        assert_eq!(without_years("二〇二五年度报告"), "年度报告");
        assert_eq!(without_years("202025年报告"), "202025年报告");
    }
}
