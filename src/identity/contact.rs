//! How to reach the organ: address, postcode, person, phone, fax, e-mail, web site.
//!
//! They stand in a bracket of the first paragraph (`（地址：…，邮编：…）`) or on labelled lines
//! (`联 系 人：…`) before the signature. Contacts of web sites that were read off pictures stand
//! among marks of web pages and are left alone.

use std::ops::Range;

use crate::outline::Line;

use super::page::{Found, Page};

/// What a label stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// 地址.
    Address,
    /// 邮编.
    Postcode,
    /// 联系人.
    Person,
    /// 电话.
    Phone,
    /// 传真.
    Fax,
    /// 电子邮箱.
    Email,
    /// 网址.
    Website,
}

/// Labels, longer ones before those they contain.
const LABELS: &[(&str, Kind)] = &[
    ("通讯地址", Kind::Address),
    ("通信地址", Kind::Address),
    ("联系地址", Kind::Address),
    ("办公地址", Kind::Address),
    ("网站地址", Kind::Website),
    ("地址", Kind::Address),
    ("邮政编码", Kind::Postcode),
    ("邮编", Kind::Postcode),
    ("联系人", Kind::Person),
    ("联系电话", Kind::Phone),
    ("咨询电话", Kind::Phone),
    ("办公电话", Kind::Phone),
    ("电话号码", Kind::Phone),
    ("电话", Kind::Phone),
    ("传真号码", Kind::Fax),
    ("传真电话", Kind::Fax),
    ("传真", Kind::Fax),
    ("电子邮箱", Kind::Email),
    ("电子邮件", Kind::Email),
    ("电子信箱", Kind::Email),
    ("邮箱", Kind::Email),
    ("E-mail", Kind::Email),
    ("E-Mail", Kind::Email),
    ("e-mail", Kind::Email),
    ("Email", Kind::Email),
    ("email", Kind::Email),
    ("EMAIL", Kind::Email),
    ("网址", Kind::Website),
];
/// Characters that labels begin with.
const LABEL_STARTS: [char; 11] = [
    '通', '联', '办', '网', '地', '邮', '咨', '电', '传', 'E', 'e',
];
/// Marks of web pages, whose contacts are not the document's.
const WEB_MARKS: &[&str] = &[
    "版权所有",
    "ICP",
    "Copyright",
    "主办单位",
    "承办单位",
    "技术支持",
    "浏览器",
    "分辨率",
    "网安备",
];
/// Words of sentences that tell where a report can be read.
const READ_AT: &[&str] = &[
    "网站", "网址", "下载", "查阅", "查看", "查询", "登录", "登陆",
];
/// Characters that end a value.
const VALUE_END: &[char] = &['，', ',', '；', ';', '。', '）', ')', '】', '\t', '|'];

/// A labelled value within a line.
struct Labelled {
    kind: Kind,
    line: usize,
    value: Range<usize>,
}

/// All contacts of the document with their kinds, one of each kind at most.
pub(super) fn contacts(page: &Page<'_>) -> Vec<(Kind, Found<String>)> {
    let groups = groups(page);
    let telling = |group: &&Vec<Labelled>| kinds(group) >= 2 || announced(page, group);
    let best = groups
        .iter()
        .filter(telling)
        .rev()
        .max_by_key(|group| kinds(group));
    let mut found: Vec<(Kind, Found<String>)> = Vec::new();
    for labelled in best.into_iter().flatten() {
        let line = &page.lines[labelled.line];
        let text = &line.text[labelled.value.clone()];
        if !found.iter().any(|(kind, _)| *kind == labelled.kind) {
            found.push((
                labelled.kind,
                Found::new(text.to_owned(), line.locate(text)),
            ));
        }
    }
    if !found.iter().any(|(kind, _)| *kind == Kind::Website) {
        found.extend(website(page).map(|website| (Kind::Website, website)));
    }
    found.sort_by_key(|(kind, _)| *kind);
    found
}

/// Lines that may tell how to reach the organ: before the first chapter, and from the last on.
fn places<'p>(page: &'p Page<'_>) -> impl Iterator<Item = (usize, &'p Line<'p>)> {
    let (first, last) = (page.first_chapter(), page.last_chapter());
    let lines = page.lines.iter().enumerate();
    lines.filter(move |&(index, _)| (index < first || index >= last) && !is_of_web(page, index))
}

/// Whether marks of a web page stand on a line or beside it.
fn is_of_web(page: &Page<'_>, index: usize) -> bool {
    let near = index.saturating_sub(1)..(index + 2).min(page.lines.len());
    page.lines[near]
        .iter()
        .any(|line| WEB_MARKS.iter().any(|mark| line.text.contains(mark)))
}

/// Labelled values that stand together: on one line, or on neighbouring lines.
fn groups(page: &Page<'_>) -> Vec<Vec<Labelled>> {
    let mut groups: Vec<Vec<Labelled>> = Vec::new();
    for (index, line) in places(page) {
        let labelled = labelled(index, &line.text);
        let joins =
            |group: &&mut Vec<Labelled>| group.last().is_some_and(|last| index <= last.line + 2);
        match groups.last_mut().filter(joins) {
            _ if labelled.is_empty() => {}
            Some(group) => group.extend(labelled),
            None => groups.push(labelled),
        }
    }
    groups
}

fn kinds(group: &[Labelled]) -> usize {
    let mut kinds: Vec<Kind> = group.iter().map(|labelled| labelled.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds.len()
}

/// Whether the line of a single value or the one above invites questions.
fn announced(page: &Page<'_>, group: &[Labelled]) -> bool {
    let Some(first) = group.first() else {
        return false;
    };
    let near = &page.lines[first.line.saturating_sub(1)..=first.line];
    near.iter().any(|line| {
        ["疑问", "联系", "咨询", "意见建议", "意见或建议"]
            .iter()
            .any(|word| line.text.contains(word))
    })
}

/// The labelled values of a line that are what their labels say.
fn labelled(line: usize, text: &str) -> Vec<Labelled> {
    let mut found = Vec::new();
    let mut done = 0;
    for (at, _) in text.char_indices() {
        if at < done {
            continue;
        }
        let Some((kind, start)) = label(text, at) else {
            continue;
        };
        let value = value(text, start);
        done = value.end;
        let kinds = [Some(kind), second(text, at).map(|(second, _)| second)];
        for kind in kinds.into_iter().flatten() {
            if is_value(kind, &text[value.clone()]) && !is_broken_off(text, at, value.end) {
                let value = value.clone();
                found.push(Labelled { kind, line, value });
            }
        }
    }
    found
}

/// Whether a value in a bracket ends with its line although the bracket does not.
fn is_broken_off(text: &str, label: usize, end: usize) -> bool {
    let count = |marks: [char; 2]| text[..label].matches(marks).count();
    end == text.len() && count(['（', '(']) > count(['）', ')'])
}

/// The label at `at` and where its value begins.
fn label(text: &str, at: usize) -> Option<(Kind, usize)> {
    let (label, kind) = word(text, at)?;
    let behind = match second(text, at) {
        Some((_, end)) => &text[end..],
        None => &text[at + label.len()..],
    };
    let number = behind.starts_with(|character: char| character.is_ascii_digit());
    let glued = number && matches!(kind, Kind::Phone | Kind::Fax | Kind::Postcode);
    let mark = behind
        .chars()
        .next()
        .filter(|character| matches!(character, '：' | ':'))
        .map(char::len_utf8);
    let mark = mark.or(glued.then_some(0))?;
    Some((kind, text.len() - behind.len() + mark))
}

/// The word of a label that stands at `at`.
fn word(text: &str, at: usize) -> Option<(&'static str, Kind)> {
    let rest = &text[at..];
    if !rest.starts_with(LABEL_STARTS) {
        return None;
    }
    LABELS
        .iter()
        .find(|(label, _)| rest.starts_with(label))
        .copied()
}

/// The second of two labels for one number, and where it ends: `电话（传真）：`, `电话/传真：`.
fn second(text: &str, at: usize) -> Option<(Kind, usize)> {
    let (first, of_first) = word(text, at)?;
    let behind = &text[at + first.len()..];
    let mark = behind.chars().next()?;
    let start = text.len() - behind.len() + mark.len_utf8();
    let inner = text[start..]
        .strip_prefix('兼')
        .map_or(start, |rest| text.len() - rest.len());
    let (label, of_second) = word(text, inner)?;
    let end = inner + label.len();
    let end = match mark {
        '（' | '(' => {
            end + text[end..]
                .chars()
                .next()
                .filter(|one| matches!(one, '）' | ')'))?
                .len_utf8()
        }
        '/' | '／' | '、' => end,
        _ => return None,
    };
    let number = |kind| matches!(kind, Kind::Phone | Kind::Fax);
    let two = number(of_first) && number(of_second) && of_first != of_second;
    (two && text[end..].starts_with(['：', ':'])).then_some((of_second, end))
}

/// The value that begins at `start`: up to a mark that ends it or to the next label. Brackets
/// within it are kept.
fn value(text: &str, start: usize) -> Range<usize> {
    let mut depth = 0usize;
    let mut end = text.len();
    for (at, character) in text[start..].char_indices() {
        let opens = matches!(character, '（' | '(');
        let closes = matches!(character, '）' | ')') && depth > 0;
        let next_label = at > 0 && label(text, start + at).is_some();
        if (depth == 0 && !closes && VALUE_END.contains(&character)) || next_label {
            end = start + at;
            break;
        }
        depth = if opens {
            depth + 1
        } else if closes {
            depth - 1
        } else {
            depth
        };
    }
    let marks = [' ', '<', '>', '：', '、', '/', '.'];
    let kept = text[start..end].trim_start_matches(marks);
    let start = end - kept.len();
    start..start + kept.trim_end_matches(marks).len()
}

/// Whether a value is of its kind.
fn is_value(kind: Kind, value: &str) -> bool {
    let length = value.chars().count();
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let han = value
        .chars()
        .filter(|&character| ('\u{4e00}'..='\u{9fff}').contains(&character))
        .count();
    match kind {
        Kind::Address => (4..=60).contains(&length) && han >= 3,
        Kind::Postcode => value.len() == 6 && digits == 6,
        Kind::Person => (2..=20).contains(&length) && value.chars().all(is_of_name) && han >= 2,
        Kind::Phone | Kind::Fax => digits >= 7 && length <= 60 && value.chars().all(is_of_phone),
        Kind::Email => is_email(value),
        Kind::Website => is_address(value),
    }
}

fn is_of_name(character: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&character) || "·、".contains(character)
}

fn is_of_phone(character: char) -> bool {
    character.is_ascii_digit() || "-—–－()（）、/转+ 或".contains(character)
}

fn is_email(value: &str) -> bool {
    let Some((name, host)) = value.split_once('@') else {
        return false;
    };
    let plain = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
    };
    plain(name) && plain(host) && host.contains('.')
}

fn is_address(value: &str) -> bool {
    let host = value
        .trim_start_matches("https://")
        .trim_start_matches("http://");
    host.contains('.') && !host.contains('@') && host.bytes().all(|byte| byte.is_ascii_graphic())
}

/// The first web address in a sentence that tells where the document can be read.
fn website(page: &Page<'_>) -> Option<Found<String>> {
    for (_, line) in places(page) {
        if !READ_AT.iter().any(|word| line.text.contains(word)) {
            continue;
        }
        let start = ["http://", "https://", "www."]
            .iter()
            .filter_map(|mark| line.text.find(mark))
            .min();
        let Some(start) = start else { continue };
        let rest = &line.text[start..];
        let in_address =
            |character: char| character.is_ascii_graphic() && !"<>()[]\"',;".contains(character);
        let end = rest
            .find(|character| !in_address(character))
            .unwrap_or(rest.len());
        let address = rest[..end].trim_end_matches('.');
        if is_address(address) {
            return Some(Found::new(address.to_owned(), line.locate(address)));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::outline::sample::document_of;
    use crate::outline::{Sheet, outline};

    fn read(page: &[&str]) -> Vec<(Kind, String)> {
        let (document, layout) = document_of(page);
        let outline = outline(&document, &layout, None);
        let found = contacts(&Page::new(
            &document,
            &layout,
            &Sheet::of(&layout),
            &outline,
        ));
        found
            .into_iter()
            .map(|(kind, found)| (kind, found.value))
            .collect()
    }

    #[track_caller]
    fn check(page: &[&str], expected: &[(Kind, &str)]) {
        let found = read(page);
        let found: Vec<(Kind, &str)> = found
            .iter()
            .map(|(kind, value)| (*kind, value.as_str()))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn contacts_stand_in_a_bracket() {
        check(
            &[
                "如有疑问，请与办公室联系（地址：云川市东路8号（北楼），邮编：123456，电话：0100-7654321，传真：0100-7654322，电子邮箱：gk@a.gov.cn）。",
                "一、概述",
            ],
            &[
                (Kind::Address, "云川市东路8号（北楼）"),
                (Kind::Postcode, "123456"),
                (Kind::Phone, "0100-7654321"),
                (Kind::Fax, "0100-7654322"),
                (Kind::Email, "gk@a.gov.cn"),
            ],
        );
    }

    #[test]
    fn contacts_stand_on_labelled_lines() {
        check(
            &[
                "十、说明",
                "地 址：云川市东路 8 号",
                "联 系 人：周宁",
                "电　话：0100-7654321",
                "邮 编：123456",
            ],
            &[
                (Kind::Address, "云川市东路8号"),
                (Kind::Postcode, "123456"),
                (Kind::Person, "周宁"),
                (Kind::Phone, "0100-7654321"),
            ],
        );
        check(
            &["一、概述", "（联系人：周宁；联系电话：7654321）"],
            &[(Kind::Person, "周宁"), (Kind::Phone, "7654321")],
        );
        check(
            &[
                "如有疑问，请联系（电话：0100-7654321，地址：云川市东路8",
                "号）。",
                "一、概述",
            ],
            &[(Kind::Phone, "0100-7654321")],
        );
        check(
            &["请联系我局，电话0100--7654321。", "一、概述"],
            &[(Kind::Phone, "0100--7654321")],
        );
    }

    #[test]
    fn one_number_may_have_two_labels() {
        for label in ["电话（传真）：", "电话(兼传真):", "传真/电话："] {
            let line = format!(
                "请与办公室联系（地址：云川市东路8号，{label}0100-7654321，邮编：123456）。"
            );
            check(
                &[&line, "一、概述"],
                &[
                    (Kind::Address, "云川市东路8号"),
                    (Kind::Postcode, "123456"),
                    (Kind::Phone, "0100-7654321"),
                    (Kind::Fax, "0100-7654321"),
                ],
            );
        }
    }

    #[test]
    fn contacts_of_web_pages_are_left_alone() {
        check(
            &[
                "一、概述",
                "地址：云川市东路8号 电话：0100-7654321 京ICP备1号",
            ],
            &[],
        );
        check(
            &[
                "一、概述",
                "版权所有云川",
                "地址：云川市东路8号 电话：0100-7654321",
            ],
            &[],
        );
        check(
            &[
                "一、概述",
                "（地址：云川市东路8号，电话：0100-7654321）",
                "二、网站",
                "三、其他",
            ],
            &[],
        );
    }

    #[test]
    fn what_is_not_what_its_label_says_is_left_out() {
        check(
            &[
                "请联系办公室，邮编：12345，电话：见网站，地址：无。",
                "一、概述",
            ],
            &[],
        );
    }

    #[test]
    fn the_web_site_is_where_the_report_can_be_read() {
        check(
            &[
                "可在门户网站“云川”(<http://www.yunchuan.gov.cn>)查阅和下载。",
                "一、概述",
            ],
            &[(Kind::Website, "http://www.yunchuan.gov.cn")],
        );
        check(
            &["可在网站（www.yunchuan.gov.cn）下载。", "一、概述"],
            &[(Kind::Website, "www.yunchuan.gov.cn")],
        );
        check(
            &[
                "一、概述",
                "网站（www.yunchuan.gov.cn）办好专栏。",
                "二、其他",
            ],
            &[],
        );
    }

    #[test]
    fn every_label_has_its_start() {
        for (label, _) in LABELS {
            assert!(label.starts_with(LABEL_STARTS), "{label}");
        }
    }

    proptest! {
        #[test]
        fn any_line_is_read(text in "(地址|电话|邮编|联系人|传真)?[：:]?[（()），、/ 0-9a-z@.周宁云川市]{0,20}(电话：)?\\PC{0,6}") {
            for labelled in labelled(0, &text) {
                prop_assert!(text.get(labelled.value).is_some_and(|value| !value.is_empty()));
            }
            let _ = read(&[&text, "一、概述"]);
        }
    }
}
