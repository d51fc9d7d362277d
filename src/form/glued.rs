//! Printed labels that name two rows of the form: a lost line end leaves two labels and one row of
//! values, and nothing says whose values they are.

use crate::grammar::Form;
use crate::label::Key;

use super::align::{Alignment, Pair};
use super::forms::Labels;
use super::row::Row;
use super::{CellRef, Reported};

/// How far from a row, in rows of the form, another is looked for in the same label.
const NEAR: usize = 3;
/// Characters that must set a row apart from another to be found in a label.
const TELLING: usize = 3;

/// Makes unreadable what stands behind a label of two rows, in both of them: the values of one may be
/// lost, and sums within the row hold for either.
pub(super) fn give_up(
    (form, labels): (&Form, &Labels),
    rows: &[Row],
    alignment: &Alignment,
    reported: &mut [Reported],
) {
    for pair in &alignment.pairs {
        let table = &form.tables[pair.table];
        if table.rows[pair.row].heading || table.rows[pair.row].slots.is_empty() {
            continue;
        }
        let printed = printed(rows, pair);
        let listed = listed(rows, pair);
        let near = pair.row.saturating_sub(NEAR)..table.rows.len().min(pair.row + NEAR + 1);
        let valued = |row: &usize| !table.rows[*row].heading && !table.rows[*row].slots.is_empty();
        let others = near.filter(|row| *row != pair.row && valued(row));
        let own = labels.names(pair.table, pair.row);
        let named: Vec<usize> = others
            .filter(|row| !is_placed(alignment, pair.table, *row))
            .filter(|row| {
                let other = labels.names(pair.table, *row);
                names(&printed, own, other) || lists(&listed, own, other)
            })
            .collect();
        if named.is_empty() {
            continue;
        }
        let of_pair = |one: &&mut Reported| {
            one.table == pair.table && (one.row == pair.row || named.contains(&one.row))
        };
        let place = first_cell(rows, pair);
        for one in reported.iter_mut().filter(of_pair) {
            one.give_up();
            one.stand_at(place, rows[pair.rows.start].label);
        }
    }
}

/// Values on a line without a label, below a label without values, may belong to the next row of the
/// form when that is missing: sums within the row do not tell.
pub(super) fn doubt(form: &Form, rows: &[Row], alignment: &Alignment, reported: &mut [Reported]) {
    for pair in alignment.pairs.iter().filter(|pair| pair.rows.len() > 1) {
        let next = form.tables[pair.table].rows.get(pair.row + 1);
        let missing = next.is_some_and(|row| !row.heading && !row.slots.is_empty())
            && !is_placed(alignment, pair.table, pair.row + 1);
        let printed = &rows[pair.rows.clone()];
        let apart = (printed.iter()).all(|row| row.words.is_empty() || row.filled() == 0);
        if missing && apart {
            let of_pair = |one: &&mut Reported| (one.table, one.row) == (pair.table, pair.row);
            reported
                .iter_mut()
                .filter(of_pair)
                .for_each(|one| one.mended = true);
        }
    }
}

/// The label of a pair as it is compared, all printed rows together.
fn printed(rows: &[Row], pair: &Pair) -> Vec<char> {
    let text: String = rows[pair.rows.clone()]
        .iter()
        .map(Row::label_text)
        .collect();
    Key::new(&text).full
}

/// The members of the list that the label of a pair is: 警告、通报批评.
fn listed(rows: &[Row], pair: &Pair) -> Vec<Key> {
    let text: String = rows[pair.rows.clone()]
        .iter()
        .map(Row::label_text)
        .collect();
    text.split(['、', '/', '／', '和', '或'])
        .map(Key::new)
        .collect()
}

/// Whether a list of labels holds one of either row.
fn lists(listed: &[Key], taken: &[Key], other: &[Key]) -> bool {
    let holds = |labels: &[Key]| {
        let mut all = labels.iter();
        all.any(|label| listed.iter().any(|part| part.core == label.core))
    };
    listed.len() > 1 && holds(taken) && holds(other)
}

pub(super) fn first_cell(rows: &[Row], pair: &Pair) -> Option<CellRef> {
    let mut values = rows[pair.rows.clone()].iter().flat_map(|row| &row.values);
    values.next().map(|(cell, _)| *cell)
}

pub(super) fn is_placed(alignment: &Alignment, table: usize, row: usize) -> bool {
    let mut pairs = alignment.pairs.iter();
    pairs.any(|pair| (pair.table, pair.row) == (table, row))
}

/// Whether a label that was taken for the row called `taken` also holds what sets `other` apart from
/// it.
fn names(printed: &[char], taken: &[Key], other: &[Key]) -> bool {
    other.iter().any(|label| {
        let telling =
            (taken.iter()).fold(label.core.as_slice(), |rest, own| unlike(rest, &own.core));
        telling
            .windows(TELLING.max(telling.len() * 3 / 4))
            .any(|piece| holds(printed, piece))
    })
}

/// The longest piece of `label` that is left when the longest piece it shares with `other` is gone.
fn unlike<'a>(label: &'a [char], other: &[char]) -> &'a [char] {
    let shared = (0..label.len())
        .flat_map(|start| (start + 1..=label.len()).map(move |end| (start, end)))
        .filter(|(start, end)| holds(other, &label[*start..*end]))
        .max_by_key(|(start, end)| (end - start, usize::MAX - start));
    let Some((start, end)) = shared.filter(|(start, end)| end - start > 1) else {
        return label;
    };
    let (before, behind) = (&label[..start], &label[end..]);
    if before.len() >= behind.len() {
        before
    } else {
        behind
    }
}

fn holds(text: &[char], piece: &[char]) -> bool {
    text.windows(piece.len().max(1))
        .any(|window| window == piece)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(taken: &str, other: &str, printed: &str, both: bool) {
        let row = |label: &str| [Key::new(label)];
        let printed = Key::new(printed).full;
        assert_eq!(
            names(&printed, &row(taken), &row(other)),
            both,
            "{taken} {other}"
        );
    }

    #[test]
    fn a_list_of_short_labels_names_each() {
        let keys =
            |labels: &[&str]| -> Vec<Key> { labels.iter().map(|label| Key::new(label)).collect() };
        let check = |printed: &[&str]| lists(&keys(printed), &keys(&["罚款"]), &keys(&["警告"]));
        assert!(check(&["警告", "罚款"]));
        assert!(!check(&["罚款"]) && !check(&["罚款", "拘留"]));
    }

    #[test]
    fn a_label_of_two_rows_names_both() {
        let (new, old) = (
            "一、本年新收政府信息公开申请数量",
            "二、上年结转政府信息公开申请数量",
        );
        check(new, old, &format!("{new}{old}"), true);
        check(
            new,
            old,
            "一、本年新收政府信息上年结转政府信息公开申请数量",
            true,
        );
        check(new, old, new, false);
        check(old, new, &format!("{new}{old}"), true);
        check(
            "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
            "（一）予以公开",
            "三、本年度办理结果（二）部分公开",
            false,
        );
    }
}
