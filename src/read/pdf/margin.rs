//! Lines that belong to the page: what is printed again in the margin of another page.

use super::flow::Item;
use super::line::Line;
use super::word::Area;

/// Share of a page's height that is margin, above and below.
const MARGIN: f32 = 0.12;
/// Lines at one end of a page that are compared.
const DEEP: usize = 2;

/// For each item of each page, why it belongs to the page, if it does.
pub(super) fn furniture(sizes: &[Area], pages: &[Vec<Item>]) -> Vec<Vec<Option<&'static str>>> {
    let edges: Vec<Vec<Edge>> = sizes
        .iter()
        .zip(pages)
        .map(|(size, items)| edges(size, items))
        .collect();
    let mut found: Vec<Vec<Option<&'static str>>> =
        pages.iter().map(|items| vec![None; items.len()]).collect();
    for (page, lines) in edges.iter().enumerate() {
        // The next page, or the one after it where both sides of a sheet differ.
        for other in [page + 1, page + 2] {
            let Some(others) = edges.get(other) else {
                continue;
            };
            for line in lines {
                for again in others.iter().filter(|again| again.above == line.above) {
                    if let Some(reason) = line.recurs(again, other - page) {
                        found[page][line.item] = Some(reason);
                        found[other][again.item] = Some(reason);
                    }
                }
            }
        }
    }
    found
}

/// A line in the margin of a page.
#[derive(Debug)]
struct Edge {
    item: usize,
    above: bool,
    y: f32,
    /// Its characters without blanks, `0` for each number.
    shape: String,
    numbers: Vec<u64>,
}

/// The lines in a page's margins.
fn edges(size: &Area, items: &[Item]) -> Vec<Edge> {
    let edge = |(item, found): (usize, &Item), above: bool| {
        let Item::Line(line) = found else { return None };
        let y = line.at.y() / size.height().max(1.0);
        let margin = if above { y < MARGIN } else { y > 1.0 - MARGIN };
        margin.then(|| Edge::new(item, above, line))
    };
    let first = items.iter().enumerate().take(DEEP);
    let last = items.iter().enumerate().rev().take(DEEP);
    let first = first.map_while(|one| edge(one, true));
    first
        .chain(last.map_while(|one| edge(one, false)))
        .collect()
}

impl Edge {
    fn new(item: usize, above: bool, line: &Line) -> Self {
        let (mut shape, mut numbers) = (String::new(), Vec::new());
        let mut inside = false;
        for one in line.text().chars().filter(|one| !one.is_whitespace()) {
            let digit = one.to_digit(10).map(u64::from);
            match (digit, numbers.last_mut()) {
                (Some(digit), Some(number)) if inside => {
                    *number = u64::saturating_add(u64::saturating_mul(*number, 10), digit);
                }
                (Some(digit), _) => {
                    numbers.push(digit);
                    shape.push('0');
                }
                (None, _) => shape.push(one),
            }
            inside = digit.is_some();
        }
        Self {
            item,
            above,
            y: line.at.y(),
            shape,
            numbers,
        }
    }

    /// Why both lines belong to their pages, if they do: the same line again, or one whose number
    /// counts the pages.
    fn recurs(&self, again: &Self, apart: usize) -> Option<&'static str> {
        if self.shape != again.shape || (self.y - again.y).abs() > 6.0 {
            return None;
        }
        if self.numbers == again.numbers {
            // A number alone, twice the same, may be a value.
            return (self.shape != "0").then_some("running-head");
        }
        let mut pairs = self.numbers.iter().zip(&again.numbers);
        let counts = |(one, other): (&u64, &u64)| one.checked_add(apart as u64) == Some(*other);
        let rises = pairs.clone().filter(|pair| counts(*pair)).count() == 1;
        let keeps = pairs.all(|pair| pair.0 == pair.1 || counts(pair));
        (rises && keeps).then_some("page-number")
    }
}

#[cfg(test)]
mod tests {
    use super::super::word::Word;
    use super::*;

    fn item(y: f32, text: &str) -> Item {
        let at = Area {
            x0: 100.0,
            y0: y,
            x1: 150.0,
            y1: y + 10.0,
        };
        let text = text.to_owned();
        let words = vec![Word { at, text }];
        Item::Line(Line { at, words })
    }

    #[track_caller]
    fn check(pages: &[&[(f32, &str)]], expected: &[&[Option<&str>]]) {
        let size = Area {
            x1: 595.0,
            y1: 842.0,
            ..Area::default()
        };
        let items = |page: &&[(f32, &str)]| page.iter().map(|(y, text)| item(*y, text)).collect();
        let pages: Vec<Vec<Item>> = pages.iter().map(items).collect();
        assert_eq!(furniture(&vec![size; pages.len()], &pages), expected);
    }

    #[test]
    fn what_recurs_in_the_margin_belongs_to_the_page() {
        let (head, number) = (Some("running-head"), Some("page-number"));
        check(
            &[
                &[(30.0, "云栖县年度报告"), (300.0, "正文"), (800.0, "- 1 -")],
                &[(30.0, "云栖县年度报告"), (300.0, "正文"), (800.0, "- 2 -")],
            ],
            &[&[head, None, number], &[head, None, number]],
        );
        check(
            &[
                &[(800.0, "第1页共3页")],
                &[(300.0, "正文")],
                &[(800.0, "第3页共3页")],
            ],
            &[&[number], &[None], &[number]],
        );
    }

    #[test]
    fn values_and_text_at_the_edge_do_not() {
        check(&[&[(800.0, "12")], &[(800.0, "12")]], &[&[None], &[None]]);
        check(
            &[&[(800.0, "共收到5件")], &[(800.0, "共收到9件")]],
            &[&[None], &[None]],
        );
        check(
            &[&[(400.0, "同一行")], &[(400.0, "同一行")]],
            &[&[None], &[None]],
        );
    }
}
