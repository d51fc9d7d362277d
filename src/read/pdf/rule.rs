//! Ruled lines of pages, as the SVG of `pdftocairo` draws them.
//!
//! Strokes and filled rectangles that are no thicker than a rule count; curves, glyphs and shaded
//! areas do not.

use super::markup::{Tag, attribute, tags};

/// A straight line along one axis, in points, y downwards.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rule {
    /// Where it stands on the other axis.
    pub at: f32,
    /// Where it begins.
    pub from: f32,
    /// Where it ends.
    pub to: f32,
}

/// The ruled lines of a page.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Rules {
    /// From left to right; `at` is y.
    pub across: Vec<Rule>,
    /// From top to bottom; `at` is x.
    pub down: Vec<Rule>,
}

/// Filled rectangles up to this thickness are rules, in points.
const THICK: f32 = 3.0;
/// Shorter lines are parts of characters, in points.
const SHORT: f32 = 3.0;
/// Lines that stray less from an axis lie along it, in points.
const STRAY: f32 = 0.6;
/// Corners of a path that can still be the rules of a table.
const MOST_CORNERS: usize = 10_000;
/// Coordinates farther off than this are no place on paper.
const FARTHEST: f32 = 1e6;

/// The rules of each page of an SVG file.
pub(super) fn pages(svg: &str) -> Vec<Rules> {
    let mut pages: Vec<Rules> = vec![Rules::default()];
    let mut paged = false;
    let mut aside = 0_usize;
    // Transformations of the groups that are open, each with those around it.
    let mut groups: Vec<Matrix> = Vec::new();
    for tag in tags(svg) {
        match tag.name {
            "defs" | "symbol" | "clipPath" | "mask" | "pattern" if !tag.empty => aside += 1,
            "/defs" | "/symbol" | "/clipPath" | "/mask" | "/pattern" => {
                aside = aside.saturating_sub(1);
            }
            _ if aside > 0 => {}
            "page" if paged => pages.push(Rules::default()),
            "page" => paged = true,
            "g" if !tag.empty => {
                let outer = groups.last().copied().unwrap_or_default();
                groups.push(outer.then(&Matrix::of(&tag)));
            }
            "/g" => {
                groups.pop();
            }
            "path" | "rect" => {
                let outer = groups.last().copied().unwrap_or_default();
                if let Some(page) = pages.last_mut() {
                    draw(&tag, &outer.then(&Matrix::of(&tag)), page);
                }
            }
            _ => {}
        }
    }
    pages
}

/// Adds the rules that one path draws.
fn draw(tag: &Tag, matrix: &Matrix, page: &mut Rules) {
    let stroked = tag.rest.contains("fill:none") || tag.rest.contains("fill=\"none\"");
    for part in parts(tag).unwrap_or_default() {
        let corners: Vec<[f32; 2]> = part.iter().map(|corner| matrix.applied(*corner)).collect();
        if !stroked {
            filled(&corners, page);
            continue;
        }
        for pair in corners.windows(2) {
            segment(pair[0], pair[1], page);
        }
    }
}

/// Corners of each part of a path, closed parts with the first again at the end; a path with curves
/// gives none.
fn parts(tag: &Tag) -> Option<Vec<Vec<[f32; 2]>>> {
    if tag.name == "rect" {
        let number = |name| attribute(tag.rest, name).map_or(Some(0.0), |text| text.parse().ok());
        let (x, y): (f32, f32) = (number("x")?, number("y")?);
        let (width, height) = (number("width")?, number("height")?);
        let (right, bottom) = (x + width, y + height);
        return Some(vec![vec![
            [x, y],
            [right, y],
            [right, bottom],
            [x, bottom],
            [x, y],
        ]]);
    }
    let mut parts: Vec<Vec<[f32; 2]>> = Vec::new();
    let mut words = attribute(tag.rest, "d")?.split_ascii_whitespace();
    let mut left = MOST_CORNERS;
    while let Some(word) = words.next() {
        left = left.checked_sub(1)?;
        if word == "M" {
            parts.push(Vec::new());
        }
        let part = parts.last_mut()?;
        match word {
            "M" | "L" => part.push([words.next()?.parse().ok()?, words.next()?.parse().ok()?]),
            "Z" => part.push(*part.first()?),
            _ => return None,
        }
    }
    Some(parts)
}

/// A rectangle that is thin enough is the rule along its middle.
fn filled(corners: &[[f32; 2]], page: &mut Rules) {
    let least = |axis: usize| corners.iter().map(|at| at[axis]).fold(f32::MAX, f32::min);
    let most = |axis: usize| corners.iter().map(|at| at[axis]).fold(f32::MIN, f32::max);
    if !(4..=5).contains(&corners.len()) {
        return;
    }
    let (left, top, right, bottom) = (least(0), least(1), most(0), most(1));
    let boxed = |at: &[f32; 2]| {
        let near = |one: f32, other: f32| (one - other).abs() < STRAY;
        (near(at[0], left) || near(at[0], right)) && (near(at[1], top) || near(at[1], bottom))
    };
    if !corners.iter().all(boxed) {
        return;
    }
    let (x, y) = (f32::midpoint(left, right), f32::midpoint(top, bottom));
    if bottom - top <= THICK {
        segment([left, y], [right, y], page);
    } else if right - left <= THICK {
        segment([x, top], [x, bottom], page);
    }
}

fn segment(start: [f32; 2], end: [f32; 2], page: &mut Rules) {
    if start
        .iter()
        .chain(&end)
        .any(|one| one.is_nan() || one.abs() > FARTHEST)
    {
        return;
    }
    let length = |axis: usize| (start[axis] - end[axis]).abs();
    let rule = |along: usize, other: usize| Rule {
        at: f32::midpoint(start[other], end[other]),
        from: start[along].min(end[along]),
        to: start[along].max(end[along]),
    };
    if length(1) <= STRAY && length(0) >= SHORT {
        page.across.push(rule(0, 1));
    } else if length(0) <= STRAY && length(1) >= SHORT {
        page.down.push(rule(1, 0));
    }
}

/// An affine transformation as SVG writes it.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Matrix([f32; 6]);

impl Default for Matrix {
    fn default() -> Self {
        Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0])
    }
}

impl Matrix {
    /// The transformation of an element; none if it has none.
    fn of(tag: &Tag) -> Self {
        let inner = attribute(tag.rest, "transform")
            .and_then(|text| text.trim().strip_prefix("matrix("))
            .and_then(|text| text.strip_suffix(')'));
        let Some(inner) = inner else {
            return Self::default();
        };
        let mut numbers = inner
            .split([',', ' '])
            .filter(|one| !one.is_empty())
            .map(|one| one.parse().unwrap_or(f32::NAN));
        Self(std::array::from_fn(|_| numbers.next().unwrap_or(f32::NAN)))
    }

    /// `inner` first, then this.
    fn then(&self, inner: &Self) -> Self {
        let ([a, b, c, d, e, f], [g, h, i, j, k, l]) = (self.0, inner.0);
        Self([
            a * g + c * h,
            b * g + d * h,
            a * i + c * j,
            b * i + d * j,
            a * k + c * l + e,
            b * k + d * l + f,
        ])
    }

    fn applied(&self, [x, y]: [f32; 2]) -> [f32; 2] {
        let [a, b, c, d, e, f] = self.0;
        [a * x + c * y + e, b * x + d * y + f]
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(svg: &str, across: &[[f32; 3]], down: &[[f32; 3]]) {
        let read = pages(svg);
        let plain = |rules: &[Rule]| -> Vec<[f32; 3]> {
            rules
                .iter()
                .map(|rule| [rule.at, rule.from, rule.to])
                .collect()
        };
        assert_eq!(
            (plain(&read[0].across), plain(&read[0].down)),
            (across.to_vec(), down.to_vec())
        );
    }

    #[test]
    fn strokes_frames_and_thin_bars_are_rules() {
        check(
            "<path style=\"fill:none;\" d=\"M 1 5 L 90 5 \"/>",
            &[[5.0, 1.0, 90.0]],
            &[],
        );
        check(
            "<path fill=\"none\" d=\"M 0 0 L 40 0 L 40 20 L 0 20 Z M 0 0 \"/>",
            &[[0.0, 0.0, 40.0], [20.0, 0.0, 40.0]],
            &[[40.0, 0.0, 20.0], [0.0, 0.0, 20.0]],
        );
        check(
            "<path style=\"stroke:none;\" d=\"M 1 4 L 90 4 L 90 6 L 1 6 Z M 1 4 \"/>",
            &[[5.0, 1.0, 90.0]],
            &[],
        );
        check(
            "<rect x=\"4\" y=\"1\" width=\"2\" height=\"50\"/>",
            &[],
            &[[5.0, 1.0, 51.0]],
        );
    }

    #[test]
    fn shades_curves_and_definitions_are_none() {
        check(
            "<path style=\"stroke:none\" d=\"M 0 0 L 40 0 L 40 20 L 0 20 Z\"/>",
            &[],
            &[],
        );
        check("<path fill=\"none\" d=\"M 0 0 C 1 1 2 2 40 0\"/>", &[], &[]);
        check(
            "<defs><g><path fill=\"none\" d=\"M 1 5 L 90 5\"/></g></defs>",
            &[],
            &[],
        );
    }

    #[test]
    fn transformations_of_groups_and_paths_add_up() {
        check(
            "<g transform=\"matrix(1,0,0,-1,0,100)\"><path fill=\"none\" \
             transform=\"matrix(2,0,0,2,10,0)\" d=\"M 0 5 L 20 5\"/></g>",
            &[[90.0, 10.0, 50.0]],
            &[],
        );
    }

    #[test]
    fn pages_are_told_apart() {
        let line = "<path fill=\"none\" d=\"M 1 5 L 90 5\"/>";
        let read = pages(&format!(
            "<pageSet><page>{line}</page><page>{line}{line}</page></pageSet>"
        ));
        let counts: Vec<usize> = read.iter().map(|page| page.across.len()).collect();
        assert_eq!(counts, [1, 2]);
    }

    proptest! {
        #[test]
        fn any_markup_gives_pages(
            svg in "(<path |<g>|</g>|<defs>|</defs>|<rect |d=\"|transform=\"matrix\\(|M |L |Z |1 |1e38 |\"|/>|>){0,60}"
        ) {
            let _ = pages(&svg);
        }
    }
}
