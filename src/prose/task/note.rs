//! Responsibility notes: `（甲局、乙局按职责分工分别牵头落实）`, `责任分工：甲局牵头，各县（市、区）政府负责落实。`
//!
//! A note is a list of organs with words that say which part they have. Names are cut at 、 and
//! 和 outside brackets and only where both sides are names; a clause without role hands its
//! names on to the next.

use crate::grammar::{OrganWords, TaskWords, Vocabulary};
use crate::prose::bracket;
use crate::record::{TaskUnit, UnitRole};
use crate::text::Span;

/// What a note says.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Note {
    /// Organs in the order printed, each with its part.
    pub units: Vec<TaskUnit>,
    /// The note says that in this and all further notes the first organ leads.
    pub first_leads: bool,
}

/// The bracketed notes of `text`, brackets included: those that end a sentence or the text.
pub(super) fn bracketed(words: &Vocabulary, text: &str) -> Vec<Span> {
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
        if ends && is_note(words, inside(&text[start..end])) {
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
pub(super) fn labelled(words: &TaskWords, text: &str) -> bool {
    label(words, text.trim_start_matches(['（', '(', '【', '['])).is_some()
}

/// Whether the words are a note: every clause with a role ends with it, and an organ is named.
fn is_note(words: &Vocabulary, text: &str) -> bool {
    if labelled(&words.task, text) {
        return true;
    }
    let mut any = false;
    for clause in text
        .split(['。', '；', ';'])
        .map(str::trim)
        .filter(|clause| !clause.is_empty())
    {
        if words.task.about_note.begin(clause) {
            continue;
        }
        let last = clause.rsplit(['，', ',']).next().unwrap_or(clause);
        let Some((names, role)) = split_role(&words.task, last) else {
            return false;
        };
        let names_somewhere = !names.is_empty() || clause.contains(['，', ',']);
        if !is_role_only(&words.task, role) || !names_somewhere {
            return false;
        }
        any = true;
    }
    any && !read(words, text, false).units.is_empty()
}

/// Reads a note. `first_leads` says that the first organ leads, as an earlier note declared.
pub(super) fn read(words: &Vocabulary, text: &str, first_leads: bool) -> Note {
    let mut note = Note::default();
    for sentence in text
        .split(['。', '；', ';'])
        .map(str::trim)
        .filter(|sentence| !sentence.is_empty())
    {
        if words.task.first_leads.within(sentence) {
            note.first_leads = true;
        }
        if !words.task.about_note.begin(sentence) {
            read_sentence(words, sentence, &mut note.units);
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

fn read_sentence(words: &Vocabulary, sentence: &str, units: &mut Vec<TaskUnit>) {
    let (labelled_role, body) = match label(&words.task, sentence) {
        Some((role, body)) => (Some(role), body),
        None => (None, sentence),
    };
    let mut waiting: Vec<&str> = Vec::new();
    for clause in split_outside(body, &['，', ',']) {
        if words.task.about_note.begin(clause) {
            continue;
        }
        let (role_of_label, clause) = label(&words.task, clause)
            .map_or((labelled_role, clause), |(role, rest)| (Some(role), rest));
        let (list, role) = match split_role(&words.task, clause) {
            Some((list, phrase)) => (list, Some(role_of(&words.task, phrase))),
            None => (clause, role_of_label),
        };
        waiting.extend(names(words, list));
        if let Some(role) = role {
            units.extend(waiting.drain(..).flat_map(|name| unit(words, name, role)));
        }
    }
}

/// The role that a label gives, and the text behind the label.
fn label<'a>(words: &TaskWords, text: &'a str) -> Option<(UnitRole, &'a str)> {
    let (label, role) = words.labels.of(text.trim_start())?;
    let rest = text.trim_start()[label.len()..].trim_start();
    rest.strip_prefix(['：', ':']).map(|rest| (*role, rest))
}

/// Cuts a clause into the list of names and the words of the role behind them.
fn split_role<'a>(words: &TaskWords, clause: &'a str) -> Option<(&'a str, &'a str)> {
    let role = words
        .roles
        .iter()
        .filter_map(|word| clause.find(word))
        .min()?;
    let before = words
        .before_role
        .iter()
        .filter_map(|word| clause[..role].find(word).map(|at| (at, word.len())));
    let start = before
        .filter(|&(at, length)| is_role_only(words, &clause[at + length..role]))
        .map(|(at, _)| at)
        .min()
        .unwrap_or(role);
    Some((clause[..start].trim(), &clause[start..]))
}

/// Whether nothing but words of roles stand in `text`.
fn is_role_only(words: &TaskWords, text: &str) -> bool {
    let mut rest = text.trim();
    while let Some(next) = words.role_tail.strip(rest) {
        rest = next;
    }
    rest.is_empty()
}

/// The weightiest role that `phrase` names.
fn role_of(words: &TaskWords, phrase: &str) -> UnitRole {
    let role = words.roles.of(phrase);
    role.map_or(UnitRole::Responsible, |(_, role)| *role)
}

/// The organs of a list of clauses, as printed.
pub(super) fn organs<'a>(words: &Vocabulary, list: &'a str) -> Vec<&'a str> {
    let clauses = split_outside(list, &['，', ',', '；', ';']);
    let names = clauses.into_iter().flat_map(|clause| names(words, clause));
    names.collect()
}

/// The organs of a list, as printed.
fn names<'a>(words: &Vocabulary, list: &'a str) -> Vec<&'a str> {
    let list = list
        .trim()
        .trim_start_matches('由')
        .trim_end_matches(['：', ':']);
    let mut names: Vec<&str> = Vec::new();
    for part in split_outside(list, &['、']) {
        for name in split_joined(words, part) {
            match names.last_mut() {
                Some(last) if belongs_together(&words.organ, last, name) => {
                    *last = covering(list, last, name)
                }
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
fn split_joined<'a>(words: &Vocabulary, part: &'a str) -> Vec<&'a str> {
    let joint = part.char_indices().find(|&(at, character)| {
        let (left, right) = (&part[..at], &part[at + character.len_utf8()..]);
        matches!(character, '和' | '及' | '与')
            && is_organ(words, left)
            && is_organ(words, right)
            && right.chars().count() > 2
    });
    match joint {
        Some((at, character)) => vec![part[..at].trim(), part[at + character.len_utf8()..].trim()],
        None => vec![part],
    }
}

pub(super) fn is_organ(words: &Vocabulary, name: &str) -> bool {
    let tail = words.task.circle.strip(name);
    let name = tail
        .or_else(|| words.task.others.strip(name))
        .unwrap_or(name);
    words.organ.endings.end(name) || (name.starts_with('各') && name.chars().count() > 1)
}

/// Whether `name` goes on a list of territories: 各州、市人民政府 is one actor.
fn belongs_together(words: &OrganWords, last: &str, name: &str) -> bool {
    let ending = words.endings.of(last);
    let organ = ending.is_some_and(|(ending, ())| !words.territories.hold(ending));
    let Some(listed) = last.strip_prefix('各').filter(|_| !organ) else {
        return false;
    };
    let listed = listed.split('、').all(|name| is_territory(words, name));
    let rest = words.territories.strip(name);
    let goes_on = |rest: &str| {
        rest.is_empty() || words.territory_tails.hold(rest) || rest.starts_with(['（', '('])
    };
    listed && rest.is_some_and(goes_on)
}

fn is_territory(words: &OrganWords, name: &str) -> bool {
    let bare = name.split(['（', '(']).next().unwrap_or(name);
    words.territories.hold(bare)
}

/// The stretch of `list` from the beginning of `first` to the end of `last`.
fn covering<'a>(list: &'a str, first: &'a str, last: &'a str) -> &'a str {
    match (Span::of(first, list), Span::of(last, list)) {
        (Some(first), Some(last)) => first.cover(last).text(list),
        _ => first,
    }
}

/// The organ that a printed name stands for, and the circle that 等有关部门 adds to it.
fn unit(words: &Vocabulary, printed: &str, role: UnitRole) -> Vec<TaskUnit> {
    let mut units = Vec::new();
    let circle = words.task.circle.of(printed);
    let others = || words.task.others.strip(printed);
    let name = match circle {
        Some((tail, _)) => &printed[..printed.len() - tail.len()],
        None => others().unwrap_or(printed),
    };
    let name = name.trim();
    let name = name.strip_prefix('和').unwrap_or(name);
    if name.chars().count() > 1 {
        units.push(TaskUnit {
            name: words.organ.normalised(name),
            name_printed: name.to_owned(),
            role,
            collective: is_collective(&words.organ, name),
        });
    }
    if let Some((printed, name)) = circle {
        units.push(TaskUnit {
            name: name.clone(),
            name_printed: printed.to_owned(),
            role,
            collective: true,
        });
    }
    units
}

fn is_collective(words: &OrganWords, name: &str) -> bool {
    !words.single.end(name) && words.collective.within(name)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::prose::gold::words;

    use UnitRole::{Lead, Responsible, Support};

    #[track_caller]
    fn check(text: &str, expected: &[(&str, UnitRole, bool)]) {
        let note = read(words(), text, false);
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
            read(words(), "市人社局、市住房和城乡建设局负责", false).units[0].name,
            "市人力资源社会保障局"
        );
        assert_eq!(
            read(words(), "市人社局、市住房和城乡建设局负责", false).units[1].name,
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
        let note = read(words(), "甲部、乙部负责。列第一位者为牵头单位，下同", false);
        assert!(note.first_leads);
        assert_eq!(
            note.units.iter().map(|unit| unit.role).collect::<Vec<_>>(),
            [Lead, Responsible]
        );
        assert_eq!(read(words(), "甲部、乙部负责", true).units[0].role, Lead);
    }

    #[test]
    fn notes_end_their_sentence() {
        let notes = |text: &'static str| {
            bracketed(words(), text)
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
            let _ = (bracketed(words(), &text), read(words(), &text, true), labelled(&words().task, &text));
        }
    }
}
