//! Responsibility notes: `（甲局、乙局按职责分工分别牵头落实）`, `责任分工：甲局牵头，各县（市、区）政府负责落实。`
//!
//! A note is a list of organs with words that say which part they have. Names are cut at 、 and
//! 和 outside brackets and only where both sides are names; a clause without role hands its
//! names on to the next.

use crate::prose::bracket;
use crate::record::{TaskUnit, UnitRole};
use crate::text::Span;

use super::vocabulary::{
    ABOUT_NOTE, ALIASES, AND_OTHERS, BEFORE_ROLE, COLLECTIVE, FIRST_LEADS, LABELS, NOT_COLLECTIVE,
    ORGAN_ENDINGS, OTHERS_NAMED, ROLE_TAIL, ROLES, TERRITORIES, TERRITORY_TAILS,
};

/// What a note says.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Note {
    /// Organs in the order printed, each with its part.
    pub units: Vec<TaskUnit>,
    /// The note says that in this and all further notes the first organ leads.
    pub first_leads: bool,
}

/// The bracketed notes of `text`, brackets included: those that end a sentence or the text.
pub(super) fn bracketed(text: &str) -> Vec<Span> {
    let mut notes = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find(['（', '(']).map(|offset| at + offset) {
        let open = if text[start..].starts_with('(') {
            1
        } else {
            '（'.len_utf8()
        };
        at = start + open;
        let Some(length) = bracket::round(&text[start..]) else {
            continue;
        };
        let end = start + length;
        let ends = text[end..]
            .trim_start()
            .chars()
            .next()
            .is_none_or(|mark| matches!(mark, '。' | '；' | '\n'));
        if ends && is_note(inside(&text[start..end])) {
            notes.push(Span::new(start, end));
            at = end;
        }
    }
    notes
}

/// The text without its outer brackets.
pub(super) fn inside(note: &str) -> &str {
    note.trim_start_matches(['（', '('])
        .trim_end_matches(['）', ')', '。'])
}

/// Whether `text` opens with a label such as 责任分工：.
pub(super) fn labelled(text: &str) -> bool {
    label(text.trim_start_matches(['（', '(', '【', '['])).is_some()
}

/// Whether the words are a note: every clause with a role ends with it, and an organ is named.
fn is_note(text: &str) -> bool {
    if labelled(text) {
        return true;
    }
    let mut any = false;
    for clause in text
        .split(['。', '；', ';'])
        .map(str::trim)
        .filter(|clause| !clause.is_empty())
    {
        if ABOUT_NOTE.iter().any(|word| clause.starts_with(word)) {
            continue;
        }
        let Some((names, role)) = split_role(clause.rsplit(['，', ',']).next().unwrap_or(clause))
        else {
            return false;
        };
        let names_somewhere = !names.is_empty() || clause.contains(['，', ',']);
        if !is_role_only(role) || !names_somewhere {
            return false;
        }
        any = true;
    }
    any && !read(text, false).units.is_empty()
}

/// Reads a note. `first_leads` says that the first organ leads, as an earlier note declared.
pub(super) fn read(text: &str, first_leads: bool) -> Note {
    let mut note = Note::default();
    for sentence in text
        .split(['。', '；', ';'])
        .map(str::trim)
        .filter(|sentence| !sentence.is_empty())
    {
        if FIRST_LEADS.iter().any(|word| sentence.contains(word)) {
            note.first_leads = true;
        }
        if !ABOUT_NOTE.iter().any(|word| sentence.starts_with(word)) {
            read_sentence(sentence, &mut note.units);
        }
    }
    // One actor alone needs no leader, and roles that are printed go before the rule.
    let undecided = note.units.len() > 1
        && note
            .units
            .iter()
            .all(|unit| unit.role == UnitRole::Responsible);
    let declared = undecided && (first_leads || note.first_leads);
    if let Some(first) = note.units.first_mut().filter(|_| declared) {
        first.role = UnitRole::Lead;
    }
    note
}

fn read_sentence(sentence: &str, units: &mut Vec<TaskUnit>) {
    let (labelled_role, body) = match label(sentence) {
        Some((role, body)) => (Some(role), body),
        None => (None, sentence),
    };
    let mut waiting: Vec<&str> = Vec::new();
    for clause in split_outside(body, &['，', ',']) {
        if ABOUT_NOTE.iter().any(|word| clause.starts_with(word)) {
            continue;
        }
        let (role_of_label, clause) =
            label(clause).map_or((labelled_role, clause), |(role, rest)| (Some(role), rest));
        match split_role(clause) {
            Some((list, words)) => {
                let role = role_of(words).unwrap_or(UnitRole::Responsible);
                waiting.extend(names(list));
                units.extend(waiting.drain(..).flat_map(|name| unit(name, role)));
            }
            None => match role_of_label {
                Some(role) => {
                    units.extend(names(clause).into_iter().flat_map(|name| unit(name, role)))
                }
                None => waiting.extend(names(clause)),
            },
        }
    }
}

/// The role that a label gives, and the text behind the label.
fn label(text: &str) -> Option<(UnitRole, &str)> {
    LABELS.iter().find_map(|(label, role)| {
        let rest = text.trim_start().strip_prefix(label)?.trim_start();
        rest.strip_prefix(['：', ':']).map(|rest| (*role, rest))
    })
}

/// Cuts a clause into the list of names and the words of the role behind them.
fn split_role(clause: &str) -> Option<(&str, &str)> {
    let role = ROLES
        .iter()
        .filter_map(|(word, _)| clause.find(word))
        .min()?;
    let before = BEFORE_ROLE
        .iter()
        .filter_map(|word| clause[..role].find(word).map(|at| (at, word.len())));
    let start = before
        .filter(|&(at, length)| is_role_only(&clause[at + length..role]))
        .map(|(at, _)| at)
        .min()
        .unwrap_or(role);
    Some((clause[..start].trim(), &clause[start..]))
}

/// Whether nothing but words of roles stand in `text`.
fn is_role_only(text: &str) -> bool {
    let mut rest = text.trim();
    while let Some(next) = ROLE_TAIL.iter().find_map(|word| rest.strip_prefix(word)) {
        rest = next;
    }
    rest.is_empty()
}

/// The weightiest role that `words` name.
fn role_of(words: &str) -> Option<UnitRole> {
    ROLES
        .iter()
        .find(|(word, _)| words.contains(word))
        .map(|(_, role)| *role)
}

/// The organs of a list, as printed.
fn names(list: &str) -> Vec<&str> {
    let list = list
        .trim()
        .trim_start_matches('由')
        .trim_end_matches(['：', ':']);
    let mut names: Vec<&str> = Vec::new();
    for part in split_outside(list, &['、']) {
        for name in split_joined(part) {
            match names.last_mut() {
                Some(last) if belongs_together(last, name) => *last = covering(list, last, name),
                _ => names.push(name),
            }
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

/// Cuts at `marks` outside brackets.
fn split_outside<'a>(text: &'a str, marks: &[char]) -> Vec<&'a str> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0i32);
    for (at, character) in text.char_indices() {
        match character {
            '（' | '(' | '〔' | '[' => depth += 1,
            '）' | ')' | '〕' | ']' => depth -= 1,
            _ if depth <= 0 && marks.contains(&character) => {
                parts.push(text[start..at].trim());
                start = at + character.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(text[start..].trim());
    parts
}

/// Cuts 甲局和乙局 where both sides are names; 住房和城乡建设局 is one.
fn split_joined(part: &str) -> Vec<&str> {
    let joint = part.char_indices().find(|&(at, character)| {
        let (left, right) = (&part[..at], &part[at + character.len_utf8()..]);
        matches!(character, '和' | '及' | '与')
            && is_organ(left)
            && is_organ(right)
            && right.chars().count() > 2
    });
    match joint {
        Some((at, character)) => vec![part[..at].trim(), part[at + character.len_utf8()..].trim()],
        None => vec![part],
    }
}

pub(super) fn is_organ(name: &str) -> bool {
    let name = AND_OTHERS
        .iter()
        .find_map(|word| name.strip_suffix(word))
        .unwrap_or(name);
    ORGAN_ENDINGS.iter().any(|ending| name.ends_with(ending))
        || (name.starts_with('各') && name.chars().count() > 1)
}

/// Whether `name` goes on a list of territories: 各州、市人民政府 is one actor.
fn belongs_together(last: &str, name: &str) -> bool {
    if !last.starts_with('各')
        || ORGAN_ENDINGS
            .iter()
            .any(|ending| last.ends_with(ending) && !TERRITORIES.contains(ending))
    {
        return false;
    }
    let listed = last
        .strip_prefix('各')
        .is_some_and(|last| last.split(['、']).all(is_territory));
    let rest = TERRITORIES
        .iter()
        .find_map(|territory| name.strip_prefix(territory));
    listed
        && rest.is_some_and(|rest| TERRITORY_TAILS.contains(&rest) || rest.starts_with(['（', '(']))
}

fn is_territory(name: &str) -> bool {
    let bare = name.split(['（', '(']).next().unwrap_or(name);
    TERRITORIES.contains(&bare)
}

/// The stretch of `list` from the beginning of `first` to the end of `last`.
fn covering<'a>(list: &'a str, first: &'a str, last: &'a str) -> &'a str {
    match (Span::of(first, list), Span::of(last, list)) {
        (Some(first), Some(last)) => first.cover(last).text(list),
        _ => first,
    }
}

/// The organ that a printed name stands for, and the circle that 等有关部门 adds to it.
fn unit(printed: &str, role: UnitRole) -> Vec<TaskUnit> {
    let mut units = Vec::new();
    let tail = AND_OTHERS.iter().find(|word| printed.ends_with(**word));
    let name = tail
        .map_or(printed, |tail| &printed[..printed.len() - tail.len()])
        .trim();
    let name = ROLE_TAIL
        .iter()
        .find_map(|word| name.strip_prefix(word).filter(|_| *word == "和"))
        .unwrap_or(name);
    if name.chars().count() > 1 {
        units.push(TaskUnit {
            name: normalised(name),
            name_printed: name.to_owned(),
            role,
            collective: is_collective(name),
        });
    }
    let others = tail.and_then(|tail| OTHERS_NAMED.iter().find(|(printed, _)| printed == tail));
    if let Some((printed, name)) = others {
        let (name, name_printed) = ((*name).to_owned(), (*printed).to_owned());
        units.push(TaskUnit {
            name,
            name_printed,
            role,
            collective: true,
        });
    }
    units
}

/// The name with brackets of one kind and the ending that the organ's official short name has.
fn normalised(name: &str) -> String {
    let name: String = name
        .chars()
        .filter(|character| !character.is_whitespace())
        .map(|character| match character {
            '(' | '〔' => '（',
            ')' | '〕' => '）',
            _ => character,
        })
        .collect();
    match ALIASES
        .iter()
        .find_map(|(printed, official)| name.strip_suffix(printed).map(|head| (head, official)))
    {
        Some((head, official)) => format!("{head}{official}"),
        None => name,
    }
}

fn is_collective(name: &str) -> bool {
    let one = NOT_COLLECTIVE.iter().any(|ending| name.ends_with(ending));
    !one && COLLECTIVE.iter().any(|word| name.contains(word))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    use UnitRole::{Lead, Responsible, Support};

    #[track_caller]
    fn check(text: &str, expected: &[(&str, UnitRole, bool)]) {
        let note = read(text, false);
        let units: Vec<_> = note
            .units
            .iter()
            .map(|unit| (unit.name_printed.as_str(), unit.role, unit.collective))
            .collect();
        assert_eq!(units, expected, "{text}");
    }

    #[test]
    fn names_stand_before_their_role() {
        check(
            "市甲局、市乙局按职责分工分别牵头落实",
            &[("市甲局", Lead, false), ("市乙局", Lead, false)],
        );
        check("市审计局牵头落实", &[("市审计局", Lead, false)]);
        check(
            "市甲局牵头，各县（市、区）政府、市政府各部门负责落实",
            &[
                ("市甲局", Lead, false),
                ("各县（市、区）政府", Responsible, true),
                ("市政府各部门", Responsible, true),
            ],
        );
        check(
            "由市甲局牵头，市乙局配合",
            &[("市甲局", Lead, false), ("市乙局", Support, false)],
        );
        check(
            "市甲局、市乙局负责",
            &[
                ("市甲局", Responsible, false),
                ("市乙局", Responsible, false),
            ],
        );
    }

    #[test]
    fn a_clause_without_role_waits_for_one() {
        check(
            "市甲局牵头；市直有关部门，各州、市人民政府按照职责分工负责",
            &[
                ("市甲局", Lead, false),
                ("市直有关部门", Responsible, true),
                ("各州、市人民政府", Responsible, true),
            ],
        );
    }

    #[test]
    fn labels_give_roles() {
        check(
            "责任单位：市甲局、市乙局",
            &[
                ("市甲局", Responsible, false),
                ("市乙局", Responsible, false),
            ],
        );
        check(
            "牵头单位：市甲局；配合单位：市乙局",
            &[("市甲局", Lead, false), ("市乙局", Support, false)],
        );
        check(
            "责任分工：市甲局牵头，市乙局分头落实",
            &[("市甲局", Lead, false), ("市乙局", Responsible, false)],
        );
    }

    #[test]
    fn names_that_hold_a_joint_stay_whole() {
        check(
            "市住房和城乡建设局牵头落实",
            &[("市住房和城乡建设局", Lead, false)],
        );
        check(
            "市文化和旅游局和市体育局负责",
            &[
                ("市文化和旅游局", Responsible, false),
                ("市体育局", Responsible, false),
            ],
        );
        assert_eq!(
            read("市人社局、市住房和城乡建设局负责", false).units[0].name,
            "市人力资源社会保障局"
        );
        assert_eq!(
            read("市人社局、市住房和城乡建设局负责", false).units[1].name,
            "市住房城乡建设局"
        );
    }

    #[test]
    fn others_are_named_only_as_a_circle() {
        check(
            "市甲局、市乙局等部门牵头落实",
            &[("市甲局", Lead, false), ("市乙局", Lead, false)],
        );
        check(
            "市甲局等有关部门负责",
            &[
                ("市甲局", Responsible, false),
                ("等有关部门", Responsible, true),
            ],
        );
    }

    #[test]
    fn the_first_leads_where_a_note_says_so() {
        let note = read("甲部、乙部负责。列第一位者为牵头单位，下同", false);
        assert!(note.first_leads);
        assert_eq!(
            note.units.iter().map(|unit| unit.role).collect::<Vec<_>>(),
            [Lead, Responsible]
        );
        assert_eq!(read("甲部、乙部负责", true).units[0].role, Lead);
    }

    #[test]
    fn notes_end_their_sentence() {
        let notes = |text: &'static str| {
            bracketed(text)
                .iter()
                .map(|span| span.text(text))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            notes("公开信息。（市甲局牵头落实）"),
            ["（市甲局牵头落实）"]
        );
        assert_eq!(
            notes("公开信息（市甲局负责）。做好解读（市乙局负责）。"),
            ["（市甲局负责）", "（市乙局负责）"]
        );
        assert!(notes("公开（由市政府负责的除外）信息。").is_empty());
        assert!(notes("条例（以下简称《条例》）。").is_empty());
        assert!(notes("各县（市、区）。").is_empty());
    }

    proptest! {
        #[test]
        fn never_panics(text in "[市甲乙局委、，；和及等部门各县（）()牵头负责落实配合按职责分工：]{0,50}") {
            let _ = (bracketed(&text), read(&text, true), labelled(&text));
        }
    }
}
