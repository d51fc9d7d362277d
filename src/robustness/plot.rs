//! Outcomes as a picture: recall and wrong values over levels, as SVG.

use std::fmt::Write;

use super::table::{levels, sums};
use super::{Grouping, Outcome, Tally};

/// A panel: where it stands and what its vertical axis shows, in shares.
struct Panel {
    left: f64,
    title: &'static str,
    low: f64,
    high: f64,
    /// Marks of the axis with their labels.
    marks: &'static [(f64, &'static str)],
    /// Level and share that must be reached, or not passed.
    targets: &'static [(usize, f64)],
    value: fn(&Tally) -> f64,
}

const WIDTH: f64 = 330.0;
const HEIGHT: f64 = 260.0;
const TOP: f64 = 56.0;

const PANELS: [Panel; 2] = [
    Panel {
        left: 52.0,
        title: "recall",
        low: 0.0,
        high: 1.0,
        marks: &[
            (0.0, "0 %"),
            (0.25, "25 %"),
            (0.5, "50 %"),
            (0.75, "75 %"),
            (1.0, "100 %"),
        ],
        targets: &[(2, 0.99)],
        value: |tally| tally.facts.recall(),
    },
    Panel {
        left: 566.0,
        title: "wrong values, of those reported",
        low: 0.0,
        high: 0.01,
        marks: &[
            (0.0, "0 %"),
            (0.0025, "0.25 %"),
            (0.005, "0.5 %"),
            (0.0075, "0.75 %"),
            (0.01, "1 %"),
        ],
        targets: &[(2, 0.0005), (5, 0.005)],
        value: |tally| tally.facts.wrong_rate(),
    },
];

/// How many lines are named, from the worst.
const NAMED: usize = 7;

/// A line of the picture: a name and a point for each level.
type Line = (&'static str, Vec<(usize, f64)>);

impl Panel {
    fn x(&self, level: usize) -> f64 {
        self.left + WIDTH * (level as f64 - 1.0) / 4.0
    }

    fn y(&self, share: f64) -> f64 {
        let part = (share.clamp(self.low, self.high) - self.low) / (self.high - self.low);
        TOP + HEIGHT * (1.0 - part)
    }

    fn points(&self, line: &Line) -> String {
        let point =
            |(level, share): &(usize, f64)| format!("{:.1},{:.1}", self.x(*level), self.y(*share));
        line.1.iter().map(point).collect::<Vec<_>>().join(" ")
    }

    fn lines(&self, outcomes: &[Outcome]) -> Vec<Line> {
        let mut lines: Vec<Line> = Vec::new();
        for ((operator, level, _), tally) in sums(outcomes, Grouping::Whole) {
            if level == 0 {
                continue;
            }
            let point = (level, (self.value)(&tally));
            match lines.last_mut().filter(|line| line.0 == operator) {
                Some(line) => line.1.push(point),
                None => lines.push((operator, vec![point])),
            }
        }
        lines
    }
}

/// The picture: a thin line for each operator, the worst of them named, a thick one for all damage
/// together, and the targets. Writing to a string cannot fail.
#[must_use]
pub fn svg(outcomes: &[Outcome]) -> String {
    let mut out = String::from(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1060 370\" width=\"1060\" height=\"370\" \
         font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"1060\" height=\"370\" fill=\"#ffffff\"/>\n",
    );
    for panel in &PANELS {
        frame(&mut out, panel);
        curves(&mut out, panel, outcomes);
    }
    let _ = write!(
        out,
        "<g fill=\"#333333\"><text x=\"52\" y=\"352\">level of damage: one line a kind of damage, \
         <tspan fill=\"#b3261e\" font-weight=\"bold\">all kinds together</tspan>, \
         <tspan fill=\"#1f6f43\" font-weight=\"bold\">◆ targets</tspan></text></g>\n</svg>\n"
    );
    out
}

fn frame(out: &mut String, panel: &Panel) {
    let Panel { left, title, .. } = panel;
    let _ = writeln!(
        out,
        "<text x=\"{left}\" y=\"30\" font-size=\"15\" font-weight=\"bold\" fill=\"#222222\">{title}</text>"
    );
    for (share, label) in panel.marks {
        let (y, right) = (panel.y(*share), left + WIDTH);
        let _ = writeln!(
            out,
            "<path d=\"M{left} {y:.1}H{right}\" stroke=\"#dddddd\"/>\
             <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\" fill=\"#555555\">{label}</text>",
            left - 6.0,
            y + 4.0,
        );
    }
    for level in 1..=5 {
        let _ = writeln!(
            out,
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\" fill=\"#555555\">{level}</text>",
            panel.x(level),
            TOP + HEIGHT + 18.0,
        );
    }
}

fn curves(out: &mut String, panel: &Panel, outcomes: &[Outcome]) {
    let lines = panel.lines(outcomes);
    for line in &lines {
        let _ = writeln!(
            out,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"#6b7f99\" stroke-opacity=\"0.45\" \
             stroke-width=\"1.2\"/>",
            panel.points(line)
        );
    }
    let all = levels(outcomes).into_iter();
    let total = (
        "all",
        all.map(|(level, tally)| (level, (panel.value)(&tally)))
            .collect(),
    );
    let _ = writeln!(
        out,
        "<polyline points=\"{}\" fill=\"none\" stroke=\"#b3261e\" stroke-width=\"3\"/>",
        panel.points(&total)
    );
    for (level, share) in panel.targets {
        let _ = writeln!(
            out,
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\" fill=\"#1f6f43\" font-size=\"13\">◆</text>",
            panel.x(*level),
            panel.y(*share) + 4.5,
        );
    }
    names(out, panel, &lines);
}

/// Names of the lines that end farthest from the best, kept apart from each other.
fn names(out: &mut String, panel: &Panel, lines: &[Line]) {
    let best = if panel.targets[0].1 > 0.5 {
        panel.high
    } else {
        panel.low
    };
    let mut ends: Vec<(&str, f64)> = lines
        .iter()
        .filter_map(|(name, points)| Some((*name, points.last()?.1)))
        .filter(|(_, share)| (share - best).abs() > 1e-9)
        .collect();
    ends.sort_by(|left, right| (right.1 - best).abs().total_cmp(&(left.1 - best).abs()));
    ends.truncate(NAMED);
    ends.sort_by(|left, right| right.1.total_cmp(&left.1));
    let mut last = f64::MIN;
    let lowest = TOP + HEIGHT + 4.0;
    let count = ends.len();
    for (at, (name, share)) in ends.into_iter().enumerate() {
        let room = lowest - 13.0 * (count - 1 - at) as f64;
        let y = (panel.y(share) + 4.0).max(last + 13.0).min(room);
        last = y;
        let _ = writeln!(
            out,
            "<text x=\"{:.1}\" y=\"{y:.1}\" fill=\"#44546a\" font-size=\"11\">{name}</text>",
            panel.left + WIDTH + 8.0,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::damage::Operator;
    use crate::generate::Layout;
    use crate::robustness::Setting;

    fn outcome(operator: Operator, level: usize, right: u64) -> Outcome {
        let mut tally = Tally::default();
        tally.facts.values = 100;
        tally.facts.right = right;
        Outcome {
            setting: Setting {
                operator: Some(operator),
                level,
                form: "form-2021".to_owned(),
                layout: Layout::Pipe,
            },
            tally,
            failures: Vec::new(),
            texts: Vec::new(),
        }
    }

    #[test]
    fn a_line_goes_from_level_to_level() {
        let outcomes = [
            outcome(Operator::Loops, 1, 100),
            outcome(Operator::Loops, 5, 50),
        ];
        let picture = svg(&outcomes);
        let line = format!("points=\"52.0,{:.1} 382.0,{:.1}\"", TOP, TOP + HEIGHT / 2.0);
        assert!(picture.contains(&line), "{picture}");
        assert!(picture.contains(">loops</text>"));
        assert_eq!(
            picture.matches("<svg").count(),
            picture.matches("</svg>").count()
        );
    }
}
