//! Damage to the labels and heads of a table, before it is laid out.

use crate::generate::{Part, Random, Segment, Sheet, SheetCell, SheetRow};

/// Explanations that organs add to labels.
const NOTES: [&str; 4] = [
    "（含下级单位）",
    "：指本年度内的数",
    "（按件计）",
    "（不重复计算）",
];

/// Labels carry explanations in `rate` of the rows.
pub(super) fn explained(mut sheet: Sheet, rate: f64, random: &mut Random) -> Vec<Segment> {
    let cells = sheet.rows.iter_mut().flat_map(|row| &mut row.cells);
    for cell in cells.filter(|cell| cell.part == Part::Label && cell.row_span == 1) {
        if random.chance(rate) {
            cell.text.push_str(NOTES[random.below(NOTES.len())]);
        }
    }
    vec![Segment::Table(sheet)]
}

/// In `rate` of the tables, the lowest column heads are read across: a character of each a row.
pub(super) fn heads_woven(mut sheet: Sheet, rate: f64, random: &mut Random) -> Vec<Segment> {
    let heads = sheet.rows.iter().take_while(|row| row.head).count();
    if heads > 0 && random.chance(rate) {
        let last = sheet.rows.remove(heads - 1);
        let longest = last.cells.iter().map(|cell| cell.text.chars().count());
        let height = longest.max().unwrap_or(0);
        for row in &mut sheet.rows[..heads - 1] {
            for cell in row.cells.iter_mut().filter(|cell| cell.row_span > 1) {
                cell.row_span += height.saturating_sub(1);
            }
        }
        let woven = (0..height).map(|at| SheetRow {
            head: true,
            cells: last.cells.iter().map(|cell| character(cell, at)).collect(),
        });
        sheet.rows.splice(heads - 1..heads - 1, woven);
    }
    vec![Segment::Table(sheet)]
}

/// The cell with nothing but its character at `at`.
fn character(cell: &SheetCell, at: usize) -> SheetCell {
    SheetCell {
        text: cell
            .text
            .chars()
            .nth(at)
            .map(String::from)
            .unwrap_or_default(),
        row_span: 1,
        ..cell.clone()
    }
}

/// Longest label that stands upright in a narrow column.
const UPRIGHT: usize = 12;

/// Short labels stand upright, a character a line, in `rate` of the rows.
pub(super) fn upright(sheet: Sheet, rate: f64, random: &mut Random) -> Vec<Segment> {
    changed(sheet, rate, random, |label, _| {
        let short = (2..=UPRIGHT).contains(&label.len());
        short.then(|| {
            let lines: Vec<String> = label.iter().copied().map(String::from).collect();
            lines.join("\n")
        })
    })
}

/// A character of a label is lost, doubled, or in the place of its neighbour, in `rate` of the rows.
pub(super) fn mistyped(sheet: Sheet, rate: f64, random: &mut Random) -> Vec<Segment> {
    changed(sheet, rate, random, |label, random| {
        let mut label = label.to_vec();
        if label.len() < 6 {
            return None;
        }
        // Numbers stand at the beginning; they are not what is mistyped here.
        let at = random.between(3, label.len() - 2);
        match random.below(3) {
            0 => drop(label.remove(at)),
            1 => label.insert(at, label[at]),
            _ => label.swap(at, at + 1),
        }
        Some(label.into_iter().collect())
    })
}

/// Labels lose their notes in brackets, or their second half where they have none, in `rate` of the
/// rows.
pub(super) fn shortened(sheet: Sheet, rate: f64, random: &mut Random) -> Vec<Segment> {
    changed(sheet, rate, random, |label, _| {
        let text: String = label.iter().collect();
        if let Some(open) = text
            .char_indices()
            .skip(1)
            .find(|(_, one)| "（(".contains(*one))
        {
            return Some(text[..open.0].to_owned());
        }
        let keep = label.len() - label.len() / 3;
        (label.len() >= 9).then(|| label[..keep].iter().collect())
    })
}

/// Changes labels in `rate` of the rows.
fn changed(
    mut sheet: Sheet,
    rate: f64,
    random: &mut Random,
    mut change: impl FnMut(&[char], &mut Random) -> Option<String>,
) -> Vec<Segment> {
    let cells = sheet.rows.iter_mut().flat_map(|row| &mut row.cells);
    for cell in cells.filter(|cell| cell.part == Part::Label) {
        if random.chance(rate) {
            let label: Vec<char> = cell.text.chars().collect();
            cell.text = change(&label, random).unwrap_or_else(|| std::mem::take(&mut cell.text));
        }
    }
    vec![Segment::Table(sheet)]
}

/// A first column of numbers: for each row with values, from the third level on with a head, from
/// the fifth on for every row.
pub(super) fn indexed(mut sheet: Sheet, level: usize) -> Vec<Segment> {
    let known = sheet.rows.iter().flat_map(|row| &row.cells);
    if known.into_iter().any(|cell| cell.part == Part::Index) {
        return vec![Segment::Table(sheet)];
    }
    let mut number = 0;
    for (at, row) in sheet.rows.iter_mut().enumerate() {
        row.cells.iter_mut().for_each(|cell| cell.col += 1);
        let numbered = !row.head || level >= 5;
        let text = match (numbered, at == 0 && level >= 3) {
            (true, _) => {
                number += 1;
                number.to_string()
            }
            (false, true) => "序号".to_owned(),
            (false, false) => String::new(),
        };
        let part = if row.head { Part::Head } else { Part::Index };
        row.cells.insert(0, SheetCell::new(part, 0, 1, text));
    }
    sheet.width += 1;
    vec![Segment::Table(sheet)]
}

/// What forms say about themselves.
const INSTRUCTIONS: [&str; 5] = [
    "本部分按下表填报：",
    "填报说明：没有发生的填0，空格视为漏填。",
    "（本表各数之间的关系：第一项加第二项，等于第三项加第四项）",
    "单位：见表内",
    "填表人：王某 审核人：李某",
];

/// Lines of instructions above a table, more at higher levels.
pub(super) fn instructions(sheet: Sheet, level: usize) -> Vec<Segment> {
    let lines = INSTRUCTIONS.iter().take(level);
    let mut segments: Vec<Segment> = lines
        .map(|line| Segment::Line((*line).to_owned()))
        .collect();
    segments.push(Segment::Table(sheet));
    segments
}

/// Labels of rows that no form has.
const EXTENSIONS: [&str; 5] = [
    "本地另设：便民地图",
    "其中：村务公告栏",
    "政策图解（本地统计）",
    "广播喇叭通知",
    "流动服务车",
];

/// Rows that the form does not know, more at higher levels; tables with merged labels have none.
pub(super) fn extended(mut sheet: Sheet, level: usize, random: &mut Random) -> Vec<Segment> {
    let merged = |row: &SheetRow| row.cells.iter().any(|cell| cell.row_span > 1);
    if sheet.rows.iter().any(|row| !row.head && merged(row)) {
        return vec![Segment::Table(sheet)];
    }
    for label in EXTENSIONS.iter().take(level) {
        let places: Vec<usize> = (0..sheet.rows.len())
            .filter(|at| sheet.rows[*at].cells.iter().any(|cell| cell.fact.is_some()))
            .filter(|at| {
                sheet.rows[*at]
                    .cells
                    .iter()
                    .any(|cell| cell.part == Part::Label)
            })
            .collect();
        if places.is_empty() {
            break;
        }
        let at = places[random.below(places.len())];
        let mut row = sheet.rows[at].clone();
        for cell in &mut row.cells {
            cell.text = match cell.part {
                Part::Label => (*label).to_owned(),
                Part::Value => random.below(300).to_string(),
                _ => std::mem::take(&mut cell.text),
            };
            cell.fact = None;
        }
        sheet.rows.insert(at + 1, row);
    }
    vec![Segment::Table(sheet)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet() -> Sheet {
        let head = |col, text| SheetCell::new(Part::Head, col, 1, text);
        let mut value = SheetCell::new(Part::Value, 1, 1, "12");
        value.fact = Some(0);
        Sheet {
            table: 1,
            width: 2,
            transposed: false,
            rows: vec![
                SheetRow {
                    head: true,
                    cells: vec![head(0, "内容"), head(1, "制作数")],
                },
                SheetRow {
                    head: false,
                    cells: vec![
                        SheetCell::new(Part::Label, 0, 1, "（一）受理的申请（件）"),
                        value,
                    ],
                },
            ],
        }
    }

    #[track_caller]
    fn check(segments: &[Segment], expected: &[&[&str]]) {
        let Some(Segment::Table(sheet)) = segments.last() else {
            panic!("no table")
        };
        let texts: Vec<Vec<&str>> = sheet
            .rows
            .iter()
            .map(|row| row.cells.iter().map(|cell| cell.text.as_str()).collect())
            .collect();
        assert_eq!(texts, expected);
    }

    #[test]
    fn woven_heads_have_a_character_of_each_a_row() {
        check(
            &heads_woven(sheet(), 1.0, &mut Random::new(1)),
            &[
                &["内", "制"],
                &["容", "作"],
                &["", "数"],
                &["（一）受理的申请（件）", "12"],
            ],
        );
    }

    #[test]
    fn short_labels_stand_upright() {
        let segments = upright(sheet(), 1.0, &mut Random::new(1));
        check(
            &segments,
            &[
                &["内容", "制作数"],
                &["（\n一\n）\n受\n理\n的\n申\n请\n（\n件\n）", "12"],
            ],
        );
    }

    #[test]
    fn shortened_labels_keep_what_is_before_their_note() {
        let mut sheet = sheet();
        sheet.rows[1].cells[0].text = "受理的申请（件）".to_owned();
        check(
            &shortened(sheet, 1.0, &mut Random::new(1)),
            &[&["内容", "制作数"], &["受理的申请", "12"]],
        );
    }

    #[test]
    fn an_index_comes_before_all_columns() {
        check(
            &indexed(sheet(), 3),
            &[
                &["序号", "内容", "制作数"],
                &["1", "（一）受理的申请（件）", "12"],
            ],
        );
    }

    #[test]
    fn instructions_stand_above_the_table() {
        let segments = instructions(sheet(), 2);
        assert_eq!(segments.len(), 3);
        assert_eq!(segments[0], Segment::Line(INSTRUCTIONS[0].to_owned()));
    }
}
