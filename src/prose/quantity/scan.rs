//! Numbers in running text that count or measure something.
//!
//! Goes through a paragraph once from left to right, sets aside what only looks like a quantity
//! (see [`super::super::skip`]), and keeps numbers with a unit. In Chinese characters a numeral
//! counts only before the classifiers of a closed list and outside set phrases: no value is better
//! than a wrong one.

use std::ops::Range;

use crate::grammar::QuantityWords;
use crate::prose::ends_clause;
use crate::prose::skip::Skip;
use crate::record::{Approx, QuantityKind};
use crate::text::Span;
use crate::value::date::arabic_year;
use crate::value::number::Decimal;
use crate::value::numeral::is_numeral;

use super::arabic::{arabic, magnitude, range_mark};
use super::misread;
use super::spoken::{rounded, spoken, spoken_share};
use super::unit::{Unit, after, percent_sign};

/// A number with its unit, where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found<'a> {
    /// Value, scale words applied.
    pub value: Decimal,
    /// Upper end of a range.
    pub to: Option<Decimal>,
    /// Unit as printed, empty if none is.
    pub unit: &'a str,
    /// What it measures.
    pub kind: QuantityKind,
    /// How exactly it is stated.
    pub approx: Approx,
    /// Number, unit and the approximators joined to them.
    pub span: Span,
    /// In Chinese characters.
    pub spoken: bool,
}

/// What a number parser returns: how it reads on, and what it read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Read<'a> {
    /// Value, scale words applied.
    pub value: Decimal,
    /// Upper end of a range.
    pub to: Option<Decimal>,
    /// Unit as printed.
    pub unit: Unit<'a>,
    /// What stands between digits and unit says of exactness.
    pub approx: Approx,
    /// In Chinese characters.
    pub spoken: bool,
}

/// All numbers of `text` that count or measure something, in order, and those that cannot be read
/// because a digit was misread, with their units.
pub(super) fn scan<'a>(words: &QuantityWords, text: &'a str) -> (Vec<Found<'a>>, Vec<Span>) {
    let skip = Skip::new(text);
    let mut quotes: Option<Vec<Span>> = None;
    let (mut found, mut misread) = (Vec::new(), Vec::new());
    let mut at = 0;
    while let Some(next) = skip.next(at) {
        at = next;
        if let Some(end) = skip.end(at) {
            at = end;
            continue;
        }
        let Some(first) = text[at..].chars().next() else {
            break;
        };
        if let Some(end) = misread::end(text, at) {
            let end = past_misread(words, text, end);
            misread.push(Span::new(at, end));
            at = end;
            continue;
        }
        let next = at + first.len_utf8();
        let rest = &text[at..];
        let read = if first.is_ascii_digit() {
            arabic(words, rest)
        } else if first == '百' {
            spoken_share(rest).or_else(|_| rounded(words, &text[..at], rest))
        } else if is_numeral(first) {
            let inside = within(quotes.get_or_insert_with(|| quoted(text)), at);
            spoken(words, &text[..at], rest, inside)
        } else {
            at = next;
            continue;
        };
        at = match read {
            Ok((after, read)) => {
                let end = text.len() - after.len();
                if is_whole(&read, after) && !is_year(&text[..at], &text[at..end], after) {
                    found.push(place(words, text, at..end, read));
                }
                end
            }
            Err(_) => past_number(text, at).max(next),
        };
    }
    (found, misread)
}

/// Whether a number that `after` follows is not part of a misread one: 3万O5百, 10个—1〇个.
fn is_whole(read: &Read<'_>, after: &str) -> bool {
    let scaled = read.unit.printed.is_empty() && misread::goes_on(after);
    let range = range_mark(after).is_ok_and(|(upper, _)| misread::end(upper, 0).is_some());
    !scaled && !range
}

/// Whether a clause is nothing but a year that lost its word: `2021度，`.
fn is_year(before: &str, number: &str, after: &str) -> bool {
    let opens = before.chars().next_back().is_none_or(ends_clause);
    let year = arabic_year(number).is_ok_and(|(unit, _)| unit == "度");
    opens && year && after.chars().next().is_none_or(ends_clause)
}

/// Where a number ends whose misread digits end at `end`: behind its scale, its unit and the upper
/// end of its range.
fn past_misread(words: &QuantityWords, text: &str, end: usize) -> usize {
    let rest = &text[end..];
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || is_numeral(c));
    let rest = percent_sign(rest)
        .map(|(after, _)| after)
        .or_else(|_| magnitude(words, rest).map(|(after, _)| after))
        .unwrap_or(rest);
    let end = text.len() - rest.len();
    match range_mark(rest) {
        Ok((upper, _)) if upper.starts_with(|c: char| c.is_ascii_digit()) => {
            match arabic(words, upper) {
                Ok((after, _)) => text.len() - after.len(),
                Err(_) => past_number(text, text.len() - upper.len()),
            }
        }
        _ => end,
    }
}

/// Whether `at` lies in one of `spans`, which are in order and do not overlap.
fn within(spans: &[Span], at: usize) -> bool {
    let passed = spans.partition_point(|span| span.start < at);
    passed
        .checked_sub(1)
        .is_some_and(|index| at < spans[index].end)
}

/// Where the digits or numerals end that begin at `at`.
fn past_number(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    let arabic = rest.starts_with(|c: char| c.is_ascii_digit());
    let belongs = |c: char| {
        if arabic {
            c.is_ascii_alphanumeric() || matches!(c, '.' | '-')
        } else {
            is_numeral(c)
        }
    };
    at + rest.find(|c| !belongs(c)).unwrap_or(rest.len())
}

/// Adds what stands before and behind the unit.
fn place<'a>(
    words: &QuantityWords,
    text: &'a str,
    Range { start, end }: Range<usize>,
    read: Read<'a>,
) -> Found<'a> {
    let before = &text[..start];
    let (mut approx, mut from, mut to) = (read.approx, start, end);
    if let Some((word, meaning)) = approximator(words, before) {
        approx = meaning;
        if words.approx_joined.hold(word) {
            from = start - word.len();
        }
    } else if let Ok((rest, meaning)) = after(words, &text[end..]) {
        approx = meaning;
        to = text.len() - rest.len();
    }
    let kind = match read.unit.kind {
        QuantityKind::Count if read.unit.printed == "级" && !read.spoken => QuantityKind::Other,
        QuantityKind::Share if is_change(words, &text[..from]) => QuantityKind::Rate,
        kind => kind,
    };
    Found {
        value: read.value,
        to: read.to,
        unit: read.unit.printed,
        kind,
        approx,
        span: Span::new(from, to),
        spoken: read.spoken,
    }
}

/// The approximator at the end of `before`.
pub(super) fn approximator<'a>(
    words: &QuantityWords,
    before: &'a str,
) -> Option<(&'a str, Approx)> {
    let (word, approx) = words.approx_before.of(before)?;
    Some((word, *approx))
}

/// Whether the words before a percentage make it a change.
pub(super) fn is_change(words: &QuantityWords, before: &str) -> bool {
    let before =
        before.trim_end_matches(['了', '近', '约', '超', '过', '到', '达', '为', '比', '率']);
    words.change.end(before)
}

/// Whether `subject` says nothing but that something changed: 同比增长.
pub(super) fn is_bare_change(words: &QuantityWords, subject: &str) -> bool {
    let mut rest = subject;
    loop {
        let change = words.change.strip(rest);
        let filler = || rest.strip_suffix(['了', '比', '率', '幅', '达']);
        match change.or_else(filler) {
            Some(before) => rest = before,
            None => return rest.is_empty(),
        }
    }
}

/// Short stretches in quotation marks: names such as “一次办好”.
fn quoted(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut open: Option<(usize, char)> = None;
    for (at, character) in text.char_indices() {
        match (character, open) {
            ('“' | '‘' | '「', _) => open = Some((at, character)),
            ('"', None) => open = Some((at, '"')),
            ('”' | '’' | '」', Some((start, _))) | ('"', Some((start, '"'))) => {
                if text[start..at].chars().count() <= 16 {
                    spans.push(Span::new(start, at));
                }
                open = None;
            }
            ('。', _) => open = None,
            _ => {}
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::prose::gold::words;

    fn found(text: &str) -> Vec<Found<'_>> {
        scan(&words().quantity, text).0
    }

    /// Each number as printed, its value and its unit.
    #[track_caller]
    fn check(text: &str, expected: &[(&str, f64, &str)]) {
        let found: Vec<(&str, f64, &str)> = found(text)
            .iter()
            .map(|number| (number.span.text(text), number.value.to_f64(), number.unit))
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[track_caller]
    fn check_approx(text: &str, approx: Approx) {
        assert_eq!(
            found(text)
                .iter()
                .map(|number| number.approx)
                .collect::<Vec<_>>(),
            [approx],
            "{text}"
        );
    }

    #[test]
    fn arabic_numbers_need_a_unit() {
        check(
            "收到申请1051件，办结率98.5%",
            &[("1051件", 1051.0, "件"), ("98.5%", 98.5, "%")],
        );
        check("拨打12345热线，在518室办理", &[]);
        check("公开10.3万余条", &[("10.3万余条", 103_000.0, "条")]);
        check("收费3万5千元", &[("3万5千元", 35_000.0, "元")]);
        check("阅读1亿2千万次", &[("1亿2千万次", 120_000_000.0, "次")]);
        check("访问2万300余人次", &[("2万300余人次", 20_300.0, "人次")]);
        check(
            "投资101.45亿元，改造70.25万平方米",
            &[
                ("101.45亿元", 1.0145e10, "元"),
                ("70.25万平方米", 702_500.0, "平方米"),
            ],
        );
        check("粉丝数19万，", &[("19万", 190_000.0, "")]);
        check(
            "设5个工作日、2个月",
            &[("5个工作日", 5.0, "个工作日"), ("2个月", 2.0, "个月")],
        );
        check("开展30多次", &[("30多次", 30.0, "次")]);
        check(
            "得分92.5分，5分钟，2分之1",
            &[("92.5分", 92.5, "分"), ("5分钟", 5.0, "分钟")],
        );
    }

    #[test]
    fn numerals_count_only_before_classifiers() {
        check("举办两期培训班", &[("两期", 2.0, "期")]);
        check(
            "接待群众百余人次，千余人到场",
            &[("百余人次", 100.0, "人次"), ("千余人", 1000.0, "人")],
        );
        check("数百余人，百姓，百强县，上千个", &[]);
        check(
            "四家医院、三个专栏",
            &[("四家", 4.0, "家"), ("三个", 3.0, "个")],
        );
        check("培育九大产业", &[("九大", 9.0, "大")]);
        check(
            "十三五规划、三公经费、五公开、双随机、统一发布、一点通",
            &[],
        );
        check("一是加强领导，二是落实责任", &[]);
        check("第一批、第二批", &[]);
        check("党的二十大精神", &[]);
        check("进一步公开，逐一核对，一次性告知，零部件", &[]);
        check("市十七届人大四次会议", &[]);
        check("一期、二期工程", &[]);
        check("“三个一”活动", &[]);
    }

    #[test]
    fn one_counts_only_where_it_is_stressed() {
        check("这是一个平台、一种方式", &[]);
        check("仅有一件被撤销", &[("一件", 1.0, "件")]);
        check("至少一个平台", &[("一个", 1.0, "个")]);
        check("一户一策，一人一档", &[]);
    }

    #[test]
    fn levels_count_where_they_are_listed() {
        check("省、市、县三级联动", &[("三级", 3.0, "级")]);
        check("市县两级政府", &[("两级", 2.0, "级")]);
        check("三级栏目", &[]);
    }

    #[test]
    fn days_ordinals_and_identifiers_are_no_quantities() {
        check("2021年3月5日，第十条，云政发〔2021〕5号，邮编100000", &[]);
        check("《2021年12件实事》", &[]);
        check("电话0100-1234567，网址www.example.cn/5件", &[]);
        check("20日内办结，20日前上报", &[("20日", 20.0, "日")]);
    }

    #[test]
    fn an_item_that_begins_with_its_year_is_no_decimal() {
        check(
            "流程。2.2021年度我镇培训2次。3.2022年计划3次",
            &[("2次", 2.0, "次"), ("3次", 3.0, "次")],
        );
        check("12.2021年3月5日", &[]);
        check(
            "历时2.5年，降幅3.2021%",
            &[("2.5年", 2.5, "年"), ("3.2021%", 3.2021, "%")],
        );
    }

    #[test]
    fn a_year_without_its_word_is_no_measure() {
        check("2021度，公开18条。", &[("18条", 18.0, "条")]);
        check("用电2021度，", &[("2021度", 2021.0, "度")]);
        check("2021度电", &[("2021度", 2021.0, "度")]);
    }

    #[test]
    fn a_number_with_a_misread_digit_is_no_quantity() {
        for text in [
            "发布信息27〇1条",
            "发布信息27○1条",
            "收到申请1O3件",
            "收到申请12l件",
            "收到申请1|3件",
            "办结率9〇.5%",
            "办结率98.〇5%",
            "办结率98.S%",
            "收到申请1,〇51件",
            "收到申请1，O51件",
            "投资1〇万元",
            "投资1O万元",
            "投资3万O5百元",
            "接待1〇百人",
            "重2〇g",
            "收到12g件",
            "2〇17年",
            "收到〇5件",
            "安排1〇—15个",
            "安排10个—1〇个",
            "安排1〇至15个",
            "收到申请l2件",
            "1一3个",
            "二〇17年",
            "1〇余件",
            "收到1S〇2件",
        ] {
            check(text, &[]);
        }
    }

    #[test]
    fn letters_beside_numbers_are_not_misread_digits() {
        check(
            "执行GB5749，A4纸，5G基站3个，iOS应用2个，COVID-19患者4人",
            &[("3个", 3.0, "个"), ("2个", 2.0, "个"), ("4人", 4.0, "人")],
        );
        check("架设10kV线路2条", &[("2条", 2.0, "条")]);
        check("二〇一七年公开3条", &[("3条", 3.0, "条")]);
        check("|3件|", &[("3件", 3.0, "件")]);
        check("取样10g，", &[("10g", 10.0, "g")]);
    }

    #[test]
    fn ranges_have_two_ends() {
        let ends = |text| {
            found(text)
                .iter()
                .map(|number| (number.value.to_f64(), number.to.map(Decimal::to_f64)))
                .collect::<Vec<_>>()
        };
        assert_eq!(ends("安排1-3个项目"), [(1.0, Some(3.0))]);
        assert_eq!(ends("提高5%至8%"), [(5.0, Some(8.0))]);
        assert_eq!(ends("10万元—20万元"), [(100_000.0, Some(200_000.0))]);
        assert_eq!(ends("10万至20万元"), [(100_000.0, Some(200_000.0))]);
        assert_eq!(ends("5—8万元"), [(50_000.0, Some(80_000.0))]);
        assert_eq!(ends("三四个项目"), [(3.0, Some(4.0))]);
    }

    #[test]
    fn words_around_a_number_make_it_approximate() {
        check_approx("公开近2000次", Approx::About);
        check_approx("公开160余次", Approx::Over);
        check_approx("不少于3次", Approx::Over);
        check_approx("不足5件", Approx::Under);
        check_approx("10个左右", Approx::About);
        check_approx("已签约15个", Approx::Exact);
        check_approx("四分之一", Approx::Exact);
    }

    #[test]
    fn a_bare_change_names_nothing() {
        for bare in ["同比增长", "比上升了", "增幅达"] {
            assert!(is_bare_change(&words().quantity, bare), "{bare}");
        }
        assert!(!is_bare_change(&words().quantity, "申请量同比增长"));
    }

    #[test]
    fn a_change_is_a_rate() {
        let kinds = |text| {
            found(text)
                .iter()
                .map(|number| number.kind)
                .collect::<Vec<_>>()
        };
        assert_eq!(kinds("同比增长75%"), [QuantityKind::Rate]);
        assert_eq!(kinds("占总数的75%"), [QuantityKind::Share]);
    }

    proptest! {
        #[test]
        fn finds_in_order_on_boundaries(text in "[0-9一二两三十百万亿.%％年月日个件条余多约近占第、，。—（）“”]{0,60}") {
            let mut done = 0;
            for number in found(&text) {
                prop_assert!(number.span.start < number.span.end && number.span.start >= done);
                prop_assert!(text.is_char_boundary(number.span.start) && text.is_char_boundary(number.span.end));
                done = number.span.end;
            }
        }

        #[test]
        fn never_panics(text in "\\PC{0,80}") {
            let _ = super::super::mentions(words(), &text);
        }
    }
}
