//! Tests of the module above.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::text::Span;

#[track_caller]
fn finds(pattern: &str, text: &str, expected: &str) {
    let pattern = Pattern::compile(pattern).unwrap();
    assert_eq!(pattern.find(text).map(|found| found.text), Some(expected));
}

#[track_caller]
fn misses(pattern: &str, text: &str) {
    assert_eq!(Pattern::compile(pattern).unwrap().find(text), None);
}

#[track_caller]
fn whole(pattern: &str, text: &str, expected: bool) {
    assert_eq!(
        Pattern::compile(pattern).unwrap().matches_whole(text),
        expected
    );
}

#[track_caller]
fn captures(pattern: &str, text: &str, expected: &[(&str, &str)]) {
    let pattern = Pattern::compile(pattern).unwrap();
    let found = pattern.find(text).unwrap();
    let captures: Vec<(&str, &str)> = found
        .captures
        .iter()
        .map(|one| (one.hole, one.text))
        .collect();
    assert_eq!(captures, expected);
}

#[track_caller]
fn slips(pattern: &str, marked: &str, message: &str) {
    let error = Pattern::compile(pattern).unwrap_err();
    assert_eq!(
        (&pattern[error.range.clone()], error.message.as_str()),
        (marked, message)
    );
}

#[test]
fn text_is_found_leftmost() {
    finds("办结", "收到3件，办结3件，办结率高", "办结");
    finds("哈哈[大]笑", "哈哈哈笑", "哈哈笑");
    misses("办结", "收到3件");
}

#[test]
fn marks_match_in_either_width_and_any_shape() {
    finds(
        "发布时间：{date}",
        "发布时间:2018-02-28",
        "发布时间:2018-02-28",
    );
    finds("（-{number}-）", "(—12—)", "(—12—)");
    finds("“公开”", "\"公开\"", "\"公开\"");
    finds("〔{number}〕", "[2019]", "[2019]");
    misses("一。", "一.");
}

#[test]
fn a_blank_is_any_run_of_blanks_or_none() {
    for line in ["- 3 -", "-3-", "—　3　—", "-  3  -"] {
        whole("- {number} -", line, true);
    }
    whole("- {number} -", "-3", false);
}

#[test]
fn optional_parts_are_taken_where_they_fit() {
    whole("第{number}页[ 共{number}页]", "第3页 共10页", true);
    whole("第{number}页[ 共{number}页]", "第3页", true);
    whole("第{number}页[ 共{number}页]", "第3页共", false);
    captures("共[计]{number}[余]件", "共计12件", &[("number", "12")]);
}

#[test]
fn the_first_choice_that_leads_to_a_match_is_taken() {
    finds("(收|收到)申请", "收到申请", "收到申请");
    finds("(甲|乙(丙|丁))戊", "乙丁戊", "乙丁戊");
    misses("(甲|乙)丙", "甲乙");
}

#[test]
fn runs_are_as_short_as_they_can_be() {
    captures(
        "受理{text}申请{number}件",
        "受理公开申请和更正申请3件",
        &[("text", "公开申请和更正"), ("number", "3")],
    );
    captures("其中{what:text}，", "其中甲，乙，", &[("what", "甲")]);
}

#[test]
fn a_run_at_the_end_takes_all_that_fits() {
    captures(
        "来源：{any}",
        "来源：本站 作者：佚名\n下一行",
        &[("any", "本站 作者：佚名")],
    );
    captures("来源：{text}", "来源：本站。作者", &[("text", "本站")]);
}

#[test]
fn text_stays_in_its_clause_and_any_in_its_line() {
    misses("自{text}止", "自一月。至今止");
    misses("自{any}止", "自一月\n止");
    finds("自{any}止", "自一月。至今止", "自一月。至今止");
    misses("由{han}办", "由a办");
}

#[test]
fn holes_of_parts_not_taken_are_left_out() {
    captures(
        "(当面{a:number}件|传真{b:number}件)",
        "传真7件",
        &[("b", "7")],
    );
    let pattern = Pattern::compile("收到{all:number}件[，办结{done:number}件]").unwrap();
    let found = pattern.find("收到8件，办结率").unwrap();
    assert_eq!((found.get("all"), found.get("done")), (Some("8"), None));
}

#[test]
fn a_table_of_holes_can_be_given() {
    let organ: fn(&str) -> nom::IResult<&str, &str> =
        |input| nom::bytes::complete::tag("县政府")(input);
    let holes = [Hole {
        name: "organ",
        reads: Reads::Leaf(organ),
        begins: None,
    }];
    let pattern = Pattern::with_holes("{organ}负责", &holes).unwrap();
    assert_eq!(
        pattern.find("由县政府负责").map(|found| found.text),
        Some("县政府负责")
    );
    assert!(Pattern::with_holes("{number}件", &holes).is_err());
}

#[test]
fn signs_are_taken_literally_after_a_backslash() {
    whole(r"\[image: {any}\]", "[image: image5.png]", true);
    whole(r"\(\{\|\}\)\\", r"({|})\", true);
}

#[test]
fn slips_have_a_place() {
    slips("共{nubmer}件", "nubmer", "unknown hole `nubmer`");
    slips("共{n:count}件", "count", "unknown hole `count`");
    slips("共{number件", "{", "`{` is not closed");
    slips("共{数}件", "数", "`数` is not a name");
    slips("[其中", "[", "`[` is not closed");
    slips("(甲|乙", "(", "`(` is not closed");
    slips("甲)乙", ")", "`)` closes nothing");
    slips("甲}", "}", "`}` closes nothing");
    slips("甲|乙", "|", "`|` closes nothing");
    slips("[甲|乙]丙", "|", "`|` outside a choice");
    slips("(甲|)乙", "(甲|)", "empty part");
    slips("甲\\乙", "\\", "nothing to take literally");
    slips("[甲] ", "[甲] ", "pattern fits nothing at all");
    slips("", "", "pattern fits nothing at all");
    slips(
        "甲{text}{any}",
        "{any}",
        "two runs side by side: nothing tells where the first ends",
    );
    slips(
        "[[[[[[[[[甲]]]]]]]]]乙",
        "甲",
        "too many parts inside one another",
    );
}

#[test]
fn no_text_makes_a_search_explode() {
    let pattern = Pattern::compile("{a:text}的{b:text}的{c:text}的{d:text}的{e:text}完").unwrap();
    assert_eq!(pattern.find(&"甲的".repeat(20_000)), None);
    let pattern = Pattern::compile("[(甲|甲甲)][(甲|甲甲)][(甲|甲甲)] [甲] [甲]乙").unwrap();
    assert_eq!(pattern.find(&"甲 ".repeat(20_000)), None);
}

/// Patterns of every kind of item, so that texts of the same letters often match.
fn patterns() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("甲".to_owned()),
        Just("乙，".to_owned()),
        Just(" ".to_owned()),
        Just("{number}".to_owned()),
        Just("{han}丙".to_owned()),
        Just("{text}，".to_owned()),
        Just("{any}-".to_owned()),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| parts.concat()),
            inner.clone().prop_map(|part| format!("[{part}]")),
            prop::collection::vec(inner, 2..4).prop_map(|parts| format!("({})", parts.join("|"))),
        ]
    })
}

/// Every end that `items` can reach in `text` from `starts`: what a match means, without any haste.
fn ends(items: &[syntax::Item], text: &str, starts: BTreeSet<usize>) -> BTreeSet<usize> {
    items.iter().fold(starts, |starts, item| {
        starts
            .into_iter()
            .flat_map(|start| after(item, text, start))
            .collect()
    })
}

fn after(item: &syntax::Item, text: &str, start: usize) -> BTreeSet<usize> {
    let rest = &text[start..];
    let run = |fits: &dyn Fn(char) -> bool| -> BTreeSet<usize> {
        rest.char_indices()
            .take_while(|(_, c)| fits(*c))
            .map(|(at, c)| start + at + c.len_utf8())
            .collect()
    };
    let here = BTreeSet::from([start]);
    match item {
        syntax::Item::Text(known) => rest
            .starts_with(known.as_str())
            .then_some(start + known.len())
            .into_iter()
            .collect(),
        syntax::Item::Mark(mark) => run(&|c| syntax::fold(c) == *mark)
            .into_iter()
            .take(1)
            .collect(),
        syntax::Item::Blanks => run(&|c| " \t\u{3000}\u{A0}".contains(c))
            .union(&here)
            .copied()
            .collect(),
        syntax::Item::Hole(_, Reads::Run(fits), _) => run(fits),
        syntax::Item::Hole(_, Reads::Leaf(leaf), _) => leaf(rest)
            .map(|(left, _)| text.len() - left.len())
            .into_iter()
            .collect(),
        syntax::Item::Optional(items) => ends(items, text, here.clone())
            .union(&here)
            .copied()
            .collect(),
        syntax::Item::Choice(branches) => branches
            .iter()
            .flat_map(|branch| ends(branch, text, here.clone()))
            .collect(),
    }
}

#[test]
fn every_shape_of_a_mark_is_known() {
    for character in ('\0'..=char::MAX).filter(|one| syntax::fold(*one) != *one) {
        let mark = syntax::fold(character);
        assert!(syntax::shapes(mark).contains(&character), "{character}");
    }
    for mark in ('!'..='~').filter(char::is_ascii_punctuation) {
        assert!(
            syntax::shapes(mark)
                .iter()
                .all(|one| syntax::fold(*one) == mark)
        );
    }
}

proptest! {
    #[test]
    fn a_search_finds_what_trying_everything_finds(source in patterns(), text in "[甲乙丙，, 12-]{0,12}") {
        let Ok(items) = syntax::parse(&source, HOLES) else { return Ok(()) };
        let pattern = Pattern::compile(&source).unwrap();
        let reached = |start: usize| ends(&items, &text, BTreeSet::from([start]));
        prop_assert_eq!(pattern.matches_whole(&text), reached(0).contains(&text.len()));
        let first = text.char_indices().map(|(at, _)| at).find(|at| !reached(*at).is_empty());
        let found = pattern.find(&text).and_then(|found| Span::of(found.text, &text));
        prop_assert_eq!(found.map(|span| span.start), first);
        if let Some(span) = found {
            prop_assert!(reached(span.start).contains(&span.end));
        }
    }

    #[test]
    fn any_source_compiles_or_slips_inside_itself(source in "[甲{}\\[\\]()|\\\\:a-z ]{0,20}|\\PC{0,20}") {
        if let Err(error) = Pattern::compile(&source) {
            prop_assert!(source.get(error.range.clone()).is_some(), "{:?} in {:?}", error, source);
        }
    }

    #[test]
    fn what_is_found_and_captured_is_a_slice(source in patterns(), text in "[甲乙丙，, 12—\n-]{0,30}|\\PC{0,20}") {
        let Ok(pattern) = Pattern::compile(&source) else { return Ok(()) };
        if let Some(found) = pattern.find(&text) {
            let span = Span::of(found.text, &text);
            prop_assert!(span.is_some_and(|span| !span.is_empty()));
            for capture in &found.captures {
                prop_assert!(Span::of(capture.text, found.text).is_some_and(|span| !span.is_empty()));
            }
            prop_assert!(pattern.find(found.text).is_some());
        }
    }

    #[test]
    fn a_whole_match_is_the_text(source in patterns(), text in "[甲乙丙，, 12-]{0,20}") {
        let Ok(pattern) = Pattern::compile(&source) else { return Ok(()) };
        if let Some(found) = pattern.whole(&text) {
            prop_assert_eq!(found.text, text.as_str());
            prop_assert!(pattern.find(&text).is_some_and(|part| text.starts_with(part.text)));
        }
    }

    #[test]
    fn the_needle_never_hides_a_match(source in patterns(), text in "[甲乙丙，, 12-]{0,20}") {
        let Ok(pattern) = Pattern::compile(&source) else { return Ok(()) };
        let bare = Pattern { needles: Vec::new(), anchored: false, ..pattern.clone() };
        prop_assert_eq!(pattern.find(&text), bare.find(&text));
    }

    #[test]
    fn a_set_never_hides_a_match(
        sources in prop::collection::vec(patterns(), 1..6),
        text in "[甲乙丙，, 12-]{0,20}",
    ) {
        let compiled = sources.iter().filter_map(|source| Pattern::compile(source).ok());
        let patterns: Vec<Pattern> = compiled.collect();
        let set = Set::new(patterns.iter());
        let signs = set.signs(&text);
        let rare = set::Rare::new(patterns.iter());
        for (number, pattern) in patterns.iter().enumerate() {
            let found = pattern.find(&text);
            prop_assert_eq!(&pattern.find_at(&text, 0, signs.starts(number)), &found);
            prop_assert!(found.is_none() || signs.may_fit(number) && rare.found_in(&text));
            let prefix = pattern.prefix(&text).map(|found| found.text);
            let leading = found.map(|found| found.text).filter(|part| {
                Span::of(part, &text).is_some_and(|span| span.start == 0)
            });
            prop_assert_eq!(prefix, leading);
        }
    }
}
