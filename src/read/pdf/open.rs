//! What stands outside ruled tables: running text, and lines whose words stand in columns without
//! rules.
//!
//! Lines in columns that follow each other are one table as long as they keep their columns, also on
//! the next page. What a page holds of it is drawn with the columns of the whole.

use std::ops::Range;

use super::cells::table;
use super::columns::{Corridor, FEWEST, corridors, edges, is_figure, pieces, span, with_labels};
use super::flow::{Drawn, Item, UNCERTAIN};
use super::line::Line;
use super::rule::Rule;
use super::word::{Area, Word};

/// Lines farther below the one before begin something else, in characters.
const FAR: f32 = 2.5;
/// What stands closer than this to a row may be a line of one of its cells, in characters.
const CLINGING: f32 = 0.4;
/// What stands closer than this to figures is half beside them, in characters.
const HALF: f32 = 0.9;
/// Lines without several cells that stand between rows, of any width.
const MOST_ALONE: usize = 2;
/// The same of lines that are no wider than one of the cells above.
const MOST_SHORT: usize = 6;
/// A line of more words is no row of a table.
const MOST_WORDS: usize = 500;
/// A page of more words is no page of tables.
const MOST_ON_PAGE: usize = 50_000;
/// Lines that are looked at for the columns of what goes on.
const DEEP: usize = 200;
/// Lines of a cell above or below its row where a page ends.
const MOST_BROKEN: usize = 3;
/// Lines below or above a table that may belong to the page.
const MOST_MARGIN: usize = 2;

/// What a page holds outside ruled tables.
#[derive(Debug, Default)]
pub(super) struct Open {
    /// Its lines from top to bottom.
    pub lines: Vec<Line>,
    /// Where ruled tables stand.
    pub tables: Vec<Area>,
    /// Rules from left to right that enclose nothing.
    pub across: Vec<Rule>,
}

/// Lines of a page that may be a table or go on with one.
#[derive(Debug, Clone)]
struct Part {
    page: usize,
    range: Range<usize>,
}

/// What stands on each page: the lines as they are, those that make up a table as one.
pub(super) fn items(pages: &[Open]) -> Vec<Vec<Item>> {
    let pages: Vec<Parted> = pages.iter().map(Parted::of).collect();
    let mut runs: Vec<Vec<Part>> = Vec::new();
    for page in 0..pages.len() {
        let parts = pages[page].parts(page);
        for part in parts {
            let open = runs.last_mut().filter(|run| {
                run.last().is_some_and(|last| goes_on(&pages, last, &part))
                    && keeps(
                        &rows_of(&pages, run),
                        &rows_of(&pages, std::slice::from_ref(&part)),
                    )
            });
            match open {
                Some(run) => run.push(part),
                None => runs.push(vec![part]),
            }
        }
    }
    let mut items: Vec<Vec<Item>> = pages.iter().map(|_| Vec::new()).collect();
    let mut done = vec![0; pages.len()];
    for run in &runs {
        for (part, table) in run.iter().zip(drawn(&pages, run)) {
            let page = &pages[part.page];
            let lines = done[part.page]..part.range.start;
            items[part.page].extend(lines.map(|at| Item::Line(loose(&page.open.lines, at))));
            items[part.page].push(Item::Table(table));
            done[part.page] = part.range.end;
        }
    }
    for ((page, items), done) in pages.iter().zip(&mut items).zip(done) {
        let lines = done..page.open.lines.len();
        items.extend(lines.map(|at| Item::Line(loose(&page.open.lines, at))));
    }
    items
}

/// A line that is in no table. Of figures alone that stand half beside a broken label it is not certain
/// whose they are: as lines of text, the next label would be theirs.
fn loose(lines: &[Line], at: usize) -> Line {
    let mut line = lines[at].clone();
    let figure = |word: &Word| is_figure(&word.text);
    if line.words.len() < 2 || !line.words.iter().all(figure) {
        return line;
    }
    let around = [at.checked_sub(1), Some(at + 1)].into_iter().flatten();
    let labels = around.filter_map(|at| lines.get(at)).any(|other| {
        let apart = (other.at.y() - line.at.y()).abs();
        apart < HALF * other.em() && !other.words.iter().any(figure)
    });
    if labels {
        for word in &mut line.words {
            word.text += UNCERTAIN;
        }
    }
    line
}

/// The lines with several cells of some parts.
fn rows_of<'a>(pages: &[Parted<'a>], parts: &[Part]) -> Vec<&'a Line> {
    let mut rows: Vec<&Line> = Vec::new();
    for part in parts.iter().rev() {
        let page = &pages[part.page];
        let several = part.range.clone().rev().filter(|at| page.several[*at]);
        rows.extend(several.map(|at| &page.open.lines[at]).take(DEEP));
        if rows.len() >= DEEP {
            break;
        }
    }
    rows
}

/// Whether a part begins a page that follows another with nothing but margins between.
fn goes_on(pages: &[Parted], last: &Part, next: &Part) -> bool {
    let (above, below) = (&pages[last.page], &pages[next.page]);
    let end = above.open.lines[last.range.clone()].last();
    let start = below.open.lines[next.range.clone()].first();
    let (Some(end), Some(start)) = (end, start) else {
        return false;
    };
    last.page + 1 == next.page
        && above.open.lines.len() - last.range.end <= MOST_MARGIN
        && next.range.start <= MOST_MARGIN
        && !above.open.tables.iter().any(|table| table.y0 > end.at.y())
        && !below
            .open
            .tables
            .iter()
            .any(|table| table.y1 < start.at.y())
}

/// Whether both, taken together, keep the columns that each has.
fn keeps(first: &[&Line], second: &[&Line]) -> bool {
    let together: Vec<&Line> = first.iter().chain(second).copied().collect();
    let Some(em) = median(together.iter().map(|line| line.em()).collect()) else {
        return false;
    };
    let common = corridors(&together, em);
    let own = [corridors(first, em), corridors(second, em)];
    // Gaps between labels tell nothing where there are figures.
    let figures = own.iter().flatten().filter(|one| one.figures);
    let labels = figures.map(|one| one.from).reduce(f32::min);
    let kept = |own: &Corridor| {
        let labels = labels.is_some_and(|labels| own.to <= labels);
        let meets = |one: &Corridor| one.from < own.to && own.from < one.to;
        labels || common.iter().any(meets)
    };
    let keeps = |lines: &[&Line], own: &[Corridor]| {
        let count = own.iter().filter(|one| kept(one)).count();
        // One line alone has gaps that mean nothing.
        count == own.len() || lines.len() == 1 && count * 2 >= own.len()
    };
    !common.is_empty() && keeps(first, &own[0]) && keeps(second, &own[1])
}

/// A page with what is known of its lines.
struct Parted<'a> {
    open: &'a Open,
    /// Whether a line holds several cells.
    several: Vec<bool>,
    groups: Vec<Vec<Line>>,
}

impl<'a> Parted<'a> {
    fn of(open: &'a Open) -> Self {
        let count: usize = open.lines.iter().map(|line| line.words.len()).sum();
        let groups: Vec<Vec<Line>> = open.lines.iter().map(Line::groups).collect();
        let several = open.lines.iter().zip(&groups);
        let several = several.map(|(line, groups)| {
            groups.len() > 1 && line.words.len() <= MOST_WORDS && count <= MOST_ON_PAGE
        });
        Self {
            open,
            several: several.collect(),
            groups,
        }
    }

    /// What may be tables, from top to bottom.
    fn parts(&self, page: usize) -> Vec<Part> {
        let mut parts = Vec::new();
        let mut at = 0;
        while at < self.several.len() {
            let end = self.region(at);
            for range in self.cut(at..end) {
                parts.push(Part { page, range });
            }
            at = end.max(at + 1);
        }
        parts
    }

    fn gap(&self, at: usize) -> f32 {
        self.open.lines[at + 1].at.y0 - self.open.lines[at].at.y1
    }

    /// Whether a line that stands next to another may be of a cell that is broken around a row.
    fn clings(&self, at: usize, next: usize, row: usize) -> bool {
        let gap = self.gap(at.min(next));
        gap < CLINGING * self.open.lines[row].em()
            && is_short(&self.open.lines[at], &self.groups[row])
    }

    /// Where the lines in columns that begin at a line end; lines that hold one cell count between
    /// others that hold several, and where they touch one.
    fn region(&self, start: usize) -> usize {
        let count = self.several.len();
        let deep = if start <= MOST_MARGIN { MOST_BROKEN } else { 1 };
        let row = (start..count.min(start + deep + 1)).find(|at| self.several[*at]);
        let begins = row.is_some_and(|row| (start..row).all(|at| self.clings(at, at + 1, row)));
        if !begins {
            return start;
        }
        let em = self.open.lines[start].em();
        let (mut end, mut alone, mut short) = (start + 1, 0, true);
        for at in start..count - 1 {
            let (above, below) = (self.open.lines[at].at.y1, self.open.lines[at + 1].at.y0);
            let between = |table: &Area| above <= table.y() && table.y() <= below;
            if self.gap(at) > FAR * em || self.open.tables.iter().any(between) {
                break;
            }
            if self.several[at + 1] {
                (end, alone, short) = (at + 2, 0, true);
                continue;
            }
            alone += 1;
            short &= is_short(&self.open.lines[at + 1], &self.groups[end - 1]);
            if alone > if short { MOST_SHORT } else { MOST_ALONE } {
                break;
            }
        }
        let (row, mut deep) = (end - 1, 1);
        while end < count && deep > 0 && self.clings(end, end - 1, row) {
            (end, deep) = (end + 1, deep - 1);
            if count - end <= MOST_BROKEN + MOST_MARGIN && end == row + 2 {
                deep = MOST_BROKEN - 1;
            }
        }
        end
    }

    /// The region in parts that keep their columns; lines with one cell that stand between two parts
    /// belong to neither.
    fn cut(&self, region: Range<usize>) -> Vec<Range<usize>> {
        let rows = |range: &Range<usize>| -> Vec<&Line> {
            let several = range.clone().rev().filter(|at| self.several[*at]);
            several.map(|at| &self.open.lines[at]).take(DEEP).collect()
        };
        let mut parts: Vec<Range<usize>> = Vec::new();
        let mut at = region.start;
        while at < region.end {
            let first = (at..region.end).find(|at| self.several[*at]);
            let Some(first) = first else { break };
            let end = (first..region.end).find(|at| !self.several[*at]);
            let end = end.unwrap_or(region.end);
            match parts.last_mut() {
                Some(part) if keeps(&rows(part), &rows(&(first..end))) => part.end = end,
                _ => {
                    let clings = first > at && self.clings(first - 1, first, first);
                    parts.push(first - usize::from(clings)..end);
                }
            }
            at = end;
        }
        if let Some(part) = parts.last_mut()
            && part.end < region.end
        {
            part.end = region.end;
        }
        parts
    }
}

/// Whether a line is no wider than a column of its neighbour leaves room for.
fn is_short(line: &Line, neighbour: &[Line]) -> bool {
    neighbour
        .iter()
        .filter(|group| group.at.x0 < line.at.x1 && line.at.x0 < group.at.x1)
        .count()
        <= 1
}

/// The tables of the parts of a run, one for each, if its words stand in columns.
fn drawn(pages: &[Parted], run: &[Part]) -> Vec<Drawn> {
    let lines = |part: &Part| &pages[part.page].open.lines[part.range.clone()];
    let all: Vec<&Line> = run.iter().flat_map(&lines).collect();
    let rows = rows_of(pages, run);
    let sides = all.iter().map(|line| line.at);
    let (Some(sides), Some(em)) = (
        sides.reduce(|one, other| one.with(&other)),
        median(all.iter().map(|line| line.em()).collect()),
    ) else {
        return Vec::new();
    };
    let mut parting = corridors(&rows, em);
    narrow(&mut parting, &all);
    let columns = edges(&parting, &sides);
    let fits = |line: &&&Line| {
        let spans = pieces(line, &columns, em);
        let one =
            |piece: &Line| span(&columns, &piece.at, em).1 - span(&columns, &piece.at, em).0 == 1;
        spans.iter().all(one)
    };
    let fitting = rows.iter().filter(fits).count();
    if rows.len() < FEWEST || columns.len() < 3 || fitting * 5 < rows.len() * 3 {
        return Vec::new();
    }
    let columns = with_labels(columns, &all[..all.len().min(2 * DEEP)], em);
    run.iter()
        .map(|part| table(pages[part.page].open, lines(part), &columns, em))
        .collect()
}

/// Lines of broken cells reach as far into the gaps as their columns do.
fn narrow(parting: &mut [Corridor], lines: &[&Line]) {
    for at in lines.iter().map(|line| line.at) {
        let reached = |one: &&mut Corridor| at.x0 < one.from && one.from < at.x1 && at.x1 < one.to;
        if let Some(one) = parting.iter_mut().find(reached) {
            one.from = at.x1;
        }
    }
}

fn median(mut numbers: Vec<f32>) -> Option<f32> {
    numbers.sort_by(f32::total_cmp);
    numbers.get(numbers.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::line::lines;
    use super::*;

    /// A line of a page: its top, and words with their left edges.
    type Row<'a> = (f32, &'a [(f32, &'a str)]);

    /// Words from rows of text, 10 points a character.
    fn words(rows: &[Row]) -> Vec<Word> {
        let word = |y: f32, x: f32, text: &str| {
            let wide = |one: char| if one.is_ascii() { 5.0 } else { 10.0 };
            let at = Area {
                x0: x,
                y0: y,
                x1: x + text.chars().map(wide).sum::<f32>(),
                y1: y + 10.0,
            };
            let text = text.to_owned();
            Word { at, text }
        };
        let words = rows
            .iter()
            .flat_map(|(y, row)| row.iter().map(move |(x, text)| word(*y, *x, text)));
        words.collect()
    }

    fn page(rows: &[Row], across: &[f32]) -> Open {
        let (from, to) = (0.0, 300.0);
        Open {
            lines: lines(words(rows)),
            tables: Vec::new(),
            across: across.iter().map(|at| Rule { at: *at, from, to }).collect(),
        }
    }

    fn printed(items: &[Item]) -> Vec<Vec<&str>> {
        let [Item::Table(table)] = items else {
            panic!("one table, not {items:?}")
        };
        let mut printed: Vec<Vec<&str>> = vec![Vec::new(); table.height];
        for cell in &table.cells {
            printed[cell.row].push(&cell.text);
        }
        printed
    }

    #[track_caller]
    fn check(rows: &[Row], across: &[f32], expected: &[&[&str]]) {
        assert_eq!(printed(&items(&[page(rows, across)])[0]), expected);
    }

    #[test]
    fn columns_are_where_no_word_stands() {
        check(
            &[
                (0.0, &[(0.0, "信息内容"), (100.0, "制发"), (150.0, "废止")]),
                (20.0, &[(0.0, "规章"), (105.0, "3"), (155.0, "12")]),
                (40.0, &[(0.0, "行政规范性文件"), (155.0, "8")]),
            ],
            &[],
            &[
                &["信息内容", "制发", "废止"],
                &["规章", "3", "12"],
                &["行政规范性文件", "", "8"],
            ],
        );
    }

    #[test]
    fn a_narrow_gap_beside_figures_parts_columns_and_one_between_words_does_not() {
        check(
            &[
                (
                    0.0,
                    &[(0.0, "信息内容"), (53.0, "本年制发"), (96.0, "现行")],
                ),
                (
                    20.0,
                    &[(0.0, "1."), (13.0, "规章"), (53.0, "3"), (96.0, "12")],
                ),
                (
                    40.0,
                    &[
                        (0.0, "2."),
                        (13.0, "许可"),
                        (35.0, "数"),
                        (53.0, "—"),
                        (96.0, "8"),
                    ],
                ),
                (60.0, &[(0.0, "3."), (13.0, "收费"), (96.0, "0")]),
            ],
            &[],
            &[
                &["信息内容", "本年制发", "现行"],
                &["1. 规章", "3", "12"],
                &["2. 许可数", "—", "8"],
                &["3. 收费", "", "0"],
            ],
        );
    }

    #[test]
    fn a_column_with_nothing_but_its_head_is_one() {
        let full =
            |y: f32, label: &'static str| (y, vec![(0.0, label), (100.0, "1"), (200.0, "2")]);
        let rows = [
            full(20.0, "规章"),
            full(40.0, "许可"),
            full(60.0, "处罚"),
            full(80.0, "强制"),
        ];
        let mut page: Vec<Row> = vec![(
            0.0,
            &[
                (0.0, "内容"),
                (100.0, "新收"),
                (150.0, "结转"),
                (200.0, "合计"),
            ],
        )];
        page.extend(rows.iter().map(|(y, row)| (*y, row.as_slice())));
        let row = |label| vec![label, "1", "", "2"];
        let expected = [
            vec!["内容", "新收", "结转", "合计"],
            row("规章"),
            row("许可"),
            row("处罚"),
            row("强制"),
        ];
        let expected: Vec<&[&str]> = expected.iter().map(Vec::as_slice).collect();
        check(&page, &[], &expected);
    }

    #[test]
    fn a_broken_label_goes_with_its_row() {
        check(
            &[
                (0.0, &[(0.0, "规章"), (100.0, "1"), (150.0, "2")]),
                (30.0, &[(0.0, "行政规范")]),
                (36.0, &[(100.0, "3"), (150.0, "4")]),
                (42.0, &[(0.0, "性文件")]),
                (72.0, &[(0.0, "许可"), (100.0, "5"), (150.0, "6")]),
            ],
            &[],
            &[
                &["规章", "1", "2"],
                &["行政规范性文件", "3", "4"],
                &["许可", "5", "6"],
            ],
        );
    }

    #[test]
    fn where_rows_stand_as_close_as_lines_only_what_is_around_figures_is_whole() {
        check(
            &[
                (0.0, &[(0.0, "规章"), (100.0, "1"), (150.0, "2")]),
                (12.0, &[(0.0, "行政规范")]),
                (18.0, &[(100.0, "3"), (150.0, "4")]),
                (24.0, &[(0.0, "性文件")]),
                (36.0, &[(0.0, "许可")]),
                (48.0, &[(0.0, "处罚"), (100.0, "5"), (150.0, "6")]),
                (60.0, &[(0.0, "强制"), (100.0, "7"), (150.0, "8")]),
            ],
            &[],
            &[
                &["规章", "1", "2"],
                &["行政规范性文件", "3", "4"],
                &["许可", "", ""],
                &["处罚", "5", "6"],
                &["强制", "7", "8"],
            ],
        );
    }

    #[test]
    fn rules_between_rows_say_what_is_one_cell() {
        check(
            &[
                (0.0, &[(0.0, "规章"), (100.0, "1"), (150.0, "2")]),
                (12.0, &[(0.0, "行政规范"), (100.0, "3"), (150.0, "4")]),
                (24.0, &[(0.0, "性文件")]),
                (36.0, &[(0.0, "许可"), (100.0, "5"), (150.0, "6")]),
            ],
            &[0.0, 11.0, 35.0, 47.0],
            &[
                &["规章", "1", "2"],
                &["行政规范性文件", "3", "4"],
                &["许可", "5", "6"],
            ],
        );
    }

    #[test]
    fn a_table_keeps_its_columns_on_the_next_page() {
        let first = page(
            &[
                (700.0, &[(0.0, "内容"), (100.0, "新收"), (150.0, "结转")]),
                (720.0, &[(0.0, "规章"), (100.0, "1"), (150.0, "2")]),
                (740.0, &[(0.0, "许可"), (100.0, "3"), (150.0, "4")]),
            ],
            &[],
        );
        let second = page(&[(50.0, &[(0.0, "处罚"), (150.0, "5")])], &[]);
        let read = items(&[first, second]);
        assert_eq!(printed(&read[1]), [["处罚", "", "5"]]);
    }

    #[test]
    fn prose_stays_prose() {
        let read = items(&[page(
            &[
                (0.0, &[(0.0, "联系人甲"), (100.0, "电话")]),
                (20.0, &[(0.0, "地址")]),
            ],
            &[],
        )]);
        assert!(read[0].iter().all(|item| matches!(item, Item::Line(_))));
    }

    proptest! {
        #[test]
        fn no_word_is_lost(
            places in prop::collection::vec((0_u8..200, 0_u8..20, "[0-9件]{1,3}"), 0..40),
            across in prop::collection::vec(0_u8..240, 0..6),
        ) {
            let rows: Vec<(f32, [(f32, &str); 1])> = places
                .iter()
                .map(|(x, y, text)| (f32::from(*y) * 12.0, [(f32::from(*x) * 3.0, text.as_str())]))
                .collect();
            let rows: Vec<Row> = rows.iter().map(|(y, row)| (*y, &row[..])).collect();
            let across: Vec<f32> = across.into_iter().map(f32::from).collect();
            let count = |text: &str| text.chars().filter(|one| !one.is_whitespace()).count();
            let printed: usize = places.iter().map(|(_, _, text)| count(text)).sum();
            let count = |text: &str| count(&text.replace(UNCERTAIN, ""));
            let read: usize = items(&[page(&rows, &across), page(&rows, &[])])
                .iter()
                .flatten()
                .map(|item| match item {
                    Item::Line(line) => count(&line.text()),
                    Item::Table(table) => table.cells.iter().map(|cell| count(&cell.text)).sum(),
                })
                .sum();
            prop_assert_eq!(read, 2 * printed);
        }
    }
}
