//! Outcomes as tables: for a terminal, and for the README.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::{Outcome, Tally};

/// What the rows of a table stand for, besides operator and level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grouping {
    /// Nothing: all forms and layouts together.
    Whole,
    /// Layouts.
    Layout,
    /// Forms.
    Form,
    /// Both.
    Both,
}

impl Grouping {
    fn name(self, outcome: &Outcome) -> String {
        let setting = &outcome.setting;
        match self {
            Self::Whole => String::new(),
            Self::Layout => setting.layout.name().to_owned(),
            Self::Form => setting.form.clone(),
            Self::Both => format!("{} {}", setting.form, setting.layout.name()),
        }
    }
}

/// Operator, level and group, with the sums of all outcomes that belong to them, in order.
pub(super) fn sums(
    outcomes: &[Outcome],
    grouping: Grouping,
) -> Vec<((&'static str, usize, String), Tally)> {
    let mut numbers: BTreeMap<(&'static str, usize, String), usize> = BTreeMap::new();
    let mut sums: Vec<((&'static str, usize, String), Tally)> = Vec::new();
    for outcome in outcomes {
        let setting = &outcome.setting;
        let key = (
            setting.operator_name(),
            setting.level,
            grouping.name(outcome),
        );
        let at = *numbers.entry(key.clone()).or_insert(sums.len());
        if at == sums.len() {
            sums.push((key, Tally::default()));
        }
        sums[at].1.add(&outcome.tally);
    }
    sums
}

fn percent(share: f64) -> String {
    format!("{:.2}", share * 100.0)
}

/// A rate so small that two places would hide it.
fn fine(share: f64) -> String {
    format!("{:.3}", share * 100.0)
}

/// A row for each operator and level, and one for all damage together at each level; shares in
/// percent.
#[must_use]
pub fn text(outcomes: &[Outcome], grouping: Grouping) -> String {
    let mut out = format!(
        "{:<22}{:>3} {:>7} {:>8} {:>8} {:>7} {:>8} {:>8} {:>7} {:>11} {:>11} {:>7}  {}\n",
        "operator",
        "lvl",
        "docs",
        "recall",
        "wrong%",
        "wrong",
        "abstain",
        "confirm",
        "cf-wrng",
        "found",
        "alarms",
        "false",
        ""
    );
    for ((operator, level, group), tally) in sums(outcomes, grouping) {
        row(&mut out, operator, level, &group, &tally);
    }
    for (level, tally) in levels(outcomes) {
        row(&mut out, "all damage", level, "", &tally);
    }
    out
}

/// All operators together, level by level.
pub(super) fn levels(outcomes: &[Outcome]) -> BTreeMap<usize, Tally> {
    let mut levels: BTreeMap<usize, Tally> = BTreeMap::new();
    for outcome in outcomes.iter().filter(|outcome| outcome.setting.level > 0) {
        let tally = levels.entry(outcome.setting.level).or_default();
        tally.add(&outcome.tally);
    }
    levels
}

fn row(out: &mut String, operator: &str, level: usize, group: &str, tally: &Tally) {
    let facts = &tally.facts;
    // Writing to a string cannot fail.
    let _ = writeln!(
        out,
        "{operator:<22}{level:>3} {:>7} {:>8} {:>8} {:>7} {:>8} {:>8} {:>7} {:>11} {:>11} {:>7}  {group}",
        tally.documents,
        percent(facts.recall()),
        fine(facts.wrong_rate()),
        facts.wrong,
        percent(facts.abstention()),
        percent(tally.confirmed()),
        facts.confirmed_wrong,
        format!("{}/{}", tally.planted.found, tally.planted.planted),
        format!("{}/{}", tally.plain.alarmed, tally.plain.consistent),
        tally.plain.false_alarms + tally.planted.false_alarms,
    );
}

/// The README's table: a row for each operator that costs something, with recall, wrong values and
/// abstention at levels 2 and 5 in percent; then what costs nothing, and what arithmetic found.
#[must_use]
pub fn markdown(outcomes: &[Outcome]) -> String {
    let mut out = String::from(
        "| damage | recall at 2 | wrong | abstained | recall at 5 | wrong | abstained |\n\
         |---|---|---|---|---|---|---|\n",
    );
    let mut rows: Vec<(&str, [Option<Tally>; 2])> = Vec::new();
    for ((operator, level, _), tally) in sums(outcomes, Grouping::Whole) {
        let side = match level {
            2 => 0,
            5 => 1,
            _ => continue,
        };
        if rows.last().is_none_or(|(name, _)| *name != operator) {
            rows.push((operator, [None, None]));
        }
        if let Some((_, sides)) = rows.last_mut() {
            sides[side] = Some(tally);
        }
    }
    let lossless = |sides: &[Option<Tally>; 2]| sides.iter().flatten().all(is_lossless);
    let (free, costly): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| lossless(&row.1));
    for (name, sides) in &costly {
        markdown_row(&mut out, name, sides);
    }
    let all = levels(outcomes);
    let total = [all.get(&2).cloned(), all.get(&5).cloned()];
    markdown_row(&mut out, "**all kinds together**", &total);
    let names: Vec<&str> = free.into_iter().map(|(name, _)| name).collect();
    if !names.is_empty() {
        let _ = writeln!(
            out,
            "\nNothing is lost or wrong at either level: {}.",
            names.join(", ")
        );
    }
    out.push_str(&arithmetic(outcomes));
    out
}

/// Whether every readable value was read, and no other.
fn is_lossless(tally: &Tally) -> bool {
    tally.facts.wrong == 0 && tally.facts.right == tally.facts.values
}

fn markdown_row(out: &mut String, name: &str, sides: &[Option<Tally>; 2]) {
    let _ = write!(out, "| {name} |");
    for side in sides {
        let cells = side.as_ref().map_or([const { String::new() }; 3], |tally| {
            let facts = &tally.facts;
            [
                percent(facts.recall()),
                fine(facts.wrong_rate()),
                percent(facts.abstention()),
            ]
        });
        let _ = write!(out, " {} |", cells.join(" | "));
    }
    out.push('\n');
}

/// What the reports' own sums found, by level: 0 is no damage.
fn arithmetic(outcomes: &[Outcome]) -> String {
    let mut out = String::from(
        "\n| level | documents | values confirmed | of these wrong | planted mistakes found | false alarms |\n\
         |---|---|---|---|---|---|\n",
    );
    let mut all: BTreeMap<usize, Tally> = levels(outcomes);
    let whole = outcomes.iter().filter(|outcome| outcome.setting.level == 0);
    for outcome in whole {
        all.entry(0).or_default().add(&outcome.tally);
    }
    for (level, tally) in all {
        let _ = writeln!(
            out,
            "| {level} | {} | {} % | {} | {} of {} | {} in {} |",
            tally.documents,
            percent(tally.confirmed()),
            tally.facts.confirmed_wrong,
            tally.planted.found,
            tally.planted.planted,
            tally.plain.alarmed,
            tally.plain.consistent,
        );
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::damage::Operator;
    use crate::generate::Layout;
    use crate::robustness::Setting;

    fn outcome(operator: Operator, level: usize, right: u64, wrong: u64) -> Outcome {
        let mut tally = Tally {
            documents: 1,
            ..Tally::default()
        };
        tally.facts.values = 10;
        tally.facts.right = right;
        tally.facts.wrong = wrong;
        tally.facts.abstained = 10 - right - wrong;
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
    fn costly_damage_has_a_row_and_the_rest_a_sentence() {
        let table = markdown(&[
            outcome(Operator::Loops, 2, 10, 0),
            outcome(Operator::Loops, 5, 10, 0),
            outcome(Operator::TabsLost, 2, 9, 0),
            outcome(Operator::TabsLost, 5, 4, 1),
        ]);
        let lines: Vec<&str> = table.lines().collect();
        assert_eq!(
            lines[2],
            "| tabs-lost | 90.00 | 0.000 | 10.00 | 40.00 | 20.000 | 50.00 |"
        );
        assert_eq!(
            lines[3],
            "| **all kinds together** | 95.00 | 0.000 | 5.00 | 70.00 | 6.667 | 25.00 |"
        );
        assert_eq!(lines[5], "Nothing is lost or wrong at either level: loops.");
        assert_eq!(lines[9], "| 2 | 2 | 0.00 % | 0 | 0 of 0 | 0 in 0 |");
    }
}
